//! `viva stats`: progress as lines, as JSON, or as a page.

use std::collections::{HashMap, HashSet};
use std::io::IsTerminal as _;
use std::path::Path;

use serde_json::json;

use crate::files;
use crate::report::{
    FIGURES, Figure, Progress, TextLooks, figure_text, named_cards, stats_json, stats_overview, stats_page,
    stats_text,
};
use crate::store::{Listed, Store};
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::queue::Outlook;
use crate::study::review::MockAnswer;
use crate::study::selection::{Selection, SelectionError, nearest};
use crate::study::stats::{CardFacts, Counting, Groups, HeldMock, Period, PeriodError, Stats};
use crate::study::text::{Safe, clean, clean_line, safe};
use crate::terminal;

use super::args::{Format, StatsArguments, file};
use super::collection::{self, Opened};
use super::context::{Context, height, width};
use super::failure::{Code, Failure};
use super::import::LONG_MS;
use super::list::NO_SUCH_CARD;
use super::output;
use super::outside;
use super::planning::PlanOfDay;
use super::queue::{self, Wanted, all_selected};
use super::stats_asked::{self, Chances};
use super::stats_forecasts;

/// The word for the forecasts that were made, which are no figure of the cards.
const FORECASTS: &str = "forecasts";
/// With fewer columns than this, lines are cut by the terminal.
const LEAST_WIDTH: usize = 20;

pub(super) fn run(context: &Context, arguments: &StatsArguments) -> Result<(), Failure> {
    let today = context.today();
    let StatsArguments { what, since, until, ascii, html, all, no_pager, .. } = arguments;
    let period = Period::parse(since.as_deref(), until.as_deref(), today).map_err(refused)?;
    let mut opened = collection::open_if_there(context)?;
    if what.len() == 1 && what[0] == FORECASTS {
        return stats_forecasts::run(context, opened.as_ref());
    }
    let (figure, selection) = meant(opened.as_ref(), what)?;
    let is_asked = figure.is_some_and(Figure::has_chances) && html.is_none();
    if let Some(option) =
        arguments.whom.as_ref().map(|_| "--for").or(arguments.backtest.then_some("--backtest"))
        && !is_asked
    {
        return Err(Failure::new(Code::Usage, format!("`{option}` is for the figure `asked`"))
            .hint(format!("viva stats asked {option}")));
    }
    if arguments.backtest {
        return stats_asked::run_backtest(context, opened.as_ref());
    }
    let chances = match &mut opened {
        Some(opened) if is_asked => Some(Chances::gather(context, opened, &what[1..], arguments)?),
        _ => None,
    };
    let (stats, questions, outlook) = match &mut opened {
        Some(opened) => {
            let stats = of_selected(context, &mut opened.store, &selection, period)?;
            let questions = questions_of(&opened.store, &stats)?;
            (stats, questions, outlook_of(context, opened, &selection)?)
        }
        None => (
            Counting::new(today, period, Groups::default(), &|_| 0).finish(),
            HashMap::new(),
            Outlook::default(),
        ),
    };
    if context.common.format == Format::Json && html.is_none() {
        let mut document =
            stats_json(&Progress { stats: &stats, today, questions: &questions, outlook: &outlook });
        if let Some(chances) = &chances {
            document["chances"] = chances.json();
        }
        return output::json(document);
    }
    if !selection.is_everything() && stats.totals.card_count == 0 {
        output::note(NO_SUCH_CARD);
        if html.is_none() {
            return Ok(());
        }
    }
    let progress = Progress { stats: &stats, today, questions: &questions, outlook: &outlook };
    if let Some(path) = html {
        let figures = figure.map_or(FIGURES.to_vec(), |figure| vec![figure]);
        let page = stats_page(&progress, &figures, &words_of(figure, what, period));
        return hand_over(context, arguments, path, &page);
    }
    let unicode = std::io::stdout().is_terminal() && context.looks().unicode && !ascii;
    let looks = TextLooks { width: width().max(LEAST_WIDTH), unicode };
    if chances.as_ref().is_some_and(|chances| !chances.is_known()) {
        output::note(stats_asked::NO_INTERVIEW);
    }
    let text = match figure {
        Some(figure) if chances.as_ref().is_some_and(Chances::is_known) => {
            let chances = chances.map_or(String::new(), |chances| chances.text(*all));
            safe!("{}\n{}", clean(&chances), figure_text(&progress, figure, looks))
        }
        Some(figure) => figure_text(&progress, figure, looks),
        None if *all => stats_text(&progress, looks),
        None => stats_overview(&progress, looks, height()),
    };
    print_or_page(context, &text, *no_pager)
}

