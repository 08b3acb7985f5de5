//! The metalog distribution of three terms, through three quantiles, with or without bounds.

use crate::distribution::inequality::{Inequality, finite, ordered, representable};

/// The greatest |g(y)|, where g(y) = y − ½ + y(1 − y) ln(y/(1 − y)): the density of a metalog is positive everywhere
/// if |a₃| · LIMIT < a₂.
const LIMIT: f64 = 0.599_839_320_128_867;
/// ln(y/(1 − y)) of the outermost y that 53 random bits reach.
const OUTERMOST: f64 = 36.736_800_569_677_1;
/// Triples closer to the limit than this, as shares of the distance between the outer quantiles, count as at it.
const SLACK: f64 = 1e-12;
/// Beyond this ln(y/(1 − y)), the tails are exactly exponential in it.
const FAR: f64 = 60.0;

/// The bounds of the values. They decide the scale on which the quantile function is that of an unbounded metalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounded {
    /// No bound.
    No,
    /// A lower bound: the logarithm of the distance from it.
    Low,
    /// An upper bound: minus the logarithm of the distance to it.
    High,
    /// Both: the logarithm of the ratio of the two distances.
    Both,
}

/// The bounds, with their values; those that do not exist are not read.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    bounded: Bounded,
    low: f64,
    high: f64,
}

impl Scale {
    /// The value on the scale of the unbounded metalog.
    fn to(self, x: f64) -> f64 {
        let ln = libm::log;
        match self.bounded {
            Bounded::No => x,
            Bounded::Low => ln(x - self.low),
            Bounded::High => -ln(self.high - x),
            Bounded::Both => ln(x - self.low) - ln(self.high - x),
        }
    }

    /// The inverse of [`to`](Self::to).
    fn from(self, m: f64) -> f64 {
        match self.bounded {
            Bounded::No => m,
            Bounded::Low => self.low + libm::exp(m),
            Bounded::High => self.high - libm::exp(-m),
            // from the nearer end
            Bounded::Both if m <= 0.0 => {
                let part = (self.high - self.low) * (libm::exp(m) / (1.0 + libm::exp(m)));
                (self.low + part).min(self.high)
            }
            Bounded::Both => {
                let part = (self.high - self.low) * (libm::exp(-m) / (1.0 + libm::exp(-m)));
                (self.high - part).max(self.low)
            }
        }
    }

    fn support(self) -> (f64, f64) {
        let low = match self.bounded {
            Bounded::No | Bounded::High => f64::NEG_INFINITY,
            Bounded::Low | Bounded::Both => self.low,
        };
        let high = match self.bounded {
            Bounded::No | Bounded::Low => f64::INFINITY,
            Bounded::High | Bounded::Both => self.high,
        };
        (low, high)
    }
}

/// The metalog distribution with three terms (T. W. Keelin, *Decision Analysis* 13, 2016): on its scale, the quantile
/// of y is a₁ + (a₂ + a₃(y − ½)) ln(y/(1 − y)). With one bound it is Keelin's log metalog, with two the logit metalog.
///
/// Quantiles are closed; tails are found by guarded Newton steps on ln(y/(1 − y)). The mean and the variance without
/// bounds are closed, else sums by the trapezoidal rule, whose tails are geometric series: about 1e-12.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metalog {
    a: [f64; 3],
    scale: Scale,
}

/// A chance and its quantile.
type Quantile = (f64, f64);

impl Metalog {
    /// The distribution through three quantiles, with chances and values in rising order, within the bounds; a bound
    /// that does not exist is not read. Fails if no metalog of three terms goes through them.
    pub(crate) fn new(
        quantiles: [Quantile; 3],
        bounded: Bounded,
        (low, high): (f64, f64),
    ) -> Result<Self, Inequality> {
        let scale = Scale { bounded, low, high };
        let [first, middle_one, last] = checked(quantiles, scale)?;
        let terms = quantiles.map(|(p, _)| terms(p));
        let middle = |sign: f64| {
            let at = |k: usize| terms[k].0 + sign * terms[k].1 / LIMIT;
            (at(1) - at(0)) / (at(2) - at(0))
        };
        let (one, other) = (middle(1.0), middle(-1.0));
        let (least, most) = (one.min(other), one.max(other));
        let (part, span) = (middle_one - first, last - first);
        let share = part / span;
        if share < least - SLACK || share > most + SLACK {
            let at = |share: f64| scale.from(first + share * span);
            return Err(infeasible(quantiles, (at(least), at(most))));
        }
        let step = |k: usize| (terms[k].0 - terms[0].0, terms[k].1 - terms[0].1);
        let ((logit, bend), (logit_all, bend_all)) = (step(1), step(2));
        let determinant = logit * bend_all - bend * logit_all;
        let third = (logit * span - logit_all * part) / determinant;
        // at the limit the third term is exactly as large as the second allows
        let second = (span - third * bend_all) / logit_all;
        let third = third.clamp(-second / LIMIT, second / LIMIT);
        let a = [middle_one - second * terms[1].0 - third * terms[1].1, second, third];
        if a.iter().any(|x| !x.is_finite()) {
            return Err(Inequality::new("the quantiles are too close together or too far apart"));
        }
        let made = Self { a, scale };
        representable([-OUTERMOST, OUTERMOST].map(|logit| scale.from(made.at(logit))))?;
        Ok(made)
    }

