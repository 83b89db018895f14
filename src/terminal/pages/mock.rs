//! The screens of a mock interview.

use super::super::key::Key;
use super::super::page::{Block, Column, Page, Place, Prompt, Tone};
use super::{
    Safe, answer_blocks, asked, asked_where, clean, clean_line, clock_says, grade_prompt, grades, joined,
    judge, lines_field, quiet, safe, sighting_names, with_notice,
};
use crate::study::draft::Draft;
use crate::study::grade::Grade;
use crate::study::marks::{Sheet, time_text};
use crate::study::mock::{Agenda, Head, Screen, View};
use crate::study::review::Manner;
use crate::study::session::{Clock, Face, GradeKey};

const HOW: &str = "You'll get all the questions first, then the answers. Answer aloud, or type notes; nothing is shown before the end.";
const COUNTS: &str = "The grades will change the cards' schedules.";
const UNANSWERED: &str = "No answer yet. Grade yourself from what you know.";
const PAUSED: &str = "Paused. The clock has stopped.";
const NO_ANSWER: &str = "You had no answer.";

/// What can be done with a question where lines ask.
const WORDS: &[(&str, Key)] = &[
    ("next", Key::Enter),
    ("notes", Key::Char('t')),
    ("no answer", Key::Char('n')),
    ("skip", Key::Char('s')),
    ("pause", Key::Char('p')),
    ("back", Key::Char('u')),
    ("leave", Key::Char('q')),
];

impl From<&View<'_>> for Page {
    fn from(view: &View<'_>) -> Self {
        let page = match &view.screen {
            Screen::Agenda { agenda } => self::agenda(agenda),
            Screen::Question { head, face, draft } => question(*head, face, draft),
            Screen::Write { head, face, draft } => asking("write", *head, face)
                .with([lines_field(
                    "your notes",
                    draft,
                    "Type your notes. A line with only a full stop ends them.",
                )])
                .hints([("Ctrl-D", "done"), ("Esc", "back"), ("Ctrl-G", "editor")]),
            Screen::Paused { head } => Page::new("paused", ())
                .at(place(*head, Vec::new()))
                .with([Block::Text(PAUSED.into(), Tone::Strong)])
                .any_key("continue"),
            Screen::Debrief { head, face, manner, took, grades } => {
                debrief(*head, face, *manner, *took, grades)
            }
            Screen::Report { sheet } => report(sheet),
            Screen::Dialog(view) => view.into(),
        };
        with_notice(page, view.notice)
    }
}

/// The stages and all of them, each with its count and its time.
fn agenda(agenda: &Agenda) -> Page {
    let value = |count: usize, secs: u64| {
        safe!("{count} question{}, {}", if count == 1 { "" } else { "s" }, time_text(secs))
    };
    let stages = agenda.stages.iter();
    let mut rows: Vec<(Safe, Safe)> =
        stages.map(|(name, count, secs)| (clean_line(name), value(*count, *secs))).collect();
    if rows.len() > 1 {
        rows.push(("In all".into(), value(agenda.question_count, agenda.limit_secs)));
    }
    Page::new("agenda", ())
        .titled(clean_line(&format!("Mock interview: {}", agenda.title)))
        .with([Block::Rows { rows, stressed: Column::Value }, Block::Gap, Block::text(HOW)])
        .with(agenda.counts.then(|| Block::text(COUNTS)))
        .hints([("Enter", "begin"), ("q", "quit"), ("?", "keys"), ("c", "clock")])
        .asking("Enter starts, q quits")
}

/// A page of a question that is asked.
fn asking(name: &'static str, head: Head<'_>, face: &Face) -> Page {
    let clocks = head.clocks.map_or_else(Vec::new, |clocks| {
        vec![clock_says(clocks.question), safe!("in all {}", clock_says(clocks.whole))]
    });
    let mut place = place(head, clocks);
    if place.counts.len() > 1 {
        place.spoken.push(safe!("Time: {}.", joined(&place.counts[1..], "; ")));
    }
    Page::new(name, (0, head.number)).at(place).about([Block::markdown(&face.prompt(false))])
}

