//! Changes to a deck's text that leave the rest of it byte for byte as a person wrote it.
//!
//! [`rewrite`] is told what the deck should be, finds the values that differ, and replaces those
//! stretches of the text; comments, order, blank lines and CR LF are never read into a tree and
//! written out again (`toml_edit`, which does so, drops every CR and the byte order mark). Before a
//! text is handed back it is read again and compared with what was wanted: where a layout is too
//! unusual to be changed safely, the answer is an error and not a damaged deck.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ids::{Taken, free_id};
use super::layout::{CARD_KEYS, EVENT_KEYS, INTERVIEW_KEYS};
use super::model::{Deck, Interview};
use super::parse::{DeckError, parse, toml_error, with_lf, without_bom};
use super::write::{
    card_inline, card_toml, card_value, event_toml, event_value, interview_toml, interview_value, toml_string,
};
use crate::study::card::{Card, CardId};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error(transparent)]
    Unreadable(#[from] DeckError),
    /// The text is laid out in a way that cannot be changed without touching what is not ours.
    #[error("{line}:1: the layout here is too unusual for viva to change {what}")]
    UnusualLayout { line: usize, what: &'static str },
}

/// The same file with an id for each card that had none; `None` if none had.
///
/// The id is the question's own, unless it is `taken` by a card that now asks something else.
pub fn pin_ids(text: &str, taken: Taken<'_>) -> Result<Option<String>, EditError> {
    let mut deck = parse("", text)?.deck;
    if deck.cards.iter().all(|card| card.id_is_written) {
        return Ok(None);
    }
    for card in deck.cards.iter_mut().filter(|card| !card.id_is_written) {
        card.id = free_id(&card.id, &card.question, taken);
        card.id_is_written = true;
    }
    rewrite(text, &deck).map(Some)
}

/// The stretch of a deck's text in which one of its cards is written, with the blank lines below it.
pub(super) fn range_of_card(text: &str, place: usize) -> Result<Range<usize>, EditError> {
    let root = DeTable::parse(text).map_err(|error| toml_error(text, &error))?;
    let cards = entry(root.get_ref(), "cards");
    let tables = cards.as_ref().map_or_else(Vec::new, |cards| as_tables(cards.value));
    let mut splices = Splices { text, list: Vec::new() };
    match tables.get(place) {
        Some(table) => splices.remove_card(root.get_ref(), table)?,
        None => return Err(splices.unusual(0, "this card")),
    }
    Ok(splices.list.swap_remove(0).range)
}

/// The text changed so that it reads as `wanted`, whose cards are those of the text, in their order,
/// with or without some of them, and then any number of new ones.
///
/// A card without a written id whose question is changed gets its id written, to keep its history.
pub fn rewrite(text: &str, wanted: &Deck) -> Result<String, EditError> {
    // A CR alone ends no line in TOML; such a file becomes one with LF.
    let text = if is_cr_alone(text) { with_lf(text) } else { Cow::Borrowed(text) };
    let present = parse(&wanted.name, &text)?.deck;
    let mut wanted = Cow::Borrowed(wanted);
    if wanted.cards.iter().any(loses_its_id) {
        wanted
            .to_mut()
            .cards
            .iter_mut()
            .filter(|card| loses_its_id(card))
            .for_each(|card| card.id_is_written = true);
    }
    let root = DeTable::parse(&text).map_err(|error| toml_error(&text, &error))?;
    let mut splices = Splices { text: &text, list: Vec::new() };
    splices.deck(root.get_ref(), &present, &wanted)?;
    let changed = splices.apply();
    match parse(&wanted.name, &changed) {
        Ok(reread) if reread.deck == *wanted => Ok(changed),
        _ => Err(EditError::UnusualLayout { line: 1, what: "this deck" }),
    }
}

fn loses_its_id(card: &Card) -> bool {
    !card.id_is_written && CardId::of_question(&card.question) != card.id
}

pub(super) fn is_cr_alone(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices('\r').any(|(at, _)| bytes.get(at + 1) != Some(&b'\n'))
}

struct Splice {
    range: Range<usize>,
    with: String,
}

/// The stretches of `text` to be replaced, in the order in which they were asked for.
struct Splices<'t> {
    text: &'t str,
    list: Vec<Splice>,
}

