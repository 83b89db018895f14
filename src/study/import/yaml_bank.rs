//! YAML banks of questions to the values that a bank is read from.
//!
//! The parser gives events with their lines; the values are built here, with limits on depth and on what aliases
//! may multiply. Tags are passed over. Front matter of notes is read elsewhere, without failing.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::bank::{self, Value};
use super::columns::{Role, names_a_question, role_of};
use super::family::{Family, Whole};
use super::outcome::ImportedNote;

pub(super) struct Yaml;

/// Lists and mappings in each other; no bank has so many.
const DEEPEST: usize = 64;
/// In bytes. What aliases may add, however long the text is.
const MOST_ALIASED: usize = 1 << 20;

impl Family for Yaml {
    fn name(&self) -> &'static str {
        "YAML"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let extension =
            whole.hint.file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let is_named = matches!(extension.as_deref(), Some("yaml" | "yml"));
        // A file that is not quite YAML may still be read as text.
        if (is_named || is_bank(whole.text)) && parsed(whole.text).is_some() { 200 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        bank::read(&parsed(whole.text).unwrap_or_default())
    }
}

/// Whether a text without a name begins as a list of questions does: `- question: Why?`, or `questions:` above one.
fn is_bank(text: &str) -> bool {
    let is_said = |line: &&str| !line.trim().is_empty() && !line.starts_with('#') && *line != "---";
    let mut lines = text.lines().filter(is_said);
    let key =
        |line: &str| line.split_once(':').map(|(key, rest)| (key.trim().to_owned(), rest.trim().is_empty()));
    let Some(first) = lines.next() else { return false };
    let is_list = first.trim_start().starts_with("- ");
    let Some((name, is_alone)) = key(first.trim_start().trim_start_matches("- ")) else { return false };
    let mut next =
        || lines.next().is_some_and(|line| line.trim_start().starts_with("- ") && line.contains(':'));
    if is_list {
        matches!(role_of(&name), Role::Question | Role::Ignored | Role::Answer)
            && text.lines().any(holds_question)
    } else {
        is_alone && names_a_question(&name) && next()
    }
}

/// `question: Why?` in a mapping.
fn holds_question(line: &str) -> bool {
    let bare = line.trim_start().trim_start_matches("- ");
    bare.split_once(": ").is_some_and(|(key, _)| role_of(key) == Role::Question && key.len() > 1)
        && line.starts_with([' ', '-'])
}

/// A list or a mapping that is not yet closed.
struct Open {
    anchor: usize,
    items: Vec<Value>,
    /// `Some` for a mapping: its entries, and the key that waits for its value.
    entries: Option<(Vec<Entry>, Option<Key>)>,
}

/// A key and its line.
type Key = (String, usize);

/// The same with its value.
type Entry = (String, usize, Value);

/// The documents of a text; `None` for what is not YAML, or nests or multiplies too much.
fn parsed(text: &str) -> Option<Vec<Value>> {
    let mut documents = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: HashMap<usize, Value> = HashMap::new();
    let mut aliased = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let line = span.start.line();
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => (scalar(&text, style, line), anchor),
            Event::Alias(anchor) => {
                let value = anchors.get(&anchor)?.clone();
                aliased += size(&value);
                if aliased > MOST_ALIASED {
                    return None;
                }
                (value, 0)
            }
            Event::SequenceStart(anchor, _) => {
                open.push(Open { anchor, items: Vec::new(), entries: None });
                continue;
            }
            Event::MappingStart(anchor, _) => {
                open.push(Open { anchor, items: Vec::new(), entries: Some((Vec::new(), None)) });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let closed = open.pop()?;
                let value = match closed.entries {
                    Some((entries, _)) => Value::Object(entries),
                    None => Value::Array(closed.items),
                };
                (value, closed.anchor)
            }
            _ => continue,
        };
        if open.len() > DEEPEST {
            return None;
        }
        if anchor > 0 {
            anchors.insert(anchor, value.clone());
        }
        match open.last_mut() {
            None => documents.push(value),
            Some(Open { entries: None, items, .. }) => items.push(value),
            Some(Open { entries: Some((entries, waiting)), .. }) => match waiting.take() {
                None => *waiting = Some((value.text(), line)),
                Some((key, line)) => add_entry(entries, key, line, value),
            },
        }
    }
    // Prose is one long text.
    Some(documents).filter(|documents| documents.iter().any(|value| !matches!(value, Value::Text(..))))
}

/// `<<: *other` brings the entries of another mapping that this one lacks.
fn add_entry(entries: &mut Vec<Entry>, key: String, line: usize, value: Value) {
    match value {
        Value::Object(merged) if key == "<<" => {
            for (key, line, value) in merged {
                if !entries.iter().any(|(known, ..)| *known == key) {
                    entries.push((key, line, value));
                }
            }
        }
        value => {
            // What is said again replaces what a merge brought; a key written twice keeps its first value.
            if !entries.iter().any(|(known, ..)| *known == key) {
                entries.push((key, line, value));
            }
        }
    }
}

