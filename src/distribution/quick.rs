//! A quantile function as a table of polynomials, for many draws from one distribution.
//!
//! In each segment of the unit ([`kernel::by_segments`]) a polynomial goes through the exact quantiles at
//! Chebyshev's points. Where that is not within [`CLOSE`] at points between, as at a corner or a step, and
//! in the last 1/4096 of each tail, the exact function is asked.

use super::Distribution;
use crate::numerics::kernel::{self, Level, Polynomial, SEGMENTS, TERMS, bounds};

/// How far a polynomial may be from the function, as a part of its value or of the span from the
/// lower to the upper quartile, whichever is more.
const CLOSE: f64 = 1e-11;
/// Where the exact function is asked.
const ASKED: Polynomial = [f64::NAN; 8];
/// Uniform numbers asked for at once.
const AT_ONCE: usize = 64;

/// A distribution with a table of its quantile function.
#[derive(Clone, Debug)]
pub struct Quick {
    law: Distribution,
    /// Of the lower half, from the tail to the middle, then of the upper half; not numbers where the
    /// exact function is asked.
    segments: Box<[Polynomial]>,
    support: (f64, f64),
}

impl Quick {
    /// The table of a distribution: some 3,000 exact quantiles.
    pub fn new(law: Distribution) -> Self {
        let scale = (law.quantile(0.75) - law.quantile(0.25)).abs();
        let half = |upper: bool| {
            let law = &law;
            (0..SEGMENTS).map(move |segment| polynomial(law, (segment, upper), scale))
        };
        let segments = half(false).chain(half(true)).chain([ASKED]).collect();
        let support = law.support();
        Self { law, segments, support }
    }

    /// The distribution.
    pub fn law(&self) -> &Distribution {
        &self.law
    }

    /// The share of uniform numbers for which the exact function is asked.
    pub fn asked(&self) -> f64 {
        let exact = |segment: &usize| self.segments[*segment][0].is_nan();
        let of_half = |from: usize| {
            (0..SEGMENTS)
                .filter(|i| exact(&(from + i)))
                .map(|i| bounds(i).1 - bounds(i).0)
                .sum::<f64>()
        };
        2.0 * bounds(0).0 + of_half(0) + of_half(SEGMENTS)
    }

    /// The quantile at `u`, strictly between 0 and 1: within a hair of the exact one.
    pub fn quantile(&self, u: f64) -> f64 {
        let mut found = [u];
        self.quantiles(&mut found);
        found[0]
    }

    /// The quantiles at several uniform numbers, in their place.
    pub fn quantiles(&self, uniforms: &mut [f64]) {
        let level = Level::best();
        let (low, high) = self.support;
        for some in uniforms.chunks_mut(AT_ONCE) {
            let mut found = [0.0; AT_ONCE];
            let found = &mut found[..some.len()];
            found.copy_from_slice(some);
            kernel::by_segments(level, found, &self.segments);
            for (u, x) in some.iter_mut().zip(found) {
                *u = if x.is_nan() { self.law.quantile(*u) } else { x.max(low).min(high) };
            }
        }
    }
}

/// The polynomial of a segment; not numbers if it is not close.
fn polynomial(law: &Distribution, (segment, upper): (usize, bool), scale: f64) -> Polynomial {
    let (from, to) = bounds(segment);
    let exact = |t: f64| {
        let tail = from + (to - from) * t;
        law.quantile(if upper { 1.0 - tail } else { tail })
    };
    let nodes: [f64; TERMS] = std::array::from_fn(|i| {
        let angle = (2 * i + 1) as f64 * std::f64::consts::PI / (2 * TERMS) as f64;
        0.5 - 0.5 * libm::cos(angle)
    });
    let values = nodes.map(exact);
    let found = through(nodes, values);
    let is_close = (0..=TERMS).all(|i| {
        let t = i as f64 / TERMS as f64;
        let (x, y) = (at(&found, t), exact(t));
        (x - y).abs() <= CLOSE * y.abs().max(scale)
    });
    if !is_close {
        return ASKED;
    }
    let mut padded = [0.0; 8];
    padded[..TERMS].copy_from_slice(&found);
    padded
}

fn at(polynomial: &[f64; TERMS], t: f64) -> f64 {
    polynomial.iter().rev().fold(0.0, |sum, c| sum * t + c)
}

/// The coefficients of the polynomial through some points, by Newton's divided differences.
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

    fn laws() -> Vec<(&'static str, Distribution, f64)> {
        let build = |name: &str, numbers: &[f64]| {
            let arguments: Vec<Option<&str>> = numbers.iter().map(|_| None).collect();
            let (recipe, _) = Recipe::resolve(name, &arguments).expect("a family");
            recipe.build(numbers).expect("sound numbers")
        };
        let mixture = Distribution::mixture(vec![
            (0.3, build("normal", &[0.0, 1.0])),
            (0.7, build("uniform", &[5.0, 6.0])),
        ]);
        vec![
            ("normal", build("normal", &[100.0, 15.0]), 0.001),
            ("pert", build("pert", &[10.0, 20.0, 50.0]), 0.001),
            ("triangular", build("triangular", &[0.5, 1.0, 2.0]), 0.05),
            ("uniform", build("uniform", &[0.8, 1.25]), 0.001),
            ("beta", build("beta", &[0.5, 0.7]), 0.05),
            ("student_t", build("student_t", &[3.0]), 0.001),
            ("poisson", build("poisson", &[3.5]), 0.5),
            ("mixture", mixture.expect("sound"), 0.2),
        ]
    }

    #[test]
    fn the_table_is_within_a_hair_of_the_function() {
        for (name, law, asked) in laws() {
            let quick = Quick::new(law.clone());
            assert!(quick.asked() <= asked, "{name} asks {}", quick.asked());
            let scale = law.quantile(0.75) - law.quantile(0.25);
            let key = Key::of(3, name);
            let mut column: Vec<f64> = (0..20_000).map(|i| key.uniform(i)).collect();
            column.extend([1e-300, 1e-9, 0.25, 0.5, 0.5 - 1e-16, 0.75, 1.0 - 1e-16]);
            let uniforms = column.clone();
            quick.quantiles(&mut column);
            for (u, x) in uniforms.into_iter().zip(column) {
                let exact = law.quantile(u);
                let apart = (x - exact).abs();
                assert!(
                    apart <= 10.0 * CLOSE * exact.abs().max(scale),
                    "{name} at {u}: {x}, {exact}"
                );
                assert!(x.to_bits() == quick.quantile(u).to_bits());
            }
        }
    }

    #[test]
    fn what_has_steps_or_corners_asks_the_function_there() {
        let laws = laws();
        let of = |name: &str| laws.iter().find(|law| law.0 == name).map(|law| law.1.clone());
        let poisson = Quick::new(of("poisson").expect("it is there"));
        let key = Key::of(1, "steps");
        assert!((0..10_000).all(|i| poisson.quantile(key.uniform(i)).fract().abs() < 1e-9));
        assert!(Quick::new(of("triangular").expect("it is there")).asked() > 2.0 / 4096.0);
    }
}
