//! The one cleaner: no text from outside reaches a terminal, a prompt or a message by another way.
//!
//! A card is a stranger's text, and an escape sequence in it could set the title, write the clipboard
//! or redraw the screen. So whatever a terminal would obey is shown instead: controls as their
//! pictures (`␛`), C1 controls and overriding directions as escapes (`\u{9b}`, `\u{202e}`). What
//! languages need stays byte for byte: ZWNJ, ZWJ, LRM, RLM, combining marks, emoji.
//!
//! Styling is added after cleaning and is not the business of this module.

use std::fmt;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

use super::wrap::width;

const TAB_COLUMNS: usize = 4;
/// Unicode's own limit is 125; text that nests directions so deeply is made to confuse.
const DEEPEST_DIRECTIONS: usize = 60;

const LEFT_TO_RIGHT_EMBEDDING: char = '\u{202a}';
const RIGHT_TO_LEFT_EMBEDDING: char = '\u{202b}';
const POP_DIRECTION: char = '\u{202c}';
const LEFT_TO_RIGHT_OVERRIDE: char = '\u{202d}';
const RIGHT_TO_LEFT_OVERRIDE: char = '\u{202e}';
const FIRST_ISOLATE: char = '\u{2066}';
const LAST_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';
const SOFT_HYPHEN: char = '\u{ad}';
const BLACK_FLAG: char = '\u{1f3f4}';
const CANCEL_TAG: char = '\u{e007f}';

/// Text that no terminal obeys; the only text that is printed or drawn.
///
/// Contains no control character but `\n`, no overriding direction, and per line as many closing as
/// opening directions.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Safe(String);

/// Cleans text of several lines. Tabs become spaces, CRLF and the Unicode line ends become `\n`.
#[must_use]
pub fn clean(text: &str) -> Safe {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return Safe(text.to_owned());
    }
    let mut cleaner = Cleaner { cleaned: String::with_capacity(text.len() + 8), ..Cleaner::default() };
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            BLACK_FLAG => {
                cleaner.keep(c);
                // Flags of Scotland and the like are a black flag, tags and a cancel tag.
                let tags = rest.clone().take_while(|tag| ('\u{e0020}'..='\u{e007e}').contains(tag)).count();
                if (1..=8).contains(&tags) && rest.clone().nth(tags) == Some(CANCEL_TAG) {
                    cleaner.cleaned.extend(rest.by_ref().take(tags + 1));
                }
            }
            c => cleaner.take(c),
        }
    }
    cleaner.close_directions();
    Safe(cleaner.cleaned)
}

/// Cleans what is shown on one line, such as a title or a message: line ends become spaces.
#[must_use]
pub fn clean_line(text: &str) -> Safe {
    let cleaned = clean(text);
    if cleaned.0.contains('\n') { Safe(cleaned.0.replace('\n', " ")) } else { cleaned }
}

/// Cleans what has to be recognised or typed again (ids, deck names, paths, what a confirmation is
/// about): whatever cannot be seen is shown as an escape, ZWNJ included, so that two names that look
/// alike are alike.
#[must_use]
pub fn clean_name(name: &str) -> Safe {
    let mut cleaned = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\n' => cleaned.push_str("\\n"),
            '\t' => cleaned.push_str("\\t"),
            c if c.is_control() || is_unseen(c) => push_escape(&mut cleaned, c),
            c => cleaned.push(c),
        }
    }
    Safe(cleaned)
}

/// A format as clean text: `safe!("{title}: {count}")`. Line ends stay.
macro_rules! safe {
    ($($format:tt)*) => { $crate::study::text::clean(&format!($($format)*)) };
}
pub(crate) use safe;

#[derive(Default)]
struct Cleaner {
    cleaned: String,
    column: usize,
    /// What would close each direction opened on this line, the innermost last.
    open: Vec<char>,
}

