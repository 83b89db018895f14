//! What the day's queue is made from, and what is counted over all cards.
//!
//! Each query walks an index that holds only what it looks for, so its cost grows with what is due
//! and asked for, not with what the collection holds.

use std::collections::{HashMap, HashSet};

use rusqlite::named_params;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::introduction::NewRank;
use crate::study::queue::{Candidate, Reason};
use crate::study::schedule::Memory;
use crate::study::stats::{GroupKind, Groups};

use super::error::StoreError;
use super::history::canonical;
use super::index::{companies_of, list_of};
use super::open::Store;

/// What has been done today already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TodayCounts {
    /// Cards reviewed for the first time today.
    pub introduced: usize,
    /// Scored reviews today of cards that were not new.
    pub reviewed: usize,
}

impl Store {
    /// Cards whose due day has come.
    pub fn due(&self, today: Day) -> Result<Vec<Candidate>, StoreError> {
        self.due_by(today, today)
    }

    /// Cards whose due day will have come on `by`; those that are not due today are early.
    pub fn due_by(&self, today: Day, by: Day) -> Result<Vec<Candidate>, StoreError> {
        self.candidates(
            "select state.card, question.unanswered, question.asked_times, question.deck, question.position, \
             state.due, state.interval_days, state.stability_days, state.difficulty, state.last_review_day \
             from state join question using (card) \
             where state.due <= :by and state.due is not null and state.suspended = 0 \
             and state.buried_on is not :today and state.last_scored_day is not :today",
            named_params! { ":today": today.epoch_days(), ":by": by.epoch_days() },
            |row, candidate| {
                let interval_days: i64 = row.get(6)?;
                let due = Day::from_epoch_days(row.get(5)?);
                candidate.reason = if due > today {
                    Reason::Early
                } else {
                    Reason::Due { due, interval_days: interval_days.cast_unsigned() }
                };
                let last_day = row.get::<_, Option<i32>>(9)?.map(Day::from_epoch_days);
                if let (Some(stability_days), Some(difficulty)) = (row.get(7)?, row.get(8)?) {
                    let elapsed_days = last_day.map_or(interval_days, |last| today.since(last));
                    let elapsed_days = u32::try_from(elapsed_days.max(0)).unwrap_or(u32::MAX);
                    candidate.memory = Some((Memory { stability_days, difficulty }, elapsed_days));
                }
                Ok(())
            },
        )
    }

