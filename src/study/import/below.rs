//! What stands below a question in a Markdown note: which of it still asks, which of it answers.
//!
//! Code and options before the answer belong to the question; the tick that gives an option away
//! belongs to the answer, which names the option. `<details>` and labels ("Answer: B") say where an
//! answer begins; without them all prose is answer. What notes set around answers, links back to
//! the top, badges, sources, rules, is left out, and a placeholder is no answer.

use super::body::dedented;
use super::furniture::{
    Summary, is_junk, is_metadata, is_placeholder, is_source_heading, promises_answer, without_metadata,
};
use super::html::{as_markdown, to_markdown};
use super::label::{
    asks_about_code, asks_further, has_question_mark, holds_question_mark, is_follow_up, is_question_like,
    label_of,
};
use super::label_marks::tells_task;
use super::options::{self, Options};
use super::outline::{Kind, Line, Outline, item};
use super::scan;
use super::tags::{is_break, tag_at};
use std::borrow::Cow;
use std::ops::Range;

/// A question's body, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Below {
    /// Belongs to the question; Markdown, empty if nothing does.
    pub(super) question: String,
    pub(super) answer: Option<String>,
}

/// Where the text below a question may hold its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prose {
    /// Text without a label answers.
    Answers,
    /// Only what is labelled or folded away answers; other text goes on asking.
    Asks,
}

/// Sorts what stands below `question`: these bytes of the note.
pub(super) fn sort(question: &str, note: &Outline<'_>, body: Range<usize>, prose: Prose) -> Below {
    match standing_alone(note, &body) {
        Some(lines) => sorted(question, &pieces_of(note, lines), prose),
        None => sort_text(question, &dedented(&note.text[body]), prose),
    }
}

/// Sorts `body`, which is freed of its indentation, below `question`.
fn sort_text(question: &str, body: &str, prose: Prose) -> Below {
    sorted(question, &pieces(&Outline::new(unwrapped(without_metadata(body)))), prose)
}

/// The lines of a body that are by themselves what they are in the note, as in most bodies they are:
/// nothing is to be taken off them, and nothing reaches in or out.
fn standing_alone(note: &Outline<'_>, body: &Range<usize>) -> Option<Range<usize>> {
    let from = note.lines.partition_point(|line| line.start < body.start);
    let count = note.lines[from..].partition_point(|line| line.start < body.end);
    let lines = from..from + count;
    let begins_at = note.start_of(lines.start);
    if begins_at > body.end || note.start_of(lines.end) != body.end {
        return None;
    }
    // A fold's text begins behind its title, on the title's line.
    if !note.text[body.start..begins_at].trim().is_empty() {
        return None;
    }
    let kind = |at: usize| note.lines.get(at).map(|line| line.kind);
    let is_torn = |at: usize| {
        let above = at.checked_sub(1).and_then(kind);
        above == Some(Kind::Code) && kind(at) == Some(Kind::Code)
    };
    // A heading that is underlined, and front matter, are told by what stands above them.
    let is_underline = |at: usize| {
        let line = note.lines.get(at);
        line.is_some_and(|line| line.kind == Kind::Rule || line.bare.starts_with('='))
    };
    let leads = is_underline(from) || kind(from) == Some(Kind::Text) && is_underline(from + 1);
    let is_hidden = |line: &Line<'_>| line.kind == Kind::Hidden;
    let until_behind = note.lines.len().min(lines.end + 1);
    if leads || is_torn(from) || is_torn(lines.end) || note.lines[from..until_behind].iter().any(is_hidden) {
        return None;
    }
    let first = note.lines[lines.clone()].iter().find(|line| line.kind != Kind::Blank);
    if first.is_some_and(|line| line.text.starts_with([' ', '\t']) || is_metadata(line.text)) {
        return None;
    }
    let text = &note.text[body.clone()];
    let has_tags = memchr::memchr(b'<', text.as_bytes()).is_some();
    let is_closed = || {
        let opened = note.details.partition_point(|details| details.range.start < body.start);
        let mut inside = note.details[opened..].iter().take_while(|details| details.range.start < body.end);
        // The summary of one that is never closed may stand far below it.
        inside.all(|details| details.range.end.max(details.inner.end) <= body.end)
    };
    (!has_tags || is_closed() && unwrapped(text).len() == text.len()).then_some(lines)
}

