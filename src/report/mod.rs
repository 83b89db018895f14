//! Progress and decks as text and as data: pure functions from values to what is written. Nothing here opens a
//! file or counts anything: the numbers come from `study::stats` and `study::schedule`.

mod anki_package;
mod charts;
mod csv_tables;
mod deck_tables;
mod figures;
mod mock;
mod progress;
mod stats_json;
mod stats_overview;
mod stats_page;
mod stats_text;
mod status;
mod summary;
mod tables;
mod words;
mod workload;

pub use anki_package::{PackageProgress, PackageSource, anki_package};
pub use csv_tables::{BYTE_ORDER_MARK, cards_csv, cards_csv_head, reviews_csv, reviews_csv_head};
pub use deck_tables::{ANKI_TSV_HEAD, anki_tsv, questions_csv, questions_csv_head};
pub use figures::{FIGURES, Figure, named_cards};
pub use mock::{mock_json, plan_json, plan_text, sheet_text};
pub use progress::{CardProgress, card_json, review_json, state_json};
pub use stats_json::stats_json;
pub use stats_overview::stats_overview;
pub use stats_page::stats_page;
pub use stats_text::{TextLooks, figure_text, stats_text};
pub use status::{Status, status_json, status_line};
pub use summary::summary_markdown;
pub use tables::Progress;
pub use workload::{backlog_json, workload_json};
