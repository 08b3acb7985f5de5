//! Calendars, and the time that chances refer to.

use crate::diagnostic::Located;
use crate::formula::Unit;
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
