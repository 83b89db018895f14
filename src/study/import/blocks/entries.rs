//! Lines of plain text that are entries of their own: a run of them in a paragraph, or two texts on a line
//! parted by the same mark again and again.

use std::ops::Range;

use crate::study::import::cloze;
use crate::study::import::code::fence_of;
use crate::study::import::marks::{QUESTION_MARKS, marker};
use crate::study::import::wording::{self, Ask, TextReading, breaks_off};
use crate::study::lexicon::NoteWords;

/// What may part two texts on a line, the surest first.
const SEPARATORS: [&str; 6] = ["\t", " :: ", "*", " – ", " — ", " - "];

/// Whether a line goes on with the sentence of the one above it.
pub(super) fn goes_on(upper: &str, lower: &str) -> bool {
    let upper = upper.trim_end();
    if upper.ends_with([',', '，', '、', ';', '(', '[', '/', '&', '+', '\\', '-']) {
        return true;
    }
    if breaks_off(upper) {
        return true;
    }
    let end = upper.trim_end_matches(['"', '”', '»', ')', ']', '*', '_', '`']);
    if end.ends_with(['.', '?', '!', '؟', '？', '。', '！', ':', '：', ';']) {
        return false;
    }
    let count = upper.chars().count();
    let is_small = lower.starts_with(|c: char| c.is_lowercase() || "(\"“‘'".contains(c));
    // Nobody wraps wider than 100.
    if is_small { count > 40 } else { count > 70 && count <= 100 && !lower.starts_with(['¿', '¡']) }
}

/// A paragraph cut where a run of lines that may be entries begins and ends; the ranges cover all lines, and `true`
/// marks a run of entries.
pub(super) fn runs(lines: &[&str], words: &NoteWords) -> Vec<(Range<usize>, bool)> {
    if lines.len() < 3 {
        let are_entries = lines.len() == 2 && both_ask(lines, words);
        return vec![(0..lines.len(), are_entries)];
    }
    let joins: Vec<bool> = lines.windows(2).map(|pair| goes_on(pair[0], pair[1])).collect();
    let mut cut: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for at in 1..=lines.len() {
        let ends = at == lines.len() || at - start > 1 && joins[at - 1] != joins[at - 2];
        if ends {
            cut.push(start..at);
            start = at;
        }
    }
    let mut runs: Vec<(Range<usize>, bool)> =
        cut.into_iter().map(|range| (range.clone(), are_entries(&lines[range], words))).collect();
    if !runs.iter().any(|(_, are_entries)| *are_entries) {
        return vec![(0..lines.len(), false)];
    }
    // Beside entries, a line or two that one sentence fills are an entry as well.
    for at in 0..runs.len() {
        let is_beside =
            at > 0 && runs[at - 1].1 || runs.get(at + 1).is_some_and(|(_, are_entries)| *are_entries);
        if is_beside && runs[at].0.len() <= 2 {
            runs[at].1 = true;
        }
    }
    runs
}

/// Two lines that ask each by itself.
fn both_ask(lines: &[&str], words: &NoteWords) -> bool {
    let asks = |line: &str| matches!(wording::ask(line, words), Ask::Mark | Ask::Interrogative | Ask::Order);
    let is_one = lines[1].starts_with(char::is_lowercase) && !lines[0].ends_with(QUESTION_MARKS);
    if is_one {
        return false;
    }
    let first = TextReading::of(lines[0], words);
    let is_first_whole = first.ask() == Ask::Mark || first.is_interrogative();
    is_first_whole && asks(lines[1]) && !goes_on(lines[0], lines[1])
}

/// Three or more lines that are not one wrapped text, nor one question with its answer below.
pub(super) fn are_entries(lines: &[&str], words: &NoteWords) -> bool {
    if lines.len() < 3 || lines.windows(2).any(|pair| goes_on(pair[0], pair[1])) {
        return false;
    }
    let first = TextReading::of(lines[0], words);
    let asks_first = first.ask();
    // "Reverse a list. I used recursion." over code.
    let goes_on_telling = asks_first == Ask::Order && lines[0].trim_end_matches(['.', ' ']).contains(". ");
    let first_asks = asks_first == Ask::Mark || goes_on_telling || first.is_interrogative();
    !first_asks || lines[1..].iter().any(|line| wording::ask(line, words).is_strong())
}

/// The mark that parts texts from here on, and the line behind the last of them: three lines hold it, and single
/// odd lines may stand between.
pub(super) fn fields(lines: &[&str], at: usize, words: &NoteWords) -> Option<(&'static str, usize)> {
    SEPARATORS.into_iter().find_map(|separator| {
        parts(lines[at], separator, words)?;
        // A dash stands in prose, too.
        let is_dash = separator.trim().starts_with(['-', '–', '—']);
        let (mut count, mut end, mut index) = (0, at, at);
        let most_odd = if separator == "\t" { 8 } else { 3 };
        while index < lines.len() && index - end < most_odd {
            if parts(lines[index], separator, words).is_some() {
                count += 1;
                end = index + 1;
            } else if is_dash || fence_of(lines[index]).is_some() || lines[index].starts_with('#') {
                break;
            }
            index += 1;
        }
        (count >= if is_dash { 5 } else { 3 }).then_some((separator, end))
    })
}

