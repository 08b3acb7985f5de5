//! Mixtures of more parts than are evaluated one by one.
//!
//! The right values: the sum of all parts' distribution functions at the quantile, and closed forms of mixtures of
//! uniforms and of points. The wrong estimator, which every check of a quantile has to find out, is the average of the
//! parts' quantiles.

use super::distribution;
use crate::distribution::{Distribution, Inequality};

const PARTS: usize = 1000;

fn mixture(part: impl Fn(usize) -> (f64, Distribution)) -> Distribution {
    Distribution::mixture((0..PARTS).map(part).collect()).expect("it has parts")
}

/// A number from 0 to 1 for each part, in no order.
fn share(i: usize) -> f64 {
    (i * 7919 % PARTS) as f64 / PARTS as f64
}

/// The average of the parts' quantiles.
fn averaged(mixture: &Distribution, u: f64) -> f64 {
    let Distribution::Mixture(mixture) = mixture else { panic!("a mixture") };
    mixture.parts().iter().map(|(weight, part)| weight * part.quantile(u)).sum()
}

#[test]
fn quantiles_are_those_of_all_parts() {
    // in the middle of a long row of normals the density is constant
    let normal = |i: usize| (1.0, distribution("normal", &["mean", "sd"], &[i as f64, 1.0]));
    let mixture = mixture(normal);
    for u in [0.1, 0.25, 0.5, 0.9] {
        let x = mixture.quantile(u);
        assert!((x - (1_000.0 * u - 0.5)).abs() < 1e-9, "{u}: {x}");
    }
    // at the ends, the tails of all parts together are the requested ones
    for u in [1e-9, 1e-4, 0.02, 0.999] {
        let (lower, _) = mixture.tails(mixture.quantile(u));
        assert!((lower / u - 1.0).abs() < 1e-10, "{u}: {lower}");
    }
    assert!((averaged(&mixture, 0.25) - 249.5).abs() > 100.0);
}

/// The mixtures that are compared with the sum of their parts.
fn overlapping() -> Vec<(&'static str, Distribution)> {
    let weight = |i| 0.1 + share(i);
    let of = |family: &'static str, names: [&'static str; 2], scale: [f64; 4]| {
        mixture(move |i| {
            let (a, b) = (scale[0] + scale[1] * share(i), scale[2] + scale[3] * share(i * i));
            (weight(i), distribution(family, &names, &[a, b]))
        })
    };
    let normals = || of("normal", ["mean", "sd"], [-1.0, 2.0, 0.3, 3.0]);
    let uniform = |low: f64, high: f64| distribution("uniform", &["low", "high"], &[low, high]);
    let poisson = |mean: f64| distribution("poisson", &["mean"], &[mean]);
    // each part of one kind in four, and all of the others
    let kinds = |i: usize| match i % 4 {
        0 => distribution("gamma", &["shape", "scale"], &[0.3 + share(i), 2.0]),
        1 => poisson(3.0 * share(i) + 0.5).scale(7.0).expect("weeks"),
        2 => Distribution::point(share(i)).expect("a number"),
        _ => distribution("student_t", &["df"], &[1.0 + 4.0 * share(i)]),
    };
    let inner =
        |j: usize| Distribution::mixture((0..40).map(|i| (weight(i), kinds(i + j))).collect());
    let nested = |j: usize| (weight(j), inner(j).expect("it has parts"));
    let cut =
        |distribution: Distribution, low, high| distribution.truncate(low, high).expect("a part");
    // a tenth of the parts has all but a ten-thousandth of the weight
    let tiny = |i: usize| (if i.is_multiple_of(10) { 1.0 } else { 1e-5 * share(i) }, kinds(i));
    vec![
        ("normal", normals()),
        ("lognormal", of("lognormal", ["mu", "sigma"], [0.0, 1.0, 0.2, 2.0])),
        ("gamma", of("gamma", ["shape", "scale"], [0.2, 5.0, 0.5, 1.0])),
        ("beta", of("beta", ["a", "b"], [0.5, 3.0, 0.5, 20.0])),
        ("weibull", of("weibull", ["shape", "scale"], [0.4, 3.0, 1.0, 1.0])),
        ("uniform", mixture(|i| (weight(i), uniform(share(i), 1.5 + share(i * i))))),
        ("counts", mixture(|i| (weight(i), poisson(0.5 + 90.0 * share(i))))),
        ("large counts", mixture(|i| (weight(i), poisson(1e6 * (1.0 + share(i)))))),
        ("kinds", mixture(|i| (weight(i), kinds(i)))),
        ("tiny weights", mixture(tiny)),
        ("nested", Distribution::mixture((0..30).map(nested).collect()).expect("parts")),
        ("cut", cut(normals(), -0.5, 2.0)),
        ("kinds, cut", cut(mixture(|i| (weight(i), kinds(i))), 0.5, 20.0)),
        ("cut far out", cut(normals(), 12.0, f64::INFINITY)),
        ("scaled", normals().scale(7.0).expect("weeks")),
        (
            "far apart",
            mixture(|i| {
                (
                    weight(i),
                    uniform(1e-200, 2e-200)
                        .scale(if i % 2 == 0 { 1.0 } else { 1e300 })
                        .expect("a scale"),
                )
            }),
        ),
    ]
}

