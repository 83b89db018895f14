# Decks, tags and cards: viva itself is asked for them.
_viva_candidates() {
    local -a names shown
    local line
    for line in ${(f)"$(command viva candidates -- ${1:-${words[1]}} "${PREFIX}" 2>/dev/null)"}; do
        names+=("${line%%$'\t'*}")
        shown+=("${line%%$'\t'*}  ${line#*$'\t'}")
    done
    compadd -l -d shown -a names
}
_viva_settings() { _viva_candidates config; }
_viva_decks() { _viva_candidates --deck; }
