//! What other programs write into Markdown, said in Markdown that every family reads: callouts and
//! foldable notes as `<details>`, admonitions and shortcodes as nothing, the headings and listings of
//! `AsciiDoc`, bullets of word processors, and a note that stands in a fence as a whole.
//!
//! Each line stays where it is, so that a card keeps the line it was read from. Most notes have none of
//! it, which a few searches for bytes tell; what stands in fences is never touched.

use super::html::fence_marks;
use super::label::{has_question_mark, is_question_like, label_of};
use super::scan;
use aho_corasick::Match;
use aho_corasick::packed::Searcher;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// The note in plain Markdown; `None` where it is that already.
pub(super) fn plain(text: &str) -> Option<String> {
    let is_asciidoc = is_asciidoc(text);
    let is_fenced = is_fenced(text);
    if !is_asciidoc && !is_fenced && !has_marks(text) {
        return None;
    }
    let mut writer = Writer { is_asciidoc, ..Writer::default() };
    let lines: Vec<&str> = text.split('\n').collect();
    let (first, last) = if is_fenced { outer_fence(&lines) } else { (usize::MAX, usize::MAX) };
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            writer.text.push('\n');
        }
        if at != first && at != last {
            writer.line(line.trim_end_matches('\r'), lines.get(at + 1).copied());
        }
    }
    writer.close_blocks(false);
    (writer.is_changed || is_fenced).then_some(writer.text)
}

/// Whether any line may have to be said otherwise: all marks, which stand at the front of a line, are searched
/// for at once.
fn has_marks(text: &str) -> bool {
    const MARKS: &[&str] =
        &[CALLOUT, "??? ", "???+", "!!! ", ":::", "{{<", "{{%", "{% ", "<Accordion", IN_BOLD[0], IN_BOLD[1]];
    /// Behind a number they are the end of its bold.
    const IN_BOLD: [&str; 2] = [".** ", ")** "];
    static ANY: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new([MARKS, BULLETS].concat()));
    // Where the line begins, whether a word stands on it, and up to where that is known.
    let (mut line, mut has_word, mut seen) = (0, false, 0);
    let is_set = |found: Match| {
        let mut between = &text[seen..found.start()];
        if let Some(end) = memchr::memrchr(b'\n', between.as_bytes()) {
            (line, has_word) = (seen + end + 1, false);
            between = &between[end + 1..];
        }
        has_word |= between.contains(char::is_alphanumeric);
        seen = found.start();
        match &text[found.range()] {
            CALLOUT => names_asking_kind(&text[found.end()..]),
            mark if IN_BOLD.contains(&mark) => matches!(
                text.as_bytes()[line..seen],
                [b'*', b'*', b'0'..=b'9', ref more @ ..] if more.len() < 3
            ),
            _ => !has_word,
        }
    };
    // Where the machine has no such search, every note is looked at line by line.
    ANY.as_ref().is_none_or(|marks| marks.find_iter(text).any(is_set))
}

/// What word processors and web pages set before an item.
const BULLETS: &[&str] = &["•", "◦", "▪", "●", "‣", "○", "►", "➢", "➤", "🔹", "🔸", "\u{f0b7}"];

/// A title in `AsciiDoc`: it alone begins a text.
fn is_asciidoc(text: &str) -> bool {
    text.trim_start().starts_with("= ") && scan::holds(text, "\n==")
}

/// A fence of Markdown around the whole, as assistants give their notes.
fn is_fenced(text: &str) -> bool {
    let bare = text.trim();
    let opening = bare.lines().next().unwrap_or_default();
    matches!(opening.trim_end(), "```markdown" | "```md" | "````markdown" | "````md")
        && bare.len() > opening.len()
        && bare.ends_with("\n```")
        && bare.matches("```").count().is_multiple_of(2)
}

fn outer_fence(lines: &[&str]) -> (usize, usize) {
    let is_said = |line: &&str| !line.trim().is_empty();
    let first = lines.iter().position(is_said).unwrap_or(usize::MAX);
    (first, lines.iter().rposition(is_said).unwrap_or(usize::MAX))
}

/// A block that is open, and what its lines begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// `> [!question]`: its lines are quoted.
    Callout,
    /// `??? question`: its lines are indented.
    Indented,
    /// `:::details`, `{{< details >}}`: up to its own end.
    Named,
}

#[derive(Default)]
struct Writer {
    text: String,
    is_changed: bool,
    is_asciidoc: bool,
    /// The fence that is open, as the line that opened it marks it.
    fence: Option<String>,
    open: Option<Open>,
    /// The line that closes the listing in `AsciiDoc` that is open.
    listing: Option<&'static str>,
}

