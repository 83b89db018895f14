//! What the user chose to take from notes: by options now, or before and remembered in `imports.toml`.
//!
//! A choice names classes and a section, not lines, so it fits the note after it was edited. A class that the
//! note does not have is found by asking the reader for nothing else.

use foldhash::HashMap;

use crate::cli::args::ImportArguments;
use crate::cli::failure::{Code, Failure};
use crate::cli::quote::quoted;
use crate::study::deck::{ChoiceRecord, Imports, TextHash};
use crate::study::import::{CLASS_NAMES, Choice, ImportedNote, NoteHint, read_note};

/// The choices of an import.
#[derive(Default)]
pub(super) struct Choices {
    given: Given,
    /// What was chosen on the terminal, by the keys of the sources.
    asked: HashMap<String, Choice>,
    /// What was chosen before, by the keys of the sources and by their texts.
    by_key: HashMap<String, ChoiceRecord>,
    by_text: HashMap<TextHash, ChoiceRecord>,
}

/// What the options say.
#[derive(Clone, Default)]
pub(super) enum Given {
    #[default]
    Nothing,
    AsUsual,
    This(Choice),
}

/// Where the choice that a note was read by comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ChosenBy {
    Now,
    Before,
    /// What was chosen before is forgotten.
    Nobody,
}

/// How a note was read by a choice.
pub(super) struct Chosen {
    /// What was followed.
    pub(super) choice: ChoiceRecord,
    pub(super) by: ChosenBy,
    /// What was chosen and is not in the note, and when that was.
    pub(super) absent: Vec<String>,
    pub(super) absent_by: ChosenBy,
    /// What `imports.toml` remembers of the choice.
    pub(super) record: ChoiceRecord,
    /// What the note gives without the choice, and by the one before; none if that cannot matter.
    pub(super) others: Vec<ImportedNote>,
}

/// A reading without what explains it.
type Reads<'a> = dyn Fn(&ChoiceRecord) -> ImportedNote + 'a;

impl Given {
    pub(super) fn of(arguments: &ImportArguments) -> Result<Self, Failure> {
        if arguments.as_usual {
            return Ok(Self::AsUsual);
        }
        let ImportArguments { only, take, leave, within, .. } = arguments;
        let choice = Choice {
            only: checked(only, "only")?,
            take: checked(take, "take")?,
            leave: checked(leave, "leave")?,
            within: within.clone().unwrap_or_default(),
        };
        Ok(if choice.is_empty() { Self::Nothing } else { Self::This(choice) })
    }
}

/// The classes, if each is the name of one: `bold`, `headings` or `headings:4`.
fn checked(words: &[String], option: &str) -> Result<Vec<String>, Failure> {
    let is_class = |word: &str| {
        let (name, number) = word.split_once(':').map_or((word, None), |(name, number)| (name, Some(number)));
        let may_be_numbered = matches!(name, "headings" | "items");
        CLASS_NAMES.contains(&name)
            && number.is_none_or(|number| may_be_numbered && number.parse::<u8>().is_ok())
    };
    match words.iter().find(|word| !is_class(word)) {
        None => Ok(words.to_vec()),
        Some(unknown) => {
            let message = format!("unknown class `{}` in `--{option}`", unknown.escape_debug());
            let classes = CLASS_NAMES.join(", ");
            Err(Failure::new(Code::Usage, message).hint(format!(
                "classes are {classes}; `headings:4` means level 4, `items:0` the outermost items of lists"
            )))
        }
    }
}

impl Choices {
    pub(super) fn new(given: Given, imports: &Imports) -> Self {
        let mut choices = Self { given, ..Self::default() };
        choices.remember(imports);
        choices
    }

    /// Looks up what was chosen before, unless nothing ever was.
    fn remember(&mut self, imports: &Imports) {
        let sources = imports.sources();
        if matches!(self.given, Given::Nothing) && sources.iter().all(|source| source.choice.is_empty()) {
            return;
        }
        for source in sources {
            self.by_key.insert(source.path.clone(), source.choice.clone());
            self.by_text.insert(source.text.clone(), source.choice.clone());
        }
    }

