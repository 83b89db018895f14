//! How well an answer was recalled: the four grades, and SM-2's six qualities behind them.

/// What the four keys say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    Again,
    Hard,
    Good,
    Easy,
}

/// SM-2's quality of an answer, 0 (blackout) to 5 (perfect); 3 and above is a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quality(u8);

impl Grade {
    pub const ALL: [Grade; 4] = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy];

    #[must_use]
    pub const fn quality(self) -> Quality {
        match self {
            Grade::Again => Quality(2),
            Grade::Hard => Quality(3),
            Grade::Good => Quality(4),
            Grade::Easy => Quality(5),
        }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Grade::Again => "again",
            Grade::Hard => "hard",
            Grade::Good => "good",
            Grade::Easy => "easy",
        }
    }
}

impl Quality {
    /// `None` unless `number` is 0 to 5.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number <= 5 { Some(Self(number)) } else { None }
    }

    pub fn all() -> impl Iterator<Item = Quality> {
        (0..=5).map(Quality)
    }

    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    #[must_use]
    pub const fn is_pass(self) -> bool {
        self.0 >= 3
    }

    /// SM-2 asks what scored below 4 again the same day until it scores 4.
    #[must_use]
    pub const fn owes_a_repeat(self) -> bool {
        self.0 < 4
    }

    /// The grade whose key stands for this quality; 0, 1 and 2 are all "again".
    #[must_use]
    pub const fn grade(self) -> Grade {
        match self.0 {
            0..=2 => Grade::Again,
            3 => Grade::Hard,
            4 => Grade::Good,
            _ => Grade::Easy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_grade_is_the_grade_of_its_quality() {
        for grade in Grade::ALL {
            assert_eq!(grade.quality().grade(), grade);
        }
        assert_eq!(Quality::new(6), None);
        assert_eq!(Quality::all().filter(|quality| quality.is_pass()).count(), 3);
    }
}
