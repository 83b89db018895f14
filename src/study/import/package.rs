//! A package of Anki's as rows, and the cards they make.
//!
//! A package knows more than Anki's text form: which fields a kind of note asks and which it answers
//! stands in its templates, and what is a cloze is said. A note gives one card, the first of its
//! templates; asked backwards ("Paris?") it would be no question of an interview. A note of clozes
//! gives one card for each of its numbers. Pictures and sounds stay in the package, and their names
//! in their places.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use super::cloze::with_clozes;
use super::columns::{Role, Row, add_cards, role_of, roles_of_header};
use super::outcome::{Account, ImportedNote, Problem};
use super::past::{AnkiCard, AnkiReview, Past};
use super::tags::tag_at;
use super::{anki, decode};

/// What a package holds, as its rows say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnkiPackage {
    /// When the collection was made, in seconds since 1970; due days are counted from that day.
    pub created_secs: i64,
    /// The local offset at that time, where it is known.
    pub utc_offset_secs: Option<i32>,
    /// The local hour at which its days begin, where it is known.
    pub rollover_hour: Option<u8>,
    pub notetypes: BTreeMap<i64, AnkiNotetype>,
    /// Names with `::` between a deck and one inside it.
    pub decks: BTreeMap<i64, String>,
    /// In the order in which they were made.
    pub notes: Vec<AnkiNote>,
    pub cards: Vec<AnkiCard>,
    pub reviews: Vec<AnkiReview>,
    /// Pictures and sounds in the package.
    pub media_count: usize,
}

/// A kind of note: its fields, and what its cards show of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnkiNotetype {
    pub name: String,
    pub is_cloze: bool,
    pub fields: Vec<String>,
    pub templates: Vec<AnkiTemplate>,
    /// How its cards look.
    pub css: String,
    /// Seconds since 1970, where it is known; of two versions Anki takes the later.
    pub changed_secs: Option<i64>,
}

/// HTML with `{{Field}}` in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnkiTemplate {
    pub question: String,
    pub answer: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnkiNote {
    pub id: i64,
    /// What a note is known by in every collection.
    pub guid: String,
    pub notetype: i64,
    /// Seconds since 1970; of two versions Anki takes the later.
    pub changed_secs: i64,
    /// Separated by spaces.
    pub tags: String,
    /// HTML.
    pub fields: Vec<String>,
}

/// One card of a note, on its way.
struct Taken<'a> {
    note: &'a AnkiNote,
    /// `None` where the package has a note without a card.
    card: Option<&'a AnkiCard>,
}

impl Taken<'_> {
    /// See [`NoteCard::guid`](super::outcome::NoteCard::guid).
    fn guid(&self, package: &AnkiPackage) -> Option<String> {
        let guid = Some(&self.note.guid).filter(|guid| !guid.is_empty())?;
        let is_cloze = package.notetypes.get(&self.note.notetype).is_some_and(|notetype| notetype.is_cloze);
        match self.card.filter(|_| is_cloze) {
            Some(card) => Some(format!("{guid} {}", card.ord.saturating_add(1))),
            None => Some(guid.clone()),
        }
    }
}

/// A field that is longer is a file that was put there, and reading it as HTML takes long.
const LONGEST_FIELD_BYTES: usize = 128 << 10;

const SHAPE: &str = "Anki package";