    /// What was chosen on the terminal for some sources.
    pub(super) fn add(&mut self, asked: HashMap<String, Choice>, imports: &Imports) {
        if asked.is_empty() {
            return;
        }
        self.asked = asked;
        let given = std::mem::replace(&mut self.given, Given::AsUsual);
        self.remember(imports);
        self.given = given;
    }

    /// Whether the user has said how all notes are to be read.
    pub(super) fn are_given(&self) -> bool {
        !matches!(self.given, Given::Nothing)
    }

    /// Reads a note by what was chosen for it.
    pub(super) fn read(
        &self,
        key: &str,
        bytes: &[u8],
        hint: &NoteHint<'_>,
    ) -> (ImportedNote, Option<Chosen>) {
        let is_nothing =
            matches!(self.given, Given::Nothing) && self.by_key.is_empty() && self.asked.is_empty();
        let last = || self.by_key.get(key).or_else(|| self.by_text.get(&TextHash::of(bytes)));
        let last = if is_nothing { None } else { last() };
        let (choice, by) = match (self.asked.get(key), &self.given) {
            (Some(choice), _) | (None, Given::This(choice)) => (record_of(choice), ChosenBy::Now),
            (None, Given::AsUsual) => (ChoiceRecord::default(), ChosenBy::Nobody),
            (None, Given::Nothing) => (last.cloned().unwrap_or_default(), ChosenBy::Before),
        };
        if choice.is_empty() && last.is_none_or(ChoiceRecord::is_empty) {
            return (read_note(bytes, hint), None);
        }
        let reads = |choice: &ChoiceRecord| {
            let choice = choice_of(choice);
            let choice = Some(&choice).filter(|choice| !choice.is_empty());
            read_note(bytes, &NoteHint { weighs_all: false, choice, ..*hint })
        };
        let mut chosen = follow(&choice, by, last, &reads);
        let effective = choice_of(&chosen.choice);
        let effective = Some(&effective).filter(|choice| !choice.is_empty());
        let note = read_note(bytes, &NoteHint { choice: effective, ..*hint });
        if let Some(last) = last.filter(|last| chosen.by != ChosenBy::Before && **last != chosen.choice) {
            let usual = ChoiceRecord::default();
            let others = [&usual, last].into_iter().filter(|other| **other != chosen.choice);
            chosen.others = others.map(reads).collect();
        }
        (note, Some(chosen))
    }
}

/// What of a choice can be followed in a note.
fn follow(wished: &ChoiceRecord, by: ChosenBy, last: Option<&ChoiceRecord>, reads: &Reads<'_>) -> Chosen {
    let absent = absent(wished, reads);
    let present = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| !absent.contains(word)).cloned().collect()
    };
    let mut choice = ChoiceRecord {
        only: present(&wished.only),
        take: present(&wished.take),
        leave: present(&wished.leave),
        within: wished.within.clone(),
    };
    let names_nothing = choice.only.is_empty() && choice.take.is_empty() && choice.leave.is_empty();
    let is_all_absent = !absent.is_empty() && names_nothing;
    let record = match by {
        ChosenBy::Before => wished.clone(),
        _ => choice.clone(),
    };
    if is_all_absent {
        choice = ChoiceRecord::default();
        if by == ChosenBy::Now && !wished.only.is_empty() {
            // Nothing else is wanted, so nothing is read.
            choice = wished.clone();
        } else if by == ChosenBy::Now {
            let last = last.cloned().unwrap_or_default();
            return Chosen { absent, absent_by: by, ..follow(&last, ChosenBy::Before, None, reads) };
        }
    }
    Chosen { choice, by, absent, absent_by: by, record, others: Vec::new() }
}

