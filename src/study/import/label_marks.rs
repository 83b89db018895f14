//! Labels at the fronts of lines: `Q:`, `**Answer 3:**`, `س:`, and what they say of the line.
//!
//! Only the front of a line is looked at. What a label's questions and answers are is told in `labelled`.

use super::label::{
    ANSWERING, QUESTION_ELSEWHERE, WHOSE, Words, is_question_like, is_vowel_sign, label_of, may_be_label,
    without_dash,
};
use super::lines::{Line, front_matter_lines};
use super::tags::tag_at;
use super::wording;
use std::borrow::Cow;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Question,
    Answer,
    /// "Flashcard 3": a card begins, its question is labelled below.
    Card,
    Cloze,
}

/// A label at the front of a line.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) role: Role,
    /// What stands behind the label on its line.
    pub(super) rest: String,
    /// As written, for an answer of its own kind: "Short answer".
    pub(super) name: String,
    pub(super) is_plain: bool,
    pub(super) is_heading: bool,
    pub(super) is_quoted: bool,
    /// `A.` and `A)` answer only a `Q.` and `Q)`; elsewhere they are options.
    pub(super) weak_separator: Option<char>,
}

const QUESTION_WORDS: &[&str] = &[
    "q",
    "que",
    "ques",
    "quest",
    "question",
    "prompt",
    "front",
    "س",
    "问",
    "hỏi",
    "запитання",
    "interviewer",
    "p",
];

const ANSWER_WORDS: &[&str] = &[
    "a",
    "an",
    "ans",
    "answ",
    "answer",
    "answers",
    "back",
    "جواب",
    "پاسخ",
    "ج",
    "ответ",
    "antwort",
    "respuesta",
    "resposta",
    "risposta",
    "réponse",
    "reponse",
    "cevap",
    "答案",
    "答",
    "回答",
    "答え",
    "답변",
    "đáp",
    "उत्तर",
    "الإجابة",
    "الجواب",
    "odpowiedź",
    "jawaban",
    "antwoord",
    "відповідь",
    "yanıt",
    "sol",
    "soln",
    "정답",
    "interviewee",
    "candidate",
    "r",
];

const CARD_WORDS: &[&str] = &["flashcard", "card", "flash card", "کارت"];

/// Adjectives before "question": "Interview question 3:".
const BEFORE_QUESTION: &[&str] = &[
    "interview",
    "technical",
    "behavioral",
    "coding",
    "sample",
    "follow-up",
    "followup",
    "bonus",
    "practice",
    "star",
];

