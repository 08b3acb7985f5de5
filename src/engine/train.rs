//! Finds where the evidence puts the parameters, from worlds of its own: step by step, the evidence
//! counted with a rising power, so that each step has worlds enough to tell the next (adaptive
//! importance sampling: Oh & Berger 1992; the powers by the effective number of worlds: Del Moral,
//! Doucet & Jasra 2006).

use super::absorbed::Absorbed;
use super::threads::in_pool;
use super::watch::Watch;
use super::{chosen::Likelihood, program::Plan, program::Program};
use crate::diagnostic::{Diagnostic, work};
use crate::model::{Part, Tilt, World};
use rayon::prelude::*;

/// The first of the worlds that only tell where to look.
const FIRST: u64 = 1 << 36;
/// Worlds of a step.
const WORLDS: u64 = 1024;
/// The most steps.
const MOST_STEPS: u64 = 24;
/// The least share of the worlds of a step that its weights may be worth.
const LEAST_WORTH: f64 = 0.1;
/// Draws are spread wider than what was found, for weights to be bounded.
const WIDER: f64 = 1.25;
/// A stream is moved where what was found is beyond so many of its standard errors.
const SIGMAS: f64 = 4.0;

/// How the worlds of a run are to be drawn to be likely under its evidence, all of which is absorbed;
/// none where it is impossible in all worlds tried.
pub(super) fn train(
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
                // what can't be drawn tells nothing
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
    /// The logarithm of the chance of the evidence.
    ln: f64,
}

/// The weights of worlds with the evidence to this power, of which the largest is 1; and how many worlds
/// they are worth.
fn weights(found: &[Found], power: f64) -> (Vec<f64>, f64) {
    let of = |world: &Found| world.ln_ratio + power * world.ln;
    let most = found.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = found.iter().map(|world| libm::exp(of(world) - most)).collect();
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    (weights, sum * sum / squares)
}

/// The largest power, not below the present one, with which the weights are worth enough.
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

/// Streams moved to where the weights have them.
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
