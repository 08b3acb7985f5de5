//! How far each number moves an answer, against closed forms.

use super::{function, plan, subject};
use crate::support::Foretell;
use foretell::internal::analysis::sensitivity::{indices, tornado};

#[test]
fn a_tornado_has_closed_forms() {
    let text = r#"
        [parameter.x]
        value = "uniform(0.2, 0.6)"
        [parameter.y]
        value = "uniform(0, 0.2)"
        [event.a]
        p = "x"
        [event.b]
        p = 0.5
        adjust = [ { if = "a", odds = 3 } ]
        [event.apart]
        p = 0.5
        [event.c]
        p = "y"
        [question.q]
        ask = "b or c"
    "#;
    let trials = if cfg!(debug_assertions) { 100_000 } else { 400_000 };
    let found = tornado(&subject(text), &plan(trials, 2), &|_| ()).expect("it can be drawn");
    // P(b) = 0.5 (1 − x) + 0.75 x, and c is apart from it
    let answer = |x: f64, y: f64, p: f64, odds: f64| {
        let b = (1.0 - x) * p + x * (odds * p / (1.0 - p + odds * p));
        b + y - b * y
    };
    let near = |what: &str, found: f64, error: Option<f64>, wanted: f64| {
        let error = error.expect("it moves");
        assert!((found - wanted).abs() < 5.0 * error, "{what}: {found} ± {error} for {wanted}");
    };
    near("base", found.base.value, Some(found.base.std_error), answer(0.4, 0.1, 0.5, 3.0));
    let names = |swings: &[foretell::internal::analysis::sensitivity::Swing]| {
        swings.iter().map(|s| s.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&found.uncertain), ["x", "y"]);
    let [x, y] = &found.uncertain[..] else { panic!("two doubts") };
    near("x", x.difference, x.std_error, answer(0.58, 0.1, 0.5, 3.0) - answer(0.22, 0.1, 0.5, 3.0));
    near("y", y.difference, y.std_error, answer(0.4, 0.19, 0.5, 3.0) - answer(0.4, 0.01, 0.5, 3.0));
    // what nothing hangs on is not moved at all
    assert_eq!(names(&found.plain), ["event.b.p", "event.b.adjust.1.odds"]);
    let [p, odds] = &found.plain[..] else { panic!("two numbers") };
    near("p", p.difference, p.std_error, answer(0.4, 0.1, 0.6, 3.0) - answer(0.4, 0.1, 0.4, 3.0));
    let wanted = answer(0.4, 0.1, 0.5, 4.5) - answer(0.4, 0.1, 0.5, 2.0);
    near("odds", odds.difference, odds.std_error, wanted);
    let is_small = |error: Option<f64>| error.is_some_and(|error| error < 0.01);
    assert!(is_small(x.std_error) && is_small(p.std_error) && is_small(odds.std_error));
    assert!(x.is_seen && y.is_seen && p.is_seen && odds.is_seen);
    assert!(found.fixed.is_empty() && found.worlds > 1);
}

const HUMP: &str = r#"
[parameter.price]
value = "uniform(0, 1)"
[parameter.noise]
value = "uniform(0, 1)"
[event.deal]
p = "0.1 + 3.2*price*(1-price) + 0.02*noise"
[question.deal]
ask = "deal"
"#;

#[test]
fn a_hump_is_named_with_its_extreme() {
    // variances 3.2² ÷ 180 and 0.02² ÷ 12: the price has 99.94 % of it; at its ends, 0.05 and 0.95, the answer
    // is 0.11 + 3.2 · 0.0475 = 0.262, at 0.5 it is 0.91. The difference of the ends, 0, is the wrong measure
    let found = tornado(&subject(HUMP), &plan(400_000, 4), &|_| ()).expect("it can be drawn");
    let effects = found.effects.expect("it is uncertain");
    assert_eq!(effects.named[0].name, "price");
    assert!((effects.named[0].share - 0.9994).abs() < 0.03, "{effects:?}");
    assert!(effects.pairs.is_empty() && effects.left.is_none_or(|left| left < 0.05), "{effects:?}");
    let first = &found.uncertain[0];
    assert_eq!(first.name, "price");
    let inner = first.inner.expect("a hump");
    let wanted = 0.11 + 3.2 * inner.input * (1.0 - inner.input);
    assert!((inner.input - 0.5).abs() < 0.15, "{inner:?}");
    assert!((inner.answer - wanted).abs() < 0.01, "{inner:?} for {wanted}");
    let error = inner.std_error.expect("it moves");
    assert!((inner.difference - (wanted - 0.262)).abs() < 5.0 * error + 1e-3, "{inner:?}");
    let by_ends = first.difference.abs();
    let other = found.uncertain[1].difference.abs();
    assert!(by_ends < other, "the ends alone would put noise first: {by_ends} and {other}");
}

