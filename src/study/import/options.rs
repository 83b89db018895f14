//! The options of a question to choose from: `- A: text`, `- [x] text`, `B) text`.
//!
//! Options are shown without the tick; which one is ticked or named by "Answer: B" goes into the
//! answer. A list counts as options only by its marks: boxes, or letters in order from A.

use std::ops::Range;

use super::code::{closes, fence_of};
use super::scan;
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// What a line of a question is, as far as options care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    /// A fence and what stands in it.
    Code,
    /// A heading or a rule: no option goes on behind it.
    Break,
    Text,
}

#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    start: usize,
    /// Without its end.
    text: &'a str,
    /// Without blanks at both ends.
    bare: &'a str,
    kind: Kind,
}

/// A question as its lines.
struct Outline<'a> {
    text: &'a str,
    lines: Vec<Line<'a>>,
}

impl<'a> Outline<'a> {
    fn new(text: &'a str) -> Self {
        let mut open = None;
        let lines = scan::lines(text).map(|(start, line)| {
            let bare = scan::trim(line);
            let fence = fence_of(line);
            let kind = match (open, fence) {
                (Some(opened), Some(found)) if closes(opened, found) && found.info.is_empty() => {
                    open = None;
                    Kind::Code
                }
                (Some(_), _) => Kind::Code,
                (None, Some(found)) => {
                    open = Some(found);
                    Kind::Code
                }
                (None, None) if bare.is_empty() => Kind::Blank,
                (None, None) if bare.starts_with("# ") || bare.starts_with("##") || bare == "---" => {
                    Kind::Break
                }
                (None, None) => Kind::Text,
            };
            Line { start, text: line, bare, kind }
        });
        Self { text, lines: lines.collect() }
    }

    fn start_of(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |line| line.start)
    }
}

fn indent_columns(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// The mark and text of a list item.
fn item(bare: &str) -> Option<(&str, &str)> {
    let mark_len = if bare.starts_with(['-', '*', '+']) {
        1
    } else {
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        ((1..=4).contains(&digits) && bare[digits..].starts_with(['.', ')'])).then_some(digits + 1)?
    };
    let (mark, rest) = bare.split_at(mark_len);
    rest.starts_with([' ', '\t']).then(|| (mark, scan::trim(rest)))
}

/// The options of one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// As a list, without ticks; Markdown.
    pub(super) shown: String,
    choices: Vec<Choice>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    letter: Option<char>,
    is_ticked: bool,
    text: String,
}

impl Options {
    /// The ticked ones, in bold.
    pub(super) fn ticked(&self) -> Option<String> {
        let ticked: Vec<String> =
            self.choices.iter().filter(|choice| choice.is_ticked).map(Choice::named).collect();
        (!ticked.is_empty()).then(|| ticked.join("\n\n"))
    }

    /// What "B", "A and C" or "(b) because ..." behind a label names, and what it says besides.
    pub(super) fn named(&self, answer: &str) -> Option<(String, String)> {
        let (places, more) = self.places_named(answer)?;
        let named: Vec<String> = places.iter().map(|&at| self.choices[at].named()).collect();
        Some((named.join("\n\n"), more.to_owned()))
    }

