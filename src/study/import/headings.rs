//! What a heading announces: a fact about the interview, commentary, or a stage with questions.
//!
//! Headings are compared by their words, without case, decoration and filler ("my", "interview",
//! "of"), so that "Date of Interview", "## interview dates" and "**Interview Date:**" are one.
//! The lists hold the words that people use in such notes, in English and Persian.

use super::label::{QUESTION_MARKS, Words};
use super::scan::{self, lowered};

/// In bytes.
pub(super) const LONGEST: usize = 160;

/// What stands under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    Fact(Fact),
    Remarks,
    /// A stage of the interview, or a collection of its questions.
    Stage,
    /// One problem of a live coding or a task, told in the text below: "Problem 2".
    Problem,
    Other,
}

/// One thing known about an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Company,
    Url,
    Role,
    Status,
    Process,
    ApplyWay,
    Dates,
    Duration,
    Platform,
    Score,
    Outcome,
}

impl Heading {
    pub(super) fn of(text: &str) -> Self {
        // A heading is a few words; whole paragraphs are asked too.
        if text.len() > LONGEST {
            return Self::Other;
        }
        let is_asking = text.trim_end().ends_with(QUESTION_MARKS);
        let may_name = may_name(text);
        if is_asking && !may_name {
            return Self::Other;
        }
        let lower = lowered(text);
        let all = words(&lower);
        if may_name {
            let wording = Wording::of(&all);
            if let Some(fact) = Fact::of_wording(&wording) {
                return Self::Fact(fact);
            }
            if wording.is_in(REMARKS) {
                return Self::Remarks;
            }
            if let [kind, number] = all[..]
                && PROBLEMS.contains(&kind)
                && number.chars().all(|c| c.is_ascii_digit())
            {
                return Self::Problem;
            }
        }
        // "Pull request checklist", "What you'll learn"
        let is_checklist =
            all.last() == Some(&"checklist") && !all.iter().any(|word| word.starts_with("interview"));
        let tells_aims = matches!(all[..], ["what", "you" | "you'll", .., "learn" | "build"]);
        if is_checklist || tells_aims && all.len() <= 5 {
            return Self::Remarks;
        }
        let is_short = all.len() <= 8 && !is_asking;
        if is_short && all.iter().any(|word| STAGE_WORDS.contains(word)) { Self::Stage } else { Self::Other }
    }
}

impl Fact {
    /// The fact that a heading or a key ("Platform:") names.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST || !may_name(text) {
            return None;
        }
        Self::of_wording(&Wording::of(&words(&lowered(text))))
    }

    /// How many different ones there are.
    pub(super) fn distinct(facts: &[Self]) -> i32 {
        FACTS.iter().map(|(fact, _)| i32::from(facts.contains(fact))).sum()
    }

    fn of_wording(wording: &Wording) -> Option<Self> {
        static KNOWN: Words = Words::of(&NAMES);
        if !KNOWN.may_hold(&wording.whole) && !KNOWN.may_hold(&wording.telling) {
            return None;
        }
        FACTS.iter().find(|(_, names)| wording.is_in(names)).map(|&(fact, _)| fact)
    }
}

const FACTS: &[(Fact, &[&str])] = &[
    (Fact::Company, &["company", "company name", "employer", "شرکت", "نام شرکت"]),
    (Fact::Url, &["website", "url", "site url", "homepage", "link", "وب سایت", "سایت شرکت"]),
    (
        Fact::Role,
        &[
            "role",
            "position",
            "job title",
            "job",
            "job position",
            "applied position",
            "سمت",
            "موقعیت شغلی",
            "عنوان شغلی",
            "پوزیشن",
        ],
    ),
    (Fact::Status, &["status", "state", "وضعیت"]),
    (
        Fact::Process,
        &[
            "process",
            "hiring process",
            "recruitment process",
            "process flow",
            "flow",
            "flowchart",
            "stages",
            "steps",
            "pipeline",
            "فرایند",
            "فرآیند",
            "فرایند مصاحبه",
            "فرآیند مصاحبه",
            "مراحل",
            "مراحل مصاحبه",
            "روند مصاحبه",
        ],
    ),
    (
        Fact::ApplyWay,
        &[
            "apply way",
            "way apply",
            "apply",
            "apply via",
            "applied via",
            "applied through",
            "apply method",
            "application method",
            "application way",
            "application",
            "application channel",
            "application source",
            "how applied",
            "how i applied",
            "how did i apply",
            "how apply",
            "where i applied",
            "source",
            "channel",
            "نحوه ارسال رزومه",
            "روش ارسال رزومه",
            "نحوه اپلای",
            "روش اپلای",
        ],
    ),
    (
        Fact::Dates,
        &[
            "date",
            "dates",
            "important dates",
            "key dates",
            "timeline",
            "schedule",
            "process timeline",
            "time",
            "when",
            "تاریخ",
            "تاریخ مصاحبه",
            "تاریخ ها",
            "زمان مصاحبه",
        ],
    ),
    (
        Fact::Duration,
        &[
            "duration",
            "durations",
            "length",
            "how long",
            "time taken",
            "مدت",
            "مدت مصاحبه",
            "مدت زمان",
            "مدت زمان مصاحبه",
        ],
    ),
    (
        Fact::Platform,
        &[
            "platform",
            "tool",
            "software",
            "where",
            "venue",
            "location",
            "place",
            "held on",
            "medium",
            "call platform",
            "meeting platform",
            "پلتفرم",
            "پلتفرم مصاحبه",
            "بستر",
            "بستر مصاحبه",
            "محل مصاحبه",
            "مکان مصاحبه",
        ],
    ),
    (
        Fact::Score,
        &[
            "score",
            "rating",
            "rate",
            "mark",
            "grade",
            "stars",
            "score out 10",
            "rating out 10",
            "overall rating",
            "overall score",
            "امتیاز",
            "نمره",
            "امتیاز من",
        ],
    ),
    (Fact::Outcome, &["result", "results", "outcome", "decision", "نتیجه", "نتیجه مصاحبه", "نتیجه نهایی"]),
];

