//! The steps of a scenario and their days.

use crate::formula::calendar::{
    months_between, plus_months, plus_working_days, working_days_between,
};
use crate::formula::{Unit, days_of};
use crate::scenario::Per;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// The steps 0 … T. A scenario of a single moment has step 0 alone and no dates.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The clock; `None` for a single moment.
    pub clock: Option<Clock>,
    /// The day of each step, in days since 1970-01-01; one entry of 0 without a clock.
    pub days: Vec<f64>,
    /// The length of the last step as a share of a whole step.
    pub last_share: f64,
    /// The holidays that delays in working days leave out.
    holidays: Vec<Vec<f64>>,
}

/// The beginning and the end of a scenario, and the length of its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The day of step 0.
    pub as_of: Date,
    /// The last day.
    pub until: Date,
    /// The length of a step.
    pub step: Unit,
}

impl Clock {
    /// The day of step `k`, even after the end; month steps end at the month's end if the day does not exist.
    pub fn date(&self, k: usize) -> Date {
        let k = i64::try_from(k).unwrap_or(i64::MAX);
        let span: Span = match self.step {
            Unit::Day => k.days(),
            Unit::Week => k.weeks(),
            Unit::Month => k.months(),
            Unit::Year => k.years(),
        };
        self.as_of.saturating_add(span)
    }
}

/// Moments this close to a step, in days, count as on it, to ignore rounding errors.
const HAIR: f64 = 1e-9;

/// The step of moments after the last step.
pub const NO_STEP: u32 = u32::MAX;

impl Timeline {
    /// The timeline of a single moment.
    pub fn moment() -> Self {
        Self { clock: None, days: vec![0.0], last_share: 1.0, holidays: Vec::new() }
    }

    /// Every step from `as_of` that is not after `until`, and `until` itself as the last step.
    pub fn of(clock: Clock) -> Self {
        let mut days: Vec<f64> = Vec::new();
        let mut whole = None;
        for date in (0..=MOST_STEPS).map(|k| clock.date(k)) {
            let day = days_of(date);
            if days.last().is_some_and(|last| *last >= day) {
                break; // there is no day after 9999-12-31
            }
            if date > clock.until {
                whole = Some(day);
                break;
            }
            days.push(day);
        }
        let (until, before) = (days_of(clock.until), days.last().copied().unwrap_or(0.0));
        let mut last_share = 1.0;
        if until > before && days.len() <= MOST_STEPS {
            days.push(until);
            last_share = whole.map_or(1.0, |whole| (until - before) / (whole - before));
        }
        Self { clock: Some(clock), days, last_share, holidays: Vec::new() }
    }

    /// T, the index of the last step.
    pub fn last(&self) -> usize {
        self.days.len() - 1
    }

    /// The last step, if it is shorter than the others because `until` is between two steps.
    pub fn short_step(&self) -> Option<usize> {
        (self.last_share < 1.0).then(|| self.last())
    }

    /// Whether every step has the same number of days.
    pub fn is_even(&self) -> bool {
        let is_month = |clock: Clock| matches!(clock.step, Unit::Month | Unit::Year);
        self.short_step().is_none() && !self.clock.is_some_and(is_month)
    }

    /// The number of whole steps that have passed by a step; a short last step counts by its share.
    pub fn whole_steps(&self, step: usize) -> f64 {
        let short = if self.short_step() == Some(step) { 1.0 - self.last_share } else { 0.0 };
        step as f64 - short
    }

    /// The last step at or before a day; `None` if the day is before step 0.
    pub fn step_at(&self, day: f64) -> Option<usize> {
        self.days.partition_point(|d| *d <= day).checked_sub(1)
    }

    /// The length of a step in days; for months the mean length.
    pub fn step_days(&self) -> f64 {
        self.clock.map_or(1.0, |clock| clock.step.days())
    }

    /// The day of a step; `None` without a clock.
    pub fn date(&self, step: usize) -> Option<Date> {
        let clock = self.clock?;
        Some(if step >= self.last() { clock.until.min(clock.date(step)) } else { clock.date(step) })
    }

    /// The length of a step as a share of a period: with month steps, a month is 1 step and a year 12.
    pub fn share_of(&self, period: Unit) -> f64 {
        let Some(clock) = self.clock else { return 1.0 };
        match (clock.step, period) {
            (a, b) if a == b => 1.0,
            (Unit::Month, Unit::Year) => 1.0 / 12.0,
            (step, period) => step.days() / period.days(),
        }
    }

