//! Links and pages, handed to the program that the desktop has for them.

use std::ffi::OsStr;
use std::io::ErrorKind;

/// Does not wait for it to end. Fails with the reason, in a few words.
pub(super) fn open(target: impl AsRef<OsStr>) -> Result<(), &'static str> {
    open::that_detached(target).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "no program that opens it was found",
        // What it says of itself is no sentence, and the program has gone.
        _ => "the program that should have opened it failed",
    })
}
