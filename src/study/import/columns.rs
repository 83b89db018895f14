//! Rows of fields to cards: which column asks, which answers, which are options, sections and tags.
//!
//! The header's names decide; without one, what the columns hold. CSV, Anki's text, JSON and
//! Markdown tables all come down to this. A row without a question is a problem with its line;
//! columns that no card can use are named once.

use std::fmt::Write as _;

use super::code::fenced_if_code;
use super::furniture::is_placeholder;
use super::marks::holds_question_mark;
use super::outcome::{ImportedNote, NoteCard, Problem};
use super::title::{bare_question, link};
use super::wording::is_question_like;
use crate::study::card::Asked;
use crate::study::lexicon::{ColumnClass, ColumnNames, column_key};

/// More columns than this are no table of cards.
pub(super) const MOST_COLUMNS: usize = 200;
/// In rows. What the columns hold is judged by the first of them.
const MOST_WEIGHED: usize = 300;
/// So many rows without a question are named one by one.
const MOST_NAMED: usize = 20;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Question,
    Answer,
    /// The letter, number or text of the right option.
    RightOption,
    /// Follows the answer: an explanation.
    More,
    /// One option.
    Option,
    /// All options in one field.
    Options,
    /// All options but the right one, which is the answer.
    WrongOptions,
    Section,
    Tags,
    /// Who asked it.
    Asked,
    /// What Anki knows the note by.
    Guid,
    /// Numbers, dates and the like.
    Ignored,
    Unknown,
}

/// One row's fields, as Markdown.
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) fields: Vec<String>,
}

/// The role that a column's name gives it.
pub(super) fn role_of(name: &str) -> Role {
    if name.trim() == "#" {
        return Role::Ignored;
    }
    let whole = column_key(name);
    if whole.is_empty() || whole.len() > 60 || holds_question_mark(name) {
        return Role::Unknown;
    }
    let names = ColumnNames::built_in();
    // The first list that has the name tells; `answers` may be on several.
    let exact = [
        (ColumnClass::RightOption, Role::RightOption),
        (ColumnClass::Question, Role::Question),
        (ColumnClass::Answer, Role::Answer),
        (ColumnClass::More, Role::More),
        (ColumnClass::Options, Role::Options),
        (ColumnClass::WrongOptions, Role::WrongOptions),
        (ColumnClass::Section, Role::Section),
        (ColumnClass::Asked, Role::Asked),
        (ColumnClass::Tags, Role::Tags),
        (ColumnClass::Ignored, Role::Ignored),
        (ColumnClass::Guid, Role::Guid),
    ];
    if let Some((_, role)) = exact.into_iter().find(|(class, _)| names.is(*class, &whole)) {
        return role;
    }
    let words: Vec<&str> = whole.split(' ').collect();
    let is_letter = |word: &str| word.len() == 1 && word.as_bytes()[0].is_ascii_alphanumeric();
    let is_option = match words[..] {
        ["b" | "c" | "d" | "e"] => true,
        [word, letter] => is_letter(letter) && names.is(ColumnClass::OptionWords, word),
        [word] => {
            let shorter = word.char_indices().next_back().map_or("", |(at, _)| &word[..at]);
            word.ends_with(|c: char| c.is_ascii_alphanumeric()) && names.is(ColumnClass::OptionWords, shorter)
        }
        _ => false,
    };
    let holds = |class: ColumnClass| words.iter().any(|word| names.is(class, word));
    // "Question text", "The answer": a telling word among few.
    if is_option {
        Role::Option
    } else if words.len() > 4 || holds(ColumnClass::NotTexts) {
        Role::Unknown
    } else if holds(ColumnClass::QuestionWords) {
        Role::Question
    } else if holds(ColumnClass::AnswerWords) {
        Role::Answer
    } else {
        Role::Unknown
    }
}

/// Whether a name says by itself that a question stands there: `Question`, but not `Term`.
pub(super) fn names_a_question(name: &str) -> bool {
    let names = ColumnNames::built_in();
    let key = column_key(name);
    key.starts_with("front") || key.split(' ').any(|word| names.is(ColumnClass::QuestionWords, word))
}

