//! What a note tells of the interview: company, role, dates, stages, outcome, remarks.
//!
//! Only blocks that no card used are looked at. A first pass asks whether the note is about an interview at all: by its
//! title, or by facts that it names. If it is, a second pass gathers the facts, and what is left are remarks.

mod title;

use super::super::blocks::{Block, BlockId, Kind, PLAIN_LEVEL};
use super::super::facts::calendar::{dates_in, minutes_in};
use super::super::facts::flowchart::{is_chart_header, outcome_of};
use super::super::facts::headings::{Fact, Heading};
use super::super::facts::interview::{Entry, Gathering};
use super::super::facts::titles::InterviewTitle;
use super::super::html::to_plain;
use super::super::outcome::ImportedNote;
use super::super::text::RTL;
use super::body::written;
use super::candidate::Role;
use super::groups::Decided;
use crate::study::deck::InterviewEvent;
use crate::study::import::wording::{Ask, HeadingKind, ask, is_in_the_way, key_value, leads_inside};
use crate::study::lexicon::{WordClass, fold};
use title::{Title, domain, plain_title};

/// A text of more letters below the heading of a fact is commentary: if it is written from right to left, or if it
/// stands below a value.
const LONGEST_FACT: usize = 60;

/// Facts that a note must name to be about an interview if its title does not say so.
const ENOUGH_FACTS: i32 = 3;
const ENOUGH_WITH_SURE_ONE: i32 = 2;

/// Adds what the note tells of the interview; `used` says which blocks became cards.
pub(super) fn gather(decided: &Decided<'_>, used: &[bool], note: &mut ImportedNote) {
    let title = Title::of(decided, used, note.title.as_deref());
    let Some(subject) = subject_of(decided, used, &title) else { return };
    let mut reader = Reader {
        decided,
        used,
        gathering: Gathering::default(),
        section: String::new(),
        heading: Heading::Other,
        is_plain: false,
        entries: Vec::new(),
        run: Vec::new(),
        rounds: Vec::new(),
        prose_date: None,
        has_facts: fact_headings(decided, used).next().is_some(),
        has_cards: false,
    };
    let named = title.domain.as_deref().unwrap_or(&title.text);
    reader.gathering.title(named, title.url.as_deref());
    // A list of questions by rounds may be about a subject, not about a company.
    if subject == Subject::Rounds || names_two_companies(decided, &title) {
        reader.gathering.forget_titled_company();
    }
    reader.read(title.block);
    let Reader { gathering, rounds, prose_date, .. } = reader;
    let (mut interview, problems) = gathering.finish();
    if interview.stages.is_empty() {
        interview.stages = rounds;
    }
    if interview.date.is_none()
        && let Some(day) = prose_date
    {
        interview.date = Some(day);
        interview.events.push(InterviewEvent {
            name: "Interview".to_owned(),
            date: Some(day),
            duration_minutes: None,
        });
    }
    note.interview = interview;
    note.problems.extend(problems);
    note.problems.sort_by_key(|problem| problem.line);
    note.title = Some(title.text).filter(|text| !text.is_empty()).or_else(|| note.title.take());
}

/// Headings of facts, with their places.
fn fact_headings(decided: &Decided<'_>, used: &[bool]) -> impl Iterator<Item = (Fact, String)> {
    let blocks = decided.outline.blocks.iter().enumerate();
    let headings = blocks.filter(|(at, block)| block.kind == Kind::Heading && !used[*at]);
    headings.filter_map(|(at, _)| {
        let title = decided.outline.own(at);
        Some((Fact::of(&title)?, title.into_owned()))
    })
}

/// What a note with facts is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// One interview, by its title or its facts.
    Interview,
    /// The rounds of one, by its headings alone.
    Rounds,
}

