//! Distributions with all their parameters: quantiles, tails, moments and combinations.

use super::{
    Averaged, Beta, Binomial, Exponential, Gamma, Geometric, Inequality, LogNormal, LogitNormal,
    Metalog, Mirrored, Mixture, NegativeBinomial, Normal, Poisson, Scaled, StudentT, Triangular,
    Truncated, Uniform, Weibull, inequality::finite,
};

/// A distribution with all its parameters. It is made by [`Recipe::build`](super::Recipe::build) and the functions
/// here, so its parameters are always valid. Plain families need no memory on the heap.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// `normal`
    Normal(Normal),
    /// `lognormal`
    LogNormal(LogNormal),
    /// `-5 to -2`
    Mirrored(Mirrored),
    /// `20% to 40%`
    LogitNormal(LogitNormal),
    /// `uniform`
    Uniform(Uniform),
    /// `triangular`
    Triangular(Triangular),
    /// `beta` and `pert`
    Beta(Beta),
    /// `quantiles`
    Metalog(Metalog),
    /// `gamma`
    Gamma(Gamma),
    /// `exponential`
    Exponential(Exponential),
    /// `weibull`
    Weibull(Weibull),
    /// `student_t`
    StudentT(StudentT),
    /// `poisson`
    Poisson(Poisson),
    /// `binomial`
    Binomial(Binomial),
    /// `geometric`
    Geometric(Geometric),
    /// `negative_binomial`
    NegativeBinomial(NegativeBinomial),
    /// Always the same number; see [`Distribution::point`].
    Point(f64),
    /// `mixture`
    Mixture(Mixture),
    /// The weighted mean of quantile functions.
    Averaged(Averaged),
    /// `truncate`
    Truncated(Truncated),
    /// A distribution times a number above 0.
    Scaled(Scaled),
}

/// Calls a method on the value of any family; point masses and combinations are matched separately.
macro_rules! of_family {
    ($distribution:expr, $family:ident => $call:expr, { $($rest:tt)* }) => {
        match $distribution {
            Distribution::Normal($family) => $call,
            Distribution::LogNormal($family) => $call,
            Distribution::Mirrored($family) => $call,
            Distribution::LogitNormal($family) => $call,
            Distribution::Uniform($family) => $call,
            Distribution::Triangular($family) => $call,
            Distribution::Beta($family) => $call,
            Distribution::Metalog($family) => $call,
            Distribution::Gamma($family) => $call,
            Distribution::Exponential($family) => $call,
            Distribution::Weibull($family) => $call,
            Distribution::Poisson($family) => $call,
            Distribution::Binomial($family) => $call,
            Distribution::Geometric($family) => $call,
            Distribution::NegativeBinomial($family) => $call,
            $($rest)*
        }
    };
}

impl Distribution {
    /// The point mass at `x`, which must be finite.
    pub fn point(x: f64) -> Result<Self, Inequality> {
        Ok(Self::Point(finite("a certain value", x)?))
    }

    /// The mixture of several distributions, with weights of 0 or above on any scale, not all 0.
    pub fn mixture(parts: Vec<(f64, Self)>) -> Result<Self, Inequality> {
        Ok(Self::Mixture(Mixture::new(parts)?))
    }

    /// The distribution whose quantiles are the weighted means of those of the parts, with weights of 0 or above on
    /// any scale, not all 0. The mean of plain numbers is a plain number.
    pub fn averaged(parts: Vec<(f64, Self)>) -> Result<Self, Inequality> {
        let averaged = Averaged::new(parts)?;
        if averaged.parts().iter().all(|(_, part)| matches!(part, Self::Point(_))) {
            return Self::point(averaged.support().0);
        }
        Ok(Self::Averaged(averaged))
    }

    /// This distribution given that its value lies between `low` and `high`, both included; either may be infinite.
    /// Fails if `low` is not below `high` or the chance of the interval is 0. A mixture is cut part by part, and its
    /// shares become those that the parts have in the interval.
    pub fn truncate(self, low: f64, high: f64) -> Result<Self, Inequality> {
        if low.is_nan() || high.is_nan() {
            return Err(Inequality::new("the bounds of truncate must be numbers"));
        }
        if low > high || low == f64::INFINITY || high == f64::NEG_INFINITY {
            return Err(Inequality::new(format!(
                "the low bound must be below the high one, they are {low} and {high}"
            )));
        }
        let nothing = self.why_nothing(low, high);
        Ok(self.cut(low, high).ok_or(nothing)?.1)
    }