/// Whether a name is on a list as a whole.
pub(super) fn is_named(class: ColumnClass, name: &str) -> bool {
    ColumnNames::built_in().is(class, &column_key(name))
}

/// `Title` or `Name` asks beside an answer, as the name of a problem does beside how hard it is; where the
/// problem is set answers it then.
fn title_that_asks(names: &[&str], roles: &mut [Role]) -> Option<usize> {
    let find = |class: ColumnClass| names.iter().position(|name| is_named(class, name));
    let has_answer = find(ColumnClass::AnswerWords).is_some();
    let title = find(ColumnClass::Titles);
    let title = match title.filter(|_| has_answer || find(ColumnClass::Ratings).is_some()) {
        Some(title) => title,
        // `text` beside options.
        None if roles.contains(&Role::Options) || roles.contains(&Role::WrongOptions) => (0..names.len())
            .find(|&at| roles[at] == Role::Unknown && is_named(ColumnClass::Texts, names[at]))?,
        None => find(ColumnClass::Names).filter(|_| has_answer)?,
    };
    roles[title] = Role::Question;
    if let (false, Some(link)) = (has_answer, find(ColumnClass::Links)) {
        roles[link] = Role::Answer;
    }
    Some(title)
}

/// A list of words asks for the first of two sides: `initial word` beside `translation`, or of two languages.
fn word_that_asks(names: &[&str], roles: &mut [Role]) -> Option<usize> {
    let known = ColumnNames::built_in();
    let holds = |at: usize, class: ColumnClass| {
        let key = column_key(names[at]);
        key.split(' ').count() <= 3 && key.split(' ').any(|word| known.is(class, word))
    };
    let is_side = |at: &usize| {
        roles[*at] == Role::Unknown
            && (holds(*at, ColumnClass::TermWords) || holds(*at, ColumnClass::Languages))
    };
    let sides: Vec<usize> = (0..names.len()).filter(is_side).collect();
    let asking = *sides.first()?;
    if !roles.contains(&Role::Answer) {
        roles[*sides.get(1)?] = Role::Answer;
    }
    for more in sides.into_iter().skip(1) {
        if roles[more] == Role::Unknown {
            roles[more] = Role::More;
        }
    }
    roles[asking] = Role::Question;
    Some(asking)
}

/// Roles by the names of a header; `None` where none of them asks.
pub(super) fn roles_of_header(names: &[&str]) -> Option<Vec<Role>> {
    let mut roles: Vec<Role> = names.iter().map(|name| role_of(name)).collect();
    let asked: Vec<usize> = (0..roles.len()).filter(|&index| roles[index] == Role::Question).collect();
    let first =
        asked.iter().copied().find(|&index| names_a_question(names[index])).or(asked.first().copied());
    let first =
        first.or_else(|| title_that_asks(names, &mut roles)).or_else(|| word_that_asks(names, &mut roles))?;
    for &other in asked.iter().filter(|&&other| other != first) {
        roles[other] = Role::Section;
    }
    Some(settled(roles, names))
}

