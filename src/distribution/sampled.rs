//! Sampling from distributions with the generators of `rand`.

use super::{Distribution, Quick};
use rand::{Rng, RngExt};
use rand_distr::Open01;

/// Draws through the quantile function at one uniform number between 0 and 1.
///
/// ```
/// use foretell::internal::distribution::Recipe;
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use rand_distr::Distribution as _;
///
/// let (recipe, _) = Recipe::resolve("normal", &[None, None]).expect("a family that there is");
/// let law = recipe.build(&[0.3, 1.1]).expect("a positive standard deviation");
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
/// let draws: Vec<f64> = (&law).sample_iter(&mut rng).take(1_000).collect();
/// let mean = draws.iter().sum::<f64>() / 1_000.0;
/// assert!((mean - 0.3).abs() < 4.0 * 1.1 / 1_000_f64.sqrt());
/// ```
impl rand_distr::Distribution<f64> for Distribution {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.quantile(rng.sample(Open01))
    }
}

/// Draws through the table of the quantile function.
impl rand_distr::Distribution<f64> for Quick {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.quantile(rng.sample(Open01))
    }
}
