//! What the planner needs, gathered from the store: the interviews ahead, what each may ask, what the log says about
//! the learner, and the state of the cards today. `study::plan` decides; nothing is decided or written here.

mod past;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::store::{InterviewHead, PlanPlace, Store};
use crate::study::asked::{CountRange, Forecast};
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::{Grade, Quality};
use crate::study::plan::{
    Budget, DayPlan, Interview, LEAST_ANSWERS_FOR_SHIFT, LONGEST_PLAN_DAYS, Learner, NextUp, OtherCard,
    PlanCard, Projection, Question, REHEARSAL_DAYS_BEFORE, ShareRange, ShiftPosterior, Standing, TestAnswer,
    Today, again_in_days, audit, audit_count, choose_day, forecast_now, if_you_stop, minutes_per_day,
    passes_within, project, readiness_range, suggested_rehearsal,
};
use crate::study::queue::{QueueItem, Reason, Workload};
use crate::study::review::{Change, ForecastRecord, RecallForecast};
use crate::study::schedule::{CardState, InReview, Memory, Replayed};
use crate::study::selection::Selection;
use crate::study::session::PlanNote;

use super::asked::Asked;
use super::collection::Opened;
use super::context::Context;
use super::failure::Failure;
use super::interview::{USUAL_MINUTES, cards_of, selections};
use super::plan::{card_of, figures_words, weekday_name, why_words};
use super::queue::AllCards;
use super::settings::Settings;
use past::{Pasts, first_places};

/// The topic of questions about the user and how they work with others.
const BEHAVIOURAL: &str = "behavioural";
/// Why an audit is asked.
const AUDIT: &str = "not seen for long: an audit, which tests the forecast";

/// An interview that the plan works for.
pub(super) struct Ahead {
    pub(super) head: InterviewHead,
    pub(super) days_left: u32,
    pub(super) minutes: u32,
    pub(super) forecast: Forecast,
    /// Questions of the rehearsal that the plan suggests; 0 if it suggests none, or if the forecast was tested.
    pub(super) rehearsal_count: usize,
    /// Its questions about background and behaviour, which are practised aloud and are not forecast.
    pub(super) small_talk: Vec<SmallTalk>,
}

/// A question about background and behaviour.
pub(super) struct SmallTalk {
    pub(super) question: String,
    /// How often it was answered, in drills and in mock interviews.
    pub(super) answered_times: u32,
}

/// What rehearsals and audits asked so far, and how it went.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tested {
    pub(super) passed_count: usize,
    pub(super) answer_count: usize,
    /// How many were forecast to pass, before any shift.
    pub(super) forecast: CountRange,
}

/// A card that is known to the plan.
pub(super) struct Known {
    pub(super) card: CardId,
    pub(super) question: String,
    /// Its number among the questions of [`Ahead::forecast`].
    pub(super) number: usize,
    pub(super) deck: String,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) state: CardState,
}

/// A due card that no interview ahead may ask.
pub(super) struct Other {
    pub(super) card: CardId,
    pub(super) question: String,
    pub(super) deck: String,
    unanswered: bool,
    state: CardState,
}

/// Everything the plan of a day is made of.
pub(super) struct Planning {
    pub(super) today: Day,
    /// The next one first; those of today, too.
    pub(super) ahead: Vec<Ahead>,
    pub(super) interviews: Vec<Interview>,
    /// In deck order; `known` says what each is.
    pub(super) cards: Vec<PlanCard>,
    pub(super) known: Vec<Known>,
    /// Due cards that no interview ahead may ask, the most overdue first.
    pub(super) others: Vec<OtherCard>,
    /// What each of `others` is.
    pub(super) other_cards: Vec<Other>,
    pub(super) learner: Learner,
    pub(super) shift: ShiftPosterior,
    pub(super) tested: Option<Tested>,
    /// All reviews there are.
    pub(super) review_count: usize,
    /// Seconds spent on reviews today, and how many reviews and audits that were.
    pub(super) spent_seconds: f64,
    answered_today: usize,
    audited_today: u32,
    other_cards_percent: u32,
}

impl Planning {
    /// `None` if no interview is planned from today on, within the days that a plan looks ahead.
    pub(super) fn gather(context: &Context, opened: &mut Opened) -> Result<Option<Self>, Failure> {
        let today = context.today();
        if !is_any_ahead(&opened.store, today)? {
            return Ok(None);
        }
        super::stats::count_past(context, &mut opened.store)?;
        let asked = Asked::gather(opened)?;
        let selections: Vec<Vec<Selection>> =
            heads_ahead(&asked, today).into_iter().map(|head| selections(opened, head)).collect();
        Self::of(&opened.store, &context.settings, &asked, &selections, today).map(Some)
    }

