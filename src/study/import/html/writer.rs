//! Builds Markdown from text and tags as they come. It finds neither; code and math arrive as text.

use super::tidy::tidy;
use crate::study::import::tags::Tag;
use crate::study::markdown::scripts::Script;

/// Builds the Markdown; knows what is open.
#[derive(Default)]
pub(super) struct Writer {
    out: String,
    /// Targets of open links, with where their text begins in `out`.
    links: Vec<(Option<String>, usize)>,
    /// Open superscripts and subscripts, with where their text begins in `out`.
    scripts: Vec<(Script, usize)>,
    /// Open lists; `Some` counts an ordered one.
    lists: Vec<Option<u32>>,
    pub(super) pre_depth: usize,
    code_depth: usize,
    /// The last thing written was a block of its own.
    wants_blank_line: bool,
    is_after_break: bool,
}

impl Writer {
    pub(super) fn with_room_for(text: &str) -> Self {
        Self { out: String::with_capacity(text.len()), ..Self::default() }
    }

    pub(super) fn push(&mut self, text: &str) {
        if self.pre_depth > 0 {
            self.out.push_str(text);
            return;
        }
        let mut text = text;
        if self.is_after_break {
            // The line end right behind a `<br>` is the same break.
            self.is_after_break = false;
            text = text.strip_prefix('\n').unwrap_or_else(|| text.trim_start_matches(' '));
        }
        if self.wants_blank_line {
            text = text.trim_start();
            if text.is_empty() {
                return;
            }
            self.open_block();
            self.wants_blank_line = false;
        }
        self.out.push_str(text);
    }

    fn open_block(&mut self) {
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
    }

    /// A block tag opened or closed here.
    fn block(&mut self) {
        if self.pre_depth == 0 {
            self.wants_blank_line = true;
        }
    }

    pub(super) fn verbatim_block(&mut self, block: &str) {
        if self.wants_blank_line || !self.out.is_empty() && !self.out.ends_with('\n') {
            self.open_block();
        }
        self.wants_blank_line = false;
        self.out.push_str(block);
    }

    pub(super) fn is_in_code(&self) -> bool {
        self.pre_depth > 0 || self.code_depth > 0
    }

    /// `behind` is the character behind the tag.
    pub(super) fn tag(&mut self, tag: &Tag<'_>, behind: Option<char>) {
        match (&*tag.name, tag.is_closing) {
            ("br", _) => {
                if self.pre_depth > 0 {
                    self.out.push('\n');
                } else if !self.wants_blank_line && !self.out.trim_end_matches(' ').is_empty() {
                    let kept = self.out.trim_end_matches(' ').len();
                    self.out.truncate(kept);
                    // Two breaks are a paragraph's end; the break itself is shown by two blanks.
                    if self.out.ends_with("  \n") || self.out.ends_with('\n') {
                        self.wants_blank_line = true;
                    } else {
                        self.out.push_str("  \n");
                        self.is_after_break = true;
                    }
                }
            }
            ("b" | "strong", closing) => self.mark("**", closing),
            ("i" | "em", closing) => self.mark("*", closing),
            ("code" | "tt" | "samp" | "kbd", closing) if self.pre_depth == 0 => {
                self.code_depth =
                    if closing { self.code_depth.saturating_sub(1) } else { self.code_depth + 1 };
                self.push("`");
            }
            ("code", false) => {
                // `<pre><code class="language-go">` opens a fence.
                if self.out.ends_with("```\n")
                    && let Some(class) = tag.attribute("class")
                    && let Some(language) =
                        class.split_whitespace().find_map(|class| class.strip_prefix("language-"))
                {
                    self.out.pop();
                    self.out.push_str(language);
                    self.out.push('\n');
                }
            }
            ("pre", false) => {
                self.open_block();
                self.wants_blank_line = false;
                self.out.push_str("```\n");
                self.pre_depth += 1;
            }
            ("pre", true) if self.pre_depth > 0 => {
                self.pre_depth -= 1;
                if !self.out.ends_with('\n') {
                    self.out.push('\n');
                }
                self.out.push_str("```");
                self.wants_blank_line = true;
            }
            ("a", false) => {
                self.push("");
                if self.wants_blank_line {
                    self.open_block();
                    self.wants_blank_line = false;
                }
                self.links.push((tag.attribute("href"), self.out.len()));
            }
            ("a", true) => self.close_link(),
            ("sup" | "sub", false) => {
                self.push("");
                if self.wants_blank_line {
                    self.open_block();
                    self.wants_blank_line = false;
                }
                self.scripts.extend(Script::of_tag(&tag.name).map(|script| (script, self.out.len())));
            }
            ("sup" | "sub", true) => self.close_script(&tag.name, behind),
            ("img", _) => {
                let source = tag.attribute("src").unwrap_or_default();
                let image = format!("![{}]({})", tag.attribute("alt").unwrap_or_default(), target(&source));
                self.push(&image);
            }
            ("video" | "source" | "iframe", false) => {
                if let Some(source) = tag.attribute("src") {
                    let link = format!("[{}]({})", tag.name, target(&source));
                    self.push(&link);
                }
            }
            ("ul", false) => self.open_list(None),
            ("ol", false) => self.open_list(Some(0)),
            ("ul" | "ol", true) => {
                self.lists.pop();
                self.block();
            }
            ("li", false) => self.item(),
            ("hr", _) => {
                self.block();
                self.push("---");
                self.block();
            }
            (heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6"), closing) => {
                self.block();
                if !closing {
                    let level = usize::from(heading.as_bytes()[1] - b'0');
                    self.open_block();
                    self.wants_blank_line = false;
                    self.out.push_str(&"#".repeat(level));
                    self.out.push(' ');
                }
            }
            (
                "p" | "div" | "details" | "summary" | "section" | "article" | "center" | "blockquote"
                | "figure" | "figcaption" | "dl" | "dd" | "main" | "header" | "footer" | "aside" | "nav"
                | "body" | "html" | "head" | "table" | "tr" | "tbody" | "thead",
                _,
            ) => self.block(),
            ("dt", false) => {
                self.block();
                self.mark("**", false);
            }
            ("dt", true) => {
                self.mark("**", true);
                self.block();
            }
            ("td" | "th", true) => self.push(" "),
            _ => {}
        }
    }

