//! Computes the conditional table of a node, and the table of a clause of the evidence: where it holds, or its factor.

use super::domains::each;
use super::facts::Given;
use super::graph::{Key, Scene, Seen, Stand};
use super::pieces::{Clause, Says};
use crate::formula::{Condition, VariableId};
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
    /// All nodes, sorted.
    pub(super) nodes: &'a [Key],
    /// By node: the values that it can have.
    pub(super) domains: &'a [Vec<u16>],
}

impl Tables<'_> {
    /// The conditional distribution of `key` given `parents`, which vary slower than `key`.
    pub(super) fn chances(&self, key: Key, parents: &[Key]) -> Result<Vec<f64>, ChanceFault> {
        let (Key::Outcome(_, step) | Key::Memory(_, step)) = key;
        let own = self.node(key).map_or(&[][..], |node| &self.domains[node]);
        let mut row = Vec::with_capacity(self.scene.size(key));
        self.filled(parents, Stand::end_of(step), &mut |given, table| {
            row.clear();
            self.row(key, given, &mut row)?;
            row.resize(self.scene.size(key), 0.0);
            table.extend(own.iter().map(|value| row[usize::from(*value)]));
            Ok(())
        })
    }

    /// The numbers of a clause of the evidence.
    pub(super) fn of_clause(&self, clause: &Clause) -> Vec<f64> {
        let last = Stand::end_of(self.scene.model.timeline.last());
        let table = self.filled(&clause.keys, last, &mut |given, table| {
            let holds = |condition: &Condition| truth(condition, given) == Truth::True;
            table.push(match &clause.says {
                Says::Holds(condition) => f64::from(u8::from(holds(condition))),
                Says::Weighs(cases) => {
                    let hold = cases.iter().filter(|(condition, _)| holds(condition));
                    hold.map(|(_, factor)| factor).product()
                }
                Says::Stays(process, step) => {
                    let stays = step.checked_sub(1).is_none_or(|before| {
                        self.state(*process, before, given) == self.state(*process, *step, given)
                    });
                    f64::from(u8::from(stays))
                }
            });
            Ok(())
        });
        table.unwrap_or_default()
    }

    fn node(&self, key: Key) -> Option<usize> {
        self.nodes.binary_search(&key).ok()
    }

    /// The state of a process at a step.
    fn state(&self, process: VariableId, step: usize, given: &Given) -> usize {
        match self.scene.seen(process, step) {
            Seen::Fixed(state) => usize::from(state),
            Seen::Open(key) => given.value(key),
        }
    }

    fn filled(&self, keys: &[Key], stand: Stand, fill: Fill) -> Result<Vec<f64>, ChanceFault> {
        let nodes: Vec<usize> = keys.iter().filter_map(|key| self.node(*key)).collect();
        let (mut table, mut fault) = (Vec::new(), None);
        each(&nodes, self.domains, &mut |values| {
            let Self { scene, parameters, .. } = *self;
            let given = Given { scene, stand, keys, values, parameters };
            if fault.is_none() {
                fault = fill(&given, &mut table).err();
            }
        });
        fault.map_or(Ok(table), Err)
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
                let from = self.state(id, step - 1, given);
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
