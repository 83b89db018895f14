//! In which order new cards are introduced: first what tests knowledge and has an answer of the notes or the user,
//! then what has none (or one that came with viva), and last what is asked to get acquainted.
//!
//! What small talk is, `introduction.toml` says, with examples. When in doubt a question tests knowledge. How often
//! a question is asked, and which deck it is in, is for the queue to weigh.

use std::collections::HashMap;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde::Deserialize;

use super::card::normal_form;

/// Small talk is short; what is longer, in bytes, sets a scene.
const LONGEST_SMALL_TALK: usize = 200;

/// Where a new card stands among the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NewRank {
    /// Tests knowledge, and has an answer.
    #[default]
    Answered,
    /// Tests knowledge; there is no answer, or nothing but links.
    Unanswered,
    SmallTalk,
}

impl NewRank {
    pub const ALL: [Self; 3] = [Self::Answered, Self::Unanswered, Self::SmallTalk];

    /// As it is stored.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Answered => 0,
            Self::Unanswered => 1,
            Self::SmallTalk => 2,
        }
    }

    /// Of a card that is explained somewhere or not, and is small talk wherever it is found or not.
    #[must_use]
    pub fn of(is_explained: bool, is_small_talk: bool) -> Self {
        match (is_small_talk, is_explained) {
            (true, _) => Self::SmallTalk,
            (false, true) => Self::Answered,
            (false, false) => Self::Unanswered,
        }
    }
}

/// Whether one of a card's answers is more than links.
#[must_use]
pub fn is_explained<'a>(answers: impl IntoIterator<Item = &'a str>) -> bool {
    answers.into_iter().any(is_more_than_links)
}

/// Whether a Markdown text says anything besides where else to look.
#[must_use]
pub fn is_more_than_links(text: &str) -> bool {
    let may_be_link = ["://", "](", "<a ", "www.", "]["].iter().any(|mark| text.contains(mark));
    if !may_be_link {
        return !text.trim().is_empty();
    }
    let mut said = String::new();
    let mut link_depth = 0_usize;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { .. }) => link_depth += 1,
            Event::End(TagEnd::Link) => link_depth = link_depth.saturating_sub(1),
            // A picture can be an answer.
            Event::Start(Tag::Image { .. }) if link_depth == 0 => return true,
            Event::Text(text) | Event::Code(text) if link_depth == 0 => said.push_str(&text),
            Event::InlineHtml(tag) if tag.starts_with("<a ") => link_depth += 1,
            Event::InlineHtml(tag) if &*tag == "</a>" => link_depth = link_depth.saturating_sub(1),
            _ => said.push(' '),
        }
    }
    let is_address = |word: &str| word.contains("://") || word.starts_with("www.");
    said.split_whitespace().any(|word| !is_address(word) && word.contains(char::is_alphanumeric))
}

/// Whether a question is asked to get acquainted, by the section it is in or by its own words. `company` is who
/// asks, if that is known.
#[must_use]
pub fn is_small_talk(section: Option<&str>, company: Option<&str>, question: &str) -> bool {
    let talk = &*SMALL_TALK;
    section.is_some_and(|section| talk.is_section(section))
        || talk.is_question(question)
        || company.is_some_and(|company| talk.is_about(company, question))
}

static SMALL_TALK: LazyLock<SmallTalk> = LazyLock::new(|| SmallTalk::of(&Words::read()));

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    sections: List,
    questions: List,
    company: List,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct List {
    phrases: Vec<String>,
    except: Vec<String>,
    whole: Vec<String>,
    examples: Vec<String>,
    others: Vec<String>,
}

impl Words {
    /// A test reads it, so that it is well formed.
    fn read() -> Self {
        toml::from_str(include_str!("introduction.toml")).unwrap_or_default()
    }
}

#[derive(Debug)]
struct SmallTalk {
    sections: Phrases,
    sections_except: Phrases,
    questions: Phrases,
    whole_questions: Vec<Vec<String>>,
    /// What is asked about the company, up to its name.
    about_company: Vec<Vec<String>>,
}

impl SmallTalk {
    fn of(Words { sections, questions, company }: &Words) -> Self {
        Self {
            about_company: company.phrases.iter().map(|phrase| words_of(phrase)).collect(),
            sections: Phrases::of(&sections.phrases),
            sections_except: Phrases::of(&sections.except),
            questions: Phrases::of(&questions.phrases),
            whole_questions: questions.whole.iter().map(|phrase| words_of(phrase)).collect(),
        }
    }

