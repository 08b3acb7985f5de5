//! Uncertain inputs: parameters, words and ranges against closed forms, and the two kinds of uncertainty kept
//! apart.
//!
//! Answers over worlds have the error that they state, which is itself estimated; five of them
//! are allowed, one false alarm in a million and a half for a normal error.

use super::Draw;
use foretell::internal::forecast::{Body, Estimate};

const SIGMAS: f64 = 5.0;

pub(super) fn estimate(run: &super::run::Run, question: &str) -> Estimate {
    match &run.answer(question).body {
        Body::Condition(estimate) => *estimate,
        other => panic!("`{question}` has no single chance: {other:?}"),
    }
}

pub(super) fn near(what: &str, found: Estimate, p: f64) {
    let away = (found.probability - p) / found.error();
    assert!(away.abs() < SIGMAS, "{what}: {} is {away:.1} errors from {p}", found.probability);
}

/// The range of 1,000 worlds is itself uncertain: its ends may miss by this.
const RANGE_ERROR: f64 = 0.03;

pub(super) fn ranges(what: &str, found: Estimate, low: f64, high: f64) {
    let (l, h) = found.ends().expect("there are worlds");
    assert!(
        (l - low).abs() < RANGE_ERROR && (h - high).abs() < RANGE_ERROR,
        "{what}: {l} to {h}, where {low} to {high} is expected"
    );
}

#[test]
fn beta_uncertainty_about_a_chance() {
    // Beta(2, 8): mean 0.2, variance 0.16/11; 5th and 95th percentile from scipy 1.17
    let text = r#"
        [parameter.x]
        value = "beta(2, 8)"
        [event.a]
        p = "x"
        [event.b]
        p = "x"
        [event.c]
        p = "beta(2, 8)"
        [question.one]
        ask = "a"
        [question.shared]
        ask = "a and b"
        [question.apart]
        ask = "a and c"
    "#;
    let run = Draw::of(text).run();
    let one = estimate(&run, "one");
    near("one", one, 0.2);
    ranges("one", one, 0.041, 0.4291);
    let variance = 0.16 / 11.0;
    near("one parameter for two events", estimate(&run, "shared"), 0.04 + variance);
    near("two doubts", estimate(&run, "apart"), 0.04);
    // two doubts taken for one, or one for two, would stand far from these
    let shared = estimate(&run, "shared");
    assert!((shared.probability - 0.04).abs() > SIGMAS * shared.error());
}

#[test]
fn the_range_is_freed_of_sampling_noise() {
    let text = "[event.a]\np = \"uniform(0.3, 0.5)\"\n[question.q]\nask = \"a\"\n";
    for trials in [100_000, 5_000_000] {
        let found = estimate(&Draw::of(text).trials(trials).run(), "q");
        near("mean", found, 0.4);
        ranges(&format!("{trials} trials"), found, 0.31, 0.49);
    }
}

#[test]
fn evidence_teaches_about_parameters() {
    // Beta(1, 1) and one success: Beta(2, 1), mean 2/3
    let text = r#"
        [event.a]
        p = "x"
        [event.b]
        p = "x"
        [parameter.x]
        value = "uniform(0, 1)"
        [question.next]
        ask = "b"
        [question.after]
        ask = "b"
        given = "a"
    "#;
    near("a question's given", estimate(&Draw::of(text).run(), "after"), 2.0 / 3.0);
    let learnt = Draw::of(text).learnt("a").run();
    near("--given", estimate(&learnt, "next"), 2.0 / 3.0);
    let x = &learnt.forecast.parameters[0];
    // the median of Beta(2, 1) is √½, and of Beta(1, 1) one half
    assert!((x.after[2].1 - 0.5_f64.sqrt()).abs() < 0.03, "{:?}", x.after);
    assert!((x.before[2].1 - 0.5).abs() < 0.06, "{:?}", x.before);
    near("making teaches nothing", estimate(&Draw::of(text).made("a=yes").run(), "next"), 0.5);
}

