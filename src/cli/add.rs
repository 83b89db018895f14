//! `viva add`: one new card, asked for, given by flags, or written in the editor.

use std::path::Path;

use serde_json::json;

use crate::files;
use crate::study::card::{Card, normal_form};
use crate::study::card_text::{card_text, read_edited_card};
use crate::study::deck::{self, Deck};
use crate::study::selection::nearest;
use crate::study::text::{Safe, clean_line, safe};
use crate::terminal::TerminalError;

use super::args::{AddArguments, Format};
use super::collection::Opened;
use super::context::Context;
use super::drafts::{self, Subject};
use super::editing::{Edited, edited, given};
use super::failure::{Code, Failure};
use super::import::checked_name;
use super::output;

/// With more decks than these, a name is typed sooner than it is found in a list.
const MOST_CHOICES: usize = 15;

pub(super) fn run(context: &Context, arguments: &AddArguments) -> Result<(), Failure> {
    if arguments.question.as_deref() == Some("-") && arguments.answer.as_deref() == Some("-") {
        return Err(Failure::new(Code::Usage, "standard input can be the question or the answer, not both"));
    }
    let is_asked = arguments.question.is_none() && !arguments.editor;
    for (flag, is_there) in [
        ("--question", arguments.question.is_some() || arguments.editor),
        ("--deck", arguments.deck.is_some()),
    ] {
        if !is_there && !context.may_ask() {
            return Err(Failure::new(Code::Usage, format!("`{flag}` is required with --no-input"))
                .hint("viva add --deck NAME --question TEXT --answer TEXT"));
        }
    }
    let mut opened = Opened::open(context, &context.found.root)?;
    let deck = match &arguments.deck {
        Some(name) => checked_name(name)?,
        None => ask_deck(context, &opened)?,
    };
    let mut card = Card::new("");
    card.question = match &arguments.question {
        Some(question) => text_of(question)?,
        None if is_asked => ask(context, "Question", "`--question`")?,
        None => String::new(),
    };
    card.answer = match &arguments.answer {
        Some(answer) => Some(text_of(answer)?),
        None if is_asked => {
            Some(ask(context, "Answer (optional; use `--editor` for a long one)", "`--answer`")?)
        }
        None => None,
    };
    card.answer = card.answer.filter(|answer| !answer.trim().is_empty());
    card.section.clone_from(&arguments.section);
    card.tags.clone_from(&arguments.tags);
    if is_asked {
        if card.section.is_none() {
            card.section = Some(ask(context, "Section (optional)", "`--section`")?);
        }
        if card.tags.is_empty() {
            let typed = ask(context, "Tags, separated by commas (optional)", "`--tag`")?;
            card.tags = typed.split([',', '،']).map(|tag| tag.trim().to_owned()).collect();
        }
    }
    card.section = card.section.filter(|section| !section.trim().is_empty());
    card.tags.retain(|tag| !tag.trim().is_empty());
    if arguments.editor {
        let remarks = [format!("A new card in the deck {deck}. Leave it unchanged or empty to cancel.")];
        let text = card_text(&card, &remarks);
        let subject = Subject::new_card(&deck);
        drafts::tidy(context)?;
        drafts::mention(context, Some(&subject))?;
        let read = |text: &str, start: &str| Ok(read_edited_card(text, start, &card)?);
        return match edited(context, subject, &text, "`--question`", read)? {
            Edited::Nothing => Err(Failure::new(Code::Failed, "nothing was added")),
            Edited::Changed { value, draft } => draft.settle(add(context, &mut opened, &deck, value)),
        };
    }
    add(context, &mut opened, &deck, card)
}

