//! A number by date: its median, and the ranges of a half and of nine in ten.

use crate::report::format::number;
use jiff::civil::Date;

/// The distribution of a number on each of several dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// The label.
    pub label: String,
    /// The unit; empty for a plain number.
    pub unit: String,
    /// The dates, in order.
    pub rows: Vec<FanRow>,
    /// The year in which the clock begins; dates in it are shown without their year.
    pub year: i16,
}

/// The distribution of a number on a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FanRow {
    /// The date.
    pub date: Date,
    /// The median.
    pub median: f64,
    /// The ends between which a half lies.
    pub fifty: (f64, f64),
    /// The ends between which nine in ten lie.
    pub ninety: (f64, f64),
    /// The largest standard error of these numbers; 0 if they are exact.
    pub error: f64,
}

impl FanRow {
    /// Whether all its numbers are finite.
    pub fn is_finite(&self) -> bool {
        let (fifty, ninety) = (self.fifty, self.ninety);
        [self.median, fifty.0, fifty.1, ninety.0, ninety.1].iter().all(|x| x.is_finite())
    }

    /// Returns the date, the median and the ranges as text.
    pub fn texts(&self, year: i16) -> [String; 4] {
        let text = |value: f64| number::with_error(value, self.error);
        let between = |(low, high): (f64, f64)| {
            if self.is_finite() {
                format!("{} to {}", text(low), text(high))
            } else {
                String::new()
            }
        };
        [
            number::day_since(self.date, year),
            text(self.median),
            between(self.fifty),
            between(self.ninety),
        ]
    }
}
