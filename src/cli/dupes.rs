//! `viva dupes`: finds cards that ask the same in other words, shows them, and joins those it is told
//! to.
//!
//! A join is one line in a deck, `same_as`; that two cards are *not* the same is a record in the log.
//! Both are kept at once, so leaving in the middle loses nothing. What is joined or told apart is not
//! brought up again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::files;
use crate::study::card::CardId;
use crate::study::deck::{self, SeenCard};
use crate::study::likeness::{Apart, Asking, Cluster, Sureness, clusters};
use crate::study::review::Change;
use crate::terminal::TerminalError;

use super::args::{DupesArguments, Format};
use super::collection::Opened;
use super::failure::{Code, Failure};
use super::output;
use super::queue::all_selected;
use super::run::Context;

/// What the keys do, and what answers instead of them.
const KEYS: &[(char, &str)] = &[('j', "join"), ('n', "not the same"), ('s', "skip"), ('q', "quit")];
const INSTEAD_OF_KEYS: &str = "`--yes` to join what is certain";

/// Every card that is in a deck, those joined already as one.
struct Shelf {
    seen: Vec<SeenCard>,
    /// For each of `seen` the number of its card.
    card_of: Vec<usize>,
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
        context.open_if_there()?
    };
    let Some(mut opened) = opened else {
        return match context.common.format {
            Format::Json => output::json(
                json!({ "dry_run": arguments.dry_run, "clusters": [], "joins": [], "joined": 0 }),
            ),
            Format::Text => {
                output::note("no cards yet: `viva import PATH` makes decks of notes");
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
            joined_count += shelf.join(&mut opened, &cluster.cards, arguments.dry_run)?;
        }
        opened.refresh(context)?;
    }
    if context.common.format == Format::Json {
        return output::json(shelf.json(&found, arguments.dry_run, joined_count));
    }
    if arguments.yes || arguments.dry_run || !context.may_ask() {
        for cluster in &found {
            output::lines(&shelf.text(cluster))?;
        }
        tell_the_end(arguments, found.len(), joined_count);
        return Ok(());
    }
    if found.is_empty() {
        output::note("no two cards of different decks were found to ask the same");
    }
    for (place, cluster) in found.iter().enumerate() {
        output::lines(&shelf.text(cluster))?;
        let prompt = format!("{} of {}:", place + 1, found.len());
        if shelf.ask(context, &mut opened, cluster, &prompt)? == Answer::Leave {
            break;
        }
    }
    Ok(())
}

fn tell_the_end(arguments: &DupesArguments, found_count: usize, joined_count: usize) {
    let groups = output::count(found_count, "group");
    output::note(&match (arguments.yes, arguments.dry_run) {
        (true, true) => format!("{groups}: {} would be joined", output::count(joined_count, "card")),
        (true, false) => format!("{groups}: {} joined", output::count(joined_count, "card")),
        (false, _) => {
            format!("{groups}; `viva dupes` on a terminal asks about each, `--yes` joins what is certain")
        }
    });
}

