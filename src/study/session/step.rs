//! The drill's state machine.
//!
//! The queue is made before; what is owed again today goes to its end here. Editing, writing answers,
//! typed answers and mock interviews are not here yet: each will be one more [`Phase`].

use std::collections::VecDeque;

use crate::study::card::CardId;
use crate::study::day::{Day, Moment, Rollover};
use crate::study::grade::{Grade, Quality};
use crate::study::queue::{QueueItem, Reason, why};
use crate::study::review::{Change, Intent, Review, Rule};
use crate::study::schedule::{CardState, Future, Replayed, futures};

use super::view::{Face, GradeKey, Progress, Screen, Summary, View};

/// Longer than this over one question was something else than thinking.
const LONGEST_ANSWER_MS: u64 = 20 * 60 * 1000;

/// Said when a card that is shown has had another event since.
const GRADED_ELSEWHERE: &str = "changed in another session meanwhile: look again";

/// The first two rows of the help say how to reveal and grade; the others are the same for all.
const KEYS: &[(&str, &str)] =
    &keys(("Space, Enter", "show the answer; then: good"), ("1 2 3 4", "grade: again, hard, good, easy"));

const SIX_KEYS: &[(&str, &str)] = &keys(
    ("Space, Enter", "show the answer; then: 4"),
    ("0 to 5", "grade: 0 blackout, 1 wrong, 2 familiar; 3 hard, 4 good, 5 perfect"),
);

type KeyRow = (&'static str, &'static str);

const fn keys(reveal: KeyRow, grade: KeyRow) -> [KeyRow; 11] {
    [
        reveal,
        grade,
        ("u", "undo the last thing done, also of earlier sessions"),
        ("U", "redo what was undone"),
        ("b", "bury: not again today"),
        ("s", "suspend: not again until `viva resume`"),
        ("f", "flag the question as not well asked, or take the flag away"),
        ("↑ ↓ PgUp PgDn", "scroll a long answer"),
        ("?", "these keys"),
        ("q", "leave; every grade is kept"),
        ("Ctrl-C, Ctrl-Z", "leave at once; stop until `fg`"),
    ]
}

/// What holds for a whole session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drill {
    pub rollover: Rollover,
    pub rule: Rule,
    pub intent: Intent,
    /// Whether reviews count although the intent alone would not make them.
    pub count: bool,
    /// SM-2's six qualities on keys 0 to 5 instead of four grades.
    pub six_grades: bool,
    pub minutes: Option<u32>,
    /// Something to be asked before the first question, such as a clock that is far off.
    pub doubt: Option<String>,
}

/// A key, as far as the drill knows keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    /// Leave at once: Ctrl-C, or a terminal that is gone.
    Leave,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Key(Key),
    /// The answer to [`Effect::Fetch`]; `None` if the card is in no deck any more.
    Fetched(Option<Box<Fetched>>),
    /// The answer to [`Effect::Record`]: it is on disk.
    Saved(CardState),
    /// It is not on disk, and why.
    NotSaved(String),
    /// It is not on disk because the card was reviewed elsewhere since it was fetched.
    Stale,
    /// The answer to [`Effect::Undo`] and [`Effect::Redo`].
    TakenBack(Option<TakenBack>),
    /// The answer to [`Effect::Summarise`].
    Summary(Summary),
}

/// A card as the store has it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// The id its events are replayed under.
    pub card: CardId,
    pub face: Face,
    pub held: Replayed,
    /// How many events it had when it was fetched.
    pub event_count: usize,
}

/// What an undo took back, or a redo brought back.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenBack {
    pub card: CardId,
    pub change: Change,
    pub state: CardState,
    /// Whether it was brought back.
    pub redone: bool,
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Fetch(CardId),
    Record { card: CardId, change: Change, seen: usize },
    Undo,
    Redo,
    Summarise,
    End,
}

/// One sitting of drilling.
#[derive(Clone, Debug)]
pub struct Session {
    drill: Drill,
    queue: VecDeque<QueueItem>,
    phase: Phase,
    done_count: usize,
    started: Moment,
    notice: Option<String>,
}

