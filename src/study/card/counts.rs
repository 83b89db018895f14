//! Cards and the questions they stand for, counted in the same sense everywhere.
//!
//! A *question* is one entry of a deck. A *card* is what is scheduled: the same question in two decks, or twice
//! in one, is one card. Every question beyond the first of its card is a *duplicate*.

use std::collections::HashSet;

use super::CardId;

/// How many cards there are, and how many questions of decks they stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardCounts {
    pub card_count: usize,
    pub question_count: usize,
}

impl CardCounts {
    /// From the card of each question.
    #[must_use]
    pub fn of<'a>(cards: impl Iterator<Item = &'a CardId>) -> Self {
        let mut question_count = 0;
        let distinct: HashSet<&CardId> = cards.inspect(|_| question_count += 1).collect();
        Self { card_count: distinct.len(), question_count }
    }

    #[must_use]
    pub fn duplicate_count(&self) -> usize {
        self.question_count.saturating_sub(self.card_count)
    }

    /// `77 cards (85 questions, 8 duplicates)`; `77 cards` if no question is asked twice.
    #[must_use]
    pub fn describe(&self) -> String {
        let cards = counted(self.card_count, "card");
        match self.describe_duplicates() {
            Some(duplicates) => format!("{cards} ({duplicates})"),
            None => cards,
        }
    }

    /// `85 questions, 8 duplicates`; `None` if no question is asked twice.
    #[must_use]
    pub fn describe_duplicates(&self) -> Option<String> {
        let duplicates = self.duplicate_count();
        let questions = counted(self.question_count, "question");
        (duplicates > 0).then(|| format!("{questions}, {}", counted(duplicates, "duplicate")))
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ids: &[&str], expected: &str) {
        let ids: Vec<CardId> = ids.iter().map(|id| CardId::parse(id).unwrap()).collect();
        assert_eq!(CardCounts::of(ids.iter()).describe(), expected);
    }

    #[test]
    fn a_question_asked_again_is_no_other_card() {
        check(&[], "0 cards");
        check(&["a"], "1 card");
        check(&["a", "b"], "2 cards");
        check(&["a", "b", "a"], "2 cards (3 questions, 1 duplicate)");
        check(&["a", "a", "a"], "1 card (3 questions, 2 duplicates)");
    }
}
