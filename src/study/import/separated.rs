//! Cards marked in running notes by a separator: `Q::A`, `Q:::A`, a `?` alone between question and
//! answer, `;;`, and lines that end in a flashcard tag or 🧠.
//!
//! Such notes are lectures with cards among the prose, so that only what is marked becomes a card.
//! An answer ends at a blank line, unless the scheduling comment that closes the card comes later.
//! `::` is also a path in code and a field of a database, so lines alone convince only together.

use super::family::{Family, Whole};
use super::html::to_plain;
use super::label::label_of;
use super::left_out::LeftOut;
use super::lines::{Line, front_matter_lines, joined};
use super::outcome::{ImportedNote, NoteCard};
use super::wording;
use aho_corasick::packed::Searcher;
use std::sync::LazyLock;

pub(super) struct Separated;

impl Family for Separated {
    fn name(&self) -> &'static str {
        "flashcard marks"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        static MARKS: LazyLock<Option<Searcher>> =
            LazyLock::new(|| Searcher::new(["::", "\n?", ";;", " >>", "🧠", "#flashcard", "#card"]));
        // Where the machine has no such search, every note is read.
        if MARKS.as_ref().is_some_and(|marks| marks.find(whole.text).is_none()) {
            return 0;
        }
        let reader = read(whole.lines());
        let cards = i32::try_from(reader.note.cards.len()).unwrap_or(i32::MAX).min(30);
        match (reader.is_marked, cards) {
            (_, 0) | (false, 1) => 0,
            (true, _) => 20 + cards * 3,
            (false, _) if reader.inline * 4 >= reader.others => 10 + cards * 2,
            (false, _) => 0,
        }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        read(whole.lines()).note
    }
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    note: ImportedNote,
    section: Option<String>,
    left_out: LeftOut,
    /// Something in the note can be nothing else than such a card.
    is_marked: bool,
    inline: usize,
    others: usize,
    /// The last line, up to which everything is told.
    told: usize,
}

