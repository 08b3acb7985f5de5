//! Incremental drawing of a block, step by step, from a base block with the same trials: only trials that may
//! differ are drawn; all others are copied.
//!
//! For each variable, the trials are known in which its columns differ from the base. The variable is drawn
//! in a trial if its own parameters differ or if anything that it reads differs there; comparing then shows
//! whether it differs itself. So the cost of a block depends on how far the changed numbers reach.

use super::affected::{Changed, ReadGraph};
use super::changes::{Changes, Moved};
use crate::engine::block::{Block, Marks};
use crate::engine::draw::{At, FEW};
use crate::engine::process::passed;
use crate::engine::program::Program;
use crate::engine::step::advance;
use crate::engine::tables::{LANES, Slot};
use crate::formula::VariableId;
use crate::model::{InterventionValue, Kind, Settled, Variable, settles_at_start};
use std::sync::Arc;

/// Above this many trials that may differ, all are drawn.
const MANY: u64 = LANES as u64 / 2;

/// The base block at the end of a step.
pub(crate) struct Base<'a> {
    program: &'a Program<'a>,
    pub(super) block: &'a Block,
    graph: &'a ReadGraph,
    /// By variable: the trials in which a process moved in the step.
    moved: Vec<Moved>,
}

impl<'a> Base<'a> {
    pub(crate) fn new(
        program: &'a Program<'a>,
        block: &'a Block,
        graph: &'a ReadGraph,
        step: usize,
    ) -> Self {
        let moved = |(id, variable): (usize, &Variable)| match variable.kind {
            Kind::Process(_) if step > 0 => moved(block, &program.slots[id]),
            _ => None,
        };
        let moved = program.model.variables.iter().enumerate().map(moved).collect();
        Self { program, block, graph, moved }
    }
}

/// The trials in which a process moved in the step.
fn moved(block: &Block, slot: &Slot) -> Moved {
    let width = block.width();
    let states = slot.outcome;
    let moved = block.outcomes[states].differing(&block.outcomes_before[states], width);
    // a process that left and re-entered its state within the step has a new entry time
    let moved = moved.or(&passed::lanes(block, slot.process)).and(&block.in_use);
    if moved.count() > FEW {
        return None;
    }
    let (mut lanes, mut count) = ([0; FEW as usize], 0);
    for lane in moved.lanes() {
        lanes[count] = lane as u16;
        count += 1;
    }
    Some(Arc::from(&lanes[..count]))
}

/// Computes a step of a block whose base block has already computed it.
pub(crate) fn one_step(
    program: &Program,
    block: &mut Block,
    step: usize,
    base: &Base,
    changes: &mut Changes,
) {
    changes.turn();
    begin(program, block, step, changes);
    // a variable that is fixed in this program need not be fixed in the base
    let model = program.model;
    for id in if step == 0 { &model.at_start } else { &model.at_step } {
        let redraw = Redraw { program, id: *id, step, base };
        redraw.come_about(block, changes);
    }
    let known = |at| changes.follows(base.graph, at).then(|| base.block.hold[at]);
    advance::note(program, block, step, known);
}

/// Begins a step: updates the columns of the step before where they have changed.
fn begin(program: &Program, block: &mut Block, step: usize, changes: &mut Changes) {
    block.begin_step();
    if step == 0 {
        return;
    }
    block.turn_numbers(program);
    for seen in &changes.seen {
        block.turn_outcomes((seen.outcome, seen.since), changes.moved[seen.id].take().as_deref());
    }
}

/// A variable at a step, with the base block.
pub(super) struct Redraw<'a> {
    pub(super) program: &'a Program<'a>,
    pub(super) id: VariableId,
    step: usize,
    pub(super) base: &'a Base<'a>,
}

