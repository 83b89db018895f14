//! A deck's text to a deck.
//!
//! Strict where a mistake would lose something (a card without a question, a number where text
//! belongs), with line and column; lenient where it would not: a key viva does not know is a
//! warning. Line ends of any kind are LF in what is read, so a copy of a deck made on another system
//! has the same ids. What a string escapes (`\r`, `\u0000`) stays what it says.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::layout::{ASKED_KEYS, CARD_KEYS, DECK_KEYS, EVENT_KEYS, INTERVIEW_KEYS};
use super::model::{Deck, Interview, InterviewEvent};
use crate::study::card::{Asked, AskedAgain, Card, CardId};
use crate::study::day::Day;

/// A deck, and what was odd about its text.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedDeck {
    pub deck: Deck,
    /// The line on which each card begins, counted from 1; as many as the deck has cards.
    pub card_lines: Vec<usize>,
    /// In the order of the text.
    pub warnings: Vec<DeckWarning>,
}

/// Why a text is no deck. Shown, it completes `<path>:`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct DeckError {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// A lower-case clause without control characters.
    pub message: String,
}

/// Something in a deck that was read another way than it may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeckWarning {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// A lower-case clause without control characters.
    pub message: String,
}

/// Reads the text of the deck called `name`.
pub fn parse(name: &str, text: &str) -> Result<ParsedDeck, DeckError> {
    let text = with_lf(without_bom(text));
    let root = DeTable::parse(&text).map_err(|error| toml_error(&text, &error))?.into_inner();
    let mut reader = Reader { text: &text, odd: Vec::new() };
    let mut deck = Deck { name: name.to_owned(), ..Deck::default() };
    let mut card_starts = Vec::new();
    for (key, value) in root {
        match key.get_ref().as_ref() {
            "title" => deck.title = Some(reader.string("title", value)?),
            "interview" => deck.interview = Some(reader.interview(value)?),
            "cards" => {
                for card in reader.array("cards", "a list of cards, each under `[[cards]]`", value)? {
                    card_starts.push(card.span().start);
                    deck.cards.push(reader.card(card)?);
                }
            }
            _ => reader.unknown(&key, "a deck", DECK_KEYS),
        }
    }
    let card_lines = lines_of(&text, &card_starts);
    Ok(ParsedDeck { deck, card_lines, warnings: reader.warnings() })
}

pub(super) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// CR LF and CR as LF.
pub(super) fn with_lf(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

pub(super) fn toml_error(text: &str, error: &toml::de::Error) -> DeckError {
    let start = error.span().map_or(text.len(), |span| span.start);
    let mut message = shown(error.message(), 200);
    if let Some(first) = message.get(..1) {
        message.replace_range(..1, &first.to_ascii_lowercase());
    }
    error_at(text, start, message)
}

struct Reader<'t> {
    text: &'t str,
    /// Byte offset and message of each warning.
    odd: Vec<(usize, String)>,
}

type Value<'t> = Spanned<DeValue<'t>>;
type Key<'t> = Spanned<Cow<'t, str>>;

impl<'t> Reader<'t> {
    fn interview(&mut self, value: Value<'t>) -> Result<Interview, DeckError> {
        let mut interview = Interview::default();
        for (key, value) in self.table("interview", value)? {
            let name = key.get_ref().as_ref();
            match name {
                "company" => interview.company = Some(self.string(name, value)?),
                "url" => interview.url = Some(self.string(name, value)?),
                "role" => interview.role = Some(self.string(name, value)?),
                "date" => interview.date = Some(self.day(name, &value)?),
                "plan" => interview.plan = self.flag(name, &value)?,
                "minutes_per_day" => interview.minutes_per_day = Some(self.count(name, &value)?),
                "stages" => interview.stages = self.strings(name, value)?,
                "outcome" => interview.outcome = Some(self.string(name, value)?),
                "applied_via" => interview.applied_via = Some(self.string(name, value)?),
                "platform" => interview.platform = Some(self.string(name, value)?),
                "score" => interview.score = Some(self.number(name, &value)?),
                "covers" => interview.covers = self.strings(name, value)?,
                "remarks" => interview.remarks = Some(self.string(name, value)?),
                "events" => {
                    let events =
                        self.array(name, "a list of events, each under `[[interview.events]]`", value)?;
                    for event in events {
                        interview.events.push(self.event(event)?);
                    }
                }
                _ => self.unknown(&key, "an interview", INTERVIEW_KEYS),
            }
        }
        Ok(interview)
    }

