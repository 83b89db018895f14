//! Today, and the numbers that matter most: what is left, the streak, retention, what comes.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::summary::time;
use super::super::workload::workload_json;
use super::{
    Extras, Figure, Progress, RetentionJson, Row, Table, count, minutes, percent, said, seconds, share, words,
};
use crate::study::stats::{RetentionRow, Stats};

pub(super) static TODAY: Figure = Figure {
    name: "today",
    title: "Today",
    help: "reviews, what is left, the streak",
    tables: |progress| vec![today(progress)],
    json,
    extras: Extras {
        of_period: true,
        with_day: true,
        overview: |progress| vec![overview(progress)],
        summary,
        ..Extras::NONE
    },
};

#[derive(Serialize)]
struct TodayJson {
    reviews: usize,
    seconds: u64,
    new: usize,
    due: usize,
    owed: usize,
    retention: RetentionJson,
}

#[derive(Serialize)]
struct StreakJson {
    current_days: u32,
    longest_days: u32,
    today: bool,
}

#[derive(Serialize)]
struct PeriodJson {
    since: Option<String>,
    until: Option<String>,
    reviews: usize,
    seconds: u64,
    days: usize,
    new: usize,
    young: RetentionJson,
    mature: RetentionJson,
    all: RetentionJson,
}

fn json(progress: &Progress<'_>) -> Vec<(&'static str, Value)> {
    let Stats { today, streak, period, .. } = progress.stats;
    let today = TodayJson {
        reviews: today.review_count,
        seconds: seconds(today.took_ms),
        new: today.new_count,
        due: today.due_count,
        owed: today.owed_count,
        retention: today.retention.into(),
    };
    let streak = StreakJson {
        current_days: streak.current_days,
        longest_days: streak.longest_days,
        today: streak.today_counts,
    };
    let period = PeriodJson {
        since: period.period.since.map(|day| day.to_string()),
        until: period.period.until.map(|day| day.to_string()),
        reviews: period.review_count,
        seconds: seconds(period.took_ms),
        days: period.day_count,
        new: period.new_count,
        young: period.young.into(),
        mature: period.mature.into(),
        all: period.retention().into(),
    };
    vec![
        ("day", json!(progress.today.to_string())),
        ("today", json!(today)),
        ("streak", json!(streak)),
        ("workload", workload_json(progress.outlook)),
        ("period", json!(period)),
    ]
}

fn today(progress: &Progress<'_>) -> Table {
    let Stats { today, streak, totals, .. } = progress.stats;
    let to_come = if streak.today_counts || streak.current_days == 0 { "" } else { ", today to come" };
    let mut rows = vec![
        said("reviews", format!("{} in {}", today.review_count, minutes(today.took_ms))),
        said("new cards", today.new_count.to_string()),
        said("retention", share(today.retention)),
        said("left today", progress.outlook.today.describe_with_waiting()),
        said("tomorrow", progress.outlook.describe_tomorrow()),
        said("streak", format!("{}{to_come}", days_text(streak.current_days))),
        said("longest", days_text(streak.longest_days)),
        said("all reviews", format!("{} on {}", totals.review_count, count(totals.day_count, "day"))),
        said("all time", minutes(totals.took_ms)),
    ];
    if let Some(backlog) = progress.outlook.backlog {
        rows.insert(5, said("backlog", format!("{} due; {}", backlog.due_count, backlog.end())));
    }
    rows.extend(period_rows(progress));
    Table { columns: vec!["", ""], ..words(rows) }
}

/// The numbers that matter most, each in a line.
fn overview(progress: &Progress<'_>) -> Table {
    let Stats { today, streak, totals, forecast, .. } = progress.stats;
    let of_month = progress.stats.retention.iter().find(|row| row.period == "month");
    let of_month = of_month.map(RetentionRow::all).unwrap_or_default();
    let due_in = |days: usize| forecast.iter().take(days).map(|day| day.due_count).sum::<usize>();
    let mut cards = vec![
        format!("{} new", totals.new_count),
        format!("{} young", totals.young_count),
        format!("{} mature", totals.mature_count),
    ];
    let beside = [(totals.suspended_count, "suspended"), (totals.unanswered_count, "unanswered")];
    cards
        .extend(beside.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
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
        said("left today", progress.outlook.today.describe_with_waiting()),
        said("tomorrow", progress.outlook.describe_tomorrow()),
    ];
    if let Some(backlog) = progress.outlook.backlog {
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
    let mocks = &progress.stats.mocks;
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
    rows.extend(period_rows(progress));
    Table { columns: vec!["", ""], ..words(rows) }
}

/// What was reviewed in the period that was asked for; nothing if that is all.
fn period_rows(progress: &Progress<'_>) -> Vec<Row> {
    let period = &progress.stats.period;
    if period.period.is_all() {
        return Vec::new();
    }
    vec![
        said("period", progress.period_words()),
        said("  reviews", format!("{} on {}", period.review_count, count(period.day_count, "day"))),
        said("  time", minutes(period.took_ms)),
        said("  new cards", period.new_count.to_string()),
        said("  retention", share(period.retention())),
    ]
}

fn summary(progress: &Progress<'_>) -> String {
    let Progress { stats: Stats { today, totals, streak, .. }, outlook, .. } = progress;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} on {}, {} in total. A streak of {}; the longest was {}.",
        count(totals.review_count, "review"),
        count(totals.day_count, "day"),
        time(totals.took_ms),
        days_text(streak.current_days),
        days_text(streak.longest_days),
    );
    let _ = writeln!(
        text,
        "Today: {} in {}, {}. Left today: {}. Tomorrow: {}.",
        count(today.review_count, "review"),
        time(today.took_ms),
        count(today.new_count, "new card"),
        outlook.today.describe_with_waiting(),
        outlook.describe_tomorrow(),
    );
    text
}

fn days_text(days: u32) -> String {
    count(usize::try_from(days).unwrap_or(usize::MAX), "day")
}