    /// The quantile function on the scale, of ln(y/(1 − y)).
    fn at(self, logit: f64) -> f64 {
        let [a, b, c] = self.a;
        a + logit * (b + c * (0.5 * libm::tanh(0.5 * logit)))
    }

    /// The derivative of [`at`](Self::at).
    fn slope(self, logit: f64) -> f64 {
        let [_, b, c] = self.a;
        let tanh = libm::tanh(0.5 * logit);
        b + c * (0.5 * tanh + 0.25 * logit * (1.0 - tanh * tanh))
    }

    /// The ln(y/(1 − y)) at a value of the scale.
    fn logit(self, m: f64) -> f64 {
        if !m.is_finite() {
            return m;
        }
        let mut reach = 1.0;
        while reach < 1e300 && (self.at(-reach) > m || self.at(reach) < m) {
            reach *= 2.0;
        }
        let (mut low, mut high) = (-reach, reach);
        let mut guess = 0.0;
        for _ in 0..2000 {
            let off = self.at(guess) - m;
            if off > 0.0 {
                high = guess;
            } else {
                low = guess;
            }
            let newton = guess - off / self.slope(guess);
            let next =
                if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
            if (next - guess).abs() <= 1e-15 * guess.abs() {
                return next;
            }
            guess = next;
        }
        guess
    }

    fn logit_of(self, x: f64) -> f64 {
        let (low, high) = self.scale.support();
        if x <= low {
            f64::NEG_INFINITY
        } else if x >= high {
            f64::INFINITY
        } else {
            self.logit(self.scale.to(x))
        }
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let logit = self.logit_of(x);
        (1.0 / (1.0 + libm::exp(-logit)), 1.0 / (1.0 + libm::exp(logit)))
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let logit = self.logit_of(x);
        // −ln(1 + eᵗ), for large t too
        let ln = |t: f64| if t > FAR { -t } else { -libm::log1p(libm::exp(t)) };
        (ln(-logit), ln(logit))
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let [a, b, c] = self.a;
        let logit = libm::log(lower) - libm::log(upper);
        self.scale.from(a + logit * (b + c * (0.5 * (lower - upper))))
    }

    /// The mean; infinite if there is none.
    pub(crate) fn mean(self) -> f64 {
        let [a, _, c] = self.a;
        match self.scale.bounded {
            Bounded::No => a + 0.5 * c,
            Bounded::Low => self.scale.low + self.exponential(1.0),
            Bounded::High => self.scale.high - self.exponential(-1.0),
            Bounded::Both => self.expectation(&|x| x),
        }
    }

    /// The variance; infinite or not a number if there is none.
    pub(crate) fn variance(self) -> f64 {
        let [_, b, c] = self.a;
        let square = std::f64::consts::PI * std::f64::consts::PI;
        let around = |sign: f64| {
            let mean = self.exponential(sign);
            self.exponential(2.0 * sign) - mean * mean
        };
        match self.scale.bounded {
            Bounded::No => b * b * square / 3.0 + c * c * (1.0 / 12.0 + square / 36.0),
            Bounded::Low => around(1.0),
            Bounded::High => around(-1.0),
            Bounded::Both => {
                let mean = self.mean();
                self.expectation(&|x| (x - mean) * (x - mean))
            }
        }
    }

    /// The mean of exp(`by` · the unbounded metalog); infinite if there is none.
    fn exponential(self, by: f64) -> f64 {
        let [a, b, c] = self.a.map(|x| x * by);
        // the exponents far out in the upper and the lower tail, of the density and the function together
        let (up, down) = (b + 0.5 * c - 1.0, -(b - 0.5 * c) - 1.0);
        if up >= 0.0 || down >= 0.0 {
            return f64::INFINITY;
        }
        let step = 0.25 / (b.abs() + c.abs()).max(1.0);
        let last = (FAR / step).ceil();
        let term = |k: f64| {
            let logit = k * step;
            let at = a + logit * (b + c * (0.5 * libm::tanh(0.5 * logit)));
            libm::exp(at - logit.abs() - 2.0 * libm::log1p(libm::exp(-logit.abs())))
        };
        let mut sum = term(0.0);
        let mut k = 1.0;
        while k <= last {
            sum += term(k) + term(-k);
            k += 1.0;
        }
        let beyond =
            |end: f64, rate: f64| term(end) * (libm::exp(rate * step) / -libm::expm1(rate * step));
        step * (sum + beyond(last, up) + beyond(-last, down))
    }

