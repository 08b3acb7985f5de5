//! Quantile functions tabulated as polynomials, for many draws from one distribution.
//!
//! In each segment of the unit interval ([`kernel::by_segments`]) a cubic interpolates the exact quantiles at
//! Chebyshev nodes. The exact function is called where the cubic is not within [`CLOSE`] between the nodes, as at a
//! corner or a step, and in the last 1/16,384 of each tail. A uniform distribution needs no table.
//!
//! Which numbers come from polynomials depends on the distribution alone. For few draws there is no table: the
//! polynomial of each draw's segment is computed for that draw. So the first draws of a long run equal those of a
//! short one, bit by bit.

use super::Distribution;
use crate::numerics::kernel::{
    self, HALF, Polynomial, Polynomials, SEGMENTS, Segments, TERMS, bounds,
};
use crate::numerics::stream::Key;
use std::sync::Arc;

/// The tolerance of a polynomial, relative to the interquartile range or the distance from the median, whichever is
/// more; but no more than relative to the distance from a finite end of the support, near which values may have any
/// size. Usual families are ten times closer. The sampling error of a mean is as large in 10^14 trials.
const CLOSE: f64 = 1e-7;
/// The number of draws from which on the whole table takes less time than a polynomial for each draw.
pub(super) const MANY: u64 = 1024;
/// The mark of a segment in which the exact function is called.
const ASKED: Polynomial = Polynomial([f64::NAN; TERMS]);

/// A distribution prepared for draws in many trials at once.
#[derive(Clone, Debug)]
pub struct Quick {
    distribution: Distribution,
    support: (f64, f64),
    by: By,
}

/// The way in which the quantile function is evaluated.
#[derive(Clone, Debug)]
enum By {
    /// The uniform distribution between the ends of the support.
    Ends,
    /// The polynomials of all segments; NaN where the exact function is called.
    Table(Arc<[Polynomial]>),
    /// The polynomial of the segment, computed for each draw.
    Segment(Spread),
}

impl Quick {
    /// Prepares a distribution, with a table of some 7,000 exact quantiles if `draws` is large. The bits of the draws
    /// do not depend on `draws`.
    pub fn new(distribution: Distribution, draws: u64) -> Self {
        let support = distribution.support();
        let spread = Spread::of(&distribution);
        let by = match distribution {
            Distribution::Uniform(_) => By::Ends,
            _ if draws < MANY => By::Segment(spread),
            _ => By::Table(table(&distribution, spread)),
        };
        Self { distribution, support, by }
    }

    /// The distribution.
    pub fn distribution(&self) -> &Distribution {
        &self.distribution
    }

    /// The distribution without its table.
    pub fn into_law(self) -> Distribution {
        self.distribution
    }

    /// The share of uniform numbers for which the exact function is called; 0 without a table.
    pub fn asked(&self) -> f64 {
        let By::Table(segments) = &self.by else { return 0.0 };
        let of_half = |half: &[Polynomial]| {
            let asked = |segment: &usize| half[1 + segment].0[0].is_nan();
            (0..SEGMENTS).filter(asked).map(|i| bounds(i).1 - bounds(i).0).sum::<f64>()
        };
        2.0 * bounds(0).0 + segments.chunks_exact(HALF).map(of_half).sum::<f64>()
    }

    /// The quantile at `u`, strictly between 0 and 1, within the tolerance of the exact one.
    pub fn quantile(&self, u: f64) -> f64 {
        let found = match &self.by {
            By::Ends => f64::NAN,
            By::Table(_) => {
                self.function().map_or(f64::NAN, |function| kernel::by_segments(u, function))
            }
            By::Segment(spread) => self.by_segment(u, *spread),
        };
        if found.is_nan() { self.distribution.quantile(u) } else { found }
    }

