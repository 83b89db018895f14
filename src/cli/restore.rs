//! `viva restore`: lists the backups, and puts the decks, the progress or both of one back.
//!
//! The present state is backed up first, so another restore undoes this one. A database that cannot
//! be opened is set aside byte for byte. Progress is made again from the events of the backup (`store::Restoring`);
//! decks are written one by one, each whole, so that a restore that was interrupted can be run again.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::backups::{self, Backup, OpenBackup};
use crate::files;
use crate::store::{Replaced, Restoring, StoreError, copy_database, each_untrusted_key, refuse_orphan};
use crate::study::backup::{Reason, id_of};
use crate::study::import::{OwnDocument, own_document};
use crate::study::review::{Event, EventKey};
use crate::study::text::{clean, clean_line, safe};

use super::args::{Format, RestoreArguments};
use super::backup::{self, What, backup_json, contents, contents_in_parts, size};
use super::collection::Opened;
use super::context::{Context, width};
use super::failure::{Code, Failure};
use super::interview::wrapped;
use super::output;

/// How many files are named one by one.
const MOST_NAMED: usize = 5;
/// Narrower than this, what a backup contains is on lines of its own.
const WIDE: usize = 115;

pub(super) fn run(context: &Context, arguments: &RestoreArguments) -> Result<(), Failure> {
    let Some(wanted) = &arguments.backup else { return list(context) };
    let mut source = Source::find(context, wanted)?;
    let parts = Parts::of(arguments, &source)?;
    let plan = Plan::make(context, &mut source, parts)?;
    if arguments.dry_run {
        return plan.report(context, &source, None);
    }
    if plan.is_empty() {
        return plan.report(context, &source, None);
    }
    if !arguments.yes {
        if !context.may_ask() {
            let message = format!("this would restore {}", parts.describe());
            return Err(Failure::new(Code::Usage, message)
                .hint("`--yes` does so, `--dry-run` shows what would change"));
        }
        for line in plan.lines(&source) {
            output::note(clean_line(&line));
        }
        output::note("The present state is backed up first.");
        if !context.confirm(safe!("Restore {}?", parts.describe()))? {
            return Err(Failure::new(Code::Failed, "nothing was changed"));
        }
    }
    let done = carry_out(context, &mut source, parts, &plan)?;
    plan.report(context, &source, Some(&done))
}

/// What of a backup is restored.
#[derive(Clone, Copy)]
struct Parts {
    decks: bool,
    progress: bool,
}

impl Parts {
    fn of(arguments: &RestoreArguments, source: &Source) -> Result<Self, Failure> {
        let is_all = arguments.decks == arguments.progress;
        let (has_decks, has_progress) = match source {
            Source::Backup(open) => (true, open.has_database()),
            Source::Export { .. } => (false, true),
        };
        if arguments.progress && !has_progress {
            return Err(Failure::new(Code::Usage, format!("{} has no progress", source.name()))
                .hint("`viva restore` lists the backups"));
        }
        if arguments.decks && !has_decks {
            return Err(Failure::new(Code::Usage, "an export has progress, but no decks")
                .hint("leave `--decks` out; `viva import FILE` imports decks"));
        }
        Ok(Self {
            decks: (is_all || arguments.decks) && has_decks,
            progress: (is_all || arguments.progress) && has_progress,
        })
    }

    fn describe(self) -> &'static str {
        match (self.decks, self.progress) {
            (true, false) => "the decks",
            (false, _) => "the progress",
            (true, true) => "decks and progress",
        }
    }
}

/// What is restored.
enum Source {
    Backup(OpenBackup),
    /// An export of progress.
    Export {
        path: PathBuf,
        events: Vec<Event>,
    },
}

