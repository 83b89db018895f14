//! Cells of the simulation: one kind of learner, a number of days and minutes, every policy.

use viva::study::plan::REHEARSAL_DAYS_BEFORE;

use super::learner::{Evidence, Habits, Learner};
use super::memory::Model;
use super::planned::{Planned, Tests};
use super::session::{Days, Policy, Spent};
use super::usual::{Cram, Scheduled};

/// A kind of learner, and the time there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    pub model: Model,
    pub evidence: Evidence,
    pub habits: Habits,
    pub days: u32,
    pub minutes: u32,
}

/// A way to use the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Sm2DeckOrder,
    Sm2MostAsked,
    Fsrs90,
    CramAll,
    CramMostAsked,
    Index,
    /// The plan, without rehearsal and audits.
    PlanAlone,
    /// The plan, with the rehearsal that it suggests and audits, paid for out of its minutes.
    Plan,
    /// The same with a rehearsal of 20, whatever it costs.
    PlanRehearsed,
}

impl Way {
    pub(crate) const ALL: [Self; 9] = [
        Self::Sm2DeckOrder,
        Self::Sm2MostAsked,
        Self::Fsrs90,
        Self::CramAll,
        Self::CramMostAsked,
        Self::Index,
        Self::PlanAlone,
        Self::Plan,
        Self::PlanRehearsed,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sm2DeckOrder => "SM-2 in deck order",
            Self::Sm2MostAsked => "SM-2 most asked first",
            Self::Fsrs90 => "FSRS at 0.9",
            Self::CramAll => "cram everything",
            Self::CramMostAsked => "cram the most asked",
            Self::Index => "index unweighted",
            Self::PlanAlone => "plan without rehearsal and audits",
            Self::Plan => "plan",
            Self::PlanRehearsed => "plan with a rehearsal of 20",
        }
    }

    /// One learner's result: points of what is asked, answered on the day.
    pub(crate) fn run(self, cell: &Cell, number: u64) -> (f64, Spent) {
        let learner = cell.learner(number);
        let seconds = f64::from(cell.days * cell.minutes) * 60.0;
        let plan = |tests| -> Box<dyn Policy> {
            Box::new(Planned::by_chance(&learner, cell.days, cell.minutes, tests))
        };
        let mut policy: Box<dyn Policy> = match self {
            Self::Sm2DeckOrder => Box::new(Scheduled::sm2_in_deck_order()),
            Self::Sm2MostAsked => Box::new(Scheduled::sm2_most_asked_first(&learner)),
            Self::Fsrs90 => Box::new(Scheduled::fsrs_most_asked_first(&learner)),
            Self::CramAll => Box::new(Cram::everything()),
            Self::CramMostAsked => Box::new(Cram::most_asked(&learner, seconds)),
            Self::Index => Box::new(Planned::unweighted(&learner, cell.days, cell.minutes)),
            Self::PlanAlone => plan(Tests::NONE),
            Self::Plan => plan(Tests::suggested(cell.days, cell.minutes)),
            Self::PlanRehearsed => plan(Tests::TWENTY),
        };
        let mut world = Days::new(&learner);
        for day in 0..cell.days {
            world.drill(policy.as_mut(), day, f64::from(cell.minutes));
        }
        (learner.share(&world.traces, cell.days), world.spent)
    }
}

impl Cell {
    fn learner(&self, number: u64) -> Learner {
        Learner::new(number, self.model, self.evidence, self.habits)
    }

    /// Every way's result, learner by learner.
    pub(crate) fn results(&self, learners: u64) -> Vec<(Way, Vec<(f64, Spent)>)> {
        Way::ALL
            .into_iter()
            .map(|way| (way, (0..learners).map(|number| way.run(self, number)).collect()))
            .collect()
    }

    /// What is forecast two days before, before and after a rehearsal of 20, and the result.
    pub(crate) fn forecasts(&self, learners: u64) -> Vec<Forecasts> {
        (0..learners).map(|number| self.forecast(number)).collect()
    }

    fn forecast(&self, number: u64) -> Forecasts {
        let learner = self.learner(number);
        let mut policy = Planned::by_chance(&learner, self.days, self.minutes, Tests::TWENTY);
        let mut world = Days::new(&learner);
        let rehearsal_day = self.days - REHEARSAL_DAYS_BEFORE;
        let minutes = f64::from(self.minutes);
        for day in 0..rehearsal_day {
            world.drill(&mut policy, day, minutes);
        }
        let before = Checked {
            forecast: points(policy.if_it_stops(rehearsal_day)),
            real: learner.share(&world.traces, self.days),
        };
        world.drill(&mut policy, rehearsal_day, minutes);
        let after = Checked {
            forecast: points(policy.if_it_stops(rehearsal_day)),
            real: learner.share(&world.traces, self.days),
        };
        let forecast = points(policy.if_it_goes_on(rehearsal_day));
        for day in rehearsal_day + 1..self.days {
            world.drill(&mut policy, day, minutes);
        }
        let followed = Checked { forecast, real: learner.share(&world.traces, self.days) };
        Forecasts { before, after, followed }
    }
}

/// Low, middle and high, in points.
type Points = [f64; 3];

/// A forecast and the result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checked {
    pub forecast: Points,
    pub real: f64,
}

/// One learner's forecasts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forecasts {
    /// Before any rehearsal, if drilling stops.
    pub before: Checked,
    /// After the rehearsal and that day's drill, if drilling stops.
    pub after: Checked,
    /// At the same moment, if the plan is followed.
    pub followed: Checked,
}

fn points(range: viva::study::plan::ShareRange) -> Points {
    [range.low, range.middle, range.high].map(|share| 100.0 * share)
}

/// A mean with its 95% interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mean {
    pub mean: f64,
    pub half_width: f64,
}

impl Mean {
    pub(crate) fn of(values: &[f64]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "some dozens")]
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let freedom = (count - 1.0).max(1.0);
        // Student's t at 97.5%, by its expansion around the normal quantile.
        let z: f64 = 1.96;
        let t = z + (z.powi(3) + z) / (4.0 * freedom);
        Self { mean, half_width: t * (squares / freedom / count).sqrt() }
    }

    /// Of the differences, learner by learner.
    pub(crate) fn of_difference(values: &[f64], others: &[f64]) -> Self {
        let differences: Vec<f64> = values.iter().zip(others).map(|(value, other)| value - other).collect();
        Self::of(&differences)
    }
}

/// How good forecasts were.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calibration {
    /// Forecast minus real, in points.
    pub bias: f64,
    pub rmse: f64,
    /// The share of learners within their range.
    pub cover: f64,
    /// Half of the mean width of the ranges, in points.
    pub half_width: f64,
}

impl Calibration {
    pub(crate) fn of(checks: &[Checked]) -> Self {
        let errors: Vec<f64> = checks.iter().map(|check| check.forecast[1] - check.real).collect();
        let squares: Vec<f64> = errors.iter().map(|error| error * error).collect();
        let covered: Vec<f64> = checks
            .iter()
            .map(|Checked { forecast: [low, _, high], real }| f64::from((low..=high).contains(&real)))
            .collect();
        let half_widths: Vec<f64> =
            checks.iter().map(|Checked { forecast: [low, _, high], .. }| (high - low) / 2.0).collect();
        Self {
            bias: Mean::of(&errors).mean,
            rmse: Mean::of(&squares).mean.sqrt(),
            cover: Mean::of(&covered).mean,
            half_width: Mean::of(&half_widths).mean,
        }
    }
}
