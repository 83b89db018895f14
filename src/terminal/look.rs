//! What the terminal can show, decided once by the caller, and the marks drawn accordingly.
//!
//! Under a locale that is not UTF-8 viva's own marks are ASCII; the user's text is printed as it is,
//! because a Persian answer turned into question marks would be worth nothing.

use crate::study::text::Safe;

/// Decided once, from flags, environment and locale, by whoever opens the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Colours and the other attributes (bold, underline). Without, nothing is styled at all.
    pub color: bool,
    /// The locale is UTF-8: marks such as `│`, `•` and `…` can be shown.
    pub unicode: bool,
    /// Lines are only ever appended, for screen readers and dumb terminals.
    pub plain: bool,
}

/// viva's own marks, in either alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) bullets: [&'static str; 3],
    pub(super) quote: &'static str,
    pub(super) rule: &'static str,
    pub(super) column: &'static str,
    pub(super) crossing: &'static str,
    pub(super) continued: &'static str,
    pub(super) cut: &'static str,
    pub(super) dot: &'static str,
    pub(super) down: &'static str,
    pub(super) up: &'static str,
    pub(super) arrow: &'static str,
    /// Of a key point.
    pub(super) made: &'static str,
    pub(super) missed: &'static str,
}

const UNICODE: Marks = Marks {
    bullets: ["•", "◦", "▪"],
    quote: "│ ",
    rule: "─",
    column: " │ ",
    crossing: "─┼─",
    continued: "↪ ",
    cut: "…",
    dot: " · ",
    down: "▼",
    up: "▲",
    arrow: "→",
    made: "✓",
    missed: "✗",
};

const ASCII: Marks = Marks {
    bullets: ["-", "*", "+"],
    quote: "> ",
    rule: "-",
    column: " | ",
    crossing: "-+-",
    continued: "\\ ",
    cut: "~",
    dot: " - ",
    down: "v",
    up: "^",
    arrow: "->",
    made: "[x]",
    missed: "[ ]",
};

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { color: true, unicode: true, plain: false }
    }
}

impl TerminalOptions {
    pub(super) fn marks(self) -> &'static Marks {
        if self.unicode { &UNICODE } else { &ASCII }
    }

    /// Text as this terminal can show it.
    pub(super) fn shown(self, text: &Safe) -> Safe {
        if self.unicode { text.clone() } else { text.without_pictures() }
    }

    /// Whether bold, colour and underline can carry a heading; otherwise marks must.
    pub(super) fn styled(self) -> bool {
        self.color && !self.plain
    }
}
