//! Each dialog by its keys, and all of them under any input.

use proptest::prelude::*;

use super::*;
use crate::study::key_points::TopicWords;

const REFERENCE: &str = "It guards a critical section. Only its owner may unlock it.";

/// A dialog over a question, and what the last input led to.
struct Played {
    dialog: Option<Dialog<&'static str>>,
    draft: Draft,
    typed: Option<Typed>,
    notice: Option<String>,
    /// `chosen a`, `declined b`, `written`, …
    came: String,
}

impl Played {
    fn new(dialog: Dialog<&'static str>) -> Self {
        Self { dialog: Some(dialog), draft: Draft::default(), typed: None, notice: None, came: String::new() }
    }

    fn say(&mut self, said: Input<()>) {
        let Some(dialog) = self.dialog.take() else { return };
        let over = Over { draft: &mut self.draft, typed: &mut self.typed, notice: &mut self.notice };
        let (dialog, came) = match dialog.take(said, over) {
            Reply::Open(dialog) => (Some(dialog), "open".to_owned()),
            Reply::Edit(dialog, text) => (Some(dialog), format!("edit {text}")),
            Reply::Closed => (None, "closed".to_owned()),
            Reply::Chosen(action) => (None, format!("chosen {action}")),
            Reply::Declined(action) => (None, format!("declined {action}")),
            Reply::Written => (None, format!("written {}", self.draft.text())),
            Reply::Entered(line) => (None, format!("entered {}", line.draft.text())),
            Reply::Compared => (None, "compared".to_owned()),
        };
        (self.dialog, self.came) = (dialog, came);
    }

    /// The number of the marked item.
    fn mark(&self) -> Option<usize> {
        match self.dialog.as_ref()?.view(self.typed.as_ref())? {
            DialogView::Choose { at, .. } | DialogView::Tick { at, .. } | DialogView::Find { at, .. } => {
                Some(at)
            }
            _ => None,
        }
    }
}

/// `^` is up, `v` down, `E` Esc, `D` Ctrl-D, `G` Ctrl-G; digits in `<>` are a number typed whole. Other letters are
/// typed if text is written.
fn inputs(keys: &str, is_text: bool) -> Vec<Input<()>> {
    let mut said = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let mut taken = first.len_utf8();
        said.push(match first {
            '^' => Input::Key(Key::Up),
            'v' => Input::Key(Key::Down),
            'E' => Input::Key(Key::Esc),
            'D' => Input::Key(Key::Done),
            'G' => Input::Key(Key::Editor),
            '\n' => Input::Key(Key::Enter),
            '<' => {
                taken = rest.find('>').unwrap() + 1;
                Input::Key(Key::Number(rest[1..taken - 1].parse().unwrap()))
            }
            letter if is_text => Input::Stroke(Stroke::Insert(letter.to_string())),
            letter => Input::Key(Key::Char(letter)),
        });
        rest = &rest[taken..];
    }
    said
}

#[track_caller]
fn check(dialog: Dialog<&'static str>, keys: &str, expected: &str) {
    let is_text = matches!(dialog, Dialog::Writing { .. } | Dialog::Line(_) | Dialog::Finding(_));
    let mut played = Played::new(dialog);
    for said in inputs(keys, is_text) {
        assert!(played.dialog.is_some(), "{said:?} comes after the end");
        played.say(said);
    }
    assert_eq!(played.came, expected, "{keys:?}");
}

fn choosing(count: usize, at: usize) -> Dialog<&'static str> {
    let items = ["a", "b", "c"].into_iter().take(count);
    let items = items.map(|name| (Choice { text: name.to_owned(), detail: String::new() }, name));
    Dialog::Choosing(Choosing::new("Which?", items, at))
}

fn compared(typed: &str) -> Typed {
    let comparison = Comparison::of("A mutex?", REFERENCE, typed, &TopicWords::default());
    Typed { text: typed.to_owned(), comparison: comparison.map(Box::new) }
}

#[test]
fn one_is_chosen_by_its_number_or_where_the_mark_is() {
    check(choosing(3, 1), "\n", "chosen b");
    check(choosing(3, 1), "^^ ", "chosen a");
    check(choosing(3, 0), "jjjjk\n", "chosen b");
    check(choosing(3, 0), "vv\n", "chosen c");
    check(choosing(3, 0), "3", "chosen c");
    check(choosing(3, 0), "<2>", "chosen b");
    check(choosing(3, 0), "09x<0><4>", "open");
    check(choosing(3, 0), "E", "closed");
    check(choosing(3, 2), "q", "closed");
    check(choosing(0, 0), "\n 1jk", "open");
}