fn sorted(question: &str, pieces: &[Piece<'_>], prose: Prose) -> Below {
    let first_answer = pieces.iter().position(|piece| match &piece.kind {
        PieceKind::Label { .. } => true,
        PieceKind::Details { says, .. } => *says != Summary::Other,
        _ => false,
    });
    // A fold of any title answers where nothing but code and options comes before it.
    let first_answer = first_answer.or_else(|| {
        pieces.iter().position(|piece| matches!(piece.kind, PieceKind::Details { .. })).filter(|&at| {
            prose == Prose::Asks
                || pieces[..at]
                    .iter()
                    .all(|piece| matches!(piece.kind, PieceKind::Code | PieceKind::Options(_)))
        })
    });
    let options = pieces.iter().position(|piece| matches!(piece.kind, PieceKind::Options(_))).filter(|&at| {
        first_answer.is_some() || prose == Prose::Asks || !answers_in_points(question, pieces, at)
    });
    // Prose above a fold that does not promise the answer answers already: "Show example".
    let first_answer = first_answer.filter(|&at| {
        let has_prose = pieces[..at].iter().any(|piece| matches!(piece.kind, PieceKind::Text));
        let promises = match &pieces[at].kind {
            PieceKind::Details { title, .. } => promises_answer(title),
            _ => true,
        };
        prose == Prose::Asks || !has_prose || promises || options.is_some_and(|options| options < at)
    });
    let split = match (first_answer, options) {
        (Some(at), _) => at,
        (None, Some(at)) => at + 1,
        (None, None) => match prose {
            Prose::Asks => pieces.len(),
            Prose::Answers => leading_question(question, pieces),
        },
    };
    // A chapter of nothing but text above the labelled answer is a part of it.
    let texts =
        pieces[..split].iter().rev().take_while(|piece| matches!(piece.kind, PieceKind::Text)).count();
    let is_part = |piece: &Piece<'_>| is_chapter(question, piece.text);
    let split = pieces[split - texts..split].iter().position(is_part).map_or(split, |at| split - texts + at);
    let (mut asked, mut aim) = (String::new(), String::new());
    let mut found: Option<&Options> = None;
    for piece in &pieces[..split] {
        match &piece.kind {
            PieceKind::Options(options) => {
                found = Some(options);
                push(&mut asked, &options.shown);
            }
            PieceKind::Text if tells_the_aim(piece.text) => push(&mut aim, piece.text),
            _ => push(&mut asked, piece.text),
        }
    }
    let mut answer = answer(&pieces[split..], found);
    if let Some(answer) = answer.as_mut().filter(|_| !aim.is_empty()) {
        push(&mut aim, answer);
        *answer = to_markdown(&aim);
    }
    Below { question: to_markdown(&asked), answer }
}

/// Whether lettered points behind a text go on with its answer: nothing asks for a choice, and no choice is
/// named.
fn answers_in_points(question: &str, pieces: &[Piece<'_>], at: usize) -> bool {
    let has_prose = pieces[..at].iter().any(|piece| matches!(piece.kind, PieceKind::Text));
    let is_ticked = matches!(&pieces[at].kind, PieceKind::Options(options) if options.ticked().is_some());
    has_prose
        && !is_ticked
        && is_question_like(question)
        && !offers_a_choice(question)
        && !pieces[..at].iter().any(|piece| holds_question_mark(piece.text))
}

/// "### Weak answer" above the answer of a question that is asked already.
fn is_chapter(question: &str, text: &str) -> bool {
    let bare = text.trim_start();
    let marks = bare.len() - bare.trim_start_matches('#').len();
    (1..=6).contains(&marks)
        && bare[marks..].starts_with(' ')
        && has_question_mark(question)
        && !holds_question_mark(text)
}

/// `**What they're looking for:**` above a labelled answer is no part of what is asked.
fn tells_the_aim(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix("**") else { return false };
    let name = rest.split(['*', '\n']).next().unwrap_or_default();
    name.len() <= 60 && rest[name.len()..].starts_with("**") && {
        let name = name.to_lowercase();
        let mut words = name.split(|c: char| !c.is_alphabetic());
        !name.contains('?')
            && words.any(|word| {
                matches!(
                    word,
                    "looking"
                        | "look"
                        | "asked"
                        | "tests"
                        | "testing"
                        | "assesses"
                        | "evaluates"
                        | "intent"
                        | "concepts"
                )
            })
    }
}

/// Sorts two sides that are told apart already: all of `front` asks, all of `back` answers.
pub(super) fn sides(front: &str, back: &str) -> Below {
    let asked = sort_text("", front, Prose::Asks);
    let outline = Outline::new(front);
    let front_pieces = pieces(&outline);
    let options = front_pieces.iter().find_map(|piece| match &piece.kind {
        PieceKind::Options(options) => Some(options),
        _ => None,
    });
    let outline = Outline::new(back);
    Below { question: asked.question, answer: answer(&pieces(&outline), options).or(asked.answer) }
}

/// Code right below a question that asks about it, and sub-questions.
fn leading_question(question: &str, pieces: &[Piece<'_>]) -> usize {
    let asks_more = |piece: &Piece<'_>| {
        matches!(piece.kind, PieceKind::Text)
            && (is_list_of_questions(question, piece.text) || is_follow_up(piece.text))
    };
    let is_code = |piece: &Piece<'_>| matches!(piece.kind, PieceKind::Code);
    let is_list = |piece: &Piece<'_>| {
        let is_item = |line: &str| line.trim().is_empty() || item(line.trim()).is_some();
        matches!(piece.kind, PieceKind::Text) && scan::lines(piece.text).all(|(_, line)| is_item(line))
    };
    match pieces {
        [first, ..] if asks_more(first) || (is_list(first) && offers_a_choice(question)) => 1,
        [first, second, ..] if is_code(first) && asks_more(second) => 2,
        [first, second] if is_code(first) && !has_question_mark(question) && asks_of_code(second.text) => 2,
        // A question that shows its code already needs no more.
        [first, ..] if is_code(first) && asks_about_code(question) && !question.contains("```") => 1,
        _ => 0,
    }
}

/// `**Question:** What comes out?`, "Predict the output.": all that stands below code without an answer.
fn asks_of_code(text: &str) -> bool {
    let bare = text.trim().trim_end_matches(['-', '\n', ' ']);
    !bare.contains('\n')
        && (has_question_mark(bare) || bare.starts_with("Predict "))
        && bare.starts_with(|c: char| c.is_ascii_uppercase() || c == '*')
}

/// "Which of these block?": the list below it is what to choose from.
fn offers_a_choice(question: &str) -> bool {
    let lower = question.to_lowercase();
    [
        "which of these",
        "which of the following",
        "which one of these",
        "one of the following",
        "select all",
        "these two",
        "these commands",
        "these lines",
        "following commands",
    ]
    .iter()
    .any(|words| lower.contains(words))
        // "When do you choose it?" is answered.
        || lower.split(['.', '?', ':', ',', ';', '(', '[', '\n', '*', '_']).any(|part| {
            part.trim_start().strip_prefix("choose").is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
        })
}

/// Follow-up questions in a list.
fn is_list_of_questions(question: &str, text: &str) -> bool {
    let first = scan::lines(text.trim_start()).next();
    if first.is_none_or(|(_, line)| item(line.trim()).is_none()) {
        return false;
    }
    let is_asked = has_question_mark(question);
    let items = || text.lines().filter_map(|line| item(line.trim()));
    let asking = items().filter(|(_, text)| asks_further(is_asked, text)).count();
    asking * 2 > items().count()
}

struct Piece<'a> {
    kind: PieceKind<'a>,
    text: &'a str,
}

