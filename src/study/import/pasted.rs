//! Text copied from a rendered page: headings are bare lines, a list is a line that holds "- ",
//! its items are closed by a line " - " or by " - " at the end of their text, the list by a blank.
//!
//! Nesting is lost but for these marks, so they are followed to the letter: a "-" at the very
//! begin of a line opens a list, and inside an answer that list belongs to the answer. The line
//! "Answer" begins an answer. Answers are set again as good Markdown as is certain; every word is
//! kept.

use super::calendar::dates_in;
use super::family::{Family, Whole};
use super::flowchart;
use super::headings::{Fact, Heading};
use super::interview::{Entry, Gathering};
use super::label::{QUESTION_MARKS, label_of, split_question};
use super::outcome::{ImportedNote, NoteCard};
use super::scan;
use std::fmt::Write as _;

pub(super) struct Pasted;

impl Family for Pasted {
    fn name(&self) -> &'static str {
        "pasted page"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let lines = whole.lines();
        // A note of one lone dash is none.
        let dashes = lines.iter().filter(|line| scan::trim(line.text) == "-").take(10).count();
        let Some(dashes) = i32::try_from(dashes).ok().filter(|&dashes| dashes >= 3) else { return 0 };
        let (mut headings, mut markdown) = (0, 0);
        let mut previous = "";
        for line in lines {
            let bare = line.text.trim();
            headings += i32::from(is_heading_line(bare) && !previous.ends_with('-'));
            markdown += i32::from(bare.starts_with('#') || bare.starts_with("```"));
            previous = bare;
        }
        // Markdown headings and fences do not come out of a page.
        dashes + headings * 2 - markdown * 3
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let text = whole.text;
        // Editors strip blanks at line ends, and with them what tells where a list ends.
        let is_stripped = !text.lines().any(|line| line.trim() == "-" && line.starts_with(' '));
        let mut reader = Reader { is_stripped, ..Reader::default() };
        for (index, line) in text.split('\n').enumerate() {
            reader.line(index + 1, line);
        }
        reader.finish()
    }
}

/// The items of a list that is open, outermost first.
#[derive(Default)]
struct Reader {
    note: ImportedNote,
    gathering: Gathering,
    heading: Option<Heading>,
    section: String,
    /// How many lists are open.
    depth: usize,
    /// The item that is open in the outermost list, with its first line's number.
    item: Option<PastedItem>,
    /// Lines under the heading outside any list.
    loose: Vec<Entry>,
    entries: Vec<Entry>,
    previous_was_label: bool,
    previous_ended_blank: bool,
    is_stripped: bool,
}

