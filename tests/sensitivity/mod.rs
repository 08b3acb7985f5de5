//! `sensitivity`: the numbers that move an answer, against functions whose answers are known.

mod command;
mod swings;

use foretell::internal::analysis::sensitivity::{Index, Indices, Subject, boxes, indices};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::model::Supposition;
use foretell::internal::{model, scenario};
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
    Plan { trials, seed, worlds, threads, ..Plan::default() }
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
