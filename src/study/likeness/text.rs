//! From Markdown to words: a question as a row of words and stops, and what of it has to agree to the
//! letter.
//!
//! A word keeps how it was written, because `WHERE` is a word of SQL and "where" is not. Code blocks,
//! options and tables are no prose: two questions that differ in them differ.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_normalization::UnicodeNormalization as _;

use super::words;
use crate::study::lexicon::{AskingClass, AskingLanguage, AskingWords};

/// A question, taken apart.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) tokens: Vec<Token>,
    /// Code blocks, options, tables, HTML and pictures, white space folded.
    pub(super) verbatim: String,
    /// What the question is asked in.
    pub(super) language: Option<&'static AskingLanguage>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// A comma, a bracket, a dash.
    Pause,
    /// The end of a sentence.
    Stop,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) written: String,
    /// In lower case, Persian letters in one form.
    pub(super) folded: String,
    /// A name of code or an operator: neither filler nor inflected.
    pub(super) is_code: bool,
}

const OPERATORS: &[&str] = &[
    "=", "==", "===", "!=", "!==", "<", ">", "<=", ">=", "=>", "->", "<-", "&&", "||", "::", "??", ":=",
    "<<", ">>", "**", "++", "+=",
];

/// Reads a question's Markdown.
pub(super) fn read(question: &str) -> Text {
    let language = AskingWords::built_in().language_of(question);
    let mut text = Text { language, ..Text::default() };
    let (mut prose, mut listed) = (String::new(), Text { language, ..Text::default() });
    let (mut verbatim_depth, mut list_depth) = (0_u32, 0_u32);
    for event in Parser::new_ext(question, Options::ENABLE_TABLES) {
        let out = if list_depth > 0 { &mut listed } else { &mut text };
        match event {
            Event::Start(Tag::List(_)) => {
                flush(&mut prose, out);
                list_depth += 1;
            }
            Event::End(TagEnd::List(_)) => {
                flush(&mut prose, out);
                list_depth -= 1;
            }
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) => {
                flush(&mut prose, out);
                verbatim_depth += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Table) => verbatim_depth -= 1,
            Event::Text(said) | Event::Code(said) if verbatim_depth > 0 => out.keep(&said),
            Event::Text(said) => prose.push_str(&said),
            Event::Code(said) => {
                flush(&mut prose, out);
                said.split_whitespace().for_each(|part| out.push_code(part));
            }
            Event::Html(said) | Event::InlineHtml(said) => {
                flush(&mut prose, out);
                out.keep(&said);
            }
            Event::Start(Tag::Image { dest_url, .. }) => out.keep(&dest_url),
            Event::SoftBreak | Event::HardBreak => prose.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                flush(&mut prose, out);
                out.tokens.push(Token::Stop);
            }
            _ => {}
        }
    }
    flush(&mut prose, &mut text);
    let is_all_list = !text.tokens.iter().any(|token| matches!(token, Token::Word(_)));
    if is_all_list {
        // `1. What is a mutex?` is a numbered question, not a question's options.
        text.tokens = listed.tokens;
    } else {
        for token in &listed.tokens {
            if let Token::Word(word) = token {
                text.keep(&word.folded);
            }
        }
    }
    let Text { verbatim, .. } = listed;
    text.keep(&verbatim);
    text
}

fn flush(prose: &mut String, out: &mut Text) {
    out.push_prose(prose);
    prose.clear();
}

impl Text {
    fn keep(&mut self, said: &str) {
        for word in said.split_whitespace() {
            self.verbatim.push_str(word);
            self.verbatim.push(' ');
        }
    }

    fn push_code(&mut self, code: &str) {
        let trimmed = code.trim_end_matches("()").trim_start_matches('@').trim_end_matches([',', '.']);
        let written = if trimmed.is_empty() { code } else { trimmed };
        self.tokens.push(Token::Word(Word {
            written: written.to_owned(),
            folded: fold(written),
            is_code: true,
        }));
    }

