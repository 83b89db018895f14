//! Markdown notes of an interview: facts and stages as headings, questions as bullets below them.
//!
//! The Markdown parser says where each block stands; questions and answers are then sliced out of
//! the source, so that what the writer wrote stays as it was. Bullets under a heading that names a
//! fact ("Interview Date") are facts. Prose set from right to left, and prose that no question
//! precedes, is commentary.

use super::body::{self, Sorted, dedented, is_rtl_block};
use super::family::{Family, Whole};
use super::furniture::tells_command;
use super::headings::{self, Fact, Heading};
use super::html::{self, to_markdown, to_plain};
use super::interview::{Entry, Gathering};
use super::label::{
    has_question_mark, holds_question_mark, is_emoji, is_question_like, label_of, split_question,
};
use super::lines::front_matter_lines;
use super::outcome::{ImportedNote, NoteCard};
use super::outline::{Kind, Outline};
use super::source::{Block, BlockKind, Item, Source, heading_text};
use super::tags::tag_at;
use super::title;
use super::yaml;
use std::ops::Range;

pub(super) struct Bullets;

/// What a fact of the interview speaks for it, and how many stages do.
const FACT: i32 = 5;
const MOST_STAGES: i32 = 3;
/// What bullets that ask do, and those under a stage.
const ASKED: i32 = 10;
const UNDER_STAGES: i32 = 9;

impl Family for Bullets {
    fn name(&self) -> &'static str {
        "bullets"
    }

    fn kind(&self) -> &'static str {
        "bullets"
    }

    /// Told without the Markdown parser, line by line: every line is taken for a heading, and every one for an
    /// item with a key, that might be one.
    fn most(&self, whole: &Whole<'_>) -> Option<i32> {
        let outline = whole.outline();
        let mut known: Vec<Fact> = Vec::new();
        let mut stages = 0;
        let mut add = |title: &str| match Heading::of(title) {
            Heading::Fact(fact) => known.push(fact),
            Heading::Stage => stages += 1,
            _ => {}
        };
        for (at, line) in outline.lines.iter().enumerate() {
            let bare = line.bare;
            match bare.bytes().next() {
                Some(b'#') => add(match line.kind {
                    Kind::Heading { title, .. } => title.trim_end_matches(':'),
                    _ => heading_text(bare),
                }),
                Some(mark @ (b'=' | b'-')) if bare.bytes().all(|byte| byte == mark) => {
                    let titles = ends_above(outline, at, line.start)
                        .map(|title| title.trim().trim_start_matches('#').trim().trim_end_matches(':'));
                    titles.take_while(|title| title.len() <= headings::LONGEST).for_each(&mut add);
                }
                _ => {}
            }
        }
        let colons = memchr::memchr_iter(b':', outline.text.as_bytes());
        let mut last = None;
        for colon in colons.chain(memchr::memmem::find_iter(outline.text.as_bytes(), "：")) {
            let at = outline.line_at(colon);
            if last.replace(at) == Some(at) {
                continue;
            }
            for above in ends_above(outline, at + 1, colon) {
                // Marks and numbers may stand before the key.
                let key = above.trim_start_matches(|c: char| !c.is_alphabetic());
                if key.len() > LONGEST_KEY {
                    break;
                }
                // So many marks without a word are none before a key; the family is weighed then.
                if above.len() > 4 * LONGEST_KEY {
                    return None;
                }
                known.extend(Fact::of(key));
            }
        }
        let under = if stages > 0 { stages.min(MOST_STAGES) + UNDER_STAGES } else { 0 };
        Some(Fact::distinct(&known) * FACT + ASKED + under)
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let text = whole.text;
        let source = whole.source();
        let mut heading = Heading::Other;
        // Every fact counts once: a collection may name its sources under each question.
        let mut known: Vec<Fact> = Vec::new();
        let (mut stages, mut stage_bullets) = (0, 0);
        let (mut bullets, mut questions, mut links) = (0, 0, 0);
        for block in &source.blocks {
            match &block.kind {
                BlockKind::Heading { title, .. } => {
                    heading = Heading::of(title);
                    if let Heading::Fact(fact) = heading {
                        known.push(fact);
                    }
                    stages += i32::from(heading == Heading::Stage);
                }
                BlockKind::List(items) if !matches!(heading, Heading::Fact(_) | Heading::Remarks) => {
                    for item in items {
                        let asked = &text[item.lead.clone()];
                        if let Some((fact, _)) = keyed_fact(asked) {
                            known.push(fact);
                            continue;
                        }
                        // `1. ### Why?` is a heading.
                        if asked.trim_start().starts_with("##") {
                            continue;
                        }
                        bullets += 1;
                        questions += i32::from(is_question_like(asked) && !tells_command(asked));
                        links += i32::from(is_only_link(asked));
                        stage_bullets += i32::from(heading == Heading::Stage);
                    }
                }
                _ => {}
            }
        }
        // Facts make a note of an interview even before its questions are written down.
        let interview = Fact::distinct(&known) * FACT + stages.min(MOST_STAGES);
        let asked = if bullets >= 2 && questions * 5 >= bullets * 3 { ASKED } else { 0 };
        let under_stages = if stage_bullets > 0 && questions * 3 >= bullets { UNDER_STAGES } else { 0 };
        let against = if links * 2 > bullets { 12 } else { 0 };
        interview + asked + under_stages - against
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let source = whole.source();
        let mut reader = Reader {
            source,
            note: ImportedNote::default(),
            gathering: Gathering::default(),
            section: None,
            sections: Vec::new(),
            heading: Heading::Other,
            fact_entries: Vec::new(),
            open: None,
            unclosed_details: 0,
            counted_to: None,
            is_interview: source.headings().any(|title| matches!(Heading::of(title), Heading::Fact(_))),
        };
        reader.read();
        let lines = whole.lines();
        let front = yaml::read(&lines[..front_matter_lines(lines)]);
        if let Some(title) = front.value("title") {
            reader.note.title = Some(title.to_owned());
        }
        reader.note
    }
}

