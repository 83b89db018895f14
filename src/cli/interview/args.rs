//! What can be typed behind `viva interview`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(
    after_help = "`viva interview add` creates a deck for an upcoming interview. Until its date, viva chooses the cards of each day \
for it. A second round is a second deck (--after). Without a subcommand, viva lists all interviews.

Examples:
  viva interview add             prompts for everything
  viva interview add --company Orbit --date friday --minutes 20
  viva interview list
  viva interview set orbit --date 2026-03-20
  viva interview done orbit"
)]
pub(in crate::cli) struct InterviewArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: Option<InterviewAction>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum InterviewAction {
    /// Add an upcoming interview
    Add(AddInterview),
    /// List interviews: upcoming ones first
    List,
    /// Change an interview: its date, minutes per day, what it covers; cancel it
    Set(SetInterview),
    /// Show an interview, what it covers and what is known about it
    Show(OneInterview),
    /// Record that an interview took place
    Done(DoneInterview),
    /// Read a table of how often companies ask questions
    Table(CompanyTableArguments),
}

#[derive(Debug, Args)]
#[command(
    after_help = "A DAY is a date, or tomorrow, friday, +10d, in 2 weeks. A SELECTION is the same as for `viva drill`; the cards of the \
deck itself are always included.

If --covers is missing, viva suggests decks of the same company and of similar roles, and the questions asked most \
elsewhere. With --no-input it takes all of them.

Examples:
  viva interview add --company Orbit --role 'Go developer' --date +10d
  viva interview add --company Orbit --date friday --minutes 30 --covers tag:go
  viva interview add --deck orbit --date 2026-03-20
  viva interview add --after orbit --date 'in 2 weeks'   a second round"
)]
pub(in crate::cli) struct AddInterview {
    /// The company
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) company: Option<String>,
    /// The role
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) role: Option<String>,
    /// The day of the interview
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) date: Option<String>,
    /// How many minutes to study per day until then [default: 15]
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(in crate::cli) minutes: Option<u32>,
    /// Cards that the interview covers; can be repeated
    #[arg(long, value_name = "SELECTION")]
    pub(in crate::cli) covers: Vec<String>,
    /// Copy company and role from this deck, for the next round
    #[arg(long, value_name = "DECK", conflicts_with_all = ["company", "deck"])]
    pub(in crate::cli) after: Option<String>,
    /// The deck: an existing one, or the name of the new one [default: after the company]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) deck: Option<String>,
    /// Show what would change, without changing anything
    #[arg(short = 'n', long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "A new date also revives an interview that was cancelled.

Examples:
  viva interview set orbit --date +3d
  viva interview set orbit --minutes 30 --role 'Staff engineer'
  viva interview set orbit --covers tag:go --covers deck:zibal
  viva interview set orbit --cancelled")]
pub(in crate::cli) struct SetInterview {
    /// The deck of the interview
    #[arg(value_name = "DECK")]
    pub(in crate::cli) deck: String,
    /// The company
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) company: Option<String>,
    /// The role
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) role: Option<String>,
    /// The new day
    #[arg(long, value_name = "DAY", conflicts_with = "cancelled")]
    pub(in crate::cli) date: Option<String>,
    /// How many minutes to study per day until then
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(in crate::cli) minutes: Option<u32>,
    /// Cards that the interview covers, instead of those before; can be repeated
    #[arg(long, value_name = "SELECTION")]
    pub(in crate::cli) covers: Vec<String>,
    /// The interview will not take place
    #[arg(long)]
    pub(in crate::cli) cancelled: bool,
    /// Show what would change, without changing anything
    #[arg(short = 'n', long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  viva interview show orbit
  viva interview show orbit --format json")]
pub(in crate::cli) struct OneInterview {
    /// The deck of the interview
    #[arg(value_name = "DECK")]
    pub(in crate::cli) deck: String,
}

#[derive(Debug, Args)]
#[command(
    after_help = "From then on, the cards of its deck count as asked by the company, and viva no longer plans for it. `viva debrief` \
also records which questions were really asked.

Examples:
  viva interview done orbit
  viva interview done orbit --outcome offer"
)]
pub(in crate::cli) struct DoneInterview {
    /// The deck of the interview
    #[arg(value_name = "DECK")]
    pub(in crate::cli) deck: String,
    /// How it ended
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) outcome: Option<String>,
    /// Show what would change, without changing anything
    #[arg(short = 'n', long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The table is CSV with the columns question, company, frequency (0.4 or 40%) and window (such as 6 months); only the \
question is required. It is saved in asked.toml beside the decks. Rows are matched with cards as `viva dupes` matches \
certain duplicates. A company's table counts like one interview of that company. Reading it again replaces it.

Examples:
  viva interview table public.csv
  viva interview table orbit.csv --company Orbit --window '6 months'
  viva interview table orbit.csv --company Orbit --add-cards"
)]
pub(in crate::cli) struct CompanyTableArguments {
    /// The table, or - for standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// The company, if the table has no such column
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) company: Option<String>,
    /// The time the table speaks of, if it has no such column
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) window: Option<String>,
    /// Add the questions that no card has as new cards
    #[arg(long)]
    pub(in crate::cli) add_cards: bool,
    /// The deck for them [default: asked]
    #[arg(long, value_name = "NAME", requires = "add_cards")]
    pub(in crate::cli) deck: Option<String>,
    /// Show what would change, without changing anything
    #[arg(short = 'n', long)]
    pub(in crate::cli) dry_run: bool,
}
