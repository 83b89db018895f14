//! Each figure as tables of words and numbers, from which both the screen and the page are drawn. So what a
//! chart shows stands beside it in letters, on both.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::marks::{StageMarks, time_text};
use crate::study::queue::Outlook;
use crate::study::stats::{
    Age, Bucket, DayStats, GroupKind, Histogram, LISTED_QUESTIONS, MockStats, RETENTION_MEANS, Retention,
    RetentionRow, Stats,
};
use crate::study::text::{Safe, clean_line, safe};

use super::figures::Figure;
use super::words::{count, minutes, percent, percent_of, range, share, whole_days};

/// Without a period, this many days of reviews are listed.
const LISTED_DAYS: u32 = 30;

/// With more days than this, those without reviews are left out, and bars are too thin to be pointed at.
pub(super) const MOST_DAYS: usize = 92;

/// All that figures are made from.
pub struct Progress<'a> {
    pub stats: &'a Stats,
    pub today: Day,
    /// The texts of the questions that the statistics name.
    pub questions: &'a HashMap<CardId, String>,
    /// What is left today, and what comes tomorrow.
    pub outlook: &'a Outlook,
}

pub(super) struct Table {
    /// What it is, where a figure has several.
    pub(super) title: String,
    /// Of the labels, then of the cells.
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
    /// What stands below it, to say how it is to be read.
    pub(super) note: String,
    pub(super) labels: Labels,
}

pub(super) struct Row {
    /// What a deck calls it is from outside.
    pub(super) label: Safe,
    pub(super) cells: Vec<String>,
    /// How long its bar is; `None` in a table without bars.
    pub(super) bar: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Labels {
    /// A few words of ours.
    Words,
    /// From cards, of any length and language.
    Texts,
}

impl Progress<'_> {
    pub(super) fn is_without_cards(&self) -> bool {
        self.stats.totals.card_count == 0 && self.stats.totals.review_count == 0
    }

    pub(super) fn is_without_reviews(&self) -> bool {
        self.stats.totals.review_count == 0
    }

    pub(super) fn tables(&self, figure: Figure) -> Vec<Table> {
        let stats = self.stats;
        match figure {
            Figure::Today => vec![self.today()],
            Figure::Cards => vec![self.cards()],
            Figure::Calendar => vec![self.months()],
            Figure::Forecast => vec![self.forecast()],
            Figure::Retention => vec![self.retention()],
            Figure::Failed => vec![self.failed()],
            Figure::Asked => vec![self.asked()],
            Figure::Unanswered => vec![self.unanswered()],
            Figure::Mocks => self.mocks(),
            Figure::Reviews => vec![self.days()],
            Figure::Hours => vec![self.hours()],
            Figure::Grades => vec![self.grades()],
            Figure::Intervals => vec![histogram("", "days", &stats.intervals, whole_days, "day")],
            Figure::Memory => vec![
                histogram("Ease factor (SM-2)", "ease", &stats.ease, |bucket| range(bucket, 2), ""),
                histogram(
                    "Stability: days until recall falls to 90% (FSRS)",
                    "days",
                    &stats.stability,
                    |bucket| range(bucket, 0),
                    "day",
                ),
                histogram(
                    "Difficulty, 1 to 10 (FSRS)",
                    "difficulty",
                    &stats.difficulty,
                    |bucket| range(bucket, 0),
                    "",
                ),
            ],
            Figure::Decks => vec![self.groups(GroupKind::Deck, "deck")],
            Figure::Companies => vec![self.groups(GroupKind::Company, "company")],
            Figure::Sections => vec![self.groups(GroupKind::Section, "section")],
            Figure::Tags => vec![self.groups(GroupKind::Tag, "tag")],
        }
    }

    /// The figures that are worth a place beside others: those with something in them.
    pub(super) fn figures_to_show(&self) -> Vec<Figure> {
        let has_rows = |figure: &Figure| self.tables(*figure).iter().any(|table| !table.rows.is_empty());
        Figure::ALL.into_iter().filter(has_rows).collect()
    }

