//! Chances under evidence that teaches about an uncertain input: their intervals and the ends of their ranges across
//! readings. The kind: few readings carry the weight of the evidence, so that an error that counts trials is far too
//! small. True values are those of conjugate distributions, or integrals by Simpson's rule.
//!
//! The wrong estimator is the one of before: the error of independent trials, as many as were kept.

use super::Coverage;
use super::numbers::{density, integral, normal};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::{self, Plan};
use foretell::internal::forecast::{self, Body, Estimate, Range};
use foretell::internal::{model, scenario};

/// Returns the chance asked first, and the number of trials kept.
pub(super) fn chance(
    text: &str,
    evidence: &[&str],
    (trials, worlds): (u64, u64),
    seed: u64,
) -> (Estimate, u64) {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, _) = scenario::read(&sources, file);
    let model = model::compile(&scenario).expect("no faults");
    let evidence: Vec<String> = evidence.iter().map(|text| (*text).to_owned()).collect();
    let supposition = model::suppose(&model, &mut sources, &[], &evidence).expect("no faults");
    let plan = Plan { trials, seed, worlds, threads: 1, ..Plan::default() };
    let tallies = engine::run(&model, &supposition, &plan, &|_| ()).expect("it can be drawn");
    let found = forecast::summarise(&model, &supposition, &plan, &tallies);
    let Body::Condition(estimate) = found.answers[0].body else { panic!("it is a condition") };
    (estimate, found.answers[0].kept)
}

/// The coverage of the interval of a chance and of that of independent trials.
pub(super) fn of_interval(
    truth: f64,
    draw: impl Fn(u64) -> (Estimate, u64),
) -> (Coverage, Coverage) {
    let (mut found, mut wrong) = (Coverage::default(), Coverage::default());
    for seed in Coverage::seeds() {
        let (estimate, kept) = draw(seed);
        found.add(truth, estimate.sampling);
        let p = estimate.probability;
        let half = 1.96 * (p * (1.0 - p) / kept as f64).sqrt();
        wrong.add(truth, Some((p - half, p + half)));
    }
    (found, wrong)
}

/// A uniform share of which six of eight draws are learnt: Beta(7, 3), whose mean is 0.7. The evidence is absorbed.
#[test]
fn a_share_of_which_eight_draws_are_learnt() {
    let events: Vec<String> = (0..9).map(|i| format!("[event.e{i}]\np = \"x\"\n")).collect();
    let events = events.concat();
    let text =
        format!("[parameter.x]\nvalue = \"uniform(0, 1)\"\n{events}[question.next]\nask = \"e8\"");
    let evidence = ["e0", "e1", "e2", "e3", "e4", "e5", "not e6", "not e7"];
    let (found, wrong) = of_interval(0.7, |seed| chance(&text, &evidence, (20_000, 256), seed));
    found.assert_right("absorbed");
    wrong.assert_wrong("trials counted for readings");
}

/// y and z are m and noise of their own, all normal; y > 2 is learnt. P(z > 2 | y > 2) is an integral over m. The
/// evidence is about a number, so that trials are left out.
#[test]
fn a_number_that_shares_a_parameter_is_learnt() {
    let text = "[parameter.m]\nvalue = \"normal(0, 1)\"\n[quantity.y]\nvalue = \"m + normal(0, 1)\"\n\
                [quantity.z]\nvalue = \"m + normal(0, 1)\"\n[question.z]\nask = \"z > 2\"";
    let one = |m: f64| normal(m - 2.0);
    let truth = integral(|m| density(m) * one(m) * one(m)) / integral(|m| density(m) * one(m));
    let (found, wrong) = of_interval(truth, |seed| chance(text, &["y > 2"], (40_000, 256), seed));
    found.assert_right("trials left out");
    wrong.assert_wrong("trials counted for readings");
}

/// The chance of two numbers above bounds: the readings that carry y > 2 and w > 2 are drawn from pools weighed by pilot trials.
#[test]
fn a_chance_from_pools_weighed_by_pilots() {
    let text = "[parameter.m]\nvalue = \"normal(0, 1)\"\n[quantity.y]\nvalue = \"m + normal(0, 1)\"\n\
                [quantity.w]\nvalue = \"m + normal(0, 1)\"\n[event.z]\np = \"1 / (1 + exp(-m))\"\n\
                [question.z]\nask = \"z\"";
    let weight = |m: f64| density(m) * normal(m - 2.0).powi(2);
    let truth = integral(|m| weight(m) / (1.0 + (-m).exp())) / integral(weight);
    let draw = |seed| chance(text, &["y > 2 and w > 2"], (40_000, 256), seed);
    let (found, _) = of_interval(truth, draw);
    found.assert_right("pools weighed by pilots");
}

/// The range across readings after the evidence: the 5th and the 95th percentile of Beta(2, 1), p² = 0.05 and 0.95.
#[test]
fn ends_of_a_range_after_evidence() {
    let text = "[parameter.x]\nvalue = \"uniform(0, 1)\"\n[event.a]\np = \"x\"\n[event.b]\np = \"x\"\n\
                [quantity.n]\nvalue = \"normal(0, 1)\"\n[question.b]\nask = \"b and n > -9\"";
    let mut ends = [Coverage::default(); 2];
    for seed in Coverage::seeds() {
        let (estimate, _) = chance(text, &["a"], (120_000, 300), seed);
        let Some(Range::Resolved { low, high, low_error, high_error }) = estimate.range else {
            ends[0].add(0.0, None);
            continue;
        };
        ends[0].add(0.05_f64.sqrt(), Some((low - low_error, low + low_error)));
        ends[1].add(0.95_f64.sqrt(), Some((high - high_error, high + high_error)));
    }
    for end in ends {
        assert!(end.found > end.absent && end.is_enough(), "{ends:?}");
    }
}