pub(super) fn marks(lines: &[Line<'_>]) -> Vec<Option<Mark>> {
    let front = front_matter_lines(lines);
    let mut marks: Vec<Option<Mark>> = std::iter::repeat_with(|| None).take(lines.len()).collect();
    for (line, mark) in lines.iter().zip(&mut marks).skip(front).filter(|(line, _)| !line.is_code) {
        *mark = mark_of(line.text);
    }
    // A cloze may begin on the line below its label.
    for index in front..lines.len().saturating_sub(1) {
        let is_label =
            |text: &str| text.starts_with(|c: char| c == 'C' || c.is_whitespace()) && text.trim() == "C:";
        if is_label(lines[index].text) && !lines[index].is_code && lines[index + 1].text.contains('[') {
            marks[index] = Some(Mark {
                role: Role::Cloze,
                rest: String::new(),
                name: "C".to_owned(),
                is_plain: true,
                is_heading: false,
                is_quoted: false,
                weak_separator: None,
            });
        }
    }
    // `A.` answers only where `Q.` asks, and not where `B.` goes on with options.
    let mut separator = None;
    for index in 0..marks.len() {
        let Some(mark) = &marks[index] else { continue };
        match mark.role {
            Role::Question => separator = mark.weak_separator,
            Role::Answer if mark.weak_separator.is_some() => {
                let next = lines[index + 1..].iter().find(|line| !line.is_blank());
                let is_option = next.is_some_and(|line| {
                    let bare = line.text.trim_start_matches([' ', '\t', '-', '*', '(']);
                    bare.strip_prefix(['B', 'b']).is_some_and(|rest| rest.starts_with(['.', ')', ':']))
                });
                if mark.weak_separator != separator || is_option {
                    marks[index] = None;
                }
            }
            _ => {}
        }
    }
    // `P:` and `R:` ask and answer together; what is told by STAR has an `R:`, too.
    let of_letter = |mark: &Option<Mark>, letter: &str| {
        mark.as_ref().is_some_and(|mark| mark.name.eq_ignore_ascii_case(letter))
    };
    let mut is_asked = false;
    for index in 0..marks.len() {
        if marks[index].is_none() {
            continue;
        }
        let is_stray = of_letter(&marks[index], "r") && !is_asked
            || of_letter(&marks[index], "p")
                && !marks[index + 1..]
                    .iter()
                    .find(|mark| mark.is_some())
                    .is_some_and(|next| of_letter(next, "r"));
        if is_stray {
            marks[index] = None;
        } else {
            is_asked = marks[index].as_ref().is_some_and(|mark| mark.role == Role::Question);
        }
    }
    // `A:` is an option, too, where `B:` follows.
    for index in 0..marks.len() {
        let is_letter =
            marks[index].as_ref().is_some_and(|mark| mark.role == Role::Answer && mark.name == "A");
        if is_letter {
            let next = lines[index + 1..].iter().find(|line| !line.is_blank());
            let bare = next.map_or("", |line| line.text.trim_start_matches([' ', '\t', '-', '*', '_', '(']));
            let above = lines[..index].iter().rev().find(|line| !line.is_blank());
            if bare.starts_with("B:")
                || bare.starts_with("B**:")
                || above.is_some_and(|line| tells_task(line.text))
            {
                marks[index] = None;
            }
        }
    }
    marks
}

/// `T:` stands above the `A:` of a story told by STAR.
pub(super) fn tells_task(line: &str) -> bool {
    let bare = line.trim_start_matches([' ', '\t', '-', '*', '_']);
    ["T:", "T**:", "T:**", "Task:", "Task**:", "Task:**"].iter().any(|task| bare.starts_with(task))
}

fn mark_of(line: &str) -> Option<Mark> {
    // Behind the marks of headings, lists, quotes and bold text stands another word.
    let marks = line.bytes().take_while(|byte| b" \t#>*_-+".contains(byte)).count();
    let bare = &line[marks..];
    if bare.is_empty()
        || bare.starts_with(|c: char| c.is_ascii_alphabetic()) && (is_article(bare) || !may_be_named(bare))
    {
        return None;
    }
    mark_at_front(line)
}

/// A letter and another word: "A lock" is no label, though "Q No. 3" is one.
fn is_article(bare: &str) -> bool {
    matches!(bare.as_bytes(), [_, b' ', next, ..] if next.is_ascii_alphabetic() && !matches!(next, b'n' | b'N'))
}

/// The same, looked at closely.
fn mark_at_front(line: &str) -> Option<Mark> {
    // A label stands at the front, and no paragraph begins with a hundred marks.
    let mut text = line.trim();
    let (mut is_quoted, mut is_heading, mut bold_open) = (false, false, 0_usize);
    let mut is_bullet = false;
    for _ in 0..12 {
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            break;
        }
        let before = text.len();
        if let Some(rest) = text.strip_prefix('>') {
            is_quoted = true;
            text = rest.trim_start();
        }
        let marks = text.len() - text.trim_start_matches('#').len();
        if marks > 0 && (text[marks..].starts_with([' ', '*'])) {
            is_heading = true;
            text = text[marks..].trim_start();
        } else if (1..=2).contains(&marks) && text[marks..].starts_with(['Q', 'A']) {
            // A comment in a program: `#Question 3: Why?`
            text = &text[marks..];
        }
        if let Some(rest) = text.strip_prefix("**").or_else(|| text.strip_prefix("__")) {
            bold_open += 1;
            text = rest.trim_start();
        } else if let Some(rest) = text.strip_prefix(['-', '*', '+', '•', '_']) {
            is_bullet |= rest.starts_with(' ');
            text = rest.trim_start();
        }
        text = text.strip_prefix("&nbsp;").unwrap_or(text).trim_start();
        if let Some(tag) = tag_at(text) {
            if matches!(&*tag.name, "summary" | "details" | "table" | "a" | "img" | "pre" | "code") {
                return None;
            }
            if matches!(&*tag.name, "b" | "strong") {
                bold_open += 1;
            }
            text = text[tag.len..].trim_start();
        }
        // Emoji and the like.
        if let Some(first) = text
            .chars()
            .next()
            .filter(|&c| !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && !"«“¿¡‘’".contains(c))
        {
            text = text[first.len_utf8()..].trim_start();
        }
        if text.len() == before {
            break;
        }
    }
    if text.starts_with(|c: char| c.is_numeric()) {
        let numbered = wording::without_numbering(text);
        if let Some(rest) = numbered.strip_prefix("**").filter(|_| numbered.len() < text.len()) {
            bold_open += 1;
            text = rest;
        } else {
            text = numbered;
        }
    }
    let (role, name_end) = named(text)?;
    let name = &text[..name_end];
    let is_letter = name.chars().count() == 1;
    let is_latin_letter = is_letter && name.is_ascii();
    let mut rest = &text[name_end..];
    // The number.
    let after_blanks = rest.trim_start_matches([' ', '\u{a0}', '#', '-', '_']);
    let after_blanks = ["No. ", "no. ", "No.", "no."]
        .iter()
        .find_map(|no| after_blanks.strip_prefix(no))
        .unwrap_or(after_blanks);
    let after_number = after_blanks.trim_start_matches(char::is_numeric);
    let is_numbered = after_number.len() < after_blanks.len()
        && (!rest.starts_with('-') || !is_letter)
        && after_blanks.len() - after_number.len() <= 8;
    if is_numbered {
        rest = after_number;
    }
    let closed = |rest: &str, bold_open: &mut usize| -> usize {
        let mut text = rest;
        loop {
            let before = text.len();
            text = text.trim_start();
            if let Some(rest) = text.strip_prefix("**").or_else(|| text.strip_prefix("__")) {
                *bold_open = bold_open.saturating_sub(1);
                text = rest;
            } else if is_bullet || *bold_open == 0 {
                text = text
                    .strip_prefix(['*', '_'])
                    .filter(|rest| rest.starts_with([' ', ':']) || rest.is_empty())
                    .unwrap_or(text);
            }
            if let Some(tag) = tag_at(text).filter(|tag| tag.is_closing) {
                if matches!(&*tag.name, "b" | "strong") {
                    *bold_open = bold_open.saturating_sub(1);
                }
                text = &text[tag.len..];
            }
            if text.len() == before {
                return rest.len() - text.len();
            }
        }
    };
    let glued = rest;
    let mut skipped = closed(rest, &mut bold_open);
    let mut after_name = &rest[skipped..];
    if after_name.starts_with('(')
        && let Some(close) = after_name.find(')').filter(|&close| close < 40)
    {
        skipped = closed(&after_name[close + 1..], &mut bold_open);
        after_name = &after_name[close + 1 + skipped..];
    }
    let rest = after_name;
    let is_set_apart = is_heading || bold_open > 0 || skipped > 0 || is_numbered;
    let mut weak_separator = None;
    let rest = if let Some(rest) = rest.strip_prefix([':', '：']) {
        // `a::b` is another family's mark.
        if rest.starts_with(':') {
            return None;
        }
        without_dash(rest)
    } else if rest.trim().is_empty() {
        if is_letter && !is_set_apart || role == Role::Cloze {
            return None;
        }
        ""
    } else if let Some(after) = rest
        .strip_prefix(['.', ')'])
        .filter(|rest| rest.starts_with([' ', '*', '\t']) || rest.starts_with("</") || is_numbered)
    {
        // "Sol. So", as "Ans. So".
        let is_short = ["ans", "sol", "soln"].iter().any(|short| name.eq_ignore_ascii_case(short));
        if !is_numbered && !is_short {
            if !is_latin_letter || !name.starts_with(char::is_uppercase) {
                return None;
            }
            weak_separator = rest.chars().next();
        }
        after
    } else if let Some(after) =
        rest.strip_prefix(['-', '–', '—', '|', '.']).filter(|rest| rest.starts_with([' ', '*']))
    {
        if is_letter && !is_numbered {
            if !is_latin_letter || !name.starts_with(char::is_uppercase) {
                return None;
            }
            weak_separator = rest.chars().next();
        }
        after
    } else if is_numbered
        && role == Role::Question
        && glued.starts_with([' ', '*', '\t'])
        && rest.starts_with(|c: char| c.is_alphabetic() || "`\"“".contains(c))
    {
        rest
    } else {
        return None;
    };
    if role == Role::Cloze && !rest.contains('[') || is_letter && !name.is_ascii() && weak_separator.is_some()
    {
        return None;
    }
    let skipped = closed(rest, &mut bold_open);
    let rest = rest[skipped..].trim();
    let name = name.trim().to_owned();
    // "Front" above its side is another family's mark.
    let is_side = name.eq_ignore_ascii_case("front") || name.eq_ignore_ascii_case("back");
    if is_side && (is_heading || rest.is_empty()) {
        return None;
    }
    // Who interviewed is no question.
    if name.eq_ignore_ascii_case("interviewer") && !is_question_like(rest) {
        return None;
    }
    let is_plain = is_letter || label_of(&name).is_none_or(|label| label.is_plain);
    Some(Mark { role, rest: rest.to_owned(), name, is_plain, is_heading, is_quoted, weak_separator })
}

