//! Questions and answers that say so themselves: `Q:` and `A:`, `**Question 3:**` and `**Answer:**`,
//! in English, Persian and some more tongues, as lines, bullets, quotes or headings.
//!
//! A label begins a part, and the part goes on over blank lines, lists and code to the next label.
//! A heading ends it where headings of that level hold questions; a rule where rules part the cards.
//! Clozes ask nothing and make no cards.

use super::body::{self, dedented};
use super::family::{ENOUGH, Family, Whole};
use super::furniture::{Summary, is_junk, is_metadata, summary_says};
use super::headings::Heading;
use super::html::{fence_end, to_markdown, to_plain};
use super::label::{
    ANSWERING, WHOSE, Words, asks_about_code, before_label, has_question_mark, inline_label,
    is_question_like, is_vowel_sign, label_of, may_be_label, split_question, without_dash,
};
use super::left_out::LeftOut;
use super::lines::{Line, front_matter_lines, joined};
use super::outcome::{ImportedNote, NoteCard, Problem};
use super::tags::tag_at;
use super::title;
use super::wording::{self, is_quote, unquoted, with_named_option};
use std::borrow::Cow;
use std::fmt::Write as _;

pub(super) struct Labelled;

impl Family for Labelled {
    fn name(&self) -> &'static str {
        "labelled questions"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let lines = whole.lines();
        let marks = marks(lines);
        let asks = |mark: &Mark| matches!(mark.role, Role::Question | Role::Card);
        if !marks.iter().flatten().any(asks) {
            return 0;
        }
        let (mut asked, mut cards, mut headings, mut answered, mut other_bullets) = (0, 0, 0, 0, 0);
        let (mut is_open, mut lines_before) = (false, 0);
        for (line, mark) in lines.iter().zip(&marks) {
            match mark.as_ref().map(|mark| mark.role) {
                Some(Role::Question) => {
                    asked += 1;
                    is_open = true;
                    if let Some(mark) = mark {
                        headings += i32::from(mark.is_heading && !mark.rest.is_empty());
                        if inline_label(&mark.rest).is_some() {
                            answered += 1;
                            is_open = false;
                        }
                    }
                }
                Some(Role::Card) => {
                    cards += 1;
                    is_open = true;
                }
                Some(Role::Answer) => {
                    answered += i32::from(is_open);
                    is_open = false;
                }
                // `**Q:**` and its answer as a quote.
                None if is_open && line.text.starts_with('>') => {
                    answered += 1;
                    is_open = false;
                }
                _ => {
                    lines_before += i32::from(asked == 0 && !line.is_blank());
                    let bullet = line.text.strip_prefix(['-', '*', '+']).filter(|_| !line.is_code);
                    other_bullets +=
                        i32::from(bullet.is_some_and(|rest| rest.starts_with(' ') && is_question_like(rest)));
                }
            }
        }
        // "Flashcard 3" asks itself only where no `Q:` does.
        let asked = if asked == 0 { cards } else { asked };
        let shape = if asked == 0 {
            0
        } else if answered == 0 {
            if asked < 2 || headings * 2 > asked { 0 } else { 10 + asked.min(20) }
        } else if headings * 2 > asked {
            12
        } else if answered == 1 && (lines_before > 15 || asked > 2) {
            8
        } else if answered * 2 >= asked {
            20 + answered.min(20) * 3
        } else {
            12 + answered.min(10)
        };
        // Most of the note's questions stand in bullets without a label.
        if other_bullets > asked { shape.min(ENOUGH) } else { shape }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let lines = whole.lines();
        let marks = marks(lines);
        Reader::new(lines, &marks).read()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Question,
    Answer,
    /// "Flashcard 3": a card begins, its question is labelled below.
    Card,
    Cloze,
}

#[derive(Debug)]
struct Mark {
    role: Role,
    /// What stands behind the label on its line.
    rest: String,
    /// As written, for an answer of its own kind: "Short answer".
    name: String,
    is_plain: bool,
    is_heading: bool,
    is_quoted: bool,
    /// `A.` and `A)` answer only a `Q.` and `Q)`; elsewhere they are options.
    weak_separator: Option<char>,
}

