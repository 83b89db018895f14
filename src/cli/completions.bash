
# Decks, tags and cards: viva itself is asked for them.
_viva_with_candidates() {
    _viva "$@"
    local line="${COMP_LINE:0:COMP_POINT}"
    local -a typed
    read -ra typed <<< "$line"
    # By spaces: readline takes what stands before a colon for a word of its own.
    local word=""
    [[ "$line" == *[![:space:]] ]] && { word="${typed[-1]}"; unset 'typed[-1]'; }
    local command="${typed[1]}"
    case "${typed[-1]}" in
        --deck|--after) command="--deck" ;;
        VALUED) return ;;
    esac
    case "$command" in
        SELECTING|grade|edit|--deck) ;;
        interview) [[ ${#typed[@]} -eq 3 && "${typed[2]}" == @(set|show|done) ]] && command="--deck" || return ;;
        config) [[ ${#typed[@]} -eq 3 && "${typed[2]}" == @(get|set) ]] || return ;;
        *) return ;;
    esac
    # Flags only where one is begun.
    [[ "$word" == -* && "$command" != --deck ]] || COMPREPLY=()
    local before=""
    [[ "$word" == *:* && "$COMP_WORDBREAKS" == *:* ]] && before="${word%"${word##*:}"}"
    local candidate
    while IFS=$'\t' read -r candidate _; do
        # Quoted, because a name is text from a file, and readline expands what it is given.
        printf -v candidate '%q' "${candidate#"$before"}"
        COMPREPLY+=("$candidate")
    done < <("${COMP_WORDS[0]/#\~/$HOME}" candidates -- "$command" "$word" 2>/dev/null)
    # Of these no file is meant.
    [[ ${#COMPREPLY[@]} -eq 0 ]] && compopt +o default +o bashdefault
    # A term such as `tag:` goes on.
    [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == *: ]] && compopt -o nospace
}
complete -F _viva_with_candidates -o nosort -o bashdefault -o default viva 2>/dev/null ||
    complete -F _viva_with_candidates -o bashdefault -o default viva
