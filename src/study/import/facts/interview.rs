//! What a note says about the interview itself, gathered piece by piece while the note is read.
//!
//! A reader hands over each fact with the lines that stand under its heading, and each piece of
//! commentary; [`Gathering::finish`] joins durations to events and decides date and outcome. What
//! was handed over and not understood becomes a problem, never nothing.

use super::super::html::to_plain;
use super::super::outcome::Problem;
use super::calendar::{dates_in, minutes_in};
use super::flowchart;
use super::headings::Fact;
use super::titles::InterviewTitle;
use crate::study::day::Day;
use crate::study::deck::{Interview, InterviewEvent};
use crate::study::import::marks::{ascii_digits, holds_question_mark};
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// Text under a heading, or one list item of it: its lines joined by LF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::study::import) struct Entry {
    pub(in crate::study::import) line: usize,
    pub(in crate::study::import) text: String,
}

/// So many events are looked through for the one of a name.
const MOST_EVENTS: usize = 200;

#[derive(Debug, Default)]
pub(in crate::study::import) struct Gathering {
    interview: Interview,
    durations: Vec<(String, u32)>,
    /// From the arrow, from an event, from the status, from the title; the first that is known counts.
    outcomes: [Option<&'static str>; 4],
    /// By the title; what the note says elsewhere is surer.
    titled_company: Option<String>,
    titled_role: Option<String>,
    titled_day: Option<Day>,
    remarks: Vec<(String, String)>,
    problems: Vec<Problem>,
    /// How many facts were understood; a note with none is no interview.
    facts: usize,
}

impl Gathering {
    pub(in crate::study::import) fn problem(&mut self, line: usize, message: impl Into<String>) {
        self.problems.push(Problem { line: Some(line), message: message.into() });
    }

    pub(in crate::study::import) fn not_understood(&mut self, line: usize, text: &str) {
        let text = to_plain(text);
        let mut shown: String =
            text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(61).collect();
        if shown.is_empty() {
            return;
        }
        if shown.chars().count() > 60 {
            shown.pop();
            shown.push('…');
        }
        self.problem(line, format!("not understood: {shown}"));
    }

    /// Commentary, as Markdown, under the heading of its section.
    pub(in crate::study::import) fn remark(&mut self, section: &str, markdown: &str) {
        let markdown = markdown.trim();
        if !markdown.is_empty() {
            self.remarks.push((section.to_owned(), markdown.to_owned()));
        }
    }

    /// A title such as `[Nova | نوا](https://nova.example)`: company, role and address.
    pub(in crate::study::import) fn title(&mut self, title: &str, url: Option<&str>) {
        let told = InterviewTitle::of(title, NoteWords::built_in());
        (self.titled_company, self.titled_role) = (told.company, told.role);
        self.titled_day = told.day;
        self.outcomes[3] = told.outcome;
        if let Some(url) = url.filter(|url| url.contains("://")) {
            self.interview.url = Some(url.trim().to_owned());
        }
    }

    pub(in crate::study::import) fn role(&mut self, text: &str) {
        let role = one_line(text);
        if self.interview.role.is_none() && !role.is_empty() {
            self.interview.role = Some(role);
        }
    }

    /// A company, unless a fact or the title names one.
    pub(in crate::study::import) fn company(&mut self, name: &str) {
        self.titled_company.get_or_insert_with(|| name.to_owned());
    }

    /// The note tells of several companies, so the title's is not the one.
    pub(in crate::study::import) fn forget_titled_company(&mut self) {
        self.titled_company = None;
    }

    pub(in crate::study::import) fn has_role(&self) -> bool {
        self.interview.role.is_some()
    }

    /// Whether a text is a dated or timed stage: "Technical Interview <br> 1404/08/03".
    pub(in crate::study::import) fn is_event(text: &str) -> bool {
        let plain = to_plain(text);
        let is_timed = || {
            let mut lines = plain.lines().skip(1);
            let second = lines.next();
            lines.next().is_none() && second.is_some_and(|line| line.len() < 40 && minutes_in(line).is_some())
        };
        let is_short = plain.chars().count() < 80;
        if !is_short && !is_timed() {
            return false;
        }
        match dates_in(&plain).first() {
            Some(found) => is_short && !holds_question_mark(&plain) && found.start < 60,
            None => is_timed(),
        }
    }

