//! `viva import --review`: goes through the doubtful cards before anything is written.
//!
//! A card is shown with the reasons for its doubt and where it comes from; one key decides. What is
//! decided is carried out by `study::sift` once all of it is known.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::cli::context::Context;
use crate::cli::editing::edited_once;
use crate::cli::failure::{Code, Failure};
use crate::cli::output;
use crate::study::card::Card;
use crate::study::deck::Imports;
use crate::study::import::Doubt;
use crate::study::sift::{self, Choice, EditText, Edited};
use crate::study::text::{Safe, clean_line, safe};
use crate::terminal::{Line, TerminalError, columns, render, rows};

use super::Wish;
use super::note::{Read, Reading, Source};
use super::shelf::Shelf;

/// Wider lines are hard to read.
const WIDEST_TEXT: usize = 100;
/// In a window of fewer lines every one counts.
const FEW_ROWS: usize = 14;
/// How long the line of keys is at most.
const KEYS_COLUMNS: usize = 110;

const KEYS: [(char, &str); 7] = [
    ('k', "keep"),
    ('d', "drop"),
    ('e', "edit"),
    ('m', "merge with the one above"),
    ('a', "keep all the rest"),
    ('b', "back"),
    ('q', "quit"),
];
const INSTEAD_OF_KEYS: &str = "no `--review`";

/// A doubtful card, as it would be kept.
struct Doubtful {
    /// `path:line`
    place: String,
    card: Card,
    /// The question of the card above it.
    above: Option<String>,
    /// Whether that card is the doubtful one before this.
    follows: bool,
    reasons: Vec<String>,
}

/// Fails where nobody can be asked, before anything is read.
pub(super) fn check(context: &Context) -> Result<(), Failure> {
    if context.may_ask() {
        return Ok(());
    }
    Err(Failure::new(Code::Usage, "--review needs a terminal to ask about each uncertain card").hint(
        "run it on a terminal, without --no-input and --format json; `--dry-run --explain` shows what is doubtful",
    ))
}

/// What was decided about the cards of each note: notes and cards are counted as they are read.
pub(super) type Choices = HashMap<usize, BTreeMap<usize, Choice>>;

/// Asks about what is doubtful, on decks as they would become; `None` if it was left, so that nothing is
/// to be written.
pub(super) fn choose(
    context: &Context,
    sources: &[Arc<Source>],
    wish: &Wish<'_>,
    reading: &Reading,
    imports: &Imports,
) -> Result<Option<Choices>, Failure> {
    let mut shelf = Shelf::read(context, imports.clone(), reading)?;
    let rehearsal = Wish { dry_run: true, ..*wish };
    let (mut doubtful, mut whose) = (Vec::new(), Vec::new());
    let notes = sources.iter().flat_map(|source| match source.read(reading) {
        Read::Notes(notes) => notes,
        // It is told when the notes are taken in.
        Read::Progress(_) | Read::PassedOver | Read::Failed(_) => Vec::new(),
    });
    for (note_at, note) in notes.enumerate() {
        let Some(taken) = shelf.take_in(note, &rehearsal, None, &mut Vec::new())? else { continue };
        let Some(merged) = &taken.rehearsed else { continue };
        let places = sift::places(merged, &taken.imported);
        let held = |at: usize| places[at].map(|place| &merged.deck.cards[place]);
        for Doubt { card: at, reasons } in &taken.doubts {
            let new = &taken.imported.cards[*at];
            // What is staying away is decided, and so is what was edited since.
            let Some(card) =
                held(*at).filter(|card| card.question == new.question && card.answer == new.answer)
            else {
                continue;
            };
            doubtful.push(Doubtful {
                place: format!("{}:{}", taken.source.shown, taken.line(*at)),
                card: card.clone(),
                above: (0..*at).rev().find_map(held).map(|above| above.question.clone()),
                follows: at.checked_sub(1).is_some_and(|above| whose.last() == Some(&(note_at, above))),
                reasons: reasons.clone(),
            });
            whose.push((note_at, *at));
        }
    }
    if doubtful.is_empty() {
        output::note("no cards are doubtful");
    }
    let Some(chosen) = decide(context, &doubtful)? else { return Ok(None) };
    let mut choices = Choices::new();
    for ((note_at, at), choice) in whose.into_iter().zip(chosen) {
        choices.entry(note_at).or_default().insert(at, choice);
    }
    Ok(Some(choices))
}

