//! Computes the conditional table of a node, and the combinations of values in which a clause of the evidence
//! holds.

use super::facts::Given;
use super::graph::{Key, Scene, Seen, Stand};
use crate::formula::Condition;
use crate::model::conditional::{ChanceFault, ConditionalDistribution};
use crate::model::facts::{Truth, truth};
use crate::model::{Kind, Settled};

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
        let size = self.scene.size(key);
        let mut table = Vec::new();
        let mut row = Vec::with_capacity(size);
        self.for_each(parents, &mut |values| {
            let step = match key {
                Key::Outcome(_, step) | Key::Memory(_, step) => step,
            };
            let given = self.given(Stand::end_of(step), parents, values);
            self.row(key, &given, &mut row)?;
            table.extend_from_slice(&row);
            Ok(())
        })?;
        Ok(table)
    }

    /// 1 for each combination in which a clause holds, otherwise 0.
    pub(super) fn holds(&self, clause: &Condition, keys: &[Key]) -> Vec<f64> {
        let stand = Stand::end_of(self.scene.model.timeline.last());
        let mut table = Vec::new();
        let walked = self.for_each(keys, &mut |values| {
            let given = self.given(stand, keys, values);
            table.push(f64::from(u8::from(truth(clause, &given) == Truth::True)));
            Ok(())
        });
        debug_assert!(walked.is_ok());
        table
    }

    fn given<'b>(&'b self, stand: Stand, keys: &'b [Key], values: &'b [u16]) -> Given<'b> {
        Given { scene: self.scene, stand, keys, values, parameters: self.parameters }
    }

    fn for_each(
        &self,
        keys: &[Key],
        visit: &mut dyn FnMut(&[u16]) -> Result<(), ChanceFault>,
    ) -> Result<(), ChanceFault> {
        let sizes: Vec<u16> = keys.iter().map(|key| self.scene.size(*key) as u16).collect();
        let mut values = vec![0_u16; keys.len()];
        loop {
            visit(&values)?;
            let mut at = keys.len();
            loop {
                let Some(before) = at.checked_sub(1) else { return Ok(()) };
                at = before;
                values[at] += 1;
                if values[at] < sizes[at] {
                    break;
                }
                values[at] = 0;
            }
        }
    }

    fn row(&self, key: Key, given: &Given, row: &mut Vec<f64>) -> Result<(), ChanceFault> {
        let size = self.scene.size(key);
        let (id, step) = match key {
            Key::Memory(at, step) => {
                let before = step.checked_sub(1).map(|before| given.value(Key::Memory(at, before)));
                let holds = truth(&self.scene.memories[at], given) == Truth::True;
                sure(row, size, usize::from(before == Some(1) || holds));
                return Ok(());
            }
            Key::Outcome(id, step) => (id, step),
        };
        let stand = Stand { step, before: false, current: Some(id) };
        let variable = self.scene.model.variable(id);
        let conditional = match &variable.kind {
            Kind::Event(event) => {
                let now = Given { stand, ..*given };
                if let Settled::When(condition) = &event.settled {
                    let waiting = variable.outcomes.len();
                    let before = match step {
                        0 => waiting,
                        _ => usize::from(given.value(Key::Outcome(id, step - 1))),
                    };
                    if before != waiting || truth(condition, &now) != Truth::True {
                        sure(row, size, before);
                        return Ok(());
                    }
                }
                event.conditional.weigh(&now, row)?;
                row.resize(size, 0.0);
                return Ok(());
            }
            Kind::Process(process) if step == 0 => &process.start,
            Kind::Process(process) => {
                let from = match self.scene.seen(id, step - 1) {
                    Seen::Fixed(state) => state,
                    Seen::Open(key) => given.value(key),
                };
                let conditional: Option<&ConditionalDistribution> =
                    process.moves.get(usize::from(from)).and_then(Option::as_ref);
                let Some(conditional) = conditional else {
                    sure(row, size, usize::from(from));
                    return Ok(());
                };
                let before = Given { stand: Stand { before: true, ..stand }, ..*given };
                let mut chances = Vec::with_capacity(conditional.width);
                conditional.weigh(&before, &mut chances)?;
                row.clear();
                row.resize(size, 0.0);
                for (index, chance) in chances.into_iter().enumerate() {
                    row[conditional.outcome_at(index)] = chance;
                }
                return Ok(());
            }
            _ => unreachable!("only events and processes have chances"),
        };
        conditional.weigh(&Given { stand, ..*given }, row)
    }
}

/// Fills a row with all probability on one value.
fn sure(row: &mut Vec<f64>, size: usize, value: usize) {
    row.clear();
    row.resize(size, 0.0);
    row[value] = 1.0;
}
