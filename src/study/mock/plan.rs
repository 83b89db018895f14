//! Which questions an interview asks, in which stages, with how much time for each.
//!
//! Questions are drawn without putting back: each gets `-ln(u) / asked`, with `u` made of the seed and its
//! id, and the smallest come first (Efraimidis and Spirakis, 2006). So one that was asked three times is
//! drawn first three times as often as one asked once, and the same seed draws the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::study::card::CardId;
use crate::study::plan::lot;
use crate::study::session::is_exercise;

use super::follow::is_follow_up;

/// What holds where nothing was said about number or time.
const USUAL_QUESTIONS: usize = 20;
const USUAL_QUESTIONS_OF_STAGE: usize = 10;

/// The time for a question that says nothing of it.
const SECONDS: u32 = 120;
const FOLLOW_UP_SECONDS: u32 = 60;
const EXERCISE_SECONDS: u32 = 900;

/// What questions of no section are asked in.
const NO_STAGE: &str = "Questions";

/// A card at a place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The id its events are replayed under.
    pub card: CardId,
    pub deck: String,
    pub section: Option<String>,
    pub question: String,
    /// Distinct interviews plus the counts the notes give.
    pub asked_times: u32,
    pub expected_secs: Option<u32>,
    /// Whether it was selected and is neither suspended nor buried.
    pub may_be_asked: bool,
}

/// What is wanted of an interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub seed: u64,
    pub question_count: Option<usize>,
    pub minutes: Option<u32>,
    /// How long stages took at the company.
    pub stage_minutes: Vec<(String, u32)>,
}

/// An interview to be held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub stages: Vec<Stage>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    pub name: String,
    pub questions: Vec<Planned>,
}

/// A question to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub card: CardId,
    pub deck: String,
    pub question: String,
    pub asked_times: u32,
    pub limit_secs: u32,
    /// Whether it continues the one before it.
    pub is_follow_up: bool,
}

impl Plan {
    pub fn questions(&self) -> impl Iterator<Item = &Planned> {
        self.stages.iter().flat_map(|stage| &stage.questions)
    }

    #[must_use]
    pub fn question_count(&self) -> usize {
        self.stages.iter().map(|stage| stage.questions.len()).sum()
    }

    #[must_use]
    pub fn limit_secs(&self) -> u64 {
        self.stages.iter().map(Stage::limit_secs).sum()
    }
}

impl Stage {
    #[must_use]
    pub fn limit_secs(&self) -> u64 {
        self.questions.iter().map(|question| u64::from(question.limit_secs)).sum()
    }
}

/// Draws an interview from `places`, which stand in the order of their decks.
///
/// A question's follow-ups come right behind it, as many as there is room for, and never without it. Of one
/// deck, a stage's questions come in the deck's order; of several, in the order they were drawn. `stages_of`
/// gives the stages of the interview a deck is of; only decks that were drawn from are looked up.
#[must_use]
pub fn draw(places: &[Place], wanted: &Wanted, stages_of: impl Fn(&str) -> Vec<String>) -> Plan {
    let sections = Sections::of(places);
    let threads = threads(places, wanted.seed);
    let taken = Drawing::new(places, &sections, &threads, wanted).drawn();
    let is_one_deck = places.iter().all(|place| place.deck == places[0].deck);
    let decks: BTreeSet<&str> =
        taken.iter().map(|(thread, _)| places[thread.places[0]].deck.as_str()).collect();
    let outlines: BTreeMap<&str, Outline> = decks
        .into_iter()
        .map(|deck| (deck, Outline::of(deck, places, &sections, &stages_of(deck), is_one_deck)))
        .collect();
    let ranks = ranks(outlines.values());
    let mut stages: BTreeMap<usize, Vec<(f64, Vec<Planned>)>> = BTreeMap::new();
    for (thread, questions) in taken {
        let at = thread.places[0];
        let section = sections.of_place[at];
        let stage =
            outlines.get(places[at].deck.as_str()).map_or(section, |outline| outline.held_in[&section]);
        stages.entry(stage).or_default().push((thread.lot, questions));
    }
    let mut ordered: Vec<(f64, Stage)> = stages
        .into_iter()
        .map(|(stage, mut drawn)| {
            // They were taken in the deck's order.
            if !is_one_deck {
                drawn.sort_by(|a, b| a.0.total_cmp(&b.0));
            }
            let questions = drawn.into_iter().flat_map(|(_, questions)| questions).collect();
            let name = sections.names[stage].clone();
            (ranks.get(&stage).copied().unwrap_or_default(), Stage { name, questions })
        })
        .collect();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
    Plan { stages: ordered.into_iter().map(|(_, stage)| stage).collect() }
}

