//! A card as a small text to be edited, and back.
//!
//! On top a few lines such as `section: HR`, then each long text below a line such as
//! `=== answer ===`. What was not touched comes back byte for byte, also what such lines cannot hold;
//! what was lost by accident (one of those lines, the question) is a fault with its line, and not a
//! change. Which deck the card stands in and where the text is kept while it is edited is not known
//! here.

use std::fmt::Write as _;

use super::card::Card;

const QUESTION: &str = "question";
const ANSWER: &str = "answer";
const MY_ANSWER: &str = "my answer";
const NEWER_ANSWER: &str = "newer answer of the notes";

/// The card as a text. `remarks` are lines for the reader, which are not read back.
#[must_use]
pub fn card_text(card: &Card, remarks: &[String]) -> String {
    let mut text = head(remarks);
    for (key, value) in shown_fields(card) {
        let space = if value.is_empty() { "" } else { " " };
        let _ = writeln!(text, "{key}:{space}{value}");
    }
    push_part(&mut text, QUESTION, &card.question);
    push_part(&mut text, ANSWER, card.answer.as_deref().unwrap_or_default());
    push_part(&mut text, MY_ANSWER, card.my_answer.as_deref().unwrap_or_default());
    if let Some(newer) = &card.answer_from_source {
        push_part(&mut text, NEWER_ANSWER, newer);
    }
    text
}

/// The card as the edited text says. Its id stays, and whatever the text does not show.
pub fn read_card_text(text: &str, card: &Card) -> Result<Card, CardTextError> {
    let parts = Parts::read(text)?;
    let mut read = card.clone();
    let mut shown = shown_fields(card);
    for Field { line, key, value } in &parts.fields {
        let Some(at) = shown.iter().position(|(known, _)| known == key) else {
            return Err(CardTextError::new(*line, format!("`{key}:` is none of section:, tags:, seconds:")));
        };
        let (key, before) = shown.swap_remove(at);
        if before != *value {
            read_field(&mut read, key, value).map_err(|message| CardTextError::new(*line, message))?;
        }
    }
    for (key, _) in shown {
        read_field(&mut read, key, "").map_err(|message| CardTextError::new(1, message))?;
    }
    let known = [QUESTION, ANSWER, MY_ANSWER, NEWER_ANSWER];
    if let Some(part) = parts.list.iter().find(|part| !known.contains(&part.name.as_str())) {
        let message = format!("no part is called `{}`; a `\\` before the line makes it text", part.name);
        return Err(CardTextError::new(part.line, message));
    }
    let question = parts.the(QUESTION)?;
    if bare(&question.text).is_empty() {
        return Err(CardTextError::new(question.line, "the question is empty"));
    }
    if bare(&question.text) != bare(&card.question) {
        read.question = bare(&question.text);
    }
    read.answer = changed(card.answer.as_ref(), &parts.the(ANSWER)?.text);
    read.my_answer = changed(card.my_answer.as_ref(), &parts.the(MY_ANSWER)?.text);
    if card.answer_from_source.is_some() {
        read.answer_from_source = changed(card.answer_from_source.as_ref(), &parts.the(NEWER_ANSWER)?.text);
    } else if let Some(part) = parts.list.iter().find(|part| part.name == NEWER_ANSWER) {
        return Err(CardTextError::new(part.line, "this card has no newer answer of its notes"));
    }
    Ok(read)
}

/// A card with what an edit changed: what was done to it elsewhere meanwhile stays, unless the same part was
/// edited here, too.
#[must_use]
pub fn with_edit(present: &Card, before: &Card, after: &Card) -> Card {
    fn pick<T: Clone + PartialEq>(present: &T, before: &T, after: &T) -> T {
        if before == after { present.clone() } else { after.clone() }
    }
    Card {
        section: pick(&present.section, &before.section, &after.section),
        tags: pick(&present.tags, &before.tags, &after.tags),
        seconds: pick(&present.seconds, &before.seconds, &after.seconds),
        question: pick(&present.question, &before.question, &after.question),
        answer: pick(&present.answer, &before.answer, &after.answer),
        my_answer: pick(&present.my_answer, &before.my_answer, &after.my_answer),
        answer_from_source: pick(
            &present.answer_from_source,
            &before.answer_from_source,
            &after.answer_from_source,
        ),
        ..present.clone()
    }
}