impl Writer {
    fn line(&mut self, line: &str, next: Option<&str>) {
        if let Some(marks) = &self.fence {
            let inner = self.inner(line);
            let bare = inner.trim();
            if bare.starts_with(marks.as_str()) && bare.chars().all(|c| marks.starts_with(c)) {
                self.fence = None;
            }
            self.text.push_str(&inner);
            return;
        }
        if let Some(mark) = self.listing {
            let ends = line.trim_end() == mark;
            self.text.push_str(if ends { LISTING } else { line });
            self.listing = self.listing.filter(|_| !ends);
            return;
        }
        if !self.goes_on(line, next) {
            self.close_blocks(line.trim().is_empty());
        }
        let inner = self.inner(line);
        let line = inner.as_ref();
        if let Some(marks) = fence_marks(line) {
            self.fence = Some(marks.to_owned());
            self.text.push_str(line);
            return;
        }
        match self.said(line) {
            Some(said) => {
                self.is_changed = true;
                self.text.push_str(&said);
            }
            None => self.text.push_str(line),
        }
    }

    /// Whether a line belongs to the block that is open.
    fn goes_on(&self, line: &str, next: Option<&str>) -> bool {
        match self.open {
            Some(Open::Callout) => line.starts_with('>') && !line.starts_with("> [!"),
            Some(Open::Indented) => {
                let is_indented = |line: &str| line.starts_with("    ") || line.starts_with('\t');
                is_indented(line)
                    || line.trim().is_empty()
                        && next.is_some_and(|next| is_indented(next) || next.trim().is_empty())
            }
            Some(Open::Named) | None => true,
        }
    }

    /// A line of a block without what marks it as one.
    fn inner<'a>(&self, line: &'a str) -> Cow<'a, str> {
        match self.open {
            Some(Open::Callout) => {
                let rest = line.strip_prefix('>').unwrap_or(line);
                rest.strip_prefix(' ').unwrap_or(rest).into()
            }
            Some(Open::Indented) => {
                line.strip_prefix("    ").or_else(|| line.strip_prefix('\t')).unwrap_or(line).into()
            }
            _ => line.into(),
        }
    }

    /// What a line says in Markdown; `None` where it says that already.
    fn said(&mut self, line: &str) -> Option<String> {
        let bare = line.trim();
        if let Some(title) = callout_title(line) {
            self.open = Some(Open::Callout);
            return Some(fold(title));
        }
        if let Some(title) = admonition_title(line) {
            self.open = Some(Open::Indented);
            return Some(fold(title));
        }
        if bare.starts_with(":::") {
            return Some(self.directive(bare.trim_start_matches(':').trim()));
        }
        if is_shortcode(bare) {
            return Some(self.shortcode(bare));
        }
        if let Some(rest) = bare.strip_prefix("<Accordion ").or(bare.strip_prefix("<AccordionItem ")) {
            let title = rest.split_once("title=").and_then(|(_, rest)| quoted(rest))?;
            self.open = Some(Open::Named);
            return Some(fold(title));
        }
        if matches!(bare, "</Accordion>" | "</AccordionItem>") && self.open == Some(Open::Named) {
            self.open = None;
            return Some("</details>".to_owned());
        }
        if let Some(item) = numbered_in_bold(line) {
            return Some(item);
        }
        let may_be_bullet = bare.bytes().next().is_some_and(|first| !first.is_ascii());
        if may_be_bullet && let Some(mark) = BULLETS.iter().find(|mark| bare.starts_with(**mark)) {
            let indent = &line[..line.len() - line.trim_start().len()];
            let rest = bare[mark.len()..].trim_start();
            return (!rest.is_empty()).then(|| format!("{indent}- {rest}"));
        }
        if self.is_asciidoc { self.asciidoc(line) } else { None }
    }

    /// `:::tip Answer`, `:::details Why?`, `:::`.
    fn directive(&mut self, said: &str) -> String {
        let (kind, title) = said.split_once([' ', '[']).unwrap_or((said, ""));
        let title = title.trim().trim_end_matches(']');
        if kind.is_empty() {
            let ends = self.open == Some(Open::Named);
            self.open = None;
            return if ends { "</details>".to_owned() } else { String::new() };
        }
        if is_question_like(title) && self.open.is_none() {
            self.open = Some(Open::Named);
            return fold(title);
        }
        if title.is_empty() || label_of(title).is_some() { String::new() } else { format!("**{title}**") }
    }

    /// `{{< details "Why?" >}}`, `{{< /details >}}`, `{% hint %}`.
    fn shortcode(&mut self, bare: &str) -> String {
        let inner = bare[2..].trim_start_matches(['<', '%']).trim_start();
        if self.open == Some(Open::Named) && (inner.starts_with("/details") || inner.starts_with("/expand")) {
            self.open = None;
            return "</details>".to_owned();
        }
        let is_fold = inner.starts_with("details ") || inner.starts_with("expand ");
        match quoted(inner).filter(|title| is_fold && self.open.is_none() && is_question_like(title)) {
            Some(title) => {
                self.open = Some(Open::Named);
                fold(title)
            }
            None => String::new(),
        }
    }

    /// `=== Why?`, `[source,java]`, `----`.
    fn asciidoc(&mut self, line: &str) -> Option<String> {
        let level = line.bytes().take_while(|&byte| byte == b'=').count();
        if (1..=6).contains(&level) && line[level..].starts_with(' ') {
            return Some(format!("{}{}", "#".repeat(level), &line[level..]));
        }
        let bare = line.trim_end();
        self.listing = ["----", "...."].into_iter().find(|mark| *mark == bare);
        if self.listing.is_some() {
            return Some(LISTING.to_owned());
        }
        (bare.starts_with('[') && bare.ends_with(']') || is_attribute(bare)).then(String::new)
    }

    /// A block ends on the blank line behind it, where there is one: its last line may be a fence.
    fn close_blocks(&mut self, is_blank: bool) {
        if matches!(self.open, Some(Open::Callout | Open::Indented)) {
            self.open = None;
            let said = self.text.trim_end_matches('\n').len();
            let has_blank = is_blank || self.text.len() > said + 1;
            self.text.insert_str(said + usize::from(has_blank), "</details>");
        }
    }
}

