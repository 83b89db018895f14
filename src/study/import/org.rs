//! Org: headings that ask, with text or deeper headings as their answers; drill and flashcard tags.
//!
//! Lines become Markdown one for one, so that their numbers stay. Where no heading asks, the notes'
//! lists are read as plain text or bullets are.

use super::bullets::Bullets;
use super::family::{ENOUGH, Family, Whole};
use super::headings::Heading;
use super::html::to_plain;
use super::label::is_question_like;
use super::left_out::LeftOut;
use super::outcome::{ImportedNote, NoteCard, NoteHint};
use super::plain::PlainText;
use super::scan;
use super::wording;

pub(super) struct Org;

impl Family for Org {
    fn name(&self) -> &'static str {
        "org"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let hint = whole.hint;
        let is_named = hint
            .file_name
            .rsplit_once('.')
            .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("org"));
        let (mut keywords, mut drawers, mut deep, mut markdown) = (0, 0, 0, 0);
        for line in whole.lines().iter().map(|line| line.text) {
            let bare = scan::trim_start(line);
            match bare.as_bytes() {
                [b'#', ..] => {
                    keywords += i32::from(bare.starts_with("#+"));
                    markdown += i32::from(line.starts_with("# ") || line.starts_with("## "));
                }
                [b':', ..] => {
                    drawers += i32::from(bare.starts_with(":PROPERTIES:") || bare.starts_with(":END:"));
                }
                [b'*', ..] => deep += i32::from(line.starts_with("** ") || line.starts_with("*** ")),
                [b'`', ..] => markdown += i32::from(line.starts_with("```")),
                _ => {}
            }
        }
        let by_name = if is_named { 100 } else { 0 };
        by_name + (keywords * 10 + drawers * 10).min(60) + (deep * 5).min(20) - (markdown * 5).min(60)
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let text = whole.text;
        let outline = Outline::of(text);
        let chosen = outline.chosen();
        if chosen.is_empty() {
            let markdown = outline.as_markdown();
            let hint = NoteHint::default();
            let inner = Whole::new(&markdown, &hint);
            let family: &dyn Family =
                if PlainText.evidence(&inner) >= ENOUGH { &PlainText } else { &Bullets };
            let mut note = family.read(&inner);
            note.title = outline.title.or(note.title);
            return note;
        }
        outline.read(&chosen)
    }
}

struct OrgHeading {
    level: usize,
    title: String,
    tags: Vec<String>,
    line: usize,
    is_drilled: bool,
}

struct Outline {
    title: Option<String>,
    headings: Vec<OrgHeading>,
    /// The note's lines as Markdown; those of headings are empty.
    lines: Vec<String>,
}

