//! The trials in which the columns of a variable differ from those of the base block.

use super::redraw::Redraw;
use crate::engine::block::{Block, Floats, Marks};
use crate::engine::draw::FEW;
use crate::engine::process::passed;
use crate::model::Kind;
use crate::numerics::kernel::GROUP;

impl Redraw<'_> {
    /// The trials in which its outcomes differ from the base.
    pub(super) fn other_outcomes(&self, block: &Block) -> Marks {
        let (slot, width) = (self.program.slots[self.id.index()].outcome, block.width());
        block.outcomes[slot].differing(&self.base.block.outcomes[slot], width)
    }

    /// The trials among `may` in which any of its columns differ from the base.
    pub(super) fn differing(&self, block: &Block, may: &Marks) -> Marks {
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
    pub(super) fn differing_process(
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
    pub(super) fn delays_of(&self, block: &Block, lane: usize) -> std::ops::Range<usize> {
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
