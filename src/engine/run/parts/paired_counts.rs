//! The counts of a paired run, whole or in parts. Sums of numbers depend on the order in which they are added, so each
//! part of a run is cut into chunks by the plan alone: a chunk is drawn by one machine, and chunks are folded in order.

use super::cut::{Shard, trials_in};
use crate::engine::count::{Item, Own, Shared};
use crate::engine::tables::LANES;
use crate::numerics::packed::packed_struct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Range;

/// With a single world, its trials are counted in at most this many parts.
const MOST_PARTS: u64 = 1000;
/// The most chunks of a part, and the fewest blocks of one.
const MOST_CHUNKS: u64 = 64;
const FEWEST_BLOCKS: u64 = 256;

/// The counts of some chunks of a paired run, in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PairedCounts {
    /// The parts of which there are any chunks.
    pub(crate) parts: Vec<PartCounts>,
    /// The number of each part's world, if worlds were drawn by the weight of the evidence.
    pub(crate) numbers: Vec<u64>,
    /// The effective number of worlds in their pool, as bits.
    #[serde(with = "bits")]
    pub(crate) pool: f64,
}

/// The counts of a part: those of some of its chunks, or those of all as one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PartCounts {
    pub(crate) part: u64,
    #[serde(with = "items")]
    pub(crate) chunks: Vec<Vec<Item>>,
    /// By side: its parameter values.
    #[serde(with = "crate::engine::worlds::bits")]
    pub(crate) values: Vec<Vec<f64>>,
}

packed_struct!(PairedCounts { parts, numbers, pool });
packed_struct!(PartCounts { part, chunks, values });

/// The parts of a paired run and their chunks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunks {
    trials: u64,
    /// Number of worlds.
    pub(crate) worlds: u64,
    parts: u64,
    /// The number of chunks of each part.
    pub(crate) each: u64,
    /// The blocks of a chunk; the last of a part may have fewer, or none.
    size: u64,
}

/// The number of trials of one of `worlds` worlds.
pub(crate) fn trials_of(trials: u64, world: u64, worlds: u64) -> u64 {
    trials / worlds + u64::from(world < trials % worlds)
}

impl Chunks {
    /// Cuts a run with these trials and worlds.
    pub(crate) fn of(trials: u64, worlds: u64) -> Self {
        let all = trials.div_ceil(LANES as u64).max(1);
        let parts = if worlds > 1 { worlds } else { all.min(MOST_PARTS) };
        let most = if worlds > 1 {
            trials_of(trials, 0, worlds).div_ceil(LANES as u64)
        } else {
            all.div_ceil(parts)
        };
        let size = most.div_ceil(MOST_CHUNKS).max(FEWEST_BLOCKS);
        Self { trials, worlds, parts, each: most.div_ceil(size).max(1), size }
    }

    /// The chunks of a shard, by part.
    pub(crate) fn of_shard(&self, shard: Shard) -> Vec<(u64, Range<u64>)> {
        let own = shard.share(self.parts * self.each);
        let mut found = Vec::new();
        let mut at = own.start;
        while at < own.end {
            let part = at / self.each;
            let end = own.end.min((part + 1) * self.each);
            found.push((part, at - part * self.each..end - part * self.each));
            at = end;
        }
        found
    }

    /// The trials in the world of a part.
    pub(crate) fn upto(&self, part: u64) -> u64 {
        if self.worlds > 1 { trials_of(self.trials, part, self.worlds) } else { self.trials }
    }

    /// The blocks of a part: those of a world, or an even share of all blocks.
    fn blocks_of(&self, part: u64) -> Range<u64> {
        let blocks = self.upto(part).div_ceil(LANES as u64).max(u64::from(self.worlds == 1));
        if self.worlds > 1 {
            return 0..blocks;
        }
        let (each, further) = (blocks / self.parts, blocks % self.parts);
        let from = |part: u64| part * each + part.min(further);
        from(part)..from(part + 1)
    }

    /// The blocks of a chunk of a part.
    pub(crate) fn blocks(&self, part: u64, chunk: u64) -> Range<u64> {
        let blocks = self.blocks_of(part);
        let from = |chunk: u64| (blocks.start + chunk * self.size).min(blocks.end);
        from(chunk)..from(chunk + 1)
    }

    /// The number of trials of a chunk of a part.
    pub(crate) fn trials(&self, part: u64, chunk: u64) -> u64 {
        trials_in(&self.blocks(part, chunk), self.upto(part))
    }
}

/// Adds up the chunks of a part in their order.
pub(crate) fn folded(chunks: Vec<Vec<Item>>) -> Vec<Item> {
    let fold = |mut all: Vec<Item>, next: Vec<Item>| {
        all.iter_mut().zip(next).for_each(|(item, more)| item.add(more));
        all
    };
    chunks.into_iter().reduce(fold).unwrap_or_default()
}

impl PairedCounts {
    /// Appends the chunks of the next part.
    pub(crate) fn join(&mut self, next: Self) {
        for mut part in next.parts {
            match self.parts.last_mut().filter(|last| last.part == part.part) {
                Some(last) => last.chunks.append(&mut part.chunks),
                None => self.parts.push(part),
            }
        }
    }

    /// Folds the chunks of each part into one; all must be there.
    pub(crate) fn fold(&mut self) {
        for part in &mut self.parts {
            part.chunks = vec![folded(std::mem::take(&mut part.chunks))];
        }
    }

