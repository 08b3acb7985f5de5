//! Distributions made of others: mixtures and multiples.

use super::cdf_tree::{CdfTree, LEAST_TAIL};
use super::ranks::{halved, rank};
use crate::distribution::families::reached;
use crate::distribution::{Distribution, Inequality};
use std::sync::{Arc, OnceLock};

/// A mixture of distributions, each with its share. The parts are never mixtures themselves.
#[derive(Clone, Debug)]
pub struct Mixture {
    /// The shares, above 0 and summing to 1, with their distributions.
    parts: Vec<(f64, Distribution)>,
    /// The index of the distribution function, for mixtures of many parts; begun at the first quantile.
    index: OnceLock<Arc<CdfTree>>,
}

impl PartialEq for Mixture {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

/// A mixture with more parts than this has an index of its distribution function.
const MANY_PARTS: usize = 64;

impl Mixture {
    /// The mixture of parts with weights on any scale. Parts of weight 0 are left out and nested mixtures are
    /// flattened.
    pub(crate) fn new(parts: Vec<(f64, Distribution)>) -> Result<Self, Inequality> {
        let mut flat = Vec::with_capacity(parts.len());
        let total: f64 = parts.iter().map(|part| part.0).sum();
        for (i, (weight, part)) in parts.into_iter().enumerate() {
            if !(weight >= 0.0 && weight.is_finite()) {
                return Err(Inequality::new(format!(
                    "the weights of a mixture must be 0 or above, the {} is {weight}",
                    ordinal(i + 1)
                )));
            }
            let share = weight / total;
            if weight > 0.0 {
                match part {
                    Distribution::Mixture(inner) => {
                        flat.extend(inner.parts.into_iter().map(|(w, part)| (share * w, part)));
                    }
                    part => flat.push((share, part)),
                }
            }
        }
        if flat.is_empty() {
            return Err(Inequality::new("a mixture needs a part whose weight is above 0"));
        }
        if !total.is_finite() {
            return Err(Inequality::new("the weights of a mixture are too large to add up"));
        }
        Ok(Self { parts: flat, index: OnceLock::new() })
    }

    /// The shares, which sum to 1, with their distributions.
    pub fn parts(&self) -> &[(f64, Distribution)] {
        &self.parts
    }

    /// Converts the mixture into its shares and distributions.
    pub(crate) fn into_parts(self) -> Vec<(f64, Distribution)> {
        self.parts
    }

    /// Maps each part and its weight; drops a part for which `change` returns `None`.
    pub(crate) fn map(
        self,
        change: impl Fn(f64, Distribution) -> Option<(f64, Distribution)>,
    ) -> Result<Self, Inequality> {
        Self::new(self.parts.into_iter().filter_map(|(w, part)| change(w, part)).collect())
    }

    fn total(&self, of: impl Fn(&Distribution) -> (f64, f64)) -> (f64, f64) {
        self.parts.iter().fold((0.0, 0.0), |(lower, upper), (weight, part)| {
            let (p, q) = of(part);
            (lower + weight * p, upper + weight * q)
        })
    }

    pub(crate) fn tails(&self, x: f64) -> (f64, f64) {
        self.total(|part| part.tails(x))
    }

    pub(crate) fn tails_below(&self, x: f64) -> (f64, f64) {
        self.total(|part| part.tails_below(x))
    }

    /// The smallest number with a lower tail of at least `lower`. It lies between the least and the greatest of the
    /// parts' quantiles and is found by bisection on the floating-point numbers, in at most 64 steps, so point masses
    /// are hit exactly.
    pub(crate) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        if self.parts.len() > MANY_PARTS {
            return self.inverse_of_many(lower, upper);
        }
        let ends = self.parts.iter().map(|(_, part)| part.inverse(lower, upper));
        let (mut below, mut above) = (i64::MAX, i64::MIN);
        for end in ends {
            below = below.min(rank(end));
            above = above.max(rank(end));
        }
        halved((below, above), |x| reached(self.tails(x), (lower, upper)))
    }

    /// The quantile of many parts. Where a tail is too small for the index, the sum of all parts is bisected.
    fn inverse_of_many(&self, lower: f64, upper: f64) -> f64 {
        let tails = |part: usize, x: f64| self.parts[part].1.tails(x);
        let begin = || {
            let parts = self.parts.iter().map(|(weight, part)| (*weight, part.step()));
            Arc::new(CdfTree::new(&parts.collect::<Vec<_>>(), &tails))
        };
        let index = self.index.get_or_init(begin);
        let middle = |lower: f64, upper: f64| index.inverse((lower, upper), &tails);
        let is_reached = |x| reached(self.tails(x), (lower, upper));
        if lower < LEAST_TAIL {
            let last = middle(LEAST_TAIL, 1.0 - LEAST_TAIL);
            return halved((rank(f64::MIN), rank(last)), is_reached);
        }
        if upper < LEAST_TAIL {
            let first = middle(1.0 - LEAST_TAIL, LEAST_TAIL);
            return halved((rank(first), rank(f64::MAX)), is_reached);
        }
        middle(lower, upper)
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        self.parts.iter().map(|(w, part)| Some(w * part.mean()?)).sum()
    }

    pub(crate) fn variance(&self) -> Option<f64> {
        let mean = self.mean()?;
        let of_part = |(w, part): &(f64, Distribution)| {
            let away = part.mean()? - mean;
            Some(w * (part.variance()? + away * away))
        };
        self.parts.iter().map(of_part).sum()
    }

    pub(crate) fn support(&self) -> (f64, f64) {
        self.parts
            .iter()
            .map(|(_, part)| part.support())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (l, h)| {
                (low.min(l), high.max(h))
            })
    }
}

/// Formats an ordinal: "1st", "2nd", "3rd", "4th" …
fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (1, r) if r != 11 => "st",
        (2, r) if r != 12 => "nd",
        (3, r) if r != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// A distribution times a number above 0: for example weeks counted in days.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaled {
    /// The distribution that is scaled; not scaled or a mixture itself.
    pub(crate) base: Box<Distribution>,
    /// The factor, above 0 and finite.
    pub(crate) factor: f64,
}

impl Scaled {
    pub(crate) fn tails(&self, x: f64) -> (f64, f64) {
        self.base.tails(x / self.factor)
    }

    pub(crate) fn tails_below(&self, x: f64) -> (f64, f64) {
        self.base.tails_below(x / self.factor)
    }

    pub(crate) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        self.base.inverse(lower, upper) * self.factor
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        Some(self.base.mean()? * self.factor)
    }

    pub(crate) fn variance(&self) -> Option<f64> {
        Some(self.base.variance()? * self.factor * self.factor)
    }

    pub(crate) fn support(&self) -> (f64, f64) {
        let (low, high) = self.base.support();
        (low * self.factor, high * self.factor)
    }
}