    /// The value at `u` of its segment's polynomial; NaN if the exact function is to be called.
    fn by_segment(&self, u: f64, spread: Spread) -> f64 {
        let (at, t) = kernel::segment_of(u);
        let (segment, is_upper) = (at % HALF, at >= HALF);
        if segment == 0 || segment > SEGMENTS {
            return f64::NAN;
        }
        let (low, high) = self.support;
        kernel::at_segment(
            &polynomial(&self.distribution, (segment - 1, is_upper), spread),
            t,
            (low, high),
        )
    }

    /// Replaces `lanes`, a multiple of [`kernel::GROUP`], with the quantiles at the uniform numbers of `key`.
    pub fn draw(&self, key: Key, lanes: &mut [f64]) {
        let (low, high) = self.support;
        if let By::Ends = self.by {
            return key.between(low, high, lanes);
        }
        let Some(function) = self.function() else {
            key.uniforms(lanes);
            for u in lanes {
                *u = self.quantile(*u);
            }
            return;
        };
        if !key.by_segments(function, lanes) {
            return;
        }
        for (group, lanes) in lanes.chunks_mut(kernel::GROUP).enumerate() {
            if !lanes.iter().fold(false, |any, x| any | x.is_nan()) {
                continue;
            }
            for (lane, x) in lanes.iter_mut().enumerate().filter(|(_, x)| x.is_nan()) {
                let lane = group * kernel::GROUP + lane;
                *x = self.distribution.quantile(key.uniform(lane as u64));
            }
        }
    }

    fn function(&self) -> Option<Segments<'_>> {
        let By::Table(table) = &self.by else { return None };
        let (low, high) = self.support;
        let polynomials: &Polynomials = (&**table).try_into().ok()?;
        Some(Segments { polynomials, low, high })
    }
}

/// The median of a distribution and its spread.
#[derive(Clone, Copy, Debug)]
struct Spread {
    median: f64,
    /// The interquartile range.
    span: f64,
    /// The ends of the support.
    ends: (f64, f64),
    /// Whether the distribution is discrete, so that polynomials must be constant.
    is_discrete: bool,
}

impl Spread {
    fn of(distribution: &Distribution) -> Self {
        let span = distribution.quantile(0.75) - distribution.quantile(0.25);
        let is_discrete = distribution.is_discrete();
        Self { median: distribution.quantile(0.5), span, ends: distribution.support(), is_discrete }
    }

    /// The tolerance at a quantile.
    fn allows(self, quantile: f64) -> f64 {
        let spread = (quantile - self.median).abs().max(self.span);
        // infinite if there is no finite end
        let from_end = (quantile - self.ends.0).min(self.ends.1 - quantile);
        // plus the rounding error of the polynomial
        CLOSE * spread.min(from_end) + 8.0 * f64::EPSILON * quantile.abs()
    }
}

/// The polynomials of all segments.
fn table(distribution: &Distribution, spread: Spread) -> Arc<[Polynomial]> {
    let mut table = vec![ASKED; 2 * HALF];
    for (half, upper) in table.chunks_exact_mut(HALF).zip([false, true]) {
        for (segment, found) in half[1..=SEGMENTS].iter_mut().enumerate() {
            *found = polynomial(distribution, (segment, upper), spread);
        }
    }
    table.into()
}

/// The polynomial of one segment; NaN if it is not within the tolerance.
fn polynomial(
    distribution: &Distribution,
    (segment, upper): (usize, bool),
    spread: Spread,
) -> Polynomial {
    let (from, to) = bounds(segment);
    let exact = |t: f64| {
        let tail = from + (to - from) * t;
        distribution.quantile(if upper { 1.0 - tail } else { tail })
    };
    // the zeros of Chebyshev's polynomial, and its extremes between them
    let at_angle =
        |quarters: f64| 0.5 - 0.5 * libm::cos(quarters * std::f64::consts::PI / TERMS as f64);
    let nodes: [f64; TERMS] = std::array::from_fn(|i| at_angle(i as f64 + 0.5));
    let values = nodes.map(exact);
    let found = through(nodes, values);
    let is_close = if spread.is_discrete {
        // equal at both ends, and so in between, because quantiles never fall
        exact(0.0).total_cmp(&exact(1.0)).is_eq()
    } else {
        (0..=TERMS).all(|i| {
            let t = at_angle(i as f64);
            let (x, y) = (at(&found, t), exact(t));
            (x - y).abs() <= spread.allows(y)
        })
    };
    if is_close { Polynomial(found) } else { ASKED }
}

