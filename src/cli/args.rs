//! What can be typed. Only the shapes of arguments are here; what they mean together with settings
//! and environment is `settings`' to say.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{EnumValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

/// Spaced repetition for interview questions, in the terminal.
///
/// `viva` alone starts today's drill.
#[derive(Debug, Parser)]
#[command(
    name = "viva",
    version,
    max_term_width = 100,
    after_help = "Examples:
  viva import notes/zibal.md     make a deck of an interview note
  viva                           drill what is due today
  viva --minutes 10              stop after 10 minutes
  viva drill zibal is:new        drill new questions of one deck
  viva stats                     see how it goes

Exit codes: 0 ok, 1 failed, 2 usage, 3 a deck or note is invalid, 4 the database is in use, \
damaged or too new, 130 interrupted."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

const EVERYWHERE: &str = "Options of every command";

/// Arguments that every command takes.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// The collection's folder [default: `$VIVA_COLLECTION`, else the nearest parent folder with
    /// viva.toml or .viva, else `viva` in the user's data folder]
    #[arg(long, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    pub(super) collection: Option<PathBuf>,
    /// How results are written
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT", help_heading = EVERYWHERE)]
    pub(super) format: Format,
    /// Ask nothing: fail where an answer would be needed
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) no_input: bool,
    /// Append lines only: no redrawing, no colour (for screen readers and simple terminals)
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) plain: bool,
    /// No colour
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) no_color: bool,
    /// Say more on standard error
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

/// The place of the first word that is no option of every command, nor the value of one.
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
    /// Read cards with their answers, before being asked
    Read(ReadArguments),
    /// Write answers to questions that have none
    Answer(AnswerArguments),
    /// Hold a mock interview: all questions first, then the answers, grades and a report
    Mock(MockArguments),
    /// Print the cards to be asked today, in order
    Queue(QueueArguments),
    /// Grade a card without the drill
    Grade(GradeArguments),
    /// Undo the last action
    #[command(
        after_help = "An action is a grade, a suspension, a due day that was set, an edit of a card and the like, in whichever
session it was made. Repeat the command to undo what came before it.

A copied collection counts as another device: what was done before the copy is undone with --any-device.

Examples:
  viva undo                      the last grade, suspension, edit, ...
  viva undo --any-device         the last action on any device
  viva undo --format json"
    )]
    Undo(UndoArguments),
    /// Redo what was undone last
    #[command(after_help = "Examples:
  viva redo                      what the last `viva undo` undid
  viva redo --any-device         also if it was undone on another device
  viva redo --format json")]
    Redo(UndoArguments),
    /// Make decks of notes
    Import(ImportArguments),
    /// Add a card
    Add(AddArguments),
    /// Edit a card
    Edit(EditArguments),
    /// Delete cards; `viva undo` restores them
    Delete(DeleteArguments),
    /// Find cards that ask the same in other words, and join them
    Dupes(DupesArguments),
    /// List decks, or the cards of a selection
    List(ListArguments),
    /// Find cards by words in their questions and answers
    Search(SearchArguments),
    /// Show a card or a deck
    Show(ShowArguments),
    /// Set cards aside until `viva resume`
    Suspend(CardsArguments),
    /// Bring suspended and buried cards back
    Resume(CardsArguments),
    /// Make cards new again; what was reviewed stays in the statistics
    Forget(CardsArguments),
    /// Show progress
    Stats(StatsArguments),
    /// Write decks as Markdown, CSV or for Anki; or progress as JSON or CSV
    Export(ExportArguments),
    /// Check decks and progress for damage
    Check(CheckArguments),
    /// Show or change settings
    Config(ConfigArguments),
    /// Print a script that completes what is typed in a shell
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
  viva drill tag:python -is:new  what was seen before, of one tag
  viva drill text:mutex          cards with a word
  viva --new 5 --minutes 10      also without `drill`
  viva drill --cram zibal        a whole deck, without touching its schedule"
)]
pub(super) struct DrillArguments {
    /// Which cards [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
    /// New cards in this session, beyond the daily limit if need be
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub(super) new: Option<usize>,
    /// Stop after so many minutes
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) minutes: Option<u32>,
    /// In random order
    #[arg(long)]
    pub(super) shuffle: bool,
    /// All selected cards, due or not; no schedule is moved
    #[arg(long)]
    pub(super) cram: bool,
    /// Also what falls due within so many days; a pass before its day moves no schedule
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true, conflicts_with = "cram",
        value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(super) ahead: Option<u32>,
}

