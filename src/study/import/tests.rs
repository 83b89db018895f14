//! Whole notes, read end to end. The notes are under `tests/notes`, written for these tests in the
//! shapes that people's notes have.

use super::*;
use proptest::prelude::*;

const BULLETS: &str = include_str!("../../../tests/notes/bullets.md");
const PASTED: &str = include_str!("../../../tests/notes/pasted.txt");

fn read(text: &str) -> ImportedNote {
    read_text(text, &NoteHint::default())
}

/// Question, section and answer of every card.
fn cards(note: &ImportedNote) -> Vec<(&str, &str, Option<&str>)> {
    note.cards
        .iter()
        .map(|card| {
            (card.question.as_str(), card.section.as_deref().unwrap_or_default(), card.answer.as_deref())
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[(&str, Option<&str>)]) {
    let note = read(text);
    let cards: Vec<_> =
        note.cards.iter().map(|card| (card.question.as_str(), card.answer.as_deref())).collect();
    assert_eq!(cards, expected, "problems: {:?}", note.problems);
}

#[test]
fn questions_under_stages_become_cards() {
    let note = read(BULLETS);
    let technical = "Technical Interview";
    assert_eq!(
        cards(&note),
        [
            ("Introduce yourself.", technical, None),
            (
                "What does `Vec<T>` own?",
                technical,
                Some(
                    "It owns a buffer on the heap: Vec<T> frees it in `Drop`.\n\n```rust\nstruct Pair<T> {\n    left: T,\n\n\n    right: T,\n}\n```"
                )
            ),
            (
                "What is a borrow?",
                technical,
                Some("A reference that does not own.  \nSee [the book](https://borrow.example/a_(b))")
            ),
            (
                "Which lock would you take?",
                technical,
                Some("none, a channel\nand [this](https://channel.example) says why.")
            ),
            ("Which of these have you used?\n\n- Redis\n- Kafka", technical, None),
            ("How would you page a long list?", technical, Some("By key, not by offset")),
            (
                "Valid brackets",
                technical,
                Some("**My Answer**\n\na stack\n\n**Answer**\n\na counter per kind does not do")
            ),
            (
                "What does this print?\n\n```rust\nprintln!(\"{}\", 1);\n```",
                technical,
                Some("```rust\n1\n```")
            ),
            ("از خودت بگو.", "HR Interview", None),
            ("چرا این شرکت؟", "HR Interview", None),
        ]
    );
    assert_eq!(note.cards[0].line, 39);
}

#[test]
fn facts_become_the_interview() {
    let note = read(BULLETS);
    let interview = &note.interview;
    assert_eq!(note.title.as_deref(), Some("Novaray | نواری"));
    assert_eq!(interview.company.as_deref(), Some("Novaray"));
    assert_eq!(interview.url.as_deref(), Some("https://novaray.example/"));
    assert_eq!(interview.role.as_deref(), Some("Backend Developer (Rust)"));
    assert_eq!(interview.stages, ["Send CV", "HR Call", "Technical Interview", "Task"]);
    assert_eq!(interview.outcome.as_deref(), Some("rejected"));
    assert_eq!(interview.applied_via.as_deref(), Some("A friend"));
    assert_eq!(interview.platform.as_deref(), Some("A room of their own"));
    assert_eq!(interview.score, Some(7.0));
    assert_eq!(interview.date.unwrap().to_string(), "2024-05-29");
    assert_eq!(interview.events.len(), 4);
    assert_eq!(interview.events[2].duration_minutes, Some(90));
    assert_eq!(interview.events[3].date, None);
    assert_eq!(
        interview.remarks.as_deref(),
        Some(
            "### Technical Interview\n\nگفت‌وگوی آرامی بود و وقت کافی دادند.\n\nاین یکی را همه اشتباه می‌گویند.\n\n### HR Interview\n\nجلسه کوتاهی بود.\n\n### Score\n\nدر کل [خوب](https://novaray.example/jobs) بود."
        )
    );
    assert_eq!(note.problems.len(), 1, "{:?}", note.problems);
    assert_eq!(note.problems[0].line, Some(25));
}

#[test]
fn a_pasted_page_is_taken_apart_again() {
    let note = read(PASTED);
    assert_eq!(note.shape, "lists");
    assert_eq!(
        cards(&note),
        [
            ("Introduce yourself", "HR Interview", None),
            ("Why us?", "HR Interview", None),
            ("Introduce yourself", "Technical Interview", None),
            (
                "Our queue loses messages when a worker dies. How would you find out why?",
                "Technical Interview",
                Some(
                    "1. Look before you change\nThe logs tell which worker held the message.\nAcknowledge late: a message that is taken is not yet done.\n2. Change one thing\nRaise the prefetch count to N\n. 3. Look again\nCompare the counts of both days.\nKeep the numbers."
                )
            ),
            (
                "A downstream service is slow. What do you do?",
                "Technical Interview",
                Some("- Set a deadline for every call.\n- Fail fast once it is passed.")
            ),
            (
                "Which signs would show an abuser?",
                "Technical Interview",
                Some(
                    "Why: they are regular. Signs:\n\n- Rate: calls in an hour.\n- Spread: how many targets."
                )
            ),
            ("Any questions?", "Technical Interview", None),
        ]
    );
    let interview = &note.interview;
    assert_eq!(interview.company.as_deref(), Some("Novaray (Orbit)"));
    assert_eq!(interview.role.as_deref(), Some("Backend Developer (Rust)"));
    assert_eq!(interview.date.unwrap().to_string(), "2025-10-13");
    assert_eq!(interview.events.len(), 3);
    assert_eq!(interview.platform.as_deref(), Some("Their office"));
    assert_eq!(interview.score, Some(8.0));
    assert_eq!(interview.remarks.as_deref(), Some("### Score\n\nگفت‌وگوی خوبی بود."));
    assert_eq!(note.problems, []);
}

#[test]
fn a_pasted_page_is_read_without_its_blanks_too() {
    let stripped: String = PASTED.lines().flat_map(|line| [line.trim(), "\n"]).collect();
    let note = read(&stripped);
    let questions: Vec<_> = note.cards.iter().map(|card| card.question.as_str()).collect();
    assert_eq!(
        questions,
        [
            "Introduce yourself",
            "Why us?",
            "Introduce yourself",
            "Our queue loses messages when a worker dies. How would you find out why?",
            "A downstream service is slow. What do you do?",
            "Which signs would show an abuser?",
            "Any questions?",
        ]
    );
}

#[test]
fn a_note_of_no_known_shape_gives_no_cards_and_says_so() {
    for text in [
        "# Contents\n\n- [What is a heap?](#a)\n- [Why a stack?](#b)\n- [How?](#c)\n",
        "# About\n\nWe met at noon. Was it good? Yes.\n",
        "# Build\n\n```\n- what?\n- why?\n```\n",
        "",
    ] {
        let note = read(text);
        assert_eq!(note.cards, [], "{text}");
        assert_eq!(note.problems.len(), 1, "{text}");
    }
}

#[test]
fn questions_are_cleaned_of_decoration() {
    check(
        "## Technical Interview\n\n- **What is a trie?** <br />\n- 12. ***Why?***\n- 43 . How so?\n- Q3: Who?\n",
        &[("What is a trie?", None), ("Why?", None), ("How so?", None), ("Who?", None)],
    );
}

#[test]
fn facts_in_bullets_are_no_questions() {
    let text = "# Orbit\n\n### Interview Process\nCall -> Task\n\n### Technical Interview\n- **Date**: 2025-10-25\n- **Duration:** 45 min\n- **Platform**: Zoom\n- What is a mutex?\n";
    check(text, &[("What is a mutex?", None)]);
    let interview = read(text).interview;
    assert_eq!(interview.platform.as_deref(), Some("Zoom"));
    assert_eq!(interview.date.unwrap().to_string(), "2025-10-25");
    assert_eq!(interview.events[0].duration_minutes, Some(45));
    assert_eq!(interview.stages, ["Call", "Task"]);
}

#[test]
fn answers_at_the_outermost_level_go_to_the_question_above() {
    check(
        "### Technical Interview\n\n- Reverse a list?\n\nWith two hands:\n\n```\nx\n```\n\n- Why?\n\n<details>\n<summary>Answer</summary>\n\n- one\n- two\n\n</details>\n\n- How?\n",
        &[
            ("Reverse a list?", Some("With two hands:\n\n```\nx\n```")),
            ("Why?", Some("- one\n- two")),
            ("How?", None),
        ],
    );
}

#[test]
fn a_task_without_a_bullet_is_a_card_when_it_is_answered() {
    check(
        "### Live coding\n\nThe room was cold.\n\nWrite a loop.\n\n<span><b>My answer</b></span>:\n\n```\nx\n```\n\n- Why?\n- How?\n",
        &[("Write a loop.", Some("```\nx\n```")), ("Why?", None), ("How?", None)],
    );
}

#[test]
fn a_damaged_note_is_repaired_and_says_so() {
    let (bytes, _, _) = encoding_rs::UTF_8.encode(BULLETS);
    let damaged: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| ![0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD].contains(byte))
        .collect();
    let damaged = encoding_rs::WINDOWS_1254.decode_without_bom_handling(&damaged).0;
    let note = read_note(damaged.as_bytes(), &NoteHint { file_name: "novaray.md", ..NoteHint::default() });
    assert_eq!(note.cards, read(BULLETS).cards);
    assert_eq!(note.interview, read(BULLETS).interview);
    assert!(note.decoded.is_some_and(|how| how.contains("windows-1254")));
}

/// Pieces that notes are made of, to be put together in any order.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "# [Orbit](https://orbit.example)\n",
            "### Status\n",
            "#### 📜❌\n",
            "### Interview Date\n",
            "### Technical Interview\n",
            "#### Problem 1\n",
            "### Score\n",
            "- **HR Call** <br /> 1404.01.31\n",
            "- What?\n",
            "    answer\n",
            "- \n",
            " - \n",
            " \n",
            "\n",
            "Answer\n",
            "1. One\n",
            "Term: text\n",
            ". 2. Two\n",
            "```\n",
            "~~~\n",
            "    ```go\n",
            "<details>\n",
            "</details>\n",
            "<summary>Answer</summary>",
            "<div>\n",
            "</div>",
            "<p dir=\"rtl\">\n",
            "</p>\n",
            "<ul dir=\"rtl\"><li>a",
            "</li></ul>",
            "<table>",
            "</table>",
            "<a href=\"",
            "\">",
            "<!--",
            "-->",
            "&nbsp;",
            "`",
            "**",
            "Ø§Ù„",
            "â€",
            "ğŸ“",
            "\u{0}",
            "سلام؟\n",
            "flowchart LR\n",
            "a(b) --> c --x",
            "\t",
            "> ",
            "| a | b |\n|---|---|\n",
            "9/10\n",
            "- [ ] x\n",
            "## 1. Why?\n",
            "### Why?\n",
            "2. ### How?\n",
            "Title\n===\n",
            "**Why? 🔥**\n",
            "**3. Why?**\n",
            "<summary>Why?</summary>",
            "<summary>Contents</summary>\n",
            "### Front\n",
            "### Back\n",
            "- A: one\n- B: two\n",
            "- [x] two\n",
            "> **Answer: B**\n",
            "- **Why?** (2 times — [Orbit](https://orbit.example))\n",
            "* **Why?** - [read](https://read.example)\n",
            "  - How?\n",
            "- **Question**: why\n",
            "Question: why\n",
            "[⬆ back to top](#top)\n",
            "###### Source\n",
            "***\n",
            "---\n",
            "[[src](x)]",
            "(3x [a](b)",
            "Q: What?\n",
            "A: that\n",
            "**Q1: Why?**\n",
            "**Answer:** so\n",
            "> **Q:** ",
            "سوال ۱: چرا؟\n",
            "جواب: زیرا\n",
            "C: [x] is y\n",
            "Flashcard 1\n",
            "1.Why\n",
            "2) How\n",
            "Ans: so\n",
            "a::b\n",
            "?\n",
            ";;\n",
            "What #flashcard\n",
            "What : that 🧠\n",
            "<!--SR:!2025-01-01,1,250-->\n",
            "---\n",
            "tags: [a, b]\n",
            "# Question (EN)\n",
            "## Answer (EN)\n",
            "#separator:tab\n",
            "#html:true\n",
            "question,answer\n",
            "a,\"b\n",
            "\"",
            "a\tb\n",
            "| Question | Answer |\n|---|---|\n",
            "* What?\n",
            "** Card :drill:\n",
            ":PROPERTIES:\n",
            ":END:\n",
            "#+begin_src c\n",
            "#+end_src\n",
            "[{\"question\": \"",
            "\", \"answer\": \"",
            "\"}]\n",
            "<html><main>",
            "<li><p>",
            "<pre><code>",
            "</pre>",
            "<details><summary>",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s).{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_note(&bytes, &NoteHint::default());
    }

    #[test]
    fn any_note_like_text_is_read(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        let note = read(&text);
        // What was not weighed would have changed nothing.
        let all = read_text(&text, &NoteHint { weighs_all: true, ..NoteHint::default() });
        prop_assert!(note.confidence <= all.confidence);
        prop_assert!(note.confidence == all.confidence || note.confidence >= DOUBTFUL_PERCENT);
        let (weighed, confidence) = (note.weighed.clone(), note.confidence);
        prop_assert_eq!(&ImportedNote { weighed, confidence, ..all }, &note);
        let lines = text.split(['\n', '\r']).count();
        for card in &note.cards {
            prop_assert!(!card.question.trim().is_empty());
            prop_assert!((1..=lines).contains(&card.line));
        }
        for problem in &note.problems {
            prop_assert!(problem.line.is_none_or(|line| (1..=lines).contains(&line)));
        }
    }

    #[test]
    fn any_text_is_read_under_any_name(
        pieces in prop::collection::vec(piece(), 0..60),
        extension in prop::sample::select(vec!["csv", "tsv", "txt", "json", "jsonl", "html", "org"]),
    ) {
        let text = pieces.concat();
        let file_name = format!("note.{extension}");
        let note = read_text(&text, &NoteHint { file_name: &file_name, ..NoteHint::default() });
        let lines = text.split(['\n', '\r']).count();
        for card in &note.cards {
            prop_assert!(!card.question.trim().is_empty());
            prop_assert!((1..=lines).contains(&card.line));
        }
        for problem in &note.problems {
            prop_assert!(problem.line.is_none_or(|line| (1..=lines).contains(&line)));
        }
    }

    #[test]
    fn a_cut_or_doubled_note_is_read(from in 0..3000_usize, to in 0..3000_usize) {
        for text in [BULLETS, PASTED] {
            let (from, to) = (text.floor_char_boundary(from), text.floor_char_boundary(to));
            let _ = read(&text[from.min(to)..]);
            let _ = read(&format!("{}{}", &text[..from], &text[to..]));
        }
    }
}

