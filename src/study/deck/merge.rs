//! Importing again: what a newer copy of the notes does to a deck that was worked on since.
//!
//! The record of the last import decides. A card in it that the deck no longer holds was taken away
//! and stays away; an answer that no longer hashes as imported was edited and is kept; a question
//! that left the notes is reported and never deleted. Which imported card is which card of the deck is
//! decided in `pairing`. Merging the same notes twice changes nothing the second time. Nothing here changes a file: [`Merged::text`] gives the text to be written.

use std::collections::HashSet;

use super::edit::{EditError, rewrite};
use super::ids::{Taken, free_id};
use super::imports::{AnswerHash, ChoiceRecord, SightingRecord, SourceRecord, TextHash, UnknownKeys};
use super::layout::INTERVIEW_KEYS;
use super::model::{Deck, Interview};
use super::pairing::{Doubtful, Pairing};
use super::write::{interview_value, to_toml};
use crate::study::card::{Card, CardId};

/// Where an imported deck was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub path: String,
    pub text: TextHash,
    /// What Anki knows each imported card by; empty for notes that are not from Anki.
    pub guids: Vec<Option<String>>,
    /// What the user chose to take from it, to be remembered.
    pub choice: ChoiceRecord,
}

/// A deck with newer notes taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    pub deck: Deck,
    /// Whether `deck` differs from the existing one.
    pub is_changed: bool,
    pub record: SourceRecord,
    pub report: MergeReport,
    /// The id that each imported card has here, also of those that stay away.
    pub ids: Vec<CardId>,
}

/// What became of each question, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    pub unchanged: usize,
    pub added: Vec<Noted>,
    pub updated: Vec<Noted>,
    pub kept_because_edited: Vec<Noted>,
    pub gone_from_source: Vec<Noted>,
    /// Taken out of the deck, because the user chose so.
    pub removed: Vec<Noted>,
    pub stays_away: Vec<Noted>,
    /// Among those that were updated or kept: questions that the notes now ask in other words.
    pub reworded: Vec<Reworded>,
    /// A question that is gone from the notes and one that was added, which may be the same in other
    /// words. Both are in the deck, and the second has no history.
    pub maybe_reworded: Vec<Reworded>,
}

/// A question as the deck had it, and as the notes have it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    pub before: String,
    pub after: String,
    pub before_id: CardId,
    /// The same as `before_id` if the history was kept.
    pub after_id: CardId,
    /// The question was edited in the deck, so its wording there stays.
    pub is_edited_here: bool,
}

/// A question, and why it is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub question: String,
    /// A lower-case fragment.
    pub why: &'static str,
}

impl Merged {
    /// The file's new text: the existing one with as little changed as can be, or a whole new one.
    pub fn text(&self, existing: Option<&str>) -> Result<String, EditError> {
        match existing {
            None => Ok(to_toml(&self.deck)),
            Some(text) if !self.is_changed => Ok(text.to_owned()),
            Some(text) => rewrite(text, &self.deck),
        }
    }

    /// The imported cards, by id and section, that were looked at before and kept, and are still as they
    /// were.
    #[must_use]
    pub fn kept(&self) -> HashSet<(&CardId, Option<&str>)> {
        let kept = self.record.cards.iter().filter(|record| record.is_kept);
        kept.map(|record| (&record.asks, record.section.as_deref())).collect()
    }
}

