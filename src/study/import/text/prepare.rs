//! The passes over a note's text, in their order.

use super::dialects::Dialect;
use super::fences::{fence_end, open_notes};
use super::inline::without_html;
use super::sides::{label_sides, start_end_blocks};
use super::{SourceLine, clozes, regex};
use crate::study::import::code::fence_of;
use crate::study::import::marks::marker;
use crate::study::import::wording::{Side, breaks_off, label};
use crate::study::lexicon::{NoteWords, is_unspaced};

/// Lines that no note has begin with one of these.
pub(in crate::study::import) const FOLD: &str = "\u{1}fold";
pub(in crate::study::import) const FOLD_END: &str = "\u{1}end";
pub(in crate::study::import) const SUMMARY: &str = "\u{1}summary ";
pub(in crate::study::import) const RULE: &str = "\u{1}rule";
/// Before a paragraph that is set from right to left.
pub(in crate::study::import) const RTL: char = '\u{2}';

/// More lines than this are data.
const MOST_LINES: usize = 1_000_000;

/// More blank lines in a row are read as this many.
const MOST_BLANKS: usize = 100;

/// A note's text in one dialect, and where each of its lines came from.
#[derive(Debug, Default)]
pub(in crate::study::import) struct Prepared {
    pub(in crate::study::import) text: String,
    /// Of each line of `text`: where it begins, and its number in the note.
    pub(in crate::study::import) lines: Vec<(u32, u32)>,
    /// How many lines were too many, if any.
    pub(in crate::study::import) left_out: usize,
}

impl Prepared {
    pub(in crate::study::import) fn line_count(&self) -> usize {
        self.lines.len()
    }

    pub(in crate::study::import) fn start(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |&(start, _)| start as usize)
    }

    pub(in crate::study::import) fn line(&self, line: usize) -> &str {
        let end = self.start(line + 1);
        self.text[self.start(line)..end].trim_end_matches('\n')
    }

    /// Counted from 1, in the note.
    pub(in crate::study::import) fn number(&self, line: usize) -> usize {
        self.lines.get(line).map_or(1, |&(_, number)| number as usize)
    }

    /// Two blanks at the end of the last line, which break it.
    fn break_last(&mut self) {
        self.text.truncate(self.text.len() - 1);
        self.text.push_str("  \n");
    }

    fn push(&mut self, number: u32, text: &str) {
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.lines.push((start, number));
        self.text.push_str(text);
        self.text.push('\n');
    }
}

/// Makes the text behind the front matter ready; `first` is the number of its first line, and `has_cards` tells
/// whether the front matter says that the note holds flashcards.
pub(in crate::study::import) fn prepare(
    text: &str,
    first: u32,
    file_name: &str,
    has_cards: bool,
    words: &NoteWords,
) -> Prepared {
    let mut blanks = 0;
    let mut numbered = (first..).zip(text.split('\n')).filter(|(_, line)| {
        blanks = if line.trim_ascii().is_empty() { blanks + 1 } else { 0 };
        blanks <= MOST_BLANKS
    });
    let lines: Vec<SourceLine<'_>> = numbered
        .by_ref()
        .take(MOST_LINES)
        .map(|(number, line)| SourceLine::new(number, line.strip_suffix('\r').unwrap_or(line)))
        .collect();
    let left_out = numbered.count();
    let mut lines = match Dialect::of(file_name, &lines) {
        Some(dialect) => dialect.to_markdown(lines),
        None => lines,
    };
    start_end_blocks(&mut lines);
    drop_properties(&mut lines);
    join_lone_markers(&mut lines);
    let lines = part_options(part_answers(join_wrapped_headings(lines, words)), words);
    let mut lines = open_notes(lines, words);
    label_sides(&mut lines, words);
    clozes::in_one_way(&mut lines, has_cards);
    let lines = admonitions(lines);
    let mut prepared = Prepared {
        text: String::with_capacity(text.len()),
        lines: Vec::with_capacity(lines.len()),
        left_out,
    };
    let mut at = 0;
    while at < lines.len() {
        if fence_of(&lines[at].text).is_some() {
            let end = fence_end(&lines, at);
            for line in &lines[at..end] {
                prepared.push(line.number, line.text.trim_end());
            }
            at = end;
            continue;
        }
        let end =
            (at..lines.len()).find(|&index| fence_of(&lines[index].text).is_some()).unwrap_or(lines.len());
        for line in without_html(&lines[at..end]).iter() {
            let bare = line.text.trim_end();
            prepared.push(line.number, &with_spaces(bare));
            if line.text.ends_with("  ") && !bare.is_empty() {
                prepared.break_last();
            }
        }
        at = end;
    }
    prepared
}

