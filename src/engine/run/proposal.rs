//! Finds a proposal distribution of the parameters given the evidence, from worlds of its own. Each step
//! raises the evidence to a larger power, chosen so that enough worlds carry weight for the next step
//! (adaptive importance sampling: Oh & Berger 1992; powers by the effective number of worlds: Del Moral,
//! Doucet & Jasra 2006).

use super::progress::Watch;
use super::threads::in_pool;
use crate::diagnostic::{Diagnostic, work};
use crate::engine::evidence::Absorbed;
use crate::engine::program::{Plan, Program};
use crate::engine::worlds::Likelihood;
use crate::model::{Part, Tilt, World};
use crate::numerics::parallel::prelude::*;

/// The number of the first world used for training.
const FIRST: u64 = 1 << 36;
/// Number of worlds in a step.
const WORLDS: u64 = 1024;
/// The most steps.
const MOST_STEPS: u64 = 24;
/// The smallest effective share of worlds in a step.
const LEAST_WORTH: f64 = 0.1;
/// The proposal is wider than the fit by this factor, so that weights are bounded.
const WIDER: f64 = 1.25;
/// A stream is shifted if its fitted mean is more than this many standard errors from 0.
const SIGMAS: f64 = 4.0;

/// Finds the proposal distribution for the worlds of a run, all of whose evidence is absorbed; `None` if it
/// is impossible in all worlds tried.
pub(crate) fn train(
    program: &Program,
    plan: &Plan,
    watch: Watch,
) -> Result<Option<Tilt>, Diagnostic> {
    let Program { model, supposition, absorbed, .. } = program;
    let mut tilt = Tilt::neutral(model, plan.seed, &supposition.numbers);
    if tilt.parts().is_empty() {
        return Ok(None);
    }
    let mut power = 0.0;
    for step in 0..MOST_STEPS {
        let first = FIRST + step * WORLDS;
        let found = in_pool(plan, WORLDS, watch, || {
            let look = |index: u64| {
                work::check().ok()?;
                let numbers = &supposition.numbers;
                // a world that can't be drawn gives no information
                let world =
                    World::draw_tilted(model, (plan.seed, index), numbers, Some(&tilt)).ok()?;
                let of: Absorbed = absorbed.in_world(model, supposition, &world.values);
                let (Likelihood { ln, .. }, _) = of.likelihood();
                (ln > f64::MIN).then(|| Found {
                    normals: tilt.normals(index),
                    ln_ratio: tilt.ln_ratio(index),
                    ln,
                })
            };
            (first..first + WORLDS).into_par_iter().map(look).collect::<Vec<_>>()
        })?;
        work::check()?;
        let found: Vec<Found> = found.into_iter().flatten().collect();
        if found.is_empty() {
            return Ok(None);
        }
        let was = power;
        power = next_power(&found, power);
        tilt = fitted(&tilt, &found, power);
        if was >= 1.0 {
            break;
        }
    }
    Ok(Some(Tilt::new(tilt.parts().to_vec(), true)))
}

/// A world of a step.
struct Found {
    normals: Vec<f64>,
    ln_ratio: f64,
    /// The log probability of the evidence.
    ln: f64,
}

/// The weights of worlds with the evidence raised to `power`, scaled to a maximum of 1, and their effective
/// number.
fn weights(found: &[Found], power: f64) -> (Vec<f64>, f64) {
    let of = |world: &Found| world.ln_ratio + power * world.ln;
    let most = found.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = found.iter().map(|world| libm::exp(of(world) - most)).collect();
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    (weights, sum * sum / squares)
}

/// The largest power, at least the current one, at which enough worlds carry weight.
fn next_power(found: &[Found], power: f64) -> f64 {
    let is_enough = |power: f64| weights(found, power).1 >= LEAST_WORTH * WORLDS as f64;
    if is_enough(1.0) {
        return 1.0;
    }
    let (mut low, mut high) = (power, 1.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if is_enough(middle) { low = middle } else { high = middle }
    }
    low
}

/// Fits the mean and spread of each stream to the weighted worlds.
fn fitted(tilt: &Tilt, found: &[Found], power: f64) -> Tilt {
    let (weights, worth) = weights(found, power);
    let total: f64 = weights.iter().sum();
    let of = |(at, part): (usize, &Part)| {
        let normals = || found.iter().map(|world| world.normals[at]).zip(&weights);
        let mean = normals().map(|(z, w)| z * w).sum::<f64>() / total;
        let variance = normals().map(|(z, w)| (z - mean) * (z - mean) * w).sum::<f64>() / total;
        let sd = variance.sqrt();
        let is_moved = mean.abs() > SIGMAS / worth.sqrt();
        let is_narrower = sd < 1.0 - SIGMAS / (2.0 * worth).sqrt();
        if (is_moved || is_narrower) && sd > 0.0 {
            Part { mean, sd: (WIDER * sd).min(WIDER), ..*part }
        } else {
            Part { mean: 0.0, sd: 1.0, ..*part }
        }
    };
    Tilt::new(tilt.parts().iter().enumerate().map(of).collect(), false)
}
