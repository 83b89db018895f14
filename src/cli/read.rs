//! `viva read`: cards with their answers, to be read before one is tested on them. No schedule is moved.

use std::ops::ControlFlow;
use std::time::Duration;

use serde_json::{Value, json};

use crate::study::card::CardId;
use crate::study::conversation::{Dialog, DialogView, Reply};
use crate::study::selection::Selection;
use crate::study::session::{Face, Progress, Screen as Shown, View, choosing_link, face_of, links_of};
use crate::study::text::{Safe, safe};
use crate::terminal::{Key, Line, Screen, TerminalOptions, end_by, render};

use super::args::{Format, ReadArguments};
use super::collection::{self, Opened};
use super::context::{Context, width};
use super::face::answers_json;
use super::failure::{Code, Failure};
use super::keys::pressed;
use super::output;
use super::outside;
use super::planning::PlanOfDay;
use super::queue::{self, NO_CARDS, Wanted, all_selected};

const PATIENCE: Duration = Duration::from_hours(1);
const WIDEST_TEXT: usize = 100;
const NOTICE: &str = "Space: next · p: back · o: open a link · q: quit";
const KEYS: &[(&str, &str)] = &[
    ("Space, n, →", "the next card"),
    ("p, ←", "the previous card"),
    ("o", "open a link of the card"),
    ("↑ ↓ j k", "scroll by a line"),
    ("PgUp PgDn", "scroll by a page"),
    ("Home End", "to the beginning or the end"),
    ("q, Esc", "quit"),
];

pub(super) fn run(context: &Context, arguments: &ReadArguments) -> Result<(), Failure> {
    let Some(mut opened) = collection::open_if_there(context)? else {
        return match context.common.format {
            Format::Json => output::json(json!({ "cards": [] })),
            Format::Text => {
                output::note(NO_CARDS);
                Ok(())
            }
        };
    };
    let selection = opened.selection(&arguments.selection)?;
    let (cards, left_out) = cards(context, &mut opened, &selection)?;
    if context.common.format == Format::Json {
        let cards = cards.iter().map(|card| card_json(&opened, card)).collect::<Result<Vec<_>, _>>()?;
        return output::json(json!({ "cards": cards }));
    }
    if cards.is_empty() {
        output::note("nothing to read");
    } else if context.is_interactive() && !context.settings.plain {
        page(context, &opened, &cards, selection.home())?;
    } else {
        for card in &cards {
            let (lines, looks) = text(context, &face(&opened, card, selection.home())?);
            output::styled_lines(&lines, looks)?;
        }
    }
    if left_out > 0 {
        let left_out = output::count(left_out, "question");
        output::note(safe!("{left_out} without an answer left out; write answers with `viva answer`"));
    }
    Ok(())
}

/// What is to be read, in order, and how many more have no answer: of a selection all, without one what
/// is to be asked today.
fn cards(
    context: &Context,
    opened: &mut Opened,
    selection: &Selection,
) -> Result<(Vec<CardId>, usize), Failure> {
    let today = context.today();
    let all: Vec<(CardId, bool)> = if selection.is_everything() {
        let plan = PlanOfDay::gather(context, opened, selection)?;
        let wanted =
            Wanted { selection, new: None, cram: false, ahead: 0, minutes: None, plan: plan.as_ref() };
        let todays = queue::todays(&opened.store, &context.settings, &wanted, today)?;
        todays.items.into_iter().map(|item| (item.card, item.unanswered)).collect()
    } else {
        let listed = all_selected(&opened.store, selection, today)?;
        listed.into_iter().map(|listed| (listed.card, listed.unanswered)).collect()
    };
    let count = all.len();
    let answered: Vec<CardId> =
        all.into_iter().filter(|(_, unanswered)| !unanswered).map(|(card, _)| card).collect();
    let left_out = count - answered.len();
    Ok((answered, left_out))
}

fn face(opened: &Opened, card: &CardId, home: Option<&str>) -> Result<Face, Failure> {
    Ok(face_of(&opened.store.sightings(card)?, home, opened.store.asked_times(card)?))
}

