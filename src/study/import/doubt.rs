//! Which cards of a note are doubtful, and why: what a person should look at before it is kept.
//!
//! A card is judged beside the others of its note, for what is odd in one is usual in another. Nothing
//! is changed here, and nothing is doubtful in what viva wrote itself.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::code::fence_marks;
use super::html::{as_plain, is_plain};
use super::marks::holds_question_mark;
use super::outcome::{ImportedNote, NoteCard};
use super::scan;
use super::wording::{self, HeadingKind, is_in_the_way, is_link_only, is_question_like};
use crate::study::lexicon::NoteWords;

/// A reading less sure than this, in percent, is doubtful as a whole.
pub const DOUBTFUL_PERCENT: u8 = 50;

/// Fewer cards than this are no measure of what is usual.
const FEWEST_COMPARED: usize = 4;
/// A question of more words, code and options aside, has probably swallowed its answer.
const MOST_WORDS: usize = 80;
/// An answer of so many lines, and of so many times the usual, has probably swallowed other questions.
const MANY_LINES: usize = 60;
const MANY_TIMES: usize = 10;

/// A card that should be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Its place among the note's cards, counted from 0.
    pub card: usize,
    /// Lower-case fragments, at least one.
    pub reasons: Vec<String>,
}

/// The doubtful cards, in the order of the note; `asks` are its questions in
/// [`normal_form`](crate::study::card::normal_form).
#[must_use]
pub fn doubts(note: &ImportedNote, asks: &[String]) -> Vec<Doubt> {
    if note.deck.is_some() {
        return Vec::new();
    }
    let asked: Vec<Asked> = note.cards.iter().map(Asked::of).collect();
    let usual = Usual::of(&note.cards, &asked);
    let mut seen: HashSet<(Option<&str>, &str)> = HashSet::with_capacity(asks.len());
    let mut doubts = Vec::new();
    for (at, ((card, asked), asks)) in note.cards.iter().zip(&asked).zip(asks).enumerate() {
        let mut reasons = Vec::new();
        if usual.is_answered(card.section.as_deref()) && card.answer.is_none() {
            reasons.push("no answer where the others have one".to_owned());
        }
        reasons.extend(usual.oddities(card, asked));
        if !seen.insert((card.section.as_deref(), asks)) {
            reasons.push("asked above in the same section".to_owned());
        }
        let next_line = note.cards.get(at + 1).map_or(usize::MAX, |next| next.line);
        let problems = note.problems.iter().filter(|problem| {
            problem.line.is_some_and(|line| (card.line..next_line.max(card.line + 1)).contains(&line))
        });
        reasons.extend(problems.take(2).map(|problem| problem.message.clone()));
        if note.confidence < DOUBTFUL_PERCENT {
            reasons.push(format!("the reading of the note is uncertain ({}%)", note.confidence));
        }
        if !reasons.is_empty() {
            doubts.push(Doubt { card: at, reasons });
        }
    }
    doubts
}

/// What a question says in words.
struct Asked {
    is_question_like: bool,
    has_question_mark: bool,
    word_count: usize,
}

impl Asked {
    fn of(card: &NoteCard) -> Self {
        let prose = prose(&card.question);
        Self {
            is_question_like: is_question_like(&prose),
            has_question_mark: holds_question_mark(&prose),
            word_count: if prose.is_ascii() {
                scan::ascii_words(&prose).count()
            } else {
                prose.split(scan::is_between_words).filter(|word| !word.is_empty()).count()
            },
        }
    }
}

/// What most cards of a note are like.
struct Usual<'a> {
    /// Sections of enough cards, and whether most of these are answered.
    sections: HashMap<Option<&'a str>, (usize, usize)>,
    card_count: usize,
    answered_count: usize,
    asking_count: usize,
    question_words: usize,
    answer_lines: usize,
}

impl<'a> Usual<'a> {
    fn of(cards: &'a [NoteCard], asked: &[Asked]) -> Self {
        let mut usual = Self {
            sections: HashMap::new(),
            card_count: cards.len(),
            answered_count: 0,
            asking_count: asked.iter().filter(|asked| asked.is_question_like).count(),
            question_words: median(asked.iter().map(|asked| asked.word_count)),
            answer_lines: median(
                cards.iter().filter_map(|card| card.answer.as_deref()).map(scan::line_count),
            ),
        };
        for card in cards {
            let (count, answered) = usual.sections.entry(card.section.as_deref()).or_default();
            *count += 1;
            *answered += usize::from(card.answer.is_some());
            usual.answered_count += usize::from(card.answer.is_some());
        }
        usual
    }