/// What a choice names that is not in the note. Formats with fields of their own have no classes.
fn absent(choice: &ChoiceRecord, reads: &Reads<'_>) -> Vec<String> {
    let usual = reads(&ChoiceRecord::default());
    let is_structured = usual.deck.is_some() || !usual.cards.is_empty() && usual.weighed.is_empty();
    let within = &choice.within;
    let gives_none = |only: &str| {
        let only =
            ChoiceRecord { only: vec![only.to_owned()], within: within.clone(), ..ChoiceRecord::default() };
        reads(&only).cards.is_empty()
    };
    let classes = choice.only.iter().chain(&choice.take).chain(&choice.leave);
    let mut absent: Vec<String> =
        classes.filter(|class| is_structured || gives_none(class)).cloned().collect();
    let names_only_section = choice.only.is_empty() && choice.take.is_empty() && choice.leave.is_empty();
    if let Some(within) = within.as_ref().filter(|_| names_only_section)
        && (is_structured || reads(choice).cards.is_empty())
    {
        absent.push(format!("\"{within}\""));
    }
    absent
}

pub(super) fn record_of(choice: &Choice) -> ChoiceRecord {
    let Choice { only, take, leave, within } = choice.clone();
    ChoiceRecord { only, take, leave, within: Some(within).filter(|within| !within.is_empty()) }
}

fn choice_of(record: &ChoiceRecord) -> Choice {
    let ChoiceRecord { only, take, leave, within } = record.clone();
    Choice { only, take, leave, within: within.unwrap_or_default() }
}

/// `headings:4, bold; left out: items:0; only in "Maps"`
pub(super) fn described(choice: &ChoiceRecord) -> String {
    let ChoiceRecord { only, take, leave, within } = choice;
    let mut parts = Vec::new();
    if !only.is_empty() {
        parts.push(format!("only {}", only.join(", ")));
    }
    if !take.is_empty() {
        parts.push(take.join(", "));
    }
    if !leave.is_empty() {
        parts.push(format!("left out: {}", leave.join(", ")));
    }
    parts.extend(within.as_ref().map(|within| format!("only in \"{within}\"")));
    parts.join("; ")
}

/// The options that make a choice, with another class taken anywhere in the note.
pub(super) fn options(choice: &ChoiceRecord, more: &str) -> String {
    let ChoiceRecord { mut only, mut take, mut leave, .. } = choice.clone();
    leave.retain(|class| class != more);
    let taken = if only.is_empty() { &mut take } else { &mut only };
    if !taken.iter().any(|class| class == more) {
        taken.push(more.to_owned());
    }
    let mut options = Vec::new();
    for (option, classes) in [("--only", only), ("--take", take), ("--leave", leave)] {
        if !classes.is_empty() {
            options.push(format!("{option} {}", quoted(&classes.join(","))));
        }
    }
    options.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_has_a_name_that_is_known() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert!(checked(&words(&["headings", "headings:4", "items:0", "bold", "tables"]), "take").is_ok());
        for unknown in ["heading:4", "headings:x", "bold:1", "", "headings:", "headings:300"] {
            assert!(checked(&words(&[unknown]), "take").is_err(), "{unknown}");
        }
    }

    #[test]
    fn another_class_is_added_to_a_choice() {
        let words = |word: &str| vec![word.to_owned()];
        let choice =
            ChoiceRecord { take: words("bold"), within: Some("My maps".into()), ..ChoiceRecord::default() };
        assert_eq!(options(&choice, "headings:4"), "--take bold,headings:4");
        assert_eq!(options(&choice, "bold"), "--take bold");
        assert_eq!(described(&choice), "bold; only in \"My maps\"");
        let choice = ChoiceRecord { only: words("bold"), leave: words("items"), ..ChoiceRecord::default() };
        assert_eq!(options(&choice, "items"), "--only bold,items");
        assert_eq!(options(&ChoiceRecord::default(), "lines"), "--take lines");
        assert_eq!(described(&choice), "only bold; left out: items");
    }
}
