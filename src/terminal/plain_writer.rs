//! Writes a page as lines that are only ever appended, for screen readers and dumb terminals.
//!
//! Words replace what a window shows by position. Choices are numbered, states are words. Text that was
//! said is not said again: after a wrong key only the prompt is.

use super::key::{Key, as_western_digit};
use super::line::Line;
use super::look::TerminalOptions;
use super::page::{Block, Choice, Column, FieldKind, Grade, Keys, Page, Prompt};
use super::screen_writer::block_lines;
use crate::study::text::{Safe, clean_line, safe};

/// What is new on the page since `written` (a page and its card), in lines.
pub(super) fn lines(
    page: &Page,
    written: Option<(u64, u64)>,
    widest: usize,
    options: TerminalOptions,
) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(notice) = &page.notice {
        lines.push(one_line(&safe!("Note: {notice}")));
    }
    let (identity, card) = page.identity();
    if written.is_some_and(|(written, _)| written == identity) {
        return lines;
    }
    // Of a line that is typed the prompt says all there is to say.
    if matches!(page.field(), Some((_, FieldKind::Line))) || matches!(page.prompt, Prompt::None) {
        return lines;
    }
    lines.push(Line::default());
    if let Some(title) = &page.title {
        let lists = matches!(
            page.blocks.first(),
            Some(Block::Choices { .. } | Block::Rows { stressed: Column::Name, .. })
        );
        let end = match (title.as_str().ends_with(['?', '.']), lists) {
            (true, _) => "",
            (false, true) => ":",
            (false, false) => ".",
        };
        lines.push(one_line(&safe!("{title}{end}")));
    }
    let is_new_card = written.is_none_or(|(_, written)| written != card);
    let says_subject = !page.subject.is_empty() && (is_new_card || page.is_subject_changed);
    if let Some(place) = page.place.as_ref().filter(|_| says_subject && is_new_card) {
        lines.extend(place.spoken.iter().map(one_line));
        lines.push(Line::default());
    }
    if says_subject {
        lines.extend(block_lines(&page.subject, widest, options));
    }
    let said: Vec<Line> = page.blocks.iter().flat_map(|block| say(block, widest, options)).collect();
    if says_subject && !said.is_empty() {
        lines.push(Line::default());
    }
    lines.extend(said);
    if page.choices().is_none() {
        let menu = menu(page);
        if !menu.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(menu);
    }
    lines
}

fn say(block: &Block, widest: usize, options: TerminalOptions) -> Vec<Line> {
    match block {
        Block::Rows { rows, .. } => {
            rows.iter().map(|(name, value)| one_line(&safe!("{name}: {value}"))).collect()
        }
        Block::Choices { items, .. } => numbered(items),
        Block::Points { counts, points } => {
            let mut lines = vec![one_line(&safe!("{counts}:"))];
            for point in points {
                let state = point.detail.as_str().trim_matches(['(', ')']);
                let text = Block::text(safe!("{state}: {}", point.text));
                lines.extend(block_lines(&[text], widest, options));
            }
            lines
        }
        Block::Bullets(items) => items.iter().map(one_line).collect(),
        Block::Field { label, draft, kind } => {
            let mut lines = Vec::new();
            match kind {
                FieldKind::Lines { spoken } => {
                    lines.push(one_line(spoken));
                    if !draft.is_blank() {
                        lines.push(Safe::from("So far:").into());
                        lines
                            .extend(draft.text().trim_end().lines().map(|line| Line::from(clean_line(line))));
                    }
                }
                FieldKind::Filter if !draft.is_blank() => {
                    lines.push(one_line(&safe!("{label}: {}", clean_line(draft.text()))));
                }
                FieldKind::Filter | FieldKind::Line => {}
            }
            lines
        }
        Block::Saved { spoken, .. } | Block::Spoken(spoken) => vec![one_line(spoken)],
        Block::Timed(_) => Vec::new(),
        Block::Gap | Block::Markdown { .. } | Block::Headline(_) | Block::Text(..) => {
            block_lines(std::slice::from_ref(block), widest, options)
        }
    }
}

/// The choices, one per line; they are repeated with a repeated prompt.
pub(super) fn menu(page: &Page) -> Vec<Line> {
    if let Some(items) = page.choices() {
        return numbered(items);
    }
    match &page.keys {
        Keys::Grades(grades) => grades.iter().map(grade_line).collect(),
        Keys::Menu(hints) => hints
            .iter()
            .map(|hint| one_line(&safe!("{}: {}", hint.key.as_str().to_lowercase(), hint.does)))
            .collect(),
        Keys::Hints(_) | Keys::Any(_) => Vec::new(),
    }
}

