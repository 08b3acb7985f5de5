//! Comparisons of numbers, as far as the calendar and the possible outcomes decide them.

use super::{Can, OPEN, Support, View};
use crate::formula::{Comparison, Function2, Number};

impl Support<'_> {
    /// Compares two numbers by their least and greatest values.
    pub(super) fn compared(&self, how: Comparison, a: &Number, b: &Number, view: &View) -> Can {
        let first = if view.is_rule { view.step.saturating_sub(1) } else { view.step };
        let mut found = Can { hold: false, fail: false };
        for step in first..=view.step {
            let bounds = (self.bounds(a, step, view), self.bounds(b, step, view));
            let (Some(a), Some(b)) = bounds else { return OPEN };
            let equal = Can {
                hold: a.0 <= b.1 && b.0 <= a.1,
                fail: a.0 < a.1 || b.0 < b.1 || a.0 < b.0 || a.0 > b.0,
            };
            let can = match how {
                Comparison::Equal => equal,
                Comparison::NotEqual => Can { hold: equal.fail, fail: equal.hold },
                Comparison::Less => Can { hold: a.0 < b.1, fail: a.1 >= b.0 },
                Comparison::LessEqual => Can { hold: a.0 <= b.1, fail: a.1 > b.0 },
                Comparison::Greater => Can { hold: a.1 > b.0, fail: a.0 <= b.1 },
                Comparison::GreaterEqual => Can { hold: a.1 >= b.0, fail: a.0 < b.1 },
            };
            found = Can { hold: found.hold || can.hold, fail: found.fail || can.fail };
        }
        found
    }

    /// The least and the greatest finite value of a number at a step; `None` if they are not known.
    fn bounds(&self, number: &Number, step: usize, view: &View) -> Option<(f64, f64)> {
        let (low, high) = match number {
            Number::Constant(value) => (*value, *value),
            Number::Step => (step as f64, step as f64),
            Number::Today => {
                let day = *self.model.timeline.days.get(step)?;
                (day, day)
            }
            Number::HowMany(parts) => parts.iter().fold((0.0, 0.0), |(sure, most), part| {
                let can = self.can(part, view);
                let one = |is: bool| f64::from(u8::from(is));
                (sure + one(!can.fail), most + one(can.hold))
            }),
            Number::If(chosen, a, b) => {
                let can = self.can(chosen, view);
                let (a, b) = (self.bounds(a, step, view)?, self.bounds(b, step, view)?);
                match (can.hold, can.fail) {
                    (true, false) => a,
                    (false, true) => b,
                    _ => (a.0.min(b.0), a.1.max(b.1)),
                }
            }
            Number::Binary(Function2::Plus, a, b) => {
                let (a, b) = (self.bounds(a, step, view)?, self.bounds(b, step, view)?);
                (a.0 + b.0, a.1 + b.1)
            }
            Number::Binary(Function2::Minus, a, b) => {
                let (a, b) = (self.bounds(a, step, view)?, self.bounds(b, step, view)?);
                (a.0 - b.1, a.1 - b.0)
            }
            _ => return None,
        };
        (low.is_finite() && high.is_finite()).then_some((low, high))
    }
}