/// Asks about each; `None` if it was left, so that nothing is to be written.
fn decide(context: &Context, doubtful: &[Doubtful]) -> Result<Option<Vec<Choice>>, Failure> {
    let mut choices = vec![Choice::Keep; doubtful.len()];
    let (mut at, mut decided_count) = (0, 0);
    while let Some(item) = doubtful.get(at) {
        let mut card = item.card.clone();
        if let Choice::Edit(Edited { question, answer }) = &choices[at] {
            card.question.clone_from(question);
            card.answer.clone_from(answer);
        }
        let above = above(doubtful, &choices, at);
        show(context, item, &card, above)?;
        let count = format!("{} of {}:", at + 1, doubtful.len());
        decided_count = decided_count.max(at);
        match ask(context, &clean_line(&count), above.is_some(), at > 0)? {
            'k' => {
                if !matches!(choices[at], Choice::Edit(_)) {
                    choices[at] = Choice::Keep;
                }
                at += 1;
            }
            'd' => {
                choices[at] = Choice::Drop;
                at += 1;
            }
            'm' => {
                choices[at] = Choice::JoinAbove;
                at += 1;
            }
            // Shown again, as it is now.
            'e' => {
                if let Some(edited) = edit(context, &card)? {
                    choices[at] = Choice::Edit(edited);
                }
            }
            'a' => {
                choices[at + 1..].fill(Choice::Keep);
                if !matches!(choices[at], Choice::Edit(_)) {
                    choices[at] = Choice::Keep;
                }
                break;
            }
            'b' => at -= 1,
            _ if may_leave(context, decided_count)? => return Ok(None),
            _ => {}
        }
    }
    Ok(Some(choices))
}

/// Asks before what was decided is forgotten.
fn may_leave(context: &Context, decided_count: usize) -> Result<bool, Failure> {
    if decided_count == 0 {
        return Ok(true);
    }
    let decided = output::count(decided_count, "decision");
    match context.prompter().confirm(safe!("Quit and discard {decided}?"), None, INSTEAD_OF_KEYS) {
        Err(TerminalError::Cancelled) => Ok(true),
        answer => Ok(answer?),
    }
}

/// The question of the card that this one could be joined to, after what was decided so far.
fn above<'a>(doubtful: &'a [Doubtful], choices: &'a [Choice], mut at: usize) -> Option<&'a str> {
    while doubtful[at].follows {
        at -= 1;
        match &choices[at] {
            Choice::Drop | Choice::JoinAbove => {}
            Choice::Edit(edited) => return Some(&edited.question),
            Choice::Keep => return Some(&doubtful[at].card.question),
        }
    }
    doubtful[at].above.as_deref()
}

