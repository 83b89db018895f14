//! What a heading announces: a fact about the interview, commentary, or a stage with questions.
//!
//! Headings are compared by their words, without case, decoration and filler ("my", "interview",
//! "of"), so that "Date of Interview", "## interview dates" and "**Interview Date:**" are one. The
//! words are those of the lexicon, in all languages.

use crate::study::import::marks::QUESTION_MARKS;
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// In bytes.
pub(in crate::study::import) const LONGEST: usize = 160;

/// What stands under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study::import) enum Heading {
    Fact(Fact),
    Remarks,
    /// A stage of the interview, or a collection of its questions.
    Stage,
    /// One problem of a live coding or a task, told in the text below: "Problem 2".
    Problem,
    Other,
}

/// One thing known about an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study::import) enum Fact {
    Company,
    Url,
    Role,
    Status,
    Process,
    ApplyWay,
    Dates,
    Duration,
    Platform,
    Score,
    Outcome,
}

/// Each fact with the words that name it.
const FACTS: &[(Fact, WordClass)] = &[
    (Fact::Company, WordClass::Company),
    (Fact::Url, WordClass::Website),
    (Fact::Role, WordClass::Role),
    (Fact::Status, WordClass::Status),
    (Fact::Process, WordClass::Process),
    (Fact::ApplyWay, WordClass::ApplyWay),
    (Fact::Dates, WordClass::Dates),
    (Fact::Duration, WordClass::Duration),
    (Fact::Platform, WordClass::Platform),
    (Fact::Score, WordClass::Score),
    (Fact::Outcome, WordClass::Outcome),
];

/// A name of a fact has no more words.
const MOST_WORDS: usize = 5;

/// A heading of a stage has no more words.
const MOST_STAGE_WORDS: usize = 8;

impl Heading {
    pub(in crate::study::import) fn of(text: &str) -> Self {
        // A heading is a few words; whole paragraphs are asked too.
        if text.len() > LONGEST {
            return Self::Other;
        }
        let known = NoteWords::built_in();
        let folded = fold(text);
        let wording = Wording::of(&folded, known);
        if let Some(fact) = wording.fact(known) {
            return Self::Fact(fact);
        }
        if wording.is(WordClass::Remarks, known) || wording.is(WordClass::OtherRemarks, known) {
            return Self::Remarks;
        }
        let all = &wording.all;
        if let [kind, number] = all[..]
            && (known.is(WordClass::Counted, kind) || known.is(WordClass::QuestionLabel, kind))
            && number.chars().all(char::is_numeric)
        {
            return Self::Problem;
        }
        if text.trim_end().ends_with(QUESTION_MARKS) {
            return Self::Other;
        }
        // "Pull request checklist", "What you'll learn"
        let is_checklist =
            all.last() == Some(&"checklist") && !all.iter().any(|word| word.starts_with("interview"));
        let tells_aims = matches!(all[..], ["what", "you" | "you'll", .., "learn" | "build"]);
        if is_checklist || tells_aims && all.len() <= MOST_WORDS {
            return Self::Remarks;
        }
        let is_stage = all.len() <= MOST_STAGE_WORDS && known.within(WordClass::Stage, &folded);
        if is_stage { Self::Stage } else { Self::Other }
    }
}

impl Fact {
    /// The fact that a heading or a key ("Platform:") names.
    pub(in crate::study::import) fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let known = NoteWords::built_in();
        Wording::of(&fold(text), known).fact(known)
    }

    /// How many different ones there are.
    pub(in crate::study::import) fn distinct(facts: &[Self]) -> i32 {
        FACTS.iter().map(|(fact, _)| i32::from(facts.contains(fact))).sum()
    }
}

/// A heading's words, all of them and without filler, ready to be looked up.
struct Wording<'a> {
    all: Vec<&'a str>,
    whole: String,
    telling: String,
}

impl<'a> Wording<'a> {
    /// Of a folded text, without marks, emoji and numbering at the front.
    fn of(folded: &'a str, known: &NoteWords) -> Self {
        let is_mark = |c: char| !c.is_alphanumeric() && c != '\'' && !matches!(c, '\u{900}'..='\u{97f}');
        let words = folded.split(is_mark).map(|word| word.trim_matches('\''));
        let mut all: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if all.len() > 1 && all[0].chars().all(char::is_numeric) {
            all.remove(0);
        }
        let telling = all.iter().copied().filter(|word| !known.is(WordClass::Filler, word));
        let telling: Vec<&str> = telling.take(MOST_WORDS + 1).collect();
        let is_short = telling.len() <= MOST_WORDS;
        let joined = |words: &[&str]| if is_short { words.join(" ") } else { String::new() };
        Self { whole: joined(&all), telling: joined(&telling), all }
    }

    fn is(&self, class: WordClass, known: &NoteWords) -> bool {
        known.is(class, &self.whole) || known.is(class, &self.telling)
    }

    fn fact(&self, known: &NoteWords) -> Option<Fact> {
        FACTS.iter().find(|(_, class)| self.is(*class, known)).map(|&(fact, _)| fact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Heading) {
        assert_eq!(Heading::of(text), expected, "{text}");
    }

    #[test]
    fn facts_are_matched_loosely() {
        for (text, fact) in [
            ("Interview Date", Fact::Dates),
            ("date of interview:", Fact::Dates),
            ("INTERVIEW DURATION", Fact::Duration),
            ("Application method", Fact::ApplyWay),
            ("Apply way 📨", Fact::ApplyWay),
            ("Overall rating", Fact::Score),
            ("My score", Fact::Score),
            ("Final result", Fact::Outcome),
            ("1. Interview Process", Fact::Process),
            ("تاریخ مصاحبه", Fact::Dates),
            ("Дата собеседования", Fact::Dates),
            ("지원 직무", Fact::Role),
            ("面试结果：", Fact::Outcome),
        ] {
            check(text, Heading::Fact(fact));
        }
    }

    #[test]
    fn stages_and_commentary_are_told_apart() {
        check("1st Technical Interview", Heading::Stage);
        check("HR Call", Heading::Stage);
        check("#### Live code", Heading::Stage);
        check("Interview questions", Heading::Stage);
        check("Task", Heading::Stage);
        check("Feedback", Heading::Remarks);
        check("My notes", Heading::Remarks);
        check("جمع‌بندی", Heading::Remarks);
        check("Problem 2", Heading::Problem);
        check("Senior Go Developer", Heading::Other);
        check("What is a technical debt?", Heading::Other);
    }
}
