//! Samples from another library (`rand_distr`) against the distribution functions.

use super::distribution;
use crate::distribution::Distribution;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::Distribution as _;

/// The numbers that each test draws.
const DRAWS: usize = 20_000;

/// The critical value of Kolmogorov's statistic √n sup |F̂ − F|, exceeded once in 2e-9 samples, by 2 exp(−2 · 3.2²):
/// under one false alarm in ten million for the whole table. For counts it is rarer still. Seeds are fixed, so a test
/// that passes always does.
const CRITICAL: f64 = 3.2;

fn kolmogorov(distribution: &Distribution, sample: &[f64]) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let mut farthest: f64 = 0.0;
    let mut from = 0;
    while from < sorted.len() {
        let x = sorted[from];
        let upto = sorted.partition_point(|&y| y <= x);
        farthest = farthest
            .max((distribution.cdf(x) - upto as f64 / n).abs())
            .max((distribution.tails_below(x).0 - from as f64 / n).abs());
        from = upto;
    }
    farthest * n.sqrt()
}

fn sample<T: Into<f64>>(distribution: impl rand_distr::Distribution<T>, seed: u64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..DRAWS).map(|_| distribution.sample(&mut rng).into()).collect()
}

/// A sample of whole numbers, shifted by `later` if the library counts from one less.
fn counts(distribution: impl rand_distr::Distribution<u64>, later: f64, seed: u64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..DRAWS).map(|_| distribution.sample(&mut rng) as f64 + later).collect()
}

/// The distribution with the right parameters agrees with the sample; with each set of wrong ones it does not.
fn check(family: &str, names: &[&str], right: &[f64], wrong: &[&[f64]], sample: &[f64]) {
    let statistic = kolmogorov(&distribution(family, names, right), sample);
    assert!(statistic < CRITICAL, "{family}{right:?}: {statistic}");
    for wrong in wrong {
        let statistic = kolmogorov(&distribution(family, names, wrong), sample);
        assert!(statistic > CRITICAL, "{family}{wrong:?} passes: {statistic}");
    }
}

const OK: &str = "good numbers";

#[test]
fn continuous_samples() {
    use rand_distr as other;
    let s = sample(other::Normal::new(1.0, 2.0).expect(OK), 1);
    // a variance taken for a standard deviation, and a shifted mean
    check("normal", &["mean", "sd"], &[1.0, 2.0], &[&[1.0, 4.0], &[1.2, 2.0]], &s);
    let s = sample(other::LogNormal::new(0.5, 0.8).expect(OK), 2);
    check("lognormal", &["mu", "sigma"], &[0.5, 0.8], &[&[0.5, 0.64]], &s);
    // the parameters of the logarithm taken for those of the variable
    check("lognormal", &["mean", "sd"], &[moment(), spread()], &[&[0.5, 0.8]], &s);
    let s = sample(other::Triangular::new(1.0, 10.0, 2.0).expect(OK), 3);
    check("triangular", &["low", "mode", "high"], &[1.0, 2.0, 10.0], &[&[1.0, 3.0, 10.0]], &s);
    let s = sample(other::Pert::new(1.0, 10.0).with_mode(2.0).expect(OK), 4);
    check("pert", &["low", "mode", "high"], &[1.0, 2.0, 10.0], &[&[1.0, 2.5, 10.0]], &s);
    let s = sample(other::Beta::new(2.0, 8.0).expect(OK), 5);
    check("beta", &["a", "b"], &[2.0, 8.0], &[&[8.0, 2.0], &[2.2, 8.0]], &s);
    let s = sample(other::Gamma::new(0.7, 2.0).expect(OK), 6);
    // a rate taken for a scale
    check("gamma", &["shape", "scale"], &[0.7, 2.0], &[&[0.7, 0.5], &[0.8, 2.0]], &s);
    let s = sample(other::Exp::new(0.25).expect(OK), 7);
    check("exponential", &["mean"], &[4.0], &[&[0.25], &[4.4]], &s);
    let s = sample(other::Weibull::new(2.0, 1.5).expect(OK), 8);
    check("weibull", &["shape", "scale"], &[1.5, 2.0], &[&[2.0, 1.5], &[1.5, 2.1]], &s);
    let s = sample(other::StudentT::new(3.0).expect(OK), 9);
    check("student_t", &["df"], &[3.0], &[&[1.5], &[30.0]], &s);
}

/// The mean of exp(N(0.5, 0.8²)).
fn moment() -> f64 {
    libm::exp(0.5 + 0.32)
}

/// The standard deviation of exp(N(0.5, 0.8²)).
fn spread() -> f64 {
    moment() * libm::expm1(0.64).sqrt()
}

#[test]
fn counted_samples() {
    use rand_distr as other;
    let s = sample::<f64>(other::Poisson::new(4.0).expect(OK), 11);
    check("poisson", &["mean"], &[4.0], &[&[4.2]], &s);
    let s = sample::<f64>(other::Poisson::new(1234.5).expect(OK), 12);
    check("poisson", &["mean"], &[1234.5], &[&[1236.5]], &s);
    let s = counts(other::Binomial::new(10, 0.3).expect(OK), 0.0, 13);
    check("binomial", &["n", "p"], &[10.0, 0.3], &[&[10.0, 0.32], &[5.0, 0.6]], &s);
    // `rand_distr` counts the failures, ours the trials
    let geometric = || other::Geometric::new(0.1).expect(OK);
    check("geometric", &["p"], &[0.1], &[&[0.11]], &counts(geometric(), 1.0, 14));
    let failures = counts(geometric(), 0.0, 14);
    assert!(kolmogorov(&distribution("geometric", &["p"], &[0.1]), &failures) > CRITICAL);
    // failures before one success: the geometric distribution by another name
    check("negative_binomial", &["failures_before", "p"], &[1.0, 0.1], &[&[1.0, 0.11]], &failures);
    // a Poisson count whose mean is gamma-distributed with shape 2.5 and scale 3: p = 1/4
    let (mut rng, gamma) =
        (Xoshiro256PlusPlus::seed_from_u64(15), other::Gamma::new(2.5, 3.0).expect(OK));
    let s: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mean: f64 = gamma.sample(&mut rng);
            // a mean that underflows gives a count of 0
            other::Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(&mut rng))
        })
        .collect();
    let names = ["failures_before", "p"];
    check("negative_binomial", &names, &[2.5, 0.25], &[&[2.5, 0.27], &[3.0, 0.25]], &s);
}

#[test]
fn ours_draw_from_generators_of_others() {
    for (family, names, numbers) in [
        ("normal", &["mean", "sd"][..], &[1.0, 2.0][..]),
        ("beta", &["a", "b"], &[2.0, 5.0]),
        ("poisson", &["mean"], &[3.0]),
    ] {
        let exact = distribution(family, names, numbers);
        let draws = sample(&exact, 7);
        assert!(kolmogorov(&exact, &draws) < CRITICAL, "{family}");
        let other = distribution("normal", &["mean", "sd"], &[0.0, 1.0]);
        assert!(kolmogorov(&other, &draws) > CRITICAL, "{family}");
        let quick = crate::distribution::Quick::new(exact.clone(), DRAWS as u64);
        assert!(kolmogorov(&exact, &sample(&quick, 8)) < CRITICAL, "{family} by its table");
    }
}
