//! Why two sides differ: their difference shared out over what differs between them, each change
//! worth what it adds on average over the orders in which the changes can be made (L. S. Shapley,
//! 1953), all mixtures of the two drawn on the same trials, so that the parts sum to the whole.

use super::changes::{Change, changes, mixed, regrouped};
use super::compare::{uncertain, worth};
use super::sides::{Common, Contender, common, drawn};
use crate::diagnostic::Diagnostic;
use crate::engine::{Measure, Plan, run_paired};
use crate::forecast::Parts;
use crate::numerics::stream::Key;
use crate::scenario::numbers_shared;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// With up to so many changes all mixtures are drawn; with more, some orders of change.
const MOST_EXACT: usize = 8;
/// Mixtures drawn, at most, where orders are drawn.
const MOST_MIXTURES: usize = 400;

/// What a difference comes of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Splits {
    /// What differs.
    pub changes: Vec<Change>,
    /// Numbers that both sides say alike.
    pub same: usize,
    /// Orders of change that were drawn; none if all were reckoned with.
    pub orders: Option<usize>,
    /// Whether some changes are taken together because one alone makes no scenario.
    pub grouped: bool,
    /// By question and outcome.
    pub splits: Vec<Split>,
}

/// The difference in one outcome of one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Split {
    /// The question's name.
    pub question: String,
    /// The outcome.
    pub outcome: String,
    /// The first side's value, and the other's.
    pub ends: (f64, f64),
    /// By change: its part of the difference.
    pub parts: Vec<Part>,
}

/// A part of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
    /// What the change adds.
    pub value: f64,
    /// Its standard error, from trials and from orders drawn; NaN with too few trials to tell.
    pub std_error: f64,
}

/// How many sides `split` will draw at most for these two.
pub fn mixtures(left: &Contender, right: &Contender) -> usize {
    let n = changes(left, right).len();
    if n <= MOST_EXACT { 1 << n } else { MOST_MIXTURES }
}

/// Shares out the differences of `right` from `left` in these questions over what differs.
pub fn split(
    left: &Contender,
    right: &Contender,
    questions: &[String],
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Splits, Vec<Diagnostic>> {
    let mut changes = changes(left, right);
    let mut grouped = false;
    let (orders, masks, contenders) = loop {
        let (orders, masks) = mixtures_of(changes.len(), plan.seed);
        match mixed(left, right, &changes, &masks) {
            Ok(contenders) => break (orders, masks, contenders),
            Err(culprit) if changes.len() > 1 => {
                changes = regrouped(changes, culprit);
                grouped = true;
            }
            Err(_) => return Ok(whole(left, right, changes)),
        }
    };
    let (common, _) = common(&contenders, questions);
    let drawn = drawn(&contenders, &common);
    let measures: Vec<Measure> = common.iter().map(|c| c.measure).collect();
    let paired = run_paired(&drawn, &measures, plan, false, progress).map_err(|f| vec![f])?;
    let index: BTreeMap<u128, usize> = masks.iter().copied().zip(0..).collect();
    let weights: Vec<Vec<f64>> =
        (0..changes.len()).map(|i| weights(i, changes.len(), &orders, &index)).collect();
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
            let levels: Vec<f64> = (0..masks.len()).map(|s| parts.level(s).value).collect();
            let share = |(change, weights): (usize, &Vec<f64>)| {
                let (value, from_trials) = parts.combined(weights);
                let from_orders = order_error(change, &orders, &index, &levels);
                Part { value, std_error: from_trials.hypot(from_orders) }
            };
            splits.push(Split {
                question: contenders[0].model.questions[indices[0]].name.clone(),
                outcome: outcome.clone(),
                ends: (levels[0], levels[levels.len() - 1]),
                parts: weights.iter().enumerate().map(share).collect(),
            });
        }
        at += measure.items();
    }
    Ok(Splits {
        same: numbers_shared(&left.scenario, &right.scenario),
        orders: (!orders.is_empty()).then_some(orders.len()),
        changes,
        grouped,
        splits,
    })
}

/// Nothing can be told apart.
fn whole(left: &Contender, right: &Contender, changes: Vec<Change>) -> Splits {
    let same = numbers_shared(&left.scenario, &right.scenario);
    Splits { changes, same, orders: None, grouped: true, splits: Vec::new() }
}

/// The orders drawn (none where all count), and the sets of changes to draw: bit i is change i. The
/// first is of none, the last of all.
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

/// By set of changes, its share in what change `i` is worth.
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

/// The standard error of what change `i` is worth from having drawn no more orders, from the
/// differences between pairs of an order and its reverse.
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
    let n = pairs.len() as f64;
    if n < 2.0 {
        return 0.0;
    }
    let mean = pairs.iter().sum::<f64>() / n;
    (pairs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n * (n - 1.0))).sqrt()
}
