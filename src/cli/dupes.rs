//! `viva dupes`: finds cards that ask the same in other words, shows them, and joins those it is told
//! to.
//!
//! A join is one line in a deck, `same_as`, and an edit in the log, so that it can be undone; that two cards
//! are *not* the same is a record in the log. Both are saved at once, so leaving in the middle loses nothing.
//! What is joined or told apart is not brought up again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::study::card::{Card, CardId};
use crate::study::deck::SeenCard;
use crate::study::likeness::{Apart, Asking, Cluster, Sureness, clusters};
use crate::study::review::{CardEdit, Change};
use crate::study::text::{Safe, clean, clean_line, safe};
use crate::terminal::TerminalError;

use super::args::{DupesArguments, Format};
use super::collection::{self, Opened};
use super::context::Context;
use super::edit_card;
use super::failure::{Code, Failure};
use super::output;
use super::queue::all_selected;

/// What the keys do, and what answers instead of them.
const KEYS: &[(char, &str)] = &[('j', "merge"), ('n', "not the same"), ('s', "skip"), ('q', "quit")];
const INSTEAD_OF_KEYS: &str = "`--yes` to merge certain duplicates";

/// Every card that is in a deck, those joined already as one.
struct Shelf {
    seen: Vec<SeenCard>,
    /// For each of `seen` the number of its card.
    card_of: Vec<usize>,
    /// By number: where among `seen` the card stands.
    places_of: Vec<Vec<usize>>,
    /// By number: the id under which the card's events are replayed.
    roots: Vec<CardId>,
}

/// What was done to a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    GoOn,
    Leave,
}

pub(super) fn run(context: &Context, arguments: &DupesArguments) -> Result<(), Failure> {
    let may_write = !arguments.dry_run && (arguments.yes || context.may_ask());
    let opened = if arguments.dry_run && context.found.exists() {
        Some(Opened::open_copy(context, &context.found.root)?)
    } else {
        collection::open_if_there(context)?
    };
    let Some(mut opened) = opened else {
        return match context.common.format {
            Format::Json => output::json(
                json!({ "dry_run": arguments.dry_run, "clusters": [], "joins": [], "joined": 0 }),
            ),
            Format::Text => {
                output::note("no cards yet: `viva import PATH` imports notes as decks");
                Ok(())
            }
        };
    };
    if may_write {
        opened.pin_ids()?;
    }
    let shelf = Shelf::gather(&opened)?;
    let least = if arguments.yes { Sureness::Certain } else { Sureness::Likely };
    let mut found = shelf.clusters(&opened, least)?;
    if !arguments.selection.is_empty() {
        let selection = opened.selection(&arguments.selection)?;
        let selected = all_selected(&opened.store, &selection, context.today())?;
        let selected: HashSet<CardId> = selected.into_iter().map(|listed| listed.card).collect();
        found.retain(|cluster| cluster.cards.iter().any(|card| selected.contains(&shelf.roots[*card])));
    }
    let mut joined_count = 0;
    if arguments.yes {
        for cluster in &found {
            joined_count += shelf.join(context, &mut opened, &cluster.cards, arguments.dry_run)?;
        }
        opened.refresh(context)?;
    }
    let wanted_count: usize = found.iter().map(|cluster| cluster.cards.len() - 1).sum();
    let left_count = if arguments.yes { wanted_count - joined_count } else { 0 };
    if context.common.format == Format::Json {
        output::json(shelf.json(&found, arguments.dry_run, joined_count))?;
        return all_joined(left_count);
    }
    if arguments.yes || arguments.dry_run || !context.may_ask() {
        for cluster in &found {
            output::lines(clean(&shelf.text(cluster)))?;
        }
        tell_the_end(arguments, found.len(), joined_count);
        return all_joined(left_count);
    }
    if found.is_empty() {
        output::note("no duplicate questions were found in different decks");
    }
    for (place, cluster) in found.iter().enumerate() {
        output::lines(clean(&shelf.text(cluster)))?;
        let prompt = safe!("{} of {}:", place + 1, found.len());
        if shelf.ask(context, &mut opened, cluster, &prompt)? == Answer::Leave {
            break;
        }
    }
    Ok(())
}

fn all_joined(left_count: usize) -> Result<(), Failure> {
    if left_count == 0 {
        return Ok(());
    }
    let left = output::count(left_count, "card");
    Err(Failure::new(
        Code::DataInvalid,
        format!("{left} could not be merged, because of how the deck is laid out"),
    ))
}

