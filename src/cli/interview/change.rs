//! `viva interview add`, `set` and `done`: a deck's head is changed, and nothing else.

use serde_json::json;

use crate::cli::args::Format;
use crate::cli::asked::Asked;
use crate::cli::collection::Opened;
use crate::cli::context::Context;
use crate::cli::failure::{Code, Failure};
use crate::cli::import::checked_name;
use crate::cli::output;
use crate::cli::quote::quoted;
use crate::files;
use crate::store::InterviewHead;
use crate::study::day::Day;
use crate::study::deck::{self, CANCELLED, Deck, Interview, Standing};
use crate::study::from_note::deck_name;
use crate::study::import::ImportedNote;
use crate::study::text::{Safe, clean, clean_line, safe};
use crate::terminal::Chosen;

use super::args::{AddInterview, DoneInterview, SetInterview};
use super::show::{Status, find, head_json, line_of, selection, wrapped};
use super::suggest::suggestions;
use super::{coming_day, left};

pub(in crate::cli) const USUAL_MINUTES: u32 = 15;

pub(super) fn add(context: &Context, arguments: &AddInterview) -> Result<(), Failure> {
    let today = context.today();
    let date = arguments.date.as_deref().map(|text| coming_day(text, today)).transpose()?;
    let mut opened = open(context, arguments.dry_run)?;
    let asked = Asked::gather(&opened)?;
    let present = match &arguments.deck {
        Some(name) => {
            let name = checked_name(name)?;
            let is_there = opened.store.known_decks()?.contains_key(&name);
            is_there.then(|| opened.read_deck(&name)).transpose()?.map(|parsed| parsed.deck)
        }
        None => None,
    };
    let mut interview = match (&present, &arguments.after) {
        (Some(deck), _) => deck.interview.clone().unwrap_or_default(),
        (None, Some(before)) => {
            let before = find(&asked.heads, before)?;
            Interview { company: before.company.clone(), role: before.role.clone(), ..Interview::default() }
        }
        (None, None) => Interview::default(),
    };
    check_free(present.as_ref(), &interview, today)?;
    let is_new = |given: &Option<String>| given.as_ref().map(|text| text.trim().to_owned());
    interview.company = is_new(&arguments.company).or(interview.company).filter(|text| !text.is_empty());
    interview.role = is_new(&arguments.role).or(interview.role);
    interview.date = date.or(interview.date.filter(|day| *day >= today));
    for (flag, is_there) in [("--company", interview.company.is_some()), ("--date", interview.date.is_some())]
    {
        if !is_there && !context.may_ask() {
            return Err(Failure::new(Code::Usage, format!("`{flag}` is required with --no-input"))
                .hint("viva interview add --company NAME --date DAY"));
        }
    }
    let company = match interview.company.take() {
        Some(company) => company,
        None => ask_text(context, "Company", "`--company`")?,
    };
    interview.company = Some(company.clone());
    if interview.role.is_none() && context.may_ask() {
        let role = context
            .prompter()
            .input("Role (Enter for none)", Some(&Safe::default()), "`--role`")
            .map_err(left)?;
        interview.role = Some(role.trim().to_owned()).filter(|role| !role.is_empty());
    }
    interview.date = match interview.date {
        Some(day) => Some(day),
        None => Some(ask_day(context, today)?),
    };
    interview.minutes_per_day = Some(minutes(context, arguments.minutes.or(interview.minutes_per_day))?);
    interview.plan = true;
    let name = match (&present, &arguments.deck) {
        (Some(deck), _) => deck.name.clone(),
        (None, Some(name)) => checked_name(name)?,
        (None, None) => free_name(&opened, &interview)?,
    };
    interview.covers = if arguments.covers.is_empty() {
        if interview.covers.is_empty() {
            ask_covers(context, &opened, &asked, &name, &interview)?
        } else {
            interview.covers
        }
    } else {
        checked_covers(&mut opened, &arguments.covers)?
    };
    let is_new_deck = present.is_none();
    let title = is_new_deck.then(|| company.clone());
    let deck = match present {
        Some(deck) => Deck { interview: Some(interview), ..deck },
        None => Deck { name, title, interview: Some(interview), cards: Vec::new() },
    };
    if !arguments.dry_run {
        write(&mut opened, context, &deck, is_new_deck)?;
    }
    tell(context, &deck, arguments.dry_run, is_new_deck)?;
    let covers_cards = !deck.cards.is_empty() || deck.interview.is_some_and(|held| !held.covers.is_empty());
    if covers_cards && !arguments.dry_run && context.common.format == Format::Text {
        output::note("`viva plan` shows what to do until then, `viva` asks today's cards");
    }
    Ok(())
}

