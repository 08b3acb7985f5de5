//! Numbers drawn from distributions, one uniform a draw, by the quantile function.

use super::block::{Floats, LANES};
use crate::formula::{Draw, Number};
use crate::model::shape::{build, fixed, parameters};
use crate::numerics::special::{normal_quantile, normal_tails};
use crate::numerics::stream::Key;

/// Where the uniforms of draws come from.
#[derive(Clone, Copy)]
pub(super) enum Uniforms<'a> {
    /// The stream of one draw.
    Own(Key),
    /// Of quantities that go together: the row of the copula's root, each with the stream of the
    /// quantity that it belongs to.
    Together(&'a [(f64, Key)]),
}

impl Uniforms<'_> {
    fn of(self, lane: usize) -> f64 {
        match self {
            Self::Own(key) => key.uniform(lane as u64),
            Self::Together(row) => {
                let normal = |key: &Key| normal_quantile(key.uniform(lane as u64));
                let z: f64 = row.iter().map(|(part, key)| part * normal(key)).sum();
                // the lower tail, kept off 0 and 1
                normal_tails(z).0.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
            }
        }
    }
}

/// Draws a value for each of `lanes`; NaN elsewhere, and where a distribution's parameters break
/// their inequality. `evaluate` gives the column of a parameter.
pub(super) fn draw(
    draw: &Draw,
    uniforms: Uniforms,
    lanes: impl Iterator<Item = usize>,
    evaluate: &dyn Fn(&Number, &mut Floats),
    out: &mut Floats,
) {
    out.fill(f64::NAN);
    if let Some(fixed) = fixed(&draw.shape) {
        lanes.for_each(|lane| out[lane] = fixed.quantile(uniforms.of(lane)));
        return;
    }
    let mut columns = Vec::new();
    parameters(&draw.shape, &mut |number| {
        let mut column = Box::new([0.0; LANES]);
        evaluate(number, &mut column);
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