    fn push_word(&mut self, written: &str) {
        // `VMs`, `APIs`.
        let shouted = written
            .strip_suffix('s')
            .filter(|rest| rest.chars().nth(1).is_some() && rest.chars().all(|c| c.is_ascii_uppercase()));
        let written = shouted.unwrap_or(written);
        let mut folded = fold(written);
        if folded.is_empty() {
            return;
        }
        if let Some(language) = self.language
            && folded.chars().all(char::is_alphabetic)
            && !AskingWords::built_in().is_known(&folded)
        {
            folded.truncate(language.without_ending(&folded).len());
        }
        // `multi threading`, `non blocking`.
        if let Some(Token::Word(last)) = self.tokens.last_mut()
            && words::is(AskingClass::Prefixes, &last.folded)
            && !last.is_code
        {
            last.written.push_str(written);
            last.folded.push_str(&folded);
            return;
        }
        self.tokens.push(Token::Word(Word { written: written.to_owned(), folded, is_code: false }));
    }

    fn push_prose(&mut self, prose: &str) {
        let composed: String = prose.nfc().collect();
        let prose =
            self.language.map_or(Cow::Borrowed(&*composed), |language| language.in_english(&composed));
        let chars: Vec<char> = prose.chars().collect();
        let at = |place: usize| chars.get(place).copied().unwrap_or(' ');
        let mut place = 0;
        while place < chars.len() {
            let c = chars[place];
            let starts_word = place == 0 || at(place - 1).is_whitespace();
            let next = at(place + 1);
            if is_of_word(c)
                || (starts_word && c == '.' && next.is_alphanumeric())
                || (starts_word && c == '*' && (next.is_alphanumeric() || next == '*'))
            {
                let end = end_of_word(&chars, place);
                let compound: String = chars[place..end].iter().collect();
                self.push_compound(&compound);
                // `bind()` is a name, and no word with a bracket.
                let is_called = chars[end..].starts_with(&['(', ')']);
                place = end + if is_called { 2 } else { 0 };
                continue;
            }
            if is_of_operator(c) {
                let end = (place..chars.len()).find(|&place| !is_of_operator(chars[place]));
                let end = end.unwrap_or(chars.len());
                let run: String = chars[place..end].iter().collect();
                self.push_signs(&run);
                place = end;
                continue;
            }
            match c {
                '.' | '؟' | ';' | '…' | '؛' | '。' | '？' | '！' | '：' | '；' => {
                    self.tokens.push(Token::Stop);
                }
                ',' | '،' | '，' | '、' | '(' | ')' | '（' | '）' | '[' | ']' | '—' | '–' => {
                    self.tokens.push(Token::Pause);
                }
                _ => {}
            }
            place += 1;
        }
    }

    fn push_signs(&mut self, run: &str) {
        if OPERATORS.contains(&run) {
            self.push_code(run);
        } else if matches!(run, "&" | "/" | "+") {
            self.push_word("and");
        } else if run.contains(['?', '!', ':']) {
            self.tokens.push(Token::Stop);
        } else if run.starts_with('-') {
            self.tokens.push(Token::Pause);
        }
    }

    /// A word, or several that `-` or `/` hold together.
    fn push_compound(&mut self, compound: &str) {
        if compound.starts_with('*') {
            return self.push_code(compound);
        }
        // What a ZWNJ holds together may as well be written apart; the plural's ending goes.
        if compound.contains('\u{200c}') {
            let parts = compound.split('\u{200c}').filter(|part| !matches!(*part, "ها" | "های" | "هایی"));
            return parts.for_each(|part| self.push_word(part));
        }
        let is_short = |part: &str| part.len() <= 3 && part.chars().all(char::is_alphabetic);
        if compound.contains('/') {
            let parts: Vec<&str> = compound.split('/').filter(|part| !part.is_empty()).collect();
            if parts.iter().all(|part| is_short(part)) {
                // `CI/CD`, `I/O`.
                return self.push_word(&parts.concat());
            }
            for (number, part) in parts.iter().enumerate() {
                let is_version = part.starts_with(|c: char| c.is_ascii_digit());
                if number > 0 && !is_version {
                    self.push_word("and");
                }
                self.push_hyphened(part);
            }
            return;
        }
        self.push_hyphened(compound);
    }

