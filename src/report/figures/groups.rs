//! Cards, reviews and retention of each deck, company, section and tag.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Extras, Figure, Progress, RetentionJson, Row, Table, percent_of, seconds, texts};
use crate::study::stats::{GroupKind, GroupStats};
use crate::study::text::clean_line;

pub(super) static DECKS: Figure = Figure {
    name: "decks",
    title: "Decks",
    help: "each deck: cards, reviews, retention",
    tables: |progress| vec![groups(progress, GroupKind::Deck, "deck")],
    json: |progress| vec![("decks", json(progress, GroupKind::Deck))],
    extras: EXTRAS,
};

pub(super) static COMPANIES: Figure = Figure {
    name: "companies",
    title: "Companies",
    help: "each company: cards, reviews, retention",
    tables: |progress| vec![groups(progress, GroupKind::Company, "company")],
    json: |progress| vec![("companies", json(progress, GroupKind::Company))],
    extras: EXTRAS,
};

pub(super) static SECTIONS: Figure = Figure {
    name: "sections",
    title: "Sections",
    help: "each section: cards, reviews, retention",
    tables: |progress| vec![groups(progress, GroupKind::Section, "section")],
    json: |progress| vec![("sections", json(progress, GroupKind::Section))],
    extras: EXTRAS,
};

pub(super) static TAGS: Figure = Figure {
    name: "tags",
    title: "Tags",
    help: "each tag: cards, reviews, retention",
    tables: |progress| vec![groups(progress, GroupKind::Tag, "tag")],
    json: |progress| vec![("tags", json(progress, GroupKind::Tag))],
    extras: EXTRAS,
};

const EXTRAS: Extras = Extras { of_period: true, ..Extras::NONE };

#[derive(Serialize)]
struct GroupJson<'p> {
    name: &'p str,
    cards: usize,
    new: usize,
    due: usize,
    mature: usize,
    unanswered: usize,
    reviews: usize,
    seconds: u64,
    retention: RetentionJson,
}

fn json(progress: &Progress<'_>, kind: GroupKind) -> Value {
    let groups = of_kind(progress, kind).map(|group| GroupJson {
        name: &group.name,
        cards: group.card_count,
        new: group.new_count,
        due: group.due_count,
        mature: group.mature_count,
        unanswered: group.unanswered_count,
        reviews: group.review_count,
        seconds: seconds(group.took_ms),
        retention: group.retention.into(),
    });
    groups.map(|group| json!(group)).collect()
}

fn of_kind<'p>(progress: &Progress<'p>, kind: GroupKind) -> impl Iterator<Item = &'p GroupStats> + use<'p> {
    progress.stats.groups.iter().filter(move |group| group.kind == kind)
}

fn groups(progress: &Progress<'_>, kind: GroupKind, name: &'static str) -> Table {
    let rows = of_kind(progress, kind).map(|group| {
        let numbers = [
            group.card_count,
            group.new_count,
            group.due_count,
            group.mature_count,
            group.unanswered_count,
            group.review_count,
        ];
        let mut cells: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        cells.push(percent_of(group.retention));
        Row { label: clean_line(&group.name), cells, bar: None }
    });
    let columns = vec![name, "cards", "new", "due", "mature", "unanswered", "reviews", "retention"];
    Table { columns, ..texts(rows.collect()) }
}
