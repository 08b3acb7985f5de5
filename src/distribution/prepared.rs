//! Distributions that are prepared for draws once, however many runs draw from them.

use super::Distribution;
use super::quick::{MANY, Quick};
use std::sync::{Arc, Mutex, PoisonError};

/// The most distributions that are kept.
const MOST: usize = 1024;

/// Distributions prepared for many draws, each once. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Prepared(Arc<Mutex<Vec<Quick>>>);

impl Prepared {
    /// Prepares a distribution as [`Quick::new`] does, unless that has been done before.
    pub fn quick(&self, distribution: Distribution, draws: u64) -> Quick {
        if draws < MANY {
            return Quick::new(distribution, draws);
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.iter().find(|known| *known.distribution() == distribution) {
            return known.clone();
        }
        let quick = Quick::new(distribution, draws);
        if kept.len() < MOST {
            kept.push(quick.clone());
        }
        quick
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Recipe;

    #[test]
    fn each_distribution_is_prepared_once() {
        let prepared = Prepared::default();
        let normal = |mean: f64| {
            let (recipe, _) = Recipe::resolve("normal", &[None, None]).expect("a family");
            recipe.build(&[mean, 2.0]).expect("sound numbers")
        };
        let quantile =
            |mean: f64, draws: u64| prepared.clone().quick(normal(mean), draws).quantile(0.3);
        for (mean, draws, kept) in
            [(3.0, MANY - 1, 0), (3.0, MANY, 1), (4.0, MANY, 2), (3.0, MANY, 2)]
        {
            let expected = Quick::new(normal(mean), draws).quantile(0.3);
            assert_eq!(quantile(mean, draws).to_bits(), expected.to_bits());
            assert_eq!(prepared.0.lock().expect("no panic").len(), kept, "{mean}, {draws}");
        }
    }
}