    fn mark(&mut self, mark: &str, closing: bool) {
        if self.pre_depth > 0 {
            return;
        }
        if closing {
            // A mark must touch its text; `<b></b>` leaves nothing.
            let kept = self.out.trim_end().len();
            let blanks = self.out.split_off(kept);
            match self.out.strip_suffix(mark).map(str::len) {
                Some(kept) if !self.out[..kept].ends_with('*') => self.out.truncate(kept),
                _ => self.out.push_str(mark),
            }
            self.out.push_str(&blanks);
        } else {
            self.push(mark);
        }
    }

    fn open_list(&mut self, counted: Option<u32>) {
        if self.lists.is_empty() {
            self.block();
        }
        self.lists.push(counted);
    }

    fn item(&mut self) {
        let is_first = self.wants_blank_line;
        if is_first && self.lists.len() <= 1 && !self.out.trim_end().is_empty() {
            let last_line = self.out.trim_end().rsplit('\n').next().unwrap_or_default();
            let follows_item = last_line.starts_with("- ")
                || last_line.split_once(". ").is_some_and(|(n, _)| n.parse::<u32>().is_ok());
            self.open_block();
            if follows_item {
                self.out.pop();
            }
        } else {
            let kept = self.out.trim_end().len();
            self.out.truncate(kept);
            if kept > 0 {
                self.out.push('\n');
            }
        }
        self.wants_blank_line = false;
        let depth = self.lists.len().saturating_sub(1).min(8);
        self.out.push_str(&"    ".repeat(depth));
        match self.lists.last_mut() {
            Some(Some(count)) => {
                *count += 1;
                let mark = format!("{count}. ");
                self.out.push_str(&mark);
            }
            _ => self.out.push_str("- "),
        }
    }

    fn close_script(&mut self, name: &str, behind: Option<char>) {
        let open = self.scripts.last().filter(|(script, _)| Script::of_tag(name) == Some(*script));
        let Some(&(script, start)) = open else { return };
        self.scripts.pop();
        // Breaks before it may have been cut off.
        if !self.out.is_char_boundary(start) || self.out[start..].contains('\n') {
            return;
        }
        let inner = self.out.split_off(start);
        let before = self.out.chars().next_back();
        self.out.push_str(&script.written(&inner, before, behind));
    }

    fn close_link(&mut self) {
        let Some((href, start)) = self.links.pop() else { return };
        let Some(href) = href else { return };
        let start = start.min(self.out.len());
        if !self.out.is_char_boundary(start) {
            return;
        }
        let text = self.out.split_off(start);
        let shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let link = if shown == href && href.contains("://") && !href.contains(['<', '>', ' ']) {
            format!("<{href}>")
        } else {
            let shown = if shown.is_empty() { href.as_str() } else { shown.as_str() };
            format!("[{}]({})", shown, target(&href))
        };
        self.push(&link);
    }

    pub(super) fn finish(mut self) -> String {
        while !self.links.is_empty() {
            self.close_link();
        }
        if self.pre_depth > 0 {
            self.out.push_str("\n```");
        }
        tidy(&self.out).into_owned()
    }
}

/// A link's target as Markdown takes it.
fn target(href: &str) -> String {
    let href = href.trim();
    let parentheses_match = href.matches('(').count() == href.matches(')').count() && !href.contains(")(");
    if href.is_empty() || href.contains([' ', '<', '>', '\n']) || !parentheses_match {
        let escaped = href.replace('<', "%3C").replace('>', "%3E").replace(['\n', '\r'], "");
        return format!("<{escaped}>");
    }
    href.to_owned()
}
