//! `viva interview table`: what a public table says about companies goes into `asked.toml`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::args::Format;
use crate::cli::asked::{path_of_file, read_file};
use crate::cli::collection::Opened;
use crate::cli::context::Context;
use crate::cli::editing::given;
use crate::cli::failure::{Code, Failure};
use crate::cli::import::checked_name;
use crate::cli::matching::{Match, matches};
use crate::cli::output;
use crate::files;
use crate::study::asked::{AskedRow, AskedTable};
use crate::study::card::{Card, CardId};
use crate::study::deck::{self, Deck};
use crate::study::import::{CompanyRow, CompanyTable, company_table};
use crate::study::likeness::Sureness;
use crate::study::text::{clean, safe};
use crate::study::topics::Topics;

use super::args::CompanyTableArguments;
use super::show::wrapped;

/// This many problems are listed.
const MOST_TOLD: usize = 20;
/// The deck for questions that no card has.
const USUAL_DECK: &str = "asked";

pub(super) fn run(context: &Context, arguments: &CompanyTableArguments) -> Result<(), Failure> {
    let bytes = if arguments.file.as_os_str() == "-" {
        given(&arguments.file)?.into_bytes()
    } else {
        files::read_note(&arguments.file)?
    };
    let shown = arguments.file.display().to_string();
    let Some(table) = company_table(&bytes) else {
        return Err(Failure::new(Code::DataInvalid, format!("{shown}: no column of questions"))
            .hint("name the columns question, company, frequency and window"));
    };
    if !table.has_companies && arguments.company.is_none() {
        return Err(Failure::new(Code::Usage, format!("{shown}: no column of companies"))
            .hint("`--company NAME` says whose questions they are"));
    }
    for problem in table.problems.iter().take(MOST_TOLD) {
        let line = problem.line.map_or(String::new(), |line| format!("{line}: "));
        output::warn(safe!("{shown}:{line}{}", problem.message));
    }
    if table.problems.len() > MOST_TOLD {
        output::warn(safe!("{shown}: {} more rows left out", table.problems.len() - MOST_TOLD));
    }
    if table.rows.is_empty() {
        return Err(Failure::new(Code::DataInvalid, format!("{shown}: no rows")));
    }
    let root = &context.found.root;
    let mut opened = if arguments.dry_run {
        crate::cli::collection::open_copy(context)?
    } else {
        Opened::open(context, root)?
    };
    let matched = matched_cards(&opened, &table)?;
    let mut file = read_file(root)?;
    let tables = by_company(arguments, &table, &matched);
    for ((company, window), rows) in &tables {
        file.put(AskedTable::new(company.clone(), window.clone(), context.today(), rows.clone()));
    }
    let mut without_card: Vec<&CompanyRow> = Vec::new();
    for (row, _) in table.rows.iter().zip(&matched).filter(|(_, card)| card.is_none()) {
        if !without_card.iter().any(|held| held.question == row.question) {
            without_card.push(row);
        }
    }
    let mut added_count = 0;
    let is_wanted = arguments.add_cards
        || !arguments.dry_run
            && !without_card.is_empty()
            && context.may_ask()
            && context.confirm(safe!(
                "{} no card. Add them to the deck `{USUAL_DECK}`?",
                has(without_card.len())
            ))?;
    if !arguments.dry_run {
        files::write_whole(&path_of_file(root), file.to_toml().as_bytes())?;
    }
    if is_wanted && !without_card.is_empty() {
        let name = checked_name(arguments.deck.as_deref().unwrap_or(USUAL_DECK))?;
        added_count = add_cards(context, &mut opened, &name, &without_card, arguments.dry_run)?;
    }
    let matched_count = matched.iter().flatten().count();
    if context.common.format == Format::Json {
        let companies: Vec<Value> = tables
            .iter()
            .map(|((company, window), rows)| {
                let matched = rows.iter().filter(|row| row.card.is_some()).count();
                json!({ "company": company, "window": window, "rows": rows.len(), "matched": matched })
            })
            .collect();
        return output::json(json!({
            "dry_run": arguments.dry_run,
            "tables": companies,
            "rows": table.rows.len(),
            "matched": matched_count,
            "without_card": without_card.iter().map(|row| &row.question).collect::<Vec<_>>(),
            "added_cards": added_count,
            "problems": table.problems.len(),
        }));
    }
    let mut text = String::new();
    for ((company, window), rows) in &tables {
        let matched = rows.iter().filter(|row| row.card.is_some()).count();
        let window = window.as_ref().map_or(String::new(), |window| format!(", {window}"));
        let rows = output::count(rows.len(), "question");
        text += &wrapped(&format!("{company}{window}: {rows}, {matched} of them in your collection"), 0);
    }
    output::lines(clean(&text))?;
    if added_count > 0 {
        output::note(safe!("added {}", output::count(added_count, "card")));
    } else if !without_card.is_empty() {
        output::note(safe!("{} no card; --add-cards adds them as new cards", has(without_card.len())));
    }
    if arguments.dry_run {
        output::note("nothing was written");
    }
    Ok(())
}

fn has(count: usize) -> String {
    format!("{} {}", output::count(count, "question"), if count == 1 { "has" } else { "have" })
}

/// For each row the card that asks the same, if that is certain.
fn matched_cards(opened: &Opened, table: &CompanyTable) -> Result<Vec<Option<CardId>>, Failure> {
    let questions: Vec<&str> = table.rows.iter().map(|row| row.question.as_str()).collect();
    let is_certain = |found: &Match| found.sureness == Sureness::Certain;
    Ok(matches(opened, &questions)?.into_iter().map(|found| Some(found.filter(is_certain)?.card)).collect())
}

type Tables = BTreeMap<(String, Option<String>), Vec<AskedRow>>;

fn by_company(arguments: &CompanyTableArguments, table: &CompanyTable, matched: &[Option<CardId>]) -> Tables {
    let mut tables = Tables::new();
    for (row, card) in table.rows.iter().zip(matched) {
        let company = row.company.clone().or_else(|| arguments.company.clone()).unwrap_or_default();
        let window = row.window.clone().or_else(|| arguments.window.clone());
        let row = AskedRow::new(row.question.clone(), row.frequency, card.as_ref());
        tables.entry((company, window)).or_default().push(row);
    }
    tables
}

/// Puts them into a deck that is a collection of questions; how many were added.
fn add_cards(
    context: &Context,
    opened: &mut Opened,
    name: &str,
    rows: &[&CompanyRow],
    dry_run: bool,
) -> Result<usize, Failure> {
    let path = opened.deck_path(name);
    let text = files::read_text_if_any(&path)?;
    let mut deck = match &text {
        Some(_) => opened.read_deck(name)?.deck,
        None => Deck { name: name.to_owned(), ..Deck::default() },
    };
    let topics = Topics::with(&context.settings.topics);
    let mut added_count = 0;
    for row in rows {
        let mut card = Card::new(row.question.clone());
        if deck.cards.iter().any(|held| held.id == card.id) {
            continue;
        }
        card.id_is_written = true;
        card.tags = topics.of_normal_form(&crate::study::card::normal_form(&row.question));
        deck.cards.push(card);
        added_count += 1;
    }
    if dry_run {
        return Ok(added_count);
    }
    let text = match text {
        Some(text) => deck::rewrite(&text, &deck)
            .map_err(|error| Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())))?,
        None => deck::to_toml(&deck),
    };
    files::write_whole(&path, text.as_bytes())?;
    opened.refresh(context)?;
    Ok(added_count)
}
