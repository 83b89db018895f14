//! `viva stats asked`: how likely each question is to be asked, and how accurate past forecasts were.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::store::{InterviewHead, Listed};
use crate::study::asked::{Backtest, Evidence, Forecast, Role, TOP_COUNT, backtest};
use crate::study::day::Day;
use crate::study::deck::Standing;
use crate::study::text::{clean, clean_line};

use super::args::{Format, StatsArguments};
use super::asked::Asked;
use super::collection::Opened;
use super::context::{Context, width};
use super::failure::{Code, Failure};
use super::interview::{coverage_json, covered, in_width};
use super::output;
use super::queue::all_selected;

/// So many questions are listed without `--all`.
const LISTED_COUNT: usize = 20;
pub(super) const NO_INTERVIEW: &str = "no interview has taken place in this collection yet: `viva import PATH` imports the notes \
     of one, `viva interview table FILE` a public table";

/// For whom the chances are.
struct For {
    head: Option<InterviewHead>,
    company: Option<String>,
    role: Role,
}

impl For {
    /// The interview or company that was named, else the next planned interview, else no company.
    fn of(asked: &Asked, named: Option<&str>, today: Day) -> Result<Self, Failure> {
        let of_head = |head: &InterviewHead| Self {
            head: Some(head.clone()),
            company: head.company.clone(),
            role: asked.role(&head.deck),
        };
        let Some(named) = named else {
            let next = asked.upcoming(today).first().map(|head| of_head(head));
            return Ok(next.unwrap_or(Self { head: None, company: None, role: Role::default() }));
        };
        if let Some(head) = asked.head(named) {
            return Ok(of_head(head));
        }
        let is_it = |company: &str| company.trim().to_lowercase() == named.trim().to_lowercase();
        let known = asked.interviews.iter().map(|held| held.company.as_str());
        if let Some(company) = known.clone().find(|company| is_it(company)) {
            return Ok(Self { head: None, company: Some(company.to_owned()), role: Role::default() });
        }
        let choices = asked.heads.iter().map(|head| head.deck.as_str()).chain(known);
        let failure = Failure::new(
            Code::Usage,
            format!("`{}` is neither an interview nor a company that is known", named.escape_debug()),
        );
        Err(match crate::study::selection::nearest(named, choices) {
            Some(guess) => failure.hint(format!("did you mean `{guess}`?")),
            None => failure.hint("`viva interview list` lists all interviews"),
        })
    }

    fn in_words(&self) -> String {
        let head = self.head.as_ref();
        let parts = [
            self.company.clone(),
            head.and_then(|head| head.role.clone()),
            head.and_then(|head| head.day).map(|day| day.to_string()),
        ];
        let named = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if named.is_empty() { "any interview".to_owned() } else { named }
    }
}

/// The chances of the selected cards, the likeliest first.
pub(super) struct Chances {
    whom: For,
    forecast: Forecast,
    interview_count: usize,
    rows: Vec<Row>,
}

struct Row {
    listed: Listed,
    chance: f64,
    evidence: Evidence,
    word: Option<&'static str>,
}

impl Chances {
    /// `words` is the selection that was typed. If it is one planned interview, all that it covers is meant.
    pub(super) fn gather(
        context: &Context,
        opened: &mut Opened,
        words: &[String],
        arguments: &StatsArguments,
    ) -> Result<Self, Failure> {
        let today = context.today();
        let asked = Asked::gather(opened)?;
        let planned = match words {
            [only] => asked.head(only).filter(|head| head.standing == Standing::Planned).cloned(),
            _ => None,
        };
        let named = arguments.whom.as_deref().or(planned.as_ref().map(|head| head.deck.as_str()));
        let whom = For::of(&asked, named, today)?;
        let forecast = asked.forecast(whom.company.as_deref(), &whom.role);
        let selection = opened.selection(if planned.is_some() { &[] } else { words })?;
        let mut listed = all_selected(&opened.store, &selection, today)?;
        if let Some(head) = &planned {
            let covered = covered(opened, head, today)?;
            listed.retain(|listed| covered.contains(&listed.card));
        }
        let row = |listed: Listed| {
            let number = *asked.numbers.get(&listed.card)?;
            Some(Row {
                chance: forecast.chances[number],
                evidence: forecast.evidence[number],
                word: asked.words.get(&listed.card).map(|word| word.name()),
                listed,
            })
        };
        let mut rows: Vec<Row> = listed.into_iter().filter_map(row).collect();
        // Equally likely ones stay in the order of the decks.
        rows.sort_by(|one, other| other.chance.total_cmp(&one.chance));
        Ok(Self { whom, forecast, interview_count: asked.interviews.len(), rows })
    }

