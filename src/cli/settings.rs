//! What holds for this run: flags before environment before the collection's `viva.toml` before the
//! user's own file before the defaults, resolved once.
//!
//! `SETTINGS` is the one list of keys: reading, `viva config` and the hints for misspelt keys all
//! come from it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::Spanned;

use crate::study::day::Rollover;
use crate::study::plan::OTHER_CARDS_PERCENT;
use crate::study::queue::Unanswered;
use crate::study::review::{DesiredRetention, Rule, Scheduler};
use crate::study::selection::nearest;

use super::failure::{Code, Failure};

/// Settings with nothing left open.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) rollover: Rollover,
    pub(super) new_per_day: usize,
    /// `None` is no limit.
    pub(super) reviews_per_day: Option<usize>,
    pub(super) minutes: Option<u32>,
    /// The share of a day's minutes, before an interview, for due cards that it does not cover.
    pub(super) other_cards_percent: u32,
    pub(super) unanswered: Unanswered,
    /// New cards of different sections mixed.
    pub(super) interleaves: bool,
    pub(super) rule: Rule,
    pub(super) six_grades: bool,
    pub(super) clock: bool,
    pub(super) plain: bool,
    /// The user's own words for topics, by topic.
    pub(super) topics: BTreeMap<String, Vec<String>>,
}

/// A key that `viva.toml` may hold.
pub(super) struct Setting {
    pub(super) key: &'static str,
    /// As it would stand in the file; empty where there is none.
    pub(super) default: &'static str,
    pub(super) meaning: &'static str,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Number {
        least: i64,
        most: i64,
    },
    Flag,
    Word(&'static [&'static str]),
    /// A share such as 0.9, kept in percent.
    Share,
    /// A table from names to lists of words.
    Vocabulary,
}

/// A value and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) value: toml::Value,
    pub(super) origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    /// Lines are counted from 1.
    File {
        path: PathBuf,
        line: usize,
    },
    Environment {
        name: String,
    },
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment { name } => write!(f, "${name}"),
        }
    }
}

/// A settings file's place and text.
pub(super) struct SettingsFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: "rollover_hour",
        default: "4",
        meaning: "the local hour at which one study day ends and the next begins",
        form: Form::Number { least: 0, most: 23 },
    },
    Setting {
        key: "new_per_day",
        default: "20",
        meaning: "maximum new cards per day",
        form: Form::Number { least: 0, most: 1_000_000 },
    },
    Setting {
        key: "reviews_per_day",
        default: "",
        meaning: "maximum reviews per day; no limit by default",
        form: Form::Number { least: 0, most: 1_000_000 },
    },
    Setting {
        key: "minutes",
        default: "",
        meaning: "end a session after this many minutes; no limit by default",
        form: Form::Number { least: 1, most: 1440 },
    },
    Setting {
        key: "other_cards_percent",
        default: "20",
        meaning: "before an interview, the percentage of the day's minutes for due cards that it does not cover",
        form: Form::Number { least: 0, most: 100 },
    },
    Setting {
        key: "unanswered",
        default: "\"last\"",
        meaning: "where questions without an answer go: last, mixed or skip",
        form: Form::Word(&["last", "mixed", "skip"]),
    },
    Setting {
        key: "sections",
        default: "\"kept\"",
        meaning: "new cards of a section one after another (kept), or mixed with other sections (interleaved)",
        form: Form::Word(&["kept", "interleaved"]),
    },
    Setting {
        key: "schedule",
        default: "\"sm2\"",
        meaning: "the scheduler: sm2 or fsrs",
        form: Form::Word(&["sm2", "fsrs"]),
    },
    Setting {
        key: "desired_retention",
        default: "0.9",
        meaning: "the share of answers fsrs aims to have recalled, 0.70 to 0.99",
        form: Form::Share,
    },
    Setting {
        key: "fuzz",
        default: "true",
        meaning: "vary due days slightly, so that cards learned together drift apart",
        form: Form::Flag,
    },
    Setting {
        key: "grades",
        default: "\"four\"",
        meaning: "keys to grade by: four (again, hard, good, easy), or sm2 for its six qualities on 0 to 5",
        form: Form::Word(&["four", "sm2"]),
    },
    Setting {
        key: "clock",
        default: "true",
        meaning: "show the time above each question; `c` in the drill shows or hides it",
        form: Form::Flag,
    },
    Setting {
        key: "plain",
        default: "false",
        meaning: "plain line-by-line output, as with --plain",
        form: Form::Flag,
    },
    Setting {
        key: "topics",
        default: "{}",
        meaning: "your own words for tags: a table from topic to words, such as payments = [\"psp\", \"gateway\"]",
        form: Form::Vocabulary,
    },
];

