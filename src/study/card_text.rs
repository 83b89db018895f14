//! A card as a small text that a person edits, and back.
//!
//! Only what a person writes is in it: question, answers, section, tags. The id is not, so it cannot be
//! changed by mistake. What is left as it was comes back as it was: [`CardText::apply`] touches only what
//! differs.

use super::card::Card;

/// What stands above each part.
const QUESTION: &str = "=== question ===";
const ANSWER: &str = "=== answer of the notes ===";
const MY_ANSWER: &str = "=== my answer ===";
/// What stands below this line is there to be read.
const SCISSORS: &str = "=== all below is left out ===";

/// What can be edited of a card; texts without blank lines at their ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardText {
    pub section: Option<String>,
    pub tags: Vec<String>,
    pub question: String,
    pub answer: Option<String>,
    pub my_answer: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct CardTextError {
    pub line: usize,
    pub message: &'static str,
}

impl CardText {
    #[must_use]
    pub fn of(card: &Card) -> Self {
        let said = |text: &Option<String>| text.as_deref().and_then(said);
        Self {
            section: said(&card.section).map(|section| section.trim().replace('\n', " ")),
            tags: card.tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect(),
            question: trimmed(&card.question).to_owned(),
            answer: said(&card.answer),
            my_answer: said(&card.my_answer),
        }
    }

    /// This text with what `after` has that `before` had not: what was edited elsewhere meanwhile stays,
    /// unless the same part was edited here, too.
    #[must_use]
    pub fn with_edit(self, before: &Self, after: &Self) -> Self {
        fn pick<T: Clone + PartialEq>(present: T, before: &T, after: &T) -> T {
            if before == after { present } else { after.clone() }
        }
        Self {
            section: pick(self.section, &before.section, &after.section),
            tags: pick(self.tags, &before.tags, &after.tags),
            question: pick(self.question, &before.question, &after.question),
            answer: pick(self.answer, &before.answer, &after.answer),
            my_answer: pick(self.my_answer, &before.my_answer, &after.my_answer),
        }
    }

    /// Gives a card what differs from what it has.
    pub fn apply(&self, card: &mut Card) {
        let present = Self::of(card);
        if present.section != self.section {
            card.section.clone_from(&self.section);
        }
        if present.tags != self.tags {
            card.tags.clone_from(&self.tags);
        }
        if present.question != self.question {
            card.question.clone_from(&self.question);
        }
        if present.answer != self.answer {
            card.answer.clone_from(&self.answer);
        }
        if present.my_answer != self.my_answer {
            card.my_answer.clone_from(&self.my_answer);
        }
    }
}

/// The text to be edited.
#[must_use]
pub fn write(text: &CardText) -> String {
    let mut out =
        format!("section: {}\ntags: {}\n", text.section.as_deref().unwrap_or_default(), text.tags.join(", "));
    for (mark, part) in [
        (QUESTION, Some(&text.question)),
        (ANSWER, text.answer.as_ref()),
        (MY_ANSWER, text.my_answer.as_ref()),
    ] {
        out.push_str(mark);
        out.push('\n');
        if let Some(part) = part {
            push_escaped(&mut out, part);
        }
        out.push('\n');
    }
    out
}

/// An edited text read back.
pub fn parse(text: &str) -> Result<CardText, CardTextError> {
    let mut card = CardText::default();
    let mut parts: [Option<String>; 3] = [None, None, None];
    let mut part = None;
    for (number, line) in (1..).zip(text.lines()) {
        let fail = |message| CardTextError { line: number, message };
        if let Some(at) = [QUESTION, ANSWER, MY_ANSWER].iter().position(|mark| line.trim_end() == *mark) {
            if parts[at].replace(String::new()).is_some() {
                return Err(fail("this part stands twice"));
            }
            part = Some(at);
            continue;
        }
        if let Some(part) = part.and_then(|at| parts[at].as_mut()) {
            part.push_str(unescaped(line));
            part.push('\n');
            continue;
        }
        match line.split_once(':') {
            Some(("section", section)) => card.section = said(section.trim()),
            Some(("tags", tags)) => {
                let tags = tags.split([',', '،']).map(str::trim).filter(|tag| !tag.is_empty());
                card.tags = tags.map(str::to_owned).collect();
            }
            _ if line.trim().is_empty() => {}
            _ => return Err(fail("expected `section:`, `tags:` or `=== question ===`")),
        }
    }
    let [question, answer, my_answer] = parts;
    let end = text.lines().count().max(1);
    card.question = question
        .as_deref()
        .and_then(said)
        .ok_or(CardTextError { line: end, message: "a card needs a question, below `=== question ===`" })?;
    card.answer = answer.as_deref().and_then(said);
    card.my_answer = my_answer.as_deref().and_then(said);
    Ok(card)
}

