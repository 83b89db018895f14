//! What is promised of files that others packed: Anki's packages, also as rows, and backups.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use viva::anki;
use viva::backups::{NewBackup, OpenBackup};
use viva::study::backup::{BackupInfo, FORM, Member, Reason};
use viva::study::card::{Card, CardId};
use viva::study::day::{Moment, Rollover};
use viva::study::deck::Deck;
use viva::study::import::{
    AnkiCard, AnkiNote, AnkiNotetype, AnkiPackage, AnkiReview, AnkiTemplate, AnkiTime, KnownPast, OWN_FIELDS,
    OwnPlace, own_source, read_package_decks,
};
use zip::write::SimpleFileOptions;

use super::bytes::Bytes;
use super::history::check_log;

/// A package, or what is to be the collection in one: most changes to a zip only break its checksums.
pub(crate) fn anki_package(bytes: &[u8]) {
    let package =
        if anki::is_zip(bytes) { anki::read(bytes) } else { anki::read(&packed("collection.anki21", bytes)) };
    if let Ok(package) = package {
        check_package(package);
    }
}

/// Rows that no database would have, but a stranger's might.
pub(crate) fn anki_rows(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut package = AnkiPackage {
        created_secs: bytes.number(),
        utc_offset_secs: Some(i32::from(bytes.byte()) * 600 - 50_000),
        rollover_hour: Some(bytes.byte() % 24),
        notetypes: notetypes(),
        decks: BTreeMap::from([(1, "Default".to_owned()), (2, bytes.text(30))]),
        ..AnkiPackage::default()
    };
    for id in 1..=8 {
        if bytes.is_empty() {
            break;
        }
        let notetype = i64::from(bytes.byte() % 5);
        let mut fields: Vec<String> = (0..bytes.byte() % 4).map(|_| bytes.text(300)).collect();
        let guid = bytes.one_of(&["", "same", "g1", "g2", "g3"]).to_owned();
        if notetype == 3 {
            fields.resize(OWN_FIELDS.len() - 1, String::new());
            let place = OwnPlace { position: usize::from(bytes.byte()), deck: own_deck(&mut bytes) };
            let shown = [fields[0].clone(), fields[1].clone(), fields[2].clone()];
            fields.push(own_source(&guid, &[place], &shown));
            if bytes.byte().is_multiple_of(4) {
                fields[4] = fields[4].chars().rev().collect();
            }
        }
        let (changed_secs, tags) = (bytes.number(), bytes.text(20));
        package.notes.push(AnkiNote { id, guid, notetype, changed_secs, tags, fields });
        for ord in 0..i64::from(bytes.byte() % 3) {
            package.cards.push(any_card(&mut bytes, id, ord));
        }
        for _ in 0..bytes.byte() % 5 {
            package.reviews.push(any_review(&mut bytes, id));
        }
    }
    check_package(package);
}

/// What is unpacked has only names that viva writes, and a name is one component.
pub(crate) fn backup(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("b.zip");
    std::fs::write(&path, bytes).expect("a file");
    let Ok(mut backup) = OpenBackup::open(&path) else { return };
    for name in backup.texts().to_vec() {
        assert_eq!(Member::of(&name), Some(Member::Text(name.clone())), "{name:?}");
        assert!(!name.trim_start_matches("decks/").contains('/') && !name.contains('\\'), "{name:?}");
        let _ = backup.text(&name);
    }
    if backup.has_database() {
        let _ = backup.unpack_database(&mut std::io::sink());
    }
}

fn check_package(package: AnkiPackage) {
    let now = Moment { unix_ms: 1_790_000_000_000, utc_offset_secs: 0 };
    let time = AnkiTime { now, rollover: Rollover::usual(), offset_at: &|_| 0 };
    let notes = read_package_decks(package.clone());
    assert_eq!(read_package_decks(package), notes, "read twice, it differs");
    for note in notes {
        super::check_note(&note);
        let mut events = Vec::new();
        for card in &note.cards {
            let Some(past) = &card.past else { continue };
            let id = CardId::of_question(&card.question);
            let own = past.events(&id, &time);
            assert_eq!(own, past.events(&id, &time));
            assert!(own.iter().all(|event| event.card.as_ref() == Some(&id)));
            let known = KnownPast { is_known: &|_| true, changed_ms: Some(0), suspended: true };
            let since = past.events_since(&id, &time, &known);
            assert!(!past.is_own || since.len() <= own.len() + 1, "it brings back what is known");
            events.push(own);
        }
        // Each alone, for two cards with one question are one card here.
        for own in events {
            check_log(&own);
        }
        super::check_import(&note, b"package");
    }
}

