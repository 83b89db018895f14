//! A sentence with a gap: `A lock is [...].`, and the answer that fills it.
//!
//! The gap is shown as it is written. What fills it is found by laying the question over the beginning of an answer;
//! if they do not fit, the card is asked like any other.

use super::view::Answer;

/// A question with gaps, and what it is once they are filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloze {
    /// Markdown, what was hidden in bold.
    pub filled: String,
    /// Which answer fills it.
    answer: usize,
    /// What else that answer says.
    rest: String,
}

impl Cloze {
    #[must_use]
    pub fn of(question: &str, answers: &[Answer]) -> Option<Self> {
        let parts = between_gaps(question.trim());
        if parts.len() < 2 {
            return None;
        }
        let paragraph_count = question.trim().split("\n\n").count();
        answers.iter().enumerate().find_map(|(answer, text)| {
            let paragraphs: Vec<&str> = text.text.trim().split("\n\n").collect();
            let (whole, rest) = paragraphs.split_at_checked(paragraph_count)?;
            let filled = filled(&parts, &whole.join("\n\n"))?;
            Some(Self { filled, answer, rest: rest.join("\n\n").trim().to_owned() })
        })
    }

    /// The answers without what is shown in place.
    #[must_use]
    pub fn rest_of(&self, answers: &[Answer]) -> Vec<Answer> {
        let rest = |(at, answer): (usize, &Answer)| {
            if at == self.answer {
                Answer { text: self.rest.clone(), label: answer.label.clone() }
            } else {
                answer.clone()
            }
        };
        answers.iter().enumerate().map(rest).filter(|answer| !answer.text.is_empty()).collect()
    }
}

/// The text around the gaps: one part more than there are gaps.
fn between_gaps(question: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(open) = question[at..].find('[').map(|found| at + found) {
        let Some(close) = question[open..].find(']').map(|found| open + found) else { break };
        at = open + 1;
        let inside = question[open + 1..close].trim_end_matches('\\');
        // A link, a picture, a footnote, an index.
        let is_other = question[close + 1..].starts_with(['(', '[', ':', ']'])
            || question[..open].ends_with(['!', ']', '['])
            || question[..open].ends_with(|c: char| c.is_alphanumeric() || c == ')')
            || inside.is_empty()
            || inside.starts_with('^')
            || inside.contains(['[', '\n']);
        if !is_other {
            let end = open - usize::from(question[..open].ends_with('\\'));
            parts.push(&question[from..end]);
            (from, at) = (close + 1, close + 1);
        }
    }
    parts.push(&question[from..]);
    parts
}

/// The whole text with what fills the gaps in bold, if these parts are its beginning, its end and what is between.
fn filled(parts: &[&str], whole: &str) -> Option<String> {
    let (first, others) = parts.split_first()?;
    let (last, between) = others.split_last()?;
    let mut rest = whole.strip_prefix(first)?;
    let mut text = (*first).to_owned();
    let fill = |text: &mut String, hidden: &str| {
        let is_code = text.matches('`').count() % 2 == 1 || text.matches('$').count() % 2 == 1;
        let is_plain = !hidden.contains(['*', '\n']) && hidden.trim() == hidden;
        let mark = if is_plain && !is_code { "**" } else { "" };
        text.extend([mark, hidden, mark]);
    };
    for part in between {
        let at = rest.find(part).filter(|at| *at > 0)?;
        fill(&mut text, &rest[..at]);
        text.push_str(part);
        rest = &rest[at + part.len()..];
    }
    let hidden = rest.strip_suffix(last).filter(|hidden| !hidden.is_empty())?;
    fill(&mut text, hidden);
    text.push_str(last);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, answer: &str, expected: Option<(&str, &str)>) {
        let answers = [Answer { label: None, text: answer.to_owned() }];
        let cloze = Cloze::of(question, &answers);
        let found = cloze.as_ref().map(|cloze| (cloze.filled.as_str(), cloze.rest.as_str()));
        assert_eq!(found, expected, "{question}");
    }

    #[test]
    fn a_gap_is_filled_in_place() {
        check("A lock is [...].", "A lock is a mutex.", Some(("A lock is **a mutex**.", "")));
        check(
            "[...] guards.",
            "A mutex v1.2 guards.\n\nSee the docs.",
            Some(("**A mutex v1.2** guards.", "See the docs.")),
        );
        check("A [hint] and a [...]", "A b and a c", Some(("A **b** and a **c**", "")));
        check("One.\n\nTwo [...].", "One.\n\nTwo three.\n\nMore.", Some(("One.\n\nTwo **three**.", "More.")));
        check("A lock is \\[...\\].", "A lock is free.", Some(("A lock is **free**.", "")));
        check("Run `go [...] x`", "Run `go test x`", Some(("Run `go test x`", "")));
        check("$a^[...]$", "$a^2$", Some(("$a^2$", "")));
    }

    #[test]
    fn what_does_not_fit_is_no_cloze() {
        check("A lock is [...].", "It guards.", None);
        check("A lock is [...].", "", None);
        check("See [docs](https://a.org).", "See it.", None);
        check("![a diagram](https://a.org/b.png)", "![x]", None);
        check("What does `a[0]` give?", "What does `a1` give?", None);
        check("What is a mutex?", "What is a mutex?", None);
    }

    #[test]
    fn what_is_shown_in_place_is_not_shown_twice() {
        let answer = |text: &str| Answer { label: None, text: text.to_owned() };
        let answers = [answer("mine"), answer("A lock is free."), answer("other")];
        let cloze = Cloze::of("A lock is [...].", &answers).unwrap();
        assert_eq!(cloze.rest_of(&answers), [answer("mine"), answer("other")]);
        let answers = [answer("A lock is free.\n\nUntil it is not.")];
        assert_eq!(
            Cloze::of("A lock is [...].", &answers).unwrap().rest_of(&answers),
            [answer("Until it is not.")]
        );
    }
}
