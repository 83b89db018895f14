//! The index of decks: what their files hold, so that one that has not changed is not parsed again.
//!
//! The files are the truth and this is a cache of them. A deck that is gone or broken leaves the
//! index; the events and states of its cards stay, and count again as soon as it is back.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, OptionalExtension as _, ToSql as _, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::study::card::{Asked, AskedAgain, Card, CardId};
use crate::study::day::Day;
use crate::study::deck::{Deck, Interview, SameAs, SeenCard, Standing};
use crate::study::introduction::{NewRank, is_explained, is_small_talk};

use super::counted;
use super::deck_counts::{DeckCounts, count_decks};
use super::error::StoreError;
use super::history::{canonical, held};
use super::interviews;
use super::log::keep_replay;
use super::open::Store;
use super::search::take_words;

/// From so many decks on, the database is given more memory while they are indexed.
const MANY_DECKS: usize = 20;
const MUCH_CACHE_KIB: i64 = 64 << 10;
/// SQLite's own default.
const USUAL_CACHE_KIB: i64 = 2000;

/// What tells at a glance whether a deck's file has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeckStamp {
    pub name: String,
    pub size_bytes: u64,
    /// 0 when the file was so fresh that it could change again within the clock's grain.
    pub mtime_ns: i64,
}

/// A deck as the index holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDeck {
    pub stamp: DeckStamp,
    /// Of the file's bytes.
    pub hash: String,
    pub title: Option<String>,
    pub company: Option<String>,
    pub interview_day: Option<Day>,
    /// Whether it counts as having asked its questions.
    pub is_interview: bool,
    pub card_count: usize,
    pub counts: DeckCounts,
    /// Cards whose id the file does not name yet.
    pub unpinned_count: usize,
    /// Why the file could not be read.
    pub problem: Option<String>,
}

/// A deck to be put into the index: its cards, or why it could not be read.
pub struct IndexedDeck<'a> {
    pub stamp: DeckStamp,
    pub hash: String,
    pub content: Result<&'a Deck, String>,
}

impl IndexedDeck<'_> {
    /// None where it could not be read.
    pub(super) fn cards(&self) -> &[Card] {
        self.content.as_ref().map_or(&[], |deck| &deck.cards)
    }
}

#[derive(Serialize, Deserialize)]
struct AskedRow {
    company: String,
    times: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl Store {
    /// All decks the index knows, by name.
    pub fn known_decks(&self) -> Result<BTreeMap<String, KnownDeck>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "select name, size_bytes, mtime_ns, hash, title, company, interview_day, card_count, \
                     unpinned, problem, is_interview, distinct_cards, unanswered_cards from deck",
                )?
                .query_map([], |row| {
                    let known = KnownDeck {
                        stamp: DeckStamp {
                            name: row.get(0)?,
                            size_bytes: row.get(1)?,
                            mtime_ns: row.get(2)?,
                        },
                        hash: row.get(3)?,
                        title: row.get(4)?,
                        company: row.get(5)?,
                        interview_day: row.get::<_, Option<i32>>(6)?.map(Day::from_epoch_days),
                        card_count: row.get(7)?,
                        unpinned_count: row.get(8)?,
                        problem: row.get(9)?,
                        is_interview: row.get(10)?,
                        counts: DeckCounts { distinct_cards: row.get(11)?, unanswered_cards: row.get(12)? },
                    };
                    Ok((known.stamp.name.clone(), known))
                })?
                .collect::<rusqlite::Result<BTreeMap<_, _>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// Only the time and size of a deck have changed, not its text.
    pub fn restamp(&mut self, stamps: &[DeckStamp]) -> Result<(), StoreError> {
        if stamps.is_empty() {
            return Ok(());
        }
        self.in_transaction(|connection| {
            let mut update = connection
                .prepare_cached("update deck set size_bytes = ?2, mtime_ns = ?3 where name = ?1")?;
            for stamp in stamps {
                update.execute((&stamp.name, stamp.size_bytes, stamp.mtime_ns))?;
            }
            Ok(())
        })
    }

