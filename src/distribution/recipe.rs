//! Recipes: a family of distributions and the meaning of its parameters.

use super::{
    Beta, Binomial, Bounded, Distribution, Exponential, Gamma, Geometric, Inequality, LogNormal,
    LogitNormal, Metalog, Mirrored, NegativeBinomial, Normal, Poisson, StudentT, Triangular,
    Uniform, Weibull,
};

/// A family and the meaning of its parameters, in the order in which [`Recipe::build`] takes them. Percentiles have
/// rising ranks from 1 to 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// `normal(mean, sd)`
    Normal,
    /// `normal(p10 = …, p90 = …)`
    NormalPercentiles(u8, u8),
    /// `lognormal(mean = …, sd = …)`, moments of the variable itself
    LogNormal,
    /// `lognormal(mu = …, sigma = …)`, moments of its logarithm
    LogNormalOfLog,
    /// `lognormal(p10 = …, p90 = …)`
    LogNormalPercentiles(u8, u8),
    /// `-5 to -2`; no function has this name
    MirroredPercentiles(u8, u8),
    /// `a to b` whose ends are computed at runtime; the side of 0 on which they lie decides the family
    Range,
    /// `20% to 40%`; no function has this name
    LogitNormalPercentiles(u8, u8),
    /// `uniform(low, high)`
    Uniform,
    /// `triangular(low, mode, high)`
    Triangular,
    /// `pert(low, mode, high)`
    Pert,
    /// `pert(low, mode, high, lambda)`
    PertLambda,
    /// `beta(a, b)`
    Beta,
    /// `beta(mean = …, sd = …)`
    BetaMoments,
    /// `quantiles(5%: …, 50%: …, 95%: …)`: a chance and a value three times, then the bounds that there are
    Quantiles(Bounded),
    /// `gamma(shape = …, scale = …)`
    Gamma,
    /// `exponential(mean = …)`
    Exponential,
    /// `exponential(p50 = …)`
    ExponentialPercentile(u8),
    /// `weibull(shape = …, scale = …)`
    Weibull,
    /// `weibull(p10 = …, p90 = …)`
    WeibullPercentiles(u8, u8),
    /// `student_t(df)`
    StudentT,
    /// `student_t(df, loc, scale)`
    StudentTMoved,
    /// `poisson(mean)`
    Poisson,
    /// `binomial(n, p)`
    Binomial,
    /// `geometric(p)`
    Geometric,
    /// `negative_binomial(failures_before = …, p = …)`
    NegativeBinomial,
    /// `negative_binomial(mean = …, sd = …)`
    NegativeBinomialMoments,
}

impl Recipe {
    /// Whether its values are whole numbers.
    pub fn is_discrete(self) -> bool {
        matches!(
            self,
            Self::Poisson
                | Self::Binomial
                | Self::Geometric
                | Self::NegativeBinomial
                | Self::NegativeBinomialMoments
        )
    }

    /// `a to b` across 0.
    pub const NORMAL_5_95: Self = Self::NormalPercentiles(5, 95);
    /// `a to b` where both ends are below 0.
    pub const MIRRORED_5_95: Self = Self::MirroredPercentiles(5, 95);
    /// `a to b` where both ends are above 0.
    pub const LOGNORMAL_5_95: Self = Self::LogNormalPercentiles(5, 95);
    /// `a% to b%`.
    pub const LOGITNORMAL_5_95: Self = Self::LogitNormalPercentiles(5, 95);

    /// The recipe that `a to b` denotes for these ends, so that a range keeps its side of 0.
    pub fn of_range(low: f64, high: f64) -> Result<Self, Inequality> {
        if low == 0.0 || high == 0.0 {
            return Err(Inequality::new(format!(
                "a range can't have an end at 0, and this one goes from {low} to {high}"
            )));
        }
        Ok(if low > 0.0 {
            Self::LOGNORMAL_5_95
        } else if high < 0.0 {
            Self::MIRRORED_5_95
        } else {
            Self::NORMAL_5_95
        })
    }

    /// The number of parameters that [`build`](Self::build) takes.
    pub fn arity(self) -> usize {
        match self {
            Self::Exponential
            | Self::ExponentialPercentile(_)
            | Self::StudentT
            | Self::Poisson
            | Self::Geometric => 1,
            Self::Triangular | Self::Pert | Self::StudentTMoved => 3,
            Self::PertLambda => 4,
            Self::Quantiles(Bounded::No) => 6,
            Self::Quantiles(Bounded::Low | Bounded::High) => 7,
            Self::Quantiles(Bounded::Both) => 8,
            _ => 2,
        }
    }

