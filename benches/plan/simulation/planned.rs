//! The plan of `study::plan`, used as the drill uses it: replay, choose, ask, and choose again when the list is done.

use viva::study::asked::{CompanyWeight, PastInterview, Role, Upcoming, company_weight, forecast};
use viva::study::grade::Quality;
use viva::study::plan::{
    Action, Budget, Costs, FirstSight, Interview, Learner as Knowledge, MemoryPosterior, NextUp, PlanCard,
    Question, REHEARSAL_DAYS_BEFORE, ShareRange, ShiftPosterior, Standing, TestAnswer, TimedReview, Today,
    audit, audit_count, choose_day, draw_rehearsal, forecast_now, if_you_stop, project, readiness_range,
    repeats_under_plan, suggested_rehearsal,
};
use viva::study::schedule::Memory;

use super::learner::{CARDS, Earlier, Learner};
use super::session::{Answer, Policy, Why};

/// The list is made again after this many answers, as the times and the memory of the learner become known.
const ANSWERS_PER_CHOICE: usize = 40;

/// What the plan does besides drilling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tests {
    pub rehearsal_questions: usize,
    pub audits: bool,
}

impl Tests {
    pub(crate) const NONE: Self = Self { rehearsal_questions: 0, audits: false };
    /// Whatever it costs.
    pub(crate) const TWENTY: Self = Self { rehearsal_questions: 20, audits: true };

    /// As the plan suggests.
    pub(crate) fn suggested(days: u32, minutes: u32) -> Self {
        Self { rehearsal_questions: suggested_rehearsal(days, minutes, CARDS), audits: true }
    }
}

/// A learner who follows the plan.
pub(crate) struct Planned {
    tests: Tests,
    seed: u64,
    interview_day: u32,
    minutes: u32,
    tags: Vec<String>,
    topics: Vec<usize>,
    cards: Vec<PlanCard>,
    last_days: Vec<u32>,
    memory: MemoryPosterior,
    costs: Costs,
    first_sight: FirstSight,
    answers: Vec<TestAnswer>,
    rehearsed: bool,
    /// Weights of the questions of today's rehearsal that were not asked yet.
    drawn: Vec<(usize, f64)>,
    queue: Vec<usize>,
    asked_since_choice: usize,
    audits_left: u32,
    asked_since_audit: usize,
}

impl Planned {
    /// By the chance of being asked, as far as the evidence says it.
    pub(crate) fn by_chance(learner: &Learner, days: u32, minutes: u32, tests: Tests) -> Self {
        let earlier: Vec<PastInterview> = learner.earlier.iter().enumerate().map(past_interview).collect();
        let role = Role::new(Some("Backend"), []);
        let upcoming = Upcoming { company: Some("The company"), role: &role };
        let weight: CompanyWeight = company_weight(CARDS, &earlier);
        let chances = forecast(CARDS, &earlier, &upcoming, weight).chances;
        Self::new(learner, days, minutes, tests, &chances)
    }

    /// As if every question were as likely as any other.
    pub(crate) fn unweighted(learner: &Learner, days: u32, minutes: u32) -> Self {
        Self::new(learner, days, minutes, Tests::NONE, &[0.04; CARDS])
    }

    fn new(learner: &Learner, days: u32, minutes: u32, tests: Tests, chances: &[f64]) -> Self {
        let tags = (0..super::learner::TOPICS).map(|topic| format!("topic {topic}")).collect();
        let first_sight = FirstSight::default();
        let cards = chances
            .iter()
            .zip(&learner.topics)
            .map(|(chance, topic)| PlanCard {
                standing: Standing::New,
                today: Today::NotAsked,
                first_sight: first_sight.overall_chance(),
                has_answer: true,
                exercise_seconds: None,
                chances: vec![*chance],
                section: u32::try_from(*topic).expect("few topics"),
            })
            .collect();
        Self {
            tests,
            seed: learner.seed,
            interview_day: days,
            minutes,
            tags,
            topics: learner.topics.clone(),
            cards,
            last_days: vec![0; CARDS],
            memory: MemoryPosterior::default(),
            costs: Costs::default(),
            first_sight,
            answers: Vec::new(),
            rehearsed: false,
            drawn: Vec::new(),
            queue: Vec::new(),
            asked_since_choice: 0,
            audits_left: 0,
            asked_since_audit: 0,
        }
    }

    fn knowledge(&self) -> Knowledge {
        Knowledge::new(&self.memory, self.costs)
    }

    fn interviews(&self, day: u32) -> [Interview; 1] {
        [Interview { days_left: self.interview_day - day, minutes_per_day: self.minutes }]
    }

    /// The days that pass are the cards' too.
    fn turn_to(&mut self, day: u32) {
        for card in 0..CARDS {
            let held = &mut self.cards[card];
            if let Standing::Seen { elapsed_days, .. } = &mut held.standing {
                *elapsed_days = day - self.last_days[card];
                if *elapsed_days > 0 {
                    held.today = Today::NotAsked;
                }
            } else {
                held.first_sight = self.first_sight.chance(&[&self.tags[self.topics[card]]]);
            }
        }
    }

