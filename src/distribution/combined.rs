//! Distributions made of others: mixtures and multiples.

use super::counting::reached;
use super::ranks::{of_rank, rank};
use super::spread::{NEGLIGIBLE, Spread};
use super::{Distribution, Inequality};
use std::sync::OnceLock;

/// A mixture of distributions, each with its share. The parts are never mixtures themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// The shares, above 0 and summing to 1, with their distributions.
    parts: Vec<(f64, Distribution)>,
    /// The spread of each part, for mixtures of many; computed at the first quantile.
    spread: OnceLock<Spread>,
}

/// A mixture with more parts than this first looks up which parts matter at a number.
const MANY_PARTS: usize = 64;

impl Mixture {
    /// The mixture of parts with weights on any scale. Parts of weight 0 are left out and nested mixtures are
    /// flattened.
    pub(super) fn new(parts: Vec<(f64, Distribution)>) -> Result<Self, Inequality> {
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
        Ok(Self { parts: flat, spread: OnceLock::new() })
    }

    /// The shares, which sum to 1, with their distributions.
    pub fn parts(&self) -> &[(f64, Distribution)] {
        &self.parts
    }

    /// Converts the mixture into its shares and distributions.
    pub(super) fn into_parts(self) -> Vec<(f64, Distribution)> {
        self.parts
    }

    /// Maps each part and its weight; drops a part for which `change` returns `None`.
    pub(super) fn map(
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

    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        self.total(|part| part.tails(x))
    }

    pub(super) fn tails_below(&self, x: f64) -> (f64, f64) {
        self.total(|part| part.tails_below(x))
    }

    /// The smallest number with a lower tail of at least `lower`. It lies between the least and the greatest of the
    /// parts' quantiles and is found by bisection on the floating-point numbers, in at most 64 steps, so point masses
    /// are hit exactly.
    pub(super) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        if self.parts.len() > MANY_PARTS && lower.min(upper) > NEGLIGIBLE * 1e4 {
            let place = |(weight, part): &(f64, Distribution)| {
                (*weight, part.inverse(NEGLIGIBLE, 1.0), part.inverse(1.0, NEGLIGIBLE))
            };
            let spread = self.spread.get_or_init(|| Spread::of(self.parts.iter().map(place)));
            let tails = |x| spread.tails(x, |part| self.parts[part].1.tails(x));
            return halved(spread.ends(), |x| reached(tails(x), (lower, upper)));
        }
        let ends = self.parts.iter().map(|(_, part)| part.inverse(lower, upper));
        let (mut below, mut above) = (i64::MAX, i64::MIN);
        for end in ends {
            below = below.min(rank(end));
            above = above.max(rank(end));
        }
        halved((below, above), |x| reached(self.tails(x), (lower, upper)))
    }

    pub(super) fn mean(&self) -> Option<f64> {
        self.parts.iter().map(|(w, part)| Some(w * part.mean()?)).sum()
    }

    pub(super) fn variance(&self) -> Option<f64> {
        let mean = self.mean()?;
        let of_part = |(w, part): &(f64, Distribution)| {
            let away = part.mean()? - mean;
            Some(w * (part.variance()? + away * away))
        };
        self.parts.iter().map(of_part).sum()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        self.parts
            .iter()
            .map(|(_, part)| part.support())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (l, h)| {
                (low.min(l), high.max(h))
            })
    }
}

/// The first number between two ranks at which a monotone condition becomes true.
fn halved((mut below, mut above): (i64, i64), is_true: impl Fn(f64) -> bool) -> f64 {
    while below < above {
        // rounded down, without overflow
        let middle = (below & above) + ((below ^ above) >> 1);
        if is_true(of_rank(middle)) {
            above = middle;
        } else {
            below = middle + 1;
        }
    }
    of_rank(above)
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
    pub(super) base: Box<Distribution>,
    /// The factor, above 0 and finite.
    pub(super) factor: f64,
}

impl Scaled {
    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        self.base.tails(x / self.factor)
    }

    pub(super) fn tails_below(&self, x: f64) -> (f64, f64) {
        self.base.tails_below(x / self.factor)
    }

    pub(super) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        self.base.inverse(lower, upper) * self.factor
    }

    pub(super) fn mean(&self) -> Option<f64> {
        Some(self.base.mean()? * self.factor)
    }

    pub(super) fn variance(&self) -> Option<f64> {
        Some(self.base.variance()? * self.factor * self.factor)
    }

    pub(super) fn support(&self) -> (f64, f64) {
        let (low, high) = self.base.support();
        (low * self.factor, high * self.factor)
    }
}
