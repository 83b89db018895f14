//! How wide text is, and how it is broken into lines.
//!
//! Width is counted per grapheme cluster and summed. Asking `unicode-width` for a whole string would
//! count the Persian `لا` as one cell, which is what a good font does and terminals do not; a line
//! must never be wider than it says. Nothing is split inside a cluster, and nothing but the spaces at
//! a break is left out.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

use super::safe::Safe;

/// Text and what is said about it, such as a style.
pub type Piece<T> = (Safe, T);

/// A sentence in lines for a window this wide, broken at spaces only: a path stays in one piece to be copied.
#[must_use]
pub fn broken_at_spaces(sentence: &Safe, widest: usize) -> Vec<Safe> {
    let text = sentence.as_str();
    let mut lines = Vec::new();
    let (mut start, mut end, mut cells) = (0, 0, 0);
    for word in text.split_inclusive(' ') {
        let word_cells = width(word.trim_end_matches(' '));
        if end > start && cells + word_cells > widest {
            lines.push(sentence.part(start..start + text[start..end].trim_end_matches(' ').len()));
            (start, cells) = (end, 0);
        }
        cells += width(word);
        end += word.len();
    }
    lines.push(sentence.part(start..end));
    lines
}

/// The cells a text takes; the text contains no line end.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// Grapheme clusters with their places; only one that is wider than a line (scripts that stack
/// consonants have no limit) comes in characters.
fn clusters(text: &str, widest: usize) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true).flat_map(move |(start, cluster)| {
        let is_whole = cluster.len() < 3 || width(cluster) <= widest;
        let whole = is_whole.then_some((start, cluster));
        let parts = (!is_whole).then(|| {
            cluster.char_indices().map(move |(at, c)| (start + at, &cluster[at..at + c.len_utf8()]))
        });
        whole.into_iter().chain(parts.into_iter().flatten())
    })
}

/// Breaks text at spaces, long words anywhere; `\n` always breaks. Lines are at most `widest` cells
/// (at least two, because some characters are that wide). Gives at least one line.
#[must_use]
pub fn wrap<T: Copy + PartialEq>(pieces: &[Piece<T>], widest: usize) -> Vec<Vec<Piece<T>>> {
    let mut wrapper = Wrapper { widest: widest.max(2), lines: Vec::new(), line: Vec::new(), line_width: 0 };
    let mut word = Word::default();
    let mut gap: Option<(Safe, T, usize)> = None;
    for (text, mark) in pieces {
        for (start, cluster) in clusters(text.as_str(), wrapper.widest) {
            let range = start..start + cluster.len();
            if cluster == "\n" {
                wrapper.place(&mut gap, &mut word);
                gap = None;
                wrapper.end_line();
            } else if cluster == " " {
                if !word.pieces.is_empty() {
                    wrapper.place(&mut gap, &mut word);
                }
                match &mut gap {
                    Some((spaces, space_mark, count)) if *space_mark == *mark => {
                        spaces.push(&text.part(range));
                        *count += 1;
                    }
                    Some((spaces, space_mark, count)) => {
                        // Spaces in two styles: the first run is settled as a word of its own.
                        let mut settled = Word::default();
                        settled.push(spaces.clone(), *space_mark, *count);
                        wrapper.place(&mut None, &mut settled);
                        gap = Some((text.part(range), *mark, 1));
                    }
                    None => gap = Some((text.part(range), *mark, 1)),
                }
            } else {
                let cells = width(cluster);
                // Chinese and Japanese have no spaces: wide characters may part from each other.
                if cells > 1 && word.last_is_wide {
                    wrapper.place(&mut gap, &mut word);
                }
                word.push(text.part(range), *mark, cells);
                word.last_is_wide = cells > 1;
            }
        }
    }
    wrapper.place(&mut gap, &mut word);
    wrapper.end_line();
    wrapper.lines
}

/// The same of text in one style.
#[must_use]
pub fn lines_of(text: &Safe, widest: usize) -> Vec<Safe> {
    wrap(&[(text.clone(), ())], widest)
        .into_iter()
        .map(|pieces| pieces.into_iter().map(|(text, ())| text).collect())
        .collect()
}

/// Cuts text that must keep every space, such as code, into parts of at most the given widths; behind a
/// space if one is in the latter half.
#[must_use]
pub fn chop(text: &Safe, first: usize, following: usize) -> Vec<Safe> {
    let mut parts = Vec::new();
    let (mut start, mut cells, mut widest) = (0, 0, first.max(2));
    // Behind the latest space that has a word before it, and the cells up to there.
    let mut gap: Option<(usize, usize)> = None;
    let mut has_word = false;
    for (at, cluster) in clusters(text.as_str(), following.min(first).max(2)) {
        let more = width(cluster);
        if cells + more > widest && at > start {
            let (cut, cells_before) = gap.filter(|(_, before)| before * 2 >= widest).unwrap_or((at, cells));
            parts.push(text.part(start..cut));
            (start, cells, widest) = (cut, cells - cells_before, following.max(2));
            (gap, has_word) = (None, start < at);
        }
        cells += more;
        if cluster != " " {
            has_word = true;
        } else if has_word {
            gap = Some((at + 1, cells));
        }
    }
    parts.push(text.part(start..text.as_str().len()));
    parts
}

struct Wrapper<T> {
    widest: usize,
    lines: Vec<Vec<Piece<T>>>,
    line: Vec<Piece<T>>,
    line_width: usize,
}

struct Word<T> {
    pieces: Vec<(Safe, T, usize)>,
    cells: usize,
    last_is_wide: bool,
}

