//! What the help says of each key.

/// The first two rows of the help say how to reveal and grade; the others are the same for all.
pub(super) const KEYS: &[(&str, &str)] = &keys(
    ("Space, Enter", "show the answer, then grade it good; Space scrolls a long one first"),
    ("1 2 3 4", "grade: again, hard, good, easy"),
);

pub(super) const SIX_KEYS: &[(&str, &str)] = &keys(
    ("Space, Enter", "show the answer, then grade it 4; Space scrolls a long one first"),
    ("0 to 5", "grade: 0 blackout, 1 wrong, 2 familiar; 3 hard, 4 good, 5 perfect"),
);

type KeyRow = (&'static str, &'static str);

const fn keys(reveal: KeyRow, grade: KeyRow) -> [KeyRow; 26] {
    [
        reveal,
        grade,
        ("a to h", "answer a multiple-choice question; after the reveal these letters are commands again"),
        ("t", "type your answer first; Ctrl-D compares it, Esc goes back and saves it"),
        ("p", "tick the key points that your typed answer makes in other words"),
        ("w", "write your own answer in your editor, or rewrite it; it is shown first"),
        ("e", "edit the card in your editor"),
        ("u", "undo the last action, also of an earlier session"),
        ("U", "redo what was undone"),
        ("b", "bury: not again today"),
        ("s", "suspend: not again until `viva resume`"),
        ("f", "flag or unflag a badly worded question"),
        ("d", "set the day it is due: 2026-12-01, +3d, in 2 weeks"),
        ("F", "reset to new, keeping its statistics"),
        ("D", "delete the card from every deck that has it; u restores it"),
        ("g", "go to a section of this deck"),
        ("m", "choose another deck to drill"),
        ("i", "where the question is from: interviews and decks, their words and answers"),
        ("o", "open a link or picture of the card"),
        ("c", "show or hide the clock"),
        ("↑ ↓ PgUp PgDn", "scroll a long answer"),
        ("today,6d +6d", "beside a grade: once more today, then in 6 days"),
        ("1d → 6d → 15d", "beside a grade: the next intervals, before fuzz, if you answer good from then on"),
        ("?", "these keys"),
        ("q", "quit; all grades are saved"),
        ("Ctrl-C, Ctrl-Z", "quit at once; stop until `fg`"),
    ]
}
