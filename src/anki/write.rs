//! A package made of its rows, in the older form, which every Anki reads, on phones, too.
//!
//! The same rows give the same bytes. What Anki reckons itself (the checksum of a note, unused
//! options) is left at its neutral value.

use std::collections::HashMap;
use std::io::{Cursor, Write as _};

use rusqlite::{Connection, MAIN_DB};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::error::UnwrittenError;
use crate::study::import::{AnkiNotetype, AnkiPackage};

/// Where Anki puts what was put nowhere; every collection has it.
const DEFAULT_DECK: i64 = 1;
/// Not synchronised yet.
const UNSYNCED: i64 = -1;

/// The package's bytes.
pub fn write(package: &AnkiPackage) -> Result<Vec<u8>, UnwrittenError> {
    let database = database(package)?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("collection.anki2", database.as_slice()), ("media", b"{}")] {
        let options = SimpleFileOptions::default().large_file(bytes.len() as u64 > u64::from(u32::MAX));
        archive.start_file(name, options)?;
        archive.write_all(bytes).map_err(zip::result::ZipError::from)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn database(package: &AnkiPackage) -> Result<Vec<u8>, UnwrittenError> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(include_str!("schema.sql"))?;
    let changes = package.notes.iter().map(|note| note.changed_secs);
    let changed_secs = changes.chain(package.cards.iter().map(|card| card.changed_secs)).max().unwrap_or(0);
    let transaction = connection.transaction()?;
    transaction.execute(
        "insert into col values (1, ?1, ?2, ?2, 11, 0, 0, 0, ?3, ?4, ?5, ?6, '{}')",
        (
            package.created_secs,
            changed_secs.saturating_mul(1000),
            settings(package).to_string(),
            notetypes(package, changed_secs).to_string(),
            decks(package, changed_secs).to_string(),
            deck_options().to_string(),
        ),
    )?;
    {
        let mut insert =
            transaction.prepare("insert into notes values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, '')")?;
        for note in &package.notes {
            let sort_field = note.fields.first().map_or("", String::as_str);
            insert.execute((
                note.id,
                &note.guid,
                note.notetype,
                note.changed_secs,
                UNSYNCED,
                &note.tags,
                note.fields.join("\u{1f}"),
                sort_field,
            ))?;
        }
        let last_answers = last_answers(package);
        let mut insert = transaction.prepare(
            "insert into cards values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?;
        for card in &package.cards {
            let numbers = [
                card.id,
                card.note,
                card.deck,
                card.ord,
                card.changed_secs,
                UNSYNCED,
                card.kind,
                card.queue,
                card.due,
                card.interval,
                card.ease_permille,
                card.answered_times,
                card.lapses,
                card.steps_left,
                card.original_due,
                card.original_deck,
                card.flag,
            ];
            for (at, number) in (1..).zip(numbers) {
                insert.raw_bind_parameter(at, number)?;
            }
            let answered = last_answers.get(&card.id).map(|secs| json!({ "lrt": secs }).to_string());
            insert.raw_bind_parameter(numbers.len() + 1, answered.unwrap_or_default())?;
            insert.raw_execute()?;
        }
        let mut insert =
            transaction.prepare("insert into revlog values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
        for review in &package.reviews {
            insert.execute([
                review.at_ms,
                review.card,
                UNSYNCED,
                review.button,
                review.interval,
                review.interval_before,
                review.ease_permille,
                review.took_ms,
                review.kind,
            ])?;
        }
    }
    transaction.commit()?;
    Ok(connection.serialize(MAIN_DB)?.to_vec())
}

/// When each card was last answered, in seconds since 1970: newer versions keep it with the card.
fn last_answers(package: &AnkiPackage) -> HashMap<i64, i64> {
    let mut last = HashMap::new();
    for review in package.reviews.iter().filter(|review| review.button > 0) {
        let secs = last.entry(review.card).or_insert(i64::MIN);
        *secs = review.at_ms.div_euclid(1000).max(*secs);
    }
    last
}

fn settings(package: &AnkiPackage) -> Value {
    let mut settings = json!({
        // Days and kinds of cards as in the second scheduler and all after it.
        "schedVer": 2,
        "sched2021": true,
        "activeDecks": [DEFAULT_DECK],
        "curDeck": DEFAULT_DECK,
        "newSpread": 0,
        "collapseTime": 1200,
        "timeLim": 0,
        "estTimes": true,
        "dueCounts": true,
        "curModel": package.notetypes.keys().next(),
        "nextPos": package.cards.len() + 1,
        "sortType": "noteFld",
        "sortBackwards": false,
        "addToCur": true,
        "dayLearnFirst": false,
    });
    if let Some(utc_offset_secs) = package.utc_offset_secs {
        // In minutes west of Greenwich.
        settings["creationOffset"] = json!(-utc_offset_secs / 60);
        settings["localOffset"] = json!(-utc_offset_secs / 60);
    }
    if let Some(hour) = package.rollover_hour {
        settings["rollover"] = json!(hour);
    }
    settings
}

fn notetypes(package: &AnkiPackage, changed_secs: i64) -> Value {
    let entry = |(id, kind): (&i64, &AnkiNotetype)| (id.to_string(), notetype(*id, kind, changed_secs));
    Value::Object(package.notetypes.iter().map(entry).collect())
}

fn notetype(id: i64, kind: &AnkiNotetype, changed_secs: i64) -> Value {
    let field = |(ord, name): (usize, &String)| json!({ "name": name, "ord": ord, "sticky": false, "rtl": false, "font": "Arial", "size": 20, "media": [] });
    let template = |(ord, template): (usize, &crate::study::import::AnkiTemplate)| {
        json!({
            "name": format!("Card {}", ord + 1),
            "ord": ord,
            "qfmt": template.question,
            "afmt": template.answer,
            "bqfmt": "",
            "bafmt": "",
            "did": null,
        })
    };
    let templates: Vec<Value> = kind.templates.iter().enumerate().map(template).collect();
    // Which fields must be filled for a card to be made; older versions need to be told.
    let required: Vec<Value> = (0..templates.len()).map(|ord| json!([ord, "any", [0]])).collect();
    json!({
        "id": id,
        "name": kind.name,
        "type": i32::from(kind.is_cloze),
        "mod": kind.changed_secs.unwrap_or(changed_secs),
        "usn": UNSYNCED,
        "sortf": 0,
        "did": null,
        "vers": [],
        "tags": [],
        "latexPre": "",
        "latexPost": "",
        "req": required,
        "css": kind.css,
        "flds": kind.fields.iter().enumerate().map(field).collect::<Vec<_>>(),
        "tmpls": templates,
    })
}

fn decks(package: &AnkiPackage, changed_secs: i64) -> Value {
    let default = (DEFAULT_DECK, "Default".to_owned());
    let named = package.decks.iter().map(|(&id, name)| (id, name.clone()));
    let entry = |(id, name): (i64, String)| {
        let deck = json!({
            "id": id,
            "name": name,
            "desc": "",
            "mod": changed_secs,
            "usn": UNSYNCED,
            "dyn": 0,
            "conf": 1,
            "collapsed": false,
            "browserCollapsed": false,
            "extendNew": 0,
            "extendRev": 0,
            "newToday": [0, 0],
            "revToday": [0, 0],
            "lrnToday": [0, 0],
            "timeToday": [0, 0],
        });
        (id.to_string(), deck)
    };
    Value::Object([default].into_iter().chain(named).map(entry).collect())
}

/// The options every deck begins with.
fn deck_options() -> Value {
    json!({ "1": {
        "id": 1,
        "name": "Default",
        "mod": 0,
        "usn": 0,
        "maxTaken": 60,
        "autoplay": true,
        "timer": 0,
        "replayq": true,
        "dyn": false,
        "new": {
            "bury": false, "delays": [1.0, 10.0], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20,
        },
        "rev": { "bury": false, "ease4": 1.3, "hardFactor": 1.2, "ivlFct": 1.0, "maxIvl": 36500, "perDay": 200 },
        "lapse": { "delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0 },
    } })
}
