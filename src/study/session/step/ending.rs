//! The end of a session: what was not recalled in it, and what the user can do now.
//!
//! The store says what can be done; what would lead to nothing is not offered. Whatever is chosen goes
//! on in the same session, so that everything can still be undone.

use crate::study::card::CardId;
use crate::study::conversation::{Dialog, Key, Over, Reply};
use crate::study::day::Moment;
use crate::study::draft::Draft;
use crate::study::queue::QueueItem;
use crate::study::review::{Change, Direction, Review};

use super::super::decks::finding_deck;
use super::super::drill::{Effect, Input, More, Offered, Response};
use super::super::view::{Face, Offer, Screen, Summary};
use super::{Action, Phase, Session, Turn, end, still, take_back};

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
        let others = [offered.mock.then_some(Offer::Mock), offered.decks.then_some(Offer::Decks)];
        let offers = offers.into_iter().chain(others).flatten().collect();
        let failed = self.failed.iter().filter(|failed| failed.times > 0);
        let failed = failed.map(|failed| Face { typed: None, ..failed.face.clone() }).collect();
        still(Phase::Summary(Box::new(Ending { summary, failed, offers }), None))
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
            (_, Some(Offer::Decks)) => {
                (Phase::Summary(ending, Some(Dialog::Waiting(Action::ListDecks))), Some(Effect::Decks))
            }
            (Key::Char('u'), _) => take_back(None, Direction::Undo),
            (Key::Char('U'), _) => take_back(None, Direction::Redo),
            (Key::Char('q') | Key::Esc | Key::Enter, _) => end(),
            (Key::Char('v'), _) if !ending.failed.is_empty() => {
                still(Phase::Summary(ending, Some(Dialog::Reading)))
            }
            _ => still(Phase::Summary(ending, None)),
        }
    }

    pub(super) fn in_dialog_at_end(
        &mut self,
        ending: Box<Ending>,
        dialog: Dialog<Action>,
        input: Input,
    ) -> Turn {
        let (dialog, input) = match (dialog, input) {
            (Dialog::Waiting(_), Input::Response(Response::Decks(decks))) => {
                let finding = Dialog::Finding(finding_deck(decks, Action::Drill));
                return still(Phase::Summary(ending, Some(finding)));
            }
            waiting => waiting,
        };
        // Nothing is typed or compared here.
        let (mut draft, mut typed) = (Draft::default(), None);
        let over = Over { draft: &mut draft, typed: &mut typed, notice: &mut self.notice };
        match dialog.take(input, over) {
            Reply::Open(dialog) => still(Phase::Summary(ending, Some(dialog))),
            Reply::Chosen(Action::Drill(deck)) => (Phase::Ended, Some(Effect::Drill(deck))),
            _ => still(Phase::Summary(ending, None)),
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
    pub(super) fn screen<'a>(&'a self, open: Option<&'a Dialog<Action>>) -> Option<Screen<'a>> {
        let Self { summary, failed, offers } = self;
        Some(match open {
            None => Screen::Summary { summary, failed, offers },
            Some(Dialog::Reading) => Screen::Failed { faces: failed },
            Some(dialog) => Screen::Dialog(dialog.view(None)?),
        })
    }
}