    /// One fact with what stands under its heading.
    pub(in crate::study::import) fn fact(&mut self, fact: Fact, section: &str, entries: &[Entry]) {
        let whole = entries.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>().join("\n");
        if whole.trim().is_empty() {
            return;
        }
        self.facts += 1;
        let line = entries.first().map_or(1, |entry| entry.line);
        let plain = to_plain(&whole);
        match fact {
            Fact::Status | Fact::Outcome => {
                let found = flowchart::outcome_of(&plain);
                if found.is_some() {
                    self.outcomes[2] = self.outcomes[2].or(found);
                }
                // Emoji are the status; words may say more.
                if plain.chars().any(char::is_alphabetic) && plain.chars().count() > 24 {
                    self.remark(section, &whole);
                } else if found.is_none()
                    && plain.chars().any(char::is_alphabetic)
                    && self.interview.outcome.is_none()
                {
                    self.interview.outcome = Some(one_line(&plain).to_lowercase());
                }
            }
            Fact::Process => self.process(section, entries),
            Fact::Dates => entries.iter().for_each(|entry| self.dated(entry)),
            Fact::Duration => entries.iter().for_each(|entry| self.timed(entry)),
            Fact::Score => match score_in(&plain) {
                Some(score) => self.interview.score = self.interview.score.or(Some(score)),
                None => self.not_understood(line, &plain),
            },
            Fact::ApplyWay => set(&mut self.interview.applied_via, &plain),
            Fact::Platform => set(&mut self.interview.platform, &plain),
            Fact::Company => set(&mut self.interview.company, &plain),
            Fact::Role => self.role(&plain),
            Fact::Url => {
                let start = whole.find("http");
                let url = start.map(|start| {
                    whole[start..]
                        .split([')', ' ', '>', '\n', '"', ']'])
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                });
                match url {
                    Some(url) => self.interview.url = Some(url),
                    None => set(&mut self.interview.url, &plain),
                }
            }
        }
    }

    /// The interview as the whole note tells it, and what was not understood.
    pub(in crate::study::import) fn finish(mut self) -> (Interview, Vec<Problem>) {
        let known = self.interview.events.iter().take(MOST_EVENTS);
        let names: Vec<String> = known.map(|event| comparable(&event.name)).collect();
        for (name, minutes) in std::mem::take(&mut self.durations) {
            self.join_duration(&names, &name, minutes);
        }
        let interview = &mut self.interview;
        for event in &interview.events {
            match flowchart::outcome_of(&event.name) {
                Some("rejected") => self.outcomes[1] = Some("rejected"),
                Some("offer") if self.outcomes[1].is_none() => self.outcomes[1] = Some("offer"),
                _ => {}
            }
        }
        // An offer is a weaker word than what the status says became of it.
        let [arrow, event, status, title] = self.outcomes;
        let from_event = event.filter(|&event| event == "rejected" || status.is_none());
        if let Some(outcome) = arrow.or(from_event).or(status).or(title) {
            interview.outcome = Some(outcome.to_owned());
        }
        interview.date = interview
            .events
            .iter()
            .filter(|event| is_interview(&event.name))
            .filter_map(|event| event.date)
            .max()
            .or(self.titled_day);
        interview.remarks = remarks_text(&self.remarks);
        interview.company = interview.company.take().or(self.titled_company);
        interview.role = interview.role.take().or(self.titled_role);
        (self.interview, self.problems)
    }

    fn process(&mut self, section: &str, entries: &[Entry]) {
        for entry in entries {
            if entry.text.lines().any(|line| flowchart::is_chart_header(line.trim()))
                || entry.text.contains("-->")
            {
                let flow = flowchart::read(&entry.text);
                if flow.stages.is_empty() {
                    self.not_understood(entry.line, &entry.text);
                }
                self.interview.stages.extend(flow.stages);
                self.outcomes[0] = self.outcomes[0].or(flow.outcome);
            } else if Self::is_event(&entry.text) {
                self.dated(entry);
                let event = self.interview.events.last();
                self.interview.stages.extend(event.map(|event| event.name.clone()));
            } else {
                let plain = to_plain(&entry.text);
                let parts: Vec<&str> = plain
                    .split(['\n', '→', '➜', '>'])
                    .flat_map(|part| part.split("->"))
                    .map(|part| part.trim_matches(|c: char| c.is_whitespace() || c == '-'))
                    .filter(|part| !part.is_empty())
                    .collect();
                if parts.iter().all(|part| part.chars().count() <= 60) {
                    self.interview.stages.extend(parts.into_iter().map(str::to_owned));
                } else {
                    self.remark(section, &entry.text);
                }
            }
        }
    }

