//! `viva mock`: draws an interview, holds it on the terminal, keeps what came of it.
//!
//! Nothing is written before the interview is over or left, and then all of it at once. Where there is no
//! terminal, the plan is printed and nothing is asked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::IsTerminal as _;

use crate::report::{mock_json, plan_json, plan_text, sheet_text};
use crate::study::card::CardId;
use crate::study::conversation::Key;
use crate::study::key_points::TopicWords;
use crate::study::mock::{
    Asked, Effect, Input, Interview, Kept, Place, Plan, Planned, Stage, Terms, Wanted, draw,
};
use crate::study::plan::{LEAST_ANSWERS_FOR_SHIFT, draw_rehearsal};
use crate::study::queue::Unanswered;
use crate::study::review::{Intent, RecallForecast};
use crate::study::selection::Selection;
use crate::study::text::{Safe, clean_line, safe};
use crate::terminal::{Key as TerminalKey, Terminal, end_by};

use super::args::{Format, MockArguments};
use super::collection::{self, Opened};
use super::context::{Context, room_after};
use super::drill::{CLOCK, PATIENCE, SECOND};
use super::editing::{edited_once, taken};
use super::face::{fetch, topic_words};
use super::failure::{Code, Failure};
use super::keys::{pressed, written};
use super::output;
use super::plan::{card_of, whom};
use super::planning::{Planning, permille};
use super::queue::all_selected;

/// Seconds for a question of a rehearsal that does not say how long it takes.
const REHEARSED_SECS: u32 = 120;

pub(super) fn run(context: &Context, arguments: &MockArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let is_interactive = is_interactive(context);
    if is_interactive {
        opened.pin_ids()?;
    }
    let drawn = if arguments.rehearse {
        Drawn::rehearsal(context, &mut opened, arguments)?
    } else {
        Drawn::new(context, &mut opened, arguments)?
    };
    if drawn.plan.question_count() == 0 {
        let words = arguments.selection.join(" ");
        let what = if words.is_empty() { String::new() } else { format!(" among {words}") };
        output::note(safe!("there are no questions to ask{what}"));
    }
    if !is_interactive || drawn.plan.question_count() == 0 {
        return match context.common.format {
            Format::Json => output::json(plan_json(&drawn.plan, &drawn.title)),
            Format::Text if drawn.plan.question_count() == 0 => Ok(()),
            Format::Text => {
                print(&plan_text(&drawn.plan, &drawn.title))?;
                output::note("this is the plan; the interview itself needs a terminal");
                Ok(())
            }
        };
    }
    if let Some(doubt) = context.doubt_about_clock(&opened.store)?
        && !context.confirm(clean_line(&doubt))?
    {
        return Ok(());
    }
    let questions = drawn.questions(&opened)?;
    let terms = Terms {
        title: drawn.title,
        deck: drawn.deck,
        rollover: context.settings.rollover,
        rule: context.settings.rule,
        six_grades: context.settings.six_grades,
        // A rehearsal is paid for from the plan's minutes, so it counts.
        count: arguments.count || arguments.rehearse,
        clock: context.settings.clock != opened.store.remembered(CLOCK)?.is_some(),
        is_planned: drawn.is_planned,
    };
    let interview = Interview::start(terms, questions, context.clock.now());
    let forecasts = drawn.forecasts;
    let held =
        Room { context, opened: &mut opened, interview, forecasts, terminal: None, topic_words: None }.hold();
    if opened.store.is_in_place() { held } else { Err(opened.removed("this interview, if it was over")) }
}

/// Whether a mock interview on these cards would ask anything.
pub(super) fn has_questions(
    context: &Context,
    opened: &Opened,
    selection: &Selection,
) -> Result<bool, Failure> {
    Ok(!may_be_asked(context, opened, selection)?.is_empty())
}