#[derive(Clone, Debug)]
enum Phase {
    /// Something to be confirmed before the first question.
    Doubt(String),
    Fetching(QueueItem),
    Question(Box<OnScreen>),
    Answer(Box<OnScreen>),
    /// Waiting for the store; the flag says whether the answer is revealed.
    Saving {
        shown: Box<OnScreen>,
        revealed: bool,
        change: Change,
    },
    TakingBack {
        shown: Option<(Box<OnScreen>, bool)>,
    },
    Help(Box<Phase>),
    Summarising,
    Summary(Summary),
    Ended,
}

#[derive(Clone, Debug)]
struct OnScreen {
    item: QueueItem,
    card: CardId,
    face: Face,
    futures: Vec<Future>,
    grades: Vec<GradeKey>,
    event_count: usize,
    shown_at: Moment,
    day: Day,
}

impl Session {
    /// A session over `queue`, and what is to be done first.
    #[must_use]
    pub fn start(drill: Drill, queue: Vec<QueueItem>, now: Moment) -> (Self, Vec<Effect>) {
        let doubt = drill.doubt.clone();
        let mut session = Self {
            drill,
            queue: queue.into(),
            phase: Phase::Ended,
            done_count: 0,
            started: now,
            notice: None,
        };
        let effects = match doubt {
            Some(doubt) => {
                session.phase = Phase::Doubt(doubt);
                Vec::new()
            }
            None => session.next(now),
        };
        (session, effects)
    }

    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended)
    }

    /// The card on the screen, if there is one.
    #[must_use]
    pub fn card(&self) -> Option<&CardId> {
        match &self.phase {
            Phase::Question(shown) | Phase::Answer(shown) | Phase::Saving { shown, .. } => Some(&shown.card),
            _ => None,
        }
    }

    /// What each grade would lead to, if an answer is being judged: quality and next state.
    #[must_use]
    pub fn promised(&self) -> Option<&[Future]> {
        match &self.phase {
            Phase::Answer(shown) => Some(&shown.futures),
            _ => None,
        }
    }

    /// What is to be seen; `None` while the session waits for an effect to be answered.
    #[must_use]
    pub fn view(&self) -> Option<View<'_>> {
        let screen = screen(&self.phase, self.drill.six_grades)?;
        Some(View { progress: self.progress(), screen, notice: self.notice.as_deref() })
    }

    /// Takes one input; what comes back is to be carried out in order, and answered.
    pub fn step(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        let phase = std::mem::replace(&mut self.phase, Phase::Ended);
        match input {
            Input::Key(Key::Leave) => self.leave(phase),
            Input::Key(key) => self.key(phase, key, now),
            Input::Fetched(fetched) => self.fetched(phase, fetched, now),
            Input::Saved(state) => self.saved(phase, &state, now),
            Input::NotSaved(reason) => {
                self.phase = match phase {
                    Phase::Saving { shown, revealed, .. } => on_screen(shown, revealed),
                    other => other,
                };
                self.notice = Some(format!("NOT SAVED: {reason}"));
                Vec::new()
            }
            Input::Stale => self.show_again(phase, GRADED_ELSEWHERE),
            Input::TakenBack(taken) => self.taken_back(phase, taken, now),
            Input::Summary(summary) => {
                self.phase = Phase::Summary(summary);
                Vec::new()
            }
        }
    }

    fn key(&mut self, phase: Phase, key: Key, now: Moment) -> Vec<Effect> {
        match (phase, key) {
            (Phase::Doubt(_), Key::Char('y' | 'Y')) => self.next(now),
            (Phase::Summary(_), Key::Char('u')) => {
                self.phase = Phase::TakingBack { shown: None };
                vec![Effect::Undo]
            }
            (Phase::Doubt(_), Key::Char('n' | 'N' | 'q') | Key::Esc) | (Phase::Summary(_), _) => {
                vec![Effect::End]
            }
            (Phase::Help(under), _) => {
                self.phase = *under;
                Vec::new()
            }
            (phase @ (Phase::Question(_) | Phase::Answer(_)), Key::Char('q')) => self.leave(phase),
            (phase @ (Phase::Question(_) | Phase::Answer(_)), Key::Char('?')) => {
                self.phase = Phase::Help(Box::new(phase));
                Vec::new()
            }
            (Phase::Question(shown), Key::Char(' ') | Key::Enter) => {
                self.notice = None;
                self.phase = Phase::Answer(shown);
                Vec::new()
            }
            (Phase::Question(shown), Key::Char(key)) => self.card_key(shown, false, key),
            (Phase::Answer(shown), Key::Char(' ') | Key::Enter) => {
                self.grade(shown, Grade::Good.quality(), now)
            }
            (Phase::Answer(shown), Key::Char(key)) => match self.quality_of(key) {
                Some(quality) => self.grade(shown, quality, now),
                None => self.card_key(shown, true, key),
            },
            (phase, _) => {
                self.phase = phase;
                Vec::new()
            }
        }
    }

    /// Keys that mean the same before and after the reveal.
    fn card_key(&mut self, shown: Box<OnScreen>, revealed: bool, key: char) -> Vec<Effect> {
        let change = match key {
            'b' => Change::Bury,
            's' => Change::Suspend,
            'f' => Change::Flag { on: !shown.face.flagged },
            'u' | 'U' => {
                self.phase = Phase::TakingBack { shown: Some((shown, revealed)) };
                return vec![if key == 'u' { Effect::Undo } else { Effect::Redo }];
            }
            _ => {
                self.notice = match (revealed, self.quality_of(key)) {
                    (false, Some(_)) => Some("Space shows the answer first".to_owned()),
                    _ => Some(format!("no such key: {key}   ? shows all")),
                };
                self.phase = on_screen(shown, revealed);
                return Vec::new();
            }
        };
        self.record(shown, revealed, change)
    }

    fn grade(&mut self, shown: Box<OnScreen>, quality: Quality, now: Moment) -> Vec<Effect> {
        if now.day(self.drill.rollover) != shown.day {
            // The promises beside the keys were yesterday's.
            return self.show_again(Phase::Answer(shown), "a new day has begun: the intervals are new, too");
        }
        let review = Review {
            quality,
            took_ms: now.ms_since(shown.shown_at).min(LONGEST_ANSWER_MS),
            intent: self.drill.intent,
            count: self.drill.count,
            rule: self.drill.rule,
        };
        self.record(shown, true, Change::Review(review))
    }

    fn record(&mut self, shown: Box<OnScreen>, revealed: bool, change: Change) -> Vec<Effect> {
        let effect =
            Effect::Record { card: shown.card.clone(), change: change.clone(), seen: shown.event_count };
        self.phase = Phase::Saving { shown, revealed, change };
        vec![effect]
    }

    fn saved(&mut self, phase: Phase, state: &CardState, now: Moment) -> Vec<Effect> {
        let Phase::Saving { mut shown, revealed, change } = phase else {
            self.phase = phase;
            return Vec::new();
        };
        self.notice = None;
        match change {
            Change::Review(review) => {
                self.done_count += 1;
                if review.quality.owes_a_repeat() {
                    self.ask_again(&shown.card, shown.item.unanswered);
                }
            }
            Change::Bury => self.notice = Some("buried until tomorrow   u takes it back".to_owned()),
            Change::Suspend => {
                self.notice = Some("suspended until `viva resume`   u takes it back".to_owned());
            }
            _ => {
                shown.face.flagged = state.flagged;
                shown.event_count += 1;
                for future in &mut shown.futures {
                    future.state.flagged = state.flagged;
                }
                self.notice = Some(if state.flagged { "flagged" } else { "flag taken away" }.to_owned());
                self.phase = on_screen(shown, revealed);
                return Vec::new();
            }
        }
        self.next(now)
    }

    fn ask_again(&mut self, card: &CardId, unanswered: bool) {
        self.queue.push_back(QueueItem { card: card.clone(), reason: Reason::Repeat, unanswered });
    }

    fn fetched(&mut self, phase: Phase, fetched: Option<Box<Fetched>>, now: Moment) -> Vec<Effect> {
        let Phase::Fetching(mut item) = phase else {
            self.phase = phase;
            return Vec::new();
        };
        let day = now.day(self.drill.rollover);
        let Some(mut fetched) = fetched.filter(|fetched| self.is_still_wanted(&item, &fetched.held, day))
        else {
            if self.notice.as_deref() == Some(GRADED_ELSEWHERE) {
                self.notice = Some("changed in another session: skipped".to_owned());
            }
            return self.next(now);
        };
        item.unanswered = fetched.face.answers.is_empty();
        let state = &fetched.held.state;
        fetched.face.why = why(item.reason, day);
        fetched.face.flagged = state.flagged;
        let futures =
            futures(&fetched.card, &fetched.held, day, self.drill.intent, self.drill.count, self.drill.rule);
        self.phase = Phase::Question(Box::new(OnScreen {
            item,
            card: fetched.card,
            face: fetched.face,
            grades: grade_keys(&futures, self.drill.six_grades),
            futures,
            event_count: fetched.event_count,
            shown_at: now,
            day,
        }));
        Vec::new()
    }

    /// Whether the reason it was queued for still holds: another session may have been quicker.
    fn is_still_wanted(&self, item: &QueueItem, held: &Replayed, today: Day) -> bool {
        let state = &held.state;
        if !state.is_askable(today) {
            return false;
        }
        match item.reason {
            Reason::New => state.is_new(),
            Reason::Due { .. } => state.is_due(today) && (held.would_be_scored(today) || !self.counts()),
            // A repeat of an earlier day is owed no more; in a cram, the session alone keeps count.
            Reason::Repeat => {
                state.owes_a_repeat(today)
                    || !(self.drill.count || matches!(self.drill.intent, Intent::Drill))
            }
            Reason::Early => true,
        }
    }

    fn taken_back(&mut self, phase: Phase, taken: Option<TakenBack>, now: Moment) -> Vec<Effect> {
        let Phase::TakingBack { shown } = phase else {
            self.phase = phase;
            return Vec::new();
        };
        let Some(taken) = taken else {
            self.notice = Some("nothing to take back".to_owned());
            return match shown {
                Some((shown, revealed)) => {
                    self.phase = on_screen(shown, revealed);
                    Vec::new()
                }
                None => self.next(now),
            };
        };
        // The card that was on the screen comes right after; the other takes its place.
        if let Some((shown, _)) = shown
            && (shown.card != taken.card || taken.redone)
        {
            self.queue.push_front(shown.item);
        }
        let today = now.day(self.drill.rollover);
        let is_review = matches!(taken.change, Change::Review(_));
        let what = name_of(&taken.change);
        if taken.redone {
            self.notice = Some(format!("redone: {what}"));
            self.queue.retain(|item| item.card != taken.card);
            self.done_count += usize::from(is_review);
            if taken.state.owes_a_repeat(today) {
                self.ask_again(&taken.card, false);
            }
            return self.next(now);
        }
        self.notice = Some(format!("undone: {what}"));
        self.done_count -= usize::from(is_review).min(self.done_count);
        self.queue.retain(|item| item.card != taken.card);
        let reason = Reason::of(&taken.state, today);
        self.queue.push_front(QueueItem { card: taken.card, reason, unanswered: false });
        self.next(now)
    }

    fn show_again(&mut self, phase: Phase, notice: &str) -> Vec<Effect> {
        match phase {
            Phase::Question(shown) | Phase::Answer(shown) | Phase::Saving { shown, .. } => {
                self.notice = Some(notice.to_owned());
                self.fetch(shown.item)
            }
            other => {
                self.phase = other;
                Vec::new()
            }
        }
    }

    fn next(&mut self, now: Moment) -> Vec<Effect> {
        let is_over = self
            .drill
            .minutes
            .is_some_and(|minutes| now.ms_since(self.started) >= u64::from(minutes) * 60_000);
        match self.queue.pop_front() {
            Some(item) if !is_over => self.fetch(item),
            cut => {
                if let Some(item) = cut {
                    self.queue.push_front(item);
                }
                self.phase = Phase::Summarising;
                vec![Effect::Summarise]
            }
        }
    }

    fn fetch(&mut self, item: QueueItem) -> Vec<Effect> {
        let effect = Effect::Fetch(item.card.clone());
        self.phase = Phase::Fetching(item);
        vec![effect]
    }

    fn leave(&mut self, phase: Phase) -> Vec<Effect> {
        let phase = match phase {
            Phase::Help(under) => *under,
            phase => phase,
        };
        if let Phase::Question(shown) | Phase::Answer(shown) | Phase::Saving { shown, .. } = phase {
            self.queue.push_front(shown.item);
        }
        if self.done_count == 0 {
            return vec![Effect::End];
        }
        self.phase = Phase::Summarising;
        vec![Effect::Summarise]
    }

    /// How far the session is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let on_screen = match &self.phase {
            Phase::Question(shown)
            | Phase::Answer(shown)
            | Phase::Saving { shown, .. }
            | Phase::TakingBack { shown: Some((shown, _)) } => Some(&shown.item),
            Phase::Fetching(item) => Some(item),
            _ => None,
        };
        let to_come = || on_screen.into_iter().chain(&self.queue);
        Progress {
            done: self.done_count,
            left: to_come().count(),
            unanswered_left: to_come().filter(|item| item.unanswered).count(),
            repeats_left: to_come().filter(|item| item.reason == Reason::Repeat).count(),
        }
    }

    /// Whether reviews of this session move schedules.
    fn counts(&self) -> bool {
        self.drill.count || matches!(self.drill.intent, Intent::Drill | Intent::Debrief)
    }

    fn quality_of(&self, key: char) -> Option<Quality> {
        let digit = u8::try_from(key.to_digit(10)?).ok()?;
        if self.drill.six_grades {
            Quality::new(digit)
        } else {
            Some(Grade::ALL.get(usize::from(digit.checked_sub(1)?))?.quality())
        }
    }
}

