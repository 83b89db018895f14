//! What to do today: the actions with the highest index that fit into the minutes, and why each was chosen.
//!
//! Cards outside the plan that are due get a share of the minutes, so that months of reviews are not lost to
//! one interview. Which of them is most overdue is the queue's to say. Showing, asking and repeating is the
//! session's; after each answer the hall may choose again, because the choice depends on its inputs alone.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::study::grade::Quality;
use crate::study::queue::REPEAT_AFTER;

use super::index::{
    Action, Interview, Learner, PlanCard, Prospect, Standing, Today, forecast_now, prospect, recall_without,
};

/// Percent of the day's minutes that due cards outside the plan get, unless the settings say otherwise.
pub const OTHER_CARDS_PERCENT: u32 = 20;
/// Among actions whose index is within 10% of the best, sections alternate.
const NEARLY_BEST: f64 = 0.9;
/// Below this share of the day's first index, the rest is optional.
const OPTIONAL_BELOW: f64 = 0.25;
/// A card counts as likely to be asked from this multiple of the mean chance of the plan's cards.
const LIKELY_MULTIPLE: f64 = 2.0;
/// Below this recall, a seen card is probably forgotten.
const PROBABLY_FORGOTTEN: f64 = 0.5;

/// What the day has to give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// Seconds that are left today.
    pub seconds: f64,
    /// 0 to 100: the share of `seconds` that due cards outside the plan get at most.
    pub other_cards_percent: u32,
    /// The index of the day's first action, if the day has begun: what "optional" is measured by.
    pub first_index: Option<f64>,
    /// The section of the card asked last, if one was.
    pub last_section: Option<u32>,
}

impl Budget {
    /// A whole day of `minutes`.
    #[must_use]
    pub fn of_minutes(minutes: u32) -> Self {
        Self {
            seconds: f64::from(minutes) * 60.0,
            other_cards_percent: OTHER_CARDS_PERCENT,
            first_index: None,
            last_section: None,
        }
    }
}

/// A due card that no interview in reach may ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherCard {
    /// The chance (0 to 1) that it is passed now.
    pub recall_now: f64,
    pub exercise_seconds: Option<u32>,
}

/// The actions of a day, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayPlan {
    pub actions: Vec<PlannedAction>,
    /// From this place in `actions` on, the rest is optional; the length of `actions` if nothing is.
    pub optional_from: usize,
    /// Expected seconds of all actions; never more than the budget.
    pub seconds: f64,
    /// The day's first index, to be passed in again when the day goes on.
    pub first_index: Option<f64>,
    /// Expected number of questions, asked and answered, that the actions add.
    pub gain_questions: f64,
}

/// One action of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlannedAction {
    pub next: NextUp,
    /// Expected seconds, a failed card's repeat included.
    pub seconds: f64,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NextUp {
    /// A card of the plan, by its place among the given cards.
    Planned { card: usize, action: Action, index: f64, why: Why },
    /// A card failed today, by its place among the given cards.
    Repeat { card: usize },
    /// A card that tests the forecast, by its place among the given cards.
    Audit { card: usize },
    /// A due card outside the plan, by its place among the given others.
    Other { other: usize },
}

/// Why a card of the plan comes now: what a screen says in words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Why {
    /// The interview that gains most from it, by its place among the given interviews.
    pub interview: usize,
    /// The chance (0 to 1) that this interview asks it.
    pub chance: f64,
    /// At least twice as likely as the plan's cards are on average.
    pub is_likely_asked: bool,
    /// The chance (0 to 1) to pass it now; for a card without a review, the first-sight chance.
    pub recall_now: f64,
    /// Seen before, and recall is below 50%.
    pub is_probably_forgotten: bool,
    /// Expected recall (0 to 1) on the day of that interview, without and with this action.
    pub recall_on_day_without: f64,
    pub recall_on_day_with: f64,
}

/// Whether an answer of this quality brings the card back on the same day while a plan is on: only *again*
/// does. (SM-2 alone repeats *hard* too.)
#[must_use]
pub fn repeats_under_plan(quality: Quality) -> bool {
    !quality.is_pass()
}

