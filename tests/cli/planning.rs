//! Interviews to come: adding, changing, listing them, and what they are likely to ask.

use serde_json::json;

use super::home::{Home, reviewed_cards};

/// Cards of one interview, by their ids.
fn deck(company: &str, role: &str, date: &str, cards: &[&str]) -> String {
    let mut text = format!(
        "title = \"{company}\"\n\n[interview]\ncompany = \"{company}\"\nrole = \"{role}\"\ndate = {date}\n"
    );
    for card in cards {
        text.push_str("\n[[cards]]\nid = \"");
        text.push_str(card);
        text.push_str("\"\nquestion = \"What is ");
        text.push_str(card);
        text.push_str("?\"\n");
    }
    text
}

fn home() -> Home {
    Home::new()
        .with_file("c/decks/orbit.toml", deck("Orbit", "Go developer", "2025-03-01", &["a", "b"]))
        .with_file("c/decks/zibal.toml", deck("Zibal", "Senior Go developer", "2025-06-01", &["a", "c"]))
        .with_file("c/decks/luma.toml", deck("Luma", "Java developer", "2025-07-01", &["d"]))
}

#[test]
fn an_interview_is_added_changed_and_done() {
    let home = home();
    let dry = home.viva("interview add --company Orbit --date +10d --dry-run");
    assert!(
        dry.succeeds_saying("nothing was written\n").starts_with("Orbit · 2026-03-11, in 10 days"),
        "{}",
        dry.stdout
    );
    assert_eq!(home.tree("c/decks").lines().count(), 4, "{}", home.tree("c/decks"));

    let added = home.viva_with(&[
        "interview",
        "add",
        "--company",
        "Orbit",
        "--role",
        "Go developer",
        "--date",
        "+10d",
    ]);
    assert_eq!(added.code, Some(0), "{}", added.stderr);
    assert_eq!(
        home.read("c/decks/orbit-2026.toml"),
        "title = \"Orbit\"\n\n[interview]\ncompany = \"Orbit\"\nrole = \"Go developer\"\ndate = 2026-03-11\nplan = true\n\
         minutes_per_day = 15\ncovers = [\"deck:orbit\", \"deck:zibal\", \"asked:>1\"]\n"
    );
    let shown = home.viva("interview show orbit-2026 --format json").json();
    assert_eq!(shown["covered_cards"], 3);
    assert_eq!((&shown["company_interviews"], &shown["other_interviews"]), (&json!(1), &json!(2)));

    home.viva("interview set orbit-2026 --date 2026-03-20 --minutes 30 --covers tag:go").succeeds();
    let text = home.read("c/decks/orbit-2026.toml");
    assert!(
        text.contains("date = 2026-03-20\nplan = true\nminutes_per_day = 30\ncovers = [\"tag:go\"]\n"),
        "{text}"
    );
    home.viva("interview set orbit-2026 --cancelled")
        .succeeds_saying("cancelled: viva no longer plans for it\n");
    assert!(home.read("c/decks/orbit-2026.toml").contains("outcome = \"cancelled\"\n"));
    assert_eq!(status(&home, "orbit-2026"), "cancelled");
    home.viva("interview set orbit-2026 --date tomorrow").succeeds();
    assert!(!home.read("c/decks/orbit-2026.toml").contains("outcome"));
    assert_eq!(status(&home, "orbit-2026"), "upcoming");
    let early = home.viva("interview done orbit-2026");
    assert_eq!(early.code, Some(2));
    assert!(early.stderr.contains("still to come"), "{}", early.stderr);
}

fn status(home: &Home, deck: &str) -> String {
    let listed = home.viva("interview list --format json").json();
    let interviews = listed["interviews"].as_array().unwrap().clone();
    let held = interviews.iter().find(|held| held["deck"] == deck).unwrap();
    held["status"].as_str().unwrap().to_owned()
}

