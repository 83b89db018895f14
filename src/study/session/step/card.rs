//! The keys of a card on the screen, and what choosing, confirming and editing lead to.

use super::super::decks::finding_deck;
use super::super::drill::{EditOutcome, Effect, Part, Response, Section};
use super::super::grading::Judged;
use super::super::keys::{KEYS, SIX_KEYS};
use super::super::links::{choosing_link, links_of};
use super::onscreen::{OnScreen, Shown};
use super::{Action, Phase, Session, Turn, end, fetch, take_back};
use crate::study::card::CardId;
use crate::study::conversation::{Choice, Choosing, Confirming, Dialog, Key, Line};
use crate::study::day::{Day, Moment};
use crate::study::grade::Quality;
use crate::study::queue::{QueueItem, Reason};
use crate::study::review::{Change, Direction, Intent, Review, Scheduler, SetSchedule};
use crate::study::schedule::CardState;

/// Longer than this over one question was something else than thinking.
const LONGEST_ANSWER_MS: u64 = 20 * 60 * 1000;
const LONGEST_EXERCISE_MS: u64 = 2 * 60 * 60 * 1000;
const FIRST_INTERVAL: &str = "SM-2 tests every new card after 1 day, to see what lasted. Again starts it over, \
                              hard shortens later intervals.";
const FIRST_INTERVAL_OF_SIX: &str = "SM-2 tests every new card after 1 day, to see what lasted. Below 3 starts it \
                                     over, 3 shortens later intervals.";

/// Said when a card that is shown has had another event since.
pub(super) const GRADED_ELSEWHERE: &str = "changed in another session: look again";

const TEXT_IS_SAVED: &str = "your text is saved: t continues it, Space compares it";

impl Session {
    pub(super) fn key(&mut self, mut shown: Shown, key: Key, now: Moment) -> Turn {
        match key {
            Key::Char(letter) if !shown.is_revealed && shown.face.takes_letter(letter) => {
                self.notice = shown.face.pick(letter);
                shown.alone()
            }
            Key::Char('q') => self.leave(Phase::Card(shown, None)),
            Key::Char(' ') | Key::Enter if !shown.is_revealed => self.reveal(shown),
            key => match shown.face.judged(key, shown.face.usual_grade(), self.drill.six_grades) {
                Judged::Grade(quality) if shown.is_revealed => self.grade(shown, quality, now),
                Judged::Grade(_) => self.tell(shown, "Space shows the answer first"),
                Judged::Undecided(says) => self.tell(shown, says),
                Judged::Tick if shown.is_revealed => {
                    self.notice = None;
                    shown.under(Dialog::Ticking(0))
                }
                _ => match key {
                    Key::Char(key) => self.command(shown, key),
                    _ => shown.alone(),
                },
            },
        }
    }

    /// Keys that mean the same before and after the reveal, or what is said instead.
    fn command(&mut self, shown: Shown, key: char) -> Turn {
        let action = match key {
            'b' => Action::Change(Change::Bury),
            's' => Action::Change(Change::Suspend),
            'f' => Action::Change(Change::Flag { on: !shown.face.flagged }),
            'g' => Action::ListSections,
            'm' => Action::ListDecks,
            'w' => Action::Edit(Part::MyAnswer),
            'e' => Action::Edit(Part::Whole),
            'u' => return take_back(Some(shown), Direction::Undo),
            'U' => return take_back(Some(shown), Direction::Redo),
            'c' => {
                self.drill.clock = !self.drill.clock;
                let says = if self.drill.clock { "the clock is shown" } else { "the clock is hidden" };
                return self.tell(shown, says);
            }
            '?' => {
                let keys = if self.drill.six_grades { SIX_KEYS } else { KEYS };
                let figures = self.plan_note(&shown.item).map_or(String::new(), |note| note.figures.clone());
                return shown.under(Dialog::Help(keys, figures));
            }
            key => match dialog_of(&shown, key) {
                Ok(dialog) => {
                    self.notice = None;
                    return shown.under(dialog);
                }
                Err(says) => return self.tell(shown, says),
            },
        };
        self.carry_out(shown, action)
    }

    /// Does what was chosen or confirmed.
    pub(super) fn carry_out(&mut self, shown: Shown, action: Action) -> Turn {
        let card = shown.card.clone();
        let effect = match &action {
            // The user has confirmed it; it is answered as a record is.
            Action::Change(Change::Delete(_)) => Effect::Delete(card),
            Action::Change(change) => {
                Effect::Record { card, change: change.clone(), seen: shown.event_count }
            }
            Action::Edit(part) => Effect::Edit { card, part: *part, typed: shown.draft.text().to_owned() },
            Action::Open(url) => Effect::Open(url.clone()),
            Action::ListSections => Effect::Sections(card),
            Action::GoTo(section) => return self.go_to(shown, section),
            Action::ListDecks => Effect::Decks,
            Action::Drill(deck) => {
                self.put_away(shown);
                return (Phase::Ended, Some(Effect::Drill(deck.clone())));
            }
        };
        (Phase::Card(shown, Some(Dialog::Waiting(action))), Some(effect))
    }

