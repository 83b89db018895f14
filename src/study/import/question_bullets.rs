//! Questions that are bullets: which lists of a note ask, and where each bullet's text ends.
//!
//! A list asks if most of its bullets do, or if they are written as questions with links for
//! answers (`- **Why?** - [read](url)`, `- **Question**: Why?`). Bullets that only lead elsewhere
//! are contents or further reading. What is indented below a bullet belongs to it.

use super::below::Prose;
use super::furniture::{Summary, ends_asking, is_furniture, is_link_only, leads_inside, tells_command};
use super::headings::Heading;
use super::html::as_plain;
use super::label::{QUESTION_MARKS, has_question_mark, is_question_like, label_of, split_question};
use super::outline::{Kind, Line, Outline, indent_columns};
use super::starts::{self, BELOW_HEADINGS, ENOUGH, Start};
use super::title::{self, Count, Title, counted};
use std::cell::LazyCell;

/// The bullets of a note that ask, with what was counted about them.
#[derive(Default)]
pub(super) struct Bulleted {
    pub(super) starts: Vec<Start>,
    /// Which have companies behind them, or a fold below.
    pub(super) with_sightings: usize,
    pub(super) with_links: usize,
    /// Which are links to problems set on a site for them.
    pub(super) problems: usize,
    /// Bullets and links that were passed over.
    pub(super) passed: usize,
}

/// All lists of a note.
pub(super) fn find(outline: &Outline<'_>) -> Bulleted {
    let mut found = Bulleted::default();
    in_lines(outline, 0, outline.lines.len(), &mut found);
    // A list that counts up to one that asks is known only then.
    found.starts.sort_by_key(|start| start.line);
    take_outer_answers(outline, &mut found.starts);
    found
}

/// Where prose that is not indented follows most bullets, it answers them.
fn take_outer_answers(outline: &Outline<'_>, starts: &mut [Start]) {
    let ends: Vec<(usize, bool)> = starts
        .iter()
        .enumerate()
        .map(|(at, start)| {
            let from = outline.lines.partition_point(|line| line.start < start.body.end).max(start.line + 1);
            let next = starts.get(at + 1).map_or(outline.lines.len(), |next| next.line);
            let end = (from..next)
                .find(|&at| matches!(outline.lines[at].kind, Kind::Heading { .. } | Kind::Rule))
                .unwrap_or(next);
            // `2. Latency` between dashes is the topic of the next one.
            let is_dashed = !is_numbered(outline, start.line);
            let has_prose = (from..end).any(|at| {
                matches!(outline.lines[at].kind, Kind::Text | Kind::Code | Kind::Item { .. } | Kind::Quote)
                    && !(is_dashed && is_numbered(outline, at))
            });
            (end, has_prose)
        })
        .collect();
    let followed = ends.iter().filter(|(_, has_prose)| *has_prose).count();
    // Text between two bullets of a list is of the one above it.
    let between: Vec<usize> = (0..starts.len())
        .filter(|&at| {
            let (end, has_prose) = ends[at];
            has_prose
                && starts.get(at + 1).is_some_and(|next| next.line == end)
                && !leads_on(outline, end)
                && !names_topic(outline, &starts[at], end)
        })
        .collect();
    let has_text = |start: &Start| !outline.text[start.body.clone()].trim().is_empty();
    let answered = starts.iter().zip(&ends).filter(|(start, (_, prose))| *prose || has_text(start)).count();
    if followed < 2 || answered < 3 || answered * 5 < starts.len() * 3 {
        if between.len() >= 2 && between.len() * 5 >= starts.len() {
            for at in between {
                starts[at].body.end = outline.start_of(ends[at].0).max(starts[at].body.end);
            }
        }
        return;
    }
    for (start, (end, _)) in starts.iter_mut().zip(ends) {
        start.body.end = outline.start_of(end).max(start.body.end);
    }
}

/// Whether nothing but a few words stand between a bullet and the next: "Express", "SQL".
fn names_topic(outline: &Outline<'_>, start: &Start, next: usize) -> bool {
    let from = outline.lines.partition_point(|line| line.start < start.body.end).max(start.line + 1);
    let mut lines = outline.lines[from..next].iter().filter(|line| line.kind != Kind::Blank);
    lines.next().is_some_and(|line| {
        line.kind == Kind::Text
            && line.text.split_whitespace().count() <= 4
            && line.text.trim_end().ends_with(char::is_alphanumeric)
    }) && lines.next().is_none()
}