#[test]
fn comments_and_unknown_keys_of_a_deck_survive() {
    let text = "# mine\ntitle = 'Nova'\n[interview]\ncompany = 'Nova' # the bank\nmood = 'good'\ndate = 2026-04-01\n";
    let home = Home::new().with_file("c/decks/nova.toml", text);
    assert_eq!(status(&home, "nova"), "not_planned");
    let listed = home.viva("interview list").stdout;
    assert!(
        listed.contains("Not planned\n") && listed.contains("`viva interview add --deck nova` plans for it"),
        "{listed}"
    );
    assert_eq!(home.viva("interview add --deck nova").code, Some(0));
    assert_eq!(
        home.read("c/decks/nova.toml"),
        text.replace("date = 2026-04-01\n", "date = 2026-04-01\nplan = true\nminutes_per_day = 15\n")
    );
    let again = home.viva("interview add --deck nova --date +3d");
    assert!(again.stderr.contains("nova is planned already"), "{}", again.stderr);
}

#[test]
fn a_planned_interview_counts_once_it_is_done() {
    let planned = deck("Nova", "Go developer", "2026-03-05", &["a"]).replace("date =", "plan = true\ndate =");
    let mut home = home().with_file("c/decks/nova.toml", planned);
    let asked = |home: &Home| home.viva("show a --format json").json()["asked"].as_u64().unwrap();
    assert_eq!(asked(&home), 2);
    home.at("2026-03-08T09:00:00+03:30");
    assert_eq!(asked(&home), 2);
    let listed = home.viva("interview list").stdout;
    assert!(
        listed.starts_with("Past, no debrief yet\n  Nova · Go developer · 2026-03-05, 3 days ago"),
        "{listed}"
    );
    assert!(listed.contains("`viva debrief nova` records what was asked"), "{listed}");
    home.viva("interview done nova --outcome offer")
        .succeeds_saying("recorded: 1 card now count as asked in this interview\n");
    assert_eq!(asked(&home), 3);
    let text = home.read("c/decks/nova.toml");
    assert!(!text.contains("plan") && text.contains("outcome = \"offer\""), "{text}");
    // One that never took place asked nothing.
    home.edit("c/decks/nova.toml", "offer", "cancelled");
    assert_eq!(asked(&home), 2);
}

#[test]
fn the_next_round_is_a_deck_of_its_own() {
    let home = home();
    let added = home.viva("interview add --after orbit --date friday");
    added.succeeds_saying("`viva plan` shows what to do until then, `viva` asks today's cards\n");
    let text = home.read("c/decks/orbit-2026.toml");
    assert!(
        text.contains("company = \"Orbit\"\nrole = \"Go developer\"\ndate = 2026-03-06\nplan = true\n"),
        "{text}"
    );
    let again = home.viva("interview add --deck orbit --date friday");
    assert!(again.stderr.contains("the interview in orbit took place already"), "{}", again.stderr);
    assert!(again.stderr.contains("viva interview add --after orbit"), "{}", again.stderr);
}

#[test]
fn a_deck_called_after_the_company_is_covered() {
    let home = Home::new()
        .with_file("c/decks/nova-notes.toml", "[[cards]]\nquestion = \"What is a pod?\"\n")
        .with_file("c/decks/novatel.toml", "[[cards]]\nquestion = \"What is a node?\"\n");
    let added = home.viva("interview add --company Nova --date 2026-03-11");
    assert!(added.stdout.contains("covers: deck:nova-notes\n"), "{}", added.stdout);
    assert!(!added.stdout.contains("novatel"), "{}", added.stdout);
    assert_eq!(added.stderr, "`viva plan` shows what to do until then, `viva` asks today's cards\n");
}

