//! Confidence intervals and standard errors of proportions.

use super::special::{beta_inverse, beta_tails, normal_quantile};

/// With fewer hits or misses than this the exact interval is used.
const FEW: u64 = 10;

/// The confidence interval of the chance behind `hits` of `trials` (confidence 0.9 for nine times in ten):
/// Clopper–Pearson's if there are fewer than 10 hits or misses, else Wilson's. The interval is 0 to 1 if `trials` is
/// 0.
///
/// # Panics
/// If there are more hits than trials, or the confidence is not between 0 and 1.
pub fn proportion_interval(hits: u64, trials: u64, confidence: f64) -> (f64, f64) {
    assert!(hits <= trials, "{hits} hits in {trials} trials");
    if hits < FEW || trials - hits < FEW {
        clopper_pearson(hits, trials, confidence)
    } else {
        wilson(hits, trials, confidence)
    }
}

/// Wilson's score interval: the chances from which the share is at most z standard errors away (E. B. Wilson, JASA
/// 22, 1927). On average, coverage is near the nominal level.
///
/// # Panics
/// Under the conditions of [`proportion_interval`].
pub fn wilson(hits: u64, trials: u64, confidence: f64) -> (f64, f64) {
    let tail = tail(hits, trials, confidence);
    if trials == 0 {
        return (0.0, 1.0);
    }
    let (h, n) = (hits as f64, trials as f64);
    let z = -normal_quantile(tail);
    let spread = z * (h * ((n - h) / n) + 0.25 * z * z).sqrt();
    let middle = h + 0.5 * z * z;
    let low = if hits == 0 { 0.0 } else { (middle - spread) / (n + z * z) };
    let high = if hits == trials { 1.0 } else { (middle + spread) / (n + z * z) };
    (low, high)
}

/// The exact interval of C. J. Clopper and E. S. Pearson (Biometrika 26, 1934): the chances that neither of the two
/// one-sided binomial tests rejects, each at half of 1 − `confidence`. Coverage is never below the nominal level.
///
/// # Panics
/// Under the conditions of [`proportion_interval`].
pub fn clopper_pearson(hits: u64, trials: u64, confidence: f64) -> (f64, f64) {
    let tail = tail(hits, trials, confidence);
    let (h, misses) = (hits as f64, (trials - hits) as f64);
    let low = if hits == 0 { 0.0 } else { beta_inverse(h, misses + 1.0, tail, 1.0 - tail).0 };
    let high = if hits == trials { 1.0 } else { beta_inverse(h + 1.0, misses, 1.0 - tail, tail).0 };
    (low, high)
}

/// Half of 1 − `confidence`, after the arguments are checked.
fn tail(hits: u64, trials: u64, confidence: f64) -> f64 {
    assert!(hits <= trials, "{hits} hits in {trials} trials");
    assert!(confidence > 0.0 && confidence < 1.0, "a confidence of {confidence}");
    0.5 * (1.0 - confidence)
}

/// The chance that at least `k` of `n` independent trials hit, each with the chance `p`; neither needs to be an integer.
pub fn binomial_tail(k: f64, n: f64, p: f64) -> f64 {
    // the lower tail at p of a beta variable of shapes k and n − k + 1
    if k <= 0.0 { 1.0 } else { beta_tails(k, n - k + 1.0, p, 1.0 - p).0 }
}