/// Whether the text right above a line leads to it: "Then they asked:".
fn leads_on(outline: &Outline<'_>, line: usize) -> bool {
    let above = outline.lines[..line].iter().rev().find(|above| above.kind != Kind::Blank);
    above.is_some_and(|above| above.text.trim_end().trim_end_matches('*').ends_with(':'))
}

/// Lists that stand between the questions of another family.
pub(super) fn between(outline: &Outline<'_>, starts: &[Start]) -> Vec<Start> {
    let mut found = Bulleted::default();
    let mut from = 0;
    for start in starts {
        in_lines(outline, from, start.line, &mut found);
        let behind = outline.lines.partition_point(|line| line.start < start.body.end);
        from = from.max(behind).max(start.line + 1);
    }
    in_lines(outline, from, outline.lines.len(), &mut found);
    found.starts
}

struct Bullet<'a> {
    line: usize,
    /// The line behind its text, and behind all of it.
    lead_end: usize,
    end: usize,
    lead: &'a str,
    lead_start: usize,
    link: LinkAnswer,
    /// Where in the text the question ends.
    asked_end: usize,
    title: Title<'a>,
    /// "Answer:" stands below it.
    is_answered: bool,
}

/// A link behind the question on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LinkAnswer {
    None,
    /// The mark between question and link, and where the link begins in the text.
    Behind {
        mark: char,
        at: usize,
    },
}

fn in_lines(outline: &Outline<'_>, from: usize, to: usize, found: &mut Bulleted) {
    // "Notes" and "Links" hold no questions; neither does what comes before a question's folds.
    let is_commentary =
        |title: &str| is_furniture(title) || Heading::of(&as_plain(title)) == Heading::Remarks;
    let mut heading: Option<LazyCell<bool, _>> = None;
    // Where a numbered list that does not ask by itself begins and ends its count, and where the last one
    // that asks does.
    let (mut waiting, mut asked_to) = (None, None);
    let mut at = from;
    while at < to {
        let line = &outline.lines[at];
        match line.kind {
            Kind::Heading { title, .. } => {
                heading = Some(LazyCell::new(move || is_commentary(title)));
                at += 1;
            }
            Kind::Item { .. } if line.within.is_none() => {
                let (bullets, end) = list(outline, at, to);
                let is_commentary = heading.as_ref().is_some_and(|is_commentary| **is_commentary);
                let (first, last) =
                    (number_of(outline, &bullets[0]), number_of(outline, &bullets[bullets.len() - 1]));
                let counts_on = first.is_some_and(|first| first > 1 && asked_to == Some(first - 1));
                if take(outline, &bullets, is_commentary, counts_on, found) {
                    // `1.` to `4.` above `5. Why?` are questions, too.
                    if let Some((from, above)) = waiting.take()
                        && first.is_some_and(|first| above == Some(first - 1))
                    {
                        let (above, _) = list(outline, from, at);
                        take(outline, &above, false, true, found);
                    }
                    asked_to = last;
                } else if !is_commentary {
                    // Bullets that name topics have those that ask below them.
                    let known = found.starts.len();
                    for bullet in &bullets {
                        in_lines(outline, bullet.lead_end, bullet.end, found);
                    }
                    waiting = (first == Some(1) && found.starts.len() == known).then_some((at, last));
                }
                at = end.max(at + 1);
            }
            Kind::Text if line.within.is_none() && is_above_answer(outline, at) => {
                let end = (at + 2..to)
                    .find(|&at| {
                        matches!(outline.lines[at].kind, Kind::Heading { .. })
                            || is_numbered(outline, at)
                            || is_above_answer(outline, at)
                    })
                    .unwrap_or(to);
                let from = outline.start_of(at + 1);
                found.starts.push(Start {
                    line: at,
                    title: line.text.trim().to_owned(),
                    body: from..outline.start_of(end).max(from),
                    level: BELOW_HEADINGS,
                    prose: Prose::Asks,
                    section: None,
                });
                at = end;
            }
            Kind::Text if line.within.is_none() && is_labelled_question(line.text) => {
                let end = labelled_end(outline, at + 1, to);
                let from = outline.start_of(at + 1);
                found.starts.push(Start {
                    line: at,
                    title: line.bare.to_owned(),
                    body: from..outline.start_of(end).max(from),
                    level: BELOW_HEADINGS,
                    prose: Prose::Asks,
                    section: None,
                });
                at = end;
            }
            _ => at += 1,
        }
    }
}