    /// Whether nearly all cards beside one are answered: those of its section, or of the note where
    /// these are few. Where a good part is not, an answer is not missed but still to be written.
    fn is_answered(&self, section: Option<&str>) -> bool {
        let (count, answered) = match self.sections.get(&section) {
            Some(&(count, answered)) if count >= FEWEST_COMPARED => (count, answered),
            _ => (self.card_count, self.answered_count),
        };
        count >= FEWEST_COMPARED && answered * 5 >= count * 4
    }

    /// Whether, but for one in ten, all cards beside one that asks nothing do.
    fn all_others_ask(&self) -> bool {
        let others = self.card_count.saturating_sub(1);
        others >= FEWEST_COMPARED && self.asking_count * 10 >= others * 9
    }

    /// What is odd about a card by itself.
    fn oddities(&self, card: &NoteCard, asked: &Asked) -> Vec<String> {
        let mut odd = Vec::new();
        let word_count = asked.word_count;
        let line = card.question.trim();
        let is_alone = !line.contains('\n');
        let words = NoteWords::built_in();
        let names_nothing = || {
            wording::heading_kind(line, words) == HeadingKind::Boilerplate
                || is_in_the_way(line, words)
                || is_link_only(line)
        };
        if is_alone && names_nothing() {
            odd.push("a title or a link, not a question".to_owned());
        } else if is_alone
            && word_count < 2
            && !asked.has_question_mark
            && self.question_words >= FEWEST_COMPARED
        {
            odd.push("one word where the others are sentences".to_owned());
        } else if is_alone && !asked.is_question_like && self.all_others_ask() {
            odd.push("it asks nothing where the others do".to_owned());
        }
        if word_count > MOST_WORDS {
            odd.push(format!("a question of {word_count} words"));
        }
        let line_count = card.answer.as_deref().map_or(0, scan::line_count);
        if line_count >= MANY_LINES && line_count > self.answer_lines * MANY_TIMES {
            odd.push(format!("an answer of {line_count} lines where {} are usual", self.answer_lines));
        }
        let texts = [Some(card.question.as_str()), card.answer.as_deref()];
        if texts.into_iter().flatten().any(has_open_fence) {
            odd.push("code that is never closed".to_owned());
        }
        odd
    }
}

/// What a question says in words: without code blocks, options and quotes.
fn prose(question: &str) -> Cow<'_, str> {
    if is_plain(question) {
        return question.into();
    }
    let mut fence: Option<String> = None;
    let mut said = String::new();
    for line in question.lines() {
        let marks = fence_marks(line);
        match &fence {
            Some(open) if marks.is_some_and(|marks| marks.starts_with(open.as_str())) => fence = None,
            Some(_) => {}
            None if marks.is_some() => fence = marks.map(str::to_owned),
            None if line.trim_start().starts_with(['-', '*', '>', '|']) && !said.is_empty() => {}
            None => {
                said.push_str(&as_plain(line));
                said.push('\n');
            }
        }
    }
    said.into()
}

fn has_open_fence(text: &str) -> bool {
    let Some(first) = memchr::memchr2(b'`', b'~', text.as_bytes()) else { return false };
    if !scan::holds(&text[first..], "```") && !scan::holds(&text[first..], "~~~") {
        return false;
    }
    let mut fence: Option<&str> = None;
    for (_, line) in scan::lines(text) {
        match (fence, fence_marks(line)) {
            (None, marks) => fence = marks,
            (Some(open), Some(marks)) if marks.starts_with(open) && line.trim() == marks => fence = None,
            _ => {}
        }
    }
    fence.is_some()
}

