//! Small answers, each with one thing that a comparison has to see.

use proptest::prelude::*;

use super::*;

fn topic_words() -> TopicWords {
    let mut words = TopicWords::new(Topics::default());
    for answer in ["The gizmo of a goroutine.", "Every goroutine has a gizmo.", "A gizmo parks."] {
        words.add("What is a goroutine?", answer);
    }
    for answer in ["A table has rows.", "An index makes reads fast."] {
        words.add("What does a database do?", answer);
    }
    words
}

fn compare(question: &str, answer: &str, typed: &str) -> Option<Comparison> {
    Comparison::of(question, answer, typed, &topic_words())
}

/// `+point` for what is made, `-point` for what is missed.
#[track_caller]
fn check(question: &str, answer: &str, typed: &str, expected: &str) {
    let comparison = compare(question, answer, typed);
    let shown: Vec<String> = comparison
        .iter()
        .flat_map(|comparison| &comparison.points)
        .map(|point| format!("{}{}", if point.is_made() { '+' } else { '-' }, point.text))
        .collect();
    assert_eq!(shown.join(", "), expected, "{typed}");
}

#[test]
fn a_point_is_a_clause_of_the_answer() {
    check(
        "Which steps?",
        "- Prepare: everybody votes\n- **Commit**: everybody obeys the coordinator\n- Long rest",
        "prepare, then commit",
        "+Prepare: everybody votes, +Commit: everybody obeys the coordinator, -Long rest",
    );
    // What denies a clause is shown with it.
    check("Is it kept?", "It never survives a crash.", "", "-It never survives a crash");
    let long = "The quick brown fox jumps over the lazy dog near the river bank and the old stone bridge.";
    let comparison = compare("q?", long, "").unwrap();
    assert!(comparison.points.iter().all(|point| point.text.chars().count() <= 61), "{comparison:?}");
}

#[test]
fn a_long_answer_is_not_asked_for_as_a_whole() {
    let answer = |count: usize| {
        let sentence = |n| format!("Wheel{n} turns axle{n}, and lever{n} lifts crane{n} above harbour{n}.");
        (0..count).map(sentence).collect::<Vec<_>>().join(" ")
    };
    let comparison = compare("How?", &answer(30), "").unwrap();
    assert_eq!(comparison.points.len(), 8);
    assert!(comparison.points[7].text.contains("Wheel7"), "{comparison:?}");
    // Each item of a list counts before the details of any, and an example after what it is an example of.
    let list = "- Alpha tops. Hidden reef.\n- Beta rises. Sunken ship.\n- Gamma falls. Broken mast.\n\
                - Delta bends. Torn sail.\n- Epsilon grows. Lost anchor.";
    let comparison = compare("How?", list, "").unwrap();
    for head in ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"] {
        assert!(comparison.points.iter().any(|point| point.text.contains(head)), "{head}: {comparison:?}");
    }
}

#[test]
fn terms_of_the_field_weigh_more_than_other_words() {
    let answer = "A semaphore limits wonderful yellow visitors of the meadow.";
    let is_made = |typed: &str| compare("q?", answer, typed).unwrap().points[0].is_made();
    assert!(is_made("a semaphore for visitors"));
    assert!(!is_made("visitors"));
}

#[test]
fn words_that_recur_on_the_topic_weigh_more() {
    let answer = "A gizmo wanders past flowers, trees, houses.";
    let is_made = |question: &str| compare(question, answer, "gizmo").unwrap().points[0].is_made();
    assert!(is_made("What is a goroutine?"));
    assert!(!is_made("What does a database do?"));
}

#[test]
fn links_and_what_the_question_says_are_no_points() {
    for answer in [
        "[Wikipedia](https://en.wikipedia.org/wiki/Lock)",
        "<https://example.org/critical-section>",
        "- [one lock](https://a.org)\n- [two locks](https://b.org)",
        "https://example.org/mutex",
        "",
    ] {
        assert_eq!(compare("What is that?", answer, "lock mutex Wikipedia"), None, "{answer}");
    }
    check(
        "What is that?",
        "Guarded by [the mutex](https://a.org).\n[docs](https://b.org)",
        "mutex",
        "+Guarded by the mutex",
    );
    check("What is a lock?", "A lock locks.", "lock", "");
    // Only a short name is asked for; the long one is the answer.
    check("What is GIL?", "The global interpreter lock.", "GIL", "-The global interpreter lock");
    check(
        "What is GIL?",
        "The global interpreter lock.",
        "global interpreter lock",
        "+The global interpreter lock",
    );
}

