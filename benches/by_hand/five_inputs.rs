//! `benches/five_inputs.toml` as a loop: samplers of `rand_distr`, all values kept for the quantiles.

use super::answers::Answers;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, LogNormal, Normal, Pert, Triangular, Uniform};

/// The mean, the standard deviation and five quantiles.
pub(crate) fn answers(trials: u64) -> Answers {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let x1 = Normal::new(100.0, 15.0).expect("sound");
    let x2 = LogNormal::new(50.0_f64.ln(), 0.4).expect("sound");
    let x3 = Pert::new(10.0, 50.0).with_mode(20.0).expect("sound");
    let x4 = Triangular::new(0.5, 2.0, 1.0).expect("sound");
    let x5 = Uniform::new(0.8, 1.25).expect("sound");
    let mut values: Vec<f64> = (0..trials)
        .map(|_| {
            let sum: f64 = x1.sample(&mut rng) + x2.sample(&mut rng);
            sum * x4.sample(&mut rng) / x5.sample(&mut rng) - 1.5 * x3.sample(&mut rng)
        })
        .collect();
    let mean = values.iter().sum::<f64>() / trials as f64;
    let squares: f64 = values.iter().map(|y| (y - mean).powi(2)).sum();
    let mut answers =
        vec![("y mean".to_owned(), mean), ("y sd".to_owned(), (squares / trials as f64).sqrt())];
    let mut from = 0;
    for quantile in [0.05, 0.25, 0.5, 0.75, 0.95] {
        // what lies below the quantiles before stays where it is
        let at = (quantile * (trials - 1) as f64) as usize;
        let (_, value, _) = values[from..].select_nth_unstable_by(at - from, f64::total_cmp);
        answers.push((format!("y {quantile}"), *value));
        from = at;
    }
    answers
}
