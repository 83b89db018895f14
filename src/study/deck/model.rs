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
    /// A date to come makes this an upcoming interview.
    pub date: Option<Day>,
    pub stages: Vec<String>,
    pub outcome: Option<String>,
    pub applied_via: Option<String>,
    pub platform: Option<String>,
    /// Out of ten.
    pub score: Option<f64>,
    /// Selections that an upcoming interview draws on besides its own cards.
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
            interview =
                Interview { remarks: None, score: None, outcome: None, covers: Vec::new(), ..interview };
            interview.events.retain(|event| !tells_the_outcome(&event.name));
            interview.stages.retain(|stage| !tells_the_outcome(stage));
            self.interview = (!interview.is_empty()).then_some(interview);
        }
        for card in &mut self.cards {
            (card.my_answer, card.answer_from_source, card.same_as) = (None, None, None);
        }
        self
    }

    /// Whether it is an interview that has taken place by `today`, and no copy that a sync program made.
    #[must_use]
    pub fn was_interview(&self, today: Day) -> bool {
        let day = self.interview.as_ref().and_then(|interview| interview.date);
        was_interview(self.company(), day, today)
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
}

/// Whether a deck with this head is an interview that has taken place by `today`: it names a company, and
/// its date, if it has one, is not in the future. Every other deck is a collection of questions.
#[must_use]
pub fn was_interview(company: Option<&str>, day: Option<Day>, today: Day) -> bool {
    company.is_some_and(|company| !company.trim().is_empty()) && day.is_none_or(|day| day <= today)
}

/// `Rejection Email`, `Offer`.
fn tells_the_outcome(stage: &str) -> bool {
    let stage = stage.to_lowercase();
    ["reject", "offer", "accept", "hired"].iter().any(|word| stage.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card::CardId;

    #[test]
    fn only_what_a_company_has_asked_by_now_is_an_interview() {
        let today = Day::from_epoch_days(100);
        let day = |day| Some(Day::from_epoch_days(day));
        assert!(was_interview(Some("Zibal"), None, today));
        assert!(was_interview(Some("Zibal"), day(100), today));
        assert!(!was_interview(Some("Zibal"), day(101), today));
        assert!(!was_interview(Some(" "), None, today));
        assert!(!was_interview(None, day(1), today));
    }

    #[test]
    fn a_public_deck_tells_nothing_private() {
        let event = |name: &str| InterviewEvent { name: name.into(), ..InterviewEvent::default() };
        let interview = Interview {
            company: Some("Zibal".into()),
            stages: vec!["HR Call".into(), "Rejection Email".into()],
            outcome: Some("rejected".into()),
            score: Some(6.5),
            covers: vec!["tag:python".into()],
            remarks: Some("They were late.".into()),
            events: vec![event("Task"), event("Offer")],
            ..Interview::default()
        };
        let card = Card {
            answer: Some("theirs".into()),
            my_answer: Some("mine".into()),
            answer_from_source: Some("newer".into()),
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
