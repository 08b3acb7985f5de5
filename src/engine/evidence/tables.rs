//! Computes the conditional table of a node, and the combinations of values in which a clause of the evidence
//! holds.

use super::facts::Given;
use super::graph::{Key, Scene, Seen, Stand};
use crate::formula::Condition;
use crate::inference::advance;
use crate::model::conditional::{ChanceFault, ConditionalDistribution};
use crate::model::facts::{Truth, truth};
use crate::model::{Kind, Settled};

/// Appends the cells of one combination of values to a table.
type Fill<'f> = &'f mut dyn FnMut(&Given, &mut Vec<f64>) -> Result<(), ChanceFault>;

/// Computes tables with a number for each combination of values, the last node varying fastest.
pub(super) struct Tables<'a> {
    /// The model.
    pub(super) scene: Scene<'a>,
    /// The parameters of the world.
    pub(super) parameters: &'a [f64],
}

impl Tables<'_> {
    /// The conditional distribution of `key` given `parents`, which vary slower than `key`.
    pub(super) fn chances(&self, key: Key, parents: &[Key]) -> Result<Vec<f64>, ChanceFault> {
        let (Key::Outcome(_, step) | Key::Memory(_, step)) = key;
        let mut row = Vec::with_capacity(self.scene.size(key));
        self.filled(parents, Stand::end_of(step), &mut |given, table| {
            row.clear();
            self.row(key, given, &mut row)?;
            row.resize(self.scene.size(key), 0.0);
            table.extend_from_slice(&row);
            Ok(())
        })
    }

    /// 1 for each combination in which a clause holds, otherwise 0.
    pub(super) fn holds(&self, clause: &Condition, keys: &[Key]) -> Vec<f64> {
        let stand = Stand::end_of(self.scene.model.timeline.last());
        let table = self.filled(keys, stand, &mut |given, table| {
            table.push(f64::from(u8::from(truth(clause, given) == Truth::True)));
            Ok(())
        });
        table.unwrap_or_default()
    }

    fn filled(&self, keys: &[Key], stand: Stand, fill: Fill) -> Result<Vec<f64>, ChanceFault> {
        let sizes: Vec<usize> = keys.iter().map(|key| self.scene.size(*key)).collect();
        let (mut values, mut table) = (vec![0; keys.len()], Vec::new());
        let parameters = self.parameters;
        loop {
            let given = Given { scene: self.scene, stand, keys, values: &values, parameters };
            fill(&given, &mut table)?;
            if !advance(&mut values, &sizes) {
                return Ok(table);
            }
        }
    }

    /// Fills an empty row, up to the last value that is possible.
    fn row(&self, key: Key, given: &Given, row: &mut Vec<f64>) -> Result<(), ChanceFault> {
        let (id, step) = match key {
            Key::Memory(at, step) => {
                let before = step.checked_sub(1).map(|before| given.value(Key::Memory(at, before)));
                let holds = truth(&self.scene.memories[at], given) == Truth::True;
                sure(row, usize::from(before == Some(1) || holds));
                return Ok(());
            }
            Key::Outcome(id, step) => (id, step),
        };
        let now = Given { stand: Stand { step, before: false, current: Some(id) }, ..*given };
        let variable = self.scene.model.variable(id);
        match &variable.kind {
            Kind::Event(event) => {
                if let Settled::When(condition) = &event.settled {
                    let waiting = variable.outcomes.len();
                    let before = match step {
                        0 => waiting,
                        _ => given.value(Key::Outcome(id, step - 1)),
                    };
                    if before != waiting || truth(condition, &now) != Truth::True {
                        sure(row, before);
                        return Ok(());
                    }
                }
                event.conditional.weigh(&now, row)
            }
            Kind::Process(process) if step == 0 => process.start.weigh(&now, row),
            Kind::Process(process) => {
                let from = match self.scene.seen(id, step - 1) {
                    Seen::Fixed(state) => usize::from(state),
                    Seen::Open(key) => given.value(key),
                };
                let conditional: Option<&ConditionalDistribution> =
                    process.moves.get(from).and_then(Option::as_ref);
                let Some(conditional) = conditional else {
                    sure(row, from);
                    return Ok(());
                };
                let before = Given { stand: Stand { before: true, ..now.stand }, ..*given };
                let mut chances = Vec::with_capacity(conditional.width);
                conditional.weigh(&before, &mut chances)?;
                row.resize(variable.outcomes.len(), 0.0);
                for (index, chance) in chances.into_iter().enumerate() {
                    row[conditional.outcome_at(index)] = chance;
                }
                Ok(())
            }
            _ => unreachable!("only events and processes have chances"),
        }
    }
}

/// Puts all probability of an empty row on one value.
fn sure(row: &mut Vec<f64>, value: usize) {
    row.resize(value, 0.0);
    row.push(1.0);
}
