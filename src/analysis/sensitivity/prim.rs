//! PRIM: finds boxes in which cases of interest are dense, by peeling off thin slices of the inputs (J. H.
//! Friedman and N. I. Fisher, *Statistics and Computing* 9, 1999). Independent of models.

use crate::numerics::binomial_tail;
use crate::numerics::stream::Key;

/// The fraction of a box that one step peels off.
const SLICE: f64 = 0.05;
/// The fewest cases in a box, as a share of all and as a number.
const LEAST_SHARE: f64 = 0.04;
const LEAST_CASES: usize = 12;
/// Number of bootstrap samples that are peeled, besides the cases themselves.
const SAMPLES: u64 = 12;
/// A bound is dropped if this lowers density by no more than this fraction.
const WORTH: f64 = 0.03;
/// A bound is dropped if cases that fall in the box by chance are as dense at least this often.
const BY_CHANCE: f64 = 0.05;

/// Cases with their inputs, and whether each is of interest.
pub(super) struct Cases {
    /// By input: its value in each case.
    pub(super) inputs: Vec<Vec<f64>>,
    /// By case: whether it is of interest.
    pub(super) is_high: Vec<bool>,
    /// By case: its weight.
    pub(super) weights: Vec<f64>,
}

/// A range for each input; infinite ends are unbounded.
pub(super) type Ranges = Vec<(f64, f64)>;

impl Cases {
    pub(super) fn is_in(&self, ranges: &Ranges, case: usize) -> bool {
        self.inputs.iter().zip(ranges).all(|(x, (low, high))| (*low..=*high).contains(&x[case]))
    }

    /// The weight of some cases, and of those among them that are of interest.
    pub(super) fn sums(&self, cases: &[usize]) -> (f64, f64) {
        cases.iter().fold((0.0, 0.0), |(n, h), case| self.added(n, h, *case))
    }

    fn added(&self, all: f64, high: f64, case: usize) -> (f64, f64) {
        let weight = self.weights[case];
        (all + weight, if self.is_high[case] { high + weight } else { high })
    }

    /// The share of some cases that are of interest.
    pub(super) fn share(&self, cases: &[usize]) -> f64 {
        let (all, high) = self.sums(cases);
        if all > 0.0 { high / all } else { 0.0 }
    }

    /// The effective number of equally weighted cases.
    pub(super) fn effective(&self, cases: &[usize]) -> f64 {
        let squares: f64 = cases.iter().map(|case| self.weights[*case].powi(2)).sum();
        let (all, _) = self.sums(cases);
        if squares > 0.0 { all * all / squares } else { 0.0 }
    }

    /// The number of cases of `among` in the box, their weight, and the weight of those of interest.
    fn count(&self, ranges: &Ranges, among: &[usize]) -> (usize, f64, f64) {
        let inside = among.iter().filter(|case| self.is_in(ranges, **case));
        inside.fold((0, 0.0, 0.0), |(n, all, high), case| {
            let (all, high) = self.added(all, high, *case);
            (n + 1, all, high)
        })
    }

    /// Finds the best box among some cases: of the boxes peeled from them and from bootstrap samples with
    /// random subsets of the inputs ("bumping", as in Kwakkel and Cunningham 2016), the one with the best
    /// mean of coverage and density, without unimportant bounds.
    pub(super) fn best_box(&self, among: &[usize], key: Key) -> Option<Ranges> {
        let every: Vec<usize> = (0..self.inputs.len()).collect();
        let mut paths = vec![self.peel(among, &every)];
        for sample in 0..SAMPLES {
            let key = key.at(sample);
            let drawn = |i: u64| among[(key.uniform(i) * among.len() as f64) as usize];
            let cases: Vec<usize> = (0..among.len() as u64).map(drawn).collect();
            let chosen = key.at(1);
            let some: Vec<usize> =
                every.iter().copied().filter(|i| chosen.uniform(*i as u64) < 0.7).collect();
            paths.push(self.peel(&cases, if some.is_empty() { &every } else { &some }));
        }
        let best = paths
            .into_iter()
            .flatten()
            .max_by(|a, b| self.merit(a, among).total_cmp(&self.merit(b, among)))?;
        Some(self.simplified(best, among))
    }

