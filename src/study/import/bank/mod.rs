//! Banks of questions as values, from JSON or YAML: mappings with a question and an answer, in lists at any depth,
//! or mappings whose keys are the questions.
//!
//! Keys are told by their names like a table's header. The nearest key or title above a list is the section of its
//! cards. Reading the text is the business of the formats.

mod numbers;
mod value;

use super::cloze;
use super::columns::{
    MOST_COLUMNS, Role, Row, add_cards, is_named, names_a_question, role_of, roles_of_header, without_letter,
};
use super::delimited::field;
use super::outcome::ImportedNote;
use super::wording::is_question_like;
use crate::study::lexicon::{ColumnClass, is_unspaced};

use numbers::CountsFrom;
use value::is_options;

pub(super) use value::{Entries, Value};

/// Reads the values of a file.
pub(super) fn read(values: &[Value]) -> ImportedNote {
    let mut walk =
        Walk { note: ImportedNote::default(), counts_from: CountsFrom::of(values), is_listed: false };
    // A file of lines is one array.
    if values.len() > 1 && values.iter().all(|value| matches!(value, Value::Object(_))) {
        let objects: Vec<&Value> = values.iter().collect();
        walk.objects(&objects, None);
        if !walk.note.cards.is_empty() {
            return walk.note;
        }
        walk.note.problems.clear();
    }
    for value in values {
        walk.value(value, None);
    }
    walk.note
}

struct Walk {
    note: ImportedNote,
    counts_from: CountsFrom,
    /// Whether this is one of several mappings, so that its title is not the file's.
    is_listed: bool,
}

impl Walk {
    fn value(&mut self, value: &Value, section: Option<&str>) {
        match value {
            Value::Array(values) => {
                let objects: Vec<&Value> =
                    values.iter().filter(|value| matches!(value, Value::Object(_))).collect();
                if !objects.is_empty() {
                    self.objects(&objects, section);
                } else if !self.pairs(values, section) {
                    for value in values {
                        self.value(value, section);
                    }
                }
            }
            Value::Object(entries) => {
                if is_card(entries) {
                    self.objects(&[value], section);
                } else if !self.questions_as_keys(entries, section) {
                    let is_title = |key: &str| {
                        is_named(ColumnClass::Titles, key)
                            || is_named(ColumnClass::Names, key)
                            || is_named(ColumnClass::Section, key)
                    };
                    let own = entries.iter().find_map(|(key, _, value)| match value {
                        Value::Text(text, _) if is_title(key) => Some(text.as_str()),
                        _ => None,
                    });
                    if self.note.title.is_none()
                        && section.is_none()
                        && self.note.cards.is_empty()
                        && !self.is_listed
                    {
                        self.note.title = own.map(str::to_owned);
                    }
                    for (key, _, value) in entries {
                        let is_plain = is_named(ColumnClass::Containers, key);
                        if self.bare_questions(
                            key,
                            value,
                            own.filter(|own| self.note.title.as_deref() != Some(own)).or(section),
                        ) {
                            continue;
                        }
                        let below = if is_plain {
                            own.filter(|_| self.note.title.as_deref() != own).or(section)
                        } else {
                            Some(key.as_str())
                        };
                        self.value(value, below);
                    }
                }
            }
            Value::Text(..) | Value::Other(_) => {}
        }
    }