/// Roles by the names of a header and by what stands below it: where only the column of questions has a name
/// that is not known, it is the one that asks. A column of dates answers nothing.
pub(super) fn roles_of_table(names: &[&str], rows: &[Row]) -> Option<Vec<Role>> {
    let rows = &rows[..rows.len().min(MOST_WEIGHED)];
    let fields =
        |column: usize| rows.iter().filter_map(move |row| row.fields.get(column)).map(String::as_str);
    let filled = |column: usize| fields(column).filter(|field| !field.trim().is_empty());
    let answers = |column: usize| filled(column).any(|field| !is_number(field));
    if let Some(roles) = roles_of_header(names) {
        let question = roles.iter().position(|role| *role == Role::Question)?;
        let answer = roles.iter().position(|role| *role == Role::Answer);
        let is_weak = role_of(names[question]) != Role::Question;
        return (!is_weak || answer.is_some_and(answers)).then_some(roles);
    }
    let mut roles: Vec<Role> = names.iter().map(|name| role_of(name)).collect();
    let find = |wanted: Role| roles.iter().position(|role| *role == wanted);
    // A column with a name that says something else asks if most of it does.
    let may_ask = |column: &usize| {
        matches!(roles[*column], Role::Unknown | Role::Ignored) && !holds_question_mark(names[*column])
    };
    let asking = |column: usize| filled(column).filter(|field| is_question_like(field)).count();
    let question =
        (0..roles.len()).filter(may_ask).max_by_key(|&column| (asking(column), roles.len() - column))?;
    let length = |column: usize| filled(column).map(str::len).sum::<usize>();
    let is_told = |column: &usize| *column != question && roles[*column] == Role::Unknown;
    let longest = || (0..roles.len()).filter(is_told).max_by_key(|&column| length(column));
    let is_known = roles.iter().any(|role| *role != Role::Unknown);
    let given = find(Role::Answer).or(find(Role::More));
    let answer = given.or_else(|| longest().filter(|_| is_known && names.len() > 2))?;
    let is_misnamed = roles[question] == Role::Ignored || roles[answer] != Role::Answer;
    let least = if is_misnamed { filled(question).count().div_ceil(2).max(2) } else { 1 };
    if asking(question) < least || !answers(answer) {
        return None;
    }
    roles[question] = Role::Question;
    roles[answer] = Role::Answer;
    Some(settled(roles, names))
}

/// Whether a row names columns, but none of questions.
pub(super) fn names_no_question(names: &[&str]) -> bool {
    let known =
        names.iter().filter(|name| role_of(name) != Role::Unknown || is_named(ColumnClass::Names, name));
    let are_short = names.iter().all(|name| name.chars().count() <= 40 && !is_number(name));
    let known = known.count();
    are_short && (names.len() >= 3 && known >= 2 || names.len() == 2 && known == 2)
}

/// Roles that fit together: beside options the answer names one of them.
fn settled(mut roles: Vec<Role>, names: &[&str]) -> Vec<Role> {
    if roles.contains(&Role::Option) {
        // `A, B, C, D`: the first is no answer.
        for (role, name) in roles.iter_mut().zip(names) {
            if name.trim().eq_ignore_ascii_case("a") {
                *role = Role::Option;
            }
        }
    }
    let has_options =
        roles.iter().any(|role| matches!(role, Role::Option | Role::Options | Role::WrongOptions));
    let mut has_answer = false;
    for role in &mut roles {
        match *role {
            Role::RightOption if !has_options => *role = Role::Answer,
            Role::Answer if has_options => *role = Role::RightOption,
            _ => {}
        }
        // A second answer column says more.
        if matches!(*role, Role::Answer | Role::RightOption) {
            if has_answer && *role == Role::Answer {
                *role = Role::More;
            }
            has_answer = true;
        }
    }
    if !has_answer && !has_options {
        // "Question, Notes": the notes are all the answer there is.
        if let Some(more) = roles.iter_mut().find(|role| **role == Role::More) {
            *more = Role::Answer;
        } else if let [one, other] = &mut roles[..] {
            for role in [one, other] {
                if *role == Role::Unknown {
                    *role = Role::Answer;
                }
            }
        }
    }
    roles
}

/// Whether a field is a number or a date, which asks nothing.
pub(super) fn is_number(field: &str) -> bool {
    let field = field.trim();
    field.chars().any(char::is_numeric) && field.chars().all(|c| c.is_numeric() || ".,-:/+ %".contains(c))
}