    /// The numbers that matter most, each in a line.
    pub(super) fn overview(&self) -> Table {
        let Stats { today, streak, totals, forecast, .. } = self.stats;
        let of_month = self.stats.retention.iter().find(|row| row.period == "month");
        let of_month = of_month.map(RetentionRow::all).unwrap_or_default();
        let due_in = |days: usize| forecast.iter().take(days).map(|day| day.due_count).sum::<usize>();
        let mut cards = vec![
            format!("{} new", totals.new_count),
            format!("{} young", totals.young_count),
            format!("{} mature", totals.mature_count),
        ];
        let beside = [(totals.suspended_count, "suspended"), (totals.unanswered_count, "unanswered")];
        cards.extend(
            beside.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
        );
        if totals.leech_count > 0 {
            cards.push(count(totals.leech_count, "leech").replace("leechs", "leeches"));
        }
        let duplicates = totals.counts().describe_duplicates();
        let duplicates = duplicates.map_or(String::new(), |duplicates| format!(" ({duplicates})"));
        let in_total = format!("{}{duplicates}", totals.card_count);
        let new = match today.new_count {
            0 => String::new(),
            new => format!(", {}", count(new, "new card")),
        };
        let mut rows = vec![
            said("reviews", format!("{} in {}{new}", today.review_count, minutes(today.took_ms))),
            said("left today", self.outlook.today.describe_with_waiting()),
            said("tomorrow", self.outlook.describe_tomorrow()),
        ];
        if let Some(backlog) = self.outlook.backlog {
            rows.push(said("backlog", format!("{} due; {}", backlog.due_count, backlog.end())));
        }
        rows.extend([
            said(
                "streak",
                format!("{} (longest: {})", days_text(streak.current_days), days_text(streak.longest_days)),
            ),
            said(
                "retention",
                match of_month.total {
                    0 => "-".to_owned(),
                    _ => format!("{} in the last 30 days", share(of_month)),
                },
            ),
            said("cards", format!("{in_total}: {}", cards.join(", "))),
            said("due soon", format!("{} in 7 days, {} in 30 days", due_in(7), due_in(30))),
            said(
                "all reviews",
                format!(
                    "{} on {}, {}",
                    totals.review_count,
                    count(totals.day_count, "day"),
                    minutes(totals.took_ms)
                ),
            ),
        ]);
        let mocks = &self.stats.mocks;
        if !mocks.interviews.is_empty() {
            let interviews = count(mocks.interviews.len(), "mock interview");
            rows.push(said(
                "mocks",
                format!(
                    "{interviews}, {}",
                    mocks
                        .whole
                        .score()
                        .map_or_else(|| "no score".to_owned(), |score| format!("score {}", percent(score)))
                ),
            ));
        }
        rows.extend(self.period_rows());
        Table { columns: vec!["", ""], ..words(rows) }
    }

    fn today(&self) -> Table {
        let Stats { today, streak, totals, .. } = self.stats;
        let to_come = if streak.today_counts || streak.current_days == 0 { "" } else { ", today to come" };
        let mut rows = vec![
            said("reviews", format!("{} in {}", today.review_count, minutes(today.took_ms))),
            said("new cards", today.new_count.to_string()),
            said("retention", share(today.retention)),
            said("left today", self.outlook.today.describe_with_waiting()),
            said("tomorrow", self.outlook.describe_tomorrow()),
            said("streak", format!("{}{to_come}", days_text(streak.current_days))),
            said("longest", days_text(streak.longest_days)),
            said("all reviews", format!("{} on {}", totals.review_count, count(totals.day_count, "day"))),
            said("all time", minutes(totals.took_ms)),
        ];
        if let Some(backlog) = self.outlook.backlog {
            rows.insert(5, said("backlog", format!("{} due; {}", backlog.due_count, backlog.end())));
        }
        rows.extend(self.period_rows());
        Table { columns: vec!["", ""], ..words(rows) }
    }

    /// What was reviewed in the period that was asked for; nothing if that is all.
    fn period_rows(&self) -> Vec<Row> {
        let period = &self.stats.period;
        if period.period.is_all() {
            return Vec::new();
        }
        vec![
            said("period", self.period_words()),
            said("  reviews", format!("{} on {}", period.review_count, count(period.day_count, "day"))),
            said("  time", minutes(period.took_ms)),
            said("  new cards", period.new_count.to_string()),
            said("  retention", share(period.retention())),
        ]
    }