    /// Puts changed decks in and takes gone ones out, all at once.
    pub fn index(&mut self, changed: &[IndexedDeck<'_>], gone: &[String]) -> Result<(), StoreError> {
        self.index_and(changed, gone, |_| Ok(()))
    }

    /// Puts new decks in, with the words that a search looks for.
    pub fn index_with_words(&mut self, new: &[IndexedDeck<'_>]) -> Result<(), StoreError> {
        self.index_and(new, &[], |connection| {
            new.iter().try_for_each(|deck| take_words(connection, &deck.stamp.name, &deck.hash))
        })
    }

    fn index_and(
        &mut self,
        changed: &[IndexedDeck<'_>],
        gone: &[String],
        then: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        if changed.is_empty() && gone.is_empty() {
            return Ok(());
        }
        // Rows go in by random ids; what does not stay in memory is read again for each of them.
        let is_much = changed.len() >= MANY_DECKS;
        if is_much {
            self.set_cache_kib(MUCH_CACHE_KIB)?;
        }
        let done = self.write_index(changed, gone, then);
        if is_much {
            self.set_cache_kib(USUAL_CACHE_KIB)?;
        }
        done
    }

    fn set_cache_kib(&self, kib: i64) -> Result<(), StoreError> {
        self.connection.pragma_update(None, "cache_size", -kib).map_err(|source| self.failed(source))
    }

    fn write_index(
        &mut self,
        changed: &[IndexedDeck<'_>],
        gone: &[String],
        then: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        self.in_transaction(|connection| {
            let mut touched = BTreeSet::new();
            // A join's target may come or go with its own deck.
            let were_joined = has_joins(connection)?;
            for name in changed.iter().map(|deck| &deck.stamp.name).chain(gone) {
                let mut cards = connection.prepare_cached("select card from sighting where deck = ?1")?;
                for card in cards.query_map([name], |row| row.get(0))? {
                    touched.insert(card?);
                }
                connection.prepare_cached("delete from sighting where deck = ?1")?.execute([name])?;
                connection.prepare_cached("delete from deck where name = ?1")?.execute([name])?;
            }
            for deck in changed {
                insert_deck(connection, deck)?;
                touched.extend(deck.cards().iter().map(|card| card.id.as_str().to_owned()));
            }
            if were_joined || has_joins(connection)? {
                touched.append(&mut rejoin(connection)?);
            }
            let settled = interviews::settle(connection)?;
            touched.append(&mut interviews::cards_of(connection, &settled)?);
            renew_questions(connection, touched)?;
            count_decks(connection, changed.iter().map(|deck| deck.stamp.name.as_str()))?;
            then(connection)
        })
    }

    /// The card that each joined card shares its schedule with.
    pub fn joins(&self) -> Result<HashMap<CardId, CardId>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare("select card, target from joined")?;
            let mut found = statement.query([])?;
            let mut joins = HashMap::new();
            while let Some(row) = found.next()? {
                let [card, target] = [row.get::<_, String>(0)?, row.get(1)?];
                if let (Ok(card), Ok(target)) = (CardId::parse(&card), CardId::parse(&target)) {
                    joins.insert(card, target);
                }
            }
            Ok(joins)
        };
        read().map_err(|source| self.failed(source))
    }

    /// Where a card stands, and where those joined to it stand.
    pub fn sightings(&self, card: &CardId) -> Result<Vec<SeenCard>, StoreError> {
        let read = || {
            let card = canonical(&self.connection, card)?;
            self.connection
                .prepare_cached(include_str!("sql/sightings_of.sql"))?
                .query_map([card.as_str()], seen_card)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// All cards of a deck, in its order.
    pub fn cards_of_deck(&self, deck: &str) -> Result<Vec<SeenCard>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "select sighting.deck, deck.title, deck.company, position, section, tags, question, \
                     answer, my_answer, answer_from_source, asked, seconds, card, interview_day, answer_by, \
                     is_interview, asked_again from sighting join deck on deck.name = sighting.deck \
                     where sighting.deck = ?1 order by position",
                )?
                .query_map([deck], seen_card)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// The present question under an id, wherever it stands first; `None` where no deck holds it.
    pub fn question_of(&self, card: &CardId) -> Result<Option<String>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "select question from sighting where card = ?1 order by deck, position limit 1",
                )?
                .query_row([card.as_str()], |row| row.get(0))
                .optional()
        };
        read().map_err(|source| self.failed(source))
    }

