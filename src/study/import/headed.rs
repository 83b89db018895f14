//! Questions that are headings: which headings of a note ask, and where each one's text ends.
//!
//! A note's questions stand at one level and are counted alike (`### Why?`, `## 3. Why?`,
//! `4. ### Why?`); headings are grouped by that, and the group that asks most is the questions.
//! Headings of other levels are topics above it or parts of answers below it. A heading outside
//! all answers that plainly asks is a question at any level.

use super::below::Prose;
use super::furniture::{
    Summary, is_furniture_plain, is_link_only, leads_inside, leads_to_all, promises_answer,
};
use super::html::as_plain;
use super::label::{Words, has_question_mark, holds_question_mark, is_question_like, label_of};
use super::options;
use super::outline::{Kind, Outline, names_document};
use super::scan::{lowered, words};
use super::starts::{self, ENOUGH, Start};
use super::tags::is_break;
use super::title::{Count, Title};
use std::cell::{LazyCell, OnceCell};
use std::collections::HashMap;

/// The headings of a note that ask, with what was counted about them.
#[derive(Default)]
pub(super) struct Headed {
    pub(super) starts: Vec<Start>,
    /// Whose answer is folded away.
    pub(super) folded: usize,
    /// Whose fold says that it holds the answer, a solution or a hint.
    promised: usize,
    /// Whether nearly all headings of their level ask.
    are_usual: bool,
    /// Which have options to choose from.
    pub(super) with_options: usize,
    pub(super) counted: usize,
    evidence: OnceCell<i32>,
}

struct Candidate<'a> {
    line: usize,
    level: u8,
    title: Title<'a>,
    raw: &'a str,
    is_asking: bool,
    is_furniture: bool,
    below: Direct,
}

/// What stands between a heading and the next one.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "five things that are there or not")]
struct Direct {
    has_fold: bool,
    /// The fold says that it holds the answer, or stands right below the heading.
    is_sure_fold: bool,
    has_contents: bool,
    has_options: bool,
    /// The fold's title speaks of the answer.
    has_promise: bool,
    text_lines: usize,
}

pub(super) fn find(outline: &Outline<'_>) -> Headed {
    let candidates = candidates(outline);
    let Some((level, count)) = shape(&candidates) else { return Headed::default() };
    let mut members: Vec<bool> = candidates
        .iter()
        .map(|candidate| candidate.level == level && candidate.title.count == count)
        .collect();
    let chosen = || candidates.iter().zip(&members).filter(|&(_, &is_member)| is_member).map(|(c, _)| c);
    let total = chosen().filter(|c| !c.is_furniture).count();
    let asking = chosen().filter(|c| c.is_asking).count();
    let folded = chosen().filter(|c| c.below.has_fold || c.below.has_options).count();
    let is_folded = folded * 2 >= total && folded >= 2;
    // Where enough of them ask, the others are questions in other words.
    let takes_all = asking * 5 >= total * 2 && asking >= 2
        || count != Count::None && asking * 4 >= total
        || count == Count::Question && total >= 3;
    let chapters = chapters(&candidates, &members, level);
    let mut last = None;
    for (at, candidate) in candidates.iter().enumerate() {
        if !members[at] {
            continue;
        }
        let below = &candidate.below;
        // A chapter that does not ask may count on from one that does.
        let number = candidate.title.number;
        let is_of_chapter = chapters[at]
            || count == Count::Question
            || number.is_some_and(|number| number > 1 && last == Some(number - 1));
        members[at] = if is_folded && count == Count::None && !candidate.is_asking {
            below.has_fold || below.has_options
        } else {
            candidate.is_asking && !below.has_contents
                || !candidate.is_furniture
                    && takes_all
                    && (count != Count::None || below.text_lines > 0)
                    && is_of_chapter
                    && !below.has_contents
        };
        last = number.filter(|_| members[at]);
    }
    if count != Count::None {
        leave_out_of_turn(&candidates, &mut members);
    }
    let mut headed = headed(outline, &candidates, &members, (level, count));
    headed.are_usual = asking >= 5 && asking * 4 >= total * 3;
    headed
}

