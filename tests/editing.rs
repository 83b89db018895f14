//! Cards in the user's editor on a pseudo-terminal: what is kept, what is refused, and that nothing
//! written is lost. Editors are shell scripts.

#![expect(clippy::disallowed_methods, reason = "a test makes and reads its own files")]

use std::path::PathBuf;

use portable_pty::CommandBuilder;
use viva_test_support::Pty;

const VIVA: &str = env!("CARGO_BIN_EXE_viva");
const DECK: &str = "# mine\n[[cards]]\nid = \"gil\"   # keep\nquestion = \"What is teh GIL?\"\nanswer = \"A lock.\"\n\n\
    [[cards]]\nid = \"rpc\"\nquestion = \"What is RPC?\"\n\n\
    [[cards]]\nid = \"grpc\"\nquestion = \"What is gRPC?\"\nasked = [{ company = \"Snapp\", times = 3 }]\n";

struct Home {
    folder: tempfile::TempDir,
    /// The editor: a script whose `$1` is the file.
    editor: String,
}

/// How a run on the terminal ended.
struct Ended {
    screen: String,
    code: u32,
}

impl Home {
    fn with_editor(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("c/decks")).unwrap();
        let home = Self { folder, editor: String::new() };
        std::fs::write(home.deck(), DECK).unwrap();
        let path = home.folder.path().join("my editor.sh");
        std::fs::write(&path, script).unwrap();
        Self { editor: format!("sh '{}'", path.display()), ..home }
    }

    fn deck(&self) -> PathBuf {
        self.folder.path().join("c/decks/py.toml")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.deck()).unwrap()
    }

    fn drafts(&self) -> Vec<String> {
        let Ok(drafts) = std::fs::read_dir(self.folder.path().join("c/.viva/drafts")) else {
            return Vec::new();
        };
        let texts = drafts.map(|draft| draft.unwrap().path());
        let is_text = |path: &PathBuf| path.extension().is_none_or(|extension| extension != "json");
        texts.filter(is_text).map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }

    /// What viva says where nobody looks on.
    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let mut command = std::process::Command::new(VIVA);
        command.env("HOME", self.folder.path()).arg("--collection").arg(self.folder.path().join("c"));
        let output = viva_test_support::output(command.args(["--format", "json"]).args(arguments));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs viva and types each key when what stands before it is seen once more.
    fn typed(&self, arguments: &[&str], keys: &[(&str, &str)]) -> Ended {
        let mut command = CommandBuilder::new(VIVA);
        command.env("HOME", self.folder.path());
        command.env("TERM", "xterm");
        command.env("LANG", "C.UTF-8");
        command.env("EDITOR", "false");
        command.env("VISUAL", &self.editor);
        command.args(["--collection"]);
        command.arg(self.folder.path().join("c"));
        command.args(arguments);
        let mut pty = Pty::start(command, 100, 24);
        pty.answer(keys);
        let code = pty.ended().exit_code();
        Ended { screen: String::from_utf8_lossy(&pty.raw).into_owned(), code }
    }
}

#[test]
fn an_edited_card_keeps_its_id_and_the_deck_its_layout() {
    let home = Home::with_editor("sed -i 's/teh GIL/the GIL/; s/^tags:/tags: threads/' \"$1\"");
    let ended = home.typed(&["edit", "teh", "gil"], &[]);
    assert_eq!((ended.code, ended.screen.as_str()), (0, "gil: changed in py\r\n"));
    assert_eq!(home.text(), DECK.replace("teh", "the").replace("# keep\n", "# keep\ntags = [\"threads\"]\n"));
    assert!(home.drafts().is_empty());
}

#[test]
fn a_text_left_as_it_was_or_emptied_changes_nothing() {
    // An editor that ends sooner has asked nobody.
    for script in ["sleep 1.1", ": > \"$1\""] {
        let home = Home::with_editor(script);
        let ended = home.typed(&["edit", "gil"], &[]);
        assert_eq!((ended.code, ended.screen.as_str()), (0, "nothing was changed\r\n"));
        assert_eq!(home.text(), DECK);
        assert!(home.drafts().is_empty());
    }
}

#[test]
fn an_editor_that_returns_at_once_gets_a_hint() {
    for (arguments, keys) in [
        (&["edit", "gil"][..], &[][..]),
        (&["answer"], &[("1 of 2:", "w"), ("2 of 2:", "q")]),
        (&["drill", "py"], &[("GIL", "e"), ("at once", "q")]),
        (&["drill", "py"], &[("GIL", "w"), ("at once", "q")]),
    ] {
        let home = Home { editor: "true".to_owned(), ..Home::with_editor("") };
        let ended = home.typed(arguments, keys);
        let said = ended.screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("the editor returned at once") && said.contains("--wait"), "{said}");
        assert_eq!(home.text(), DECK);
        // Such an editor may save the file later: it is found then.
        assert_eq!(home.drafts().len(), 1);
    }
}

