//! `viva debrief`: what an interview really asked, how each question went, and how good the forecast was.
//!
//! Each question asked becomes part of the interview's deck, which makes it a sighting, and a review. Prepared cards
//! of that deck that were not asked go into a deck beside it, because a deck of an interview says what was asked.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::study::asked::{CountRange, Coverage};
use crate::study::card::{Card, CardId, normal_form};
use crate::study::day::Day;
use crate::study::deck::{Deck, Interview, Standing};
use crate::study::grade::{Grade, Quality};
use crate::study::likeness::Sureness;
use crate::study::plan::passes_within;
use crate::study::review::{AskedQuestion, Change, DebriefRecord, ForecastRecord, Intent, Review};
use crate::study::search::Wanted;
use crate::study::text::{Safe, clean, clean_line, safe};
use crate::study::topics::Topics;

use super::args::{DebriefArguments, Format};
use super::collection::Opened;
use super::context::Context;
use super::editing::given;
use super::failure::{Code, Failure};
use super::interview::{covered, find, left, wrapped, write};
use super::matching::{Match, matches};
use super::output;
use super::quote::quoted;

const GRADES: &[(char, &str)] =
    &[('1', "again"), ('2', "hard"), ('3', "good"), ('4', "easy"), ('n', "another"), ('s', "skip")];
const OF_NEW: &[(char, &str)] =
    &[('1', "again"), ('2', "hard"), ('3', "good"), ('4', "easy"), ('f', "find"), ('s', "skip")];
/// Cards that a search may propose for a question.
const PROPOSED: usize = 5;

/// A line of what was asked.
struct Line {
    question: String,
    quality: Option<Quality>,
}

/// A question that was asked, as it will be recorded.
struct Recorded {
    card: Card,
    was_known: bool,
    quality: Option<Quality>,
}

pub(super) fn run(context: &Context, arguments: &DebriefArguments) -> Result<(), Failure> {
    let today = context.today();
    let mut opened = if arguments.dry_run {
        super::collection::open_copy(context)?
    } else {
        super::collection::open(context)?
    };
    let name = deck_of(&opened, arguments, today)?;
    let head = find(&opened.store.interviews()?, &name)?.clone();
    if let Some(day) = head.day.filter(|day| *day > today) {
        return Err(Failure::new(Code::Usage, format!("the interview is on {day}, which is still to come"))
            .hint(format!("`viva interview set {} --date DATE` changes its day", quoted(&name))));
    }
    let lines = match &arguments.asked {
        Some(path) => lines_of(&given(path)?),
        None if context.may_ask() => ask_lines(context)?,
        None => {
            return Err(Failure::new(Code::Usage, "nothing says what was asked")
                .hint("`--asked FILE` reads the questions, one per line; - is standard input"));
        }
    };
    let questions: Vec<&str> = lines.iter().map(|line| line.question.as_str()).collect();
    let found = matches(&opened, &questions)?;
    let mut recorded: Vec<Recorded> = Vec::new();
    for (line, found) in lines.iter().zip(found) {
        let one = if context.may_ask() {
            ask_about(context, &mut opened, line, found)?
        } else {
            Some(without_asking(line, found))
        };
        // The same question twice is one.
        recorded.extend(one.filter(|one| recorded.iter().all(|held| held.card.id != one.card.id)));
    }
    if recorded.is_empty() {
        return Err(Failure::new(Code::Failed, "no question was recorded; nothing was changed"));
    }
    let (outcome, remarks) = ask_ending(context, arguments)?;
    let earlier = earlier(&opened, &name, head.day)?;
    let prepared = match &earlier {
        // What the interview covered is not in its deck any more.
        Some(earlier) => earlier.prepared_count,
        None => prepared(&mut opened, &head, &recorded, today)?,
    };
    if let Some(earlier) = &earlier {
        // What was graded before is not one more review.
        let is_said = |one: &Recorded| {
            earlier.asked.iter().any(|asked| asked.card == one.card.id && asked.quality == one.quality)
        };
        recorded.iter_mut().filter(|one| is_said(one)).for_each(|one| one.quality = None);
    }
    let asked = recorded
        .iter()
        .map(|one| AskedQuestion {
            card: one.card.id.clone(),
            was_known: one.was_known,
            quality: one.quality,
        })
        .collect();
    let record =
        DebriefRecord { deck: name.clone(), interview_day: head.day, asked, prepared_count: prepared };
    let record = match earlier {
        Some(earlier) => earlier.with_more(record),
        None => record,
    };
    let forecast =
        opened.store.forecasts()?.into_iter().map(|(_, record)| record).rfind(|record| record.deck == name);
    if !arguments.dry_run {
        save(context, &mut opened, &name, &recorded, &record, outcome, remarks)?;
    }
    let scorecard = Scorecard { record: &record, forecast: forecast.as_ref() };
    if context.common.format == Format::Json {
        return output::json(scorecard.json(arguments.dry_run));
    }
    output::lines(clean(&scorecard.text()))?;
    let new_count = recorded.iter().filter(|one| !one.was_known).count();
    let review_count = recorded.iter().filter(|one| one.quality.is_some()).count();
    let (new, reviews) = (output::count(new_count, "new card"), output::count(review_count, "review"));
    output::note(if arguments.dry_run {
        safe!("{new} and {reviews} would be saved")
    } else {
        safe!("{new} and {reviews} saved")
    });
    Ok(())
}

