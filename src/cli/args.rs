//! What can be typed. Only the shapes of arguments are here; what they mean together with settings
//! and environment is `settings`' to say.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{EnumValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use super::interview::InterviewArguments;
use crate::report::FIGURES;

/// Spaced repetition for interview questions, in the terminal.
///
/// `viva` alone starts today's drill.
#[derive(Debug, Parser)]
#[command(
    name = "viva",
    version,
    max_term_width = 100,
    after_help = "Examples:
  viva import notes/zibal.md     import an interview note as a deck
  viva                           drill what is due today
  viva --minutes 10              stop after 10 minutes
  viva drill zibal is:new        drill new questions of one deck
  viva stats                     see your progress

Exit codes: 0 ok, 1 failed, 2 usage, 3 a deck or note is invalid, 4 the database is in use, \
damaged or too new, 130 interrupted."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

const EVERYWHERE: &str = "Global options";
/// The heading of the options of `viva import` that choose classes.
const CHOOSING: &str = "Choosing what becomes a card";

/// Arguments that every command takes.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// The collection's folder [default: `$VIVA_COLLECTION`, else the nearest parent folder with
    /// viva.toml or .viva, else `viva` in the user's data folder]
    #[arg(long, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    pub(super) collection: Option<PathBuf>,
    /// Output format
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT", help_heading = EVERYWHERE)]
    pub(super) format: Format,
    /// Never prompt; fail instead
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) no_input: bool,
    /// Plain line-by-line output: no redrawing or colour (for screen readers and simple terminals)
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) plain: bool,
    /// Disable colour
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) no_color: bool,
    /// Print more details to standard error
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub(super) verbose: bool,
}

/// Commands whose words are a selection, with the letters of their own short flags besides those that all
/// commands take.
pub(super) const TAKES_SELECTION: [(&str, &[u8]); 15] = [
    ("delete", b"yn"),
    ("drill", b""),
    ("mock", b""),
    ("queue", b""),
    ("list", b""),
    ("search", b"n"),
    ("dupes", b"yn"),
    ("show", b""),
    ("read", b""),
    ("answer", b""),
    ("suspend", b"yn"),
    ("resume", b"yn"),
    ("forget", b"yn"),
    ("stats", b""),
    ("export", b"o"),
];

/// What was typed, but the words of a selection that begin with `-` behind a `--`, at the end.
///
/// There clap takes them for what they are. Its own `allow_hyphen_values` would take every flag after
/// the first such word for one, too.
pub(super) fn with_negations_last(typed: Vec<OsString>) -> Vec<OsString> {
    let starts_with = |word: &OsString, start: &[u8]| word.as_encoded_bytes().starts_with(start);
    let at = place_of_command(&typed);
    let command =
        TAKES_SELECTION.iter().find(|(command, _)| typed.get(at).is_some_and(|word| word == command));
    let Some((_, own_flags)) = command else { return typed };
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    let is_short_flag = |word: &OsString| {
        let letters = &word.as_encoded_bytes()[1..];
        // The value of a flag may follow it at once: `-n5`, `-o-`.
        if letters.strip_suffix(b"-").is_some_and(|flag| flag.len() == 1 && own_flags.contains(&flag[0])) {
            return true;
        }
        let digits = letters.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let letters = if own_flags.is_empty() { letters } else { &letters[..letters.len() - digits] };
        !letters.is_empty() && letters.iter().all(|byte| b"vhV".contains(byte) || own_flags.contains(byte))
    };
    let is_negation = |word: &OsString| {
        starts_with(word, b"-") && !starts_with(word, b"--") && word.len() > 1 && !is_short_flag(word)
    };
    let (mut first, mut last): (Vec<OsString>, _) = (Vec::new(), vec![OsString::from("--")]);
    for (place, word) in typed.into_iter().enumerate() {
        match place {
            place if place > end => last.push(word),
            place if place == end => {}
            // `--new -3` is a number that will not do, and no deck that is not meant.
            _ if is_number(&word) && first.last().is_some_and(takes_value) => first.push(word),
            _ if is_negation(&word) => last.push(word),
            _ => first.push(word),
        }
    }
    if last.len() > 1 {
        first.append(&mut last);
    }
    first
}

/// `-3`
fn is_number(word: &OsString) -> bool {
    word.to_str().and_then(|word| word.strip_prefix('-')).is_some_and(|digits| digits.parse::<u64>().is_ok())
}

/// Whether a value follows this flag, whichever command it is of.
fn takes_value(flag: &OsString) -> bool {
    let Some(long) = flag.to_str().and_then(|flag| flag.strip_prefix("--")) else { return false };
    let root = Arguments::command();
    let mut arguments = root.get_subcommands().chain([&root]).flat_map(clap::Command::get_arguments);
    arguments.any(|argument| argument.get_long() == Some(long) && argument.get_action().takes_values())
}

