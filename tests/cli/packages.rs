//! Anki's packages: what comes in, that twice is once, and that a hostile one changes nothing.

use proptest::prelude::*;
use viva::study::card::CardId;

use super::home::Home;
use super::package_maker::{BASIC, CLOZE, Collection, REVERSED, zipped, zstd};

const DECK: &str = r#"title = "Interview"

[[cards]]
id = "svhq97gkp6"
section = "Go / Runtime"
tags = ["go", "lang::go", "concurrency"]
question = "What is a **goroutine**?"
answer = '''
- cheap
- a thread
'''
"#;

fn filled(mut collection: Collection) -> Collection {
    collection
        .note(
            BASIC,
            "Interview::Go::Runtime",
            " go leech lang::go ",
            &["What is a <b>goroutine</b>?", "<ul><li>cheap</li><li>a thread</li></ul>"],
            &[0],
        )
        .note(REVERSED, "Interview", "", &["Capital of France?", "Paris"], &[0, 1])
        .note(
            CLOZE,
            "Interview::Cloze",
            "",
            &[
                "A mutex is {{c1::a lock::what}} that {{c2::one {{c1::single}}}} thread holds",
                "Held, not owned.",
            ],
            &[0, 1],
        )
        .note(
            BASIC,
            "Interview::Persian",
            "فارسی",
            &["این چیست؟ <img src=\"a b.png\" alt=\"x &lt; y\">", "نمی‌دانم [sound:s.mp3]"],
            &[0],
        );
    collection
}

#[test]
fn both_forms_give_the_same_deck() {
    let home = Home::new()
        .with_file("work/old.apkg", filled(Collection::older()).package())
        .with_file("work/new.colpkg", filled(Collection::newer()).package());
    let told = |file: &str| {
        format!(
            "{file}: further cards of notes that are taken once (asked backwards, for example) left out: 1\n\
             {file}: pictures and sounds stay in the package, their names stand in the cards: 2 (a b.png, s.mp3)\n"
        )
    };
    home.viva("import old.apkg").is(
        0,
        "old.apkg is now interview: 5 cards, 0 without an answer (5 added)\n",
        &told("old.apkg"),
    );
    let deck = home.read("c/decks/interview.toml");
    assert!(deck.starts_with(DECK), "{deck}");
    for part in [
        "section = \"Cloze\"",
        "question = \"A mutex is [what] that one [...] thread holds\"",
        "question = \"A mutex is a lock that [...] thread holds\"",
        "answer = '''\nA mutex is a lock that one single thread holds\n\nHeld, not owned.\n'''",
        "question = \"این چیست؟ (picture: x < y)\"",
        "answer = \"نمی‌دانم (sound: s.mp3)\"",
        "tags = [\"فارسی\"]",
    ] {
        assert!(deck.contains(part), "{part}\nis not in\n{deck}");
    }
    let other = Home::new().with_file("work/new.colpkg", filled(Collection::newer()).package());
    other.viva("import new.colpkg").is(
        0,
        "new.colpkg is now interview: 5 cards, 0 without an answer (5 added)\n",
        &told("new.colpkg"),
    );
    assert_eq!(other.read("c/decks/interview.toml"), deck);
}

#[test]
fn a_package_again_updates_and_adds_nothing_twice() {
    let home = Home::new().with_file("work/a.apkg", filled(Collection::newer()).package());
    assert_eq!(
        home.viva("import a.apkg --dry-run --format json").json()["decks"][0]["cards"][0]["id"],
        "svhq97gkp6"
    );
    assert_eq!(home.tree("c/decks"), "");
    assert_eq!(home.viva("import a.apkg").code, Some(0));
    let before = [home.tree("c/decks"), home.tree("c/imports.toml")];
    let again = home.viva("import a.apkg");
    assert_eq!(again.stdout, "a.apkg is now interview: 5 cards, 0 without an answer (5 unchanged)\n");
    assert_eq!([home.tree("c/decks"), home.tree("c/imports.toml")], before);
    let mut newer = filled(Collection::newer());
    newer.sql("update notes set flds = replace(flds, 'Paris', 'Paris, on the Seine') where id = 2");
    newer.note(BASIC, "Interview", "", &["What is new?", "This."], &[0]);
    home.write("work/a.apkg", newer.package());
    let third = home.viva("import a.apkg");
    assert_eq!(
        third.stdout,
        "a.apkg is now interview: 6 cards, 0 without an answer (1 added, 1 updated, 4 unchanged)\n"
    );
}