#[test]
fn a_broken_text_is_edited_again_at_the_fault() {
    // The first time it breaks the text, the second time it mends it.
    let home = Home::with_editor(
        "if grep -q XX \"$1\"; then sed -i 's/XX/=== answer ===/; s/teh/the/' \"$1\"; \
         else sed -i 's/=== answer ===/XX/' \"$1\"; fi",
    );
    let ended = home.typed(&["edit", "gil"], &[("again?", "y")]);
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(ended.screen.contains("line 1: the line `=== answer ===` is missing"), "{}", ended.screen);
    assert_eq!(home.text(), DECK.replace("teh", "the"));
    assert!(home.drafts().is_empty());
}

/// Who takes the editor as it opens writes where an answer belongs, and not above what parts the text.
#[test]
fn the_editor_opens_where_one_writes() {
    let home = Home::with_editor("");
    // An editor that is known to take a line, by its name: it writes there.
    let vim = home.folder.path().join("vim");
    std::fs::write(&vim, "#!/bin/sh\nsed -i \"${1#+}i Mine.\" \"$2\"\n").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&vim, mode).unwrap();
    let home = Home { editor: vim.display().to_string(), ..home };
    assert_eq!(home.typed(&["answer", "rpc"], &[]).screen, "rpc: answered\r\n");
    assert!(home.text().contains("\"What is RPC?\"\nmy_answer = \"Mine.\"\n"), "{}", home.text());
}

#[test]
fn a_broken_text_that_is_left_is_kept_as_a_draft() {
    let home = Home::with_editor("echo mine > \"$1\"");
    let ended = home.typed(&["edit", "gil"], &[("again?", "n")]);
    assert_eq!(ended.code, 3, "{}", ended.screen);
    assert!(ended.screen.contains("hint: what you wrote is in "), "{}", ended.screen);
    assert_eq!((home.text().as_str(), home.drafts()), (DECK, vec!["mine\n".to_owned()]));
}

/// It is named wherever one edits, and continued where it belongs.
#[test]
fn a_draft_that_was_left_behind_is_offered() {
    let home = Home::with_editor("echo mine > \"$1\"");
    home.typed(&["edit", "gil"], &[("again?", "n")]);
    let report = home.json(&["check"]);
    assert_eq!((&report["ok"], &report["drafts"][0]["card"]), (&true.into(), &"gil".into()));
    let said = home.typed(&["check"], &[]).screen;
    assert!(said.contains("not saved: a draft of card gil in "), "{said}");
    for (arguments, keys) in [
        (&["edit", "rpc"][..], &[("again?", "n")][..]),
        (&["answer"], &[("1 of 2:", "q")]),
        (&["drill", "py"], &[("GIL", "q")]),
    ] {
        let said = home.typed(arguments, keys).screen;
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("`viva edit gil` continues it"), "{arguments:?}: {said}");
    }
    let card = "=== question ===\nWhat is the GIL?\n=== answer ===\nA lock.\n=== my answer ===\n";
    let home = Home { editor: String::new(), ..home };
    let script = home.folder.path().join("my editor.sh");
    std::fs::write(&script, format!("grep -q '^mine$' \"$1\" && printf '{card}' > \"$1\"; true")).unwrap();
    let home = Home { editor: format!("sh '{}'", script.display()), ..home };
    // Left at the question, it stays.
    assert_eq!(home.typed(&["edit", "gil"], &[("delete it", "\u{1b}")]).code, 0);
    let ended = home.typed(&["edit", "gil"], &[("delete it", "c")]);
    assert!(ended.screen.ends_with("gil: changed in py\r\n"), "{}", ended.screen);
    assert_eq!(home.text(), DECK.replace("teh", "the"));
    let left = home.drafts();
    assert_eq!(left.len(), 1, "that of rpc: {left:?}");
    let ended = home.typed(&["edit", "rpc"], &[("delete it", "d")]);
    assert_eq!((ended.code, home.text()), (0, DECK.replace("teh", "the")));
}