fn tell_the_end(arguments: &DupesArguments, found_count: usize, joined_count: usize) {
    let groups = output::count(found_count, "group");
    output::note(match (arguments.yes, arguments.dry_run) {
        (true, true) => safe!("{groups}: {} would be merged", output::count(joined_count, "card")),
        (true, false) => safe!("{groups}: {} merged", output::count(joined_count, "card")),
        (false, _) => {
            safe!("{groups}; `viva dupes` on a terminal asks about each, `--yes` merges certain duplicates")
        }
    });
}

impl Shelf {
    fn gather(opened: &Opened) -> Result<Self, Failure> {
        let targets: HashMap<CardId, CardId> = opened.store.joined()?.into_iter().collect();
        let mut shelf =
            Self { seen: Vec::new(), card_of: Vec::new(), places_of: Vec::new(), roots: Vec::new() };
        let mut numbers: HashMap<CardId, usize> = HashMap::new();
        for name in opened.store.known_decks()?.into_keys() {
            for seen in opened.store.cards_of_deck(&name)? {
                let root = targets.get(&seen.card.id).unwrap_or(&seen.card.id);
                let number = *numbers.entry(root.clone()).or_insert_with(|| {
                    shelf.roots.push(root.clone());
                    shelf.places_of.push(Vec::new());
                    shelf.roots.len() - 1
                });
                shelf.places_of[number].push(shelf.seen.len());
                shelf.card_of.push(number);
                shelf.seen.push(seen);
            }
        }
        Ok(shelf)
    }

    fn clusters(&self, opened: &Opened, least: Sureness) -> Result<Vec<Cluster>, Failure> {
        let number_of: HashMap<&CardId, usize> =
            self.seen.iter().zip(&self.card_of).map(|(seen, card)| (&seen.card.id, *card)).collect();
        let mut apart = Apart::default();
        for (one, other) in opened.store.not_same()? {
            if let (Some(&one), Some(&other)) = (number_of.get(&one), number_of.get(&other)) {
                apart.insert(one, other);
            }
        }
        let topics: Vec<Vec<String>> = self
            .seen
            .iter()
            .map(|seen| {
                let own = [Some(seen.deck.clone()), seen.deck_title.clone(), seen.card.section.clone()];
                own.into_iter().flatten().chain(seen.card.tags.iter().cloned()).collect()
            })
            .collect();
        let askings: Vec<Asking<'_>> = self
            .seen
            .iter()
            .zip(&self.card_of)
            .zip(&topics)
            .map(|((seen, &card), topics)| Asking {
                deck: &seen.deck,
                question: &seen.card.question,
                topics,
                card,
            })
            .collect();
        Ok(clusters(&askings, &apart, least))
    }

    /// Everywhere the cards of a cluster stand, in the order of decks.
    fn members(&self, cards: &[usize]) -> impl Iterator<Item = &SeenCard> {
        self.places(cards).into_iter().map(|place| &self.seen[place])
    }

    fn places(&self, cards: &[usize]) -> Vec<usize> {
        let mut places: Vec<usize> = cards.iter().flat_map(|card| &self.places_of[*card]).copied().collect();
        places.sort_unstable();
        places
    }

