//! Every word of the lexicon does what its list is for.

use super::*;
use crate::study::import::options::without_right_mark;
use crate::study::lexicon::{is_unspaced, lists_by_language};

/// A line that a word makes of itself, and whether that does what the list is for.
fn works(class: WordClass, word: &str, words: &NoteWords) -> bool {
    let is_script_unspaced = word.chars().all(is_unspaced);
    let before =
        |rest: &str| if is_script_unspaced { format!("{word}{rest}") } else { format!("{word} {rest}") };
    let heading = || heading_kind(word, words);
    match class {
        WordClass::QuestionLabel => {
            label(&format!("{word}: mutex"), words).is_some_and(|found| found.side == Side::Question)
                || label_alone(word, words) == Some(Side::Question)
        }
        WordClass::AnswerLabel => {
            label(&format!("{word}: mutex"), words).is_some_and(|found| found.side == Side::Answer)
                || label_alone(word, words) == Some(Side::Answer)
        }
        WordClass::Orders => ask(&before("mutex and semaphore"), words).is_strong(),
        WordClass::AsksFirst => ask(&before("mutex semaphore"), words).is_strong(),
        WordClass::AsksAnywhere => {
            ask(&format!("mutex {word} semaphore"), words).is_strong()
                || ask(&format!("mutex {word}"), words).is_strong()
        }
        WordClass::AsksWeak => ask(&before("mutex semaphore fence"), words) != Ask::No,
        WordClass::Announces => heading() == HeadingKind::Announces,
        WordClass::AnnouncesWeak => matches!(heading(), HeadingKind::Weak | HeadingKind::Announces),
        WordClass::Boilerplate => heading() == HeadingKind::Boilerplate,
        WordClass::Rhetorical => TextReading::of(word, words).is_rhetorical(),
        WordClass::Continues => TextReading::of(&before("mutex semaphore"), words).goes_on(),
        WordClass::Software => heading_kind(&format!("flashcards {word}"), words) == HeadingKind::Plain,
        WordClass::Making => heading_kind(&before("flashcards"), words) == HeadingKind::Plain,
        WordClass::Right => without_right_mark(&format!("mutex ({word})"), words) == Some("mutex"),
        WordClass::Task => TextReading::of(&before("mutex semaphore fence lock queue heap"), words).is_task(),
        _ => true,
    }
}

#[test]
fn every_word_does_what_its_list_is_for() {
    let words = NoteWords::built_in();
    let mut idle = Vec::new();
    for (language, lists) in lists_by_language() {
        for (class, list) in lists {
            for word in list.iter().filter(|word| !works(class, word, words)) {
                idle.push(format!("{language} {class:?} {word}"));
            }
        }
    }
    assert!(idle.is_empty(), "{} words do nothing:\n{}", idle.len(), idle.join("\n"));
}

/// What a language lacks beside English, for whoever would add it; and what no language may lack.
#[test]
fn lists_that_a_language_lacks_are_named() {
    let languages = lists_by_language();
    let (_, english) = languages.iter().find(|(language, _)| *language == "en").unwrap();
    for (language, lists) in &languages {
        let lacking: Vec<String> = english
            .keys()
            .filter(|class| lists.get(class).is_none_or(Vec::is_empty))
            .map(|class| format!("{class:?}"))
            .collect();
        println!("{language} lacks {} of {} lists: {}", lacking.len(), english.len(), lacking.join(", "));
        for class in
            [WordClass::QuestionLabel, WordClass::AnswerLabel, WordClass::Orders, WordClass::Announces]
        {
            assert!(lists.contains_key(&class), "{language} has no {class:?}");
        }
    }
}