#[test]
fn questions_among_the_remarks_are_told() {
    let note = read(
        "# Nova\n\n### Technical Interview\n\n- What is a map?\n- What is a set?\n\n### Feedback\n\nThey were kind.\n\n\
         **What is a closure?**\n\nA function with what it holds.\n",
    );
    assert_eq!(note.cards.len(), 2);
    let told: Vec<_> =
        note.account.unused.iter().map(|unused| (unused.line, unused.sample.as_str())).collect();
    assert_eq!(told, [(12, "What is a closure?")]);
}

/// Cards with marks of their own are such wherever they stand, also under a heading that names no questions.
#[test]
fn marked_cards_under_a_heading_of_links() {
    check(
        "# Links\n\nThe {{c1::DNS}} resolves names.\n\nport of Redis :: 6379\n\nExplain BGP\n?\nRoutes between networks.\n",
        &[
            ("The [...] resolves names.", Some("The DNS resolves names.")),
            ("port of Redis", Some("6379")),
            ("Explain BGP", Some("Routes between networks.")),
        ],
    );
}

#[test]
fn blocks_and_single_questions_keep_their_tags() {
    let note = read("START\nBasic\nWhat is a shard?\nBack: A part.\nTags: search index\nEND\n");
    assert_eq!(note.cards[0].tags, ["search", "index"]);
    assert_eq!(note.cards[0].question, "What is a shard?");
    let note = read(
        "---\ntitle: Describe backpressure\ndifficulty: hard\ncategory: Streams\ncompanies: [Orbit, Lumen]\ntags: [flow]\n---\nThe reader slows the writer.\n",
    );
    let [card] = &note.cards[..] else { panic!("{note:?}") };
    assert_eq!(card.question, "Describe backpressure");
    assert_eq!(card.answer.as_deref(), Some("The reader slows the writer."));
    assert_eq!(card.section.as_deref(), Some("Streams"));
    assert_eq!(card.tags, ["flow", "hard"]);
    let companies: Vec<&str> = card.asked.iter().map(|asked| asked.company.as_str()).collect();
    assert_eq!(companies, ["Orbit", "Lumen"]);
}

