//! `scenarios/two_leaders.toml` as a loop. Outcomes are numbered in the order of the file.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

const NO_VENUE: usize = 4;

/// They meet; Budapest if they do; sanctions imposed; both concede; no meeting and no sanctions.
pub(crate) fn shares(trials: u64) -> Vec<f64> {
    let concession = concession_chances();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut meetings = 0_u64;
    let mut venues = [0_u64; 5];
    let mut sanctions = [0_u64; 3];
    let mut concessions = [0_u64; 4];
    let mut together = [0_u64; 4];
    for _ in 0..trials {
        let meet = rng.random::<f64>() < 0.3;
        let venue = if meet { pick(&mut rng, &[0.4, 0.6, 0.61]) } else { NO_VENUE };
        let threat = if meet { pick(&mut rng, &[0.35, 0.9]) } else { pick(&mut rng, &[0.1, 0.65]) };
        let imposed = threat == 2;
        let gives = pick(&mut rng, &concession[usize::from(meet) * 2 + usize::from(imposed)]);
        meetings += u64::from(meet);
        venues[venue] += 1;
        sanctions[threat] += 1;
        concessions[gives] += 1;
        together[usize::from(meet) * 2 + usize::from(imposed)] += 1;
    }
    let share = |count: u64, of: u64| count as f64 / of as f64;
    vec![
        share(meetings, trials),
        share(venues[1], meetings),
        share(sanctions[2], trials),
        share(concessions[3], trials),
        share(together[0], trials),
    ]
}

/// Cumulative chances, adjusted, by (meeting, imposed).
fn concession_chances() -> [[f64; 3]; 4] {
    std::array::from_fn(|state| {
        let mut weights = [0.9, 0.06, 0.02, 0.02];
        if state >= 2 {
            weights[0] *= 0.3;
        }
        if state % 2 == 1 {
            weights[2] *= 2.0;
        }
        let sum: f64 = weights.iter().sum();
        let mut below = 0.0;
        std::array::from_fn(|i| {
            below += weights[i] / sum;
            below
        })
    })
}

/// Returns the number of cumulative chances that lie at or below a uniform number.
fn pick(rng: &mut Xoshiro256PlusPlus, cumulative: &[f64]) -> usize {
    let u: f64 = rng.random();
    cumulative.iter().take_while(|p| u >= **p).count()
}
