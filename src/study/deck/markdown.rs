//! A deck as Markdown: for people to read in any viewer, and for viva to read back as it was.
//!
//! How a line begins says what it is: [`OPENING`] begins a deck, `# ` is its title, `## ` a section,
//! `### ` a question; `- key: value` is a field with its value as in TOML; `**Answer**` says what the
//! lines behind `> ` below it are. Texts stand quoted, so whatever they hold (headings, open fences,
//! HTML, rules) ends where they end. A text with characters that could not be seen stands as a field.
//!
//! Reading gives the cards it understood and a problem for each line or card it did not.

use std::fmt::Write as _;

use super::layout::{CARD_KEYS, INTERVIEW_KEYS};
use super::model::{Deck, Interview};
use super::parse::parse;
use super::write::{card_value, interview_value, must_be_escaped, toml_string_in_line};
use crate::study::card::Card;

/// The line that begins a deck; a file may hold several, one after the other.
pub const OPENING: &str = "<!-- viva deck 1 -->";

/// Texts that stand quoted below a label of their own: the label and the key in TOML.
const CARD_TEXTS: [(&str, &str); 3] = [
    ("**Answer**", "answer"),
    ("**My answer**", "my_answer"),
    ("**Newer answer of the notes**", "answer_from_source"),
];
const REMARKS: (&str, &str) = ("**Remarks**", "remarks");

/// A deck that was read from Markdown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadMarkdown {
    pub deck: Deck,
    /// The line on which each card begins, counted from 1; as many as the deck has cards.
    pub card_lines: Vec<usize>,
    /// Line, counted from 1, and a lower-case clause: what was not understood.
    pub problems: Vec<(usize, String)>,
}

/// The deck's whole Markdown. Every card's id is written, also one made from its question.
#[must_use]
pub fn to_markdown(deck: &Deck) -> String {
    let mut out = format!("{OPENING}\n");
    let name = in_line(&deck.name);
    let title = deck.title.as_deref().filter(|title| fits_in_heading(title) && *title != name);
    let _ = write!(out, "\n# {}\n\n", title.unwrap_or(&name));
    push_field(&mut out, "deck", &toml_string_in_line(&deck.name));
    if let (Some(text), None) = (&deck.title, title) {
        push_field(&mut out, "title", &toml_string_in_line(text));
    }
    if let Some(interview) = &deck.interview {
        push_interview(&mut out, interview);
    }
    let mut section = None;
    for card in &deck.cards {
        let shown = card.section.as_deref().filter(|section| fits_in_heading(section));
        if shown != section && (shown.is_some() || card.section.is_none()) {
            section = shown;
            let _ = writeln!(out, "\n##{}{}", if shown.is_some() { " " } else { "" }, shown.unwrap_or(""));
        }
        push_card(&mut out, card, shown.is_none());
    }
    out
}

/// Reads one deck's Markdown, from its [`OPENING`] on.
#[must_use]
pub fn from_markdown(text: &str) -> ReadMarkdown {
    let mut reader = Reader::default();
    for (index, line) in text.split('\n').enumerate() {
        reader.line(index + 1, line);
    }
    reader.close_card();
    let Reader { mut read, title, head, .. } = reader;
    let mut toml = String::new();
    let mut interview = String::new();
    let mut name = String::new();
    let mut is_titled = false;
    for Field { key, value } in head {
        match key.as_str() {
            "deck" => name = value,
            "title" => {
                is_titled = true;
                let _ = writeln!(toml, "title = {value}");
            }
            _ => {
                let _ = writeln!(interview, "{key} = {value}");
            }
        }
    }
    if !interview.is_empty() {
        let _ = write!(toml, "[interview]\n{interview}");
    }
    let name = parse("", &format!("title = {name}\n")).ok().and_then(|parsed| parsed.deck.title);
    let name = name.unwrap_or_default();
    match parse(&name, &toml) {
        Ok(parsed) => {
            for warning in parsed.warnings {
                read.problems.push((1, warning.message));
            }
            (read.deck.title, read.deck.interview) = (parsed.deck.title, parsed.deck.interview);
        }
        Err(error) => {
            read.problems.push((1, format!("the deck's fields are left out: {}", error.message)));
        }
    }
    if !is_titled {
        read.deck.title = title.filter(|title| *title != in_line(&name));
    }
    read.deck.name = name;
    read.problems.sort();
    read
}

/// The decks of a text, each with the number of its first line, counted from 1.
#[must_use]
pub fn documents(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if line.trim_end() == OPENING {
            starts.push((index + 1, at));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|&(_, start)| start).chain([text.len()]);
    starts.iter().zip(ends).map(|(&(line, start), end)| (line, &text[start..end])).collect()
}

