//! Quantiles of delays whose distributions have constant parameters.

use crate::distribution::Distribution;
use crate::formula::{Function2, Number, Shape};
use crate::model::bind::bounds;

/// The share of delays that may be shorter than the least length that is assumed.
pub(crate) const RARE: f64 = 1e-6;

/// The quantile `below` of a delay, in its own units. If the distribution depends on the trial, the greatest certain
/// lower bound; 0 if there is none.
pub(crate) fn quantile(delay: &Number, below: f64) -> f64 {
    of_number(delay, below).or_else(|| bounds(delay).map(|(low, _)| low)).unwrap_or(0.0)
}

/// The greatest length of a delay, in its own units; `None` if it has none or depends on the trial.
pub(crate) fn longest(delay: &Number) -> Option<f64> {
    let greatest = match delay {
        Number::If(_, a, b) => longest(a)?.max(longest(b)?),
        Number::Draw(draw) => distribution(&draw.shape)?.quantile(1.0),
        _ => bounds(delay)?.1,
    };
    Some(greatest).filter(|length| length.is_finite())
}

fn of_number(number: &Number, below: f64) -> Option<f64> {
    match number {
        Number::Constant(days) => Some(*days),
        Number::Draw(draw) => distribution(&draw.shape).map(|law| law.quantile(below)),
        Number::If(_, a, b) => Some(of_number(a, below)?.min(of_number(b, below)?)),
        Number::Binary(Function2::Plus, a, b) => match (&**a, &**b) {
            (Number::Constant(days), other) | (other, Number::Constant(days)) => {
                Some(of_number(other, below)? + days)
            }
            _ => None,
        },
        Number::Binary(Function2::Times, a, b) => match (&**a, &**b) {
            (Number::Constant(by), other) | (other, Number::Constant(by)) if *by > 0.0 => {
                Some(of_number(other, below)? * by)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The distribution of a shape with constant parameters; else `None`.
fn distribution(shape: &Shape) -> Option<Distribution> {
    match shape {
        Shape::Plain(recipe, parameters) => {
            let numbers: Option<Vec<f64>> = parameters.iter().map(Number::constant).collect();
            recipe.build(&numbers?).ok()
        }
        Shape::Point(x) => Distribution::point(x.constant()?).ok(),
        Shape::Mixture(parts) | Shape::Averaged(parts) => {
            let of = if matches!(shape, Shape::Mixture(_)) {
                Distribution::mixture
            } else {
                Distribution::averaged
            };
            let parts: Option<Vec<(f64, Distribution)>> = parts
                .iter()
                .map(|(weight, part)| Some((weight.constant()?, distribution(part)?)))
                .collect();
            of(parts?).ok()
        }
        Shape::Truncated(inner, low, high) => {
            distribution(inner)?.truncate(low.constant()?, high.constant()?).ok()
        }
        Shape::Scaled(by, inner) => distribution(inner)?.scale(*by).ok(),
    }
}
