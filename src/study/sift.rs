//! What a person decides about the cards of a note that is being imported, carried out on the deck.
//!
//! It is as if the deck had been edited right after the import: what is taken out stays away when the
//! note is imported again, and an edited card keeps its id and its edit, because the record of the
//! import holds what the note says. The record also remembers what was looked at and kept.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::card::{Card, CardId};
use super::deck::{Deck, Merged, SightingRecord};

/// What is to become of a doubtful card; what nothing is decided about is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Keep,
    Drop,
    /// Its text becomes part of the answer of the card above it.
    JoinAbove,
    Edit(Edited),
}

/// A card as it was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub question: String,
    pub answer: Option<String>,
}

/// A card as a text to be edited: the question, a line that parts, the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditText {
    pub text: String,
    parting: String,
}

impl EditText {
    #[must_use]
    pub fn of(card: &Card) -> Self {
        let answer = card.answer.as_deref().unwrap_or_default();
        let mut parting = "=== the question stands above this line, its answer below ===".to_owned();
        while card.question.contains(&parting) || answer.contains(&parting) {
            parting.push('=');
        }
        let text = format!("{}\n\n{parting}\n\n{}\n", card.question.trim_end(), answer.trim_end());
        Self { text: text.trim_end().to_owned() + "\n", parting }
    }

    /// What the edited text says; `None` if it asks nothing.
    #[must_use]
    pub fn read(&self, edited: &str) -> Option<Edited> {
        let edited = edited.replace("\r\n", "\n");
        let mut question = Vec::new();
        let mut lines = edited.split('\n');
        question.extend(lines.by_ref().take_while(|line| line.trim_end() != self.parting));
        let question = ended(&question.join("\n"));
        let answer = ended(&lines.collect::<Vec<_>>().join("\n"));
        (!question.is_empty())
            .then(|| Edited { question, answer: Some(answer).filter(|answer| !answer.is_empty()) })
    }
}

/// Where in the merged deck each of the imported cards stands; `None` for one that stays away.
#[must_use]
pub fn places(merged: &Merged, imported: &Deck) -> Vec<Option<usize>> {
    type Sighting<'a> = (&'a CardId, Option<&'a str>);
    let mut records: HashMap<Sighting<'_>, Vec<&SightingRecord>> = HashMap::new();
    for record in &merged.record.cards {
        records.entry((&record.asks, record.section.as_deref())).or_default().push(record);
    }
    let mut held: HashMap<&CardId, Vec<usize>> = HashMap::new();
    for (place, card) in merged.deck.cards.iter().enumerate() {
        held.entry(&card.id).or_default().push(place);
    }
    let mut counts: HashMap<Sighting<'_>, usize> = HashMap::new();
    let mut place_of = |new: &'_ Card| {
        let sighting = (&new.id, new.section.as_deref());
        let records = records.get(&sighting)?;
        let key = records.first().map(|record| (&record.asks, record.section.as_deref()))?;
        let nth = counts.entry(key).or_default();
        let (this, record) = (*nth, records.get(*nth)?);
        *nth += 1;
        let places = held.get(&record.id)?;
        let is_here = |place: &&usize| merged.deck.cards[**place].section == record.section;
        // The user may have moved it to another section.
        places.iter().filter(is_here).nth(this).or_else(|| places.get(this)).copied()
    };
    imported.cards.iter().map(&mut place_of).collect()
}