/// What ends at a byte and begins with the line before `line`, the one before that, and so on, up to a blank
/// one: a paragraph may begin with any of them.
fn ends_above<'a>(outline: &Outline<'a>, line: usize, end: usize) -> impl Iterator<Item = &'a str> {
    let lines = outline.lines[..line].iter().rev();
    let filled = lines.take_while(|line| !line.text.trim_ascii().is_empty());
    let text = outline.text;
    filled.map(move |line| &text[line.start..end])
}

/// After so many `<details>` that are never closed, no more ends are looked for.
const MOST_UNCLOSED: usize = 16;

/// A card whose body may still grow.
struct Open {
    line: usize,
    question: String,
    body: String,
    /// A problem under its own heading: all text up to its answer is the question.
    is_problem: bool,
    /// Whether the body has a label, so that what follows goes on with the answer.
    has_label: bool,
    /// Where it stands in a numbered list, and where what is read of it ends.
    number: Option<u32>,
    end: usize,
}

struct Reader<'a> {
    source: &'a Source<'a>,
    note: ImportedNote,
    gathering: Gathering,
    section: Option<String>,
    /// Headings that stand open, with their levels.
    sections: Vec<(u8, String)>,
    heading: Heading,
    fact_entries: Vec<Entry>,
    open: Option<Open>,
    is_interview: bool,
    unclosed_details: usize,
    /// The last number of the last numbered list that asks.
    counted_to: Option<u32>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let blocks = &self.source.blocks;
        let mut at = 0;
        while at < blocks.len() {
            let block = &blocks[at];
            at += 1;
            match &block.kind {
                BlockKind::Heading { level, title } => self.heading(*level, title, block),
                BlockKind::List(items) => self.list(items, block),
                BlockKind::Html if self.opens_details(&block.range) => {
                    // Its inside may be many blocks; they all belong to it.
                    let start = block.range.start;
                    let mut end = block.range.end;
                    let mut depth = self.details_depth(&block.range);
                    let mut next = at;
                    while depth > 0 && next < blocks.len() && self.unclosed_details < MOST_UNCLOSED {
                        depth += self.details_depth(&blocks[next].range);
                        end = blocks[next].range.end;
                        next += 1;
                    }
                    if depth <= 0 {
                        at = next;
                    } else {
                        self.unclosed_details += 1;
                        end = block.range.end;
                    }
                    self.under_question(start..end);
                }
                BlockKind::Html => {
                    for range in html_elements(self.source.text, &block.range) {
                        self.html(&Block { kind: BlockKind::Html, range });
                    }
                }
                BlockKind::Paragraph | BlockKind::Quote | BlockKind::Code { .. } | BlockKind::Other => {
                    self.prose(block, blocks.get(at));
                }
                BlockKind::Rule => {}
            }
        }
        self.close_card();
        self.close_fact();
        if self.is_interview || self.gathering.has_facts() {
            let gathering = std::mem::take(&mut self.gathering);
            let (interview, problems) = gathering.finish();
            self.note.interview = interview;
            self.note.problems.extend(problems);
        } else {
            let gathering = std::mem::take(&mut self.gathering);
            let (mut interview, problems) = gathering.finish();
            // A list of questions is about a subject, not about a company.
            interview.company = None;
            self.note.interview = interview;
            self.note.problems.extend(problems);
        }
        self.note.problems.sort_by_key(|problem| problem.line);
    }

    fn heading(&mut self, level: u8, title: &str, block: &Block) {
        self.close_card();
        self.close_fact();
        let plain = to_plain(title);
        let heading = Heading::of(&plain);
        // A note may begin with a stage and have no title.
        let is_stage = heading == Heading::Stage
            && (level > 2 || level == 2 && self.source.is_followed_by_list(block) && !self.is_interview);
        if self.sections.is_empty() && !is_stage && !matches!(heading, Heading::Fact(_)) {
            let url = html_or_markdown_link(title);
            self.gathering.title(&plain, url.as_deref());
            self.note.title = Some(plain.clone());
            self.sections.push((level, plain));
            self.heading = Heading::Other;
            return;
        }
        if self.is_interview && !plain.chars().any(char::is_alphabetic) {
            // A line of emoji set as a heading belongs to the heading above: the status.
            self.entry(block.range.start, &plain);
            return;
        }
        while self.sections.len() > 1 && self.sections.last().is_some_and(|&(open, _)| open >= level) {
            self.sections.pop();
        }
        let is_role = self.is_interview
            && heading == Heading::Other
            && !self.gathering.has_role()
            && self.note.cards.is_empty()
            && !self.source.is_followed_by_list(block);
        if is_role || heading == Heading::Stage && self.looks_like_role(&plain, block) {
            self.gathering.role(&plain);
            self.heading = Heading::Other;
            return;
        }
        if heading == Heading::Problem && (self.is_interview || self.heading == Heading::Stage) {
            self.open = Some(Open {
                line: self.source.line_of(block.range.start),
                question: String::new(),
                body: String::new(),
                is_problem: true,
                has_label: false,
                number: None,
                end: 0,
            });
            return;
        }
        self.heading = heading;
        self.sections.push((level, plain.clone()));
        self.section = Some(plain);
    }

    /// "Technical Lead" and "Test Engineer" have words of stages and are none.
    fn looks_like_role(&self, title: &str, block: &Block) -> bool {
        let lower = title.to_lowercase();
        let is_job = [
            "developer",
            "engineer",
            "programmer",
            "devops",
            "architect",
            "intern",
            "administrator",
            "scientist",
            "analyst",
            "برنامه‌نویس",
            "توسعه‌دهنده",
        ]
        .iter()
        .any(|word| lower.contains(word));
        is_job
            && self.is_interview
            && !self.gathering.has_role()
            && !lower.contains("interview")
            && !self.source.is_followed_by_list(block)
    }

    fn entry(&mut self, offset: usize, text: &str) {
        if !text.trim().is_empty() {
            self.fact_entries.push(Entry { line: self.source.line_of(offset), text: text.trim().to_owned() });
        }
    }

    fn close_fact(&mut self) {
        let entries = std::mem::take(&mut self.fact_entries);
        if let Heading::Fact(fact) = self.heading {
            self.gathering.fact(fact, self.section.as_deref().unwrap_or_default(), &entries);
        } else {
            for entry in entries {
                self.gathering.fact(Fact::Status, "", &[entry]);
            }
        }
    }

    fn list(&mut self, items: &[Item], block: &Block) {
        let text = self.source.text;
        // `- so` right below `3. Why?` is of another list, and no question beside it.
        let goes_below = self.open.as_ref().is_some_and(|open| {
            open.number.is_some()
                && items.first().is_some_and(|first| number_of(text, first).is_none())
                && text[open.end.min(block.range.start)..block.range.start].trim().is_empty()
                && !text[..block.range.start].trim_end_matches([' ', '\t']).ends_with("\n\n")
        });
        if goes_below {
            self.under_question(block.range.clone());
            return;
        }
        match self.heading {
            Heading::Fact(_) => {
                for item in items {
                    let whole = dedented_item(text, item);
                    if !self.remark_if_rtl(&whole) {
                        self.entry(item.range.start, &whole);
                    }
                }
                return;
            }
            Heading::Remarks => {
                self.close_card();
                self.remark(&text[block.range.clone()]);
                return;
            }
            Heading::Other if self.open.as_ref().is_some_and(|open| open.is_problem) => {}
            Heading::Other => {
                // A list that mostly does not ask, under a heading that promises nothing, is prose.
                let first = items.first().and_then(|first| number_of(text, first));
                let counts_on = first.is_some_and(|first| first > 1 && self.counted_to == Some(first - 1));
                if !counts_on && !asks_mostly(text, items) {
                    self.close_card();
                    if !self.fact_bullets(items) {
                        self.remark(&text[block.range.clone()]);
                    }
                    return;
                }
            }
            Heading::Stage | Heading::Problem => {}
        }
        // Sub-questions belong to a problem until it is answered; after that they are questions.
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.is_problem && !(open.has_label && asks_mostly(text, items)))
        {
            self.under_question(block.range.clone());
            return;
        }
        for item in items {
            self.item(item);
        }
        self.counted_to = items.last().and_then(|last| number_of(text, last));
    }

    /// "- **Platform**: Meet" wherever it stands; whether all bullets were such.
    fn fact_bullets(&mut self, items: &[Item]) -> bool {
        let keyed = items.iter().all(|item| keyed_fact(&self.source.text[item.lead.clone()]).is_some());
        if keyed {
            for item in items {
                self.keyed(item);
            }
        }
        keyed
    }

    fn keyed(&mut self, item: &Item) -> bool {
        let text = self.source.text;
        let lead = &text[item.lead.clone()];
        let Some((fact, value)) = keyed_fact(lead) else { return false };
        let name = self.section.clone().unwrap_or_default();
        let line = self.source.line_of(item.range.start);
        let is_of_stage = self.heading == Heading::Stage && matches!(fact, Fact::Dates | Fact::Duration);
        let value = if is_of_stage { format!("{name}\n\n{value}") } else { value.to_owned() };
        self.gathering.fact(fact, &name, &[Entry { line, text: value }]);
        true
    }

    fn item(&mut self, item: &Item) {
        let text = self.source.text;
        let lead = &text[item.lead.clone()];
        // A bullet that only holds the answer of the one above.
        if self.open.is_some() && label_of(lead.lines().next().unwrap_or_default()).is_some() {
            let whole = dedented_item(text, item);
            if let Some(open) = &mut self.open {
                open.body.push_str("\n\n");
                open.body.push_str(&whole);
                open.has_label = true;
            }
            return;
        }
        self.close_card();
        // A box to tick is something to do.
        if BOXES.iter().any(|mark| lead.starts_with(mark)) && !has_question_mark(lead) {
            return;
        }
        if self.keyed(item) {
            return;
        }
        let line = self.source.line_of(item.range.start);
        if Gathering::is_event(lead)
            && text[item.lead.end..item.range.end].trim().is_empty()
            && !is_question_like(lead)
        {
            self.gathering.fact(Fact::Dates, "", &[Entry { line, text: lead.to_owned() }]);
            return;
        }
        let (asked, rest) = split_question(lead);
        let mut open = Open {
            line,
            question: cleaned_question(asked),
            body: String::new(),
            is_problem: false,
            has_label: false,
            number: number_of(text, item),
            end: item.range.end,
        };
        // A question that is a link has it for its answer.
        if rest.is_none()
            && let Some((shown, len)) = title::link(&open.question)
            && len == open.question.len()
            && has_question_mark(shown)
        {
            open.body.push_str(&open.question);
            open.body.push_str("\n\n");
            shown.trim().to_owned().clone_into(&mut open.question);
        }
        if let Some(rest) = rest {
            open.body.push_str(&dedented(rest));
            open.body.push_str("\n\n");
        }
        open.body.push_str(&dedented(&text[item.lead.end..item.range.end]));
        if open.question.is_empty() && open.body.trim().is_empty() {
            return;
        }
        open.has_label = has_label(&open.body);
        self.open = Some(open);
    }

    /// Something at the outermost level that belongs to the question above it.
    fn under_question(&mut self, range: Range<usize>) {
        let block = &self.source.text[range.clone()];
        match &mut self.open {
            Some(open) => {
                open.body.push_str("\n\n");
                open.body.push_str(block);
                open.has_label = open.has_label || has_label(block);
            }
            None => self.gathering.not_understood(self.source.line_of(range.start), block),
        }
    }

    fn html(&mut self, block: &Block) {
        let html = &self.source.text[block.range.clone()];
        if let Heading::Fact(fact) = self.heading {
            let is_commentary = is_rtl_block(html) && fact != Fact::Dates && !self.fact_entries.is_empty()
                || is_rtl_block(html) && to_plain(html).chars().count() > 60;
            if is_commentary {
                self.remark(html);
            } else {
                self.entry(block.range.start, html);
            }
            return;
        }
        if tag_at(html.trim_start()).is_some_and(|tag| matches!(&*tag.name, "ul" | "ol"))
            && self.heading != Heading::Remarks
        {
            self.html_list(block);
            return;
        }
        let first_line = html.lines().next().unwrap_or_default();
        let is_label = label_of(first_line).is_some();
        let is_rtl = is_rtl_block(html);
        let belongs = match &self.open {
            Some(open) => is_label || is_rtl && self.awaits_answer() || open.is_problem && !is_rtl,
            None => false,
        };
        if belongs {
            self.under_question(block.range.clone());
        } else {
            self.remark(html);
        }
    }

    /// Whether the last thing under the question is a label with nothing behind it yet.
    fn awaits_answer(&self) -> bool {
        let Some(open) = &self.open else { return false };
        open.body
            .trim_end()
            .lines()
            .next_back()
            .and_then(label_of)
            .is_some_and(|label| label.rest.trim().is_empty())
    }

    fn html_list(&mut self, block: &Block) {
        let html = &self.source.text[block.range.clone()];
        self.close_card();
        for (start, item) in list_items(html) {
            let item = to_markdown(item);
            let (asked, rest) = split_question(&item);
            let question = cleaned_question(asked);
            if question.is_empty() {
                continue;
            }
            let line = self.source.line_of(block.range.start + start);
            self.open = Some(Open {
                line,
                question,
                body: rest.unwrap_or_default().to_owned(),
                is_problem: false,
                has_label: false,
                number: None,
                end: 0,
            });
            self.close_card();
        }
    }

    fn prose(&mut self, block: &Block, next: Option<&Block>) {
        let text = &self.source.text[block.range.clone()];
        if let Heading::Fact(fact) = self.heading {
            let chart = match &block.kind {
                BlockKind::Code { content } => Some(&self.source.text[content.clone()]),
                _ => None,
            };
            if is_mostly_rtl(text) && to_plain(text).chars().count() > 60 {
                self.remark(text);
            } else if fact == Fact::Status
                && !to_plain(text).is_empty()
                && self.fact_entries.len() == 1
                && !self.gathering.has_role()
                && self.fact_entries[0].text.chars().all(|c| !c.is_alphabetic())
            {
                // The line under the row of emoji.
                self.gathering.role(text);
            } else {
                self.entry(block.range.start, chart.unwrap_or(text));
            }
            return;
        }
        let first_line = text.lines().next().unwrap_or_default();
        if self.open.is_some() && (label_of(first_line).is_some() || self.awaits_answer()) {
            self.under_question(block.range.clone());
            return;
        }
        if matches!(self.heading, Heading::Other)
            && self.open.is_none()
            && matches!(block.kind, BlockKind::Paragraph)
            && self.keyed_lines(block)
        {
            return;
        }
        // "**Round 2**" above a list names it.
        if self.open.as_ref().is_some_and(|open| !open.is_problem && !open.has_label)
            && next.is_some_and(|next| matches!(next.kind, BlockKind::List(_)))
            && let Some(name) = text.trim().strip_prefix("**").and_then(|name| name.strip_suffix("**"))
            && !name.contains(['*', '\n'])
            && !is_question_like(name)
        {
            self.close_card();
            self.section = Some(to_plain(name).trim_end_matches(':').to_owned());
            return;
        }
        if self.is_untitled_problem(block, next) {
            self.open = Some(Open {
                line: self.source.line_of(block.range.start),
                question: String::new(),
                body: text.to_owned(),
                is_problem: true,
                has_label: false,
                number: None,
                end: 0,
            });
            return;
        }
        let is_code = matches!(block.kind, BlockKind::Code { .. } | BlockKind::Other);
        let is_followed =
            next.is_some_and(|next| matches!(next.kind, BlockKind::List(_) | BlockKind::Code { .. }));
        let belongs = match &self.open {
            // A labelled answer, and a problem, go on to the next heading or bullet.
            Some(open) if open.is_problem || open.has_label => !is_mostly_rtl(text),
            Some(_) => is_code || is_followed && !is_mostly_rtl(text),
            None => false,
        };
        if belongs {
            self.under_question(block.range.clone());
        } else {
            self.remark(text);
        }
    }

    /// A task told in a paragraph of a stage, with its code or its answer right below.
    fn is_untitled_problem(&self, block: &Block, next: Option<&Block>) -> bool {
        let text = &self.source.text[block.range.clone()];
        let is_candidate = self.open.is_none()
            && self.heading == Heading::Stage
            && matches!(block.kind, BlockKind::Paragraph)
            && !is_mostly_rtl(text)
            && is_question_like(text);
        is_candidate
            && next.is_some_and(|next| match next.kind {
                BlockKind::Code { .. } => true,
                BlockKind::Paragraph | BlockKind::Html => {
                    let below = self.source.text[next.range.clone()].lines().next().unwrap_or_default();
                    label_of(below).is_some()
                        || tag_at(below.trim_start()).is_some_and(|tag| tag.name == "details")
                }
                _ => false,
            })
    }

    /// "Role: Go developer" on lines of a paragraph before the first section.
    fn keyed_lines(&mut self, block: &Block) -> bool {
        let text = &self.source.text[block.range.clone()];
        if !text.lines().all(|line| keyed_fact(line).is_some()) {
            return false;
        }
        let mut offset = block.range.start;
        for line in text.split_inclusive('\n') {
            if let Some((fact, value)) = keyed_fact(line.trim_end()) {
                let entry = Entry { line: self.source.line_of(offset), text: value.to_owned() };
                self.gathering.fact(fact, "", &[entry]);
            }
            offset += line.len();
        }
        true
    }

    fn remark_if_rtl(&mut self, text: &str) -> bool {
        let is_commentary = is_rtl_block(text);
        if is_commentary {
            self.remark(text);
        }
        is_commentary
    }

    fn remark(&mut self, text: &str) {
        let section = self.section.clone().unwrap_or_default();
        self.gathering.remark(&section, &to_markdown(&dedented(text)));
    }

    fn close_card(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let mut sorted =
            if open.is_problem { sort_problem(&open.body) } else { body::sort(&open.question, &open.body) };
        if open.question.is_empty() && !sorted.question.is_empty() {
            open.question = cleaned_question(&sorted.question.remove(0));
        }
        for remark in &sorted.remarks {
            self.gathering.remark(self.section.as_deref().unwrap_or_default(), remark);
        }
        if open.question.trim().is_empty() {
            if let Some(answer) = sorted.answer() {
                self.gathering.not_understood(open.line, &answer);
            }
            return;
        }
        for part in &sorted.question {
            open.question.push_str("\n\n");
            open.question.push_str(part);
        }
        self.note.cards.push(NoteCard {
            question: open.question,
            answer: sorted.answer(),
            section: self.section.clone(),
            tags: Vec::new(),
            asked: Vec::new(),
            line: open.line,
            guid: None,
            past: None,
        });
    }

    fn opens_details(&self, range: &Range<usize>) -> bool {
        self.open.is_some() && self.details_depth(range) > 0
            || self.open.is_some()
                && tag_at(self.source.text[range.clone()].trim_start())
                    .is_some_and(|tag| tag.name == "details")
    }

    fn details_depth(&self, range: &Range<usize>) -> i32 {
        let html = self.source.text[range.clone()].to_ascii_lowercase();
        let count = |what: &str| i32::try_from(html.matches(what).count()).unwrap_or(0);
        count("<details") - count("</details")
    }
}

