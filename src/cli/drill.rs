//! `viva drill`: the loop between the session, the terminal and the store.
//!
//! Draw, read a key, step, carry out the effects. A grade is on disk before the next question is
//! drawn, because its effect is carried out before the loop comes round to drawing.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;

use crate::report::workload_json;
use crate::store::{Appended, Scope, Store, StoreError};
use crate::study::card::CardId;
use crate::study::key_points::TopicWords;
use crate::study::queue::{Outlook, QueueItem, Reason, with_repeats_soon};
use crate::study::review::{Change, Intent};
use crate::study::schedule::Replayed;
use crate::study::selection::Selection;
use crate::study::session::{
    Drill, EditOutcome, Effect, Input, Key, More, Offered, Part, Progress, Response, Section, Session,
    Summary, TakenBack, may_be_opened,
};
use crate::study::text::{clean_line, safe};
use crate::terminal::{Key as TerminalKey, Terminal, end_by};

use super::args::{DrillArguments, Format, MockArguments};
use super::collection::{self, Opened};
use super::context::Context;
use super::decks;
use super::delete;
use super::drafts;
use super::edit_card;
use super::editing::{edited_once, taken};
use super::face::{fetch, topic_words};
use super::failure::{Code, Failure};
use super::first_run;
use super::keys::{pressed, written};
use super::last_action::{Reversed, reverse};
use super::mock;
use super::output;
use super::outside;
use super::planning::PlanOfDay;
use super::queue::{self, NO_CARDS, Todays, Wanted};
use super::starter;
use super::stats;

/// How long the drill waits for a key before it looks around.
pub(super) const PATIENCE: Duration = Duration::from_hours(1);
/// What is remembered of typed answers, by card.
const DRAFTS: &str = "drafts";
/// That the clock is shown although the settings hide it, or hidden although they show it.
pub(super) const CLOCK: &str = "clock";
/// How many new cards are offered at once at the end of a session.
const MORE_NEW: usize = 10;
/// Cards that fall due in this many days may be asked ahead at the end of a session.
const MOST_DAYS_AHEAD: u32 = 7;
/// That it was explained why the first interval is the same for all grades.
const EXPLAINED: &str = "intervals explained";
pub(super) const SECOND: Duration = Duration::from_secs(1);

pub(super) fn run(context: &Context, arguments: &DrillArguments) -> Result<(), Failure> {
    if !context.is_interactive() {
        return print_due(context, arguments);
    }
    let Some(mut opened) = (match collection::open_if_there(context)? {
        Some(opened) if opened.store.has_cards()? => Some(opened),
        Some(opened) if !opened.problems.is_empty() => {
            return Err(
                Failure::new(Code::DataInvalid, "no deck could be read").hint("its cards keep their history")
            );
        }
        _ => first_run::offer(context)?,
    }) else {
        return Ok(());
    };
    starter::offer_answers(context, &mut opened)?;
    let selection = opened.selection(&arguments.selection)?;
    opened.pin_ids()?;
    let now = context.clock.now();
    let today = now.day(context.settings.rollover);
    let mut wanted = Wanted {
        selection: &selection,
        new: arguments.new,
        cram: arguments.cram,
        ahead: arguments.ahead.unwrap_or(0),
        minutes: arguments.minutes,
        plan: None,
    };
    let plan =
        if wanted.may_follow_plan() { PlanOfDay::gather(context, &mut opened, &selection)? } else { None };
    wanted.plan = plan.as_ref();
    if plan.is_none() {
        // A plan has minutes of its own.
        wanted.minutes = wanted.minutes.or(context.settings.minutes);
    }
    let minutes = wanted.minutes;
    let Todays { items: mut queue, backlog, .. } =
        queue::todays(&opened.store, &context.settings, &wanted, today)?;
    if queue.is_empty() {
        return nothing_to_do(context, &mut opened, &wanted, &arguments.selection);
    }
    if arguments.shuffle {
        // The same order all day: who leaves and comes back goes on where they were.
        let of_today = u64::from(today.epoch_days().unsigned_abs());
        queue = shuffle(queue, context.clock.given_seed().unwrap_or(of_today));
    }
    let drill = Drill {
        rollover: context.settings.rollover,
        rule: context.settings.rule,
        intent: if arguments.cram { Intent::Cram } else { Intent::Drill },
        count: false,
        six_grades: context.settings.six_grades,
        minutes,
        backlog,
        doubt: context.doubt_about_clock(&opened.store)?,
        drafts: typed_answers(&opened.store)?,
        unsaved: edit_card::left_behind(context, &opened)?,
        // What `c` chose last, where it was not what the settings say.
        clock: context.settings.clock != opened.store.remembered(CLOCK)?.is_some(),
        explains_intervals: opened.store.remembered(EXPLAINED)?.is_none(),
        plan: plan.as_ref().map(|plan| plan.notes.clone()),
    };
    let ending = converse(context, &mut opened, drill, queue, &selection, plan.as_ref())?;
    // What was forecast before the session. It is saved now, because it takes longer than the first question may.
    if let Some(plan) = &plan {
        plan.record(context, &mut opened.store)?;
    }
    // The terminal is back by now; what is said here stays in the scrollback.
    drop(opened);
    drafts::mention(context, None)?;
    match ending {
        Ending::Left { graded_count, then } => {
            if graded_count > 0 {
                output::note(safe!("{} saved", output::count(graded_count, "answer")));
            }
            match then {
                Then::Nothing => Ok(()),
                Then::Mock => {
                    let selection = arguments.selection.clone();
                    mock::run(context, &MockArguments { selection, ..MockArguments::default() })
                }
                Then::Drill(deck) => decks::drill(context, deck),
            }
        }
        Ending::Interrupted { graded_count } => {
            let answers = output::count(graded_count, "answer");
            Err(Failure::new(Code::Interrupted, format!("interrupted; {answers} saved")))
        }
        Ending::Signal(signal) => end_by(signal),
    }
}

