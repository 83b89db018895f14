//! Other markup said in Markdown, line by line.

use regex::Captures;

use super::{SourceLine, regex};

/// A markup that is not Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    AsciiDoc,
    Org,
    Rst,
}

impl Dialect {
    /// By the name of the file; without one, by marks that no other markup has.
    pub(super) fn of(file_name: &str, lines: &[SourceLine<'_>]) -> Option<Self> {
        let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("adoc" | "asciidoc" | "asc") => return Some(Self::AsciiDoc),
            Some("org") => return Some(Self::Org),
            Some("rst" | "rest") => return Some(Self::Rst),
            _ => {}
        }
        let is_markdown = matches!(extension.as_deref(), Some("md" | "markdown" | "mdx"));
        let mut fence = false;
        for line in lines {
            let text = line.text.as_ref();
            fence ^= text.starts_with("```");
            if fence {
                continue;
            }
            // Each of these marks begins with one of these signs.
            if !text.starts_with(['#', ':', '[', '=', '.']) {
                continue;
            }
            if regex!(r"(?i)^#\+(?:title|begin_src|startup|options|author)\b|^:PROPERTIES:$").is_match(text) {
                return Some(Self::Org);
            }
            // In Markdown, a line may begin with an operator.
            if !is_markdown && regex!(r"^\[source(?:,\s*\w+)?\]$|^={2,5} \S").is_match(text) {
                return Some(Self::AsciiDoc);
            }
            if regex!(r"^\.\. (?:code-block|note|contents|warning|tip)::").is_match(text) {
                return Some(Self::Rst);
            }
        }
        None
    }

