//! The user's pager, which shows what is longer than the window.
//!
//! `less` gets the flags that git gives it if the user has set none: it ends at once when all fits, leaves the
//! text on the screen and takes no escape but colours. What cannot be shown by a pager is for the caller to
//! print.

use std::io::Write as _;
use std::process::Stdio;

use super::editor::shell_command;
use super::guard::Guard;
use crate::study::text::Safe;

/// Shows a text by the pager that these words start. Returns whether it was shown.
pub fn page(words: &str, text: &Safe) -> bool {
    let Ok(guard) = Guard::new() else { return false };
    let mut command = shell_command(words);
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let shown = guard.lend(|| {
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        if let Some(mut pipe) = child.stdin.take() {
            // Who leaves the pager early has seen enough.
            let _ = pipe.write_all(text.as_str().as_bytes());
        }
        child.wait()
    });
    shown.is_ok_and(|status| status.success())
}
