//! One note, one card: front matter, a heading "Question" and a heading "Answer", perhaps each in
//! two tongues. The English question is taken, else the first, with the answer in its tongue.
//!
//! The answer ends at the next heading that is not deeper than its own, or that begins what follows
//! an answer: follow-ups, references. Those stay out of the card.

use super::family::{ENOUGH, Family, Whole};
use super::html::{behind_number, is_plain, to_plain};
use super::label::{QUESTION_MARKS, has_question_mark, is_question_like};
use super::left_out::LeftOut;
use super::lines::{Line, front_matter_lines, joined};
use super::outcome::{ImportedNote, NoteCard};
use super::title::Title;
use super::wording::{self, is_quote, unquoted};
use super::yaml::{self, FrontMatter};
use std::fmt::Write as _;

pub(super) struct OneNote;

impl Family for OneNote {
    fn name(&self) -> &'static str {
        "one note, one card"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let note = Note::new(whole.lines());
        let asked: Vec<&str> = note.tongues(Kind::Question);
        let answered: Vec<&str> = note.tongues(Kind::Answer);
        let are_distinct =
            |tongues: &[&str]| (1..tongues.len()).all(|index| !tongues[..index].contains(&tongues[index]));
        let has_front = note.front_lines > 0;
        if asked.len() > 4 || answered.len() > 6 || !are_distinct(&asked) {
            return 0;
        }
        match (asked.len(), answered.len()) {
            (0, 0) => {
                if note.front.value("question").is_some() {
                    30
                } else if note.asking_title().is_some() {
                    ENOUGH
                } else {
                    0
                }
            }
            (0, _) if note.front.value("question").is_some() => 30,
            (0, _) => match note.title() {
                Some(_) if has_front && note.is_titled_card() => 25,
                Some(title) if is_question_like(title.title) && note.is_titled_card() => 15,
                Some(title) if note.asks_below(title) && note.is_titled_card() => 15,
                _ => 0,
            },
            (_, 0) => {
                if has_front {
                    12
                } else {
                    0
                }
            }
            _ => {
                if has_front {
                    60
                } else {
                    40
                }
            }
        }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        Note::new(whole.lines()).read()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Question,
    Answer,
    /// What follows an answer, or goes before a question.
    After,
    Other,
}

struct Section<'a> {
    kind: Kind,
    /// `en`, `ru`; empty where the heading names none.
    tongue: String,
    title: &'a str,
    level: usize,
    /// The line of the heading.
    at: usize,
}

struct Note<'a> {
    lines: &'a [Line<'a>],
    front: FrontMatter,
    front_lines: usize,
    sections: Vec<Section<'a>>,
}

const QUESTION: &[(&str, &str)] = &[
    ("question", ""),
    ("the question", ""),
    ("q", ""),
    ("problem", ""),
    ("problem statement", ""),
    ("prompt", ""),
    ("front", ""),
    ("вопрос", "ru"),
    ("سوال", "fa"),
    ("سؤال", "fa"),
    ("پرسش", "fa"),
    ("frage", "de"),
    ("pregunta", "es"),
    ("pergunta", "pt"),
    ("domanda", "it"),
    ("soru", "tr"),
    ("问题", "zh"),
    ("質問", "ja"),
    ("질문", "ko"),
];

const ANSWER: &[(&str, &str)] = &[
    ("answer", ""),
    ("the answer", ""),
    ("a", ""),
    ("short answer", ""),
    ("long answer", ""),
    ("detailed answer", ""),
    ("full answer", ""),
    ("sample answer", ""),
    ("model answer", ""),
    ("my answer", ""),
    ("expected answer", ""),
    ("ideal answer", ""),
    ("quick answer", ""),
    ("solution", ""),
    ("back", ""),
    ("ответ", "ru"),
    ("краткий ответ", "ru"),
    ("подробный ответ", "ru"),
    ("جواب", "fa"),
    ("پاسخ", "fa"),
    ("antwort", "de"),
    ("respuesta", "es"),
    ("resposta", "pt"),
    ("risposta", "it"),
    ("réponse", "fr"),
    ("cevap", "tr"),
    ("答案", "zh"),
    ("回答", "ja"),
    ("답변", "ko"),
];

