//! Decks, companies, sections and tags: which cards they hold, and how each of them goes.
//!
//! A name is kept once, however many cards stand under it.

use std::collections::HashMap;

use crate::study::card::CardId;

use super::model::{GroupKind, GroupStats, Retention};

/// Which cards stand in which groups. A card that stands in one twice counts once.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    numbers: [HashMap<String, u32>; 4],
    of_card: HashMap<CardId, Vec<u32>>,
    count: u32,
}

impl GroupKind {
    pub const ALL: [GroupKind; 4] = [GroupKind::Deck, GroupKind::Company, GroupKind::Section, GroupKind::Tag];
}

impl Groups {
    /// The names of one place where a card stands.
    pub fn add<'n>(&mut self, card: CardId, names: impl IntoIterator<Item = (GroupKind, &'n str)>) {
        let Self { numbers, of_card, count } = self;
        let held = of_card.entry(card).or_default();
        for (kind, name) in names {
            let numbers = &mut numbers[kind as usize];
            let number = numbers.get(name).copied().unwrap_or(*count);
            if number == *count {
                *count += 1;
                numbers.insert(name.to_owned(), number);
            }
            if !held.contains(&number) {
                held.push(number);
            }
        }
    }

    pub(super) fn of(&self, card: &CardId) -> &[u32] {
        self.of_card.get(card).map_or(&[], Vec::as_slice)
    }

    /// One for each number.
    pub(super) fn counters(&self) -> Vec<GroupStats> {
        let mut counters = Vec::with_capacity(self.count as usize);
        for kind in GroupKind::ALL {
            for (name, &number) in &self.numbers[kind as usize] {
                counters.push((number, GroupStats::new(kind, name.clone())));
            }
        }
        counters.sort_by_key(|(number, _)| *number);
        counters.into_iter().map(|(_, counter)| counter).collect()
    }
}

impl GroupStats {
    fn new(kind: GroupKind, name: String) -> Self {
        Self {
            kind,
            name,
            card_count: 0,
            new_count: 0,
            due_count: 0,
            mature_count: 0,
            unanswered_count: 0,
            review_count: 0,
            took_ms: 0,
            retention: Retention::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_two_kinds_is_two_groups() {
        let card = CardId::parse("a").unwrap();
        let mut groups = Groups::default();
        let kinds = [GroupKind::Tag, GroupKind::Deck, GroupKind::Tag];
        groups.add(card.clone(), kinds.map(|kind| (kind, "go")));
        assert_eq!(groups.of(&card), [0, 1]);
        let kinds: Vec<GroupKind> = groups.counters().iter().map(|counter| counter.kind).collect();
        assert_eq!(kinds, [GroupKind::Tag, GroupKind::Deck]);
    }
}