/// Prints a text, or shows it by the user's pager if it is longer than the window.
fn print_or_page(context: &Context, text: &Safe, no_pager: bool) -> Result<(), Failure> {
    let pager = std::env::var("PAGER").ok().filter(|words| !words.trim().is_empty());
    let may_page = !no_pager && context.is_interactive() && !context.settings.plain;
    let is_longer = text.as_str().lines().count() >= height();
    match pager.filter(|_| may_page && is_longer) {
        Some(pager) if terminal::page(&pager, text) => Ok(()),
        _ => output::lines(text),
    }
}

/// Of which cards and days a page is.
fn words_of(figure: Option<&Figure>, what: &[String], period: Period) -> String {
    let selected = clean_line(&what[usize::from(figure.is_some())..].join(" ")).to_string();
    let since = period.since.map(|day| format!("since {day}"));
    let until = period.until.map(|day| format!("until {day}"));
    let words = [Some(selected).filter(|words| !words.is_empty()), since, until];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Writes the page, and opens it if that was asked for.
fn hand_over(context: &Context, arguments: &StatsArguments, path: &Path, page: &str) -> Result<(), Failure> {
    let Some(path) = file(Some(path)) else {
        if arguments.open {
            return Err(Failure::new(Code::Usage, "standard output cannot be opened in a browser")
                .hint("name a file: `viva stats --html p.html --open`"));
        }
        return output::bytes(page.as_bytes());
    };
    files::write_whole(path, page.as_bytes())?;
    if context.common.format == Format::Json {
        output::json(json!({ "path": path.display().to_string() }))?;
    } else {
        output::note(safe!("wrote {}", path.display()));
    }
    if arguments.open {
        // A browser that is running already has another folder.
        let target = std::path::absolute(path)?;
        outside::open(&target).map_err(|why| {
            Failure::new(Code::Failed, format!("cannot open {}: {why}", path.display()))
                .hint("the page was written; open it in a browser yourself")
        })?;
    }
    Ok(())
}

/// The statistics of the cards that the words of a selection mean.
pub(super) fn of_selection(context: &Context, words: &[String]) -> Result<(Stats, Outlook), Failure> {
    let period = Period::default();
    let (stats, outlook) = if let Some(mut opened) = collection::open_if_there(context)? {
        let selection = opened.selection(words)?;
        let stats = of_selected(context, &mut opened.store, &selection, period)?;
        (stats, outlook_of(context, &mut opened, &selection)?)
    } else {
        collection::selection_of_nothing(words)?;
        let nothing = Counting::new(context.today(), period, Groups::default(), &|_| 0).finish();
        (nothing, Outlook::default())
    };
    Ok((stats, outlook))
}

/// What is left today of a selection, and what comes of it tomorrow.
fn outlook_of(context: &Context, opened: &mut Opened, selection: &Selection) -> Result<Outlook, Failure> {
    let plan = PlanOfDay::gather(context, opened, selection)?;
    let wanted = Wanted { plan: plan.as_ref(), ..Wanted::by_settings(selection, &context.settings) };
    queue::outlook(&opened.store, &context.settings, &wanted, context.today())
}

/// The statistics of a whole collection, without its groups and hours.
pub(super) fn over(store: &mut Store, today: Day) -> Result<Stats, Failure> {
    store.count_past(|_| {})?;
    let mut counting = Counting::new(today, Period::default(), Groups::default(), &|_| 0);
    store.each_card_facts(|facts| counting.card(facts))?;
    store.each_counted_past(|card, past| counting.past(card, past))?;
    Ok(counting.finish())
}

/// The statistics of the cards that a selection means.
fn of_selected(
    context: &Context,
    store: &mut Store,
    selection: &Selection,
    period: Period,
) -> Result<Stats, Failure> {
    count_past(context, store)?;
    let today = context.today();
    let offset_at = context.clock.offsets();
    let mut counting = Counting::new(today, period, store.groups()?, &offset_at);
    if selection.is_everything() {
        store.each_card_facts(|facts| counting.card(facts))?;
        store.each_counted_past(|card, past| counting.past(card, past))?;
        count_mocks(store, &mut counting, None)?;
        let mut stats = counting.finish();
        stats.totals.question_count = store.question_count()?;
        return Ok(stats);
    }
    let mut selected = HashSet::new();
    for Listed { card, state, asked_times, unanswered, .. } in all_selected(store, selection, today)? {
        selected.insert(card.clone());
        counting.card(CardFacts { card, state, asked_times, unanswered });
    }
    store.each_counted_past(|card, past| {
        if selected.contains(card) {
            counting.past(card, past);
        }
    })?;
    count_mocks(store, &mut counting, Some(&selected))?;
    let mut stats = counting.finish();
    stats.totals.question_count = store.question_count_of(&selected, selection.decks())?;
    Ok(stats)
}

/// Counts all mock interviews; or of those that asked a selected card, what they asked of these.
fn count_mocks(
    store: &Store,
    counting: &mut Counting<'_>,
    selected: Option<&HashSet<CardId>>,
) -> Result<(), Failure> {
    let reports = store.mock_reports()?;
    if reports.is_empty() {
        return Ok(());
    }
    let decks = store.known_decks()?;
    let joined: HashMap<CardId, CardId> = store.joined()?.into_iter().collect();
    for (day, mut report) in reports {
        if let Some(selected) = selected {
            report
                .answers
                .retain(|MockAnswer { card, .. }| selected.contains(joined.get(card).unwrap_or(card)));
            if report.answers.is_empty() {
                continue;
            }
        }
        let deck = report.deck.as_ref().and_then(|deck| decks.get(deck));
        counting.mock(HeldMock::of(day, &report, deck.and_then(|deck| deck.company.clone())));
    }
    Ok(())
}

/// Replays the events that an earlier version of the program has written, once.
pub(super) fn count_past(context: &Context, store: &mut Store) -> Result<(), Failure> {
    let event_count = store.uncounted_events()?;
    if event_count == 0 {
        return Ok(());
    }
    let start = context.clock.now();
    let mut progress = terminal::Progress::of(event_count, context.looks());
    store.count_past(|done| {
        if context.clock.now().unix_ms - start.unix_ms > LONG_MS {
            progress.show();
        }
        progress.set(done, "events read (only this time)");
    })?;
    Ok(())
}

/// The figure that the first word names, if it names one, and the cards that the others select.
fn meant(opened: Option<&Opened>, what: &[String]) -> Result<(Option<&'static Figure>, Selection), Failure> {
    let figure = what.first().and_then(|word| Figure::named(word));
    let words = &what[usize::from(figure.is_some())..];
    let known = opened.map(|opened| opened.store.known_decks()).transpose()?.unwrap_or_default();
    let decks = known.keys().map(String::as_str);
    match Selection::parse(words, &decks) {
        Ok(selection) => Ok((figure, selection)),
        // One word that is no deck may have been meant for a figure.
        Err(SelectionError::NoSuchDeck { name, .. })
            if figure.is_none() && words.first().is_some_and(|word| *word == name) =>
        {
            let names: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
            let failure = Failure::new(
                Code::Usage,
                format!("`{}` is neither a figure nor a deck", name.escape_debug()),
            );
            Err(match nearest(&name, names.iter().copied().chain(decks)) {
                Some(guess) => failure.hint(format!("did you mean `{guess}`?")),
                None => failure.hint(format!("the figures are {}", names.join(", "))),
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// The texts of the questions that are named, and of no others.
fn questions_of(store: &Store, stats: &Stats) -> Result<HashMap<CardId, String>, Failure> {
    let mut questions = HashMap::new();
    for card in named_cards(stats) {
        if let Some(question) = store.question_of(card)? {
            questions.insert(card.clone(), question);
        }
    }
    Ok(questions)
}

pub(super) fn refused(error: PeriodError) -> Failure {
    let hint = match &error {
        PeriodError::NoDay { .. } => "write it as 2026-11-21, or as 30d for 30 days ago",
        PeriodError::Backwards { .. } => "`--since` is the first day, `--until` the last",
    };
    Failure::new(Code::Usage, error).hint(hint)
}
