//! Siblings decided together: their evidence is added up, and a group is taken or left as a whole.
//!
//! Groups are decided outermost first. A member inside the body of a question that was taken before is body. No
//! decision depends on the whole note, and no share of members decides whether a card exists.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::super::blocks::{BlockId, Kind, Outline};
use super::annotations::Annotations;
use super::candidate::{Candidate, Role};
use super::candidates::{Annotated, annotate};
use super::class::{Class, Numbered, Parent};
use super::sections::{Counts, between};
use super::spans::fold_ends;
use crate::study::import::marks::is_emoji;
use crate::study::import::outcome::Choice;
use crate::study::import::weights::Weights;
use crate::study::import::wording::{self, Ask, HeadingKind, TextReading, heading_kind};
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// A group of siblings and what was decided about it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) class: Class,
    pub(super) members: Vec<usize>,
    /// Named rows of evidence, and their sum.
    pub(super) evidence: Vec<(&'static str, f32)>,
    pub(super) is_taken: bool,
    /// Two members have a text right below that asks or orders.
    pub(super) has_prompts: bool,
}

/// A note, decided.
pub(super) struct Decided<'a> {
    pub(super) outline: &'a Outline,
    pub(super) words: &'a NoteWords,
    pub(super) weights: &'a Weights,
    pub(super) annotations: Annotations<'a>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) groups: Vec<Group>,
    /// The candidates that were taken, by their block.
    pub(super) taken: BTreeMap<BlockId, usize>,
    /// Where the fold that opens at a block closes.
    pub(super) fold_ends: HashMap<BlockId, BlockId>,
    pub(super) classes: HashMap<Class, ClassVotes>,
    pub(super) is_covered: Vec<bool>,
    pub(super) at_block: HashMap<BlockId, usize>,
    pub(super) counts: Counts,
    /// Classes of which a group was taken.
    pub(super) taken_classes: HashSet<Class>,
    /// Classes with the grandparent sections in which members were taken.
    pub(super) sisters: HashSet<(Class, Option<BlockId>)>,
    /// Lists in which items were taken: what they lie in, and how deep.
    pub(super) taken_lists: HashSet<(Parent, usize)>,
    pub(super) title_rank: u8,
    pub(super) has_title: bool,
    pub(super) is_plain_text: bool,
    /// The title says that the note is of another kind.
    pub(super) is_other_document: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClassVotes {
    /// Of members that stand in no body.
    pub(super) open: f32,
    pub(super) marked: usize,
    pub(super) interrogative: usize,
}

/// Decides every group of a note.
pub(super) fn decide<'a>(
    outline: &'a Outline,
    names: &[&str],
    is_plain_text: bool,
    words: &'a NoteWords,
    weights: &'a Weights,
    choice: &Choice,
) -> Decided<'a> {
    let Annotated { annotations, candidates } = annotate(outline, words, weights);
    let mut classes: HashMap<Class, ClassVotes> = HashMap::new();
    for candidate in &candidates {
        let votes = classes.entry(candidate.class.clone()).or_default();
        votes.open += candidate.votes;
        votes.marked += usize::from(candidate.ask == Ask::Mark);
        let is_worded = matches!(candidate.ask, Ask::Interrogative | Ask::Order);
        votes.interrogative += usize::from(is_worded && candidate.is_interrogative);
    }
    let mut decided = Decided {
        outline,
        words,
        weights,
        fold_ends: fold_ends(outline),
        classes,
        is_covered: vec![false; candidates.len()],
        at_block: candidates.iter().enumerate().map(|(index, candidate)| (candidate.at, index)).collect(),
        counts: Counts::of(outline, &candidates, &annotations),
        annotations,
        candidates,
        groups: Vec::new(),
        taken: BTreeMap::new(),
        taken_classes: HashSet::new(),
        sisters: HashSet::new(),
        taken_lists: HashSet::new(),
        title_rank: names.iter().map(|name| TextReading::of(name, words).announcement()).max().unwrap_or(0),
        has_title: names.first().is_some_and(|title| !title.is_empty()),
        is_plain_text,
        is_other_document: names.iter().any(|name| {
            heading_kind(name, words) != HeadingKind::Announces
                && words.within(WordClass::OtherDocuments, &wording::keyword(name, words))
        }),
    };
    decided.group();
    for group in decided.order() {
        decided.decide_group(group, choice);
    }
    let groups: Vec<usize> =
        (0..decided.groups.len()).filter(|&group| decided.groups[group].is_taken).collect();
    for group in groups {
        decided.end_trailing_prose(group);
    }
    decided
}