/// A text in which an answer of one's own is written, with the question and what others answered below.
#[must_use]
pub fn answer_text(card: &Card, others: &[(String, String)], remarks: &[String]) -> String {
    let mut text = head(remarks);
    push_part(&mut text, MY_ANSWER, card.my_answer.as_deref().unwrap_or_default());
    push_part(&mut text, QUESTION, &card.question);
    for (label, answer) in others {
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        push_part(&mut text, &label, answer);
    }
    text
}

/// The card with the answer of one's own that the edited text holds. All else in it only was to be seen.
pub fn read_answer_text(text: &str, card: &Card) -> Result<Card, CardTextError> {
    // Who replaced all of it by an answer meant that.
    if !text.lines().any(|line| part_name(line).is_some()) {
        return Ok(Card { my_answer: changed(card.my_answer.as_ref(), text), ..card.clone() });
    }
    let parts = Parts::read(text)?;
    // The question guards the answer: without its line, the question would have become part of it.
    parts.the(QUESTION)?;
    let my_answer = changed(card.my_answer.as_ref(), &parts.the(MY_ANSWER)?.text);
    Ok(Card { my_answer, ..card.clone() })
}

/// The line (counted from 1) at which one begins to write: below the first of the lines that part such a text.
#[must_use]
pub fn line_to_write(text: &str) -> Option<usize> {
    text.lines().position(|line| part_name(line).is_some()).map(|above| above + 2)
}

/// What is wrong with an edited text, and in which line (counted from 1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct CardTextError {
    pub line: usize,
    pub message: String,
}

impl CardTextError {
    fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

fn head(remarks: &[String]) -> String {
    let lines: Vec<String> = remarks.iter().map(|remark| format!("# {}\n", one_line(remark))).collect();
    lines.concat()
}

/// The short fields as they are shown, each in one line.
fn shown_fields(card: &Card) -> Vec<(&'static str, String)> {
    vec![
        ("section", one_line(card.section.as_deref().unwrap_or_default())),
        ("tags", one_line(&card.tags.join(", "))),
        ("seconds", card.seconds.map_or(String::new(), |seconds| seconds.to_string())),
    ]
}

fn read_field(card: &mut Card, key: &str, value: &str) -> Result<(), String> {
    match key {
        "section" => card.section = (!value.is_empty()).then(|| value.to_owned()),
        "tags" => {
            card.tags.clear();
            for tag in value.split([',', '،']).map(str::trim).filter(|tag| !tag.is_empty()) {
                if !card.tags.iter().any(|held| held == tag) {
                    card.tags.push(tag.to_owned());
                }
            }
        }
        _ if value.is_empty() => card.seconds = None,
        _ => {
            let seconds =
                value.parse().map_err(|_| format!("`seconds` takes a whole number, not `{value}`"))?;
            card.seconds = Some(seconds);
        }
    }
    Ok(())
}

/// The text as it was if only its ends differ; `None` where it is empty.
fn changed(before: Option<&String>, after: &str) -> Option<String> {
    if bare(after) == bare(before.map_or("", String::as_str)) {
        return before.cloned();
    }
    let after = bare(after);
    // As the decks have it: what has several lines ends with one.
    let end = if after.contains('\n') { "\n" } else { "" };
    (!after.is_empty()).then(|| format!("{after}{end}"))
}

/// With LF line ends, without blank lines before and white space after it.
fn bare(text: &str) -> String {
    let text = with_lf(text);
    let text = text.trim_end();
    let blank = text.split_inclusive('\n').take_while(|line| line.trim().is_empty());
    text[blank.map(str::len).sum()..].to_owned()
}

/// As an editor may save it; also where several CR come before one LF, so that once is enough.
fn with_lf(text: &str) -> String {
    let mut text = text.to_owned();
    while text.contains("\r\n") {
        text = text.replace("\r\n", "\n");
    }
    text
}

fn one_line(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    shown.trim().to_owned()
}

fn push_part(text: &mut String, name: &str, content: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "=== {name} ===");
    let content = bare(content);
    if content.is_empty() {
        return;
    }
    for line in content.split('\n') {
        if part_name(line.trim_start_matches('\\')).is_some() {
            text.push('\\');
        }
        text.push_str(line);
        text.push('\n');
    }
}

