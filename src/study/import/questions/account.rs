//! What became of every block: how much of what asks became cards, what was left, and how sure the reading is.

use std::collections::BTreeMap;

use super::super::blocks::{BlockId, Kind};
use super::super::outcome::{Account, Unused};
use super::candidate::{Candidate, Role};
use super::groups::Decided;
use crate::study::import::wording::{Ask, HeadingKind, clean};

/// The use of each block.
pub(super) struct Uses {
    pub(super) used: Vec<bool>,
    pub(super) known: Vec<bool>,
}

pub(super) fn account(decided: &Decided<'_>, uses: &Uses, card_count: usize) -> Account {
    let unused = unused(decided, uses);
    if card_count == 0 {
        return Account { coverage: 0, confidence: 0, unused };
    }
    let taken_classes: std::collections::HashSet<_> = decided
        .candidates
        .iter()
        .filter(|candidate| candidate.is_taken)
        .map(|candidate| &candidate.class)
        .collect();
    let missed = decided
        .candidates
        .iter()
        .filter(|candidate| !candidate.is_taken && !candidate.is_section)
        .filter(|candidate| {
            candidate.ask == Ask::Mark && !candidate.is_blocked
                || taken_classes.contains(&candidate.class)
                    && !uses.used[candidate.at]
                    && !candidate.is_blocked
        })
        .count();
    let coverage = percent(card_count, card_count + missed);
    Account { coverage, confidence: confidence(decided, uses), unused }
}

fn unused(decided: &Decided<'_>, uses: &Uses) -> Vec<Unused> {
    let mut left: BTreeMap<(usize, BlockId), Vec<&Candidate>> = BTreeMap::new();
    for candidate in &decided.candidates {
        if candidate.is_taken || candidate.is_section || uses.used[candidate.at] {
            continue;
        }
        // The title of a note.
        let block = &decided.outline.blocks[candidate.at];
        let is_title = block.kind == Kind::Heading && block.level == 1 && candidate.at <= 1;
        if is_title && candidate.ask == Ask::No {
            continue;
        }
        if candidate.is_blocked && candidate.ask != Ask::Mark {
            continue;
        }
        let section = decided.outline.blocks[candidate.at].section.map_or(0, |section| section + 1);
        left.entry((candidate.group, section)).or_default().push(candidate);
    }
    let mut unused: Vec<(u8, Unused)> = left
        .into_values()
        .map(|members| {
            let first = members[0];
            let section = decided.outline.blocks[first.at].section;
            let rank = first.class.rank().0;
            let name = |section: BlockId| clean(&decided.outline.own(section), decided.words).into_owned();
            let sample: String = first.title.lines().next().unwrap_or_default().chars().take(80).collect();
            let unused = Unused {
                class: first.class.name(),
                section: section.map_or(String::new(), name),
                count: members.len(),
                asking: members.iter().filter(|member| member.ask.is_strong()).count(),
                sample,
                line: decided.outline.number(first.at),
            };
            (rank, unused)
        })
        .collect();
    unused.sort_by(|(rank_a, a), (rank_b, b)| {
        rank_a.cmp(rank_b).then(b.count.cmp(&a.count)).then(a.line.cmp(&b.line))
    });
    unused.into_iter().map(|(_, unused)| unused).collect()
}

/// The least of the lines accounted for and the asking candidates taken, less for narrow decisions, capped where a
/// group or a card looks wrong.
fn confidence(decided: &Decided<'_>, uses: &Uses) -> u8 {
    let taken: Vec<&Candidate> = decided.candidates.iter().filter(|candidate| candidate.is_taken).collect();
    if taken.is_empty() {
        return 50;
    }
    let blocks = &decided.outline.blocks;
    let size = |at: BlockId| blocks[at].lines.len();
    let all: usize = (0..blocks.len()).filter(|&at| counts(decided, at)).map(size).sum();
    let known: usize = (0..blocks.len()).filter(|&at| counts(decided, at) && uses.known[at]).map(size).sum();
    let missed = decided
        .candidates
        .iter()
        .filter(|candidate| {
            candidate.ask == Ask::Mark
                && !candidate.is_taken
                && !candidate.is_section
                && !uses.used[candidate.at]
        })
        .count();
    let is_wide = |candidate: &&&Candidate| {
        let group = &decided.groups[candidate.group];
        let sum: f32 = group.evidence.iter().map(|(_, weight)| weight).sum();
        candidate.is_explicit() || sum >= 1.5 * decided.weights.accept
    };
    let wide = percent(taken.iter().filter(is_wide).count(), taken.len());
    let least = percent(known, all).min(percent(taken.len(), taken.len() + missed));
    let mut sure = u32::from(least) * (70 + u32::from(wide) * 3 / 10) / 100;
    for group in decided.groups.iter().filter(|group| group.is_taken && group.members.len() > 8) {
        let members: Vec<&Candidate> = group
            .members
            .iter()
            .map(|&member| &decided.candidates[member])
            .filter(|member| member.is_taken)
            .collect();
        let asking = members.iter().filter(|member| member.ask.is_strong()).count();
        if members.len() > 8 && asking * 3 < members.len() {
            sure = sure.min(60);
        }
    }
    let longest = taken.iter().map(|candidate| (candidate.at..candidate.end).map(size).sum::<usize>()).max();
    let total: usize = (0..blocks.len()).map(size).sum();
    if taken.len() > 1 && longest.unwrap_or(0) * 2 > total {
        sure = sure.min(50);
    }
    u8::try_from(sure.min(100)).unwrap_or(100)
}

/// Whether a block counts among the text of a note.
fn counts(decided: &Decided<'_>, at: BlockId) -> bool {
    !matches!(decided.outline.blocks[at].kind, Kind::Rule | Kind::FoldClose)
}

/// Whether a block that no card used is accounted for.
pub(super) fn is_known(decided: &Decided<'_>, at: BlockId) -> bool {
    matches!(decided.annotations.role(at), Role::Fact | Role::Boilerplate)
        || decided.outline.blocks[at].kind == Kind::Heading
        || decided
            .outline
            .sections(at)
            .any(|section| decided.annotations.kind(section) == HeadingKind::Boilerplate)
}

fn percent(part: usize, whole: usize) -> u8 {
    let share = (part * 100).checked_div(whole).unwrap_or(100);
    u8::try_from(share.min(100)).unwrap_or(100)
}