/// The sections of all places: `HR  call` and `HR Call` are one.
struct Sections {
    /// As they are written first.
    names: Vec<String>,
    folded: Vec<String>,
    /// By place.
    of_place: Vec<usize>,
}

impl Sections {
    fn of(places: &[Place]) -> Self {
        let mut sections =
            Self { names: Vec::new(), folded: Vec::new(), of_place: Vec::with_capacity(places.len()) };
        let mut by_writing: HashMap<&str, usize> = HashMap::new();
        for place in places {
            let written = place.section.as_deref().map_or("", str::trim);
            let section = *by_writing.entry(written).or_insert_with(|| sections.number(written));
            sections.of_place.push(section);
        }
        sections
    }

    fn number(&mut self, written: &str) -> usize {
        let folded = folded(written);
        self.folded.iter().position(|held| *held == folded).unwrap_or_else(|| {
            self.names.push(if written.is_empty() { NO_STAGE } else { written }.to_owned());
            self.folded.push(folded);
            self.folded.len() - 1
        })
    }
}

/// A question with its follow-ups.
struct Thread {
    /// Where they stand among the places; never empty.
    places: Vec<usize>,
    /// The smaller, the sooner it is drawn.
    lot: f64,
}

/// Each card once, where it stands first.
fn threads(places: &[Place], seed: u64) -> Vec<Thread> {
    let mut threads: Vec<Thread> = Vec::new();
    let mut taken: HashSet<&CardId> = HashSet::new();
    // Where the thread goes on; `None` below a question that cannot be asked.
    let mut open: Option<usize> = None;
    for (at, place) in places.iter().enumerate() {
        let continues = at > 0
            && (&places[at - 1].deck, &places[at - 1].section) == (&place.deck, &place.section)
            && is_follow_up(&place.question);
        if !continues {
            open = None;
        }
        if !place.may_be_asked || !taken.insert(&place.card) {
            continue;
        }
        match open {
            Some(thread) => threads[thread].places.push(at),
            None if continues => {}
            None => {
                threads.push(Thread {
                    places: vec![at],
                    lot: lot(seed, place.card.as_str().as_bytes(), f64::from(place.asked_times.max(1))),
                });
                open = Some(threads.len() - 1);
            }
        }
    }
    threads
}

/// Threads being taken as long as there is room.
struct Drawing<'a> {
    places: &'a [Place],
    sections: &'a Sections,
    threads: &'a [Thread],
    questions_left: usize,
    secs_left: Option<u64>,
    /// By section: how many questions and seconds more.
    room: Vec<(usize, u64)>,
    taken: BTreeMap<usize, Vec<Planned>>,
}

impl<'a> Drawing<'a> {
    fn new(places: &'a [Place], sections: &'a Sections, threads: &'a [Thread], wanted: &Wanted) -> Self {
        let is_free = wanted.question_count.is_none() && wanted.minutes.is_none();
        let questions_left = match wanted.question_count {
            Some(count) => count,
            None if is_free => USUAL_QUESTIONS,
            None => usize::MAX,
        };
        let mut room = vec![(usize::MAX, u64::MAX); sections.folded.len()];
        if is_free {
            for (room, section) in room.iter_mut().zip(&sections.folded) {
                let held = wanted.stage_minutes.iter().find(|(name, _)| folded(name) == *section);
                let secs = held.map_or(u64::MAX, |(_, minutes)| u64::from(*minutes) * 60);
                *room = (USUAL_QUESTIONS_OF_STAGE, secs);
            }
        }
        let secs_left = wanted.minutes.map(|minutes| u64::from(minutes) * 60);
        Self { places, sections, threads, questions_left, secs_left, room, taken: BTreeMap::new() }
    }

    /// What was drawn, in the order of the places.
    fn drawn(mut self) -> Vec<(&'a Thread, Vec<Planned>)> {
        let mut by_lot: Vec<usize> = (0..self.threads.len()).collect();
        by_lot.sort_by(|&a, &b| self.threads[a].lot.total_cmp(&self.threads[b].lot).then(a.cmp(&b)));
        // Where there is room, no stage is left out.
        let stages: HashSet<usize> = by_lot.iter().map(|&thread| self.section_of(thread)).collect();
        if stages.len() > 1 && stages.len() * 2 <= self.questions_left {
            let share = self.questions_left / stages.len();
            let mut open = stages;
            for &thread in &by_lot {
                let section = self.section_of(thread);
                if open.contains(&section) && self.take(thread, share) {
                    open.remove(&section);
                }
            }
        }
        for &thread in &by_lot {
            if self.questions_left == 0 {
                break;
            }
            self.take(thread, usize::MAX);
        }
        // Rather one question in less time than none.
        if self.taken.is_empty()
            && self.questions_left > 0
            && let (Some(secs), Some(&thread)) = (self.secs_left, by_lot.first())
        {
            let at = self.threads[thread].places[0];
            let limit_secs = u32::try_from(secs).unwrap_or(u32::MAX);
            self.taken.insert(thread, vec![Planned { limit_secs, ..self.planned(at, false) }]);
        }
        self.taken.into_iter().map(|(thread, questions)| (&self.threads[thread], questions)).collect()
    }

