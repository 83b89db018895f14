//! Which cards are meant: deck names, `tag:`, `section:`, `company:`, `is:`, `asked:>1`, `text:`; a `-` in
//! front of any of them means "not".
//!
//! Several decks are one or the other; all else has to hold together. Free words are not read here:
//! they belong to searching. Which cards have the words of `text:` is found by whoever keeps an index of
//! them, with [`Selection::find_texts`].

use std::collections::HashSet;

use super::card::CardId;
use super::day::Day;
use super::schedule::CardState;
use super::search::Wanted;

/// What a term may begin with.
const KEYS: [&str; 7] = ["deck", "tag", "section", "company", "is", "asked", "text"];

/// Which cards are meant; the default means all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    decks: Vec<String>,
    terms: Vec<(Sign, Term)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Has,
    HasNot,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    Deck(String),
    Tag(String),
    Section(String),
    Company(String),
    Is(Standing),
    AskedOver(u32),
    Text { wanted: Wanted, found: HashSet<CardId> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Due,
    New,
    Leech,
    Suspended,
    Buried,
    Flagged,
    Unanswered,
}

const STANDINGS: [(&str, Standing); 7] = [
    ("due", Standing::Due),
    ("new", Standing::New),
    ("leech", Standing::Leech),
    ("suspended", Standing::Suspended),
    ("buried", Standing::Buried),
    ("flagged", Standing::Flagged),
    ("unanswered", Standing::Unanswered),
];

/// One place where a card stands, as far as a selection asks about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub deck: String,
    pub section: Option<String>,
    pub tags: Vec<String>,
    /// The deck's own, and those that the card names itself.
    pub companies: Vec<String>,
}

/// What a selection can ask of a card.
pub struct Facts<'a> {
    /// The id that its events are replayed under.
    pub card: &'a CardId,
    pub places: &'a [Place],
    pub state: &'a CardState,
    pub asked_times: u32,
    pub unanswered: bool,
    pub today: Day,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    #[error("no deck is called `{}`", name.escape_debug())]
    NoSuchDeck { name: String, nearest: Option<String> },
    #[error("`{}` is not a valid filter: {hint}", word.escape_debug())]
    NotUnderstood { word: String, hint: String },
}

impl Selection {
    /// Reads words such as `zibal tag:python -is:suspended`, with the names of the decks there are.
    pub fn parse<'d>(
        words: &[String],
        decks: &(impl Iterator<Item = &'d str> + Clone),
    ) -> Result<Self, SelectionError> {
        let mut selection = Self::default();
        // A deck's name may hold spaces or begin with `-`: what is one as a whole is taken as it is.
        let is_deck = |word: &str| {
            let bare = word.strip_prefix('-').unwrap_or(word);
            [word, bare, bare.strip_prefix("deck:").unwrap_or(bare)]
                .iter()
                .any(|name| decks.clone().any(|deck| deck == *name))
        };
        let words = words
            .iter()
            .flat_map(|word| if is_deck(word) { vec![word.clone()] } else { terms_of(word, decks) });
        for word in words {
            let word = word.as_str();
            if decks.clone().any(|deck| deck == word) {
                selection.decks.push(word.to_owned());
                continue;
            }
            let (sign, bare) = match word.strip_prefix('-') {
                Some(bare) => (Sign::HasNot, bare),
                None => (Sign::Has, word),
            };
            let term = match bare.split_once(':') {
                Some(("deck", name)) => Term::Deck(known_deck(name, decks.clone())?),
                Some(("tag", tag)) => Term::Tag(filled(word, tag)?),
                Some(("section", section)) => Term::Section(filled(word, section)?),
                Some(("company", company)) => Term::Company(filled(word, company)?),
                Some(("is", standing)) => Term::Is(read_standing(word, standing)?),
                Some(("asked", count)) => Term::AskedOver(read_asked(word, count)?),
                Some(("text", text)) => Term::Text { wanted: read_text(word, text)?, found: HashSet::new() },
                Some((key, _)) => {
                    return Err(not_understood(
                        word,
                        format!(
                            "`{key}:` is not one of deck:, tag:, section:, company:, is:, asked:>, text:"
                        ),
                    ));
                }
                None => Term::Deck(known_deck(bare, decks.clone())?),
            };
            match (sign, term) {
                (Sign::Has, Term::Deck(name)) => selection.decks.push(name),
                term => selection.terms.push(term),
            }
        }
        Ok(selection)
    }