fn numbered(items: &[Choice]) -> Vec<Line> {
    let line = |(number, item): (usize, &Choice)| {
        let both = [&item.text, &item.detail].map(Safe::as_str);
        let said: Vec<&str> = both.into_iter().filter(|text| !text.is_empty()).collect();
        one_line(&safe!("{number} {}", said.join("  ")))
    };
    (1..).zip(items).map(line).collect()
}

fn grade_line(grade: &Grade) -> Line {
    let does: Vec<&str> = std::iter::once(&grade.promise).chain(&grade.later).map(Safe::as_str).collect();
    let does = does.join(", then ");
    let does = if does.is_empty() { does } else { format!(": {does}") };
    one_line(&safe!("{} {}{does}", grade.key, grade.name))
}

/// What is asked below the lines; `None` if they go on by themselves.
pub(super) fn prompt(page: &Page) -> Option<Safe> {
    match (page.field(), &page.prompt) {
        (Some((label, FieldKind::Line)), _) => Some(label.clone()),
        (Some((_, FieldKind::Lines { .. })), _) => Some("A line, or . to end".into()),
        (_, Prompt::Text(text)) => Some(text.clone()),
        (_, Prompt::Words(words)) => {
            let numbered: Vec<String> =
                (1..).zip(*words).map(|(number, (word, _))| format!("{number} {word}")).collect();
            let first = words.first().map(|(word, _)| *word).unwrap_or_default();
            Some(safe!("{}; Enter is {first}", numbered.join(", ")))
        }
        (_, Prompt::None) => None,
    }
}

/// The key for a typed line.
pub(super) fn key_of(line: &str, page: &Page) -> Option<Key> {
    let line = line.trim();
    if let Some((_, FieldKind::Filter)) = page.field() {
        return Some(match line {
            "" => Key::Enter,
            "q" | "Q" | "quit" | "back" => Key::Esc,
            _ => line.parse().map_or_else(|_| Key::Paste(line.to_owned()), Key::Number),
        });
    }
    // Case matters: u undoes, U redoes.
    if let [c] = line.chars().collect::<Vec<char>>()[..]
        && c.is_ascii_uppercase()
        && page.has_capitals
    {
        return Some(Key::Char(c));
    }
    let word = line.to_lowercase();
    if page.choices().is_some()
        && let Ok(number) = word.parse()
    {
        return Some(Key::Number(number));
    }
    if let Keys::Grades(grades) = &page.keys
        && let Some(grade) = grades.iter().find(|grade| grade.name == word)
    {
        return Some(Key::Char(grade.key));
    }
    let key = key_of_word(&word);
    if let Prompt::Words(words) = page.prompt {
        let by_number = match key {
            Some(Key::Char(digit)) => digit.to_digit(10).and_then(|digit| (digit as usize).checked_sub(1)),
            _ => None,
        };
        let place = by_number.or_else(|| words.iter().position(|(name, _)| *name == word));
        if let Some((_, key)) = place.and_then(|place| words.get(place)) {
            return Some(key.clone());
        }
    }
    key
}

/// The key for a word in lower case, on every page.
fn key_of_word(word: &str) -> Option<Key> {
    match word {
        "" => return Some(Key::Enter),
        // An empty line is Enter, so the space bar must be named.
        "space" => return Some(Key::Space),
        "help" => return Some(Key::Char('?')),
        "quit" | "leave" | "exit" => return Some(Key::Char('q')),
        "yes" => return Some(Key::Char('y')),
        "no" => return Some(Key::Char('n')),
        _ => {}
    }
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(Key::Char(as_western_digit(c))),
        _ => None,
    }
}

