//! A path as it is typed at a prompt: quotes, backslashes and `~` mean what they mean to a shell, and Tab
//! completes names.

use std::path::{Path, PathBuf};

use crate::files;
use crate::terminal::Completion;

/// More names are no help.
const MOST_CHOICES: usize = 30;

/// What the words of a shell stand for.
struct Unquoted {
    path: String,
    /// The quote that is still open.
    quote: Option<char>,
    /// Whether it begins with a `~` that stands for the home.
    is_in_home: bool,
}

/// The path that is meant. What exists as it was typed, with its blanks and quotes, is that.
pub(super) fn typed_path(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let meant = unquoted(typed).in_full();
    if !meant.exists() && Path::new(typed).exists() { PathBuf::from(typed) } else { meant }
}

/// What Tab adds to a path.
pub(super) fn completion(typed: &str) -> Completion {
    let typed = typed.trim_start();
    let Unquoted { path, quote, is_in_home } = unquoted(typed);
    let (folder, begun) = path
        .rsplit_once('/')
        .map_or(("", path.as_str()), |(_, begun)| (&path[..path.len() - begun.len()], begun));
    if path == "~" && is_in_home {
        return Completion { added: "/".to_owned(), ..Completion::default() };
    }
    let looked_at = Unquoted { path: folder.to_owned(), quote: None, is_in_home }.in_full();
    let looked_at = if looked_at.as_os_str().is_empty() { PathBuf::from(".") } else { looked_at };
    let mut names = files::names_in(&looked_at);
    names.retain(|(name, _)| name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.')));
    let common = common_start(names.iter().map(|(name, _)| name.as_str()));
    let mut added = quoted(&common[begun.len().min(common.len())..], quote);
    if let [(_, is_folder)] = names.as_slice() {
        match (is_folder, quote) {
            (true, _) => added.push('/'),
            (false, Some(quote)) => added.push(quote),
            (false, None) => {}
        }
        return Completion { added, choices: Vec::new() };
    }
    let shown = |(name, is_folder): (String, bool)| if is_folder { name + "/" } else { name };
    let count = names.len();
    let mut choices: Vec<String> = names.into_iter().take(MOST_CHOICES).map(shown).collect();
    if count > MOST_CHOICES {
        choices.push(format!("… {} more", count - MOST_CHOICES));
    }
    Completion { added, choices }
}

impl Unquoted {
    fn in_full(&self) -> PathBuf {
        let below_home = self.path.strip_prefix('~').filter(|_| self.is_in_home);
        match (below_home, etcetera::home_dir()) {
            (Some(rest), Ok(home)) => home.join(rest.trim_start_matches('/')),
            _ => PathBuf::from(&self.path),
        }
    }
}

fn unquoted(typed: &str) -> Unquoted {
    let is_in_home = typed == "~" || typed.starts_with("~/");
    let (mut path, mut quote) = (String::new(), None);
    let mut rest = typed.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('\\', None) => path.extend(rest.next()),
            ('\\', Some('"')) if matches!(rest.peek(), Some('"' | '\\' | '$' | '`')) => {
                path.extend(rest.next());
            }
            (c, _) => path.push(c),
        }
    }
    Unquoted { path, quote, is_in_home }
}

/// A text as it is typed so that it means itself.
fn quoted(text: &str, quote: Option<char>) -> String {
    let is_special = |c: char| match quote {
        None => !c.is_alphanumeric() && !"-_./+,:@%=".contains(c),
        Some('"') => "\"\\$`".contains(c),
        // Within single quotes nothing but their end is special.
        Some(_) => false,
    };
    let mut typed = String::new();
    for c in text.chars() {
        match (quote, c) {
            (Some('\''), '\'') => typed.push_str("'\\''"),
            (_, c) => {
                if is_special(c) {
                    typed.push('\\');
                }
                typed.push(c);
            }
        }
    }
    typed
}

fn common_start<'n>(mut names: impl Iterator<Item = &'n str>) -> String {
    let Some(first) = names.next() else { return String::new() };
    let mut common = first;
    for name in names {
        let same = common.chars().zip(name.chars()).take_while(|(a, b)| a == b);
        let length: usize = same.map(|(c, _)| c.len_utf8()).sum();
        common = &common[..length];
    }
    common.to_owned()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test makes its own files")]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_a_shell_reads_it() {
        let check =
            |typed: &str, expected: &str| assert_eq!(typed_path(typed), PathBuf::from(expected), "{typed}");
        check(" /no/such/a.md ", "/no/such/a.md");
        check("'/no/My notes/a.md'", "/no/My notes/a.md");
        check("\"/no/My notes\"/a.md", "/no/My notes/a.md");
        check("/no/My\\ notes/it\\'s.md", "/no/My notes/it's.md");
        check("'/no/it'\\''s.md'", "/no/it's.md");
        check("\"/no/a\\\"b\\c\"", "/no/a\"b\\c");
        check("'~/a.md'", "~/a.md");
        let home = etcetera::home_dir().unwrap();
        assert_eq!(typed_path("~/a b.md"), home.join("a b.md"));
        assert_eq!(typed_path("~"), home);
    }

    #[test]
    fn tab_completes_names() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_str().unwrap();
        std::fs::create_dir_all(folder.path().join("My notes/sub")).unwrap();
        for name in ["My notes/mock.md", "My notes/mocha.md", "My notes/.hidden", "My notes/it's.md"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let check = |typed: &str, added: &str, choices: &[&str]| {
            let expected = Completion {
                added: added.to_owned(),
                choices: choices.iter().map(ToString::to_string).collect(),
            };
            assert_eq!(completion(&typed.replace('@', root)), expected, "{typed}");
        };
        check("@/M", "y\\ notes/", &[]);
        check("'@/M", "y notes/", &[]);
        check("@/My\\ notes/m", "oc", &["mocha.md", "mock.md"]);
        check("@/My\\ notes/moc", "", &["mocha.md", "mock.md"]);
        check("\"@/My notes/mock", ".md\"", &[]);
        check("@/My\\ notes/", "", &["it's.md", "mocha.md", "mock.md", "sub/"]);
        check("@/My\\ notes/i", "t\\'s.md", &[]);
        check("'@/My notes/i", "t'\\''s.md'", &[]);
        check("@/My\\ notes/.h", "idden", &[]);
        check("@/My\\ notes/x", "", &[]);
        check("@/no/such", "", &[]);
        check("~", "/", &[]);
    }
}