fn ask(context: &Context, count: &Safe, has_above: bool, has_back: bool) -> Result<char, Failure> {
    let keys: Vec<(char, &'static str)> = KEYS
        .into_iter()
        .filter(|(key, _)| match key {
            'm' => has_above,
            'b' => has_back,
            _ => true,
        })
        .collect();
    let prompter = context.prompter();
    let answer = if context.settings.plain {
        let names: Vec<Safe> = keys.iter().map(|(_, does)| Safe::from(*does)).collect();
        prompter.select(count, &names, INSTEAD_OF_KEYS).map(|chosen| keys[chosen].0)
    } else {
        prompter.key(count, &keys, INSTEAD_OF_KEYS)
    };
    match answer {
        Err(TerminalError::Cancelled) => {
            Err(Failure::new(Code::Interrupted, "you quit the review: nothing was written"))
        }
        answer => Ok(answer?),
    }
}

/// The card as the drill shows it, its answer cut to what the window has room for.
fn show(context: &Context, item: &Doubtful, card: &Card, above: Option<&str>) -> Result<(), Failure> {
    let looks = context.looks();
    let width = columns().min(WIDEST_TEXT);
    let is_small = rows() < FEW_ROWS;
    let mut head = vec![item.place.clone()];
    if is_small {
        head.push(format!("? {}", item.reasons.join("; ")));
    } else {
        head.insert(0, String::new());
        head.extend(item.reasons.iter().map(|reason| format!("? {reason}")));
    }
    if let Some(above) = above {
        head.push(format!("above: {above}"));
    }
    let question = render(&card.question, width, looks);
    let answer = card.answer.as_deref().map(|answer| render(answer, width, looks)).unwrap_or_default();
    // The line above the answer, and the keys.
    let used = head.len() + 1 + KEYS_COLUMNS.div_ceil(columns().max(1));
    let room = rows().saturating_sub(used).max(4);
    // The reasons stay in sight: of a long question, as much as leaves two lines for the answer.
    let question_room = room - answer.len().min(2);
    let answer_room = room - question.len().min(question_room);
    let mut lines: Vec<Line> = head.iter().map(|line| output::cell(line, width).into()).collect();
    lines.extend(cut(question, question_room));
    let mark = if context.settings.plain { "answer:" } else { "--" };
    lines.push(Safe::from(if answer.is_empty() { "(no answer)" } else { mark }).into());
    lines.extend(cut(answer, answer_room));
    // Standard output is for what the import says in the end.
    output::styled_notes(&lines, looks)
}

/// As many of these lines as there is room for, and how many more there are.
fn cut(mut lines: Vec<Line>, room: usize) -> Vec<Line> {
    if lines.len() > room {
        let left_out = lines.len() - room.saturating_sub(1);
        lines.truncate(room.saturating_sub(1));
        lines.push(safe!("({}; e shows all)", output::count(left_out, "more line")).into());
    }
    lines
}

/// The card as an editor gives it back; `None` if nothing came of it.
fn edit(context: &Context, card: &Card) -> Result<Option<Edited>, Failure> {
    let text = EditText::of(card);
    let run = || edited_once(context, &text.text);
    let (edited, draft) = match context.prompter().suspended(run)? {
        Ok(Some((edited, draft))) => (text.read(&edited), draft),
        Ok(None) => {
            output::note("nothing was changed (d drops the card)");
            return Ok(None);
        }
        Err(failure) => {
            output::note(clean_line(&failure.in_one_line()));
            return Ok(None);
        }
    };
    let Some(edited) = edited else {
        let failure = Failure::new(Code::DataInvalid, "a card needs a question: nothing was changed")
            .hint("d drops the card");
        let kept: Result<(), Failure> = draft.settle(Err(failure));
        output::note(clean_line(&kept.map_or_else(|failure| failure.in_one_line(), |()| String::new())));
        return Ok(None);
    };
    draft.remove()?;
    Ok(Some(edited))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_above_is_one_that_stays() {
        let doubtful = |question: &str, above: Option<&str>, follows| Doubtful {
            place: String::new(),
            card: Card::new(question),
            above: above.map(str::to_owned),
            follows,
            reasons: Vec::new(),
        };
        let three =
            [doubtful("b", Some("a"), false), doubtful("c", Some("b"), true), doubtful("d", Some("c"), true)];
        let check = |choices: [Choice; 2], expected: &str| {
            let [one, two] = choices;
            assert_eq!(above(&three, &[one, two, Choice::Keep], 2), Some(expected));
        };
        let edited = || Choice::Edit(Edited { question: "B".into(), answer: None });
        check([Choice::Keep, Choice::Keep], "c");
        check([Choice::Keep, Choice::Drop], "b");
        check([edited(), Choice::JoinAbove], "B");
        check([Choice::Drop, Choice::JoinAbove], "a");
        assert_eq!(above(&[doubtful("a", None, false)], &[Choice::Keep], 0), None);
    }
}
