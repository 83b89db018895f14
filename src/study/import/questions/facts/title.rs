//! The title of a note and what it tells of an interview.

use super::super::super::blocks::{BlockId, Kind, PLAIN_LEVEL};
use super::super::super::facts::headings::{Fact, Heading};
use super::super::super::facts::titles::InterviewTitle;
use super::super::super::html::to_plain;
use super::super::super::text::regex;
use super::Decided;
use crate::study::import::wording::{clean, key_value};
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// The title of a note and what it tells.
pub(super) struct Title {
    pub(super) text: String,
    pub(super) url: Option<String>,
    /// The name in an address that is all of it.
    pub(super) domain: Option<String>,
    /// Where it stands, if it is a block.
    pub(super) block: Option<BlockId>,
    pub(super) told: InterviewTitle,
}

impl Title {
    pub(super) fn of(decided: &Decided<'_>, used: &[bool], title: Option<&str>) -> Self {
        let (outline, words) = (decided.outline, decided.words);
        let first = outline.blocks.iter().position(|block| !matches!(block.kind, Kind::Rule | Kind::Code));
        let is_title = |at: &BlockId| {
            let block = &outline.blocks[*at];
            let own = outline.own(*at);
            match block.kind {
                Kind::Heading if block.level < PLAIN_LEVEL => is_title_heading(decided, *at, &own),
                // A page that was copied has its title on a line of its own, above the headings of its facts.
                Kind::Paragraph | Kind::Line => {
                    let next = outline.blocks.get(at + 1).filter(|next| next.kind == Kind::Heading);
                    !used[*at]
                        && key_value(&own).is_none()
                        && own.chars().count() <= 80
                        && !own.contains('\n')
                        && (next.is_some_and(|_| Fact::of(&outline.own(at + 1)).is_some())
                            || own.starts_with(char::is_alphanumeric)
                                && InterviewTitle::of(&to_plain(&own), words).is_job)
                }
                _ => false,
            }
        };
        let block = first.filter(is_title);
        let raw = block.map(|at| outline.own(at).into_owned());
        let text = match (&raw, title) {
            (Some(raw), _) => without_images(raw),
            (None, title) => title.unwrap_or_default().to_owned(),
        };
        let (address, domain) = domain(&text, words).unzip();
        let url = raw.as_deref().and_then(link_of).or(address);
        let told = InterviewTitle::of(&text, words);
        Self { text, url, domain, block, told }
    }
}

fn is_title_heading(decided: &Decided<'_>, at: BlockId, own: &str) -> bool {
    let block = &decided.outline.blocks[at];
    let is_list_below = decided.outline.blocks.get(at + 1).is_some_and(|next| next.kind == Kind::Item);
    match Heading::of(&clean(own, decided.words)) {
        Heading::Fact(_) => false,
        // A note may begin with a stage and have no title.
        Heading::Stage => block.level == 1 || block.level == 2 && !is_list_below,
        _ => true,
    }
}

/// A title as plain text.
fn without_images(raw: &str) -> String {
    to_plain(&regex!(r"!\[[^\]]*\]\([^)]*\)").replace_all(raw, "")).trim().to_owned()
}

/// A title as plain text, without what is set around it.
pub(super) fn plain_title(raw: &str, words: &NoteWords) -> String {
    without_images(&clean(raw, words))
}

/// The address that a title leads to.
fn link_of(raw: &str) -> Option<String> {
    let without_images = regex!(r"!\[[^\]]*\]\([^)]*\)").replace_all(raw, "");
    regex!(r"\]\(\s*<?([^)\s>]+)").captures(&without_images).map(|found| found[1].to_owned())
}

/// An address that stands alone, and the name in it: `https://nova.example/jobs`, `www.nova.example`.
pub(super) fn domain(text: &str, words: &NoteWords) -> Option<(String, String)> {
    let bare = text.trim().trim_matches(['<', '>', '*', '`']).trim_end_matches('/');
    let found =
        regex!(r"^(?:https?://)?(?:www\.)?((?:[A-Za-z0-9-]+\.)+([A-Za-z]{2,}))(?:/\S*)?$").captures(bare)?;
    let is_known = bare.starts_with("http") || words.is(WordClass::Domain, &fold(&found[2]));
    let name = found[1].split('.').rev().nth(1)?.to_owned();
    let url = if bare.starts_with("http") { bare.to_owned() } else { format!("https://{bare}") };
    is_known.then_some((url, name))
}
