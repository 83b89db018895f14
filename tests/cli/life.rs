//! Ten days of one collection, each step held against SM-2 by hand.

use super::home::Home;

/// `due 2026-03-02, interval 1 day, ease 2.50, 1 in a row, 0 lapses`
#[track_caller]
fn check_card(home: &Home, card: &str, expected: &str) {
    let shown = home.viva(&format!("show {card}")).stdout;
    let line = shown.lines().find(|line| line.starts_with("due ")).unwrap_or("new");
    assert_eq!(line, expected, "{card}");
}

#[test]
fn ten_days() {
    let mut home = Home::new().with_file("c/viva.toml", "fuzz = false\nnew_per_day = 2\n").with_file(
        "c/decks/d.toml",
        "[[cards]]\nid = \"u\"\nquestion = \"Unanswered?\"\n\
         [[cards]]\nid = \"a\"\nquestion = \"A?\"\nanswer = \"1\"\n\
         [[cards]]\nid = \"b\"\nquestion = \"B?\"\nanswer = \"2\"\n\
         [[cards]]\nid = \"c\"\nquestion = \"C?\"\nanswer = \"3\"\n",
    );

    // Day 1: two new cards a day, those with an answer first.
    home.at("2026-03-01T08:00:00Z");
    assert_eq!(home.queue(), ["a", "b"]);
    home.viva("grade a good --seconds 30").prints("a: good, due 2026-03-02\n");
    home.viva("grade b again --seconds 30").prints("b: again, due 2026-03-02, again today\n");
    check_card(&home, "a", "due 2026-03-02, interval 1 day, ease 2.50, 1 in a row, 0 lapses");
    check_card(&home, "b", "due 2026-03-02, interval 1 day, ease 2.18, 0 in a row, 0 lapses");
    home.viva("queue").prints("b           again today      d                 B?\n");
    home.viva("grade b hard").prints("b: hard, due 2026-03-02, again today\n");
    home.viva("grade b good").prints("b: good, due 2026-03-02\n");
    // The repeats move no schedule.
    check_card(&home, "b", "due 2026-03-02, interval 1 day, ease 2.18, 0 in a row, 0 lapses");
    home.viva("queue").is(0, "", "nothing is due; tomorrow: 2 due, 2 new\n");

    // Day 2: 2.5 + 0.1 = 2.6 and the second interval; 2.18 - 0.14 = 2.04 and the first.
    home.at("2026-03-02T08:00:00Z");
    assert_eq!(home.queue(), ["a", "b", "c", "u"]);
    home.viva("queue is:due").prints(
        "a           due today        d                 A?\n\
         b           due today        d                 B?\n",
    );
    home.viva("grade a easy").prints("a: easy, due 2026-03-08\n");
    home.viva("grade b hard").prints("b: hard, due 2026-03-03, again today\n");
    home.viva("grade c --quality 3").prints("c: hard, due 2026-03-03, again today\n");
    check_card(&home, "a", "due 2026-03-08, interval 6 days, ease 2.60, 2 in a row, 0 lapses");
    check_card(&home, "b", "due 2026-03-03, interval 1 day, ease 2.04, 1 in a row, 0 lapses");
    check_card(&home, "c", "due 2026-03-03, interval 1 day, ease 2.36, 1 in a row, 0 lapses");
    assert_eq!(home.queue(), ["u", "b", "c"]);
    // Taken back and brought back, the very same.
    home.viva("undo").prints("undone: the grade hard of c, now new  C?\n");
    assert_eq!(home.queue(), ["c", "u", "b"]);
    home.viva("undo").prints("undone: the grade hard of b, now due  B?\n");
    home.viva("redo").prints("redone: the grade hard of b, now in review  B?\n");
    home.viva("redo").prints("redone: the grade hard of c, now in review  C?\n");
    check_card(&home, "c", "due 2026-03-03, interval 1 day, ease 2.36, 1 in a row, 0 lapses");

    // Day 3: one set aside, the second interval of `b`.
    home.at("2026-03-03T08:00:00Z");
    home.viva("suspend c").prints("c: suspended\n");
    assert_eq!(home.queue(), ["b", "u"]);
    home.viva("grade b good").prints("b: good, due 2026-03-09\n");
    check_card(&home, "b", "due 2026-03-09, interval 6 days, ease 2.04, 2 in a row, 0 lapses");

    // Day 4: early. A pass moves nothing; a fail is a fail and a lapse: 2.6 - 0.32 = 2.28.
    home.at("2026-03-04T08:00:00Z");
    home.viva("grade b easy").prints("b: easy, due 2026-03-09\n");
    check_card(&home, "b", "due 2026-03-09, interval 6 days, ease 2.04, 2 in a row, 0 lapses");
    home.viva("grade a again").prints("a: again, due 2026-03-05, again today\n");
    check_card(&home, "a", "due 2026-03-05, interval 1 day, ease 2.28, 0 in a row, 1 lapse");

    // Day 5: brought back, two days overdue of one: it comes before what is due today.
    home.at("2026-03-05T08:00:00Z");
    home.viva("resume c").prints("c: resumed\n");
    home.viva("queue -u -is:new")
        .fails(2, "viva: no deck is called `u`\nhint: `viva list` shows all decks\n");
    home.viva("queue -is:new").prints(
        "c           2 days overdue   d                 C?\n\
         a           due today        d                 A?\n",
    );
    home.viva("grade c --quality 5").prints("c: easy, due 2026-03-11\n");
    home.viva("grade a good").prints("a: good, due 2026-03-06\n");
    check_card(&home, "c", "due 2026-03-11, interval 6 days, ease 2.46, 2 in a row, 0 lapses");

    // Days 6 and 7: nothing is done, and nothing is lost.
    home.at("2026-03-07T08:00:00Z");
    home.viva("").prints("1 due, 1 new, 0 again today\ntomorrow: 1 due, 1 new, if you stop now\n");
    assert_eq!(home.viva("stats --format json").json()["streak"]["current_days"], 0);

    // Day 9: the third interval, 6 x 2.04 = 12.24; `a` has its second after its lapse.
    home.at("2026-03-09T08:00:00Z");
    assert_eq!(home.queue(), ["a", "b", "u"]);
    home.viva("grade b good --seconds 60").prints("b: good, due 2026-03-21\n");
    home.viva("grade a good --seconds 60").prints("a: good, due 2026-03-15\n");
    check_card(&home, "b", "due 2026-03-21, interval 12 days, ease 2.04, 3 in a row, 0 lapses");
    check_card(&home, "a", "due 2026-03-15, interval 6 days, ease 2.28, 2 in a row, 1 lapse");

    // Day 10: one is made new again; what was reviewed stays in the statistics.
    home.at("2026-03-10T08:00:00Z");
    home.viva("forget c").prints("c: new again\n");
    assert_eq!(home.queue(), ["c", "u"]);
    assert_eq!(home.viva("grade u blackout").code, Some(2));
    home.viva("grade u --quality 0 --seconds 10").prints("u: again, due 2026-03-11, again today\n");
    check_card(&home, "u", "due 2026-03-11, interval 1 day, ease 1.70, 0 in a row, 0 lapses");
    home.viva("stats").prints(STATS);
    home.viva("check --rebuild").prints(
        "rebuilt the states of 4 cards\n22 events of 4 cards: all states are consistent with the log\n",
    );
    home.viva("stats").prints(STATS);
    home.viva("export --as csv").prints(
        "id,question,decks,asked,unanswered,due,interval_days,ease,repetitions,lapses,reviews,suspended,flagged,\
         tags,section,company,deck,state,last_review\r\n\
         u,Unanswered?,d,0,true,2026-03-11,1,1.70,0,0,1,false,false,,,,d,in review,2026-03-10\r\n\
         a,A?,d,0,false,2026-03-15,6,2.28,2,1,5,false,false,,,,d,in review,2026-03-09\r\n\
         b,B?,d,0,false,2026-03-21,12,2.04,3,0,7,false,false,,,,d,in review,2026-03-09\r\n\
         c,C?,d,0,false,,,,,0,2,false,false,,,,d,new,2026-03-05\r\n",
    );
    let effects: Vec<String> = home
        .viva("export --as csv --table reviews")
        .stdout
        .lines()
        .skip(1)
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{} {}", cells[0], cells[7])
        })
        .collect();
    assert_eq!(
        effects.join(", "),
        "a scored, b scored, b repeat, b repeat, a scored, b scored, c scored, b scored, b early, a early, \
         c scored, a scored, b scored, a scored, u scored"
    );
}

