//! `viva ready`: how ready the user is for an interview. Always a range, and never a chance of being hired.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::study::asked::CountRange;
use crate::study::plan::{AskedCounts, LEAST_ANSWERS_FOR_SHIFT, Projection, ShareRange, asked_counts};
use crate::study::text::clean;

use super::args::{Format, ReadyArguments};
use super::collection;
use super::context::Context;
use super::failure::{Code, Failure};
use super::interview::{find, line_of, wrapped};
use super::output;
use super::plan::{NO_PLAN, covers_nothing, next_step};
use super::planning::Planning;

/// For how many questions the counts are given.
const QUESTION_COUNT: u32 = 10;
/// The chance to answer a question that no card asks.
const ANSWERED_WHEN_NEW: f64 = 0.1;
/// A topic is weak or strong from this many cards on.
const LEAST_CARDS_OF_TOPIC: usize = 3;
const WEAKEST_SHOWN: usize = 2;
const SMALL_TALK_SHOWN: usize = 5;

/// What is known about one interview ahead.
pub(super) struct Readiness {
    pub(super) with_plan: Option<ShareRange>,
    pub(super) without: Option<ShareRange>,
    pub(super) counts: Option<AskedCounts>,
}

impl Readiness {
    pub(super) fn of(planning: &Planning, projection: &Projection, interview: usize) -> Self {
        let without = planning.if_you_stop(interview);
        let questions = projection.on_the_day.get(interview).map_or(&[][..], Vec::as_slice);
        // On the day itself nothing more is planned.
        let with_plan = planning.range(questions).or(without);
        let coverage = &planning.ahead[interview].forecast.coverage;
        let counts = with_plan.map(|share| asked_counts(QUESTION_COUNT, coverage, &share, ANSWERED_WHEN_NEW));
        Self { with_plan, without, counts }
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "questions": QUESTION_COUNT,
            "in_collection": self.counts.map(|counts| count_json(counts.in_collection)),
            "not_in_collection": self.counts.map(|counts| count_json(counts.not_in_collection)),
            "answered": self.counts.map(|counts| count_json(counts.answered)),
            "if_you_follow_the_plan": self.with_plan.map(share_json),
            "if_you_stop_today": self.without.map(share_json),
        })
    }
}

pub(super) fn run(context: &Context, arguments: &ReadyArguments) -> Result<(), Failure> {
    let mut opened = collection::open_if_there(context)?;
    let deck = arguments.deck.as_deref();
    let planning = match &mut opened {
        Some(opened) => {
            if let Some(deck) = deck {
                find(&opened.store.interviews()?, deck)?;
            }
            Planning::gather(context, opened)?
        }
        None => None,
    };
    let shown: Vec<usize> = planning.iter().flat_map(|planning| planning.places_of(deck)).collect();
    if let Some(deck) = deck.filter(|_| shown.is_empty() && opened.is_some()) {
        let message = format!("no interview of the deck `{deck}` is planned for the next 60 days");
        return Err(Failure::new(Code::Failed, message).hint("`viva interview list` lists all interviews"));
    }
    let (Some(opened), Some(planning)) = (&mut opened, planning) else {
        if context.common.format == Format::Json {
            return output::json(json!({ "interviews": [] }));
        }
        output::note(NO_PLAN);
        return Ok(());
    };
    let today = planning.day(None);
    let projection = planning.projection(&today, 0);
    planning.record(context, &mut opened.store, &projection)?;
    if context.common.format == Format::Json {
        let interviews: Vec<Value> =
            shown.into_iter().map(|at| interview_json(&planning, &projection, at)).collect();
        return output::json(json!({ "interviews": interviews }));
    }
    let mut text = String::new();
    for at in shown {
        text += &of_interview(&planning, &projection, at);
        text.push('\n');
    }
    text += &wrapped(&basis(&planning), 0);
    text += &wrapped(&next_step(&planning, &today), 0);
    output::lines(clean(&text))
}

fn of_interview(planning: &Planning, projection: &Projection, at: usize) -> String {
    let ahead = &planning.ahead[at];
    let readiness = Readiness::of(planning, projection, at);
    let mut text = wrapped(&line_of(&ahead.head, planning.today), 0);
    text.push('\n');
    let (Some(counts), Some(with_plan)) = (&readiness.counts, &readiness.with_plan) else {
        return text + &wrapped(&sentence(&covers_nothing(&ahead.head)), 0);
    };
    let _ = writeln!(text, "If they ask {QUESTION_COUNT} questions");
    text += &row("in your collection", &count_words(counts.in_collection, true));
    let weakest = weakest_topics(planning, at);
    let weakest = if weakest.is_empty() { String::new() } else { format!("; weakest topics: {weakest}") };
    text += &row("new to you", &format!("{}{weakest}", count_words(counts.not_in_collection, false)));
    text += &wrapped("Of the questions in your collection, you would answer", 0);
    let is_over = ahead.days_left == 0;
    if !is_over {
        text += &row(&percent_words(with_plan), "if you follow the plan");
    }
    if let Some(without) = &readiness.without {
        text += &row(&percent_words(without), if is_over { "today" } else { "if you stop today" });
    }
    if !ahead.small_talk.is_empty() {
        text += &wrapped("Questions about you and your work are not part of this. Practise them aloud:", 0);
        for talk in ahead.small_talk.iter().take(SMALL_TALK_SHOWN) {
            let times = output::count(talk.answered_times as usize, "time");
            text += &wrapped(&format!("{} (answered {times})", talk.question), 2);
        }
        if let Some(more) = ahead.small_talk.len().checked_sub(SMALL_TALK_SHOWN).filter(|more| *more > 0) {
            text += &wrapped(&format!("and {more} more"), 2);
        }
    }
    text
}