    /// The mean of a bounded function of the variable.
    fn expectation(self, f: &dyn Fn(f64) -> f64) -> f64 {
        let [_, b, c] = self.a;
        let step = (0.25 / (b.abs() + c.abs()).max(1.0)).max(1e-3);
        let last = (FAR / step).ceil();
        let (mut sum, mut weights) = (0.0, 0.0);
        let mut k = -last;
        while k <= last {
            let logit = k * step;
            let tail = libm::exp(-logit.abs());
            let weight = tail / ((1.0 + tail) * (1.0 + tail));
            sum += weight * f(self.scale.from(self.at(logit)));
            weights += weight;
            k += 1.0;
        }
        sum / weights
    }

    pub(crate) fn support(self) -> (f64, f64) {
        self.scale.support()
    }
}

/// ln(y/(1 − y)) and (y − ½) ln(y/(1 − y)).
fn terms(y: f64) -> (f64, f64) {
    let logit = libm::log(y) - libm::log1p(-y);
    (logit, (y - 0.5) * logit)
}

/// The quantiles on the scale, after a check of their order and of the bounds.
fn checked(quantiles: [Quantile; 3], scale: Scale) -> Result<[f64; 3], Inequality> {
    for (p, x) in quantiles {
        finite("a quantile", x)?;
        if !(p > 0.0 && p < 1.0) {
            return Err(Inequality::new(format!(
                "the chance of a quantile lies between 0 and 1, both excluded, it is {p}"
            )));
        }
    }
    let (low, high) = scale.support();
    for (name, bound) in [("low", low), ("high", high)] {
        if bound.is_nan() {
            finite(name, bound)?;
        }
    }
    let percent: [String; 3] = quantiles.map(|(p, _)| shown(p));
    for k in [0, 1] {
        let ((p, x), (q, y)) = (quantiles[k], quantiles[k + 1]);
        if p >= q {
            return Err(Inequality::new(format!(
                "the chances of quantiles must rise, and {} is followed by {}",
                percent[k],
                percent[k + 1]
            )));
        }
        ordered(
            (&format!("the quantile of {}", percent[k]), x),
            (&format!("that of {}", percent[k + 1]), y),
        )?;
    }
    let ((_, first), (_, last)) = (quantiles[0], quantiles[2]);
    if low >= first {
        return Err(Inequality::new(format!(
            "low must be below the lowest quantile, {first}, it is {low}"
        )));
    }
    if high <= last {
        return Err(Inequality::new(format!(
            "high must be above the highest quantile, {last}, it is {high}"
        )));
    }
    Ok(quantiles.map(|(_, x)| scale.to(x)))
}

/// The fault of a middle quantile through which no metalog goes, with the interval in which it may lie.
fn infeasible(quantiles: [Quantile; 3], lawful: (f64, f64)) -> Inequality {
    let [(_, x), (p, y), (_, z)] = quantiles;
    let (least, most) = inwards(lawful, z - x);
    let message = format!(
        "no smooth curve of one piece goes through {x}, {y} and {z}: the quantile of {} must lie between {least} and \
         {most}, it is {y}",
        shown(p)
    );
    let nearest = if y < least { least } else { most };
    Inequality::new(message).help(format!(
        "write {nearest} in its place, or give the bounds that there are, as in `low = 0`, or use `triangular` or `mixture`"
    ))
}

/// Rounds an interval inwards, to some three digits of the distance between the outer quantiles.
fn inwards((low, high): (f64, f64), span: f64) -> (f64, f64) {
    let mut unit = libm::pow(10.0, (libm::log10(span) - 2.5).round());
    for _ in 0..12 {
        // divided by a power of ten that is whole, so that the result prints short
        let round = |x: f64, up: bool| {
            let digits = if unit < 1.0 { (1.0 / unit).round() } else { 1.0 };
            let whole = if unit < 1.0 { x * digits } else { x / unit };
            let whole = if up { whole.ceil() } else { whole.floor() };
            if unit < 1.0 { whole / digits } else { whole * unit }
        };
        let (up, down) = (round(low, true), round(high, false));
        if up < down {
            return (up, down);
        }
        unit /= 10.0;
    }
    (low, high)
}

/// A chance in per cent: `5 %`.
fn shown(p: f64) -> String {
    let percent = (p * 1e10).round() / 1e8;
    format!("{percent} %")
}
