//! From blocks to cards: candidates, groups of siblings decided by evidence, spans, split, account.
//!
//! The two laws: adding something to a note never removes a card that was found before, and no decision depends on
//! the whole note. Reading lines is the blocks room's; formats with fields of their own have readers of their own.

mod account;
mod annotations;
mod body;
mod candidate;
mod candidates;
mod class;
mod evidence;
mod facts;
mod groups;
mod one_question;
mod own_text;
mod promises;
mod sections;
mod spans;
mod tables;

use std::collections::HashSet;

use super::blocks::{self, BlockId, Kind, MOST_BLOCKS, Outline, PLAIN_LEVEL};
use super::furniture::is_placeholder_answer;
use super::lines::{self, front_matter_lines};
use super::options::options_of;
use super::outcome::{Choice, ImportedNote, NoteCard, NoteHint, Problem};
use super::text::prepare;
use super::title::Title;
use super::weights::Weights;
use super::wording::{self, HeadingKind, Side, clean, label_alone};
use super::{answer_key, cloze, yaml};
use crate::study::card::{Asked, normal_form};
use crate::study::lexicon::NoteWords;

use account::{Uses, account, is_known};
use body::{Split, section_of, split_body, written};
use candidate::Candidate;
use class::{Class, Place};
use groups::{Decided, decide};
use sections::raise_headings;

pub use class::CLASS_NAMES;

/// A note of no more blocks than this was typed by hand.
const FEW_BLOCKS: usize = 8;

/// Front matter is looked for in so many bytes.
const LONGEST_FRONT: usize = 16_384;

