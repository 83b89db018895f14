//! What notes hold besides questions and answers: contents lists, links back to the top, badges,
//! sources, calls for help, placeholders, and the titles that folds are given.
//!
//! Told by their words as wholes, never by a word inside a text: "Contents" is no question, "What
//! does the contents attribute do?" is one.

use super::html::{as_plain, is_plain};
use super::label::{Words, has_question_mark, holds_question_mark, is_emoji, is_question_like, label_of};
use super::scan::{self, lowered, words};
use super::tags::{is_bare_tag, is_break};
use super::title::{self, Title};

/// What the title of `<details>` promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Summary {
    /// "Answer", "Show solution", "Click to reveal", nothing at all.
    Answer,
    Hint,
    /// "Hide/Show table of contents"
    Contents,
    Other,
}

pub(super) fn summary_says(title: &str) -> Summary {
    let plain = as_plain(title);
    if may_promise(&plain)
        && let Some(promised) = promised(&words(&lowered(&plain)))
    {
        return promised;
    }
    let is_asking = holds_question_mark(&plain);
    if !is_asking && label_of(&plain).is_some() && words(&plain).len() <= LONGEST_PROMISE {
        return Summary::Answer;
    }
    Summary::Other
}

/// In words. A longer title is the text of a question, or of something else.
const LONGEST_PROMISE: usize = 8;

/// Whether a title's first word is one that [`promised`] knows.
fn may_promise(plain: &str) -> bool {
    static KNOWN: Words = Words::of(&[CONTENTS_WORDS, HINTING, REVEALING]);
    let is_known = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || KNOWN.may_hold(word);
    !plain.is_ascii() || scan::ascii_words(plain).next().is_none_or(is_known)
}

/// What a title of nothing but such words, and numbers, promises.
fn promised(words: &[&str]) -> Option<Summary> {
    if words.is_empty() {
        return Some(Summary::Answer);
    }
    if words.len() > LONGEST_PROMISE {
        return None;
    }
    let are_all = |known: &[&str]| words.iter().all(|word| known.contains(word));
    let are_all_or_numbers =
        |known: &[&str]| words.iter().all(|word| known.contains(word) || word.parse::<u32>().is_ok());
    let names_contents = || words.iter().any(|word| matches!(*word, "contents" | "content" | "toc"));
    if names_contents() && are_all(CONTENTS_WORDS) {
        Some(Summary::Contents)
    } else if are_all_or_numbers(HINTING) {
        Some(Summary::Hint)
    } else if are_all_or_numbers(REVEALING) {
        Some(Summary::Answer)
    } else {
        None
    }
}

/// Whether a fold's title speaks of the answer itself.
pub(super) fn promises_answer(title: &str) -> bool {
    let lower = lowered(&as_plain(title));
    let words = words(&lower);
    words.is_empty()
        || words.iter().any(|word| {
            matches!(
                *word,
                "answer" | "answers" | "ans" | "solution" | "solutions" | "hint" | "hints" | "پاسخ" | "جواب"
            )
        })
}

/// A heading that is part of every document and asks nothing.
pub(super) fn is_furniture(title: &str) -> bool {
    if has_question_mark(title) && is_plain(title) || ends_asking(title) {
        return asks_for_document(title);
    }
    is_furniture_plain(&as_plain(&Title::of(title).question))
}

/// The same of a heading that is freed of decoration and marks.
pub(super) fn is_furniture_plain(plain: &str) -> bool {
    static KNOWN: Words = Words::of(&[FURNITURE]);
    if asks_for_document(plain) {
        return true;
    }
    if has_question_mark(plain) {
        return false;
    }
    let lower = lowered(plain);
    let words = words(&lower);
    let said = ["the", "our", "my", "useful", "additional", "more", "other", "related"]
        .iter()
        .fold(&words[..], |words, first| {
            words.strip_prefix(&[*first]).filter(|rest| !rest.is_empty()).unwrap_or(words)
        });
    said.len() <= MOST_FURNITURE_WORDS && KNOWN.hold(&said.join(" "))
        || tells_of_all(&words)
        || tells_use(&words)
        || words.iter().any(|word| matches!(*word, "contents" | "toc"))
            && words.iter().all(|word| CONTENTS_WORDS.contains(word))
        || words.len() <= 6 && matches!(said, ["table", "of", third, ..] if third.starts_with("contents"))
        || words.is_empty()
}