impl Source {
    /// A backup by its name or the beginning of it, `latest`, or a file.
    fn find(context: &Context, wanted: &str) -> Result<Self, Failure> {
        let folder = backup::folder(&context.found.root);
        let usable: Vec<Backup> =
            backups::list(&folder).into_iter().filter(|backup| backup.info.is_ok()).collect();
        if wanted == "latest" || wanted == "newest" {
            // A backup without a history is used only if there is no other.
            let newest = backups::newest_usable(&folder, true)
                .or_else(|| backups::newest_usable(&folder, false))
                .ok_or_else(|| none_yet(&folder))?;
            return Ok(Self::Backup(OpenBackup::open(&newest.path)?));
        }
        if let Some(exact) = usable.iter().find(|backup| backup.id == wanted) {
            return Ok(Self::Backup(OpenBackup::open(&exact.path)?));
        }
        let path = Path::new(wanted);
        if path.exists() {
            return Self::open_file(path);
        }
        let begins: Vec<&Backup> = usable.iter().filter(|backup| backup.id.starts_with(wanted)).collect();
        match begins.as_slice() {
            [one] => Ok(Self::Backup(OpenBackup::open(&one.path)?)),
            [] => {
                // One that cannot be used says why.
                let named = folder.join(format!("{wanted}.zip"));
                if is_one_name(wanted) && named.is_file() {
                    return Ok(Self::Backup(OpenBackup::open(&named)?));
                }
                Err(Failure::new(Code::Usage, format!("no backup or file is called `{wanted}`"))
                    .hint("`viva restore` lists the backups"))
            }
            [first, ..] => Err(Failure::new(
                Code::Usage,
                format!("`{wanted}` is the beginning of {}", output::count(begins.len(), "backup")),
            )
            .hint(format!("name one of them; the newest is {}", first.id))),
        }
    }

    fn open_file(path: &Path) -> Result<Self, Failure> {
        if OpenBackup::is_archive(path)? {
            return Ok(Self::Backup(OpenBackup::open(path)?));
        }
        let refused = |why: &str, hint: &str| {
            Err(Failure::new(Code::DataInvalid, format!("{} {why}", path.display())).hint(hint))
        };
        match own_document(&files::read_note(path)?) {
            Some(OwnDocument::Progress(progress)) if progress.since.is_some() => refused(
                "has only a part of the progress; restoring it would lose the rest",
                "`viva import FILE` adds what is in it",
            ),
            Some(OwnDocument::Progress(progress)) => {
                let mut events = progress.events;
                for standing in progress.states.iter().flatten() {
                    events.extend(standing.events());
                }
                Ok(Self::Export { path: path.to_owned(), events })
            }
            Some(OwnDocument::Newer) => {
                refused("was written by a newer viva", "nothing was changed; use the newer viva")
            }
            Some(OwnDocument::Unreadable(why)) => {
                refused(&format!("is exported progress, but cannot be read: {why}"), "nothing was changed")
            }
            Some(OwnDocument::OutputOf(_)) | None => {
                refused("is neither a backup nor exported progress", "`viva restore` lists the backups")
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Backup(open) => {
                let id = open.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
                id.unwrap_or_default()
            }
            Self::Export { path, .. } => path.display().to_string(),
        }
    }
}

fn is_one_name(wanted: &str) -> bool {
    !wanted.is_empty() && !wanted.contains(['/', '\\']) && !wanted.starts_with('.')
}

fn none_yet(folder: &Path) -> Failure {
    Failure::new(Code::Failed, format!("there is no usable backup in {}", folder.display()))
        .hint("`viva backup` makes one")
}

/// What a restore would change.
struct Plan {
    progress: Option<ProgressPlan>,
    /// Files of the collection, by their paths below it; none if no decks are restored.
    files: Option<FilesPlan>,
}

struct ProgressPlan {
    event_count: usize,
    /// `None` if the database cannot be read.
    now: Option<usize>,
    added_count: usize,
    removed_count: usize,
}

#[derive(Default)]
struct FilesPlan {
    changed: Vec<String>,
    added: Vec<String>,
    removed: Vec<String>,
    same_count: usize,
}

impl Plan {
    fn make(context: &Context, source: &mut Source, parts: Parts) -> Result<Self, Failure> {
        let progress = parts.progress.then(|| ProgressPlan::make(context, source)).transpose()?;
        let files = match source {
            Source::Backup(open) if parts.decks => Some(FilesPlan::make(context, open)?),
            _ => None,
        };
        Ok(Self { progress, files })
    }

