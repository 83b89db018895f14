//! What the words of code are: comments, strings, numbers, keywords.
//!
//! The grammars are loaded when a fence with a language that is known is drawn for the first time, and never
//! before. Only the kinds come out; how they look is decided where they are drawn, in the sixteen colours
//! of the terminal, so that they can be read on light and dark.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

/// Grammars are regular expressions that may be slow on what nobody writes by hand.
const MOST_BYTES: usize = 16 * 1024;
const LONGEST_LINE_BYTES: usize = 400;

/// Names by which notes call a language and grammars do not.
const ALIASES: &[(&str, &str)] = &[
    ("golang", "go"),
    ("nodejs", "js"),
    ("node", "js"),
    ("shell", "sh"),
    ("console", "sh"),
    ("terminal", "sh"),
    ("py3", "py"),
    ("python3", "py"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("mysql", "sql"),
    ("csharp", "cs"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Other,
    Comment,
    String,
    Number,
    Keyword,
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The most telling first: what stands in a comment is comment.
static KINDS: LazyLock<Vec<(Scope, Kind)>> = LazyLock::new(|| {
    [
        ("comment", Kind::Comment),
        ("string", Kind::String),
        ("constant.numeric", Kind::Number),
        ("constant.language", Kind::Number),
        ("keyword.operator", Kind::Other),
        ("keyword", Kind::Keyword),
        ("storage", Kind::Keyword),
    ]
    .into_iter()
    .filter_map(|(name, kind)| Some((Scope::new(name).ok()?, kind)))
    .collect()
});

/// For each line of the code, where each stretch of one kind ends, in bytes; `None` where the language is
/// not known or the code is more than a person would write.
pub(super) fn highlight(language: &str, code: &str) -> Option<Vec<Vec<(usize, Kind)>>> {
    let language = language.split([' ', ',', '{', ':']).next().unwrap_or_default().to_lowercase();
    let is_too_much = code.len() > MOST_BYTES || code.lines().any(|line| line.len() > LONGEST_LINE_BYTES);
    if language.is_empty() || is_too_much {
        return None;
    }
    let token =
        ALIASES.iter().find(|(said, _)| *said == language).map_or(language.as_str(), |(_, token)| token);
    let syntax = SYNTAXES.find_syntax_by_token(token)?;
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut lines = Vec::new();
    for line in code.split('\n') {
        let mut spans: Vec<(usize, Kind)> = Vec::new();
        let mut start = 0;
        for (at, operation) in state.parse_line(&format!("{line}\n"), &SYNTAXES).ok()? {
            push(&mut spans, &mut start, at.min(line.len()), kind_of(&stack));
            stack.apply(&operation).ok()?;
        }
        push(&mut spans, &mut start, line.len(), kind_of(&stack));
        lines.push(spans);
    }
    Some(lines)
}

fn push(spans: &mut Vec<(usize, Kind)>, start: &mut usize, end: usize, kind: Kind) {
    if end <= *start {
        return;
    }
    *start = end;
    match spans.last_mut() {
        Some((last_end, last)) if *last == kind => *last_end = end,
        _ => spans.push((end, kind)),
    }
}

fn kind_of(stack: &ScopeStack) -> Kind {
    let has = |prefix: Scope| stack.scopes.iter().any(|scope| prefix.is_prefix_of(*scope));
    KINDS.iter().find(|(prefix, _)| has(*prefix)).map_or(Kind::Other, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Each stretch that is something, with the first letter of what it is.
    #[track_caller]
    fn check(language: &str, code: &str, expected: &str) {
        let mut shown = String::new();
        for (line, spans) in code.split('\n').zip(highlight(language, code).unwrap()) {
            let mut start = 0;
            for (end, kind) in spans {
                if kind != Kind::Other {
                    let _ = write!(shown, "{}:{} ", &format!("{kind:?}")[..1], line[start..end].trim());
                }
                start = end;
            }
            assert_eq!(start, line.len());
        }
        assert_eq!(shown.trim_end(), expected);
    }

    #[test]
    fn code_is_told_apart() {
        check("python", "def f(x):  # why\n    return 'a' + 1", "K:def C:# why K:return S:'a' N:1");
        check("sql", "SELECT 1 FROM t -- x", "K:SELECT N:1 K:FROM C:-- x");
        check("Golang", "var a = \"b\"", "K:var S:\"b\"");
        check("js {1,2}", "const a = null // x\n/* y\nz */", "K:const N:null C:// x C:/* y C:z */");
        check("typescript", "", "");
    }

    #[test]
    fn what_is_not_known_or_too_long_is_left_alone() {
        for (language, code) in [
            ("", "x"),
            ("no such language", "x"),
            ("python", "x".repeat(1000).as_str()),
            ("python", "x\n".repeat(9000).as_str()),
        ] {
            assert_eq!(highlight(language, code), None);
        }
    }
}
