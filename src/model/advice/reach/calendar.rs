//! The conditions that the calendar alone decides at some step.

use crate::formula::{Condition, Number, Part};
use crate::model::{Model, Support, Supposition};
use std::cell::OnceCell;

/// The conditions of a model that the calendar decides.
pub(crate) struct Calendar<'a> {
    model: &'a Model,
    nothing: &'a Supposition,
    /// The support of the model, and the one that it would have if no rule knew the date; `None` for large models.
    supports: OnceCell<Option<[Support<'a>; 2]>>,
}

impl<'a> Calendar<'a> {
    /// Borrows a model and an empty supposition.
    pub(crate) fn new(model: &'a Model, nothing: &'a Supposition) -> Self {
        Self { model, nothing, supports: OnceCell::new() }
    }

    /// Whether the calendar alone closes a condition for the moves of some step: it reads the date or the time since
    /// something, or at that step it can't hold in any trial, and it could if no rule knew the date.
    pub(crate) fn closes(&self, condition: &Condition) -> bool {
        reads(condition) || self.settles(condition, false)
    }

    /// Whether the calendar alone decides a condition for the moves of some step.
    pub(crate) fn decides(&self, condition: &Condition) -> bool {
        self.closes(condition) || self.opens(condition)
    }

    /// Whether the calendar alone makes a condition hold for the moves of some step.
    pub(crate) fn opens(&self, condition: &Condition) -> bool {
        reads(condition) || self.settles(condition, true)
    }

    fn settles(&self, condition: &Condition, holds: bool) -> bool {
        let supports = self.supports.get_or_init(|| {
            let dated = Support::new(self.model, self.nothing)?;
            let dateless = dated.dateless()?;
            Some([dated, dateless])
        });
        let Some([dated, dateless]) = supports else { return false };
        (1..=self.model.timeline.last()).any(|step| {
            dated.settles_for_moves(condition, step) == Some(holds)
                && dateless.settles_for_moves(condition, step) != Some(holds)
        })
    }
}

/// Whether a condition itself reads the date, the step or the time since something.
fn reads(condition: &Condition) -> bool {
    let mut found = false;
    condition.walk(&mut |part, _| {
        found |= matches!(part, Part::Number(Number::Step | Number::Today | Number::Elapsed(_)));
    });
    found
}
