//! Dates and the course of steps: `before` and numbers so far, chances over any time, calendars and
//! deadlines, against closed forms and an independent calendar.

mod dates;
mod deadlines;
mod files;
mod memory;
mod per;

use crate::exact::Solve;
use crate::statistics::Draw;

/// Asserts a chance in a sample, to its standard errors, and exactly.
fn both(text: &str, question: &str, chance: f64) {
    Draw::of(text).run().chance(question, chance);
    Solve::of(text).run().chance(question, chance);
}