    fn is_section(&self, section: &str) -> bool {
        let words = words_of(section);
        self.sections.are_in(&words) && !self.sections_except.are_in(&words)
    }

    fn is_question(&self, question: &str) -> bool {
        if question.len() > LONGEST_SMALL_TALK {
            return false;
        }
        let words = words_of(question);
        self.questions.are_in(&words) || self.whole_questions.contains(&words)
    }
}

impl SmallTalk {
    /// Whether a question is one of the phrases about the company and its name, and nothing else.
    fn is_about(&self, company: &str, question: &str) -> bool {
        if question.len() > LONGEST_SMALL_TALK {
            return false;
        }
        let (words, company) = (words_of(question), words_of(company));
        let is_asked = |phrase: &Vec<String>| {
            // Companies have two names at times: `Old Name (New Name)`.
            words.strip_prefix(phrase.as_slice()).is_some_and(|rest| {
                !rest.is_empty() && company.windows(rest.len()).any(|named| named == rest)
            })
        };
        self.about_company.iter().any(is_asked)
    }
}

/// Phrases by their first word.
#[derive(Debug)]
struct Phrases(HashMap<String, Vec<Vec<String>>>);

impl Phrases {
    fn of(phrases: &[String]) -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for words in phrases.iter().map(|phrase| words_of(phrase)) {
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push(words);
            }
        }
        Self(by_first)
    }

    /// Whether one of them is found in these words.
    fn are_in(&self, words: &[String]) -> bool {
        (0..words.len()).any(|at| {
            self.0
                .get(&words[at])
                .is_some_and(|phrases| phrases.iter().any(|phrase| words[at..].starts_with(phrase)))
        })
    }
}

fn words_of(text: &str) -> Vec<String> {
    let folded = normal_form(text);
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\u{200c}');
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_are_told_apart() {
        let words: Words = toml::from_str(include_str!("introduction.toml")).unwrap();
        let talk = SmallTalk::of(&words);
        assert!(words.sections.examples.len() > 3 && words.questions.examples.len() > 3);
        assert!(words.sections.others.len() > 3 && words.questions.others.len() > 3);
        let check = |list: &[String], is: &dyn Fn(&str) -> bool, expected| {
            for example in list {
                assert_eq!(is(example), expected, "{example}");
            }
        };
        check(&words.sections.examples, &|section| talk.is_section(section), true);
        check(&words.sections.others, &|section| talk.is_section(section), false);
        check(&words.questions.examples, &|question| talk.is_question(question), true);
        check(&words.questions.others, &|question| talk.is_question(question), false);
        assert!(words.company.examples.len() > 3 && words.company.others.len() > 3);
        check(&words.company.examples, &|question| talk.is_about("Acme Inc", question), true);
        assert!(talk.is_about("Newcorp (Acme)", "Do you know Acme?"));
        check(&words.company.others, &|question| talk.is_about("Acme Inc", question), false);
    }

    #[test]
    fn a_section_or_the_question_itself_says_so() {
        assert!(is_small_talk(Some("HR Interview"), None, "What is a mutex?"));
        assert!(is_small_talk(Some("Technical Interview"), None, "Any questions?"));
        assert!(!is_small_talk(Some("Technical Interview"), Some("Acme"), "What is a mutex?"));
        assert!(!is_small_talk(None, None, "What is a mutex?"));
    }

    #[test]
    fn links_alone_explain_nothing() {
        for (text, expected) in [
            ("https://go.dev/doc", false),
            ("[docs](https://go.dev/doc)", false),
            ("- [a](https://a.org)\n- <https://b.org>\n- https://c.org.\n", false),
            ("<a href=\"https://a.org\">the docs</a>", false),
            ("  \n", false),
            ("It guards.", true),
            ("See [docs](https://go.dev/doc)", true),
            ("![a diagram](https://a.org/b.png)", true),
            ("`a[i](x)`", true),
            ("42", true),
        ] {
            assert_eq!(is_more_than_links(text), expected, "{text}");
        }
    }

    #[test]
    fn small_talk_is_last_whatever_its_answer() {
        let mut ranks = [(false, false), (true, true), (true, false)]
            .map(|(is_explained, is_talk)| NewRank::of(is_explained, is_talk));
        ranks.sort_unstable();
        assert_eq!(ranks, NewRank::ALL);
        assert_eq!(ranks.map(NewRank::number), [0, 1, 2]);
    }
}
