//! Enumerates the blocks of a run, world by world. Independent of threads.

use crate::engine::program::Plan;
use crate::engine::run::Shard;
use crate::engine::tables::LANES;
use std::ops::Range;

/// One block of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// The world.
    pub(super) world: u64,
    /// The index of the block in the world.
    pub(super) block: u64,
    /// Number of trials.
    pub(super) lanes: usize,
    /// The number of its first trial in the whole run.
    pub(super) first: u64,
}

/// All blocks of a part of a run.
#[derive(Clone, Debug)]
pub(super) struct Units {
    /// Number of blocks.
    pub(super) count: u64,
    trials: u64,
    /// Number of worlds in the whole run, and those of this part; a single one if no input is uncertain.
    of: u64,
    worlds: Range<u64>,
    /// The first block of this part, if there is a single world.
    first_block: u64,
}

impl Units {
    /// Enumerates the blocks of a run with `worlds` worlds; `None` if no input is uncertain.
    pub(super) fn new(plan: &Plan, worlds: Option<u64>, shard: Shard) -> Self {
        let trials = plan.trials;
        if let Some(of) = worlds {
            let worlds = shard.share(of);
            let mut units = Self { count: 0, trials, of, worlds, first_block: 0 };
            units.count = units.before(units.worlds.end);
            return units;
        }
        let blocks = shard.share(trials.div_ceil(LANES as u64));
        let count = blocks.end - blocks.start;
        Self { count, trials, of: 1, worlds: 0..1, first_block: blocks.start }
    }

    /// The number of trials in a world, and in all worlds before it.
    fn trials(&self, world: u64) -> (u64, u64) {
        let (each, more) = (self.trials / self.of, self.trials % self.of);
        (each + u64::from(world < more), each * world + world.min(more))
    }

    /// The number of blocks of a world in this part.
    pub(super) fn blocks(&self, world: u64) -> u64 {
        if self.of == 1 { self.count } else { self.trials(world).0.div_ceil(LANES as u64) }
    }

    /// The number of blocks from the first world of this part up to, but excluding, `world`.
    fn before(&self, world: u64) -> u64 {
        // the first worlds may have a trial, and so a block, more than the others
        let more = (self.trials % self.of).clamp(self.worlds.start, world);
        let blocks = |world: u64| self.trials(world).0.div_ceil(LANES as u64);
        let larger = if more > self.worlds.start { blocks(self.worlds.start) } else { 0 };
        let smaller = if world > more { blocks(more) } else { 0 };
        (more - self.worlds.start) * larger + (world - more) * smaller
    }

    /// The block with this number.
    pub(super) fn get(&self, number: u64) -> Unit {
        let (world, block) = if self.of == 1 {
            (self.worlds.start, self.first_block + number)
        } else {
            let (mut low, mut high) = (self.worlds.start, self.worlds.end);
            while high - low > 1 {
                let middle = u64::midpoint(low, high);
                if self.before(middle) <= number { low = middle } else { high = middle }
            }
            (low, number - self.before(low))
        };
        let (trials, first) = self.trials(world);
        let begun = block * LANES as u64;
        let lanes = (trials - begun).min(LANES as u64) as usize;
        Unit { world, block, lanes, first: first + begun }
    }

    /// The worlds of this part.
    pub(super) fn worlds(&self) -> Range<u64> {
        self.worlds.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(trials: u64) -> Plan {
        Plan { trials, seed: 0, worlds: 1, threads: 1, ..Plan::default() }
    }

    /// All blocks of all shards, which must follow each other without a gap.
    fn all(trials: u64, worlds: Option<u64>, of: u64) -> Vec<Unit> {
        let mut found = Vec::new();
        for index in 0..of {
            let units = Units::new(&plan(trials), worlds, Shard { index, of });
            found.extend((0..units.count).map(|number| units.get(number)));
            let by_world: u64 = units.worlds().map(|world| units.blocks(world)).sum();
            assert_eq!(by_world, units.count);
        }
        found
    }

    #[test]
    fn every_trial_is_in_one_block() {
        let cases = [
            (1, None),
            (1024, None),
            (1025, None),
            (50_000, None),
            (10, Some(1)),
            (5000, Some(1)),
            (1000, Some(7)),
            (1024 * 7, Some(7)),
            (1024 * 7 + 3, Some(7)),
            (20_000, Some(3)),
        ];
        for (trials, worlds) in cases {
            for of in [1, 2, 5] {
                let mut next = 0;
                let mut world = 0;
                for unit in all(trials, worlds, of) {
                    assert_eq!(unit.first, next, "{trials} {worlds:?} {of}");
                    assert!(unit.world >= world && unit.lanes > 0);
                    (next, world) = (next + unit.lanes as u64, unit.world);
                }
                assert_eq!(next, trials);
                assert_eq!(world + 1, worlds.unwrap_or(1));
            }
        }
    }
}