/// Where the command stands: behind the options that all commands take.
fn place_of_command(typed: &[OsString]) -> usize {
    const TAKES_VALUE: [&str; 2] = ["--collection", "--format"];
    let mut at = 1;
    while typed.get(at).is_some_and(|word| word.as_encoded_bytes().starts_with(b"-")) {
        at += if TAKES_VALUE.iter().any(|option| typed[at] == *option) { 2 } else { 1 };
    }
    at
}

/// What was typed, but an option of the drill that comes before any command behind `drill`: `viva --new 5`.
pub(super) fn with_drill(mut typed: Vec<OsString>) -> Vec<OsString> {
    let at = first_not_of_every_command(&typed);
    let Some(long) = typed.get(at).and_then(|word| word.to_str()?.strip_prefix("--")) else { return typed };
    let name = long.split('=').next().unwrap_or_default();
    let is_of = |command: &clap::Command| {
        command.get_arguments().any(|argument| !name.is_empty() && argument.get_long() == Some(name))
    };
    let root = Arguments::command();
    if !is_of(&root) && root.find_subcommand("drill").is_some_and(is_of) {
        typed.insert(at, "drill".into());
    }
    typed
}

/// The place of the first word that is neither a global option nor the value of one.
fn first_not_of_every_command(typed: &[OsString]) -> usize {
    const TAKES_VALUE: [&str; 2] = ["--collection", "--format"];
    let root = Arguments::command();
    let is_common = |word: &OsString| {
        let name = word.to_str().and_then(|word| word.strip_prefix("--")).unwrap_or_default();
        let name = name.split('=').next().unwrap_or_default();
        !name.is_empty() && root.get_arguments().any(|argument| argument.get_long() == Some(name))
            || word.to_str().is_some_and(|word| word.len() == 2 && word.starts_with('-') && word != "--")
    };
    let mut at = 1;
    while typed.get(at).is_some_and(is_common) {
        at += if TAKES_VALUE.iter().any(|option| typed[at] == *option) { 2 } else { 1 };
    }
    at
}

/// What was typed, but `--format` as `--as` where `viva export` is given one of its forms. How results
/// are written is what both say.
pub(super) fn with_export_form(mut typed: Vec<OsString>) -> Vec<OsString> {
    let start = place_of_command(&typed);
    if typed.get(start).is_none_or(|command| command != "export") {
        return typed;
    }
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    let is_form = |value: &str| value != "json" && ExportForm::from_str(value, false).is_ok();
    for at in start + 1..end {
        if typed[at] == "--format" {
            let value = typed.get(at + 1).and_then(|value| value.to_str());
            if value.is_some_and(is_form) {
                typed[at] = "--as".into();
            }
        } else if let Some(value) = typed[at].to_str().and_then(|word| word.strip_prefix("--format="))
            && is_form(value)
        {
            typed[at] = format!("--as={value}").into();
        }
    }
    typed
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Drill today's cards (what `viva` alone does)
    Drill(DrillArguments),
    /// Read cards and answers without being quizzed
    Read(ReadArguments),
    /// Write answers to questions that have none
    Answer(AnswerArguments),
    /// Hold a mock interview: all questions first, then answers, grades and a report
    Mock(MockArguments),
    /// Print today's cards in order
    Queue(QueueArguments),
    /// Print what is left today in one line, for shell prompts and status bars
    #[command(
        after_help = "Prints for example `12 due, 8 new; 3 overdue; 5-day streak`: the cards that are left today, how many of \
all due cards were due before today, and days in a row with a review. What is zero is left out. Decks are \
counted as the last other command read them.

Reads only: it changes no file and waits for no lock. If there is no collection, or it cannot be read, it prints \
nothing (as JSON, null in every field) and exits with 0; `viva check` says why. docs/STATUS.md has snippets for bash, \
zsh, fish, starship and tmux.

Examples:
  viva status
  viva status --format json
  viva status --collection ~/interviews   the same one in every folder
  PS1='$(viva status) '\"$PS1\"            in the prompt of bash"
    )]
    Status,
    /// Grade a card without the drill
    Grade(GradeArguments),
    /// Undo the last action
    #[command(
        after_help = "An action is a grade, a suspension, a due day, an edit of a card and the like, made in any session. Repeat the \
command to undo earlier actions.

A copied collection counts as another device: what was done before the copy is undone with --any-device.

Examples:
  viva undo                      the last grade, suspension, edit, ...
  viva undo --any-device         the last action on any device
  viva undo --format json"
    )]
    Undo(UndoArguments),
    /// Redo the last undone action
    #[command(after_help = "Examples:
  viva redo                      what the last `viva undo` undid
  viva redo --any-device         also if it was undone on another device
  viva redo --format json")]
    Redo(UndoArguments),
    /// Import notes as decks
    Import(ImportArguments),
    /// Add a card
    Add(AddArguments),
    /// Edit a card
    Edit(EditArguments),
    /// Delete cards; `viva undo` restores them
    Delete(DeleteArguments),
    /// Find and merge duplicate questions
    Dupes(DupesArguments),
    /// List decks, or the cards of a selection
    List(ListArguments),
    /// Choose a deck from a list and drill it
    #[command(
        after_help = "Type to filter the list. Arrows and Enter, or a number, choose a deck; Esc goes back. In a drill, m opens the \
same list. Without a terminal, and with --plain or --format json, it prints what `viva list` prints.

