//! The drill's state machine.
//!
//! The queue is made before; what is owed again today goes back into it here, after some others. Whatever waits, for a key or
//! for an effect, is one [`Phase`]; what is open over a card is a [`Dialog`], which answers its own keys.

mod card;
mod ending;
mod onscreen;
mod undoing;

use std::collections::{HashMap, HashSet, VecDeque};

use crate::study::card::CardId;
use crate::study::conversation::{Confirming, Dialog, Key, Over, Reply};
use crate::study::day::Moment;
use crate::study::draft::Draft;
use crate::study::queue::{QueueItem, REPEAT_AFTER, Reason};
use crate::study::review::{Change, Direction, Intent};
use crate::study::schedule::Future;

use super::drill::{Drill, Effect, Input, Part, Response, Section};
use super::view::{GradeKey, Progress, Screen, View};

use ending::{Ending, Failed};
use onscreen::{OnScreen, Shown};

/// A card that would come straight back is asked after this pause, unless the user goes on before.
const PAUSE_MS: u64 = 2 * 60 * 1000;

/// One sitting of drilling.
#[derive(Clone, Debug)]
pub struct Session {
    drill: Drill,
    queue: VecDeque<QueueItem>,
    phase: Phase,
    /// How often each card was answered in this session; undone answers do not count.
    answered_times: HashMap<CardId, usize>,
    started: Moment,
    notice: Option<String>,
    /// What was typed for cards that are not on the screen and not graded yet.
    drafts: HashMap<CardId, Draft>,
    /// Likewise for those that are, should that be undone.
    answered: HashMap<CardId, Draft>,
    /// Edits that could not be saved, each a draft that can be continued.
    unsaved: HashSet<(CardId, Part)>,
    /// The section gone to last: its cards are shown as they stand there, though others may have them, too.
    section: Option<Section>,
    /// The card graded last, and its question: it should not come straight back.
    just_answered: Option<(CardId, String)>,
    /// What was failed, in the order in which it was first.
    failed: Vec<Failed>,
    has_explained_intervals: bool,
}

#[derive(Clone, Debug)]
enum Phase {
    /// Something to be confirmed before the first question.
    Doubt(Confirming<()>),
    /// Waiting for a card; with what it was on the screen, if it was and is to stay there.
    Fetching(QueueItem, Option<Shown>),
    /// A pause before a card that would come straight back.
    Pausing(Pause),
    /// The question or, once revealed, the answer; and what is open over it.
    Card(Shown, Option<Dialog<Action>>),
    /// Waiting for the last action to be undone, or redone; with the card on the screen, if there is one.
    Reversing(Direction, Option<Shown>),
    Summarising,
    /// The last screen; and what is open over it.
    Summary(Box<Ending>, Option<Dialog<Action>>),
    /// Waiting for more cards than the day had.
    AskingForMore,
    Ended,
}

/// What is done with the card on the screen, once it is chosen or confirmed; and what is waited for then.
#[derive(Clone, Debug)]
enum Action {
    Change(Change),
    Edit(Part),
    /// Open an address.
    Open(String),
    ListSections,
    GoTo(Section),
    ListDecks,
    /// Leave this session for a drill of the deck of this name.
    Drill(String),
}

#[derive(Clone, Debug)]
struct Pause {
    item: QueueItem,
    question: String,
    since: Moment,
    left_secs: u64,
}

/// The phase after an input, and the effects to carry out.
type Turn = (Phase, Option<Effect>);

fn still(phase: Phase) -> Turn {
    (phase, None)
}

