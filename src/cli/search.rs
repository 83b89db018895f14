//! `viva search`: cards that hold some words, the best first.

use std::collections::HashSet;
use std::io::IsTerminal as _;
use std::ops::Range;

use serde_json::{Value, json};

use crate::store::{Found, Store};
use crate::study::card::CardId;
use crate::study::deck::SeenCard;
use crate::study::markdown::Reading;
use crate::study::search::{Wanted, nearest_word, words};
use crate::study::selection::part_free_words;
use crate::study::text::{Safe, safe};
use crate::terminal::{Line, Marking, TerminalOptions, marked};

use super::args::{Format, SearchArguments};
use super::collection;
use super::context::{Context, room_after};
use super::failure::{Code, Failure};
use super::output;
use super::queue::selected;

/// So many cards are read in about half a second; for more, somebody who waits is told.
const MANY_CARDS: usize = 20_000;
/// How much of an answer is shown around what was found in it, in bytes.
const EXCERPT_BYTES: usize = 160;
const BEFORE_FOUND_BYTES: usize = 40;

/// A card that was found, at its best place.
struct Hit {
    card: CardId,
    seen: SeenCard,
}

pub(super) fn run(context: &Context, arguments: &SearchArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let known = opened.store.known_decks()?;
    let (terms, free) = part_free_words(&arguments.words, &known.keys().map(String::as_str));
    let Some(wanted) = Wanted::parse(&free.join(" ")) else {
        return Err(Failure::new(Code::Usage, "nothing to search for")
            .hint("`viva list SELECTION` lists cards without searching"));
    };
    let selection = opened.selection(&terms)?;
    if opened.store.unread_count()? > MANY_CARDS {
        output::note("reading all cards (only this time)");
    }
    let found = opened.store.search(&wanted)?;
    let within = selected(&opened.store, &selection, context.today())?;
    let mut seen = HashSet::new();
    let found: Vec<Found> = found
        .into_iter()
        .filter(|found| within.as_ref().is_none_or(|cards| cards.contains(&found.card)))
        .filter(|found| seen.insert(found.card.clone()))
        .collect();
    let total = found.len();
    let hits = found
        .into_iter()
        .take(arguments.count)
        .map(|found| hit(&opened.store, found))
        .filter_map(Result::transpose)
        .collect::<Result<Vec<Hit>, Failure>>()?;
    let mut meant = if total == 0 { meant(&mut opened.store, &wanted)? } else { None };
    // Words that are known, but nowhere together, are no help.
    if let Some(nearest) = meant.as_deref().and_then(Wanted::parse)
        && opened.store.search(&nearest)?.is_empty()
    {
        meant = None;
    }
    match context.common.format {
        Format::Json => output::json(json!({
            "cards": hits.iter().map(|hit| hit_json(hit, &wanted)).collect::<Vec<_>>(),
            "total": total,
            "nearest": meant,
        }))?,
        Format::Text => {
            let look = Look::new(context);
            let lines: Vec<Line> = hits.iter().flat_map(|hit| look.lines(hit, &wanted)).collect();
            output::styled_lines(&lines, look.options)?;
            if hits.len() < total {
                output::note(safe!("{} of {total} cards; `-n {total}` shows all", hits.len()));
            }
        }
    }
    if total > 0 {
        return Ok(());
    }
    let failure = Failure::new(Code::Failed, format!("no cards match {}", free.join(" ")));
    Err(match meant {
        Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
        None if !terms.is_empty() => {
            failure.hint(format!("there may be matches without {}", terms.join(" ")))
        }
        None if wanted.parts().len() > 1 => {
            failure.hint("all words must match; use fewer words to find more")
        }
        None => failure,
    })
}

fn hit(store: &Store, found: Found) -> Result<Option<Hit>, Failure> {
    let Found { card, deck, position } = found;
    let mut sightings = store.sightings(&card)?.into_iter();
    Ok(sightings.find(|seen| seen.deck == deck && seen.position == position).map(|seen| Hit { card, seen }))
}

/// What was probably meant by words that stand nowhere; `None` where no such word is known.
pub(super) fn meant(store: &mut Store, wanted: &Wanted) -> Result<Option<String>, Failure> {
    let vocabulary = store.vocabulary()?;
    let known = || vocabulary.iter().map(|(word, cards)| (word.as_str(), *cards));
    let mut is_changed = false;
    let mut said = Vec::new();
    for part in wanted.parts().iter().filter(|part| !part.is_excluded) {
        for (at, word) in part.words.iter().enumerate() {
            let is_open = part.is_open && at + 1 == part.words.len();
            let is_known =
                known().any(|(held, _)| if is_open { held.starts_with(word) } else { held == word });
            match nearest_word(word, known()) {
                Some(nearest) if !is_known => {
                    is_changed = true;
                    said.push(nearest);
                }
                _ => said.push(word.clone()),
            }
        }
    }
    Ok(is_changed.then(|| said.join(" ")))
}

