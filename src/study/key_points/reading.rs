//! A text in Markdown as a row of words, each with what is known of its place: its sentence and clause, its
//! marks, and whether it is denied.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::words::{Phrase, Vocabulary, Word, words};

/// The words before the colon of a list item are its head if they are no more than these.
const LONGEST_HEAD: usize = 5;
/// A list item of so few words is a head as a whole.
const SHORTEST_ITEM: usize = 3;
/// How many words may be between a negation and what it denies.
const DENIAL_REACH: usize = 2;

/// A text that was read.
#[derive(Debug, Default)]
pub(super) struct Passage {
    pub(super) texts: Vec<String>,
    /// By text: what heads the column, if it is a cell.
    pub(super) headers: Vec<Option<String>>,
    /// By text: whether it is an item of a list or a cell.
    pub(super) items: Vec<bool>,
    pub(super) tokens: Vec<Token>,
    /// By sentence: whether anything in it denies.
    pub(super) denies: Vec<bool>,
}

/// A word in its place. Spans, sentences and clauses are counted through the text.
#[expect(clippy::struct_excessive_bools, reason = "each is a way in which the text sets a word off")]
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) word: Word,
    /// Whose text of the passage it is in.
    pub(super) block: usize,
    pub(super) sentence: usize,
    pub(super) clause: usize,
    /// The code span, bold span or link it is in.
    pub(super) code: Option<usize>,
    pub(super) bold: Option<usize>,
    pub(super) link: Option<usize>,
    pub(super) is_head: bool,
    pub(super) is_in_fence: bool,
    pub(super) is_stop_word: bool,
    /// A negation is right before it.
    pub(super) is_denied: bool,
    /// It is among examples: the sentence names them before.
    pub(super) is_illustration: bool,
    /// Nothing but a space or a hyphen is between it and the word before.
    pub(super) is_joined: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Code,
    Bold,
    Link,
}

#[derive(Default)]
struct Block {
    text: String,
    marks: Vec<(Range<usize>, Mark)>,
    is_item: bool,
    is_fence: bool,
    /// Of a cell: what heads its column.
    header: Option<String>,
}

impl Passage {
    pub(super) fn of(markdown: &str) -> Self {
        let mut passage = Passage::default();
        let mut span_count = 0;
        for block in blocks(markdown) {
            passage.add(block, &mut span_count);
        }
        passage
    }