    fn is_empty(&self) -> bool {
        let is_same = |progress: &ProgressPlan| {
            progress.now.is_some() && progress.added_count == 0 && progress.removed_count == 0
        };
        self.progress.as_ref().is_none_or(is_same)
            && self.files.as_ref().is_none_or(|files| {
                files.changed.is_empty() && files.added.is_empty() && files.removed.is_empty()
            })
    }

    fn lines(&self, source: &Source) -> Vec<String> {
        let mut lines = match source {
            Source::Backup(open) => {
                let info = open.info();
                vec![format!("{}: {} ({})", source.name(), contents(info), info.reason.describe())]
            }
            Source::Export { events, .. } => {
                vec![format!("{}: {}", source.name(), output::count(events.len(), "event"))]
            }
        };
        if let Some(progress) = &self.progress {
            let events = output::count(progress.event_count, "event");
            lines.push(match progress.now {
                None => format!("progress: {events}; the present database cannot be read"),
                Some(_) if progress.added_count + progress.removed_count == 0 => {
                    format!("progress: {events}, the same as now")
                }
                Some(now) => {
                    let mut changes = Vec::new();
                    if progress.added_count > 0 {
                        changes.push(format!("{} come back", progress.added_count));
                    }
                    if progress.removed_count > 0 {
                        changes.push(format!("{} that it does not have are removed", progress.removed_count));
                    }
                    format!("progress: {events}, {now} now; {}", changes.join(", "))
                }
            });
        }
        if let Some(files) = &self.files {
            for (what, names) in [
                ("changed back", &files.changed),
                ("brought back", &files.added),
                ("removed", &files.removed),
            ] {
                if !names.is_empty() {
                    lines.push(format!("{what}: {}", named(names)));
                }
            }
            if files.same_count > 0 {
                lines.push(format!("{} the same as now", output::count(files.same_count, "file")));
            }
        }
        lines
    }