#[test]
fn what_cannot_be_is_refused() {
    let home = home();
    for (words, why) in [
        ("interview add --date friday", "`--company` is required"),
        ("interview add --company X", "`--date` is required"),
        ("interview add --company X --date someday", "`someday` is not a date"),
        ("interview add --company X --date 2020-01-01", "2020-01-01 is in the past"),
        ("interview add --company X --date friday --covers nope", "no deck is called `nope`"),
        ("interview set orbit", "nothing to change"),
        ("interview set orbit --date friday", "orbit is not a planned interview"),
        ("interview set orbi --role x", "no deck called `orbi` is an interview"),
        ("stats --backtest", "`--backtest` is for the figure `asked`"),
        ("stats asked --for nobody", "neither an interview nor a company"),
    ] {
        let run = home.viva(words);
        assert_eq!(run.code, Some(2), "{words}: {}", run.stderr);
        assert!(run.stderr.contains(why), "{words}: {}", run.stderr);
    }
    assert_eq!(home.tree("c/decks").lines().count(), 4);
    assert_eq!(
        Home::new().viva("interview").stderr,
        "no interviews yet: `viva interview add` adds one that is coming up\n"
    );
}

#[test]
fn an_import_mentions_a_date_to_come_once() {
    let note = "# Nova interview\n\nCompany: Nova\nDate: 2026-05-01\n\n## What is a mutex?\n\nA lock.\n";
    let home = Home::new().with_file("work/nova.md", note);
    let first = home.viva("import nova.md");
    let command = "the interview is on 2026-05-01: to plan for it, `viva interview add --deck nova`";
    assert!(first.stdout.contains(command), "{}\n{}", first.stdout, first.stderr);
    assert!(!home.viva("import nova.md").stdout.contains(command));
    assert!(!home.read("c/decks/nova.toml").contains("plan"));
}

