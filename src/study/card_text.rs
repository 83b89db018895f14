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
            return Err(CardTextError::new(
                *line,
                format!("`{key}:` is not one of section:, tags:, seconds:"),
            ));
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
    let is_unknown = |part: &&Part| part.name.as_deref().is_none_or(|name| !known.contains(&name));
    if let Some(part) = parts.list.iter().find(is_unknown) {
        return Err(unknown(part));
    }
    let question = the(&parts.list, QUESTION)?;
    if bare(&question.text).is_empty() {
        return Err(CardTextError::new(question.line, "the question is empty"));
    }
    if bare(&question.text) != bare(&card.question) {
        read.question = bare(&question.text);
    }
    read.answer = changed(card.answer.as_ref(), &the(&parts.list, ANSWER)?.text);
    if read.answer != card.answer {
        // Whoever has worked on an answer is its author.
        read.answer_by = None;
    }
    read.my_answer = changed(card.my_answer.as_ref(), &the(&parts.list, MY_ANSWER)?.text);
    if card.answer_from_source.is_some() {
        read.answer_from_source =
            changed(card.answer_from_source.as_ref(), &the(&parts.list, NEWER_ANSWER)?.text);
    } else if let Some(part) = parts.list.iter().find(|part| part.name.as_deref() == Some(NEWER_ANSWER)) {
        return Err(CardTextError::new(part.line, "this card has no newer answer of its notes"));
    }
    Ok(read)
}

/// The card with what an edit changed in a text that began as `start`. That may be some time ago: what was done
/// to the card since stays, unless the same part was edited.
pub fn read_edited_card(text: &str, start: &str, card: &Card) -> Result<Card, CardTextError> {
    let remarks: Vec<&str> = remarks_of(start).map(|(_, remark)| remark).collect();
    if let Some((line, _)) = remarks_of(text).find(|(_, remark)| !remarks.contains(remark)) {
        let message = "a line that begins with `#` is not saved here; move it below one of the headings";
        return Err(CardTextError::new(line, message));
    }
    let before = read_card_text(start, card).unwrap_or_else(|_| card.clone());
    let after = read_card_text(text, &before)?;
    Ok(with_edit(card, &before, &after))
}

