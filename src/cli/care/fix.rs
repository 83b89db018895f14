//! `viva check --fix`: what can be set right without losing anything.
//!
//! File modes, what interrupted writes have left over, and what is made from the log (states, statistics, the queue).
//! Decks are a user's own and are never changed; damage of the database itself is for `viva restore`.

use std::path::PathBuf;

use crate::backups;
use crate::files;
use crate::store::{CheckFinding, CheckReport, Store, database_files};
use crate::study::backup::Reason;

use super::super::backup;
use super::super::context::Context;
use super::super::failure::Failure;
use super::super::output;

/// What `check --fix` fixes.
pub(super) struct Fixes {
    /// Files and folders that others may read or change, with their modes.
    modes: Vec<(PathBuf, u32)>,
    left_over: Vec<PathBuf>,
    needs_rebuild: bool,
}

impl Fixes {
    pub(super) fn find(report: &CheckReport, modes: Vec<(PathBuf, u32)>, left_over: Vec<PathBuf>) -> Self {
        let is_replayed = |finding: &CheckFinding| !matches!(finding, CheckFinding::Integrity(_));
        Self {
            modes,
            left_over,
            needs_rebuild: !report.findings.is_empty() && report.findings.iter().all(is_replayed),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.modes.is_empty() && self.left_over.is_empty() && !self.needs_rebuild
    }

    /// What they do, a line each.
    pub(super) fn describe(&self) -> Vec<String> {
        let modes = self.modes.iter().map(|(path, mode)| {
            format!("only you can read {} now (its mode was {mode:03o})", path.display())
        });
        let left_over = self.left_over.iter().map(|path| format!("removed {}, left over", path.display()));
        let rebuilt =
            self.needs_rebuild.then(|| "recomputed states, statistics and the queue from the log".to_owned());
        modes.chain(left_over).chain(rebuilt).collect()
    }

    /// Does it, after a backup.
    pub(super) fn carry_out(&self, context: &Context, store: &mut Store) -> Result<(), Failure> {
        if self.is_empty() {
            return Ok(());
        }
        if let Some(saved) = backup::before(context, Reason::BeforeRepair)? {
            output::note(crate::study::text::safe!("backup: {}", saved.id));
        }
        for (path, _) in &self.modes {
            files::make_private(path)?;
        }
        if !self.modes.is_empty() {
            // SQLite gave them the database's mode when it was opened just now.
            database_files(store.path()).iter().try_for_each(|path| files::make_private(path))?;
        }
        left_over(context, false);
        if self.needs_rebuild {
            store.rebuild()?;
        }
        Ok(())
    }
}

/// Files that interrupted writes left behind. They are removed, unless this only looks.
pub(super) fn left_over(context: &Context, is_dry_run: bool) -> Vec<PathBuf> {
    let root = &context.found.root;
    let mut found = backups::sweep(&backup::folder(root), is_dry_run);
    for folder in [root.clone(), root.join("decks")] {
        found.extend(files::sweep(&folder, is_dry_run));
    }
    found.sort();
    found
}
