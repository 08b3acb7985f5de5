//! Chooses the worlds of a run if the evidence is much likelier in some worlds than in others: each
//! independent set of worlds weighs a pool of its own, much larger than the worlds it runs, and draws from
//! it. Independent of models and trials.
//!
//! With Z the probability of the evidence in a world, a set draws its worlds systematically, with
//! probabilities proportional to g = 0.9 Z + 0.1 mean Z. A drawn world has weight mean g ÷ g times the
//! probability that its own trials satisfy the evidence. Sums over the drawn worlds are then unbiased in each
//! set, and the sets stay independent (importance resampling: Rubin 1988; the second term of g bounds the
//! weight of one world: Hesterberg 1995).

use crate::numerics::packed::packed_struct;
use crate::numerics::strata::REPLICATES;
use crate::numerics::stream::Key;
use serde::{Deserialize, Serialize};

/// Share of the drawing probability that follows the weights, if these are exact.
const BY_WEIGHT: f64 = 0.9;
/// The copy number of pilot trials.
const PILOTS: u64 = u64::MAX;
/// The name of the stream with which worlds are drawn.
const STREAM: &str = "worlds drawn from a pool";

/// A world that a run draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The number of the world.
    pub world: u64,
    /// The number of this copy of the world, from 0; each copy has its own trials.
    pub copy: u64,
    /// The natural log of the factor that being drawn adds to the weight of its trials.
    pub ln_count: f64,
}

impl Chosen {
    /// A world that is run regardless of its weight.
    pub fn plain(world: u64) -> Self {
        Self { world, copy: 0, ln_count: 0.0 }
    }

    /// A world for pilot trials, which no run uses.
    pub(crate) fn pilot(world: u64) -> Self {
        Self { world, copy: PILOTS, ln_count: 0.0 }
    }
}

/// The result of drawing worlds from a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnWorlds {
    /// The number of each world; copies of one world share it.
    pub numbers: Vec<u64>,
    /// The parameter values of as many worlds drawn without evidence.
    #[serde(with = "super::bits")]
    pub before: Vec<Vec<f64>>,
    /// The effective number of equally weighted worlds in the pool.
    pub effective: f64,
}

packed_struct!(DrawnWorlds { numbers, before, effective });

/// The probability of the evidence in a world, up to a factor shared by all worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likelihood {
    /// Its natural log; negative infinity if it is 0 or if no pilot trial satisfies the evidence.
    pub ln: f64,
    /// The relative variance of the estimate; 0 if the probability is exact.
    pub noise: f64,
}

impl Likelihood {
    /// Returns the probability times e^`ln_factor`.
    pub(crate) fn times(self, ln_factor: f64) -> Self {
        Self { ln: if self.ln > f64::MIN { self.ln + ln_factor } else { self.ln }, ..self }
    }
}

/// The worlds of a pool, each with the probability of the evidence.
pub struct Pool {
    /// Indexed by set: world r + 32 k is the k-th of set r.
    sets: Vec<Vec<Likelihood>>,
    /// The largest log probability.
    most: f64,
    /// The mean probability divided by e^most; 0 if no world can satisfy the evidence.
    mean: f64,
    /// The relative variance between worlds, without estimation noise.
    spread: f64,
    /// The mean relative variance of the estimates.
    noise: f64,
}

/// The number of sets that `worlds` worlds are split into.
pub(crate) fn sets(worlds: u64) -> u64 {
    worlds.clamp(1, REPLICATES)
}

/// The number of the `index`-th world of a pool of `sets` sets, taking one from each set in turn.
pub(crate) fn number(index: u64, sets: u64) -> u64 {
    index % sets + index / sets * REPLICATES
}

/// The index of a world in such a pool.
pub(crate) fn index(world: u64, sets: u64) -> u64 {
    world % REPLICATES + world / REPLICATES * sets
}

impl Pool {
    /// Builds the pool of worlds with these likelihoods, in the order of `number`.
    pub fn new(found: &[Likelihood], sets: u64) -> Self {
        let most = found.iter().map(|world| world.ln).fold(f64::NEG_INFINITY, f64::max);
        let of = |world: &Likelihood| if most > f64::MIN { chance(world, most) } else { 0.0 };
        let n = found.len() as f64;
        let mean = found.iter().map(of).sum::<f64>() / n;
        let squares: f64 = found.iter().map(|world| (of(world) - mean) * (of(world) - mean)).sum();
        let noise = found.iter().map(|world| world.noise * of(world) * of(world)).sum::<f64>() / n;
        let spread = squares / (n - 1.0).max(1.0) - noise;
        let relative = |variance: f64| if mean > 0.0 { variance / (mean * mean) } else { 0.0 };
        let mut by_set = vec![Vec::with_capacity(found.len() / sets as usize + 1); sets as usize];
        for (index, world) in found.iter().enumerate() {
            by_set[index % sets as usize].push(*world);
        }
        Self { sets: by_set, most, mean, spread: relative(spread.max(0.0)), noise: relative(noise) }
    }

    /// The probability in a world and its variance, scaled so that the mean of the pool is 1.
    pub(crate) fn part(&self, world: Likelihood) -> (f64, f64) {
        if self.mean <= 0.0 {
            return (0.0, 0.0);
        }
        let part = chance(&world, self.most) / self.mean;
        (part, world.noise * part * part)
    }

    fn size(&self) -> f64 {
        self.sets.iter().map(Vec::len).sum::<usize>() as f64
    }

    /// The effective number of equally weighted worlds in the pool (Kish 1965).
    pub fn effective(&self) -> f64 {
        self.size() / (1.0 + self.spread)
    }

