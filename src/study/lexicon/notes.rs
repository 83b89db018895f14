//! The words by which notes are read: what asks, what labels, what announces, what is only a fact.
//!
//! Each language has a `[notes]` table in its file. All languages are matched at once, because notes mix them.
//! Words are compared folded: without case, with plain apostrophes and one form of each Arabic letter. What a
//! word means for a note is decided by the importer; nothing is decided here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use foldhash::HashSet;
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{FILES, File, words_of};

/// What a list of words is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WordClass {
    /// `Q`, `Question`: a label before a question.
    QuestionLabel,
    /// `A`, `Answer`: a label before an answer.
    AnswerLabel,
    /// They ask when a line begins with them: `what`, `how`.
    AsksFirst,
    /// They may ask when a line begins with them: `is`, `can`.
    AsksWeak,
    /// They ask wherever they stand: `是什么`.
    AsksAnywhere,
    /// They ask for an answer: `explain`, `describe`.
    Orders,
    /// They set things apart: `vs`, `difference`.
    Topic,
    /// A heading with one of them announces questions.
    Announces,
    /// A heading with one of them may announce questions: `interview`, `round`.
    AnnouncesWeak,
    /// A title with one of them tells a story: `experience`.
    Experience,
    /// Headings and keys of facts about an interview: `salary`, `date`.
    Facts,
    /// Headings of everything that is no question: `license`, `contents`.
    Boilerplate,
    /// Headings of parts of an answer: `example`, `summary`.
    Part,
    /// Parts of the text of a task: `input`, `constraints`.
    TaskPart,
    /// A task begins with them: `given`, `implement`.
    Task,
    /// Lines that are only in the way: `back to top`.
    Drop,
    /// What a fold with an answer is called: `show answer`.
    FoldAnswer,
    /// How hard a question is: `easy`.
    Levels,
    /// A sentence that goes on asking: `for example`.
    Continues,
    /// Words before a number that counts questions, and label nothing alone: `task`.
    Counted,
    /// They may stand before the words that ask: `and`, `please`.
    Openers,
    /// Where an interview was held: `zoom`.
    Platforms,
    /// Addresses of tasks: a link to one names the task.
    TaskSites,
    /// A title with one of them is of another kind of document: `changelog`.
    OtherDocuments,
    /// Headings of the documents of software: `installation`.
    SoftwareDocs,
    /// A title that ends with one of them names software: `flashcards plugin`.
    Software,
    /// A title that begins with one of them tells how to make something: `creating`.
    Making,
    /// A fence below a line with one of them shows how something is written: `format`.
    Samples,
    /// Questions in headings that a document asks its reader: `where should i start`.
    Rhetorical,
    /// What a fold with a hint is called.
    Hints,
    /// Marks an option as the right one: `(correct)`.
    Right,
    /// A question with one of them has options below it: `which of the following`.
    Chooses,
    /// Units of time behind a number: `minutes`.
    TimeUnits,
    /// No sentence ends with them: `the`, `of`.
    SmallWords,
    /// Answers that say there is none yet: `todo`.
    Placeholders,
    /// They begin to fill in a form: `describe`.
    Fills,
    /// A list below a line with one of them only tells: `my tips`, `helps answer`.
    Tells,
    /// What the key at the end of a quiz is called: `answer key`.
    AnswerKeys,
    /// A machine offers more with them: `let me know`.
    Offers,
    /// Headings and keys of the company, and likewise of each fact below.
    Company,
    Website,
    Role,
    Status,
    Process,
    ApplyWay,
    Dates,
    Duration,
    Platform,
    Score,
    Outcome,
    /// Headings of what the writer thinks of an interview.
    Remarks,
    /// The same, in notes about an interview only: `notes`.
    OtherRemarks,
    /// Words that say nothing about which fact a heading names: `my`.
    Filler,
    /// A heading with one of them may be a stage of an interview.
    Stage,
    /// A heading with one of them is a round of an interview.
    Round,
    /// The word that makes a role of a title: `engineer`.
    Job,
    /// It may stand before that: `senior`.
    JobFront,
    /// What stands before a company in a title: `interview at`.
    TitleFront,
    /// What stands behind it: `interview experience`.
    TitleBack,
    /// It parts a company from the role behind it: `for`.
    BeforeRole,
    /// It parts a role from the company behind it: `at`.
    BeforeCompany,
    /// Events that are no interview: `offer`.
    Paper,
    /// Events that are done at home: `task`.
    Homework,
    /// Events that are only a call.
    Call,
    /// How an interview ended, a class for each way.
    NoAnswer,
    Withdrawn,
    Declined,
    Rejected,
    Offer,
    Accepted,
    /// The end of an address on the web: `com`.
    Domain,
}