fn name_of(change: &Change) -> String {
    match change {
        Change::Review(review) => format!("the grade {}", review.quality.grade().name()),
        other => other.kind().to_owned(),
    }
}

fn on_screen(shown: Box<OnScreen>, revealed: bool) -> Phase {
    if revealed { Phase::Answer(shown) } else { Phase::Question(shown) }
}

fn grade_keys(futures: &[Future], six_grades: bool) -> Vec<GradeKey> {
    let key_of = |quality: Quality, key: u8, name: &'static str| {
        let future = futures.iter().find(|future| future.quality == quality);
        GradeKey {
            key: char::from(b'0' + key),
            name,
            promise: future.map(Future::promise).unwrap_or_default(),
        }
    };
    if six_grades {
        const NAMES: [&str; 6] = ["blackout", "wrong", "familiar", "hard", "good", "perfect"];
        Quality::all()
            .map(|quality| key_of(quality, quality.number(), NAMES[usize::from(quality.number())]))
            .collect()
    } else {
        (1..).zip(Grade::ALL).map(|(key, grade)| key_of(grade.quality(), key, grade.name())).collect()
    }
}

fn screen(phase: &Phase, six_grades: bool) -> Option<Screen<'_>> {
    Some(match phase {
        Phase::Doubt(question) => Screen::Confirm { question },
        Phase::Question(shown) => Screen::Question { face: &shown.face },
        Phase::Answer(shown) => Screen::Answer { face: &shown.face, grades: &shown.grades },
        Phase::Help(_) => Screen::Help { keys: if six_grades { SIX_KEYS } else { KEYS } },
        Phase::Summary(summary) => Screen::Summary { summary },
        Phase::Fetching(_)
        | Phase::Saving { .. }
        | Phase::TakingBack { .. }
        | Phase::Summarising
        | Phase::Ended => return None,
    })
}