impl Outline {
    fn of(text: &str) -> Self {
        let mut outline = Self { title: None, headings: Vec::new(), lines: Vec::new() };
        let (mut block, mut in_drawer, mut in_quote) = (None::<String>, false, false);
        let source: Vec<&str> = text.split('\n').collect();
        let last_end = source.iter().rposition(|line| line.trim().eq_ignore_ascii_case(":end:")).unwrap_or(0);
        for (index, &line) in source.iter().enumerate() {
            let bare = line.trim();
            let lower = bare.to_ascii_lowercase();
            let indent = &line[..line.len() - line.trim_start().len()];
            let mut kept = String::new();
            if let Some(end) = &block {
                if lower == *end {
                    block = None;
                    kept = format!("{indent}```");
                } else {
                    // Commas keep headings in code from being headings.
                    kept = line.replacen(",*", "*", usize::from(bare.starts_with(",*"))).replacen(
                        ",#+",
                        "#+",
                        usize::from(bare.starts_with(",#+")),
                    );
                }
            } else if in_drawer {
                in_drawer = lower != ":end:";
                if let Some(heading) = outline.headings.last_mut() {
                    heading.is_drilled |= lower.starts_with(":fc_type:") || lower.starts_with(":drill_");
                }
            } else if index < last_end && is_drawer(bare) {
                in_drawer = true;
            } else if let Some((level, rest)) = heading(line) {
                let (title, tags) = tagged(rest);
                let is_drilled =
                    tags.iter().any(|tag| matches!(tag.as_str(), "fc" | "drill" | "flashcard" | "anki"));
                outline.headings.push(OrgHeading {
                    level,
                    title: inline(&title),
                    tags,
                    line: index + 1,
                    is_drilled,
                });
            } else if let Some(rest) = lower.strip_prefix("#+begin_") {
                let name = rest.split_whitespace().next().unwrap_or_default();
                match name {
                    "quote" | "verse" | "center" => in_quote = true,
                    _ => {
                        let language = if name == "src" {
                            bare.split_whitespace().nth(1).unwrap_or_default()
                        } else {
                            ""
                        };
                        let language = if language.starts_with([':', '-']) { "" } else { language };
                        block = Some(format!("#+end_{name}"));
                        kept = format!("{indent}```{language}");
                    }
                }
            } else if lower.starts_with("#+end_") {
                in_quote = false;
            } else if let Some(keyword) = lower.strip_prefix("#+") {
                if keyword.starts_with("title:") {
                    outline.title = Some(bare[8..].trim().to_owned()).filter(|title| !title.is_empty());
                }
            } else if bare == "#" || bare.starts_with("# ") || is_planning(bare) {
                // Comments and dates of tasks.
            } else {
                let text = line_as_markdown(line);
                kept = if in_quote { format!("> {}", text.trim_start()) } else { text };
            }
            outline.lines.push(kept);
        }
        if block.is_some() {
            outline.lines.push("```".to_owned());
        }
        outline
    }

    /// Headings that are cards.
    fn chosen(&self) -> Vec<usize> {
        let drilled: Vec<usize> =
            (0..self.headings.len()).filter(|&index| self.headings[index].is_drilled).collect();
        let asks = |heading: &OrgHeading| is_question_like(&heading.title) && !is_aside(&heading.title);
        let others = self.headings.iter().filter(|heading| !heading.is_drilled && asks(heading)).count();
        if !drilled.is_empty() && others > drilled.len() {
            // A tag on few of many questions marks those to drill, not the questions.
            return (0..self.headings.len())
                .filter(|&index| self.headings[index].is_drilled || asks(&self.headings[index]))
                .collect();
        }
        if !drilled.is_empty() {
            return drilled;
        }
        let deepest = self.headings.iter().map(|heading| heading.level).max().unwrap_or(0).min(8);
        for level in 1..=deepest {
            let at_level =
                || self.headings.iter().filter(|heading| heading.level == level && !is_aside(&heading.title));
            let asking = at_level().filter(|heading| is_question_like(&heading.title)).count();
            if asking == 0 || asking * 2 < at_level().count() {
                continue;
            }
            let children_ask = |index: usize| {
                self.headings[index + 1..]
                    .iter()
                    .take_while(|below| below.level > level)
                    .take(20)
                    .any(|below| is_question_like(&below.title))
            };
            return (0..self.headings.len())
                .filter(|&index| {
                    let heading = &self.headings[index];
                    heading.level == level
                        && !is_aside(&heading.title)
                        && (is_question_like(&heading.title) || !children_ask(index))
                })
                .collect();
        }
        Vec::new()
    }

