//! The stages of an interview from a mermaid flowchart: `a(HR Call) --> b(Task) --rejected--x c(Offer)`.
//!
//! Stages are the labels in the order of the arrows, up to the arrow that says how it ended. Only
//! the little of mermaid that such charts use is read; what is not understood is skipped.

use crate::study::lexicon::{NoteWords, WordClass, fold};

/// How far an interview went.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::study::import) struct Flow {
    pub(in crate::study::import) stages: Vec<String>,
    /// `rejected`, `accepted`, … as the arrow after the last stage says.
    pub(in crate::study::import) outcome: Option<&'static str>,
}

/// Whether a line opens a chart: `flowchart LR`, `graph TD`.
pub(in crate::study::import) fn is_chart_header(line: &str) -> bool {
    let mut words = line.split_whitespace();
    matches!(words.next(), Some("flowchart" | "graph"))
        && words
            .next()
            .is_none_or(|word| matches!(word.trim_end_matches(';'), "LR" | "RL" | "TD" | "TB" | "BT"))
}

pub(in crate::study::import) fn read(chart: &str) -> Flow {
    let mut nodes: Vec<(String, String)> = Vec::new();
    let mut edges: Vec<Edge> = Vec::new();
    // A chart of more nodes is no interview.
    for statement in chart.split(['\n', ';']).filter(|line| !is_chart_header(line)).take(200) {
        read_statement(statement.trim(), &mut nodes, &mut edges);
    }
    let label = |id: &str| {
        nodes.iter().find(|(known, _)| known == id).map_or(id, |(_, label)| label.as_str()).to_owned()
    };
    let mut flow = Flow::default();
    let mut passed: Vec<&str> = Vec::new();
    let Some(first) =
        edges.first().map(|edge| edge.from.as_str()).or_else(|| nodes.first().map(|(id, _)| id.as_str()))
    else {
        return flow;
    };
    let mut here = first;
    // Each node is left once, so a circle ends.
    while !passed.contains(&here) && passed.len() < 64 {
        passed.push(here);
        let stage = label(here);
        if !stage.trim().is_empty() {
            flow.stages.push(stage);
        }
        let Some(edge) = edges.iter().find(|edge| edge.from == here) else { break };
        flow.outcome = outcome_of(&edge.label).or(edge.is_crossed.then_some("rejected"));
        if flow.outcome.is_some() {
            if flow.outcome == Some("rejected") && !edge.is_crossed && is_offer(&label(here)) {
                // An offer is refused by the one who got it.
                flow.outcome = Some("declined");
            }
            break;
        }
        here = &edge.to;
    }
    flow
}

/// What became of an application, in one word, if a text says so. Words say more than signs do.
pub(in crate::study::import) fn outcome_of(text: &str) -> Option<&'static str> {
    let (known, folded) = (NoteWords::built_in(), fold(text));
    let worded =
        OUTCOMES.iter().find(|(_, class)| known.within(*class, &folded)).map(|&(outcome, _)| outcome);
    let signed = || {
        let signs = [("❌", "rejected"), ("✅", "accepted"), ("❎", "declined")];
        signs.into_iter().find(|(sign, _)| text.contains(sign)).map(|(_, outcome)| outcome)
    };
    worded.or_else(signed)
}

/// What is told first counts: an offer that was declined is declined.
const OUTCOMES: &[(&str, WordClass)] = &[
    ("no answer", WordClass::NoAnswer),
    ("withdrawn", WordClass::Withdrawn),
    ("declined", WordClass::Declined),
    ("rejected", WordClass::Rejected),
    ("accepted", WordClass::Accepted),
    ("offer", WordClass::Offer),
];

fn is_offer(stage: &str) -> bool {
    stage.to_lowercase().contains("offer")
}

struct Edge {
    from: String,
    to: String,
    label: String,
    is_crossed: bool,
}

fn read_statement(statement: &str, nodes: &mut Vec<(String, String)>, edges: &mut Vec<Edge>) {
    let mut rest = statement;
    let Some(mut from) = take_node(&mut rest, nodes) else { return };
    while edges.len() < 400
        && let Some((label, is_crossed)) = take_arrow(&mut rest)
    {
        let Some(to) = take_node(&mut rest, nodes) else { return };
        edges.push(Edge { from, to: to.clone(), label, is_crossed });
        from = to;
    }
}

