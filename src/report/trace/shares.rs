//! Rounds the shares of a tree so that the parts of each node sum to it. Independent of words.

/// Divides `total` units in proportion to weights: each share is rounded down, and those with the largest
/// remainders get one unit more (largest remainders; Balinski and Young 1982).
pub(crate) fn apportion(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|w| u128::from(*w)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let scaled = |w: &u64| u128::from(*w) * u128::from(total);
    let mut units: Vec<u64> = weights.iter().map(|w| (scaled(w) / sum) as u64).collect();
    let missing = total - units.iter().sum::<u64>();
    let mut by_loss: Vec<usize> = (0..weights.len()).collect();
    by_loss.sort_by_key(|i| (std::cmp::Reverse(scaled(&weights[*i]) % sum), *i));
    by_loss.iter().take(missing as usize).for_each(|i| units[*i] += 1);
    units
}

/// A whole with the number of its trials by outcome, divided into parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Share<T> {
    /// The description of the whole.
    pub what: T,
    /// Number of trials, by outcome.
    pub counts: Vec<u64>,
    /// Number of printed units, by outcome.
    pub units: Vec<u64>,
    /// Its parts.
    pub parts: Vec<Self>,
}

impl<T> Share<T> {
    /// The total number of units.
    pub(crate) fn unit_count(&self) -> u64 {
        self.units.iter().sum()
    }

    /// Sets the units of this share and divides them among its parts, outcome by outcome. Removes parts
    /// without units.
    pub(crate) fn divide(&mut self, units: Vec<u64>) {
        self.units = units;
        let mut of_parts = vec![vec![0; self.units.len()]; self.parts.len()];
        for (outcome, total) in self.units.iter().enumerate() {
            let weights: Vec<u64> = self.parts.iter().map(|part| part.counts[outcome]).collect();
            for (part, units) in of_parts.iter_mut().zip(apportion(*total, &weights)) {
                part[outcome] = units;
            }
        }
        for (part, units) in self.parts.iter_mut().zip(of_parts) {
            part.divide(units);
        }
        self.parts.retain(|part| part.unit_count() > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_sum_and_none_is_off_by_one() {
        assert_eq!(apportion(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(apportion(31, &[5813, 22, 1007]), [26, 0, 5]);
        assert_eq!(apportion(0, &[5, 6]), [0, 0]);
        assert_eq!(apportion(7, &[0, 0]), [0, 0]);
        let weights: Vec<u64> = (1..60).map(|i| i * i * 7919 % 1000).collect();
        let sum: u64 = weights.iter().sum();
        for total in [1, 31, 584, 1000] {
            let units = apportion(total, &weights);
            assert_eq!(units.iter().sum::<u64>(), total);
            for (units, weight) in units.iter().zip(&weights) {
                let exact = (total * weight) as f64 / sum as f64;
                assert!((*units as f64 - exact).abs() < 1.0);
            }
        }
    }

    fn check(share: &Share<()>) {
        if !share.parts.is_empty() {
            let sum: u64 = share.parts.iter().map(Share::unit_count).sum();
            assert_eq!(sum, share.unit_count());
        }
        share.parts.iter().for_each(check);
    }

    #[test]
    fn the_parts_of_every_node_sum_to_it() {
        let leaf =
            |no, yes| Share { what: (), counts: vec![no, yes], units: vec![], parts: vec![] };
        let node = |parts: Vec<Share<()>>| {
            let counts = (0..2).map(|i| parts.iter().map(|part| part.counts[i]).sum()).collect();
            Share { what: (), counts, units: vec![], parts }
        };
        let deep = node(vec![leaf(333, 0), leaf(333, 0), node(vec![leaf(0, 107), leaf(1, 0)])]);
        let mut root = node(vec![deep, leaf(0, 107), leaf(119, 0)]);
        root.divide(vec![79, 21]);
        check(&root);
        assert_eq!(root.unit_count(), 100);
        let rounded = |share: &Share<()>| (100 * share.counts.iter().sum::<u64>() + 500) / 1000;
        assert!(root.parts.iter().all(|part| part.unit_count().abs_diff(rounded(part)) <= 1));
    }
}