/// What 5fe33b3 and older left behind: a file without a note beside it.
#[test]
fn a_draft_of_an_older_version_is_offered() {
    let home = Home::with_editor("true");
    let drafts = home.folder.path().join("c/.viva/drafts");
    std::fs::create_dir_all(&drafts).unwrap();
    let text = "=== my answer ===\nMine.\n\n=== question ===\nWhat is RPC?\n";
    std::fs::write(drafts.join("rpc-Ab12Cd.md"), text).unwrap();
    let ended = home.typed(&["answer", "rpc"], &[("delete it", "c")]);
    assert!(ended.screen.ends_with("rpc: answered\r\n"), "{}", ended.screen);
    assert!(home.text().contains("\"What is RPC?\"\nmy_answer = \"Mine.\"\n"), "{}", home.text());
    assert!(home.drafts().is_empty());
}

/// Many editors open at the end of the file.
#[test]
fn an_answer_written_at_the_end_is_the_answer() {
    let home = Home::with_editor("printf '\nMine.\n' >> \"$1\"");
    for card in ["rpc", "gil"] {
        let ended = home.typed(&["answer", card], &[]);
        assert_eq!((ended.code, ended.screen), (0, format!("{card}: answered\r\n")));
    }
    assert!(home.text().contains("\"What is RPC?\"\nmy_answer = \"Mine.\"\n"), "{}", home.text());
    assert!(home.text().contains("answer = \"A lock.\"\nmy_answer = \"Mine.\"\n"), "{}", home.text());
    let home = Home::with_editor("printf '\nMine.\n' >> \"$1\"");
    home.typed(&["drill", "py"], &[("GIL", "w"), ("saved in py", "q")]);
    assert!(home.text().contains("answer = \"A lock.\"\nmy_answer = \"Mine.\"\n"), "{}", home.text());
    // At two places it is not clear: nothing is left out, and nothing counted.
    let home = Home::with_editor("sed -i 's/^=== my answer ===$/&\\nOne./' \"$1\"; echo Two. >> \"$1\"");
    let ended = home.typed(&["answer", "rpc"], &[("again?", "n")]);
    assert_eq!((ended.code, home.text().as_str()), (3, DECK));
    let said = ended.screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("move it below `=== my answer ===`"), "{said}");
    assert!(home.drafts()[0].ends_with("Two.\n"), "{:?}", home.drafts());
}

#[test]
fn only_what_was_stored_is_counted() {
    // What was only there to be read is removed, and nothing is written.
    let home = Home::with_editor("sed -i '/^What is/d; s/=== question ===/&\\n/' \"$1\"");
    let ended = home.typed(&["answer"], &[("1 of 2:", "w"), ("2 of 2:", "s")]);
    assert!(ended.screen.ends_with("0 questions answered, 2 left\r\n"), "{}", ended.screen);
    assert_eq!(home.typed(&["answer", "rpc"], &[]).screen, "nothing was changed\r\n");
    assert_eq!(home.text(), DECK);
}

#[test]
fn a_card_that_changed_meanwhile_is_not_overwritten() {
    let home = Home::with_editor("");
    let script =
        format!("sed -i 's/teh/the/' \"$1\"; sed -i 's/A lock/One lock/' '{}'", home.deck().display());
    std::fs::write(home.folder.path().join("my editor.sh"), script).unwrap();
    let ended = home.typed(&["edit", "gil"], &[]);
    assert_eq!(ended.code, 1, "{}", ended.screen);
    assert!(ended.screen.contains("in the meantime; nothing was written"), "{}", ended.screen);
    assert_eq!(home.text(), DECK.replace("A lock", "One lock"));
    assert!(home.drafts()[0].contains("What is the GIL?"));
    // Another card of the deck may change meanwhile.
    let script =
        format!("sed -i 's/teh/the/' \"$1\"; sed -i 's/RPC?/RPC good for?/' '{}'", home.deck().display());
    std::fs::write(home.folder.path().join("my editor.sh"), script).unwrap();
    assert_eq!(home.typed(&["edit", "gil"], &[("delete it", "n")]).code, 0);
    assert!(home.text().contains("the GIL") && home.text().contains("RPC good for?"), "{}", home.text());
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let home = Home::with_editor("echo mine > \"$1\"; exit 3");
    let ended = home.typed(&["edit", "gil"], &[]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.screen.contains("the editor ended with exit code 3; nothing was changed"),
        "{}",
        ended.screen
    );
    assert_eq!(home.drafts(), ["mine\n"]);
    let home = Home { editor: "no-such-editor".to_owned(), ..Home::with_editor("") };
    let ended = home.typed(&["edit", "gil"], &[]);
    // Said once, and in our words only.
    assert_eq!(
        ended.screen,
        "viva: the editor `no-such-editor` could not be started\r\n\
         hint: set VISUAL or EDITOR to the one you use\r\n"
    );
    assert!(home.drafts().is_empty());
    let home = Home::with_editor("rm \"$1\"");
    let ended = home.typed(&["edit", "gil"], &[]);
    assert_eq!(ended.code, 1, "{}", ended.screen);
    assert_eq!(home.text(), DECK);
}

