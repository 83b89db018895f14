//! Notes of the labelled and tabular families, read whole: which questions they hold, in order, and
//! of each answer a phrase that it has and one that it must not have.
//!
//! The notes under `tests/notes` were written for these tests; each turns a family's marks another way.

use viva::study::import::{ImportedNote, NoteHint, read_text};

/// A phrase that the answer has, and one that it has not.
type Answer = Option<(&'static str, &'static str)>;

macro_rules! note {
    ($path:literal) => {
        ($path, include_str!(concat!("notes/", $path)))
    };
}

#[track_caller]
fn check((path, text): (&str, &str), shape: &str, expected: &[(&str, Answer)]) -> ImportedNote {
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let note = read_text(text, &NoteHint { file_name, ..NoteHint::default() });
    let is_format = ["table of fields", "Anki notes in plain text", "JSON"].contains(&shape);
    assert!(!is_format || note.shape == shape, "{path}: {}", note.shape);
    let questions: Vec<&str> = note.cards.iter().map(|card| card.question.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|(question, _)| *question).collect();
    assert_eq!(questions, wanted, "{path}: {:?}", note.problems);
    for (card, (question, answer)) in note.cards.iter().zip(expected) {
        match (&card.answer, answer) {
            (None, None) => {}
            (Some(found), Some((phrase, foreign))) => {
                assert!(found.contains(phrase), "{path}: {question}: no {phrase:?} in {found:?}");
                assert!(
                    foreign.is_empty() || !found.contains(foreign),
                    "{path}: {question}: {foreign:?} in {found:?}"
                );
            }
            (found, _) => panic!("{path}: {question}: {found:?}"),
        }
    }
    note
}

fn problem_lines(note: &ImportedNote) -> Vec<Option<usize>> {
    note.problems.iter().map(|problem| problem.line).collect()
}

fn sections(note: &ImportedNote) -> Vec<&str> {
    note.cards.iter().map(|card| card.section.as_deref().unwrap_or_default()).collect()
}

#[test]
fn labelled_questions() {
    let shape = "labelled questions";
    let note = check(
        note!("labelled/bold_numbered.md"),
        shape,
        &[
            (
                "What does a write-back cache delay? (medium)",
                Some(("A crash loses what was not written yet.", "age")),
            ),
            (
                "Which of these evict by age?\n\nA) least recently used\nB) first in, first out",
                Some(("B. first in, first out", "least")),
            ),
            (
                "Show a bounded queue.\n\n```rust\n// Q: is this a question?\nlet (sender, receiver) = channel(16);\n```",
                None,
            ),
            ("Why bound it at all?", Some(("So that a slow reader", "book"))),
        ],
    );
    assert_eq!(note.title.as_deref(), Some("Queues and caches"));
    assert_eq!(sections(&note), ["Caches", "Caches", "Queues", "Queues"]);
    assert_eq!(note.cards.iter().map(|card| card.line).collect::<Vec<_>>(), [7, 22, 33, 42]);
    assert_eq!(problem_lines(&note), [Some(3)]);
    check(
        note!("labelled/persian.txt"),
        shape,
        &[
            ("تفاوت پشته و صف چیست؟", Some(("صف اولین عضو را.", "قفل"))),
            ("قفل چه کاری می‌کند؟", Some(("نمی‌گذارد", "جواب"))),
            ("چرا نمایه می‌سازیم؟", Some(("سریع‌تر", "پاسخ"))),
        ],
    );
    let note = check(
        note!("labelled/chat_export.md"),
        shape,
        &[
            ("What does ARP resolve?", Some(("hardware address", "---"))),
            ("Name two parts of a URL.", Some(("- scheme\n- host", ">"))),
            ("Is UDP ordered?", Some(("No.", "Let me know"))),
        ],
    );
    assert_eq!(problem_lines(&note), [Some(1), Some(22)]);
}

#[test]
fn plain_text() {
    let note = check(
        note!("plain_text/numbered.txt"),
        "plain text",
        &[
            ("What is a page fault?", Some(("not in memory", "thrashing"))),
            ("Explain thrashing", Some(("nothing to do meanwhile", "Ans"))),
            ("Difference between a process and a thread", Some(("2. open files", "scheduler"))),
            ("What does a scheduler choose?", None),
            ("What is a covering index?", Some(("every column", ""))),
        ],
    );
    assert_eq!(sections(&note), ["", "", "", "", "DATABASES"]);
    check(
        note!("plain_text/bare_paragraphs.txt"),
        "plain text",
        &[
            ("What is backpressure?", Some(("by not reading", "retries"))),
            ("Why are retries dangerous?", Some(("    attempt 1", "timeout"))),
            ("How long should a timeout be?", Some(("Longer than", ""))),
        ],
    );
    let note = check(
        note!("plain_text/bare_list.txt"),
        "plain text",
        &[
            ("What is a goroutine?", None),
            ("Explain the select statement", None),
            ("Difference between buffered and unbuffered channels", None),
            ("What is the output of a closed channel?", None),
            ("How do you test concurrent code?", None),
            ("Describe table driven tests.", None),
        ],
    );
    assert_eq!(note.title.as_deref(), Some("Goroutines"));
    assert_eq!(sections(&note)[4..], ["Testing", "Testing"]);
}

#[test]
fn flashcard_marks() {
    let shape = "flashcard marks";
    let note = check(
        note!("flashcard_marks/lecture.md"),
        shape,
        &[
            ("What does a router read of a packet", Some(("Its destination address", "^"))),
            ("TTL", Some(("Hops a packet may still take", ":"))),
            ("Which protocol do routers of one network speak?", Some(("OSPF, for one", "1."))),
            ("Name the parts of a routing entry", Some(("- next hop", "prose"))),
            ("What is a default route", Some(("It matches everything.", "SR"))),
        ],
    );
    // The lecture around them is told once.
    assert_eq!(problem_lines(&note), [Some(7)]);
    check(
        note!("flashcard_marks/brain.md"),
        shape,
        &[
            ("What does `set -e` do", Some(("first failure", "🧠"))),
            ("How do you keep a pipe's failure?", Some(("last failing part", "- -"))),
            ("What is a subshell", Some(("a child process, e.g. in `( .. )`", "#"))),
        ],
    );
    check(
        note!("flashcard_marks/semicolons.md"),
        shape,
        &[
            ("What does `nice` change", Some(("share of time", ";"))),
            ("What is an inode", Some(("but its name.", "directories"))),
            ("Where are the names", Some(("In directories.", ";"))),
        ],
    );
}

#[test]
fn one_note_one_card() {
    let shape = "one note, one card";
    let note = check(
        note!("one_note/german_first.md"),
        shape,
        &[("When does the collector run,\nand who pays for it?", Some(("Whoever allocates.", "Haufen")))],
    );
    assert_eq!(note.cards[0].tags, ["memory", "go"]);
    assert_eq!(sections(&note), ["runtimes"]);
    check(
        note!("one_note/title_asks.md"),
        shape,
        &[(
            "What is a livelock?\n\nSay it without the word deadlock.",
            Some(("after you - no, after you", "How would you end it")),
        )],
    );
    let note = check(
        note!("one_note/front_matter.md"),
        shape,
        &[("What does `fsync` promise?", Some(("survives a loss", "category")))],
    );
    assert_eq!(note.cards[0].tags, ["files", "durability"]);
}