Examples:
  viva decks                     choose a deck and drill it
  viva decks --plain             print the decks with what is due and new
  viva decks --format json"
    )]
    Decks,
    /// Find cards by words in their questions and answers
    Search(SearchArguments),
    /// Show a card or a deck
    Show(ShowArguments),
    /// Set cards aside until `viva resume`
    Suspend(CardsArguments),
    /// Bring suspended and buried cards back
    Resume(CardsArguments),
    /// Reset cards to new; past reviews stay in the statistics
    Forget(CardsArguments),
    /// Add, list and change upcoming interviews
    Interview(InterviewArguments),
    /// Show the plan until an interview: what each day brings, and what more time would bring
    Plan(PlanArguments),
    /// Show how ready you are for an interview, as a range
    Ready(ReadyArguments),
    /// After an interview: record what was asked, and see how good the forecast was
    Debrief(DebriefArguments),
    /// Show progress
    Stats(StatsArguments),
    /// Export decks (Markdown, CSV, Anki) or progress (JSON, CSV)
    Export(ExportArguments),
    /// Check decks and progress for damage
    Check(CheckArguments),
    /// Back up decks and progress now
    Backup(BackupArguments),
    /// List backups, or restore decks and progress from one
    Restore(RestoreArguments),
    /// Show or change settings
    Config(ConfigArguments),
    /// Print a shell completion script
    Completions(CompletionsArguments),
    /// Print a manual page, or write all of them
    Man(ManArguments),
}

#[derive(Debug, Default, Args)]
#[command(
    after_help = "A selection is deck names, tag:, section:, company:, is:due|new|leech|suspended|buried|flagged|unanswered, \
asked:>1 and text:WORDS (as `viva search` finds them), separated by spaces; `-` in front of one means \"not\".

Examples:
  viva drill                     what is due today, then new cards
  viva drill zibal               only one deck
  viva drill tag:python -is:new  cards with this tag that you have seen before
  viva drill text:mutex          cards with a word
  viva --new 5 --minutes 10      also without `drill`
  viva drill --cram zibal        a whole deck, without changing its schedule"
)]
pub(super) struct DrillArguments {
    /// Cards to include [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
    /// Number of new cards this session, even beyond the daily limit
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub(super) new: Option<usize>,
    /// Stop after this many minutes
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) minutes: Option<u32>,
    /// In random order
    #[arg(long)]
    pub(super) shuffle: bool,
    /// All selected cards, due or not, without changing their schedule
    #[arg(long)]
    pub(super) cram: bool,
    /// Include cards due within this many days; passing one early does not change its schedule
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true, conflicts_with = "cram",
        value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(super) ahead: Option<u32>,
}