    fn push_hyphened(&mut self, compound: &str) {
        let mut parts = compound.split(['-', '‑', '‐']).filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
            let joins = parts
                .peek()
                .is_some_and(|next| part.chars().nth(1).is_none() || (is_number(next) && part.len() <= 4));
            match parts.peek() {
                // `UTF-8`, `e-commerce`, `B-tree`.
                Some(next) if joins => {
                    let whole = format!("{part}{next}");
                    parts.next();
                    self.push_spoken(&whole);
                }
                _ => self.push_spoken(part),
            }
        }
    }

    /// A word with what an apostrophe has shortened.
    fn push_spoken(&mut self, word: &str) {
        let Some((before, after)) = word.split_once(['\'', '’']) else { return self.push_word(word) };
        match after.to_lowercase().as_str() {
            "t" => {
                self.push_word(before.strip_suffix('n').unwrap_or(before));
                self.push_word("not");
            }
            "s" | "re" | "ll" | "ve" | "d" | "m" | "" => self.push_word(before),
            _ => self.push_word(&format!("{before}{after}")),
        }
    }
}

fn end_of_word(chars: &[char], start: usize) -> usize {
    let at = |place: usize| chars.get(place).copied().unwrap_or(' ');
    let mut place = start + 1;
    while at(place - 1) == '*' && at(place) == '*' {
        place += 1;
    }
    while place < chars.len() {
        let (before, c, next) = (at(place - 1), at(place), at(place + 1));
        let goes_on = match c {
            c if is_of_word(c) => true,
            '\'' | '’' => next.is_alphabetic(),
            '.' => {
                before.is_alphanumeric()
                    && next.is_alphanumeric()
                    && !(before.is_lowercase() && next.is_uppercase())
            }
            '-' | '‑' | '‐' | '/' => before != '-' && next.is_alphanumeric(),
            // `C++`, `B+`, `C#`, `N+1`.
            '+' | '#' => before.is_alphanumeric() || before == c,
            _ => false,
        };
        if !goes_on {
            break;
        }
        place += 1;
    }
    place
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || matches!(c, '\u{200c}' | '\u{64b}'..='\u{652}')
}

fn is_of_operator(c: char) -> bool {
    matches!(c, '=' | '!' | '<' | '>' | '&' | '|' | '+' | '-' | '*' | '/' | '%' | '^' | '~' | ':' | '?')
}

/// Lower case; Arabic letters and digits as Persian and European ones; no vowel signs.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'ي' | 'ى' => folded.push('ی'),
            'ك' => folded.push('ک'),
            'ة' => folded.push('ه'),
            'أ' | 'إ' => folded.push('ا'),
            '۰'..='۹' => folded.extend(char::from_digit(c as u32 - '۰' as u32, 10)),
            '٠'..='٩' => folded.extend(char::from_digit(c as u32 - '٠' as u32, 10)),
            '\u{64b}'..='\u{652}' | '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            c => folded.push(c),
        }
    }
    folded.retain(|c| c != '\u{200c}');
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, expected: &str) {
        let words: Vec<String> = read(question)
            .tokens
            .iter()
            .map(|token| match token {
                Token::Word(word) if word.is_code => format!("`{}`", word.folded),
                Token::Word(word) => word.folded.clone(),
                Token::Pause => ",".to_owned(),
                Token::Stop => ".".to_owned(),
            })
            .collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn words_of_the_field_stay_whole() {
        check("C++ vs C#, Node.js?", "c++ vs c# , node.js . .");
        check("CI/CD and I/O over HTTP/2", "cicd and io over http 2 .");
        check("UTF-8, e-commerce, multi-threading", "utf8 , ecommerce , multithreading .");
        check("`is` and == and *args", "`is` and `==` and `*args` .");
        check("SQL/NoSQL & N+1", "sql and nosql and n+1 .");
        check("don't what's", "do not what .");
    }

    #[test]
    fn options_and_code_are_kept_apart() {
        let text = read("Which?\n\n- A: yes\n- B: no\n\n```\nx = 1\n```");
        assert_eq!(text.verbatim, "x = 1 a yes b no ");
        check("1. What is a mutex?", "what is a mutex . .");
    }

    #[test]
    fn persian_letters_have_one_form() {
        check("ليست\u{200c}ها چيست؟", "لیست what is . .");
        check("بن\u{200c}بست", "بن بست .");
    }
}
