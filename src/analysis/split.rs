//! Why two sides differ: their difference shared out over what differs between them, each change
//! worth what it adds on average over the orders in which the changes can be made (L. S. Shapley,
//! 1953), all mixtures of the two drawn on the same trials, so that the parts sum to the whole.

use super::sides::{Common, Contender, common, drawn};
use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::{Measure, Plan, run_paired};
use crate::forecast::Parts;
use crate::model::{self, Model, Supposition};
use crate::numerics::stream::Key;
use crate::scenario::{Scenario, differing, numbers_shared, same_rules, transplant};
use serde::Serialize;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// With up to so many changes all mixtures are drawn; with more, some orders of change.
const MOST_EXACT: usize = 8;
/// Mixtures drawn, at most, where orders are drawn.
const MOST_MIXTURES: usize = 400;
/// Changes that are told apart, at most.
const MOST_CHANGES: usize = 100;

/// Something in which two sides differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The path of the number, or what else it is.
    pub name: String,
    /// As the first side has it.
    pub from: String,
    /// As the other has it.
    pub to: String,
    #[serde(skip)]
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Numbers, by their paths.
    Numbers(Vec<String>),
    /// What is made, on each side, of one variable.
    Made(Vec<String>, Vec<String>),
    /// What is learnt on each side.
    Learnt(Vec<String>, Vec<String>),
    /// Anything else.
    Rules,
    /// Several that can't stand alone.
    Together(Vec<Kind>),
}

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
    for Common { indices, measure, outcomes, .. } in &common {
        for (i, outcome) in outcomes.iter().enumerate() {
            let parts = Parts {
                items: paired.parts.iter().map(|items| &items[at + i]).collect(),
                worlds: paired.worlds > 1,
                measure: *measure,
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

/// Everything in which two sides differ.
fn changes(left: &Contender, right: &Contender) -> Vec<Change> {
    let mut found: Vec<Change> = differing(&left.scenario, &right.scenario)
        .into_iter()
        .map(|d| Change { name: d.path, from: d.from, to: d.to, kind: Kind::Numbers(d.paths) })
        .collect();
    if found.len() > MOST_CHANGES {
        found = by_table(found);
    }
    let made = |side: &Contender| {
        let mut by_variable: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for made in &side.supposition.made {
            let name = side.model.variable(made.variable).name.clone();
            by_variable.entry(name).or_default().push(made.text.clone());
        }
        by_variable
    };
    let (ours, theirs) = (made(left), made(right));
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for name in names {
        let of = |side: &BTreeMap<String, Vec<String>>| side.get(name).cloned().unwrap_or_default();
        let (from, to) = (of(&ours), of(&theirs));
        if from != to {
            let worded = |texts: &[String]| texts.join(", ");
            found.push(Change {
                name: format!("do {name}"),
                from: worded(&from),
                to: worded(&to),
                kind: Kind::Made(from, to),
            });
        }
    }
    let learnt = |side: &Contender| -> Vec<String> {
        side.supposition.learnt.iter().map(|(_, text)| text.clone()).collect()
    };
    let (from, to) = (learnt(left), learnt(right));
    if from != to {
        let name = "given".to_owned();
        let kind = Kind::Learnt(from.clone(), to.clone());
        found.push(Change { name, from: from.join(" and "), to: to.join(" and "), kind });
    }
    if left.scenario.file != right.scenario.file && !same_rules(&left.scenario, &right.scenario) {
        let name = "other edits".to_owned();
        found.push(Change { name, from: String::new(), to: String::new(), kind: Kind::Rules });
    }
    found
}

/// The table that a change stands in: kind and name of the variable.
fn table(change: &Change) -> String {
    change.name.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// Takes changes of one table together, and all of them if even so they are too many.
fn by_table(changes: Vec<Change>) -> Vec<Change> {
    let mut tables: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for change in changes {
        tables.entry(table(&change)).or_default().push(change);
    }
    let found: Vec<Change> = tables.into_values().map(together).collect();
    if found.len() > MOST_CHANGES { vec![together(found)] } else { found }
}

/// Several changes as one.
fn together(mut changes: Vec<Change>) -> Change {
    if changes.len() == 1 {
        return changes.swap_remove(0);
    }
    let tables: BTreeSet<String> = changes.iter().map(table).collect();
    let name = tables.into_iter().collect::<Vec<_>>().join(", ");
    let kind = Kind::Together(changes.into_iter().map(|change| change.kind).collect());
    Change { name, from: String::new(), to: String::new(), kind }
}

/// Takes a change that can't stand alone together with the others of its table; where there are
/// none, all are taken together.
fn regrouped(changes: Vec<Change>, culprit: usize) -> Vec<Change> {
    let wanted = table(&changes[culprit]);
    let (own, others): (Vec<Change>, Vec<Change>) =
        changes.into_iter().partition(|change| table(change) == wanted);
    if own.len() == 1 {
        return vec![together(own.into_iter().chain(others).collect())];
    }
    std::iter::once(together(own)).chain(others).collect()
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

/// A scenario for each set of changes; the change that keeps one from being a scenario otherwise.
fn mixed(
    left: &Contender,
    right: &Contender,
    changes: &[Change],
    masks: &[u128],
) -> Result<Vec<Contender>, usize> {
    let culprit = |mask: u128| {
        let taken = (0..changes.len()).filter(|i| mask & (1 << i) != 0);
        // the change whose table is fullest of others is the likeliest
        let alike =
            |i: &usize| changes.iter().filter(|other| table(other) == table(&changes[*i])).count();
        taken.max_by_key(alike).unwrap_or(0)
    };
    let mut known = BTreeMap::new();
    let mut of = |mask: u128| mixture((left, right), changes, mask, &mut known);
    masks.iter().map(|mask| of(*mask).ok_or(culprit(*mask))).collect()
}

/// The models of mixtures, by whose rules they have and which numbers of the other side.
type Known = BTreeMap<(bool, BTreeSet<String>), Arc<Model>>;

/// The left side with some of the changes made; none if that is no scenario.
fn mixture(
    (left, right): (&Contender, &Contender),
    changes: &[Change],
    mask: u128,
    known: &mut Known,
) -> Option<Contender> {
    let mut taking = Taking::default();
    for (i, change) in changes.iter().enumerate() {
        taking.add(&change.kind, mask & (1 << i) != 0);
    }
    let (rules, numbers, paths) =
        if taking.rules { (right, left, &taking.left) } else { (left, right, &taking.right) };
    let mut scenario = Scenario { variants: Vec::new(), ..rules.scenario.clone() };
    transplant(&mut scenario, &numbers.scenario, paths);
    let key = (taking.rules, paths.iter().map(|&path| path.to_owned()).collect());
    let model = match known.entry(key) {
        Entry::Occupied(known) => Arc::clone(known.get()),
        Entry::Vacant(new) => Arc::clone(new.insert(Arc::new(model::compile(&scenario).ok()?))),
    };
    let shared = |side: &Contender, other: &Contender| -> Vec<String> {
        let theirs: Vec<&String> = other.supposition.made.iter().map(|m| &m.text).collect();
        let made = side.supposition.made.iter().map(|made| made.text.clone());
        made.filter(|text| theirs.contains(&text)).collect()
    };
    let mut made = shared(left, right);
    made.extend(taking.made.into_iter().filter(|text| !made.contains(text)).collect::<Vec<_>>());
    let learnt = taking
        .learnt
        .unwrap_or_else(|| left.supposition.learnt.iter().map(|(_, text)| text.clone()).collect());
    let supposition: Supposition =
        model::suppose(&model, &mut Sources::default(), &made, &learnt).ok()?;
    Some(Contender { label: String::new(), scenario, model, supposition })
}

/// What a mixture takes of each side.
#[derive(Default)]
struct Taking<'a> {
    left: BTreeSet<&'a str>,
    right: BTreeSet<&'a str>,
    made: Vec<String>,
    learnt: Option<Vec<String>>,
    rules: bool,
}

impl<'a> Taking<'a> {
    fn add(&mut self, kind: &'a Kind, taken: bool) {
        match kind {
            Kind::Numbers(paths) => {
                let side = if taken { &mut self.right } else { &mut self.left };
                side.extend(paths.iter().map(String::as_str));
            }
            Kind::Made(from, to) => self.made.extend(if taken { to } else { from }.clone()),
            Kind::Learnt(from, to) => self.learnt = Some(if taken { to } else { from }.clone()),
            Kind::Rules => self.rules = taken,
            Kind::Together(kinds) => kinds.iter().for_each(|kind| self.add(kind, taken)),
        }
    }
}