const QUESTION_WORDS: &[&str] = &[
    "q",
    "que",
    "ques",
    "quest",
    "question",
    "prompt",
    "front",
    "سوال",
    "سؤال",
    "پرسش",
    "س",
    "вопрос",
    "frage",
    "pregunta",
    "pergunta",
    "domanda",
    "soru",
    "问题",
    "问",
    "質問",
    "질문",
    "hỏi",
    "प्रश्न",
    "pytanie",
    "pertanyaan",
    "vraag",
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
];

fn marks(lines: &[Line<'_>]) -> Vec<Option<Mark>> {
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
            if bare.starts_with("B:") || bare.starts_with("B**:") {
                marks[index] = None;
            }
        }
    }
    marks
}

fn mark_of(line: &str) -> Option<Mark> {
    // Behind the marks of headings, lists, quotes and bold text stands another word.
    let marks = line.bytes().take_while(|byte| b" \t#>*_-+".contains(byte)).count();
    let bare = &line[marks..];
    if bare.is_empty() || bare.starts_with(|c: char| c.is_ascii_alphabetic()) && !may_be_named(bare) {
        return None;
    }
    mark_at_front(line)
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
    let is_plain = label_of(&name).is_none_or(|label| label.is_plain) || is_letter;
    Some(Mark { role, rest: rest.to_owned(), name, is_plain, is_heading, is_quoted, weak_separator })
}