fn may_be_asked(
    context: &Context,
    opened: &Opened,
    selection: &Selection,
) -> Result<HashSet<CardId>, Failure> {
    let today = context.today();
    let with_unanswered = context.settings.unanswered != Unanswered::Skip;
    let selected = all_selected(&opened.store, selection, today)?.into_iter();
    let askable =
        selected.filter(|listed| listed.state.is_askable(today) && (with_unanswered || !listed.unanswered));
    Ok(askable.map(|listed| listed.card).collect())
}

/// Whether the interview can be shown and answered; what it prints in the end may be JSON.
fn is_interactive(context: &Context) -> bool {
    !context.common.no_input
        && std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal()
        && std::io::stderr().is_terminal()
}

/// Prints lines, each as far as a terminal has room for it.
fn print(text: &str) -> Result<(), Failure> {
    output::lines(text.lines().map(|line| safe!("{}\n", output::cell(line, room_after(0)))).collect::<Safe>())
}

/// An interview that was drawn.
struct Drawn {
    title: String,
    /// The deck, if it is one.
    deck: Option<String>,
    plan: Plan,
    /// Of a rehearsal, what was forecast for each card.
    forecasts: HashMap<CardId, RecallForecast>,
    /// Whether a plan says which answers are asked again today; only known if the grades count.
    is_planned: bool,
}

impl Drawn {
    /// Questions as the next interview may ask them, or the one that is named.
    fn rehearsal(context: &Context, opened: &mut Opened, arguments: &MockArguments) -> Result<Self, Failure> {
        let Some(planning) = Planning::gather(context, opened)? else {
            return Err(Failure::new(Code::Failed, "no interview is planned for the next 60 days")
                .hint("`viva interview add` adds one; `viva mock` asks without a plan"));
        };
        let interview = match arguments.selection.as_slice() {
            [] => 0,
            [deck] if planning.ahead.iter().any(|ahead| ahead.head.deck == *deck) => {
                planning.ahead.iter().position(|ahead| ahead.head.deck == *deck).unwrap_or(0)
            }
            words => {
                return Err(Failure::new(
                    Code::Usage,
                    format!("`{}` is not the deck of a planned interview", words.join(" ").escape_debug()),
                )
                .hint("`viva interview list` lists them; `viva mock --rehearse` rehearses the next one"));
            }
        };
        let planned: Vec<usize> =
            planning.day(None).actions.iter().filter_map(|action| card_of(&action.next)).collect();
        let count = match arguments.questions {
            Some(count) => usize::try_from(count).unwrap_or(usize::MAX),
            None => planning.ahead[interview].rehearsal_count.max(LEAST_ANSWERS_FOR_SHIFT),
        };
        let drawn = draw_rehearsal(&planning.cards, interview, &planned, count, context.clock.seed());
        let (mut questions, mut forecasts) = (Vec::new(), HashMap::new());
        let mut seconds_left = arguments.minutes.map(|minutes| f64::from(minutes) * 60.0);
        for one in drawn {
            let (card, known) = (&planning.cards[one.card], &planning.known[one.card]);
            let limit_secs = card.exercise_seconds.filter(|secs| *secs > 0).unwrap_or(REHEARSED_SECS);
            if let Some(left) = &mut seconds_left {
                *left -= f64::from(limit_secs);
                if *left < 0.0 && !questions.is_empty() {
                    break;
                }
            }
            forecasts.insert(
                known.card.clone(),
                RecallForecast {
                    permille: permille(planning.forecast_of(one.card)),
                    weight_percent: weight_percent(one.weight),
                },
            );
            questions.push(Planned {
                card: known.card.clone(),
                deck: known.deck.clone(),
                question: known.question.clone(),
                asked_times: opened.store.asked_times(&known.card)?,
                limit_secs,
                is_follow_up: false,
            });
        }
        let head = &planning.ahead[interview].head;
        let stages = vec![Stage { name: "Rehearsal".to_owned(), questions }];
        Ok(Self {
            title: format!("rehearsal for {}", whom(head)),
            deck: Some(head.deck.clone()),
            plan: Plan { stages },
            forecasts,
            is_planned: planning.replaces_queue(),
        })
    }

