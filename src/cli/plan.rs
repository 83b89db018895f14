//! `viva plan`: the days until an interview, what following the plan brings, and the list for its morning.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::study::day::Day;
use crate::study::plan::{Action, DayPlan, LAST_LOOK_MINUTES, NextUp, Projection, Standing, Why, last_look};
use crate::study::text::clean;

use super::args::{Format, PlanArguments};
use super::collection;
use super::context::{Context, room_after};
use super::failure::{Code, Failure};
use super::interview::{line_of, wrapped};
use super::output;
use super::planning::Planning;
use super::quote::quoted;
use super::ready::{Readiness, percent_words};

pub(super) const NO_PLAN: &str =
    "no interview is planned for the next 60 days: `viva interview add` adds one";
/// What more time would bring is said for so many minutes per day.
const MORE_MINUTES: u32 = 10;
/// Days listed without counting the rest together.
const DAYS_SHOWN: usize = 14;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(super) fn run(context: &Context, arguments: &PlanArguments) -> Result<(), Failure> {
    let mut opened = collection::open_if_there(context)?;
    let planning = opened.as_mut().map(|opened| Planning::gather(context, opened)).transpose()?.flatten();
    let (Some(opened), Some(planning)) = (&mut opened, planning) else {
        if context.common.format == Format::Json {
            return output::json(json!({ "interviews": [], "today": [], "days": [], "last_look": null }));
        }
        output::note(NO_PLAN);
        return Ok(());
    };
    if arguments.last_look {
        return show_last_look(context, &planning);
    }
    let today = planning.day(None);
    let projection = planning.projection(0);
    let with_more = planning.projection(MORE_MINUTES);
    planning.record(context, &mut opened.store, &projection)?;
    if context.common.format == Format::Json {
        return output::json(plan_json(&planning, &today, &projection, &with_more));
    }
    output::lines(clean(&text(&planning, &today, &projection, &with_more)))
}

fn text(planning: &Planning, today: &DayPlan, projection: &Projection, with_more: &Projection) -> String {
    let mut text = String::new();
    for ahead in &planning.ahead {
        text += &wrapped(&line_of(&ahead.head, planning.today), 0);
    }
    if !projection.days.is_empty() {
        text += &format!("\n{:<15}{:>5}{:>5}{:>7}{:>9}\n", "", "due", "new", "write", "minutes");
        for day in projection.days.iter().take(DAYS_SHOWN) {
            let minutes = (day.seconds / 60.0).round();
            let _ = writeln!(
                text,
                "{:<15}{:>5}{:>5}{:>7}{minutes:>9.0}",
                day_words(planning.today, day.in_days),
                day.seen_count,
                day.new_count,
                day.write_count,
            );
        }
        if projection.days.len() > DAYS_SHOWN {
            let more = output::count(projection.days.len() - DAYS_SHOWN, "more day");
            let _ = writeln!(text, "and {more}");
        }
    }
    for (at, ahead) in planning.ahead.iter().enumerate() {
        let readiness = Readiness::of(planning, projection, at);
        let (Some(with_plan), Some(without)) = (&readiness.with_plan, &readiness.without) else {
            text += &wrapped(
                &format!(
                    "{} covers no cards yet: `viva interview set {} --covers SELECTION`",
                    ahead.head.company.as_deref().unwrap_or(&ahead.head.deck),
                    quoted(&ahead.head.deck)
                ),
                0,
            );
            continue;
        };
        if ahead.days_left == 0 {
            text +=
                &wrapped("The interview is today: `viva plan --last-look` has one list of 15 minutes.", 0);
            continue;
        }
        let whose = if planning.ahead.len() > 1 {
            format!(", {}", ahead.head.company.as_deref().unwrap_or(&ahead.head.deck))
        } else {
            String::new()
        };
        let _ = writeln!(text, "\nOf the questions in your collection, you would answer{whose}");
        text += &wrapped(&format!("{:<9} if you follow the plan", percent_words(with_plan)), 2);
        text += &wrapped(&format!("{:<9} if you stop today", percent_words(without)), 2);
        if let Some(more) = Readiness::of(planning, with_more, at).with_plan {
            text +=
                &wrapped(&format!("{:<9} with {MORE_MINUTES} more minutes per day", percent_words(&more)), 2);
        }
    }
    let unseen = unseen_on_the_day(planning, projection);
    if unseen > 0 {
        let deck = quoted(&planning.ahead[0].head.deck);
        let minutes = planning.minutes() + MORE_MINUTES;
        text.push('\n');
        text += &wrapped(
            &format!(
                "There is no time for {} that may be asked. More time: `viva interview set {deck} --minutes \
                 {minutes}`. Fewer questions: `viva interview set {deck} --covers SELECTION`.",
                output::count(unseen, "card")
            ),
            0,
        );
    }
    text.push('\n');
    text + &wrapped(&next_step(planning, today), 0)
}

