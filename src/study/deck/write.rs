//! A deck to its text, in viva's own layout.
//!
//! For new files; a file that a person may have touched is changed by `edit` instead. Any text comes
//! back byte for byte: the form of each string is the plainest that can hold it, and what an editor
//! or a terminal would not show as it is (controls, direction overrides) is escaped.

use std::fmt::Write as _;

use super::layout::{CARD_KEYS, EVENT_KEYS, INTERVIEW_KEYS};
use super::model::{Deck, Interview, InterviewEvent};
use crate::study::card::{Asked, AskedAgain, Card, CardId};
use crate::study::day::Day;

/// The whole file. Ids are written where [`Card::id_is_written`] says so.
#[must_use]
pub fn to_toml(deck: &Deck) -> String {
    let mut out = String::with_capacity(likely_length(deck));
    if let Some(title) = &deck.title {
        push_line(&mut out, "title", &toml_string(title));
    }
    if let Some(interview) = &deck.interview {
        push_gap(&mut out);
        out.push_str(&interview_toml(interview));
    }
    for card in &deck.cards {
        push_gap(&mut out);
        push_card(&mut out, card);
    }
    out
}

/// In bytes, where next to nothing has to be escaped.
fn likely_length(deck: &Deck) -> usize {
    const HEAD: usize = 1000;
    const KEYS_OF_CARD: usize = 140;
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let cards = deck.cards.iter().map(|card| {
        let tags: usize = card.tags.iter().map(|tag| tag.len() + 4).sum();
        let answers = length(&card.answer) + length(&card.my_answer) + length(&card.answer_from_source);
        KEYS_OF_CARD + length(&card.section) + card.question.len() + answers + tags
    });
    HEAD + cards.sum::<usize>()
}

pub(super) fn interview_toml(interview: &Interview) -> String {
    let mut out = "[interview]\n".to_owned();
    for key in INTERVIEW_KEYS.iter().filter(|key| **key != "events") {
        if let Some(value) = interview_value(interview, key) {
            push_line(&mut out, key, &value);
        }
    }
    for event in &interview.events {
        out.push('\n');
        out.push_str(&event_toml(event));
    }
    out
}

pub(super) fn event_toml(event: &InterviewEvent) -> String {
    let mut out = "[[interview.events]]\n".to_owned();
    for key in EVENT_KEYS {
        if let Some(value) = event_value(event, key) {
            push_line(&mut out, key, &value);
        }
    }
    out
}

pub(super) fn card_toml(card: &Card) -> String {
    let mut out = String::new();
    push_card(&mut out, card);
    out
}

fn push_card(out: &mut String, card: &Card) {
    out.push_str("[[cards]]\n");
    for key in CARD_KEYS {
        let before = out.len();
        out.push_str(key);
        out.push_str(" = ");
        if push_card_value(out, card, key).is_some() {
            out.push('\n');
        } else {
            out.truncate(before);
        }
    }
}

/// The value of one key of [`CARD_KEYS`] as TOML; `None` where the card has none.
pub(super) fn card_value(card: &Card, key: &str) -> Option<String> {
    let mut out = String::new();
    push_card_value(&mut out, card, key).map(|()| out)
}

/// Writes that value; `None`, and nothing, where the card has none.
fn push_card_value(out: &mut String, card: &Card, key: &str) -> Option<()> {
    let text = match key {
        "id" => card.id_is_written.then(|| card.id.as_str()),
        "section" => card.section.as_deref(),
        "tags" => return push_list(out, card.tags.iter(), |out, tag| push_string_in_line(out, tag)),
        "question" => Some(card.question.as_str()),
        "answer" => card.answer.as_deref(),
        "answer_by" => card.answer_by.as_deref(),
        "my_answer" => card.my_answer.as_deref(),
        "answer_from_source" => card.answer_from_source.as_deref(),
        "asked" => return push_list(out, card.asked.iter(), push_asked),
        "asked_again" => card.asked_again.map(AskedAgain::name),
        "seconds" => return card.seconds.map(|seconds| out.push_str(&seconds.to_string())),
        "same_as" => card.same_as.as_ref().map(CardId::as_str),
        _ => None,
    };
    text.map(|text| push_string(out, text))
}