impl DrillArguments {
    /// Whether nothing was said, as in `viva` alone.
    pub(super) fn is_default(&self) -> bool {
        let Self { selection, new, minutes, shuffle, cram, ahead } = self;
        let is_limited = new.is_some() || minutes.is_some() || ahead.is_some();
        selection.is_empty() && !is_limited && !shuffle && !cram
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "On a terminal one card at a time: Space goes on, p back, ? shows all keys. Otherwise all of them are \
printed. No schedule is moved.

Examples:
  viva read                      what is to be asked today
  viva read zibal tag:python     all cards of a selection
  viva read zibal | less"
)]
pub(super) struct ReadArguments {
    /// Which cards [default: those to be asked today]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Goes through the questions that nobody has answered, the most asked first, and opens $VISUAL or $EDITOR. \
What you write is kept as `my_answer`, beside any answer that the notes get later.

Examples:
  viva answer                    all of them
  viva answer zibal              those of one deck
  viva answer k3v9m2qa7t         one card, answered or not
  viva answer k3v9m2qa7t --from answer.md"
)]
pub(super) struct AnswerArguments {
    /// Which cards [default: all], or one card
    #[arg(value_name = "SELECTION|CARD")]
    pub(super) selection: Vec<String>,
    /// Take the answer to one card from a file, or from standard input for -
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva add                       asks for all of it
  viva add --deck go --question 'What is a slice?' --answer 'A view.' --tag x
  viva add --deck go --editor    in $VISUAL or $EDITOR
  viva add --deck go --question 'What is a map?' --answer - < answer.md")]
pub(super) struct AddArguments {
    /// The deck, made if there is none of this name
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
    /// The question, or - for standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) question: Option<String>,
    /// The answer, or - for standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) answer: Option<String>,
    /// The section of the deck
    #[arg(long, value_name = "TEXT")]
    pub(super) section: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,
    /// Write it in $VISUAL or $EDITOR
    #[arg(long)]
    pub(super) editor: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Opens the card as a small text in $VISUAL or $EDITOR. Its id and its history stay, even when the question \
changes; comments and layout of the deck stay, too.

Examples:
  viva edit k3v9m2qa7t
  viva edit event loop           by words that only its question holds
  viva edit k3v9m2qa7t --print > card.txt
  viva edit k3v9m2qa7t --from card.txt"
)]
pub(super) struct EditArguments {
    /// The card's id (or its beginning), or words of its question
    #[arg(value_name = "CARD", required = true)]
    pub(super) card: Vec<String>,
    /// In this deck, where several hold the card
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
    /// Print the text instead
    #[arg(long, conflicts_with = "from")]
    pub(super) print: bool,
    /// Take the edited text from a file, or from standard input for -
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

#[derive(Debug, Default, Args)]
#[command(
    after_help = "Questions are drawn, those that are asked more often more likely, in the order of the deck's \
stages and sections; one that continues another comes right behind it. Say your answers aloud or \
type notes. In the end you see each answer and grade yours.

The grades move no schedule unless `--count` is given or you say so in the end. Nothing is kept \
before the end; leaving asks what to keep. The time is only told. VIVA_SEED=1 draws the same \
again. Without a terminal, or with `--no-input`, the questions are printed.

Examples:
  viva mock zibal                the interview as Zibal held it
  viva mock                      of all decks
  viva mock zibal --minutes 30   as many questions as half an hour has room for
  viva mock --questions 5 tag:go --count
  viva mock zibal --no-input     only print the questions"
)]
pub(super) struct MockArguments {
    /// A deck, or which cards [default: all]
    #[arg(value_name = "DECK|SELECTION")]
    pub(super) selection: Vec<String>,
    /// So many questions, follow-ups included
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) questions: Option<u32>,
    /// No more questions than so many minutes have room for
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(super) minutes: Option<u32>,
    /// Let the grades move the schedule of their cards
    #[arg(long)]
    pub(super) count: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva queue
  viva queue --format json | jq -r '.cards[].question'")]