/// The cards of a package. A card's `line` is its number among them.
#[must_use]
pub(super) fn read_package(package: &AnkiPackage) -> ImportedNote {
    let mut note = ImportedNote {
        shape: SHAPE,
        weighed: vec![(SHAPE.to_owned(), 100)],
        account: Account { coverage: 100, confidence: 100, ..Account::default() },
        confidence: 100,
        ..ImportedNote::default()
    };
    let mut left_out = LeftOut::default();
    let taken = taken(package, &mut left_out);
    let decks = Decks::of(package, &taken);
    let mut pasts = pasts(package, &taken, &mut left_out);
    let mut guids: HashMap<usize, String> =
        (1..).zip(&taken).filter_map(|(number, taken)| Some((number, taken.guid(package)?))).collect();
    note.title.clone_from(&decks.title);
    let mut media = BTreeSet::new();
    let mut numbered: Vec<(usize, Taken<'_>)> = (1..).zip(taken).collect();
    // Notes of one kind share their columns.
    numbered.sort_by_key(|(number, taken)| (taken.note.notetype, *number));
    for group in numbered.chunk_by(|(_, one), (_, other)| one.note.notetype == other.note.notetype) {
        let Some(notetype) = package.notetypes.get(&group[0].1.note.notetype) else {
            left_out.without_kind += group.len();
            continue;
        };
        add_group(&mut note, notetype, group, &decks, &mut media);
    }
    note.cards.sort_by_key(|card| card.line);
    for card in &mut note.cards {
        card.past = pasts.remove(&card.line);
        card.guid = guids.remove(&card.line);
        let texts = [&mut card.question].into_iter().chain(&mut card.answer).chain(&mut card.section);
        left_out.controls += texts.chain(&mut card.tags).map(decode::drop_controls).sum::<usize>();
    }
    left_out.controls += note.title.as_mut().map_or(0, decode::drop_controls);
    for problem in &mut note.problems {
        // A package has no lines.
        if let Some(number) = problem.line.take() {
            problem.message = format!("card {number}: {}", problem.message);
        }
    }
    left_out.tell(&mut note.problems);
    if !media.is_empty() {
        let shown: Vec<&str> = media.iter().take(5).map(String::as_str).collect();
        let more = if media.len() > shown.len() { ", …" } else { "" };
        let message = format!(
            "pictures and sounds stay in the package, their names stand in the cards: {} ({}{more})",
            media.len(),
            shown.join(", ")
        );
        note.problems.push(Problem { line: None, message });
    } else if package.media_count > 0 {
        let message = format!("pictures and sounds stay in the package: {}", package.media_count);
        note.problems.push(Problem { line: None, message });
    }
    if note.cards.is_empty() {
        note.problems.push(Problem { line: None, message: "the package holds no cards".to_owned() });
    }
    note
}

/// What does not become cards.
#[derive(Default)]
struct LeftOut {
    backwards: usize,
    pictures: usize,
    long: usize,
    without_kind: usize,
    reviews: usize,
    by_hand: usize,
    controls: usize,
}

impl LeftOut {
    fn tell(&self, problems: &mut Vec<Problem>) {
        for (count, message) in [
            (
                self.backwards,
                "further cards of notes that are taken once (asked backwards, for example) left out",
            ),
            (self.pictures, "notes that hide parts of a picture left out"),
            (self.long, "notes with a field of more than 128 KiB left out"),
            (self.without_kind, "cards of a kind of note that the package does not hold left out"),
            (self.reviews, "reviews of cards that are not taken left out"),
            (self.controls, "control characters left out"),
            (self.by_hand, "lines of the review log that only say that a card was moved by hand left out"),
        ] {
            if count > 0 {
                problems.push(Problem { line: None, message: format!("{message}: {count}") });
            }
        }
    }
}

/// The cards that are taken, in the order of their notes.
fn taken<'a>(package: &'a AnkiPackage, left_out: &mut LeftOut) -> Vec<Taken<'a>> {
    let mut cards_of: HashMap<i64, Vec<&AnkiCard>> = HashMap::new();
    for card in &package.cards {
        cards_of.entry(card.note).or_default().push(card);
    }
    let mut taken = Vec::new();
    for note in &package.notes {
        let mut cards = cards_of.remove(&note.id).unwrap_or_default();
        cards.sort_by_key(|card| (card.ord, card.id));
        cards.dedup_by_key(|card| card.ord);
        let is_cloze = package.notetypes.get(&note.notetype).is_some_and(|notetype| notetype.is_cloze);
        if note.fields.iter().any(|field| field.len() > LONGEST_FIELD_BYTES) {
            left_out.long += 1;
        } else if is_cloze && note.fields.iter().any(|field| field.contains("::image-occlusion:")) {
            left_out.pictures += 1;
        } else if is_cloze && !cards.is_empty() {
            taken.extend(cards.into_iter().map(|card| Taken { note, card: Some(card) }));
        } else {
            left_out.backwards += cards.len().saturating_sub(1);
            taken.push(Taken { note, card: cards.first().copied() });
        }
    }
    taken
}