const REMARKS: &[&str] = &[
    "feedback",
    "note",
    "notes",
    "remark",
    "remarks",
    "comment",
    "comments",
    "impression",
    "impressions",
    "conclusion",
    "summary",
    "overall",
    "experience",
    "opinion",
    "thoughts",
    "verdict",
    "review",
    "tips",
    "tip",
    "advice",
    "description",
    "about",
    "about company",
    "about us",
    "takeaways",
    "lessons",
    "lessons learned",
    "key takeaways",
    "retrospective",
    "story",
    "resources",
    "useful resources",
    "useful links",
    "links",
    "references",
    "further reading",
    "pros",
    "cons",
    "pros and cons",
    "benefits",
    // What documents of other kinds list.
    "agenda",
    "attendees",
    "action items",
    "next steps",
    "checklist",
    "added",
    "changed",
    "fixed",
    "deprecated",
    "upgrading",
    "consequences",
    "considered options",
    "learning objectives",
    "learning outcomes",
    "نظر",
    "نظر من",
    "نظر کلی",
    "توضیحات",
    "توضیح",
    "یادداشت",
    "یادداشت ها",
    "جمع بندی",
    "تجربه",
    "تجربه من",
    "تجربه مصاحبه",
    "نکات",
    "نکته",
    "فیدبک",
    "بازخورد",
    "خلاصه",
];

/// The names of all facts, and then those of remarks.
const NAMES: [&[&str]; FACTS.len() + 1] = {
    let mut names: [&[&str]; FACTS.len() + 1] = [REMARKS; FACTS.len() + 1];
    let mut at = 0;
    while at < FACTS.len() {
        names[at] = FACTS[at].1;
        at += 1;
    }
    names
};

const NAME_COUNT: usize = {
    let (mut count, mut list) = (0, 0);
    while list < NAMES.len() {
        count += NAMES[list].len();
        list += 1;
    }
    count
};

/// The first word of each name.
const BEGINNINGS: [&str; NAME_COUNT] = {
    let mut beginnings = [""; NAME_COUNT];
    let (mut at, mut list) = (0, 0);
    while list < NAMES.len() {
        let mut name = 0;
        while name < NAMES[list].len() {
            beginnings[at] = first_word(NAMES[list][name]);
            at += 1;
            name += 1;
        }
        list += 1;
    }
    beginnings
};

const fn first_word(name: &str) -> &str {
    let mut end = 0;
    while end < name.len() && name.as_bytes()[end] != b' ' {
        end += 1;
    }
    name.split_at(end).0
}

const PROBLEMS: &[&str] = &[
    "problem",
    "question",
    "challenge",
    "exercise",
    "task",
    "puzzle",
    "سوال",
    "مسئله",
    "مساله",
    "چالش",
    "تمرین",
];

const STAGE_WORDS: &[&str] = &[
    "interview",
    "interviews",
    "interviewing",
    "call",
    "phone",
    "screening",
    "screen",
    "technical",
    "tech",
    "hr",
    "coding",
    "code",
    "task",
    "challenge",
    "assignment",
    "homework",
    "onsite",
    "round",
    "behavioral",
    "behavioural",
    "design",
    "questions",
    "question",
    "quiz",
    "exam",
    "test",
    "assessment",
    "cultural",
    "culture",
    "manager",
    "cto",
    "ceo",
    "lead",
    "team",
    "pair",
    "programming",
    "whiteboard",
    "offer",
    "algorithm",
    "algorithms",
    "soft",
    "skills",
    "stage",
    "perguntas",
    "preguntas",
    "fragen",
    "domande",
    "soruları",
    "вопросы",
    "مصاحبه",
    "فنی",
    "سوال",
    "سوالات",
    "سوالها",
    "تسک",
    "لایوکد",
    "لایو",
    "تماس",
    "تلفنی",
    "منابع",
    "مرحله",
    "مدیر",
];

