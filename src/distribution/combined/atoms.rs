//! The values of distributions that have finitely many.

use crate::distribution::Distribution;

/// The most values that are listed.
const MOST_ATOMS: usize = 4096;

impl Distribution {
    /// Every value with its chance: for point masses, binomials, counting families cut on both sides, and mixtures
    /// and multiples of them. `None` if there are too many values or the distribution is continuous.
    pub fn atoms(&self) -> Option<Vec<(f64, f64)>> {
        match self {
            Self::Point(x) => Some(vec![(*x, 1.0)]),
            Self::Mixture(mixture) => {
                let mut found = Vec::new();
                for (weight, part) in mixture.parts() {
                    found.extend(part.atoms()?.into_iter().map(|(x, p)| (x, p * weight)));
                }
                (found.len() <= MOST_ATOMS).then_some(found)
            }
            Self::Scaled(scaled) => {
                let base = scaled.base.atoms()?;
                Some(base.into_iter().map(|(x, p)| (x * scaled.factor, p)).collect())
            }
            Self::Truncated(cut) if cut.base().is_counting() => self.whole(),
            _ if self.is_counting() => self.whole(),
            _ => None,
        }
    }

    /// Whether the distribution is made of point masses and counting families alone.
    pub fn is_discrete(&self) -> bool {
        match self {
            Self::Point(_) => true,
            Self::Mixture(mixture) => mixture.parts().iter().all(|(_, part)| part.is_discrete()),
            Self::Scaled(scaled) => scaled.base.is_discrete(),
            Self::Truncated(cut) => cut.base().is_discrete(),
            _ => self.is_counting(),
        }
    }

    /// Whether some value has a positive chance.
    pub fn has_atoms(&self) -> bool {
        match self {
            Self::Point(_) => true,
            Self::Mixture(mixture) => mixture.parts().iter().any(|(_, part)| part.has_atoms()),
            Self::Averaged(mean) => mean.parts().iter().all(|(_, part)| part.has_atoms()),
            Self::Scaled(scaled) => scaled.base.has_atoms(),
            Self::Truncated(cut) => cut.base().has_atoms(),
            _ => self.is_counting(),
        }
    }

    /// The whole numbers within the support and their chances, as differences of the smaller tail.
    fn whole(&self) -> Option<Vec<(f64, f64)>> {
        let (low, high) = self.support();
        if !(high - low >= 0.0 && high - low < MOST_ATOMS as f64) {
            return None;
        }
        let values = (0..=(high - low) as usize).map(|i| low.ceil() + i as f64);
        let chance = |x: f64| {
            let (up_to, beyond) = self.tails(x);
            let (below, from) = self.tails(x - 1.0);
            (x, if up_to < 0.5 { up_to - below } else { from - beyond }.max(0.0))
        };
        Some(values.filter(|x| *x <= high).map(chance).filter(|(_, p)| *p > 0.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Recipe;

    #[test]
    fn a_binomial_has_its_values_and_a_normal_none() {
        let distribution = Recipe::Binomial.build(&[4.0, 0.25]).expect("a binomial");
        let atoms = distribution.atoms().expect("five values");
        let expected = [81.0, 108.0, 54.0, 12.0, 1.0];
        assert_eq!(atoms.len(), 5);
        for ((k, p), (i, times_256)) in atoms.iter().zip(expected.iter().enumerate()) {
            assert!((k - i as f64).abs() < 1e-12 && (p - times_256 / 256.0).abs() < 1e-14);
        }
        let smooth = Recipe::Uniform.build(&[0.0, 1.0]).expect("a uniform");
        assert!(smooth.atoms().is_none() && !smooth.has_atoms());
        let mixed =
            Distribution::mixture(vec![(1.0, distribution), (1.0, smooth)]).expect("a mixture");
        assert!(mixed.atoms().is_none() && mixed.has_atoms());
    }
}
