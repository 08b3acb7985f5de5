//! Values carried for reports, which are read once, at the step of their day.

use super::carried::{Carried, push};
use super::register::Kept;
use crate::exact::questions::step_of;
use crate::formula::{Condition, Interned, Number, Part};
use crate::model::{Model, Report, Supposition};

/// The conditions of reports, each with the step of its report.
fn cases(supposition: &Supposition) -> impl Iterator<Item = (usize, &Condition)> {
    fn of(report: &Report) -> impl Iterator<Item = (usize, &Condition)> {
        report.cases.iter().map(|(condition, _)| (report.step, condition))
    }
    supposition.reports.iter().flat_map(of)
}

/// A truth value or number that a report reads of its own step.
enum Own {
    Truth(Interned<Condition>),
    Number(Interned<Number>),
}

impl Carried {
    /// Tracks what reports read. What they read of their own step alone is not carried any further.
    pub(super) fn hear(&mut self, model: &Model, supposition: &Supposition) {
        let own = |step: usize, part: &Part| match part {
            Part::Condition(Condition::At(a, day)) if step_of(model, day) == Some(step) => {
                Some(Own::Truth(a.clone()))
            }
            Part::Number(Number::At(a, day)) if step_of(model, day) == Some(step) => {
                Some(Own::Number(a.clone()))
            }
            _ => None,
        };
        let mut read_once = Vec::new();
        for (step, condition) in cases(supposition) {
            condition.walk(&mut |part, _| match own(step, &part) {
                Some(own) => read_once.push((own, step)),
                None => self.track(model, part),
            });
        }
        (self.lasting, self.lasting_numbers) = (self.kept.len(), self.kept_numbers.len());
        for (own, step) in read_once {
            match own {
                Own::Truth(a) => push(&mut self.kept, (Kept::Truth(a), step)),
                Own::Number(a) => push(&mut self.kept_numbers, (a, step)),
            }
        }
    }
}
