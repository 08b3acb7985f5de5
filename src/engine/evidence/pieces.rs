//! The pieces in which evidence is absorbed: each clause, each report, and each silent stretch of a process.

use super::graph::{Key, Scene, Seen, Stand};
use crate::formula::{Condition, VariableId};
use crate::model::{Piece as Said, Supposition};

/// The origin of a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A clause of the supposition, by its index.
    Clause(usize),
    /// A report of the supposition, by its index.
    Report(usize),
    /// Consecutive steps, the first and the last, at which a process made no move; by its index in the supposition.
    Silence(usize, (usize, usize)),
}

/// A piece of evidence, absorbed as a whole or not at all.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its origin.
    pub(super) origin: Origin,
    /// Its tables: one, or for a silent stretch one for each step.
    pub(super) clauses: Vec<Clause>,
    /// Whether it is absorbed exactly.
    pub(super) is_absorbed: bool,
}

/// A table over nodes.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// The number for each combination of values.
    pub(super) says: Says,
    /// The nodes that it reads, ascending.
    pub(super) keys: Vec<Key>,
}

/// The number that a clause gives to a combination of values.
#[derive(Clone, Debug)]
pub(super) enum Says {
    /// 1 where a condition holds, otherwise 0.
    Holds(Condition),
    /// The product of the factors of the conditions that hold.
    Weighs(Vec<(Condition, f64)>),
    /// 1 where the state of a process at a step is that of the step before, otherwise 0.
    Stays(VariableId, usize),
}

impl Origin {
    /// Whether it is a report, which excludes nothing.
    pub(super) fn is_report(self) -> bool {
        matches!(self, Self::Report(_))
    }

    /// The piece of the supposition, for a message about evidence that can't hold.
    pub(super) fn said(self) -> Said {
        match self {
            Self::Clause(at) => Said::Clause(at),
            Self::Report(at) => Said::Report(at),
            Self::Silence(at, steps) => Said::Silence(at, steps),
        }
    }
}

/// The pieces of the evidence with what each says: silent stretches, which settle most, then clauses, then reports.
pub(super) fn pieces(supposition: &Supposition) -> Vec<(Origin, Vec<Says>)> {
    let mut found = Vec::new();
    for (at, still) in supposition.still.iter().enumerate() {
        for steps in still.steps.chunk_by(|a, b| *b == *a + 1) {
            let says = steps.iter().map(|step| Says::Stays(still.variable, *step)).collect();
            found.push((Origin::Silence(at, (steps[0], steps[steps.len() - 1])), says));
        }
    }
    for (at, clause) in supposition.clauses.iter().enumerate() {
        found.push((Origin::Clause(at), vec![Says::Holds(clause.condition.clone())]));
    }
    for (at, report) in supposition.reports.iter().enumerate() {
        found.push((Origin::Report(at), vec![Says::Weighs(report.cases.clone())]));
    }
    found
}

impl Says {
    /// The nodes that it reads, ascending; `None` if it reads more than discrete outcomes.
    pub(super) fn keys(&self, scene: &Scene) -> Option<Vec<Key>> {
        let stand = Stand::end_of(scene.model.timeline.last());
        let mut keys = Vec::new();
        match self {
            Self::Holds(condition) => scene.condition(condition, stand, &mut keys).ok()?,
            Self::Weighs(cases) => {
                for (condition, _) in cases {
                    scene.condition(condition, stand, &mut keys).ok()?;
                }
            }
            Self::Stays(process, step) => {
                for step in [step.checked_sub(1)?, *step] {
                    if let Seen::Open(key) = scene.seen(*process, step) {
                        keys.push(key);
                    }
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        Some(keys)
    }
}