#[test]
fn a_note_edited_in_anki_stays_the_same_card() {
    let made = |front: &str, back: &str| {
        let mut collection = Collection::newer();
        collection.note(BASIC, "Go", "", &[front, back], &[0]);
        collection.note(BASIC, "Go", "", &["What is a slice?", "A view."], &[0]);
        let sentence = "A {{c1::lock}} is {{c2::held}}";
        collection.note(CLOZE, "Go", "", &[sentence, ""], &[0, 1]);
        collection
    };
    let home = Home::new().with_file("work/x.apkg", made("What is a chanel?", "A conduit").package());
    assert_eq!(home.viva("import x.apkg").code, Some(0));
    let listed = home.viva("list go --format json").json();
    let id = listed["cards"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(listed["cards"][0]["question"], "What is a chanel?");
    home.viva(&format!("grade {id} good")).succeeds();
    // As the first version wrote it.
    let with_guids = home.read("c/imports.toml");
    let older: String = with_guids
        .lines()
        .map(|line| match line.split_once(", guid = ") {
            Some((before, _)) => format!("{before} }},\n"),
            None => format!("{line}\n"),
        })
        .collect();
    assert_ne!(older, with_guids);
    home.write("c/imports.toml", older);
    assert_eq!(home.viva("import x.apkg").code, Some(0));
    assert_eq!(home.read("c/imports.toml"), with_guids);

    // Both sides of one note, a cloze, and the order.
    let mut newer = made("Which type carries values between goroutines?", "A typed queue.");
    newer.sql("update notes set flds = 'A {{c1::mutex}} is {{c2::held}}' || char(31) where id = 3");
    home.write("work/x.apkg", newer.package());
    let run = home.viva("import x.apkg");
    assert!(
        run.stdout.starts_with("x.apkg is now go: 4 cards, 0 without an answer (3 updated, 1 unchanged)\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains(
            "  reworded: \"What is a chanel?\" → \"Which type carries values between goroutines?\" (history kept)\n"
        ),
        "{}",
        run.stdout
    );
    let shown = home.viva(&format!("show {id} --format json")).json();
    assert_eq!(shown["question"], "Which type carries values between goroutines?");
    assert_eq!(shown["state"]["reviews"], 1);
    assert_eq!(home.viva("list go --format json").json()["cards"].as_array().unwrap().len(), 4);
}

#[test]
fn in_a_folder_packages_stand_beside_notes() {
    let mut plain = Collection::older();
    plain.note(BASIC, "Default", "", &["What is a fence?", "A barrier."], &[0]);
    let home = Home::new()
        .with_file("work/all/one.apkg", plain.package())
        .with_file("work/all/two.md", "### Technical Interview\n\n- What is a lock?\n")
        .with_file("work/all/sheet.xlsx", zipped(&[("xl/workbook.xml", b"<x/>")]));
    home.viva("import all").is(
        0,
        "all/one.apkg is now default: 1 card, 0 without an answer (1 added)\n\
         all/two.md is now two: 1 card, 1 without an answer (1 added)\n\
         in total: 2 cards in 2 decks, 1 without an answer (2 added)\n",
        "all/one.apkg: pictures and sounds stay in the package: 1\n",
    );
    home.write("work/all/torn.apkg", &plain.package()[..2000]);
    let run = home.viva("import all");
    assert_eq!((run.code, run.stdout.lines().count()), (Some(3), 3), "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("all/torn.apkg: the package is damaged"), "{}", run.stderr);
}

/// The clock of a `Home` stands at day 59.
fn learned(mut collection: Collection) -> Collection {
    collection
        .note(BASIC, "Go", "", &["What is a goroutine?", "A cheap thread."], &[0])
        .note(BASIC, "Go", "", &["What is a channel?", "A queue."], &[0])
        .note(BASIC, "Go", "", &["What is a fence?", "A barrier."], &[0])
        .note(BASIC, "Go", "", &["What is a lock?", "A door."], &[0])
        .note(REVERSED, "Go", "", &["What is a map?", "A table."], &[0, 1]);
    collection.sql(
        "update cards set type = 2, queue = 2, due = 58, ivl = 30, factor = 2350, lapses = 1 where id = 1;
         update cards set type = 2, queue = 2, due = 70, ivl = 25, factor = 1300, lapses = 9 where id = 2;
         update cards set queue = -1 where id = 3;
         update cards set type = 1, queue = 1, due = 1772300000, factor = 0 where id = 4;",
    );
    for (day, button, interval_before) in [(0, 3, -600), (1, 3, 1), (4, 1, 3), (4, 3, -600), (28, 3, 24)] {
        collection.answered(1, day, button, interval_before);
        collection.sql("update revlog set id = id + 1000 where id % 1000 = 1 and lastIvl = 3");
    }
    collection.answered(2, 45, 3, 22).answered(2, 46, 0, 25).answered(4, 59, 1, -600).answered(6, 50, 3, 4);
    collection
}

#[test]
fn schedules_suspensions_and_reviews_come_along() {
    let home = Home::new().with_file("work/go.apkg", learned(Collection::newer()).package());
    let told = "go.apkg: further cards of notes that are taken once (asked backwards, for example) left out: 1\n\
         go.apkg: reviews of cards that are not taken left out: 1\n\
         go.apkg: lines of the review log that only say that a card was moved by hand left out: 1\n\
         go.apkg: pictures and sounds stay in the package: 1\n";
    let dry = home.viva("import go.apkg --dry-run --format json").json();
    assert_eq!(
        dry["decks"][0]["history"].to_string(),
        r#"{"impossible_reviews":0,"new_reviews":7,"own_reviews":0,"reviews":7,"schedules":3,"suspended":1}"#
    );
    home.viva("import go.apkg").is(
        0,
        "go.apkg is now go: 5 cards, 0 without an answer (5 added)\n  \
         from Anki: 7 reviews (7 new), 3 schedules, 1 suspended\n",
        told,
    );
    home.viva("check").prints("11 events of 4 cards: all states are consistent with the log\n");
    let progress = home.viva("export").json();
    let states: Vec<String> = progress["cards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| {
            let (question, state) = (&card["question"], &card["state"]);
            let part = |name: &str| state[name].to_string().replace('"', "");
            format!(
                "{}: {} {} d, ease {}, due {}, {} lapses, {} reviews",
                question.as_str().unwrap(),
                part("name"),
                part("interval_days"),
                part("ease"),
                part("due"),
                part("lapses"),
                part("reviews")
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            "What is a goroutine?: due 30 d, ease 2.35, due 2026-02-28, 1 lapses, 5 reviews",
            "What is a channel?: in review 25 d, ease 1.3, due 2026-03-12, 9 lapses, 1 reviews",
            "What is a fence?: suspended null d, ease null, due null, 0 lapses, 0 reviews",
            "What is a lock?: due 1 d, ease 2.5, due 2026-02-28, 0 lapses, 1 reviews",
            "What is a map?: new null d, ease null, due null, 0 lapses, 0 reviews",
        ]
    );
    // As Anki counts: the first of a card on a day, where it had an interval of a day or more.
    let all = &home.viva("stats --format json").json()["retention"]["periods"][5];
    assert_eq!((&all["mature"]["passed"], &all["mature"]["total"]), (&2.into(), &2.into()));
    assert_eq!((&all["young"]["passed"], &all["young"]["total"]), (&1.into(), &2.into()));
}

#[test]
fn what_is_done_here_goes_on_from_there() {
    let home = Home::new().with_file("work/go.apkg", learned(Collection::older()).package());
    assert_eq!(home.viva("import go.apkg").code, Some(0));
    let card = CardId::of_question("What is a goroutine?").to_string();
    // 30 days times 2.35, as if all of it had been drilled here.
    home.viva(&format!("grade {card} good")).succeeds();
    let due = |home: &Home| {
        let progress = home.viva("export").json();
        let cards = progress["cards"].as_array().unwrap();
        let state = &cards.iter().find(|found| found["id"] == card.as_str()).unwrap()["state"];
        format!("{} d, {} reviews", state["interval_days"], state["reviews"])
    };
    assert_eq!(due(&home), "71 d, 6 reviews");
    let again = home.viva("import go.apkg");
    assert!(again.stdout.contains("from Anki: 7 reviews (0 new)"), "{}", again.stdout);
    assert_eq!(due(&home), "71 d, 6 reviews");
    // Answered in Anki a day later: that is the last word.
    let mut newer = learned(Collection::older());
    newer.answered(1, 60, 3, 30).sql("update cards set due = 100, ivl = 40 where id = 1");
    home.write("work/go.apkg", newer.package());
    let mut home = home;
    home.at("2026-03-03T09:00:00+03:30");
    let again = home.viva("import go.apkg");
    assert!(again.stdout.contains("from Anki: 8 reviews (1 new)"), "{}", again.stdout);
    assert_eq!(due(&home), "40 d, 7 reviews");
    // Undo takes back what was done here, not what came from there.
    home.viva("undo").succeeds();
    assert_eq!(due(&home), "40 d, 6 reviews");
    home.viva("check").prints("15 events of 4 cards: all states are consistent with the log\n");
}

#[test]
fn a_history_from_anki_does_not_make_the_clock_doubtful() {
    let mut home = Home::new().with_file("work/go.apkg", learned(Collection::older()).package());
    home.at("2027-03-03T09:00:00+03:30");
    assert_eq!(home.viva("import go.apkg").code, Some(0));
    let card = home.queue()[0].clone();
    home.viva(&format!("grade {card} good")).succeeds();
}

/// Zstd that unpacks to 10 GB of one letter: frame header, then blocks of 128 KiB that say "repeat".
fn zstd_bomb() -> Vec<u8> {
    let mut bomb = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
    for number in 1..=80_000_u32 {
        let header = (128 << 10) << 3 | 1 << 1 | u32::from(number == 80_000);
        bomb.extend(&header.to_le_bytes()[..3]);
        bomb.push(b'S');
    }
    bomb
}

fn changed(change: impl FnOnce(&Collection)) -> Vec<u8> {
    let mut collection = filled(Collection::newer());
    change(&collection);
    let packed = zstd(&collection.database());
    zipped(&[("meta", b"\x08\x03"), ("collection.anki21b", &packed), ("media", b"")])
}

fn with_sql(sql: &str) -> Vec<u8> {
    changed(|collection| {
        collection.sql(sql);
    })
}

#[test]
fn what_is_broken_hostile_or_too_new_is_refused_whole() {
    let good = filled(Collection::older()).package();
    let database = filled(Collection::older()).database();
    let mut wrong_sum = zipped(&[("collection.anki2", &database)]);
    let sum = wrong_sum.windows(4).position(|window| window == b"PK\x01\x02").unwrap() + 16;
    wrong_sum[sum] ^= 1;
    let mut twice = zipped(&[("collection.anki2", &database), ("collection.anki3", &database)]);
    while let Some(at) = twice.windows(16).position(|window| window == b"collection.anki3") {
        twice[at + 15] = b'2';
    }
    // It says of itself that it unpacks to one byte.
    let mut lying = zipped(&[("collection.anki2", &database)]);
    let directory = lying.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for at in [22, directory + 24] {
        lying[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
    }
    let mut many = zipped(&[("collection.anki2", &database)]);
    many.extend(b"PK\x01\x02".repeat(200_001));
    let zeros = vec![0_u8; 40 << 20];
    let refused: &[(&str, Vec<u8>, &str)] = &[
        ("torn", good[..good.len() / 2].to_vec(), "damaged"),
        ("only magic", b"PK\x03\x04".to_vec(), "damaged"),
        ("wrong sum", wrong_sum, "damaged: Invalid checksum"),
        ("a size that is not so", lying, "damaged"),
        ("many entries", many, "more than 200000 entries"),
        ("one name twice", twice, "two of its entries have one name"),
        ("no package", zipped(&[("word/document.xml", b"<w/>")]), "no Anki package"),
        (
            "only paths",
            zipped(&[("../collection.anki2", &database), ("/collection.anki21", b"")]),
            "no Anki package",
        ),
        ("newer entry", zipped(&[("collection.anki99", b"?")]), "newer Anki"),
        ("newer meta", zipped(&[("meta", b"\x08\x04"), ("collection.anki2", &database)]), "newer Anki"),
        ("newer schema", with_sql("update col set ver = 19"), "newer Anki"),
        ("older schema", with_sql("update col set ver = 3"), "older than 2.0"),
        ("no database", zipped(&[("collection.anki2", b"hello")]), "not an SQLite database"),
        ("torn database", zipped(&[("collection.anki2", &database[..database.len() / 2])]), "damaged"),
        ("zip bomb", zipped(&[("collection.anki2", &zeros)]), "more than 200 times its own size"),
        ("zstd bomb", zipped(&[("collection.anki21b", &zstd_bomb())]), "more than 200 times its own size"),
        ("no zstd", zipped(&[("collection.anki21b", &database)]), "damaged"),
        ("empty", with_sql("delete from col"), "its collection is empty"),
        ("no table", with_sql("drop table revlog"), "no table `revlog`"),
        (
            "a view",
            with_sql("alter table notes rename to n; create view notes as select id, mid, tags, flds from n"),
            "no table `notes`",
        ),
        (
            "a column that works",
            with_sql(
                "drop table revlog; create table revlog (id integer primary key, cid, ease, lastIvl, time,
                type as (length(zeroblob(100000000))))",
            ),
            "columns that are computed",
        ),
        ("another type", with_sql("update cards set due = 'soon' where id = 1"), "`due` holds Text"),
        ("no templates", with_sql("update templates set config = 'text'"), "`config` holds Text"),
    ];
    for (what, bytes, message) in refused {
        let home = Home::new().with_file("work/x.apkg", bytes);
        let run = home.viva("import x.apkg");
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{what}: {}", run.stderr);
        assert!(run.stderr.contains(message), "{what}: {}", run.stderr);
        assert!(run.stderr.starts_with("viva: x.apkg: "), "{what}: {}", run.stderr);
        assert!(run.stderr.ends_with("\nhint: nothing was imported\n"), "{what}: {}", run.stderr);
        assert_eq!(home.tree("c/decks") + &home.tree("c/imports.toml"), "", "{what}");
    }
}

#[test]
fn what_a_package_brings_along_does_not_run() {
    let package = with_sql(
        "create trigger t after insert on notes begin delete from notes; end;
         create view v as select randomblob(1000000000);
         create table checked (x check (length(zeroblob(1000000000)) > x)); insert into checked values (null);",
    );
    let home = Home::new().with_file("work/x.apkg", package);
    let run = home.viva("import x.apkg");
    assert_eq!(run.stdout, "x.apkg is now interview: 5 cards, 0 without an answer (5 added)\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Damage anywhere in the database gives rows or an error, and comes to an end.
    #[test]
    fn damage_is_survived(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let mut database = filled(Collection::older()).database();
        for (place, byte) in places {
            let at = place.index(database.len());
            database[at] = byte;
        }
        let whole = viva::anki::read(&zipped(&[("collection.anki2", &database)]));
        if let Ok(package) = whole {
            let most = package.notes.len() + package.cards.len();
            let notes = viva::study::import::read_package_decks(package);
            prop_assert!(notes.iter().map(|note| note.cards.len()).sum::<usize>() <= most);
        }
    }

    #[test]
    fn damage_to_the_zip_is_survived(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut package = filled(Collection::newer()).package();
        for (place, byte) in places {
            let at = place.index(package.len());
            package[at] = byte;
        }
        if let Ok(package) = viva::anki::read(&package) {
            let most = package.notes.len() + package.cards.len();
            let notes = viva::study::import::read_package_decks(package);
            prop_assert!(notes.iter().map(|note| note.cards.len()).sum::<usize>() <= most);
        }
    }
}