/// The deck that was named, or the planned interview that is over, the last one first.
fn deck_of(opened: &Opened, arguments: &DebriefArguments, today: Day) -> Result<String, Failure> {
    if let Some(deck) = &arguments.deck {
        return Ok(deck.clone());
    }
    let heads = opened.store.interviews()?;
    let is_over = |head: &&crate::store::InterviewHead| {
        head.standing == Standing::Planned && head.day.is_some_and(|day| day <= today)
    };
    heads.iter().filter(is_over).max_by_key(|head| head.day).map(|head| head.deck.clone()).ok_or_else(|| {
        Failure::new(Code::Usage, "no planned interview is over")
            .hint("`viva debrief DECK` names one; `viva interview list` lists all")
    })
}

/// What was recorded of this interview before: a second debrief adds to the first.
fn earlier(opened: &Opened, deck: &str, day: Option<Day>) -> Result<Option<DebriefRecord>, Failure> {
    let mut records = opened.store.debriefs()?.into_iter().map(|(_, record)| record);
    Ok(records.rfind(|record| record.deck == deck && record.interview_day == day))
}

/// The questions of a pasted list: numbers, bullets and `Q:` are not part of them.
fn lines_of(text: &str) -> Vec<Line> {
    text.lines().filter_map(line_of).collect()
}

fn line_of(text: &str) -> Option<Line> {
    let mut rest = without_marks(text.trim());
    let mut quality = None;
    if let Some((word, after)) = rest.split_once(':')
        && let Some(grade) =
            Grade::ALL.into_iter().find(|grade| word.trim().eq_ignore_ascii_case(grade.name()))
    {
        quality = Some(grade.quality());
        rest = without_marks(after.trim());
    }
    let question = rest.strip_prefix("Q:").unwrap_or(rest).trim();
    question.chars().any(char::is_alphabetic).then(|| Line { question: question.to_owned(), quality })
}

/// Without the number or the bullet. `3 ways to …` is a question that begins with a number.
fn without_marks(text: &str) -> &str {
    let bare = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ')' | '-' | '*' | '•' | '#' | ' ')
    });
    let is_marked = text[..text.len() - bare.len()].contains(['.', ')', '-', '*', '•', '#']);
    if is_marked { bare } else { text }
}

fn ask_lines(context: &Context) -> Result<Vec<Line>, Failure> {
    output::note("What did they ask? One question per line, or paste a list; an empty line ends it.");
    let mut lines = Vec::new();
    loop {
        let text = context.prompter().input("Question", None, "`--asked FILE`").map_err(left)?;
        if text.trim().is_empty() {
            return Ok(lines);
        }
        lines.extend(lines_of(&text));
    }
}

/// Without anybody to ask, only what is certain is taken for a known question.
fn without_asking(line: &Line, found: Option<Match>) -> Recorded {
    let known = found.filter(|found| found.sureness == Sureness::Certain);
    let was_known = known.is_some();
    let card = known
        .map_or_else(|| Card::new(line.question.clone()), |found| Card::with_id(found.card, found.question));
    Recorded { card, was_known, quality: line.quality }
}

