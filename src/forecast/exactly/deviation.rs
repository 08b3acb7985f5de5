//! The deviation of a sampled value from its exact value, and the probability of one at least as large.
//!
//! The probability within a world is exact, so only the noise of independent trials remains. Counts of
//! unweighted trials have the exact binomial tail; weighted trials have that of Student's t, or the binomial
//! one of the effective number of trials if hits or misses are few; means have the bound of Bennett (1962),
//! which holds for every distribution on a known interval. Trials that were drawn anew depend on the others of their
//! world, so only worlds are independent: the variance is then that of clusters (W. Cochran, *Sampling Techniques*, 1977,
//! chapter 9).

use crate::numerics::binomial_tail;
use crate::numerics::special::{beta_tails, normal_tails};

/// With fewer expected hits or misses over several worlds, the binomial tail is used.
const FEW: f64 = 10_000.0;
/// With fewer effective hits or misses, if trials are weighted, the binomial tail is used.
const FEW_EFFECTIVE: f64 = 1_000.0;
/// The relative rounding error of a computed probability.
const ROUNDING: f64 = 1e-12;

/// How the trials of a world were drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Drawn {
    /// Independently, with equal weights.
    Evenly,
    /// Independently, with weights.
    Weighed,
    /// By weight from one another.
    Anew,
}

/// One number by both methods.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// The name of the number.
    pub what: String,
    /// The sampled value: a share, or the mean of a number.
    pub sampled: f64,
    /// The exact value.
    pub exact: f64,
    /// The difference in standard errors; infinite if no difference is possible.
    pub errors: f64,
    /// The probability of a difference at least as large.
    pub tail: f64,
}

/// A share of the trials of one world, and the probability of a hit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    /// Σ w over hits.
    pub(crate) hits: f64,
    /// Σ w.
    pub(crate) of: f64,
    /// Σ w² over hits.
    pub(crate) hit_squares: f64,
    /// Σ w².
    pub(crate) squares: f64,
    /// The probability of a hit.
    pub(crate) p: f64,
}

impl Share {
    /// A share of unweighted trials.
    pub(crate) fn plain(hits: u64, of: u64, p: f64) -> Self {
        let (hits, of) = (hits as f64, of as f64);
        Self { hits, of, hit_squares: hits, squares: of, p: p.clamp(0.0, 1.0) }
    }
}

/// Sums over the worlds of a share.
struct Sums {
    hits: f64,
    of: f64,
    expected: f64,
    /// The variance of the sum of hits if weights are independent of hits.
    variance: f64,
    /// The variance of the sum of hits as observed.
    found: f64,
    squares: f64,
    /// The variance of the sum of hits as observed between worlds, and the effective number of worlds.
    between: f64,
    worlds: f64,
}

impl Sums {
    fn of(shares: &[Share]) -> Self {
        let sum = |of: &dyn Fn(&Share) -> f64| shares.iter().map(of).sum::<f64>();
        Self {
            hits: sum(&|s| s.hits),
            of: sum(&|s| s.of),
            expected: sum(&|s| s.of * s.p),
            variance: sum(&|s| s.squares * s.p * (1.0 - s.p)),
            found: sum(&|s| {
                let misses = (s.squares - s.hit_squares).max(0.0);
                (1.0 - s.p) * (1.0 - s.p) * s.hit_squares + s.p * s.p * misses
            }),
            squares: sum(&|s| s.squares),
            between: sum(&|s| (s.hits - s.p * s.of).powi(2)),
            worlds: sum(&|s| s.of).powi(2) / sum(&|s| s.of * s.of),
        }
    }

    fn deviation(&self, what: String, (errors, tail): (f64, f64)) -> Deviation {
        let (sampled, exact) = (self.hits / self.of, self.expected / self.of);
        Deviation { what, sampled, exact, errors, tail }
    }
}

/// Compares a share, by world; `None` without trials or weight.
pub(crate) fn of_shares(what: String, worlds: &[Share], drawn: Drawn) -> Option<Deviation> {
    let sums = Sums::of(worlds);
    match drawn {
        Drawn::Evenly => counts(what, &sums, worlds.len() == 1),
        Drawn::Weighed => weights(what, &sums),
        Drawn::Anew => clusters(what, &sums),
    }
}

