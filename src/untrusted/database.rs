//! A database that may be anything, of which only plain tables are read.
//!
//! Its schema is not trusted: an authorizer refuses everything but reading, and work is counted in steps of
//! SQLite's machine and not in seconds, so that a file is too slow everywhere or nowhere.

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

const STEPS_BETWEEN_LOOKS: i32 = 10_000;
const LARGEST_ROW_BYTES: i32 = 16 << 20;

/// Why a table is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPlain {
    Missing,
    /// Columns that are computed, not stored, run what the file says.
    Computed,
}

/// Takes everything from the connection that is not needed for reading plain tables and for `pragma quick_check`.
/// `most_looks`: how much work there may be in all, in units of 10,000 steps.
pub fn restrain(connection: &mut Connection, most_looks: u32) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    // A table's own conditions would be reckoned by the check.
    connection.pragma_update(None, "ignore_check_constraints", true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_ROW_BYTES)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.authorizer(Some(|context: AuthContext<'_>| match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        // An index of viva's own asks for it, and the check follows every index.
        | AuthAction::Function { function_name: "instr" }
        | AuthAction::Pragma { pragma_name: "quick_check" | "table_xinfo" | "user_version", .. } => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }))?;
    let mut looks = 0;
    connection.progress_handler(
        STEPS_BETWEEN_LOOKS,
        Some(move || {
            looks += 1;
            looks > most_looks
        }),
    )
}

/// Whether a table is one, and not a view or something else of that name.
pub fn expect_plain_table(connection: &Connection, table: &str) -> rusqlite::Result<Result<(), NotPlain>> {
    let is_plain: bool = connection.query_row(
        "select exists (select 1 from sqlite_schema where type = 'table' and name = ?1 and rootpage > 0)",
        [table],
        |row| row.get(0),
    )?;
    if !is_plain {
        return Ok(Err(NotPlain::Missing));
    }
    let mut columns = connection.prepare(&format!("pragma table_xinfo({table})"))?;
    let hidden: Vec<i64> =
        columns.query_map([], |row| row.get("hidden"))?.collect::<rusqlite::Result<_>>()?;
    Ok(if hidden.iter().any(|hidden| *hidden != 0) { Err(NotPlain::Computed) } else { Ok(()) })
}
