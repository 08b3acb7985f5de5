//! The coverage of index ± 2.04 errors over fixed seeds, with points and trials as `indices` draws them; an
//! estimator that squares a single draw must fail.

use super::{Index, Points, SETS};
use crate::numerics::sobol::Sobol;
use crate::numerics::stream::Key;

const TRIALS: u64 = 64;

/// The answers at points of a function of `inputs` uniform inputs, each estimated twice from [`TRIALS`]
/// trials, with the same trials on all sides.
fn points(seed: u64, inputs: usize, count: u64, of: &dyn Fn(&[f64]) -> f64) -> Points {
    let key = Key::of(seed, "points");
    let sobol: Vec<Sobol> = (0..SETS).map(|set| Sobol::new(2 * inputs, key.at(set))).collect();
    let trials = Key::of(seed, "trials");
    let at = |point: u64| {
        let own = &sobol[(point % SETS) as usize];
        let u: Vec<f64> = (0..2 * inputs).map(|d| own.coordinate(point / SETS, d)).collect();
        let (a, b) = u.split_at(inputs);
        let draws = trials.at(point);
        let counted = |x: &[f64]| {
            let p = of(x);
            [0, TRIALS].map(|from| {
                let hits = (from..from + TRIALS).filter(|i| draws.uniform(*i) < p).count();
                hits as f64 / TRIALS as f64
            })
        };
        let mixed = |i: usize| {
            let mut x = a.to_vec();
            x[i] = b[i];
            counted(&x)
        };
        [counted(a), counted(b)].into_iter().chain((0..inputs).map(mixed)).collect()
    };
    Points { answers: (0..count).map(at).collect() }
}

/// By input: how often the first-order and the total index are covered.
fn covered(
    seeds: u64,
    count: u64,
    truth: &[(f64, f64)],
    of: &dyn Fn(&[f64]) -> f64,
) -> Vec<(f64, f64)> {
    let names: Vec<String> = (0..truth.len()).map(|i| i.to_string()).collect();
    let mut hits = vec![(0.0, 0.0); truth.len()];
    let holds = |(index, error): (f64, f64), truth: f64| {
        let error = if error.is_nan() { 0.0 } else { error };
        f64::from(u8::from((index - truth).abs() <= 2.04 * error + 1e-12))
    };
    for seed in 0..seeds {
        let found = points(seed, truth.len(), count, of).indices(names.clone());
        for index in &found.inputs {
            let i: usize = index.name.parse().expect("a number");
            hits[i].0 += holds(index.first, truth[i].0);
            hits[i].1 += holds(index.total, truth[i].1);
        }
    }
    hits.iter().map(|(a, b)| (a / seeds as f64, b / seeds as f64)).collect()
}

/// 1,000 seeds: a coverage of 0.95 is measured as 0.95 ± 0.0069.
fn hold(what: &str, truth: &[(f64, f64)], of: &dyn Fn(&[f64]) -> f64) {
    let found = covered(1000, 256, truth, of);
    for (first, total) in found {
        assert!((0.925..=0.975).contains(&first), "{what}: {first}");
        assert!((0.925..=0.975).contains(&total), "{what}: {total}");
    }
}

#[test]
fn indices_are_covered_as_often_as_written() {
    // one input has nearly all, the other nearly nothing: variances 3.2² ÷ 180 and 0.06² ÷ 12
    let (hump, noise) = (3.2 * 3.2 / 180.0, 0.06 * 0.06 / 12.0);
    let all = hump + noise;
    hold("hump", &[(hump / all, hump / all), (noise / all, noise / all)], &|x| {
        0.1 + 3.2 * x[0] * (1.0 - x[0]) + 0.06 * x[1]
    });
    // x y: 3/7 for each alone, 4/7 in total
    hold("product", &[(3.0 / 7.0, 4.0 / 7.0); 2], &|x| x[0] * x[1]);
    // no main effect, only an interaction
    let sign = |x: f64| if x < 0.5 { -1.0 } else { 1.0 };
    hold("together", &[(0.0, 1.0); 2], &|x| 0.5 + 0.4 * sign(x[0]) * sign(x[1]));
    let sum = [0.16, 0.09, 0.01].map(|v| (v / 0.26, v / 0.26));
    hold("sum", &sum, &|x| 0.1 + 0.4 * x[0] + 0.3 * x[1] + 0.1 * x[2]);
}

#[test]
fn squares_of_one_draw_are_caught() {
    // both factors of each product from the first draw: its noise inflates the variance
    let of = |x: &[f64]| 0.1 + 0.4 * x[0] + 0.3 * x[1] + 0.1 * x[2];
    let names = || vec!["0".to_owned(), "1".to_owned(), "2".to_owned()];
    let mut hits = [0, 0];
    for seed in 0..300 {
        let right = points(seed, 3, 256, &of);
        let alone = |sides: &Vec<[f64; 2]>| sides.iter().map(|x| [x[0], x[0]]).collect();
        let wrong = Points { answers: right.answers.iter().map(alone).collect() };
        for (hits, points) in hits.iter_mut().zip([right, wrong]) {
            let found = points.indices(names());
            let last = found.inputs.iter().find(|index| index.name == "2").expect("it is one");
            let (index, error) = last.total;
            *hits += u32::from((index - 0.01 / 0.26).abs() <= 2.04 * error);
        }
    }
    assert!(hits[0] > 270 && hits[1] < 255, "{hits:?}");
}

#[test]
fn an_input_without_effect_has_index_0_and_is_not_seen() {
    let found = points(1, 2, 256, &|x| 0.2 + 0.6 * x[0]).indices(vec!["a".into(), "b".into()]);
    let b = found.inputs.iter().find(|index| index.name == "b").expect("it is one");
    assert!(!Index::is_seen(b.first) && !Index::is_seen(b.total), "{b:?}");
}