    /// Takes a question, and of its follow-ups as many as there is room for; at most so many in all.
    fn take(&mut self, thread: usize, most: usize) -> bool {
        if self.taken.contains_key(&thread) {
            return false;
        }
        let section = self.section_of(thread);
        let (stage_questions, stage_secs) = self.room[section];
        let most = most.min(self.questions_left).min(stage_questions);
        let most_secs = self.secs_left.unwrap_or(u64::MAX).min(stage_secs);
        let mut questions: Vec<Planned> = Vec::new();
        let mut secs = 0;
        for &at in self.threads[thread].places.iter().take(most) {
            let planned = self.planned(at, !questions.is_empty());
            if secs + u64::from(planned.limit_secs) > most_secs {
                break;
            }
            secs += u64::from(planned.limit_secs);
            questions.push(planned);
        }
        if questions.is_empty() {
            return false;
        }
        self.questions_left -= questions.len();
        self.secs_left = self.secs_left.map(|left| left - secs);
        self.room[section] = (stage_questions - questions.len(), stage_secs - secs);
        self.taken.insert(thread, questions);
        true
    }

    fn section_of(&self, thread: usize) -> usize {
        self.sections.of_place[self.threads[thread].places[0]]
    }

    fn planned(&self, at: usize, is_follow_up: bool) -> Planned {
        let Place { card, deck, question, asked_times, expected_secs, .. } = &self.places[at];
        let usual = if is_exercise(question, *expected_secs) {
            EXERCISE_SECONDS
        } else if is_follow_up {
            FOLLOW_UP_SECONDS
        } else {
            SECONDS
        };
        Planned {
            card: card.clone(),
            deck: deck.clone(),
            question: question.clone(),
            asked_times: *asked_times,
            limit_secs: expected_secs.filter(|secs| *secs > 0).unwrap_or(usual),
            is_follow_up,
        }
    }
}

/// The sections of a deck that was drawn from, as stages.
struct Outline {
    /// In the order they are held.
    stages: Vec<usize>,
    /// The stage each section is held in.
    held_in: HashMap<usize, usize>,
}

impl Outline {
    /// Sections that are stages of the deck's interview come in the order of those; another section comes
    /// behind the one it stands behind in the deck. Where several decks are drawn from, it is held within
    /// that one, or the interview would fall apart into topics.
    fn of(
        deck: &str,
        places: &[Place],
        sections: &Sections,
        interview: &[String],
        is_one_deck: bool,
    ) -> Self {
        let interview: Vec<String> = interview.iter().map(|stage| folded(stage)).collect();
        let mut in_deck: Vec<usize> = Vec::new();
        for (place, section) in places.iter().zip(&sections.of_place) {
            if place.deck == deck && !in_deck.contains(section) {
                in_deck.push(*section);
            }
        }
        let mut ordered: Vec<(usize, usize, usize)> = Vec::new();
        let mut held_in = HashMap::new();
        let (mut stage_at, mut stage) = (0, None);
        for (number, section) in in_deck.into_iter().enumerate() {
            if let Some(at) = interview.iter().position(|held| *held == sections.folded[section]) {
                (stage_at, stage) = (at, Some(section));
            }
            ordered.push((stage_at, number, section));
            held_in.insert(section, stage.filter(|_| !is_one_deck).unwrap_or(section));
        }
        ordered.sort_unstable();
        let mut stages: Vec<usize> = ordered.into_iter().map(|(.., section)| held_in[&section]).collect();
        stages.dedup();
        Self { stages, held_in }
    }
}

