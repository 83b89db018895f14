//! Who asked what, gathered from the index and from `asked.toml` for `study::asked`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::files;
use crate::store::{InterviewHead, Store};
use crate::study::asked::{
    AskedFile, CompanyWeight, Forecast, PastInterview, Role, Upcoming, company_weight, forecast, with_word,
};
use crate::study::card::{AskedAgain, CardId};
use crate::study::day::Day;
use crate::study::deck::Standing;

use super::collection::Opened;
use super::failure::{Code, Failure};

/// As many of the most frequent tags of an interview's cards say what its role is about.
const TOPIC_COUNT: usize = 3;

/// All that is known about what was asked.
pub(super) struct Asked {
    /// Every card, merged ones once; the place is the number of the question.
    pub(super) questions: Vec<CardId>,
    pub(super) numbers: HashMap<CardId, usize>,
    /// Interviews that took place and have cards, and what tables say.
    pub(super) interviews: Vec<PastInterview>,
    /// Every deck that names a company or is planned.
    pub(super) heads: Vec<InterviewHead>,
    pub(super) words: HashMap<CardId, AskedAgain>,
    roles: HashMap<String, Role>,
    weight: CompanyWeight,
}

impl Asked {
    pub(super) fn gather(opened: &Opened) -> Result<Self, Failure> {
        Self::of(&opened.store, &read_file(&opened.root)?)
    }

    /// The same from a store that is only read.
    pub(super) fn look(store: &Store, root: &Path) -> Result<Self, Failure> {
        Self::of(store, &read_file(root)?)
    }

    fn of(store: &Store, file: &AskedFile) -> Result<Self, Failure> {
        let questions = store.questions()?;
        let numbers: HashMap<CardId, usize> =
            questions.iter().enumerate().map(|(number, card)| (card.clone(), number)).collect();
        let heads = store.interviews()?;
        let mut asked_by: HashMap<String, Vec<usize>> = HashMap::new();
        let mut tags: HashMap<String, HashMap<String, usize>> = HashMap::new();
        for place in store.asked_places()? {
            let of_deck = tags.entry(place.deck.clone()).or_default();
            for tag in place.tags {
                *of_deck.entry(tag).or_default() += 1;
            }
            asked_by.entry(place.deck).or_default().extend(numbers.get(&place.card));
        }
        let role = |head: &InterviewHead| {
            let mut topics: Vec<(&String, &usize)> = tags.get(&head.deck).into_iter().flatten().collect();
            topics.sort_by_key(|(tag, count)| (std::cmp::Reverse(**count), (*tag).clone()));
            let covered = head.covers.iter().filter_map(|term| term.strip_prefix("tag:"));
            let topics = topics.into_iter().take(TOPIC_COUNT).map(|(tag, _)| tag.as_str()).chain(covered);
            Role::new(head.role.as_deref(), topics)
        };
        let roles: HashMap<String, Role> = heads.iter().map(|head| (head.deck.clone(), role(head))).collect();
        let mut interviews = Vec::new();
        for head in heads.iter().filter(|head| head.is_interview) {
            let Some(numbers) = asked_by.get_mut(&head.deck) else { continue };
            numbers.sort_unstable();
            numbers.dedup();
            interviews.push(PastInterview {
                name: head.deck.clone(),
                company: head.company.clone().unwrap_or_default(),
                role: roles[&head.deck].clone(),
                day: head.day,
                asked: numbers.iter().map(|number| (*number, 1.0)).collect(),
                without_card_count: 0,
            });
        }
        let joined: HashMap<CardId, CardId> = store.joined()?.into_iter().collect();
        interviews.extend(file.interviews(&|card| numbers.get(joined.get(card).unwrap_or(card)).copied()));
        let mut words = HashMap::new();
        for (card, word) in store.asked_again()? {
            words.entry(card).or_insert(word);
        }
        let weight = company_weight(questions.len(), &interviews);
        Ok(Self { questions, numbers, interviews, heads, words, roles, weight })
    }

    pub(super) fn head(&self, deck: &str) -> Option<&InterviewHead> {
        self.heads.iter().find(|head| head.deck == deck)
    }

    pub(super) fn role(&self, deck: &str) -> Role {
        self.roles.get(deck).cloned().unwrap_or_default()
    }

    /// The planned interviews from `today` on, the next one first.
    pub(super) fn upcoming(&self, today: Day) -> Vec<&InterviewHead> {
        let is_upcoming = |head: &&InterviewHead| {
            head.standing == Standing::Planned && head.day.is_some_and(|day| day >= today)
        };
        let mut found: Vec<&InterviewHead> = self.heads.iter().filter(is_upcoming).collect();
        found.sort_by_key(|head| (head.day, head.deck.clone()));
        found
    }

    /// What an interview at this company for this role asks, with the user's own word on each question.
    pub(super) fn forecast(&self, company: Option<&str>, role: &Role) -> Forecast {
        let upcoming = Upcoming { company, role };
        let mut forecast = forecast(self.questions.len(), &self.interviews, &upcoming, self.weight);
        for (card, word) in &self.words {
            if let Some(&number) = self.numbers.get(card) {
                forecast.chances[number] = with_word(forecast.chances[number], Some(*word));
            }
        }
        forecast
    }

    /// Whether any interview has taken place.
    pub(super) fn is_known(&self) -> bool {
        !self.interviews.is_empty()
    }
}

pub(super) fn path_of_file(root: &Path) -> PathBuf {
    root.join("asked.toml")
}

/// `asked.toml`, empty if there is none.
pub(super) fn read_file(root: &Path) -> Result<AskedFile, Failure> {
    let path = path_of_file(root);
    let Some(text) = files::read_text_if_any(&path)? else { return Ok(AskedFile::default()) };
    AskedFile::parse(&text).map_err(|error| {
        Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())).hint(
            "correct the line, or remove the file and read the tables again with `viva interview table FILE`",
        )
    })
}
