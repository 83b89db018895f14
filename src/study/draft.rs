//! Text that is being written: the text, the place of the cursor, and what each stroke does to both.
//!
//! The cursor moves by what a reader takes for one character (grapheme clusters), so that Persian vowel
//! signs and joined emoji are never parted. Lines of the screen are not known here: whoever draws the
//! text says where up and down lead ([`Stroke::To`]).

use unicode_segmentation::UnicodeSegmentation as _;

/// Several times the longest answer a person would type.
const MOST_BYTES: usize = 256 * 1024;

/// A text and the cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    text: String,
    /// A byte offset on the boundary of a cluster.
    cursor: usize,
}

/// One thing done to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// A character that was typed, or all of a paste.
    Insert(String),
    Newline,
    Backspace,
    Delete,
    DeleteWordBack,
    /// To the end of the line; at the end of a line, the line's end itself.
    DeleteToEnd,
    DeleteToStart,
    Left,
    Right,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    /// To a byte offset, or the boundary before it.
    To(usize),
}

impl Stroke {
    /// The same where a text has only one line.
    #[must_use]
    pub fn in_one_line(self) -> Self {
        match self {
            Self::Insert(text) => Self::Insert(text.replace(['\n', '\r'], " ")),
            Self::Newline => Self::Insert(" ".to_owned()),
            stroke => stroke,
        }
    }
}

impl Draft {
    /// A text with the cursor at its end.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut draft = Self::default();
        draft.insert(text);
        draft
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A byte offset into [`Draft::text`].
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub fn take(&mut self, stroke: &Stroke) {
        match stroke {
            Stroke::Insert(text) => self.insert(text),
            Stroke::Newline => self.insert("\n"),
            Stroke::Backspace => self.remove(self.before(self.cursor), self.cursor),
            Stroke::Delete => self.remove(self.cursor, self.after(self.cursor)),
            Stroke::DeleteWordBack => self.remove(self.word_before(), self.cursor),
            Stroke::DeleteToEnd => {
                let end = self.line_end();
                let end = if end == self.cursor { self.after(end) } else { end };
                self.remove(self.cursor, end);
            }
            Stroke::DeleteToStart => self.remove(self.line_start(), self.cursor),
            Stroke::Left => self.cursor = self.before(self.cursor),
            Stroke::Right => self.cursor = self.after(self.cursor),
            Stroke::WordLeft => self.cursor = self.word_before(),
            Stroke::WordRight => self.cursor = self.word_after(),
            Stroke::LineStart => self.cursor = self.line_start(),
            Stroke::LineEnd => self.cursor = self.line_end(),
            Stroke::To(offset) => self.cursor = self.boundary(*offset),
        }
    }

    /// Line ends become LF and tabs spaces; what is invisible and moves other text about is left out.
    fn insert(&mut self, text: &str) {
        let mut fit = String::with_capacity(text.len());
        for c in text.replace("\r\n", "\n").chars() {
            match c {
                '\r' | '\n' => fit.push('\n'),
                '\t' => fit.push_str("    "),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
                c if c.is_control() => {}
                c => fit.push(c),
            }
        }
        let room = MOST_BYTES.saturating_sub(self.text.len());
        fit.truncate(fit.floor_char_boundary(room));
        self.text.insert_str(self.cursor, &fit);
        // A mark that was typed may have joined the character before it, or that after it.
        let end = self.cursor + fit.len();
        let boundary = self.boundary(end);
        self.cursor = if boundary == end { end } else { self.after(boundary) };
    }

    fn remove(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        // What is left on both sides may join.
        self.cursor = self.boundary(start);
    }

    fn before(&self, at: usize) -> usize {
        self.text[..at].grapheme_indices(true).next_back().map_or(0, |(start, _)| start)
    }

    fn after(&self, at: usize) -> usize {
        self.text[at..].graphemes(true).next().map_or(at, |cluster| at + cluster.len())
    }

