//! The parts of a difference (`compare --why`), adjusted so that they sum to the difference of a longer run: their errors.
//! Three events are asked to come together; two of their chances change. The parts are Shapley values in closed form.
//!
//! The kind: a part adjusted to a longer run has neither the error of its own run nor a share of the difference's. The wrong
//! estimator is that share: the parts move against each other by more than their sum.

use super::Coverage;
use super::sides::side;
use crate::particles::closed::walk_above;
use foretell::internal::analysis::{Compared, Contender, compare, split};
use foretell::internal::engine::Plan;
use foretell::{Options, Scenario, Side, compare_why};

/// With a and b, and w, uniform from 0.5 to 1, in `e`.
fn text(a: f64, b: f64, e: &str) -> String {
    format!(
        "[parameter.w]\nvalue = \"uniform(0.5, 1)\"\n[event.a]\np = {a}\n[event.b]\np = {b}\n[event.e]\np = {e}\n\
         [question.q]\nask = \"a and b and e\"\n"
    )
}

fn plan(blocks: u64, worlds: u64, seed: u64) -> Plan {
    let trials = blocks * 1024;
    Plan { trials, seed, worlds, threads: 1, ..Plan::default() }
}

/// The parts with their errors, in the order of the changes, and the difference with its own.
fn parts(sides: &[Contender; 2], worlds: bool, seed: u64) -> (Vec<(f64, f64)>, (f64, f64)) {
    let of = |blocks: u64| plan(blocks, if worlds { blocks } else { 1 }, seed);
    let comparison = compare(sides, &[], &of(256), &|_| ()).expect("it can be drawn");
    let whole = Compared { comparison: &comparison, side: 1 };
    let found = split((&sides[0], &sides[1]), whole, &[], &of(64), &|_| ());
    let found = found.expect("it can be drawn");
    assert!(found.changes[0].name < found.changes[1].name, "{:?}", found.changes);
    let difference = comparison.rows[0].differences[0];
    let parts: Vec<(f64, f64)> =
        found.splits[0].parts.iter().map(|part| (part.value, part.std_error)).collect();
    let sum: f64 = parts.iter().map(|part| part.0).sum();
    assert!((sum - difference.value).abs() < 1e-12, "{sum} of {difference:?}");
    (parts, (difference.value, difference.std_error))
}

#[test]
fn the_parts_of_a_difference_cover() {
    // from 0.3 · 0.4 to 0.5 · 0.6: a adds (0.08 + 0.12) ÷ 2, b (0.06 + 0.10) ÷ 2, times the mean of e
    for (what, e, mean, worlds, reach) in
        [("plain", "0.75", 0.75, false, 2.0), ("uncertain", "\"w\"", 0.75, true, 2.04)]
    {
        let sides = [side(&text(0.3, 0.4, e), &[], &[]), side(&text(0.5, 0.6, e), &[], &[])];
        let truths = [0.10 * mean, 0.08 * mean];
        let mut found = [Coverage::default(); 2];
        let mut shared = Coverage::default();
        for seed in Coverage::seeds() {
            let (parts, (difference, error)) = parts(&sides, worlds, seed);
            for i in [0, 1] {
                let (value, own) = parts[i];
                found[i].add(truths[i], Some((value - reach * own, value + reach * own)));
                let share = reach * error * value / difference;
                shared.add(truths[i], Some((value - share, value + share)));
            }
        }
        for part in found {
            part.assert_right((what, found));
        }
        shared.assert_wrong((what, "a share of the difference's error"));
    }
}

/// A normal random walk that is seen above a level on three days: no number is uncertain, and the trials that are left
/// descend from few. The kind: parts whose errors come from a handful of blocks, or from trials as if independent.
#[test]
fn the_parts_of_news_cover_with_few_trials() {
    let walk = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-09\n\
                [series.x]\nstart = 0\nnext = \"x + normal(0, 1)\"\n[question.high]\nask = \"x > 3\"\n";
    let seen = [2, 5, 7];
    let news = seen.map(|day| format!("[[news]]\non = 2025-01-{:02}\nis = \"x > 1\"\n", day + 1));
    let model = |text: &str| Scenario::read("walk.toml", text).case().compile().expect("no faults");
    let sides = [
        Side::new("old", &model(walk)),
        Side::new("new", &model(&(walk.to_owned() + &news.concat()))),
    ];
    let known = |count: usize| walk_above(1.0, &seen[..count], 8);
    let truths: Vec<f64> = (0..seen.len()).map(|i| known(i + 1) - known(i)).collect();
    let mut found = vec![Coverage::default(); seen.len()];
    let mut wrong = vec![Coverage::default(); seen.len()];
    for seed in Coverage::seeds() {
        let options = Options::default().trials(8_000).seed(seed).threads(1);
        let compared = compare_why(&sides, &options).expect("the news can be met");
        let why = compared.why("new").expect("it was asked for");
        for (i, truth) in truths.iter().enumerate() {
            // time comes first, and is nothing
            let part = &why.splits[0].parts[i + 1];
            let (value, error) = part.value.zip(part.std_error).expect("known");
            // 32 groups leave 31 degrees of freedom
            found[i].add(*truth, Some((value - 2.04 * error, value + 2.04 * error)));
            // as if from a few blocks of trials
            let half = 0.5 * 2.04 * error;
            wrong[i].add(*truth, Some((value - half, value + half)));
        }
    }
    for part in &found {
        part.assert_right(("parts of news", &found));
    }
    for part in &wrong {
        part.assert_wrong("errors half as large");
    }
}