#[test]
fn tables_of_fields() {
    let shape = "table of fields";
    let note = check(
        note!("csv/semicolon_topics.csv"),
        shape,
        &[
            ("What does HAVING filter?", Some(("Groups, not rows", "easy"))),
            (
                "Which rows does this keep?\n\n```\nSELECT a\nFROM t;\nWHERE a;\n```",
                Some(("where \"a\" is", "SELECT")),
            ),
            ("What is a rune?", None),
        ],
    );
    assert_eq!(sections(&note), ["SQL", "SQL", "Go"]);
    assert_eq!(note.cards[0].tags, ["easy"]);
    let companies: Vec<&str> = note.cards[0].asked.iter().map(|asked| asked.company.as_str()).collect();
    assert_eq!(companies, ["Orbit", "Nova"]);
    assert_eq!(note.cards.iter().map(|card| card.line).collect::<Vec<_>>(), [3, 4, 10]);
    assert_eq!(problem_lines(&note), [Some(9)]);
    check(
        note!("csv/quiz.csv"),
        shape,
        &[
            (
                "Which one is ordered?\n\n- A. HashMap\n- B. BTreeMap\n- C. HashSet",
                Some(("B. BTreeMap\n\nIt is kept as a tree.", "HashMap")),
            ),
            (
                "Which ones grow?\n\n- A. Vec\n- B. array\n- C. String\n- D. slice",
                Some(("A. Vec\nC. String", "slice")),
            ),
            ("Which is a reference?\n\n- A. Box\n- B. &str\n- C. u8", Some(("B. &str", "Box"))),
        ],
    );
    let note = check(
        note!("csv/no_header.tsv"),
        shape,
        &[
            ("What is a green thread?", Some(("the runtime schedules", ""))),
            ("Why use one?", Some(("**many** fit", "<"))),
            ("What is a tombstone?", Some(("deleted", ""))),
            ("What does compaction do?", Some(("merges", ""))),
        ],
    );
    assert_eq!(sections(&note), ["runtimes", "runtimes", "storage", "storage"]);
}

#[test]
fn anki_notes() {
    let shape = "Anki notes in plain text";
    let note = check(
        note!("anki/decks.txt"),
        shape,
        &[
            ("What does `Box<T>` own?", Some(("```\nlet b = Box::new(1);\ndrop(b);\n```", "color"))),
            ("Why & when do goroutines leak?", Some(("- nobody reads\n- nobody writes", "<"))),
            ("What is iota?", None),
        ],
    );
    assert_eq!(sections(&note), ["Rust", "Go", "Go"]);
    assert_eq!(note.cards[0].tags, ["rust", "memory"]);
    assert_eq!(problem_lines(&note), [Some(9)]);
    check(
        note!("anki/columns.txt"),
        shape,
        &[
            ("What is $?", Some(("exit code", "shell"))),
            ("What is \"$@\" <b>for</b>", Some(("all arguments", ""))),
        ],
    );
    check(
        note!("anki/comma_markup.txt"),
        shape,
        &[
            ("What is a *monad*?", Some(("| left | a", "path"))),
            ("![](tree.png) Which tree is this?", Some(("[balanced](https://trees.example/avl)", "href"))),
        ],
    );
}

#[test]
fn pages() {
    let note = check(
        note!("html/faq.html"),
        "",
        &[
            ("What is a spin lock?", Some(("One that waits", "Answer"))),
            ("Which of these block?\n\n- try_lock\n- lock", None),
            ("How do you avoid *lock inversion*?", Some(("```rust\nlet a = x.lock();", "details"))),
            ("Any questions?", None),
        ],
    );
    assert_eq!(note.title.as_deref(), Some("Questions on locks"));
    assert_eq!(note.cards.iter().map(|card| card.line).collect::<Vec<_>>(), [12, 16, 23, 31]);
    check(
        note!("html/labelled.html"),
        "labelled questions",
        &[
            ("What is a reverse proxy?", Some(("Clients know only it.", "**"))),
            ("Does it cache & compress?", Some(("`a < b`", "&"))),
        ],
    );
    check(
        note!("html/table.html"),
        "Markdown table",
        &[("What is a bloom filter?", Some(("**err**", "side?"))), ("On which side?", Some(("say yes", "")))],
    );
}

#[test]
fn org() {
    let note = check(
        note!("org/headings.org"),
        "org",
        &[
            ("What is a B-tree page?", Some(("```rust\n* not a heading", "1234"))),
            ("Why do LSM trees write so fast?", Some(("### No reads", "Files"))),
            ("What does `mmap` do?", None),
        ],
    );
    assert_eq!(note.title.as_deref(), Some("Storage"));
    assert_eq!(sections(&note), ["Engines", "Engines", "Files"]);
    assert_eq!(note.cards[0].tags, ["disk", "trees"]);
    check(
        note!("org/drill.org"),
        "org",
        &[
            ("Greedy\n\nWhen is a greedy choice safe?", Some(("makes it worse", "The Answer"))),
            ("What is memoisation?", Some(("looked up", "Some book"))),
        ],
    );
    check(
        note!("org/list.org"),
        "org",
        &[
            ("What is a semaphore?", Some(("A counter", "barrier"))),
            ("What is a barrier?", Some(("A place", "busy"))),
            ("Why not busy waiting?", None),
        ],
    );
}

#[test]
fn json() {
    let note = check(
        note!("json/nested.json"),
        "JSON",
        &[
            ("What does a linker resolve?", Some(("Names to addresses.", "7"))),
            ("What is a \"weak\" symbol?", None),
            ("What is PIC?", Some(("- code that may lie anywhere\n- used", "9"))),
        ],
    );
    assert_eq!(sections(&note), ["Zebra", "Zebra", "Alpha"]);
    assert_eq!(note.cards.iter().map(|card| card.line).collect::<Vec<_>>(), [5, 6, 9]);
    assert_eq!(problem_lines(&note), [Some(10)]);
    check(
        note!("json/quiz.jsonl"),
        "JSON",
        &[
            ("Which is lazy?\n\n- A. iterator\n- B. array", Some(("A. iterator", "array"))),
            (
                "Which allocate?\n\n- A. Vec::new()\n- B. vec![1]",
                Some(("B. vec![1]\n\nAn empty one does not.", "")),
            ),
        ],
    );
    check(
        note!("json/keys.json"),
        "JSON",
        &[
            ("What is a vtable?", Some(("function pointers", ""))),
            ("Explain monomorphisation", Some(("One copy", ""))),
        ],
    );
}

#[test]
fn markdown_tables() {
    let shape = "Markdown table";
    let note = check(
        note!("markdown_table/two_sections.md"),
        shape,
        &[
            ("What is `a | b`?", Some(("Bitwise **or**.", "|"))),
            ("What is a slice?", Some(("pointer, length, capacity", "<br>"))),
            ("What is `select`?", None),
            ("What is a view?", Some(("A named query", ""))),
        ],
    );
    assert_eq!(sections(&note), ["Go", "Go", "Go", "SQL"]);
    assert_eq!(problem_lines(&note), [Some(10), Some(18)]);
    let note = check(
        note!("markdown_table/terms.md"),
        shape,
        &[("Quorum", Some(("More than half", "consensus"))), ("Lease", Some(("ends by itself", "locks")))],
    );
    assert_eq!(sections(&note), ["consensus", "locks"]);
    check(note!("markdown_table/contents.md"), "unknown", &[]);
}

