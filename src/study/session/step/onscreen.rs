//! A card on the screen: how it comes there, and the time it is there.

use super::super::drill::{Fetched, Part, PlanNote};
use super::super::view::{Clock, Face, GradeKey, Screen};
use super::card::GRADED_ELSEWHERE;
use super::{Action, Effect, Phase, Session, Turn, still};
use crate::study::card::CardId;
use crate::study::conversation::Dialog;
use crate::study::day::{Day, Moment};
use crate::study::draft::Draft;
use crate::study::grade::Quality;
use crate::study::plan::repeats_under_plan;
use crate::study::queue::{QueueItem, Reason, why};
use crate::study::review::Intent;
use crate::study::schedule::{CardState, Future, Replayed, futures};

/// So long without a key, and nobody is there any more; what is beyond counts for nothing.
const IDLE_MS: u64 = 3 * 60 * 1000;
const IDLE_EXERCISE_MS: u64 = 30 * 60 * 1000;

pub(super) type Shown = Box<OnScreen>;

#[derive(Clone, Debug)]
pub(super) struct OnScreen {
    pub(super) item: QueueItem,
    pub(super) card: CardId,
    pub(super) face: Face,
    pub(super) is_revealed: bool,
    /// The answer that is, or was, being typed.
    pub(super) draft: Draft,
    pub(super) futures: Vec<Future>,
    pub(super) grades: Vec<GradeKey>,
    pub(super) event_count: usize,
    /// The time spent on it up to the last key.
    pub(super) spent_ms: u64,
    pub(super) last_key_at: Moment,
    /// The time spent when the answer was revealed.
    pub(super) revealed_at_ms: Option<u64>,
    pub(super) day: Day,
}

impl OnScreen {
    /// The card with nothing open over it.
    pub(super) fn alone(self: Box<Self>) -> Turn {
        still(Phase::Card(self, None))
    }

    /// The card with a dialog open over it.
    pub(super) fn under(self: Box<Self>, dialog: Dialog<Action>) -> Turn {
        still(Phase::Card(self, Some(dialog)))
    }

    /// Fetches the card anew and leaves it on the screen, revealed or not.
    pub(super) fn refreshed(self: Box<Self>) -> Turn {
        let effect = Effect::Fetch(self.item.card.clone());
        (Phase::Fetching(self.item.clone(), Some(self)), Some(effect))
    }

    /// Flagged or not, the card is otherwise as it was.
    pub(super) fn flag(&mut self, is_flagged: bool) {
        self.face.flagged = is_flagged;
        self.event_count += 1;
        for future in &mut self.futures {
            future.state.flagged = is_flagged;
        }
    }

    pub(super) fn screen<'a>(&'a self, open: Option<&'a Dialog<Action>>) -> Option<Screen<'a>> {
        let face = &self.face;
        Some(match open {
            None if self.is_revealed => Screen::Answer { face, grades: &self.grades },
            None => Screen::Question { face },
            Some(dialog) if dialog.is_typing() => Screen::Write { face, draft: &self.draft },
            Some(Dialog::Reading) => Screen::Sightings { face, is_revealed: self.is_revealed },
            Some(dialog) => Screen::Dialog(dialog.view(face.typed.as_ref())?),
        })
    }

    pub(super) fn spent_ms_at(&self, now: Moment) -> u64 {
        let idle_ms = if self.face.is_exercise { IDLE_EXERCISE_MS } else { IDLE_MS };
        self.spent_ms.saturating_add(now.ms_since(self.last_key_at).min(idle_ms))
    }

    pub(super) fn set_clock(&mut self, is_shown: bool, now: Moment) {
        let spent_ms = self.spent_ms_at(now);
        if self.is_revealed {
            self.revealed_at_ms = self.revealed_at_ms.or(Some(spent_ms));
        }
        self.face.clock = is_shown.then(|| Clock {
            elapsed_secs: self.revealed_at_ms.unwrap_or(spent_ms) / 1000,
            limit_secs: self.face.expected_secs,
        });
    }
}

