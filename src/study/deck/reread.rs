//! A note that is the same byte for byte and is read otherwise than before: only the reader has changed.
//!
//! Then a card is known by its place among the others and by the first line of its question, whatever its
//! section is now, so that a better reader costs nobody a schedule and brings back nothing that was deleted.
//! Of a deleted card only the hash of its question is left, so the ways in which an earlier reader may have
//! cut the same text are tried.

use std::collections::HashMap;

use super::imports::SightingRecord;
use super::model::Deck;
use super::pairing::{Pair, answers_agree, former_ids, similarity_permille};
use crate::study::card::{Card, CardId, normal_form};

/// How many lines of an answer an earlier reader may have taken for a part of the question.
const MOST_LINES_OF_ANSWER: usize = 40;
/// Two questions at the same place are one if they share at least this many of every thousand letters.
const KIN_PERMILLE: u32 = 500;
/// A shorter question is part of many others.
const FEWEST_KIN_BYTES: usize = 10;

/// Finds the record of each imported card that has none yet.
pub(super) fn pair_reread(
    deck: &Deck,
    imported: &Deck,
    records: &[SightingRecord],
    pairs: &mut [Pair],
    met_records: &mut [bool],
) {
    if pairs.iter().all(|pair| pair.record.is_some()) || met_records.iter().all(|is_met| *is_met) {
        return;
    }
    let held = held(deck, records);
    pair_by_first_line(imported, &held, pairs, met_records);
    pair_by_earlier_cuts(imported, records, pairs, met_records);
    pair_by_order(imported, records, &held, pairs, met_records);
}

/// The card of each record, if the deck still has it.
fn held<'a>(deck: &'a Deck, records: &[SightingRecord]) -> Vec<Option<&'a Card>> {
    let mut by_id: HashMap<&CardId, Vec<&Card>> = HashMap::new();
    for card in &deck.cards {
        by_id.entry(&card.id).or_default().push(card);
    }
    let card_of = |record: &SightingRecord| {
        let cards = by_id.get(&record.id)?;
        cards.iter().find(|card| card.section == record.section).or(cards.first()).copied()
    };
    records.iter().map(card_of).collect()
}

/// By the first line, if as many records have it as cards: then the first is the first, and so on.
fn pair_by_first_line(imported: &Deck, held: &[Option<&Card>], pairs: &mut [Pair], met_records: &mut [bool]) {
    let mut by_line: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, card) in held.iter().enumerate().filter(|(at, _)| !met_records[*at]) {
        if let Some(line) = card.and_then(|card| first_line(&card.question)) {
            by_line.entry(line).or_default().0.push(at);
        }
    }
    for (at, new) in imported.cards.iter().enumerate().filter(|(at, _)| pairs[*at].record.is_none()) {
        if let Some(same) = first_line(&new.question).and_then(|line| by_line.get_mut(&line)) {
            same.1.push(at);
        }
    }
    for (known, new) in by_line.into_values().filter(|(known, new)| known.len() == new.len()) {
        for (known, new) in known.into_iter().zip(new) {
            pairs[new].record = Some(known);
            met_records[known] = true;
        }
    }
}

fn first_line(question: &str) -> Option<String> {
    let line = question.lines().find(|line| line.chars().any(char::is_alphanumeric))?;
    Some(normal_form(line))
}

/// By the hash of what an earlier reader may have taken for the question.
fn pair_by_earlier_cuts(
    imported: &Deck,
    records: &[SightingRecord],
    pairs: &mut [Pair],
    met_records: &mut [bool],
) {
    let mut by_asks: HashMap<&CardId, Vec<usize>> = HashMap::new();
    for (at, record) in records.iter().enumerate().filter(|(at, _)| !met_records[*at]) {
        by_asks.entry(&record.asks).or_default().push(at);
    }
    for (pair, new) in pairs.iter_mut().zip(&imported.cards).filter(|(pair, _)| pair.record.is_none()) {
        let known = earlier_cuts(new).into_iter().filter_map(|id| by_asks.get(&id)).flatten();
        pair.record = known.into_iter().find(|at| !met_records[**at]).copied();
        pair.record.into_iter().for_each(|at| met_records[at] = true);
    }
}

