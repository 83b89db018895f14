//! `viva interview list` and `show`.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::args::Format;
use crate::cli::asked::Asked;
use crate::cli::collection::{self, Opened};
use crate::cli::context::{Context, room_after, width};
use crate::cli::failure::{Code, Failure};
use crate::cli::output;
use crate::cli::queue::AllCards;
use crate::cli::quote::quoted;
use crate::store::{InterviewHead, Store};
use crate::study::asked::{Coverage, Forecast};
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::deck::Standing;
use crate::study::selection::{Selection, nearest};
use crate::study::text::{broken_at_spaces, clean, clean_line, safe};

const NO_INTERVIEW: &str = "no interviews yet: `viva interview add` adds one that is coming up";
/// The coverage is shown for this many questions.
const USUAL_QUESTIONS: u32 = 10;

/// Where an interview is on its way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Upcoming,
    /// Planned, and its day has passed.
    WithoutDebrief,
    /// A date to come that nobody planned.
    NotPlanned,
    Cancelled,
    TookPlace,
}

impl Status {
    pub(super) fn of(head: &InterviewHead, today: Day) -> Self {
        let is_over = head.day.is_some_and(|day| day < today);
        match head.standing {
            Standing::Cancelled => Self::Cancelled,
            Standing::Planned if is_over => Self::WithoutDebrief,
            Standing::Planned => Self::Upcoming,
            Standing::Fact if head.day.is_some_and(|day| day > today) => Self::NotPlanned,
            Standing::Fact => Self::TookPlace,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::WithoutDebrief => "without_debrief",
            Self::NotPlanned => "not_planned",
            Self::Cancelled => "cancelled",
            Self::TookPlace => "took_place",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Upcoming => "Upcoming",
            Self::WithoutDebrief => "Past, no debrief yet",
            Self::NotPlanned => "Not planned",
            Self::Cancelled => "Cancelled",
            Self::TookPlace => "Took place",
        }
    }

    /// What the user can do about it.
    fn next(self, deck: &str) -> Option<String> {
        let deck = quoted(deck);
        match self {
            Self::WithoutDebrief => Some(format!("`viva debrief {deck}` records what was asked")),
            Self::NotPlanned => Some(format!("`viva interview add --deck {deck}` plans for it")),
            _ => None,
        }
    }
}

pub(super) fn list(context: &Context) -> Result<(), Failure> {
    let opened = collection::open_if_there(context)?;
    let mut heads = opened.map(|opened| opened.store.interviews()).transpose()?.unwrap_or_default();
    let today = context.today();
    heads.sort_by_key(|head| {
        let status = Status::of(head, today);
        let day = head.day.map_or(i64::MAX, |day| i64::from(day.epoch_days()));
        // What is over, with the latest first.
        let is_over = matches!(status, Status::TookPlace | Status::WithoutDebrief | Status::Cancelled);
        (status, if is_over { day.wrapping_neg() } else { day }, head.deck.clone())
    });
    if context.common.format == Format::Json {
        let interviews: Vec<Value> = heads.iter().map(|head| head_json(head, today)).collect();
        return output::json(json!({ "interviews": interviews }));
    }
    if heads.is_empty() {
        output::note(NO_INTERVIEW);
        return Ok(());
    }
    let mut text = String::new();
    let mut last = None;
    for head in &heads {
        let status = Status::of(head, today);
        if last != Some(status) {
            let gap = if last.is_some() { "\n" } else { "" };
            let _ = writeln!(text, "{gap}{}", status.title());
            last = Some(status);
        }
        text += &wrapped(&line_of(head, today), 2);
        if let Some(next) = status.next(&head.deck) {
            text += &wrapped(&next, 4);
        }
    }
    output::lines(clean(&text))
}

pub(super) fn show(context: &Context, deck: &str) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let asked = Asked::gather(&opened)?;
    let head = find(&asked.heads, deck)?.clone();
    let today = context.today();
    let covered = covered(&mut opened, &head, today)?;
    let forecast = asked.forecast(head.company.as_deref(), &asked.role(&head.deck));
    let counts = Counts::of(&asked, &head, &forecast);
    if context.common.format == Format::Json {
        return output::json(json!({
            "interview": head_json(&head, today),
            "covered_cards": covered.len(),
            "company_interviews": counts.company,
            "other_interviews": counts.elsewhere,
            "coverage": coverage_json(&forecast.coverage, USUAL_QUESTIONS),
        }));
    }
    let mut text = wrapped(&line_of(&head, today), 0);
    let status = Status::of(&head, today);
    if status != Status::Upcoming {
        text += &wrapped(status.title(), 0);
    }
    if let Some(next) = status.next(&head.deck) {
        text += &wrapped(&next, 0);
    }
    for selection in &head.covers {
        text += &wrapped(&format!("covers: {selection}"), 0);
    }
    text += &wrapped(&format!("cards: {}", covered.len()), 0);
    let company = head.company.as_deref().unwrap_or("this company");
    let evidence = match (counts.company, counts.elsewhere) {
        (0, 0) => "no interview has taken place yet, so every question is equally likely".to_owned(),
        (own, other) => format!(
            "known: {} at {company}, {} elsewhere",
            output::count(own, "interview"),
            output::count(other, "interview")
        ),
    };
    text += &wrapped(&evidence, 0);
    if asked.is_known() {
        let band = forecast.coverage.range(USUAL_QUESTIONS);
        text += &wrapped(
            &format!(
                "of {USUAL_QUESTIONS} questions, {} to {} were asked in an interview you know, most likely {}",
                band.low, band.high, band.most_likely
            ),
            0,
        );
    }
    output::lines(clean(&text))
}