impl Shelf {
    fn gather(opened: &Opened) -> Result<Self, Failure> {
        let targets: HashMap<CardId, CardId> = opened.store.joined()?.into_iter().collect();
        let mut shelf = Self { seen: Vec::new(), card_of: Vec::new(), roots: Vec::new() };
        let mut numbers: HashMap<CardId, usize> = HashMap::new();
        for name in opened.store.known_decks()?.into_keys() {
            for seen in opened.store.cards_of_deck(&name)? {
                let root = targets.get(&seen.card.id).unwrap_or(&seen.card.id);
                let number = *numbers.entry(root.clone()).or_insert_with(|| {
                    shelf.roots.push(root.clone());
                    shelf.roots.len() - 1
                });
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

    /// Everywhere the cards of a cluster stand.
    fn members<'a>(&'a self, cards: &'a [usize]) -> impl Iterator<Item = &'a SeenCard> {
        let seen = self.seen.iter().zip(&self.card_of);
        seen.filter(|(_, card)| cards.contains(card)).map(|(seen, _)| seen)
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
                output::cell(&seen.card.question, 400)
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
        prompt: &str,
    ) -> Result<Answer, Failure> {
        let key = match context.prompter().key(prompt, KEYS, INSTEAD_OF_KEYS) {
            Err(TerminalError::Cancelled) => return Ok(Answer::Leave),
            key => key?,
        };
        match key {
            'j' => {
                self.join(opened, &cluster.cards, false)?;
                opened.refresh(context)?;
            }
            'n' => match cluster.cards.as_slice() {
                [one, other] => self.tell_apart(context, opened, *one, *other)?,
                // Some of several may still be the same: each is asked about by itself.
                [first, others @ ..] => {
                    for other in others {
                        let pair = Cluster { cards: vec![*first, *other], joins: cluster.joins.clone() };
                        output::lines(&self.text(&pair))?;
                        if self.ask(context, opened, &pair, "these two:")? == Answer::Leave {
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

    /// Writes `same_as` for all cards but the one they are joined to; how many they are.
    fn join(&self, opened: &mut Opened, cards: &[usize], dry_run: bool) -> Result<usize, Failure> {
        let target = self.target(opened, cards)?;
        let mut joined_count = 0;
        for root in cards.iter().map(|card| &self.roots[*card]).filter(|root| **root != target) {
            let mut decks: Vec<&str> = self
                .seen
                .iter()
                .filter(|seen| seen.card.id == *root)
                .map(|seen| seen.deck.as_str())
                .collect();
            decks.dedup();
            for name in decks {
                if !dry_run {
                    write_same_as(opened, name, root, &target)?;
                }
            }
            joined_count += 1;
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
        best.map(|(_, root)| root).ok_or_else(|| Failure::new(Code::Failed, "there is nothing to join"))
    }

    fn json(&self, found: &[Cluster], dry_run: bool, joined_count: usize) -> Value {
        let item = |seen: &SeenCard| json!({ "deck": seen.deck, "question": seen.card.question, "id": seen.card.id.as_str() });
        // By the place of the first member: clusters, and cards that several decks hold in the same words.
        let mut groups: BTreeMap<usize, (Vec<Value>, Value)> = BTreeMap::new();
        let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, card) in self.card_of.iter().enumerate() {
            places.entry(*card).or_default().push(place);
        }
        let mut in_cluster: HashSet<usize> = HashSet::new();
        for cluster in found {
            let mut members: Vec<usize> =
                cluster.cards.iter().flat_map(|card| &places[card]).copied().collect();
            members.sort_unstable();
            in_cluster.extend(&cluster.cards);
            let words: std::collections::BTreeSet<&String> =
                cluster.joins.iter().flat_map(|join| &join.words).collect();
            let join =
                json!({ "open": true, "certain": cluster.sureness() == Sureness::Certain, "words": words });
            groups.insert(members[0], (members.iter().map(|&place| item(&self.seen[place])).collect(), join));
        }
        for (card, members) in &places {
            let first = &self.seen[members[0]];
            let others = members.iter().map(|&place| &self.seen[place]);
            let is_one_id = others.clone().all(|seen| seen.card.id == first.card.id);
            let is_in_decks = others.clone().any(|seen| seen.deck != first.deck);
            if is_one_id && is_in_decks && !in_cluster.contains(card) {
                let join = json!({ "open": false, "certain": true, "words": [] });
                groups.insert(members[0], (others.map(item).collect(), join));
            }
        }
        let (clusters, joins): (Vec<_>, Vec<_>) = groups.into_values().unzip();
        json!({ "dry_run": dry_run, "clusters": clusters, "joins": joins, "joined": joined_count })
    }
}

fn write_same_as(opened: &Opened, name: &str, card: &CardId, target: &CardId) -> Result<(), Failure> {
    let path = opened.deck_path(name);
    let text = files::read_text(&path)?;
    let in_deck = |error: &dyn std::fmt::Display| {
        Failure::new(Code::DataInvalid, format!("{}:{error}", path.display()))
            .hint(format!("write `same_as = \"{target}\"` below the question of {card} yourself"))
    };
    let mut deck = deck::parse(name, &text).map_err(|error| in_deck(&error))?.deck;
    for held in deck.cards.iter_mut().filter(|held| held.id == *card) {
        held.same_as = Some(target.clone());
    }
    let changed = deck::rewrite(&text, &deck).map_err(|error| in_deck(&error))?;
    Ok(files::write_whole(&path, changed.as_bytes())?)
}
