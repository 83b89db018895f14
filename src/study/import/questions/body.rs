//! What lies below a question, split once into context, which is shown with the question, and answer.

use super::super::text::{RTL, regex};
use super::candidate::{Candidate, Role};
use super::class::{Class, Place};
use super::groups::Decided;
use super::own_text::{asked, asked_by, split};
use crate::study::import::blocks::{BlockId, Kind, Outline, PLAIN_LEVEL, unquoted};
use crate::study::import::marks::{Numbering, bold_whole, digit};
use crate::study::import::options::without_right_mark;
use crate::study::import::wording::{
    self, Ask, HeadingKind, Side, TextReading, clean, is_in_the_way, is_link_only, label,
};
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// A question with its body split.
#[derive(Clone, Debug, Default)]
pub(super) struct Split {
    pub(super) question: String,
    pub(super) answer: String,
    /// Blocks that were used.
    pub(super) used: Vec<BlockId>,
    /// Blocks that were passed over on purpose.
    pub(super) dropped: Vec<(BlockId, Role)>,
    /// The topic that the question stands under, if that was the heading of the card.
    pub(super) topic: Option<String>,
}

/// A piece of an answer: blocks as they are, or text.
enum Piece {
    Block(BlockId),
    Text(String),
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Splitter<'d, 'a> {
    decided: &'d Decided<'a>,
    candidate: &'d Candidate,
    /// Whether most members of the group have no body.
    is_bodyless: bool,
    question: String,
    /// What its own block says behind the question.
    rest: String,
    body: Vec<BlockId>,
    marks: Vec<BlockId>,
    has_options: bool,
    context: Vec<BlockId>,
    answer: Vec<Piece>,
    in_answer: bool,
    /// A text that poses the question stands in the context.
    is_posed: bool,
    ends_in_colon: bool,
    option_count: usize,
    /// Folds with hints that are open.
    hint_depth: usize,
    split: Split,
}

/// Splits the body of a question that was taken; `None` if it asks nothing.
pub(super) fn split_body(decided: &Decided<'_>, candidate: &Candidate, is_bodyless: bool) -> Option<Split> {
    let blocks = &decided.outline.blocks;
    let mut body: Vec<BlockId> = (candidate.at + 1..candidate.end).collect();
    let mut question = candidate.title.clone();
    let mut rest = candidate.rest.clone();
    let mut split_off = Split::default();
    if candidate.is_label_alone() {
        let first = body.iter().position(|&at| blocks[at].kind != Kind::Rule)?;
        let at = body[first];
        if decided.annotations.is_answer_mark(at)
            || !matches!(
                blocks[at].kind,
                Kind::Paragraph | Kind::Quote | Kind::Item | Kind::Line | Kind::Heading
            )
        {
            return None;
        }
        let text = decided.outline.own(at);
        let said = clean(&text, decided.words);
        let own = split(&TextReading::of(&said, decided.words));
        question = clean(&own.question, decided.words).into_owned();
        rest = own.rest;
        split_off.used.push(at);
        body.drain(..=first);
    }
    let marks: Vec<BlockId> =
        body.iter().copied().filter(|&at| decided.annotations.is_answer_mark(at)).collect();
    let has_options = body.iter().any(|&at| decided.annotations.role(at) == Role::Option);
    let is_answered_already = body.iter().any(|&at| blocks[at].kind == Kind::Separator)
        || matches!(
            candidate.class,
            Class::Fold
                | Class::Term
                | Class::Labelled(Place::Callout | Place::Colons | Place::Separator | Place::Tag)
        );
    let splitter = Splitter {
        decided,
        candidate,
        is_bodyless,
        ends_in_colon: question.trim_end().ends_with([':', '：']),
        question,
        rest,
        body,
        marks,
        has_options,
        context: Vec::new(),
        answer: Vec::new(),
        in_answer: is_answered_already,
        is_posed: false,
        option_count: 0,
        hint_depth: 0,
        split: split_off,
    };
    Some(splitter.run())
}

impl Splitter<'_, '_> {
    fn run(mut self) -> Split {
        let mut drops_section = false;
        for index in 0..self.body.len() {
            let at = self.body[index];
            let kind = self.decided.outline.blocks[at].kind.clone();
            if kind == Kind::Heading {
                let title = self.decided.outline.own(at);
                let source = wording::key_value(&title).is_some_and(|(key, value)| {
                    self.decided.words.is(WordClass::Boilerplate, &fold(key)) && is_link_only(value)
                });
                let is_left = source
                    || self.decided.annotations.kind(at) == HeadingKind::Boilerplate
                    || self.decided.annotations.is_in_the_way(at);
                drops_section = is_left && self.decided.annotations.label_alone(at).is_none();
                if drops_section {
                    self.drop(at, Role::Boilerplate);
                    continue;
                }
            }
            if drops_section && self.is_reference(at) {
                self.drop(at, Role::Boilerplate);
                continue;
            }
            self.block(at, &kind, index);
        }
        self.finish()
    }