/// `id`, `id(Label)`, `id[Label]`, `id{Label}`, `id((" "))`.
fn take_node(rest: &mut &str, nodes: &mut Vec<(String, String)>) -> Option<String> {
    let text = rest.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (id, mut tail) = text.split_at(end);
    if id.is_empty() {
        return None;
    }
    if tail.starts_with(['(', '[', '{', '>']) {
        let inner = tail.trim_start_matches(['(', '[', '{', '>', '/', '"']);
        // A quoted label may hold brackets.
        let quoted = tail[..tail.len() - inner.len()].ends_with('"');
        let close = if quoted { inner.find('"') } else { inner.find([')', ']', '}']) }.unwrap_or(inner.len());
        let label = inner[..close].replace("<br>", " ").replace("<br/>", " ");
        tail = inner[close..].trim_start_matches(['"', ')', ']', '}', '/']);
        if !nodes.iter().any(|(known, _)| known == id) {
            nodes.push((id.to_owned(), label.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    *rest = tail;
    Some(id.to_owned())
}

/// `-->`, `--text-->`, `-- text --x`, `-->|text|`, `-.->`, `==>`: its text, and whether it ends in a cross.
fn take_arrow(rest: &mut &str) -> Option<(String, bool)> {
    let text = rest.trim_start();
    let is_line = |c: char| matches!(c, '-' | '=' | '.');
    let start = text.len() - text.trim_start_matches('<').trim_start_matches(is_line).len();
    if start < 2 {
        return None;
    }
    let after = &text[start..];
    if let Some(tail) = after.strip_prefix('>').or_else(|| head(after)) {
        let is_crossed = after.starts_with('x');
        let (label, tail) = match tail.trim_start().strip_prefix('|').and_then(|inner| inner.split_once('|'))
        {
            Some((label, tail)) => (label.trim().to_owned(), tail),
            None => (String::new(), tail),
        };
        *rest = tail;
        return Some((label, is_crossed));
    }
    // The text stands inside the line: find where the line goes on.
    let (end, line_chars) =
        ["--", "==", ".-", "-."].iter().filter_map(|line| after.find(line).map(|at| (at, 2))).min()?;
    let label = after[..end].trim().to_owned();
    let tail = after[end + line_chars..].trim_start_matches(is_line);
    let is_crossed = tail.starts_with('x');
    *rest = tail.strip_prefix('>').or_else(|| head(tail)).unwrap_or(tail);
    Some((label, is_crossed))
}

/// What follows an arrow head that is a letter; the letter may as well begin a node: `--x hri`.
fn head(text: &str) -> Option<&str> {
    text.strip_prefix(['x', 'o']).filter(|tail| tail.starts_with([' ', '|']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(chart: &str, stages: &[&str], outcome: Option<&str>) {
        let flow = read(chart);
        assert_eq!(
            (flow.stages.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), flow.outcome),
            (stages, outcome)
        );
    }

    #[test]
    fn stages_end_where_the_chart_says_so() {
        check(
            "flowchart LR\n    cv(Send CV) --> call(HR Call) --> t(Task) --rejected--x hri(HR Interview) -.-> o(Offer)",
            &["Send CV", "HR Call", "Task"],
            Some("rejected"),
        );
        check(
            "graph TD\na[Apply] --> b[Interview]\nb -- accepted --> c[Offer]",
            &["Apply", "Interview"],
            Some("accepted"),
        );
        check("a(Apply) -->|rejected| b(End)", &["Apply"], Some("rejected"));
        check("a(Apply) --> o(Offer) --accepted :) --> r((\" \"))", &["Apply", "Offer"], Some("accepted"));
        check("a(Apply) --> o(Offer) --rejected--> r((\" \"))", &["Apply", "Offer"], Some("declined"));
        check("a(Apply) ==> b{Call} -.-> c([Task])", &["Apply", "Call", "Task"], None);
        check("a(Apply) --> b(Call)\nb --> a", &["Apply", "Call"], None);
        check("a(\"Call (HR)\") --> b(Task)", &["Call (HR)", "Task"], None);
        check("--> ( -- x", &[], None);
    }
}