/// Whether a line of text without HTML ends in a question mark, whatever marks stand in it.
pub(super) fn ends_asking(markdown: &str) -> bool {
    markdown.ends_with('?')
        && markdown.starts_with(|c: char| c.is_ascii_alphabetic())
        && memchr::memchr3(b'<', b'&', b'\n', markdown.as_bytes()).is_none()
}

/// None of [`FURNITURE`] is of more words.
const MOST_FURNITURE_WORDS: usize = 5;

/// "What's next?": what a document asks to say something about itself.
fn asks_for_document(plain: &str) -> bool {
    const ASKED: &[&str] = &[
        "what's next",
        "what’s next",
        "what next",
        "what's new",
        "what's inside",
        "what's included",
        "what you'll learn",
        "what you’ll learn",
        "what you will learn",
        "what you'll build",
        "what you will build",
        "who is this for",
        "need help",
        "got questions",
        "have questions",
        "still have questions",
        "want to contribute",
        "found a bug",
        "found a mistake",
    ];
    let bare = plain.trim_end_matches(['?', ' ', '!', ':']);
    bare.len() <= 24 && ASKED.iter().any(|asked| asked.eq_ignore_ascii_case(bare))
}

/// "How to quit: `:q`", an entry of a cheat sheet.
pub(super) fn tells_command(lead: &str) -> bool {
    let Some(inner) = lead.strip_suffix('`') else { return false };
    let first = scan::ascii_words(lead).next().unwrap_or_default();
    inner.split_once('`').is_some_and(|(told, code)| {
        told.ends_with(": ") && !holds_question_mark(told) && !code.is_empty() && !code.contains('`')
    }) && !["what", "which", "why", "explain", "predict", "guess"]
        .iter()
        .any(|asks| asks.eq_ignore_ascii_case(first))
}

/// "Explore all 100 answers here", "You can also find all questions here".
pub(super) fn leads_to_all(title: &str) -> bool {
    tells_of_all(&words(&lowered(&as_plain(title))))
}

fn tells_of_all(words: &[&str]) -> bool {
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    words
        .first()
        .is_some_and(|first| matches!(*first, "explore" | "find" | "see" | "read" | "view" | "get" | "you"))
        && has(&["all"])
        && has(&["here"])
        && has(&["answers", "questions"])
}

/// "How to use this guide".
fn tells_use(words: &[&str]) -> bool {
    matches!(
        words,
        [
            "how",
            "to",
            "use",
            "this" | "these" | "the",
            ..,
            "guide"
                | "repo"
                | "repository"
                | "document"
                | "list"
                | "file"
                | "book"
                | "handbook"
                | "collection"
                | "deck"
                | "page"
                | "notes"
                | "note"
                | "kit"
                | "course"
                | "section"
                | "sheet"
                | "cheatsheet"
                | "questions"
                | "flashcards"
        ]
    )
}

/// A line that is neither asked nor answered: "back to top", badges, sponsors' pictures.
pub(super) fn is_junk(line: &str) -> bool {
    if line.len() > 600 || line.is_empty() {
        return false;
    }
    if names_source(line) {
        return true;
    }
    if memchr::memchr2(b'<', b']', line.as_bytes()).is_none() && !leads_back_plainly(line) {
        return false;
    }
    if is_quiz_tag(line) {
        return true;
    }
    if is_bare_tag(line) {
        return false;
    }
    let may_be_link = ["](", "<a", "href"].iter().any(|mark| scan::holds_in_any_case(line, mark));
    if !may_be_link && line.len() >= 60 {
        return false;
    }
    let leads_only = || leads_inside(line) && (is_way_back(line) || is_anchored_way_back(line));
    if may_lead_back(line) || leads_only() {
        let plain = lowered(&as_plain(line));
        let words = words(&plain);
        let leads_back = match words[..] {
            [] => may_be_link && plain.chars().any(is_sign) && line.contains('#'),
            ["top"] => may_be_link,
            [first, "to" | "back", ref rest @ ..] if GOING.contains(&first) => {
                rest.len() <= 5
                    && rest.iter().any(|word| PLACES.contains(word))
                    && (may_be_link
                        || rest
                            .last()
                            .is_some_and(|word| matches!(*word, "top" | "contents" | "toc" | "index")))
            }
            _ => false,
        };
        if leads_back || words.len() <= 8 && leads_only() {
            return true;
        }
    }
    if may_be_link && is_navigation(line) {
        return true;
    }
    // Badges and sponsors are pictures that lead somewhere.
    let holds_any = |names: &[&str]| names.iter().any(|name| scan::holds_in_any_case(line, name));
    may_be_link
        && holds_any(&["![", "img"])
        && (holds_any(BADGES) || holds_any(SPONSORS) && only_pictures(line))
}