    /// Looks up which cards have the words of each `text:`; before that, no card has.
    pub fn find_texts<E>(
        &mut self,
        mut find: impl FnMut(&Wanted) -> Result<HashSet<CardId>, E>,
    ) -> Result<(), E> {
        for (_, term) in &mut self.terms {
            if let Term::Text { wanted, found } = term {
                *found = find(wanted)?;
            }
        }
        Ok(())
    }

    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.decks.is_empty() && self.terms.is_empty()
    }

    /// The deck, if it is just one: what is asked from it shows that deck first.
    #[must_use]
    pub fn home(&self) -> Option<&str> {
        match self.decks.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The decks whose cards are meant; none named means all.
    #[must_use]
    pub fn decks(&self) -> &[String] {
        &self.decks
    }

    /// Whether the decks alone decide.
    #[must_use]
    pub fn is_decks_alone(&self) -> bool {
        self.terms.is_empty()
    }

    /// The cards that have the words of a `text:`, if there is one: no other card is meant.
    #[must_use]
    pub fn found(&self) -> Option<&HashSet<CardId>> {
        let of_texts = self.terms.iter().filter_map(|term| match term {
            (Sign::Has, Term::Text { found, .. }) => Some(found),
            _ => None,
        });
        of_texts.min_by_key(|found| found.len())
    }

    /// Whether, within its decks, [`Facts::places`] are looked at; otherwise they may be left empty.
    #[must_use]
    pub fn looks_at_places(&self) -> bool {
        let looks = |term: &Term| !matches!(term, Term::Is(_) | Term::AskedOver(_) | Term::Text { .. });
        self.terms.iter().any(|(_, term)| looks(term))
    }

    /// Whether sections are asked for by name: whoever does so wants their cards like any others.
    #[must_use]
    pub fn names_sections(&self) -> bool {
        self.terms.iter().any(|(sign, term)| *sign == Sign::Has && matches!(term, Term::Section(_)))
    }

    /// Whether suspended cards are asked for; otherwise they are left out where cards are asked.
    #[must_use]
    pub fn names_suspended(&self) -> bool {
        self.terms.contains(&(Sign::Has, Term::Is(Standing::Suspended)))
    }

    /// Whether a card of its decks is meant. That it stands in one of [`Selection::decks`] is for the
    /// caller to see to, who can ask for the cards of a deck at once.
    #[must_use]
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.terms.iter().all(|(sign, term)| match sign {
            Sign::Has => term.holds(facts),
            Sign::HasNot => !term.holds(facts),
        })
    }
}

impl Term {
    fn holds(&self, facts: &Facts<'_>) -> bool {
        let anywhere = |test: &dyn Fn(&Place) -> bool| facts.places.iter().any(test);
        match self {
            Term::Deck(name) => anywhere(&|place| place.deck == *name),
            Term::Tag(tag) => anywhere(&|place| place.tags.iter().any(|held| same(held, tag))),
            Term::Section(part) => {
                anywhere(&|place| place.section.as_deref().is_some_and(|section| contains(section, part)))
            }
            Term::Company(part) => {
                anywhere(&|place| place.companies.iter().any(|company| contains(company, part)))
            }
            Term::Is(standing) => match standing {
                Standing::Due => facts.state.is_due(facts.today),
                Standing::New => facts.state.is_new(),
                Standing::Leech => facts.state.is_leech(),
                Standing::Suspended => facts.state.suspended,
                Standing::Buried => facts.state.is_buried(facts.today),
                Standing::Flagged => facts.state.flagged,
                Standing::Unanswered => facts.unanswered,
            },
            Term::AskedOver(count) => facts.asked_times > *count,
            Term::Text { found, .. } => found.contains(facts.card),
        }
    }
}