/// Roles by what the columns hold.
pub(super) fn roles_of_rows(rows: &[Row]) -> Vec<Role> {
    let columns = rows.iter().map(|row| row.fields.len()).max().unwrap_or(0);
    let rows = &rows[..rows.len().min(MOST_WEIGHED)];
    let mut roles = vec![Role::Unknown; columns];
    if columns == 1 {
        return vec![Role::Question];
    }
    let share = |column: usize, test: &dyn Fn(&str) -> bool| {
        let fields = rows.iter().filter_map(|row| row.fields.get(column));
        fields.filter(|field| test(field)).count() * 100 / rows.len().max(1)
    };
    let length = |column: usize| {
        let fields = rows.iter().filter_map(|row| row.fields.get(column));
        fields.map(|field| field.chars().count()).sum::<usize>() / rows.len().max(1)
    };
    let distinct = |column: usize| {
        let mut fields: Vec<&str> =
            rows.iter().filter_map(|row| row.fields.get(column)).map(String::as_str).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len() * 100 / rows.len().max(1)
    };
    let holds_numbers = |column: usize| share(column, &|field| is_number(field)) > 80;
    let is_told = |column: &usize| columns == 2 || !holds_numbers(*column) && distinct(*column) > 50;
    let asking = (0..columns).filter(is_told).max_by_key(|&column| {
        let asking = share(column, &|field| is_question_like(field));
        // Of two columns that ask alike the first.
        (if asking >= 30 { asking } else { 0 }, columns - column)
    });
    let asking = if columns == 2 { 0 } else { asking.unwrap_or(0) };
    roles[asking] = Role::Question;
    let may_answer = |column: &usize| {
        columns == 2 || !holds_numbers(*column) && distinct(*column) > 40 && length(*column) > 0
    };
    let right = (asking + 1..columns).filter(may_answer);
    // A word is answered by what stands beside it, a question by the longest text.
    let asks = share(asking, &|field| is_question_like(field)) >= 30;
    let right = if asks {
        right.max_by_key(|&column| (length(column), columns - column))
    } else {
        for column in right.clone() {
            roles[column] = Role::More;
        }
        right.min()
    };
    let any = (0..columns)
        .filter(|&column| column != asking)
        .max_by_key(|&column| (length(column), columns - column));
    if let Some(answer) = right.or(any) {
        roles[answer] = Role::Answer;
    }
    for (column, role) in roles.iter_mut().enumerate().filter(|(_, role)| **role == Role::Unknown) {
        if holds_numbers(column) {
            *role = Role::Ignored;
        } else if distinct(column) <= 50 && length(column) < 60 {
            *role = if column < asking { Role::Section } else { Role::Tags };
        }
    }
    roles
}