fn push_interview(out: &mut String, interview: &Interview) {
    for key in INTERVIEW_KEYS.iter().filter(|key| **key != REMARKS.1) {
        let text = match *key {
            "company" => &interview.company,
            "url" => &interview.url,
            "role" => &interview.role,
            "outcome" => &interview.outcome,
            "applied_via" => &interview.applied_via,
            "platform" => &interview.platform,
            _ => &None,
        };
        let text = text.as_deref().map(toml_string_in_line);
        if let Some(value) = text.or_else(|| interview_value(interview, key)) {
            push_field(out, key, &value);
        }
    }
    push_texts(out, [(REMARKS, interview.remarks.as_deref())]);
}

fn push_card(out: &mut String, card: &Card, names_section: bool) {
    let is_seen = !card.question.contains(must_be_escaped);
    let (first, rest) =
        card.question.split_once('\n').map_or((card.question.as_str(), None), |(f, r)| (f, Some(r)));
    if is_seen {
        let _ = writeln!(out, "\n### {first}");
        if let Some(rest) = rest {
            out.push('\n');
            push_quoted(out, rest);
        }
        out.push('\n');
    } else {
        let _ = write!(out, "\n### {}\n\n", in_line(first));
        push_field(out, "question", &toml_string_in_line(&card.question));
    }
    push_field(out, "id", &toml_string_in_line(card.id.as_str()));
    if let (true, Some(section)) = (names_section, &card.section) {
        push_field(out, "section", &toml_string_in_line(section));
    }
    for key in CARD_KEYS
        .iter()
        .filter(|key| matches!(**key, "tags" | "asked" | "asked_again" | "seconds" | "same_as"))
    {
        if let Some(value) = card_value(card, key) {
            push_field(out, key, &value);
        }
    }
    if let Some(author) = &card.answer_by {
        push_field(out, "answer_by", &toml_string_in_line(author));
    }
    let texts = [&card.answer, &card.my_answer, &card.answer_from_source];
    push_texts(out, CARD_TEXTS.into_iter().zip(texts).map(|(label, text)| (label, text.as_deref())));
}

fn push_field(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "- {key}: {value}");
}

/// First those that have to be fields, then those that can be quoted.
fn push_texts<'a>(
    out: &mut String,
    texts: impl IntoIterator<Item = ((&'static str, &'static str), Option<&'a str>)>,
) {
    let texts = texts.into_iter().filter_map(|(label, text)| Some((label, text?)));
    let (seen, unseen): (Vec<_>, Vec<_>) = texts.partition(|(_, text)| !text.contains(must_be_escaped));
    for ((_, key), text) in unseen {
        push_field(out, key, &toml_string_in_line(text));
    }
    for ((label, _), text) in seen {
        let _ = write!(out, "\n{label}\n\n");
        push_quoted(out, text);
    }
}

fn push_quoted(out: &mut String, text: &str) {
    for line in text.split('\n') {
        let _ = writeln!(out, ">{}{line}", if line.is_empty() { "" } else { " " });
    }
}

fn fits_in_heading(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains('\n') && !text.contains(must_be_escaped)
}

/// For looking at, where the text itself stands as a field.
fn in_line(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || must_be_escaped(c) { ' ' } else { c }).collect()
}

/// A key and its value as TOML.
struct Field {
    key: String,
    value: String,
}

#[derive(Default)]
struct Reader {
    read: ReadMarkdown,
    title: Option<String>,
    head: Vec<Field>,
    section: Option<String>,
    card: Option<OpenCard>,
    /// The key of the text that quoted lines belong to, and its lines so far.
    quoted: Option<(&'static str, Vec<String>)>,
    /// Blank lines since the last quoted one.
    blank_count: usize,
}

struct OpenCard {
    line: usize,
    fields: Vec<Field>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) {
        if let Some(quoted) = line.strip_prefix('>') {
            let quoted = quoted.strip_prefix(' ').unwrap_or(quoted);
            if let Some((key, lines)) = &mut self.quoted {
                // Paragraphs that someone has parted are one text still; below its heading a question
                // goes on after the blank line that viva writes there.
                let begins = lines.is_empty() || *key == "question" && lines.len() == 1;
                lines.extend((0..if begins { 0 } else { self.blank_count }).map(|_| String::new()));
                lines.push(quoted.to_owned());
                self.blank_count = 0;
            } else {
                self.misunderstood(number, line);
            }
            return;
        }
        if line.trim().is_empty() {
            self.blank_count += 1;
            return;
        }
        if let Some(question) = heading(line, "###") {
            self.close_card();
            self.card = Some(OpenCard { line: number, fields: Vec::new() });
            self.open_quoted("question");
            if let Some((_, lines)) = &mut self.quoted {
                lines.push(question.to_owned());
            }
        } else if let Some(section) = heading(line, "##") {
            self.close_card();
            self.section = (!section.is_empty()).then(|| section.to_owned());
        } else if let Some(title) = heading(line, "#") {
            self.close_card();
            self.title = Some(title.to_owned());
        } else if let Some(key) = self.key_of_label(line.trim_end()) {
            self.open_quoted(key);
        } else if let Some((key, value)) = line.strip_prefix("- ").and_then(|field| field.split_once(": ")) {
            self.close_quoted();
            self.fields().push(Field { key: key.trim().to_owned(), value: value.trim().to_owned() });
        } else if line.trim_end() != OPENING {
            self.misunderstood(number, line);
        }
    }