/// The ids of the question with fewer lines, then with lines of its answer.
fn earlier_cuts(new: &Card) -> Vec<CardId> {
    let mut cuts = former_ids(&new.question);
    let ends = |text: &str| -> Vec<usize> {
        let line_ends = text.match_indices('\n').map(|(at, _)| at).chain([text.len()]);
        line_ends.take(MOST_LINES_OF_ANSWER).collect()
    };
    for end in ends(&new.question).into_iter().rev() {
        cuts.push(CardId::of_question(&new.question[..end]));
    }
    if let Some(answer) = new.answer.as_deref() {
        for end in ends(answer) {
            cuts.push(CardId::of_question(&format!("{}\n\n{}", new.question, &answer[..end])));
        }
    }
    cuts
}

/// Between two cards that are known, in order: those that are akin, and if there are as many as before, also
/// those of which nothing is left that could be compared.
fn pair_by_order(
    imported: &Deck,
    records: &[SightingRecord],
    held: &[Option<&Card>],
    pairs: &mut [Pair],
    met_records: &mut [bool],
) {
    let mut from = (0, 0);
    let mut anchors: Vec<(usize, usize)> = Vec::new();
    for (new, pair) in pairs.iter().enumerate() {
        if let Some(known) = pair.record.filter(|known| *known >= from.1) {
            anchors.push((new, known));
            from = (new + 1, known + 1);
        }
    }
    anchors.push((pairs.len(), records.len()));
    from = (0, 0);
    for (new_end, known_end) in anchors {
        let came: Vec<usize> = (from.0..new_end).filter(|at| pairs[*at].record.is_none()).collect();
        let gone: Vec<usize> = (from.1..known_end).filter(|at| !met_records[*at]).collect();
        from = (new_end + 1, known_end + 1);
        let mut next = 0;
        for (nth, &new) in came.iter().enumerate() {
            let is_akin = |&known: &usize| {
                held[known].is_some_and(|card| is_akin(card, &records[known], &imported.cards[new]))
            };
            let place = if came.len() == gone.len() {
                Some(nth).filter(|nth| held[gone[*nth]].is_none() || is_akin(&gone[*nth]))
            } else {
                (next..gone.len()).find(|place| is_akin(&gone[*place]))
            };
            if let Some(place) = place {
                pairs[new].record = Some(gone[place]);
                met_records[gone[place]] = true;
                next = place + 1;
            }
        }
    }
}

fn is_akin(card: &Card, record: &SightingRecord, new: &Card) -> bool {
    let (before, now) = (normal_form(&card.question), normal_form(&new.question));
    let (short, long) = if before.len() <= now.len() { (&before, &now) } else { (&now, &before) };
    short.len() >= FEWEST_KIN_BYTES && long.contains(short.as_str())
        || answers_agree(card, record, new)
        || similarity_permille(&card.question, &new.question) >= KIN_PERMILLE
}

#[cfg(test)]
mod tests {
    use super::super::imports::{ChoiceRecord, SourceRecord, TextHash};
    use super::super::merge::{Merged, Origin, merge};
    use super::*;

    /// A card is `section / question = answer`, with `|` for the end of a line; section and answer may be left out.
    fn deck(cards: &[&str]) -> Deck {
        let cards = cards.iter().map(|text| {
            let (section, text) =
                text.split_once(" / ").map_or((None, *text), |(s, t)| (Some(s.to_owned()), t));
            let (question, answer) =
                text.split_once(" = ").map_or((text, None), |(q, a)| (q, Some(a.replace('|', "\n"))));
            Card { section, answer, ..Card::new(question.replace('|', "\n")) }
        });
        Deck { name: "d".into(), cards: cards.collect(), ..Deck::default() }
    }