    fn read(&self, chosen: &[usize]) -> ImportedNote {
        let mut note = ImportedNote { title: self.title.clone(), ..ImportedNote::default() };
        let mut left_out = LeftOut::default();
        let mut told = 0;
        let parents = self.parents();
        for &index in chosen {
            let heading = &self.headings[index];
            // A card within a card is told there.
            if heading.line <= told {
                continue;
            }
            self.leave_out(told, heading.line - 1, &mut left_out);
            let below =
                self.headings[index + 1..].iter().take_while(|below| below.level > heading.level).count();
            let end = self.headings.get(index + 1 + below).map_or(self.lines.len(), |next| next.line - 1);
            let mut question = wording::question(&heading.title);
            let first_below = self.headings.get(index + 1).filter(|_| below > 0);
            let body = self.text(heading.line, first_below.map_or(end, |first| first.line - 1));
            let mut parts = Vec::new();
            let back = first_below.is_some_and(|first| is_back(&first.title));
            // Under a drill's heading the text still asks, if a heading below answers.
            if !body.trim().is_empty() {
                if below > 0 && (back || heading.is_drilled && !is_question_like(&heading.title)) {
                    // "Item" above the question names nothing.
                    if names_card(&question) {
                        question.clear();
                    } else {
                        question.push_str("\n\n");
                    }
                    question.push_str(body.trim());
                } else if below == 0 || !body.trim().is_empty() {
                    parts.push(body);
                }
            }
            for (offset, part) in self.headings[index + 1..index + 1 + below].iter().enumerate() {
                let part_end = self
                    .headings
                    .get(index + 2 + offset)
                    .map_or(self.lines.len(), |next| next.line - 1)
                    .min(end);
                let text = self.text(part.line, part_end);
                if is_back(&part.title) {
                    parts.push(text);
                } else {
                    let marks = "#".repeat((part.level - heading.level + 2).min(6));
                    parts.push(format!("{marks} {}\n\n{}", part.title, text.trim()));
                }
            }
            let answer = parts.iter().map(|part| part.trim_matches('\n')).collect::<Vec<_>>().join("\n\n");
            if !question.is_empty() {
                let tags = heading
                    .tags
                    .iter()
                    .filter(|tag| !matches!(tag.as_str(), "fc" | "drill" | "flashcard" | "anki"));
                let mut card = NoteCard { question, line: heading.line, ..NoteCard::default() };
                card.answer = wording::answer(&answer);
                card.section = parents[index].map(|parent| to_plain(&self.headings[parent].title));
                card.tags = tags.cloned().collect();
                note.cards.push(card);
            }
            told = end;
        }
        self.leave_out(told, self.lines.len(), &mut left_out);
        left_out.report(&mut note.problems);
        note
    }

    /// For each heading the one that it is below.
    fn parents(&self) -> Vec<Option<usize>> {
        let mut open: Vec<usize> = Vec::new();
        let mut parents = Vec::with_capacity(self.headings.len());
        for (index, heading) in self.headings.iter().enumerate() {
            while open.last().is_some_and(|&above| self.headings[above].level >= heading.level) {
                open.pop();
            }
            parents.push(open.last().copied());
            open.push(index);
        }
        parents
    }

    fn leave_out(&self, start: usize, end: usize, left_out: &mut LeftOut) {
        for at in start..end.min(self.lines.len()) {
            if !self.lines[at].trim().is_empty() {
                left_out.line(at + 1);
            }
        }
    }

    fn text(&self, start: usize, end: usize) -> String {
        self.lines[start.min(end)..end].join("\n")
    }

    fn as_markdown(&self) -> String {
        let mut lines = self.lines.clone();
        for heading in &self.headings {
            lines[heading.line - 1] = format!("{} {}", "#".repeat(heading.level.min(6)), heading.title);
        }
        lines.join("\n")
    }
}

fn is_back(title: &str) -> bool {
    let lower = title.trim().trim_end_matches(':').to_lowercase();
    matches!(lower.as_str(), "back" | "answer" | "the answer" | "solution" | "جواب" | "پاسخ")
}

fn names_card(title: &str) -> bool {
    let name = title.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '#' | ':'));
    ["item", "card", "question", "fact", "flashcard", "drill"]
        .iter()
        .any(|word| name.eq_ignore_ascii_case(word))
}

fn is_aside(title: &str) -> bool {
    Heading::of(title) == Heading::Remarks
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.len() - line.trim_start_matches('*').len();
    (level > 0 && line[level..].starts_with([' ', '\t'])).then(|| (level, line[level..].trim()))
}

