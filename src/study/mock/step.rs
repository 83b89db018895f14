//! The interview's state machine.
//!
//! First all questions, then all answers. What is said, typed and graded is held here until the end and is
//! then given out at once, so that an interview is kept whole, or as far as it came, or not at all; and so
//! that any answer and any grade can be gone back to.

use crate::study::card::CardId;
use crate::study::conversation::{
    self, Choice, Choosing, Confirming, Dialog, Key, KeyList, Over, Reply, ToCompare,
};
use crate::study::day::{Moment, Rollover};
use crate::study::draft::Draft;
use crate::study::grade::{Grade, Quality};
use crate::study::plan::repeats_under_plan;
use crate::study::review::{Intent, Manner, MockAnswer, MockReport, Review, Rule};
use crate::study::schedule::{Replayed, futures};
use crate::study::session::{Clock, Face, GradeKey, Judged};

use super::plan::Planned;
use super::view::{Agenda, Clocks, Head, Screen, View};
use crate::study::marks::Sheet;

const KEYS: KeyList = &[
    ("Space, Enter", "done, next question"),
    ("t", "type notes; Ctrl-D finishes them, Esc goes back, Ctrl-G opens your editor"),
    ("n", "no answer (counts as failed)"),
    ("s", "skip (not counted)"),
    ("p", "pause the clock"),
    ("u", "back to the previous question or grade"),
    ("c", "show or hide the clock (running over time has no effect)"),
    ("1 to 4 (0 to 5)", "in the debrief: grade, as in the drill"),
    ("p", "in the debrief: tick the key points that your notes make in other words"),
    ("↑ ↓ PgUp PgDn", "scroll"),
    ("q, Ctrl-C", "quit: asks what to save"),
];

/// What took longer than so many times the planned time was something else than answering.
const MOST_TIMES_OVER: u64 = 10;
/// When the tick of a second comes so late, the machine was asleep.
const LATEST_TICK_MS: u64 = 60_000;

const LEAVE: &str = "Quit the interview?";
const ASK_TO_COUNT: &str =
    "Apply these grades to the cards' schedules? Otherwise they only count in the statistics.";

/// What holds for a whole interview.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "settings that do not depend on each other")]
pub struct Terms {
    /// What is interviewed on.
    pub title: String,
    /// The deck, if it is one.
    pub deck: Option<String>,
    pub rollover: Rollover,
    pub rule: Rule,
    /// SM-2's six qualities on keys 0 to 5 instead of four grades.
    pub six_grades: bool,
    /// Whether the grades move schedules; otherwise that is asked in the end.
    pub count: bool,
    /// Whether the clock is shown at first.
    pub clock: bool,
    /// Whether there is a plan for an interview, under which only a fail is asked again the same day.
    pub is_planned: bool,
}

/// A question with all that is needed of its card.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub stage: String,
    pub planned: Planned,
    pub face: Face,
    pub held: Replayed,
    /// How many events the card had.
    pub event_count: usize,
}

/// What an interview is told. The response to [`Effect::Keep`] is how many grades moved no schedule because their cards
/// were reviewed elsewhere meanwhile; or why nothing is on disk.
pub type Input = conversation::Input<Result<usize, String>>;

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Weigh notes against the answers there are; answered by [`Input::Compared`](conversation::Input).
    Compare(ToCompare),
    /// Let the user go on writing this text in an editor; answered by [`Input::Drafted`](conversation::Input).
    EditDraft(String),
    /// Write all of it, or none.
    Keep(Box<Kept>),
    End,
}

/// What is kept of an interview.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    pub report: MockReport,
    /// Each with its card and the count of events that one had when the interview began.
    pub reviews: Vec<(CardId, Review, usize)>,
}

/// One mock interview.
#[derive(Clone, Debug)]
pub struct Interview {
    terms: Terms,
    agenda: Agenda,
    slots: Vec<Slot>,
    step: Step,
    /// The dialogs open over it, the last on top.
    open: Vec<Dialog<Action>>,
    notice: Option<String>,
    /// Up to when the time is accounted for.
    since: Moment,
    /// What was kept, once it is, and how it is shown.
    kept: Option<(MockReport, Sheet)>,
}

#[derive(Clone, Debug)]
struct Slot {
    asked: Asked,
    draft: Draft,
    spent_ms: u64,
    manner: Option<Manner>,
    quality: Option<Quality>,
}

/// How far the interview is; what is open over it is in [`Interview::open`].
#[derive(Clone, Debug)]
enum Step {
    Agenda,
    /// The question with this number is asked.
    Question(usize),
    /// The answer with this number is graded.
    Debrief(usize, Vec<GradeKey>),
    Report,
    Ended,
}

