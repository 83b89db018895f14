//! `viva completions`, `viva man`, and what a shell is offered.

use std::fmt::Write as _;

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
    home.viva("candidates config new").prints("new_per_day\tmaximum new cards per day\n");
    home.viva("candidates list zzz").prints("");
}

/// What a shell offers for each line that was typed so far, one a line: `line: this that`.
const TYPED: [&str; 14] = [
    "viva drill g",
    "viva drill $",
    "viva drill is:un",
    "viva drill is:",
    "viva drill ",
    "viva list tag:g",
    "viva mock g",
    "viva export g",
    "viva add --deck g",
    "viva drill --mi",
    "viva drill --minutes ",
    "viva config set new",
    "viva forg",
    "viva cand",
];

fn completed() -> Home {
    let home =
        Home::with_small_deck().with_file("c/decks/$(touch evil).toml", "[[cards]]\nquestion = \"x\"\n");
    home.viva("queue").succeeds();
    home
}

/// Whether a shell is there to be tried; says so where it is not.
fn has(home: &Home, program: &str) -> bool {
    let is_there = home.shell(&format!("command -v {program} > /dev/null")).code == Some(0);
    if !is_there {
        println!("skipped: {program} is not installed");
    }
    is_there
}

#[test]
fn bash_completes_and_expands_no_name() {
    let home = completed();
    if !has(&home, "bash") {
        return;
    }
    let script = r#""$VIVA" completions bash > completions
cat > try <<'END'
. ./completions
viva() { :; }
compopt() { :; }
while IFS= read -r line; do
    COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
    # As readline parts it: a colon is a word.
    read -ra COMP_WORDS <<< "${line//:/ : }"
    [[ "$line" == *[[:space:]:] ]] && COMP_WORDS+=("")
    [[ "$line" == *: ]] && unset 'COMP_WORDS[-1]'
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    word=${COMP_WORDS[COMP_CWORD]}
    [[ "$word" == : ]] && word=""
    COMP_WORDS[0]=$VIVA
    _viva_with_candidates "$VIVA" "$word" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf '%s\n' "$line: ${COMPREPLY[*]}"
done
ls
END
printf '%s\n' "$@" | bash ./try"#;
    let script = script.replace("\"$@\"", &TYPED.map(|line| format!("'{line}'")).join(" "));
    home.shell(&script).prints(
        "viva drill g: go\n\
         viva drill $: \\$\\(touch\\ evil\\)\n\
         viva drill is:un: unanswered\n\
         viva drill is:: due new leech suspended buried flagged unanswered\n\
         viva drill : \\$\\(touch\\ evil\\) go is:due is:new is:leech is:suspended is:buried is:flagged is:unanswered \
         tag: section: company: asked:\\>1 text:\n\
         viva list tag:g: go\n\
         viva mock g: go\n\
         viva export g: go\n\
         viva add --deck g: go\n\
         viva drill --mi: --minutes\n\
         viva drill --minutes : completions try\n\
         viva config set new: new_per_day\n\
         viva forg: forget\n\
         viva cand: \n\
         completions\ntry\n",
    );
}

/// fish says what it would offer, with what it is behind a tab.
#[test]
fn fish_completes() {
    let home = completed();
    if !has(&home, "fish") {
        return;
    }
    let mut script = "\"$VIVA\" completions fish > viva.fish\nPATH=$(dirname \"$VIVA\"):$PATH\n\
                      fish --no-config -c 'source viva.fish\n"
        .to_owned();
    for line in TYPED.iter().filter(|line| !line.contains('$')) {
        writeln!(script, "echo \"{line}:\" (complete -C \"{line}\" | string replace -r \"\\t.*\" \"\")")
            .unwrap();
    }
    let run = home.shell(&(script + "'"));
    let offered = |line: &str| {
        let start = format!("{line}: ");
        let line = run.stdout.lines().find_map(|said| said.strip_prefix(&start));
        line.unwrap_or_default().split(' ').map(str::to_owned).collect::<Vec<_>>()
    };
    for (line, expected) in [
        ("viva drill g", "go"),
        ("viva drill is:un", "is:unanswered"),
        ("viva list tag:g", "tag:go"),
        ("viva mock g", "go"),
        ("viva export g", "go"),
        ("viva add --deck g", "go"),
        ("viva drill --mi", "--minutes"),
        ("viva config set new", "new_per_day"),
        ("viva forg", "forget"),
        ("viva cand", ""),
    ] {
        assert_eq!(offered(line), [expected], "{line}\n{}\n{}", run.stdout, run.stderr);
    }
}

