//! Statistics as lines of text, fitted to a width.
//!
//! Every figure stands as a number; bars only repeat it, so nothing is lost without colour, without
//! Unicode or to a screen reader.

use std::fmt::Write as _;

use crate::study::day::Day;
use crate::study::stats::{Forecast, RETENTION_MEANS, Retention, Stats};

/// `width` is in columns; `unicode` allows block characters for bars.
#[must_use]
pub fn stats_text(stats: &Stats, today: Day, width: usize, unicode: bool) -> String {
    let mut text = String::new();
    let Stats { today: now, totals, streak, forecast, retention } = stats;

    heading(&mut text, &format!("Today  {today}"));
    row(&mut text, "reviews", &format!("{} in {}", now.review_count, minutes(now.took_ms)));
    row(&mut text, "new cards", &now.new_count.to_string());
    row(&mut text, "retention", &share(now.retention));
    let left = if now.owed_count > 0 {
        format!("{} due, {} to be asked again", now.due_count, now.owed_count)
    } else {
        format!("{} due", now.due_count)
    };
    row(&mut text, "left", &left);
    let rest = if streak.today_counts || streak.current_days == 0 { "" } else { ", today still to come" };
    row(&mut text, "streak", &format!("{}{rest}", days(streak.current_days)));

    heading(&mut text, "Cards");
    row(&mut text, "in all", &totals.card_count.to_string());
    row(&mut text, "new", &totals.new_count.to_string());
    row(&mut text, "young", &totals.young_count.to_string());
    row(&mut text, "mature", &totals.mature_count.to_string());
    row(&mut text, "suspended", &totals.suspended_count.to_string());
    row(&mut text, "leeches", &totals.leech_count.to_string());
    row(&mut text, "unanswered", &totals.unanswered_count.to_string());

    heading(&mut text, "So far");
    let on_days = days(u32::try_from(totals.day_count).unwrap_or(u32::MAX));
    row(&mut text, "reviews", &format!("{} on {on_days}", totals.review_count));
    row(&mut text, "time", &minutes(totals.took_ms));
    row(&mut text, "longest streak", &days(streak.longest_days));

    heading(&mut text, "Due in the next 30 days");
    draw_forecast(&mut text, forecast, width, unicode);

    heading(&mut text, "Retention");
    for row_of in retention {
        row(&mut text, row_of.period, &share(row_of.all()));
        if row_of.young.total > 0 && row_of.mature.total > 0 {
            row(&mut text, "  young", &share(row_of.young));
            row(&mut text, "  mature", &share(row_of.mature));
        }
    }
    for line in wrapped(&format!("({RETENTION_MEANS})"), width) {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn draw_forecast(text: &mut String, forecast: &[Forecast], width: usize, unicode: bool) {
    const DATE_AND_NUMBER: usize = 19;
    let most = forecast.iter().map(|forecast| forecast.due_count).max().unwrap_or(0);
    if most == 0 {
        let _ = writeln!(text, "  nothing");
        return;
    }
    let widest = width.saturating_sub(DATE_AND_NUMBER).clamp(1, 60);
    for Forecast { day, due_count } in forecast {
        if *due_count == 0 {
            continue;
        }
        let length = (due_count * widest).div_ceil(most);
        let bar = (if unicode { "█" } else { "#" }).repeat(length);
        let _ = writeln!(text, "  {day} {due_count:>5} {bar}");
    }
    let sum: usize = forecast.iter().map(|forecast| forecast.due_count).sum();
    let _ = writeln!(text, "  in all     {sum:>5}");
}

fn heading(text: &mut String, title: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{title}");
}

fn row(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "  {name:<15}{value}");
}

fn share(retention: Retention) -> String {
    match retention.share() {
        None => "-".to_owned(),
        Some(share) => format!("{:.0} % ({} of {})", share * 100.0, retention.passed, retention.total),
    }
}

fn minutes(took_ms: u64) -> String {
    let seconds = took_ms / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, _) => format!("{minutes} min"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

fn days(count: u32) -> String {
    format!("{count} day{}", if count == 1 { "" } else { "s" })
}

/// Lines of at most `width` columns, broken between words; the text is plain ASCII.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let fits = lines.last().is_some_and(|line| line.is_empty() || line.len() + 1 + word.len() <= width);
        if !fits {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_collection_has_a_page_of_zeroes() {
        let today = Day::parse_iso("2026-11-21").unwrap();
        let text = stats_text(&Stats::over([], [], today), today, 40, false);
        assert!(text.starts_with("Today  2026-11-21\n  reviews        0 in 0 s\n"), "{text}");
        assert!(text.contains("Due in the next 30 days\n  nothing\n"), "{text}");
        assert!(text.lines().all(|line| line.len() <= 40), "{text}");
    }

    #[test]
    fn bars_fit_and_numbers_stand_beside_them() {
        let today = Day::parse_iso("2026-11-21").unwrap();
        let forecast =
            [Forecast { day: today, due_count: 40 }, Forecast { day: today.plus(1), due_count: 1 }];
        let mut text = String::new();
        draw_forecast(&mut text, &forecast, 30, false);
        assert_eq!(text, "  2026-11-21    40 ###########\n  2026-11-22     1 #\n  in all        41\n");
    }
}