#[test]
fn the_distribution_function_at_a_quantile_is_the_chance_asked_for() {
    for (name, mixture) in overlapping() {
        let reversed = mixture.clone();
        let (mut last, mut wrong, mut bits) = (f64::NEG_INFINITY, 0, Vec::new());
        for i in 0..120 {
            let u = match i {
                0..20 => 1e-6 * f64::from(i + 1),
                100.. => 1.0 - 1e-6 * f64::from(120 - i),
                _ => f64::from(i - 19) / 81.0,
            };
            let x = mixture.quantile(u);
            let (below, at) = (mixture.tails_below(x), mixture.tails(x));
            // of the smaller tail: a jump goes past the chance, all else reaches it
            let error = 2e-15 + 1e-9 * u.min(1.0 - u);
            let is_there = |at: (f64, f64), below: (f64, f64)| {
                if u <= 0.5 {
                    at.0 >= u - error && below.0 <= u + error
                } else {
                    at.1 <= 1.0 - u + error && below.1 >= 1.0 - u - error
                }
            };
            assert!(is_there(at, below), "{name} at {u}: {x} has {at:?} after {below:?}");
            assert!(x >= last, "{name} at {u}: {x} after {last}");
            last = x;
            bits.push((u, x.to_bits()));
            let average = averaged(&mixture, u);
            wrong += u32::from(!is_there(mixture.tails(average), mixture.tails_below(average)));
        }
        assert!(
            wrong > 80,
            "{name}: the average of the parts' quantiles passes {} times",
            120 - wrong
        );
        // whichever were requested before
        for (u, x) in bits.into_iter().rev() {
            assert_eq!(reversed.quantile(u).to_bits(), x, "{name} at {u}");
        }
    }
}

/// Among uniforms from −i to i, i = 1 … n, a share of 1/2 + (m + m (H(n) − H(m)))/2n is at or below a whole number m, with
/// the harmonic numbers H.
#[test]
fn quantiles_of_uniforms_have_a_closed_form() {
    let uniforms = mixture(|i| {
        let end = i as f64 + 1.0;
        (1.0, distribution("uniform", &["low", "high"], &[-end, end]))
    });
    let harmonic = |n: usize| (1..=n).map(|i| 1.0 / i as f64).sum::<f64>();
    for m in [1, 2, 3, 10, 40, 41, 255, 500, 950] {
        let reach = m as f64 * (1.0 + harmonic(PARTS) - harmonic(m)) / PARTS as f64;
        let (x, y) = (uniforms.quantile(0.5 + reach / 2.0), uniforms.quantile(0.5 - reach / 2.0));
        let error = 1e-11 * m as f64 / (1.0 - reach);
        assert!((x - m as f64).abs() < error && (y + m as f64).abs() < error, "{m}: {x}, {y}");
        assert!((averaged(&uniforms, 0.5 + reach / 2.0) - m as f64).abs() > 0.1, "{m}");
    }
}

#[test]
fn quantiles_of_points_are_the_points() {
    // 143 of 1000 are 0, and as many are 1, 2, 3, 4 and 5, but 142 are 6
    let points = (0..1_000).map(|i| Ok((1.0, Distribution::point(f64::from(i % 7))?)));
    let points: Result<Vec<_>, Inequality> = points.collect();
    let points = Distribution::mixture(points.expect("points")).expect("it has parts");
    for (u, x) in [(0.1429, 0.0), (0.1431, 1.0), (0.857, 5.0), (0.859, 6.0_f64)] {
        assert_eq!(points.quantile(u).to_bits(), x.to_bits(), "{u}");
    }
}