#[test]
fn repeating_the_question_or_talking_makes_no_point() {
    let question = "How do replicas of a database become consistent after a write?";
    let answer =
        "Updates propagate to all replicas; reads may be stale until they converge. Availability is higher.";
    for typed in [
        question,
        "Replicas of a database become consistent after a write, and databases have replicas which become consistent.",
        "Well, it is important to know how this works in general, because there are many ways and it always depends.",
        "I think the best practice is to use the right tool for the job and to keep it simple and clean",
        "...",
    ] {
        let percent = compare(question, answer, typed).unwrap().percent().found;
        assert!(percent < 30, "{percent}: {typed}");
    }
}

#[test]
fn forms_synonyms_and_slips_count() {
    for (answer, typed) in [
        ("Isolation.", "isolated"),
        ("Mutual exclusion.", "a mutex"),
        ("Serializable.", "serialisable"),
        ("Transactions.", "transactoins"),
        ("It is thread-safe.", "safe for concurrent access"),
        ("It overwrites the file.", "replaced"),
        ("The call is deferred.", "postponed"),
        ("HTTP/2", "http2"),
        ("I/O", "io"),
        ("C++", "c++"),
        ("$O(n \\log n)$ time", "O(n log n)"),
        ("Use `select_related`.", "Select Related"),
        ("Use `a.b.QuerySet`.", "a query set"),
    ] {
        let comparison = compare("q?", answer, typed).unwrap();
        assert!(comparison.points[0].is_made(), "{answer} / {typed}");
    }
    // Only what is one letter off in a long word is a slip.
    check("q?", "encryption", "decryption", "-encryption");
}

#[test]
fn terms_that_are_swapped_suggest_nothing() {
    let answer = "Threads share memory and are lightweight. Processes are isolated and need IPC.";
    let question = "What is the difference between a thread and a process?";
    let suggested = |typed: &str| compare(question, answer, typed).unwrap().suggests();
    let right = "Threads share memory, so they are light. A process is isolated; IPC is needed.";
    assert_eq!(suggested(right), Some(Grade::Good));
    let swapped = "Processes share memory, so they are light. A thread is isolated; IPC is needed.";
    assert_eq!(suggested(swapped), None);
    // A thing that is only compared with is not what a clause speaks of.
    let also_right =
        "Unlike a process a thread shares memory, lighter than a process. Processes are isolated, with IPC.";
    assert_eq!(suggested(also_right), Some(Grade::Good));
    let latter = "Thread and process: the former shares memory, the latter is isolated and has to use IPC.";
    assert_eq!(suggested(latter), Some(Grade::Good));

    // In a question that compares nothing, too: by the heads of a list, and by counterparts.
    let answer = "- **Prepare**: votes are gathered\n- **Commit**: locks are dropped, disks are flushed";
    let suggested = |typed: &str| compare("How?", answer, typed).unwrap().suggests();
    assert_eq!(suggested("prepare gathers votes, commit drops locks and flushes disks"), Some(Grade::Good));
    assert_eq!(suggested("commit gathers votes, prepare drops locks and flushes disks"), None);
    let answer = "The client opens a socket and sends a greeting; the server verifies a ticket.";
    let suggested = |typed: &str| compare("How?", answer, typed).unwrap().suggests();
    assert_eq!(
        suggested("client opens a socket with a greeting, server verifies the ticket"),
        Some(Grade::Good)
    );
    assert_eq!(suggested("server opens a socket with a greeting, client verifies the ticket"), None);
}

#[test]
fn the_opposite_suggests_nothing() {
    for (answer, right, wrong) in [
        ("They are immutable.", "They are immutable.", "They are not immutable."),
        ("They are not immutable.", "They are not immutable.", "They are immutable."),
        ("An insert becomes slower.", "An insert gets slow.", "An insert gets faster."),
        (
            "A slow consumer tells a fast producer to wait.",
            "the slow consumer makes the fast producer wait",
            "the fast consumer makes the slow producer wait",
        ),
        ("Pages are never copied.", "It does not copy pages.", "All pages are copied."),
    ] {
        let of = |typed: &str| compare("How is it?", answer, typed).unwrap();
        assert!(!of(right).is_contradicted(), "{right}");
        assert_eq!(of(right).suggests(), Some(Grade::Good), "{right}");
        assert_eq!(of(wrong).suggests(), None, "{wrong}");
    }
}