/// What Anki remembers of the cards that are taken, by their numbers.
fn pasts(package: &AnkiPackage, taken: &[Taken<'_>], left_out: &mut LeftOut) -> HashMap<usize, Box<Past>> {
    let mut reviews_of: HashMap<i64, Vec<AnkiReview>> = HashMap::new();
    for review in &package.reviews {
        reviews_of.entry(review.card).or_default().push(review.clone());
    }
    let mut pasts = HashMap::new();
    for (number, card) in (1..).zip(taken).filter_map(|(number, taken)| Some((number, taken.card?))) {
        let mut reviews = reviews_of.remove(&card.id).unwrap_or_default();
        reviews.sort_by_key(|review| review.at_ms);
        let past = Past {
            created_secs: package.created_secs,
            utc_offset_secs: package.utc_offset_secs,
            card: card.clone(),
            reviews,
            is_own: false,
        };
        left_out.by_hand += past.moved_by_hand();
        if !past.is_empty() {
            pasts.insert(number, Box::new(past));
        }
    }
    left_out.reviews = reviews_of.values().map(Vec::len).sum();
    pasts
}

/// Which deck each card is in, below what all have in common.
struct Decks {
    title: Option<String>,
    /// The sections by deck.
    sections: BTreeMap<i64, String>,
}

impl Decks {
    fn of(package: &AnkiPackage, taken: &[Taken<'_>]) -> Self {
        let used: BTreeSet<i64> = taken.iter().filter_map(|taken| taken.card).map(home_deck).collect();
        let paths: BTreeMap<i64, Vec<&str>> = used
            .into_iter()
            .filter_map(|deck| Some((deck, package.decks.get(&deck)?)))
            // Where Anki puts what was put nowhere.
            .filter(|(deck, _)| *deck != 1)
            .map(|(deck, name)| (deck, name.split("::").map(str::trim).collect()))
            .collect();
        let shared =
            paths.values().skip(1).fold(paths.values().next().map_or(0, Vec::len), |shared, path| {
                let first = paths.values().next();
                let same =
                    first.into_iter().flatten().zip(path).take_while(|(one, other)| one == other).count();
                shared.min(same)
            });
        let title = paths.values().next().and_then(|path| path[..shared].last()).map(|&name| name.to_owned());
        let sections = paths.iter().filter(|(_, path)| path.len() > shared);
        let sections = sections.map(|(deck, path)| (*deck, path[shared..].join(" / "))).collect();
        Self { title: title.filter(|title| !title.is_empty()), sections }
    }
}

/// The deck a card belongs to, also while a filtered one holds it.
fn home_deck(card: &AnkiCard) -> i64 {
    if card.original_deck == 0 { card.deck } else { card.original_deck }
}

fn add_group(
    note: &mut ImportedNote,
    notetype: &AnkiNotetype,
    group: &[(usize, Taken<'_>)],
    decks: &Decks,
    media: &mut BTreeSet<String>,
) {
    let shown = Shown::of(notetype);
    let mut names: Vec<&str> = notetype.fields.iter().map(String::as_str).collect();
    names.resize(shown.roles.len(), "text");
    names.extend(["deck", "tags"]);
    let roles = [&shown.roles[..], &[Role::Section, Role::Tags]].concat();
    let mut rows = Vec::with_capacity(group.len());
    for (number, taken) in group {
        let mut fields = shown.fields(taken.note, taken.card.map_or(0, |card| card.ord));
        for (field, role) in fields.iter_mut().zip(&roles) {
            *field = anki::field(&without_media(field, media), *role, true);
        }
        let section = taken.card.and_then(|card| decks.sections.get(&home_deck(card)));
        fields.push(section.cloned().unwrap_or_default());
        fields.push(anki::field(&taken.note.tags, Role::Tags, false));
        rows.push(Row { line: *number, fields });
    }
    add_cards(note, &rows, &roles, &names, None);
}

/// What each field of a kind of note is for.
struct Shown {
    roles: Vec<Role>,
    /// Fields of the question, in the order in which they are shown; the first one counts it in the end.
    asking: Vec<usize>,
    /// The field with the clozes, and the kind's last role is then that of its full text.
    cloze: Option<usize>,
}

impl Shown {
    fn of(notetype: &AnkiNotetype) -> Self {
        let names: Vec<&str> = notetype.fields.iter().map(String::as_str).collect();
        let by_name = roles_of_header(&names);
        let is_option = |role: &Role| matches!(role, Role::Option | Role::Options);
        if let Some(roles) =
            by_name.as_ref().filter(|roles| !notetype.is_cloze && roles.iter().any(is_option))
        {
            // Options are put together by what they are.
            return Self { roles: roles.clone(), asking: Vec::new(), cloze: None };
        }
        let template = notetype.templates.first().cloned().unwrap_or_default();
        let in_question = references(&template.question, &names);
        let cloze = notetype
            .is_cloze
            .then(|| in_question.iter().find(|(_, usage)| *usage == Usage::Cloze).map_or(0, |(at, _)| *at));
        let mut roles: Vec<Role> = names.iter().map(|name| role_beside(name)).collect();
        let mut asking: Vec<usize> = Vec::new();
        for &(at, usage) in &in_question {
            let is_asked = Some(at) == cloze || usage == Usage::Shown && roles[at] == Role::Unknown;
            if is_asked && !asking.contains(&at) {
                asking.push(at);
            }
        }
        let [first, ..] = asking[..] else {
            let by_place = || [Role::Question, Role::Answer].into_iter().chain(std::iter::repeat(Role::More));
            let roles = by_name.unwrap_or_else(|| by_place().take(names.len()).collect());
            return Self { roles, asking, cloze: None };
        };
        for at in &asking {
            roles[*at] = Role::Ignored;
        }
        roles[first] = Role::Question;
        let mut answering = if cloze.is_some() { Role::More } else { Role::Answer };
        for (at, usage) in references(&template.answer, &names) {
            if roles[at] == Role::Unknown && usage != Usage::Condition {
                roles[at] = std::mem::replace(&mut answering, Role::More);
            }
        }
        // "Add reverse" only says whether there is another card.
        for (at, usage) in
            notetype.templates.iter().flat_map(|template| references(&template.question, &names))
        {
            if roles[at] == Role::Unknown && usage == Usage::Condition {
                roles[at] = Role::Ignored;
            }
        }
        if cloze.is_some() {
            roles.push(Role::Answer);
        }
        Self { roles, asking, cloze }
    }

    /// A note's fields for the card `ord`, each in its place.
    fn fields(&self, note: &AnkiNote, ord: i64) -> Vec<String> {
        let mut fields = note.fields.clone();
        fields.resize(self.roles.len(), String::new());
        if let Some(cloze) = self.cloze {
            let text = std::mem::take(&mut fields[cloze]);
            fields[cloze] = with_clozes(&text, Some(ord.saturating_add(1)));
            if let Some(revealed) = fields.last_mut() {
                *revealed = with_clozes(&text, None);
            }
        }
        if let [first, others @ ..] = self.asking.as_slice() {
            for other in others {
                let text = std::mem::take(&mut fields[*other]);
                if !text.trim().is_empty() {
                    let sep = if fields[*first].trim().is_empty() { "" } else { "<br><br>" };
                    fields[*first].push_str(sep);
                    fields[*first].push_str(&text);
                }
            }
        }
        fields
    }
}

/// The role of a field that is no part of a question, though it may be shown above it.
fn role_beside(name: &str) -> Role {
    match role_of(name) {
        role @ (Role::Section | Role::Tags | Role::Ignored) => role,
        // The note has one of its own.
        Role::Guid => Role::Ignored,
        _ => Role::Unknown,
    }
}

/// How a template uses a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Usage {
    Shown,
    Cloze,
    /// To be typed, or behind a click.
    Aside,
    /// Only whether it is empty.
    Condition,
}

/// The fields that a template names, by their places.
fn references(template: &str, names: &[&str]) -> Vec<(usize, Usage)> {
    let mut found = Vec::new();
    for part in template.split("{{").skip(1) {
        let Some((inside, _)) = part.split_once("}}") else { continue };
        let inside = inside.trim();
        let bare = inside.trim_start_matches(['#', '^', '/']);
        let (filters, name) = bare.rsplit_once(':').unwrap_or(("", bare));
        let Some(at) = names.iter().position(|field| *field == name.trim()) else { continue };
        let has = |wanted: &str| filters.split([':', ' ']).any(|filter| filter == wanted);
        let usage = if bare.len() < inside.len() {
            Usage::Condition
        } else if has("cloze") {
            Usage::Cloze
        } else if has("type") || has("hint") || has("tts") {
            Usage::Aside
        } else {
            Usage::Shown
        };
        found.push((at, usage));
    }
    found
}

/// In bytes. Nothing is looked for beyond, where nothing may end.
const LONGEST_TAG: usize = 4096;

/// HTML in which pictures and sounds of the package are named in words; their names go into `media`.
pub(super) fn without_media(html: &str, media: &mut BTreeSet<String>) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '[']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let near = &rest[..rest.floor_char_boundary(LONGEST_TAG)];
        let sound = near.strip_prefix("[sound:").and_then(|inner| inner.split_once(']'));
        let image = tag_at(near).filter(|tag| tag.name == "img" && !tag.is_closing);
        let image = image.and_then(|tag| Some((tag.len, tag.attribute("src")?, tag.attribute("alt"))));
        let image = image.filter(|(_, source, _)| !source.contains("://") && !source.starts_with("data:"));
        if let Some((name, _)) = sound {
            let _ = write!(out, "(sound: {})", escaped(name));
            media.insert(name.to_owned());
            rest = &rest["[sound:]".len() + name.len()..];
        } else if let Some((len, source, alt)) = image {
            let alt = alt.filter(|alt| !alt.trim().is_empty()).unwrap_or_else(|| source.clone());
            let _ = write!(out, "(picture: {})", escaped(&alt));
            media.insert(source);
            rest = &rest[len..];
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_roles(fields: &[&str], templates: &[(&str, &str)], expected: &[Role]) {
        let templates = templates.iter().map(|(question, answer)| AnkiTemplate {
            question: (*question).to_owned(),
            answer: (*answer).to_owned(),
        });
        let notetype = AnkiNotetype {
            fields: fields.iter().map(|&name| name.to_owned()).collect(),
            templates: templates.collect(),
            ..AnkiNotetype::default()
        };
        assert_eq!(Shown::of(&notetype).roles, expected);
    }

    #[test]
    fn templates_say_what_a_field_is_for() {
        use Role::{Answer, Ignored, More, Option, Question, RightOption, Section, Unknown};
        let back = "{{FrontSide}}<hr>{{Back}}";
        check_roles(&["Front", "Back"], &[("{{Front}}", back)], &[Question, Answer]);
        check_roles(&["Word", "Meaning"], &[("{{Meaning}}", "{{Word}}")], &[Answer, Question]);
        check_roles(&["Front", "Back"], &[("{{Front}} {{type:Back}}", "{{type:Back}}")], &[Question, Answer]);
        check_roles(
            &["Front", "Back", "Both"],
            &[("{{Front}}", back), ("{{#Both}}{{Back}}{{/Both}}", "")],
            &[Question, Answer, Ignored],
        );
        check_roles(
            &["Topic", "Q", "Code", "A", "Why", "Unseen"],
            &[("<i>{{Topic}}</i> {{Q}} {{Code}}", "{{A}} {{Why}}")],
            &[Section, Question, Ignored, Answer, More, Unknown],
        );
        // Nothing is asked by name: the first field asks, the second answers.
        check_roles(&["X", "Y", "Z"], &[("<script>", "")], &[Question, Answer, More]);
        check_roles(
            &["Question", "Option A", "Option B", "Answer"],
            &[("{{Question}} {{Option A}}", "{{Answer}}")],
            &[Question, Option, Option, RightOption],
        );
    }

    #[test]
    fn pictures_of_the_package_are_named_and_others_kept() {
        let mut media = BTreeSet::new();
        let html = "a < b [x] <IMG src='p.png'> <img src=\"https://e.example/q.png\"> [sound:s.mp3] <img>";
        let expected =
            "a < b [x] (picture: p.png) <img src=\"https://e.example/q.png\"> (sound: s.mp3) <img>";
        assert_eq!(without_media(html, &mut media), expected);
        assert_eq!(media.into_iter().collect::<Vec<_>>(), ["p.png", "s.mp3"]);
    }

    #[test]
    fn no_control_character_comes_out_of_a_field() {
        let notetype = AnkiNotetype {
            fields: vec!["Front".to_owned(), "Back".to_owned()],
            templates: vec![AnkiTemplate { question: "{{Front}}".to_owned(), answer: "{{Back}}".to_owned() }],
            ..AnkiNotetype::default()
        };
        let note = AnkiNote {
            tags: "a\u{7}b".to_owned(),
            fields: vec!["What is &#27;[2Jthis?".to_owned(), "one\r\ntwo\0\u{9b}".to_owned()],
            ..AnkiNote::default()
        };
        let notetypes = BTreeMap::from([(0, notetype)]);
        let read = read_package(&AnkiPackage { notetypes, notes: vec![note], ..AnkiPackage::default() });
        let card = &read.cards[0];
        assert_eq!((card.question.contains('\u{1b}'), card.answer.as_deref()), (false, Some("one\ntwo")));
        assert_eq!(card.tags, ["ab"]);
        assert!(read.problems[0].message.starts_with("control characters left out: "), "{:?}", read.problems);
    }

    #[test]
    fn a_file_in_a_field_is_left_out() {
        let note = |len: usize| AnkiNote { fields: vec!["x".repeat(len)], ..AnkiNote::default() };
        let notetype = AnkiNotetype { fields: vec!["Front".to_owned()], ..AnkiNotetype::default() };
        let package = AnkiPackage {
            notetypes: BTreeMap::from([(0, notetype)]),
            notes: vec![note(LONGEST_FIELD_BYTES), note(LONGEST_FIELD_BYTES + 1)],
            ..AnkiPackage::default()
        };
        let read = read_package(&package);
        let told: Vec<&str> = read.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            (read.cards.len(), told),
            (1, vec!["notes with a field of more than 128 KiB left out: 1"])
        );
    }

    #[test]
    fn what_all_decks_share_is_the_title() {
        let check = |names: &[&str], expected_title: Option<&str>, expected_sections: &[&str]| {
            let decks: BTreeMap<i64, String> = (1..).zip(names.iter().map(|&name| name.to_owned())).collect();
            let cards: Vec<AnkiCard> =
                decks.keys().map(|&deck| AnkiCard { deck, ..AnkiCard::default() }).collect();
            let package = AnkiPackage { decks, ..AnkiPackage::default() };
            let note = AnkiNote::default();
            let taken: Vec<Taken<'_>> =
                cards.iter().map(|card| Taken { note: &note, card: Some(card) }).collect();
            let found = Decks::of(&package, &taken);
            assert_eq!(found.title.as_deref(), expected_title, "{names:?}");
            assert_eq!(found.sections.into_values().collect::<Vec<_>>(), expected_sections, "{names:?}");
        };
        check(&["Default", "A::B"], Some("B"), &[]);
        check(&["Default", "A::B", "A::C::D"], Some("A"), &["B", "C / D"]);
        check(&["Default", "A", "A::C"], Some("A"), &["C"]);
        check(&["Default", "A", "B"], None, &["A", "B"]);
        check(&["Default"], None, &[]);
    }
}
