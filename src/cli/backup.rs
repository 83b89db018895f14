//! `viva backup`, and the backups that viva makes by itself: at the end of a command that may have changed
//! something, at most every 30 minutes, and before anything that could lose data.
//!
//! No grade waits for one. A backup that was asked for or is needed before a risky step fails the command if it
//! cannot be made; one that viva makes by itself only warns.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::backups::{self, Backup, BackupError, NewBackup};
use crate::files;
use crate::store::{DatabaseContents, Store, copy_database, refuse_orphan};
use crate::study::backup::{Aged, BackupInfo, DATABASE, FORM, Reason, TEXTS, id_of, thin};
use crate::study::review::moment_text;
use crate::study::text::{clean, safe};

use super::args::{BackupArguments, Format};
use super::context::Context;
use super::failure::{Code, Failure};
use super::interview::wrapped;
use super::output;

/// What goes into a backup.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    All,
    /// Without the database, because it cannot be read.
    Texts,
}

/// viva makes no two backups by itself within this time.
const BETWEEN_MS: i64 = 30 * 60 * 1000;

pub(super) fn run(context: &Context, arguments: &BackupArguments) -> Result<(), Failure> {
    if !context.found.database().exists() && texts(&context.found.root)?.is_empty() {
        return Err(Failure::new(Code::Failed, "there is nothing to back up yet")
            .hint("`viva import PATH` imports notes as decks; `viva` alone offers starter decks"));
    }
    let folder = folder(&context.found.root);
    if arguments.dry_run {
        let deck_count = texts(&context.found.root)?.iter().filter(|name| name.starts_with("decks/")).count();
        return match context.common.format {
            Format::Json => output::json(json!({ "backup": null, "removed": [], "dry_run": true })),
            Format::Text => {
                let decks = output::count(deck_count, "deck");
                let text = format!("would make a backup of the database and {decks} in {}", folder.display());
                output::lines(clean(&wrapped(&text, 0)))
            }
        };
    }
    let (backup, removed) = make(context, Reason::Asked, true, What::All)?;
    match context.common.format {
        Format::Json => output::json(json!({
            "backup": backup_json(&backup),
            "removed": removed,
            "dry_run": false,
        })),
        Format::Text => {
            let what = backup.info.as_ref().map(contents).unwrap_or_default();
            let what = wrapped(&format!("{what}; {}", size(backup.size_bytes)), 0);
            output::lines(safe!("{}\n{}", backup.path.display(), clean(&what)))?;
            if !removed.is_empty() {
                output::note(safe!("removed {}", output::count(removed.len(), "old backup")));
            }
            Ok(())
        }
    }
}

/// Makes a backup at the end of a command, if one is due. A failure is only reported.
pub(super) fn automatic(context: &Context) {
    match is_due(context)
        .and_then(|is_due| is_due.then(|| make(context, Reason::Automatic, true, What::All)).transpose())
    {
        Ok(Some((backup, _))) if context.common.verbose => {
            output::note(safe!("made a backup: {}", backup.path.display()));
        }
        Ok(_) => {}
        Err(failure) => output::warn(safe!("no backup was made: {}", failure.in_one_line())),
    }
}

/// Makes a backup before something that could lose data; `None` if there is nothing that could be lost.
pub(super) fn before(context: &Context, reason: Reason) -> Result<Option<Backup>, Failure> {
    if !context.found.exists() {
        return Ok(None);
    }
    match make(context, reason, true, What::All) {
        Ok((backup, _)) => Ok(Some(backup)),
        Err(failure) => {
            let message = format!("no backup could be made, so nothing was changed: {}", failure.message());
            Err(Failure { hint: failure.hint, ..Failure::new(failure.code, message) })
        }
    }
}

/// Where the backups of a collection are.
pub(super) fn folder(root: &Path) -> PathBuf {
    root.join(".viva/backups")
}

/// The files of a collection that a user can read, by their paths below it.
pub(super) fn texts(root: &Path) -> Result<Vec<String>, Failure> {
    let decks = files::list_decks(&root.join("decks"))?;
    let decks = decks.found.into_iter().map(|deck| format!("decks/{}.toml", deck.name));
    let others = TEXTS.iter().filter(|name| root.join(name).is_file()).map(|&name| name.to_owned());
    Ok(others.chain(decks).collect())
}

fn is_due(context: &Context) -> Result<bool, Failure> {
    let now_ms = context.clock.now().unix_ms;
    let newest = backups::list(&folder(&context.found.root)).into_iter().find_map(|backup| backup.info.ok());
    // One from the future was made under a wrong clock.
    if let Some(newest) = &newest
        && (0..BETWEEN_MS).contains(&now_ms.saturating_sub(newest.made_ms))
    {
        return Ok(false);
    }
    let Some(store) = Store::open_to_read(&context.found.database())? else { return Ok(false) };
    let fingerprint = store.fingerprint()?;
    Ok(newest.is_none_or(|newest| newest.fingerprint != fingerprint))
}

