//! Packages for Anki: what is in them, and that they come home without counting anything twice.
//!
//! What Anki makes of them is looked at by `tests/anki/run`.

use std::io::{Cursor, Read as _};

use rusqlite::{Connection, MAIN_DB};
use serde_json::Value;

use super::home::{Home, SMALL_DECK};
use super::package_maker::{Collection, zipped};

const SECOND_DECK: &str = r#"title = "Zibal :: Bank"

[interview]
company = "Zibal"
outcome = "rejected"
remarks = "They were late."

[[cards]]
id = "gil"
section = "Python"
tags = ["python", "code review"]
question = "What is the GIL?"
answer = '''
One lock <script>alert(1)</script> [sound:x.mp3] [a](javascript:x)

```py
if a < b: pass
```
'''
my_answer = "A **lock**."
asked = [{ company = "Digikala <b>", times = 2 }]

[[cards]]
id = "thread"
question = "What is a thread of Go?"
same_as = "routine"
"#;

/// Two decks with a history: passed, failed and passed, suspended, owed today.
fn home() -> Home {
    let mut home = Home::with_small_deck().with_file("c/decks/zibal.toml", SECOND_DECK);
    home.at("2026-02-20T09:00:00+03:30").viva("grade routine good --seconds 7").succeeds();
    home.viva("grade channel again").succeeds();
    home.viva("grade channel good").succeeds();
    home.at("2026-02-21T02:00:00+03:30").viva("grade routine good").succeeds();
    home.at("2026-02-21T09:00:00+03:30").viva("grade routine easy").succeeds();
    home.viva("grade channel hard").succeeds();
    home.viva("undo").succeeds();
    home.viva("suspend channel").succeeds();
    home.at("2026-03-01T09:00:00+03:30").viva("grade gil again").succeeds();
    home
}

fn export(home: &Home) {
    let run = home.viva("export --format apkg -o a.apkg");
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{}", run.stderr);
}

/// The database of a package.
fn database(home: &Home, path: &str) -> Connection {
    let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(home.path(path)).unwrap())).unwrap();
    let mut bytes = Vec::new();
    archive.by_name("collection.anki2").unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(std::io::read_to_string(archive.by_name("media").unwrap()).unwrap(), "{}");
    let mut connection = Connection::open_in_memory().unwrap();
    connection.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), true).unwrap();
    connection
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn a_package_has_schedules_and_the_whole_history() {
    let home = home();
    home.viva("export --format apkg -o a.apkg").is(0, "", "wrote a.apkg with 4 cards and 6 reviews\n");
    let anki = database(&home, "work/a.apkg");
    assert_eq!(rows(&anki, "pragma integrity_check"), ["ok"]);
    // Day 0 is that of the first review.
    assert_eq!(rows(&anki, "select datetime(crt + 12600, 'unixepoch') from col"), ["2026-02-20 04:00:00"]);
    assert_eq!(
        rows(
            &anki,
            "select conf ->> 'creationOffset' || ' ' || (conf ->> 'rollover') || ' ' || ver from col"
        ),
        ["-210 4 11"]
    );
    assert_eq!(
        rows(
            &anki,
            "select group_concat(guid || ' ' || c.type || ' ' || queue || ' ' || due || ' ' || ivl || ' ' || \
             factor || ' ' || reps || ' ' || lapses || ' ' || left, char(10)) from cards c join notes n \
             on n.id = nid order by guid"
        )
        .join("\n")
        .lines()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>(),
        [
            "channel 2 -1 1 1 2180 2 0 0",
            "gil 3 1 1772343000 1 2180 1 0 1",
            "routine 2 2 6 6 2600 3 0 0",
            "salary 0 0 3 0 0 0 0 0",
        ]
    );
    let log = rows(
        &anki,
        "select guid || ' ' || r.id || ' ' || ease || ' ' || r.ivl || ' ' || lastIvl || ' ' || r.factor || ' ' || \
         time || ' ' || r.type from revlog r join cards c on c.id = cid join notes n on n.id = nid order by r.id",
    );
    assert_eq!(
        log,
        [
            "routine 1771565400000 3 1 0 2500 7000 0",
            "channel 1771565400001 1 1 0 2180 0 0",
            "channel 1771565400002 3 1 0 2180 0 2",
            "routine 1771626600000 3 1 0 2500 0 2",
            "routine 1771651800000 4 6 1 2600 0 1",
            "gil 1772343000000 1 1 0 2180 0 0",
        ]
    );
}

