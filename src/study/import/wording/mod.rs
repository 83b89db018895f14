//! What a line says by its words: whether it asks, is a label, names a part of a note.
//!
//! All words come from the lexicon. A line is judged by itself; what its neighbours are is for the questions
//! room to weigh.

use super::marks::QUESTION_MARKS;
use crate::study::lexicon::{NoteWords, WordClass, fold};

use clean::{is_decoration, link, without_asides};

mod clean;
mod labels;
mod reading;

pub(in crate::study::import) use clean::{bare, clean};
pub(in crate::study::import) use labels::{Side, label};
pub(in crate::study::import) use reading::{Said, TextReading};

/// How a text asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::study::import) enum Ask {
    #[default]
    No,
    /// It sets two things apart: "TCP vs UDP".
    Pair,
    /// It begins as a question may: "Is it safe to ..."
    Auxiliary,
    /// It asks for an answer: "Explain ..."
    Order,
    /// It is worded as a question: "What is ..."
    Interrogative,
    /// It has a question mark.
    Mark,
}

impl Ask {
    /// Whether it is worded as a question or an order, or has a mark.
    pub(in crate::study::import) fn is_strong(self) -> bool {
        self >= Self::Order
    }

    /// Whether it asks at all, orders aside.
    pub(in crate::study::import) fn is_question(self) -> bool {
        self != Self::No && self != Self::Order
    }
}

/// What a heading names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::study::import) enum HeadingKind {
    #[default]
    Plain,
    /// Questions: "Interview questions".
    Announces,
    /// Perhaps questions: "Round 2".
    Weak,
    /// Facts of an interview: "Salary".
    Facts,
    /// Not a question: "Contents".
    Boilerplate,
}

/// Whether bare words hold a question mark that asks, an aside in parentheses left out.
pub(in crate::study::import) fn has_question_mark(bare: &str) -> bool {
    if !bare.contains(QUESTION_MARKS) {
        return false;
    }
    let said = without_asides(bare);
    said.char_indices().any(|(at, c)| match c {
        '？' | '؟' => true,
        '?' => {
            let before = said[..at].chars().next_back();
            let behind = said[at + 1..].chars().next();
            let is_said = before.is_some_and(|c| !matches!(c, '(' | '[' | '/' | '=' | '<' | '!'));
            is_said
                && (behind.is_none_or(|c| c.is_whitespace() || "\"”»)]}?!.,:;'…-–—/*".contains(c))
                    || before.is_some_and(|c| c >= '\u{400}')
                    || behind.is_some_and(|c| c >= '\u{2e80}'))
        }
        _ => false,
    })
}

/// How a text asks; whoever needs more than one thing of a text makes a [`TextReading`] of it.
pub(in crate::study::import) fn ask(text: &str, words: &NoteWords) -> Ask {
    TextReading::of(text, words).ask()
}

/// Whether a text asks or tells to do something.
pub(in crate::study::import) fn is_question_like(text: &str) -> bool {
    ask(text, NoteWords::built_in()) != Ask::No
}

/// The words of a title, see [`TextReading::keyword`].
pub(in crate::study::import) fn keyword(text: &str, words: &NoteWords) -> String {
    TextReading::of(text, words).keyword().to_owned()
}

/// What a heading names.
pub(in crate::study::import) fn heading_kind(text: &str, words: &NoteWords) -> HeadingKind {
    TextReading::of(text, words).heading_kind()
}

/// Which side a text names that is nothing but a label.
pub(in crate::study::import) fn label_alone(text: &str, words: &NoteWords) -> Option<Side> {
    TextReading::of(text, words).label_alone()
}

/// Whether a text is only in the way: "back to top".
pub(in crate::study::import) fn is_in_the_way(text: &str, words: &NoteWords) -> bool {
    TextReading::of(text, words).is_in_the_way()
}

/// Whether a line ends in a small word, in the middle of its sentence.
pub(in crate::study::import) fn breaks_off(line: &str) -> bool {
    let last = line.trim_end().rsplit(' ').next().unwrap_or_default();
    last.len() < line.trim_end().len() && NoteWords::built_in().is(WordClass::SmallWords, &fold(last))
}

/// Whether a text is nothing but links.
pub(in crate::study::import) fn is_link_only(text: &str) -> bool {
    if !text.contains("](") && !text.contains("http") {
        return false;
    }
    let mut rest = text;
    let (mut letters, mut links) = (0, 0);
    while let Some(c) = rest.chars().next() {
        if (c == '[' || rest.starts_with("!["))
            && let Some((_, len)) = link(&rest[usize::from(c == '!')..])
        {
            rest = &rest[len + usize::from(c == '!')..];
            links += 1;
            continue;
        }
        if rest.starts_with("http://") || rest.starts_with("https://") {
            rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
            links += 1;
            continue;
        }
        letters += usize::from(c.is_alphanumeric());
        rest = &rest[c.len_utf8()..];
    }
    links > 0 && letters <= 2
}

/// Whether a text is a link into its own note: a line of contents.
pub(in crate::study::import) fn leads_inside(text: &str) -> bool {
    text.contains("](#") && is_link_only(text) || text.contains("]: #")
}

/// `Company: Nova`: what stands before the colon, and behind it.
pub(in crate::study::import) fn key_value(text: &str) -> Option<(&str, &str)> {
    let bare = text.trim_start_matches(|c: char| "*_ \"-".contains(c) || is_decoration(c));
    let (key, value) = bare.split_once([':', '：'])?;
    let key = key.trim_matches(['*', '_', ' ', '`']);
    let count = key.chars().count();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '-' | '\'' | '’' | '\u{200c}');
    ((2..=32).contains(&count)
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(is_word)
        && !value.starts_with("//"))
    .then(|| (key, value.trim_start_matches(['*', '_', ' ']).trim()))
}

/// Whether a line tells a fact of the interview by its key.
pub(in crate::study::import) fn is_fact_line(text: &str, words: &NoteWords) -> bool {
    key_value(text).is_some_and(|(key, _)| words.is(WordClass::Facts, &fold(key)))
}

/// Whether a line is typed into a shell.
pub(in crate::study::import) fn is_command(text: &str) -> bool {
    ["$ ", "#!", "sudo ", "npm ", "git ", "pip ", "cargo ", "docker "]
        .iter()
        .any(|front| text.starts_with(front) && !text.contains(QUESTION_MARKS))
        || text.len() > 2 && text.starts_with('`') && text.ends_with('`') && text.matches('`').count() == 2
}

#[cfg(test)]
mod tests;
