//! The distributions of parameters over worlds, before and after the evidence.

use crate::forecast::answer::ParameterSummary;
use crate::forecast::chance::estimate::{QUANTILES, weighted_quantile};
use crate::model::{Model, Overrides, Role, Supposition, UncertainNumber};

/// A parameter has moved if an outer quantile has, by more than this part of the distance between them.
const MOVED: f64 = 0.05;
/// The standard errors of a share within which a posterior quantile counts as the prior one.
const WITHIN: f64 = 3.0;

/// Summarises each parameter over the worlds `before` any evidence, and over the worlds of the run, each by
/// its weight. The prior of a single distribution is exact, unless its draws are repeated until they fit others.
pub(crate) fn parameters(
    model: &Model,
    supposition: &Supposition,
    (values, before): (&[Vec<f64>], &[Vec<f64>]),
    weight: &dyn Fn(usize) -> f64,
) -> Vec<ParameterSummary> {
    if values.is_empty() {
        return Vec::new();
    }
    let of = |uncertain: &UncertainNumber| {
        let weighed = |values: &[Vec<f64>], weight: &dyn Fn(usize) -> f64| {
            let mut weighed: Vec<(f64, f64)> = (0..values.len())
                .map(|world| (values[world][uncertain.id.index()], weight(world)))
                .filter(|(_, weight)| *weight > 0.0)
                .collect();
            weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
            weighed
        };
        let quantiles = |weighed: &[(f64, f64)]| {
            let at = |p: &f64| Some((*p, weighted_quantile(weighed, *p)?));
            QUANTILES.iter().filter_map(at).collect::<Vec<_>>()
        };
        let is_redrawn = model.redrawn.iter().any(|vector| vector.members.contains(&uncertain.id));
        let before = match uncertain.distribution.as_ref().filter(|_| !is_redrawn) {
            Some(law) => QUANTILES.iter().map(|p| (*p, law.quantile(*p))).collect(),
            None => quantiles(&weighed(before, &|_| 1.0)),
        };
        let (after, has_moved) = if supposition.learns() {
            let after = weighed(values, weight);
            (quantiles(&after), has_moved(&before, &after))
        } else {
            (before.clone(), false)
        };
        let (name, written) = (uncertain.name.clone(), uncertain.text.clone());
        ParameterSummary { name, written, before, after, has_moved }
    };
    let shown = model
        .uncertain_numbers
        .iter()
        .filter(|uncertain| is_shown(&supposition.numbers, uncertain));
    shown.map(of).collect()
}

/// Whether an outer quantile differs from the prior one by more than the worlds drawn explain.
fn has_moved(before: &[(f64, f64)], after: &[(f64, f64)]) -> bool {
    let (Some(low), Some(high)) = (before.first(), before.last()) else { return false };
    let (sum, squares) = after.iter().fold((0.0, 0.0), |(s, q), (_, w)| (s + w, q + w * w));
    [low, high].into_iter().any(|(p, prior)| {
        let half = WITHIN * (p * (1.0 - p) * squares).sqrt() / sum;
        let at = |share: f64| weighted_quantile(after, share.clamp(0.0, 1.0));
        let (Some(value), Some(least), Some(most)) = (at(*p), at(p - half), at(p + half)) else {
            return false;
        };
        let is_other = *prior < least || *prior > most;
        is_other && (value - prior).abs() > MOVED * (high.1 - low.1)
    })
}

/// Whether a parameter is drawn and reported; those that rank experts are not reported.
fn is_shown(overrides: &Overrides, uncertain: &UncertainNumber) -> bool {
    uncertain.is_drawn_with(overrides) && uncertain.role != Role::Belief
}