const AFTER: &[&str] = &[
    "follow-up",
    "follow-ups",
    "followup",
    "followups",
    "follow up",
    "follow ups",
    "follow-up questions",
    "follow up questions",
    "reference",
    "references",
    "related",
    "related questions",
    "related notes",
    "related topics",
    "see also",
    "sources",
    "source",
    "links",
    "further reading",
    "read more",
    "additional questions",
    "resources",
    "metadata",
    "backlinks",
    "tags",
    "дополнительные вопросы",
    "ссылки",
    "связанные вопросы",
    "источники",
    "منابع",
    "پیوندها",
    "سوالات مرتبط",
];

impl<'a> Note<'a> {
    fn new(lines: &'a [Line<'a>]) -> Self {
        let front_lines = front_matter_lines(lines);
        let front = yaml::read(&lines[..front_lines]);
        let mut sections = Vec::new();
        for (at, line) in lines.iter().enumerate().skip(front_lines) {
            let Some((level, title)) = line.heading() else { continue };
            let (kind, tongue) = kind_of(title);
            sections.push(Section { kind, tongue, title, level, at });
        }
        // Beside another tongue the English words are English.
        if sections.iter().any(|section| section.kind == Kind::Question && !section.tongue.is_empty()) {
            for section in &mut sections {
                if matches!(section.kind, Kind::Question | Kind::Answer) && section.tongue.is_empty() {
                    "en".clone_into(&mut section.tongue);
                }
            }
        }
        Self { lines, front, front_lines, sections }
    }

    fn tongues(&self, kind: Kind) -> Vec<&str> {
        self.sections
            .iter()
            .filter(|section| section.kind == kind)
            .map(|section| section.tongue.as_str())
            .collect()
    }

    /// The first heading, if it is none of the card's own.
    fn title(&self) -> Option<&Section<'a>> {
        self.sections.first().filter(|section| section.kind == Kind::Other)
    }

    /// Whether the title asks and all that stands below it is its answers and what follows them.
    fn is_titled_card(&self) -> bool {
        match &self.sections[..] {
            [_, first, rest @ ..] if first.kind == Kind::Answer => rest.iter().all(|section| {
                section.level > first.level || matches!(section.kind, Kind::Answer | Kind::After)
            }),
            _ => false,
        }
    }

    /// Whether the text between a title and the next heading asks what the title only names.
    fn asks_below(&self, title: &Section<'_>) -> bool {
        let below = self.text((title.at + 1, self.sections.get(1).map_or(self.lines.len(), |next| next.at)));
        !is_question_like(title.title) && has_question_mark(&below) && below.len() <= LONGEST_QUESTION
    }

    /// The heading that asks, where all of the note is its answer: the first, or the one below a title
    /// that says no more than which question it is. No other heading asks.
    fn asking_title(&self) -> Option<usize> {
        let [first, ..] = &self.sections[..] else { return None };
        let is_bare = |section: &Section<'_>, to: usize| {
            self.lines[section.at + 1..to].iter().all(|line| line.is_blank() || line.is_rule())
        };
        let chosen = match self.sections.get(1) {
            Some(second)
                if !asks_as_title(first.title)
                    && second.level > first.level
                    && is_bare(first, second.at)
                    && self.sections[2..]
                        .iter()
                        .all(|later| later.level > second.level || later.kind == Kind::After) =>
            {
                1
            }
            _ => 0,
        };
        let own = &self.sections[chosen];
        let before_it = self.lines[self.front_lines..first.at].iter().all(Line::is_blank);
        let rest = &self.sections[chosen + 1..];
        let is_alone = rest.iter().all(|later| {
            !has_question_mark(later.title) && (later.level > own.level || later.kind == Kind::After)
        });
        let end = rest.iter().find(|next| next.kind == Kind::After).map_or(self.lines.len(), |next| next.at);
        let has_answer = self.lines[own.at + 1..end]
            .iter()
            .any(|line| !line.is_blank() && !line.is_rule() && line.heading().is_none());
        (before_it && asks_as_title(own.title) && is_alone && has_answer).then_some(chosen)
    }

    /// Lines of a section: to the next heading that is not deeper, or that begins what follows.
    fn body(&self, index: usize) -> (usize, usize) {
        let section = &self.sections[index];
        let end = self.sections[index + 1..].iter().find(|next| {
            next.level <= section.level
                || next.kind == Kind::After
                || next.kind == Kind::Question
                || next.kind == Kind::Answer
                    && (section.kind == Kind::Question || next.tongue != section.tongue)
        });
        (section.at + 1, end.map_or(self.lines.len(), |next| next.at))
    }

    fn text(&self, (start, end): (usize, usize)) -> String {
        let mut lines: Vec<&str> = self.lines[start..end].iter().map(|line| line.text).collect();
        while lines.last().is_some_and(|line| {
            let bare = line.trim();
            bare.is_empty() || bare.len() >= 3 && bare.chars().all(|c| matches!(c, '-' | '*' | '_'))
        }) {
            lines.pop();
        }
        joined(&lines)
    }

    fn read(&self) -> ImportedNote {
        let mut note = ImportedNote::default();
        let mut used = vec![false; self.lines.len()];
        let asked: Vec<usize> =
            (0..self.sections.len()).filter(|&index| self.sections[index].kind == Kind::Question).collect();
        let chosen = asked
            .iter()
            .copied()
            .find(|&index| self.sections[index].tongue == "en")
            .or(asked.first().copied());
        let has_answers = self.sections.iter().any(|section| section.kind == Kind::Answer);
        let titled = (chosen.is_none() && !has_answers).then(|| self.asking_title()).flatten();
        let tongue = chosen.map_or("", |index| self.sections[index].tongue.as_str());
        let (question, line) = match chosen {
            Some(index) => {
                let range = self.body(index);
                let text = self.text(range);
                let text = if is_quote(&text) { unquoted(&text) } else { text };
                let first = (range.0..range.1)
                    .find(|&at| !self.lines[at].is_blank())
                    .unwrap_or(self.sections[index].at);
                (wording::question(&text), first + 1)
            }
            None => match (self.front.value("question"), self.title()) {
                (Some(question), _) => (question.to_owned(), 1),
                (None, Some(_)) if titled.is_some() => {
                    let title = &self.sections[titled.unwrap_or_default()];
                    (Title::of(title.title).question.into_owned(), title.at + 1)
                }
                (None, Some(title)) => {
                    let below = self
                        .text((title.at + 1, self.sections.get(1).map_or(self.lines.len(), |next| next.at)));
                    let asks_below = self.asks_below(title);
                    let mut question =
                        if asks_below { wording::question(&below) } else { wording::question(title.title) };
                    if !asks_below && !below.trim().is_empty() {
                        question.push_str("\n\n");
                        question.push_str(below.trim());
                    }
                    (question, title.at + 1)
                }
                (None, None) => (String::new(), 1),
            },
        };
        let mut parts = Vec::new();
        let mut ends = 0;
        for (index, section) in self.sections.iter().enumerate() {
            let is_own = section.kind == Kind::Answer
                && (section.tongue == tongue
                    || section.tongue.is_empty()
                    || tongue.is_empty() && parts.is_empty());
            // "Short answer" below "Answer" is within it already.
            if is_own && section.at >= ends {
                let range = self.body(index);
                ends = range.1;
                used[range.0..range.1].fill(true);
                if let Some(text) = wording::answer(&self.text(range)) {
                    parts.push((section.title, text));
                }
            }
        }
        let mut answer = String::new();
        for (name, text) in &parts {
            if !answer.is_empty() {
                let _ = write!(answer, "\n\n**{}**\n\n", to_plain(name));
            }
            answer.push_str(text);
        }
        if let Some(title) = titled {
            let start = self.sections[title].at + 1;
            let after = self.sections[title + 1..].iter().find(|next| next.kind == Kind::After);
            let end = after.map_or(self.lines.len(), |next| next.at);
            used[start..end].fill(true);
            answer = wording::answer(&self.text((start, end))).unwrap_or_default();
        } else if answer.is_empty() && chosen.is_none() && parts.is_empty() {
            // The front matter asks: the rest answers.
            let text = self
                .front
                .value("answer")
                .map_or_else(|| self.text((self.front_lines, self.lines.len())), str::to_owned);
            answer = wording::answer(&text).unwrap_or_default();
        }
        note.title = self
            .front
            .value("title")
            .map(str::to_owned)
            .or_else(|| self.title().map(|title| to_plain(title.title)));
        if !question.trim().is_empty() {
            let mut card = NoteCard { question, line: line.min(self.lines.len()), ..NoteCard::default() };
            card.answer = (!answer.is_empty()).then_some(answer);
            card.section = self.front.value("topic").or(self.front.value("category")).map(str::to_owned);
            card.tags = self.front.list("tags");
            note.cards.push(card);
        }
        let mut left_out = LeftOut::default();
        let mut is_after = false;
        let mut sections = self.sections.iter().peekable();
        for (at, line) in self.lines.iter().enumerate().skip(self.front_lines) {
            if let Some(section) = sections.next_if(|section| section.at == at) {
                is_after = section.kind == Kind::After;
            }
            if is_after && !used[at] && !line.is_blank() && line.heading().is_none() {
                left_out.line(line.number);
            }
        }
        left_out.report(&mut note.problems);
        note
    }
}

