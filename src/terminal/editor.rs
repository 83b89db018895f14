//! The user's editor, which has the terminal while it runs.
//!
//! As git does it: the user's words are the shell's, so that they may hold arguments and quotes; where
//! there is nothing in them for a shell, none is needed. The file is an argument of its own, so that no
//! name of a file is ever read as words. An editor that dies may leave the terminal in modes of its own,
//! which are reset.

#![expect(clippy::disallowed_methods, reason = "how long the editor ran is measured, not dated")]

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::error::TerminalError;
use super::guard::{Guard, reset_modes};

/// How the user says an editor is called, from `$VISUAL` or `$EDITOR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    words: String,
}

/// How an editor ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditorEnd {
    Well {
        took: Duration,
    },
    /// No such program, or it may not be run.
    NotStarted,
    Failed {
        /// `None` where a signal ended it.
        code: Option<i32>,
    },
}

impl Editor {
    /// Without words, `vi`, which every Unix has.
    #[must_use]
    pub fn new(words: Option<String>) -> Self {
        let words = words.filter(|words| !words.trim().is_empty());
        Self { words: words.unwrap_or_else(|| "vi".to_owned()) }
    }

    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Opens a file, at a line (counted from 1) where the editor is known to take one, and waits.
    ///
    /// Within a [`Screen`](super::Screen) or other guarded terminal call it from `suspended`.
    pub fn open(&self, file: &Path, line: Option<usize>) -> Result<EditorEnd, TerminalError> {
        let guard = Guard::new().map_err(TerminalError::io("watch"))?;
        let mut command = shell_command(&self.words);
        if let Some(line) = line
            && self.takes_a_line()
        {
            command.arg(format!("+{line}"));
        }
        command.arg(file);
        let begun = Instant::now();
        let status = match guard.lend(|| command.status()) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => {
                return Ok(EditorEnd::NotStarted);
            }
            status => status.map_err(TerminalError::io("start an editor on"))?,
        };
        let took = begun.elapsed();
        if !status.success() {
            reset_modes();
        }
        Ok(match status.code() {
            Some(0) => EditorEnd::Well { took },
            // What sh says of a program that is not there, or may not be run.
            Some(126 | 127) => EditorEnd::NotStarted,
            code => EditorEnd::Failed { code },
        })
    }

    /// `+12` before the file, as vi has it; other editors would open a file of that name.
    fn takes_a_line(&self) -> bool {
        const TAKING: [&str; 10] =
            ["vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "kak", "micro"];
        let program = self.words.split_whitespace().next().map(Path::new).and_then(Path::file_name);
        program.and_then(OsStr::to_str).is_some_and(|program| TAKING.contains(&program))
    }
}

/// A program as the user's words call it, without a file. A shell would say of a program that is not there that
/// it is not, in words of its own.
pub(super) fn shell_command(words: &str) -> Command {
    let is_plain = |c: char| c.is_alphanumeric() || " _-+./:@,%".contains(c);
    let mut parts = words.split_whitespace();
    if let Some(program) = parts.next().filter(|_| words.chars().all(is_plain)) {
        let mut command = Command::new(program);
        command.args(parts);
        return command;
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{words} \"$@\"")).arg(words);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expected: EditorEnd) {
        let editor = Editor::new(Some(words.to_owned()));
        let end = match editor.open(Path::new("/a b'$(c)"), Some(3)).unwrap() {
            EditorEnd::Well { .. } => EditorEnd::Well { took: Duration::ZERO },
            end => end,
        };
        assert_eq!(end, expected, "{words}");
    }

    #[test]
    fn an_editor_gets_the_file_as_one_argument() {
        check("test '/a b'\"'\"'$(c)' =", EditorEnd::Well { took: Duration::ZERO });
        check("false", EditorEnd::Failed { code: Some(1) });
        check("no-such-editor", EditorEnd::NotStarted);
        check("/dev/null --wait", EditorEnd::NotStarted);
        check("no-such-editor 2>&-", EditorEnd::NotStarted);
        check("kill -TERM $$;", EditorEnd::Failed { code: None });
    }

    #[test]
    fn a_line_is_given_to_those_that_take_one() {
        let takes = |words: &str| Editor::new(Some(words.to_owned())).takes_a_line();
        assert!(takes("vim -u NONE") && takes("/usr/bin/nano") && Editor::new(None).takes_a_line());
        assert!(!takes("code --wait") && !takes("ed"));
    }
}
