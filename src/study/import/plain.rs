//! Plain text: numbered questions (`1.Why`, `2) Why`), or bare lines that ask, with their answers
//! below as paragraphs, behind "Answer:", or not at all.
//!
//! Numbers must count on, or a list in an answer would be taken for questions. Where nearly every
//! line asks, each line is a question; else one begins at a paragraph that asks, and what stands
//! below answers it.

use super::body;
use super::family::{Family, Whole};
use super::headings::Fact;
use super::html::to_plain;
use super::label::{QUESTION_MARKS, Words, before_label, inline_label, is_emoji, is_question_like, label_of};
use super::left_out::LeftOut;
use super::lines::{Line, front_matter_lines, joined};
use super::outcome::{ImportedNote, NoteCard, NoteHint};
use super::title::Title;
use super::wording::{self, is_quote, unquoted};

/// No note is more surely plain text than this, but for its name.
const MOST_EVIDENCE: i32 = 36;

/// What a name says that is one of plain text.
const NAMED: i32 = 5;

pub(super) struct PlainText;

impl Family for PlainText {
    fn name(&self) -> &'static str {
        "plain text"
    }

    fn most(&self, whole: &Whole<'_>) -> Option<i32> {
        let most = MOST_EVIDENCE + if is_named(whole.hint) { NAMED } else { 0 };
        Some((most - against(whole.lines())).max(0))
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let lines = whole.lines();
        let against = against(lines);
        if against > MOST_EVIDENCE + NAMED {
            return 0;
        }
        let shape = Shape::of(lines);
        let starts = |most: i32| i32::try_from(shape.starts.len()).unwrap_or(most).min(most);
        let found = match shape.mode {
            Mode::None => return 0,
            Mode::Numbered if shape.is_labelled => 16 + starts(20),
            Mode::Numbered => 10 + starts(20),
            Mode::Labelled => 12 + starts(20),
            Mode::EachLine => 10 + starts(10),
            Mode::Paragraphs => 9 + starts(10) + if shape.has_quotes(lines) { 5 } else { 0 },
        };
        found + if is_named(whole.hint) { NAMED } else { 0 } - against
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let lines = whole.lines();
        let shape = Shape::of(lines);
        Reader { lines, shape, note: ImportedNote::default(), section: None, left_out: LeftOut::default() }
            .read()
    }
}

fn is_named(hint: &NoteHint<'_>) -> bool {
    let extension = hint.file_name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|name| name.eq_ignore_ascii_case("txt") || name.eq_ignore_ascii_case("text"))
}