    fn read(existing: Option<&Deck>, notes: &Deck, text: &[u8], last: Option<&SourceRecord>) -> Merged {
        let origin = Origin {
            path: "n.md".into(),
            text: TextHash::of(text),
            guids: Vec::new(),
            choice: ChoiceRecord::default(),
        };
        merge(existing, notes, origin, last, &|_| None)
    }

    /// Reads the same note by an earlier reader and by this one, with one card deleted in between if it is named;
    /// what the deck has then, as `id of the earlier card or new: question`.
    #[track_caller]
    fn check(before: &[&str], deleted: Option<usize>, now: &[&str], expected: &[&str]) -> Merged {
        let one = read(None, &deck(before), b"note", None);
        let mut present = one.deck.clone();
        if let Some(deleted) = deleted {
            present.cards.remove(deleted);
        }
        let two = read(Some(&present), &deck(now), b"note", Some(&one.record));
        let shown: Vec<String> = two
            .deck
            .cards
            .iter()
            .map(|card| {
                let place = one.deck.cards.iter().position(|old| old.id == card.id);
                let place = place.map_or("new".to_owned(), |place| place.to_string());
                format!("{place}: {}", card.question.replace('\n', "|"))
            })
            .collect();
        assert_eq!(shown, expected);
        let three = read(Some(&two.deck), &deck(now), b"note", Some(&two.record));
        assert!(!three.is_changed);
        two
    }

    #[test]
    fn a_card_is_known_by_the_first_line_of_its_question_in_any_section() {
        let two = check(
            &["HR / Why us?|Be honest. = So", "What is a lock? = x"],
            None,
            &["Talk / Why us? = Be honest.|So", "What is a lock?|Say it in a word. = x"],
            &["0: Why us?", "1: What is a lock?|Say it in a word."],
        );
        assert_eq!(two.deck.cards[0].section.as_deref(), Some("Talk"));
        assert!(two.report.added.is_empty() && two.report.gone_from_source.is_empty());
    }

    #[test]
    fn questions_with_one_first_line_keep_their_order() {
        check(
            &["What is printed?|a = 1", "What is printed?|b = 2"],
            None,
            &["What is printed?|(a) = 1", "What is printed?|(b) = 2"],
            &["0: What is printed?|(a)", "1: What is printed?|(b)"],
        );
    }

    #[test]
    fn what_was_deleted_stays_away_however_it_is_cut_now() {
        for (before, now) in [
            ("What is a fence?|Give an example.", "What is a fence? = Give an example.|No."),
            ("What is a fence?", "What is a fence?|Give an example."),
            // Nothing is left of its words; its place among the others says it.
            ("1. Fences", "Fences?"),
        ] {
            let two = check(
                &["What is a lock? = x", before, "What is a key? = y"],
                Some(1),
                &["What is a lock? = x", now, "What is a key? = y"],
                &["0: What is a lock?", "2: What is a key?"],
            );
            assert_eq!(two.report.stays_away.len(), 1, "{now}");
        }
    }

    #[test]
    fn order_alone_gives_no_question_the_history_of_another() {
        check(
            &["What is a lock? = x", "Contents", "What is a key? = y"],
            None,
            &["What is a lock? = x", "Why does a deadlock happen? = z", "What is a key? = y"],
            &["0: What is a lock?", "1: Contents", "2: What is a key?", "new: Why does a deadlock happen?"],
        );
    }

    #[test]
    fn in_a_note_that_was_changed_sections_count_as_before() {
        let one = read(None, &deck(&["HR / Why us?|Be honest. = So"]), b"note", None);
        let two = read(Some(&one.deck), &deck(&["Talk / Why us? = No"]), b"newer", Some(&one.record));
        assert_eq!(two.deck.cards.len(), 2);
    }
}