/// The name in `=== name ===`.
fn part_name(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_prefix("===")?.strip_suffix("===")?.trim();
    (!name.is_empty()).then_some(name)
}

struct Field {
    line: usize,
    key: String,
    value: String,
}

struct Part {
    /// Of the line with its name.
    line: usize,
    name: String,
    text: String,
}

struct Parts {
    fields: Vec<Field>,
    list: Vec<Part>,
}

impl Parts {
    fn read(text: &str) -> Result<Self, CardTextError> {
        let text = with_lf(text.strip_prefix('\u{feff}').unwrap_or(text));
        let mut parts = Self { fields: Vec::new(), list: Vec::new() };
        for (line, number) in text.split('\n').zip(1..) {
            if let Some(name) = part_name(line) {
                parts.list.push(Part { line: number, name: name.to_owned(), text: String::new() });
            } else if let Some(part) = parts.list.last_mut() {
                let escaped = line.strip_prefix('\\');
                let is_escaped = part_name(line.trim_start_matches('\\')).is_some();
                part.text.push_str(escaped.filter(|_| is_escaped).unwrap_or(line));
                part.text.push('\n');
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                let Some((key, value)) = line.split_once(':') else {
                    let message = "above `=== question ===` only lines such as `section: HR` may stand";
                    return Err(CardTextError::new(number, message));
                };
                let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
                if parts.fields.iter().any(|field| field.key == key) {
                    return Err(CardTextError::new(number, format!("`{key}:` is there twice")));
                }
                parts.fields.push(Field { line: number, key, value });
            }
        }
        Ok(parts)
    }