    /// Which options such an answer names, by their places in the list, and what it says besides.
    #[must_use]
    pub fn places_named<'a>(&self, answer: &'a str) -> Option<(Vec<usize>, &'a str)> {
        if let Some(places) = self.letters(answer) {
            return Some((places, ""));
        }
        let is_lettered = self.choices.iter().any(|choice| choice.letter.is_some());
        let numbered = || {
            let bare = answer.trim().trim_start_matches('(');
            let len = bare.bytes().take_while(u8::is_ascii_digit).count();
            let at = bare[..len].parse::<usize>().ok()?.checked_sub(1)?;
            let more = bare[len..].strip_prefix([')', '.', ':']).or_else(|| bare[len..].strip_prefix(" -"));
            let more = more.or_else(|| Some("").filter(|_| bare.len() == len))?;
            (!is_lettered && at < self.choices.len()).then(|| (at, more.trim()))
        };
        let by_letter = || {
            let (letter, more) = lettered(answer.trim())?;
            Some((self.choices.iter().position(|choice| choice.letter == Some(letter))?, more))
        };
        let texts: Vec<&str> = self.choices.iter().map(|choice| choice.text.as_str()).collect();
        let by_text = || {
            Some((
                place_of_text(answer.lines().next()?, &texts)?,
                answer.split_once('\n').map_or("", |(_, more)| more),
            ))
        };
        let (at, more) = by_letter().or_else(numbered).or_else(by_text)?;
        // The option's own text said again is no explanation.
        let said =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let more = if said(more) == said(&self.choices[at].text) { "" } else { more };
        Some((vec![at], more))
    }

    /// The letter of each option, if it has one, and its text.
    pub fn choices(&self) -> impl Iterator<Item = (Option<char>, &str)> {
        self.choices.iter().map(|choice| (choice.letter, choice.text.as_str()))
    }

    fn letters(&self, answer: &str) -> Option<Vec<usize>> {
        let answer = answer.trim_matches(|c: char| !c.is_alphanumeric());
        let letters: Vec<char> = answer
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty() && !matches!(*word, "and" | "or" | "Option" | "option"))
            .map(|word| {
                let mut chars = word.chars();
                chars.next().filter(|_| chars.next().is_none()).map(|c| c.to_ascii_uppercase())
            })
            .collect::<Option<_>>()?;
        // Boxes without letters are counted.
        let is_lettered = self.choices.iter().any(|choice| choice.letter.is_some());
        let places: Vec<usize> = letters
            .iter()
            .map(|&letter| {
                let counted = usize::try_from(u32::from(letter).wrapping_sub(u32::from('A'))).ok()?;
                let by_letter = self.choices.iter().position(|choice| choice.letter == Some(letter));
                by_letter.or_else(|| Some(counted).filter(|at| !is_lettered && *at < self.choices.len()))
            })
            .collect::<Option<_>>()?;
        (!places.is_empty()).then_some(places)
    }
}

impl Choice {
    /// As an item of a list, without a tick.
    fn shown(&self) -> String {
        match self.letter {
            Some(letter) => format!("- {letter}: {}", self.text),
            None => format!("- {}", self.text),
        }
    }

    fn named(&self) -> String {
        let (first, rest) = self.text.split_once('\n').unwrap_or((&self.text, ""));
        let first = first.trim();
        let bold = match (self.letter, first) {
            (Some(letter), "") => format!("**{letter}**"),
            (Some(letter), first) => format!("**{letter}: {}**", first.trim_matches('*')),
            (None, first) => format!("**{}**", first.trim_matches('*')),
        };
        if rest.trim().is_empty() {
            bold
        } else {
            format!("{bold}\n\n{}", scan::dedented(rest.trim_matches('\n')).trim_end())
        }
    }
}

/// In bytes. A first option that is longer is the beginning of something else.
const LONGEST_FIRST: usize = 4096;

/// A line that is an option.
struct Mark<'a> {
    letter: Option<char>,
    is_ticked: bool,
    text: &'a str,
}

/// An option where it was found.
struct Found<'a> {
    mark: Mark<'a>,
    line: usize,
    /// The line behind the last of those that are indented below it.
    end: usize,
}

impl Found<'_> {
    /// The option with what belongs to it: the lines below, which end at `until` where another follows.
    fn choice(&self, outline: &Outline<'_>, until: Option<usize>) -> Choice {
        let mut text = self.mark.text.to_owned();
        let below = |from: usize, to: usize| {
            outline.lines[from..to].iter().flat_map(|line| ["\n", line.text]).collect::<String>()
        };
        text.push_str(&below(self.line + 1, self.end));
        // What stands between two options, code above all, belongs to the first of them.
        text.push_str(below(self.end, until.unwrap_or(self.end)).trim_end());
        Choice { letter: self.mark.letter, is_ticked: self.mark.is_ticked, text }
    }
}

