//! Commands that viva prints so that they can be typed: quoted alike for bash, zsh and fish.

/// A word of a command line, as any of these shells reads it back.
///
/// fish, unlike the others, reads `\\` and `\'` within single quotes as escapes. So backslashes and single
/// quotes stand outside of them, where all three agree.
pub(super) fn quoted(word: &str) -> String {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | ',' | '+' | '@');
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    if word.is_empty() {
        return "''".to_owned();
    }
    let mut quoted = String::with_capacity(word.len() + 8);
    for part in word.split_inclusive(['\'', '\\']) {
        let text = part.strip_suffix(['\'', '\\']).unwrap_or(part);
        if !text.is_empty() {
            quoted.extend(["'", text, "'"]);
        }
        quoted.extend(part[text.len()..].chars().flat_map(|escaped| ['\\', escaped]));
    }
    quoted
}

/// The path, quoted, and written so that it cannot be taken for an option.
pub(super) fn quoted_path(path: &str) -> String {
    let is_like_option = path.starts_with('-') && path != "-";
    if is_like_option { quoted(&format!("./{path}")) } else { quoted(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_could_mistake_is_quoted() {
        for (word, expected) in [
            ("notes/offer.org", "notes/offer.org"),
            ("headings:4,items:0", "headings:4,items:0"),
            ("پرسش", "پرسش"),
            ("two words", "'two words'"),
            ("", "''"),
            ("it's", r"'it'\''s'"),
            (r"a\b\", r"'a'\\'b'\\"),
            ("'", r"\'"),
            (r"\'$x", r"\\\''$x'"),
            ("~/x=1!", "'~/x=1!'"),
        ] {
            assert_eq!(quoted(word), expected);
        }
        assert_eq!(quoted_path("-x.md"), "./-x.md");
        assert_eq!(quoted_path("-"), "-");
    }
}