#[test]
fn notes_have_decks_tags_and_harmless_fields() {
    let home = home();
    export(&home);
    let anki = database(&home, "work/a.apkg");
    let mut decks = rows(&anki, "select value ->> 'name' from col, json_each(decks)");
    decks.sort();
    assert_eq!(
        decks,
        [
            "Default",
            "Go at Acme",
            "Go at Acme::HR",
            "Go at Acme::Technical",
            "Zibal : Bank",
            "Zibal : Bank::Python"
        ]
    );
    let in_deck = "select value ->> 'name' from col, json_each(decks), cards join notes on notes.id = nid \
                   where json_each.key = did and guid = 'gil'";
    assert_eq!(rows(&anki, in_deck), ["Zibal : Bank::Python"]);
    assert_eq!(rows(&anki, "select tags from notes where guid = 'gil'"), [" code_review python "]);
    let fields = rows(&anki, "select flds from notes where guid = 'gil'");
    let fields: Vec<&str> = fields[0].split('\u{1f}').collect();
    assert_eq!(
        fields[..4],
        [
            "What is the GIL?",
            "<p>One lock &lt;script&gt;alert(1)&lt;/script&gt; &#91;sound:x.mp3] a</p>\n\
             <pre><code class=\"language-py\">if a &lt; b: pass\n</code></pre>",
            "A <strong>lock</strong>.",
            "Zibal, Digikala &lt;b&gt; ×2",
        ]
    );
    assert!(!fields[4].contains("[sound") && !fields[4].contains("<script"), "{}", fields[4]);
    // Joined cards are one note, asked at both places.
    assert_eq!(rows(&anki, "select guid from notes where flds like '%Acme, Zibal%'"), ["routine"]);
}

#[test]
fn the_same_collection_gives_the_same_package() {
    let mut home = home();
    export(&home);
    assert_eq!(home.viva("export --format apkg -o b.apkg").code, Some(0));
    let bytes = |path: &str| std::fs::read(home.path(path)).unwrap();
    assert_eq!(bytes("work/a.apkg"), bytes("work/b.apkg"));
    let ids =
        "select guid || notes.id || cards.id || mid from notes join cards on nid = notes.id order by guid";
    let numbers = "select id || ' ' || cid from revlog order by id";
    let anki = database(&home, "work/a.apkg");
    let (before, log) = (rows(&anki, ids), rows(&anki, numbers));
    home.edit("c/decks/go.toml", "What is a goroutine?", "What are goroutines?");
    home.at("2026-03-05T09:00:00+03:30").viva("grade routine good").succeeds();
    export(&home);
    let anki = database(&home, "work/a.apkg");
    assert_eq!(rows(&anki, ids), before);
    assert_eq!(rows(&anki, numbers)[..log.len()], log);
    assert_eq!(rows(&anki, numbers).len(), log.len() + 1);
    // A part of it has the numbers of the whole.
    home.viva("export --format apkg routine -o a.apkg")
        .fails(2, "viva: no deck is called `routine`\nhint: `viva list` shows all decks\n");
    assert_eq!(home.viva("export --format apkg go -o a.apkg").code, Some(0));
    assert_eq!(rows(&database(&home, "work/a.apkg"), numbers)[..4], log[..5][..4]);
}

#[test]
fn a_public_package_tells_nothing_private() {
    let home = home();
    home.viva("export --as apkg --public -o a.apkg").is(0, "", "wrote a.apkg with 5 cards and 0 reviews\n");
    let anki = database(&home, "work/a.apkg");
    assert_eq!(
        rows(
            &anki,
            "select group_concat(distinct type || queue || ivl || reps || lapses || flags) from cards"
        ),
        ["000000"]
    );
    assert_eq!(rows(&anki, "select count(*) || '' from revlog"), ["0"]);
    let notes = rows(&anki, "select flds from notes").join("\n");
    for private in ["lock</strong>", "A **lock**", "late", "rejected", "same_as"] {
        assert!(!notes.contains(private), "{private}: {notes}");
    }
}

#[test]
fn nothing_is_written_where_there_is_nothing_or_no_place() {
    let home = home();
    home.viva("export --format apkg section:none -o a.apkg")
        .fails(1, "viva: no package was made: no cards match that\n");
    home.viva("export --format apkg -o none/a.apkg");
    home.viva("export --format apkg --since 2026-01-01 -o a.apkg").fails(
        2,
        "viva: --since is for progress as JSON or CSV\nhint: leave it out: decks are exported as they are now\n",
    );
    assert!(!home.path("work/a.apkg").exists() && !home.path("work/none").exists());
    let json = home.viva("export --as apkg --format json -o a.apkg").json();
    assert_eq!((&json["cards"], &json["reviews"], &json["path"]), (&4.into(), &6.into(), &"a.apkg".into()));
}

