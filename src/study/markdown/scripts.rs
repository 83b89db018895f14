//! Superscripts and subscripts in plain text: `10⁵`, `x₁`, and if no character exists, `e^(-x/2)`, `a_max`.
//!
//! `10<sup>5</sup>` must not become `105`. Only characters that fonts of terminals have are used.

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Super,
    Sub,
}

const SUPER: [(char, char); 16] = [
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('–', '⁻'),
    ('n', 'ⁿ'),
    ('i', 'ⁱ'),
];
const SUB: [(char, char); 18] = [
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('−', '₋'),
    ('–', '₋'),
    ('n', 'ₙ'),
    ('i', 'ᵢ'),
    ('j', 'ⱼ'),
    ('k', 'ₖ'),
];

impl Script {
    /// The script that a tag of HTML sets.
    #[must_use]
    pub fn of_tag(name: &str) -> Option<Self> {
        match name {
            "sup" => Some(Self::Super),
            "sub" => Some(Self::Sub),
            _ => None,
        }
    }

    /// What says in a line that `inner`, which may hold marks of Markdown, is raised or lowered. `before` and
    /// `behind` are the characters beside it.
    #[must_use]
    pub fn written(self, inner: &str, before: Option<char>, behind: Option<char>) -> String {
        let inner = inner.trim();
        let plain: String =
            inner.chars().filter(|c| !matches!(c, '*' | '\\' | '`' | ' ' | '\u{a0}')).collect();
        if plain.is_empty() {
            return inner.to_owned();
        }
        let table = match self {
            Self::Super => &SUPER[..],
            Self::Sub => &SUB[..],
        };
        let of = |c| table.iter().find(|(plain, _)| *plain == c).map(|(_, script)| *script);
        if let Some(written) = plain.chars().map(of).collect::<Option<String>>() {
            return written;
        }
        let is_ordinal = before.is_some_and(char::is_numeric)
            && matches!(plain.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th");
        // `1st`, and a mark of a footnote, which is known by its brackets.
        if self == Self::Super && (is_ordinal || plain.starts_with('[')) {
            return inner.to_owned();
        }
        if self == Self::Super && matches!(plain.as_str(), "TM" | "tm") {
            return "™".to_owned();
        }
        if self == Self::Super && plain == "o" && matches!(behind, Some('C' | 'F')) {
            return "°".to_owned();
        }
        let mark = if self == Self::Super { '^' } else { '_' };
        let is_word = plain.chars().all(|c| c.is_alphabetic() || c.is_ascii_digit());
        let goes_on = behind.is_some_and(char::is_alphanumeric);
        if is_word && !goes_on || inner.starts_with('(') && inner.find(')') == Some(inner.len() - 1) {
            return format!("{mark}{inner}");
        }
        format!("{mark}({inner})")
    }
}

/// A text with all superscripts and subscripts as plain characters: `10⁵` and `10^5` are `105`, which is what
/// viva made of `10<sup>5</sup>` before it knew them. `None` if there are none.
#[must_use]
pub fn without_scripts(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut closing: Vec<bool> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let known = SUPER.iter().chain(&SUB).find(|(_, script)| *script == c);
        match (c, known) {
            (_, Some((ascii, _))) => plain.push(*ascii),
            ('™', _) => plain.push_str("TM"),
            ('^' | '_', _) if plain.ends_with(|c: char| c.is_alphanumeric() || c == ')') => {
                if chars.next_if_eq(&'(').is_some() {
                    closing.push(true);
                }
            }
            ('(', _) => {
                closing.push(false);
                plain.push(c);
            }
            (')', _) if closing.pop() == Some(true) => {}
            _ => plain.push(c),
        }
    }
    (plain != text).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: Script, around: (&str, &str), inner: &str, expected: &str) {
        let written = script.written(inner, around.0.chars().next_back(), around.1.chars().next());
        assert_eq!(written, expected, "{inner}");
    }

    #[test]
    fn what_is_raised_stays_raised() {
        for (inner, expected) in [
            ("5", "⁵"),
            ("-9", "⁻⁹"),
            ("−9", "⁻⁹"),
            ("n+1", "ⁿ⁺¹"),
            ("**2**", "²"),
            ("T", "^T"),
            ("-x²", "^(-x²)"),
            ("(a)", "^(a)"),
            ("x/2", "^(x/2)"),
            (" 3 ", "³"),
            ("", ""),
        ] {
            check(Script::Super, ("10", " "), inner, expected);
        }
        check(Script::Super, ("e", "y"), "x", "^(x)");
        check(Script::Super, ("1", " place"), "st", "st");
        check(Script::Super, ("Acme", " "), "TM", "™");
        check(Script::Super, ("20 ", "C"), "o", "°");
        check(Script::Super, ("word", "."), "[1]", "[1]");
    }

    #[test]
    fn what_is_lowered_stays_lowered() {
        for (inner, expected) in
            [("1", "₁"), ("i+1", "ᵢ₊₁"), ("max", "_max"), ("i,j", "_(i,j)"), ("iⱼ", "_iⱼ")]
        {
            check(Script::Sub, ("x", " "), inner, expected);
        }
    }

    #[test]
    fn without_scripts_is_what_was_read_before() {
        for (text, plain) in [
            ("What is 2¹⁰?", Some("What is 210?")),
            ("x₁ and e^(-x/2)", Some("x1 and e-x/2")),
            ("a^T (b)", Some("aT (b)")),
            ("f(x)²", Some("f(x)2")),
            ("plain (text)", None),
        ] {
            assert_eq!(without_scripts(text).as_deref(), plain, "{text}");
        }
    }
}
