//! `viva list` and `viva show`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::report::state_json;
use crate::store::{DeckCounts, History, KnownDeck, Listed};
use crate::study::card::{CardCounts, CardId};
use crate::study::deck::{Deck, SeenCard};
use crate::study::selection::{is_term, nearest};
use crate::study::session::{Face, face_of};
use crate::study::text::{clean, clean_line};

use super::args::{Format, ListArguments, ShowArguments};
use super::collection::{self, Opened};
use super::context::{Context, room_after, width};
use super::face::answers_json;
use super::failure::Failure;
use super::output;
use super::queue::{NARROW, NO_CARDS, all_selected};
use super::which;

/// What a table of decks takes.
const WIDTH_OF_DECKS: usize = 66;
pub(super) const NO_SUCH_CARD: &str = "no cards match that";

pub(super) fn list(context: &Context, arguments: &ListArguments) -> Result<(), Failure> {
    let Some(mut opened) = collection::open_if_there(context)? else {
        return match context.common.format {
            Format::Json => output::json(json!({
                "decks": [],
                "cards": [],
                "totals": counts_json(CardCounts::default()),
            })),
            Format::Text => {
                output::note(NO_CARDS);
                Ok(())
            }
        };
    };
    if arguments.selection.is_empty() {
        return list_decks(context, &opened);
    }
    let selection = opened.selection(&arguments.selection)?;
    let today = context.today();
    let listed = all_selected(&opened.store, &selection, today)?;
    match context.common.format {
        Format::Json => output::json(json!({
            "cards": listed.iter().map(|listed| listed_json(context, listed)).collect::<Vec<_>>(),
        })),
        Format::Text => {
            let mut text = String::new();
            for card in &listed {
                let room = room_after(35);
                if room < NARROW {
                    let question = output::question(&card.question, room_after(12));
                    let _ = writeln!(text, "{}  {question}", output::column(card.card.as_str(), 10));
                    continue;
                }
                let due = card.state.in_review().map_or(String::new(), |held| held.due.to_string());
                let _ = writeln!(
                    text,
                    "{}  {}  {}  {}",
                    output::column(card.card.as_str(), 10),
                    output::column(card.state.name(today), 9),
                    output::column(&due, 10),
                    output::question(&card.question, room),
                );
            }
            output::lines(clean(&text))?;
            if listed.is_empty() {
                output::note(NO_SUCH_CARD);
            }
            Ok(())
        }
    }
}

/// What a deck's cards come to.
#[derive(Default)]
pub(super) struct Counts {
    cards: usize,
    pub(super) new: usize,
    pub(super) due: usize,
    unanswered: usize,
}

/// The counts of each deck by its name, and of all cards.
pub(super) fn deck_counts(
    context: &Context,
    opened: &Opened,
    known: &BTreeMap<String, KnownDeck>,
) -> Result<(BTreeMap<String, Counts>, CardCounts), Failure> {
    let today = context.today();
    let counts_of = |deck: &KnownDeck| {
        let DeckCounts { distinct_cards, unanswered_cards } = deck.counts;
        Counts { cards: distinct_cards, new: distinct_cards, due: 0, unanswered: unanswered_cards }
    };
    let mut counts: BTreeMap<String, Counts> =
        known.iter().map(|(name, deck)| (name.clone(), counts_of(deck))).collect();
    // A card without a state is new.
    opened.store.each_state_in_decks(|state, decks| {
        for deck in decks {
            let Some(counts) = counts.get_mut(deck) else { continue };
            counts.new -= usize::from(!state.is_new());
            counts.due += usize::from(state.is_due(today) && state.is_askable(today));
        }
    })?;
    let all =
        CardCounts { card_count: opened.store.card_count()?, question_count: opened.store.question_count()? };
    Ok((counts, all))
}

