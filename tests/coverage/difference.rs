//! Differences between two sides: their errors, and their ranges across readings of the inputs.
//!
//! The kind: a difference whose worlds are known by few trials each, as under a rare `given`. A world
//! counted as exact where its few trials agreed, and the spread was taken round the ratio of all worlds.

use super::Coverage;
use super::sides::side;
use foretell::internal::analysis::{Contender, compare};
use foretell::internal::engine::Plan;
use foretell::internal::forecast::{Difference, Range, Verdict};

/// With `go`, x is likelier by 0.2 v, v uniform from 0.5 to 1. A chance that hangs on a number is not computed
/// world by world.
const SIDES: &str = r#"
[quantity.n]
value = "normal(0, 1)"
[parameter]
u = { value = "uniform(0.2, 0.6)" }
v = { value = "uniform(0.5, 1)" }
[choice.c]
options = ["no", "go"]
default = "no"
[event.x]
p = "0.001*n + (if c == go then 0.5*u + 0.2*v else 0.5*u)"
[question]
x = { ask = "x" }
"#;

/// The first difference of the two sides.
fn difference(sides: &[Contender; 2], trials: u64, worlds: u64, seed: u64) -> Difference {
    let plan = Plan { trials, seed, worlds, threads: 1, ..Plan::default() };
    compare(sides, &[], &plan, &|_| ()).expect("it can be drawn").rows[0].differences[0]
}

/// The interval of each end of a resolved range.
fn ends(range: Option<Range>) -> Option<[(f64, f64); 2]> {
    match range {
        Some(Range::Resolved { low, high, low_error, high_error }) => {
            Some([(low - low_error, low + low_error), (high - high_error, high + high_error)])
        }
        _ => None,
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "hundreds of runs take too long without optimisation")]
fn a_difference_its_error_and_its_range() {
    // the difference of a world is 0.2 v: mean 0.15, and 0.105 to 0.195 in 9 of 10
    let sides = [side(SIDES, &[], &[]), side(SIDES, &["c=go"], &[])];
    let (mut low, mut high) = (Coverage::default(), Coverage::default());
    let mean = Coverage::of(0.15, |seed| {
        let found = difference(&sides, 128 * 4096, 128, seed);
        let ends = ends(found.range);
        low.add(0.105, ends.map(|ends| ends[0]));
        high.add(0.195, ends.map(|ends| ends[1]));
        Some(found.sampling)
    });
    mean.assert_right("mean");
    assert!(low.is_enough() && low.found > low.absent, "low end: {low:?}");
    assert!(high.is_enough() && high.found > high.absent, "high end: {high:?}");
}

#[test]
fn where_worlds_are_computed_so_is_the_range() {
    // given x, y is 0.7 or 0.4 in every world: the difference has no width, and its range says so
    let sides = [side(&RARE.replace("0.4", "0.1*u"), &[], &[]), side(RARE, &["c=go"], &[])];
    let plan = Plan { trials: 10_000, seed: 1, worlds: 1000, threads: 1, ..Plan::default() };
    let found = compare(&sides, &[], &plan, &|_| ()).expect("it can be drawn");
    let Some([low, high]) = ends(found.rows[0].differences[0].range) else {
        panic!("{:?}", found.rows[0])
    };
    // 0.7 − 0.1 u, u uniform from 0.002 to 0.02 and counted by itself: its density rises with u
    let quantile = |p: f64| (0.002_f64.powi(2) + p * (0.02_f64.powi(2) - 0.002_f64.powi(2))).sqrt();
    for ((from, to), wanted) in
        [(low, 0.7 - 0.1 * quantile(0.95)), (high, 0.7 - 0.1 * quantile(0.05))]
    {
        let middle = 0.5 * (from + to);
        assert!((middle - wanted).abs() < 1e-4, "{from} to {to} for {wanted}");
    }
}

/// Whether a question is asked in one trial of a hundred, in which the sides differ by 0.3 in every world.
const RARE: &str = r#"
[parameter]
u = { value = "uniform(0.002, 0.02)" }
[choice.c]
options = ["no", "go"]
default = "no"
[event.x]
p = "u"
[event.y]
p = "if c == go then 0.7 else 0.4"
[question]
y = { ask = "y", given = "x" }
"#;

#[test]
fn a_range_that_few_trials_do_not_resolve_is_absent() {
    let noisy =
        RARE.replace("if c == go then 0.7 else 0.4", "0.001*n + (if c == go then 0.7 else 0.4)");
    let text = format!("[quantity.n]\nvalue = \"normal(0, 1)\"\n{noisy}");
    let sides = [side(&text, &[], &[]), side(&text, &["c=go"], &[])];
    for seed in 0..20 {
        let found = difference(&sides, 100_000, 1000, seed);
        assert!(ends(found.range).is_none(), "seed {seed}: {found:?}");
        assert_eq!(found.verdict(), Verdict::HigherOverall);
        assert!((found.value - 0.3).abs() < 5.0 * found.std_error, "{found:?}");
        // as it was: a world of one kept trial counts as exact, so the spread of chance is told as a range
        let wrong = old_range(&sides, seed);
        assert!(wrong.1 - wrong.0 > 0.3, "the test can tell: {wrong:?}");
    }
}

/// Returns the range of the former estimator, on the same draws.
fn old_range(sides: &[Contender; 2], seed: u64) -> (f64, f64) {
    let drawn: Vec<foretell::internal::engine::Side> = sides
        .iter()
        .map(|side| foretell::internal::engine::Side {
            model: &side.model,
            supposition: &side.supposition,
            questions: vec![0],
            items: vec![vec![None, Some(0)]],
            numbers: Vec::new(),
        })
        .collect();
    let measures = [foretell::internal::engine::Measure::Outcomes(1)];
    let plan = Plan { trials: 100_000, seed, worlds: 1000, threads: 1, ..Plan::default() };
    let paired = foretell::internal::engine::run_paired(&drawn, &measures, &plan, true, &|_| ());
    let worlds: Vec<(f64, f64, f64)> = paired
        .expect("it can be drawn")
        .parts
        .iter()
        .map(|items| (items[0].own[0], items[0].own[1], items[0].shared[0]))
        .filter(|(x, ..)| x.kept > 0.0)
        .map(|(x, y, shared)| {
            // x and y are asked in the same trials; one trial alone has no noise
            let (n, a, b) = (x.kept, x.sum / x.kept, y.sum / y.kept);
            let squares = a * (1.0 - a) + b * (1.0 - b) - 2.0 * (shared.products / n - a * b);
            (b - a, n, if n > 1.0 { squares / (n - 1.0) } else { 0.0 })
        })
        .collect();
    let total: f64 = worlds.iter().map(|w| w.1).sum();
    let center = 0.3;
    let found = worlds.iter().map(|w| w.1 * (w.0 - center).powi(2)).sum::<f64>() / total;
    let noise = worlds.iter().map(|w| w.1 * w.2).sum::<f64>() / total;
    let shrink = ((found - noise) / found).max(0.0).sqrt();
    let mut values: Vec<(f64, f64)> = worlds.iter().map(|w| (w.0, w.1)).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |rank| {
        foretell::internal::forecast::weighted_quantile(&values, rank).expect("there are worlds")
    };
    (center + shrink * (at(0.05) - center), center + shrink * (at(0.95) - center))
}
