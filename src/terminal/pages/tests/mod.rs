//! The pages as they are drawn on windows of any size; every screen is in `tests/golden` besides.

mod drill;
mod end;
mod mock;

use super::super::canvas::{Canvas, Size};
use super::super::line::Line;
use super::super::look::TerminalOptions;
use super::super::page::Page;
use super::super::screen_writer::{block_lines, canvas};
use super::answer_blocks;
use crate::study::session::Face;

/// A page laid out.
fn laid_out(page: impl Into<Page>, size: Size, options: TerminalOptions) -> Canvas {
    canvas(&page.into(), size, options)
}

fn answer_lines(face: &Face, text_width: usize, options: TerminalOptions) -> Vec<Line> {
    block_lines(&answer_blocks(face, super::drill::UNANSWERED), text_width, options)
}
