
# Decks, tags and cards: viva itself is asked for them.
function __viva_candidates
    set -l words (commandline -opc)
    command viva candidates -- $words[2] (commandline -ct) 2>/dev/null
end
complete -c viva -n "__fish_seen_subcommand_from drill read answer queue grade edit dupes list search show suspend resume forget stats config" -f -a "(__viva_candidates)"