    /// Questions, each with its answers, of at most `limit` cards. Ids are hashes, so the first of them are a
    /// random sample.
    pub fn sample_of_answers(&self, limit: usize) -> Result<Vec<(String, String)>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "select question, coalesce(answer, '') || char(10, 10) || coalesce(my_answer, '') \
                     from sighting order by card limit ?1",
                )?
                .query_map([limit], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(String, String)>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// Ids that begin with `prefix`, at most `limit` of them.
    pub fn ids_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<CardId>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "select distinct card from sighting where substr(card, 1, length(?1)) = ?1 \
                     order by card limit ?2",
                )?
                .query_map((prefix, limit), |row| row.get::<_, String>(0))?
                .collect::<rusqlite::Result<Vec<String>>>()
        };
        let ids = read().map_err(|source| self.failed(source))?;
        Ok(ids.iter().filter_map(|id| CardId::parse(id).ok()).collect())
    }
}

pub(super) fn insert_deck(connection: &Connection, indexed: &IndexedDeck<'_>) -> rusqlite::Result<()> {
    let IndexedDeck { stamp, hash, content } = indexed;
    let deck = content.as_ref().ok();
    let interview = deck.and_then(|deck| deck.interview.as_ref());
    connection
        .prepare_cached(
            "insert into deck (name, size_bytes, mtime_ns, hash, title, company, interview_day, card_count, \
             unpinned, problem, role, standing, minutes_per_day, covers) \
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute((
            &stamp.name,
            stamp.size_bytes,
            stamp.mtime_ns,
            hash,
            deck.and_then(|deck| deck.title.as_deref()),
            interview.and_then(|interview| interview.company.as_deref()),
            interview.and_then(|interview| interview.date).map(Day::epoch_days),
            deck.map_or(0, |deck| deck.cards.len()),
            deck.map_or(0, |deck| deck.cards.iter().filter(|card| !card.id_is_written).count()),
            content.as_ref().err(),
            interview.and_then(|interview| interview.role.as_deref()),
            interview.map_or(Standing::Fact, Interview::standing).name(),
            interview.and_then(|interview| interview.minutes_per_day),
            json_of_list(interview.map_or(&[], |interview| &interview.covers)),
        ))?;
    let Some(deck) = deck else { return Ok(()) };
    let rows = (0_i64..).zip(&deck.cards).map(|(position, card)| {
        Ok([
            stamp.name.as_str().into(),
            position.into(),
            card.id.as_str().into(),
            card.section.to_sql()?,
            json_of_list(&card.tags).into(),
            card.question.as_str().into(),
            card.answer.to_sql()?,
            card.my_answer.to_sql()?,
            card.answer_from_source.to_sql()?,
            json_of_asked(&card.asked).into(),
            asked_count(card).into(),
            card.is_answered().into(),
            card.seconds.to_sql()?,
            card.same_as.as_ref().map_or(ToSqlOutput::Owned(Value::Null), |id| id.as_str().into()),
            card.answer_by.to_sql()?,
            is_explained(answers_of(card)).into(),
            is_small_talk(card.section.as_deref(), deck.company(), &card.question).into(),
            card.asked_again.map_or(ToSqlOutput::Owned(Value::Null), |word| word.name().into()),
        ])
    });
    insert_rows(connection, include_str!("sql/insert_sightings.sql"), rows)
}

