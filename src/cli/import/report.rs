//! What became of the notes, for people and for programs.

use std::fmt::Write as _;

use foldhash::HashSet;
use serde_json::{Value, json};

use crate::cli::args::Format;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::list::counts_json;
use crate::cli::output;
use crate::cli::quote::quoted;
use crate::store::Store;
use crate::study::card::{Card, CardCounts, CardId};
use crate::study::deck::{ChoiceRecord, Deck, Interview, MergeReport, Reworded};
use crate::study::import::{DOUBTFUL_PERCENT, Doubt};
use crate::study::text::{clean, clean_line, safe};

use super::Wish;
use super::choice::{ChosenBy, described};
use super::note::{Matter, Note, Told};
use super::offers;
use super::past::{Brought, Pasts};
use super::progress::Restored;
use super::shelf::TakenIn;

/// A note that has become a deck, or part of one. Its cards are held no longer.
pub(super) struct Done {
    /// Each question's card, and whether it is answered here.
    cards: Vec<(CardId, bool)>,
    /// How many were taken out by `--review`.
    pub(super) sifted_count: usize,
    deck: String,
    tally: Tally,
    is_changed: bool,
    /// What Anki remembers of the cards that came from one of its packages.
    pasts: Pasts,
    brought: Brought,
    said: Said,
}

/// What is to be told, all but what came along from Anki.
enum Said {
    Text { head: String, tail: String },
    Json(Value),
}

impl Done {
    pub(super) fn of(taken: TakenIn, context: &Context, wish: &Wish<'_>) -> Result<Self, Failure> {
        let tally = Tally::of(&taken);
        let said = match context.common.format {
            Format::Json => Said::Json(taken_json(&taken, context, wish)),
            Format::Text => {
                Said::Text { head: head(&taken, &tally, wish), tail: tail(&taken, context, wish) }
            }
        };
        let cards = cards_of(&taken);
        let pasts = Pasts::of(taken.note.cards, &taken.ids);
        let brought = if wish.dry_run { pasts.would_bring(context)? } else { Brought::default() };
        Ok(Self {
            cards,
            sifted_count: taken.sifted_count,
            deck: taken.imported.name,
            tally,
            is_changed: taken.is_changed,
            brought,
            pasts,
            said,
        })
    }

    pub(super) fn question_count(&self) -> usize {
        self.cards.len()
    }

    /// Whether the collection is another one for it.
    pub(super) fn leads_to_changes(&self) -> bool {
        self.is_changed || !self.pasts.is_empty()
    }

    pub(super) fn keep_past(&mut self, context: &Context, store: &mut Store) -> Result<(), Failure> {
        self.brought = self.pasts.keep(context, store)?;
        Ok(())
    }
}

/// A file that gave no cards.
pub(super) struct Empty {
    source: String,
    /// What of it looks most like questions, with the commands that take it.
    pub(super) promising: Vec<(String, String)>,
    /// Chosen, and not in it.
    absent: Vec<String>,
    unused: Value,
}

impl Empty {
    pub(super) fn of(note: &Note, context: &Context, wish: &Wish<'_>) -> Option<Self> {
        if !note.read.cards.is_empty() || note.read.deck.is_some() {
            return None;
        }
        let path = note.source.path();
        // Whatever it was, it gave nothing.
        let choice = ChoiceRecord::default();
        let command = |class: &str| offers::command(context, wish, path, &choice, class);
        // Folders hold other things than notes: what could be used of those is only in the JSON.
        let is_named = note.source.is_named;
        let promising = if is_named { offers::most_promising(&note.read.account) } else { Vec::new() };
        Some(Self {
            source: note.source.shown.clone(),
            promising: promising.iter().map(|offer| (offer.describe(), command(&offer.class))).collect(),
            absent: note
                .chosen
                .as_ref()
                .filter(|_| is_named)
                .map(|chosen| chosen.absent.clone())
                .unwrap_or_default(),
            unused: offers::json(&note.read.account, note.first_line, &command),
        })
    }