impl DrillArguments {
    /// Whether no option was given, as in `viva` alone.
    pub(super) fn is_default(&self) -> bool {
        let Self { selection, new, minutes, shuffle, cram, ahead } = self;
        let is_limited = new.is_some() || minutes.is_some() || ahead.is_some();
        selection.is_empty() && !is_limited && !shuffle && !cram
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "On a terminal, shows one card at a time: Space for the next, p for the previous, ? for all keys. Otherwise \
prints all of them. Reading does not change the schedule.

Examples:
  viva read                      today's cards
  viva read zibal tag:python     all cards of a selection
  viva read zibal | less"
)]
pub(super) struct ReadArguments {
    /// Cards to include [default: today's]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Opens each question without an answer in $VISUAL or $EDITOR, most frequently asked first. What you write is \
saved as `my_answer`, next to any answer that the notes get later.

Examples:
  viva answer                    all of them
  viva answer zibal              only one deck
  viva answer k3v9m2qa7t         one card, answered or not
  viva answer k3v9m2qa7t --from answer.md"
)]
pub(super) struct AnswerArguments {
    /// Cards to include [default: all], or one card
    #[arg(value_name = "SELECTION|CARD")]
    pub(super) selection: Vec<String>,
    /// Read the answer to one card from a file, or from standard input (-)
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva add                       prompts for everything
  viva add --deck go --question 'What is a slice?' --answer 'A view.' --tag x
  viva add --deck go --editor    in $VISUAL or $EDITOR
  viva add --deck go --question 'What is a map?' --answer - < answer.md")]
pub(super) struct AddArguments {
    /// The deck; created if it does not exist
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
    /// The question, or - to read it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) question: Option<String>,
    /// The answer, or - to read it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) answer: Option<String>,
    /// The section of the deck
    #[arg(long, value_name = "TEXT")]
    pub(super) section: Option<String>,
    /// A tag; can be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,
    /// Write the card in $VISUAL or $EDITOR
    #[arg(long)]
    pub(super) editor: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Opens the card as text in $VISUAL or $EDITOR. Its id and history stay, even if the question changes; so do \
the comments and layout of the deck.

Examples:
  viva edit k3v9m2qa7t
  viva edit event loop           by words found only in its question
  viva edit k3v9m2qa7t --print > card.txt
  viva edit k3v9m2qa7t --from card.txt"
)]
pub(super) struct EditArguments {
    /// The card's id (or its beginning), or words of its question
    #[arg(value_name = "CARD", required = true)]
    pub(super) card: Vec<String>,
    /// The deck to edit it in, if several have the card
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
    /// Print the text instead of opening an editor
    #[arg(long, conflicts_with = "from")]
    pub(super) print: bool,
    /// Read the edited text from a file, or from standard input (-)
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

#[derive(Debug, Default, Args)]
#[command(
    after_help = "Questions are drawn at random, favouring those asked more often, in the order of the deck's stages and \
sections; a follow-up comes right after its question. Answer aloud or type notes. At the end you see each \
answer and grade yourself.

The grades do not change schedules unless you use `--count` or say so at the end. Nothing is saved before \
the end; if you quit early, viva asks what to save. The clock is for information only. VIVA_SEED=1 repeats \
the same draw. Without a terminal, or with `--no-input`, viva prints the questions.

Examples:
  viva mock zibal                an interview modelled on Zibal's
  viva mock                      from all decks
  viva mock zibal --minutes 30   as many questions as fit in half an hour
  viva mock --questions 5 tag:go --count
  viva mock --rehearse           as the interview that you planned may ask
  viva mock zibal --no-input     only print the questions"
)]
pub(super) struct MockArguments {
    /// A deck, or the cards to draw from [default: all]
    #[arg(value_name = "DECK|SELECTION")]
    pub(super) selection: Vec<String>,
    /// Number of questions, including follow-ups
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) questions: Option<u32>,
    /// Only as many questions as fit in this many minutes
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(super) minutes: Option<u32>,
    /// Apply the grades to the cards' schedules
    #[arg(long)]
    pub(super) count: bool,
    /// Ask as the planned interview may ask, and let the answers correct the forecast; they count
    #[arg(long)]
    pub(super) rehearse: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva queue
  viva queue --format json | jq -r '.cards[].question'")]