fn question(head: Head<'_>, face: &Face, draft: &Draft) -> Page {
    let notes = (!draft.is_blank()).then(|| Block::Saved {
        label: "your notes".into(),
        text: clean(draft.text()),
        spoken: "Your notes are saved.".into(),
    });
    let page = asking("question", head, face).with(notes).hints([
        ("Space", if draft.is_blank() { "done" } else { "next" }),
        ("t", "notes"),
        ("n", "no answer"),
        ("?", "keys"),
        ("s", "skip"),
        ("p", "pause"),
        ("q", "quit"),
    ]);
    Page { prompt: Prompt::Words(WORDS), ..page }
}

fn debrief(head: Head<'_>, face: &Face, manner: Manner, took: Clock, keys: &[GradeKey]) -> Page {
    let took = clock_says(took);
    let mut place = place(head, vec![safe!("took {took}")]);
    place.spoken.push(safe!("Took {took}."));
    let without_answer = manner == Manner::NoAnswer;
    let usual = if without_answer { Some(Grade::Again) } else { face.usual_grade() };
    let page = Page::new("debrief", (1, head.number))
        .at(place)
        .about([Block::markdown(&face.prompt(true))])
        .about(all_asked_where(face).map(quiet))
        .with(without_answer.then(|| [quiet(NO_ANSWER), Block::Gap]).into_iter().flatten())
        .with(answer_blocks(face, UNANSWERED))
        .with(judge(face))
        .asking(safe!("{}, u for the previous one", grade_prompt(keys, usual)));
    Page { keys: grades(keys), is_read_by_space: true, ..page }
}

/// `asked 3 times: Zibal, Wallex`; nothing for a question of a collection.
fn all_asked_where(face: &Face) -> Option<Safe> {
    let names = sighting_names(&face.sightings);
    match asked_where(face, &names, names.len()) {
        parts if parts.is_empty() && face.asked_times > 0 => {
            Some(asked(face.asked_times, &names, names.len()))
        }
        parts => (!parts.is_empty()).then(|| joined(&parts, ", ")),
    }
}

/// `Zibal · Technical Interview      3 of 12 · 0:42 of 2:00 · in all 6:12 of 24:00`; if that does not fit,
/// the times have a line of their own.
fn place(head: Head<'_>, times: Vec<Safe>) -> Place {
    let stage = clean_line(head.stage);
    let follows = if head.is_follow_up { ", a follow-up" } else { "" };
    let spoken = vec![safe!("Question {} of {}{follows}. {stage}", head.number, head.count)];
    let short_names: Vec<Safe> =
        std::iter::once(stage).chain(head.is_follow_up.then(|| "follow-up".into())).collect();
    let names = std::iter::once(clean_line(head.title)).chain(short_names.iter().cloned()).collect();
    let counts = std::iter::once(safe!("{} of {}", head.number, head.count)).chain(times).collect();
    Place { names, short_names, counts, keeps_counts: true, facts: Vec::new(), spoken }
}

fn report(sheet: &Sheet) -> Page {
    let rows = sheet.rows.iter().map(|(name, value)| (clean_line(name), clean_line(value))).collect();
    let mut page = Page::new("report", ())
        .titled(clean_line(&format!("Report: {}", sheet.title)))
        .with([Block::Rows { rows, stressed: Column::Value }])
        .any_key("quit");
    if !sheet.to_work_on.is_empty() {
        page = page.with([Block::Gap, Block::headline("to work on")]);
        page = page.with(sheet.to_work_on.iter().map(|(question, why)| {
            let line = question.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            Block::text(safe!("{why}: {}", line.trim()))
        }));
    }
    // Lines print it when the interview is over.
    Page { prompt: Prompt::None, ..page }
}
