//! Commands that write events without the drill: `grade`, `undo`, `redo`, `suspend`, `resume`,
//! `forget`.

use std::fmt::Write as _;

use serde_json::json;

use crate::report::state_json;
use crate::store::{Appended, Undone};
use crate::study::card::CardId;
use crate::study::grade::{Grade, Quality};
use crate::study::review::{Change, Intent, Review};

use super::args::{CardsArguments, Format, GradeArguments, GradeName};
use super::collection::{self, Opened};
use super::context::Context;
use super::face::named;
use super::failure::{Code, Failure};
use super::output;

pub(super) fn grade(context: &Context, arguments: &GradeArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let card = named(&opened.store, &arguments.card)?;
    let quality = quality_of(arguments);
    if !arguments.yes
        && let Some(doubt) = context.doubt_about_clock(&opened.store)?
    {
        if !context.may_ask() {
            return Err(Failure::new(Code::Failed, doubt)
                .hint("`viva grade --yes` grades all the same; nothing was graded"));
        }
        if !context.confirm(&doubt)? {
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
    match context.common.format {
        Format::Json => output::json(json!({
            "card": card.as_str(),
            "grade": quality.grade().name(),
            "quality": quality.number(),
            "event": { "device": event.key.device, "seq": event.key.seq },
            "again_today": state.owes_a_repeat(today),
            "state": state_json(&state, today),
        })),
        Format::Text => {
            let due = state.in_review().map_or(String::new(), |held| format!(", due {}", held.due));
            let again = if state.owes_a_repeat(today) { ", again today" } else { "" };
            output::lines(&format!("{card}: {}{due}{again}\n", quality.grade().name()))
        }
    }
}

pub(super) fn undo(context: &Context) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let undone = opened.store.undo(context.clock.now(), context.settings.rollover)?;
    report(context, &opened, "undone", undone)
}

pub(super) fn redo(context: &Context) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let redone = opened.store.redo(context.clock.now(), context.settings.rollover)?;
    report(context, &opened, "redone", redone)
}

pub(super) fn suspend(context: &Context, arguments: &CardsArguments) -> Result<(), Failure> {
    change_all(context, arguments, &Change::Suspend, "suspended")
}

pub(super) fn resume(context: &Context, arguments: &CardsArguments) -> Result<(), Failure> {
    change_all(context, arguments, &Change::Resume, "resumed")
}

pub(super) fn forget(context: &Context, arguments: &CardsArguments) -> Result<(), Failure> {
    let count = output::count(arguments.cards.len(), "card");
    if context.may_ask()
        && !context.confirm(&format!("Make {count} new again? (`viva undo` takes it back)"))?
    {
        return Ok(());
    }
    change_all(context, arguments, &Change::Forget, "new again")
}

fn change_all(
    context: &Context,
    arguments: &CardsArguments,
    change: &Change,
    done: &str,
) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    // All names are looked at before anything is written.
    let cards =
        arguments.cards.iter().map(|name| named(&opened.store, name)).collect::<Result<Vec<CardId>, _>>()?;
    opened.pin_ids()?;
    let mut text = String::new();
    for card in &cards {
        opened.store.append(card, change, context.clock.now(), context.settings.rollover, None)?;
        let _ = writeln!(text, "{card}: {done}");
    }
    match context.common.format {
        Format::Json => output::json(json!({
            "cards": cards.iter().map(CardId::as_str).collect::<Vec<_>>(),
            "done": change.kind(),
        })),
        Format::Text => output::lines(&text),
    }
}

fn report(context: &Context, opened: &Opened, how: &str, undone: Option<Undone>) -> Result<(), Failure> {
    let Some(Undone { event, state }) = undone else {
        return Err(Failure::new(Code::Failed, format!("nothing to be {how}")));
    };
    let card = event.card.as_ref().map(CardId::as_str).unwrap_or_default();
    let what = match event.change() {
        Change::Review(review) => format!("the grade {}", review.quality.grade().name()),
        change => change.kind().to_owned(),
    };
    match context.common.format {
        Format::Json => output::json(json!({
            "card": card,
            how: event.kind,
            "event": { "device": event.key.device, "seq": event.key.seq },
            "state": state_json(&state, context.today()),
        })),
        Format::Text => {
            let question = match &event.card {
                Some(card) => opened.store.question_of(card)?.unwrap_or_default(),
                None => String::new(),
            };
            output::lines(&format!(
                "{how}: {what} of {card}, now {}  {}\n",
                state.name(context.today()),
                output::cell(&question, 60)
            ))
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