impl Decided<'_> {
    fn group(&mut self) {
        let mut groups: HashMap<(Class, Parent), usize> = HashMap::new();
        for index in 0..self.candidates.len() {
            let key = (self.candidates[index].class.clone(), self.candidates[index].parent);
            let group = *groups.entry(key).or_insert_with_key(|key| {
                self.groups.push(Group {
                    class: key.0.clone(),
                    members: Vec::new(),
                    evidence: Vec::new(),
                    is_taken: false,
                    has_prompts: false,
                });
                self.groups.len() - 1
            });
            self.groups[group].members.push(index);
            self.candidates[index].group = group;
        }
    }

    /// Outermost first, sections of facts after their sisters, the class with most votes first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        let key = |group: &usize| {
            let group = &self.groups[*group];
            let first = &self.candidates[group.members[0]];
            let votes = self.classes[&group.class].open;
            let own: f32 = group.members.iter().map(|&member| self.candidates[member].votes).sum();
            #[expect(clippy::cast_possible_truncation, reason = "a sum of votes is small")]
            let tenths = |votes: f32| -(votes * 10.0).round() as i64;
            (group.class.rank(), first.is_blocked, tenths(votes), tenths(own), first.at)
        };
        order.sort_by_key(key);
        order
    }

    fn decide_group(&mut self, group: usize, choice: &Choice) {
        let members: Vec<usize> =
            self.groups[group].members.iter().copied().filter(|&member| !self.is_covered[member]).collect();
        let sections = self.sections_among(&members);
        for (&member, &is_section) in members.iter().zip(&sections) {
            self.candidates[member].is_section = is_section;
        }
        let members: Vec<usize> = members
            .iter()
            .zip(&sections)
            .filter(|(_, is_section)| !**is_section)
            .map(|(&member, _)| member)
            .collect();
        let Some(&first) = members.first() else { return };
        let evidence = self.evidence(group, &members);
        let sum: f32 = evidence.iter().map(|(_, weight)| weight).sum();
        let is_enough = sum >= self.weights.accept || self.has_company(&members);
        self.groups[group].has_prompts = self.has_prompts(&members);
        let class = self.groups[group].class.clone();
        let (is_taken, is_chosen) = self.chosen(choice, &class, first, is_enough);
        self.groups[group].evidence = evidence;
        self.groups[group].is_taken = is_taken;
        if !is_taken {
            return;
        }
        self.taken_classes.insert(class.clone());
        // Nothing but the headings that ask speaks for plain headings: the others are parts of an article.
        let is_only_asking = matches!(class, Class::Heading { numbered: Numbered::No, .. })
            && self.groups[group].evidence.iter().all(|(row, weight)| {
                *weight <= 0.0 || matches!(*row, "asks" | "worded" | "support" | "bodies")
            });
        let mut last_asking: Option<BlockId> = None;
        let mut last_number = None;
        let mut taken = Vec::new();
        for &member in &members {
            let falls = !is_chosen
                && !self.candidates[member].is_explicit()
                && (is_only_asking && self.is_short_title(member)
                    || self.falls(member, last_asking, last_number));
            last_number = self.candidates[member].number;
            if self.candidates[member].ask.is_strong() {
                last_asking = Some(self.candidates[member].at);
            }
            if falls {
                continue;
            }
            let candidate = &mut self.candidates[member];
            candidate.is_taken = true;
            candidate.is_doubtful = candidate.ask == Ask::No
                && !matches!(candidate.class, Class::Labelled(_))
                && candidate.number.is_none();
            let section = self.outline.blocks[candidate.at].section;
            let above = section.and_then(|section| self.outline.blocks[section].section);
            if let Class::Item { depth, .. } = class {
                let parent = candidate.parent;
                self.taken_lists.insert((parent, depth));
            }
            if section.is_some() {
                self.sisters.insert((class.clone(), above));
                self.sisters.insert((class.clone(), section));
            }
            self.taken.insert(candidate.at, member);
            taken.push(member);
        }
        // The body of the question above each new one ends earlier now.
        let mut changed: Vec<usize> = Vec::with_capacity(taken.len() * 2);
        for &member in &taken {
            let at = self.candidates[member].at;
            changed.extend(self.taken.range(..at).next_back().map(|(_, &above)| above));
            changed.push(member);
        }
        changed.dedup();
        let has_rules = self.has_rules(&taken);
        for member in changed {
            self.set_span(member, has_rules);
        }
        self.end_trailing_prose(group);
    }

    /// The blocks below a candidate, up to its next sibling or the end of its section.
    pub(super) fn body(&self, member: usize, next: Option<BlockId>) -> impl Iterator<Item = BlockId> + '_ {
        let candidate = &self.candidates[member];
        let (at, is_heading) = (candidate.at, candidate.is_heading());
        let blocks = &self.outline.blocks;
        let level = blocks[at].level;
        let fold_end = self.fold_ends.get(&at).copied().filter(|_| candidate.class == Class::Fold);
        let end = next.unwrap_or(blocks.len()).min(fold_end.unwrap_or(blocks.len()));
        (at + 1..end)
            .take_while(move |&at| {
                blocks[at].kind != Kind::Heading
                    || is_heading
                        && (blocks[at].level > level || self.annotations.role(at) == Role::AnswerMark)
            })
            .filter(move |&at| !matches!(blocks[at].kind, Kind::FoldClose | Kind::Rule))
    }

    /// Whether the block above a numbered item is the step before it.
    pub(super) fn is_step(&self, member: usize) -> bool {
        let candidate = &self.candidates[member];
        let above = candidate.at.checked_sub(1).and_then(|above| self.at_block.get(&above));
        above.is_some_and(|&above| {
            let above = &self.candidates[above];
            !above.is_taken
                && above.class == candidate.class
                && above.number.map(|number| number + 1) == candidate.number
        })
    }

    /// Whether something that is no item of its kind stands between an item and the last one that asks, or the step
    /// before it did not rise.
    pub(super) fn follows_prose(&self, member: usize, last_asking: Option<BlockId>) -> bool {
        let candidate = &self.candidates[member];
        let Some(last) = last_asking else { return false };
        (last + 1..candidate.at)
            .any(|at| matches!(self.outline.blocks[at].kind, Kind::Paragraph | Kind::Line))
    }

    /// Whether a member is a few words that do not ask, over a text: "Best practices". With nothing below it, it is an
    /// entry.
    fn is_short_title(&self, member: usize) -> bool {
        let candidate = &self.candidates[member];
        candidate.ask == Ask::No
            && candidate.title.split_whitespace().count() <= 3
            && !self.is_leaf(candidate)
    }

    /// A member falls by what it is: behind an answer label, prose that asks nothing, a line over its own questions.
    fn falls(&self, member: usize, last_asking: Option<BlockId>, last_number: Option<u32>) -> bool {
        let candidate = &self.candidates[member];
        let counts_on = candidate.number.is_some() && candidate.number == last_number.map(|last| last + 1);
        // Steps of an answer count from one again.
        let is_step = candidate.ask == Ask::No
            && last_asking.is_some()
            && candidate
                .number
                .zip(last_number)
                .is_some_and(|(number, last)| number != last + 1 && (number <= last || self.is_step(member)));
        if is_step && matches!(candidate.class, Class::Item { .. }) && self.follows_prose(member, last_asking)
        {
            return true;
        }
        if matches!(candidate.class, Class::Item { .. })
            && !counts_on
            && !candidate.ask.is_strong()
            && let Some(last) = last_asking
            && (last + 1..candidate.at).any(|at| {
                self.annotations.role(at) == Role::AnswerMark
                    && matches!(self.outline.blocks[at].kind, Kind::Paragraph | Kind::Item)
                    && self.outline.blocks[at].indent <= self.outline.blocks[last].indent
            })
        {
            return true;
        }
        // A topic right above a sibling that asks.
        let is_topic = candidate.ask == Ask::No
            && candidate.number.is_none()
            && candidate.is_heading()
            && candidate.rest.is_empty()
            && candidate.title.split_whitespace().count() <= 3
            && self.at_block.get(&(candidate.at + 1)).is_some_and(|&next| {
                let next = &self.candidates[next];
                next.group == candidate.group && next.ask == Ask::Mark
            });
        if is_topic {
            return true;
        }
        let is_topic_line = matches!(candidate.class, Class::Line { .. })
            && candidate.ask == Ask::No
            && candidate.title.split_whitespace().count() <= 5
            && self.at_block.get(&(candidate.at + 1)).is_some_and(|&next| {
                let next = &self.candidates[next];
                let is_apart = self.outline.blocks[candidate.at].blanks > 0;
                next.group == candidate.group
                    && next.ask.is_strong()
                    && (is_apart
                        || speaks_of(&next.title, &candidate.title)
                        || self.has_other_sign(candidate.at, next.at))
            });
        if is_topic_line {
            return true;
        }
        let leads = candidate.title.ends_with([':', '：'])
            && between(&self.counts.asking, candidate.at + 1, self.holding_end(member).max(candidate.at + 1))
                > 0;
        candidate.ask == Ask::No
            && !candidate.is_numbered_question
            && (matches!(candidate.class, Class::Paragraph { .. }) || leads)
    }

    /// Whether two lines begin with different emoji: "💻 Java" over "✅ What is a class?"
    fn has_other_sign(&self, one: BlockId, other: BlockId) -> bool {
        let sign = |at: BlockId| self.outline.own(at).chars().next().filter(|c| is_emoji(*c));
        sign(one).zip(sign(other)).is_some_and(|(one, other)| one != other)
    }

    /// Whether a group is taken, and whether the user said so.
    fn chosen(&self, choice: &Choice, class: &Class, first: usize, is_enough: bool) -> (bool, bool) {
        if choice.is_empty() {
            return (is_enough, false);
        }
        let at = self.candidates[first].at;
        let is_named = |words: &[String]| words.iter().any(|word| class.is_named(word));
        let key = |title: &str| wording::keyword(title, self.words);
        let is_within = choice.within.is_empty() || {
            let wanted = key(&choice.within);
            self.outline.sections(at).any(|section| key(&self.outline.own(section)) == wanted)
        };
        if !is_within {
            return (
                is_enough && choice.only.is_empty() && !(choice.take.is_empty() && choice.leave.is_empty()),
                false,
            );
        }
        if is_named(&choice.leave) {
            return (false, false);
        }
        if !choice.only.is_empty() {
            return (is_named(&choice.only), true);
        }
        if is_named(&choice.take) { (true, true) } else { (is_enough, false) }
    }
}

/// Whether a text holds the words of a topic, their endings aside.
fn speaks_of(text: &str, topic: &str) -> bool {
    let text = fold(text);
    fold(topic).split_whitespace().all(|word| {
        let stem = word.strip_suffix('s').unwrap_or(word);
        text.split(|c: char| !c.is_alphanumeric()).any(|other| other.starts_with(stem))
    })
}
