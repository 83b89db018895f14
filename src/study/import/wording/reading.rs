//! One text, read: whether it asks, what it labels, what it names as a heading.
//!
//! What one reading is made of, another one needs as well: the words without their markup, those words folded. Each
//! is made once, when it is first asked for.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::super::marks::{QUESTION_MARKS, digit};
use super::clean::{bare_of, clean};
use super::labels::{Label, Side, label, side_alone};
use super::{Ask, HeadingKind, has_question_mark};
use crate::study::lexicon::{NoteWords, WordClass, fold, is_unspaced};

/// A text with what is read from it.
pub(in crate::study::import) struct TextReading<'t> {
    pub(in crate::study::import) text: &'t str,
    pub(in crate::study::import) words: &'t NoteWords,
    clean: OnceCell<Cow<'t, str>>,
    bare: OnceCell<Cow<'t, str>>,
    folded: OnceCell<String>,
    first_folded: OnceCell<String>,
    keyword: OnceCell<String>,
    label: OnceCell<Option<Label<'t>>>,
    has_mark: OnceCell<bool>,
    pub(in crate::study::import) said: Said,
}

/// The readings that later decisions look at as well; those that nobody asked for are not made.
#[derive(Clone, Debug, Default)]
pub(in crate::study::import) struct Said {
    ask: OnceCell<Ask>,
    label_alone: OnceCell<Option<Side>>,
    is_in_the_way: OnceCell<bool>,
}

impl Said {
    /// How the text asks that this was read from.
    pub(in crate::study::import) fn ask(&self, text: impl FnOnce() -> Ask) -> Ask {
        *self.ask.get_or_init(text)
    }

    /// Which side of a card the text names that this was read from.
    pub(in crate::study::import) fn label_alone(&self, text: impl FnOnce() -> Option<Side>) -> Option<Side> {
        *self.label_alone.get_or_init(text)
    }

    /// Whether the text that this was read from is only in the way.
    pub(in crate::study::import) fn is_in_the_way(&self, text: impl FnOnce() -> bool) -> bool {
        *self.is_in_the_way.get_or_init(text)
    }
}

impl<'t> TextReading<'t> {
    pub(in crate::study::import) fn of(text: &'t str, words: &'t NoteWords) -> Self {
        Self::going_on(text, words, Said::default())
    }

    /// A reading of a text from which some was read before.
    pub(in crate::study::import) fn going_on(text: &'t str, words: &'t NoteWords, said: Said) -> Self {
        Self {
            text,
            words,
            clean: OnceCell::new(),
            bare: OnceCell::new(),
            folded: OnceCell::new(),
            first_folded: OnceCell::new(),
            keyword: OnceCell::new(),
            label: OnceCell::new(),
            has_mark: OnceCell::new(),
            said,
        }
    }

    /// Freed of what only sets it, see [`clean`].
    pub(in crate::study::import) fn clean(&self) -> &str {
        self.cleaned()
    }

