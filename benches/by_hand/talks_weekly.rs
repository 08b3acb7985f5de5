//! `benches/talks_weekly.toml` as a loop over weeks. Its chances are made of the same factors as
//! `benches/side_by_side/weekly.py` has, rounded alike.

use super::answers::{Answers, share};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

const WEEKS: usize = 26;
const LEADERS: usize = 3;
const COLLAPSED: usize = 4;

const BY_FRONT: [[f64; 3]; 3] = [[0.88, 0.10, 0.02], [0.05, 0.88, 0.07], [0.02, 0.11, 0.87]];
const BY_SANCTIONS: [[f64; 3]; 3] = [[0.92, 0.06, 0.02], [0.03, 0.92, 0.05], [0.02, 0.08, 0.90]];
const EASE: [f64; 5] = [0.0, 0.01, 0.02, 0.05, -0.01];
const BY_TALKS: [[f64; 5]; 5] = [
    [0.80, 0.17, 0.02, 0.002, 0.008],
    [0.08, 0.74, 0.15, 0.005, 0.025],
    [0.03, 0.14, 0.73, 0.06, 0.04],
    [0.15, 0.20, 0.58, 0.05, 0.02],
    [0.10, 0.015, 0.004, 0.001, 0.88],
];
const UP: ([f64; 3], [f64; 3]) = ([1.25, 1.0, 0.8], [0.85, 1.15, 0.7]);
const DOWN: ([f64; 3], [f64; 3]) = ([0.7, 1.0, 1.5], [1.1, 0.9, 1.4]);

/// Cumulative chances.
struct Tables {
    front: [[f64; 2]; 3],
    sanctions: [[[f64; 2]; 5]; 3],
    /// Indexed by gathering (ordinary weeks, then gatherings), talks, sanctions and front.
    talks: [[[[[f64; 4]; 3]; 3]; 5]; 2],
    ceasefire: [[[[f64; 5]; 3]; 3]; 2],
}

impl Tables {
    fn new() -> Self {
        Self {
            front: BY_FRONT.map(|row| cumulative(&row)),
            sanctions: std::array::from_fn(|s| {
                std::array::from_fn(|k| cumulative(&sanctions(s, EASE[k])))
            }),
            talks: std::array::from_fn(|gathering| {
                std::array::from_fn(|k| {
                    std::array::from_fn(|s| {
                        std::array::from_fn(|f| cumulative(&talks(k, s, f, gathering == 1)))
                    })
                })
            }),
            ceasefire: std::array::from_fn(|met| {
                std::array::from_fn(|s| {
                    std::array::from_fn(|f| std::array::from_fn(|k| ceasefire(met, s, f, k)))
                })
            }),
        }
    }
}

/// Returns the distribution of the leaders' first meeting, the chance of a ceasefire, and of both.
pub(crate) fn answers(trials: u64) -> Answers {
    let tables = Tables::new();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut first = [0_u64; WEEKS + 1];
    let (mut ceasefires, mut both) = (0, 0);
    for _ in 0..trials {
        let (mut front, mut sanctions, mut talks, mut met) = (1, 1, 0, 0);
        for week in 1..=WEEKS {
            let gathering = usize::from(matches!(week, 8 | 9 | 20 | 21));
            front = pick(&mut rng, &tables.front[front]);
            sanctions = pick(&mut rng, &tables.sanctions[sanctions][talks]);
            talks = pick(&mut rng, &tables.talks[gathering][talks][sanctions][front]);
            if talks == LEADERS && met == 0 {
                met = week;
            }
        }
        let chance = tables.ceasefire[usize::from(met > 0)][sanctions][front][talks];
        let peace = rng.random::<f64>() < chance;
        first[met] += 1;
        ceasefires += u64::from(peace);
        both += u64::from(peace && met > 0);
    }
    let mut answers = Answers::new();
    share(&mut answers, "first_meeting", trials - first[0], trials);
    share(&mut answers, "ceasefire", ceasefires, trials);
    share(&mut answers, "both", both, trials);
    let mut so_far = 0;
    for (week, count) in first.iter().enumerate().skip(1) {
        so_far += count;
        share(&mut answers, &format!("first_meeting by week {week}"), so_far, trials);
    }
    answers
}

fn sanctions(s: usize, ease: f64) -> [f64; 3] {
    let mut row = BY_SANCTIONS[s];
    row[0] += ease;
    if s == 0 {
        row[1] -= 0.75 * ease;
        row[2] -= 0.25 * ease;
    } else {
        row[s] -= ease;
    }
    row.map(four_places)
}

fn talks(k: usize, s: usize, f: usize, gathering: bool) -> [f64; 5] {
    let mut row = [0.0; 5];
    for to in (0..5).filter(|to| *to != k) {
        let mut p = BY_TALKS[k][to];
        if to == COLLAPSED {
            p *= DOWN.0[s] * DOWN.1[f];
        } else if to > k || k == COLLAPSED {
            p *= UP.0[s] * UP.1[f];
            if to == LEADERS && gathering {
                p *= 1.5;
            }
        }
        row[to] = four_places(p);
    }
    row[k] = 1.0 - row.iter().sum::<f64>();
    row
}

fn ceasefire(met: usize, s: usize, f: usize, k: usize) -> f64 {
    let by_talks = [0.0, 0.03, 0.1, 0.2, -0.03];
    0.04 + 0.22 * met as f64 + [0.05, 0.0, 0.03][s] + [0.02, 0.06, 0.0][f] + by_talks[k]
}

/// Rounded as printing rounds.
fn four_places(p: f64) -> f64 {
    format!("{p:.4}").parse().expect("what is printed is a number")
}

fn cumulative<const N: usize, const M: usize>(row: &[f64; N]) -> [f64; M] {
    let mut below = 0.0;
    std::array::from_fn(|i| {
        below += row[i];
        below
    })
}

/// Returns the number of cumulative chances that lie at or below a uniform number.
fn pick<const N: usize>(rng: &mut Xoshiro256PlusPlus, cumulative: &[f64; N]) -> usize {
    let u: f64 = rng.random();
    cumulative.iter().take_while(|p| u >= **p).count()
}
