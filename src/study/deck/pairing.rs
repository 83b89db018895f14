//! Which imported card is which card of the deck.
//!
//! Anki's guid decides, then the id of the question. A question that left the notes and one that came
//! are one card in other words only if [`likeness`] says so, as it does for `viva dupes`: if it is
//! certain, or if it is likely and the answers agree or the place is the same. Wrongly yes would give a
//! question the history of another, so in doubt there are two cards, and the pair is reported. None of
//! this depends on the order of the notes, except that a place is known by its neighbours.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::imports::{AnswerHash, SightingRecord};
use super::model::Deck;
use super::reread::pair_reread;
use crate::study::card::{Card, CardId, normal_form};
use crate::study::likeness::{Asking, Sureness, alike_pairs};
use crate::study::markdown::math::math_spans;
use crate::study::markdown::scripts::without_scripts;

/// What an imported card was found to be.
#[derive(Clone, Copy, Default)]
pub(super) struct Pair {
    /// Its place in the record of the last import.
    pub(super) record: Option<usize>,
    /// Its place in the deck.
    pub(super) card: Option<usize>,
}

/// A question that left the notes and one that came, which may be the same; they are not paired.
#[derive(Clone, Copy)]
pub(super) struct Doubtful {
    /// The place in the deck of the one that left.
    pub(super) card: usize,
    /// The place among the imported cards of the one that came.
    pub(super) new: usize,
}

/// What each imported card was found to be, and what was not decided.
#[derive(Default)]
pub(super) struct Pairing {
    pub(super) pairs: Vec<Pair>,
    pub(super) doubtful: Vec<Doubtful>,
}

impl Pairing {
    pub(super) fn of(
        deck: &Deck,
        imported: &Deck,
        guids: &[Option<String>],
        records: &[SightingRecord],
        is_same_note: bool,
    ) -> Self {
        let mut pairing = pair(deck, imported, guids, records, is_same_note);
        settle(&mut pairing.pairs, deck, imported, guids, records);
        pairing
    }
}