    fn period_words(&self) -> String {
        let period = self.stats.period.period;
        match (period.since, period.until) {
            (Some(since), Some(until)) => format!("{since} to {until}"),
            (Some(since), None) => format!("since {since}"),
            (None, Some(until)) => format!("until {until}"),
            (None, None) => "all".to_owned(),
        }
    }

    fn cards(&self) -> Table {
        let totals = &self.stats.totals;
        let counted = |label: &'static str, number: usize| barred(label.into(), number, Vec::new());
        let beside = |label: &'static str, number: usize| said(label, number.to_string());
        let mut note = "young: an interval below 21 days; leech: 8 lapses".to_owned();
        if let Some(duplicates) = totals.counts().describe_duplicates() {
            note = format!("in total: {duplicates}; {note}");
        }
        Table {
            columns: vec!["state", "cards"],
            note,
            ..words(vec![
                counted("new", totals.new_count),
                counted("young", totals.young_count),
                counted("mature", totals.mature_count),
                counted("suspended", totals.suspended_count),
                beside("in total", totals.card_count),
                beside("leeches", totals.leech_count),
                beside("unanswered", totals.unanswered_count),
            ])
        }
    }

    fn months(&self) -> Table {
        let mut months: BTreeMap<String, (usize, usize, u64, Retention)> = BTreeMap::new();
        for done in &self.stats.days {
            let month = done.day.date().map_or_else(String::new, |date| date.strftime("%Y-%m").to_string());
            let held = months.entry(month).or_default();
            held.0 += 1;
            held.1 += done.review_count;
            held.2 = held.2.saturating_add(done.took_ms);
            held.3 = held.3.and(done.retention);
        }
        let rows = months.into_iter().map(|(month, (day_count, review_count, took_ms, retention))| {
            barred(
                clean_line(&month),
                review_count,
                vec![day_count.to_string(), minutes(took_ms), percent_of(retention)],
            )
        });
        Table { columns: vec!["month", "reviews", "days", "time", "retention"], ..words(rows.collect()) }
    }

    fn forecast(&self) -> Table {
        let stats = self.stats;
        let rows = stats.forecast.iter().map(|due| barred(safe!("{}", due.day), due.due_count, Vec::new()));
        let sum: usize = stats.forecast.iter().map(|due| due.due_count).sum();
        let mut note = format!("{sum} in total");
        if stats.backlog_count > 0 {
            let _ = write!(note, "; {} overdue, counted for today", stats.backlog_count);
        }
        if stats.later_count > 0 {
            let _ = write!(note, "; {} later", stats.later_count);
        }
        Table { columns: vec!["day", "due"], note, ..words(rows.collect()) }
    }

