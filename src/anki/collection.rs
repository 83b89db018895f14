//! The rows of a collection, read from a database that may be anything.
//!
//! It is given to SQLite in memory and read only, under the restraints of `untrusted`: only plain tables under
//! the expected names are read, and the file is checked before its rows are followed.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, Row};
use serde_json::Value;

use super::error::AnkiError;
use super::notetypes;
use crate::study::import::{AnkiCard, AnkiNote, AnkiNotetype, AnkiPackage, AnkiReview};
use crate::untrusted::{NotPlain, expect_plain_table, restrain};

/// A second or two of work; a collection of 100,000 cards and a million reviews takes a tenth of it.
const MOST_LOOKS: u32 = 15_000;
const MOST_TEXT_BYTES: usize = 64 << 20;
const MOST_NOTES: usize = 500_000;
const MOST_CARDS: usize = 1_000_000;
const MOST_REVIEWS: usize = 5_000_000;

/// The schema of the older form, and the newest that is known of the newer one.
const JSON_SCHEMA: i64 = 11;
const NEWEST_SCHEMA: i64 = 18;

pub(super) fn read(mut database: Vec<u8>) -> Result<AnkiPackage, AnkiError> {
    if !database.starts_with(b"SQLite format 3\0") || database.len() < 100 {
        return Err(AnkiError::damaged("its collection is not an SQLite database"));
    }
    // Written with a log beside it that a package does not hold; without it, it is whole.
    for version in &mut database[18..20] {
        if *version == 2 {
            *version = 1;
        }
    }
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact(MAIN_DB, database.as_slice(), database.len(), true)?;
    drop(database);
    // Anki's own order of names. Indexes are declared with it; no row here is looked up by one.
    connection.create_collation("unicase", |one: &str, other: &str| {
        one.to_lowercase().cmp(&other.to_lowercase())
    })?;
    restrain(&mut connection, MOST_LOOKS)?;
    let found: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(AnkiError::damaged(found));
    }
    let tables = Tables(&connection);
    let mut head = tables.rows("col", "select ver, crt, conf, models, decks from col limit 1", 1, |row| {
        Ok((integer(row, 0)?, integer(row, 1)?, text(row, 2)?, text(row, 3)?, text(row, 4)?))
    })?;
    let Some((schema, created_secs, settings, models, decks)) = head.pop() else {
        return Err(AnkiError::damaged("its collection is empty"));
    };
    let package = match schema.cmp(&JSON_SCHEMA) {
        Ordering::Less => return Err(AnkiError::TooOld),
        Ordering::Equal => AnkiPackage {
            notetypes: notetypes::notetypes_of_json(&models)?,
            decks: notetypes::decks_of_json(&decks)?,
            ..with_settings(&notetypes::settings_of_json(&settings)?)
        },
        Ordering::Greater if schema > NEWEST_SCHEMA => return Err(AnkiError::TooNew),
        Ordering::Greater => AnkiPackage {
            notetypes: tables.notetypes()?,
            decks: tables.decks()?,
            ..with_settings(&tables.settings()?)
        },
    };
    Ok(AnkiPackage {
        created_secs,
        notes: tables.notes()?,
        cards: tables.cards()?,
        reviews: tables.reviews()?,
        ..package
    })
}

/// What the settings say of time.
fn with_settings(settings: &Value) -> AnkiPackage {
    let number = |name| notetypes::number_in_settings(settings, name);
    AnkiPackage {
        // Kept in minutes west of Greenwich.
        utc_offset_secs: number("creationOffset")
            .filter(|minutes| minutes.abs() < 24 * 60)
            .and_then(|minutes| i32::try_from(-minutes * 60).ok()),
        rollover_hour: number("rollover").and_then(|hour| u8::try_from(hour).ok()).filter(|hour| *hour < 24),
        ..AnkiPackage::default()
    }
}

struct Tables<'a>(&'a Connection);

