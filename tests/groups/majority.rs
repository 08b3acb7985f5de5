//! The qualified majority of the Council against sums over all coalitions.

use super::{probability, run};
use std::fmt::Write as _;

/// The members of the Council: name, population in tenths of a per cent of the whole, chance to vote yes.
const MEMBERS: [(&str, u32, f64); 27] = [
    ("at", 20, 0.3),
    ("be", 26, 0.55),
    ("bg", 14, 0.6),
    ("cy", 2, 0.5),
    ("cz", 24, 0.8),
    ("de", 186, 0.45),
    ("dk", 13, 0.95),
    ("ee", 3, 0.97),
    ("es", 108, 0.85),
    ("fi", 12, 0.95),
    ("fr", 152, 0.9),
    ("gr", 23, 0.4),
    ("hr", 9, 0.7),
    ("hu", 21, 0.05),
    ("ie", 12, 0.8),
    ("it", 131, 0.5),
    ("lt", 6, 0.97),
    ("lu", 2, 0.9),
    ("lv", 4, 0.97),
    ("mt", 1, 0.4),
    ("nl", 40, 0.9),
    ("pl", 82, 0.9),
    ("pt", 24, 0.8),
    ("ro", 42, 0.8),
    ("se", 23, 0.95),
    ("si", 5, 0.7),
    ("sk", 12, 0.1),
];

/// The least number of members and the least population of a majority.
const QUORUM: (usize, u32) = (15, 650);

/// The chance of a majority if members vote independently: the sum over all coalitions, taken member by member over
/// their number and population.
fn chance(of: impl Fn(f64) -> f64) -> f64 {
    let whole = MEMBERS.iter().map(|member| member.1).sum::<u32>() as usize;
    let mut chances = vec![vec![0.0; whole + 1]; MEMBERS.len() + 1];
    chances[0][0] = 1.0;
    for (_, population, leaning) in MEMBERS {
        let (p, population) = (of(leaning), population as usize);
        for count in (0..MEMBERS.len()).rev() {
            for sum in (0..=whole - population).rev() {
                let moved = p * chances[count][sum];
                chances[count + 1][sum + population] += moved;
                chances[count][sum] -= moved;
            }
        }
    }
    let enough = chances.iter().skip(QUORUM.0).flat_map(|row| row.iter().skip(QUORUM.1 as usize));
    enough.sum()
}

fn council(p: &str, more: &str) -> String {
    let mut members = String::new();
    for (name, population, leaning) in MEMBERS {
        writeln!(members, "{name} = {{ population = {population}, leaning = {leaning} }}")
            .expect("a String takes all");
    }
    format!(
        "[group.council.members]\n{members}\n{more}\n[event.vote]\nfor = \"council\"\np = \"{p}\"\n\
         [define.majority]\nis = \"how_many(vote for council) >= 15 and sum(population for council where vote) >= 650\"\n\
         [question]\nmajority = {{ ask = \"majority\" }}\n\
         count = {{ ask = \"how_many(vote for council)\" }}\n\
         germany = {{ ask = \"majority\", given = \"vote[de]\" }}\n"
    )
}

fn agrees(found: f64, truth: f64, trials: f64) {
    let error = (truth * (1.0 - truth) / trials).sqrt();
    assert!((found - truth).abs() < 4.5 * error, "{found} and {truth}, error {error}");
}

#[test]
fn a_majority_is_the_sum_over_its_coalitions() {
    let truth = chance(|p| p);
    let output = run(&council("leaning", ""), &["-n", "400000"]);
    agrees(probability(&output, "majority"), truth, 400_000.0);
    // a member more in the quorum, or another population, would be noticed
    let off = chance(|p| p * 0.98);
    assert!((off - truth).abs() > 0.004, "{off} and {truth}");
}

/// A common cause moves all members: the chance is the mean over it, of majorities of independent votes.
#[test]
fn a_common_cause_is_integrated() {
    let cause = "[event.mood]\np = 0.3\n";
    let truth = 0.3 * chance(|p| p) + 0.7 * chance(|p| p / 2.0);
    let output = run(&council("if mood then leaning else leaning / 2", cause), &["-n", "400000"]);
    agrees(probability(&output, "majority"), truth, 400_000.0);
}

/// The count of members alone is exact: the coefficients of the product of (1 − p + p x).
#[test]
fn a_count_is_exact() {
    let mut chances = vec![1.0];
    for (_, _, p) in MEMBERS {
        let mut next = vec![0.0; chances.len() + 1];
        for (count, chance) in chances.iter().enumerate() {
            next[count] += (1.0 - p) * chance;
            next[count + 1] += p * chance;
        }
        chances = next;
    }
    let truth: f64 = chances.iter().skip(15).sum();
    let text =
        council("leaning", "").replace(" and sum(population for council where vote) >= 650", "");
    let text = text.replace("count = { ask = \"how_many(vote for council)\" }\n", "");
    let output = run(&text, &["--exact"]);
    assert!((probability(&output, "majority") - truth).abs() < 1e-12);
}
