//! Headings that have no mark, raised from the paragraphs that the lexer made of them.

use super::super::{Block, Kind, PLAIN_LEVEL};
use crate::study::import::marks::QUESTION_MARKS;
use crate::study::import::text::Prepared;
use crate::study::import::wording::{self, HeadingKind, breaks_off};
use crate::study::lexicon::NoteWords;

/// Before the first heading with a mark, short lines over a list, in capitals or known by the lexicon are headings.
pub(super) fn raise_plain_headings(text: &Prepared, blocks: &mut [Block], words: &NoteWords) {
    let region = blocks
        .iter()
        .position(|block| block.kind == Kind::Heading && block.level < PLAIN_LEVEL)
        .unwrap_or(blocks.len());
    for at in 0..region {
        let block = &blocks[at];
        if block.kind != Kind::Paragraph
            || block.lines.len() != 1
            || block.item.is_some()
            || block.fold.is_some()
            || block.is_rtl
        {
            continue;
        }
        let said = text.text[block.own.clone()].trim_matches(['*', '_', ' ']);
        let is_short = said.chars().count() <= 60 && said.split_whitespace().count() <= 8;
        let is_tag = said.starts_with('#') && said.split_whitespace().all(|word| word.starts_with('#'));
        if !is_short || is_tag || said.ends_with(['.', '?', '!', '؟', '？', '。', '！', ',', ';']) {
            continue;
        }
        let kind = wording::heading_kind(said, words);
        let next = blocks[..].get(at + 1);
        // Blocks that wide gaps set apart are no headings.
        let is_apart = next.is_some_and(|next| block.blanks >= 3 && next.blanks > 0 || next.blanks >= 3);
        if is_apart && kind != HeadingKind::Announces {
            continue;
        }
        // Boxes without bullets are to be ticked: the line above asks.
        if next.is_some_and(|next| next.is_bare_box() && next.blanks == 0) {
            continue;
        }
        let is_first = block.blanks > 0 || at == 0;
        let is_over_list = is_first && next.is_some_and(|next| matches!(next.kind, Kind::Item | Kind::Line));
        // A short answer between two items of one list, and half of a sentence, are none.
        let is_between =
            at.checked_sub(1).map(|above| &blocks[above]).zip(next).is_some_and(|(above, next)| {
                let counts_on =
                    above.numbering.number().zip(next.numbering.number()).is_some_and(|(a, b)| b == a + 1);
                let asks = text.text[above.own.clone()].contains(QUESTION_MARKS);
                above.kind == Kind::Item && (counts_on || asks)
            });
        let is_over_list = is_over_list && !is_between && !breaks_off(said);
        let is_over_items = is_over_list && next.is_some_and(|next| next.kind == Kind::Item);
        let is_known = match kind {
            HeadingKind::Announces | HeadingKind::Weak => block.blanks > 0 || is_over_list,
            HeadingKind::Facts => true,
            _ => false,
        };
        let is_capitals = block.blanks > 0
            && !is_between
            && said.chars().count() > 3
            && said.contains(' ')
            && said.chars().any(char::is_alphabetic)
            && !said.chars().any(char::is_lowercase)
            && said.is_ascii();
        let is_key = wording::key_value(said).is_some_and(|(_, value)| !value.is_empty());
        if (is_known || is_over_items && !said.ends_with([':', '：']) || is_capitals) && !is_key {
            let trimmed = said.trim_end_matches([':', '：', ' ']);
            let skipped = text.text[block.own.clone()].find(trimmed).unwrap_or(0);
            let start = block.own.start + skipped;
            let own = start..start + trimmed.len();
            let block = &mut blocks[at];
            block.kind = Kind::Heading;
            block.level = PLAIN_LEVEL;
            block.own = own;
        }
    }
}