struct Counts {
    company: usize,
    elsewhere: usize,
}

impl Counts {
    fn of(asked: &Asked, head: &InterviewHead, forecast: &Forecast) -> Self {
        match forecast.evidence.first() {
            Some(counted) => {
                Self { company: counted.company_count as usize, elsewhere: counted.elsewhere_count as usize }
            }
            None => Self {
                company: 0,
                elsewhere: asked.interviews.iter().filter(|past| past.name != head.deck).count(),
            },
        }
    }
}

/// The cards of an interview: its own, and those it covers. Warns about selections that are no longer valid.
pub(in crate::cli) fn covered(
    opened: &mut Opened,
    head: &InterviewHead,
    today: Day,
) -> Result<HashSet<CardId>, Failure> {
    let selections = selections(opened, head);
    cards_of(&opened.store, &AllCards::read(&opened.store)?, head, &selections, today)
}

/// What an interview covers besides its own deck. Warns about selections that are no longer valid.
pub(in crate::cli) fn selections(opened: &mut Opened, head: &InterviewHead) -> Vec<Selection> {
    let mut selections = Vec::new();
    for words in &head.covers {
        match selection(opened, words) {
            Ok(selection) => selections.push(selection),
            Err(failure) => output::warn(safe!(
                "{}: covers \"{words}\": {}",
                opened.deck_path(&head.deck).display(),
                failure.in_one_line()
            )),
        }
    }
    selections
}

/// The cards of an interview's own deck and of these selections.
pub(in crate::cli) fn cards_of(
    store: &Store,
    all: &AllCards<'_>,
    head: &InterviewHead,
    selections: &[Selection],
    today: Day,
) -> Result<HashSet<CardId>, Failure> {
    let mut cards = store.cards_in(std::slice::from_ref(&head.deck))?;
    for selection in selections {
        let selected = all.listed.iter().zip(all.selected(selection, today)?);
        cards.extend(selected.filter(|(_, is_selected)| *is_selected).map(|(listed, _)| listed.card.clone()));
    }
    Ok(cards)
}

/// What one entry of `covers` selects.
pub(super) fn selection(opened: &mut Opened, words: &str) -> Result<Selection, Failure> {
    opened.selection(&[words.to_owned()])
}

/// The head of a deck that is an interview.
pub(in crate::cli) fn find<'a>(heads: &'a [InterviewHead], deck: &str) -> Result<&'a InterviewHead, Failure> {
    heads.iter().find(|head| head.deck == deck).ok_or_else(|| {
        let failure =
            Failure::new(Code::Usage, format!("no deck called `{}` is an interview", deck.escape_debug()));
        match nearest(deck, heads.iter().map(|head| head.deck.as_str())) {
            Some(guess) => failure.hint(format!("did you mean `{guess}`?")),
            None => failure.hint("`viva interview list` lists all interviews"),
        }
    })
}

pub(super) fn head_json(head: &InterviewHead, today: Day) -> Value {
    json!({
        "deck": head.deck,
        "title": head.title,
        "company": head.company,
        "role": head.role,
        "day": head.day.map(|day| day.to_string()),
        "in_days": head.day.map(|day| day.since(today)),
        "minutes_per_day": head.minutes_per_day,
        "covers": head.covers,
        "status": Status::of(head, today).name(),
        "cards": head.card_count,
    })
}

pub(in crate::cli) fn coverage_json(coverage: &Coverage, question_count: u32) -> Value {
    let band = coverage.range(question_count);
    json!({
        "share": coverage.share,
        "sightings": coverage.sighting_count,
        "seen_once": coverage.single_count,
        "questions": question_count,
        "low": band.low,
        "high": band.high,
        "most_likely": band.most_likely,
    })
}

/// `Orbit · Go developer · 2026-03-20, in 4 days · 15 minutes per day · orbit`
pub(in crate::cli) fn line_of(head: &InterviewHead, today: Day) -> String {
    let day = head.day.map(|day| match day.since(today) {
        0 => format!("{day}, today"),
        1 => format!("{day}, tomorrow"),
        days @ 2.. => format!("{day}, in {days} days"),
        -1 => format!("{day}, yesterday"),
        days => format!("{day}, {} days ago", -days),
    });
    let minutes = head.minutes_per_day.filter(|_| head.standing == Standing::Planned);
    let minutes = minutes.map(|minutes| format!("{} per day", output::count(minutes as usize, "minute")));
    let parts = [head.company.clone(), head.role.clone(), day, minutes, Some(format!("deck {}", head.deck))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// As many lines as it takes for the window, cleaned.
pub(in crate::cli) fn wrapped(text: &str, indent: usize) -> String {
    broken(text, indent, room_after(indent + 2))
}

/// The same, and for a program as for a window of the usual width.
pub(in crate::cli) fn in_width(text: &str, indent: usize) -> String {
    broken(text, indent, width().saturating_sub(indent + 2).max(12))
}

fn broken(text: &str, indent: usize, room: usize) -> String {
    let mut lines = String::new();
    for (at, line) in broken_at_spaces(&clean_line(text), room).iter().enumerate() {
        let indent = if at == 0 { indent } else { indent + 2 };
        let _ = writeln!(lines, "{}{line}", " ".repeat(indent));
    }
    lines
}