/// What a choice or a yes leads to.
#[derive(Clone, Debug)]
enum Action {
    GoOn,
    ToDebrief,
    /// Leave, and save what there is.
    Unfinished,
    /// Leave without saving.
    Nothing,
    /// Apply the grades to schedules.
    Count,
    /// Save this; with whether the interview is left then.
    Save(Box<Kept>, bool),
}

#[expect(clippy::unnecessary_wraps, reason = "each step gives the effect to carry out, if there is one")]
impl Interview {
    /// An interview that begins with its agenda; it has at least one question.
    #[must_use]
    pub fn start(terms: Terms, questions: Vec<Asked>, now: Moment) -> Self {
        let mut agenda = Agenda { title: terms.title.clone(), counts: terms.count, ..Agenda::default() };
        for asked in &questions {
            let secs = u64::from(asked.planned.limit_secs);
            agenda.question_count += 1;
            agenda.limit_secs += secs;
            match agenda.stages.last_mut() {
                Some((name, count, stage_secs)) if *name == asked.stage => {
                    *count += 1;
                    *stage_secs += secs;
                }
                _ => agenda.stages.push((asked.stage.clone(), 1, secs)),
            }
        }
        let slot = |asked| Slot { asked, draft: Draft::default(), spent_ms: 0, manner: None, quality: None };
        let slots = questions.into_iter().map(slot).collect();
        Self {
            terms,
            agenda,
            slots,
            step: Step::Agenda,
            open: Vec::new(),
            notice: None,
            since: now,
            kept: None,
        }
    }

    /// What was kept, and the report as it is shown; `None` if nothing was.
    #[must_use]
    pub fn kept(&self) -> Option<&(MockReport, Sheet)> {
        self.kept.as_ref()
    }

    /// What is to be kept if the interview ends here without anybody to ask; `None` if nothing was done.
    #[must_use]
    pub fn unfinished(&mut self) -> Option<Kept> {
        if self.kept.is_some() {
            return None;
        }
        self.settle_notes();
        let kept = self.to_keep(self.terms.count);
        (!kept.report.answers.is_empty()).then_some(kept)
    }