    /// The harmonic mean of coverage and density.
    fn merit(&self, ranges: &Ranges, among: &[usize]) -> f64 {
        let (cases, inside, high) = self.count(ranges, among);
        let (_, all) = self.sums(among);
        if cases < LEAST_CASES { 0.0 } else { 2.0 * high / (inside + all) }
    }

    /// The boxes of a peeling path from all cases to few, each smaller than the previous one by a slice.
    fn peel(&self, cases: &[usize], inputs: &[usize]) -> Vec<Ranges> {
        let least = LEAST_CASES.max((LEAST_SHARE * cases.len() as f64) as usize);
        let mut ranges = vec![(f64::NEG_INFINITY, f64::INFINITY); self.inputs.len()];
        let mut inside = cases.to_vec();
        let mut path = vec![ranges.clone()];
        while inside.len() > least {
            let mut best: Option<(f64, usize, (f64, f64))> = None;
            for input in inputs {
                for range in self.slices(&inside, *input, ranges[*input]) {
                    let x = &self.inputs[*input];
                    let kept = inside.iter().filter(|c| (range.0..=range.1).contains(&x[**c]));
                    let (n, all, high) = kept.fold((0_usize, 0.0, 0.0), |(n, all, high), c| {
                        let (all, high) = self.added(all, high, *c);
                        (n + 1, all, high)
                    });
                    if n < least || n == inside.len() {
                        continue;
                    }
                    let density = high / all;
                    if best.is_none_or(|(most, ..)| density > most) {
                        best = Some((density, *input, range));
                    }
                }
            }
            let Some((_, input, range)) = best else { break };
            ranges[input] = range;
            let x = &self.inputs[input];
            inside.retain(|case| (range.0..=range.1).contains(&x[*case]));
            path.push(ranges.clone());
        }
        path
    }

    /// The range of an input with a slice removed below, and with one removed above.
    fn slices(&self, inside: &[usize], input: usize, range: (f64, f64)) -> [(f64, f64); 2] {
        let mut values: Vec<f64> = inside.iter().map(|case| self.inputs[input][*case]).collect();
        values.sort_by(f64::total_cmp);
        let cut = ((SLICE * values.len() as f64).ceil() as usize).min(values.len() - 1);
        [(values[cut], range.1), (range.0, values[values.len() - 1 - cut])]
    }

    /// Removes the bounds that hardly matter, the least important first.
    fn simplified(&self, mut ranges: Ranges, among: &[usize]) -> Ranges {
        let density = |ranges: &Ranges| {
            let (_, inside, high) = self.count(ranges, among);
            if inside > 0.0 { high / inside } else { 0.0 }
        };
        loop {
            let here = density(&ranges);
            let mut without: Vec<(f64, Ranges)> = Vec::new();
            for (i, (low, high)) in ranges.iter().enumerate() {
                for open in [(f64::NEG_INFINITY, *high), (*low, f64::INFINITY)] {
                    let is_bound = open != (*low, *high);
                    if is_bound {
                        let mut wider = ranges.clone();
                        wider[i] = open;
                        without.push((density(&wider), wider));
                    }
                }
            }
            let best = without.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
            let inside: Vec<usize> =
                among.iter().copied().filter(|case| self.is_in(&ranges, *case)).collect();
            let cases = self.effective(&inside);
            match best {
                Some((density, wider))
                    if density >= here * (1.0 - WORTH)
                        || chance_of_density(here, cases, density) > BY_CHANCE =>
                {
                    ranges = wider;
                }
                _ => return ranges,
            }
        }
    }
}

/// The chance of at least this density among so many cases if their chance to be of interest is `expected`: the quasi-p-value
/// of a bound (B. P. Bryant and R. J. Lempert, *Technological Forecasting and Social Change* 77, 2010).
fn chance_of_density(density: f64, cases: f64, expected: f64) -> f64 {
    binomial_tail(density * cases, cases, expected)
}