/// The number of a bullet in its list.
fn number_of(outline: &Outline<'_>, bullet: &Bullet<'_>) -> Option<u32> {
    match outline.lines[bullet.line].kind {
        Kind::Item { mark, .. } => mark.trim_end_matches(['.', ')']).parse().ok(),
        _ => None,
    }
}

/// `Why?` alone right above `Answer: so`.
fn is_above_answer(outline: &Outline<'_>, at: usize) -> bool {
    let Some(below) = outline.lines.get(at + 1).filter(|below| below.kind == Kind::Text) else {
        return false;
    };
    outline.lines[at].text.trim_end().ends_with(QUESTION_MARKS)
        && outline.lines[at].kind == Kind::Text
        && at.checked_sub(1).is_none_or(|above| outline.lines[above].kind == Kind::Blank)
        && label_of(below.text).is_some_and(|label| label.is_plain)
}

/// `Question: Why?` as a line of its own.
fn is_labelled_question(line: &str) -> bool {
    let bare = line.trim_start_matches(['*', '_', ' ']);
    bare.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("question"))
        && counted(bare).is_some_and(|(count, _, rest)| count == Count::Question && !rest.trim().is_empty())
}

fn labelled_end(outline: &Outline<'_>, from: usize, to: usize) -> usize {
    (from..to)
        .find(|&at| {
            let line = &outline.lines[at];
            match line.kind {
                Kind::Heading { .. } => line.within.is_none(),
                Kind::Text => line.within.is_none() && is_labelled_question(line.text),
                _ => false,
            }
        })
        .unwrap_or(to)
}

fn list<'a>(outline: &Outline<'a>, first: usize, to: usize) -> (Vec<Bullet<'a>>, usize) {
    let indent = indent_columns(outline.lines[first].text);
    let mut bullets: Vec<Bullet<'a>> = Vec::new();
    let (mut at, mut end) = (first, first + 1);
    while at < to {
        let line = &outline.lines[at];
        let own = match line.kind {
            Kind::Item { indent: own, .. } => own,
            _ if !bullets.is_empty() && is_numbered(outline, first) && is_tight(line) => indent,
            _ => break,
        };
        if own > indent + 1 && bullets.is_empty() || own + 1 < indent {
            break;
        }
        // Numbers behind dashes, or dashes behind numbers, are another list.
        if own == indent && !is_tight(line) && is_numbered(outline, at) != is_numbered(outline, first) {
            break;
        }
        let bullet = bullet(outline, at, to);
        end = bullet.end;
        bullets.push(bullet);
        // Blank lines make a list loose, not two lists.
        at = (end..to).find(|&at| outline.lines[at].kind != Kind::Blank).unwrap_or(to);
    }
    (bullets, end)
}