impl<T> Default for Word<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), cells: 0, last_is_wide: false }
    }
}

impl<T: Copy + PartialEq> Word<T> {
    /// Clusters stay apart only as far as they must to be cut later.
    fn push(&mut self, text: Safe, mark: T, cells: usize) {
        self.cells += cells;
        self.pieces.push((text, mark, cells));
    }
}

impl<T: Copy + PartialEq> Wrapper<T> {
    /// Puts the word on this line after its gap, or on the next without; a word wider than a line is
    /// cut where the lines end.
    fn place(&mut self, gap: &mut Option<(Safe, T, usize)>, word: &mut Word<T>) {
        let word = std::mem::take(word);
        if word.pieces.is_empty() {
            return;
        }
        let gap = gap.take();
        let gap_cells = gap.as_ref().map_or(0, |(_, _, cells)| *cells);
        if self.line_width > 0 && self.line_width + gap_cells + word.cells > self.widest {
            self.end_line();
        } else if let Some((spaces, mark, cells)) = gap
            && cells + word.cells.min(2) <= self.widest
        {
            self.push(spaces, mark, cells);
        }
        for (cluster, mark, cells) in word.pieces {
            if self.line_width + cells > self.widest && self.line_width > 0 {
                self.end_line();
            }
            self.push(cluster, mark, cells);
        }
    }

    fn push(&mut self, text: Safe, mark: T, cells: usize) {
        self.line_width += cells;
        match self.line.last_mut() {
            Some((last, last_mark)) if *last_mark == mark => last.push(&text),
            _ => self.line.push((text, mark)),
        }
    }

    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.line_width = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{clean, clean_line};
    use super::*;

    #[track_caller]
    fn check(text: &str, widest: usize, expected: &[&str]) {
        let lines: Vec<String> = wrap(&[(clean(text), ())], widest).into_iter().map(joined).collect();
        assert_eq!(lines, expected);
    }

    fn joined<T>(line: Vec<Piece<T>>) -> String {
        line.into_iter().map(|(text, _)| text.to_string()).collect()
    }

    #[test]
    fn words_move_whole() {
        check("one two three", 8, &["one two", "three"]);
        check("one  two", 20, &["one  two"]);
        check("a\nb", 20, &["a", "b"]);
        check("", 20, &[""]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut() {
        check("ab abcdefghij", 4, &["ab", "abcd", "efgh", "ij"]);
    }

    #[test]
    fn styles_do_not_part_a_word_from_its_comma() {
        let pieces = [(clean("see "), 0), (clean("bold"), 1), (clean(", then"), 0)];
        let lines: Vec<String> = wrap(&pieces, 8).into_iter().map(joined).collect();
        assert_eq!(lines, ["see", "bold,", "then"]);
    }

    #[test]
    fn wide_characters_break_between_them_and_clusters_never() {
        check("日本語日本語", 5, &["日本", "語日", "本語"]);
        check("👩‍👩‍👧👩‍👩‍👧", 3, &["👩‍👩‍👧", "👩‍👩‍👧"]);
        check("می‌خواهم بروم", 8, &["می‌خواهم", "بروم"]);
    }

    #[test]
    fn lam_alef_takes_two_cells() {
        assert_eq!(width("لا"), 2);
    }

    #[test]
    fn code_is_cut_with_every_space() {
        let parts = chop(&clean_line("    let x = 1;  "), 6, 4);
        let parts: Vec<&str> = parts.iter().map(Safe::as_str).collect();
        assert_eq!(parts, ["    le", "t x ", "= ", "1;  "]);
        let parts = chop(&clean_line("say what you mean"), 12, 8);
        let parts: Vec<&str> = parts.iter().map(Safe::as_str).collect();
        assert_eq!(parts, ["say what ", "you mean"]);
    }

    #[test]
    fn a_sentence_is_broken_at_spaces_only() {
        let broken = |text, widest| -> Vec<String> {
            broken_at_spaces(&clean_line(text), widest).iter().map(Safe::to_string).collect()
        };
        assert_eq!(broken("no cards in /a/long/path yet", 12), ["no cards in", "/a/long/path", "yet"]);
        assert_eq!(broken("a /much/too/long", 6), ["a", "/much/too/long"]);
        assert_eq!(broken("two  spaces", 20), ["two  spaces"]);
        assert_eq!(broken("", 20), [""]);
        assert_eq!(broken("日本 日本", 5), ["日本", "日本"]);
    }

    proptest! {
        #[test]
        fn a_broken_sentence_is_whole(text in "\\PC{0,80}", widest in 0_usize..40) {
            let text = clean_line(&text);
            let lines: Vec<String> = broken_at_spaces(&text, widest).iter().map(Safe::to_string).collect();
            let without_spaces = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(text.as_str()));
            for line in lines.iter().filter(|line| width(line.trim_end_matches(' ')) > widest) {
                prop_assert!(!line.trim_matches(' ').contains(' '), "{line:?}");
            }
        }

        #[test]
        fn wrapped_lines_fit_and_hold_everything(text in "\\PC{0,120}", widest in 2_usize..40) {
            let text = clean(&text);
            let lines = wrap(&[(text.clone(), ())], widest);
            let mut whole = String::new();
            for line in lines {
                let line = joined(line);
                prop_assert!(width(&line) <= widest, "{:?} is wider than {}", line, widest);
                whole.push_str(&line);
            }
            let seen = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '\n')).collect::<String>();
            prop_assert_eq!(seen(&whole), seen(text.as_str()));
        }
    }
}