/// Compares a share whose hits are known only over all worlds. If the hits are from a part of the trials,
/// `all.of` is the size of that part; otherwise it is 0.
pub(crate) fn of_pooled(
    what: String,
    worlds: &[Share],
    all: Share,
    drawn: Drawn,
) -> Option<Deviation> {
    let mut sums = Sums::of(worlds);
    if sums.of <= 0.0 {
        return None;
    }
    let p = sums.expected / sums.of;
    let is_part = all.of > 0.0 && all.of < sums.of;
    if is_part {
        sums = Sums::of(&[Share { p, ..all }]);
    }
    let misses = (sums.squares - all.hit_squares).max(0.0);
    let found = (1.0 - p) * (1.0 - p) * all.hit_squares + p * p * misses;
    let sums = Sums { hits: all.hits, found, ..sums };
    match drawn {
        Drawn::Evenly => counts(what, &sums, is_part || worlds.len() == 1),
        Drawn::Weighed => weights(what, &sums),
        // as if all trials of a world were alike
        Drawn::Anew => {
            let between = worlds.iter().map(|world| world.of * world.of * p * (1.0 - p)).sum();
            clusters(what, &Sums { between, ..sums })
        }
    }
}

fn counts(what: String, sums: &Sums, is_one_world: bool) -> Option<Deviation> {
    let Sums { hits, of: n, expected, variance, .. } = *sums;
    if n <= 0.0 {
        return None;
    }
    let (errors, by_normal) = normal(hits - expected, variance, ROUNDING * n);
    // over worlds that differ, the binomial of their mean is wider (Hoeffding 1956)
    let is_small = is_one_world || expected.min(n - expected) < FEW;
    let is_certain = variance <= 0.0 || by_normal >= 1.0;
    let tail =
        if is_small && !is_certain { binomial(hits, hits, n, expected / n) } else { by_normal };
    Some(sums.deviation(what, (errors, tail)))
}

fn weights(what: String, sums: &Sums) -> Option<Deviation> {
    let Sums { hits, of, expected, variance, found, squares, .. } = *sums;
    if of <= 0.0 {
        return None;
    }
    let difference = hits - expected;
    if difference.abs() <= ROUNDING * of {
        return Some(sums.deviation(what, (0.0, 1.0)));
    }
    if variance <= 0.0 {
        return Some(sums.deviation(what, (f64::INFINITY.copysign(difference), 0.0)));
    }
    let variance = variance.max(found);
    let errors = difference / variance.sqrt();
    let (effective, p) = (of * (of / squares), expected / of);
    let n = effective.min(p * (1.0 - p) * of * (of / variance));
    let tail = if p.min(1.0 - p) * n < FEW_EFFECTIVE {
        let hits = hits / of * n;
        binomial(hits.ceil().min(n), hits.floor(), n, p)
    } else {
        student(errors, effective - 1.0)
    };
    Some(sums.deviation(what, (errors, tail)))
}

fn clusters(what: String, sums: &Sums) -> Option<Deviation> {
    let Sums { hits, of, expected, found, squares, between, worlds, .. } = *sums;
    if of <= 0.0 {
        return None;
    }
    let (difference, p) = (hits - expected, expected / of);
    if difference.abs() <= ROUNDING * of {
        return Some(sums.deviation(what, (0.0, 1.0)));
    }
    if sums.variance <= 0.0 {
        return Some(sums.deviation(what, (f64::INFINITY.copysign(difference), 0.0)));
    }
    // trials of a world are alike: their variance is so many times that of independent ones
    let times = if found > 0.0 { (between / found).max(1.0) } else { worlds };
    let variance = times * sums.variance;
    let errors = difference / variance.sqrt();
    let by_student = student(errors, worlds - 1.0);
    let n = (of * (of / squares) / times).min(p * (1.0 - p) * of * (of / variance));
    let tail = if p.min(1.0 - p) * n < FEW_EFFECTIVE {
        let hits = hits / of * n;
        binomial(hits.ceil().min(n), hits.floor(), n, p).max(by_student)
    } else {
        by_student
    };
    Some(sums.deviation(what, (errors, tail)))
}

