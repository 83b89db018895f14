//! The coming days, if the plan is followed: what each will ask, and what will be recalled on the day.
//!
//! Answers are not drawn at random: after an action a card is given the memory with which the middle curve
//! expects the same recall on the day of its next interview as the pass and the fail together. So the same inputs
//! give the same projection, and a day more or less never comes from luck.
//!
//! A day works only on today's knowledge of the learner: what the answers will teach is not foreseen.

use crate::study::schedule::Memory;

use super::day::{Candidate, pick};
use super::index::{
    Action, Interview, Learner, PlanCard, Prospect, Standing, Today, mean_recall_without, minutes_per_day,
    prospect,
};
use super::readiness::Question;

/// How many indexes are computed for a projection. With more cards than this allows for, only the best are
/// looked at every day and all of them every few days.
const INDEX_BUDGET: usize = 60_000;
/// Between two full looks, this many cards are looked at beyond those that will be asked.
const POOL_SPARE: usize = 200;

/// What following the plan is expected to bring.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {
    /// Today and the days after it, up to the day before the last interview in reach.
    pub days: Vec<ProjectedDay>,
    /// By interview: each card's chance of being asked and its expected recall on that interview's day.
    pub on_the_day: Vec<Vec<Question>>,
    /// Σ chance × recall over all interviews: the expected number of questions asked and answered.
    pub expected_questions: f64,
}

/// One day of the projection; counts are of cards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ProjectedDay {
    /// Study days from today.
    pub in_days: u32,
    /// Minutes the day has.
    pub minutes: u32,
    /// Seen before, and asked that day.
    pub seen_count: usize,
    /// Asked for the first time.
    pub new_count: usize,
    /// Missing answers to write.
    pub write_count: usize,
    /// Expected number of repeats on the same day.
    pub repeats: f64,
    /// Expected seconds of all of it.
    pub seconds: f64,
    /// The lowest index that still gets its turn, in questions per second: 0 if everything does, infinite if
    /// nothing does.
    pub lowest_index: f64,
}

/// Each card's chance and recall on the day of one interview if nothing more is asked from now on.
#[must_use]
pub fn if_you_stop(
    cards: &[PlanCard],
    interviews: &[Interview],
    interview: usize,
    learner: &Learner,
) -> Vec<Question> {
    let Some(held) = interviews.get(interview) else { return Vec::new() };
    questions(cards, interview, held.days_left, learner)
}

fn questions(cards: &[PlanCard], interview: usize, days_left: u32, learner: &Learner) -> Vec<Question> {
    cards
        .iter()
        .filter_map(|card| {
            let chance = card.chances.get(interview).copied().filter(|chance| *chance > 0.0)?;
            let recall = mean_recall_without(card, learner, days_left);
            Some(Question { chance, recall, is_new: card.standing == Standing::New })
        })
        .collect()
}

/// Follows the plan from today to the last interview; the given interviews are in reach or today.
///
/// `today_seconds` are the seconds left today for the plan's cards; each later day has its minutes
/// ([`super::minutes_per_day`] of the interviews still ahead) and `extra_minutes` more. `plan_share` (0 to 1) is
/// the part of the later days that is left for the plan's cards beside other due cards, rehearsals and audits.
#[must_use]
pub fn project(
    cards: &[PlanCard],
    interviews: &[Interview],
    learner: &Learner,
    today_seconds: f64,
    extra_minutes: u32,
    plan_share: f64,
) -> Projection {
    project_within(INDEX_BUDGET, cards, interviews, learner, today_seconds, extra_minutes, plan_share)
}

/// [`project`], computing about `index_budget` indexes.
pub(super) fn project_within(
    index_budget: usize,
    cards: &[PlanCard],
    interviews: &[Interview],
    learner: &Learner,
    today_seconds: f64,
    extra_minutes: u32,
    plan_share: f64,
) -> Projection {
    let mut cards = cards.to_vec();
    let mut projection =
        Projection { on_the_day: vec![Vec::new(); interviews.len()], ..Projection::default() };
    let last_day = interviews.iter().map(|interview| interview.days_left).max().unwrap_or(0);
    let mut pool = Pool::new(index_budget, cards.len(), last_day);
    for in_days in 0..=last_day {
        let ahead = days_later(interviews, in_days);
        for (place, interview) in interviews.iter().enumerate() {
            if interview.days_left == in_days {
                projection.on_the_day[place] = questions(&cards, place, 0, learner);
                // What has been held asks nothing any more.
                for chance in cards.iter_mut().filter_map(|card| card.chances.get_mut(place)) {
                    *chance = 0.0;
                }
            }
        }
        if in_days == last_day {
            break;
        }
        let minutes = minutes_per_day(&ahead).saturating_add(extra_minutes);
        let mut seconds_left = if in_days == 0 {
            today_seconds + f64::from(extra_minutes) * 60.0
        } else {
            f64::from(minutes) * 60.0 * plan_share
        };
        let candidates = pool.candidates(&cards, &ahead, learner);
        let candidate_count = candidates.len();
        let chosen = pick(candidates, None, &mut seconds_left);
        pool.took(&chosen);
        let mut day = ProjectedDay { in_days, minutes, ..ProjectedDay::default() };
        if chosen.len() < candidate_count {
            let indexes = chosen.iter().map(|candidate| candidate.prospect.index());
            day.lowest_index = indexes.fold(f64::INFINITY, f64::min);
        }
        for candidate in &chosen {
            day.add(&candidate.prospect);
            follow(&mut cards[candidate.card], &candidate.prospect, &ahead, learner);
        }
        projection.days.push(day);
        for card in &mut cards {
            card.today = Today::NotAsked;
            if let Standing::Seen { elapsed_days, .. } = &mut card.standing {
                *elapsed_days = elapsed_days.saturating_add(1);
            }
        }
    }
    let all = projection.on_the_day.iter().flatten();
    projection.expected_questions = all.map(|question| question.chance * question.recall).sum();
    projection
}