/// Makes a backup of all that there is. `thins`: those that are no longer to be kept are removed, whose ids are
/// given; the one that is about to be restored must not be among them.
pub(super) fn make(
    context: &Context,
    reason: Reason,
    thins: bool,
    what: What,
) -> Result<(Backup, Vec<String>), Failure> {
    let root = &context.found.root;
    let folder = folder(root);
    files::create_private_folder(&folder)?;
    backups::sweep(&folder, false);
    let now = context.clock.now();
    let mut new = NewBackup::begin(&folder)?;
    let database = context.found.database();
    let contents = if what == What::Texts {
        DatabaseContents::default()
    } else if database.exists() {
        let copy = new.scratch()?;
        let contents = copy_database(&database, copy.path())?;
        new.add_file(DATABASE, copy.path())?;
        contents
    } else {
        refuse_orphan(&database)?;
        DatabaseContents::default()
    };
    let mut deck_count = 0;
    for name in texts(root)? {
        let text = files::read_bytes(&root.join(&name))?;
        new.add(&name, &text)?;
        deck_count += u64::from(name.starts_with("decks/"));
    }
    let DatabaseContents {
        event_count,
        review_count,
        card_count,
        question_count,
        last_review_day,
        fingerprint,
    } = contents;
    let info = BackupInfo {
        viva_backup: FORM,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        made_ms: now.unix_ms,
        utc_offset_secs: now.utc_offset_secs,
        reason,
        event_count,
        review_count,
        card_count,
        question_count,
        deck_count,
        last_review_day,
        unpacked_bytes: new.unpacked_bytes(),
        fingerprint,
    };
    let backup = new.finish(&id_of(now), &info)?;
    let removed = if thins { remove_old(&folder, now.unix_ms) } else { Vec::new() };
    Ok((backup, removed))
}

/// A backup that cannot be removed now is removed the next time.
fn remove_old(folder: &Path, now_ms: i64) -> Vec<String> {
    let backups = backups::list(folder);
    // An unusable one stays: somebody may know how to repair it.
    let usable: Vec<(&Backup, Aged)> = backups
        .iter()
        .filter_map(|backup| {
            let info = backup.info.as_ref().ok()?;
            let collection_bytes = info.unpacked_bytes;
            Some((backup, Aged { made: info.made(), size_bytes: backup.size_bytes, collection_bytes }))
        })
        .collect();
    let ages: Vec<Aged> = usable.iter().map(|(_, age)| *age).collect();
    let gone = usable.iter().zip(thin(&ages, now_ms)).filter(|(_, stays)| !stays);
    gone.filter(|((backup, _), _)| backups::remove(backup).is_ok())
        .map(|((backup, _), _)| backup.id.clone())
        .collect()
}

/// What a backup contains, in words.
pub(super) fn contents(info: &BackupInfo) -> String {
    let parts = contents_in_parts(info).into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

/// Its decks, its history and the last review, which may be empty.
pub(super) fn contents_in_parts(info: &BackupInfo) -> [String; 3] {
    let of = |count: u64, one: &str| output::count(usize::try_from(count).unwrap_or(usize::MAX), one);
    [
        format!("{} in {}", of(info.card_count, "card"), of(info.deck_count, "deck")),
        format!("{}, {}", of(info.event_count, "event"), of(info.review_count, "review")),
        info.last_review().map_or(String::new(), |day| format!("last review {day}")),
    ]
}

pub(super) fn backup_json(backup: &Backup) -> Value {
    let Ok(info) = &backup.info else { return Value::Null };
    json!({
        "id": backup.id,
        "path": backup.path.display().to_string(),
        "made": moment_text(info.made_ms),
        "reason": info.reason.name(),
        "cards": info.card_count,
        "questions": info.question_count,
        "decks": info.deck_count,
        "events": info.event_count,
        "reviews": info.review_count,
        "last_review": info.last_review().map(|day| day.to_string()),
        "size_bytes": backup.size_bytes,
        "unpacked_bytes": info.unpacked_bytes,
    })
}

/// `12 KB`, `3.4 MB`.
pub(super) fn size(bytes: u64) -> String {
    let (kilo, mega) = (bytes.div_ceil(1000), bytes / 100_000);
    if bytes < 1_000_000 { format!("{kilo} KB") } else { format!("{}.{} MB", mega / 10, mega % 10) }
}

/// What to do about a database that cannot be used: which backup to put in its place.
pub(super) fn advice(database: &Path) -> Option<String> {
    let folder = database.parent()?;
    let newest = backups::newest_usable(&folder.join("backups"), true)?;
    let (id, contents) = (&newest.id, contents(newest.info.as_ref().ok()?));
    // Decks that are there are at least as new as those in the backup.
    let has_decks =
        files::list_decks(&folder.parent()?.join("decks")).is_ok_and(|decks| !decks.found.is_empty());
    Some(if has_decks {
        format!("`viva restore {id} --progress` restores the progress from the newest backup ({contents})")
    } else {
        format!("`viva restore {id}` restores the newest backup ({contents})")
    })
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let (code, hint) = match &error {
            BackupError::Io { .. } | BackupError::TooManyFiles { .. } => (Code::Failed, None),
            BackupError::Newer { .. } => (Code::Store, Some("nothing was changed; use the newer viva")),
            _ => (Code::DataInvalid, Some("nothing was changed; `viva restore` lists the backups")),
        };
        Self { code, hint: hint.map(str::to_owned), error: error.into() }
    }
}
