//! How far a long task is, on one line of standard error that is drawn again and gone in the end.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::look::TerminalOptions;
use crate::study::text::{Safe, clean_line};

/// Drawings a second.
const HZ: u8 = 10;

/// Nothing is drawn where standard error is no terminal, or where lines are only to be appended.
pub struct Progress {
    bar: ProgressBar,
    is_drawn: bool,
}

impl Progress {
    /// Of so many steps; not shown yet.
    #[must_use]
    pub fn of(steps: usize, options: TerminalOptions) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        let (bar_marks, template) =
            (if options.unicode { "█▌ " } else { "#> " }, "{bar:16} {pos}/{len} {msg}");
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars(bar_marks));
        Self { bar, is_drawn: !options.plain }
    }

    /// From now on it is seen, if it ever is.
    pub fn show(&mut self) {
        if std::mem::take(&mut self.is_drawn) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(HZ));
        }
    }

    pub fn set(&self, steps_done: usize, told: impl Into<Safe>) {
        self.bar.set_position(steps_done as u64);
        self.bar.set_message(clean_line(told.into().as_str()).into_string());
    }

    /// Takes the line away while something else is written.
    pub fn suspended<T>(&self, run: impl FnOnce() -> T) -> T {
        self.bar.suspend(run)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