fn page(context: &Context, opened: &Opened, cards: &[CardId], home: Option<&str>) -> Result<(), Failure> {
    let mut screen = Screen::open(context.looks())?;
    let mut at = 0;
    let mut is_help = false;
    let mut notice = NOTICE.to_owned();
    loop {
        let face = face(opened, &cards[at], home)?;
        let shown = if is_help {
            Shown::Dialog(DialogView::Help { keys: KEYS, above: "" })
        } else {
            Shown::Answer { face: &face, grades: &[] }
        };
        let progress = Progress { done: at, left: cards.len() - at, ..Progress::default() };
        let view = View { progress, screen: shown, notice: (!is_help).then_some(notice.as_str()) };
        let key = screen.ask(&view, PATIENCE)?;
        NOTICE.clone_into(&mut notice);
        match key {
            Key::CtrlC => return Err(Failure::new(Code::Interrupted, "interrupted")),
            Key::Ended(signal) => {
                drop(screen);
                end_by(signal);
            }
            Key::Resumed | Key::Tick => {}
            _ if is_help => is_help = false,
            Key::Space | Key::Enter | Key::Right | Key::Char('n') if at + 1 < cards.len() => at += 1,
            Key::Left | Key::Backspace | Key::Char('p') => at = at.saturating_sub(1),
            Key::Char('?') => is_help = true,
            Key::Char('o') => match open_link(&mut screen, &face, progress)? {
                ControlFlow::Continue(said) => notice = said,
                ControlFlow::Break(signal) => {
                    drop(screen);
                    end_by(signal);
                }
            },
            Key::Space | Key::Enter | Key::Char('q') | Key::Esc | Key::CtrlD => return Ok(()),
            _ => {}
        }
    }
}

/// Opens a link of a card, the chosen one if there are several; what to say about it. Breaks with a
/// signal that ends the program.
fn open_link(
    screen: &mut Screen,
    face: &Face,
    progress: Progress,
) -> Result<ControlFlow<i32, String>, Failure> {
    let mut links = links_of(face, true);
    if links.len() < 2 {
        return Ok(ControlFlow::Continue(match links.pop() {
            Some(link) => opened_link(&link.url),
            None => "no link to open here: only http, https and mailto are opened".to_owned(),
        }));
    }
    let mut choosing = choosing_link(links, |url| url);
    loop {
        let view = View { progress, screen: Shown::Dialog(choosing.view()), notice: None };
        let key = screen.ask(&view, PATIENCE)?;
        match key {
            Key::CtrlC => return Err(Failure::new(Code::Interrupted, "interrupted")),
            Key::Ended(signal) => return Ok(ControlFlow::Break(signal)),
            _ => {}
        }
        let Some(key) = pressed(&key) else { continue };
        choosing = match choosing.take(key) {
            Reply::Chosen(url) => return Ok(ControlFlow::Continue(opened_link(&url))),
            Reply::Open(Dialog::Choosing(open)) => open,
            _ => return Ok(ControlFlow::Continue(NOTICE.to_owned())),
        };
    }
}

fn opened_link(url: &str) -> String {
    match outside::open(url) {
        Ok(()) => format!("opened {url}"),
        Err(why) => format!("cannot open {url}: {why}"),
    }
}

/// A card in lines that are only appended.
fn text(context: &Context, face: &Face) -> (Vec<Line>, TerminalOptions) {
    use std::io::IsTerminal as _;
    let mut looks = context.looks();
    looks.color &= std::io::stdout().is_terminal();
    let widest = width().min(WIDEST_TEXT);
    let mut lines = Vec::new();
    let mut say = |markdown: &str| {
        lines.extend(render(markdown, widest, looks));
        lines.push(Line::default());
    };
    say(&face.question);
    for answer in &face.answers {
        if let Some(label) = &answer.label {
            say(&format!("-- {label}"));
        }
        say(&answer.text);
    }
    lines.extend([Line::from(Safe::from("---")), Line::default()]);
    (lines, looks)
}

fn card_json(opened: &Opened, card: &CardId) -> Result<Value, Failure> {
    let face = face(opened, card, None)?;
    let decks: Vec<String> = opened.store.sightings(card)?.into_iter().map(|seen| seen.deck).collect();
    Ok(json!({
        "id": card.as_str(),
        "question": face.question,
        "answers": answers_json(&face),
        "decks": decks,
        "section": face.sightings.iter().find_map(|place| place.section.as_deref()),
        "tags": face.tags,
        "asked": face.asked_times,
    }))
}