    /// The intervals of what falls due on each day after today, so many days on.
    pub fn intervals_to_come(&self, today: Day, days: usize) -> Result<Vec<Vec<u64>>, StoreError> {
        let mut to_come = vec![Vec::new(); days];
        let read = || {
            self.connection
                .prepare_cached(
                    "select due - ?1, interval_days from state join question using (card) \
                     where state.due > ?1 and state.due <= ?1 + ?2 and state.due is not null \
                     and state.suspended = 0",
                )?
                .query_map((today.epoch_days(), days), |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(usize, i64)>>>()
        };
        for (day, interval_days) in read().map_err(|source| self.failed(source))? {
            if let Some(intervals) = day.checked_sub(1).and_then(|place| to_come.get_mut(place)) {
                intervals.push(interval_days.cast_unsigned());
            }
        }
        Ok(to_come)
    }

    /// The deck and the section a card stands in first.
    pub fn section_of(&self, card: &CardId) -> Result<(String, Option<String>), StoreError> {
        self.connection
            .prepare_cached(
                "select question.deck, sighting.section from question \
                 join sighting on sighting.deck = question.deck and sighting.position = question.position \
                 where question.card = ?1",
            )
            .and_then(|mut statement| {
                statement.query_row([card.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            })
            .map_err(|source| self.failed(source))
    }

    /// Cards whose latest answer today was below 4, in the order they were answered.
    pub fn owed(&self, today: Day) -> Result<Vec<Candidate>, StoreError> {
        self.candidates(
            "select state.card, question.unanswered, question.asked_times, question.deck, question.position \
             from state join question using (card) \
             where state.last_review_day = :today and state.last_quality < 4 and state.suspended = 0 \
             and state.buried_on is not :today \
             order by (select max(tick) from event where event.card = state.card)",
            named_params! { ":today": today.epoch_days() },
            |_, _| Ok(()),
        )
    }

    /// New cards of a rank in the order they are asked, until `enough` of them please.
    pub fn new_cards(
        &self,
        today: Day,
        rank: NewRank,
        enough: usize,
        pleases: impl Fn(&Candidate) -> bool,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "select question.card, question.asked_times, question.deck, question.position, \
                 question.unanswered from question \
                 left join state using (card) \
                 where question.is_new = 1 and question.new_rank = ?2 and state.buried_on is not ?1 \
                 order by question.asked_times desc, question.deck, question.position",
            )
            .map_err(|source| self.failed(source))?;
        let mut found =
            statement.query((today.epoch_days(), rank.number())).map_err(|source| self.failed(source))?;
        let mut candidates = Vec::new();
        while candidates.len() < enough {
            let Some(row) = found.next().map_err(|source| self.failed(source))? else { break };
            let read = || -> rusqlite::Result<Option<Candidate>> {
                let Ok(card) = CardId::parse(&row.get::<_, String>(0)?) else { return Ok(None) };
                Ok(Some(Candidate {
                    card,
                    reason: Reason::New,
                    unanswered: row.get(4)?,
                    rank,
                    asked_times: row.get(1)?,
                    memory: None,
                    deck: row.get(2)?,
                    position: row.get(3)?,
                }))
            };
            if let Some(candidate) = read().map_err(|source| self.failed(source))?
                && pleases(&candidate)
            {
                candidates.push(candidate);
            }
        }
        Ok(candidates)
    }

    pub fn counts_of(&self, today: Day) -> Result<TodayCounts, StoreError> {
        self.connection
            .prepare_cached(
                "select count(*) filter (where first_review_day = ?1), \
                 count(*) filter (where first_review_day < ?1 and last_scored_day = ?1) \
                 from state where last_review_day = ?1",
            )
            .and_then(|mut statement| {
                statement.query_row([today.epoch_days()], |row| {
                    Ok(TodayCounts { introduced: row.get(0)?, reviewed: row.get(1)? })
                })
            })
            .map_err(|source| self.failed(source))
    }

    /// How many cards of the collection fall due on `day` exactly.
    pub fn due_on(&self, day: Day) -> Result<usize, StoreError> {
        self.connection
            .prepare_cached(
                "select count(*) from state join question using (card) \
                 where state.due = ?1 and state.due is not null and state.suspended = 0",
            )
            .and_then(|mut statement| statement.query_row([day.epoch_days()], |row| row.get(0)))
            .map_err(|source| self.failed(source))
    }

    /// Distinct interviews that asked a card, plus the counts the notes give; 0 for one in no deck.
    pub fn asked_times(&self, card: &CardId) -> Result<u32, StoreError> {
        self.asked_and_unanswered(card).map(|(asked_times, _)| asked_times)
    }

    /// [`Store::asked_times`], and whether no answer is written anywhere.
    pub fn asked_and_unanswered(&self, card: &CardId) -> Result<(u32, bool), StoreError> {
        use rusqlite::OptionalExtension as _;
        let read = || {
            let card = canonical(&self.connection, card)?;
            self.connection
                .prepare_cached("select asked_times, unanswered from question where card = ?1")?
                .query_row([card.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        };
        read().map(Option::unwrap_or_default).map_err(|source| self.failed(source))
    }

    /// Whether any deck has a card.
    pub fn has_cards(&self) -> Result<bool, StoreError> {
        self.connection
            .query_row("select exists (select 1 from question)", [], |row| row.get(0))
            .map_err(|source| self.failed(source))
    }

    /// The count of different cards in all decks.
    pub fn card_count(&self) -> Result<usize, StoreError> {
        self.connection
            .query_row("select count(*) from question", [], |row| row.get(0))
            .map_err(|source| self.failed(source))
    }

    /// How many questions all decks have; several may be one card.
    pub fn question_count(&self) -> Result<usize, StoreError> {
        self.connection
            .query_row("select coalesce(sum(card_count), 0) from deck", [], |row| row.get(0))
            .map_err(|source| self.failed(source))
    }

    /// How many questions of these decks, or of all if none is named, are of these cards.
    pub fn question_count_of(&self, cards: &HashSet<CardId>, decks: &[String]) -> Result<usize, StoreError> {
        let pairs = self.pairs(
            "select coalesce(joined.target, sighting.card), sighting.deck from sighting \
             left join joined using (card)",
        )?;
        let is_counted = |(card, deck): &&(CardId, String)| {
            cards.contains(card) && (decks.is_empty() || decks.contains(deck))
        };
        Ok(pairs.iter().filter(is_counted).count())
    }

    /// In which decks, companies, sections and tags cards stand.
    pub fn groups(&self) -> Result<Groups, StoreError> {
        let read = || {
            let joined: HashMap<String, String> = self
                .connection
                .prepare_cached("select card, target from joined")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let companies: HashMap<String, Option<String>> = self
                .connection
                .prepare_cached("select name, company from deck")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let mut statement =
                self.connection.prepare_cached("select card, deck, section, tags, asked from sighting")?;
            let mut found = statement.query([])?;
            let mut groups = Groups::default();
            while let Some(row) = found.next()? {
                let (id, deck) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
                let Some(company) = companies.get(deck) else { continue };
                let Ok(card) = CardId::parse(joined.get(id).map_or(id, String::as_str)) else { continue };
                let section = row.get_ref(2)?.as_str_or_null()?;
                let tags = list_of(row.get_ref(3)?.as_str()?);
                let asked = companies_of(row.get_ref(4)?.as_str()?);
                let companies = asked.iter().chain(company);
                let names = std::iter::once((GroupKind::Deck, deck))
                    .chain(section.map(|section| (GroupKind::Section, section)))
                    .chain(tags.iter().map(|tag| (GroupKind::Tag, tag.as_str())))
                    .chain(companies.map(|company| (GroupKind::Company, company.as_str())));
                groups.add(card, names);
            }
            Ok(groups)
        };
        read().map_err(|source| self.failed(source))
    }

    /// The cards of some decks.
    pub fn cards_in(&self, decks: &[String]) -> Result<HashSet<CardId>, StoreError> {
        let mut cards = HashSet::new();
        for deck in decks {
            let read = || {
                self.connection
                    .prepare_cached(
                        "select coalesce(joined.target, sighting.card) from sighting \
                         left join joined using (card) where sighting.deck = ?1",
                    )?
                    .query_map([deck], |row| row.get(0))?
                    .collect::<rusqlite::Result<Vec<String>>>()
            };
            let ids = read().map_err(|source| self.failed(source))?;
            cards.extend(ids.iter().filter_map(|id| CardId::parse(id).ok()));
        }
        Ok(cards)
    }

    /// Each joined card with the one its events are replayed under.
    pub fn joined(&self) -> Result<Vec<(CardId, CardId)>, StoreError> {
        let pairs = self.pairs("select card, target from joined order by card")?;
        Ok(pairs.into_iter().filter_map(|(id, target)| Some((id, CardId::parse(&target).ok()?))).collect())
    }

    /// The id that a card's events are replayed under.
    pub fn canonical(&self, card: &CardId) -> Result<CardId, StoreError> {
        canonical(&self.connection, card).map_err(|source| self.failed(source))
    }

    /// Cards that have a history but are in no deck.
    pub fn orphans(&self) -> Result<Vec<CardId>, StoreError> {
        let pairs = self.pairs(
            "select card, '' from state where card not in (select card from question) order by card",
        )?;
        Ok(pairs.into_iter().map(|(card, _)| card).collect())
    }

    fn pairs(&self, sql: &str) -> Result<Vec<(CardId, String)>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(sql)?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(String, String)>>>()
        };
        let pairs = read().map_err(|source| self.failed(source))?;
        Ok(pairs.into_iter().filter_map(|(id, name)| Some((CardId::parse(&id).ok()?, name))).collect())
    }

    fn candidates(
        &self,
        sql: &str,
        params: &[(&str, &dyn rusqlite::ToSql)],
        fill: impl Fn(&rusqlite::Row<'_>, &mut Candidate) -> rusqlite::Result<()>,
    ) -> Result<Vec<Candidate>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut found = statement.query(params)?;
            let mut candidates = Vec::new();
            while let Some(row) = found.next()? {
                let Ok(card) = CardId::parse(&row.get::<_, String>(0)?) else { continue };
                let mut candidate = Candidate {
                    card,
                    reason: Reason::Repeat,
                    unanswered: row.get(1)?,
                    rank: NewRank::default(),
                    asked_times: row.get(2)?,
                    memory: None,
                    deck: row.get(3)?,
                    position: row.get(4)?,
                };
                fill(row, &mut candidate)?;
                candidates.push(candidate);
            }
            Ok(candidates)
        };
        read().map_err(|source| self.failed(source))
    }
}
