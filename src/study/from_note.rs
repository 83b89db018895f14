//! A note that was read to a deck, and the name of its file.
//!
//! Stands above `deck` and `import`, which do not know each other's makers. Ids come from the
//! questions; whether one is taken elsewhere is for `deck::merge` to see.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::study::card::{Card, CardId, normal_form};
use crate::study::day::Day;
use crate::study::deck::Deck;
use crate::study::import::{ImportedNote, NoteCard};
use crate::study::topics::Topics;

/// Together with `.toml` far below the 255 bytes that file systems allow.
const LONGEST_NAME_BYTES: usize = 80;

/// The deck a note holds. `public` leaves out what is not for others, as [`Deck::made_public`] does.
#[must_use]
pub fn deck_from_note(name: &str, note: &ImportedNote, public: bool, topics: &Topics) -> Deck {
    deck_and_asks(name, note, public, topics).0
}

/// The same, with what each of its cards asks in [`normal_form`].
#[must_use]
pub fn deck_and_asks(name: &str, note: &ImportedNote, public: bool, topics: &Topics) -> (Deck, Vec<String>) {
    let (deck, asks) = if let Some(deck) = &note.deck {
        // Written by viva: the deck itself, with its ids.
        let asks = deck.cards.iter().map(|card| normal_form(&card.question)).collect();
        (Deck { name: name.to_owned(), ..deck.clone() }, asks)
    } else {
        let asks: Vec<String> = note.cards.iter().map(|card| normal_form(&card.question)).collect();
        (deck_of_cards(name, note, &asks, topics), asks)
    };
    (if public { deck.made_public() } else { deck }, asks)
}

fn deck_of_cards(name: &str, note: &ImportedNote, asks: &[String], topics: &Topics) -> Deck {
    let mut interview = note.interview.clone();
    interview.remarks = interview.remarks.map(|remarks| ended(&remarks));
    let cards = note.cards.iter().zip(asks).map(|(card, normal)| Card {
        id_is_written: true,
        section: card.section.clone(),
        tags: tags_of(card, &topics.of_normal_form(normal)),
        asked: card.asked.clone(),
        answer: card.answer.as_deref().map(ended),
        ..Card::with_id(CardId::of_normal_form(normal), ended(&card.question))
    });
    Deck {
        name: name.to_owned(),
        title: note.title.clone(),
        interview: (!interview.is_empty()).then_some(interview),
        cards: cards.collect(),
    }
}

/// The note's own tags, then what the words of the question say.
fn tags_of(card: &NoteCard, topics: &[String]) -> Vec<String> {
    let mut tags = card.tags.clone();
    for topic in topics {
        if !tags.iter().any(|tag| tag.to_lowercase() == *topic) {
            tags.push(topic.clone());
        }
    }
    tags
}

/// A name for the deck's file: one safe component, from the deck it was, the company, else the title, else the stem
/// of the note's file. The year and then a number are added only where the name `is_taken` (which
/// is to compare without case, as some file systems do).
#[must_use]
pub fn deck_name(note: &ImportedNote, stem: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    let was = note.deck.as_ref().map(|deck| deck.name.as_str());
    let sources = [was, note.interview.company.as_deref(), note.title.as_deref(), Some(stem)];
    let base = sources.into_iter().flatten().map(slug).find(|slug| !slug.is_empty());
    let base = base.unwrap_or_else(|| "deck".to_owned());
    let events = note.interview.events.iter().filter_map(|event| event.date);
    let year = note.interview.date.into_iter().chain(events).find_map(Day::date).map(jiff::civil::Date::year);
    let with_year = year.map_or_else(|| base.clone(), |year| format!("{base}-{year}"));
    if let Some(free) = [&base, &with_year].into_iter().find(|name| !is_taken(name)) {
        return free.clone();
    }
    let numbered = |number: u32| format!("{with_year}-{number}");
    // Doubled until one is free and halved back to the last that is taken, for there may be thousands.
    let (mut taken, mut free) = (1, 2);
    while free < u32::MAX / 2 && is_taken(&numbered(free)) {
        (taken, free) = (free, free * 2);
    }
    while free - taken > 1 {
        let between = taken + (free - taken) / 2;
        if is_taken(&numbered(between)) { taken = between } else { free = between }
    }
    numbered(free)
}