/// Words that say nothing about which heading it is.
const FILLER: &[&str] = &[
    "the",
    "my",
    "of",
    "a",
    "an",
    "interview",
    "interviews",
    "interview's",
    "final",
    "for",
    "and",
    "in",
    "own",
    "personal",
    "s",
    "general",
];

/// No name in the lists has more words.
const MOST_WORDS: usize = 4;

/// A heading's words, all of them and without filler, ready to be looked up. Empty where there are too
/// many for any name.
struct Wording {
    whole: String,
    telling: String,
}

impl Wording {
    fn of(all: &[&str]) -> Self {
        let telling = all.iter().copied().filter(|word| !FILLER.contains(word));
        let telling: Vec<&str> = telling.take(MOST_WORDS + 1).collect();
        if telling.len() > MOST_WORDS {
            return Self { whole: String::new(), telling: String::new() };
        }
        Self { whole: all.join(" "), telling: telling.join(" ") }
    }

    fn is_in(&self, names: &[&str]) -> bool {
        !self.whole.is_empty() && names.iter().any(|&name| name == self.whole || name == self.telling)
    }
}

/// Whether a text begins as a fact, a remark or a problem does, with or without filler, and has no more words
/// than one: most headings, which ask, are told by their first word.
fn may_name(text: &str) -> bool {
    static FILLING: Words = Words::of(&[FILLER]);
    static BEGINNING: Words = Words::of(&[&BEGINNINGS, PROBLEMS]);
    if !text.is_ascii() {
        return true;
    }
    let mut words = scan::ascii_words(text).peekable();
    words.next_if(|first| first.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(first) = words.next() else { return false };
    let mut telling = words.filter(|word| !FILLING.hold(word));
    let begins = if FILLING.hold(first) {
        telling.next().is_some_and(|second| BEGINNING.hold(first) || BEGINNING.hold(second))
    } else {
        BEGINNING.hold(first)
    };
    begins && telling.nth(MOST_WORDS - 1).is_none()
}

/// Words of a lower-case text, without marks, emoji and numbering at the front.
fn words(lower: &str) -> Vec<&str> {
    let mut words = scan::words(lower);
    if words.len() > 1 && words[0].chars().all(char::is_numeric) {
        words.remove(0);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Heading) {
        assert_eq!(Heading::of(text), expected, "{text}");
    }

    #[test]
    fn facts_are_matched_loosely() {
        for (text, fact) in [
            ("Interview Date", Fact::Dates),
            ("date of interview:", Fact::Dates),
            ("INTERVIEW DURATION", Fact::Duration),
            ("Application method", Fact::ApplyWay),
            ("Apply way 📨", Fact::ApplyWay),
            ("Overall rating", Fact::Score),
            ("My score", Fact::Score),
            ("Final result", Fact::Outcome),
            ("1. Interview Process", Fact::Process),
            ("تاریخ مصاحبه", Fact::Dates),
        ] {
            check(text, Heading::Fact(fact));
        }
    }

    #[test]
    fn no_name_is_longer_than_what_is_looked_up() {
        let names = FACTS.iter().flat_map(|(_, names)| names.iter()).chain(REMARKS);
        assert_eq!(names.map(|name| name.split(' ').count()).max(), Some(MOST_WORDS));
    }

    #[test]
    fn names_are_told_by_how_they_begin() {
        let names = FACTS.iter().flat_map(|(_, names)| names.iter()).chain(REMARKS);
        for name in names {
            for text in [name.to_string(), format!("3. My {name}?"), format!("The {name} of the interview:")]
            {
                assert!(may_name(&text), "{text}");
            }
        }
        assert!(may_name("Problem 2") && may_name("Question 12?"));
        for text in
            ["What is a lock?", "How do you know when a lock is taken in the kernel?", "1. Interview", ""]
        {
            assert!(!may_name(text), "{text}");
            assert!(matches!(Heading::of(text), Heading::Stage | Heading::Other), "{text}");
        }
    }

    #[test]
    fn stages_and_commentary_are_told_apart() {
        check("1st Technical Interview", Heading::Stage);
        check("HR Call", Heading::Stage);
        check("#### Live code", Heading::Stage);
        check("Interview questions", Heading::Stage);
        check("Task", Heading::Stage);
        check("Feedback", Heading::Remarks);
        check("My notes", Heading::Remarks);
        check("جمع‌بندی", Heading::Remarks);
        check("Problem 2", Heading::Problem);
        check("Senior Go Developer", Heading::Other);
        check("What is a technical debt?", Heading::Other);
    }
}