fn add(context: &Context, opened: &mut Opened, name: &str, card: Card) -> Result<(), Failure> {
    if card.question.trim().is_empty() {
        return Err(Failure::new(Code::Usage, "a card needs a question"));
    }
    let path = opened.deck_path(name);
    let in_deck = |error: &dyn std::fmt::Display| {
        Failure::new(Code::DataInvalid, format!("{}:{error}", path.display()))
    };
    let present = files::read_text_if_any(&path)?;
    let text = present.as_deref().unwrap_or_default();
    let mut deck = deck::parse(name, text).map_err(|error| in_deck(&error))?.deck;
    let asked = normal_form(&card.question);
    if let Some(held) = deck.cards.iter().find(|held| normal_form(&held.question) == asked) {
        return Err(Failure::new(
            Code::Failed,
            format!("the deck {name} already has this question: card {}", held.id),
        )
        .hint(format!("`viva edit {}` changes it", held.id)));
    }
    let new = Card { id_is_written: false, ..Card::new(card.question.clone()) };
    deck.cards.push(Card { id: new.id, id_is_written: false, ..card });
    let written = if present.is_some() {
        deck::rewrite(text, &deck).map_err(|error| in_deck(&error))?
    } else {
        deck::to_toml(&Deck { title: None, ..deck })
    };
    files::create_private_folder(&opened.decks_dir())?;
    files::write_whole(&path, written.as_bytes())?;
    opened.refresh(context)?;
    opened.pin_ids()?;
    let deck = opened.read_deck(name)?.deck;
    let Some(card) = deck.cards.last() else {
        return Err(Failure::new(Code::Failed, format!("{} was changed in the meantime", path.display())));
    };
    let elsewhere: Vec<String> = opened
        .store
        .sightings(&card.id)?
        .into_iter()
        .filter(|seen| seen.deck != name)
        .map(|seen| seen.deck)
        .collect();
    match context.common.format {
        Format::Json => output::json(json!({
            "card": card.id.as_str(),
            "deck": name,
            "is_new_deck": present.is_none(),
            "asked_elsewhere": elsewhere,
        })),
        Format::Text => {
            let made = if present.is_none() { "the new deck " } else { "" };
            output::lines(safe!("{}: added to {made}{name}\n", card.id))?;
            if !elsewhere.is_empty() {
                output::note(safe!("the same card as in {}: they share one schedule", elsewhere.join(", ")));
            }
            Ok(())
        }
    }
}

fn ask_deck(context: &Context, opened: &Opened) -> Result<String, Failure> {
    let known = opened.store.known_decks()?;
    let mut names: Vec<&str> = known.keys().map(String::as_str).collect();
    if (1..=MOST_CHOICES).contains(&names.len()) {
        names.push("a new deck");
        let choices: Vec<Safe> = names.iter().map(|name| clean_line(name)).collect();
        let chosen = context.prompter().select("Deck", &choices, "`--deck`").map_err(left)?;
        if chosen + 1 < names.len() {
            return Ok(names[chosen].to_owned());
        }
        names.pop();
    }
    loop {
        let name = match checked_name(&ask(context, "Name of the deck", "`--deck`")?) {
            Ok(name) => name,
            Err(failure) => {
                output::note(clean_line(&failure.message()));
                continue;
            }
        };
        if known.contains_key(&name) || names.is_empty() {
            return Ok(name);
        }
        let near = nearest(&name, names.iter().copied());
        let near = near.map_or(String::new(), |near| format!(" (there is `{near}`)"));
        if context.confirm(safe!("Make the new deck `{name}`{near}?"))? {
            return Ok(name);
        }
    }
}

fn ask(context: &Context, prompt: &'static str, flag: &'static str) -> Result<String, Failure> {
    context.prompter().input(prompt, None, flag).map_err(left)
}

/// Left at a prompt: nothing has been written.
fn left(error: TerminalError) -> Failure {
    match error {
        TerminalError::Cancelled => Failure::new(Code::Interrupted, "cancelled; nothing was added"),
        error => error.into(),
    }
}

/// The value of a flag; `-` is standard input.
fn text_of(value: &str) -> Result<String, Failure> {
    if value != "-" {
        return Ok(value.to_owned());
    }
    let text = given(Path::new("-"))?;
    Ok(text.trim_end().to_owned())
}
