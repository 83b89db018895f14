//! What a backup says about itself, so that it can be listed without being unpacked.

use serde::{Deserialize, Serialize};

use crate::study::day::{Day, Moment};

/// The form of backups that this program writes and reads.
pub const FORM: u32 = 1;

/// What a backup contains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupInfo {
    pub viva_backup: u32,
    /// The version of viva that made it.
    pub made_by: String,
    /// In milliseconds since 1970.
    pub made_ms: i64,
    pub utc_offset_secs: i32,
    pub reason: Reason,
    pub event_count: u64,
    pub review_count: u64,
    pub card_count: u64,
    pub question_count: u64,
    pub deck_count: u64,
    /// The study day of the last review, counted from 1970-01-01.
    pub last_review_day: Option<i32>,
    /// All that is in it, unpacked.
    pub unpacked_bytes: u64,
    /// Changes whenever an event is added or a deck in the index changes.
    pub fingerprint: String,
}

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Automatic,
    Asked,
    BeforeUpdate,
    BeforeImport,
    BeforeDelete,
    BeforeRestore,
    BeforeRepair,
    /// One that a newer viva has.
    #[serde(other)]
    Other,
}

impl Reason {
    /// As programs read it; the same as in the backup.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Asked => "asked",
            Self::BeforeUpdate => "before_update",
            Self::BeforeImport => "before_import",
            Self::BeforeDelete => "before_delete",
            Self::BeforeRestore => "before_restore",
            Self::BeforeRepair => "before_repair",
            Self::Other => "other",
        }
    }

    /// As people read it.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Asked => "made by `viva backup`",
            Self::BeforeUpdate => "before the database was updated",
            Self::BeforeImport => "before an import",
            Self::BeforeDelete => "before cards were deleted",
            Self::BeforeRestore => "before a restore",
            Self::BeforeRepair => "before a repair",
            Self::Other => "made by another viva",
        }
    }
}

impl BackupInfo {
    #[must_use]
    pub fn last_review(&self) -> Option<Day> {
        self.last_review_day.map(Day::from_epoch_days)
    }

    #[must_use]
    pub fn made(&self) -> Moment {
        Moment { unix_ms: self.made_ms, utc_offset_secs: self.utc_offset_secs }
    }
}

/// The name of a backup made at a moment: its local time, such as `2026-03-01-090000`.
#[must_use]
pub fn id_of(made: Moment) -> String {
    let local_ms = made.unix_ms.saturating_add(i64::from(made.utc_offset_secs) * 1000);
    let local = jiff::Timestamp::from_millisecond(local_ms).unwrap_or_default();
    local.strftime("%Y-%m-%d-%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_named_by_local_time() {
        let check = |unix_ms, utc_offset_secs, expected: &str| {
            assert_eq!(id_of(Moment { unix_ms, utc_offset_secs }), expected);
        };
        check(1_772_343_000_000, 12_600, "2026-03-01-090000");
        check(1_772_343_000_000, 0, "2026-03-01-053000");
        check(i64::MAX, 0, "1970-01-01-000000");
    }

    #[test]
    fn a_reason_of_a_newer_viva_is_no_mistake() {
        assert_eq!(serde_json::from_str::<Reason>("\"before_sync\"").unwrap(), Reason::Other);
        for reason in [Reason::Automatic, Reason::BeforeUpdate, Reason::BeforeRestore, Reason::Asked] {
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{}\"", reason.name()));
        }
    }
}
