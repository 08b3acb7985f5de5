//! Properties of every distribution, extreme ones too, and of combinations.

use super::distribution;
use crate::distribution::{Distribution, Recipe};
use proptest::prelude::*;

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} for {expected}");
}

/// Every two-parameter recipe, and those with one and three, with parameters of any size.
fn any_law() -> impl Strategy<Value = Distribution> {
    let recipes = prop::sample::select(vec![
        Recipe::Normal,
        Recipe::LOGNORMAL_5_95,
        Recipe::LOGITNORMAL_5_95,
        Recipe::LogNormal,
        Recipe::LogNormalOfLog,
        Recipe::Uniform,
        Recipe::Triangular,
        Recipe::Pert,
        Recipe::PertLambda,
        Recipe::Beta,
        Recipe::BetaMoments,
        Recipe::Gamma,
        Recipe::Exponential,
        Recipe::Weibull,
        Recipe::WeibullPercentiles(10, 90),
        Recipe::StudentT,
        Recipe::StudentTMoved,
        Recipe::Poisson,
        Recipe::Binomial,
        Recipe::Geometric,
        Recipe::NegativeBinomial,
        Recipe::NegativeBinomialMoments,
    ]);
    let size = prop_oneof![-3.0..3.0, -15.0..15.0, -300.0..300.0];
    let number = (size, prop::bool::weighted(0.1), any::<bool>()).prop_map(|(e, minus, whole)| {
        let x = libm::pow(10.0, e);
        let x = if whole { x.ceil() } else { x };
        if minus { -x } else { x }
    });
    (recipes, prop::collection::vec(number, 4))
        .prop_filter_map("no distribution", |(r, p)| r.build(&p[..r.arity()]).ok())
}

