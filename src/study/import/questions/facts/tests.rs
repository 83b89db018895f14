//! Notes about interviews, and what is gathered from them.

use crate::study::deck::Interview;
use crate::study::import::{ImportedNote, NoteHint, read_text};

fn read(text: &str) -> ImportedNote {
    read_text(text, &NoteHint { file_name: "note.md", ..NoteHint::default() })
}

fn told(interview: &Interview) -> [&str; 4] {
    [&interview.company, &interview.role, &interview.outcome, &interview.platform]
        .map(|fact| fact.as_deref().unwrap_or_default())
}

fn events(interview: &Interview) -> Vec<(&str, String, Option<u32>)> {
    let event = |event: &crate::study::deck::InterviewEvent| {
        let date = event.date.map_or(String::new(), |day| day.to_string());
        (event.name.clone(), date, event.duration_minutes)
    };
    interview.events.iter().map(|known| (known.name.as_str(), event(known).1, event(known).2)).collect()
}

#[test]
fn a_story_with_rounds_is_an_interview() {
    let note = read(
        "# Larkfield Interview Experience\n\n## Role Information\n\n- **Position:** Engineer III\n\n\
             I was interviewed on 12 March 2024.\n\n## Round 1: Basics (45 min)\n\n1. What is a trie?\n2. Why a heap?\n3. When a list?\n\n\
             They let me talk.\n\n## Verdict\n\nSelected\n",
    );
    assert_eq!(note.cards.len(), 3);
    let interview = &note.interview;
    assert_eq!(told(interview), ["Larkfield", "Engineer III", "offer", ""]);
    assert_eq!(interview.date.unwrap().to_string(), "2024-03-12");
    assert_eq!(interview.stages, ["Round 1: Basics"]);
    assert_eq!(
        events(interview),
        [("Round 1: Basics", String::new(), Some(45)), ("Interview", "2024-03-12".to_owned(), None)]
    );
    let remarks = interview.remarks.as_deref().unwrap();
    assert!(remarks.contains("They let me talk.") && !remarks.contains("trie"), "{remarks}");
}

#[test]
fn a_logo_and_a_company_stand_in_a_title() {
    let note = read(
        "# ![logo](https://cdn.example/k.png) Komet | Senior Backend Engineer\n\nStatus: Rejected\n\n## Technical round\n\n\
             - Google Meet\n- 1 hour\n- What is a mutex?\n- How do you test it?\n",
    );
    assert_eq!(note.title.as_deref(), Some("Komet | Senior Backend Engineer"));
    assert_eq!(told(&note.interview), ["Komet", "Senior Backend Engineer", "rejected", "Google Meet"]);
    assert_eq!(events(&note.interview), [("Technical round", String::new(), Some(60))]);
    assert_eq!(note.cards.len(), 2, "{:?}", note.cards);
}

#[test]
fn facts_by_their_keys_and_a_bare_address() {
    let note = read(
        "# Notes from May\n\nCompany: Larkfield\nRole: SRE\nApplied via: a friend\n\nlarkfield.example\n\n## Phone screen\n\n\
             - What is a load average?\n- Why does a disk fill?\n",
    );
    assert_eq!(told(&note.interview), ["Larkfield", "SRE", "", ""]);
    assert_eq!(note.interview.url.as_deref(), Some("https://larkfield.example"));
    assert_eq!(note.interview.applied_via.as_deref(), Some("a friend"));
    assert_eq!(note.interview.remarks, None);
}

#[test]
fn an_address_is_a_title() {
    let note = read("# www.komet.example\n\n## Technical round\n\n- What is a lock?\n- Why a queue?\n");
    assert_eq!(note.interview.company.as_deref(), Some("komet"));
    assert_eq!(note.interview.url.as_deref(), Some("https://www.komet.example"));
}