    fn word_before(&self) -> usize {
        let mut words = self.text[..self.cursor].unicode_word_indices();
        words.next_back().map_or(0, |(start, _)| self.boundary(start))
    }

    fn word_after(&self) -> usize {
        let first = self.text[self.cursor..].unicode_word_indices().next();
        first.map_or(self.text.len(), |(start, word)| self.boundary(self.cursor + start + word.len()))
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |end| end + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |end| self.cursor + end)
    }

    /// The last boundary of clusters at or before an offset.
    fn boundary(&self, offset: usize) -> usize {
        if offset >= self.text.len() {
            return self.text.len();
        }
        self.text
            .grapheme_indices(true)
            .map(|(start, _)| start)
            .take_while(|start| *start <= offset)
            .last()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `|` is the cursor.
    #[track_caller]
    fn check(before: &str, strokes: &[Stroke], expected: &str) {
        let mut draft = Draft::of(&before.replace('|', ""));
        draft.take(&Stroke::To(before.find('|').unwrap()));
        for stroke in strokes {
            draft.take(stroke);
        }
        let mut shown = draft.text.clone();
        shown.insert(draft.cursor, '|');
        assert_eq!(shown, expected);
    }

    #[test]
    fn keys_edit_and_move() {
        check("a|c", &[Stroke::Insert("b".into())], "ab|c");
        check("ab|", &[Stroke::Newline, Stroke::Insert("c".into())], "ab\nc|");
        check("ab|c", &[Stroke::Backspace], "a|c");
        check("ab|c", &[Stroke::Delete], "ab|");
        check("one two|", &[Stroke::DeleteWordBack], "one |");
        check("one\ntw|o", &[Stroke::LineStart], "one\n|two");
        check("on|e\ntwo", &[Stroke::LineEnd, Stroke::DeleteToEnd], "one|two");
        check("on|e\ntwo", &[Stroke::DeleteToEnd], "on|\ntwo");
        check("one\ntw|o", &[Stroke::DeleteToStart], "one\n|o");
        check("|one two", &[Stroke::WordRight, Stroke::WordRight, Stroke::WordLeft], "one |two");
        check("|", &[Stroke::Backspace, Stroke::Left, Stroke::Delete], "|");
    }

    #[test]
    fn a_cluster_is_one_character() {
        check("👩‍👩‍👧|", &[Stroke::Backspace], "|");
        check("می‌خواهَ|", &[Stroke::Left], "می‌خوا|هَ");
    }

    #[test]
    fn a_paste_is_text_and_nothing_else() {
        check("|", &[Stroke::Insert("a\r\nb\rc\td\u{1b}[2J\u{202e}".into())], "a\nb\nc    d[2J|");
    }

    fn any_stroke() -> impl Strategy<Value = Stroke> {
        prop_oneof![
            "[a-z \n\u{301}\u{200d}👩🇩🇪می‌]{0,6}".prop_map(Stroke::Insert),
            (0_usize..40).prop_map(Stroke::To),
            prop::sample::select(vec![
                Stroke::Newline,
                Stroke::Backspace,
                Stroke::Delete,
                Stroke::DeleteWordBack,
                Stroke::DeleteToEnd,
                Stroke::DeleteToStart,
                Stroke::Left,
                Stroke::Right,
                Stroke::WordLeft,
                Stroke::WordRight,
                Stroke::LineStart,
                Stroke::LineEnd,
            ]),
        ]
    }

    proptest! {
        #[test]
        fn the_cursor_stays_between_clusters(strokes in prop::collection::vec(any_stroke(), 0..60)) {
            let mut draft = Draft::default();
            for stroke in strokes {
                draft.take(&stroke);
                let ends = draft.text.grapheme_indices(true).map(|(start, _)| start).chain([draft.text.len()]);
                prop_assert!(ends.into_iter().any(|end| end == draft.cursor), "{draft:?} after {stroke:?}");
            }
        }
    }
}