#[test]
fn eight_lapses_make_a_leech() {
    let mut home = Home::with_small_deck().with_file("c/viva.toml", "fuzz = false\n");
    for day in 1..=16 {
        let grade = if day % 2 == 1 { "good" } else { "again" };
        home.viva("list is:leech").is(0, "", "no cards match that\n");
        // Each pass makes it due tomorrow, each fail too.
        let due = format!("routine: {grade}, due 2026-03-{:02}", day + 1);
        let again = if grade == "again" { ", again today" } else { "" };
        home.at(&format!("2026-03-{day:02}T12:00:00Z"))
            .viva(&format!("grade routine {grade}"))
            .prints(&format!("{due}{again}\n"));
    }
    // 2.5 - 8 x 0.32 is below the least ease.
    check_card(&home, "routine", "due 2026-03-17, interval 1 day, ease 1.30, 0 in a row, 8 lapses");
    home.viva("list is:leech").prints("routine     in review  2026-03-17  What is a goroutine?\n");
    assert_eq!(home.viva("stats --format json").json()["totals"]["leeches"], 1);
}

#[test]
fn settings_decide_what_is_asked_today() {
    let mut home = Home::with_small_deck();
    assert_eq!(home.queue(), ["routine", "channel", "salary"]);
    home.write("c/viva.toml", "unanswered = \"skip\"\n");
    assert_eq!(home.queue(), ["routine", "channel"]);
    home.write("c/viva.toml", "new_per_day = 0\n");
    assert_eq!(home.queue(), [""; 0]);
    home.write("c/viva.toml", "unanswered = \"mixed\"\nreviews_per_day = 1\n");
    home.edit(
        "c/decks/go.toml",
        "id = \"salary\"",
        "id = \"salary\"\nasked = [{ company = \"Orbit\", times = 3 }]",
    );
    // Small talk comes last, however often it is asked.
    assert_eq!(home.queue(), ["routine", "channel", "salary"]);
    for card in ["salary", "routine", "channel"] {
        home.viva(&format!("grade {card} good")).succeeds();
    }
    home.at("2026-03-02T09:00:00+03:30");
    assert_eq!(home.queue().len(), 1);
    home.viva(&format!("grade {} good", home.queue()[0])).succeeds();
    // The day's one review is done.
    home.viva("queue").is(0, "", "backlog: 2 due, today's limit is reached; cleared in about 2 days\n");
}

