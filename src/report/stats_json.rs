//! Statistics as JSON; `docs/JSON.md` describes it.

use serde_json::{Value, json};

use crate::study::day::Day;
use crate::study::stats::{RETENTION_MEANS, Retention, Stats};

/// Shares run from 0 to 1 and are null where nothing was reviewed; days are ISO dates.
#[must_use]
pub fn stats_json(stats: &Stats, today: Day) -> Value {
    let Stats { today: now, totals, streak, forecast, retention } = stats;
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

fn retention_json(retention: Retention) -> Value {
    json!({ "passed": retention.passed, "total": retention.total, "share": retention.share() })
}

fn seconds(took_ms: u64) -> u64 {
    took_ms / 1000
}