    pub(super) fn json(&self) -> Value {
        let head = self.whom.head.as_ref();
        let question = |row: &Row| {
            json!({
                "id": row.listed.card.as_str(),
                "question": row.listed.question,
                "chance": row.chance,
                "asked_again": row.word,
                "evidence": row.evidence.in_words(self.whom.company.as_deref()),
                "company_asked": row.evidence.company_asked,
                "company_interviews": row.evidence.company_count,
                "elsewhere_asked": row.evidence.elsewhere_asked,
                "elsewhere_interviews": row.evidence.elsewhere_count,
            })
        };
        json!({
            "deck": head.map(|head| &head.deck),
            "company": self.whom.company,
            "role": head.and_then(|head| head.role.as_ref()),
            "interviews": self.interview_count,
            "company_weight": self.forecast.weight.0,
            "prior": { "shape": self.forecast.prior.shape, "interviews": self.forecast.prior.interviews },
            "coverage": coverage_json(&self.forecast.coverage, 10),
            "questions": self.rows.iter().map(question).collect::<Vec<_>>(),
        })
    }

    pub(super) fn text(&self, all: bool) -> String {
        let mut text = in_width(&format!("Chance of being asked: {}", self.whom.in_words()), 0);
        let shown = if all { self.rows.len() } else { self.rows.len().min(LISTED_COUNT) };
        for row in &self.rows[..shown] {
            let question = output::question(&row.listed.question, width().saturating_sub(7).max(12));
            let _ = writeln!(text, "{:>4}  {question}", percent(row.chance));
            let evidence = match row.word {
                Some(word) => format!("you said \"{word}\""),
                None => row.evidence.in_words(self.whom.company.as_deref()),
            };
            text += &in_width(&evidence, 6);
        }
        if shown < self.rows.len() {
            text += &in_width(&format!("{shown} of {}; --all lists all", self.rows.len()), 0);
        }
        let band = self.forecast.coverage.range(10);
        text += &in_width(
            &format!(
                "Of 10 questions, {} to {} will be ones that an interview here asked before (most likely {}).",
                band.low, band.high, band.most_likely
            ),
            0,
        );
        text
    }

    pub(super) fn is_known(&self) -> bool {
        self.interview_count > 0
    }
}

/// Below 1% and above 99% there is no certainty, unless the user said so.
fn percent(chance: f64) -> String {
    if chance > 0.0 && chance < 0.005 {
        return "<1%".to_owned();
    }
    format!("{:.0}%", chance * 100.0)
}

pub(super) fn run_backtest(context: &Context, opened: Option<&Opened>) -> Result<(), Failure> {
    let interviews = match opened {
        Some(opened) => Asked::gather(opened)?.interviews,
        None => Vec::new(),
    };
    let found = backtest(&interviews);
    if context.common.format == Format::Json {
        return output::json(backtest_json(&found));
    }
    if interviews.is_empty() {
        output::note(NO_INTERVIEW);
        return Ok(());
    }
    if found.interviews.is_empty() {
        output::note(
            "a backtest needs interviews on two days: none has a date and an earlier one to forecast it from",
        );
        return Ok(());
    }
    output::lines(clean(&backtest_text(&found)))
}

struct Totals {
    hits: u32,
    forecast_hits: f64,
    random_hits: f64,
    asked: u32,
    known: u32,
    within: usize,
}