    /// An array of objects: those that ask are rows, in the rest there may be more arrays.
    fn objects(&mut self, objects: &[&Value], section: Option<&str>) {
        self.is_listed |= objects.len() > 1;
        let mut keys: Vec<&str> = Vec::new();
        let mut rows: Vec<(usize, &Entries)> = Vec::new();
        let count = objects
            .iter()
            .filter(|value| matches!(value, Value::Object(entries) if is_card(entries)))
            .count();
        for value in objects {
            let Value::Object(entries) = value else { continue };
            if !is_card(entries)
                && (count * 2 < objects.len()
                    || entries.iter().any(|(.., value)| matches!(value, Value::Array(_) | Value::Object(_))))
            {
                self.value(value, section);
                continue;
            }
            for (key, ..) in entries {
                if keys.len() < MOST_COLUMNS && !keys.contains(&key.as_str()) {
                    keys.push(key);
                }
            }
            rows.push((value.line().unwrap_or(1), entries));
        }
        let holds_options = |key: &str| {
            rows.iter().any(|(_, entries)| {
                let is_list = |value: &Value| matches!(value, Value::Array(items) if items.len() > 1);
                entries
                    .iter()
                    .any(|(name, _, value)| name == key && is_list(value) && is_options(key, entries))
            })
        };
        let names: Vec<&str> =
            keys.iter().map(|&key| if holds_options(key) { "options" } else { key }).collect();
        let Some(mut roles) = roles_of_header(&names) else { return };
        let rows: Vec<Row> = rows
            .into_iter()
            .map(|(line, entries)| {
                let mut fields = vec![String::new(); keys.len()];
                let mut line = line;
                for (key, key_line, value) in entries {
                    let Some(at) = keys.iter().position(|found| found == key) else { continue };
                    if roles[at] == Role::Question {
                        line = value.line().unwrap_or(*key_line);
                    }
                    fields[at] = match roles[at] {
                        Role::Options | Role::WrongOptions => options(value),
                        Role::Tags | Role::Asked => tags(value),
                        Role::RightOption => self.right_answer(value, entries),
                        Role::Ignored | Role::Unknown => String::new(),
                        _ => field(&value.text()),
                    };
                }
                // The right one of the options may say so itself.
                let right = entries.iter().find_map(|(.., value)| right_option(value));
                if let Some(right) = right {
                    match roles.iter().position(|role| *role == Role::RightOption) {
                        None => fields.push(right),
                        Some(at) if fields[at].is_empty() => fields[at] = right,
                        Some(_) => {}
                    }
                }
                Row { line, fields }
            })
            .collect();
        if rows.iter().any(|row| row.fields.len() > keys.len()) {
            roles.push(Role::RightOption);
        }
        let rows = cloze::rows_of(rows, &mut roles);
        add_cards(&mut self.note, &rows, &roles, &keys, section);
    }

    /// `[["Why?", "Because"], ..]`
    fn pairs(&mut self, values: &[Value], section: Option<&str>) -> bool {
        let is_pair = |value: &Value| matches!(value, Value::Array(pair) if matches!(pair[..], [Value::Text(..), Value::Text(..)]));
        if values.len() < 2 || !values.iter().all(is_pair) {
            return false;
        }
        let rows: Vec<Row> = values
            .iter()
            .filter_map(|value| match value {
                Value::Array(pair) => Some(Row {
                    line: value.line()?,
                    fields: pair.iter().map(|value| field(&value.text())).collect(),
                }),
                _ => None,
            })
            .collect();
        add_cards(&mut self.note, &rows, &[Role::Question, Role::Answer], &[], section);
        true
    }

    /// `{"Why?": "Because", "How?": {"answer": "So"}, ..}`
    fn questions_as_keys(&mut self, entries: &Entries, section: Option<&str>) -> bool {
        let answers = |value: &Value| match value {
            Value::Object(fields) => {
                fields.iter().any(|(key, ..)| matches!(role_of(key), Role::Answer | Role::RightOption))
            }
            value => value.is_plain(),
        };
        let asking = entries.iter().filter(|(key, _, value)| {
            answers(value) && key.contains(is_between_words) && is_question_like(key)
        });
        if asking.count() * 2 <= entries.len() {
            return false;
        }
        let cards: Vec<Value> = entries
            .iter()
            .map(|(key, line, value)| {
                let mut fields = vec![("question".to_owned(), *line, Value::Text(key.clone(), *line))];
                match value {
                    Value::Object(more) => {
                        fields.extend(more.iter().filter(|(key, ..)| key != "question").cloned());
                    }
                    value => fields.push(("answer".to_owned(), *line, value.clone())),
                }
                Value::Object(fields)
            })
            .collect();
        self.objects(&cards.iter().collect::<Vec<_>>(), section);
        true
    }

    /// `"questions": ["Why?", "How?"]`
    fn bare_questions(&mut self, key: &str, value: &Value, section: Option<&str>) -> bool {
        let Value::Array(items) = value else { return false };
        let is_question = |item: &Value| matches!(item, Value::Text(text, _) if is_question_like(text));
        if !names_a_question(key) || items.is_empty() || !items.iter().any(is_question) || !value.is_plain() {
            return false;
        }
        let row = |item: &Value| Row { line: item.line().unwrap_or(1), fields: vec![field(&item.text())] };
        let rows: Vec<Row> = items.iter().map(row).collect();
        add_cards(&mut self.note, &rows, &[Role::Question], &[], section);
        true
    }

