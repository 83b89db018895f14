//! Which questions continue the one above them, and mean nothing without it.
//!
//! That two questions stand below one another says nothing: most do. A question is taken for a continuation
//! if it begins with a word that continues (`And`, `What about`, `Follow-up`, `و`), is only such a word
//! (`Why?`), or is short and speaks of `it` or `them`, which then is what the question above spoke of. One
//! that is taken for a continuation and is none comes after a question it has nothing to do with, and only
//! together with it; one that is missed comes alone. The former does less harm.

/// What continues, at the beginning of a question.
const OPENINGS: &[&str] = &[
    "and",
    "but",
    "also",
    "then",
    "so",
    "or",
    "follow up",
    "followup",
    "what about",
    "how about",
    "what else",
    "anything else",
    "in that case",
    "if so",
    "if not",
    "if yes",
    "for example",
    "why not",
    "why so",
    "how so",
    "can you give an example",
    "could you give an example",
    "give an example",
    "و",
    "اما",
    "ولی",
    "پس",
    "خب",
    "حالا",
    "اگر نه",
    "اگر بله",
    "در این صورت",
    "در ادامه",
];
/// A whole question.
const ALONE: &[&str] = &["why", "how", "when", "where", "چرا", "چطور", "چگونه"];
/// What speaks of something said before.
const POINTING: &[&str] = &["it", "its", "they", "them", "their", "آن", "آن‌ها", "آنها"];
/// Longer questions usually say themselves what `it` is.
const MOST_WORDS_POINTING: usize = 7;

/// Whether a question in Markdown continues the one above it.
#[must_use]
pub fn is_follow_up(question: &str) -> bool {
    let words: Vec<String> = question
        .split(|c: char| !c.is_alphanumeric() && c != '\u{200c}' && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let said = words.join(" ");
    let opens = |opening: &&str| said.strip_prefix(*opening).is_some_and(|rest| rest.starts_with(' '));
    OPENINGS.iter().any(opens)
        || OPENINGS.contains(&said.as_str())
        || ALONE.contains(&said.as_str())
        || words.len() <= MOST_WORDS_POINTING && words.iter().any(|word| POINTING.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, expected: bool) {
        assert_eq!(is_follow_up(question), expected, "{question}");
    }

    #[test]
    fn what_continues_is_told_by_its_words() {
        check("And how do you test it?", true);
        check("**Follow-up:** what if the lock is never released?", true);
        check("What about writes?", true);
        check("Why?", true);
        check("What are its drawbacks?", true);
        check("و اگر کش پر شود؟", true);
        check("What is a mutex?", false);
        check("Why do we need locks?", false);
        check("Android or iOS?", false);
        check("Have you worked with Kafka, and what did you use it for?", false);
        check("ویژگی‌های گو چیست؟", false);
    }
}