/// `None` if the line is skipped.
fn ask_about(
    context: &Context,
    opened: &mut Opened,
    line: &Line,
    mut found: Option<Match>,
) -> Result<Option<Recorded>, Failure> {
    output::note("");
    output::note(clean_line(&line.question));
    loop {
        let (says, keys) = match &found {
            Some(known) if normal_form(&known.question) == normal_form(&line.question) => {
                (Safe::from("It is in your collection. How did it go?"), GRADES)
            }
            Some(known) => {
                (safe!("Your card for it: \"{}\". How did it go?", clean_line(&known.question)), GRADES)
            }
            None => (Safe::from("It is new to your collection. How did it go?"), OF_NEW),
        };
        output::note(says);
        let key = context.prompter().key("Grade:", keys, "`--asked FILE`").map_err(left)?;
        let quality = match key {
            '1' => Grade::Again.quality(),
            '2' => Grade::Hard.quality(),
            '3' => Grade::Good.quality(),
            '4' => Grade::Easy.quality(),
            'n' => {
                found = None;
                continue;
            }
            'f' => {
                found = find_card(context, opened, &line.question)?;
                continue;
            }
            _ => return Ok(None),
        };
        let was_known = found.is_some();
        let card = found.map_or_else(
            || Card::new(line.question.clone()),
            |found| Card::with_id(found.card, found.question),
        );
        return Ok(Some(Recorded { card, was_known, quality: Some(quality) }));
    }
}

/// Lets the user find the card that was meant, by words.
fn find_card(context: &Context, opened: &mut Opened, question: &str) -> Result<Option<Match>, Failure> {
    let words = context.prompter().input("Words to find", Some(&clean_line(question)), "`--asked FILE`");
    let Some(wanted) = Wanted::parse(&words.map_err(left)?) else { return Ok(None) };
    let hits = opened.store.search(&wanted)?;
    let mut proposed: Vec<Match> = Vec::new();
    for hit in hits.into_iter().take(PROPOSED) {
        if let Some(question) = opened.store.question_of(&hit.card)? {
            proposed.push(Match { card: hit.card, question, sureness: Sureness::Certain });
        }
    }
    if proposed.is_empty() {
        output::note("no card contains these words");
        return Ok(None);
    }
    let mut choices: Vec<Safe> = proposed.iter().map(|found| clean_line(&found.question)).collect();
    choices.push(Safe::from("none of these"));
    let chosen = context.prompter().select("Which card?", &choices, "`--asked FILE`").map_err(left)?;
    Ok(proposed.into_iter().nth(chosen))
}

fn ask_ending(
    context: &Context,
    arguments: &DebriefArguments,
) -> Result<(Option<String>, Option<String>), Failure> {
    let ask = |given: &Option<String>,
               prompt: &'static str,
               flag: &'static str|
     -> Result<Option<String>, Failure> {
        if given.is_some() || !context.may_ask() {
            return Ok(given.clone());
        }
        let text = context.prompter().input(prompt, None, flag).map_err(left)?;
        Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
    };
    let outcome = ask(&arguments.outcome, "How did it end? (Enter if you do not know yet)", "`--outcome`")?;
    let remarks = ask(&arguments.remarks, "Remarks (Enter for none)", "`--remarks`")?;
    Ok((outcome, remarks))
}

/// How many cards were learned for the interview and not asked.
fn prepared(
    opened: &mut Opened,
    head: &crate::store::InterviewHead,
    recorded: &[Recorded],
    today: Day,
) -> Result<u32, Failure> {
    let asked: HashSet<&CardId> = recorded.iter().map(|one| &one.card.id).collect();
    let mut count = 0;
    for card in covered(opened, head, today)? {
        if !asked.contains(&card) && opened.store.state(&card)?.review_count > 0 {
            count += 1;
        }
    }
    Ok(count)
}

