//! What a key press means to a drill, and how the bytes of a terminal become keys.
//!
//! Digits of Persian and Arabic keyboards count as 1 to 9: the hand that pressed `1` under a Persian
//! layout meant 1. Sequences that are not known are swallowed whole, never typed as letters.

use std::collections::VecDeque;

/// A key, or something else the drill has to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Enter,
    Space,
    Esc,
    Backspace,
    Tab,
    Up,
    Down,
    Left,
    Right,
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

/// What the reader makes of a byte sequence, before signals come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    Key(Key),
    /// Ctrl-Z.
    Stop,
}

/// Bytes read and not yet understood.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    bytes: VecDeque<u8>,
    in_paste: bool,
}

impl Decoder {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    pub(super) fn forget(&mut self) {
        self.bytes.clear();
        self.in_paste = false;
    }

    /// An escape has come alone so far: is it the Esc key, or does the rest follow?
    pub(super) fn is_waiting(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// The next key. `is_all`: nothing more has come within a moment, so what is there is whole.
    pub(super) fn next(&mut self, is_all: bool) -> Option<Pressed> {
        loop {
            let (taken, pressed) = self.step(is_all)?;
            self.bytes.drain(..taken);
            match pressed {
                Some(pressed) if !self.in_paste => return Some(pressed),
                _ => {}
            }
        }
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
                    Some(c) => (length, key(Key::Char(as_western_digit(c)))),
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
                if last == b'~' && matches!(parameters.as_str(), "200" | "201") {
                    self.in_paste = parameters == "200";
                }
                Some((3 + end, named(last, &parameters).map(Pressed::Key)))
            }
            0x1b => Some((1, Some(Pressed::Key(Key::Esc)))),
            // Alt and a key is no key of ours; a letter of several bytes goes with its escape.
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
    let key = match (last, parameters.split(';').next().unwrap_or_default()) {
        (b'A', _) => Key::Up,
        (b'B', _) => Key::Down,
        (b'C', _) => Key::Right,
        (b'D', _) => Key::Left,
        (b'H', _) | (b'~', "1" | "7") => Key::Home,
        (b'F', _) | (b'~', "4" | "8") => Key::End,
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
            keys.push(key);
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
    fn unknown_sequences_and_pastes_type_nothing() {
        check(b"\x1b[1;5P\x1b[99;99u\x1bx\x1b[[A3", &[Key::Char('3')]);
        check(b"\x1b[200~1234q\x1b[201~2", &[Key::Char('2')]);
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
        assert_eq!(decoder.next(false), Some(Pressed::Key(Key::Char('1'))));
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