/// Everything that can be seen of a collection.
fn seen(home: &Home) -> Value {
    let mut json = home.viva("export").json();
    json.as_object_mut().unwrap().remove("day");
    json
}

#[test]
fn at_home_an_own_package_changes_nothing() {
    let home = home();
    export(&home);
    let (before, decks) = (seen(&home), home.tree("c/decks"));
    for _ in 0..2 {
        home.viva("import a.apkg").is(
            0,
            "a.apkg is now go: 3 cards, 1 without an answer (3 unchanged)\n  \
             from Anki: 0 reviews (0 new), 0 schedules, 0 suspended; 5 reviews already known here\n\
             a.apkg is now zibal: 2 cards, 1 without an answer (2 unchanged)\n  \
             from Anki: 0 reviews (0 new), 0 schedules, 0 suspended; 1 review already known here\n\
             in total: 4 cards (5 questions, 1 duplicate) in 2 decks, 1 without an answer (5 questions unchanged)\n",
            "",
        );
        assert_eq!(seen(&home), before);
        assert_eq!(home.tree("c/decks"), decks);
    }
    // Nor what was taken back or resumed since.
    home.viva("resume channel").succeeds();
    home.viva("undo").succeeds();
    home.viva("redo").succeeds();
    let before = seen(&home);
    home.viva("import a.apkg").succeeds();
    assert_eq!(seen(&home), before);
    home.viva("check").succeeds();
}

#[test]
fn elsewhere_it_gives_decks_schedules_and_retention() {
    let home = home();
    export(&home);
    let fresh = Home::new().with_file("work/a.apkg", std::fs::read(home.path("work/a.apkg")).unwrap());
    for _ in 0..2 {
        fresh.viva("import a.apkg").succeeds();
        assert_eq!(fresh.read("c/decks/go.toml"), SMALL_DECK);
        assert_eq!(fresh.read("c/decks/zibal.toml"), SECOND_DECK);
    }
    let states = |home: &Home| {
        let cards = seen(home)["cards"].as_array().unwrap().clone();
        let told = ["name", "due", "interval_days", "ease", "lapses", "reviews", "suspended"];
        let state = |card: &Value| told.map(|part| card["state"][part].to_string()).join(" ");
        cards.iter().map(|card| format!("{} {}", card["id"], state(card))).collect::<Vec<_>>()
    };
    let (mut expected, found) = (states(&home), states(&fresh));
    // What was owed again today is due today.
    let owed = expected.iter_mut().find(|card| card.starts_with("\"gil\"")).unwrap();
    *owed = owed.replace("in review", "due").replace("2026-03-02", "2026-03-01");
    assert_eq!(found, expected);
    let retention = |home: &Home| home.viva("stats --format json").json()["retention"].clone();
    assert_eq!(retention(&fresh), retention(&home));
}

/// The package as Anki would give it back after something was done to its database there.
fn back_from_anki(home: &Home, sql: &str) -> Vec<u8> {
    let anki = database(home, "work/a.apkg");
    let mut copy = Connection::open_in_memory().unwrap();
    rusqlite::backup::Backup::new(&anki, &mut copy)
        .unwrap()
        .run_to_completion(100, std::time::Duration::ZERO, None)
        .unwrap();
    copy.execute_batch(sql).unwrap();
    zipped(&[("collection.anki2", &copy.serialize(MAIN_DB).unwrap()), ("media", b"{}")])
}

