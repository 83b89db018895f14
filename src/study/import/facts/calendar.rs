//! Dates and lengths of time as people write them in notes.
//!
//! Years 1300 to 1499 are of the Persian calendar, 1900 to 2100 of the Gregorian one. Digits may be
//! Persian or Arabic. A date that does not exist is refused, never shifted to a neighbour.

use icu_calendar::Date;

use crate::study::day::Day;
use crate::study::import::marks::{QUESTION_MARKS, ascii_digit, ascii_digits, digit};
use crate::study::lexicon::{CalendarWords, NoteWords, WordClass, fold};

/// 1970-01-01 in icu's fixed days.
const EPOCH_RATA_DIE: i64 = 719_163;

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::study::import) struct FoundDate {
    /// `None` for a date that does not exist, or whose day and month cannot be told apart.
    pub(in crate::study::import) day: Option<Day>,
    /// As it is written.
    pub(in crate::study::import) written: String,
    /// Where it stands, in bytes of the text it was looked for in.
    pub(in crate::study::import) start: usize,
    pub(in crate::study::import) end: usize,
}

/// Digits: a year has four, and a day at least one.
const SHORTEST_DATE: usize = 5;

/// Every date in a text, in order.
pub(in crate::study::import) fn dates_in(text: &str) -> Vec<FoundDate> {
    let mut found: Vec<FoundDate> = Vec::new();
    let digits = text.chars().filter(|&c| c.is_ascii_digit() || ascii_digit(c).is_some());
    if digits.take(SHORTEST_DATE).count() < SHORTEST_DATE {
        return found;
    }
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        match date_at(text, &tokens, at) {
            Some((day, count)) => {
                let (start, end) = (tokens[at].start, tokens[at + count - 1].end);
                found.push(FoundDate { day, written: text[start..end].to_owned(), start, end });
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

/// "1 hour and 30 minutes", "1.5 hours", "about 45 min", "30-45 minutes" (the middle), in minutes.
pub(in crate::study::import) fn minutes_in(text: &str) -> Option<u32> {
    let words = CalendarWords::built_in();
    let text = ascii_digits(text).to_lowercase();
    let mut minutes = 0.0;
    let mut is_found = false;
    let mut low: Option<f64> = None;
    let mut number: Option<f64> = None;
    let mut last_unit = 0.0;
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ':' | '/' | '٫'))
                .unwrap_or(rest.len());
            let written = rest[..end].trim_end_matches(['.', ':', '/']);
            let value = match written.split_once(':') {
                // 1:30 is hours and minutes.
                Some((hours, minutes)) => {
                    Some(hours.parse::<f64>().ok()? * 60.0 + minutes.parse::<f64>().ok()?)
                }
                None => written.replace('٫', ".").parse().ok(),
            };
            if let (Some((_, _)), Some(value)) = (written.split_once(':'), value) {
                minutes += value;
                is_found = true;
                number = None;
            } else {
                low = number.take();
                number = value;
            }
            rest = &rest[end..];
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic() && c != '\u{200c}').unwrap_or(rest.len());
            let word = &rest[..end];
            rest = &rest[end..];
            if let Some(unit) = words.unit_minutes(word) {
                let count = match (low.take(), number.take()) {
                    (Some(low), Some(high)) => f64::midpoint(low, high),
                    (None, Some(count)) => count,
                    // A unit that nothing counts says nothing: "hours of talk".
                    _ => continue,
                };
                minutes += count * unit;
                is_found = true;
                last_unit = unit;
            } else if let Some(count) = words.number(word) {
                let is_article = matches!(word, "a" | "an");
                number = if is_article && number.is_some() { number } else { Some(count) };
            } else if !words.is_range(word) {
                low = None;
                if !words.is_about(word) {
                    number = None;
                }
            }
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    // "An hour and a half": what is left over counts in the last unit.
    if number == Some(0.5) {
        minutes += last_unit / 2.0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a small positive number"
    )]
    (is_found && (1.0..1e6).contains(&minutes)).then(|| minutes.round() as u32)
}

/// A run of digits or of letters.
struct Token {
    start: usize,
    end: usize,
    number: Option<u32>,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open: Option<bool> = None;
    for (at, c) in text.char_indices() {
        let kind = if c.is_numeric() {
            Some(true)
        } else if c.is_alphabetic() {
            Some(false)
        } else {
            None
        };
        if kind.is_some() && kind == open {
            if let Some(last) = tokens.last_mut() {
                last.end = at + c.len_utf8();
            }
        } else if kind.is_some() {
            tokens.push(Token { start: at, end: at + c.len_utf8(), number: None });
        }
        open = kind;
    }
    for token in &mut tokens {
        token.number = ascii_digits(&text[token.start..token.end])
            .parse()
            .ok()
            .filter(|_| token.end - token.start <= 12);
    }
    tokens
}

