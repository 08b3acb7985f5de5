//! Errors and ranges of differences against exact ones.

use super::{TALKS, compared, near, odds, plan, row, side};
use foretell::internal::forecast::{Range, Verdict};

/// Uncertainty about both sides: what is uncertain about both equally cancels, world by world.
const DOUBTFUL: &str = r#"
[parameter.base]
value = "uniform(0.2, 0.6)"
[parameter.push]
value = "uniform(0.5, 3)"
[choice.we]
options = ["no", "yes"]
default = "no"
[event.meeting]
p = "base"
adjust = [ { if = "we == yes", odds = "push" } ]
[event.other]
p = "base"
adjust = [ { if = "we == yes", odds = 1.5 } ]
[question.meet]
ask = "meeting"
[question.other]
ask = "other"
"#;

/// The mean and the 5th and 95th percentile of a function of two uniforms, on a grid.
fn grid(f: impl Fn(f64, f64) -> f64) -> (f64, f64, f64) {
    let at = |i: usize| (i as f64 + 0.5) / 400.0;
    let mut all: Vec<f64> = (0..400)
        .flat_map(|i| (0..400).map(move |j| (i, j)))
        .map(|(i, j)| f(at(i), at(j)))
        .collect();
    all.sort_by(f64::total_cmp);
    let n = all.len();
    (all.iter().sum::<f64>() / n as f64, all[n / 20], all[n - n / 20])
}

#[test]
fn ranges_of_differences_are_those_across_worlds() {
    let sides = [side(DOUBTFUL, &[], &[]), side(DOUBTFUL, &[], &["we=yes"])];
    for per_world in [30_000, 60_000] {
        let found = compared(&sides, &plan(128 * per_world, 128, 1));
        let base = |u: f64| 0.2 + 0.4 * u;
        let forms = [
            ("meet", grid(|u, v| odds(base(u), 0.5 + 2.5 * v) - base(u)), Verdict::SignUnsure),
            ("other", grid(|u, _| odds(base(u), 1.5) - base(u)), Verdict::Higher),
        ];
        for (question, (mean, low, high), verdict) in forms {
            let d = &row(&found, question, "yes").differences[0];
            near(question, d.value, d.std_error, mean);
            let Some(Range::Resolved { low: l, high: h, low_error, high_error }) = d.range else {
                panic!("{question} is resolved: {:?}", d.range);
            };
            // three of its own half-widths of 95 %
            assert!(
                (l - low).abs() < 3.0 * low_error && (h - high).abs() < 3.0 * high_error,
                "{question}: {l} to {h}, for {low} to {high}"
            );
            assert_eq!(d.verdict(), verdict, "{question} at {per_world}");
        }
    }
}

/// Returns the share of the seeds whose interval of two standard errors (95 %) holds the truth.
fn coverage(
    text: &str,
    made: &str,
    wanted: f64,
    (trials, worlds): (u64, u64),
    paired: bool,
) -> f64 {
    let sides = [side(text, &[], &[]), side(text, &[], &[made])];
    let seeds = 2000;
    let mut held = 0;
    for seed in 0..seeds {
        let found = compared(&sides, &plan(trials, worlds, seed));
        let row = &found.rows[0];
        let d = &row.differences[0];
        let error =
            if paired { d.std_error } else { row.sides[0].std_error.hypot(row.sides[1].std_error) };
        let reach = (d.sampling.1 - d.value) / d.std_error * error;
        held += u32::from((d.value - wanted).abs() <= reach);
    }
    f64::from(held) / seeds as f64
}

#[test]
#[cfg_attr(debug_assertions, ignore = "two thousand runs take too long without optimisation")]
fn the_error_of_a_difference_covers_what_it_says() {
    let wanted = odds(0.3, 2.0) - 0.3;
    let found = coverage(TALKS, "push=hard", wanted, (1024, 1), true);
    assert!((0.94..=0.96).contains(&found), "one world: {found}");
    let (mean, ..) = grid(|u, v| odds(0.2 + 0.4 * u, 0.5 + 2.5 * v) - (0.2 + 0.4 * u));
    let found = coverage(DOUBTFUL, "we=yes", mean, (100 * 20, 100), true);
    assert!((0.94..=0.96).contains(&found), "a hundred worlds: {found}");
    // an estimator that takes the sides for independent must be caught
    let wrong = coverage(TALKS, "push=hard", wanted, (1024, 1), false);
    assert!(!(0.94..=0.96).contains(&wrong), "unpaired errors: {wrong}");
}
