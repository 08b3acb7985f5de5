//! The least and greatest values of numbers, as far as the calendar, interventions and distributions bound them.

use super::{Can, Support, View};
use crate::formula::bounds::Bounds;
use crate::formula::calendar::working_days;
use crate::formula::{Compared, Comparison, Condition, Number, Part, Reading, VariableId};
use crate::model::bind::bounds;
use crate::model::evaluate::Set;
use crate::model::suppose::{Intervention, InterventionValue};
use crate::model::tree::{Kind, Settled, Variable};

impl Support<'_> {
    /// Compares two numbers by their least and greatest values.
    pub(super) fn compared(&self, compared: &Compared, view: &View) -> Can {
        let first = if view.is_rule { view.step.saturating_sub(1) } else { view.step };
        let mut found = Can { hold: false, fail: false };
        for step in first..=view.step {
            let [a, b] = compared.sides().map(|side| self.bounds(side, step, view));
            let equal = Can {
                hold: a.low <= b.high && b.low <= a.high,
                fail: a.low < a.high || b.low < b.high || a.low < b.low || a.low > b.low,
            };
            let can = match compared.how {
                Comparison::Equal => equal,
                Comparison::NotEqual => Can { hold: equal.fail, fail: equal.hold },
                Comparison::Less => Can { hold: a.low < b.high, fail: a.high >= b.low },
                Comparison::LessEqual => Can { hold: a.low <= b.high, fail: a.high > b.low },
                Comparison::Greater => Can { hold: a.high > b.low, fail: a.low <= b.high },
                Comparison::GreaterEqual => Can { hold: a.high >= b.low, fail: a.low < b.high },
            };
            found = Can { hold: found.hold || can.hold, fail: found.fail || can.fail };
        }
        found
    }

    /// The value of a number at the last step, if it is the same in every trial.
    pub fn constant(&self, number: &Number) -> Option<f64> {
        let step = self.sets.len().checked_sub(1)?;
        let bounds = self.bounds(number, step, &self.at(step));
        Some(bounds.value()).filter(|value| value.is_finite())
    }

    /// The least and the greatest value of a number at a step; any where that is open, as where it may be undefined.
    pub(super) fn bounds(&self, number: &Number, step: usize, view: &View) -> Bounds {
        let bounds = |number| self.bounds(number, step, view);
        match number {
            Number::Constant(value) => Bounds::of(*value),
            Number::Step | Number::Today | Number::Elapsed(_) if self.is_dateless => Bounds::ANY,
            // moves too see the step and the day that are being computed
            Number::Step => Bounds::of(view.step as f64),
            Number::Today => {
                self.model.timeline.days.get(view.step).map_or(Bounds::ANY, |day| Bounds::of(*day))
            }
            Number::Variable(id, _) => self.variable(*id, step),
            Number::HowMany(parts) => {
                let one = |is: bool| f64::from(u8::from(is));
                parts.iter().fold(Bounds::of(0.0), |Bounds { low, high }, part| {
                    let can = self.can(part, view);
                    Bounds { low: low + one(!can.fail), high: high + one(can.hold) }
                })
            }
            Number::If(chosen, a, b) => match self.can(chosen, view) {
                Can { hold: true, fail: false } => bounds(a),
                Can { hold: false, fail: true } => bounds(b),
                Can { .. } => bounds(a).or(bounds(b)),
            },
            Number::Unary(function, a) => bounds(a).apply1(*function),
            Number::Binary(function, a, b) => bounds(a).apply2(*function, bounds(b)),
            Number::At(inner, day) => {
                let Number::Constant(day) = **day else { return Bounds::ANY };
                match self.model.timeline.step_at(day) {
                    Some(then) if then <= step && !view.is_rule => {
                        self.bounds(inner, then, &self.at(then))
                    }
                    _ => Bounds::ANY,
                }
            }
            Number::Parameter(id) => self.parameter(*id),
            // at most since the start, and counted up to the day that is being computed
            Number::Elapsed(id) => match &self.model.variable(*id).kind {
                Kind::Process(process) => {
                    let since_start = self.model.timeline.moment_of(view.step);
                    Bounds { low: 0.0, high: since_start + process.since_days }
                }
                _ => Bounds::ANY,
            },
            Number::Count(_) if view.is_rule => Bounds { low: 0.0, high: view.step as f64 },
            Number::Count(inner) => {
                let (low, high) = self.claims.counts(inner, step);
                Bounds { low, high }
            }
            Number::First(inner) => {
                let day = |step: usize| self.model.timeline.days.get(step).copied();
                let (first, last) =
                    if view.is_rule { (0, None) } else { self.claims.first(inner, step) };
                let low = day(first).unwrap_or(f64::INFINITY);
                Bounds { low, high: last.and_then(day).unwrap_or(f64::INFINITY) }
            }
            Number::WorkingDays(dates, holidays) => {
                let [later, earlier] = [&dates[0], &dates[1]].map(bounds);
                let between = |later, earlier| working_days(later, earlier, holidays);
                let (low, high) =
                    (between(later.low, earlier.high), between(later.high, earlier.low));
                if low.is_nan() || high.is_nan() { Bounds::ANY } else { Bounds { low, high } }
            }
            Number::Draw(_) | Number::SoFar(..) => Bounds::ANY,
        }
    }

    /// A series or a quantity at the end of a step: the value at which it is held, that at which a quantity was made
    /// before, or those that its distribution has.
    fn variable(&self, id: VariableId, step: usize) -> Bounds {
        let value = |intervention: &Intervention| match intervention.value {
            InterventionValue::Number(value) => Bounds::of(value),
            InterventionValue::Outcome(_) => Bounds::ANY,
        };
        if let Some(intervention) = self.supposition.held(id, step) {
            return value(intervention);
        }
        let quantity = match &self.model.variable(id).kind {
            Kind::Quantity(quantity) => quantity,
            Kind::Series(_) => {
                return self.series.get(step).map_or(Bounds::ANY, |all| all[id.index()]);
            }
            _ => return Bounds::ANY,
        };
        let is_at_end = quantity.settled == Settled::AtEnd;
        let intervention = self
            .supposition
            .interventions
            .iter()
            .filter(|intervention| intervention.variable == id);
        let last = intervention
            .filter(|intervention| intervention.from_step <= step)
            .map(|intervention| intervention.to_step)
            .max();
        match last.and_then(|last| self.supposition.held(id, last)) {
            Some(intervention) if !is_at_end => value(intervention),
            _ if quantity.settled == Settled::AtStart => self.values_of(&quantity.value),
            _ if is_at_end && step == self.model.timeline.last() => self.values_of(&quantity.value),
            _ => Bounds::ANY,
        }
    }

    /// The least and the greatest value of each series at a step, from those at the step before; any of one that reads
    /// this step or was made to have a value, and of other variables.
    pub(super) fn series_at(&self, step: usize, before: Option<&[Set]>) -> Vec<Bounds> {
        let of = |(index, variable): (usize, &Variable)| {
            let Kind::Series(series) = &variable.kind else { return Bounds::ANY };
            let id = VariableId(index as u32);
            let is_clock = self.clocks.get(index).is_some_and(|is_clock| *is_clock);
            if is_clock || self.supposition.interventions.iter().any(|made| made.variable == id) {
                return Bounds::ANY;
            }
            let Some(now) = before else { return self.values_of(&series.start) };
            let mut is_of_before = true;
            series.next.for_each_read(&mut |read| {
                is_of_before &= read.reading == Reading::Usual && !read.remembered;
            });
            if !is_of_before {
                return Bounds::ANY;
            }
            self.bounds(&series.next, step - 1, &View { step, now, is_rule: true })
        };
        self.model.variables.iter().enumerate().map(of).collect()
    }

    /// A parameter: the number that is given in its place.
    fn parameter(&self, id: VariableId) -> Bounds {
        self.supposition.numbers.value(id).map_or(Bounds::ANY, Bounds::of)
    }

    /// The values that a draw can have; any if it may be undefined.
    fn values_of(&self, number: &Number) -> Bounds {
        match number {
            Number::Constant(value) => Bounds::of(*value),
            Number::Parameter(id) => self.parameter(*id),
            Number::Draw(_) => match bounds(number) {
                Some((low, high)) if low <= high => Bounds { low, high },
                _ => Bounds::ANY,
            },
            // a condition on numbers may be undefined
            Number::If(chosen, a, b) if is_of_outcomes(chosen) => {
                self.values_of(a).or(self.values_of(b))
            }
            Number::Unary(function, a) => self.values_of(a).apply1(*function),
            Number::Binary(function, a, b) => {
                self.values_of(a).apply2(*function, self.values_of(b))
            }
            _ => Bounds::ANY,
        }
    }
}

fn is_of_outcomes(condition: &Condition) -> bool {
    let mut found = true;
    condition.walk(&mut |part, _| found &= !matches!(part, Part::Number(_)));
    found
}