pub(super) struct QueueArguments {
    /// Which cards [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct UndoArguments {
    /// Include what was done on other devices
    #[arg(long)]
    pub(super) any_device: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva grade k3v9m2qa7t good
  viva grade k3v9m2qa7t --quality 5
  viva queue --format json       gives the ids")]
pub(super) struct GradeArguments {
    /// The card's id, or the beginning of one
    #[arg(value_name = "CARD")]
    pub(super) card: String,
    /// How well the answer was recalled
    #[arg(value_enum, required_unless_present = "quality", conflicts_with = "quality")]
    pub(super) grade: Option<GradeName>,
    /// SM-2's quality instead: 0 (blackout) to 5 (perfect)
    #[arg(long, value_name = "0..5", allow_negative_numbers = true, value_parser = clap::value_parser!(u8).range(0..=5))]
    pub(super) quality: Option<u8>,
    /// How long the answer took
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, default_value_t = 0)]
    pub(super) seconds: u32,
    /// Grade also where the last thing kept is over 30 days away, which makes one doubt the clock
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
answers you have edited are not overwritten, and cards you deleted stay away. Progress that `viva export` wrote is \
restored: each event once, however often it is imported.

Examples:
  viva import zibal.md
  viva import notes/ --dry-run   show what would be made
  viva import x.md -n --explain  and how the note was understood
  viva import x.md --review      go through what is doubtful, one key each
  viva import - < note.md        from standard input
  viva import progress.json      restore what `viva export` wrote"
)]
pub(super) struct ImportArguments {
    /// Notes, Anki packages, decks, folders of them, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Show what would be done, and change nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    /// Say which shapes were weighed, which was chosen, and which line became which question
    #[arg(long)]
    pub(super) explain: bool,
    /// Ask about each doubtful card before anything is written
    #[arg(long)]
    pub(super) review: bool,
    /// Leave out remarks, score and outcome: for decks that are to be shared
    #[arg(long)]
    pub(super) public: bool,
    /// Put the cards into the deck of this name (for a single note)
    #[arg(long, value_name = "NAME")]
    pub(super) deck: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Joined cards share one history and one schedule; each keeps its question and its answer. A join is the \
line `same_as = \"ID\"` in a deck: take the line out to undo it.

Keys: j joins, n remembers that they are not the same, s skips for now, q leaves.

Examples:
  viva dupes                     ask about each
  viva dupes zibal               only what has to do with one deck
  viva dupes --dry-run           show what is found, and change nothing
  viva dupes --yes               join what is certain: same words but for filler"
)]
pub(super) struct DupesArguments {
    /// Which cards at least one of the alike has to be of [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
    /// Join what is certain, and ask nothing
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Show what would be done, and change nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva list                      all decks
  viva list zibal                the cards of a deck
  viva list is:unanswered        questions still to be answered")]
pub(super) struct ListArguments {
    /// Which cards; without it, decks are listed
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "All words have to be there, in the question, an answer, the section, the tags or the deck; the last may be \
the beginning of one. In double quotes they follow each other; `-` in front means not there. Case and \
accents do not count. Terms of a selection narrow the search, as in `viva list`.

Exits with 1 where nothing is found, as grep does.

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
    /// Show at most so many cards
    #[arg(short = 'n', long, value_name = "COUNT", allow_negative_numbers = true, default_value_t = 20)]
    pub(super) count: usize,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva show k3v9m2qa7t           a card by its id, or the beginning of it
  viva show event loop           by words that only its question holds
  viva show zibal                a deck
  viva show is:leech             all cards of a selection")]
pub(super) struct ShowArguments {
    /// A card's id (or its beginning), words of its question, a deck's name, or a selection
    #[arg(value_name = "CARD|DECK|SELECTION", required = true)]
    pub(super) what: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "What a selection means is changed after a yes, or with --yes; `viva undo` takes back one card at a time.

Examples:
  viva suspend k3v9m2qa7t        one card
  viva suspend tag:java          all cards of a selection
  viva resume is:suspended --yes
  viva resume is:buried          what you buried today
  viva forget zibal --dry-run    show which cards would be new again"
)]
pub(super) struct CardsArguments {
    /// The cards' ids (or beginnings of them), or a selection
    #[arg(value_name = "CARD|SELECTION", required = true)]
    pub(super) cards: Vec<String>,
    /// Do not ask
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Show what would be done, and change nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Removes the cards from every deck that has them, after a yes or with --yes. Their reviews stay in the \
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
    /// Do not ask
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Show what would be deleted, and change nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Figures:
  today, cards, calendar, forecast, retention   shown in the overview, together with parts of
  failed        questions that are failed most
  asked         questions that interviews ask most, and how well you know them
  unanswered    questions without an answer
  mocks         mock interviews: scores, times, grades; by company
  reviews       each day: reviews, time, new cards, retention
  hours         hours of the day
  grades        again, hard, good, easy by the age of the card
  intervals     days from a review to the next
  memory        ease, and stability and difficulty by FSRS
  decks, companies, sections, tags              each: cards, reviews, retention

--since and --until apply to figures based on reviews: reviews, hours, grades, failed, mocks, and the reviews of
decks and the others.

The overview fits on one screen. On a terminal, what is longer than the window is shown by $PAGER, if it is set.

Examples:
  viva stats                     your progress on one screen
  viva stats --all               every figure
  viva stats asked               one figure in full
  viva stats zibal tag:python    some cards; `deck:asked` is a deck of that name
  viva stats hours --since 90d   over the last 90 days
  viva stats --html p.html --open   as a page
  viva stats --since 2026-01-01 --until 2026-06-30 --format json")]
pub(super) struct StatsArguments {
    /// One figure [default: the overview], and of which cards [default: all]
    #[arg(value_name = "FIGURE|SELECTION")]
    pub(super) what: Vec<String>,
    /// Reviews from this day on: a date, or 30d for the last 30 days
    #[arg(long, value_name = "DAY")]
    pub(super) since: Option<String>,
    /// Reviews up to this day
    #[arg(long, value_name = "DAY")]
    pub(super) until: Option<String>,
    /// Show every figure in full
    #[arg(long, conflicts_with = "html")]
    pub(super) all: bool,
    /// Print even what is longer than the window, instead of using $PAGER
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
    after_help = "Markdown, CSV of questions and packages are read back by `viva import` as they were written. Anki takes the \
package and the TSV by File > Import; importing them again there updates its notes. Schedules of cards that it \
has already Anki keeps as they are.

Examples:
  viva export > progress.json                  cards, states, reviews, all events
  viva import progress.json                    restores them, here or elsewhere
  viva export --format markdown zibal > z.md   a deck, to read and to give away
  viva export --format markdown -o notes/      each deck into a file of its own
  viva export --format csv -o cards.csv        for a spreadsheet: where each card is
  viva export --format csv --table questions   questions and answers in a table
  viva export --format apkg -o viva.apkg       for Anki, with all reviews
  viva export --format tsv --public -o a.txt   for Anki, without what is private
  viva export --format csv --table reviews     one row a review
  viva export --since 2026-02-01               what was reviewed since then
  viva export --format summary                 how it goes, in Markdown"
)]
pub(super) struct ExportArguments {
    /// Which cards; `--` before one that begins with `-` [default: all]
    #[arg(value_name = "SELECTION")]
    pub(super) selection: Vec<String>,
    /// The form
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORM")]
    pub(super) form: ExportForm,
    /// Which table a CSV holds [default: cards]
    #[arg(long, value_enum, value_name = "TABLE")]
    pub(super) table: Option<ExportTable>,
    /// Write to a file instead of standard output (-). Markdown can also be written into a folder, a file for each
    /// deck; a CSV file begins with a mark by which Excel reads it as UTF-8
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Leave out of decks what is private: remarks, score, outcome, plans, own answers; of a package schedules
    /// and reviews, too
    #[arg(long)]
    pub(super) public: bool,
    /// Of progress only reviews from that day on, and the cards they are of: a date, or 30d for the last 30
    /// days
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
    /// Decks, as Anki's text import
    Tsv,
    /// Decks with schedules and reviews, as a package for Anki
    #[value(alias = "anki")]
    Apkg,
    /// How it goes, as a short report in Markdown
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
    after_help = "Without --rebuild not a byte is written; with it, no review changes. Files of the history that other users of
this computer may read or write are mentioned.

Examples:
  viva check
  viva check --rebuild           make all states anew
  viva check --format json"
)]
pub(super) struct CheckArguments {
    /// Make the states again from the log of events
    #[arg(long)]
    pub(super) rebuild: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "In bash, zsh and fish, decks, tags and cards are completed, too.

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
  viva man | man -l -            the page of viva itself
  viva man --out ~/.local/share/man/man1")]
pub(super) struct ManArguments {
    /// Write the pages of all commands into this folder, or to standard output for -
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
    /// Open the collection's viva.toml in $VISUAL or $EDITOR; it is kept only if it can be used
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
