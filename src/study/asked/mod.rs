//! The chance that an interview asks a question, from the interviews that took place.
//!
//! Evidence counts in three steps: this company over like roles over everything, each shrunk toward the next
//! ([`forecast`]). What the user says about a card wins ([`with_word`]). [`Coverage`] is the share of an
//! interview's questions that are in the collection at all, and [`backtest`] checks both: it forecasts each
//! interview from the earlier ones. `docs/SCIENCE.md` has the formulas and their sources.
//!
//! Which decks are interviews, and which cards are one question, is decided elsewhere: here questions are
//! numbers. What public tables say about companies is read and written in `table`.

mod backtest;
mod chance;
mod coverage;
mod role;
mod table;

pub use backtest::{Backtest, Decile, ForecastCheck, TOP_COUNT, backtest};
pub use chance::{
    CompanyWeight, Evidence, Forecast, PastInterview, Prior, SURELY, Upcoming, company_weight, forecast,
    with_word,
};
pub use coverage::{CountRange, Coverage};
pub use role::Role;
pub use table::{AskedFile, AskedFileError, AskedRow, AskedTable};