/// Finds each imported card in the record and in the deck: by Anki's guid, by id, then as a rewording.
fn pair(
    deck: &Deck,
    imported: &Deck,
    guids: &[Option<String>],
    records: &[SightingRecord],
    is_same_note: bool,
) -> Pairing {
    let mut pairs = vec![Pair::default(); imported.cards.len()];
    if records.is_empty() && deck.cards.is_empty() {
        return Pairing { pairs, doubtful: Vec::new() };
    }
    let records_by_guid = places_of_unique(records.iter().map(|record| record.guid.as_deref()));
    let new_by_guid = places_of_unique(guids.iter().map(Option::as_deref));
    let mut records_by_asks: HashMap<&CardId, Vec<usize>> = HashMap::new();
    for (at, record) in records.iter().enumerate() {
        records_by_asks.entry(&record.asks).or_default().push(at);
    }
    let mut cards_by_id: HashMap<&CardId, Vec<usize>> = HashMap::new();
    for (at, card) in deck.cards.iter().enumerate() {
        cards_by_id.entry(&card.id).or_default().push(at);
    }
    let mut met_records = vec![false; records.len()];
    let mut met_cards = vec![false; deck.cards.len()];
    for (guid, at) in new_by_guid {
        pairs[at].record = records_by_guid.get(guid).copied();
        pairs[at].record.into_iter().for_each(|at| met_records[at] = true);
    }
    // Of several sightings, first those in the same section find each other, then the rest in order.
    for same_section in [true, false] {
        for (pair, new) in pairs.iter_mut().zip(&imported.cards).filter(|(pair, _)| pair.record.is_none()) {
            let fits =
                |at: &&usize| !met_records[**at] && (!same_section || records[**at].section == new.section);
            pair.record = records_by_asks.get(&new.id).and_then(|places| places.iter().find(fits)).copied();
            pair.record.into_iter().for_each(|at| met_records[at] = true);
        }
    }
    // A question that an earlier viva read without its superscripts, or with its math escaped.
    for (pair, new) in pairs.iter_mut().zip(&imported.cards).filter(|(pair, _)| pair.record.is_none()) {
        let fits = |at: &&usize| !met_records[**at] && records[**at].section == new.section;
        let places =
            former_ids(&new.question).into_iter().filter_map(|id| records_by_asks.get(&id)).flatten();
        pair.record = places.into_iter().find(fits).copied();
        pair.record.into_iter().for_each(|at| met_records[at] = true);
    }
    if is_same_note && guids.is_empty() {
        pair_reread(deck, imported, records, &mut pairs, &mut met_records);
    }
    for same_section in [true, false] {
        for pair in pairs.iter_mut().filter(|pair| pair.card.is_none()) {
            let Some(record) = pair.record.map(|at| &records[at]) else { continue };
            let fits = |at: &&usize| {
                !met_cards[**at] && (!same_section || deck.cards[**at].section == record.section)
            };
            pair.card = cards_by_id.get(&record.id).and_then(|places| places.iter().find(fits)).copied();
            pair.card.into_iter().for_each(|at| met_cards[at] = true);
        }
    }
    if pairs.iter().all(|pair| pair.record.is_some()) {
        return Pairing { pairs, doubtful: Vec::new() };
    }
    // Cards of the deck that no import remembers: written by hand, or the record was lost. Those
    // that another sighting of the record stands for are not among them.
    let recorded: HashSet<(&CardId, Option<&str>)> = records
        .iter()
        .zip(&met_records)
        .filter(|(_, is_met)| !**is_met)
        .map(|(record, _)| (&record.id, record.section.as_deref()))
        .collect();
    let is_own = |card: &Card| !recorded.contains(&(&card.id, card.section.as_deref()));
    let mut own_by_normal: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, card) in deck.cards.iter().enumerate().filter(|(at, card)| !met_cards[*at] && is_own(card)) {
        own_by_normal.entry(normal_form(&card.question)).or_default().push(at);
    }
    for same_section in [true, false] {
        for (pair, new) in pairs.iter_mut().zip(&imported.cards) {
            if pair.record.is_some() || pair.card.is_some() {
                continue;
            }
            let fits =
                |at: &&usize| !met_cards[**at] && (!same_section || deck.cards[**at].section == new.section);
            let places = own_by_normal.get(&normal_form(&new.question));
            let same_words = places.and_then(|places| places.iter().find(fits));
            let alike =
                |at: &&usize| fits(at) && is_own(&deck.cards[**at]) && is_alike(deck, &deck.cards[**at], new);
            let same_id = || cards_by_id.get(&new.id).and_then(|places| places.iter().find(alike));
            pair.card = same_words.or_else(same_id).copied();
            pair.card.into_iter().for_each(|at| met_cards[at] = true);
        }
    }
    let doubtful = pair_reworded(deck, imported, records, &mut pairs, &met_records, &met_cards, &cards_by_id);
    Pairing { pairs, doubtful }
}

/// The ids under which version 5fe33b3 would have known a question: `10<sup>5</sup>` was `105` to it, and math
/// from HTML had a backslash before each of its signs.
pub(super) fn former_ids(question: &str) -> Vec<CardId> {
    let mut former: Vec<CardId> = Vec::new();
    let spans = math_spans(question);
    if !spans.is_empty() {
        let mut escaped = String::with_capacity(question.len() * 2);
        let mut at = 0;
        for span in spans {
            escaped.push_str(&question[at..span.range.start]);
            for c in question[span.range.clone()].chars() {
                escaped.extend(c.is_ascii_punctuation().then_some('\\'));
                escaped.push(c);
            }
            at = span.range.end;
        }
        escaped.push_str(&question[at..]);
        former.push(CardId::of_question(&escaped));
    }
    former.extend(without_scripts(question).map(|plain| CardId::of_question(&plain)));
    former
}

/// Where each name is. One that is given twice names nothing.
fn places_of_unique<'a>(names: impl Iterator<Item = Option<&'a str>>) -> HashMap<&'a str, usize> {
    let mut places: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, name) in names.enumerate() {
        if let Some(name) = name {
            places.entry(name).and_modify(|place| *place = None).or_insert(Some(at));
        }
    }
    places.into_iter().filter_map(|(name, place)| Some((name, place?))).collect()
}