impl Safe {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As much as fits into a width, with a mark where something is missing.
    #[must_use]
    pub fn cut(&self, widest: usize, mark: &'static str) -> Self {
        if width(&self.0) <= widest {
            return self.clone();
        }
        let room = widest.saturating_sub(width(mark));
        let mut cells = 0;
        let fits = self.0.graphemes(true).take_while(|cluster| {
            cells += width(cluster);
            cells <= room
        });
        let end = fits.map(str::len).sum();
        let mut cut = self.part(0..end).balanced();
        if widest >= width(mark) {
            cut.0.push_str(mark);
        }
        cut
    }

    /// A part stays safe: nothing that a terminal obeys comes about by cutting.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        Self(self.0[range].to_owned())
    }

    pub fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    /// Closes directions that a cut left open and drops ends that have lost their beginning.
    #[must_use]
    pub fn balanced(self) -> Self {
        if self.0.is_ascii() { self } else { clean(&self.0) }
    }

    #[must_use]
    pub fn spaces(count: usize) -> Self {
        Self(" ".repeat(count))
    }

    /// For terminals without UTF-8: the pictures of control characters in caret form.
    #[must_use]
    pub fn without_pictures(&self) -> Self {
        if self.0.is_ascii() {
            return self.clone();
        }
        let mut carets = String::with_capacity(self.0.len());
        for c in self.0.chars() {
            match u32::from(c) {
                code @ 0x2400..=0x241f => {
                    carets.push('^');
                    carets.extend(char::from_u32(code - 0x2400 + 0x40));
                }
                0x2421 => carets.push_str("^?"),
                _ => carets.push(c),
            }
        }
        Self(carets)
    }
}

/// A literal of the program's own.
impl From<&'static str> for Safe {
    fn from(text: &'static str) -> Self {
        clean(text)
    }
}

impl From<&Safe> for Safe {
    fn from(text: &Safe) -> Self {
        text.clone()
    }
}

