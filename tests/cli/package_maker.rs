//! Anki's packages, made here: the same notes in the older and the newer form.

use std::io::{Cursor, Write as _};

use rusqlite::{Connection, MAIN_DB};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The kinds of notes, by their ids.
pub(super) const BASIC: i64 = 1;
pub(super) const REVERSED: i64 = 2;
pub(super) const CLOZE: i64 = 3;

/// 2026-01-01 04:00 in Tehran: the collection's day 0.
const CREATED_SECS: i64 = 1_767_227_400;

const BOTH: &str = "
    create table col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer,
        usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
    create table notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text,
        flds text, sfld integer, csum integer, flags integer, data text);
    create table cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer,
        type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer,
        left integer, odue integer, odid integer, flags integer, data text);
    create table revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer,
        lastIvl integer, factor integer, time integer, type integer);
    create index ix_cards_nid on cards (nid);
";

const NEWER: &str = "
    create table config (key text not null primary key, usn integer, mtime_secs integer, val blob) without rowid;
    create table notetypes (id integer primary key, name text collate unicase, mtime_secs integer, usn integer,
        config blob);
    create unique index idx_notetypes_name on notetypes (name);
    create table fields (ntid integer, ord integer, name text collate unicase, config blob,
        primary key (ntid, ord)) without rowid;
    create table templates (ntid integer, ord integer, name text collate unicase, mtime_secs integer, usn integer,
        config blob, primary key (ntid, ord)) without rowid;
    create table decks (id integer primary key, name text collate unicase, mtime_secs integer, usn integer,
        common blob, kind blob);
";