/// The texts in which to show what was found, after the question.
fn answers(seen: &SeenCard) -> impl Iterator<Item = &str> {
    [&seen.card.my_answer, &seen.card.answer, &seen.card.answer_from_source]
        .into_iter()
        .filter_map(|text| text.as_deref())
}

/// Of the first answer that holds a word the question does not: what stands around the word.
fn excerpt<'s>(seen: &'s SeenCard, wanted: &Wanted) -> Option<&'s str> {
    let in_question: HashSet<String> = found_words(&seen.card.question, wanted).collect();
    answers(seen).find_map(|answer| {
        let mark = wanted.marks(answer).into_iter().find(|mark| {
            words(&answer[mark.clone()]).iter().any(|word| !in_question.contains(&word.folded))
        })?;
        Some(around(answer, &mark))
    })
}

fn found_words<'t>(text: &'t str, wanted: &Wanted) -> impl Iterator<Item = String> + use<'t> {
    let marks = wanted.marks(text);
    marks.into_iter().flat_map(|mark| words(&text[mark])).map(|word| word.folded)
}

/// The text around a stretch of it, from the beginning of a word and within the lines of its paragraph.
fn around<'t>(text: &'t str, mark: &Range<usize>) -> &'t str {
    let paragraph = text[..mark.start].rfind("\n\n").map_or(0, |end| end + 2);
    let mut start = text.floor_char_boundary(mark.start.saturating_sub(BEFORE_FOUND_BYTES)).max(paragraph);
    if start > paragraph {
        start =
            text[start..mark.start].find(char::is_whitespace).map_or(mark.start, |space| start + space + 1);
        start = text.ceil_char_boundary(start);
    }
    let end = text.floor_char_boundary((start + EXCERPT_BYTES).max(mark.end).min(text.len()));
    let end = text[mark.end..end].find("\n\n").map_or(end, |blank| mark.end + blank);
    text[start..end].trim()
}

fn hit_json(hit: &Hit, wanted: &Wanted) -> Value {
    let Hit { card, seen } = hit;
    let mut found: Vec<String> = found_words(&seen.card.question, wanted).collect();
    found.extend(answers(seen).flat_map(|answer| found_words(answer, wanted)));
    found.sort();
    found.dedup();
    json!({
        "id": card.as_str(),
        "question": seen.card.question,
        "deck": seen.deck,
        "title": seen.deck_title,
        "section": seen.card.section,
        "tags": seen.card.tags,
        "unanswered": !seen.card.is_answered(),
        "excerpt": excerpt(seen, wanted),
        "words": found,
    })
}

/// How hits are shown.
struct Look {
    marking: Marking,
    options: TerminalOptions,
}

impl Look {
    fn new(context: &Context) -> Self {
        let options = context.looks();
        let is_terminal = std::io::stdout().is_terminal();
        let marking = match (is_terminal, options.color && !options.plain) {
            (true, true) => Marking::Bold,
            (true, false) => Marking::Stars,
            (false, _) if context.common.plain => Marking::Stars,
            (false, _) => Marking::None,
        };
        let options = TerminalOptions { color: options.color && is_terminal, ..options };
        Self { marking, options }
    }

    fn lines(&self, hit: &Hit, wanted: &Wanted) -> Vec<Line> {
        let Hit { card, seen } = hit;
        // Of the title, the company and the tags only what was found in: it says why this card is here.
        let found = |text: &&str| !wanted.marks(text).is_empty();
        let mut places = vec![seen.deck.clone()];
        if !found(&seen.deck.as_str()) {
            let names = [seen.deck_title.as_deref(), seen.company.as_deref()];
            places.extend(names.into_iter().flatten().find(found).map(str::to_owned));
        }
        places.extend(seen.card.section.clone());
        let tags = seen.card.tags.iter().map(String::as_str).filter(found);
        places.extend(tags.map(|tag| format!("#{tag}")));
        let place = places.join(" · ");
        let after = |before: Safe, text: &str, used: usize| {
            let mut line = Line::from(before);
            line.append(marked(text, &wanted.marks(text), self.marking, room_after(used), self.options));
            line
        };
        let mut lines = vec![after(safe!("{}  ", output::column(card.as_str(), 10)), &place, 12)];
        let question = Reading::of(&seen.card.question).as_markdown();
        let texts = [Some(question.as_str()), excerpt(seen, wanted)].into_iter().flatten();
        lines.extend(texts.map(|text| after(Safe::spaces(4), text, 4)));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, expected: &str) {
        let at = text.find(word).unwrap();
        assert_eq!(around(text, &(at..at + word.len())), expected);
    }

    #[test]
    fn an_excerpt_begins_with_a_word_of_the_paragraph() {
        check("one\n\ntwo three\n\nfour", "three", "two three");
        check(&format!("{}loop", "ab ".repeat(30)), "loop", &format!("{}loop", "ab ".repeat(13)));
        check(
            &format!("x {}loop {}", "é".repeat(60), "é".repeat(100)),
            "loop",
            &format!("loop {}", "é".repeat(77)),
        );
    }
}
