//! What viva itself has written: decks, decks as Markdown, and the table of questions.
//!
//! Decks are told by the file's name, the others by the first line. They are read exactly, whatever the
//! texts hold: nothing is weighed, nothing is repaired, no mark is taken for decoration.

use super::decode::Decoded;
use super::outcome::{Account, ImportedNote, NoteCard, NoteHint, Problem};
use crate::study::card::{Card, CardId};
use crate::study::deck::{Deck, OPENING, documents, from_markdown, parse};

/// The header of the table of questions.
pub const TABLE_COLUMNS: [&str; 7] = ["id", "deck", "section", "tags", "question", "answer", "my_answer"];

const TOML: &str = ".toml";
const DECK: &str = "viva's deck";
const MARKDOWN: &str = "viva's Markdown";
const TABLE: &str = "viva's table";

/// What a spreadsheet may take for the start of a formula.
const STARTS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// Whether a cell of a table gets an apostrophe in front: a spreadsheet would take it for a formula, or
/// [`without_apostrophe`] would take its own apostrophe for one of these.
#[must_use]
pub fn needs_apostrophe(cell: &str) -> bool {
    let starts_a_formula = match cell.strip_prefix(['-', '+']) {
        Some("") => false,
        Some(item) if item.starts_with([' ', '\t']) => is_formula(item.trim_start()),
        _ => cell.starts_with(STARTS),
    };
    starts_a_formula || without_apostrophe(cell).is_some()
}

/// A cell without the apostrophe that it was given. Tables of older versions have one before each list, too.
#[must_use]
pub fn without_apostrophe(cell: &str) -> Option<&str> {
    let bare = cell.strip_prefix('\'')?;
    bare.trim_start_matches('\'').starts_with(STARTS).then_some(bare)
}

/// Whether a spreadsheet may compute what follows the marker of a list: it starts as an operand, followed by an
/// operator, calls a function, or addresses another program. Words do not.
fn is_formula(item: &str) -> bool {
    let line = item.lines().next().unwrap_or_default();
    let operand = line.find(|c: char| !c.is_alphanumeric() && !"$._".contains(c)).unwrap_or(line.len());
    let (operand, rest) = line.split_at(operand);
    let is_number = operand.starts_with(|c: char| c.is_ascii_digit()) && rest.is_empty();
    let is_call_or_address = rest.starts_with(['(', '|', '!', '[']);
    let is_reckoned = rest.trim_start().starts_with(['+', '-', '*', '/', '^', '&', '=', '<', '>', '%']);
    let is_command = line.split_once('|').is_some_and(|(_, rest)| rest.contains('!'));
    let starts_otherwise = operand.is_empty() && line.starts_with(['=', '+', '-', '@', '(', '"', '\'', '{']);
    is_number || is_call_or_address || is_reckoned || is_command || starts_otherwise
}

/// The parts of a note that become a deck each, with the line each begins on, counted from 1: the
/// decks of a file that viva wrote, else the note as a whole.
#[must_use]
pub fn parts(bytes: &[u8]) -> Vec<(usize, &[u8])> {
    match own_text(bytes, &NoteHint::default()) {
        Some(text) if is_own_markdown(text) => documents(text.strip_prefix('\u{feff}').unwrap_or(text))
            .into_iter()
            .map(|(line, part)| (line, part.as_bytes()))
            .collect(),
        _ => vec![(1, bytes)],
    }
}

/// The text of a note that viva wrote, of which nothing is to be repaired.
pub(super) fn decoded(bytes: &[u8], hint: &NoteHint<'_>) -> Option<Decoded<'static>> {
    let text = own_text(bytes, hint)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A carriage return in a text is written otherwise; these were added on the way.
    is_own(text, hint).then(|| Decoded {
        text: text.replace("\r\n", "\n").into(),
        how: "UTF-8".to_owned(),
        ..Decoded::default()
    })
}

/// Reads what viva wrote; `None` for anything else.
pub(super) fn read(text: &str, hint: &NoteHint<'_>) -> Option<ImportedNote> {
    let (shape, mut note) = if let Some(name) = name_of_deck(text, hint) {
        (DECK, read_deck(name, text))
    } else if is_own_markdown(text) {
        (MARKDOWN, read_markdown(text))
    } else if is_own_table(text) {
        (TABLE, read_table(text))
    } else {
        return None;
    };
    note.shape = shape;
    note.weighed = vec![(shape.to_owned(), 100)];
    note.account = Account { coverage: 100, confidence: 100, ..Account::default() };
    note.confidence = 100;
    if note.cards.is_empty() && note.problems.is_empty() {
        note.problems.push(Problem { line: None, message: "no questions were found".to_owned() });
    }
    Some(note)
}

fn is_own(text: &str, hint: &NoteHint<'_>) -> bool {
    name_of_deck(text, hint).is_some() || is_own_markdown(text) || is_own_table(text)
}

/// What a deck file is called, which it does not say itself. Other files that are TOML hold no cards.
fn name_of_deck<'a>(text: &str, hint: &NoteHint<'a>) -> Option<&'a str> {
    let name = hint.file_name.strip_suffix(TOML)?;
    text.lines().any(|line| line.trim() == "[[cards]]").then_some(name)
}

