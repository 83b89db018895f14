//! Labels in front of a question or an answer, and headings that are nothing but one.

use super::super::marks::digit;
use super::clean::is_decoration;
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// Which side of a card a label begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study::import) enum Side {
    Question,
    Answer,
}

/// A label at the front of a text: `Q3:`, `**Answer:**`, `问：`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study::import) struct Label<'a> {
    pub(in crate::study::import) side: Side,
    pub(in crate::study::import) number: Option<u32>,
    /// The text after the label.
    pub(in crate::study::import) rest: &'a str,
}

/// The label that a text begins with.
pub(in crate::study::import) fn label<'a>(text: &'a str, words: &NoteWords) -> Option<Label<'a>> {
    let bare =
        text.trim_start_matches(|c: char| c.is_whitespace() || "*_#>-+•".contains(c) || is_decoration(c));
    let was_bold =
        text[..text.len() - bare.len()].contains("**") || text[..text.len() - bare.len()].contains("__");
    let first = bare.chars().next().filter(|c| c.is_alphabetic())?;
    // Places where the word may end, the last first.
    let mut ends: Vec<usize> = Vec::new();
    let mut word_count = 0;
    let mut previous = first;
    for (at, c) in bare.char_indices() {
        if at > 60 || word_count > 3 || c == '\n' {
            break;
        }
        if at > 0 && !is_word_char(c) && is_word_char(previous)
            || digit(c).is_some() && is_word_char(previous)
        {
            ends.push(at);
            word_count += 1;
        }
        if !is_word_char(c) && !matches!(c, ' ' | '\'' | '’' | '-' | '\u{200c}') {
            break;
        }
        previous = c;
    }
    ends.iter().rev().find_map(|&end| {
        let word = fold(&bare[..end]);
        let side = if words.is(WordClass::QuestionLabel, &word) {
            Side::Question
        } else if words.is(WordClass::AnswerLabel, &word) || is_some_answer(&word, words) {
            Side::Answer
        } else {
            return None;
        };
        label_tail(side, &word, &bare[end..], was_bold)
    })
}

/// "Strong answer", "Candidate's answer": a word or two before the label.
fn is_some_answer(word: &str, words: &NoteWords) -> bool {
    let last = word.rsplit(' ').next().unwrap_or_default();
    last.len() < word.len()
        && last.chars().count() >= 4
        && words.is(WordClass::AnswerLabel, last)
        && words.begins(WordClass::AsksFirst, word).is_none()
}

fn is_word_char(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{93e}'..='\u{94d}' | '\u{901}'..='\u{903}')
}

/// The rest of a label after its word: its number, its mark and the text.
fn label_tail<'a>(side: Side, word: &str, tail: &'a str, was_bold: bool) -> Option<Label<'a>> {
    let mut rest = tail.trim_start();
    rest = rest.strip_prefix(['#', '№']).unwrap_or(rest).trim_start();
    let digits: String =
        rest.chars().map_while(|c| digit(c).map(|value| value.to_string())).take(4).collect();
    let digit_len: usize = rest.chars().take_while(|&c| digit(c).is_some()).map(char::len_utf8).sum();
    rest = &rest[digit_len..];
    let number: Option<u32> = digits.parse().ok();
    let mut behind = rest.trim_start();
    // `Answer (EN):`
    for (open, close) in [('(', ')'), ('（', '）')] {
        if let Some(inner) = behind.strip_prefix(open)
            && let Some(end) = inner.find(close)
            && end <= 24
        {
            behind = inner[end + close.len_utf8()..].trim_start();
        }
    }
    let mut is_bold = was_bold;
    if let Some(rest) = behind.strip_prefix("**").or_else(|| behind.strip_prefix("__")) {
        is_bold = true;
        behind = rest.trim_start();
    }
    let is_single = word.chars().count() == 1;
    let mark = behind.chars().next()?;
    let rest = match mark {
        ':' | '：' => behind[mark.len_utf8()..].trim_start_matches([':', '：', '-']),
        '.' | ')' | ']' | '、'
            if number.is_some()
                || is_single && (is_bold || word.len() == 1 && behind[1..].starts_with(' ')) =>
        {
            behind[mark.len_utf8()..].trim_start_matches(['.', ')', ':'])
        }
        '-' | '–' | '—' if behind[mark.len_utf8()..].starts_with(' ') && (number.is_some() || !is_single) => {
            &behind[mark.len_utf8()..]
        }
        '=' if side == Side::Answer && !is_single => &behind[1..],
        '/' if number.is_some() && is_single => &behind[1..],
        // `Q1 What is a cache?`
        _ if word == "q" && number.is_some() && rest.starts_with(' ') => behind,
        _ => return None,
    };
    // "C: drive" and "a.b" are no labels.
    if is_single && !word.is_ascii() && mark != ':' && mark != '：' && number.is_none() {
        return None;
    }
    let rest = rest.trim_start();
    let rest =
        rest.strip_prefix("**").or_else(|| rest.strip_prefix("__")).filter(|_| is_bold).unwrap_or(rest);
    Some(Label { side, number, rest: rest.trim() })
}

/// Which side a text names that is nothing but a label, by its words as a title and by those words in full.
pub(super) fn side_alone(full: &str, cleaned: &str, words: &NoteWords) -> Option<Side> {
    let key = full.trim_end_matches(|c: char| digit(c).is_some()).trim_end();
    let is_long = key.chars().count() > 1;
    if is_long
        && (words.is(WordClass::AnswerLabel, key)
            || key.split(' ').count() <= 3 && is_some_answer(key, words))
    {
        return Some(Side::Answer);
    }
    // "第二题"
    let counted = full.strip_prefix('第').and_then(|rest| rest.strip_suffix(['题', '題', '问', '問']));
    let is_number = |c: char| digit(c).is_some() || "一二三四五六七八九十百".contains(c);
    if counted.is_some_and(|count| !count.is_empty() && count.chars().all(is_number)) {
        return Some(Side::Question);
    }
    let is_group = matches!(key, "questions" | "interview question" | "problem" | "problems");
    // "Flashcard 1", "Task 2"
    if key.len() < full.len() && words.is(WordClass::Counted, key) {
        return Some(Side::Question);
    }
    if is_long && !is_group && words.is(WordClass::QuestionLabel, key) {
        return Some(Side::Question);
    }
    // "Answer: B"
    let (front, _) = cleaned.split_once([':', '：', '='])?;
    let front = fold(front.trim());
    let is_answer = words.is(WordClass::AnswerLabel, &front) || is_some_answer(&front, words);
    (front.chars().count() > 1 && is_answer).then_some(Side::Answer)
}
