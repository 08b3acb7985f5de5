//! `sensitivity`: the numbers that move an answer, against functions whose answers are known.

use crate::support::Foretell;
use foretell::internal::analysis::sensitivity::{Index, Indices, Subject, boxes, indices, tornado};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::model::{self, Supposition};
use foretell::internal::scenario;
use std::fmt::Write as _;

fn subject(text: &str) -> Subject {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
    model::compile(&scenario).expect("no faults");
    Subject::new(&scenario, &Supposition::default(), 0, None).expect("it has one answer")
}

fn plan(trials: u64, seed: u64) -> Plan {
    let (worlds, threads) = (1000, 2);
    Plan { trials, seed, worlds, threads, questions: None, timelines: false, paths: None }
}

/// A chance that is a formula over uniform parameters `x1` ….
fn function(ranges: &[(f64, f64)], formula: &str) -> String {
    let mut text = String::new();
    for (i, (low, high)) in ranges.iter().enumerate() {
        writeln!(text, "[parameter.x{}]\nvalue = \"uniform({low}, {high})\"", i + 1)
            .expect("a String takes all");
    }
    text + &format!("[event.e]\np = \"{formula}\"\n[question.q]\nask = \"e\"\n")
}

/// Asserts indices within three of the reported errors, and errors small enough to be useful.
fn hold(what: &str, text: &str, first: &[f64], total: &[f64]) -> Indices {
    let found = indices(&subject(text), &plan(4_000_000, 1), &|_| ()).expect("it can be drawn");
    assert!(found.varies, "{what}");
    for (i, (first, total)) in first.iter().zip(total).enumerate() {
        let name = format!("x{}", i + 1);
        let index = found.inputs.iter().find(|x| x.name == name).expect("it is an input");
        for (kind, (value, error), wanted) in
            [("first", index.first, first), ("total", index.total, total)]
        {
            assert!(error < 0.12, "{what}, {name}, {kind}: {value} ± {error}");
            assert!(
                (value - wanted).abs() <= 3.0 * error + 1e-9,
                "{what}, {name}, {kind}: {value} ± {error} for {wanted}"
            );
        }
    }
    found
}

#[test]
#[cfg_attr(debug_assertions, ignore = "it takes too long without optimisation")]
fn indices_of_ishigami() {
    // sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 over (−π, π)³ (Ishigami and Homma 1990), into 0 … 1
    let pi = std::f64::consts::PI;
    let (a, b) = (7.0, 0.1);
    let v1 = 0.5 * (1.0 + b * pi.powi(4) / 5.0).powi(2);
    let v2: f64 = a * a / 8.0;
    let v13 = b * b * pi.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
    let v = v1 + v2 + v13;
    let text =
        function(&[(-pi, pi); 3], "(sin(x1) + 7 * sin(x2)^2 + 0.1 * x3^4 * sin(x1) + 11) / 30");
    let found = hold("Ishigami", &text, &[v1 / v, v2 / v, 0.0], &[(v1 + v13) / v, v2 / v, v13 / v]);
    let third = found.inputs.iter().find(|x| x.name == "x3").expect("it is an input");
    assert!(!Index::is_seen(third.first) && Index::is_seen(third.total));
    let (spread, error) = found.std_dev.expect("it varies");
    assert!((spread - v.sqrt() / 30.0).abs() < 3.0 * error, "{spread} ± {error}");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "it takes too long without optimisation")]
fn indices_of_sobols_g() {
    // Π (|4 x − 2| + a) ÷ (1 + a) (Saltelli and Sobol' 1995), at most 2 · 1.5 · 1.1 · 1.1
    let a = [0.0, 1.0, 9.0, 9.0];
    let v: Vec<f64> = a.iter().map(|a: &f64| 1.0 / (3.0 * (1.0 + a).powi(2))).collect();
    let all = v.iter().fold(1.0, |product, v| product * (1.0 + v)) - 1.0;
    let first: Vec<f64> = v.iter().map(|v| v / all).collect();
    let total: Vec<f64> = v.iter().map(|v| v * (1.0 + all) / (1.0 + v) / all).collect();
    let factors: Vec<String> = (1..=4)
        .map(|i| format!("(abs(4 * x{i} - 2) + {}) / {}", a[i - 1], 1.0 + a[i - 1]))
        .collect();
    let text = function(&[(0.0, 1.0); 4], &format!("{} / 4", factors.join(" * ")));
    hold("g", &text, &first, &total);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "it takes too long without optimisation")]
fn indices_of_sums_and_products() {
    // 0.1 + 0.4 x1 + 0.3 x2 + 0.1 x3: shares go as squares
    let all = 0.16 + 0.09 + 0.01;
    let shares = [0.16 / all, 0.09 / all, 0.01 / all];
    let text = function(&[(0.0, 1.0); 3], "0.1 + 0.4*x1 + 0.3*x2 + 0.1*x3");
    hold("a sum", &text, &shares, &shares);
    // x1 x2: 3/7 each alone, 1/7 together
    let text = function(&[(0.0, 1.0); 2], "x1 * x2");
    hold("a product", &text, &[3.0 / 7.0; 2], &[4.0 / 7.0; 2]);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "it takes too long without optimisation")]
