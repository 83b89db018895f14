//! The screens of the drill and of a mock interview, each made into a [`Page`](super::page::Page); what
//! several of them share is here.

mod drill;
mod mock;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::page::{Block, Choice, Column, FieldKind, Grade, Keys, Page, Tone};
use crate::study::conversation::{self, DialogView, Typed};
use crate::study::draft::Draft;
use crate::study::grade::Grade as Given;
use crate::study::key_points::{Comparison, KeyPoint};
use crate::study::session::{Clock, Face, GradeKey, Sighting};
use crate::study::text::{Safe, clean, clean_line, safe};

/// An exercise is not recalled.
const JUDGE: &str = "An exercise: judge whether yours works, not how well you remembered.";

const BACK: &str = "back";

fn lines_field(label: &'static str, draft: &Draft, spoken: &'static str) -> Block {
    let kind = FieldKind::Lines { spoken: spoken.into() };
    Block::Field { label: label.into(), draft: draft.clone(), kind }
}

fn quiet(text: impl Into<Safe>) -> Block {
    Block::Text(text.into(), Tone::Quiet)
}

/// What is open over a question, alike everywhere.
impl From<&DialogView<'_>> for Page {
    fn from(view: &DialogView<'_>) -> Self {
        match view {
            DialogView::Help { keys, above } => help(keys, above),
            DialogView::Choose { title, items, at } => choose(title, items, *at),
            DialogView::Tick { comparison, at } => tick(comparison, *at),
            DialogView::Ask { prompt, draft } => ask(prompt, draft),
            DialogView::Confirm { question } => confirm(question),
            DialogView::Find { title, filter, items, at } => find(title, filter, items, *at),
        }
    }
}

fn help(keys: &[(&'static str, &'static str)], above: &str) -> Page {
    let rows = keys.iter().map(|(key, does)| ((*key).into(), (*does).into())).collect();
    let rows = Block::Rows { rows, stressed: Column::Name };
    let page = Page::new("help", ()).any_key(BACK);
    if above.is_empty() {
        return page.titled("Keys").with([rows]);
    }
    let above = [Block::text(clean(above)), Block::Gap, Block::headline("keys"), rows];
    page.titled("Why this card").with(above)
}

fn confirm(question: &str) -> Page {
    Page::new("confirm", question)
        .with([Block::text(clean(question))])
        .hints([("y", "yes"), ("n", "no")])
        .asking("y or n")
}

fn ask(prompt: &str, draft: &Draft) -> Page {
    let field = Block::Field { label: clean_line(prompt), draft: draft.clone(), kind: FieldKind::Line };
    Page::new("ask", prompt).with([field]).hints([("Enter", "done"), ("Esc", "back")])
}

fn choice(item: &conversation::Choice) -> Choice {
    Choice { ticked: None, text: clean_line(&item.text), detail: clean_line(&item.detail) }
}

fn choose(title: &str, items: &[conversation::Choice], at: usize) -> Page {
    let items: Vec<Choice> = items.iter().map(choice).collect();
    let prompt = safe!("1 to {}, q goes back", items.len());
    Page::new("choose", title)
        .titled(clean_line(title))
        .with([Block::Choices { items, at }])
        .hints([("Enter", "choose"), ("Esc", "back"), ("1-9", "choose")])
        .asking(prompt)
}

/// A list that is narrowed by typing.
fn find(title: &str, filter: &Draft, items: &[&conversation::Choice], at: usize) -> Page {
    let is_empty = items.is_empty();
    let items = items.iter().map(|item| choice(item)).collect();
    Page::new("find", (title, filter.text()))
        .titled(clean_line(title))
        .with([
            Block::Field { label: "Type to filter".into(), draft: filter.clone(), kind: FieldKind::Filter },
            Block::Gap,
            Block::Choices { items, at },
        ])
        .with(is_empty.then(|| quiet("Nothing matches.")))
        .hints([("Enter", "choose"), ("Esc", "back"), ("↑↓", "another"), ("1-9", "choose")])
        .asking("A number, text to filter by, or q to go back")
}

/// The list of key points, where those are ticked that were made in other words.
fn tick(comparison: &Comparison, at: usize) -> Page {
    let items: Vec<Choice> = comparison.points().iter().map(point).collect();
    let prompt = safe!("1 to {} ticks or unticks a point, Enter goes back", items.len());
    Page::new("tick", ())
        .titled(safe!("{}: tick what you said in other words", comparison.counts()))
        .with([Block::Choices { items, at }])
        .hints([("Space", "tick"), ("Enter", "done"), ("↑↓", "another"), ("1-9", "tick")])
        .asking(prompt)
}

fn point(point: &KeyPoint) -> Choice {
    let state = match (point.is_made(), point.is_overruled) {
        (true, false) => "made",
        (true, true) => "made, you ticked it",
        (false, false) => "missed",
        (false, true) => "missed, you unticked it",
    };
    Choice { ticked: Some(point.is_made()), text: clean_line(&point.text), detail: safe!("({state})") }
}

/// What was typed before the reveal, and which key points of the answer it makes.
fn typed_blocks(typed: &Typed) -> Vec<Block> {
    let mut blocks = vec![Block::headline("you wrote"), Block::text(clean(&typed.text))];
    let Some(comparison) = &typed.comparison else { return blocks };
    let is_complete = comparison.made_count() == comparison.points().len();
    let advice = match (comparison.suggests().is_some(), is_complete) {
        (true, true) => "Enter gives good.",
        (true, false) => "Enter gives good. p ticks points you made in other words.",
        (false, _) if comparison.is_contradicted() => {
            "You may have said the opposite somewhere. Choose the grade yourself. p ticks points."
        }
        (false, _) => "Choose the grade yourself. p ticks points you made in other words.",
    };
    let points = comparison.points().iter().map(point).collect();
    let counts = clean_line(&comparison.counts());
    blocks.extend([Block::Gap, Block::Points { counts, points }, quiet(advice)]);
    blocks
}