/// What follows a session.
enum Then {
    Nothing,
    Mock,
    /// A drill of the deck of this name.
    Drill(String),
}

/// How a conversation ended.
enum Ending {
    Left { graded_count: usize, then: Then },
    Interrupted { graded_count: usize },
    Signal(i32),
}

/// What a drill works with: the collection, the terminal, and what it has reckoned once.
struct Desk<'a> {
    context: &'a Context,
    opened: &'a mut Opened,
    /// What is drilled.
    selection: &'a Selection,
    /// The plan for an interview, if it chose the cards.
    plan: Option<&'a PlanOfDay>,
    intent: Intent,
    /// The deck that is drilled, if it is one.
    home: Option<&'a str>,
    /// The time there is for a day like this.
    minutes: Option<u32>,
    /// What the store has of answers that were typed and not graded.
    typed: Vec<(CardId, String)>,
    /// Whether the last grade went into a database that is gone.
    is_grade_adrift: bool,
    /// The card on the screen, until the plan has said when it would ask it again.
    unplanned: Option<(CardId, Replayed)>,
    /// Opened when there is something to be seen.
    terminal: Option<Terminal>,
    /// Which words recur in answers on a topic; counted when an answer is first typed.
    topic_words: Option<TopicWords>,
}

/// The conversation itself, until the session ends or the terminal does.
fn converse(
    context: &Context,
    opened: &mut Opened,
    drill: Drill,
    queue: Vec<QueueItem>,
    selection: &Selection,
    plan: Option<&PlanOfDay>,
) -> Result<Ending, Failure> {
    let (typed, minutes, intent) = (drill.drafts.clone(), drill.minutes, drill.intent);
    let home = selection.home();
    let (mut session, effects) = Session::start(drill, queue, context.clock.now());
    let mut desk = Desk {
        context,
        opened,
        selection,
        plan,
        intent,
        home,
        minutes,
        typed,
        is_grade_adrift: false,
        unplanned: None,
        terminal: None,
        topic_words: None,
    };
    let ending = desk.attend(&mut session, effects);
    // However it ended, what was typed is there when the card comes again.
    desk.remember_typed(&session)?;
    let is_other = session.shows_clock() != context.settings.clock;
    if is_other != desk.opened.store.remembered(CLOCK)?.is_some() {
        desk.opened.store.remember(CLOCK, is_other.then_some("other than the settings say"))?;
    }
    if session.has_explained_intervals() {
        desk.opened.store.remember(EXPLAINED, Some("yes"))?;
    }
    if !desk.opened.store.is_in_place() {
        let graded_count = session.progress().done + usize::from(desk.is_grade_adrift);
        let grades = output::count(graded_count, "grade");
        return Err(desk.opened.removed(&format!("the {grades} of this session")));
    }
    ending
}

