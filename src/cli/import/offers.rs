//! What a note has that was not used, and the commands that take it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::quote::{quoted, quoted_path};
use crate::study::deck::ChoiceRecord;
use crate::study::import::{Account, Unused};

use super::Wish;
use super::choice::options;

/// Below this the reading has missed a good part, in percent.
pub(super) const LOW_COVERAGE_PERCENT: u8 = 70;
/// The most groups a report names.
const MOST_TOLD: usize = 3;
/// The most sections it names.
const MOST_SECTIONS: usize = 2;
/// Fewer of a kind that do not ask are seldom questions.
const FEWEST_SILENT: usize = 3;

/// What was not used of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// What to give `--take`.
    pub(super) class: String,
    pub(super) count: usize,
    asking: usize,
    sections: Vec<String>,
    pub(super) sample: String,
}

/// What was not used, outermost first.
pub(super) fn offers(account: &Account) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for Unused { class, section, count, asking, sample, .. } in &account.unused {
        let place = offers.iter().position(|offer| offer.class == *class).unwrap_or_else(|| {
            let (class, sample) = (class.clone(), sample.clone());
            offers.push(Offer { class, count: 0, asking: 0, sections: Vec::new(), sample });
            offers.len() - 1
        });
        let offer = &mut offers[place];
        if offer.asking == 0 && *asking > 0 {
            offer.sample.clone_from(sample);
        }
        offer.count += count;
        offer.asking += asking;
        if !section.is_empty() && !offer.sections.contains(section) {
            offer.sections.push(section.clone());
        }
    }
    offers
}

/// Those that may well be questions: somebody asks, or several of a kind that others of them often are.
fn likely(account: &Account) -> Vec<Offer> {
    let is_likely = |offer: &Offer| {
        let is_outer = !matches!(offer.class.as_str(), "paragraphs" | "lines" | "quotes");
        offer.asking > 0 || is_outer && offer.count >= FEWEST_SILENT
    };
    offers(account).into_iter().filter(is_likely).collect()
}

/// Whether a user's word names a class: `headings` names all levels.
fn is_named(class: &str, word: &str) -> bool {
    class == word || class.split_once(':').is_some_and(|(name, _)| name == word)
}

/// The two that promise most of a note without cards.
pub(super) fn most_promising(account: &Account) -> Vec<Offer> {
    let mut offers = offers(account);
    offers.sort_by_key(|offer| std::cmp::Reverse((offer.asking, offer.count)));
    offers.truncate(2);
    offers
}

impl Offer {
    /// `29 headings of level 4 under "Maps", "Lists"`
    pub(super) fn describe(&self) -> String {
        let (name, number) = self.class.split_once(':').unwrap_or((&self.class, ""));
        let one = match name {
            "labels" => "labelled line",
            "headings" => "heading",
            "folds" => "fold",
            "terms" => "term",
            "fields" => "line of fields",
            "blocks" => "block",
            "bold" => "bold line",
            "items" => "list item",
            "lines" => "line",
            "paragraphs" => "paragraph",
            "quotes" => "quote",
            _ => "entry",
        };
        let mut text = match (name, self.count) {
            ("fields", count) if count != 1 => format!("{count} lines of fields"),
            (_, count) => output::count(count, one),
        };
        match (name, number) {
            ("headings", number) => drop(write!(text, " of level {number}")),
            ("items", number) if number != "0" => drop(write!(text, " of depth {number}")),
            _ => {}
        }
        let named: Vec<String> = self
            .sections
            .iter()
            .take(MOST_SECTIONS)
            .map(|section| format!("\"{}\"", output::cell(section, 40)))
            .collect();
        if !named.is_empty() {
            let _ = write!(text, " under {}", named.join(", "));
        }
        if self.sections.len() > MOST_SECTIONS {
            let _ = write!(text, " and {} more", self.sections.len() - MOST_SECTIONS);
        }
        text
    }
}