/// All settings as they are where no file says anything.
pub(super) fn defaults() -> BTreeMap<&'static str, Held> {
    SETTINGS
        .iter()
        .filter_map(|setting| {
            Some((setting.key, Held { value: default_of(setting)?, origin: Origin::Default }))
        })
        .collect()
}

/// All settings with where they come from, and warnings about keys that are none.
///
/// The environment is asked for variables such as `VIVA_NEW_PER_DAY`, which are stronger than the files.
pub(super) fn gather(
    files: &[SettingsFile],
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(BTreeMap<&'static str, Held>, Vec<String>), Failure> {
    let mut held = defaults();
    let mut warnings = Vec::new();
    // The files come strongest first.
    for SettingsFile { path, text } in files.iter().rev() {
        let at = |offset: usize| {
            let (line, column) = place(text, offset);
            format!("{}:{line}:{column}", path.display())
        };
        let table: BTreeMap<Spanned<String>, Spanned<toml::Value>> =
            toml::from_str(text).map_err(|error| {
                let at = at(error.span().map_or(0, |span| span.start));
                Failure::new(Code::DataInvalid, format!("{at}: {}", error.message().replace('\n', " ")))
            })?;
        for (spanned_key, spanned_value) in table {
            let (key, value) = (spanned_key.get_ref(), spanned_value.get_ref());
            let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
                let guess = nearest(key, SETTINGS.iter().map(|setting| setting.key));
                let guess = guess.map_or(String::new(), |guess| format!("; did you mean `{guess}`?"));
                let at = at(spanned_key.span().start);
                warnings.push(format!("{at}: no setting is called `{key}`{guess}"));
                continue;
            };
            if let Err(expected) = setting.form.accepts(value) {
                let at = at(spanned_value.span().start);
                return Err(Failure::new(Code::DataInvalid, format!("{at}: `{key}` takes {expected}"))
                    .hint(format!("{key}: {}", setting.meaning)));
            }
            let (line, _) = place(text, spanned_key.span().start);
            let origin = Origin::File { path: path.clone(), line };
            held.insert(setting.key, Held { value: spanned_value.into_inner(), origin });
        }
    }
    for setting in SETTINGS {
        let name = variable_of(setting.key);
        let Some(text) = environment(&name) else { continue };
        let value = read_value(setting.key, &text).map_err(|failure| {
            let hint = failure.hint.clone();
            Failure { hint, ..Failure::new(Code::Usage, format!("${name}: {}", failure.message())) }
        })?;
        held.insert(setting.key, Held { value, origin: Origin::Environment { name } });
    }
    Ok((held, warnings))
}

/// The variable that sets a key for one run.
pub(super) fn variable_of(key: &str) -> String {
    format!("VIVA_{}", key.to_ascii_uppercase())
}

/// Whether a settings file of this text could be used: warnings with their places, or the line (counted
/// from 1) and what is wrong there.
pub(super) fn check(text: &str) -> Result<Vec<String>, (usize, String)> {
    let file = SettingsFile { path: PathBuf::new(), text: text.to_owned() };
    let unnamed = |message: &str| message.trim_start_matches(':').to_owned();
    match gather(&[file], &|_| None) {
        Ok((_, warnings)) => Ok(warnings.iter().map(|warning| unnamed(warning)).collect()),
        Err(failure) => {
            // `line:column: what`, as the place is written without a path.
            let message = unnamed(&failure.message());
            let mut parts = message.splitn(3, ':');
            let line = parts.next().and_then(|line| line.parse().ok()).unwrap_or(1);
            Err((line, parts.nth(1).unwrap_or(&message).trim().to_owned()))
        }
    }
}