    pub(super) fn to_markdown(self, lines: Vec<SourceLine<'_>>) -> Vec<SourceLine<'_>> {
        match self {
            Self::AsciiDoc => asciidoc(lines),
            Self::Org => org(lines),
            Self::Rst => rst(&lines),
        }
    }
}

/// Applies a change to every line outside the blocks that `opens` begins.
fn asciidoc(lines: Vec<SourceLine<'_>>) -> Vec<SourceLine<'_>> {
    let mut out = Vec::with_capacity(lines.len());
    let (mut listing, mut language): (Option<String>, String) = (None, String::new());
    let mut in_fence = false;
    for line in lines {
        let text = line.text.trim_end();
        if listing.is_none() && text.starts_with("```") {
            in_fence = !in_fence;
            out.push(line);
            continue;
        }
        if in_fence {
            out.push(line);
            continue;
        }
        if let Some(mark) = &listing {
            if text == mark {
                listing = None;
                out.push(SourceLine::new(line.number, "````"));
            } else {
                out.push(line);
            }
            continue;
        }
        let replace = |text: String| SourceLine::new(line.number, text);
        if regex!(r"^(?:-{4,}|\.{4,})$").is_match(text) {
            listing = Some(text.to_owned());
            out.push(replace(format!("````{}", std::mem::take(&mut language))));
        } else if let Some(found) = regex!(r"^\[source,\s*(\w+)").captures(text) {
            found[1].clone_into(&mut language);
            out.push(replace(String::new()));
        } else if regex!(r"^(?::[\w-]+:.*|(?:ifdef|endif|include)::.*|<<<|\[[^\]]*\]|/{2}.*|={4,}|_{4,}|\+)$")
            .is_match(text)
        {
            out.push(replace(String::new()));
        } else if let Some(found) = regex!(r"^(={1,6})[ \t]+(.*)$").captures(text) {
            out.push(replace(format!("{} {}", "#".repeat(found[1].len()), &found[2])));
        } else if let Some(found) = regex!(r"^(\*+)[ \t]+(\S.*)$").captures(text) {
            out.push(replace(format!("{}- {}", "    ".repeat(found[1].len() - 1), &found[2])));
        } else if let Some(found) = regex!(r"^(\.+)[ \t]+(\S.*)$").captures(text) {
            out.push(replace(format!("{}1. {}", "    ".repeat(found[1].len()), &found[2])));
        } else if let Some(found) = regex!(r"^(\S.*?)::[ \t]+(\S.*)$").captures(text) {
            out.push(replace(format!("{}::", &found[1])));
            out.push(replace(format!("    {}", &found[2])));
        } else if let Some(found) = regex!(r"^\.([A-Z][^.]*)$").captures(text) {
            out.push(replace(format!("**{}**", &found[1])));
        } else {
            let text = regex!(r"(https?://[^\s\[]+)\[([^\]]+)\]").replace_all(text, "[$2]($1)").into_owned();
            out.push(SourceLine::new(line.number, text));
        }
    }
    out
}

fn org(lines: Vec<SourceLine<'_>>) -> Vec<SourceLine<'_>> {
    let mut out = Vec::with_capacity(lines.len());
    let (mut in_code, mut in_drawer) = (false, false);
    let mut drawer_lines = 0;
    for line in lines {
        let text = line.text.as_ref();
        let replace = |text: String| SourceLine::new(line.number, text);
        if in_code {
            if regex!(r"(?i)^[ \t]*#\+end_\w+").is_match(text) {
                in_code = false;
                out.push(replace("```".to_owned()));
            } else {
                // Commas keep headings in code from being headings.
                let kept = text.strip_prefix(",*").map(|rest| format!("*{rest}"));
                out.push(kept.map_or(line.clone(), replace));
            }
            continue;
        }
        if in_drawer {
            drawer_lines += 1;
            in_drawer = !text.trim().eq_ignore_ascii_case(":end:") && drawer_lines < 60;
            out.push(replace(String::new()));
        } else if regex!(r"^[ \t]*:[A-Z_]+:[ \t]*$").is_match(text) {
            (in_drawer, drawer_lines) = (true, 0);
            out.push(replace(String::new()));
        } else if let Some(found) = regex!(r"(?i)^[ \t]*#\+begin_(?:src|example)[ \t]*(\w*)").captures(text) {
            in_code = true;
            out.push(replace(format!("```{}", &found[1])));
        } else if regex!(r"(?i)^[ \t]*#\+\w+").is_match(text) {
            out.push(replace(org_keyword(text)));
        } else if regex!(r"^[ \t]*(?:CLOSED|SCHEDULED|DEADLINE): ").is_match(text) {
            out.push(replace(String::new()));
        } else if let Some(found) = regex!(
            r"^(\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING) )?(?:\[#[A-C]\] )?(.*?)[ \t]*((?::[\w@]+)+:)?[ \t]*$"
        )
        .captures(text)
        {
            let tags =
                found.get(3).map_or(String::new(), |tags| {
                    let tags = tags.as_str().split(':').filter(|tag| !tag.is_empty());
                    tags.map(|tag| {
                        if matches!(tag, "drill" | "fc") { " #card".to_owned() } else { format!(" #{tag}") }
                    })
                    .collect()
                });
            out.push(replace(format!("{} {}{tags}", "#".repeat(found[1].len()), org_inline(&found[2]))));
        } else {
            let said = org_inline(text);
            out.push(SourceLine::new(line.number, said));
        }
    }
    out
}

/// `#+TITLE: Maps` is the title; the rest goes.
fn org_keyword(text: &str) -> String {
    let title = regex!(r"(?i)^[ \t]*#\+title:[ \t]*(.*)$").captures(text);
    title.map_or(String::new(), |found| format!("# {}", &found[1]))
}

fn org_inline(text: &str) -> String {
    let linked = regex!(r"\[\[([^\]]+)\]\[([^\]]+)\]\]").replace_all(text, "[$2]($1)");
    let coded = regex!(r"(^|[\s(])[=~]([^\s=~](?:[^=~\n]*[^\s=~])?)[=~]($|[\s.,;:!?)])")
        .replace_all(&linked, "$1`$2`$3");
    regex!(r"(^|[\s(])\*([^\s*](?:[^*\n]*[^\s*])?)\*($|[\s.,;:!?)])")
        .replace_all(&coded, "$1**$2**$3")
        .into_owned()
}

/// The terms of a glossary at the margin, where other terms are.
fn with_glossaries<'a>(lines: &[SourceLine<'a>]) -> Vec<SourceLine<'a>> {
    let mut indent: Option<usize> = None;
    let mut is_open = false;
    let at_margin = |line: &SourceLine<'a>| {
        let bare = line.text.trim_start();
        if bare.starts_with(".. glossary::") {
            (is_open, indent) = (true, None);
            return SourceLine::new(line.number, "");
        }
        let blanks = line.text.len() - bare.len();
        is_open &= bare.is_empty() || blanks > 0;
        if !is_open || bare.is_empty() {
            return line.clone();
        }
        if bare.starts_with(':') {
            return SourceLine::new(line.number, "");
        }
        let indent = *indent.get_or_insert(blanks);
        SourceLine::new(line.number, line.text[indent.min(blanks)..].to_owned())
    };
    lines.iter().map(at_margin).collect()
}