    /// The answer marked as right; an option's number becomes its letter and text.
    fn right_answer(&self, value: &Value, entries: &Entries) -> String {
        let (said, is_quoted) = match value {
            Value::Text(text, _) => (text.trim(), true),
            Value::Other(text) => (text.trim(), false),
            Value::Array(items) => {
                let all: Vec<String> = items.iter().map(|item| self.right_answer(item, entries)).collect();
                return all.join(if all.iter().all(|one| one.len() == 1) { ", " } else { "\n" });
            }
            Value::Object(_) => return value.text(),
        };
        let options = entries.iter().find_map(|(key, _, value)| match value {
            Value::Array(options) if is_options(key, entries) => Some(options),
            _ => None,
        });
        let (Some(options), Ok(number)) = (options, said.parse::<usize>()) else { return field(said) };
        let is_text = options.iter().any(|option| option.text() == said);
        let place = self.counts_from.place(number, is_quoted, is_text);
        let letter =
            place.filter(|&at| at < options.len()).and_then(|at| u8::try_from(at).ok()).filter(|&at| at < 26);
        match letter {
            Some(at) => {
                let text = options[usize::from(at)].text().replace('\n', " ");
                format!("{}. {}", char::from(b'A' + at), without_letter(&text))
            }
            None => field(said),
        }
    }
}

fn is_between_words(c: char) -> bool {
    c == ' ' || is_unspaced(c)
}

/// Whether a mapping is a card: its key says that it asks, or a text that may ask stands beside an answer, or asks
/// by its words.
fn is_card(entries: &Entries) -> bool {
    let holds = |test: &dyn Fn(&str) -> bool| entries.iter().any(|(key, ..)| test(key));
    let is_answered = holds(&|key| {
        matches!(
            role_of(key),
            Role::Answer | Role::RightOption | Role::Options | Role::WrongOptions | Role::Option
        )
    });
    let has_answer = holds(&|key| is_named(ColumnClass::AnswerWords, key));
    let has_options = holds(&|key| matches!(role_of(key), Role::Options | Role::WrongOptions));
    entries.iter().any(|(key, _, value)| {
        let text = match value {
            Value::Text(text, _) => text.as_str(),
            Value::Object(_) if !value.text().is_empty() => "",
            _ => return false,
        };
        let may_ask = || names_a_question(key) || is_answered || is_question_like(text);
        role_of(key) == Role::Question && may_ask()
            || is_named(ColumnClass::Titles, key) && has_answer
            || is_named(ColumnClass::Texts, key) && role_of(key) == Role::Unknown && has_options
    })
}

/// One option a line, as the table's reader splits them.
fn options(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            values.iter().map(|value| value.text().replace('\n', " ")).collect::<Vec<_>>().join("\n")
        }
        Value::Object(entries) => {
            let lines =
                entries.iter().map(|(key, _, value)| format!("{key}. {}", value.text().replace('\n', " ")));
            lines.collect::<Vec<_>>().join("\n")
        }
        value => value.text(),
    }
}

fn right_option(value: &Value) -> Option<String> {
    let Value::Array(values) = value else { return None };
    values.iter().find_map(|value| match value {
        Value::Object(entries)
            if entries.iter().any(|(key, _, value)| role_of(key) == Role::RightOption && value.is_true()) =>
        {
            Some(value.text())
        }
        _ => None,
    })
}

