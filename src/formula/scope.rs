//! The scope of a formula: the names and functions that it may use.

use super::VariableId;
use crate::diagnostic::Place;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Calendars by name: their dates, ascending, in days since 1970-01-01.
pub type Calendars = BTreeMap<String, Vec<f64>>;

/// The names that a formula may use, and its setting.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// Every variable by name.
    pub names: &'a BTreeMap<String, Named>,
    /// The setting of the formula.
    pub setting: Setting,
    /// Whether the scenario has a clock.
    pub clock: bool,
    /// The dates of each calendar, ascending, in days since 1970-01-01.
    pub calendars: &'a Calendars,
    /// The text that each question asks, by the question's name: formulas can't read answers.
    pub questions: &'a BTreeMap<String, String>,
}

/// The setting of a formula, which decides which functions it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `if`, `when`, a chance or a factor: no draws, history up to now, no look ahead.
    Model,
    /// A factor or a parameter: draws express uncertainty and are made once per world.
    UncertainNumber,
    /// A chance: as for `UncertainNumber`, and a range in per cent must lie between 0 and 1.
    Chance,
    /// A quantity's `value`, a series' `start` and `next`, `after`: with draws in each trial.
    Draw,
    /// The `is` of a value: as for `Question`, and draws express uncertainty.
    Worth,
    /// A definition, wherever it is used: all that some place allows, except draws.
    Definition,
    /// `ask`, `given`, `is`: no draws, and also `by`, `first` and `at`.
    Question,
}

/// A variable as formulas see it.
#[derive(Clone, Debug)]
pub struct Named {
    /// The variable's index in the model.
    pub id: VariableId,
    /// The kind of its values.
    pub kind: NamedKind,
    /// The place of its description, for "`x` is described here".
    pub place: Place,
}

/// The kind of a variable's values.
#[derive(Clone, Debug, PartialEq)]
pub enum NamedKind {
    /// An event, process or choice.
    Category {
        /// The names of the outcomes, in the order of their indices.
        outcomes: Vec<String>,
        /// The place at which the outcomes are listed.
        outcomes_place: Place,
        /// The index of `yes`, if the name of the event or process alone is a condition.
        yes: Option<u16>,
        /// Whether it is a process, which `elapsed` accepts.
        process: bool,
    },
    /// A series or quantity.
    Number(NumberKind),
    /// A parameter.
    Parameter(NumberKind),
}

/// The kinds of quantities that are computed as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A number without a unit of time.
    Number,
    /// A duration in days.
    Duration,
    /// A duration in calendar months, until it is combined with days.
    Months,
    /// A number of working days, counted from a date.
    WorkingDays,
    /// Days since 1970-01-01.
    Date,
}

/// The number of days from 1970-01-01 to a date.
pub fn days_of(date: Date) -> f64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    f64::from((date - epoch).get_days())
}

/// The date of a number of days since 1970-01-01, rounded down; `None` if it is out of the calendar's range.
pub fn date_of(day: f64) -> Option<Date> {
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = day.is_finite().then(|| day.floor() as i64)?;
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