/// For each candidate whether its chapter, up to the next higher heading, has a member that asks.
fn chapters(candidates: &[Candidate<'_>], members: &[bool], level: u8) -> Vec<bool> {
    let mut asks = vec![false; candidates.len()];
    let mut from = 0;
    for to in 1..=candidates.len() {
        if to == candidates.len() || candidates[to].level < level {
            let is_asking = (from..to).any(|at| members[at] && candidates[at].is_asking);
            asks[from..to].fill(is_asking);
            from = to;
        }
    }
    asks
}

fn headed(
    outline: &Outline<'_>,
    candidates: &[Candidate<'_>],
    members: &[bool],
    shape: (u8, Count),
) -> Headed {
    let mut headed = Headed::default();
    let folded = || candidates.iter().filter(|candidate| candidate.below.has_fold);
    let folds_answer =
        folded().filter(|candidate| candidate.below.is_sure_fold).count() * 2 > folded().count();
    // Beside questions with marks a heading without one names a topic: "What it is".
    let taken = || candidates.iter().zip(members).filter(|&(_, &is)| is).map(|(candidate, _)| candidate);
    let are_marked = taken().all(|candidate| has_question_mark(candidate.raw));
    // "Bonus tips" behind the last question, where nothing of its level stands in any other's answer.
    let last_member = members.iter().rposition(|&is_member| is_member).unwrap_or_default();
    let is_part =
        |at: usize| candidates[at].level == shape.0 && !members[at] && !is_topic(candidates, members, at);
    let first_member = members.iter().position(|&is_member| is_member).unwrap_or_default();
    let are_apart = taken().count() >= 3 && !(first_member..last_member).any(is_part);
    // The level of the question whose text goes on.
    let mut open: Option<u8> = None;
    // The last number, and whether numbers stand below it that count something else.
    let (mut last, mut counts_within) = (None, false);
    for (at, candidate) in candidates.iter().enumerate() {
        let is_plainly_asking = candidate.is_asking
            && open.is_none_or(|open| candidate.level <= open)
            && (!are_marked || has_question_mark(candidate.raw))
            && candidate.below.text_lines > 0;
        let is_loose = candidate.is_asking
            && candidate.level == shape.0
            && is_counted_less(candidate, shape.1)
            && (candidate.below.text_lines > 0 || !headed.starts.is_empty());
        let number = candidate.title.number;
        // `### 6. Why?` goes on behind `## 5. Why?`
        let counts_on = candidate.is_asking
            && holds_question_mark(candidate.raw)
            && !counts_within
            && number.is_some_and(|number| last == number.checked_sub(1));
        // `### 1-2. Why?` within the answer to the first follows it up.
        let is_follow_up = candidate.is_asking && open.is_some() && is_sub_counted(candidate.raw);
        let is_start = members[at]
            || is_follow_up
            || !candidate.below.has_contents && (is_plainly_asking || is_loose || counts_on);
        counts_within = !is_start && (counts_within || number.is_some());
        if is_start {
            last = number;
            close(outline, &mut headed, candidate.line);
            headed.folded += usize::from(candidate.below.has_fold);
            headed.promised += usize::from(candidate.below.has_promise);
            headed.with_options += usize::from(candidate.below.has_options);
            headed.counted += usize::from(candidate.title.count != Count::None);
            let from = outline.start_of(body_line(outline, candidate.line));
            headed.starts.push(Start {
                line: candidate.line,
                title: candidate.raw.to_owned(),
                body: from..outline.text.len(),
                level: candidate.level,
                // Where folds hold the answers, the text above a fold asks.
                prose: if folds_answer && candidate.below.has_fold { Prose::Asks } else { Prose::Answers },
                section: None,
            });
            open = Some(candidate.level);
            continue;
        }
        let ends = open.is_some_and(|open| {
            candidate.level < open
                || candidate.is_furniture && leads_to_all(candidate.raw)
                || candidate.level == open
                    && (candidate.is_furniture
                        || shape.1 == Count::None
                        || are_apart && at > last_member && closes_document(candidate.raw)
                        || is_topic(candidates, members, at))
        });
        if ends {
            close(outline, &mut headed, candidate.line);
            open = None;
        }
    }
    headed
}

/// The last question ends above a line, if it has not ended before.
fn close(outline: &Outline<'_>, headed: &mut Headed, line: usize) {
    let end = outline.start_of(line);
    if let Some(last) = headed.starts.last_mut()
        && last.body.end > end
    {
        last.body.end = end.max(last.body.start);
    }
}

/// A question without its number among numbered ones.
fn is_counted_less(candidate: &Candidate<'_>, count: Count) -> bool {
    count != Count::None
        && (candidate.title.count == Count::None && holds_question_mark(candidate.raw)
            || candidate.title.count == Count::Question)
}

/// `1-2. Why?`
fn is_sub_counted(raw: &str) -> bool {
    let behind = |text: &str| text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let first = raw.len() - behind(raw);
    raw[first..].strip_prefix('-').is_some_and(|rest| {
        let second = rest.len() - behind(rest);
        first > 0 && second > 0 && rest[second..].starts_with(['.', ')'])
    })
}

/// A heading of the questions' level right above the next question names a topic.
fn is_topic(candidates: &[Candidate<'_>], members: &[bool], at: usize) -> bool {
    let is_followed = members.get(at + 1).is_some_and(|&is_member| is_member) || at + 1 == candidates.len();
    candidates[at].below.text_lines == 0 && is_followed
}

/// The line below a heading, allowing for the marks under an underlined one.
fn body_line(outline: &Outline<'_>, line: usize) -> usize {
    let is_underlined = outline
        .lines
        .get(line + 1)
        .is_some_and(|next| next.kind == Kind::Hidden && next.bare.chars().all(|c| matches!(c, '=' | '-')));
    line + 1 + usize::from(is_underlined)
}

fn candidates<'a>(outline: &Outline<'a>) -> Vec<Candidate<'a>> {
    let title_line = outline.title_line();
    let headings: Vec<_> = outline.headings().collect();
    let times = LazyCell::new(|| {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for &(.., raw) in &headings {
            *times.entry(raw).or_default() += 1;
        }
        times
    });
    let mut candidates: Vec<Candidate<'a>> = headings
        .iter()
        .enumerate()
        .filter(|&(_, &(line, ..))| Some(line) != title_line || headings.len() == 1)
        .map(|(at, &(line, level, mark, raw))| {
            let end = headings.get(at + 1).map_or(outline.lines.len(), |next| next.0);
            let mut title = Title::of(raw);
            if title.count == Count::None && !mark.is_empty() {
                title.count = Count::Number;
                title.number = mark.trim_end_matches(['.', ')']).parse().ok();
            }
            let plain = as_plain(&title.question);
            let is_furniture = is_furniture_plain(&plain);
            let leads_away = raw.contains('#') && is_link_only(raw) && leads_inside(raw);
            Candidate {
                line,
                level,
                // "Build" and "Design" alone are topics.
                is_asking: !is_furniture
                    && !leads_away
                    && !names_step(&plain)
                    && is_question_like(&plain)
                    && (holds_question_mark(&plain)
                        || plain.trim().contains(char::is_whitespace) && !names_chapter(&plain)),
                is_furniture,
                raw,
                title,
                below: direct(outline, line + 1, end),
            }
        })
        .collect();
    // "Any doubts?" below question after question, with nothing below it, asks nothing itself.
    for candidate in &mut candidates {
        let is_bare =
            candidate.is_asking && candidate.below.text_lines == 0 && candidate.title.count == Count::None;
        if is_bare && times.get(candidate.raw).is_some_and(|&times| times >= 3) {
            candidate.is_asking = false;
            candidate.is_furniture = true;
        }
    }
    // "Answer" and what stands below question after question ("Explanation") are parts of answers.
    candidates.retain(|candidate| {
        let is_repeated = || times.get(candidate.raw).is_some_and(|&times| times >= 3);
        let is_own = candidate.is_asking || candidate.below.has_fold || candidate.below.has_options;
        label_of(candidate.raw).is_none() && (is_own || candidate.is_furniture || !is_repeated())
    });
    candidates
}

/// "Bonus tips", "Final words": what a document closes with.
fn closes_document(title: &str) -> bool {
    const CLOSERS: &[&str] = &[
        "bonus",
        "conclusion",
        "final",
        "summary",
        "recap",
        "revision",
        "tip",
        "tips",
        "takeaways",
        "resources",
        "references",
    ];
    words(&lowered(&as_plain(title))).iter().any(|word| CLOSERS.contains(word))
}

/// "Step 2: What's in the box?"
fn names_step(plain: &str) -> bool {
    plain.strip_prefix("Step ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// "When to use", "When not to use it", "How it works": chapters of any text.
fn names_chapter(plain: &str) -> bool {
    let lower = lowered(plain);
    let mut told = words(&lower);
    told.retain(|word| *word != "not");
    matches!(told[..], ["when" | "where" | "what" | "why" | "how", "to" | "it" | "this", ..] if told.len() <= 4)
}

fn direct(outline: &Outline<'_>, from: usize, to: usize) -> Direct {
    let mut direct = Direct::default();
    let mut seen = None;
    let mut skip_to = 0;
    let has_folds = !outline.details.is_empty();
    for at in from..to {
        let line = &outline.lines[at];
        if matches!(line.kind, Kind::Blank) {
            continue;
        }
        if let Some(within) = line.within {
            fold(outline, within, &mut seen, &mut direct);
            direct.text_lines += 1;
            continue;
        }
        // Below some text only folds and options tell anything more.
        let may_tell = direct.text_lines < if has_folds { 2 } else { 1 }
            || direct.has_options
            || options::may_be_option(line.bare)
            || has_folds && line.text.contains('<');
        if !may_tell {
            continue;
        }
        let bare = line.bare;
        match line.kind {
            Kind::Blank | Kind::Hidden | Kind::Rule | Kind::Heading { .. } => {}
            Kind::Code => direct.text_lines += 1,
            _ if outline.is_junk(at) || is_break(bare) => {}
            Kind::Item { text, .. } if is_link_only(text) || leads_inside(text) => {}
            Kind::Table if leads_inside(bare) => {}
            _ => {
                direct.text_lines += 1;
                if bare.starts_with("<details") || bare.contains("<details>") {
                    let index = outline.details.partition_point(|details| details.range.start < line.start);
                    if index < outline.details.len() {
                        fold(outline, index, &mut seen, &mut direct);
                    }
                } else if !direct.has_options && at >= skip_to {
                    if let Some((_, end)) = options::at(outline, at) {
                        direct.has_options = true;
                        skip_to = end;
                    }
                } else if label_of(line.text).is_some_and(|label| label.is_plain) {
                    direct.has_fold |= direct.has_options;
                }
            }
        }
    }
    direct
}

fn fold(outline: &Outline<'_>, index: usize, seen: &mut Option<usize>, direct: &mut Direct) {
    if seen.replace(index) == Some(index) {
        return;
    }
    let details = &outline.details[index];
    match outline.says(details) {
        Summary::Answer | Summary::Hint => {
            let title = outline.summary(details);
            let promises = promises_answer(title);
            direct.has_promise |= promises && !title.trim().is_empty();
            direct.is_sure_fold |= direct.text_lines <= 1 || promises;
            direct.has_fold = true;
        }
        Summary::Contents => direct.has_contents = true,
        Summary::Other => {}
    }
}

/// The level and count that the questions have.
fn shape(candidates: &[Candidate<'_>]) -> Option<(u8, Count)> {
    let mut groups: Vec<((u8, Count), usize)> = Vec::new();
    for candidate in
        candidates.iter().filter(|candidate| !candidate.is_furniture && !candidate.below.has_contents)
    {
        let shape = (candidate.level, candidate.title.count);
        let is_answered = candidate.below.has_fold || candidate.below.has_options;
        let weight = usize::from(candidate.is_asking) * 2
            + usize::from(is_answered) * 2
            + usize::from(candidate.title.count == Count::Question && has_question_mark(candidate.raw))
            + usize::from(candidate.title.count != Count::None);
        match groups.iter_mut().find(|(known, _)| *known == shape) {
            Some((_, group)) => *group += weight,
            None => groups.push((shape, weight)),
        }
    }
    let best = groups
        .into_iter()
        .max_by_key(|&((level, count), weight)| (weight, count != Count::None, std::cmp::Reverse(level)));
    best.filter(|&(_, weight)| weight >= 2).map(|(shape, _)| shape)
}

/// Numbered headings inside an answer count anew, while the questions' own count goes on behind them.
fn leave_out_of_turn(candidates: &[Candidate<'_>], members: &mut [bool]) {
    let mut last_of: HashMap<u32, usize> = HashMap::new();
    for (at, candidate) in candidates.iter().enumerate().filter(|&(at, _)| members[at]) {
        if let Some(number) = candidate.title.number {
            last_of.insert(number, at);
        }
    }
    let mut last: Option<u32> = None;
    let mut is_new_topic = false;
    let Some(level) = candidates.iter().zip(&*members).find(|&(_, &is)| is).map(|(c, _)| c.level) else {
        return;
    };
    for at in 0..candidates.len() {
        let candidate = &candidates[at];
        is_new_topic |= candidate.level < level;
        let Some(number) = candidate.title.number.filter(|_| members[at]) else { continue };
        let goes_on = last.is_some_and(|last| last_of.get(&(last + 1)).is_some_and(|&later| later > at));
        let is_back = last.is_some_and(|last| number <= last);
        if is_back && goes_on && !candidate.is_asking && !is_new_topic {
            members[at] = false;
        } else {
            last = Some(number);
            is_new_topic = false;
        }
    }
}

/// Whether headings say how to install, use and license something.
fn presents_project(outline: &Outline<'_>) -> bool {
    const OF_PROJECTS: &[&str] = &[
        "license",
        "licence",
        "contributing",
        "contribute",
        "installation",
        "install",
        "installing",
        "usage",
        "getting started",
        "quick start",
        "quickstart",
        "features",
        "changelog",
        "building",
        "acknowledgements",
        "minimum supported rust version",
        "msrv",
    ];
    static KNOWN: Words = Words::of(&[OF_PROJECTS]);
    outline.headings().filter(|(.., title)| KNOWN.hold(title.trim())).count() >= 2
}

/// What speaks for these questions, found once: three families are of headings.
pub(super) fn evidence(outline: &Outline<'_>, headed: &Headed) -> i32 {
    *headed.evidence.get_or_init(|| weighed(outline, headed))
}

/// One heading that asks may stand in any text; two, or one with its answer folded away, may not.
fn weighed(outline: &Outline<'_>, headed: &Headed) -> i32 {
    let is_sure = headed.starts.len() >= 2 || headed.folded + headed.with_options > 0;
    let is_answered = headed.starts.iter().any(|start| !outline.text[start.body.clone()].trim().is_empty());
    // "How it works" and "What's changed" are headings of any text.
    let is_plain = headed.folded + headed.with_options == 0;
    let is_page = is_plain
        && (!starts::are_distinct(&headed.starts)
            || !headed.are_usual
                && headed.counted * 2 < headed.starts.len()
                && starts::marked(&headed.starts) * 5 < headed.starts.len() * 2);
    // Numbered headings that tell what to do are the steps of a guide.
    let are_steps = || {
        let like = headed
            .starts
            .iter()
            .filter(|start| is_question_like(&as_plain(&Title::of(&start.title).question)));
        is_plain && starts::marked(&headed.starts) == 0 && like.count() * 3 < headed.starts.len() * 2
    };
    let is_of_questions = || outline.headings().next().is_some_and(|(.., title)| names_document(title));
    if headed.counted * 3 >= headed.starts.len() * 2 && are_steps() && !is_of_questions() {
        return 0;
    }
    // "Why?" and "How do I install it?" in what presents a project.
    if headed.starts.len() <= 3 && is_plain && presents_project(outline) {
        return 0;
    }
    // A list of questions may be written as headings; no other text has nothing below them.
    let is_list = !is_answered && headed.starts.len() >= 4;
    let evidence = if is_list || is_sure && is_answered && !is_page {
        starts::evidence(outline, &headed.starts)
    } else {
        0
    };
    // What has solutions folded away below it sets a task, in whatever words.
    let sets_tasks = headed.promised >= 2 && headed.promised * 2 >= headed.starts.len();
    evidence.max(if sets_tasks { ENOUGH } else { 0 })
}
