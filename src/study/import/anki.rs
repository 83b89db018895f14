//! Anki's "Notes in Plain Text": lines of `#key:value`, then records of fields, usually HTML.
//!
//! The first field asks, the second answers, unless `#columns` says otherwise; columns that the head
//! names as deck, tags, note type or guid are those. The rows of a package come the same way.

use super::columns::{Role, Row, add_cards, roles_of_header};
use super::converter;
use super::delimited::rows;
use super::family::{Family, Whole};
use super::outcome::{ImportedNote, Problem};

pub(super) struct Anki;

impl Family for Anki {
    fn name(&self) -> &'static str {
        "Anki notes in plain text"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let text = whole.text;
        let (head, _, lines) = Head::of(text);
        if lines > 0 && (head.separator.is_some() || head.is_html.is_some()) { 200 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let text = whole.text;
        let mut note = ImportedNote::default();
        let (head, body, lines) = Head::of(text);
        let delimiter = head.separator.unwrap_or_else(|| if body.contains('\t') { b'\t' } else { b';' });
        let raw = rows(body, lines + 1, delimiter, &mut note.problems);
        let columns = raw.iter().map(|row| row.fields.len()).max().unwrap_or(0);
        let mut roles = head.roles(columns);
        let mut clozes = Vec::new();
        let mut cards = Vec::new();
        let asking = roles.iter().position(|role| *role == Role::Question).unwrap_or(0);
        for row in raw {
            if row.fields.get(asking).is_some_and(|field| field.contains("{{c1::")) {
                clozes.push(row.line);
                continue;
            }
            let is_html = head.is_html.unwrap_or(true);
            let fields = row.fields.iter().zip(&roles).map(|(text, role)| field(text, *role, is_html));
            cards.push(Row { line: row.line, fields: fields.collect() });
        }
        // The third field where no note has a second.
        let answering = roles.iter().position(|role| *role == Role::Answer);
        if let Some(at) = answering
            && cards.iter().all(|row| row.fields.get(at).is_none_or(|field| field.trim().is_empty()))
            && let Some(next) = roles.iter().position(|role| *role == Role::More)
        {
            roles.swap(at, next);
        }
        let names: Vec<&str> = head.columns.iter().map(String::as_str).collect();
        add_cards(&mut note, &cards, &roles, &names, head.deck.as_deref());
        if let Some(&line) = clozes.first() {
            let message = format!("clozes ask no question: {} left out", clozes.len());
            note.problems.push(Problem { line: Some(line), message });
        }
        for card in &mut note.cards {
            card.tags.extend(head.tags.iter().cloned());
        }
        note.problems.sort_by_key(|problem| problem.line);
        note
    }
}

#[derive(Default)]
struct Head {
    separator: Option<u8>,
    is_html: Option<bool>,
    columns: Vec<String>,
    deck: Option<String>,
    tags: Vec<String>,
    /// Columns that are not fields, counted from 0.
    special: Vec<(usize, Role)>,
}

impl Head {
    /// The head, what follows it, and how many lines it has.
    fn of(text: &str) -> (Self, &str, usize) {
        let mut head = Self::default();
        let (mut rest, mut lines) = (text, 0);
        while let Some(line) = rest.split_inclusive('\n').next().filter(|line| line.starts_with('#')) {
            let Some((key, value)) = line[1..].trim_end_matches('\n').split_once(':') else { break };
            let key = key.trim().to_lowercase();
            let column = || value.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match key.as_str() {
                "separator" => head.separator = separator(value),
                "html" => head.is_html = Some(value.trim().eq_ignore_ascii_case("true")),
                "columns" => {
                    let mark = head.separator.map_or('\t', char::from);
                    head.columns =
                        value.split(mark).map(|name| name.trim().trim_matches('"').to_owned()).collect();
                }
                "deck" => head.deck = Some(last_deck(value)),
                "tags" => head.tags = value.split_whitespace().map(str::to_owned).collect(),
                "deck column" => head.special.extend(column().map(|at| (at, Role::Section))),
                "tags column" => head.special.extend(column().map(|at| (at, Role::Tags))),
                "guid column" => head.special.extend(column().map(|at| (at, Role::Guid))),
                "notetype column" => head.special.extend(column().map(|at| (at, Role::Ignored))),
                "notetype" | "if matches" => {}
                _ => break,
            }
            lines += 1;
            rest = &rest[line.len()..];
        }
        (head, rest, lines)
    }

    fn roles(&self, columns: usize) -> Vec<Role> {
        let names: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let mut roles = roles_of_header(&names).unwrap_or_default();
        let is_named = !roles.is_empty();
        roles.resize(columns, Role::Unknown);
        for &(at, role) in &self.special {
            if let Some(place) = roles.get_mut(at) {
                *place = role;
            }
        }
        if !is_named {
            let mut field_roles = [Role::Question, Role::Answer].into_iter();
            for (at, role) in roles.iter_mut().enumerate() {
                if !self.special.iter().any(|&(special, _)| special == at) {
                    *role = field_roles.next().unwrap_or(Role::More);
                }
            }
        }
        roles
    }
}

pub(super) fn field(text: &str, role: Role, is_html: bool) -> String {
    match role {
        Role::Section => last_deck(text),
        Role::Tags => {
            let tags = text.split_whitespace().filter(|tag| !matches!(*tag, "leech" | "marked"));
            tags.collect::<Vec<_>>().join(",")
        }
        Role::Guid => text.trim().to_owned(),
        _ if is_html => converter::field(text),
        _ => text.to_owned(),
    }
}

/// `Interviews::Go::Channels` is the deck `Channels`.
fn last_deck(name: &str) -> String {
    name.rsplit("::").next().unwrap_or(name).trim().to_owned()
}

fn separator(name: &str) -> Option<u8> {
    // A tab itself may stand there.
    let mark = name.trim_matches(|c: char| c == '\r' || c == ' ');
    match mark.to_lowercase().as_str() {
        "tab" | "\\t" => Some(b'\t'),
        "comma" => Some(b','),
        "semicolon" => Some(b';'),
        "pipe" => Some(b'|'),
        "colon" => Some(b':'),
        "space" | "" => Some(b' '),
        _ => match mark.as_bytes() {
            [byte] => Some(*byte),
            _ => None,
        },
    }
}