/// Takes `imported` into the deck that its source's cards are in.
///
/// `existing` is that deck as it is now, `last` what the last import of this source remembered.
pub fn merge(
    existing: Option<&Deck>,
    imported: &Deck,
    origin: Origin,
    last: Option<&SourceRecord>,
    taken: Taken<'_>,
) -> Merged {
    let mut deck =
        existing.cloned().unwrap_or_else(|| Deck { name: imported.name.clone(), ..Deck::default() });
    let mut record = SourceRecord {
        path: origin.path,
        text: origin.text,
        deck: deck.name.clone(),
        filled: last.map_or_else(Vec::new, |last| last.filled.clone()),
        cards: last.map_or_else(Vec::new, |last| last.cards.clone()),
        choice: origin.choice,
        unknown: last.map_or_else(UnknownKeys::default, |last| last.unknown.clone()),
    };
    // Only the reader has changed then.
    let is_same_note = last.is_some_and(|last| last.text == record.text && last.choice == record.choice);
    fill_in(&mut deck, imported, &mut record.filled);
    let guids = origin.guids;
    let Pairing { pairs, doubtful } = Pairing::of(&deck, imported, &guids, &record.cards, is_same_note);
    // Before the new wordings come in.
    let before_of = |doubtful: Doubtful| (doubtful, deck.cards[doubtful.card].clone());
    let doubtful: Vec<(Doubtful, Card)> = doubtful.into_iter().map(before_of).collect();
    let mut report = MergeReport::default();
    let mut is_met = vec![false; record.cards.len()];
    let mut ids = Vec::with_capacity(imported.cards.len());
    for (at, (new, pair)) in imported.cards.iter().zip(pairs).enumerate() {
        if let Some(known) = pair.record {
            is_met[known] = true;
        }
        let before = pair.record.map(|known| record.cards[known].clone());
        let id = match (pair.card, &before) {
            (Some(at), _) => {
                update(&mut deck.cards[at], new, before.as_ref(), &mut report);
                deck.cards[at].id.clone()
            }
            (None, Some(before)) => {
                let why =
                    if taken(&before.id).is_some() { "it is in another deck now" } else { "it was deleted" };
                report.stays_away.push(noted(new, why));
                before.id.clone()
            }
            (None, None) => {
                let id = added(new, taken, &mut report);
                deck.cards.push(Card { id: id.clone(), id_is_written: true, ..new.clone() });
                id
            }
        };
        ids.push(id.clone());
        let answer = new.answer.as_deref().map(AnswerHash::of);
        // What was kept was kept as it was.
        let was_kept =
            |before: &SightingRecord| before.is_kept && before.asks == new.id && before.answer == answer;
        let is_kept = before.as_ref().is_some_and(was_kept);
        let answer = answer.or_else(|| before.and_then(|before| before.answer));
        let guid = guids.get(at).cloned().flatten();
        let unknown = pair.record.map(|known| record.cards[known].unknown.clone()).unwrap_or_default();
        let (asks, section) = (new.id.clone(), new.section.clone());
        let now = SightingRecord { id, asks, section, answer, guid, is_kept, unknown };
        match pair.record {
            Some(known) => record.cards[known] = now,
            None => record.cards.push(now),
        }
    }
    let gone = record.cards.iter().zip(is_met).filter(|(_, is_met)| !is_met);
    for (card, _) in gone {
        let kept = deck.cards.iter().find(|kept| kept.id == card.id && kept.section == card.section);
        if let Some(kept) = kept {
            report.gone_from_source.push(noted(kept, "the notes no longer have it; the deck keeps it"));
        }
    }
    for (Doubtful { new, .. }, before) in doubtful {
        report.maybe_reworded.push(Reworded {
            before: before.question,
            after: imported.cards[new].question.clone(),
            before_id: before.id,
            after_id: ids[new].clone(),
            is_edited_here: false,
        });
    }
    let is_changed = existing != Some(&deck);
    Merged { deck, is_changed, record, report, ids }
}

/// What [`merge`] reports, and the ids it gives, where there is neither a deck nor a record; nothing is
/// made.
#[must_use]
pub fn foresee(imported: &Deck, taken: Taken<'_>) -> (MergeReport, Vec<CardId>) {
    let mut report = MergeReport::default();
    let ids = imported.cards.iter().map(|new| added(new, taken, &mut report)).collect();
    (report, ids)
}