#[derive(Default)]
struct PastedItem {
    line: usize,
    /// Lines with the depth they stand at; 1 is the item's own.
    lines: Vec<(usize, String)>,
    /// Where a nested list begins a new item.
    starts_nested: bool,
    has_label: bool,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) {
        let bare = line.trim();
        let is_indented = line.starts_with(char::is_whitespace);
        if bare.is_empty() {
            // A line of one blank closes a list; an empty one means nothing.
            if !line.is_empty() {
                self.close_list();
            }
            return;
        }
        let follows_blank =
            std::mem::replace(&mut self.previous_ended_blank, line.ends_with(' ') && !bare.ends_with('-'));
        if bare == "-" {
            if self.is_stripped {
                self.dash_without_blanks(number);
            } else if is_indented {
                self.next_item(number);
            } else {
                self.open_list(number);
            }
            return;
        }
        if self.depth > 0 && !is_indented && self.is_section(bare, follows_blank) {
            self.close_all();
        }
        if let Some(text) = bare.strip_prefix("- ").filter(|_| self.depth > 0 || line.starts_with("- ")) {
            if is_indented {
                self.next_item(number);
            } else {
                self.open_list(number);
            }
            self.text(number, text.trim());
            return;
        }
        if self.depth == 0 {
            self.outside(number, bare);
            return;
        }
        // "1404/06/05 - ": the text, and the begin of the next item.
        match bare.strip_suffix(" -").filter(|_| line.ends_with(' ') || line.ends_with('-')) {
            Some(text) if self.depth > 0 => {
                self.text(number, text.trim_end());
                self.next_item(number);
            }
            _ => self.text(number, bare),
        }
    }

    /// A heading closes the list above it: a fact always, a stage where the text before it ended in
    /// the blank that ends a list; in a list of dates the name of a stage is the begin of an item.
    fn is_section(&self, bare: &str, follows_blank: bool) -> bool {
        let is_inside_item = self.item.as_ref().is_some_and(|item| !item.lines.is_empty());
        let is_short = bare.chars().count() < 40;
        let in_fact = matches!(self.heading, Some(Heading::Fact(_)));
        self.depth == 1
            && is_short
            && is_inside_item
            && match Heading::of(bare) {
                Heading::Fact(_) => in_fact || follows_blank || self.is_stripped && !self.in_answer(),
                Heading::Stage => (in_fact && follows_blank) || self.is_stripped && self.is_new_stage(bare),
                Heading::Remarks => in_fact && follows_blank,
                _ => false,
            }
    }

    /// Without blanks a stage is known by its bare name: a few words and no sentence.
    fn is_new_stage(&self, bare: &str) -> bool {
        let has_item_text = self
            .item
            .as_ref()
            .is_some_and(|item| item.lines.len() > 1 || !matches!(self.heading, Some(Heading::Fact(_))));
        has_item_text
            && bare.split_whitespace().count() <= 4
            && bare.to_lowercase().contains("interview")
            && !bare.ends_with(['.', '?', ':'])
    }

    /// Nested lists are only known by the label above them; a question ends them.
    fn dash_without_blanks(&mut self, number: usize) {
        let is_empty_item = self.item.as_ref().is_some_and(|item| item.starts_nested);
        if self.previous_was_label {
            self.depth = 2;
        } else if self.depth <= 1 || is_empty_item {
            self.depth = 1;
            self.close_item();
        }
        self.previous_was_label = false;
        self.start_item(number);
    }

    fn open_list(&mut self, number: usize) {
        if self.depth == 0 || self.previous_was_label || self.in_answer() {
            self.depth += 1;
        } else {
            // Without an answer there is nothing to nest in: blanks at line begins were lost.
            self.close_item();
        }
        self.previous_was_label = false;
        self.start_item(number);
    }

    fn in_answer(&self) -> bool {
        self.item.as_ref().is_some_and(|item| item.has_label)
    }

    fn next_item(&mut self, number: usize) {
        if self.depth <= 1 {
            self.depth = 1;
            self.close_item();
        }
        self.start_item(number);
    }

    fn start_item(&mut self, number: usize) {
        match &mut self.item {
            Some(item) if self.depth > 1 => item.starts_nested = true,
            _ => self.item = Some(PastedItem { line: number, ..PastedItem::default() }),
        }
    }

    fn close_list(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.close_item();
        }
        if let Some(item) = &mut self.item {
            item.starts_nested = false;
        }
    }

    fn close_all(&mut self) {
        self.depth = 0;
        self.close_item();
    }

    fn text(&mut self, number: usize, text: &str) {
        let label = label_of(text);
        let is_label = label.is_some();
        self.previous_was_label = label.is_some_and(|label| label.rest.is_empty());
        if self.is_stripped
            && self.depth > 1
            && text.ends_with(QUESTION_MARKS)
            && self.item.as_ref().is_some_and(|item| item.starts_nested)
        {
            self.depth = 1;
            self.close_item();
        }
        let depth = self.depth;
        let item = self.item.get_or_insert_with(|| PastedItem { line: number, ..PastedItem::default() });
        if item.lines.is_empty() {
            item.line = number;
        }
        if depth > 1 && !item.starts_nested && item.lines.last().is_some_and(|&(last, _)| last == depth) {
            // A second line of the same nested item.
            item.lines.push((usize::MAX, text.to_owned()));
        } else {
            item.lines.push((depth, text.to_owned()));
        }
        item.starts_nested = false;
        item.has_label |= is_label;
    }

    fn close_item(&mut self) {
        let Some(item) = self.item.take() else { return };
        let text = item.lines.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n");
        if text.trim().is_empty() {
            return;
        }
        match self.heading {
            Some(Heading::Fact(_)) => {
                self.entries.push(Entry { line: item.line, text: text.replace('\n', "  \n") });
            }
            Some(Heading::Remarks) => self.gathering.remark(&self.section, &format!("- {text}")),
            _ if Gathering::is_event(&text.replace('\n', "  \n")) => {
                self.gathering.fact(
                    Fact::Dates,
                    "",
                    &[Entry { line: item.line, text: text.replace('\n', "  \n") }],
                );
            }
            _ => self.card(&item),
        }
    }

    fn card(&mut self, item: &PastedItem) {
        let label_at = item.lines.iter().position(|(_, line)| label_of(line).is_some());
        let asked_lines = &item.lines[..label_at.unwrap_or(item.lines.len())];
        let asked = asked_lines.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n");
        let (question, behind) = split_question(&asked);
        let mut answers: Vec<(usize, String)> =
            behind.iter().flat_map(|text| text.lines()).map(|line| (1, line.to_owned())).collect();
        if let Some(at) = label_at {
            for (index, (depth, line)) in item.lines[at..].iter().enumerate() {
                match label_of(line) {
                    Some(label) => {
                        // The first plain label says nothing; any other tells answers apart.
                        if !(label.is_plain && answers.is_empty() && index == 0) {
                            answers.push((0, format!("**{}**", label.name)));
                        }
                        if !label.rest.is_empty() {
                            answers.push((1, label.rest.to_owned()));
                        }
                    }
                    None => answers.push((*depth, line.clone())),
                }
            }
        }
        let question = question.trim().replace('\n', "  \n");
        if question.is_empty() {
            let text = answers.first().map_or("", |(_, line)| line.as_str());
            self.gathering.not_understood(item.line, text);
            return;
        }
        let answer = set_again(&answers);
        self.note.cards.push(NoteCard {
            question,
            answer: (!answer.is_empty()).then_some(answer),
            section: (!self.section.is_empty()).then(|| self.section.clone()),
            tags: Vec::new(),
            asked: Vec::new(),
            line: item.line,
            guid: None,
            past: None,
        });
    }

    fn outside(&mut self, number: usize, bare: &str) {
        let heading = Heading::of(bare);
        let is_new_section = match heading {
            Heading::Fact(_) | Heading::Remarks => bare.chars().count() <= 40,
            Heading::Stage | Heading::Problem => self.is_stage_line(bare),
            Heading::Other => false,
        };
        if is_new_section && !self.is_value_of_fact(heading, bare) {
            self.close_section();
            self.heading = Some(heading);
            bare.trim_end_matches(':').clone_into(&mut self.section);
            return;
        }
        self.loose.push(Entry { line: number, text: bare.to_owned() });
    }

    fn is_stage_line(&self, bare: &str) -> bool {
        let has_facts = self.heading.is_some();
        has_facts && bare.chars().count() <= 50 && !bare.ends_with(['.', ',', '،']) && !bare.contains("-->")
    }

    /// "Technical Interview" right below "Interview Duration" begins its text, not a section.
    fn is_value_of_fact(&self, heading: Heading, bare: &str) -> bool {
        let is_first = self.loose.is_empty() && self.entries.is_empty();
        match self.heading {
            Some(Heading::Fact(Fact::Status)) => heading == Heading::Stage && is_job(bare),
            Some(Heading::Fact(_)) => is_first && heading == Heading::Stage,
            _ => false,
        }
    }

    fn close_section(&mut self) {
        self.close_all();
        let mut loose = std::mem::take(&mut self.loose);
        let mut entries = std::mem::take(&mut self.entries);
        let section = std::mem::take(&mut self.section);
        match self.heading.take() {
            // Before the first heading stands the title.
            None => {
                let mut lines = loose.into_iter();
                if let Some(title) = lines.next() {
                    self.gathering.title(&title.text, None);
                    self.note.title = Some(title.text);
                }
                for line in lines {
                    self.gathering.remark("", &line.text);
                }
            }
            Some(Heading::Fact(Fact::Status)) => {
                let split = loose
                    .iter()
                    .position(|entry| entry.text.chars().any(char::is_alphabetic))
                    .unwrap_or(loose.len());
                let role = loose.split_off(split);
                self.gathering.fact(Fact::Status, &section, &loose);
                for (index, entry) in role.into_iter().enumerate() {
                    match index {
                        0 if flowchart::outcome_of(&entry.text).is_some() => {
                            self.gathering.fact(Fact::Status, &section, &[entry]);
                        }
                        0 => self.gathering.role(&entry.text),
                        _ => self.gathering.remark(&section, &entry.text),
                    }
                }
            }
            Some(Heading::Fact(Fact::Process)) => {
                let text = loose.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>().join("\n");
                let line = loose.first().map_or(1, |entry| entry.line);
                entries.insert(0, Entry { line, text });
                self.gathering.fact(Fact::Process, &section, &entries);
            }
            Some(Heading::Fact(fact)) => {
                // Only the first line is the value; a text below it is commentary.
                if entries.is_empty() && !loose.is_empty() {
                    let is_dated = matches!(fact, Fact::Dates | Fact::Duration);
                    let end = if is_dated {
                        loose
                            .iter()
                            .rposition(|entry| {
                                entry.text.chars().any(char::is_numeric) && entry.text.chars().count() < 60
                            })
                            .map_or(1, |at| at + 1)
                    } else {
                        1
                    };
                    let rest = loose.split_off(end.min(loose.len()));
                    let text = loose.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>().join("  \n");
                    entries.push(Entry { line: loose[0].line, text });
                    loose = rest;
                }
                self.gathering.fact(fact, &section, &entries);
                for entry in loose {
                    self.gathering.remark(&section, &entry.text);
                }
            }
            Some(_) => {
                for entry in loose {
                    if dates_in(&entry.text).is_empty() || entry.text.chars().count() > 60 {
                        self.gathering.remark(&section, &entry.text);
                    } else {
                        self.gathering.fact(
                            Fact::Dates,
                            &section,
                            &[Entry { line: entry.line, text: format!("{section}  \n{}", entry.text) }],
                        );
                    }
                }
            }
        }
    }

    fn finish(mut self) -> ImportedNote {
        self.close_all();
        self.close_section();
        let (interview, problems) = self.gathering.finish();
        self.note.interview = interview;
        self.note.problems.extend(problems);
        self.note
    }
}