/// The standard error of a share: √(p(1 − p)/n).
///
/// With no hits, or only hits, that formula gives 0, which is wrong. Then p is taken as if there had been one more
/// hit and one more miss, which gives about 1/n, as much as with one hit. Without trials the error is one half, the
/// largest possible.
///
/// # Panics
/// If there are more hits than trials.
pub fn standard_error(hits: u64, trials: u64) -> f64 {
    assert!(hits <= trials, "{hits} hits in {trials} trials");
    if trials == 0 {
        return 0.5;
    }
    let n = trials as f64;
    let p = if hits == 0 || hits == trials { 1.0 / (n + 2.0) } else { hits as f64 / n };
    (p * (1.0 - p) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::{clopper_pearson, proportion_interval, standard_error, wilson};

    fn close(found: (f64, f64), expected: (f64, f64)) {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * b.abs();
        assert!(
            near(found.0, expected.0) && near(found.1, expected.1),
            "{found:?} for {expected:?}"
        );
    }

    /// Wilson: scipy 1.17.1, `binomtest(h, n).proportion_ci(c, "wilson")`; exact: mpmath 1.4.1, roots
    /// of `betainc`.
    #[test]
    fn references() {
        close(wilson(0, 20, 0.9), (0.0, 0.119_157_837_360_964_48));
        close(wilson(3, 20, 0.9), (0.061_582_410_477_368_316, 0.321_828_075_675_306_8));
        close(wilson(10, 20, 0.95), (0.299_298_008_198_212_4, 0.700_701_991_801_787_6));
        close(wilson(5, 1_000_000, 0.9), (2.433_882_523_597_154_8e-6, 1.027_162_655_519_134e-5));
        close(wilson(312_345, 1_000_000, 0.9), (0.311_583_201_691_206_2, 0.313_107_813_723_560_3));
        close(wilson(999_990, 1_000_000, 0.99), (0.999_977_887_599_451_3, 0.999_995_477_680_666_4));
        close(clopper_pearson(0, 20, 0.9), (0.0, 0.139_108_340_668_265_22));
        close(clopper_pearson(3, 20, 0.9), (0.042_169_407_885_778_59, 0.343_663_804_314_281_84));
        close(clopper_pearson(10, 20, 0.95), (0.271_957_849_560_791_83, 0.728_042_150_439_208_2));
        close(
            clopper_pearson(5, 1_000_000, 0.9),
            (1.970_151_567_618_015e-6, 1.051_300_592_939_871_9e-5),
        );
        close(
            clopper_pearson(999_990, 1_000_000, 0.99),
            (0.999_978_602_294_444_6, 0.999_996_283_068_050_1),
        );
    }

    #[test]
    fn the_ends_are_reached() {
        for trials in [1, 9, 100, 1_000_000_000_000] {
            for interval in [wilson, clopper_pearson, proportion_interval] {
                let (low, high) = interval(0, trials, 0.9);
                assert!(low.to_bits() == 0 && high > 0.0 && high < 1.0);
                let (low, high) = interval(trials, trials, 0.9);
                assert!(low > 0.0 && low < 1.0 && high >= 1.0);
            }
        }
        close(proportion_interval(0, 0, 0.9), (0.0, 1.0));
    }

    #[test]
    fn few_are_exact_and_many_are_wilson() {
        close(proportion_interval(9, 100, 0.9), clopper_pearson(9, 100, 0.9));
        close(proportion_interval(91, 100, 0.9), clopper_pearson(91, 100, 0.9));
        close(proportion_interval(10, 100, 0.9), wilson(10, 100, 0.9));
    }

    /// The exact interval covers at least as often as its confidence, summed over all outcomes; the same interval
    /// with whole rather than halved tails does not.
    #[test]
    fn exact_coverage() {
        let n = 30;
        let coverage = |p: f64, confidence: f64| -> f64 {
            let mut term = libm::pow(1.0 - p, n as f64);
            let mut covered = 0.0;
            for hits in 0..=n {
                let (low, high) = clopper_pearson(hits, n, confidence);
                if (low..=high).contains(&p) {
                    covered += term;
                }
                term *= (n - hits) as f64 / (hits + 1) as f64 * (p / (1.0 - p));
            }
            covered
        };
        let chances = || (1..100).map(|i| f64::from(i) / 100.0);
        assert!(chances().all(|p| coverage(p, 0.9) >= 0.9));
        assert!(!chances().all(|p| coverage(p, 0.8) >= 0.9));
    }

    #[test]
    fn standard_errors() {
        assert!((standard_error(25, 100) - 0.043_301_270_189_221_93).abs() < 1e-16);
        assert!((standard_error(0, 1_000_000) - 1e-6).abs() < 1e-11);
        assert!((standard_error(0, 100) / standard_error(1, 100) - 1.0).abs() < 0.02);
        assert!(standard_error(1, 1) > 0.4 && standard_error(0, 0) >= 0.5);
    }
}
