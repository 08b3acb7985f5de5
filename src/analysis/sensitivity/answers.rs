//! An answer drawn at several values of its numbers, on the same trials.

use super::subject::Subject;
use crate::diagnostic::Diagnostic;
use crate::engine::{Paired, Plan};
use crate::forecast::Parts;
use crate::model::Overrides;

/// The answers drawn with some overrides.
pub(super) struct Answers<'a> {
    subject: &'a Subject,
    drawn: Paired,
    worth: Vec<Option<f64>>,
    count: usize,
}

impl<'a> Answers<'a> {
    /// Draws the answer with each of these overrides.
    pub(super) fn draw(
        subject: &'a Subject,
        numbers: Vec<Overrides>,
        plan: &Plan,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Self, Diagnostic> {
        let count = numbers.len();
        // all points are drawn incrementally from the current answer, with which most have most in common; except
        // if that alone would take many worlds
        let is_unsure = numbers.iter().any(|numbers| subject.is_uncertain_with(numbers));
        let here = (is_unsure || !subject.is_uncertain()).then(Overrides::default);
        let added = usize::from(here.is_some());
        let points: Vec<_> =
            here.into_iter().chain(numbers).map(|numbers| subject.with(numbers)).collect();
        let sides: Vec<_> = points.iter().map(|point| subject.side(point, Vec::new())).collect();
        let mut drawn = subject.draw(&sides, plan, progress)?;
        let mut worth = subject.worth(points.iter(), &drawn);
        worth.drain(..added);
        for item in drawn.parts.iter_mut().flatten() {
            item.own.drain(..added);
        }
        Ok(Self { subject, drawn, worth, count })
    }

    /// The number of overrides.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The counts, from which levels and differences are estimated; `uncertain` if other inputs vary.
    pub(super) fn parts(&self, uncertain: bool) -> Parts<'_> {
        Parts {
            items: self.drawn.parts.iter().map(|items| &items[0]).collect(),
            worlds: self.drawn.worlds > 1,
            measure: self.subject.measure(),
            uncertain: vec![uncertain; self.count],
            worth: self.worth.clone(),
        }
    }
}
