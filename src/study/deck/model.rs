//! What a deck holds.

use super::copies::CopyName;
use crate::study::card::Card;
use crate::study::day::Day;

/// Cards on one subject, kept in one TOML file, in the order they are written there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deck {
    /// The file's name without `.toml`.
    pub name: String,
    pub title: Option<String>,
    pub interview: Option<Interview>,
    pub cards: Vec<Card>,
}

/// The interview a deck's questions come from, or are for. All of it optional.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interview {
    pub company: Option<String>,
    pub url: Option<String>,
    pub role: Option<String>,
    pub date: Option<Day>,
    /// An interview that the user prepares for, until it has taken place. A date to come is only a fact without it.
    pub plan: bool,
    /// How long the user wants to study each day until then.
    pub minutes_per_day: Option<u32>,
    pub stages: Vec<String>,
    pub outcome: Option<String>,
    pub applied_via: Option<String>,
    pub platform: Option<String>,
    /// Out of ten.
    pub score: Option<f64>,
    /// Selections that a planned interview draws on besides its own cards.
    pub covers: Vec<String>,
    /// The notes' own commentary, as it was.
    pub remarks: Option<String>,
    pub events: Vec<InterviewEvent>,
}

/// One dated or timed stage of an interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterviewEvent {
    pub name: String,
    pub date: Option<Day>,
    pub duration_minutes: Option<u32>,
}

/// A card at one place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenCard {
    pub deck: String,
    pub deck_title: Option<String>,
    pub company: Option<String>,
    pub interview_day: Option<Day>,
    /// Whether the deck is an interview that has taken place, so that the question was asked there.
    pub is_interview: bool,
    /// Counted from 0.
    pub position: usize,
    pub card: Card,
}

impl Deck {
    /// The title, or the name where there is none.
    #[must_use]
    pub fn shown_title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// Without what is not for others: remarks, score, outcome, plans, own answers, and what only means
    /// something beside the user's other decks.
    #[must_use]
    pub fn made_public(mut self) -> Self {
        if let Some(mut interview) = self.interview.take() {
            let date = interview.date.filter(|_| !interview.plan);
            interview = Interview {
                remarks: None,
                score: None,
                outcome: None,
                date,
                plan: false,
                minutes_per_day: None,
                covers: Vec::new(),
                ..interview
            };
            interview.events.retain(|event| !tells_the_outcome(&event.name));
            interview.stages.retain(|stage| !tells_the_outcome(stage));
            self.interview = (!interview.is_empty()).then_some(interview);
        }
        for card in &mut self.cards {
            (card.my_answer, card.answer_from_source, card.same_as) = (None, None, None);
            card.asked_again = None;
        }
        self
    }

    /// Whether it is an interview that has taken place by `today`, and no copy that a sync program made.
    #[must_use]
    pub fn was_interview(&self, today: Day) -> bool {
        let Some(interview) = &self.interview else { return false };
        was_interview(self.company(), interview.date, interview.standing(), today)
            && !CopyName::of(&self.name).is_some_and(|copy| copy.is_certain)
    }

    #[must_use]
    pub fn company(&self) -> Option<&str> {
        self.interview.as_ref()?.company.as_deref()
    }
}

impl Interview {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    #[must_use]
    pub fn standing(&self) -> Standing {
        let outcome = self.outcome.as_deref().map(|outcome| outcome.trim().to_lowercase());
        match outcome.as_deref() {
            Some(CANCELLED | "canceled") => Standing::Cancelled,
            _ if self.plan => Standing::Planned,
            _ => Standing::Fact,
        }
    }
}

/// The `outcome` of an interview that never took place.
pub const CANCELLED: &str = "cancelled";

/// What the head of a deck says of its interview, beside the date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It took place, or will, on its date.
    #[default]
    Fact,
    /// The user prepares for it (`plan = true`), and has not said yet that it took place.
    Planned,
    /// It never took place (`outcome = "cancelled"`).
    Cancelled,
}