    fn drop(&mut self, at: BlockId, role: Role) {
        self.split.dropped.push((at, role));
    }

    fn is_reference(&self, at: BlockId) -> bool {
        let text = self.decided.outline.own(at);
        matches!(self.decided.outline.blocks[at].kind, Kind::Item | Kind::Paragraph | Kind::Line)
            && (is_link_only(&text)
                || self.decided.annotations.role(at) == Role::Boilerplate
                || self.decided.annotations.is_in_the_way(at))
    }

    fn block(&mut self, at: BlockId, kind: &Kind, index: usize) {
        let role = self.decided.annotations.role(at);
        match kind {
            Kind::FoldClose if self.hint_depth > 0 => {
                self.hint_depth -= 1;
                return;
            }
            Kind::FoldClose | Kind::Separator => {
                self.split.used.push(at);
                return;
            }
            Kind::Rule => return,
            _ => {}
        }
        let text = self.decided.outline.own(at).into_owned();
        if matches!(kind, Kind::Paragraph | Kind::Item) && self.decided.annotations.is_in_the_way(at) {
            return self.drop(at, Role::Boilerplate);
        }
        let is_told = matches!(kind, Kind::Paragraph | Kind::Item | Kind::Line) && role == Role::Fact;
        if is_told && !self.in_answer && self.marks.is_empty() && self.rest.is_empty() {
            return self.drop(at, Role::Fact);
        }
        let blocks = &self.decided.outline.blocks;
        let own = &blocks[self.candidate.at];
        let is_outside = own.kind == Kind::Item
            && blocks[at].fold == own.fold
            && !self.decided.outline.is_under(at, self.candidate.at);
        let behind_mark = !is_outside && self.marks.first().is_some_and(|&mark| at > mark);
        if role == Role::Narrative && !behind_mark {
            return self.drop(at, Role::Narrative);
        }
        if self.hint_depth > 0 {
            return self.drop(at, Role::Hint);
        }
        self.split.used.push(at);
        if self.decided.annotations.is_answer_mark(at) {
            return self.answer_mark(at, kind, &text);
        }
        if role == Role::Hint {
            self.hint_depth = 1;
            return;
        }
        if *kind == Kind::FoldOpen {
            self.in_answer = true;
            if text.chars().any(char::is_alphanumeric) && self.decided.annotations.ask(at) == Ask::Mark {
                self.answer.push(Piece::Text(format!("**{}**", text.trim_matches('*'))));
            }
            return;
        }
        if self.in_answer {
            return self.answer.push(Piece::Block(at));
        }
        if self.is_context(at, kind, &text, index) {
            self.context.push(at);
            return;
        }
        self.in_answer = true;
        self.answer.push(Piece::Block(at));
    }

    fn answer_mark(&mut self, at: BlockId, kind: &Kind, text: &str) {
        let words = self.decided.words;
        self.in_answer = true;
        let found = label(text, words).filter(|found| found.side == Side::Answer && *kind != Kind::FoldOpen);
        let mut said = found.map_or(String::new(), |found| found.rest.to_owned());
        if *kind == Kind::Heading && said.is_empty() {
            let title = clean(text, words);
            said =
                title.split_once([':', '：']).map_or(String::new(), |(_, behind)| behind.trim().to_owned());
        }
        let has_more = !self.answer.is_empty();
        // A second answer keeps its label, so that the two stay apart.
        if has_more && matches!(kind, Kind::Paragraph | Kind::Item) {
            self.answer.push(Piece::Block(at));
        } else if has_more && matches!(kind, Kind::FoldOpen | Kind::Heading) {
            let title = clean(text, words);
            if !title.is_empty() {
                self.answer.push(Piece::Text(format!("**{}**", title.trim_end_matches([':', '：']))));
            }
            if !said.is_empty() && !title.contains(&said) {
                self.answer.push(Piece::Text(said));
            }
        } else {
            // The first of two answers keeps its label as well, unless the label is just "Answer".
            let title = clean(text, words);
            let title = title.split([':', '：']).next().unwrap_or_default().trim();
            if self.marks.len() > 1 && title.contains(' ') && title.split_whitespace().count() <= 4 {
                self.answer.push(Piece::Text(format!("**{title}**")));
            }
            if said.chars().any(char::is_alphanumeric) {
                self.answer.push(Piece::Text(said));
            }
        }
    }