/// Decks first, then the reviews and the record at once: whatever is cut off, no text is lost, and it can be done
/// again.
fn save(
    context: &Context,
    opened: &mut Opened,
    name: &str,
    recorded: &[Recorded],
    record: &DebriefRecord,
    outcome: Option<String>,
    remarks: Option<String>,
) -> Result<(), Failure> {
    let mut deck = opened.read_deck(name)?.deck;
    // A card may be here under an id that is merged with the one that was asked.
    let joined: HashMap<CardId, CardId> = opened.store.joined()?.into_iter().collect();
    let root = |id: &CardId| joined.get(id).unwrap_or(id).clone();
    let is_asked = |card: &Card| recorded.iter().any(|one| one.card.id == root(&card.id));
    let (asked, not_asked): (Vec<Card>, Vec<Card>) = deck.cards.drain(..).partition(is_asked);
    let mut interview = deck.interview.take().unwrap_or_default();
    if interview.plan && !not_asked.is_empty() {
        set_aside(context, opened, name, &interview, not_asked)?;
        deck.cards = asked;
    } else {
        // What took place before this debrief was evidence already.
        deck.cards = asked.into_iter().chain(not_asked).collect();
    }
    let topics = Topics::with(&context.settings.topics);
    for one in recorded {
        if deck.cards.iter().all(|card| root(&card.id) != one.card.id) {
            let tags = if one.was_known {
                Vec::new()
            } else {
                topics.of_normal_form(&normal_form(&one.card.question))
            };
            deck.cards.push(Card { id_is_written: true, tags, ..one.card.clone() });
        }
    }
    interview.plan = false;
    interview.minutes_per_day = None;
    interview.covers = Vec::new();
    interview.outcome = outcome.or(interview.outcome);
    interview.remarks = match (interview.remarks, remarks) {
        // An attempt that was cut off has written it.
        (Some(before), Some(more)) if before.trim_end().ends_with(more.trim_end()) => Some(before),
        (Some(before), Some(more)) => Some(format!("{}\n\n{more}\n", before.trim_end())),
        (before, more) => before.or(more),
    };
    interview.date = interview.date.or(Some(context.today()));
    deck.interview = Some(interview);
    write(opened, context, &deck, false)?;
    let (now, rollover) = (context.clock.now(), context.settings.rollover);
    let review = |quality| Review {
        quality,
        took_ms: 0,
        intent: Intent::Debrief,
        count: false,
        typed_percent: None,
        forecast: None,
        rule: context.settings.rule,
    };
    let reviews: Vec<(CardId, Review)> =
        recorded.iter().filter_map(|one| Some((one.card.id.clone(), review(one.quality?)))).collect();
    let record = Change::Debrief(Box::new(record.clone()));
    Ok(opened.store.record_with_reviews(&reviews, &record, now, rollover)?)
}

/// Puts prepared cards that were not asked into a deck beside the interview's.
fn set_aside(
    context: &Context,
    opened: &mut Opened,
    name: &str,
    interview: &Interview,
    cards: Vec<Card>,
) -> Result<(), Failure> {
    let aside = format!("{name}-prepared");
    let whom = interview.company.as_deref().unwrap_or(name);
    let is_new = !opened.deck_path(&aside).exists();
    let mut deck = if is_new {
        Deck { name: aside.clone(), title: Some(format!("Prepared for {whom}")), ..Deck::default() }
    } else {
        opened.read_deck(&aside)?.deck
    };
    let moved = output::count(cards.len(), "card");
    let verb = if cards.len() == 1 { "is" } else { "are" };
    for card in cards {
        if deck.cards.iter().all(|held| held.id != card.id) {
            deck.cards.push(Card { id_is_written: true, ..card });
        }
    }
    write(opened, context, &deck, is_new)?;
    output::note(safe!("{moved} of {name} that they did not ask {verb} in {aside} now"));
    Ok(())
}

/// What came of an interview beside what was forecast.
pub(super) struct Scorecard<'a> {
    pub(super) record: &'a DebriefRecord,
    pub(super) forecast: Option<&'a ForecastRecord>,
}

