//! The screen against functions whose shares of variance are known. The right values are integrals done by hand; the
//! wrong estimator, which only compares the two ends of an input, must fail.

use super::{FALSE_ALARM, Reading, Screen, screen};
use crate::numerics::strata;
use crate::numerics::stream::Key;

const WORLDS: u64 = 1000;

/// Inputs drawn as the engine draws parameters: spread evenly over 32 sets of worlds.
fn inputs(seed: u64, count: usize, worlds: u64) -> Vec<Vec<f64>> {
    (0..count)
        .map(|i| {
            let key = Key::of(seed, &format!("input {i}"));
            (0..worlds).map(|world| strata::uniform(key, world)).collect()
        })
        .collect()
}

/// The share counted in `trials` trials of each reading; the chance itself if `trials` is `None`.
fn counted(seed: u64, chances: &[f64], trials: Option<u32>) -> Vec<Reading> {
    let key = Key::of(seed, "trials");
    let of = |(world, p): (usize, &f64)| match trials {
        None => Reading { value: *p, weight: 1.0, noise: 0.0 },
        Some(k) => {
            let draws = key.at(world as u64);
            let hits = (0..u64::from(k)).filter(|i| draws.uniform(*i) < *p).count();
            let (q, k) = (hits as f64 / f64::from(k), f64::from(k));
            Reading { value: q, weight: k, noise: q * (1.0 - q) / (k - 1.0) }
        }
    };
    chances.iter().enumerate().map(of).collect()
}

fn chances(inputs: &[Vec<f64>], of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let worlds = inputs[0].len();
    (0..worlds).map(|w| of(&inputs.iter().map(|x| x[w]).collect::<Vec<_>>())).collect()
}

/// The wrong estimator: the input with the largest difference between the means of its lowest and its
/// highest tenth.
fn by_two_ends(readings: &[Reading], inputs: &[Vec<f64>]) -> usize {
    let moved = |values: &Vec<f64>| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let tenth = order.len().div_ceil(10);
        let mean = |some: &[usize]| {
            some.iter().map(|i| readings[*i].value).sum::<f64>() / some.len() as f64
        };
        (mean(&order[..tenth]) - mean(&order[order.len() - tenth..])).abs()
    };
    (0..inputs.len())
        .max_by(|a, b| moved(&inputs[*a]).total_cmp(&moved(&inputs[*b])))
        .expect("there are inputs")
}

fn share(found: &Screen, input: usize) -> f64 {
    found.curves[input].as_ref().map_or(0.0, |curve| curve.share)
}

#[test]
fn a_hump_is_found_and_two_ends_miss_it() {
    // 0.1 + 3.2 x (1 − x) + 0.02 y: variances 3.2² ÷ 180 and 0.02² ÷ 12, so x has 99.94 % of it
    let mut missed = 0;
    for seed in 0..40 {
        let x = inputs(seed, 2, WORLDS);
        let p = chances(&x, |x| 0.1 + 3.2 * x[0] * (1.0 - x[0]) + 0.02 * x[1]);
        let readings = counted(seed, &p, Some(400));
        let found = screen(&readings, &x);
        assert_eq!(found.named.first(), Some(&0), "{seed}");
        assert!((share(&found, 0) - 0.9994).abs() < 0.02, "{seed}: {}", share(&found, 0));
        let curve = found.curves[0].as_ref().expect("it varies");
        let inner = curve.inner_extreme().expect("a hump");
        assert!((inner.input - 0.5).abs() < 0.1 && (inner.shrunk - 0.91).abs() < 0.02, "{inner:?}");
        assert!(found.left().is_none_or(|left| left < 0.05), "{seed}: {:?}", found.remainder);
        missed += u32::from(by_two_ends(&readings, &x) != 0);
    }
    assert!(missed > 20, "the test can tell: two ends miss it in {missed} of 40");
}

#[test]
fn what_two_inputs_only_do_together_is_found() {
    // ½ + 0.4 s(a) s(b), s the sign of x − ½: no main effect at all
    let sign = |x: f64| if x < 0.5 { -1.0 } else { 1.0 };
    for seed in 0..40 {
        let x = inputs(seed, 4, WORLDS);
        let p = chances(&x, |x| 0.5 + 0.4 * sign(x[0]) * sign(x[1]));
        let found = screen(&counted(seed, &p, Some(100)), &x);
        let first = found.pairs.first().expect("a pair");
        assert_eq!(first.inputs, (0, 1), "{seed}");
        assert!(first.share > 0.9 && found.varies(), "{seed}: {first:?}");
        assert!((first.extremes.0 - 0.1).abs() < 0.03 && (first.extremes.1 - 0.9).abs() < 0.03);
        // a smooth interaction: ½ + 1.6 (a − ½)(b − ½)
        let p = chances(&x, |x| 0.5 + 1.6 * (x[0] - 0.5) * (x[1] - 0.5));
        let found = screen(&counted(seed, &p, Some(400)), &x);
        assert_eq!(found.pairs.first().map(|pair| pair.inputs), Some((0, 1)), "{seed}");
        assert!(found.pairs[0].share > 0.75, "{seed}: {:?}", found.pairs[0]);
        assert!(found.left().is_none_or(|left| left < 0.2), "{seed}: {:?}", found.remainder);
    }
}

