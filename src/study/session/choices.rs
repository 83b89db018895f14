//! A question to choose an answer from: its options, and which of them is right.
//!
//! Both are in the card's own text, as it was imported or written: a list of options in the question, and an answer
//! that names one or more of them, by letter (`**B: two**`, `A and C`) or by its words (`**two**`). What names no
//! option of the question is not multiple choice, so that a list of subquestions takes no keys away.

use std::fmt::Write as _;

use crate::study::import::options_of;

use super::view::Answer;

/// The letters from A on that can be answered.
const LETTERS: std::ops::RangeInclusive<char> = 'A'..='H';

/// The options of a question, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// The question above its options, and what is below them.
    before: String,
    after: String,
    pub options: Vec<ChoiceOption>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// In upper case.
    pub letter: char,
    /// Markdown, without the letter.
    pub text: String,
    pub is_right: bool,
}

impl Choices {
    /// The options of a question, if one of the answers says which are right.
    #[must_use]
    pub fn of(question: &str, answers: &[Answer]) -> Option<Self> {
        Self::marked(question, answers).or_else(|| Self::unmarked(question, answers))
    }

    /// `- A: one`, `B) two`
    fn marked(question: &str, answers: &[Answer]) -> Option<Self> {
        let (options, place) = options_of(question)?;
        let texts: Vec<&str> = options.choices().map(|(_, text)| text).collect();
        let named = |paragraph: &str| options.places_named(paragraph).map(|(places, _)| places);
        let right = right_places(answers, |paragraph| {
            named(paragraph).or_else(|| place_of_text(&texts, paragraph).map(|at| vec![at]))
        })?;
        let letters: Vec<char> =
            options.choices().zip(LETTERS).map(|((letter, _), counted)| letter.unwrap_or(counted)).collect();
        let (before, after) = (&question[..place.start], &question[place.end..]);
        Self::new(before, after, &letters, &texts, &right)
    }

    /// A list at the end of the question, one of whose items is the answer, word by word.
    fn unmarked(question: &str, answers: &[Answer]) -> Option<Self> {
        let question = question.trim_end();
        let item =
            |line: &str| ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)).map(str::len);
        let items: Vec<&str> = question.lines().rev().take_while(|line| item(line).is_some()).collect();
        let texts: Vec<&str> = items.iter().rev().map(|line| line[2..].trim()).collect();
        let right = right_places(answers, |paragraph| place_of_text(&texts, paragraph).map(|at| vec![at]))?;
        let list_len = items.iter().map(|line| line.len() + 1).sum::<usize>();
        let before = &question[..(question.len() + 1).checked_sub(list_len)?];
        let letters: Vec<char> = LETTERS.take(texts.len()).collect();
        Self::new(before, "", &letters, &texts, &right)
    }

    fn new(before: &str, after: &str, letters: &[char], texts: &[&str], right: &[usize]) -> Option<Self> {
        if texts.len() < 2 || letters.len() < texts.len() {
            return None;
        }
        let options = letters.iter().zip(texts).enumerate().map(|(at, (letter, text))| ChoiceOption {
            letter: *letter,
            text: (*text).to_owned(),
            is_right: right.contains(&at),
        });
        let (before, after) = (before.trim_end().to_owned(), after.trim_matches('\n').to_owned());
        Some(Self { before, after, options: options.collect() })
    }

    /// The letter of an option that a key answers with.
    #[must_use]
    pub fn letter_of(&self, key: char) -> Option<char> {
        let letter = key.to_ascii_uppercase();
        self.options.iter().map(|option| option.letter).find(|held| *held == letter)
    }

    /// The letters once one more was pressed: another choice, or, if several options are right, one more or one less.
    #[must_use]
    pub fn pressed(&self, picked: &[char], letter: char) -> Vec<char> {
        if picked.contains(&letter) {
            return picked.iter().copied().filter(|held| *held != letter).collect();
        }
        let mut picked = if self.right().len() > 1 { picked.to_vec() } else { Vec::new() };
        picked.push(letter);
        picked.sort_unstable();
        picked
    }

    fn right(&self) -> Vec<char> {
        self.options.iter().filter(|option| option.is_right).map(|option| option.letter).collect()
    }

    /// The question with its options as Markdown; once revealed, with the right ones marked.
    #[must_use]
    pub fn shown(&self, picked: &[char], is_revealed: bool) -> String {
        let mut text = format!("{}\n", self.before);
        for option in &self.options {
            let says = match (is_revealed, option.is_right, picked.contains(&option.letter)) {
                (false, _, true) => " **(your answer)**",
                (true, true, true) => " **(right, your answer)**",
                (true, true, false) => " **(right)**",
                (true, false, true) => " **(wrong, your answer)**",
                (_, _, false) => "",
            };
            let (first, rest) = option.text.split_at(option.text.find('\n').unwrap_or(option.text.len()));
            let _ = write!(text, "\n- {}: {}{says}{rest}", option.letter, first.trim());
        }
        if !self.after.is_empty() {
            let _ = write!(text, "\n\n{}", self.after);
        }
        text
    }

    /// Whether the user answered, and not with the right options.
    #[must_use]
    pub fn is_wrong(&self, picked: &[char]) -> bool {
        !picked.is_empty() && picked != self.right()
    }

    /// What came of the user's answer; `None` if they gave none.
    #[must_use]
    pub fn verdict(&self, picked: &[char]) -> Option<String> {
        if picked.is_empty() {
            return None;
        }
        let chosen = joined(picked);
        Some(if self.is_wrong(picked) {
            format!("You chose {chosen}: wrong. Right: {}.", joined(&self.right()))
        } else {
            format!("You chose {chosen}: right.")
        })
    }
}