const BADGES: &[&str] = &["shields.io", "badge.svg", "/badge", "badgen.net"];

/// `**Source:** _stackoverflow.com_`: where an answer was taken from, in a word.
fn names_source(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("**").or_else(|| line.strip_prefix('_')) else { return false };
    let Some(rest) = rest.strip_prefix("Source") else { return false };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let marks = rest.len() - rest.trim_start_matches(['*', '_', ':', ' ']).len();
    let named = rest[marks..].trim_end_matches(['*', '_', ' ']);
    rest[..marks].contains(':') && named.contains('.') && !named.trim_end_matches('.').contains([' ', '\t'])
}

const SPONSORS: &[&str] = &["sponsor", "utm_medium=", "utm_campaign=", "buymeacoffee", "patreon.com"];

/// What "back to top" begins with.
const GOING: &[&str] = &["back", "go", "return", "jump", "scroll"];

/// Whether the first letter is that of such a word.
fn begins_going(text: &str) -> bool {
    static WORDS: Words = Words::of(&[GOING]);
    WORDS.may_begin(text)
}

/// Where it leads.
const PLACES: &[&str] = &[
    "top",
    "contents",
    "content",
    "toc",
    "index",
    "menu",
    "list",
    "questions",
    "start",
    "home",
    "main",
    "navigation",
    "table",
];

/// Whether a line may say "back to top" in English, or be a link of a single sign.
fn may_lead_back(line: &str) -> bool {
    static FROM: Words = Words::of(&[GOING]);
    static TO: Words = Words::of(&[PLACES]);
    let mut goes = false;
    for word in scan::ascii_words(line) {
        let is_quoted = matches!(word.as_bytes(), [b'\'', ..] | [.., b'\'']);
        let word = if is_quoted { word.trim_matches('\'') } else { word };
        if TO.hold(word) && (goes || word.eq_ignore_ascii_case("top")) {
            return true;
        }
        goes |= FROM.hold(word);
    }
    memchr::memchr(b'#', line.as_bytes()).is_some() && (line.contains('&') || line.chars().any(is_sign))
}

/// What a link to the top may be drawn as.
fn is_sign(c: char) -> bool {
    is_emoji(c) || matches!(c, '^' | '▲')
}

/// `<quiz>` alone on a line, or `</quiz>`: a page's marks around a question.
pub(super) fn is_quiz_tag(line: &str) -> bool {
    let inner = scan::trim(line).strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| {
        matches!(inner.trim_start_matches('/'), "quiz" | "question" | "answer" | "flashcard")
    })
}

/// Whether a line without links may still say "back to top".
fn leads_back_plainly(line: &str) -> bool {
    // Most lines are told by their first letter.
    let first = line.bytes().position(|byte| byte.is_ascii_alphanumeric());
    if line.len() >= 60 || !first.is_some_and(|first| begins_going(&line[first..])) {
        return false;
    }
    let text = line.trim_start_matches(|c| !scan::is_alphanumeric(c));
    begins_going(text)
        && GOING
            .iter()
            .any(|word| text.get(..word.len()).is_some_and(|front| front.eq_ignore_ascii_case(word)))
}

