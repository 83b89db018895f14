//! Packages that viva wrote, also those that have been in Anki since.
//!
//! A note of ours has a kind of its own. Its last field, which no card shows, holds the card as viva's
//! Markdown for every deck it is in, together with marks of the fields that Anki shows: one whose mark
//! is still right gives the card back exactly, one that was changed in Anki is read as Anki has it.
//! The lines of its review log are told by their times, so what happened here is not taken for
//! something that happened in Anki.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::anki;
use super::columns::Role;
use super::outcome::{Account, ImportedNote, NoteCard, Problem};
use super::package::{AnkiNote, AnkiNotetype, AnkiPackage, read_package, without_media};
use super::past::{ANKI, Past};
use crate::study::card::{Card, CardId};
use crate::study::deck::{Deck, Edited, documents, from_markdown, to_markdown};
use crate::study::review::{Change, Event, EventKey};

use unicode_normalization::UnicodeNormalization as _;

/// The fields of a note of ours. Anki takes a kind of note with other fields for another kind.
pub const OWN_FIELDS: [&str; 5] = ["Question", "Answer", "My answer", "Asked", "viva"];
/// How many of them can be changed in Anki and read back.
const READ_BACK: usize = 3;

const SHAPE: &str = "viva's package";

/// A card at one place, as a package of ours remembers it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPlace {
    /// Its place in the deck, counted from 0.
    pub position: usize,
    /// With this card alone.
    pub deck: Deck,
}

/// The last field of a note: everything that makes the card again, and what `shown` was.
#[must_use]
pub fn own_source(guid: &str, places: &[OwnPlace], shown: &[String; READ_BACK]) -> String {
    let positions: Vec<String> = places.iter().map(|place| place.position.to_string()).collect();
    let text: String = places.iter().map(|place| to_markdown(&place.deck)).collect::<Vec<_>>().join("\n");
    format!(
        "<pre data-viva=\"{guid} {}\" data-at=\"{}\">{}</pre>",
        shown.each_ref().map(|field| mark(field)).join(" "),
        positions.join(" "),
        escaped(&text)
    )
}

/// The numbers in Anki's review log of reviews: the moment of each, made unique. Those from Anki keep
/// theirs. Of all reviews there are, also those taken back, so that none ever gets another number.
#[must_use]
pub fn review_numbers<'a>(events: impl Iterator<Item = &'a Event>) -> HashMap<EventKey, i64> {
    let mut reviews: Vec<&Event> =
        events.filter(|event| matches!(event.change(), Change::Review(_))).collect();
    reviews.sort_by(|a, b| {
        (a.key.device != ANKI, a.at_ms, &a.key).cmp(&(b.key.device != ANKI, b.at_ms, &b.key))
    });
    let mut numbers = HashMap::with_capacity(reviews.len());
    let mut taken = HashSet::with_capacity(reviews.len());
    for event in reviews {
        let own_number = i64::try_from(event.key.seq).ok().filter(|_| event.key.device == ANKI);
        let mut number = own_number.unwrap_or(event.at_ms).max(1);
        while !taken.insert(number) {
            number += 1;
        }
        numbers.insert(event.key.clone(), number);
    }
    numbers
}

/// The decks of a package: each of ours, then what else is in it.
#[must_use]
pub fn read_package_decks(mut package: AnkiPackage) -> Vec<ImportedNote> {
    let is_own = |notetype: &AnkiNotetype| notetype.fields == OWN_FIELDS;
    let mut decks = Decks::default();
    let own_kinds: HashSet<i64> =
        package.notetypes.iter().filter(|(_, kind)| is_own(kind)).map(|(&id, _)| id).collect();
    if own_kinds.is_empty() {
        return vec![read_package(&package)];
    }
    let mut pasts = Pasts::of(&package);
    let mut taken = HashSet::new();
    for note in package.notes.iter().filter(|note| own_kinds.contains(&note.notetype)) {
        if let Some(places) = places_of(note) {
            taken.insert(note.id);
            decks.add(places, pasts.take(&package, note.id));
        }
    }
    let own_cards: HashSet<i64> =
        package.cards.iter().filter(|card| taken.contains(&card.note)).map(|card| card.id).collect();
    package.notes.retain(|note| !taken.contains(&note.id));
    package.cards.retain(|card| !own_cards.contains(&card.id));
    package.reviews.retain(|review| !own_cards.contains(&review.card));
    let mut notes = decks.notes();
    if notes.is_empty() || !package.notes.is_empty() {
        notes.push(read_package(&package));
    }
    notes
}

