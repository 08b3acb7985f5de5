//! One step of a block: processes and series move, events and quantities are settled, what is
//! followed is noted.

use super::at::{At, Purpose};
use super::block::{Block, Bytes, LANES, NEVER};
use super::choose::Choice;
use super::columns::{Draws, Look, View};
use super::program::{Program, Snapshot};
use crate::model::{Event, Kind, MadeValue, Quantity, Series, Settled, settles_at_start};

/// Computes one step of a block.
pub(super) fn one_step(program: &Program, block: &mut Block, step: usize) {
    block.closed = false;
    if step > 0 {
        block.turn(program);
    }
    let order = if step == 0 { &program.model.at_start } else { &program.model.at_step };
    for id in order {
        let at = At { program, id: *id, step };
        if let Some(made) = program.held(*id, step) {
            at.hold(block, made.value);
            continue;
        }
        let variable = program.model.variable(*id);
        match &variable.kind {
            Kind::Parameter(_) => {}
            Kind::Choice(option) => at.hold(block, MadeValue::Outcome(*option)),
            _ if step > 0 && settles_at_start(variable) => {}
            Kind::Event(event) => at.event(block, event),
            Kind::Process(process) if step == 0 => at.start(block, process),
            Kind::Process(process) => at.moves(block, process),
            Kind::Series(series) => at.series(block, series),
            Kind::Quantity(quantity) => at.quantity(block, quantity),
        }
    }
    note(program, block, step);
}

impl At<'_> {
    /// Holds the variable at a value; a process enters its state when that is news.
    fn hold(&self, block: &mut Block, value: MadeValue) {
        let slot = self.program.slots[self.id.index()];
        match value {
            MadeValue::Outcome(outcome) => {
                if let Kind::Process(_) = self.program.model.variable(self.id).kind {
                    let states = &block.outcomes[slot.outcome];
                    for (entered, state) in block.entered[slot.process].iter_mut().zip(states) {
                        if self.step == 0 || u16::from(*state) != outcome {
                            *entered = self.step as f64;
                        }
                    }
                }
                block.outcomes[slot.outcome].fill(outcome as u8);
            }
            MadeValue::Number(x) => block.numbers[slot.number].fill(x),
        }
        block.settled[self.id.index()].fill(1);
    }

    fn event(&self, block: &mut Block, event: &Event) {
        if self.step == 0 {
            block.outcomes[self.slot()].fill(event.otherwise.unwrap_or(0) as u8);
        }
        let mut wanted = [1; LANES];
        if !self.due(block, &event.settled, &mut wanted) {
            return;
        }
        let table = self.program.binding.settle[self.id.index()].as_ref();
        let mut drawn = [0; LANES];
        let only = matches!(event.settled, Settled::When(_)).then_some(&wanted);
        let choice = Choice { lottery: &event.lottery, table, view: View::Now };
        self.choose(block, &choice, only, &mut drawn);
        let outcomes = &mut block.outcomes[self.slot()];
        for i in 0..LANES {
            outcomes[i] = if wanted[i] == 0 { outcomes[i] } else { drawn[i] };
        }
    }

    /// Marks the trials in which the event or quantity is settled in this step; false if none.
    fn due(&self, block: &mut Block, settled: &Settled, wanted: &mut Bytes) -> bool {
        match settled {
            Settled::AtStart => self.step == 0,
            Settled::EachStep => true,
            Settled::AtEnd => self.step == self.program.last(),
            Settled::When(condition) => {
                let mut truth = [0; LANES];
                self.look(block, View::Now).truth(condition, &mut truth);
                let done = &mut block.settled[self.id.index()];
                let mut any = 0;
                for i in 0..LANES {
                    wanted[i] = u8::from(truth[i] == 2) & (1 - done[i]);
                    done[i] |= wanted[i];
                    any |= wanted[i];
                }
                any != 0
            }
        }
    }

    fn series(&self, block: &mut Block, series: &Series) {
        let (formula, view) =
            if self.step == 0 { (&series.start, View::Now) } else { (&series.next, View::Before) };
        let mut values = [0.0; LANES];
        let draws = Some(Draws { key: self.key(block, Purpose::Number), wanted: None });
        Look { draws, ..self.look(block, view) }.number(formula, &mut values);
        block.numbers[self.program.slots[self.id.index()].number] = values;
    }

    fn quantity(&self, block: &mut Block, quantity: &Quantity) {
        let mut wanted = [1; LANES];
        if !self.due(block, &quantity.settled, &mut wanted) {
            return;
        }
        let mut values = [0.0; LANES];
        let draws = Draws { key: self.key(block, Purpose::Number), wanted: Some(&wanted) };
        let look = Look { draws: Some(draws), ..self.look(block, View::Now) };
        look.number(&quantity.value, &mut values);
        let numbers = &mut block.numbers[self.program.slots[self.id.index()].number];
        for i in 0..LANES {
            numbers[i] = if wanted[i] == 0 { numbers[i] } else { values[i] };
        }
    }
}

/// Notes which followed conditions hold at the end of a step, and what questions want of it.
fn note(program: &Program, block: &mut Block, step: usize) {
    let mut truths = vec![[0; LANES]; program.trackers.len()];
    for (condition, truth) in program.trackers.iter().zip(&mut truths) {
        end_of(program, block, step).truth(condition, truth);
    }
    for (tracker, truth) in truths.iter().enumerate() {
        let (first, count) = (&mut block.first[tracker], &mut block.count[tracker]);
        for i in 0..LANES {
            let holds = truth[i] == 2;
            first[i] = if holds && first[i] == NEVER { step as u32 } else { first[i] };
            count[i] += u32::from(holds && step > 0);
        }
    }
    block.closed = true;
    for (at, snapshot) in program.snapshots.iter().enumerate() {
        let mut kept = [0; LANES];
        match snapshot {
            Snapshot::Truth(condition, when) if *when == step => {
                end_of(program, block, step).truth(condition, &mut kept);
            }
            Snapshot::Outcome(variable, when) if *when == step => {
                kept = block.outcomes[program.slots[variable.index()].outcome];
            }
            _ => continue,
        }
        block.snapshots[at] = kept;
    }
    for (at, (number, when)) in program.number_snapshots.iter().enumerate() {
        if *when == step {
            let mut kept = [0.0; LANES];
            end_of(program, block, step).number(number, &mut kept);
            block.number_snapshots[at] = kept;
        }
    }
}

/// The block as it stands at the end of a step.
fn end_of<'a>(program: &'a Program<'a>, block: &'a Block, step: usize) -> Look<'a> {
    Look { program, block, step, view: View::Now, current: None, draws: None }
}