/// `text` asks where options stand beside it, and is an option where they are its own.
#[test]
fn text_beside_options_asks() {
    check(
        r#"{"quiz":{"items":[{"text":"Which is lazy?","options":[{"text":"iter"},{"text":"vec"}],"correct":0}]}}"#,
        &[("Which is lazy?\n\n- A. iter\n- B. vec", Some("A. iter"))],
    );
}

#[test]
fn code_below_a_prompt_that_speaks_of_it_is_asked() {
    let note = read(
        "# Interview experience\n\n## Round 1\n\n**1. Scope**\n\nWhat does this print?\n\n```js\nlog(x)\n```\n\nNothing.\n\n**2. Hoisting**\n\nWhy does it work?\n\nNames come first.\n",
    );
    assert_eq!(note.cards[0].question, "Scope\n\nWhat does this print?\n\n```js\nlog(x)\n```");
    assert_eq!(note.cards[0].answer.as_deref(), Some("Nothing."));
}

#[test]
fn wide_gaps_part_questions_with_answers_right_below() {
    check(
        "Which file lists hosts?\n/etc/hosts\n\n\n\nWhat is a socket?\n\nAn end of a connection.\n\n\n\nWho starts first?\ninit\n",
        &[
            ("Which file lists hosts?", Some("/etc/hosts")),
            ("What is a socket?", Some("An end of a connection.")),
            ("Who starts first?", Some("init")),
        ],
    );
}

