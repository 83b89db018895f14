//! Who asked what: the interviews there are, and which card each of them has.

use rusqlite::Row;

use crate::study::card::{AskedAgain, CardId};
use crate::study::day::Day;
use crate::study::deck::Standing;

use super::error::StoreError;
use super::index::list_of;
use super::open::Store;

/// The head of a deck that names a company or is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterviewHead {
    pub deck: String,
    pub title: Option<String>,
    pub company: Option<String>,
    pub role: Option<String>,
    pub day: Option<Day>,
    pub standing: Standing,
    pub minutes_per_day: Option<u32>,
    /// Selections it draws on besides its own cards.
    pub covers: Vec<String>,
    /// Whether it has taken place.
    pub is_interview: bool,
    pub card_count: usize,
}

/// A card at one place, under the id its events are replayed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPlace {
    pub card: CardId,
    pub deck: String,
    pub tags: Vec<String>,
}

impl Store {
    /// The interviews, planned ones included, by the names of their decks.
    pub fn interviews(&self) -> Result<Vec<InterviewHead>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "select name, title, company, role, interview_day, standing, minutes_per_day, covers, \
                     is_interview, card_count from deck \
                     where trim(coalesce(company, '')) <> '' or standing <> 'fact' order by name",
                )?
                .query_map([], head)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// All cards, each once, merged ones under the id they share; in the order of ids.
    pub fn questions(&self) -> Result<Vec<CardId>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached("select card from question order by card")?
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<rusqlite::Result<Vec<String>>>()
        };
        let ids = read().map_err(|source| self.failed(source))?;
        Ok(ids.iter().filter_map(|id| CardId::parse(id).ok()).collect())
    }

    /// Every place of a card in a deck that names a company or is planned.
    pub fn asked_places(&self) -> Result<Vec<AskedPlace>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/asked_places.sql"))?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect::<rusqlite::Result<Vec<(String, String, String)>>>()
        };
        let rows = read().map_err(|source| self.failed(source))?;
        let place = |(card, deck, tags): (String, String, String)| {
            Some(AskedPlace { card: CardId::parse(&card).ok()?, deck, tags: list_of(&tags) })
        };
        Ok(rows.into_iter().filter_map(place).collect())
    }

    /// What the user says of questions, under the ids their events are replayed under.
    pub fn asked_again(&self) -> Result<Vec<(CardId, AskedAgain)>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "select coalesce(joined.target, sighting.card), asked_again from sighting \
                     left join joined on joined.card = sighting.card \
                     where asked_again is not null order by sighting.card, asked_again desc",
                )?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(String, String)>>>()
        };
        let rows = read().map_err(|source| self.failed(source))?;
        let word =
            |(card, word): &(String, String)| Some((CardId::parse(card).ok()?, AskedAgain::parse(word)?));
        Ok(rows.iter().filter_map(word).collect())
    }
}

fn head(row: &Row<'_>) -> rusqlite::Result<InterviewHead> {
    Ok(InterviewHead {
        deck: row.get(0)?,
        title: row.get(1)?,
        company: row.get(2)?,
        role: row.get(3)?,
        day: row.get::<_, Option<i32>>(4)?.map(Day::from_epoch_days),
        standing: Standing::parse(&row.get::<_, String>(5)?),
        minutes_per_day: row.get(6)?,
        covers: list_of(&row.get::<_, String>(7)?),
        is_interview: row.get(8)?,
        card_count: row.get(9)?,
    })
}