/// The fence around what may have fences itself.
const LISTING: &str = "````";

fn fold(title: &str) -> String {
    let mut fold = String::new();
    let _ = write!(fold, "<details><summary>{title}</summary>");
    fold
}

/// Kinds of callouts and admonitions whose titles are questions.
const ASKING_KINDS: &[&str] = &["question", "faq", "help", "quiz", "flashcard", "card", "example"];

const CALLOUT: &str = "> [!";

/// Whether a text begins with one of them.
fn names_asking_kind(text: &str) -> bool {
    ASKING_KINDS
        .iter()
        .any(|kind| text.get(..kind.len()).is_some_and(|front| front.eq_ignore_ascii_case(kind)))
}

/// `> [!question]- Why?`
fn callout_title(line: &str) -> Option<&str> {
    let (kind, rest) = line.strip_prefix(CALLOUT)?.split_once(']')?;
    let title = rest.trim_start_matches(['-', '+']).trim();
    let asks = ASKING_KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known));
    (asks && is_question_like(title)).then_some(title)
}

/// `??? question "Why?"`
fn admonition_title(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("???").or_else(|| line.strip_prefix("!!!"))?.trim_start_matches('+');
    let title = quoted(rest)?;
    let asks = rest.split_whitespace().next().is_some_and(|kind| ASKING_KINDS.contains(&kind));
    (is_question_like(title) && (asks || line.starts_with("???") && has_question_mark(title)))
        .then_some(title)
}

/// `**3.** Why?`
fn numbered_in_bold(line: &str) -> Option<String> {
    let (number, rest) = line.strip_prefix("**")?.split_once("** ")?;
    let digits = number.strip_suffix(['.', ')'])?;
    let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("{number} {rest}"))
}

/// `:toc: left`
fn is_attribute(line: &str) -> bool {
    line.strip_prefix(':').and_then(|rest| rest.split_once(':')).is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// A template's tag and nothing else on the line.
fn is_shortcode(bare: &str) -> bool {
    [("{{<", ">}}"), ("{{%", "%}}"), ("{% ", "%}")].iter().any(|(open, close)| {
        bare.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|rest| !rest.contains(close))
    })
}

/// What stands in the first quotes.
fn quoted(text: &str) -> Option<&str> {
    let open = text.find(['"', '\''])?;
    let mark = text[open..].chars().next()?;
    let rest = &text[open + 1..];
    rest.rfind(mark).map(|close| rest[..close].trim()).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = plain(text);
        assert_eq!(said.as_deref().unwrap_or(text), expected, "{text}");
        if let Some(said) = said {
            assert_eq!(said.matches('\n').count(), text.matches('\n').count(), "{text}");
        }
    }

    #[test]
    fn blocks_become_folds() {
        check(
            "> [!question]- Why?\n> So.\n\nmore\n",
            "<details><summary>Why?</summary>\nSo.\n</details>\nmore\n",
        );
        check(
            "??? question \"Why?\"\n    So.\n\n    And so.\n\nmore",
            "<details><summary>Why?</summary>\nSo.\n\nAnd so.\n</details>\nmore",
        );
        check("> [!faq] Why?\n> So.", "<details><summary>Why?</summary>\nSo.</details>");
        check("> [!note] Mind this\n> So.\n", "> [!note] Mind this\n> So.\n");
        check(":::details Why?\nSo.\n:::\n", "<details><summary>Why?</summary>\nSo.\n</details>\n");
    }

    #[test]
    fn marks_that_say_nothing_go() {
        check("# Why?\n:::tip Answer\nSo.\n:::\n", "# Why?\n\nSo.\n\n");
        check("{{< hint info >}}\nSo.\n{{< /hint >}}\n", "\nSo.\n\n");
        check("```\n:::tip\n```\n:::\n", "```\n:::tip\n```\n\n");
        check("```markdown\n# Why?\nSo.\n```\n", "\n# Why?\nSo.\n\n");
        check("•\tWhy?\n  ◦ How?\n", "- Why?\n  - How?\n");
        check("So • so.\n", "So • so.\n");
        check("**12.** Why?\n**1.2** so\n", "12. Why?\n**1.2** so\n");
    }

    #[test]
    fn asciidoc_is_read() {
        check(
            "= Title\n:toc:\n\n== Why?\n\n[source,java]\n----\n== x\n----\n",
            "# Title\n\n\n## Why?\n\n\n````\n== x\n````\n",
        );
        check("a = b\n== c\n", "a = b\n== c\n");
    }
}