#[test]
fn who_ticks_points_has_looked_at_a_contradiction() {
    let mut comparison =
        compare("q?", "An insert becomes slower. It takes disk space.", "insert gets faster").unwrap();
    assert!(comparison.is_contradicted());
    comparison.toggle(1);
    assert_eq!(comparison.suggests(), Some(Grade::Good));
    comparison.toggle(1);
    assert_eq!(comparison.suggests(), None);
}

#[test]
fn code_blocks_speak_only_if_nothing_else_does() {
    check("q?", "A cache before a database.\n\n```\nimport functools\n```", "", "-A cache before a database");
    check("q?", "```\nfunctools\n```", "functools", "+functools");
}

#[test]
fn persian_and_mixed_answers_are_compared() {
    check(
        "ریسمان چیست؟",
        "ریسمان‌ها حافظهٔ مشترک دارند و به قفل نیاز دارند. هر process جداست.",
        "thread ها memory مشترک دارند و یک lock می‌خواهند",
        "+ریسمان‌ها حافظهٔ مشترک دارند, +به قفل نیاز دارند, -هر process جداست",
    );
    check("q?", "یک **دیتابیس**", "پايگاه داده", "+یک دیتابیس");
}

#[test]
fn sixty_percent_suggests_good_and_nothing_else_is_suggested() {
    let answer = "A mutex, a channel, a semaphore, an index and a cache.";
    let suggested = |typed: &str| compare("q?", answer, typed).unwrap().suggests();
    assert_eq!(suggested("mutex, channel, semaphore"), Some(Grade::Good));
    assert_eq!(suggested("mutex, channel, semaphore, index, cache"), Some(Grade::Good));
    assert_eq!(suggested("mutex, channel"), None);
    assert_eq!(suggested("nothing at all"), None);
}

#[test]
fn the_user_ticks_what_was_said_in_other_words() {
    let mut comparison = compare("q?", "A mutex, a channel and a semaphore.", "a mutex").unwrap();
    assert_eq!(comparison.percent(), TypedPercent { found: 33, ticked: None });
    assert_eq!(comparison.counts(), "1 of 3 key points");
    assert!(comparison.toggle(1).unwrap().is_made());
    assert_eq!(comparison.percent(), TypedPercent { found: 33, ticked: Some(67) });
    assert_eq!(comparison.suggests(), Some(Grade::Good));
    // A word that was found may have been said in another sense.
    assert!(!comparison.toggle(0).unwrap().is_made());
    assert_eq!(comparison.percent(), TypedPercent { found: 33, ticked: Some(33) });
    assert_eq!(comparison.suggests(), None);
    assert_eq!(comparison.toggle(3), None);
    comparison.toggle(0);
    comparison.toggle(1);
    assert_eq!(comparison.percent(), TypedPercent { found: 33, ticked: None });
}

#[test]
fn points_are_found_where_they_are() {
    let answer = "A mutex guards a critical section. A cache evicts old pages.";
    let comparison = compare("q?", answer, "a mutex for the section").unwrap();
    let text = "• Mutexes, critical sections, cache";
    let found: Vec<(&str, bool)> =
        comparison.places(text).into_iter().map(|(range, is_made)| (&text[range], is_made)).collect();
    assert_eq!(found, [("Mutexes", true), ("critical sections", true), ("cache", false)]);
}

proptest! {
    #[test]
    fn any_texts_compare(question in "\\PC{0,40}", answer in "\\PC{0,200}", typed in "\\PC{0,80}") {
        any_text(&question, &answer, &typed)?;
    }

    #[test]
    fn any_markdown_compares(
        question in "(What|is|the difference between|`is`|and|thread|process|not| |\\?){0,9}",
        answer in "([-*#`_()\\[\\]$:/. \n]|\n- |\n\n|thread|process|not|is|mutex|O\\(n\\)|HashMap|1\\. |https://a.b ){0,30}",
    ) {
        any_text(&question, &answer, "thread process")?;
    }
}

fn any_text(question: &str, answer: &str, typed: &str) -> Result<(), TestCaseError> {
    if let Some(comparison) = compare(question, answer, typed) {
        prop_assert!(comparison.percent().found <= 100);
        prop_assert!((1..=8).contains(&comparison.points().len()));
        for (range, _) in comparison.places(answer) {
            prop_assert!(answer.get(range).is_some());
        }
    }
    if let Some(same) = compare(question, answer, answer) {
        prop_assert_eq!(same.percent().found, 100, "{:?}", same);
    }
    Ok(())
}