    fn cleaned(&self) -> &Cow<'t, str> {
        self.clean.get_or_init(|| clean(self.text, self.words))
    }

    /// Its words without code, addresses, quotes and pictures, so that marks in them ask nothing.
    pub(in crate::study::import) fn bare(&self) -> &str {
        self.bare.get_or_init(|| match self.cleaned() {
            Cow::Borrowed(text) => bare_of(text),
            Cow::Owned(text) => bare_of(text).into_owned().into(),
        })
    }

    fn first_line(&self) -> &str {
        self.bare().lines().next().unwrap_or_default()
    }

    fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold(self.bare()))
    }

    /// The first line folded.
    fn first_folded(&self) -> &str {
        if self.bare().contains('\n') {
            self.first_folded.get_or_init(|| fold(self.first_line()))
        } else {
            self.folded()
        }
    }

    /// Whether it has a question mark that asks.
    pub(in crate::study::import) fn has_mark(&self) -> bool {
        *self.has_mark.get_or_init(|| self.text.contains(QUESTION_MARKS) && has_question_mark(self.bare()))
    }

    /// How it asks.
    pub(in crate::study::import) fn ask(&self) -> Ask {
        self.said.ask(|| self.find_ask())
    }

    fn find_ask(&self) -> Ask {
        let words = self.words;
        if self.bare().is_empty() {
            return Ask::No;
        }
        if self.has_mark() {
            return Ask::Mark;
        }
        let first = self.first_line();
        let folded = self.first_folded();
        let said = front(folded, words);
        let count = first.split_whitespace().count();
        let is_unspaced_text = first.chars().any(is_unspaced);
        let order = |said: &str| words.begins(WordClass::Orders, said).is_some();
        if order(said) && (count > 1 || is_unspaced_text) {
            return Ask::Order;
        }
        let is_sentence = first.ends_with('.');
        if is_sentence && count <= 14 && words.begins(WordClass::Topic, said).is_some() {
            return Ask::Pair;
        }
        if words.begins(WordClass::AsksFirst, said).is_some()
            && (count > 1 || is_unspaced_text)
            && !is_sentence
        {
            return Ask::Interrogative;
        }
        if first.chars().count() < 90
            && (!is_sentence || is_unspaced_text)
            && words.within(WordClass::AsksAnywhere, folded)
        {
            return Ask::Interrogative;
        }
        let has_clause = first.contains(['.', ',', ':', ';']);
        if count > 2 && !has_clause && words.begins(WordClass::AsksWeak, said).is_some() {
            return Ask::Auxiliary;
        }
        if count < 14 && !is_sentence && words.within(WordClass::Topic, folded) {
            return Ask::Pair;
        }
        Ask::No
    }

    /// Whether it sets things apart: "Difference between A and B".
    pub(in crate::study::import) fn sets_apart(&self) -> bool {
        self.words.begins(WordClass::Topic, front(self.folded(), self.words)).is_some()
    }

    /// Whether the words themselves ask a question, mark or not; "how to" does not.
    pub(in crate::study::import) fn is_interrogative(&self) -> bool {
        let said = front(self.folded(), self.words);
        if said.starts_with("how to ") || said.starts_with("how it ") {
            return false;
        }
        let bare = self.bare();
        self.words.begins(WordClass::AsksFirst, said).is_some()
            || bare.chars().count() < 60
                && !bare.contains([',', '，', '、', '：', ':'])
                && self.words.within(WordClass::AsksAnywhere, self.folded())
    }

    /// Whether it opens by setting a task: "Given a list, find ..."
    pub(in crate::study::import) fn is_task(&self) -> bool {
        let said = self.folded().trim_start_matches(|c: char| !c.is_alphanumeric());
        let count = said.split_whitespace().count() + said.chars().filter(|&c| is_unspaced(c)).count() / 4;
        count > 4 && self.words.begins(WordClass::Task, said).is_some()
    }

    /// Whether it goes on asking what was asked before: "For example ..."
    pub(in crate::study::import) fn goes_on(&self) -> bool {
        self.words.begins(WordClass::Continues, self.folded().trim_start_matches(['(', ' '])).is_some()
    }

    /// The words of a title, folded, without what only sets it and without marks at its ends.
    pub(in crate::study::import) fn keyword(&self) -> &str {
        self.keyword.get_or_init(|| {
            let mut said = self.clean();
            if said.ends_with([')', '）'])
                && let Some(at) = said.rfind(['(', '（'])
                && at > 0
            {
                said = &said[..at];
            }
            let is_end = |c: char| {
                !c.is_alphanumeric()
                    && c != '+'
                    && !matches!(c, '\u{93e}'..='\u{94d}' | '\u{902}' | '\u{901}')
            };
            fold(said.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(is_end))
        })
    }

    /// What it names as a heading.
    pub(in crate::study::import) fn heading_kind(&self) -> HeadingKind {
        let words = self.words;
        if self.text.len() > 200 {
            return HeadingKind::Plain;
        }
        let key = self.keyword();
        let without_first = key.split_once(' ').map_or(key, |(first, rest)| {
            let is_ordinal = first.starts_with(|c: char| digit(c).is_some());
            let second = rest.split(' ').next().unwrap_or_default();
            if is_ordinal || matches!(second, "technical" | "hr" | "phone") { rest } else { key }
        });
        if self.has_mark() {
            let is_boilerplate = words.is(WordClass::Boilerplate, key);
            return if is_boilerplate { HeadingKind::Boilerplate } else { HeadingKind::Plain };
        }
        if words.is(WordClass::Facts, key) || words.is(WordClass::Facts, without_first) {
            return HeadingKind::Facts;
        }
        if is_version(key) || words.is(WordClass::Boilerplate, key) || key.starts_with("table of contents") {
            return HeadingKind::Boilerplate;
        }
        // "Flashcards plugin" names software, and "Creating flashcards" tells how.
        let last = key.rsplit(' ').next().unwrap_or_default();
        if words.is(WordClass::Software, last) || words.begins(WordClass::Making, key).is_some() {
            return HeadingKind::Plain;
        }
        if names(key, without_first, WordClass::Announces, words) {
            return HeadingKind::Announces;
        }
        if names(key, without_first, WordClass::AnnouncesWeak, words) {
            return HeadingKind::Weak;
        }
        HeadingKind::Plain
    }

    /// How much it announces questions as the title of a note: 0, 1 or 2; a story of an interview announces none.
    pub(in crate::study::import) fn announcement(&self) -> u8 {
        let (kind, key) = (self.heading_kind(), self.keyword());
        if kind != HeadingKind::Announces && self.words.within(WordClass::Experience, key) {
            return 0;
        }
        let has = |class| key.chars().any(is_unspaced) && self.words.within(class, key);
        if kind == HeadingKind::Announces || has(WordClass::Announces) {
            2
        } else {
            u8::from(kind == HeadingKind::Weak || has(WordClass::AnnouncesWeak))
        }
    }

    /// Whether it is a heading that a document asks its reader: "Where should I start?"
    pub(in crate::study::import) fn is_rhetorical(&self) -> bool {
        self.words.is(WordClass::Rhetorical, self.keyword())
    }

    /// Whether it is, without any mark, a heading that everybody knows: "Technical interview", "Status".
    pub(in crate::study::import) fn is_known_heading(&self) -> bool {
        let words = self.words;
        let bare = self.text.trim();
        let begins =
            bare.chars().next().is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase());
        if !begins || bare.chars().count() >= 40 || bare.ends_with(QUESTION_MARKS) {
            return false;
        }
        let key = self.keyword();
        let is_long = if key.chars().any(is_unspaced) { key.chars().count() >= 2 } else { key.len() > 3 };
        let rest = key.split_once(' ').map_or("", |(_, rest)| rest);
        let is_named = |key: &str| {
            words.is(WordClass::Facts, key)
                || words.is(WordClass::Announces, key)
                || words.is(WordClass::AnnouncesWeak, key)
        };
        is_long
            && (is_named(key)
                || !rest.is_empty()
                    && key.split(' ').count() <= 3
                    && words.is(WordClass::AnnouncesWeak, rest))
    }

    /// Whether it is only in the way: "back to top".
    pub(in crate::study::import) fn is_in_the_way(&self) -> bool {
        self.said.is_in_the_way(|| self.find_in_the_way())
    }

    fn find_in_the_way(&self) -> bool {
        if self.text.len() > 200 {
            return false;
        }
        let said = self.folded().trim_matches(|c: char| !c.is_alphanumeric() && !"⬆↑".contains(c));
        if said.is_empty() {
            return !self.text.chars().any(char::is_alphanumeric)
                && !self.text.contains(['|', '$', '`', '!']);
        }
        self.words.is(WordClass::Drop, said)
            || self.words.begins(WordClass::Drop, said).is_some_and(|len| len > 5 && said.len() < len + 12)
    }

    /// The label that it begins with.
    pub(in crate::study::import) fn label(&self) -> Option<Label<'t>> {
        *self.label.get_or_init(|| label(self.text, self.words))
    }

    /// Which side of a card it names, if it is nothing but a label: "Question (EN)", "Back".
    pub(in crate::study::import) fn label_alone(&self) -> Option<Side> {
        self.said.label_alone(|| side_alone(self.keyword(), self.clean(), self.words))
    }
}

