//! `viva answer`: questions without an answer, one after the other, the most asked first.
//!
//! What is written is the user's own, so it goes to `my_answer`: an answer that the notes get later
//! stands beside it.

use serde_json::json;

use crate::store::Listed;
use crate::study::card::{Card, CardId};
use crate::study::card_text::{answer_text, read_answer_text};
use crate::study::deck::SeenCard;
use crate::study::review::CardEdit;
use crate::study::selection::is_term;
use crate::study::session::face_of;
use crate::study::text::{broken_at_spaces, clean, clean_line, safe};
use crate::terminal::{Line, TerminalError, columns, render};

use super::args::{AnswerArguments, Format};
use super::collection::{self, Opened};
use super::context::Context;
use super::drafts::{self, Kind, Subject};
use super::edit_card;
use super::editing::{Edited, edited, given};
use super::failure::{Code, Failure};
use super::output;
use super::queue::all_selected;
use super::which;

const KEYS: &[(char, &str)] = &[('w', "write"), ('s', "skip"), ('q', "quit")];
/// Wider lines are hard to read.
const WIDEST_TEXT: usize = 100;
const INSTEAD: &str = "`viva answer CARD --from FILE`";

pub(super) fn run(context: &Context, arguments: &AnswerArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    opened.pin_ids()?;
    let words = &arguments.selection;
    let decks = opened.store.known_decks()?;
    let is_selection = words.iter().all(|word| is_term(word) || decks.contains_key(word));
    if let Some(path) = &arguments.from {
        if is_selection {
            return Err(Failure::new(Code::Usage, "`--from` answers one card, and none is named")
                .hint("`viva answer CARD --from FILE`"));
        }
        let card = which::meant(&mut opened.store, words)?;
        let text = given(path)?.trim_end().to_owned();
        if text.trim().is_empty() {
            return Err(Failure::new(Code::Usage, "the answer is empty; nothing was changed")
                .hint("`viva edit CARD` removes an answer"));
        }
        let place = Place::of(&opened, &card, None)?;
        let before = opened.read_card(&place.deck, &place.card)?;
        let after = Card { my_answer: Some(text), ..before.clone() };
        if after == before {
            return tell(context, &[]);
        }
        save(context, &mut opened, place, before, after)?;
        return tell(context, &[card]);
    }
    if !is_selection {
        let card = which::meant(&mut opened.store, words)?;
        drafts::tidy(context)?;
        drafts::mention(context, Some(&subject_of(&Place::of(&opened, &card, None)?)))?;
        let is_written = write(context, &mut opened, &card, None)?;
        return tell(context, if is_written { std::slice::from_ref(&card) } else { &[] });
    }
    let selection = opened.selection(words)?;
    let mut open: Vec<Listed> = all_selected(&opened.store, &selection, context.today())?;
    let none = || match context.common.format {
        Format::Json => tell(context, &[]),
        Format::Text => Ok(()),
    };
    if open.is_empty() {
        output::note("no cards match that");
        return none();
    }
    open.retain(|listed| listed.unanswered);
    // Stable: of those asked equally often, the order of the decks stays.
    open.sort_by_key(|listed| std::cmp::Reverse(listed.asked_times));
    if open.is_empty() {
        output::note("all of these questions have an answer");
        return none();
    }
    if !context.is_interactive() {
        return Err(Failure::new(
            Code::Usage,
            format!("{} without an answer, but no terminal to ask on", output::count(open.len(), "question")),
        )
        .hint(format!("{INSTEAD} answers one; `viva list is:unanswered` lists them")));
    }
    drafts::tidy(context)?;
    drafts::mention(context, None)?;
    let mut written = Vec::new();
    for (at, listed) in open.iter().enumerate() {
        output::styled_lines(&shown(context, &opened, listed)?, context.looks())?;
        let prompt = safe!("{} of {}:", at + 1, open.len());
        match context.prompter().key(prompt, KEYS, INSTEAD) {
            Ok('w') => {
                if write(context, &mut opened, &listed.card, selection.home())? {
                    written.push(listed.card.clone());
                }
            }
            Ok('s') => {}
            Ok(_) | Err(TerminalError::Cancelled) => break,
            Err(error) => return Err(error.into()),
        }
    }
    let left = open.len() - written.len();
    output::note(safe!("{} answered, {left} left", output::count(written.len(), "question")));
    Ok(())
}