fn bullet<'a>(outline: &Outline<'a>, first: usize, to: usize) -> Bullet<'a> {
    let line = &outline.lines[first];
    let indent = indent_columns(line.text);
    let text = match line.kind {
        Kind::Item { text, .. } => text,
        _ => line.text,
    };
    let text_start = line.start + line.text.trim_end().len() - text.len();
    // Lines that go on with the question.
    let mut lead_end = first + 1;
    while lead_end < to {
        let next = &outline.lines[lead_end];
        let goes_on = next.kind == Kind::Text
            && next.within.is_none()
            && !next.text.contains("<details")
            && label_of(next.text).is_none()
            && !is_labelled_question(next.text)
            && !(is_tight(next) && (is_numbered(outline, first) || is_tight(line)));
        if !goes_on {
            break;
        }
        lead_end += 1;
    }
    let mut end = lead_end;
    let mut at = lead_end;
    while at < to {
        let next = &outline.lines[at];
        let columns = indent_columns(next.text);
        let is_in_fold = next.within.is_some();
        let opens_fold = next.bare.starts_with("<details") && opens_answer(outline, at);
        let belongs = match next.kind {
            Kind::Blank => {
                at += 1;
                continue;
            }
            Kind::Item { indent: own, mark, .. } => {
                is_in_fold
                    || own >= indent + 2
                    || own >= indent && mark.len() == 1 && goes_on_below_number(outline, first, at)
            }
            Kind::Heading { .. } | Kind::Rule => is_in_fold || columns >= indent + 2,
            // Code need not be indented to belong to the bullet above.
            Kind::Code | Kind::Table | Kind::Hidden => true,
            _ => {
                is_in_fold
                    || opens_fold
                    || columns >= indent + 2
                    || label_of(next.text).is_some()
                    || goes_on_with_label(outline, at, lead_end)
                    || leads_to_code(outline, at, to)
            }
        };
        if !belongs {
            break;
        }
        at += 1;
        end = at;
    }
    let lead_from = text_start.min(outline.start_of(lead_end));
    // The front is trimmed already, so that places in it are places in the note.
    let lead = outline.text[lead_from..outline.start_of(lead_end)].trim_end();
    let behind = link_answer(lead);
    let asked_end = match behind {
        LinkAnswer::Behind { at, .. } => at,
        LinkAnswer::None => question_end(lead),
    };
    Bullet {
        line: first,
        lead_end,
        end,
        lead,
        lead_start: lead_from,
        link: behind,
        asked_end,
        title: Title::of(&lead[..asked_end]),
        is_answered: (first + 1..end).any(|at| {
            let line = &outline.lines[at];
            line.within.is_none()
                && line.kind != Kind::Code
                && label_of(line.text).is_some_and(|label| label.is_plain)
        }),
    }
}

/// Whether the fold on this line is no question of its own.
fn opens_answer(outline: &Outline<'_>, at: usize) -> bool {
    let start = outline.lines[at].start;
    let index = outline.details.partition_point(|details| details.range.start < start);
    outline.details.get(index).is_some_and(|details| outline.says(details) != Summary::Other)
}

/// Lines: a longer paragraph behind a label is indented, or is none of the answer.
const MOST_LABELLED: usize = 12;

/// Text right below a labelled line that goes on with it, however it is indented.
fn goes_on_with_label(outline: &Outline<'_>, at: usize, from: usize) -> bool {
    let from = from.max(at.saturating_sub(MOST_LABELLED));
    let above = outline.lines[from..at].iter().rev().take_while(|line| line.kind == Kind::Text);
    let mut labels = above.map(|line| label_of(line.text));
    outline.lines[at].kind == Kind::Text
        && labels.any(|label| label.is_some_and(|label| !label.rest.is_empty()))
}

/// `7.Explain it`, which counts on below `6. Explain it`, though not for Markdown.
fn is_tight(line: &Line<'_>) -> bool {
    let digits = line.text.bytes().take_while(u8::is_ascii_digit).count();
    line.kind == Kind::Text
        && (1..=3).contains(&digits)
        && matches!(
            line.text.as_bytes()[digits..],
            [b'.' | b')', b'A'..=b'Z', ..] | [b'.' | b')', b'*', b'*', ..]
        )
}

fn is_numbered(outline: &Outline<'_>, at: usize) -> bool {
    matches!(outline.lines[at].kind, Kind::Item { mark, .. } if mark.len() > 1)
}

/// `- so` right below `3. Why?`, or below its label: a list of another kind, so no question beside it.
fn goes_on_below_number(outline: &Outline<'_>, first: usize, at: usize) -> bool {
    let is_right_below = outline.lines[at - 1].kind != Kind::Blank;
    let is_labelled = || {
        let from = at.saturating_sub(MOST_LABELLED).max(first + 1);
        outline.lines[from..at].iter().any(|line| label_of(line.text).is_some())
    };
    is_numbered(outline, first)
        && (is_right_below || is_labelled() || label_of(outline.lines[at].text).is_some())
}