impl Splices<'_> {
    fn apply(mut self) -> String {
        let line_end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        // Stable: what goes in at one place stays in the order in which it was asked for.
        self.list.sort_by_key(|splice| splice.range.start);
        let mut out = String::with_capacity(self.text.len() + 64 * self.list.len());
        let mut at = 0;
        for Splice { range, with } in &self.list {
            let start = range.start.max(at);
            out.push_str(&self.text[at..start]);
            if line_end == "\n" {
                out.push_str(with);
            } else {
                out.push_str(&with.replace('\n', line_end));
            }
            at = range.end.max(start);
        }
        out.push_str(&self.text[at..]);
        out
    }

    fn deck(&mut self, root: &DeTable<'_>, present: &Deck, wanted: &Deck) -> Result<(), EditError> {
        if present.title != wanted.title {
            self.title(root, wanted.title.as_deref())?;
        }
        match (&present.interview, &wanted.interview) {
            (Some(present), Some(wanted)) if present != wanted => {
                let interview = entry(root, "interview").and_then(|entry| as_table(entry.value));
                self.interview(&interview.ok_or(self.unusual(0, "the interview"))?, present, wanted)?;
            }
            (None, Some(wanted)) => self.new_interview(root, wanted),
            (Some(_), None) => return Err(self.unusual(0, "the interview")),
            _ => {}
        }
        if present.cards != wanted.cards {
            self.cards(root, &present.cards, &wanted.cards)?;
        }
        Ok(())
    }

    fn title(&mut self, root: &DeTable<'_>, title: Option<&str>) -> Result<(), EditError> {
        let value = title.map(toml_string);
        if let Some(entry) = entry(root, "title") {
            return self.change(&entry, value, false, "the title");
        }
        let Some(value) = value else { return Ok(()) };
        match root.keys().map(|key| self.line_start(key.span().start)).min() {
            Some(first) if self.text[first..].trim_start().starts_with('[') => {
                self.insert(self.above_comments(root, first), format!("title = {value}\n\n"));
            }
            Some(first) => self.insert(first, format!("title = {value}\n")),
            None => self.insert_line(self.text.len(), format!("title = {value}\n")),
        }
        Ok(())
    }

    fn interview(
        &mut self,
        table: &Spanned<&DeTable<'_>>,
        present: &Interview,
        wanted: &Interview,
    ) -> Result<(), EditError> {
        let has_header = self.text[table.span()].starts_with('[');
        let has_own_keys = table.get_ref().iter().any(|(key, value)| !Self::is_header(&Entry { key, value }));
        if !has_header && !has_own_keys && !self.is_inline(table) {
            // Only `[[interview.events]]` speaks of it so far.
            let own = Interview { events: Vec::new(), ..wanted.clone() };
            if !own.is_empty() {
                self.insert(self.line_start(table.span().start), format!("{}\n", interview_toml(&own)));
            }
            return self.events(table, present, wanted, true);
        }
        for key in INTERVIEW_KEYS.iter().filter(|key| **key != "events") {
            let value = interview_value(wanted, key);
            if interview_value(present, key) != value {
                self.set(table, INTERVIEW_KEYS, key, value, "the interview")?;
            }
        }
        self.events(table, present, wanted, has_header)
    }

    fn events(
        &mut self,
        table: &Spanned<&DeTable<'_>>,
        present: &Interview,
        wanted: &Interview,
        has_header: bool,
    ) -> Result<(), EditError> {
        if present.events == wanted.events {
            return Ok(());
        }
        let events = entry(table.get_ref(), "events");
        if events.as_ref().map_or(!has_header, |events| !Self::is_header(events)) {
            let value = interview_value(wanted, "events");
            return self.set(table, INTERVIEW_KEYS, "events", value, "the events");
        }
        let tables = events.as_ref().map_or_else(Vec::new, |events| as_tables(events.value));
        if tables.len() > wanted.events.len() {
            return Err(self.unusual(table.span().start, "the events"));
        }
        for ((event, was), is) in tables.iter().zip(&present.events).zip(&wanted.events) {
            for key in EVENT_KEYS {
                let value = event_value(is, key);
                if event_value(was, key) != value {
                    self.set(event, EVENT_KEYS, key, value, "an event")?;
                }
            }
        }
        // After the last event; without one, after the interview's own keys.
        let last = tables.last().unwrap_or(table);
        let at = self.end_of_own_keys(last);
        for event in &wanted.events[tables.len()..] {
            self.insert_block(at, &event_toml(event));
        }
        Ok(())
    }

    /// A whole `[interview]`, above the first header: there, every key before it stays the deck's own.
    fn new_interview(&mut self, root: &DeTable<'_>, interview: &Interview) {
        let starts = root.keys().map(|key| self.line_start(key.span().start));
        let header = starts.filter(|&start| self.text[start..].trim_start().starts_with('[')).min();
        let Some(header) = header else {
            return self.insert_block(self.text.len(), &interview_toml(interview));
        };
        let at = self.above_comments(root, header);
        self.insert(at, format!("{}\n", interview_toml(interview)));
    }

    fn cards(&mut self, root: &DeTable<'_>, present: &[Card], wanted: &[Card]) -> Result<(), EditError> {
        let cards = entry(root, "cards");
        let tables = cards.as_ref().map_or_else(Vec::new, |cards| as_tables(cards.value));
        let kept = align(present, wanted);
        let mut rest = wanted;
        for ((table, was), is_kept) in tables.iter().zip(present).zip(&kept) {
            if !is_kept {
                self.remove_card(root, table)?;
                continue;
            }
            let Some((is, after)) = rest.split_first() else { break };
            rest = after;
            if is == was {
                continue;
            }
            for key in CARD_KEYS {
                let value = card_value(is, key);
                if card_value(was, key) != value {
                    self.set(table, CARD_KEYS, key, value, "this card")?;
                }
            }
        }
        if rest.is_empty() {
            return Ok(());
        }
        match cards {
            Some(cards) if !Self::is_header(&cards) => {
                let (at, gap) = match tables.last() {
                    Some(last) => (last.span().end, ", "),
                    None => (cards.value.span().end - 1, ""),
                };
                let inline = rest.iter().map(card_inline).collect::<Vec<_>>().join(", ");
                self.insert(at, format!("{gap}{inline}"));
            }
            _ => rest.iter().for_each(|card| self.insert_block(self.text.len(), &card_toml(card))),
        }
        Ok(())
    }

    /// Takes out a card with its header, its keys, and the blank lines after them; a comment that
    /// stands above the header stays.
    fn remove_card(&mut self, root: &DeTable<'_>, table: &Spanned<&DeTable<'_>>) -> Result<(), EditError> {
        if self.is_inline(table) {
            return Err(self.unusual(table.span().start, "this card"));
        }
        let start = self.line_start(table.span().start);
        let end = self.line_end(last_offset(table));
        let blank = self.text[end..].lines().take_while(|line| line.trim().is_empty()).count();
        let blank: usize = self.text[end..].split_inclusive('\n').take(blank).map(str::len).sum();
        let is_crossed = root.values().any(|value| value.span().start > start && value.span().start < end);
        if is_crossed {
            return Err(self.unusual(start, "this card"));
        }
        self.list.push(Splice { range: start..end + blank, with: String::new() });
        Ok(())
    }

    /// Gives `key` of a table a value, or takes it away.
    fn set(
        &mut self,
        table: &Spanned<&DeTable<'_>>,
        order: &[&str],
        key: &str,
        value: Option<String>,
        what: &'static str,
    ) -> Result<(), EditError> {
        let is_inline = self.is_inline(table);
        if let Some(entry) = entry(table.get_ref(), key) {
            return self.change(&entry, value, is_inline, what);
        }
        let Some(value) = value else { return Ok(()) };
        if is_inline {
            let at = table.span().start + 1;
            let comma = if table.get_ref().is_empty() { "" } else { "," };
            let space = if self.text[at..].starts_with([' ', '\n', '\r']) { "" } else { " " };
            self.insert(at, format!(" {key} = {value}{comma}{space}"));
            return Ok(());
        }
        let rank = |key: &str| order.iter().position(|known| *known == key);
        let own_keys = table.get_ref().iter().map(|(key, value)| Entry { key, value });
        let own_keys = own_keys.filter(|entry| !Self::is_header(entry));
        let above = own_keys.filter(|entry| rank(entry.key.get_ref()) < rank(key));
        let above = above.filter(|entry| rank(entry.key.get_ref()).is_some());
        let above = above.max_by_key(|entry| rank(entry.key.get_ref()));
        let span = table.span();
        let has_header = self.text[span.start..].starts_with('[');
        match above {
            Some(above) => {
                // The indentation; and for `interview.role = …` the dotted name before the key.
                let start = above.key.span().start;
                let before = &self.text[self.line_start(start)..start];
                self.insert_line(above.value.span().end, format!("{before}{key} = {value}\n"));
            }
            None if has_header => {
                let indent = &self.text[self.line_start(span.start)..span.start];
                self.insert_line(span.end, format!("{indent}{key} = {value}\n"));
            }
            None => return Err(self.unusual(span.start, what)),
        }
        Ok(())
    }

    fn change(
        &mut self,
        entry: &Entry<'_, '_>,
        value: Option<String>,
        is_inline: bool,
        what: &'static str,
    ) -> Result<(), EditError> {
        let (key, old) = (entry.key.span(), entry.value.span());
        if Self::is_header(entry) {
            return Err(self.unusual(old.start, what));
        }
        let splice = match value {
            Some(value) => Splice { range: old, with: value },
            None if is_inline => {
                let after = self.text[old.end..].trim_start();
                let end = self.text.len() - after.len();
                let before = self.text[..key.start].trim_end();
                let range = match (after.strip_prefix(','), before.strip_suffix(',')) {
                    (Some(next), _) => key.start..self.text.len() - next.trim_start_matches(' ').len(),
                    (None, Some(before)) => before.len()..end,
                    (None, None) => key.start..end,
                };
                Splice { range, with: String::new() }
            }
            None => Splice { range: self.line_start(key.start)..self.line_end(old.end), with: String::new() },
        };
        self.list.push(splice);
        Ok(())
    }

    fn insert(&mut self, at: usize, with: String) {
        self.list.push(Splice { range: at..at, with });
    }

    /// Inserts lines below the line that `offset` is on.
    fn insert_line(&mut self, offset: usize, lines: String) {
        let at = self.line_end(offset);
        let is_ended = self.text[..at].trim_start_matches('\u{feff}').is_empty()
            || self.text[..at].ends_with('\n')
            || self.list.iter().any(|one| one.range == (at..at));
        self.insert(at, if is_ended { lines } else { format!("\n{lines}") });
    }

    /// Inserts a block with its header at the start of a line, a blank line above it.
    fn insert_block(&mut self, at: usize, block: &str) {
        let before = &self.text[..at];
        let line_is_open = !before.is_empty() && !before.ends_with('\n') && before != "\u{feff}";
        let is_second = self.list.iter().any(|one| one.range == (at..at));
        let gap = match () {
            () if is_second => "\n",
            () if line_is_open => "\n\n",
            () if before.trim_start_matches('\u{feff}').is_empty() => "",
            () if before.ends_with("\n\n") || before.ends_with("\n\r\n") => "",
            () => "\n",
        };
        self.insert(at, format!("{gap}{block}"));
    }

    fn end_of_own_keys(&self, table: &Spanned<&DeTable<'_>>) -> usize {
        let entries = table.get_ref().iter().map(|(key, value)| Entry { key, value });
        let ends = entries.filter(|entry| !Self::is_header(entry)).map(|entry| entry.value.span().end);
        self.line_end(ends.chain([table.span().end]).max().unwrap_or(0))
    }

    fn is_inline(&self, table: &Spanned<&DeTable<'_>>) -> bool {
        self.text[table.span()].starts_with('{')
    }

    /// Whether a value stands under a `[header]` of its own instead of behind `key =`.
    fn is_header(entry: &Entry<'_, '_>) -> bool {
        let (key, value) = (entry.key.span(), entry.value.span());
        value.start <= key.start
    }

    /// The start of the comments directly above a header, which speak of what is below it.
    fn above_comments(&self, root: &DeTable<'_>, header: usize) -> usize {
        // A line of a text that begins with `#` is no comment.
        let ends = root.values().map(|value| value.span().end).filter(|&end| end <= header);
        let floor = ends.max().unwrap_or(0);
        let mut at = header;
        while at > self.line_start(0) {
            let above = self.line_start(at - 1);
            if above < floor || !self.text[above..at].trim_start().starts_with('#') {
                break;
            }
            at = above;
        }
        at
    }

    fn line_start(&self, offset: usize) -> usize {
        let start = self.text.len() - without_bom(self.text).len();
        self.text[..offset].rfind('\n').map_or(start, |lf| lf + 1)
    }

    /// The start of the line below the one that `offset` is on.
    fn line_end(&self, offset: usize) -> usize {
        self.text[offset..].find('\n').map_or(self.text.len(), |lf| offset + lf + 1)
    }

    fn unusual(&self, offset: usize, what: &'static str) -> EditError {
        EditError::UnusualLayout { line: self.text[..offset].matches('\n').count() + 1, what }
    }
}