/// Adds a card for each row, a problem for each that asks nothing.
pub(super) fn add_cards(
    note: &mut ImportedNote,
    rows: &[Row],
    roles: &[Role],
    names: &[&str],
    section: Option<&str>,
) {
    let mut without = 0;
    for row in rows {
        if row.fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if let Some(mut card) = card(row, roles, names) {
            card.section = card.section.or_else(|| section.map(str::to_owned));
            note.cards.push(card);
            continue;
        }
        without += 1;
        if without <= MOST_NAMED {
            let message = "a row without a question, left out".to_owned();
            note.problems.push(Problem { line: Some(row.line), message });
        }
    }
    if without > MOST_NAMED {
        let message = format!("{} more rows without a question, left out", without - MOST_NAMED);
        note.problems.push(Problem { line: None, message });
    }
    let unused = |column: &usize| {
        roles[*column] == Role::Unknown
            && rows.iter().any(|row| row.fields.get(*column).is_some_and(|field| !field.trim().is_empty()))
    };
    let unused: Vec<String> = (0..roles.len())
        .filter(unused)
        .take(10)
        .map(|column| {
            names
                .get(column)
                .map_or_else(|| format!("{}", column + 1), |name| format!("`{}`", shortened(name)))
        })
        .collect();
    if !unused.is_empty() && !rows.is_empty() {
        let message = format!("no use for column {}: left out", unused.join(", "));
        note.problems.push(Problem { line: rows.first().map(|row| row.line), message });
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(30).collect()
}

fn card(row: &Row, roles: &[Role], names: &[&str]) -> Option<NoteCard> {
    let field = |role: Role| {
        let fields = row.fields.iter().zip(roles).filter(move |(_, found)| **found == role);
        fields.map(|(field, _)| field.trim()).filter(|field| !field.is_empty())
    };
    let asked = field(Role::Question).next()?;
    // A problem that is set elsewhere: where, answers it if nothing else does.
    let (asked, set_at) = match link(asked) {
        Some((shown, len)) if len == asked.len() => (shown.trim(), Some(asked)),
        _ => (asked, None),
    };
    let mut question = fenced_below_first_line(bare_question(asked));
    if question.is_empty() || is_number(&question) {
        return None;
    }
    let mut options: Vec<(String, String)> = Vec::new();
    let option_columns =
        row.fields.iter().enumerate().filter(|(column, _)| roles.get(*column) == Some(&Role::Option));
    for (index, (column, text)) in option_columns.enumerate() {
        if !text.trim().is_empty() {
            let name = names.get(column).copied().unwrap_or_default();
            options.push((letter_of(name, index), text.trim().to_owned()));
        }
    }
    for all in field(Role::Options) {
        for text in split_options(all) {
            let letter = letter_of("", options.len());
            options.push((letter, without_letter(text).to_owned()));
        }
    }
    let mut answer = field(Role::Answer).next().map(str::to_owned);
    let mut wrong: Vec<&str> = field(Role::WrongOptions).flat_map(wrong_options).collect();
    if !options.is_empty() {
        // Beside a list of options, more wrong ones.
        for text in std::mem::take(&mut wrong) {
            let text = text.trim();
            if !text.is_empty() && !options.iter().any(|(_, known)| known == text) {
                options.push((letter_of("", options.len()), text.to_owned()));
            }
        }
    }
    let is_listed = |right: &&str| options.is_empty() && !wrong.is_empty() && !right.contains('\n');
    if let Some(right) = field(Role::RightOption).next().filter(is_listed) {
        // In the order of the alphabet, so that the place of the right one tells nothing.
        let mut texts: Vec<&str> = wrong.into_iter().chain([right]).map(str::trim).collect();
        texts.sort_unstable();
        texts.dedup();
        options = (0..).zip(texts).map(|(index, text)| (letter_of("", index), text.to_owned())).collect();
    }
    // Beside the name of an option another field may say why it is right.
    let right: Vec<(&str, String)> =
        field(Role::RightOption).map(|right| (right, named_options(right, &options))).collect();
    let naming = right.iter().position(|(right, named)| right != named).unwrap_or(0);
    if let Some((_, named)) = right.get(naming) {
        answer = Some(named.clone());
    }
    for (index, (letter, text)) in options.iter().enumerate() {
        question.push_str(if index == 0 { "\n\n" } else { "\n" });
        let _ = write!(question, "- {letter}. {text}");
    }
    let mut answer = answer.map(|answer| fenced_if_code(&answer)).filter(|answer| !is_placeholder(answer));
    let reasons = right.iter().enumerate().filter(|(at, _)| *at != naming).map(|(_, (right, _))| *right);
    for more in reasons.chain(field(Role::More)).filter(|more| !is_placeholder(more)) {
        let answer = answer.get_or_insert_default();
        // "B" beside the option that it names.
        if answer.contains(more) {
            continue;
        }
        answer.push_str(if answer.is_empty() { "" } else { "\n\n" });
        answer.push_str(more);
    }
    let answer = answer.or_else(|| set_at.map(str::to_owned));
    let sections: Vec<&str> = field(Role::Section).collect();
    let tags = field(Role::Tags).flat_map(|tags| tags.split([',', ';', '|', '\n'])).map(str::trim);
    let mut card = NoteCard { question, answer, line: row.line, ..NoteCard::default() };
    card.section = (!sections.is_empty()).then(|| sections.join(" / "));
    card.tags = tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    card.guid = field(Role::Guid).next().map(str::to_owned);
    card.asked = field(Role::Asked)
        .flat_map(|names| names.split([',', ';', '|', '\n', '،']))
        .map(str::trim)
        .filter(|name| !is_placeholder(name))
        .map(asked_by)
        .collect();
    Some(card)
}

/// `Orbit`, `[Orbit](url)`
pub(super) fn asked_by(name: &str) -> Asked {
    let (company, url) = match link(name) {
        Some((shown, len)) if len == name.len() => (shown, Some(name[shown.len() + 3..len - 1].to_owned())),
        _ => (name, None),
    };
    Asked { company: company.trim_matches(['*', '_', ' ']).to_owned(), times: 1, url }
}

/// Code below a question's first line gets its fence.
fn fenced_below_first_line(question: &str) -> String {
    match question.split_once('\n') {
        Some((first, rest)) if !first.trim().ends_with([';', '{']) => {
            let fenced = fenced_if_code(rest);
            if fenced == rest { question.to_owned() } else { format!("{first}\n\n{fenced}") }
        }
        _ => question.to_owned(),
    }
}

/// `Option B` is B, `choice 2` is B, else by place.
fn letter_of(name: &str, index: usize) -> String {
    let last = name.trim().chars().next_back().filter(char::is_ascii_alphabetic);
    let is_named = last.is_some()
        && (name.trim().len() == 1 || name.to_lowercase().contains("option") || name.contains(' '));
    let letter = last.filter(|_| is_named && !name.trim().to_lowercase().ends_with("option"));
    let letter = letter.map(|c| c.to_ascii_uppercase());
    let by_place =
        u8::try_from(index).ok().filter(|&index| index < 26).map_or('?', |index| char::from(b'A' + index));
    letter.unwrap_or(by_place).to_string()
}

/// One a line, or parted by a mark that sentences do not have.
fn wrong_options(text: &str) -> Vec<&str> {
    let mark = ["\n", " | ", "; "].into_iter().find(|mark| text.contains(mark)).unwrap_or("\n");
    text.split(mark).map(str::trim).filter(|option| !option.is_empty()).collect()
}

fn split_options(text: &str) -> Vec<&str> {
    for separator in ["\n", "|", ";", " / "] {
        let parts: Vec<&str> = text.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 {
            return parts;
        }
    }
    text.split(", ").map(str::trim).filter(|part| !part.is_empty()).collect()
}

pub(super) fn without_letter(text: &str) -> &str {
    let bare = text.trim_start_matches(['(', '-', '*', ' ']);
    let mut chars = bare.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), Some('.' | ')' | ':')) if letter.is_ascii_alphanumeric() => {
            chars.as_str().trim_start()
        }
        _ => text,
    }
}