/// Puts the pairs of a question that stands several times in one section in order, so that the next
/// import pairs them the same way.
fn settle(
    pairs: &mut [Pair],
    deck: &Deck,
    imported: &Deck,
    guids: &[Option<String>],
    records: &[SightingRecord],
) {
    if pairs.iter().all(|pair| pair.record.is_none() && pair.card.is_none()) {
        return;
    }
    let mut groups: HashMap<(&CardId, Option<&str>), Vec<usize>> = HashMap::new();
    // What Anki gives a name needs no order.
    let is_named = |at: &usize| guids.get(*at).is_some_and(Option::is_some);
    for (at, card) in imported.cards.iter().enumerate().filter(|(at, _)| !is_named(at)) {
        groups.entry((&card.id, card.section.as_deref())).or_default().push(at);
    }
    for places in groups.values().filter(|places| places.len() > 1) {
        let mut known: Vec<usize> = places.iter().filter_map(|at| pairs[*at].record).collect();
        let mut cards: Vec<(bool, usize)> = places
            .iter()
            .filter_map(|at| {
                let card = pairs[*at].card?;
                let is_moved =
                    pairs[*at].record.is_some_and(|known| records[known].section != deck.cards[card].section);
                Some((is_moved, card))
            })
            .collect();
        known.sort_unstable();
        cards.sort_unstable();
        let mut known = known.into_iter();
        for at in places {
            let record = known.next();
            let fits = |(_, card): &(bool, usize)| {
                record.is_none_or(|known| records[known].id == deck.cards[*card].id)
            };
            let card = cards.iter().position(fits).map(|place| cards.remove(place).1);
            pairs[*at] = Pair { record, card };
        }
    }
}

/// Whether two questions of a deck ask the same in other words.
fn is_alike(deck: &Deck, one: &Card, other: &Card) -> bool {
    let topics = [topics(deck, one), topics(deck, other)];
    !alike_pairs(&[asking(deck, one, &topics[0]), asking(deck, other, &topics[1])]).is_empty()
}

fn asking<'a>(deck: &'a Deck, card: &'a Card, topics: &'a [String]) -> Asking<'a> {
    Asking { deck: &deck.name, question: &card.question, topics, card: 0 }
}

fn topics(deck: &Deck, card: &Card) -> Vec<String> {
    let own = [Some(deck.name.clone()), deck.title.clone(), card.section.clone()];
    own.into_iter().flatten().chain(card.tags.iter().cloned()).collect()
}

/// A question that left the notes: its places in the record and in the deck.
#[derive(Clone, Copy)]
struct Gone {
    record: usize,
    card: usize,
}

/// What speaks for a question that left and one that came being the same. The later fields decide only
/// between pairs that are equal in the earlier ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Evidence {
    sureness: Option<Sureness>,
    answers_agree: bool,
    is_same_place: bool,
    similarity_permille: u32,
}

impl Evidence {
    fn is_enough(self) -> bool {
        match self.sureness {
            Some(Sureness::Certain) => true,
            Some(Sureness::Likely) => self.answers_agree || self.is_same_place,
            None => false,
        }
    }

    /// Whether people should look at the pair.
    fn is_worth_telling(self) -> bool {
        match (self.answers_agree, self.is_same_place) {
            _ if self.sureness.is_some() => true,
            (true, _) => self.similarity_permille >= 400,
            (false, is_same_place) => is_same_place && self.similarity_permille >= 750,
        }
    }
}

