//! With a handful of trials every command says how little they show: no error of 0 and no range of no width if
//! nothing is known, nothing that is no number, and no panic.
//!
//! The kinds: the mean of trials that agree had an error of 0, and so had quantiles, shares of values and differences
//! of one or two trials; the quantiles of readings with two trials made a range of no width. Where the model says the
//! value (it is made, or a constant), its error is 0 with one trial too.

use crate::support::{Foretell, repository};
use serde_json::Value;

mod seldom;

/// Every kind of answer on a clock, under uncertainty, with experts, options, variants and a sweep.
const CLOCK: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-03-05
step = "week"
[choice.us]
options = ["none", "push"]
default = "none"
[parameter.rate]
value = "10% to 40%"
[expert.a]
[expert.b]
[process.talks]
states = ["off", "on", "signed"]
start = "off"
per = "week"
[process.talks.from.off]
on = { p = "rate", adjust = [ { if = "us == push", odds = 2 } ] }
[process.talks.from.on]
signed = { after = "1 to 5 weeks" }
off = "5% to 10%"
[event.meet]
when = "talks == on"
p.by = { a = "20% to 40%", b = "60% to 80%" }
[event.raid]
each = "step"
p = 0.05
[series.front]
start = 0
next = "front + normal(0.2, 1)"
[quantity.loss]
when = "talks == signed"
value = "lognormal(mean = 20, sd = 8)"
[quantity.wild]
value = "student_t(1)"
[event.venue]
when = "meet"
outcomes = { x = 0.5, y = 0.3, z = "rest" }
[question]
signed = { ask = "by(talks == signed, 2025-03-05)" }
meet = { ask = "meet" }
venue = { ask = "venue", given = "meet" }
raids = { ask = "count(raid)" }
front = { ask = "front" }
loss = { ask = "loss" }
wild = { ask = "wild" }
first = { ask = "first(talks == signed)" }
both = { ask = ["meet", "talks"] }
rare = { ask = "meet", given = "count(raid) >= 4" }
gap = { ask = "1 / count(raid)" }
[variant.push]
do = { us = "push" }
[sweep.r]
over = { rate = "0.1,0.3" }
"#;

/// A single moment whose numbers are partly constants.
const MOMENT: &str = r#"
[parameter.x]
value = "uniform(0.1, 0.9)"
[choice.us]
options = ["none", "push"]
default = "none"
[event.e]
p = "x"
[event.f]
p = 0.4
adjust = [ { if = "e", odds = "1.5 to 3" }, { if = "us == push", odds = 2 } ]
[quantity.m]
value = "if e then normal(10, 2) else 3"
[quantity.z]
when = "f"
value = "x * 10 + normal(0, 1)"
[question]
e = { ask = "e" }
fe = { ask = "f", given = "e" }
m = { ask = "m" }
z = { ask = "z" }
mm = { ask = "m > 5", given = "f" }
[variant.push]
do = { us = "push" }
[variant.high]
set = { x = "uniform(0.5, 0.9)" }
[sweep.r]
over = { x = "0.2,0.6" }
"#;

const TRIALS: [u64; 5] = [1, 2, 10, 20, 64];

/// Runs a command with this number of trials and returns its output; `None` if no trial satisfies the evidence.
fn printed(text: &str, words: &[&str], trials: u64, format: &str) -> Option<String> {
    let count = trials.to_string();
    let mut run = Foretell::new().file("a.toml", text).args([words[0], "a.toml"]);
    run = run.args(words[1..].iter().copied()).args(["-n", &count]);
    if format != "table" {
        run = run.args(["--format", format]);
    }
    let out = run.any_end().run();
    let label = format!("{words:?} -n {trials} {format}\n{}{}", out.stdout, out.stderr);
    assert!(!out.stderr.contains("panicked"), "{label}");
    if out.stderr.contains("error[E0801]") {
        return None;
    }
    assert!(!out.stdout.is_empty(), "{label}");
    let mut words = out.stdout.split(|c: char| c.is_whitespace() || ",:[]{}".contains(c));
    let odd = words.find(|word| ["NaN", "nan", "inf", "-0.0"].contains(word));
    assert!(odd.is_none(), "{odd:?}: {label}");
    for text in ["±0 ", "±0\n", "±0,", "±0.0 "] {
        assert!(!out.stdout.contains(text), "{text}: {label}");
    }
    Some(out.stdout)
}

