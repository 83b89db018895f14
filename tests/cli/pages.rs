//! `viva completions`, `viva man`, and what a shell is offered.

use super::home::Home;

#[test]
fn every_shell_gets_a_script() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = home.viva(&format!("completions {shell}")).succeeds().stdout.clone();
        assert!(script.contains("suspend") && script.contains("dry-run"), "{shell}");
    }
    assert!(!home.path("c").exists());
    assert!(home.viva("completions zsh").stdout.starts_with("#compdef viva\n"));
}

#[test]
fn decks_terms_and_cards_are_offered() {
    let home = Home::with_small_deck();
    home.viva("candidates list g").prints("");
    assert!(!home.path("c/.viva").exists());
    home.viva("queue").succeeds();
    home.viva("candidates list g").prints("go\tGo at Acme\n");
    home.viva("candidates -- list -g").prints("-go\tGo at Acme\n");
    home.viva("candidates list tag:").prints("tag:go\t\n");
    home.viva("candidates list is:u").prints("is:unanswered\t\n");
    home.viva("candidates edit rou").prints("routine\tWhat is a goroutine?\n");
    home.viva("candidates config new").prints("new_per_day\tmost new cards in a day\n");
    home.viva("candidates list zzz").prints("");
}

#[test]
fn bash_completes_and_expands_no_name() {
    let home =
        Home::with_small_deck().with_file("c/decks/$(touch evil).toml", "[[cards]]\nquestion = \"x\"\n");
    home.viva("queue").succeeds();
    let script = r#"command -v bash > /dev/null || exit 0
"$VIVA" completions bash > completions
cat > try <<'END'
. ./completions
viva() { :; }
for line in "viva drill g" "viva drill \$" "viva list tag:g" "viva list -g" "viva drill --mi" "viva forg"; do
    COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
    read -ra COMP_WORDS <<< "$line"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMP_WORDS[0]=$VIVA
    _viva_with_candidates "$VIVA" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
    printf '%s\n' "$line: ${COMPREPLY[*]}"
done
ls
END
bash ./try"#;
    home.shell(script).prints(
        "viva drill g: go\nviva drill $: \\$\\(touch\\ evil\\)\nviva list tag:g: go\nviva list -g: -go\n\
         viva drill --mi: --minutes\nviva forg: forget\ncompletions\ntry\n",
    );
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let home = Home::new();
    let page = home.viva("man").succeeds().stdout.clone();
    assert!(page.contains(".TH viva 1") && !page.contains("candidates"), "{page}");
    home.viva("man --out pages").prints("");
    for name in ["viva", "viva-search", "viva-config-set"] {
        let page = home.read(&format!("work/pages/{name}.1"));
        assert!(page.contains(&format!(".TH {name} 1")), "{page}");
    }
    assert!(!home.path("work/pages/viva-candidates.1").exists());
    assert!(!home.path("c").exists());
}
