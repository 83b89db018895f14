//! The drill's screens.

use super::super::page::{Block, Column, Hint, Keys, Page, Place, Tone};
use super::{
    BACK, Safe, answer_blocks, asked_where, clean, clean_line, clock_says, counted, deck_counts,
    grade_prompt, grades, joined, judge, lines_field, quiet, safe, sighting_names, with_notice,
};
use crate::study::session::{Clock, Face, Form, GradeKey, Offer, Progress, Screen, Summary, View};

pub(super) const UNANSWERED: &str =
    "No answer yet. Answer aloud and grade yourself, or press w to write one.";

/// A pause before the only card that is left.
const STRAIGHT_BACK: &str = "The only question left is the one you have just answered:";

impl From<&View<'_>> for Page {
    fn from(view: &View<'_>) -> Self {
        let page = match &view.screen {
            Screen::Question { face } => question(face, view.progress),
            Screen::Write { face, draft } => card("write", face, view.progress)
                .with([lines_field(
                    "your answer",
                    draft,
                    "Type your answer. A line with only a full stop shows the other one.",
                )])
                .hints([("Ctrl-D", "compare"), ("Esc", "back"), ("Ctrl-G", "editor")]),
            Screen::Answer { face, grades } => answer(face, grades, view.progress),
            Screen::Sightings { face, is_revealed } => sightings(face, *is_revealed),
            Screen::Dialog(view) => view.into(),
            Screen::Summary { summary, failed, offers } => end(summary, failed, offers),
            Screen::Failed { faces } => not_recalled(faces),
            Screen::Wait { question, left_secs } => pause(question, *left_secs),
        };
        with_notice(Page { has_capitals: true, ..page }, view.notice)
    }
}

/// A page of a card, with its question.
fn card(name: &'static str, face: &Face, progress: Progress) -> Page {
    let titles: Vec<&str> = face.sightings.iter().map(|sighting| sighting.deck_title.as_str()).collect();
    Page::new(name, (&face.question, titles))
        .at(place(face, progress))
        .about([Block::markdown(&face.prompt(name == "answer"))])
}

fn question(face: &Face, progress: Progress) -> Page {
    let page = card("question", face, progress);
    let mut hints =
        vec![hint("Space", "show answer"), hint("?", "keys"), hint("q", "quit"), hint("t", "type an answer")];
    let Form::Choice { choices, .. } = &face.form else {
        return Page { keys: Keys::Hints(hints), ..page }
            .asking("Enter shows the answer, ? the keys, q quits");
    };
    if let [first, .., last] = choices.options.as_slice() {
        let [first, last] = [first, last].map(|option| option.letter.to_ascii_lowercase());
        hints.insert(0, Hint { key: safe!("{first}-{last}"), does: "answer".into() });
    }
    Page { keys: Keys::Hints(hints), ..page }
        .asking("A letter answers, Enter shows the answer, ? the keys, q quits")
}

fn hint(key: &'static str, does: &'static str) -> Hint {
    Hint { key: key.into(), does: does.into() }
}

fn answer(face: &Face, keys: &[GradeKey], progress: Progress) -> Page {
    let clock = face.clock.map(|clock| Block::Spoken(safe!("Time: {}.", clock_says(clock))));
    let page = card("answer", face, progress)
        .with(clock)
        .with(answer_blocks(face, UNANSWERED))
        .with(judge(face))
        .asking(grade_prompt(keys, face.usual_grade()));
    Page {
        // What is marked or filled in the question is worth saying again.
        is_subject_changed: face.form != Form::Recall,
        is_read_by_space: true,
        keys: grades(keys),
        ..page
    }
}