impl Redraw<'_> {
    fn come_about(&self, block: &mut Block, changes: &mut Changes) {
        let variable = self.program.model.variable(self.id);
        let is_process = matches!(variable.kind, Kind::Process(_));
        let value = |program: &Program| program.held(self.id, self.step).map(|made| made.value);
        let (held, held_there) = (value(self.program), value(self.base.program));
        let was_held = |program: &Program| program.supposition.is_held_for_a_while(self.id);
        let is_left = held.is_none()
            && held_there.is_none()
            && !was_held(self.program)
            && !was_held(self.base.program);
        if variable.is_parameter() || self.step > 0 && is_left && settles_at_start(variable) {
            return;
        }
        let there = &self.base.moved[self.id.index()];
        let may_differ = if held == held_there {
            self.may_differ(block, changes).and(&block.in_use)
        } else {
            block.in_use
        };
        if may_differ.is_empty() {
            self.take(block, &Marks::NONE);
            changes.cost.copied();
            changes.moved[self.id.index()].clone_from(there);
            return changes.differs(self.id, Marks::NONE);
        }
        // if many trials move, they are drawn all at once
        let is_lively = is_process && there.is_none();
        let is_some = self.step > 0 && !is_lively && may_differ.count() <= MANY;
        if is_some && !self.is_drawn_whole(held) {
            changes.cost.drawn_in(may_differ.count());
        } else {
            changes.cost.drawn_whole();
        }
        let among = is_some.then_some(&may_differ);
        At { program: self.program, id: self.id, step: self.step, among }.come_about(block);
        if is_some && !self.is_drawn_whole(held) {
            self.take(block, &may_differ);
        }
        let slot = self.program.slots[self.id.index()];
        let own = if is_process && !is_lively { moved(block, &slot) } else { None };
        let differing = match (&own, there) {
            (Some(own), Some(there)) if self.step > 0 => {
                let moved = own.iter().chain(&**there).map(|lane| usize::from(*lane));
                self.differing_process(block, &changes.now[self.id.index()], moved)
            }
            _ => self.differing(block, &may_differ),
        };
        changes.moved[self.id.index()] = own;
        changes.differs(self.id, differing);
    }

    /// The trials in which the variable may differ from the base.
    fn may_differ(&self, block: &Block, changes: &Changes) -> Marks {
        let id = self.id.index();
        let mut may = changes.now[id];
        match &changes.changed[id] {
            Changed::No => {}
            Changed::Yes => return Marks::ALL,
            Changed::In(_, is_start) if self.step == 0 => {
                if *is_start {
                    return Marks::ALL;
                }
            }
            Changed::In(states, _) => {
                let column = &block.outcomes[self.program.slots[id].outcome];
                may = may.or(&column.is_one_of(states, block.width()));
            }
        }
        let reads = self.base.graph.of_variable(id);
        for read in reads.parents.iter().filter(|read| changes.differs_now[**read]) {
            may = may.or(&changes.now[*read]).or(&changes.before[*read]);
        }
        reads.remembered.iter().fold(may, |may, read| may.or(&changes.ever[*read]))
    }

    /// Whether the variable is always computed for all trials.
    fn is_drawn_whole(&self, held: Option<InterventionValue>) -> bool {
        let kind = &self.program.model.variable(self.id).kind;
        held.is_some() || matches!(kind, Kind::Series(_) | Kind::Choice(_))
    }

    /// Copies the variable's columns from the base, except in the `kept` trials.
    fn take(&self, block: &mut Block, kept: &Marks) {
        let slot = self.program.slots[self.id.index()];
        let there = self.base.block;
        match &self.program.model.variable(self.id).kind {
            Kind::Parameter(_) => {}
            Kind::Choice(_) => {
                block.outcomes[slot.outcome].copy_from(&there.outcomes[slot.outcome], LANES);
            }
            Kind::Process(_) => self.take_process(block, kept),
            Kind::Event(event) => {
                if !self.is_still_waiting(block, &event.settled) {
                    self.take_outcomes(block, kept);
                    self.take_settled(block, kept);
                }
            }
            Kind::Series(_) => *block.numbers[slot.number] = *there.numbers[slot.number],
            Kind::Quantity(quantity) => {
                if self.is_still_waiting(block, &quantity.settled) {
                    return;
                }
                if kept.is_empty() {
                    *block.numbers[slot.number] = *there.numbers[slot.number];
                } else {
                    for lane in block.in_use.without(kept).lanes() {
                        block.numbers[slot.number][lane] = there.numbers[slot.number][lane];
                    }
                }
                self.take_settled(block, kept);
            }
        }
    }

    /// Whether no trial besides those drawn here can have been settled in this step.
    fn is_still_waiting(&self, block: &Block, settled: &Settled) -> bool {
        let id = self.id.index();
        self.step > 0
            && matches!(settled, Settled::When(_))
            && self.program.held(self.id, self.step).is_none()
            && block.settled[id] == self.base.block.settled[id]
    }

    fn take_settled(&self, block: &mut Block, kept: &Marks) {
        let id = self.id.index();
        let own = block.settled[id].and(kept);
        block.settled[id] = own.or(&self.base.block.settled[id].without(kept));
    }

    fn take_outcomes(&self, block: &mut Block, kept: &Marks) {
        let slot = self.program.slots[self.id.index()].outcome;
        let there = &self.base.block.outcomes[slot];
        if kept.is_empty() {
            block.outcomes[slot].copy_from(there, LANES);
            return;
        }
        for lane in self.other_outcomes(block).without(kept).and(&block.in_use).lanes() {
            block.outcomes[slot].set(lane, there.of(lane));
        }
    }

    fn take_process(&self, block: &mut Block, kept: &Marks) {
        let id = self.id.index();
        let slot = self.program.slots[id];
        let (states, process) = (slot.outcome, slot.process);
        let there = self.base.block;
        let passed = there.moved[process].passed.iter().filter(|(lane, _)| !kept.has(*lane));
        block.moved[process].passed.extend(passed);
        if kept.is_empty() {
            block.many_move[process] = there.many_move[process];
        }
        let has_since = self.program.entered_is_read[process];
        let Some(moved) = &self.base.moved[id] else {
            block.outcomes[states].copy_from(&there.outcomes[states], LANES);
            if has_since || self.step == 0 {
                block.entered[process] = there.entered[process];
            }
            if !block.delays[process].is_empty() {
                block.due[process] = there.due[process];
                block.delays[process].clone_from(&there.delays[process]);
            }
            return;
        };
        // a process changes only in trials where it moves
        let moved = || moved.iter().map(|lane| usize::from(*lane)).filter(|lane| !kept.has(*lane));
        for lane in moved() {
            block.outcomes[states].set(lane, there.outcomes[states].of(lane));
            if has_since {
                block.entered[process][lane] = there.entered[process][lane];
                for k in self.delays_of(there, lane) {
                    block.delays[process][k][lane] = there.delays[process][k][lane];
                }
            }
        }
        if !block.delays[process].is_empty() {
            for lane in moved() {
                block.due[process][lane] = there.due[process][lane];
            }
        }
    }
}