/// The first options in a card's question, and where they are in it.
#[must_use]
pub fn options_of(question: &str) -> Option<(Options, Range<usize>)> {
    let outline = Outline::new(question);
    (0..outline.lines.len())
        .filter(|&line| matches!(outline.lines[line].kind, Kind::Text | Kind::Break))
        .find_map(|line| {
            let (options, end) = at(&outline, line)?;
            Some((options, outline.start_of(line)..outline.start_of(end)))
        })
}

/// The options that begin on a line, and the line behind them.
fn at(outline: &Outline<'_>, first: usize) -> Option<(Options, usize)> {
    within(outline, first..outline.lines.len())
}

/// The same of the first of these lines, where no other belongs to them.
fn within(outline: &Outline<'_>, lines: Range<usize>) -> Option<(Options, usize)> {
    let Range { start: first, end: behind_last } = lines;
    if mark(outline.lines[first].bare)?.letter.is_some_and(|letter| letter != 'A') {
        return None;
    }
    let indent = indent_columns(outline.lines[first].text);
    let mut found: Vec<Found<'_>> = Vec::new();
    let (mut at, mut length) = (first, 0);
    while let Some(line) = outline.lines[..behind_last].get(at) {
        let is_deeper = || indent_columns(line.text) > indent;
        let next = (line.kind == Kind::Text).then(|| mark(line.bare)).flatten().filter(|next| {
            is_next(found.last().map(|last| &last.mark), next) && indent_columns(line.text) <= indent + 3
        });
        match (next, found.last_mut()) {
            (Some(mark), _) => found.push(Found { mark, line: at, end: at + 1 }),
            // Indented lines, and blank lines and code before another option.
            (None, Some(last))
                if matches!(line.kind, Kind::Blank | Kind::Code)
                    || line.kind != Kind::Break && is_deeper() =>
            {
                if line.kind != Kind::Blank && is_deeper() {
                    last.end = at + 1;
                }
            }
            (None, _) => break,
        }
        length += line.text.len() + 1;
        if found.len() < 2 && length > LONGEST_FIRST {
            break;
        }
        at += 1;
    }
    let mut end = found.last()?.end;
    if found.len() < 2 {
        return None;
    }
    let behind = found.iter().skip(1).map(|next| Some(next.line)).chain([None]);
    let choices = found.iter().zip(behind).map(|(found, behind)| found.choice(outline, behind));
    let choices: Vec<Choice> = choices.collect();
    let shown: Vec<String> = choices.iter().map(Choice::shown).collect();
    let mut options = Options { shown: shown.join("\n"), choices };
    // Code below the last option is its own where the others have code, too.
    let has_code = |choice: &Choice| choice.text.is_empty() || choice.text.contains("```");
    if options.choices.len() >= 2
        && options.choices[..options.choices.len() - 1].iter().all(has_code)
        && !options.choices.last().is_some_and(|last| last.text.contains("```"))
        && let Some(code) = (end..behind_last).find(|&index| outline.lines[index].kind != Kind::Blank)
        && outline.lines[code].kind == Kind::Code
    {
        let behind =
            (code..behind_last).find(|&index| outline.lines[index].kind != Kind::Code).unwrap_or(behind_last);
        let text = &outline.text[outline.lines[code].start..outline.start_of(behind)];
        options.shown.push_str("\n\n");
        options.shown.push_str(text.trim_end());
        if let Some(last) = options.choices.last_mut() {
            last.text.push('\n');
            last.text.push_str(text.trim_end());
        }
        end = behind;
    }
    let is_boxed = options.choices.iter().all(|choice| choice.letter.is_none());
    let has_tick = options.choices.iter().any(|choice| choice.is_ticked);
    (options.choices.len() >= 2 && (!is_boxed || has_tick || options.choices.len() >= 3))
        .then_some((options, end))
}

fn is_next(last: Option<&Mark<'_>>, next: &Mark<'_>) -> bool {
    match (last.map(|last| last.letter), next.letter) {
        (None, _) | (Some(None), None) => true,
        (Some(Some(last)), Some(next)) => u32::from(next) == u32::from(last) + 1,
        _ => false,
    }
}