fn place(face: &Face, progress: Progress) -> Place {
    let first = face.sightings.first();
    let title = first.map(|sighting| clean_line(&sighting.deck_title)).filter(|title| !title.is_empty());
    let section = first.and_then(|sighting| sighting.section.as_deref()).map(clean_line);
    let section = section.filter(|section| title.is_some() && !section.is_empty());
    let mut counts = vec![safe!("{} of {}", progress.done + 1, progress.done + progress.left.max(1))];
    if progress.unanswered_left > 0 {
        counts.push(safe!("{} unanswered", progress.unanswered_left));
    }
    if progress.repeats_left > 0 {
        counts.push(safe!("{} again", progress.repeats_left));
    }
    let mut spoken = vec![safe!("Card {}.", joined(&counts, ", "))];
    if let Some(clock) = face.clock {
        counts.insert(1, clock_says(clock));
    }
    let short_names: Vec<Safe> = title.into_iter().collect();
    let names: Vec<Safe> = short_names.iter().cloned().chain(section).collect();
    spoken.extend((!names.is_empty()).then(|| joined(&names, ", ")));
    spoken.extend(spoken_facts(face));
    Place { names, short_names, counts, facts: facts(face), spoken, ..Place::default() }
}

/// `asked 3 times: Zibal, Wallex, Digikala`, `3 days overdue`, `flagged`, `#python`, the fullest form first.
fn facts(face: &Face) -> Vec<Vec<Safe>> {
    let names = sighting_names(&face.sightings);
    let mut rest: Vec<Safe> = Vec::new();
    rest.extend(face.is_exercise.then(|| "exercise".into()));
    rest.extend((!face.why.is_empty()).then(|| clean_line(&face.why)));
    rest.extend(face.flagged.then(|| "flagged".into()));
    let needed = rest.len();
    rest.extend(face.tags.iter().map(|tag| safe!("#{tag}")));
    // What goes first: tags, then all names but one, then why it is asked now, then the names.
    let with_tags = (needed..=rest.len()).rev().map(|count| (names.len(), count));
    let with_fewer_names = (1..names.len()).rev().map(|count| (count, needed));
    let without_why = (0..=names.len()).rev().map(|count| (count, 0));
    with_tags
        .chain(with_fewer_names)
        .chain(without_why)
        .map(|(shown_names, count)| [&asked_where(face, &names, shown_names), &rest[..count]].concat())
        .collect()
}

fn spoken_facts(face: &Face) -> Option<Safe> {
    let names = sighting_names(&face.sightings);
    let mut facts = asked_where(face, &names, names.len());
    facts.extend((!face.why.is_empty()).then(|| clean_line(&face.why)));
    facts.extend(face.flagged.then(|| "flagged".into()));
    facts.extend(face.is_exercise.then(|| "an exercise".into()));
    facts.extend(face.expected_secs.map(|secs| safe!("expected to take {secs} seconds")));
    (!facts.is_empty()).then(|| joined(&facts, "; "))
}

/// Each place with its own words and, once they may be seen, its own answers.
fn sightings(face: &Face, is_revealed: bool) -> Page {
    Page::new("places", &face.question)
        .titled(sightings_title(face))
        .with(sighting_blocks(face, is_revealed))
        .any_key(BACK)
}

pub(super) fn sightings_title(face: &Face) -> Safe {
    let (decks, interviews) = deck_counts(face);
    match (interviews, decks - interviews) {
        (0, others) => safe!("In {}, asked in no interview yet", counted(others, "deck")),
        (asked, 0) => safe!("Asked in {}", counted(asked, "interview")),
        (asked, others) => {
            safe!("Asked in {}, and in {}", counted(asked, "interview"), counted(others, "other deck"))
        }
    }
}

pub(super) fn sighting_blocks(face: &Face, is_revealed: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    for sighting in &face.sightings {
        if !blocks.is_empty() {
            blocks.push(Block::Gap);
        }
        let company = sighting.company.as_deref().filter(|company| *company != sighting.deck_title);
        let day = sighting.day.map(|day| day.to_string());
        let parts =
            [Some(sighting.deck_title.as_str()), company, sighting.section.as_deref(), day.as_deref()];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        blocks.push(Block::Headline(parts.map(clean_line).collect()));
        blocks.push(Block::markdown(&sighting.question));
        match (is_revealed, sighting.answers.as_slice()) {
            (false, []) | (true, [_, ..]) => {}
            (false, _) => blocks.push(quiet("Its answer can be seen here after the reveal.")),
            (true, []) => blocks.push(quiet("No answer is written there.")),
        }
        if is_revealed {
            blocks.extend(sighting.answers.iter().flat_map(|answer| [Block::Gap, Block::markdown(answer)]));
        }
    }
    blocks
}

