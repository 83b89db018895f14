//! Undoing and redoing, which may bring another card onto the screen.

use super::super::drill::TakenBack;
use super::onscreen::OnScreen;
use super::{Session, Turn, fetch};
use crate::study::card::CardId;
use crate::study::day::Moment;
use crate::study::queue::{QueueItem, Reason};
use crate::study::review::{Change, Direction};

impl Session {
    pub(super) fn taken_back(
        &mut self,
        direction: Direction,
        shown: Option<Box<OnScreen>>,
        taken: Result<Box<TakenBack>, String>,
        now: Moment,
    ) -> Turn {
        let taken = match taken {
            Ok(taken) => taken,
            Err(why) => return self.stay(shown, why, now),
        };
        let how = match direction {
            Direction::Undo => "undone",
            Direction::Redo => "redone",
        };
        let stays = taken.text_stays.as_ref().map_or(String::new(), |why| format!(" ({why})"));
        let notice = format!("{how}: {}{stays}", name_of(&taken.change));
        // Neither decides whether the card is asked.
        if matches!(taken.change, Change::Edit(_) | Change::Flag { .. }) {
            return self.look_at(shown, &taken.card, notice, now);
        }
        self.just_answered = None;
        self.note_taken_back(&taken, direction);
        // The card that was on the screen comes right after; the other takes its place.
        if let Some(shown) = shown {
            let is_other = shown.card != taken.card || direction == Direction::Redo;
            let item = self.put_away(shown);
            if is_other {
                self.queue.push_front(item);
            }
        }
        self.notice = Some(notice);
        self.queue.retain(|item| item.card != taken.card);
        let today = now.day(self.drill.rollover);
        let is_review = matches!(taken.change, Change::Review(_));
        match direction {
            Direction::Redo => {
                if is_review {
                    *self.answered_times.entry(taken.card.clone()).or_default() += 1;
                }
                if self.owes_a_repeat(&taken.state, today) {
                    self.ask_again(&taken.card, false);
                }
            }
            Direction::Undo => {
                if let Some(draft) = self.answered.remove(&taken.card) {
                    self.drafts.insert(taken.card.clone(), draft);
                }
                if is_review && let Some(times) = self.answered_times.get_mut(&taken.card) {
                    *times -= 1;
                    self.answered_times.retain(|_, times| *times > 0);
                }
                let reason = Reason::of(&taken.state, today);
                self.queue.push_front(QueueItem { card: taken.card, reason, unanswered: false });
            }
        }
        self.next(now)
    }

    /// Says something and leaves on the screen what is on it.
    fn stay(&mut self, shown: Option<Box<OnScreen>>, notice: String, now: Moment) -> Turn {
        self.notice = Some(notice);
        match shown {
            Some(shown) => shown.alone(),
            None => self.next(now),
        }
    }

    /// Shows a card as it is now, if it is still to come; otherwise the one on the screen stays.
    fn look_at(&mut self, shown: Option<Box<OnScreen>>, card: &CardId, notice: String, now: Moment) -> Turn {
        let place = self.queue.iter().position(|item| item.card == *card);
        match shown {
            Some(shown) if shown.card == *card => {
                self.notice = Some(notice);
                shown.refreshed()
            }
            Some(shown) => match place.and_then(|place| self.queue.remove(place)) {
                Some(item) => {
                    self.notice = Some(notice);
                    let on_screen = self.put_away(shown);
                    self.queue.push_front(on_screen);
                    fetch(item)
                }
                None => self.stay(Some(shown), notice, now),
            },
            None => self.stay(None, notice, now),
        }
    }

    pub(super) fn show_again(&mut self, shown: Box<OnScreen>, notice: &str) -> Turn {
        self.say(notice);
        fetch(self.put_away(shown))
    }
}

fn name_of(change: &Change) -> String {
    match change {
        Change::Review(review) => format!("the grade {}", review.quality.grade().name()),
        Change::Set(_) => "the day it is due".to_owned(),
        Change::Edit(_) => "the edit".to_owned(),
        Change::Delete(_) => "the deletion".to_owned(),
        other => other.kind().to_owned(),
    }
}