    fn tell(&self) {
        if !self.absent.is_empty() {
            output::note(safe!("{}: it has no {}", self.source, self.absent.join(", ")));
        }
        for (what, command) in &self.promising {
            output::note(safe!("{}: not used: {what}", self.source));
            output::note(safe!("  to use them: {command}"));
        }
    }
}

pub(super) fn report(
    context: &Context,
    wish: &Wish<'_>,
    done: &mut [Done],
    restored: &[Restored],
    told: &[Told],
    empty: &[Empty],
) -> Result<(), Failure> {
    if context.common.format == Format::Json {
        return output::json(json!({
            "dry_run": wish.dry_run,
            "decks": done.iter_mut().filter_map(done_json).collect::<Vec<_>>(),
            "without_cards": empty
                .iter()
                .map(|empty| json!({ "source": empty.source, "unused": empty.unused }))
                .collect::<Vec<_>>(),
            "progress": restored.iter().map(Restored::json).collect::<Vec<_>>(),
            "problems": told
                .iter()
                .map(|told| json!({ "path": told.path, "line": told.line, "message": told.message }))
                .collect::<Vec<_>>(),
        }));
    }
    for Told { path, line, message, matter } in told {
        match (matter, line) {
            (Matter::Unread, _) => output::note(clean_line(message)),
            (Matter::Refused { .. }, _) => output::note(safe!("{path} {message}")),
            (_, Some(line)) => output::note(safe!("{path}:{line}: {message}")),
            (_, None) => output::note(safe!("{path}: {message}")),
        }
    }
    empty.iter().for_each(Empty::tell);
    for done in &*done {
        if let Said::Text { head, tail } = &done.said {
            let past = if done.pasts.is_empty() { String::new() } else { format!("  {}\n", done.brought) };
            output::lines(safe!("{head}{past}{tail}"))?;
        }
    }
    if done.len() > 1 {
        output::lines(clean(&total(done)))?;
    }
    restored.iter().try_for_each(|restored| restored.tell(wish))
}

fn done_json(done: &mut Done) -> Option<Value> {
    let Said::Json(document) = &mut done.said else { return None };
    let mut document = document.take();
    if !done.pasts.is_empty() {
        document["history"] = done.brought.json();
    }
    Some(document)
}

fn head(taken: &TakenIn, tally: &Tally, wish: &Wish<'_>) -> String {
    let would = if wish.dry_run { "would become" } else { "is now" };
    format!(
        "{} {would} {}: {}\n",
        output::cell(&taken.source.shown, 200),
        output::cell(&taken.imported.name, 80),
        describe(&cards_of(taken), tally, None)
    )
}

/// Each question's card, as it is scheduled, and whether it is answered here.
fn cards_of(taken: &TakenIn) -> Vec<(CardId, bool)> {
    let cards = taken.imported.cards.iter().zip(&taken.ids);
    cards.map(|(card, id)| (card.same_as.as_ref().unwrap_or(id).clone(), card.is_answered())).collect()
}

/// `16 cards (20 questions, 4 duplicates), 10 without an answer (20 questions added)`
fn describe(cards: &[(CardId, bool)], tally: &Tally, decks: Option<usize>) -> String {
    let counts = CardCounts::of(cards.iter().map(|(card, _)| card));
    let answered: HashSet<&CardId> =
        cards.iter().filter(|(_, is_answered)| *is_answered).map(|(card, _)| card).collect();
    let decks = decks.map_or(String::new(), |count| format!(" in {}", output::count(count, "deck")));
    format!(
        "{}{decks}, {} without an answer ({})",
        counts.describe(),
        counts.card_count - answered.len(),
        tally.describe(counts)
    )
}

/// What became of the cards of a note, or of several.
#[derive(Default)]
struct Tally {
    outcomes: [usize; OUTCOMES.len()],
}

const OUTCOMES: [&str; 8] = [
    "added",
    "updated",
    "unchanged",
    "kept because edited",
    "gone from the note",
    "left out as chosen",
    "left out",
    "dropped in review",
];

