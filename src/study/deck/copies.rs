//! Decks that a sync program has made by copying another: two machines changed the deck at once.
//!
//! Such a copy repeats a deck that is there. It is not a second interview, and its owner should know of it.
//! What the names mean is how the programs describe it themselves: Dropbox and Nextcloud write
//! `x (conflicted copy)`, Syncthing `x.sync-conflict-20260101-120000-ABCDEFG`, Seafile `x (SFConflict …)`,
//! Resilio Sync `x.Conflict`. iCloud, Google Drive and Finder write `x 2`, `x (1)` and `x copy`, which a
//! person may have written as well: these are copies only of a deck whose questions they repeat.

/// How a deck's name says that it is a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyName<'a> {
    /// The name of the deck it was copied from.
    pub original: &'a str,
    /// Nobody but a sync program writes such a name.
    pub is_certain: bool,
}

impl<'a> CopyName<'a> {
    /// What the name of a deck says; `None` for a name of its own.
    #[must_use]
    pub fn of(name: &'a str) -> Option<Self> {
        let certain = certain_original(name).map(|original| (original, true));
        let (original, is_certain) = certain.or_else(|| Some((perhaps_original(name)?, false)))?;
        (!original.is_empty()).then_some(Self { original, is_certain })
    }
}

fn certain_original(name: &str) -> Option<&str> {
    // The same length in bytes, so that places in one are places in the other.
    let lower = name.to_ascii_lowercase();
    if let Some(at) = lower.find(".sync-conflict-") {
        return Some(&name[..at]);
    }
    if let Some(original) = lower.strip_suffix(".conflict") {
        return Some(&name[..original.len()]);
    }
    let at = lower.rfind('(').filter(|_| lower.ends_with(')'))?;
    let says = &lower[at..];
    let is_conflict =
        ["conflicted copy", "case conflict", "sfconflict "].iter().any(|words| says.contains(words));
    is_conflict.then(|| name[..at].trim_end())
}

fn perhaps_original(name: &str) -> Option<&str> {
    let is_number =
        |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let (original, last) = name.rsplit_once(' ')?;
    let in_brackets = last.strip_prefix('(').and_then(|last| last.strip_suffix(')'));
    let is_mark = last == "copy" || is_number(in_brackets.unwrap_or(last));
    is_mark.then_some(original)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<(&str, bool)>) {
        let found = CopyName::of(name).map(|copy| (copy.original, copy.is_certain));
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn what_sync_programs_write_is_known() {
        check("zibal (conflicted copy)", Some(("zibal", true)));
        check("zibal (Ada's conflicted copy 2026-01-01)", Some(("zibal", true)));
        check("zibal (conflicted copy 2026-01-01 120000)", Some(("zibal", true)));
        check("zibal (Case Conflict)", Some(("zibal", true)));
        check("zibal.sync-conflict-20260101-120000-ABCDEFG", Some(("zibal", true)));
        check("zibal (SFConflict ada@example.org 2026-01-01-12-00-00)", Some(("zibal", true)));
        check("zibal.Conflict", Some(("zibal", true)));
        check("گفت‌وگو (conflicted copy)", Some(("گفت‌وگو", true)));
    }

    #[test]
    fn what_a_person_may_write_is_not_certain() {
        check("zibal 2", Some(("zibal", false)));
        check("zibal (1)", Some(("zibal", false)));
        check("zibal copy", Some(("zibal", false)));
    }

    #[test]
    fn other_names_are_their_own() {
        for name in ["zibal", "zibal-2", "zibal-2025", "zibal 2025", "go (advanced)", "copy", "2", "(1)", ""]
        {
            check(name, None);
        }
        check("conflict", None);
        check(" (conflicted copy)", None);
    }
}