/// An answer behind its question on one line gets a paragraph of its own: `What is 6 * 7? Ans- 42`.
fn part_answers(lines: Vec<SourceLine<'_>>) -> Vec<SourceLine<'_>> {
    let answer = regex!(r"^([^\W\d_].{14,}?[^\s(\[]) +((?:Ans|ANS|Answer)\s?[-–:] ?\w.*)$");
    let mut parted = Vec::with_capacity(lines.len());
    let mut is_code = false;
    for line in lines {
        is_code ^= fence_of(&line.text).is_some();
        let sides = (!is_code && [" Ans", " ANS"].iter().any(|mark| line.text.contains(mark)))
            .then(|| answer.captures(&line.text))
            .flatten()
            .map(|found| [found[1].to_owned(), String::new(), found[2].to_owned()]);
        match sides {
            Some(sides) => {
                parted.extend(sides.map(|side| SourceLine { number: line.number, text: side.into() }));
            }
            None => parted.push(line),
        }
    }
    parted
}

/// Options on one line get lines of their own: `(A) int (B) float (C) char`. A line that is code as a whole and is
/// numbered or asks is bold: `` `1) Why?` ``. An answer behind `#` is a remark, not a heading: `# ANS = (A)`.
fn part_options<'a>(lines: Vec<SourceLine<'a>>, words: &NoteWords) -> Vec<SourceLine<'a>> {
    let whole_span = regex!(
        r"^`((?:\(?\d+[).][ \t]?|[Qq]\d*[.:)][ \t])[^`]{8,}|[^`]{8,}[?？])`[ \t]*(?:<br ?/?>)?[ \t]*$"
    );
    let mut parted = Vec::with_capacity(lines.len());
    let answers = |line: &str| {
        line.strip_prefix("# ")
            .filter(|said| {
                label(said, words).is_some_and(|it| it.side == Side::Answer && !it.rest.is_empty())
            })
            .map(str::to_owned)
    };
    let mut is_code = false;
    for line in lines {
        is_code ^= fence_of(&line.text).is_some();
        if is_code {
            parted.push(line);
        } else if let Some(said) = answers(&line.text) {
            parted.push(SourceLine::new(line.number, said));
        } else if let Some(found) =
            line.text.starts_with('`').then(|| whole_span.captures(&line.text)).flatten()
        {
            let bold = format!("**{}**", &found[1]);
            parted.extend([bold, String::new()].map(|text| SourceLine::new(line.number, text)));
        } else if let Some(options) = options_in(&line.text) {
            parted.extend(options.into_iter().map(|text| SourceLine::new(line.number, text)));
        } else {
            parted.push(line);
        }
    }
    parted
}

/// The lines of at least three options that stand on one line, set alike and in order, and of what is before them.
fn options_in(line: &str) -> Option<Vec<String>> {
    if !line.contains(['B', 'b']) || line.contains('|') {
        return None;
    }
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut set = None;
    for found in regex!(r"(?:^|[\s,;])(\(?)([A-Ha-h])([).])").captures_iter(line) {
        let letter = found[2].as_bytes()[0];
        let this = (found[1].len(), letter.is_ascii_uppercase(), found[3].to_owned());
        let expected = b'a' + u8::try_from(starts.len()).ok()?;
        if letter.to_ascii_lowercase() == expected && set.as_ref().is_none_or(|set| *set == this) {
            set = Some(this);
            starts.push((found.get(1)?.start(), found.get(0)?.end()));
        }
    }
    let (is_open, _, mark) = set?;
    if starts.len() < 3 || is_open == 0 && mark == "." && !line[..starts[0].0].trim().is_empty() {
        return None;
    }
    let front = line[..starts[0].0].trim_end();
    // "Options:" only leads to them.
    let is_label =
        front.len() <= 12 && front.trim_end_matches([':', '-', ' ']).eq_ignore_ascii_case("options");
    let front = Some(front.to_owned()).filter(|front| !front.trim().is_empty() && !is_label);
    let ends = starts.iter().skip(1).map(|&(start, _)| start).chain([line.len()]);
    let options = (b'A'..).zip(starts.iter().zip(ends)).map(|(letter, (&(_, text), end))| {
        format!("{}) {}", char::from(letter), line[text..end].trim().trim_end_matches([',', ';']))
    });
    Some(front.into_iter().chain(options).collect())
}