fn scalar(text: &str, style: ScalarStyle, line: usize) -> Value {
    let is_plain = matches!(style, ScalarStyle::Plain);
    match text {
        "" | "~" | "null" if is_plain => Value::Other(String::new()),
        "true" | "false" if is_plain => Value::Other(text.to_owned()),
        _ if is_plain && text.parse::<f64>().is_ok() => Value::Other(text.to_owned()),
        // A block ends with a line end.
        _ => Value::Text(text.trim_end().to_owned(), line),
    }
}

/// In bytes, about; a value of no text counts as well.
fn size(value: &Value) -> usize {
    match value {
        Value::Text(text, _) | Value::Other(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(size).sum::<usize>(),
        Value::Object(entries) => {
            32 + entries.iter().map(|(key, _, value)| key.len() + size(value)).sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::outcome::{NoteCard, NoteHint};
    use super::*;

    fn evidence(text: &str, file_name: &str) -> i32 {
        Yaml.evidence(&Whole::new(text, &NoteHint { file_name, ..NoteHint::default() }))
    }

    fn read(text: &str) -> Vec<NoteCard> {
        assert!(evidence(text, "bank.yaml") > 0);
        Yaml.read(&Whole::new(text, &NoteHint::default())).cards
    }

    #[test]
    fn wrong_answers_are_options_beside_the_right_one() {
        let cards = read(
            "questions:\n  - question: Which header caches?\n    answer: Cache-Control\n    wrong_answers:\n      - Accept\n      - Vary, or Via\n    explanation: It sets an age.\n    companies: [Nova, Orbit]\n",
        );
        assert_eq!(cards.len(), 1);
        assert_eq!(
            cards[0].question,
            "Which header caches?\n\n- A. Accept\n- B. Cache-Control\n- C. Vary, or Via"
        );
        assert_eq!(cards[0].answer.as_deref(), Some("B. Cache-Control\n\nIt sets an age."));
        assert_eq!(cards[0].line, 2);
        let asked: Vec<&str> = cards[0].asked.iter().map(|asked| asked.company.as_str()).collect();
        assert_eq!(asked, ["Nova", "Orbit"]);
    }

    #[test]
    fn keys_of_other_languages_and_nested_topics() {
        let cards = read(
            "meta:\n  titulo: Redes\ntopicos:\n  - nome: Portas\n    perguntas:\n      - pergunta: Qual é a porta do SSH?\n        opcoes:\n          a: '22'\n          b: '21'\n        correta: a\n        explicacao: O FTP usa a outra.\n  - nome: Nomes\n    perguntas:\n      - pergunta: Explique o TTL\n        resposta: |\n          Um prazo.\n\n          Em segundos.\n",
        );
        let told: Vec<(&str, Option<&str>, Option<&str>)> = cards
            .iter()
            .map(|card| (card.question.as_str(), card.answer.as_deref(), card.section.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    "Qual é a porta do SSH?\n\n- A. 22\n- B. 21",
                    Some("A. 22\n\nO FTP usa a outra."),
                    Some("Portas")
                ),
                ("Explique o TTL", Some("Um prazo.\n\nEm segundos."), Some("Nomes")),
            ]
        );
        let cards = read(
            "Locks:\n  What is a mutex?: One holder.\n  What is a semaphore?:\n    answer: Many holders.\n",
        );
        let told: Vec<(&str, Option<&str>)> =
            cards.iter().map(|card| (card.question.as_str(), card.section.as_deref())).collect();
        assert_eq!(told, [("What is a mutex?", Some("Locks")), ("What is a semaphore?", Some("Locks"))]);
        assert_eq!(cards[1].answer.as_deref(), Some("Many holders."));
    }

    #[test]
    fn other_yaml_gives_no_cards() {
        for text in [
            "services:\n  web:\n    image: nginx\n    command: [\"sh\", \"-c\", \"true\"]\n    description: Why not?\n",
            "name: CI\non: push\njobs:\n  build:\n    steps:\n      - name: Is it built?\n        run: make\n",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn text_is_yaml_only_if_it_begins_as_a_bank() {
        assert!(evidence("- question: Why?\n  answer: So\n", "") > 0);
        assert!(evidence("questions:\n  - q: Why?\n    a: So\n", "") > 0);
        for text in [
            "Q: Why?\nA: So\n",
            "- What is TCP: a stream?\n- What is UDP?\n",
            "title: x\n\n# Why?\n",
            "Why?\n",
        ] {
            assert_eq!(evidence(text, ""), 0, "{text}");
        }
        assert_eq!(evidence("a: [1\nb: '", "x.yaml"), 0);
    }

    #[test]
    fn aliases_and_depth_have_limits() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..9 {
            let list = vec![format!("*a{}", n - 1); 10].join(", ");
            let _ = writeln!(bomb, "a{n}: &a{n} [{list}]");
        }
        assert!(parsed(&bomb).is_none());
        assert!(parsed(&"- ".repeat(10_000)).is_none());
        assert!(parsed(&"[".repeat(10_000)).is_none());
        let cards = read(
            "base: &base\n  topic: Shell\nquestions:\n  - <<: *base\n    question: What is a pipe?\n    answer: A queue\n",
        );
        assert_eq!(cards[0].section.as_deref(), Some("Shell"));
    }
}
