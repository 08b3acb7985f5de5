//! Means of quantile functions, by closed forms.

use super::super::{Distribution, Recipe};

fn normal(mean: f64, sd: f64) -> Distribution {
    Recipe::Normal.build(&[mean, sd]).expect("a normal")
}

/// The weighted mean of normals is the normal with the mean of the means and of the standard deviations.
#[test]
fn normals_average_to_a_normal() {
    let parts = vec![(3.0, normal(10.0, 2.0)), (1.0, normal(20.0, 6.0))];
    let (found, expected) = (Distribution::averaged(parts).expect("a mean"), normal(12.5, 3.0));
    for u in [1e-9, 0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999_999] {
        let (a, b) = (found.quantile(u), expected.quantile(u));
        assert!((a - b).abs() < 1e-9, "{u}: {a} for {b}");
    }
    for x in [-8.0, 2.0, 11.0, 12.5, 14.0, 22.0, 40.0] {
        let (own, other) = (found.cdf(x), expected.cdf(x));
        assert!((own / other - 1.0).abs() < 1e-9, "{x}: {own} for {other}");
        let (own, other) = (found.survival(x), expected.survival(x));
        assert!((own / other - 1.0).abs() < 1e-9, "{x}: {own} for {other}");
    }
    assert!((found.mean().expect("a mean") - 12.5).abs() < 1e-12);
    assert!((found.variance().expect("a variance") - 9.0).abs() < 1e-7);
    assert!(!found.has_atoms());
    let cut = found.truncate(10.0, 14.0).expect("some is left");
    let half =
        (expected.cdf(12.5) - expected.cdf(10.0)) / (expected.cdf(14.0) - expected.cdf(10.0));
    assert!((cut.cdf(12.5) - half).abs() < 1e-9);
}

/// A number beside a distribution moves it, and halves its spread.
#[test]
fn a_number_is_a_certain_judgement() {
    let uniform = Recipe::Uniform.build(&[10.0, 30.0]).expect("a uniform");
    let point = Distribution::point(50.0).expect("a number");
    let found = Distribution::averaged(vec![(1.0, uniform), (1.0, point.clone())]).expect("a mean");
    assert_eq!(found.support(), (30.0, 40.0));
    assert!((found.quantile(0.25) - 32.5).abs() < 1e-12);
    assert!((found.cdf(32.5) - 0.25).abs() < 1e-12);
    assert_eq!((found.cdf(29.0), found.cdf(41.0)), (0.0, 1.0));
    let both = vec![(1.0, point), (3.0, Distribution::point(10.0).expect("a number"))];
    assert_eq!(Distribution::averaged(both), Distribution::point(20.0));
}

/// Quantiles of counts are averaged too: values and their chances by hand.
#[test]
fn counts_average_to_steps() {
    let coin = Recipe::Binomial.build(&[1.0, 0.5]).expect("a coin");
    let two = Recipe::Binomial.build(&[2.0, 0.5]).expect("two coins");
    let found = Distribution::averaged(vec![(1.0, coin), (1.0, two)]).expect("a mean");
    // below 1/4: 0 and 0; to 1/2: 0 and 1; to 3/4: 1 and 1; above: 1 and 2
    for (x, below, up_to) in
        [(0.0, 0.0, 0.25), (0.5, 0.25, 0.5), (1.0, 0.5, 0.75), (1.5, 0.75, 1.0)]
    {
        assert!((found.cdf(x) - up_to).abs() < 1e-12, "{x}: {}", found.cdf(x));
        assert!((found.tails_below(x).0 - below).abs() < 1e-12, "{x}");
    }
    assert!(found.has_atoms());
    let parts = |weight| vec![(weight, normal(0.0, 1.0))];
    assert!(Distribution::averaged(parts(0.0)).is_err());
    assert!(Distribution::averaged(parts(-1.0)).is_err());
    assert!(Distribution::averaged(parts(f64::NAN)).is_err());
}