/// A heading that wraps is one line: it continues in the heading right below it, or in indented text.
fn join_wrapped_headings<'a>(mut lines: Vec<SourceLine<'a>>, words: &NoteWords) -> Vec<SourceLine<'a>> {
    if !lines.iter().any(|line| line.text.starts_with('#')) {
        return lines;
    }
    let mut joined: Vec<SourceLine<'a>> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        if fence_of(&lines[at].text).is_some() {
            let end = fence_end(&lines, at);
            joined.extend(lines[at..end].iter_mut().map(std::mem::take));
            at = end;
            continue;
        }
        let mut line = std::mem::take(&mut lines[at]);
        at += 1;
        if let Some((level, _)) = heading_parts(&line.text) {
            while let Some(rest) = lines.get(at).and_then(|next| next_part(&line.text, level, &next.text)) {
                line.text = format!("{} {rest}", line.text.trim_end()).into();
                at += 1;
            }
            let end = indented_end(&lines, at, words);
            if is_cut_off(&line.text) && line.text.chars().count() >= 40 {
                for rest in &lines[at..end] {
                    line.text = format!("{} {}", line.text.trim_end(), rest.text.trim()).into();
                }
                at = end;
            }
        }
        joined.push(line);
    }
    joined
}

/// The level of a heading with marks, and its title.
fn heading_parts(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|&byte| byte == b'#').count();
    let title = line[level..].strip_prefix(' ')?.trim();
    ((1..=6).contains(&level) && !title.is_empty()).then_some((level, title))
}

/// Whether a heading has no mark at its end.
fn is_cut_off(heading: &str) -> bool {
    !heading.trim_end().ends_with(['.', '?', '？', '؟', '!', ':', '：', '。', '#'])
}

/// The title of a heading that continues the sentence of the one above it. In a script without spaces a small letter
/// only begins a name.
fn next_part<'t>(above: &str, level: usize, next: &'t str) -> Option<&'t str> {
    let (next_level, rest) = heading_parts(next)?;
    let (_, title) = heading_parts(above)?;
    let length = title.chars().count();
    let continues = rest.starts_with(char::is_lowercase) && length > 20 && !title.contains(is_unspaced)
        || rest.ends_with('?') && length > 45
        || breaks_off(title);
    (next_level == level && is_cut_off(title) && continues).then_some(rest)
}

/// The line behind indented text that begins at `at` and ends at a blank line; `at` itself if there is none.
fn indented_end(lines: &[SourceLine<'_>], at: usize, words: &NoteWords) -> usize {
    let is_text = |line: &SourceLine<'_>| {
        let bare = line.text.trim_start();
        (2..=6).contains(&(line.text.len() - bare.len()))
            && !bare.is_empty()
            && marker(&line.text, words).is_none()
            && fence_of(&line.text).is_none()
            && !bare.starts_with(['>', '|', '<'])
    };
    let end = (at..lines.len()).find(|&at| !is_text(&lines[at])).unwrap_or(lines.len());
    if lines.get(end).is_none_or(|line| line.text.trim().is_empty()) { end } else { at }
}

/// Tabs that indent become spaces.
fn with_spaces(line: &str) -> std::borrow::Cow<'_, str> {
    let bare = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - bare.len()];
    if indent.contains('\t') { format!("{}{bare}", indent.replace('\t', "    ")).into() } else { line.into() }
}