enum PieceKind<'a> {
    Details {
        says: Summary,
        title: &'a str,
        inner: &'a str,
    },
    /// What the label is called, and the answer behind it on its line.
    Label {
        name: String,
        is_plain: bool,
        rest: &'a str,
    },
    Options(Options),
    Code,
    Text,
}

fn pieces<'a>(outline: &Outline<'a>) -> Vec<Piece<'a>> {
    pieces_of(outline, 0..outline.lines.len())
}

/// The pieces of these lines.
fn pieces_of<'a>(outline: &Outline<'a>, lines: Range<usize>) -> Vec<Piece<'a>> {
    let text = &outline.text[..outline.start_of(lines.end)];
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    // Lines are gathered as long as they are of one kind; `open` is where they begin.
    let mut open: Option<usize> = None;
    let mut at = lines.start;
    let close = |pieces: &mut Vec<Piece<'a>>, open: &mut Option<usize>, end: usize| {
        if let Some(start) = open.take()
            && !text[start..end].trim().is_empty()
        {
            pieces.push(Piece { kind: PieceKind::Text, text: &text[start..end] });
        }
    };
    let first = outline.start_of(at);
    let mut next_details = outline.details.partition_point(|details| details.range.start < first);
    while at < lines.end {
        let line = &outline.lines[at];
        let here = line.start;
        while next_details < outline.details.len() && outline.details[next_details].range.start < here {
            next_details += 1;
        }
        let line_end = outline.start_of(at + 1);
        if let Some(details) =
            outline.details.get(next_details).filter(|details| details.range.start < line_end)
        {
            // Text before it on its line stays text.
            let before = details.range.start;
            if open.is_none() && before > here {
                open = Some(here);
            }
            close(&mut pieces, &mut open, before);
            pieces.push(Piece {
                kind: PieceKind::Details {
                    says: outline.says(details),
                    title: outline.summary(details),
                    inner: &text[details.inner.clone()],
                },
                text: &text[details.range.clone()],
            });
            let end = details.range.end.max(here + 1);
            while at < lines.end && outline.start_of(at + 1) <= end {
                at += 1;
            }
            // What stands behind the closing tag on its line is read as a line's rest.
            if at < lines.end && outline.lines[at].start < end {
                let rest = &text[end.min(text.len())..outline.start_of(at + 1)];
                if !is_junk(rest.trim()) && !is_break(rest) && !rest.trim().is_empty() {
                    open = Some(end);
                }
                at += 1;
            }
            continue;
        }
        if matches!(line.kind, Kind::Code) {
            let end =
                (at..lines.end).find(|&index| outline.lines[index].kind != Kind::Code).unwrap_or(lines.end);
            // Code inside a list belongs to its item.
            let is_nested = line.text.starts_with([' ', '\t']) && open.is_some();
            if !is_nested {
                close(&mut pieces, &mut open, here);
                let whole = &text[here..outline.start_of(end)];
                pieces.push(Piece { kind: PieceKind::Code, text: whole });
            }
            at = end;
            continue;
        }
        if line.kind == Kind::Blank {
            open.get_or_insert(here);
            at += 1;
            continue;
        }
        if line.kind == Kind::Hidden || line.kind == Kind::Rule || outline.is_junk(at) {
            close(&mut pieces, &mut open, here);
            at += 1;
            continue;
        }
        if let Some(end) = source_section(&outline.lines[..lines.end], at) {
            close(&mut pieces, &mut open, here);
            at = end;
            continue;
        }
        if let Some((options, end)) = options::within(outline, at..lines.end) {
            close(&mut pieces, &mut open, here);
            let whole = &text[here..outline.start_of(end)];
            pieces.push(Piece { kind: PieceKind::Options(options), text: whole });
            at = end;
            continue;
        }
        if let Some(label) = label_of(line.text).filter(|label| !is_action(outline, at, &label.name)) {
            close(&mut pieces, &mut open, here);
            let kind = PieceKind::Label { name: label.name, is_plain: label.is_plain, rest: label.rest };
            pieces.push(Piece { kind, text: line.text });
            at += 1;
            continue;
        }
        open.get_or_insert(here);
        at += 1;
    }
    close(&mut pieces, &mut open, text.len());
    pieces
}

