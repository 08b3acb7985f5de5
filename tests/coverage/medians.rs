//! Numbers without a stable mean in `compare` and `sensitivity`: medians, as in `run`, with the errors of their
//! differences.
//!
//! The kind: a mean of which a few trials hold the variance, moved all the same. The wrong estimator is that mean with its
//! error: of exp(4 z), z normal, the mean is e⁸ and the median 1.

use super::Coverage;
use super::sides::side;
use crate::support::Foretell;
use foretell::internal::analysis::sensitivity::{Subject, tornado};
use foretell::internal::analysis::{Compared, Contender, compare, split};
use foretell::internal::engine::{Measure, Plan, Side, run_paired};
use foretell::internal::forecast::{Level, Needed, Parts, Range};

/// With `go` twice the number, so that the median is 2.
const TEXT: &str = r#"
[parameter.u]
value = 0
[choice.c]
options = ["no", "go"]
default = "no"
[quantity.n]
value = "(if c == go then 2 else 1) * exp(u + 4*normal(0, 1))"
[question.n]
ask = "n"
"#;

fn plan(worlds: u64, seed: u64) -> Plan {
    let trials = 32 * 1024;
    Plan { trials, seed, worlds, threads: 1, ..Plan::default() }
}

/// Returns the mean of the first side, as it was shown before.
fn mean(sides: &[Contender; 2], seed: u64) -> Level {
    let drawn: Vec<Side> = sides
        .iter()
        .map(|side| Side {
            model: &side.model,
            supposition: &side.supposition,
            questions: vec![0],
            items: vec![Vec::new()],
            numbers: Vec::new(),
        })
        .collect();
    let paired = run_paired(&drawn, &[Measure::Mean], &plan(1, seed), true, &|_| ());
    let paired = paired.expect("it can be drawn");
    let parts = Parts {
        items: paired.parts.iter().map(|items| &items[0]).collect(),
        worlds: false,
        measure: Measure::Mean,
        uncertain: vec![false; 2],
        worth: vec![None; 2],
    };
    parts.level(0)
}

#[test]
fn differences_of_medians_are_covered_and_unstable_means_are_not() {
    let sides = [side(TEXT, &[], &[]), side(TEXT, &["c=go"], &[])];
    let unsure = TEXT.replace("value = 0\n", "value = \"normal(0, 0.5)\"\n");
    let uncertain = [side(&unsure, &[], &[]), side(&unsure, &["c=go"], &[])];
    let (mut plain, mut worlds, mut wrong) = Default::default();
    for seed in Coverage::seeds() {
        for (sides, readings, found) in
            [(&sides, 1, &mut plain), (&uncertain, 64, &mut worlds)] as [(_, _, &mut Coverage); 2]
        {
            let compared = compare(sides, &[], &plan(readings, seed), &|_| ());
            let row = &compared.expect("it can be drawn").rows[0];
            assert_eq!(row.outcome, "median");
            let difference = &row.differences[0];
            found.add(1.0, difference.std_error.is_finite().then_some(difference.sampling));
        }
        Coverage::add(&mut wrong, 8.0_f64.exp(), Some(mean(&sides, seed).sampling));
    }
    plain.assert_right("medians");
    // readings are spread evenly, and their batches don't show how much that helps
    assert!(worlds.found > worlds.absent && worlds.is_enough(), "{worlds:?}");
    wrong.assert_wrong("a mean that is not stable");
}

/// A number that is 10 + Cauchy noise, times e^u and with `go` doubled: the difference of the medians of a reading is 10 e^u.
/// Its 5th and 95th percentiles across readings; a fifth of their errors must be too little.
///
/// 256 readings resolve it. 128 mostly don't, and not for noise: the 95 % interval of the share of readings below the
/// 95th percentile is 0.914 to 0.986, at which 10 e^u is 20 and 30, and half the width of the range is 9. So they ask for
/// readings.
#[test]
fn the_range_of_a_difference_of_medians_covers() {
    let text = TEXT.replace("value = 0\n", "value = \"normal(0, 0.5)\"\n");
    // the tangent of a uniform angle is Cauchy, and its draw needs no table, as that of student_t(1) does in each batch
    let text = text.replace("exp(u + 4*normal(0, 1))", "exp(u) * (10 + sin(w)/cos(w))");
    let text =
        text + "[quantity.w]\nvalue = \"uniform(-1.5707963267948966, 1.5707963267948966)\"\n";
    let sides = [side(&text, &[], &[]), side(&text, &["c=go"], &[])];
    let range = |readings, seed| {
        let compared = compare(&sides, &[], &plan(readings, seed), &|_| ());
        let row = &compared.expect("it can be drawn").rows[0];
        assert_eq!(row.outcome, "median");
        row.differences[0].range
    };
    let mut ends = [Coverage::default(); 2];
    let mut fifth = Coverage::default();
    let truths = [-1.0, 1.0].map(|sign| 10.0 * (sign * 0.5 * 1.644_853_626_951_472_f64).exp());
    for seed in Coverage::seeds() {
        let Some(Range::Resolved { low, high, low_error, high_error }) = range(256, seed) else {
            ends[0].add(0.0, None);
            continue;
        };
        ends[0].add(truths[0], Some((low - low_error, low + low_error)));
        ends[1].add(truths[1], Some((high - high_error, high + high_error)));
        fifth.add(truths[1], Some((high - 0.2 * high_error, high + 0.2 * high_error)));
    }
    for end in ends {
        assert!(end.found > 2 * end.absent && end.is_enough(), "{ends:?}");
    }
    fifth.assert_wrong("a fifth of the half-width");
    for seed in 0..10 {
        if let Some(Range::Unresolved { needed, .. }) = range(128, seed) {
            assert!(matches!(needed, Needed::Readings(128.0..)), "{needed:?}");
        }
    }
}