/// Pairs the questions that left the notes with those that came and ask the same in other words, each
/// with the one for which most speaks; gives the pairs that are in doubt.
fn pair_reworded(
    deck: &Deck,
    imported: &Deck,
    records: &[SightingRecord],
    pairs: &mut [Pair],
    met_records: &[bool],
    met_cards: &[bool],
    cards_by_id: &HashMap<&CardId, Vec<usize>>,
) -> Vec<Doubtful> {
    let mut is_taken = met_cards.to_vec();
    let mut gone: Vec<Gone> = Vec::new();
    for (at, record) in records.iter().enumerate().filter(|(at, _)| !met_records[*at]) {
        let places = cards_by_id.get(&record.id).into_iter().flatten();
        let mut fitting = places.filter(|at| !is_taken[**at] && deck.cards[**at].section == record.section);
        if let Some(&card) = fitting.next() {
            is_taken[card] = true;
            gone.push(Gone { record: at, card });
        }
    }
    let is_unmet = |pair: &Pair| pair.record.is_none() && pair.card.is_none();
    let came: Vec<usize> = (0..pairs.len()).filter(|at| is_unmet(&pairs[*at])).collect();
    if gone.is_empty() || came.is_empty() {
        return Vec::new();
    }
    let candidates = Candidates { deck, imported, records, gone: &gone, came: &came };
    let (mut gone_is_met, mut came_is_met) = (vec![false; gone.len()], vec![false; came.len()]);
    let mut doubtful = Vec::new();
    for (evidence, left, new) in candidates.by_evidence(pairs, met_cards) {
        if gone_is_met[left] || came_is_met[new] {
            continue;
        }
        let Gone { record, card } = gone[left];
        if evidence.is_enough() && records[record].section == imported.cards[came[new]].section {
            pairs[came[new]] = Pair { record: Some(record), card: Some(card) };
        } else {
            doubtful.push(Doubtful { card, new: came[new] });
        }
        (gone_is_met[left], came_is_met[new]) = (true, true);
    }
    doubtful.sort_by_key(|doubtful| doubtful.new);
    doubtful
}

struct Candidates<'a> {
    deck: &'a Deck,
    imported: &'a Deck,
    records: &'a [SightingRecord],
    gone: &'a [Gone],
    came: &'a [usize],
}

/// The cards of the deck before and behind, of those that the notes still have.
type Gap = (Option<usize>, Option<usize>);

impl Candidates<'_> {
    /// The pairs that people should hear of, as places in `gone` and `came`, those for which most speaks
    /// first.
    fn by_evidence(&self, pairs: &[Pair], met_cards: &[bool]) -> Vec<(Evidence, usize, usize)> {
        let gaps_of_cards =
            gaps(&(0..met_cards.len()).map(|at| met_cards[at].then_some(at)).collect::<Vec<_>>());
        let gaps_of_new = gaps(&pairs.iter().map(|pair| pair.card).collect::<Vec<_>>());
        let mut sureness: HashMap<(usize, usize), Sureness> = HashMap::new();
        let cards = self.gone.iter().map(|gone| &self.deck.cards[gone.card]);
        let cards: Vec<&Card> = cards.chain(self.came.iter().map(|at| &self.imported.cards[*at])).collect();
        let topics: Vec<Vec<String>> = cards.iter().map(|card| topics(self.deck, card)).collect();
        let askings: Vec<Asking<'_>> =
            cards.iter().zip(&topics).map(|(card, topics)| asking(self.deck, card, topics)).collect();
        for (one, other, sure) in alike_pairs(&askings) {
            if one < self.gone.len() && other >= self.gone.len() {
                sureness.insert((one, other - self.gone.len()), sure);
            }
        }
        let mut looked_at: HashSet<(usize, usize)> = sureness.keys().copied().collect();
        looked_at.extend(self.sharing(
            |gone| self.records[gone.record].answer.clone(),
            |at| hash(&self.imported.cards[at].answer),
        ));
        looked_at.extend(self.sharing(
            |gone| {
                let section = &self.records[gone.record].section;
                Some((gaps_of_cards[gone.card], section.clone()))
            },
            |at| Some((gaps_of_new[at], self.imported.cards[at].section.clone())),
        ));
        let mut found: Vec<(Evidence, usize, usize)> = looked_at
            .into_iter()
            .map(|(left, new)| {
                let (gone, at) = (self.gone[left], self.came[new]);
                let (card, after) = (&self.deck.cards[gone.card], &self.imported.cards[at]);
                let evidence = Evidence {
                    sureness: sureness.get(&(left, new)).copied(),
                    answers_agree: answers_agree(card, &self.records[gone.record], after),
                    is_same_place: gaps_of_cards[gone.card] == gaps_of_new[at],
                    similarity_permille: similarity_permille(&card.question, &after.question),
                };
                (evidence, left, new)
            })
            .filter(|(evidence, ..)| evidence.is_worth_telling())
            .collect();
        // The texts decide before the places do, so that the order of the notes does not.
        found.sort_by_key(|(evidence, left, new)| {
            let before = &self.deck.cards[self.gone[*left].card].question;
            let after = &self.imported.cards[self.came[*new]].question;
            (Reverse(*evidence), before, after, *left, *new)
        });
        found
    }

    /// Pairs that have a key in common. If too many cards share a key, it says nothing, and gives no pairs.
    fn sharing<K: std::hash::Hash + Eq>(
        &self,
        key_of_gone: impl Fn(&Gone) -> Option<K>,
        key_of_new: impl Fn(usize) -> Option<K>,
    ) -> Vec<(usize, usize)> {
        const MOST: usize = 2500;
        let mut by_key: HashMap<K, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (left, gone) in self.gone.iter().enumerate() {
            if let Some(key) = key_of_gone(gone) {
                by_key.entry(key).or_default().0.push(left);
            }
        }
        for (new, at) in self.came.iter().enumerate() {
            if let Some(key) = key_of_new(*at) {
                by_key.entry(key).or_default().1.push(new);
            }
        }
        let groups = by_key.into_values().filter(|(gone, came)| gone.len() * came.len() <= MOST);
        groups
            .flat_map(|(gone, came)| {
                gone.into_iter().flat_map(move |left| came.clone().into_iter().map(move |new| (left, new)))
            })
            .collect()
    }
}