fn pause(question: &str, left_secs: u64) -> Page {
    let clock = clock_says(Clock { elapsed_secs: left_secs, limit_secs: None });
    Page::new("pause", question)
        .titled("One question left")
        .with([
            Block::text(STRAIGHT_BACK),
            Block::Gap,
            Block::markdown(question),
            Block::Gap,
            Block::Timed(safe!("A short pause makes it a real test. It is asked again in {clock}.")),
        ])
        .hints([("Space", "ask it now"), ("q", "finish")])
        .asking("Wait a minute, then Enter asks it again; q finishes")
}

fn end(summary: &Summary, failed: &[Face], offers: &[Offer]) -> Page {
    let is_done = summary.outlook.today.total() + summary.left_in_session == 0;
    let mut page = Page::new("end", ())
        .titled(if is_done { "Done for today" } else { "Session over" })
        .with([Block::Rows { rows: summary_rows(summary), stressed: Column::Value }])
        .asking("What now? Enter quits");
    if !failed.is_empty() {
        page = page.with([
            Block::Gap,
            Block::Text(failed_title(failed), Tone::Strong),
            Block::Bullets(failed.iter().map(first_line).collect()),
        ]);
    }
    Page { keys: Keys::Menu(keys_at_end(failed, offers)), ..page }
}

/// The keys of the last screen, the way out first.
fn keys_at_end(failed: &[Face], offers: &[Offer]) -> Vec<Hint> {
    let mut keys = vec![hint("q", "quit")];
    if !failed.is_empty() {
        keys.push(hint("v", "see them again"));
    }
    keys.extend(offers.iter().map(|offer| Hint {
        key: match offer.key() {
            ' ' => "Space".into(),
            key => safe!("{key}"),
        },
        does: clean_line(&offer.says()),
    }));
    keys
}

fn summary_rows(summary: &Summary) -> Vec<(Safe, Safe)> {
    let minutes = if summary.minutes < 1.0 && summary.answer_count > 0 {
        "less than a minute".to_owned()
    } else if (summary.minutes.round() - 1.0).abs() < 0.5 {
        "1 minute".to_owned()
    } else {
        format!("{:.0} minutes", summary.minutes)
    };
    let retention = match summary.retention {
        Some(share) => format!("{:.0}%", share * 100.0),
        None => "–".to_owned(),
    };
    let answered =
        format!("{}, {}", counted(summary.card_count, "card"), counted(summary.answer_count, "answer"));
    let outlook = &summary.outlook;
    let mut rows = vec![
        ("Answered", answered),
        ("Time today", minutes),
        ("Retention", retention),
        ("Streak", counted(usize::try_from(summary.streak_days).unwrap_or(usize::MAX), "day")),
        ("Left today", outlook.today.describe_with_waiting()),
        ("Tomorrow", outlook.describe_tomorrow()),
    ];
    if let Some(backlog) = outlook.backlog {
        rows.push(("Backlog", format!("{}, {}", backlog.due_count, backlog.end())));
    }
    rows.into_iter().map(|(name, value)| (name.into(), clean_line(&value))).collect()
}

/// Each question that was not recalled, with its answers.
fn not_recalled(faces: &[Face]) -> Page {
    let mut blocks = Vec::new();
    for (number, face) in (1..).zip(faces) {
        if number > 1 {
            blocks.push(Block::Gap);
        }
        blocks.push(Block::headline(safe!("{number} of {}", faces.len())));
        blocks.extend([Block::markdown(&face.prompt(true)), Block::Gap]);
        blocks.extend(answer_blocks(face, UNANSWERED));
    }
    let page = Page::new("not recalled", ()).titled(failed_title(faces)).with(blocks).any_key(BACK);
    Page { is_read_by_space: true, ..page }
}

/// `Not recalled: 2 questions`
fn failed_title(failed: &[Face]) -> Safe {
    safe!("Not recalled: {}", counted(failed.len(), "question"))
}

fn first_line(face: &Face) -> Safe {
    let line = clean(&face.question);
    clean_line(line.as_str().lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default())
}