/// The date of the three tokens at `at`, if they are one.
fn date_at(text: &str, tokens: &[Token], at: usize) -> Option<(Option<Day>, usize)> {
    if let Some(found) = date_with_signs(text, tokens, at) {
        return Some(found);
    }
    let [first, second, third] = tokens.get(at..at + 3)? else { return None };
    let between = |a: &Token, b: &Token| text[a.end..b.start].trim();
    let joints = (between(first, second), between(second, third));
    if let (Some(a), Some(b), Some(c)) = (first.number, second.number, third.number) {
        let is_joined = joints.0 == joints.1 && matches!(joints.0, "/" | "." | "-" | "–" | "_" | "\\");
        if !is_joined {
            return None;
        }
        if is_year(a) {
            return Some((day_of(a, b, c), 3));
        }
        if is_year(c) {
            return Some((day_with_year_last(a, b, c, joints.0), 3));
        }
        return None;
    }
    let is_loose = |joint: &str| matches!(joint, "" | "," | "." | "-" | "/" | "،");
    if !is_loose(joints.0) || !is_loose(joints.1) {
        return None;
    }
    let name = |token: &Token| CalendarWords::built_in().month(&text[token.start..token.end]);
    // 25 October 2025, Oct 25 2025, 2025 Oct 25; an ordinal's ending is a token of its own.
    let mut numbers = Vec::new();
    let mut month = None;
    let mut used = 0;
    for token in tokens[at..].iter().take(5) {
        let written = &text[token.start..token.end];
        if let Some(number) = token.number {
            numbers.push(number);
        } else if let Some(named) = name(token).filter(|_| month.is_none()) {
            month = Some(named);
        } else if !matches!(written, "st" | "nd" | "rd" | "th" | "of" | "de" | "ام" | "م") || used == 0 {
            return None;
        }
        used += 1;
        if numbers.len() == 2 && month.is_some() {
            break;
        }
    }
    let (month, is_persian) = month?;
    let [a, b] = numbers[..] else { return None };
    let (year, day) = if is_year(a) { (a, b) } else { (b, a) };
    if !is_year(year) || is_persian_year(year) != is_persian {
        return None;
    }
    Some((day_of(year, month, day), used))
}

/// `2023年7月5日`, `2023년 5월 12일`: the date of the six tokens at `at`.
fn date_with_signs(text: &str, tokens: &[Token], at: usize) -> Option<(Option<Day>, usize)> {
    let [year, year_sign, month, month_sign, day, day_sign] = tokens.get(at..at + 6)? else { return None };
    let is = |token: &Token, signs: [char; 2]| text[token.start..token.end].starts_with(signs);
    let are_signs = is(year_sign, ['年', '년']) && is(month_sign, ['月', '월']) && is(day_sign, ['日', '일']);
    let (year, month, day) = (year.number?, month.number?, day.number?);
    (are_signs && is_year(year)).then(|| (day_of(year, month, day), 6))
}

fn is_year(number: u32) -> bool {
    is_persian_year(number) || (1900..=2100).contains(&number)
}

fn is_persian_year(number: u32) -> bool {
    (1300..1500).contains(&number)
}

fn day_with_year_last(a: u32, b: u32, year: u32, joint: &str) -> Option<Day> {
    let (month, day) = match (a > 12, b > 12) {
        (true, _) => (b, a),
        (false, true) => (a, b),
        // 03/04/2025 is March or April, depending on the writer; with dots it is April.
        (false, false) if a == b || joint == "." || is_persian_year(year) => (b, a),
        (false, false) => return None,
    };
    day_of(year, month, day)
}