    /// Whether a block before the answer belongs to the question.
    fn is_context(&mut self, at: BlockId, kind: &Kind, text: &str, index: usize) -> bool {
        let words = self.decided.words;
        let ask = self.candidate.ask;
        let is_marked = ask == Ask::Mark;
        let has_options = self.has_options;
        let rest_empty = self.rest.is_empty();
        if let Some(&mark) = self.marks.first()
            && at < mark
        {
            let count = text.split_whitespace().count()
                + text.chars().filter(|&c| crate::study::lexicon::is_unspaced(c)).count() / 3;
            let in_fold = self.decided.outline.blocks[mark].kind == Kind::FoldOpen;
            let asks = count < 25 && self.decided.annotations.ask(at).is_strong();
            return *kind != Kind::Paragraph || !is_marked || !in_fold || asks || count < 12 || has_options;
        }
        if self.decided.annotations.role(at) == Role::Option {
            self.option_count += 1;
            return true;
        }
        if self.option_count > 0 {
            return false;
        }
        let is_over_options =
            self.body.get(index + 1).is_some_and(|&next| self.decided.annotations.role(next) == Role::Option);
        if *kind == Kind::Paragraph && is_over_options && text.split_whitespace().count() < 25 {
            return true;
        }
        let above = self.context.last().map(|&above| self.decided.outline.own(above).into_owned());
        if *kind == Kind::Code {
            let led = above.as_deref().is_some_and(|above| self.wants_code_in(above));
            let is_wanted = self.is_posed && self.ends_in_colon || self.wants_code() || has_options || led;
            if is_wanted {
                self.ends_in_colon = false;
            }
            return is_wanted;
        }
        let sets_task = |text: &str| {
            TextReading::of(text, words).is_task()
                && (!ask.is_strong() || self.decided.annotations.ask(at).is_strong())
        };
        if matches!(kind, Kind::Paragraph | Kind::Quote) && rest_empty && (self.is_posed || sets_task(text)) {
            self.is_posed = true;
            self.ends_in_colon = text.trim_end().ends_with([':', '：']);
            return true;
        }
        if matches!(kind, Kind::Paragraph | Kind::Line | Kind::Quote) && !ask.is_strong() && rest_empty {
            let own = split(&TextReading::of(text, words));
            let whole = asked_by(text, &own, words);
            let asked = wording::ask(&own.question, words);
            let is_lone_order = whole == Ask::Order && !self.decided.groups[self.candidate.group].has_prompts;
            if whole.is_strong() && !is_lone_order {
                self.ends_in_colon = text.trim_end().ends_with([':', '：']);
                let is_answered = asked == Ask::Mark
                    && own.rest.split_whitespace().count() > 6
                    && !wording::ask(&own.rest, words).is_strong();
                if is_answered {
                    self.question = format!("{}\n\n{}", self.question, own.question);
                    self.answer.push(Piece::Text(own.rest));
                    self.in_answer = true;
                    // The block is used up; nothing of it is context.
                    return false;
                }
                return true;
            }
        }
        if *kind == Kind::Item {
            let is_under = self.decided.outline.is_under(at, self.candidate.at);
            let asks = wording::ask(&split(&TextReading::of(text, words)).question, words).is_strong();
            let has_code =
                self.body[index..].iter().any(|&at| self.decided.outline.blocks[at].kind == Kind::Code);
            if (is_under || self.ends_in_colon) && asks && !has_code {
                return true;
            }
            let of_these =
                is_under && self.answer.is_empty() && words.within(WordClass::Chooses, &fold(&self.question));
            if of_these || self.ends_in_colon && !self.context.is_empty() || self.is_bodyless && is_under {
                return true;
            }
        }
        false
    }

    /// Whether what stands right below a topic asks by itself.
    fn context_asks(&self) -> bool {
        let words = self.decided.words;
        self.context.first().is_some_and(|&at| {
            matches!(self.decided.outline.blocks[at].kind, Kind::Paragraph | Kind::Quote)
                && asked(&self.decided.outline.own(at), words).is_strong()
        })
    }

    fn question_title(&self) -> String {
        self.candidate.title.clone()
    }

    /// Whether the question speaks of code that stands below.
    fn wants_code(&self) -> bool {
        self.wants_code_in(&self.question)
    }