/// One's own answer to be edited, with the question and what the notes answer below for reading.
#[must_use]
pub fn write_answer(answer: &str, card: &CardText) -> String {
    let mut out = String::new();
    push_escaped(&mut out, trimmed(answer));
    out.push_str("\n\n");
    out.push_str(SCISSORS);
    out.push_str("\n\n");
    out.push_str(&card.question);
    out.push('\n');
    if let Some(answer) = &card.answer {
        out.push_str("\n---\n\n");
        out.push_str(answer);
        out.push('\n');
    }
    out
}

/// One's own answer read back; `None` if nothing is left of it.
#[must_use]
pub fn parse_answer(text: &str) -> Option<String> {
    let lines = text.lines().take_while(|line| line.trim_end() != SCISSORS).map(unescaped);
    said(&lines.collect::<Vec<_>>().join("\n"))
}

/// A line that reads like one of ours gets a backslash before it, and so does one that has one.
fn push_escaped(out: &mut String, text: &str) {
    for line in text.lines() {
        if line.trim_start_matches('\\').starts_with("===") {
            out.push('\\');
        }
        out.push_str(line);
        out.push('\n');
    }
}

fn unescaped(line: &str) -> &str {
    match line.strip_prefix('\\') {
        Some(rest) if rest.trim_start_matches('\\').starts_with("===") => rest,
        _ => line,
    }
}

fn said(text: &str) -> Option<String> {
    let text = trimmed(text);
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// Without blank lines before and without white space behind.
fn trimmed(text: &str) -> &str {
    let text = text.trim_end();
    let blank: usize =
        text.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
    &text[blank..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card() -> Card {
        Card {
            section: Some("Technical".to_owned()),
            tags: vec!["python".to_owned(), "basics".to_owned()],
            answer: Some("\nIt checks **identity**.\n".to_owned()),
            ..Card::new("What is `is`?")
        }
    }

    #[test]
    fn a_card_is_a_text_to_read() {
        let text = write(&CardText::of(&card()));
        assert_eq!(
            text,
            "section: Technical\ntags: python, basics\n=== question ===\nWhat is `is`?\n\n\
             === answer of the notes ===\nIt checks **identity**.\n\n=== my answer ===\n\n"
        );
        let mut same = card();
        parse(&text).unwrap().apply(&mut same);
        assert_eq!(same, card());
    }

    #[test]
    fn only_what_differs_is_changed() {
        let text = write(&CardText::of(&card())).replace("What is", "What does").replace("basics", "core");
        let mut changed = card();
        parse(&text).unwrap().apply(&mut changed);
        let expected = Card {
            question: "What does `is`?".to_owned(),
            tags: vec!["python".to_owned(), "core".to_owned()],
            ..card()
        };
        assert_eq!(changed, expected);
    }

    #[test]
    fn an_edit_leaves_what_was_done_elsewhere() {
        let before = CardText::of(&card());
        let after = CardText { question: "New?".to_owned(), ..before.clone() };
        let present = CardText { section: None, ..before.clone() };
        let expected = CardText { section: None, ..after.clone() };
        assert_eq!(present.with_edit(&before, &after), expected);
    }

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        assert_eq!(parse(text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn what_is_no_card_is_refused_with_its_line() {
        check_refused("", "line 1: a card needs a question, below `=== question ===`");
        check_refused("hello", "line 1: expected `section:`, `tags:` or `=== question ===`");
        check_refused("=== question ===\na\n=== question ===\nb", "line 3: this part stands twice");
        check_refused("=== question ===\n\n", "line 2: a card needs a question, below `=== question ===`");
    }

    #[test]
    fn an_answer_ends_at_the_scissors() {
        let card = CardText::of(&card());
        assert_eq!(parse_answer(&write_answer("mine\n", &card)), Some("mine".to_owned()));
        assert_eq!(parse_answer(&write_answer("", &card)), None);
        assert_eq!(parse_answer("all of it"), Some("all of it".to_owned()));
    }

    fn any_text() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            "[a-z :,\\\\=]{0,12}",
            prop::sample::select(vec![QUESTION, "\\=== my answer ===", SCISSORS, "", "tags: a"])
                .prop_map(str::to_owned),
        ];
        prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #[test]
        fn any_card_comes_back(question in any_text(), answer in any_text(), mine in prop::option::of(any_text())) {
            let card = Card { answer: Some(answer), my_answer: mine.clone(), ..Card::new(format!("q {question}")) };
            let text = CardText::of(&card);
            prop_assert_eq!(parse(&write(&text)), Ok(text.clone()));
            let mine = mine.unwrap_or_default();
            prop_assert_eq!(parse_answer(&write_answer(&mine, &text)), said(&mine));
        }
    }
}