fn indices_of_and_or_and_two_of_three() {
    let events = |n: usize, ask: &str| {
        let mut text = String::new();
        for i in 1..=n {
            writeln!(
                text,
                "[parameter.x{i}]\nvalue = \"uniform(0, 1)\"\n[event.e{i}]\np = \"x{i}\""
            )
            .expect("a String takes all");
        }
        text + &format!("[question.q]\nask = \"{ask}\"\n")
    };
    hold("and", &events(2, "e1 and e2"), &[3.0 / 7.0; 2], &[4.0 / 7.0; 2]);
    hold("or", &events(2, "e1 or e2"), &[3.0 / 7.0; 2], &[4.0 / 7.0; 2]);
    // xy + xz + yz − 2xyz: E given x is x(1 − ½) + ¼ … = ¼ + x/2, its variance 1/48; the variance of
    // all is E f² − ¼ with E f² by terms: 3·(1/9 + 1/6) − … = 13/45 · … computed on a grid
    let n = 60;
    let at = |i: usize| (i as f64 + 0.5) / n as f64;
    let f = |x: f64, y: f64, z: f64| x * y + x * z + y * z - 2.0 * x * y * z;
    let (mut all, mut without_x) = (0.0, 0.0);
    for (j, k) in (0..n).flat_map(|j| (0..n).map(move |k| (j, k))) {
        let row: Vec<f64> = (0..n).map(|i| f(at(i), at(j), at(k))).collect();
        let mean = row.iter().sum::<f64>() / n as f64;
        all += row.iter().map(|x| (x - 0.5).powi(2)).sum::<f64>() / (n * n * n) as f64;
        without_x += row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n * n * n) as f64;
    }
    let text = events(3, "how_many(e1, e2, e3) >= 2");
    hold("2 of 3", &text, &[1.0 / 48.0 / all; 3], &[without_x / all; 3]);
}

#[test]
fn what_does_nothing_is_indistinguishable_from_nothing() {
    let trials = if cfg!(debug_assertions) { 300_000 } else { 1_000_000 };
    let text = function(&[(0.0, 1.0), (0.2, 0.8)], "0.2 + 0.6 * x1 + 0 * x2");
    let found = indices(&subject(&text), &plan(trials, 0), &|_| ()).expect("it can be drawn");
    let second = found.inputs.iter().find(|x| x.name == "x2").expect("it is an input");
    assert!(!Index::is_seen(second.total) && !Index::is_seen(second.first), "{second:?}");
    // few trials scatter the answer, but an answer that does not vary is told as such
    let text = function(&[(0.0, 1.0)], "0.3 + 0 * x1");
    let found = indices(&subject(&text), &plan(trials, 0), &|_| ()).expect("it can be drawn");
    assert!(!found.varies, "{found:?}");
}

#[test]
fn correlated_inputs_are_taken_together() {
    let text = function(&[(0.0, 1.0); 3], "0.1 + 0.3 * x1 + 0.3 * x2 + 0.2 * x3").replacen(
        "\"uniform(0, 1)\"\n[parameter.x2]",
        "\"uniform(0, 1)\"\ncorrelated = { x2 = 0.8 }\n[parameter.x2]",
        1,
    );
    let found = indices(&subject(&text), &plan(200_000, 0), &|_| ()).expect("it can be drawn");
    let names: Vec<&str> = found.inputs.iter().map(|x| x.name.as_str()).collect();
    assert_eq!(names, ["x1 with x2", "x3"]);
}

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
    assert_eq!(names(&found.doubts), ["x", "y"]);
    let [x, y] = &found.doubts[..] else { panic!("two doubts") };
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
    let first = &found.doubts[0];
    assert_eq!(first.name, "price");
    let inner = first.inner.expect("a hump");
    let wanted = 0.11 + 3.2 * inner.input * (1.0 - inner.input);
    assert!((inner.input - 0.5).abs() < 0.15, "{inner:?}");
    assert!((inner.answer - wanted).abs() < 0.01, "{inner:?} for {wanted}");
    let error = inner.std_error.expect("it moves");
    assert!((inner.difference - (wanted - 0.262)).abs() < 5.0 * error + 1e-3, "{inner:?}");
    let by_ends = first.difference.abs();
    let other = found.doubts[1].difference.abs();
    assert!(by_ends < other, "the ends alone would put noise first: {by_ends} and {other}");
}