    fn text(&self, cluster: &Cluster) -> String {
        let sureness = match cluster.sureness() {
            Sureness::Certain => "certain",
            Sureness::Likely => "likely",
        };
        let mut words: Vec<&str> = Vec::new();
        for word in cluster.joins.iter().flat_map(|join| &join.words) {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        let mut text = format!("{sureness}: {}\n", output::cell(&words.join(", "), 200));
        for seen in self.members(&cluster.cards) {
            let _ = writeln!(
                text,
                "  {}  {}  {}",
                output::column(seen.card.id.as_str(), 10),
                output::column(&seen.deck, 16),
                output::question(&seen.card.question, 400)
            );
        }
        text
    }

    /// Asks what to do with a cluster, and does it.
    fn ask(
        &self,
        context: &Context,
        opened: &mut Opened,
        cluster: &Cluster,
        prompt: &Safe,
    ) -> Result<Answer, Failure> {
        let key = match context.prompter().key(prompt, KEYS, INSTEAD_OF_KEYS) {
            Err(TerminalError::Cancelled) => return Ok(Answer::Leave),
            key => key?,
        };
        match key {
            'j' => {
                self.join(context, opened, &cluster.cards, false)?;
                opened.refresh(context)?;
            }
            'n' => match cluster.cards.as_slice() {
                [one, other] => self.tell_apart(context, opened, *one, *other)?,
                // Some of several may still be the same: each is asked about by itself.
                [first, others @ ..] => {
                    for other in others {
                        let pair = Cluster { cards: vec![*first, *other], joins: cluster.joins.clone() };
                        output::lines(clean(&self.text(&pair)))?;
                        if self.ask(context, opened, &pair, &"these two:".into())? == Answer::Leave {
                            return Ok(Answer::Leave);
                        }
                    }
                }
                [] => {}
            },
            'q' => return Ok(Answer::Leave),
            _ => {}
        }
        Ok(Answer::GoOn)
    }

    fn tell_apart(
        &self,
        context: &Context,
        opened: &mut Opened,
        one: usize,
        other: usize,
    ) -> Result<(), Failure> {
        let change = Change::NotSame(self.roots[one].clone(), self.roots[other].clone());
        opened.store.record(&change, context.clock.now(), context.settings.rollover)?;
        Ok(())
    }

    /// Writes `same_as` for all cards but the one they are joined to; how many they are. One undo takes all of
    /// it back. A deck that cannot be changed safely is reported, and the others are joined all the same.
    fn join(
        &self,
        context: &Context,
        opened: &mut Opened,
        cards: &[usize],
        dry_run: bool,
    ) -> Result<usize, Failure> {
        let target = self.target(opened, cards)?;
        let mut edits: Vec<CardEdit> = Vec::new();
        let mut joined_count = 0;
        for &card in cards.iter().filter(|card| self.roots[**card] != target) {
            let root = &self.roots[card];
            let mut is_joined = true;
            for seen in self.members(&[card]).filter(|seen| seen.card.id == *root && !dry_run) {
                let (deck, before) = (seen.deck.clone(), seen.card.clone());
                let after = Card { same_as: Some(target.clone()), ..before.clone() };
                let edit = CardEdit { deck, before, after };
                match edit_card::write(opened, &edit) {
                    Ok(()) => edits.push(edit),
                    Err(failure) if failure.code == Code::DataInvalid => {
                        output::warn(clean_line(&failure.message()));
                        output::note(safe!(
                            "hint: write `same_as = \"{target}\"` below the question of {root} yourself"
                        ));
                        is_joined = false;
                    }
                    Err(failure) => return Err(failure),
                }
            }
            joined_count += usize::from(is_joined);
        }
        if !edits.is_empty() {
            edit_card::record(context, opened, &target, edits)?;
        }
        Ok(joined_count)
    }

    /// The card that the others are joined to: the one with the longest history; then one that is
    /// answered, that is asked in more decks, that stands first.
    fn target(&self, opened: &Opened, cards: &[usize]) -> Result<CardId, Failure> {
        let mut best = None;
        for &card in cards {
            let root = &self.roots[card];
            let review_count = opened.store.state(root)?.review_count;
            let is_answered = self.members(&[card]).any(|seen| seen.card.is_answered());
            let rank = (review_count, is_answered, self.members(&[card]).count());
            if best.as_ref().is_none_or(|(held, _)| *held < rank) {
                best = Some((rank, root.clone()));
            }
        }
        best.map(|(_, root)| root).ok_or_else(|| Failure::new(Code::Failed, "there is nothing to merge"))
    }

    /// Clusters, and cards that several decks hold in the same words.
    fn json(&self, found: &[Cluster], dry_run: bool, joined_count: usize) -> Value {
        let items = |places: &[usize]| {
            let seen = places.iter().map(|&place| &self.seen[place]);
            let items = seen.map(|seen| {
                json!({ "deck": seen.deck, "question": seen.card.question, "id": seen.card.id.as_str() })
            });
            items.collect::<Vec<Value>>()
        };
        // By the place of the first member.
        let mut groups: BTreeMap<usize, (Vec<Value>, Value)> = BTreeMap::new();
        let mut in_cluster: HashSet<usize> = HashSet::new();
        for cluster in found {
            in_cluster.extend(&cluster.cards);
            let places = self.places(&cluster.cards);
            let words: BTreeSet<&String> = cluster.joins.iter().flat_map(|join| &join.words).collect();
            let is_certain = cluster.sureness() == Sureness::Certain;
            let join = json!({ "open": true, "certain": is_certain, "words": words });
            groups.insert(places[0], (items(&places), join));
        }
        for places in self.places_of.iter().filter(|places| !in_cluster.contains(&self.card_of[places[0]])) {
            let first = &self.seen[places[0]];
            let others = || places.iter().map(|&place| &self.seen[place]);
            if others().all(|seen| seen.card.id == first.card.id)
                && others().any(|seen| seen.deck != first.deck)
            {
                let join = json!({ "open": false, "certain": true, "words": [] });
                groups.insert(places[0], (items(places), join));
            }
        }
        let (clusters, joins): (Vec<_>, Vec<_>) = groups.into_values().unzip();
        json!({ "dry_run": dry_run, "clusters": clusters, "joins": joins, "joined": joined_count })
    }
}