impl Scorecard<'_> {
    /// How many of the questions were forecast to be in the collection.
    pub(super) fn known_range(&self) -> Option<CountRange> {
        let share = f64::from(self.forecast?.coverage_permille) / 1000.0;
        let count = u32::try_from(self.record.asked.len()).unwrap_or(u32::MAX);
        Some(Coverage::of_share(share).range(count))
    }

    /// Whether what happened lay in the forecast ranges; `None` if there was no forecast, or nothing to compare.
    pub(super) fn known_is_within(&self) -> Option<bool> {
        Some(self.known_range()?.holds(self.record.known_count()))
    }

    /// How many of the graded questions were forecast to be answered.
    pub(super) fn answered_range(&self) -> Option<CountRange> {
        let (low, high) = self.forecast?.answered_percent;
        let (_, graded) = self.record.answered();
        (graded > 0).then(|| passes_within(f64::from(low) / 100.0, f64::from(high) / 100.0, graded))
    }

    pub(super) fn answered_is_within(&self) -> Option<bool> {
        Some(self.answered_range()?.holds(self.record.answered().0))
    }

    fn text(&self) -> String {
        let all = self.record.asked.len();
        let day = self.record.interview_day.map_or(String::new(), |day| format!(", {day}"));
        let questions = output::count(all, "question");
        let mut text = wrapped(&format!("{}{day}: {questions} asked", self.record.deck), 0);
        let said = |is_within: Option<bool>| match is_within {
            Some(true) => ", within the range",
            Some(false) => ", outside the range",
            None => "",
        };
        let band = self.known_range().map_or("no forecast".to_owned(), |band| {
            format!("forecast {} to {}{}", band.low, band.high, said(self.known_is_within()))
        });
        text += &row("in your collection", &format!("{} of {all}", self.record.known_count()), &band);
        let (answered, graded) = self.record.answered();
        let range = self.answered_range().map_or("no forecast".to_owned(), |range| {
            format!("forecast {} to {}{}", range.low, range.high, said(self.answered_is_within()))
        });
        if graded > 0 {
            text += &row("answered, of these", &format!("{answered} of {graded}"), &range);
        }
        let cards = output::count(self.record.prepared_count as usize, "card");
        text += &row("prepared, not asked", &cards, "");
        text
    }

    fn json(&self, dry_run: bool) -> Value {
        let (answered, graded) = self.record.answered();
        json!({
            "dry_run": dry_run,
            "deck": self.record.deck,
            "day": self.record.interview_day.map(|day| day.to_string()),
            "asked": self.record.asked.iter().map(|question| json!({
                "id": question.card.as_str(),
                "in_collection": question.was_known,
                "grade": question.quality.map(|quality| quality.grade().name()),
            })).collect::<Vec<_>>(),
            "in_collection": self.record.known_count(),
            "answered": answered,
            "graded": graded,
            "prepared_not_asked": self.record.prepared_count,
            "forecast": self.forecast.map(|forecast| json!({
                "answered_percent": { "low": forecast.answered_percent.0, "high": forecast.answered_percent.1 },
                "in_collection": self.known_range().map(|band| json!({ "low": band.low, "high": band.high })),
            })),
            "in_collection_within": self.known_is_within(),
            "answered_within": self.answered_is_within(),
        })
    }
}

fn row(what: &str, is: &str, forecast: &str) -> String {
    let mut line = String::new();
    let _ = write!(line, "{what:<20} {is:<9} {forecast}");
    wrapped(line.trim_end(), 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, question: &str, grade: Option<Grade>) {
        let line = line_of(text).unwrap();
        assert_eq!((line.question.as_str(), line.quality), (question, grade.map(Grade::quality)));
    }

    #[test]
    fn a_pasted_list_loses_its_marks() {
        check("1. What is a mutex?", "What is a mutex?", None);
        check("  - What is a mutex?", "What is a mutex?", None);
        check("Q: What is a mutex?", "What is a mutex?", None);
        check("12) Q: What is a mutex?", "What is a mutex?", None);
        check("good: What is a mutex?", "What is a mutex?", Some(Grade::Good));
        check("Again: 3. What is a mutex?", "What is a mutex?", Some(Grade::Again));
        check("- hard: What is a mutex?", "What is a mutex?", Some(Grade::Hard));
        check("2) easy: Q: What is a mutex?", "What is a mutex?", Some(Grade::Easy));
        check("3 ways to lock?", "3 ways to lock?", None);
        check("REST: what is it?", "REST: what is it?", None);
        assert!(line_of("---").is_none() && line_of("  ").is_none() && line_of("12.").is_none());
    }
}