/// The text of bytes that viva may have written: most are told by the first of them.
fn own_text<'a>(bytes: &'a [u8], hint: &NoteHint<'_>) -> Option<&'a str> {
    let bare = bytes.trim_ascii_start();
    let is_foreign = bare.first().is_some_and(u8::is_ascii_graphic)
        && !hint.file_name.ends_with(TOML)
        && !bare.starts_with(OPENING.as_bytes())
        && !bare.starts_with(TABLE_COLUMNS[0].as_bytes());
    if is_foreign { None } else { std::str::from_utf8(bytes).ok() }
}

fn is_own_markdown(text: &str) -> bool {
    first_line(text) == OPENING
}

fn is_own_table(text: &str) -> bool {
    first_line(text).split(',').eq(TABLE_COLUMNS)
}

fn first_line(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    text.split('\n').next().unwrap_or_default().trim_end()
}

fn read_deck(name: &str, text: &str) -> ImportedNote {
    let mut parsed = match parse(name, text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let problem =
                Problem { line: Some(error.line), message: format!("not imported: {}", error.message) };
            let deck = Some(Deck { name: name.to_owned(), ..Deck::default() });
            return ImportedNote { deck, problems: vec![problem], ..ImportedNote::default() };
        }
    };
    for card in &mut parsed.deck.cards {
        card.id_is_written = true;
    }
    let problems = parsed
        .warnings
        .into_iter()
        .map(|warning| Problem { line: Some(warning.line), message: warning.message });
    note_of(parsed.deck, &parsed.card_lines, problems.collect())
}

fn read_markdown(text: &str) -> ImportedNote {
    let read = from_markdown(text);
    let problems = read.problems.into_iter().map(|(line, message)| Problem { line: Some(line), message });
    note_of(read.deck, &read.card_lines, problems.collect())
}

fn read_table(text: &str) -> ImportedNote {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut deck = Deck::default();
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records().map_while(Result::ok) {
        let line = record.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
        let cell = |at: usize| {
            let cell = record.get(at).unwrap_or_default();
            without_apostrophe(cell).unwrap_or(cell)
        };
        let filled = |at: usize| Some(cell(at)).filter(|cell| !cell.is_empty()).map(str::to_owned);
        let question = cell(4);
        if question.trim().is_empty() {
            let message = "a row without a question, left out".to_owned();
            problems.push(Problem { line: Some(line), message });
            continue;
        }
        if deck.cards.is_empty() {
            cell(1).clone_into(&mut deck.name);
        } else if cell(1) != deck.name && !problems.iter().any(|problem| problem.line.is_none()) {
            let message = "several decks, taken in as one: Markdown keeps them apart".to_owned();
            problems.push(Problem { line: None, message });
        }
        let mut card = Card { id_is_written: true, ..Card::new(question) };
        if let Ok(id) = CardId::parse(cell(0)) {
            card.id = id;
        }
        card.section = filled(2);
        card.tags = cell(3).split(", ").filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        (card.answer, card.my_answer) = (filled(5), filled(6));
        deck.cards.push(card);
        lines.push(line);
    }
    note_of(deck, &lines, problems)
}