pub(super) struct QueueArguments {
    /// Cards to include [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Before an interview that you added with `viva interview add`, viva chooses each day's cards so that you can answer as \
many as possible of the questions that are likely to be asked. After a missed day, the plan changes by itself.

Examples:
  viva plan
  viva plan --last-look        on the morning of the interview
  viva plan --format json"
)]
pub(super) struct PlanArguments {
    /// One list of 15 minutes for the morning of the interview
    #[arg(long)]
    pub(super) last_look: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "viva shows ranges, because nobody can know more. `viva mock --rehearse` makes them narrower.

Examples:
  viva ready
  viva ready snapp
  viva ready --format json"
)]
pub(super) struct ReadyArguments {
    /// The deck of the interview [default: the next interview]
    #[arg(value_name = "DECK")]
    pub(super) deck: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Write one question per line, or paste a list. viva says whether you have a card for it and asks how it went. A \
question without a card becomes one. A line in a file may begin with how it went: `good: What is a mutex?`.

Examples:
  viva debrief snapp
  viva debrief snapp --asked asked.txt --outcome \"next round\"
  viva debrief snapp --asked - --dry-run < asked.txt"
)]
pub(super) struct DebriefArguments {
    /// The deck of the interview [default: the last one that is over]
    #[arg(value_name = "DECK")]
    pub(super) deck: Option<String>,
    /// Read the questions from a file, or from standard input (-)
    #[arg(long, value_name = "FILE")]
    pub(super) asked: Option<PathBuf>,
    /// How it ended
    #[arg(long, value_name = "TEXT")]
    pub(super) outcome: Option<String>,
    /// What else you want to remember
    #[arg(long, value_name = "TEXT")]
    pub(super) remarks: Option<String>,
    /// Show what would be recorded, without changing anything
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct UndoArguments {
    /// Include actions from other devices
    #[arg(long)]
    pub(super) any_device: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva grade k3v9m2qa7t good
  viva grade k3v9m2qa7t --quality 5
  viva queue --format json       prints the ids")]
pub(super) struct GradeArguments {
    /// The card's id, or the beginning of one
    #[arg(value_name = "CARD")]
    pub(super) card: String,
    /// How well the answer was recalled
    #[arg(value_enum, required_unless_present = "quality", conflicts_with = "quality")]
    pub(super) grade: Option<GradeName>,
    /// The SM-2 quality instead: 0 (blackout) to 5 (perfect)
    #[arg(long, value_name = "0..5", allow_negative_numbers = true, value_parser = clap::value_parser!(u8).range(0..=5))]
    pub(super) quality: Option<u8>,
    /// How long the answer took
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, default_value_t = 0)]
    pub(super) seconds: u32,
    /// Grade even if the last review is more than 30 days away (the clock may be wrong)
    #[arg(short, long)]
    pub(super) yes: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum GradeName {
    Again,
    Hard,
    Good,
    Easy,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
#[derive(Debug, Args)]
#[command(
    after_help = "Importing the same notes again adds what is new, updates what changed and keeps every schedule; \
answers you have edited are not overwritten, and cards you deleted do not come back. Progress that `viva export` wrote is \
restored: each event once, however often it is imported.

A CLASS is one of labels, headings, folds, terms, fields, blocks, bold, items, lines, paragraphs, quotes and tables. \
`headings:4` means headings of level 4, `items:0` the outermost items of lists. The report of an import names the \
classes that were not used. What you choose is remembered for each note and used at its next import.

Examples:
  viva import zibal.md
  viva import notes/ --dry-run   show what would be imported
  viva import x.md -n --explain  explain how the note was understood
  viva import x.md --review      review uncertain cards, one key each
  viva import x.md --take bold   make cards of bold lines, too
  viva import x.md --only headings:4 --in Maps
  viva import x.md --as-usual    forget what was chosen
  viva import - < note.md        from standard input
  viva import progress.json      restore what `viva export` wrote"
)]
pub(super) struct ImportArguments {
    /// Notes, Anki packages, decks, folders of them, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Show what would change, without changing anything
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    /// Explain how the note was understood: formats considered, the one chosen, and the line behind each question
    #[arg(long)]
    pub(super) explain: bool,
    /// Review each uncertain card before writing anything
    #[arg(long)]
    pub(super) review: bool,
    /// Leave out remarks, score and outcome, for decks to share
    #[arg(long)]
    pub(super) public: bool,
    /// Put the cards into the deck of this name (for a single note)
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
    /// Also make cards of these classes
    #[arg(long, value_name = "CLASS", value_delimiter = ',', help_heading = CHOOSING)]
    pub(super) take: Vec<String>,
    /// Make no cards of these classes
    #[arg(long, value_name = "CLASS", value_delimiter = ',', help_heading = CHOOSING)]
    pub(super) leave: Vec<String>,
    /// Make cards of these classes and no others
    #[arg(long, value_name = "CLASS", value_delimiter = ',', conflicts_with = "take", help_heading = CHOOSING)]
    pub(super) only: Vec<String>,
    /// Choose only what is under the heading of this name
    #[arg(long = "in", value_name = "SECTION", help_heading = CHOOSING)]
    pub(super) within: Option<String>,
    /// Forget what was chosen for these notes
    #[arg(long, conflicts_with_all = ["take", "leave", "only", "within"], help_heading = CHOOSING)]
    pub(super) as_usual: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Merged cards share one history and schedule; each keeps its question and answer. Merging adds a line \
`same_as = \"ID\"` to a deck; delete that line to undo it.

Keys: j merges, n remembers that they are different, s skips for now, q quits.

Examples:
  viva dupes                     ask about each
  viva dupes zibal               only groups with a card of this deck
  viva dupes --dry-run           show what was found, without changing anything
  viva dupes --yes               merge only certain duplicates"
)]
pub(super) struct DupesArguments {
    /// Only groups that include one of these cards [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
    /// Merge certain duplicates without asking
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Show what would change, without changing anything
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:
  viva list                      all decks
  viva list zibal                the cards of a deck
  viva list is:unanswered        questions without an answer")]
pub(super) struct ListArguments {
    /// Cards to list; decks if omitted
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "All words must match, in the question, an answer, the section, the tags or the deck; the last one may be the \
beginning of a word. Quote words to match a phrase; prefix a word with `-` to exclude it. Case and accents are \
ignored. Selection terms narrow the search, as in `viva list`.

Exits with status 1 if nothing is found, like grep.

Examples:
  viva search decorator
  viva search event loop tag:python -zibal     not in the deck zibal
  viva search '\"event loop\"' is:unanswered
  viva search mutex -n 100 --format json"
)]
pub(super) struct SearchArguments {
    /// What to look for, and where
    #[arg(value_name = "WORDS", required = true)]
    pub(super) words: Vec<String>,
    /// Show at most this many cards
    #[arg(short = 'n', long, value_name = "COUNT", allow_negative_numbers = true, default_value_t = 20)]
    pub(super) count: usize,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva show k3v9m2qa7t           a card by its id, or the beginning of it
  viva show event loop           by words found only in its question
  viva show zibal                a deck
  viva show is:leech             all cards of a selection")]
pub(super) struct ShowArguments {
    /// A card's id (or its beginning), words of its question, a deck's name, or a selection
    #[arg(value_name = "CARD|DECK|SELECTION", required = true)]
    pub(super) what: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Changes to a selection ask for confirmation unless --yes is given; `viva undo` undoes one card at a time.

Examples:
  viva suspend k3v9m2qa7t        one card
  viva suspend tag:java          all cards of a selection
  viva resume is:suspended --yes
  viva resume is:buried          what you buried today
  viva forget zibal --dry-run    show which cards would be reset"
)]
pub(super) struct CardsArguments {
    /// The cards' ids (or beginnings of them), or a selection
    #[arg(value_name = "CARD|SELECTION", required = true)]
    pub(super) cards: Vec<String>,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Show what would change, without changing anything
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Removes the cards from every deck that has them, after asking for confirmation unless --yes is given. Their reviews stay in the \
statistics, and no import brings the cards back. `viva undo` restores one card at a time.

Examples:
  viva delete k3v9m2qa7t         one card
  viva delete zibal --dry-run    list the cards of a deck that would be deleted
  viva delete is:suspended tag:php"
)]
pub(super) struct DeleteArguments {
    /// The cards' ids (or beginnings of them), decks, or a selection
    #[arg(value_name = "CARD|DECK|SELECTION", required = true)]
    pub(super) cards: Vec<String>,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Show what would be deleted, and change nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = stats_help())]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub(super) struct StatsArguments {
    /// One figure [default: the overview], and the cards to include [default: all]
    #[arg(value_name = "FIGURE|SELECTION")]
    pub(super) what: Vec<String>,
    /// Reviews from this day on: a date, or 30d for the last 30 days
    #[arg(long, value_name = "DAY")]
    pub(super) since: Option<String>,
    /// Reviews up to this day
    #[arg(long, value_name = "DAY")]
    pub(super) until: Option<String>,
    /// Show every figure in full; with `asked`, every question
    #[arg(long, conflicts_with = "html")]
    pub(super) all: bool,
    /// With `asked`: the interview (its deck) or company to forecast [default: the next planned interview]
    #[arg(long = "for", value_name = "DECK|COMPANY", conflicts_with_all = ["html", "backtest"])]
    pub(super) whom: Option<String>,
    /// With `asked`: forecast each past interview from the earlier ones, and compare
    #[arg(long, conflicts_with = "html")]
    pub(super) backtest: bool,
    /// Print long output directly instead of using $PAGER
    #[arg(long)]
    pub(super) no_pager: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub(super) ascii: bool,
    /// Write a page with all figures to a file, or to standard output for -
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// Open the page in the browser
    #[arg(long, requires = "html")]
    pub(super) open: bool,
}

