//! The lists over all cards, given one card after the other, so that no more than one of them is in memory.
//!
//! What is looked at of every card is read in the order of the cards' ids, from several tables side by side: no card
//! is looked up. What is shown is read in the order of the decks.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _, Row, Rows, Statement, params_from_iter};

use crate::study::card::CardId;
use crate::study::deck::SameAs;
use crate::study::schedule::CardState;
use crate::study::selection::Place;
use crate::study::stats::CardFacts;

use super::error::StoreError;
use super::history::canonical;
use super::index::{companies_of, joined, list_of, same_as};
use super::open::Store;
use super::rows;

/// A card of the collection with where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub card: CardId,
    pub asked_times: u32,
    pub unanswered: bool,
    pub deck: String,
    pub position: u32,
    pub question: String,
    pub state: CardState,
}

/// A card with what a selection asks about it, without its texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub card: CardId,
    pub asked_times: u32,
    pub unanswered: bool,
    /// Where it stands first.
    pub deck: String,
    pub position: u32,
    pub state: CardState,
    /// All places, in the order of ids, decks and positions; none if they were not asked for.
    pub places: Vec<Place>,
}

/// What [`listed`] reads.
const LISTED_COLUMNS: &str = "question.card, question.asked_times, question.unanswered, question.deck, \
     question.position, sighting.question, state.card is not null";
/// How many columns these are.
const LISTED_WIDTH: usize = 7;
/// What [`place`] reads.
const PLACE_COLUMNS: &str = "sighting.deck, sighting.section, sighting.tags, sighting.asked";

impl Store {
    /// All cards in deck order, each once.
    pub fn listed(&self) -> Result<Vec<Listed>, StoreError> {
        let mut listed = Vec::new();
        self.each_listed(|card| {
            listed.push(card);
            Ok::<_, StoreError>(())
        })?;
        Ok(listed)
    }