/// What was typed in earlier sessions for cards that were not graded.
fn typed_answers(store: &Store) -> Result<Vec<(CardId, String)>, Failure> {
    let Some(written) = store.remembered(DRAFTS)? else { return Ok(Vec::new()) };
    let drafts: BTreeMap<String, String> = serde_json::from_str(&written).unwrap_or_default();
    Ok(drafts.into_iter().filter_map(|(card, text)| Some((CardId::parse(&card).ok()?, text))).collect())
}

impl Desk<'_> {
    fn attend(&mut self, session: &mut Session, mut effects: Vec<Effect>) -> Result<Ending, Failure> {
        loop {
            while !effects.is_empty() {
                let mut next = Vec::new();
                for effect in effects {
                    let then = match effect {
                        Effect::End => Then::Nothing,
                        Effect::Mock => Then::Mock,
                        Effect::Drill(deck) => Then::Drill(deck),
                        effect => {
                            next.extend(self.answer(effect, session)?);
                            continue;
                        }
                    };
                    return Ok(Ending::Left { graded_count: session.progress().done, then });
                }
                effects = next;
            }
            let graded_count = session.progress().done;
            let Some(view) = session.view() else {
                return Ok(Ending::Left { graded_count, then: Then::Nothing });
            };
            if let (Some(plan), Some((card, held))) = (self.plan, self.unplanned.take()) {
                // The question is there to be read while this is reckoned.
                self.terminal()?.show(&view)?;
                let again = Input::Response(Response::PlanAgain(plan.again(&card, &held)));
                effects = session.step(again, self.context.clock.now());
                continue;
            }
            let key = self.terminal()?.ask(&view, if session.is_ticking() { SECOND } else { PATIENCE })?;
            let input = match key {
                TerminalKey::Tick => Some(Input::Tick),
                TerminalKey::CtrlC => return Ok(Ending::Interrupted { graded_count }),
                TerminalKey::Ended(signal) => return Ok(Ending::Signal(signal)),
                TerminalKey::Enter if session.asks_for_a_line() => Some(Input::Key(Key::Enter)),
                key if session.draft().is_some() => written(key),
                key => pressed(&key).map(Input::Key),
            };
            if let Some(input) = input {
                effects = session.step(input, self.context.clock.now());
            }
        }
    }

    /// Carries out an effect, and says to the session what came of it.
    fn answer(&mut self, effect: Effect, session: &mut Session) -> Result<Vec<Effect>, Failure> {
        let is_drafted = matches!(effect, Effect::EditDraft(_));
        let input = self.carry_out(effect, session.progress())?;
        let effects = session.step(input, self.context.clock.now());
        if is_drafted {
            // Its file is gone by now.
            self.remember_typed(session)?;
        }
        Ok(effects)
    }

    fn remember_typed(&mut self, session: &Session) -> Result<(), Failure> {
        let typed = session.drafts();
        if typed != self.typed {
            let by_card: BTreeMap<&str, &str> =
                typed.iter().map(|(card, text)| (card.as_str(), text.as_str())).collect();
            let written = (!by_card.is_empty()).then(|| json!(by_card).to_string());
            self.opened.store.remember(DRAFTS, written.as_deref())?;
            self.typed = typed;
        }
        Ok(())
    }

    fn terminal(&mut self) -> Result<&mut Terminal, Failure> {
        Ok(match &mut self.terminal {
            Some(terminal) => terminal,
            none => none.insert(Terminal::open(self.context.looks())?),
        })
    }

    fn carry_out(&mut self, effect: Effect, progress: Progress) -> Result<Input, Failure> {
        let rollover = self.context.settings.rollover;
        let now = self.context.clock.now();
        let store = &mut self.opened.store;
        // A grade is written first, so that it is in what can be saved.
        if !matches!(effect, Effect::Record { .. }) {
            store.expect_in_place()?;
        }
        Ok(match effect {
            Effect::Fetch(card) => {
                let fetched = fetch(store, &card, self.home)?;
                self.unplanned = fetched.as_ref().map(|fetched| (fetched.card.clone(), fetched.held.clone()));
                Input::Response(Response::Fetched(fetched.map(Box::new)))
            }
            Effect::Record { card, change, seen } => {
                match store.append(&card, &change, now, rollover, Some(seen)) {
                    Ok(Appended { state, .. }) => Input::Response(Response::Saved(state)),
                    Err(StoreError::Stale) => Input::Response(Response::Stale),
                    Err(error @ StoreError::Removed { .. }) => {
                        self.is_grade_adrift = matches!(change, Change::Review(_));
                        return Err(error.into());
                    }
                    Err(error) => {
                        let message = error.to_string();
                        let is_unsure = matches!(error, StoreError::Unsure { .. });
                        self.opened.reopen(self.context)?;
                        Input::Response(if is_unsure {
                            Response::Unsure(message)
                        } else {
                            Response::NotSaved(message)
                        })
                    }
                }
            }
            Effect::Compare(to_compare) => Input::Compared(to_compare.weigh(self.topic_words()?)),
            Effect::EditDraft(text) => {
                let context = self.context;
                let edited = self.terminal()?.suspended(|| edited_once(context, &text))?;
                Input::Drafted(taken(edited, text).map_err(|failure| failure.in_one_line()))
            }
            Effect::Sections(card) => Input::Response(Response::Sections(self.sections(&card)?)),
            Effect::Decks => Input::Response(Response::Decks(decks::offers(self.context, self.opened)?)),
            Effect::Open(url) => {
                let opened = if may_be_opened(&url) {
                    outside::open(&url).map_err(|why| format!("cannot open {url}: {why}"))
                } else {
                    Err(format!("not opened: {url}"))
                };
                Input::Response(Response::Opened(opened))
            }
            Effect::Edit { card, part, typed } => {
                Input::Response(Response::Edited(self.edit(&card, part, &typed)?))
            }
            Effect::Delete(card) => match delete::delete(self.context, self.opened, &card) {
                Ok(state) => Input::Response(Response::Saved(state)),
                Err(failure) => Input::Response(Response::NotSaved(failure.in_one_line())),
            },
            Effect::TakeBack(direction) => {
                let reversed = reverse(self.context, self.opened, direction, Scope::ThisDevice);
                Input::Response(Response::TakenBack(
                    reversed.map(taken_back).map_err(|failure| failure.in_one_line()),
                ))
            }
            Effect::Summarise => {
                let summary = summary(self.context, self.opened, progress, self.minutes)?;
                Input::Response(Response::Summary(summary, self.offered()?))
            }
            Effect::More(more) => Input::Response(Response::More(self.more(more)?)),
            Effect::Mock | Effect::Drill(_) | Effect::End => {
                unreachable!("the loop ends before it is carried out")
            }
        })
    }

    /// What could be asked beyond the day's cards.
    fn offered(&self) -> Result<Offered, Failure> {
        let mut offered = Offered {
            mock: mock::has_questions(self.context, self.opened, self.selection)?,
            decks: self.opened.store.known_decks()?.len() > 1,
            ..Offered::default()
        };
        // In a cram, all that was selected has been asked, and no schedule says what comes next.
        if self.intent == Intent::Drill {
            offered.new_count = self.more(More::New { count: MORE_NEW })?.len();
            offered.ahead = self.ahead()?;
        }
        Ok(offered)
    }

    /// How many cards fall due on the nearest of the next days on which any do, and in how many days.
    fn ahead(&self) -> Result<Option<(usize, u32)>, Failure> {
        let today = self.context.today();
        let soon = self.opened.store.due_by(today, today.plus(MOST_DAYS_AHEAD))?;
        if soon.iter().any(|candidate| candidate.reason == Reason::Early) {
            for days in 1..=MOST_DAYS_AHEAD {
                let count = self.more(More::Ahead { days })?.len();
                if count > 0 {
                    return Ok(Some((count, days)));
                }
            }
        }
        Ok(None)
    }

    /// The cards that are asked when the user wants more than the day had.
    fn more(&self, more: More) -> Result<Vec<QueueItem>, Failure> {
        let (new, ahead, reason) = match more {
            More::New { count } => (count, 0, Reason::New),
            More::Ahead { days } => (0, days, Reason::Early),
        };
        let wanted = Wanted {
            selection: self.selection,
            new: Some(new),
            cram: false,
            ahead,
            minutes: None,
            plan: None,
        };
        let todays =
            queue::todays(&self.opened.store, &self.context.settings, &wanted, self.context.today())?;
        Ok(todays.items.into_iter().filter(|item| item.reason == reason).collect())
    }

    /// The sections of the deck that a card is drilled from, in their order.
    fn sections(&self, card: &CardId) -> Result<Vec<Section>, Failure> {
        let store = &self.opened.store;
        let mut sightings = store.sightings(card)?;
        sightings.sort_by_key(|seen| self.home.is_some_and(|home| seen.deck != home));
        let Some(first) = sightings.first() else { return Ok(Vec::new()) };
        let joined: HashMap<CardId, CardId> = store.joined()?.into_iter().collect();
        let mut sections: Vec<Section> = Vec::new();
        for seen in store.cards_of_deck(&first.deck)? {
            let id = joined.get(&seen.card.id).cloned().unwrap_or(seen.card.id);
            match sections.iter_mut().find(|section| section.name == seen.card.section) {
                Some(section) => section.cards.push(id),
                None => sections.push(Section { name: seen.card.section, cards: vec![id] }),
            }
        }
        Ok(sections)
    }

    /// Gives the terminal to the editor; what goes wrong there is said, and the drill goes on.
    fn edit(&mut self, card: &CardId, part: Part, typed: &str) -> Result<EditOutcome, Failure> {
        let (context, home) = (self.context, self.home);
        self.terminal()?;
        let Some(terminal) = &mut self.terminal else { unreachable!("it was just opened") };
        let opened = &mut *self.opened;
        let edited = terminal.suspended(|| edit_card::edit(context, opened, home, card, part, typed))?;
        Ok(edited.unwrap_or_else(|failure| EditOutcome::Failed(failure.in_one_line())))
    }

    fn topic_words(&mut self) -> Result<&TopicWords, Failure> {
        Ok(match &mut self.topic_words {
            Some(topic_words) => topic_words,
            none => none.insert(topic_words(&self.opened.store, &self.context.settings)?),
        })
    }
}