/// Letters and digits of any script in lower case, one `-` for whatever is between them.
fn slug(text: &str) -> String {
    let without_alias = without_parentheses(text);
    let text = if without_alias.contains(char::is_alphanumeric) { &without_alias } else { text };
    let mut slug = String::new();
    for c in text.nfc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || (is_combining_mark(c) && !slug.is_empty()) {
            if slug.len() + c.len_utf8() > LONGEST_NAME_BYTES - "-9999-4294967295".len() {
                break;
            }
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if is_reserved(slug) { format!("{slug}-deck") } else { slug.to_owned() }
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let kept = text.chars().filter(|c| match c {
        '(' | '[' | '（' => {
            depth += 1;
            false
        }
        ')' | ']' | '）' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    kept.collect()
}

/// Names that Windows keeps for devices, whatever their extension; in lower case.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let port = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    let is_port = port.is_some_and(|rest| {
        let mut chars = rest.chars();
        matches!((chars.next(), chars.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    is_port || matches!(name, "con" | "prn" | "aux" | "nul")
}

/// Text of several lines ends its last one, so that in the deck the closing quotes stand alone.
fn ended(text: &str) -> String {
    let text = text.trim_end_matches('\n');
    let has_lines = memchr::memchr(b'\n', text.as_bytes()).is_some();
    [text, if has_lines { "\n" } else { "" }].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::card::CardId;
    use crate::study::deck::{Interview, from_markdown, parse, to_markdown, to_toml};
    use crate::study::import::{NoteCard, NoteHint, read_text};

    #[track_caller]
    fn check_slug(text: &str, expected: &str) {
        assert_eq!(slug(text), expected);
    }

    #[track_caller]
    fn check_name(
        company: Option<&str>,
        title: Option<&str>,
        date: Option<&str>,
        taken: &[&str],
        expected: &str,
    ) {
        let interview = Interview {
            company: company.map(str::to_owned),
            date: date.and_then(Day::parse_iso),
            ..Interview::default()
        };
        let note = ImportedNote { title: title.map(str::to_owned), interview, ..ImportedNote::default() };
        assert_eq!(deck_name(&note, "003", &|name| taken.contains(&name)), expected);
    }

    #[test]
    fn slugs_are_safe_and_readable() {
        check_slug("Zibal", "zibal");
        check_slug("Zibal (زیبال)", "zibal");
        check_slug("(Zibal)", "zibal");
        check_slug("  Snapp! Food & Co. ", "snapp-food-co");
        check_slug("دیجی\u{200c}کالا", "دیجی-کالا");
        check_slug("../../etc/passwd", "etc-passwd");
        check_slug("-rf", "rf");
        check_slug("CON", "con-deck");
        check_slug("com1", "com1-deck");
        check_slug("compass", "compass");
        check_slug("E\u{301}cole", "école");
        check_slug("a\u{0}\n\u{202e}b", "a-b");
        check_slug("???", "");
    }

    #[test]
    fn the_company_names_the_deck() {
        check_name(Some("Zibal"), Some("Notes"), Some("2025-10-25"), &[], "zibal");
        check_name(None, Some("My Notes"), None, &[], "my-notes");
        check_name(Some("?"), None, None, &[], "003");
    }

    #[test]
    fn year_and_number_tell_two_apart() {
        check_name(Some("Zibal"), None, Some("2025-10-25"), &["zibal"], "zibal-2025");
        check_name(Some("Zibal"), None, Some("2025-10-25"), &["zibal", "zibal-2025"], "zibal-2025-2");
        check_name(Some("Zibal"), None, None, &["zibal", "zibal-2"], "zibal-3");
        let mut taken = vec!["zibal".to_owned()];
        taken.extend((2..=5000).map(|number| format!("zibal-{number}")));
        let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
        check_name(Some("Zibal"), None, None, &taken, "zibal-5001");
    }

    #[test]
    fn a_note_becomes_a_deck() {
        let card = NoteCard { question: "Why?".into(), answer: Some("a\nb".into()), ..NoteCard::default() };
        let interview = Interview {
            remarks: Some("hm".into()),
            score: Some(6.0),
            role: Some("Dev".into()),
            ..Interview::default()
        };
        let note =
            ImportedNote { cards: vec![card], interview: interview.clone(), ..ImportedNote::default() };
        let deck = deck_from_note("d", &note, false, &Topics::default());
        assert_eq!(deck.interview, Some(interview));
        assert_eq!(deck.cards[0].answer.as_deref(), Some("a\nb\n"));
        assert!(deck.cards[0].id_is_written && deck.cards[0].id == CardId::of_question("Why?"));
        let public = deck_from_note("d", &note, true, &Topics::default()).interview.unwrap();
        assert_eq!((public.remarks, public.score, public.role.as_deref()), (None, None, Some("Dev")));
    }

    /// Lines as notes have them, in any order.
    fn any_note() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            "(#{1,4} |- |\\* |[0-9]\\. |> |    |Q: |A: |)[a-zA-Z ]{0,12}[?:]?",
            "(```|~~~|---|===|<details>|</details>|<summary>x</summary>|<!-- |-->|\\| a \\| b \\||)",
            ".{0,12}",
        ];
        proptest::collection::vec(line, 0..25).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #[test]
        fn what_a_note_gives_stays_so_in_its_file(text in any_note(), public: bool) {
            let note = read_text(&text, &NoteHint { file_name: "n.md", ..NoteHint::default() });
            let deck = deck_from_note("n", &note, public, &Topics::default());
            prop_assert_eq!(&parse("n", &to_toml(&deck)).unwrap().deck, &deck);
            prop_assert_eq!(from_markdown(&to_markdown(&deck)).deck, deck);
        }

        #[test]
        fn any_name_is_one_safe_component(company: String, title: String, stem: String) {
            let interview = Interview { company: Some(company), ..Interview::default() };
            let note = ImportedNote { title: Some(title), interview, ..ImportedNote::default() };
            let name = deck_name(&note, &stem, &|_| false);
            prop_assert!(!name.is_empty() && name.len() <= LONGEST_NAME_BYTES);
            prop_assert!(name.chars().all(|c| c.is_alphanumeric() || is_combining_mark(c) || c == '-'));
            prop_assert!(!name.starts_with('-') && !is_reserved(&name));
        }
    }
}