/// Cards that may be asked and would not have been seen by the day of the last interview.
fn unseen_on_the_day(planning: &Planning, projection: &Projection) -> usize {
    let may_be_asked = |at: &usize| {
        planning.cards[*at].standing == Standing::New && planning.cards[*at].chances.iter().any(|a| *a > 0.0)
    };
    let new_count = (0..planning.cards.len()).filter(may_be_asked).count();
    let planned: usize = projection.days.iter().map(|day| day.new_count + day.write_count).sum();
    new_count.saturating_sub(planned)
}

/// `Next: write 3 missing answers (15 min), then drill 22 cards (10 min)`
pub(super) fn next_step(planning: &Planning, today: &DayPlan) -> String {
    let (mut writes, mut write_seconds, mut cards, mut card_seconds) = (0, 0.0, 0, 0.0);
    for action in &today.actions {
        if matches!(action.next, NextUp::Planned { action: Action::WriteAnswer, .. }) {
            writes += 1;
            write_seconds += action.seconds;
        } else {
            cards += 1;
            card_seconds += action.seconds;
        }
    }
    let minutes = |seconds: f64| format!("{:.0} min", (seconds / 60.0).ceil());
    let write = format!(
        "write {} (`viva answer`, {})",
        output::count(writes, "missing answer"),
        minutes(write_seconds)
    );
    let drill = format!("drill {} (`viva`, {})", output::count(cards, "card"), minutes(card_seconds));
    match (writes, cards) {
        (0, 0) if planning.ahead.iter().all(|held| held.days_left == 0) => {
            "Next: `viva plan --last-look`".to_owned()
        }
        (0, 0) => "Done for today.".to_owned(),
        (0, _) => format!("Next: {drill}"),
        (_, 0) => format!("Next: {write}"),
        _ => format!("Next: {write}, then {drill}"),
    }
}

/// `today`, `Tue 2026-12-01`
fn day_words(today: Day, in_days: u32) -> String {
    let day = today.plus(in_days);
    if in_days == 0 {
        return "today".to_owned();
    }
    format!("{} {day}", weekday_name(day))
}

/// `Tue`
pub(super) fn weekday_name(day: Day) -> &'static str {
    WEEKDAYS[usize::try_from(day.weekday()).unwrap_or(0) % WEEKDAYS.len()]
}

/// Why a card comes now, in words: `Snapp is likely to ask this, and you have probably forgotten it`.
pub(super) fn why_words(planning: &Planning, action: Action, why: &Why) -> String {
    let head = &planning.ahead[why.interview].head;
    let whom = head.company.as_deref().unwrap_or("the interviewer");
    let asked = if why.is_likely_asked {
        format!("{whom} is likely to ask this")
    } else {
        format!("{whom} may ask this")
    };
    match action {
        Action::AskNew => format!("{asked}, and it is new to you"),
        Action::WriteAnswer => format!("{asked}, and it has no answer yet: write one (w)"),
        Action::AskSeen | Action::Repeat if why.is_probably_forgotten => {
            format!("{asked}, and you have probably forgotten it")
        }
        Action::AskSeen | Action::Repeat => format!("{asked}, and you would forget it by then"),
    }
}