fn day_of(year: u32, month: u32, day: u32) -> Option<Day> {
    let (whole_year, month, day) =
        (i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let rata_die = if is_persian_year(year) {
        Date::try_new_persian(whole_year, month, day).ok()?.to_rata_die()
    } else {
        Date::try_new_iso(whole_year, month, day).ok()?.to_rata_die()
    };
    Some(Day::from_epoch_days(i32::try_from(rata_die.to_i64_date() - EPOCH_RATA_DIE).ok()?))
}

/// "1 hour", "12 March 2023", "Zoom, 30 minutes": when or where an interview was, and no more.
pub(in crate::study::import) fn is_time_or_place(text: &str, words: &NoteWords) -> bool {
    let count = text.chars().count();
    if count > 80 || text.contains('\n') || text.contains(QUESTION_MARKS) || text.contains('`') {
        return false;
    }
    let is_place = |part: &str| words.is(WordClass::Platforms, fold(part).trim());
    let word_count = text.split_whitespace().count();
    if is_place(text) || dates_in(text).first().is_some_and(|found| found.start < 60) && word_count <= 8 {
        return true;
    }
    let folded = fold(text);
    let unit = folded.trim_start_matches(|c: char| digit(c).is_some() || " ~≈-–.".contains(c));
    let begins_with_number = folded.starts_with(|c: char| digit(c).is_some());
    if begins_with_number && word_count <= 7 && words.begins(WordClass::TimeUnits, unit).is_some() {
        return true;
    }
    let parts: Vec<&str> = text.split([',', ';', '-', '–', '/']).collect();
    let is_time = |part: &str| minutes_in(part).is_some() && part.split_whitespace().count() <= 5;
    parts.iter().any(|part| is_time(part))
        && (word_count <= 4 || parts.iter().all(|part| is_time(part) || is_place(part)))
        || is_time(text) && parts.len() <= 2 && word_count <= 6 && parts[0] != text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_date(text: &str, expected: &[Option<&str>]) {
        let days: Vec<_> =
            dates_in(text).into_iter().map(|found| found.day.map(|day| day.to_string())).collect();
        assert_eq!(days, expected.iter().map(|day| day.map(str::to_owned)).collect::<Vec<_>>(), "{text}");
    }

    #[track_caller]
    fn check_minutes(text: &str, expected: Option<u32>) {
        assert_eq!(minutes_in(text), expected, "{text}");
    }

    #[test]
    fn persian_dates() {
        check_date("1404/08/03", &[Some("2025-10-25")]);
        check_date("1404.6.5", &[Some("2025-08-27")]);
        check_date("۱۴۰۴/۰۸/۰۳", &[Some("2025-10-25")]);
        check_date("1403.06.24 AT 11 AM", &[Some("2024-09-14")]);
        check_date("۳ آبان ۱۴۰۴", &[Some("2025-10-25")]);
        check_date("3 Aban 1404", &[Some("2025-10-25")]);
        check_date("03/08/1404", &[Some("2025-10-25")]);
        check_date("1403/12/30", &[Some("2025-03-20")]);
    }

    #[test]
    fn gregorian_dates() {
        check_date("2025-10-25", &[Some("2025-10-25")]);
        check_date("25.10.2025", &[Some("2025-10-25")]);
        check_date("10/25/2025", &[Some("2025-10-25")]);
        check_date("October 25th, 2025 at 9", &[Some("2025-10-25")]);
        check_date("25 Oct 2025", &[Some("2025-10-25")]);
        check_date("the 3rd of March 2024", &[Some("2024-03-03")]);
        check_date("21 сентября 2022", &[Some("2022-09-21")]);
        check_date("3 de fevereiro de 2024", &[Some("2024-02-03")]);
        check_date("2023年7月5日 一面", &[Some("2023-07-05")]);
        check_date("2023년 5월 12일, 화상", &[Some("2023-05-12")]);
        check_date("from 2025/01/02 to 2025/01/05", &[Some("2025-01-02"), Some("2025-01-05")]);
    }

    #[test]
    fn what_is_no_date() {
        check_date("1404/13/01", &[None]);
        check_date("1402.03.00", &[None]);
        check_date("1404/12/30", &[None]);
        check_date("03/04/2025", &[None]);
        check_date("10.0.0.1 and 1/2/3", &[]);
        check_date("9/10", &[]);
        check_date("1404", &[]);
    }

    #[test]
    fn lengths_of_time() {
        check_minutes("1 hour", Some(60));
        check_minutes("About 45 minutes", Some(45));
        check_minutes("1.5 hours", Some(90));
        check_minutes("1 hour and 30 minutes", Some(90));
        check_minutes("1 hour & 15 minutes", Some(75));
        check_minutes("30  minutes", Some(30));
        check_minutes("1h30m", Some(90));
        check_minutes("1:30", Some(90));
        check_minutes("30-45 minutes", Some(38));
        check_minutes("1 to 2 hours", Some(90));
        check_minutes("half an hour", Some(30));
        check_minutes("one hour", Some(60));
        check_minutes("1 week", Some(10_080));
        check_minutes("۴۵ دقیقه", Some(45));
        check_minutes("یک ساعت و نیم", Some(90));
        check_minutes("an hour and a half", Some(90));
        check_minutes("1 час 20 минут", Some(80));
        check_minutes("60分钟", Some(60));
        check_minutes("long", None);
        check_minutes("Technical Interview", None);
    }
}