impl Totals {
    fn of(found: &Backtest) -> Self {
        let checks = || found.interviews.iter();
        Self {
            hits: checks().map(|check| check.hit_count).sum(),
            forecast_hits: checks().map(|check| check.forecast_hits).sum(),
            random_hits: checks().map(|check| check.random_hits).sum(),
            asked: checks().map(|check| check.asked_count).sum(),
            known: checks().map(|check| check.known_count).sum(),
            within: checks().filter(|check| check.is_within_band()).count(),
        }
    }
}

fn backtest_json(found: &Backtest) -> Value {
    let interviews = found.interviews.iter().map(|check| {
        json!({
            "deck": check.name,
            "day": check.day.to_string(),
            "earlier_interviews": check.earlier_count,
            "candidates": check.candidate_count,
            "top": check.top_count,
            "hits": check.hit_count,
            "forecast_hits": check.forecast_hits,
            "random_hits": check.random_hits,
            "asked": check.asked_count,
            "known": check.known_count,
            "coverage": coverage_json(&check.coverage, check.asked_count),
            "within_range": check.is_within_band(),
            "company_weight": check.weight.0,
        })
    });
    let totals = Totals::of(found);
    let deciles = found.deciles.iter().map(|decile| {
        json!({ "questions": decile.question_count, "forecast": decile.forecast, "asked": decile.asked })
    });
    json!({
        "top": TOP_COUNT,
        "interviews": interviews.collect::<Vec<_>>(),
        "totals": {
            "interviews": found.interviews.len(),
            "hits": totals.hits,
            "forecast_hits": totals.forecast_hits,
            "random_hits": totals.random_hits,
            "asked": totals.asked,
            "known": totals.known,
            "within_range": totals.within,
        },
        "deciles": deciles.collect::<Vec<_>>(),
        "undated_interviews": found.undated_count,
        "first_interviews": found.first_count,
    })
}

fn backtest_text(found: &Backtest) -> String {
    let totals = Totals::of(found);
    let count = found.interviews.len();
    let interviews = output::count(count, "interview");
    let mut text = in_width(&format!("{interviews}, each forecast from the earlier ones"), 0);
    text.push('\n');
    text += &in_width(&format!("The {TOP_COUNT} likeliest questions"), 0);
    text += &in_width(
        &format!(
            "asked: {}; forecast: {:.1}; as many at random: {:.1}",
            totals.hits, totals.forecast_hits, totals.random_hits
        ),
        2,
    );
    text += &in_width("Questions that an earlier interview had asked", 0);
    text += &in_width(
        &format!(
            "{} of {} ({}); {} of {interviews} within the forecast range (8 of 10 should be)",
            totals.known,
            totals.asked,
            percent(f64::from(totals.known) / f64::from(totals.asked.max(1))),
            totals.within,
        ),
        2,
    );
    text += "\nChances, from lowest to highest\n  forecast   asked  questions\n";
    for decile in &found.deciles {
        let _ = writeln!(
            text,
            "  {:>7.1}%  {:>5.1}%  {:>9}",
            decile.forecast * 100.0,
            decile.asked * 100.0,
            decile.question_count
        );
    }
    text += "\n  day         hits  known  interview\n";
    for check in &found.interviews {
        let known = format!("{}/{}", check.known_count, check.asked_count);
        let name = clean_line(&check.name);
        let mark = if check.is_within_band() { ' ' } else { '!' };
        let _ = writeln!(
            text,
            "  {}  {:>4}  {known:>5}{mark} {}",
            check.day,
            check.hit_count,
            output::cell(name.as_str(), width().saturating_sub(28).max(8))
        );
    }
    if found.interviews.iter().any(|check| !check.is_within_band()) {
        text += &in_width("! outside the forecast range", 2);
    }
    let left_out = [(found.first_count, "with no earlier one"), (found.undated_count, "without a date")];
    for (count, why) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        text += &in_width(&format!("left out: {} {why}", output::count(count, "interview")), 0);
    }
    text
}