fn subject_of(decided: &Decided<'_>, used: &[bool], title: &Title) -> Option<Subject> {
    let words = decided.words;
    if title.told.is_interview {
        return Some(Subject::Interview);
    }
    if words.within(WordClass::OtherDocuments, &fold(&title.text)) {
        return None;
    }
    let mut known: Vec<Fact> = Vec::new();
    // A fact that hardly anything but an interview has.
    let mut is_sure = title.told.is_job || title.domain.is_some();
    let mut add = |fact: Fact, key: &str| {
        known.push(fact);
        is_sure |= matches!(fact, Fact::Company | Fact::Role | Fact::ApplyWay)
            || words.within(WordClass::Round, &fold(key));
    };
    fact_headings(decided, used).for_each(|(fact, key)| add(fact, &key));
    for (at, _) in
        decided.outline.blocks.iter().enumerate().filter(|(at, block)| is_text(block) && !used[*at])
    {
        let text = decided.outline.own(at);
        for (fact, key, _) in text.lines().filter_map(keyed_fact) {
            add(fact, key);
        }
    }
    let distinct = Fact::distinct(&known);
    let (mut stages, mut rounds, mut remarks) = (0, 0, 0);
    for at in (0..used.len()).filter(|&at| decided.outline.blocks[at].kind == Kind::Heading && !used[at]) {
        let own = decided.outline.own(at);
        let kind = decided.annotations.kind(at);
        if Some(at) == title.block || kind == HeadingKind::Announces {
            continue;
        }
        match Heading::of(&own) {
            Heading::Stage => {
                stages += 1;
                rounds += i32::from(words.within(WordClass::Round, &fold(&own)));
            }
            Heading::Remarks => remarks += i32::from(kind == HeadingKind::Facts),
            _ => {}
        }
    }
    if is_sure && (distinct >= ENOUGH_WITH_SURE_ONE || stages > 0) || distinct >= ENOUGH_FACTS && stages > 0 {
        return Some(Subject::Interview);
    }
    (rounds >= 2 || rounds == 1 && remarks > 0).then_some(Subject::Rounds)
}

/// Whether headings of the title's level name interviews at different companies.
fn names_two_companies(decided: &Decided<'_>, title: &Title) -> bool {
    let Some(block) = title.block else { return false };
    let level = decided.outline.blocks[block].level;
    let blocks = decided.outline.blocks.iter().enumerate().skip(block + 1);
    let mut others = blocks.filter(|(_, other)| other.kind == Kind::Heading && other.level == level);
    others.any(|(at, _)| {
        let told = InterviewTitle::of(&plain_title(&decided.outline.own(at), decided.words), decided.words);
        told.is_interview && told.company != title.told.company
    })
}

fn is_mostly_rtl(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (all, rtl) = letters
        .fold((0, 0), |(all, rtl), c| (all + 1, rtl + usize::from(matches!(c, '\u{590}'..='\u{6ff}'))));
    rtl * 2 > all
}

fn is_text(block: &Block) -> bool {
    matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Line | Kind::Quote | Kind::Field(_))
}

/// "**Platform:** Meet" as fact, key and value.
fn keyed_fact(line: &str) -> Option<(Fact, &str, &str)> {
    let (key, value) = key_value(line)?;
    let is_value = !value.is_empty() && !value.ends_with(['?', '؟', '？']);
    Some((Fact::of(key).filter(|_| is_value)?, key, value))
}

struct Reader<'d, 'a> {
    decided: &'d Decided<'a>,
    used: &'d [bool],
    gathering: Gathering,
    /// The heading above, as people read it.
    section: String,
    heading: Heading,
    /// The heading above has no mark: what stands below it is parted by lines.
    is_plain: bool,
    /// What stands under the heading of a fact, and whether it is an item.
    entries: Vec<(Entry, Option<BlockId>)>,
    /// Blocks that are a remark, one below the other.
    run: Vec<BlockId>,
    rounds: Vec<String>,
    /// A date in a sentence about an interview.
    prose_date: Option<crate::study::day::Day>,
    has_facts: bool,
    has_cards: bool,
}

impl Reader<'_, '_> {
    fn read(&mut self, title: Option<BlockId>) {
        for at in (0..self.decided.outline.blocks.len()).filter(|&at| Some(at) != title) {
            let block = &self.decided.outline.blocks[at];
            if self.used[at] {
                self.has_cards = true;
                self.end_run();
                if block.kind == Kind::Heading {
                    self.close_fact();
                    self.section = plain_title(&self.decided.outline.own(at), self.decided.words);
                    self.heading = Heading::Other;
                }
                continue;
            }
            match block.kind {
                Kind::Heading => self.heading(at, block),
                Kind::FoldOpen | Kind::FoldClose | Kind::Rule | Kind::Separator => self.end_run(),
                _ if self.is_in_the_way(at) => self.end_run(),
                _ => self.block(at, block),
            }
        }
        self.end_run();
        self.close_fact();
    }