/// A heading or a key with a word of one of these tells a fact, but for words with a `?`, which may ask.
const FACT_CLASSES: &[WordClass] = &[
    WordClass::Company,
    WordClass::Website,
    WordClass::Role,
    WordClass::Status,
    WordClass::Process,
    WordClass::ApplyWay,
    WordClass::Dates,
    WordClass::Duration,
    WordClass::Platform,
    WordClass::Score,
    WordClass::Outcome,
    WordClass::Remarks,
];

/// The lists that only add evidence, so that a user may add words to them.
const OPEN_TO_USERS: &[WordClass] = &[
    WordClass::QuestionLabel,
    WordClass::AnswerLabel,
    WordClass::AsksFirst,
    WordClass::AsksWeak,
    WordClass::AsksAnywhere,
    WordClass::Orders,
    WordClass::Topic,
    WordClass::Announces,
];

impl WordClass {
    /// The name of its list in a file.
    fn key(self) -> String {
        let name = toml::Value::try_from(self).ok();
        name.as_ref().and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    }
}

/// Words by list, as a file has them.
pub(super) type Lists = BTreeMap<WordClass, Vec<String>>;

/// All words of all languages, ready to be looked for.
#[derive(Debug)]
pub struct NoteWords {
    /// By class.
    sets: Vec<PhraseSet>,
}

impl NoteWords {
    /// The words that viva brings along.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<NoteWords> = LazyLock::new(|| NoteWords::of(built_in_lists()));
        &BUILT_IN
    }

    /// The built-in words with those of a user's `words.toml`, which has lists by name.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, in one line that begins with its place: `3:1: …`.
    pub fn with_user_words(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let place = |at: usize| {
            let before = &text[..text.floor_char_boundary(at)];
            let line = before.rsplit('\n').next().unwrap_or_default();
            format!("{}:{}", before.matches('\n').count() + 1, line.chars().count() + 1)
        };
        let added: BTreeMap<Spanned<String>, Spanned<toml::Value>> =
            toml::from_str(text).map_err(|error| {
                let at = error.span().map_or(0, |span| span.start);
                let message = error.message().lines().collect::<Vec<_>>().join("; ");
                format!("{}: {message}", place(at))
            })?;
        let mut lists = built_in_lists();
        for (name, words) in added {
            let class: Result<WordClass, serde::de::value::Error> =
                WordClass::deserialize(name.get_ref().as_str().into_deserializer());
            let class = class.ok().filter(|class| OPEN_TO_USERS.contains(class)).ok_or_else(|| {
                let at = name.span().start;
                let open: Vec<String> = OPEN_TO_USERS.iter().map(|class| class.key()).collect();
                let name: String = name.get_ref().chars().take(40).collect();
                format!("{}: `{name}` is not a list of words; use {}", place(at), open.join(", "))
            })?;
            let at = words.span().start;
            let words: Vec<String> = words.into_inner().try_into().map_err(|_| {
                format!(
                    "{}: `{}` must be a list of words in quotes: [\"one\", \"two\"]",
                    place(at),
                    class.key()
                )
            })?;
            lists.entry(class).or_default().extend(words_of(&words));
        }
        Ok(Self::of(lists))
    }

    fn of(lists: Lists) -> Self {
        let count = lists.keys().next_back().map_or(0, |&last| last as usize + 1);
        let mut sets: Vec<PhraseSet> = Vec::new();
        sets.resize_with(count, PhraseSet::default);
        for (class, words) in lists {
            sets[class as usize] = PhraseSet::of(&words);
        }
        Self { sets }
    }

    /// Whether a folded text is one of the words.
    pub fn is(&self, class: WordClass, folded: &str) -> bool {
        self.sets.get(class as usize).is_some_and(|set| set.is(folded))
    }

    /// The length in bytes of the longest word that a folded text begins with.
    pub fn begins(&self, class: WordClass, folded: &str) -> Option<usize> {
        self.sets.get(class as usize)?.at_start(folded)
    }

    /// Where in a folded text the first of the words stands.
    pub fn find(&self, class: WordClass, folded: &str) -> Option<Range<usize>> {
        self.sets.get(class as usize)?.first(folded)
    }

    /// Whether a folded text holds one of the words.
    pub fn within(&self, class: WordClass, folded: &str) -> bool {
        self.sets.get(class as usize).is_some_and(|set| set.within(folded))
    }
}