/// Whether a line begins as an option does, with a box, a letter or marks around one, behind an item's
/// mark or not: most lines are told by this.
fn may_be_option(bare: &str) -> bool {
    let is_item = matches!(bare.as_bytes(), [b'-' | b'*' | b'+', b' ' | b'\t', ..]);
    let text = if is_item { scan::trim_start(&bare[1..]) } else { bare };
    // A box, or one of the signs that begin with this byte.
    if matches!(text.as_bytes(), [0xe2, ..]) {
        return true;
    }
    if text.starts_with('[') {
        return is_item || text.starts_with("[ ]") || text.starts_with("[x]") || text.starts_with("[X]");
    }
    let inner = if text.starts_with(['*', '_']) { text.trim_start_matches(['*', '_']) } else { text };
    matches!(
        inner.strip_prefix('(').unwrap_or(inner).as_bytes(),
        [b'A'..=b'H' | b'a'..=b'h', b'*' | b'_' | b')' | b'.' | b':', ..]
    )
}

/// A line that is an option; without blanks at both ends.
fn mark(bare: &str) -> Option<Mark<'_>> {
    may_be_option(bare).then(|| full_mark(bare)).flatten()
}

/// The same, looked at closely.
fn full_mark(bare: &str) -> Option<Mark<'_>> {
    let (is_item, text) = match item(bare) {
        Some((mark, text)) if mark.len() == 1 => (true, text),
        Some(_) => return None,
        None => (false, bare),
    };
    let tick_mark = ["[ ]", "[]", "[x]", "[X]", "☐", "☑", "✅"].iter().find_map(|mark| {
        text.strip_prefix(mark)
            .filter(|_| is_item || matches!(*mark, "[ ]" | "[x]" | "[X]"))
            .map(|rest| (!matches!(*mark, "[ ]" | "[]" | "☐"), rest.trim()))
    });
    let is_boxed = tick_mark.is_some();
    let (is_ticked, text) = tick_mark.unwrap_or((false, text));
    // `- B) two ✅`
    let unmarked = without_right_mark(text, NoteWords::built_in());
    let (is_ticked, text) = unmarked.map_or((is_ticked, text), |text| (true, text));
    // `- [ ] A` stands above the code that is the option.
    let single = text.chars().next().filter(|c| is_boxed && text.len() == 1 && matches!(c, 'A'..='H'));
    if single.is_some() {
        return Some(Mark { letter: single, is_ticked, text: "" });
    }
    match lettered(text) {
        // `**a) A term**: what it means` explains.
        Some((_, text)) if text.contains("**:") && !text.starts_with("**") && !is_boxed => None,
        Some((letter, text)) => Some(Mark { letter: Some(letter), is_ticked, text }),
        None => is_boxed.then_some(Mark { letter: None, is_ticked, text }),
    }
}

/// The text of an option without the mark that says that it is right: `two ✅`, `two (correct)`, `two °`.
pub(super) fn without_right_mark<'t>(text: &'t str, words: &NoteWords) -> Option<&'t str> {
    let text = text.trim_end();
    let sign = ["✅", "✔️", "✔", "☑", "✓"].iter().find_map(|sign| {
        let rest = text.strip_suffix(sign).or_else(|| text.strip_prefix(sign))?;
        Some(rest.trim())
    });
    let named = || {
        let (rest, word) = match text.strip_suffix([')', ']']) {
            Some(inner) => inner.rsplit_once(['(', '['])?,
            None => text.rsplit_once(['←', '⬅']).or_else(|| text.rsplit_once("<-"))?,
        };
        let word = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
        words.is(WordClass::Right, &word).then_some(rest.trim_end())
    };
    sign.or_else(|| text.strip_suffix(" °").map(str::trim_end)).or_else(named).filter(|rest| !rest.is_empty())
}

