//! `viva plan`: the days until an interview, what following the plan brings, and the list for its morning.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::store::InterviewHead;
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
use super::ready::{Readiness, percent_words, sentence};

pub(super) const NO_PLAN: &str =
    "no interview is planned for the next 60 days: `viva interview add` adds one";
/// `viva plan` shows what this many more minutes per day would bring.
const MORE_MINUTES: u32 = 10;
/// New cards that are proposed for today beyond the plan.
const MORE_NEW: usize = 5;
/// This many days are listed; the others are only counted.
const DAYS_SHOWN: usize = 14;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// One day of the plan, as every screen counts it.
struct Row {
    day: Day,
    in_days: u32,
    /// Cards seen before; today, the due cards of no interview are among them.
    due_count: usize,
    /// Cards not seen before, with or without an answer.
    new_count: usize,
    /// Of the new cards, those whose answer is written first.
    write_count: usize,
    /// Repeats of cards that were failed on the same day; expected ones, except for today.
    repeats: f64,
    seconds: f64,
}

pub(super) fn run(context: &Context, arguments: &PlanArguments) -> Result<(), Failure> {
    let mut opened = collection::open_if_there(context)?;
    let planning = opened.as_mut().map(|opened| Planning::gather(context, opened)).transpose()?.flatten();
    let (Some(opened), Some(planning)) = (&mut opened, planning) else {
        if context.common.format == Format::Json {
            return output::json(no_plan_json(arguments.last_look));
        }
        output::note(NO_PLAN);
        return Ok(());
    };
    if arguments.last_look {
        return show_last_look(context, &planning);
    }
    let today = planning.day(None);
    let projection = planning.projection(&today, 0);
    let with_more = planning.projection(&today, MORE_MINUTES);
    planning.record(context, &mut opened.store, &projection)?;
    let rows = rows(&planning, &today, &projection);
    if context.common.format == Format::Json {
        return output::json(plan_json(&planning, &today, &rows, &projection, &with_more));
    }
    output::lines(clean(&text(&planning, &today, &rows, &projection, &with_more)))
}

/// Today as it is chosen, and the days after it as they are expected.
fn rows(planning: &Planning, today: &DayPlan, projection: &Projection) -> Vec<Row> {
    let workload = planning.workload(today);
    let row = Row {
        day: planning.today,
        in_days: 0,
        due_count: workload.due_count,
        new_count: workload.new_count,
        write_count: count_of(today, is_write),
        #[expect(clippy::cast_precision_loss, reason = "a day has few cards")]
        repeats: workload.repeat_count as f64,
        seconds: today.seconds,
    };
    let later = projection.days.iter().skip(1).map(|day| Row {
        day: planning.today.plus(day.in_days),
        in_days: day.in_days,
        due_count: day.seen_count,
        new_count: day.new_count + day.write_count,
        write_count: day.write_count,
        repeats: day.repeats,
        seconds: day.seconds,
    });
    if projection.days.is_empty() { Vec::new() } else { std::iter::once(row).chain(later).collect() }
}