fn median(numbers: impl Iterator<Item = usize>) -> usize {
    let mut numbers: Vec<usize> = numbers.collect();
    let middle = numbers.len() / 2;
    if numbers.is_empty() { 0 } else { *numbers.select_nth_unstable(middle).1 }
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::*;
    use crate::study::card::normal_form;
    use crate::study::deck::Deck;

    /// `section§question=answer` for each card; section and answer may be left out.
    fn note(cards: &[&str]) -> ImportedNote {
        let cards = cards.iter().enumerate().map(|(at, text)| {
            let (section, text) =
                text.split_once('§').map_or((None, *text), |(s, t)| (Some(s.to_owned()), t));
            let (question, answer) =
                text.split_once('=').map_or((text, None), |(q, a)| (q, Some(a.to_owned())));
            NoteCard {
                question: question.to_owned(),
                answer,
                section,
                line: at * 10 + 1,
                ..NoteCard::default()
            }
        });
        ImportedNote { cards: cards.collect(), confidence: 90, ..ImportedNote::default() }
    }

    fn doubts_of(note: &ImportedNote) -> Vec<Doubt> {
        let asks: Vec<String> = note.cards.iter().map(|card| normal_form(&card.question)).collect();
        doubts(note, &asks)
    }

    #[track_caller]
    fn check(cards: &[&str], expected: &[(usize, &str)]) {
        let found = doubts_of(&note(cards));
        let found: Vec<(usize, String)> =
            found.into_iter().map(|doubt| (doubt.card, doubt.reasons.join("; "))).collect();
        let expected: Vec<(usize, String)> =
            expected.iter().map(|(at, why)| (*at, (*why).to_owned())).collect();
        assert_eq!(found, expected);
    }

    const SOUND: [&str; 4] = [
        "What is a mutex for?=It guards.",
        "How does a channel work?=A queue.",
        "Explain the life of a request=It goes.",
        "Why is a monad a monoid?=It is.",
    ];

    fn with(card: &str) -> Vec<&str> {
        SOUND.iter().copied().chain([card]).collect()
    }

    #[test]
    fn a_sound_note_raises_no_doubt() {
        check(&SOUND, &[]);
        check(&["Mutex=a lock", "Channel=a queue", "GIL=one lock", "Rc=counted"], &[]);
        check(&["What is a?", "What is b?", "What is c?", "What is d?=So"], &[]);
        check(&[], &[]);
    }

    #[test]
    fn an_answer_is_missed_where_the_others_have_one() {
        check(&with("What is a fence?"), &[(4, "no answer where the others have one")]);
        check(&[&with("What is a fence?")[..], &["What is a lock?"]].concat(), &[]);
        // Talk in the first call needs no answer, whatever the technical part holds.
        let hr = [
            "HR§Why us, and why now?",
            "HR§Why leave them now?",
            "HR§What pay is it?",
            "HR§When can you start?",
        ];
        check(&SOUND.iter().chain(&hr).copied().collect::<Vec<_>>(), &[]);
    }

    #[test]
    fn what_reads_like_a_title_is_doubted() {
        check(&with("Table of Contents=x"), &[(4, "a title or a link, not a question")]);
        check(&with("[Go](https://go.dev)=x"), &[(4, "a title or a link, not a question")]);
        check(&with("Python=x"), &[(4, "one word where the others are sentences")]);
        check(&with("Also this one here=x"), &[(4, "it asks nothing where the others do")]);
        check(&with("```js\nlog(a)\n```=x"), &[]);
    }

    #[test]
    fn what_is_too_long_has_swallowed_something() {
        check(&with(&format!("Why {}?=x", "so ".repeat(90))), &[(4, "a question of 91 words")]);
        check(&with(&format!("Why is it logged?\n\n```\n{}\n```=x", "so ".repeat(90))), &[]);
        check(&with(&format!("Which one is it?\n\n- A. {}=x", "so ".repeat(90))), &[]);
        check(
            &with(&format!("What are all of them?={}", "line\n".repeat(70))),
            &[(4, "an answer of 70 lines where 1 are usual")],
        );
    }

    #[test]
    fn torn_code_and_questions_asked_twice_are_doubted() {
        check(&with("What does it print?=```go\nx := 1"), &[(4, "code that is never closed")]);
        check(&with("What does it print?=```go\nx\n```"), &[]);
        check(&with("what is a **mutex** for=Another."), &[(4, "asked above in the same section")]);
        check(&with("Other§What is a mutex for?=Another."), &[]);
    }

    #[test]
    fn a_problem_makes_its_card_doubtful_and_a_doubtful_note_all() {
        let mut odd = note(&SOUND);
        let message = "not understood: x".to_owned();
        odd.problems =
            vec![Problem { line: Some(14), message: message.clone() }, Problem { line: None, message }];
        assert_eq!(doubts_of(&odd), [Doubt { card: 1, reasons: vec!["not understood: x".to_owned()] }]);
        odd.problems.clear();
        odd.confidence = 34;
        assert_eq!(doubts_of(&odd).len(), 4);
        assert_eq!(doubts_of(&odd)[0].reasons, ["the reading of the note is uncertain (34%)"]);
        odd.deck = Some(Deck::default());
        assert_eq!(doubts_of(&odd), []);
    }
}