/// Without the lines at the head of a text that file it: `**Difficulty:** easy`, `**Tags**: locks`.
pub(super) fn without_metadata(text: &str) -> &str {
    let (mut kept, mut rest) = (text, text);
    while let Some(line) = rest.lines().next() {
        rest = &rest[line.len()..];
        rest = rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')).unwrap_or(rest);
        if is_metadata(line) {
            kept = rest;
        } else if !line.trim().is_empty() {
            break;
        }
    }
    // A text of nothing else is an answer.
    if kept.trim().is_empty() { text } else { kept }
}

/// An emphasised name that files a question, a colon, and a few words.
pub(super) fn is_metadata(line: &str) -> bool {
    let bare = line.trim().trim_start_matches(['-', '>', ' ']);
    // `[MEDIUM]`
    if let Some(inner) = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return is_difficulty(inner);
    }
    if line.len() > 120 || !bare.starts_with(['*', '_']) {
        return false;
    }
    let bare = bare.trim_start_matches(['*', '_']);
    bare.split_once([':', '：']).is_some_and(|(name, value)| {
        let name = name.trim_matches(['*', '_', ' ']).to_lowercase();
        METADATA.contains(&name.as_str()) && value.chars().any(char::is_alphanumeric)
    })
}

pub(super) fn is_difficulty(text: &str) -> bool {
    DIFFICULTIES.iter().any(|known| text.eq_ignore_ascii_case(known))
}

const DIFFICULTIES: &[&str] = &[
    "easy",
    "medium",
    "hard",
    "medium-hard",
    "beginner",
    "intermediate",
    "advanced",
    "expert",
    "junior",
    "senior",
];

const METADATA: &[&str] = &[
    "difficulty",
    "difficulty level",
    "level",
    "time",
    "estimated time",
    "companies",
    "asked by",
    "seniority",
    "importance",
    "frequency",
    "id",
    "category",
    "categories",
    "tag",
    "tags",
    "topic",
    "topics",
    "سطح",
    "سطح دشواری",
    "تکرار",
    "آیدی",
    "دستهبندی",
    "دسته‌بندی",
    "برچسب",
    "сложность",
    "уровень",
    "тема",
    "теги",
    "dificultad",
    "nivel",
    "dificuldade",
    "nível",
    "tema",
    "难度",
    "标签",
    "分类",
];

/// Links and nothing else, one of them to a place in this note: "[Наверх](#top)".
fn is_way_back(line: &str) -> bool {
    if line.starts_with(['-', '+', '|']) || line.starts_with("* ") {
        return false;
    }
    let (mut rest, mut leads_back) = (line, false);
    while let Some(at) = rest.find('[') {
        let Some((shown, len)) = title::link(&rest[at..]) else { return false };
        if rest[..at].chars().any(char::is_alphanumeric) {
            return false;
        }
        leads_back |= rest[at + shown.len() + 2..].starts_with("(#");
        rest = &rest[at + len..];
    }
    leads_back && !rest.chars().any(char::is_alphanumeric)
}

/// Links to the pages before and behind, and nothing else: "[Home](a.md) | [Next: Locks](b.md)".
fn is_navigation(line: &str) -> bool {
    let line = line.trim();
    if !line.starts_with(['[', '«', '←', '⬅', '<', '*']) || line.len() > 300 {
        return false;
    }
    let (mut rest, mut leads_on, mut count) = (line, false, 0);
    while let Some(at) = rest.find('[') {
        let Some((shown, len)) = title::link(&rest[at..]) else { return false };
        if rest[..at].chars().any(char::is_alphanumeric) {
            return false;
        }
        let first =
            shown.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
        leads_on |= ["next", "prev", "previous"].iter().any(|word| first.eq_ignore_ascii_case(word));
        count += 1;
        rest = &rest[at + len..];
    }
    leads_on && count <= 5 && !rest.chars().any(char::is_alphanumeric)
}

/// The same as HTML: `<p align="right"><a href="#top">Наверх</a></p>`.
fn is_anchored_way_back(line: &str) -> bool {
    let Some(open) = line.find("<a ") else { return false };
    let Some(close) = line.rfind("</a>").filter(|&close| close > open) else { return false };
    line.starts_with('<')
        && !line[open + 1..close].contains("<a ")
        && [&line[..open], &line[close + 4..]].into_iter().all(|side| as_plain(side).trim().is_empty())
}