/// What was typed for a search, parted: terms of a selection, and free words. `-zibal` is a term where a
/// deck is called so, and else a word that may not be there; a deck that is wanted is `deck:zibal`.
#[must_use]
pub fn part_free_words<'d>(
    typed: &[String],
    decks: &(impl Iterator<Item = &'d str> + Clone),
) -> (Vec<String>, Vec<String>) {
    let is_term = |word: &str| {
        let bare = word.strip_prefix('-');
        let is_deck_left_out = bare.is_some_and(|name| decks.clone().any(|deck| deck == name));
        let key = bare.unwrap_or(word).split_once(':').map(|(key, _)| key);
        is_deck_left_out || key.is_some_and(|key| KEYS.contains(&key))
    };
    let (mut terms, mut free) = (Vec::new(), Vec::new());
    for argument in typed {
        if is_term(argument) {
            terms.push(argument.clone());
            continue;
        }
        for word in argument.split_whitespace() {
            if is_term(word) { terms.push(word.to_owned()) } else { free.push(word.to_owned()) }
        }
    }
    (terms, free)
}

/// Whether a word can only be a term of a selection, and neither a deck's name nor a card's.
#[must_use]
pub fn is_term(word: &str) -> bool {
    let bare = word.strip_prefix('-').unwrap_or(word);
    bare.len() < word.len() || bare.split_once(':').is_some_and(|(key, _)| KEYS.contains(&key))
}

/// `section:Technical Interview zibal` as `section:Technical Interview` and `zibal`: a bare word that is
/// no deck goes with the value before it.
fn terms_of<'d>(typed: &str, decks: &(impl Iterator<Item = &'d str> + Clone)) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in typed.split_whitespace() {
        let takes_more = |term: &String| {
            let bare = term.strip_prefix('-').unwrap_or(term);
            ["tag:", "section:", "company:", "text:"]
                .iter()
                .any(|key| bare.starts_with(key) && bare.len() > key.len())
        };
        let is_bare =
            !word.contains(':') && !word.starts_with('-') && !decks.clone().any(|deck| deck == word);
        match terms.last_mut() {
            Some(last) if is_bare && takes_more(last) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => terms.push(word.to_owned()),
        }
    }
    terms
}

/// The candidate that is least far from `word`, if any is near enough to be meant.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}

fn known_deck<'d>(
    name: &str,
    mut decks: impl Iterator<Item = &'d str> + Clone,
) -> Result<String, SelectionError> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    if decks.clone().any(|deck| deck == name) {
        return Ok(name.to_owned());
    }
    let nearest = nearest(name, decks.by_ref());
    Err(SelectionError::NoSuchDeck { name: name.to_owned(), nearest })
}

fn filled(word: &str, value: &str) -> Result<String, SelectionError> {
    if value.is_empty() {
        return Err(not_understood(word, "something must follow the colon".to_owned()));
    }
    Ok(value.to_owned())
}

fn read_standing(word: &str, name: &str) -> Result<Standing, SelectionError> {
    STANDINGS.iter().find(|(known, _)| *known == name).map(|(_, standing)| *standing).ok_or_else(|| {
        let names: Vec<&str> = STANDINGS.iter().map(|(known, _)| *known).collect();
        not_understood(word, format!("is: takes one of {}", names.join(", ")))
    })
}

fn read_asked(word: &str, count: &str) -> Result<u32, SelectionError> {
    count
        .strip_prefix('>')
        .and_then(|count| count.parse().ok())
        .ok_or_else(|| not_understood(word, "write it as asked:>1".to_owned()))
}

/// As a search reads it.
fn read_text(word: &str, text: &str) -> Result<Wanted, SelectionError> {
    Wanted::parse(text).ok_or_else(|| not_understood(word, "write a word as text:mutex".to_owned()))
}

