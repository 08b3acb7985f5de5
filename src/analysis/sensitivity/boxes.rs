//! Where the answer is high: the few simplest ranges of inputs that hold most of its high readings.

use super::peel::{Cases, Ranges};
use super::subject::Subject;
use crate::diagnostic::Diagnostic;
use crate::engine::{LANES, Plan};
use crate::forecast::weighted_quantile;
use crate::model::Overrides;
use crate::numerics::stream::Key;
use serde::Serialize;

/// The share of readings that count as high.
const HIGH: f64 = 0.25;
/// Boxes told, at most.
const MOST_BOXES: usize = 3;
/// A box must be so much denser than all readings, and hold so many of the high ones.
const LEAST_DENSITY: f64 = 1.5;
const LEAST_COVERAGE: f64 = 0.1;
/// The fewest worlds that are worth looking at.
const FEWEST_WORLDS: u64 = 200;

/// Where an answer is high.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Boxes {
    /// A reading is high if the answer is above this, as a quarter of them are.
    pub threshold: f64,
    /// The share of all readings that are high.
    pub share: f64,
    /// The boxes, the best first; each is of the readings that none before it holds.
    pub boxes: Vec<HighBox>,
    /// Readings looked at.
    pub worlds: u64,
    /// Trials of each.
    pub trials: u64,
}

/// Ranges of inputs in which the answer is high.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HighBox {
    /// The bounds, those of all inputs that have any.
    pub bounds: Vec<Bound>,
    /// The share of all high readings that it holds.
    pub coverage: f64,
    /// The share of its readings that are high.
    pub density: f64,
    /// The standard error of the density.
    pub density_std_error: f64,
    /// The share of all readings that it holds.
    pub share: f64,
}

/// The range of one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bound {
    /// The parameter's name, or the path.
    pub name: String,
    /// From here on, if it is bounded below.
    pub low: Option<f64>,
    /// Up to here, if it is bounded above.
    pub high: Option<f64>,
}

/// The boxes of all that the answer reads and the analyst is unsure of, found in one half of the
/// readings and counted in the other, so that coverage and density are not flattered by the search.
pub fn boxes(
    subject: &Subject,
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Boxes, Vec<Diagnostic>> {
    let lanes = LANES as u64;
    let worlds = plan.worlds.max(FEWEST_WORLDS).min((plan.trials / lanes).max(FEWEST_WORLDS));
    let plan = Plan { worlds, trials: worlds * lanes, ..plan.clone() };
    let here = subject.with(Overrides::default());
    let side = subject.side(&here, Vec::new());
    let drawn = subject.draw(&[side], &plan, progress).map_err(|fault| vec![fault])?;
    let doubts = subject.doubts();
    let answers: Vec<f64> =
        drawn.parts.iter().map(|items| items[0].own[0].sum / items[0].own[0].kept).collect();
    let known: Vec<usize> = (0..answers.len()).filter(|i| answers[*i].is_finite()).collect();
    let mut sorted: Vec<(f64, f64)> = known.iter().map(|i| (answers[*i], 1.0)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let threshold = weighted_quantile(&sorted, 1.0 - HIGH).unwrap_or(f64::NAN);
    let values = |doubt: &&crate::model::Doubt| -> Vec<f64> {
        drawn.values[0].iter().map(|world| world[doubt.id.index()]).collect()
    };
    let cases = Cases {
        inputs: doubts.iter().map(values).collect(),
        is_high: answers.iter().map(|x| *x > threshold).collect(),
    };
    let names: Vec<&str> = doubts.iter().map(|doubt| doubt.name.as_str()).collect();
    let (search, count): (Vec<usize>, Vec<usize>) = known.iter().partition(|i| *i % 2 == 0);
    let share = |of: &[usize]| {
        of.iter().filter(|i| cases.is_high[**i]).count() as f64 / of.len().max(1) as f64
    };
    let mut found = Vec::new();
    let (mut left, mut counted) = (search, count.clone());
    for turn in 0..MOST_BOXES as u64 {
        if cases.inputs.is_empty() || left.len() < FEWEST_WORLDS as usize / 4 {
            break;
        }
        let Some(ranges) = cases.best_box(&left, Key::of(plan.seed, "boxes").at(turn)) else {
            break;
        };
        let told = told(&cases, &ranges, &names, &counted, &count);
        let is_worth = told.density > LEAST_DENSITY * share(&count)
            && told.coverage > LEAST_COVERAGE
            && !told.bounds.is_empty();
        if !is_worth {
            break;
        }
        found.push(told);
        let outside = |case: &usize| cases.count(&ranges, &[*case]).0 == 0;
        left.retain(outside);
        counted.retain(outside);
    }
    Ok(Boxes { threshold, share: share(&known), boxes: found, worlds, trials: lanes })
}

/// A box as it fares among cases that it was not found in.
fn told(cases: &Cases, ranges: &Ranges, names: &[&str], among: &[usize], all: &[usize]) -> HighBox {
    let (inside, high) = cases.count(ranges, among);
    let high_of_all = all.iter().filter(|case| cases.is_high[**case]).count();
    let bounds = names.iter().zip(ranges).filter_map(|(name, (low, high))| {
        let bound = |x: &f64| x.is_finite().then_some(*x);
        let (low, high) = (bound(low), bound(high));
        let name = (*name).to_owned();
        (low.is_some() || high.is_some()).then_some(Bound { name, low, high })
    });
    HighBox {
        bounds: bounds.collect(),
        coverage: high as f64 / high_of_all.max(1) as f64,
        density: high as f64 / inside.max(1) as f64,
        density_std_error: crate::numerics::standard_error(high as u64, inside as u64),
        share: inside as f64 / all.len().max(1) as f64,
    }
}