#[test]
fn whatever_was_done_is_taken_back_in_turn() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    home.viva("suspend routine").succeeds();
    home.viva("forget routine").succeeds();
    home.viva("undo").prints("undone: forget of routine, now suspended  What is a goroutine?\n");
    home.viva("undo").prints("undone: suspend of routine, now in review  What is a goroutine?\n");
    home.viva("redo").prints("redone: suspend of routine, now suspended  What is a goroutine?\n");
    home.viva("undo").prints("undone: suspend of routine, now in review  What is a goroutine?\n");
    home.viva("undo").prints("undone: the grade good of routine, now new  What is a goroutine?\n");
    home.viva("undo").fails(1, "viva: nothing to undo\n");
    home.viva("redo").prints("redone: the grade good of routine, now in review  What is a goroutine?\n");
    // Something new ends what can be brought back.
    home.viva("suspend channel").prints("channel: suspended\n");
    home.viva("redo").fails(1, "viva: nothing to redo\n");
    assert_eq!(home.queue(), ["salary"]);
}

/// The text of the small deck's first question is changed to this, as `viva edit` does it.
#[track_caller]
fn edit(home: &Home, question: &str) {
    let text = home.viva("edit routine --print").stdout;
    let old = home.read("c/decks/go.toml").lines().find_map(|line| {
        line.strip_prefix("question = \"").and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
    });
    home.write("work/card.md", text.replace(&old.unwrap(), question));
    home.viva("edit routine --from card.md").prints("routine: changed in go\n");
}