impl Standing {
    /// As it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Planned => "planned",
            Self::Cancelled => "cancelled",
        }
    }

    /// A name that is not known is a fact.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        [Self::Planned, Self::Cancelled].into_iter().find(|held| held.name() == name).unwrap_or_default()
    }
}

/// Whether a deck with this head is an interview that has taken place by `today`: it names a company, its date, if
/// it has one, is not in the future, and it is neither planned nor cancelled. Every other deck is a collection of
/// questions.
#[must_use]
pub fn was_interview(company: Option<&str>, day: Option<Day>, standing: Standing, today: Day) -> bool {
    standing == Standing::Fact
        && company.is_some_and(|company| !company.trim().is_empty())
        && day.is_none_or(|day| day <= today)
}

/// `Rejection Email`, `Offer`.
fn tells_the_outcome(stage: &str) -> bool {
    let stage = stage.to_lowercase();
    ["reject", "offer", "accept", "hired"].iter().any(|word| stage.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card::{AskedAgain, CardId};

    #[test]
    fn only_what_a_company_has_asked_by_now_is_an_interview() {
        let today = Day::from_epoch_days(100);
        let day = |day| Some(Day::from_epoch_days(day));
        let was = |company, day| was_interview(company, day, Standing::Fact, today);
        assert!(was(Some("Zibal"), None));
        assert!(was(Some("Zibal"), day(100)));
        assert!(!was(Some("Zibal"), day(101)));
        assert!(!was(Some(" "), None));
        assert!(!was(None, day(1)));
        assert!(!was_interview(Some("Zibal"), day(1), Standing::Planned, today));
        assert!(!was_interview(Some("Zibal"), day(1), Standing::Cancelled, today));
    }

    #[test]
    fn a_cancelled_interview_is_not_planned() {
        let standing = |plan: bool, outcome: Option<&str>| {
            Interview { plan, outcome: outcome.map(str::to_owned), ..Interview::default() }.standing()
        };
        assert_eq!(standing(false, Some("rejected")), Standing::Fact);
        assert_eq!(standing(true, None), Standing::Planned);
        assert_eq!(standing(true, Some("Cancelled ")), Standing::Cancelled);
        assert_eq!(standing(false, Some("canceled")), Standing::Cancelled);
        for standing in [Standing::Fact, Standing::Planned, Standing::Cancelled] {
            assert_eq!(Standing::parse(standing.name()), standing);
        }
    }

    #[test]
    fn a_public_deck_tells_nothing_private() {
        let event = |name: &str| InterviewEvent { name: name.into(), ..InterviewEvent::default() };
        let interview = Interview {
            company: Some("Zibal".into()),
            stages: vec!["HR Call".into(), "Rejection Email".into()],
            outcome: Some("rejected".into()),
            score: Some(6.5),
            date: Some(Day::from_epoch_days(1)),
            plan: true,
            minutes_per_day: Some(15),
            covers: vec!["tag:python".into()],
            remarks: Some("They were late.".into()),
            events: vec![event("Task"), event("Offer")],
            ..Interview::default()
        };
        let card = Card {
            answer: Some("theirs".into()),
            my_answer: Some("mine".into()),
            answer_from_source: Some("newer".into()),
            asked_again: Some(AskedAgain::Surely),
            same_as: CardId::parse("other").ok(),
            ..Card::new("Why?")
        };
        let deck = Deck { interview: Some(interview), cards: vec![card], ..Deck::default() }.made_public();
        let expected = Interview {
            company: Some("Zibal".into()),
            stages: vec!["HR Call".into()],
            events: vec![event("Task")],
            ..Interview::default()
        };
        assert_eq!(deck.interview, Some(expected));
        assert_eq!(deck.cards, [Card { answer: Some("theirs".into()), ..Card::new("Why?") }]);
        let told = Interview { outcome: Some("rejected".into()), ..Interview::default() };
        assert_eq!(Deck { interview: Some(told), ..Deck::default() }.made_public(), Deck::default());
    }
}