#[test]
fn what_is_no_note_is_told_at_once() {
    let wide = vec!["a"; 100_000].join(",");
    for (text, file_name) in [
        ("x".repeat(5 << 20), "note.md"),
        ("x,".repeat(3 << 20), "note.csv"),
        (format!("{wide}\n{wide}\n"), "note.csv"),
        ("[".repeat(100_000), "note.json"),
    ] {
        let note = read_text(&text, &NoteHint { file_name, ..NoteHint::default() });
        assert_eq!(note.cards.len(), 0, "{file_name}");
        assert_eq!(note.problems.first().and_then(|problem| problem.line), Some(1), "{file_name}");
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_its_row_only() {
    let text = "question,answer\nWhat is a?,\"one\nWhat is b?,two\nWhat is c?,three\n";
    let note = read_text(text, &NoteHint { file_name: "note.csv", ..NoteHint::default() });
    let questions: Vec<&str> = note.cards.iter().map(|card| card.question.as_str()).collect();
    assert_eq!(questions, ["What is a?", "What is b?", "What is c?"]);
    assert_eq!(problem_lines(&note), [Some(2)]);
}

#[test]
fn a_heading_over_a_labelled_question_is_its_topic() {
    let note = check(
        note!("labelled/topic_headings.md"),
        "labelled questions",
        &[
            ("How much longer is the way to a stop on a wet road?", Some(("twice", "Expected"))),
            ("Name two signs of worn pads.", Some(("2. The pedal", "Lights"))),
            ("When do you dip the lights?", Some(("towards you", ""))),
        ],
    );
    assert_eq!(sections(&note), ["Wet roads", "Wear", "Dipping"]);
    check(
        note!("labelled/one_line_each.txt"),
        "labelled questions",
        &[
            ("Fill in: a ___ of wolves.", Some(("pack", ":"))),
            ("What is the plural of 'ox'?", Some(("oxen", ":"))),
            ("Put right: \"less people came\"", Some(("\"fewer people came\"", ">"))),
        ],
    );
}

#[test]
fn headings_without_a_blank_part_lists() {
    let note = check(
        note!("bullets_noanswer/glued_headings.md"),
        "",
        &[
            ("Why does a hive hum?", None),
            ("Name two kinds of frames.", None),
            ("What happens when the queen leaves?", Some(("https://bees.example/queen", "Honey"))),
            ("What makes honey keep?", None),
            ("Why is comb honey dearer? Discuss", None),
            ("What is printed here?\n\n```\nfor jar in shelf { println!(\"{jar}\") }\n```", None),
            ("Tell me about your worst winter.", None),
        ],
    );
    assert_eq!(sections(&note)[2..4], ["The hive", "Honey"]);
}

#[test]
fn a_summary_that_shows_code_is_answered_by_code() {
    check(
        note!("details_summary/code_in_summary.md"),
        "folded answers",
        &[
            (
                "Change this task so that the wheel stops:\n\n```\n- wheel: on\n```",
                Some(("- wheel: off", "on")),
            ),
            (
                "What would be the result of the following task?\n\n```\n- wheel: [on, off]\n```",
                Some(("stops at once", "*")),
            ),
            ("Given this file:\n\n  * wool: 2\n  * flax: 1\n\nwhich one is spun first?", None),
        ],
    );
}

#[test]
fn blanks_may_stand_before_a_quoted_field() {
    check(
        note!("csv/blanks_before_quotes.csv"),
        "table of fields",
        &[
            ("What keeps a kite up?", Some(("Wind", ""))),
            ("Which knots, if any, slip when wet?", Some(("The granny, the slip knot", "\""))),
            ("Name the parts of a sail", Some(("tack and clew. It says \"luff\" on the edge, too", "\"\""))),
            ("List what a log book holds", None),
        ],
    );
}

#[test]
fn a_title_that_asks_makes_one_card_of_the_whole_note() {
    let shape = "one note, one card";
    let note = check(
        note!("one_note/numbered_title.md"),
        shape,
        &[("How do you tell that a loaf is done?", Some(("At 96 °C inside.", "loaves.example")))],
    );
    assert_eq!(note.title.as_deref(), Some("Question 7 - Baking"));
    check(
        note!("one_note/topic_title.md"),
        shape,
        &[(
            "What should you do with a starter before a long journey?",
            Some(("Dry a spoonful", "starters.example")),
        )],
    );
    check(
        note!("one_note/versus.md"),
        shape,
        &[("Rye vs Wheat", Some(("| dense | light |", "grain.example")))],
    );
}

#[test]
fn questions_in_other_tongues() {
    let note = check(
        note!("heading_text/chinese.md"),
        "",
        &[
            ("什么是酵母？", Some(("单细胞真菌", "目录"))),
            ("为什么要揉面？", Some(("面筋", "顶部"))),
            ("如何判断面团发好了", Some(("慢慢回弹", "目录"))),
        ],
    );
    assert_eq!(problem_lines(&note), []);
    let note = check(
        note!("bullets_noanswer/portuguese.md"),
        "",
        &[
            ("O que é um forno de lenha?", None),
            ("Explique a diferença entre calor e temperatura.", None),
            ("Por que a porta é a parte mais fraca?", None),
            ("Como você mede 900 graus?", None),
        ],
    );
    assert_eq!(sections(&note), ["Básicas", "Básicas", "Avançadas", "Avançadas"]);
}

#[test]
fn topics_beside_questions_make_no_cards() {
    check(
        note!("heading_text/topics_between.md"),
        "",
        &[
            ("Why does clay shrink in the fire?", Some(("Common mistakes", "Question"))),
            ("When would you fire a pot twice?", Some(("What if it cracks?", "Heat"))),
        ],
    );
    let note = check(
        note!("plain_text/folds_in_blocks.md"),
        "",
        &[
            ("What does the shuttle carry?", Some(("The weft.", "<"))),
            ("Why is the warp under tension?", Some(("opens clean", "<"))),
            ("When do you beat?", Some(("After each pick.", "<"))),
        ],
    );
    assert_eq!(sections(&note)[0], "Quick prompts");
}

#[test]
fn marks_around_choices_are_no_part_of_them() {
    check(
        note!("multiple_choice/tagged.md"),
        "multiple choice",
        &[
            ("What does this print?\n\n```\n1 + 1\n```\n\n- 11\n- 2", Some(("**2**", "quiz"))),
            ("Which of these are even?\n\n- 4\n- 5\n- 6", Some(("Zero is even", "quiz"))),
        ],
    );
    let options = "\n\n- A: A wet one\n- B: A dry one";
    check(
        note!("multiple_choice/correct.md"),
        "",
        &[
            (
                &format!("A baker wants a crust. Which oven fits best?{options}"),
                Some(("**B: A dry one**", "Correct:")),
            ),
            (
                &format!("A baker wants soft rolls. Which oven fits best?{options}"),
                Some(("**A: A wet one**", "Correct:")),
            ),
        ],
    );
}

#[test]
fn chapters_around_questions_make_no_cards() {
    check(
        note!("heading_details/one_among_chapters.md"),
        "",
        &[(
            "Why does every booking have two sides, and can one be left out?",
            Some(("the sum is nought", "lemonade")),
        )],
    );
    check(
        note!("labelled/chapters.txt"),
        "labelled questions",
        &[
            ("What does a rip saw do?", Some(("along the grain", "Planes"))),
            ("Why set the iron fine?", Some(("does not tear", ""))),
        ],
    );
}

#[test]
fn what_files_a_question_is_no_part_of_it() {
    check(
        note!("heading_text/filed.md"),
        "",
        &[
            ("What is a sluice?", Some(("lets water pass", "Easy"))),
            ("What is a weir?", Some(("runs over", "Senior"))),
            ("What is a lock?", Some(("a chamber between", "canals"))),
        ],
    );
    check(
        note!("labelled/scenes.md"),
        "labelled questions",
        &[
            (
                "**Setup:** The dough has flour, water and yeast. You leave out the salt.\n\nWhat happens to the dough?",
                Some(("Salt slows the yeast.", "Reveal")),
            ),
            ("**Setup:** Only flour and yeast.\n\nDoes it rise?", Some(("No.", "Reveal"))),
        ],
    );
}

#[test]
fn labels_and_counts_in_other_tongues() {
    check(
        note!("labelled/chinese.md"),
        "",
        &[
            ("为什么要加锁？", Some(("- 一个变量", "A："))),
            ("锁是否可重入？", Some(("可以。", "A："))),
            ("何时升级？", Some(("| 竞争 | 高 |", "总结"))),
        ],
    );
    check(
        note!("heading_text/persian_counts.md"),
        "",
        &[
            ("خمیر ترش چیست و چرا مهم است؟", Some(("مخمر وحشی", "سطح"))),
            ("چرا نان بیات می‌شود؟", Some(("نشاسته", "Junior"))),
        ],
    );
    check(
        note!("heading_text/spanish.md"),
        "",
        &[
            ("¿Qué es la masa madre?", Some(("levadura salvaje", "Respuesta"))),
            ("¿Por qué se amasa?", Some(("gluten", "Respuesta"))),
            ("¿Cuándo está hecho el pan?", Some(("hueco", "Respuesta"))),
        ],
    );
}

#[test]
fn lists_below_bold_lines_and_labelled_answers() {
    let note = check(
        note!("bullets_noanswer/rounds.md"),
        "",
        &[
            ("Tell me about your oven.", None),
            ("What does `bake(*args, **kwargs)` take?", None),
            ("Explain proofing.", None),
            ("How do you score a loaf?", None),
            ("Why does a crust crack?", None),
        ],
    );
    assert_eq!(sections(&note)[2..4], ["Round 1 — on the phone (virtual)", "Round 2 — in person"]);
    check(
        note!("bullets_linkanswer/ideal.md"),
        "",
        &[
            ("What does a pyrometer measure?", Some(("Heat, by colour.", "Ideal"))),
            ("**Fill in the blank:** Clay shrinks because it `____` water.", Some(("loses", "Ideal"))),
            ("The one thing a kiln must have.", Some(("A flue.", "Ideal"))),
        ],
    );
    let note = check(
        note!("bullets_noanswer/post.md"),
        "bullets",
        &[
            ("Stone vs steel", None),
            ("Why water power?", None),
            ("Explain gears", None),
            ("Describe yourself in 3 words.", None),
            ("What would you mend first?", None),
        ],
    );
    assert_eq!(note.title.as_deref(), Some("My day at the mill"));
}

#[test]
fn labels_and_quotes_around_sides_are_no_part_of_them() {
    check(
        note!("flashcard_marks/labelled_answers.md"),
        "flashcard marks",
        &[
            (
                "Quels sont les rôles du grand mât et de la misaine ?",
                Some(("La misaine est devant.", "Réponse")),
            ),
            ("Que fait la barre ?", Some(("safran", "Réponse"))),
        ],
    );
    check(
        note!("labelled/quoted.md"),
        "labelled questions",
        &[
            ("How do you moor in a strong wind?", Some(("spring line", ">"))),
            ("What would you do with 50 loose ropes?", Some(("rotten", ">"))),
        ],
    );
}

#[test]
fn answers_on_the_line_and_below_it() {
    check(
        note!("bullets_linkanswer/bold_then_answer.md"),
        "",
        &[
            ("What is the difference between a rope and a line?", Some(("a rope with a job", "difference"))),
            ("How do you whip an end?", Some(("With `twine`", "whip"))),
            ("Why burn it?", Some(("A *melted* end", "burn"))),
            ("**Which knots jam?** (hard)", None),
        ],
    );
    check(
        note!("bullets_noanswer/code_bullets.md"),
        "",
        &[
            ("How do you know which oven is on?", Some(("ovens.example", "loaf"))),
            (
                "You bake a loaf and want to see it and\n  to keep the door shut. How?",
                Some(("through it.", "commands")),
            ),
            (
                "What is the difference between these two commands?\n\n* ```bake=loaf```\n* ```export bake=loaf```",
                None,
            ),
            ("How many racks are there?", None),
        ],
    );
    check(
        note!("plain_text/ranks.md"),
        "plain text",
        &[
            ("What is a bight?", Some(("does not cross", ">"))),
            ("Why does a bowline hold?", Some(("- **Wet**: it holds, too", ">"))),
            ("When would you not use one?", Some(("comes and goes", ">"))),
        ],
    );
    check(
        note!("multiple_choice/because.md"),
        "multiple choice",
        &[
            ("What is kept in a pantry?\n\n- A: ice\n- B: flour\n- C: fire", Some(("**B: flour**", "—"))),
            ("What is kept in a cellar?\n\n- A: roots\n- B: bread", Some(("**A: roots**", "✅"))),
        ],
    );
}

#[test]
fn more_tongues_and_chapters() {
    check(
        note!("labelled/vietnamese.md"),
        "labelled questions",
        &[
            ("Vì sao bánh mì nở?", Some(("men sinh khí", "Hỏi"))),
            ("Khi nào bánh chín?", Some(("nghe rỗng", ""))),
        ],
    );
    check(
        note!("one_note/chinese.md"),
        "one note, one card",
        &[("面试官：面包为什么会发酵？", Some(("- 时间", "面试官")))],
    );
    check(
        note!("heading_text/chapters.md"),
        "",
        &[
            ("What is a peel for?", Some(("move loaves", ""))),
            ("Who builds ovens?", Some(("Masons", ""))),
            ("Why a stone floor?", Some(("keeps the heat", ""))),
        ],
    );
}

#[test]
fn sides_and_answers_on_one_line() {
    check(
        note!("front_back/inline.md"),
        "",
        &[
            ("What is a fathom?", Some(("Six feet.", "Back"))),
            ("Which light is red?", Some(("Port", "Back"))),
        ],
    );
    check(
        note!("plain_text/dashes.txt"),
        "plain text",
        &[
            ("What is a keel?", Some(("The backbone of a hull.", "-"))),
            ("What is a rib?", Some(("A beam", "-"))),
            ("Why tar?", Some(("To keep water out.", "-"))),
        ],
    );
    check(
        note!("org/items.org"),
        "org",
        &[
            ("What is a sextant for?", Some(("angles", "Item"))),
            ("What does a log measure?", Some(("Speed.", "Item"))),
        ],
    );
    check(
        note!("org/few_drilled.org"),
        "org",
        &[
            ("What happens when the tide turns?", Some(("It slacks first.", "ID"))),
            ("Why moor fore and aft?", Some(("swinging", "CLOSED"))),
            ("What is a spring line?", Some(("fore and aft motion", "drill"))),
        ],
    );
}

#[test]
fn labels_of_many_kinds() {
    let shape = "labelled questions";
    check(
        note!("labelled/short_labels.txt"),
        shape,
        &[
            ("What does a load balancer spread?", Some(("Requests, over", "-"))),
            ("Why does it ask for their health?", Some(("-1 would be", ""))),
            ("When is a session sticky?", Some(("When each request", "Sol"))),
            ("Name two ways to choose a server", Some(("by turns", "Soln"))),
        ],
    );
    check(
        note!("labelled/hindi.md"),
        shape,
        &[("म्यूटेक्स क्या है?", Some(("एक ताला", "उत्तर"))), ("डेडलॉक कब होता है?", Some(("दो धागे", "उत्तर")))],
    );
    check(
        note!("labelled/letters.md"),
        shape,
        &[
            ("O que uma fila guarda?", Some(("Mensagens", "R:"))),
            ("Quem as lê?", Some(("Um consumidor", "voltar"))),
            ("E se ele falhar?", Some(("volta para a fila", ""))),
        ],
    );
    check(
        note!("labelled/spoken.md"),
        shape,
        &[
            ("What does a queue decouple?", Some(("The pace", "Candidate"))),
            ("How do you see that it grows too long?", Some(("oldest message", ""))),
        ],
    );
    check(
        note!("labelled/below_without_label.md"),
        shape,
        &[
            ("What is a cache?", Some(("nearer", ""))),
            ("What is a hit?", Some(("the cache answers", "?"))),
            ("What is eviction?", Some(("not used for longest", ""))),
            ("How do you watch it?", Some(("cachectl stats", ""))),
        ],
    );
    check(
        note!("labelled/many_tongues.md"),
        "",
        &[
            ("Apa itu indeks?", Some(("Struktur", "Jawaban"))),
            ("Czym jest klucz obcy?", Some(("Odwołaniem", "Odpowiedź"))),
            ("ما هو المفتاح الأساسي؟", Some(("يميز", "الإجابة"))),
            ("Khóa chính là gì?", Some(("Cột", "Trả lời"))),
        ],
    );
}

#[test]
fn dialects_of_other_programs() {
    let note = check(
        note!("dialect/callouts.md"),
        "folded answers",
        &[
            ("What does a resolver cache?", Some(("dig notes.example", "prose"))),
            ("Why are there root servers?", Some(("asked first", ">"))),
        ],
    );
    assert_eq!(note.cards.iter().map(|card| card.line).collect::<Vec<_>>(), [8, 20]);
    check(
        note!("dialect/admonitions.md"),
        "folded answers",
        &[
            ("What does a checkpoint save?", Some(("So that the log can be cut.", "??"))),
            ("What is replayed after a crash?", Some(("The log behind", ""))),
        ],
    );
    check(
        note!("dialect/shortcodes.md"),
        "",
        &[
            ("What does a pod share?", Some(("One network address.", ":::"))),
            ("How do you read its logs?", Some(("kubectl logs", "hint"))),
            ("What happens when it is deleted?", Some(("takes its place", ":::"))),
        ],
    );
    let note = check(
        note!("dialect/asciidoc.txt"),
        "",
        &[
            ("What does a record generate?", Some(("== not a title\nrecord", "[source"))),
            ("Can a record extend a class?", Some(("No.", "="))),
        ],
    );
    assert_eq!(note.title.as_deref(), Some("Records in Java"));
    check(
        note!("dialect/fenced.md"),
        "headings",
        &[
            ("What is backpressure?", Some(("slows the writer", "##"))),
            ("Why not buffer without end?", Some(("Memory has one.", "```"))),
        ],
    );
    check(
        note!("dialect/word_bullets.txt"),
        "",
        &[
            ("What is a thread pool?", None),
            ("Why is it bounded?", None),
            ("Explain what a rejected task is.", None),
            ("What does a daemon thread do at the end?", None),
            ("Who interrupts a thread?", None),
        ],
    );
}

#[test]
fn keys_and_rules_of_quizzes() {
    check(
        note!("multiple_choice/key_at_end.md"),
        "",
        &[
            (
                "Which of these keeps order?\n\n- A: a set\n- B: a list\n- C: a bag",
                Some(("B: a list", "set")),
            ),
            ("Which finds by key?\n\n- A: a map\n- B: a stack\n- C: a queue", Some(("A: a map", ""))),
            (
                "Which gives the last one first?\n\n- A: a queue\n- B: a list\n- C: a stack",
                Some(("C: a stack", "1.")),
            ),
        ],
    );
    check(
        note!("multiple_choice/key_in_the_middle.md"),
        "multiple choice",
        &[
            ("Which is a lock?\n\n- A: Mutex\n- B: Map\n- C: List", Some(("A: Mutex", ""))),
            ("Which is a map?\n\n- A: Mutex\n- B: Hash table\n- C: List", Some(("B: Hash table", ""))),
            (
                "Which is a list?\n\n- A: Mutex\n- B: Hash table\n- C: Vector",
                Some(("C: Vector", "Answer key")),
            ),
            ("What is a deadlock?", Some(("Two wait for each other.", ""))),
            ("What is a livelock?", Some(("Both move and none gets on.", ""))),
        ],
    );
    check(
        note!("multiple_choice/rules_below.md"),
        "multiple choice",
        &[
            (
                "What does a foreign key refer to?\n\n- a file\n- a row of another table\n- a view",
                Some(("It may refer to its own table, too.", "stores")),
            ),
            ("What does a view store?\n\n- a query\n- rows\n- an index", Some(("Materialised ones", "own"))),
            ("Which of these is a constraint?\n\n- a join\n- a check\n- a cursor", Some(("a check", "rows"))),
        ],
    );
    check(
        note!("multiple_choice/correct_option.txt"),
        "",
        &[
            ("What follows 2, 4, 8?\n\n- A: 10\n- B: 12\n- C: 16\n- D: 18", Some(("C: 16", "Correct"))),
            ("Which of these is odd?\n\n- A: 4\n- B: 9\n- C: 12\n- D: 20", Some(("B: 9", "Correct"))),
        ],
    );
}

#[test]
fn two_families_in_two_parts() {
    check(
        note!("mixed/two_parts.md"),
        "",
        &[
            ("What is a saga?", Some(("Local transactions", "undone"))),
            ("How is one undone?", Some(("compensates", "Q:"))),
            ("Who leads in an orchestration?", Some(("One service", ""))),
            ("And in a choreography?", Some(("Nobody", ""))),
        ],
    );
    check(
        note!("mixed/labels_first.md"),
        "",
        &[
            ("Who leads in an orchestration?", Some(("One service", ""))),
            ("And in a choreography?", Some(("Nobody", "saga"))),
            ("What is a saga?", Some(("Local transactions", ""))),
            ("How is one undone?", Some(("compensates", ""))),
        ],
    );
}

#[test]
fn bullets_of_many_kinds() {
    check(
        note!("bullets_noanswer/answered_topics.md"),
        "bullets that ask",
        &[
            ("Write-through caches", Some(("write to both at once", "Answer"))),
            ("Stampede protection", Some(("one request loads", ""))),
            ("Dead letters", Some(("nobody could read", ""))),
        ],
    );
    check(
        note!("bullets_noanswer/dashes_below_numbers.md"),
        "bullets that ask",
        &[
            ("What does a scheduler weigh?", Some(("- the priority", "tick"))),
            ("When does it run?", Some(("at each tick", ""))),
            ("Explain preemption", Some(("a thread is stopped", "Answer"))),
            ("Who asks to be stopped?", None),
        ],
    );
    check(
        note!("bullets_noanswer/korean.md"),
        "bullets that ask",
        &[
            ("TCP의 연결 과정을 설명해주세요.", None),
            ("UDP와 비교해주세요.", None),
            ("CORS가 무엇인가요?", None),
            ("DNS에 대해 말해보세요.", None),
        ],
    );
    check(
        note!("bullets_noanswer/some_tell.md"),
        "bullets that ask",
        &[
            ("What is a slice?", None),
            ("How does `append` grow it?", None),
            ("Why is a map not ordered?", None),
            ("When is a value copied?", None),
            ("Demonstrate a closed channel", None),
            ("The zero value of an interface", None),
            ("**Rate limits:** Design one for an API.", None),
        ],
    );
    check(
        note!("bullets_linkanswer/problem_site.md"),
        "",
        &[
            ("Rotate a ring (Easy)", Some(("problems/rotate-a-ring/", "[ ]"))),
            ("Merge two logs (Medium)", Some(("problems/merge-two-logs/", ""))),
            ("Lowest shared manager (Hard)", Some(("problems/lowest-shared-manager/", "balanced"))),
        ],
    );
    check(
        note!("flashcard_marks/outliner.md"),
        "flashcard marks",
        &[
            ("Which signal cannot be caught?", Some(("and SIGSTOP, too", "collapsed"))),
            ("How is one sent?", Some(("kill -TERM 17", "card-"))),
            ("What does a shell send on Ctrl-C", Some(("SIGINT", ">>"))),
            ("What does a closed terminal send", Some(("SIGHUP", ""))),
        ],
    );
}

#[test]
fn lists_that_are_not_all_answered() {
    check(
        note!("plain_text/orders_between.txt"),
        "plain text",
        &[
            ("What is a bloom filter?", None),
            ("Why may it be wrong?", None),
            ("Explain how a skip list is searched.", None),
            ("What is a merkle tree?", None),
            ("State the cost of a rotation in a balanced tree.", None),
            ("Which trees do disks like?", None),
        ],
    );
    check(
        note!("bullets_noanswer/two_kinds_of_lists.md"),
        "bullets that ask",
        &[
            ("What does a composite index order by first?", Some(("its first column", ""))),
            ("Which one covers a query?", Some(("all its columns", ""))),
        ],
    );
    check(
        note!("labelled/to_be_filled.md"),
        "",
        &[
            ("Tell me about an index that made things slower", None),
            ("Describe a query that no index helps.", Some(("most rows", "Answer"))),
        ],
    );
}

#[test]
fn marks_of_many_kinds() {
    check(
        note!("bold_paragraph/italics.md"),
        "bold lines",
        &[
            ("What does a read lock allow?", Some(("Other readers.", ""))),
            ("When does a writer starve?", Some(("never stop", "Next"))),
        ],
    );
    check(
        note!("labelled/strong_tags.md"),
        "labelled questions",
        &[
            ("What does a barrier wait for?", Some(("For all of them.", "Ans"))),
            ("And a latch?", Some(("nought", "<b>"))),
        ],
    );
    check(
        note!("labelled/slashes.txt"),
        "labelled questions",
        &[
            ("What is a spin lock?", Some(("waits by turning", "/"))),
            ("What is a ticket lock?", Some(("in order", "A:"))),
        ],
    );
    check(
        note!("heading_text/roman.md"),
        "",
        &[
            ("What does a semaphore count?", Some(("Permits.", ""))),
            ("Explain a monitor", Some(("conditions", ""))),
            ("Why not lock twice?", Some(("itself", ""))),
        ],
    );
}

#[test]
fn tables_of_many_tongues() {
    check(
        note!("json/titles.json"),
        "",
        &[("What is a lease?", Some(("ends by itself", ""))), ("Who renews it?", Some(("Its holder.", "")))],
    );
    check(
        note!("json/sample_answers.json"),
        "",
        &[("Why us?", Some(("Your maps.", ""))), ("Why now?", Some(("My project", "")))],
    );
    check(
        note!("csv/problems.csv"),
        "",
        &[
            ("Rotate a ring", Some(("code.example/ring", ""))),
            ("Merge two logs", Some(("code.example/logs", ""))),
        ],
    );
    check(
        note!("markdown_table/korean.md"),
        "Markdown table",
        &[
            ("캐시란 무엇인가요", Some(("가까운 복사본", ""))),
            ("적중률에 대해 설명해주세요", Some(("notes.example/hit", ""))),
        ],
    );
    check(
        note!("html/accordion.html"),
        "",
        &[
            ("What does a proxy hide?", Some(("Who asks.", ""))),
            ("What does a reverse proxy hide?", Some(("Who answers.", "Copy"))),
        ],
    );
    check(
        note!("html/accordion_alone.html"),
        "",
        &[
            ("Why cache in a proxy?", Some(("every answer", ""))),
            ("When must it not?", Some(("one reader only", ""))),
        ],
    );
}

#[test]
fn headings_of_many_kinds() {
    check(
        note!("heading_text/follow_ups.md"),
        "",
        &[
            ("뮤텍스란 무엇인가요?", Some(("한 스레드만", "세마포어"))),
            ("세마포어와의 차이는 무엇인가요?", Some(("여럿이", "스핀락"))),
            ("스핀락은 언제 쓰나요?", Some(("짧을 때", "교착"))),
            ("교착 상태란 무엇인가요?", Some(("기다리는", ""))),
            ("라이브락이란 무엇인가요?", Some(("양보만", ""))),
        ],
    );
    check(
        note!("heading_text/unanswered.md"),
        "headings",
        &[
            ("Cuáles son los estados de un hilo", None),
            ("Explica qué es una condición de carrera", None),
            ("Diferencia entre proceso e hilo", None),
            ("¿Qué es una barrera?", None),
            ("¿Qué es un monitor?", None),
        ],
    );
    check(
        note!("numbered_heading/dotted.md"),
        "",
        &[
            ("Difference between a pipe and a socket", Some(("one machine", "Sol"))),
            ("What does `select` wait for?", Some(("several descriptors", "Sol"))),
            ("Explain `epoll`", None),
        ],
    );
}

#[test]
fn nothing_of_notes_that_ask_nothing() {
    check(note!("none/steps.md"), "unknown", &[]);
    check(note!("none/conditions.md"), "unknown", &[]);
    check(note!("none/project.md"), "unknown", &[]);
    check(note!("none/folds.md"), "unknown", &[]);
    check(note!("none/form.md"), "unknown", &[]);
    check(note!("none/changes.md"), "unknown", &[]);
    check(note!("none/commands.md"), "unknown", &[]);
    check(note!("none/guide.md"), "unknown", &[]);
}

#[test]
fn headings_that_say_little() {
    check(
        note!("heading_text/unmarked.md"),
        "",
        &[
            ("Что такое закваска", Some(("Мука и вода.", ""))),
            ("Для чего нужна соль", Some(("Для вкуса.", ""))),
            ("Можно ли печь без дрожжей", Some(("Да.", ""))),
            ("Какие бывают печи", Some(("- дровяные\n- газовые", ""))),
            ("Есть мука и вода. Что ещё нужно взять", Some(("`соль`", ""))),
            ("Чем хлеб отличается от лепёшки", Some(("Высотой.", ""))),
            ("В каком порядке мешать", Some(("Сначала вода.", ""))),
            ("Пробный каравай", Some(("Маленький.", ""))),
        ],
    );
    check(
        note!("numbered_heading/doubts.md"),
        "",
        &[
            (
                "Difference between sourdough and yeast",
                Some(("> Sourdough is older.\n\nYeast is faster.", "")),
            ),
            ("What comes of this dough?", Some(("```\nflour + water\n```\n\n> Paste.", "doubt"))),
            ("Write down what leavens", Some(("> Yeast does.\n\n- so does soda", "doubt"))),
            (
                "How do you proof dough?",
                Some((
                    "For instance:\n\n> Warm.\n\n### Way 1\n\nIn the oven.\n\n### Way 2\n\nOn the sill.",
                    "doubt",
                )),
            ),
            ("What is a poolish?", Some(("A wet starter.", ""))),
        ],
    );
    check(
        note!("numbered_heading/bare_numbers.md"),
        "",
        &[
            ("What is a damper?", Some(("A flap.", ""))),
            ("How is a flue cleaned?", Some(("With a brush.", ""))),
            ("Explain how brick holds heat.", Some(("It is heavy.", ""))),
            ("Define draught.", Some(("Moving air.", ""))),
        ],
    );
    check(
        note!("numbered_heading/hashes.md"),
        "",
        &[
            ("Bun, Roll and Bap", Some(("- **Bun**: sweet", ""))),
            ("What is a batard", Some(("- an oval loaf", ""))),
            ("What is a boule", Some(("- a ball", ""))),
            ("Crust vs crumb", Some(("- outside and inside", ""))),
        ],
    );
    check(
        note!("numbered_heading/snippets.md"),
        "",
        &[
            (
                "Doubling\n\n```\nflour = 100\nflour = flour * 2 // what now?\n```",
                Some(("`200`\n\n`Explanation`: It is doubled.", "")),
            ),
            ("Halving\n\n```\nwater = 60 / 2\n```", Some(("`30`", ""))),
            ("Mixing\n\n```\nflour + water\n```", Some(("`dough`", ""))),
        ],
    );
    check(
        note!("heading_details/levels.md"),
        "",
        &[
            (
                "A starter is fed:\n\n- A: Once a year\n- B: Once a day\n- C: Never\n- D: Only in winter",
                Some(("**B: Once a day**\n\n**Explanation**: Yeast eats", "")),
            ),
            (
                "Steam in the oven keeps the crust:\n\n- A: Soft for longer\n- B: Pale\n- C: Salty\n- D: Flat",
                Some(("**A: Soft for longer**\n\n**Explanation**: A soft crust", "")),
            ),
            (
                "A dough that is stretched and folded:\n\n- A: Dries\n- B: Gains strength\n- C: Loses its salt\n- D: Bakes faster",
                Some(("**B: Gains strength**\n\n**Explanation**: Gluten", "")),
            ),
        ],
    );
    check(
        note!("heading_details/tasks.md"),
        "",
        &[
            (
                "Junior: Two loaves at once\n\n**Scenario:** Two loaves of one size go in. Plan the racks.",
                Some((
                    "**💡 Hint**\n\nHeat rises.\n\n**Solution**\n\nSwap them halfway:\n\n- top to bottom\n- bottom to top",
                    "",
                )),
            ),
            (
                "Senior: A cold stone\n\n**Scenario:** The stone was not heated and the crust stays pale. Save the bread.",
                Some(("Turn on the grill.", "")),
            ),
        ],
    );
    check(
        note!("one_note/to_be_filled.md"),
        "",
        &[(
            "Describe a time when two bakers argued. How did you settle it?",
            Some((
                "## Why this is asked\n\nThey want to see that you listen.\n\n## Points to cover\n\n- Both sides\n\n## Template\n\n### Situation\n_[Describe what happened, and where]_\n\n### Task\n_[What was yours to do?]_\n\n### Action\n_[What did you do? Say it in detail]_\n\n### Result\n_[What came of it? What did you learn?]_",
                "",
            )),
        )],
    );
}

#[test]
fn what_stands_around_answers() {
    check(
        note!("heading_text/points.md"),
        "",
        &[
            (
                "What are ovens? What kinds of ovens are there?",
                Some((
                    "An **oven** is a hot box.\n\n**Kinds of ovens**\n\n**a) Deck oven**: it has a stone floor.\n\n**b) Rack oven**: it turns a whole rack.",
                    "",
                )),
            ),
            (
                "How do proofing and resting differ?",
                Some(("- Proofing: does it rise?\n- Resting: does it relax?", "")),
            ),
            ("How is a starter made?", Some(("1. Write down the weight\n2. Find a jar", ""))),
            (
                "What weakens gluten?",
                Some((
                    "Several things do.\n\n##### Common ones\n\n  * a. Fat\n  * b. Bran\n  * c. Acid. Too much of it",
                    "",
                )),
            ),
            ("What is steam for?", Some(("It keeps the crust soft.", ""))),
            ("What is a peel?", Some(("A shovel.", ""))),
            ("What is a lame?", Some(("A blade.", ""))),
        ],
    );
    check(
        note!("heading_text/aims.md"),
        "",
        &[
            (
                "Tell me about a burnt batch.",
                Some((
                    "**What they're looking for:**\n- Honesty\n\n**Example Answer (STAR)**\n\n**Situation:** The oven ran hot.",
                    "",
                )),
            ),
            ("Explain how you price bread", Some(("**Key Concepts**: cost, margin\n\n\"By weight.\"", ""))),
            ("Describe your first oven", Some(("\"It was clay.\"", "Source"))),
            ("What is a levain?", None),
            ("Which flour do you buy?", None),
            (
                "How did you calm a customer?",
                Some((
                    "**Answer (STAR)**\n\n- S: He was late.\n- T: The bread was gone.\n- A: I baked another.\n- R: He came again.",
                    "",
                )),
            ),
            ("Why bake?", Some(("It is warm.", "Would"))),
        ],
    );
    check(
        note!("heading_text/closers.md"),
        "",
        &[
            (
                "What is a _crumb_, and what opens it?",
                Some(("The inside.\n\n### What opens it?\n\nWater.", "")),
            ),
            ("Define _oven spring_.", Some(("The last rise.", "Explore"))),
        ],
    );
    check(
        note!("json/parts.json"),
        "",
        &[
            ("Explain the crust.", Some(("Heat browns it.\n\n- sugar\n- steam", ""))),
            ("What is crumb?", Some(("The inside.", ""))),
        ],
    );
}

#[test]
fn lists_that_count_on() {
    check(
        note!("bullets_noanswer/counting.md"),
        "",
        &[
            ("What is autolyse?", None),
            ("Reading a recipe:\n\n```\nflour 500\n```", None),
            ("Shaping by hand:\n\n```\nfold\n```", None),
            ("Scaling a batch:", None),
            ("Where do you put the steam?", None),
            ("How hot is a deck?", None),
            ("Explain the first bake", None),
            ("What is a peel?", None),
            ("Tell how you clean it", None),
        ],
    );
    check(
        note!("bullets_noanswer/counting_on.md"),
        "",
        &[
            ("How do you stop a ferment?", None),
            ("Using two ovens, bake four loaves in turn.", None),
            ("What's wrong with this program.\n\n```\nbake, then knead\n```", None),
            ("The hungry guests", None),
            ("The slow baker", None),
        ],
    );
    check(
        note!("bullets_noanswer/boxes.md"),
        "bullets",
        &[("Why is the oven slow?", None), ("How do we count loaves?", None)],
    );
    check(
        note!("bullets_noanswer/focus.md"),
        "",
        &[
            (
                "Design a bakery for a village",
                Some(("- \tFocus: one oven, two hands.\n- \tKey concepts: queue, flour.", "")),
            ),
            ("Design a mill", Some(("- \tFocus: wind or water.", ""))),
        ],
    );
    check(
        note!("bullets_noanswer/signs.md"),
        "",
        &[
            ("Explain the difference between a bun and a roll.", Some(("💁 *A bun is sweet.*", ""))),
            ("What is a bap?", Some(("💁 *A soft roll.*", ""))),
            ("Discuss seeds.", Some(("💁 *They are pretty.*", ""))),
        ],
    );
    check(
        note!("plain_text/first_unnumbered.txt"),
        "",
        &[
            ("What is the difference between bran and germ?", Some(("Bran is the coat.", "milling"))),
            ("Explain milling.", Some(("Grain is crushed.", ""))),
            ("How do you store flour?", Some(("Dry.", ""))),
        ],
    );
    check(
        note!("plain_text/signs.txt"),
        "",
        &[
            ("What is dough?", Some(("Flour with water.\n\nIt is soft.", ""))),
            (
                "What rose bread before yeast was sold?",
                Some(("Before that there were:\n\nStarters: kept for years.", "")),
            ),
            ("Why knead?", Some(("For strength.", ""))),
            ("Explain folding", Some(("Like a letter.", ""))),
        ],
    );
    check(
        note!("labelled/counted_topics.txt"),
        "",
        &[
            ("How would you share racks?", Some(("By the hour.", ""))),
            ("How do you keep heat in one oven?", Some(("With bricks.\n\nClose the door.", "steam"))),
            ("How is steam made?", Some(("Pour water on hot stones.", ""))),
        ],
    );
}

#[test]
fn answers_outside_of_their_lists() {
    check(
        note!("bullets_noanswer/answered_orders.md"),
        "",
        &[
            ("What is a couche?", Some(("- a cloth\n- of linen", ""))),
            (
                "Explain what a banneton is.",
                Some(("Bannetons are baskets that hold the dough while it rises.", "")),
            ),
            ("Is rye sticky?", Some(("Yes, it is.", ""))),
            ("Name the parts of a grain.", Some(("Bran, germ and endosperm.", ""))),
            ("Design a rack.\nIt should hold ten trays.", None),
        ],
    );
    check(
        note!("bullets_noanswer/some_outside.md"),
        "",
        &[
            ("What is ash?", Some(("Ash is what is left when flour burns.", "sieve"))),
            ("What is a sieve for?", Some(("It parts bran from flour.", ""))),
            ("Why sift?", None),
            ("What does 00 mean?", None),
            ("Explain strength", None),
            ("How hard may water be?", None),
            ("Where does it come from?", None),
        ],
    );
    check(
        note!("bullets_linkanswer/asked_links.md"),
        "",
        &[
            ("What is a poolish?", Some(("[What is a poolish?](https://loaf.example/poolish)", ""))),
            ("Explain the oven spring", None),
            ("How is rye milled?", None),
            ("Why here?", None),
            ("When could you begin?", None),
        ],
    );
}

#[test]
fn bold_lines_of_many_kinds() {
    check(
        note!("bold_paragraph/listed_above.md"),
        "",
        &[
            (
                "What is rye?",
                Some((
                    "A grass.\n\nIt grows tall.\n\nIt is sown in autumn.\n\nIt is cut in summer.\n\nIt is ground whole.",
                    "",
                )),
            ),
            (
                "When is wheat cut?",
                Some((
                    "When it is dry.\n\nNot in rain.\n\nNot in fog.\n\nNot at night.\n\nNot too late.",
                    "Stones",
                )),
            ),
            ("What turns the stone?", Some(("Water, or wind.", ""))),
            (
                "Who dresses the stone?",
                Some(("The miller.\n\nWith a hammer.\n\nOnce a month.\n\nBy day.\n\nWith care.", "")),
            ),
        ],
    );
    check(
        note!("bold_paragraph/chinese_orders.md"),
        "",
        &[
            ("面团有哪些种类？", Some(("- 软的\n- 硬的", ""))),
            ("什么是酵母？", Some(("一种菌。", ""))),
            ("介绍面包的发展", Some(("- 很久以前", ""))),
            ("解释一下发酵吗？", Some(("- 解释：糖变成气", ""))),
            ("比较两种面粉", Some(("一种更硬。", ""))),
        ],
    );
    check(
        note!("bold_paragraph/wrapped.md"),
        "",
        &[
            ("What is the difference between a loaf and a bun?", Some(("Size.", ""))),
            (
                "What are the differences between rye, wheat, and spelt?",
                Some(("Taste.\n\n**Note that** all three are\n**grasses.**", "spring")),
            ),
            (
                "Explain the oven spring that comes in the first minutes.",
                Some(("Gas grows when it is hot.", "")),
            ),
        ],
    );
}

#[test]
fn headings_counted_in_chapters_and_marked_by_signs() {
    check(
        note!("heading_text/choosing.md"),
        "",
        &[
            ("When would you choose rye over wheat?", Some(("- Wheat: when it should be white", "crust"))),
            ("Tin or tray: how do you choose?", Some(("- by the crust", "Einkorn"))),
            ("Choose the oldest grain\n\n- Einkorn\n- Oats", None),
            ("What is bran?", Some(("The coat.", ""))),
        ],
    );
    check(
        note!("numbered_heading/of_chapters.md"),
        "",
        &[
            ("What is a deck oven?", Some(("It has a stone floor.", "rack"))),
            ("Difference between a deck and a rack", Some(("One has stone.", ""))),
            ("Even heat in both", Some(("- Turn the loaves.", ""))),
            ("Why is steam let out?", Some(("For the crust.", ""))),
            ("Plan a night with one oven", Some(("Rye goes first.", ""))),
        ],
    );
    check(
        note!("numbered_heading/answer_signs.md"),
        "",
        &[
            ("What is a poolish?", Some(("A wet starter.\n\n### ✅ In a bowl:\n\nStir it.", "Answer"))),
            ("How do you fold dough?", Some(("Like a letter.", "Answer"))),
            ("When is it ready?", Some(("When it springs back.", "Bonus"))),
        ],
    );
}

#[test]
fn what_posts_and_banks_of_questions_add() {
    let note = check(
        note!("bullets_noanswer/asked_in.md"),
        "",
        &[
            ("What is a poolish?", None),
            ("How do you proof dough?", None),
            ("Why is rye sour? (asked in the first round)", None),
            ("Explain the crumb.", None),
        ],
    );
    let companies = |card: usize| -> Vec<&str> {
        note.cards[card].asked.iter().map(|asked| asked.company.as_str()).collect()
    };
    assert_eq!(companies(0), ["Orbit Bakery", "Nova"]);
    assert_eq!(companies(1), ["Nova"]);
    assert_eq!(companies(2), [""; 0]);
    check(
        note!("bullets_noanswer/topics_between.md"),
        "",
        &[
            ("What is bran?", None),
            ("What does a sieve do?", None),
            ("Who dresses a stone?", None),
            ("When is it dressed?", None),
            ("What turns the wheel?", None),
        ],
    );
    check(
        note!("plain_text/keycaps.txt"),
        "",
        &[
            ("What is a peel?", Some(("A shovel.", "lame"))),
            ("How is a lame held?", Some(("Like a pen.", "bakers"))),
            ("Where do bakers rest?", Some(("At home.", ""))),
        ],
    );
    check(
        note!("heading_text/below_code.md"),
        "",
        &[
            ("Two stones\n\n```\nturn(stone); turn(stone);\n```\n\n**Question:** What comes out?", None),
            (
                "One stone and a sieve\n\n```\nsift(turn(stone));\n```\n\nPredict what stays in the sieve.",
                None,
            ),
            ("What is bran?", Some(("The coat.", ""))),
            ("A sieve alone", Some(("```\nsift(bran);\n```\n\nBran stays in it.", ""))),
        ],
    );
    check(
        note!("heading_text/weak_answers.md"),
        "",
        &[
            (
                "Why is bread scored?",
                Some((
                    "### ❌ Weak Answer\n\n> It looks good.\n\n**Strong Answer**\n\nIt opens where you want it to.",
                    "couche",
                )),
            ),
            ("What is a couche?", Some(("A cloth.", ""))),
        ],
    );
}