const MODELS: &str = r#"{
    "1": {"name": "Basic", "type": 0, "flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}],
        "tmpls": [{"ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}]},
    "2": {"name": "Both ways", "type": 0, "flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}],
        "tmpls": [{"ord": 1, "qfmt": "{{Back}}", "afmt": "{{Front}}"},
                  {"ord": 0, "qfmt": "{{Front}}", "afmt": "{{Back}}"}]},
    "3": {"name": "Cloze", "type": 1, "flds": [{"name": "Text", "ord": 0}, {"name": "Extra", "ord": 1}],
        "tmpls": [{"ord": 0, "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Extra}}"}]}
}"#;

/// A collection on its way into a package.
pub(super) struct Collection {
    connection: Connection,
    is_newer: bool,
    deck_count: i64,
}

impl Collection {
    /// As Anki 2.1 kept it until 2022, and `.apkg` for older versions still do.
    pub(super) fn older() -> Self {
        let collection = Self::with_schema(11, BOTH, false);
        collection
            .connection
            .execute(
                "update col set models = ?1, conf = '{\"creationOffset\":-210,\"rollover\":4}'",
                [MODELS],
            )
            .unwrap();
        collection
    }

    /// In tables, with settings in Protocol Buffers.
    pub(super) fn newer() -> Self {
        let collection = Self::with_schema(18, &format!("{BOTH}{NEWER}"), true);
        let models: serde_json::Value = serde_json::from_str(MODELS).unwrap();
        for (id, model) in models.as_object().unwrap() {
            let id: i64 = id.parse().unwrap();
            let config: &[u8] = if model["type"] == 1 { b"\x08\x01" } else { b"\x1a\x03css" };
            let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
                collection.connection.execute(sql, values).unwrap();
            };
            run("insert into notetypes values (?1, ?2, 0, 0, ?3)", &[&id, &model["name"].as_str(), &config]);
            for field in model["flds"].as_array().unwrap() {
                let values: [&dyn rusqlite::ToSql; 3] =
                    [&id, &field["ord"].as_i64(), &field["name"].as_str()];
                run("insert into fields values (?1, ?2, ?3, x'')", &values);
            }
            for template in model["tmpls"].as_array().unwrap() {
                let mut config = Vec::new();
                for (tag, part) in [(b'\x0a', "qfmt"), (b'\x12', "afmt")] {
                    let html = template[part].as_str().unwrap();
                    config.extend([tag, u8::try_from(html.len()).unwrap()]);
                    config.extend(html.as_bytes());
                }
                let ord = template["ord"].as_i64();
                run("insert into templates values (?1, ?2, 'Card ' || ?2, 0, 0, ?3)", &[&id, &ord, &config]);
            }
        }
        collection.sql("insert into config values ('creationOffset', 0, 0, '-210')");
        collection.sql("update config set val = cast(val as blob)");
        collection
    }

    fn with_schema(version: i64, schema: &str, is_newer: bool) -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection.create_collation("unicase", |one: &str, other: &str| one.cmp(other)).unwrap();
        connection.execute_batch(schema).unwrap();
        connection
            .execute(
                "insert into col values (1, ?1, 0, 0, ?2, 0, 0, 0, '{}', '{}', '{}', '{}', '{}')",
                [CREATED_SECS, version],
            )
            .unwrap();
        Self { connection, is_newer, deck_count: 1 }
    }

    /// Anything else that is to be done to it.
    pub(super) fn sql(&self, sql: &str) -> &Self {
        self.connection.execute_batch(sql).unwrap();
        self
    }

    /// A note with a new card for each of `ords`; ids are counted from 1 in the order of calls.
    pub(super) fn note(
        &mut self,
        kind: i64,
        deck: &str,
        tags: &str,
        fields: &[&str],
        ords: &[i64],
    ) -> &mut Self {
        let deck = self.deck(deck);
        self.connection
            .execute(
                "insert into notes values (null, 'g' || (select count(*) from notes), ?1, 0, -1, ?2, ?3, '', 0, 0, '')",
                (kind, tags, fields.join("\u{1f}")),
            )
            .unwrap();
        let note = self.connection.last_insert_rowid();
        for ord in ords {
            self.connection
                .execute(
                    "insert into cards values (null, ?1, ?2, ?3, 1770000000, -1, 0, 0, ?1, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                    (note, deck, ord),
                )
                .unwrap();
        }
        self
    }

    /// Card `card` was answered with `button` at this time; `day` counts from that of the collection.
    pub(super) fn answered(&mut self, card: i64, day: i64, button: i64, interval_before: i64) -> &mut Self {
        let at_ms = (CREATED_SECS + day * 86_400) * 1000 + card;
        self.connection
            .execute(
                "insert into revlog values (?1, ?2, -1, ?3, 0, ?4, 2500, 5000, ?4 > 0)",
                (at_ms, card, button, interval_before),
            )
            .unwrap();
        self
    }

    fn deck(&mut self, name: &str) -> i64 {
        self.deck_count += 1;
        let id = self.deck_count;
        if self.is_newer {
            let name = name.replace("::", "\u{1f}");
            self.connection.execute("insert into decks values (?1, ?2, 0, 0, x'', x'')", (id, name)).unwrap();
        } else {
            self.connection
                .execute(
                    "update col set decks = json_set(decks, '$.' || ?1, json_object('name', ?2))",
                    (id, name),
                )
                .unwrap();
        }
        id
    }

    pub(super) fn database(&mut self) -> Vec<u8> {
        self.connection.serialize(MAIN_DB).unwrap().to_vec()
    }

    /// The package that Anki would make of it.
    pub(super) fn package(&mut self) -> Vec<u8> {
        let database = self.database();
        let mut dummy = Self::older();
        dummy.note(BASIC, "Default", "", &["Please update to the latest Anki version", ""], &[0]);
        let dummy = dummy.database();
        if self.is_newer {
            let packed = zstd(&database);
            zipped(&[
                ("meta", b"\x08\x03"),
                ("collection.anki21b", &packed),
                ("collection.anki2", &dummy),
                ("0", b"x"),
            ])
        } else {
            zipped(&[
                ("collection.anki21", &database),
                ("collection.anki2", &dummy),
                ("media", b"{}"),
                ("0", b"x"),
            ])
        }
    }
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

pub(super) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