/// The place of the option that an answer names by its number, its letter or its words.
pub(super) fn place_named<T: AsRef<str>>(answer: &str, options: &[T]) -> Option<usize> {
    let answer = answer.lines().next().unwrap_or_default();
    counted(answer).filter(|&at| at < options.len()).or_else(|| place_of_text(answer, options))
}

fn place_of_text<T: AsRef<str>>(answer: &str, options: &[T]) -> Option<usize> {
    let said = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let whole = said(answer);
    options.iter().position(|option| !whole.is_empty() && said(option.as_ref()) == whole)
}

/// The place that "3", "(c)", "option 2" or "4) because ..." names.
fn counted(answer: &str) -> Option<usize> {
    let bare = answer.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare = ["option ", "Option "].iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    let len = bare.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(bare.len());
    let (name, behind) = bare.split_at(len);
    let is_parted =
        behind.trim_matches(['*', '_', ' ']).is_empty() || behind.starts_with([')', '.', ':', ']']);
    let place = match name.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => usize::from(letter.to_ascii_uppercase() - b'A'),
        _ => name.parse::<usize>().ok()?.checked_sub(1)?,
    };
    is_parted.then_some(place)
}

/// `A: text`, `**B)** text`, `(c) text`.
fn lettered(text: &str) -> Option<(char, &str)> {
    let inner = text.trim_start_matches(['*', '_']);
    let (inner, is_open) = inner.strip_prefix('(').map_or((inner, false), |inner| (inner, true));
    let letter = inner.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = &inner[1..];
    let rest = rest.trim_start_matches(['*', '_']);
    let after = rest.strip_prefix(')').or_else(|| rest.strip_prefix(['.', ':']).filter(|_| !is_open))?;
    let after = after.trim_start_matches(['*', '_']);
    let letter = letter.to_ascii_uppercase();
    (matches!(letter, 'A'..='H') && (after.is_empty() || after.starts_with([' ', '\t', '`'])))
        .then(|| (letter, after.trim()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str, ticked: Option<&str>) {
        let outline = Outline::new(text);
        let (options, _) = at(&outline, 0).unwrap();
        assert_eq!((options.shown.as_str(), options.ticked().as_deref()), (shown, ticked));
    }

    #[test]
    fn options_are_shown_without_ticks() {
        check("- [ ] one\n- [x] two\n\ntext\n", "- one\n- two", Some("**two**"));
        check("- A) one\n- B) two\n", "- A: one\n- B: two", None);
        check("- A) one\n- B) two ✅\n", "- A: one\n- B: two", Some("**B: two**"));
        check("A. one\nB. two\n", "- A: one\n- B: two", None);
        let code = "- [ ] A\n\n```js\nx\n```\n\n- [x] B\n\n```js\ny\n```\n";
        let outline = Outline::new(code);
        assert!(at(&outline, 0).is_some_and(|(options, _)| options.shown.contains('y')));
        let list = Outline::new("- one\n- two\n");
        assert!(at(&list, 0).is_none());
    }

    proptest! {
        #[test]
        fn what_is_an_option_begins_as_one(line in "[-*+]? {0,2}(\\[[ xX]?\\]|☐|✅)? ?[*_(]{0,2}[A-Ii]?[*_]?[).: ]?[*_]? ?[ab✅]?") {
            prop_assert!(may_be_option(line.trim()) || full_mark(line.trim()).is_none());
        }
    }

    #[test]
    fn an_answer_names_options() {
        let outline = Outline::new("- A: one\n- B: two\n- C: three\n");
        let (options, _) = at(&outline, 0).unwrap();
        assert_eq!(options.named("B)"), Some(("**B: two**".to_owned(), String::new())));
        assert_eq!(options.named("A and C"), Some(("**A: one**\n\n**C: three**".to_owned(), String::new())));
        assert_eq!(options.named("(b) as told"), Some(("**B: two**".to_owned(), "as told".to_owned())));
        assert_eq!(options.named("B. two"), Some(("**B: two**".to_owned(), String::new())));
        assert_eq!(options.named("Because of it"), None);
    }
}