/// `12` of `12. Why?`
fn number_of(text: &str, item: &Item) -> Option<u32> {
    let bare = text[item.range.clone()].trim_start();
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    bare[..digits].parse().ok()
}

fn asks_mostly(text: &str, items: &[Item]) -> bool {
    let asking = items.iter().filter(|item| is_question_like(&text[item.lead.clone()])).count();
    asking * 2 >= items.len()
}

/// A problem's text up to its first label is the question, all of it.
fn sort_problem(text: &str) -> Sorted {
    let label_at = |text: &str| {
        let (mut at, mut skip_to) = (0, 0);
        for line in text.split_inclusive('\n') {
            if at >= skip_to {
                if let Some(end) = html::fence_end(&text[at..]) {
                    skip_to = at + end;
                } else if label_of(line.trim_end()).is_some()
                    || tag_at(line.trim_start()).is_some_and(|tag| tag.name == "details")
                {
                    return Some(at);
                }
            }
            at += line.len();
        }
        None
    };
    let split = label_at(text).unwrap_or(text.len());
    let mut sorted = body::sort("", &text[split..]);
    let question = to_markdown(&text[..split]);
    if !question.is_empty() {
        sorted.question.insert(0, question);
    }
    sorted
}

fn has_label(body: &str) -> bool {
    body.lines().any(|line| label_of(line).is_some())
}