#[test]
fn lists_of_words_ask_for_the_other_side() {
    let named = |file_name: &str, text: &str| {
        let note = read_text(text, &NoteHint { file_name, ..NoteHint::default() });
        note.cards
            .into_iter()
            .map(|card| (card.question, card.answer.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let first = |file_name: &str, text: &str| named(file_name, text).into_iter().next().unwrap();
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());

    let forms = "given word,base form,past form,translation,further meaning\nran,run,ran,to move fast,to flee\nwent,go,went,to move,\n";
    assert_eq!(named("forms.csv", forms), [pair("ran", "to move fast\n\nto flee"), pair("went", "to move")]);
    assert_eq!(first("w.csv", "Finnish,English\ntalo,house\nkissa,cat\n"), pair("talo", "house"));
    assert_eq!(first("w.csv", "Wort;Übersetzung\nHaus;house\nKatze;cat\n"), pair("Haus", "house"));
    assert_eq!(first("w.csv", "単語,意味\n橋,川に架かる\n鳥,空を飛ぶ\n"), pair("橋", "川に架かる"));
    // Marks in two subjects, and settings, are no words.
    assert_eq!(named("marks.csv", "Pupil,English,German\nAda,12,15\nBob,9,11\n"), []);

    let lines = |line: &dyn Fn(u8) -> String| (0..12).map(line).collect::<Vec<_>>().join("\n");
    let bare = lines(&|n| format!("pont {};bridge {n}", char::from(b'a' + n)));
    assert_eq!(
        (named("ponts.txt", &bare).len(), first("ponts.txt", &bare)),
        (12, pair("pont a", "bridge 0"))
    );
    let hosts = lines(&|n| format!("host{n}.example\t"));
    assert_eq!(named("hosts.txt", &hosts), []);

    let wide = "laufen,to run,\"laufen, läuft, lief\",Wir laufen jeden Morgen durch den Park.,,\nfragen,to ask,\"fragen, fragt\",Darf ich dich etwas fragen?,,\ngehen,to go,\"gehen, ging\",Wir gehen nach Hause.,,\nsehen,to see,\"sehen, sah\",Sie sehen das Meer.,,\n";
    let cards = named("verbs.csv", wide);
    assert!(cards[0].0 == "laufen" && cards[0].1.starts_with("to run\n\n"), "{cards:?}");
}

#[test]
fn lists_below_questions_answer_them_under_any_heading() {
    let text = "## Interview questions\n\nWhat is a heap?\n- a tree\n- in an array\n\nHow is it built?\n- from the bottom\n\nWhere is it used?\n- in queues\n";
    check(
        text,
        &[
            ("What is a heap?", Some("- a tree\n- in an array")),
            ("How is it built?", Some("- from the bottom")),
            ("Where is it used?", Some("- in queues")),
        ],
    );
    // A list of what was asked answers nothing.
    let asked =
        read("## Interview questions\n\nWhich questions were asked?\n- Threads and locks\n- The heap\n");
    let questions: Vec<&str> = asked.cards.iter().map(|card| card.question.as_str()).collect();
    assert!(questions.ends_with(&["Threads and locks", "The heap"]), "{questions:?}");
}

#[test]
fn a_line_between_questions_that_nothing_answers_is_one() {
    let text = "什么是堆？\n\n什么是栈？\n\n数组的特点\n\n什么是队列？\n\n什么是树？\n";
    check(
        text,
        &[
            ("什么是堆？", None),
            ("什么是栈？", None),
            ("数组的特点", None),
            ("什么是队列？", None),
            ("什么是树？", None),
        ],
    );
    // Where questions have answers, a short line is one.
    let answered = "What is a heap?\n\nA kind of tree\n\nWhat is a stack?\n\nWhat is a queue?\n\nFirst in first out\n\nWhat is a tree?\n\nA graph without cycles\n";
    check(
        answered,
        &[
            ("What is a heap?", Some("A kind of tree")),
            ("What is a stack?", None),
            ("What is a queue?", Some("First in first out")),
            ("What is a tree?", Some("A graph without cycles")),
        ],
    );
}

#[test]
fn a_label_above_a_list_that_counts_is_a_section() {
    let text = "# Task\n\n1) Stack or heap, what differs?\n   order\n\n2) MPP\n   many processors\n\n3) What is ACID?\n   four promises\n";
    check(
        text,
        &[
            ("Stack or heap, what differs?", Some("order")),
            ("MPP", Some("many processors")),
            ("What is ACID?", Some("four promises")),
        ],
    );
}