/// The card of a note at each of its places, as it left and as it came back.
fn places_of(note: &AnkiNote) -> Option<Vec<(OwnPlace, Card)>> {
    let source = note.fields.get(READ_BACK + 1)?.strip_prefix("<pre data-viva=\"")?;
    let (marks, source) = source.split_once("\" data-at=\"")?;
    let (positions, source) = source.split_once("\">")?;
    let text = unescaped(source.strip_suffix("</pre>")?);
    let marks: Vec<&str> = marks.split(' ').collect();
    let [guid, marks @ ..] = marks.as_slice() else { return None };
    // A note that was copied in Anki is another card.
    if note.guid != *guid || marks.len() != READ_BACK {
        return None;
    }
    let mut changed = note.fields.iter().take(READ_BACK).zip(marks).map(|(field, known)| {
        let text = || anki::field(&without_media(field, &mut BTreeSet::new()), Role::Answer, true);
        (mark(field) != **known).then(text)
    });
    let mut changed_text = || changed.next().flatten();
    let (question, answer, my_answer) = (changed_text(), changed_text(), changed_text());
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    let positions = positions.split(' ').map(|position| position.parse().unwrap_or(usize::MAX));
    let places = documents(&text)
        .into_iter()
        .zip(positions)
        .map(|((_, document), position)| OwnPlace { position, deck: from_markdown(document).deck });
    let places: Vec<OwnPlace> = places.filter(|place| place.deck.cards.len() == 1).collect();
    let tags = TagChange::of(&places, &note.tags);
    // What Anki shows stands at one place: the question at the first, an answer where there is one first.
    let mut backs: Vec<Card> = places.iter().flat_map(|place| &place.deck.cards).cloned().collect();
    let first_with = |of: fn(&Card) -> &Option<String>| {
        backs
            .iter()
            .position(|card| of(card).as_ref().is_some_and(|text| !text.trim().is_empty()))
            .unwrap_or(0)
    };
    let (answered, own_answered) = (first_with(|card| &card.answer), first_with(|card| &card.my_answer));
    for (at, back) in backs.iter_mut().enumerate() {
        if let Some(question) = question.as_ref().and_then(filled).filter(|_| at == 0) {
            back.question = question;
        }
        if let Some(answer) = answer.as_ref().filter(|_| at == answered) {
            back.answer = filled(answer);
        }
        if let Some(my_answer) = my_answer.as_ref().filter(|_| at == own_answered) {
            back.my_answer = filled(my_answer);
        }
        tags.change(&mut back.tags, at == 0);
    }
    (!places.is_empty()).then(|| places.into_iter().zip(backs).collect())
}

/// Which tags were taken away in Anki, and which were added.
struct TagChange {
    gone: HashSet<String>,
    added: Vec<String>,
}

impl TagChange {
    fn of(places: &[OwnPlace], in_anki: &str) -> Self {
        let in_anki = anki::field(in_anki, Role::Tags, false);
        let in_anki: Vec<&str> = in_anki.split(',').filter(|tag| !tag.is_empty()).collect();
        // Anki keeps the case in which it first saw a tag.
        let known: HashSet<String> = in_anki.iter().map(|tag| tag.to_lowercase()).collect();
        let given = places.iter().flat_map(|place| &place.deck.cards).flat_map(|card| &card.tags);
        let given: HashSet<String> = given.map(|tag| anki_tag(tag).to_lowercase()).collect();
        let added = in_anki.iter().filter(|tag| !given.contains(&tag.to_lowercase()));
        Self { added: added.map(|&tag| tag.to_owned()).collect(), gone: &given - &known }
    }

    fn change(&self, tags: &mut Vec<String>, is_first: bool) {
        tags.retain(|tag| !self.gone.contains(&anki_tag(tag).to_lowercase()));
        if is_first {
            tags.extend(self.added.iter().cloned());
        }
    }
}