    /// The length of a step as a share of the time that chances refer to; of a calendar, a step is one of its dates.
    pub fn share_of_per(&self, per: &Per) -> f64 {
        match per {
            Per::Time(count, unit) => self.share_of(*unit) / count,
            Per::Until(date) => match self.clock {
                Some(Clock { step: Unit::Month | Unit::Year, as_of, .. }) => {
                    1.0 / months_between(days_of(as_of), days_of(*date))
                }
                Some(clock) => clock.step.days() / (days_of(*date) - days_of(clock.as_of)),
                None => 1.0,
            },
            Per::Dates(_) => 1.0,
        }
    }

    /// The moment of a step, in days since step 0.
    #[inline]
    pub fn moment_of(&self, step: usize) -> f64 {
        self.days[step] - self.days[0]
    }

    /// The first step at or after a moment; [`NO_STEP`] after the last.
    pub fn step_from(&self, moment: f64) -> u32 {
        let early = moment - HAIR;
        let last = self.last();
        if early.is_nan() || early > self.moment_of(last) {
            return NO_STEP;
        }
        // the conversion saturates, and an estimate that is off by a few steps is corrected
        let mut step = ((early / self.step_days()) as usize).min(last);
        while step > 0 && self.moment_of(step - 1) >= early {
            step -= 1;
        }
        while self.moment_of(step) < early {
            step += 1;
        }
        step as u32
    }

    /// A moment, rounded to a step that is nearly equal to it.
    pub fn settled(&self, moment: f64) -> f64 {
        let step = self.step_from(moment) as usize;
        if step > self.last() {
            return moment;
        }
        let on = self.moment_of(step);
        if (on - moment).abs() <= HAIR { on } else { moment }
    }

    /// Whether a moment is at or before a step.
    #[inline]
    pub fn has_come(&self, moment: f64, step: usize) -> bool {
        moment <= self.moment_of(step) + HAIR
    }

    /// The moment at which a state is left, given its delay and the moment at which it was
    /// entered. A delay of zero takes one step from the current step.
    pub fn end_of(&self, delay: Length, entered: f64, step: usize) -> f64 {
        if delay.amount <= HAIR {
            let next = step + 1;
            return if next > self.last() { f64::INFINITY } else { self.moment_of(next) };
        }
        let date = self.days[0] + entered;
        let moment = match delay.counts {
            Counting::Days => entered + delay.amount,
            Counting::Months => plus_months(date, delay.amount) - self.days[0],
            Counting::WorkingDays(holidays) => {
                plus_working_days(date, delay.amount, self.holidays(holidays)) - self.days[0]
            }
        };
        self.settled(moment)
    }

    /// The step in which a delay is over, as [`Timeline::end_of`] has it.
    pub fn step_of_end(&self, delay: Length, entered: f64, step: usize) -> u32 {
        if delay.amount <= HAIR || delay.counts != Counting::Days {
            return self.step_from(self.end_of(delay, entered, step));
        }
        self.step_from(entered + delay.amount)
    }

    /// The length of the delay that begins at one moment and ends exactly at another.
    pub fn length_between(&self, entered: f64, moment: f64, counts: Counting) -> f64 {
        let (from, to) = (self.days[0] + entered, self.days[0] + moment);
        match counts {
            Counting::Days => moment - entered,
            Counting::Months => months_between(from, to),
            Counting::WorkingDays(holidays) => {
                working_days_between(from, to, self.holidays(holidays))
            }
        }
    }

    fn holidays(&self, index: u32) -> &[f64] {
        self.holidays.get(index as usize).map_or(&[], Vec::as_slice)
    }

    /// Adds holidays, and returns their index.
    pub fn add_holidays(&mut self, holidays: Vec<f64>) -> u32 {
        let known = self.holidays.iter().position(|known| *known == holidays);
        known.unwrap_or_else(|| {
            self.holidays.push(holidays);
            self.holidays.len() - 1
        }) as u32
    }
}

/// The length of a delay.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// The number of these units.
    pub amount: f64,
    /// The unit: days, months or working days.
    pub counts: Counting,
}

/// The unit in which the length of a delay is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Days.
    Days,
    /// Calendar months.
    Months,
    /// Working days, without those holidays of the timeline that have this index.
    WorkingDays(u32),
}

/// The most steps that are computed.
pub const MOST_STEPS: usize = 100_000;
