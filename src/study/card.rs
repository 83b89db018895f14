//! A question and its answer, and the name it keeps for ever.
//!
//! A card knows nothing of how it is kept, drawn or scheduled. Its [`CardId`] is made once, from
//! the question as it then was, and written into the deck; from then on the question may be edited
//! freely. The normal form behind the id is frozen by `tests/vectors/ids.json`: changing it would
//! give hand-written cards that were never pinned a new history.

mod counts;
mod removed;
mod said;

use std::borrow::Cow;

use caseless::Caseless as _;
pub use counts::CardCounts;
use pulldown_cmark::{Event, Parser, TagEnd};
pub use removed::RemovedCard;
pub(in crate::study) use said::{HARMLESS, holds_only, in_marks};
use unicode_normalization::UnicodeNormalization as _;

/// The author of the answers that come with viva's starter decks.
pub const ANSWERED_BY_VIVA: &str = "viva";

/// Crockford's base 32 alphabet (no i, l, o, u), in lower case.
const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID_CHARS: usize = 10;
const LONGEST_ID: usize = 64;

/// One question with its answer; the thing that is scheduled.
///
/// `question`, `answer`, `my_answer` and `answer_from_source` are Markdown with LF line ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub id: CardId,
    /// Whether the deck's file names the id. If not, `id` is [`CardId::of_question`] of today's text.
    pub id_is_written: bool,
    pub section: Option<String>,
    pub tags: Vec<String>,
    pub question: String,
    /// The answer of the notes, or of whoever `answer_by` names.
    pub answer: Option<String>,
    /// Who wrote `answer`, if it was not the notes: [`ANSWERED_BY_VIVA`] for answers that come with viva.
    pub answer_by: Option<String>,
    /// The user's own answer, shown first.
    pub my_answer: Option<String>,
    /// A newer answer of the notes that differs from one the user has edited.
    pub answer_from_source: Option<String>,
    pub asked: Vec<Asked>,
    /// What the user expects of the next interview, whatever the evidence says.
    pub asked_again: Option<AskedAgain>,
    /// Expected time for an answer.
    pub seconds: Option<u32>,
    /// The card this one asks the same as, in other words.
    pub same_as: Option<CardId>,
}

/// One company known to have asked this question, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub company: String,
    pub times: u32,
    pub url: Option<String>,
}

/// The user's own word on whether a question will be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedAgain {
    Surely,
    No,
}

impl AskedAgain {
    pub const ALL: [Self; 2] = [Self::Surely, Self::No];

    /// As a deck has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Surely => "surely",
            Self::No => "no",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.name() == name)
    }
}

/// The name a card keeps for ever: 1 to 64 lower-case ASCII letters, digits, `-` or `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId(String);

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a card id: an id is 1 to 64 of a-z, 0-9, - and _", shown.escape_debug())]
pub struct BadCardId {
    pub shown: String,
}

impl Card {
    /// A card with a question and nothing else, its id made from the question.
    #[must_use]
    pub fn new(question: impl Into<String>) -> Self {
        let question = question.into();
        Self::with_id(CardId::of_question(&question), question)
    }

    /// A card with an id and a question and nothing else.
    #[must_use]
    pub fn with_id(id: CardId, question: String) -> Self {
        Self {
            id,
            id_is_written: false,
            section: None,
            tags: Vec::new(),
            question,
            answer: None,
            answer_by: None,
            my_answer: None,
            answer_from_source: None,
            asked: Vec::new(),
            asked_again: None,
            seconds: None,
            same_as: None,
        }
    }

    /// Whether `answer` came with viva, and not from the notes.
    #[must_use]
    pub fn is_answered_by_viva(&self) -> bool {
        self.answer_by.as_deref() == Some(ANSWERED_BY_VIVA)
    }

    /// Whether there is anything to reveal.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        [&self.answer, &self.my_answer].into_iter().flatten().any(|text| !text.trim().is_empty())
    }
}

impl CardId {
    pub fn parse(text: &str) -> Result<Self, BadCardId> {
        let fits = (1..=LONGEST_ID).contains(&text.len())
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadCardId { shown: text.chars().take(80).collect() })
        }
    }

    /// The id of a question: the first fifty bits of blake3 over [`normal_form`], in ten characters.
    #[must_use]
    pub fn of_question(question: &str) -> Self {
        Self::of_normal_form(&normal_form(question))
    }

    /// The id of a question in [`normal_form`].
    #[must_use]
    pub fn of_normal_form(normal: &str) -> Self {
        Self::of_bytes(normal.as_bytes())
    }

    /// Another id for a question whose own id is taken by a card that now asks something else.
    #[must_use]
    pub fn salted(question: &str, salt: u32) -> Self {
        Self::of_bytes(format!("{}\0{salt}", normal_form(question)).as_bytes())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        let hash = blake3::hash(bytes);
        let mut first_bits = [0; 8];
        first_bits.copy_from_slice(&hash.as_bytes()[..8]);
        let mut bits = u64::from_be_bytes(first_bits);
        let mut id = String::with_capacity(ID_CHARS);
        for _ in 0..ID_CHARS {
            id.push(char::from(CROCKFORD[usize::try_from(bits >> 59).unwrap_or(0)]));
            bits <<= 5;
        }
        Self(id)
    }
}