/// How far on in an interview each stage comes, from 0 to 1: the mean over the decks.
fn ranks<'a>(outlines: impl Iterator<Item = &'a Outline>) -> HashMap<usize, f64> {
    let mut ranks: HashMap<usize, Vec<f64>> = HashMap::new();
    for outline in outlines {
        for (place, stage) in outline.stages.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a deck has few sections")]
            ranks.entry(*stage).or_default().push((place as f64 + 0.5) / outline.stages.len() as f64);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "there are few decks")]
    let mean = |ranks: Vec<f64>| ranks.iter().sum::<f64>() / ranks.len() as f64;
    ranks.into_iter().map(|(stage, ranks)| (stage, mean(ranks))).collect()
}

fn folded(section: &str) -> String {
    section.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(deck: &str, section: &str, question: &str) -> Place {
        Place {
            card: CardId::of_question(&format!("{deck} {section} {question}")),
            deck: deck.to_owned(),
            section: (!section.is_empty()).then(|| section.to_owned()),
            question: question.to_owned(),
            asked_times: 1,
            expected_secs: None,
            may_be_asked: true,
        }
    }

    fn places(deck: &str, sections: &[(&str, usize)]) -> Vec<Place> {
        sections
            .iter()
            .flat_map(|(section, count)| {
                (0..*count).map(move |number| place(deck, section, &format!("{section} {number}?")))
            })
            .collect()
    }

    fn count(question_count: usize) -> Wanted {
        Wanted { question_count: Some(question_count), ..Wanted::default() }
    }

    fn stages(plan: &Plan) -> String {
        let stages: Vec<String> =
            plan.stages.iter().map(|stage| format!("{} {}", stage.name, stage.questions.len())).collect();
        stages.join(", ")
    }

    #[test]
    fn stages_come_in_the_interviews_order_and_other_sections_behind_what_they_stand_behind() {
        let places = places("zibal", &[("Technical", 3), ("Python", 3), ("HR  call", 3), ("", 3)]);
        let stages_of = |_: &str| vec!["Resume".to_owned(), "HR Call".to_owned(), "technical".to_owned()];
        let plan = draw(&places, &count(100), stages_of);
        assert_eq!(stages(&plan), "HR  call 3, Questions 3, Technical 3, Python 3");
        let plan = draw(&places, &count(100), |_| Vec::new());
        assert_eq!(stages(&plan), "Technical 3, Python 3, HR  call 3, Questions 3");
    }

    #[test]
    fn stages_of_several_decks_are_ordered_by_where_they_come_in_each() {
        let mut all = places("a", &[("HR", 5), ("Technical", 5)]);
        all.extend(places("b", &[("HR", 5), ("System design", 5), ("technical", 5)]));
        let plan = draw(&all, &count(25), |_| Vec::new());
        assert_eq!(stages(&plan), "HR 10, System design 5, Technical 10");
    }

    #[test]
    fn of_several_decks_a_topic_is_held_in_the_stage_it_stands_in() {
        let mut all = places("a", &[("Technical", 2), ("Python", 2), ("HR", 2)]);
        all.extend(places("b", &[("Riddles", 2), ("HR", 2)]));
        let plan = draw(&all, &count(25), |_| vec!["HR".to_owned(), "Technical".to_owned()]);
        assert_eq!(stages(&plan), "Riddles 2, HR 4, Technical 4");
    }

    #[test]
    fn every_stage_is_held_where_there_is_room() {
        let places = places("a", &[("HR", 1), ("Technical", 60), ("End", 1)]);
        for seed in 0..50 {
            let plan = draw(&places, &Wanted { seed, ..count(6) }, |_| Vec::new());
            assert_eq!(stages(&plan), "HR 1, Technical 4, End 1");
        }
    }

    #[test]
    fn without_a_wish_there_are_some_of_each_stage_and_no_more_than_it_had_time_for() {
        let places = places("a", &[("HR", 30), ("Technical", 30), ("End", 30)]);
        let wanted = Wanted { stage_minutes: vec![("hr".to_owned(), 9)], ..Wanted::default() };
        let plan = draw(&places, &wanted, |_| Vec::new());
        assert_eq!(plan.question_count(), USUAL_QUESTIONS);
        assert!(plan.stages[0].limit_secs() <= 9 * 60, "{}", stages(&plan));
        assert!(plan.stages.iter().all(|stage| stage.questions.len() <= USUAL_QUESTIONS_OF_STAGE));
    }

    #[test]
    fn follow_ups_come_behind_their_question_or_not_at_all() {
        let mut all = vec![
            place("a", "x", "What is a lock?"),
            place("a", "x", "And a semaphore?"),
            place("a", "x", "Why?"),
            place("a", "y", "And then?"),
            place("a", "y", "What is a cache?"),
        ];
        let said = |all: &[Place], wanted: &Wanted| -> Vec<String> {
            draw(all, wanted, |_| Vec::new()).questions().map(|planned| planned.question.clone()).collect()
        };
        // It continues nothing that stands in its section.
        assert_eq!(said(&all, &count(9)).len(), 5);
        for seed in 0..20 {
            let said = said(&all[..3], &Wanted { seed, ..count(2) });
            assert_eq!(said, ["What is a lock?", "And a semaphore?"]);
        }
        all[0].may_be_asked = false;
        assert_eq!(said(&all[..3], &count(9)), Vec::<String>::new());
    }

    #[test]
    fn the_time_is_the_cards_own_or_that_of_its_kind() {
        let all = [
            Place { expected_secs: Some(45), ..place("a", "x", "What is a lock?") },
            place("a", "x", "And a semaphore?"),
            place("a", "x", "Write a function that reverses a list."),
            place("a", "x", "What is a cache?"),
        ];
        let plan = draw(&all, &count(9), |_| Vec::new());
        let limits: Vec<u32> = plan.questions().map(|planned| planned.limit_secs).collect();
        assert_eq!(limits, [45, 60, 900, 120]);
        let short = Wanted { minutes: Some(1), ..Wanted::default() };
        let plan = draw(&all[3..], &short, |_| Vec::new());
        assert_eq!((plan.question_count(), plan.limit_secs()), (1, 60));
    }

    #[test]
    fn what_is_asked_more_often_is_drawn_more_often() {
        let mut all = places("a", &[("x", 10)]);
        all[7].asked_times = 6;
        let mut drawn = [0_u32; 10];
        for seed in 0..1500 {
            let plan = draw(&all, &Wanted { seed, ..count(1) }, |_| Vec::new());
            let question = plan.questions().next().unwrap();
            drawn[all.iter().position(|place| place.card == question.card).unwrap()] += 1;
        }
        // Six in fifteen; the others one in fifteen each.
        assert!((540..660).contains(&drawn[7]), "{drawn:?}");
        assert!(drawn.iter().all(|count| *count >= 60), "{drawn:?}");
    }

    fn any_place() -> impl Strategy<Value = Place> {
        let question = prop_oneof![
            3 => "What is [a-e]{1,2}\\?",
            1 => "And [a-e]\\?",
            1 => "Write a function for [a-e]"
        ];
        let rest = (0_u32..4, proptest::option::of(0_u32..300), proptest::bool::weighted(0.9));
        (0..2_usize, 0..3_usize, question, rest).prop_map(
            |(deck, section, question, (asked_times, expected_secs, may_be_asked))| Place {
                card: CardId::of_question(&question),
                asked_times,
                expected_secs,
                may_be_asked,
                ..place(["a", "b"][deck], ["", "HR", "Technical"][section], &question)
            },
        )
    }

    proptest! {
        #[test]
        fn any_plan_keeps_its_terms(
            mut all in proptest::collection::vec(any_place(), 0..40),
            seed: u64,
            question_count in proptest::option::of(1_usize..30),
            minutes in proptest::option::of(1_u32..40),
        ) {
            all.sort_by(|a, b| a.deck.cmp(&b.deck));
            let wanted = Wanted { seed, question_count, minutes, ..Wanted::default() };
            let plan = draw(&all, &wanted, |_| Vec::new());
            prop_assert_eq!(&plan, &draw(&all, &wanted, |_| Vec::new()));
            let cards: HashSet<&CardId> = plan.questions().map(|planned| &planned.card).collect();
            prop_assert_eq!(cards.len(), plan.question_count());
            prop_assert!(plan.question_count() <= question_count.unwrap_or(usize::MAX));
            if let Some(minutes) = minutes {
                prop_assert!(plan.limit_secs() <= u64::from(minutes) * 60);
            }
            prop_assert!(plan.stages.iter().all(|stage| !stage.questions.is_empty() && !stage.questions[0].is_follow_up));
            let heads = threads(&all, seed).len();
            prop_assert_eq!(plan.question_count() == 0, heads == 0);
            if let (Some(count), None) = (question_count, minutes) {
                prop_assert!(plan.question_count() >= count.min(heads));
            }
            for stage in &plan.stages {
                for planned in &stage.questions {
                    let place = all.iter().find(|place| place.card == planned.card && place.may_be_asked);
                    prop_assert!(place.is_some());
                }
                for pair in stage.questions.windows(2).filter(|pair| pair[1].is_follow_up) {
                    prop_assert_eq!(&pair[0].deck, &pair[1].deck);
                    prop_assert!(is_follow_up(&pair[1].question));
                }
            }
        }
    }
}