/// Whether the first word may begin a label: most lines are told by it.
fn may_be_named(text: &str) -> bool {
    // Words are told up to their first hyphen: "follow-up".
    static KNOWN: Words = Words::of(&[
        QUESTION_WORDS,
        QUESTION_ELSEWHERE,
        ANSWER_WORDS,
        CARD_WORDS,
        BEFORE_QUESTION,
        ANSWERING,
        WHOSE,
        &["c", "flash", "follow"],
    ]);
    let letters = text.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len());
    text.as_bytes().get(letters).is_some_and(|next| !next.is_ascii()) || KNOWN.hold(&text[..letters])
}

/// The label's role and where its name ends.
fn named(text: &str) -> Option<(Role, usize)> {
    if !may_be_named(text) {
        return None;
    }
    let word_end = |text: &str| {
        text.find(|c: char| {
            !(c.is_alphabetic() || c == '\u{200c}' || is_vowel_sign(c) || c == '-' && text.len() > 1)
        })
        .unwrap_or(text.len())
    };
    let first_end = word_end(text);
    if first_end == 0 || first_end > 24 {
        return None;
    }
    let trimmed_end = text[..first_end].trim_end_matches('-').len();
    let first = lowered(&text[..trimmed_end]);
    let first = first.as_ref();
    let role = if QUESTION_WORDS.contains(&first) || QUESTION_ELSEWHERE.contains(&first) {
        Some(Role::Question)
    } else if ANSWER_WORDS.contains(&first) {
        Some(Role::Answer)
    } else if CARD_WORDS.contains(&first) {
        Some(Role::Card)
    } else {
        (first == "c").then_some(Role::Cloze)
    };
    if let Some(role) = role {
        return Some((role, trimmed_end));
    }
    let rest = text[first_end..].strip_prefix(' ')?;
    let second_end = word_end(rest);
    let second = lowered(&rest[..second_end]);
    let end = first_end + 1 + second_end;
    match (first, second.as_ref()) {
        ("câu", "hỏi") => return Some((Role::Question, end)),
        ("trả", "lời") => return Some((Role::Answer, end)),
        _ => {}
    }
    if first == "flash" && second == "card" {
        return Some((Role::Card, end));
    }
    if second == "question" && BEFORE_QUESTION.contains(&first) {
        return Some((Role::Question, end));
    }
    // "Expected answer", "جواب من".
    if !may_be_label(text) {
        return None;
    }
    let label = label_of(text.split([':', '*', '(', '<']).next().unwrap_or(text).trim_end())?;
    Some((Role::Answer, label.name.len().min(text.len())))
}

/// A word in lower case; most are already.
fn lowered(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) { word.into() } else { word.to_lowercase().into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_that_is_passed_over_has_no_mark(
            line in "[ >#*_-]{0,4}(Q|A|a|Answer|Process|Follow-up|my |Interview |C|card|flash |x|)( ?answer|question|card| No|)[ 1:.)*-]{0,3}x?",
        ) {
            prop_assert_eq!(mark_of(&line).is_some(), mark_at_front(&line).is_some(), "{}", line);
        }
    }
}