/// Linked pictures and nothing said.
fn only_pictures(line: &str) -> bool {
    (line.contains("<img") || line.contains("![")) && words(&as_plain(line)).is_empty()
}

/// "Source" above links.
pub(super) fn is_source_heading(title: &str) -> bool {
    let lower = lowered(&as_plain(title));
    matches!(words(&lower)[..], ["source" | "sources" | "src"] | ["source", "link" | "links"])
}

/// An answer that says there is none yet.
pub(super) fn is_placeholder(answer: &str) -> bool {
    if answer.len() > 160 {
        return false;
    }
    if !answer.chars().any(char::is_alphanumeric) {
        // A table of marks, an equation or a picture says something; dots do not.
        return answer.chars().all(|c| c.is_whitespace() || ".…-–—*_?؟!`>#|".contains(c));
    }
    if is_to_be_filled(answer) {
        return true;
    }
    if answer.contains("](") {
        return leads_to_front_page(answer);
    }
    let whole = words(&lowered(answer)).join(" ");
    PLACEHOLDERS.contains(&whole.as_str())
}

/// Without the last paragraph of an answer that was asked of a machine: "Let me know if you want more!"
pub(super) fn without_offer(answer: &str) -> &str {
    const OFFERS: &[&str] = &[
        "let me know",
        "would you like me to",
        "would you like to",
        "do you want me to",
        "want me to",
        "if you want, i can",
    ];
    let kept = answer.trim_end();
    let Some(at) = kept.rfind("\n\n") else { return answer };
    let last = kept[at..].trim_start_matches(|c: char| !c.is_alphabetic());
    let offers =
        |offer: &&str| last.get(..offer.len()).is_some_and(|front| front.eq_ignore_ascii_case(offer));
    if last.len() <= 300 && !last.contains('\n') && OFFERS.iter().any(offers) {
        kept[..at].trim_end()
    } else {
        answer
    }
}

/// `{Record your response}`, `_[Describe the context]_`
fn is_to_be_filled(answer: &str) -> bool {
    let bare = answer.trim().trim_matches(['*', '_', '`', '>', ' ']);
    let inner = [('{', '}'), ('[', ']'), ('<', '>')].iter().find_map(|&(open, close)| {
        bare.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains([open, close]))
    });
    inner.is_some_and(|inner| {
        let first = inner.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let fills = [
            "your", "record", "write", "describe", "fill", "enter", "insert", "type", "add", "explain",
            "what",
        ];
        inner.contains(' ') && fills.iter().any(|word| first.eq_ignore_ascii_case(word))
    })
}

/// "Read answer on [Cards](https://cards.example)": advertisement, where no page is named.
fn leads_to_front_page(answer: &str) -> bool {
    let Some((text, target)) = answer.trim().split_once("](") else { return false };
    let address = target.strip_suffix(')').and_then(|target| target.split_once("://"));
    address.is_some_and(|(_, host)| !host.trim_end_matches('/').contains(['/', '#', '?', '(']))
        && words(&lowered(text)).iter().take(5).any(|word| matches!(*word, "answer" | "answers"))
}

/// A list item that only leads to a place in this note or to another page.
pub(super) fn is_link_only(text: &str) -> bool {
    let text = scan::trim(text);
    // Most lines begin with a word.
    if matches!(text.as_bytes(), [first, ..] if first.is_ascii_alphabetic() && *first != b'h') {
        return false;
    }
    let text =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ' | '*' | '_'));
    if !text.starts_with(['h', '<', '[']) {
        return false;
    }
    let text = text.trim_end_matches(['*', '_', ' ', '.', ',', ';']);
    if text.starts_with("http") && !text.contains(' ') {
        return true;
    }
    if text.starts_with("<a ") && text.ends_with("</a>") {
        return true;
    }
    text.starts_with('[')
        && title::link(text).is_some_and(|(shown, len)| {
            len == text.len() && !shown.starts_with("![")
                || text[len.min(text.len())..].split_whitespace().count() <= 3
                    && !text[len..].contains("](")
                    && !is_question_like(&text[len..])
        })
        || text.starts_with("[[") && text.ends_with("]]")
}

