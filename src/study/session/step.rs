//! The drill's state machine.
//!
//! The queue is made before; what is owed again today goes back into it here, after some others. Whatever waits, for a key or
//! for an effect, is one [`Phase`].

mod ending;

use std::collections::{HashMap, HashSet, VecDeque};

use crate::study::card::CardId;
use crate::study::day::{Day, Moment};
use crate::study::draft::{Draft, Stroke};
use crate::study::grade::Quality;
use crate::study::key_points::Comparison;
use crate::study::plan::repeats_under_plan;
use crate::study::queue::{QueueItem, REPEAT_AFTER, Reason, why};
use crate::study::review::{Change, Direction, Intent, Review, Scheduler, SetSchedule, TypedPercent};
use crate::study::schedule::{CardState, Future, Replayed, futures};

use super::drill::{Drill, EditOutcome, Effect, Fetched, Input, Part, PlanNote, Section, TakenBack};
use super::keys::{KEYS, SIX_KEYS};
use super::links::{Link, link_choices, links_of};
use super::ticking::Ticking;
use super::view::{Clock, Face, GradeKey, Progress, Screen, View};
use crate::study::conversation::{Choice, DialogView, Key, Typed};

use ending::{Ending, Failed};

/// Longer than this over one question was something else than thinking.
const LONGEST_ANSWER_MS: u64 = 20 * 60 * 1000;
const LONGEST_EXERCISE_MS: u64 = 2 * 60 * 60 * 1000;
/// So long without a key, and nobody is there any more; what is beyond counts for nothing.
const IDLE_MS: u64 = 3 * 60 * 1000;
const IDLE_EXERCISE_MS: u64 = 30 * 60 * 1000;

/// A card that would come straight back is asked after this pause, unless the user goes on before.
const PAUSE_MS: u64 = 2 * 60 * 1000;

const FIRST_INTERVAL: &str = "SM-2 tests every new card after 1 day, to see what lasted. Again starts it over, \
                              hard shortens later intervals.";
const FIRST_INTERVAL_OF_SIX: &str = "SM-2 tests every new card after 1 day, to see what lasted. Below 3 starts it \
                                     over, 3 shortens later intervals.";

/// Said when a card that is shown has had another event since.
const GRADED_ELSEWHERE: &str = "changed in another session: look again";

/// One sitting of drilling.
#[derive(Clone, Debug)]
pub struct Session {
    drill: Drill,
    queue: VecDeque<QueueItem>,
    phase: Phase,
    /// How often each card was answered in this session; undone answers do not count.
    answered_times: HashMap<CardId, usize>,
    started: Moment,
    notice: Option<String>,
    /// What was typed for cards that are not on the screen and not graded yet.
    drafts: HashMap<CardId, Draft>,
    /// Likewise for those that are, should that be undone.
    answered: HashMap<CardId, Draft>,
    /// Edits that could not be saved, each a draft that can be continued.
    unsaved: HashSet<(CardId, Part)>,
    /// The section gone to last: its cards are shown as they stand there, though others may have them, too.
    section: Option<Section>,
    /// The card graded last, and its question: it should not come straight back.
    just_answered: Option<(CardId, String)>,
    /// What was failed, in the order in which it was first.
    failed: Vec<Failed>,
    has_explained_intervals: bool,
}

#[derive(Clone, Debug)]
enum Phase {
    /// Something to be confirmed before the first question.
    Doubt(String),
    /// Waiting for a card; with what it was on the screen, if it was and is to stay there.
    Fetching(QueueItem, Option<Box<OnScreen>>),
    /// A pause before a card that would come straight back.
    Pausing {
        item: QueueItem,
        question: String,
        since: Moment,
        left_secs: u64,
    },
    /// Waiting for a card's edit.
    Editing(Box<OnScreen>, Part),
    /// An edit could not be saved: edit it again?
    Broken {
        shown: Box<OnScreen>,
        part: Part,
        question: String,
    },
    /// Waiting for the sections of the deck.
    Listing(Box<OnScreen>),
    Choosing {
        shown: Box<OnScreen>,
        list: List,
        items: Vec<Choice>,
        at: usize,
    },
    /// The key points are being ticked; with the place of the mark.
    Ticking(Box<OnScreen>, usize),
    /// Waiting for an address to be opened.
    Opening(Box<OnScreen>, String),
    /// All sightings are on the screen.
    Sightings(Box<OnScreen>),
    /// The day a card is due is being written.
    AskingDue(Box<OnScreen>, Draft),
    /// Something to be confirmed before it is done to the card.
    Confirming {
        shown: Box<OnScreen>,
        change: Change,
        question: String,
    },
    /// The question or, once revealed, the answer.
    Card(Box<OnScreen>),
    /// An answer is being typed.
    Writing(Box<OnScreen>),
    /// Waiting for the editor.
    EditingDraft(Box<OnScreen>),
    /// Waiting for what was typed to be weighed.
    Comparing(Box<OnScreen>),
    /// Waiting for the store.
    Saving {
        shown: Box<OnScreen>,
        change: Change,
    },
    /// Waiting for the last action to be undone, or redone.
    TakingBack {
        shown: Option<Box<OnScreen>>,
        direction: Direction,
    },
    Help(Box<Phase>),
    Summarising,
    Summary(Box<Ending>),
    /// What was failed is on the screen again.
    Failed(Box<Ending>),
    /// Waiting for more cards than the day had.
    AskingForMore,
    Ended,
}

