//! The metalog of three terms against the closed forms of T. W. Keelin, *The Metalog Distributions*, Decision Analysis
//! 13 (2016), and against integrals.

use crate::distribution::{Bounded, Distribution, Recipe};
use proptest::prelude::*;

fn through(
    quantiles: [(f64, f64); 3],
    bounds: (Option<f64>, Option<f64>),
) -> Result<Distribution, String> {
    let bounded = match bounds {
        (None, None) => Bounded::No,
        (Some(_), None) => Bounded::Low,
        (None, Some(_)) => Bounded::High,
        (Some(_), Some(_)) => Bounded::Both,
    };
    let mut numbers: Vec<f64> = quantiles.into_iter().flat_map(|(p, x)| [p, x]).collect();
    numbers.extend([bounds.0, bounds.1].into_iter().flatten());
    let recipe = Recipe::Quantiles(bounded);
    recipe
        .build(&numbers)
        .map_err(|fault| format!("{}; {}", fault.message, fault.help.unwrap_or_default()))
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * (1.0 + expected.abs()),
        "{found} for {expected}"
    );
}

/// Keelin's constants of the symmetric-percentile triplet (his equations 13 and 14), for 10, 50 and 90 %.
fn keelin(q: [f64; 3], y: f64) -> f64 {
    let alpha: f64 = 0.1;
    let log = ((1.0 - alpha) / alpha).ln();
    let span = q[2] - q[0];
    let r = (q[1] - q[0]) / span;
    let a2 = 0.5 / log * span;
    let a3 = (1.0 - 2.0 * r) * span / ((1.0 - 2.0 * alpha) * log);
    let logit = (y / (1.0 - y)).ln();
    q[1] + a2 * logit + a3 * (y - 0.5) * logit
}

#[test]
fn symmetric_triplets_have_keelins_constants() {
    let q = [10.0, 21.0, 45.0];
    let at = |q: [f64; 3]| [(0.1, q[0]), (0.5, q[1]), (0.9, q[2])];
    let free = through(at(q), (None, None)).expect("feasible");
    let ln = |x: f64| x.ln();
    let low = through(at(q), (Some(4.0), None)).expect("feasible");
    let high = through(at(q), (None, Some(60.0))).expect("feasible");
    let both = through(at(q), (Some(4.0), Some(60.0))).expect("feasible");
    let mut differs = false;
    for y in [1e-6, 0.01, 0.1, 0.3, 0.5, 0.8, 0.9, 0.999] {
        close(free.quantile(y), keelin(q, y), 1e-12);
        close(low.quantile(y), 4.0 + keelin(q.map(|x| ln(x - 4.0)), y).exp(), 1e-12);
        close(high.quantile(y), 60.0 - (-keelin(q.map(|x| -ln(60.0 - x)), y)).exp(), 1e-12);
        let m = keelin(q.map(|x| ln((x - 4.0) / (60.0 - x))), y).exp();
        close(both.quantile(y), (4.0 + 60.0 * m) / (1.0 + m), 1e-12);
        // a wrong third term is noticed
        differs |= (free.quantile(y) - keelin([q[0], q[1] + 0.01, q[2]], y)).abs() > 1e-4;
    }
    assert!(differs);
}

#[test]
fn any_three_chances_are_met() {
    for (p, bounds) in [
        ([0.05, 0.5, 0.95], (None, None)),
        ([0.02, 0.4, 0.7], (Some(0.0), None)),
        ([0.25, 0.6, 0.99], (None, Some(300.0))),
        ([0.1, 0.3, 0.9], (Some(0.0), Some(300.0))),
    ] {
        let x = [60.0, 75.0, 95.0];
        let quantiles = [(p[0], x[0]), (p[1], x[1]), (p[2], x[2])];
        let made = through(quantiles, bounds).expect("feasible");
        for (p, x) in quantiles {
            close(made.quantile(p), x, 1e-12);
            close(made.cdf(x), p, 1e-12);
            close(made.survival(x), 1.0 - p, 1e-12);
        }
    }
}

