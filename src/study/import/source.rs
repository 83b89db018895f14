//! A Markdown note as its outermost blocks, each with the bytes it stands on.
//!
//! Only what the readers need: blocks, the items of outermost lists and where the text that leads
//! an item ends. Deeper nesting stays text, so that its depth costs nothing.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) blocks: Vec<Block>,
    /// Where each line begins.
    line_starts: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) range: Range<usize>,
}

#[derive(Debug)]
pub(super) enum BlockKind {
    /// `title` is Markdown.
    Heading {
        level: u8,
        title: String,
    },
    List(Vec<Item>),
    Paragraph,
    Html,
    Code {
        content: Range<usize>,
    },
    Rule,
    Quote,
    /// A table and the like.
    Other,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) range: Range<usize>,
    /// The first paragraph; empty where the item begins otherwise.
    pub(super) lead: Range<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let line_ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let line_starts = std::iter::once(0).chain(line_ends.map(|at| at + 1)).collect();
        Self { text, blocks: blocks(text), line_starts }
    }

    /// The line of a byte, counted from 1.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    pub(super) fn headings(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Heading { title, .. } => Some(title.as_str()),
            _ => None,
        })
    }

    /// Whether the first block under a heading that is not prose is a list.
    pub(super) fn is_followed_by_list(&self, heading: &Block) -> bool {
        let after = self.blocks.partition_point(|block| block.range.start <= heading.range.start);
        let next = self.blocks[after..]
            .iter()
            .find(|block| !matches!(block.kind, BlockKind::Paragraph | BlockKind::Html));
        next.is_some_and(|block| matches!(block.kind, BlockKind::List(_)))
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
            .into_offset_iter()
    {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let kind = match &tag {
                        Tag::Heading { level, .. } => BlockKind::Heading {
                            level: level_number(*level),
                            title: heading_text(&text[range.clone()]).to_owned(),
                        },
                        Tag::List(_) => BlockKind::List(Vec::new()),
                        Tag::Paragraph => BlockKind::Paragraph,
                        Tag::BlockQuote(_) => BlockKind::Quote,
                        // Front matter parts the note from nothing.
                        Tag::MetadataBlock(_) => BlockKind::Rule,
                        Tag::HtmlBlock => BlockKind::Html,
                        Tag::CodeBlock(_) => BlockKind::Code { content: range.end..range.end },
                        _ => BlockKind::Other,
                    };
                    blocks.push(Block { kind, range });
                } else if let Some(Block { kind: BlockKind::List(items), .. }) = blocks.last_mut() {
                    match (depth, &tag, items.last_mut()) {
                        (1, Tag::Item, _) => items.push(Item { lead: range.start..range.start, range }),
                        (2, Tag::Paragraph | Tag::Heading { .. }, Some(item))
                            if item.lead.start == item.lead.end && is_only_mark(text, item, range.start) =>
                        {
                            item.lead = range;
                        }
                        (
                            2,
                            Tag::Emphasis
                            | Tag::Strong
                            | Tag::Link { .. }
                            | Tag::Image { .. }
                            | Tag::Strikethrough,
                            Some(item),
                        ) => extend(text, item, &range),
                        _ => {}
                    }
                }
                depth += 1;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && matches!(end, TagEnd::List(_))
                    && let Some(Block { kind: BlockKind::List(items), .. }) = blocks.last_mut()
                {
                    close_list(text, items);
                }
            }
            Event::Rule if depth == 0 => blocks.push(Block { kind: BlockKind::Rule, range }),
            Event::Text(_) if depth == 1 => {
                if let Some(Block { kind: BlockKind::Code { content }, .. }) = blocks.last_mut() {
                    let start = if content.start == content.end { range.start } else { content.start };
                    *content = start..range.end;
                }
            }
            // The text of a tight item stands in no paragraph.
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_)
                if depth == 2 =>
            {
                if let Some(Block { kind: BlockKind::List(items), .. }) = blocks.last_mut()
                    && let Some(item) = items.last_mut()
                {
                    extend(text, item, &range);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// Lengthens the lead of a tight item, as long as nothing but its text came before.
fn extend(text: &str, item: &mut Item, range: &Range<usize>) {
    if item.lead.start == item.lead.end {
        if is_only_mark(text, item, range.start) {
            item.lead = range.clone();
        }
    } else if range.start >= item.lead.end
        && text[item.lead.end..range.start].chars().all(|c| c.is_whitespace() || c == '>' || c == '\\')
    {
        item.lead.end = range.end;
    }
}

/// Whether only the bullet or number stands between an item's begin and `start`.
fn is_only_mark(text: &str, item: &Item, start: usize) -> bool {
    let mark = text.get(item.range.start..start).unwrap_or_default().trim();
    mark.len() <= 10 && !mark.contains(char::is_whitespace)
}

fn close_list(text: &str, items: &mut [Item]) {
    for item in items {
        // An item that begins with something else than text: all of it stands under the bullet.
        if item.lead.start == item.lead.end {
            let mark = text[item.range.clone()].find(char::is_whitespace).unwrap_or(0);
            let start = item.range.start + mark;
            item.lead = start..start;
        }
        item.lead.end = item.lead.end.min(item.range.end).max(item.lead.start);
    }
}

/// What a heading says, without its marks.
pub(super) fn heading_text(source: &str) -> &str {
    let line = source.trim();
    let line = line.trim_start_matches('#').trim();
    // Underlined headings end in their line of marks.
    let line = match line.rsplit_once('\n') {
        Some((title, marks)) if marks.trim().chars().all(|c| matches!(c, '=' | '-')) => title.trim(),
        _ => line.trim_end_matches('#').trim_end(),
    };
    line.trim_end_matches(':')
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_leads(text: &str, expected: &[&str]) {
        let source = Source::new(text);
        let mut leads = Vec::new();
        for block in &source.blocks {
            if let BlockKind::List(items) = &block.kind {
                leads.extend(items.iter().map(|item| text[item.lead.clone()].trim()));
            }
        }
        assert_eq!(leads, expected);
    }

    #[test]
    fn an_item_is_led_by_its_first_paragraph() {
        check_leads("- Why?\n- **How** many `x`?\n", &["Why?", "**How** many `x`?"]);
        check_leads("- Why?\n\n    Because.\n\n- How?\n", &["Why?", "How?"]);
        check_leads("- Why?\n    <details>\n    x\n    </details><br />\n", &["Why?"]);
        check_leads("- Why\n  that?\n    - deep\n", &["Why\n  that?"]);
        check_leads("1. Why? <br />\nAnswer: so\n", &["Why? <br />\nAnswer: so"]);
        check_leads("- ```\n  x\n  ```\n", &[""]);
        check_leads("-\n- \n", &["", ""]);
    }
}