    /// The error that no value lies between two bounds.
    fn why_nothing(&self, low: f64, high: f64) -> Inequality {
        let (first, last) = self.support();
        let place = format!("between {low} and {high}");
        if low > last || high < first {
            let ends = match (first.is_finite(), last.is_finite()) {
                (true, false) => format!("is {first} or above"),
                (false, true) => format!("is {last} or below"),
                _ => format!("lies between {first} and {last}"),
            };
            return Inequality::new(format!("nothing is left {place}: every value {ends}"))
                .help("move the bounds to where there are values".to_owned());
        }
        if self.is_counting() && low.max(first).ceil() > high.min(last).floor() {
            let (floor, ceil) = (low.floor().max(first), high.ceil());
            return Inequality::new(format!("no whole number lies {place}: nothing is left"))
                .help(format!("widen the bounds to whole numbers, such as {floor} and {ceil}"));
        }
        Inequality::new(format!("there is no chance {place}: nothing is left"))
            .help("move the bounds nearer to the middle of the distribution".to_owned())
    }

    /// The logarithm of the chance between the bounds, and the distribution cut to them; `None` if the chance is 0.
    fn cut(self, low: f64, high: f64) -> Option<(f64, Self)> {
        match self {
            Self::Point(x) => (low <= x && x <= high).then_some((0.0, self)),
            Self::Scaled(Scaled { base, factor }) => {
                let (mass, base) = base.cut(low / factor, high / factor)?;
                Some((mass, Self::Scaled(Scaled { base: Box::new(base), factor })))
            }
            Self::Truncated(outer) => {
                let (first, last) = outer.support();
                let (low, high) = (low.max(first), high.min(last));
                if low > high {
                    return None;
                }
                let inner = Truncated::new(outer.base().clone(), low, high)?;
                Some((inner.ln_mass() - outer.ln_mass(), Self::Truncated(inner)))
            }
            Self::Mixture(mixture) => {
                let cut: Vec<(f64, Self)> = mixture
                    .into_parts()
                    .into_iter()
                    .filter_map(|(weight, part)| {
                        let (mass, part) = part.cut(low, high)?;
                        Some((libm::log(weight) + mass, part))
                    })
                    .collect();
                let most = cut.iter().map(|part| part.0).fold(f64::NEG_INFINITY, f64::max);
                let over_most = |(log, part)| (libm::exp(log - most), part);
                let cut = Mixture::new(cut.into_iter().map(over_most).collect()).ok()?;
                // the chance itself matters only inside another mixture, and mixtures are never nested
                Some((0.0, Self::Mixture(cut)))
            }
            plain => {
                let cut = Truncated::new(plain, low, high)?;
                Some((cut.ln_mass(), Self::Truncated(cut)))
            }
        }
    }

    /// This distribution times `factor`, which must be above 0: for example `3 to 12 weeks` in days.
    pub fn scale(self, factor: f64) -> Result<Self, Inequality> {
        super::inequality::above_0("a scale", factor)?;
        let scaled = match self {
            Self::Point(x) => Self::point(x * factor)?,
            Self::Scaled(scaled) => {
                let factor = super::inequality::above_0("a scale", scaled.factor * factor)?;
                Self::Scaled(Scaled { base: scaled.base, factor })
            }
            Self::Mixture(mixture) => {
                Self::Mixture(mixture.map(|w, part| Some((w, part.scale(factor).ok()?)))?)
            }
            plain => Self::Scaled(Scaled { base: Box::new(plain), factor }),
        };
        let outermost = f64::EPSILON / 2.0;
        let ends = [(outermost, 1.0 - outermost), (1.0 - outermost, outermost)];
        super::inequality::representable(ends.map(|(below, above)| scaled.inverse(below, above)))?;
        Ok(scaled)
    }

    /// The quantile of `u`: the smallest x with P(X ≤ x) ≥ u.
    ///
    /// Finite for 0 < u < 1: a quantile out of range, which only occurs for u outside 2⁻⁵³ … 1 − 2⁻⁵³, is replaced by
    /// the largest number. At 0 and 1 it is the end of the support; NaN if `u` is not between 0 and 1.
    pub fn quantile(&self, u: f64) -> f64 {
        if u > 0.0 && u < 1.0 {
            return self.inverse(u, 1.0 - u).clamp(f64::MIN, f64::MAX);
        }
        let (low, high) = self.support();
        match u {
            0.0 => low,
            1.0 => high,
            _ => f64::NAN,
        }
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }

