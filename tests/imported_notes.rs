//! Files of the formats with fields, read whole: which questions they hold, in order, and
//! of each answer a phrase that it has and one that it must not have.
//!
//! The notes under `tests/notes` were written for these tests; each turns a family's marks another way.

use viva::study::import::{ImportedNote, NoteHint, read_text};

/// A phrase that the answer has, and one that it has not.
type Answer = Option<(&'static str, &'static str)>;

macro_rules! note {
    ($path:literal) => {
        ($path, include_str!(concat!("notes/", $path)))
    };
}

#[track_caller]
fn check((path, text): (&str, &str), shape: &str, expected: &[(&str, Answer)]) -> ImportedNote {
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let note = read_text(text, &NoteHint { file_name, ..NoteHint::default() });
    let is_format = ["table of fields", "Anki notes in plain text", "JSON"].contains(&shape);
    assert!(!is_format || note.shape == shape, "{path}: {}", note.shape);
    let questions: Vec<&str> = note.cards.iter().map(|card| card.question.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|(question, _)| *question).collect();
    assert_eq!(questions, wanted, "{path}: {:?}", note.problems);
    for (card, (question, answer)) in note.cards.iter().zip(expected) {
        match (&card.answer, answer) {
            (None, None) => {}
            (Some(found), Some((phrase, foreign))) => {
                assert!(found.contains(phrase), "{path}: {question}: no {phrase:?} in {found:?}");
                assert!(
                    foreign.is_empty() || !found.contains(foreign),
                    "{path}: {question}: {foreign:?} in {found:?}"
                );
            }
            (found, _) => panic!("{path}: {question}: {found:?}"),
        }
    }
    note
}

fn problem_lines(note: &ImportedNote) -> Vec<Option<usize>> {
    note.problems.iter().map(|problem| problem.line).collect()
}

fn sections(note: &ImportedNote) -> Vec<&str> {
    note.cards.iter().map(|card| card.section.as_deref().unwrap_or_default()).collect()
}

#[test]
fn tables_of_fields() {
    let shape = "table of fields";
    let note = check(
        note!("csv/semicolon_topics.csv"),
        shape,
        &[
            ("What does HAVING filter?", Some(("Groups, not rows", "easy"))),
            (
                "Which rows does this keep?\n\n```\nSELECT a\nFROM t;\nWHERE a;\n```",
                Some(("where \"a\" is", "SELECT")),
            ),
            ("What is a rune?", None),
        ],
    );
    assert_eq!(sections(&note), ["SQL", "SQL", "Go"]);
    assert_eq!(note.cards[0].tags, ["easy"]);
    let companies: Vec<&str> = note.cards[0].asked.iter().map(|asked| asked.company.as_str()).collect();
    assert_eq!(companies, ["Orbit", "Nova"]);
    assert_eq!(note.cards.iter().map(|card| card.line).collect::<Vec<_>>(), [3, 4, 10]);
    assert_eq!(problem_lines(&note), [Some(9)]);
    check(
        note!("csv/quiz.csv"),
        shape,
        &[
            (
                "Which one is ordered?\n\n- A. HashMap\n- B. BTreeMap\n- C. HashSet",
                Some(("B. BTreeMap\n\nIt is kept as a tree.", "HashMap")),
            ),
            (
                "Which ones grow?\n\n- A. Vec\n- B. array\n- C. String\n- D. slice",
                Some(("A. Vec\nC. String", "slice")),
            ),
            ("Which is a reference?\n\n- A. Box\n- B. &str\n- C. u8", Some(("B. &str", "Box"))),
        ],
    );
    let note = check(
        note!("csv/no_header.tsv"),
        shape,
        &[
            ("What is a green thread?", Some(("the runtime schedules", ""))),
            ("Why use one?", Some(("**many** fit", "<"))),
            ("What is a tombstone?", Some(("deleted", ""))),
            ("What does compaction do?", Some(("merges", ""))),
        ],
    );
    assert_eq!(sections(&note), ["runtimes", "runtimes", "storage", "storage"]);
}