#[test]
fn questions_are_answered_the_most_asked_first() {
    let home = Home::with_editor("sed -i 's/^=== my answer ===$/&\\nMine./' \"$1\"");
    let ended = home.typed(&["answer"], &[("1 of 2:", "w"), ("2 of 2:", "s")]);
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(ended.screen.contains("grpc  asked 3 times, in py\r\n\r\nWhat is gRPC?"), "{}", ended.screen);
    assert!(ended.screen.ends_with("1 question answered, 1 left\r\n"), "{}", ended.screen);
    assert!(home.text().ends_with(
        "\"What is gRPC?\"\nmy_answer = \"Mine.\"\nasked = [{ company = \"Snapp\", times = 3 }]\n"
    ));
    // One that is named is written anew, beside what others say.
    let home = Home::with_editor("grep -q '^=== answer of py ===$' \"$1\" && sed -i '3a Mine.' \"$1\"");
    assert_eq!(home.typed(&["answer", "gil"], &[]).screen, "gil: answered\r\n");
    assert!(home.text().contains("answer = \"A lock.\"\nmy_answer = \"Mine.\"\n"), "{}", home.text());
}

#[test]
fn a_card_is_added_by_asking_or_in_the_editor() {
    let home = Home::with_editor("sed -i 's/^=== question ===$/&\\nWhat is a mutex?/' \"$1\"");
    let ended = home.typed(&["add", "--deck", "py", "--editor"], &[]);
    assert!(ended.screen.ends_with(": added to py\r\n"), "{}", ended.screen);
    assert!(home.text().starts_with(DECK) && home.text().ends_with("question = \"What is a mutex?\"\n"));
    let keys = [
        ("Deck", "\r"),
        ("Question", "What is a lock?\r"),
        ("Answer", "A mutex.\r"),
        ("Section", "\r"),
        ("Tags", "a, b\r"),
    ];
    let ended = home.typed(&["add"], &keys);
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(
        home.text()
            .ends_with("tags = [\"a\", \"b\"]\nquestion = \"What is a lock?\"\nanswer = \"A mutex.\"\n"),
        "{}",
        home.text()
    );
    let before = home.text();
    let ended = home.typed(&["add", "--deck", "py"], &[("Question", "\u{3}")]);
    assert_eq!((ended.code, home.text()), (130, before));
}

#[test]
fn cards_are_paged_through() {
    let home = Home::with_editor("");
    let text = DECK.replace("\"What is RPC?\"", "\"What is RPC?\"\nanswer = \"A call.\"");
    std::fs::write(home.deck(), text).unwrap();
    let ended = home.typed(
        &["read", "py"],
        &[("A lock.", " "), ("A call.", "p"), ("A lock.", "?"), ("the next card", "x"), ("A lock.", "q")],
    );
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(ended.screen.contains("1 of 2") && ended.screen.contains("2 of 2"), "{}", ended.screen);
}

#[test]
fn settings_are_kept_only_if_they_can_be_used() {
    let settings = |home: &Home| std::fs::read_to_string(home.folder.path().join("c/viva.toml"));
    // First a word that is no number, then one that is.
    let home = Home::with_editor(
        "if grep -q '^new_per_day' \"$1\"; then sed -i 's/= many/= 5/' \"$1\"; \
         else sed -i 's/^# new_per_day = 20/new_per_day = many/' \"$1\"; fi",
    );
    let ended = home.typed(&["config", "edit"], &[("again?", "y")]);
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(ended.screen.contains("line 5: string values must be quoted"), "{}", ended.screen);
    assert!(settings(&home).unwrap().contains("\n# maximum new cards per day\nnew_per_day = 5\n"));
    let home = Home::with_editor("echo 'fuzz = 3' > \"$1\"");
    let ended = home.typed(&["config", "edit"], &[("again?", "n")]);
    assert!(ended.screen.contains("line 1: `fuzz` takes true or false"), "{}", ended.screen);
    assert_eq!((ended.code, home.drafts()), (3, vec!["fuzz = 3\n".to_owned()]));
    assert!(settings(&home).is_err());
    let home = Home::with_editor("echo 'new_pre_day = 3' > \"$1\"");
    let ended = home.typed(&["config", "edit"], &[]);
    // A sentence may be broken at a space.
    let said = ended.screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("viva.toml:1:1: no setting is called `new_pre_day`; did you mean `new_per_day`?"),
        "{said}"
    );
    assert_eq!((ended.code, settings(&home).unwrap().as_str()), (0, "new_pre_day = 3\n"));
}