#[test]
fn what_three_do_together_is_left_and_written() {
    let sign = |x: f64| if x < 0.5 { -1.0 } else { 1.0 };
    let mut alone = 0;
    for seed in 0..40 {
        let x = inputs(seed, 3, WORLDS);
        let p = chances(&x, |x| 0.5 + 0.3 * sign(x[0]) * sign(x[1]) * sign(x[2]));
        let found = screen(&counted(seed, &p, Some(200)), &x);
        assert!(found.left().is_some_and(|left| left > 0.8), "{seed}: {:?}", found.remainder);
        alone += usize::from(found.named.is_empty() && found.pairs.is_empty());
    }
    assert!(alone > 32, "named or paired by chance in {} of 40", 40 - alone);
}

/// The number of seeds, of `seeds`, for which any input, any pair and a remainder are seen.
fn alarms(
    seeds: u64,
    worlds: u64,
    count: usize,
    of: impl Fn(u64, &[Vec<f64>]) -> Vec<Reading>,
) -> [f64; 3] {
    let mut seen = [0.0; 3];
    for seed in 0..seeds {
        let x = inputs(seed, count, worlds);
        let found = screen(&of(seed, &x), &x);
        seen[0] += f64::from(u8::from(!found.named.is_empty()));
        seen[1] += f64::from(u8::from(!found.pairs.is_empty()));
        seen[2] += f64::from(u8::from(found.left().is_some()));
    }
    seen.map(|n| n / seeds as f64)
}

#[test]
fn where_nothing_matters_false_alarms_keep_their_chance() {
    // 1,000 seeds: a share of 0.05 is counted as 0.05 ± 0.0069; three standard errors are allowed
    for (worlds, trials) in [(1000, 40), (200, 200)] {
        let constant = |seed, x: &[Vec<f64>]| counted(seed, &vec![0.3; x[0].len()], Some(trials));
        let [named, paired, left] = alarms(1000, worlds, 5, constant);
        assert!((named - FALSE_ALARM).abs() < 0.021, "{named}");
        assert!(paired < FALSE_ALARM + 0.021, "{paired}");
        assert!(left < 0.01, "{left}");
    }
}

#[test]
fn an_input_without_effect_is_named_at_its_chance_beside_strong_ones() {
    // the answer depends on input 0 alone, far from evenly spread; the others have no effect
    let mut wrong = 0;
    for seed in 0..1000 {
        let x = inputs(seed, 3, WORLDS);
        let p = chances(&x, |x| 0.02 + 0.9 * x[0] * x[0] * x[0]);
        let found = screen(&counted(seed, &p, None), &x);
        assert!(found.named.contains(&0));
        wrong += u32::from(found.named.iter().any(|i| *i != 0));
    }
    // two of three tests are of inputs without effect
    assert!(f64::from(wrong) / 1000.0 < 0.0333 + 3.0 * 0.0057, "{wrong} of 1,000");
}

#[test]
fn weighed_readings_keep_the_chance_of_false_alarms() {
    // weights of evidence, exponential: 1,000 readings are worth 500
    let weighed = |seed: u64, x: &[Vec<f64>]| {
        let key = Key::of(seed, "answer");
        (0..x[0].len() as u64)
            .map(|i| Reading {
                value: key.uniform(2 * i),
                weight: -libm::log(key.uniform(2 * i + 1)),
                noise: 0.0,
            })
            .collect()
    };
    let [named, paired, _] = alarms(1000, WORLDS, 4, weighed);
    assert!((0.02..0.075).contains(&named), "{named}");
    assert!(paired < 0.075, "{paired}");
}

#[test]
fn shares_are_those_of_ishigami_and_of_a_sum() {
    // sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 (Ishigami and Homma 1990): first-order shares 0.3139, 0.4424, 0. 20 bins
    // keep (sin(π/k) ÷ (π/k))² of the variance of a sine of k bins a period: 0.992 and 0.967
    let pi = std::f64::consts::PI;
    let mut sums = [0.0; 3];
    for seed in 0..20 {
        let x = inputs(seed, 3, 4000);
        let p = chances(&x, |u| {
            let [a, b, c] = [u[0], u[1], u[2]].map(|u| pi * (2.0 * u - 1.0));
            libm::sin(a) + 7.0 * libm::sin(b).powi(2) + 0.1 * c.powi(4) * libm::sin(a)
        });
        let found = screen(&counted(seed, &p, None), &x);
        (0..3).for_each(|i| sums[i] += share(&found, i) / 20.0);
        assert_eq!(found.pairs.first().map(|pair| pair.inputs), Some((0, 2)), "{seed}");
    }
    for (found, expected) in sums.iter().zip([0.3139 * 0.992, 0.4424 * 0.967, 0.0]) {
        assert!((found - expected).abs() < 0.012, "{sums:?}");
    }
    // 0.4 a + 0.3 b + 0.1 c: shares are proportional to the squares
    let x = inputs(1, 3, 4000);
    let p = chances(&x, |x| 0.1 + 0.4 * x[0] + 0.3 * x[1] + 0.1 * x[2]);
    let found = screen(&counted(1, &p, None), &x);
    for (i, expected) in [0.16, 0.09, 0.01].iter().enumerate() {
        assert!((share(&found, i) - expected / 0.26).abs() < 0.03, "{i}: {}", share(&found, i));
    }
    assert_eq!(found.named, [0, 1, 2]);
    assert!(found.pairs.is_empty() && found.left().is_none_or(|left| left < 0.05), "{found:?}");
}