    /// Visits all cards in deck order, each once.
    pub fn each_listed<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Listed) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_row(|listed, _| visit(listed))
    }

    /// The same, each card with all its places.
    pub fn each_listed_in_places<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Listed, Vec<Place>) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |source| E::from(self.failed(source));
        let companies = self.companies_of_decks().map_err(failed)?;
        let several = in_several_places(&self.connection).map_err(failed)?;
        self.each_row(|listed, row| {
            let places = if several.contains(listed.card.as_str()) {
                places_of(self, listed.card.as_str())
            } else {
                place(row, LISTED_WIDTH + rows::STATE_WIDTH).map(|mut only| {
                    only.companies.extend(companies.get(&only.deck).cloned().flatten());
                    vec![only]
                })
            };
            visit(listed, places.map_err(failed)?)
        })
    }

    /// Visits all cards in deck order, each once and with its row, which ends with its first place.
    fn each_row<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Listed, &Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |source| E::from(self.failed(source));
        // As the decks have them: nothing is sorted.
        let sql = format!(
            "select {LISTED_COLUMNS}, {}, {PLACE_COLUMNS} from sighting \
             left join joined on joined.card = sighting.card \
             cross join question on question.card = coalesce(joined.target, sighting.card) \
             and question.deck = sighting.deck and question.position = sighting.position \
             left join state on state.card = question.card \
             order by sighting.deck, sighting.position",
            rows::STATE_COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut found = statement.query([]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            if let Some(listed) = listed(row).map_err(failed)? {
                visit(listed, row)?;
            }
        }
        Ok(())
    }

    /// One card, as [`Store::each_listed`] gives it; `None` if it is in no deck.
    pub fn listed_card(&self, card: &CardId) -> Result<Option<Listed>, StoreError> {
        let read = || {
            let card = canonical(&self.connection, card)?;
            let sql = format!(
                "select {LISTED_COLUMNS}, {} from question \
                 join sighting on sighting.deck = question.deck and sighting.position = question.position \
                 left join state on state.card = question.card where question.card = ?1",
                rows::STATE_COLUMNS
            );
            self.connection.prepare_cached(&sql)?.query_row([card.as_str()], listed).optional()
        };
        Ok(read().map_err(|source| self.failed(source))?.flatten())
    }

    /// Visits all cards in the order of their ids, or those of some, with their places if these are asked for.
    pub fn each_placed<E: From<StoreError>>(
        &self,
        only: Option<&HashSet<CardId>>,
        with_places: bool,
        mut visit: impl FnMut(Placed) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |source| E::from(self.failed(source));
        let (those, only) = match only {
            None => ("", None),
            Some(cards) => {
                let ids: Vec<&str> = cards.iter().map(CardId::as_str).collect();
                ("where card in (select value from json_each(?1))", serde_json::to_string(&ids).ok())
            }
        };
        let sql = format!(
            "select card, asked_times, unanswered, deck, position from question {those} order by card"
        );
        let mut questions = self.connection.prepare_cached(&sql).map_err(failed)?;
        let sql = format!("select card, {} from state {those} order by card", rows::STATE_COLUMNS);
        let mut states = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut states =
            ById::begin(&mut states, only.as_deref(), |row| rows::state(row, 1)).map_err(failed)?;
        let sql = format!("select card, {PLACE_COLUMNS} from sighting {those} order by card, deck, position");
        let mut sightings = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut sightings =
            ById::begin(&mut sightings, only.as_deref(), |row| place(row, 1)).map_err(failed)?;
        let companies = self.companies_of_decks().map_err(failed)?;
        // What is joined to a card stands elsewhere in this order.
        let targets: HashSet<String> = joined(&self.connection).map_err(failed)?.into_values().collect();
        let places = |id: &str| -> rusqlite::Result<Vec<Place>> {
            if targets.contains(id) {
                return places_of(self, id);
            }
            let mut places = Vec::new();
            while let Some(mut place) = sightings.first_of(id)? {
                place.companies.extend(companies.get(&place.deck).cloned().flatten());
                places.push(place);
            }
            Ok(places)
        };
        let mut places = Some(places).filter(|_| with_places);
        let mut found = questions.query(params_from_iter(only.iter())).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let mut read = || -> rusqlite::Result<Option<Placed>> {
                let id = row.get_ref(0)?.as_str()?;
                let Ok(card) = CardId::parse(id) else { return Ok(None) };
                let state = states.first_of(id)?.unwrap_or_default();
                let places = places.as_mut().map_or(Ok(Vec::new()), |places| places(id))?;
                let [asked_times, position] = [row.get(1)?, row.get(4)?];
                let (unanswered, deck) = (row.get(2)?, row.get(3)?);
                Ok(Some(Placed { card, asked_times, unanswered, deck, position, state, places }))
            };
            if let Some(placed) = read().map_err(failed)? {
                visit(placed)?;
            }
        }
        Ok(())
    }

    /// Visits each id that stands in several places, in the order of ids: the deck, the position and the question of
    /// each, in the order of the decks.
    pub fn each_shared_id(
        &self,
        mut visit: impl FnMut(CardId, Vec<(String, usize, String)>),
    ) -> Result<(), StoreError> {
        let mut read = || {
            let mut ids = self.connection.prepare_cached(
                "select card from sighting group by card having count(*) > 1 order by card",
            )?;
            let mut questions = self.connection.prepare_cached(
                "select deck, position, question from sighting where card = ?1 order by deck, position",
            )?;
            let mut ids = ids.query([])?;
            while let Some(row) = ids.next()? {
                let Ok(card) = CardId::parse(row.get_ref(0)?.as_str()?) else { continue };
                let places = questions
                    .query_map([card.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                let places = places.collect::<rusqlite::Result<_>>()?;
                visit(card, places);
            }
            Ok(())
        };
        read().map_err(|source| self.failed(source))
    }

    /// What the decks say of cards that ask the same, and what of it leads nowhere.
    pub fn same_as(&self) -> Result<SameAs, StoreError> {
        same_as(&self.connection).map_err(|source| self.failed(source))
    }

    /// The same card with its question.
    pub fn with_question(&self, placed: Placed) -> Result<Listed, StoreError> {
        let Placed { card, asked_times, unanswered, deck, position, state, .. } = placed;
        let question = self
            .connection
            .prepare_cached("select question from sighting where deck = ?1 and position = ?2")
            .and_then(|mut statement| statement.query_row((&deck, position), |row| row.get(0)))
            .map_err(|source| self.failed(source))?;
        Ok(Listed { card, asked_times, unanswered, deck, position, question, state })
    }

    /// Where all cards stand.
    pub fn places(&self) -> Result<HashMap<CardId, Vec<Place>>, StoreError> {
        let mut places = HashMap::new();
        self.each_placed(None, true, |placed| {
            places.insert(placed.card, placed.places);
            Ok::<_, StoreError>(())
        })?;
        Ok(places)
    }

    fn companies_of_decks(&self) -> rusqlite::Result<HashMap<String, Option<String>>> {
        self.connection
            .prepare_cached("select name, company from deck")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    }

    /// Where a card stands, and where those joined to it stand.
    pub fn places_of(&self, card: &CardId) -> Result<Vec<Place>, StoreError> {
        places_of(self, card.as_str()).map_err(|source| self.failed(source))
    }

    /// What the statistics need of all cards, each once, without their texts.
    pub fn each_card_facts(&self, mut visit: impl FnMut(CardFacts)) -> Result<(), StoreError> {
        let mut read = || {
            let sql = format!("select card, {} from state order by card", rows::STATE_COLUMNS);
            let mut states = self.connection.prepare_cached(&sql)?;
            let mut states = ById::begin(&mut states, None, |row| rows::state(row, 1))?;
            let mut questions = self
                .connection
                .prepare_cached("select card, asked_times, unanswered from question order by card")?;
            let mut questions = questions.query([])?;
            while let Some(row) = questions.next()? {
                let id = row.get_ref(0)?.as_str()?;
                let Ok(card) = CardId::parse(id) else { continue };
                let state = states.first_of(id)?.unwrap_or_default();
                visit(CardFacts { card, state, asked_times: row.get(1)?, unanswered: row.get(2)? });
            }
            Ok(())
        };
        read().map_err(|source| self.failed(source))
    }
}

/// Rows in the order of their cards' ids, read beside another list in this order.
pub(super) struct ById<'s, T> {
    rows: Rows<'s>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    next: Option<(String, T)>,
}