/// The names and helps of all figures, and examples.
fn stats_help() -> String {
    let lines = FIGURES.iter().map(|figure| format!("  {:<14}{}\n", figure.name, figure.help));
    let text = format!("Figures:\n{}", lines.collect::<String>());
    let of_period = FIGURES.iter().filter(|figure| figure.is_of_period()).map(|figure| figure.name);
    let of_period = of_period.collect::<Vec<_>>().join(", ");
    text + "\n--since and --until apply to the reviews of these figures: " + &of_period + "." + STATS_EXAMPLES
}

const STATS_EXAMPLES: &str = "

The overview fits on one screen. On a terminal, what is longer than the window is shown by $PAGER, if it is set.

Examples:
  viva stats                     your progress on one screen
  viva stats --all               every figure
  viva stats asked               one figure in full
  viva stats asked --for orbit   the chances at one interview or company
  viva stats asked --backtest    forecast past interviews from earlier ones
  viva stats zibal tag:python    some cards; `deck:asked` is a deck of that name
  viva stats hours --since 90d   over the last 90 days
  viva stats --html p.html --open   as a page
  viva stats --since 2026-01-01 --until 2026-06-30 --format json";

/// `--format` as `viva export` takes it; [`with_export_form`] makes one of its forms an `--as`.
fn export_format() -> Arg {
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(FormatOrForm)
        .default_value("text")
        .hide_default_value(true)
        .help("How results are written, or one of the forms of `--as`")
        .help_heading(EVERYWHERE)
}

/// Takes what [`Format`] has, and names the forms of an export, too.
#[derive(Clone)]
struct FormatOrForm;

impl TypedValueParser for FormatOrForm {
    type Value = Format;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Format, clap::Error> {
        // What is neither is told with all that could be meant.
        let named = PossibleValuesParser::new(self.possible_values().into_iter().flatten());
        named.parse_ref(command, argument, value)?;
        EnumValueParser::<Format>::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let forms = ExportForm::value_variants().iter().filter(|form| **form != ExportForm::Json);
        let named = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        Some(Box::new(named.chain(forms.filter_map(ValueEnum::to_possible_value))))
    }
}

#[derive(Debug, Args)]
#[command(
    arg = export_format(),
    after_help = "`viva import` reads Markdown, the CSV of questions, packages and the JSON of progress back as they were written. In \
Anki, use File > Import for the package and the TSV; importing again updates its notes. Anki keeps its own \
schedule for cards it already has.