/// Whether a text is that of a whole card, and not that of an answer.
#[must_use]
pub fn is_card_text(text: &str) -> bool {
    text.lines().any(|line| part_name(line) == Some(ANSWER))
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
        answer_by: pick(&present.answer_by, &before.answer_by, &after.answer_by),
        my_answer: pick(&present.my_answer, &before.my_answer, &after.my_answer),
        answer_from_source: pick(
            &present.answer_from_source,
            &before.answer_from_source,
            &after.answer_from_source,
        ),
        same_as: pick(&present.same_as, &before.same_as, &after.same_as),
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

/// The card with the answer of one's own that an edited text has, which began as `start`.
///
/// An answer that was written at another place, such as the end of the text, is used if none was written
/// where it belongs. What was written so that its meaning is not clear is a fault, and nothing is left out.
pub fn read_answer_text(text: &str, start: &str, card: &Card) -> Result<Card, CardTextError> {
    let (began, written) = (parts_of(start), parts_of(text));
    let own = match written.as_slice() {
        // Without any heading, all of it is the answer.
        [all] if all.name.is_none() => without_remarks(&all.text, start),
        _ => own_answer(&began, &written)?,
    };
    let before = the(&began, MY_ANSWER)
        .map_or_else(|_| card.my_answer.clone(), |part| changed(card.my_answer.as_ref(), &part.text));
    let after = changed(before.as_ref(), &own);
    let my_answer = if after == before { card.my_answer.clone() } else { after };
    Ok(Card { my_answer, ..card.clone() })
}

/// What was written as an answer below one of the headings.
fn own_answer(began: &[Part], written: &[Part]) -> Result<String, CardTextError> {
    let own = the(written, MY_ANSWER)?;
    // The question guards the answer: without its line, the question would have become part of it.
    the(written, QUESTION)?;
    let mut unread: Vec<&Part> = began.iter().collect();
    let mut elsewhere: Vec<(&Part, Addition<'_>)> = Vec::new();
    for part in written.iter().filter(|part| part.name.as_deref() != Some(MY_ANSWER)) {
        let before = match unread.iter().position(|before| before.name == part.name) {
            Some(place) => unread.remove(place).text.as_str(),
            None if part.name.is_none() => "",
            None => return Err(unknown(part)),
        };
        let addition = added(before, &part.text).map_err(|at| {
            let message = format!(
                "what is {} cannot be changed here; your own answer goes below `=== {MY_ANSWER} ===`",
                part.place()
            );
            CardTextError::new(part.line + 1 + at, message)
        })?;
        elsewhere.extend(addition.map(|addition| (part, addition)));
    }
    match elsewhere.as_slice() {
        [] => Ok(own.text.clone()),
        [(_, only)] if bare(&own.text).is_empty() => Ok(only.text.join("\n")),
        [(part, addition), ..] => Err(CardTextError::new(
            part.line + 1 + addition.at,
            format!(
                "what you wrote {} would not be saved; move it below `=== {MY_ANSWER} ===`",
                part.place()
            ),
        )),
    }
}

/// Lines that were added before or behind a text.
struct Addition<'t> {
    /// Which line of the text is its first.
    at: usize,
    text: Vec<&'t str>,
}

/// What was added to a text, if anything; the line of a change that is something else.
fn added<'t>(before: &str, after: &'t str) -> Result<Option<Addition<'t>>, usize> {
    // Editors take blanks away from the ends of lines.
    let is_same = |a: &str, b: &str| a.trim_end() == b.trim_end();
    let is_blank = |line: &&str| line.trim().is_empty();
    let before: Vec<&str> = before.trim_end().lines().collect();
    let after: Vec<&str> = after.trim_end().lines().collect();
    let first = before.iter().zip(&after).take_while(|(a, b)| is_same(a, b)).count();
    let same_end = before[first..]
        .iter()
        .rev()
        .zip(after[first..].iter().rev())
        .take_while(|(a, b)| is_same(a, b))
        .count();
    let (removed, new) = (&before[first..before.len() - same_end], &after[first..after.len() - same_end]);
    let mut left = before.iter();
    let is_only_cut = after.iter().all(|line| left.any(|held| is_same(held, line)));
    if is_only_cut || new.iter().all(is_blank) {
        return Ok(None);
    }
    let is_at_an_end = first == before.len() || before[..first].iter().all(is_blank);
    if !is_at_an_end || !removed.iter().all(is_blank) {
        return Err(first);
    }
    let blank_count = new.iter().take_while(|line| is_blank(line)).count();
    Ok(Some(Addition { at: first + blank_count, text: new[blank_count..].to_vec() }))
}

/// A text without the lines of remarks that it began with.
fn without_remarks(text: &str, start: &str) -> String {
    let remarks: Vec<&str> = remarks_of(start).map(|(_, remark)| remark).collect();
    text.split_inclusive('\n').filter(|line| !remarks.contains(&line.trim_end())).collect()
}

/// The remarks on top of a text, each with its line, counted from 1.
fn remarks_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let top = text.lines().map(str::trim_end).take_while(|line| part_name(line).is_none());
    (1..).zip(top).filter(|(_, line)| line.starts_with('#'))
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
    /// Of the line with its name; 0 for what is above the first.
    line: usize,
    /// `None` for what is above the first.
    name: Option<String>,
    text: String,
}

impl Part {
    /// Where its text is, in a sentence.
    fn place(&self) -> String {
        match &self.name {
            Some(name) => format!("below `=== {name} ===`"),
            None => "above the first heading".to_owned(),
        }
    }
}

/// A text parted at its headings; first comes what is above them, if anything is.
fn parts_of(text: &str) -> Vec<Part> {
    let text = with_lf(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut parts = vec![Part { line: 0, name: None, text: String::new() }];
    for (line, number) in text.split('\n').zip(1..) {
        if let Some(name) = part_name(line) {
            parts.push(Part { line: number, name: Some(name.to_owned()), text: String::new() });
        } else if let Some(part) = parts.last_mut() {
            let is_escaped = part.name.is_some() && part_name(line.trim_start_matches('\\')).is_some();
            let escaped = line.strip_prefix('\\').filter(|_| is_escaped);
            part.text.push_str(escaped.unwrap_or(line));
            part.text.push('\n');
        }
    }
    if parts.len() > 1 && parts[0].text.trim().is_empty() {
        parts.remove(0);
    }
    parts
}

struct Parts {
    fields: Vec<Field>,
    list: Vec<Part>,
}

impl Parts {
    fn read(text: &str) -> Result<Self, CardTextError> {
        let mut parts = Self { fields: Vec::new(), list: parts_of(text) };
        if parts.list[0].name.is_some() {
            return Ok(parts);
        }
        let top = parts.list.remove(0);
        for (line, number) in top.text.split('\n').zip(1..) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((key, value)) = line.split_once(':') else {
                let message = "above `=== question ===` only lines such as `section: HR` are read";
                return Err(CardTextError::new(number, message));
            };
            let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
            if parts.fields.iter().any(|field| field.key == key) {
                return Err(CardTextError::new(number, format!("`{key}:` appears twice")));
            }
            parts.fields.push(Field { line: number, key, value });
        }
        Ok(parts)
    }
}

