//! Incremental drawing of a block, step by step, from a base block with the same trials: only trials that may
//! differ are drawn; all others are copied.
//!
//! For each variable, the trials are known in which its columns differ from the base. The variable is drawn
//! in a trial if its own parameters differ or if anything that it reads differs there; comparing then shows
//! whether it differs itself. So the cost of a block depends on how far the changed numbers reach.

use super::affected::{Changed, Upstream};
use super::changes::{Apart, Moved};
use crate::engine::block::{Block, Floats, Marks};
use crate::engine::draw::{At, FEW};
use crate::engine::process::passed;
use crate::engine::program::Program;
use crate::engine::step::advance;
use crate::engine::tables::{LANES, Slot};
use crate::formula::VariableId;
use crate::model::{InterventionValue, Kind, Settled, Variable, settles_at_start};
use crate::numerics::kernel::GROUP;
use std::sync::Arc;

/// Above this many trials that may differ, all are drawn.
const MANY: u64 = LANES as u64 / 2;

/// The base block at the end of a step.
pub(crate) struct Base<'a> {
    program: &'a Program<'a>,
    block: &'a Block,
    upstream: &'a Upstream,
    /// By variable: the trials in which a process moved in the step.
    moved: Vec<Moved>,
}

impl<'a> Base<'a> {
    pub(crate) fn new(
        program: &'a Program<'a>,
        block: &'a Block,
        upstream: &'a Upstream,
        step: usize,
    ) -> Self {
        let moved = |(id, variable): (usize, &Variable)| match variable.kind {
            Kind::Process(_) if step > 0 => moved(block, &program.slots[id]),
            _ => None,
        };
        let moved = program.model.variables.iter().enumerate().map(moved).collect();
        Self { program, block, upstream, moved }
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
    apart: &mut Apart,
) {
    apart.turn();
    begin(program, block, step, apart);
    // a variable that is fixed in this program need not be fixed in the base
    let model = program.model;
    for id in if step == 0 { &model.at_start } else { &model.at_step } {
        let beside = Beside { program, id: *id, step, base };
        beside.come_about(block, apart);
    }
    let known = |at| apart.follows(base.upstream, at).then(|| base.block.hold[at]);
    advance::note(program, block, step, known);
}

/// Begins a step: updates the columns of the step before where they have changed.
fn begin(program: &Program, block: &mut Block, step: usize, apart: &mut Apart) {
    block.begin_step();
    if step == 0 {
        return;
    }
    block.turn_numbers(program);
    for seen in &apart.seen {
        block.turn_outcomes((seen.outcome, seen.since), apart.moved[seen.id].take().as_deref());
    }
}

/// A variable at a step, with the base block.
struct Beside<'a> {
    program: &'a Program<'a>,
    id: VariableId,
    step: usize,
    base: &'a Base<'a>,
}