    fn report(&self, context: &Context, source: &Source, done: Option<&Done>) -> Result<(), Failure> {
        let saved = done.and_then(|done| done.saved.as_ref());
        // Of a database that was set aside, no backup could be made.
        let decks = if done.is_some_and(|done| done.set_aside.is_some()) { " --decks" } else { "" };
        let undo = saved.map(|saved| format!("viva restore {}{decks}", saved.id));
        if context.common.format == Format::Json {
            return output::json(json!({
                "source": source.name(),
                "progress": self.progress.as_ref().map(|progress| json!({
                    "events": progress.event_count,
                    "events_now": progress.now,
                    "added": progress.added_count,
                    "removed": progress.removed_count,
                })),
                "files": self.files.as_ref().map(|files| json!({
                    "changed": files.changed,
                    "added": files.added,
                    "removed": files.removed,
                    "same": files.same_count,
                })),
                "dry_run": done.is_none() && !self.is_empty(),
                "saved": saved.map_or(Value::Null, backup_json),
                "set_aside": done.and_then(|done| done.set_aside.as_ref()).map(|path| path.display().to_string()),
                "undo": undo,
            }));
        }
        let mut text = String::new();
        for line in self.lines(source) {
            text += &wrapped(&line, 0);
        }
        match done {
            None if self.is_empty() => text.push_str("nothing to restore\n"),
            None => text.push_str("nothing was changed\n"),
            Some(Done { set_aside, .. }) => {
                text.push_str("restored\n");
                if let Some(set_aside) = set_aside {
                    let says = format!("the database that could not be read is in {}", set_aside.display());
                    text += &wrapped(&says, 0);
                }
            }
        }
        output::lines(clean(&text))?;
        if let Some(undo) = undo {
            output::note(safe!("to undo this: {undo}"));
        }
        Ok(())
    }
}

fn named(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

impl ProgressPlan {
    fn make(context: &Context, source: &mut Source) -> Result<Self, Failure> {
        let mut present: HashSet<(String, u64)> = HashSet::new();
        let now = match present_keys(context, |key| {
            present.insert((key.device, key.seq));
        }) {
            Ok(()) => Some(present.len()),
            Err(failure) if is_unusable(&failure) => None,
            Err(failure) => return Err(failure),
        };
        let (mut event_count, mut kept_count) = (0, 0);
        let mut count = |key: EventKey| {
            event_count += 1;
            kept_count += usize::from(present.contains(&(key.device, key.seq)));
        };
        match source {
            Source::Export { events, .. } => events.iter().for_each(|event| count(event.key.clone())),
            Source::Backup(open) if open.has_database() => {
                let database = unpacked(open)?;
                each_untrusted_key(database.path(), count).map_err(|error| of_backup(open, error))?;
            }
            Source::Backup(_) => {}
        }
        Ok(Self {
            event_count,
            now,
            added_count: event_count - kept_count,
            removed_count: now.unwrap_or(0).saturating_sub(kept_count),
        })
    }
}

/// The events of the collection; none without a database. They are read from a copy, so nothing changes.
fn present_keys(context: &Context, visit: impl FnMut(EventKey)) -> Result<(), Failure> {
    let copy = files::copy_to_temporary(&context.found.root.join(".viva"), &["viva.db", "viva.db-wal"])?;
    let database = copy.path().join("viva.db");
    if !database.exists() {
        return Ok(refuse_orphan(&database)?);
    }
    let whole = tempfile::NamedTempFile::new()?;
    copy_database(&database, whole.path())?;
    Ok(each_untrusted_key(whole.path(), visit)?)
}

/// The database of a backup in a temporary file of its own.
fn unpacked(open: &mut OpenBackup) -> Result<tempfile::NamedTempFile, Failure> {
    let mut file = tempfile::NamedTempFile::new()?;
    open.unpack_database(&mut file)?;
    Ok(file)
}

/// Nobody knows of the file that it was unpacked into.
fn of_backup(open: &OpenBackup, error: StoreError) -> Failure {
    let path = open.path().display();
    match error {
        StoreError::TooNew { .. } => {
            Failure::new(Code::Store, format!("the backup {path} was made by a newer viva"))
                .hint("nothing was changed; use the newer viva")
        }
        error if error.unusable().is_some() => {
            Failure::new(Code::DataInvalid, format!("the database in the backup {path} is damaged"))
                .hint("nothing was changed; `viva restore` lists the other backups")
        }
        error => error.into(),
    }
}

impl FilesPlan {
    fn make(context: &Context, open: &mut OpenBackup) -> Result<Self, Failure> {
        let root = &context.found.root;
        let mut plan = Self::default();
        let mut left: HashSet<String> = backup::texts(root)?.into_iter().collect();
        for name in open.texts().to_vec() {
            let is_there = left.remove(&name);
            let text = open.text(&name)?;
            if !is_there {
                plan.added.push(name);
            } else if files::read_bytes(&root.join(&name)).is_ok_and(|present| present == text) {
                plan.same_count += 1;
            } else {
                plan.changed.push(name);
            }
        }
        plan.removed = left.into_iter().collect();
        plan.removed.sort();
        Ok(plan)
    }
}

/// What a restore did besides what was planned.
struct Done {
    saved: Option<Backup>,
    set_aside: Option<PathBuf>,
}

fn carry_out(context: &Context, source: &mut Source, parts: Parts, plan: &Plan) -> Result<Done, Failure> {
    let root = &context.found.root;
    files::create_private_folder(&root.join(".viva"))?;
    let mut done = Done { saved: None, set_aside: None };
    match backup::make(context, Reason::BeforeRestore, false, What::All) {
        Ok((saved, _)) => done.saved = Some(saved),
        // What cannot be read cannot be backed up; it is copied as it is.
        Err(failure) if is_unusable(&failure) => {
            if parts.progress {
                done.set_aside = Some(unused_folder(context));
            }
            if parts.decks {
                done.saved = Some(backup::make(context, Reason::BeforeRestore, false, What::Texts)?.0);
            }
        }
        Err(failure) => return Err(failure),
    }
    if plan.progress.is_some() {
        let database = context.found.database();
        let mut restoring = Restoring::begin(&database)?;
        match source {
            Source::Export { events, .. } => events.iter().try_for_each(|event| restoring.add(event))?,
            Source::Backup(open) if open.has_database() => {
                let unpacked = unpacked(open)?;
                restoring.add_from(unpacked.path()).map_err(|error| of_backup(open, error))?;
            }
            Source::Backup(_) => {}
        }
        let saved_count = done.saved.as_ref().and_then(|saved| Some(saved.info.as_ref().ok()?.event_count));
        restoring.finish(&match (&done.set_aside, saved_count) {
            (Some(set_aside), _) => Replaced::Unusable { set_aside },
            (None, Some(event_count)) if database.exists() => Replaced::BackedUp { event_count },
            (None, _) => Replaced::Nothing,
        })?;
    }
    if let (Some(files_plan), Source::Backup(open)) = (&plan.files, &mut *source) {
        files::create_private_folder(&root.join("decks"))?;
        for name in files_plan.changed.iter().chain(&files_plan.added) {
            files::write_whole(&root.join(name), &open.text(name)?)?;
        }
        for name in &files_plan.removed {
            files::remove(&root.join(name))?;
        }
    }
    // The index is made now. A database that could not be read, and was not replaced, says so again.
    if parts.progress || done.saved.as_ref().is_some_and(has_database) {
        drop(Opened::open(context, root)?);
    }
    Ok(done)
}

fn has_database(backup: &Backup) -> bool {
    OpenBackup::open(&backup.path).is_ok_and(|open| open.has_database())
}

fn is_unusable(failure: &Failure) -> bool {
    failure.error.downcast_ref::<StoreError>().is_some_and(|error| error.unusable().is_some())
}

/// Where the files of a database go that cannot be read.
fn unused_folder(context: &Context) -> PathBuf {
    let id = id_of(context.clock.now());
    let named = |number: u32| {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        context.found.root.join(format!(".viva/set-aside-{id}{number}"))
    };
    let mut number = 1;
    while named(number).exists() {
        number += 1;
    }
    named(number)
}

fn list(context: &Context) -> Result<(), Failure> {
    let folder = backup::folder(&context.found.root);
    let (usable, unusable): (Vec<Backup>, Vec<Backup>) =
        backups::list(&folder).into_iter().partition(|backup| backup.info.is_ok());
    let problems: Vec<(&Backup, String)> = unusable
        .iter()
        .filter_map(|backup| Some((backup, backup.info.as_ref().err()?.to_string())))
        .collect();
    if context.common.format == Format::Json {
        return output::json(json!({
            "folder": folder.display().to_string(),
            "backups": usable.iter().map(backup_json).collect::<Vec<_>>(),
            "unusable": problems.iter().map(|(backup, problem)| json!({
                "path": backup.path.display().to_string(),
                "problem": problem,
            })).collect::<Vec<_>>(),
        }));
    }
    // Who reads it with a program gets a line for each.
    let is_wide = !std::io::stdout().is_terminal() || width() >= WIDE;
    let mut text = String::new();
    for backup in &usable {
        let Ok(info) = &backup.info else { continue };
        let (size, why) = (size(backup.size_bytes), info.reason.describe());
        let [cards, events, last] = contents_in_parts(info);
        let parts: Vec<String> =
            [cards, events, last, why.to_owned()].into_iter().filter(|part| !part.is_empty()).collect();
        let _ = if is_wide {
            writeln!(text, "{}  {}; {size}", backup.id, parts.join(", "))
        } else {
            writeln!(text, "{}  {size}\n  {}", backup.id, parts.join("\n  "))
        };
    }
    output::lines(clean(&text))?;
    for (_, problem) in &problems {
        output::warn(clean_line(problem));
    }
    if usable.is_empty() {
        output::note(safe!("there are no backups in {} yet; `viva backup` makes one", folder.display()));
    } else {
        output::note("`viva restore NAME --dry-run` shows what restoring one would change");
    }
    Ok(())
}