    /// The same from a store that is only read. What an interview covers by words is left out.
    pub(super) fn look(
        store: &Store,
        root: &Path,
        settings: &Settings,
        today: Day,
    ) -> Result<Option<Self>, Failure> {
        if !is_any_ahead(store, today)? {
            return Ok(None);
        }
        let asked = Asked::look(store, root)?;
        let known = store.known_decks()?;
        let parse = |words: &String| {
            Selection::parse(std::slice::from_ref(words), &known.keys().map(String::as_str)).ok()
        };
        let selections: Vec<Vec<Selection>> = heads_ahead(&asked, today)
            .into_iter()
            .map(|head| head.covers.iter().filter_map(parse).collect())
            .collect();
        Self::of(store, settings, &asked, &selections, today).map(Some)
    }

    fn of(
        store: &Store,
        settings: &Settings,
        asked: &Asked,
        selections: &[Vec<Selection>],
        today: Day,
    ) -> Result<Self, Failure> {
        let all = AllCards::read(store)?;
        let mut covers: Vec<HashSet<CardId>> = heads_ahead(asked, today)
            .into_iter()
            .zip(selections)
            .map(|(head, selections)| cards_of(store, &all, head, selections, today))
            .collect::<Result<_, Failure>>()?;
        let places = first_places(store.plan_places()?);
        let mut small_talk: HashSet<CardId> = store.small_talk()?.into_iter().collect();
        let is_about_people = |place: &&PlanPlace| place.tags.iter().any(|tag| tag == BEHAVIOURAL);
        small_talk.extend(places.values().filter(is_about_people).map(|place| place.card.clone()));
        let (mut ahead, mut talk_of) = (Vec::new(), Vec::new());
        for (head, covered) in heads_ahead(asked, today).into_iter().zip(&mut covers) {
            talk_of.push(covered.intersection(&small_talk).cloned().collect::<HashSet<CardId>>());
            covered.retain(|card| !small_talk.contains(card));
            let days_left = head.day.map_or(0, |day| u32::try_from(day.since(today)).unwrap_or(0));
            ahead.push(Ahead {
                days_left,
                minutes: head.minutes_per_day.unwrap_or(USUAL_MINUTES),
                forecast: asked.forecast(head.company.as_deref(), &asked.role(&head.deck)),
                rehearsal_count: 0,
                small_talk: Vec::new(),
                head: head.clone(),
            });
        }
        let interviews = ahead
            .iter()
            .map(|held| Interview { days_left: held.days_left, minutes_per_day: held.minutes })
            .collect();

        let mut pasts = Pasts::new(today, &places);
        store.each_counted_past(|card, past| pasts.take(card, past))?;
        let seconds_of = |card: &CardId| places.get(card).and_then(|place| place.seconds);
        let learner = Learner::new(&store.memory()?, pasts.costs);

        let mut sections: HashMap<(String, Option<String>), u32> = HashMap::new();
        let (mut cards, mut known, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for listed in all.listed {
            if !listed.state.is_askable(today) {
                continue;
            }
            for (held, _) in ahead.iter_mut().zip(&talk_of).filter(|(_, talk)| talk.contains(&listed.card)) {
                held.small_talk.push(SmallTalk {
                    question: listed.question.clone(),
                    answered_times: listed.state.review_count,
                });
            }
            let is_covered = covers.iter().any(|covered| covered.contains(&listed.card));
            let number = asked.numbers.get(&listed.card).copied().filter(|_| is_covered);
            let standing = standing(&listed.state, pasts.last_day.get(&listed.card).copied(), today);
            let Some(number) = number else {
                let due = listed
                    .state
                    .in_review()
                    .filter(|_| listed.state.is_due(today) && listed.state.last_scored_day != Some(today));
                if let Some(due) = due {
                    let other = Other {
                        card: listed.card,
                        question: listed.question,
                        deck: listed.deck,
                        unanswered: listed.unanswered,
                        state: listed.state,
                    };
                    others.push((other, standing, due));
                }
                continue;
            };
            let place = places.get(&listed.card);
            let tags = place.map(|place| place.tags.clone()).unwrap_or_default();
            let section = place.and_then(|place| place.section.clone());
            let next = u32::try_from(sections.len()).unwrap_or(u32::MAX);
            let section_number = *sections.entry((listed.deck.clone(), section.clone())).or_insert(next);
            let chances = ahead.iter().zip(&covers).map(|(held, covered)| {
                if covered.contains(&listed.card) { held.forecast.chances[number] } else { 0.0 }
            });
            cards.push(PlanCard {
                standing,
                today: done_today(&listed.state, pasts.last_day.get(&listed.card), today),
                first_sight: pasts.first_sight.chance(&tags),
                has_answer: !listed.unanswered,
                exercise_seconds: seconds_of(&listed.card),
                chances: chances.collect(),
                section: section_number,
            });
            known.push(Known {
                card: listed.card,
                question: listed.question,
                number,
                deck: listed.deck,
                section,
                tags,
                state: listed.state,
            });
        }
        others.sort_by(|one, other| overdue(&other.2, today).total_cmp(&overdue(&one.2, today)));
        let spent = pasts.of_today.iter().map(|(card, passed, seconds)| {
            if *seconds > 0.0 {
                *seconds
            } else {
                // Made by a script, which does not say how long it took.
                learner.costs.ask_seen_seconds(f64::from(u8::from(*passed)), seconds_of(card))
            }
        });
        // The sum of nothing is -0.
        let spent_seconds = spent.sum::<f64>() + 0.0;
        let tests = store.tests()?;
        let audits = tests.iter().filter(|test| test.is_audit && test.day == today);
        let audited_today = u32::try_from(audits.count()).unwrap_or(u32::MAX);
        let test_answers: Vec<TestAnswer> = tests.iter().map(|test| test.answer).collect();
        let shift = ShiftPosterior::fit(&test_answers);
        if shift.answer_count() < LEAST_ANSWERS_FOR_SHIFT {
            let forecasts = store.forecasts()?;
            for (at, held) in ahead.iter_mut().enumerate() {
                let days = days_of_plan(held, &forecasts, today);
                let card_count = cards.iter().filter(|card: &&PlanCard| card.chances[at] > 0.0).count();
                held.rehearsal_count = suggested_rehearsal(days, held.minutes, card_count);
            }
        }
        let other_card = |card: &CardId, standing: Standing| OtherCard {
            recall_now: match standing {
                Standing::New => pasts.first_sight.overall_chance(),
                Standing::Seen { memory, elapsed_days } => {
                    learner.mean_recall.recall(memory.stability_days, f64::from(elapsed_days))
                }
            },
            exercise_seconds: seconds_of(card),
        };
        Ok(Self {
            today,
            ahead,
            interviews,
            cards,
            known,
            others: others.iter().map(|(other, standing, _)| other_card(&other.card, *standing)).collect(),
            other_cards: others.into_iter().map(|(other, ..)| other).collect(),
            shift,
            tested: tested(&test_answers),
            learner,
            review_count: pasts.review_count,
            spent_seconds,
            answered_today: pasts.of_today.len(),
            audited_today,
            other_cards_percent: settings.other_cards_percent,
        })
    }

    /// Whether there is a plan that chooses the day's cards.
    pub(super) fn is_followed(context: &Context, opened: &mut Opened) -> Result<bool, Failure> {
        Ok(Self::gather(context, opened)?.is_some_and(|planning| planning.replaces_queue()))
    }

    /// Whether the plan chooses the day's cards. An interview that covers nothing does not replace the usual queue.
    pub(super) fn replaces_queue(&self) -> bool {
        let has_cards = |(at, ahead): (usize, &Ahead)| {
            ahead.days_left > 0 && self.cards.iter().any(|card| card.chances[at] > 0.0)
        };
        self.ahead.iter().enumerate().any(has_cards)
    }

    /// The places in `ahead` of one deck's interview, or of all interviews.
    pub(super) fn places_of(&self, deck: Option<&str>) -> Vec<usize> {
        (0..self.ahead.len()).filter(|at| deck.is_none_or(|deck| self.ahead[*at].head.deck == deck)).collect()
    }

    /// The minutes that today has.
    pub(super) fn minutes(&self) -> u32 {
        let still_ahead: Vec<Interview> =
            self.interviews.iter().filter(|held| held.days_left > 0).copied().collect();
        minutes_per_day(&still_ahead)
    }

    /// Seconds left today.
    pub(super) fn seconds_left(&self) -> f64 {
        (f64::from(self.minutes()) * 60.0 - self.spent_seconds).max(0.0)
    }

    /// The next interview for which the plan suggests a rehearsal, and the day for it: two days before, or today if
    /// that day is over.
    pub(super) fn rehearsal(&self) -> Option<(&Ahead, Day)> {
        let ahead = self.ahead.iter().find(|ahead| ahead.days_left > 0 && ahead.rehearsal_count > 0)?;
        Some((ahead, self.today.plus(ahead.days_left.saturating_sub(REHEARSAL_DAYS_BEFORE))))
    }

    /// What to do with what is left of today.
    pub(super) fn day(&self, first_index: Option<f64>) -> DayPlan {
        let budget = Budget {
            seconds: self.seconds_left(),
            other_cards_percent: self.other_cards_percent,
            first_index,
            last_section: None,
        };
        let day = choose_day(&self.cards, &self.others, &self.interviews, &self.learner, budget);
        let audits = self.audits(&day);
        day.with_audits(&audits, &self.cards, &self.learner)
    }

    /// How much a day asks, as every screen counts it.
    pub(super) fn workload(&self, day: &DayPlan) -> Workload {
        let mut workload = Workload::default();
        for action in &day.actions {
            match &action.next {
                NextUp::Repeat { .. } => workload.repeat_count += 1,
                NextUp::Planned { card, .. } if self.cards[*card].standing == Standing::New => {
                    workload.new_count += 1;
                }
                NextUp::Planned { .. } | NextUp::Audit { .. } | NextUp::Other { .. } => {
                    workload.due_count += 1;
                }
            }
        }
        workload
    }

    fn item(&self, card: usize) -> QueueItem {
        let (known, held) = (&self.known[card], &self.cards[card]);
        let reason = match held.standing {
            Standing::New => Reason::New,
            Standing::Seen { .. } => Reason::of(&known.state, self.today),
        };
        QueueItem { card: known.card.clone(), reason, unanswered: !held.has_answer }
    }

    /// The days until the last interview, if the plan is followed from `today` on.
    pub(super) fn projection(&self, today: &DayPlan, extra_minutes: u32) -> Projection {
        let is_planned = |next: &NextUp| matches!(next, NextUp::Planned { .. });
        let elsewhere = today.actions.iter().filter(|action| !is_planned(&action.next));
        let elsewhere_seconds: f64 = elsewhere.map(|action| action.seconds).sum();
        self.projection_with(self.seconds_left() - elsewhere_seconds, extra_minutes)
    }

    fn projection_with(&self, today_seconds: f64, extra_minutes: u32) -> Projection {
        let share = self.plan_share();
        project(&self.cards, &self.interviews, &self.learner, today_seconds.max(0.0), extra_minutes, share)
    }

    /// The part of a day that is left for the plan's cards.
    fn plan_share(&self) -> f64 {
        if self.others.is_empty() {
            return 1.0;
        }
        let per_day = f64::from(self.minutes()) * 60.0;
        let needed: f64 = self
            .others
            .iter()
            .map(|other| self.learner.costs.ask_seen_seconds(other.recall_now, other.exercise_seconds))
            .sum();
        let share = (needed / per_day.max(1.0)).min(f64::from(self.other_cards_percent) / 100.0);
        1.0 - share
    }

    /// The range if nothing more is asked until the interview.
    pub(super) fn if_you_stop(&self, interview: usize) -> Option<ShareRange> {
        let questions = if_you_stop(&self.cards, &self.interviews, interview, &self.learner);
        self.range(&questions)
    }

    pub(super) fn range(&self, questions: &[Question]) -> Option<ShareRange> {
        readiness_range(questions, &self.shift)
    }

    /// Saves what is forecast now for each interview, once a day, so that it can be compared with what happens.
    pub(super) fn record(
        &self,
        context: &Context,
        store: &mut Store,
        projection: &Projection,
    ) -> Result<(), Failure> {
        let before = store.forecasts()?;
        for (at, ahead) in self.ahead.iter().enumerate() {
            let is_made = |(day, record): &(Day, ForecastRecord)| {
                *day == self.today
                    && record.deck == ahead.head.deck
                    && Some(record.interview_day) == ahead.head.day
            };
            let range = self.range(&projection.on_the_day[at]).or_else(|| self.if_you_stop(at));
            let (Some(range), Some(interview_day)) = (range, ahead.head.day) else { continue };
            if before.iter().any(is_made) {
                continue;
            }
            let record = ForecastRecord {
                deck: ahead.head.deck.clone(),
                interview_day,
                answered_percent: (percent(range.low), percent(range.high)),
                coverage_permille: permille(ahead.forecast.coverage.share),
                test_answer_count: u32::try_from(self.shift.answer_count()).unwrap_or(u32::MAX),
            };
            store.record(
                &Change::Forecast(Box::new(record)),
                context.clock.now(),
                context.settings.rollover,
            )?;
        }
        Ok(())
    }

    /// The cards, besides those of the day, that are asked to test the forecast: one of the day's questions in
    /// fifteen, those that were asked today already included.
    fn audits(&self, day: &DayPlan) -> Vec<usize> {
        let seed = u64::from(self.today.epoch_days().unsigned_abs());
        let days_left =
            self.ahead.iter().map(|ahead| ahead.days_left).filter(|days| *days > 0).min().unwrap_or(0);
        let question_count = u32::try_from(day.actions.len() + self.answered_today).unwrap_or(u32::MAX);
        let mut left_out: Vec<usize> =
            day.actions.iter().filter_map(|action| card_of(&action.next)).collect();
        let mut audits = Vec::new();
        for number in self.audited_today..audit_count(question_count, days_left, seed) {
            let Some(card) = audit(&self.cards, &left_out, seed.wrapping_add(u64::from(number))) else {
                break;
            };
            left_out.push(card);
            audits.push(card);
        }
        audits
    }

    /// The chance that a card is passed if it is asked now, before any shift.
    pub(super) fn forecast_of(&self, card: usize) -> f64 {
        forecast_now(&self.cards[card], &self.learner)
    }
}

/// From the day of the first forecast to the interview.
fn days_of_plan(ahead: &Ahead, forecasts: &[(Day, ForecastRecord)], today: Day) -> u32 {
    let first =
        forecasts.iter().find(|(_, record)| record.deck == ahead.head.deck).map_or(today, |(day, _)| *day);
    ahead.days_left + u32::try_from(today.since(first)).unwrap_or(0)
}

fn is_any_ahead(store: &Store, today: Day) -> Result<bool, Failure> {
    Ok(store.interviews()?.iter().any(|head| is_ahead(head, today)))
}

/// The interviews that a plan works for, the next one first.
fn heads_ahead(asked: &Asked, today: Day) -> Vec<&InterviewHead> {
    asked.upcoming(today).into_iter().filter(|head| is_ahead(head, today)).collect()
}

/// What the plan asks of a day, as the queue takes it.
pub(super) struct PlanOfDay {
    planning: Planning,
    day: DayPlan,
    pub(super) items: Vec<QueueItem>,
    pub(super) today: Workload,
    /// What the plan says of the cards it chose.
    pub(super) notes: Vec<(CardId, PlanNote)>,
    /// Made when it is first needed: a drill begins without it.
    projection: OnceCell<Projection>,
}

impl PlanOfDay {
    /// `None` if no interview between tomorrow and the days that a plan looks ahead may ask a card, or if only some
    /// cards are selected.
    pub(super) fn gather(
        context: &Context,
        opened: &mut Opened,
        selection: &Selection,
    ) -> Result<Option<Self>, Failure> {
        if !selection.is_everything() {
            return Ok(None);
        }
        Ok(Planning::gather(context, opened)?.and_then(Self::of))
    }