    fn event(&mut self, value: Value<'t>) -> Result<InterviewEvent, DeckError> {
        let start = value.span().start;
        let mut event = InterviewEvent::default();
        let mut is_named = false;
        for (key, value) in self.table("events", value)? {
            let name = key.get_ref().as_ref();
            match name {
                "name" => {
                    event.name = self.string(name, value)?;
                    is_named = true;
                }
                "date" => event.date = Some(self.day(name, &value)?),
                "duration_minutes" => event.duration_minutes = Some(self.count(name, &value)?),
                _ => self.unknown(&key, "an event", EVENT_KEYS),
            }
        }
        if is_named { Ok(event) } else { Err(self.error(start, "this event has no `name`")) }
    }

    fn card(&mut self, value: Value<'t>) -> Result<Card, DeckError> {
        let start = value.span().start;
        let mut card = Card::new(String::new());
        let mut question = None;
        for (key, value) in self.table("cards", value)? {
            let name = key.get_ref().as_ref();
            match name {
                "id" => {
                    card.id = self.card_id(name, value)?;
                    card.id_is_written = true;
                }
                "section" => card.section = Some(self.string(name, value)?),
                "tags" => card.tags = self.strings(name, value)?,
                "question" => question = Some((value.span().start, self.string(name, value)?)),
                "answer" => card.answer = Some(self.string(name, value)?),
                "answer_by" => card.answer_by = Some(self.string(name, value)?),
                "my_answer" => card.my_answer = Some(self.string(name, value)?),
                "answer_from_source" => card.answer_from_source = Some(self.string(name, value)?),
                "asked" => {
                    let asked =
                        self.array(name, "a list such as [{company = \"Zibal\", times = 2}]", value)?;
                    for one in asked {
                        card.asked.push(self.asked(one)?);
                    }
                }
                "asked_again" => card.asked_again = Some(self.asked_again(name, value)?),
                "seconds" => card.seconds = Some(self.count(name, &value)?),
                "same_as" => card.same_as = Some(self.card_id(name, value)?),
                _ => self.unknown(&key, "a card", CARD_KEYS),
            }
        }
        match question {
            None => Err(self.error(start, "this card has no `question`")),
            Some((at, text)) if text.trim().is_empty() => {
                Err(self.error(at, "the question of this card is empty"))
            }
            Some((_, text)) => {
                card.question = text;
                if !card.id_is_written {
                    card.id = CardId::of_question(&card.question);
                }
                Ok(card)
            }
        }
    }

    fn asked(&mut self, value: Value<'t>) -> Result<Asked, DeckError> {
        let start = value.span().start;
        let mut asked = Asked { company: String::new(), times: 1, url: None };
        let mut is_named = false;
        for (key, value) in self.table("asked", value)? {
            let name = key.get_ref().as_ref();
            match name {
                "company" => {
                    asked.company = self.string(name, value)?;
                    is_named = true;
                }
                "times" => asked.times = self.count(name, &value)?,
                "url" => asked.url = Some(self.string(name, value)?),
                _ => self.unknown(&key, "`asked`", ASKED_KEYS),
            }
        }
        if is_named { Ok(asked) } else { Err(self.error(start, "this entry of `asked` has no `company`")) }
    }

    fn asked_again(&self, name: &str, value: Value<'t>) -> Result<AskedAgain, DeckError> {
        let start = value.span().start;
        AskedAgain::parse(&self.string(name, value)?)
            .ok_or_else(|| self.error(start, &format!("`{name}` must be \"surely\" or \"no\"")))
    }

    /// An id; one in capitals is read in lower case, so that ids differing only in case are one card.
    fn card_id(&mut self, name: &str, value: Value<'t>) -> Result<CardId, DeckError> {
        let start = value.span().start;
        let text = self.string(name, value)?;
        CardId::parse(&text).or_else(|bad| {
            let lower = CardId::parse(&text.to_ascii_lowercase());
            let lower = lower.map_err(|_| self.error(start, &shown(&bad.to_string(), 200)))?;
            self.odd.push((start, format!("`{text}` is read as `{lower}`, because ids are in lower case")));
            Ok(lower)
        })
    }

    fn string(&self, name: &str, value: Value<'t>) -> Result<String, DeckError> {
        let span = value.span();
        match value.into_inner() {
            DeValue::String(text) => Ok(text.into_owned()),
            other => Err(self.wrong_kind(name, "text in quotes", &other, &span)),
        }
    }