fn show_last_look(context: &Context, planning: &Planning) -> Result<(), Failure> {
    let ahead = &planning.ahead[0];
    if ahead.days_left > 0 {
        let days = output::count(ahead.days_left as usize, "day");
        return Err(Failure::new(
            Code::Failed,
            format!("the next interview is in {days}; the last look is for its morning"),
        )
        .hint("`viva plan` shows the days until then"));
    }
    let list = last_look(&planning.cards, &planning.interviews, 0, &planning.learner);
    let cards: Vec<usize> = list.actions.iter().filter_map(|action| card_of(&action.next)).collect();
    if context.common.format == Format::Json {
        let cards: Vec<Value> = cards
            .iter()
            .map(|at| json!({ "id": planning.known[*at].card.as_str(), "question": planning.known[*at].question }))
            .collect();
        return output::json(
            json!({ "deck": ahead.head.deck, "minutes": LAST_LOOK_MINUTES, "last_look": cards }),
        );
    }
    if cards.is_empty() {
        output::note("nothing needs a last look: good luck");
        return Ok(());
    }
    let mut text = wrapped(&line_of(&ahead.head, planning.today), 0);
    let _ = writeln!(text, "One last look, {LAST_LOOK_MINUTES} minutes, and then stop:\n");
    for at in cards {
        let known = &planning.known[at];
        let _ = writeln!(text, "  {}", output::question(&known.question, room_after(2)));
    }
    let _ = writeln!(text, "\n`viva read` with these in mind shows the answers. Good luck.");
    output::lines(clean(&text))
}

/// The place of the plan's card that an action is for.
pub(super) fn card_of(next: &NextUp) -> Option<usize> {
    match next {
        NextUp::Planned { card, .. } | NextUp::Repeat { card } => Some(*card),
        NextUp::Other { .. } => None,
    }
}

fn plan_json(planning: &Planning, today: &DayPlan, projection: &Projection, with_more: &Projection) -> Value {
    let action = |(place, action): (usize, &crate::study::plan::PlannedAction)| {
        let (card, kind, index, why) = match &action.next {
            NextUp::Planned { card, action, index, why } => {
                (planning.known[*card].card.clone(), action_name(*action), Some(*index), Some((*action, why)))
            }
            NextUp::Repeat { card } => (planning.known[*card].card.clone(), "repeat", None, None),
            NextUp::Other { other } => (planning.other_cards[*other].card.clone(), "other", None, None),
        };
        let known = card_of(&action.next).map(|at| &planning.known[at]);
        json!({
            "id": card.as_str(),
            "question": known.map(|known| &known.question),
            "deck": known.map(|known| &known.deck),
            "section": known.and_then(|known| known.section.as_ref()),
            "action": kind,
            "seconds": action.seconds,
            "index": index,
            "optional": place >= today.optional_from,
            "why": why.map(|(kind, why)| why_words(planning, kind, why)),
            "figures": why.map(|(_, why)| json!({
                "interview": planning.ahead[why.interview].head.deck,
                "evidence": known.map(|known| evidence(planning, why.interview, known.number)),
                "chance": why.chance,
                "recall_now": why.recall_now,
                "recall_on_day_without": why.recall_on_day_without,
                "recall_on_day_with": why.recall_on_day_with,
            })),
        })
    };
    let interviews: Vec<Value> = planning
        .ahead
        .iter()
        .enumerate()
        .map(|(at, ahead)| {
            json!({
                "deck": ahead.head.deck,
                "company": ahead.head.company,
                "role": ahead.head.role,
                "day": ahead.head.day.map(|day| day.to_string()),
                "in_days": ahead.days_left,
                "minutes_per_day": ahead.minutes,
                "readiness": Readiness::of(planning, projection, at).json(),
                "with_more_minutes": Readiness::of(planning, with_more, at)
                    .with_plan
                    .map(super::ready::share_json),
            })
        })
        .collect();
    let days: Vec<Value> = projection
        .days
        .iter()
        .map(|day| {
            json!({
                "day": planning.today.plus(day.in_days).to_string(),
                "seen": day.seen_count,
                "new": day.new_count,
                "write": day.write_count,
                "repeats": day.repeats,
                "seconds": day.seconds,
            })
        })
        .collect();
    json!({
        "interviews": interviews,
        "minutes": planning.minutes(),
        "spent_seconds": planning.spent_seconds,
        "more_minutes": MORE_MINUTES,
        "today": today.actions.iter().enumerate().map(action).collect::<Vec<_>>(),
        "optional_from": today.optional_from,
        "days": days,
        "unseen_on_the_day": unseen_on_the_day(planning, projection),
        "last_look": Value::Null,
    })
}

/// `Snapp 1 of 2, elsewhere 3 of 31`
fn evidence(planning: &Planning, interview: usize, number: usize) -> String {
    let ahead = &planning.ahead[interview];
    ahead.forecast.evidence[number].in_words(ahead.head.company.as_deref())
}

fn action_name(action: Action) -> &'static str {
    match action {
        Action::AskSeen => "seen",
        Action::AskNew => "new",
        Action::WriteAnswer => "write",
        Action::Repeat => "repeat",
    }
}