/// The place where an answer goes.
struct Place {
    deck: String,
    card: CardId,
}

impl Place {
    /// In the deck it is answered from; else where it stands first.
    fn of(opened: &Opened, card: &CardId, home: Option<&str>) -> Result<Self, Failure> {
        let sightings = opened.store.sightings(card)?;
        let seen = sightings.iter().find(|seen| Some(seen.deck.as_str()) == home).or(sightings.first());
        let SeenCard { deck, card, .. } =
            seen.ok_or_else(|| Failure::new(Code::Failed, format!("card {card} is no longer in any deck")))?;
        Ok(Self { deck: deck.clone(), card: card.id.clone() })
    }
}

/// Opens the editor for one answer; whether one was written.
fn write(context: &Context, opened: &mut Opened, card: &CardId, home: Option<&str>) -> Result<bool, Failure> {
    let place = Place::of(opened, card, home)?;
    let before = opened.read_card(&place.deck, &place.card)?;
    let face = face_of(&opened.store.sightings(card)?, home, 0);
    let own = before.my_answer.as_deref().unwrap_or_default().trim();
    let others: Vec<(String, String)> = face
        .answers
        .into_iter()
        .filter(|answer| answer.text.trim() != own)
        .map(|answer| {
            (format!("answer of {}", answer.label.unwrap_or_else(|| place.deck.clone())), answer.text)
        })
        .collect();
    let remarks = ["Write below `=== my answer ===`. The rest is for reference."];
    let text = answer_text(&before, &others, &remarks.map(str::to_owned));
    let read = |text: &str, start: &str| Ok(read_answer_text(text, start, &before)?);
    match edited(context, subject_of(&place), &text, INSTEAD, read)? {
        Edited::Nothing => Ok(false),
        Edited::Changed { value, draft } => {
            let is_answered = value != before && value.my_answer.is_some();
            draft.settle(save(context, opened, place, before, value))?;
            Ok(is_answered)
        }
    }
}

fn subject_of(place: &Place) -> Subject {
    Subject::of_card(Kind::Answer, &place.deck, &place.card)
}

/// Writes the card with its answer into the deck, and into the log as an action that can be undone.
fn save(
    context: &Context,
    opened: &mut Opened,
    place: Place,
    before: Card,
    after: Card,
) -> Result<(), Failure> {
    if after == before {
        return Ok(());
    }
    opened.replace_card(&place.deck, &before, after.clone())?;
    opened.refresh(context)?;
    edit_card::record(context, opened, &place.card, vec![CardEdit { deck: place.deck, before, after }])
}

/// Where a question was asked, and the question as the drill shows it.
fn shown(context: &Context, opened: &Opened, listed: &Listed) -> Result<Vec<Line>, Failure> {
    let face = face_of(&opened.store.sightings(&listed.card)?, Some(&listed.deck), listed.asked_times);
    let mut titles: Vec<&str> = face.sightings.iter().map(|place| place.deck_title.as_str()).collect();
    titles.dedup();
    let asked = match usize::try_from(listed.asked_times).unwrap_or(usize::MAX) {
        0 => String::new(),
        times => format!("asked {}, ", output::count(times, "time")),
    };
    let head = clean_line(&format!("{}  {asked}in {}", listed.card, titles.join(", ")));
    let (looks, width) = (context.looks(), columns().min(WIDEST_TEXT));
    let mut lines = vec![Line::default()];
    lines.extend(broken_at_spaces(&head, width).into_iter().map(Line::from));
    lines.push(Line::default());
    lines.extend(render(listed.question.trim_end(), width, looks));
    lines.push(Line::default());
    Ok(lines)
}

fn tell(context: &Context, written: &[CardId]) -> Result<(), Failure> {
    match context.common.format {
        Format::Json => output::json(json!({
            "answered": written.iter().map(CardId::as_str).collect::<Vec<_>>(),
        })),
        Format::Text if written.is_empty() => {
            output::note("nothing was changed");
            Ok(())
        }
        Format::Text => {
            let lines: Vec<String> = written.iter().map(|card| format!("{card}: answered\n")).collect();
            output::lines(clean(&lines.concat()))
        }
    }
}