    #[expect(clippy::unused_self, reason = "it belongs to the splitter")]
    fn wants_code_in(&self, question: &str) -> bool {
        regex!(r"(?i)output|following|below|\bcode\b|snippet|\bresult|\bprint|\blog\b|вывед|输出|结果|программ|código|codigo|出力|출력|خروجی|زیر|this (?:function|program|query|class|script)|these")
            .is_match(question)
    }

    fn finish(mut self) -> Split {
        let outline = self.decided.outline;
        let mut parts: Vec<String> = Vec::new();
        if self.marks.is_empty() && !self.rest.is_empty() {
            parts.push(std::mem::take(&mut self.rest));
        }
        let mut run: Vec<BlockId> = Vec::new();
        let pieces = std::mem::take(&mut self.answer);
        for piece in pieces {
            match piece {
                Piece::Block(at) => {
                    // A block whose text was taken already.
                    run.push(at);
                }
                Piece::Text(text) => {
                    parts.push(written(outline, &run));
                    run.clear();
                    parts.push(text);
                }
            }
        }
        parts.push(written(outline, &run));
        parts.retain(|part| !part.trim().is_empty());
        let mut answer = parts.join("\n\n");
        let mut question = std::mem::take(&mut self.question);
        if self.candidate.class == Class::Labelled(Place::Callout)
            && self.wants_code_in(&question)
            && let Some(end) = answer.strip_prefix("```").and_then(|rest| rest.find("\n```"))
        {
            let end = end + 3 + 4;
            question = format!("{question}\n\n{}", &answer[..end]);
            let rest = answer.split_off(end);
            rest.trim().clone_into(&mut answer);
        }
        if !self.rest.is_empty() {
            question = format!("{question}\n\n{}", self.rest);
        }
        let is_topic =
            self.candidate.is_heading() && self.candidate.ask == Ask::No && self.candidate.number.is_none();
        if is_topic && self.context_asks() {
            // The prompt below a topic is the question, and the topic its section.
            question = written(outline, &self.context);
            self.split.topic =
                Some(self.question_title()).filter(|topic| !is_count(topic, self.decided.words));
        } else if !self.context.is_empty() {
            question = format!("{question}\n\n{}", self.context_text());
        }
        if self.marks.is_empty() && !answer.is_empty() {
            (question, answer) = self.with_task_parts(question, answer);
        }
        answer = without_bare_marks(&answer);
        if self.marks.is_empty() && self.is_code_alone(&answer) {
            question = format!("{question}\n\n{answer}");
            answer = String::new();
        }
        if is_in_the_way(&answer, self.decided.words) {
            answer = String::new();
        }
        question.trim().clone_into(&mut self.split.question);
        self.split.answer = answer;
        self.split
    }

    /// The context as it goes on the card; options without letters get boxes, by which they are told.
    fn context_text(&self) -> String {
        let (outline, annotations) = (self.decided.outline, &self.decided.annotations);
        let is_option = |at: &BlockId| {
            annotations.role(*at) == Role::Option
                && !matches!(outline.blocks[*at].numbering, Numbering::Letter(_))
        };
        let parts = self.context.chunk_by(|a, b| is_option(a) == is_option(b)).map(|run| {
            if !is_option(&run[0]) {
                return written(outline, run);
            }
            let line = |&at: &BlockId| {
                let text = outline.own(at);
                let text = without_right_mark(&text, self.decided.words).unwrap_or(&text);
                let text = bold_whole(text).unwrap_or(text).replace('\n', "\n  ");
                format!("- [{}] {text}", if annotations.is_right(at) { 'x' } else { ' ' })
            };
            run.iter().map(line).collect::<Vec<_>>().join("\n")
        });
        parts.collect::<Vec<_>>().join("\n\n")
    }

    /// "Input:", "Constraints:" at the front of an answer belong to the question.
    fn with_task_parts(&self, question: String, answer: String) -> (String, String) {
        let mut kept = 0;
        for line in answer.split_inclusive('\n') {
            let bare = line.trim().trim_start_matches(['-', '*', '+', ' ']);
            let is_part = bare.is_empty()
                || bare.split_once(':').is_some_and(|(key, _)| {
                    self.decided.words.is(WordClass::TaskPart, &fold(key.trim_matches(['*', '_', ' '])))
                });
            if !is_part {
                break;
            }
            kept += line.len();
        }
        if answer[..kept].trim().is_empty() {
            return (question, answer);
        }
        (format!("{question}\n\n{}", answer[..kept].trim()), answer[kept..].trim().to_owned())
    }