    /// A line of contents, or one that only leads back.
    fn is_in_the_way(&self, at: BlockId) -> bool {
        let text = self.decided.outline.own(at);
        self.decided.annotations.role(at) == Role::Boilerplate
            && (leads_inside(&text) || is_in_the_way(&text, self.decided.words))
    }

    fn heading(&mut self, at: BlockId, block: &Block) {
        self.end_run();
        let raw = self.decided.outline.own(at).into_owned();
        let title = plain_title(&raw, self.decided.words);
        // A line of emoji or a score set as a heading belongs to the heading above: the status.
        if matches!(self.heading, Heading::Fact(_)) && !title.chars().any(char::is_alphabetic) {
            self.entry(at, &raw);
            return;
        }
        self.close_fact();
        let mut heading = Heading::of(&title);
        let kind = self.decided.annotations.kind(at);
        if heading == Heading::Other && kind == HeadingKind::Facts {
            heading = Heading::Remarks;
        }
        if self.is_role(at, heading, &title) {
            self.gathering.role(&title);
            self.heading = Heading::Other;
            return;
        }
        if let Some((url, name)) = domain(&title, self.decided.words) {
            self.address(at, &url, &name);
        }
        if heading == Heading::Stage && kind != HeadingKind::Announces {
            self.round(at, &title);
        }
        self.heading = heading;
        self.is_plain = block.level == PLAIN_LEVEL;
        title.trim_end_matches([':', '：']).clone_into(&mut self.section);
    }

    /// "Backend Developer (Rust)" above the questions; "Test Engineer" has a word of a stage and is none.
    fn is_role(&self, at: BlockId, heading: Heading, title: &str) -> bool {
        let next = self.decided.outline.blocks.get(at + 1);
        let is_free =
            !self.has_cards && !self.gathering.has_role() && next.is_none_or(|next| next.kind != Kind::Item);
        let folded = fold(title);
        let is_job = self.decided.words.within(WordClass::Job, &folded);
        let is_interview = self.decided.words.within(WordClass::AnnouncesWeak, &folded);
        is_free
            && match heading {
                Heading::Other => {
                    is_job || self.has_facts && self.decided.annotations.kind(at) == HeadingKind::Plain
                }
                Heading::Stage => is_job && !is_interview,
                _ => false,
            }
    }

    /// A round of the interview, with the date and the length that its heading has.
    fn round(&mut self, at: BlockId, title: &str) {
        let line = self.decided.outline.number(at);
        let dates = dates_in(title);
        let aside = title.find(['(', '（', '<', '[']).filter(|&open| open > 0);
        let end =
            [aside, dates.first().map(|date| date.start)].into_iter().flatten().min().unwrap_or(title.len());
        let name =
            title[..end].trim_matches(|c: char| c.is_whitespace() || "-–—:：|,،(<".contains(c)).to_owned();
        if name.is_empty() {
            return;
        }
        if let Some(date) = dates.first() {
            let text = format!("{name}  \n{}", date.written);
            self.gathering.fact(Fact::Dates, "", &[Entry { line, text }]);
        }
        if let Some(aside) = aside.filter(|_| minutes_in(&title[end..]).is_some() && dates.is_empty()) {
            let text = format!(
                "{name}  \n{}",
                title[aside..].trim_matches(['(', ')', '（', '）', '[', ']', '<', '>'])
            );
            self.gathering.fact(Fact::Duration, "", &[Entry { line, text }]);
        }
        if !self.rounds.contains(&name) {
            self.rounds.push(name);
        }
    }

    fn address(&mut self, at: BlockId, url: &str, name: &str) {
        let line = self.decided.outline.number(at);
        self.gathering.fact(Fact::Url, "", &[Entry { line, text: url.to_owned() }]);
        self.gathering.company(name);
    }