/// What speaks against plain text, as far as it matters: Markdown marks its questions by other means.
fn against(lines: &[Line<'_>]) -> i32 {
    let mut against = 0;
    for (_, title) in lines.iter().skip(front_matter_lines(lines)).filter_map(Line::heading) {
        against += 3;
        against += if is_question_like(title) { 10 } else { 0 };
        against += if Fact::of(title).is_some() { 5 } else { 0 };
        if against > MOST_EVIDENCE + NAMED {
            break;
        }
    }
    against
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    None,
    Numbered,
    /// The paragraph above each "Answer:".
    Labelled,
    EachLine,
    Paragraphs,
}

struct Shape {
    mode: Mode,
    /// Lines that begin a question.
    starts: Vec<usize>,
    is_labelled: bool,
}

impl Shape {
    /// Whether most questions have a quote right below for their answer.
    fn has_quotes(&self, lines: &[Line<'_>]) -> bool {
        let quoted = self.starts.iter().filter(|&&at| {
            lines[at + 1..]
                .iter()
                .find(|line| !line.is_blank())
                .is_some_and(|line| line.text.starts_with('>'))
        });
        quoted.count() * 2 > self.starts.len()
    }

    fn of(lines: &[Line<'_>]) -> Self {
        let front = front_matter_lines(lines);
        let (mut filled, mut asking, mut bullets) = (0, 0, 0);
        let mut labels = Vec::new();
        for (at, line) in lines.iter().enumerate().skip(front) {
            if line.is_blank() || line.is_code || line.is_rule() {
                continue;
            }
            if line.heading().is_some() {
                continue;
            }
            filled += 1;
            asking += usize::from(is_asking_line(line.text));
            bullets += usize::from(begins_block(line.text));
            if label_of(line.text).is_some_and(|label| label.name.len() > 1) {
                labels.push(at);
            }
        }
        let mut shape = Self { mode: Mode::None, starts: Vec::new(), is_labelled: labels.len() >= 2 };
        let numbered = numbered_starts(lines, front);
        let asking_numbered = numbered.iter().filter(|&&at| is_question_like(lines[at].text)).count();
        let is_labelled = labels.len() >= 2 && labels.len() * 2 >= numbered.len();
        if numbered.len() >= 2
            && (asking_numbered * 2 >= numbered.len()
                || is_labelled && labels.len() * 3 >= numbered.len() * 2)
        {
            shape.mode = Mode::Numbered;
            shape.starts = numbered;
            return shape;
        }
        if labels.len() >= 2 && bullets * 2 <= filled {
            shape.starts = labels.iter().filter_map(|&at| paragraph_above(lines, front, at)).collect();
            shape.starts.dedup();
            if shape.starts.len() * 2 >= labels.len() {
                shape.mode = Mode::Labelled;
                return shape;
            }
        }
        if bullets * 3 > filled {
            return shape;
        }
        let dashed: Vec<usize> = (front..lines.len())
            .filter(|&at| {
                !lines[at].is_code && lines[at].heading().is_none() && dashed(lines[at].text).is_some()
            })
            .collect();
        if dashed.len() >= 3 && dashed.len() * 10 >= filled * 7 {
            shape.mode = Mode::EachLine;
            shape.starts = dashed;
            return shape;
        }
        let is_start = |at: usize| {
            let line = &lines[at];
            !line.is_code && !line.is_blank() && line.heading().is_none() && is_asking_line(line.text)
        };
        if asking >= 3 && asking * 10 >= filled * 7 {
            shape.mode = Mode::EachLine;
            shape.starts = (front..lines.len()).filter(|&at| is_start(at)).collect();
            return shape;
        }
        // Only what plainly asks begins a card among answers, and only where a paragraph begins.
        let ends_asking = |at: usize| {
            let text = lines[at].text.trim();
            text.ends_with(QUESTION_MARKS) && lines[at].indent() < 4 && is_start(at)
        };
        let after_blank: Vec<usize> = (front..lines.len())
            .filter(|&at| {
                ends_asking(at)
                    && (at == front || lines[at - 1].is_blank() || lines[at - 1].heading().is_some())
            })
            .collect();
        let count = after_blank.len();
        if count < 2 {
            return shape;
        }
        let paragraphs = (front..lines.len())
            .filter(|&at| {
                !lines[at].is_blank()
                    && !lines[at].is_code
                    && lines[at].heading().is_none()
                    && (at == front || lines[at - 1].is_blank())
            })
            .count();
        if count >= 3 && count * 4 >= paragraphs || count == 2 && paragraphs <= 4 {
            shape.mode = Mode::Paragraphs;
            // Where answers stand right below, a question may do without its mark.
            let is_above_text = |at: usize| lines.get(at + 1).is_some_and(|line| !line.is_blank());
            let are_close = after_blank.iter().filter(|&&at| is_above_text(at)).count() * 2 >= count;
            let is_unmarked = |at: usize| {
                is_start(at)
                    && lines[at].text.split_whitespace().count() <= 12
                    && (at == front || lines[at - 1].is_blank())
                    && is_above_text(at)
            };
            // Among questions that most have no answer, what tells to explain is one more.
            let is_alone = |at: usize| {
                is_start(at)
                    && is_order(lines[at].text.trim())
                    && (at == front || lines[at - 1].is_blank())
                    && lines.get(at + 1).is_none_or(Line::is_blank)
            };
            let are_bare = paragraphs < count * 2;
            shape.starts = after_blank;
            if are_close || are_bare {
                let is_more = |at: &usize| are_close && is_unmarked(*at) || are_bare && is_alone(*at);
                shape.starts.extend((front..lines.len()).filter(is_more));
                shape.starts.sort_unstable();
                shape.starts.dedup();
            }
        }
        shape
    }
}

/// `Why? - Because.`: both sides.
fn dashed(line: &str) -> Option<(&str, &str)> {
    let mark = memchr::memmem::find(line.as_bytes(), b"? ")?;
    let (asked, rest) = line.split_at(mark + 1);
    let said = ["- ", "– ", "— ", ": ", "=> ", "-> "]
        .iter()
        .find_map(|dash| rest.trim_start().strip_prefix(dash))?;
    (is_question_like(asked) && !said.trim().is_empty() && !said.contains('?'))
        .then_some((asked, said.trim()))
}

/// A list, a tag or a table; bold text is none of them, and a quote may answer.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['-', '*', '<', '|']) && !line.starts_with("**")
}

/// `**[Senior]** Why?`: whom it is for.
fn without_rank(text: &str) -> &str {
    let inner = text.trim_start_matches('*').strip_prefix('[');
    let Some((rank, rest)) = inner.and_then(|inner| inner.split_once(']')) else { return text };
    let is_rank = [
        "easy",
        "medium",
        "hard",
        "junior",
        "mid",
        "middle",
        "senior",
        "lead",
        "staff",
        "basic",
        "intermediate",
        "advanced",
        "beginner",
        "expert",
    ]
    .iter()
    .any(|known| rank.eq_ignore_ascii_case(known));
    if is_rank { rest.trim_start_matches(['*', ':', ' ']) } else { text }
}

fn is_asking_line(line: &str) -> bool {
    let text = line.trim();
    text.len() <= 400
        && (is_order(text)
            || is_question_like(text)
                && (text.ends_with(['?', '؟', '？', ':'])
                    || !text.ends_with('.') && !is_longer_than(text, 30)))
}

/// Whether a text has more words than these.
fn is_longer_than(text: &str, words: usize) -> bool {
    // Words are one more than the blanks between them, at most.
    let blanks = || text.bytes().map(|byte| usize::from(byte <= b' ')).sum::<usize>();
    !(text.is_ascii() && blanks() < words) && text.split_whitespace().nth(words).is_some()
}

/// "Explain the bridge pattern." ends like a statement and is none.
fn is_order(text: &str) -> bool {
    const ORDERS: &[&str] = &[
        "explain",
        "describe",
        "define",
        "tell",
        "name",
        "list",
        "compare",
        "implement",
        "write",
        "design",
        "discuss",
        "differentiate",
        "give",
        "mention",
        "introduce",
        "state",
    ];
    static KNOWN: Words = Words::of(&[ORDERS]);
    let first = text.split_whitespace().next().unwrap_or_default();
    KNOWN.hold(first) && !is_longer_than(text, 25)
}

/// Number, indentation and whether text follows: `12.Why`, `3) Why`, `(4) Why`.
fn number_of(line: &str) -> Option<usize> {
    let text = line.trim_start_matches(|c: char| c.is_whitespace() || is_emoji(c)).trim_start_matches('*');
    let text = text.strip_prefix('(').unwrap_or(text);
    let rest = text.trim_start_matches(char::is_numeric);
    let digits = &text[..text.len() - rest.len()];
    if digits.is_empty() || digits.chars().count() > 4 {
        return None;
    }
    let after = rest.trim_start_matches(' ').strip_prefix(['.', ')', '-', ':', '\\'])?;
    // "3.5" is a number itself; a heading or a link behind it is another family's.
    if after.trim_start().is_empty()
        || after.starts_with(char::is_numeric)
        || after.trim_start().starts_with(['#', '['])
    {
        return None;
    }
    super::calendar::ascii_digits(digits).parse().ok()
}

/// The lines whose numbers count on as questions do.
fn numbered_starts(lines: &[Line<'_>], front: usize) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::new();
    let (mut last, mut indent) = (0, 0);
    let mut nested: Option<usize> = None;
    let mut was_heading = true;
    for (at, line) in lines.iter().enumerate().skip(front) {
        if line.heading().is_some() {
            was_heading = true;
            nested = None;
            continue;
        }
        if line.is_code || line.is_blank() {
            continue;
        }
        let Some(number) = number_of(line.text) else {
            was_heading = false;
            continue;
        };
        let asks = is_question_like(line.text);
        let follows_blank = at == front || lines[at - 1].is_blank() || was_heading;
        let is_outer = starts.is_empty() || line.indent() <= indent + 1;
        let counts_on = number > last && number <= last + 5;
        let begins = number == 1 && (starts.is_empty() || asks && (was_heading || follows_blank));
        let is_nested = nested == Some(number) && !(asks && follows_blank && counts_on);
        was_heading = false;
        if is_nested || !is_outer {
            nested = Some(number + 1);
        } else if counts_on && (!starts.is_empty() || number <= 3 || asks)
            || begins
            || starts.is_empty() && asks
        {
            if starts.is_empty() {
                indent = line.indent();
            }
            starts.push(at);
            last = number;
            nested = None;
        } else if number == 1 {
            nested = Some(2);
        }
    }
    starts
}

/// The begin of the paragraph that a label answers.
fn paragraph_above(lines: &[Line<'_>], front: usize, label: usize) -> Option<usize> {
    let mut at = label;
    while at > front && lines[at - 1].is_blank() {
        at -= 1;
    }
    let end = at;
    // Code below the question goes with it.
    while at > front && (lines[at - 1].is_code || at < end && lines[at].is_code && lines[at - 1].is_blank()) {
        at -= 1;
    }
    while at > front
        && !lines[at - 1].is_blank()
        && lines[at - 1].heading().is_none()
        && !lines[at - 1].is_rule()
        && label_of(lines[at - 1].text).is_none()
    {
        at -= 1;
    }
    (at < end).then_some(at)
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    shape: Shape,
    note: ImportedNote,
    section: Option<String>,
    left_out: LeftOut,
}

impl Reader<'_> {
    fn read(mut self) -> ImportedNote {
        let starts = std::mem::take(&mut self.shape.starts);
        let first = starts.first().copied().unwrap_or(self.lines.len());
        self.between(front_matter_lines(self.lines), first);
        for (index, &start) in starts.iter().enumerate() {
            let next = starts.get(index + 1).copied().unwrap_or(self.lines.len());
            let mut end = next;
            // A heading begins another part, and so does a title above the next question.
            if let Some(heading) =
                (start + 1..next).find(|&at| self.lines[at].heading().is_some_and(|(level, _)| level <= 3))
            {
                end = heading;
            } else if next < self.lines.len() && self.is_title(next, start) {
                end = self.last_filled(start, next);
            }
            self.card(start, end);
            self.between(end, next);
        }
        self.left_out.report(&mut self.note.problems);
        self.note
    }

    fn last_filled(&self, start: usize, next: usize) -> usize {
        (start..next).rev().find(|&at| !self.lines[at].is_blank()).unwrap_or(start)
    }

    /// Whether a short line that asks nothing stands alone right above the question at `next`.
    fn is_title(&self, next: usize, start: usize) -> bool {
        let at = self.last_filled(start, next);
        if at <= start + 1 || !self.lines[at - 1].is_blank() || self.lines[at].is_code {
            return false;
        }
        let text = self.lines[at].text;
        let bare = text.trim().trim_end_matches(':');
        let words = bare.split_whitespace().count();
        let is_set_as_title = text.trim().ends_with(':')
            || bare.chars().any(char::is_alphabetic)
                && !bare.chars().any(char::is_lowercase)
                && bare.is_ascii()
            || bare.starts_with("==") && bare.ends_with("==");
        words <= 6
            && !text.starts_with([' ', '\t', '-', '*'])
            && (is_set_as_title
                || at + 1 == next && words <= 4 && !text.trim().ends_with(['.', '!', '?', ',', ';']))
    }

    /// Lines that belong to no card: titles, and what is left out.
    fn between(&mut self, start: usize, end: usize) {
        for at in start..end {
            let line = self.lines[at];
            if line.is_blank() || line.is_rule() {
                continue;
            }
            let is_tagged = !line.is_code && line.text.trim_start().starts_with('<');
            if is_tagged && to_plain(line.text).trim().is_empty() {
                continue;
            }
            let (title, is_heading) = match line.heading() {
                Some((_, title)) => (to_plain(title), true),
                None if is_tagged && line.text.contains("<summary") => {
                    (to_plain(&Title::of(line.text).question), true)
                }
                None => (
                    line.text.trim().trim_matches(['=', '-', '*', ' ']).trim_end_matches(':').to_owned(),
                    false,
                ),
            };
            // A title stands alone, or right above its questions.
            let is_alone = (at == 0 || self.lines[at - 1].is_blank())
                && self
                    .lines
                    .get(at + 1)
                    .is_none_or(|next| next.is_blank() || next.is_rule() || at + 1 == end);
            let is_short =
                is_alone && title.split_whitespace().count() <= 8 && !line.is_code && !title.ends_with('.');
            if self.note.title.is_none()
                && self.note.cards.is_empty()
                && self.section.is_none()
                && (is_heading || is_short)
            {
                self.note.title = Some(title);
            } else if is_heading || is_short {
                self.section = Some(title);
            } else {
                self.left_out.line(line.number);
            }
        }
    }

    fn card(&mut self, start: usize, end: usize) {
        let text: Vec<&str> = self.lines[start..end].iter().map(|line| line.text).collect();
        let label = (start..end)
            .position(|at| !self.lines[at].is_code && at > start && label_of(self.lines[at].text).is_some());
        let (mut question, mut answer);
        if let Some(at) = label {
            question = wording::question(&joined(&text[..at]));
            let label = label_of(text[at]).map_or("", |label| label.rest);
            answer = wording::answer(&with_first(label, &joined(&text[at + 1..])));
            if let Some(text) = &mut answer {
                *text = wording::with_named_option(&question, text);
            }
        } else {
            // The question is its first line, and those that go on with it up to its question mark.
            let mut asked = 1;
            if !text[0].trim().ends_with(['?', '؟', '？', ':']) {
                let block = text.iter().take_while(|line| !line.trim().is_empty()).count();
                let mark = text[..block].iter().position(|line| line.trim().ends_with(QUESTION_MARKS));
                asked = mark.filter(|&mark| mark < 6).map_or(1, |mark| mark + 1);
            }
            let first = joined(&text[..asked]);
            let first = without_rank(&first).to_owned();
            let below = joined(&text[asked..]);
            let quote = without_rules(&below);
            let below = if is_quote(&quote) { unquoted(&quote) } else { below };
            question = wording::question(&first);
            if let Some((asked, said)) = dashed(&first) {
                question = wording::question(asked);
                answer = wording::answer(&with_first(said, &below));
            } else if let Some(at) = inline_label(&first) {
                question = wording::question(before_label(&first[..at]));
                let label = label_of(&first[at..]).map_or("", |label| label.rest);
                answer = wording::answer(&with_first(label, &below));
            } else {
                let sorted = body::sort(&question, &without_rules(&below));
                for part in &sorted.question {
                    question.push_str("\n\n");
                    question.push_str(part);
                }
                answer = sorted.answer().and_then(|text| wording::answer(&text));
            }
        }
        if question.trim().is_empty() {
            self.left_out.line(self.lines[start].number);
            return;
        }
        self.note.cards.push(NoteCard {
            question,
            answer,
            section: self.section.clone(),
            line: self.lines[start].number,
            ..NoteCard::default()
        });
    }
}

fn with_first(first: &str, below: &str) -> String {
    let below = without_rules(below);
    let below = body::dedented(&below);
    if first.trim().is_empty() { below.into_owned() } else { format!("{first}\n{below}") }
}

/// Without rules at its end, which part the cards.
fn without_rules(text: &str) -> String {
    let mut text = text.trim_end();
    while let Some((before, last)) = text.rsplit_once('\n') {
        let bare = last.trim();
        if bare.len() < 3 || !bare.chars().all(|c| matches!(c, '-' | '=' | '_' | '*')) {
            break;
        }
        text = before.trim_end();
    }
    text.to_owned()
}
