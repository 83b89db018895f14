//! Which roles are alike: they share a word that says what the job is about, or a topic.
//!
//! `role.toml` lists the words that every role may have, such as `senior` and `developer`, with examples.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::study::lexicon::fold;

/// What a role is about: the telling words of its name, and the topics of its interview's questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    words: BTreeSet<String>,
    topics: BTreeSet<String>,
}

#[derive(Deserialize)]
struct RoleWords {
    general: BTreeSet<String>,
    #[cfg(test)]
    alike: Vec<[String; 2]>,
    #[cfg(test)]
    different: Vec<[String; 2]>,
}

static WORDS: LazyLock<RoleWords> = LazyLock::new(|| {
    // A test reads the file, so this never falls back.
    toml::from_str(include_str!("role.toml")).unwrap_or_else(|_| RoleWords {
        general: BTreeSet::new(),
        #[cfg(test)]
        alike: Vec::new(),
        #[cfg(test)]
        different: Vec::new(),
    })
});

impl Role {
    /// The topics are the tags that the interview's questions have most often.
    #[must_use]
    pub fn new<'a>(name: Option<&str>, topics: impl IntoIterator<Item = &'a str>) -> Self {
        // `back-end` is `backend`.
        let folded = name.map(fold).unwrap_or_default().replace('-', "");
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '.');
        let words = folded
            .split(|c: char| !is_part(c))
            .map(|word| word.trim_end_matches('.'))
            .filter(|word| !word.is_empty() && !WORDS.general.contains(*word));
        Self {
            words: words.map(str::to_owned).collect(),
            topics: topics.into_iter().map(fold).filter(|topic| !topic.is_empty()).collect(),
        }
    }

    /// Whether both are about the same kind of work. The names decide if both say anything, else the topics;
    /// an unknown role is similar to every other.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let share = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            (!one.is_empty() && !other.is_empty()).then(|| !one.is_disjoint(other))
        };
        share(&self.words, &other.words).or_else(|| share(&self.topics, &other.topics)).unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_its_examples_hold() {
        let words: RoleWords = toml::from_str(include_str!("role.toml")).unwrap();
        let role = |name: &String| Role::new(Some(name), []);
        assert!(words.general.iter().all(|word| *word == fold(word)));
        assert!(words.alike.len() > 5 && words.different.len() > 5);
        for [one, other] in &words.alike {
            assert!(role(one).is_like(&role(other)) && role(other).is_like(&role(one)), "{one}, {other}");
        }
        for [one, other] in &words.different {
            assert!(!role(one).is_like(&role(other)) && !role(other).is_like(&role(one)), "{one}, {other}");
        }
    }

    #[test]
    fn topics_decide_if_a_name_says_nothing() {
        let python = Role::new(Some("Senior Developer"), ["Python", "sql"]);
        assert!(python.is_like(&Role::new(None, ["python"])));
        assert!(!python.is_like(&Role::new(None, ["kubernetes"])));
        assert!(python.is_like(&Role::default()));
        assert!(!Role::new(Some("Go developer"), ["sql"]).is_like(&Role::new(Some("Java"), ["sql"])));
    }
}