/// Inserts rows many at a time, for a statement costs as much as a small row.
fn insert_rows<'v, const WIDTH: usize>(
    connection: &Connection,
    insert: &str,
    rows: impl Iterator<Item = rusqlite::Result<[ToSqlOutput<'v>; WIDTH]>>,
) -> rusqlite::Result<()> {
    const MANY: usize = 20;
    let row = format!("({})", ["?"; WIDTH].join(", "));
    let mut insert_many =
        connection.prepare_cached(&format!("{insert} values {}", [row.as_str(); MANY].join(", ")))?;
    let mut insert_one = connection.prepare_cached(&format!("{insert} values {row}"))?;
    let mut waiting = Vec::with_capacity(MANY * WIDTH);
    for row in rows {
        waiting.extend(row?);
        if waiting.len() == MANY * WIDTH {
            insert_many.execute(params_from_iter(waiting.drain(..)))?;
        }
    }
    for row in waiting.chunks(WIDTH) {
        insert_one.execute(params_from_iter(row))?;
    }
    Ok(())
}

/// The answers of the user and of the notes. What came with viva explains a card as well, but the user's own
/// notes come first.
fn answers_of(card: &Card) -> impl Iterator<Item = &str> {
    let answer = card.answer.as_deref().filter(|_| !card.is_answered_by_viva());
    card.my_answer.as_deref().into_iter().chain(answer)
}

/// Ranks the cards of an index that was made before they were ranked.
pub(super) fn rank_anew(connection: &Connection) -> rusqlite::Result<()> {
    let ranks = connection
        .prepare(
            "select section, question, iif(answer_by = 'viva', null, answer), my_answer, deck, position, company \
             from sighting join deck on deck.name = sighting.deck",
        )?
        .query_map([], |row| {
            let section: Option<String> = row.get(0)?;
            let question: String = row.get(1)?;
            let answers: [Option<String>; 2] = [row.get(2)?, row.get(3)?];
            let is_explained = is_explained(answers.iter().filter_map(Option::as_deref));
            let company: Option<String> = row.get(6)?;
            let is_small_talk = is_small_talk(section.as_deref(), company.as_deref(), &question);
            Ok((is_explained, is_small_talk, row.get(4)?, row.get(5)?))
        })?
        .collect::<rusqlite::Result<Vec<(bool, bool, String, i64)>>>()?;
    let mut update = connection
        .prepare("update sighting set explained = ?1, small_talk = ?2 where deck = ?3 and position = ?4")?;
    for rank in ranks {
        update.execute(rank)?;
    }
    let cards = connection
        .prepare("select card from sighting")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<BTreeSet<String>>>()?;
    renew_questions(connection, cards)
}

/// How often the notes say that a card was asked, beside standing in them.
fn asked_count(card: &Card) -> i64 {
    card.asked.iter().map(|asked| i64::from(asked.times)).sum()
}

/// A place where a card stands, as far as the queue of new cards is concerned.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighting {
    /// The id its events are replayed under.
    pub(super) card: String,
    deck: Arc<str>,
    position: i64,
    asked_count: i64,
    is_answered: bool,
    is_explained: bool,
    is_small_talk: bool,
}

impl Sighting {
    pub(super) fn all_of(indexed: &IndexedDeck<'_>) -> impl Iterator<Item = Self> {
        let name: Arc<str> = indexed.stamp.name.as_str().into();
        let company = indexed.content.as_ref().ok().and_then(|deck| deck.company());
        (0_i64..).zip(indexed.cards()).map(move |(position, card)| Self {
            card: card.id.as_str().to_owned(),
            deck: Arc::clone(&name),
            position,
            asked_count: asked_count(card),
            is_answered: card.is_answered(),
            is_explained: is_explained(answers_of(card)),
            is_small_talk: is_small_talk(card.section.as_deref(), company, &card.question),
        })
    }
}