#[test]
fn what_was_done_in_anki_comes_home_once() {
    let mut home = home();
    export(&home);
    let sql = "
        insert into revlog select 1772517600123, c.id, -1, 3, 15, 6, 2600, 4000, 1 from cards c join notes n
            on n.id = nid where guid = 'routine';
        update cards set due = 26, ivl = 15, reps = 4, mod = 1772517600
            where nid = (select id from notes where guid = 'routine');
        update cards set queue = 2, mod = 1772517600 where nid = (select id from notes where guid = 'channel');
        update cards set queue = -1, mod = 1772517600 where nid = (select id from notes where guid = 'gil');
        update notes set tags = ' python hard leech ', flds = replace(flds, 'A <strong>lock</strong>.', 'Only <i>one</i>.')
            where guid = 'gil';
    ";
    home.write("work/back.apkg", back_from_anki(&home, sql));
    home.at("2026-03-04T09:00:00+03:30");
    for is_first in [true, false] {
        let run = home.viva("import back.apkg");
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        let told = if is_first { "1 review (1 new), 1 schedule" } else { "0 reviews (0 new), 0 schedules" };
        assert!(run.stdout.contains(told), "{}", run.stdout);
        let cards = seen(&home)["cards"].as_array().unwrap().clone();
        let state = |id: &str| cards.iter().find(|card| card["id"] == id).unwrap()["state"].clone();
        let routine = state("routine");
        assert_eq!(
            (&routine["due"], &routine["interval_days"], &routine["reviews"]),
            (&"2026-03-18".into(), &15.into(), &4.into())
        );
        assert_eq!(
            (&state("channel")["suspended"], &state("gil")["suspended"]),
            (&false.into(), &true.into())
        );
    }
    let deck = home.read("c/decks/zibal.toml");
    let expected = SECOND_DECK
        .replace("\"A **lock**.\"", "\"Only *one*.\"")
        .replace("[\"python\", \"code review\"]", "[\"python\", \"hard\"]");
    assert_eq!(deck, expected);
    home.viva("check").succeeds();
    // And goes out again under its own number.
    export(&home);
    let log = rows(
        &database(&home, "work/a.apkg"),
        "select id || ' ' || lastIvl from revlog where id % 1000 = 123",
    );
    assert_eq!(log, ["1772517600123 6"]);
}

#[test]
fn a_note_copied_in_anki_is_another_card() {
    let home = home();
    export(&home);
    let sql = "
        insert into notes select 7, 'copied', mid, mod, usn, tags, replace(flds, 'the GIL', 'a copy'), sfld, csum, flags, data
            from notes where guid = 'gil';
        insert into cards select 7, 7, did, ord, mod, usn, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, '' from cards limit 1;
    ";
    home.write("work/back.apkg", back_from_anki(&home, sql));
    let json = home.viva("import back.apkg --dry-run --format json").json();
    let questions: Vec<_> = json["decks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deck| deck["cards"].as_array().unwrap().len())
        .collect();
    assert_eq!(questions, [3, 2, 1]);
    assert_eq!(json["decks"][2]["cards"][0]["question"], "What is a copy?");
}

#[test]
fn an_import_from_anki_keeps_its_reviews_numbers() {
    let mut collection = Collection::newer();
    collection.note(super::package_maker::BASIC, "Go", "a", &["What is a map?", "A table."], &[0]);
    collection.answered(1, 3, 3, -600).answered(1, 5, 1, 2).answered(1, 6, 3, 1);
    collection
        .sql("update cards set type = 2, queue = 2, due = 70, ivl = 4, factor = 2300, reps = 3, lapses = 1");
    let home = Home::new().with_file("work/go.apkg", collection.package());
    assert_eq!(home.viva("import go.apkg").code, Some(0));
    export(&home);
    let anki = database(&home, "work/a.apkg");
    let log = rows(
        &anki,
        "select ((id - 1767227400001) / 86400000) || ' ' || ease || ' ' || ivl || ' ' || lastIvl || ' ' || type from revlog order by id",
    );
    assert_eq!(log, ["3 3 2 0 0", "5 1 1 2 1", "6 3 4 1 1"]);
    let card = "select date(crt + 12600 + (due * 86400), 'unixepoch') || ' ' || ivl || ' ' || factor || ' ' || reps || ' ' || lapses from cards, col";
    assert_eq!(rows(&anki, card), ["2026-03-12 4 2300 3 1"]);
}

#[test]
fn what_was_changed_here_and_in_anki_stays_as_it_is_here() {
    let home = home();
    export(&home);
    let sql = "update notes set flds = replace(flds, 'A cheap <strong>thread</strong>.', 'Theirs.') where guid = 'routine';
               update notes set flds = replace(flds, 'A queue between goroutines.' || char(31), 'A <b>pipe</b>.' || char(31)) where guid = 'channel'";
    home.write("work/back.apkg", back_from_anki(&home, sql));
    home.edit("c/decks/go.toml", "A cheap **thread**.", "Ours.");
    for told in ["1 updated, 2 unchanged", "3 unchanged"] {
        let run = home.viva("import back.apkg");
        assert_eq!(
            run.stderr,
            "back.apkg: changed both here and in Anki; your version stays: What is a goroutine?\n"
        );
        assert!(run.stdout.contains(told), "{}", run.stdout);
        let deck = home.read("c/decks/go.toml");
        assert!(
            deck.contains("\"Ours.\"") && deck.contains("\"A **pipe**.\"") && !deck.contains("Theirs"),
            "{deck}"
        );
    }
}