fn taken_back(Reversed { card, event, state, text_stays }: Reversed) -> Box<TakenBack> {
    Box::new(TakenBack { card, change: event.change(), state, text_stays })
}

fn summary(
    context: &Context,
    opened: &mut Opened,
    progress: Progress,
    minutes: Option<u32>,
) -> Result<Summary, Failure> {
    let today = context.today();
    let stats = stats::over(&mut opened.store, today)?;
    // Of the whole collection: the session may have been of a part of it.
    let everything = Selection::default();
    let plan = PlanOfDay::gather(context, opened, &everything)?;
    let wanted =
        Wanted { minutes, plan: plan.as_ref(), ..Wanted::by_settings(&everything, &context.settings) };
    let outlook = queue::outlook(&opened.store, &context.settings, &wanted, today)?;
    #[expect(clippy::cast_precision_loss, reason = "a day has few milliseconds")]
    let minutes = stats.today.took_ms as f64 / 60_000.0;
    Ok(Summary {
        card_count: progress.cards_done,
        answer_count: progress.done,
        minutes,
        retention: stats.today.retention.share(),
        streak_days: stats.streak.current_days,
        outlook,
        left_in_session: progress.left,
    })
}

/// Not on a terminal, `viva` says what is due and asks nothing.
fn print_due(context: &Context, arguments: &DrillArguments) -> Result<(), Failure> {
    if !arguments.is_default() {
        // What is misspelt is told first: on a terminal it would not do either.
        if let Some(mut opened) = collection::open_if_there(context)? {
            opened.selection(&arguments.selection)?;
        }
        return Err(Failure::new(Code::Usage, "a drill needs a terminal to ask on")
            .hint("`viva queue` prints what is due, `viva grade` grades without asking"));
    }
    let today = context.today();
    let everything = Selection::default();
    let outlook = if let Some(mut opened) = collection::open_if_there(context)? {
        let plan = PlanOfDay::gather(context, &mut opened, &everything)?;
        let wanted = Wanted { plan: plan.as_ref(), ..Wanted::by_settings(&everything, &context.settings) };
        queue::outlook(&opened.store, &context.settings, &wanted, today)?
    } else {
        output::note(NO_CARDS);
        if context.common.format == Format::Text {
            return Ok(());
        }
        Outlook::default()
    };
    let left = &outlook.today;
    match context.common.format {
        Format::Json => output::json(json!({
            "day": today.to_string(),
            "due": left.due_count,
            "new": left.new_count,
            "again": left.repeat_count,
            "workload": workload_json(&outlook),
        })),
        Format::Text => output::lines(safe!(
            "{} due, {} new, {} again today\ntomorrow: {}\n",
            left.due_count,
            left.new_count,
            left.repeat_count,
            outlook.describe_tomorrow()
        )),
    }
}