/// `A:` below `T:` is the action of a story told by STAR: situation, task, action, result.
fn is_action(outline: &Outline<'_>, at: usize, name: &str) -> bool {
    let above = || outline.lines[..at].iter().rev().find(|line| line.kind != Kind::Blank);
    name == "A" && above().is_some_and(|line| tells_task(line.text))
}

/// "Source" as a heading with nothing but links below it: where it ends.
fn source_section(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let (Kind::Heading { title, .. } | Kind::Bold { title }) = lines[at].kind else { return None };
    if !is_source_heading(title) {
        return None;
    }
    let mut end = at + 1;
    while let Some(line) = lines.get(end) {
        let is_link = line.text.contains("](") || line.text.contains("http") || line.text.contains("href");
        if line.kind != Kind::Blank && !is_link {
            break;
        }
        end += 1;
    }
    Some(end)
}

/// One Markdown answer of what follows the question.
fn answer(pieces: &[Piece<'_>], options: Option<&Options>) -> Option<String> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Option<Part> = None;
    let mut letter: Option<String> = None;
    for piece in pieces {
        match &piece.kind {
            PieceKind::Details { says, title, inner } => {
                parts.extend(open.take());
                let inside = below_fold(inner, options);
                let title = to_markdown(title);
                let title = title.trim_matches(['*', '_', ':', ' ', '#', '`']).to_owned();
                let name = (*says != Summary::Answer && !title.is_empty()).then(|| title.clone());
                let name = name.or_else(|| own_name(&title));
                // An example below the answer keeps its title.
                let is_later = !parts.is_empty() && !promises_answer(&title);
                let name = name.or_else(|| is_later.then(|| title.clone()));
                parts.push(Part { name, is_labelled: true, text: inside });
            }
            PieceKind::Label { name, is_plain, rest } => {
                let mut rest = (*rest).to_owned();
                if let Some((named, more)) = options.and_then(|options| options.named(&rest)) {
                    letter.get_or_insert(named);
                    rest = more;
                }
                parts.extend(open.take());
                let name = (!is_plain || name.contains('(')).then(|| name.clone());
                open = Some(Part { name, is_labelled: letter.is_none(), text: format!("{rest}\n") });
            }
            PieceKind::Options(_) | PieceKind::Code | PieceKind::Text => {
                push(&mut open.get_or_insert_default().text, piece.text);
            }
        }
    }
    parts.extend(open);
    let mut answer = String::new();
    if let Some(letter) = letter.or_else(|| options.and_then(Options::ticked)) {
        answer.push_str(&letter);
    }
    let written: Vec<Part> = parts
        .into_iter()
        .map(|part| Part { text: without_quote_marks(as_markdown(&part.text)).into_owned(), ..part })
        .filter(|part| !is_placeholder(&part.text))
        .collect();
    let is_single = written.len() == 1;
    for (at, part) in written.into_iter().enumerate() {
        // The first answer needs no "Answer"; a later one has to be told from it.
        let plain = (at > 0 && part.is_labelled).then(|| "Answer".to_owned());
        if let Some(name) = part.name.filter(|name| !is_single || name.contains('(')).or(plain) {
            push(&mut answer, &format!("**{name}**"));
        }
        push(&mut answer, &part.text);
    }
    let answer = answer.trim();
    (!answer.is_empty()).then(|| answer.to_owned())
}

/// One of several answers.
#[derive(Default)]
struct Part {
    /// What it is to be shown under.
    name: Option<String>,
    /// Whether a fold or a label sets it apart from what is before it.
    is_labelled: bool,
    text: String,
}

/// `My answer` is told from `Answer`.
fn own_name(title: &str) -> Option<String> {
    label_of(title).filter(|label| !label.is_plain || label.name.contains('(')).map(|label| label.name)
}

/// What a fold holds: `#### Answer: D` at its head names the option.
fn below_fold(inner: &str, options: Option<&Options>) -> String {
    let inner = dedented(unwrapped(inner));
    let outline = Outline::new(&inner);
    let mut text = String::with_capacity(inner.len());
    let mut is_head = true;
    let mut at = 0;
    while at < outline.lines.len() {
        let line = &outline.lines[at];
        let end = outline.start_of(at + 1);
        let is_code = line.kind == Kind::Code;
        if !is_code && (line.kind == Kind::Hidden || line.kind == Kind::Rule || outline.is_junk(at)) {
            at += 1;
            continue;
        }
        if let Some(behind) = (!is_code).then(|| source_section(&outline.lines, at)).flatten() {
            at = behind;
            continue;
        }
        if is_head
            && !is_code
            && let Some(label) = label_of(line.text)
        {
            match options.and_then(|options| options.named(label.rest)) {
                Some((named, more)) => {
                    text.push_str(&named);
                    text.push_str("\n\n");
                    text.push_str(&more);
                }
                None => text.push_str(label.rest),
            }
            text.push('\n');
            is_head = false;
            at += 1;
            continue;
        }
        let is_empty = is_head && (line.kind == Kind::Blank || as_markdown(line.text).is_empty());
        if is_head
            && !is_code
            && !is_empty
            && let Some((named, more)) = options.and_then(|options| options.named(&closed_letter(line.text)))
        {
            text.push_str(&named);
            text.push_str("\n\n");
            text.push_str(&more);
            text.push('\n');
            is_head = false;
            at += 1;
            continue;
        }
        is_head &= is_empty && !is_code;
        text.push_str(&inner[line.start..end]);
        at += 1;
    }
    text
}

/// `B — because`: as `B) because`, which names an option.
fn closed_letter(line: &str) -> String {
    let line = line.trim();
    let behind = line.get(1..).map(str::trim_start).unwrap_or_default();
    let because = ["— ", "– ", "- "].iter().find_map(|dash| behind.strip_prefix(dash));
    match because {
        Some(because) if line.starts_with(|c: char| c.is_ascii_uppercase()) => {
            format!("{}) {because}", &line[..1])
        }
        _ => line.to_owned(),
    }
}

/// Without `<br><b>` around the whole: it would make one bold line of many blocks.
fn unwrapped(inner: &str) -> &str {
    if memchr::memchr(b'<', inner.as_bytes()).is_none() {
        return inner;
    }
    let mut text = inner.trim();
    while let Some(tag) = tag_at(text).filter(|tag| tag.name == "br") {
        text = text[tag.len..].trim_start();
    }
    for (open, close) in [("<b>", "</b>"), ("<strong>", "</strong>"), ("<i>", "</i>"), ("<em>", "</em>")] {
        match (text.strip_prefix(open), text.strip_suffix(close)) {
            // One half alone marks nothing.
            (None, Some(inside)) if !text.contains(open) => return inside,
            (Some(inside), None) if !text.contains(close) => return inside,
            (Some(inside), Some(_)) => {
                if let Some(inside) = inside.strip_suffix(close)
                    && !inside.contains(close)
                    && inside.contains('\n')
                {
                    return inside;
                }
            }
            _ => {}
        }
    }
    inner
}

/// An answer that is a quote as a whole is no quote.
fn without_quote_marks(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_quote = scan::lines(&text).all(|(_, line)| line.starts_with('>') || line.trim().is_empty());
    if !is_quote || text.is_empty() {
        return text;
    }
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix('>').map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest)))
        .collect();
    lines.join("\n").into()
}

