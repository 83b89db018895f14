# Decks, tags and cards: viva itself is asked for them.
_viva_candidates() {
    local -a names shown
    local line
    for line in ${(f)"$(command viva candidates -- ${words[1]} ${PREFIX} 2>/dev/null)"}; do
        names+=("${line%%$'\t'*}")
        shown+=("${line%%$'\t'*}  ${line#*$'\t'}")
    done
    compadd -l -d shown -a names
}