fn one_line(text: &Safe) -> Line {
    clean_line(text.as_str()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::conversation::DialogView;
    use crate::study::draft::Draft;
    use crate::study::session::{Answer, Face, GradeKey, Progress, Screen, Sighting, View};
    use crate::study::text::hostile::{HOSTILE, assert_harmless};

    const OPTIONS: TerminalOptions = TerminalOptions { color: false, unicode: true, plain: true };
    const PROGRESS: Progress =
        Progress { done: 2, cards_done: 2, left: 19, unanswered_left: 4, repeats_left: 0 };

    fn said(view: &View<'_>, written: Option<(u64, u64)>) -> String {
        lines(&Page::from(view), written, 60, OPTIONS)
            .iter()
            .map(|line| {
                line.text()
                    + "
"
            })
            .collect()
    }

    fn face() -> Face {
        let sighting = |deck: &str| Sighting {
            deck: deck.to_owned(),
            deck_title: deck.to_owned(),
            is_interview: true,
            company: Some(deck.to_owned()),
            section: Some("Technical".to_owned()),
            ..Sighting::default()
        };
        Face {
            question: "What does `is` check?\n\n| a | b |\n|---|---|\n| 1 | 2 |".to_owned(),
            answers: vec![Answer { label: None, text: "- **identity**\n- not equality".to_owned() }],
            sightings: vec![sighting("Zibal"), sighting("Wallex")],
            asked_times: 2,
            why: "new".to_owned(),
            ..Face::default()
        }
    }

    fn grades() -> [GradeKey; 2] {
        [
            GradeKey { key: '1', name: "again", promise: "today, then 1 d".to_owned(), later: Vec::new() },
            GradeKey {
                key: '3',
                name: "good",
                promise: "1 d".to_owned(),
                later: vec!["6 d".to_owned(), "15 d".to_owned()],
            },
        ]
    }

    #[test]
    fn a_list_is_narrowed_by_a_word_and_chosen_from_by_a_number() {
        let items = [crate::study::conversation::Choice {
            text: "Harbour Bank".to_owned(),
            detail: "12 due".to_owned(),
        }];
        let page = |filter: &Draft| {
            let items = items.iter().collect();
            let screen = Screen::Dialog(DialogView::Find { title: "Choose a deck", filter, items, at: 0 });
            Page::from(&View { progress: PROGRESS, screen, notice: None })
        };
        let (unfiltered, filtered) = (page(&Draft::default()), page(&Draft::of("bank")));
        let said = |page: &Page, written| -> Vec<String> {
            lines(page, written, 60, OPTIONS).iter().map(Line::text).collect()
        };
        assert_eq!(said(&unfiltered, None), ["", "Choose a deck.", "", "1 Harbour Bank  12 due"]);
        // What was typed is another list, and is said with it.
        assert_eq!(
            said(&filtered, Some(unfiltered.identity())),
            ["", "Choose a deck.", "Type to filter: bank", "", "1 Harbour Bank  12 due"]
        );
        assert_eq!(prompt(&unfiltered).unwrap().as_str(), "A number, text to filter by, or q to go back");
        for (line, key) in [
            ("", Key::Enter),
            ("12", Key::Number(12)),
            ("Q", Key::Esc),
            ("back", Key::Esc),
            (" Bank of k ", Key::Paste("Bank of k".to_owned())),
            ("u", Key::Paste("u".to_owned())),
        ] {
            assert_eq!(key_of(line, &unfiltered), Some(key), "{line:?}");
        }
    }

    #[test]
    fn a_card_is_said_once() {
        let (face, grades) = (face(), grades());
        let question = View { progress: PROGRESS, screen: Screen::Question { face: &face }, notice: None };
        assert_eq!(
            said(&question, None),
            "
Card 3 of 21, 4 unanswered.
Zibal, Technical
asked 2 times: Zibal, Wallex; new

What does `is` check?

• a: 1
  b: 2
"
        );
        let written = Some(Page::from(&question).identity());
        assert_eq!(said(&question, written), "");
        let answer = View {
            progress: PROGRESS,
            screen: Screen::Answer { face: &face, grades: &grades },
            notice: Some("Undid the last grade."),
        };
        assert_eq!(
            said(&answer, written),
            "Note: Undid the last grade.

answer:
• identity
• not equality

1 again: today, then 1 d
3 good: 1 d, then 6 d, then 15 d
"
        );
    }

    #[test]
    fn words_and_numbers_choose() {
        let (face, grades) = (face(), grades());
        let page = |screen| Page::from(&View { progress: PROGRESS, screen, notice: None });
        let answer = page(Screen::Answer { face: &face, grades: &grades });
        let question = page(Screen::Question { face: &face });
        assert_eq!(key_of("3", &answer), Some(Key::Char('3')));
        assert_eq!(key_of(" Good ", &answer), Some(Key::Char('3')));
        assert_eq!(key_of("۱", &answer), Some(Key::Char('1')));
        assert_eq!(key_of("good", &question), None);
        assert_eq!(key_of("", &question), Some(Key::Enter));
        assert_eq!(key_of("quit", &question), Some(Key::Char('q')));
    }

    #[test]
    fn nothing_hostile_is_said() {
        for text in HOSTILE {
            let evil = Face {
                question: (*text).to_owned(),
                answers: vec![Answer { label: Some((*text).to_owned()), text: (*text).to_owned() }],
                sightings: vec![
                    Sighting {
                        deck_title: (*text).to_owned(),
                        company: Some((*text).to_owned()),
                        section: Some((*text).to_owned()),
                        ..Sighting::default()
                    };
                    2
                ],
                asked_times: 2,
                why: (*text).to_owned(),
                ..Face::default()
            };
            let (promise, later) = ((*text).to_owned(), vec![(*text).to_owned()]);
            let grades = [GradeKey { key: '1', name: "again", promise, later }];
            for screen in [
                Screen::Answer { face: &evil, grades: &grades },
                Screen::Dialog(DialogView::Confirm { question: text }),
                Screen::Wait { question: text, left_secs: 1 },
            ] {
                assert_harmless(&said(&View { progress: PROGRESS, screen, notice: Some(text) }, None));
            }
        }
    }
}
