//! What the title of a note tells of an interview: "Nova | Senior Backend Engineer", "My interview at Nova for
//! Engineer II", "Nova SDE-1 interview experience".
//!
//! A title is cut at its marks; each part is freed of the words that titles of interviews have, and is then a
//! company, a role, or both. Whether the note is about an interview at all is for the reader of the note to say:
//! most titles name a subject.

use super::calendar::dates_in;
use super::flowchart::outcome_of;
use crate::study::day::Day;
use crate::study::import::marks::{QUESTION_MARKS, ascii_digits};
use crate::study::import::wording::{HeadingKind, heading_kind};
use crate::study::lexicon::{CalendarWords, NoteWords, WordClass, fold, is_unspaced};

/// A company has no longer name, in words.
const MOST_COMPANY_WORDS: usize = 6;

/// What a title tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::study::import) struct InterviewTitle {
    pub(in crate::study::import) company: Option<String>,
    pub(in crate::study::import) role: Option<String>,
    pub(in crate::study::import) outcome: Option<&'static str>,
    /// The first day that it gives in full.
    pub(in crate::study::import) day: Option<Day>,
    /// It says that the note tells of one interview.
    pub(in crate::study::import) is_interview: bool,
    /// It names a company and a role there, and announces no questions.
    pub(in crate::study::import) is_job: bool,
}

impl InterviewTitle {
    /// Reads a title without Markdown.
    pub(in crate::study::import) fn of(title: &str, words: &NoteWords) -> Self {
        let mut reader = Reader { words, found: Self::default(), is_told: false, has_back: false };
        if title.contains(QUESTION_MARKS) {
            return reader.found;
        }
        let text = reader.without_groups(title);
        for part in parts(&text) {
            reader.part(part);
        }
        let Reader { mut found, is_told, has_back, .. } = reader;
        let announces =
            heading_kind(title, words) == HeadingKind::Announces && !title.chars().any(is_unspaced);
        let has_end = found.outcome.is_some();
        let is_story = words.within(WordClass::Experience, &fold(title));
        found.day = dates_in(title).iter().find_map(|date| date.day);
        let tells =
            is_told || is_story || has_end || has_back && (found.role.is_some() || found.day.is_some());
        found.is_job = found.company.is_some() && found.role.is_some() && !announces;
        found.is_interview = found.company.is_some() && !announces && tells;
        found
    }
}

struct Reader<'a> {
    words: &'a NoteWords,
    found: InterviewTitle,
    /// A part begins as a story does: "My interview at".
    is_told: bool,
    /// A part ends as one does: "interview".
    has_back: bool,
}