/// Two changes double and triple the median. Their parts, averaged over both orders, are (1 + 3) ÷ 2 = 2 and
/// (2 + 4) ÷ 2 = 3; the parts of the mean, which is not stable, are thousands.
#[test]
fn the_parts_of_a_difference_of_medians_are_those_of_the_median() {
    let text = "[parameter]\na = { value = 1 }\nb = { value = 1 }\n[quantity.n]\nvalue = \"a * b * exp(4*normal(0, \
                1))\"\n[question.n]\nask = \"n\"\n";
    let changed = text.replace("a = { value = 1 }", "a = { value = 2 }");
    let changed = changed.replace("b = { value = 1 }", "b = { value = 3 }");
    let sides = [side(text, &[], &[]), side(&changed, &[], &[])];
    let plan = Plan { trials: 200_000, ..plan(1, 5) };
    let comparison = compare(&sides, &[], &plan, &|_| ()).expect("it can be drawn");
    let whole = Compared { comparison: &comparison, side: 1 };
    let found = split((&sides[0], &sides[1]), whole, &[], &plan, &|_| ());
    let found = found.expect("it can be drawn");
    let parts = &found.splits[0];
    assert_eq!(parts.outcome, "median");
    let mut values: Vec<(f64, f64)> =
        parts.parts.iter().map(|part| (part.value, part.std_error)).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    for ((value, error), wanted) in values.iter().zip([2.0, 3.0]) {
        assert!((value - wanted).abs() < 4.5 * error, "{value} ± {error} for {wanted}");
    }
    let sum: f64 = parts.parts.iter().map(|part| part.value).sum();
    assert!((sum - (parts.ends.1 - parts.ends.0)).abs() < 1e-9, "{sum}");
}

#[test]
fn a_swing_is_that_of_the_median() {
    let unsure = TEXT.replace("value = 0\n", "value = \"normal(0, 0.5)\"\n");
    let side = side(&unsure, &[], &[]);
    let subject = Subject::new(&side.scenario, &side.supposition, 0, None).expect("one answer");
    let plan = Plan { trials: 400_000, ..plan(200, 3) };
    let found = tornado(&subject, &plan, &|_| ()).expect("it can be drawn");
    assert!(found.is_median && found.effects.is_none(), "{found:?}");
    let (base, error) = (found.base.value, found.base.std_error);
    assert!((base - 1.0).abs() < 4.5 * error, "{base} ± {error}");
    // from the 5th to the 95th percentile of u the median goes from e^-0.82 to e^0.82
    let end = (0.5 * 1.644_853_626_951_472_f64).exp();
    let swing = &found.uncertain[0];
    let error = swing.std_error.expect("it moves");
    let wanted = end - 1.0 / end;
    assert!((swing.difference - wanted).abs() < 4.5 * error && swing.is_seen, "{swing:?}");
}

#[test]
fn every_command_shows_the_median_that_run_shows() {
    let of = |words: &[&str]| {
        let call = Foretell::new().file("a.toml", TEXT).args([words, &["-n", "50000"]].concat());
        call.any_output().run().stdout
    };
    let run = of(&["run", "a.toml"]);
    assert!(run.contains("no stable mean"), "{run}");
    let (_, rest) = run.split_once("half below ").expect("it has a median");
    let median = rest.split(' ').next().expect("a number");
    let moved = of(&["sensitivity", "a.toml"]);
    assert!(moved.contains(&format!("n, median: {median}.")), "{median}: {moved}");
    assert!(moved.contains("no stable mean"), "{moved}");
    let compared = of(&["compare", "a.toml", "--choice", "c"]);
    assert!(compared.contains("n, median") && compared.contains("no stable mean"), "{compared}");
    assert!(compared.lines().any(|line| line.starts_with("n, median") && line.contains(median)));
}
