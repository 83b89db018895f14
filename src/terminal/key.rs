//! What a key press means to a drill, and how the bytes of a terminal become keys.
//!
//! Digits of Persian and Arabic keyboards count as 1 to 9 where a key is a command: the hand that pressed
//! `1` under a Persian layout meant 1. Sequences that are not known are swallowed whole, never typed as
//! letters, and a paste is one key: text where text is written, and nothing elsewhere.

use std::collections::VecDeque;

/// A key, or something else the drill has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    /// A letter with Ctrl, in lower case; those that mean the same everywhere have names of their own.
    Ctrl(char),
    /// A key with Alt, in lower case; Enter is `\n`.
    Alt(char),
    Paste(String),
    /// A number that was typed whole, where lines are.
    Number(usize),
    /// A key that moved the cursor to a byte offset of the text that is being written.
    MoveTo(usize),
    Enter,
    Space,
    Esc,
    Backspace,
    Delete,
    Tab,
    Up,
    Down,
    Left,
    Right,
    WordLeft,
    WordRight,
    PageUp,
    PageDown,
    Home,
    End,
    CtrlC,
    CtrlD,
    /// The window has another size, or Ctrl-L: draw again.
    Resize,
    /// Back from being stopped: the clock has moved on; draw again.
    Resumed,
    /// A signal to end (its number), or the terminal is gone (SIGHUP's number).
    Ended(i32),
    /// Nothing within the timeout.
    Tick,
}

impl Key {
    /// What it means where keys are commands.
    pub(super) fn into_command(self) -> Self {
        match self {
            Self::Char(c) => Self::Char(as_western_digit(c)),
            key => key,
        }
    }
}

/// What the reader makes of a byte sequence, before signals come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    Key(Key),
    /// Ctrl-Z.
    Stop,
}

/// Bytes read and not yet understood.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    bytes: VecDeque<u8>,
    /// What has come of a paste that has begun.
    paste: Option<Vec<u8>>,
}

const PASTE_END: &[u8] = b"\x1b[201~";
/// What is beyond is not taken.
const LONGEST_PASTE_BYTES: usize = 1 << 20;

impl Decoder {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    pub(super) fn forget(&mut self) {
        self.bytes.clear();
        self.paste = None;
    }

    /// An escape has come alone so far: is it the Esc key, or does the rest follow?
    pub(super) fn is_waiting(&self) -> bool {
        !self.bytes.is_empty() && self.paste.is_none()
    }

    /// The next key. `is_all`: nothing more has come within a moment, so what is there is whole.
    pub(super) fn next(&mut self, is_all: bool) -> Option<Pressed> {
        loop {
            if self.paste.is_some() {
                return self.pasted().map(|text| Pressed::Key(Key::Paste(text)));
            }
            let (taken, pressed) = self.step(is_all)?;
            self.bytes.drain(..taken);
            if pressed.is_some() {
                return pressed;
            }
        }
    }

    /// The whole paste, once its end has come.
    fn pasted(&mut self) -> Option<String> {
        let bytes = self.bytes.make_contiguous();
        let end = bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        // The end mark itself may have come in two parts.
        let text_end = end.unwrap_or((bytes.len() + 1).saturating_sub(PASTE_END.len()));
        let mut text = self.paste.take()?;
        text.extend(bytes[..text_end].iter().take(LONGEST_PASTE_BYTES.saturating_sub(text.len())));
        self.bytes.drain(..end.map_or(text_end, |end| end + PASTE_END.len()));
        if end.is_some() {
            return Some(String::from_utf8_lossy(&text).into_owned());
        }
        self.paste = Some(text);
        None
    }

    /// How many bytes to take, and what they are.
    fn step(&mut self, is_all: bool) -> Option<(usize, Option<Pressed>)> {
        let bytes = self.bytes.make_contiguous();
        let first = *bytes.first()?;
        let key = |key| Some(Pressed::Key(key));
        let step = match first {
            0x1b => return self.escape(is_all),
            b'\r' | b'\n' => (1, key(Key::Enter)),
            b' ' => (1, key(Key::Space)),
            b'\t' => (1, key(Key::Tab)),
            0x7f | 0x08 => (1, key(Key::Backspace)),
            0x03 => (1, key(Key::CtrlC)),
            0x04 => (1, key(Key::CtrlD)),
            0x0c => (1, key(Key::Resize)),
            0x1a => (1, Some(Pressed::Stop)),
            0x01..0x1b => (1, key(Key::Ctrl(char::from(first + b'a' - 1)))),
            0x00..0x20 => (1, None),
            0x21..0x80 => (1, key(Key::Char(char::from(first)))),
            0x80.. => {
                let length = match first {
                    0xc2..0xe0 => 2,
                    0xe0..0xf0 => 3,
                    0xf0..0xf5 => 4,
                    _ => return Some((1, None)),
                };
                let Some(sequence) = bytes.get(..length) else {
                    return is_all.then_some((bytes.len(), None));
                };
                match std::str::from_utf8(sequence).ok().and_then(|text| text.chars().next()) {
                    Some(c) => (length, key(Key::Char(c))),
                    None => (1, None),
                }
            }
        };
        Some(step)
    }