/// The two texts that a mark parts, if it does so once and well.
pub(super) fn parts<'a>(line: &'a str, separator: &str, words: &NoteWords) -> Option<(&'a str, &'a str)> {
    let bare = if separator == "*" { line } else { line.trim_start_matches(['-', '*', '•', ' ']) };
    let (before, behind) = bare.split_once(separator)?;
    let is_odd = line.trim_start().starts_with(['>', '|', '\u{1}', '#'])
        || separator != "\t" && marker(line, words).is_some()
        || separator == "*"
            && (line.starts_with(char::is_whitespace)
                || before.ends_with(char::is_whitespace)
                || before.is_empty()
                || behind.contains('*'));
    let says = |text: &str| text.chars().any(char::is_alphanumeric);
    (!is_odd && says(before) && says(behind) && before.len() < 300).then_some((before, behind))
}

/// The two sides of a card on one line: `question :: answer`, `question:::answer`, `question ;; answer`,
/// `question : answer 🧠`. Marks in code part nothing, nor do paths such as `std::mem`.
pub(in crate::study::import) fn two_sides<'a>(
    line: &'a str,
    words: &NoteWords,
) -> Option<(&'a str, &'a str)> {
    let line = line.trim();
    if let Some(said) = line.strip_suffix('🧠')
        && let Some((question, answer)) = said.split_once(" : ").or_else(|| said.split_once(": "))
    {
        return Some((question.trim(), answer.trim()));
    }
    if !line.contains("::") && !line.contains(";;")
        || line.starts_with(['|', '>', '#'])
        || !cloze::numbers(line).is_empty()
    {
        return None;
    }
    let mut in_code = false;
    for (at, c) in line.char_indices() {
        in_code ^= c == '`';
        if in_code || !(line[at..].starts_with("::") || line[at..].starts_with(";;")) {
            continue;
        }
        let marks = line[at..].chars().take_while(|&other| other == c).count();
        let (before, behind) = (&line[..at], &line[at + marks..]);
        let (question, answer) = (before.trim(), behind.trim());
        if question.is_empty() || answer.is_empty() || marks > 3 {
            return None;
        }
        // `[the error][std::error]`, `Vec<io::Error>`
        let is_open = |open: char, close: char| before.matches(open).count() > before.matches(close).count();
        if is_open('[', ']') || is_open('(', ')') || is_open('<', '>') {
            continue;
        }
        let is_glued = before.ends_with(|c: char| c.is_alphanumeric())
            && behind.starts_with(|c: char| c.is_alphanumeric());
        let asks = wording::ask(question, words).is_strong();
        let is_spaced = before.ends_with(' ') && behind.starts_with(' ');
        let parts = if is_glued && marks == 3 {
            // No path has three.
            true
        } else if is_glued {
            // `the capital of France::Paris`, not `use std::mem`
            let is_path = behind.contains("::")
                || before.contains("::")
                || answer.find(['(', ' ']).is_some_and(|at| answer[at..].starts_with('('));
            let words_of = |text: &str| text.split_whitespace().count();
            // `the zero value of a map is::nil`
            question.contains(' ') && breaks_off(question) && !behind.contains("::")
                || question.contains(' ')
                    && !line.ends_with(QUESTION_MARKS)
                    && !is_path
                    && (marks == 3
                        || behind.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || !c.is_ascii())
                        || words_of(question) >= 3 && words_of(answer) >= 2)
        } else if behind.starts_with(' ') && !is_spaced {
            // `owner:: Petra` is a property.
            asks
        } else {
            let is_close = before.ends_with(|c: char| c.is_alphanumeric() || ")]?”\"`*".contains(c))
                && behind.starts_with(|c: char| c.is_alphanumeric() || "([¿“\"`*$".contains(c));
            is_spaced || asks || is_close && question.contains(' ')
        };
        if parts {
            return Some((question, answer));
        }
        if is_glued {
            // A path: look further.
            continue;
        }
        return None;
    }
    None
}

/// Whether the `::` between two sides may belong to a path: `convert it to io::Error`.
pub(in crate::study::import) fn may_be_path(line: &str, question: &str, answer: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (before, behind) = (
        question.rsplit(|c: char| !is_name(c)).next().unwrap_or_default(),
        answer.split(|c: char| !is_name(c)).next().unwrap_or_default(),
    );
    let has_hump = |word: &str| word.contains('_') || word.chars().skip(1).any(char::is_uppercase);
    line.contains(&[before, "::", behind].concat())
        && !before.is_empty()
        && !behind.is_empty()
        && (before.starts_with(char::is_lowercase)
            || behind.starts_with(char::is_lowercase)
            || has_hump(before)
            || has_hump(behind))
}