/// Underlined titles; a mark's level is its rank of first use.
fn rst<'a>(lines: &[SourceLine<'a>]) -> Vec<SourceLine<'a>> {
    let lines = with_glossaries(lines);
    let underline = |text: &str| {
        let mark = text.chars().next().filter(|c| "=-~^\"#*+`:.".contains(*c))?;
        let bare = text.trim_end();
        (bare.len() >= 3 && bare.chars().all(|c| c == mark)).then_some(mark)
    };
    let mut out: Vec<SourceLine<'a>> = Vec::with_capacity(lines.len());
    let mut order: Vec<char> = Vec::new();
    let mut at = 0;
    // The indentation of the directive whose block is code.
    let mut code: Option<usize> = None;
    while at < lines.len() {
        let text = lines[at].text.as_ref();
        let number = lines[at].number;
        let indent = text.len() - text.trim_start().len();
        if let Some(open) = code {
            if !text.trim().is_empty() && indent <= open {
                code = None;
                let blank = out.iter().rev().take_while(|line| line.text.trim().is_empty()).count();
                let place = out.len() - blank;
                out.insert(place, SourceLine::new(number, " ".repeat(open) + "```"));
            } else {
                let kept = text.get(open + 3..).or(text.get(open + 2..)).unwrap_or_default();
                out.push(SourceLine::new(number, format!("{}{kept}", " ".repeat(open))));
                at += 1;
                continue;
            }
        }
        let next = lines.get(at + 1).and_then(|next| underline(&next.text));
        let is_title = !text.trim().is_empty()
            && indent == 0
            && underline(text).is_none()
            && (at == 0
                || lines[at - 1].text.trim().is_empty()
                || underline(&lines[at - 1].text).is_some()
                || out.last().is_some_and(|last| last.text.is_empty()));
        if let Some(mark) = next.filter(|_| is_title) {
            if out.last().is_some_and(|last| underline(&last.text).is_some()) {
                out.pop();
            }
            if !order.contains(&mark) {
                order.push(mark);
            }
            let level = order.iter().position(|&known| known == mark).unwrap_or(0).min(5) + 1;
            out.push(SourceLine::new(number, format!("{} {}", "#".repeat(level), text.trim())));
            out.push(SourceLine::new(number, ""));
            at += 2;
            continue;
        }
        if let Some(found) =
            regex!(r"^([ \t]*)\.\. (?:code(?:-block)?|sourcecode)::[ \t]*(\w*)").captures(text)
        {
            code = Some(found[1].len());
            out.push(SourceLine::new(number, format!("{}```{}", &found[1], &found[2])));
            at += 1;
            while lines
                .get(at)
                .is_some_and(|line| line.text.trim().is_empty() || line.text.trim().starts_with(':'))
            {
                at += 1;
            }
            continue;
        }
        // A term, and what it means indented below.
        let is_term = indent == 0
            && !text.trim().is_empty()
            && !regex!(r"^(?:[-*+•]|\d+[.)]|\.\.|:|#\.)").is_match(text)
            && (at == 0 || lines[at - 1].text.trim().is_empty())
            && lines
                .get(at + 1)
                .is_some_and(|next| next.text.starts_with("  ") && !next.text.trim().is_empty());
        if is_term {
            let said = regex!(r"``([^`\n]+)``").replace_all(text.trim_end(), "`$1`").into_owned();
            out.push(SourceLine::new(number, format!("{said}::")));
            at += 1;
            continue;
        }
        if let Some(found) = regex!(r"^\.\. rubric::[ \t]+(\S.*)$").captures(text) {
            out.push(SourceLine::new(number, format!("###### {}", &found[1])));
            at += 1;
            continue;
        }
        if regex!(r"^[ \t]*\.\. ").is_match(text) {
            out.push(SourceLine::new(number, ""));
            at += 1;
            continue;
        }
        let spans = regex!(r"``([^`\n]+)``").replace_all(text, "`$1`");
        let linked =
            regex!(r"`([^`<\n]+?)\s*<(https?://[^>]+)>`_+").replace_all(&spans, "[$1]($2)").into_owned();
        let indent = &linked[..linked.len() - linked.trim_start().len()];
        let listed = regex!(r"^[ \t]*#\.[ \t]+")
            .replace(&linked, |_: &Captures<'_>| format!("{indent}1. "))
            .into_owned();
        out.push(SourceLine::new(number, listed));
        at += 1;
    }
    if let Some(open) = code {
        let number = lines.last().map_or(1, |line| line.number);
        out.push(SourceLine::new(number, " ".repeat(open) + "```"));
    }
    out
}