impl Tables<'_> {
    /// The rows that a query of one table gives; what only bears the table's name is refused.
    fn rows<T>(
        &self,
        table: &str,
        sql: &str,
        most: usize,
        mut read: impl FnMut(&Row<'_>) -> Result<T, AnkiError>,
    ) -> Result<Vec<T>, AnkiError> {
        match expect_plain_table(self.0, table)? {
            Ok(()) => {}
            Err(NotPlain::Missing) => {
                return Err(AnkiError::damaged(format!("its collection has no table `{table}`")));
            }
            Err(NotPlain::Computed) => {
                return Err(AnkiError::damaged(format!(
                    "`{table}` of its collection has columns that are computed"
                )));
            }
        }
        let mut statement = self.0.prepare(sql)?;
        let mut found = statement.query([])?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            if rows.len() == most {
                return Err(AnkiError::TooLarge { limit: format!("{most} rows of `{table}`") });
            }
            rows.push(read(row)?);
        }
        Ok(rows)
    }

    fn notes(&self) -> Result<Vec<AnkiNote>, AnkiError> {
        let mut text_bytes = 0;
        self.rows(
            "notes",
            "select id, mid, tags, flds, guid, mod from notes order by id",
            MOST_NOTES,
            |row| {
                let fields = text(row, 3)?;
                text_bytes += fields.len();
                if text_bytes > MOST_TEXT_BYTES {
                    return Err(AnkiError::TooLarge {
                        limit: format!("{} MiB of text", MOST_TEXT_BYTES >> 20),
                    });
                }
                Ok(AnkiNote {
                    id: integer(row, 0)?,
                    guid: text(row, 4)?,
                    notetype: integer(row, 1)?,
                    changed_secs: integer(row, 5)?,
                    tags: text(row, 2)?,
                    fields: fields.split('\u{1f}').map(str::to_owned).collect(),
                })
            },
        )
    }

    fn cards(&self) -> Result<Vec<AnkiCard>, AnkiError> {
        let sql = "select id, nid, did, ord, mod, type, queue, due, ivl, factor, lapses, odue, odid, reps, left, \
                   flags from cards order by id";
        self.rows("cards", sql, MOST_CARDS, |row| {
            Ok(AnkiCard {
                id: integer(row, 0)?,
                note: integer(row, 1)?,
                deck: integer(row, 2)?,
                ord: integer(row, 3)?,
                changed_secs: integer(row, 4)?,
                kind: integer(row, 5)?,
                queue: integer(row, 6)?,
                due: integer(row, 7)?,
                interval: integer(row, 8)?,
                ease_permille: integer(row, 9)?,
                lapses: integer(row, 10)?,
                original_due: integer(row, 11)?,
                original_deck: integer(row, 12)?,
                answered_times: integer(row, 13)?,
                steps_left: integer(row, 14)?,
                // The upper bits are for others.
                flag: integer(row, 15)? & 7,
            })
        })
    }

    fn reviews(&self) -> Result<Vec<AnkiReview>, AnkiError> {
        let sql = "select id, cid, ease, lastIvl, factor, time, type, ivl from revlog order by id";
        self.rows("revlog", sql, MOST_REVIEWS, |row| {
            Ok(AnkiReview {
                at_ms: integer(row, 0)?,
                card: integer(row, 1)?,
                button: integer(row, 2)?,
                interval_before: integer(row, 3)?,
                ease_permille: integer(row, 4)?,
                took_ms: integer(row, 5)?,
                kind: integer(row, 6)?,
                interval: integer(row, 7)?,
            })
        })
    }

    fn notetypes(&self) -> Result<BTreeMap<i64, AnkiNotetype>, AnkiError> {
        let kinds = self.rows("notetypes", "select id, name, config from notetypes", MOST_CARDS, |row| {
            let config = blob(row, 2)?;
            let (is_cloze, css) = (notetypes::is_cloze(config), notetypes::css(config));
            Ok((
                integer(row, 0)?,
                AnkiNotetype { name: text(row, 1)?, is_cloze, css, ..AnkiNotetype::default() },
            ))
        })?;
        let mut kinds: BTreeMap<i64, AnkiNotetype> = kinds.into_iter().collect();
        let fields =
            self.rows("fields", "select ntid, name from fields order by ntid, ord", MOST_CARDS, |row| {
                Ok((integer(row, 0)?, text(row, 1)?))
            })?;
        for (id, name) in fields {
            kinds.entry(id).and_modify(|kind| kind.fields.push(name));
        }
        let templates = self.rows(
            "templates",
            "select ntid, config from templates order by ntid, ord",
            MOST_CARDS,
            |row| Ok((integer(row, 0)?, notetypes::template(blob(row, 1)?))),
        )?;
        for (id, template) in templates {
            kinds.entry(id).and_modify(|kind| kind.templates.push(template));
        }
        Ok(kinds)
    }

    fn decks(&self) -> Result<BTreeMap<i64, String>, AnkiError> {
        let decks = self.rows("decks", "select id, name from decks", MOST_CARDS, |row| {
            Ok((integer(row, 0)?, text(row, 1)?.replace('\u{1f}', "::")))
        })?;
        Ok(decks.into_iter().collect())
    }

    fn settings(&self) -> Result<Value, AnkiError> {
        let settings = self.rows("config", "select key, val from config", MOST_CARDS, |row| {
            Ok((text(row, 0)?, serde_json::from_slice(blob(row, 1)?).unwrap_or_default()))
        })?;
        Ok(Value::Object(settings.into_iter().collect()))
    }
}

/// A whole number; early versions of Anki wrote some with a fraction.
fn integer(row: &Row<'_>, column: usize) -> Result<i64, AnkiError> {
    match row.get_ref(column)? {
        ValueRef::Integer(number) => Ok(number),
        #[expect(clippy::cast_possible_truncation, reason = "a fraction of a day or of an ease is not kept")]
        ValueRef::Real(number) => Ok(number as i64),
        other => Err(wrong_type(row, column, &other)),
    }
}

fn text(row: &Row<'_>, column: usize) -> Result<String, AnkiError> {
    match row.get_ref(column)? {
        ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into_owned()),
        // The newer form leaves numbers where the older one has its JSON.
        ValueRef::Integer(number) => Ok(number.to_string()),
        other => Err(wrong_type(row, column, &other)),
    }
}

fn blob<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a [u8], AnkiError> {
    match row.get_ref(column)? {
        ValueRef::Blob(bytes) => Ok(bytes),
        other => Err(wrong_type(row, column, &other)),
    }
}

fn wrong_type(row: &Row<'_>, column: usize, value: &ValueRef<'_>) -> AnkiError {
    let name = row.as_ref().column_name(column).unwrap_or("a column");
    AnkiError::damaged(format!("`{name}` holds {} in its collection", value.data_type()))
}
