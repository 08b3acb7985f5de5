//! The probabilities of a conditional distribution in a joint state, computed once for each row of its table.

use super::state::{JointState, Look};
use crate::formula::{Condition, VariableId};
use crate::model::conditional::{ChanceFault, ConditionalDistribution};
use crate::model::facts::{Facts, Truth, truth};
use crate::model::keys::{Form, Key, Keys};
use std::collections::HashMap;
use std::rc::Rc;

/// A cache of computed probabilities.
#[derive(Default)]
pub(super) struct Chances {
    /// By variable, distribution (0 to settle or start, otherwise the state left plus one), phase and row.
    known: HashMap<(VariableId, usize, u32, usize), Rc<Vec<f64>>>,
}

impl Chances {
    /// The probabilities of a conditional distribution of `id`; they sum to 1.
    pub(super) fn of(
        &mut self,
        joint: &JointState,
        look: &Look,
        (id, which): (VariableId, usize),
        conditional: &ConditionalDistribution,
    ) -> Result<Rc<Vec<f64>>, ChanceFault> {
        let Form::Table(keys) = &conditional.form else { return weighed(conditional, look) };
        let Some(row) = row(keys, look) else { return weighed(conditional, look) };
        let at = (id, which, keys.phase_of_step[joint.step], row);
        if let Some(known) = self.known.get(&at) {
            return Ok(Rc::clone(known));
        }
        let found = weighed(conditional, look)?;
        self.known.insert(at, Rc::clone(&found));
        Ok(found)
    }
}

fn weighed(
    conditional: &ConditionalDistribution,
    look: &Look,
) -> Result<Rc<Vec<f64>>, ChanceFault> {
    let mut chances = Vec::with_capacity(conditional.width);
    conditional.weigh(look, &mut chances)?;
    let sum: f64 = chances.iter().sum();
    for p in &mut chances {
        *p /= sum;
    }
    Ok(Rc::new(chances))
}

/// The row of a table that the state selects; `None` if a condition is undefined.
fn row(keys: &Keys, look: &Look) -> Option<usize> {
    let mut row = 0;
    for column in &keys.columns {
        row = match column {
            Key::Outcome(id, reading, size) => {
                row * size + usize::from(look.outcome(*id, *reading))
            }
            Key::Holds(condition) => row * 2 + usize::from(holds(condition, look)?),
        };
    }
    Some(row)
}

fn holds(condition: &Condition, look: &Look) -> Option<bool> {
    match truth(condition, look) {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Undefined => None,
    }
}
