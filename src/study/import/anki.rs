//! Anki's "Notes in Plain Text": lines of `#key:value`, then records of fields, usually HTML.
//!
//! The first field asks, the second answers, unless `#columns` says otherwise; columns that the head
//! names as deck, tags, note type or guid are those. The rows of a package come the same way.

use super::cloze;
use super::columns::{Role, Row, add_cards, roles_of_header};
use super::converter;
use super::delimited::rows;
use super::family::{Family, Whole};
use super::outcome::ImportedNote;

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
        let delimiter = head
            .filled_by
            .or(head.separator)
            .unwrap_or_else(|| if body.contains('\t') { b'\t' } else { b';' });
        let raw = rows(body, lines + 1, delimiter, &mut note.problems);
        let columns = raw.iter().map(|row| row.fields.len()).max().unwrap_or(0);
        let mut roles = head.roles(columns);
        let is_html = head.is_html.unwrap_or(true);
        let cards = raw.into_iter().map(|row| {
            let fields = row.fields.iter().zip(&roles).map(|(text, role)| field(text, *role, is_html));
            Row { line: row.line, fields: fields.collect() }
        });
        let cards: Vec<Row> = cards.collect();
        // The third field where no note has a second.
        let answering = roles.iter().position(|role| *role == Role::Answer);
        if let Some(at) = answering
            && cards.iter().all(|row| row.fields.get(at).is_none_or(|field| field.trim().is_empty()))
            && let Some(next) = roles.iter().position(|role| *role == Role::More)
        {
            roles.swap(at, next);
        }
        let names: Vec<&str> = head.columns.iter().map(String::as_str).collect();
        let cards = cloze::rows_of(cards, &mut roles);
        add_cards(&mut note, &cards, &roles, &names, head.deck.as_deref());
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
    /// The mark by which a spreadsheet filled the lines of the head up to the number of columns.
    filled_by: Option<u8>,
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
        while let Some(line) = rest.split_inclusive('\n').next() {
            let unquoted = line.strip_prefix('"').unwrap_or(line);
            let Some((key, value)) = unquoted
                .strip_prefix('#')
                .and_then(|line| line.trim_end_matches(['\n', '\r']).split_once(':'))
            else {
                break;
            };
            let (value, filled) = without_filling(value);
            head.filled_by = head.filled_by.or(filled);
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

/// A value without the empty fields and the quotes that a spreadsheet puts around it, and the mark between such
/// fields.
fn without_filling(value: &str) -> (&str, Option<u8>) {
    let marks: &[char] = &[',', ';', '\t', '|'];
    let bare = value.trim_end_matches(marks);
    let filled = &value[bare.len()..];
    if bare.trim().is_empty() || filled.is_empty() {
        return (value.strip_suffix('"').unwrap_or(value), None);
    }
    (bare.strip_suffix('"').unwrap_or(bare), filled.bytes().next())
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

#[cfg(test)]
mod tests {
    use super::super::outcome::NoteHint;
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<String>, Option<String>)> {
        let note = Anki.read(&Whole::new(text, &NoteHint::default()));
        note.cards.into_iter().map(|card| (card.question, card.answer, card.section)).collect()
    }

    fn card(question: &str, answer: &str, section: Option<&str>) -> (String, Option<String>, Option<String>) {
        (question.to_owned(), Some(answer.to_owned()), section.map(str::to_owned))
    }

    #[test]
    fn a_head_that_a_spreadsheet_filled_up_is_read() {
        let body = "What is a SYN cookie?,\"A state, kept by the client\",net\n";
        for head in [
            "#separator:Comma,,\n#html:true,,\n#tags column:3,,\n#deck:Web,,\n",
            "#separator:Comma\n#html:true\n#tags column:3\n#deck:Web\n",
            "\"#separator:tab\",,\n#html:true,,\n#tags column:3,,\n#deck:Web,,\n",
        ] {
            let expected = card("What is a SYN cookie?", "A state, kept by the client", Some("Web"));
            assert_eq!(read(&format!("{head}{body}")), [expected], "{head}");
        }
        assert_eq!(read("#separator:,\n#html:false\nWhy?,So\n"), [card("Why?", "So", None)]);
    }

    #[test]
    fn clozes_give_a_card_for_each_number() {
        let cards = read(
            "#separator:tab\n#html:true\n#notetype column:1\nBasic\tWhat is a fork?\tA copy of a process.\n\
             Cloze\tA {{c1::zombie}} waits for its {{c2::parent}}.\t\n",
        );
        let whole = "A zombie waits for its parent.";
        assert_eq!(
            cards,
            [
                card("What is a fork?", "A copy of a process.", None),
                card("A [...] waits for its parent.", whole, None),
                card("A zombie waits for its [...].", whole, None),
            ]
        );
    }
}
