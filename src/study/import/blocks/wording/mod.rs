//! What a line says by its words: whether it asks, is a label, names a part of a note.
//!
//! All words come from the lexicon. A line is judged by itself; what its neighbours are is for the questions
//! room to weigh.

use crate::study::lexicon::{NoteWords, WordClass, fold, is_unspaced};

use super::marks::digit;

mod clean;
mod labels;

use clean::{is_decoration, link, without_asides};

pub(in crate::study::import) use clean::{bare, clean};
pub(in crate::study::import) use labels::{Side, label, label_alone};

/// Marks that end a question.
pub(in crate::study::import) const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// How a text asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::study::import) enum Ask {
    #[default]
    No,
    /// It sets two things apart: "TCP vs UDP".
    Pair,
    /// It begins as a question may: "Is it safe to ..."
    Auxiliary,
    /// It asks for an answer: "Explain ..."
    Order,
    /// It is worded as a question: "What is ..."
    Interrogative,
    /// It has a question mark.
    Mark,
}

impl Ask {
    /// Whether it is worded as a question or an order, or has a mark.
    pub(in crate::study::import) fn is_strong(self) -> bool {
        self >= Self::Order
    }

    /// Whether it asks at all, orders aside.
    pub(in crate::study::import) fn is_question(self) -> bool {
        self != Self::No && self != Self::Order
    }
}

/// What a heading names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::study::import) enum HeadingKind {
    #[default]
    Plain,
    /// Questions: "Interview questions".
    Announces,
    /// Perhaps questions: "Round 2".
    Weak,
    /// Facts of an interview: "Salary".
    Facts,
    /// Not a question: "Contents".
    Boilerplate,
}

/// Whether bare words hold a question mark that asks, an aside in parentheses left out.
pub(in crate::study::import) fn has_question_mark(bare: &str) -> bool {
    if !bare.contains(QUESTION_MARKS) {
        return false;
    }
    let said = without_asides(bare);
    let chars: Vec<char> = said.chars().collect();
    chars.iter().enumerate().any(|(at, c)| match c {
        '？' | '؟' => true,
        '?' => {
            let before = at.checked_sub(1).map(|before| chars[before]);
            let behind = chars.get(at + 1);
            let is_said = before.is_some_and(|c| !matches!(c, '(' | '[' | '/' | '=' | '<' | '!'));
            is_said
                && (behind.is_none_or(|c| c.is_whitespace() || "\"”»)]}?!.,:;'…-–—/*".contains(*c))
                    || before.is_some_and(|c| c >= '\u{400}')
                    || behind.is_some_and(|c| *c >= '\u{2e80}'))
        }
        _ => false,
    })
}

