//! Scenario discovery (PRIM): the few simplest ranges of inputs that contain most of the worlds in which an
//! answer is high.

use super::effects::reading;
use super::prim::{Cases, Ranges};
use super::subject::Subject;
use crate::diagnostic::Diagnostic;
use crate::engine::{LANES, Plan};
use crate::forecast::weighted_quantile;
use crate::model::{Overrides, Role, UncertainNumber};
use crate::numerics::effects::Reading;
use crate::numerics::stream::Key;
use serde::{Deserialize, Serialize};

/// The share of worlds that count as high.
const HIGH: f64 = 0.25;
/// The most boxes reported.
const MOST_BOXES: usize = 3;
/// The least density of a box relative to all worlds, and its least share of the high ones.
const LEAST_DENSITY: f64 = 1.5;
const LEAST_COVERAGE: f64 = 0.1;
/// A box must be denser by at least this many standard errors.
const SEEN: f64 = 2.0;
/// The fewest worlds in which boxes are searched.
const FEWEST_WORLDS: u64 = 200;

/// The boxes of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Boxes {
    /// A world is high if the answer is above this threshold, as in a quarter of them.
    pub threshold: f64,
    /// The share of all worlds that are high.
    pub share: f64,
    /// The boxes, best first; each is found among the worlds outside the previous ones.
    pub boxes: Vec<HighBox>,
    /// Number of worlds examined.
    pub worlds: u64,
    /// Number of worlds left out because the answer is undefined.
    pub unanswered: u64,
    /// Whether the effective number of worlds with an answer is too small to search for boxes.
    pub too_few: bool,
    /// Number of trials in each world.
    pub trials: u64,
}

/// Ranges of inputs in which the answer is high.
#[derive(Clone, Debug, PartialEq)]
pub struct HighBox {
    /// The bounds of all inputs that have any.
    pub bounds: Vec<Bound>,
    /// The share of all high worlds that it contains.
    pub coverage: f64,
    /// The standard error of the coverage.
    pub coverage_std_error: Option<f64>,
    /// The share of its worlds that are high.
    pub density: f64,
    /// The standard error of the density.
    pub density_std_error: Option<f64>,
    /// The share of all worlds that it contains.
    pub share: f64,
}

/// The range of one input: [`HighBox::bounds`](crate::result::HighBox::bounds).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bound {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// The lower bound, if there is one.
    pub low: Option<f64>,
    /// The upper bound, if there is one.
    pub high: Option<f64>,
}

/// Finds boxes of all uncertain inputs that the answer reads, in one half of the worlds, and counts them in
/// the other half, so that the search does not bias coverage and density.
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
    let uncertain_numbers: Vec<&UncertainNumber> = subject
        .uncertain_numbers()
        .into_iter()
        .filter(|uncertain| uncertain.role != Role::Belief)
        .collect();
    let readings: Vec<Option<Reading>> =
        drawn.parts.iter().map(|items| reading(&items[0], subject.measure())).collect();
    let known: Vec<usize> = (0..readings.len()).filter(|i| readings[*i].is_some()).collect();
    let answer = |i: usize| readings[i].map_or(f64::NAN, |reading| reading.value);
    let weight = |i: usize| readings[i].map_or(0.0, |reading| reading.weight);
    let mut sorted: Vec<(f64, f64)> = known.iter().map(|i| (answer(*i), weight(*i))).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let threshold = weighted_quantile(&sorted, 1.0 - HIGH).unwrap_or(f64::NAN);
    let values = |uncertain: &&UncertainNumber| -> Vec<f64> {
        drawn.values[0].iter().map(|world| world[uncertain.id.index()]).collect()
    };
    let cases = Cases {
        inputs: uncertain_numbers.iter().map(values).collect(),
        is_high: (0..readings.len()).map(|i| answer(i) > threshold).collect(),
        weights: (0..readings.len()).map(weight).collect(),
    };
    let names: Vec<&str> =
        uncertain_numbers.iter().map(|uncertain| uncertain.name.as_str()).collect();
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

/// Splits cases in two by a bit of their worlds' numbers, so that copies of a world stay together.
fn halves(cases: &[usize], number: &dyn Fn(usize) -> u64, bit: u32) -> [Vec<usize>; 2] {
    let (zero, one) = cases.iter().partition(|i| (number(**i) >> bit).is_multiple_of(2));
    [zero, one]
}

/// Finds boxes in one half of some cases and counts them in the other.
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
        found.push(described(cases, &ranges, names, &counted, &count));
        let outside = |case: &usize| !cases.is_in(&ranges, *case);
        left.retain(outside);
        counted.retain(outside);
    }
    found
}

/// Whether boxes of these cases are worth reporting: those found in each fold, counted in the other, contain
/// enough of the high cases among all that were searched. The half that is counted for the report is not
/// used, because selecting on it would bias the reported figures upward.
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

/// Measures a box among cases that it was not found in.
fn described(
    cases: &Cases,
    ranges: &Ranges,
    names: &[&str],
    among: &[usize],
    all: &[usize],
) -> HighBox {
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

/// The standard error of a share of an effective number of cases, after adding two of each kind (A. Agresti
/// and B. A. Coull, *American Statistician* 52, 1998): the plain one is too small near 0 and 1 and with few
/// cases.
fn share_error(share: f64, cases: f64) -> Option<f64> {
    let middle = (share * cases + 2.0) / (cases + 4.0);
    (cases > 1.0).then(|| (middle * (1.0 - middle) / (cases + 4.0)).sqrt())
}