/// A line that code follows: "With two hands:".
fn leads_to_code(outline: &Outline<'_>, at: usize, to: usize) -> bool {
    let line = &outline.lines[at];
    let below = (at + 1..to).find(|&below| outline.lines[below].kind != Kind::Blank);
    line.kind == Kind::Text && below.is_some_and(|below| outline.lines[below].kind == Kind::Code)
}

/// Takes the bullets of one list that ask; whether any did. One that counts on behind such a list does.
fn take(
    outline: &Outline<'_>,
    bullets: &[Bullet<'_>],
    is_commentary: bool,
    counts_on: bool,
    found: &mut Bulleted,
) -> bool {
    let leads_away = |bullet: &Bullet<'_>| {
        is_link_only(bullet.lead)
            || leads_inside(bullet.lead)
            || bullet.lead.is_empty()
            || bullet.lead.ends_with(':') && is_furniture(bullet.lead.trim_end_matches(':'))
    };
    let is_marked = |bullet: &Bullet<'_>| {
        bullet.link != LinkAnswer::None
            || bullet.title.count == Count::Question
            || !bullet.title.asked.is_empty()
    };
    let does_ask = |bullet: &Bullet<'_>| {
        let question = &bullet.title.question;
        // "**Caching:** Design one."
        let named = question.strip_prefix("**").and_then(|rest| rest.split_once(":**"));
        (asks(question) || named.is_some_and(|(_, rest)| is_question_like(rest)))
            && !tells_command(bullet.lead)
    };
    let mut open: Vec<&Bullet<'_>> = bullets.iter().filter(|bullet| !leads_away(bullet)).collect();
    let asking = open.iter().filter(|bullet| does_ask(bullet)).count();
    let marked = open.iter().filter(|bullet| is_marked(bullet)).count();
    let away = bullets.len() - open.len();
    let is_asking = asking * 5 >= open.len() * 3 && (open.len() >= 2 || asking == 1 && bullets.len() == 1);
    // Behind lists that ask, half is enough: some tell of a case first.
    let plainly = open.iter().filter(|bullet| has_question_mark(&bullet.title.question)).count();
    let is_asking = is_asking
        || found.starts.len() >= 2 && plainly >= 2 && plainly * 2 >= open.len()
        || found.starts.len() >= 4 && asking * 2 >= open.len() && asking > 0;
    // Marked bullets alone may be further reading with remarks.
    let is_marked_list = marked * 5 >= open.len() * 3 && asking * 4 >= open.len() && open.len() >= 2;
    let sighted = open.iter().filter(|bullet| !bullet.title.asked.is_empty()).count();
    let is_sighted = sighted > 0 && sighted * 2 >= open.len();
    let answered = open.iter().filter(|bullet| bullet.is_answered).count();
    let is_answered =
        (answered >= 2 || answered == 1 && found.starts.len() >= 2) && answered * 5 >= open.len() * 3;
    let is_problem =
        |bullet: &&Bullet<'_>| is_link_only(unboxed(bullet.lead)) && leads_to_problem(bullet.lead);
    let problems = bullets.iter().filter(is_problem).count();
    let are_problems = (problems >= 2 || problems + found.problems >= 2 && problems > 0)
        && problems * 5 >= bullets.len() * 4;
    if are_problems {
        found.problems += problems;
        open.extend(bullets.iter().filter(|bullet| leads_away(bullet)).filter(is_problem));
        open.sort_by_key(|bullet| bullet.line);
    }
    let is_sighted = is_sighted || are_problems;
    let away = if are_problems { 0 } else { away };
    let is_asking = is_asking || counts_on;
    if is_commentary || away > open.len() || !(is_asking || is_marked_list || is_sighted || is_answered) {
        found.passed += bullets.len();
        return false;
    }
    if is_asking && !are_problems && open.len() >= 2 * away {
        // Among questions, one that is a link as a whole has it for its answer.
        let asks_by_link = |bullet: &&Bullet<'_>| {
            is_link_only(bullet.lead)
                && !leads_inside(bullet.lead)
                && has_question_mark(&bullet.title.question)
        };
        open.extend(bullets.iter().filter(|bullet| leads_away(bullet)).filter(asks_by_link));
        open.sort_by_key(|bullet| bullet.line);
    }
    let mark = usual_mark(&open);
    let own = found.starts.len();
    for bullet in open {
        // Code alone is what the question above is about.
        if is_code_alone(bullet.lead)
            && found.starts.len() > own
            && let Some(above) = found.starts.last_mut()
        {
            above.body.end = outline.start_of(bullet.end).max(above.body.end);
            continue;
        }
        let is_other_mark = matches!(bullet.link, LinkAnswer::Behind { mark: own, .. } if Some(own) != mark);
        if is_marked_list && !does_ask(bullet) && (is_other_mark || !is_marked(bullet)) {
            found.passed += 1;
            continue;
        }
        let has_link = bullet.link != LinkAnswer::None;
        let asked_end = bullet.asked_end;
        let title = &bullet.lead[..asked_end];
        let from = outline.start_of(bullet.lead_end);
        let to = outline.start_of(bullet.end).max(from);
        // A link behind the question is its answer, and stands before what is below it.
        let link = if are_problems { unboxed(bullet.lead) } else { bullet.lead };
        let is_linked = is_link_only(link) && !has_link;
        let body = if is_linked {
            bullet.lead_start + bullet.lead.len() - link.len()
        } else if asked_end < bullet.lead.len() {
            bullet.lead_start + asked_end
        } else {
            from
        };
        found.with_links += usize::from(has_link);
        found.with_sightings +=
            usize::from(!bullet.title.asked.is_empty() || outline.text[from..to].contains("<details"));
        found.starts.push(Start {
            line: bullet.line,
            title: if let (true, Some((shown, len))) = (are_problems && is_linked, title::link(link)) {
                format!("{shown}{}", &link[len..])
            } else if has_link {
                title.trim_end().trim_end_matches(['-', '–', '—', ':', '|', '→']).to_owned()
            } else {
                title.to_owned()
            },
            body: body..to,
            level: BELOW_HEADINGS,
            prose: Prose::Answers,
            section: None,
        });
    }
    true
}