fn dedented_item(text: &str, item: &Item) -> String {
    let lead = text[item.lead.clone()].trim_end();
    let rest = dedented(&text[item.lead.end..item.range.end]);
    if rest.trim().is_empty() { lead.to_owned() } else { format!("{lead}\n\n{}", rest.trim()) }
}

/// In bytes.
const LONGEST_KEY: usize = 60;

/// "**Platform:** Meet" as fact and value.
fn keyed_fact(line: &str) -> Option<(Fact, &str)> {
    let bare = line.trim_start_matches(['*', '_', ' ', '-']);
    let (key, value) = bare.split_once([':', '：'])?;
    let value = value.trim_start_matches(['*', '_', ' ']).trim();
    if key.len() > LONGEST_KEY
        || key.contains("//")
        || value.is_empty()
        || holds_question_mark(line)
        || key.contains(['<', '[', '`'])
    {
        return None;
    }
    Some((Fact::of(key.trim_end_matches(['*', '_', ' ']))?, value))
}

const BOXES: [&str; 3] = ["[ ] ", "[x] ", "[X] "];

/// The question without its box, numbering, wrapping bold marks and trailing breaks.
fn cleaned_question(text: &str) -> String {
    let markdown = to_markdown(&dedented(text));
    let text = markdown.trim().trim_end_matches('\\').trim_end();
    let text = BOXES.iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
    let mut text = without_numbering(text);
    // `❓ **Why?**`
    if !text.starts_with(char::is_alphanumeric) {
        let behind_sign = text.trim_start_matches(|c: char| is_emoji(c) || c == ' ');
        text = if behind_sign.starts_with("**") { behind_sign } else { text };
    }
    for word in ["**Question**:", "**Question:**", "Question:", "**Q:**", "**Q**:", "Q:"] {
        text = text.strip_prefix(word).map_or(text, str::trim_start);
    }
    for mark in ["***", "**", "__"] {
        let inner = text.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark));
        if let Some(inner) = inner.filter(|inner| !inner.contains(mark)) {
            text = without_numbering(inner.trim());
        }
    }
    text.to_owned()
}

