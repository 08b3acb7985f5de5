//! Draws numbers from distributions by their quantile functions, with one uniform per draw.

use super::mask::Marks;
use super::state::Floats;
use crate::engine::program::Law;
use crate::formula::shape::{build, parameters};
use crate::formula::{Draw, Number};
use crate::numerics::kernel::{self, Lined};
use crate::numerics::special::{normal_quantile, normal_tails};
use crate::numerics::stream::Key;

/// The source of a draw's uniforms.
#[derive(Clone, Copy)]
pub(crate) enum Uniforms<'a> {
    /// The stream of the draw.
    Own(Key),
    /// For correlated quantities: the row of the copula's root, each entry with the stream of its quantity.
    Together(&'a [(f64, Key)]),
}

impl Uniforms<'_> {
    fn of(self, lane: usize) -> f64 {
        match self {
            Self::Own(key) => key.uniform(lane as u64),
            Self::Together(row) => {
                let normal = |key: &Key| normal_quantile(key.uniform(lane as u64));
                let z: f64 = row.iter().map(|(part, key)| part * normal(key)).sum();
                // the lower tail, kept away from 0 and 1
                normal_tails(z).0.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
            }
        }
    }
}

/// Evaluates the parameters of a distribution.
pub(crate) struct Parameters<'a> {
    /// A parameter that is equal in every trial.
    pub(crate) everywhere: &'a dyn Fn(&Number) -> Option<f64>,
    /// A parameter in each trial.
    pub(crate) column: &'a dyn Fn(&Number, &mut Floats),
}

/// Draws a value for each requested trial, or for the first `lanes`; NaN elsewhere and where the
/// distribution's parameters are invalid. `law` is the distribution if it is known before the run.
pub(crate) fn draw(
    draw: &Draw,
    (law, uniforms): (Option<&Law>, Uniforms),
    (lanes, requested): (usize, Option<&Marks>),
    parameters_are: &Parameters,
    out: &mut Floats,
) {
    if let (Some(law), Uniforms::Own(key), None) = (law, uniforms, requested) {
        return match law {
            Law::Exact(_) => law.draw(key, &mut out[..lanes]),
            Law::Quick(_) => law.draw(key, &mut out[..lanes.next_multiple_of(kernel::GROUP)]),
        };
    }
    let all = Marks::first(lanes);
    out.fill(f64::NAN);
    let lanes = requested.unwrap_or(&all).lanes();
    if let Some(law) = law {
        return lanes.for_each(|lane| out[lane] = law.quantile(uniforms.of(lane)));
    }
    let mut values: Vec<Option<f64>> = Vec::new();
    parameters(&draw.shape, &mut |number| values.push((parameters_are.everywhere)(number)));
    if values.iter().all(Option::is_some) {
        let mut values = values.iter().copied().flatten();
        let mut take = |_: &Number| values.next().unwrap_or(f64::NAN);
        if let Ok(distribution) = build(&draw.shape, &mut take) {
            lanes.for_each(|lane| out[lane] = distribution.quantile(uniforms.of(lane)));
        }
        return;
    }
    let mut columns = Vec::new();
    parameters(&draw.shape, &mut |number| {
        let mut column = Box::new(Lined::of(0.0));
        (parameters_are.column)(number, &mut column);
        columns.push(column);
    });
    for lane in lanes {
        let mut values = columns.iter().map(|column| column[lane]);
        let mut take = |_: &Number| values.next().unwrap_or(f64::NAN);
        if let Ok(distribution) = build(&draw.shape, &mut take) {
            out[lane] = distribution.quantile(uniforms.of(lane));
        }
    }
}
