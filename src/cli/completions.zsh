# Decks, tags and cards: viva itself is asked for them.
_viva_candidates_of() {
    local -a names shown
    local line
    for line in ${(f)"$(command viva candidates -- "$1" "$PREFIX" 2>/dev/null)"}; do
        names+=("${line%%$'\t'*}")
        shown+=("${line%%$'\t'*}  ${line#*$'\t'}")
    done
    compadd -l -d shown -a names
}
# The words before are out of sight by now, but the command is part of the context.
_viva_candidates() { _viva_candidates_of "${${curcontext#*-command-}%%:*}"; }
_viva_settings() { _viva_candidates_of config; }
_viva_decks() { _viva_candidates_of --deck; }