#[test]
fn anki_notes() {
    let shape = "Anki notes in plain text";
    let note = check(
        note!("anki/decks.txt"),
        shape,
        &[
            ("What does `Box<T>` own?", Some(("```\nlet b = Box::new(1);\ndrop(b);\n```", "color"))),
            ("Why & when do goroutines leak?", Some(("- nobody reads\n- nobody writes", "<"))),
            ("A [...] joins two.", Some(("A channel joins two.", "c1"))),
            ("What is iota?", None),
        ],
    );
    assert_eq!(sections(&note), ["Rust", "Go", "Go", "Go"]);
    assert_eq!(note.cards[0].tags, ["rust", "memory"]);
    assert_eq!(problem_lines(&note), []);
    check(
        note!("anki/columns.txt"),
        shape,
        &[
            ("What is $?", Some(("exit code", "shell"))),
            ("What is \"$@\" <b>for</b>", Some(("all arguments", ""))),
        ],
    );
    check(
        note!("anki/comma_markup.txt"),
        shape,
        &[
            ("What is a *monad*?", Some(("| left | a", "path"))),
            ("![](tree.png) Which tree is this?", Some(("[balanced](https://trees.example/avl)", "href"))),
        ],
    );
}

#[test]
fn json() {
    let note = check(
        note!("json/nested.json"),
        "JSON",
        &[
            ("What does a linker resolve?", Some(("Names to addresses.", "7"))),
            ("What is a \"weak\" symbol?", None),
            ("What is PIC?", Some(("- code that may lie anywhere\n- used", "9"))),
        ],
    );
    assert_eq!(sections(&note), ["Zebra", "Zebra", "Alpha"]);
    assert_eq!(note.cards.iter().map(|card| card.line).collect::<Vec<_>>(), [5, 6, 9]);
    assert_eq!(problem_lines(&note), [Some(10)]);
    check(
        note!("json/quiz.jsonl"),
        "JSON",
        &[
            ("Which is lazy?\n\n- A. iterator\n- B. array", Some(("A. iterator", "array"))),
            (
                "Which allocate?\n\n- A. Vec::new()\n- B. vec![1]",
                Some(("B. vec![1]\n\nAn empty one does not.", "")),
            ),
        ],
    );
    check(
        note!("json/keys.json"),
        "JSON",
        &[
            ("What is a vtable?", Some(("function pointers", ""))),
            ("Explain monomorphisation", Some(("One copy", ""))),
        ],
    );
}

#[test]
fn what_is_no_note_is_told_at_once() {
    let wide = vec!["a"; 100_000].join(",");
    for (text, file_name) in [
        ("x".repeat(5 << 20), "note.md"),
        ("x,".repeat(3 << 20), "note.csv"),
        (format!("{wide}\n{wide}\n"), "note.csv"),
        ("[".repeat(100_000), "note.json"),
    ] {
        let note = read_text(&text, &NoteHint { file_name, ..NoteHint::default() });
        assert_eq!(note.cards.len(), 0, "{file_name}");
        assert_eq!(note.problems.first().and_then(|problem| problem.line), Some(1), "{file_name}");
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_its_row_only() {
    let text = "question,answer\nWhat is a?,\"one\nWhat is b?,two\nWhat is c?,three\n";
    let note = read_text(text, &NoteHint { file_name: "note.csv", ..NoteHint::default() });
    let questions: Vec<&str> = note.cards.iter().map(|card| card.question.as_str()).collect();
    assert_eq!(questions, ["What is a?", "What is b?", "What is c?"]);
    assert_eq!(problem_lines(&note), [Some(2)]);
}

#[test]
fn blanks_may_stand_before_a_quoted_field() {
    check(
        note!("csv/blanks_before_quotes.csv"),
        "table of fields",
        &[
            ("What keeps a kite up?", Some(("Wind", ""))),
            ("Which knots, if any, slip when wet?", Some(("The granny, the slip knot", "\""))),
            ("Name the parts of a sail", Some(("tack and clew. It says \"luff\" on the edge, too", "\"\""))),
            ("List what a log book holds", None),
        ],
    );
}
