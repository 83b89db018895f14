//! A card's sightings made into what is shown of it.

use crate::study::deck::SeenCard;

use super::exercise::is_exercise;
use super::view::{Answer, Face, Form, Sighting};

/// The label of an answer that comes with viva.
const VIVAS_ANSWER: &str = "viva's answer";

/// The face of a card that stands in `sightings` (its own first), as seen from `home`, the deck it is
/// drilled from. `why` and `flagged` are left for the session to fill in.
#[must_use]
pub fn face_of(sightings: &[SeenCard], home: Option<&str>, asked_times: u32) -> Face {
    let mut ordered: Vec<&SeenCard> = sightings.iter().collect();
    // Stable: within a deck, and among the other decks, the order stays.
    ordered.sort_by_key(|seen| home.is_some_and(|home| seen.deck != home));
    let Some(first) = ordered.first() else { return Face::default() };
    let mut face = Face {
        question: first.card.question.clone(),
        asked_times,
        expected_secs: ordered.iter().find_map(|seen| seen.card.seconds),
        sightings: ordered.iter().map(|seen| sighting(seen)).collect(),
        ..Face::default()
    };
    for seen in &ordered {
        for tag in &seen.card.tags {
            if !face.tags.contains(tag) {
                face.tags.push(tag.clone());
            }
        }
    }
    face.is_exercise = is_exercise(&face.question, face.expected_secs);
    face.answers = answers(&ordered);
    face.form = Form::of(&face.question, &face.answers);
    face
}

fn sighting(seen: &SeenCard) -> Sighting {
    Sighting {
        deck: seen.deck.clone(),
        deck_title: title(seen).to_owned(),
        is_interview: seen.is_interview,
        company: seen.company.clone(),
        section: seen.card.section.clone(),
        day: seen.interview_day,
        question: seen.card.question.clone(),
        answers: [&seen.card.my_answer, &seen.card.answer].into_iter().flatten().cloned().collect(),
    }
}

fn title(seen: &SeenCard) -> &str {
    seen.deck_title.as_deref().unwrap_or(&seen.deck)
}

/// The user's own answers first, then the notes', then those that come with viva, each text once.
fn answers(ordered: &[&SeenCard]) -> Vec<Answer> {
    let own =
        ordered.iter().filter_map(|seen| Some(("your answer".to_owned(), seen.card.my_answer.as_deref()?)));
    let (vivas, notes): (Vec<&SeenCard>, _) =
        ordered.iter().partition(|seen| seen.card.is_answered_by_viva());
    let notes = notes
        .into_iter()
        .filter_map(|seen: &SeenCard| Some((title(seen).to_owned(), seen.card.answer.as_deref()?)));
    let vivas =
        vivas.into_iter().filter_map(|seen| Some((VIVAS_ANSWER.to_owned(), seen.card.answer.as_deref()?)));
    let newer = ordered.iter().filter_map(|seen| {
        Some((
            format!("{}, changed in the notes since", title(seen)),
            seen.card.answer_from_source.as_deref()?,
        ))
    });
    let mut answers: Vec<Answer> = Vec::new();
    for (label, text) in own.chain(notes).chain(newer).chain(vivas) {
        let is_there = answers.iter().any(|held| held.text.trim() == text.trim());
        if !text.trim().is_empty() && !is_there {
            answers.push(Answer { label: Some(label), text: text.to_owned() });
        }
    }
    if let [only] = answers.as_mut_slice()
        && only.label.as_deref() != Some(VIVAS_ANSWER)
        && ordered.iter().all(|seen| seen.card.my_answer.is_none())
    {
        only.label = None;
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card::Card;

    fn seen(deck: &str, answer: Option<&str>) -> SeenCard {
        SeenCard {
            deck: deck.to_owned(),
            deck_title: None,
            company: None,
            interview_day: None,
            is_interview: false,
            position: 0,
            card: Card { answer: answer.map(str::to_owned), ..Card::new("Why?") },
        }
    }

    #[track_caller]
    fn check(sightings: &[SeenCard], home: Option<&str>, expected: &str) {
        let face = face_of(sightings, home, 1);
        let shown: Vec<String> = face
            .answers
            .iter()
            .map(|answer| format!("{}={}", answer.label.as_deref().unwrap_or("-"), answer.text))
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn the_only_answer_needs_no_label() {
        check(&[seen("a", Some("x")), seen("b", None), seen("c", Some(" x\n"))], None, "-=x");
    }

    #[test]
    fn answers_that_differ_are_all_shown_home_first() {
        check(&[seen("a", Some("x")), seen("b", Some("y"))], Some("b"), "b=y a=x");
    }

    #[test]
    fn ones_own_answer_comes_first() {
        let mut own = seen("a", Some("x"));
        own.card.my_answer = Some("mine".to_owned());
        check(&[seen("b", Some("y")), own], None, "your answer=mine b=y a=x");
    }

    #[test]
    fn what_viva_wrote_comes_last_and_is_labelled() {
        let by_viva = |deck: &str, answer: &str| {
            let mut seen = seen(deck, Some(answer));
            seen.card.answer_by = Some("viva".to_owned());
            seen
        };
        check(&[by_viva("a", "x")], None, "viva's answer=x");
        let mut own = by_viva("a", "x");
        own.card.my_answer = Some("mine".to_owned());
        check(&[own, seen("b", Some("y"))], None, "your answer=mine b=y viva's answer=x");
        check(&[by_viva("a", "x"), by_viva("b", "x")], None, "viva's answer=x");
    }

    #[test]
    fn no_answer_is_none() {
        check(&[seen("a", None), seen("b", Some("  "))], None, "");
    }
}
