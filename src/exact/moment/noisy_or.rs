//! Events with causes as a chain of nodes, one for each cause, so that no table covers all of them.

use super::nodes::{Inputs, Network};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Condition, Number};
use crate::model::NoisyOr;
use crate::model::conditional::ChanceFault;
use crate::model::facts::{Truth, truth, value};

/// Up to this many combinations, a cause is read through its variables, and not as one condition.
const FEW: usize = 64;

impl Network<'_> {
    /// Adds an event that its leak or one of its causes brings about: each node of the chain is yes if the one before
    /// is, or if its cause holds and acts. Without `when` holding, the event is no.
    pub(super) fn noisy_or(
        &mut self,
        noisy: &NoisyOr,
        when: Option<&Condition>,
        place: Place,
    ) -> Result<usize, Diagnostic> {
        let mut before = self.link(None, None, &noisy.leak.number, place)?;
        for (condition, number) in &noisy.causes {
            before = self.link(Some(before), Some(condition), number, place)?;
        }
        let Some(when) = when else { return Ok(before) };
        self.link(Some(before), Some(when), &Number::Constant(f64::INFINITY), place)
    }

    /// Adds a node of the chain. The chance infinity stands for a condition without which the event is no.
    fn link(
        &mut self,
        before: Option<usize>,
        condition: Option<&Condition>,
        number: &Number,
        place: Place,
    ) -> Result<usize, Diagnostic> {
        let mut inputs = Inputs::default();
        self.read_number(number, &mut inputs)?;
        let mut held = None;
        if let Some(condition) = condition {
            let mut plain = Inputs { variables: inputs.variables.clone(), truths: Vec::new() };
            self.read_condition(condition, &mut plain)?;
            if self.cells(&plain) <= FEW {
                inputs = plain;
            } else {
                held = Some(self.truth_node(condition)?);
            }
        }
        let gates = number == &Number::Constant(f64::INFINITY);
        let (parents, rows) = self.rows(&inputs, 2, place, &mut |facts| {
            let truth = condition.filter(|_| held.is_none()).map(|c| truth(c, facts));
            (truth, value(number, facts))
        })?;
        let truths: Vec<Option<Truth>> = match held {
            Some(node) => {
                (0..self.size(node)).map(|at| super::nodes::TRUTHS.get(at).copied()).collect()
            }
            None => vec![None],
        };
        let befores = if before.is_some() { 2 } else { 1 };
        let (mut table, mut faults) = (Vec::new(), Vec::new());
        for was in 0..befores {
            for known in &truths {
                for row in &rows {
                    let at = table.len() / 2;
                    let Some((of_row, chance)) = row else {
                        table.extend([0.0, 0.0]);
                        continue;
                    };
                    let truth = known.or(*of_row).unwrap_or(Truth::True);
                    match yes(was == 1, truth, *chance, gates) {
                        Ok(p) => table.extend([1.0 - p, p]),
                        Err(message) => {
                            let code = if chance.is_nan() || truth == Truth::Undefined {
                                Code::UndefinedInTrial
                            } else {
                                Code::ChanceInTrial
                            };
                            faults.push((at, ChanceFault::new(code, message, place)));
                            table.extend([0.0, 0.0]);
                        }
                    }
                }
            }
        }
        let all = before.into_iter().chain(held).chain(parents).collect();
        Ok(self.add(all, table, Vec::new(), faults))
    }
}

/// The chance of yes after a link of the chain.
fn yes(was: bool, truth: Truth, chance: f64, gates: bool) -> Result<f64, String> {
    match truth {
        // a `when` that is undefined waits
        Truth::False | Truth::Undefined if gates => Ok(0.0),
        Truth::True if gates => Ok(f64::from(u8::from(was))),
        Truth::False => Ok(f64::from(u8::from(was))),
        Truth::Undefined => Err("the condition of a cause is undefined".to_owned()),
        Truth::True if !(0.0..=1.0).contains(&chance) => {
            Err(format!("the chance of a cause comes out as {chance}: it must lie between 0 and 1"))
        }
        Truth::True if was => Ok(1.0),
        Truth::True => Ok(chance),
    }
}
