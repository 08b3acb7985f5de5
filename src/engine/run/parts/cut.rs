//! Cuts a run into parts: whole worlds or, if there are more parts than worlds, blocks of worlds.

use crate::engine::program::Plan;
use crate::engine::tables::LANES;
use crate::numerics::packed::packed_struct;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// One of several equal parts into which work is split.
///
/// ```
/// use foretell::Shard;
///
/// let last = Shard { index: 2, of: 3 };
/// assert_eq!(last.share(100), 66..100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Its index, from 0.
    pub index: u64,
    /// Number of parts.
    pub of: u64,
}

impl Shard {
    /// The whole.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// The share of this part in the numbers below `count`.
    pub fn share(self, count: u64) -> Range<u64> {
        let end = |i: u64| (u128::from(i) * u128::from(count) / u128::from(self.of)) as u64;
        end(self.index)..end(self.index + 1)
    }
}

/// Some of the blocks of all worlds, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The blocks, counted through all worlds.
    pub blocks: Range<u64>,
    /// The first world of which any is a block.
    pub first: u64,
}

packed_struct!(Cut { blocks, first });

/// The trials of a part of a run that is drawn in worlds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Whole worlds.
    Worlds(Range<u64>),
    /// Blocks, counted through all worlds in order.
    Blocks(Range<u64>),
}

impl Extent {
    /// Returns the extent of a part of a part.
    pub(crate) fn of(plan: &Plan, (outer, inner): (Shard, Shard)) -> Self {
        let layout = Layout::of(plan);
        if outer.of > layout.worlds {
            let own = outer.share(layout.before(layout.worlds));
            return Self::Blocks(within(&own, inner));
        }
        let own = outer.share(layout.worlds);
        if inner.of > own.end - own.start {
            let blocks = layout.before(own.start)..layout.before(own.end);
            return Self::Blocks(within(&blocks, inner));
        }
        Self::Worlds(within(&own, inner))
    }
}

/// Returns a part's share of a range.
pub(crate) fn within(range: &Range<u64>, part: Shard) -> Range<u64> {
    let own = part.share(range.end - range.start);
    range.start + own.start..range.start + own.end
}

/// The trials and blocks of each world of a plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) worlds: u64,
    /// The trials of a world; the first `further` worlds have one more.
    each: u64,
    further: u64,
}

impl Layout {
    pub(crate) fn of(plan: &Plan) -> Self {
        let worlds = plan.worlds_drawn();
        Self { worlds, each: plan.trials / worlds, further: plan.trials % worlds }
    }

    /// The number of trials of a world.
    pub(crate) fn trials(self, world: u64) -> u64 {
        self.each + u64::from(world < self.further)
    }

    fn blocks(self, world: u64) -> u64 {
        self.trials(world).div_ceil(LANES as u64)
    }

    /// The number of blocks before a world.
    pub(crate) fn before(self, world: u64) -> u64 {
        let larger = world.min(self.further);
        let (more, fewer) = (self.blocks(0), self.blocks(self.worlds));
        larger * more + (world - larger) * fewer
    }

    /// The pieces of worlds that some blocks are: the world, and its own blocks.
    pub(crate) fn pieces(self, blocks: &Range<u64>) -> Vec<(u64, Range<u64>)> {
        let mut pieces = Vec::new();
        let (mut low, mut high) = (0, self.worlds);
        while high - low > 1 {
            let middle = u64::midpoint(low, high);
            if self.before(middle) <= blocks.start { low = middle } else { high = middle }
        }
        let mut at = blocks.start;
        while at < blocks.end && low < self.worlds {
            let first = self.before(low);
            let end = self.before(low + 1).min(blocks.end);
            if at < end {
                pieces.push((low, at - first..end - first));
            }
            (at, low) = (end.max(at), low + 1);
        }
        pieces
    }
}

/// The number of trials in some blocks of a world that has `trials`.
pub(crate) fn trials_in(blocks: &Range<u64>, trials: u64) -> u64 {
    let upto = |block: u64| (block * LANES as u64).min(trials);
    upto(blocks.end) - upto(blocks.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_parts_cover_every_trial_once() {
        for (trials, worlds) in [(10, 3), (5_000, 2), (1024 * 7 + 3, 3), (100_000, 7), (4_096, 4)] {
            let plan = Plan { trials, worlds, ..Plan::default() };
            let layout = Layout::of(&plan);
            let outer = Shard { index: 0, of: 1 };
            for of in [1, 2, layout.worlds, layout.worlds + 1, 30] {
                let (mut drawn, mut next) = (0, (0, 0));
                for index in 0..of {
                    let blocks = match Extent::of(&plan, (outer, Shard { index, of })) {
                        Extent::Worlds(worlds) => {
                            layout.before(worlds.start)..layout.before(worlds.end)
                        }
                        Extent::Blocks(blocks) => blocks,
                    };
                    for (world, own) in layout.pieces(&blocks) {
                        assert!(own.start < own.end && (world, own.start) >= next);
                        drawn += trials_in(&own, layout.trials(world));
                        next = (world, own.end);
                    }
                }
                assert_eq!(drawn, trials, "{worlds} worlds, {of} parts");
            }
        }
    }
}