#[test]
fn the_foot_of_a_run_names_what_moves_it() {
    let run = |text: &str, words: &[&str], part: &'static str| {
        Foretell::new()
            .args(["run", "a.toml", "-n", "300000"])
            .args(words.iter().copied())
            .file("a.toml", text)
            .stdout_such(part, move |shown| shown.contains(part))
            .run();
    };
    run(HUMP, &[], "Widest doubt: price: \"deal\" is highest, 9");
    run(HUMP, &["--exact"], "Widest doubt: price: \"deal\" is highest, 9");
    // no main effect: the halves of a and b, one or the other
    let together = HUMP.replace(
        "0.1 + 3.2*price*(1-price) + 0.02*noise",
        "if (price < 0.5 and noise < 0.5) or (price > 0.5 and noise > 0.5) then 0.9 else 0.1",
    );
    run(&together, &[], "noise and price together, which move \"deal\" between 10 and 90");
    // which of two experts is right, the second with three times the weight
    let experts = r#"
[expert.a]
[expert.b]
weight = 3
[event.x]
p = { by = { a = 0.1, b = 0.9 }, pool = "mixture" }
"#;
    run(experts, &[], "which expert is right: \"x\" is 10 if a is, 90 if b is");
    let number = HUMP.replace(
        "[event.deal]\np = \"0.1",
        "[quantity.deal]\nvalue = \"10 * normal(price, 0.1) + 0.1",
    );
    // 10 price + 0.1 + 3.2 price (1 − price) at the 5th and the 95th percentile of price: 0.75 and 9.75
    run(&number, &[], "Widest doubt: price, which moves \"deal\" from 0.7 to 9.8");
}

#[test]
fn under_evidence_readings_count_by_their_weight() {
    // `seen` leaves x between 0.45 and 0.55 but for one in a million: its 5th and 95th percentile are
    // 0.455 and 0.545, and that is the answer there. Worlds without weights would say 0.05 and 0.95
    let text = r#"
[parameter.x]
value = "uniform(0, 1)"
[event.seen]
p = "if x > 0.45 and x < 0.55 then 1 else 0.000001"
[event.win]
p = "x"
[question.win]
ask = "win"
given = "seen"
"#;
    let found = tornado(&subject(text), &plan(1_000_000, 0), &|_| ()).expect("it can be drawn");
    let x = found.uncertain.iter().find(|swing| swing.name == "x").expect("it is one");
    let (low, high) = x.ends.expect("a number");
    assert!((low - 0.455).abs() < 0.01 && (high - 0.545).abs() < 0.01, "{x:?}");
    assert!((x.answers.0 - low).abs() < 0.01 && (x.answers.1 - high).abs() < 0.01, "{x:?}");
    let none = indices(&subject(text), &plan(100_000, 0), &|_| ()).expect("it can be told");
    assert!(none.absent.is_some() && none.inputs.is_empty(), "inputs are tied by the evidence");
}

#[test]
fn readings_without_an_answer_are_left_out() {
    // x is asked only where y is above ½: elsewhere no trial has an answer, which is not 0
    let text = r#"
[parameter.x]
value = "uniform(0.2, 0.8)"
[parameter.y]
value = "uniform(0, 1)"
[event.a]
p = "x"
[event.b]
p = "if y > 0.5 then 1 else 0"
[question.q]
ask = "a"
given = "b"
"#;
    let found = tornado(&subject(text), &plan(300_000, 0), &|_| ()).expect("it can be drawn");
    let effects = found.effects.expect("it is uncertain");
    assert!((effects.unanswered as f64 - 500.0).abs() < 10.0, "{effects:?}");
    let named: Vec<&str> = effects.named.iter().map(|effect| effect.name.as_str()).collect();
    assert_eq!(named, ["x"], "as 0, they would make y the first: {effects:?}");
    assert!(effects.named[0].share > 0.9);
}

#[test]
fn what_no_two_explain_is_written_and_never_nothing() {
    let three = "if (x1 > 0.5 and x2 > 0.5) or (x1 < 0.5 and x2 < 0.5) then \
                 (if x3 > 0.5 then 0.8 else 0.2) else (if x3 > 0.5 then 0.2 else 0.8)";
    let text = function(&[(0.0, 1.0); 3], three);
    Foretell::new()
        .args(["sensitivity", "a.toml", "-n", "200000", "--seed", "1"])
        .file("a.toml", text)
        .stdout_such("say what is not found", |shown| {
            shown.contains("several act together") && !shown.contains("nothing to argue")
        })
        .run();
    let same = function(&[(0.0, 1.0)], "0.3 + 0 * x1");
    Foretell::new()
        .args(["sensitivity", "a.toml", "-n", "100000"])
        .file("a.toml", same)
        .stdout_such("say that nothing is", |shown| shown.contains("nothing to argue about"))
        .run();
}