    fn choose(&mut self, day: u32, seconds: f64) {
        self.turn_to(day);
        let budget = Budget { seconds, ..Budget::of_minutes(self.minutes) };
        let plan = choose_day(&self.cards, &[], &self.interviews(day), &self.knowledge(), budget);
        self.queue = plan
            .actions
            .iter()
            .filter_map(|action| match action.next {
                NextUp::Planned { card, action: Action::AskSeen | Action::AskNew, .. } => Some(card),
                _ => None,
            })
            .collect();
        self.queue.reverse();
        self.asked_since_choice = 0;
    }

    /// What would be answered on the day of the interview, if nothing more is asked.
    pub(crate) fn if_it_stops(&mut self, day: u32) -> ShareRange {
        self.turn_to(day);
        let questions = if_you_stop(&self.cards, &self.interviews(day), 0, &self.knowledge());
        self.range(&questions)
    }

    /// What would be answered on the day of the interview, if the plan is followed on the days after this one.
    pub(crate) fn if_it_goes_on(&mut self, day: u32) -> ShareRange {
        self.turn_to(day);
        let projection = project(&self.cards, &self.interviews(day), &self.knowledge(), 0.0, 0, 1.0);
        self.range(&projection.on_the_day[0])
    }

    fn range(&self, questions: &[Question]) -> ShareRange {
        let range = readiness_range(questions, &ShiftPosterior::fit(&self.answers));
        range.expect("questions that may be asked")
    }
}

impl Policy for Planned {
    fn begin(&mut self, day: u32, seconds: f64) {
        self.choose(day, seconds);
        let count = u32::try_from(self.queue.len()).expect("few cards");
        let days_left = self.interview_day - day;
        let seed = self.seed ^ u64::from(day);
        self.audits_left = if self.tests.audits { audit_count(count, days_left, seed) } else { 0 };
        self.asked_since_audit = 0;
    }

    fn rehearsal(&mut self, day: u32) -> Vec<usize> {
        let count = self.tests.rehearsal_questions;
        if self.rehearsed || count == 0 || self.interview_day - day > REHEARSAL_DAYS_BEFORE {
            return Vec::new();
        }
        self.rehearsed = true;
        let drawn = draw_rehearsal(&self.cards, 0, &self.queue, count, self.seed);
        self.drawn = drawn.iter().map(|drawn| (drawn.card, drawn.weight)).collect();
        // The list is made again with the time that is left.
        self.queue.clear();
        drawn.iter().map(|drawn| drawn.card).collect()
    }

    fn next(&mut self, day: u32, seconds_left: f64) -> Option<(usize, Why)> {
        if self.audits_left > 0 && self.asked_since_audit >= 15 {
            self.audits_left -= 1;
            self.asked_since_audit = 0;
            if let Some(card) = audit(&self.cards, &self.queue, self.seed ^ u64::from(day)) {
                return Some((card, Why::Audit));
            }
        }
        if self.queue.is_empty() || self.asked_since_choice >= ANSWERS_PER_CHOICE {
            self.choose(day, seconds_left);
            if self.queue.is_empty() {
                // The time is not enough for another, by what is expected; the learner asks one all the same.
                self.choose(day, f64::INFINITY);
            }
        }
        self.asked_since_choice += 1;
        self.asked_since_audit += 1;
        self.queue.pop().map(|card| (card, Why::Chosen))
    }

    fn answered(&mut self, answer: &Answer) {
        let Answer { card, day, quality, seconds, why } = *answer;
        let passed = quality.is_pass();
        if matches!(why, Why::Audit | Why::Rehearsal) {
            let forecast = forecast_now(&self.cards[card], &self.knowledge());
            let drawn = self.drawn.iter().find(|(drawn, _)| *drawn == card);
            let weight = if why == Why::Audit { 1.0 } else { drawn.map_or(1.0, |(_, weight)| *weight) };
            self.answers.push(TestAnswer { forecast, passed, weight });
        }
        let held = &mut self.cards[card];
        let (memory, timed) = match held.standing {
            Standing::New => {
                self.first_sight.observe(&[&self.tags[self.topics[card]]], passed);
                (Memory::first(quality), TimedReview::New { passed })
            }
            Standing::Seen { memory, .. } => {
                let elapsed_days = day - self.last_days[card];
                self.memory.observe(memory.stability_days, elapsed_days, passed);
                let timed =
                    if elapsed_days == 0 { TimedReview::Repeat } else { TimedReview::Seen { passed } };
                (memory.step(quality, elapsed_days), timed)
            }
        };
        held.standing = Standing::Seen { memory, elapsed_days: 0 };
        held.today = Today::Done;
        self.last_days[card] = day;
        if why != Why::Rehearsal {
            self.costs.observe(timed, seconds);
        }
    }

    fn repeats(&self, quality: Quality) -> bool {
        repeats_under_plan(quality)
    }
}

fn past_interview((number, earlier): (usize, &Earlier)) -> PastInterview {
    let company = if earlier.same_company { "The company".to_owned() } else { format!("Company {number}") };
    let asked = (0..CARDS).filter(|card| earlier.asked[*card]).map(|card| (card, 1.0)).collect();
    let role = Role::new(Some(if earlier.like_role { "Backend" } else { "Frontend" }), []);
    PastInterview {
        name: format!("Interview {number}"),
        company,
        role,
        day: None,
        asked,
        without_card_count: 0,
    }
}