impl Tally {
    fn of(taken: &TakenIn) -> Self {
        let report = &taken.report;
        Self {
            outcomes: [
                report.added.len(),
                report.updated.len(),
                report.unchanged,
                report.kept_because_edited.len(),
                report.gone_from_source.len(),
                report.removed.len(),
                report.stays_away.len(),
                taken.sifted_count,
            ],
        }
    }

    fn add(&mut self, other: &Self) {
        for (all, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            *all += more;
        }
    }

    /// `20 added, 1 unchanged`; the first says what is counted if cards and questions are not as many.
    fn describe(&self, counts: CardCounts) -> String {
        let met = self.outcomes.iter().zip(OUTCOMES).filter(|(count, _)| **count > 0);
        let mut words: Vec<String> = met.map(|(count, what)| format!("{count} {what}")).collect();
        if counts.duplicate_count() > 0
            && let Some(first) = words.first_mut()
            && let Some((count, what)) = first.split_once(' ')
        {
            let questions = if count == "1" { "question" } else { "questions" };
            *first = format!("{count} {questions} {what}");
        }
        words.join(", ")
    }
}

/// The sum of several notes.
fn total(done: &[Done]) -> String {
    let mut tally = Tally::default();
    for done in done {
        tally.add(&done.tally);
    }
    let cards: Vec<(CardId, bool)> = done.iter().flat_map(|done| done.cards.iter().cloned()).collect();
    let decks: HashSet<&str> = done.iter().map(|done| done.deck.as_str()).collect();
    format!("in total: {}\n", describe(&cards, &tally, Some(decks.len())))
}

/// A date to come is only a fact until the user plans for it. Said once, when the deck is made.
fn date_text(taken: &TakenIn, context: &Context) -> String {
    let interview = taken.imported.interview.as_ref().filter(|interview| !interview.plan);
    let day = interview.and_then(|interview| interview.date).filter(|day| *day > context.today());
    let is_new = taken.is_changed && taken.report.added.len() == taken.imported.cards.len();
    match day.filter(|_| is_new) {
        Some(day) => format!(
            "  the interview is on {day}: to plan for it, `viva interview add --deck {}`\n",
            quoted(&taken.imported.name)
        ),
        None => String::new(),
    }
}

fn tail(taken: &TakenIn, context: &Context, wish: &Wish<'_>) -> String {
    let (note, report) = (&taken.note, &taken.report);
    let mut text = String::new();
    if context.common.verbose || wish.explain {
        let decoded = note.decoded.as_deref().unwrap_or("UTF-8");
        let _ = writeln!(text, "  read as {}, {}", note.shape, output::cell(decoded, 200));
    }
    if wish.explain {
        for (group, tenths) in &note.weighed {
            let sign = if *tenths < 0 { "-" } else { "" };
            let (whole, tenth) = (tenths.abs() / 10, tenths.abs() % 10);
            let _ = writeln!(text, "  evidence {sign}{whole}.{tenth}: {}", output::cell(group, 200));
        }
        let coverage = note.account.coverage;
        let _ = writeln!(text, "  coverage {coverage}%, {}% sure", note.sure_percent());
    }
    let choice = taken.chosen.as_ref().map(|chosen| &chosen.choice);
    // What the user left out on purpose is neither missed nor offered.
    let is_limited = choice.is_some_and(|choice| !choice.only.is_empty() || choice.within.is_some());
    if !is_limited {
        text.push_str(&doubt_text(wish, taken));
    }
    text.push_str(&chosen_text(taken, wish));
    if wish.explain {
        text.push_str(&offers::all_text(&note.account, taken.first_line));
    } else if !is_limited {
        let command = |class: &str| command(taken, context, wish, class);
        let left = choice.map_or(&[][..], |choice| &choice.leave);
        text.push_str(&offers::text(&note.account, left, &command));
    }
    let told = [
        ("kept", &report.kept_because_edited),
        ("gone", &report.gone_from_source),
        ("removed", &report.removed),
        ("left out", &report.stays_away),
    ];
    for (what, noted) in told {
        for noted in noted {
            let _ = writeln!(text, "  {what}: {} ({})", output::cell(&noted.question, 60), noted.why);
        }
    }
    text.push_str(&reworded_text(report));
    text.push_str(&date_text(taken, context));
    if wish.dry_run || wish.explain {
        for (at, card) in taken.imported.cards.iter().enumerate() {
            if wish.explain {
                let _ = write!(text, "  {:>5}: ", taken.line(at));
            } else {
                text.push_str("  ");
            }
            text.push_str(if card.is_answered() { "  " } else { "? " });
            text.push_str(output::cell(&card.question, 100).as_str());
            text.push('\n');
            let doubt = taken.doubts.iter().find(|doubt| wish.explain && doubt.card == at);
            for reason in doubt.into_iter().flat_map(|doubt| &doubt.reasons) {
                let _ = writeln!(text, "           doubtful: {}", output::cell(reason, 100));
            }
        }
    }
    text
}

