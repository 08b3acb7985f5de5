//! Which worlds a run draws where the evidence is much likelier in some than in others: each
//! independent set of worlds weighs a pool of its own, much larger than the worlds it runs, and draws
//! from it. Knows no models and no trials.
//!
//! With Z the chance of the evidence in a world, a set draws its worlds with chances proportional to
//! g = 0.9 Z + 0.1 mean Z, systematically; a world drawn counts mean g ÷ g times the chance that its
//! own trials give the evidence. Sums over what is drawn are then right on average in each set by
//! itself, and the sets stay independent (importance resampling: Rubin 1988; the second part of g
//! bounds what one world may count: Hesterberg 1995).

use crate::numerics::strata::REPLICATES;
use crate::numerics::stream::Key;
use serde::{Deserialize, Serialize};

/// How far a draw goes by the weights found, where these are exact.
const BY_WEIGHT: f64 = 0.9;
/// Whose trials are pilots.
const PILOTS: u64 = u64::MAX;
/// The name of the stream that worlds are drawn from.
const STREAM: &str = "worlds drawn from a pool";

/// One of the worlds that a run draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The number of the world.
    pub world: u64,
    /// Which copy of it this is, from 0: each has trials of its own.
    pub copy: u64,
    /// The natural logarithm of the factor by which its trials count more for being drawn.
    pub ln_count: f64,
}

impl Chosen {
    /// A world that is run whatever its weight.
    pub fn plain(world: u64) -> Self {
        Self { world, copy: 0, ln_count: 0.0 }
    }

    /// A world looked at beforehand, with trials that no run draws.
    pub(super) fn pilot(world: u64) -> Self {
        Self { world, copy: PILOTS, ln_count: 0.0 }
    }
}

/// How worlds were drawn from a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnWorlds {
    /// World by world its number: copies of one world have the same.
    pub numbers: Vec<u64>,
    /// The values of the parameters in as many worlds without evidence.
    #[serde(with = "super::bits")]
    pub before: Vec<Vec<f64>>,
    /// How many worlds that all weigh the same the pool is worth.
    pub effective: f64,
}

/// The chance of the evidence in a world, up to a factor that all worlds share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likelihood {
    /// Its natural logarithm; negative infinity where it is 0, or none of the pilots met it.
    pub ln: f64,
    /// The variance of an estimate over its square; 0 where the chance is exact.
    pub noise: f64,
}

impl Likelihood {
    /// The chance times a factor with this logarithm.
    pub(super) fn times(self, ln_factor: f64) -> Self {
        Self { ln: if self.ln > f64::MIN { self.ln + ln_factor } else { self.ln }, ..self }
    }
}

/// The worlds of a pool, each with the chance of the evidence.
pub struct Pool {
    /// By set: world r + 32 k is the k-th of set r.
    sets: Vec<Vec<Likelihood>>,
    /// The largest logarithm.
    most: f64,
    /// The mean chance over e^most; 0 where no world can meet the evidence.
    mean: f64,
    /// The variance between worlds over the square of the mean, freed of noise.
    spread: f64,
    /// The mean variance of the estimates over the square of the mean.
    noise: f64,
}

/// How many sets so many worlds make.
pub(super) fn sets(worlds: u64) -> u64 {
    worlds.clamp(1, REPLICATES)
}

/// The number of the `index`-th world of a pool of so many sets, set after set in turn.
pub(super) fn number(index: u64, sets: u64) -> u64 {
    index % sets + index / sets * REPLICATES
}

/// The place of a world in such a pool.
pub(super) fn index(world: u64, sets: u64) -> u64 {
    world % REPLICATES + world / REPLICATES * sets
}

impl Pool {
    /// The pool of worlds with these chances, in the order of `number`.
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

    /// The chance in a world and its variance, where the mean of the pool is 1.
    pub(super) fn part(&self, world: Likelihood) -> (f64, f64) {
        if self.mean <= 0.0 {
            return (0.0, 0.0);
        }
        let part = chance(&world, self.most) / self.mean;
        (part, world.noise * part * part)
    }

    fn size(&self) -> f64 {
        self.sets.iter().map(Vec::len).sum::<usize>() as f64
    }

    /// How many worlds that all weigh the same say as much as those of the pool (Kish 1965).
    pub fn effective(&self) -> f64 {
        self.size() / (1.0 + self.spread)
    }

    /// How far the spread may be off because of the noise of pilots.
    fn slack(&self) -> f64 {
        3.0 * self.noise * (2.0 / self.size()).sqrt()
    }

    /// Whether more worlds are needed to tell how far weights differ.
    pub(super) fn is_undecided(&self) -> bool {
        self.mean <= 0.0 || self.slack() > 1.0
    }

    /// Whether so few worlds carry the weight that it is better to draw worlds by it: fewer than half
    /// as many as there are.
    pub fn is_uneven(&self) -> bool {
        self.mean > 0.0 && self.spread > 1.0 + self.slack()
    }

    /// Draws so many worlds. The k-th of set r stands at r + 32 k, as worlds do in a run without.
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

    /// Draws from one set: the index of each world drawn, its copy, and the logarithm of its factor.
    fn draw_set(&self, own: &[Likelihood], count: usize, key: Key) -> Vec<(usize, u64, f64)> {
        let chances: Vec<f64> = own.iter().map(|world| chance(world, self.most)).collect();
        let mean = chances.iter().sum::<f64>() / own.len() as f64;
        // where no pilot of the set met the evidence, each of its worlds is as good as another
        let trust = BY_WEIGHT.min(self.spread / (self.spread + self.noise));
        let wanted = |z: f64| if mean > 0.0 { trust * (z / mean) + (1.0 - trust) } else { 1.0 };
        // worlds alike in weight stand together, so that each kind is drawn as often as it should be
        let mut order: Vec<usize> = (0..own.len()).collect();
        order.sort_by(|a, b| chances[*a].total_cmp(&chances[*b]).then(a.cmp(b)));
        let total: f64 = order.iter().map(|at| wanted(chances[*at])).sum();
        let start = key.uniform(0);
        let mut drawn: Vec<(usize, u64, f64)> = Vec::with_capacity(count);
        let mut up_to = 0.0;
        for at in order {
            let g = wanted(chances[at]);
            up_to += g;
            let mut copy = 0;
            while drawn.len() < count && (start + drawn.len() as f64) * total < up_to * count as f64
            {
                drawn.push((at, copy, -libm::log(g)));
                copy += 1;
            }
        }
        // what rounding may leave open
        if let Some(last) = drawn.last().copied() {
            while drawn.len() < count {
                let copy = drawn.iter().filter(|(at, ..)| *at == last.0).count() as u64;
                drawn.push((last.0, copy, last.2));
            }
        }
        // the first places of a run may have a trial more
        for i in (1..drawn.len()).rev() {
            drawn.swap(i, (key.uniform(i as u64) * (i + 1) as f64) as usize);
        }
        drawn
    }
}

/// The chance in a world over e^most.
fn chance(world: &Likelihood, most: f64) -> f64 {
    if world.ln > f64::MIN { libm::exp(world.ln - most) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chances of worlds that differ a hundredfold.
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
                // two worlds a set, two drawn: each stands for one
                counted[chosen.world as usize] += libm::exp(chosen.ln_count) / seeds as f64;
            }
        }
        // a world drawn with the least chance has a standard deviation of 0.05 here
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
        // 16 pilots of a chance of one in four, the same in every world
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