pub(super) fn set(context: &Context, arguments: &SetInterview) -> Result<(), Failure> {
    let today = context.today();
    let SetInterview { deck, company, role, date, minutes, covers, cancelled, dry_run } = arguments;
    let is_anything = company.is_some() || role.is_some() || date.is_some() || minutes.is_some();
    if !is_anything && covers.is_empty() && !cancelled {
        return Err(Failure::new(Code::Usage, "nothing to change")
            .hint("viva interview set DECK --date DAY, --minutes COUNT, --covers SELECTION or --cancelled"));
    }
    let date = date.as_deref().map(|text| coming_day(text, today)).transpose()?;
    let mut opened = open(context, *dry_run)?;
    let asked = Asked::gather(&opened)?;
    let name = find(&asked.heads, deck)?.deck.clone();
    let mut deck = opened.read_deck(&name)?.deck;
    let mut interview = deck.interview.take().unwrap_or_default();
    let is_planned = interview.plan;
    if (*cancelled || date.is_some() || minutes.is_some() || !covers.is_empty()) && !is_planned {
        return Err(Failure::new(Code::Usage, format!("{name} is not a planned interview"))
            .hint(format!("`viva interview add --deck {}` plans for it", quoted(&name))));
    }
    interview.company = company.clone().or(interview.company);
    interview.role = role.clone().or(interview.role);
    interview.minutes_per_day = minutes.or(interview.minutes_per_day);
    if let Some(day) = date {
        interview.date = Some(day);
        if interview.standing() == Standing::Cancelled {
            interview.outcome = None;
        }
    }
    if *cancelled {
        interview.outcome = Some(CANCELLED.to_owned());
    }
    if !covers.is_empty() {
        interview.covers = checked_covers(&mut opened, covers)?;
    }
    deck.interview = Some(interview);
    if !dry_run {
        write(&mut opened, context, &deck, false)?;
    }
    tell(context, &deck, *dry_run, false)
}

pub(super) fn done(context: &Context, arguments: &DoneInterview) -> Result<(), Failure> {
    let today = context.today();
    let mut opened = open(context, arguments.dry_run)?;
    let asked = Asked::gather(&opened)?;
    let head = find(&asked.heads, &arguments.deck)?;
    let name = head.deck.clone();
    if head.standing != Standing::Planned {
        return Err(Failure::new(Code::Usage, format!("{name} is not a planned interview"))
            .hint("`viva interview list` lists all interviews"));
    }
    if let Some(day) = head.day.filter(|day| *day > today) {
        return Err(Failure::new(Code::Usage, format!("the interview is on {day}, which is still to come"))
            .hint(format!("if it was earlier: `viva interview set {} --date today`", quoted(&name))));
    }
    let mut deck = opened.read_deck(&name)?.deck;
    let mut interview = deck.interview.take().unwrap_or_default();
    interview.plan = false;
    interview.minutes_per_day = None;
    interview.covers = Vec::new();
    interview.outcome = arguments.outcome.clone().or(interview.outcome);
    deck.interview = Some(interview);
    if !arguments.dry_run {
        write(&mut opened, context, &deck, false)?;
    }
    tell(context, &deck, arguments.dry_run, false)
}

/// Of a dry run, a copy, so that nothing is written.
fn open(context: &Context, dry_run: bool) -> Result<Opened, Failure> {
    if dry_run && context.found.exists() {
        return Opened::open_copy(context, &context.found.root);
    }
    if dry_run {
        return crate::cli::collection::open(context);
    }
    Opened::open(context, &context.found.root)
}

/// A deck whose interview took place is not planned again: what it asked is evidence.
fn check_free(present: Option<&Deck>, interview: &Interview, today: Day) -> Result<(), Failure> {
    let Some(deck) = present else { return Ok(()) };
    if interview.plan && interview.standing() == Standing::Planned {
        return Err(Failure::new(Code::Usage, format!("{} is planned already", deck.name))
            .hint(format!("`viva interview set {}` changes it", quoted(&deck.name))));
    }
    if deck.was_interview(today) {
        return Err(Failure::new(Code::Usage, format!("the interview in {} took place already", deck.name))
            .hint(format!("for the next round: `viva interview add --after {}`", quoted(&deck.name))));
    }
    Ok(())
}

fn ask_text(context: &Context, prompt: &'static str, flag: &'static str) -> Result<String, Failure> {
    loop {
        let text = context.prompter().input(prompt, None, flag).map_err(left)?;
        if !text.trim().is_empty() {
            return Ok(text.trim().to_owned());
        }
    }
}