/// What was chosen for the note, now or before.
fn chosen_text(taken: &TakenIn, wish: &Wish<'_>) -> String {
    let Some(chosen) = &taken.chosen else { return String::new() };
    let (absent, what) = (chosen.absent.join(", "), output::cell(&described(&chosen.choice), 200));
    let mut text = String::new();
    match (chosen.by, chosen.choice.is_empty()) {
        (ChosenBy::Before, false) => {
            let _ = writeln!(text, "  taken as chosen before: {what} (`--as-usual` forgets this)");
        }
        (ChosenBy::Now, false) if !wish.dry_run => {
            let _ = writeln!(text, "  remembered for the next import: {what}");
        }
        (ChosenBy::Nobody, _) if !wish.dry_run => text.push_str("  what was chosen before is forgotten\n"),
        _ => {}
    }
    if !absent.is_empty() && (chosen.absent_by != ChosenBy::Now || taken.source.is_named) {
        let absent = output::cell(&absent, 200);
        let when = if chosen.absent_by == ChosenBy::Before { "chosen before" } else { "chosen" };
        let _ = writeln!(text, "  {when}, but not in this note: {absent}");
        if chosen.choice.is_empty() {
            text.push_str("    it was read as usual\n");
        }
    }
    text
}

/// The command that imports the same note with one more class.
fn command(taken: &TakenIn, context: &Context, wish: &Wish<'_>, class: &str) -> String {
    let choice = taken.chosen.as_ref().map(|chosen| chosen.choice.clone()).unwrap_or_default();
    offers::command(context, wish, taken.source.path(), &choice, class)
}

/// Each question that became another, and each that may have.
fn reworded_text(report: &MergeReport) -> String {
    let mut text = String::new();
    let pair = |reworded: &Reworded| {
        let (before, after) = (output::cell(&reworded.before, 100), output::cell(&reworded.after, 100));
        format!("\"{before}\" → \"{after}\"")
    };
    for reworded in &report.reworded {
        let kept = if reworded.is_edited_here { "history kept; your wording stays" } else { "history kept" };
        let _ = writeln!(text, "  reworded: {} ({kept})", pair(reworded));
    }
    for reworded in &report.maybe_reworded {
        let _ =
            writeln!(text, "  maybe reworded: {} (two cards; the new one has no history)", pair(reworded));
        let _ = writeln!(
            text,
            "    if they are the same question, write `same_as = \"{}\"` below the new one in the deck",
            reworded.before_id
        );
    }
    text
}