/// The kind: the answer at the middles of the outer bins, 2.5 and 97.5 in 100 of the way, told as that at the ends of
/// the range. A chance that is uniform over 0 to 1 has its 5th and 95th percentile at 0.05 and 0.95.
#[test]
fn ends_of_a_curve_are_at_the_ends_of_the_range() {
    let x = inputs(5, 1, WORLDS);
    let found = screen(&counted(5, &x[0], None), &x);
    let curve = found.curves[0].as_ref().expect("it varies");
    let [low, high] = curve.ends();
    let is_close = |x: f64, expected: f64| (x - expected).abs() < 0.005;
    assert!(is_close(low.shrunk, 0.05) && is_close(high.shrunk, 0.95), "{curve:?}");
    assert!(is_close(low.input, 0.05) && is_close(high.input, 0.95), "{curve:?}");
    let outer = (curve.points[0].shrunk, curve.points[curve.points.len() - 1].shrunk);
    assert!(!is_close(outer.0, 0.05) && !is_close(outer.1, 0.95), "the former ends: {outer:?}");
}

#[test]
fn two_values_are_two_bins() {
    let x = inputs(3, 2, WORLDS);
    let mut cut = x.clone();
    cut[0] = x[0].iter().map(|x| f64::from(u8::from(*x < 0.2))).collect();
    let p = chances(&cut, |x| 0.2 + 0.6 * x[0]);
    let found = screen(&counted(3, &p, Some(100)), &cut);
    let curve = found.curves[0].as_ref().expect("it varies");
    assert_eq!(curve.points.len(), 2);
    let [low, high] = curve.ends().map(|end| end.shrunk);
    assert!((low - 0.2).abs() < 0.01 && (high - 0.8).abs() < 0.01, "{curve:?}");
    assert!(share(&found, 0) > 0.98 && found.named == [0] && curve.inner_extreme().is_none());
}

#[test]
fn nothing_is_written_of_what_does_not_vary_or_of_few() {
    let x = inputs(0, 2, WORLDS);
    let same = screen(&counted(0, &[0.25; 1000], None), &x);
    assert!(!same.varies() && same.named.is_empty() && same.left().is_none());
    let few: Vec<Vec<f64>> = x.iter().map(|x| x[..8].to_vec()).collect();
    let found = screen(&counted(0, &few[0], None), &few);
    assert!(found.named.is_empty() && found.pairs.is_empty());
    let mut fixed = x.clone();
    fixed[1] = vec![0.3; 1000];
    assert!(screen(&counted(0, &x[0], None), &fixed).curves[1].is_none());
}

/// The kind: readings in which a condition left a single trial got the noise of those with several, which is smaller, so
/// that chance looked like several inputs together. The same 30 in 100 in all readings, a third of them with one trial.
#[test]
fn readings_of_a_single_trial_have_its_noise() {
    let (mut seen, mut wrongly) = (0, 0);
    for seed in 0..400 {
        let key = Key::of(seed, "single trials");
        let reading = |world: u64| {
            let k = 1 + world % 3;
            let hits = (0..k).filter(|i| key.at(world).uniform(*i) < 0.3).count();
            let (q, k) = (hits as f64 / k as f64, k as f64);
            let noise = if k > 1.0 { q * (1.0 - q) / (k - 1.0) } else { f64::NAN };
            Reading { value: q, weight: k, noise }
        };
        let readings: Vec<Reading> = (0..WORLDS).map(reading).collect();
        let found = screen(&readings, &[]);
        seen += u32::from(found.varies());
        // the noise of the others, by their weights
        let known = || readings.iter().filter(|r| !r.noise.is_nan());
        let noise = known().map(|r| r.weight * r.noise).sum::<f64>()
            / known().map(|r| r.weight).sum::<f64>();
        let single = readings.iter().filter(|r| r.noise.is_nan()).map(|r| r.weight);
        let share = single.sum::<f64>() / readings.iter().map(|r| r.weight).sum::<f64>();
        // the right noise of all is that of a trial times their number, over all trials
        let right = known().map(|r| r.weight * r.noise).sum::<f64>() * 1.5 / 2000.0;
        assert!(share > 0.1 && right > noise);
        wrongly += u32::from(found.variance + right - noise > 3.0 * found.variance_error);
    }
    // the variance is skewed: 3 in 100 lie beyond three of its standard errors
    assert!(seen < 30, "{seen} of 400");
    assert!(wrongly > 40, "the noise of the others passes unnoticed: {wrongly} of 400");
}