/// The value `text` stands for under `key`, as it is to be written into the file.
pub(super) fn read_value(key: &str, text: &str) -> Result<toml::Value, Failure> {
    let setting = find(key)?;
    let value = match setting.form {
        Form::Word(_) => toml::Value::String(text.to_owned()),
        _ => format!("value = {text}")
            .parse::<toml::Table>()
            .ok()
            .and_then(|mut table| table.remove("value"))
            .unwrap_or_else(|| toml::Value::String(text.to_owned())),
    };
    match setting.form.accepts(&value) {
        Ok(()) => Ok(value),
        Err(expected) => Err(Failure::new(Code::Usage, format!("`{key}` takes {expected}"))
            .hint(format!("{key}: {}", setting.meaning))),
    }
}

pub(super) fn find(key: &str) -> Result<&'static Setting, Failure> {
    SETTINGS.iter().find(|setting| setting.key == key).ok_or_else(|| {
        let failure = Failure::new(Code::Usage, format!("no setting is called `{}`", key.escape_debug()));
        match nearest(key, SETTINGS.iter().map(|setting| setting.key)) {
            Some(guess) => failure.hint(format!("did you mean `{guess}`?")),
            None => failure.hint("`viva config` shows all settings"),
        }
    })
}

impl Settings {
    /// From values that [`gather`] has accepted.
    pub(super) fn resolve(held: &BTreeMap<&'static str, Held>, plain_flag: bool) -> Self {
        let number = |key: &str| held.get(key).and_then(|held| held.value.as_integer());
        let word = |key: &str| held.get(key).and_then(|held| held.value.as_str()).unwrap_or_default();
        let flag = |key: &str| held.get(key).and_then(|held| held.value.as_bool()).unwrap_or_default();
        let percent = held.get("desired_retention").and_then(|held| percent_of(&held.value)).unwrap_or(90);
        let desired = DesiredRetention::new(percent);
        let scheduler = match (word("schedule"), desired) {
            ("fsrs", Some(desired)) => Scheduler::Fsrs(desired),
            _ => Scheduler::Sm2,
        };
        let hour = number("rollover_hour").and_then(|hour| u8::try_from(hour).ok()).unwrap_or(4);
        Self {
            rollover: Rollover::new(hour).unwrap_or_else(Rollover::usual),
            new_per_day: number("new_per_day").and_then(|count| usize::try_from(count).ok()).unwrap_or(20),
            reviews_per_day: number("reviews_per_day").and_then(|count| usize::try_from(count).ok()),
            minutes: number("minutes").and_then(|count| u32::try_from(count).ok()),
            other_cards_percent: number("other_cards_percent")
                .and_then(|percent| u32::try_from(percent).ok())
                .unwrap_or(OTHER_CARDS_PERCENT),
            unanswered: match word("unanswered") {
                "mixed" => Unanswered::Mixed,
                "skip" => Unanswered::Skip,
                _ => Unanswered::Last,
            },
            interleaves: word("sections") == "interleaved",
            rule: Rule { scheduler, fuzz: flag("fuzz") },
            six_grades: word("grades") == "sm2",
            clock: flag("clock"),
            plain: plain_flag || flag("plain"),
            topics: held.get("topics").and_then(|held| vocabulary_of(&held.value)).unwrap_or_default(),
        }
    }
}

impl Form {
    fn accepts(self, value: &toml::Value) -> Result<(), String> {
        let fits = match self {
            Form::Number { least, most } => value.as_integer().is_some_and(|n| (least..=most).contains(&n)),
            Form::Flag => value.is_bool(),
            Form::Word(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Form::Share => percent_of(value).and_then(DesiredRetention::new).is_some(),
            Form::Vocabulary => vocabulary_of(value).is_some(),
        };
        if fits { Ok(()) } else { Err(self.expected()) }
    }

    fn expected(self) -> String {
        match self {
            Form::Number { least, most } => format!("a whole number from {least} to {most}"),
            Form::Flag => "true or false".to_owned(),
            Form::Word(words) => format!("one of {}", words.join(", ")),
            Form::Share => "a share from 0.70 to 0.99".to_owned(),
            Form::Vocabulary => "a table from topics to lists of words".to_owned(),
        }
    }
}

fn default_of(setting: &Setting) -> Option<toml::Value> {
    format!("value = {}", setting.default).parse::<toml::Table>().ok()?.remove("value")
}

fn vocabulary_of(value: &toml::Value) -> Option<BTreeMap<String, Vec<String>>> {
    value.clone().try_into().ok()
}

fn percent_of(value: &toml::Value) -> Option<u8> {
    let percent = (value.as_float()? * 100.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is looked at first"
    )]
    (0.0..=100.0).contains(&percent).then_some(percent as u8)
}