    /// What it waited for has arrived.
    pub(super) fn responded(
        &mut self,
        shown: Shown,
        action: Action,
        response: Response,
        now: Moment,
    ) -> Turn {
        match (action, response) {
            (Action::Change(change), Response::Saved(state)) => self.saved(shown, &change, &state, now),
            (Action::Change(_), Response::Stale) => self.show_again(shown, GRADED_ELSEWHERE),
            (Action::Change(_), Response::NotSaved(reason)) => {
                self.tell(shown, format!("NOT SAVED: {reason}"))
            }
            (Action::Change(_), Response::Unsure(reason)) => {
                self.tell(shown, format!("NOT CERTAIN: {reason}"))
            }
            (Action::Edit(part), Response::Edited(outcome)) => self.edited(shown, part, outcome),
            (Action::Open(url), Response::Opened(Ok(()))) => self.tell(shown, format!("opened {url}")),
            (Action::Open(_), Response::Opened(Err(why))) => self.tell(shown, why),
            (Action::ListDecks, Response::Decks(decks)) => {
                self.notice = None;
                shown.under(Dialog::Finding(finding_deck(decks, Action::Drill)))
            }
            (Action::ListSections, Response::Sections(sections)) => self.sections(shown, sections),
            (action, _) => shown.under(Dialog::Waiting(action)),
        }
    }

    /// Shows the answer, beside what was typed if anything was.
    pub(super) fn reveal(&mut self, shown: Shown) -> Turn {
        self.notice = None;
        if shown.draft.is_blank() {
            return self.show_answer(shown);
        }
        let effect = Effect::Compare(shown.face.to_compare(&shown.draft));
        (Phase::Card(shown, Some(Dialog::Comparing)), Some(effect))
    }

    pub(super) fn show_answer(&mut self, mut shown: Shown) -> Turn {
        shown.is_revealed = true;
        let is_first_of_all = self.drill.explains_intervals
            && !self.has_explained_intervals
            && shown.item.reason == Reason::New
            && self.counts()
            && self.drill.rule.scheduler == Scheduler::Sm2;
        if is_first_of_all {
            self.has_explained_intervals = true;
            self.say(if self.drill.six_grades { FIRST_INTERVAL_OF_SIX } else { FIRST_INTERVAL });
        }
        shown.alone()
    }

    pub(super) fn set_due(&mut self, shown: Shown, line: Line, now: Moment) -> Turn {
        let Some(due) = Day::parse_when(line.draft.text(), now.day(self.drill.rollover)) else {
            self.say("not a date: write 2026-12-01, +3d, in 2 weeks, tomorrow");
            return shown.under(Dialog::Line(line));
        };
        let set = SetSchedule { due: Some(due), ..SetSchedule::default() };
        self.carry_out(shown, Action::Change(Change::Set(set)))
    }

    fn sections(&mut self, shown: Shown, sections: Vec<Section>) -> Turn {
        let is_to_come = |card: &CardId| {
            *card == shown.card
                || self.queue.iter().any(|item| item.card == *card && item.reason != Reason::Repeat)
        };
        let choice = |section: Section| {
            let to_come = section.cards.iter().filter(|card| is_to_come(card)).count();
            let choice = Choice {
                text: section.name.clone().unwrap_or_else(|| "no section".to_owned()),
                detail: format!("{to_come} of {} to come", section.cards.len()),
            };
            (choice, Action::GoTo(section))
        };
        let at = sections.iter().position(|section| section.cards.contains(&shown.card)).unwrap_or(0);
        let choosing = Choosing::new("Go to a section", sections.into_iter().map(choice), at);
        self.notice = None;
        shown.under(Dialog::Choosing(choosing))
    }

    fn go_to(&mut self, mut shown: Shown, section: &Section) -> Turn {
        self.section = Some(section.clone());
        let is_of_it = |item: &QueueItem| item.reason != Reason::Repeat && section.cards.contains(&item.card);
        let is_there = is_of_it(&shown.item);
        if is_there || !self.queue.iter().any(is_of_it) {
            self.notice = (!is_there).then(|| "no more cards of that section today".to_owned());
            self.show_in_section(&shown.card, &mut shown.face);
            // What else there is of it follows.
            self.bring_forward(is_of_it);
            return shown.alone();
        }
        let item = self.put_away(shown);
        self.queue.push_front(item);
        self.bring_forward(is_of_it);
        self.notice = section.name.as_ref().map(|name| format!("on with {name}"));
        self.queue.pop_front().map_or_else(end, fetch)
    }

    /// Asks some cards before the others; the order within both stays.
    fn bring_forward(&mut self, is_first: impl Fn(&QueueItem) -> bool) {
        self.queue.make_contiguous().sort_by_key(|item| !is_first(item));
    }