    fn entry(&mut self, at: BlockId, text: &str) {
        let line = self.decided.outline.number(at);
        let block = &self.decided.outline.blocks[at];
        // What stands in an item belongs to it.
        if let Some((last, Some(item))) = self.entries.last_mut()
            && block.kind != Kind::Item
            && block.item == Some(*item)
        {
            last.text.push_str("  \n");
            last.text.push_str(text);
            return;
        }
        let item = Some(at).filter(|_| block.kind == Kind::Item);
        if self.is_plain && item.is_none() && block.kind != Kind::Code {
            let lines = text.lines().filter(|line| !line.trim().is_empty()).zip(line..);
            self.entries.extend(lines.map(|(text, line)| (Entry { line, text: text.to_owned() }, None)));
        } else {
            self.entries.push((Entry { line, text: text.replace('\n', "  \n") }, item));
        }
    }

    fn block(&mut self, at: BlockId, block: &Block) {
        let text = self.decided.outline.own(at).replace(RTL, "");
        if text.trim().is_empty() {
            return;
        }
        if block.kind == Kind::Code && self.chart(at) {
            return;
        }
        if let Heading::Fact(fact) = self.heading {
            let is_long = text.chars().count() > LONGEST_FACT;
            let is_rtl = block.is_rtl || is_mostly_rtl(&text);
            let has_value = !self.entries.is_empty();
            let is_value =
                !matches!(fact, Fact::Dates | Fact::Duration | Fact::Process | Fact::Status | Fact::Outcome);
            let is_prose = block.kind == Kind::Paragraph
                && !self.is_plain
                && is_long
                && (is_rtl || has_value && is_value);
            let is_aside = is_prose || block.is_rtl && has_value && fact != Fact::Dates;
            if is_aside {
                self.run.push(at);
            } else {
                self.end_run();
                self.entry(at, &text);
            }
            return;
        }
        if is_text(block) && self.told(at, &text) {
            return;
        }
        self.run.push(at);
        let has_stage = || self.decided.words.within(WordClass::Stage, &fold(&text));
        if self.prose_date.is_none() && block.kind == Kind::Paragraph && has_stage() {
            self.prose_date = dates_in(&text).iter().find_map(|date| date.day);
        }
    }

    /// A chart of the stages: its arrows, or its dates.
    fn chart(&mut self, at: BlockId) -> bool {
        let lines: Vec<&str> = self.decided.outline.blocks[at]
            .lines
            .clone()
            .map(|line| self.decided.outline.text.line(line))
            .collect();
        let lines = lines.iter().filter(|line| !line.trim_start().starts_with(['`', '~']));
        let lines: Vec<&str> = lines.map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        let line = self.decided.outline.number(at);
        let fact = match lines.first() {
            Some(first) if is_chart_header(first) => Fact::Process,
            Some(&"timeline") => Fact::Dates,
            _ => return false,
        };
        self.end_run();
        let lines = lines.iter().filter(|line| fact == Fact::Process || !dates_in(line).is_empty());
        let text = lines.copied().collect::<Vec<_>>().join(if fact == Fact::Process { "\n" } else { "  \n" });
        self.gathering.fact(fact, "", &[Entry { line, text }]);
        true
    }

    /// A block outside the headings of facts that tells one: by its key, as an event, as a time or a place.
    fn told(&mut self, at: BlockId, text: &str) -> bool {
        let first_line = self.decided.outline.number(at);
        let keyed: Vec<Option<(Fact, &str, &str)>> = text.lines().map(keyed_fact).collect();
        if keyed.iter().any(Option::is_some) {
            self.end_run();
            for ((line, keyed), number) in text.lines().zip(keyed).zip(first_line..) {
                match keyed {
                    Some((fact, key, value)) => self.keyed(fact, key, value, number),
                    None => self.gathering.remark(&self.section, line),
                }
            }
            return true;
        }
        let asks = ask(text, self.decided.words) == Ask::Mark;
        if !asks && Gathering::is_event(text) && !text.trim_end().ends_with(['.', '。']) {
            self.end_run();
            let entry = Entry { line: first_line, text: text.replace('\n', "  \n") };
            self.gathering.fact(Fact::Dates, "", &[entry]);
            return true;
        }
        if let Some((url, name)) = domain(text, self.decided.words).filter(|_| !self.has_cards) {
            self.end_run();
            self.address(at, &url, &name);
            return true;
        }
        self.decided.annotations.role(at) == Role::Fact && !asks && self.time_and_place(text, first_line)
    }

