//! The interview's state machine.
//!
//! First all questions, then all answers. What is said, typed and graded is held here until the end and is
//! then given out at once, so that an interview is kept whole, or as far as it came, or not at all; and so
//! that any answer and any grade can be gone back to.

use crate::study::card::CardId;
use crate::study::day::{Moment, Rollover};
use crate::study::draft::{Draft, Stroke};
use crate::study::grade::{Grade, Quality};
use crate::study::key_points::Comparison;
use crate::study::review::{Intent, Manner, MockAnswer, MockReport, Review, Rule};
use crate::study::schedule::{Replayed, futures};
use crate::study::session::{Choice, Clock, Face, GradeKey, Key, Ticking, Typed};

use super::plan::Planned;
use super::view::{Agenda, Clocks, Head, Screen, View};
use crate::study::marks::Sheet;

const KEYS: &[(&str, &str)] = &[
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

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Key(Key),
    /// A second has passed: the clock moves.
    Tick,
    /// The program was stopped, and is no more.
    Resumed,
    /// Something done to the notes that are being written.
    Stroke(Stroke),
    /// The answer to [`Effect::Compare`]; `None` if there is nothing to compare with.
    Compared(Option<Box<Comparison>>),
    /// The answer to [`Effect::EditDraft`]: the text as it is now, or why it could not be edited.
    Drafted(Result<String, String>),
    /// The answer to [`Effect::Keep`]: how many grades moved no schedule because their cards were reviewed
    /// elsewhere meanwhile; or why nothing is on disk.
    Kept(Result<usize, String>),
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Weigh notes against the answers there are.
    Compare {
        question: String,
        reference: String,
        typed: String,
    },
    /// Let the user go on writing this text in an editor.
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
    phase: Phase,
    notice: Option<String>,
    /// Up to when the time is accounted for.
    since: Moment,
    /// What was kept, once it is.
    kept: Option<MockReport>,
}

#[derive(Clone, Debug)]
struct Slot {
    asked: Asked,
    draft: Draft,
    spent_ms: u64,
    manner: Option<Manner>,
    quality: Option<Quality>,
}

#[derive(Clone, Debug)]
enum Phase {
    Agenda,
    /// The question with this number is asked.
    Question(usize),
    Writing(usize),
    /// Waiting for the editor.
    EditingDraft(usize),
    Paused(Box<Phase>),
    Help(Box<Phase>),
    Leaving {
        under: Box<Phase>,
        leaves: Vec<Leave>,
        items: Vec<Choice>,
        at: usize,
    },
    /// Waiting for notes to be weighed.
    Comparing(usize),
    Debrief(usize, Vec<GradeKey>),
    /// Key points are being ticked; with the place of the mark.
    Ticking(usize, Vec<GradeKey>, usize),
    AskingToCount,
    /// Waiting for the store; with whether the interview is left then.
    Keeping(Box<Kept>, bool),
    NotKept {
        kept: Box<Kept>,
        leaves: bool,
        question: String,
    },
    Report(Box<Sheet>),
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    GoOn,
    ToDebrief,
    Unfinished,
    Nothing,
}