impl ProjectedDay {
    fn add(&mut self, prospect: &Prospect) {
        match prospect.action {
            Action::AskSeen => self.seen_count += 1,
            Action::AskNew => self.new_count += 1,
            Action::WriteAnswer => self.write_count += 1,
            Action::Repeat => {}
        }
        if prospect.action != Action::WriteAnswer {
            self.repeats += 1.0 - prospect.recall_now;
        }
        self.seconds += prospect.seconds;
    }
}

/// In how many study days, at least 1, the plan is expected to ask a card again; `None` if not before the last
/// interview. `card` is the card as an answer would leave it today; `days` are those of [`project`].
#[must_use]
pub fn again_in_days(
    card: &PlanCard,
    interviews: &[Interview],
    learner: &Learner,
    days: &[ProjectedDay],
) -> Option<u32> {
    let mut card = PlanCard { today: Today::NotAsked, ..card.clone() };
    let mut would_ask = |day: &ProjectedDay| {
        if let Standing::Seen { elapsed_days, .. } = &mut card.standing {
            *elapsed_days = day.in_days;
        }
        for (chance, interview) in card.chances.iter_mut().zip(interviews) {
            if interview.days_left <= day.in_days {
                *chance = 0.0;
            }
        }
        let ahead = days_later(interviews, day.in_days);
        prospect(&card, &ahead, learner).is_some_and(|prospect| prospect.index() >= day.lowest_index)
    };
    days.iter().filter(|day| day.in_days > 0).find(|day| would_ask(day)).map(|day| day.in_days)
}

/// The same interviews, seen from a later day.
fn days_later(interviews: &[Interview], in_days: u32) -> Vec<Interview> {
    let later = |held: &Interview| Interview { days_left: held.days_left.saturating_sub(in_days), ..*held };
    interviews.iter().map(later).collect()
}

/// Gives a card the memory that the middle curve expects of it after an action.
fn follow(card: &mut PlanCard, prospect: &Prospect, ahead: &[Interview], learner: &Learner) {
    let asking = card.chances.iter().zip(ahead).filter(|(chance, _)| **chance > 0.0);
    let days_left = asking.map(|(_, interview)| interview.days_left).min().unwrap_or(0).max(1);
    let Prospect { after_pass, after_fail, recall_now, .. } = *prospect;
    let memory = if after_pass == after_fail {
        after_pass
    } else {
        let recall = prospect.recall_after(learner, days_left);
        let stability_days = learner.curve.stability_days(recall, f64::from(days_left));
        Memory {
            // Recall so near 1 that its inverse is not finite is as good as a pass.
            stability_days: if stability_days.is_finite() && stability_days > 0.0 {
                stability_days / learner.stability_factor
            } else {
                after_pass.stability_days
            },
            difficulty: recall_now * after_pass.difficulty + (1.0 - recall_now) * after_fail.difficulty,
        }
    };
    card.has_answer = true;
    card.standing = Standing::Seen { memory, elapsed_days: 0 };
}

/// Which cards are looked at on a day: all, or on most days of a large collection only the best.
struct Pool {
    all_every_days: usize,
    days_done: usize,
    /// Places of the cards looked at on days without a full look, the best of the last full look.
    watched: Vec<usize>,
    is_full_look: bool,
}

impl Pool {
    fn new(index_budget: usize, card_count: usize, last_day: u32) -> Self {
        let day_count = usize::try_from(last_day).unwrap_or(usize::MAX).max(1);
        let all_every_days = card_count.saturating_mul(day_count).div_ceil(index_budget).clamp(1, day_count);
        Self { all_every_days, days_done: 0, watched: Vec::new(), is_full_look: true }
    }

    fn candidates(&mut self, cards: &[PlanCard], ahead: &[Interview], learner: &Learner) -> Vec<Candidate> {
        self.is_full_look = self.days_done.is_multiple_of(self.all_every_days);
        let look = |place: usize| {
            Some(Candidate::new(place, &cards[place], prospect(&cards[place], ahead, learner)?))
        };
        if !self.is_full_look {
            return self.watched.iter().filter_map(|place| look(*place)).collect();
        }
        let mut all: Vec<Candidate> = (0..cards.len()).filter_map(look).collect();
        if self.all_every_days > 1 {
            all.sort_by(Candidate::order);
            self.watched = all.iter().map(|candidate| candidate.card).collect();
        }
        all
    }

    /// After a full look: watches enough for the days until the next one.
    fn took(&mut self, chosen: &[Candidate]) {
        self.days_done += 1;
        if self.is_full_look && self.all_every_days > 1 {
            self.watched.truncate(POOL_SPARE + chosen.len() * (self.all_every_days + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_collection_is_looked_at_in_part_on_most_days() {
        assert_eq!(Pool::new(INDEX_BUDGET, 1000, 60).all_every_days, 1);
        assert_eq!(Pool::new(INDEX_BUDGET, 10_000, 60).all_every_days, 10);
        assert_eq!(Pool::new(3000, 3000, 20).all_every_days, 20);
        assert_eq!(Pool::new(INDEX_BUDGET, 0, 0).all_every_days, 1);
    }
}