#[test]
fn words_and_ranges_mean_what_they_say() {
    let printed = [
        ("almost no chance", 0.01, 0.05),
        ("very unlikely", 0.05, 0.20),
        ("unlikely", 0.20, 0.45),
        ("roughly even", 0.45, 0.55),
        ("likely", 0.55, 0.80),
        ("Very likely", 0.80, 0.95),
        ("almost certain", 0.95, 0.99),
    ];
    for (word, low, high) in printed {
        let text = format!("[event.a]\np = \"{word}\"\n[question.q]\nask = \"a\"\n");
        let found = estimate(&Draw::of(text).run(), "q");
        near(word, found, f64::midpoint(low, high));
        let tail = (high - low) / 20.0;
        ranges(word, found, low + tail, high - tail);
    }
    for text in ["20% to 40%", "0.2 to 0.4"] {
        let text = format!("[event.a]\np = \"{text}\"\n[question.q]\nask = \"a\"\n");
        ranges("a range", estimate(&Draw::of(text).run(), "q"), 0.2, 0.4);
    }
}

#[test]
fn uncertainty_about_odds_and_vectors() {
    // a factor that is 1 or 4 with even chance, on even odds: 1/2 or 4/5
    let text = r#"
        [event.a]
        p = 0.5
        adjust = [ { if = "1 > 0", odds = "mixture(50%: 1, 50%: 4)" } ]
        [event.with_rest]
        outcomes = { x = "uniform(0.1, 0.3)", y = "uniform(0.2, 0.6)", z = "rest" }
        [event.divided]
        outcomes = { x = "uniform(0.1, 0.3)", y = "uniform(0.4, 1)" }
        [question.a]
        ask = "a"
        [question.z]
        ask = "with_rest == z"
        [question.x]
        ask = "divided == x"
    "#;
    let run = Draw::of(text).run();
    near("odds", estimate(&run, "a"), 0.65);
    near("rest", estimate(&run, "z"), 0.4);
    // E[x / (x + y)] by the midpoint rule on a grid of 400 × 400
    let (n, mut mean) = (400, 0.0);
    for i in 0..n {
        for j in 0..n {
            let x = 0.1 + 0.2 * (f64::from(i) + 0.5) / f64::from(n);
            let y = 0.4 + 0.6 * (f64::from(j) + 0.5) / f64::from(n);
            mean += x / (x + y) / f64::from(n * n);
        }
    }
    near("divided", estimate(&run, "x"), mean);
}

#[test]
fn correlated_parameters_keep_their_marginals() {
    // for uniform marginals the rank correlation is the correlation: E[xy] = 1/4 + r/12
    let text = r#"
        [parameter.x]
        value = "uniform(0, 1)"
        [parameter.y]
        value = "uniform(0, 1)"
        correlated = { x = 0.6 }
        [event.a]
        p = "x"
        [event.b]
        p = "y"
        [question.a]
        ask = "a"
        [question.b]
        ask = "b"
        [question.both]
        ask = "a and b"
    "#;
    let run = Draw::of(text).run();
    near("x", estimate(&run, "a"), 0.5);
    near("y", estimate(&run, "b"), 0.5);
    near("both", estimate(&run, "both"), 0.25 + 0.6 / 12.0);
}

/// Returns the number of 1,000 seeds that have the truth in an interval that should have it in 95 of 100: from
/// 936 to 964, two of the count's own errors to either side.
fn covered(
    text: &str,
    truth: f64,
    (worlds, trials): (u64, u64),
    wide: impl Fn(Estimate) -> f64,
) -> usize {
    let holds = |seed: &u64| {
        let draw = Draw::of(text).trials(trials).worlds(worlds).threads(1).seed(*seed);
        let found = estimate(&draw.run(), "q");
        (found.probability - truth).abs() < wide(found)
    };
    (0..1000).filter(holds).count()
}

