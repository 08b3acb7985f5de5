//! The distributions of parameters over worlds, before and after the evidence.

use super::answer::ParameterSummary;
use super::estimate::{QUANTILES, weighted_quantile};
use crate::model::{Doubt, Model, Overrides, Role};

/// Summarises each parameter over the worlds `before` any evidence, and over the worlds of the run, each by
/// its weight.
pub(super) fn parameters(
    model: &Model,
    overrides: &Overrides,
    (values, before): (&[Vec<f64>], &[Vec<f64>]),
    weight: &dyn Fn(usize) -> f64,
) -> Vec<ParameterSummary> {
    if values.is_empty() {
        return Vec::new();
    }
    let of = |doubt: &Doubt| {
        let quantiles = |values: &[Vec<f64>], weight: &dyn Fn(usize) -> f64| {
            let mut weighed: Vec<(f64, f64)> = (0..values.len())
                .map(|world| (values[world][doubt.id.index()], weight(world)))
                .filter(|(_, weight)| *weight > 0.0)
                .collect();
            weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
            let at = |p: &f64| Some((*p, weighted_quantile(&weighed, *p)?));
            QUANTILES.iter().filter_map(at).collect::<Vec<_>>()
        };
        ParameterSummary {
            name: doubt.name.clone(),
            said: doubt.text.clone(),
            before: quantiles(before, &|_| 1.0),
            after: quantiles(values, weight),
        }
    };
    let told = model.doubts.iter().filter(|doubt| is_told(model, overrides, doubt));
    told.map(of).collect()
}

/// Whether a parameter is drawn and reported; those that rank experts are not reported.
fn is_told(model: &Model, overrides: &Overrides, doubt: &Doubt) -> bool {
    model.is_drawn_with(doubt.id, overrides) && doubt.role != Role::Belief
}