    /// The text that is being written, if one is.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        let is_typing = self.open.last().is_some_and(Dialog::is_typing);
        is_typing.then(|| &self.slots[self.place()].draft)
    }

    /// Whether time is being counted: a tick is wanted each second.
    #[must_use]
    pub fn is_ticking(&self) -> bool {
        self.timed().is_some()
    }

    /// What is to be seen; `None` while the interview waits for an effect to be answered.
    #[must_use]
    pub fn view(&self) -> Option<View<'_>> {
        let at = self.place();
        let Slot { asked: Asked { face, .. }, draft, .. } = &self.slots[at];
        let screen = match (self.open.last(), &self.step) {
            (Some(dialog), _) if dialog.is_typing() => Screen::Write { head: self.head(at), face, draft },
            (Some(Dialog::Reading), _) => Screen::Paused { head: self.head(at) },
            (Some(dialog), _) => Screen::Dialog(dialog.view(face.typed.as_ref())?),
            (None, Step::Agenda) => Screen::Agenda { agenda: &self.agenda },
            (None, Step::Question(_)) => Screen::Question { head: self.head(at), face, draft },
            (None, Step::Debrief(_, grades)) => Screen::Debrief {
                head: self.head(at),
                face,
                manner: self.slots[at].manner.unwrap_or(Manner::Answered),
                took: self.slots[at].clock(),
                grades,
            },
            (None, Step::Report) => Screen::Report { sheet: &self.kept.as_ref()?.1 },
            (None, Step::Ended) => return None,
        };
        Some(View { screen, notice: self.notice.as_deref() })
    }

    /// Takes one input; what comes back is to be carried out in order, and answered.
    pub fn step(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        let passed_ms = now.ms_since(self.since);
        let was_away = input == Input::Resumed || input == Input::Tick && passed_ms > LATEST_TICK_MS;
        if let Some(at) = self.timed()
            && !was_away
        {
            let slot = &mut self.slots[at];
            slot.spent_ms = slot.spent_ms.saturating_add(passed_ms);
        }
        self.since = now;
        self.take(input, now).into_iter().collect()
    }

    fn take(&mut self, input: Input, now: Moment) -> Option<Effect> {
        if let Input::Key(key) = input {
            self.notice = None;
            if key == Key::Leave {
                return self.leave();
            }
        }
        let (dialog, input) = match (self.open.pop(), input) {
            (Some(Dialog::Waiting(Action::Save(kept, leaves))), Input::Response(response)) => {
                return self.was_kept(kept, leaves, response);
            }
            (Some(dialog), input) => (dialog, input),
            (None, Input::Key(key)) => return self.key(key, now),
            (None, _) => return None,
        };
        let at = self.place();
        let Slot { asked, draft, .. } = &mut self.slots[at];
        let over = Over { draft, typed: &mut asked.face.typed, notice: &mut self.notice };
        match dialog.take(input, over) {
            Reply::Open(dialog) => self.open(dialog),
            Reply::Edit(dialog, text) => {
                self.open.push(dialog);
                Some(Effect::EditDraft(text))
            }
            // No line is asked for in an interview.
            Reply::Closed | Reply::Entered(_) => None,
            Reply::Chosen(action) => self.go_on(action, now),
            Reply::Declined(Action::Count) => self.save(false, false),
            Reply::Declined(_) => self.end(),
            Reply::Written => self.done_with(at, Manner::Answered, now),
            Reply::Compared => self.show_answer(at, now),
        }
    }

    /// Opens a dialog over what is on the screen.
    fn open(&mut self, dialog: Dialog<Action>) -> Option<Effect> {
        self.open.push(dialog);
        None
    }

    fn say(&mut self, says: impl Into<String>) -> Option<Effect> {
        self.notice = Some(says.into());
        None
    }

    fn key(&mut self, key: Key, now: Moment) -> Option<Effect> {
        match (&self.step, key) {
            (Step::Report, _) => self.end(),
            (Step::Ended, _) => None,
            (_, Key::Char('?')) => self.open(Dialog::Help(KEYS, String::new())),
            (_, Key::Char('q')) => self.leave(),
            (Step::Agenda | Step::Question(_), Key::Char('c')) => {
                self.terms.clock = !self.terms.clock;
                self.say(if self.terms.clock { "the clock is shown" } else { "the clock is hidden" })
            }
            (Step::Agenda, Key::Char(' ') | Key::Enter) => self.ask(0),
            (Step::Agenda, _) => None,
            (Step::Question(at), key) => self.key_at_question(*at, key, now),
            (Step::Debrief(at, _), key) => self.key_at_answer(*at, key, now),
        }
    }

    fn key_at_question(&mut self, at: usize, key: Key, now: Moment) -> Option<Effect> {
        match key {
            Key::Char(' ') | Key::Enter => self.done_with(at, Manner::Answered, now),
            Key::Char('n') => self.done_with(at, Manner::NoAnswer, now),
            Key::Char('s') => self.done_with(at, Manner::Skipped, now),
            Key::Char('t') => self.open(Dialog::writing(None)),
            Key::Char('p') => self.open(Dialog::Reading),
            Key::Char('u') => {
                let Some(before) = at.checked_sub(1) else { return self.say("this is the first question") };
                self.slots[before].manner = None;
                self.ask(before)
            }
            key => self.no_such_key(key),
        }
    }

    fn key_at_answer(&mut self, at: usize, key: Key, now: Moment) -> Option<Effect> {
        let Slot { asked: Asked { face, .. }, manner, .. } = &self.slots[at];
        let usual = if *manner == Some(Manner::NoAnswer) { Some(Grade::Again) } else { face.usual_grade() };
        match face.judged(key, usual, self.terms.six_grades) {
            Judged::Grade(quality) => {
                self.slots[at].quality = Some(quality);
                self.debrief_from(at + 1, now)
            }
            Judged::Undecided(says) => self.say(says),
            Judged::Tick => self.open(Dialog::Ticking(0)),
            Judged::Otherwise if key == Key::Char('p') => {
                self.say("no key points here: they need notes and an answer")
            }
            Judged::Otherwise if key == Key::Char('u') => {
                let Some(before) = (0..at).rev().find(|&before| self.slots[before].is_to_grade()) else {
                    return self.say("this is the first grade");
                };
                self.slots[before].quality = None;
                self.debrief(before, now)
            }
            Judged::Otherwise => self.no_such_key(key),
        }
    }

    fn no_such_key(&mut self, key: Key) -> Option<Effect> {
        if let Key::Char(key) = key {
            self.notice = Some(format!("unknown key: {key}   ? shows all"));
        }
        None
    }

    /// Asks a question; at the beginning of a stage its name is said.
    fn ask(&mut self, at: usize) -> Option<Effect> {
        let stage = &self.slots[at].asked.stage;
        let is_first = at.checked_sub(1).is_none_or(|before| self.slots[before].asked.stage != *stage);
        if is_first && self.agenda.stages.len() > 1 && self.notice.is_none() {
            self.notice = Some(format!("{stage} begins"));
        }
        self.step = Step::Question(at);
        None
    }

    fn done_with(&mut self, at: usize, manner: Manner, now: Moment) -> Option<Effect> {
        self.slots[at].manner = Some(manner);
        if at + 1 < self.slots.len() {
            return self.ask(at + 1);
        }
        self.notice = Some("Now the answers.".to_owned());
        self.debrief_from(0, now)
    }

    /// The next answer to be graded from `at` on; behind the last one, the end.
    fn debrief_from(&mut self, at: usize, now: Moment) -> Option<Effect> {
        match (at..self.slots.len()).find(|&at| self.slots[at].is_to_grade()) {
            Some(at) => self.debrief(at, now),
            None if !self.slots.iter().any(Slot::is_to_grade) => self.end(),
            None if self.terms.count => self.save(true, false),
            None => self.open(Dialog::Confirming(Confirming::new(ASK_TO_COUNT, Action::Count))),
        }
    }

    fn debrief(&mut self, at: usize, now: Moment) -> Option<Effect> {
        let Slot { asked: Asked { face, .. }, draft, .. } = &self.slots[at];
        // Gone back to: the ticks stay.
        let is_compared = face.typed.as_ref().is_some_and(|typed| typed.text == draft.text());
        if draft.is_blank() || is_compared {
            return self.show_answer(at, now);
        }
        let compare = Effect::Compare(face.to_compare(draft));
        self.step = Step::Debrief(at, Vec::new());
        self.open.push(Dialog::Comparing);
        Some(compare)
    }

    fn show_answer(&mut self, at: usize, now: Moment) -> Option<Effect> {
        let Terms { rollover, rule, count, six_grades, is_planned, .. } = self.terms;
        let Asked { planned, held, .. } = &self.slots[at].asked;
        let mut futures = if count {
            futures(&planned.card, held, now.day(rollover), Intent::Mock, true, rule)
        } else {
            Vec::new()
        };
        for future in futures.iter_mut().filter(|_| is_planned) {
            future.again_today &= repeats_under_plan(future.quality);
        }
        self.step = Step::Debrief(at, GradeKey::all(&futures, six_grades));
        None
    }

    /// Asks what to save; if there is nothing, the interview ends.
    fn leave(&mut self) -> Option<Effect> {
        if matches!(self.open.last(), Some(Dialog::Help(..) | Dialog::Reading)) {
            self.open.pop();
        }
        let mut leaves = vec![("Continue", Action::GoOn)];
        match (self.open.last(), &self.step) {
            // Who does not answer but leaves again keeps what there is, as if the terminal had gone.
            (Some(Dialog::Choosing(_)), _) => return self.go_on(Action::Unfinished, self.since),
            (Some(Dialog::Confirming(asked)), _) if matches!(asked.action(), Action::Save(..)) => {
                return self.end();
            }
            (_, Step::Report | Step::Agenda) => return self.end(),
            (_, Step::Question(_)) if !self.has_something() => return self.end(),
            (_, Step::Question(_)) => leaves.push(("End here and go to the answers", Action::ToDebrief)),
            _ => {}
        }
        leaves.push(("Quit and save it as unfinished", Action::Unfinished));
        leaves.push(("Quit without saving", Action::Nothing));
        let item = |(text, action): (&str, Action)| {
            (Choice { text: text.to_owned(), detail: String::new() }, action)
        };
        self.open(Dialog::Choosing(Choosing::new(LEAVE, leaves.into_iter().map(item), 0)))
    }

    /// Does what was chosen or confirmed.
    fn go_on(&mut self, action: Action, now: Moment) -> Option<Effect> {
        match action {
            Action::GoOn => None,
            Action::Nothing => self.end(),
            Action::ToDebrief => {
                self.settle_notes();
                self.open.clear();
                self.debrief_from(0, now)
            }
            Action::Unfinished => {
                self.settle_notes();
                self.save(self.terms.count, true)
            }
            Action::Count => self.save(true, false),
            Action::Save(kept, leaves) => {
                self.open = vec![Dialog::Waiting(Action::Save(kept.clone(), leaves))];
                Some(Effect::Keep(kept))
            }
        }
    }

    fn end(&mut self) -> Option<Effect> {
        self.open.clear();
        self.step = Step::Ended;
        Some(Effect::End)
    }

    fn has_something(&self) -> bool {
        self.slots.iter().any(|slot| slot.manner.is_some() || !slot.draft.is_blank())
    }

    /// Notes to a question that was not left by a key are an answer, too.
    fn settle_notes(&mut self) {
        for slot in &mut self.slots {
            if !slot.draft.is_blank() {
                slot.manner.get_or_insert(Manner::Answered);
            }
        }
    }

    fn save(&mut self, counted: bool, leaves: bool) -> Option<Effect> {
        self.go_on(Action::Save(Box::new(self.to_keep(counted)), leaves), self.since)
    }

    fn was_kept(&mut self, kept: Box<Kept>, leaves: bool, response: Result<usize, String>) -> Option<Effect> {
        match response {
            Ok(unmoved_count) => {
                if unmoved_count > 0 {
                    self.notice = Some(format!(
                        "schedules unchanged, because the cards were reviewed elsewhere: {unmoved_count}"
                    ));
                }
                let sheet = self.sheet_of(&kept.report);
                self.kept = Some((kept.report, sheet));
                self.step = Step::Report;
                if leaves { self.end() } else { None }
            }
            Err(why) => {
                let question = format!("NOT SAVED: {why}. Try again?");
                self.open(Dialog::Confirming(Confirming::new(question, Action::Save(kept, leaves))))
            }
        }
    }

    fn to_keep(&self, counted: bool) -> Kept {
        let (mut answers, mut reviews) = (Vec::new(), Vec::new());
        for slot in &self.slots {
            let Some(manner) = slot.manner else { continue };
            let Asked { stage, planned, face, event_count, .. } = &slot.asked;
            let typed_percent = face.typed_percent();
            answers.push(MockAnswer {
                card: planned.card.clone(),
                stage: stage.clone(),
                manner,
                took_ms: slot.spent_ms,
                limit_secs: planned.limit_secs,
                notes: (!slot.draft.is_blank()).then(|| slot.draft.text().to_owned()),
                typed_percent,
                quality: slot.quality,
            });
            if let Some(quality) = slot.quality {
                let longest_ms = u64::from(planned.limit_secs) * 1000 * MOST_TIMES_OVER;
                let review = Review {
                    quality,
                    took_ms: slot.spent_ms.min(longest_ms),
                    intent: Intent::Mock,
                    count: counted,
                    typed_percent,
                    forecast: None,
                    rule: self.terms.rule,
                };
                reviews.push((planned.card.clone(), review, *event_count));
            }
        }
        let is_whole = |slot: &Slot| slot.manner.is_some() && (!slot.is_to_grade() || slot.quality.is_some());
        let report = MockReport {
            title: self.terms.title.clone(),
            deck: self.terms.deck.clone(),
            is_finished: self.slots.iter().all(is_whole),
            counted,
            planned_count: self.slots.len(),
            answers,
        };
        Kept { report, reviews }
    }

    fn sheet_of(&self, report: &MockReport) -> Sheet {
        Sheet::of(report, |card| {
            let slot = self.slots.iter().find(|slot| slot.asked.planned.card == *card)?;
            Some(slot.asked.face.question.clone())
        })
    }

    /// The question over which the clock runs.
    fn timed(&self) -> Option<usize> {
        match (&self.step, self.open.last()) {
            (Step::Question(at), None | Some(Dialog::Writing { .. })) => Some(*at),
            _ => None,
        }
    }

    /// The question that is asked or graded.
    fn place(&self) -> usize {
        match self.step {
            Step::Question(at) | Step::Debrief(at, _) => at,
            Step::Agenda | Step::Report | Step::Ended => 0,
        }
    }

    fn head(&self, at: usize) -> Head<'_> {
        let Slot { asked, .. } = &self.slots[at];
        let whole = Clock {
            elapsed_secs: self.slots.iter().map(|slot| slot.spent_ms).sum::<u64>() / 1000,
            limit_secs: u32::try_from(self.agenda.limit_secs).ok(),
        };
        let clocks = Clocks { question: self.slots[at].clock(), whole };
        Head {
            title: &self.terms.title,
            stage: &asked.stage,
            is_follow_up: asked.planned.is_follow_up,
            number: at + 1,
            count: self.slots.len(),
            clocks: self.terms.clock.then_some(clocks),
        }
    }
}

impl Slot {
    fn is_to_grade(&self) -> bool {
        matches!(self.manner, Some(Manner::Answered | Manner::NoAnswer))
    }

    fn clock(&self) -> Clock {
        Clock { elapsed_secs: self.spent_ms / 1000, limit_secs: Some(self.asked.planned.limit_secs) }
    }
}

#[cfg(test)]
mod tests;