/// The numbers in the trials of one world, and their exact distribution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values {
    /// Σ w.
    pub(crate) of: f64,
    /// Σ w x.
    pub(crate) sum: f64,
    /// Σ w².
    pub(crate) squares: f64,
    /// Σ w² (x − mean)²; `None` if trials are unweighted.
    pub(crate) found: Option<f64>,
    /// The mean of x.
    pub(crate) mean: f64,
    /// The variance of x.
    pub(crate) variance: f64,
    /// The largest distance of x from the mean.
    pub(crate) reach: f64,
}

/// Compares a mean, by world; `None` without trials.
pub(crate) fn of_means(what: String, worlds: &[Values], drawn: Drawn) -> Option<Deviation> {
    let sum = |of: &dyn Fn(&Values) -> f64| worlds.iter().map(of).sum::<f64>();
    let (of, found) = (sum(&|w| w.of), sum(&|w| w.found.unwrap_or(0.0)));
    if of <= 0.0 {
        return None;
    }
    let (total, expected) = (sum(&|w| w.sum), sum(&|w| w.of * w.mean));
    let squares = sum(&|w| w.squares);
    // the independent terms are worlds, or else trials
    let (terms, between) = match drawn {
        Drawn::Anew => (sum(&|w| w.of * w.of), sum(&|w| (w.sum - w.of * w.mean).powi(2))),
        Drawn::Evenly | Drawn::Weighed => (squares, 0.0),
    };
    let variance = sum(&|w| w.squares * w.variance).max(found).max(between);
    let difference = total - expected;
    let rounding = ROUNDING * sum(&|w| w.of * (w.mean.abs() + w.reach));
    let (errors, tail) = if difference.abs() <= rounding {
        (0.0, 1.0)
    } else if variance <= 0.0 {
        (f64::INFINITY.copysign(difference), 0.0)
    } else {
        let errors = difference / variance.sqrt();
        // the largest contribution of one term, whose weight is at most about the usual one
        let most = worlds.iter().map(|w| w.reach).fold(0.0, f64::max) * (terms / of);
        let bound = bennett(difference.abs(), variance, most);
        let by_student = || student(errors, of * (of / terms) - 1.0);
        (errors, if drawn == Drawn::Evenly { bound } else { bound.max(by_student()) })
    };
    Some(Deviation { what, sampled: total / of, exact: expected / of, errors, tail })
}

/// A difference in standard errors and its two-sided tail; a difference within `rounding` counts as 0.
fn normal(difference: f64, variance: f64, rounding: f64) -> (f64, f64) {
    if difference.abs() <= rounding {
        return (0.0, 1.0);
    }
    if variance <= 0.0 {
        return (f64::INFINITY.copysign(difference), 0.0);
    }
    let errors = difference / variance.sqrt();
    (errors, 2.0 * normal_tails(errors.abs()).1)
}

/// The two-sided tail of Student's t.
fn student(t: f64, degrees_of_freedom: f64) -> f64 {
    let df = degrees_of_freedom.max(1.0);
    let x = df / (df + t * t);
    beta_tails(0.5 * df, 0.5, x, 1.0 - x).0
}

/// The two-sided tail of a binomial count: twice the smaller of P(X ≤ `low`) and P(X ≥ `high`). Counts and
/// `n` need not be integers.
fn binomial(low: f64, high: f64, n: f64, p: f64) -> f64 {
    let at_least = binomial_tail(high, n, p);
    let at_most = if low >= n { 1.0 } else { beta_tails(low + 1.0, n - low, p, 1.0 - p).1 };
    (2.0 * at_least.min(at_most)).min(1.0)
}