/// Folded words without what may stand before a question: "And", "Please", "¿".
fn front<'a>(folded: &'a str, words: &NoteWords) -> &'a str {
    let mut said = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    for _ in 0..2 {
        // "So sánh" orders in Vietnamese; "so" is only half of it.
        if words.begins(WordClass::Orders, said).is_some() {
            break;
        }
        let Some(len) = words.begins(WordClass::Openers, said) else { break };
        let rest = said[len..].trim_start_matches(|c: char| !c.is_alphanumeric());
        if rest.is_empty() {
            break;
        }
        said = rest;
    }
    said
}

/// Whether a title is, holds or ends in a word; in scripts without spaces only at the end of a short title.
fn names(key: &str, without_first: &str, class: WordClass, words: &NoteWords) -> bool {
    if words.is(class, key) || words.is(class, without_first) {
        return true;
    }
    if key.chars().any(is_unspaced) {
        let count = key.chars().count();
        return (1..count).any(|skipped| {
            let at = key.char_indices().nth(skipped).map_or(0, |(at, _)| at);
            skipped <= 4 && words.is(class, &key[at..])
        });
    }
    words.within(class, key)
}

/// "1.2.0", "v1.0 (2024)"
fn is_version(key: &str) -> bool {
    let rest = key.strip_prefix('v').unwrap_or(key);
    let mut parts = rest.split(['.', ' ', ']']);
    let is_number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let has_two = is_number(parts.next()) && is_number(parts.next());
    has_two
        && rest.split(' ').next().is_some_and(|first| first.contains('.'))
        && rest.split_whitespace().count() <= 2
}