/// The day's actions.
///
/// `cards` are the plan's, in deck order and then by id: that order decides ties. `others` are due cards outside
/// the plan, the most overdue first. `interviews` are those in reach. The order of the result: the required actions of the plan, with failed cards
/// again after six others; then the others; then the optional actions.
#[must_use]
pub fn choose_day(
    cards: &[PlanCard],
    others: &[OtherCard],
    interviews: &[Interview],
    learner: &Learner,
    budget: Budget,
) -> DayPlan {
    let mut seconds_left = budget.seconds.max(0.0);
    let repeats = owed_repeats(cards, learner, &mut seconds_left);
    let chosen_others = choose_others(others, learner, budget, &mut seconds_left);
    let prospects = cards
        .iter()
        .enumerate()
        .filter_map(|(card, held)| Some(Candidate::new(card, held, prospect(held, interviews, learner)?)))
        .collect();
    let chosen = pick(prospects, budget.last_section, &mut seconds_left);

    let highest = chosen.first().map(|candidate| candidate.index);
    let first_index = budget.first_index.or(highest);
    let optional_below = OPTIONAL_BELOW * first_index.unwrap_or(0.0);
    let required_count =
        chosen.iter().position(|candidate| candidate.index < optional_below).unwrap_or(chosen.len());
    let mean_chances = mean_chances(cards, interviews.len());
    let gain_questions = chosen.iter().map(|candidate| candidate.prospect.gain_questions).sum();
    let planned = |candidate: &Candidate| PlannedAction {
        next: NextUp::Planned {
            card: candidate.card,
            action: candidate.prospect.action,
            index: candidate.index,
            why: why(&cards[candidate.card], &candidate.prospect, interviews, learner, &mean_chances),
        },
        seconds: candidate.prospect.seconds,
    };
    let (required, optional) = chosen.split_at(required_count);
    let mut actions: Vec<PlannedAction> = required.iter().map(planned).chain(chosen_others).collect();
    for (place, repeat) in repeats {
        actions.insert(place.min(actions.len()), repeat);
    }
    let optional_from = actions.len();
    actions.extend(optional.iter().map(planned));
    let seconds = actions.iter().map(|action| action.seconds).sum();
    DayPlan { actions, optional_from, seconds, first_index, gain_questions }
}

impl DayPlan {
    /// The same day with audits (places among `cards`) in the middle of what is required. They are paid for from the
    /// day's minutes: the plan's last actions give way. An audit for which nothing can is left out.
    #[must_use]
    pub fn with_audits(mut self, audits: &[usize], cards: &[PlanCard], learner: &Learner) -> Self {
        for &card in audits {
            let seconds = learner
                .costs
                .ask_seen_seconds(forecast_now(&cards[card], learner), cards[card].exercise_seconds);
            let mut shorter = self.clone();
            let budget_seconds = self.seconds;
            while shorter.seconds + seconds > budget_seconds && shorter.drop_last_planned() {}
            if shorter.seconds + seconds > budget_seconds {
                continue;
            }
            let place = shorter.optional_from / 2;
            shorter.actions.insert(place, PlannedAction { next: NextUp::Audit { card }, seconds });
            shorter.optional_from += 1;
            shorter.seconds += seconds;
            self = shorter;
        }
        self
    }

    /// Whether there was one.
    fn drop_last_planned(&mut self) -> bool {
        let is_planned = |action: &PlannedAction| matches!(action.next, NextUp::Planned { .. });
        let Some(last) = self.actions.iter().rposition(is_planned) else { return false };
        let dropped = self.actions.remove(last);
        if let NextUp::Planned { index, .. } = dropped.next {
            self.gain_questions -= index * dropped.seconds;
        }
        self.seconds -= dropped.seconds;
        self.optional_from -= usize::from(last < self.optional_from);
        true
    }
}

/// What was failed today and fits, with its place in the queue, the first place first.
fn owed_repeats(
    cards: &[PlanCard],
    learner: &Learner,
    seconds_left: &mut f64,
) -> Vec<(usize, PlannedAction)> {
    let mut repeats = Vec::new();
    for (card, held) in cards.iter().enumerate() {
        let Today::Failed { others_since } = held.today else { continue };
        let seconds = learner.costs.repeat_seconds(held.exercise_seconds);
        if seconds <= *seconds_left {
            *seconds_left -= seconds;
            let place = REPEAT_AFTER.saturating_sub(others_since);
            repeats.push((place, PlannedAction { next: NextUp::Repeat { card }, seconds }));
        }
    }
    repeats.sort_by_key(|(place, _)| *place);
    repeats
}

fn choose_others(
    others: &[OtherCard],
    learner: &Learner,
    budget: Budget,
    seconds_left: &mut f64,
) -> Vec<PlannedAction> {
    let share = f64::from(budget.other_cards_percent.min(100)) / 100.0;
    let mut others_left = (share * budget.seconds.max(0.0)).min(*seconds_left);
    let mut chosen = Vec::new();
    for (other, held) in others.iter().enumerate() {
        let seconds = learner.costs.ask_seen_seconds(held.recall_now, held.exercise_seconds);
        if seconds > others_left {
            break;
        }
        others_left -= seconds;
        *seconds_left -= seconds;
        chosen.push(PlannedAction { next: NextUp::Other { other }, seconds });
    }
    chosen
}