/// zsh completes on a terminal only, so one is made for it.
#[test]
fn zsh_completes() {
    let home = completed();
    if !has(&home, "zsh") {
        return;
    }
    let script = r#"mkdir functions; "$VIVA" completions zsh > functions/_viva; : > said
cat > .zshrc <<'END'
PS1='ready> '
fpath=($PWD/functions $fpath)
autoload -U compinit; compinit -u -d ./dump
setopt no_beep; bindkey '^I' complete-word
compadd() {
    local -a offers
    builtin compadd -O offers "$@"
    (( ${#offers} )) && print -r -- "$BUFFER: $offers" >> said
    builtin compadd "$@"
}
END
cat > try <<'END'
zmodload zsh/zpty
zpty it "TERM=xterm ZDOTDIR=$PWD zsh -i"
zpty -r -m it shown '*ready> *'
for line in 'viva drill g' 'viva list tag:g' 'viva edit g' 'viva edit rou' 'viva mock g' 'viva add --deck g' 'viva config set new'; do
    zpty -w -n it "$line"$'\t\x15'
done
zpty -w it exit
while zpty -r it shown; do :; done
cat said
END
PATH=$(dirname "$VIVA"):$PATH zsh -f ./try"#;
    home.shell(script).prints(
        "viva drill g: go\nviva list tag:g: tag:go\nviva edit rou: routine\nviva mock g: go\nviva add --deck g: go\n\
         viva config set new: new_per_day\n",
    );
}

/// The others complete commands and flags.
#[test]
fn elvish_and_powershell_take_their_scripts() {
    let home = Home::new();
    if has(&home, "elvish") {
        // The editor's module is there only where somebody types; a namesake stands in for it.
        let script = r#"{
echo 'var edit_: = (ns [&completion:=(ns [&arg-completer=[&]]) &complex-candidate~={|text &display=""| put $text }])'
"$VIVA" completions elvish | sed 's/edit:/edit_:/'
echo 'print ($edit_:completion:arg-completer[viva] viva drill "" | take 2)'
} > s.elv
elvish s.elv"#;
        home.shell(script).prints("--new --minutes");
    }
    if has(&home, "pwsh") {
        home.shell("\"$VIVA\" completions powershell > s.ps1; pwsh -NoProfile -File s.ps1").prints("");
    }
}

/// Every page is read without a word by what reads such pages.
#[test]
fn manual_pages_are_sound() {
    let home = Home::new();
    home.viva("man --out pages").prints("");
    if has(&home, "mandoc") {
        home.shell("mandoc -T lint -W warning pages/*.1").prints("");
    }
    if has(&home, "groff") {
        home.shell("groff -man -ww -z pages/*.1").prints("");
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let home = Home::new();
    let page = home.viva("man").succeeds().stdout.clone();
    assert!(page.contains(".TH viva 1 ") && !page.contains("candidates"), "{page}");
    home.viva("man --out pages").prints("");
    for name in ["viva", "viva-search", "viva-config-set"] {
        let page = home.read(&format!("work/pages/{name}.1"));
        assert!(page.contains(&format!(".TH {name} 1")), "{page}");
    }
    assert!(!home.path("work/pages/viva-candidates.1").exists());
    assert!(!home.path("c").exists());
}