    /// The one part of this name.
    fn the(&self, name: &str) -> Result<&Part, CardTextError> {
        let mut found = self.list.iter().filter(|part| part.name == name);
        match (found.next(), found.next()) {
            (Some(part), None) => Ok(part),
            (Some(_), Some(again)) => {
                Err(CardTextError::new(again.line, format!("the line `=== {name} ===` is there twice")))
            }
            (None, _) => Err(CardTextError::new(
                1,
                format!("the line `=== {name} ===` is missing; what is to be empty is left empty below it"),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn full() -> Card {
        Card {
            section: Some("HR".to_owned()),
            tags: vec!["a b".to_owned(), "c".to_owned()],
            answer: Some("one\n\n    two\n".to_owned()),
            ..Card::new("Why?")
        }
    }

    const FULL: &str = "# mine\nsection: HR\ntags: a b, c\nseconds:\n\n=== question ===\nWhy?\n\n\
                        === answer ===\none\n\n    two\n\n=== my answer ===\n";

    #[test]
    fn an_edit_leaves_what_was_done_elsewhere() {
        let before = Card { section: Some("HR".to_owned()), ..Card::new("Old?") };
        let after = Card { question: "New?".to_owned(), ..before.clone() };
        let present = Card { section: None, answer: Some("So.".to_owned()), ..before.clone() };
        let expected = Card { question: "New?".to_owned(), ..present.clone() };
        assert_eq!(with_edit(&present, &before, &after), expected);
    }

    #[test]
    fn a_card_is_a_readable_text() {
        assert_eq!(card_text(&full(), &["mine".to_owned()]), FULL);
    }

    #[track_caller]
    fn check(old: &str, new: &str, change: impl FnOnce(&mut Card)) {
        assert!(FULL.contains(old), "{old}");
        let mut expected = full();
        change(&mut expected);
        assert_eq!(read_card_text(&FULL.replacen(old, new, 1), &full()), Ok(expected));
    }

    #[test]
    fn what_is_edited_is_read() {
        check("Why?", "Why not?", |card| card.question = "Why not?".to_owned());
        check("section: HR", "section: Technical", |card| card.section = Some("Technical".to_owned()));
        check("section: HR\n", "", |card| card.section = None);
        check("a b, c", "c, c, d", |card| card.tags = vec!["c".to_owned(), "d".to_owned()]);
        check("seconds:", "seconds: 90", |card| card.seconds = Some(90));
        check("one\n\n    two\n", "", |card| card.answer = None);
        check("one\n\n    two\n", "x\n", |card| card.answer = Some("x".to_owned()));
        check("my answer ===\n", "my answer ===\r\nx\r\ny", |card| {
            card.my_answer = Some("x\ny\n".to_owned());
        });
        check("two\n", "two\n\\=== answer ===\n", |card| {
            card.answer = Some("one\n\n    two\n=== answer ===\n".to_owned());
        });
    }

    #[track_caller]
    fn check_fault(old: &str, new: &str, expected: &str) {
        let fault = read_card_text(&FULL.replacen(old, new, 1), &full()).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    }

    #[test]
    fn what_was_lost_is_no_change() {
        check_fault("Why?", "", "line 6: the question is empty");
        check_fault(
            "=== answer ===",
            "",
            "line 1: the line `=== answer ===` is missing; what is to be empty is left empty below it",
        );
        check_fault("one", "=== answer ===", "line 10: the line `=== answer ===` is there twice");
        check_fault(
            "one",
            "=== remark ===",
            "line 10: no part is called `remark`; a `\\` before the line makes it text",
        );
        check_fault("tags:", "tag:", "line 3: `tag:` is none of section:, tags:, seconds:");
        check_fault("tags:", "section:", "line 3: `section:` is there twice");
        check_fault("seconds:", "seconds: soon", "line 4: `seconds` takes a whole number, not `soon`");
        check_fault(
            "seconds:",
            "Why",
            "line 4: above `=== question ===` only lines such as `section: HR` may stand",
        );
        assert_eq!(
            read_card_text("", &full()).unwrap_err().message,
            "the line `=== question ===` is missing; what is to be empty is left empty below it"
        );
    }

    #[test]
    fn an_answer_is_written_beside_the_others() {
        let others = [("answer of\nZibal".to_owned(), "theirs".to_owned())];
        let text = answer_text(&full(), &others, &[]);
        assert_eq!(text, "=== my answer ===\n\n=== question ===\nWhy?\n\n=== answer of Zibal ===\ntheirs\n");
        let read = read_answer_text(&text.replacen("===\n\n", "===\nmine\n\n", 1), &full()).unwrap();
        assert_eq!(read, Card { my_answer: Some("mine".to_owned()), ..full() });
        assert!(read_answer_text("=== my answer ===\nWhy?", &full()).is_err());
        let read = read_answer_text("# Because\n\nof it.\n", &full()).unwrap();
        assert_eq!(read.my_answer.as_deref(), Some("# Because\n\nof it.\n"));
    }

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,20}",
            "(\\\\{0,2}=== (question|answer|x) ===|section: y|# z| |\n|\n\n|\r|\t|text|\u{200c}|    code){0,12}",
        ]
    }

    fn any_card() -> impl Strategy<Value = Card> {
        let text = || prop::option::of(any_text());
        let tags = prop::collection::vec(any_text(), 0..3);
        (any_text(), text(), text(), text(), text(), tags, prop::option::of(0..999_u32)).prop_map(
            |(question, answer, my_answer, answer_from_source, section, tags, seconds)| Card {
                section,
                tags,
                answer,
                my_answer,
                answer_from_source,
                seconds,
                ..Card::new(format!("Q{question}"))
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_not_touched_does_not_change(card in any_card(), remark in any_text()) {
            let text = card_text(&card, &[remark]);
            prop_assert_eq!(read_card_text(&text, &card), Ok(card.clone()));
            let text = answer_text(&card, &[("x".to_owned(), card.question.clone())], &[]);
            prop_assert_eq!(read_answer_text(&text, &card), Ok(card));
        }

        #[test]
        fn whatever_is_written_is_read(before in any_card(), after in any_card()) {
            // What one card shows, read over another, shows the same; tags are parted by commas.
            let tags = vec!["x".to_owned(), "y z".to_owned()];
            let after = Card { answer_from_source: before.answer_from_source.clone(), tags, ..after };
            let text = card_text(&after, &[]);
            let read = read_card_text(&text, &before).unwrap();
            prop_assert_eq!(card_text(&read, &[]), text);
            prop_assert_eq!(read.id, before.id);
        }

        #[test]
        fn any_text_comes_to_an_end(text in any::<String>(), card in any_card()) {
            let _ = read_card_text(&text, &card);
            let _ = read_answer_text(&text, &card);
        }
    }
}