    /// Builds the distribution with these parameters, or returns the requirement that they break.
    pub fn build(self, parameters: &[f64]) -> Result<Distribution, Inequality> {
        match *parameters {
            [a] if self.arity() == 1 => self.of_one(a),
            [a, b] if self.arity() == 2 => self.of_two(a, b),
            [a, b, c] if self.arity() == 3 => self.of_three(a, b, c),
            [low, mode, high, lambda] if self == Self::PertLambda => {
                Ok(Distribution::Beta(Beta::pert(low, mode, high, lambda)?))
            }
            [_, _, _, _, _, _, ref ends @ ..] if self.arity() == parameters.len() => {
                let of = |k: usize| (parameters[2 * k], parameters[2 * k + 1]);
                self.of_quantiles([of(0), of(1), of(2)], ends)
            }
            _ => Err(self.wrong_count(parameters.len())),
        }
    }

    fn of_quantiles(
        self,
        quantiles: [(f64, f64); 3],
        ends: &[f64],
    ) -> Result<Distribution, Inequality> {
        let (bounded, low, high) = match (self, ends) {
            (Self::Quantiles(Bounded::No), []) => (Bounded::No, f64::NEG_INFINITY, f64::INFINITY),
            (Self::Quantiles(Bounded::Low), [low]) => (Bounded::Low, *low, f64::INFINITY),
            (Self::Quantiles(Bounded::High), [high]) => (Bounded::High, f64::NEG_INFINITY, *high),
            (Self::Quantiles(Bounded::Both), [low, high]) => (Bounded::Both, *low, *high),
            _ => return Err(self.wrong_count(6 + ends.len())),
        };
        Ok(Distribution::Metalog(Metalog::new(quantiles, bounded, (low, high))?))
    }

    fn wrong_count(self, given: usize) -> Inequality {
        Inequality::new(format!("{} parameters are needed, there are {given}", self.arity()))
    }

    fn of_one(self, a: f64) -> Result<Distribution, Inequality> {
        Ok(match self {
            Self::Exponential => Distribution::Exponential(Exponential::new(a)?),
            Self::ExponentialPercentile(rank) => {
                Distribution::Exponential(Exponential::by_percentile(rank, a)?)
            }
            Self::StudentT => Distribution::StudentT(StudentT::new(a, 0.0, 1.0)?),
            Self::Poisson => Distribution::Poisson(Poisson::new(a)?),
            Self::Geometric => Distribution::Geometric(Geometric::new(a)?),
            _ => return Err(self.wrong_count(1)),
        })
    }

    fn of_two(self, a: f64, b: f64) -> Result<Distribution, Inequality> {
        Ok(match self {
            Self::Normal => Distribution::Normal(Normal::new(a, b)?),
            Self::NormalPercentiles(i, j) => {
                Distribution::Normal(Normal::by_percentiles((i, j), a, b)?)
            }
            Self::LogNormal => Distribution::LogNormal(LogNormal::by_moments(a, b)?),
            Self::LogNormalOfLog => Distribution::LogNormal(LogNormal::new(a, b)?),
            Self::LogNormalPercentiles(i, j) => {
                Distribution::LogNormal(LogNormal::by_percentiles((i, j), a, b)?)
            }
            Self::MirroredPercentiles(i, j) => {
                Distribution::Mirrored(Mirrored::by_percentiles((i, j), a, b)?)
            }
            Self::Range => return Self::of_range(a, b)?.of_two(a, b),
            Self::LogitNormalPercentiles(i, j) => {
                Distribution::LogitNormal(LogitNormal::by_percentiles((i, j), a, b)?)
            }
            Self::Uniform => Distribution::Uniform(Uniform::new(a, b)?),
            Self::Beta => Distribution::Beta(Beta::new(a, b)?),
            Self::BetaMoments => Distribution::Beta(Beta::by_moments(a, b)?),
            Self::Gamma => Distribution::Gamma(Gamma::new(a, b)?),
            Self::Weibull => Distribution::Weibull(Weibull::new(a, b)?),
            Self::WeibullPercentiles(i, j) => {
                Distribution::Weibull(Weibull::by_percentiles((i, j), a, b)?)
            }
            Self::Binomial => Distribution::Binomial(Binomial::new(a, b)?),
            Self::NegativeBinomial => Distribution::NegativeBinomial(NegativeBinomial::new(a, b)?),
            Self::NegativeBinomialMoments => {
                Distribution::NegativeBinomial(NegativeBinomial::by_moments(a, b)?)
            }
            _ => return Err(self.wrong_count(2)),
        })
    }

    fn of_three(self, a: f64, b: f64, c: f64) -> Result<Distribution, Inequality> {
        Ok(match self {
            Self::Triangular => Distribution::Triangular(Triangular::new(a, b, c)?),
            Self::Pert => Distribution::Beta(Beta::pert(a, b, c, 4.0)?),
            Self::StudentTMoved => Distribution::StudentT(StudentT::new(a, b, c)?),
            _ => return Err(self.wrong_count(3)),
        })
    }
}