/// Without the box that is ticked when it is done.
fn unboxed(lead: &str) -> &str {
    ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| lead.strip_prefix(mark)).unwrap_or(lead)
}

/// Whether a link leads to a site that sets problems, and to one of them.
fn leads_to_problem(lead: &str) -> bool {
    [
        "leetcode.com/problems/",
        "leetcode.cn/problems/",
        "geeksforgeeks.org/problems/",
        "hackerrank.com/challenges/",
        "interviewbit.com/problems/",
        "lintcode.com/problem/",
        "codeforces.com/problemset/",
    ]
    .iter()
    .any(|site| lead.contains(site))
}

/// Whether Markdown asks.
fn asks(markdown: &str) -> bool {
    ends_asking(markdown) || is_question_like(&as_plain(markdown))
}

/// `myvar=hello` in backticks and nothing else.
fn is_code_alone(lead: &str) -> bool {
    let marks = lead.len() - lead.trim_start_matches('`').len();
    marks > 0
        && lead.ends_with('`')
        && lead.len() > 2 * marks
        && !lead[marks..lead.len() - marks].contains('`')
}

/// Where the question in a bullet's text ends and an answer on its next line begins.
fn question_end(lead: &str) -> usize {
    if let (asked, Some(_)) = split_question(lead) {
        return asked.len();
    }
    if !lead.starts_with("**") {
        return lead.len();
    }
    let first = lead.lines().next().unwrap_or_default();
    let is_bold = first.trim_end().len() > 4 && first.trim_end().ends_with("**");
    if is_bold { first.len() } else { lead.len() }
}