impl Interview {
    /// An interview that begins with its agenda.
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
        Self { terms, agenda, slots, phase: Phase::Agenda, notice: None, since: now, kept: None }
    }

    /// What was kept; `None` if nothing was.
    #[must_use]
    pub fn kept(&self) -> Option<&MockReport> {
        self.kept.as_ref()
    }

    /// The report as it is shown, of what was kept.
    #[must_use]
    pub fn sheet(&self) -> Option<Sheet> {
        self.kept.as_ref().map(|report| self.sheet_of(report))
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
        match &self.phase {
            Phase::Writing(at) => Some(&self.slots[*at].draft),
            _ => None,
        }
    }

    /// Whether time is being counted: a tick is wanted each second.
    #[must_use]
    pub fn is_ticking(&self) -> bool {
        self.timed().is_some()
    }

    /// What is to be seen; `None` while the interview waits for an effect to be answered.
    #[must_use]
    pub fn view(&self) -> Option<View<'_>> {
        let screen = match &self.phase {
            Phase::Agenda => Screen::Agenda { agenda: &self.agenda },
            Phase::Question(at) => {
                let slot = &self.slots[*at];
                Screen::Question { head: self.head(*at), face: &slot.asked.face, draft: &slot.draft }
            }
            Phase::Writing(at) => {
                let slot = &self.slots[*at];
                Screen::Write { head: self.head(*at), face: &slot.asked.face, draft: &slot.draft }
            }
            Phase::Paused(under) => Screen::Paused { head: self.head(under.place()) },
            Phase::Help(_) => Screen::Help { keys: KEYS },
            Phase::Leaving { items, at, .. } => Screen::Choose { title: LEAVE, items, at: *at },
            Phase::Debrief(at, grades) => {
                let slot = &self.slots[*at];
                Screen::Debrief {
                    head: self.head(*at),
                    face: &slot.asked.face,
                    manner: slot.manner.unwrap_or(Manner::Answered),
                    took: slot.clock(),
                    grades,
                }
            }
            Phase::Ticking(at, _, mark) => {
                Screen::Tick { comparison: self.slots[*at].asked.face.comparison()?, at: *mark }
            }
            Phase::AskingToCount => Screen::Confirm { question: ASK_TO_COUNT },
            Phase::NotKept { question, .. } => Screen::Confirm { question },
            Phase::Report(sheet) => Screen::Report { sheet },
            Phase::EditingDraft(_) | Phase::Comparing(_) | Phase::Keeping(..) | Phase::Ended => return None,
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
        let phase = std::mem::replace(&mut self.phase, Phase::Ended);
        match input {
            Input::Tick | Input::Resumed => self.stay(phase),
            Input::Key(key) => {
                self.notice = None;
                if key == Key::Leave { self.leave(phase) } else { self.key(phase, key, now) }
            }
            Input::Stroke(stroke) => {
                if let Phase::Writing(at) = phase {
                    self.slots[at].draft.take(&stroke);
                }
                self.stay(phase)
            }
            Input::Drafted(drafted) => {
                let Phase::EditingDraft(at) = phase else { return self.stay(phase) };
                match drafted {
                    Ok(text) => self.slots[at].draft = Draft::of(text.trim_end()),
                    Err(why) => self.notice = Some(why),
                }
                self.stay(Phase::Writing(at))
            }
            Input::Compared(comparison) => {
                let Phase::Comparing(at) = phase else { return self.stay(phase) };
                let slot = &mut self.slots[at];
                slot.asked.face.typed = Some(Typed { text: slot.draft.text().to_owned(), comparison });
                self.show_answer(at, now)
            }
            Input::Kept(kept) => self.was_kept(phase, kept),
        }
    }

    fn key(&mut self, phase: Phase, key: Key, now: Moment) -> Vec<Effect> {
        match (phase, key) {
            (Phase::Help(under) | Phase::Paused(under), _) => self.stay(*under),
            (phase @ (Phase::Agenda | Phase::Question(_) | Phase::Debrief(..)), Key::Char('?')) => {
                self.stay(Phase::Help(Box::new(phase)))
            }
            (phase @ (Phase::Agenda | Phase::Question(_) | Phase::Debrief(..)), Key::Char('q')) => {
                self.leave(phase)
            }
            (Phase::Agenda, Key::Char(' ') | Key::Enter) => self.ask(0),
            (Phase::Question(at), Key::Char(' ') | Key::Enter) | (Phase::Writing(at), Key::Done) => {
                self.done_with(at, Manner::Answered, now)
            }
            (Phase::Question(at), Key::Char('n')) => self.done_with(at, Manner::NoAnswer, now),
            (Phase::Question(at), Key::Char('s')) => self.done_with(at, Manner::Skipped, now),
            (Phase::Question(at), Key::Char('t')) => self.stay(Phase::Writing(at)),
            (phase @ Phase::Question(_), Key::Char('p')) => self.stay(Phase::Paused(Box::new(phase))),
            (phase @ (Phase::Agenda | Phase::Question(_)), Key::Char('c')) => {
                self.terms.clock = !self.terms.clock;
                let says = if self.terms.clock { "the clock is shown" } else { "the clock is hidden" };
                self.notice = Some(says.to_owned());
                self.stay(phase)
            }
            (Phase::Question(at), Key::Char('u')) => {
                let Some(before) = at.checked_sub(1) else {
                    self.notice = Some("this is the first question".to_owned());
                    return self.stay(Phase::Question(at));
                };
                self.slots[before].manner = None;
                self.ask(before)
            }
            (Phase::Writing(at), Key::Esc) => self.stay(Phase::Question(at)),
            (Phase::Writing(at), Key::Editor) => {
                self.phase = Phase::EditingDraft(at);
                vec![Effect::EditDraft(self.slots[at].draft.text().to_owned())]
            }
            (Phase::Leaving { under, leaves, items, at }, key) => {
                let chosen = match key {
                    Key::Enter | Key::Char(' ') => Some(at),
                    Key::Esc | Key::Char('q') => Some(0),
                    Key::Char(digit @ '1'..='9') => digit.to_digit(10).map(|digit| digit as usize - 1),
                    Key::Number(number) => number.checked_sub(1),
                    _ => None,
                };
                if let Some(&leave) = chosen.and_then(|chosen| leaves.get(chosen)) {
                    return self.left(*under, leave, now);
                }
                let at = match key {
                    Key::Up | Key::Char('k') => at.saturating_sub(1),
                    Key::Down | Key::Char('j') => (at + 1).min(leaves.len() - 1),
                    _ => at,
                };
                self.stay(Phase::Leaving { under, leaves, items, at })
            }
            (Phase::Debrief(at, grades), Key::Char('u')) => {
                let Some(before) = (0..at).rev().find(|&before| self.slots[before].is_to_grade()) else {
                    self.notice = Some("this is the first grade".to_owned());
                    return self.stay(Phase::Debrief(at, grades));
                };
                self.slots[before].quality = None;
                self.debrief(before, now)
            }
            (Phase::Debrief(at, grades), Key::Char('p')) => {
                if self.slots[at].asked.face.comparison().is_some() {
                    return self.stay(Phase::Ticking(at, grades, 0));
                }
                self.notice = Some("no key points here: they need notes and an answer".to_owned());
                self.stay(Phase::Debrief(at, grades))
            }
            (Phase::Ticking(at, grades, mark), key) => match self.slots[at].asked.face.tick(mark, key) {
                Ticking::Done => self.stay(Phase::Debrief(at, grades)),
                Ticking::At(mark, says) => {
                    self.notice = says;
                    self.stay(Phase::Ticking(at, grades, mark))
                }
            },
            (Phase::Debrief(at, grades), key) => match self.quality_of(at, key) {
                None if matches!(key, Key::Enter | Key::Char(' ')) => {
                    let keys = if self.terms.six_grades { "0 to 5" } else { "1 to 4" };
                    self.notice =
                        Some(format!("choose a grade, {keys}; p ticks what you said in other words"));
                    self.stay(Phase::Debrief(at, grades))
                }
                Some(quality) => {
                    self.slots[at].quality = Some(quality);
                    self.debrief_from(at + 1, now)
                }
                None => self.no_such_key(Phase::Debrief(at, grades), key),
            },
            (phase @ Phase::Question(_), key) => self.no_such_key(phase, key),
            (Phase::AskingToCount, Key::Char('y' | 'Y')) => self.keep(true, false),
            (Phase::AskingToCount, Key::Char('n' | 'N' | 'q') | Key::Esc) => self.keep(false, false),
            (Phase::NotKept { kept, leaves, .. }, Key::Char('y' | 'Y')) => {
                self.phase = Phase::Keeping(kept.clone(), leaves);
                vec![Effect::Keep(kept)]
            }
            (Phase::NotKept { .. }, Key::Char('n' | 'N' | 'q') | Key::Esc) | (Phase::Report(_), _) => {
                vec![Effect::End]
            }
            (phase, _) => self.stay(phase),
        }
    }

    fn no_such_key(&mut self, phase: Phase, key: Key) -> Vec<Effect> {
        if let Key::Char(key) = key {
            self.notice = Some(format!("unknown key: {key}   ? shows all"));
        }
        self.stay(phase)
    }

    fn stay(&mut self, phase: Phase) -> Vec<Effect> {
        self.phase = phase;
        Vec::new()
    }

    /// Asks a question; at the beginning of a stage its name is said.
    fn ask(&mut self, at: usize) -> Vec<Effect> {
        let stage = &self.slots[at].asked.stage;
        let is_first = at.checked_sub(1).is_none_or(|before| self.slots[before].asked.stage != *stage);
        if is_first && self.agenda.stages.len() > 1 && self.notice.is_none() {
            self.notice = Some(format!("{stage} begins"));
        }
        self.stay(Phase::Question(at))
    }

    fn done_with(&mut self, at: usize, manner: Manner, now: Moment) -> Vec<Effect> {
        self.slots[at].manner = Some(manner);
        if at + 1 < self.slots.len() {
            return self.ask(at + 1);
        }
        self.notice = Some("Now the answers.".to_owned());
        self.debrief_from(0, now)
    }

    /// The next answer to be graded from `at` on; behind the last one, the end.
    fn debrief_from(&mut self, at: usize, now: Moment) -> Vec<Effect> {
        match (at..self.slots.len()).find(|&at| self.slots[at].is_to_grade()) {
            Some(at) => self.debrief(at, now),
            None if !self.slots.iter().any(Slot::is_to_grade) => vec![Effect::End],
            None if self.terms.count => self.keep(true, false),
            None => self.stay(Phase::AskingToCount),
        }
    }

    fn debrief(&mut self, at: usize, now: Moment) -> Vec<Effect> {
        let slot = &self.slots[at];
        let face = &slot.asked.face;
        // Gone back to: the ticks stay.
        let is_compared = face.typed.as_ref().is_some_and(|typed| typed.text == slot.draft.text());
        if slot.draft.is_blank() || is_compared {
            return self.show_answer(at, now);
        }
        let reference: Vec<&str> = face.answers.iter().map(|answer| answer.text.as_str()).collect();
        let compare = Effect::Compare {
            question: face.question.clone(),
            reference: reference.join("\n\n"),
            typed: slot.draft.text().to_owned(),
        };
        self.phase = Phase::Comparing(at);
        vec![compare]
    }

    fn show_answer(&mut self, at: usize, now: Moment) -> Vec<Effect> {
        let Terms { rollover, rule, count, six_grades, .. } = self.terms;
        let Asked { planned, held, .. } = &self.slots[at].asked;
        let futures = if count {
            futures(&planned.card, held, now.day(rollover), Intent::Mock, true, rule)
        } else {
            Vec::new()
        };
        self.stay(Phase::Debrief(at, GradeKey::all(&futures, six_grades)))
    }

    /// The grade a key gives; Enter gives the usual one.
    fn quality_of(&self, at: usize, key: Key) -> Option<Quality> {
        match key {
            Key::Enter | Key::Char(' ') if self.slots[at].manner == Some(Manner::NoAnswer) => {
                Some(Grade::Again.quality())
            }
            Key::Enter | Key::Char(' ') => self.slots[at].asked.face.usual_grade().map(Grade::quality),
            Key::Char(key) => GradeKey::quality_of(key, self.terms.six_grades),
            _ => None,
        }
    }

    /// What may be kept is asked; where there is nothing, the interview ends.
    fn leave(&mut self, phase: Phase) -> Vec<Effect> {
        let mut leaves = vec![(Leave::GoOn, "Continue")];
        match &phase {
            // Who does not answer but leaves again keeps what there is, as if the terminal had gone.
            Phase::Leaving { .. } => {
                self.settle_notes();
                return self.keep(self.terms.count, true);
            }
            Phase::Report(_) | Phase::NotKept { .. } | Phase::Agenda => return vec![Effect::End],
            Phase::Help(under) | Phase::Paused(under) => {
                let under = (**under).clone();
                return self.leave(under);
            }
            Phase::Question(_) | Phase::Writing(_) => {
                if !self.has_something() {
                    return vec![Effect::End];
                }
                leaves.push((Leave::ToDebrief, "End here and go to the answers"));
            }
            _ => {}
        }
        leaves.push((Leave::Unfinished, "Quit and save it as unfinished"));
        leaves.push((Leave::Nothing, "Quit without saving"));
        let item = |(_, text): &(Leave, &str)| Choice { text: (*text).to_owned(), detail: String::new() };
        let items = leaves.iter().map(item).collect();
        let leaves = leaves.into_iter().map(|(leave, _)| leave).collect();
        self.stay(Phase::Leaving { under: Box::new(phase), leaves, items, at: 0 })
    }

    fn left(&mut self, under: Phase, leave: Leave, now: Moment) -> Vec<Effect> {
        match leave {
            Leave::GoOn => self.stay(under),
            Leave::Nothing => vec![Effect::End],
            Leave::ToDebrief => {
                self.settle_notes();
                self.debrief_from(0, now)
            }
            Leave::Unfinished => {
                self.settle_notes();
                self.keep(self.terms.count, true)
            }
        }
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

    fn keep(&mut self, counted: bool, leaves: bool) -> Vec<Effect> {
        let kept = Box::new(self.to_keep(counted));
        self.phase = Phase::Keeping(kept.clone(), leaves);
        vec![Effect::Keep(kept)]
    }

    fn was_kept(&mut self, phase: Phase, kept: Result<usize, String>) -> Vec<Effect> {
        let Phase::Keeping(keeping, leaves) = phase else { return self.stay(phase) };
        match kept {
            Ok(unmoved_count) => {
                let sheet = self.sheet_of(&keeping.report);
                self.kept = Some(keeping.report);
                if unmoved_count > 0 {
                    self.notice = Some(format!(
                        "schedules unchanged, because the cards were reviewed elsewhere: {unmoved_count}"
                    ));
                }
                if leaves { vec![Effect::End] } else { self.stay(Phase::Report(Box::new(sheet))) }
            }
            Err(why) => {
                let question = format!("NOT SAVED: {why}. Try again?");
                self.stay(Phase::NotKept { kept: keeping, leaves, question })
            }
        }
    }

    fn to_keep(&self, counted: bool) -> Kept {
        let mut kept = Kept::default();
        for slot in &self.slots {
            let Some(manner) = slot.manner else { continue };
            let Asked { stage, planned, event_count, .. } = &slot.asked;
            let typed_percent = slot.asked.face.comparison().map(Comparison::percent);
            kept.report.answers.push(MockAnswer {
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
                let (took_ms, rule) = (slot.spent_ms.min(longest_ms), self.terms.rule);
                let review = Review {
                    quality,
                    took_ms,
                    intent: Intent::Mock,
                    count: counted,
                    typed_percent,
                    forecast: None,
                    rule,
                };
                kept.reviews.push((planned.card.clone(), review, *event_count));
            }
        }
        let is_whole = |slot: &Slot| slot.manner.is_some() && (!slot.is_to_grade() || slot.quality.is_some());
        kept.report = MockReport {
            title: self.terms.title.clone(),
            deck: self.terms.deck.clone(),
            is_finished: self.slots.iter().all(is_whole),
            counted,
            planned_count: self.slots.len(),
            answers: kept.report.answers,
        };
        kept
    }

    fn sheet_of(&self, report: &MockReport) -> Sheet {
        Sheet::of(report, |card| {
            let slot = self.slots.iter().find(|slot| slot.asked.planned.card == *card)?;
            Some(slot.asked.face.question.clone())
        })
    }

    /// The question over which the clock runs.
    fn timed(&self) -> Option<usize> {
        match self.phase {
            Phase::Question(at) | Phase::Writing(at) | Phase::EditingDraft(at) => Some(at),
            _ => None,
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

impl Phase {
    /// The question it has to do with.
    fn place(&self) -> usize {
        match self {
            Phase::Question(at) | Phase::Writing(at) | Phase::Debrief(at, _) | Phase::Ticking(at, ..) => *at,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::session::Answer;

    const START: Moment = Moment { unix_ms: 1_800_000_000_000, utc_offset_secs: 0 };

    fn terms(count: bool) -> Terms {
        Terms {
            title: "Zibal".into(),
            deck: Some("zibal".into()),
            rollover: Rollover::usual(),
            rule: Rule::SM2,
            six_grades: false,
            count,
            clock: true,
        }
    }

    fn asked(number: usize) -> Asked {
        let question = format!("What is {number}?");
        let answers = vec![Answer { label: None, text: "A reference answer.".into() }];
        Asked {
            stage: if number < 2 { "HR" } else { "Technical" }.into(),
            planned: Planned {
                card: CardId::parse(&format!("c{number}")).unwrap(),
                deck: "zibal".into(),
                question: question.clone(),
                asked_times: 1,
                limit_secs: 60,
                is_follow_up: false,
            },
            face: Face { question, answers, ..Face::default() },
            held: Replayed::default(),
            event_count: 0,
        }
    }

    /// An interview of some questions, a second passing before each input.
    struct Played {
        interview: Interview,
        now: Moment,
        kept: Option<Kept>,
        ended: bool,
    }

    impl Played {
        fn new(count: usize, counts: bool) -> Self {
            let interview = Interview::start(terms(counts), (0..count).map(asked).collect(), START);
            Self { interview, now: START, kept: None, ended: false }
        }

        /// Keys: `^` is Ctrl-C, `D` Ctrl-D, `E` Esc, `.` a second that passes; letters are typed where notes
        /// are.
        fn press(&mut self, keys: &str) {
            for key in keys.chars() {
                assert!(!self.ended, "{key:?} comes after the end");
                self.now.unix_ms += 1000;
                let input = match key {
                    '.' => Input::Tick,
                    '^' => Input::Key(Key::Leave),
                    'D' => Input::Key(Key::Done),
                    'E' => Input::Key(Key::Esc),
                    '\n' => Input::Key(Key::Enter),
                    key if self.interview.draft().is_some() => Input::Stroke(Stroke::Insert(key.to_string())),
                    key => Input::Key(Key::Char(key)),
                };
                self.give(input);
            }
        }

        fn give(&mut self, input: Input) {
            for effect in self.interview.step(input, self.now) {
                match effect {
                    Effect::Compare { .. } => self.give(Input::Compared(None)),
                    Effect::EditDraft(text) => self.give(Input::Drafted(Ok(text))),
                    Effect::Keep(kept) => {
                        assert!(self.kept.is_none(), "it is kept once");
                        self.kept = Some(*kept);
                        self.give(Input::Kept(Ok(0)));
                    }
                    Effect::End => self.ended = true,
                }
            }
        }

        fn shown(&self) -> String {
            match self.interview.view().map(|view| view.screen) {
                None => "nothing".into(),
                Some(Screen::Question { head, .. }) => format!("question {}", head.number),
                Some(Screen::Debrief { head, .. }) => format!("debrief {}", head.number),
                Some(Screen::Choose { items, .. }) => format!("{} choices", items.len()),
                Some(screen) => format!("{screen:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
            }
        }

        /// The card, manner, seconds and quality of each answer.
        fn answers(&self) -> Vec<String> {
            let answers = self.kept.iter().flat_map(|kept| &kept.report.answers);
            answers
                .map(|answer| {
                    let quality =
                        answer.quality.map_or_else(|| "-".into(), |quality| quality.number().to_string());
                    format!("{} {:?} {} {quality}", answer.card, answer.manner, answer.took_ms / 1000)
                })
                .collect()
        }
    }

    #[test]
    fn questions_first_then_answers_then_all_is_kept() {
        let mut played = Played::new(4, false);
        played.press("\n... ");
        assert_eq!(played.shown(), "question 2");
        played.press("tnotesD");
        played.press("n");
        assert!(played.kept.is_none());
        played.press("s");
        assert_eq!(played.shown(), "debrief 1");
        played.press("42");
        assert_eq!(played.shown(), "debrief 3");
        played.press("\n");
        assert_eq!(played.shown(), "Confirm");
        played.press("n");
        assert_eq!(
            played.answers(),
            ["c0 Answered 4 5", "c1 Answered 7 3", "c2 NoAnswer 1 2", "c3 Skipped 1 -"]
        );
        let kept = played.kept.clone().unwrap();
        assert!(kept.report.is_finished && !kept.report.counted);
        assert_eq!(kept.report.answers[1].notes.as_deref(), Some("notes"));
        assert!(kept.reviews.iter().all(|(_, review, _)| review.intent == Intent::Mock && !review.counts()));
        assert_eq!(kept.reviews.len(), 3);
        assert_eq!(played.shown(), "Report");
        played.press("x");
        assert!(played.ended);
    }

    #[test]
    fn grades_count_if_that_was_said_before_or_in_the_end() {
        for (counts, keys, expected) in
            [(true, "\n 3", true), (false, "\n 3y", true), (false, "\n 3E", false)]
        {
            let mut played = Played::new(1, counts);
            played.press(keys);
            let kept = played.kept.unwrap();
            assert_eq!((kept.report.counted, kept.reviews[0].1.counts()), (expected, expected), "{keys:?}");
        }
        let mut played = Played::new(1, true);
        played.press("\n ");
        let view = played.interview.view().unwrap();
        assert!(
            matches!(view.screen, Screen::Debrief { grades, .. } if grades[2].promise == "1 d"),
            "{view:?}"
        );
    }

    #[test]
    fn the_clock_stands_still_in_pauses_help_and_when_leaving() {
        let mut played = Played::new(2, false);
        played.press("\n ..p....x.?...x.^...E. 33n");
        // What passes up to the keys that stop the clock belongs to the question.
        assert_eq!(played.answers(), ["c0 Answered 1 4", "c1 Answered 9 4"]);
    }

    #[test]
    fn time_away_does_not_count() {
        let mut played = Played::new(1, false);
        played.press("\n.");
        played.now.unix_ms += 3_600_000;
        played.give(Input::Resumed);
        played.press(".");
        played.now.unix_ms += 3_600_000;
        played.press(". 3n");
        assert_eq!(played.answers(), ["c0 Answered 3 4"]);
        let mut played = Played::new(1, false);
        played.press("\n");
        played.now.unix_ms += 3_600_000;
        played.press(" 3n");
        assert_eq!(played.answers(), ["c0 Answered 3601 4"]);
        assert_eq!(played.kept.unwrap().reviews[0].1.took_ms, 600_000);
    }

    #[test]
    fn one_can_go_back() {
        let mut played = Played::new(3, false);
        played.press("\n nu");
        assert_eq!(played.shown(), "question 2");
        played.press("  14u");
        assert_eq!(played.shown(), "debrief 2");
        played.press("u");
        assert_eq!(played.shown(), "debrief 1");
        played.press("u");
        assert!(played.interview.view().unwrap().notice.is_some());
        played.press("333n");
        assert_eq!(played.answers(), ["c0 Answered 1 4", "c1 Answered 2 4", "c2 Answered 2 4"]);
    }

    #[test]
    fn leaving_asks_what_to_keep() {
        let mut played = Played::new(3, false);
        played.press("^");
        assert!(played.ended, "nothing was begun");
        let mut played = Played::new(3, false);
        played.press("\n^");
        assert!(played.ended, "nothing was answered");
        let mut played = Played::new(3, false);
        played.press("\n q");
        assert_eq!(played.shown(), "4 choices");
        played.press("1tab^3");
        assert_eq!(played.answers(), ["c0 Answered 1 -", "c1 Answered 5 -"]);
        assert!(played.ended && !played.kept.unwrap().report.is_finished);
        let mut played = Played::new(3, false);
        // Who leaves again instead of answering keeps what was done.
        played.press("\n tx^^");
        assert_eq!(played.answers(), ["c0 Answered 1 -", "c1 Answered 3 -"]);
        assert!(played.ended && !played.kept.unwrap().report.is_finished);
        let mut played = Played::new(3, false);
        played.press("\n  q2");
        assert_eq!(played.shown(), "debrief 1");
        played.press("4q");
        assert_eq!(played.shown(), "3 choices");
        played.press("2");
        assert!(played.ended);
        assert_eq!(played.answers(), ["c0 Answered 1 5", "c1 Answered 1 -"]);
    }

    #[test]
    fn what_could_not_be_kept_is_said_and_tried_again() {
        let mut played = Played::new(1, false);
        played.press("\n 3");
        let effects = played.interview.step(Input::Key(Key::Char('n')), played.now);
        assert!(matches!(effects.as_slice(), [Effect::Keep(_)]));
        played.give(Input::Kept(Err("disk full".into())));
        let view = played.interview.view().unwrap();
        assert!(
            matches!(view.screen, Screen::Confirm { question } if question.contains("NOT SAVED: disk full"))
        );
        assert!(played.interview.kept().is_none());
        played.press("y");
        assert_eq!(played.shown(), "Report");
        assert!(played.kept.is_some());
    }

    #[test]
    fn a_gone_terminal_leaves_an_unfinished_report() {
        let mut played = Played::new(2, false);
        assert!(played.interview.unfinished().is_none());
        played.press("\n tx");
        let kept = played.interview.unfinished().unwrap();
        assert_eq!(kept.report.answers.len(), 2);
        assert!(!kept.report.is_finished);
        played.press("D33nx");
        assert!(played.interview.unfinished().is_none(), "it is kept already");
    }

    proptest! {
        #[test]
        fn any_keys_keep_once_and_wholly(keys in "[\n 1234tnspuc?q^DExy.]{0,60}", count in 1_usize..5, counts: bool) {
            let mut played = Played::new(count, counts);
            for key in keys.chars() {
                if played.ended {
                    break;
                }
                played.press(&key.to_string());
                prop_assert!(played.ended || played.interview.view().is_some());
                prop_assert_eq!(played.kept.is_some(), played.interview.kept().is_some());
            }
            if let Some(kept) = played.kept {
                prop_assert!(!kept.report.answers.is_empty());
                let graded = kept.report.answers.iter().filter(|answer| answer.quality.is_some());
                prop_assert_eq!(graded.count(), kept.reviews.len());
                prop_assert!(kept.reviews.iter().all(|(_, review, _)| review.count == kept.report.counted));
                let is_whole = kept.report.answers.len() == count
                    && kept.report.answers.iter().all(|answer| (answer.manner == Manner::Skipped) != answer.quality.is_some());
                prop_assert_eq!(kept.report.is_finished, is_whole);
            }
        }
    }
}