fn is_heading_line(bare: &str) -> bool {
    bare.len() < 40 && !bare.is_empty() && matches!(Heading::of(bare), Heading::Fact(_) | Heading::Stage)
}

fn is_job(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["developer", "engineer", "programmer", "devops", "architect", "intern", "lead", "manager", "analyst"]
        .iter()
        .any(|word| lower.contains(word))
}

/// One line of an answer, and what it was on the page.
enum Set<'a> {
    /// `1. Title`
    Title(String),
    /// `Term: text`
    Term(&'a str, &'a str),
    /// An item of a list inside the answer, with its depth below the answer.
    Item(usize, &'a str),
    Plain(&'a str),
}

/// Lines of an answer as Markdown.
fn set_again(lines: &[(usize, String)]) -> String {
    let mended = mended(lines);
    let mut numbered = 0;
    let set: Vec<Set<'_>> = mended
        .iter()
        .map(|(depth, line)| match *depth {
            0 => Set::Plain(line),
            2..usize::MAX => Set::Item(depth - 2, line),
            _ => {
                if let Some((number, _)) = numbered_line(line).filter(|&(number, _)| number == numbered + 1) {
                    numbered = number;
                    return Set::Title(line.clone());
                }
                term(line).map_or(Set::Plain(line), |(term, text)| Set::Term(term, text))
            }
        })
        .collect();
    let mut out = String::new();
    let mut is_in_list = false;
    let mut opens_terms = false;
    let is_item = plain_items(&set);
    let mut below_term = 0;
    for (index, line) in set.iter().enumerate() {
        if !matches!(line, Set::Item(..)) {
            below_term = 0;
        }
        let is_plain_item = is_item[index];
        match line {
            Set::Title(text) => {
                block(&mut out);
                let _ = write!(out, "**{text}**");
                is_in_list = false;
                opens_terms = false;
            }
            Set::Item(depth, text) => {
                if index > 0 && matches!(set[index - 1], Set::Term(_, text) if text.ends_with(':')) {
                    below_term = 1;
                }
                list_item(&mut out, is_in_list, *depth + below_term);
                out.push_str(
                    &term(text)
                        .map_or_else(|| (*text).to_owned(), |(term, text)| format!("**{term}:** {text}")),
                );
                is_in_list = true;
            }
            Set::Term(term, text) => {
                list_item(&mut out, is_in_list, usize::from(opens_terms));
                let _ = write!(out, "**{term}:** {text}");
                is_in_list = true;
                // "There are two ways:" is followed by them.
                opens_terms |= text.ends_with(':') && matches!(set.get(index + 1), Some(Set::Term(..)));
            }
            Set::Plain(text) if is_plain_item => {
                list_item(&mut out, is_in_list, 0);
                out.push_str(text);
                is_in_list = true;
            }
            Set::Plain(text) => {
                block(&mut out);
                out.push_str(text);
                is_in_list = false;
            }
        }
    }
    out
}

/// Which plain lines were the items of a list: several below one title, or behind terms.
fn plain_items(set: &[Set<'_>]) -> Vec<bool> {
    let mut is_item = vec![false; set.len()];
    let starts = (0..set.len()).filter(|&at| matches!(set[at], Set::Title(_))).map(|at| at + 1);
    for start in starts {
        let end = set[start..]
            .iter()
            .position(|line| matches!(line, Set::Title(_)))
            .map_or(set.len(), |at| start + at);
        let run = &set[start..end];
        // A list inside shows that the lines around it are its text.
        if run.len() < 2 || run.iter().any(|line| matches!(line, Set::Item(..))) {
            continue;
        }
        // A line above terms leads to them.
        let leads = usize::from(run.iter().any(|line| matches!(line, Set::Term(..))));
        is_item[start + leads..end].fill(true);
    }
    is_item
}

fn block(out: &mut String) {
    if !out.is_empty() {
        out.push_str("\n\n");
    }
}

fn list_item(out: &mut String, is_in_list: bool, depth: usize) {
    if is_in_list {
        out.push('\n');
    } else {
        block(out);
    }
    let depth = if is_in_list { depth.min(6) } else { 0 };
    out.push_str(&"  ".repeat(depth));
    out.push_str("- ");
}

/// A line that begins with the end of the one before (". 2. Title") goes back to its place, and
/// second lines of nested items join the first.
fn mended(lines: &[(usize, String)]) -> Vec<(usize, String)> {
    let mut mended: Vec<(usize, String)> = Vec::with_capacity(lines.len());
    for (depth, line) in lines {
        let mark = line.chars().next().filter(|c| matches!(c, '.' | ',' | ';' | ')'));
        if let (Some(mark), Some((_, last))) = (mark, mended.last_mut()) {
            let rest = line[mark.len_utf8()..].trim_start();
            if rest.is_empty() || numbered_line(rest).is_some() {
                last.push(mark);
                if !rest.is_empty() {
                    mended.push((*depth, rest.to_owned()));
                }
                continue;
            }
        }
        match mended.last_mut() {
            Some((_, last)) if *depth == usize::MAX => {
                last.push(' ');
                last.push_str(line);
            }
            _ => mended.push((*depth, line.clone())),
        }
    }
    mended
}

/// `2. Title`: its number and text.
fn numbered_line(line: &str) -> Option<(u32, &str)> {
    let (number, text) = line.split_once(['.', ')'])?;
    (text.starts_with(' ') && number.len() <= 2).then_some(())?;
    Some((number.parse().ok()?, text.trim_start()))
}

/// `Jitter: never ...`: a term of a few words that begins with a capital letter.
fn term(line: &str) -> Option<(&str, &str)> {
    let (term, text) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|term| (term, "")))?;
    let is_short = term.split_whitespace().count() <= 6 && term.chars().count() <= 60;
    let is_name = term.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && !term.contains(['.', ';', '?', '!', '`']);
    (is_short && is_name && !text.is_empty() && !term.starts_with("http")).then_some((term, text))
}