#[test]
fn edits_are_undone_among_grades() {
    let home = Home::with_small_deck();
    let deck = home.read("c/decks/go.toml");
    home.viva("grade routine good").succeeds();
    edit(&home, "What are goroutines?");
    let edited = home.read("c/decks/go.toml");
    // The exact reverse of an edit is an action of its own.
    edit(&home, "What is a goroutine?");
    assert_eq!(home.read("c/decks/go.toml"), deck);
    home.viva("undo").prints("undone: edit of routine, now in review  What are goroutines?\n");
    assert_eq!(home.read("c/decks/go.toml"), edited);
    home.viva("undo").prints("undone: edit of routine, now in review  What is a goroutine?\n");
    assert_eq!(home.read("c/decks/go.toml"), deck);
    home.viva("undo").prints("undone: the grade good of routine, now new  What is a goroutine?\n");
    home.viva("undo").fails(1, "viva: nothing to undo\n");
    home.viva("redo").prints("redone: the grade good of routine, now in review  What is a goroutine?\n");
    home.viva("redo").prints("redone: edit of routine, now in review  What are goroutines?\n");
    assert_eq!(home.read("c/decks/go.toml"), edited);
    home.viva("check").succeeds();
    // An answer is an edit, too.
    home.write("work/answer.md", "Much.\n");
    home.viva("answer salary --from answer.md").succeeds();
    assert!(home.read("c/decks/go.toml").contains("Much."));
    home.viva("undo").prints("undone: edit of salary, now new  What salary do you expect?\n");
    assert_eq!(home.read("c/decks/go.toml"), edited);
}

#[test]
fn an_edit_that_no_longer_fits_does_not_block_what_came_before() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    edit(&home, "What are goroutines?");
    home.edit("c/decks/go.toml", "What are goroutines?", "What is a green thread?");
    home.viva("undo").is(
        0,
        "undone: edit of routine, now in review  What is a green thread?\n",
        "the text was not changed: the card was changed in go since\n",
    );
    assert!(home.read("c/decks/go.toml").contains("What is a green thread?"));
    home.viva("undo").prints("undone: the grade good of routine, now new  What is a green thread?\n");
    // A deck that cannot be read must be fixed first.
    edit(&home, "What are goroutines?");
    let deck = home.read("c/decks/go.toml");
    home.write("c/decks/go.toml", "broken");
    assert_eq!(home.viva("undo").code, Some(3));
    assert_eq!(home.read("c/decks/go.toml"), "broken");
    home.write("c/decks/go.toml", deck);
    home.viva("undo").prints("undone: edit of routine, now new  What is a green thread?\n");
}

#[cfg(unix)]
#[test]
fn a_copied_collection_says_who_made_its_history() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    home.shell("cp -r ../c ../copy").succeeds();
    // The seed makes the device's name.
    let home = home.with_variable("VIVA_SEED", "2");
    home.viva("undo --collection ../copy").fails(
        1,
        "viva: nothing to undo on this device: the last action, on 2026-03-01, was made on another device, or before \
         this collection was copied\nhint: `viva undo --any-device` includes what was done there\n",
    );
    home.viva("undo --any-device --collection ../copy")
        .prints("undone: the grade good of routine, now new  What is a goroutine?\n");
    home.viva("redo --collection ../copy")
        .prints("redone: the grade good of routine, now in review  What is a goroutine?\n");
    home.viva("check --collection ../copy").succeeds();
}

const STATS: &str = "\
Today  2026-03-10
  reviews      1 in 10 s, 1 new card
  left today   1 new, 1 again
  tomorrow     1 due, 1 new, if you stop now
  streak       2 days (longest: 5 days)
  retention    89% (8 of 9) in the last 30 days
  cards        4: 1 new, 3 young, 0 mature, 1 unanswered
  due soon     2 in 7 days, 3 in 30 days
  all reviews  15 on 7 days, 3 min

Reviews per day
     Mar Apr May Jun  Jul Aug Sep  Oct Nov Dec  Jan Feb
  Mo ...................................................#+
  Tu ...................................................--
  We ...................................................+
  Th ...................................................+
  Fr ....................................................
  Sa ....................................................
  Su ..................................................#.
  . 0 - 1 + 2 # 3+

`viva stats --all` shows everything.
";