/// Carries out what was chosen, by the places of the imported cards. A card that is to join the one
/// above is kept where there is none. Gives the places of the imported cards that are gone.
pub fn sift(
    merged: &mut Merged,
    existing: Option<&Deck>,
    imported: &Deck,
    choices: &BTreeMap<usize, Choice>,
) -> Vec<usize> {
    let places = places(merged, imported);
    let mut gone = Vec::new();
    let mut gone_places = HashSet::new();
    for (&at, choice) in choices {
        let Some(place) = places.get(at).copied().flatten() else { continue };
        match choice {
            Choice::Keep => {
                let new = &imported.cards[at];
                let records = merged.record.cards.iter_mut();
                for record in records.filter(|record| record.asks == new.id && record.section == new.section)
                {
                    record.is_kept = true;
                }
            }
            Choice::Edit(Edited { question, answer }) => {
                let card = &mut merged.deck.cards[place];
                card.question.clone_from(question);
                card.answer.clone_from(answer);
            }
            Choice::Drop => {
                gone.push(at);
                gone_places.insert(place);
            }
            Choice::JoinAbove => {
                let above = places[..at].iter().rev().copied().flatten();
                let Some(above) = above.into_iter().find(|above| !gone_places.contains(above)) else {
                    continue;
                };
                let said = said_by(&merged.deck.cards[place]);
                let answer = &mut merged.deck.cards[above].answer;
                let before = answer.as_deref().unwrap_or_default().trim_end();
                *answer = Some(ended(&format!("{before}\n\n{said}")));
                gone.push(at);
                gone_places.insert(place);
            }
        }
    }
    let mut place = 0;
    merged.deck.cards.retain(|_| {
        place += 1;
        !gone_places.contains(&(place - 1))
    });
    for at in &gone {
        let question = &imported.cards[*at].question;
        let added = &mut merged.report.added;
        if let Some(told) = added.iter().position(|noted| noted.question == *question) {
            added.remove(told);
        }
    }
    merged.is_changed = existing != Some(&merged.deck);
    gone
}

/// All that a card says.
fn said_by(card: &Card) -> String {
    let texts = [Some(card.question.as_str()), card.answer.as_deref()];
    texts.into_iter().flatten().map(str::trim).collect::<Vec<_>>().join("\n\n")
}