/// The id that a card gets which was not known before.
fn added(new: &Card, taken: Taken<'_>, report: &mut MergeReport) -> CardId {
    let why = if new.answer.is_some() { "with its answer" } else { "without an answer" };
    report.added.push(noted(new, why));
    free_id(&new.id, &new.question, taken)
}

/// Takes newer notes into a card that the deck holds.
fn update(card: &mut Card, new: &Card, before: Option<&SightingRecord>, report: &mut MergeReport) {
    // The record names the card; from now on the file must, too.
    card.id_is_written = true;
    let mut is_updated = false;
    if let Some(before) = before {
        if card.section == before.section && card.section != new.section {
            card.section.clone_from(&new.section);
            is_updated = true;
        }
        if before.asks != new.id && CardId::of_question(&card.question) != new.id {
            let is_edited_here = CardId::of_question(&card.question) != before.asks;
            report.reworded.push(Reworded {
                before: card.question.clone(),
                after: new.question.clone(),
                before_id: card.id.clone(),
                after_id: card.id.clone(),
                is_edited_here,
            });
            if !is_edited_here {
                card.question.clone_from(&new.question);
                is_updated = true;
            }
        }
    }
    let hash = |answer: &Option<String>| answer.as_deref().map(AnswerHash::of);
    let (present, newer) = (hash(&card.answer), hash(&new.answer));
    let imported = before.map(|before| &before.answer);
    let mut is_kept = false;
    if newer.is_some() && newer != present {
        let is_untouched = imported.map_or(present.is_none(), |imported| *imported == present);
        let is_news = imported != Some(&newer) && hash(&card.answer_from_source) != newer;
        if is_untouched {
            card.answer.clone_from(&new.answer);
            card.answer_by.clone_from(&new.answer_by);
            is_updated = true;
        } else if is_news {
            card.answer_from_source.clone_from(&new.answer);
            is_kept = true;
        }
    }
    if card.answer_from_source.is_some() && hash(&card.answer_from_source) == hash(&card.answer) {
        // It stands in its place now: the user has taken it over, or the notes have.
        card.answer_from_source = None;
        is_updated = true;
    }
    match (is_kept, is_updated) {
        (true, _) => report.kept_because_edited.push(noted(card, "the newer answer is next to yours")),
        (false, true) => report.updated.push(noted(card, "the notes have changed")),
        (false, false) => report.unchanged += 1,
    }
}

/// Gives the deck the title and the interview's fields that it does not have and never had from here.
fn fill_in(deck: &mut Deck, imported: &Deck, filled: &mut Vec<String>) {
    let mut fill = |key: &str, is_given: bool, is_absent: bool| {
        let is_known = filled.iter().any(|known| known == key);
        if is_given && !is_known {
            filled.push(key.to_owned());
        }
        is_given && is_absent && !is_known
    };
    if fill("title", imported.title.is_some(), deck.title.is_none()) {
        deck.title.clone_from(&imported.title);
    }
    let Some(from) = &imported.interview else { return };
    let mut to = deck.interview.clone().unwrap_or_default();
    for key in INTERVIEW_KEYS {
        let is_absent = interview_value(&to, key).is_none();
        if fill(key, interview_value(from, key).is_some(), is_absent) {
            copy_field(&mut to, from, key);
        }
    }
    if deck.interview.is_some() || !to.is_empty() {
        deck.interview = Some(to);
    }
}

fn copy_field(to: &mut Interview, from: &Interview, key: &str) {
    match key {
        "company" => to.company.clone_from(&from.company),
        "url" => to.url.clone_from(&from.url),
        "role" => to.role.clone_from(&from.role),
        "date" => to.date = from.date,
        "stages" => to.stages.clone_from(&from.stages),
        "outcome" => to.outcome.clone_from(&from.outcome),
        "applied_via" => to.applied_via.clone_from(&from.applied_via),
        "platform" => to.platform.clone_from(&from.platform),
        "score" => to.score = from.score,
        "covers" => to.covers.clone_from(&from.covers),
        "remarks" => to.remarks.clone_from(&from.remarks),
        "events" => to.events.clone_from(&from.events),
        _ => {}
    }
}

