//! Which cards are exercises: not recalled in a breath but worked on, and judged by the result.

/// A card that expects so long an answer is worked on.
const EXERCISE_SECONDS: u32 = 600;

const POLITE: &[&str] = &["please", "can", "could", "you", "now", "then", "لطفا", "لطفاً"];
/// What asks for code whatever its object: `Implement an LRU cache`.
const ALONE: &[&str] = &["implement", "پیاده‌سازی", "پیاده"];
/// What asks for code if its object is code: `Write a function`, not `Write down your strengths`.
const WITH_OBJECT: &[&str] = &["write", "code", "program", "create", "build"];
const OBJECTS: &[&str] = &[
    "function",
    "functions",
    "method",
    "program",
    "code",
    "class",
    "query",
    "queries",
    "script",
    "algorithm",
    "regex",
    "decorator",
    "component",
    "sql",
    "endpoint",
    "test",
    "tests",
    "loop",
    "snippet",
    "dockerfile",
    "hook",
    "generator",
    "تابع",
    "کد",
    "برنامه",
    "کلاس",
    "کوئری",
    "الگوریتم",
];
/// Persian verbs end the sentence.
const AT_END: &[&str] = &["بنویس", "بنویسید", "بنویسین"];

/// Whether a question asks for work: it says that it takes long, or wants code to be written.
#[must_use]
pub fn is_exercise(question: &str, seconds: Option<u32>) -> bool {
    if seconds.is_some_and(|seconds| seconds >= EXERCISE_SECONDS) {
        return true;
    }
    // What stands in a block of code is given, not asked for.
    let said: Vec<&str> = question.split("```").step_by(2).collect();
    said.iter().flat_map(|said| said.split(['.', '?', '؟', '!', '\n', ';'])).any(asks_for_code)
}

fn asks_for_code(sentence: &str) -> bool {
    let words: Vec<String> = sentence
        .split(|c: char| !c.is_alphanumeric() && c != '\u{200c}')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_in = |list: &[&str], word: &String| list.contains(&word.as_str());
    let has_object = words.iter().any(|word| is_in(OBJECTS, word));
    let Some(first) =
        words.iter().find(|word| !is_in(POLITE, word) && !word.chars().all(|c| c.is_ascii_digit()))
    else {
        return false;
    };
    is_in(ALONE, first)
        || has_object && (is_in(WITH_OBJECT, first) || words.last().is_some_and(|word| is_in(AT_END, word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, expected: bool) {
        assert_eq!(is_exercise(question, None), expected, "{question}");
    }

    #[test]
    fn what_wants_code_is_an_exercise() {
        check("Write a function that reverses a string.", true);
        check("3. Please write an SQL query for the second highest salary", true);
        check("Given a list of users. Can you implement a cache?", true);
        check("یک تابع برای فاکتوریل بنویسید", true);
        check("What is a function?", false);
        check("How do you write tests?", false);
        check("Write down your strengths", false);
        check("What does this print?\n\n```python\nwrite(code)\n```", false);
        check("What is code coverage?", false);
    }

    #[test]
    fn what_takes_long_is_an_exercise() {
        assert!(is_exercise("Design a chat.", Some(1800)));
        assert!(!is_exercise("Design a chat.", Some(120)));
    }
}
