//! The key at the end of a quiz: "1. B" or "1-c, 2-a" below "Answer key", given to the questions above.
//!
//! Numbers are places, so a key counts only if it has as many entries as the note has questions with
//! options, counted from one.

use std::ops::RangeInclusive;

use super::options::options_of;
use super::outcome::ImportedNote;
use super::wording::keyword;
use crate::study::lexicon::{NoteWords, WordClass};

/// Gives the questions of a quiz the answers of its key.
pub(super) fn give(text: &str, note: &mut ImportedNote, words: &NoteWords) {
    let has_options = |question: &str| question.contains("\n- A: ");
    let asked: Vec<usize> =
        (0..note.cards.len()).filter(|&at| has_options(&note.cards[at].question)).collect();
    let is_open = |answer: &Option<String>| answer.as_deref().is_none_or(|answer| is_key(answer, words));
    if asked.len() < 2 || !asked.iter().all(|&at| is_open(&note.cards[at].answer)) {
        return;
    }
    let Some((lines, told)) = key(text, words).filter(|(_, told)| told.len() == asked.len()) else {
        return;
    };
    for (at, said) in asked.into_iter().zip(told) {
        let card = &mut note.cards[at];
        let named = options_of(&card.question).and_then(|(options, _)| options.named(&said));
        card.answer = Some(match named {
            Some((named, more)) if more.is_empty() => named,
            Some((named, more)) => format!("{named}\n\n{more}"),
            None => said,
        });
    }
    // Its lines ask nothing and are understood now.
    note.cards.retain(|card| !lines.contains(&card.line));
    note.problems.retain(|problem| problem.line.is_none_or(|line| !lines.contains(&line)));
}

/// The lines of the key, counted from 1, and what it says of each question in the order of their numbers.
fn key(text: &str, words: &NoteWords) -> Option<(RangeInclusive<usize>, Vec<String>)> {
    let mut lines = text.lines().enumerate();
    // The last of them: "Answers" may name a chapter before.
    let mut found = None;
    while let Some((at, line)) = lines.next() {
        let (name, behind) = line.split_once([':', '：']).unwrap_or((line, ""));
        if !names_key(name, words) {
            continue;
        }
        let below = std::iter::once((at, behind)).chain(lines.clone());
        let filled = below.filter(|(_, line)| line.chars().any(char::is_alphanumeric) && !is_section(line));
        let mut entries: Vec<(usize, String)> = Vec::new();
        let mut last = at;
        for (at, told) in filled.map_while(|(at, line)| Some((at, told(line)?))) {
            entries.extend(told);
            last = at;
        }
        let is_counted = entries.iter().enumerate().all(|(at, &(number, _))| number == at + 1);
        if entries.len() >= 2 && is_counted {
            found = Some((at + 1..=last + 1, entries.into_iter().map(|(_, said)| said).collect()));
        }
    }
    found
}

/// A key may have sections of its own.
fn is_section(line: &str) -> bool {
    line.starts_with('#')
}

/// Whether a text is nothing but the key: the last question has it for its answer.
fn is_key(text: &str, words: &NoteWords) -> bool {
    let entries = match text.split_once('\n') {
        Some((first, rest)) if names_key(first.trim_end().trim_end_matches([':', '：']), words) => rest,
        _ => text,
    };
    let mut filled = entries
        .lines()
        .filter(|line| line.chars().any(char::is_alphanumeric) && !is_section(line))
        .peekable();
    filled.peek().is_some() && filled.all(|line| told(line).is_some())
}

/// "Answer Key", "## Answers", "**Correct answers**"
fn names_key(name: &str, words: &NoteWords) -> bool {
    name.len() <= 60 && words.is(WordClass::AnswerKeys, &keyword(name, words))
}

/// What a line of a key says of each question that it numbers.
fn told(line: &str) -> Option<Vec<(usize, String)>> {
    pairs(line).or_else(|| Some(vec![explained(line)?]))
}

/// `1. B`, `1-c, 2-a`, `| 3 | C |`: numbers and letters by turns, and nothing else.
fn pairs(line: &str) -> Option<Vec<(usize, String)>> {
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
            let letter = letter.to_ascii_uppercase().to_string();
            pairs.push((number.take().filter(|_| is_alone)?, letter));
        }
    }
    (number.is_none() && !pairs.is_empty()).then_some(pairs)
}

/// `7. **c** - because`: a number, a letter and why; written as an answer that names an option.
fn explained(line: &str) -> Option<(usize, String)> {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (number, rest) = bare.split_once(['.', ')', ':'])?;
    let rest = rest.trim_start_matches([' ', '*', '_', '(']);
    let letter = rest.chars().next().filter(char::is_ascii_alphabetic)?;
    let behind = &rest[1..];
    let why = behind.trim_start_matches(['*', '_', ' ', ')', '-', '–', '—', '.', ':']);
    let is_alone = behind.starts_with(|c: char| !c.is_alphanumeric() && c != ' ') || behind.starts_with(" -");
    let said = format!("{}) {why}", letter.to_ascii_uppercase());
    is_alone.then_some(())?;
    Some((number.trim().parse().ok()?, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_give_reasons_in_sections() {
        let text = "## Clave de respuestas\n\n### Uno\n1. **b** - Porque sí\n\n### Dos\n2. c) tres\n\n## Notas\n\nFin\n";
        let told = key(text, NoteWords::built_in()).map(|(_, told)| told);
        assert_eq!(told, Some(vec!["B) Porque sí".to_owned(), "C) tres".to_owned()]));
    }

    #[test]
    fn a_key_is_counted() {
        let read = |text| key(text, NoteWords::built_in());
        for text in ["## Answer Key\n\n1. B\n2. (c)\n", "Answers: 1-b, 2-c", "**Answers**\n1b 2c\n"] {
            assert_eq!(
                read(text).map(|(_, letters)| letters),
                Some(vec!["B".to_owned(), "C".to_owned()]),
                "{text}"
            );
        }
        assert_eq!(read("x\nAnswers\n\n1. B\n\n2. C\n\nWhy?\n").map(|(lines, _)| lines), Some(2..=6));
        for text in ["Answers\n1. B\n3. C\n", "## Answer\n1. Because\n2. C\n", "1. B\n2. C\n", "Answers: 1-b"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