/// The value of one key of [`INTERVIEW_KEYS`] as TOML; `None` where the interview has none.
pub(super) fn interview_value(interview: &Interview, key: &str) -> Option<String> {
    match key {
        "company" => optional_string(interview.company.as_ref()),
        "url" => optional_string(interview.url.as_ref()),
        "role" => optional_string(interview.role.as_ref()),
        "date" => interview.date.and_then(day_toml),
        "plan" => interview.plan.then(|| "true".to_owned()),
        "minutes_per_day" => interview.minutes_per_day.map(|minutes| minutes.to_string()),
        "stages" => list(interview.stages.iter().map(|stage| toml_string_in_line(stage))),
        "outcome" => optional_string(interview.outcome.as_ref()),
        "applied_via" => optional_string(interview.applied_via.as_ref()),
        "platform" => optional_string(interview.platform.as_ref()),
        // `{:?}` and not `{}`: 7 is written `7.0` and 1e300 not as three hundred digits.
        "score" => interview.score.filter(|score| score.is_finite()).map(|score| format!("{score:?}")),
        "covers" => list(interview.covers.iter().map(|selection| toml_string_in_line(selection))),
        "remarks" => optional_string(interview.remarks.as_ref()),
        "events" => {
            list(interview.events.iter().map(|event| inline(EVENT_KEYS, |key| event_value(event, key))))
        }
        _ => None,
    }
}

/// The value of one key of [`EVENT_KEYS`] as TOML; `None` where the event has none.
pub(super) fn event_value(event: &InterviewEvent, key: &str) -> Option<String> {
    match key {
        "name" => Some(toml_string_in_line(&event.name)),
        "date" => event.date.and_then(day_toml),
        "duration_minutes" => event.duration_minutes.map(|minutes| minutes.to_string()),
        _ => None,
    }
}

/// A card as one inline table, for files that keep their cards that way.
pub(super) fn card_inline(card: &Card) -> String {
    inline(CARD_KEYS, |key| card_value(card, key))
}

/// Whether a character would look like something else, or reorder or break the text around it. The
/// marks that Persian, Arabic and Hebrew are written with (ZWNJ, ZWJ, LRM, RLM) are not among them.
pub(super) fn could_deceive(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The plainest TOML string that reads back as `text`.
pub(super) fn toml_string(text: &str) -> String {
    let mut out = String::new();
    push_string(&mut out, text);
    out
}

/// As [`toml_string`], in one line whatever the text.
pub(super) fn toml_string_in_line(text: &str) -> String {
    let mut out = String::new();
    push_string_in_line(&mut out, text);
    out
}

fn push_string(out: &mut String, text: &str) {
    let signs = Signs::of(text);
    if !signs.line_feed {
        return push_in_line(out, text, signs);
    }
    // The first line end after the opening quotes is not part of the string.
    if !signs.to_escape && !(signs.single_quote && (text.contains("'''") || text.ends_with('\''))) {
        return push_all(out, ["'''\n", text, "'''"]);
    }
    out.push_str("\"\"\"\n");
    let mut raw_quotes = 0;
    for (at, c) in text.char_indices() {
        let is_last = at + c.len_utf8() == text.len();
        match c {
            '"' if raw_quotes < 2 && !is_last => {
                out.push('"');
                raw_quotes += 1;
                continue;
            }
            '\n' | '\t' => out.push(c),
            _ => push_escaped(out, c),
        }
        raw_quotes = 0;
    }
    out.push_str("\"\"\"");
}

fn push_string_in_line(out: &mut String, text: &str) {
    push_in_line(out, text, Signs::of(text));
}

fn push_in_line(out: &mut String, text: &str, signs: Signs) {
    let is_plain = !signs.to_escape && !signs.line_feed;
    if is_plain && !signs.quote_or_backslash {
        return push_all(out, ["\"", text, "\""]);
    }
    if is_plain && !signs.single_quote {
        return push_all(out, ["'", text, "'"]);
    }
    out.push('"');
    for c in text.chars() {
        push_escaped(out, c);
    }
    out.push('"');
}

/// What is in a text that decides on its form.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is there or not")]
struct Signs {
    line_feed: bool,
    /// `"` or `\`
    quote_or_backslash: bool,
    single_quote: bool,
    /// What [`must_be_escaped`].
    to_escape: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        const LINE_FEED: u8 = 1;
        const QUOTE_OR_BACKSLASH: u8 = 2;
        const SINGLE_QUOTE: u8 = 4;
        const OTHER: u8 = 8;
        const KINDS: [u8; 256] = {
            let mut kinds = [OTHER; 256];
            let mut byte = b' ';
            while byte <= b'~' {
                kinds[byte as usize] = 0;
                byte += 1;
            }
            kinds[b'\t' as usize] = 0;
            kinds[b'\n' as usize] = LINE_FEED;
            kinds[b'"' as usize] = QUOTE_OR_BACKSLASH;
            kinds[b'\\' as usize] = QUOTE_OR_BACKSLASH;
            kinds[b'\'' as usize] = SINGLE_QUOTE;
            kinds
        };
        let kinds = text.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)]);
        Self {
            line_feed: kinds & LINE_FEED != 0,
            quote_or_backslash: kinds & QUOTE_OR_BACKSLASH != 0,
            single_quote: kinds & SINGLE_QUOTE != 0,
            to_escape: kinds & OTHER != 0 && text.contains(must_be_escaped),
        }
    }
}