/// A line of text that is no part of any question or answer: junk, a lone break, nothing but a link.
pub(super) fn is_aside(line: &str, is_junk: impl FnOnce() -> bool) -> bool {
    // What has neither tags nor links is told without them.
    if memchr::memchr3(b'<', b']', b'#', line.as_bytes()).is_none() && !leads_back_plainly(line) {
        return is_link_only(line);
    }
    is_link_only(line) || is_break(line) || leads_inside(line) || is_junk()
}

/// A link to a place in this note.
pub(super) fn leads_inside(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'#', bytes)
        .any(|at| bytes[..at].ends_with(b"](") || bytes[..at].ends_with(b"href=\""))
}

const CONTENTS_WORDS: &[&str] = &[
    "table",
    "of",
    "contents",
    "content",
    "toc",
    "show",
    "hide",
    "view",
    "see",
    "expand",
    "collapse",
    "open",
    "click",
    "to",
    "the",
    "list",
    "all",
    "full",
    "index",
    "here",
    "for",
    "me",
    "toggle",
    "questions",
    "question",
];

const HINTING: &[&str] = &["hint", "hints", "clue", "tip", "need", "a", "show", "view", "راهنمایی"];

const REVEALING: &[&str] = &[
    "answer",
    "answers",
    "ans",
    "solution",
    "solutions",
    "explanation",
    "view",
    "show",
    "see",
    "reveal",
    "click",
    "tap",
    "here",
    "to",
    "the",
    "for",
    "me",
    "expand",
    "open",
    "toggle",
    "spoiler",
    "details",
    "detail",
    "output",
    "result",
    "results",
    "hide",
    "my",
    "sample",
    "possible",
    "example",
    "correct",
    "a",
    "an",
    "and",
    "or",
    "code",
    "full",
    "check",
    "read",
    "more",
    "unfold",
    "press",
    "display",
    "right",
    "suggested",
    "expected",
    "it",
    "on",
    "response",
    "this",
    "s",
    "پاسخ",
    "جواب",
    "نمایش",
    "مشاهده",
];

const FURNITURE: &[&str] = &[
    "contents",
    "introduction",
    "intro",
    "index",
    "toc",
    "overview",
    "about",
    "about me",
    "about this repo",
    "about this repository",
    "about the author",
    "author",
    "authors",
    "maintainers",
    "contributing",
    "contribution",
    "contributions",
    "contributors",
    "contribute",
    "how to contribute",
    "getting involved",
    "contribution guide",
    "contribution guidelines",
    "contributing guidelines",
    "license",
    "licence",
    "copyright",
    "disclaimer",
    "acknowledgements",
    "acknowledgments",
    "acknowledgement",
    "credits",
    "thanks",
    "special thanks",
    "sponsors",
    "sponsor",
    "sponsorship",
    "backers",
    "support",
    "support me",
    "support us",
    "donate",
    "donations",
    "contact",
    "contact me",
    "contact us",
    "feedback",
    "resources",
    "links",
    "references",
    "reference",
    "further reading",
    "reading",
    "bibliography",
    "see also",
    "projects",
    "repositories",
    "changelog",
    "change log",
    "roadmap",
    "todo",
    "to do",
    "installation",
    "install",
    "setup",
    "getting started",
    "prerequisites",
    "usage",
    "how to use",
    "how to use this repo",
    "how to use this repository",
    "foreword",
    "preface",
    "star history",
    "stargazers",
    "stats",
    "translations",
    "languages",
    "social",
    "follow me",
    "connect with me",
    "code of conduct",
    "source",
    "sources",
    "legend",
    "notes",
    "note",
    "books",
    "courses",
    "articles",
    "videos",
    "tools",
    "community",
    "faq",
    "subscribe",
    "newsletter",
    "show your support",
    "last updated",
    "view online",
    "back to top",
    "what's new",
    "news",
    "updates",
    "conclusion",
    "summary",
    "faqs",
    "preparation",
    "motivation",
];