/// A bound on the two-sided tail of a sum with this variance whose terms are within `most` of their means
/// (Bennett 1962).
fn bennett(difference: f64, variance: f64, most: f64) -> f64 {
    if most <= 0.0 {
        return 0.0;
    }
    let u = difference * most / variance;
    let h = if u < 1e-4 { 0.5 * u * u * (1.0 - u / 3.0) } else { (1.0 + u) * libm::log1p(u) - u };
    (2.0 * libm::exp(-variance / most / most * h)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::stream::Key;

    fn near(found: f64, requested: f64) {
        assert!((found / requested - 1.0).abs() < 1e-9, "{found} where {requested} is right");
    }

    #[test]
    fn tails_are_those_of_the_tables() {
        // t at 31 degrees of freedom: 2.0395 leaves 5 %, 4.8872 about 3e-5
        assert!((student(2.039_513_446, 31.0) - 0.05).abs() < 1e-9);
        assert!(student(4.887, 31.0) > 2.0 * normal_tails(4.887).1 * 20.0);
        // 3 or more of 3 at a half
        near(binomial(3.0, 3.0, 3.0, 0.5), 0.25);
        near(binomial(0.0, 0.0, 1000.0, 0.01), 2.0 * 0.99_f64.powi(1000));
    }

    #[test]
    fn bennetts_bound_is_above_the_tail_it_bounds() {
        // a rare large value: 1000 with probability 1e-5 in 10,000 trials
        let (n, p, value) = (1e4, 1e-5, 1000.0);
        let variance = n * p * (1.0 - p) * value * value;
        for hits in 1..6_u32 {
            let hits = f64::from(hits);
            let difference = value * (hits - n * p);
            let tail = beta_tails(hits, n - hits + 1.0, p, 1.0 - p).0;
            let bound = bennett(difference, variance, value * (1.0 - p));
            assert!(bound >= tail && bound < 40.0 * tail, "{hits}: {bound} for {tail}");
            // here the normal tail gives a false alarm
            let normal = 2.0 * normal_tails(difference / variance.sqrt()).1;
            assert!(hits < 2.0 || normal < tail);
        }
    }

    #[test]
    fn a_hit_of_the_impossible_is_infinitely_far() {
        let share = Share { hits: 3.0, of: 100.0, hit_squares: 3.0, squares: 60.0, p: 0.0 };
        let even = Share::plain(1, 100, 0.0);
        for (share, drawn) in [(share, Drawn::Weighed), (share, Drawn::Anew), (even, Drawn::Evenly)]
        {
            let found = of_shares("x".to_owned(), &[share], drawn).expect("it has trials");
            assert!(found.errors.is_infinite() && found.tail <= 0.0);
        }
    }

    /// Worlds of 100 trials: in each, all trials are copies of the trial of a key, a hit with chance `p`.
    fn copies(p: f64, key: u64) -> Vec<Share> {
        let key = Key::of(key, "copies");
        let hit = |world: u64| if key.uniform(world) < p { 100.0 } else { 0.0 };
        let world = |hits: f64| Share { hits, of: 100.0, hit_squares: hits, squares: 100.0, p };
        (0..200).map(|at| world(hit(at))).collect()
    }

    #[test]
    fn copies_of_a_trial_are_no_evidence_of_a_deviation() {
        for p in [0.5, 0.1, 0.01, 0.001] {
            let tails = |drawn: Drawn| -> Vec<f64> {
                let tail = |key| of_shares(String::new(), &copies(p, key), drawn).map(|d| d.tail);
                (0..400).filter_map(tail).collect()
            };
            let below = |some: &[f64], level: f64| some.iter().filter(|t| **t < level).count();
            let right = tails(Drawn::Anew);
            // of 400 at a level of 1 in 100, four are expected
            assert!(below(&right, 0.01) <= 13 && below(&right, 1e-5) == 0, "{p}");
            assert!(below(&tails(Drawn::Weighed), 1e-5) > 50, "{p}");
        }
        // what differs is still found
        let wrong: Vec<Share> = copies(0.5, 1).iter().map(|s| Share { p: 0.2, ..*s }).collect();
        let found = of_shares(String::new(), &wrong, Drawn::Anew).expect("it has trials");
        assert!(found.tail < 1e-6, "{found:?}");
    }
}
