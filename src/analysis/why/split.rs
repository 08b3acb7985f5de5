//! Attributes the difference between two sides to the changes between them: each change gets the average of
//! what it adds over the orders in which the changes can be made (L. S. Shapley, 1953). All mixtures of the
//! two are drawn on the same trials, so that the parts sum to the whole. What was learnt has an order of its own: time that
//! passes with nothing happening, then each piece of news.

use super::super::compare::{Comparison, uncertain, worth};
use super::super::medians::{Median, combined, error_of_mean, medians};
use super::super::sides::{Common, Contender, common, drawn};
use super::change::Change;
use super::mixtures::{Mixtures, mixtures_of_sides};
use crate::diagnostic::Diagnostic;
use crate::engine::{Measure, Plan, run_paired};
use crate::forecast::Parts;
use crate::scenario::numbers_shared;

/// The attribution of a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Splits {
    /// The changes between the sides: time and news in their order, then edits.
    pub changes: Vec<Change>,
    /// Whether edits are made before time passes, because the news are about what they add.
    pub edits_first: bool,
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
    let mixtures = match mixtures_of_sides(left, right, plan.seed) {
        Ok(mixtures) => mixtures,
        Err(changes) => return Ok(whole(left, right, changes, plan.trials)),
    };
    match split_into(&mixtures, (left, right), compared, questions, plan, progress) {
        // news that can't be met one after the other may be met together
        Err(faults)
            if mixtures.has_stages() && faults.iter().all(Diagnostic::is_unmet_evidence) =>
        {
            let merged = mixtures.with_merged_stages();
            split_into(&merged, (left, right), compared, questions, plan, progress)
        }
        found => found,
    }
}

fn split_into(
    mixtures: &Mixtures,
    (left, right): (&Contender, &Contender),
    compared: Compared,
    questions: &[String],
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Splits, Vec<Diagnostic>> {
    let contenders = &mixtures.contenders;
    let (common, _) = common(contenders, questions);
    let drawn = drawn(contenders, &common);
    let measures: Vec<Measure> = common.iter().map(|c| c.measure).collect();
    let paired = run_paired(&drawn, &measures, plan, false, progress).map_err(|f| vec![f])?;
    let shares = Shares { weights: mixtures.weights(), mixtures };
    let mut splits = Vec::new();
    let mut at = 0;
    for asked in &common {
        let Common { indices, measure, outcomes, .. } = asked;
        let uncertain = uncertain(contenders, asked);
        for (i, outcome) in outcomes.iter().enumerate() {
            let parts = Parts {
                items: paired.parts.iter().map(|items| &items[at + i]).collect(),
                worlds: paired.worlds > 1,
                measure: *measure,
                uncertain: vec![false; contenders.len()],
                worth: worth(contenders, asked, &uncertain, |side| paired.worth(at + i, side)),
            };
            let question = contenders[0].model.questions[indices[0]].name.clone();
            let has_median = compared.has_median(&question);
            let has_median = *measure == Measure::Mean && has_median;
            let medians = medians_of(contenders, indices, has_median, plan);
            let answers = Answers { parts, medians: medians.map_err(|fault| vec![fault])? };
            splits.push(shares.split(&answers, (question, outcome), compared));
        }
        at += measure.items();
    }
    Ok(Splits {
        same: numbers_shared(&left.scenario, &right.scenario),
        trials: plan.trials,
        orders: (!mixtures.orders.is_empty()).then_some(mixtures.orders.len()),
        changes: mixtures.changes().cloned().collect(),
        edits_first: mixtures.edits_first,
        grouped: mixtures.grouped,
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
struct Shares<'a> {
    /// By change, and mixture.
    weights: Vec<Vec<f64>>,
    mixtures: &'a Mixtures,
}

impl Shares<'_> {
    /// Splits the difference between the first mixture and the last.
    fn split(
        &self,
        answers: &Answers,
        (question, outcome): (String, &str),
        compared: Compared,
    ) -> Split {
        let outcome = if answers.medians.is_some() { "median" } else { outcome };
        let levels: Vec<f64> =
            (0..self.mixtures.contenders.len()).map(|i| answers.level(i)).collect();
        let found = (levels[0], levels[levels.len() - 1]);
        let (ends, std_error) = compared.ends(&question, outcome).unwrap_or((found, f64::NAN));
        let gap = (ends.1 - ends.0 - (found.1 - found.0), std_error);
        let combined = |weights: &[f64]| answers.combined(weights);
        let parts = adjusted(&combined, &self.weights, gap).into_iter().enumerate();
        let with_orders = |(change, part): (usize, Part)| {
            let from_orders = order_error(change, self.mixtures, &levels);
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
    // a part that is exactly 0 takes no share
    let is_zero = |part: &Part| part.value == 0.0 && part.std_error == 0.0;
    let takers = plain.iter().filter(|part| !is_zero(part)).count();
    let left = (1.0 - slopes.iter().sum::<f64>()) / takers.max(1) as f64;
    let part = |(part, slope): (&Part, &f64)| {
        if is_zero(part) && takers > 0 {
            return *part;
        }
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
    Splits {
        changes,
        edits_first: false,
        same,
        orders: None,
        grouped: true,
        trials,
        splits: Vec::new(),
    }
}

/// The standard error of the part of a change due to random orders, from the differences between pairs of an order and
/// its reverse; 0 for time and news, which have one order.
fn order_error(change: usize, mixtures: &Mixtures, levels: &[f64]) -> f64 {
    let Some(edit) = change.checked_sub(mixtures.stages.len()) else { return 0.0 };
    let worth = |order: &Vec<usize>| {
        let (without, with) = mixtures.marginal(edit, order);
        levels[with] - levels[without]
    };
    let pairs = mixtures.orders.chunks(2);
    let pairs: Vec<f64> = pairs.map(|pair| pair.iter().map(worth).sum::<f64>() / 2.0).collect();
    if pairs.len() < 2 { 0.0 } else { error_of_mean(&pairs) }
}