/// In bytes: what stands between a title and its answer asks, or tells a story.
const LONGEST_QUESTION: usize = 600;

/// Whether a title asks by itself: "How to install" names a chapter, "What is a mutex" asks.
fn asks_as_title(title: &str) -> bool {
    let plain = to_plain(&Title::of(title).question);
    let plain = plain.trim();
    let lower = plain.to_lowercase();
    let mut words = lower.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let asks = match first {
        // "What the macro makes" tells.
        "what" => {
            matches!(second, "is" | "are" | "was" | "does" | "do" | "did" | "would" | "happens" | "kinds")
        }
        "what's" | "what’s" => second != "new",
        _ => matches!(first, "why" | "explain" | "describe" | "difference" | "differences"),
    };
    let is_short = plain.split_whitespace().count() <= 20;
    let is_longer = plain.split_whitespace().count() > 2;
    is_short
        && (plain.ends_with(QUESTION_MARKS)
            || is_longer && (asks || is_question_like(plain) && !is_question_like(first)))
}

/// In bytes: no name in ASCII is longer.
const LONGEST_NAME: usize = 20;

/// Whether a title is plainly no name of a section: most are longer sentences.
fn is_no_name(title: &str) -> bool {
    let title = behind_number(title);
    let told = title.trim_matches(|c: char| !c.is_alphanumeric());
    told.len() > LONGEST_NAME
        && told.split_ascii_whitespace().nth(2).is_some()
        && memchr::memchr2(b'(', b'-', title.as_bytes()).is_none()
        && title.is_ascii()
        && is_plain(title)
}