    fn dated(&mut self, entry: &Entry) {
        let plain = to_plain(&entry.text);
        // Several events may share an entry when they are lines of a paragraph.
        let mut name = String::new();
        for line in plain.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let dates = dates_in(line);
            let Some(first) = dates.first() else {
                if !name.is_empty() {
                    self.event(std::mem::take(&mut name), None);
                }
                line.trim_end_matches(':').trim_end().clone_into(&mut name);
                continue;
            };
            let before = line[..first.start].trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '|' | '(' | '،' | ',')
            });
            let own_name = match (name.is_empty(), before.is_empty()) {
                (true, true) => named_behind(&line[first.end..]).unwrap_or("Interview").to_owned(),
                (true, false) => before.to_owned(),
                (false, true) => name.clone(),
                (false, false) => format!("{name} ({before})"),
            };
            let is_part = !name.is_empty() && !before.is_empty();
            for date in &dates {
                if date.day.is_none() {
                    self.problem(
                        entry.line,
                        format!("`{}` is no date; left out of \"{own_name}\"", date.written),
                    );
                }
            }
            let day = dates.iter().find_map(|date| date.day);
            if let Some(minutes) = minutes_in(&line[first.end..])
                .filter(|&minutes| minutes < 24 * 60 && !line[first.end..].contains(':'))
            {
                self.durations.push((own_name.clone(), minutes));
            }
            if !self.is_known(&own_name, day) {
                self.event(own_name, day);
            }
            if !is_part {
                name.clear();
            }
        }
        if !name.is_empty()
            && !self.interview.events.last().is_some_and(|event| event.name.starts_with(&name))
        {
            self.event(name, None);
        }
    }

    /// A heading may repeat what a list of dates says.
    fn is_known(&self, name: &str, day: Option<Day>) -> bool {
        day.is_some()
            && self
                .interview
                .events
                .iter()
                .take(MOST_EVENTS)
                .any(|event| event.date == day && event.name == name)
    }

    fn event(&mut self, name: String, date: Option<Day>) {
        self.interview.events.push(InterviewEvent { name, date, duration_minutes: None });
    }

    fn timed(&mut self, entry: &Entry) {
        let plain = to_plain(&entry.text);
        let mut name = String::new();
        let mut is_understood = false;
        for line in plain.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (before, length) = match line.split_once(": ").or_else(|| line.split_once(" - ")) {
                Some((before, length)) if minutes_in(length).is_some() => (before.trim(), length),
                _ => ("", line),
            };
            match minutes_in(length) {
                Some(minutes) => {
                    is_understood = true;
                    let own_name =
                        if before.is_empty() { std::mem::take(&mut name) } else { before.to_owned() };
                    self.durations.push((own_name, minutes));
                }
                None => line.trim_end_matches(':').clone_into(&mut name),
            }
        }
        if !is_understood {
            self.not_understood(entry.line, &plain);
        }
    }

    /// To the event of the same name; to the only interview, where a duration has no name.
    fn join_duration(&mut self, names: &[String], name: &str, minutes: u32) {
        let wanted = comparable(name);
        let events = &mut self.interview.events;
        let place = if wanted.is_empty() {
            let mut interviews = events
                .iter()
                .enumerate()
                .filter(|(_, event)| is_interview(&event.name) && !is_call(&event.name));
            interviews.next().filter(|_| interviews.next().is_none()).map(|(at, _)| at)
        } else {
            let same = names.iter().position(|name| *name == wanted);
            same.or_else(|| names.iter().position(|name| name.starts_with(&wanted)))
        };
        if let Some(event) =
            place.and_then(|at| events.get_mut(at)).filter(|event| event.duration_minutes.is_none())
        {
            event.duration_minutes = Some(minutes);
        } else {
            let name = if name.is_empty() { "Interview" } else { name };
            events.push(InterviewEvent {
                name: name.to_owned(),
                date: None,
                duration_minutes: Some(minutes),
            });
        }
    }
}

/// What stands behind a date and a colon: "12 May 2024: HR call".
fn named_behind(text: &str) -> Option<&str> {
    let name = text.trim_start().strip_prefix([':', '：', '–', '—', '-'])?.trim();
    let is_name = name.chars().any(char::is_alphabetic) && name.chars().count() < 60;
    (is_name && minutes_in(name).is_none()).then_some(name)
}

