//! One step of a block: processes and series move, events and quantities are settled, what is
//! followed is noted.

use super::at::{At, Purpose};
use super::block::{Block, Bytes, GROUP, LANES};
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
        if at.conditioned(block) {
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
        let Some(due) = self.due(block, &event.settled) else { return };
        let table = self.program.binding.settle[self.id.index()].as_deref();
        let mut drawn = [0; LANES];
        let choice = Choice { lottery: &event.lottery, table, view: View::Now };
        if let Some(allowed) = self.program.absorbed.allowed(self.id, self.step) {
            let some = if let Due::Some(lanes) = &due { Some(lanes.as_slice()) } else { None };
            return self.restricted(block, &choice, some, allowed);
        }
        match due {
            Due::All => {
                self.choose(block, &choice, None, &mut drawn);
                block.outcomes[self.slot()] = drawn;
            }
            Due::Some(lanes) => {
                self.choose(block, &choice, Some(&lanes), &mut drawn);
                let outcomes = &mut block.outcomes[self.slot()];
                for lane in lanes {
                    outcomes[lane] = drawn[lane];
                }
            }
        }
    }

    /// The trials in which the event or quantity is settled in this step; none if in no trial.
    fn due(&self, block: &mut Block, settled: &Settled) -> Option<Due> {
        let all = match settled {
            Settled::AtStart => self.step == 0,
            Settled::EachStep => true,
            Settled::AtEnd => self.step == self.program.last(),
            Settled::When(condition) => {
                let mut truth = [0; LANES];
                self.look(block, View::Now).truth(condition, &mut truth);
                let done = &mut block.settled[self.id.index()];
                let mut wanted = [0; LANES];
                for i in 0..LANES {
                    wanted[i] = u8::from(truth[i] == 2) & (1 - done[i]);
                    done[i] |= wanted[i];
                }
                let lanes = marked(&wanted, block.lanes);
                return (!lanes.is_empty()).then_some(Due::Some(lanes));
            }
        };
        all.then_some(Due::All)
    }

    fn series(&self, block: &mut Block, series: &Series) {
        let (formula, view) =
            if self.step == 0 { (&series.start, View::Now) } else { (&series.next, View::Before) };
        let mut values = block.spare.take().unwrap_or_else(|| Box::new([f64::NAN; LANES]));
        let draws =
            Some(Draws { key: self.key(block, Purpose::Number), wanted: None, together: &[] });
        Look { draws, ..self.look(block, view) }.number(formula, &mut values);
        std::mem::swap(&mut block.numbers[self.program.slots[self.id.index()].number], &mut values);
        block.spare = Some(values);
    }

    fn quantity(&self, block: &mut Block, quantity: &Quantity) {
        let Some(due) = self.due(block, &quantity.settled) else { return };
        let wanted = if let Due::Some(lanes) = &due { Some(lanes.as_slice()) } else { None };
        let mut values = [0.0; LANES];
        let together = self.together(block);
        let key = self.key(block, Purpose::Number);
        let draws = Draws { key, wanted, together: &together };
        let look = Look { draws: Some(draws), ..self.look(block, View::Now) };
        look.number(&quantity.value, &mut values);
        let numbers = &mut block.numbers[self.program.slots[self.id.index()].number];
        match due {
            Due::All => **numbers = values,
            Due::Some(lanes) => lanes.iter().for_each(|lane| numbers[*lane] = values[*lane]),
        }
    }
}

/// The trials in which something is settled in a step.
enum Due {
    /// Every one.
    All,
    /// These, in ascending order.
    Some(Vec<usize>),
}

/// The lanes in use that are marked with 1.
fn marked(marks: &Bytes, lanes: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for (group, part) in marks.chunks_exact(GROUP).enumerate() {
        if part.iter().fold(0, |any, mark| any | mark) != 0 {
            let here = (0..GROUP).filter(|i| part[*i] != 0).map(|i| group * GROUP + i);
            found.extend(here.filter(|lane| *lane < lanes));
        }
    }
    found
}

/// Notes which followed conditions hold at the end of a step, and what questions want of it.
fn note(program: &Program, block: &mut Block, step: usize) {
    // all are evaluated before any is noted, for one may look back on another
    let mut truths = std::mem::take(&mut block.truths);
    for (condition, truth) in program.trackers.iter().zip(&mut truths) {
        end_of(program, block, step).truth(condition, truth);
    }
    for (tracker, truth) in truths.iter().enumerate() {
        let met = &mut block.met[tracker];
        let mut news = [0; LANES];
        for i in 0..LANES {
            news[i] = u8::from(truth[i] == 2) & (1 - met[i]);
            met[i] |= news[i];
        }
        for lane in marked(&news, LANES) {
            block.first[tracker][lane] = step as u32;
        }
        if step > 0 {
            for (count, truth) in block.count[tracker].iter_mut().zip(truth) {
                *count += u32::from(*truth == 2);
            }
        }
    }
    block.truths = truths;
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
