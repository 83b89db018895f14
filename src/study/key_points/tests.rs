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
fn what_an_answer_marks_is_a_point() {
    check(
        "How is it kept apart?",
        "By a **critical section** around `refcount`, as BFS tells. Everybody smiles.",
        "the ref count is in a section that is critical",
        "+critical section, +refcount, -BFS, -Everybody, -smiles",
    );
    check(
        "Which steps?",
        "- Prepare: everybody votes\n- **Commit**: everybody obeys\n- Long rest",
        "prepare, then commit",
        "+Prepare, -everybody, +Commit, -obeys, -rest",
    );
    check(
        "q?",
        "Use `select_related` and `a.b.QuerySet`.",
        "Select Related of a query set",
        "+select_related, +a.b.QuerySet",
    );
}

#[test]
fn terms_of_the_field_come_before_other_words() {
    check(
        "How does it scale?",
        "Wonderful bright yellow flowers grow beside an index, a replica, a load balancer, a cache and a message broker.",
        "",
        "-index, -replica, -load balancer, -cache, -message broker",
    );
}

#[test]
fn words_that_recur_on_the_topic_are_points() {
    let answer = "A gizmo near a thread, a lock, a channel, a mutex and a stack. Flowers grow.";
    let points = |question: &str| {
        let comparison = compare(question, answer, "").unwrap();
        comparison.points.iter().map(|point| point.text.clone()).collect::<Vec<_>>()
    };
    assert!(points("What is a goroutine?").contains(&"gizmo".to_owned()));
    assert!(!points("What does a database do?").contains(&"gizmo".to_owned()));
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
        "-Guarded, +mutex",
    );
    check("What is a lock?", "A lock locks.", "lock", "");
    // Only a short name is asked for; the long one is the answer.
    check("What is GIL?", "The global interpreter lock.", "GIL", "-global interpreter lock");
    check(
        "What is GIL?",
        "The global interpreter lock.",
        "global interpreter lock",
        "+global interpreter lock",
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
    check(
        "q?",
        "Isolation, mutual exclusion and serializable transactions.",
        "isolated by a mutex, serialisable transactoins",
        "+Isolation, +mutual exclusion, +serializable, +transactions",
    );
    check(
        "q?",
        "HTTP/2, I/O, C++ and O(n log n)",
        "http2 io c++ O(n log n)",
        "+HTTP/2, +I/O, +C++, +O(n log n)",
    );
    check("q?", "$O(n \\log n)$ time", "O(n log n)", "+O(n \\log n)");
    // Only what is one letter off in a long word is a slip.
    check("q?", "encryption", "decryption", "-encryption");
}

#[test]
fn alternatives_in_brackets_are_one_point() {
    check(
        "q?",
        "Given by a (constructor, setter or factory), then a cache.",
        "by a setter",
        "+constructor / setter / factory, -cache",
    );
}

#[test]
fn the_opposite_makes_no_point() {
    let answer = "Threads share memory and are lightweight. Processes are isolated and need IPC.";
    let question = "What is the difference between a thread and a process?";
    let percent = |typed: &str| compare(question, answer, typed).unwrap().percent().found;
    let right = percent("Threads share memory, so they are light. A process is isolated; IPC is needed.");
    let swapped = percent("Processes share memory, so they are light. A thread is isolated; IPC is needed.");
    assert!(right >= 60 && swapped < 30, "{right} {swapped}");
    // A thing that is only compared with is not what a clause speaks of.
    let also_right = percent(
        "Unlike a process a thread shares memory, lighter than a process. Processes are isolated, with IPC.",
    );
    assert!(also_right >= 60, "{also_right}");

    check("Are tuples hashable?", "They are immutable.", "They are not immutable.", "-immutable");
    check("Are lists hashable?", "They are not immutable.", "They are immutable.", "-immutable");
    check("How are locks taken?", "Avoid a nested mutex.", "There is no nested mutex.", "+nested, +mutex");
}

#[test]
fn code_blocks_speak_only_if_nothing_else_does() {
    check("q?", "A cache before a database.\n\n```\nimport functools\n```", "", "-cache, -database");
    check("q?", "```\nfunctools\n```", "functools", "+functools");
}

#[test]
fn persian_and_mixed_answers_are_compared() {
    check(
        "ریسمان چیست؟",
        "ریسمان‌ها حافظهٔ مشترک دارند و به قفل نیاز دارند. هر process جداست.",
        "thread ها memory مشترک دارند و یک lock می‌خواهند",
        "+حافظهٔ, +مشترک, +قفل, -process, -جداست",
    );
    check("q?", "یک **دیتابیس**", "پايگاه داده", "+دیتابیس");
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
    let comparison = compare("q?", "A mutex guards a critical section.", "mutex").unwrap();
    let text = "• Mutexes, critical sections";
    let found: Vec<(&str, bool)> =
        comparison.places(text).into_iter().map(|(range, is_made)| (&text[range], is_made)).collect();
    assert_eq!(found, [("Mutexes", true), ("critical sections", false)]);
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
        prop_assert!((1..=10).contains(&comparison.points().len()));
        for (range, _) in comparison.places(answer) {
            prop_assert!(answer.get(range).is_some());
        }
    }
    if let Some(same) = compare(question, answer, answer) {
        prop_assert_eq!(same.percent().found, 100, "{:?}", same);
    }
    Ok(())
}