/// Reads a note of any markup.
pub(super) fn read(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    let words = hint.words.unwrap_or_else(|| NoteWords::built_in());
    let weights = hint.weights.unwrap_or(&Weights::DEFAULT);
    let no_choice = Choice::default();
    let choice = hint.choice.unwrap_or(&no_choice);
    let head = &text[..text.floor_char_boundary(LONGEST_FRONT)];
    let head_lines = lines::lines(head);
    let front_lines = front_matter_lines(&head_lines);
    let front = yaml::read(&head_lines[..front_lines]);
    let skipped: usize = text.split_inclusive('\n').take(front_lines).map(str::len).sum();
    let first_line = u32::try_from(front_lines + 1).unwrap_or(1);
    let has_cards = front
        .list("tags")
        .iter()
        .any(|tag| matches!(tag.split('/').next(), Some("card" | "cards" | "flashcard" | "flashcards")));
    let prepared = prepare(&text[skipped..], first_line, hint.file_name, has_cards, words);
    let mut outline = blocks::read(prepared, words);
    raise_headings(&mut outline, words);
    debug_assert_eq!(promises::broken_by_blocks(&outline), None);
    let title = front
        .value("title")
        .or(front.value("question"))
        .map(str::to_owned)
        .or_else(|| title_of(&outline, words));
    let stem = hint
        .file_name
        .rsplit_once('.')
        .map_or(hint.file_name, |(stem, _)| stem)
        .replace(['-', '_', '.'], " ");
    let names = [title.as_deref().unwrap_or_default(), stem.as_str()];
    let extension = hint.file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let is_plain_text = matches!(extension.as_deref(), Some("txt" | "tsv"));
    let mut decided = decide(&outline, &names, is_plain_text, words, weights, choice);
    // A note of a few lines, typed by hand, may hold one question.
    let eased = Weights { accept: weights.accept - weights.bodies, ..weights.clone() };
    let is_cloze = |&index: &usize| decided.candidates[index].class == Class::Labelled(Place::Cloze);
    if decided.taken.values().all(is_cloze) && choice.is_empty() && outline.blocks.len() <= FEW_BLOCKS {
        decided = decide(&outline, &names, is_plain_text, words, &eased, choice);
    }
    debug_assert_eq!(promises::broken_by_groups(&decided), None);
    let (mut note, used) = cards(&decided, choice);
    let only =
        choice.is_empty().then(|| one_question::card(&front, &outline, note.cards.len(), words)).flatten();
    if let Some(card) = only {
        note.account.coverage = 100;
        note.account.confidence = 80;
        note.account.unused.clear();
        note.cards = vec![card];
    } else if let [card] = &mut note.cards[..] {
        card.tags.extend(front.list("tags"));
    }
    answer_key::give(text, &mut note, words);
    // A heading that became a card names no deck.
    let is_card = |title: &String| note.cards.iter().any(|card| card.question.lines().next() == Some(title));
    let title = front.value("title").map(str::to_owned).or(title.filter(|title| !is_card(title)));
    note.title = title.filter(|title| !title.is_empty());
    facts::gather(&decided, &used, &mut note);
    note.shape = shape(&decided, &note);
    note.confidence = note.account.confidence;
    note.weighed = weighed(&decided);
    let left_out =
        outline.text.left_out.max(outline.cut_at.map_or(0, |line| outline.text.line_count() - line));
    if left_out > 0 {
        let message = format!(
            "{left_out} lines were left out: only {MOST_BLOCKS} blocks of a note are read; split the file"
        );
        note.problems.push(Problem { line: None, message });
    }
    note
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

/// The first heading, if it comes before everything else.
fn title_of(outline: &Outline, words: &NoteWords) -> Option<String> {
    let marked =
        outline.blocks.iter().position(|block| block.kind == Kind::Heading && block.level < PLAIN_LEVEL);
    let plain = || outline.blocks.iter().take(2).position(|block| block.kind == Kind::Heading);
    let at = marked.or_else(plain)?;
    // "### Technical interview" is a part of a note.
    if outline.blocks[at].level > 1 && wording::heading_kind(&outline.own(at), words) != HeadingKind::Plain {
        return None;
    }
    Some(clean(&outline.own(at), words).into_owned())
        .filter(|title| !title.is_empty() && label_alone(title, words).is_none())
}

/// What the cards of a note were told by, for people.
fn shape(decided: &Decided<'_>, note: &ImportedNote) -> &'static str {
    let mut classes: Vec<&Class> = decided
        .candidates
        .iter()
        .filter(|candidate| candidate.is_taken)
        .map(|candidate| &candidate.class)
        .collect();
    let name = |class: &Class| match class {
        Class::Labelled(_) => "labelled questions",
        Class::Heading { .. } => "headings",
        Class::Fold => "folds",
        Class::Term => "terms",
        Class::Field(_) => "fields",
        Class::Apart => "blocks",
        Class::Bold(_) => "bold lines",
        Class::Item { .. } => "lists",
        Class::Line { .. } => "lines",
        Class::Paragraph { .. } => "paragraphs",
        Class::Quote => "quotes",
    };
    classes.sort_by_key(|class| name(class));
    let most = classes.chunk_by(|a, b| name(a) == name(b)).max_by_key(|chunk| chunk.len());
    match most.and_then(|chunk| chunk.first()) {
        Some(class) => name(class),
        None if !note.cards.is_empty() => "table",
        None => "unknown",
    }
}

/// The groups with their evidence, best first.
fn weighed(decided: &Decided<'_>) -> Vec<(String, i32)> {
    let mut groups: Vec<(String, i32)> = decided
        .groups
        .iter()
        .filter(|group| !group.evidence.is_empty())
        .map(|group| {
            let sum: f32 = group.evidence.iter().map(|(_, weight)| weight).sum();
            let rows: Vec<String> =
                group.evidence.iter().map(|(name, weight)| format!("{name} {weight:+.1}")).collect();
            let verdict = if group.is_taken { "taken" } else { "left" };
            let name =
                format!("{} ({}, {verdict}: {})", group.class.name(), group.members.len(), rows.join(", "));
            #[expect(clippy::cast_possible_truncation, reason = "a sum of weights is small")]
            (name, (sum * 10.0).round() as i32)
        })
        .collect();
    groups.sort_by_key(|(_, evidence)| std::cmp::Reverse(*evidence));
    groups
}

/// The cards of a note, and which of its blocks they use.
fn cards(decided: &Decided<'_>, choice: &Choice) -> (ImportedNote, Vec<bool>) {
    let outline = decided.outline;
    let bodyless = bodyless_groups(decided);
    let mut uses = Uses { used: vec![false; outline.blocks.len()], known: vec![false; outline.blocks.len()] };
    let mut cards: Vec<(usize, NoteCard)> = Vec::new();
    let answers = answers_behind(decided);
    for (index, candidate) in
        decided.candidates.iter().enumerate().filter(|(_, candidate)| candidate.is_taken)
    {
        uses.used[candidate.at] = true;
        let Some(split) = split_body(decided, candidate, bodyless[candidate.group]) else { continue };
        debug_assert_eq!(promises::broken_by_split(outline, candidate, &split), None);
        for &at in &split.used {
            uses.used[at] = true;
        }
        for &(at, _) in &split.dropped {
            uses.known[at] = true;
        }
        let mut split = split;
        if let Some((_, body)) = answers.iter().find(|(of, _)| *of == index) {
            split.answer = written(outline, body);
            for &at in body {
                uses.used[at] = true;
            }
        }
        if split.question.chars().any(char::is_alphanumeric) {
            let line = outline.blocks[candidate.at].lines.start;
            cards.extend(cloze_cards(card(decided, candidate, split)).into_iter().map(|card| (line, card)));
        }
    }
    let is_chosen = |words: &[String]| words.iter().any(|word| word == "tables");
    if choice.only.is_empty() && !is_chosen(&choice.leave) || is_chosen(&choice.only) {
        for row in
            tables::table_cards(decided, &uses.used, is_chosen(&choice.only) || is_chosen(&choice.take))
        {
            uses.used[row.block] = true;
            let card = NoteCard {
                question: row.question,
                answer: some(row.answer).filter(|answer| !is_placeholder_answer(answer)),
                section: row.section,
                line: outline.text.number(row.line),
                ..NoteCard::default()
            };
            cards.extend(cloze_cards(card).into_iter().map(|card| (row.line, card)));
        }
    }
    cards.sort_by_key(|(line, _)| *line);
    drop_listed_questions(&mut cards);
    for at in 0..outline.blocks.len() {
        uses.known[at] |= uses.used[at] || is_known(decided, at);
    }
    let account = account(decided, &uses, cards.len());
    let note = ImportedNote {
        cards: cards.into_iter().map(|(_, card)| card).collect(),
        account,
        ..ImportedNote::default()
    };
    (note, uses.used)
}

/// Drops a question without an answer if the note has it again with one. A list at the top often sets blanks and
/// marks in another way than the headings below, so neither counts.
fn drop_listed_questions(cards: &mut Vec<(usize, NoteCard)>) {
    let key = |card: &NoteCard| -> String {
        normal_form(&card.question).chars().filter(|c| c.is_alphanumeric()).collect()
    };
    if cards.iter().all(|(_, card)| card.answer.is_some()) {
        return;
    }
    let answered: HashSet<String> =
        cards.iter().filter(|(_, card)| card.answer.is_some()).map(|(_, card)| key(card)).collect();
    cards.retain(|(_, card)| card.answer.is_some() || !answered.contains(&key(card)));
}

/// Groups most of whose members have no body: the little that stands below one is part of its question.
fn bodyless_groups(decided: &Decided<'_>) -> Vec<bool> {
    let blocks = &decided.outline.blocks;
    let has_body = |candidate: &Candidate| {
        !candidate.rest.is_empty()
            || (candidate.at + 1..candidate.end).any(|at| {
                matches!(
                    blocks[at].kind,
                    Kind::Paragraph | Kind::Code | Kind::Item | Kind::FoldOpen | Kind::Quote | Kind::Table
                )
            })
    };
    let is_bodyless = |group: &groups::Group| {
        let taken: Vec<&Candidate> = group
            .members
            .iter()
            .map(|&member| &decided.candidates[member])
            .filter(|member| member.is_taken)
            .collect();
        taken.len() >= 2
            && taken.iter().filter(|candidate| has_body(candidate)).count() * 4 <= taken.len() + 1
    };
    decided.groups.iter().map(is_bodyless).collect()
}

/// Questions first, their answers after: label headings paired by suffix or by order.
fn answers_behind(decided: &Decided<'_>) -> Vec<(usize, Vec<BlockId>)> {
    let outline = decided.outline;
    let questions: Vec<(usize, BlockId)> = decided
        .candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| {
            candidate.is_taken && matches!(candidate.class, Class::Labelled(Place::Heading(_)))
        })
        .map(|(index, candidate)| (index, candidate.at))
        .collect();
    let marks: Vec<BlockId> = (0..outline.blocks.len())
        .filter(|&at| {
            outline.blocks[at].kind == Kind::Heading
                && decided.annotations.label_alone(at) == Some(Side::Answer)
        })
        .collect();
    let is_after = marks.first().is_some_and(|&first| questions.iter().all(|&(_, at)| at < first));
    if questions.len() < 2 || questions.len() != marks.len() || !is_after {
        return Vec::new();
    }
    let suffix = |at: BlockId| {
        let title = outline.own(at).into_owned();
        let open = title.rfind('(').or_else(|| title.rfind('（'))?;
        Some(title[open..].to_owned())
    };
    let mut pairs = Vec::new();
    for (order, &(index, at)) in questions.iter().enumerate() {
        let wanted = suffix(at);
        let mark = marks
            .iter()
            .copied()
            .find(|&mark| wanted.is_some() && suffix(mark) == wanted)
            .unwrap_or(marks[order]);
        let end = marks
            .iter()
            .copied()
            .find(|&next| next > mark)
            .unwrap_or(outline.blocks.len())
            .min(outline.section_end(mark));
        pairs.push((index, (mark + 1..end).collect()));
    }
    pairs
}

fn card(decided: &Decided<'_>, candidate: &Candidate, split: Split) -> NoteCard {
    let outline = decided.outline;
    let raw = outline.own(candidate.at);
    let (tags, asked) = decoration(&raw);
    let Split { mut question, mut answer, topic, .. } = split;
    if let Some((options, place)) = options_of(&question) {
        let (first, more) = answer.split_once('\n').unwrap_or((&answer, ""));
        let named = options.named(&answer).or_else(|| {
            let (named, rest) = options.named(first.trim().trim_matches('*'))?;
            Some((named, [rest.as_str(), more].join("\n").trim().to_owned()))
        });
        if let Some((named, rest)) = named {
            answer = if rest.is_empty() { named } else { format!("{named}\n\n{rest}") };
        } else if let Some(ticked) = options.ticked() {
            answer = if answer.is_empty() { ticked } else { format!("{ticked}\n\n{answer}") };
        }
        let shown = options.shown.trim_end();
        let parts = [question[..place.start].trim_end(), shown, question[place.end..].trim()];
        let joined = parts.join("\n\n");
        joined.trim().clone_into(&mut question);
    }
    if !asked.is_empty() {
        let (first, rest) = question.split_once('\n').unwrap_or((&question, ""));
        let title = Title::of(first).question.into_owned();
        if !title.is_empty() {
            question = if rest.is_empty() { title } else { format!("{title}\n{rest}") };
        }
    }
    let answer = some(super::furniture::without_offer(&answer).to_owned())
        .filter(|answer| !is_placeholder_answer(answer));
    NoteCard {
        question,
        answer,
        section: topic.or_else(|| section_of(decided, candidate)),
        tags,
        asked,
        line: outline.number(candidate.at),
        ..NoteCard::default()
    }
}

/// A card whose question has clozes becomes one for each number; what was its answer follows the sentence.
fn cloze_cards(mut card: NoteCard) -> Vec<NoteCard> {
    card.answer = card.answer.map(|answer| cloze::with_clozes(&answer, None));
    let sides: Vec<_> = cloze::cards_of(&card.question).collect();
    if sides.is_empty() {
        return vec![card];
    }
    let said = card.answer.as_deref().map_or(String::new(), |said| format!("\n\n{said}"));
    let of_sides = |(_, hidden, revealed): (i64, String, String)| NoteCard {
        question: hidden,
        answer: Some(format!("{revealed}{said}")),
        ..card.clone()
    };
    sides.into_iter().map(of_sides).collect()
}

/// Tags behind a question, and the companies that asked it.
fn decoration(raw: &str) -> (Vec<String>, Vec<Asked>) {
    let first = raw.lines().next().unwrap_or_default();
    let mut tags: Vec<String> = Vec::new();
    for word in first.split_whitespace().rev() {
        match word.strip_prefix('#').filter(|tag| tag.starts_with(char::is_alphabetic)) {
            Some(tag) if !tag.starts_with("card") && !tag.starts_with("flashcard") => {
                tags.push(tag.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned());
            }
            Some(_) => {}
            None => break,
        }
    }
    tags.reverse();
    let asked = if raw.contains('(') { Title::of(raw).asked } else { Vec::new() };
    (tags, asked)
}
