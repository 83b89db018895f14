//! Notes of each Markdown family, in variations: which questions they hold, which are answered, a
//! phrase that each answer holds and one that it must not.

use super::*;

/// Question, section, what the answer holds (`None`: unanswered), what question and answer lack.
type Expected<'a> = (&'a str, &'a str, Option<&'a str>, &'a str);

#[track_caller]
fn check(note: &str, shape: &str, expected: &[Expected<'_>]) -> ImportedNote {
    let note = read_text(note, &NoteHint { weighs_all: true, ..NoteHint::default() });
    assert_eq!(note.shape, shape, "{:?}", note.weighed);
    let questions: Vec<&str> = note.cards.iter().map(|card| card.question.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|(question, ..)| *question).collect();
    assert_eq!(questions, wanted);
    for (card, (question, section, holds, lacks)) in note.cards.iter().zip(expected) {
        let answer = card.answer.as_deref();
        assert_eq!(card.section.as_deref().unwrap_or_default(), *section, "{question}");
        assert_eq!(answer.is_some(), holds.is_some(), "{question}: {answer:?}");
        let answer = answer.unwrap_or_default();
        assert!(answer.contains(holds.unwrap_or_default()), "{question}: {answer}");
        let whole = format!("{}\n{answer}", card.question);
        assert!(lacks.is_empty() || !whole.contains(lacks), "{question}: {whole}");
    }
    note
}

macro_rules! note {
    ($path:literal) => {
        include_str!(concat!("../../../tests/notes/", $path))
    };
}

#[test]
fn folded_questions() {
    check(
        note!("details_summary/nested_topics.md"),
        "folded answers",
        &[
            ("What does a point blade do?", "Switches", Some("# What does this throw?"), "heated"),
            ("Why are points heated?", "Switches", Some("Snow would"), "**"),
            ("Name three aspects of a main signal.", "Signals", None, "**"),
            (
                "`stop` and `caution`: how do they differ?",
                "Signals",
                Some("**Example**\n\nA driver passes"),
                "details",
            ),
        ],
    );
    check(
        note!("details_summary/unclosed.md"),
        "folded answers",
        &[
            ("What is a fairway?", "", Some("kept clear"), "tide"),
            ("How is a tide table read?", "", Some("2. Why not the day?"), "pilot"),
            ("When does a pilot board?", "", None, "top"),
        ],
    );
    check(
        note!("details_summary/bullets_between.md"),
        "folded answers",
        &[
            ("Which bread did you bake last?", "Warm up", None, ""),
            ("Tell me about a loaf that failed.", "Warm up", None, ""),
            ("What is a poolish? *(junior)*", "Dough", Some("| 100 | 100 |"), "<p>"),
            ("Explain the windowpane test", "Dough", Some("Stretch it"), "License"),
        ],
    );
}

#[test]
fn headings_with_folded_answers() {
    let shape = "headings with folded answers";
    check(
        note!("heading_details/code_and_hint.md"),
        shape,
        &[
            (
                "Which lens turns the picture?",
                "Optics",
                Some("**Hint**\n\nThink of Kepler.\n\n**Answer**"),
                "---",
            ),
            (
                "What does the script print?\n\n```python\n# Is it a comment?\nprint(focal(8))\n```",
                "Optics",
                Some("`1200`"),
                "back to",
            ),
            ("Equatorial mounts", "Mounts", Some("One axis"), "View"),
        ],
    );
    check(
        note!("heading_details/numbered.md"),
        shape,
        &[
            ("How far does a bee fly?", "", Some("Three kilometres"), "hums"),
            (
                "The hive hums at night. What would you check first?\n\nThe frames were moved on Monday.\n\n```text\ntemp 31\n```",
                "",
                Some("#### 2. Listen"),
                "Click",
            ),
            ("What is a super?", "", None, "friend"),
        ],
    );
    check(
        note!("heading_details/two_answers.md"),
        shape,
        &[
            ("How do you sharpen a plane iron?", "", Some("wet stone.\n\n**Answer**\n\nFlatten"), "saw"),
            ("Why does a saw bind?", "", Some("![kerf]("), "<br"),
            ("What is end grain?", "", Some("The cut ends"), "details"),
        ],
    );
}

#[test]
fn a_count_alone_asks_nothing() {
    check(
        note!("heading_details/counted_alone.md"),
        "headings with folded answers",
        &[("What does it print?\n\n```js\nx\n```", "", Some("7"), ""), ("What now?", "", Some("8"), "")],
    );
}

#[test]
fn parts_of_two_families() {
    check(
        note!("mixed/sheep.md"),
        "folded answers",
        &[
            ("What is lanolin?", "Shearing", None, ""),
            ("How thick is a fleece?", "Shearing", None, ""),
            ("Which comb would you take?", "Shearing", None, ""),
            ("What is colostrum?", "Lambs", Some("The first milk."), "**"),
            ("What do lambs weigh?", "Lambs", Some("Four kilos.\n\nMore below."), ""),
            ("Explain weaning\n\n> **Follow-up:** and when?", "Lambs", None, ""),
            ("Why do they\n  jump?", "Lambs", None, "dip"),
            ("Why dip?", "Lambs", Some("Ticks."), "rot"),
            ("What is foot rot?", "Lambs", Some("A disease."), "h3"),
        ],
    );
}

#[test]
fn numbered_headings() {
    let shape = "numbered headings";
    check(
        note!("numbered_heading/restarting.md"),
        shape,
        &[
            ("What is a gather?", "Basics", Some("on the pipe"), "src"),
            ("Why anneal?", "Basics", Some("#### 2. Hold"), "Back to Top"),
            ("Silver chloride and its uses", "Colour", Some("stains"), "cobalt"),
            ("How is cobalt dosed?", "Colour", Some("# 3) weigh it"), "help"),
        ],
    );
    check(
        note!("numbered_heading/listed.md"),
        shape,
        &[
            ("What lifts a kite?", "", Some("1. not a heading"), "tail"),
            ("Why does it need a tail?", "", Some("- rarely on box kites"), "Back to Top"),
            ("Bridle points", "", Some("Two or three."), "#"),
        ],
    );
    check(
        note!("numbered_heading/answers_count_too.md"),
        shape,
        &[
            ("What makes a rind?", "", Some("Salt"), "wash"),
            ("How do you wash a rind?", "", Some("## 2. Hands\n\nClean, too."), "ripe"),
            ("When is it ripe?", "", Some("When it gives."), "sponsor"),
        ],
    );
}

#[test]
fn headings_with_text() {
    let note = check(
        note!("heading_text/sources.md"),
        "headings",
        &[
            ("Which projection keeps angles?", "Projections", Some("#### Is it used at sea?"), "Source"),
            ("What is a datum?", "Projections", Some("A model"), "top"),
            ("Triangulation", "Surveys", Some("Angles from"), "chain"),
            ("How long is a chain?", "Surveys", None, ""),
        ],
    );
    assert_eq!(note.problems, []);
    assert_eq!(note.confidence, 100);
    check(
        note!("heading_text/answers_below_headings.md"),
        "headings",
        &[
            ("What does yeast eat?", "", Some("Sugar."), "Why"),
            ("Why is must stirred?", "", Some("### Explanation\n\nThe cap dries."), "kept"),
            ("How is perry kept?", "", Some("Cold."), ""),
        ],
    );
    check(
        note!("heading_text/lettered.md"),
        "numbered headings",
        &[
            ("What is a wick for?", "", Some("## Q. Not a question"), "burns"),
            ("Which wax burns longest?", "", Some("Beeswax."), "***"),
            ("Describe tunnelling", "", Some("![tunnel]("), "candle"),
        ],
    );
    check(
        note!("heading_text/questions_at_two_levels.md"),
        "headings",
        &[
            ("What holds a bowline?", "Knots", Some("Friction"), "granny"),
            ("Why not a granny knot?", "Knots", Some("It slips."), "Weather"),
            ("What is force six?", "Beaufort", Some("A strong breeze."), "front"),
            ("How does a front pass?", "Beaufort", Some("It veers."), "strong"),
        ],
    );
}

#[test]
fn bold_lines() {
    let shape = "bold lines";
    check(
        note!("bold_paragraph/marks.md"),
        shape,
        &[
            ("What is leading?", "Leading", Some("**Pros:**\n\n- it breathes"), "solid"),
            ("Set solid vs open", "Leading", Some("**Example**\n\nA telephone book."), "🚀"),
            ("Why is x-height named so?", "Leading", None, "Kerning"),
            ("How do you kern by hand?", "Kerning", Some("Squint."), ""),
        ],
    );
    check(
        note!("bold_paragraph/counted.md"),
        shape,
        &[
            ("What is a warp?", "", Some("stretched"), "Weft"),
            ("Weft", "", Some("**Remember**\n\nIt is the other one."), "---"),
            ("How do you mend a broken thread?", "", Some("**4. not bold**"), "<br"),
        ],
    );
    check(
        note!("bold_paragraph/html.md"),
        shape,
        &[
            ("What does an escapement do?", "Movements", Some("It lets one tooth go."), "oil"),
            ("Why oil only the pivots?", "Movements", Some("Oil on teeth"), "Cases"),
            ("Explain how a bezel is fitted", "Cases", Some("Warm it."), "top"),
        ],
    );
}

#[test]
fn options_to_choose_from() {
    let shape = "multiple choice";
    check(
        note!("multiple_choice/boxes.md"),
        shape,
        &[
            (
                "Which knot makes a loop?\n\n- reef knot\n- bowline\n- sheet bend",
                "",
                Some("**bowline**"),
                "[x]",
            ),
            (
                "What does this print?\n\n```js\n// - [ ] none\ntie(2);\n```\n\n- A:\n\n```js\n'a'\n```\n- B:\n\n```js\n'b'\n```",
                "",
                Some("**B**\n\n```js\n'b'\n```\n\n**Explanation:** it is tied twice."),
                "[x]",
            ),
            ("Choose all that hold.\n\n- clove hitch\n- slip\n- prusik", "", Some("**prusik**"), "[x]"),
        ],
    );
    check(
        note!("multiple_choice/quoted.md"),
        shape,
        &[
            (
                "What weighs most?\n\n- A: feathers\n- B: lead\n- C: neither",
                "",
                Some("**B: lead**"),
                "Answer",
            ),
            ("Which floats?\n\n- A: iron\n- B: cork", "", Some("**B: cork**\n\nCork is light."), "ice"),
            (
                "Why does ice float?\n\n- A: it is cold\n- B: it is lighter than water",
                "",
                Some("**B: it is lighter than water**\n\nbecause it expands"),
                "Answer",
            ),
        ],
    );
    check(
        note!("multiple_choice/folded.md"),
        shape,
        &[
            (
                "What's mixed here?\n\n```text\nblue + yellow\n```\n\n- A: `green`\n- B: `brown`",
                "",
                Some("**A: `green`**\n\nThey meet"),
                "Answer",
            ),
            (
                "What's mixed here?\n\n```text\nred + green\n```\n\n- A: `white`\n- B: `brown`",
                "",
                Some("**B: `brown`**"),
                "Answer",
            ),
        ],
    );
}

#[test]
fn fronts_and_backs() {
    let shape = "front and back";
    check(
        note!("front_back/comments.md"),
        shape,
        &[
            (
                "Which star is nearest?\n\n- A: Sirius\n- B: Proxima",
                "",
                Some("### Front matter\n\nof this"),
                "Card End",
            ),
            ("Complete the program:\n\n```go\nfunc main() {}\n```", "", Some("Nothing is missing."), "Back"),
        ],
    );
    check(
        note!("front_back/questions_and_answers.md"),
        shape,
        &[
            ("How is slate hung?", "Slate", Some("With two nails."), "pitch"),
            ("Why a steep pitch?", "Slate", None, ""),
            ("How long does reed last?\n\nIt is laid thick.", "Thatch", Some("Forty years."), "Answer"),
        ],
    );
    check(
        note!("front_back/bold.md"),
        shape,
        &[
            ("What is a ~~trap~~ rest?", "", Some("Silence"), "clefs"),
            ("Name the clefs", "", Some("- G\n- F\n- C"), "Back"),
        ],
    );
}

#[test]
fn bullets_without_answers() {
    let shape = "bullets that ask";
    let note = check(
        note!("bullets_noanswer/numbers.md"),
        shape,
        &[
            ("What is a shed?", "", None, ""),
            ("How wide is your loom?", "", None, ""),
            ("Beat or press?", "", None, "43"),
            ("Explain the reed.\n\n- Which count?\n- Why not a coarser one?", "", None, "heddle"),
        ],
    );
    assert_eq!(note.title.as_deref(), Some("Loom questions"));
    check(
        note!("bullets_noanswer/labelled.md"),
        shape,
        &[
            ("What is the value of `x`?\n\n```c\nint x = 3 + '4';\n```", "", None, "loop"),
            ("Does this loop end?\n\n```c\nfor (;;) ;\n```", "", None, "Question"),
            ("Name a type without a size.", "", None, ""),
        ],
    );
    check(
        note!("bullets_noanswer/topics.md"),
        shape,
        &[
            ("What is loam?", "Soil", None, ""),
            ("How do you test for lime?", "Soil", None, ""),
            ("Tell me about your compost.", "Soil", None, ""),
            ("Why do pots crack?", "Pots", None, ""),
            ("Clay vs plastic", "Pots", None, ""),
            ("Can you repot in winter?", "Pots", None, "Pick"),
        ],
    );
}

#[test]
fn bullets_with_links_for_answers() {
    check(
        note!("bullets_linkanswer/dashes.md"),
        "bullets with links",
        &[
            ("What is matcha?", "Green", Some("[Learn from here](https://tea.example/matcha)"), "Gyokuro"),
            ("Gyokuro and its shade", "Green", Some("and [watch](https://tea.example/v)"), "**"),
            ("Why whisk?", "Green", Some("(https://tea.example/whisk)"), "–"),
            ("How hot is the water?", "Green", Some("Learn from [here]"), "book"),
        ],
    );
    check(
        note!("bullets_linkanswer/nested.md"),
        "labelled questions",
        &[
            ("What is iron gall ink?", "", Some("[A history](https://ink.example/gall)"), "Question"),
            ("Feathering", "", Some("[Why ink spreads]"), "Answer"),
            ("How is ink dried?", "", Some("With sand, or [a blotter]"), "Answer"),
        ],
    );
    check(
        note!("bullets_linkanswer/plain.md"),
        "bullets with links",
        &[
            ("What is firn?", "", Some("[answer](https://snow.example/firn)"), "slab"),
            ("How does a slab break?", "", Some("[answer](https://snow.example/slab)"), "safe"),
            ("When is it safe?", "", Some("[see here]"), "snowing"),
        ],
    );
}

#[test]
fn questions_below_topics() {
    let shape = "questions below topics";
    check(
        note!("topic_heading/short.md"),
        shape,
        &[
            ("Why does damp rise? Show where you would look first.", "Damp", None, ""),
            ("Tell me about English bond and why it is strong.", "Bond", None, ""),
            (
                "Consider this opening:\n\n```text\n|====|\n|    |\n```\n\nWhat carries the load?",
                "Lintels",
                None,
                "",
            ),
            ("How do you tooth a corner?", "Corners", None, ""),
        ],
    );
    check(
        note!("topic_heading/anchors.md"),
        shape,
        &[
            ("Your crew is late. What do you say, and to whom?", "Late work", None, ""),
            ("Who is to blame for a bad weld?\n\n- the welder\n- the drawing", "Blame", None, "top"),
            ("Describe the last time you praised somebody.", "Praise", None, "Free"),
        ],
    );
    check(
        note!("topic_heading/two_sections.md"),
        shape,
        &[
            ("What happens to pressure with height?", "Pressure", None, ""),
            ("Explain when foam beats water.", "Foam", None, ""),
            ("At which angle does a ladder stand, and why?", "Angle", None, ""),
            ("How far do you reach to the side?", "Reach", None, ""),
        ],
    );
}

#[test]
fn lists_of_what_companies_asked() {
    let note = check(
        note!("question_list/companies.md"),
        "list of questions",
        &[
            ("What is a lifetime?", "Rust", Some("- In short: a span."), "times"),
            ("`Box` vs `Rc`", "Rust", Some("let one = Box::new(1);\n\nlet two"), "Nova"),
            ("Explain `Pin`", "Rust", None, "asked"),
            ("Two sum", "Sums", None, "("),
        ],
    );
    let asked: Vec<_> =
        note.cards.iter().map(|card| card.asked.iter().map(|asked| asked.times).sum::<u32>()).collect();
    assert_eq!(asked, [3, 1, 1, 2]);
    check(
        note!("question_list/folds.md"),
        "list of questions",
        &[
            ("What is a subnet?", "", Some("A part of a network."), "NAT"),
            ("Why does NAT exist?", "", None, ""),
            ("How is MTU found?", "", Some("By trying."), "details"),
        ],
    );
    check(
        note!("question_list/outer_answers.md"),
        "bullets that ask",
        &[
            ("What is temper?", "", Some("given back"), "quench"),
            ("Why quench in oil?", "", Some("oil < water"), "bronze"),
            ("How is bronze cast?", "", Some("In sand."), ""),
        ],
    );
}

#[test]
fn nesting_and_repetition_cost_no_more_than_length() {
    for piece in [
        "<details><summary>Why?</summary>\n",
        "<details>\n<summary>",
        "- A: x\n",
        "#### 1. Topic\ntext\n",
        "**Why?**\n",
        "```a\n",
        "<!-- \n",
        "- Why?\n  - How?\n",
        "### Front\n",
        "- **Why?** (",
        "[[",
        "> ",
        "| a |",
        "Question: why\n",
        "a::b",
        "a: ",
    ] {
        let text = piece.repeat(4000);
        let _ = read_text(&text, &NoteHint::default());
    }
    // One long run of backticks took as long as its square, and so did runs that close nothing.
    let ticks: String = (0..400).map(|count| "`".repeat(count) + " ").collect();
    for ticks in [ticks, "`".repeat(200_000)] {
        let _ = read_text(&format!("### Technical Interview\n\n- Why? {ticks}\n"), &NoteHint::default());
    }
    for line in ["- A: x\n", "a:\n"] {
        let deeper: String = (0..400).flat_map(|depth| [" ".repeat(depth), line.to_owned()]).collect();
        let _ = read_text(&deeper, &NoteHint::default());
    }
    let _ = read_text(&"* Why?\n".repeat(4000), &NoteHint { file_name: "x.org", ..NoteHint::default() });
}

#[test]
fn tables_that_nest_without_end_are_read() {
    let tables = "<table><tr><td>Why?".repeat(20_000);
    let text = format!("### Technical Interview\n\n- Why?\n\n    {tables}</table>\n");
    assert_eq!(read_text(&text, &NoteHint::default()).cards.len(), 1);
}