struct Entry<'a, 't> {
    key: &'a Spanned<Cow<'t, str>>,
    value: &'a Spanned<DeValue<'t>>,
}

fn entry<'a, 't>(table: &'a DeTable<'t>, name: &str) -> Option<Entry<'a, 't>> {
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(key, value)| Entry { key, value })
}

fn as_table<'a, 't>(value: &'a Spanned<DeValue<'t>>) -> Option<Spanned<&'a DeTable<'t>>> {
    value.get_ref().as_table().map(|table| Spanned::new(value.span(), table))
}

fn as_tables<'a, 't>(value: &'a Spanned<DeValue<'t>>) -> Vec<Spanned<&'a DeTable<'t>>> {
    value.get_ref().as_array().map_or_else(Vec::new, |list| list.iter().filter_map(as_table).collect())
}

/// Where the last key, value or header in a table ends.
fn last_offset(table: &Spanned<&DeTable<'_>>) -> usize {
    fn of_value(value: &Spanned<DeValue<'_>>) -> usize {
        let inner = match value.get_ref() {
            DeValue::Table(table) => table.values().map(of_value).max(),
            DeValue::Array(list) => list.iter().map(of_value).max(),
            _ => None,
        };
        inner.unwrap_or(0).max(value.span().end)
    }
    table.get_ref().values().map(of_value).max().unwrap_or(0).max(table.span().end)
}

