//! Differences between sides that are not estimated: of answers that nothing in which the sides differ can reach, and of
//! answers that the model or the suppositions determine on both sides.

use super::sides::{Common, Contender};
use super::why::{Knowledge, changes};
use crate::forecast::{Difference, Level};
use crate::model::Affected;

/// The variables of each side that depend on a difference between the two.
struct Reached<'a> {
    sides: [(&'a Contender, Affected<'a>); 2],
}

impl<'a> Reached<'a> {
    /// Follows all changes between two sides; `None` if they differ in their evidence, news or rules.
    fn new(left: &'a Contender, right: &'a Contender) -> Option<Self> {
        let is_same = left.supposition.numbers == right.supposition.numbers;
        if !is_same || Knowledge::of(left) != Knowledge::of(right) {
            return None;
        }
        let changes = changes(left, right);
        let on = |side: &'a Contender| {
            let mut ids = Vec::new();
            for change in &changes {
                ids.extend(change.variables(&side.model)?);
            }
            // a changed number can make others be drawn again
            if changes.iter().any(|change| !change.is_made()) {
                ids.extend(side.model.redrawn.iter().flat_map(|group| &group.members));
            }
            Some((side, Affected::of(&side.model, &side.supposition, ids)))
        };
        Some(Self { sides: [on(left)?, on(right)?] })
    }

    /// Whether it can reach the answer to a question, given by its index on either side.
    fn answer(&self, questions: [usize; 2]) -> bool {
        let mut sides = self.sides.iter().zip(questions);
        sides.any(|((side, reached), index)| reached.answer(&side.model.questions[index]))
    }
}

/// The differences between the first side and the others that are not estimated.
pub(super) struct Untouched<'a> {
    /// By side, from the second on.
    reached: Vec<Option<Reached<'a>>>,
}

impl<'a> Untouched<'a> {
    pub(super) fn new(sides: &'a [Contender]) -> Self {
        let first = &sides[0];
        Self { reached: sides[1..].iter().map(|side| Reached::new(first, side)).collect() }
    }

    /// Replaces the differences that are not estimated, if what was counted agrees; `answers` are those of all sides.
    pub(super) fn settle(&self, answers: &[Level], differences: &mut [Difference], asked: &Common) {
        for (i, difference) in differences.iter_mut().enumerate() {
            let questions = [asked.indices[0], asked.indices[i + 1]];
            let is_reached =
                |reached: &Option<Reached>| reached.as_ref().is_none_or(|r| r.answer(questions));
            let (first, other) = (&answers[0], &answers[i + 1]);
            if is_known(first) && is_known(other) {
                *difference = Difference::exact(other.value - first.value);
            } else if difference.value == 0.0 && !is_reached(&self.reached[i]) {
                *difference = Difference::exact(0.0);
            }
        }
    }
}

/// Whether the model or the suppositions determine an answer.
fn is_known(level: &Level) -> bool {
    level.settled.is_some() || level.std_error == 0.0
}