impl FromIterator<Safe> for Safe {
    fn from_iter<T: IntoIterator<Item = Safe>>(texts: T) -> Self {
        texts.into_iter().fold(Self::default(), |mut whole, text| {
            whole.push(&text);
            whole
        })
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Safe {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Cleaner {
    fn take(&mut self, c: char) {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' => {
                self.close_directions();
                self.cleaned.push('\n');
                self.column = 0;
            }
            '\t' => {
                let spaces = TAB_COLUMNS - self.column % TAB_COLUMNS;
                self.cleaned.extend(std::iter::repeat_n(' ', spaces));
                self.column += spaces;
            }
            '\0'..='\u{1f}' => self.keep(picture(u32::from(c))),
            '\u{7f}' => self.keep(picture(0x21)),
            '\u{80}'..='\u{9f}' | LEFT_TO_RIGHT_OVERRIDE | RIGHT_TO_LEFT_OVERRIDE => self.escape(c),
            LEFT_TO_RIGHT_EMBEDDING | RIGHT_TO_LEFT_EMBEDDING => self.open(c, POP_DIRECTION),
            FIRST_ISOLATE..=LAST_ISOLATE => self.open(c, POP_ISOLATE),
            // An end without its beginning does nothing and cannot be seen.
            POP_DIRECTION => {
                if self.open.last() == Some(&POP_DIRECTION) {
                    self.open.pop();
                    self.cleaned.push(c);
                }
            }
            POP_ISOLATE => {
                if self.open.contains(&POP_ISOLATE) {
                    while let Some(end) = self.open.pop() {
                        self.cleaned.push(end);
                        if end == POP_ISOLATE {
                            break;
                        }
                    }
                }
            }
            // It would be shown as a hyphen where no line ends.
            SOFT_HYPHEN => {}
            c if is_hidden_order(c) => self.escape(c),
            c => self.keep(c),
        }
    }

    fn keep(&mut self, c: char) {
        self.cleaned.push(c);
        self.column += c.width().unwrap_or(0);
    }

    fn escape(&mut self, c: char) {
        let before = self.cleaned.len();
        push_escape(&mut self.cleaned, c);
        self.column += self.cleaned.len() - before;
    }

    fn open(&mut self, c: char, end: char) {
        if self.open.len() < DEEPEST_DIRECTIONS {
            self.cleaned.push(c);
            self.open.push(end);
        } else {
            self.escape(c);
        }
    }

    fn close_directions(&mut self) {
        self.cleaned.extend(self.open.drain(..).rev());
    }
}

/// The picture of a control character: `␛` for 0x1b.
fn picture(code: u32) -> char {
    char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn push_escape(text: &mut String, c: char) {
    text.extend(c.escape_unicode());
}

/// Invisible characters that no language's text needs and that programs, not readers, act upon:
/// deprecated formatting, annotations, musical and shorthand controls, tags.
fn is_hidden_order(c: char) -> bool {
    matches!(u32::from(c), 0x206a..=0x206f | 0xfff9..=0xfffb | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a
        | 0xe0000..=0xe007f)
}

/// Unicode's general categories Cf, Zl and Zp, and the letters that are blank.
fn is_unseen(c: char) -> bool {
    matches!(u32::from(c),
        0xad | 0x34f | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2 | 0x115f..=0x1160
        | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800
        | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0x110bd | 0x110cd
        | 0x13430..=0x1343f | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a hostile deck would hold: each does something to a terminal that prints it as it is.
    pub(crate) const HOSTILE: &[&str] = &[
        "\x1b]0;owned\x07",
        "\x1b]2;owned\x1b\\",
        "\x1b]52;c;b3duZWQ=\x07",
        "\x1b]8;;https://evil.example\x07safe\x1b]8;;\x07",
        "\x1b]4;1;rgb:ff/00/00\x07",
        "\x1b]10;?\x07",
        "\x1b]1337;SetMark\x07",
        "\x1b]777;notify;a;b\x07",
        "\x1b]9;owned\x07",
        "\x1b[2J",
        "\x1b[3J\x1b[H",
        "\x1b[31m",
        "\x1b[8m",
        "\x1b[?25l",
        "\x1b[?1049l",
        "\x1b[?1000h",
        "\x1b[?2004h",
        "\x1b[6n",
        "\x1b[c",
        "\x1b[21t",
        "\x1b[5i",
        "\x1b[1;1r",
        "\x1b[4h",
        "\x1bc",
        "\x1b(0",
        "\x1b#8",
        "\x1b7\x1b8",
        "\x1bP+q544e\x1b\\",
        "\x1bP$q\"p\x1b\\",
        "\x1b_Ga=T;AAAA\x1b\\",
        "\x1b^private\x1b\\",
        "\x1bX start \x1b\\",
        "\u{9b}2J",
        "\u{9d}0;owned\u{9c}",
        "\u{90}+q\u{9c}",
        "\u{85}next\u{84}",
        "\u{202e}gnp.exe",
        "\u{202d}forced",
        "\u{2066}open",
        "\u{2067}a\u{202b}b",
        "\u{2069}\u{202c}stray",
        "\0nul",
        "\x07bell\x07",
        "back\x08\x08\x08\x08over",
        "over\rwritten",
        "\x0e\x0fshift",
        "\x0b\x0c",
        "\x7f\x7f",
        "\x18\x1a",
        "tag\u{e0001}\u{e0041}\u{e007f}",
        "line\u{2028}sep\u{2029}par",
        "&#27;]0;owned&#7;",
        "&#x9b;2J &#x202e;x &#0;",
        "`\x1b]0;owned\x07` **\x1b[2J** [\x1b[2J](http://\x1b[2J)",
        "| \x1b[2J | b |\n|---|---|\n| \x1b]0;owned\x07 | \u{9b}2J |",
        "```\x1b[2J\n\x1b[2J\n```",
    ];

    const PERSIAN: &str = "می‌خواهم تفاوت `is` و == را توضیح دهید؛ ‏(پایتون ۳) لا";

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text).as_str(), expected);
    }

    #[track_caller]
    pub(crate) fn assert_harmless(text: &str) {
        for c in text.chars() {
            assert!(c == '\n' || !c.is_control(), "{c:?} is left in {text:?}");
            assert!(
                !matches!(c, '\u{202d}' | '\u{202e}' | '\u{2028}' | '\u{2029}'),
                "{c:?} is left in {text:?}"
            );
        }
        for line in text.split('\n') {
            assert!(is_balanced(line), "directions stay open in {line:?}");
        }
    }