impl<'s, T> ById<'s, T> {
    /// `statement` gives the card first; `read` reads the other columns.
    pub(super) fn begin(
        statement: &'s mut Statement<'_>,
        only: Option<&str>,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Self> {
        let mut by_id = Self { rows: statement.query(params_from_iter(only))?, read, next: None };
        by_id.advance()?;
        Ok(by_id)
    }

    /// The first row of a card, which comes after all cards that were asked for before. All rows before it are
    /// `passed`; without a card these are all that are left.
    pub(super) fn pass_until(
        &mut self,
        id: Option<&str>,
        mut passed: impl FnMut(String, T),
    ) -> rusqlite::Result<Option<T>> {
        while let Some((card, value)) = self.next.take_if(|(card, _)| id.is_none_or(|id| card.as_str() <= id))
        {
            self.advance()?;
            if Some(card.as_str()) == id {
                return Ok(Some(value));
            }
            passed(card, value);
        }
        Ok(None)
    }

    /// The same, whatever comes before it.
    fn first_of(&mut self, id: &str) -> rusqlite::Result<Option<T>> {
        self.pass_until(Some(id), |_, _| ())
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        self.next = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, (self.read)(row)?)),
            None => None,
        };
        Ok(())
    }
}

/// Cards with more than one place, and those that are joined.
fn in_several_places(connection: &Connection) -> rusqlite::Result<HashSet<String>> {
    connection
        .prepare_cached(
            "select card from sighting group by card having count(*) > 1 \
             union select card from joined union select target from joined",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

fn places_of(store: &Store, id: &str) -> rusqlite::Result<Vec<Place>> {
    let sql = format!(
        "select deck.company, {PLACE_COLUMNS} from sighting join deck on deck.name = sighting.deck \
         where sighting.card = ?1 or sighting.card in (select card from joined where target = ?1) \
         order by sighting.card, sighting.deck, sighting.position"
    );
    let mut statement = store.connection.prepare_cached(&sql)?;
    let with_company = |row: &Row<'_>| {
        let mut place = place(row, 1)?;
        place.companies.extend(row.get::<_, Option<String>>(0)?);
        Ok(place)
    };
    statement.query_map([id], with_company)?.collect()
}

/// A place whose first column of [`PLACE_COLUMNS`] is column `at` of the row, still without the company of its deck.
fn place(row: &Row<'_>, at: usize) -> rusqlite::Result<Place> {
    Ok(Place {
        deck: row.get(at)?,
        section: row.get(at + 1)?,
        tags: list_of(row.get_ref(at + 2)?.as_str()?),
        companies: companies_of(row.get_ref(at + 3)?.as_str()?),
    })
}

/// From [`LISTED_COLUMNS`] and those of the state.
fn listed(row: &Row<'_>) -> rusqlite::Result<Option<Listed>> {
    let Ok(card) = CardId::parse(row.get_ref(0)?.as_str()?) else { return Ok(None) };
    Ok(Some(Listed {
        card,
        asked_times: row.get(1)?,
        unanswered: row.get(2)?,
        deck: row.get(3)?,
        position: row.get(4)?,
        question: row.get(5)?,
        state: if row.get(6)? { rows::state(row, LISTED_WIDTH)? } else { CardState::default() },
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::index::tests::{any_deck, indexed};
    use super::super::open::Machine;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_list_has_the_same_cards(decks in (any_deck("one"), any_deck("two"), any_deck("three"))) {
            let folder = tempfile::tempdir().unwrap();
            let machine = Machine { mark: "test machine", fresh_device: "test" };
            let mut store = Store::open(&folder.path().join("viva.db"), &machine).unwrap();
            store.index(&[indexed(&decks.0), indexed(&decks.1), indexed(&decks.2)], &[]).unwrap();
            let listed = store.listed().unwrap();
            prop_assert_eq!(listed.len(), store.card_count().unwrap());
            prop_assert!(listed.is_sorted_by_key(|card| (card.deck.clone(), card.position)));
            let only: HashSet<CardId> = listed.iter().step_by(2).map(|card| card.card.clone()).collect();
            for wanted in [None, Some(&only)] {
                let mut found = Vec::new();
                store.each_placed(wanted, true, |placed| {
                    assert_eq!(placed.places, store.places_of(&placed.card)?);
                    assert!(placed.places.iter().any(|place| place.deck == placed.deck));
                    found.push(store.with_question(placed)?);
                    Ok::<_, StoreError>(())
                }).unwrap();
                prop_assert!(found.is_sorted_by_key(|card| card.card.clone()));
                found.sort_by_key(|card| (card.deck.clone(), card.position));
                let is_wanted = |card: &&Listed| wanted.is_none_or(|wanted| wanted.contains(&card.card));
                prop_assert_eq!(found, listed.iter().filter(is_wanted).cloned().collect::<Vec<_>>());
            }
            let mut placed = Vec::new();
            store.each_listed_in_places(|card, places| {
                assert_eq!(places, store.places_of(&card.card)?);
                placed.push(card);
                Ok::<_, StoreError>(())
            }).unwrap();
            prop_assert_eq!(&placed, &listed);
            for card in &listed {
                let found = store.listed_card(&card.card).unwrap();
                prop_assert_eq!(found.as_ref(), Some(card));
            }
        }
    }
}