fn text(
    planning: &Planning,
    today: &DayPlan,
    rows: &[Row],
    projection: &Projection,
    with_more: &Projection,
) -> String {
    let mut text = String::new();
    for ahead in &planning.ahead {
        text += &wrapped(&line_of(&ahead.head, planning.today), 0);
    }
    text += &table(today, rows);
    for (at, ahead) in planning.ahead.iter().enumerate() {
        text.push('\n');
        let whose = |words: &str| match planning.ahead.len() {
            1 => sentence(words),
            _ => format!("{}: {words}", whom(&ahead.head)),
        };
        let readiness = Readiness::of(planning, projection, at);
        let (Some(with_plan), Some(without)) = (&readiness.with_plan, &readiness.without) else {
            text += &wrapped(&whose(&covers_nothing(&ahead.head)), 0);
            continue;
        };
        if ahead.days_left == 0 {
            let words = "the interview is today. `viva plan --last-look` has one list of 15 minutes.";
            text += &wrapped(&whose(words), 0);
            continue;
        }
        text += &wrapped(&whose("of the questions in your collection, you would answer"), 0);
        text += &wrapped(&format!("{:<9} if you follow the plan", percent_words(with_plan)), 2);
        text += &wrapped(&format!("{:<9} if you stop today", percent_words(without)), 2);
        let more = Readiness::of(planning, with_more, at).with_plan.map(|more| percent_words(&more));
        if let Some(more) = more.filter(|more| *more != percent_words(with_plan)) {
            text += &wrapped(&format!("{more:<9} with {MORE_MINUTES} more minutes per day"), 2);
        } else {
            text += &wrapped(&format!("{MORE_MINUTES} more minutes per day would not change that."), 0);
        }
    }
    text += &choices(planning, unseen_on_the_day(planning, rows));
    text.push('\n');
    if let Some((ahead, day)) = planning.rehearsal().filter(|(_, day)| *day > planning.today) {
        let questions = output::count(ahead.rehearsal_count, "question");
        let when = format!("{} {day}", weekday_name(day));
        text += &wrapped(&format!("On {when}, rehearse {questions} for {}.", whom(&ahead.head)), 0);
    }
    text + &wrapped(&next_step(planning, today), 0)
}

fn table(today: &DayPlan, rows: &[Row]) -> String {
    let mut text = String::new();
    if rows.is_empty() {
        return text;
    }
    let writes = rows.iter().any(|row| row.write_count > 0);
    let write = |cell: &str| if writes { format!("{cell:>7}") } else { String::new() };
    let _ = writeln!(text, "\n{:<14}{:>5}{:>5}{}{:>6}", "", "due", "new", write("write"), "min");
    for row in rows.iter().take(DAYS_SHOWN) {
        let _ = writeln!(
            text,
            "{:<14}{:>5}{:>5}{}{:>6}",
            day_words(row),
            row.due_count,
            row.new_count,
            write(&row.write_count.to_string()),
            minutes(row.seconds),
        );
    }
    if rows.len() > DAYS_SHOWN {
        let _ = writeln!(text, "and {}", output::count(rows.len() - DAYS_SHOWN, "more day"));
    }
    if writes {
        text += &wrapped("`write` counts the new cards that have no answer yet: you write it first.", 0);
    }
    let repeats = count_of(today, |next| matches!(next, NextUp::Repeat { .. }));
    if repeats > 0 {
        let verb = if repeats == 1 { "comes" } else { "come" };
        text += &wrapped(&format!("{} {verb} again today.", output::count(repeats, "card")), 0);
    }
    let others = count_of(today, |next| matches!(next, NextUp::Other { .. }));
    if others > 0 {
        let verb = if others == 1 { "belongs" } else { "belong" };
        text += &wrapped(&format!("{others} of today's due cards {verb} to no interview."), 0);
    }
    text
}

fn count_of(today: &DayPlan, is_counted: impl Fn(&NextUp) -> bool) -> usize {
    today.actions.iter().filter(|action| is_counted(&action.next)).count()
}

fn is_write(next: &NextUp) -> bool {
    matches!(next, NextUp::Planned { action: Action::WriteAnswer, .. })
}

/// What can be done if there is not enough time; nothing if there is.
fn choices(planning: &Planning, unseen_count: usize) -> String {
    let mut text = String::new();
    let ahead =
        planning.ahead.iter().enumerate().find(|(at, ahead)| {
            ahead.days_left > 0 && planning.cards.iter().any(|card| card.chances[*at] > 0.0)
        });
    let Some((_, ahead)) = ahead.filter(|_| unseen_count > 0) else { return text };
    let deck = quoted(&ahead.head.deck);
    let per_day = planning.minutes() + MORE_MINUTES;
    text.push('\n');
    text += &wrapped(
        &format!(
            "{} that may be asked will not fit into the time. You can",
            output::count(unseen_count, "new card")
        ),
        0,
    );
    let new = unseen_count.min(MORE_NEW);
    text += &wrapped(&format!("do more today: `viva drill --new {new}`"), 2);
    text += &wrapped(&format!("take more time: `viva interview set {deck} --minutes {per_day}`"), 2);
    text + &wrapped(&format!("prepare less: `viva interview set {deck} --covers SELECTION`"), 2)
}

