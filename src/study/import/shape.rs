//! Which family a note is of. The whole note decides, by evidence for and against each family; a
//! single line that ends in "?" decides nothing.
//!
//! [`FAMILIES`] lists them. The family with most evidence reads the note; where none has enough, no
//! cards are made and the one problem says so.

use super::anki::Anki;
use super::answer_key;
use super::bold_paragraph::BoldParagraph;
use super::bullets::Bullets;
use super::bullets_linkanswer::LinkedBullets;
use super::bullets_noanswer::PlainBullets;
use super::cards;
use super::delimited::Delimited;
use super::details_summary::DetailsSummary;
use super::dialect;
use super::doubt::DOUBTFUL_PERCENT;
use super::family::{ENOUGH, Family, Whole};
use super::front_back::FrontBack;
use super::furniture;
use super::heading_details::HeadingDetails;
use super::heading_text::HeadingText;
use super::json::Json;
use super::label::has_question_mark;
use super::labelled::Labelled;
use super::markdown_table::MarkdownTable;
use super::multiple_choice::MultipleChoice;
use super::numbered_heading::NumberedHeading;
use super::one_note::OneNote;
use super::org::Org;
use super::outcome::NoteHint;
use super::outcome::{ImportedNote, Problem};
use super::page;
use super::pasted::Pasted;
use super::plain::PlainText;
use super::question_list::QuestionList;
use super::questions;
use super::second_part;
use super::separated::Separated;
use super::title::{Count, counted};
use super::topic_heading::TopicHeading;

const FAMILIES: &[&dyn Family] = &[
    &Bullets,
    &Pasted,
    &BoldParagraph,
    &DetailsSummary,
    &FrontBack,
    &HeadingDetails,
    &HeadingText,
    &LinkedBullets,
    &MultipleChoice,
    &NumberedHeading,
    &PlainBullets,
    &QuestionList,
    &TopicHeading,
    &Labelled,
    &Separated,
    &OneNote,
    &PlainText,
    &Org,
    &Delimited,
    &MarkdownTable,
    &Json,
    &Anki,
];

pub(super) fn read(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    // A page is only a wrapping; what it says is of one of the families.
    let Some(page) = page::of_note(text, hint) else {
        return match dialect::plain(text) {
            Some(plain) => read_unwrapped(&plain, hint),
            None => read_unwrapped(text, hint),
        };
    };
    let mut note = read_unwrapped(&page.markdown, &NoteHint { file_name: "", ..*hint });
    page::find_lines(text, &mut note);
    note.title = note.title.or(page.title);
    note
}

pub(super) fn family_names() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().map(|family| family.name())
}

/// Reads a note as of one family, whatever speaks for another; `None` for a family that is not known.
pub(super) fn read_as(family: &str, text: &str, hint: &NoteHint<'_>) -> Option<ImportedNote> {
    let family = FAMILIES.iter().find(|known| known.name() == family)?;
    Some(ImportedNote { shape: family.name(), ..family.read(&Whole::new(text, hint)) })
}

/// What is told of a note without any text.
pub const EMPTY_NOTE: &str = "the note is empty";

/// In bytes. A longer line is data, and reading it would take long and give nothing.
const LONGEST_LINE: usize = 4 << 20;

fn read_unwrapped(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    let has_longest = text.len() > LONGEST_LINE;
    let longest = has_longest
        .then(|| text.split('\n').enumerate().find(|(_, line)| line.len() > LONGEST_LINE))
        .flatten();
    if let Some((index, line)) = longest.filter(|_| !Json::is_valid(text)) {
        let message = format!("a line of {} bytes is not of a note: nothing was read", line.len());
        let problems = vec![Problem { line: Some(index + 1), message }];
        return ImportedNote { shape: "unknown", problems, ..ImportedNote::default() };
    }
    let whole = Whole::new(text, hint);
    let readers: [&dyn Family; 3] = [&Json, &Anki, &Delimited];
    let weighed = readers.iter().map(|reader| (reader.evidence(&whole), *reader));
    let best = weighed.filter(|&(evidence, _)| evidence >= ENOUGH).max_by_key(|&(evidence, _)| evidence);
    let mut note = match best {
        Some((_, reader)) => {
            let mut note = ImportedNote { shape: reader.name(), ..reader.read(&whole) };
            let card_count = note.cards.len();
            note.confidence = if card_count > 0 { 100 } else { 0 };
            note.account.coverage = note.confidence;
            note
        }
        None if is_form(text) => ImportedNote { shape: "unknown", ..ImportedNote::default() },
        None => questions::read(text, hint),
    };
    if note.cards.is_empty() {
        let message = if text.trim().is_empty() {
            EMPTY_NOTE.to_owned()
        } else if best.is_some() {
            "no questions were found".to_owned()
        } else {
            no_questions(&whole)
        };
        note.problems.push(Problem { line: None, message });
    }
    note
}

/// Whether the front matter is of a form that reports or requests to a project are written in.
fn is_form(text: &str) -> bool {
    let Some(front) = text.strip_prefix("---\n") else { return false };
    front.starts_with("name:") && front.lines().nth(1).is_some_and(|line| line.starts_with("about:"))
}

/// Why a note of no family makes no cards.
fn no_questions(whole: &Whole<'_>) -> String {
    let asking = whole.lines().iter().filter(|line| !line.is_code && has_question_mark(line.text)).count();
    let lines = match asking {
        0 => return "nothing in this note is marked as a question, so no cards were made".to_owned(),
        1 => "one line asks, but stands".to_owned(),
        _ => format!("{asking} lines ask, but stand"),
    };
    format!(
        "{lines} among other text, so no cards were made: write each question as a heading, as a `- ` bullet or behind `Q:`, its answer below"
    )
}

/// Commentary is kept as remarks and makes no cards; what is marked as a question in it may have been meant
/// as one, in a way of writing that the rest of the note does not have.
fn questions_in_remarks(text: &str, note: &ImportedNote) -> Option<Problem> {
    let remarks = note.interview.remarks.as_deref()?;
    let is_marked = |line: &&str| {
        let is_bold = line.strip_prefix("**").is_some_and(|inner| inner.ends_with("**"));
        is_bold && has_question_mark(line)
            || line.contains(" :: ")
            || counted(line)
                .is_some_and(|(count, _, rest)| count == Count::Question && !rest.trim().is_empty())
    };
    let marked: Vec<&str> = remarks.lines().map(str::trim).filter(is_marked).collect();
    let first = marked.first()?;
    let line = text.lines().position(|line| line.trim() == *first).map(|at| at + 1);
    let (are, they) = if marked.len() == 1 {
        ("line of the remarks looks", "it is")
    } else {
        ("lines of the remarks look", "they are")
    };
    let message = format!(
        "{} {are} like a question and made no card: where {they} one, write it as the others are",
        marked.len()
    );
    Some(Problem { line, message })
}

/// In percent: how far a family leads those of other kinds counts less than what it explains. A rival with
/// half of its evidence, or less, takes nothing away.
fn confidence(evidence: i32, rival: i32, coverage_percent: usize) -> u8 {
    let lead = f64::from(evidence - rival) / f64::from(evidence.max(1));
    let covered = u32::try_from(coverage_percent).map_or(1.0, |percent| f64::from(percent) / 100.0);
    let sure = 100.0 * (0.4 * (lead * 2.0).clamp(0.0, 1.0) + 0.6 * covered);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    {
        sure.round().clamp(0.0, 100.0) as u8
    }
}