Examples:
  viva export > progress.json                  cards, states, reviews, events
  viva import progress.json                    restores them, here or elsewhere
  viva export --format markdown zibal > z.md   a deck, to read or to share
  viva export --format markdown -o notes/      each deck into its own file
  viva export --format csv -o cards.csv        for a spreadsheet, per card
  viva export --format csv --table questions   questions and answers in a table
  viva export --format apkg -o viva.apkg       for Anki, with all reviews
  viva export --format tsv --public -o a.txt   for Anki, without private data
  viva export --format csv --table reviews     one row per review
  viva export --since 2026-02-01               reviews since that day
  viva export --format summary                 a short report in Markdown"
)]
pub(super) struct ExportArguments {
    /// Cards to include; put `--` before a term that begins with `-` [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
    /// Export format
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORM")]
    pub(super) form: ExportForm,
    /// Which table to export as CSV [default: cards]
    #[arg(long, value_enum, value_name = "TABLE")]
    pub(super) table: Option<ExportTable>,
    /// Write to a file instead of standard output (-). Markdown can also be written into a folder, a file for each
    /// deck; a CSV file begins with a mark by which Excel reads it as UTF-8
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Omit private data from decks (remarks, score, outcome, plans, your own answers); from packages also
    /// schedules and reviews
    #[arg(long)]
    pub(super) public: bool,
    /// Only reviews since this day, and their cards: a date, or 30d for the last 30 days
    #[arg(long, value_name = "DAY")]
    pub(super) since: Option<String>,
    /// Write CSV for programs: text cells as they are, even if a spreadsheet takes them for formulas or a terminal
    /// obeys them, and no mark at the start of the file
    #[arg(long)]
    pub(super) raw: bool,
}

impl ExportArguments {
    /// The file or folder to write; `None` for standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        file(self.output.as_deref())
    }
}