/// Makes the rows of `question` anew for these cards, and for those they are joined to.
pub(super) fn renew_questions(connection: &Connection, mut cards: BTreeSet<String>) -> rusqlite::Result<()> {
    if cards.is_empty() {
        return Ok(());
    }
    let interviews = interviews::names(connection)?;
    let joined = joined(connection)?;
    let targets: Vec<String> = cards.iter().filter_map(|card| joined.get(card).cloned()).collect();
    cards.extend(targets);
    let members = joined.iter().filter(|(_, target)| cards.contains(*target));
    let own = cards.iter().filter(|card| !joined.contains_key(*card)).map(|card| (card, card));
    let mut places = connection.prepare_cached(
        "select deck, position, asked_count, answered, explained, small_talk from sighting where card = ?1",
    )?;
    let mut sightings = Vec::new();
    for (card, target) in own.chain(members) {
        let found = places.query_map([card], |row| {
            Ok(Sighting {
                card: target.clone(),
                deck: row.get(0)?,
                position: row.get(1)?,
                asked_count: row.get(2)?,
                is_answered: row.get(3)?,
                is_explained: row.get(4)?,
                is_small_talk: row.get(5)?,
            })
        })?;
        for sighting in found {
            sightings.push(sighting?);
        }
    }
    let mut delete =
        connection.prepare_cached("delete from question where card = ?1 returning unanswered")?;
    let mut were_unanswered: HashMap<&str, bool> = HashMap::new();
    for card in &cards {
        if let Some(unanswered) = delete.query_row([card], |row| row.get(0)).optional()? {
            were_unanswered.insert(card, unanswered);
        }
    }
    let mut state =
        connection.prepare_cached("select due is null and suspended = 0 from state where card = ?1")?;
    let waits_as_new = |card: &str| Ok(state.query_row([card], |row| row.get(0)).optional()?.unwrap_or(true));
    // Only what has come, or is answered now or no more, changes the counts of decks that are as they were.
    let mut recounted: BTreeSet<Arc<str>> = BTreeSet::new();
    let questions = Question::all_of(sightings, &interviews, |deck, question| {
        if were_unanswered.get(question.card.as_str()) != Some(&question.is_unanswered) {
            recounted.insert(Arc::clone(deck));
        }
    });
    insert_questions(connection, &questions, waits_as_new)?;
    count_decks(connection, recounted.iter().map(|deck| &**deck))
}

/// What stands in `question` for a card. Their order is that in which new ones are asked.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    rank: NewRank,
    asked_times: Reverse<i64>,
    /// Where it stands first.
    deck: Arc<str>,
    position: i64,
    card: String,
    is_unanswered: bool,
}

impl Question {
    /// Those of all decks, and what each deck's come to.
    pub(super) fn with_counts(
        sightings: Vec<Sighting>,
        interviews: &HashSet<String>,
    ) -> (Vec<Self>, HashMap<Arc<str>, DeckCounts>) {
        let mut counts: HashMap<Arc<str>, DeckCounts> = HashMap::new();
        let questions = Self::all_of(sightings, interviews, |deck, question| {
            let counts = counts.entry(Arc::clone(deck)).or_default();
            counts.distinct_cards += 1;
            counts.unanswered_cards += usize::from(question.is_unanswered);
        });
        (questions, counts)
    }

    /// One for each card that is seen somewhere; `seen` is called for each deck that it is in. `interviews` are the
    /// names of the decks that count as having asked it.
    pub(super) fn all_of(
        mut sightings: Vec<Sighting>,
        interviews: &HashSet<String>,
        mut seen: impl FnMut(&Arc<str>, &Self),
    ) -> Vec<Self> {
        sightings.sort_unstable();
        let of_cards = sightings.chunk_by(|a, b| a.card == b.card).map(|of_card| {
            let first = &of_card[0];
            let decks = || of_card.chunk_by(|a, b| a.deck == b.deck).map(|of_deck| &of_deck[0].deck);
            let interview_count: i64 = decks().filter(|deck| interviews.contains(&***deck)).map(|_| 1).sum();
            let asked_count: i64 = of_card.iter().map(|sighting| sighting.asked_count).sum();
            let question = Self {
                rank: NewRank::of(
                    of_card.iter().any(|sighting| sighting.is_explained),
                    of_card.iter().all(|sighting| sighting.is_small_talk),
                ),
                is_unanswered: of_card.iter().all(|sighting| !sighting.is_answered),
                asked_times: Reverse(interview_count + asked_count),
                deck: Arc::clone(&first.deck),
                position: first.position,
                card: first.card.clone(),
            };
            decks().for_each(|deck| seen(deck, &question));
            question
        });
        let mut questions: Vec<Self> = of_cards.collect();
        questions.sort_unstable();
        questions
    }
}