    fn edited(&mut self, shown: Shown, part: Part, outcome: EditOutcome) -> Turn {
        let edited = (shown.card.clone(), part);
        match outcome {
            EditOutcome::Changed { says } => {
                self.unsaved.remove(&edited);
                self.say(says);
                shown.refreshed()
            }
            EditOutcome::Broken { why } => {
                self.unsaved.insert(edited);
                let question = format!("Not saved: {why}. What you wrote is a draft. Edit it again?");
                let again = Confirming::new(question, Action::Edit(part)).with_enter();
                shown.under(Dialog::Confirming(again))
            }
            EditOutcome::Unchanged => {
                self.unsaved.remove(&edited);
                self.tell(shown, "nothing was changed")
            }
            EditOutcome::Failed(why) => self.tell(shown, why),
        }
    }

    fn grade(&mut self, shown: Shown, quality: Quality, now: Moment) -> Turn {
        if now.day(self.drill.rollover) != shown.day {
            // The promises beside the keys were yesterday's.
            return self.show_again(shown, "a new day has begun: the intervals were updated");
        }
        let longest_ms = if shown.face.is_exercise { LONGEST_EXERCISE_MS } else { LONGEST_ANSWER_MS };
        let forecast = self.plan_note(&shown.item).and_then(|note| note.forecast);
        let review = Review {
            quality,
            took_ms: shown.spent_ms_at(now).min(longest_ms),
            intent: if forecast.is_some() { Intent::Audit } else { self.drill.intent },
            count: self.drill.count,
            typed_percent: shown.face.typed_percent(),
            forecast,
            rule: self.drill.rule,
        };
        self.carry_out(shown, Action::Change(Change::Review(review)))
    }

    fn saved(&mut self, mut shown: Shown, change: &Change, state: &CardState, now: Moment) -> Turn {
        self.notice = None;
        match change {
            Change::Review(review) => {
                *self.answered_times.entry(shown.card.clone()).or_default() += 1;
                self.just_answered = Some((shown.card.clone(), shown.face.question.clone()));
                self.note_review(&shown.card, &shown.face, review);
                if self.repeats(review.quality) {
                    self.ask_again(&shown.card, shown.item.unanswered);
                }
                // A repeat is to be answered anew.
                if !shown.draft.is_blank() {
                    self.answered.insert(shown.card, shown.draft);
                }
            }
            Change::Bury => self.say("buried until tomorrow   u undo"),
            Change::Suspend => self.say("suspended until `viva resume`   u undo"),
            Change::Delete(_) => {
                self.queue.retain(|item| item.card != shown.card);
                self.say("deleted   u undo");
            }
            Change::Set(_) | Change::Forget => {
                let today = now.day(self.drill.rollover);
                shown.item.reason = Reason::of(state, today);
                let due = state.in_review().map(|held| held.due);
                self.say(match due {
                    Some(due) => format!("due {due}   u undo"),
                    None => "new again   u undo".to_owned(),
                });
                if due.is_none_or(|due| due <= today) {
                    shown.is_revealed = false;
                    return shown.refreshed();
                }
            }
            _ => {
                shown.flag(state.flagged);
                return self.tell(shown, if state.flagged { "flagged" } else { "unflagged" });
            }
        }
        self.next(now)
    }
}

/// What a key opens, or why it opens nothing.
fn dialog_of(shown: &OnScreen, key: char) -> Result<Dialog<Action>, String> {
    Ok(match key {
        'd' => Dialog::Line(Line::new("Due (a date, +3d, in 2 weeks)")),
        'D' => {
            let sightings = shown.face.sightings.iter();
            let mut decks: Vec<&str> = sightings.map(|sighting| sighting.deck_title.as_str()).collect();
            decks.sort_unstable();
            decks.dedup();
            let question =
                format!("Delete this card from {}? Its reviews stay. u restores it.", decks.join(", "));
            // Its text is added when it is deleted.
            Dialog::Confirming(Confirming::new(question, Action::Change(Change::Delete(Vec::new()))))
        }
        'F' => {
            let question = "Reset this card to new? You can undo this with u.";
            Dialog::Confirming(Confirming::new(question, Action::Change(Change::Forget)))
        }
        'i' => Dialog::Reading,
        'o' => {
            let links = links_of(&shown.face, shown.is_revealed);
            if links.is_empty() {
                let place = if shown.is_revealed { "here" } else { "in the question" };
                return Err(format!("no link to open {place}: only http, https and mailto are opened"));
            }
            Dialog::Choosing(choosing_link(links, Action::Open))
        }
        'p' => return Err("no key points here: t types an answer and compares it".to_owned()),
        't' if !shown.is_revealed => Dialog::writing(Some(TEXT_IS_SAVED)),
        't' => return Err("the answer is shown already: type before you reveal it".to_owned()),
        key => return Err(format!("unknown key: {key}   ? shows all")),
    })
}