    pub(super) fn of(planning: Planning) -> Option<Self> {
        if !planning.replaces_queue() {
            return None;
        }
        let day = planning.day(None);
        let (mut items, mut notes) = (Vec::new(), Vec::new());
        for (place, action) in day.actions.iter().enumerate() {
            let mut note = None;
            let item = match &action.next {
                NextUp::Planned { card, action, why, .. } => {
                    let figures = figures_words(&planning, *card, why);
                    note = Some((why_words(&planning, *action, why), figures, None));
                    planning.item(*card)
                }
                NextUp::Audit { card } => {
                    let permille = permille(planning.forecast_of(*card));
                    let figures = format!("The forecast for it is {}%.", (permille + 5) / 10);
                    let forecast = RecallForecast { permille, weight_percent: 100 };
                    note = Some((AUDIT.to_owned(), figures, Some(forecast)));
                    planning.item(*card)
                }
                NextUp::Repeat { card } => QueueItem { reason: Reason::Repeat, ..planning.item(*card) },
                NextUp::Other { other } => {
                    let Other { card, unanswered, state, .. } = &planning.other_cards[*other];
                    let reason = Reason::of(state, planning.today);
                    QueueItem { card: card.clone(), reason, unanswered: *unanswered }
                }
            };
            if let Some((why, figures, forecast)) = note {
                let is_optional = place >= day.optional_from;
                notes.push((item.card.clone(), PlanNote { why, figures, is_optional, forecast }));
            }
            items.push(item);
        }
        let today = planning.workload(&day);
        Some(Self { planning, day, items, today, notes, projection: OnceCell::new() })
    }

