//! Attributes the difference between two sides to the changes between them: each change gets the average of
//! what it adds over the orders in which the changes can be made (L. S. Shapley, 1953). All mixtures of the
//! two are drawn on the same trials, so that the parts sum to the whole.

use super::changes::{Change, changes, mixed, regrouped};
use super::compare::{Comparison, uncertain, worth};
use super::medians::{Median, combined, error_of_mean, medians};
use super::sides::{Common, Contender, common, drawn};
use crate::diagnostic::Diagnostic;
use crate::engine::{Measure, Plan, run_paired};
use crate::forecast::Parts;
use crate::numerics::stream::Key;
use crate::scenario::numbers_shared;
use std::collections::{BTreeMap, BTreeSet};

/// Up to this many changes, all mixtures are drawn; with more, some random orders of change.
const MOST_EXACT: usize = 8;
/// The most mixtures drawn if orders are random.
const MOST_MIXTURES: usize = 400;

/// The attribution of a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Splits {
    /// The changes between the sides.
    pub changes: Vec<Change>,
    /// Number of literals that are equal on both sides.
    pub same: usize,
    /// Number of orders of change drawn; `None` if all were evaluated.
    pub orders: Option<usize>,
    /// Whether some changes are merged because one alone does not give a valid scenario.
    pub grouped: bool,
    /// Number of trials of each mixture.
    pub trials: u64,
    /// The parts, by question and outcome.
    pub splits: Vec<Split>,
}

/// The difference in one outcome of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The question's name.
    pub question: String,
    /// The outcome.
    pub outcome: String,
    /// The values on the first and the other side.
    pub ends: (f64, f64),
    /// By change: its part of the difference.
    pub parts: Vec<Part>,
}

/// A part of a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The amount that the change adds.
    pub value: f64,
    /// Its standard error, from trials and from random orders; NaN if there are too few trials.
    pub std_error: f64,
}

/// The most sides that [`split`] draws for these two.
pub fn mixtures(left: &Contender, right: &Contender) -> usize {
    let n = changes(left, right).len();
    if n <= MOST_EXACT { 1 << n } else { MOST_MIXTURES }
}

/// A comparison, and the side to compare with the first.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The index of the side, from 1.
    pub side: usize,
}

impl Compared<'_> {
    /// Whether a question is compared by its median.
    fn has_median(self, question: &str) -> bool {
        let mut rows = self.comparison.rows.iter();
        rows.any(|row| row.question == question && row.unit.is_some() && row.outcome == "median")
    }

    /// The answers of both sides, and the standard error of their difference.
    fn ends(self, question: &str, outcome: &str) -> Option<((f64, f64), f64)> {
        let mut rows = self.comparison.rows.iter();
        let row = rows.find(|row| row.question == question && row.outcome == outcome)?;
        let ends = (row.sides[0].value, row.sides[self.side].value);
        Some((ends, row.differences[self.side - 1].std_error))
    }
}

/// Attributes the differences of `right` from `left` in these questions to the changes between them. The
/// parts sum to the differences in `compared`; the plan may have fewer trials than that comparison.
pub fn split(
    (left, right): (&Contender, &Contender),
    compared: Compared,
    questions: &[String],
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Splits, Vec<Diagnostic>> {
    let Mixtures { changes, grouped, orders, masks, contenders } =
        match mixtures_of_sides(left, right, plan.seed) {
            Ok(mixtures) => mixtures,
            Err(changes) => return Ok(whole(left, right, changes, plan.trials)),
        };
    let (common, _) = common(&contenders, questions);
    let drawn = drawn(&contenders, &common);
    let measures: Vec<Measure> = common.iter().map(|c| c.measure).collect();
    let paired = run_paired(&drawn, &measures, plan, false, progress).map_err(|f| vec![f])?;
    let index: BTreeMap<u128, usize> = masks.iter().copied().zip(0..).collect();
    let weights = (0..changes.len()).map(|i| weights(i, changes.len(), &orders, &index)).collect();
    let shares = Shares { weights, index, orders };
    let mut splits = Vec::new();
    let mut at = 0;
    for asked in &common {
        let Common { indices, measure, outcomes, .. } = asked;
        let uncertain = uncertain(&contenders, asked);
        for (i, outcome) in outcomes.iter().enumerate() {
            let parts = Parts {
                items: paired.parts.iter().map(|items| &items[at + i]).collect(),
                worlds: paired.worlds > 1,
                measure: *measure,
                uncertain: vec![false; masks.len()],
                worth: worth(&contenders, asked, &uncertain, |side| paired.worth(at + i, side)),
            };
            let question = contenders[0].model.questions[indices[0]].name.clone();
            let has_median = compared.has_median(&question);
            let has_median = *measure == Measure::Mean && has_median;
            let medians = medians_of(&contenders, indices, has_median, plan);
            let answers = Answers { parts, medians: medians.map_err(|fault| vec![fault])? };
            splits.push(shares.split(&answers, (question, outcome), compared));
        }
        at += measure.items();
    }
    Ok(Splits {
        same: numbers_shared(&left.scenario, &right.scenario),
        trials: plan.trials,
        orders: (!shares.orders.is_empty()).then_some(shares.orders.len()),
        changes,
        grouped,
        splits,
    })
}

/// The answers of all mixtures to a question.
struct Answers<'a> {
    parts: Parts<'a>,
    /// The medians of a number that has no stable mean.
    medians: Option<Vec<Median>>,
}