/// A path to write to, unless it is `-`, which means standard output.
pub(super) fn file(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| path.as_os_str() != "-")
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportForm {
    /// Progress: cards, states and reviews
    #[default]
    Json,
    /// A table, for spreadsheets
    Csv,
    /// Decks, as notes
    #[value(alias = "md")]
    Markdown,
    /// Decks, as text for Anki to import
    Tsv,
    /// Decks with schedules and reviews, as a package for Anki
    #[value(alias = "anki")]
    Apkg,
    /// A short progress report in Markdown
    Summary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportTable {
    /// The progress of each card
    Cards,
    /// Each review
    Reviews,
    /// The questions and answers themselves
    Questions,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Compares the states of cards with the log, reads every deck, and looks at ids, drafts, backups, the clock, \
files that other users of this computer can read, files left over from interrupted writes, and whether the collection \
is in a folder of a sync program or on another machine.

Read-only unless --fix or --rebuild is given. --fix makes a backup, then sets file modes, removes leftover files and \
recomputes states that do not match. It never changes decks or reviews.

Examples:
  viva check
  viva check --fix --dry-run     show what would be fixed
  viva check --fix
  viva check --rebuild           recompute all card states
  viva check --format json"
)]
pub(super) struct CheckArguments {
    /// Fix what is safe to fix, after a backup
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix: show what would be fixed, and change nothing
    #[arg(short = 'n', long, requires = "fix", conflicts_with = "rebuild")]
    pub(super) dry_run: bool,
    /// Rebuild card states from the event log, after a backup
    #[arg(long)]
    pub(super) rebuild: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "viva also makes backups by itself: at the end of a command, at most every 30 minutes and only if something has \
changed, and always before an update of the database, an import into existing decks, the deletion of several cards, a \
restore and a repair. They are in .viva/backups in the collection. All of the last two days stay, then one for each of \
12 days, 10 weeks and 9 months.

A backup is a zip file with the decks, the settings, the record of imports and the progress. Texts that are still \
being edited are not in it. Copy one to another disk to survive the loss of this one.

Examples:
  viva backup
  viva backup --dry-run          only show where
  viva backup --format json"
)]
pub(super) struct BackupArguments {
    /// Show what would be done, and change nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Without BACKUP, lists the backups, the newest first, and what each contains.

Restoring makes decks, settings and progress what they were then: later changes and decks are removed. viva shows what \
would change and asks. It makes a backup first and prints the command that undoes the restore. A database that cannot \
be read is copied before it is replaced. Afterwards this collection counts as a new device, so `viva undo` reaches \
earlier actions only with --any-device.

Examples:
  viva restore                   list the backups
  viva restore latest --dry-run  show what the newest one would change
  viva restore 2026-03-01-0900   the beginning of a name is enough
  viva restore latest --decks    only decks and settings
  viva restore ~/old/backup.zip
  viva restore progress.json     progress from `viva export`")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub(super) struct RestoreArguments {
    /// A backup's name or the beginning of it, `latest`, or a file: a backup or exported progress
    #[arg(value_name = "BACKUP")]
    pub(super) backup: Option<String>,
    /// Restore the decks, settings and record of imports [default: these and the progress]
    #[arg(long)]
    pub(super) decks: bool,
    /// Restore the progress
    #[arg(long)]
    pub(super) progress: bool,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Show what would change, and change nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "In bash, zsh and fish, the script also completes decks, tags and cards.

Examples:
  viva completions bash > ~/.local/share/bash-completion/completions/viva
  viva completions zsh > ~/.zfunc/_viva          with ~/.zfunc in fpath
  viva completions fish > ~/.config/fish/completions/viva.fish")]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva man | man -l -            the page for viva itself
  viva man --out ~/.local/share/man/man1")]
pub(super) struct ManArguments {
    /// Write the pages for all commands into this folder, or to standard output for -
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

/// What a shell may offer in place of a word: one a line, a tab before what it is. It is for completions alone,
/// so it is none of the commands that help and completions name.
#[derive(Debug, Parser)]
pub(super) struct CandidatesArguments {
    #[command(flatten)]
    pub(super) common: Common,
    /// The command before the word
    pub(super) command: String,
    /// The word so far
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub(super) word: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva config                    all settings, and where each comes from
  viva config get new_per_day
  viva config set new_per_day 10
  VIVA_NEW_PER_DAY=0 viva        this run only; so with any setting
  viva config edit")]
pub(super) struct ConfigArguments {
    #[command(subcommand)]
    pub(super) action: Option<ConfigAction>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigAction {
    /// All settings, and where each comes from
    #[command(visible_alias = "list")]
    Show,
    /// Open the collection's viva.toml in $VISUAL or $EDITOR; saved only if it is valid
    Edit,
    /// Print one setting
    Get {
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Write a setting into the collection's viva.toml
    Set {
        #[arg(value_name = "KEY")]
        key: String,
        #[arg(value_name = "VALUE", allow_negative_numbers = true)]
        value: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Help is wrapped for the window: a line is broken only where a paragraph ends, and examples fit into
    /// 80 columns.
    #[test]
    fn help_has_no_breaks_of_its_own() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let lines: Vec<&str> = help.lines().collect();
            for pair in lines.windows(2) {
                let is_prose =
                    |line: &str| !line.is_empty() && !line.starts_with(' ') && !line.ends_with(':');
                assert!(!pair.iter().all(|line| is_prose(line)), "{}: {pair:?}", command.get_name());
            }
            for line in lines.iter().filter(|line| line.starts_with(' ')) {
                assert!(line.len() <= 80, "{}: {line}", command.get_name());
            }
            command.get_subcommands().for_each(check);
        }
        let mut all = Arguments::command();
        all.build();
        check(&all);
        all.debug_assert();
    }

    #[track_caller]
    fn check_words(typed: &str, expected: &str) {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(with_negations_last(words(typed)), words(expected));
    }

    #[test]
    fn negations_are_words_and_flags_are_flags() {
        check_words("viva list a -tag:b --format json", "viva list a --format json -- -tag:b");
        check_words("viva --format json queue -b -v", "viva --format json queue -v -- -b");
        check_words("viva drill --new -3 -b", "viva drill --new -3 -- -b");
        check_words("viva drill --cram -3", "viva drill --cram -- -3");
        check_words("viva drill -- -b", "viva drill -- -b");
        check_words("viva list -a -- -b", "viva list -- -a -b");
        check_words("viva list -", "viva list -");
        check_words("viva dupes -n a -b -y", "viva dupes -n a -y -- -b");
        check_words("viva search a -n 5 -b", "viva search a -n 5 -- -b");
        check_words("viva search -n5 -5 -vn a", "viva search -n5 -vn a -- -5");
        check_words("viva export -o- a -b", "viva export -o- a -- -b");
        check_words("viva import list -n", "viva import list -n");
        check_words("viva --collection list export -o x", "viva --collection list export -o x");
    }

    #[test]
    fn options_of_the_drill_need_no_command() {
        let check = |typed: &str, expected: &str| {
            let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
            assert_eq!(with_drill(words(typed)), words(expected));
        };
        check("viva --new 5", "viva drill --new 5");
        check("viva --minutes=10 zibal", "viva drill --minutes=10 zibal");
        check("viva --collection c -v --plain --new 5", "viva --collection c -v --plain drill --new 5");
        check("viva --plain", "viva --plain");
        check("viva --collection --new list", "viva --collection --new list");
        check("viva list --new 5", "viva list --new 5");
        check("viva --newest", "viva --newest");
        check("viva -- --new 5", "viva -- --new 5");
    }

    #[track_caller]
    fn check_form(typed: &str, expected: &str) {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(with_export_form(words(typed)), words(expected));
    }

    #[test]
    fn export_takes_its_forms_as_formats() {
        check_form("viva export --format markdown a", "viva export --as markdown a");
        check_form("viva --plain export a --format=csv", "viva --plain export a --as=csv");
        check_form("viva export --format json", "viva export --format json");
        check_form("viva export -o x --format=text", "viva export -o x --format=text");
        check_form("viva export -- --format csv", "viva export -- --format csv");
        check_form("viva list export --format csv", "viva list export --format csv");
    }
}
