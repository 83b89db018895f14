//! Progress on one screen: what `viva stats` alone shows.
//!
//! The most important numbers always come; charts follow as far as the window has rows for them. Everything is
//! in [`stats_text`](super::stats_text).

use crate::study::text::{Safe, clean};

use super::figures::Figure;
use super::stats_text::{TextLooks, draw, filled};
use super::tables::Progress;

const HINT: &str = "`viva stats --all` shows everything.";
/// Below the text stand a blank line, the hint and the next prompt of the shell.
const ROWS_BELOW: usize = 3;
/// Of the questions that are failed most, and of the days to come.
const LISTED: usize = 7;

/// At most as many lines as a window of this many rows shows, if the first block of numbers fits.
#[must_use]
pub fn stats_overview(progress: &Progress<'_>, looks: TextLooks, rows: usize) -> Safe {
    if progress.is_without_cards() {
        return clean(&filled(
            "No cards yet. `viva import PATH` imports notes as decks; `viva` alone offers starter decks.",
            looks.width,
        ));
    }
    let mut text = String::new();
    draw(&mut text, Figure::Today, &progress.overview(), progress, looks);
    if progress.is_without_reviews() {
        text.push('\n');
        text += &filled("No reviews yet. `viva` asks the first questions.", looks.width);
    }
    let room = rows.saturating_sub(ROWS_BELOW);
    for figure in [Figure::Calendar, Figure::Forecast, Figure::Failed] {
        if progress.is_without_reviews() {
            break;
        }
        for mut table in progress.tables(figure) {
            match figure {
                // The heatmap is the months.
                Figure::Calendar => table.rows.clear(),
                _ => table.rows.truncate(LISTED),
            }
            if figure == Figure::Forecast {
                table.title = format!("Due in the next {LISTED} days");
                table.note.clear();
            } else if figure == Figure::Failed && table.rows.is_empty() {
                continue;
            }
            let mut longer = text.clone();
            draw(&mut longer, figure, &table, progress, looks);
            if longer.lines().count() <= room {
                text = longer;
            }
        }
    }
    text.push('\n');
    text += &filled(HINT, looks.width);
    clean(&text)
}