impl Answers<'_> {
    fn level(&self, mixture: usize) -> f64 {
        match &self.medians {
            Some(medians) => medians[mixture].level.value,
            None => self.parts.level(mixture).value,
        }
    }

    /// The sum of the answers, each times its weight, and its standard error.
    fn combined(&self, weights: &[f64]) -> (f64, f64) {
        match &self.medians {
            Some(medians) => combined(medians, weights),
            None => self.parts.combined(weights),
        }
    }
}

/// The weight of each mixture in the part of each change.
struct Shares {
    /// By change, and mixture.
    weights: Vec<Vec<f64>>,
    index: BTreeMap<u128, usize>,
    orders: Vec<Vec<usize>>,
}

impl Shares {
    /// Splits the difference between the first mixture and the last.
    fn split(
        &self,
        answers: &Answers,
        (question, outcome): (String, &str),
        compared: Compared,
    ) -> Split {
        let outcome = if answers.medians.is_some() { "median" } else { outcome };
        let levels: Vec<f64> = (0..self.index.len()).map(|i| answers.level(i)).collect();
        let found = (levels[0], levels[levels.len() - 1]);
        let (ends, std_error) = compared.ends(&question, outcome).unwrap_or((found, f64::NAN));
        let gap = (ends.1 - ends.0 - (found.1 - found.0), std_error);
        let combined = |weights: &[f64]| answers.combined(weights);
        let parts = adjusted(&combined, &self.weights, gap).into_iter().enumerate();
        let with_orders = |(change, part): (usize, Part)| {
            let from_orders = order_error(change, &self.orders, &self.index, &levels);
            Part { std_error: part.std_error.hypot(from_orders), ..part }
        };
        let parts = parts.map(with_orders).collect();
        Split { question, outcome: outcome.to_owned(), ends, parts }
    }
}

/// Draws the medians of all mixtures of a number that is compared by its median; `None` of all others.
fn medians_of(
    contenders: &[Contender],
    indices: &[usize],
    has_median: bool,
    plan: &Plan,
) -> Result<Option<Vec<Median>>, Diagnostic> {
    if has_median { medians(contenders, indices, plan) } else { Ok(None) }
}

/// All mixtures of two sides that are drawn.
struct Mixtures {
    changes: Vec<Change>,
    grouped: bool,
    orders: Vec<Vec<usize>>,
    masks: Vec<u128>,
    contenders: Vec<Contender>,
}

/// Returns the mixtures of two sides, or the changes if none can be made separately.
fn mixtures_of_sides(
    left: &Contender,
    right: &Contender,
    seed: u64,
) -> Result<Mixtures, Vec<Change>> {
    let mut changes = changes(left, right);
    let mut grouped = false;
    loop {
        let (orders, masks) = mixtures_of(changes.len(), seed);
        match mixed(left, right, &changes, &masks) {
            Ok(contenders) => return Ok(Mixtures { changes, grouped, orders, masks, contenders }),
            Err(culprit) if changes.len() > 1 => {
                changes = regrouped(changes, culprit);
                grouped = true;
            }
            Err(_) => return Err(changes),
        }
    }
}