    fn strings(&self, name: &str, value: Value<'t>) -> Result<Vec<String>, DeckError> {
        let list = self.array(name, "a list such as [\"python\", \"sql\"]", value)?;
        list.into_iter().map(|text| self.string(name, text)).collect()
    }

    fn array(&self, name: &str, wanted: &str, value: Value<'t>) -> Result<DeArray<'t>, DeckError> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(list) => Ok(list),
            other => Err(self.wrong_kind(name, wanted, &other, &span)),
        }
    }

    fn table(&self, name: &str, value: Value<'t>) -> Result<DeTable<'t>, DeckError> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Ok(table),
            other => Err(self.wrong_kind(name, "keys with values", &other, &span)),
        }
    }

    fn count(&self, name: &str, value: &Value<'t>) -> Result<u32, DeckError> {
        let wanted = "a whole number, 0 or more";
        let number = match value.get_ref() {
            DeValue::Integer(digits) => u32::from_str_radix(digits.as_str(), digits.radix()).ok(),
            other => return Err(self.wrong_kind(name, wanted, other, &value.span())),
        };
        number.ok_or_else(|| {
            self.error(value.span().start, &format!("`{name}` must be {wanted}, below 4294967296"))
        })
    }

    fn flag(&self, name: &str, value: &Value<'t>) -> Result<bool, DeckError> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            other => Err(self.wrong_kind(name, "true or false", other, &value.span())),
        }
    }

    fn number(&self, name: &str, value: &Value<'t>) -> Result<f64, DeckError> {
        let number = match value.get_ref() {
            DeValue::Integer(digits) if digits.radix() == 10 => digits.as_str().parse::<f64>().ok(),
            DeValue::Float(digits) => digits.as_str().parse::<f64>().ok(),
            other => return Err(self.wrong_kind(name, "a number", other, &value.span())),
        };
        number
            .filter(|number| number.is_finite())
            .ok_or_else(|| self.error(value.span().start, &format!("`{name}` must be a finite number")))
    }

    /// A TOML date, with or without a time, or the same in quotes.
    fn day(&self, name: &str, value: &Value<'t>) -> Result<Day, DeckError> {
        let day = match value.get_ref() {
            DeValue::Datetime(moment) => moment.date.and_then(|date| {
                let year = i16::try_from(date.year).ok()?;
                let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
                jiff::civil::Date::new(year, month, day).ok().map(Day::from_date)
            }),
            DeValue::String(text) => Day::parse_iso(text.trim()),
            _ => None,
        };
        day.ok_or_else(|| {
            self.error(value.span().start, &format!("`{name}` must be a date such as 2025-10-25"))
        })
    }

    fn unknown(&mut self, key: &Key<'t>, place: &str, known: &[&str]) {
        let found = key.get_ref().as_ref();
        let mut message = format!("`{}` is not a key of {place}", shown(found, 40));
        if let Some(nearest) = nearest(found, known) {
            message = format!("{message}; did you mean `{nearest}`?");
        }
        self.odd.push((key.span().start, message));
    }

    fn wrong_kind(&self, name: &str, wanted: &str, found: &DeValue<'_>, span: &Range<usize>) -> DeckError {
        let found = match found {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "keys with values",
        };
        self.error(span.start, &format!("`{name}` must be {wanted}, not {found}"))
    }

    fn error(&self, start: usize, message: &str) -> DeckError {
        error_at(self.text, start, message.to_owned())
    }

    fn warnings(mut self) -> Vec<DeckWarning> {
        self.odd.sort();
        let starts: Vec<usize> = self.odd.iter().map(|(start, _)| *start).collect();
        let lines = lines_of(self.text, &starts);
        let with_lines = self.odd.into_iter().zip(lines);
        with_lines
            .map(|((start, message), line)| DeckWarning {
                line,
                column: column_of(self.text, start),
                message,
            })
            .collect()
    }
}

pub(super) fn error_at(text: &str, start: usize, message: String) -> DeckError {
    let start = text.floor_char_boundary(start);
    let line = lines_of(text, &[start])[0];
    DeckError { line, column: column_of(text, start), message }
}

/// The line of each offset; one pass for offsets in ascending order.
fn lines_of(text: &str, starts: &[usize]) -> Vec<usize> {
    let (mut line, mut at) = (1, 0);
    let counted = starts.iter().map(|&start| {
        if start < at {
            (line, at) = (1, 0);
        }
        line += text[at..start].matches('\n').count();
        at = start;
        line
    });
    counted.collect()
}

