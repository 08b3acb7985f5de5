//! Calendars, the time that chances refer to, and deadlines.

use super::literal::{Adjust, Literal, Outcomes};
use crate::diagnostic::{Located, Place};
use crate::formula::{Expr, Unit};
use jiff::civil::Date;

/// Dates that have a name: `[calendar.council]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// The name.
    pub name: Located<String>,
    /// The dates, ascending, each once.
    pub dates: Vec<Located<Date>>,
    /// `every`, if they are at equal distances.
    pub every: Option<Located<String>>,
}

/// The time that the chances of moves refer to.
#[derive(Clone, Debug, PartialEq)]
pub enum Per {
    /// A number of units: `"month"`, `"10 months"`.
    Time(f64, Unit),
    /// The time from `as_of` to a date.
    Until(Date),
    /// Each date of a calendar, and nothing between.
    Dates(String),
}

/// A decision at the end of a term: `[process.ec.from.phase_1.deadline]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Deadline {
    /// The term, from the entry into the state on.
    pub after: Literal,
    /// The calendar of days that are no working days.
    pub holidays: Option<Located<String>>,
    /// The condition under which the term does not run.
    pub pause: Option<Expr>,
    /// The states that are entered at the end of the term.
    pub outcomes: Outcomes,
    /// The adjustments of their odds.
    pub adjusts: Vec<Adjust>,
    /// The place of the table.
    pub place: Place,
}