/// What the forecast is based on, and what would narrow it.
fn basis(planning: &Planning) -> String {
    let answers = match planning.review_count {
        0 => "no answers yet".to_owned(),
        count => output::count(count, "answer"),
    };
    let tests = planning.tested.map_or(String::new(), |tested| {
        let CountRange { low, high, .. } = tested.forecast;
        let forecast = if low == high { low.to_string() } else { format!("{low} to {high}") };
        format!(
            " and on rehearsals: {} of {} answered; the forecast was {forecast}",
            tested.passed_count, tested.answer_count
        )
    });
    let missing = LEAST_ANSWERS_FOR_SHIFT.saturating_sub(planning.shift.answer_count());
    if missing == 0 {
        return format!("Based on {answers}{tests}.");
    }
    let more = output::count(missing, "more answer");
    format!(
        "Based on {answers}{tests}. The range is wide, mostly downward, until rehearsals have tested the forecast: \
         `viva mock --rehearse` ({more} needed)."
    )
}

/// With a capital letter.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// `Kubernetes (0 of 4 answered), SQL (3 of 9)`: of the cards that may be asked, those whose last answer was right.
fn weakest_topics(planning: &Planning, at: usize) -> String {
    let mut topics: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (known, card) in planning.known.iter().zip(&planning.cards) {
        if card.chances[at] <= 0.0 {
            continue;
        }
        let is_answered = known.state.last_review.is_some_and(|last| last.quality.is_pass());
        for tag in &known.tags {
            let (answered, all) = topics.entry(tag).or_default();
            *answered += usize::from(is_answered);
            *all += 1;
        }
    }
    let mut topics: Vec<(&str, usize, usize)> = topics
        .into_iter()
        .filter(|(_, (answered, all))| *all >= LEAST_CARDS_OF_TOPIC && answered < all)
        .map(|(tag, (answered, all))| (tag, answered, all))
        .collect();
    // The lowest share first; of equal ones the larger topic.
    topics.sort_by(|one, other| (one.1 * other.2).cmp(&(other.1 * one.2)).then(other.2.cmp(&one.2)));
    topics
        .iter()
        .take(WEAKEST_SHOWN)
        .enumerate()
        .map(|(place, (tag, answered, all))| {
            let word = if place == 0 { " answered" } else { "" };
            format!("{tag} ({answered} of {all}{word})")
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn row(what: &str, is: &str) -> String {
    wrapped(&format!("{what:<20} {is}"), 2)
}

fn count_words(range: CountRange, with_likely: bool) -> String {
    let CountRange { low, most_likely, high } = range;
    if low == high {
        return low.to_string();
    }
    if with_likely {
        format!("{low} to {high}, most likely {most_likely}")
    } else {
        format!("{low} to {high}")
    }
}

/// `62–80%`
pub(super) fn percent_words(range: &ShareRange) -> String {
    format!("{:.0}–{:.0}%", range.low * 100.0, range.high * 100.0)
}

pub(super) fn share_json(range: ShareRange) -> Value {
    json!({ "low": range.low, "high": range.high, "is_wide": range.is_wide })
}

fn count_json(range: CountRange) -> Value {
    json!({ "low": range.low, "most_likely": range.most_likely, "high": range.high })
}

fn interview_json(planning: &Planning, projection: &Projection, at: usize) -> Value {
    let ahead = &planning.ahead[at];
    let head = &ahead.head;
    json!({
        "deck": head.deck,
        "company": head.company,
        "role": head.role,
        "day": head.day.map(|day| day.to_string()),
        "in_days": ahead.days_left,
        "minutes_per_day": ahead.minutes,
        "readiness": Readiness::of(planning, projection, at).json(),
        "coverage": super::interview::coverage_json(&ahead.forecast.coverage, QUESTION_COUNT),
        "reviews": planning.review_count,
        "test_answers": planning.shift.answer_count(),
        "test_answers_passed": planning.tested.map_or(0, |tested| tested.passed_count),
        "small_talk": ahead.small_talk.iter().map(|talk| json!({
            "question": talk.question,
            "answered": talk.answered_times,
        })).collect::<Vec<_>>(),
    })
}