fn nothing_to_do(
    context: &Context,
    opened: &mut Opened,
    wanted: &Wanted<'_>,
    words: &[String],
) -> Result<(), Failure> {
    let today = context.today();
    let (settings, selection) = (&context.settings, wanted.selection);
    let wanted = Wanted { plan: wanted.plan, ..Wanted::by_settings(selection, settings) };
    let outlook = queue::outlook(&opened.store, settings, &wanted, today)?;
    // Those that `--new` would ask, so that the hint never leads to nothing.
    let all_new = Wanted { new: Some(usize::MAX), ..Wanted::by_settings(selection, settings) };
    let waiting_count = queue::workload(&opened.store, settings, &all_new, today)?.new_count;
    let waiting = output::count(waiting_count, "new card");
    if !selection.is_everything() {
        let words = words.join(" ");
        output::note(if queue::all_selected(&opened.store, selection, today)?.is_empty() {
            safe!("no cards match {words}")
        } else if outlook.today.over_limit_count > 0 {
            let done = outlook.describe_done(0);
            safe!("{done}; `viva drill --cram {words}` drills them without changing their schedule")
        } else if waiting_count > 0 {
            safe!(
                "none of these is due; {waiting} over today's limit: `viva drill --new 10 {words}` asks ten of them"
            )
        } else {
            safe!(
                "none of these is due; `viva drill --cram {words}` drills them without changing their schedule"
            )
        });
        return Ok(());
    }
    let stats = stats::over(&mut opened.store, today)?;
    let mut done = outlook.describe_done(stats.today.review_count);
    if outlook.tomorrow.total() == 0
        && let Some(next) = stats.forecast.iter().skip(1).find(|forecast| forecast.due_count > 0)
    {
        let _ = write!(done, "; next: {} on {}", output::count(next.due_count, "card"), next.day);
    }
    output::note(clean_line(&done));
    if outlook.today.over_limit_count > 0 {
        output::note("`viva config set reviews_per_day N` raises the limit of reviews");
    }
    if waiting_count > 0 {
        let verb = if waiting_count == 1 { "waits" } else { "wait" };
        output::note(safe!("{waiting} {verb}; `viva drill --new 10` asks ten of them today"));
    }
    Ok(())
}

/// In random order, but what is owed again comes where it would without. Each card has its place by itself, whichever
/// others are still to come.
fn shuffle(queue: Vec<QueueItem>, seed: u64) -> Vec<QueueItem> {
    let (repeats, mut others): (Vec<QueueItem>, Vec<QueueItem>) =
        queue.into_iter().partition(|item| item.reason == Reason::Repeat);
    others.sort_by_cached_key(|item| *blake3::hash(format!("{seed} {}", item.card).as_bytes()).as_bytes());
    others.extend(repeats);
    with_repeats_soon(others)
}