fn read<'a>(lines: &'a [Line<'a>]) -> Reader<'a> {
    let front = front_matter_lines(lines);
    let is_marked = lines.iter().any(|line| {
        !line.is_code && (line.text.contains("<!--SR:") || is_tagged(line.text) || is_divider(line.text))
    }) || lines[..front].iter().any(|line| line.text.starts_with("sr-"));
    let mut reader = Reader {
        lines,
        note: ImportedNote::default(),
        section: None,
        left_out: LeftOut::default(),
        is_marked,
        inline: 0,
        others: 0,
        told: front,
    };
    let mut at = front;
    while at < reader.lines.len() {
        at = reader.step(at);
    }
    reader.tell(reader.lines.len());
    reader.left_out.report(&mut reader.note.problems);
    reader
}

impl Reader<'_> {
    /// Reads what begins on a line; gives the line to go on with.
    fn step(&mut self, at: usize) -> usize {
        let line = self.lines[at];
        if line.is_code || line.is_blank() {
            return at + 1;
        }
        if let Some((_, title)) = line.heading() {
            let (title, is_tagged) = untagged(title);
            if !is_tagged || split_inline(&title, true).is_none() && !self.is_followed(at) {
                self.tell(at);
                self.told = at + 1;
                self.heading(&title);
                return at + 1;
            }
        }
        if is_divider(line.text) {
            return self.divided(at);
        }
        let bare = bare_line(line.text);
        let (text, is_tagged) = untagged(&bare);
        let text = if bare.len() < line.text.trim().len() { parted(&text).unwrap_or(text) } else { text };
        if is_property(&text) {
            return at + 1;
        }
        if let Some((asked, answer)) = split_inline(&text, is_tagged) {
            let is_alone = self.is_marked || is_tagged || !is_field(asked);
            if is_alone {
                self.tell(at);
                self.inline += 1;
                let mut answer = answer.to_owned();
                let mut next = at + 1;
                // "Q ::" and "Q ;;": the answer stands below.
                if answer.trim().is_empty() {
                    next = self.end_of_answer(at + 1);
                    answer = self.text(at + 1, next);
                }
                self.card(line.number, asked, &answer);
                self.told = self.after_comment(next);
                return self.told;
            }
        }
        if is_tagged && !text.trim().is_empty() && !self.is_front_of_divider(at) && !self.is_tag_line(at) {
            let end = self.end_of_block(at).unwrap_or_else(|| self.end_of_tagged(at + 1));
            if end > at + 1 {
                self.tell(at);
                let answer = self.text(at + 1, end);
                self.card(line.number, &text, &answer);
                self.told = self.after_comment(end);
                return self.told;
            }
        }
        at + 1
    }

    /// A `?` alone: the block above asks, the block below answers.
    fn divided(&mut self, at: usize) -> usize {
        let mut start = at;
        while start > self.told && !self.ends_front(start - 1) {
            start -= 1;
        }
        // One blank line between the question and its mark is allowed.
        if start == at && at > self.told && self.lines[at - 1].is_blank() {
            start = at - 1;
            while start > self.told && !self.ends_front(start - 1) {
                start -= 1;
            }
        }
        let asked = self.text(start, at);
        let asked = untagged(asked.trim()).0;
        let end = self.end_of_answer(at + 1);
        let answer = self.text(at + 1, end);
        if asked.trim().is_empty() {
            return at + 1;
        }
        self.tell(start);
        self.card(self.lines[start].number, &asked, &answer);
        self.told = self.after_comment(end);
        self.told
    }

    fn ends_front(&self, at: usize) -> bool {
        let line = &self.lines[at];
        line.is_blank() || line.heading().is_some() || line.is_rule() || is_comment(line.text)
    }

    /// Where the answer that begins at `start` ends.
    fn end_of_answer(&self, start: usize) -> usize {
        let count = self.lines.len();
        let mut at = start;
        while at < count && self.lines[at].is_blank() {
            at += 1;
        }
        let begin = at;
        let mut end = at;
        while at < count {
            let line = &self.lines[at];
            if line.is_code {
                at += 1;
                end = at;
                continue;
            }
            let text = line.text.trim();
            if is_comment(text)
                || line.heading().is_some() && at > begin
                || line.is_rule()
                || matches!(text, "+++" | "%%%")
            {
                break;
            }
            if line.is_blank() {
                if self.goes_on_after(at, begin) {
                    at += 1;
                    continue;
                }
                break;
            }
            at += 1;
            end = at;
        }
        end
    }

    /// Whether an answer goes on over the blank line at `at`.
    fn goes_on_after(&self, at: usize, begin: usize) -> bool {
        let next = (at..self.lines.len()).find(|&index| !self.lines[index].is_blank());
        let Some(next) = next else { return false };
        let line = &self.lines[next];
        let last = self.lines[begin..at].iter().rev().find(|line| !line.is_blank());
        if last.is_some_and(|line| line.text.trim_end().ends_with(':'))
            && (line.is_code || line.text.trim_start().starts_with(['-', '*', '|', '1', '!', '>']))
        {
            return true;
        }
        // A comment that closes this card, with no other card before it.
        for (index, line) in self.lines.iter().enumerate().skip(next).take(60) {
            if line.is_code {
                continue;
            }
            if is_comment(line.text) {
                return true;
            }
            if line.heading().is_some() || line.is_rule() || is_divider(line.text) {
                return false;
            }
            let bare = bare_line(line.text);
            let (text, is_tagged) = untagged(&bare);
            if is_tagged || split_inline(&text, false).is_some() || self.is_front_of_divider(index) {
                return false;
            }
        }
        false
    }

    /// After a tagged question: to the closing rule if there is one, else to the blank line.
    fn end_of_tagged(&self, start: usize) -> usize {
        let count = self.lines.len();
        for at in start..count.min(start + 200) {
            let line = &self.lines[at];
            if line.is_code {
                continue;
            }
            if line.is_rule() {
                return at;
            }
            if line.heading().is_some() || untagged(&bare_line(line.text)).1 {
                break;
            }
        }
        let is_gap = self.lines.get(start).is_some_and(Line::is_blank);
        if is_gap { start } else { self.end_of_answer(start) }
    }

    /// After a tagged bullet: behind what is indented below it; `None` where nothing is.
    fn end_of_block(&self, at: usize) -> Option<usize> {
        let own = self.lines[at].indent();
        self.lines[at].text.trim_start().strip_prefix(['-', '*', '+'])?.strip_prefix(' ')?;
        let is_below = |line: &Line<'_>| line.is_blank() || line.indent() > own;
        let below = self.lines[at + 1..].iter().take_while(|line| is_below(line)).count();
        let block = &self.lines[at + 1..=at + below];
        let said = block.iter().rposition(|line| !line.is_blank() && !is_property(line.text.trim()))?;
        Some(at + 2 + said)
    }

    fn is_followed(&self, at: usize) -> bool {
        self.lines.get(at + 1).is_some_and(|line| !line.is_blank() && line.heading().is_none())
    }

    /// Whether the block of this line is closed by a `?`.
    fn is_front_of_divider(&self, at: usize) -> bool {
        self.lines[at + 1..]
            .iter()
            .take(20)
            .take_while(|line| !line.is_blank())
            .any(|line| is_divider(line.text))
    }

    /// A tag for the whole note stands on the first lines, above nothing that answers.
    fn is_tag_line(&self, at: usize) -> bool {
        self.lines[at].text.split_whitespace().all(|word| word.starts_with('#'))
    }

    fn after_comment(&self, end: usize) -> usize {
        let mut at = end;
        while self.lines.get(at).is_some_and(Line::is_blank) {
            at += 1;
        }
        let is_end = |line: &Line<'_>| is_comment(line.text) || matches!(line.text.trim(), "+++" | "%%%");
        if self.lines.get(at).is_some_and(is_end) { at + 1 } else { end }
    }

    fn text(&self, start: usize, end: usize) -> String {
        let lines = &self.lines[start.min(end)..end];
        let said = lines.iter().filter(|line| line.is_code || !is_property(line.text.trim()));
        joined(&said.map(|line| line.text).collect::<Vec<_>>())
    }

    fn heading(&mut self, title: &str) {
        let title = to_plain(title);
        if self.note.title.is_none() && self.note.cards.is_empty() && self.section.is_none() {
            self.note.title = Some(title.clone());
        }
        self.section = Some(title);
    }

    /// Lines up to `at` are prose.
    fn tell(&mut self, at: usize) {
        for index in self.told..at {
            let line = self.lines[index];
            if !line.is_blank() && !line.is_rule() && !is_comment(line.text) {
                self.others += 1;
                if !self.is_tag_line(index) {
                    self.left_out.line(line.number);
                }
            }
        }
        self.told = self.told.max(at);
    }

    fn card(&mut self, line: usize, asked: &str, answer: &str) {
        let question = wording::question(without_block_id(asked));
        if question.is_empty() {
            self.left_out.line(line);
            return;
        }
        let answer = without_block_id(answer.trim_end());
        self.note.cards.push(NoteCard {
            question,
            answer: wording::answer(unlabelled(answer)),
            section: self.section.clone(),
            line,
            ..NoteCard::default()
        });
    }
}