/// A tag as Anki writes it, which has no spaces in one.
#[must_use]
pub fn anki_tag(tag: &str) -> String {
    tag.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The cards of the notes, with what Anki remembers of them.
struct Pasts {
    cards: HashMap<i64, usize>,
    reviews: HashMap<i64, Vec<usize>>,
}

impl Pasts {
    fn of(package: &AnkiPackage) -> Self {
        let cards = package.cards.iter().enumerate().rev().map(|(at, card)| (card.note, at)).collect();
        let mut reviews: HashMap<i64, Vec<usize>> = HashMap::new();
        for (at, review) in package.reviews.iter().enumerate() {
            reviews.entry(review.card).or_default().push(at);
        }
        Self { cards, reviews }
    }

    fn take(&mut self, package: &AnkiPackage, note: i64) -> Option<Box<Past>> {
        let card = package.cards[*self.cards.get(&note)?].clone();
        let reviews = self.reviews.remove(&card.id).unwrap_or_default();
        let mut reviews: Vec<_> = reviews.into_iter().map(|at| package.reviews[at].clone()).collect();
        reviews.sort_by_key(|review| review.at_ms);
        let past = Past {
            created_secs: package.created_secs,
            utc_offset_secs: package.utc_offset_secs,
            card,
            reviews,
            is_own: true,
        };
        (!past.is_empty()).then(|| Box::new(past))
    }
}

/// Our decks by their names, on their way.
#[derive(Default)]
struct Decks(BTreeMap<String, (Deck, Vec<Held>)>);

struct Held {
    position: usize,
    card: Card,
    back: Card,
    past: Option<Box<Past>>,
}

impl Decks {
    fn add(&mut self, places: Vec<(OwnPlace, Card)>, mut past: Option<Box<Past>>) {
        for (OwnPlace { position, deck: Deck { name, title, interview, cards } }, back) in places {
            let (deck, held) =
                self.0.entry(name.clone()).or_insert_with(|| (Deck { name, ..Deck::default() }, Vec::new()));
            deck.title = deck.title.take().or(title);
            deck.interview = deck.interview.take().or(interview);
            for card in cards {
                // The past once is enough, wherever the card stands.
                held.push(Held { position, card, back: back.clone(), past: past.take() });
            }
        }
    }

    fn notes(self) -> Vec<ImportedNote> {
        self.0.into_values().map(|(deck, held)| note_of(deck, held)).collect()
    }
}

fn note_of(mut deck: Deck, mut held: Vec<Held>) -> ImportedNote {
    held.sort_by(|a, b| (a.position, &a.card.id).cmp(&(b.position, &b.card.id)));
    let mut ids: HashSet<CardId> = HashSet::new();
    let mut note = ImportedNote {
        shape: SHAPE,
        weighed: vec![(SHAPE.to_owned(), 100)],
        account: Account { coverage: 100, confidence: 100, ..Account::default() },
        confidence: 100,
        ..ImportedNote::default()
    };
    for (line, Held { card, back, past, .. }) in (1..).zip(held) {
        if !ids.insert(card.id.clone()) {
            let message = format!("card {line}: its id is taken by one before it, left out");
            note.problems.push(Problem { line: None, message });
            continue;
        }
        note.cards.push(NoteCard {
            question: card.question.clone(),
            answer: card.answer.clone(),
            section: card.section.clone(),
            tags: card.tags.clone(),
            asked: card.asked.clone(),
            line,
            guid: None,
            past,
        });
        if back != card {
            note.edited.push(Edited { left: card.clone(), back });
        }
        deck.cards.push(card);
    }
    note.title.clone_from(&deck.title);
    note.interview = deck.interview.clone().unwrap_or_default();
    note.deck = Some(deck);
    note.came_back = true;
    note
}

/// What a field is known by as long as nobody changes it; Anki composes its letters.
fn mark(field: &str) -> String {
    let field: String = field.nfc().collect();
    blake3::hash(field.as_bytes()).to_hex()[..16].to_owned()
}

/// Text as HTML in which Anki finds nothing to play, to render or to part fields by.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('[', "&#91;").replace('\u{1f}', " ")
}

fn unescaped(html: &str) -> String {
    html.replace("&#91;", "[").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
}
