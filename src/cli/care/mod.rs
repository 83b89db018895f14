//! `viva check`: what is wrong with a collection, and what of it can be set right.

mod fix;
mod place;

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use serde_json::json;

use crate::backups::{self, Backup, OpenBackup};
use crate::files;
use crate::store::CheckFinding;
use crate::study::backup::Reason;
use crate::study::card::CardCounts;
use crate::study::deck::{self, Disagreement};
use crate::study::text::{clean, clean_line};

use self::fix::Fixes;
use super::args::{CheckArguments, Format};
use super::backup;
use super::collection::{self, Opened};
use super::context::Context;
use super::drafts;
use super::failure::{Code, Failure};
use super::list::counts_json;
use super::output;

/// Without a backup for so long, one is overdue.
const OVERDUE_DAYS: i64 = 7;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

pub(super) fn check(context: &Context, arguments: &CheckArguments) -> Result<(), Failure> {
    let writes = arguments.rebuild || (arguments.fix && !arguments.dry_run);
    // Before anything is opened: SQLite makes files of its own beside the database, which go again, and what is left
    // over is removed by whoever opens the collection.
    let modes = files::open_to_others(&context.found.root.join(".viva"));
    let left_over = fix::left_over(context, true);
    let mut opened = if writes { collection::open(context)? } else { collection::open_copy(context)? };
    let rebuilt = if arguments.rebuild {
        backup::before(context, Reason::BeforeRepair)?;
        Some(opened.store.rebuild()?)
    } else {
        None
    };
    let mut report = opened.store.check()?;
    let mut fixes = Vec::new();
    if arguments.fix {
        let found = Fixes::find(&report, modes, left_over.clone());
        fixes = found.describe();
        if writes {
            found.carry_out(context, &mut opened.store)?;
            report = opened.store.check()?;
        }
    }
    let mut damage: Vec<String> = report.findings.iter().map(describe).collect();
    let decks = &opened.problems;
    let newest = newest_backup(context);
    let mut warnings = oddities(&opened)?;
    warnings.extend(too_open(&opened));
    warnings.extend(super::words::problem(&opened.root));
    warnings.extend(place::warning(&opened.root));
    warnings.extend(wrong_clock(context, &opened)?);
    warnings.extend(backup_warnings(context, &opened, newest.as_ref())?);
    if report.orphan_count > 0 {
        warnings.extend(missing_decks(&opened));
    }
    if !arguments.fix {
        warnings.extend(left_over.iter().map(|path| {
            format!(
                "{} is left over from an interrupted write; `viva check --fix` removes it",
                path.display()
            )
        }));
    }
    let copies = &opened.copies;
    let left = drafts::left_behind(context)?;
    let counts =
        CardCounts { card_count: opened.store.card_count()?, question_count: opened.store.question_count()? };
    let is_sound = damage.is_empty() && decks.is_empty();
    match context.common.format {
        Format::Json => output::json(json!({
            "ok": is_sound,
            "events": report.event_count,
            "other_events": report.other_event_count,
            "cards_with_history": report.card_count,
            "absent_cards": report.orphan_count,
            "totals": counts_json(counts),
            "rebuilt": rebuilt,
            "fixed": if writes { fixes.as_slice() } else { &[] },
            "would_fix": if writes { &[] } else { fixes.as_slice() },
            "last_backup": newest.as_ref().map(|(backup, age_days)| json!({
                "id": backup.id,
                "path": backup.path.display().to_string(),
                "age_days": age_days,
            })),
            "database": damage,
            "decks": decks,
            "warnings": warnings.iter().chain(copies).collect::<Vec<_>>(),
            "drafts": left.iter().map(|left| json!({
                "path": left.path().display().to_string(),
                "deck": left.subject.deck,
                "card": left.subject.card,
            })).collect::<Vec<_>>(),
        }))?,
        Format::Text => {
            let mut text = String::new();
            if let Some(count) = rebuilt {
                let _ = writeln!(text, "rebuilt the states of {}", output::count(count, "card"));
            }
            for line in &fixes {
                let would = if writes { "" } else { "would be fixed: " };
                let _ = writeln!(text, "{would}{}", clean_line(line));
            }
            let others = match report.other_event_count {
                0 => String::new(),
                count => format!(", {count} of interviews and forecasts"),
            };
            let _ = writeln!(
                text,
                "{} of {}{others}: {}",
                output::count(report.event_count, "event"),
                output::count(report.card_count, "card"),
                if damage.is_empty() { "all states are consistent with the log" } else { "DAMAGED" }
            );
            if report.orphan_count > 0 {
                let (have, returns) = match report.orphan_count {
                    1 => ("1 card has history but is".to_owned(), "its history returns with the card"),
                    count => (
                        format!("{count} cards have history but are"),
                        "their history returns with the cards",
                    ),
                };
                let _ = writeln!(text, "{have} in no deck; {returns}");
            }
            if counts.duplicate_count() > 0 {
                let _ = writeln!(text, "in decks: {}", counts.describe());
            }
            // On a terminal, who reads this has just been warned of the decks.
            let is_warned = std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
            let decks: Vec<&String> = decks.iter().chain(copies).take_while(|_| !is_warned).collect();
            let left: Vec<String> = left.iter().map(|left| format!("not saved: {}", left.line())).collect();
            for line in damage.iter().chain(decks).chain(&warnings).chain(&left) {
                let _ = writeln!(text, "{}", clean_line(line));
            }
            output::lines(clean(&text))?;
        }
    }
    if is_sound {
        return Ok(());
    }
    if damage.is_empty() {
        return Err(Failure::new(Code::DataInvalid, "some decks could not be read"));
    }
    let has_integrity = report.findings.iter().any(|finding| matches!(finding, CheckFinding::Integrity(_)));
    damage.truncate(1);
    Err(if has_integrity {
        let hint = backup::advice(&context.found.database()).unwrap_or_else(|| {
            "there is no usable backup; `viva export` may still save what can be read".to_owned()
        });
        Failure::new(Code::Store, "the database is damaged").hint(hint)
    } else {
        Failure::new(Code::Store, format!("the database is damaged: {}", damage.join("")))
            .hint("`viva check --fix` recomputes the states from the log")
    })
}

