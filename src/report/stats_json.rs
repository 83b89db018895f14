//! Statistics as JSON; `docs/JSON.md` describes it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::stats::{Age, GroupKind, GroupStats, Histogram, RETENTION_MEANS, Retention, Stats};

use super::mock;
use super::tables::Progress;
use super::workload::workload_json;

/// Shares run from 0 to 1 and are null where nothing was reviewed; days are ISO dates.
#[must_use]
pub fn stats_json(progress: &Progress<'_>) -> Value {
    let Progress { stats, today, questions, outlook } = progress;
    let mut document = overview_json(stats, *today);
    let more = [
        ("workload", workload_json(outlook)),
        ("backlog", json!(stats.backlog_count)),
        ("due_later", json!(stats.later_count)),
        ("period", period_json(stats)),
        (
            "days",
            stats
                .days
                .iter()
                .map(|done| {
                    json!({
                        "day": done.day.to_string(),
                        "reviews": done.review_count,
                        "seconds": seconds(done.took_ms),
                        "new": done.new_count,
                        "retention": retention_json(done.retention),
                    })
                })
                .collect(),
        ),
        (
            "hours",
            stats
                .hours
                .iter()
                .enumerate()
                .map(|(hour, done)| {
                    json!({
                        "hour": hour,
                        "reviews": done.review_count,
                        "retention": retention_json(done.retention),
                    })
                })
                .collect(),
        ),
        (
            "grades",
            Age::ALL
                .iter()
                .zip(&stats.grades)
                .map(|(age, grades)| {
                    let counts = Grade::ALL.map(|grade| (grade.name().to_owned(), json!(grades.of(grade))));
                    (age.name().to_owned(), Value::Object(counts.into_iter().collect()))
                })
                .collect::<Map<_, _>>()
                .into(),
        ),
        ("intervals", histogram_json(&stats.intervals)),
        ("ease", histogram_json(&stats.ease)),
        ("stability", histogram_json(&stats.stability)),
        ("difficulty", histogram_json(&stats.difficulty)),
        (
            "failed",
            stats
                .failed
                .iter()
                .map(|failed| {
                    json!({
                        "id": failed.card.as_str(),
                        "question": question(questions, &failed.card),
                        "failed": failed.retention.failed(),
                        "retention": retention_json(failed.retention),
                        "lapses": failed.lapse_count,
                    })
                })
                .collect(),
        ),
        (
            "most_asked",
            stats
                .most_asked
                .iter()
                .map(|asked| {
                    json!({
                        "id": asked.card.as_str(),
                        "question": question(questions, &asked.card),
                        "asked": asked.asked_times,
                        "state": asked.state,
                        "unanswered": asked.unanswered,
                        "interval_days": asked.interval_days,
                        "recall": asked.recall,
                    })
                })
                .collect(),
        ),
        (
            "unanswered",
            stats
                .unanswered
                .iter()
                .map(|open| {
                    json!({
                        "id": open.card.as_str(),
                        "question": question(questions, &open.card),
                        "asked": open.asked_times,
                    })
                })
                .collect(),
        ),
        ("mocks", mock::list_json(&stats.mocks)),
        ("mock_totals", mock::totals_json(&stats.mocks)),
        ("decks", groups_json(&stats.groups, GroupKind::Deck)),
        ("companies", groups_json(&stats.groups, GroupKind::Company)),
        ("sections", groups_json(&stats.groups, GroupKind::Section)),
        ("tags", groups_json(&stats.groups, GroupKind::Tag)),
    ];
    if let Some(object) = document.as_object_mut() {
        object.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    document
}

fn overview_json(stats: &Stats, today: Day) -> Value {
    let Stats { today: now, totals, streak, forecast, retention, .. } = stats;
    json!({
        "day": today.to_string(),
        "today": {
            "reviews": now.review_count,
            "seconds": seconds(now.took_ms),
            "new": now.new_count,
            "due": now.due_count,
            "owed": now.owed_count,
            "retention": retention_json(now.retention),
        },
        "totals": {
            "cards": totals.card_count,
            "questions": totals.question_count,
            "duplicates": totals.counts().duplicate_count(),
            "new": totals.new_count,
            "young": totals.young_count,
            "mature": totals.mature_count,
            "suspended": totals.suspended_count,
            "leeches": totals.leech_count,
            "unanswered": totals.unanswered_count,
            "reviews": totals.review_count,
            "seconds": seconds(totals.took_ms),
            "days": totals.day_count,
        },
        "streak": {
            "current_days": streak.current_days,
            "longest_days": streak.longest_days,
            "today": streak.today_counts,
        },
        "forecast": forecast
            .iter()
            .map(|forecast| json!({ "day": forecast.day.to_string(), "due": forecast.due_count }))
            .collect::<Vec<_>>(),
        "retention": {
            "means": RETENTION_MEANS,
            "periods": retention
                .iter()
                .map(|row| json!({
                    "period": row.period,
                    "young": retention_json(row.young),
                    "mature": retention_json(row.mature),
                    "all": retention_json(row.all()),
                }))
                .collect::<Vec<_>>(),
        },
    })
}

fn period_json(stats: &Stats) -> Value {
    let held = &stats.period;
    json!({
        "since": held.period.since.map(|day| day.to_string()),
        "until": held.period.until.map(|day| day.to_string()),
        "reviews": held.review_count,
        "seconds": seconds(held.took_ms),
        "days": held.day_count,
        "new": held.new_count,
        "young": retention_json(held.young),
        "mature": retention_json(held.mature),
        "all": retention_json(held.retention()),
    })
}

fn groups_json(groups: &[GroupStats], kind: GroupKind) -> Value {
    let groups = groups.iter().filter(|group| group.kind == kind);
    groups
        .map(|group| {
            json!({
                "name": group.name,
                "cards": group.card_count,
                "new": group.new_count,
                "due": group.due_count,
                "mature": group.mature_count,
                "unanswered": group.unanswered_count,
                "reviews": group.review_count,
                "seconds": seconds(group.took_ms),
                "retention": retention_json(group.retention),
            })
        })
        .collect()
}

fn histogram_json(histogram: &Histogram) -> Value {
    let buckets = histogram.buckets.iter();
    json!({
        "cards": histogram.card_count,
        "median": histogram.median,
        "buckets": buckets
            .map(|bucket| json!({ "from": bucket.from, "below": bucket.below, "cards": bucket.count }))
            .collect::<Vec<_>>(),
    })
}

fn question<'q>(questions: &'q HashMap<CardId, String>, card: &CardId) -> Option<&'q str> {
    questions.get(card).map(String::as_str)
}

fn retention_json(retention: Retention) -> Value {
    json!({ "passed": retention.passed, "total": retention.total, "share": retention.share() })
}

fn seconds(took_ms: u64) -> u64 {
    took_ms / 1000
}
