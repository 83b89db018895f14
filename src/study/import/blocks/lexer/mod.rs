//! Lines to blocks, each line looked at once.

mod line;
mod plain_headings;

use std::ops::Range;

use super::entries::{are_entries, fields, goes_on, parts, runs, two_sides};
use super::{Block, BlockId, Kind, Outline, PLAIN_LEVEL};
use crate::study::import::code::{closes, fence_of};
use crate::study::import::marks::{
    Marker, Numbering, QUESTION_MARKS, bold_whole, is_rule, marker, numbering,
};
use crate::study::import::text::{FOLD, FOLD_END, Prepared, RTL, RULE, SUMMARY};
use crate::study::import::wording::{self, TextReading};
use crate::study::lexicon::NoteWords;

use line::{box_of, heading, is_item, is_literal_block, is_table, is_underline, unclosed_end};
use plain_headings::raise_plain_headings;

/// More blocks than this are data.
pub(in crate::study::import) const MOST_BLOCKS: usize = 500_000;

/// Cuts a note into blocks.
pub(in crate::study::import) fn read(text: Prepared, words: &NoteWords) -> Outline {
    let mut lexer = Lexer {
        words,
        blocks: Vec::new(),
        folds: Vec::new(),
        items: Vec::new(),
        blanks: 0,
        has_marked_heading: false,
        fields: ("", 0),
        at: 0,
    };
    let lines: Vec<&str> = (0..text.line_count()).map(|line| text.line(line)).collect();
    while lexer.at < lines.len() && lexer.blocks.len() < MOST_BLOCKS {
        lexer.block(&text, &lines);
    }
    let cut_at = (lexer.at < lines.len()).then_some(lexer.at);
    let mut blocks = lexer.blocks;
    raise_plain_headings(&text, &mut blocks, words);
    let mut outline = Outline { text, blocks, cut_at };
    outline.file_under_headings();
    outline
}

struct Lexer<'w> {
    words: &'w NoteWords,
    blocks: Vec<Block>,
    folds: Vec<BlockId>,
    items: Vec<BlockId>,
    blanks: usize,
    /// Before the first heading with a mark, plain lines may be headings.
    has_marked_heading: bool,
    /// What parts two texts on the lines up to this one.
    fields: (&'static str, usize),
    at: usize,
}