/// Which of the present cards are wanted still: all of them, unless one is missing from its place.
fn align(present: &[Card], wanted: &[Card]) -> Vec<bool> {
    let is_same = |was: &Card, is: &Card| was.id == is.id || was.question == is.question;
    if present.len() <= wanted.len() && present.iter().zip(wanted).all(|(was, is)| is_same(was, is)) {
        return vec![true; present.len()];
    }
    let mut rest = wanted.iter().peekable();
    let mut kept = Vec::with_capacity(present.len());
    for (index, was) in present.iter().enumerate() {
        // Of several sightings of one card, the one that is wanted unchanged is the one meant.
        let is_meant = |is: &&Card| was == *is || (is_same(was, is) && !present[index + 1..].contains(is));
        kept.push(rest.next_if(is_meant).is_some());
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::super::model::InterviewEvent;
    use super::super::write::tests::{any_card, any_deck, any_interview, any_text};
    use super::super::write::to_toml;
    use super::*;

    const HAND_WRITTEN: &str = "\
# My deck
title   =  'Mine'   # a name

# about the place
[interview]
  company = \"Zibal\" # twice

# first
[[cards]]   # easy
tags = [ 'a',   \"b\" ]
question = 'What?' # the question
seconds=30

[[cards]]
question = \"\"\"
Why \\
   so?\"\"\"
# the end
[[cards.asked]]
company = 'Snapp'
";
    const SECOND: &str = "[[cards]]\nquestion";

    #[track_caller]
    fn check(text: &str, change: impl Fn(&mut Deck), expected: &str) {
        let mut deck = parse("d", text).unwrap().deck;
        change(&mut deck);
        assert_eq!(rewrite(text, &deck).unwrap(), expected);
        let crlf = rewrite(&text.replace('\n', "\r\n"), &deck).unwrap();
        assert_eq!(
            crlf,
            if text.contains('\n') { expected.replace('\n', "\r\n") } else { expected.to_owned() }
        );
        let bom = rewrite(&format!("\u{feff}{text}"), &deck).unwrap();
        assert_eq!(bom, format!("\u{feff}{expected}"));
    }

    #[track_caller]
    fn check_hand_written(change: impl Fn(&mut Deck), from: &str, to: &str) {
        assert_eq!(HAND_WRITTEN.matches(from).count(), 1);
        check(HAND_WRITTEN, change, &HAND_WRITTEN.replace(from, to));
    }

    #[track_caller]
    fn check_pinned(text: &str, expected: &str) {
        assert_eq!(pin_ids(text, &|_| None).unwrap().as_deref(), Some(expected));
        assert_eq!(pin_ids(expected, &|_| None).unwrap(), None);
    }

    #[test]
    fn ids_become_the_first_keys() {
        let (what, why) = (CardId::of_question("What?"), CardId::of_question("Why so?"));
        let expected = HAND_WRITTEN
            .replace("# easy\n", &format!("# easy\nid = \"{what}\"\n"))
            .replace(SECOND, &format!("[[cards]]\nid = \"{why}\"\nquestion"));
        check_pinned(HAND_WRITTEN, &expected);
        let id = format!("id = \"{what}\"");
        check_pinned("[[cards]]\nquestion='What?'", &format!("[[cards]]\n{id}\nquestion='What?'"));
        check_pinned(" [[cards]]\n  question='What?'", &format!(" [[cards]]\n {id}\n  question='What?'"));
        check_pinned("cards = [{question='What?'}]", &format!("cards = [{{ {id}, question='What?'}}]"));
        assert_eq!(pin_ids("", &|_| None), Ok(None));
    }

    #[test]
    fn an_id_that_is_taken_is_salted() {
        let own = CardId::of_question("What?");
        let taken = |id: &CardId| (*id == own).then(|| "when".to_owned());
        let pinned = pin_ids("[[cards]]\nquestion='What?'", &taken).unwrap().unwrap();
        assert!(pinned.contains(CardId::salted("What?", 1).as_str()));
    }

    #[test]
    fn one_value_is_replaced() {
        check_hand_written(|deck| deck.cards[0].tags = vec!["c".into()], "[ 'a',   \"b\" ]", "[\"c\"]");
        check_hand_written(|deck| deck.cards[0].seconds = Some(5), "=30", "=5");
        check_hand_written(|deck| deck.title = Some("It's".into()), "'Mine'", "\"It's\"");
        let inline = "cards = [{question='a'}]";
        check(inline, |deck| deck.cards[0].seconds = Some(5), "cards = [{ seconds = 5, question='a'}]");
    }

    #[test]
    fn a_value_is_added_in_its_place() {
        check_hand_written(
            |deck| deck.cards[0].my_answer = Some("a\nb".into()),
            "# the question\n",
            "# the question\nmy_answer = '''\na\nb'''\n",
        );
        check_hand_written(
            |deck| deck.cards[1].answer = Some("So.".into()),
            "so?\"\"\"\n",
            "so?\"\"\"\nanswer = \"So.\"\n",
        );
        check_hand_written(
            |deck| deck.interview.as_mut().unwrap().role = Some("Dev".into()),
            "# twice\n",
            "# twice\n  role = \"Dev\"\n",
        );
        let bare = "[[cards]]\nquestion='a'";
        check(bare, |deck| deck.title = Some("T".into()), "title = \"T\"\n\n[[cards]]\nquestion='a'");
        check(
            "interview.company = 'x'\ntitle = 't'\n",
            |deck| deck.interview.as_mut().unwrap().role = Some("r".into()),
            "interview.company = 'x'\ninterview.role = \"r\"\ntitle = 't'\n",
        );
    }

    #[test]
    fn a_value_is_taken_away() {
        check_hand_written(|deck| deck.cards[0].seconds = None, "seconds=30\n", "");
        check_hand_written(|deck| deck.cards[0].tags = vec![], "tags = [ 'a',   \"b\" ]\n", "");
        let inline = |text: &str, expected: &str| check(text, |deck| deck.cards[0].seconds = None, expected);
        inline(
            "cards = [{seconds=1, question='a', same_as = 'b'}]",
            "cards = [{question='a', same_as = 'b'}]",
        );
        inline("cards = [{question='a', seconds=1 }]", "cards = [{question='a'}]");
    }

    #[test]
    fn cards_are_added_at_the_end() {
        let grow = |text: &str, expected: &str| check(text, |deck| deck.cards.push(Card::new("b")), expected);
        let new = "[[cards]]\nquestion = \"b\"\n";
        grow(HAND_WRITTEN, &format!("{HAND_WRITTEN}\n{new}"));
        grow("[[cards]]\nquestion='a'\n\n\n", &format!("[[cards]]\nquestion='a'\n\n\n{new}"));
        grow("title = 't'\n", &format!("title = 't'\n\n{new}"));
        grow("title = 't'", &format!("title = 't'\n\n{new}"));
        grow("", new);
        grow("cards = []", "cards = [{ question = \"b\" }]");
        grow("cards = [{question='a'},]", "cards = [{question='a'}, { question = \"b\" },]");
    }

    #[test]
    fn cards_are_taken_out() {
        let first = HAND_WRITTEN.find("[[cards]]   #").unwrap();
        let second = HAND_WRITTEN.find(SECOND).unwrap();
        let without_first = format!("{}{}", &HAND_WRITTEN[..first], &HAND_WRITTEN[second..]);
        check(HAND_WRITTEN, |deck| drop(deck.cards.remove(0)), &without_first);
        check(HAND_WRITTEN, |deck| drop(deck.cards.remove(1)), &HAND_WRITTEN[..second]);
        let x = "[[cards]]\nid='a'\nquestion='q'\nsection='x' # x\n";
        let y = "[[cards]]\nid='a'\nquestion='q'\nsection='y' # y\n";
        check(&format!("{x}{y}"), |deck| drop(deck.cards.remove(0)), y);
    }

    #[test]
    fn an_interview_is_added_above_the_cards() {
        let named = || Some(Interview { company: Some("Z".into()), ..Interview::default() });
        let new = "[interview]\ncompany = \"Z\"\n";
        check(
            "title = 't'\n\n# first\n[[cards]]\nquestion='a'\n",
            |deck| deck.interview = named(),
            &format!("title = 't'\n\n{new}\n# first\n[[cards]]\nquestion='a'\n"),
        );
        check("cards = []\n", |deck| deck.interview = named(), &format!("cards = []\n\n{new}"));
        check(
            "[[interview.events]]\nname='x'\n",
            |deck| deck.interview.as_mut().unwrap().company = Some("Z".into()),
            &format!("{new}\n[[interview.events]]\nname='x'\n"),
        );
    }

    #[test]
    fn events_are_added_and_changed() {
        let event = || InterviewEvent { name: "HR".into(), ..InterviewEvent::default() };
        let add = |deck: &mut Deck| deck.interview.as_mut().unwrap().events.push(event());
        check(
            "[interview]\nrole='r'\n\n[[cards]]\nquestion='a'\n",
            add,
            "[interview]\nrole='r'\n\n[[interview.events]]\nname = \"HR\"\n\n[[cards]]\nquestion='a'\n",
        );
        check(
            "[[interview.events]]\nname='x'#1\n",
            |deck| deck.interview.as_mut().unwrap().events[0].duration_minutes = Some(5),
            "[[interview.events]]\nname='x'#1\nduration_minutes = 5\n",
        );
        let dotted = "interview.role='r'\ninterview.events = [{ name = \"HR\" }]\ntitle='t'\n";
        check("interview.role='r'\ntitle='t'\n", add, dotted);
    }

    #[test]
    fn a_changed_question_keeps_its_id() {
        let mut deck = parse("d", "[[cards]]\nquestion='What?'\n").unwrap().deck;
        deck.cards[0].question = "What now?".into();
        let expected =
            format!("[[cards]]\nid = \"{}\"\nquestion=\"What now?\"\n", CardId::of_question("What?"));
        assert_eq!(rewrite("[[cards]]\nquestion='What?'\n", &deck), Ok(expected));
    }

    #[test]
    fn what_cannot_be_changed_safely_is_refused() {
        let mut deck = parse("d", HAND_WRITTEN).unwrap().deck;
        deck.cards[1].asked.clear();
        let unusual = EditError::UnusualLayout { line: 19, what: "this card" };
        assert_eq!(rewrite(HAND_WRITTEN, &deck), Err(unusual));
        assert!(matches!(rewrite("[[cards", &deck), Err(EditError::Unreadable(_))));
    }

    /// A deck as a person may have written it: comments, spaces and an order of keys of their own.
    fn by_hand(deck: &Deck, noise: &[Index], crlf: bool) -> String {
        let mut noise = noise.iter().cycle();
        let mut pick = |texts: &[&'static str]| *noise.next().unwrap().get(texts);
        let mut out = to_toml(&Deck { cards: vec![], ..deck.clone() });
        for card in &deck.cards {
            out += pick(&["", "\n", "# about\n", "\n\n  # [[cards]] = 'x'\n"]);
            out += pick(&["[[cards]]\n", "[[ cards ]] # here\n", "  [[cards]]\t\n"]);
            let mut lines = Vec::new();
            for key in CARD_KEYS {
                if let Some(value) = card_value(card, key) {
                    let above = pick(&["", "  ", "\n", "# why = '''\n"]);
                    let equals = pick(&["=", " = ", "   ="]);
                    let behind = pick(&["\n", " \n", "# id = 'x'\n", "\n\n"]);
                    lines.push(format!("{above}{key}{equals}{value}{behind}"));
                }
            }
            for at in 0..lines.len() {
                let by = pick(&["", "1", "12"]).len();
                let other = (at + by).min(lines.len() - 1);
                lines.swap(at, other);
            }
            out += &lines.concat();
        }
        out += pick(&["", "# end", "\n\n"]);
        if crlf { out.replace('\n', "\r\n") } else { out }
    }

    fn changed_card(card: &Card, other: &Card, which: usize) -> Card {
        let mut card = card.clone();
        match CARD_KEYS[which] {
            "section" => card.section.clone_from(&other.section),
            "tags" => card.tags.clone_from(&other.tags),
            "question" => card.question.clone_from(&other.question),
            "answer" => card.answer.clone_from(&other.answer),
            "answer_by" => card.answer_by.clone_from(&other.answer_by),
            "my_answer" => card.my_answer.clone_from(&other.my_answer),
            "answer_from_source" => card.answer_from_source.clone_from(&other.answer_from_source),
            "asked" => card.asked.clone_from(&other.asked),
            "asked_again" => card.asked_again = other.asked_again,
            "seconds" => card.seconds = other.seconds,
            "same_as" => card.same_as.clone_from(&other.same_as),
            _ => card.id_is_written = true,
        }
        card
    }

    fn any_noise() -> impl Strategy<Value = Vec<Index>> {
        proptest::collection::vec(any::<Index>(), 20)
    }

    proptest! {
        #[test]
        fn one_change_touches_nothing_else(
            deck in any_deck(),
            other in any_card(),
            at in any::<Index>(),
            which in 0..CARD_KEYS.len(),
            noise in any_noise(),
            crlf: bool,
        ) {
            prop_assume!(!deck.cards.is_empty());
            let text = by_hand(&deck, &noise, crlf);
            prop_assert_eq!(&parse("d", &text).unwrap().deck, &deck);
            let mut wanted = deck.clone();
            let at = at.index(wanted.cards.len());
            wanted.cards[at] = changed_card(&deck.cards[at], &other, which);
            let changed = rewrite(&text, &wanted).unwrap();
            // A question that is changed has its id written as well.
            wanted.cards[at].id_is_written |= loses_its_id(&wanted.cards[at]);
            prop_assert_eq!(&parse("d", &changed).unwrap().deck, &wanted);

            // All but the stretch from the first changed value to the last is as it was.
            let (was, is) = (&deck.cards[at], &wanted.cards[at]);
            let differing = CARD_KEYS.iter().filter(|key| card_value(was, key) != card_value(is, key));
            let value_len = |key: &&&str| Some(card_value(was, key)?.replace('\n', "\r\n").len());
            let replaced: usize = differing.clone().filter_map(|key| Some(value_len(&key)? + key.len() + 30)).sum();
            let between = if differing.count() > 1 { text.len() } else { 0 };
            let same_start = text.bytes().zip(changed.bytes()).take_while(|(a, b)| a == b).count();
            let same_end = text.bytes().rev().zip(changed.bytes().rev()).take_while(|(a, b)| a == b).count();
            prop_assert!(same_start + same_end + replaced + between >= text.len(), "{text:?} became {changed:?}");
        }

        #[test]
        fn pinning_only_inserts_lines(deck in any_deck(), noise in any_noise(), crlf: bool) {
            let text = by_hand(&deck, &noise, crlf);
            let Some(pinned) = pin_ids(&text, &|_| None).unwrap() else {
                prop_assert!(deck.cards.iter().all(|card| card.id_is_written));
                return Ok(());
            };
            let mut rest = pinned.split_inclusive('\n');
            for line in text.split_inclusive('\n') {
                let kept = rest.by_ref().find(|kept| *kept == line || !kept.trim_start().starts_with("id = \""));
                prop_assert_eq!(kept, Some(line));
            }
            prop_assert!(parse("d", &pinned).unwrap().deck.cards.iter().all(|card| card.id_is_written));
            prop_assert_eq!(pin_ids(&pinned, &|_| None), Ok(None));
        }

        #[test]
        fn any_deck_can_grow(
            deck in any_deck(),
            title in proptest::option::of(any_text()),
            interview in any_interview(),
            more in proptest::collection::vec(any_card(), 1..3),
            noise in any_noise(),
            crlf: bool,
        ) {
            let text = by_hand(&Deck { interview: None, ..deck.clone() }, &noise, crlf);
            let mut wanted = deck;
            wanted.title = title;
            wanted.interview = Some(interview);
            wanted.cards.extend(more);
            let changed = rewrite(&text, &wanted).unwrap();
            prop_assert_eq!(parse("d", &changed).unwrap().deck, wanted);
        }
    }
}