    fn keyed(&mut self, fact: Fact, key: &str, value: &str, line: usize) {
        let is_named = !matches!(Heading::of(key), Heading::Fact(_)) || self.heading != Heading::Stage;
        let is_of_stage = !is_named && matches!(fact, Fact::Dates | Fact::Duration);
        let text = match fact {
            _ if is_of_stage => format!("{}  \n{value}", self.section),
            // "Application date: 3 May 2024" is the event of its name.
            Fact::Dates if !self.decided.words.is(WordClass::Dates, &fold(key)) => format!("{key}: {value}"),
            Fact::Dates if self.decided.words.within(WordClass::Paper, &fold(key)) => {
                format!("{key}: {value}")
            }
            Fact::Platform if self.time_and_place(value, line) => return,
            _ => value.to_owned(),
        };
        let section = self.section.clone();
        self.gathering.fact(fact, &section, &[Entry { line, text }]);
    }

    /// "30 minutes, Zoom"; whether a place or a length was found.
    fn time_and_place(&mut self, text: &str, line: usize) -> bool {
        let parts: Vec<&str> = text.split([',', ';', '،', '，']).map(str::trim).collect();
        let place = parts.iter().find(|part| self.decided.words.is(WordClass::Platforms, &fold(part)));
        let time =
            parts.iter().find(|part| minutes_in(part).is_some() && part.split_whitespace().count() <= 6);
        if let Some(place) = place {
            self.gathering.fact(Fact::Platform, "", &[Entry { line, text: (*place).to_owned() }]);
        }
        if let Some(time) = time {
            let (name, time) = match time.split_once([':', '：']) {
                _ if self.heading == Heading::Stage => {
                    (self.section.as_str(), time.rsplit([':', '：']).next().unwrap_or(time))
                }
                Some((name, time)) => (name, time),
                None => ("", *time),
            };
            self.gathering.fact(Fact::Duration, "", &[Entry { line, text: format!("{name}  \n{time}") }]);
        }
        place.is_some() || time.is_some()
    }

    /// Hands over what stands under the heading of a fact.
    fn close_fact(&mut self) {
        self.end_run();
        let entries = std::mem::take(&mut self.entries);
        let Heading::Fact(fact) = self.heading else { return };
        let section = self.section.clone();
        let (items, mut loose): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(_, item)| item.is_some());
        let only = |entries: Vec<(Entry, Option<BlockId>)>| {
            entries.into_iter().map(|(entry, _)| entry).collect::<Vec<_>>()
        };
        let has_letters = |entry: &Entry| to_plain(&entry.text).chars().any(char::is_alphabetic);
        // The line under a row of emoji is the role.
        if fact == Fact::Status
            && items.is_empty()
            && let Some(at) = loose.iter().position(|(entry, _)| has_letters(entry)).filter(|&at| at > 0)
            && !self.gathering.has_role()
            && outcome_of(&loose[at].0.text).is_none()
        {
            let (role, _) = loose.remove(at);
            self.gathering.role(&role.text);
        }
        if self.is_plain && items.is_empty() && loose.len() > 1 && fact != Fact::Process {
            // Only the first line is the value; a text below it is commentary.
            let is_value = |(entry, _): &(Entry, Option<BlockId>)| {
                entry.text.chars().any(char::is_numeric) && entry.text.chars().count() < 60
            };
            let end = match fact {
                Fact::Dates | Fact::Duration => loose.iter().rposition(is_value).map_or(1, |at| at + 1),
                _ => 1,
            };
            let rest = loose.split_off(end);
            let (line, lines) = (loose[0].0.line, only(loose));
            let text = lines.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>().join("  \n");
            self.gathering.fact(fact, &section, &[Entry { line, text }]);
            for (entry, _) in rest {
                self.gathering.remark(&section, &entry.text);
            }
            return;
        }
        if self.is_plain && fact == Fact::Process && loose.len() > 1 {
            let line = loose[0].0.line;
            let text = only(std::mem::take(&mut loose))
                .iter()
                .map(|entry| entry.text.clone())
                .collect::<Vec<_>>()
                .join("\n");
            loose.push((Entry { line, text }, None));
        }
        let entries: Vec<Entry> = only(loose.into_iter().chain(items).collect());
        self.gathering.fact(fact, &section, &entries);
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if !run.is_empty() {
            self.gathering.remark(&self.section, &written(self.decided.outline, &run));
        }
    }
}

#[cfg(test)]
mod tests;