impl Session {
    /// A session over `queue`, and what is to be done first.
    #[must_use]
    pub fn start(mut drill: Drill, queue: Vec<QueueItem>, now: Moment) -> (Self, Vec<Effect>) {
        let doubt = drill.doubt.clone();
        let is_offered_at_once =
            |(card, _): &(CardId, Part)| queue.first().is_some_and(|item| item.card == *card);
        let mut notice = drill.backlog.map(|backlog| backlog.says());
        if notice.is_none() && !drill.unsaved.iter().all(is_offered_at_once) {
            notice = Some("a draft was not saved: it is offered with its card".to_owned());
        }
        let unsaved = std::mem::take(&mut drill.unsaved);
        let drafts = drill.drafts.drain(..).map(|(card, text)| (card, Draft::of(&text))).collect();
        let mut session = Self {
            drill,
            queue: queue.into(),
            phase: Phase::Ended,
            answered_times: HashMap::new(),
            started: now,
            notice,
            drafts,
            answered: HashMap::new(),
            unsaved: unsaved.into_iter().collect(),
            section: None,
            just_answered: None,
            failed: Vec::new(),
            has_explained_intervals: false,
        };
        let (phase, effect) = match doubt {
            Some(doubt) => still(Phase::Doubt(Confirming::new(doubt, ()))),
            None => session.next(now),
        };
        session.phase = phase;
        (session, effect.into_iter().collect())
    }

    /// The card on the screen, if there is one.
    #[must_use]
    pub fn card(&self) -> Option<&CardId> {
        self.phase.shown().map(|shown| &shown.card)
    }