    /// Whether an answer is one fence that the question speaks of.
    fn is_code_alone(&self, answer: &str) -> bool {
        let is_fence =
            answer.starts_with("```") && answer.ends_with("```") && answer.matches("```").count() == 2;
        let question = self.question.as_str();
        let is_led = question.ends_with([':', '：']) || regex!(r"(?i)\bfollowing\b").is_match(question);
        let wants_writing = regex!(r"(?i)^(?:write|implement|create|how (?:do|can|to))\b").is_match(question);
        is_fence && (self.candidate.ask == Ask::Mark && self.wants_code() || is_led) && !wants_writing
    }
}

/// Lines that are only marks of emphasis go.
fn without_bare_marks(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !matches!(line.trim(), "**" | "__" | "****")).collect();
    lines.join("\n").trim().to_owned()
}

/// The text of blocks as it goes on a card: flush at the margin, items close together.
pub(super) fn written(outline: &Outline, blocks: &[BlockId]) -> String {
    let mut out = String::new();
    for (index, &at) in blocks.iter().enumerate() {
        let block = &outline.blocks[at];
        let text = match block.kind {
            Kind::FoldOpen | Kind::FoldClose | Kind::Separator | Kind::Rule => continue,
            Kind::Quote => {
                let said = unquoted(&outline.text.text[block.own.clone()]);
                let said = said.trim_end();
                match said.strip_prefix("[!").and_then(|rest| rest.split_once(']')) {
                    Some((kind, rest)) if block.callout.is_some() => {
                        let (title, rest) = rest.split_once('\n').unwrap_or((rest, ""));
                        let title = title.trim_start_matches(['-', '+']).trim();
                        let title = if title.is_empty() { kind } else { title };
                        format!("**{title}**\n\n{}", rest.trim())
                    }
                    _ => said.to_owned(),
                }
            }
            Kind::Paragraph => outline.own(at).into_owned(),
            Kind::Item => dedented(outline, at, block.indent.min(40)),
            _ => dedented(outline, at, usize::MAX),
        };
        if text.trim().is_empty() {
            continue;
        }
        if !out.is_empty() {
            let is_close = |kind: &Kind| matches!(kind, Kind::Item | Kind::Line);
            let is_listed = is_close(&block.kind)
                && block.blanks == 0
                && index > 0
                && is_close(&outline.blocks[blocks[index - 1]].kind);
            out.push_str(if is_listed { "\n" } else { "\n\n" });
        }
        out.push_str(text.trim_end());
    }
    out.replace(RTL, "").trim().to_owned()
}

/// A block's lines with at most so many blanks off their front.
fn dedented(outline: &Outline, at: BlockId, most: usize) -> String {
    let lines: Vec<&str> = outline.blocks[at].lines.clone().map(|line| outline.text.line(line)).collect();
    let indent_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let least =
        lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indent_of(line)).min().unwrap_or(0);
    let indent = least.min(most);
    let lines: Vec<&str> = lines.iter().map(|line| &line[indent_of(line).min(indent)..]).collect();
    lines.join("\n")
}

/// "Problem 1" files nothing.
fn is_count(name: &str, words: &NoteWords) -> bool {
    let key = wording::keyword(name, words);
    let bare = key.trim_end_matches(|c: char| digit(c).is_some() || c == ' ');
    bare.len() < key.len() && (words.is(WordClass::QuestionLabel, bare) || words.is(WordClass::Counted, bare))
}

/// The section of a card: the nearest heading above that names one.
pub(super) fn section_of(decided: &Decided<'_>, candidate: &Candidate) -> Option<String> {
    let blocks = &decided.outline.blocks;
    decided.outline.sections(candidate.at).find_map(|section| {
        // A bold line in the answer of one term names no section of the next.
        if candidate.class == Class::Term && blocks[section].level == PLAIN_LEVEL {
            return None;
        }
        if decided.taken.contains_key(&section) {
            return None;
        }
        let title = decided.outline.own(section);
        let is_title = blocks[section].section.is_none() && blocks[section].level == 1;
        let name = clean(&title, decided.words);
        let name = bold_whole(&name).unwrap_or(&name).trim_end_matches([':', '：']).trim();
        let is_count = is_count(name, decided.words);
        // "Sure! Here are your questions:"
        let is_greeting = name.contains("! ");
        let is_named = !is_title
            && !is_greeting
            && !is_count
            && decided.annotations.label_alone(section).is_none()
            && !name.is_empty();
        is_named.then(|| name.to_owned())
    })
}