impl Beside<'_> {
    fn come_about(&self, block: &mut Block, apart: &mut Apart) {
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
            self.may_differ(block, apart).and(&block.in_use)
        } else {
            block.in_use
        };
        if may_differ.is_empty() {
            self.take(block, &Marks::NONE);
            apart.cost.copied();
            apart.moved[self.id.index()].clone_from(there);
            return apart.differs(self.id, Marks::NONE);
        }
        // if many trials move, they are drawn all at once
        let is_lively = is_process && there.is_none();
        let is_some = self.step > 0 && !is_lively && may_differ.count() <= MANY;
        if is_some && !self.is_drawn_whole(held) {
            apart.cost.drawn_in(may_differ.count());
        } else {
            apart.cost.drawn_whole();
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
                self.differing_process(block, &apart.now[self.id.index()], moved)
            }
            _ => self.differing(block, &may_differ),
        };
        apart.moved[self.id.index()] = own;
        apart.differs(self.id, differing);
    }

    /// The trials in which the variable may differ from the base.
    fn may_differ(&self, block: &Block, apart: &Apart) -> Marks {
        let id = self.id.index();
        let mut may = apart.now[id];
        match &apart.changed[id] {
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
        let reads = self.base.upstream.of_variable(id);
        for read in reads.parents.iter().filter(|read| apart.differs_now[**read]) {
            may = may.or(&apart.now[*read]).or(&apart.before[*read]);
        }
        reads.remembered.iter().fold(may, |may, read| may.or(&apart.ever[*read]))
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

    /// The trials in which its outcomes differ from the base.
    fn other_outcomes(&self, block: &Block) -> Marks {
        let (slot, width) = (self.program.slots[self.id.index()].outcome, block.width());
        block.outcomes[slot].differing(&self.base.block.outcomes[slot], width)
    }

    /// The trials among `may` in which any of its columns differ from the base.
    fn differing(&self, block: &Block, may: &Marks) -> Marks {
        let id = self.id.index();
        let slot = self.program.slots[id];
        let there = self.base.block;
        match &self.program.model.variable(self.id).kind {
            Kind::Parameter(_) => Marks::NONE,
            Kind::Choice(_) => self.other_outcomes(block).and(may),
            Kind::Event(_) => {
                let settled = self.otherwise_settled(block);
                self.other_outcomes(block).or(&settled).and(may)
            }
            Kind::Series(_) | Kind::Quantity(_) => {
                let (here, there) = (&block.numbers[slot.number], &there.numbers[slot.number]);
                other_numbers(here, there, may).or(&self.otherwise_settled(block)).and(may)
            }
            Kind::Process(_) => {
                let passed = passed::in_either(block, self.base.block, slot.process);
                let other = self.other_outcomes(block).or(&passed).and(may);
                other.or(&self.otherwise_since(block, &may.without(&other)))
            }
        }
    }

    fn otherwise_settled(&self, block: &Block) -> Marks {
        let (here, there) =
            (&block.settled[self.id.index()], &self.base.block.settled[self.id.index()]);
        here.without(there).or(&there.without(here))
    }

    /// The trials in which any column of a process differs, given those that differed before the step and
    /// those that moved in it: nothing else can have changed.
    fn differing_process(
        &self,
        block: &Block,
        before: &Marks,
        moved: impl Iterator<Item = usize>,
    ) -> Marks {
        let (id, there) = (self.id.index(), self.base.block);
        let slot = self.program.slots[id];
        let mut differing = *before;
        let (here, other) = (&block.outcomes[slot.outcome], &there.outcomes[slot.outcome]);
        let passed = passed::in_either(block, self.base.block, slot.process);
        for lane in moved {
            if here.of(lane) != other.of(lane)
                || passed.has(lane)
                || self.is_otherwise_since(block, lane)
            {
                differing.mark(lane);
            } else {
                differing.clear(lane);
            }
        }
        differing
    }

    /// The trials among `may` in which a process entered its state at another time than in the base, or
    /// leaves it at another.
    fn otherwise_since(&self, block: &Block, may: &Marks) -> Marks {
        let process = self.program.slots[self.id.index()].process;
        if !self.program.entered_is_read[process] || may.is_empty() {
            return Marks::NONE;
        }
        if block.delays[process].is_empty() {
            return other_numbers(&block.entered[process], &self.base.block.entered[process], may);
        }
        let mut other = Marks::NONE;
        let is_other = |lane: &usize| self.is_otherwise_since(block, *lane);
        may.lanes().filter(is_other).for_each(|lane| other.mark(lane));
        other
    }

    /// Whether a process entered its state at another time than in the base, or leaves it at another.
    fn is_otherwise_since(&self, block: &Block, lane: usize) -> bool {
        let process = self.program.slots[self.id.index()].process;
        let there = self.base.block;
        let is_other =
            |(here, there): (&Floats, &Floats)| here[lane].to_bits() != there[lane].to_bits();
        if !self.program.entered_is_read[process] {
            return false;
        }
        let has_delays = !block.delays[process].is_empty();
        is_other((&block.entered[process], &there.entered[process]))
            || has_delays && block.due[process][lane] != there.due[process][lane]
            || self
                .delays_of(block, lane)
                .any(|k| is_other((&block.delays[process][k], &there.delays[process][k])))
    }

    /// The indices of the delays that run in the state of a trial.
    fn delays_of(&self, block: &Block, lane: usize) -> std::ops::Range<usize> {
        let Kind::Process(process) = &self.program.model.variable(self.id).kind else {
            return 0..0;
        };
        let state = block.outcomes[self.program.slots[self.id.index()].outcome].of(lane);
        0..process.delays.get(usize::from(state)).map_or(0, Vec::len)
    }
}

/// The trials among `among` in which numbers differ in any bit.
fn other_numbers(here: &Floats, there: &Floats, among: &Marks) -> Marks {
    let mut other = Marks::NONE;
    let is_other = |lane: usize| here[lane].to_bits() != there[lane].to_bits();
    if among.count() < FEW {
        among.lanes().filter(|lane| is_other(*lane)).for_each(|lane| other.mark(lane));
        return other;
    }
    let groups = here.chunks_exact(GROUP).zip(there.chunks_exact(GROUP));
    for (group, (here, there)) in groups.enumerate() {
        let bits = here.iter().zip(there).fold(0, |any, (a, b)| any | (a.to_bits() ^ b.to_bits()));
        if bits != 0 {
            let lanes = group * GROUP..(group + 1) * GROUP;
            lanes.filter(|lane| is_other(*lane)).for_each(|lane| other.mark(lane));
        }
    }
    other.and(among)
}
