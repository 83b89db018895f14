//! Where a card's links and pictures lead.
//!
//! Only what a browser or a mail program opens is given: a card comes from strangers, and its other links
//! (files, programs' own schemes) are not followed.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::view::Face;
use crate::study::conversation::{Choice, Choosing};
use crate::study::markdown::{Reading, Seen};

/// One link of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What stands for it in the text; for a picture its alternative text.
    pub text: String,
    /// `http:`, `https:` or `mailto:`, without white space or control characters.
    pub url: String,
    pub is_image: bool,
}

/// The links of a Markdown text in their order, each address once.
#[must_use]
pub fn links(markdown: &str) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut open: Vec<Link> = Vec::new();
    let mut bare = String::new();
    let reading = Reading::of(markdown);
    for (seen, _) in reading.seen() {
        let event = match seen {
            Seen::Event(event) => event,
            Seen::Math(math) => Event::Text(math.written.as_str().into()),
            Seen::Highlight { .. } => continue,
        };
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                open.push(Link { text: String::new(), url: format!("{scheme}{dest_url}"), is_image: false });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                open.push(Link { text: String::new(), url: dest_url.into_string(), is_image: true });
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let Some(link) = open.pop() else { continue };
                if let Some(around) = open.last_mut() {
                    around.text.push_str(&link.text);
                }
                links.push(link);
            }
            Event::Text(text) | Event::Code(text) => match open.last_mut() {
                Some(link) => link.text.push_str(&text),
                None => bare.push_str(&text),
            },
            _ if open.is_empty() => bare.push(' '),
            _ => {}
        }
    }
    // Addresses that are written out without being marked as links.
    for word in bare.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')')) {
        let url = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '،', '؟']);
        if url.starts_with("http://") || url.starts_with("https://") {
            links.push(Link { text: String::new(), url: url.to_owned(), is_image: false });
        }
    }
    let mut kept: Vec<Link> = Vec::new();
    for link in links {
        if may_be_opened(&link.url) && !kept.iter().any(|held| held.url == link.url) {
            kept.push(link);
        }
    }
    kept
}

/// The links of a card, of its answers only if they are shown.
#[must_use]
pub fn links_of(face: &Face, is_revealed: bool) -> Vec<Link> {
    let answers = face.answers.iter().filter(|_| is_revealed).map(|answer| answer.text.as_str());
    let texts: Vec<&str> = std::iter::once(face.question.as_str()).chain(answers).collect();
    links(&texts.join("\n\n"))
}

/// A list from which a person chooses a link; `action` is what its address leads to.
#[must_use]
pub fn choosing_link<A>(links: Vec<Link>, action: impl Fn(String) -> A) -> Choosing<A> {
    let choice = |link: Link| {
        let text = if link.is_image { format!("image: {}", link.text) } else { link.text };
        (Choice { text, detail: link.url.clone() }, action(link.url))
    };
    Choosing::new("Open in the browser", links.into_iter().map(choice), 0)
}

/// Whether an address is one that a browser or a mail program is meant for.
#[must_use]
pub fn may_be_opened(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let rest = ["http://", "https://", "mailto:"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !is_deceptive(c);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '-'])) && url.chars().all(is_plain)
}

/// What would show an address otherwise than it is.
fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, expected: &[(&str, &str)]) {
        let found = links(markdown);
        let found: Vec<(&str, &str)> =
            found.iter().map(|link| (link.text.as_str(), link.url.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn links_are_listed_once_in_their_order() {
        check(
            "[a](https://a.org) ![b](http://b.org/x.png) https://c.org/d_e. [again](https://a.org)",
            &[("a", "https://a.org"), ("b", "http://b.org/x.png"), ("", "https://c.org/d_e")],
        );
        check(
            "<me@a.org> <https://a.org>",
            &[("me@a.org", "mailto:me@a.org"), ("https://a.org", "https://a.org")],
        );
        check("[$a_b$ ==c==](https://a.org) [[no|link]] %%https://b.org%%", &[("$a_b$ c", "https://a.org")]);
        assert!(links("![x](https://a.org)")[0].is_image);
    }

    #[test]
    fn nothing_else_is_opened() {
        for url in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "x.png",
            "/etc",
            "-x",
            "vscode://x",
            "https://",
            "http:///x",
            "https://a.org/\u{202e}x",
            "https://a b",
            "data:text/html,x",
            "mailto:-x",
            "",
        ] {
            assert!(!may_be_opened(url), "{url}");
        }
        assert!(may_be_opened("HTTPS://a.org"));
    }
}
