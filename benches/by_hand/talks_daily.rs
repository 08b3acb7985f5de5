//! `benches/talks_daily.toml` as a loop over days, its monthly chances made daily beforehand.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// Days after the first, until 31 December.
pub(crate) const STEPS: u64 = 133;
/// The day counted for 31 October.
const END_OF_OCTOBER: u64 = 72;

#[derive(Clone, Copy, PartialEq)]
enum Talks {
    None,
    Experts,
    Ministers,
    Leaders,
    Collapsed,
}

#[derive(Clone, Copy, PartialEq)]
enum Sanctions {
    None,
    Threatened,
    Imposed,
}

/// They meet by the end of October and of December, sanctions imposed, a dozen strikes.
pub(crate) fn shares(trials: u64) -> Vec<f64> {
    // the first of each pair under no threat, the second under one
    let experts = [1.0, 1.5].map(|odds| daily(&weighed(&[0.3], odds)));
    let ministers = daily(&[0.35, 0.05]);
    let leaders = [1.0, 1.5].map(|odds| daily(&weighed(&[0.25, 0.1], odds)));
    let threat = daily(&[0.2]);
    let outcome = daily(&[0.15, 0.25]);
    let outcome_collapsed = daily(&[0.4, 0.25]);

    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut counts = [0_u64; 4];
    for _ in 0..trials {
        let (mut talks, mut sanctions) = (Talks::None, Sanctions::Threatened);
        let mut met_on = u64::MAX;
        // strikes are drawn on the first day too, but counted from the second
        let _ = rng.random::<f64>();
        let mut strikes = 0;
        for day in 1..=STEPS {
            let threatened = usize::from(sanctions == Sanctions::Threatened);
            let collapsed = talks == Talks::Collapsed;
            talks = match talks {
                Talks::None => {
                    let u: f64 = rng.random();
                    if u < experts[threatened][0] { Talks::Experts } else { talks }
                }
                Talks::Experts => {
                    let u: f64 = rng.random();
                    if u < ministers[0] {
                        Talks::Ministers
                    } else if u < ministers[0] + ministers[1] {
                        Talks::Collapsed
                    } else {
                        talks
                    }
                }
                Talks::Ministers => {
                    let u: f64 = rng.random();
                    let [p, q] = leaders[threatened];
                    if u < p {
                        met_on = day;
                        Talks::Leaders
                    } else if u < p + q {
                        Talks::Collapsed
                    } else {
                        talks
                    }
                }
                Talks::Leaders | Talks::Collapsed => talks,
            };
            sanctions = match sanctions {
                Sanctions::None => {
                    let u: f64 = rng.random();
                    if u < threat[0] { Sanctions::Threatened } else { sanctions }
                }
                Sanctions::Threatened => {
                    let u: f64 = rng.random();
                    let [p, q] = if collapsed { outcome_collapsed } else { outcome };
                    if u < p {
                        Sanctions::Imposed
                    } else if u < p + q {
                        Sanctions::None
                    } else {
                        sanctions
                    }
                }
                Sanctions::Imposed => sanctions,
            };
            strikes += u32::from(rng.random::<f64>() < 0.07);
        }
        counts[0] += u64::from(met_on <= END_OF_OCTOBER);
        counts[1] += u64::from(met_on <= STEPS);
        // by name: imposed, none, threatened
        counts[2] += u64::from(sanctions == Sanctions::Imposed);
        counts[3] += u64::from(strikes >= 12);
    }
    counts.iter().map(|count| *count as f64 / trials as f64).collect()
}

/// Chances by the month with the odds of the first multiplied.
fn weighed<const N: usize>(chances: &[f64; N], odds: f64) -> [f64; N] {
    let mut weights = *chances;
    let stay = 1.0 - chances.iter().sum::<f64>();
    weights[0] *= odds;
    let sum = stay + weights.iter().sum::<f64>();
    weights.map(|weight| weight / sum)
}

/// Returns chances by the day for chances by the month.
fn daily<const N: usize>(chances: &[f64; N]) -> [f64; N] {
    let leave: f64 = chances.iter().sum();
    let in_a_day = 1.0 - (1.0 - leave).powf(1.0 / 30.436_875);
    chances.map(|p| p / leave * in_a_day)
}