    fn retention(&self) -> Table {
        let row = |label: &'static str, row: &RetentionRow| {
            let cells = [row.all(), row.young, row.mature].into_iter();
            let cells = cells.flat_map(|of| [percent_of(of), of.total.to_string()]).collect();
            Row { label: label.into(), cells, bar: None }
        };
        let mut rows: Vec<Row> = self.stats.retention.iter().map(|held| row(held.period, held)).collect();
        let period = &self.stats.period;
        let mut note = RETENTION_MEANS.to_owned();
        if !period.period.is_all() {
            let held = RetentionRow { period: "", young: period.young, mature: period.mature };
            rows.push(row("period", &held));
            let _ = write!(note, "; the period is {}", self.period_words());
        }
        Table {
            columns: vec!["", "all", "of", "young", "of", "mature", "of"],
            note: format!("({note})"),
            ..words(rows)
        }
    }

    fn question(&self, card: &CardId) -> Safe {
        clean_line(self.questions.get(card).map_or(card.as_str(), String::as_str))
    }

    fn failed(&self) -> Table {
        let rows = self.stats.failed.iter().map(|failed| Row {
            label: self.question(&failed.card),
            cells: vec![
                failed.retention.failed().to_string(),
                failed.retention.total.to_string(),
                failed.lapse_count.to_string(),
            ],
            bar: None,
        });
        Table { columns: vec!["question", "failed", "reviews", "lapses"], ..texts(rows.collect()) }
    }

    fn asked(&self) -> Table {
        let rows = self.stats.most_asked.iter().map(|asked| Row {
            label: self.question(&asked.card),
            cells: vec![
                asked.asked_times.to_string(),
                asked.state.to_owned(),
                asked.interval_days.map_or_else(|| "-".to_owned(), |days| format!("{days} d")),
                asked.recall.map_or_else(|| "-".to_owned(), percent),
            ],
            bar: None,
        });
        Table {
            columns: vec!["question", "asked", "state", "interval", "recall"],
            note: "recall: the chance that you recall it today, by FSRS".to_owned(),
            ..texts(rows.collect())
        }
    }

    fn unanswered(&self) -> Table {
        let all = self.stats.totals.unanswered_count;
        let rows = self.stats.unanswered.iter().map(|open| Row {
            label: self.question(&open.card),
            cells: vec![open.asked_times.to_string()],
            bar: None,
        });
        let note = if all > LISTED_QUESTIONS {
            format!(
                "{LISTED_QUESTIONS} of {all}; `viva list is:unanswered` lists all, `viva answer` lets you answer them"
            )
        } else if all > 0 {
            "answer them with `viva answer`".to_owned()
        } else {
            String::new()
        };
        Table { columns: vec!["question", "asked"], note, ..texts(rows.collect()) }
    }

    /// All together, each, and by company.
    fn mocks(&self) -> Vec<Table> {
        let MockStats { interviews, finished_count, planned_count, whole, companies } = &self.stats.mocks;
        if interviews.is_empty() {
            return vec![words(Vec::new())];
        }
        let mut questions = format!("{} of {planned_count} asked", whole.asked_count);
        for (number, what) in [(whole.no_answer_count, "without an answer"), (whole.skipped_count, "skipped")]
        {
            if number > 0 {
                let _ = write!(questions, ", {number} {what}");
            }
        }
        let mut time = format!("{} of {}", time_text(whole.took_ms / 1000), time_text(whole.limit_secs));
        if whole.over_count > 0 {
            let _ = write!(time, "; {} over time", count(whole.over_count, "answer"));
        }
        let grades =
            Grade::ALL.map(|grade| format!("{} {}", whole.grade_counts[grade as usize], grade.name()));
        let all = vec![
            said("interviews", format!("{}, {finished_count} finished", interviews.len())),
            said("questions", questions),
            said("grades", grades.join(", ")),
            said("time", time),
            said("score", whole.score_text()),
        ];
        let score = |marks: &StageMarks| marks.score().map_or_else(|| "-".to_owned(), percent);
        let held = interviews.iter().rev().take(LISTED_QUESTIONS).map(|held| Row {
            label: clean_line(&if held.is_finished {
                held.title.clone()
            } else {
                format!("{} (unfinished)", held.title)
            }),
            cells: vec![held.day.to_string(), score(&held.marks), held.marks.asked_count.to_string()],
            bar: None,
        });
        let of_companies = companies.iter().map(|of_company| Row {
            label: clean_line(&of_company.company),
            cells: vec![
                of_company.interview_count.to_string(),
                score(&of_company.marks),
                of_company.marks.asked_count.to_string(),
                time_text(of_company.marks.took_ms / 1000),
            ],
            bar: None,
        });
        let mut tables = vec![
            Table { columns: vec!["", ""], ..words(all) },
            Table {
                title: "Each mock interview, the latest first".to_owned(),
                columns: vec!["interview", "day", "score", "asked"],
                note: if interviews.len() > LISTED_QUESTIONS {
                    format!("{LISTED_QUESTIONS} of {}; with `--format json` all", interviews.len())
                } else {
                    String::new()
                },
                ..texts(held.collect())
            },
        ];
        if !companies.is_empty() {
            tables.push(Table {
                title: "Mock interviews by company".to_owned(),
                columns: vec!["company", "held", "score", "asked", "time"],
                ..texts(of_companies.collect())
            });
        }
        tables
    }

    fn days(&self) -> Table {
        let stats = self.stats;
        let period = stats.period.period;
        let last = period.until.unwrap_or(self.today).min(self.today);
        let first = period.since.unwrap_or_else(|| last.minus(LISTED_DAYS - 1));
        let mut days: BTreeMap<Day, DayStats> = stats
            .days
            .iter()
            .filter(|done| (first..=last).contains(&done.day))
            .map(|done| (done.day, *done))
            .collect();
        let span = usize::try_from(last.since(first)).map_or(0, |days| days.saturating_add(1));
        if !days.is_empty() && span <= MOST_DAYS {
            for day in (0..).map(|ahead| first.plus(ahead)).take(span) {
                days.entry(day).or_insert(DayStats::of(day));
            }
        }
        let rows = days.into_values().map(|done| {
            let cells = vec![minutes(done.took_ms), done.new_count.to_string(), percent_of(done.retention)];
            barred(safe!("{}", done.day), done.review_count, cells)
        });
        let note = if period.is_all() { "the last 30 days; `--since DATE` shows others" } else { "" };
        Table {
            columns: vec!["day", "reviews", "time", "new", "retention"],
            note: note.to_owned(),
            ..words(rows.collect())
        }
    }

    fn hours(&self) -> Table {
        let hours = self.stats.hours.iter().enumerate();
        let rows = hours.map(|(hour, done)| {
            barred(safe!("{hour:02}:00"), done.review_count, vec![percent_of(done.retention)])
        });
        let is_empty = self.stats.hours.iter().all(|done| done.review_count == 0);
        let rows = if is_empty { Vec::new() } else { rows.collect() };
        Table { columns: vec!["hour", "reviews", "retention"], ..words(rows) }
    }

    fn grades(&self) -> Table {
        let rows = Age::ALL.into_iter().zip(&self.stats.grades).filter(|(_, grades)| grades.total() > 0);
        let rows = rows.map(|(age, grades)| {
            let passed = grades.total() - grades.of(Grade::Again);
            let mut cells: Vec<String> =
                Grade::ALL.iter().map(|grade| grades.of(*grade).to_string()).collect();
            cells.push(percent_of(Retention { passed, total: grades.total() }));
            Row { label: age.name().into(), cells, bar: None }
        });
        Table {
            columns: vec!["age", "again", "hard", "good", "easy", "passed"],
            note: "repeat: later on the same day, cram, or Anki's learning steps".to_owned(),
            ..words(rows.collect())
        }
    }

    fn groups(&self, kind: GroupKind, name: &'static str) -> Table {
        let groups = self.stats.groups.iter().filter(|group| group.kind == kind);
        let rows = groups.map(|group| {
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
}

fn histogram(
    title: &str,
    column: &'static str,
    histogram: &Histogram,
    label: impl Fn(&Bucket) -> String,
    median_unit: &str,
) -> Table {
    let rows =
        histogram.buckets.iter().map(|bucket| barred(clean_line(&label(bucket)), bucket.count, Vec::new()));
    let note = histogram.median.map_or_else(String::new, |median| {
        let decimals = if median < 10.0 && median.fract() != 0.0 { 2 } else { 0 };
        let shown = format!("{median:.decimals$}");
        let plural = if shown == "1" { "" } else { "s" };
        let unit = if median_unit.is_empty() { String::new() } else { format!(" {median_unit}{plural}") };
        format!("{}; median {shown}{unit}", count(histogram.card_count, "card"))
    });
    let rows = if histogram.card_count == 0 { Vec::new() } else { rows.collect() };
    Table { title: title.to_owned(), columns: vec![column, "cards"], note, ..words(rows) }
}

fn days_text(days: u32) -> String {
    count(usize::try_from(days).unwrap_or(usize::MAX), "day")
}

/// A row with a bar; the count it stands for is the first cell.
fn barred(label: Safe, number: usize, mut cells: Vec<String>) -> Row {
    cells.insert(0, number.to_string());
    Row { label, cells, bar: Some(number) }
}

fn said(label: &'static str, value: String) -> Row {
    Row { label: label.into(), cells: vec![value], bar: None }
}

fn words(rows: Vec<Row>) -> Table {
    Table { title: String::new(), columns: Vec::new(), rows, note: String::new(), labels: Labels::Words }
}

fn texts(rows: Vec<Row>) -> Table {
    Table { labels: Labels::Texts, ..words(rows) }
}