fn push(text: &mut String, block: &str) {
    let block = block.trim_matches('\n').trim_end();
    if block.trim().is_empty() {
        return;
    }
    let kept = text.trim_end_matches('\n').len();
    text.truncate(kept);
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(block);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lines that reach over others, or are told by others.
    fn any_line() -> impl Strategy<Value = &'static str> {
        proptest::sample::select(vec![
            "",
            "",
            "text",
            "So?",
            "  deep",
            "- A. one",
            "- B. two",
            "- [x] c",
            "```",
            "~~~",
            "---",
            "===",
            "# Source",
            "https://a.example",
            "**Tags**: a",
            "**Answer:** x",
            "<details>",
            "</details>",
            "<summary>Answer</summary>",
            "<summary>Why?</summary> a",
            "<!--",
            "-->",
            "<pre>",
            "</pre>",
            "<br>",
            "<b>a",
            "a</b>",
            "[Back to top](#a)",
            "| a |",
            "> q",
            "key: value",
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn a_body_is_read_in_its_note_as_by_itself(
            lines in proptest::collection::vec(any_line(), 1..14),
            from in 0..14_usize,
            count in 0..14_usize,
            asks: bool,
        ) {
            let text = lines.join("\n");
            let note = Outline::new(&text);
            let body = note.start_of(from)..note.start_of(from + count);
            let prose = if asks { Prose::Asks } else { Prose::Answers };
            let by_itself = sort_text("Why?", &dedented(&text[body.clone()]), prose);
            prop_assert_eq!(sort("Why?", &note, body, prose), by_itself);
        }
    }

    #[test]
    fn a_summary_may_stand_behind_the_body() {
        let text = "<details>\n<details>\na\n</details>\nb\n<summary>Why?</summary> c\n";
        let note = Outline::new(text);
        let body = 0..note.start_of(5);
        let by_itself = sort_text("Why?", &text[body.clone()], Prose::Answers);
        assert_eq!(sort("Why?", &note, body, Prose::Answers), by_itself);
    }

    #[track_caller]
    fn check(question: &str, body: &str, asked: &str, answer: Option<&str>) {
        let below = sort_text(question, body, Prose::Answers);
        assert_eq!((below.question.as_str(), below.answer.as_deref()), (asked, answer));
    }

    #[test]
    fn prose_answers() {
        check(
            "Why?",
            "\nSo.\n\n```\n# x\n```\n\n### Part\n\nmore\n\n---\n",
            "",
            Some("So.\n\n```\n# x\n```\n\n### Part\n\nmore"),
        );
        check(
            "Why?",
            "So.\n\n###### Source\n\n* https://a.example\n\n[[↑] Back to top](#a)\n",
            "",
            Some("So."),
        );
        check("Why?", "Answer here\n\n<br/>\n", "", None);
        check("What is the output?", "```\nx\n```\nIt is 1.\n", "```\nx\n```", Some("It is 1."));
    }

    #[test]
    fn options_are_asked_and_the_answer_names_one() {
        let asked = "- A: one\n- B: two";
        check(
            "Which?",
            "- A: one\n- B: two\n\n<details><summary><b>Answer</b></summary>\n<p>\n\n#### Answer: B\n\nBecause.\n\n</p>\n</details>\n",
            asked,
            Some("**B: two**\n\nBecause."),
        );
        check(
            "Which?",
            "- A: one\n- B: two\n\n> **Answer: B**\n\nBecause.",
            asked,
            Some("**B: two**\n\nBecause."),
        );
        check("Which?", "- [ ] one\n- [x] two\n", "- one\n- two", Some("**two**"));
    }

    #[test]
    fn folds_answer() {
        check(
            "Why?",
            "<details><summary>Hint</summary>\n\nthink\n\n</details>\n\n<details><summary>Show answer</summary>\n\nSo.\n\n</details>\n<br>[⬆ Back to top](#a)\n",
            "",
            Some("**Hint**\n\nthink\n\n**Answer**\n\nSo."),
        );
        check("Why?", "<details><summary>Answer</summary><br></details>", "", None);
        check(
            "Why?",
            "```\nx\n```\n<details><summary>Answer</summary>\n\nSo.\n</details>",
            "```\nx\n```",
            Some("So."),
        );
    }
}
