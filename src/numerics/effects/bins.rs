//! Bins of an input: one for each value if it takes few, else of equal weight along its order.

use super::reading::effective;

/// The readings of one input sorted into bins.
pub(super) struct Bins {
    /// The bin of each reading.
    pub(super) of: Vec<usize>,
    /// The number of bins.
    pub(super) count: usize,
    /// The position of each reading in its bin along the input's order, from −½ to ½; empty if each bin is one value.
    pub(super) places: Vec<f64>,
    /// The value in the middle of each bin.
    pub(super) middles: Vec<f64>,
}

impl Bins {
    /// Sorts the values into at most `most` bins of equal weight; one bin for each value if there are no more
    /// different ones. Equal values are in one bin. A bin of fewer than `least` effective readings joins a neighbour.
    pub(super) fn new(values: &[f64], weights: &[f64], most: usize, least: f64) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let groups: Vec<&[usize]> =
            order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()).collect();
        let total: f64 = weights.iter().sum();
        let by_value = groups.len() <= most;
        let mut bins: Vec<Vec<usize>> = Vec::new();
        let (mut below, mut last) = (0.0, usize::MAX);
        for (i, group) in groups.iter().enumerate() {
            let weight: f64 = group.iter().map(|reading| weights[*reading]).sum();
            let middle = ((below + 0.5 * weight) / total * most as f64) as usize;
            let bin = if by_value { i } else { middle.min(most - 1) };
            below += weight;
            if bin != last {
                bins.push(Vec::new());
            }
            last = bin;
            bins.last_mut().expect("one was just added").extend_from_slice(group);
        }
        join_small(&mut bins, weights, least);
        Self::of_lists(values, weights, &bins)
    }

    fn of_lists(values: &[f64], weights: &[f64], bins: &[Vec<usize>]) -> Self {
        let mut of = vec![0; values.len()];
        let mut places = vec![0.0; values.len()];
        let mut middles = Vec::with_capacity(bins.len());
        let mut varies = false;
        for (bin, readings) in bins.iter().enumerate() {
            let weight: f64 = readings.iter().map(|reading| weights[*reading]).sum();
            let mut below = 0.0;
            let mut middle = values[readings[0]];
            for reading in readings {
                of[*reading] = bin;
                if below <= 0.5 * weight {
                    middle = values[*reading];
                }
                places[*reading] = (below + 0.5 * weights[*reading]) / weight - 0.5;
                below += weights[*reading];
            }
            let (first, last) = (readings[0], readings[readings.len() - 1]);
            varies |= values[first] < values[last];
            middles.push(middle);
        }
        if !varies {
            places.clear();
        }
        Self { of, count: bins.len(), places, middles }
    }
}

/// Joins each bin with too few effective readings to its lighter neighbour.
fn join_small(bins: &mut Vec<Vec<usize>>, weights: &[f64], least: f64) {
    let of = |bin: &Vec<usize>| effective(bin.iter().map(|reading| weights[*reading]));
    let weight = |bin: &Vec<usize>| bin.iter().map(|reading| weights[*reading]).sum::<f64>();
    while bins.len() > 1 {
        let Some(small) = bins.iter().position(|bin| of(bin) < least) else { return };
        let after = small + 1 < bins.len()
            && (small == 0 || weight(&bins[small + 1]) < weight(&bins[small - 1]));
        let first = if after { small } else { small - 1 };
        let joined = bins.remove(first + 1);
        bins[first].extend(joined);
    }
}