fn ask_day(context: &Context, today: Day) -> Result<Day, Failure> {
    loop {
        let text = ask_text(context, "Date (2026-11-21, friday, +10d)", "`--date`")?;
        match coming_day(&text, today) {
            Ok(day) => return Ok(day),
            Err(failure) => output::note(clean_line(&failure.message())),
        }
    }
}

fn minutes(context: &Context, given: Option<u32>) -> Result<u32, Failure> {
    let usual = context.settings.minutes.unwrap_or(USUAL_MINUTES);
    match given {
        Some(minutes) => Ok(minutes),
        None if !context.may_ask() => Ok(usual),
        None => loop {
            let text = context
                .prompter()
                .input("Minutes per day", Some(&clean_line(&usual.to_string())), "`--minutes`")
                .map_err(left)?;
            match text.trim().parse() {
                Ok(minutes @ 1..=1440) => return Ok(minutes),
                _ => output::note("write a number of minutes from 1 to 1440"),
            }
        },
    }
}

/// The selections; an error if one is not valid.
fn checked_covers(opened: &mut Opened, covers: &[String]) -> Result<Vec<String>, Failure> {
    for words in covers {
        selection(opened, words)?;
    }
    Ok(covers.to_vec())
}

/// What the user chooses of the suggestions; all of them if nobody is there to choose.
fn ask_covers(
    context: &Context,
    opened: &Opened,
    asked: &Asked,
    name: &str,
    interview: &Interview,
) -> Result<Vec<String>, Failure> {
    let company = interview.company.as_deref().unwrap_or_default();
    let suggested = suggestions(opened, asked, name, company, interview.role.as_deref())?;
    if suggested.is_empty() || !context.may_ask() {
        return Ok(suggested.into_iter().map(|suggestion| suggestion.selection).collect());
    }
    let shown: Vec<Safe> = suggested.iter().map(|suggestion| clean_line(&suggestion.in_words())).collect();
    let chosen = context
        .prompter()
        .select_several("What does it cover?", &shown, Chosen::All, "`--covers`")
        .map_err(left)?;
    Ok(chosen.into_iter().map(|at| suggested[at].selection.clone()).collect())
}

/// A name after the company that no deck has.
fn free_name(opened: &Opened, interview: &Interview) -> Result<String, Failure> {
    let note = ImportedNote { interview: interview.clone(), ..ImportedNote::default() };
    let known: Vec<String> =
        opened.store.known_decks()?.into_keys().map(|name| name.to_lowercase()).collect();
    Ok(deck_name(&note, "interview", &|name| known.contains(&name.to_lowercase())))
}

/// Writes a deck as a person might have, a new one whole.
pub(in crate::cli) fn write(
    opened: &mut Opened,
    context: &Context,
    deck: &Deck,
    is_new: bool,
) -> Result<(), Failure> {
    let path = opened.deck_path(&deck.name);
    let text = if is_new {
        deck::to_toml(deck)
    } else {
        deck::rewrite(&files::read_text(&path)?, deck)
            .map_err(|error| Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())))?
    };
    files::write_whole(&path, text.as_bytes())?;
    opened.refresh(context)
}

/// Says what the deck says now, or would say.
fn tell(context: &Context, deck: &Deck, dry_run: bool, is_new_deck: bool) -> Result<(), Failure> {
    let today = context.today();
    let interview = deck.interview.clone().unwrap_or_default();
    let head = InterviewHead {
        deck: deck.name.clone(),
        title: deck.title.clone(),
        standing: interview.standing(),
        is_interview: deck.was_interview(today),
        card_count: deck.cards.len(),
        company: interview.company,
        role: interview.role,
        day: interview.date,
        minutes_per_day: interview.minutes_per_day,
        covers: interview.covers,
    };
    if context.common.format == Format::Json {
        return output::json(json!({
            "dry_run": dry_run,
            "is_new_deck": is_new_deck,
            "interview": head_json(&head, today),
        }));
    }
    let mut text = wrapped(&line_of(&head, today), 0);
    for selection in &head.covers {
        text += &wrapped(&format!("covers: {selection}"), 0);
    }
    output::lines(clean(&text))?;
    match Status::of(&head, today) {
        Status::Cancelled => output::note("cancelled: viva no longer plans for it"),
        Status::TookPlace if deck.cards.is_empty() => {
            output::note("recorded; add the questions that were asked with `viva add` or `viva import`");
        }
        Status::TookPlace => output::note(safe!(
            "recorded: {} now count as asked in this interview",
            output::count(deck.cards.len(), "card")
        )),
        _ if head.covers.is_empty() && deck.cards.is_empty() => output::note(safe!(
            "it covers no cards yet: `viva interview set {} --covers SELECTION`",
            quoted(&deck.name)
        )),
        _ => {}
    }
    if dry_run {
        output::note("nothing was written");
    }
    Ok(())
}
