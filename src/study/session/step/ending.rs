//! The end of a session: what was not recalled in it, and what the user can do now.
//!
//! The store says what can be done; what would lead to nothing is not offered. Whatever is chosen goes
//! on in the same session, so that everything can still be undone.

use crate::study::card::CardId;
use crate::study::conversation::Key;
use crate::study::day::Moment;
use crate::study::queue::QueueItem;
use crate::study::review::{Change, Direction, Review};

use super::super::drill::{Effect, More, Offered};
use super::super::view::{Face, Offer, Screen, Summary};
use super::{Phase, Session, Turn, end, still, take_back};

/// The last screen.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    pub(super) summary: Summary,
    pub(super) failed: Vec<Face>,
    pub(super) offers: Vec<Offer>,
}

/// A card that was failed in this session.
#[derive(Clone, Debug)]
pub(super) struct Failed {
    card: CardId,
    face: Face,
    /// How often; 0 once all of it is undone.
    times: usize,
}

impl Session {
    pub(super) fn note_review(&mut self, card: &CardId, face: &Face, review: &Review) {
        let held = self.failed.iter_mut().find(|failed| failed.card == *card);
        let times = usize::from(!review.quality.is_pass());
        match held {
            Some(failed) => {
                failed.times += times;
                failed.face = face.clone();
            }
            None if times > 0 => {
                self.failed.push(Failed { card: card.clone(), face: face.clone(), times });
            }
            None => {}
        }
    }

    /// A fail of this session was undone, or redone.
    pub(super) fn note_taken_back(&mut self, card: &CardId, change: &Change, direction: Direction) {
        let Change::Review(review) = change else { return };
        if review.quality.is_pass() {
            return;
        }
        if let Some(failed) = self.failed.iter_mut().find(|failed| failed.card == *card) {
            failed.times = match direction {
                Direction::Undo => failed.times.saturating_sub(1),
                Direction::Redo => failed.times + 1,
            };
        }
    }

    pub(super) fn ending(&self, summary: Summary, offered: Offered) -> Turn {
        let left = self.queue.len();
        let offers = if left > 0 {
            vec![Some(Offer::GoOn { left })]
        } else {
            vec![
                (offered.new_count > 0).then_some(Offer::New { count: offered.new_count }),
                offered.ahead.map(|(count, days)| Offer::Ahead { count, days }),
            ]
        };
        let mock = offered.mock.then_some(Offer::Mock);
        let offers = offers.into_iter().chain([mock]).flatten().collect();
        let failed = self.failed.iter().filter(|failed| failed.times > 0);
        let failed = failed.map(|failed| Face { typed: None, ..failed.face.clone() }).collect();
        still(Phase::Summary(Box::new(Ending { summary, failed, offers })))
    }

    pub(super) fn key_at_end(&mut self, ending: Box<Ending>, key: Key, now: Moment) -> Turn {
        let chosen = ending.offers.iter().find(|offer| key == Key::Char(offer.key())).copied();
        match (key, chosen) {
            (_, Some(Offer::GoOn { .. })) => {
                self.started = now;
                self.next(now)
            }
            (_, Some(Offer::New { count })) => ask_for(More::New { count }),
            (_, Some(Offer::Ahead { days, .. })) => ask_for(More::Ahead { days }),
            (_, Some(Offer::Mock)) => (Phase::Ended, Some(Effect::Mock)),
            (Key::Char('u'), _) => take_back(None, Direction::Undo),
            (Key::Char('U'), _) => take_back(None, Direction::Redo),
            (Key::Char('q') | Key::Esc | Key::Enter, _) => end(),
            (Key::Char('v'), _) if !ending.failed.is_empty() => still(Phase::Failed(ending)),
            _ => still(Phase::Summary(ending)),
        }
    }

    /// Goes on with more cards, with as much time as there was at first.
    pub(super) fn go_on(&mut self, items: Vec<QueueItem>, now: Moment) -> Turn {
        if items.is_empty() {
            self.say("none of those are left");
        }
        self.started = now;
        self.queue.extend(items);
        self.next(now)
    }
}

fn ask_for(more: More) -> Turn {
    (Phase::AskingForMore, Some(Effect::More(more)))
}

impl Ending {
    pub(super) fn screen(&self) -> Screen<'_> {
        Screen::Summary { summary: &self.summary, failed: &self.failed, offers: &self.offers }
    }
}