    fn is_balanced(line: &str) -> bool {
        let mut open = Vec::new();
        for c in line.chars() {
            match c {
                LEFT_TO_RIGHT_EMBEDDING | RIGHT_TO_LEFT_EMBEDDING => open.push(POP_DIRECTION),
                FIRST_ISOLATE..=LAST_ISOLATE => open.push(POP_ISOLATE),
                POP_DIRECTION | POP_ISOLATE if open.pop() != Some(c) => return false,
                _ => {}
            }
        }
        open.is_empty()
    }

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        check("\x1b[2J", "␛[2J");
        check("a\0b\x07\x7f", "a␀b␇␡");
        check("\u{9b}2J", "\\u{9b}2J");
        check("\u{202e}gnp.exe", "\\u{202e}gnp.exe");
        check("data\u{ad}base", "database");
        check("tag\u{e0041}", "tag\\u{e0041}");
    }

    #[test]
    fn line_ends_and_tabs_become_plain() {
        check("a\r\nb\u{2028}c\u{2029}d", "a\nb\nc\nd");
        check("over\rwritten", "over␍written");
        check("\tx\n12\tx\n1234\tx", "    x\n12  x\n1234    x");
        assert_eq!(clean_line("a\nb\tc").as_str(), "a b   c");
    }

    #[test]
    fn directions_end_with_their_line() {
        check("\u{2067}a\nb", "\u{2067}a\u{2069}\nb");
        check("\u{2067}a\u{202b}b\u{2069}c", "\u{2067}a\u{202b}b\u{202c}\u{2069}c");
        check("a\u{2069}\u{202c}b", "ab");
    }

    #[test]
    fn languages_keep_what_they_need() {
        for text in [
            PERSIAN,
            "👩‍👩‍👧 é e\u{301} \u{200e}\u{200f}",
            "한국어 日本語",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn names_show_what_cannot_be_seen() {
        assert_eq!(clean_name("دک‌ها").as_str(), "دک\\u{200c}ها");
        assert_eq!(clean_name("a\u{202e}b\x1b\n\t\u{ad}").as_str(), "a\\u{202e}b\\u{1b}\\n\\t\\u{ad}");
        assert_eq!(clean_name("wallex-2024 مصاحبه").as_str(), "wallex-2024 مصاحبه");
    }

    #[test]
    fn without_utf_8_controls_are_carets() {
        assert_eq!(clean("\x1b[2J\x7f é").without_pictures().as_str(), "^[[2J^? é");
    }

    #[test]
    fn nothing_hostile_survives() {
        for text in HOSTILE {
            assert_harmless(clean(text).as_str());
            assert_harmless(clean_line(text).as_str());
            assert_harmless(clean_name(text).as_str());
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let special = prop::sample::select(
            "\0\x07\x08\t\n\r\x1b\x7f\u{80}\u{85}\u{9b}\u{9f}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{206a}\u{feff}\u{fff9}\u{e0001}\u{e0041}\u{e007f}\u{1f3f4} aم日"
                .chars()
                .collect::<Vec<_>>(),
        );
        prop::collection::vec(prop_oneof![3 => special, 1 => any::<char>()], 0..60)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn whatever_comes_in_harmless_text_comes_out(text in any_text()) {
            assert_harmless(clean(&text).as_str());
            let line = clean_line(&text);
            assert_harmless(line.as_str());
            prop_assert!(!line.as_str().contains('\n'));
            let name = clean_name(&text);
            prop_assert!(!name.as_str().chars().any(|c| c.is_control() || is_unseen(c)));
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(text in any_text()) {
            let once = clean(&text);
            prop_assert_eq!(clean(once.as_str()), once.clone());
            let line = clean_line(&text);
            prop_assert_eq!(clean_line(line.as_str()), line);
            let name = clean_name(&text);
            prop_assert_eq!(clean_name(name.as_str()), name);
        }

        #[test]
        fn harmless_text_is_unchanged(text in "[\\P{C}\n\u{200c}\u{200d}\u{200e}\u{200f}&&[^\u{2028}\u{2029}]]{0,80}") {
            let cleaned = clean(&text);
            prop_assert_eq!(cleaned.as_str(), &text);
        }
    }
}