    fn key_of_label(&self, line: &str) -> Option<&'static str> {
        let labels: &[_] = if self.card.is_some() { &CARD_TEXTS } else { &[REMARKS] };
        labels.iter().find(|(label, _)| *label == line).map(|(_, key)| *key)
    }

    fn fields(&mut self) -> &mut Vec<Field> {
        match &mut self.card {
            Some(card) => &mut card.fields,
            None => &mut self.head,
        }
    }

    fn open_quoted(&mut self, key: &'static str) {
        self.close_quoted();
        self.quoted = Some((key, Vec::new()));
        self.blank_count = 0;
    }

    fn close_quoted(&mut self) {
        if let Some((key, lines)) = self.quoted.take() {
            let value = toml_string_in_line(&lines.join("\n"));
            self.fields().push(Field { key: key.to_owned(), value });
        }
    }

    fn close_card(&mut self) {
        self.close_quoted();
        let Some(OpenCard { line, fields }) = self.card.take() else { return };
        let mut toml = "[[cards]]\n".to_owned();
        for (at, Field { key, value }) in fields.iter().enumerate() {
            // The heading only shows a question that stands as a field.
            if at > 0 || !fields[1..].iter().any(|later| later.key == "question") {
                let _ = writeln!(toml, "{key} = {value}");
            }
        }
        if let (Some(section), false) = (&self.section, fields.iter().any(|field| field.key == "section")) {
            let _ = writeln!(toml, "section = {}", toml_string_in_line(section));
        }
        match parse("", &toml) {
            Ok(parsed) => {
                for card in parsed.deck.cards {
                    self.read.deck.cards.push(Card { id_is_written: true, ..card });
                    self.read.card_lines.push(line);
                }
                for warning in parsed.warnings {
                    self.read.problems.push((line, warning.message));
                }
            }
            Err(error) => self.read.problems.push((line, format!("a card is left out: {}", error.message))),
        }
    }

    fn misunderstood(&mut self, number: usize, line: &str) {
        let shown: String = line.trim().chars().take(60).collect();
        self.read.problems.push((number, format!("not understood: {shown}")));
    }
}