/// What outliners write below a block about the block: `card-last-score:: 5`.
fn drop_properties(lines: &mut [SourceLine<'_>]) {
    let property = regex!(
        r"^\s*(?:card-[a-z-]+|collapsed|id|background-color|logseq\.[\w.-]+|(?:created|updated)-at):: ?\S*"
    );
    for line in lines.iter_mut().filter(|line| line.text.contains("::")) {
        if property.is_match(&line.text) {
            line.text = "".into();
        }
    }
}

/// A page pasted from a browser has list markers alone on their lines: each joins the text below it.
fn join_lone_markers(lines: &mut Vec<SourceLine<'_>>) {
    let is_lone = |text: &str| matches!(text.trim(), "-" | "*" | "•");
    let is_trailing = |text: &str| {
        let before = text.trim_end_matches(' ').strip_suffix('-').unwrap_or_default();
        before.ends_with(' ') && before.trim_end_matches(' ').ends_with(|c: char| !c.is_whitespace())
    };
    let count = lines.iter().filter(|line| is_lone(&line.text) || is_trailing(&line.text)).take(3).count();
    if count < 3 {
        return;
    }
    let mut joined: Vec<SourceLine<'_>> = Vec::with_capacity(lines.len());
    let mut marker: Option<String> = None;
    let mut blanks = 0;
    for mut line in std::mem::take(lines) {
        let bare = line.text.trim();
        if is_lone(&line.text) {
            marker = Some(line.text.trim_end().to_owned());
            blanks = 0;
            continue;
        }
        if let Some(open) = &marker {
            if bare.is_empty() && blanks == 0 {
                blanks = 1;
                continue;
            }
            if !bare.is_empty() && !bare.starts_with(['-', '*', '•']) {
                line.text = format!("{open} {bare}").into();
            }
            marker = None;
        }
        if is_trailing(&line.text) {
            let kept = line.text.trim_end().trim_end_matches('-').trim_end().to_owned();
            marker = Some("-".to_owned());
            blanks = 0;
            line.text = kept.into();
        }
        joined.push(line);
    }
    *lines = joined;
}

/// `:::details Why?`, `??? question "Why?"`, `{{< details "Why?" >}}`: folds of site generators.
fn admonitions(lines: Vec<SourceLine<'_>>) -> Vec<SourceLine<'_>> {
    let marks = [":::", "??? ", "???+", "!!! ", "{{<", "{{%", "{% ", "<Accordion", "</Accordion"];
    let is_marked = |line: &SourceLine<'_>| {
        let bare = line.text.trim_start();
        bare.starts_with([':', '?', '!', '{', '<']) && marks.iter().any(|mark| bare.starts_with(mark))
    };
    if !lines.iter().any(is_marked) {
        return lines;
    }
    let mut out: Vec<SourceLine<'_>> = Vec::with_capacity(lines.len());
    let (mut named, mut indented) = (0_usize, false);
    for line in lines {
        let text = line.text.as_ref();
        let bare = text.trim();
        let number = line.number;
        if indented {
            if bare.is_empty() {
                out.push(line);
                continue;
            }
            if let Some(inner) = text.strip_prefix("    ").or_else(|| text.strip_prefix('\t')) {
                out.push(SourceLine::new(number, inner.to_owned()));
                continue;
            }
            indented = false;
            out.push(SourceLine::new(number, FOLD_END));
        }
        let fold = regex!(r#"^(?:\?\?\?\+?|!!!)\s+(\w+)\s+"([^"]+)""#).captures(bare);
        let named_fold = regex!(
            r#"^(?::{3,}\s*(?:details|spoiler|question|faq)\s+|\{\{[<%]\s*(?:details|expand)\s+(?:title=)?"?|<Accordion(?:Item)?\s+title=")(.+?)"?\s*(?:[>%]\}\}|>)?$"#
        )
        .captures(bare);
        if let Some(found) = fold {
            indented = true;
            out.push(SourceLine::new(number, FOLD));
            out.push(SourceLine::new(number, format!("{SUMMARY}{}", &found[2])));
        } else if let Some(found) = named_fold {
            named += 1;
            out.push(SourceLine::new(number, FOLD));
            out.push(SourceLine::new(number, format!("{SUMMARY}{}", found[1].trim_matches('"'))));
        } else if regex!(r"^(?::{3,}|\{\{[<%]\s*/\s*\w+\s*[>%]\}\}|</Accordion\w*>)$").is_match(bare) {
            out.push(SourceLine::new(number, if named > 0 { FOLD_END } else { "" }));
            named = named.saturating_sub(1);
        } else if let Some(found) = regex!(r"^:{3,}\s*\w+\s*(.*)$").captures(bare) {
            let title = found[1].trim();
            out.push(SourceLine::new(
                number,
                if title.is_empty() { String::new() } else { format!("**{title}**") },
            ));
        } else if regex!(r"^(?:\{\{[<%].*[>%]\}\}|\{%.*%\})$").is_match(bare) {
            out.push(SourceLine::new(number, ""));
        } else {
            out.push(line);
        }
    }
    if indented {
        let number = out.last().map_or(1, |line| line.number);
        out.push(SourceLine::new(number, FOLD_END));
    }
    out
}