    /// A bound on the error of `spread` due to pilot noise.
    fn slack(&self) -> f64 {
        3.0 * self.noise * (2.0 / self.size()).sqrt()
    }

    /// Whether more worlds are needed to measure how far weights differ.
    pub(crate) fn is_undecided(&self) -> bool {
        self.mean <= 0.0 || self.slack() > 1.0
    }

    /// Whether the weight is so concentrated that worlds are better drawn by it: the effective number is
    /// below half.
    pub fn is_uneven(&self) -> bool {
        self.mean > 0.0 && self.spread > 1.0 + self.slack()
    }

    /// Draws `worlds` worlds. The k-th of set r is at index r + 32 k, as in a run without evidence.
    pub fn draw(&self, worlds: u64, seed: u64) -> Vec<Chosen> {
        let mut chosen = vec![Chosen::plain(0); worlds as usize];
        let key = Key::of(seed, STREAM);
        for (set, own) in self.sets.iter().enumerate() {
            let places = (set..worlds as usize).step_by(REPLICATES as usize);
            let drawn = self.draw_set(own, places.clone().count(), key.at(set as u64));
            for (place, (at, copy, ln_count)) in places.zip(drawn) {
                let world = set as u64 + at as u64 * REPLICATES;
                chosen[place] = Chosen { world, copy, ln_count };
            }
        }
        chosen
    }

    /// Draws from one set: the index of each world, its copy number and the log of its factor.
    fn draw_set(&self, own: &[Likelihood], count: usize, key: Key) -> Vec<(usize, u64, f64)> {
        let chances: Vec<f64> = own.iter().map(|world| chance(world, self.most)).collect();
        let mean = chances.iter().sum::<f64>() / own.len() as f64;
        // if no pilot of the set satisfied the evidence, all its worlds are equally good
        let trust = BY_WEIGHT.min(self.spread / (self.spread + self.noise));
        let requested = |z: f64| if mean > 0.0 { trust * (z / mean) + (1.0 - trust) } else { 1.0 };
        // sort worlds by weight, so that systematic drawing takes each kind in proportion
        let mut order: Vec<usize> = (0..own.len()).collect();
        order.sort_by(|a, b| chances[*a].total_cmp(&chances[*b]).then(a.cmp(b)));
        let total: f64 = order.iter().map(|at| requested(chances[*at])).sum();
        let start = key.uniform(0);
        let mut drawn: Vec<(usize, u64, f64)> = Vec::with_capacity(count);
        let mut up_to = 0.0;
        for at in order {
            let g = requested(chances[at]);
            up_to += g;
            let mut copy = 0;
            while drawn.len() < count && (start + drawn.len() as f64) * total < up_to * count as f64
            {
                drawn.push((at, copy, -libm::log(g)));
                copy += 1;
            }
        }
        // rounding may leave some undrawn
        if let Some(last) = drawn.last().copied() {
            while drawn.len() < count {
                let copy = drawn.iter().filter(|(at, ..)| *at == last.0).count() as u64;
                drawn.push((last.0, copy, last.2));
            }
        }
        // the first worlds of a run may have one trial more
        for i in (1..drawn.len()).rev() {
            drawn.swap(i, (key.uniform(i as u64) * (i + 1) as f64) as usize);
        }
        drawn
    }
}

/// The probability in a world divided by e^most.
fn chance(world: &Likelihood, most: f64) -> f64 {
    if world.ln > f64::MIN { libm::exp(world.ln - most) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Likelihoods of worlds that differ up to a hundredfold.
    fn uneven(count: u64) -> Vec<Likelihood> {
        let ln = |i: u64| -(Key::of(1, "z").uniform(i) * 5.0);
        (0..count).map(|i| Likelihood { ln: ln(i), noise: 0.0 }).collect()
    }

    #[test]
    fn each_world_counts_on_average_for_its_weight() {
        let found = uneven(64);
        let pool = Pool::new(&found, 32);
        let (seeds, runs) = (4000, 64);
        let mut counted = vec![0.0; 64];
        for seed in 0..seeds {
            for chosen in pool.draw(runs, seed) {
                // two worlds in each set, two drawn: each represents one
                counted[chosen.world as usize] += libm::exp(chosen.ln_count) / seeds as f64;
            }
        }
        // the estimate for the least likely world has a standard deviation of 0.05 here
        assert!(counted.iter().all(|mean| (mean - 1.0).abs() < 0.25), "{counted:?}");
    }

    #[test]
    fn copies_are_numbered_and_sets_keep_to_their_worlds() {
        let pool = Pool::new(&uneven(64), 32);
        let drawn = pool.draw(1000, 5);
        assert!(drawn.iter().zip(0..).all(|(chosen, place)| chosen.world % 32 == place % 32));
        let mut seen: Vec<(u64, u64)> = drawn.iter().map(|c| (c.world, c.copy)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1000, "no two have the same trials");
    }

    #[test]
    fn noise_of_pilots_is_no_difference_between_worlds() {
        // 16 pilot trials of a probability of 1/4, equal in every world
        let key = Key::of(2, "pilots");
        let pilots = |world: u64| (0..16).filter(|i| key.at(world).uniform(*i) < 0.25).count();
        let of = |world: u64| {
            let q = pilots(world) as f64 / 16.0;
            let noise = if q > 0.0 { (1.0 - q) / 15.0 / q } else { 0.0 };
            Likelihood { ln: libm::log(q), noise }
        };
        let pool = Pool::new(&(0..1024).map(of).collect::<Vec<_>>(), 32);
        assert!(!pool.is_uneven() && pool.effective() > 950.0, "{}", pool.effective());
        assert!(!pool.is_undecided());
    }
}