/// Returns the parts, given the weights of the mixtures in each, adjusted to the difference from more trials,
/// which is larger by `more`, with its own standard error. Each part takes its share of `more` by its
/// regression on the difference (W. G. Cochran, *Sampling Techniques*, 3rd ed. 1977, section 12.6, double
/// sampling); without errors, all parts take the same.
fn adjusted(
    combined: &dyn Fn(&[f64]) -> (f64, f64),
    weights: &[Vec<f64>],
    (more, std_error): (f64, f64),
) -> Vec<Part> {
    let plain = weights.iter().map(|weights| combined(weights));
    let plain = plain.map(|(value, std_error)| Part { value, std_error });
    let plain: Vec<Part> = plain.collect();
    // on the same trials there is nothing to adjust
    if more == 0.0 || !more.is_finite() {
        return plain;
    }
    let mut gap = vec![0.0; weights.first().map_or(0, Vec::len)];
    if let [first, .., last] = &mut gap[..] {
        (*first, *last) = (-1.0, 1.0);
    }
    let variance = combined(&gap).1.powi(2);
    let is_known = variance > 0.0 && variance.is_finite();
    let slope = |weights: &Vec<f64>| {
        let with = |sign: f64| -> f64 {
            let sums = weights.iter().zip(&gap).map(|(own, gap)| own + sign * gap);
            combined(&sums.collect::<Vec<_>>()).1.powi(2)
        };
        if is_known { (with(1.0) - with(-1.0)) / (4.0 * variance) } else { 0.0 }
    };
    let slopes: Vec<f64> = weights.iter().map(slope).collect();
    let left = (1.0 - slopes.iter().sum::<f64>()) / slopes.len().max(1) as f64;
    let part = |(part, slope): (&Part, &f64)| {
        let unexplained = (part.std_error.powi(2) - slope * slope * variance).max(0.0);
        let error = (unexplained + (slope * std_error).powi(2)).sqrt();
        Part {
            value: part.value + (slope + left) * more,
            std_error: if error.is_finite() { error } else { part.std_error },
        }
    };
    plain.iter().zip(&slopes).map(part).collect()
}

/// The attribution if no change can be made separately.
fn whole(left: &Contender, right: &Contender, changes: Vec<Change>, trials: u64) -> Splits {
    let same = numbers_shared(&left.scenario, &right.scenario);
    Splits { changes, same, orders: None, grouped: true, trials, splits: Vec::new() }
}

/// The random orders (empty if all count), and the sets of changes to draw: bit i is change i. The first is
/// the empty set, the last contains all changes.
fn mixtures_of(n: usize, seed: u64) -> (Vec<Vec<usize>>, Vec<u128>) {
    if n <= MOST_EXACT {
        return (Vec::new(), (0..1_u128 << n).collect());
    }
    let pairs = (MOST_MIXTURES / (2 * n)).max(2);
    let key = Key::of(seed, "orders of change");
    let mut orders = Vec::new();
    for pair in 0..pairs as u64 {
        let mut order: Vec<usize> = (0..n).collect();
        let key = key.at(pair);
        order.sort_by_key(|change| key.word(*change as u64));
        let back: Vec<usize> = order.iter().rev().copied().collect();
        orders.extend([order, back]);
    }
    let mut masks = BTreeSet::from([0]);
    for order in &orders {
        let mut mask = 0_u128;
        for change in order {
            mask |= 1 << change;
            masks.insert(mask);
        }
    }
    (orders, masks.into_iter().collect())
}

/// The weight of each set of changes in the part of change `i`.
fn weights(i: usize, n: usize, orders: &[Vec<usize>], index: &BTreeMap<u128, usize>) -> Vec<f64> {
    let mut weights = vec![0.0; index.len()];
    if !orders.is_empty() {
        for order in orders {
            let (without, with) = marginal(i, order);
            weights[index[&with]] += 1.0 / orders.len() as f64;
            weights[index[&without]] -= 1.0 / orders.len() as f64;
        }
        return weights;
    }
    // |S|! (n − |S| − 1)! ÷ n! for the set S that i joins
    let share = |size: usize| {
        let choose = (0..size).fold(1.0, |c, k| c * (n - 1 - k) as f64 / (k + 1) as f64);
        1.0 / (n as f64 * choose)
    };
    for (mask, at) in index {
        if mask & (1 << i) == 0 {
            let share = share(mask.count_ones() as usize);
            weights[*at] -= share;
            weights[index[&(mask | 1 << i)]] += share;
        }
    }
    weights
}

/// The sets of changes before and after change `i` is made in an order.
fn marginal(i: usize, order: &[usize]) -> (u128, u128) {
    let before = order.iter().take_while(|change| **change != i);
    let without = before.fold(0_u128, |mask, change| mask | 1 << change);
    (without, without | 1 << i)
}

/// The standard error of the part of change `i` due to random orders, from the differences between pairs of
/// an order and its reverse.
fn order_error(
    i: usize,
    orders: &[Vec<usize>],
    index: &BTreeMap<u128, usize>,
    levels: &[f64],
) -> f64 {
    let worth = |order: &Vec<usize>| {
        let (without, with) = marginal(i, order);
        levels[index[&with]] - levels[index[&without]]
    };
    let pairs: Vec<f64> =
        orders.chunks(2).map(|pair| pair.iter().map(worth).sum::<f64>() / 2.0).collect();
    if pairs.len() < 2 { 0.0 } else { error_of_mean(&pairs) }
}