/// One line that says what is doubtful among the cards that are new, and how to go through it.
fn doubt_text(wish: &Wish<'_>, taken: &TakenIn) -> String {
    if wish.explain || wish.review {
        return String::new();
    }
    if taken.note.confidence < DOUBTFUL_PERCENT {
        return format!(
            "  doubtful ({}% sure): `--dry-run --explain` shows how it was understood, `--review` goes through \
             the cards\n",
            taken.note.confidence
        );
    }
    let added: HashSet<&str> = taken.report.added.iter().map(|noted| noted.question.as_str()).collect();
    let is_new = |doubt: &&Doubt| added.contains(taken.imported.cards[doubt.card].question.as_str());
    match taken.doubts.iter().filter(is_new).count() {
        0 => String::new(),
        count => format!(
            "  {}: `viva import --review` goes through {}\n",
            output::count(count, "doubtful card"),
            if count == 1 { "it" } else { "them" }
        ),
    }
}

fn taken_json(taken: &TakenIn, context: &Context, wish: &Wish<'_>) -> Value {
    let (note, report) = (&taken.note, &taken.report);
    let mut document = deck_json(&taken.imported, Some(&taken.source.shown));
    document["shape"] = json!(note.shape);
    document["confidence"] = json!(note.sure_percent());
    document["coverage"] = json!(note.account.coverage);
    let command = |class: &str| command(taken, context, wish, class);
    document["unused"] = offers::json(&note.account, taken.first_line, &command);
    document["chosen"] = taken.chosen.as_ref().map_or(Value::Null, |chosen| {
        json!({
            "only": chosen.choice.only,
            "take": chosen.choice.take,
            "leave": chosen.choice.leave,
            "in": chosen.choice.within,
            "absent": chosen.absent,
        })
    });
    let weighed = note.weighed.iter().filter(|(_, evidence)| *evidence > 0);
    document["weighed"] =
        weighed.map(|(shape, evidence)| json!({ "shape": shape, "evidence": evidence })).collect();
    document["decoded"] = json!(note.decoded);
    let counts = CardCounts::of(cards_of(taken).iter().map(|(card, _)| card));
    document["totals"] = counts_json(counts);
    document["report"] = json!({
        "added": report.added.len(),
        "updated": report.updated.len(),
        "unchanged": report.unchanged,
        "kept_because_edited": report.kept_because_edited.len(),
        "gone_from_source": report.gone_from_source.len(),
        "removed": report.removed.len(),
        "stays_away": report.stays_away.len(),
        "reworded": report.reworded.len(),
        "maybe_reworded": report.maybe_reworded.len(),
    });
    let pairs = |reworded: &[Reworded]| -> Value { reworded.iter().map(reworded_json).collect() };
    document["reworded"] = pairs(&report.reworded);
    document["maybe_reworded"] = pairs(&report.maybe_reworded);
    document
}

fn reworded_json(reworded: &Reworded) -> Value {
    json!({
        "before": reworded.before,
        "after": reworded.after,
        "before_id": reworded.before_id.as_str(),
        "after_id": reworded.after_id.as_str(),
    })
}

/// A deck as every JSON of this program gives it.
pub(in crate::cli) fn deck_json(deck: &Deck, source: Option<&str>) -> Value {
    json!({
        "name": deck.name,
        "title": deck.title,
        "source": source,
        "meta": deck.interview.as_ref().map_or_else(|| json!({}), interview_json),
        "cards": deck.cards.iter().map(card_json).collect::<Vec<_>>(),
    })
}

fn interview_json(interview: &Interview) -> Value {
    json!({
        "company": interview.company,
        "url": interview.url,
        "role": interview.role,
        "date": interview.date.map(|date| date.to_string()),
        "stages": interview.stages,
        "outcome": interview.outcome,
        "applied_via": interview.applied_via,
        "platform": interview.platform,
        "score": interview.score,
        "covers": interview.covers,
        "remarks": interview.remarks,
        "events": interview
            .events
            .iter()
            .map(|event| json!({
                "name": event.name,
                "date": event.date.map(|date| date.to_string()),
                "duration_minutes": event.duration_minutes,
            }))
            .collect::<Vec<_>>(),
    })
}

fn card_json(card: &Card) -> Value {
    json!({
        "id": card.id.as_str(),
        "question": card.question,
        "answer": card.answer,
        "my_answer": card.my_answer,
        "section": card.section,
        "tags": card.tags,
    })
}