impl Lexer<'_> {
    fn block(&mut self, text: &Prepared, lines: &[&str]) {
        let line = lines[self.at];
        let bare = line.trim();
        if bare.is_empty() {
            self.blanks += 1;
            self.at += 1;
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let start = text.start(self.at);
        let own = start + indent..start + line.trim_end().len();
        if bare.starts_with('\u{1}') {
            self.mark(bare, own, indent);
            return;
        }
        if let Some(open) = fence_of(line).filter(|_| !bare.starts_with('>')) {
            let end = (self.at + 1..lines.len())
                .find(|&at| {
                    fence_of(lines[at]).is_some_and(|found| closes(open, found) && found.info.is_empty())
                })
                .map_or_else(|| unclosed_end(lines, self.at), |at| at + 1);
            self.add(Kind::Code, self.at..end, start..text.start(end), indent, |_| {});
            self.at = end;
            return;
        }
        if let Some((level, title, number)) = heading(line, self.words) {
            let own = start + title.start..start + title.end;
            let (found, skipped) = numbering(&line[title], self.words);
            let numbering = number.map_or(found, Numbering::Plain);
            self.has_marked_heading = true;
            self.add(Kind::Heading, self.at..self.at + 1, own.start + skipped..own.end, indent, |block| {
                block.level = level;
                block.numbering = numbering;
            });
            self.at += 1;
            return;
        }
        if is_rule(line) {
            self.rule(text, bare);
            return;
        }
        if is_table(lines, self.at) {
            let end = (self.at..lines.len()).find(|&at| !lines[at].contains('|')).unwrap_or(lines.len());
            self.add(Kind::Table, self.at..end, start..text.start(end), indent, |_| {});
            self.at = end;
            return;
        }
        if bare.starts_with('>') {
            self.quote(text, lines, indent);
            return;
        }
        if !self.has_marked_heading && self.at >= self.fields.1 {
            self.fields = fields(lines, self.at, self.words).unwrap_or(("", self.at));
        }
        let separator = self.fields.0;
        if self.at < self.fields.1 && parts(line, separator, self.words).is_some() {
            let skipped = if separator == "*" {
                indent
            } else {
                line.len() - line.trim_start_matches(['-', '*', '•', ' ']).len()
            };
            let own = start + skipped..start + line.trim_end().len();
            self.add(Kind::Field(separator), self.at..self.at + 1, own, indent, |_| {});
            self.at += 1;
            return;
        }
        if matches!(bare, "?" | "??") {
            self.add(Kind::Separator, self.at..self.at + 1, own, indent, |_| {});
            self.at += 1;
            return;
        }
        if let Some(term) = bare
            .strip_suffix("::")
            .filter(|term| !term.ends_with(':') && term.chars().count() > 1)
            .filter(|term| !is_literal_block(lines, self.at, term))
        {
            let own = own.start..own.start + term.len();
            self.add(Kind::Term, self.at..self.at + 1, own, indent, |_| {});
            self.at += 1;
            return;
        }
        let bare_box = || {
            box_of(bare).map(|_| Marker { indent, text: indent, numbering: Numbering::None, bullet: None })
        };
        if let Some(found) =
            marker(line, self.words).filter(|found| is_item(lines, self.at, *found)).or_else(bare_box)
        {
            self.item(text, lines, found);
            return;
        }
        if !self.has_marked_heading && indent == 0 && TextReading::of(bare, self.words).is_known_heading() {
            self.add(Kind::Heading, self.at..self.at + 1, own, 0, |block| block.level = PLAIN_LEVEL);
            self.at += 1;
            return;
        }
        self.paragraph(text, lines, indent);
    }

    /// A line that the preparation set.
    fn mark(&mut self, bare: &str, own: Range<usize>, indent: usize) {
        let lines = self.at..self.at + 1;
        if bare == FOLD {
            self.add(Kind::FoldOpen, lines, own.end..own.end, indent, |_| {});
            self.folds.push(self.blocks.len() - 1);
        } else if let Some(summary) = bare.strip_prefix(SUMMARY) {
            let said = own.end - summary.len()..own.end;
            match self.folds.last().copied().filter(|&fold| self.blocks[fold].own.is_empty()) {
                Some(fold) => {
                    self.blocks[fold].own = said;
                    self.blocks[fold].lines.end = self.at + 1;
                }
                None => self.add(Kind::Paragraph, lines, said, indent, |_| {}),
            }
        } else if bare == FOLD_END {
            if let Some(fold) = self.folds.pop() {
                let indent = self.blocks[fold].indent;
                self.add(Kind::FoldClose, lines, own.end..own.end, indent, |_| {});
            }
        } else if bare == RULE {
            self.add(Kind::Rule, lines, own.end..own.end, indent, |_| {});
        }
        self.at += 1;
    }

    /// A rule, or the line below a title that it underlines.
    fn rule(&mut self, text: &Prepared, bare: &str) {
        let is_underline =
            bare.len() >= 3 && (bare.starts_with('=') || bare.starts_with('-') && !bare.contains(' '));
        let title = self.blocks.last().filter(|last| {
            is_underline
                && last.kind == Kind::Paragraph
                && last.lines.len() == 1
                && last.lines.end == self.at
                && last.fold == self.folds.last().copied()
        });
        if let Some(title) = title.cloned() {
            self.blocks.pop();
            self.blanks = title.blanks;
            let said = &text.text[title.own.clone()];
            let (numbering, skipped) = numbering(said, self.words);
            let level = if bare.starts_with('=') { 1 } else { 2 };
            self.has_marked_heading = true;
            let own = title.own.start + skipped..title.own.end;
            self.add(Kind::Heading, title.lines.start..self.at + 1, own, 0, |block| {
                block.level = level;
                block.numbering = numbering;
            });
        } else {
            let end = text.start(self.at);
            self.add(Kind::Rule, self.at..self.at + 1, end..end, 0, |_| {});
        }
        self.at += 1;
    }

    fn quote(&mut self, text: &Prepared, lines: &[&str], indent: usize) {
        let mut end = self.at + 1;
        while end < lines.len() {
            let bare = lines[end].trim();
            let is_lazy = !bare.is_empty()
                && heading(lines[end], self.words).is_none()
                && marker(lines[end], self.words).is_none()
                && fence_of(lines[end]).is_none()
                && !is_rule(lines[end])
                && !bare.starts_with('\u{1}');
            if !(bare.starts_with('>') || is_lazy) {
                break;
            }
            end += 1;
        }
        let first = lines[self.at].trim_start().trim_start_matches('>').trim_start();
        let callout = first
            .strip_prefix("[!")
            .and_then(|rest| rest.split_once(']'))
            .map(|(kind, _)| kind.to_lowercase());
        let own = text.start(self.at)..text.start(end);
        self.add(Kind::Quote, self.at..end, own, indent, |block| block.callout = callout);
        self.at = end;
    }

    fn item(&mut self, text: &Prepared, lines: &[&str], found: Marker) {
        let first = self.at;
        let line = lines[first];
        let start = text.start(first);
        let mut own_start = start + found.text;
        let mut numbering_found = found.numbering;
        let mut tick = None;
        let said = &line[found.text..];
        if let Some(rest) = box_of(said) {
            tick = Some(!matches!(said.as_bytes(), [b'[', b' ' | b']', ..]) && !said.starts_with('☐'));
            own_start += said.len() - rest.len();
        } else if found.bullet.is_some() {
            let (inner, skipped) = numbering(said, self.words);
            numbering_found = inner;
            own_start += skipped;
        }
        let mut end = first + 1;
        // A question at the margin is not a part of the bullet above it.
        let asks_apart = |at: usize| {
            let line = lines[at];
            found.bullet.is_some()
                && line.trim_end().ends_with(QUESTION_MARKS)
                && line.starts_with(|c: char| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase())
                && !lines[at - 1].contains(QUESTION_MARKS)
                && !goes_on(lines[at - 1], line)
        };
        while end < lines.len() && self.continues(lines, end) && !asks_apart(end) {
            end += 1;
        }
        // A numbered heading over lines that ask.
        let below: Vec<&str> = lines[first + 1..end].iter().map(|line| line.trim()).collect();
        let asking = below.iter().filter(|line| line.contains(QUESTION_MARKS)).count();
        let wraps = below
            .first()
            .is_some_and(|next| goes_on(said.trim(), next) || next.starts_with(char::is_lowercase));
        let is_head = asking >= 2
            && !wraps
            && (below.len() == 2
                || runs(&below, self.words)
                    .iter()
                    .any(|(range, _)| are_entries(&below[range.clone()], self.words)));
        let own_end = if is_head { first + 1 } else { end };
        let last = lines[own_end - 1];
        let own = own_start..text.start(own_end - 1) + last.trim_end().len();
        self.add(Kind::Item, first..own_end, own, found.indent, |block| {
            block.numbering = numbering_found;
            block.bullet = found.bullet;
            block.tick = tick;
        });
        for (at, line) in lines.iter().enumerate().take(end).skip(own_end) {
            let indent = line.len() - line.trim_start().len();
            let start = text.start(at);
            self.add(
                Kind::Line,
                at..at + 1,
                start + indent..start + line.trim_end().len(),
                found.indent + 2,
                |_| {},
            );
        }
        self.at = end;
    }

    fn paragraph(&mut self, text: &Prepared, lines: &[&str], indent: usize) {
        let first = self.at;
        let is_rtl = lines[first].trim_start().starts_with(RTL);
        let mut end = first + 1;
        // A label alone on its line: what follows is its text.
        let bare = lines[first].trim();
        let is_label = bare.chars().count() < 24
            && wording::label_alone(bare, self.words).is_some()
            && wording::label(bare, self.words).is_none_or(|found| found.rest.is_empty());
        while !is_label && end < lines.len() && !is_underline(lines, end) && self.continues(lines, end) {
            end += 1;
        }
        let said: Vec<&str> = lines[first..end].iter().map(|line| line.trim()).collect();
        let cut = if is_rtl { vec![(0..said.len(), false)] } else { runs(&said, self.words) };
        let place = |at: usize| {
            let line = lines[first + at];
            let skipped = line.len() - line.trim_start().trim_start_matches(RTL).len();
            (text.start(first + at) + skipped, text.start(first + at) + line.trim_end().len())
        };
        for (range, are_entries) in cut {
            if are_entries {
                // A line goes on where its sentence does.
                let mut at = range.start;
                while at < range.end {
                    let mut last = at;
                    while last + 1 < range.end && goes_on(said[last], said[last + 1]) {
                        last += 1;
                    }
                    let own = place(at).0..place(last).1;
                    self.add(Kind::Line, first + at..first + last + 1, own, indent, |_| {});
                    at = last + 1;
                }
            } else {
                let own = place(range.start).0..place(range.end - 1).1;
                self.add(Kind::Paragraph, first + range.start..first + range.end, own, indent, |block| {
                    block.is_rtl = is_rtl;
                });
            }
        }
        self.at = end;
    }

    /// Whether a line belongs to the paragraph or the item above it.
    fn continues(&self, lines: &[&str], at: usize) -> bool {
        let line = lines[at];
        let bare = line.trim();
        if bare.is_empty()
            || bare.starts_with(['>', '|', '\u{1}', '\u{2}'])
            || box_of(bare).is_some()
            || matches!(bare, "?" | "??")
            || heading(line, self.words).is_some()
            || is_rule(line)
            || fence_of(line).is_some()
            || bold_whole(bare).is_some() && !bare.starts_with(|c: char| c.is_alphanumeric())
            || bare.ends_with("::") && bare.len() > 3
            || two_sides(bare, self.words).is_some()
            || at < self.fields.1 && parts(line, self.fields.0, self.words).is_some()
        {
            return false;
        }
        if !self.has_marked_heading && TextReading::of(bare, self.words).is_known_heading() {
            return false;
        }
        if wording::label(bare, self.words).is_some()
            || bare.chars().count() < 16 && wording::label_alone(bare, self.words).is_some()
        {
            return false;
        }
        !marker(line, self.words).is_some_and(|found| is_item(lines, at, found))
    }

    fn add(
        &mut self,
        kind: Kind,
        lines: Range<usize>,
        own: Range<usize>,
        indent: usize,
        set: impl FnOnce(&mut Block),
    ) {
        let mut block = Block {
            kind,
            lines,
            own,
            indent,
            depth: 0,
            level: 0,
            numbering: Numbering::None,
            bullet: None,
            tick: None,
            blanks: std::mem::take(&mut self.blanks),
            fold: self.folds.last().copied(),
            item: None,
            section: None,
            is_rtl: false,
            callout: None,
        };
        set(&mut block);
        match block.kind {
            Kind::Heading => self.items.clear(),
            Kind::Item => {
                while let Some(&last) = self.items.last() {
                    let outer = &self.blocks[last];
                    let is_deeper = block.indent > outer.indent + 1
                        && (block.blanks == 0 || block.indent >= outer.indent + 2);
                    // In a fold of the item, whatever the indentation.
                    if is_deeper || block.fold > outer.fold {
                        break;
                    }
                    self.items.pop();
                }
                block.depth = self.items.len();
            }
            Kind::FoldOpen | Kind::FoldClose => {}
            _ => {
                if block.fold.is_none() && (block.blanks > 0 || block.kind == Kind::Rule) {
                    while self.items.last().is_some_and(|&last| block.indent <= self.blocks[last].indent) {
                        self.items.pop();
                    }
                }
            }
        }
        block.item = self.items.last().copied();
        let is_item = block.kind == Kind::Item;
        self.blocks.push(block);
        if is_item {
            self.items.push(self.blocks.len() - 1);
        }
    }
}
