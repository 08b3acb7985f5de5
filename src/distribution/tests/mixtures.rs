//! Mixtures of more parts than are evaluated one by one.

use super::law;
use crate::distribution::{Distribution, Inequality};

#[test]
fn quantiles_are_those_of_all_parts() {
    // in the middle of a long row of normals the density is constant
    let normal = |i: usize| (1.0, law("normal", &["mean", "sd"], &[i as f64, 1.0]));
    let mixture = Distribution::mixture((0..1_000).map(normal).collect()).expect("it has parts");
    for u in [0.1, 0.25, 0.5, 0.9] {
        let x = mixture.quantile(u);
        assert!((x - (1_000.0 * u - 0.5)).abs() < 1e-9, "{u}: {x}");
    }
    // at the ends, the tails of all parts together are the requested ones
    for u in [1e-9, 1e-4, 0.02, 0.999] {
        let (lower, _) = mixture.tails(mixture.quantile(u));
        assert!((lower / u - 1.0).abs() < 1e-12, "{u}: {lower}");
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