impl Reader<'_> {
    /// Takes groups in brackets that tell an outcome, a date or a role out of a title.
    fn without_groups(&mut self, title: &str) -> String {
        let mut text = String::with_capacity(title.len());
        let mut rest = title;
        while let Some(open) = rest.find(['(', '[', '（', '【']) {
            let end = rest[open..].find([')', ']', '）', '】']).map(|at| open + at);
            let Some(end) = end else { break };
            let open_len = rest[open..].chars().next().map_or(1, char::len_utf8);
            let close_len = rest[end..].chars().next().map_or(1, char::len_utf8);
            let inner = &rest[open + open_len..end];
            text.push_str(&rest[..open]);
            let is_role = self.has_job(inner) && !self.has_job(&rest[..open]);
            if let Some(outcome) = outcome_of(inner) {
                self.found.outcome = self.found.outcome.or(Some(outcome));
            } else if is_role {
                self.found.role = self.found.role.take().or_else(|| name(inner));
            } else if !is_date(inner) && !self.is_back(inner) {
                text.push_str(&rest[open..end + close_len]);
            }
            rest = &rest[end + close_len..];
        }
        text.push_str(rest);
        text
    }

    fn has_job(&self, text: &str) -> bool {
        self.words.within(WordClass::Job, &fold(text))
    }

    fn is_back(&self, text: &str) -> bool {
        self.words.is(WordClass::TitleBack, fold(text).trim())
    }

    fn part(&mut self, part: &str) {
        let mut text = part.trim_matches(|c: char| !c.is_alphanumeric() && !")]）】+#".contains(c));
        let folded = fold(text);
        if let Some(len) = self.words.begins(WordClass::TitleFront, &folded) {
            // "Interview" alone may stand before a subject, too.
            let is_bare = [WordClass::Company, WordClass::AnnouncesWeak]
                .iter()
                .any(|class| self.words.is(*class, &folded[..len]));
            self.is_told |= !is_bare;
            text = text[at(text, &folded, len)..].trim_start_matches([' ', ':']);
        }
        text = self.without_back(text);
        if text.is_empty() || is_date(text) || !text.chars().any(char::is_alphabetic) {
            return;
        }
        let folded = fold(text);
        // "SDE-1 interview experience at Flipkart"
        if let Some(back) = self.words.find(WordClass::TitleBack, &folded).filter(|back| back.start > 0)
            && let Some(len) = self.words.begins(WordClass::BeforeCompany, folded[back.end..].trim_start())
        {
            let (role, company) =
                (&text[..at(text, &folded, back.start)], text[at(text, &folded, back.end)..].trim_start());
            self.has_back = true;
            self.is_told = true;
            self.set(&company[at(company, folded[back.end..].trim_start(), len)..], role);
            return;
        }
        if let Some(split) = self.split_at(WordClass::BeforeRole, text, &folded)
            && (self.is_told || self.has_job(split.1))
        {
            return self.set(split.0, split.1);
        }
        if let Some((role, company)) = self.split_at(WordClass::BeforeCompany, text, &folded)
            && self.has_job(role)
        {
            return self.set(company, role);
        }
        match self.role_start(text, &folded) {
            Some(start) => {
                let (company, role) = text.split_at(start);
                self.set(company, role);
            }
            None if self.is_stage(&folded) || self.is_subject(text) => {}
            None => self.set(text, ""),
        }
    }

    fn set(&mut self, company: &str, role: &str) {
        let company = self.without_back(company.trim());
        if self.found.company.is_none()
            && company.split_whitespace().count() <= MOST_COMPANY_WORDS
            && !matches!(heading_kind(company, self.words), HeadingKind::Announces | HeadingKind::Facts)
        {
            self.found.company = name(company);
        }
        let role = self.without_back(role.trim());
        self.found.role = self.found.role.take().or_else(|| name(role));
    }

    /// The texts before and behind a word, if both say something.
    fn split_at<'t>(&self, class: WordClass, text: &'t str, folded: &str) -> Option<(&'t str, &'t str)> {
        let found = self.words.find(class, folded)?;
        let (before, behind) =
            (text[..at(text, folded, found.start)].trim(), text[at(text, folded, found.end)..].trim());
        (!before.is_empty() && !behind.is_empty()).then_some((before, behind))
    }

    /// Where a role begins: at the word that makes one, or at the words before it that belong to it; at a level
    /// such as `L4`.
    fn role_start(&self, text: &str, folded: &str) -> Option<usize> {
        let is_front =
            |word: &str| self.words.is(WordClass::JobFront, &fold(word.trim_matches(['(', ')', '/'])));
        let Some(job) = self.words.find(WordClass::Job, folded) else {
            // "Middle Python": the words before a role, and no more.
            let has_front = text.split_whitespace().next().is_some_and(is_front);
            return if self.found.company.is_some() && has_front { Some(0) } else { level_start(text) };
        };
        let mut start = at(text, folded, job.start);
        while let Some(word) =
            text[..start].trim_end().rsplit([' ', '/']).next().filter(|word| !word.is_empty())
        {
            if !is_front(word) {
                break;
            }
            start = text[..start].trim_end().len() - word.len();
        }
        Some(start)
    }

    /// "Java Junior": words before a role, and no company.
    fn is_subject(&self, text: &str) -> bool {
        text.split_whitespace().all(|word| self.words.is(WordClass::JobFront, &fold(word)))
    }

    /// "Round 2", "一面"
    fn is_stage(&self, folded: &str) -> bool {
        self.words.begins(WordClass::Stage, folded).is_some() && folded.split_whitespace().count() <= 3
    }

    /// Without the words that titles of interviews end in, and the numbers behind them.
    fn without_back<'t>(&mut self, text: &'t str) -> &'t str {
        let mut text = text.trim();
        loop {
            let numbered = text.trim_end_matches(|c: char| c.is_numeric() || c == '#' || c == ' ');
            let folded = fold(numbered);
            let cut = folded.char_indices().map(|(start, _)| start).find(|&start| {
                let begins = folded[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric())
                    || folded[start..].starts_with(is_unspaced);
                begins && self.words.is(WordClass::TitleBack, &folded[start..])
            });
            let Some(cut) = cut else { return text };
            self.has_back = true;
            text = numbered[..at(numbered, &folded, cut)]
                .trim_end_matches(|c: char| c.is_whitespace() || "-–—|:,،，".contains(c));
        }
    }
}

/// The parts of a title between its marks.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    let spaced = [" - ", " – ", " — ", " / ", ": ", ", "];
    let marked = title.split(['|', '｜', '，', '،', '：', '·', '•']);
    spaced
        .into_iter()
        .fold(marked.collect::<Vec<_>>(), |parts, mark| {
            parts.iter().flat_map(|part| part.split(mark)).collect()
        })
        .into_iter()
}