    /// The text that is being written, if one is.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        match &self.phase {
            Phase::Card(shown, Some(dialog)) if dialog.is_typing() => Some(&shown.draft),
            phase => phase.open()?.line(),
        }
    }

    /// Whether the text that is being written is one line, which Enter ends.
    #[must_use]
    pub fn asks_for_a_line(&self) -> bool {
        self.phase.open().is_some_and(|dialog| dialog.line().is_some())
    }

    /// What was typed for cards that are not graded yet, for a session to come.
    #[must_use]
    pub fn drafts(&self) -> Vec<(CardId, String)> {
        let shown = self.phase.shown().map(|shown| (&shown.card, &shown.draft));
        let all = self.drafts.iter().chain(shown).filter(|(_, draft)| !draft.is_blank());
        let mut drafts: Vec<_> = all.map(|(card, draft)| (card.clone(), draft.text().to_owned())).collect();
        drafts.sort();
        drafts
    }

    /// What each grade would lead to, if an answer is being judged: quality and next state.
    #[must_use]
    pub fn promised(&self) -> Option<&[Future]> {
        match &self.phase {
            Phase::Card(shown, None) if shown.is_revealed => Some(&shown.futures),
            _ => None,
        }
    }

    /// What is to be seen; `None` while the session waits for an effect to be answered.
    #[must_use]
    pub fn view(&self) -> Option<View<'_>> {
        let screen = self.phase.screen()?;
        Some(View { progress: self.progress(), screen, notice: self.notice.as_deref() })
    }

    /// Whether what is on the screen changes with time.
    #[must_use]
    pub fn is_ticking(&self) -> bool {
        match &self.phase {
            Phase::Card(shown, None | Some(Dialog::Writing { .. })) => self.drill.clock && !shown.is_revealed,
            Phase::Pausing(_) => true,
            _ => false,
        }
    }

    /// Whether it was explained in this session what the grades of a new card change.
    #[must_use]
    pub fn has_explained_intervals(&self) -> bool {
        self.has_explained_intervals
    }

    /// Whether the clock is shown.
    #[must_use]
    pub fn shows_clock(&self) -> bool {
        self.drill.clock
    }

    /// Takes one input; what comes back is to be carried out in order, and answered.
    pub fn step(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        let mut phase = std::mem::replace(&mut self.phase, Phase::Ended);
        if let Some(shown) = phase.answering_mut()
            && matches!(input, Input::Key(_) | Input::Stroke(_))
        {
            shown.spent_ms = shown.spent_ms_at(now);
            shown.last_key_at = now;
        }
        let (phase, effect) = self.take(phase, input, now);
        self.phase = phase;
        if let Some(shown) = self.phase.answering_mut() {
            shown.set_clock(self.drill.clock, now);
        }
        effect.into_iter().collect()
    }

    fn take(&mut self, phase: Phase, input: Input, now: Moment) -> Turn {
        match (phase, input) {
            (Phase::Card(mut shown, dialog), Input::Response(Response::PlanAgain(again))) => {
                shown.grades = GradeKey::with_plan(&shown.futures, self.drill.six_grades, &again);
                still(Phase::Card(shown, dialog))
            }
            (phase, Input::Key(Key::Leave))
            | (phase @ Phase::Pausing(_), Input::Key(Key::Char('q') | Key::Esc)) => self.leave(phase),
            (Phase::Card(shown, Some(Dialog::Waiting(action))), Input::Response(response)) => {
                self.responded(shown, action, response, now)
            }
            (Phase::Card(shown, Some(dialog)), input) => self.in_dialog(shown, dialog, input, now),
            (Phase::Card(shown, None), Input::Key(key)) => self.key(shown, key, now),
            (Phase::Doubt(doubt), Input::Key(key)) => match doubt.take(key) {
                Reply::Open(Dialog::Confirming(doubt)) => still(Phase::Doubt(doubt)),
                Reply::Chosen(()) => self.next(now),
                _ => end(),
            },
            (Phase::Fetching(item, before), Input::Response(Response::Fetched(fetched))) => {
                self.fetched(item, before, fetched, now)
            }
            (Phase::Pausing(pause), Input::Tick) if now.ms_since(pause.since) >= PAUSE_MS => {
                fetch(pause.item)
            }
            (Phase::Pausing(pause), Input::Tick) => {
                let left_secs = (PAUSE_MS - now.ms_since(pause.since)).div_ceil(1000);
                still(Phase::Pausing(Pause { left_secs, ..pause }))
            }
            (Phase::Pausing(pause), Input::Key(Key::Char(' ') | Key::Enter)) => fetch(pause.item),
            (Phase::Pausing(pause), Input::Key(Key::Char('u'))) => {
                self.queue.push_front(pause.item);
                take_back(None, Direction::Undo)
            }
            (Phase::Reversing(direction, shown), Input::Response(Response::TakenBack(taken))) => {
                self.taken_back(direction, shown, taken, now)
            }
            (Phase::Summarising, Input::Response(Response::Summary(summary, offered))) => {
                self.ending(summary, offered)
            }
            (Phase::Summary(ending, Some(dialog)), input) => self.in_dialog_at_end(ending, dialog, input),
            (Phase::Summary(ending, None), Input::Key(key)) => self.key_at_end(ending, key, now),
            (Phase::AskingForMore, Input::Response(Response::More(items))) => self.go_on(items, now),
            (phase, _) => still(phase),
        }
    }

    fn in_dialog(&mut self, mut shown: Shown, dialog: Dialog<Action>, input: Input, now: Moment) -> Turn {
        let over = Over { draft: &mut shown.draft, typed: &mut shown.face.typed, notice: &mut self.notice };
        match dialog.take(input, over) {
            Reply::Open(dialog) => shown.under(dialog),
            Reply::Edit(dialog, text) => (Phase::Card(shown, Some(dialog)), Some(Effect::EditDraft(text))),
            Reply::Closed => shown.alone(),
            Reply::Chosen(action) => self.carry_out(shown, action),
            Reply::Declined(Action::Edit(part)) => {
                self.tell(shown, format!("the card is unchanged; {} continues your draft", part.key()))
            }
            Reply::Declined(_) => {
                self.notice = None;
                shown.alone()
            }
            Reply::Written => self.reveal(shown),
            Reply::Compared => self.show_answer(shown),
            Reply::Entered(line) => self.set_due(shown, line, now),
        }
    }

    fn say(&mut self, says: impl Into<String>) {
        self.notice = Some(says.into());
    }

    /// Says something, and leaves the card on the screen.
    fn tell(&mut self, shown: Shown, says: impl Into<String>) -> Turn {
        self.say(says);
        shown.alone()
    }

    fn next(&mut self, now: Moment) -> Turn {
        let is_over = self
            .drill
            .minutes
            .is_some_and(|minutes| now.ms_since(self.started) >= u64::from(minutes) * 60_000);
        match self.queue.pop_front() {
            Some(item) if !is_over => match &self.just_answered {
                Some((card, question)) if item.reason == Reason::Repeat && *card == item.card => {
                    let question = question.clone();
                    still(Phase::Pausing(Pause { item, question, since: now, left_secs: PAUSE_MS / 1000 }))
                }
                _ => fetch(item),
            },
            cut => {
                if let Some(item) = cut {
                    self.queue.push_front(item);
                }
                (Phase::Summarising, Some(Effect::Summarise))
            }
        }
    }

    fn leave(&mut self, phase: Phase) -> Turn {
        self.notice = None;
        match phase {
            Phase::Card(shown, _) => {
                let item = self.put_away(shown);
                self.queue.push_front(item);
            }
            Phase::Pausing(pause) => self.queue.push_front(pause.item),
            Phase::Summary(..) => return end(),
            _ => {}
        }
        if self.answered_times.is_empty() {
            return end();
        }
        (Phase::Summarising, Some(Effect::Summarise))
    }

    /// Takes a card off the screen, keeping what was typed for it should it come back.
    fn put_away(&mut self, shown: Shown) -> QueueItem {
        let OnScreen { item, card, draft, .. } = *shown;
        if !draft.is_blank() {
            self.drafts.insert(card, draft);
        }
        item
    }

    fn ask_again(&mut self, card: &CardId, unanswered: bool) {
        let item = QueueItem { card: card.clone(), reason: Reason::Repeat, unanswered };
        self.queue.insert(REPEAT_AFTER.min(self.queue.len()), item);
    }

    /// How far the session is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let to_come = || self.phase.item().into_iter().chain(&self.queue);
        Progress {
            done: self.answered_times.values().sum(),
            cards_done: self.answered_times.len(),
            left: to_come().count(),
            unanswered_left: to_come().filter(|item| item.unanswered).count(),
            repeats_left: to_come().filter(|item| item.reason == Reason::Repeat).count(),
        }
    }

    /// Whether reviews of this session move schedules.
    fn counts(&self) -> bool {
        self.drill.count || matches!(self.drill.intent, Intent::Drill | Intent::Debrief)
    }
}