fn list_decks(context: &Context, opened: &Opened) -> Result<(), Failure> {
    let known = opened.store.known_decks()?;
    let (counts, all) = deck_counts(context, opened, &known)?;
    match context.common.format {
        Format::Json => {
            let decks: Vec<Value> = counts
                .iter()
                .map(|(name, counts)| {
                    let deck = known.get(name);
                    json!({
                        "name": name,
                        "title": deck.and_then(|deck| deck.title.as_deref()),
                        "company": deck.and_then(|deck| deck.company.as_deref()),
                        "date": deck.and_then(|deck| deck.interview_day).map(|day| day.to_string()),
                        "interview": deck.is_some_and(|deck| deck.is_interview),
                        "cards": counts.cards,
                        "questions": deck.map_or(0, |deck| deck.card_count),
                        "new": counts.new,
                        "due": counts.due,
                        "unanswered": counts.unanswered,
                        "problem": deck.and_then(|deck| deck.problem.as_deref()),
                    })
                })
                .collect();
            output::json(json!({ "decks": decks, "totals": counts_json(all) }))
        }
        Format::Text => {
            let is_narrow = width() < WIDTH_OF_DECKS;
            let name_columns = if is_narrow { 13 } else { 24 };
            let row = |name: &str, [cards, due, new, unanswered]: [&str; 4]| {
                let name = output::column(name, name_columns);
                if is_narrow {
                    format!("{name} {cards:>5} {due:>4} {new:>4} {unanswered:>9}")
                } else {
                    format!("{name}  {cards:>6} {due:>6} {new:>6} {unanswered:>10}")
                }
            };
            let unanswered = if is_narrow { "no answer" } else { "unanswered" };
            let mut text = row("deck", ["cards", "due", "new", unanswered]) + "\n";
            for (name, counts) in &counts {
                let Counts { cards, new, due, unanswered } = counts;
                text += &row(
                    name,
                    [cards, due, new, unanswered].map(usize::to_string).each_ref().map(String::as_str),
                );
                if known.get(name).is_some_and(|deck| deck.problem.is_some()) {
                    text += "  broken";
                }
                text.push('\n');
            }
            // The decks add up to more: a card that several have is one card.
            if all.duplicate_count() > 0 {
                let _ = writeln!(text, "in total: {}", all.describe());
            }
            output::lines(clean(&text))
        }
    }
}

/// Cards and questions as every JSON of this program gives them.
pub(super) fn counts_json(counts: CardCounts) -> Value {
    json!({
        "cards": counts.card_count,
        "questions": counts.question_count,
        "duplicates": counts.duplicate_count(),
    })
}

fn listed_json(context: &Context, listed: &Listed) -> Value {
    json!({
        "id": listed.card.as_str(),
        "question": listed.question,
        "deck": listed.deck,
        "asked": listed.asked_times,
        "unanswered": listed.unanswered,
        "state": state_json(&listed.state, context.today()),
    })
}

pub(super) fn show(context: &Context, arguments: &ShowArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let what = &arguments.what;
    let known = opened.store.known_decks()?;
    if let [name] = what.as_slice()
        && known.contains_key(name)
    {
        return show_deck(context, &opened, name);
    }
    if what.iter().any(|word| is_term(word)) {
        let selection = opened.selection(what)?;
        let listed = all_selected(&opened.store, &selection, context.today())?;
        let shown = listed.iter().map(|listed| Shown::of(&opened, &listed.card));
        let shown = shown.collect::<Result<Vec<Shown>, Failure>>()?;
        return match context.common.format {
            Format::Json => output::json(json!({
                "cards": shown.iter().map(|shown| shown.json(context)).collect::<Vec<_>>(),
            })),
            Format::Text => {
                let texts: Vec<String> = shown.iter().map(|shown| shown.text(context)).collect();
                output::lines(clean(&texts.join("\n\n")))?;
                if texts.is_empty() {
                    output::note(NO_SUCH_CARD);
                }
                Ok(())
            }
        };
    }
    let card = which::meant(&mut opened.store, what).map_err(|failure| {
        // A deck may be nearer to what was typed than any word of a question.
        let hint = failure.hint.clone().unwrap_or_default();
        let word = hint.strip_prefix("did you mean `").and_then(|rest| rest.strip_suffix("`?"));
        match nearest(&what.join(" "), known.keys().map(String::as_str).chain(word)) {
            Some(near) if known.contains_key(&near) => {
                failure.hint(format!("did you mean the deck `{near}`?"))
            }
            _ => failure,
        }
    })?;
    let shown = Shown::of(&opened, &card)?;
    match context.common.format {
        Format::Json => output::json(shown.json(context)),
        Format::Text => output::lines(clean(&shown.text(context))),
    }
}

/// A card with all that is known of it.
struct Shown {
    card: CardId,
    sightings: Vec<SeenCard>,
    history: History,
    face: Face,
}

