//! Which key gives which grade.

use crate::study::conversation::Key;
use crate::study::grade::{Grade, Quality};
use crate::study::schedule::Future;

use super::view::{Face, GradeKey};

const SIX_NAMES: [&str; 6] = ["blackout", "wrong", "familiar", "hard", "good", "perfect"];

/// What a key means beside an answer that the user grades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    Grade(Quality),
    /// Enter grades nothing here; what to say.
    Undecided(String),
    /// The user ticks key points.
    Tick,
    Otherwise,
}

impl Face {
    /// What a key says of how well the answer was recalled; Enter and Space give the `usual` grade, if there is one.
    #[must_use]
    pub fn judged(&self, key: Key, usual: Option<Grade>, six_grades: bool) -> Judged {
        match (key, usual) {
            (Key::Char(' ') | Key::Enter, Some(grade)) => Judged::Grade(grade.quality()),
            (Key::Char(' ') | Key::Enter, None) => {
                let keys = if six_grades { "0 to 5" } else { "1 to 4" };
                let ticks = self.comparison().map_or("", |_| "; p ticks what you said in other words");
                Judged::Undecided(format!("choose a grade, {keys}{ticks}"))
            }
            (Key::Char('p'), _) if self.comparison().is_some() => Judged::Tick,
            (Key::Char(key), _) => {
                GradeKey::quality_of(key, six_grades).map_or(Judged::Otherwise, Judged::Grade)
            }
            _ => Judged::Otherwise,
        }
    }
}

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