fn noted(card: &Card, why: &'static str) -> Noted {
    Noted { question: card.question.clone(), why }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse::parse;
    use super::*;
    use crate::study::card::normal_form;

    /// `section/question=answer` for each card; section and answer may be left out.
    fn deck(cards: &str) -> Deck {
        let cards = cards.split_terminator(';').map(|text| {
            let (section, text) = text.split_once('/').map_or((None, text), |(s, t)| (Some(s.to_owned()), t));
            let (question, answer) =
                text.split_once('=').map_or((text, None), |(q, a)| (q, Some(a.to_owned())));
            Card { section, answer, ..Card::new(question) }
        });
        Deck { name: "d".into(), cards: cards.collect(), ..Deck::default() }
    }

    fn shown(deck: &Deck) -> String {
        let card = |card: &Card| {
            let section = card.section.as_ref().map_or(String::new(), |section| format!("{section}/"));
            let answer = card.answer.as_ref().map_or(String::new(), |answer| format!("={answer}"));
            let newer = card.answer_from_source.as_ref().map_or(String::new(), |newer| format!("+{newer}"));
            format!("{section}{}{answer}{newer};", card.question)
        };
        deck.cards.iter().map(card).collect()
    }

    fn origin(notes: &Deck) -> Origin {
        let text = TextHash::of(shown(notes).as_bytes());
        Origin { path: "n.md".into(), text, guids: Vec::new(), choice: ChoiceRecord::default() }
    }

    fn import(existing: Option<&Deck>, notes: &Deck, last: Option<&SourceRecord>) -> Merged {
        let origin = origin(notes);
        let taken = |id: &CardId| {
            let card = existing?.cards.iter().find(|card| card.id == *id)?;
            Some(normal_form(&card.question))
        };
        merge(existing, notes, origin, last, &taken)
    }

    /// Imports `first`, lets the user change the deck, imports `second`; twice, for the second time must change nothing.
    #[track_caller]
    fn check(first: &str, change: impl Fn(&mut Deck), second: &str, expected: &str) -> MergeReport {
        let one = import(None, &deck(first), None);
        let mut edited = one.deck;
        change(&mut edited);
        let two = import(Some(&edited), &deck(second), Some(&one.record));
        assert_eq!(shown(&two.deck), expected);
        let three = import(Some(&two.deck), &deck(second), Some(&two.record));
        assert!(!three.is_changed);
        assert_eq!(three.record, two.record);
        two.report
    }

    #[test]
    fn a_first_import_is_the_notes() {
        let merged = import(None, &deck("HR/Why?=So;What?"), None);
        assert_eq!(shown(&merged.deck), "HR/Why?=So;What?;");
        assert!(merged.deck.cards.iter().all(|card| card.id_is_written));
        assert_eq!(merged.report.added.len(), 2);
    }

    #[test]
    fn new_questions_and_newer_answers_come_in() {
        let report = check("a=1;b", |_| (), "a=2;b=3;c", "a=2;b=3;c;");
        assert_eq!((report.added.len(), report.updated.len(), report.unchanged), (1, 2, 0));
    }

    #[test]
    fn an_edited_answer_is_kept() {
        let edit = |deck: &mut Deck| deck.cards[0].answer = Some("mine".into());
        let report = check("a=1", edit, "a=2", "a=mine+2;");
        assert_eq!(report.kept_because_edited.len(), 1);
        assert_eq!(check("a=1", edit, "a=1", "a=mine;").unchanged, 1);
        check("a=1", edit, "a=mine", "a=mine;");
        check("a=1", |deck| deck.cards[0].answer = None, "a=2", "a+2;");
        check("a", edit, "a=2", "a=mine+2;");
    }

    #[test]
    fn an_answer_that_left_the_notes_stays() {
        assert_eq!(check("a=1", |_| (), "a", "a=1;").unchanged, 1);
    }

    #[test]
    fn what_was_deleted_stays_away() {
        let report = check("a=1;b=2", |deck| drop(deck.cards.remove(0)), "a=9;b=2", "b=2;");
        assert_eq!(report.stays_away, [Noted { question: "a".into(), why: "it was deleted" }]);
        check("x/a;y/a", |deck| drop(deck.cards.remove(1)), "x/a;y/a", "x/a;");
        check("x/a;y/a", |deck| drop(deck.cards.remove(0)), "y/a;x/a", "y/a;");
    }

    #[test]
    fn what_left_the_notes_is_told_and_kept() {
        let report = check("apples=1;b=2", |_| (), "b=2", "apples=1;b=2;");
        assert_eq!(report.gone_from_source.len(), 1);
    }

    #[test]
    fn a_question_in_several_sections_is_several_sightings() {
        let report = check("x/a=1;y/a=2", |_| (), "x/a=1;y/a=3;z/a", "x/a=1;y/a=3;z/a;");
        assert_eq!((report.added.len(), report.updated.len(), report.unchanged), (1, 1, 1));
        check("x/a=1;x/a=2", |_| (), "x/a=1;x/a=2", "x/a=1;x/a=2;");
    }

    #[test]
    fn a_reworded_question_keeps_its_card() {
        let (before, after) = ("What is a mutexx for?=It guards", "What is a mutex for?=It guards");
        let report = check(before, |_| (), after, "What is a mutex for?=It guards;");
        assert_eq!(report.updated.len(), 1);
        let edit = |deck: &mut Deck| deck.cards[0].question = "What's a mutex?".into();
        check("What is a mutex for?=1", edit, "What is a mutex for?=2", "What's a mutex?=2;");
        check(
            "What is HTTP 1 for?",
            |_| (),
            "What is HTTP 2 for?",
            "What is HTTP 1 for?;What is HTTP 2 for?;",
        );
    }

    #[test]
    fn what_was_read_without_its_superscripts_keeps_its_card() {
        for (before, now) in [
            ("What is 210?", "What is 2¹⁰?"),
            ("What is x1 in e-2x?", "What is x₁ in e^(-2x)?"),
            ("What does \\\\(a\\*b\\*c\\_1\\\\) mean?", "What does \\(a*b*c_1\\) mean?"),
        ] {
            let one = import(None, &deck(before), None);
            let two = import(Some(&one.deck), &deck(now), Some(&one.record));
            assert_eq!(shown(&two.deck), format!("{now};"), "{before}");
            assert_eq!(two.deck.cards[0].id, one.deck.cards[0].id);
        }
        // Where the notes have both, they are two questions.
        check("What is 210?", |_| (), "What is 210?;What is 2¹⁰?", "What is 210?;What is 2¹⁰?;");
    }

    #[test]
    fn the_users_own_cards_and_marks_stay() {
        let add = |deck: &mut Deck| {
            deck.cards.insert(0, Card::new("mine"));
            deck.cards[1].tags = vec!["t".into()];
        };
        check("a=1", add, "a=2;mine=3", "mine=3;a=2;");
    }

    #[test]
    fn an_id_whose_question_is_another_now_is_salted() {
        let notes = deck("a");
        let taken = |id: &CardId| (*id == notes.cards[0].id).then(|| "another".to_owned());
        let merged = merge(None, &notes, origin(&notes), None, &taken);
        assert_eq!(merged.deck.cards[0].id, CardId::salted("a", 1));
        let again = merge(Some(&merged.deck), &notes, origin(&notes), Some(&merged.record), &taken);
        assert!(!again.is_changed);
    }

    #[test]
    fn a_lost_record_doubles_nothing() {
        let one = import(None, &deck("x/a=1;b=2"), None);
        let two = import(Some(&one.deck), &deck("x/a=1;b=3"), None);
        assert_eq!(shown(&two.deck), "x/a=1;b=2+3;");
    }

    #[test]
    fn the_interview_is_filled_in_once() {
        let company = |name: &str| {
            Some(Interview { company: Some(name.into()), role: Some("Dev".into()), ..Interview::default() })
        };
        let notes = Deck { interview: company("Zibal"), title: Some("T".into()), ..deck("a") };
        let one = import(None, &notes, None);
        assert_eq!(one.deck.interview, notes.interview);
        let mut edited = one.deck;
        edited.interview.as_mut().unwrap().role = None;
        edited.title = None;
        let two = import(Some(&edited), &Deck { interview: company("Other"), ..notes }, Some(&one.record));
        assert!(!two.is_changed);
    }

    fn any_notes() -> impl Strategy<Value = String> {
        let card = ("[xy]?", "(apple|pear|plum|fig|a long one|a long ones)", "(|=1|=2|=3)");
        let card = card.prop_map(|(section, question, answer)| {
            let slash = if section.is_empty() { "" } else { "/" };
            format!("{section}{slash}{question}{answer};")
        });
        proptest::collection::vec(card, 0..8).prop_map(|cards| cards.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn importing_twice_is_importing_once(
            versions in proptest::collection::vec(any_notes(), 1..4),
            edits in proptest::collection::vec((any::<prop::sample::Index>(), 0..5u8), 0..6),
        ) {
            let mut text = None;
            let mut last: Option<SourceRecord> = None;
            for notes in versions {
                let mut present: Option<Deck> = text.as_ref().map(|text: &String| parse("d", text).unwrap().deck);
                if let (Some(present), Some(last)) = (&mut present, &last) {
                    let mut deleted = Vec::new();
                    for (at, edit) in &edits {
                        if present.cards.is_empty() { break; }
                        let at = at.index(present.cards.len());
                        match edit {
                            0 => deleted.push(present.cards.remove(at)),
                            1 => present.cards[at].answer = Some("mine".into()),
                            2 => present.cards[at].my_answer = Some("my own".into()),
                            3 => present.cards[at].tags.push("t".into()),
                            _ => present.cards[at].question += " indeed",
                        }
                    }
                    let before = text.clone().unwrap();
                    if parse("d", &before).unwrap().deck.cards.len() - deleted.len() == present.cards.len() {
                        text = Some(rewrite(&before, present).unwrap());
                    }
                    let merged = import(Some(present), &deck(&notes), Some(last));
                    for kept in &present.cards {
                        let now = merged.deck.cards.iter().find(|now| now.id == kept.id && now.my_answer == kept.my_answer && now.tags == kept.tags);
                        prop_assert!(now.is_some());
                        if kept.answer.as_deref() == Some("mine") {
                            prop_assert!(merged.deck.cards.iter().any(|now| now.id == kept.id && now.answer == kept.answer));
                        }
                    }
                    for gone in deleted {
                        let count = |deck: &Deck| deck.cards.iter().filter(|card| card.id == gone.id).count();
                        let sections = |cards: &[SightingRecord]| cards.iter().filter(|card| card.id == gone.id).count();
                        let new = sections(&merged.record.cards) - sections(&last.cards);
                        prop_assert!(count(&merged.deck) <= count(present) + new);
                    }
                }
                let merged = import(present.as_ref(), &deck(&notes), last.as_ref());
                let written = merged.text(text.as_deref()).unwrap();
                let reread = parse("d", &written).unwrap().deck;
                prop_assert_eq!(&reread, &merged.deck);
                let again = import(Some(&reread), &deck(&notes), Some(&merged.record));
                prop_assert_eq!(&again.record, &merged.record);
                prop_assert_eq!(again.text(Some(&written)).unwrap(), written.clone());
                (text, last) = (Some(written), Some(merged.record));
            }
        }
    }
}
