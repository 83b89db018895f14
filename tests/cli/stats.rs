//! `viva stats`: figures, periods, the page; and its numbers beside those of SQL over the log.

use serde_json::Value;
use viva::report::{FIGURES, Figure};

use super::documents::released;
use super::home::{Home, SMALL_DECK};

/// Twelve days of two or three answers each, with days left out.
fn studied() -> Home {
    let mut home = Home::with_small_deck().with_file("c/viva.toml", "fuzz = false\n");
    for (number, day) in (1..=14).filter(|day| day % 6 != 0).enumerate() {
        let hour = 6 + number;
        home.at(&format!("2026-03-{day:02}T{hour:02}:30:00+03:30"));
        for (place, card) in ["routine", "channel", "salary"].iter().enumerate() {
            let quality = (number * 5 + place * 7) % 6;
            if (number + place) % 3 > 0 {
                let seconds = number * 10 + place;
                home.viva(&format!("grade {card} --quality {quality} --seconds {seconds}")).succeeds();
            }
        }
        if number % 4 == 1 {
            home.viva("grade routine good --seconds 3").succeeds();
        }
    }
    home
}

#[test]
fn numbers_are_those_of_sql_over_the_log() {
    let home = studied();
    let stats = home.viva("stats --format json").json();
    let connection = rusqlite::Connection::open(home.path("c/.viva/viva.db")).unwrap();
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let rows = |sql: &str| -> Vec<Vec<i64>> {
        let mut statement = connection.prepare(sql).unwrap();
        let width = statement.column_count();
        let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect()).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    // SM-2 gives every card that was scored an interval of at least a day: what retention counts is the
    // first review of a day, of a card that was reviewed on a day before.
    connection
        .execute_batch(
            "create temp view review as select card, day, at_ms, payload ->> 'quality' as quality, \
             payload ->> 'took_ms' as took_ms, \
             row_number() over (partition by card order by tick) as number, \
             row_number() over (partition by card, day order by tick) = 1 and \
             exists (select 1 from event before where before.card = event.card and before.day < event.day) \
             as counted from event where kind = 'review'",
        )
        .unwrap();
    assert_eq!(stats["totals"]["reviews"], number("select count(*) from review"));
    assert_eq!(stats["totals"]["seconds"], number("select sum(took_ms) / 1000 from review"));
    assert_eq!(stats["totals"]["days"], number("select count(distinct day) from review"));
    let all = &stats["retention"]["periods"][5]["all"];
    assert_eq!(all["total"], number("select count(*) from review where counted"));
    assert_eq!(all["passed"], number("select count(*) from review where counted and quality > 2"));
    let days = rows(
        "select count(*), sum(took_ms) / 1000, count(*) filter (where number = 1), sum(counted), \
         count(*) filter (where counted and quality > 2) from review group by day order by day",
    );
    let found: Vec<Vec<i64>> = stats["days"].as_array().unwrap().iter().map(day_numbers).collect();
    assert_eq!(found, days);
    assert_eq!(days.len(), 12);
    let hours = rows(
        "select (at_ms / 1000 + 12600) / 3600 % 24 as hour, count(*) from review group by hour order by hour",
    );
    let found: Vec<Vec<i64>> = stats["hours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hour| vec![hour["hour"].as_i64().unwrap(), hour["reviews"].as_i64().unwrap()])
        .filter(|hour| hour[1] > 0)
        .collect();
    assert_eq!(found, hours);
    let failed = rows(
        "select count(*) from review where counted and quality < 3 group by card order by count(*) desc, card",
    );
    let found: Vec<Vec<i64>> = stats["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failed| vec![failed["failed"].as_i64().unwrap()])
        .collect();
    assert_eq!(found, failed);
    assert_eq!(stats["decks"][0]["reviews"], stats["totals"]["reviews"]);
    assert_eq!(stats["decks"][0]["retention"], *all);
}

/// Whole documents, as they were printed when every field was written by hand: without a collection, and of one with
/// every kind of event and a backlog.
#[test]
fn whole_documents_are_as_they_were() {
    let mut nothing = Home::new().with_variable("TZ", "UTC");
    nothing.at("2026-04-01T09:00:00Z");
    let full = released().with_variable("VIVA_REVIEWS_PER_DAY", "1");
    for (home, words, expected) in [
        (nothing, "stats --format json", include_str!("documents/stats-empty.json")),
        (full, "stats --since 2026-03-05 --format json", include_str!("documents/stats-full.json")),
    ] {
        let expected: Value = serde_json::from_str(expected).unwrap();
        let found = home.viva(words).json();
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(found[field], *value, "{field}");
        }
        assert_eq!(found, expected);
    }
}

fn day_numbers(day: &Value) -> Vec<i64> {
    let retention = &day["retention"];
    let numbers = [&day["reviews"], &day["seconds"], &day["new"], &retention["total"], &retention["passed"]];
    numbers.iter().map(|number| number.as_i64().unwrap()).collect()
}

/// The document, the page, the screen, the summary and the tables say the same.
#[test]
fn every_form_has_the_same_numbers() {
    let home = studied();
    let stats = home.viva("stats --format json").json();
    let page = home.viva("stats --html -").stdout;
    let number = |value: &Value| value.as_i64().unwrap().to_string();
    let percent = |retention: &Value| format!("{:.0}%", retention["share"].as_f64().unwrap() * 100.0);
    let deck = &stats["decks"][0];
    let mut cells: Vec<String> =
        ["cards", "new", "due", "mature", "unanswered", "reviews"].map(|name| number(&deck[name])).into();
    cells.push(percent(&deck["retention"]));
    let row = format!("<td class=\"text\" dir=\"auto\">go</td><td>{}</td></tr>", cells.join("</td><td>"));
    assert!(page.contains(&row), "{row}");
    let screen = home.viva("stats decks").stdout;
    let names = ["cards", "new", "due", "mature", "unanswered", "reviews", "retention"];
    let said: Vec<String> = names.iter().zip(&cells).map(|(name, cell)| format!("{name} {cell}")).collect();
    assert_eq!(screen.lines().nth(2).unwrap().trim(), said.join(", "));
    let mut periods = 0;
    for period in stats["retention"]["periods"].as_array().unwrap() {
        let all = &period["all"];
        if all["total"] == 0 {
            continue;
        }
        let (name, total) = (period["period"].as_str().unwrap(), number(&all["total"]));
        let row = format!("<th scope=\"row\">{name}</th><td>{}</td><td>{total}</td>", percent(all));
        assert!(page.contains(&row), "{row}");
        let share = format!("{:.1}% of {total} |", all["share"].as_f64().unwrap() * 100.0);
        let summary = home.viva("export --as summary").stdout;
        let line = summary.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
        assert!(line.ends_with(&share), "{line}");
        periods += 1;
    }
    assert!(periods >= 4, "{periods}");
    for day in stats["days"].as_array().unwrap() {
        let row =
            format!("<th scope=\"row\">{}</th><td>{}</td>", day["day"].as_str().unwrap(), day["reviews"]);
        assert!(page.contains(&row), "{row}");
    }
    let reviews = home.viva("export --as csv --table reviews").stdout.lines().count() - 1;
    assert_eq!(stats["totals"]["reviews"], reviews);
    let overview = home.viva("stats --all").stdout;
    let all = format!("  all reviews  {reviews} on {} days\n", stats["totals"]["days"]);
    assert!(overview.contains(&all) && overview.contains("(first review of a card on a day"), "{overview}");
}

#[test]
fn a_period_is_of_reviews_only() {
    let home = studied();
    let all = home.viva("stats --format json").json();
    let part = home.viva("stats --since 2026-03-02 --until 2026-03-03 --format json").json();
    assert_eq!(part["period"]["since"], "2026-03-02");
    let days: Vec<&str> =
        part["days"].as_array().unwrap().iter().map(|day| day["day"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-03-02", "2026-03-03"]);
    for same in ["totals", "streak", "forecast", "retention", "intervals", "ease"] {
        assert_eq!(part[same], all[same], "{same}");
    }
    let last = home.viva("stats --since 1d --format json").json();
    assert_eq!(last["period"]["reviews"], last["today"]["reviews"]);
    let parts = ["--until 2026-03-07", "--since 2026-03-08"].map(|words| {
        home.viva(&format!("stats {words} --format json")).json()["period"]["reviews"].as_i64().unwrap()
    });
    assert_eq!(parts[0] + parts[1], all["totals"]["reviews"].as_i64().unwrap());
    home.viva("stats --since yesterday").fails(
        2,
        "viva: `yesterday` is not a date\nhint: write it as 2026-11-21, or as 30d for 30 days ago\n",
    );
    home.viva("stats --since 1d --until 9d").fails(
        2,
        "viva: the period ends on 2026-03-05, before it begins on 2026-03-14\n\
         hint: `--since` is the first day, `--until` the last\n",
    );
}

#[test]
fn figures_are_named() {
    let home = studied();
    let help = home.viva("stats --help").stdout;
    let names: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
    for released in [
        "today",
        "cards",
        "calendar",
        "forecast",
        "retention",
        "failed",
        "asked",
        "unanswered",
        "mocks",
        "reviews",
        "hours",
        "grades",
        "intervals",
        "memory",
        "decks",
        "companies",
        "sections",
        "tags",
    ] {
        assert!(names.contains(&released), "{released}");
    }
    let offered = home.viva("candidates stats").stdout;
    for Figure { name: figure, title, help: shown, .. } in FIGURES {
        let run = home.viva(&format!("stats {figure}"));
        run.succeeds();
        assert!(run.stdout.lines().count() > 1, "{figure}: {}", run.stdout);
        assert!(run.stdout.lines().all(|line| line.len() <= 80), "{figure}: {}", run.stdout);
        let line = format!("  {figure:<14}{shown}");
        assert!(line.len() <= 80 && help.lines().any(|found| found == line), "not in the help: {line}");
        let line = format!("{figure}\t{title}");
        assert!(offered.lines().any(|found| found == line), "{line:?} is not offered");
    }
    home.viva("stats unanswered go").prints(
        "Without an answer\n  asked  question\n      1  What salary do you expect?\n  \
         answer them with `viva answer`\n",
    );
    for words in ["tag:none", "hours go tag:none"] {
        home.viva(&format!("stats {words}")).is(0, "", "no cards match that\n");
    }
    let page = home.viva("stats --html - tag:none");
    assert!(page.succeeds_saying("no cards match that\n").contains("No cards match."));
    // Days without reviews are there, too: the sixth was left out.
    let days = home.viva("stats reviews --since 2026-03-05 --until 2026-03-07").stdout;
    let days: Vec<&str> = days.lines().skip(2).map(|line| &line[2..22]).collect();
    assert!(days[1].starts_with("2026-03-06        0"), "{days:?}");
    home.viva("stats forcast")
        .fails(2, "viva: `forcast` is neither a figure nor a deck\nhint: did you mean `forecast`?\n");
    home.viva("stats hours gp").fails(2, "viva: no deck is called `gp`\nhint: `viva list` shows all decks\n");
    // A deck that is called as a figure.
    home.write("c/decks/hours.toml", SMALL_DECK.replace("id = \"", "id = \"h-"));
    assert_eq!(home.viva("stats deck:hours --format json").json()["totals"]["cards"], 3);
    home.viva("stats today deck:hours").succeeds();
}

/// Three mock interviews: two for Acme, one of no deck and left before its end.
fn interviewed() -> Home {
    let home = Home::with_small_deck().with_file(
        "c/decks/acme.toml",
        "title = \"Go at Acme\"\n[interview]\ncompany = \"Acme\"\n\
         [[cards]]\nid = \"lock\"\nquestion = \"What is a lock?\"\n",
    );
    home.viva("queue").succeeds();
    let connection = rusqlite::Connection::open(home.path("c/.viva/viva.db")).unwrap();
    let answer = |card: &str, manner: &str, seconds: u32, quality: &str| {
        format!(
            "{{\"card\":\"{card}\",\"stage\":\"HR\",\"manner\":\"{manner}\",\"took_ms\":{seconds}000,\
             \"limit_secs\":60{quality}}}"
        )
    };
    let asked = [
        (
            20_500,
            "Go at Acme",
            ",\"deck\":\"acme\"",
            true,
            vec![answer("lock", "answered", 50, ",\"quality\":4"), answer("routine", "passed", 10, "")],
        ),
        (20_510, "tag:go\\u001b[31m", "", false, vec![answer("salary", "answered", 90, ",\"quality\":3")]),
        (
            20_513,
            "Go at Acme",
            ",\"deck\":\"acme\"",
            true,
            vec![answer("lock", "answered", 30, ",\"quality\":1"), answer("routine", "skipped", 5, "")],
        ),
    ];
    for (number, (day, title, deck, finished, answers)) in asked.into_iter().enumerate() {
        let payload = format!(
            "{{\"title\":\"{title}\"{deck},\"finished\":{finished},\"planned\":3,\"answers\":[{}]}}",
            answers.join(",")
        );
        connection
            .execute(
                "insert into event values ('other', ?1, ?2, ?2, ?3, null, 'mock', ?4)",
                (number, i64::from(day) * 86_400_000, day, payload),
            )
            .unwrap();
    }
    home
}

#[test]
fn mock_interviews_are_counted() {
    let home = interviewed();
    home.viva("stats mocks").prints(
        "Mock interviews
  interviews  3, 2 finished
  questions   4 of 9 asked, 1 without an answer, 1 skipped
  grades      1 again, 1 hard, 1 good, 0 easy
  time        3:00 of 4:00; 1 answer over time
  score       38%

Each mock interview, the latest first
         day  score  asked  interview
  2026-03-01     0%      1  Go at Acme
  2026-02-26    50%      1  tag:go␛[31m (unfinished)
  2026-02-16    50%      2  Go at Acme

Mock interviews by company
  held  score  asked  time  company
     2    33%      3  1:30  Acme
",
    );
    let all = home.viva("stats --format json").json();
    let score = |document: &Value| document["mock_totals"]["score"].clone();
    assert_eq!(score(&all), 0.375);
    assert_eq!(all["mock_totals"]["grades"]["hard"], 1);
    assert_eq!(all["mock_totals"]["companies"][0]["name"], "Acme");
    assert_eq!(all["mocks"][0]["company"], "Acme");
    assert_eq!(all["mocks"][1]["title"], "tag:go\u{1b}[31m");
    // Of a period, and of what was asked of some cards.
    let interviews = |words: &str| {
        let document = home.viva(&format!("stats --format json {words}")).json();
        (document["mock_totals"]["interviews"].clone(), document["mock_totals"]["asked"].clone())
    };
    assert_eq!(interviews("--since 2026-02-26"), (2.into(), 2.into()));
    assert_eq!(interviews("--until 2026-02-16"), (1.into(), 2.into()));
    assert_eq!(interviews("acme"), (2.into(), 2.into()));
    assert_eq!(interviews("section:HR"), (1.into(), 1.into()));
    assert_eq!(interviews("acme --since 2026-02-17 --until 2026-02-28"), (0.into(), 0.into()));
    // The overview has them, too, the page and the summary.
    let overview = home.viva("stats").stdout;
    assert!(overview.contains("\n  mocks        3 mock interviews, score 38%\n"), "{overview}");
    let all = home.viva("stats --all").stdout;
    assert!(all.contains("\nMock interviews\n  interviews  3, 2 finished\n"), "{all}");
    let page = home.viva("stats --html -").stdout;
    assert!(page.contains("<section id=\"mocks\" class=\"wide\"><h2>Mock interviews</h2>"), "{page}");
    assert!(page.contains("<td class=\"text\" dir=\"auto\">tag:go␛[31m (unfinished)</td>"), "{page}");
    let summary = home.viva("export --as summary").stdout;
    for row in ["| in total | 3 | 4 | 3 min | 38% |", "| Acme | 2 | 3 | 2 min | 33% |"] {
        assert!(summary.lines().any(|line| line == row), "{row}\nis not in\n{summary}");
    }
    let none = Home::with_small_deck();
    none.viva("stats mocks").prints("Mock interviews\n  none yet\n");
    assert!(!none.viva("stats --all").stdout.contains("Mock"));
    // Among other figures one without anything in it would be an empty box.
    let page = none.viva("stats --html -").stdout;
    assert!(!page.contains("Mock interviews") && page.contains("<h2>Decks</h2>"), "{page}");
    assert!(!none.viva("export --as summary").stdout.contains("Mock"));
}

#[test]
fn without_reviews_it_says_how_to_begin() {
    let run = Home::with_small_deck().viva("stats");
    run.succeeds();
    assert!(run.stdout.contains("\nNo reviews yet. `viva` asks the first questions.\n"), "{}", run.stdout);
    assert!(!run.stdout.contains("Reviews per day"), "{}", run.stdout);
    Home::with_small_deck().viva("stats hours").prints("Hour of the day\n  none yet\n");
    let page = Home::new().viva("stats --html -").stdout;
    assert!(page.contains("No cards yet."), "{page}");
}

/// What would run, load or break out, were it taken for more than text.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "\\\" onmouseover=\\\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "<img src=x onerror=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "&lt;script&gt;&#60;script&#62;",
    "<!-- --><![CDATA[<script>]]>",
    "<a href='data:text/html,<script>'>\\u0000\\u001b]0;x\\u0007\\u202e",
];

#[test]
fn nothing_from_a_card_runs_in_the_page() {
    let mut deck = String::new();
    for (number, hostile) in HOSTILE.iter().enumerate() {
        let toml = |text: &str| text.replace("\\u0000", "");
        let hostile = toml(hostile);
        let card = format!(
            "[[cards]]\nid = \"c{number}\"\nquestion = \"{hostile}\"\nsection = \"{hostile}\"\ntags = [\"{hostile}\"]\n\
             asked = [{{ company = \"{hostile}\", times = 2 }}]\n"
        );
        deck.push_str(&card);
    }
    let mut home = Home::new().with_file("c/decks/<b>&'x.toml", &deck);
    for number in 0..HOSTILE.len() {
        home.at("2026-03-01T09:00:00+03:30").viva(&format!("grade c{number} good")).succeeds();
        home.at("2026-03-02T09:00:00+03:30").viva(&format!("grade c{number} again")).succeeds();
    }
    let page = home.viva_with(&["stats", "--html", "-", "--since", "2026-01-01"]).stdout;
    // Only the elements that viva writes are there, and of their attributes none that loads or runs.
    let mut elements = 0;
    let body = &page[page.find("</style>").unwrap()..];
    for tag in body.split('<').skip(1) {
        let tag = &tag[..tag.find('>').expect("a tag ends")];
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
        assert!(OURS.contains(&name), "<{tag}>");
        // Attribute values are quoted, and quotes in them escaped: what is left are names.
        let names: String = tag.split('"').step_by(2).collect();
        for bad in [" on", "src", "style=", "xlink", "javascript"] {
            assert!(!names.contains(bad), "<{tag}>");
        }
        if let Some(target) = tag.split("href=\"").nth(1) {
            assert!(target.starts_with('#'), "<{tag}>");
        }
        elements += 1;
    }
    assert!(elements > 500, "{elements}");
    let head = &page[..page.find("</style>").unwrap()];
    assert!(head.contains("default-src 'none'"), "{head}");
    for outside in ["http", "//", "@import", "url("] {
        let is_ours = outside == "http" && head.matches("http").count() == head.matches("http-equiv").count();
        assert!(!head.contains(outside) || is_ours, "{outside} in {head}");
    }
    // Each text stands there as it is.
    for hostile in HOSTILE {
        let shown = hostile.split("\\u0000").next().unwrap().replace("\\\"", "\"");
        let escaped =
            shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        assert!(body.contains(&escaped), "{escaped}");
    }
    assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "a control character");
}

const OURS: [&str; 37] = [
    "style", "head", "body", "header", "h1", "h2", "h3", "p", "dl", "div", "dt", "dd", "small", "nav", "ul",
    "li", "a", "main", "section", "figure", "svg", "line", "text", "g", "title", "rect", "details",
    "summary", "table", "thead", "tbody", "tr", "th", "td", "code", "footer", "html",
];

#[test]
fn the_page_is_one_file() {
    let home = studied();
    assert_eq!(home.viva("stats --html out/p.html").code, Some(1));
    home.viva("stats --html p.html go --since 30d").is(0, "", "wrote p.html\n");
    let page = home.read("work/p.html");
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(page.contains("<p class=\"soft\" dir=\"auto\">go, since 2026-02-13</p>"), "{page}");
    // Every figure has its numbers in letters.
    assert!(page.matches("<table").count() >= 15, "{}", page.matches("<table").count());
    assert_eq!(page, home.viva("stats --html - go --since 30d").stdout);
    home.viva("stats hours --html p.html --format json").succeeds();
    assert_eq!(home.read("work/p.html").matches("<section").count(), 1);
    assert_eq!(home.viva("stats --open").code, Some(2));
}

/// A program of that name which does this, as a shell has it.
#[cfg(unix)]
fn program(home: &Home, path: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    home.write(path, format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(home.path(path), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn the_page_is_opened_or_it_says_why_not() {
    let home = Home::with_small_deck();
    let opened = home.path("opened");
    program(&home, "bin/xdg-open", &format!("echo \"$@\" > {0}.new; mv {0}.new {0}", opened.display()));
    let bin = home.path("bin").display().to_string();
    let home = home.with_variable("PATH", &format!("{bin}:/usr/bin:/bin"));
    home.viva_with(&["stats", "--html", "my page.html", "--open"]).is(0, "", "wrote my page.html\n");
    // It is not waited for.
    viva_test_support::until("the page to be opened", || opened.exists().then_some(()));
    assert_eq!(home.read("opened"), format!("{}/my page.html\n", home.path("work").display()));
    program(&home, "bin/xdg-open", "echo no display >&2; exit 3");
    let hint = "hint: the page was written; open it in a browser yourself\n";
    let failed = "viva: cannot open p.html: the program that should have opened it failed\n";
    home.viva("stats --html p.html --open").is(1, "", &format!("wrote p.html\n{failed}{hint}"));
    let home = home.with_variable("PATH", "/nowhere");
    let missing = "viva: cannot open p.html: no program that opens it was found\n";
    home.viva("stats --html p.html --open").is(1, "", &format!("wrote p.html\n{missing}{hint}"));
    assert!(home.read("work/p.html").starts_with("<!DOCTYPE html>"));
    home.viva("stats --html - --open").fails(
        2,
        "viva: standard output cannot be opened in a browser\n\
         hint: name a file: `viva stats --html p.html --open`\n",
    );
}

/// The page shows a code span as code, and all else of a question as it is written.
#[test]
fn code_in_a_question_is_code_on_the_page() {
    let home = Home::new().with_file(
        "c/decks/py.toml",
        "[interview]\ncompany = \"Acme\"\ndate = 2026-02-20\n\n[[cards]]\nid = \"is\"\n\
         question = \"What do `is` and `a < b` do to *x*, and a lone ` tick &amp; <b>?\"\n",
    );
    let page = home.viva("stats --html -").stdout;
    let cell =
        "What do <code>is</code> and <code>a &lt; b</code> do to *x*, and a lone ` tick &amp;amp; &lt;b&gt;?";
    assert!(page.contains(cell), "{page}");
}

/// Nothing is longer than the screen, and what is left out is one option away.
#[test]
fn the_overview_fits_on_one_screen() {
    let home = studied();
    let overview = home.viva("stats").stdout;
    assert!(overview.lines().count() < 24, "{overview}");
    assert!(overview.ends_with("\n`viva stats --all` shows everything.\n"), "{overview}");
    let all = home.viva("stats --all").stdout;
    for title in ["Cards", "Reviews per day", "Retention", "Intervals", "Decks", "Hour of the day"] {
        assert!(all.lines().any(|line| line == title), "{title} is not in\n{all}");
    }
    home.viva("stats --all --no-pager").prints(&all);
    // A pager is for a terminal.
    let piped = studied().with_variable("PAGER", "false").viva("stats --all").stdout;
    assert_eq!(piped, all);
}
