//! Which key gives which grade.

use crate::study::grade::{Grade, Quality};
use crate::study::schedule::Future;

use super::view::GradeKey;

const SIX_NAMES: [&str; 6] = ["blackout", "wrong", "familiar", "hard", "good", "perfect"];

impl GradeKey {
    /// The keys of four grades, or of SM-2's six qualities, each with what it will do; without `futures` with
    /// nothing.
    #[must_use]
    pub fn all(futures: &[Future], six_grades: bool) -> Vec<Self> {
        let key_of = |quality: Quality, key: u8, name: &'static str| {
            let future = futures.iter().find(|future| future.quality == quality);
            Self {
                key: char::from(b'0' + key),
                name,
                promise: future.map(Future::promise).unwrap_or_default(),
                later: future.map(Future::later).unwrap_or_default(),
            }
        };
        if six_grades {
            Quality::all()
                .map(|quality| key_of(quality, quality.number(), SIX_NAMES[usize::from(quality.number())]))
                .collect()
        } else {
            (1..).zip(Grade::ALL).map(|(key, grade)| key_of(grade.quality(), key, grade.name())).collect()
        }
    }

    /// The same with when the plan for an interview would ask the card again after each grade.
    #[must_use]
    pub fn with_plan(futures: &[Future], six_grades: bool, plan_again: &[(Quality, String)]) -> Vec<Self> {
        let mut keys = Self::all(futures, six_grades);
        for key in &mut keys {
            let quality = Self::quality_of(key.key, six_grades);
            if let Some((_, words)) = plan_again.iter().find(|(of, _)| Some(*of) == quality) {
                key.promise = format!("{}, plan: {words}", key.promise);
                // What comes after is the plan's to say, too.
                key.later.clear();
            }
        }
        keys
    }

    /// What a key grades; `None` if it is none of these keys.
    #[must_use]
    pub fn quality_of(key: char, six_grades: bool) -> Option<Quality> {
        let digit = u8::try_from(key.to_digit(10)?).ok()?;
        if six_grades {
            Quality::new(digit)
        } else {
            Some(Grade::ALL.get(usize::from(digit.checked_sub(1)?))?.quality())
        }
    }
}
