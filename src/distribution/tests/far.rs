//! Cases in which a chance underflows: parts far out in a tail, and quantiles near 0 of tiny shapes. References:
//! mpmath 1.3.0 at 60 digits, incomplete integrals inverted by bisection.

use super::super::{Distribution, Recipe};
use super::distribution;

/// A family, the names and values of its arguments, two bounds, and the quantiles of 0.05, 0.5 and 0.95 between them.
type Cut = (&'static str, &'static [&'static str], &'static [f64], (f64, f64), [f64; 3]);

#[rustfmt::skip]
const CUTS: &[Cut] = &[
    ("normal", &["mean", "sd"], &[50.0, 1.0], (3.0, 4.0),
        [3.934_952_067_374_588_5, 3.984_941_156_692_766, 3.998_885_468_098_218_3]),
    ("normal", &["mean", "sd"], &[0.0, 1.0], (60.0, f64::INFINITY),
        [60.000_854_644_885_02, 60.011_548_135_952_886, 60.049_894_279_816_3]),
    ("lognormal", &["mu", "sigma"], &[0.0, 0.1], (0.0, 0.001),
        [0.000_995_674_881_352_795, 0.000_998_997_352_632_925_2, 0.000_999_925_764_057_013]),
    ("gamma", &["shape", "scale"], &[3.0, 2.0], (2000.0, 2100.0),
        [2_000.102_791_961_843, 2_001.389_068_758_123, 2_006.003_441_474_457_3]),
    ("gamma", &["shape", "scale"], &[400.0, 1.0], (1.0, 50.0),
        [49.574_294_243_859_42, 49.901_131_038_380_45, 49.992_675_978_060_596]),
    ("exponential", &["mean"], &[3.0], (5000.0, 5002.0),
        [5_000.073_889_961_603, 5_000.836_331_281_124, 5_001.861_105_380_1]),
    ("weibull", &["shape", "scale"], &[2.0, 10.0], (400.0, 500.0),
        [400.006_411_610_412_5, 400.086_634_015_754_16, 400.374_291_416_613_6]),
    ("weibull", &["shape", "scale"], &[200.0, 10.0], (0.0, 0.1),
        [0.098_513_296_076_872_79, 0.099_654_026_282_786_78, 0.099_974_356_641_277_65]),
    ("beta", &["a", "b"], &[200.0, 3.0], (0.001, 0.01),
        [0.009_851_314_887_735_923, 0.009_965_399_162_900_474, 0.009_997_435_406_446_165]),
    ("beta", &["a", "b"], &[2.0, 300.0], (0.95, 1.0),
        [0.950_008_549_646_036_8, 0.950_115_411_302_663, 0.950_496_890_080_501]),
    ("beta", &["a", "b"], &[40.0, 60.0], (0.0, 1e-9),
        [9.278_424_753_981_416e-10, 9.828_205_985_209_542e-10, 9.987_184_894_752_83e-10]),
    ("student_t", &["df"], &[400.0], (500.0, 600.0),
        [500.064_223_060_083_7, 500.868_567_956_531_7, 503.764_699_489_865_2]),
    ("student_t", &["df"], &[3.0], (1e100, 1e101),
        [1.017_226_922_417_823e100, 1.259_501_355_976_447_6e100, 2.697_440_893_803_493e100]),
    ("triangular", &["low", "mode", "high"], &[0.0, 1.0, 2.0], (0.0, 1e-160),
        [2.236_067_977_499_79e-161, 7.071_067_811_865_475e-161, 9.746_794_344_808_964e-161]),
];

#[test]
fn every_family_far_out_in_a_tail() {
    for (family, names, numbers, (low, high), quantiles) in CUTS {
        let whole = distribution(family, names, numbers);
        let cut = whole.clone().truncate(*low, *high).expect("something is left");
        for (u, expected) in [0.05, 0.5, 0.95].into_iter().zip(quantiles) {
            let found = cut.quantile(u);
            let away = (found - expected).abs();
            assert!(away <= 1e-12 * expected.abs(), "{family}{numbers:?} at {u}: {found:e}");
            assert!(
                (cut.cdf(*expected) - u).abs() < 1e-7,
                "{family}{numbers:?} below {expected:e}"
            );
        }
        assert!(*low <= cut.quantile(1e-12) && cut.quantile(1.0 - 1e-12) <= *high, "{family}");
        // the wrong estimator: the chance as a plain number, which underflows
        let plain = whole.tails(*high).0.min(whole.tails(*low).1);
        let is_needed = plain < 1e-200 || *family == "gamma" && numbers[0] > 100.0;
        assert!(is_needed, "{family}{numbers:?} is no far corner: {plain:e}");
    }
}

/// The mean of truncate(normal(50, 1), 3, 4): 50 − (φ(46) − φ(47))/(Q(46) − Q(47)), by mpmath 1.3.0.
#[test]
fn the_mean_far_out() {
    let far =
        distribution("normal", &["mean", "sd"], &[50.0, 1.0]).truncate(3.0, 4.0).expect("a part");
    let mean = far.mean().expect("a mean");
    assert!((mean - 3.978_281_368_564_1).abs() < 1e-10, "{mean}");
    // the mirror image, and in weeks
    let turned = distribution("normal", &["mean", "sd"], &[-50.0, 1.0]).truncate(-4.0, -3.0);
    assert!((turned.expect("a part").mean().expect("a mean") + mean).abs() < 1e-9);
    let weeks = distribution("normal", &["mean", "sd"], &[50.0, 1.0]).scale(7.0).expect("a scale");
    let days = weeks.truncate(21.0, 28.0).expect("a part").mean().expect("a mean");
    assert!((days - 7.0 * mean).abs() < 1e-9, "{days}");
}

/// A counting family, the names and values of its arguments, two bounds, the mean and three quantiles between them.
type Counts = (&'static str, &'static [&'static str], &'static [f64], (f64, f64), f64, [f64; 3]);

/// References: mpmath 1.3.0, by summing.
#[rustfmt::skip]
const COUNTS: &[Counts] = &[
    ("poisson", &["mean"], &[3.0], (400.0, 410.0), 400.007_537_403_673_3, [400.0; 3]),
    ("poisson", &["mean"], &[2000.0], (0.0, 10.0), 9.994_979_942_427_808, [10.0; 3]),
    ("binomial", &["n", "p"], &[1000.0, 0.001], (600.0, 1000.0), 600.000_666_664_080_3, [600.0; 3]),
    ("negative_binomial", &["failures_before", "p"], &[3.0, 0.4], (2000.0, 2500.0),
        2_001.503_748_118_93, [2000.0, 2001.0, 2005.0]),
    ("geometric", &["p"], &[0.9], (400.0, 420.0), 400.111_111_111_111_1, [400.0, 400.0, 401.0]),
];

#[test]
fn counts_far_out_in_a_tail() {
    for (family, names, numbers, (low, high), mean, quantiles) in COUNTS {
        let cut =
            distribution(family, names, numbers).truncate(*low, *high).expect("something is left");
        for (u, expected) in [0.05, 0.5, 0.95].into_iter().zip(quantiles) {
            assert_eq!(cut.quantile(u).to_bits(), expected.to_bits(), "{family}{numbers:?} at {u}");
        }
        let atoms = cut.atoms().expect("few values");
        let total: f64 = atoms.iter().map(|(_, p)| p).sum();
        let summed: f64 = atoms.iter().map(|(k, p)| k * p).sum();
        assert!((total - 1.0).abs() < 1e-10, "{family}: {total}");
        assert!((summed - mean).abs() < 1e-7 && (cut.mean().expect("one") - mean).abs() < 1e-7);
    }
}

/// The search ends at bounds beyond 2^53, where a number less 1 is the number itself. So far out the least whole
/// number has all of the chance.
#[test]
fn counts_beyond_whole_numbers_without_gaps() {
    for low in [1e16, 1e17, 1e30] {
        let cut =
            distribution("poisson", &["mean"], &[3.0]).truncate(low, 10.0 * low).expect("a part");
        let bits = |u: f64| cut.quantile(u).to_bits();
        assert_eq!([1e-300, 0.5, 1.0 - 1e-12].map(bits), [low.to_bits(); 3]);
    }
}

#[test]
fn parts_of_mixtures_keep_their_weights_however_small() {
    // both parts have a chance of about e^-1000 beyond 45; only their ratio counts
    let part = |mean: f64| distribution("normal", &["mean", "sd"], &[mean, 1.0]);
    let both = Distribution::mixture(vec![(0.5, part(0.0)), (0.5, part(0.01))]).expect("two");
    let cut = both.truncate(45.0, f64::INFINITY).expect("a part");
    let Distribution::Mixture(cut) = cut else { panic!("a mixture") };
    // Mills' ratio: the ratio of tails at 45 is e^(0.01·45 − 0.00005)·(1 + 0.01/45 …)
    let ratio = cut.parts()[1].0 / cut.parts()[0].0;
    assert!((libm::log(ratio) - 0.450_172).abs() < 1e-5, "{}", libm::log(ratio));
}

#[test]
fn nothing_is_left_where_no_value_lies() {
    let why = |distribution: Distribution, low, high| {
        distribution.truncate(low, high).expect_err("nothing").message
    };
    let poisson = distribution("poisson", &["mean"], &[3.0]);
    let found = poisson.clone().truncate(0.5, 0.7).expect_err("nothing");
    assert_eq!(found.message, "no whole number lies between 0.5 and 0.7: nothing is left");
    assert_eq!(found.help.as_deref(), Some("widen the bounds to whole numbers, such as 0 and 1"));
    assert!(poisson.clone().truncate(0.0, 1.0).is_ok(), "the repair repairs");
    assert!(why(poisson.clone(), -3.0, -1.0).contains("every value is 0 or above"));
    let binomial = distribution("binomial", &["n", "p"], &[10.0, 0.3]);
    assert!(why(binomial, 11.0, 12.0).contains("every value lies between 0 and 10"));
    let uniform = distribution("uniform", &["low", "high"], &[0.0, 1.0]);
    assert!(why(uniform, 2.0, 3.0).contains("every value lies between 0 and 1"));
    assert!(poisson.truncate(0.5, 1.5).expect("1").quantile(0.3).to_bits() == 1f64.to_bits());
}

/// Below e⁻⁴⁰ the leading term x = (u Γ(1 + a))^(1/a), or (u a B(a, b))^(1/a), is exact; computed with mpmath.
#[test]
fn tiny_shapes_near_zero() {
    for (shape, scale, u, expected) in [
        (1e-3, 1000.0, 0.5, 5.244_206_408_277_903e-299),
        (1e-3, 1.0, 0.9, 9.821_659_644_066_618e-47),
        (5e-3, 1.0, 0.3, 1.497_445_394_655_66e-105),
        (2e-2, 1.0, 0.3, 4.096_909_168_424_129e-27),
        // underflows before it is scaled
        (1e-5, 1e300, 0.99, 1.856_871_064_817_822e-137),
    ] {
        let found = distribution("gamma", &["shape", "scale"], &[shape, scale]).quantile(u);
        assert!((found / expected - 1.0).abs() < 1e-10, "{shape} at {u}: {found:e}");
    }
    for (a, u, expected) in
        [(1e-3, 0.5, 3.435_000_911_987_954e-302), (5e-3, 0.3, 9.795_770_295_151_96e-106)]
    {
        let found = distribution("beta", &["a", "b"], &[a, 2.0]).quantile(u);
        assert!((found / expected - 1.0).abs() < 1e-9, "{a} at {u}: {found:e}");
    }
    // df/t² underflows
    let student = distribution("student_t", &["df"], &[0.06]);
    for (u, expected) in [(0.9, 55_951_639_239.363_72), (1.0 - 1e-12, 1.205_441_525_414_343_5e194)]
    {
        let found = student.quantile(u);
        assert!((found / expected - 1.0).abs() < 2e-3, "{u}: {found:e}");
    }
    let exact = distribution("student_t", &["df"], &[0.06]).inverse(1.0 - 1e-12, 1e-12);
    assert!((exact / 1.205_441_525_414_343_5e194 - 1.0).abs() < 1e-9, "{exact:e}");
    // the power of a hazard is out of range until it is scaled
    let weibull = distribution("weibull", &["shape", "scale"], &[0.005, 1e-200]);
    let found = weibull.inverse(0.999, 0.001);
    assert!((found / 7.368_662_812_757_852e-33 - 1.0).abs() < 1e-10, "{found:e}");
}

/// `-5 to -2` is `2 to 5` mirrored; across 0 a range is normal; an end at 0 has no distribution.
#[test]
fn ranges_keep_their_side_of_zero() {
    let above = Recipe::Range.build(&[2.0, 5.0]).expect("above");
    let below = Recipe::Range.build(&[-5.0, -2.0]).expect("below");
    for u in [1e-9, 0.05, 0.3, 0.5, 0.95, 1.0 - 1e-9] {
        let turned = -above.inverse(1.0 - u, u);
        assert!((below.quantile(u) - turned).abs() < 1e-9 * turned.abs());
        assert!(below.quantile(u) < 0.0, "the old normal had 1 in 1,000 above 0");
        assert!((below.cdf(turned) - u).abs() < 1e-9);
    }
    assert!(
        (below.quantile(0.05) + 5.0).abs() < 1e-12 && (below.quantile(0.95) + 2.0).abs() < 1e-12
    );
    assert!((below.mean().expect("one") + above.mean().expect("one")).abs() < 1e-12);
    assert_eq!(below.support(), (f64::NEG_INFINITY, 0.0));
    assert!(below.cdf(0.0) >= 1.0 && below.survival(-1e-300) <= 0.0);
    assert!(matches!(Recipe::Range.build(&[-1.0, 2.0]), Ok(Distribution::Normal(_))));
    for ends in [[0.0, 4.0], [-4.0, 0.0], [-4.0, -0.0]] {
        assert!(Recipe::Range.build(&ends).is_err(), "{ends:?}");
    }
}