/// What stands behind these marks; nothing where they stand alone.
fn heading<'l>(line: &'l str, marks: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(marks)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(' ') }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

    use super::super::write::tests::any_deck;
    use super::super::write::to_toml;
    use super::*;

    /// As every deck is once it has been exported.
    fn pinned(mut deck: Deck) -> Deck {
        deck.cards.iter_mut().for_each(|card| card.id_is_written = true);
        deck.interview = deck.interview.filter(|interview| !interview.is_empty());
        deck
    }

    #[track_caller]
    fn check_back(deck: Deck) {
        let deck = pinned(deck);
        let text = to_markdown(&deck);
        let read = from_markdown(&text);
        assert_eq!(read.problems, vec![], "{text}");
        assert_eq!(read.deck, deck, "{text}");
    }

    #[track_caller]
    fn check_answer(answer: &str) {
        let card = |question: &str| Card { answer: Some(answer.to_owned()), ..Card::new(question) };
        let sectioned = |question: &str| Card { section: Some(answer.to_owned()), ..card(question) };
        let cards = vec![card("Why?"), card(&format!("Why?\n{answer}")), sectioned("How?"), card("Why?")];
        let interview = Interview { remarks: Some(answer.to_owned()), ..Interview::default() };
        check_back(Deck { name: "d".into(), title: Some(answer.into()), interview: Some(interview), cards });
    }

    #[test]
    fn a_deck_looks_like_this() {
        let toml = r#"title = "Zibal"

[interview]
company = "Zibal"
date = 2025-10-25
stages = ["HR Call", "Task"]
remarks = '''
A short call.

Then a long one.
'''

[[interview.events]]
name = "Task"
duration_minutes = 60

[[cards]]
id = "why"
question = "Why us?"

[[cards]]
id = "k3v9m2qa7t"
section = "Technical Interview"
tags = ["python"]
question = '''
What is logged?

```python
print(1 is 1)
```
'''
answer = '''
`True`, see

- **identity**
'''
my_answer = "True."
asked = [{ company = "Digikala", times = 2 }]
seconds = 90
"#;
        let markdown = r#"<!-- viva deck 1 -->

# Zibal

- deck: "zibal"
- company: "Zibal"
- date: 2025-10-25
- stages: ["HR Call", "Task"]
- events: [{ name = "Task", duration_minutes = 60 }]

**Remarks**

> A short call.
>
> Then a long one.
>

### Why us?

- id: "why"

## Technical Interview

### What is logged?

>
> ```python
> print(1 is 1)
> ```
>

- id: "k3v9m2qa7t"
- tags: ["python"]
- asked: [{ company = "Digikala", times = 2 }]
- seconds: 90

**Answer**

> `True`, see
>
> - **identity**
>

**My answer**

> True.
"#;
        let deck = parse("zibal", toml).unwrap().deck;
        assert_eq!(to_markdown(&deck), markdown);
        let read = from_markdown(markdown);
        assert_eq!((read.problems, read.card_lines), (vec![], vec![18, 24]));
        assert_eq!(to_toml(&read.deck), toml);
    }

    #[test]
    fn whatever_an_answer_holds_stays_in_it() {
        for answer in [
            "",
            "\n",
            "### Why?\n\n## Section\n# Title",
            "```\nnever closed",
            "---\n***\n===",
            "> quoted\n>> twice\n>",
            "- id: \"other\"\n**Answer**\n",
            "<!-- viva deck 1 -->\n<details><summary>open",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "answer = '''\n[[cards]]\nquestion = \"x\"",
            "---\nyaml: [1, 2\n...",
            "نرم\u{200c}افزار چیست؟\n\tبله ",
            "\u{1b}]0;x\u{7}\u{202e}\r\n\u{feff}",
            "**My answer**\n\n> x",
        ] {
            check_answer(answer);
        }
    }

    #[test]
    fn one_question_in_two_sections_is_there_twice() {
        let card = |section: Option<&str>| Card { section: section.map(str::to_owned), ..Card::new("Why?") };
        let sections = [Some("HR"), Some("Technical"), None, Some("HR"), Some("HR"), Some("two\nlines")];
        check_back(Deck { name: "d".into(), cards: sections.map(card).to_vec(), ..Deck::default() });
    }

    #[test]
    fn a_slip_costs_its_card_and_says_so() {
        let text = "<!-- viva deck 1 -->\n# T\nprose\n### a\n- id: no\n### b\n- colour: 1\n\n**Answer**\n\n> x\n\n> y\n";
        let read = from_markdown(text);
        assert_eq!(read.deck.title.as_deref(), Some("T"));
        assert_eq!(read.deck.cards.len(), 1);
        assert_eq!(read.deck.cards[0].answer.as_deref(), Some("x\n\ny"));
        assert_eq!(read.problems[0], (3, "not understood: prose".to_owned()));
        assert!(read.problems[1].1.starts_with("a card is left out: "), "{:?}", read.problems);
        assert_eq!(read.problems[2], (6, "`colour` is not a key of a card".to_owned()));
    }

    #[test]
    fn decks_stand_one_after_the_other() {
        let one = to_markdown(&Deck { name: "one".into(), ..Deck::default() });
        let two = to_markdown(&Deck { name: "two".into(), ..Deck::default() });
        let both = format!("{one}\n{two}");
        let names: Vec<(usize, String)> =
            documents(&both).iter().map(|(line, text)| (*line, from_markdown(text).deck.name)).collect();
        assert_eq!(names, [(1, "one".to_owned()), (7, "two".to_owned())]);
    }

    proptest! {
        #[test]
        fn any_deck_comes_back(deck in any_deck()) {
            let deck = pinned(deck);
            let text = to_markdown(&deck);
            prop_assert!(!text.contains(must_be_escaped), "{:?}", text);
            let read = from_markdown(&text);
            prop_assert_eq!(read.problems, vec![]);
            prop_assert_eq!(&read.deck, &deck);
            prop_assert_eq!(to_markdown(&read.deck), text);
            prop_assert_eq!(parse("d", &to_toml(&read.deck)).unwrap().deck, deck);
        }

        #[test]
        fn any_viewer_sees_the_questions_as_headings(deck in any_deck()) {
            let text = to_markdown(&deck);
            let mut depth = 0;
            let mut heading_count = 0;
            for event in Parser::new(&text) {
                match event {
                    Event::Start(Tag::Heading { level: HeadingLevel::H3, .. }) if depth == 0 => heading_count += 1,
                    Event::Start(_) => depth += 1,
                    Event::End(TagEnd::Heading(HeadingLevel::H3)) if depth == 0 => {}
                    Event::End(_) => depth -= 1,
                    _ => {}
                }
            }
            prop_assert_eq!(heading_count, deck.cards.len(), "{}", text);
        }

        #[test]
        fn any_text_is_read(text: String) {
            let read = from_markdown(&text);
            prop_assert_eq!(read.deck.cards.len(), read.card_lines.len());
        }
    }
}
