//! Commands that write events without the drill: `grade`, `undo`, `redo`, `suspend`, `resume`,
//! `forget`.

use std::fmt::Write as _;

use serde_json::json;

use crate::report::state_json;
use crate::store::{Appended, Scope};
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::{Grade, Quality};
use crate::study::plan::repeats_under_plan;
use crate::study::review::{Change, Direction, Intent, Review};
use crate::study::schedule::CardState;
use crate::study::text::{clean, clean_line, safe};

use super::args::{CardsArguments, Format, GradeArguments, GradeName, UndoArguments};
use super::collection::{self, Opened};
use super::context::Context;
use super::failure::{Code, Failure};
use super::last_action::{Reversed, reverse};
use super::output;
use super::planning::Planning;
use super::which::{Several, named, several};

pub(super) fn grade(context: &Context, arguments: &GradeArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let card = named(&opened.store, &arguments.card)?;
    let quality = quality_of(arguments);
    if !arguments.yes
        && let Some(doubt) = context.doubt_about_clock(&opened.store)?
    {
        if !context.may_ask() {
            return Err(Failure::new(Code::Failed, doubt)
                .hint("nothing was graded; `viva grade --yes` grades it anyway"));
        }
        if !context.confirm(clean_line(&doubt))? {
            return Err(Failure::new(Code::Failed, "nothing was graded"));
        }
    }
    opened.pin_ids()?;
    let review = Review {
        quality,
        took_ms: u64::from(arguments.seconds) * 1000,
        intent: Intent::Drill,
        count: false,
        typed_percent: None,
        forecast: None,
        rule: context.settings.rule,
    };
    let Appended { event, state } = opened.store.append(
        &card,
        &Change::Review(review),
        context.clock.now(),
        context.settings.rollover,
        None,
    )?;
    let today = event.day;
    let again_today = state.owes_a_repeat(today)
        && (repeats_under_plan(quality) || !Planning::is_followed(context, &mut opened)?);
    match context.common.format {
        Format::Json => output::json(json!({
            "card": card.as_str(),
            "grade": quality.grade().name(),
            "quality": quality.number(),
            "event": { "device": event.key.device, "seq": event.key.seq },
            "again_today": again_today,
            "state": state_json(&state, today),
        })),
        Format::Text => {
            let due = state.in_review().map_or(String::new(), |held| format!(", due {}", held.due));
            let again = if again_today { ", again today" } else { "" };
            output::lines(safe!("{card}: {}{due}{again}\n", quality.grade().name()))
        }
    }
}

pub(super) fn undo(context: &Context, arguments: &UndoArguments) -> Result<(), Failure> {
    take_back(context, arguments, Direction::Undo)
}

pub(super) fn redo(context: &Context, arguments: &UndoArguments) -> Result<(), Failure> {
    take_back(context, arguments, Direction::Redo)
}

fn take_back(context: &Context, arguments: &UndoArguments, direction: Direction) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let scope = if arguments.any_device { Scope::AnyDevice } else { Scope::ThisDevice };
    let reversed = reverse(context, &mut opened, direction, scope)?;
    report(context, &opened, direction, &reversed)
}

pub(super) fn suspend(context: &Context, arguments: &CardsArguments) -> Result<(), Failure> {
    change_all(context, arguments, &Change::Suspend, "suspend", "suspended")
}

pub(super) fn resume(context: &Context, arguments: &CardsArguments) -> Result<(), Failure> {
    change_all(context, arguments, &Change::Resume { buried: true }, "resume", "resumed")
}

pub(super) fn forget(context: &Context, arguments: &CardsArguments) -> Result<(), Failure> {
    change_all(context, arguments, &Change::Forget, "forget", "new again")
}

fn change_all(
    context: &Context,
    arguments: &CardsArguments,
    change: &Change,
    command: &str,
    done: &str,
) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    // All names are looked at before anything is written.
    let Several { mut cards, is_selection } = several(context, &mut opened, &arguments.cards)?;
    if is_selection {
        let mut kept = Vec::new();
        for card in cards {
            if would_change(change, &opened.store.state(&card)?, context.today()) {
                kept.push(card);
            }
        }
        cards = kept;
    }
    let is_asked = is_selection || *change == Change::Forget;
    if is_asked && !arguments.yes && !arguments.dry_run && !cards.is_empty() {
        let count = output::count(cards.len(), "card");
        if context.may_ask() {
            let what = match change {
                Change::Forget => format!("Reset {count} to new?"),
                Change::Resume { .. } => format!("Resume {count}?"),
                _ => format!("Suspend {count}?"),
            };
            if !context.confirm(safe!("{what} Past reviews stay in the statistics."))? {
                return Err(Failure::new(Code::Failed, "nothing was changed"));
            }
        } else if is_selection {
            return Err(Failure::new(Code::Usage, format!("this would {command} {count}"))
                .hint("`--yes` does so, `--dry-run` lists them"));
        }
    }
    if !arguments.dry_run {
        opened.pin_ids()?;
        opened.store.append_all(&cards, change, context.clock.now(), context.settings.rollover)?;
    }
    match context.common.format {
        Format::Json => output::json(json!({
            "cards": cards.iter().map(CardId::as_str).collect::<Vec<_>>(),
            "done": change.kind(),
            "dry_run": arguments.dry_run,
        })),
        Format::Text => {
            let mut text = String::new();
            let would = if arguments.dry_run { "would be " } else { "" };
            for card in &cards {
                let _ = writeln!(text, "{card}: {would}{done}");
            }
            output::lines(clean(&text))?;
            if cards.is_empty() {
                output::note(safe!("nothing to {command}"));
            }
            Ok(())
        }
    }
}

/// Whether it makes any difference to a card: of those that a selection means, others are passed over.
fn would_change(change: &Change, state: &CardState, today: Day) -> bool {
    match change {
        Change::Suspend => !state.suspended,
        Change::Resume { .. } => state.suspended || state.is_buried(today),
        _ => !state.is_new(),
    }
}

fn report(
    context: &Context,
    opened: &Opened,
    direction: Direction,
    reversed: &Reversed,
) -> Result<(), Failure> {
    let Reversed { card, event, state, text_stays } = reversed;
    let how = match direction {
        Direction::Undo => "undone",
        Direction::Redo => "redone",
    };
    let what = match event.change() {
        Change::Review(review) => format!("the grade {}", review.quality.grade().name()),
        change => change.kind().to_owned(),
    };
    match context.common.format {
        Format::Json => output::json(json!({
            "card": card.as_str(),
            how: event.kind,
            "event": { "device": event.key.device, "seq": event.key.seq },
            "state": state_json(state, context.today()),
            "text_stays": text_stays,
        })),
        Format::Text => {
            let question = opened.store.question_of(card)?.unwrap_or_default();
            output::lines(safe!(
                "{how}: {what} of {card}, now {}  {}\n",
                state.name(context.today()),
                output::question(&question, 60)
            ))?;
            if let Some(why) = text_stays {
                output::note(safe!("the text was not changed: {why}"));
            }
            Ok(())
        }
    }
}

fn quality_of(arguments: &GradeArguments) -> Quality {
    let by_number = arguments.quality.and_then(Quality::new);
    let by_name = arguments.grade.map(|grade| match grade {
        GradeName::Again => Grade::Again,
        GradeName::Hard => Grade::Hard,
        GradeName::Good => Grade::Good,
        GradeName::Easy => Grade::Easy,
    });
    // One of the two is there: clap has seen to it.
    by_number.or(by_name.map(Grade::quality)).unwrap_or(Grade::Again.quality())
}