/// What there is to choose from.
#[derive(Clone, Debug)]
enum List {
    Sections(Vec<Section>),
    Links(Vec<Link>),
}

#[derive(Clone, Debug)]
struct OnScreen {
    item: QueueItem,
    card: CardId,
    face: Face,
    is_revealed: bool,
    /// The answer that is, or was, being typed.
    draft: Draft,
    futures: Vec<Future>,
    grades: Vec<GradeKey>,
    event_count: usize,
    /// The time spent on it up to the last key.
    spent_ms: u64,
    last_key_at: Moment,
    /// The time spent when the answer was revealed.
    revealed_at_ms: Option<u64>,
    day: Day,
}

impl Session {
    /// A session over `queue`, and what is to be done first.
    #[must_use]
    pub fn start(mut drill: Drill, queue: Vec<QueueItem>, now: Moment) -> (Self, Vec<Effect>) {
        let doubt = drill.doubt.clone();
        let is_offered_at_once =
            |(card, _): &(CardId, Part)| queue.first().is_some_and(|item| item.card == *card);
        let mut notice = drill.backlog.map(|backlog| backlog.says());
        if notice.is_none() && !drill.unsaved.iter().all(is_offered_at_once) {
            notice = Some("a draft was not saved: it is offered with its card".to_owned());
        }
        let unsaved = std::mem::take(&mut drill.unsaved);
        let drafts = drill.drafts.drain(..).map(|(card, text)| (card, Draft::of(&text))).collect();
        let mut session = Self {
            drill,
            queue: queue.into(),
            phase: Phase::Ended,
            answered_times: HashMap::new(),
            started: now,
            notice,
            drafts,
            answered: HashMap::new(),
            unsaved: unsaved.into_iter().collect(),
            section: None,
            just_answered: None,
            failed: Vec::new(),
            has_explained_intervals: false,
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
        self.phase.shown().map(|shown| &shown.card)
    }

    /// The text that is being written, if one is.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        match &self.phase {
            Phase::Writing(shown) => Some(&shown.draft),
            Phase::AskingDue(_, draft) => Some(draft),
            _ => None,
        }
    }

    /// Whether the text that is being written is one line, which Enter ends.
    #[must_use]
    pub fn asks_for_a_line(&self) -> bool {
        matches!(self.phase, Phase::AskingDue(..))
    }

    /// What was typed for cards that are not graded yet, for a session to come.
    #[must_use]
    pub fn drafts(&self) -> Vec<(CardId, String)> {
        let shown = self.phase.shown().map(|shown| (&shown.card, &shown.draft));
        let all = self.drafts.iter().chain(shown).filter(|(_, draft)| !draft.is_blank());
        let mut drafts: Vec<_> = all.map(|(card, draft)| (card.clone(), draft.text().to_owned())).collect();
        drafts.sort();
        drafts
    }

    /// What each grade would lead to, if an answer is being judged: quality and next state.
    #[must_use]
    pub fn promised(&self) -> Option<&[Future]> {
        match &self.phase {
            Phase::Card(shown) if shown.is_revealed => Some(&shown.futures),
            _ => None,
        }
    }

    /// What is to be seen; `None` while the session waits for an effect to be answered.
    #[must_use]
    pub fn view(&self) -> Option<View<'_>> {
        let screen = screen(&self.phase, self.drill.six_grades)?;
        Some(View { progress: self.progress(), screen, notice: self.notice.as_deref() })
    }

    /// Whether what is on the screen changes with time.
    #[must_use]
    pub fn is_ticking(&self) -> bool {
        match &self.phase {
            Phase::Card(shown) | Phase::Writing(shown) => self.drill.clock && !shown.is_revealed,
            Phase::Pausing { .. } => true,
            _ => false,
        }
    }

    /// Whether it was explained in this session what the grades of a new card change.
    #[must_use]
    pub fn has_explained_intervals(&self) -> bool {
        self.has_explained_intervals
    }

    /// Whether the clock is shown.
    #[must_use]
    pub fn shows_clock(&self) -> bool {
        self.drill.clock
    }

    /// Takes one input; what comes back is to be carried out in order, and answered.
    pub fn step(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        let mut phase = std::mem::replace(&mut self.phase, Phase::Ended);
        if let Phase::Card(shown) | Phase::Writing(shown) = &mut phase
            && matches!(input, Input::Key(_) | Input::Stroke(_))
        {
            shown.spent_ms = shown.spent_ms_at(now);
            shown.last_key_at = now;
        }
        let effects = self.take(phase, input, now);
        if let Phase::Card(shown) | Phase::Writing(shown) = &mut self.phase {
            shown.set_clock(self.drill.clock, now);
        }
        effects
    }

    fn take(&mut self, phase: Phase, input: Input, now: Moment) -> Vec<Effect> {
        match input {
            Input::Tick => self.tick(phase, now),
            Input::Key(Key::Leave) => self.leave(phase),
            Input::Key(key) => self.key(phase, key, now),
            Input::Stroke(stroke) => {
                self.phase = phase;
                match &mut self.phase {
                    Phase::Writing(shown) => shown.draft.take(&stroke),
                    Phase::AskingDue(_, draft) => draft.take(&in_one_line(stroke)),
                    _ => return Vec::new(),
                }
                self.notice = None;
                Vec::new()
            }
            Input::Compared(comparison) => {
                self.phase = phase;
                if let Phase::Comparing(shown) = &mut self.phase {
                    let text = shown.draft.text().to_owned();
                    shown.face.typed = Some(Typed { text, comparison });
                    let shown = shown.clone();
                    self.show_answer(shown);
                }
                Vec::new()
            }
            Input::Drafted(edited) => {
                match (phase, edited) {
                    (Phase::EditingDraft(mut shown), Ok(text)) => {
                        shown.draft = Draft::of(text.trim_end());
                        self.phase = Phase::Writing(shown);
                    }
                    (Phase::EditingDraft(shown), Err(why)) => {
                        self.notice = Some(why);
                        self.phase = Phase::Writing(shown);
                    }
                    (phase, _) => self.phase = phase,
                }
                Vec::new()
            }
            Input::Sections(sections) => self.sections(phase, sections),
            Input::Opened(opened) => {
                match phase {
                    Phase::Opening(shown, url) => {
                        self.notice = Some(match opened {
                            Ok(()) => format!("opened {url}"),
                            Err(why) => why,
                        });
                        self.phase = Phase::Card(shown);
                    }
                    other => self.phase = other,
                }
                Vec::new()
            }
            Input::Edited(outcome) => self.edited(phase, outcome),
            Input::Fetched(fetched) => self.fetched(phase, fetched, now),
            Input::Saved(state) => self.saved(phase, &state, now),
            Input::NotSaved(reason) => {
                self.phase = match phase {
                    Phase::Saving { shown, .. } => Phase::Card(shown),
                    other => other,
                };
                self.notice = Some(format!("NOT SAVED: {reason}"));
                Vec::new()
            }
            Input::Stale => self.show_again(phase, GRADED_ELSEWHERE),
            Input::TakenBack(taken) => self.taken_back(phase, taken, now),
            Input::Summary(summary, offered) => {
                self.end(summary, offered);
                Vec::new()
            }
            Input::More(items) => match phase {
                Phase::AskingForMore => self.go_on(items, now),
                other => {
                    self.phase = other;
                    Vec::new()
                }
            },
        }
    }

    fn key(&mut self, phase: Phase, key: Key, now: Moment) -> Vec<Effect> {
        match (phase, key) {
            (Phase::Doubt(_), Key::Char('y' | 'Y')) => self.next(now),
            (Phase::Summary(ending), key) => self.key_at_end(ending, key, now),
            (Phase::Failed(ending), _) => {
                self.phase = Phase::Summary(ending);
                Vec::new()
            }
            (Phase::Pausing { item, .. }, Key::Char(' ') | Key::Enter) => self.fetch(item),
            (Phase::Pausing { item, .. }, Key::Char('u')) => {
                self.queue.push_front(item);
                self.take_back(None, Direction::Undo)
            }
            (Phase::Doubt(_), Key::Char('n' | 'N' | 'q') | Key::Esc) => vec![Effect::End],
            (Phase::Sightings(shown), _) => {
                self.phase = Phase::Card(shown);
                Vec::new()
            }
            (phase @ Phase::Choosing { .. }, key) => self.choosing(phase, key),
            (Phase::Ticking(mut shown, at), key) => {
                self.notice = None;
                self.phase = match shown.face.tick(at, key) {
                    Ticking::Done => Phase::Card(shown),
                    Ticking::At(at, says) => {
                        self.notice = says;
                        Phase::Ticking(shown, at)
                    }
                };
                Vec::new()
            }
            (Phase::AskingDue(shown, draft), Key::Enter | Key::Done) => {
                let today = now.day(self.drill.rollover);
                let Some(due) = Day::parse_when(draft.text(), today) else {
                    self.notice = Some("not a date: write 2026-12-01, +3d, in 2 weeks, tomorrow".to_owned());
                    self.phase = Phase::AskingDue(shown, draft);
                    return Vec::new();
                };
                self.record(shown, Change::Set(SetSchedule { due: Some(due), ..SetSchedule::default() }))
            }
            (Phase::Confirming { shown, change: change @ Change::Delete(_), .. }, Key::Char('y' | 'Y')) => {
                let effect = Effect::Delete(shown.card.clone());
                self.phase = Phase::Saving { shown, change };
                vec![effect]
            }
            (Phase::Confirming { shown, change, .. }, Key::Char('y' | 'Y')) => self.record(shown, change),
            (Phase::AskingDue(shown, _), Key::Esc)
            | (Phase::Confirming { shown, .. }, Key::Char('n' | 'N' | 'q') | Key::Esc) => {
                self.notice = None;
                self.phase = Phase::Card(shown);
                Vec::new()
            }
            (Phase::Help(under), _) => {
                self.phase = *under;
                Vec::new()
            }
            (Phase::Card(mut shown), Key::Char(key))
                if !shown.is_revealed && shown.face.takes_letter(key) =>
            {
                self.notice = shown.face.pick(key);
                self.phase = Phase::Card(shown);
                Vec::new()
            }
            (phase @ (Phase::Card(_) | Phase::Pausing { .. }), Key::Char('q'))
            | (phase @ Phase::Pausing { .. }, Key::Esc) => self.leave(phase),
            (phase @ Phase::Card(_), Key::Char('?')) => {
                self.phase = Phase::Help(Box::new(phase));
                Vec::new()
            }
            (Phase::Card(shown), Key::Char(' ') | Key::Enter) => {
                match (shown.is_revealed, shown.face.usual_grade()) {
                    (false, _) => self.reveal(shown),
                    (true, Some(grade)) => self.grade(shown, grade.quality(), now),
                    (true, None) => {
                        let keys = if self.drill.six_grades { "0 to 5" } else { "1 to 4" };
                        let ticks = match shown.face.comparison() {
                            Some(_) => "; p ticks what you said in other words",
                            None => "",
                        };
                        self.notice = Some(format!("choose a grade, {keys}{ticks}"));
                        self.phase = Phase::Card(shown);
                        Vec::new()
                    }
                }
            }
            (Phase::Card(shown), Key::Char(key)) => match self.quality_of(key) {
                Some(quality) if shown.is_revealed => self.grade(shown, quality, now),
                _ => self.card_key(shown, key),
            },
            (Phase::Broken { shown, part, .. }, Key::Char('y' | 'Y') | Key::Enter) => self.edit(shown, part),
            (Phase::Broken { shown, part, .. }, Key::Char('n' | 'N' | 'q') | Key::Esc) => {
                self.notice = Some(format!("the card is unchanged; {} continues your draft", part.key()));
                self.phase = Phase::Card(shown);
                Vec::new()
            }
            (Phase::Writing(shown), Key::Done) => self.reveal(shown),
            (Phase::Writing(shown), Key::Editor) => {
                let text = shown.draft.text().to_owned();
                self.phase = Phase::EditingDraft(shown);
                vec![Effect::EditDraft(text)]
            }
            (Phase::Writing(shown), Key::Esc) => {
                let says = "your text is saved: t continues it, Space compares it";
                self.notice = (!shown.draft.is_blank()).then(|| says.to_owned());
                self.phase = Phase::Card(shown);
                Vec::new()
            }
            (phase, _) => {
                self.phase = phase;
                Vec::new()
            }
        }
    }

    /// Shows the answer, beside what was typed if anything was.
    fn reveal(&mut self, shown: Box<OnScreen>) -> Vec<Effect> {
        self.notice = None;
        if shown.draft.is_blank() {
            self.show_answer(shown);
            return Vec::new();
        }
        let effect = Effect::Compare(shown.face.to_compare(&shown.draft));
        self.phase = Phase::Comparing(shown);
        vec![effect]
    }

    fn show_answer(&mut self, mut shown: Box<OnScreen>) {
        shown.is_revealed = true;
        let is_first_of_all = self.drill.explains_intervals
            && !self.has_explained_intervals
            && shown.item.reason == Reason::New
            && self.counts()
            && self.drill.rule.scheduler == Scheduler::Sm2;
        if is_first_of_all {
            self.has_explained_intervals = true;
            let says = if self.drill.six_grades { FIRST_INTERVAL_OF_SIX } else { FIRST_INTERVAL };
            self.notice = Some(says.to_owned());
        }
        self.phase = Phase::Card(shown);
    }

    /// Keys that mean the same before and after the reveal, or what is said instead.
    fn card_key(&mut self, shown: Box<OnScreen>, key: char) -> Vec<Effect> {
        let change = match key {
            'b' => Change::Bury,
            's' => Change::Suspend,
            'f' => Change::Flag { on: !shown.face.flagged },
            'u' => return self.take_back(Some(shown), Direction::Undo),
            'U' => return self.take_back(Some(shown), Direction::Redo),
            'd' => {
                self.notice = None;
                self.phase = Phase::AskingDue(shown, Draft::default());
                return Vec::new();
            }
            'D' => {
                let mut decks: Vec<&str> =
                    shown.face.sightings.iter().map(|sighting| sighting.deck_title.as_str()).collect();
                decks.sort_unstable();
                decks.dedup();
                let question =
                    format!("Delete this card from {}? Its reviews stay. u restores it.", decks.join(", "));
                self.notice = None;
                // Its text is added when it is deleted.
                self.phase = Phase::Confirming { shown, change: Change::Delete(Vec::new()), question };
                return Vec::new();
            }
            'F' => {
                let question = "Reset this card to new? You can undo this with u.";
                let question = question.to_owned();
                self.notice = None;
                self.phase = Phase::Confirming { shown, change: Change::Forget, question };
                return Vec::new();
            }
            'g' => {
                let effect = Effect::Sections(shown.card.clone());
                self.phase = Phase::Listing(shown);
                return vec![effect];
            }
            'i' => {
                self.notice = None;
                self.phase = Phase::Sightings(shown);
                return Vec::new();
            }
            'o' => return self.list_links(shown),
            'w' => return self.edit(shown, Part::MyAnswer),
            'e' => return self.edit(shown, Part::Whole),
            'c' => {
                self.drill.clock = !self.drill.clock;
                self.notice = Some(
                    if self.drill.clock { "the clock is shown" } else { "the clock is hidden" }.to_owned(),
                );
                self.phase = Phase::Card(shown);
                return Vec::new();
            }
            'p' if shown.is_revealed && shown.face.comparison().is_some() => {
                self.notice = None;
                self.phase = Phase::Ticking(shown, 0);
                return Vec::new();
            }
            't' if !shown.is_revealed => {
                self.notice = None;
                self.phase = Phase::Writing(shown);
                return Vec::new();
            }
            _ => {
                self.notice = Some(match key {
                    't' => "the answer is shown already: type before you reveal it".to_owned(),
                    'p' => "no key points here: t types an answer and compares it".to_owned(),
                    key if self.quality_of(key).is_some() => "Space shows the answer first".to_owned(),
                    key => format!("unknown key: {key}   ? shows all"),
                });
                self.phase = Phase::Card(shown);
                return Vec::new();
            }
        };
        self.record(shown, change)
    }

    fn sections(&mut self, phase: Phase, sections: Vec<Section>) -> Vec<Effect> {
        let Phase::Listing(shown) = phase else {
            self.phase = phase;
            return Vec::new();
        };
        let is_to_come = |card: &CardId| {
            *card == shown.card
                || self.queue.iter().any(|item| item.card == *card && item.reason != Reason::Repeat)
        };
        let items = sections
            .iter()
            .map(|section| Choice {
                text: section.name.clone().unwrap_or_else(|| "no section".to_owned()),
                detail: format!(
                    "{} of {} to come",
                    section.cards.iter().filter(|card| is_to_come(card)).count(),
                    section.cards.len()
                ),
            })
            .collect();
        let at = sections.iter().position(|section| section.cards.contains(&shown.card)).unwrap_or(0);
        self.notice = None;
        self.phase = Phase::Choosing { shown, list: List::Sections(sections), items, at };
        Vec::new()
    }

    fn list_links(&mut self, shown: Box<OnScreen>) -> Vec<Effect> {
        let found = links_of(&shown.face, shown.is_revealed);
        if found.is_empty() {
            let says =
                if shown.is_revealed { "no link to open here" } else { "no link to open in the question" };
            self.notice = Some(format!("{says}: only http, https and mailto are opened"));
            self.phase = Phase::Card(shown);
            return Vec::new();
        }
        let items = link_choices(&found);
        self.notice = None;
        self.phase = Phase::Choosing { shown, list: List::Links(found), items, at: 0 };
        Vec::new()
    }

    fn choosing(&mut self, phase: Phase, key: Key) -> Vec<Effect> {
        let Phase::Choosing { shown, list, items, at } = phase else {
            self.phase = phase;
            return Vec::new();
        };
        let last = items.len().saturating_sub(1);
        let digit = |c: char| c.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
        let chosen = match key {
            Key::Enter | Key::Char(' ') => Some(at),
            Key::Number(number) => number.checked_sub(1),
            Key::Char(c) => digit(c).and_then(|number| number.checked_sub(1)),
            _ => None,
        };
        if let Some(chosen) = chosen.filter(|chosen| *chosen <= last) {
            return self.choose(shown, list, chosen);
        }
        self.phase = match key {
            Key::Esc | Key::Char('q') => Phase::Card(shown),
            Key::Up | Key::Char('k') => Phase::Choosing { shown, list, items, at: at.saturating_sub(1) },
            Key::Down | Key::Char('j') => Phase::Choosing { shown, list, items, at: (at + 1).min(last) },
            _ => Phase::Choosing { shown, list, items, at },
        };
        Vec::new()
    }

    /// A card may be in several sections; name the one that was chosen.
    fn show_in_section(&self, card: &CardId, face: &mut Face) {
        if let Some(section) = self.section.as_ref().filter(|section| section.cards.contains(card)) {
            face.seen_in(section.name.as_deref());
        }
    }

    fn choose(&mut self, mut shown: Box<OnScreen>, list: List, chosen: usize) -> Vec<Effect> {
        match list {
            List::Links(mut links) => {
                let url = links.swap_remove(chosen).url;
                self.phase = Phase::Opening(shown, url.clone());
                vec![Effect::Open(url)]
            }
            List::Sections(sections) => {
                let section = &sections[chosen];
                self.section = Some(section.clone());
                let is_of_it =
                    |item: &QueueItem| item.reason != Reason::Repeat && section.cards.contains(&item.card);
                let is_there = is_of_it(&shown.item);
                if is_there || !self.queue.iter().any(is_of_it) {
                    self.notice = (!is_there).then(|| "no more cards of that section today".to_owned());
                    self.show_in_section(&shown.card, &mut shown.face);
                    self.phase = Phase::Card(shown);
                    // What else there is of it follows.
                    self.bring_forward(is_of_it);
                    return Vec::new();
                }
                let item = self.put_away(shown);
                self.queue.push_front(item);
                self.bring_forward(is_of_it);
                self.notice = section.name.as_ref().map(|name| format!("on with {name}"));
                match self.queue.pop_front() {
                    Some(item) => self.fetch(item),
                    None => Vec::new(),
                }
            }
        }
    }

    /// Asks some cards before the others; the order within both stays.
    fn bring_forward(&mut self, is_first: impl Fn(&QueueItem) -> bool) {
        self.queue.make_contiguous().sort_by_key(|item| !is_first(item));
    }

    fn edit(&mut self, shown: Box<OnScreen>, part: Part) -> Vec<Effect> {
        let effect = Effect::Edit { card: shown.card.clone(), part, typed: shown.draft.text().to_owned() };
        self.phase = Phase::Editing(shown, part);
        vec![effect]
    }

    fn edited(&mut self, phase: Phase, outcome: EditOutcome) -> Vec<Effect> {
        let Phase::Editing(shown, part) = phase else {
            self.phase = phase;
            return Vec::new();
        };
        let edited = (shown.card.clone(), part);
        match outcome {
            EditOutcome::Changed { says } => {
                self.unsaved.remove(&edited);
                self.notice = Some(says);
                return self.refresh(shown);
            }
            EditOutcome::Broken { why } => {
                self.unsaved.insert(edited);
                let question = format!("Not saved: {why}. What you wrote is a draft. Edit it again?");
                self.phase = Phase::Broken { shown, part, question };
                return Vec::new();
            }
            EditOutcome::Unchanged => {
                self.unsaved.remove(&edited);
                self.notice = Some("nothing was changed".to_owned());
            }
            EditOutcome::Failed(why) => self.notice = Some(why),
        }
        self.phase = Phase::Card(shown);
        Vec::new()
    }

    /// What the last action was, the store knows: it may be an event of another session.
    fn take_back(&mut self, shown: Option<Box<OnScreen>>, direction: Direction) -> Vec<Effect> {
        self.phase = Phase::TakingBack { shown, direction };
        vec![Effect::TakeBack(direction)]
    }

    fn grade(&mut self, shown: Box<OnScreen>, quality: Quality, now: Moment) -> Vec<Effect> {
        if now.day(self.drill.rollover) != shown.day {
            // The promises beside the keys were yesterday's.
            return self.show_again(Phase::Card(shown), "a new day has begun: the intervals were updated");
        }
        let forecast = self.plan_note(&shown.item).and_then(|note| note.forecast);
        let review = Review {
            quality,
            took_ms: shown.spent_ms_at(now).min(if shown.face.is_exercise {
                LONGEST_EXERCISE_MS
            } else {
                LONGEST_ANSWER_MS
            }),
            intent: if forecast.is_some() { Intent::Audit } else { self.drill.intent },
            count: self.drill.count,
            typed_percent: shown.typed_percent(),
            forecast,
            rule: self.drill.rule,
        };
        self.record(shown, Change::Review(review))
    }

    fn record(&mut self, shown: Box<OnScreen>, change: Change) -> Vec<Effect> {
        let effect =
            Effect::Record { card: shown.card.clone(), change: change.clone(), seen: shown.event_count };
        self.phase = Phase::Saving { shown, change };
        vec![effect]
    }

    fn saved(&mut self, phase: Phase, state: &CardState, now: Moment) -> Vec<Effect> {
        let Phase::Saving { mut shown, change } = phase else {
            self.phase = phase;
            return Vec::new();
        };
        self.notice = None;
        match change {
            Change::Review(review) => {
                *self.answered_times.entry(shown.card.clone()).or_default() += 1;
                self.just_answered = Some((shown.card.clone(), shown.face.question.clone()));
                self.note_review(&shown.card, &shown.face, &review);
                if self.repeats(review.quality) {
                    self.ask_again(&shown.card, shown.item.unanswered);
                }
                // A repeat is to be answered anew.
                if !shown.draft.is_blank() {
                    self.answered.insert(shown.card, shown.draft);
                }
            }
            Change::Bury => self.notice = Some("buried until tomorrow   u undo".to_owned()),
            Change::Suspend => {
                self.notice = Some("suspended until `viva resume`   u undo".to_owned());
            }
            Change::Delete(_) => {
                self.queue.retain(|item| item.card != shown.card);
                self.notice = Some("deleted   u undo".to_owned());
            }
            Change::Set(_) | Change::Forget => {
                let today = now.day(self.drill.rollover);
                shown.item.reason = Reason::of(state, today);
                let due = state.in_review().map(|held| held.due);
                self.notice = Some(match due {
                    Some(due) => format!("due {due}   u undo"),
                    None => "new again   u undo".to_owned(),
                });
                if due.is_none_or(|due| due <= today) {
                    shown.is_revealed = false;
                    return self.refresh(shown);
                }
            }
            _ => {
                shown.face.flagged = state.flagged;
                shown.event_count += 1;
                for future in &mut shown.futures {
                    future.state.flagged = state.flagged;
                }
                self.notice = Some(if state.flagged { "flagged" } else { "unflagged" }.to_owned());
                self.phase = Phase::Card(shown);
                return Vec::new();
            }
        }
        self.next(now)
    }

    /// Takes a card off the screen, keeping what was typed for it should it come back.
    fn put_away(&mut self, shown: Box<OnScreen>) -> QueueItem {
        let OnScreen { item, card, draft, .. } = *shown;
        if !draft.is_blank() {
            self.drafts.insert(card, draft);
        }
        item
    }

    fn ask_again(&mut self, card: &CardId, unanswered: bool) {
        let item = QueueItem { card: card.clone(), reason: Reason::Repeat, unanswered };
        self.queue.insert(REPEAT_AFTER.min(self.queue.len()), item);
    }

    fn fetched(&mut self, phase: Phase, fetched: Option<Box<Fetched>>, now: Moment) -> Vec<Effect> {
        let Phase::Fetching(mut item, before) = phase else {
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
        self.phase = Phase::Card(Box::new(OnScreen {
            item,
            draft,
            is_revealed,
            card: fetched.card,
            face: fetched.face,
            grades: GradeKey::with_plan(&futures, self.drill.six_grades, &fetched.plan_again),
            futures,
            event_count: fetched.event_count,
            spent_ms,
            last_key_at: now,
            revealed_at_ms,
            day,
        }));
        Vec::new()
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
    fn repeats(&self, quality: Quality) -> bool {
        if self.drill.plan.is_some() { repeats_under_plan(quality) } else { quality.owes_a_repeat() }
    }

    fn owes_a_repeat(&self, state: &CardState, today: Day) -> bool {
        state.last_review.is_some_and(|last| last.day == today && self.repeats(last.quality))
    }

    /// What the plan says of a card. A repeat comes because the card was failed, whatever the plan said.
    fn plan_note(&self, item: &QueueItem) -> Option<&PlanNote> {
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

    fn taken_back(
        &mut self,
        phase: Phase,
        taken: Result<Box<TakenBack>, String>,
        now: Moment,
    ) -> Vec<Effect> {
        let Phase::TakingBack { shown, direction } = phase else {
            self.phase = phase;
            return Vec::new();
        };
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
    fn stay(&mut self, shown: Option<Box<OnScreen>>, notice: String, now: Moment) -> Vec<Effect> {
        self.notice = Some(notice);
        match shown {
            Some(shown) => {
                self.phase = Phase::Card(shown);
                Vec::new()
            }
            None => self.next(now),
        }
    }

    /// Shows a card as it is now, if it is still to come; otherwise the one on the screen stays.
    fn look_at(
        &mut self,
        shown: Option<Box<OnScreen>>,
        card: &CardId,
        notice: String,
        now: Moment,
    ) -> Vec<Effect> {
        let place = self.queue.iter().position(|item| item.card == *card);
        match shown {
            Some(shown) if shown.card == *card => {
                self.notice = Some(notice);
                self.refresh(shown)
            }
            Some(shown) => match place.and_then(|place| self.queue.remove(place)) {
                Some(item) => {
                    self.notice = Some(notice);
                    let on_screen = self.put_away(shown);
                    self.queue.push_front(on_screen);
                    self.fetch(item)
                }
                None => self.stay(Some(shown), notice, now),
            },
            None => self.stay(None, notice, now),
        }
    }

    fn show_again(&mut self, phase: Phase, notice: &str) -> Vec<Effect> {
        match phase.into_shown() {
            Ok(shown) => {
                self.notice = Some(notice.to_owned());
                let item = self.put_away(shown);
                self.fetch(item)
            }
            Err(other) => {
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
            Some(item) if !is_over => match &self.just_answered {
                Some((card, question)) if item.reason == Reason::Repeat && *card == item.card => {
                    let (question, left_secs) = (question.clone(), PAUSE_MS / 1000);
                    self.phase = Phase::Pausing { item, question, since: now, left_secs };
                    Vec::new()
                }
                _ => self.fetch(item),
            },
            cut => {
                if let Some(item) = cut {
                    self.queue.push_front(item);
                }
                self.phase = Phase::Summarising;
                vec![Effect::Summarise]
            }
        }
    }

    fn tick(&mut self, phase: Phase, now: Moment) -> Vec<Effect> {
        self.phase = match phase {
            Phase::Pausing { item, since, .. } if now.ms_since(since) >= PAUSE_MS => return self.fetch(item),
            Phase::Pausing { item, question, since, .. } => {
                let left_secs = (PAUSE_MS - now.ms_since(since)).div_ceil(1000);
                Phase::Pausing { item, question, since, left_secs }
            }
            phase => phase,
        };
        Vec::new()
    }

    fn fetch(&mut self, item: QueueItem) -> Vec<Effect> {
        let effect = Effect::Fetch(item.card.clone());
        self.phase = Phase::Fetching(item, None);
        vec![effect]
    }

    /// Fetches the card on the screen anew and leaves it there, revealed or not.
    fn refresh(&mut self, shown: Box<OnScreen>) -> Vec<Effect> {
        let effect = Effect::Fetch(shown.item.card.clone());
        self.phase = Phase::Fetching(shown.item.clone(), Some(shown));
        vec![effect]
    }

    fn leave(&mut self, phase: Phase) -> Vec<Effect> {
        self.notice = None;
        match phase.into_shown() {
            Ok(shown) => {
                let item = self.put_away(shown);
                self.queue.push_front(item);
            }
            Err(Phase::Pausing { item, .. }) => self.queue.push_front(item),
            Err(Phase::Summary(_) | Phase::Failed(_)) => return vec![Effect::End],
            Err(_) => {}
        }
        if self.answered_times.is_empty() {
            return vec![Effect::End];
        }
        self.phase = Phase::Summarising;
        vec![Effect::Summarise]
    }

    /// How far the session is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let on_screen = match &self.phase {
            Phase::Fetching(item, _) | Phase::Pausing { item, .. } => Some(item),
            phase => phase.shown().map(|shown| &shown.item),
        };
        let to_come = || on_screen.into_iter().chain(&self.queue);
        Progress {
            done: self.answered_times.values().sum(),
            cards_done: self.answered_times.len(),
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
        GradeKey::quality_of(key, self.drill.six_grades)
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

fn in_one_line(stroke: Stroke) -> Stroke {
    match stroke {
        Stroke::Insert(text) => Stroke::Insert(text.replace(['\n', '\r'], " ")),
        Stroke::Newline => Stroke::Insert(" ".to_owned()),
        stroke => stroke,
    }
}

impl Phase {
    /// The card on the screen, or under what covers it.
    fn shown(&self) -> Option<&OnScreen> {
        match self {
            Phase::Card(shown)
            | Phase::Writing(shown)
            | Phase::EditingDraft(shown)
            | Phase::Comparing(shown)
            | Phase::Editing(shown, _)
            | Phase::Listing(shown)
            | Phase::Choosing { shown, .. }
            | Phase::Ticking(shown, _)
            | Phase::Opening(shown, _)
            | Phase::Sightings(shown)
            | Phase::AskingDue(shown, _)
            | Phase::Confirming { shown, .. }
            | Phase::Broken { shown, .. }
            | Phase::Saving { shown, .. }
            | Phase::TakingBack { shown: Some(shown), .. } => Some(shown),
            Phase::Help(under) => under.shown(),
            Phase::Doubt(_)
            | Phase::Fetching(..)
            | Phase::Pausing { .. }
            | Phase::TakingBack { shown: None, .. }
            | Phase::Summarising
            | Phase::Summary(_)
            | Phase::Failed(_)
            | Phase::AskingForMore
            | Phase::Ended => None,
        }
    }

    fn into_shown(self) -> Result<Box<OnScreen>, Self> {
        match self {
            Phase::Card(shown)
            | Phase::Writing(shown)
            | Phase::EditingDraft(shown)
            | Phase::Comparing(shown)
            | Phase::Editing(shown, _)
            | Phase::Listing(shown)
            | Phase::Choosing { shown, .. }
            | Phase::Ticking(shown, _)
            | Phase::Opening(shown, _)
            | Phase::Sightings(shown)
            | Phase::AskingDue(shown, _)
            | Phase::Confirming { shown, .. }
            | Phase::Broken { shown, .. }
            | Phase::Saving { shown, .. }
            | Phase::TakingBack { shown: Some(shown), .. } => Ok(shown),
            Phase::Help(under) => under.into_shown(),
            other => Err(other),
        }
    }
}

impl OnScreen {
    fn spent_ms_at(&self, now: Moment) -> u64 {
        let idle_ms = if self.face.is_exercise { IDLE_EXERCISE_MS } else { IDLE_MS };
        self.spent_ms.saturating_add(now.ms_since(self.last_key_at).min(idle_ms))
    }

    fn set_clock(&mut self, is_shown: bool, now: Moment) {
        let spent_ms = self.spent_ms_at(now);
        if self.is_revealed {
            self.revealed_at_ms = self.revealed_at_ms.or(Some(spent_ms));
        }
        self.face.clock = is_shown.then(|| Clock {
            elapsed_secs: self.revealed_at_ms.unwrap_or(spent_ms) / 1000,
            limit_secs: self.face.expected_secs,
        });
    }

    fn typed_percent(&self) -> Option<TypedPercent> {
        self.face.comparison().map(Comparison::percent)
    }
}

fn screen(phase: &Phase, six_grades: bool) -> Option<Screen<'_>> {
    Some(match phase {
        Phase::Doubt(question) | Phase::Broken { question, .. } | Phase::Confirming { question, .. } => {
            Screen::Dialog(DialogView::Confirm { question })
        }
        Phase::Pausing { question, left_secs, .. } => Screen::Wait { question, left_secs: *left_secs },
        Phase::Sightings(shown) => Screen::Sightings { face: &shown.face, is_revealed: shown.is_revealed },
        Phase::Choosing { list, items, at, .. } => {
            let title = match list {
                List::Sections(_) => "Go to a section",
                List::Links(_) => "Open in the browser",
            };
            Screen::Dialog(DialogView::Choose { title, items, at: *at })
        }
        Phase::Ticking(shown, at) => {
            Screen::Dialog(DialogView::Tick { comparison: shown.face.comparison()?, at: *at })
        }
        Phase::AskingDue(_, draft) => {
            Screen::Dialog(DialogView::Ask { prompt: "Due (a date, +3d, in 2 weeks)", draft })
        }
        Phase::Card(shown) if shown.is_revealed => {
            Screen::Answer { face: &shown.face, grades: &shown.grades }
        }
        Phase::Card(shown) => Screen::Question { face: &shown.face },
        Phase::Writing(shown) => Screen::Write { face: &shown.face, draft: &shown.draft },
        Phase::Help(_) => Screen::Dialog(DialogView::Help { keys: if six_grades { SIX_KEYS } else { KEYS } }),
        Phase::Summary(ending) => {
            let Ending { summary, failed, offers } = &**ending;
            Screen::Summary { summary, failed, offers }
        }
        Phase::Failed(ending) => Screen::Failed { faces: &ending.failed },
        Phase::Fetching(..)
        | Phase::Listing(_)
        | Phase::Opening(..)
        | Phase::Editing(..)
        | Phase::EditingDraft(_)
        | Phase::Comparing(_)
        | Phase::Saving { .. }
        | Phase::TakingBack { .. }
        | Phase::Summarising
        | Phase::AskingForMore
        | Phase::Ended => return None,
    })
}
