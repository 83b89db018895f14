//! Progress on one screen: what `viva stats` alone shows.
//!
//! The most important numbers always come; what else figures have for it follows as far as the window has rows.
//! Everything is in [`stats_text`](super::stats_text).

use crate::study::text::{Safe, clean};

use super::figures::FIGURES;
use super::stats_text::{TextLooks, draw, filled};
use super::tables::Progress;

const HINT: &str = "`viva stats --all` shows everything.";
/// Below the text stand a blank line, the hint and the next prompt of the shell.
const ROWS_BELOW: usize = 3;

/// At most as many lines as a window of this many rows shows, if the first block of numbers fits.
#[must_use]
pub fn stats_overview(progress: &Progress<'_>, looks: TextLooks, rows: usize) -> Safe {
    if progress.is_without_cards() {
        return clean(&filled(
            "No cards yet. `viva import PATH` imports notes as decks; `viva` alone offers starter decks.",
            looks.width,
        ));
    }
    let room = rows.saturating_sub(ROWS_BELOW);
    let mut text = String::new();
    for figure in FIGURES {
        for table in (figure.extras.overview)(progress) {
            if table.rows.is_empty() && figure.extras.picture.is_none() {
                continue;
            }
            let mut longer = text.clone();
            draw(&mut longer, figure, &table, progress, looks);
            if text.is_empty() || longer.lines().count() <= room {
                text = longer;
            }
        }
        if progress.is_without_reviews() {
            text.push('\n');
            text += &filled("No reviews yet. `viva` asks the first questions.", looks.width);
            break;
        }
    }
    text.push('\n');
    text += &filled(HINT, looks.width);
    clean(&text)
}
