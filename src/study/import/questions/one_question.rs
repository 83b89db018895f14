//! A file that is one question: the front matter or the first heading asks, and the whole of the rest answers.

use super::super::blocks::{BlockId, Kind, Outline, PLAIN_LEVEL};
use super::super::columns::asked_by;
use super::super::outcome::NoteCard;
use super::super::yaml::FrontMatter;
use super::body::written;
use crate::study::import::wording::{self, Ask, TextReading, clean};
use crate::study::lexicon::NoteWords;

/// Keys that say how a question is filed, and so that there is one.
const FILED: [&str; 4] = ["difficulty", "level", "companies", "company"];

/// A file with more cards than this is not a single question, whatever its title.
const FEW_CARDS: usize = 2;

/// The card of such a file; `found` is the number of other cards in it.
pub(super) fn card(
    front: &FrontMatter,
    outline: &Outline,
    found: usize,
    words: &NoteWords,
) -> Option<NoteCard> {
    let is_filed = FILED.iter().any(|key| front.value(key).is_some());
    let (question, from) = if let Some(question) = front.value("question") {
        (question.to_owned(), 0)
    } else if let Some(title) = front.value("title") {
        let ask = wording::ask(title, words);
        let is_question =
            if is_filed { ask.is_strong() && found <= FEW_CARDS } else { asks(title, words) && found == 0 };
        (is_question.then(|| title.to_owned())?, 0)
    } else {
        (found == 0).then(|| heading(outline, words)).flatten()?
    };
    // The title is repeated above the text.
    let is_title = |at: BlockId| {
        outline.blocks[at].kind == Kind::Heading && clean(&outline.own(at), words) == clean(&question, words)
    };
    let from = if from == 0 && !outline.blocks.is_empty() && is_title(0) { 1 } else { from };
    let body: Vec<BlockId> = (from..outline.blocks.len()).collect();
    let said = written(outline, &body);
    let answer = [front.value("answer").unwrap_or_default(), &said].join("\n\n").trim().to_owned();
    if answer.is_empty() && front.value("question").is_none() {
        return None;
    }
    let level = front.value("difficulty").or(front.value("level"));
    let is_word = |level: &&str| level.chars().all(char::is_alphabetic);
    let companies = ["companies", "company"].into_iter().flat_map(|key| front.list(key));
    Some(NoteCard {
        question,
        answer: Some(answer).filter(|answer| !answer.is_empty()),
        section: front.value("category").or(front.value("topic")).map(str::to_owned),
        tags: front.list("tags").into_iter().chain(level.filter(is_word).map(str::to_lowercase)).collect(),
        asked: companies.map(|company| asked_by(&company)).collect(),
        line: 1,
        ..NoteCard::default()
    })
}

/// The first heading, if it asks and no other heading has its level or a higher one.
fn heading(outline: &Outline, words: &NoteWords) -> Option<(String, BlockId)> {
    let at = outline.blocks.iter().position(|block| block.kind == Kind::Heading)?;
    let level = outline.blocks[at].level;
    let is_alone = outline.blocks[at + 1..]
        .iter()
        .all(|block| block.kind != Kind::Heading || block.level == PLAIN_LEVEL || block.level > level);
    let own = outline.own(at);
    let title = clean(&own, words);
    (at <= 1 && is_alone && asks(&title, words)).then(|| (title.into_owned(), at + 1))
}

/// Whether a title is a question, and not one that a document asks its reader.
fn asks(title: &str, words: &NoteWords) -> bool {
    wording::ask(title, words) == Ask::Mark && !TextReading::of(title, words).is_rhetorical()
}