#[test]
fn the_interval_covers() {
    const RIGHT: std::ops::RangeInclusive<usize> = 936..=964;
    let half = |found: Estimate| (found.interval().1 - found.interval().0) / 2.0;
    // a chance that is Beta(½, ½), the widest doubt there is; with many and with few worlds
    let text = "[event.a]\np = \"beta(0.5, 0.5)\"\n[question.q]\nask = \"a\"\n";
    for size in [(320, 3200), (64, 640), (40, 4000)] {
        let right = covered(text, 0.5, size, half);
        assert!(RIGHT.contains(&right), "{size:?}: {right} of 1,000");
    }
    // worlds taken for trials, and worlds taken for independent ones, which they are not
    let wrong = covered(text, 0.5, (320, 3200), |found| {
        1.96 * (found.probability * (1.0 - found.probability) / 3200.0).sqrt()
    });
    assert!(!RIGHT.contains(&wrong), "errors of trials alone: {wrong}");
    let wrong =
        covered(text, 0.5, (320, 3200), |_| 1.96 * (0.125_f64 / 320.0 + 0.125 / 3200.0).sqrt());
    assert!(!RIGHT.contains(&wrong), "errors of independent worlds: {wrong}");
    // evidence weighs worlds: two throws of one unknown coin, the second given the first
    let text = "[parameter.x]\nvalue = \"uniform(0, 1)\"\n[event.a]\np = \"x\"\n[event.b]\np = \"x\"\n\
                [question.q]\nask = \"b\"\ngiven = \"a\"\n";
    let right = covered(text, 2.0 / 3.0, (320, 3200), half);
    assert!(RIGHT.contains(&right), "given: {right} of 1,000");
}

#[test]
fn evenly_spread_worlds_are_sharper() {
    // a chance uniform over 0.1 to 0.9: independent worlds would have the error √(0.64/12/1000 + …)
    let text = "[event.a]\np = \"uniform(0.1, 0.9)\"\n[question.q]\nask = \"a\"\n";
    let found = estimate(&Draw::of(text).trials(1_000_000).run(), "q");
    let independent = (0.64_f64 / 12.0 / 1000.0 + 0.2 / 1e6).sqrt();
    assert!(found.error() < independent / 5.0, "{} against {independent}", found.error());
    near("mean", found, 0.5);
}

/// An effect that two doubts have only together, sign(x) sign(y), is less sharp than with independent worlds: of each pair of
/// worlds one is in either half of x and one in either half of y, so that the product is the same in both. The mean of
/// n worlds has the variance of n ÷ 2 independent ones.
#[test]
fn what_two_uncertain_inputs_do_only_together_has_twice_the_variance() {
    use foretell::internal::numerics::{strata, stream::Key};
    for n in [2, 8, 32] {
        let sign =
            |key: Key, world: u64| if strata::uniform(key, world) < 0.5 { -1.0 } else { 1.0 };
        let sets =
            (0..500_u64).flat_map(|seed| (0..strata::REPLICATES).map(move |set| (seed, set)));
        let mean = |(seed, set): (u64, u64)| {
            let (x, y) = (Key::of(seed, "x"), Key::of(seed, "y"));
            let worlds = (0..n).map(|i| set + i * strata::REPLICATES);
            worlds.map(|world| sign(x, world) * sign(y, world)).sum::<f64>() / n as f64
        };
        let squares: Vec<f64> = sets.map(|set| mean(set).powi(2)).collect();
        let count = squares.len() as f64;
        let variance = squares.iter().sum::<f64>() / count;
        let fourth = squares.iter().map(|x| (x - variance).powi(2)).sum::<f64>() / count;
        let (wanted, error) = (2.0 / n as f64, (fourth / count).sqrt());
        assert!((variance - wanted).abs() <= 4.5 * error + 1e-12, "{n}: {variance} for {wanted}");
    }
}

#[test]
fn worlds_share_every_other_draw() {
    let text = |range: &str| {
        format!(
            "[parameter.x]\nvalue = \"{range}\"\n[parameter.y]\nvalue = \"1% to 50%\"\n\
             [event.a]\np = \"x\"\n[event.b]\np = \"y\"\n[question.b]\nask = \"b\"\n"
        )
    };
    let of = |range| estimate(&Draw::of(text(range)).run(), "b");
    assert_eq!(of("5% to 30%"), of("20% to 60%"));
    let threads = |n| estimate(&Draw::of(text("5% to 30%")).threads(n).run(), "b");
    assert_eq!(threads(1), threads(7));
}
