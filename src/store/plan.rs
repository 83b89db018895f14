//! What a plan is made of: where cards stand, and the answers that test its forecasts.

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::introduction::NewRank;
use crate::study::plan::TestAnswer;
use crate::study::review::{Change, DebriefRecord, ForecastRecord, Intent};
use crate::study::schedule::effective;

use super::error::StoreError;
use super::history::held;
use super::index::list_of;
use super::open::Store;
use super::rows;

/// A card at one place, as far as a plan needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPlace {
    /// The id its events are replayed under.
    pub card: CardId,
    pub deck: String,
    pub section: Option<String>,
    pub tags: Vec<String>,
    /// How long it is worked on, if it is an exercise.
    pub seconds: Option<u32>,
}

/// An answer that tested the forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    pub day: Day,
    /// An audit in a drill, or a question of a rehearsal.
    pub is_audit: bool,
    pub answer: TestAnswer,
}

impl Store {
    /// Where the cards stand, in the order of decks.
    pub fn plan_places(&self) -> Result<Vec<PlanPlace>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(include_str!("sql/plan_places.sql"))?;
            let mut found = statement.query([])?;
            let mut places = Vec::new();
            while let Some(row) = found.next()? {
                let Ok(card) = CardId::parse(row.get_ref(0)?.as_str()?) else { continue };
                places.push(PlanPlace {
                    card,
                    deck: row.get(1)?,
                    section: row.get(2)?,
                    tags: list_of(row.get_ref(3)?.as_str()?),
                    seconds: row.get(4)?,
                });
            }
            Ok(places)
        };
        read().map_err(|source| self.failed(source))
    }

    /// The answers of rehearsals and audits that stand, with the study day of each and what was forecast for it.
    pub fn tests(&self) -> Result<Vec<Test>, StoreError> {
        let read = || {
            let cards = self
                .connection
                .prepare_cached(
                    "select distinct coalesce(joined.target, event.card) from event \
                     left join joined on joined.card = event.card \
                     where kind = 'review' and instr(payload, '\"forecast_permille\"') > 0",
                )?
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            let mut answers = Vec::new();
            for card in cards.iter().filter_map(|card| CardId::parse(card).ok()) {
                let (_, events) = held(&self.connection, &card)?;
                answers.extend(effective(&events).into_iter().filter_map(|event| match event.change() {
                    Change::Review(review) => review.forecast.map(|forecast| Test {
                        day: event.day,
                        is_audit: review.intent == Intent::Audit,
                        answer: TestAnswer {
                            forecast: f64::from(forecast.permille) / 1000.0,
                            passed: review.quality.is_pass(),
                            weight: f64::from(forecast.weight_percent) / 100.0,
                        },
                    }),
                    _ => None,
                }));
            }
            Ok(answers)
        };
        read().map_err(|source| self.failed(source))
    }

    /// The forecasts made so far with the study days they were made on, the first one first.
    pub fn forecasts(&self) -> Result<Vec<(Day, ForecastRecord)>, StoreError> {
        self.records("forecast", |change| match change {
            Change::Forecast(record) => Some(*record),
            _ => None,
        })
    }

    /// The interviews gone through so far with the study days that was done on, the first one first.
    pub fn debriefs(&self) -> Result<Vec<(Day, DebriefRecord)>, StoreError> {
        self.records("debrief", |change| match change {
            Change::Debrief(record) => Some(*record),
            _ => None,
        })
    }

    /// The records of one kind that belong to no card.
    pub(super) fn records<T>(
        &self,
        kind: &str,
        pick: impl Fn(Change) -> Option<T>,
    ) -> Result<Vec<(Day, T)>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(&format!(
                    "select {} from event where card is null and kind = ?1 order by tick, device, seq",
                    rows::EVENT_COLUMNS
                ))?
                .query_map([kind], rows::event)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let events = read().map_err(|source| self.failed(source))?;
        Ok(events.into_iter().filter_map(|event| Some((event.day, pick(event.change())?))).collect())
    }

    /// Questions about background and behaviour, which a memory model cannot forecast.
    pub fn small_talk(&self) -> Result<Vec<CardId>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached("select card from question where new_rank = ?1")?
                .query_map([NewRank::SmallTalk.number()], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()
        };
        let ids = read().map_err(|source| self.failed(source))?;
        Ok(ids.iter().filter_map(|id| CardId::parse(id).ok()).collect())
    }
}
