//! The figures that progress is shown in: their names, titles and order, the same on a screen and a page.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Today,
    Cards,
    Calendar,
    Forecast,
    Retention,
    Failed,
    Asked,
    Unanswered,
    Mocks,
    Reviews,
    Hours,
    Grades,
    Intervals,
    Memory,
    Decks,
    Companies,
    Sections,
    Tags,
}

impl Figure {
    /// In the order of a page.
    pub const ALL: [Figure; 18] = [
        Figure::Today,
        Figure::Cards,
        Figure::Calendar,
        Figure::Forecast,
        Figure::Retention,
        Figure::Failed,
        Figure::Asked,
        Figure::Unanswered,
        Figure::Mocks,
        Figure::Reviews,
        Figure::Hours,
        Figure::Grades,
        Figure::Intervals,
        Figure::Memory,
        Figure::Decks,
        Figure::Companies,
        Figure::Sections,
        Figure::Tags,
    ];

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// As it is typed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Figure::Today => "today",
            Figure::Cards => "cards",
            Figure::Calendar => "calendar",
            Figure::Forecast => "forecast",
            Figure::Retention => "retention",
            Figure::Failed => "failed",
            Figure::Asked => "asked",
            Figure::Unanswered => "unanswered",
            Figure::Mocks => "mocks",
            Figure::Reviews => "reviews",
            Figure::Hours => "hours",
            Figure::Grades => "grades",
            Figure::Intervals => "intervals",
            Figure::Memory => "memory",
            Figure::Decks => "decks",
            Figure::Companies => "companies",
            Figure::Sections => "sections",
            Figure::Tags => "tags",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Figure::Today => "Today",
            Figure::Cards => "Cards",
            Figure::Calendar => "Reviews per day",
            Figure::Forecast => "Due in the next 30 days",
            Figure::Retention => "Retention",
            Figure::Failed => "Most failed",
            Figure::Asked => "Most asked in interviews",
            Figure::Unanswered => "Without an answer",
            Figure::Mocks => "Mock interviews",
            Figure::Reviews => "Day by day",
            Figure::Hours => "Hour of the day",
            Figure::Grades => "Grades by age of the card",
            Figure::Intervals => "Intervals",
            Figure::Memory => "Ease, stability, difficulty",
            Figure::Decks => "Decks",
            Figure::Companies => "Companies",
            Figure::Sections => "Sections",
            Figure::Tags => "Tags",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name() {
        for figure in Figure::ALL {
            assert_eq!(Figure::named(figure.name()), Some(figure));
        }
        assert_eq!(Figure::named("Today"), None);
    }
}
