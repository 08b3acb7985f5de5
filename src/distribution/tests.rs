//! Tests of the distributions against published numbers, each other and samples.

mod averaged;
mod behaviour;
mod far;
mod metalog;
mod mixtures;
mod naming;
mod references;
mod sampling;

use super::{Distribution, Recipe};

/// The distribution of a function with these argument names and numbers.
fn distribution(family: &str, names: &[&str], parameters: &[f64]) -> Distribution {
    let names: Vec<Option<&str>> = names.iter().copied().map(Some).collect();
    let (recipe, order) = Recipe::resolve(family, &names).expect("a known form");
    let ordered: Vec<f64> = order.iter().map(|&i| parameters[i]).collect();
    recipe.build(&ordered).expect("good numbers")
}