pub(super) fn insert_questions(
    connection: &Connection,
    questions: &[Question],
    mut waits_as_new: impl FnMut(&str) -> rusqlite::Result<bool>,
) -> rusqlite::Result<()> {
    let rows = questions.iter().map(|question| {
        Ok([
            question.card.as_str().into(),
            question.asked_times.0.into(),
            question.is_unanswered.into(),
            (&*question.deck).into(),
            question.position.into(),
            waits_as_new(&question.card)?.into(),
            question.rank.number().into(),
        ])
    });
    insert_rows(connection, include_str!("sql/insert_questions.sql"), rows)
}

pub(super) fn has_joins(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("select exists (select 1 from sighting where same_as is not null)")?
        .query_row([], |row| row.get(0))
}

/// Each joined card with the one its events are replayed under.
pub(super) fn joined(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    connection
        .prepare_cached("select card, target from joined")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Two ids of each row.
fn pairs(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<(CardId, CardId)>> {
    let pairs: Vec<(String, String)> = connection
        .prepare(sql)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let parsed =
        |(card, target): (String, String)| Some((CardId::parse(&card).ok()?, CardId::parse(&target).ok()?));
    Ok(pairs.into_iter().filter_map(parsed).collect())
}

/// What the decks say of cards that ask the same.
pub(super) fn same_as(connection: &Connection) -> rusqlite::Result<SameAs> {
    let wished = pairs(
        connection,
        "select card, same_as from sighting where same_as is not null order by deck, position",
    )?;
    let present = pairs(
        connection,
        "select distinct card, card from sighting where same_as is not null \
         or card in (select same_as from sighting where same_as is not null)",
    )?;
    Ok(SameAs::resolve(
        wished.iter().map(|(card, target)| (card, target)),
        &present.iter().map(|(card, _)| card).collect(),
    ))
}

/// Finds anew which cards are replayed as another, and replays those for which that has changed; these.
pub(super) fn rejoin(connection: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let before: HashMap<CardId, CardId> =
        pairs(connection, "select card, target from joined")?.into_iter().collect();
    let after = same_as(connection)?.into_roots();
    if before == after {
        return Ok(BTreeSet::new());
    }
    connection.execute("delete from joined", [])?;
    for (card, target) in &after {
        connection
            .execute("insert into joined (card, target) values (?1, ?2)", (card.as_str(), target.as_str()))?;
    }
    let all: HashSet<&CardId> =
        before.iter().chain(&after).flat_map(|(card, target)| [card, target]).collect();
    for &card in &all {
        connection.execute("delete from state where card = ?1", [card.as_str()])?;
        counted::forget(connection, card)?;
        connection.execute("delete from question where card = ?1", [card.as_str()])?;
        if after.contains_key(card) {
            continue;
        }
        let (card, events) = held(connection, card)?;
        if !events.is_empty() {
            keep_replay(connection, &card, &events)?;
        }
    }
    Ok(all.into_iter().map(|card| card.as_str().to_owned()).collect())
}

fn seen_card(row: &rusqlite::Row<'_>) -> rusqlite::Result<SeenCard> {
    let tags: String = row.get(5)?;
    let asked: String = row.get(10)?;
    let id: String = row.get(12)?;
    let question: String = row.get(6)?;
    Ok(SeenCard {
        deck: row.get(0)?,
        deck_title: row.get(1)?,
        company: row.get(2)?,
        interview_day: row.get::<_, Option<i32>>(13)?.map(Day::from_epoch_days),
        is_interview: row.get(15)?,
        position: row.get(3)?,
        card: Card {
            id: CardId::parse(&id).unwrap_or_else(|_| CardId::of_question(&question)),
            id_is_written: true,
            section: row.get(4)?,
            tags: list_of(&tags),
            question,
            answer: row.get(7)?,
            answer_by: row.get(14)?,
            my_answer: row.get(8)?,
            answer_from_source: row.get(9)?,
            asked: serde_json::from_str::<Vec<AskedRow>>(&asked)
                .unwrap_or_default()
                .into_iter()
                .map(|AskedRow { company, times, url }| Asked { company, times, url })
                .collect(),
            asked_again: row.get::<_, Option<String>>(16)?.as_deref().and_then(AskedAgain::parse),
            seconds: row.get(11)?,
            same_as: None,
        },
    })
}

/// The companies that `asked`, as it is kept, names.
pub(super) fn companies_of(asked: &str) -> Vec<String> {
    if asked == "[]" {
        return Vec::new();
    }
    let rows: Vec<AskedRow> = serde_json::from_str(asked).unwrap_or_default();
    rows.into_iter().map(|row| row.company).collect()
}

/// Tags or selections, as they are stored.
pub(super) fn list_of(texts: &str) -> Vec<String> {
    if texts == "[]" { Vec::new() } else { serde_json::from_str(texts).unwrap_or_default() }
}

fn json_of_list(texts: &[String]) -> String {
    if texts.is_empty() { "[]".to_owned() } else { serde_json::to_string(texts).unwrap_or_default() }
}

fn json_of_asked(asked: &[Asked]) -> String {
    if asked.is_empty() {
        return "[]".to_owned();
    }
    let rows: Vec<AskedRow> = asked
        .iter()
        .map(|Asked { company, times, url }| AskedRow {
            company: company.clone(),
            times: *times,
            url: url.clone(),
        })
        .collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::super::open::Machine;
    use super::*;

    /// Decks that share questions, are joined in all ways, and are asked by several companies.
    pub(in crate::store) fn any_deck(name: &'static str) -> impl Strategy<Value = Deck> {
        const QUESTIONS: [&str; 6] = ["a?", "b?", "c?", "d?", "e?", "f?"];
        let section = prop_oneof![Just(None), Just(Some("HR")), Just(Some("Technical"))];
        let answer = prop_oneof![Just(None), Just(Some("Because.")), Just(Some("https://a.org"))];
        let card = (0..6usize, of(0..7usize), answer, of(0..3u32), section).prop_map(
            |(question, same_as, answer, times, section)| Card {
                section: section.map(str::to_owned),
                answer: answer.map(str::to_owned),
                same_as: same_as.map(|other| CardId::of_question(QUESTIONS.get(other).unwrap_or(&"gone?"))),
                asked: Vec::from_iter(times.map(|times| Asked {
                    company: "Snapp".to_owned(),
                    times,
                    url: None,
                })),
                ..Card::new(QUESTIONS[question])
            },
        );
        let interview = of((of(Just("Zibal")), of(-1..2_i32))).prop_map(|interview| {
            interview.map(|(company, day)| Interview {
                company: company.map(str::to_owned),
                date: day.map(Day::from_epoch_days),
                ..Interview::default()
            })
        });
        (vec(card, 0..8), interview).prop_map(move |(cards, interview)| Deck {
            name: name.to_owned(),
            cards,
            interview,
            ..Deck::default()
        })
    }

    pub(in crate::store) fn indexed(deck: &Deck) -> IndexedDeck<'_> {
        let stamp = DeckStamp { name: deck.name.clone(), size_bytes: 1, mtime_ns: 1 };
        IndexedDeck { stamp, hash: String::new(), content: Ok(deck) }
    }

    /// All that a table or a query in brackets holds.
    pub(in crate::store) fn rows(store: &Store, table: &str) -> Vec<Vec<Value>> {
        let sql = format!("select * from {table} order by 1, 2");
        let mut statement = store.connection.prepare(&sql).unwrap();
        let width = statement.column_count();
        let rows = statement.query_map([], |row| (0..width).map(|column| row.get(column)).collect()).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    /// What `question` is to hold, as one query over all sightings.
    const QUESTIONS: &str = "(
        select card, asked_times, unanswered, substr(first, 1, length(first) - 9),
               cast(substr(first, -8) as integer), 1,
               case when small_talk then 2 when explained then 0 else 1 end
        from (
            select coalesce(joined.target, sighting.card) as card,
                   count(distinct case when deck.is_interview then deck.name end)
                       + sum(sighting.asked_count) as asked_times,
                   max(sighting.answered) = 0 as unanswered,
                   min(sighting.small_talk) as small_talk,
                   max(sighting.explained) as explained,
                   min(sighting.deck || char(1) || printf('%08d', sighting.position)) as first
            from sighting
            join deck on deck.name = sighting.deck
            left join joined using (card)
            group by 1
        )
    )";

    const COUNTS: &str = "(select name, distinct_cards, unanswered_cards from deck)";

    /// What the counts of decks are to be, as one query.
    const COUNTED: &str = "(
        select deck.name, count(question.card), coalesce(sum(question.unanswered), 0)
        from deck
        left join (
            select distinct sighting.deck, coalesce(joined.target, sighting.card) as card
            from sighting left join joined using (card)
        ) as held on held.deck = deck.name
        left join question on question.card = held.card
        group by deck.name
    )";

    #[test]
    fn an_index_from_before_is_ranked_as_one_that_is_made_now() {
        let card = |section: &str, question: &str, answer: &str| Card {
            section: Some(section.to_owned()),
            answer: Some(answer.to_owned()),
            ..Card::new(question)
        };
        let deck = Deck {
            name: "one".to_owned(),
            cards: vec![
                card("HR", "Why?", "Because."),
                card("Technical", "What is a mutex?", "It guards."),
                card("Technical", "What is a fence?", "https://a.org"),
            ],
            ..Deck::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let machine = Machine { mark: "test machine", fresh_device: "test" };
        let mut store = Store::open(&folder.path().join("viva.db"), &machine).unwrap();
        store.index(&[indexed(&deck)], &[]).unwrap();
        let tables = |store: &Store| [rows(store, "question"), rows(store, "sighting")];
        let expected = tables(&store);
        store.connection.execute_batch("update sighting set explained = 0, small_talk = 0").unwrap();
        store.connection.execute_batch("update question set new_rank = 0").unwrap();
        assert_ne!(tables(&store), expected);
        rank_anew(&store.connection).unwrap();
        assert_eq!(tables(&store), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn questions_are_those_of_all_sightings(
            changes in vec(
                (any_deck("one"), any_deck("two"), any_deck("one 2"), 0..6usize, -2..3_i32),
                1..6,
            ),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let machine = Machine { mark: "test machine", fresh_device: "test" };
            let mut store = Store::open(&folder.path().join("viva.db"), &machine).unwrap();
            for (one, two, three, gone, today) in changes {
                let changed = [indexed(&one), indexed(&two), indexed(&three)];
                let gone = ["one", "two", "one 2"].get(gone).map(|name| (*name).to_owned());
                let changed: Vec<IndexedDeck<'_>> =
                    changed.into_iter().filter(|deck| Some(&deck.stamp.name) != gone.as_ref()).take(2).collect();
                store.index(&changed, &Vec::from_iter(gone)).unwrap();
                prop_assert_eq!(rows(&store, "question"), rows(&store, QUESTIONS));
                store.count_interviews_until(Day::from_epoch_days(today)).unwrap();
                prop_assert_eq!(rows(&store, "question"), rows(&store, QUESTIONS));
                prop_assert_eq!(rows(&store, COUNTS), rows(&store, COUNTED));
                let copies = store.copies().unwrap();
                for deck in changed.iter().filter_map(|deck| deck.content.as_ref().ok()) {
                    let counts = store.known_decks().unwrap()[&deck.name].is_interview;
                    let interview = deck.interview.clone().unwrap_or_default();
                    let was = interview.company.is_some()
                        && interview.date.is_none_or(|date| date.epoch_days() <= today);
                    prop_assert_eq!(counts, was && !copies.contains_key(&deck.name));
                }
            }
        }
    }
}
