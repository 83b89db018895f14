//! `viva status`: what is left today and the streak, for a shell prompt or a status bar.
//!
//! A prompt runs it before every line that is typed, so it only looks. It reads the index of the decks as the
//! last viva left it, writes nothing, waits for nobody, and always succeeds: what cannot be read is shown as
//! nothing. `viva check` says why.

use crate::report::{Status, status_json, status_line};
use crate::store::Store;
use crate::study::selection::Selection;
use crate::study::text::safe;

use super::args::{Common, Format};
use super::context::Context;
use super::failure::Failure;
use super::output;
use super::planning::{PlanOfDay, Planning};
use super::queue::{self, Wanted};

pub(super) fn run(common: &Common) {
    let status = read(common).ok().flatten();
    // Whoever does not take the line has no use for a sentence about that.
    let _ = match (common.format, status) {
        (Format::Json, status) => output::json(status_json(status.as_ref())),
        (Format::Text, Some(status)) => output::lines(safe!("{}\n", status_line(&status))),
        (Format::Text, None) => Ok(()),
    };
}

fn read(common: &Common) -> Result<Option<Status>, Failure> {
    let context = Context::new(common.clone(), false)?;
    let Some(store) = Store::open_to_read(&context.found.database())? else { return Ok(None) };
    let (today, everything) = (context.today(), Selection::default());
    let planning = Planning::look(&store, &context.found.root, &context.settings, today)?;
    let plan = planning.and_then(PlanOfDay::of);
    let wanted = Wanted { plan: plan.as_ref(), ..Wanted::by_settings(&everything, &context.settings) };
    let workload = match &plan {
        Some(plan) => plan.today,
        None => queue::workload(&store, &context.settings, &wanted, today)?,
    };
    Ok(Some(Status { workload, streak: store.running_streak(today)? }))
}