/// `?`, `??` or `;;`, alone on a line.
/// Without a line that only says "Answer:" above it.
fn unlabelled(answer: &str) -> &str {
    let (first, rest) = answer.split_once('\n').unwrap_or((answer, ""));
    let is_alone = label_of(first).is_some_and(|label| label.is_plain && label.rest.is_empty());
    if is_alone && !rest.trim().is_empty() { rest } else { answer }
}

fn is_divider(line: &str) -> bool {
    matches!(line.trim(), "?" | "??" | ";;")
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("<!--") && (line.ends_with("-->") || line.contains("SR:"))
}

/// Without its bullet and a scheduling comment at its end.
fn bare_line(line: &str) -> String {
    let mut text = line.trim();
    if let Some(at) = text.find("<!--") {
        text = text[..at].trim_end();
    }
    for mark in ["- [ ] ", "- [x] ", "- ", "* ", "+ ", "> "] {
        text = text.strip_prefix(mark).unwrap_or(text);
    }
    text.to_owned()
}

fn is_tagged(line: &str) -> bool {
    untagged(line).1
}

/// Without `#flashcards/…`, `#card` and 🧠, and whether there was one.
fn untagged(line: &str) -> (String, bool) {
    if !line.contains(['#', '🧠']) {
        return (line.to_owned(), false);
    }
    let mut found = false;
    let mut text = String::with_capacity(line.len());
    for part in line.split_inclusive(char::is_whitespace) {
        let word = part.trim();
        let is_tag = ["#flashcards", "#flashcard", "#card", "#cards", "#spaced"].iter().any(|tag| {
            word.strip_prefix(tag).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '-']))
        }) || word == "🧠";
        if is_tag {
            found = true;
        } else {
            text.push_str(part);
        }
    }
    let shown = text.trim_end();
    if let Some(rest) = shown.strip_suffix('🧠') {
        return (rest.trim_end().to_owned(), true);
    }
    (if found { shown.to_owned() } else { line.to_owned() }, found)
}