/// A card with what an action on it is worth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) card: usize,
    pub(super) prospect: Prospect,
    index: f64,
    section: u32,
    /// Days since it was last seen; a new card was never seen.
    elapsed_days: u32,
}

impl Candidate {
    pub(super) fn new(card: usize, held: &PlanCard, prospect: Prospect) -> Self {
        let elapsed_days = match held.standing {
            Standing::New => u32::MAX,
            Standing::Seen { elapsed_days, .. } => elapsed_days,
        };
        Self { card, prospect, index: prospect.index(), section: held.section, elapsed_days }
    }

    /// The better one first: higher index; ties by lower recall, earlier last day, place.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        other
            .index
            .total_cmp(&self.index)
            .then_with(|| self.prospect.recall_now.total_cmp(&other.prospect.recall_now))
            .then_with(|| other.elapsed_days.cmp(&self.elapsed_days))
            .then_with(|| self.card.cmp(&other.card))
    }
}

/// Takes the best that fits, again and again; among those within 10% of the best, one of another section than
/// the last.
pub(super) fn pick(
    mut candidates: Vec<Candidate>,
    mut last_section: Option<u32>,
    seconds_left: &mut f64,
) -> Vec<Candidate> {
    candidates.sort_by(Candidate::order);
    // By section, the ranks of its candidates; and the best rank of each section.
    let mut sections: BTreeMap<u32, VecDeque<usize>> = BTreeMap::new();
    for (rank, candidate) in candidates.iter().enumerate() {
        sections.entry(candidate.section).or_default().push_back(rank);
    }
    let mut heads: BTreeSet<(usize, u32)> =
        sections.iter().map(|(section, ranks)| (ranks[0], *section)).collect();
    let cheapest =
        candidates.iter().map(|candidate| candidate.prospect.seconds).fold(f64::INFINITY, f64::min);
    let mut chosen = Vec::new();
    while *seconds_left >= cheapest {
        let mut best_heads = heads.iter().copied();
        let Some(best) = best_heads.next() else { break };
        let is_near = |rank: usize| candidates[rank].index >= NEARLY_BEST * candidates[best.0].index;
        let head = match best_heads.next() {
            Some(second) if Some(best.1) == last_section && is_near(second.0) => second,
            _ => best,
        };
        heads.remove(&head);
        let (rank, section) = head;
        if let Some(ranks) = sections.get_mut(&section) {
            ranks.pop_front();
            if let Some(next) = ranks.front() {
                heads.insert((*next, section));
            }
        }
        let candidate = candidates[rank];
        if candidate.prospect.seconds <= *seconds_left {
            *seconds_left -= candidate.prospect.seconds;
            last_section = Some(section);
            chosen.push(candidate);
        }
    }
    chosen
}

/// The mean chance of being asked, by interview.
fn mean_chances(cards: &[PlanCard], interview_count: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); interview_count];
    for card in cards {
        for (sum, chance) in sums.iter_mut().zip(&card.chances) {
            sum.0 += chance;
            sum.1 += 1.0;
        }
    }
    sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { 0.0 }).collect()
}

fn why(
    card: &PlanCard,
    prospect: &Prospect,
    interviews: &[Interview],
    learner: &Learner,
    mean_chances: &[f64],
) -> Why {
    let mut best: Option<(f64, Why)> = None;
    for (interview, (chance, held)) in card.chances.iter().zip(interviews).enumerate() {
        let without = recall_without(card, learner, held.days_left);
        let with = prospect.recall_after(learner, held.days_left);
        let gain = chance * (with - without);
        if best.as_ref().is_some_and(|(most, _)| *most >= gain) {
            continue;
        }
        let is_seen = prospect.action == Action::AskSeen;
        best = Some((
            gain,
            Why {
                interview,
                chance: *chance,
                is_likely_asked: *chance >= LIKELY_MULTIPLE * mean_chances[interview],
                recall_now: prospect.recall_now,
                is_probably_forgotten: is_seen && prospect.recall_now < PROBABLY_FORGOTTEN,
                recall_on_day_without: without,
                recall_on_day_with: with,
            },
        ));
    }
    best.map_or(
        Why {
            interview: 0,
            chance: 0.0,
            is_likely_asked: false,
            recall_now: prospect.recall_now,
            is_probably_forgotten: false,
            recall_on_day_without: 0.0,
            recall_on_day_with: 0.0,
        },
        |(_, why)| why,
    )
}