impl Session {
    /// A card may be in several sections; name the one that was chosen.
    pub(super) fn show_in_section(&self, card: &CardId, face: &mut Face) {
        if let Some(section) = self.section.as_ref().filter(|section| section.cards.contains(card)) {
            face.seen_in(section.name.as_deref());
        }
    }

    pub(super) fn fetched(
        &mut self,
        mut item: QueueItem,
        before: Option<Shown>,
        fetched: Option<Box<Fetched>>,
        now: Moment,
    ) -> Turn {
        let day = now.day(self.drill.rollover);
        let Some(mut fetched) = fetched.filter(|fetched| self.is_still_wanted(&item, &fetched.held, day))
        else {
            if self.notice.as_deref() == Some(GRADED_ELSEWHERE) {
                self.say("changed in another session: skipped");
            }
            return self.next(now);
        };
        item.unanswered = fetched.face.answers.is_empty();
        let state = &fetched.held.state;
        self.show_in_section(&fetched.card, &mut fetched.face);
        fetched.face.why = self.why(&item, day);
        fetched.face.flagged = state.flagged;
        let mut futures =
            futures(&fetched.card, &fetched.held, day, self.drill.intent, self.drill.count, self.drill.rule);
        for future in &mut futures {
            future.again_today &= self.repeats(future.quality);
        }
        let (draft, is_revealed, spent_ms, revealed_at_ms) = if let Some(before) = before {
            fetched.face.keep_picks(&before.face);
            fetched.face.typed = before.face.typed;
            (before.draft, before.is_revealed, before.spent_ms, before.revealed_at_ms)
        } else {
            self.say_what_is_unsaved(&fetched.card);
            (self.drafts.remove(&fetched.card).unwrap_or_default(), false, 0, None)
        };
        let shown = OnScreen {
            item,
            draft,
            is_revealed,
            card: fetched.card,
            face: fetched.face,
            grades: GradeKey::all(&futures, self.drill.six_grades),
            futures,
            event_count: fetched.event_count,
            spent_ms,
            last_key_at: now,
            revealed_at_ms,
            day,
        };
        Box::new(shown).alone()
    }

    /// A draft for a card that comes on the screen is offered before anything else is mentioned.
    fn say_what_is_unsaved(&mut self, card: &CardId) {
        for (part, what) in [(Part::MyAnswer, "your answer"), (Part::Whole, "your edit of this card")] {
            if self.unsaved.contains(&(card.clone(), part)) {
                let says = format!("{what} was not saved: {} continues it", part.key());
                let before = self.notice.take().map_or(String::new(), |notice| notice + "   ");
                self.notice = Some(before + &says);
            }
        }
    }

    /// Whether an answer brings the card back the same day. Under a plan, only a fail does.
    pub(super) fn repeats(&self, quality: Quality) -> bool {
        if self.drill.plan.is_some() { repeats_under_plan(quality) } else { quality.owes_a_repeat() }
    }

    pub(super) fn owes_a_repeat(&self, state: &CardState, today: Day) -> bool {
        state.last_review.is_some_and(|last| last.day == today && self.repeats(last.quality))
    }

    /// What the plan says of a card. A repeat comes because the card was failed, whatever the plan said.
    pub(super) fn plan_note(&self, item: &QueueItem) -> Option<&PlanNote> {
        let mut notes = self.drill.plan.iter().flatten().filter(|_| item.reason != Reason::Repeat);
        notes.find(|(card, _)| *card == item.card).map(|(_, note)| note)
    }

    /// Why a card is asked now: what the plan says, or what its schedule says.
    fn why(&self, item: &QueueItem, today: Day) -> String {
        match self.plan_note(item) {
            Some(PlanNote { why, is_optional: true, .. }) => format!("optional: {why}"),
            Some(PlanNote { why, .. }) => why.clone(),
            None => why(item.reason, today),
        }
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
                self.owes_a_repeat(state, today)
                    || !(self.drill.count || matches!(self.drill.intent, Intent::Drill))
            }
            Reason::Early => true,
        }
    }
}