/// The one part of this name.
fn the<'p>(parts: &'p [Part], name: &str) -> Result<&'p Part, CardTextError> {
    let mut found = parts.iter().filter(|part| part.name.as_deref() == Some(name));
    match (found.next(), found.next()) {
        (Some(part), None) => Ok(part),
        (Some(_), Some(again)) => {
            Err(CardTextError::new(again.line, format!("the line `=== {name} ===` appears twice")))
        }
        (None, _) => Err(CardTextError::new(
            1,
            format!(
                "the line `=== {name} ===` is missing; to empty a part, keep its line and leave nothing below it"
            ),
        )),
    }
}

fn unknown(part: &Part) -> CardTextError {
    let name = part.name.as_deref().unwrap_or_default();
    let message = format!("no part is called `{name}`; a `\\` before the line makes it text");
    CardTextError::new(part.line.max(1), message)
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
            "line 1: the line `=== answer ===` is missing; to empty a part, keep its line and leave nothing below it",
        );
        check_fault("one", "=== answer ===", "line 10: the line `=== answer ===` appears twice");
        check_fault(
            "one",
            "=== remark ===",
            "line 10: no part is called `remark`; a `\\` before the line makes it text",
        );
        check_fault("tags:", "tag:", "line 3: `tag:` is not one of section:, tags:, seconds:");
        check_fault("tags:", "section:", "line 3: `section:` appears twice");
        check_fault("seconds:", "seconds: soon", "line 4: `seconds` takes a whole number, not `soon`");
        check_fault(
            "seconds:",
            "Why",
            "line 4: above `=== question ===` only lines such as `section: HR` are read",
        );
        assert_eq!(
            read_card_text("", &full()).unwrap_err().message,
            "the line `=== question ===` is missing; to empty a part, keep its line and leave nothing below it"
        );
    }

    #[test]
    fn an_answer_is_written_beside_the_others() {
        let others = [("answer of\nZibal".to_owned(), "theirs".to_owned())];
        let text = answer_text(&full(), &others, &[]);
        assert_eq!(text, "=== my answer ===\n\n=== question ===\nWhy?\n\n=== answer of Zibal ===\ntheirs\n");
        let read = read_answer_text(&text.replacen("===\n\n", "===\nmine\n\n", 1), &text, &full()).unwrap();
        assert_eq!(read, Card { my_answer: Some("mine".to_owned()), ..full() });
        assert!(read_answer_text("=== my answer ===\nWhy?", &text, &full()).is_err());
        let read = read_answer_text("# Because\n\nof it.\n", &text, &full()).unwrap();
        assert_eq!(read.my_answer.as_deref(), Some("# Because\n\nof it.\n"));
    }

    const ANSWER_TEXT: &str = "# Write below.\n\n=== my answer ===\n\n=== question ===\nWhy?\n\n\
                               === answer of Zibal ===\nOne  \ntwo.\n";

    /// What is read if `old` becomes `new` in the text that an answer is written in.
    fn answered(old: &str, new: &str) -> Result<Option<String>, String> {
        assert!(ANSWER_TEXT.contains(old), "{old}");
        let text = ANSWER_TEXT.replacen(old, new, 1);
        let read = read_answer_text(&text, ANSWER_TEXT, &full());
        read.map(|card| card.my_answer).map_err(|error| error.to_string())
    }

    #[test]
    fn an_answer_is_read_wherever_it_was_written() {
        let is_mine = |old: &str, new: &str| {
            assert_eq!(answered(old, new), Ok(Some("Mine.".to_owned())), "{new}");
        };
        is_mine("my answer ===\n", "my answer ===\nMine.\n");
        is_mine("two.\n", "two.\n\nMine.\n");
        is_mine("Why?\n", "Why?\nMine.\n");
        is_mine("===\nOne", "===\nMine.\nOne");
        is_mine("# Write below.\n", "# Write below.\nMine.\n");
        assert_eq!(answered("# Write", "# My heading\n# Write"), Ok(Some("# My heading".to_owned())));
        assert_eq!(answered("# Write", "key: value\n# Write"), Ok(Some("key: value".to_owned())));
        // What was only to be seen may be removed, and blanks at the ends of lines do not count.
        for (old, new) in [("two.\n", ""), ("One  \n", "One\n"), ("One  \n", ""), ("two.\n", "two.\n\n\n")] {
            assert_eq!(answered(old, new), Ok(None), "{new:?}");
        }
        let text = "# Write below.\nMine.\n";
        let read = read_answer_text(text, ANSWER_TEXT, &full()).unwrap();
        assert_eq!(read.my_answer.as_deref(), Some("Mine."));
    }

    #[test]
    fn what_would_not_be_saved_is_a_fault() {
        let is_fault = |old: &str, new: &str, expected: &str| {
            assert_eq!(answered(old, new), Err(expected.to_owned()));
        };
        is_fault(
            "my answer ===\n\n=== question ===\nWhy?\n",
            "my answer ===\nOne.\n\n=== question ===\nWhy?\n\nTwo.\n",
            "line 9: what you wrote below `=== question ===` would not be saved; move it below `=== my answer ===`",
        );
        is_fault(
            "Why?",
            "Why not?",
            "line 6: what is below `=== question ===` cannot be changed here; your own answer goes below \
             `=== my answer ===`",
        );
        is_fault(
            "two.\n",
            "Mine.\ntwo.\n",
            "line 10: what is below `=== answer of Zibal ===` cannot be changed here; your own answer goes \
             below `=== my answer ===`",
        );
        is_fault(
            "Why?\n",
            "Why?\n\n=== mine ===\nMine.\n",
            "line 8: no part is called `mine`; a `\\` before the line makes it text",
        );
        let start = card_text(&full(), &["mine".to_owned()]);
        let fault = read_edited_card(&start.replacen("# mine", "# mine\n# a heading", 1), &start, &full());
        assert_eq!(
            fault.unwrap_err().to_string(),
            "line 2: a line that begins with `#` is not saved here; move it below one of the headings"
        );
    }

    #[test]
    fn a_draft_of_some_time_ago_changes_only_what_was_edited() {
        let start = card_text(&full(), &[]);
        let present = Card { question: "Why, really?".to_owned(), answer: None, ..full() };
        let edited = start.replacen("section: HR", "section: Technical", 1);
        assert_eq!(
            read_edited_card(&edited, &start, &present),
            Ok(Card { section: Some("Technical".to_owned()), ..present.clone() })
        );
        let start = answer_text(&full(), &[], &[]);
        let present = Card { my_answer: Some("Newer.".to_owned()), ..full() };
        assert_eq!(read_answer_text(&start, &start, &present), Ok(present));
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
            prop_assert_eq!(read_edited_card(&text, &text, &card), Ok(card.clone()));
            let text = answer_text(&card, &[("x".to_owned(), card.question.clone())], &[]);
            prop_assert_eq!(read_answer_text(&text, &text, &card), Ok(card));
        }

        /// Wherever a line is written into the text of an answer, it is in the answer or a fault says that it
        /// is not.
        #[test]
        fn no_line_of_an_answer_is_lost(card in any_card(), at in any::<prop::sample::Index>()) {
            let card = Card { my_answer: None, ..card };
            let others = [("answer of x".to_owned(), card.answer.clone().unwrap_or_default())];
            let start = answer_text(&card, &others, &["remark".to_owned()]);
            let mut lines: Vec<&str> = start.split('\n').collect();
            lines.insert(at.index(lines.len() + 1), "Written by me.");
            if let Ok(read) = read_answer_text(&lines.join("\n"), &start, &card) {
                let answer = read.my_answer.unwrap_or_default();
                prop_assert!(answer.contains("Written by me."), "{answer:?}");
            }
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
            let _ = read_edited_card(&text, &text, &card);
            let _ = read_answer_text(&text, &text, &card);
            let _ = read_answer_text(&text, &answer_text(&card, &[], &[]), &card);
        }
    }
}