/// Whether the first word may begin a label: most lines are told by it.
fn may_be_named(text: &str) -> bool {
    // Words are told up to their first hyphen: "follow-up".
    static KNOWN: Words = Words::of(&[
        QUESTION_WORDS,
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
    let role = if QUESTION_WORDS.contains(&first) {
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

/// A card that is open.
struct Open {
    line: usize,
    asked: Vec<String>,
    answers: Vec<(String, bool, Vec<String>)>,
    is_quoted: bool,
    is_heading: bool,
}

impl Open {
    /// Whether nothing stands below the line that asks.
    fn is_bare(&self) -> bool {
        self.answers.is_empty() && self.asked.iter().skip(1).all(|line| line.trim().is_empty())
    }
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    marks: &'a [Option<Mark>],
    /// For each line: the next line that is not blank; their number where none is.
    next: Vec<usize>,
    note: ImportedNote,
    section: Option<String>,
    open: Option<Open>,
    left_out: LeftOut,
    /// Lines that tell what the next question is about.
    scene: Vec<usize>,
    clozes: Vec<usize>,
    section_level: usize,
    rules_part_cards: bool,
    are_answers_labelled: bool,
    answer_count: usize,
}

impl<'a> Reader<'a> {
    fn new(lines: &'a [Line<'a>], marks: &'a [Option<Mark>]) -> Self {
        let mut next = vec![lines.len(); lines.len() + 1];
        for index in (0..lines.len()).rev() {
            next[index] = if lines[index].is_blank() { next[index + 1] } else { index };
        }
        let is_asking = |index: usize| {
            marks
                .get(index)
                .and_then(Option::as_ref)
                .is_some_and(|mark| matches!(mark.role, Role::Question | Role::Card))
        };
        let (mut asked, mut answered, mut ruled, mut section_level) = (0, 0, 0, 0);
        let (mut was_rule, mut is_open) = (false, false);
        for (index, line) in lines.iter().enumerate() {
            if let Some(mark) = &marks[index] {
                match mark.role {
                    Role::Question => {
                        asked += 1;
                        ruled += usize::from(was_rule);
                        is_open = true;
                        if mark.is_heading {
                            section_level = section_level.max(line.heading().map_or(0, |(level, _)| level));
                        }
                    }
                    Role::Answer => {
                        answered += usize::from(is_open);
                        is_open = false;
                    }
                    Role::Card | Role::Cloze => {}
                }
                // "Flashcard 3" may stand between the rule and its question.
                was_rule &= mark.role == Role::Card;
            } else if let Some((level, _)) = line.heading() {
                // Not the note's own title alone.
                if is_asking(next[index + 1]) {
                    section_level = section_level.max(level);
                }
            } else if !line.is_blank() {
                was_rule = line.is_rule();
            }
        }
        Self {
            lines,
            marks,
            next,
            note: ImportedNote::default(),
            section: None,
            open: None,
            left_out: LeftOut::default(),
            scene: Vec::new(),
            clozes: Vec::new(),
            section_level,
            rules_part_cards: ruled > 0 && ruled * 2 + 1 >= asked,
            are_answers_labelled: answered * 2 > asked,
            answer_count: answered,
        }
    }

    fn read(mut self) -> ImportedNote {
        let front = front_matter_lines(self.lines);
        let mut is_cloze = false;
        for index in front..self.lines.len() {
            let line = self.lines[index];
            if let Some(mark) = &self.marks[index] {
                is_cloze = mark.role == Role::Cloze;
                self.mark(index, mark);
                continue;
            }
            if let Some((level, title)) = line.heading() {
                let ends = match &self.open {
                    None => true,
                    Some(_) if self.section_level == 0 => level <= 2,
                    Some(_) => {
                        level <= self.section_level
                            || level <= 2 && Heading::of(title) == Heading::Remarks
                            || self
                                .open
                                .as_ref()
                                .is_some_and(|open| !open.is_heading && !open.answers.is_empty())
                                && has_question_mark(title)
                    }
                };
                if ends {
                    self.close();
                    self.heading(title);
                    continue;
                }
            }
            if line.is_rule() {
                let next = self.next[index + 1];
                let is_last = next >= self.lines.len()
                    || self.lines[next].heading().is_some()
                    || is_chapter(self.lines, next)
                    || self.marks[next].as_ref().is_some_and(|mark| mark.role != Role::Answer);
                if self.rules_part_cards || is_last || self.open.is_none() {
                    let awaits = self.open.as_ref().is_some_and(|open| open.answers.is_empty())
                        && self
                            .marks
                            .get(next)
                            .and_then(Option::as_ref)
                            .is_some_and(|mark| mark.role == Role::Answer);
                    if !awaits {
                        self.close();
                    }
                    continue;
                }
            }
            if is_cloze {
                is_cloze = !line.is_blank();
                continue;
            }
            match &mut self.open {
                Some(_) if is_junk(line.text) => {}
                Some(open) => {
                    let part = open.answers.last_mut().map_or(&mut open.asked, |(_, _, lines)| lines);
                    part.push(line.text.to_owned());
                }
                None if !self.scene.is_empty() => self.scene.push(index),
                None if line.is_blank() => {}
                None if sets_the_scene(line.text) => self.scene.push(index),
                None => self.left_out.line(line.number),
            }
        }
        self.leave_scene();
        self.close();
        if let Some(&line) = self.clozes.first() {
            let message = match self.clozes.len() {
                1 => "a cloze asks no question and was left out".to_owned(),
                count => format!("{count} clozes ask no question and were left out"),
            };
            self.note.problems.push(Problem { line: Some(line), message });
        }
        self.left_out.report(&mut self.note.problems);
        self.note.problems.sort_by_key(|problem| problem.line);
        self.note
    }

    /// What was set above no question is left out.
    fn leave_scene(&mut self) {
        for index in std::mem::take(&mut self.scene) {
            if !self.lines[index].is_blank() {
                self.left_out.line(self.lines[index].number);
            }
        }
    }

    fn heading(&mut self, title: &str) {
        self.leave_scene();
        let title = to_plain(title);
        if self.note.title.is_none() && self.note.cards.is_empty() && self.section.is_none() {
            self.note.title = Some(title);
        } else {
            self.section = Some(title);
        }
    }

    fn mark(&mut self, index: usize, mark: &Mark) {
        let line = self.lines[index].number;
        match mark.role {
            Role::Cloze => {
                self.close();
                self.clozes.push(line);
            }
            Role::Card => {
                self.close();
                let next = self.marks.get(self.next[index + 1]).and_then(Option::as_ref);
                let has_own_question = next.is_some_and(|mark| mark.role == Role::Question);
                if !has_own_question {
                    self.begin(line, mark);
                }
            }
            Role::Question => {
                // A heading right above the labelled question names its topic.
                let topic = self.open.take_if(|open| open.is_heading && !mark.is_heading && open.is_bare());
                if let Some(topic) = topic {
                    self.section = Some(to_plain(&topic.asked.join(" ")));
                }
                self.close();
                self.begin(line, mark);
            }
            Role::Answer => match &mut self.open {
                Some(open) => {
                    let rest = vec![mark.rest.clone()];
                    match open.answers.last_mut() {
                        // The same label again goes on with the answer.
                        Some((name, ..)) if *name == mark.name || mark.is_plain => {
                            let name = mark.name.clone();
                            open.answers.push((name, true, rest));
                        }
                        _ => open.answers.push((mark.name.clone(), mark.is_plain, rest)),
                    }
                }
                None => self.left_out.line(line),
            },
        }
    }

    fn begin(&mut self, line: usize, mark: &Mark) {
        let scene = std::mem::take(&mut self.scene);
        let mut asked: Vec<String> = scene.iter().map(|&index| self.lines[index].text.to_owned()).collect();
        asked.push(mark.rest.clone());
        self.open = Some(Open {
            line: scene.first().map_or(line, |&index| self.lines[index].number),
            asked,
            answers: Vec::new(),
            is_quoted: mark.is_quoted,
            is_heading: mark.is_heading,
        });
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text_of = |lines: &[String]| {
            let behind = lines.first().map_or("", String::as_str);
            let below: Vec<&str> = lines.iter().skip(1).map(String::as_str).collect();
            let mut below = joined(&below);
            if open.is_quoted {
                below = unquoted(&below);
            }
            if is_quote(&below) && behind.is_empty() {
                below = unquoted(&below);
            }
            let below = dedented(&below);
            if behind.is_empty() { below.into_owned() } else { format!("{behind}\n{below}") }
        };
        let filed: Vec<String> = open.asked.iter().filter(|line| !is_metadata(line)).cloned().collect();
        let asked = text_of(&filed);
        let asked = titled(without_opened_fold(&asked));
        let (first, rest) = split_paragraph(asked.trim());
        // `Q3 Why?`, and the answer on the next line.
        let answers_below = open.answers.is_empty() && self.answer_count == 0;
        let (first, rest) = match split_question(first) {
            (question, Some(_))
                if answers_below
                    && first[question.len()..].starts_with('\n')
                    && question.ends_with(['?', '؟', '？']) =>
            {
                (question, &asked.trim()[question.len()..])
            }
            _ => (first, rest),
        };
        let first = unwrapped(first.trim());
        let first = first.as_str();
        let mut question = wording::question(first);
        let mut answer = None;
        if open.answers.is_empty() {
            let is_answer = !rest.trim().is_empty()
                && (is_quote(rest)
                    || rest.contains("<details")
                    || !self.are_answers_labelled
                    || first.trim_end().ends_with(['?', '؟', '？']) && begins_with_prose(rest));
            if let Some(at) = inline_label(first) {
                question = wording::question(before_label(&first[..at]));
                let label = label_of(&first[at..]).map_or("", |label| label.rest);
                answer = wording::answer(&format!("{label}\n\n{rest}"));
            } else if is_answer
                && !(self.answer_count == 0 && is_only_code(rest) && asks_about_code(&question))
            {
                let rest = if is_quote(rest) { unquoted(rest) } else { rest.to_owned() };
                let sorted = body::sort(&question, &rest);
                for part in &sorted.question {
                    question.push_str("\n\n");
                    question.push_str(part);
                }
                answer = sorted.answer().and_then(|text| wording::answer(&text));
            } else {
                push_paragraph(&mut question, &to_markdown(rest));
            }
        } else {
            push_paragraph(&mut question, &to_markdown(rest));
            let mut text = String::new();
            for (name, is_plain, lines) in &open.answers {
                let Some(part) = wording::answer(&unwrapped(text_of(lines).trim())) else { continue };
                if !text.is_empty() {
                    text.push_str("\n\n");
                    if !is_plain {
                        let _ = write!(text, "**{name}**\n\n");
                    }
                }
                text.push_str(&part);
            }
            answer = (!text.is_empty()).then(|| with_named_option(&question, &text));
        }
        let question = title::unquoted(question.trim()).to_owned();
        if question.is_empty() {
            let message = "an answer without a question, left out".to_owned();
            self.note.problems.push(Problem { line: Some(open.line), message });
            return;
        }
        self.note.cards.push(NoteCard {
            question,
            answer,
            section: self.section.clone(),
            line: open.line,
            ..NoteCard::default()
        });
    }
}

fn push_paragraph(text: &mut String, more: &str) {
    let more = more.trim_matches('\n');
    if !more.trim().is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(more);
    }
}

/// The first paragraph and the rest; a list or a fence right below the text is no part of it.
fn split_paragraph(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let begins_block = bare.is_empty()
            || bare.starts_with("```")
            || bare.starts_with("~~~")
            || bare.starts_with('>')
            || bare.starts_with("<details")
            || bare.starts_with("- ")
            || bare.starts_with("* ")
            || bare.starts_with('|');
        if at > 0 && begins_block {
            return (&text[..at], &text[at..]);
        }
        at += line.len();
    }
    (text, "")
}

/// Without the opening of a fold whose answer was found by its label.
fn without_opened_fold(text: &str) -> &str {
    let Some(at) = text.rfind("<details") else { return text };
    let opening = &text[at..];
    let title = opening.split_once("<summary>").and_then(|(_, rest)| rest.split_once("</summary>"));
    match title {
        Some((title, below)) if below.trim().is_empty() && summary_says(title) != Summary::Other => {
            &text[..at]
        }
        _ => text,
    }
}

/// `**Title:** Why?` below "Question 3" asks.
fn titled(text: &str) -> &str {
    let bare = text.trim_start();
    let rest = ["**Title:**", "**Title**:", "**عنوان:**", "**عنوان**:"]
        .iter()
        .find_map(|key| bare.strip_prefix(key));
    rest.unwrap_or(text)
}

/// "Setup:" and the like, above a labelled question: what it asks about.
fn sets_the_scene(line: &str) -> bool {
    let bare = line.trim_start_matches(['>', '*', '_', ' ']);
    bare.split_once(':').is_some_and(|(name, _)| {
        let name = name.trim_end_matches(['*', '_']);
        ["Setup", "Scenario", "Context", "Situation", "Background", "Given", "Case"]
            .iter()
            .any(|scene| name.eq_ignore_ascii_case(scene))
    })
}

/// Whether a line stands where a chapter's title does: short, alone, and no sentence.
fn is_chapter(lines: &[Line<'_>], at: usize) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let bare = line.text.trim();
    !line.is_code
        && lines.get(at + 1).is_none_or(Line::is_blank)
        && bare.split_whitespace().count() <= 8
        && bare.starts_with(char::is_alphanumeric)
        && !bare.ends_with(['.', '!', '?', ':', ';', ','])
}

/// Whether a sentence comes first: no code, no list, no option.
fn begins_with_prose(text: &str) -> bool {
    let mut chars = text.trim_start().chars();
    chars.next().is_some_and(char::is_alphabetic)
        && chars.next().is_some_and(|c| c.is_alphabetic() || c == ' ')
}

/// Whether a text is one fence and nothing else: what a question without an answer shows.
fn is_only_code(text: &str) -> bool {
    let text = text.trim_start_matches('\n');
    fence_end(text).is_some_and(|end| text[end..].trim().is_empty())
}

/// Freed of the second half of bold marks that were opened before the label.
fn unwrapped(text: &str) -> String {
    let mut text = text.to_owned();
    if !text.contains('`') {
        for tag in ["</b>", "</strong>", "<b>", "<strong>"] {
            text = text.replace(tag, "**");
        }
    }
    for mark in ["**", "__"] {
        let first_line = text.find("\n\n").unwrap_or(text.len());
        if text[..first_line].matches(mark).count() % 2 == 1 && !text.contains("```") {
            let trimmed = text[..first_line].trim_end().len();
            if text[..trimmed].ends_with(mark) {
                text.replace_range(trimmed - mark.len()..trimmed, "");
            } else if mark == "**"
                && let Some(at) = text[..first_line].find(mark)
            {
                text.replace_range(at..at + mark.len(), "");
            }
        }
    }
    for mark in ['*', '_'] {
        if text.ends_with(mark) && text.matches(mark).count() == 1 {
            text.pop();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_that_is_passed_over_has_no_mark(
            line in "[ >#*_-]{0,4}(Q|A|a|Answer|Process|Follow-up|my |Interview |C|card|flash |x|)( ?answer|question|card|)[ 1:.)*-]{0,3}x?",
        ) {
            prop_assert_eq!(mark_of(&line).is_some(), mark_at_front(&line).is_some(), "{}", line);
        }
    }
}
