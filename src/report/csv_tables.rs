//! Progress as CSV (RFC 4180), one table a file.
//!
//! A text cell that a spreadsheet would take for a formula gets an apostrophe in front, unless `raw`
//! is asked for. Numbers stay numbers.

use crate::study::day::Day;
use crate::study::import::needs_apostrophe;
use crate::study::review::moment_text;
use crate::study::schedule::TracedReview;

use super::progress::{CardProgress, effect_name, interval_before_days, scheduler_name, seconds};

/// The mark by which Excel knows that a table is UTF-8; without it, all that is not ASCII is garbled there. Only for
/// files: what a pipe carries is read by programs, and many take the mark for text.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";
const CARD_COLUMNS: [&str; 19] = [
    "id",
    "question",
    "decks",
    "asked",
    "unanswered",
    "due",
    "interval_days",
    "ease",
    "repetitions",
    "lapses",
    "reviews",
    "suspended",
    "flagged",
    "tags",
    "section",
    "company",
    "deck",
    "state",
    "last_review",
];
const REVIEW_COLUMNS: [&str; 17] = [
    "card",
    "at",
    "day",
    "quality",
    "grade",
    "seconds",
    "intent",
    "effect",
    "scheduler",
    "interval_days",
    "ease",
    "due",
    "interval_before_days",
    "device",
    "seq",
    "deck",
    "question",
];

/// The line above the rows of [`cards_csv`].
pub fn cards_csv_head() -> Result<Vec<u8>, csv::Error> {
    table([CARD_COLUMNS].into_iter())
}

/// One row a card.
pub fn cards_csv(cards: &[CardProgress], today: Day, raw: bool) -> Result<Vec<u8>, csv::Error> {
    let rows = cards.iter().map(|card| {
        let held = card.state.in_review();
        [
            card.card.to_string(),
            text(card.question.as_deref().unwrap_or_default(), raw),
            text(&card.decks.join(" "), raw),
            card.asked_times.to_string(),
            card.unanswered.to_string(),
            held.map(|held| held.due.to_string()).unwrap_or_default(),
            held.map(|held| held.interval_days.to_string()).unwrap_or_default(),
            held.map(|held| ease(held.ease_hundredths)).unwrap_or_default(),
            held.map(|held| held.repetitions.to_string()).unwrap_or_default(),
            card.state.lapse_count.to_string(),
            card.state.review_count.to_string(),
            card.state.suspended.to_string(),
            card.state.flagged.to_string(),
            text(&card.tags.join(", "), raw),
            text(card.section.as_deref().unwrap_or_default(), raw),
            text(&card.companies.join(", "), raw),
            text(card.decks.first().map(String::as_str).unwrap_or_default(), raw),
            card.state.name(today).to_owned(),
            card.last_review.map(|day| day.to_string()).unwrap_or_default(),
        ]
    });
    table(rows)
}

/// The line above the rows of [`reviews_csv`].
pub fn reviews_csv_head() -> Result<Vec<u8>, csv::Error> {
    table([REVIEW_COLUMNS].into_iter())
}

/// One row a review of a card, with what this asks and where, so that one table can be grouped by it.
pub fn reviews_csv(
    reviews: &[TracedReview],
    card: Option<&CardProgress>,
    raw: bool,
) -> Result<Vec<u8>, csv::Error> {
    let rows = reviews.iter().map(|traced| {
        let held = traced.after.in_review();
        [
            traced.card.to_string(),
            moment_text(traced.at_ms),
            traced.day.to_string(),
            traced.review.quality.number().to_string(),
            traced.review.quality.grade().name().to_owned(),
            seconds(traced.review.took_ms).to_string(),
            format!("{:?}", traced.review.intent).to_lowercase(),
            effect_name(traced.effect).to_owned(),
            scheduler_name(traced.review.rule.scheduler).to_owned(),
            held.map(|held| held.interval_days.to_string()).unwrap_or_default(),
            held.map(|held| ease(held.ease_hundredths)).unwrap_or_default(),
            held.map(|held| held.due.to_string()).unwrap_or_default(),
            interval_before_days(traced).map(|days| days.to_string()).unwrap_or_default(),
            text(&traced.key.device, raw),
            traced.key.seq.to_string(),
            text(card.and_then(|card| card.decks.first()).map(String::as_str).unwrap_or_default(), raw),
            text(card.and_then(|card| card.question.as_deref()).unwrap_or_default(), raw),
        ]
    });
    table(rows)
}

pub(super) fn table<const WIDTH: usize, C: AsRef<[u8]>>(
    rows: impl Iterator<Item = [C; WIDTH]>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

pub(super) fn text(cell: &str, raw: bool) -> String {
    if needs_apostrophe(cell) && !raw { format!("'{cell}") } else { cell.to_owned() }
}

fn ease(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card::CardId;
    use crate::study::schedule::CardState;

    #[track_caller]
    fn check_question(question: &str, raw: bool, expected_cell: &str) {
        let card = CardProgress {
            question: Some(question.to_owned()),
            decks: vec!["zibal".to_owned(), "acme".to_owned()],
            tags: vec!["go".to_owned(), "code review".to_owned()],
            asked_times: 1,
            ..CardProgress::of(CardId::parse("a").unwrap(), CardState::default())
        };
        let csv = String::from_utf8(cards_csv(&[card], Day::default(), raw).unwrap()).unwrap();
        let places = "\"go, code review\",,,zibal,new,";
        assert_eq!(csv, format!("a,{expected_cell},zibal acme,1,false,,,,,0,0,false,false,{places}\r\n"));
    }

    #[test]
    fn a_formula_is_made_harmless_unless_raw() {
        check_question("=1+1", false, "'=1+1");
        check_question("=1+1", true, "=1+1");
        check_question("-e", false, "'-e");
        for start in ['+', '-', '@', '\t', '\0', '＝', '＋', '－', '＠'] {
            check_question(&format!("{start}x"), false, &format!("'{start}x"));
            check_question(&format!("{start}x"), true, &format!("{start}x"));
        }
        check_question("\r=x", false, "\"'\r=x\"");
        check_question("What is a = b?", false, "What is a = b?");
    }

    #[test]
    fn a_list_is_no_formula() {
        check_question("- a lock\n- a fence", false, "\"- a lock\n- a fence\"");
        for item in [
            "- item",
            "+ item (see above)",
            "* item",
            "- `x = 1` sets it",
            "- Why?",
            "-",
            "- the cost is O(n)",
        ] {
            check_question(item, false, item);
        }
        // A marker in front of a formula makes it no less one.
        for formula in
            ["- 1", "- 2+3", "-  =1", "+ SUM(A1)", "- -1", "- A1+1", "- cmd|' /C calc'!A0", "- (1)"]
        {
            check_question(formula, false, &format!("'{formula}"));
        }
        // What looks as if it had an apostrophe gets another one, so that it comes back.
        check_question("'=1", false, "''=1");
        check_question("'- item", false, "''- item");
        check_question("'tis", false, "'tis");
    }

    #[test]
    fn commas_quotes_and_lines_are_quoted() {
        check_question("a, \"b\"\nc", false, "\"a, \"\"b\"\"\nc\"");
    }
}