    fn escape(&mut self, is_all: bool) -> Option<(usize, Option<Pressed>)> {
        let bytes = self.bytes.make_contiguous();
        let Some(&second) = bytes.get(1) else {
            return is_all.then_some((1, Some(Pressed::Key(Key::Esc))));
        };
        match second {
            b'O' => match bytes.get(2) {
                Some(last) => Some((3, named(*last, "").map(Pressed::Key))),
                None => is_all.then_some((2, None)),
            },
            b'[' => {
                // The Linux console sends ESC [ [ A for F1.
                if bytes.get(2) == Some(&b'[') {
                    return (bytes.len() > 3 || is_all).then_some((bytes.len().min(4), None));
                }
                let Some(end) = bytes[2..].iter().position(|byte| (0x40..0x7f).contains(byte)) else {
                    return is_all.then_some((bytes.len(), None));
                };
                let parameters = String::from_utf8_lossy(&bytes[2..2 + end]).into_owned();
                let last = bytes[2 + end];
                if last == b'~' && parameters == "200" {
                    self.paste = Some(Vec::new());
                }
                Some((3 + end, named(last, &parameters).map(Pressed::Key)))
            }
            0x1b => Some((1, Some(Pressed::Key(Key::Esc)))),
            b'\r' | b'\n' => Some((2, Some(Pressed::Key(Key::Alt('\n'))))),
            0x7f | 0x08 => Some((2, Some(Pressed::Key(Key::Alt('\u{8}'))))),
            b'a'..=b'z' => Some((2, Some(Pressed::Key(Key::Alt(char::from(second)))))),
            // A letter of several bytes goes with its escape.
            0x80.. => {
                let length = 1 + bytes[1..].iter().take_while(|byte| **byte >= 0x80).count().min(4);
                Some((length, None))
            }
            _ => Some((2, None)),
        }
    }
}

/// The key of a control sequence by its last byte and its parameters, modifiers left aside.
fn named(last: u8, parameters: &str) -> Option<Key> {
    let (first, modifier) = parameters.split_once(';').unwrap_or((parameters, ""));
    let key = match (last, first) {
        // With Ctrl or Alt.
        (b'C', _) if matches!(modifier, "3" | "5") => Key::WordRight,
        (b'D', _) if matches!(modifier, "3" | "5") => Key::WordLeft,
        (b'u', "13") if matches!(modifier, "3" | "5") => Key::Alt('\n'),
        (b'A', _) => Key::Up,
        (b'B', _) => Key::Down,
        (b'C', _) => Key::Right,
        (b'D', _) => Key::Left,
        (b'H', _) | (b'~', "1" | "7") => Key::Home,
        (b'F', _) | (b'~', "4" | "8") => Key::End,
        (b'~', "3") => Key::Delete,
        (b'~', "5") => Key::PageUp,
        (b'~', "6") => Key::PageDown,
        (b'M', "") => Key::Enter,
        _ => return None,
    };
    Some(key)
}

pub(super) fn as_western_digit(c: char) -> char {
    match c {
        '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10).unwrap_or(c),
        '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10).unwrap_or(c),
        '؟' => '?',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &[Key]) {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        let mut keys = Vec::new();
        while let Some(Pressed::Key(key)) = decoder.next(true) {
            keys.push(key.into_command());
        }
        assert_eq!(keys, expected);
    }

    #[test]
    fn keys_are_read() {
        check(b"1 u\r\x7f", &[Key::Char('1'), Key::Space, Key::Char('u'), Key::Enter, Key::Backspace]);
        check(
            b"\x1b[A\x1bOB\x1b[5~\x1b[6~\x1b[H\x1b[4~",
            &[Key::Up, Key::Down, Key::PageUp, Key::PageDown, Key::Home, Key::End],
        );
        check(b"\x1b", &[Key::Esc]);
        check(b"\x03\x04\x0c", &[Key::CtrlC, Key::CtrlD, Key::Resize]);
    }

    #[test]
    fn a_persian_layout_grades() {
        check("۱۴؟".as_bytes(), &[Key::Char('1'), Key::Char('4'), Key::Char('?')]);
    }

    #[test]
    fn keys_for_writing_are_read() {
        check(b"\x01\x07\x1bb\x1b\r", &[Key::Ctrl('a'), Key::Ctrl('g'), Key::Alt('b'), Key::Alt('\n')]);
        check(b"\x1b[3~\x1b[1;5C\x1b[1;3D", &[Key::Delete, Key::WordRight, Key::WordLeft]);
    }

    #[test]
    fn a_paste_is_one_key() {
        check(b"\x1b[200~12\r\x1b[Aq\x1b[201~2", &[Key::Paste("12\r\u{1b}[Aq".to_owned()), Key::Char('2')]);
        let mut decoder = Decoder::default();
        for part in [&b"\x1b[200~one"[..], b" two\x1b[20", b"1~3"] {
            assert_eq!(decoder.next(false), None);
            decoder.feed(part);
        }
        assert_eq!(decoder.next(false), Some(Pressed::Key(Key::Paste("one two".to_owned()))));
        assert_eq!(decoder.next(false), Some(Pressed::Key(Key::Char('3'))));
    }

    #[test]
    fn unknown_sequences_type_nothing() {
        check(b"\x1b[1;5P\x1b[99;99u\x1bX\x1b[[A3", &[Key::Char('3')]);
        check(b"\xff\xc3", &[]);
    }

    #[test]
    fn a_sequence_in_two_parts_is_one_key() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b");
        assert_eq!(decoder.next(false), None);
        assert!(decoder.is_waiting());
        decoder.feed(b"[A");
        assert_eq!(decoder.next(false), Some(Pressed::Key(Key::Up)));
        decoder.feed(&"۱".as_bytes()[..1]);
        assert_eq!(decoder.next(false), None);
        decoder.feed(&"۱".as_bytes()[1..]);
        assert_eq!(decoder.next(false), Some(Pressed::Key(Key::Char('۱'))));
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let mut decoder = Decoder::default();
            decoder.feed(&bytes);
            while decoder.next(true).is_some() {}
            prop_assert!(!decoder.is_waiting());
        }
    }
}