/// Chances from the far lower to the far upper tail.
fn any_chance() -> impl Strategy<Value = f64> {
    let tail = (-300.0..-0.3).prop_map(|e: f64| libm::pow(10.0, e));
    prop_oneof![0.001..0.999, tail, (1e-16..0.01).prop_map(|q: f64| 1.0 - q)]
        .prop_filter("inside", |&u| u > 0.0 && u < 1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn finite_and_within_the_support(distribution in any_law(), u in any_chance()) {
        let x = distribution.quantile(u);
        let (low, high) = distribution.support();
        prop_assert!(x.is_finite() && x >= low && x <= high, "{:?} at {}: {}", distribution, u, x);
        let cdf = distribution.cdf(x);
        prop_assert!((0.0..=1.0).contains(&cdf) && (0.0..=1.0).contains(&distribution.survival(x)));
    }

    #[test]
    fn rising(distribution in any_law(), u in 1e-6..0.999_999, v in 1e-6..0.999_999) {
        let (u, v) = if u < v { (u, v) } else { (v, u) };
        let (x, y) = (distribution.quantile(u), distribution.quantile(v));
        // quantiles of neighbouring chances may be out of order by their last bits
        prop_assert!(x <= y || (x - y) <= 1e-9 * x.abs(), "{:?}: {} {}", distribution, x, y);
    }

    #[test]
    fn moments_are_numbers_or_none(distribution in any_law()) {
        prop_assert!(distribution.mean().is_none_or(f64::is_finite));
        prop_assert!(distribution.variance().is_none_or(|v| v.is_finite() && v >= 0.0));
    }

    #[test]
    fn cuts_stay_within(distribution in any_law(), u in 0.01..0.98, v in any_chance()) {
        let (low, high) = (distribution.quantile(u), distribution.quantile(0.99));
        if let Ok(cut) = distribution.truncate(low, high) {
            let x = cut.quantile(v);
            prop_assert!(low <= x && x <= high);
        }
    }
}

/// `cdf(quantile(u))` is u for continuous families; with a parameter off by one part in 100,000 it is not.
#[test]
fn round_trips() {
    for (family, names, parameters) in CONTINUOUS {
        let distribution = distribution(family, names, parameters);
        let spread = distribution.quantile(0.75) - distribution.quantile(0.25);
        for i in 1..1000 {
            let u = f64::from(i) / 1000.0;
            let x = distribution.quantile(u);
            close(distribution.cdf(x), u, 1e-11);
            close(distribution.survival(x), 1.0 - u, 1e-11);
        }
        let moved = distribution.cdf(distribution.quantile(0.5) + 1e-5 * spread);
        assert!((moved - 0.5).abs() > 1e-8, "{family}");
        for u in [1e-12, 1e-9, 1e-6] {
            close(distribution.cdf(distribution.quantile(u)), u, 1e-9);
        }
    }
}

/// The quantile is the smallest k whose cdf reaches u.
#[test]
fn counts_are_the_smallest() {
    for (family, names, parameters) in COUNTING {
        let distribution = distribution(family, names, parameters);
        for i in 1..500 {
            let u = f64::from(i) / 500.0 - 1e-4;
            let k = distribution.quantile(u);
            assert!(
                k.fract() == 0.0 && distribution.cdf(k) >= u,
                "{family}{parameters:?} at {u}: {k}"
            );
            assert!(distribution.cdf(k - 1.0) < u, "{family}{parameters:?} at {u}: {k}");
        }
    }
}

/// Extreme shapes, the hardest for the special functions, still give answers, quickly.
#[test]
fn extreme_shapes() {
    let both_ends = distribution("beta", &["a", "b"], &[1e-3, 1e-3]);
    close(both_ends.quantile(0.5), 0.5, 1e-12);
    assert!(both_ends.quantile(0.3) < 1e-200 && both_ends.quantile(0.7) > 0.999_999);
    close(both_ends.cdf(both_ends.quantile(0.3)), 0.3, 1e-11);
    assert!(
        distribution("gamma", &["shape", "scale"], &[1e-15, 1.0]).quantile(0.999_999).abs()
            < 1e-300
    );
    let rare = distribution("binomial", &["n", "p"], &[16e6, 3e-10]);
    close(rare.survival(0.0), -libm::expm1(16e6 * libm::log1p(-3e-10)), 1e-12);
    for (family, names, parameters) in [
        ("binomial", &["n", "p"] as &[&str], &[9e15, 0.5] as &[f64]),
        ("poisson", &["mean"], &[9e15]),
        ("beta", &["a", "b"], &[1e15, 1e15]),
        ("gamma", &["shape", "scale"], &[1e15, 1.0]),
        ("student_t", &["df"], &[1e15]),
        ("negative_binomial", &["mean", "sd"], &[1e7, 1e12]),
    ] {
        let distribution = distribution(family, names, parameters);
        let (mean, sd) = (
            distribution.mean().expect("a mean"),
            distribution.variance().expect("a variance").sqrt(),
        );
        let x = distribution.quantile(0.9);
        assert!(x.is_finite());
        if family != "negative_binomial" {
            // all except the normal
            assert!(((x - mean) / sd - 1.281_551_565_544_6).abs() < 1e-6, "{family}: {x}");
        }
    }
}

#[test]
fn odd_chances() {
    let distribution = distribution("gamma", &["shape", "scale"], &[2.0, 3.0]);
    assert_eq!((distribution.quantile(0.0), distribution.quantile(1.0)), (0.0, f64::INFINITY));
    assert!(distribution.quantile(f64::NAN).is_nan() && distribution.quantile(1.1).is_nan());
    assert!(distribution.cdf(f64::NAN).is_nan());
    assert_eq!((distribution.cdf(f64::NEG_INFINITY), distribution.cdf(f64::INFINITY)), (0.0, 1.0));
}

/// References: mpmath 1.4.1, by quadrature.
#[test]
fn the_logit_normal() {
    for (low, high, mean, variance, third) in [
        (0.2, 0.4, 0.293_621_835_495_284_2, 0.003_714_642_502_158_777_4, 0.258_797_065_215_139_1),
        (0.001, 0.9, 0.236_214_386_189_731_13, 0.086_703_958_293_468_44, 0.021_753_266_028_514_35),
    ] {
        let distribution = Recipe::LOGITNORMAL_5_95.build(&[low, high]).expect("percentiles");
        close(distribution.quantile(0.05), low, 1e-14);
        close(distribution.quantile(0.95), high, 1e-14);
        close(distribution.quantile(0.3), third, 1e-13);
        close(distribution.mean().expect("a mean"), mean, 1e-12);
        close(distribution.variance().expect("a variance"), variance, 1e-11);
    }
}

#[test]
fn mixtures() {
    let point = |x| Distribution::point(x).expect("a number");
    let normal = || distribution("normal", &["mean", "sd"], &[0.0, 1.0]);
    let mixture =
        Distribution::mixture(vec![(10.0, point(1.0)), (90.0, normal())]).expect("weights");
    // the point 1 has a chance of a tenth, between 0.9 Φ(1) and that plus 0.1
    let below = 0.9 * normal().cdf(1.0);
    assert_eq!(mixture.quantile(below + 1e-9).to_bits(), 1f64.to_bits());
    assert_eq!(mixture.quantile(below + 0.1 - 1e-9).to_bits(), 1f64.to_bits());
    assert!(mixture.quantile(below - 1e-9) < 1.0 && mixture.quantile(below + 0.1 + 1e-9) > 1.0);
    close(mixture.cdf(1.0), below + 0.1, 1e-15);
    close(mixture.mean().expect("a mean"), 0.1, 1e-15);
    close(mixture.variance().expect("a variance"), 0.9 + 0.1 - 0.01, 1e-15);
    for i in 1..100 {
        let u = 0.3 * f64::from(i) / 100.0;
        close(mixture.cdf(mixture.quantile(u)), u, 1e-13);
    }
    // nested mixtures equal flat ones, and parts of weight 0 are dropped
    let nested = Distribution::mixture(vec![(1.0, mixture), (0.0, point(9.0)), (1.0, point(-2.0))])
        .expect("weights");
    close(nested.mean().expect("a mean"), 0.05 - 1.0, 1e-15);
    let Distribution::Mixture(nested) = nested else { panic!("a mixture") };
    assert_eq!(nested.parts().len(), 3);
    for weights in [vec![], vec![0.0], vec![-1.0], vec![f64::NAN], vec![f64::MAX, f64::MAX]] {
        let parts = weights.into_iter().map(|w| (w, point(0.0))).collect();
        assert!(Distribution::mixture(parts).is_err());
    }
}

/// References: mpmath 1.4.1, by quadrature and by summing.
#[test]
fn truncation() {
    let normal = || distribution("normal", &["mean", "sd"], &[0.0, 1.0]);
    let far = normal().truncate(8.0, 9.0).expect("a part");
    close(far.mean().expect("a mean"), 8.121_188_992_979_797, 1e-10);
    close(far.variance().expect("a variance"), 0.014_148_542_782_748_111, 1e-8);
    close(far.quantile(0.5), 8.084_888_899_018_166, 1e-13);
    close(far.cdf(8.084_888_899_018_166), 0.5, 1e-12);
    let log = distribution("lognormal", &["mu", "sigma"], &[0.0, 1.0]).truncate(1.0, f64::INFINITY);
    close(log.expect("a part").mean().expect("a mean"), 2.774_285_957_670_009_6, 1e-10);
    let counts = distribution("poisson", &["mean"], &[4.0]).truncate(2.0, 6.0).expect("a part");
    close(counts.mean().expect("a mean"), 3.844_897_959_183_673_5, 1e-13);
    close(counts.variance().expect("a variance"), 1.673_902_540_608_08, 1e-12);
    for (k, cdf) in [(2.0, 0.183_673_469), (3.0, 0.428_571_429), (4.0, 0.673_469_388)] {
        close(counts.cdf(k), cdf, 1e-8);
        assert_eq!(counts.quantile(cdf - 1e-6).to_bits(), f64::to_bits(k));
    }
    // truncating twice equals truncating once; a heavy tail cut off on both sides has moments
    let twice = normal().truncate(-1.0, 3.0).and_then(|cut| cut.truncate(0.0, 9.0));
    assert_eq!(twice, normal().truncate(0.0, 3.0));
    let cauchy = distribution("student_t", &["df"], &[1.0]);
    assert_eq!(cauchy.clone().truncate(0.0, f64::INFINITY).expect("half").mean(), None);
    let cut = cauchy.truncate(-1.0, 2.0).expect("a part");
    // ln((1 + 4)/(1 + 1))/(2 (atan 2 + atan 1))
    close(
        cut.mean().expect("a mean"),
        libm::log(2.5) / 2.0 / (libm::atan(2.0) + libm::atan(1.0)),
        1e-10,
    );
    for (low, high) in [(1.0, 0.0), (f64::NAN, 1.0), (1e300, f64::INFINITY)] {
        assert!(normal().truncate(low, high).is_err());
    }
    // the parts of a mixture keep the chances that they have between the bounds
    let uniform = |a, b| distribution("uniform", &["low", "high"], &[a, b]);
    let mixture = Distribution::mixture(vec![(0.5, uniform(0.0, 1.0)), (0.5, uniform(0.0, 10.0))])
        .expect("two");
    let cut = mixture.truncate(0.5, 5.0).expect("a part");
    close(cut.cdf(1.0), (0.25 + 0.025) / (0.25 + 0.225), 1e-14);
}

#[test]
fn scaling() {
    let weeks = Recipe::LOGNORMAL_5_95.build(&[3.0, 12.0]).expect("percentiles");
    let days = weeks.clone().scale(7.0).expect("a scale");
    close(days.quantile(0.05), 21.0, 1e-14);
    close(days.cdf(84.0), 0.95, 1e-14);
    close(days.mean().expect("a mean"), 7.0 * weeks.mean().expect("a mean"), 1e-15);
    let cut = days.truncate(21.0, 84.0).expect("a part");
    close(cut.quantile(0.5), 42.0, 1e-13);
    assert!(weeks.clone().scale(0.0).is_err() && weeks.scale(-1.0).is_err());
}

const CONTINUOUS: &[(&str, &[&str], &[f64])] = &[
    ("normal", &["mean", "sd"], &[1.0, 2.0]),
    ("lognormal", &["mean", "sd"], &[20.0, 8.0]),
    ("uniform", &["low", "high"], &[0.0, 4.0]),
    ("triangular", &["low", "mode", "high"], &[0.0, 2.0, 10.0]),
    ("triangular", &["low", "mode", "high"], &[0.0, 0.0, 1.0]),
    ("triangular", &["low", "mode", "high"], &[0.0, 1.0, 1.0]),
    ("pert", &["low", "mode", "high"], &[0.0, 2.0, 10.0]),
    ("beta", &["a", "b"], &[0.3, 0.7]),
    ("beta", &["a", "b"], &[5.0, 0.8]),
    ("beta", &["a", "b"], &[40.0, 60.0]),
    ("gamma", &["shape", "scale"], &[0.05, 2.0]),
    ("gamma", &["shape", "scale"], &[1.0, 2.0]),
    ("gamma", &["shape", "scale"], &[12.5, 2.0]),
    ("gamma", &["shape", "scale"], &[150.0, 2.0]),
    ("exponential", &["mean"], &[3.0]),
    ("weibull", &["shape", "scale"], &[0.7, 2.0]),
    ("student_t", &["df"], &[1.0]),
    ("student_t", &["df", "loc", "scale"], &[7.0, 1.0, 2.0]),
];

const COUNTING: &[(&str, &[&str], &[f64])] = &[
    ("poisson", &["mean"], &[0.3]),
    ("poisson", &["mean"], &[29.0]),
    ("poisson", &["mean"], &[5e4]),
    ("binomial", &["n", "p"], &[10.0, 0.3]),
    ("binomial", &["n", "p"], &[10.0, 0.99]),
    ("binomial", &["n", "p"], &[1e4, 0.4]),
    ("geometric", &["p"], &[0.9]),
    ("geometric", &["p"], &[0.001]),
    ("negative_binomial", &["failures_before", "p"], &[3.0, 0.4]),
    ("negative_binomial", &["failures_before", "p"], &[0.01, 0.001]),
    ("negative_binomial", &["mean", "sd"], &[100.0, 30.0]),
];

/// A count that is cut between two bounds is a count, also where rounding carries a quantile past the last one: in the
/// far tail of a wide distribution as much as in the middle of a narrow one.
#[test]
fn counts_between_bounds_that_are_none_are_whole() {
    let wide = Recipe::NegativeBinomialMoments.build(&[7.0, 659_057.0]).expect("lawful");
    let narrow = Recipe::Poisson.build(&[3.0]).expect("lawful");
    for (distribution, low, high, first, last) in
        [(wide, 1e-79, 6.386, 1.0, 6.0), (narrow, 0.5, 4.5, 1.0, 4.0)]
    {
        let cut = distribution.truncate(low, high).expect("counts lie between");
        assert_eq!(cut.support(), (first, last));
        for u in [1e-300, 1e-16, 0.01, 0.5, 0.99, 1.0 - 1e-9, 1.0 - f64::EPSILON / 2.0] {
            let x = cut.quantile(u);
            assert!(x.fract() == 0.0 && (first..=last).contains(&x), "{x} at {u}");
        }
    }
}

#[test]
fn a_scale_that_leaves_the_range_of_numbers_is_refused() {
    let distribution = || Recipe::Uniform.build(&[7.0, 1e9]).expect("lawful");
    assert!(distribution().scale(f64::MAX).is_err() && distribution().scale(1e300).is_err());
    close(distribution().scale(1e290).expect("lawful").quantile(1.0), 1e299, 1e-15);
}