    fn new(context: &Context, opened: &mut Opened, arguments: &MockArguments) -> Result<Self, Failure> {
        let selection = opened.selection(&arguments.selection)?;
        let may_be_asked = may_be_asked(context, opened, &selection)?;
        let mut places = opened.store.mock_places(selection.home(), |card| may_be_asked.contains(card))?;
        let deck = match selection.home() {
            Some(deck) => Some(deck.to_owned()),
            None => only_deck(&places, may_be_asked.len()),
        };
        if let Some(deck) = &deck {
            places.retain(|place| place.deck == *deck);
        }
        let mut wanted = Wanted {
            seed: context.clock.seed(),
            question_count: arguments.questions.map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
            minutes: arguments.minutes,
            stage_minutes: Vec::new(),
        };
        let mut title = match arguments.selection.as_slice() {
            [] => "all decks".to_owned(),
            words => words.join(" "),
        };
        // A deck that cannot be read now is indexed as it was; its sections are known all the same.
        if let Some(parsed) = deck.as_deref().and_then(|name| opened.read_deck(name).ok()) {
            if selection.is_everything() || selection.home().is_some() && arguments.selection.len() == 1 {
                parsed.deck.shown_title().clone_into(&mut title);
            }
            let events = parsed.deck.interview.into_iter().flat_map(|interview| interview.events);
            wanted.stage_minutes =
                events.filter_map(|event| Some((event.name, event.duration_minutes?))).collect();
        }
        let stages_of = |name: &str| {
            let interview = opened.read_deck(name).ok().and_then(|parsed| parsed.deck.interview);
            interview.map(|interview| interview.stages).unwrap_or_default()
        };
        let plan = draw(&places, &wanted, stages_of);
        let is_planned = arguments.count && Planning::is_followed(context, opened)?;
        Ok(Self { title, deck, plan, forecasts: HashMap::new(), is_planned })
    }

    /// The questions with their answers; one whose card is gone meanwhile is left out.
    fn questions(&self, opened: &Opened) -> Result<Vec<Asked>, Failure> {
        let mut questions = Vec::new();
        for stage in &self.plan.stages {
            for planned in &stage.questions {
                let Some(fetched) = fetch(&opened.store, &planned.card, Some(&planned.deck))? else {
                    continue;
                };
                questions.push(Asked {
                    stage: stage.name.clone(),
                    planned: planned.clone(),
                    face: fetched.face,
                    held: fetched.held,
                    event_count: fetched.event_count,
                });
            }
        }
        Ok(questions)
    }
}

/// The weight of an answer, in percent.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 65,535")]
fn weight_percent(weight: f64) -> u16 {
    (weight * 100.0).round().clamp(0.0, f64::from(u16::MAX)) as u16
}

/// The deck that holds every card that may be asked, if it is just one.
fn only_deck(places: &[Place], card_count: usize) -> Option<String> {
    let mut cards_of: BTreeMap<&str, HashSet<&CardId>> = BTreeMap::new();
    for place in places.iter().filter(|place| place.may_be_asked) {
        cards_of.entry(&place.deck).or_default().insert(&place.card);
    }
    let mut whole = cards_of.into_iter().filter(|(_, cards)| cards.len() == card_count);
    let (deck, _) = whole.next()?;
    whole.next().is_none().then(|| deck.to_owned())
}

/// Where the interview is held.
struct Room<'a> {
    context: &'a Context,
    opened: &'a mut Opened,
    interview: Interview,
    forecasts: HashMap<CardId, RecallForecast>,
    terminal: Option<Terminal>,
    /// Which words recur in answers on a topic; counted when notes are first compared.
    topic_words: Option<TopicWords>,
}

