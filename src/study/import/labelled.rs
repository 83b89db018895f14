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
    QUESTION_MARKS, asks_about_code, before_label, has_question_mark, inline_label, is_question_like,
    label_of, split_question,
};
use super::label_marks::{Mark, Role};
use super::left_out::LeftOut;
use super::lines::{Line, front_matter_lines, joined};
use super::outcome::{ImportedNote, NoteCard, Problem};
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
        let (lines, marks) = (whole.lines(), whole.labels());
        let asks = |mark: &Mark| matches!(mark.role, Role::Question | Role::Card);
        if !marks.iter().flatten().any(asks) {
            return 0;
        }
        let (mut asked, mut cards, mut headings, mut answered, mut other_bullets) = (0, 0, 0, 0, 0);
        let (mut is_open, mut lines_before) = (false, 0);
        for (line, mark) in lines.iter().zip(marks) {
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
        Reader::new(whole.lines(), whole.labels()).read()
    }
}

/// A card that is open.
struct Open<'a> {
    line: usize,
    asked: Vec<&'a str>,
    answers: Vec<(&'a str, bool, Vec<&'a str>)>,
    is_quoted: bool,
    is_heading: bool,
}

impl Open<'_> {
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
    open: Option<Open<'a>>,
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
            if self.is_counted_topic(index) {
                self.close();
                self.heading(title::counted(line.text.trim()).map_or(line.text, |(.., rest)| rest).trim());
                continue;
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
                    part.push(line.text);
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

    /// `2. Network access` alone right above a labelled question.
    fn is_counted_topic(&self, index: usize) -> bool {
        let line = &self.lines[index];
        let is_asked = self
            .marks
            .get(index + 1)
            .and_then(Option::as_ref)
            .is_some_and(|mark| mark.role == Role::Question);
        is_asked
            && !line.is_code
            && line.text.starts_with(|c: char| c.is_ascii_digit())
            && line.text.len() <= 120
            && index.checked_sub(1).is_none_or(|above| self.lines[above].is_blank())
            && title::counted(line.text).is_some()
            && !line.text.trim_end().ends_with(['.', '!', '?', ':', ';', ','])
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

    fn mark(&mut self, index: usize, mark: &'a Mark) {
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
                    // The same label again goes on with the answer.
                    let goes_on = open.answers.last().is_some_and(|&(name, ..)| name == mark.name);
                    open.answers.push((&mark.name, mark.is_plain || goes_on, vec![&mark.rest]));
                }
                None => self.left_out.line(line),
            },
        }
    }

    fn begin(&mut self, line: usize, mark: &'a Mark) {
        let scene = std::mem::take(&mut self.scene);
        let mut asked: Vec<&str> = scene.iter().map(|&index| self.lines[index].text).collect();
        asked.push(&mark.rest);
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
        let text_of = |lines: &[&str]| {
            let (behind, below) = lines.split_first().map_or(("", &[][..]), |(first, below)| (*first, below));
            let mut below = joined(below);
            if open.is_quoted {
                below = unquoted(&below);
            }
            if is_quote(&below) && behind.is_empty() {
                below = unquoted(&below);
            }
            let below = dedented(&below);
            if behind.is_empty() { below.into_owned() } else { [behind, "\n", &below].concat() }
        };
        let filed: Vec<&str> = open.asked.iter().filter(|line| !is_metadata(line)).copied().collect();
        let asked = text_of(&filed);
        let asked = titled(without_opened_fold(&asked));
        let (first, rest) = split_paragraph(asked.trim());
        // `Q3 Why?`, and the answer on the next line.
        let answers_below = open.answers.is_empty() && self.answer_count == 0;
        let (first, rest) = match split_question(first) {
            (question, Some(_))
                if answers_below
                    && first[question.len()..].starts_with('\n')
                    && question.ends_with(QUESTION_MARKS) =>
            {
                (question, &asked.trim()[question.len()..])
            }
            _ => (first, rest),
        };
        let first = &*unwrapped(first.trim());
        let mut question = wording::question(first);
        let mut answer = None;
        if open.answers.is_empty() {
            let is_answer = !rest.trim().is_empty()
                && (is_quote(rest)
                    || rest.contains("<details")
                    || !self.are_answers_labelled
                    || first.trim_end().ends_with(QUESTION_MARKS) && begins_with_prose(rest));
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
fn unwrapped(text: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'*', b'_', b'<', text.as_bytes()).is_none() {
        return text.into();
    }
    let mut text = text.to_owned();
    if memchr::memchr(b'<', text.as_bytes()).is_some() && !text.contains('`') {
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
    text.into()
}