fn describe(finding: &CheckFinding) -> String {
    match finding {
        CheckFinding::Integrity(line) => format!("integrity: {line}"),
        CheckFinding::StateDiffers { card } => {
            format!("card {card}: its state does not match its events")
        }
        CheckFinding::CountedPastDiffers { card } => {
            format!("card {card}: its statistics do not match its events")
        }
        CheckFinding::MemoryDiffers => {
            "what is known of your memory does not match the log; plans and forecasts would be wrong"
                .to_owned()
        }
        CheckFinding::QueueDiffers { card } => {
            format!("card {card}: the queue of new cards is wrong about it")
        }
    }
}

/// Where others may read or change the history: viva makes its files 0600 and its folders 0700.
fn too_open(opened: &Opened) -> Vec<String> {
    let folder = opened.root.join(".viva");
    let found = files::open_to_others(&folder);
    let describe = |(path, mode): (PathBuf, u32)| {
        format!(
            "other users of this computer can read or change {} (mode {mode:03o}); `chmod -R go= {}` prevents that",
            path.display(),
            folder.display()
        )
    };
    found.into_iter().map(describe).collect()
}

/// The newest backup that can be read, and how many days ago it was made.
fn newest_backup(context: &Context) -> Option<(Backup, i64)> {
    let backups = backups::list(&backup::folder(&context.found.root));
    let newest = backups.into_iter().find(|backup| backup.info.is_ok())?;
    let made_ms = newest.info.as_ref().ok()?.made_ms;
    Some((newest, (context.clock.now().unix_ms - made_ms).div_euclid(DAY_MS)))
}

/// The newest backup with cards in decks that are no longer here, if there is one.
fn missing_decks(opened: &Opened) -> Option<String> {
    let here = backup::texts(&opened.root).ok()?;
    backups::list(&backup::folder(&opened.root)).into_iter().find_map(|backup| {
        let mut open = OpenBackup::open(&backup.path).ok()?;
        let mut missing: Vec<String> = open.texts().to_vec();
        missing.retain(|name| name.starts_with("decks/") && !here.contains(name));
        // A deck whose cards had been deleted brings nothing back.
        missing.retain(|name| {
            let text = open.text(name).unwrap_or_default();
            deck::parse(name, &String::from_utf8_lossy(&text))
                .is_ok_and(|parsed| !parsed.deck.cards.is_empty())
        });
        let (first, more) = missing.split_first()?;
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        Some(format!(
            "{first}{more}: no longer here, but in a backup; `viva restore {} --decks` restores the decks",
            backup.id
        ))
    })
}

/// Backups that are overdue or cannot be used.
fn backup_warnings(
    context: &Context,
    opened: &Opened,
    newest: Option<&(Backup, i64)>,
) -> Result<Vec<String>, Failure> {
    let unusable =
        backups::list(&backup::folder(&opened.root)).into_iter().filter_map(|backup| backup.info.err());
    let mut warnings: Vec<String> = unusable.map(|error| error.to_string()).collect();
    let now_ms = context.clock.now().unix_ms;
    // Only what was done since matters: a collection that rests needs no more backups.
    let since_ms =
        newest.and_then(|(backup, _)| Some(backup.info.as_ref().ok()?.made_ms)).unwrap_or(i64::MIN);
    let oldest_unsaved_ms = opened.store.first_event_after(since_ms)?;
    if let Some(at_ms) = oldest_unsaved_ms
        && let days = (now_ms - at_ms).div_euclid(DAY_MS)
        && days >= OVERDUE_DAYS
    {
        let days = output::count(usize::try_from(days).unwrap_or(0), "day");
        warnings.push(format!("no backup has what was done in the last {days}; `viva backup` makes one"));
    }
    Ok(warnings)
}

/// An event that is still to come was made under a wrong clock, or the clock is wrong now.
fn wrong_clock(context: &Context, opened: &Opened) -> Result<Option<String>, Failure> {
    let (Some(newest), today) = (opened.store.newest_day()?, context.today()) else { return Ok(None) };
    let days = newest.since(today);
    Ok((days > 0).then(|| {
        let days = output::count(usize::try_from(days).unwrap_or(usize::MAX), "day");
        format!("the last review was on {newest}, {days} from now; check the clock of this computer (today: {today})")
    }))
}

/// What is odd about the decks together: ids under which different questions stand, joins that lead
/// nowhere.
fn oddities(opened: &Opened) -> Result<Vec<String>, Failure> {
    let mut oddities = Vec::new();
    opened.store.each_shared_id(|id, places| {
        let Some(Disagreement { id, questions }) = Disagreement::of(id, places) else { return };
        let names: Vec<&str> = questions.iter().map(|(deck, ..)| deck.as_str()).collect();
        oddities.push(format!(
            "card {id} has different questions in {}; give one of them another id to separate them",
            names.join(", ")
        ));
    })?;
    let faults = opened.store.same_as()?.faults;
    oddities.extend(faults.iter().map(|fault| format!("card {fault}")));
    Ok(oddities)
}