/// Calls `visit` for every object of a page, with the names that lead to it.
fn walk(page: &Value, path: &str, visit: &mut dyn FnMut(&serde_json::Map<String, Value>, &str)) {
    match page {
        Value::Object(own) => {
            visit(own, path);
            own.iter().for_each(|(key, value)| walk(value, &format!("{path}/{key}"), visit));
        }
        Value::Array(own) => own.iter().for_each(|value| walk(value, path, visit)),
        _ => {}
    }
}

/// Returns the errors of 0 and the intervals of no width in a page that nothing explains.
fn unfounded(page: &Value, trials: u64, computed: bool) -> Vec<String> {
    let mut found = Vec::new();
    walk(page, "", &mut |own, path| {
        // a difference is the same if nothing that differs can reach the answer, or the model fixes both sides
        let is_same = own.get("verdict").and_then(Value::as_str) == Some("same");
        let is_settled = is_same || own.get("settled").is_some_and(|how| !how.is_null());
        // a quantile of values that lie apart is exact if enough trials lie to either side
        let outcome = own.get("outcome").and_then(Value::as_str);
        let is_quantile =
            path.ends_with("quantiles") || outcome.is_some_and(|o| o.parse::<f64>().is_ok());
        let is_exact = is_quantile && trials >= 64;
        if is_settled || is_exact {
            return;
        }
        for (key, value) in own {
            let is_zero = key.ends_with("std_error") && value.as_f64() == Some(0.0);
            let is_interval = key.ends_with("sampling") || key.ends_with("range") && !computed;
            let ends = value.as_array().filter(|ends| is_interval && ends.len() == 2);
            let has_no_width = ends.is_some_and(|ends| ends[0].as_f64() >= ends[1].as_f64());
            if is_zero || has_no_width {
                found.push(format!("{path}: {key} of {}", Value::Object(own.clone())));
            }
        }
    });
    found
}

/// Runs a command in every format with few trials.
fn try_all(text: &str, words: &[&str], trials: &[u64], computed: bool) {
    for &n in trials {
        let formats: &[&str] =
            if words[0] == "explain" { &["table"] } else { &["table", "csv", "json"] };
        for format in formats {
            let Some(out) = printed(text, words, n, format) else { continue };
            match *format {
                "json" => {
                    let page = serde_json::from_str(&out).expect("it is JSON");
                    let found = unfounded(&page, n, computed);
                    assert!(found.is_empty(), "{words:?} -n {n}\n{}", found.join("\n"));
                }
                "csv" => {
                    let columns = out.lines().next().map_or(0, |head| head.split(',').count());
                    assert!(columns > 2, "{words:?} -n {n}\n{out}");
                }
                _ => assert!(!has_equal_ends(&out), "{words:?} -n {n}\n{out}"),
            }
        }
    }
}

/// Whether a line shows a range with the same number at both ends: `3–3`, `+1…+1`.
fn has_equal_ends(page: &str) -> bool {
    let is_equal = |word: &str| {
        ["–", "…"].iter().any(|dash| {
            word.split_once(dash)
                .is_some_and(|(low, high)| low == high && low.chars().any(|c| c.is_ascii_digit()))
        })
    };
    page.split_whitespace().any(is_equal)
}

#[test]
fn on_a_clock() {
    let commands: [&[&str]; 18] = [
        &["run"],
        &["run", "--worlds", "3"],
        &["run", "--worlds", "1"],
        &["run", "--given", "meet"],
        &["run", "--given", "front > 0"],
        &["run", "--given", "loss > 20"],
        &["run", "--do", "talks=on@2025-01-15..2025-02-05"],
        &["compare"],
        &["compare", "--experts"],
        &["compare", "--variants", "push", "--why"],
        &["sensitivity", "--question", "signed"],
        &["sensitivity", "--question", "loss"],
        &["sensitivity", "--question", "first", "--boxes"],
        &["sweep"],
        &["sweep", "--given", "meet"],
        &["explain", "signed"],
        &["explain", "venue"],
        &["explain", "loss"],
    ];
    for words in commands {
        try_all(CLOCK, words, &TRIALS, false);
    }
}

