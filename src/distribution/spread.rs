//! An index of where each part of a mixture is concentrated, so that only the parts near a number are evaluated.

use super::ranks::rank;
use std::ops::Range;

/// A tail that is negligible next to the tails that are requested.
pub(super) const NEGLIGIBLE: f64 = 1e-30;
/// The number of parts that are summed in one block.
const BLOCK: usize = 64;

/// The parts of a mixture, sorted by where they begin.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spread {
    /// The indices of the parts in this order.
    order: Vec<u32>,
    /// The weights in this order; below `begins` a part has a negligible tail, and from `ends` on as well.
    weights: Vec<f64>,
    begins: Vec<f64>,
    ends: Vec<f64>,
    /// For each part the total weight of this part and all later ones; a 0 at the end.
    later: Vec<f64>,
    /// For each block of parts its total weight, and the end of the last part to end.
    blocks: Vec<(f64, f64)>,
}

impl Spread {
    /// An index of parts with these weights, beginnings and ends.
    pub(super) fn of(parts: impl Iterator<Item = (f64, f64, f64)>) -> Self {
        let mut found: Vec<((f64, f64, f64), u32)> = parts.zip(0..).collect();
        found.sort_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.1.cmp(&b.1)));
        let mut later = vec![0.0; found.len() + 1];
        for (place, ((weight, ..), _)) in found.iter().enumerate().rev() {
            later[place] = later[place + 1] + weight;
        }
        let of_block = |block: &[((f64, f64, f64), u32)]| {
            let sum = block.iter().map(|((weight, ..), _)| weight).sum();
            (sum, block.iter().map(|((.., end), _)| *end).fold(f64::NEG_INFINITY, f64::max))
        };
        Self {
            blocks: found.chunks(BLOCK).map(of_block).collect(),
            order: found.iter().map(|(_, at)| *at).collect(),
            weights: found.iter().map(|((weight, ..), _)| *weight).collect(),
            begins: found.iter().map(|((_, begin, _), _)| *begin).collect(),
            ends: found.iter().map(|((.., end), _)| *end).collect(),
            later,
        }
    }

    /// The ranks of the numbers between which all requested quantiles lie.
    pub(super) fn ends(&self) -> (i64, i64) {
        let last = self.blocks.iter().map(|(_, end)| *end).fold(f64::NEG_INFINITY, f64::max);
        (rank(self.begins[0]), rank(last))
    }

    /// Both tails of the mixture at a number; `tails` returns those of a part.
    pub(super) fn tails(&self, x: f64, tails: impl Fn(usize) -> (f64, f64)) -> (f64, f64) {
        let begun = self.begins.partition_point(|begin| *begin <= x);
        let (mut lower, mut upper) = (0.0, self.later[begun]);
        for (block, (weight, end)) in self.blocks[..begun.div_ceil(BLOCK)].iter().enumerate() {
            let places: Range<usize> = block * BLOCK..((block + 1) * BLOCK).min(begun);
            if *end <= x && (places.len() == BLOCK || begun == self.begins.len()) {
                lower += weight;
                continue;
            }
            for place in places {
                let weight = self.weights[place];
                if self.ends[place] <= x {
                    lower += weight;
                    continue;
                }
                let (p, q) = tails(self.order[place] as usize);
                lower += weight * p;
                upper += weight * q;
            }
        }
        (lower, upper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_part_more_costs_no_part_more() {
        // uniform parts of length 10, one beginning at each whole number
        let asked = |n: usize| {
            let spread = Spread::of((0..n).map(|i| (1.0 / n as f64, i as f64, i as f64 + 10.0)));
            let asked = Cell::new(0);
            for i in 1..100 {
                let x = n as f64 * f64::from(i) / 100.0;
                let (lower, upper) = spread.tails(x, |part| {
                    asked.set(asked.get() + 1);
                    let below = ((x - part as f64) / 10.0).clamp(0.0, 1.0);
                    (below, 1.0 - below)
                });
                // on average, half of a part's length lies before its middle
                let wanted = (x - 4.5) / n as f64;
                assert!(i < 5 || (lower - wanted).abs() < 1e-12, "{lower}, not {wanted}");
                assert!((lower + upper - 1.0).abs() < 1e-12);
            }
            asked.get()
        };
        let (few, many) = (asked(2_000), asked(16_000));
        assert!(few > 500 && 4 * many <= 5 * few, "{few}, then {many}");
    }
}