/// "B", "b)", "Option B", "2", "A, C" or the option's own text.
fn named_options(right: &str, options: &[(String, String)]) -> String {
    if options.iter().any(|(_, text)| text.eq_ignore_ascii_case(right)) {
        let option = options.iter().find(|(_, text)| text.eq_ignore_ascii_case(right));
        return option.map_or_else(|| right.to_owned(), |(letter, text)| format!("{letter}. {text}"));
    }
    let named: Option<Vec<String>> = right
        .split([',', ';', '&', '/'])
        .flat_map(|part| part.split(" and "))
        .map(|part| {
            let bare = part.trim().trim_matches(['(', ')', '.', ':', ' ', '*']);
            let lower = bare.to_lowercase();
            let bare = ["option", "choice", "opt"]
                .iter()
                .find_map(|word| lower.strip_prefix(word))
                .unwrap_or(&lower)
                .trim();
            let by_letter = options.iter().find(|(letter, _)| letter.eq_ignore_ascii_case(bare));
            let by_number =
                || bare.parse::<usize>().ok().and_then(|number| options.get(number.checked_sub(1)?));
            by_letter.or_else(by_number).map(|(letter, text)| format!("{letter}. {text}"))
        })
        .collect();
    match named {
        Some(named) if !named.is_empty() => named.join("\n"),
        _ => right.to_owned(),
    }
}