fn at(polynomial: &[f64; TERMS], t: f64) -> f64 {
    polynomial.iter().rev().fold(0.0, |sum, c| sum * t + c)
}

/// The coefficients of the polynomial through four points, by Newton's divided differences.
fn through(nodes: [f64; TERMS], values: [f64; TERMS]) -> [f64; TERMS] {
    let mut differences = values;
    for order in 1..TERMS {
        for i in (order..TERMS).rev() {
            differences[i] = (differences[i] - differences[i - 1]) / (nodes[i] - nodes[i - order]);
        }
    }
    let mut polynomial = [0.0; TERMS];
    for i in (0..TERMS).rev() {
        // polynomial · (t − node) + difference
        for j in (1..TERMS).rev() {
            polynomial[j] = polynomial[j - 1] - nodes[i] * polynomial[j];
        }
        polynomial[0] = differences[i] - nodes[i] * polynomial[0];
    }
    polynomial
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Recipe;
    use crate::numerics::stream::Key;

    fn build(name: &str, numbers: &[(&str, f64)]) -> Distribution {
        let names: Vec<Option<&str>> =
            numbers.iter().map(|(name, _)| Some(*name).filter(|name| !name.is_empty())).collect();
        let (recipe, order) = Recipe::resolve(name, &names).expect("a family");
        let ordered: Vec<f64> = order.iter().map(|at| numbers[*at].1).collect();
        recipe.build(&ordered).expect("sound numbers")
    }

    /// Each family and combination, with the largest share for which its exact function may be called.
    fn laws() -> Vec<(&'static str, Distribution, f64)> {
        let tails = 2.0 * bounds(0).0;
        let normal = || build("normal", &[("", 100.0), ("", 15.0)]);
        let log = |sigma: f64| build("lognormal", &[("mu", 4.0), ("sigma", sigma)]);
        let gamma = |shape: f64| build("gamma", &[("shape", shape), ("scale", 2.0)]);
        let weibull = |shape: f64| build("weibull", &[("shape", shape), ("scale", 10.0)]);
        let beta = |a: f64, b: f64| build("beta", &[("", a), ("", b)]);
        let quantiles = |ends: &[f64], bounded| {
            let numbers = [&[0.05, 60.0, 0.5, 70.0, 0.95, 95.0], ends].concat();
            Recipe::Quantiles(bounded).build(&numbers).expect("feasible")
        };
        let mixture = Distribution::mixture(vec![
            (0.3, build("normal", &[("", 0.0), ("", 1.0)])),
            (0.7, build("uniform", &[("", 5.0), ("", 6.0)])),
        ]);
        let counts = build("negative_binomial", &[("mean", 5.0), ("sd", 4.0)]);
        vec![
            ("normal", normal(), tails),
            ("lognormal", log(0.4), tails),
            ("lognormal, wide", log(3.0), tails),
            ("logit-normal", Recipe::LOGITNORMAL_5_95.build(&[0.2, 0.4]).expect("sound"), tails),
            ("uniform", build("uniform", &[("", 0.8), ("", 1.25)]), 0.0),
            ("triangular", build("triangular", &[("", 0.5), ("", 1.0), ("", 2.0)]), 0.02),
            ("pert", build("pert", &[("", 10.0), ("", 20.0), ("", 50.0)]), tails),
            ("quantiles", quantiles(&[], crate::distribution::Bounded::No), tails),
            (
                "quantiles, bounded",
                quantiles(&[0.0, 99.0], crate::distribution::Bounded::Both),
                tails,
            ),
            ("beta", beta(2.0, 8.0), tails),
            ("beta, at the ends", beta(0.5, 0.7), tails),
            ("gamma", gamma(3.0), tails),
            ("gamma, near 0", gamma(0.3), tails),
            ("exponential", build("exponential", &[("mean", 3.0)]), tails),
            ("weibull", weibull(2.0), tails),
            ("weibull, near 0", weibull(0.5), tails),
            ("student_t", build("student_t", &[("", 3.0)]), tails),
            ("student_t, wide", build("student_t", &[("", 1.0)]), tails),
            ("poisson", build("poisson", &[("", 3.5)]), 0.07),
            ("binomial", build("binomial", &[("", 20.0), ("", 0.3)]), 0.07),
            ("geometric", build("geometric", &[("", 0.3)]), 0.07),
            ("negative_binomial", counts, 0.07),
            ("point", Distribution::point(3.0).expect("sound"), tails),
            ("mixture", mixture.expect("sound"), 0.06),
            ("truncate", normal().truncate(90.0, 130.0).expect("sound"), tails),
            ("scaled", log(0.4).scale(7.0).expect("sound"), tails),
        ]
    }

    #[test]
    fn the_table_is_within_a_hair_of_the_function() {
        for (name, distribution, asked) in laws() {
            let quick = Quick::new(distribution.clone(), MANY);
            assert!(quick.asked() <= 1.001 * asked, "{name} asks {}", quick.asked());
            let spread = Spread::of(&distribution);
            let key = Key::of(3, name);
            let mut lanes = vec![0.0; 64 * 320];
            quick.draw(key, &mut lanes);
            let drawn = lanes.iter().enumerate().map(|(i, x)| (key.uniform(i as u64), *x));
            let ends = [1e-300, 1e-9, 0.25, 0.5, 0.5 - 1e-16, 0.75, 1.0 - 1e-16];
            for (u, x) in drawn.chain(ends.map(|u| (u, quick.quantile(u)))) {
                let exact = distribution.quantile(u);
                let apart = (x - exact).abs();
                assert!(apart <= 2.0 * spread.allows(exact), "{name} at {u}: {x}, {exact}");
                assert!(x.to_bits() == quick.quantile(u).to_bits());
            }
        }
    }

    /// The wrong way, a table from some number of draws on and the exact function below, gives other bits.
    #[test]
    fn few_draws_are_the_first_of_many() {
        for (name, distribution, _) in laws() {
            let (few, many) = (
                Quick::new(distribution.clone(), MANY - 1),
                Quick::new(distribution.clone(), MANY),
            );
            let key = Key::of(4, name);
            let (mut short, mut long) = (vec![0.0; 64 * 4], vec![0.0; 64 * 4]);
            few.draw(key, &mut short);
            many.draw(key, &mut long);
            let bits = |lanes: &[f64]| lanes.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&short), bits(&long), "{name}");
            let exact = |lane: usize| distribution.quantile(key.uniform(lane as u64));
            let plain: Vec<f64> = (0..long.len()).map(exact).collect();
            // a table used only above some number of trials would be noticed
            let is_smooth =
                !matches!(distribution, Distribution::Uniform(_) | Distribution::Point(_));
            if is_smooth && !spread_is_discrete(&distribution) {
                assert_ne!(bits(&plain), bits(&long), "{name}");
            }
        }
    }

    fn spread_is_discrete(distribution: &Distribution) -> bool {
        Spread::of(distribution).is_discrete
    }

    #[test]
    fn what_has_steps_or_corners_asks_the_function_there() {
        let laws = laws();
        let of = |name: &str| {
            laws.iter()
                .find(|distribution| distribution.0 == name)
                .map(|distribution| distribution.1.clone())
        };
        let poisson = Quick::new(of("poisson").expect("it is there"), MANY);
        let key = Key::of(1, "steps");
        assert!((0..10_000).all(|i| poisson.quantile(key.uniform(i)).fract().abs() <= 0.0));
        let triangular = Quick::new(of("triangular").expect("it is there"), MANY);
        assert!(triangular.asked() > 2.0 * bounds(0).0);
    }
}
