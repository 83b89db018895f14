//! Clozes of other programs, written as Anki writes them, so that one reader knows them all: `{{cloze words}}` of
//! Logseq, `{{words}}` and `{{1::words}}` of Mochi, `==words==` and `{words}` of notes that say they hold flashcards,
//! and `C:` cards with words in brackets.
//!
//! Code is left alone. Templates are written in the same braces; what looks like one, or asks, stays as it is.

use std::fmt::Write as _;

use super::fences::fence_end;
use super::{SourceLine, regex};
use crate::study::import::code::fence_of;
use crate::study::import::{cloze, wording};

/// Whether a line says that its note holds flashcards: `#flashcards/net`, `#card`.
fn is_tagged(line: &str) -> bool {
    line.contains('#') && regex!(r"(?i)(?:^|\s)#(?:flash)?cards?\b").is_match(line)
}

/// Writes all clozes in one way.
pub(super) fn in_one_way(lines: &mut [SourceLine<'_>], says_cards: bool) {
    let has_cards = says_cards || lines.iter().any(|line| is_tagged(&line.text));
    // The number of the last cloze of an open `C:` card.
    let mut bracketed: Option<i64> = None;
    let mut above = String::new();
    let mut at = 0;
    while at < lines.len() {
        if fence_of(&lines[at].text).is_some() {
            at = fence_end(lines, at);
            continue;
        }
        let here = at;
        at += 1;
        let bare = lines[here].text.trim();
        if bare.is_empty() {
            continue;
        }
        let may_be_cloze = bracketed.is_some() || has_cards || bare.starts_with("C:") || bare.contains("{{");
        if !may_be_cloze && !bare.starts_with("B:") {
            above.clear();
            continue;
        }
        let bare = bare.to_owned();
        if is_label(&bare) || bare.starts_with("---") {
            bracketed = None;
        }
        let mut said = lines[here].text.clone().into_owned();
        if let Some(rest) = bare.strip_prefix("C:").filter(|_| !above.starts_with("B:")) {
            let bracketing = Rewriting { has_cards, in_brackets: true, last: 0 };
            let below = lines[at..].iter().map(|line| line.text.as_ref());
            let mut card = std::iter::once(rest).chain(below.take_while(|line| !line.trim().is_empty()));
            if card.any(|line| bracketing.of(line).is_some()) {
                bracketed = Some(0);
                rest.trim_start().clone_into(&mut said);
                lines[here].text = said.clone().into();
            }
        }
        above = bare;
        // `capital of Peru::Lima` is no path where cards are.
        if has_cards && let Some(found) = regex!(r"^([^:`]*\w [^:`\s]+):{2,3}([^:`\s(]+)$").captures(&said) {
            lines[here].text = format!("{} :: {}", &found[1], &found[2]).into();
            continue;
        }
        let rewriting =
            Rewriting { has_cards, in_brackets: bracketed.is_some(), last: bracketed.unwrap_or(0) };
        if let Some((text, last)) = rewriting.of(&said) {
            lines[here].text = text.into();
            bracketed = bracketed.map(|_| last);
        }
    }
}

/// A sentence with its clozes in braces.
pub(super) fn of_braces(text: &str) -> String {
    let rewriting = Rewriting { has_cards: true, in_brackets: false, last: 0 };
    rewriting.of(text).map_or_else(|| text.to_owned(), |(text, _)| text)
}

/// `Q:`, `A:`, `C:`
fn is_label(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_uppercase()) && line[1..].starts_with(':')
}

#[derive(Clone, Copy)]
struct Rewriting {
    has_cards: bool,
    in_brackets: bool,
    /// The number of the last cloze.
    last: i64,
}

impl Rewriting {
    /// A line with its clozes in Anki's way, and the number of the last; `None` for a line without.
    fn of(mut self, line: &str) -> Option<(String, i64)> {
        let marks: &[&str] = match (self.in_brackets, self.has_cards) {
            (true, _) => &["{{", "["],
            (_, true) => &["{", "=="],
            _ => &["{{"],
        };
        if !marks.iter().any(|mark| line.contains(mark)) || !cloze::numbers(line).is_empty() {
            return None;
        }
        // `{{name}}` in a sentence that asks is what the question is about.
        let asks = wording::has_question_mark(line);
        let mut out = String::with_capacity(line.len() + 8);
        let mut rest = line;
        // How many letters are outside the clozes.
        let mut outside = 0;
        let mut found = false;
        while let Some(next) = rest.chars().next() {
            if next == '`' {
                let len = code_len(rest);
                out.push_str(&rest[..len]);
                rest = &rest[len..];
                continue;
            }
            let before = out.chars().next_back();
            if let Some((number, words, len)) = self.cloze(rest, before).filter(|_| !asks) {
                let number = number.unwrap_or(self.last + 1);
                self.last = self.last.max(number);
                let _ = write!(out, "{{{{c{number}::{words}}}}}");
                rest = &rest[len..];
                found = true;
                continue;
            }
            let len = if next == '\\' { next.len_utf8() + 1 } else { next.len_utf8() };
            let len = rest.ceil_char_boundary(len.min(rest.len()));
            outside += usize::from(next.is_alphabetic());
            out.push_str(&rest[..len]);
            rest = &rest[len..];
        }
        // Bare braces are clozes in a sentence only.
        let least = if self.in_brackets || self.has_cards { 1 } else { 4 };
        (found && outside >= least).then_some((out, self.last))
    }

