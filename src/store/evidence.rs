//! What the whole log says about the learner's memory: the sums from which a plan starts.
//!
//! A cache, written with each event. The sums are exact, so taking out what an undone review had said leaves what was
//! there before it.

use rusqlite::{Connection, OptionalExtension as _};

use crate::study::plan::{MemoryEvidence, MemoryPosterior};
use crate::study::schedule::RecallTest;

use super::counted;
use super::error::StoreError;
use super::open::Store;

impl Store {
    /// What is known of the learner's memory. Events that are not counted yet are missing
    /// ([`Store::count_past`]).
    pub fn memory(&self) -> Result<MemoryPosterior, StoreError> {
        let evidence = held(&self.connection).map_err(|source| self.failed(source))?;
        Ok(MemoryPosterior::from(&evidence))
    }
}

/// Takes the tests of one card's memory out of the sums and puts others in.
pub(super) fn replace(
    connection: &Connection,
    before: &[RecallTest],
    after: &[RecallTest],
) -> rusqlite::Result<()> {
    let same = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    if same == before.len() && same == after.len() {
        return Ok(());
    }
    let mut evidence = held(connection)?;
    for test in &before[same..] {
        evidence.remove(test);
    }
    for test in &after[same..] {
        evidence.add(test);
    }
    connection
        .prepare_cached(
            "insert into memory_evidence (id, sums) values (1, ?1) \
             on conflict (id) do update set sums = excluded.sums",
        )?
        .execute([evidence.to_bytes()])?;
    Ok(())
}

pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("delete from memory_evidence", [])?;
    Ok(())
}

/// Whether the stored sums match `tests`, the sums of all cards.
pub(super) fn is_sum_of(connection: &Connection, tests: &MemoryEvidence) -> rusqlite::Result<bool> {
    Ok(!counted::is_current(connection)? || held(connection)? == *tests)
}

/// Bytes of another form count as none.
fn held(connection: &Connection) -> rusqlite::Result<MemoryEvidence> {
    let sums: Option<Vec<u8>> = connection
        .prepare_cached("select sums from memory_evidence")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(sums.and_then(|sums| MemoryEvidence::from_bytes(&sums)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::{Machine, Scope};
    use crate::study::card::CardId;
    use crate::study::day::{Moment, Rollover};
    use crate::study::grade::Quality;
    use crate::study::review::{Change, Direction, Intent, Review, Rule, Scheduler};
    use crate::study::stats::CountedPast;

    /// What a person does: grades a card some days later, or undoes the last action.
    #[derive(Clone, Debug)]
    enum Act {
        Grade { card: usize, quality: u8, days: i64 },
        Undo,
    }

    fn any_act() -> impl Strategy<Value = Act> {
        prop_oneof![
            4 => (0_usize..3, 0_u8..6, 0_i64..9).prop_map(|(card, quality, days)| Act::Grade { card, quality, days }),
            1 => Just(Act::Undo),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_sums_are_what_the_log_says(acts in proptest::collection::vec(any_act(), 1..40)) {
            let folder = tempfile::tempdir().unwrap();
            let machine = Machine { mark: "test machine", fresh_device: "test" };
            let mut store = Store::open(&folder.path().join("viva.db"), &machine).unwrap();
            let rollover = Rollover::new(4).unwrap();
            let cards = ["one", "two", "three"].map(|id| CardId::parse(id).unwrap());
            let mut now = Moment { unix_ms: 1_795_235_400_000, utc_offset_secs: 0 };
            for act in acts {
                now.unix_ms += 60_000;
                match act {
                    Act::Grade { card, quality, days } => {
                        now.unix_ms += days * 86_400_000;
                        let review = Review {
                            quality: Quality::new(quality).unwrap(),
                            took_ms: 1000,
                            intent: Intent::Drill,
                            count: false,
                            typed_percent: None, forecast: None,
                            rule: Rule { scheduler: Scheduler::Sm2, fuzz: true },
                        };
                        store.append(&cards[card], &Change::Review(review), now, rollover, None).unwrap();
                    }
                    Act::Undo => {
                        let (direction, scope) = (Direction::Undo, Scope::ThisDevice);
                        if let Some(action) = store.last_action(direction, scope).unwrap() {
                            store.take_back(&action, direction, scope, now, rollover).unwrap();
                        }
                    }
                }
            }
            let mut replayed = MemoryEvidence::default();
            store
                .each_history(|card, events| {
                    CountedPast::replay(card, &events).0.recalls.iter().for_each(|test| replayed.add(test));
                })
                .unwrap();
            prop_assert_eq!(held(&store.connection).unwrap(), replayed);
            prop_assert!(store.check().unwrap().findings.is_empty());
            store.rebuild().unwrap();
            prop_assert_eq!(held(&store.connection).unwrap(), replayed);
        }
    }
}