/// "6.5/10", "4 out of 5", "85%", "★★★★☆", "۸ از ۱۰": out of ten, to two places.
fn score_in(text: &str) -> Option<f64> {
    let stars = text.matches(['★', '⭐']).count();
    if stars > 0 && stars <= 10 {
        let all = (stars + text.matches('☆').count()).max(5);
        let [stars, all] = [stars, all].map(|count| u32::try_from(count).map_or(0.0, f64::from));
        return scaled(stars, all);
    }
    let text = ascii_digits(text).replace('٫', ".").replace("out of", "/").replace(" از ", " / ");
    let mut numbers = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = &rest[start..];
        let end = tail.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tail.len());
        numbers.push((
            tail[..end].trim_end_matches('.').parse::<f64>().ok()?,
            tail[end..].trim_start().chars().next(),
        ));
        rest = &tail[end..];
    }
    match numbers[..] {
        [(score, Some('/')), (all, _), ..] => scaled(score, all),
        [(percent, Some('%' | '٪')), ..] => scaled(percent, 100.0),
        [(score, _)] if score <= 10.0 => scaled(score, 10.0),
        _ => None,
    }
}

fn scaled(score: f64, all: f64) -> Option<f64> {
    (all > 0.0 && (0.0..=all).contains(&score)).then(|| (score / all * 1000.0).round() / 100.0)
}

fn set(field: &mut Option<String>, plain: &str) {
    let value = one_line(plain);
    if field.is_none() && !value.is_empty() {
        *field = Some(value);
    }
}

fn one_line(text: &str) -> String {
    to_plain(text).lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

fn is_interview(name: &str) -> bool {
    let (known, folded) = (NoteWords::built_in(), fold(name));
    let alone = folded.split(" (").next().unwrap_or_default();
    !known.within(WordClass::Paper, &folded) && !known.is(WordClass::Homework, alone)
}

fn is_call(name: &str) -> bool {
    NoteWords::built_in().within(WordClass::Call, &fold(name))
}

fn comparable(name: &str) -> String {
    name.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn remarks_text(remarks: &[(String, String)]) -> Option<String> {
    let mut text = String::new();
    let mut section = "";
    for (own_section, markdown) in remarks {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        if own_section != section && !own_section.is_empty() {
            text.push_str("### ");
            text.push_str(own_section);
            text.push_str("\n\n");
        }
        section = own_section;
        text.push_str(markdown);
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry { line: 1, text: text.to_owned() }
    }

    #[track_caller]
    fn check_score(text: &str, expected: Option<f64>) {
        assert_eq!(score_in(text), expected, "{text}");
    }

    #[test]
    fn scores_are_out_of_ten() {
        check_score("6.5/10", Some(6.5));
        check_score("4 / 5", Some(8.0));
        check_score("8 out of 10", Some(8.0));
        check_score("85/100", Some(8.5));
        check_score("85%", Some(8.5));
        check_score("۷٫۵/۱۰", Some(7.5));
        check_score("★★★★☆", Some(8.0));
        check_score("7", Some(7.0));
        check_score("good", None);
        check_score("12/10", None);
    }

    #[test]
    fn events_dates_and_durations_are_joined() {
        let mut gathering = Gathering::default();
        let dates = [
            "**Sent CV** <br /> 1404/07/15",
            "**Technical Interview**<br>1404/08/03 AT 11 AM",
            "**Rejection Email** <br> 1404/08/24",
        ]
        .map(entry);
        gathering.fact(Fact::Dates, "Interview Date", &dates);
        gathering.fact(Fact::Duration, "Interview Duration", &[entry("**technical interview**<br />1 hour")]);
        let (interview, problems) = gathering.finish();
        assert_eq!(problems, []);
        assert_eq!(interview.date.unwrap().to_string(), "2025-10-25");
        assert_eq!(interview.outcome.as_deref(), Some("rejected"));
        let events: Vec<_> =
            interview.events.iter().map(|event| (event.name.as_str(), event.duration_minutes)).collect();
        assert_eq!(events, [("Sent CV", None), ("Technical Interview", Some(60)), ("Rejection Email", None)]);
    }

    #[test]
    fn an_impossible_date_is_a_problem() {
        let mut gathering = Gathering::default();
        gathering.fact(Fact::Dates, "", &[entry("**Sent CV** <br /> 1402.03.00")]);
        let (interview, problems) = gathering.finish();
        assert_eq!(interview.events[0].date, None);
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn a_title_names_the_company() {
        for (title, company) in [
            ("Nova | نوا", "Nova"),
            ("Interview at Nova", "Nova"),
            ("Nova interview experience", "Nova"),
            ("Nova (Cloud)", "Nova (Cloud)"),
        ] {
            let mut gathering = Gathering::default();
            gathering.title(title, Some("https://nova.example"));
            assert_eq!(gathering.finish().0.company.as_deref(), Some(company));
        }
    }
}
