//! More ways of writing an uncertain number: counted cases, three quantiles, moments of a Beta, the weight of a mode.

use crate::statistics::Draw;
use crate::support::printed;
use foretell::internal::distribution::Recipe;
use foretell::internal::forecast::{Body, Range};

fn ends(range: Range) -> Option<(f64, f64)> {
    let Range::Resolved { low, high, .. } = range else { return None };
    Some((low, high))
}

/// The chance of a condition, and the ends of its range.
fn chance(text: &str, question: &str) -> (f64, Option<(f64, f64)>) {
    let run = Draw::of(text).worlds(4_000).trials(400_000).run();
    match &run.answer(question).body {
        Body::Condition(estimate) => (estimate.probability, estimate.range.and_then(ends)),
        other => panic!("`{question}` has no single chance: {other:?}"),
    }
}

const CASES: &str = r#"
    [event.paper]
    p       = "3 of 10 cases"
    because = "Counted."
    [question.q]
    ask = "paper"
"#;

/// Jeffreys: Beta(3.5, 7.5) with mean 7/22 (Brown, Cai and DasGupta 2001), not 3/10.
#[test]
fn counted_cases_are_a_beta_by_jeffreys() {
    let (mean, range) = chance(CASES, "q");
    assert!((mean - 7.0 / 22.0).abs() < 0.008, "{mean}");
    let beta = Recipe::Beta.build(&[3.5, 7.5]).expect("a beta");
    let (low, high) = range.expect("a range");
    assert!((low - beta.quantile(0.05)).abs() < 0.015, "{low}");
    assert!((high - beta.quantile(0.95)).abs() < 0.02, "{high}");
    // a uniform prior, Beta(4, 8), has its 95 % end elsewhere by more than that: 0.564 for 0.547
    let none = CASES.replace("3 of 10", "0 of 10");
    let (mean, _) = chance(&none, "q");
    assert!((mean - 0.5 / 11.0).abs() < 0.004, "{mean}");
}

#[test]
fn counted_cases_mean_the_same_everywhere() {
    let same = |text: &str| printed(&["run", "a.toml", "-n", "20000", "--format", "json"], text, 0);
    let written = same(CASES);
    assert_eq!(
        written.replace("3 of 10 cases", ""),
        same(&CASES.replace("3 of 10 cases", "beta(3.5, 7.5)")).replace("beta(3.5, 7.5)", "")
    );
    let set = |given: &str| {
        printed(
            &["run", "a.toml", "-n", "20000", "--set", given],
            &CASES.replace("3 of", "9 of"),
            0,
        )
    };
    let body = |text: &str| {
        text.lines()
            .filter(|line| line.contains("paper") || line.contains("  "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(!body(&set("event.paper.p=3 of 10 cases")).is_empty());
    let explained = printed(&["explain", "a.toml"], CASES, 0);
    assert!(explained.contains("3 of 10 cases: 12 to 56 in 100"), "{explained}");
    let paths = printed(&["check", "a.toml", "--paths"], CASES, 0);
    assert!(paths.contains("event.paper.p") && paths.contains("3 of 10 cases"), "{paths}");
    let moves = printed(&["sensitivity", "a.toml", "--question", "q", "-n", "20000"], CASES, 0);
    assert!(moves.contains("3 of 10 cases"), "{moves}");
    let swept =
        printed(&["sweep", "a.toml", "--over", "event.paper.p=0.1,0.9", "-n", "20000"], CASES, 0);
    assert!(swept.contains("90"), "{swept}");
    let fact = CASES.replace("because", "fact = true\n    because");
    assert!(printed(&["check", "a.toml"], &fact, 3).contains("is said to be a fact"));
}

#[test]
fn other_words_for_counted_cases_have_a_repair() {
    for (text, repair) in [
        ("3 out of 10 cases", "3 of 10 cases"),
        ("three of ten cases", "3 of 10 cases"),
        ("3 in 10 cases", "3 of 10 cases"),
        ("11 of 10 cases", "10 of 11 cases"),
    ] {
        let found = printed(&["check", "a.toml"], &CASES.replace("3 of 10 cases", text), 3);
        assert!(found.contains(repair), "{text}: {found}");
    }
}

/// The chance above the quantiles as written, and of a Beta by its moments as of its shapes.
#[test]
fn numbers_are_drawn_as_written() {
    let text = r#"
        [quantity.x]
        value = "quantiles(5%: 60, 50%: 70, 95%: 95, low = 0)"
        [quantity.y]
        value = "beta(mean = 0.3, sd = 0.1)"
        [quantity.z]
        value = "pert(10, 20, 50, lambda = 2)"
        [question.above]
        ask = "x > 95"
        [question.below]
        ask = "x < 60"
        [question.half]
        ask = "x < 70"
        [question.y]
        ask = "y < 0.2"
        [question.z]
        ask = "z < 25"
    "#;
    // shapes 0.3 · 20 and 0.7 · 20; 1 + 2/4 and 1 + 6/4
    let y = Recipe::Beta.build(&[6.0, 14.0]).expect("a beta").cdf(0.2);
    let z = Recipe::Beta.build(&[1.5, 2.5]).expect("a beta").cdf(0.375);
    for (question, expected) in
        [("above", 0.05), ("below", 0.05), ("half", 0.5), ("y", y), ("z", z)]
    {
        let found = chance(text, question).0;
        // six standard errors; a mode of weight 4 is off by 0.02
        assert!((found - expected).abs() < 0.005, "{question}: {found} for {expected}");
    }
}

#[test]
fn a_distribution_without_a_mean_is_mentioned() {
    let text =
        |value: &str| format!("[quantity.x]\nvalue = \"{value}\"\n[question.q]\nask = \"x > 0\"\n");
    for value in ["quantiles(5%: 1, 50%: 10, 95%: 2000, low = 0)", "student_t(1)"] {
        let found = printed(&["check", "a.toml"], &text(value), 0);
        assert!(found.contains("A0308"), "{value}: {found}");
    }
    for value in [
        "quantiles(5%: 1, 50%: 10, 95%: 2000, low = 0, high = 9000)",
        "quantiles(5%: 60, 50%: 70, 95%: 95, low = 0)",
        "truncate(student_t(1), 0, 5)",
        "student_t(3)",
    ] {
        let found = printed(&["check", "a.toml"], &text(value), 0);
        assert!(!found.contains("A0308"), "{value}: {found}");
    }
}

/// A delay through three quantiles has them, as days and as months.
#[test]
fn delays_go_through_their_quantiles() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-12-31
        [process.talks]
        states = ["none", "signed"]
        start  = "none"
        from.none.signed = { after = "quantiles(10%: 3 weeks, 50%: 8 weeks, 90%: 20 weeks, low = 0 days)" }
        [question.early]
        ask = "by(talks == signed, 2025-01-22)"
        [question.half]
        ask = "by(talks == signed, 2025-02-26)"
    "#;
    for (question, expected) in [("early", 0.1), ("half", 0.5)] {
        let found = chance(text, question).0;
        assert!((found - expected).abs() < 0.006, "{question}: {found}");
    }
}