/// The byte of a text that a byte of its folded form came from.
fn at(text: &str, folded: &str, byte: usize) -> usize {
    let count = folded[..byte].chars().count();
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

fn name(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(|c: char| c.is_whitespace() || "-–—|:,،，*_".contains(c));
    text.chars().any(char::is_alphanumeric).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a text is no more than a date, a month with its year, or a year.
fn is_date(text: &str) -> bool {
    let digits = ascii_digits(text);
    let mut words = digits.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_part = |word: &str| word.parse::<u32>().is_ok() || CalendarWords::built_in().month(word).is_some();
    let is_short = text.split_whitespace().count() <= 4;
    is_short && text.chars().any(char::is_numeric) && words.all(is_part)
        || is_short && !dates_in(text).is_empty()
}

/// `L4`, `E5`, `IC3` behind a name.
fn level_start(text: &str) -> Option<usize> {
    let start = text.rfind(' ').map_or(0, |blank| blank + 1);
    let last = &text[start..];
    let letters = last.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = &last[letters..];
    let is_level = (1..=3).contains(&letters) && (1..=2).contains(&digits.len());
    (is_level && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, company: &str, role: &str, is_interview: bool) {
        let found = InterviewTitle::of(title, NoteWords::built_in());
        let said = (found.company.as_deref().unwrap_or_default(), found.role.as_deref().unwrap_or_default());
        assert_eq!((said, found.is_interview), ((company, role), is_interview), "{title}");
    }

    #[test]
    fn titles_name_company_and_role() {
        check("Nova | نوا", "Nova", "", false);
        check("Novaray (Orbit)", "Novaray (Orbit)", "", false);
        check("Komet | Senior Backend Engineer", "Komet", "Senior Backend Engineer", false);
        check("Brightkart SDE-1 interview experience", "Brightkart", "SDE-1", true);
        check("SDE-1 Interview Experience at Brightkart", "Brightkart", "SDE-1", true);
        check("My interview at Larkfield for Engineer II", "Larkfield", "Engineer II", true);
        check(
            "Brightkart Software Engineer Interview | Set 2 | On-Campus",
            "Brightkart",
            "Software Engineer",
            true,
        );
        check("Larkfield Interview Experience", "Larkfield", "", true);
        check("Java Developer Interview Experience", "", "Java Developer", false);
        check("Larkfield L4 | Oslo | Nov 2022", "Larkfield", "L4", false);
        check("Larkfield | L5 | Oslo | Aug 2023 [Offer]", "Larkfield", "L5", true);
        check("Larkfield – Staff Data Engineer (2024)", "Larkfield", "Staff Data Engineer", false);
    }

    #[test]
    fn titles_of_other_languages_name_them_too() {
        check("晨星科技后端一面面经", "晨星科技", "后端", true);
        check("晨星科技 后端开发实习生 面经（已 offer）", "晨星科技", "后端开发实习生", true);
        check("Собеседование в Ромашка, Java-разработчик", "Ромашка", "Java-разработчик", true);
        check("Собеседование Java Junior", "", "", false);
        check("Співбесіда в Зоря, Middle Python", "Зоря", "Middle Python", true);
        check("تجربه‌ی مصاحبه با نواری برای موقعیت فرانت‌اند", "نواری", "فرانت‌اند", true);
        check("مصاحبه‌ی نواری، برنامه‌نویس بک‌اند (Go)", "نواری", "برنامه‌نویس بک‌اند (Go)", false);
        check("새별 백엔드 신입 면접 후기", "새별", "백엔드 신입", true);
        check("Pengalaman interview Kelana (Android Engineer)", "Kelana", "Android Engineer", true);
        check("Aurora — Engenheira de Software II (fev/2024)", "Aurora", "Engenheira de Software II", false);
    }

    #[test]
    fn subjects_are_no_interviews() {
        for title in [
            "JavaScript interview questions",
            "What is a mutex?",
            "JavaScript Interview",
            "Interview notes",
            "Docker",
        ] {
            assert!(!InterviewTitle::of(title, NoteWords::built_in()).is_interview, "{title}");
        }
    }

    #[test]
    fn a_title_gives_the_day() {
        let told = |title| InterviewTitle::of(title, NoteWords::built_in());
        let found = told("Larkfield interview, Go developer, 12 April 2026");
        assert_eq!(found.day.map(|day| day.to_string()).as_deref(), Some("2026-04-12"));
        assert_eq!(
            (found.company.as_deref(), found.role.as_deref()),
            (Some("Larkfield"), Some("Go developer"))
        );
        let found = told("Larkfield interview (2026-04-12)");
        assert_eq!(found.day.map(|day| day.to_string()).as_deref(), Some("2026-04-12"));
        assert!(found.is_interview);
        assert_eq!(told("Larkfield interview, April 2026").day, None, "no day");
        assert!(!told("JavaScript interview, 12 April 2026").is_interview);
    }

    #[test]
    fn a_title_tells_how_it_ended() {
        let outcome = |title| InterviewTitle::of(title, NoteWords::built_in()).outcome;
        assert_eq!(outcome("Larkfield L4 [Reject]"), Some("rejected"));
        assert_eq!(outcome("晨星科技 面经（已 offer）"), Some("offer"));
        assert_eq!(outcome("Larkfield (Cloud)"), None);
    }
}
