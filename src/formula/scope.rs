//! What a formula can see: the names, and what may be said where it stands.

use super::VariableId;
use crate::diagnostic::Place;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The names that a formula may use and the place it stands in.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// Every variable by its name.
    pub names: &'a BTreeMap<String, Named>,
    /// Where the formula stands.
    pub setting: Setting,
    /// Whether the scenario has a clock.
    pub clock: bool,
    /// The text that each question asks, by its name: formulas can't read answers.
    pub questions: &'a BTreeMap<String, String>,
}

/// Where a formula stands, which decides what it may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `if`, `when`, a chance or a factor: no draws (yet), memory so far, no look ahead.
    Model,
    /// A factor or a parameter: draws are doubt, made once per world.
    Doubt,
    /// A chance: the same, and a range in per cent lies between 0 and 1.
    Chance,
    /// A quantity's `value`, a series' `start` and `next`, `after`: also draws.
    Draw,
    /// `ask`, `given`, `is`: no draws, and `by`, `first` and `at`.
    Question,
}

/// A variable as formulas see it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its number in the model.
    pub id: VariableId,
    /// What it yields.
    pub kind: NamedKind,
    /// Where it is described, for "`x` is described here".
    pub place: Place,
}

/// What a variable yields.
#[derive(Clone, Debug, PartialEq)]
pub enum NamedKind {
    /// An event, process or choice.
    Category {
        /// Names of the outcomes, by their index.
        outcomes: Vec<String>,
        /// Where the outcomes are listed.
        outcomes_place: Place,
        /// The index of `yes`, if the event's name alone is a condition.
        yes: Option<u16>,
        /// Whether `elapsed` takes it.
        process: bool,
    },
    /// A series or quantity.
    Number(NumberKind),
    /// A parameter.
    Parameter(NumberKind),
}

/// The kinds of things computed as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A plain number.
    Number,
    /// Days.
    Duration,
    /// A duration in calendar months, as long as nothing makes it days.
    Months,
    /// Days since 1970-01-01.
    Date,
}

/// Days since 1970-01-01.
pub fn days_of(date: Date) -> f64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    f64::from((date - epoch).get_days())
}

/// The date of a day since 1970-01-01, at or before it; none where no date is so far away.
pub fn date_of(day: f64) -> Option<Date> {
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = day.is_finite().then(|| day.floor() as i64)?;
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