/// For each place the nearest values before and behind it.
fn gaps(places: &[Option<usize>]) -> Vec<Gap> {
    let mut gaps = vec![(None, None); places.len()];
    let (mut before, mut behind) = (None, None);
    for at in 0..places.len() {
        gaps[at].0 = before;
        before = places[at].or(before);
        let from_end = places.len() - 1 - at;
        gaps[from_end].1 = behind;
        behind = places[from_end].or(behind);
    }
    gaps
}

#[expect(clippy::ref_option, reason = "it is asked of the field itself")]
fn hash(answer: &Option<String>) -> Option<AnswerHash> {
    answer.as_deref().map(AnswerHash::of)
}

/// Whether the answer is the one that was imported or that the deck has now, or one of them with
/// something added.
pub(super) fn answers_agree(card: &Card, record: &SightingRecord, new: &Card) -> bool {
    const FEWEST_WORDS: usize = 3;
    const SHARED_PERCENT: usize = 80;
    let Some(answer) = &new.answer else { return false };
    let newer = hash(&new.answer);
    if record.answer == newer || hash(&card.answer) == newer {
        return true;
    }
    let (one, other) = (words(card.answer.as_deref().unwrap_or_default()), words(answer));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut left: HashMap<String, usize> = HashMap::new();
    for word in long {
        *left.entry(word).or_default() += 1;
    }
    let word_count = short.len();
    let is_shared = |word: &String| {
        let Some(count) = left.get_mut(word).filter(|count| **count > 0) else { return false };
        *count -= 1;
        true
    };
    let shared_count = short.iter().map(is_shared).filter(|is_shared| *is_shared).count();
    word_count >= FEWEST_WORDS && shared_count * 100 >= word_count * SHARED_PERCENT
}