    /// The cloze at the front of a text: its number, its words, and how long it is with its marks.
    fn cloze(self, text: &str, before: Option<char>) -> Option<(Option<i64>, &str, usize)> {
        let between = |open: &str, close: &str| {
            let inner = text.strip_prefix(open)?;
            let end = inner.find(close)?;
            let inner = &inner[..end];
            let is_said =
                inner.contains(char::is_alphanumeric) && !inner.contains(['{', '}', '[', ']', '`', '\n']);
            is_said.then_some((inner, open.len() + end + close.len()))
        };
        let is_free = before.is_none_or(|c| !c.is_alphanumeric() && !"\\$^_{}=!".contains(c));
        if let Some((inner, len)) = between("{{", "}}") {
            if let Some(words) = inner.strip_prefix("cloze ") {
                return Some((None, words.trim(), len));
            }
            if let Some((number, words)) = inner.split_once("::") {
                return Some((Some(number.parse().ok()?), words.trim(), len));
            }
            let is_template = inner.starts_with(|c: char| !c.is_alphanumeric())
                || inner.ends_with(' ')
                || !inner.contains(' ') && inner.contains(['.', '_', '(', '|', ':']);
            return (!is_template).then_some((None, inner, len));
        }
        if self.in_brackets
            && let Some((inner, len)) = between("[", "]")
        {
            let is_link = text[len..].starts_with(['(', '[', ':']) || inner.starts_with('^');
            return (is_free && !is_link).then_some((None, inner, len));
        }
        if !self.has_cards || !is_free {
            return None;
        }
        if let Some((inner, len)) = between("==", "==") {
            let is_mark =
                inner.starts_with([' ', '=']) || inner.ends_with(' ') || text[len..].starts_with('=');
            return (!is_mark).then_some((None, inner, len));
        }
        let (inner, len) = between("{", "}")?;
        let numbered = regex!(r"^c?(\d{1,2})(?:::?|\|)(\S.*)$").captures(inner);
        if let Some(found) = numbered {
            let words = found.get(2)?;
            return Some((found[1].parse().ok(), &inner[words.range()], len));
        }
        let is_code =
            inner.starts_with(' ') || inner.ends_with(' ') || inner.contains([':', ';', '=', '"', '#', '%']);
        (!is_code).then_some((None, inner, len))
    }
}

/// The length of a code span at the front of a text, or of its marks if nothing closes it.
fn code_len(text: &str) -> usize {
    let count = text.len() - text.trim_start_matches('`').len();
    let marks = &text[..count];
    text[count..].find(marks).map_or(count, |end| count + end + count)
}

#[cfg(test)]
mod tests {
    use super::super::tests::passed;
    use super::*;

    #[track_caller]
    fn check(note: &str, expected: &str) {
        assert_eq!(passed(note, |lines| in_one_way(lines, false)), expected);
    }

    #[test]
    fn clozes_of_other_programs_become_ankis() {
        check("Rows are {{cloze locked}} by writers.", "Rows are {{c1::locked}} by writers.");
        check("Der {{Kern}} verwaltet den {{Speicher}}.", "Der {{c1::Kern}} verwaltet den {{c2::Speicher}}.");
        check("{{1::TCP}} and {{1::UDP}} carry {{2::IP}}", "{{c1::TCP}} and {{c1::UDP}} carry {{c2::IP}}");
        check("#flashcards\nA ==leader== takes the writes", "#flashcards\nA {{c1::leader}} takes the writes");
        check("#cards\nA {leader} and {2:a follower}", "#cards\nA {{c1::leader}} and {{c2::a follower}}");
    }

    #[test]
    fn cards_with_brackets_hide_them() {
        check("C: [GET] is safe, see [RFC](x) and `a[0]`.", "{{c1::GET}} is safe, see [RFC](x) and `a[0]`.");
        check(
            "C:\nOne [two]\nthree [four]\n---\na [b] c",
            "\nOne {{c1::two}}\nthree {{c2::four}}\n---\na [b] c",
        );
        check("A: one\nB: two\nC: [1, 2]", "A: one\nB: two\nC: [1, 2]");
    }

    #[test]
    fn templates_highlights_and_code_are_no_clozes() {
        for text in [
            "Write {{ user.name }} in the template",
            "Hello {{user.name}} and welcome",
            "What does {{count}} show in the page?",
            "This is ==important== to know",
            "A set {a, b} of letters",
            "```\nthe {{cloze x}} y\n```",
            "the `{{cloze x}}` of Logseq",
            "{{c1::a}} and {b}",
        ] {
            check(text, text);
        }
    }
}
