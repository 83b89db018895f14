//! The figure `weakest`: tags by retention, the worst first.

use std::fmt::Write as _;

use serde_json::json;

use super::home::Home;

/// Tags, each with the reviews that retention counts and how many of them, the last ones, failed.
const TOPICS: [(&str, usize, usize); 4] = [("http", 9, 9), ("maps", 10, 5), ("locks", 12, 6), ("sql", 20, 2)];

/// A card of each of the [`TOPICS`], reviewed every day of February from the first on.
pub(super) fn reviewed_topics() -> Home {
    let (mut deck, mut log, mut seq) = (String::new(), String::new(), 0);
    for (tag, counted, failed) in TOPICS {
        let _ =
            writeln!(deck, "[[cards]]\nid = \"{tag}\"\ntags = [\"{tag}\"]\nquestion = \"What of {tag}?\"");
        // The first review of a card is none that retention counts.
        for number in 0..=counted {
            let (day, quality) =
                (format!("2026-02-{:02}", number + 1), if number > counted - failed { 1 } else { 4 });
            seq += 1;
            let _ = writeln!(
                log,
                r#"{{"device":"laptop","seq":{seq},"tick":{},"at":"{day}T09:00:00Z","day":"{day}","card":"{tag}","kind":"review","payload":{{"quality":{quality},"took_ms":9000,"intent":"drill","rule":{{"scheduler":"sm2","fuzz":false}}}}}}"#,
                1_770_000_000_000_u64 + seq
            );
        }
    }
    let home = Home::new().with_file("c/decks/topics.toml", deck).with_file("work/log.jsonl", log);
    home.viva("import log.jsonl").succeeds();
    home
}

#[test]
fn the_worst_topic_is_first_and_few_reviews_are_left_out() {
    let home = reviewed_topics();
    home.viva("stats weakest").prints(
        "Weakest topics
  retention  failed  reviews  tag
        50%       6       12  locks
        50%       5       10  maps
        90%       2       20  sql
  reviews: those that `retention` counts; left out: 1 tag with fewer than 10
  reviews
",
    );
    let document = home.viva("stats --format json").json();
    let topic = |name: &str, passed: usize, total: usize, share: f64| {
        let retention = json!({ "passed": passed, "total": total, "share": share });
        json!({ "name": name, "failed": total - passed, "retention": retention })
    };
    let topics = [topic("locks", 6, 12, 0.5), topic("maps", 5, 10, 0.5), topic("sql", 18, 20, 0.9)];
    assert_eq!(document["weakest"], json!({ "least_reviews": 10, "left_out": 1, "topics": topics }));
    // It has the numbers of the tags.
    for topic in topics {
        let tags = document["tags"].as_array().unwrap();
        let tag = tags.iter().find(|tag| tag["name"] == topic["name"]).unwrap();
        assert_eq!(tag["retention"], topic["retention"]);
    }
    let page = home.viva("stats --html -").stdout;
    assert!(page.contains("<a href=\"#weakest\">Weakest topics</a>"), "{page}");
    let row = "<td class=\"text\" dir=\"auto\">locks</td><td>50%</td><td>6</td><td>12</td>";
    assert!(page.contains(row), "{page}");
    // In the last eleven of its days only one tag has enough reviews.
    home.viva("stats weakest --since 2026-02-11").prints(
        "Weakest topics
  retention  failed  reviews  tag
        82%       2       11  sql
  reviews: those that `retention` counts; left out: 3 tags with fewer than 10
  reviews
",
    );
}

#[test]
fn without_enough_reviews_it_says_so() {
    reviewed_topics()
        .viva("stats weakest tag:http")
        .prints("Weakest topics\n  none yet; left out: 1 tag with fewer than 10 reviews\n");
    Home::new().viva("stats weakest").prints("Weakest topics\n  none yet\n");
    let all = Home::with_small_deck().viva("stats --all").stdout;
    assert!(!all.contains("Weakest"), "{all}");
}
