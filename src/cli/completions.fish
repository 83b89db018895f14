
# Decks, tags and cards: viva itself is asked for them.
function __viva_candidates
    set -l words (commandline -opc)
    set -l command $words[2]
    test (count $argv) -gt 0; and set command $argv[1]
    command viva candidates -- $command (commandline -ct) 2>/dev/null
end
function __viva_names_a_setting
    set -l words (commandline -opc)
    test (count $words) -eq 3; and contains -- $words[3] get set
end
complete -c viva -n "__fish_seen_subcommand_from SELECTING grade edit" -f -a "(__viva_candidates)"
complete -c viva -n "__fish_seen_subcommand_from config; and __viva_names_a_setting" -f -a "(__viva_candidates)"
function __viva_names_an_interview
    set -l words (commandline -opc)
    test (count $words) -eq 3; and contains -- $words[3] set show done
end
complete -c viva -n "__fish_seen_subcommand_from interview; and __viva_names_an_interview" -f -a "(__viva_candidates --deck)"
complete -c viva -n "__fish_seen_subcommand_from interview" -l after -x -a "(__viva_candidates --deck)"
complete -c viva -n "__fish_seen_subcommand_from add import edit interview" -l deck -x -a "(__viva_candidates --deck)"
