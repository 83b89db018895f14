//! The key at the end of a quiz: "1. B" or "1-c, 2-a" below "Answer key", given to the questions above.
//!
//! Numbers are places, so a key counts only if it has as many entries as the note has questions with
//! options, counted from one.

use std::ops::RangeInclusive;

use super::html::as_plain;
use super::outcome::ImportedNote;
use super::scan::{lowered, words};

/// Gives the questions of a quiz the answers of its key.
pub(super) fn give(text: &str, note: &mut ImportedNote) {
    let has_options = |question: &str| question.contains("\n- A: ");
    let asked: Vec<usize> =
        (0..note.cards.len()).filter(|&at| has_options(&note.cards[at].question)).collect();
    let is_open = |answer: &Option<String>| answer.as_deref().is_none_or(is_key);
    if asked.len() < 2 || !asked.iter().all(|&at| is_open(&note.cards[at].answer)) {
        return;
    }
    let Some((lines, letters)) = key(text).filter(|(_, letters)| letters.len() == asked.len()) else {
        return;
    };
    for (at, letter) in asked.into_iter().zip(letters) {
        let card = &mut note.cards[at];
        let mark = format!("- {letter}: ");
        let option = card.question.lines().find_map(|line| line.strip_prefix(mark.as_str()));
        card.answer = Some(match option {
            Some(option) => format!("**{letter}: {}**", option.trim()),
            None => letter.to_string(),
        });
    }
    // Its lines ask nothing and are understood now.
    note.cards.retain(|card| !lines.contains(&card.line));
    note.problems.retain(|problem| problem.line.is_none_or(|line| !lines.contains(&line)));
}

/// The lines of the key, counted from 1, and its letters in the order of their numbers.
fn key(text: &str) -> Option<(RangeInclusive<usize>, Vec<char>)> {
    let mut lines = text.lines().enumerate();
    // The last of them: "Answers" may name a chapter before.
    let mut found = None;
    while let Some((at, line)) = lines.next() {
        let (name, behind) = line.split_once([':', '：']).unwrap_or((line, ""));
        if !names_key(name) {
            continue;
        }
        let below = std::iter::once((at, behind)).chain(lines.clone());
        let filled = below.filter(|(_, line)| line.chars().any(char::is_alphanumeric));
        let mut entries: Vec<(usize, char)> = Vec::new();
        let mut last = at;
        for (at, pairs) in filled.map_while(|(at, line)| Some((at, pairs(line)?))) {
            entries.extend(pairs);
            last = at;
        }
        let is_counted = entries.iter().enumerate().all(|(at, &(number, _))| number == at + 1);
        if entries.len() >= 2 && is_counted {
            found = Some((at + 1..=last + 1, entries.into_iter().map(|(_, letter)| letter).collect()));
        }
    }
    found
}

/// Whether a text is nothing but the key: the last question has it for its answer.
fn is_key(text: &str) -> bool {
    let entries = match text.split_once('\n') {
        Some((first, rest)) if names_key(first.trim_end().trim_end_matches([':', '：'])) => rest,
        _ => text,
    };
    pairs(entries).is_some()
}

/// "Answer Key", "## Answers", "**Correct answers**"
fn names_key(name: &str) -> bool {
    if name.len() > 60 || !name.to_ascii_lowercase().contains("answer") {
        return false;
    }
    let lower = lowered(&as_plain(name));
    words(&lower)
        .iter()
        .all(|word| matches!(*word, "answer" | "answers" | "key" | "keys" | "correct" | "the"))
}

/// `1. B`, `1-c, 2-a`, `| 3 | C |`: numbers and letters by turns, and nothing else.
fn pairs(line: &str) -> Option<Vec<(usize, char)>> {
    let mut pairs = Vec::new();
    let mut number: Option<usize> = None;
    let told = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in told.take(2000) {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let letter = word[digits..].chars().next();
        if digits > 0 && number.is_none() {
            number = word[..digits].parse().ok();
        } else if digits > 0 {
            return None;
        }
        if let Some(letter) = letter {
            let is_alone = word.len() == digits + 1 && letter.is_ascii_alphabetic();
            pairs.push((number.take().filter(|_| is_alone)?, letter.to_ascii_uppercase()));
        }
    }
    (number.is_none() && !pairs.is_empty()).then_some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_counted() {
        for text in ["## Answer Key\n\n1. B\n2. (c)\n", "Answers: 1-b, 2-c", "**Answers**\n1b 2c\n"] {
            assert_eq!(key(text).map(|(_, letters)| letters), Some(vec!['B', 'C']), "{text}");
        }
        assert_eq!(key("x\nAnswers\n\n1. B\n\n2. C\n\nWhy?\n").map(|(lines, _)| lines), Some(2..=6));
        for text in ["Answers\n1. B\n3. C\n", "## Answer\n1. Because\n2. C\n", "1. B\n2. C\n", "Answers: 1-b"]
        {
            assert_eq!(key(text), None, "{text}");
        }
    }
}