fn not_understood(word: &str, hint: String) -> SelectionError {
    SelectionError::NotUnderstood { word: word.to_owned(), hint }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            deck: "zibal".to_owned(),
            section: Some("HR Interview".to_owned()),
            tags: vec!["Python".to_owned()],
            companies: vec!["Zibal".to_owned()],
        }
    }

    #[track_caller]
    fn check(words: &str, expected: bool) {
        let words = [words.to_owned()];
        let mut selection = Selection::parse(&words, &["zibal", "wallex"].into_iter()).unwrap();
        let question = "How does the event loop work?";
        let find = |wanted: &Wanted| {
            let is_found = wanted.is_found_in(&[question]);
            Ok::<_, ()>(is_found.then(|| CardId::parse("c").unwrap()).into_iter().collect())
        };
        selection.find_texts(find).unwrap();
        let in_a_deck = selection.decks().is_empty() || selection.decks().contains(&"zibal".to_owned());
        let facts = Facts {
            card: &CardId::parse("c").unwrap(),
            places: &[place()],
            state: &CardState::default(),
            asked_times: 2,
            unanswered: true,
            today: Day::from_epoch_days(0),
        };
        assert_eq!(in_a_deck && selection.matches(&facts), expected, "{words:?}");
    }

    #[test]
    fn all_has_to_hold_but_decks_are_one_or_the_other() {
        check("", true);
        check("zibal", true);
        check("wallex", false);
        check("wallex zibal", true);
        check("zibal tag:python", true);
        check("zibal -tag:python", false);
        check("section:hr company:zib", true);
        check("is:new -is:due is:unanswered asked:>1", true);
        check("asked:>2", false);
        check("-wallex", true);
        check("section:HR Interview zibal", true);
        check("section:HR Round zibal", false);
        check("text:loop event", true);
        check("text:\"loop event\"", false);
        check("text:ev -text:mutex zibal", true);
        check("-text:loop", false);
    }

    #[test]
    fn a_decks_name_as_a_whole_is_that_deck() {
        let decks = ["two words", "-x", "x"];
        let parse = |word: &str| Selection::parse(&[word.to_owned()], &decks.into_iter()).unwrap();
        assert_eq!(parse("two words").decks, ["two words"]);
        assert_eq!(parse("deck:two words").decks, ["two words"]);
        assert_eq!(parse("-two words").terms, [(Sign::HasNot, Term::Deck("two words".to_owned()))]);
        assert_eq!(parse("-x").decks, ["-x"]);
        assert_eq!(parse("-deck:x").terms, [(Sign::HasNot, Term::Deck("x".to_owned()))]);
    }

    #[track_caller]
    fn check_parted(typed: &[&str], terms: &[&str], free: &[&str]) {
        let typed: Vec<String> = typed.iter().map(|word| (*word).to_owned()).collect();
        let parted = part_free_words(&typed, &["zibal", "wallex"].into_iter());
        assert_eq!((parted.0.as_slice(), parted.1.as_slice()), (&own(terms)[..], &own(free)[..]));
    }

    fn own(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn free_words_are_what_is_no_term() {
        check_parted(&["decorator", "tag:python", "-zibal"], &["tag:python", "-zibal"], &["decorator"]);
        check_parted(
            &["event loop -tag:js", "section:HR Round"],
            &["-tag:js", "section:HR Round"],
            &["event", "loop"],
        );
        check_parted(&["std::vec", "zibal", "-java"], &[], &["std::vec", "zibal", "-java"]);
    }

    #[track_caller]
    fn check_error(word: &str, expected: &str) {
        let error = Selection::parse(&[word.to_owned()], &["zibal", "wallex"].into_iter()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn what_is_no_selection_is_said_plainly() {
        check_error("zibl", "no deck is called `zibl`");
        check_error(
            "is:lost",
            "`is:lost` is not a valid filter: is: takes one of due, new, leech, suspended, buried, flagged, unanswered",
        );
        check_error("asked:3", "`asked:3` is not a valid filter: write it as asked:>1");
        check_error("tag:", "`tag:` is not a valid filter: something must follow the colon");
        check_error(
            "teg:x",
            "`teg:x` is not a valid filter: `teg:` is not one of deck:, tag:, section:, company:, is:, asked:>, text:",
        );
        check_error("text:?", "`text:?` is not a valid filter: write a word as text:mutex");
        assert_eq!(nearest("zibl", ["zibal", "wallex"].into_iter()).as_deref(), Some("zibal"));
        assert_eq!(nearest("q", ["zibal", "wallex"].into_iter()), None);
    }
}