fn usual_mark(bullets: &[&Bullet<'_>]) -> Option<char> {
    let mut counts: Vec<(char, usize)> = Vec::new();
    for bullet in bullets {
        if let LinkAnswer::Behind { mark, .. } = bullet.link {
            match counts.iter_mut().find(|(known, _)| *known == mark) {
                Some((_, count)) => *count += 1,
                None => counts.push((mark, 1)),
            }
        }
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map(|(mark, _)| mark)
}

/// `**Why?** - [read](url)`, `Why? - [read](url)`: where the answer begins.
fn link_answer(lead: &str) -> LinkAnswer {
    let has_link = |text: &str| text.contains("](") || text.contains("http");
    if let Some(inner) = lead.strip_prefix("**")
        && let Some(close) = inner.find("**").filter(|&close| close > 0)
    {
        let behind = &inner[close + 2..];
        let rest = behind.trim_start();
        let mark = rest.chars().next().unwrap_or_default();
        // `**Q** (3 times, [Orbit](url))` tells who asked.
        if matches!(mark, '-' | '–' | '—' | ':' | '[' | '|' | '→')
            && has_link(rest)
            && inner[..close].len() > 1
        {
            let is_label =
                Title::of(&format!("{}: x", &inner[..close].trim_end_matches(':'))).question == "x";
            if !is_label {
                let skipped = if mark == '[' { 0 } else { mark.len_utf8() };
                let offset = 2 + close + 2 + (behind.len() - rest.len()) + skipped;
                let offset = offset + (lead[offset..].len() - lead[offset..].trim_start().len());
                return LinkAnswer::Behind { mark, at: offset };
            }
        }
        return LinkAnswer::None;
    }
    let open = memchr::memchr(b'[', lead.as_bytes()).filter(|_| lead.ends_with(')'));
    let Some(before) = open.map(|at| &lead[..at]) else { return LinkAnswer::None };
    for mark in [" - ", " – ", " — ", ": ", " ", " -> ", " → "] {
        if let Some(asked) = before.strip_suffix(mark)
            && !asked.contains('(')
            && (mark != " " || asked.ends_with(QUESTION_MARKS))
        {
            let mark = mark.trim().chars().next().unwrap_or('[');
            return LinkAnswer::Behind { mark, at: before.len() };
        }
    }
    LinkAnswer::None
}

/// Lines of prose and code that belong to no bullet that asks.
fn lines_outside(outline: &Outline<'_>, starts: &[Start]) -> usize {
    let mut ends = starts.iter().peekable();
    let mut inside_to = 0;
    let is_outside = |(at, line): (usize, &Line<'_>)| {
        while let Some(start) = ends.next_if(|start| start.line <= at) {
            inside_to = start.body.end.max(outline.start_of(start.line + 1));
        }
        line.start >= inside_to
            && matches!(line.kind, Kind::Text | Kind::Code | Kind::Item { .. } | Kind::Quote)
            && !leads_inside(line.text)
    };
    outline.lines.iter().enumerate().map(is_outside).filter(|&is_outside| is_outside).count()
}

/// One bullet that asks may stand in any text, as may a few among many that lead elsewhere.
pub(super) fn evidence(outline: &Outline<'_>, found: &Bulleted) -> i32 {
    let count = found.starts.len();
    if count >= 2 && found.problems * 2 > count {
        return ENOUGH + i32::try_from(count).unwrap_or(50).min(50);
    }
    let is_answered = || {
        let answers = |start: &&Start| {
            outline.text[start.body.clone()]
                .trim_start()
                .lines()
                .next()
                .is_some_and(|line| label_of(line).is_some())
        };
        found.starts.iter().filter(answers).count() * 2 > count
    };
    let is_unsure = count < 6 && starts::marked(&found.starts) == 0 && !is_answered();
    // Most bullets, and most of the text, are about something else.
    if count < 2 || is_unsure || found.passed > count * 2 || lines_outside(outline, &found.starts) > count * 4
    {
        return 0;
    }
    let passed = i32::try_from(found.passed).unwrap_or(i32::MAX) / 4;
    let evidence = starts::evidence(outline, &found.starts);
    // Under the stages of an interview bullets are read with what is told around them.
    let has_stages = outline.headings().any(|(.., title)| {
        let plain = as_plain(title);
        Heading::of(&plain) == Heading::Stage && !plain.to_lowercase().contains("question")
    });
    if evidence == 0 { 0 } else { evidence - passed.min(10) + if has_stages { -6 } else { 4 } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_asks_whatever_marks_stand_in_it(text in "[Aa1*_`\\[\\]()<>&\\\\#~|: ?!-]{0,10}\\??") {
            prop_assert_eq!(asks(&text), is_question_like(&as_plain(&text)), "{}", text);
        }
    }
}
