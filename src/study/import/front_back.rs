//! `### Front` and `### Back`: flash cards whose sides stand below headings of their own, which may
//! be called "Question" and "Answer", too. Everything in front asks, options and all.

use super::below;
use super::body::dedented;
use super::family::{ENOUGH, Family, Whole};
use super::html::{as_plain, is_plain};
use super::label::{Words, has_question_mark};
use super::outcome::{ImportedNote, NoteCard, Problem};
use super::outline::{Kind, Outline};
use super::scan::{self, lowered, words};
use super::starts::shown_heading;
use super::title::Title;

pub(super) struct FrontBack;

impl Family for FrontBack {
    fn name(&self) -> &'static str {
        "front and back"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        let sides = sides(outline);
        let pairs =
            sides.windows(2).filter(|pair| pair[0].side == Side::Front && pair[1].side == Side::Back).count();
        if pairs == 0 { 0 } else { ENOUGH + 30 + i32::try_from(pairs).unwrap_or(50).min(50) }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let text = whole.text;
        let outline = whole.outline();
        let sides = sides(outline);
        let mut note = ImportedNote {
            title: outline
                .title_line()
                .map(|line| heading_of(outline, line))
                .filter(|title| !title.is_empty()),
            ..ImportedNote::default()
        };
        let mut section: Option<String> = None;
        let text_of = |at: usize| {
            let from = outline.start_of(sides[at].line + 1);
            let to = sides.get(at + 1).map_or(text.len(), |next| outline.start_of(next.line));
            &text[from..to.max(from)]
        };
        for (at, side) in sides.iter().enumerate() {
            let line = side.line + 1;
            match side.side {
                Side::Topic => {
                    section = Some(heading_of(outline, side.line)).filter(|name| !name.is_empty());
                }
                Side::Back => {
                    let is_paired = at > 0 && sides[at - 1].side == Side::Front;
                    if !is_paired {
                        let message = "not understood: a back without a front".to_owned();
                        note.problems.push(Problem { line: Some(line), message });
                    }
                }
                Side::Front => {
                    let back = sides.get(at + 1).filter(|next| next.side == Side::Back);
                    let back = back.map_or("", |_| text_of(at + 1));
                    let front = dedented(text_of(at));
                    let (asked, rest) = first_paragraph(&front);
                    let title = Title::of(asked);
                    let below = below::sides(rest, &dedented(back));
                    let mut question = title.question.into_owned();
                    if !below.question.is_empty() {
                        question.push_str(if question.is_empty() { "" } else { "\n\n" });
                        question.push_str(&below.question);
                    }
                    if question.trim().is_empty() {
                        continue;
                    }
                    note.cards.push(NoteCard {
                        question,
                        answer: below.answer,
                        section: section.clone(),
                        asked: title.asked,
                        line,
                        ..NoteCard::default()
                    });
                }
            }
        }
        note
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Front,
    Back,
    /// A heading above the sides' level.
    Topic,
}

struct Marked {
    line: usize,
    side: Side,
}

/// What the sides of a card are called, each beside its other one.
const FRONTS: &[&str] = &["front", "question", "prompt", "q"];
const BACKS: &[&str] = &["back", "answer", "response", "a"];

fn sides(outline: &Outline<'_>) -> Vec<Marked> {
    let title_line = outline.title_line();
    let named: Vec<(usize, u8, String)> = outline
        .lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| match line.kind {
            Kind::Heading { level, title, .. } => Some((at, level, side_name(title))),
            Kind::Bold { title } => Some((at, 7, side_name(title))),
            _ => None,
        })
        .collect();
    // The names in use are those that most pairs have.
    let used = FRONTS.iter().zip(BACKS).max_by_key(|(front, back)| {
        named.windows(2).filter(|pair| pair[0].2 == **front && pair[1].2 == **back).count()
    });
    let Some((&front, &back)) = used else { return Vec::new() };
    let Some(level) = named.iter().find(|(.., name)| name == front).map(|&(_, level, _)| level) else {
        return Vec::new();
    };
    named
        .into_iter()
        .filter_map(|(line, own, name)| {
            let side = if own == level && name == front {
                Side::Front
            } else if own == level && name == back {
                Side::Back
            } else if own < level && Some(line) != title_line {
                Side::Topic
            } else {
                return None;
            };
            Some(Marked { line, side })
        })
        .collect()
}

/// `Front 12:` is called `front`.
fn side_name(title: &str) -> String {
    if title.len() > 60 || is_plain(title) && !may_name(title) || has_question_mark(title) {
        return String::new();
    }
    let lower = lowered(&as_plain(title));
    let mut told = words(&lower);
    told.retain(|word| !BESIDE_NAMES.contains(word) && word.parse::<u32>().is_err());
    told.join(" ")
}

/// What may stand beside a side's name.
const BESIDE_NAMES: &[&str] = &["card", "side", "the", "flashcard"];

/// Whether the first word of a title without marks may name a side, or stand beside a name.
fn may_name(title: &str) -> bool {
    static KNOWN: Words = Words::of(&[BESIDE_NAMES, FRONTS, BACKS]);
    let first = scan::ascii_words(title).next();
    !title.is_ascii() || first.is_some_and(|first| KNOWN.hold(first) || first.parse::<u32>().is_ok())
}

fn first_paragraph(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches('\n');
    let end = text.find("\n\n").unwrap_or(text.len());
    let first = &text[..end];
    // Code or options right at the front are not the sentence that asks.
    let is_sentence = !first.trim_start().starts_with(['`', '~', '-', '|']);
    let line_end = first.find("\n```").or_else(|| first.find("\n- ")).unwrap_or(end);
    if is_sentence { text.split_at(line_end) } else { ("", text) }
}

fn heading_of(outline: &Outline<'_>, line: usize) -> String {
    match outline.lines[line].kind {
        Kind::Heading { title, .. } => shown_heading(title),
        _ => String::new(),
    }
}