#[test]
fn dated_stages_of_the_persian_calendar() {
    let note = read(
        "# نواری\n\n- **عنوان شغلی:** Backend Developer\n- **وضعیت:** رد شدم ❌\n\n- ارسال رزومه: ۲ خرداد ۱۴۰۳\n\
             - مصاحبه‌ی فنی: ۹ خرداد ۱۴۰۳\n\n### مصاحبه‌ی فنی\n\n- قفل چیست؟\n- چرا صف؟\n",
    );
    assert_eq!(told(&note.interview), ["نواری", "Backend Developer", "rejected", ""]);
    assert_eq!(note.interview.date.unwrap().to_string(), "2024-05-29");
    assert_eq!(note.interview.events.len(), 2);
}

#[test]
fn dates_in_charts_and_in_headings() {
    let chart =
        "```mermaid\ntimeline\n  title Hiring\n  12 May 2024 : Sent Resume\n  19 May 2024 : HR Call\n```\n";
    let note = read(&format!(
        "# Komet, backend engineer\n\n{chart}\n## Phone screen (26 May 2024)\n\n- What is a lock?\n- Why a queue?\n"
    ));
    assert_eq!(note.interview.date.unwrap().to_string(), "2024-05-26");
    let names: Vec<_> = note.interview.events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["Sent Resume", "HR Call", "Phone screen"]);
    assert_eq!(note.interview.stages, ["Phone screen"]);
    assert_eq!(note.interview.remarks, None);
}

#[test]
fn outcomes_in_other_languages() {
    let outcome = |text: &str| read(text).interview.outcome.unwrap_or_default();
    let asked = "- Что такое мьютекс?\n- Зачем очередь?\n";
    assert_eq!(
        outcome(&format!("# Ромашка, Java-разработчик\n\n* Итог: отказ\n\n## Техническая секция\n\n{asked}")),
        "rejected"
    );
    assert_eq!(
        outcome("# 晨星科技 后端实习生 面经（已 offer）\n\n## 一面\n\n1. 什么是锁？\n2. 什么是队列？\n"),
        "offer"
    );
    assert_eq!(
        outcome(
            "# 새별 백엔드 면접 후기\n\n- 결과: 최종 합격\n\n## 1차 면접\n\n1. 락이 뭔가요?\n2. 큐가 뭔가요?\n"
        ),
        "offer"
    );
}

#[test]
fn two_companies_are_none() {
    let note = read(
        "# Interview at Komet\n\nRole: SRE\n\n- What is a lock?\n- Why a queue?\n\n# Interview at Larkfield\n\n- What is a heap?\n- Why a trie?\n",
    );
    assert_eq!(note.interview.company, None);
}

#[test]
fn lists_of_questions_tell_no_interview() {
    for text in [
        "# Java interview questions\n\nRead them twice.\n\n- What is a map?\n- What is a set?\n",
        "# Docker\n\nTime: an hour.\n\n## What is an image?\n\nA template.\n\n## What is a layer?\n\nA part of it.\n",
        "# Team meeting\n\nRole: scribe\nStatus: open\n\n## Design\n\n- What is left?\n- Who does it?\n",
    ] {
        assert_eq!(read(text).interview, Interview::default(), "{text}");
    }
}

#[test]
fn rounds_alone_keep_their_remarks_but_name_no_company() {
    let note = read(
        "# Locks\n\n## Technical interview\n\n- What is a mutex?\n- What is a lock?\n\n## HR round\n\n- Why us?\n- When?\n\nIt was short.\n",
    );
    assert_eq!(note.interview.company, None);
    assert_eq!(note.interview.stages, ["Technical interview", "HR round"]);
}

#[test]
fn what_a_card_uses_is_no_remark() {
    let note = read(
        "# Interview at Komet\n\nRole: SRE\n\n## Technical round\n\n### 1. What is a lock?\n\nIt keeps others out.\n\n### 2. Why a queue?\n\nIt waits.\n",
    );
    assert_eq!(note.cards.len(), 2);
    assert_eq!(note.interview.remarks, None);
    assert_eq!(note.interview.stages, ["Technical round"]);
}