/// `12. Why?`, `43 . Why?`, `Q3: Why?`, `Question 3. Why?`
fn without_numbering(text: &str) -> &str {
    let after_word = ["Question ", "question ", "Q", "q"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let numbered = after_word.unwrap_or(text);
    let digits = numbered.len() - numbered.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 4 {
        return text;
    }
    let rest = numbered[digits..].trim_start_matches(' ');
    match rest.strip_prefix(['.', ')', ':']).or_else(|| rest.strip_prefix("- ")) {
        Some(rest) if rest.starts_with(' ') || after_word.is_some() => rest.trim_start(),
        _ => text,
    }
}

fn is_only_link(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('[') && text.ends_with(')') && text.matches("](").count() == 1
        || text.starts_with("http") && !text.contains(' ')
}

fn html_or_markdown_link(title: &str) -> Option<String> {
    use pulldown_cmark::{Event, Parser, Tag};
    Parser::new(&to_markdown(title)).find_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    })
}

fn is_mostly_rtl(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let rtl = text.chars().filter(|c| matches!(c, '\u{590}'..='\u{6ff}' | '\u{fb50}'..='\u{fefc}')).count();
    rtl * 2 > letters || is_rtl_block(text)
}

/// An HTML block goes on to a blank line; paragraphs and lists in it are told apart here.
fn html_elements(text: &str, block: &Range<usize>) -> Vec<Range<usize>> {
    let html = &text[block.clone()];
    let is_block = |name: &str| {
        matches!(
            name,
            "p" | "ul"
                | "ol"
                | "div"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "table"
                | "blockquote"
                | "pre"
        )
    };
    let (mut elements, mut start, mut depth, mut at) = (Vec::new(), 0, 0_usize, 0);
    while let Some(found) = html[at..].find('<') {
        let here = at + found;
        let Some(tag) = tag_at(&html[here..]) else {
            at = here + 1;
            continue;
        };
        at = here + tag.len;
        if !is_block(&tag.name) {
            continue;
        }
        if !tag.is_closing {
            if depth == 0 && !html[start..here].trim().is_empty() {
                elements.push(start..here);
                start = here;
            }
            depth += 1;
        } else if depth == 1 {
            depth = 0;
            // What stands on the line of the closing tag belongs to it: `</p> :`.
            let end = html[at..].find('\n').map_or(html.len(), |end| at + end + 1);
            let end = html[at..end].find('<').map_or(end, |next| at + next);
            elements.push(start..end);
            (start, at) = (end, end);
        } else {
            depth = depth.saturating_sub(1);
        }
    }
    if !html[start..].trim().is_empty() {
        elements.push(start..html.len());
    }
    elements.iter().map(|range| block.start + range.start..block.start + range.end).collect()
}

