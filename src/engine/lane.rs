//! One trial of a block as a state of the world: for chances that no table can hold.

use super::block::{Bytes, Floats, LANES};
use super::columns::Look;
use crate::formula::{Condition, Number, Reading, VariableId};
use crate::model::facts::{Facts, Truth};
use crate::model::lottery::Law;
use std::collections::BTreeMap;

/// One trial; the conditions and numbers of the law were evaluated over the block before.
pub(super) struct LaneFacts<'a> {
    /// The block and step.
    pub look: &'a Look<'a>,
    /// The trial.
    pub lane: usize,
    /// What was evaluated before.
    pub columns: &'a LawColumns,
}

/// The conditions and numbers of a law over a block, by their address in the model.
#[derive(Default)]
pub(super) struct LawColumns {
    truths: BTreeMap<usize, Box<Bytes>>,
    numbers: BTreeMap<usize, Box<Floats>>,
}

impl LawColumns {
    /// Evaluates every condition and number of a law that is more than a look at a column.
    pub(super) fn new(law: &Law, look: &Look) -> Self {
        let mut columns = Self::default();
        law.for_each_condition(&mut |condition| {
            if matches!(condition, Condition::Constant(_) | Condition::Is { .. }) {
                return;
            }
            let mut column = Box::new([0; LANES]);
            look.truth(condition, &mut column);
            columns.truths.insert(std::ptr::from_ref(condition).addr(), column);
        });
        law.for_each_number(&mut |number| {
            if matches!(number, Number::Constant(_)) {
                return;
            }
            let mut column = Box::new([0.0; LANES]);
            look.number(number, &mut column);
            columns.numbers.insert(std::ptr::from_ref(number).addr(), column);
        });
        columns
    }
}

impl Facts for LaneFacts<'_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        u16::from(self.look.outcomes(variable, reading)[self.lane])
    }
    fn number(&self, variable: VariableId, reading: Reading) -> f64 {
        self.look.numbers(variable, reading)[self.lane]
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        let column = self.columns.truths.get(&std::ptr::from_ref(condition).addr())?;
        Some([Truth::False, Truth::Undefined, Truth::True][usize::from(column[self.lane])])
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        let column = self.columns.numbers.get(&std::ptr::from_ref(number).addr())?;
        Some(column[self.lane])
    }
    fn step(&self) -> f64 {
        self.look.step as f64
    }
    fn today(&self) -> f64 {
        self.look.today()
    }
}