/// `Question (EN)`, `Ответ (RU):`, `❓ Question`.
fn kind_of(title: &str) -> (Kind, String) {
    if title.len() > 80 || is_no_name(title) {
        return (Kind::Other, String::new());
    }
    let plain = to_plain(title).to_lowercase();
    let (name, tongue) = match plain.split_once(['(', '[']) {
        Some((name, rest)) => (name, rest.trim_end_matches([')', ']', ':', ' ']).trim().to_owned()),
        None => (plain.as_str(), String::new()),
    };
    let (name, tongue) = match name.split_once(" - ") {
        Some((name, code)) if tongue.is_empty() && code.trim().len() == 2 => (name, code.trim().to_owned()),
        _ => (name, tongue),
    };
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let tongue = match tongue.as_str() {
        "english" | "eng" => "en".to_owned(),
        "russian" | "rus" => "ru".to_owned(),
        "persian" | "farsi" | "فارسی" => "fa".to_owned(),
        other if other.chars().count() > 12 => String::new(),
        _ => tongue,
    };
    let own = |words: &[(&str, &str)]| {
        words.iter().find(|(word, _)| *word == name).map(|(_, own)| (*own).to_owned())
    };
    let with = |own: String| if tongue.is_empty() { own } else { tongue.clone() };
    if let Some(own) = own(QUESTION) {
        return (Kind::Question, with(own));
    }
    if let Some(own) = own(ANSWER) {
        return (Kind::Answer, with(own));
    }
    // "Answer guide", "Suggested answers"
    let mut words = name.split_whitespace();
    if words.clone().count() == 2 && words.any(|word| matches!(word, "answer" | "answers")) {
        return (Kind::Answer, with(String::new()));
    }
    (if AFTER.contains(&name) { Kind::After } else { Kind::Other }, tongue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_passed_over() {
        let names = QUESTION.iter().chain(ANSWER).map(|(name, _)| *name).chain(AFTER.iter().copied());
        let longest = names.clone().filter(|name| name.is_ascii()).map(str::len).max();
        assert_eq!(longest, Some(LONGEST_NAME));
        for name in names {
            for title in
                [name.to_owned(), format!("{name}: ?"), format!("{name} (EN)"), format!("{name} - en")]
            {
                assert!(!is_no_name(&title) && kind_of(&title).0 != Kind::Other, "{title}");
            }
        }
        assert!(!is_no_name("Recommended-by-everyone answer"));
        assert!(!is_no_name("1. Recommended-by-everyone answer"));
        assert!(is_no_name("What is a lock in the kernel?"));
        assert!(is_no_name("12. What is a lock in the kernel?"));
    }
}
