//! The steps of a scenario and their days.

use crate::formula::{Unit, days_of};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Steps 0 … T. A scenario of a single moment has step 0 alone and no dates.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The clock; none for a single moment.
    pub clock: Option<Clock>,
    /// The day of each step, in days since 1970-01-01; one entry of 0 without a clock.
    pub days: Vec<f64>,
}

/// When a scenario begins and ends, and how long a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Step 0.
    pub as_of: Date,
    /// The last day.
    pub until: Date,
    /// The length of a step.
    pub step: Unit,
}

impl Clock {
    /// The day of step `k`; months are cut to the month's end.
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

impl Timeline {
    /// The timeline of a single moment.
    pub fn moment() -> Self {
        Self { clock: None, days: vec![0.0] }
    }

    /// Every step from `as_of` that is not after `until`.
    pub fn of(clock: Clock) -> Self {
        let mut days: Vec<f64> = Vec::new();
        for date in (0..=MOST_STEPS).map(|k| clock.date(k)).take_while(|d| *d <= clock.until) {
            let day = days_of(date);
            if days.last().is_some_and(|last| *last >= day) {
                break; // there is no day after 9999-12-31
            }
            days.push(day);
        }
        Self { clock: Some(clock), days }
    }

    /// T, the index of the last step.
    pub fn last(&self) -> usize {
        self.days.len() - 1
    }

    /// The last step at or before a day; none if the day is before step 0.
    pub fn step_at(&self, day: f64) -> Option<usize> {
        self.days.partition_point(|d| *d <= day).checked_sub(1)
    }

    /// The length of a step in days: a month's is the mean month's.
    pub fn step_days(&self) -> f64 {
        self.clock.map_or(1.0, |clock| clock.step.days())
    }

    /// The day of a step.
    pub fn date(&self, step: usize) -> Option<Date> {
        self.clock.map(|clock| clock.date(step))
    }

    /// What part of a period one step is: with month steps a month is 1 and a year 12 steps.
    pub fn share_of(&self, period: Unit) -> f64 {
        let Some(clock) = self.clock else { return 1.0 };
        match (clock.step, period) {
            (a, b) if a == b => 1.0,
            (Unit::Month, Unit::Year) => 1.0 / 12.0,
            (step, period) => step.days() / period.days(),
        }
    }
}

/// The most steps that are computed.
pub const MOST_STEPS: usize = 100_000;
