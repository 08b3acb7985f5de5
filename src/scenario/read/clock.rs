//! The clock of a scenario: `as_of`, `until` and `step`.

use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::formula::Unit;
use crate::scenario::tree::Clock;
use jiff::civil::Date;

/// The most steps that can be computed.
pub const MOST_STEPS: i64 = 100_000;

impl Reader<'_> {
    /// Reads a unit of time among `units`.
    pub(crate) fn unit(&mut self, entry: &Entry<'_>, units: &[Unit]) -> Option<Unit> {
        let word = self.string(entry, "\"week\"")?;
        let found = units.iter().copied().find(|unit| unit_word(*unit) == word.value);
        if found.is_none() {
            let words: Vec<&str> = units.iter().copied().map(unit_word).collect();
            self.not_a_choice(&word, entry.key, &words);
        }
        found
    }

    pub(crate) fn not_a_choice(&mut self, word: &Located<String>, key: &str, words: &[&str]) {
        let list: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let message = format!("`{key}` can't be \"{}\"", word.value);
        let near = nearest(&word.value, words.iter().copied());
        let mut fault = Diagnostic::new(Code::NotAChoice, word.place, message).suggest(near);
        if near.is_none() {
            fault = fault.label(format!("write {}", list.join(", ")));
        }
        self.fault(fault.help(format!("allowed here: {}", list.join(", "))));
    }

    /// Reads the clock that `[scenario]` sets; `None` without a clock, or if it is faulty.
    pub(crate) fn read_clock(&mut self, section: &Section<'_>) -> Option<Clock> {
        let step = section.get("step");
        let unit = match step {
            Some(entry) => self.unit(entry, &[Unit::Day, Unit::Week, Unit::Month]),
            None => Some(Unit::Day),
        };
        let (as_of, until) = match (section.get("as_of"), section.get("until")) {
            (Some(as_of), Some(until)) => (self.date(as_of), self.date(until)),
            (Some(only), None) | (None, Some(only)) => {
                self.date(only);
                let missing = if only.key == "as_of" { "until" } else { "as_of" };
                let message = format!("the clock has `{}` but no `{missing}`", only.key);
                let fault = Diagnostic::new(Code::MissingKey, only.key_place, message);
                self.fault(fault.label(format!("add `{missing} = 2025-12-31`")));
                return None;
            }
            (None, None) => {
                if let Some(step) = step {
                    let message = "`step` needs a clock, and the scenario has none";
                    let fault = Diagnostic::new(Code::NoClock, step.key_place, message);
                    self.fault(fault.label("add `as_of` and `until`, or drop it"));
                }
                return None;
            }
        };
        self.ordered(as_of?, until?, unit?)
    }

    fn ordered(&mut self, as_of: Located<Date>, until: Located<Date>, step: Unit) -> Option<Clock> {
        if until.value <= as_of.value {
            let message = format!("the clock ends on {}, not after {}", until.value, as_of.value);
            self.fault(
                Diagnostic::new(Code::ClockOrder, until.place, message)
                    .label("`until` must be later than `as_of`")
                    .related(as_of.place, "the clock begins here"),
            );
            return None;
        }
        let steps = whole_steps(as_of.value, until.value, step);
        if steps > MOST_STEPS {
            let message = format!("the clock has {steps} steps; {MOST_STEPS} are the most");
            let label = if step == Unit::Month {
                "end earlier"
            } else {
                "end earlier, or take longer steps"
            };
            self.fault(Diagnostic::new(Code::TooManySteps, until.place, message).label(label));
            return None;
        }
        Some(Clock { as_of, until, step })
    }
}

/// The number of steps from one day to another; the last one may be shorter.
fn whole_steps(as_of: Date, until: Date, step: Unit) -> i64 {
    let days = i64::from((until - as_of).get_days());
    match step {
        Unit::Day => days,
        Unit::Week => (days + 6) / 7,
        Unit::Month | Unit::Year => {
            let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
            months(until) - months(as_of) + i64::from(until.day() > as_of.day())
        }
    }
}

/// The word for a unit in the file.
pub(crate) fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Year => "year",
    }
}
