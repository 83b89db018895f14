//! What the steps from blocks to cards promise each other. Debug builds look at it for every note that is read, so
//! every test and every fuzz target does; what it finds is a fault of the importer and not of the note.

use super::super::blocks::{BlockId, Kind, Outline};
use super::body::Split;
use super::candidate::Candidate;
use super::groups::Decided;

/// The first promise that the blocks of a note break: each lies in the text behind the one before it, and what it
/// lies in comes before it.
pub(super) fn broken_by_blocks(outline: &Outline) -> Option<String> {
    let (text, blocks) = (&outline.text.text, &outline.blocks);
    let mut last_start = 0;
    for (at, block) in blocks.iter().enumerate() {
        let (lines, own) = (&block.lines, &block.own);
        let is_ordered = last_start <= lines.start && lines.start <= lines.end;
        last_start = lines.start;
        if !is_ordered || lines.end > outline.text.line_count() {
            return Some(format!("block {at} is on the lines {lines:?}"));
        }
        if text.get(own.clone()).is_none() {
            return Some(format!("block {at} says the bytes {own:?} of {}", text.len()));
        }
        let lies_in = [
            ("section", block.section, Kind::Heading),
            ("fold", block.fold, Kind::FoldOpen),
            ("item", block.item, Kind::Item),
        ];
        for (what, outer, kind) in lies_in {
            // A heading was an item before it was raised.
            let is_it = |outer: BlockId| blocks[outer].kind == kind || blocks[outer].kind == Kind::Heading;
            if outer.is_some_and(|outer| outer >= at || !is_it(outer)) {
                return Some(format!("block {at} lies in the {what} {outer:?}"));
            }
        }
    }
    None
}

/// The first promise that the groups break: every candidate is in one group, every block is one candidate at most,
/// and the bodies of those that were taken do not overlap.
pub(super) fn broken_by_groups(decided: &Decided<'_>) -> Option<String> {
    let candidates = &decided.candidates;
    if let Some(pair) = candidates.windows(2).find(|pair| pair[0].at >= pair[1].at) {
        return Some(format!(
            "the candidates of the blocks {} and {} are out of order",
            pair[0].at, pair[1].at
        ));
    }
    let mut group_count = vec![0_usize; candidates.len()];
    for (group, members) in decided.groups.iter().map(|group| &group.members).enumerate() {
        for &member in members {
            group_count[member] += 1;
            if candidates[member].group != group {
                return Some(format!("candidate {member} is in group {group} and names another"));
            }
        }
    }
    if let Some(member) = group_count.iter().position(|&count| count != 1) {
        return Some(format!("candidate {member} is in {} groups", group_count[member]));
    }
    let taken: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.is_taken).collect();
    if taken.len() != decided.taken.len()
        || taken.iter().any(|taken| !decided.taken.contains_key(&taken.at))
        || taken.iter().any(|taken| !decided.groups[taken.group].is_taken)
    {
        return Some("the candidates that were taken are not those of the groups".to_owned());
    }
    for (order, candidate) in taken.iter().enumerate() {
        let next = taken.get(order + 1).map_or(decided.outline.blocks.len(), |next| next.at);
        if candidate.end <= candidate.at || candidate.end > next {
            return Some(format!(
                "the body of block {} ends at {}, {next} is next",
                candidate.at, candidate.end
            ));
        }
    }
    None
}

/// The first promise that a split breaks: each block of a body has one use.
pub(super) fn broken_by_split(outline: &Outline, candidate: &Candidate, split: &Split) -> Option<String> {
    let mut use_count = vec![0_usize; candidate.end - candidate.at];
    for at in split.used.iter().copied().chain(split.dropped.iter().map(|&(at, _)| at)) {
        let Some(count) = at.checked_sub(candidate.at).and_then(|place| use_count.get_mut(place)) else {
            return Some(format!("block {at} is not in the body of block {}", candidate.at));
        };
        *count += 1;
    }
    let is_in_the_body = |place: usize| place > 0;
    let odd = |&(place, count): &(usize, &usize)| {
        let may_be_unused = matches!(outline.blocks[candidate.at + place].kind, Kind::Rule | Kind::FoldClose);
        !(*count == 1 || *count == 0 && may_be_unused)
    };
    let found = use_count.iter().enumerate().filter(|&(place, _)| is_in_the_body(place)).find(odd);
    found.map(|(place, count)| format!("block {} has {count} uses", candidate.at + place))
}