fn column_of(text: &str, start: usize) -> usize {
    let line_start = text[..start].rfind('\n').map_or(0, |lf| lf + 1);
    text[line_start..start].chars().count() + 1
}

/// The known key that a slip of the fingers would turn into `found`.
fn nearest<'k>(found: &str, known: &[&'k str]) -> Option<&'k str> {
    if found.chars().count() > 40 {
        return None;
    }
    let found = found.to_ascii_lowercase().replace('-', "_");
    let distances = known.iter().map(|key| (strsim::damerau_levenshtein(&found, key), *key));
    let (distance, key) = distances.min()?;
    (distance <= 1 + key.len() / 4).then_some(key)
}

/// A stranger's text for a message: no control or direction character raw, no more than `longest` of it.
pub(super) fn shown(text: &str, longest: usize) -> String {
    let mut out = String::new();
    for c in text.chars().take(longest) {
        if c.is_control() || super::write::could_deceive(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_error(text: &str, expected: &str) {
        assert_eq!(parse("d", text).unwrap_err().to_string(), expected);
    }

    #[track_caller]
    fn check_warnings(text: &str, expected: &[&str]) {
        let parsed = parse("d", text).unwrap();
        let warnings = parsed.warnings.iter().map(|w| format!("{}:{}: {}", w.line, w.column, w.message));
        assert_eq!(warnings.collect::<Vec<_>>(), expected);
    }

    #[track_caller]
    fn check_question(text: &str, expected: &str) {
        assert_eq!(parse("d", text).unwrap().deck.cards[0].question, expected);
    }

    #[test]
    fn two_lines_are_a_deck() {
        let parsed = parse("d", "[[cards]]\nquestion = \"What is a mutex?\"\n").unwrap();
        assert_eq!(parsed.deck.cards, [Card::new("What is a mutex?")]);
        assert_eq!(parsed.card_lines, [1]);
        assert_eq!(parse("d", "").unwrap().deck, Deck { name: "d".into(), ..Deck::default() });
    }

    #[test]
    fn everything_a_deck_can_hold_is_read() {
        let text = r#"
title = "Zibal"

[interview]
company = "Zibal"
date = 2025-10-25
plan = true
minutes_per_day = 15
stages = ["HR Call", "Task"]
score = 6
covers = ["tag:python"]

[[interview.events]]
name = "Technical"
date = "2025-10-26"
duration_minutes = 60

[[cards]]
id = "k3v9m2qa7t"
tags = ["python"]
question = "Q"
answer = '''
A
'''
answer_by = "viva"
my_answer = "mine"
answer_from_source = "newer"
asked = [{company = "Digikala", times = 2, url = "https://x"}, {company = "Snapp"}]
asked_again = "surely"
seconds = 90
same_as = "abc"
"#;
        let parsed = parse("zibal", text).unwrap();
        assert_eq!(parsed.warnings, []);
        assert_eq!(parsed.card_lines, [18]);
        let deck = parsed.deck;
        let interview = deck.interview.unwrap();
        assert_eq!(interview.date, Day::parse_iso("2025-10-25"));
        assert!(interview.plan);
        assert_eq!(interview.minutes_per_day, Some(15));
        assert_eq!(interview.score, Some(6.0));
        assert_eq!(interview.events[0].date, Day::parse_iso("2025-10-26"));
        assert_eq!(interview.events[0].duration_minutes, Some(60));
        let card = &deck.cards[0];
        assert!(card.id_is_written);
        assert_eq!(card.answer.as_deref(), Some("A\n"));
        assert!(card.is_answered_by_viva());
        assert_eq!(
            card.asked[0],
            Asked { company: "Digikala".into(), times: 2, url: Some("https://x".into()) }
        );
        assert_eq!(card.asked[1].times, 1);
        assert_eq!(card.asked_again, Some(AskedAgain::Surely));
        assert_eq!(card.seconds, Some(90));
        assert_eq!(card.same_as, CardId::parse("abc").ok());
    }

    #[test]
    fn line_ends_are_lf() {
        let lf = "\u{feff}[[cards]]\nquestion = '''\na\n\nb'''\n";
        let expected = parse("d", lf).unwrap();
        assert_eq!(expected.deck.cards[0].question, "a\n\nb");
        assert_eq!(parse("d", &lf.replace('\n', "\r\n")), Ok(expected.clone()));
        assert_eq!(parse("d", &lf.replace('\n', "\r")), Ok(expected));
        check_question("[[cards]]\nquestion = \"a\\rb\"", "a\rb");
    }

    #[test]
    fn an_id_may_stand_several_times() {
        let text = "[[cards]]\nid='a'\nquestion='q'\n[[cards]]\nid='a'\nquestion='q'\nsection='s'\n";
        assert_eq!(parse("d", text).unwrap().deck.cards.len(), 2);
    }

    #[test]
    fn faults_say_where() {
        check_error("[[cards]]\nanswer = 'a'\n", "1:1: this card has no `question`");
        check_error("\n[[cards]]\nquestion = \" \\n\"\n", "3:12: the question of this card is empty");
        check_error("[[cards]]\nquestion = 3\n", "2:12: `question` must be text in quotes, not a number");
        check_error(
            "[[cards]]\nquestion='q'\ntags='x'",
            "3:6: `tags` must be a list such as [\"python\", \"sql\"], not text",
        );
        check_error(
            "[[cards]]\nquestion='q'\nseconds=-1",
            "3:9: `seconds` must be a whole number, 0 or more, below 4294967296",
        );
        check_error(
            "[[cards]]\nquestion='q'\nid='a b'",
            "3:4: `a b` is not a card id: an id is 1 to 64 of a-z, 0-9, - and _",
        );
        check_error("[interview]\ndate = 'soon'", "2:8: `date` must be a date such as 2025-10-25");
        check_error(
            "[[cards]]\nquestion='q'\nasked_again='maybe'",
            "3:13: `asked_again` must be \"surely\" or \"no\"",
        );
        check_error("[interview]\nplan = 'yes'", "2:8: `plan` must be true or false, not text");
        check_error("[interview]\nscore = nan", "2:9: `score` must be a finite number");
        check_error(
            "cards = 'none'",
            "1:9: `cards` must be a list of cards, each under `[[cards]]`, not text",
        );
        check_error("[[interview.events]]\n", "1:1: this event has no `name`");
    }

    #[test]
    fn faults_of_the_toml_say_where() {
        check_error("title = \"x", "1:11: invalid basic string, expected `\"`");
        check_error("سلام", "1:5: key with no value, expected `=`");
        check_error(
            "[[cards]]\nquestion = What?",
            "2:12: string values must be quoted, expected literal string",
        );
    }

    #[test]
    fn no_message_carries_a_control_character() {
        for text in [
            "a\u{1b}[31m = 1",
            "x = \"\u{7}\"",
            "\"a\\u001b\\u202e\" = 1",
            "[[cards]]\nquestion='q'\nid=\"\\u009d\"",
        ] {
            let messages = match parse("d", text) {
                Ok(parsed) => parsed.warnings.into_iter().map(|warning| warning.message).collect(),
                Err(error) => error.to_string(),
            };
            assert!(
                !messages.is_empty() && !messages.contains(|c: char| c.is_control() || c == '\u{202e}'),
                "{messages:?}"
            );
        }
    }

    #[test]
    fn unknown_keys_are_named_with_the_nearest() {
        check_warnings("titel = 'x'", &["1:1: `titel` is not a key of a deck; did you mean `title`?"]);
        check_warnings(
            "[[card]]\nquestion='q'",
            &["1:3: `card` is not a key of a deck; did you mean `cards`?"],
        );
        check_warnings(
            "[[cards]]\nquestion='q'\nfrobnicate=1\nAnswer='x'\n",
            &[
                "3:1: `frobnicate` is not a key of a card",
                "4:1: `Answer` is not a key of a card; did you mean `answer`?",
            ],
        );
    }

    #[test]
    fn ids_in_capitals_are_the_same_card() {
        let text = "[[cards]]\nid='AB'\nquestion='q'\n";
        check_warnings(text, &["2:4: `AB` is read as `ab`, because ids are in lower case"]);
        assert_eq!(parse("d", text).unwrap().deck.cards[0].id, CardId::parse("ab").unwrap());
    }

    #[test]
    fn every_prefix_of_a_deck_is_read_or_refused_within_it() {
        let text = "title = \"زی\"\n[interview]\ndate = 2025-10-25\n[[interview.events]]\nname='x'\n\
                    [[cards]]\nid = \"a\"\nquestion = \"q\\u0041\"\nanswer = '''\nx\n'''\ntags = [\"a\"]\n";
        for (end, _) in text.char_indices() {
            if let Err(error) = parse("d", &text[..end]) {
                assert!(error.line <= text[..end].lines().count() + 1, "{error} in {end} bytes");
            }
        }
    }
}
