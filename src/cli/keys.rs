//! What the keys of a terminal mean to a conversation.

use crate::study::conversation::{Input, Key};
use crate::study::draft::Stroke;
use crate::terminal::Key as TerminalKey;

/// What a key means to a card.
pub(super) fn pressed(key: &TerminalKey) -> Option<Key> {
    Some(match key {
        TerminalKey::Char(c) => Key::Char(*c),
        TerminalKey::Space => Key::Char(' '),
        TerminalKey::Enter => Key::Enter,
        TerminalKey::Esc => Key::Esc,
        TerminalKey::Up => Key::Up,
        TerminalKey::Down => Key::Down,
        TerminalKey::Number(number) => Key::Number(*number),
        TerminalKey::CtrlD => Key::Leave,
        _ => return None,
    })
}

/// What a key means to a text that is being written; the keys are those of shells and of Emacs.
pub(super) fn written<S>(key: TerminalKey) -> Option<Input<S>> {
    let stroke = match key {
        TerminalKey::Esc | TerminalKey::Up | TerminalKey::Down | TerminalKey::Number(_) => {
            return pressed(&key).map(Input::Key);
        }
        TerminalKey::CtrlD | TerminalKey::Alt('\n') => return Some(Input::Key(Key::Done)),
        TerminalKey::Ctrl('g' | 'o') => return Some(Input::Key(Key::Editor)),
        TerminalKey::Char(c) => Stroke::Insert(c.to_string()),
        TerminalKey::Space => Stroke::Insert(" ".to_owned()),
        TerminalKey::Tab => Stroke::Insert("\t".to_owned()),
        TerminalKey::Paste(text) => Stroke::Insert(text),
        TerminalKey::Enter => Stroke::Newline,
        TerminalKey::Backspace => Stroke::Backspace,
        TerminalKey::Delete => Stroke::Delete,
        TerminalKey::Ctrl('w') | TerminalKey::Alt('\u{8}') => Stroke::DeleteWordBack,
        TerminalKey::Ctrl('k') => Stroke::DeleteToEnd,
        TerminalKey::Ctrl('u') => Stroke::DeleteToStart,
        TerminalKey::Left | TerminalKey::Ctrl('b') => Stroke::Left,
        TerminalKey::Right | TerminalKey::Ctrl('f') => Stroke::Right,
        TerminalKey::WordLeft | TerminalKey::Alt('b') => Stroke::WordLeft,
        TerminalKey::WordRight | TerminalKey::Alt('f') => Stroke::WordRight,
        TerminalKey::Home | TerminalKey::Ctrl('a') => Stroke::LineStart,
        TerminalKey::End | TerminalKey::Ctrl('e') => Stroke::LineEnd,
        TerminalKey::MoveTo(offset) => Stroke::To(offset),
        _ => return None,
    };
    Some(Input::Stroke(stroke))
}
