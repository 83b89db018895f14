//! The end of a session: what was not recalled in it, and what the user can do now.
//!
//! The store says what can be done; what would lead to nothing is not offered. Whatever is chosen goes
//! on in the same session, so that everything can still be undone.

use crate::study::card::CardId;
use crate::study::conversation::Key;
use crate::study::day::Moment;
use crate::study::queue::QueueItem;
use crate::study::review::{Change, Direction, Review};

use super::super::drill::{Effect, More, Offered, TakenBack};
use super::super::view::{Face, Offer, Summary};
use super::{Phase, Session};

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
    pub(super) fn note_taken_back(&mut self, taken: &TakenBack, direction: Direction) {
        let Change::Review(review) = &taken.change else { return };
        if review.quality.is_pass() {
            return;
        }
        if let Some(failed) = self.failed.iter_mut().find(|failed| failed.card == taken.card) {
            failed.times = match direction {
                Direction::Undo => failed.times.saturating_sub(1),
                Direction::Redo => failed.times + 1,
            };
        }
    }

    pub(super) fn end(&mut self, summary: Summary, offered: Offered) {
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
        self.phase = Phase::Summary(Box::new(Ending { summary, failed, offers }));
    }

    pub(super) fn key_at_end(&mut self, ending: Box<Ending>, key: Key, now: Moment) -> Vec<Effect> {
        let chosen = ending.offers.iter().find(|offer| key == Key::Char(offer.key())).copied();
        match (key, chosen) {
            (_, Some(Offer::GoOn { .. })) => {
                self.started = now;
                return self.next(now);
            }
            (_, Some(Offer::New { count })) => return self.ask_for(More::New { count }),
            (_, Some(Offer::Ahead { days, .. })) => return self.ask_for(More::Ahead { days }),
            (_, Some(Offer::Mock)) => return vec![Effect::Mock],
            (Key::Char('u' | 'U'), _) => {
                let direction = if key == Key::Char('u') { Direction::Undo } else { Direction::Redo };
                return self.take_back(None, direction);
            }
            (Key::Char('q') | Key::Esc | Key::Enter, _) => return vec![Effect::End],
            (Key::Char('v'), _) if !ending.failed.is_empty() => self.phase = Phase::Failed(ending),
            _ => self.phase = Phase::Summary(ending),
        }
        Vec::new()
    }

    fn ask_for(&mut self, more: More) -> Vec<Effect> {
        self.phase = Phase::AskingForMore;
        vec![Effect::More(more)]
    }

    /// Goes on with more cards, with as much time as there was at first.
    pub(super) fn go_on(&mut self, items: Vec<QueueItem>, now: Moment) -> Vec<Effect> {
        if items.is_empty() {
            self.notice = Some("none of those are left".to_owned());
        }
        self.started = now;
        self.queue.extend(items);
        self.next(now)
    }
}
