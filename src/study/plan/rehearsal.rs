//! Which cards test the forecast: rehearsals, drawn as the interview would ask, and audits of cards that the
//! plan avoids.
//!
//! Both cost minutes that the plan could use. So a rehearsal prefers cards that the plan would ask today anyway
//! and corrects for it with sampling weights, and there are no audits in the last days. The caller takes the time
//! of both from the day's budget; the answers are handed to [`super::ShiftPosterior::fit`].

use libm::log;

use super::index::{PlanCard, Standing, Today};
use super::readiness::LEAST_ANSWERS_FOR_SHIFT;

/// A card that the plan would ask today is drawn as if it were this many times as likely.
const PLANNED_PREFERENCE: f64 = 3.0;
/// A suggested rehearsal takes at most one minute in this many. Each of its minutes costs drilled cards.
const MINUTES_PER_REHEARSAL_MINUTE: u32 = 20;
const LONGEST_REHEARSAL: usize = 20;
/// Days from a suggested rehearsal to the interview: late enough to test what was learned, and early enough to
/// learn from it.
pub const REHEARSAL_DAYS_BEFORE: u32 = 2;
/// One question in this many is an audit.
const QUESTIONS_PER_AUDIT: f64 = 15.0;
/// With fewer study days left, every minute goes to the plan.
const LEAST_DAYS_FOR_AUDIT: u32 = 4;

/// A card drawn for a rehearsal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Its place among the given cards.
    pub card: usize,
    /// The weight of its answer: 0 for a new card, which says nothing about memory. The weights of a
    /// draw sum to the effective size (Kish) of its other cards, which is below their number if the weights differ.
    pub weight: f64,
}

/// Draws up to `count` different cards for a rehearsal of one interview, by its place in the cards' chances. The
/// same inputs and seed give the same cards, in the order drawn.
///
/// A card is drawn in proportion to its chance of being asked, times three if it is in `planned_today` (places
/// among `cards`). At least 12 are cards seen before, if there are enough: new ones say nothing about memory. Cards that were already asked today, and those without an answer, are left out.
#[must_use]
pub fn draw_rehearsal(
    cards: &[PlanCard],
    interview: usize,
    planned_today: &[usize],
    count: usize,
    seed: u64,
) -> Vec<Drawn> {
    let mut is_planned = vec![false; cards.len()];
    for place in planned_today {
        if let Some(planned) = is_planned.get_mut(*place) {
            *planned = true;
        }
    }
    let mut lots: Vec<(f64, usize)> = Vec::new();
    for (place, card) in cards.iter().enumerate() {
        let chance = card.chances.get(interview).copied().unwrap_or(0.0);
        let can_be_asked = card.has_answer || card.standing != Standing::New;
        if chance > 0.0 && card.today == Today::NotAsked && can_be_asked {
            let preference = if is_planned[place] { PLANNED_PREFERENCE } else { 1.0 };
            lots.push((lot(seed, &place.to_le_bytes(), chance * preference), place));
        }
    }
    let in_order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1));
    lots.sort_by(in_order);
    // The lowest lots, but with the seen cards without which the answers would tell too little.
    let mut seen_needed = LEAST_ANSWERS_FOR_SHIFT.min(count);
    let is_needed = |(_, place): &(f64, usize)| {
        let needed = seen_needed > 0 && cards[*place].standing != Standing::New;
        seen_needed -= usize::from(needed);
        needed
    };
    let (mut drawn, others): (Vec<_>, Vec<_>) = lots.into_iter().partition(is_needed);
    drawn.extend(others.into_iter().take(count - drawn.len()));
    drawn.sort_by(in_order);
    let raw = |place: usize| match cards[place].standing {
        Standing::New => 0.0,
        Standing::Seen { .. } if is_planned[place] => 1.0 / PLANNED_PREFERENCE,
        Standing::Seen { .. } => 1.0,
    };
    let sum: f64 = drawn.iter().map(|(_, place)| raw(*place)).sum();
    let square_sum: f64 = drawn.iter().map(|(_, place)| raw(*place) * raw(*place)).sum();
    let scale = if square_sum > 0.0 { sum / square_sum } else { 0.0 };
    drawn.iter().map(|(_, place)| Drawn { card: *place, weight: raw(*place) * scale }).collect()
}

/// How many questions a plan of this many days and minutes suggests to rehearse, two days before the interview: a
/// minute each, no more than a twentieth of all minutes or than a day has, and no more than the cards that the interview
/// may ask. Fewer than 12 would tell too little, so then it suggests none.
#[must_use]
pub fn suggested_rehearsal(days: u32, minutes_per_day: u32, card_count: usize) -> usize {
    let minutes = (days.saturating_mul(minutes_per_day) / MINUTES_PER_REHEARSAL_MINUTE).min(minutes_per_day);
    let count = usize::try_from(minutes).unwrap_or(usize::MAX).min(LONGEST_REHEARSAL).min(card_count);
    if count < LEAST_ANSWERS_FOR_SHIFT { 0 } else { count }
}

/// How many audits go with `question_count` questions of a day: one in fifteen, the fraction decided by the seed.
/// None when fewer than four study days are left.
#[must_use]
pub fn audit_count(question_count: u32, days_left: u32, seed: u64) -> u32 {
    if days_left < LEAST_DAYS_FOR_AUDIT {
        return 0;
    }
    // An even draw from 0 to 1, taken back from the lot.
    let even = libm::exp(-lot(seed, b"audits", 1.0));
    let count = libm::floor(f64::from(question_count) / QUESTIONS_PER_AUDIT + even);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 2^32 / 15 + 1")]
    let count = count as u32;
    count
}

/// A card to audit: any of those seen before that may be asked, are not in `left_out` (places among `cards`), and
/// have waited at least as long as half of them.
#[must_use]
pub fn audit(cards: &[PlanCard], left_out: &[usize], seed: u64) -> Option<usize> {
    let mut is_left_out = vec![false; cards.len()];
    for place in left_out {
        if let Some(out) = is_left_out.get_mut(*place) {
            *out = true;
        }
    }
    let waiting = |(place, card): (usize, &PlanCard)| match card.standing {
        Standing::Seen { elapsed_days, .. }
            if elapsed_days > 0
                && card.today == Today::NotAsked
                && !is_left_out[place]
                && card.chances.iter().any(|chance| *chance > 0.0) =>
        {
            Some((elapsed_days, place))
        }
        _ => None,
    };
    let waiting: Vec<(u32, usize)> = cards.iter().enumerate().filter_map(waiting).collect();
    let mut waits: Vec<u32> = waiting.iter().map(|(elapsed_days, _)| *elapsed_days).collect();
    waits.sort_unstable();
    let long = waits.get(waits.len() / 2).copied()?;
    waiting
        .into_iter()
        .filter(|(elapsed_days, _)| *elapsed_days >= long)
        .map(|(_, place)| (lot(seed, &place.to_le_bytes(), 1.0), place))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, place)| place)
}

/// A lot in a weighted draw without replacement: of all names, the lowest lots are drawn (Efraimidis and
/// Spirakis). An exponential variable with the rate `weight`, made of the seed and the name alone.
#[must_use]
pub fn lot(seed: u64, name: &[u8], weight: f64) -> f64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(name);
    let mut bits = [0; 8];
    bits.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    #[expect(clippy::cast_precision_loss, reason = "52 bits")]
    let even = ((u64::from_le_bytes(bits) >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
    -log(even) / weight
}