/// Cards that may be asked and would not have been seen by the day of the last interview.
fn unseen_on_the_day(planning: &Planning, rows: &[Row]) -> usize {
    let may_be_asked = |at: &usize| {
        planning.cards[*at].standing == Standing::New && planning.cards[*at].chances.iter().any(|a| *a > 0.0)
    };
    let new_count = (0..planning.cards.len()).filter(may_be_asked).count();
    new_count.saturating_sub(rows.iter().map(|row| row.new_count).sum())
}

/// What an interview is called in a sentence.
pub(super) fn whom(head: &InterviewHead) -> &str {
    head.company.as_deref().or(head.title.as_deref()).unwrap_or(&head.deck)
}

pub(super) fn covers_nothing(head: &InterviewHead) -> String {
    format!(
        "no card is covered yet. `viva interview set {} --covers SELECTION` says what may be asked.",
        quoted(&head.deck)
    )
}

/// Whole minutes, rounded the same way everywhere; what takes any time takes at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day has 1,440 minutes")]
fn minutes(seconds: f64) -> u32 {
    if seconds > 0.0 { (seconds / 60.0).round().max(1.0) as u32 } else { 0 }
}

/// `Next: write 3 missing answers (15 min), then drill 22 cards (10 min)`
pub(super) fn next_step(planning: &Planning, today: &DayPlan) -> String {
    let writes: Vec<_> = today.actions.iter().filter(|action| is_write(&action.next)).collect();
    let write_seconds: f64 = writes.iter().map(|action| action.seconds).sum();
    let card_count = today.actions.len() - writes.len();
    // What is left after the other part, so that both add up to the day's minutes.
    let write_minutes = minutes(write_seconds);
    let card_minutes = minutes(today.seconds).saturating_sub(write_minutes);
    let write = format!(
        "write {} (`viva answer`, {write_minutes} min)",
        output::count(writes.len(), "missing answer")
    );
    let drill = format!("drill {} (`viva`, {card_minutes} min)", output::count(card_count, "card"));
    if let Some((ahead, _)) = planning.rehearsal().filter(|(_, day)| *day == planning.today) {
        let questions = output::count(ahead.rehearsal_count, "question");
        let command = if planning.ahead[0].head.deck == ahead.head.deck {
            "viva mock --rehearse".to_owned()
        } else {
            format!("viva mock --rehearse {}", quoted(&ahead.head.deck))
        };
        let drill =
            if card_count == 0 { String::new() } else { ", then drill what the plan still asks".to_owned() };
        return format!(
            "Next: rehearse {questions} (`{command}`, about {} min){drill}",
            ahead.rehearsal_count
        );
    }
    match (writes.len(), card_count) {
        (0, 0) if planning.ahead.iter().all(|held| held.days_left == 0) => {
            "Next: `viva plan --last-look`".to_owned()
        }
        (0, 0) if planning.cards.is_empty() => "Nothing is planned for today.".to_owned(),
        (0, 0) => "Today's plan is done.".to_owned(),
        (0, _) => format!("Next: {drill}"),
        (_, 0) => format!("Next: {write}"),
        _ => format!("Next: {write}, then {drill}"),
    }
}

/// `today`, `Tue 2026-12-01`
fn day_words(row: &Row) -> String {
    if row.in_days == 0 {
        return "today".to_owned();
    }
    format!("{} {}", weekday_name(row.day), row.day)
}

/// `Tue`
pub(super) fn weekday_name(day: Day) -> &'static str {
    WEEKDAYS[usize::try_from(day.weekday()).unwrap_or(0) % WEEKDAYS.len()]
}