/// The insides of `<li>`s of the outermost list, with where each begins.
fn list_items(html: &str) -> Vec<(usize, &str)> {
    let mut items = Vec::new();
    let (mut at, mut depth, mut start) = (0, 0_usize, None);
    while let Some(found) = html[at..].find('<') {
        let here = at + found;
        let Some(tag) = tag_at(&html[here..]) else {
            at = here + 1;
            continue;
        };
        let end = here + tag.len;
        match (&*tag.name, tag.is_closing) {
            ("ul" | "ol", false) => depth += 1,
            ("ul" | "ol", true) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some(start) = start.take()
                {
                    items.push((start, &html[start..here]));
                }
            }
            ("li", false) if depth <= 1 => {
                if let Some(start) = start.replace(end) {
                    items.push((start, &html[start..here]));
                }
            }
            ("li", true) if depth <= 1 => {
                if let Some(start) = start.take() {
                    items.push((start, &html[start..here]));
                }
            }
            _ => {}
        }
        at = end;
    }
    if let Some(start) = start {
        items.push((start, &html[start..]));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::plain::PlainText;
    use super::*;
    use crate::study::import::NoteHint;
    use proptest::prelude::*;

    fn any_note() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            "[ >]{0,3}(#{1,3} |[-*+] |[0-9]{1,2}[.)] |\\*\\*|- - |- # |)(My |the |2 )?(Company|Date|date of|Interview|Role|HR call|Why\\?|Meet|How i|Applied)?(\\*\\*)?:?(\\*\\*)?( x| \\[x\\]\\(y\\)|)",
            "(---|===|-|```|<details>|\u{a0}|\\| a \\||- |1\\. |    - Why\\?|)",
        ];
        proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
    }

    #[test]
    fn marks_without_words_are_not_looked_through_again_and_again() {
        let (text, hint) = ("::\n".repeat(1000), NoteHint::default());
        assert_eq!(Bullets.most(&Whole::new(&text, &hint)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_evidence_is_more_than_the_most(text in any_note()) {
            let hint = NoteHint::default();
            let whole = Whole::new(&text, &hint);
            for family in [&Bullets as &dyn Family, &PlainText] {
                prop_assert!(family.most(&whole).is_none_or(|most| family.evidence(&whole) <= most));
            }
        }
    }
}