fn finding() -> Dialog<&'static str> {
    let items = ["Harbour Bank", "Tidewater", "Bank of Étoile 2026"].into_iter();
    Dialog::Finding(Finding::new(
        "Which?",
        items.map(|name| (Choice { text: name.to_owned(), detail: "due".to_owned() }, name)),
    ))
}

#[test]
fn one_of_many_is_found_by_typing() {
    for (keys, expected) in [
        ("\n", "chosen Harbour Bank"),
        ("vvv\n", "chosen Bank of Étoile 2026"),
        ("tide\n", "chosen Tidewater"),
        ("bank^v\n", "chosen Bank of Étoile 2026"),
        ("BANK2", "chosen Bank of Étoile 2026"),
        ("etoile bank\n", "chosen Bank of Étoile 2026"),
        ("<3>", "chosen Bank of Étoile 2026"),
        // j, k and q are letters here; what leads to nothing leaves the list open.
        ("jkq\n", "open"),
        ("tide9<7>", "open"),
        ("due\n", "open"),
        ("xE", "closed"),
    ] {
        check(finding(), keys, expected);
    }
    // The mark is on the first again when the list changes, and stays if it does not.
    let mut played = Played::new(finding());
    for input in inputs("bv", true) {
        played.say(input);
    }
    assert_eq!(played.mark(), Some(1));
    played.say(Input::Stroke(Stroke::Left));
    assert_eq!(played.mark(), Some(1));
    played.say(Input::Stroke(Stroke::Delete));
    assert_eq!(played.mark(), Some(0));
    assert!(played.draft.is_blank(), "the answer is another text");
}

#[test]
fn what_is_asked_is_done_only_by_a_yes() {
    let asked = || Dialog::Confirming(Confirming::new("Really?", "it"));
    for (keys, expected) in [
        ("y", "chosen it"),
        ("xY", "chosen it"),
        ("n", "declined it"),
        ("N", "declined it"),
        ("q", "declined it"),
        ("E", "declined it"),
        ("\n 1", "open"),
    ] {
        check(asked(), keys, expected);
    }
    check(Dialog::Confirming(Confirming::new("Again?", "it").with_enter()), "\n", "chosen it");
}

#[test]
fn any_key_closes_what_is_read() {
    check(Dialog::Help(&[], String::new()), "x", "closed");
    check(Dialog::Reading, "\n", "closed");
}

#[test]
fn a_line_is_one_line() {
    check(Dialog::Line(Line::new("Due")), "+3d\n", "entered +3d");
    check(Dialog::Line(Line::new("Due")), "+3dD", "entered +3d");
    check(Dialog::Line(Line::new("Due")), "+E", "closed");
    let mut played = Played::new(Dialog::Line(Line::new("Due")));
    played.say(Input::Stroke(Stroke::Insert("in\r2".to_owned())));
    played.say(Input::Stroke(Stroke::Newline));
    played.say(Input::Key(Key::Enter));
    assert_eq!(played.came, "entered in 2 ");
    assert!(played.draft.is_blank(), "the answer is another text");
}

#[test]
fn an_answer_is_typed_edited_and_left() {
    check(Dialog::writing(None), "a lockD", "written a lock");
    check(Dialog::writing(None), "a lockE", "closed");
    let mut played = Played::new(Dialog::writing(Some("t continues it")));
    played.notice = Some("flagged".to_owned());
    for said in inputs("aGx", true) {
        played.say(said);
    }
    // While the editor has the text, nothing else changes it.
    assert_eq!((played.draft.text(), played.notice.as_deref()), ("a", None));
    assert!(!played.dialog.as_ref().unwrap().is_typing());
    played.say(Input::Drafted(Err("no editor".to_owned())));
    assert_eq!((played.draft.text(), played.notice.as_deref()), ("a", Some("no editor")));
    played.say(Input::Key(Key::Editor));
    assert_eq!(played.came, "edit a");
    played.say(Input::Drafted(Ok("a lock\n".to_owned())));
    played.say(Input::Key(Key::Esc));
    assert_eq!((played.draft.text(), played.notice.as_deref()), ("a lock", Some("t continues it")));
    // Nothing is said of a text that is not there.
    let mut played = Played::new(Dialog::writing(Some("t continues it")));
    played.say(Input::Key(Key::Esc));
    assert_eq!((played.came.as_str(), played.notice), ("closed", None));
}

