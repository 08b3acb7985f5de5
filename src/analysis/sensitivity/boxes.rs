//! Where the answer is high: the few simplest ranges of inputs that hold most of its high readings.

use super::effects::reading;
use super::peel::{Cases, Ranges};
use super::subject::Subject;
use crate::diagnostic::Diagnostic;
use crate::engine::{LANES, Plan};
use crate::forecast::weighted_quantile;
use crate::model::{Doubt, Overrides, Role};
use crate::numerics::effects::Reading;
use crate::numerics::stream::Key;
use serde::Serialize;

/// The share of readings that count as high.
const HIGH: f64 = 0.25;
/// Boxes told, at most.
const MOST_BOXES: usize = 3;
/// A box must be so much denser than all readings, and hold so many of the high ones.
const LEAST_DENSITY: f64 = 1.5;
const LEAST_COVERAGE: f64 = 0.1;
/// By so many standard errors at least it must be denser.
const SEEN: f64 = 2.0;
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
    /// The readings left out, as the answer is undefined in them.
    pub unanswered: u64,
    /// Whether those with an answer, by what they weigh, are too few to look for boxes.
    pub too_few: bool,
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
    /// The standard error of the coverage.
    pub coverage_std_error: Option<f64>,
    /// The share of its readings that are high.
    pub density: f64,
    /// The standard error of the density.
    pub density_std_error: Option<f64>,
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
    let doubts: Vec<&Doubt> =
        subject.doubts().into_iter().filter(|doubt| doubt.role != Role::Belief).collect();
    let readings: Vec<Option<Reading>> =
        drawn.parts.iter().map(|items| reading(&items[0], subject.measure())).collect();
    let known: Vec<usize> = (0..readings.len()).filter(|i| readings[*i].is_some()).collect();
    let answer = |i: usize| readings[i].map_or(f64::NAN, |reading| reading.value);
    let weight = |i: usize| readings[i].map_or(0.0, |reading| reading.weight);
    let mut sorted: Vec<(f64, f64)> = known.iter().map(|i| (answer(*i), weight(*i))).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let threshold = weighted_quantile(&sorted, 1.0 - HIGH).unwrap_or(f64::NAN);
    let values = |doubt: &&Doubt| -> Vec<f64> {
        drawn.values[0].iter().map(|world| world[doubt.id.index()]).collect()
    };
    let cases = Cases {
        inputs: doubts.iter().map(values).collect(),
        is_high: (0..readings.len()).map(|i| answer(i) > threshold).collect(),
        weights: (0..readings.len()).map(weight).collect(),
    };
    let names: Vec<&str> = doubts.iter().map(|doubt| doubt.name.as_str()).collect();
    let mut whole = Boxes {
        threshold,
        share: cases.share(&known),
        boxes: Vec::new(),
        worlds,
        unanswered: (readings.len() - known.len()) as u64,
        too_few: cases.effective(&known) < 0.5 * FEWEST_WORLDS as f64,
        trials: lanes,
    };
    if !whole.too_few {
        let number = |i: usize| drawn.numbers.get(i).copied().unwrap_or(i as u64);
        whole.boxes = find(&cases, &names, (&known, &number), plan.seed);
    }
    Ok(whole)
}

/// Two halves of some cases, by a bit of their worlds' numbers, so that no copies of a world are in both.
fn halves(cases: &[usize], number: &dyn Fn(usize) -> u64, bit: u32) -> [Vec<usize>; 2] {
    let (zero, one) = cases.iter().partition(|i| (number(**i) >> bit).is_multiple_of(2));
    [zero, one]
}

/// Boxes found in one half of some cases and counted in the other.
fn find(
    cases: &Cases,
    names: &[&str],
    (known, number): (&[usize], &dyn Fn(usize) -> u64),
    seed: u64,
) -> Vec<HighBox> {
    let mut found = Vec::new();
    let [search, count] = halves(known, number, 0);
    let (mut left, mut counted) = (search.clone(), count.clone());
    for turn in 0..MOST_BOXES as u64 {
        if cases.inputs.is_empty() || cases.effective(&left) < FEWEST_WORLDS as f64 / 4.0 {
            break;
        }
        let key = Key::of(seed, "boxes").at(turn);
        let Some(ranges) = cases.best_box(&left, key) else { break };
        let is_bounded = ranges.iter().any(|(low, high)| low.is_finite() || high.is_finite());
        if !is_bounded || !is_worth(cases, &search, &halves(&left, number, 1), key) {
            break;
        }
        found.push(told(cases, &ranges, names, &counted, &count));
        let outside = |case: &usize| !cases.is_in(&ranges, *case);
        left.retain(outside);
        counted.retain(outside);
    }
    found
}

/// Whether boxes of these cases are worth telling: those found in each half of them, counted in the other, have
/// enough of what is high among all that were searched. What is counted for the reader has no part in this: figures
/// that were looked at before they were chosen would be too high.
fn is_worth(cases: &Cases, search: &[usize], folds: &[Vec<usize>; 2], key: Key) -> bool {
    let mut inside = Vec::new();
    for (from, to) in [(0, 1), (1, 0)] {
        let Some(ranges) = cases.best_box(&folds[from], key.at(1 + from as u64)) else { continue };
        inside.extend(folds[to].iter().copied().filter(|case| cases.is_in(&ranges, *case)));
    }
    let ((all, high), share) = (cases.sums(&inside), cases.share(search));
    let (_, of_high) = cases.sums(search);
    let density = if all > 0.0 { high / all } else { 0.0 };
    let noise = (share * (1.0 - share) / cases.effective(&inside).max(1.0)).sqrt();
    density > (LEAST_DENSITY * share).max(share + SEEN * noise) && high > LEAST_COVERAGE * of_high
}

/// A box as it fares among cases that it was not found in.
fn told(cases: &Cases, ranges: &Ranges, names: &[&str], among: &[usize], all: &[usize]) -> HighBox {
    let inside: Vec<usize> = among.iter().copied().filter(|c| cases.is_in(ranges, *c)).collect();
    let high: Vec<usize> = all.iter().copied().filter(|case| cases.is_high[*case]).collect();
    let (weight, high_inside) = cases.sums(&inside);
    let (of_all, _) = cases.sums(all);
    let (of_high, _) = cases.sums(&high);
    let bounds = names.iter().zip(ranges).filter_map(|(name, (low, high))| {
        let bound = |x: &f64| x.is_finite().then_some(*x);
        let (low, high) = (bound(low), bound(high));
        let name = (*name).to_owned();
        (low.is_some() || high.is_some()).then_some(Bound { name, low, high })
    });
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let (density, coverage) = (share(high_inside, weight), share(high_inside, of_high));
    HighBox {
        bounds: bounds.collect(),
        coverage,
        coverage_std_error: share_error(coverage, cases.effective(&high)),
        density,
        density_std_error: share_error(density, cases.effective(&inside)),
        share: share(weight, of_all),
    }
}

/// The standard error of a share of so many effective cases, with two more of each kind (A. Agresti and
/// B. A. Coull, *American Statistician* 52, 1998): the plain one is too small near 0 and 1 and where cases are few.
fn share_error(share: f64, cases: f64) -> Option<f64> {
    let middle = (share * cases + 2.0) / (cases + 4.0);
    (cases > 1.0).then(|| (middle * (1.0 - middle) / (cases + 4.0)).sqrt())
}
