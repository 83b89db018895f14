//! The drill and the mock interview on a terminal: draws a [page](Page) and reads keys.
//!
//! Every text from outside passes [`clean()`](crate::study::text::clean) and leaves this room only as [`Safe`](crate::study::text::Safe); whatever ends the
//! drill, the terminal is put back as it was found. Nothing here knows a store, a file or a schedule:
//! the hall joins keys to the session and the session's view to this room.

mod error;
mod look;

mod highlight;
mod inline;
mod line;
mod markdown;
mod marked;
mod table;

mod writing;

mod canvas;
mod page;
mod pages;
mod plain_writer;
mod screen_writer;

mod guard;
mod input;
mod key;

mod plain;
mod progress;
mod prompt;
mod screen;
mod typed_line;

mod door;
mod editor;
#[cfg(test)]
mod golden;
mod pager;

pub use door::Terminal;
pub use editor::{Editor, EditorEnd};
pub use error::TerminalError;
pub use guard::{Interrupts, end_by};
pub use key::Key;
pub use line::{Line, Span, paint};
pub use look::TerminalOptions;
pub use markdown::render;
pub use marked::{Marking, marked};
pub use page::{Block, Choice, Column, FieldKind, Grade, Hint, Keys, Page, Place, Prompt, Tone};
pub use pager::page;
pub use plain::Plain;
pub use progress::Progress;
pub use prompt::{Chosen, Prompter};
pub use screen::{Screen, columns, rows};
pub use typed_line::Completion;