fn tags(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().map(Value::text).collect::<Vec<_>>().join(","),
        value => value.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::family::{Family, Whole};
    use super::super::json::Json;
    use super::super::outcome::NoteHint;
    use super::*;

    fn read(text: &str) -> ImportedNote {
        Json.read(&Whole::new(text, &NoteHint::default()))
    }

    #[track_caller]
    fn check_answers(text: &str, expected: &[&str]) {
        let note = read(text);
        let answers: Vec<&str> =
            note.cards.iter().map(|card| card.answer.as_deref().unwrap_or_default()).collect();
        assert_eq!(answers, expected, "{text}");
        assert!(note.cards.iter().all(|card| card.question.contains("\n- A. ")), "{text}");
    }

    #[test]
    fn numbers_of_options_count_as_the_whole_file_does() {
        // A nought anywhere tells.
        check_answers(
            r#"[{"question": "Which waits?", "options": ["spin", "sleep"], "answer": 1},
                {"question": "Which spins?", "options": ["spin", "sleep"], "answer": 0}]"#,
            &["B. sleep", "A. spin"],
        );
        // So does a number as large as the list.
        check_answers(
            r#"[{"question": "Which waits?", "options": ["spin", "sleep"], "answer": 2},
                {"question": "Which spins?", "options": ["spin", "sleep"], "answer": 1}]"#,
            &["B. sleep", "A. spin"],
        );
        // And an explanation.
        check_answers(
            r#"[{"question": "Which waits?", "options": ["spin", "sleep", "turn"], "answer": 1, "explanation": "To spin is to wait."}]"#,
            &["A. spin\n\nTo spin is to wait."],
        );
        // Else numbers count from nought, and those in quotes from one.
        check_answers(
            r#"{"question": "Which waits?", "options": ["a nap", "sleep", "turn"], "answer": 1}"#,
            &["B. sleep"],
        );
        check_answers(
            r#"{"question": "Which waits?", "anslist": ["a nap", "sleep", "turn"], "answer": "1"}"#,
            &["A. a nap"],
        );
        // Numbers may be the options themselves.
        check_answers(
            r#"[{"question": "How many bits?", "options": [4, 8, 16], "answer": 8},
                {"question": "How many bytes?", "options": [1, 2, 4], "answer": 2}]"#,
            &["B. 8", "B. 2"],
        );
        check_answers(
            r#"[{"question": "How many slots?", "options": ["3", "0", "1"], "answer": 1},
                {"question": "How many holes?", "options": ["none", "all"], "answer": 0}]"#,
            &["B. 0", "A. none"],
        );
    }

    #[test]
    fn right_options_are_named_by_letter_text_or_mark() {
        check_answers(
            r#"[{"q": "Which is lazy?", "A": "a list", "B": "a stream", "C": "", "correct": "b"},
                {"q": "Which is eager?", "options": {"a": "a list", "b": "a stream"}, "answer": "a"},
                {"q": "Which is infinite?", "choices": ["a list", "a stream"], "answer": "a stream"},
                {"q": "Which is finite?", "answers": ["a list", "a stream"], "correct": 0},
                {"q": "Which end?", "options": ["a list", "a stream", "an array"], "answer": [0, 2]}]"#,
            &["B. a stream", "A. a list", "B. a stream", "A. a list", "A. a list\nC. an array"],
        );
    }

    #[test]
    fn topics_and_companies() {
        let note = read(
            r#"[{"category": "Locks", "items": [{"clue_side": "mutex", "answer_side": "One holder", "companies": ["Nova", "Orbit"]}]},
                {"category": "Nets", "items": [{"term": "ARP", "definition": "Finds an address", "topicName": "L2"}]},
                {"category": "Open", "questions": ["What is a race?", "Explain a barrier"]},
                {"category": "Keys", "items": {"What is a key?": {"answer": "A name"}, "Why hash it?": "To spread"}}]"#,
        );
        let told: Vec<(&str, Option<&str>, Option<&str>)> = note
            .cards
            .iter()
            .map(|card| (card.question.as_str(), card.answer.as_deref(), card.section.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("mutex", Some("One holder"), Some("Locks")),
                ("ARP", Some("Finds an address"), Some("L2")),
                ("What is a race?", None, Some("Open")),
                ("Explain a barrier", None, Some("Open")),
                ("What is a key?", Some("A name"), Some("Keys")),
                ("Why hash it?", Some("To spread"), Some("Keys")),
            ]
        );
        assert_eq!(note.title, None);
        let asked: Vec<&str> = note.cards[0].asked.iter().map(|asked| asked.company.as_str()).collect();
        assert_eq!(asked, ["Nova", "Orbit"]);
    }

    #[test]
    fn what_is_no_bank_gives_no_cards() {
        for text in [
            r#"{"name": "viewer", "version": "1.0.0", "description": "What is shown?", "keywords": ["q"], "scripts": {"test": "why?"}}"#,
            r##"{"compilerOptions": {"target": "es2020", "paths": {"a": ["b"]}}, "question_color": "#333333"}"##,
            r#"{"query": "SELECT 1", "problem": "none", "term": "long", "items": [{"word": "one"}, {"word": "two"}]}"#,
            r#"[{"name": "Nova", "answer_count": 3}, {"name": "Orbit", "answer_count": 4}]"#,
        ] {
            assert_eq!(read(text).cards, [], "{text}");
        }
    }

    #[test]
    fn clozes_of_a_bank() {
        let note = read(
            r#"[{"front": "A {{c1::lease}} ends", "back": ""}, {"front": "What ends?", "back": "A lease"}]"#,
        );
        let told: Vec<(&str, Option<&str>)> =
            note.cards.iter().map(|card| (card.question.as_str(), card.answer.as_deref())).collect();
        assert_eq!(told, [("A [...] ends", Some("A lease ends")), ("What ends?", Some("A lease"))]);
    }
}