    /// P(X > x), to its own relative accuracy.
    pub fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }

    /// The mean; `None` if it is undefined, infinite or out of range.
    pub fn mean(&self) -> Option<f64> {
        let mean = of_family!(self, family => family.mean(), {
            Self::StudentT(family) => family.mean()?,
            Self::Point(x) => *x,
            Self::Mixture(mixture) => mixture.mean()?,
            Self::Averaged(averaged) => averaged.mean()?,
            Self::Truncated(truncated) => truncated.mean()?,
            Self::Scaled(scaled) => scaled.mean()?,
        });
        mean.is_finite().then_some(mean)
    }

    /// The variance; `None` if it is undefined, infinite or out of range.
    pub fn variance(&self) -> Option<f64> {
        let variance = of_family!(self, family => family.variance(), {
            Self::StudentT(family) => family.variance()?,
            Self::Point(_) => 0.0,
            Self::Mixture(mixture) => mixture.variance()?,
            Self::Averaged(averaged) => averaged.variance()?,
            Self::Truncated(truncated) => truncated.variance()?,
            Self::Scaled(scaled) => scaled.variance()?,
        });
        variance.is_finite().then_some(variance)
    }

    /// The least interval that contains every value, both ends included; an end may be infinite.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Normal(_) | Self::StudentT(_) => (f64::NEG_INFINITY, f64::INFINITY),
            Self::LogNormal(_)
            | Self::Gamma(_)
            | Self::Exponential(_)
            | Self::Weibull(_)
            | Self::Poisson(_)
            | Self::NegativeBinomial(_) => (0.0, f64::INFINITY),
            Self::Mirrored(_) => (f64::NEG_INFINITY, 0.0),
            Self::Geometric(_) => (1.0, f64::INFINITY),
            Self::LogitNormal(_) => (0.0, 1.0),
            Self::Uniform(family) => family.support(),
            Self::Triangular(family) => family.support(),
            Self::Beta(family) => family.support(),
            Self::Metalog(family) => family.support(),
            Self::Binomial(family) => family.support(),
            Self::Point(x) => (*x, *x),
            Self::Mixture(mixture) => mixture.support(),
            Self::Averaged(averaged) => averaged.support(),
            Self::Truncated(truncated) => truncated.support(),
            Self::Scaled(scaled) => scaled.support(),
        }
    }

    /// Whether this is a family of counts, whose values are whole numbers.
    pub fn is_counting(&self) -> bool {
        matches!(
            self,
            Self::Poisson(_) | Self::Binomial(_) | Self::Geometric(_) | Self::NegativeBinomial(_)
        )
    }

    /// The distance between the values of a family of counts, also cut or scaled; `None` for others.
    pub(super) fn step(&self) -> Option<f64> {
        match self {
            Self::Scaled(scaled) => Some(scaled.base.step()? * scaled.factor),
            Self::Truncated(truncated) => truncated.base().step(),
            _ => self.is_counting().then_some(1.0),
        }
    }

    /// P(X ≤ x) and P(X > x).
    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        if x.is_nan() {
            return (f64::NAN, f64::NAN);
        }
        let (lower, upper) = of_family!(self, family => family.tails(x), {
            Self::StudentT(family) => family.tails(x),
            Self::Point(at) => if x >= *at { (1.0, 0.0) } else { (0.0, 1.0) },
            Self::Mixture(mixture) => mixture.tails(x),
            Self::Averaged(averaged) => averaged.tails(x),
            Self::Truncated(truncated) => truncated.tails(x),
            Self::Scaled(scaled) => scaled.tails(x),
        });
        // each is accurate to about an ulp, so it may exceed 1
        (lower.min(1.0), upper.min(1.0))
    }

    /// ln P(X ≤ x) and ln P(X > x); plain families give them also where the tails underflow.
    pub(super) fn ln_tails(&self, x: f64) -> (f64, f64) {
        of_family!(self, family => family.ln_tails(x), {
            Self::StudentT(family) => family.ln_tails(x),
            Self::Point(_)
            | Self::Mixture(_)
            | Self::Averaged(_)
            | Self::Truncated(_)
            | Self::Scaled(_) => {
                let (lower, upper) = self.tails(x);
                (libm::log(lower), libm::log(upper))
            }
        })
    }

    /// P(X < x) and P(X ≥ x).
    pub fn tails_below(&self, x: f64) -> (f64, f64) {
        match self {
            Self::Point(at) if x > *at => (1.0, 0.0),
            Self::Point(_) => (0.0, 1.0),
            Self::Mixture(mixture) => mixture.tails_below(x),
            Self::Averaged(averaged) => averaged.tails_below(x),
            Self::Truncated(truncated) => truncated.tails_below(x),
            Self::Scaled(scaled) => scaled.tails_below(x),
            _ if self.is_counting() => self.tails(x.ceil() - 1.0),
            _ => self.tails(x),
        }
    }

    /// The smallest x whose lower tail is at least `lower`; `lower` and `upper` are at least 0 and sum to 1.
    pub(super) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        of_family!(self, family => family.inverse(lower, upper), {
            Self::StudentT(family) => family.inverse(lower, upper),
            Self::Point(x) => *x,
            Self::Mixture(mixture) => mixture.inverse(lower, upper),
            Self::Averaged(averaged) => averaged.inverse(lower, upper),
            Self::Truncated(truncated) => truncated.inverse(lower, upper),
            Self::Scaled(scaled) => scaled.inverse(lower, upper),
        })
    }
}
