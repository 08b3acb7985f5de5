//! Ways that few trials have open: delays that wait for a condition, moves that a rare event alone allows.
//!
//! The kind: a guide that takes what holds in most trials to hold in all, so that the trials in which it does not are
//! given up, and the few that are left carry the answer with an error that knows nothing of it. Right values are closed
//! forms.

use super::{assert_near, chances, forecast, sampled};

fn assert_chances(text: &str, trials: u64, seed: u64, truths: &[(&str, f64)]) {
    let found = forecast(text, &sampled(trials, seed)).expect("the facts can hold");
    let found = chances(&found);
    for (question, truth) in truths {
        let (_, chance, error) =
            found.iter().find(|(asked, ..)| asked == question).expect("it is asked");
        assert_near(question, (*chance, *error), *truth);
    }
}

fn geometric(p: f64, steps: i32) -> f64 {
    1.0 - (1.0 - p).powi(steps)
}

fn exponential(weeks: f64, mean: f64) -> f64 {
    1.0 - (-weeks / mean).exp()
}

/// With the delay over after T weeks and the condition held from week Y on, the move is seen in week max(⌈T⌉, Y + 1): a
/// step reads the others as of the one before.
#[test]
fn silence_of_a_delay_that_waits_leaves_the_trials_in_which_it_is_shut() {
    let text = "[scenario]\nas_of = 2025-01-06\nuntil = 2025-05-26\nstep = \"week\"\nwatched = [\"talks\"]\n\
                today = 2025-03-24\n[process.talks]\nstates = [\"a\", \"b\"]\nstart = \"a\"\n\
                from.a.b = { after = \"exponential(mean = 5 weeks)\", if = \"other == y\" }\n\
                [process.other]\nstates = [\"x\", \"y\"]\nstart = \"x\"\nfrom.x.y = { p = 0.03 }\n\
                [question]\nb = { ask = \"talks == b\" }\no = { ask = \"other == y\" }\n";
    let moved = |weeks: i32| exponential(f64::from(weeks), 5.0) * geometric(0.03, weeks - 1);
    let silent = 1.0 - moved(11);
    let truths = [
        ("b", (moved(20) - moved(11)) / silent),
        ("o", (geometric(0.03, 20) - moved(11)) / silent),
    ];
    for seed in 0..3 {
        assert_chances(text, 60_000, seed, &truths);
    }
}

/// A door that is open in half of all trials, and a delay of a mean of 2 weeks that has not ended after 12.
#[test]
fn long_silence_says_that_a_door_is_shut() {
    let text = "[scenario]\nas_of = 2025-01-06\nuntil = 2025-05-26\nstep = \"week\"\nwatched = [\"talks\"]\n\
                today = 2025-03-31\n[event.door]\np = 0.5\n[process.talks]\nstates = [\"a\", \"b\"]\nstart = \"a\"\n\
                from.a.b = { after = \"exponential(mean = 2 weeks)\", if = \"door\" }\n\
                [question]\nbarred = { ask = \"not door\" }\n";
    let lasts = (-12.0_f64 / 2.0).exp();
    for seed in 0..3 {
        assert_chances(text, 60_000, seed, &[("barred", 1.0 / (1.0 + lasts))]);
    }
}

/// A way from a to b that one trial in 50 has open, beside one by way of c. The chain of a week, once the door is known:
/// out of c and b by exponential delays, of which two may end within a week.
#[test]
fn a_way_that_few_trials_have_open_is_not_given_up() {
    let text = "[scenario]\nas_of = 2025-01-06\nuntil = 2025-05-26\nstep = \"week\"\n[event.door]\np = 0.02\n\
                [process.talks]\nstates = [\"a\", \"b\", \"c\"]\nstart = \"a\"\n[process.talks.from]\n\
                a.b = { p = 0.7, if = \"door\" }\na.c = { p = 0.004 }\n\
                b.a = { after = \"exponential(mean = 4 weeks)\" }\n\
                c.b = { after = \"exponential(mean = 10 weeks)\" }\n\
                [[news]]\non = 2025-03-03\nis = \"talks == b\"\n[[news]]\non = 2025-03-24\nis = \"talks == a\"\n\
                [question]\nopen = { ask = \"door\" }\nc = { ask = \"at(talks == c, 2025-02-17)\" }\n";
    let (out_of_b, out_of_c) = (0.25_f64, 0.1_f64);
    let (stays_b, stays_c) = ((-out_of_b).exp(), (-out_of_c).exp());
    let c_to_b = out_of_c / (out_of_b - out_of_c) * (stays_c - stays_b);
    // the chance of the facts, and of being in c in week 6 beside them
    let facts = |door: f64, through_c: bool| {
        let to_b = 0.7 * door;
        let mut at = [1.0, 0.0, 0.0];
        for week in 1..=11 {
            let [a, b, c] = at;
            at = [
                a * (1.0 - to_b - 0.004) + b * (1.0 - stays_b) + c * (1.0 - stays_c - c_to_b),
                a * to_b + b * stays_b + c * c_to_b,
                a * 0.004 + c * stays_c,
            ];
            let is_kept: [bool; 3] = match week {
                6 if through_c => [false, false, true],
                8 => [false, true, false],
                11 => [true, false, false],
                _ => [true; 3],
            };
            for (mass, is_kept) in at.iter_mut().zip(is_kept) {
                *mass *= f64::from(u8::from(is_kept));
            }
        }
        at[0]
    };
    let (open, shut) = (0.02 * facts(1.0, false), 0.98 * facts(0.0, false));
    let by_c = 0.02 * facts(1.0, true) + 0.98 * facts(0.0, true);
    let truths = [("open", open / (open + shut)), ("c", by_c / (open + shut))];
    for seed in 0..3 {
        assert_chances(text, 200_000, seed, &truths);
    }
}