#[test]
fn the_foot_of_a_run_names_what_moves_it() {
    let run = |text: &str, words: &[&str], part: &'static str| {
        Foretell::new()
            .args(["run", "a.toml", "-n", "300000"])
            .args(words.iter().copied())
            .file("a.toml", text)
            .stdout_such(part, move |told| told.contains(part))
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
    let x = found.doubts.iter().find(|swing| swing.name == "x").expect("it is one");
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
fn what_no_two_explain_is_said_and_never_nothing() {
    let three = "if (x1 > 0.5 and x2 > 0.5) or (x1 < 0.5 and x2 < 0.5) then \
                 (if x3 > 0.5 then 0.8 else 0.2) else (if x3 > 0.5 then 0.2 else 0.8)";
    let text = function(&[(0.0, 1.0); 3], three);
    Foretell::new()
        .args(["sensitivity", "a.toml", "-n", "200000", "--seed", "1"])
        .file("a.toml", text)
        .stdout_such("say what is not found", |told| {
            told.contains("several act together") && !told.contains("nothing to argue")
        })
        .run();
    let same = function(&[(0.0, 1.0)], "0.3 + 0 * x1");
    Foretell::new()
        .args(["sensitivity", "a.toml", "-n", "100000"])
        .file("a.toml", same)
        .stdout_such("say that nothing is", |told| told.contains("nothing to argue about"))
        .run();
}

#[test]
fn a_planted_box_is_found() {
    // high where x1 > 0.6 and x2 < 0.5: a fifth of all readings
    let text = function(
        &[(0.0, 1.0); 5],
        "if x1 > 0.6 and x2 < 0.5 then 0.7 + 0 * x3 else 0.2 + 0.05 * x4 + 0 * x5",
    );
    let found = boxes(&subject(&text), &plan(1_000_000, 3), &|_| ()).expect("it can be drawn");
    let first = &found.boxes[0];
    let names: Vec<&str> = first.bounds.iter().map(|b| b.name.as_str()).collect();
    assert_eq!(names, ["x1", "x2"], "{found:?}");
    let low = first.bounds[0].low.expect("bounded below");
    let high = first.bounds[1].high.expect("bounded above");
    assert!((low - 0.6).abs() < 0.06 && (high - 0.5).abs() < 0.06, "{found:?}");
    assert!(first.density > 0.9 && first.coverage > 0.6, "{first:?}");
    // where nothing matters, no box is told
    let text = function(&[(0.0, 1.0); 3], "0.3 + 0 * x1 * x2 * x3");
    let none = boxes(&subject(&text), &plan(500_000, 0), &|_| ()).expect("it can be drawn");
    assert!(none.boxes.is_empty(), "{none:?}");
}

const TALKS: &str = r#"
[scenario]
title = "Talks"
[event.meeting]
p = "20% to 60%"
[event.deal]
p = 0.1
adjust = [ { if = "meeting", odds = 4 } ]
[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
[question.deal]
ask = "deal"
label = "A deal"
[question.venue]
ask = "venue"
[question.both]
ask = ["deal", "venue"]
"#;

fn foretell(words: &[&str]) -> Foretell {
    Foretell::new().arg("sensitivity").args(words.iter().copied()).file("a.toml", TALKS)
}

#[test]
fn numbers_to_argue_about_are_named() {
    let words =
        ["a.toml", "--question", "deal", "-n", "100000", "--indices", "--boxes", "--out", "o"];
    let told = foretell(&words)
        .stdout_such("end in a sentence", |text| {
            text.contains("A deal: ")
                && text.contains("YOUR RANGES")
                && text.contains("YOUR PLAIN NUMBERS")
                && text.contains("Argue about meeting.")
                && text.contains("Of your plain numbers deal moves it most")
                && text.contains("SHARES OF THE VARIANCE")
                && text.contains("1. where meeting is over 0.")
                && text.lines().all(|line| line.chars().count() <= 100)
        })
        .run();
    let table = told.file("o/sensitivity.csv");
    assert!(
        table.starts_with("question,outcome,kind,name,written,low_input,high_input,"),
        "{table}"
    );
    assert!(table.contains("\ndeal,yes,range,event.meeting.p,20% to 60%,0.1999"), "{table}");
    assert!(!table.contains("venue"), "the venue moves no deal: {table}");
    assert!(told.file("o/indices.csv").contains("\ndeal,yes,event.meeting.p,"));
    assert!(told.file("o/boxes.csv").contains("\ndeal,yes,1,event.meeting.p,0."));
    assert!(told.file("o/run.json").contains("\"command\": \"sensitivity\""));
}

#[test]
fn one_answer_has_to_be_named() {
    let fault = |words: &[&str], part: &'static str| {
        foretell(words).status(3).stderr_such("tell it", move |t| t.contains(part)).run();
    };
    fault(&["a.toml"], "the scenario asks deal, venue");
    fault(&["a.toml", "--question", "deel"], "did you mean `deal`?");
    fault(&["a.toml", "--question", "venue"], "its outcomes are geneva, other");
    fault(&["a.toml", "--question", "venue", "--outcome", "genva"], "did you mean `geneva`?");
    fault(&["a.toml", "--question", "both"], "asks several things at once");
    foretell(&["a.toml", "--question", "venue", "--outcome", "geneva", "-n", "20000"])
        .stdout_such("name the outcome", |text| text.contains("venue: geneva: 40. Which"))
        .run();
}

#[test]
fn threads_change_no_bit() {
    let told = |threads: &str| {
        let words = [
            "a.toml",
            "--question",
            "deal",
            "-n",
            "30000",
            "--indices",
            "--boxes",
            "--format",
            "json",
            "--threads",
            threads,
        ];
        foretell(&words).any_output().run().stdout
    };
    assert_eq!(told("1"), told("3"));
}