    /// What tomorrow asks if nothing more is answered today; `None` if there is no plan for it.
    pub(super) fn tomorrow(&self) -> Option<Workload> {
        self.planning.projection_with(0.0, 0).days.get(1).map(|next| Workload {
            due_count: next.seen_count,
            new_count: next.new_count + next.write_count,
            ..Workload::default()
        })
    }

    fn projection(&self) -> &Projection {
        self.projection.get_or_init(|| self.planning.projection(&self.day, 0))
    }

    /// Saves the forecast of the day: [`Planning::record`].
    pub(super) fn record(&self, context: &Context, store: &mut Store) -> Result<(), Failure> {
        self.planning.record(context, store, self.projection())
    }

    /// What the plan says of a card that it chose.
    pub(super) fn note(&self, card: &CardId) -> Option<&PlanNote> {
        self.notes.iter().find(|(held, _)| held == card).map(|(_, note)| note)
    }

    /// When the plan would ask a card again after each grade, in words; empty for a card that it does not cover.
    pub(super) fn again(&self, card: &CardId, held: &Replayed) -> Vec<(Quality, String)> {
        let Planning { known, cards, interviews, learner, today, .. } = &self.planning;
        let Some(at) = known.iter().position(|known| known.card == *card) else { return Vec::new() };
        let elapsed_days = match cards[at].standing {
            Standing::New => 0,
            Standing::Seen { elapsed_days, .. } => elapsed_days,
        };
        let after = |quality: Quality| {
            let memory = match held.state.memory {
                Some(memory) => memory.step(quality, elapsed_days),
                None => Memory::first(quality),
            };
            // A fail is asked again until it passes.
            if quality.is_pass() { memory } else { memory.step(Grade::Good.quality(), 0) }
        };
        let words = |quality: Quality| {
            let standing = Standing::Seen { memory: after(quality), elapsed_days: 0 };
            let card = PlanCard { standing, has_answer: true, ..cards[at].clone() };
            match again_in_days(&card, interviews, learner, &self.projection().days) {
                None => "not again".to_owned(),
                Some(1) => "tomorrow".to_owned(),
                Some(days) if days < 7 => weekday_name(today.plus(days)).to_owned(),
                Some(days) => today.plus(days).to_string(),
            }
        };
        Quality::all().map(|quality| (quality, words(quality))).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "few answers")]
fn tested(answers: &[TestAnswer]) -> Option<Tested> {
    let answer_count = answers.len();
    let mean = answers.iter().map(|answer| answer.forecast).sum::<f64>() / answer_count as f64;
    (answer_count > 0).then(|| Tested {
        passed_count: answers.iter().filter(|answer| answer.passed).count(),
        answer_count,
        forecast: passes_within(mean, mean, answer_count),
    })
}

/// Whether a plan works for it: planned, and its day is today or in reach.
pub(super) fn is_ahead(head: &InterviewHead, today: Day) -> bool {
    head.standing == crate::study::deck::Standing::Planned
        && head.day.is_some_and(|day| (0..=i64::from(LONGEST_PLAN_DAYS)).contains(&day.since(today)))
}

/// What is remembered of a card. One whose schedule was set by hand was last seen when its interval began.
fn standing(state: &CardState, last_day: Option<Day>, today: Day) -> Standing {
    let Some(memory) = state.memory else { return Standing::New };
    let began = |InReview { due, interval_days, .. }: InReview| {
        due.minus(u32::try_from(interval_days).unwrap_or(u32::MAX))
    };
    let last = last_day.or(state.in_review().map(began)).unwrap_or(today);
    Standing::Seen { memory, elapsed_days: u32::try_from(today.since(last)).unwrap_or(0) }
}

fn done_today(state: &CardState, last_day: Option<&Day>, today: Day) -> Today {
    if last_day != Some(&today) {
        return Today::NotAsked;
    }
    match state.last_review {
        Some(last) if last.day == today && !last.quality.is_pass() => Today::Failed { others_since: 0 },
        _ => Today::Done,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
fn percent(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// A share in thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
pub(super) fn permille(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u16
}

/// How far a card is over its day, in intervals.
fn overdue(held: &InReview, today: Day) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "only an order")]
    let (late, interval) = (today.since(held.due) as f64, held.interval_days.max(1) as f64);
    late / interval
}