impl std::fmt::Display for CardId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A question as its id sees it: what is said, without how it is set.
///
/// 1. Read as CommonMark; keep the text of paragraphs, code spans, code blocks and HTML, drop the marks,
///    put a space at every line and block end.
/// 2. NFC, full case folding, NFC again.
/// 3. Drop what has no width and no say of its own (ZWNJ, ZWJ, directional marks, soft hyphens, BOM).
/// 4. One space for every run of white space; none at the ends.
/// 5. Drop sentence marks at the end (`. ? ! … : ; ؟ ؛ ،` and their full-width forms).
///
/// Where nothing is left, the text itself, trimmed, serves.
#[must_use]
pub fn normal_form(question: &str) -> String {
    let said = said(question);
    // Most questions are ASCII, where folding is lower case and nothing is invisible.
    let folded = if said.is_ascii() {
        let mut said = said.into_owned();
        said.make_ascii_lowercase();
        said
    } else {
        said.nfc().default_case_fold().nfc().filter(|&c| !is_invisible(c)).collect()
    };
    let mut normal = if is_spaced(folded.as_bytes()) { folded } else { with_single_spaces(&folded) };
    let cut = normal.trim_end_matches(|c: char| is_sentence_mark(c) || c.is_whitespace()).len();
    if cut == 0 {
        return question.trim().to_owned();
    }
    normal.truncate(cut);
    normal
}

fn with_single_spaces(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

/// Whether a text is ASCII, and each run of white space in it a single space behind a word.
fn is_spaced(bytes: &[u8]) -> bool {
    let is_odd = |byte: u8| byte < b' ' || !byte.is_ascii();
    // Without a way out in the middle many bytes are looked at together.
    let has_odd = bytes.iter().fold(false, |odd, &byte| odd | is_odd(byte));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let is_run = |one: u8, next: u8| one == b' ' && next == b' ';
    let has_run = pairs.fold(false, |run, (&one, &next)| run | is_run(one, next));
    !has_odd && !has_run && bytes.first() != Some(&b' ')
}

/// The text of a question without its marks.
fn said(question: &str) -> Cow<'_, str> {
    /// What means nothing to Markdown in a single line that begins with a letter.
    const PLAIN: [bool; 256] = letters_digits_and(b" ,?/'.-():;\"%+=@$!#");
    if question.starts_with(|c: char| c.is_ascii_alphabetic()) && holds_only(question, &PLAIN) {
        return question.into();
    }
    in_marks(question).unwrap_or_else(|| said_in_markdown(question)).into()
}

/// Which bytes are ASCII letters, ASCII digits, or one of these.
pub(super) const fn letters_digits_and(marks: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = true;
        }
        byte += 1;
    }
    table
}

fn said_in_markdown(question: &str) -> String {
    let mut said = String::with_capacity(question.len());
    for event in Parser::new(question) {
        match event {
            // HTML is said, too: `What is <div>?` and `What is <span>?` are two questions.
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                said.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => said.push(' '),
            Event::End(end) if !is_inline(end) => said.push(' '),
            _ => {}
        }
    }
    said
}

fn is_inline(end: TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_sentence_mark(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | ':' | ';' | '؟' | '؛' | '،' | '。' | '？' | '！' | '：' | '；')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_spaced_needs_no_spacing(text in "[a \\t\n\u{b}\u{a0}]{0,8}") {
            prop_assert!(!is_spaced(text.as_bytes()) || with_single_spaces(&text) == text.trim_end());
        }

        #[test]
        fn plain_questions_are_said_as_markdown_says_them(
            question in "[a-z0-9`*(!$\u{e9}][A-Za-z0-9 ,?/'.():;\"%+=@$!#*_&\\[\\]\n\u{e9}\u{a0}-]{0,40}|([a-z` *_]|\\*\\*|\n){0,12}|([a-b1]|[\\[\\]()`*_&;!<>#~|\\\\\n\t ]|\\]\\(|\\*\\*|__|&amp;|\u{a0}|\u{2014}|[?.,:-]){0,16}",
        ) {
            let words = |said: &str| said.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&said(&question)), words(&said_in_markdown(&question)));
        }
    }

    #[track_caller]
    fn check_normal(question: &str, expected: &str) {
        assert_eq!(normal_form(question), expected);
    }

    #[test]
    fn marks_case_and_space_are_folded_away() {
        check_normal("Tell me about **yourself**.", "tell me about yourself");
        check_normal("  TELL me\n about   yourself ", "tell me about yourself");
        check_normal(
            "What is difference between `is` and `==` in python?",
            "what is difference between is and == in python",
        );
        check_normal("نرم\u{200c}افزار چیست؟", "نرمافزار چیست");
    }

    #[test]
    fn what_is_said_stays() {
        check_normal("What does *args do?", "what does *args do");
        check_normal("What is C#?", "what is c#");
        check_normal("What is logged?\n\n```js\nlog(a)\n```", "what is logged? log(a)");
        check_normal("2*3*4", "234");
        check_normal("???", "???");
    }

    #[test]
    fn code_tells_questions_apart() {
        let of = |code: &str| CardId::of_question(&format!("What's the output?\n\n```js\n{code}\n```"));
        assert_ne!(of("a"), of("b"));
    }

    #[test]
    fn ids_are_ten_characters_and_parse() {
        let id = CardId::of_question("What is a mutex?");
        assert_eq!(id.as_str().len(), ID_CHARS);
        assert_eq!(CardId::parse(id.as_str()), Ok(id.clone()));
        assert_ne!(CardId::salted("What is a mutex?", 1), id);
    }

    #[test]
    fn ids_that_could_deceive_are_refused() {
        for text in ["", "A", "a b", "a\u{200c}b", "é", &"a".repeat(65)] {
            assert!(CardId::parse(text).is_err(), "{text:?}");
        }
    }
}