/// Keelin's feasibility (his section 4.2): with 10, 50 and 90 % the middle lies between k and 1 − k of the way,
/// k = ½(1 − 1.66711(½ − 0.1)).
#[test]
fn the_border_of_what_is_feasible() {
    let k = 0.5 * (1.0 - 1.667_113_119_201_93 * 0.4);
    let at = |share: f64| through([(0.1, 0.0), (0.5, share), (0.9, 1.0)], (None, None));
    for share in [k, k + 1e-9, 1.0 - k, 1.0 - k - 1e-9] {
        let made = at(share).expect("at the border or within");
        let quantiles: Vec<f64> =
            (1..10_000).map(|i| made.quantile(f64::from(i) / 10_000.0)).collect();
        assert!(quantiles.windows(2).all(|pair| pair[0] <= pair[1]), "{share}");
        for u in [0.05, 0.5, 0.917, 0.99] {
            close(made.cdf(made.quantile(u)), u, 1e-4);
        }
    }
    for share in [k - 1e-9, 1.0 - k + 1e-9, 0.0001] {
        assert!(at(share).is_err(), "{share}");
    }
    // the interval that the fault prints is the lawful one, rounded inwards
    let fault =
        through([(0.05, 60.0), (0.5, 62.0), (0.95, 95.0)], (None, None)).expect_err("far left");
    let (_, rest) = fault.split_once("between ").expect("an interval");
    let (low, rest) = rest.split_once(" and ").expect("two ends");
    let (high, _) = rest.split_once(',').expect("an end");
    for (end, outwards) in [(low, -0.3), (high, 0.3)] {
        let end: f64 = end.parse().expect("a number");
        assert!(through([(0.05, 60.0), (0.5, end), (0.95, 95.0)], (None, None)).is_ok(), "{fault}");
        assert!(
            through([(0.05, 60.0), (0.5, end + outwards), (0.95, 95.0)], (None, None)).is_err(),
            "{fault}"
        );
    }
    // a bound makes room
    assert!(through([(0.05, 60.0), (0.5, 62.0), (0.95, 95.0)], (Some(59.0), None)).is_ok());
}

#[test]
fn faults_name_what_is_wrong() {
    let none = (None, None);
    for (quantiles, bounds, part) in [
        ([(0.05, 3.0), (0.5, 2.0), (0.95, 4.0)], none, "must be below"),
        ([(0.5, 1.0), (0.05, 2.0), (0.95, 4.0)], none, "must rise"),
        ([(0.0, 1.0), (0.5, 2.0), (0.95, 4.0)], none, "between 0 and 1"),
        ([(0.05, 1.0), (0.5, 2.0), (1.0, 4.0)], none, "between 0 and 1"),
        ([(0.05, 1.0), (0.5, f64::NAN), (0.9, 4.0)], none, "finite"),
        ([(0.05, 1.0), (0.5, 2.0), (0.95, 4.0)], (Some(1.0), None), "low must be below"),
        ([(0.05, 1.0), (0.5, 2.0), (0.95, 4.0)], (None, Some(3.0)), "high must be above"),
    ] {
        let fault = through(quantiles, bounds).expect_err("a fault");
        assert!(fault.contains(part), "{fault}");
    }
}

/// Moments against the midpoint rule over ln(y/(1 − y)); with a tail too heavy there are none.
#[test]
fn moments_are_integrals_or_none() {
    let quantiles = [(0.05, 60.0), (0.5, 70.0), (0.95, 95.0)];
    for bounds in [(None, None), (Some(0.0), None), (None, Some(200.0)), (Some(50.0), Some(200.0))]
    {
        let made = through(quantiles, bounds).expect("feasible");
        let (mut mean, mut square) = (0.0, 0.0);
        for i in -36_000..36_000 {
            let t = (f64::from(i) + 0.5) / 1000.0;
            let (lower, upper) = (1.0 / (1.0 + (-t).exp()), 1.0 / (1.0 + t.exp()));
            let x = made.inverse(lower, upper);
            mean += x * lower * upper / 1000.0;
            square += (x - 72.0) * (x - 72.0) * lower * upper / 1000.0;
        }
        close(made.mean().expect("a mean"), mean, 1e-9);
        let variance = square - (mean - 72.0) * (mean - 72.0);
        close(made.variance().expect("a variance"), variance, 1e-7);
    }
    let heavy = through([(0.05, 1.0), (0.5, 10.0), (0.95, 2000.0)], (Some(0.0), None));
    assert_eq!(heavy.expect("feasible").mean(), None);
    let cut = through([(0.05, 1.0), (0.5, 10.0), (0.95, 2000.0)], (Some(0.0), Some(50_000.0)));
    assert!(cut.expect("feasible").mean().is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_triple_is_met_or_refused(
        p in proptest::array::uniform3(0.001..0.999_f64),
        x in proptest::array::uniform3(-1000.0..1000.0_f64),
        bounds in (proptest::option::of(-2000.0..-1001.0_f64), proptest::option::of(1001.0..2000.0_f64)),
        u in (1e-300..1.0_f64, 1e-9..1.0_f64),
    ) {
        let (mut p, mut x) = (p, x);
        p.sort_by(f64::total_cmp);
        x.sort_by(f64::total_cmp);
        let quantiles = [(p[0], x[0]), (p[1], x[1]), (p[2], x[2])];
        if let Ok(made) = through(quantiles, bounds) {
            let (low, high) = made.support();
            let (v, w) = (made.quantile(u.0.min(u.1)), made.quantile(u.0.max(u.1)));
            prop_assert!(v.is_finite() && low <= v && v <= w + 1e-9 * w.abs() && w <= high);
            for (p, x) in quantiles {
                let found = made.quantile(p);
                let scale = 1.0 + x.abs() + (quantiles[2].1 - quantiles[0].1).abs();
                prop_assert!((found - x).abs() <= 1e-6 * scale, "{} for {}", found, x);
            }
            prop_assert!(made.mean().is_none_or(f64::is_finite));
            prop_assert!(made.variance().is_none_or(|v| v.is_finite() && v >= 0.0));
        }
    }
}