    /// Checks that these can be the chunks of a shard, with items like `nothing`, and as many values on each side.
    pub(crate) fn admits(
        &self,
        (chunks, shard): (&Chunks, Shard),
        nothing: &[Item],
        sides: &[usize],
    ) -> Result<(), &'static str> {
        let own = chunks.of_shard(shard);
        let is_item = |(item, blank): (&Item, &Item)| {
            item.own.len() == blank.own.len() && item.shared.len() == blank.shared.len()
        };
        let is_chunk = |items: &Vec<Item>| {
            items.len() == nothing.len() && items.iter().zip(nothing).all(is_item)
        };
        let is_part = |(part, (index, own)): (&PartCounts, &(u64, Range<u64>))| {
            let count = if *own == (0..chunks.each) { 1 } else { own.end - own.start };
            part.part == *index
                && part.chunks.len() as u64 == count
                && part.chunks.iter().all(is_chunk)
                && part.values.len() == sides.len()
                && part.values.iter().zip(sides).all(|(values, count)| values.len() == *count)
        };
        if own.len() != self.parts.len() || !self.parts.iter().zip(&own).all(is_part) {
            return Err("the counts of its chunks");
        }
        Ok(())
    }
}

/// Writes a number as its bits.
mod bits {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(super) fn serialize<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
        number.to_bits().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        u64::deserialize(from).map(f64::from_bits)
    }
}

/// Writes items as lists of numbers, each as its bits: of each side, of each pair, and the origin.
mod items {
    use super::{Deserialize, Deserializer, Item, Own, Serialize, Serializer, Shared};

    type Written = (Vec<[u64; 5]>, Vec<[u64; 4]>, u64);

    fn written(item: &Item) -> Written {
        let own = |own: &Own| {
            [own.kept, own.accepted, own.sum, own.squares, own.weight_squares].map(f64::to_bits)
        };
        let shared = |shared: &Shared| {
            [shared.kept, shared.first, shared.other, shared.products].map(f64::to_bits)
        };
        let (own, shared) = (item.own.iter().map(own), item.shared.iter().map(shared));
        (own.collect(), shared.collect(), item.origin.to_bits())
    }

    fn read((own, shared, origin): Written) -> Item {
        let own = own.into_iter().map(|bits| {
            let [kept, accepted, sum, squares, weight_squares] = bits.map(f64::from_bits);
            Own { kept, accepted, sum, squares, weight_squares }
        });
        let shared = shared.into_iter().map(|bits| {
            let [kept, first, other, products] = bits.map(f64::from_bits);
            Shared { kept, first, other, products }
        });
        let (own, shared) = (own.collect(), shared.collect());
        Item { own, shared, origin: f64::from_bits(origin) }
    }

    pub(super) fn serialize<S: Serializer>(chunks: &[Vec<Item>], to: S) -> Result<S::Ok, S::Error> {
        let chunk = |items: &Vec<Item>| items.iter().map(written).collect::<Vec<Written>>();
        chunks.iter().map(chunk).collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Vec<Item>>, D::Error> {
        let chunks = Vec::<Vec<Written>>::deserialize(from)?;
        Ok(chunks.into_iter().map(|items| items.into_iter().map(read).collect()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every block is in one chunk of one part, whatever the number of trials, worlds and shards.
    #[test]
    fn every_block_is_in_one_chunk() {
        for (trials, worlds) in
            [(1, 1), (5_000, 1), (5_000, 3), (400_000_000, 1), (3_000_000_000, 7)]
        {
            let chunks = Chunks::of(trials, worlds);
            assert!(chunks.each <= MOST_CHUNKS && chunks.size >= FEWEST_BLOCKS);
            for of in [1, 2, 8, 3_000] {
                let (mut drawn, mut next) = (0, (0, 0));
                for index in 0..of {
                    for (part, own) in chunks.of_shard(Shard { index, of }) {
                        assert_eq!((part, own.start), next, "{trials} {worlds} {of}");
                        drawn += own.clone().map(|chunk| chunks.trials(part, chunk)).sum::<u64>();
                        next = if own.end == chunks.each { (part + 1, 0) } else { (part, own.end) };
                    }
                }
                assert_eq!((drawn, next), (trials, (chunks.parts, 0)), "{worlds} {of}");
            }
        }
    }

    /// Chunks folded in order give the sums of all numbers, from the origin of the first that has any; in another order
    /// the bits differ, so that a wrong join shows.
    #[test]
    fn chunks_are_folded_in_their_order() {
        let chunk = |numbers: &[f64]| {
            let origin = numbers.first().copied().unwrap_or_default();
            let mut own = Own::default();
            for x in numbers {
                own.kept += 1.0;
                own.accepted += 1.0;
                own.sum += x - origin;
                own.squares += (x - origin) * (x - origin);
                own.weight_squares += 1.0;
            }
            vec![Item { own: vec![own], shared: Vec::new(), origin }]
        };
        let chunks = [chunk(&[]), chunk(&[0.1, 0.7]), chunk(&[1e9, 3.0]), chunk(&[0.3])];
        let all = folded(chunks.to_vec());
        let own = all[0].own[0];
        assert_eq!((own.kept, all[0].origin), (5.0, 0.1));
        // Σ (x - 0.1) over 0.1, 0.7, 10^9, 3 and 0.3
        assert!((own.sum - (1e9 + 3.6)).abs() < 1e-6, "{}", own.sum);
        let mut wrong = chunks.to_vec();
        wrong.swap(1, 2);
        assert!(folded(wrong)[0].origin.to_bits() != all[0].origin.to_bits());
        let text = serde_json::to_string(&PairedCounts {
            parts: vec![PartCounts { part: 3, chunks: chunks.to_vec(), values: Vec::new() }],
            numbers: Vec::new(),
            pool: f64::INFINITY,
        });
        let read: PairedCounts = serde_json::from_str(&text.expect("text")).expect("it reads back");
        assert_eq!(folded(read.parts[0].chunks.clone()), all);
        assert!(read.pool.is_infinite());
    }
}