/// Whether a character cannot be seen for what it is. Line feed and tab can.
pub(super) fn must_be_escaped(c: char) -> bool {
    c != '\n' && c != '\t' && (c.is_control() || could_deceive(c))
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        c if must_be_escaped(c) => {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        }
        c => out.push(c),
    }
}

fn optional_string(text: Option<&String>) -> Option<String> {
    text.map(|text| toml_string(text))
}

fn push_asked(out: &mut String, asked: &Asked) {
    out.push_str("{ company = ");
    push_string_in_line(out, &asked.company);
    if asked.times != 1 {
        let _ = write!(out, ", times = {}", asked.times);
    }
    if let Some(url) = &asked.url {
        out.push_str(", url = ");
        push_string_in_line(out, url);
    }
    out.push_str(" }");
}

/// A date as TOML has it: four digits of year. Others are written in quotes, which is read as well.
fn day_toml(day: Day) -> Option<String> {
    let date = day.date()?;
    Some(if (0..=9999).contains(&date.year()) { date.to_string() } else { format!("\"{date}\"") })
}

fn inline(keys: &[&str], value_of: impl Fn(&str) -> Option<String>) -> String {
    let pairs = keys.iter().filter_map(|key| Some(format!("{key} = {}", value_of(key)?)));
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

/// A list on one line; `None` where it is empty, for then the key is left out.
pub(super) fn list(values: impl Iterator<Item = String>) -> Option<String> {
    let mut out = String::new();
    push_list(&mut out, values, |out, value| out.push_str(&value)).map(|()| out)
}

fn push_list<T>(
    out: &mut String,
    mut values: impl Iterator<Item = T>,
    push: impl Fn(&mut String, T),
) -> Option<()> {
    let first = values.next()?;
    out.push('[');
    push(out, first);
    for value in values {
        out.push_str(", ");
        push(out, value);
    }
    out.push(']');
    Some(())
}

fn push_line(out: &mut String, key: &str, value: &str) {
    push_all(out, [key, " = ", value, "\n"]);
}

fn push_all<const COUNT: usize>(out: &mut String, parts: [&str; COUNT]) {
    for part in parts {
        out.push_str(part);
    }
}

fn push_gap(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::super::parse::parse;
    use super::*;

    #[track_caller]
    fn check_form(text: &str, expected: &str) {
        assert_eq!(toml_string(text), expected);
        let file = format!("title = {expected}\n");
        assert_eq!(parse("d", &file).unwrap().deck.title.as_deref(), Some(text));
    }

    #[test]
    fn the_plainest_form_is_chosen() {
        check_form("", r#""""#);
        check_form("plain", r#""plain""#);
        check_form("it's", r#""it's""#);
        check_form(r#"say "hi" to C:\"#, r#"'say "hi" to C:\'"#);
        check_form(r#"it's "x""#, r#""it's \"x\"""#);
        check_form("نرم\u{200c}افزار", "\"نرم\u{200c}افزار\"");
        check_form("a\nb\n", "'''\na\nb\n'''");
        check_form("\na", "'''\n\na'''");
        check_form("a\n''b\\", "'''\na\n''b\\'''");
    }

    #[test]
    fn awkward_text_is_escaped() {
        check_form("a\n'", "\"\"\"\na\n'\"\"\"");
        check_form("a\n'''b", "\"\"\"\na\n'''b\"\"\"");
        check_form("'''\n\"\"\"\"\\\"", "\"\"\"\n'''\n\"\"\\\"\"\\\\\\\"\"\"\"");
        check_form("tab\tand\rcr", r#""tab\tand\rcr""#);
        check_form("a\n\r\n", "\"\"\"\na\n\\r\n\"\"\"");
        check_form("\u{1b}]52;\u{7}\u{0}\u{7f}\u{9b}", r#""\u001B]52;\u0007\u0000\u007F\u009B""#);
        check_form("\u{202e}x\u{2069}\u{feff}\u{2028}", r#""\u202Ex\u2069\uFEFF\u2028""#);
    }

    #[test]
    fn a_deck_looks_like_this() {
        let text = r#"title = "Zibal"

[interview]
company = "Zibal"
date = 2025-10-25
stages = ["HR Call", "Task"]
score = 6.5

[[interview.events]]
name = "Technical Interview"
date = 2025-10-25
duration_minutes = 60

[[cards]]
id = "k3v9m2qa7t"
section = "Technical Interview"
tags = ["python"]
question = "What is difference between `is` and `==` in python?"
answer = '''
The `is` operator checks for **identity**.
'''
asked = [{ company = "Digikala", times = 2 }, { company = "Snapp" }]
seconds = 90

[[cards]]
question = "Why?"
"#;
        assert_eq!(to_toml(&parse("zibal", text).unwrap().deck), text);
    }

    proptest! {
        #[test]
        fn any_string_comes_back(text in any_text()) {
            let file = format!("title = {}\n", toml_string(&text));
            prop_assert_eq!(parse("d", &file).unwrap().deck.title, Some(text.clone()));
            let file = format!("title = {}\n", toml_string_in_line(&text));
            prop_assert_eq!(file.lines().count(), 1);
            prop_assert_eq!(parse("d", &file).unwrap().deck.title, Some(text));
        }

        #[test]
        fn any_deck_comes_back(deck in any_deck()) {
            let text = to_toml(&deck);
            let parsed = parse("d", &text).unwrap();
            prop_assert_eq!(&parsed.deck, &deck);
            prop_assert_eq!(parsed.warnings, vec![]);
            prop_assert_eq!(to_toml(&parsed.deck), text);
        }
    }

    /// Ordinary words, all of Unicode, and heaps of what TOML finds hard.
    pub(crate) fn any_text() -> impl Strategy<Value = String> {
        let hard = "['\"\\\\\n\r\t\u{0}\u{1b}\u{7f}\u{9b}\u{202e}\u{2066}\u{feff}\u{200c}\u{2028} a#=\\[\\]{}`سé🎈]{0,12}";
        prop_oneof![3 => "[a-z ]{1,12}", 2 => ".{0,20}", 3 => hard, 1 => "(?s).{0,20}"]
    }

    pub(crate) fn any_card() -> impl Strategy<Value = Card> {
        let asked = (any_text(), 0..5u32, of(any_text())).prop_map(|(company, times, url)| Asked {
            company,
            times,
            url,
        });
        let texts = (of(any_text()), of(any_text()), of(any_text()), of(any_text()), of(any_text()));
        let asked_again = of(proptest::sample::select(AskedAgain::ALL.to_vec()));
        let rest = (vec(any_text(), 0..3), vec(asked, 0..3), asked_again, of(any::<u32>()));
        let ids = (of("[a-z0-9_-]{1,12}"), of("[a-z0-9]{10}"));
        (any_text(), texts, rest, ids).prop_map(|(question, texts, rest, ids)| {
            let question = if question.trim().is_empty() { format!("?{question}") } else { question };
            let mut card = Card::new(question);
            if let Some(id) = ids.0 {
                card.id = CardId::parse(&id).unwrap();
                card.id_is_written = true;
            }
            (card.section, card.answer, card.answer_by, card.my_answer, card.answer_from_source) = texts;
            (card.tags, card.asked, card.asked_again, card.seconds) = rest;
            card.same_as = ids.1.map(|id| CardId::parse(&id).unwrap());
            card
        })
    }

    fn any_day() -> impl Strategy<Value = Day> {
        (-4_300_000..2_900_000i32).prop_map(Day::from_epoch_days)
    }

    fn any_event() -> impl Strategy<Value = InterviewEvent> {
        (any_text(), of(any_day()), of(any::<u32>()))
            .prop_map(|(name, date, duration_minutes)| InterviewEvent { name, date, duration_minutes })
    }

    pub(crate) fn any_interview() -> impl Strategy<Value = Interview> {
        let score = of(any::<f64>().prop_filter("finite", |score| score.is_finite()));
        let lists = (vec(any_text(), 0..3), vec(any_text(), 0..3), vec(any_event(), 0..3));
        let plan = (any::<bool>(), of(any::<u32>()));
        (vec(of(any_text()), 7), of(any_day()), plan, score, lists).prop_map(
            |(texts, date, plan, score, lists)| {
                let mut texts = texts.into_iter();
                let mut next = || texts.next().flatten();
                Interview {
                    company: next(),
                    url: next(),
                    role: next(),
                    date,
                    plan: plan.0,
                    minutes_per_day: plan.1,
                    stages: lists.0,
                    outcome: next(),
                    applied_via: next(),
                    platform: next(),
                    score,
                    covers: lists.1,
                    remarks: next(),
                    events: lists.2,
                }
            },
        )
    }

    pub(crate) fn any_deck() -> impl Strategy<Value = Deck> {
        (of(any_text()), of(any_interview()), vec(any_card(), 0..5))
            .prop_map(|(title, interview, cards)| Deck { name: "d".to_owned(), title, interview, cards })
    }
}