/// Without `TODO`, `[#A]` and `:tags:`.
fn tagged(title: &str) -> (String, Vec<String>) {
    let mut title = title;
    let mut tags = Vec::new();
    if let Some((before, last)) = title.rsplit_once([' ', '\t'])
        && last.len() > 2
        && let Some(inner) = last.strip_prefix(':').and_then(|last| last.strip_suffix(':'))
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '#' | '%' | ':' | '-'))
    {
        tags = inner.split(':').filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        title = before.trim_end();
    }
    for word in ["TODO ", "DONE ", "NEXT ", "WAITING "] {
        title = title.strip_prefix(word).unwrap_or(title).trim_start();
    }
    if title.starts_with("[#") && title.get(3..4) == Some("]") {
        title = title[4..].trim_start();
    }
    (title.to_owned(), tags)
}

/// `:PROPERTIES:`, `:LOGBOOK:`
fn is_drawer(line: &str) -> bool {
    let inner = line.strip_prefix(':').and_then(|line| line.strip_suffix(':'));
    inner.is_some_and(|inner| {
        !inner.is_empty()
            && inner.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            && !inner.eq_ignore_ascii_case("end")
    })
}

fn is_planning(line: &str) -> bool {
    ["SCHEDULED:", "DEADLINE:", "CLOSED:", "CLOCK:"].iter().any(|word| line.starts_with(word))
}

fn line_as_markdown(line: &str) -> String {
    let bare = line.trim_start();
    let indent = &line[..line.len() - bare.len()];
    if bare.starts_with('|') && bare.contains('+') && bare.chars().all(|c| matches!(c, '|' | '-' | '+' | ' '))
    {
        return format!("{indent}{}", bare.replace('+', "|"));
    }
    if let Some(code) = bare.strip_prefix(": ") {
        return format!("{indent}    {code}");
    }
    let (mark, rest) = match bare.strip_prefix("+ ").or_else(|| bare.strip_prefix("- ")) {
        Some(rest) => ("- ", rest),
        None => ("", bare),
    };
    match rest.split_once(" :: ").filter(|_| !mark.is_empty()) {
        Some((term, text)) => format!("{indent}- **{}**: {}", inline(term), inline(text)),
        None => format!("{indent}{mark}{}", inline(rest)),
    }
}

/// Code, emphasis and links on a line.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((link, len)) = link(rest) {
            out.push_str(&link);
            rest = &rest[len..];
            before = ')';
            continue;
        }
        let mark = match c {
            '=' | '~' => "`",
            '*' => "**",
            '/' => "*",
            '+' => "~~",
            _ => "",
        };
        if !mark.is_empty()
            && (before.is_whitespace() || "-({'\"".contains(before))
            && let Some(inner) = marked(&rest[1..], c)
        {
            out.push_str(mark);
            out.push_str(inner);
            out.push_str(mark);
            rest = &rest[inner.len() + 2..];
            before = c;
            continue;
        }
        out.push(c);
        before = c;
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// What stands between marks: it touches both, and no word goes on behind the second.
fn marked(text: &str, mark: char) -> Option<&str> {
    if text.starts_with(char::is_whitespace) {
        return None;
    }
    let window = &text[..text.floor_char_boundary(200)];
    for (at, _) in window.match_indices(mark) {
        let is_closed = at > 0 && !text[..at].ends_with(char::is_whitespace);
        if is_closed
            && text[at + 1..].chars().next().is_none_or(|next| !next.is_alphanumeric() && next != mark)
        {
            return Some(&text[..at]);
        }
    }
    None
}

/// `[[target][text]]`
fn link(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix("[[")?;
    let end = inner[..inner.floor_char_boundary(2000)].find("]]")?;
    let len = end + 4;
    Some(match inner[..end].split_once("][") {
        Some((target, shown)) => (format!("[{shown}]({})", target.trim()), len),
        None => (
            if inner[..end].contains("://") {
                format!("<{}>", &inner[..end])
            } else {
                inner[..end].to_owned()
            },
            len,
        ),
    })
}