    fn add(&mut self, block: Block, span_count: &mut usize) {
        let vocabulary = Vocabulary::get();
        let number = self.texts.len();
        let first = self.tokens.len();
        let mut sentence = self.denies.len();
        let mut clause = self.tokens.last().map_or(0, |token| token.clause + 1);
        self.denies.push(false);
        let spans = *span_count;
        *span_count += block.marks.len();
        let mut end = 0;
        let mut illustrated = None;
        for word in words(&block.text) {
            let gap = &block.text[end..word.range.start];
            end = word.range.end;
            let is_first = self.tokens.len() == first;
            let is_within = |(range, _): &(Range<usize>, Mark)| range.start < word.range.start - gap.len();
            let is_in_span =
                block.marks.iter().any(|mark| is_within(mark) && mark.0.contains(&word.range.start));
            if !is_first && !is_in_span && ends_sentence(gap) {
                sentence += 1;
                self.denies.push(false);
            }
            if !is_first
                && (gap.contains([',', ';', ':', '.', '!', '?', '(', ')', '—', '–', '\n', '،', '؛', '؟'])
                    || vocabulary.opens_clause(&word))
            {
                clause += 1;
            }
            let span = |mark: Mark| {
                let is_here = |(range, of): &(Range<usize>, Mark)| {
                    *of == mark && range.start <= word.range.start && word.range.end <= range.end
                };
                block.marks.iter().position(is_here).map(|place| spans + place)
            };
            illustrated = illustrated.filter(|of| *of == sentence);
            if vocabulary.is_illustrating(&word) {
                illustrated = Some(sentence);
            }
            let token = Token {
                is_illustration: illustrated.is_some(),
                block: number,
                sentence,
                clause,
                code: span(Mark::Code),
                bold: span(Mark::Bold),
                link: span(Mark::Link),
                is_head: false,
                is_in_fence: block.is_fence,
                is_stop_word: vocabulary.is_stop_word(&word),
                is_denied: self.tokens[first..]
                    .iter()
                    .rev()
                    .take_while(|before| before.sentence == sentence && before.is_stop_word)
                    .take(DENIAL_REACH)
                    .any(|before| vocabulary.is_negation(&before.word)),
                is_joined: !is_first
                    && gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{2011}' | '`' | '*' | '\n')),
                word,
            };
            self.denies[sentence] |= vocabulary.is_denying(&token.word);
            self.tokens.push(token);
        }
        if block.is_item {
            mark_head(&mut self.tokens[first..], &block.text);
        }
        self.texts.push(block.text);
        self.items.push(block.is_item || block.header.is_some());
        self.headers.push(block.header);
    }

    /// Forgets links on lines without prose: a list of sources does not answer anything.
    pub(super) fn without_bare_links(mut self) -> Self {
        let line_of = |texts: &[String], token: &Token| {
            let before = &texts[token.block][..token.word.range.start];
            (token.block, before.matches('\n').count())
        };
        let has_prose: HashSet<(usize, usize)> = self
            .tokens
            .iter()
            .filter(|token| token.link.is_none() && !token.is_stop_word)
            .map(|token| line_of(&self.texts, token))
            .collect();
        let texts = &self.texts;
        self.tokens.retain(|token| token.link.is_none() || has_prose.contains(&line_of(texts, token)));
        self
    }

    /// The phrases of the vocabulary that begin with a token, the longest first, each with its count of words.
    /// `is a` is one only as `is-a`.
    pub(super) fn phrases_at(&self, at: usize) -> impl Iterator<Item = (&'static Phrase, usize)> {
        let phrases = Vocabulary::get().phrases_at(self.roots_from(at));
        phrases.filter(move |(_, count)| {
            let says_nothing =
                *count == 2 && self.tokens[at..at + count].iter().all(|token| token.is_stop_word);
            !says_nothing || self.text(at, at + count - 1).contains('-')
        })
    }

    /// The roots from a token on, as far as they are joined.
    fn roots_from(&self, at: usize) -> impl Iterator<Item = &str> + Clone {
        let tokens = &self.tokens[at..];
        let joined = tokens.iter().enumerate().take_while(|(place, token)| *place == 0 || token.is_joined);
        joined.map(|(_, token)| token.word.root.as_str())
    }

    /// The text from one token to another.
    pub(super) fn text(&self, first: usize, last: usize) -> &str {
        let (first, last) = (&self.tokens[first], &self.tokens[last]);
        &self.texts[first.block][first.word.range.start..last.word.range.end]
    }
}

fn ends_sentence(gap: &str) -> bool {
    gap.contains(['!', '?', ';', '؟', '؛']) || gap.contains(". ") || gap.contains(".\n")
}

/// Marks the head of a list item: what is before its colon or dash, or all of a short one.
fn mark_head(tokens: &mut [Token], text: &str) {
    let Some(first) = tokens.first() else { return };
    let start = first.word.range.start;
    let separator = [":", " - ", " – ", " — "].iter().filter_map(|mark| text[start..].find(mark)).min();
    let end = separator.map_or(0, |at| start + at);
    let head_count = tokens.iter().filter(|token| token.word.range.end <= end).count();
    let content_count = tokens.iter().filter(|token| !token.is_stop_word).count();
    let is_short = head_count == 0 && content_count <= SHORTEST_ITEM;
    for (place, token) in tokens.iter_mut().enumerate() {
        token.is_head = is_short || head_count <= LONGEST_HEAD && place < head_count;
    }
}

/// The paragraphs, items, cells and code blocks of a text.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = Block::default();
    // Where marks that are not closed yet began.
    let mut open: Vec<(usize, Mark)> = Vec::new();
    let mut starts_item = false;
    let mut headers: Vec<String> = Vec::new();
    let mut column = 0;
    let mut is_header = false;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Strong) => open.push((block.text.len(), Mark::Bold)),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => open.push((block.text.len(), Mark::Link)),
            Event::End(TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {
                if let Some((start, mark)) = open.pop() {
                    let end = block.text.len();
                    block.marks.push((start..end, mark));
                }
            }
            Event::Start(Tag::Emphasis | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strikethrough) => {}
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                block.is_item |= std::mem::take(&mut starts_item);
                let start = block.text.len();
                block.text.push_str(&text);
                let is_url =
                    text.trim_start().starts_with("http://") || text.trim_start().starts_with("https://");
                if is_url {
                    block.marks.push((start..start + text.len(), Mark::Link));
                }
            }
            Event::Code(text) => {
                block.is_item |= std::mem::take(&mut starts_item);
                let start = block.text.len();
                block.text.push_str(&text);
                block.marks.push((start..start + text.len(), Mark::Code));
            }
            Event::SoftBreak | Event::HardBreak => block.text.push('\n'),
            Event::Start(tag) => {
                finish(&mut blocks, &mut block);
                match tag {
                    Tag::Item => starts_item = true,
                    Tag::TableHead => {
                        headers.clear();
                        is_header = true;
                        column = 0;
                    }
                    Tag::TableRow => column = 0,
                    Tag::TableCell if !is_header => block.header = headers.get(column).cloned(),
                    Tag::CodeBlock(_) => block.is_fence = true,
                    _ => {}
                }
            }
            Event::End(end) => {
                match end {
                    TagEnd::TableHead => is_header = false,
                    TagEnd::TableCell if is_header => headers.push(block.text.clone()),
                    TagEnd::TableCell => column += 1,
                    _ => {}
                }
                finish(&mut blocks, &mut block);
                starts_item &= end != TagEnd::Item;
            }
            _ => {}
        }
    }
    finish(&mut blocks, &mut block);
    blocks
}

fn finish(blocks: &mut Vec<Block>, block: &mut Block) {
    let finished = std::mem::take(block);
    if !finished.text.trim().is_empty() {
        blocks.push(finished);
    }
}
