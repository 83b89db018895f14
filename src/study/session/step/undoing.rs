//! Undoing and redoing, which may bring another card onto the screen.

use super::super::drill::TakenBack;
use super::onscreen::{OnScreen, Shown};
use super::{Session, Turn, fetch};
use crate::study::card::CardId;
use crate::study::day::Moment;
use crate::study::queue::{QueueItem, Reason};
use crate::study::review::{Change, Direction};

impl Session {
    pub(super) fn taken_back(
        &mut self,
        direction: Direction,
        shown: Option<Shown>,
        taken: Result<Box<TakenBack>, String>,
        now: Moment,
    ) -> Turn {
        let TakenBack { card, change, state, text_stays } = match taken {
            Ok(taken) => *taken,
            Err(why) => {
                self.say(why);
                return shown.map_or_else(|| self.next(now), OnScreen::alone);
            }
        };
        let how = if direction == Direction::Undo { "undone" } else { "redone" };
        let stays = text_stays.map_or(String::new(), |why| format!(" ({why})"));
        self.say(format!("{how}: {}{stays}", name_of(&change)));
        // Neither decides whether the card is asked.
        if matches!(change, Change::Edit(_) | Change::Flag { .. }) {
            return self.look_at(shown, &card, now);
        }
        self.just_answered = None;
        self.note_taken_back(&card, &change, direction);
        // The card that was on the screen comes right after; the other takes its place.
        if let Some(shown) = shown {
            let is_other = shown.card != card || direction == Direction::Redo;
            let item = self.put_away(shown);
            if is_other {
                self.queue.push_front(item);
            }
        }
        self.queue.retain(|item| item.card != card);
        let today = now.day(self.drill.rollover);
        let is_review = matches!(change, Change::Review(_));
        match direction {
            Direction::Redo => {
                if is_review {
                    *self.answered_times.entry(card.clone()).or_default() += 1;
                }
                if self.owes_a_repeat(&state, today) {
                    self.ask_again(&card, false);
                }
            }
            Direction::Undo => {
                if let Some(draft) = self.answered.remove(&card) {
                    self.drafts.insert(card.clone(), draft);
                }
                if is_review && let Some(times) = self.answered_times.get_mut(&card) {
                    *times -= 1;
                    self.answered_times.retain(|_, times| *times > 0);
                }
                let reason = Reason::of(&state, today);
                self.queue.push_front(QueueItem { card, reason, unanswered: false });
            }
        }
        self.next(now)
    }

    /// Shows a card as it is now, if it is still to come; otherwise the one on the screen stays.
    fn look_at(&mut self, shown: Option<Shown>, card: &CardId, now: Moment) -> Turn {
        let place = self.queue.iter().position(|item| item.card == *card);
        match shown {
            None => self.next(now),
            Some(shown) if shown.card == *card => shown.refreshed(),
            Some(shown) => match place.and_then(|place| self.queue.remove(place)) {
                Some(item) => {
                    let on_screen = self.put_away(shown);
                    self.queue.push_front(on_screen);
                    fetch(item)
                }
                None => shown.alone(),
            },
        }
    }

    pub(super) fn show_again(&mut self, shown: Shown, notice: &str) -> Turn {
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