/// What is shown below the question once the answer is revealed; `unanswered` if there is none.
fn answer_blocks(face: &Face, unanswered: &'static str) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(typed) = &face.typed {
        blocks.extend(typed_blocks(typed));
        blocks.push(Block::Gap);
    }
    if let Some(verdict) = face.verdict() {
        blocks.extend([Block::Text(clean_line(&verdict), Tone::Strong), Block::Gap]);
    }
    if face.answers.iter().all(|answer| answer.text.trim().is_empty()) {
        blocks.extend([Block::headline("answer"), Block::text(unanswered)]);
        return blocks;
    }
    let comparison = face.typed.as_ref().and_then(|typed| typed.comparison.clone());
    let answers = face.answers_below();
    let texts = answers.iter().filter(|answer| !answer.text.trim().is_empty());
    for (number, answer) in texts.enumerate() {
        if number > 0 {
            blocks.push(Block::Gap);
        }
        let name = answer.label.as_deref().unwrap_or(if face.is_exercise { "solution" } else { "answer" });
        blocks.push(Block::headline(clean_line(name)));
        blocks.push(Block::Markdown { text: clean(&answer.text), points: comparison.clone() });
    }
    blocks
}

fn judge(face: &Face) -> impl Iterator<Item = Block> {
    face.is_exercise.then(|| [Block::Gap, quiet(JUDGE)]).into_iter().flatten()
}

fn grades(grades: &[GradeKey]) -> Keys {
    let grade = |grade: &GradeKey| Grade {
        key: grade.key,
        name: grade.name,
        promise: clean_line(&grade.promise),
        later: grade.later.iter().map(|days| clean_line(days)).collect(),
    };
    Keys::Grades(grades.iter().map(grade).collect())
}

/// `Grade (1 2 3 4; Enter means good)`
fn grade_prompt(grades: &[GradeKey], usual: Option<Given>) -> Safe {
    let keys: Vec<String> = grades.iter().map(|grade| grade.key.to_string()).collect();
    match usual {
        Some(usual) => safe!("Grade ({}; Enter means {})", keys.join(" "), usual.name()),
        None => safe!("Grade ({}; p ticks key points)", keys.join(" ")),
    }
}

/// `0:42`, `0:42 of 2:00`, `2:10, over 2:00`.
fn clock_says(clock: Clock) -> Safe {
    let time = |secs: u64| match secs / 3600 {
        0 => format!("{}:{:02}", secs / 60, secs % 60),
        hours => format!("{hours}:{:02}:{:02}", secs / 60 % 60, secs % 60),
    };
    let elapsed = time(clock.elapsed_secs);
    match clock.limit_secs.map(u64::from) {
        None => safe!("{elapsed}"),
        Some(limit) if clock.elapsed_secs > limit => safe!("{elapsed}, over {}", time(limit)),
        Some(limit) => safe!("{elapsed} of {}", time(limit)),
    }
}

/// How many decks have the question, and how many of them are interviews that asked it.
fn deck_counts(face: &Face) -> (usize, usize) {
    let names = |only_interviews: bool| {
        let sightings = face.sightings.iter().filter(|sighting| sighting.is_interview || !only_interviews);
        sightings.map(|sighting| sighting.deck.as_str()).collect::<BTreeSet<&str>>().len()
    };
    (names(false), names(true))
}

/// `asked 5 times: Zibal, Wallex and 2 more`, `in 2 decks`: what is worth telling of where a question is
/// from. Only interviews have asked it; other decks just have it.
fn asked_where(face: &Face, names: &[String], shown: usize) -> Vec<Safe> {
    let (decks, interviews) = deck_counts(face);
    let mut parts = Vec::new();
    if face.asked_times > 1 || (face.asked_times == 1 && decks > 1) {
        parts.push(asked(face.asked_times, names, shown));
    }
    if decks > 1 && decks > interviews {
        parts.push(safe!("in {decks} decks"));
    }
    parts
}

/// `asked 5 times: Zibal, Wallex and 2 more`.
fn asked(times: u32, names: &[String], shown: usize) -> Safe {
    let text = match times {
        0 | 1 => "asked once".to_owned(),
        times => format!("asked {times} times"),
    };
    clean_line(&match names.len() {
        0 => text,
        1 if shown == 0 => text,
        count if shown == 0 => format!("{text} at {count} places"),
        count if shown >= count => format!("{text}: {}", names.join(", ")),
        count => format!("{text}: {} and {} more", names[..shown].join(", "), count - shown),
    })
}

/// The companies that asked, each once.
fn sighting_names(sightings: &[Sighting]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for sighting in sightings.iter().filter(|sighting| sighting.is_interview) {
        let name = sighting.company.as_ref().unwrap_or(&sighting.deck_title);
        if !name.is_empty() && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

fn joined(parts: &[Safe], between: &str) -> Safe {
    let parts: Vec<&str> = parts.iter().map(Safe::as_str).collect();
    clean_line(&parts.join(between))
}

fn with_notice(page: Page, notice: Option<&str>) -> Page {
    Page { notice: notice.map(clean), ..page }
}