/// Line and column of a byte offset, both counted from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SettingsFile {
        SettingsFile { path: PathBuf::from("viva.toml"), text: text.to_owned() }
    }

    #[test]
    fn the_defaults_are_what_they_say() {
        let (held, warnings) = gather(&[], &|_| None).unwrap();
        let settings = Settings::resolve(&held, false);
        assert!(warnings.is_empty());
        assert_eq!(settings.new_per_day, 20);
        assert_eq!(settings.reviews_per_day, None);
        assert_eq!(settings.rule, Rule::SM2);
        assert_eq!(Some(settings.rollover), Rollover::new(4));
    }

    #[test]
    fn the_first_file_is_the_strongest() {
        let (held, _) =
            gather(&[file("new_per_day = 5"), file("new_per_day = 9\nfuzz = false")], &|_| None).unwrap();
        let settings = Settings::resolve(&held, false);
        assert_eq!(settings.new_per_day, 5);
        assert!(!settings.rule.fuzz);
    }

    #[test]
    fn the_environment_is_stronger_than_the_files() {
        let environment = |name: &str| (name == "VIVA_NEW_PER_DAY").then(|| "3".to_owned());
        let (held, _) = gather(&[file("new_per_day = 5\nfuzz = false")], &environment).unwrap();
        assert_eq!(Settings::resolve(&held, false).new_per_day, 3);
        assert_eq!(held["new_per_day"].origin.to_string(), "$VIVA_NEW_PER_DAY");
        assert_eq!(held["fuzz"].origin.to_string(), "viva.toml:2");
        let error = gather(&[], &|name| (name == "VIVA_FUZZ").then(|| "maybe".to_owned())).unwrap_err();
        assert_eq!(error.message(), "$VIVA_FUZZ: `fuzz` takes true or false");
    }

    #[test]
    fn a_text_is_checked_before_it_is_a_file() {
        assert_eq!(check("fuzz = true"), Ok(vec![]));
        assert_eq!(check("x = 1"), Ok(vec!["1:1: no setting is called `x`".to_owned()]));
        assert_eq!(check("\nfuzz = 1"), Err((2, "`fuzz` takes true or false".to_owned())));
        assert_eq!(check("\n\nfuzz").unwrap_err().0, 3);
    }

    #[test]
    fn a_misspelt_key_is_a_warning_with_the_nearest() {
        let (_, warnings) = gather(&[file("new_pre_day = 5")], &|_| None).unwrap();
        assert_eq!(
            warnings,
            ["viva.toml:1:1: no setting is called `new_pre_day`; did you mean `new_per_day`?"]
        );
    }

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        assert_eq!(gather(&[file(text)], &|_| None).unwrap_err().message(), expected);
    }

    #[test]
    fn a_wrong_value_is_refused_with_what_it_takes() {
        check_refused(
            "rollover_hour = 24",
            "viva.toml:1:17: `rollover_hour` takes a whole number from 0 to 23",
        );
        check_refused(
            "unanswered = \"first\"",
            "viva.toml:1:14: `unanswered` takes one of last, mixed, skip",
        );
        check_refused(
            "desired_retention = 90",
            "viva.toml:1:21: `desired_retention` takes a share from 0.70 to 0.99",
        );
    }

    #[test]
    fn what_is_set_is_read_as_it_is_written() {
        assert_eq!(read_value("unanswered", "skip").unwrap(), toml::Value::String("skip".to_owned()));
        assert_eq!(read_value("new_per_day", "7").unwrap(), toml::Value::Integer(7));
        assert!(read_value("new_per_day", "many").is_err());
        assert!(read_value("new_per_dya", "7").is_err());
    }
}