/// The words of notes of each language, as its file has them.
#[cfg(test)]
pub(crate) fn lists_by_language() -> Vec<(&'static str, Lists)> {
    let lists = |text| {
        let file: File = toml::from_str(text).expect("another test reads every file");
        file.notes.lists.into_iter().map(|(class, lines)| (class, words_of(&lines))).collect()
    };
    FILES.iter().map(|(language, text)| (*language, lists(text))).collect()
}

fn built_in_lists() -> Lists {
    let mut lists = Lists::new();
    // A test reads every file, so none is missing here.
    for (_, text) in FILES {
        let Ok(file) = toml::from_str::<File>(text) else { continue };
        for (class, lines) in file.notes.lists {
            lists.entry(class).or_default().extend(words_of(&lines));
        }
        for (class, lines) in file.facts.lists {
            let words = words_of(&lines);
            if FACT_CLASSES.contains(&class) {
                let sure = words.iter().filter(|word| !word.ends_with('?')).cloned();
                lists.entry(WordClass::Facts).or_default().extend(sure);
            }
            let words = words.iter().map(|word| word.trim_end_matches('?').to_owned());
            lists.entry(class).or_default().extend(words);
        }
    }
    lists
}

/// Lower case, plain apostrophes, one form of each Arabic letter, a space for a ZWNJ.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(narrow).flat_map(char::to_lowercase).map(plain).filter(|&c| c != '\u{307}').collect()
}

/// One form of each letter and apostrophe, a space for a ZWNJ.
fn plain(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2018}' | '\u{2bc}' => '\'',
        '\u{64a}' => '\u{6cc}',
        '\u{643}' => '\u{6a9}',
        '\u{200c}' | '\u{a0}' => ' ',
        c => c,
    }
}

/// A letter folded as [`fold`] folds a text, to one letter.
pub(super) fn fold_letter(c: char) -> char {
    plain(narrow(c).to_lowercase().next().unwrap_or(c))
}

/// The usual form of a letter, a digit or a mark that is as wide as a Chinese sign.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Whether a letter is of a script that is written without spaces between words.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Phrases of any length, found at the front of a text or within it.
#[derive(Debug, Default)]
struct PhraseSet {
    whole: HashSet<String>,
    /// The letters that they begin with.
    first_letters: HashSet<char>,
    /// In bytes.
    longest: usize,
    /// `None` without phrases.
    anywhere: Option<AhoCorasick>,
}

