//! A text in the user's own editor.
//!
//! The editor is what `$VISUAL` or else `$EDITOR` says, run by a shell as git runs it, so that it may
//! have arguments. The text is in a file of a private folder meanwhile, given by its absolute path.

use std::process::Command;

use crate::files;

use super::failure::{Code, Failure};

/// What is run where the user has named no editor.
const USUAL_EDITOR: &str = "vi";

/// Lets the user edit `text` in a file whose name ends in `suffix` (`.md`); `None` if it comes back as it
/// was. The terminal has to be given up meanwhile.
pub(super) fn edit(text: &str, suffix: &str) -> Result<Option<String>, Failure> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
        .unwrap_or_else(|| USUAL_EDITOR.to_owned());
    let folder = tempfile::Builder::new().prefix("viva-").tempdir()?;
    let path = folder.path().join(format!("viva{suffix}"));
    files::write_whole(&path, text.as_bytes())?;
    let ended = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(&editor)
        .arg(&path)
        .status()
        .map_err(|error| no_editor(&format!("cannot start the editor `{editor}`: {error}")))?;
    if !ended.success() {
        return Err(no_editor(&format!("the editor `{editor}` failed ({ended}); nothing was changed")));
    }
    let edited = files::read_text(&path)?.replace("\r\n", "\n");
    Ok((edited != text).then_some(edited))
}

fn no_editor(message: &str) -> Failure {
    Failure::new(Code::Failed, message.to_owned()).hint("set VISUAL or EDITOR to the editor you use")
}
