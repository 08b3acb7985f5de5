//! Numbers drawn from distributions, one uniform a draw, by the quantile function.

use super::block::{Floats, LANES};
use crate::formula::{Draw, Number};
use crate::model::shape::{build, fixed, parameters};
use crate::numerics::stream::Key;

/// Draws a value for each of `lanes` from the stream `key`; NaN elsewhere, and where a
/// distribution's parameters break their inequality. `evaluate` gives the column of a parameter.
pub(super) fn draw(
    draw: &Draw,
    key: Key,
    lanes: impl Iterator<Item = usize>,
    evaluate: &dyn Fn(&Number, &mut Floats),
    out: &mut Floats,
) {
    out.fill(f64::NAN);
    let key = key.at(u64::from(draw.ordinal));
    if let Some(fixed) = fixed(&draw.shape) {
        lanes.for_each(|lane| out[lane] = fixed.quantile(key.uniform(lane as u64)));
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
            out[lane] = distribution.quantile(key.uniform(lane as u64));
        }
    }
}