fn notetypes() -> BTreeMap<i64, AnkiNotetype> {
    let kind = |name: &str, is_cloze, fields: &[&str], question: &str, answer: &str| AnkiNotetype {
        name: name.to_owned(),
        is_cloze,
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
        templates: vec![AnkiTemplate { question: question.to_owned(), answer: answer.to_owned() }],
        ..AnkiNotetype::default()
    };
    BTreeMap::from([
        (0, kind("Basic", false, &["Front", "Back"], "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")),
        (1, kind("Cloze", true, &["Text", "Extra"], "{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")),
        (2, kind("Odd", false, &["A", "Tags"], "{{#A}}{{type:A}}{{/A}}", "{{B}}{{^A}}")),
        (3, kind("viva", false, &OWN_FIELDS, "{{Question}}", "{{Answer}}")),
    ])
}

fn own_deck(bytes: &mut Bytes<'_>) -> Deck {
    let text = |bytes: &mut Bytes<'_>| Some(bytes.text(60)).filter(|text| !text.trim().is_empty());
    let question = text(bytes).unwrap_or_else(|| "Why?".to_owned());
    let card = Card { id_is_written: true, answer: text(bytes), section: text(bytes), ..Card::new(question) };
    Deck { name: "d".to_owned(), title: text(bytes), cards: vec![card], ..Deck::default() }
}

fn any_card(bytes: &mut Bytes<'_>, note: i64, ord: i64) -> AnkiCard {
    AnkiCard {
        id: note * 10 + ord,
        note,
        deck: i64::from(bytes.byte() % 4),
        ord,
        changed_secs: bytes.number(),
        kind: i64::from(bytes.byte() % 6),
        queue: i64::from(bytes.byte() % 8) - 3,
        due: bytes.number(),
        interval: bytes.number(),
        ease_permille: bytes.number(),
        answered_times: bytes.number(),
        lapses: bytes.number(),
        steps_left: bytes.number(),
        flag: bytes.number(),
        original_due: bytes.number(),
        original_deck: bytes.number(),
    }
}

fn any_review(bytes: &mut Bytes<'_>, note: i64) -> AnkiReview {
    AnkiReview {
        at_ms: bytes.number(),
        card: note * 10 + i64::from(bytes.byte() % 3),
        button: bytes.number(),
        interval: bytes.number(),
        interval_before: bytes.number(),
        ease_permille: bytes.number(),
        took_ms: bytes.number(),
        kind: i64::from(bytes.byte() % 7),
    }
}

fn packed(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file(name, stored).expect("a zip in memory");
    archive.write_all(bytes).expect("a zip in memory");
    archive.finish().expect("a zip in memory").into_inner()
}

/// A package, the database in it, and a backup.
pub(crate) fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let note = |id: i64, notetype: i64, fields: &[&str]| AnkiNote {
        id,
        guid: format!("g{id}"),
        notetype,
        changed_secs: 1_700_000_000,
        tags: "go locks".to_owned(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    };
    let card = |note: i64| AnkiCard {
        id: note * 10,
        note,
        deck: 1,
        kind: 2,
        queue: 2,
        due: 400,
        interval: 30,
        ease_permille: 2500,
        answered_times: 3,
        changed_secs: 1_750_000_000,
        ..AnkiCard::default()
    };
    let review = AnkiReview {
        at_ms: 1_750_000_000_000,
        card: 10,
        button: 3,
        interval: 30,
        interval_before: 12,
        ease_permille: 2500,
        took_ms: 8000,
        kind: 1,
    };
    let package = AnkiPackage {
        created_secs: 1_700_000_000,
        notetypes: notetypes(),
        decks: BTreeMap::from([(1, "Go::Locks".to_owned())]),
        notes: vec![
            note(1, 0, &["What is a <b>lock</b>?", "It guards."]),
            note(2, 1, &["A {{c1::mutex}} is held by {{c2::one::how many}}.", ""]),
        ],
        cards: vec![card(1), card(2)],
        reviews: vec![review],
        ..AnkiPackage::default()
    };
    let zip = anki::write(&package).expect("a package");
    let mut database = Vec::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(&zip)).expect("its own zip");
    archive
        .by_name("collection.anki2")
        .expect("its collection")
        .read_to_end(&mut database)
        .expect("it is read");
    vec![("package.apkg", zip), ("collection.anki21", database), ("backup.zip", backup_seed())]
}

fn backup_seed() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut new = NewBackup::begin(folder.path()).expect("a backup");
    new.add("decks/go.toml", b"[[cards]]\nquestion = 'What is a lock?'\n").expect("a file in it");
    new.add("viva.toml", b"new_per_day = 5\n").expect("a file in it");
    new.add("viva.db", b"not a database").expect("a file in it");
    let info = BackupInfo {
        viva_backup: FORM,
        made_by: "0.1.0".to_owned(),
        made_ms: 1_750_000_000_000,
        utc_offset_secs: 0,
        reason: Reason::Asked,
        event_count: 1,
        review_count: 1,
        card_count: 1,
        question_count: 1,
        deck_count: 1,
        last_review_day: Some(20_000),
        unpacked_bytes: 100,
        fingerprint: "f".to_owned(),
    };
    let made = new.finish("2026-01-02-0304", &info).expect("a backup");
    std::fs::read(made.path).expect("it is read")
}