/// Without links: those of two things differ in one word.
fn words(text: &str) -> Vec<String> {
    let parts = text.split_whitespace().filter(|part| !part.contains("://"));
    let words = parts.map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

/// How much of the letters two questions share.
pub(super) fn similarity_permille(one: &str, other: &str) -> u32 {
    const LONGEST_BYTES: usize = 600;
    let (one, other) = (normal_form(one), normal_form(other));
    if one.len().max(other.len()) > LONGEST_BYTES {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
    let permille = (strsim::normalized_levenshtein(&one, &other) * 1000.0) as u32;
    permille
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::imports::{ChoiceRecord, SourceRecord, TextHash};
    use super::super::merge::{Merged, Origin, merge};
    use super::*;

    /// `section/question=answer` for each card; section and answer may be left out.
    fn deck(cards: &str) -> Deck {
        let cards = cards.lines().map(|text| {
            let (section, text) =
                text.split_once(" / ").map_or((None, text), |(s, t)| (Some(s.to_owned()), t));
            let (question, answer) =
                text.split_once(" = ").map_or((text, None), |(q, a)| (q, Some(a.to_owned())));
            Card { section, answer, ..Card::new(question.trim()) }
        });
        Deck { name: "d".into(), cards: cards.collect(), ..Deck::default() }
    }

    fn import(
        existing: Option<&Deck>,
        notes: &Deck,
        guids: &[Option<&str>],
        last: Option<&SourceRecord>,
    ) -> Merged {
        let guids = guids.iter().map(|guid| guid.map(str::to_owned)).collect();
        let text = TextHash::of(format!("{notes:?}").as_bytes());
        let origin = Origin { path: "n.md".into(), text, guids, choice: ChoiceRecord::default() };
        let taken = |id: &CardId| {
            let card = existing?.cards.iter().find(|card| card.id == *id)?;
            Some(normal_form(&card.question))
        };
        merge(existing, notes, origin, last, &taken)
    }

    /// Imports the first notes, then the second; gives what was found to be reworded, and what may be.
    fn reworded(first: &str, second: &str) -> (Vec<String>, Vec<String>) {
        let one = import(None, &deck(first), &[], None);
        let two = import(Some(&one.deck), &deck(second), &[], Some(&one.record));
        let three = import(Some(&two.deck), &deck(second), &[], Some(&two.record));
        assert!(!three.is_changed, "the second time changed something");
        assert_eq!(three.record, two.record);
        let told = |pairs: &[super::super::merge::Reworded]| {
            pairs.iter().map(|pair| format!("{} -> {}", pair.before, pair.after)).collect()
        };
        for pair in &two.report.reworded {
            assert!(
                two.deck.cards.iter().any(|card| card.id == pair.before_id && card.question == pair.after)
            );
            assert!(!two.deck.cards.iter().any(|card| card.question == pair.before));
        }
        for pair in &two.report.maybe_reworded {
            assert_ne!(pair.before_id, pair.after_id);
            assert!(
                two.deck.cards.iter().any(|card| card.id == pair.before_id && card.question == pair.before)
            );
            assert!(
                two.deck.cards.iter().any(|card| card.id == pair.after_id && card.question == pair.after)
            );
        }
        (told(&two.report.reworded), told(&two.report.maybe_reworded))
    }

    #[track_caller]
    fn check_kept(first: &str, second: &str) {
        let (kept, doubtful) = reworded(first, second);
        assert_eq!((kept.len(), doubtful.len()), (1, 0), "{kept:?} {doubtful:?}");
    }

    #[track_caller]
    fn check_doubtful(first: &str, second: &str) {
        let (kept, doubtful) = reworded(first, second);
        assert_eq!((kept.len(), doubtful.len()), (0, 1), "{kept:?} {doubtful:?}");
    }

    #[test]
    fn a_mended_question_keeps_its_card() {
        check_kept(
            "What is a semaphor? = A counting lock.",
            "What is a semaphore? = A counting lock: n threads.",
        );
        check_kept(
            "What is a chanel? = A typed conduit",
            "What is a channel? = A typed conduit of goroutines",
        );
        check_kept("What is a deadlokc?", "What is a deadlock?");
        check_kept("Explain inheritance = One.", "What is inheritance? = Something else");
        check_kept(
            "What is the diference between a list and a tuple?",
            "What is the difference between a list and a tuple?",
        );
    }

    #[test]
    fn another_subject_is_another_card_though_the_answer_is_the_same() {
        let link = "https://example.org/concurrency/primitives";
        for (one, other) in [
            ("What is a mutex?", "What is a fence?"),
            ("What is an inner join?", "What is an outer join?"),
            ("What is `let` in JavaScript?", "What is `var` in JavaScript?"),
            ("What is a Deployment?", "What is a StatefulSet?"),
            ("What is a coroutine?", "What is a goroutine?"),
        ] {
            check_doubtful(&format!("{one} = {link}\nWhy?"), &format!("{other} = {link}\nWhy?"));
        }
    }

    #[test]
    fn what_is_likely_needs_the_answer_or_the_place() {
        let likely = ["What is the GIL?", "What is the global interpreter lock?"];
        let [before, after] = likely;
        check_kept(&format!("A?\n{before} = x\nB?"), &format!("A?\n{after} = y\nB?"));
        check_kept(&format!("{before} = It is a lock.\nA?\nB?"), &format!("A?\nB?\n{after} = It is a lock."));
        check_doubtful(&format!("{before} = x\nA?\nB?"), &format!("A?\nB?\n{after} = y"));
        check_doubtful(&format!("s / {before} = x\ns / A?"), &format!("t / {after} = x\ns / A?"));
    }

    #[test]
    fn of_several_the_one_that_most_speaks_for_is_taken_in_any_order() {
        let before = "Explain closures = One.\nWhat is a closure? = Two."; // one of them left
        let (kept, _) = reworded(before, "What is a closure, please? = Two.");
        assert_eq!(kept, ["What is a closure? -> What is a closure, please?"]);
        let (kept, _) = reworded(
            &format!("{}\n", before.lines().rev().collect::<Vec<_>>().join("\n")),
            "What is a closure, please? = Two.",
        );
        assert_eq!(kept, ["What is a closure? -> What is a closure, please?"]);
    }

    #[test]
    fn what_came_from_anki_is_known_by_its_guid() {
        let guids = |names: &[&'static str]| names.iter().map(|name| Some(*name)).collect::<Vec<_>>();
        let one =
            import(None, &deck("What is a mutex? = 1\nWhat is a slice? = 2"), &guids(&["g1", "g2"]), None);
        let notes = deck("What is a slice? = 2\nWhat is a lock? = A guard.");
        let two = import(Some(&one.deck), &notes, &guids(&["g2", "g1"]), Some(&one.record));
        assert_eq!(two.deck.cards[0].id, one.deck.cards[0].id);
        assert_eq!(two.deck.cards[0].question, "What is a lock?");
        assert_eq!(two.deck.cards.len(), 2);
        assert_eq!(two.report.gone_from_source, []);
        assert_eq!(two.report.reworded.len(), 1);

        // The hand's wording stays, as its answers do.
        let mut edited = one.deck.clone();
        edited.cards[0].question = "What does a mutex do?".into();
        let two = import(Some(&edited), &notes, &guids(&["g2", "g1"]), Some(&one.record));
        assert_eq!(two.deck.cards[0].question, "What does a mutex do?");
        assert!(two.report.reworded[0].is_edited_here);
        let three = import(Some(&two.deck), &notes, &guids(&["g2", "g1"]), Some(&two.record));
        assert!(!three.is_changed && three.report.reworded.is_empty());

        // Another note with the words of the first is another card.
        let swapped = deck("What is a slice? = 1\nWhat is a mutex? = 2");
        let two = import(Some(&one.deck), &swapped, &guids(&["g1", "g2"]), Some(&one.record));
        assert_eq!(two.deck.cards[0].question, "What is a slice?");
        assert_eq!(two.deck.cards[0].id, one.deck.cards[0].id);

        // A guid that is given twice says nothing.
        let twice =
            import(None, &deck("What is a mutex? = 1\nWhat is a slice? = 2"), &guids(&["g", "g"]), None);
        let notes = deck("What is a slice? = 2\nWhat is a mutex? = 1");
        let again = import(Some(&twice.deck), &notes, &guids(&["g", "g"]), Some(&twice.record));
        assert!(!again.is_changed);

        // A record of before gets its guids from the next import.
        let mut older = one.record.clone();
        older.cards.iter_mut().for_each(|card| card.guid = None);
        let two = import(
            Some(&one.deck),
            &deck("What is a mutex? = 1\nWhat is a slice? = 2"),
            &guids(&["g1", "g2"]),
            Some(&older),
        );
        assert!(!two.is_changed);
        assert_eq!(two.record, one.record);
    }

    /// Two of them are never one thing.
    const SUBJECTS: &[&str] = &[
        "mutex",
        "fence",
        "semaphore",
        "monitor",
        "thread",
        "process",
        "coroutine",
        "goroutine",
        "inner join",
        "outer join",
        "left join",
        "cross join",
        "var",
        "const",
        "yield",
        "await",
        "async",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "HTTP",
        "HTTPS",
        "TCP",
        "UDP",
        "stack",
        "queue",
        "heap",
        "map",
        "set",
        "list",
        "tuple",
        "class",
        "interface",
        "struct",
        "hoisting",
        "hosting",
        "caching",
        "catching",
        "GET",
        "POST",
        "PUT",
        "WHERE",
        "HAVING",
        "primary key",
        "foreign key",
        "mutable type",
        "immutable type",
        "serializer",
        "deserializer",
        "router",
        "route",
        "import",
        "export",
        "generator",
        "iterator",
        "decorator",
        "promise",
        "premise",
        "inode",
        "node",
        "`let`",
        "`is`",
        "`in`",
        "`as`",
        "`*args`",
        "`**kwargs`",
        "`useMemo`",
        "Java",
        "JavaScript",
        "HTTP/2",
        "HTTP/3",
        "UTF-8",
        "UTF-16",
        "left shift",
        "right shift",
        "deep copy",
        "shallow copy",
        "sprintf",
        "snprintf",
    ];
    const FORMS: &[&str] = &[
        "What is {}?",
        "What is a {}?",
        "Explain {}.",
        "How does {} work?",
        "When do you use {}?",
        "What are the benefits of {}?",
        "What is the difference between {} and a lock?",
        "Why would you choose {} over a lock?",
        "{}",
        "How do you test {} in a team?",
        "What happens when {} fails in a large system under heavy load in production?",
    ];
    /// They are asked about in sentences that they could hold together as well.
    const KEYWORDS: &[&str] = &["let", "var", "with", "as", "if", "this", "yield", "mutex"];
    const FORMS_OF_KEYWORDS: &[&str] = &[
        "What is {}?",
        "What is {} in Python?",
        "When do you use {} in JavaScript?",
        "What does {} do in Python?",
        "What is the {} keyword in JavaScript?",
        "Explain {}.",
        "What is the difference between {} and const?",
    ];

    fn any_replacement() -> impl Strategy<Value = (&'static str, &'static str, &'static str)> {
        let any = |forms: &'static [&'static str], subjects: &'static [&'static str]| {
            (select(forms), select(subjects), select(subjects))
        };
        let of_both = prop_oneof![any(FORMS, SUBJECTS), any(FORMS_OF_KEYWORDS, KEYWORDS)];
        of_both.prop_filter("another subject", |(_, one, other)| one != other)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn replacing_the_subject_never_carries_history_over(
            (form, one, other) in any_replacement(),
            answer in select(&["", " = https://example.org/a", " = A thing that does what it is for."][..]),
            others in select(&["", "Why?\n", "What is a lock? = https://example.org/a\n"][..]),
        ) {
            let (before, after) = (form.replace("{}", one), form.replace("{}", other));
            let first = import(None, &deck(&format!("{others}{before}{answer}")), &[], None);
            let second = deck(&format!("{others}{after}{answer}"));
            let second = import(Some(&first.deck), &second, &[], Some(&first.record));
            let had = first.deck.cards.iter().find(|card| card.question == before).unwrap();
            let has = second.deck.cards.iter().find(|card| card.question == after).unwrap();
            prop_assert_ne!(&had.id, &has.id, "{} -> {}", before, after);
            prop_assert!(second.deck.cards.contains(had));
        }
    }
}