fn note_of(deck: Deck, lines: &[usize], problems: Vec<Problem>) -> ImportedNote {
    let cards = deck.cards.iter().zip(lines).map(|(card, &line)| NoteCard {
        question: card.question.clone(),
        answer: card.answer.clone(),
        section: card.section.clone(),
        tags: card.tags.clone(),
        asked: card.asked.clone(),
        line,
        guid: None,
        past: None,
    });
    ImportedNote {
        title: deck.title.clone(),
        interview: deck.interview.clone().unwrap_or_default(),
        cards: cards.collect(),
        problems,
        deck: Some(deck),
        ..ImportedNote::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{NoteHint, read_note, read_text};
    use super::*;
    use crate::study::deck::to_markdown;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_viva_wrote_is_never_taken_for_foreign(
            blank in "[\u{feff} \\t\n\u{b}\u{a0}\u{2003}]{0,3}",
            rest in "( |\n|a)?",
            is_table: bool,
        ) {
            let first = if is_table { TABLE_COLUMNS.join(",") } else { OPENING.to_owned() };
            let (text, hint) = (format!("{blank}{first}{rest}"), NoteHint::default());
            prop_assert!(own_text(text.as_bytes(), &hint).is_some() || !is_own(&text, &hint));
        }
    }

    #[test]
    fn what_was_wrongly_decoded_once_is_kept_where_viva_wrote_it() {
        let card = Card {
            answer: Some("It reads `Ù…Ø§` and `Ã©`.".into()),
            ..Card::new("What is mojibake?")
        };
        let deck = Deck { name: "d".into(), cards: vec![card; 9], ..Deck::default() };
        let markdown = to_markdown(&deck);
        let crlf = format!("\u{feff}{}", markdown.replace('\n', "\r\n"));
        for bytes in [markdown.as_bytes(), crlf.as_bytes()] {
            let note = read_note(bytes, &NoteHint::default());
            assert_eq!((note.shape, note.confidence, &note.problems), (MARKDOWN, 100, &vec![]));
            assert_eq!(note.cards.len(), 9);
            assert_eq!(note.deck.unwrap().cards[3].answer, deck.cards[3].answer);
        }
    }

    #[test]
    fn a_table_gives_its_cards_back() {
        let table = "id,deck,section,tags,question,answer,my_answer\r\n\
            one,d,HR,\"a, b\",1. **Why?**,'-1,\r\n\
            two,d,,,'=x,\"a\n\nb\",mine\r\n\
            ,other,,,,x,\r\n";
        let note = read_text(table, &NoteHint::default());
        assert_eq!(note.shape, TABLE);
        let deck = note.deck.unwrap();
        assert_eq!((deck.name.as_str(), deck.cards.len()), ("d", 2));
        assert_eq!(
            (deck.cards[0].question.as_str(), deck.cards[0].answer.as_deref()),
            ("1. **Why?**", Some("-1"))
        );
        assert_eq!(deck.cards[0].tags, ["a", "b"]);
        assert_eq!((deck.cards[1].id.as_str(), deck.cards[1].my_answer.as_deref()), ("two", Some("mine")));
        assert_eq!(note.problems[0].line, Some(6));
    }

    #[test]
    fn a_deck_gives_itself_back() {
        let hint = NoteHint { file_name: "zibal.toml", ..NoteHint::default() };
        let toml = "[[cards]]\nid = \"one\"\nquestion = \"**Why?**\"\nmy_answer = \"mine\"\n\n\
            [[cards]]\nquestion = \"How?\"\nhint = \"x\"\n";
        let note = read_text(toml, &hint);
        assert_eq!((note.shape, note.confidence, note.problems[0].line), (DECK, 100, Some(8)));
        let deck = note.deck.unwrap();
        assert_eq!((deck.name.as_str(), deck.cards[0].my_answer.as_deref()), ("zibal", Some("mine")));
        assert!(deck.cards[1].id_is_written && deck.cards[1].id == CardId::of_question("How?"));
        let broken = read_text("[[cards]]\nquestion = Why?\n", &hint);
        assert_eq!((broken.cards.len(), broken.problems.len(), broken.problems[0].line), (0, 1, Some(2)));
        assert_ne!(read_text("[package]\nname = \"viva\"\n", &hint).shape, DECK);
        assert_ne!(read_text(toml, &NoteHint { file_name: "zibal.txt", ..NoteHint::default() }).shape, DECK);
    }

    #[test]
    fn a_file_of_several_decks_has_several_parts() {
        let markdown = |name: &str| to_markdown(&Deck { name: name.into(), ..Deck::default() });
        let both = markdown("one") + &markdown("two");
        let lines: Vec<usize> = parts(both.as_bytes()).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 6]);
        assert_eq!(parts(b"- Why?\n"), [(1, &b"- Why?\n"[..])]);
    }
}
