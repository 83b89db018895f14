//! Which family a note is of. The whole note decides, by evidence for and against each family; a
//! single line that ends in "?" decides nothing.
//!
//! [`FAMILIES`] lists them. The family with most evidence reads the note; where none has enough, no
//! cards are made and the one problem says so.

use super::bold_paragraph::BoldParagraph;
use super::bullets::Bullets;
use super::bullets_linkanswer::LinkedBullets;
use super::bullets_noanswer::PlainBullets;
use super::details_summary::DetailsSummary;
use super::family::{ENOUGH, Family};
use super::front_back::FrontBack;
use super::heading_details::HeadingDetails;
use super::heading_text::HeadingText;
use super::multiple_choice::MultipleChoice;
use super::numbered_heading::NumberedHeading;
use super::outcome::NoteHint;
use super::outcome::{ImportedNote, Problem};
use super::pasted::Pasted;
use super::question_list::QuestionList;
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
];

pub(super) fn read(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    let mut weighed: Vec<_> = FAMILIES.iter().map(|family| (family.evidence(text, hint), family)).collect();
    weighed.sort_by_key(|&(evidence, _)| std::cmp::Reverse(evidence));
    let best = weighed.first().copied().filter(|&(evidence, _)| evidence >= ENOUGH);
    let mut note = match best {
        Some((_, family)) => {
            let mut note = family.read(text);
            note.shape = family.name();
            note
        }
        None => ImportedNote { shape: "unknown", ..ImportedNote::default() },
    };
    note.weighed = weighed.iter().map(|&(evidence, family)| (family.name(), evidence)).collect();
    let message = match best {
        _ if text.trim().is_empty() => "the note is empty",
        None => {
            "the shape of this note is not known, so no cards were made: write questions as `- ` bullets under a heading such as `### Technical Interview`"
        }
        Some(_) if note.cards.is_empty() => "no questions were found",
        Some(_) => return note,
    };
    note.problems.push(Problem { line: None, message: message.to_owned() });
    note
}
