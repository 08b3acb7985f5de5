//! Importance sampling of worlds where evidence makes them likely: the uniform numbers of some streams are shifted
//! and narrowed on the scale of normals, and each world has a weight that corrects for it.

use super::overrides::Overrides;
use crate::model::tree::Model;
use crate::numerics::special::{normal_quantile, normal_tails};
use crate::numerics::strata::{self, REPLICATES};
use crate::numerics::stream::Key;

/// Separates the streams of parameters from those of variables.
const DOUBT: u64 = 0x0D0B_7000;
/// One in this many worlds of a set is drawn without the shift, so that no world counts for more than this many times
/// its plain weight.
const ONE_IN: u64 = 4;

/// The streams of parameters whose uniform numbers are shifted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tilt {
    parts: Vec<Part>,
    /// Whether some worlds are drawn without the shift.
    is_mixed: bool,
}

/// A stream whose uniform numbers are shifted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The key of the stream.
    pub key: Key,
    /// The mean of its normals.
    pub mean: f64,
    /// The standard deviation of its normals.
    pub sd: f64,
}

/// The stream of the parameter with this name; each of its draws has a stream of its own within it.
pub(crate) fn stream_of(seed: u64, name: &str) -> Key {
    Key::of(seed, name).at(DOUBT)
}

impl Tilt {
    /// Every stream that the parameters of a model draw from, none of them shifted.
    pub fn neutral(model: &Model, seed: u64, overrides: &Overrides) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for uncertain in
            model.uncertain_numbers.iter().filter(|uncertain| overrides.leaves(uncertain.id))
        {
            uncertain.number.for_each_draw(&mut |draw| {
                let key = stream_of(seed, &uncertain.name).at(u64::from(draw.ordinal));
                parts.push(Part { key, mean: 0.0, sd: 1.0 });
            });
        }
        Self { parts, is_mixed: false }
    }

    /// A tilt of these streams; with `is_mixed`, one in a few worlds is not shifted.
    pub fn new(parts: Vec<Part>, is_mixed: bool) -> Self {
        Self { parts, is_mixed }
    }

    /// The streams.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The uniform number of a stream in a world.
    pub(crate) fn uniform(&self, key: Key, world: u64) -> f64 {
        match self.parts.iter().find(|part| part.key == key) {
            // kept away from 0 and 1
            Some(part) if self.moves(world) => normal_tails(part.normal(world))
                .0
                .clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0),
            _ => strata::uniform(key, world),
        }
    }

    fn moves(&self, world: u64) -> bool {
        !self.is_mixed || !(world / REPLICATES).is_multiple_of(ONE_IN)
    }

    /// The normals of the streams in a world, in the order of the streams.
    pub fn normals(&self, world: u64) -> Vec<f64> {
        let moves = self.moves(world);
        let of = |part: &Part| {
            if moves {
                part.normal(world)
            } else {
                normal_quantile(strata::uniform(part.key, world))
            }
        };
        self.parts.iter().map(of).collect()
    }

    /// The logarithm of the importance weight: the density of a world without the tilt over that with it.
    pub fn ln_ratio(&self, world: u64) -> f64 {
        let of = |(part, z): (&Part, f64)| {
            let own = (z - part.mean) / part.sd;
            0.5 * (z * z - own * own) - libm::log(part.sd)
        };
        let ln: f64 = self.parts.iter().zip(self.normals(world)).map(of).sum();
        if !self.is_mixed {
            return -ln;
        }
        let plain = 1.0 / ONE_IN as f64;
        -libm::log(plain + (1.0 - plain) * libm::exp(ln))
    }
}

impl Part {
    fn normal(&self, world: u64) -> f64 {
        self.mean + self.sd * normal_quantile(strata::uniform(self.key, world))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_moved_is_paid_back() {
        let key = Key::of(3, "x");
        for is_mixed in [false, true] {
            let tilt = Tilt::new(vec![Part { key, mean: 1.0, sd: 0.8 }], is_mixed);
            let worlds = 1_u64 << 15;
            let weights = (0..worlds).map(|world| libm::exp(tilt.ln_ratio(world)));
            let all: f64 = weights.clone().sum();
            // without mixing, the ratio has a standard deviation of 1.6
            assert!((all / worlds as f64 - 1.0).abs() < 0.03, "{all}");
            let below = (0..worlds).filter(|world| tilt.uniform(key, *world) < 0.5);
            let half: f64 = below.map(|world| libm::exp(tilt.ln_ratio(world))).sum();
            assert!((half / worlds as f64 - 0.5).abs() < 0.03, "{half}");
        }
    }

    #[test]
    fn a_mixed_world_counts_for_no_more_than_the_share_of_plain_ones_allows() {
        let tilt = Tilt::new(vec![Part { key: Key::of(3, "x"), mean: 4.0, sd: 0.3 }], true);
        let most = (0..4096).map(|world| tilt.ln_ratio(world)).fold(f64::NEG_INFINITY, f64::max);
        assert!(libm::exp(most) <= ONE_IN as f64 * (1.0 + 1e-12), "{most}");
    }
}
