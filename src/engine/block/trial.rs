//! One trial of a block as a state of the world, for chances that no table can hold.

use super::columns::Look;
use super::mask::Truths;
use super::state::Floats;
use crate::engine::program::Laws;
use crate::formula::bounds::may_be_bounded;
use crate::formula::shape;
use crate::formula::{Condition, FormulaId, Interned, Number, Reading, VariableId};
use crate::model::conditional::Specification;
use crate::model::facts::{Facts, Truth, truth, value};
use crate::numerics::kernel::Lined;
use crate::numerics::stream::Key;
use std::collections::BTreeMap;

/// One trial; `columns` may hold the distribution's conditions and numbers, evaluated over the block.
pub(crate) struct LaneFacts<'a> {
    /// The block and step.
    pub look: &'a Look<'a>,
    /// The trial.
    pub lane: usize,
    /// Values evaluated in advance, if any.
    pub columns: Option<&'a LawColumns>,
}

/// One trial with a stream for the draws of a formula.
pub(crate) struct Drawing<'a> {
    facts: &'a LaneFacts<'a>,
    key: Key,
    /// Added to every uniform number, modulo 1.
    turn: f64,
    /// The distributions that are known before the run.
    laws: &'a Laws,
}

impl Look<'_> {
    /// The truth values of a comparison, including those decided by the defined parts of undefined numbers.
    pub(crate) fn decided(
        &self,
        compared: &Condition,
        mut truths: Truths,
        (a, b): (&Number, &Number),
    ) -> Truths {
        if truths.undefined.is_empty() || !(may_be_bounded(a) || may_be_bounded(b)) {
            return truths;
        }
        for lane in truths.undefined.and(&self.block.in_use).lanes() {
            let truth = truth(compared, &self.in_lane(lane));
            if truth == Truth::True {
                truths.holds.mark(lane);
            }
            if truth != Truth::Undefined {
                truths.undefined.clear(lane);
            }
        }
        truths
    }

    /// One trial as a state of the world.
    pub(crate) fn in_lane(&self, lane: usize) -> LaneFacts<'_> {
        LaneFacts { look: self, lane, columns: None }
    }
}

impl<'a> LaneFacts<'a> {
    /// Returns the trial as a source of draws from `key`, whose uniform numbers are turned by `turn`; `laws` has the
    /// distributions known before the run.
    pub(crate) fn drawing(&'a self, (key, turn): (Key, f64), laws: &'a Laws) -> Drawing<'a> {
        Drawing { facts: self, key, turn, laws }
    }
}

/// A uniform number with `turn` added, modulo 1: again uniform, and open at both ends.
pub(crate) fn turned_by(uniform: f64, turn: f64) -> f64 {
    let sum = uniform + turn;
    if sum < 1.0 { sum } else { (sum - 1.0).max(f64::MIN_POSITIVE) }
}

impl Facts for Drawing<'_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        self.facts.outcome(variable, reading)
    }
    fn number(&self, variable: VariableId, reading: Reading) -> f64 {
        self.facts.number(variable, reading)
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.facts.parameter(id)
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        self.facts.known(condition)
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        let Number::Draw(draw) = number else { return self.facts.known_number(number) };
        let uniform = self.key.at(u64::from(draw.ordinal)).uniform(self.facts.lane as u64);
        let uniform = turned_by(uniform, self.turn);
        if let Some(law) = self.laws.of_draw(draw.ordinal) {
            return Some(law.quantile(uniform));
        }
        Some(shape::of_lane(draw, uniform, &mut |parameter| value(parameter, self)))
    }
    fn step(&self) -> f64 {
        self.facts.step()
    }
    fn today(&self) -> f64 {
        self.facts.today()
    }
}

/// The conditions and numbers of a conditional distribution over a block.
#[derive(Default)]
pub(crate) struct LawColumns {
    truths: BTreeMap<FormulaId, Truths>,
    numbers: BTreeMap<FormulaId, Box<Floats>>,
}

impl LawColumns {
    /// Evaluates every condition and number that needs more than reading a column.
    pub(crate) fn new(law: &Specification, look: &Look) -> Self {
        let mut columns = Self::default();
        law.for_each_guard(&mut |condition| {
            if !matches!(**condition, Condition::Constant(_) | Condition::Is { .. }) {
                columns.truths.entry(condition.id()).or_insert_with(|| look.truth(condition));
            }
        });
        law.for_each_value(&mut |value| {
            let Some(id) = value.id else { return };
            columns.numbers.entry(id).or_insert_with(|| {
                let mut column = Box::new(Lined::of(0.0));
                look.number(&value.number, &mut column);
                column
            });
        });
        columns
    }
}

impl LaneFacts<'_> {
    fn ever(&self, condition: &Interned<Condition>) -> Truth {
        let tracker = self.look.program.tracker(condition);
        let before = tracker.is_some_and(|t| self.look.block.has_held[t].has(self.lane));
        if before {
            Truth::True
        } else if self.look.includes_now(condition) {
            let holds = truth(condition, self) == Truth::True;
            Truth::of(holds || self.look.passing(condition).has(self.lane))
        } else {
            Truth::False
        }
    }

    fn count(&self, condition: &Interned<Condition>) -> f64 {
        let tracker = self.look.program.tracker(condition);
        let before = tracker.map_or(0, |t| self.look.block.count[t][self.lane]);
        let now =
            self.look.step > 0 && !self.look.block.closed && self.look.includes_now(condition);
        match truth(condition, self) {
            Truth::True if now => f64::from(before) + 1.0,
            _ => f64::from(before),
        }
    }
}

impl Facts for LaneFacts<'_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        self.look.outcomes(variable, reading).of(self.lane)
    }
    fn number(&self, variable: VariableId, reading: Reading) -> f64 {
        self.look.numbers(variable, reading)[self.lane]
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.look.program.binding.values[id.index()]
    }
    fn computed_truth(&self, id: FormulaId) -> Option<Truth> {
        Some(self.columns?.truths.get(&id)?.of_lane(self.lane))
    }
    fn computed_value(&self, id: FormulaId) -> Option<f64> {
        Some(self.columns?.numbers.get(&id)?[self.lane])
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        match condition {
            Condition::Ever(inner) => Some(self.ever(inner)),
            Condition::Before(inner) => {
                Some(Truth::of(self.look.held_before(inner).has(self.lane)))
            }
            Condition::By(..) | Condition::At(..) => {
                Some(self.look.truth(condition).of_lane(self.lane))
            }
            _ => None,
        }
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Elapsed(process) => Some(self.look.elapsed(*process, self.lane)),
            Number::Count(inner) => Some(self.count(inner)),
            Number::SoFar(how, inner) => {
                Some(self.look.so_far_in((how, inner), self.lane, || value(inner, self)))
            }
            Number::First(_) | Number::At(..) => {
                let mut column = Lined::of(0.0);
                self.look.number(number, &mut column);
                Some(column[self.lane])
            }
            _ => None,
        }
    }
    fn step(&self) -> f64 {
        self.look.step as f64
    }
    fn today(&self) -> f64 {
        self.look.today()
    }
}