/// The command that imports a note with one more class.
pub(super) fn command(
    context: &Context,
    wish: &Wish<'_>,
    path: &str,
    choice: &ChoiceRecord,
    class: &str,
) -> String {
    let mut command = "viva".to_owned();
    if let Some(collection) = &context.common.collection {
        let _ = write!(command, " --collection {}", quoted(&collection.display().to_string()));
    }
    let _ = write!(command, " import {}", quoted_path(path));
    if wish.public {
        command.push_str(" --public");
    }
    if let Some(deck) = wish.deck {
        let _ = write!(command, " --deck {}", quoted(deck));
    }
    let _ = write!(command, " {}", options(choice, class));
    command
}

/// The lines of a report, but for the classes that the user has `left` out.
pub(super) fn text(account: &Account, left: &[String], command: &dyn Fn(&str) -> String) -> String {
    let mut likely = likely(account);
    likely.retain(|offer| !left.iter().any(|word| is_named(&offer.class, word)));
    let mut text = String::new();
    if account.coverage < LOW_COVERAGE_PERCENT {
        let rest = if likely.is_empty() { "; the rest is in answers" } else { "" };
        let _ =
            writeln!(text, "  coverage: {}% of what may be questions became cards{rest}", account.coverage);
    }
    for offer in likely.iter().take(MOST_TOLD) {
        let (sample, them) = match offer.count {
            1 => (format!(": {}", output::cell(&offer.sample, 60)), "it"),
            _ => (String::new(), "them"),
        };
        let _ = writeln!(text, "  not used: {}{sample}", offer.describe());
        let _ = writeln!(text, "    to use {them}: {}", command(&offer.class));
    }
    if likely.len() > MOST_TOLD {
        let more = output::count(likely.len() - MOST_TOLD, "more group");
        let _ = writeln!(text, "  not used: {more}; `--dry-run --explain` shows all");
    }
    text
}

/// Every group, for `--explain`.
pub(super) fn all_text(account: &Account, first_line: usize) -> String {
    let mut text = String::new();
    for Unused { class, section, count, asking, sample, line } in &account.unused {
        let section = if section.is_empty() {
            String::new()
        } else {
            format!(" under \"{}\"", output::cell(section, 40))
        };
        let line = line + first_line - 1;
        let _ = writeln!(text, "  not used: {class}: {count}{section} ({asking} with a question)");
        let _ = writeln!(text, "  {line:>5}:   {}", output::cell(sample, 80));
    }
    text
}

pub(super) fn json(account: &Account, first_line: usize, command: &dyn Fn(&str) -> String) -> Value {
    let group = |unused: &Unused| {
        json!({
            "class": unused.class,
            "section": unused.section,
            "count": unused.count,
            "asking": unused.asking,
            "sample": unused.sample,
            "line": unused.line + first_line - 1,
            "take": command(&unused.class),
        })
    };
    account.unused.iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(unused: &[(&str, &str, usize, usize, &str)]) -> Account {
        let unused = unused.iter().map(|&(class, section, count, asking, sample)| Unused {
            class: class.to_owned(),
            section: section.to_owned(),
            count,
            asking,
            sample: sample.to_owned(),
            line: 1,
        });
        Account { coverage: 40, confidence: 100, unused: unused.collect() }
    }

    #[test]
    fn groups_of_one_class_are_one_offer() {
        let account = account(&[
            ("headings:4", "Maps", 20, 0, "The put"),
            ("headings:4", "Lists", 8, 2, "Which is larger?"),
            ("headings:4", "Sets", 1, 0, "Order"),
            ("items:1", "", 1, 1, "Why?"),
            ("paragraphs", "Maps", 9, 0, "Text"),
        ]);
        assert_eq!(
            text(&account, &[], &|class| format!("take {class}")),
            "  coverage: 40% of what may be questions became cards\n  not used: 29 headings of level 4 under \"Maps\", \
             \"Lists\" and 1 more\n    to use them: take headings:4\n  not used: 1 list item of depth 1: Why?\n    to use it: \
             take items:1\n"
        );
        let left = ["headings".to_owned(), "items:1".to_owned()];
        assert!(!text(&account, &left, &|class| class.to_owned()).contains("not used"));
        assert_eq!(offers(&account)[0].sample, "Which is larger?");
        let promising: Vec<String> = most_promising(&account).into_iter().map(|offer| offer.class).collect();
        assert_eq!(promising, ["headings:4", "items:1"]);
    }
}