/// Why a card comes now, in words: `Snapp is likely to ask this, and you have probably forgotten it`.
pub(super) fn why_words(planning: &Planning, action: Action, why: &Why) -> String {
    let head = &planning.ahead[why.interview].head;
    let whom = whom(head);
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

/// `Snapp 1 of 2, elsewhere 3 of 31: asked with a chance of 18%. Chance that you recall it: 40% now; on the day 31%
/// without this answer, 78% with it.`
pub(super) fn figures_words(planning: &Planning, card: usize, why: &Why) -> String {
    let evidence = sentence(&evidence(planning, why.interview, planning.known[card].number));
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    format!(
        "{evidence}: asked with a chance of {}. Chance that you recall it: {} now; on the day {} without this answer, \
         {} with it.",
        percent(why.chance),
        percent(why.recall_now),
        percent(why.recall_on_day_without),
        percent(why.recall_on_day_with),
    )
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
            json!({ "deck": ahead.head.deck, "minutes": LAST_LOOK_MINUTES, "cards": cards }),
        );
    }
    if cards.is_empty() {
        output::note("no card needs a last look. Good luck!");
        return Ok(());
    }
    let mut text = wrapped(&line_of(&ahead.head, planning.today), 0);
    text += &wrapped(&format!("Look at these once more for {LAST_LOOK_MINUTES} minutes, and then stop."), 0);
    text.push('\n');
    for at in cards {
        let known = &planning.known[at];
        let _ = writeln!(
            text,
            "{}  {}",
            output::column(known.card.as_str(), 10),
            output::question(&known.question, room_after(12))
        );
    }
    text.push('\n');
    text += &wrapped("`viva show CARD` shows a card with its answer. Good luck!", 0);
    output::lines(clean(&text))
}

/// The place of the plan's card that an action is for.
pub(super) fn card_of(next: &NextUp) -> Option<usize> {
    match next {
        NextUp::Planned { card, .. } | NextUp::Repeat { card } | NextUp::Audit { card } => Some(*card),
        NextUp::Other { .. } => None,
    }
}

/// The same documents without an interview.
fn no_plan_json(is_last_look: bool) -> Value {
    if is_last_look {
        return json!({ "deck": null, "minutes": LAST_LOOK_MINUTES, "cards": [] });
    }
    json!({
        "interviews": [],
        "minutes": null,
        "spent_seconds": null,
        "more_minutes": MORE_MINUTES,
        "today": [],
        "optional_from": 0,
        "days": [],
        "unseen": 0,
    })
}

fn plan_json(
    planning: &Planning,
    today: &DayPlan,
    rows: &[Row],
    projection: &Projection,
    with_more: &Projection,
) -> Value {
    let action = |(place, action): (usize, &crate::study::plan::PlannedAction)| {
        let (card, kind, index, why) = match &action.next {
            NextUp::Planned { card, action, index, why } => {
                (planning.known[*card].card.clone(), action_name(*action), Some(*index), Some((*action, why)))
            }
            NextUp::Repeat { card } => (planning.known[*card].card.clone(), "repeat", None, None),
            NextUp::Audit { card } => (planning.known[*card].card.clone(), "audit", None, None),
            NextUp::Other { other } => (planning.other_cards[*other].card.clone(), "other", None, None),
        };
        let known = card_of(&action.next).map(|at| &planning.known[at]);
        let other = match &action.next {
            NextUp::Other { other } => Some(&planning.other_cards[*other]),
            _ => None,
        };
        json!({
            "id": card.as_str(),
            "question": known.map(|known| &known.question).or(other.map(|other| &other.question)),
            "deck": known.map(|known| &known.deck).or(other.map(|other| &other.deck)),
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
                "rehearsal_questions": ahead.rehearsal_count,
                "readiness": Readiness::of(planning, projection, at).json(),
                "with_more_minutes": Readiness::of(planning, with_more, at)
                    .with_plan
                    .map(super::ready::share_json),
            })
        })
        .collect();
    let days: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "day": row.day.to_string(),
                "due": row.due_count,
                "new": row.new_count,
                "write": row.write_count,
                "again": row.repeats,
                "seconds": row.seconds,
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
        "unseen": unseen_on_the_day(planning, rows),
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