#[test]
fn of_a_single_moment() {
    let commands: [&[&str]; 15] = [
        &["run"],
        &["run", "--worlds", "2"],
        &["run", "--given", "m > 9"],
        &["run", "--given", "x > 0.5"],
        &["run", "--do", "e=yes"],
        &["compare"],
        &["compare", "--choice", "us"],
        &["compare", "--variants", "high", "--why"],
        &["sensitivity", "--question", "m"],
        &["sensitivity", "--question", "fe"],
        &["sensitivity", "--question", "z", "--indices"],
        &["sensitivity", "--question", "e", "--given", "m > 9"],
        &["sweep"],
        &["sweep", "--over", "x=0.1,0.2", "--given", "f"],
        &["explain", "m"],
    ];
    for words in commands {
        // ranges of chances are computed there, and those may have no width
        try_all(MOMENT, words, &TRIALS, true);
    }
}

#[test]
fn of_the_scenarios_that_are_shipped() {
    let text = |name: &str| {
        std::fs::read_to_string(repository().join("scenarios").join(name)).expect("it is there")
    };
    let flagship = text("leaders_summit.toml");
    let commands: [&[&str]; 7] = [
        &["run"],
        &["run", "--given", "by(talks == ministers, 2025-10-01)"],
        &["run", "--do", "sanctions=imposed@2025-10-01"],
        &["compare", "--choice", "our_push"],
        &["sensitivity", "--question", "meet_by_december"],
        &["sweep", "experts_meet"],
        &["explain", "meet_by_december"],
    ];
    for words in commands {
        try_all(&flagship, words, &[2, 20], false);
    }
    let leaders = text("two_leaders.toml");
    for words in
        [&["run"][..], &["run", "--given", "meeting"], &["run", "--do", "sanctions=imposed"]]
    {
        try_all(&leaders, words, &TRIALS, true);
    }
    try_all(&text("alaska_hindcast.toml"), &["run"], &TRIALS, false);
}

/// The former estimator took trials that agree for exact; this one says nothing of them, unless the model does.
#[test]
fn trials_that_agree_tell_no_error_and_constants_have_none() {
    let text = "[event.e]\np = 0.001\n[quantity.x]\nvalue = \"if e then 5 else 0\"\n\
                [quantity.c]\nvalue = 7\n[question]\nx = { ask = \"x\" }\nc = { ask = \"c + 1\" }\n";
    let page = |words: &[&str], trials: u64| -> Value {
        serde_json::from_str(&printed(text, words, trials, "json").expect("it ran")).expect("JSON")
    };
    for trials in [1, 2, 10, 200] {
        let page = page(&["run", "--seed", "3"], trials);
        let (x, c) = (&page["answers"][0], &page["answers"][1]);
        assert_eq!(x["mean"].as_f64(), Some(0.0), "{trials} trials are to agree");
        assert!(x["mean_std_error"].is_null() && x["mean_sampling"].is_null(), "{x}");
        assert!(x["values"][0]["std_error"].is_null(), "{x}");
        assert_eq!(c["mean_std_error"].as_f64(), Some(0.0), "{c}");
        assert_eq!(c["quantiles"][4]["std_error"].as_f64(), Some(0.0), "{c}");
        // 0.95 of x lie at 0 or below, which 200 trials show and 10 do not
        assert_eq!(x["quantiles"][4]["std_error"].is_null(), trials < 184, "{x}");
    }
    let page = page(&["run", "--do", "x=3"], 1);
    assert_eq!(page["answers"][0]["mean_std_error"].as_f64(), Some(0.0), "it is made");
}

/// A mean that is rounded to tens where its error is a little over 1 would be off by several errors: 6.5 ±1.15 read 10.
#[test]
fn rounding_does_not_move_a_number_by_many_errors() {
    let text = "[quantity.x]\nvalue = \"normal(6.3, 5)\"\n[question]\nx = { ask = \"x\" }\n";
    for seed in 0..40 {
        let seed = seed.to_string();
        let words = ["run", "--seed", &seed];
        let mean: Value = serde_json::from_str(&printed(text, &words, 20, "json").expect("it ran"))
            .expect("JSON");
        let of = |key: &str| mean["answers"][0][key].as_f64().expect("a number");
        let table = printed(text, &words, 20, "table").expect("it ran");
        let shown = table.split("mean ").nth(1).and_then(|rest| rest.split_whitespace().next());
        let shown: f64 = shown.expect("a mean").parse().expect("a number");
        assert!((shown - of("mean")).abs() <= 2.0 * of("mean_std_error"), "{table}");
    }
}