/// A line with more marks that separate nothing is a list of paths.
const MOST_MARKS: usize = 32;

/// Question and answer on one line. A tag makes a lone ` : ` enough.
fn split_inline(text: &str, is_tagged: bool) -> Option<(&str, &str)> {
    if text.contains("{{c") {
        return None;
    }
    let bytes = text.as_bytes();
    let has_colon_between_blanks = text.contains(" : ");
    let mut in_code = false;
    let mut lone_colon = None;
    let (mut at, mut tried) = (0, 0);
    while at < bytes.len() && tried < MOST_MARKS {
        match bytes[at] {
            b'`' => in_code = !in_code,
            mark @ (b':' | b';') if !in_code => {
                let run = bytes[at..].iter().take_while(|&&byte| byte == mark).count();
                if (2..=3).contains(&run) && !(mark == b';' && run == 3) {
                    tried += 1;
                    let (asked, answer) = (&text[..at], &text[at + run..]);
                    let is_said = asked.contains(char::is_alphanumeric) && !is_path(asked, answer);
                    if is_said && (mark == b':' || asked.contains(' ')) {
                        return Some((asked.trim(), answer.trim()));
                    }
                } else if run == 1 && mark == b':' && lone_colon.is_none() {
                    let is_set_off = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
                    let has_blank_before = at > 0 && bytes[at - 1].is_ascii_whitespace();
                    if is_set_off && (has_blank_before || !has_colon_between_blanks) {
                        lone_colon = Some(at);
                    }
                }
                at += run;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    let at = lone_colon.filter(|_| is_tagged)?;
    let (asked, answer) = (text[..at].trim(), text[at + 1..].trim());
    (!asked.is_empty() && !answer.is_empty()).then_some((asked, answer))
}

/// `std::vector` in a sentence: one name on each side, nothing between, and more of them.
fn is_path(asked: &str, answer: &str) -> bool {
    if asked.ends_with(' ') || answer.starts_with(' ') || answer.is_empty() {
        return false;
    }
    let last = asked.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    // `[Yoke::get()](Yoke::get())`
    if last.starts_with('[') || asked[..asked.len() - last.len()].ends_with('(') {
        return true;
    }
    let first = answer.split(char::is_whitespace).next().unwrap_or_default();
    let looks_coded = |word: &str| word.contains(['_', '<', '(', ':', ';', '&', '{']) || word.ends_with(',');
    matches!(last, "std" | "crate" | "self" | "super" | "core" | "alloc" | "boost")
        || looks_coded(last)
        || looks_coded(first) && !asked.contains(['?', ' '])
}

/// `Why? >> So` and `Why? >>>`, as outliners part a card's sides in a bullet.
fn parted(text: &str) -> Option<String> {
    let at = text.find(" >>")?;
    let rest = text[at + 3..].trim_start_matches('>');
    (rest.is_empty() || rest.starts_with(' ')).then(|| format!("{} ::{rest}", &text[..at]))
}

/// `collapsed:: true`, `card-repeats:: 2`: what an outliner keeps about a block or a page.
fn is_property(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "alias",
        "collapsed",
        "deck",
        "icon",
        "id",
        "logseq",
        "public",
        "refs",
        "source",
        "tags",
        "template",
        "title",
        "type",
    ];
    text.split_once(":: ").is_some_and(|(name, _)| {
        let name = name.trim();
        NAMES.contains(&name) || name.starts_with("card-") || name.starts_with("logseq.")
    })
}

/// `due:: tomorrow`: one word before the mark is a field of a database.
fn is_field(asked: &str) -> bool {
    !asked.contains(' ') && asked.chars().next().is_some_and(char::is_lowercase)
}

/// Without ` ^block-id` at the end.
fn without_block_id(text: &str) -> &str {
    match text.rsplit_once(" ^") {
        Some((before, id))
            if id.len() >= 4
                && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !before.trim().is_empty() =>
        {
            before
        }
        _ => text,
    }
}
