//! Numbers drawn from distributions, one uniform a draw, by the quantile function.

use super::block::{Floats, LANES};
use crate::distribution::{Distribution, Inequality};
use crate::formula::{Draw, Number, Shape};
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

/// Draws a value for one trial; NaN where the parameters break their inequality.
pub(super) fn of_lane(draw: &Draw, uniform: f64, take: &mut impl FnMut(&Number) -> f64) -> f64 {
    build(&draw.shape, take).map_or(f64::NAN, |distribution| distribution.quantile(uniform))
}

/// The distribution of a shape without formulas in it; none if it has some or can't be built.
pub(super) fn fixed(shape: &Shape) -> Option<Distribution> {
    let mut constant = true;
    parameters(shape, &mut |number| constant &= matches!(number, Number::Constant(_)));
    let mut take = |number: &Number| if let Number::Constant(x) = number { *x } else { f64::NAN };
    if constant { build(shape, &mut take).ok() } else { None }
}

/// Builds the distribution, taking parameters in the order in which [`parameters`] visits them.
fn build(shape: &Shape, take: &mut impl FnMut(&Number) -> f64) -> Result<Distribution, Inequality> {
    match shape {
        Shape::Plain(recipe, parameters) => {
            let values: Vec<f64> = parameters.iter().map(take).collect();
            recipe.build(&values)
        }
        Shape::Mixture(parts) => {
            let mut built = Vec::with_capacity(parts.len());
            for (weight, part) in parts {
                let weight = take(weight);
                built.push((weight, build(part, take)?));
            }
            Distribution::mixture(built)
        }
        Shape::Point(x) => Distribution::point(take(x)),
        Shape::Truncated(inner, low, high) => {
            let inner = build(inner, take)?;
            let low = take(low);
            inner.truncate(low, take(high))
        }
        Shape::Scaled(by, inner) => build(inner, take)?.scale(*by),
    }
}

/// Visits the parameters of a shape.
fn parameters(shape: &Shape, visit: &mut dyn FnMut(&Number)) {
    match shape {
        Shape::Plain(_, numbers) => numbers.iter().for_each(visit),
        Shape::Mixture(parts) => {
            for (weight, part) in parts {
                visit(weight);
                parameters(part, visit);
            }
        }
        Shape::Point(x) => visit(x),
        Shape::Truncated(inner, low, high) => {
            parameters(inner, visit);
            visit(low);
            visit(high);
        }
        Shape::Scaled(_, inner) => parameters(inner, visit),
    }
}