/// `A, C and D`
pub(super) fn joined(letters: &[char]) -> String {
    let names: Vec<String> = letters.iter().map(char::to_string).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The options that the first answer which names any names: in its first paragraph, and in those in bold right
/// behind it.
fn right_places(answers: &[Answer], named: impl Fn(&str) -> Option<Vec<usize>>) -> Option<Vec<usize>> {
    answers.iter().find_map(|answer| {
        let mut paragraphs = answer.text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
        let mut places = named(paragraphs.next()?)?;
        let is_bold = |paragraph: &&str| paragraph.starts_with("**") && paragraph.ends_with("**");
        for paragraph in paragraphs.take_while(is_bold) {
            places.extend(named(paragraph)?);
        }
        Some(places)
    })
}

fn place_of_text(texts: &[&str], paragraph: &str) -> Option<usize> {
    let plain = |text: &str| {
        text.split_whitespace().collect::<Vec<_>>().join(" ").replace('*', "").trim().to_lowercase()
    };
    let wanted = plain(paragraph);
    let mut found = texts.iter().enumerate().filter(|(_, text)| plain(text) == wanted).map(|(at, _)| at);
    found.next().filter(|_| !wanted.is_empty() && found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(question: &str, answer: &str) -> Option<Choices> {
        Choices::of(question, &[Answer { label: None, text: answer.to_owned() }])
    }

    #[track_caller]
    fn check(question: &str, answer: &str, expected: Option<&str>) {
        let right = choices(question, answer).map(|choices| choices.right().into_iter().collect::<String>());
        assert_eq!(right.as_deref(), expected, "{question} {answer}");
    }

    const LETTERED: &str = "Which of these is a lock?\n\n- A: a channel\n- B: a mutex\n- C: a list";

    #[test]
    fn the_answer_says_which_option_is_right() {
        check(LETTERED, "**B: a mutex**", Some("B"));
        check(LETTERED, "B", Some("B"));
        check(LETTERED, "b) because it guards", Some("B"));
        check(LETTERED, "**B: a mutex**\n\nIt guards.\n\n**A: a channel**", Some("B"));
        check(LETTERED, "**A: a channel**\n\n**C: a list**\n\nBoth.", Some("AC"));
        check(LETTERED, "A and C", Some("AC"));
        check(LETTERED, "A mutex", Some("B"));
        check("Which?\nA) one\nB) two", "B) two", Some("B"));
        check("Which?\n\n- one\n- two *or* three", "**two *or* three**\n\nWhy.", Some("B"));
        check("Which?\n\n- [ ] one\n- [ ] two\n- [ ] three", "**three**", Some("C"));
    }

    #[test]
    fn what_names_no_option_is_no_choice() {
        check(LETTERED, "It guards a critical section.", None);
        check(LETTERED, "", None);
        check(
            "Explain:\n\n- A: What is a lock?\n- B: What is a fence?",
            "A lock guards, a fence orders.",
            None,
        );
        check("Compare:\n\n- one\n- two", "One is less than two.", None);
        check("Which?\n\n- one", "one", None);
        check("What is B?", "B", None);
        check("Which?\n\n```\nA) one\nB) two\n```", "B", None);
    }

    #[test]
    fn options_have_letters_and_the_right_one_is_marked_when_revealed() {
        let choices = choices("Which?\n\n- one\n- two\n- three", "**two**").unwrap();
        assert_eq!(choices.shown(&[], false), "Which?\n\n- A: one\n- B: two\n- C: three");
        assert_eq!(
            choices.shown(&['C'], false),
            "Which?\n\n- A: one\n- B: two\n- C: three **(your answer)**"
        );
        assert_eq!(
            choices.shown(&['C'], true),
            "Which?\n\n- A: one\n- B: two **(right)**\n- C: three **(wrong, your answer)**"
        );
        assert_eq!(
            choices.shown(&['B'], true),
            "Which?\n\n- A: one\n- B: two **(right, your answer)**\n- C: three"
        );
        assert_eq!(choices.verdict(&[]), None);
        assert_eq!(choices.verdict(&['B']).unwrap(), "You chose B: right.");
        assert_eq!(choices.verdict(&['C']).unwrap(), "You chose C: wrong. Right: B.");
        assert!(choices.is_wrong(&['C']) && !choices.is_wrong(&['B']) && !choices.is_wrong(&[]));
    }

    #[test]
    fn text_around_the_options_and_code_in_them_stays() {
        let question = "Which?\n\n- A:\n\n  ```go\n  x\n  ```\n\n- B: two\n\nThink twice.";
        let choices = choices(question, "**B: two**").unwrap();
        let shown = choices.shown(&[], false);
        assert!(shown.starts_with("Which?\n\n- A: \n\n  ```go\n  x\n  ```"), "{shown}");
        assert!(shown.ends_with("- B: two\n\nThink twice."), "{shown}");
    }

    #[test]
    fn another_letter_is_another_choice_unless_several_are_right() {
        let one = choices(LETTERED, "B").unwrap();
        assert_eq!(one.letter_of('b'), Some('B'));
        assert_eq!((one.letter_of('d'), one.letter_of('q')), (None, None));
        assert_eq!(one.pressed(&['A'], 'C'), ['C']);
        assert_eq!(one.pressed(&['C'], 'C'), [' '; 0]);
        let two = choices(LETTERED, "A and C").unwrap();
        assert_eq!(two.pressed(&['C'], 'A'), ['A', 'C']);
        assert_eq!(two.verdict(&['A', 'C']).unwrap(), "You chose A and C: right.");
        assert_eq!(two.verdict(&['A']).unwrap(), "You chose A: wrong. Right: A and C.");
    }
}