impl Shown {
    fn of(opened: &Opened, card: &CardId) -> Result<Self, Failure> {
        let sightings = opened.store.sightings(card)?;
        let face = face_of(&sightings, None, opened.store.asked_times(card)?);
        Ok(Self { card: card.clone(), history: opened.store.history(card)?, sightings, face })
    }

    fn json(&self, context: &Context) -> Value {
        let Self { card, sightings, history, face } = self;
        json!({
            "id": card.as_str(),
            "question": face.question,
            "answers": answers_json(face),
            "sightings": sightings.iter().map(sighting_json).collect::<Vec<_>>(),
            "asked": face.asked_times,
            "tags": face.tags,
            "events": history.events.len(),
            "state": state_json(&history.replayed.state, context.today()),
        })
    }

    fn text(&self, context: &Context) -> String {
        let Self { card, sightings, history, face } = self;
        let state = &history.replayed.state;
        let mut text = String::new();
        let _ = writeln!(text, "{card}  {}", state.name(context.today()));
        for seen in sightings {
            let section =
                seen.card.section.as_deref().map_or(String::new(), |section| format!(" · {section}"));
            let title = seen.deck_title.as_deref().unwrap_or(&seen.deck);
            let from = if seen.is_interview { "asked" } else { "in" };
            let _ = writeln!(text, "{}", clean_line(&format!("{from}: {title}{section}")));
        }
        if let Some(held) = state.in_review() {
            let _ = writeln!(
                text,
                "due {}, interval {}, ease {:.2}, {} in a row, {}",
                held.due,
                output::count(usize::try_from(held.interval_days).unwrap_or(usize::MAX), "day"),
                f64::from(held.ease_hundredths) / 100.0,
                held.repetitions,
                output::count(usize::try_from(state.lapse_count).unwrap_or(usize::MAX), "lapse"),
            );
        }
        let _ = writeln!(text, "\n{}", clean(&face.question));
        for answer in &face.answers {
            let _ = match &answer.label {
                Some(label) => writeln!(text, "\n-- {}\n{}", clean_line(label), clean(&answer.text)),
                None => writeln!(text, "\n--\n{}", clean(&answer.text)),
            };
        }
        if face.answers.is_empty() {
            text.push_str("\n(no answer written yet)\n");
        }
        text
    }
}

fn show_deck(context: &Context, opened: &Opened, name: &str) -> Result<(), Failure> {
    let deck = opened.read_deck(name)?.deck;
    match context.common.format {
        Format::Json => output::json(json!({ "deck": super::import::deck_json(&deck, None) })),
        Format::Text => output::lines(clean(&deck_text(&deck))),
    }
}

fn deck_text(deck: &Deck) -> String {
    let mut text = format!("{}\n", clean_line(deck.shown_title()));
    if let Some(interview) = &deck.interview {
        let date = interview.date.map(|date| date.to_string());
        let stages = (!interview.stages.is_empty()).then(|| interview.stages.join(" > "));
        let score = interview.score.map(|score| format!("{score} of 10"));
        let facts = [
            ("company", interview.company.clone()),
            ("role", interview.role.clone()),
            ("date", date),
            ("stages", stages),
            ("outcome", interview.outcome.clone()),
            ("applied via", interview.applied_via.clone()),
            ("platform", interview.platform.clone()),
            ("score", score),
            ("url", interview.url.clone()),
        ];
        for (name, value) in facts {
            if let Some(value) = value {
                let _ = writeln!(text, "  {name:<12}{}", clean_line(&value));
            }
        }
    }
    let mut section = None;
    for card in &deck.cards {
        if card.section != section {
            section.clone_from(&card.section);
            let _ = writeln!(text, "\n{}", clean_line(section.as_deref().unwrap_or("(no section)")));
        }
        let answered = if card.is_answered() { " " } else { "?" };
        let _ = writeln!(
            text,
            "{answered} {}  {}",
            output::column(card.id.as_str(), 10),
            output::question(&card.question, room_after(14))
        );
    }
    if deck.cards.iter().any(|card| !card.is_answered()) {
        text.push_str("\n? no answer written yet\n");
    }
    text
}

fn sighting_json(seen: &SeenCard) -> Value {
    json!({
        "deck": seen.deck,
        "title": seen.deck_title,
        "company": seen.company,
        "section": seen.card.section,
        "interview": seen.is_interview,
    })
}