impl PhraseSet {
    fn of(words: &[String]) -> Self {
        let whole: HashSet<String> =
            words.iter().map(|word| fold(word)).filter(|word| !word.is_empty()).collect();
        let mut sorted: Vec<String> = whole.iter().cloned().collect();
        sorted.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let first_letters = sorted.iter().filter_map(|word| word.chars().next()).collect();
        let longest = sorted.iter().map(String::len).max().unwrap_or(0);
        let anywhere = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&sorted)
            .expect("few short words make an automaton");
        Self { whole, first_letters, longest, anywhere: Some(anywhere) }
    }

    fn is(&self, folded: &str) -> bool {
        folded.len() <= self.longest && self.whole.contains(folded)
    }

    fn at_start(&self, folded: &str) -> Option<usize> {
        if !self.first_letters.contains(&folded.chars().next()?) {
            return None;
        }
        let most = folded.floor_char_boundary(self.longest);
        let mut ends = folded[..most].char_indices().rev().map(|(at, c)| at + c.len_utf8());
        ends.find(|&end| ends_word(folded, end) && self.whole.contains(&folded[..end]))
    }

    /// The first word in a text, the longest of those that begin there.
    fn first(&self, folded: &str) -> Option<Range<usize>> {
        let found = self.anywhere.as_ref()?.find_overlapping_iter(folded);
        let whole =
            found.filter(|found| begins_word(folded, found.start()) && ends_word(folded, found.end()));
        whole.map(|found| found.range()).min_by_key(|range| (range.start, std::cmp::Reverse(range.end)))
    }

    fn within(&self, folded: &str) -> bool {
        self.anywhere
            .iter()
            .flat_map(|anywhere| anywhere.find_overlapping_iter(folded))
            .any(|found| begins_word(folded, found.start()) && ends_word(folded, found.end()))
    }
}

/// Whether a word may end here: no letter of the same kind follows.
fn ends_word(text: &str, at: usize) -> bool {
    let last = text[..at].chars().next_back();
    let next = text[at..].chars().next();
    last.is_none_or(is_unspaced) || next.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c))
}

fn begins_word(text: &str, at: usize) -> bool {
    let first = text[at..].chars().next();
    let before = text[..at].chars().next_back();
    first.is_none_or(is_unspaced) || before.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole() {
        let words = NoteWords::built_in();
        assert_eq!(words.begins(WordClass::AsksFirst, "what's new"), Some(6));
        assert_eq!(words.begins(WordClass::AsksFirst, "whatever it is"), None);
        assert!(words.within(WordClass::AsksAnywhere, "线程是什么"));
        assert!(words.is(WordClass::Boilerplate, "license"));
        assert!(!words.within(WordClass::Topic, "canvas"));
    }

    #[test]
    fn a_word_that_may_ask_is_a_fact_only_by_its_own_name() {
        let words = NoteWords::built_in();
        assert!(words.is(WordClass::Dates, "timeline") && words.is(WordClass::Facts, "timeline"));
        assert!(words.is(WordClass::Score, "mark") && !words.is(WordClass::Facts, "mark"));
        assert!(words.is(WordClass::Facts, "должность"));
        assert_eq!(words.find(WordClass::Job, "nova senior engineer"), Some(12..20));
        assert_eq!(words.find(WordClass::Job, "engineering"), None);
    }

    #[test]
    fn a_user_adds_words_only_where_they_add_evidence() {
        let words = NoteWords::with_user_words("orders = ['riff on, muse']").unwrap();
        assert_eq!(words.begins(WordClass::Orders, "riff on locks"), Some(7));
        assert!(words.is(WordClass::Orders, "explain"));
    }

    #[test]
    fn what_is_wrong_with_the_words_of_a_user_is_one_line() {
        let lists =
            "question_label, answer_label, asks_first, asks_weak, asks_anywhere, orders, topic, announces";
        for (text, expected) in [
            ("\nordres = ['muse']", format!("2:1: `ordres` is not a list of words; use {lists}")),
            ("boilerplate = ['locks']", format!("1:1: `boilerplate` is not a list of words; use {lists}")),
            (
                "orders = 'muse'",
                "1:10: `orders` must be a list of words in quotes: [\"one\", \"two\"]".to_owned(),
            ),
            (
                "orders = ['a', 3]",
                "1:10: `orders` must be a list of words in quotes: [\"one\", \"two\"]".to_owned(),
            ),
        ] {
            assert_eq!(NoteWords::with_user_words(text).unwrap_err(), expected);
        }
        let unfinished = NoteWords::with_user_words("orders = ['a'\n").unwrap_err();
        assert!(unfinished.starts_with("1:") && !unfinished.contains('\n'), "{unfinished}");
    }
}