/// How a text asks.
pub(in crate::study::import) fn ask(text: &str, words: &NoteWords) -> Ask {
    let bare = bare(text, words);
    if bare.is_empty() {
        return Ask::No;
    }
    if has_question_mark(&bare) {
        return Ask::Mark;
    }
    let first = bare.lines().next().unwrap_or_default();
    let folded = fold(first);
    let said = front(&folded, words);
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
    if words.begins(WordClass::AsksFirst, said).is_some() && (count > 1 || is_unspaced_text) && !is_sentence {
        return Ask::Interrogative;
    }
    if first.chars().count() < 90
        && words.within(WordClass::AsksAnywhere, &folded)
        && (!is_sentence || is_unspaced_text)
    {
        return Ask::Interrogative;
    }
    let has_clause = first.contains(['.', ',', ':', ';']);
    if words.begins(WordClass::AsksWeak, said).is_some() && count > 2 && !has_clause {
        return Ask::Auxiliary;
    }
    if count < 14 && !is_sentence && words.within(WordClass::Topic, &folded) {
        return Ask::Pair;
    }
    Ask::No
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

/// Whether a text sets things apart: "Difference between A and B".
pub(in crate::study::import) fn sets_apart(text: &str, words: &NoteWords) -> bool {
    let folded = fold(&bare(text, words));
    words.begins(WordClass::Topic, front(&folded, words)).is_some()
}

/// Whether the words themselves ask a question, mark or not; "how to" does not.
pub(in crate::study::import) fn is_interrogative(text: &str, words: &NoteWords) -> bool {
    let bare = bare(text, words);
    let folded = fold(&bare);
    let said = front(&folded, words);
    if said.starts_with("how to ") || said.starts_with("how it ") {
        return false;
    }
    words.begins(WordClass::AsksFirst, said).is_some()
        || bare.chars().count() < 60
            && !bare.contains([',', '，', '、', '：', ':'])
            && words.within(WordClass::AsksAnywhere, &folded)
}

/// Whether a text opens by setting a task: "Given a list, find ..."
pub(in crate::study::import) fn is_task(text: &str, words: &NoteWords) -> bool {
    let folded = fold(&bare(text, words));
    let said = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let count = said.split_whitespace().count() + said.chars().filter(|&c| is_unspaced(c)).count() / 4;
    words.begins(WordClass::Task, said).is_some() && count > 4
}

/// Whether a sentence goes on asking: "For example ..."
pub(in crate::study::import) fn goes_on(text: &str, words: &NoteWords) -> bool {
    words.begins(WordClass::Continues, fold(&bare(text, words)).trim_start_matches(['(', ' '])).is_some()
}

/// The words of a title, folded, without what only sets it and without marks at its ends.
pub(in crate::study::import) fn keyword(text: &str, words: &NoteWords) -> String {
    let cleaned = clean(text, words);
    let mut said = cleaned.as_str();
    if said.ends_with([')', '）'])
        && let Some(at) = said.rfind(['(', '（'])
        && at > 0
    {
        said = &said[..at];
    }
    let is_end = |c: char| {
        !c.is_alphanumeric() && c != '+' && !matches!(c, '\u{93e}'..='\u{94d}' | '\u{902}' | '\u{901}')
    };
    fold(said.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(is_end))
}

/// What a heading names.
pub(in crate::study::import) fn heading_kind(text: &str, words: &NoteWords) -> HeadingKind {
    if text.len() > 200 {
        return HeadingKind::Plain;
    }
    let key = keyword(text, words);
    let key = key.as_str();
    let without_first = key.split_once(' ').map_or(key, |(first, rest)| {
        let is_ordinal = first.starts_with(|c: char| digit(c).is_some());
        let second = rest.split(' ').next().unwrap_or_default();
        if is_ordinal || matches!(second, "technical" | "hr" | "phone") { rest } else { key }
    });
    let asks_mark = has_question_mark(&bare(text, words));
    if asks_mark && words.is(WordClass::Boilerplate, key) {
        return HeadingKind::Boilerplate;
    }
    if !asks_mark {
        if words.is(WordClass::Facts, key) || words.is(WordClass::Facts, without_first) {
            return HeadingKind::Facts;
        }
        if is_version(key) || words.is(WordClass::Boilerplate, key) || key.starts_with("table of contents") {
            return HeadingKind::Boilerplate;
        }
    }
    if asks_mark {
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

/// How much the title of a note announces questions: 0, 1 or 2; a story of an interview announces none.
pub(in crate::study::import) fn announcement(title: &str, words: &NoteWords) -> u8 {
    let kind = heading_kind(title, words);
    let key = keyword(title, words);
    if kind != HeadingKind::Announces && words.within(WordClass::Experience, &key) {
        return 0;
    }
    let has = |class| key.chars().any(is_unspaced) && words.within(class, &key);
    if kind == HeadingKind::Announces || has(WordClass::Announces) {
        2
    } else {
        u8::from(kind == HeadingKind::Weak || has(WordClass::AnnouncesWeak))
    }
}

/// Whether a heading is what a document asks its reader: "Where should I start?"
pub(in crate::study::import) fn is_rhetorical(title: &str, words: &NoteWords) -> bool {
    words.is(WordClass::Rhetorical, &keyword(title, words))
}

/// Whether a line without marks is a heading that everybody knows: "Technical interview", "Status".
pub(in crate::study::import) fn is_known_heading(line: &str, words: &NoteWords) -> bool {
    let bare = line.trim();
    if bare.chars().count() >= 40 || bare.ends_with(QUESTION_MARKS) {
        return false;
    }
    let begins =
        bare.chars().next().is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase());
    let key = keyword(bare, words);
    let is_long = if key.chars().any(is_unspaced) { key.chars().count() >= 2 } else { key.len() > 3 };
    let rest = key.split_once(' ').map_or("", |(_, rest)| rest);
    let is_named = |key: &str| {
        words.is(WordClass::Facts, key)
            || words.is(WordClass::Announces, key)
            || words.is(WordClass::AnnouncesWeak, key)
    };
    begins
        && is_long
        && (is_named(&key)
            || !rest.is_empty() && key.split(' ').count() <= 3 && words.is(WordClass::AnnouncesWeak, rest))
}

/// Whether a text is nothing but links.
pub(in crate::study::import) fn is_link_only(text: &str) -> bool {
    if !text.contains("](") && !text.contains("http") {
        return false;
    }
    let mut rest = text;
    let (mut letters, mut links) = (0, 0);
    while let Some(c) = rest.chars().next() {
        if (c == '[' || rest.starts_with("!["))
            && let Some((_, len)) = link(&rest[usize::from(c == '!')..])
        {
            rest = &rest[len + usize::from(c == '!')..];
            links += 1;
            continue;
        }
        if rest.starts_with("http://") || rest.starts_with("https://") {
            rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
            links += 1;
            continue;
        }
        letters += usize::from(c.is_alphanumeric());
        rest = &rest[c.len_utf8()..];
    }
    links > 0 && letters <= 2
}

/// Whether a text is a link into its own note: a line of contents.
pub(in crate::study::import) fn leads_inside(text: &str) -> bool {
    text.contains("](#") && is_link_only(text) || text.contains("]: #")
}

/// `Company: Nova`: what stands before the colon, and behind it.
pub(in crate::study::import) fn key_value(text: &str) -> Option<(&str, &str)> {
    let bare = text.trim_start_matches(|c: char| "*_ \"-".contains(c) || is_decoration(c));
    let (key, value) = bare.split_once([':', '：'])?;
    let key = key.trim_matches(['*', '_', ' ', '`']);
    let count = key.chars().count();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '-' | '\'' | '’' | '\u{200c}');
    ((2..=32).contains(&count)
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(is_word)
        && !value.starts_with("//"))
    .then(|| (key, value.trim_start_matches(['*', '_', ' ']).trim()))
}

/// Whether a line tells a fact of the interview by its key.
pub(in crate::study::import) fn is_fact_line(text: &str, words: &NoteWords) -> bool {
    key_value(text).is_some_and(|(key, _)| words.is(WordClass::Facts, &fold(key)))
}

/// Whether a line is typed into a shell.
pub(in crate::study::import) fn is_command(text: &str) -> bool {
    ["$ ", "#!", "sudo ", "npm ", "git ", "pip ", "cargo ", "docker "]
        .iter()
        .any(|front| text.starts_with(front) && !text.contains(QUESTION_MARKS))
        || text.len() > 2 && text.starts_with('`') && text.ends_with('`') && text.matches('`').count() == 2
}

/// Whether a line is only in the way: "back to top".
pub(in crate::study::import) fn is_in_the_way(text: &str, words: &NoteWords) -> bool {
    if text.len() > 200 {
        return false;
    }
    let folded = fold(&bare(text, words));
    let said = folded.trim_matches(|c: char| !c.is_alphanumeric() && !"⬆↑".contains(c));
    if said.is_empty() {
        return !text.chars().any(char::is_alphanumeric) && !text.contains(['|', '$', '`', '!']);
    }
    words.is(WordClass::Drop, said)
        || words.begins(WordClass::Drop, said).is_some_and(|len| len > 5 && said.len() < len + 12)
}

#[cfg(test)]
mod tests;
