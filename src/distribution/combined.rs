//! Distributions made of others: mixtures and multiples.

use super::counting::reached;
use super::ranks::{of_rank, rank};
use super::spread::{NEGLIGIBLE, Spread};
use super::{Distribution, Inequality};
use std::sync::OnceLock;

/// One of several distributions, each with its chance. Its parts are never mixtures themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// Shares above 0, which sum to 1, and what is drawn then.
    parts: Vec<(f64, Distribution)>,
    /// Of many parts: where each is spread. Found when first a quantile is asked for.
    spread: OnceLock<Spread>,
}

/// With more parts than this it is looked up which of them matter at a number.
const MANY_PARTS: usize = 64;

impl Mixture {
    /// From weights on any scale; parts of weight 0 are left out, mixtures among them taken apart.
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

    /// The shares, which sum to 1, and what is drawn then.
    pub fn parts(&self) -> &[(f64, Distribution)] {
        &self.parts
    }

    /// The shares and what is drawn then, taken out.
    pub(super) fn into_parts(self) -> Vec<(f64, Distribution)> {
        self.parts
    }

    /// Each part changed, with its weight.
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

    /// The smallest number with a lower tail of at least `lower`, between the least and the
    /// greatest of the parts' own: by halving the floating-point numbers in between, at most 64
    /// times, so that point masses are met exactly.
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

/// The first number between two ranks of which something is true that is true of all after it.
fn halved((mut below, mut above): (i64, i64), is_true: impl Fn(f64) -> bool) -> f64 {
    while below < above {
        // Rounded down, without overflow.
        let middle = (below & above) + ((below ^ above) >> 1);
        if is_true(of_rank(middle)) {
            above = middle;
        } else {
            below = middle + 1;
        }
    }
    of_rank(above)
}

/// "1st", "2nd", "3rd", "4th" …
fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (1, r) if r != 11 => "st",
        (2, r) if r != 12 => "nd",
        (3, r) if r != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// A distribution times a number above 0: weeks counted in days.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaled {
    /// Neither scaled nor a mixture itself.
    pub(super) base: Box<Distribution>,
    /// Above 0 and finite.
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