#[test]
fn what_is_compared_is_beside_the_question() {
    let mut played = Played::new(Dialog::Comparing);
    played.draft = Draft::of("a section");
    played.say(Input::Key(Key::Esc));
    assert_eq!((played.came.as_str(), &played.typed), ("open", &None));
    played.say(Input::Compared(compared("a section").comparison));
    assert_eq!(played.came, "compared");
    assert_eq!(played.typed, Some(compared("a section")));
}

#[test]
fn key_points_are_ticked_where_the_mark_is_or_by_their_numbers() {
    let play = |keys: &str| {
        let mut played = Played::new(Dialog::Ticking(0));
        played.typed = Some(compared("it guards a critical section"));
        for said in inputs(keys, false) {
            played.say(said);
        }
        (played.mark(), played.notice, played.came)
    };
    let made = "made: Only its owner may unlock it   2 of 2 key points";
    assert_eq!(play("v "), (Some(1), Some(made.to_owned()), "open".to_owned()));
    assert_eq!(play("2"), (Some(1), Some(made.to_owned()), "open".to_owned()));
    assert_eq!(play("<2>k"), (Some(0), None, "open".to_owned()));
    assert_eq!(play("9vvv"), (Some(1), None, "open".to_owned()));
    assert_eq!(play("2\n"), (None, None, "closed".to_owned()));
    let mut played = Played::new(Dialog::Ticking(0));
    played.say(Input::Key(Key::Char(' ')));
    assert_eq!(played.came, "closed", "there is nothing to tick");
}

fn any_input() -> impl Strategy<Value = Input<()>> {
    let key = prop_oneof![
        prop::char::range('0', '9').prop_map(Key::Char),
        prop::sample::select(vec!['y', 'n', 'q', 'j', 'k', ' ', 'x']).prop_map(Key::Char),
        prop::sample::select(vec![Key::Enter, Key::Esc, Key::Up, Key::Down, Key::Done, Key::Editor]),
        (0_usize..6).prop_map(Key::Number),
    ];
    prop_oneof![
        6 => key.prop_map(Input::Key),
        2 => "[a-z\n]{0,4}".prop_map(|text| Input::Stroke(Stroke::Insert(text))),
        1 => Just(Input::Stroke(Stroke::Newline)),
        1 => Just(Input::Compared(None)),
        1 => "[a-z\n]{0,4}".prop_map(|text| Input::Drafted(Ok(text))),
        1 => Just(Input::Drafted(Err("why".to_owned()))),
    ]
}

fn any_dialog() -> impl Strategy<Value = Dialog<&'static str>> {
    prop_oneof![
        Just(Dialog::Help(&[("q", "quit")], String::new())),
        Just(Dialog::Reading),
        Just(Dialog::writing(Some("saved"))),
        Just(Dialog::Comparing),
        (0_usize..3).prop_map(Dialog::Ticking),
        Just(Dialog::Line(Line::new("Due"))),
        (0_usize..4, 0_usize..3).prop_map(|(count, at)| choosing(count, at.min(count.saturating_sub(1)))),
        Just(Dialog::Confirming(Confirming::new("Really?", "it"))),
        Just(finding()),
        Just(Dialog::Waiting("the store")),
    ]
}

proptest! {
    #[test]
    fn any_input_leaves_a_mark_on_an_item_and_text_where_it_belongs(
        dialog in any_dialog(),
        is_typed: bool,
        inputs in prop::collection::vec(any_input(), 0..20),
    ) {
        let is_writing = matches!(dialog, Dialog::Writing { .. });
        let is_waiting = matches!(dialog, Dialog::Waiting(_));
        let is_line = matches!(dialog, Dialog::Line(_));
        let mut played = Played::new(dialog);
        played.typed = is_typed.then(|| compared("a critical section"));
        for said in inputs {
            played.say(said);
            // Only an answer that is typed changes; the text of a line is its own.
            prop_assert!(is_writing || played.draft.is_blank());
            if let Some(dialog) = &played.dialog {
                match dialog.view(played.typed.as_ref()) {
                    Some(DialogView::Choose { items, at, .. }) => prop_assert!(at < items.len().max(1)),
                    Some(DialogView::Tick { comparison, at }) => prop_assert!(at <= comparison.points().len()),
                    Some(DialogView::Find { items, at, filter, .. }) => {
                        prop_assert!(at < items.len().max(1) && !filter.text().contains('\n'));
                    }
                    Some(DialogView::Ask { draft, .. }) => prop_assert!(!draft.text().contains('\n')),
                    _ => {}
                }
            }
            if is_line && played.came.starts_with("entered") {
                prop_assert!(!played.came.contains('\n'));
            }
        }
        prop_assert!(!is_waiting || played.dialog.is_some(), "only its host ends a wait");
    }
}
