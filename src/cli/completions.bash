
# Decks, tags and cards: viva itself is asked for them.
_viva_with_candidates() {
    _viva "$@"
    local word="${COMP_LINE:0:COMP_POINT}"
    word="${word##*[[:space:]]}"
    local command="${COMP_WORDS[1]}"
    case "$command" in
        drill|read|answer|queue|grade|edit|dupes|list|search|show|suspend|resume|forget|stats|config) ;;
        *) return ;;
    esac
    # What stands before a colon is a word of its own to readline.
    local before=""
    [[ "$word" == *:* && "$COMP_WORDBREAKS" == *:* ]] && before="${word%"${word##*:}"}"
    local candidate
    while IFS=$'\t' read -r candidate _; do
        # Quoted, because a name is text from a file, and readline expands what it is given.
        printf -v candidate '%q' "${candidate#"$before"}"
        COMPREPLY+=("$candidate")
    done < <("${COMP_WORDS[0]/#\~/$HOME}" candidates -- "$command" "$word" 2>/dev/null)
    # A term such as `tag:` goes on.
    [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == *: ]] && compopt -o nospace
}
complete -F _viva_with_candidates -o nosort -o bashdefault -o default viva 2>/dev/null ||
    complete -F _viva_with_candidates -o bashdefault -o default viva
