//! What a paragraph of Markdown says, where that can be told without its parser.
//!
//! Most questions are a line with a word in backticks or in bold. What is set otherwise is left to the parser.

use super::letters_digits_and;

/// What a paragraph says whose only marks are emphasis, code and links, plainly set, as in most titles; `None`
/// where the parser has to tell.
pub(in crate::study) fn in_marks(line: &str) -> Option<String> {
    if !begins_text(line) {
        return None;
    }
    let mut plain = String::with_capacity(line.len());
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let is_mark = |byte: u8| byte.is_ascii() && !HARMLESS[usize::from(byte)];
        let len = rest.bytes().position(is_mark).unwrap_or(rest.len());
        plain.push_str(&rest[..len]);
        at += len;
        let (before, rest) = line.split_at(at);
        let taken = match rest.bytes().next() {
            None => break,
            Some(b'`') => {
                let (code, behind) = rest[1..].split_once('`')?;
                if code.is_empty()
                    || code.starts_with(' ')
                    || code.ends_with(' ')
                    || code.contains('\n')
                    || behind.starts_with('`')
                {
                    return None;
                }
                plain.push_str(code);
                code.len() + 2
            }
            Some(b'*' | b'_') => {
                let mark = ["**", "__", "*", "_"].into_iter().find(|mark| rest.starts_with(mark))?;
                let behind = &rest[mark.len()..];
                if behind.starts_with(&mark[..1]) {
                    return None;
                }
                let before = Beside::of(before.chars().next_back())?;
                let behind = Beside::of(behind.chars().next())?;
                match (before, behind) {
                    (Beside::Blank, Beside::Mark | Beside::Word) | (Beside::Mark, Beside::Word) => {
                        open.push(mark);
                    }
                    (Beside::Mark | Beside::Word, Beside::Blank) | (Beside::Word, Beside::Mark) => {
                        open.pop().filter(|opened| *opened == mark)?;
                    }
                    (Beside::Word, Beside::Word) if mark == "_" => plain.push('_'),
                    _ => return None,
                }
                mark.len()
            }
            Some(b'[') if !before.ends_with('!') && !open.contains(&"[") => {
                open.push("[");
                1
            }
            Some(b']') => {
                open.pop().filter(|opened| *opened == "[")?;
                let (target, _) = rest.strip_prefix("](")?.split_once(')')?;
                if !target.bytes().all(|byte| TARGET[usize::from(byte)]) {
                    return None;
                }
                target.len() + 3
            }
            Some(b'\n') => {
                let next = rest[1..].trim_start_matches(' ');
                if !begins_text(next) {
                    return None;
                }
                let blanks = before.len() - before.trim_end_matches(' ').len();
                plain.truncate(plain.len() - blanks);
                plain.push('\n');
                rest.len() - next.len()
            }
            Some(b'&') if rest.starts_with("& ") => {
                plain.push('&');
                1
            }
            Some(_) => return None,
        };
        at += taken;
    }
    open.is_empty().then(|| plain.trim().to_owned())
}

/// Whether a line begins with text, or with a mark that stands in text; others may begin a block.
fn begins_text(line: &str) -> bool {
    let behind_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if behind_number.len() < line.len() {
        return !behind_number.starts_with(['.', ')']);
    }
    line.starts_with(|c: char| c.is_ascii_alphabetic() || !c.is_ascii() || "`*_[(\"!'$%/:;?@".contains(c))
}

/// What stands beside a mark of emphasis: it tells whether the mark opens or closes.
#[derive(Clone, Copy)]
enum Beside {
    Blank,
    Mark,
    Word,
}

impl Beside {
    /// `None` for signs whose kind only the tables of Unicode tell.
    fn of(c: Option<char>) -> Option<Self> {
        match c {
            None => Some(Self::Blank),
            Some(c) if c.is_whitespace() => Some(Self::Blank),
            Some(c) if c.is_ascii_punctuation() => Some(Self::Mark),
            Some(c) => c.is_alphanumeric().then_some(Self::Word),
        }
    }
}

/// By byte: part of a link's target that is nothing else.
const TARGET: [bool; 256] = letters_digits_and(b"#-_./:?=%+,;~@");

/// By byte: means nothing to HTML and Markdown within a line.
pub(in crate::study) const HARMLESS: [bool; 256] = letters_digits_and(b" ,.?:;'\"()/%-+=!@$#{}|^>");

/// Whether a text is of no other bytes than these.
pub(in crate::study) fn holds_only(text: &str, bytes: &[bool; 256]) -> bool {
    // Without a way out in the middle several bytes are looked at together.
    let are_all = |chunk: &[u8]| chunk.iter().fold(true, |all, &byte| all & bytes[usize::from(byte)]);
    text.as_bytes().chunks(16).all(are_all)
}
