//! Construction of distributions from formulas, once their parameters are known.

use crate::distribution::{Distribution, Inequality};
use crate::formula::{Draw, Number, Shape};

/// Draws a value for one trial; NaN if the parameters are not valid.
pub fn of_lane(draw: &Draw, uniform: f64, take: &mut impl FnMut(&Number) -> f64) -> f64 {
    build(&draw.shape, take).map_or(f64::NAN, |distribution| distribution.quantile(uniform))
}

/// The distribution of a shape with constant parameters; `None` if they are not constant or not valid.
pub fn fixed(shape: &Shape) -> Option<Distribution> {
    tried(shape)?.ok()
}

/// The distribution of a shape with constant parameters, or the requirement that they break; `None` if they are not
/// constant.
pub fn tried(shape: &Shape) -> Option<Result<Distribution, Inequality>> {
    let mut constant = true;
    parameters(shape, &mut |number| constant &= matches!(number, Number::Constant(_)));
    let mut take = |number: &Number| if let Number::Constant(x) = number { *x } else { f64::NAN };
    constant.then(|| build(shape, &mut take))
}

/// Builds the distribution; `take` evaluates the parameters in the order in which [`parameters`] visits them.
pub fn build(
    shape: &Shape,
    take: &mut impl FnMut(&Number) -> f64,
) -> Result<Distribution, Inequality> {
    match shape {
        Shape::Plain(recipe, parameters) => {
            let values: Vec<f64> = parameters.iter().map(take).collect();
            recipe.build(&values)
        }
        Shape::Mixture(parts) => Distribution::mixture(build_parts(parts, take)?),
        Shape::Averaged(parts) => Distribution::averaged(build_parts(parts, take)?),
        Shape::Point(x) => Distribution::point(take(x)),
        Shape::Truncated(inner, low, high) => {
            let inner = build(inner, take)?;
            let low = take(low);
            inner.truncate(low, take(high))
        }
        Shape::Scaled(by, inner) => build(inner, take)?.scale(*by),
    }
}

fn build_parts(
    parts: &[(Number, Shape)],
    take: &mut impl FnMut(&Number) -> f64,
) -> Result<Vec<(f64, Distribution)>, Inequality> {
    let mut built = Vec::with_capacity(parts.len());
    for (weight, part) in parts {
        let weight = take(weight);
        built.push((weight, build(part, take)?));
    }
    Ok(built)
}

/// Visits the parameters of a shape.
pub fn parameters(shape: &Shape, visit: &mut dyn FnMut(&Number)) {
    match shape {
        Shape::Plain(_, numbers) => numbers.iter().for_each(visit),
        Shape::Mixture(parts) | Shape::Averaged(parts) => {
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
