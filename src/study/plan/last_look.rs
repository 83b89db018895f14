//! The last look: one list for the morning of the interview, and then an end.
//!
//! Nothing is written any more, and cards outside this interview wait.

use super::day::{Budget, DayPlan, choose_day};
use super::index::{Interview, Learner, PlanCard, Standing};

/// How long the list takes, in minutes.
pub const LAST_LOOK_MINUTES: u32 = 15;

/// The list for one interview, by its place among `interviews`.
#[must_use]
pub fn last_look(
    cards: &[PlanCard],
    interviews: &[Interview],
    interview: usize,
    learner: &Learner,
) -> DayPlan {
    let Some(held) = interviews.get(interview) else { return DayPlan::default() };
    let cards: Vec<PlanCard> = cards
        .iter()
        .map(|card| {
            let can_be_asked = card.has_answer || card.standing != Standing::New;
            let chance = card.chances.get(interview).copied().filter(|_| can_be_asked).unwrap_or(0.0);
            PlanCard { chances: vec![chance], ..card.clone() }
        })
        .collect();
    let budget = Budget { other_cards_percent: 0, ..Budget::of_minutes(LAST_LOOK_MINUTES) };
    choose_day(&cards, &[], &[*held], learner, budget)
}