fn fetch(item: QueueItem) -> Turn {
    let effect = Effect::Fetch(item.card.clone());
    (Phase::Fetching(item, None), Some(effect))
}

/// What the last action was, the store knows: it may be an event of another session.
fn take_back(shown: Option<Shown>, direction: Direction) -> Turn {
    (Phase::Reversing(direction, shown), Some(Effect::TakeBack(direction)))
}

fn end() -> Turn {
    (Phase::Ended, Some(Effect::End))
}

impl Phase {
    /// The card on the screen, or under what covers it.
    fn shown(&self) -> Option<&OnScreen> {
        match self {
            Phase::Card(shown, _) => Some(shown),
            Phase::Reversing(_, shown) => shown.as_deref(),
            _ => None,
        }
    }

    /// The open dialog, which takes the input.
    fn open(&self) -> Option<&Dialog<Action>> {
        match self {
            Phase::Card(_, open) | Phase::Summary(_, open) => open.as_ref(),
            _ => None,
        }
    }

    /// The place in the queue of what is on the screen, or comes onto it.
    fn item(&self) -> Option<&QueueItem> {
        match self {
            Phase::Fetching(item, _) => Some(item),
            Phase::Pausing(pause) => Some(&pause.item),
            phase => phase.shown().map(|shown| &shown.item),
        }
    }

    /// The card that time is spent on.
    fn answering_mut(&mut self) -> Option<&mut OnScreen> {
        match self {
            Phase::Card(shown, None | Some(Dialog::Writing { .. })) => Some(shown),
            _ => None,
        }
    }

    fn screen(&self) -> Option<Screen<'_>> {
        Some(match self {
            Phase::Doubt(doubt) => Screen::Dialog(doubt.view()),
            Phase::Pausing(pause) => Screen::Wait { question: &pause.question, left_secs: pause.left_secs },
            Phase::Card(shown, open) => return shown.screen(open.as_ref()),
            Phase::Summary(ending, open) => return ending.screen(open.as_ref()),
            _ => return None,
        })
    }
}