#[test]
fn chances_come_with_their_evidence() {
    let mut home = home();
    home.viva_with(&["interview", "add", "--company", "Orbit", "--role", "Go developer", "--date", "+10d"]);
    let chances = home.viva("stats asked --format json").json()["chances"].clone();
    assert_eq!((&chances["company"], &chances["deck"]), (&json!("Orbit"), &json!("orbit-2026")));
    let questions = chances["questions"].as_array().unwrap();
    let ids: Vec<_> = questions.iter().map(|question| question["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    assert_eq!(questions[0]["evidence"], "Orbit 1 of 1, elsewhere 1 of 2");
    let text = home.viva("stats asked").stdout;
    assert!(text.starts_with("Chance of being asked: Orbit · Go developer · 2026-03-11\n"), "{text}");
    assert!(text.contains("  What is a?\n      Orbit 1 of 1, elsewhere 1 of 2\n"), "{text}");
    // Another company; and what the user says.
    let other = home.viva("stats asked --for zibal --format json").json()["chances"]["questions"][0].clone();
    assert_eq!(other["evidence"], "Zibal 1 of 1, elsewhere 1 of 2");
    home.edit("c/decks/luma.toml", "id = \"d\"\n", "id = \"d\"\nasked_again = \"surely\"\n");
    home.edit("c/decks/orbit.toml", "id = \"b\"\n", "id = \"b\"\nasked_again = \"no\"\n");
    home.at("2026-03-01T09:05:00+03:30");
    let said = home.viva("stats asked --format json").json()["chances"]["questions"].clone();
    assert_eq!(
        (&said[0]["id"], &said[0]["chance"], &said[0]["asked_again"]),
        (&json!("d"), &json!(0.9), &json!("surely"))
    );
    assert_eq!((&said[3]["id"], &said[3]["chance"]), (&json!("b"), &json!(0.0)));
}

#[test]
fn collections_of_questions_are_no_evidence() {
    let bank =
        "[[cards]]\nid = \"a\"\nquestion = \"What is a?\"\nasked = [{ company = \"Orbit\", times = 9 }]\n";
    let home = Home::new().with_file("c/decks/bank.toml", bank);
    let run = home.viva("stats asked");
    assert!(
        run.stderr.starts_with("no interview has taken place in this collection yet: "),
        "{}",
        run.stderr
    );
    let run = home.viva("stats asked --backtest");
    assert!(
        run.stderr.starts_with("no interview has taken place in this collection yet: "),
        "{}",
        run.stderr
    );
    assert_eq!(home.viva("stats asked --format json").json()["chances"]["interviews"], 0);
}

#[test]
fn tables_of_companies_count_as_evidence() {
    let home = home().with_file(
        "work/public.csv",
        "Question,Company,Frequency,Window\nWhat is c?,Orbit,80%,6 months\nWhat is quorum?,Orbit,40%,6 months\n,Orbit,1%,\n",
    );
    let dry = home.viva("interview table public.csv --dry-run");
    assert!(
        dry.stderr
            .ends_with("1 question has no card; --add-cards adds them as new cards\nnothing was written\n"),
        "{}",
        dry.stderr
    );
    assert!(!home.path("c/asked.toml").exists());
    let read = home.viva("interview table public.csv --format json --add-cards").json();
    assert_eq!((&read["rows"], &read["matched"], &read["added_cards"]), (&json!(2), &json!(1), &json!(1)));
    assert_eq!(read["without_card"], json!(["What is quorum?"]));
    let text = home.read("c/asked.toml");
    assert!(text.contains("company = \"Orbit\"") && text.contains("card = \"c\""), "{text}");
    assert!(home.read("c/decks/asked.toml").contains("question = \"What is quorum?\""));
    let chances = home.viva("stats asked --for orbit --format json").json()["chances"].clone();
    let of = |id: &str| {
        let questions = chances["questions"].as_array().unwrap();
        questions.iter().find(|question| question["question"] == format!("What is {id}?")).unwrap()["evidence"].clone()
    };
    assert_eq!(of("c"), "Orbit 0.8 of 2, elsewhere 1 of 2");
    // The card that was added now has the row.
    assert_eq!(of("quorum"), "Orbit 0.4 of 2, elsewhere 0 of 2");
    // Reading it again replaces it.
    assert_eq!(home.viva("interview table public.csv").code, Some(0));
    assert_eq!(home.read("c/asked.toml").matches("[[tables]]").count(), 1);
    home.write("c/asked.toml", "tables = 3\n");
    let broken = home.viva("stats asked");
    assert_eq!(broken.code, Some(3));
    assert!(broken.stderr.contains("asked.toml:1: "), "{}", broken.stderr);
}

#[test]
fn a_backtest_forecasts_each_interview_from_the_earlier_ones() {
    let home = home();
    let found = home.viva("stats asked --backtest --format json").json();
    let interviews = found["interviews"].as_array().unwrap();
    assert_eq!(interviews.len(), 2);
    assert_eq!(
        (&interviews[0]["deck"], &interviews[0]["hits"], &interviews[0]["known"]),
        (&json!("zibal"), &json!(1), &json!(1))
    );
    assert_eq!(
        (&interviews[1]["deck"], &interviews[1]["candidates"], &interviews[1]["hits"]),
        (&json!("luma"), &json!(3), &json!(0))
    );
    assert_eq!(found["first_interviews"], 1);
    let text = home.viva("stats asked --backtest").stdout;
    assert!(text.starts_with("2 interviews, each forecast from the earlier ones\n"), "{text}");
    assert!(text.lines().all(|line| line.len() < 80), "{text}");
}

/// Two cards of an interview to come, and one of no interview.
fn planned() -> Home {
    let nova = "title = \"Nova\"\n\n[interview]\ncompany = \"Nova\"\nrole = \"Go developer\"\ndate = 2026-03-11\n\
                plan = true\nminutes_per_day = 30\ncovers = [\"bank\"]\n";
    let card = |id: &str| {
        format!("[[cards]]\nid = \"{id}\"\nquestion = \"What is {id}?\"\nanswer = \"It is {id}.\"\n")
    };
    Home::new()
        .with_file("c/decks/nova.toml", nova)
        .with_file("c/decks/bank.toml", [card("lease"), card("quorum"), card("shard")].concat())
        .with_file("c/decks/other.toml", card("tick"))
}

/// Due, new and again, which are the same on every screen.
#[track_caller]
fn counts(home: &Home) -> (u64, u64, u64) {
    let plan = home.viva("plan --format json").json();
    let status = home.viva("status --format json").json();
    let drill = home.viva("--format json").json();
    let queue = home.viva("queue --format json").json();
    let of_stats = home.viva("stats --format json").json()["workload"]["today"].clone();
    let day = &plan["days"][0];
    let (due, new) = (day["due"].clone(), day["new"].clone());
    for seen in [&status, &drill, &of_stats] {
        assert_eq!((&seen["due"], &seen["new"]), (&due, &new), "{seen}");
    }
    let again = &status["again"];
    let total = [&due, &new, again].iter().map(|count| count.as_u64().unwrap()).sum::<u64>();
    let cards = queue["cards"].as_array().unwrap().len() as u64;
    assert_eq!((cards, plan["today"].as_array().unwrap().len() as u64), (total, total), "{plan}");
    (due.as_u64().unwrap(), new.as_u64().unwrap(), again.as_u64().unwrap())
}

#[test]
fn every_screen_counts_the_day_of_a_plan_alike() {
    let home = planned();
    assert_eq!(counts(&home), (0, 3, 0));
    let queue = home.viva("queue --format json").json();
    assert_eq!(queue["cards"][0]["plan_why"], "Nova may ask this, and it is new to you");
    home.viva("grade lease good").succeeds();
    home.viva("grade quorum again").succeeds();
    assert_eq!(counts(&home), (0, 1, 1));
    let text = home.viva("plan").stdout;
    assert!(text.contains("1 card comes again today.\n"), "{text}");
    assert!(text.contains("Next: drill 2 cards (`viva`, "), "{text}");
}

#[test]
fn an_audit_is_paid_for_and_counted() {
    let mut home = planned();
    let (cards, reviews) = reviewed_cards();
    home.write("c/decks/bank.toml", cards);
    home.write("work/reviews.jsonl", reviews);
    home.viva("import reviews.jsonl").succeeds();
    home.edit("c/decks/nova.toml", "minutes_per_day = 30", "minutes_per_day = 8");
    // Chance decides on which days there is one.
    let audited = (10..25).find_map(|day| {
        home.at(&format!("2026-02-{day}T09:00:00Z"));
        let today = home.viva("plan --format json").json()["today"].clone();
        let audit = today.as_array().unwrap().iter().find(|action| action["action"] == "audit").cloned();
        let seconds: f64 =
            today.as_array().unwrap().iter().map(|action| action["seconds"].as_f64().unwrap()).sum();
        assert!(seconds <= 8.0 * 60.0, "{today}");
        audit
    });
    let audit = audited.expect("15 days have an audit");
    assert_eq!((&audit["optional"], &audit["why"]), (&json!(false), &json!(null)));
    let (due, new, again) = counts(&home);
    assert!(due > 1 && new == 0 && again == 0);
    let queue = home.viva("queue --format json").json();
    let card = queue["cards"].as_array().unwrap().iter().find(|card| card["id"] == audit["id"]).cloned();
    assert!(card.unwrap()["plan_why"].as_str().unwrap().contains("audit"));
}

#[test]
fn an_interview_that_covers_nothing_leaves_the_usual_queue() {
    let home = planned();
    home.edit("c/decks/nova.toml", "\"bank\"", "\"tag:none\"");
    assert_eq!(home.viva("--format json").json()["new"], 4);
    assert_eq!(home.viva("status --format json").json()["new"], 4);
    let text = home.viva("plan").stdout;
    assert!(text.contains("`viva interview set nova --covers SELECTION` says what may be asked"), "{text}");
    let ready = home.viva("ready --format json").json()["interviews"][0]["readiness"].clone();
    assert_eq!(ready["if_you_follow_the_plan"], json!(null));
}

#[test]
fn readiness_is_a_range_and_names_what_is_missing() {
    let home = planned();
    let text = home.viva("ready").stdout;
    assert!(text.contains("Based on no answers yet."), "{text}");
    assert!(text.contains("`viva mock --rehearse` (12 more answers needed)"), "{text}");
    let ready = home.viva("ready nova --format json").json()["interviews"][0]["readiness"].clone();
    let plan = home.viva("plan --format json").json()["interviews"][0]["readiness"].clone();
    assert_eq!(ready, plan);
    let range = &ready["if_you_follow_the_plan"];
    assert!(range["low"].as_f64() < range["high"].as_f64(), "{range}");
    home.viva("ready bank").fails(
        2,
        "viva: no deck called `bank` is an interview\nhint: `viva interview list` lists all interviews\n",
    );
    // One forecast a day, however often it is looked at.
    let forecasts = home.viva("stats forecasts --format json").json()["forecasts"][0]["forecasts"].clone();
    assert_eq!(forecasts.as_array().unwrap().len(), 1);
}

#[test]
fn a_rehearsal_without_a_terminal_prints_its_questions() {
    let home = planned();
    let drawn = home.viva("mock --rehearse").stdout;
    assert!(drawn.starts_with("rehearsal for Nova: 3 questions, 6:00\n"), "{drawn}");
    assert!(!drawn.contains("What is tick?"), "{drawn}");
    let wrong = home.viva("mock --rehearse bank");
    assert!(wrong.stderr.contains("`bank` is not the deck of a planned interview"), "{}", wrong.stderr);
}

#[test]
fn forecasts_that_stay_the_same_are_listed_once() {
    let mut home = planned();
    let plan = home.viva("plan").stdout;
    assert!(plan.contains("\n10 more minutes per day would not change that.\n"), "{plan}");
    home.at("2026-03-02T10:00:00Z");
    home.viva("ready").succeeds();
    let text = home.viva("stats forecasts").stdout;
    assert!(text.starts_with("nova, 2026-03-11\n  forecast since 2026-03-01: "), "{text}");
    assert_eq!(text.matches("forecast").count(), 1, "{text}");
}

#[test]
fn a_rehearsal_is_suggested_two_days_before() {
    let mut home = planned();
    let question_count =
        |home: &Home| home.viva("plan --format json").json()["interviews"][0]["rehearsal_questions"].clone();
    assert_eq!(question_count(&home), json!(0), "three cards are too few");
    let card = |n: u32| {
        format!("[[cards]]\nid = \"k{n:02}\"\nquestion = \"What is K{n}?\"\nanswer = \"It is K{n}.\"\n")
    };
    home.write("c/decks/bank.toml", (0..20).map(card).collect::<Vec<_>>().concat());
    assert_eq!(question_count(&home), json!(15));
    let plan = home.viva("plan").stdout;
    assert!(plan.contains("On Mon 2026-03-09, rehearse 15 questions for Nova."), "{plan}");
    assert!(!plan.contains("Next: rehearse"), "{plan}");
    home.at("2026-03-09T10:00:00Z");
    let plan = home.viva("plan").stdout;
    assert!(
        plan.contains("Next: rehearse 15 questions (`viva mock --rehearse`, about 15 min), then"),
        "{plan}"
    );
    let drawn = home.viva("mock --rehearse").stdout;
    assert!(drawn.starts_with("rehearsal for Nova: 15 questions"), "{drawn}");
}

#[test]
fn the_last_look_is_for_the_morning() {
    let mut home = planned();
    home.viva("grade lease good").succeeds();
    assert_eq!(home.viva("plan --last-look").code, Some(1));
    home.at("2026-03-11T09:00:00+03:30");
    let look = home.viva("plan --last-look --format json").json();
    assert_eq!((&look["deck"], &look["minutes"]), (&json!("nova"), &json!(15)));
    assert!(look["cards"].as_array().unwrap().iter().any(|card| card["id"] == "lease"), "{look}");
}

#[test]
fn under_a_plan_only_a_fail_comes_again_on_the_same_day() {
    let again = |home: &Home, card: &str, grade: &str| {
        home.viva(&format!("grade {card} {grade} --format json")).json()["again_today"].clone()
    };
    let (usual, planned) = (home(), planned());
    assert_eq!((again(&usual, "a", "hard"), again(&planned, "lease", "hard")), (true.into(), false.into()));
    assert_eq!((again(&usual, "b", "again"), again(&planned, "quorum", "again")), (true.into(), true.into()));
}

#[test]
fn a_debrief_records_what_was_asked_once() {
    let mut home = planned().with_file(
        "work/asked.txt",
        "1. good: What is lease?\n- again: What is quorum?\nWhat is a vector clock?\nWhat is lease?\n",
    );
    home.edit("c/decks/nova.toml", "covers =", "# own\ncovers =");
    let own = "\n[[cards]]\nid = \"own\"\nquestion = \"What is own?\"\n";
    let text = home.read("c/decks/nova.toml") + own;
    home.write("c/decks/nova.toml", text);
    home.viva("ready").succeeds();
    home.viva("grade shard good").succeeds();
    let early = home.viva("debrief nova --asked asked.txt");
    assert_eq!(early.code, Some(2));
    assert!(early.stderr.contains("which is still to come"), "{}", early.stderr);

    home.at("2026-03-12T09:00:00+03:30");
    let before = home.tree("c/decks");
    let dry = home.viva("debrief --asked asked.txt --dry-run");
    assert!(dry.stderr.ends_with("1 new card and 2 reviews would be saved\n"), "{}", dry.stderr);
    assert_eq!(home.tree("c/decks"), before);

    let held = home.viva("debrief --asked asked.txt --format json");
    assert!(
        held.stderr.contains("1 card of nova that they did not ask is in nova-prepared now"),
        "{}",
        held.stderr
    );
    let scorecard = held.json();
    assert_eq!(
        (&scorecard["in_collection"], &scorecard["answered"], &scorecard["graded"]),
        (&json!(2), &json!(1), &json!(2))
    );
    assert_eq!(scorecard["prepared_not_asked"], 1);
    assert!(home.read("c/decks/nova-prepared.toml").contains("id = \"own\""));
    let deck = home.read("c/decks/nova.toml");
    assert!(deck.contains("What is a vector clock?") && !deck.contains("plan = true"), "{deck}");

    // Once more adds nothing, and one more question is added.
    let again = home.viva("debrief nova --asked asked.txt --format json").json();
    assert_eq!((&again["asked"], &again["graded"]), (&scorecard["asked"], &scorecard["graded"]));
    let reviews = |home: &Home| home.viva("export").json()["reviews"].as_array().unwrap().len();
    assert_eq!(reviews(&home), 3);
    home.write("work/asked.txt", "hard: What is shard?\n");
    let more = home.viva("debrief nova --asked asked.txt --format json").json();
    assert_eq!(
        (&more["in_collection"], &more["answered"], &more["graded"]),
        (&json!(3), &json!(2), &json!(3))
    );
    let forecasts = home.viva("stats forecasts --format json").json()["forecasts"][0].clone();
    assert_eq!(
        (&forecasts["asked"], &forecasts["in_collection"], &forecasts["answered"]),
        (&json!(4), &json!(3), &json!(2))
    );
    // Forecasts and debriefs are exported and imported with the log.
    let export = home.viva("export").stdout;
    let other = Home::new().with_file("work/progress.json", export);
    assert_eq!(other.viva("import progress.json").code, Some(0));
    assert_eq!(other.viva("stats forecasts --format json").json()["forecasts"][0], forecasts);
    assert_eq!(other.viva("export").json()["events"], home.viva("export").json()["events"]);
}