impl Room<'_> {
    fn hold(mut self) -> Result<(), Failure> {
        let mut effects = Vec::new();
        let mut is_interrupted = false;
        loop {
            while !effects.is_empty() {
                let mut next = Vec::new();
                for effect in effects {
                    if effect == Effect::End {
                        return self.end(is_interrupted);
                    }
                    let input = self.carry_out(effect)?;
                    next.extend(self.interview.step(input, self.context.clock.now()));
                }
                effects = next;
            }
            let patience = if self.interview.is_ticking() { SECOND } else { PATIENCE };
            let Some(view) = self.interview.view() else { return self.end(is_interrupted) };
            let terminal = match &mut self.terminal {
                Some(terminal) => terminal,
                none => none.insert(Terminal::open(self.context.looks())?),
            };
            let key = terminal.ask(&view, patience)?;
            is_interrupted = key == TerminalKey::CtrlC;
            let input = match key {
                TerminalKey::Tick => Some(Input::Tick),
                TerminalKey::Resumed => Some(Input::Resumed),
                TerminalKey::CtrlC => Some(Input::Key(Key::Leave)),
                TerminalKey::Ended(signal) => return self.ended(signal),
                key if self.interview.draft().is_some() => written(key),
                key => pressed(&key).map(Input::Key),
            };
            if let Some(input) = input {
                effects = self.interview.step(input, self.context.clock.now());
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Result<Input, Failure> {
        Ok(match effect {
            Effect::Compare(to_compare) => {
                let topic_words = match &mut self.topic_words {
                    Some(topic_words) => topic_words,
                    none => none.insert(topic_words(&self.opened.store, &self.context.settings)?),
                };
                Input::Compared(to_compare.weigh(topic_words))
            }
            Effect::EditDraft(text) => {
                let Some(terminal) = &mut self.terminal else { unreachable!("its key was pressed there") };
                let context = self.context;
                let edited = terminal.suspended(|| edited_once(context, &text))?;
                Input::Drafted(taken(edited, text).map_err(|failure| failure.in_one_line()))
            }
            Effect::Keep(kept) => match self.keep(&kept) {
                Ok(unmoved_count) => Input::Response(Ok(unmoved_count)),
                Err(failure) => {
                    self.opened.reopen(self.context)?;
                    Input::Response(Err(failure.message()))
                }
            },
            Effect::End => unreachable!("the loop ends before it is carried out"),
        })
    }

    fn keep(&mut self, kept: &Kept) -> Result<usize, Failure> {
        let rollover = self.context.settings.rollover;
        let mut kept = kept.clone();
        for (card, review, _) in &mut kept.reviews {
            if let Some(forecast) = self.forecasts.get(card) {
                (review.intent, review.forecast) = (Intent::Rehearsal, Some(*forecast));
            }
        }
        Ok(self.opened.store.keep_mock(&kept, self.context.clock.now(), rollover)?)
    }

    /// There is nobody to ask any more: what was done is kept as unfinished.
    fn ended(mut self, signal: i32) -> Result<(), Failure> {
        if let Some(kept) = self.interview.unfinished() {
            self.keep(&kept)?;
        }
        drop(self.terminal);
        end_by(signal)
    }

    /// The terminal is given back, and the report stays in its scrollback.
    fn end(self, is_interrupted: bool) -> Result<(), Failure> {
        let Self { context, opened, interview, terminal, .. } = self;
        drop(terminal);
        let Some((report, sheet)) = interview.kept() else {
            let says = "the interview is not saved";
            if is_interrupted {
                return Err(Failure::new(Code::Interrupted, format!("interrupted; {says}")));
            }
            output::note(says);
            return Ok(());
        };
        match context.common.format {
            Format::Json => {
                let question_of = |card: &CardId| opened.store.question_of(card).ok().flatten();
                output::json(mock_json(report, context.today(), question_of))?;
            }
            Format::Text => {
                print(&sheet_text(sheet))?;
                if !is_interrupted {
                    output::note("saved; `viva stats` lists your mock interviews");
                }
            }
        }
        if is_interrupted && !report.is_finished {
            return Err(Failure::new(Code::Interrupted, "interrupted; the interview is saved as unfinished"));
        }
        Ok(())
    }
}
