//! Draws given the evidence: before a block's first step from the conditional distributions that elimination
//! returns, and, for restricted events, from the allowed outcomes only, which weights the trial.

use crate::engine::block::{Block, LaneFacts, Marks, NEVER};
use crate::engine::draw::{At, Choice};
use crate::engine::evidence::Key;
use crate::engine::program::{Program, Purpose};
use crate::engine::tables::LANES;
use crate::formula::VariableId;
use crate::model::{Kind, reads, settles_at_start};
use crate::numerics::kernel::Lined;
use crate::numerics::stream;

/// Draws all evidence nodes.
pub(crate) fn draw(program: &Program, block: &mut Block) {
    let Some((keys, posterior)) = program.absorbed.posterior() else { return };
    let mut rows = Lined::of(0_u32);
    for conditional in &posterior.draws {
        rows.fill(0);
        for (given, size) in &conditional.given {
            let column = &block.conditioned[*given];
            for (row, value) in rows.iter_mut().zip(column.iter()) {
                *row = *row * *size as u32 + u32::from(*value);
            }
        }
        let key = stream_of(program, keys[conditional.node], block.index);
        let column = &mut block.conditioned[conditional.node];
        for lane in 0..block.lanes {
            let drawn = conditional.value(rows[lane] as usize, key.uniform(lane as u64));
            column[lane] = u16::try_from(drawn).expect("a variable has few outcomes");
        }
    }
    // from indices to values
    for (column, values) in block.conditioned.iter_mut().zip(program.absorbed.values()) {
        match values[..] {
            [only] => column.fill(only),
            [.., last] if usize::from(last) + 1 > values.len() => {
                for drawn in column.iter_mut() {
                    *drawn = values.get(usize::from(*drawn)).copied().unwrap_or(last);
                }
            }
            _ => {}
        }
    }
}

fn stream_of(program: &Program, key: Key, block: u64) -> stream::Key {
    match key {
        Key::Outcome(id, step) => {
            program.stream_of(id, Purpose::Conditioned).at(step as u64).at(block)
        }
        Key::Memory(at, step) => {
            let mut first = None;
            if let Some(condition) = program.absorbed.memory(at) {
                reads::of_condition(condition, &mut |id| {
                    first.get_or_insert(id);
                });
            }
            let remembered = program.stream_of(first.unwrap_or(VariableId(0)), Purpose::Remembered);
            remembered.at(at as u64).at(step as u64).at(block)
        }
    }
}

/// Weights the trials of a finished block.
pub(crate) fn weigh(program: &Program, block: &mut Block) {
    let Some(first) = program.streams.first() else { return };
    if !program.absorbed.is_weighed() {
        return;
    }
    let key = first.stream(Purpose::Weight).at(block.index);
    let mut weights = Box::new(Lined::of(0));
    for lane in 0..block.lanes {
        let uniform = key.uniform(lane as u64);
        weights[lane] = program.absorbed.weight(block.ln_weights[lane], uniform);
    }
    block.weights = Some(weights);
}

impl At<'_> {
    /// Sets the variable to the value drawn given the evidence; returns whether there was one.
    pub(crate) fn conditioned(&self, block: &mut Block) -> bool {
        let Some((keys, _)) = self.program.absorbed.posterior() else { return false };
        let variable = self.program.model.variable(self.id);
        if self.step > 0 && settles_at_start(variable) {
            return false;
        }
        let Ok(at) = keys.binary_search(&Key::Outcome(self.id, self.step)) else { return false };
        let drawn = block.conditioned[at];
        let outcomes = &mut block.outcomes[self.slot()];
        match &variable.kind {
            Kind::Event(event) => {
                let waiting = variable.outcomes.len();
                let otherwise = event.otherwise.unwrap_or(0);
                let mut settled = Marks::NONE;
                for i in 0..LANES {
                    if usize::from(drawn[i]) < waiting {
                        outcomes.set(i, drawn[i]);
                        settled.mark(i);
                    } else {
                        outcomes.set(i, otherwise);
                    }
                }
                block.settled[self.id.index()] = settled;
            }
            Kind::Process(process) => {
                let slot = self.program.slots[self.id.index()].process;
                let entered = &mut block.entered[slot];
                for i in 0..LANES {
                    if self.step == 0 {
                        entered[i] = -process.since_days;
                    } else if outcomes.of(i) != drawn[i] {
                        entered[i] = self.program.model.timeline.moment_of(self.step);
                    }
                    outcomes.set(i, drawn[i]);
                }
                block.due[slot].fill(NEVER);
            }
            _ => return false,
        }
        true
    }

    /// Draws an event from the allowed outcomes and multiplies each trial's weight by their total
    /// probability.
    pub(crate) fn restricted(
        &self,
        block: &mut Block,
        choice: &Choice,
        requested: Option<&Marks>,
        allowed: &[u16],
    ) {
        let key = self.key(block, Purpose::Conditioned);
        let all = block.in_use;
        let mut chances = Vec::new();
        for lane in requested.unwrap_or(&all).lanes() {
            let look = self.look(block, choice.view);
            let facts = LaneFacts { look: &look, lane, columns: None };
            if let Err(fault) = choice.conditional.weigh(&facts, &mut chances) {
                return block.blame(lane, fault);
            }
            let chance: f64 = allowed.iter().map(|outcome| chances[usize::from(*outcome)]).sum();
            let mut left = key.uniform(lane as u64) * chance;
            let possible = allowed.iter().filter(|outcome| chances[usize::from(**outcome)] > 0.0);
            let Some(mut drawn) = allowed.first().copied().filter(|_| chance > 0.0) else {
                block.weigh(lane, 0.0);
                continue;
            };
            for outcome in possible {
                drawn = *outcome;
                left -= chances[usize::from(*outcome)];
                if left < 0.0 {
                    break;
                }
            }
            block.outcomes[self.slot()].set(lane, drawn);
            block.weigh(lane, chance);
        }
    }
}