/// Without blank lines around it; text of several lines ends its last one.
fn ended(text: &str) -> String {
    let text = text.trim_end().trim_start_matches('\n');
    if text.contains('\n') { format!("{text}\n") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::card::normal_form;
    use crate::study::deck::{ChoiceRecord, Origin, SourceRecord, TextHash, merge};

    /// `question=answer` for each card; an answer may be left out.
    fn deck(cards: &str) -> Deck {
        let cards = cards.split_terminator(';').map(|text| {
            let (question, answer) =
                text.split_once('=').map_or((text, None), |(q, a)| (q, Some(a.to_owned())));
            Card { answer, id_is_written: true, ..Card::new(question) }
        });
        Deck { name: "d".into(), cards: cards.collect(), ..Deck::default() }
    }

    fn shown(deck: &Deck) -> String {
        let card = |card: &Card| match &card.answer {
            Some(answer) => format!("{}={};", card.question, answer.trim().replace('\n', "|")),
            None => format!("{};", card.question),
        };
        deck.cards.iter().map(card).collect()
    }

    fn import(existing: Option<&Deck>, notes: &Deck, last: Option<&SourceRecord>) -> Merged {
        let text = TextHash::of(shown(notes).as_bytes());
        let origin = Origin { path: "n.md".into(), text, guids: Vec::new(), choice: ChoiceRecord::default() };
        let taken = |id: &CardId| {
            let card = existing?.cards.iter().find(|card| card.id == *id)?;
            Some(normal_form(&card.question))
        };
        merge(existing, notes, origin, last, &taken)
    }

    /// Imports and sifts; then imports the same notes again, which must change nothing.
    #[track_caller]
    fn check(notes: &str, choices: &[(usize, Choice)], expected: &str) -> Merged {
        let notes = deck(notes);
        let mut one = import(None, &notes, None);
        sift(&mut one, None, &notes, &choices.iter().cloned().collect());
        assert_eq!(shown(&one.deck), expected);
        let two = import(Some(&one.deck), &notes, Some(&one.record));
        assert!(!two.is_changed, "{}", shown(&two.deck));
        assert_eq!(two.record, one.record);
        one
    }

    fn edit(question: &str, answer: Option<&str>) -> Choice {
        Choice::Edit(Edited { question: question.into(), answer: answer.map(str::to_owned) })
    }

    #[test]
    fn what_was_dropped_stays_away() {
        let merged = check("a=1;b=2;c", &[(1, Choice::Drop), (2, Choice::Keep)], "a=1;c;");
        assert_eq!(merged.report.added.len(), 2);
        check("a=1;a=2;a=3", &[(1, Choice::Drop)], "a=1;a=3;");
    }

    #[test]
    fn an_edited_card_keeps_its_id() {
        let merged = check("a=1;b=2", &[(1, edit("Who is B?", Some("She.")))], "a=1;Who is B?=She.;");
        assert_eq!(merged.deck.cards[1].id, CardId::of_question("b"));
        check("a=1;b=2", &[(0, edit("a", None))], "a;b=2;");
    }

    #[test]
    fn what_is_joined_becomes_part_of_the_answer_above() {
        check("a=1;b=2;c=3", &[(1, Choice::JoinAbove)], "a=1||b||2;c=3;");
        check("a;b;c", &[(1, Choice::JoinAbove), (2, Choice::JoinAbove)], "a=b||c;");
        check("a=1;b=2;c=3", &[(1, Choice::Drop), (2, Choice::JoinAbove)], "a=1||c||3;");
        check("a=1;b=2", &[(0, Choice::JoinAbove)], "a=1;b=2;");
        check("a=1;b=2;c", &[(0, edit("A", Some("one"))), (1, Choice::JoinAbove)], "A=one||b||2;c;");
    }

    #[test]
    fn cards_that_came_before_can_be_sifted_too() {
        let notes = deck("a=1;b=2;c=3");
        let one = import(None, &notes, None);
        let mut two = import(Some(&one.deck), &notes, Some(&one.record));
        let choices = BTreeMap::from([(0, Choice::Drop), (2, Choice::JoinAbove)]);
        let gone = sift(&mut two, Some(&one.deck), &notes, &choices);
        assert_eq!((shown(&two.deck).as_str(), two.is_changed, gone), ("b=2||c||3;", true, vec![0, 2]));
        let three = import(Some(&two.deck), &notes, Some(&two.record));
        assert!(!three.is_changed);
        assert_eq!(places(&three, &notes), [None, Some(0), None]);
    }

    #[test]
    fn a_card_is_edited_as_text() {
        let card = Card { answer: Some("One.\n\nTwo.\n".into()), ..Card::new("Why?") };
        let text = EditText::of(&card);
        assert_eq!(
            text.text,
            "Why?\n\n=== the question stands above this line, its answer below ===\n\nOne.\n\nTwo.\n"
        );
        let edited =
            |text: &EditText, new: &str| text.read(new).map(|edited| (edited.question, edited.answer));
        assert_eq!(
            edited(&text, &text.text.replace("Why", "How")),
            Some(("How?".into(), card.answer.clone()))
        );
        assert_eq!(edited(&text, "Only this?\n"), Some(("Only this?".into(), None)));
        assert_eq!(edited(&text, "\n \n"), None);
        assert_eq!(
            edited(&EditText::of(&Card::new("Why?")), &EditText::of(&Card::new("Why?")).text),
            Some(("Why?".into(), None))
        );
    }

    fn any_choice() -> impl Strategy<Value = Choice> {
        prop_oneof![
            Just(Choice::Keep),
            Just(Choice::Drop),
            Just(Choice::JoinAbove),
            "[a-e]{1,2}".prop_map(|question| edit(&question, Some("mine"))),
        ]
    }

    proptest! {
        #[test]
        fn importing_again_changes_nothing(
            notes in "([abc](=[12])?;){0,6}",
            choices in proptest::collection::btree_map(0..6usize, any_choice(), 0..5),
        ) {
            let notes = deck(&notes);
            let mut one = import(None, &notes, None);
            let gone = sift(&mut one, None, &notes, &choices);
            prop_assert_eq!(one.deck.cards.len() + gone.len(), notes.cards.len());
            let two = import(Some(&one.deck), &notes, Some(&one.record));
            prop_assert!(two.deck.cards.len() == one.deck.cards.len(), "{} -> {}", shown(&one.deck), shown(&two.deck));
            let again = import(Some(&two.deck), &notes, Some(&two.record));
            prop_assert_eq!(&again.deck, &two.deck);
        }

        #[test]
        fn an_unedited_text_is_the_card(question in "(?s)[a-z=\n#]{0,20}[a-z]", answer in "(?s)[a-z=\n#]{0,20}[a-z]") {
            let card = Card { answer: Some(ended(&answer)), ..Card::new(ended(&question)) };
            let text = EditText::of(&card);
            let edited = text.read(&text.text);
            prop_assert_eq!(edited, Some(Edited { question: card.question, answer: card.answer }));
        }
    }
}