const PLACEHOLDERS: &[&str] = &[
    "answer",
    "answer here",
    "answers here",
    "the answer",
    "your answer",
    "your answer here",
    "write your answer here",
    "add answer",
    "add answer here",
    "add your answer",
    "add your answer here",
    "insert answer here",
    "answer goes here",
    "put your answer here",
    "type your answer here",
    "tbd",
    "tba",
    "todo",
    "to do",
    "todo answer",
    "todo add answer",
    "answer todo",
    "wip",
    "work in progress",
    "coming soon",
    "answer coming soon",
    "will be added soon",
    "to be added",
    "to be filled",
    "to be filled in",
    "to be added soon",
    "to be answered",
    "to be written",
    "to be done",
    "to be determined",
    "no answer",
    "no answer yet",
    "not answered",
    "not answered yet",
    "unanswered",
    "answer needed",
    "answer is needed",
    "needs answer",
    "need answer",
    "needs an answer",
    "help wanted",
    "placeholder",
    "none yet",
    "n a",
    "na",
    "xxx",
    "under construction",
    "in progress",
    "missing answer",
    "lorem ipsum",
    "fill in",
    "fill me in",
    "please contribute",
    "please add an answer",
    "پاسخ",
    "جواب",
    "nan",
    "write answer here",
    "answer to be added",
    "pending",
    "ندارد",
    "بدون جواب",
    "بدون پاسخ",
    "به زودی",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_aside_is_any_of_what_is_left_out(
            line in "(\\[|<a href=\"#|<br>|http://|Back to |Top|\\]\\(#|\\]\\(|\\)|</a>|\">|a|1\\. | |\u{2191}|list|\\*\\*){0,6}",
        ) {
            let line = line.trim();
            let is_any = is_junk(line) || is_break(line) || is_link_only(line) || leads_inside(line);
            prop_assert_eq!(is_aside(line, || is_junk(line)), is_any);
        }
    }

    #[test]
    fn no_furniture_is_longer_than_what_is_looked_up() {
        assert_eq!(FURNITURE.iter().map(|said| said.split(' ').count()).max(), Some(MOST_FURNITURE_WORDS));
    }

    #[test]
    fn folds_say_what_they_hold() {
        for title in [
            "Answer",
            "<b>Answer</b>",
            "View answer",
            "Click to reveal the solution",
            "",
            "Show me 1",
            "Expand",
        ] {
            assert_eq!(summary_says(title), Summary::Answer, "{title}");
        }
        assert_eq!(summary_says("Hint 1"), Summary::Hint);
        assert_eq!(summary_says("Hide/Show table of contents"), Summary::Contents);
        for title in ["What is a heap?", "Explain the output", "Heap"] {
            assert_eq!(summary_says(title), Summary::Other, "{title}");
        }
    }

    #[test]
    fn junk_is_told_by_the_whole_line() {
        for line in [
            "[⬆ Back to top](#top)",
            "<br>[⬆ Back to top](#table-of-contents)",
            "[[↑] Back to top](#Golang)",
            "**[⬆ Back to Top](#a)**",
            "<div align=\"right\"><b><a href=\"#\">↥ back to top</a></b></div>",
            "[⬆](#top)",
            "[Volver arriba](#notas)",
            "<p align=\"right\"><a href=\"#notizen\">Nach oben</a></p>",
            "[Наверх](#top)",
            "[![PRs](https://img.shields.io/badge/a.svg)](https://a.example)",
        ] {
            assert!(is_junk(line), "{line}");
        }
        for line in [
            "Go back to the caller.",
            "The stack grows back to front.",
            "[a heap](https://a.example)",
            "**Top**",
        ] {
            assert!(!is_junk(line), "{line}");
        }
    }

    #[test]
    fn placeholders_are_no_answers() {
        for answer in
            ["Answer here", "TBD", "**TODO**", "...", "—", "_Coming soon_", "(answer here)", "N/A", "", "**"]
        {
            assert!(is_placeholder(answer), "{answer}");
        }
        for answer in ["42", "0", "No", "None", "`[]`", "ج", "![a](b.png)", "$x$", "To be completed."] {
            assert!(!is_placeholder(answer), "{answer}");
        }
    }
}
