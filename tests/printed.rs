//! The terminal prints of numbers and ranges what was found, to the digits that are known.
//!
//! The kinds: a mean known exactly rounded as if it were a guess; worlds that differ by the rounding of sums alone
//! taken for readings that differ; two ends that read the same though they are not; a sentence about what few readings
//! cannot show; `below` of a value that nothing lies below.

use crate::support::Foretell;

fn printed(text: &str, words: &[&str]) -> String {
    let run = Foretell::new().file("it.toml", text).args(["run", "it.toml"]);
    run.args(words.iter().copied()).any_output().run().stdout
}

/// Two processes, of which only one depends on what is uncertain.
const CHAINS: &str = r#"
[scenario]
as_of = 2025-01-31
until = 2028-12-31
step  = "month"
[parameter]
q = { value = "uniform(0.02, 0.2)" }
[process.a]
states = ["no", "yes"]
start = "no"
per = "month"
from.no.yes = "q"
[process.b]
states = ["no", "yes"]
start = "no"
per = "month"
from.no.yes = 0.1
[question]
waits = { ask = "count(b == no)" }
b = { ask = "b == yes", given = "by(a == yes, 2025-06-30)" }
"#;

#[test]
fn a_mean_known_exactly_has_its_digits() {
    // Σ 0.9^k over k = 1 … 47 is 9 (1 − 0.9^47) = 8.936373
    let printed = printed(CHAINS, &["--exact", "--question", "waits"]);
    assert!(
        printed.contains("half at or below 6 ") && printed.contains("mean 8.93637\n"),
        "{printed}"
    );
}

#[test]
fn worlds_that_differ_by_rounding_are_one_value() {
    // a tells of q, which b does not depend on: 1 − 0.9^47 = 0.992930 in every reading, however its sum is ordered
    let printed = printed(CHAINS, &["--exact", "--question", "b", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&printed).expect("the run prints JSON");
    let answer = &json["answers"][0];
    let chance = &answer["outcomes"].as_array().map_or(answer, |outcomes| &outcomes[0]);
    let number = |value: &serde_json::Value| value.as_f64().expect("there is a number");
    assert!((number(&chance["probability"]) - (1.0 - 0.9_f64.powi(47))).abs() < 1e-12, "{printed}");
    assert!(number(&chance["std_error"]) <= 0.0, "{printed}");
    let range = &chance["range"];
    assert!(number(&range[0]) >= number(&range[1]), "{printed}");
    assert!((number(&range[0]) - (1.0 - 0.9_f64.powi(47))).abs() < 1e-12, "{printed}");
}

#[test]
fn ends_that_differ_read_differently() {
    // quantiles of 120 trials: −4.6 ± 2.7 and 5.0 ± 1.3, which whole tens would both call 0
    let text = r#"
[parameter]
loc = { value = "uniform(-3, 3)" }
sd  = { value = "0.5 to 8" }
[quantity.x]
value = "loc + sd * normal(0, 1)"
[question]
x = { ask = "x" }
"#;
    for seed in 0..20 {
        let printed = printed(text, &["-n", "100", "--worlds", "50", "--seed", &seed.to_string()]);
        let ends = printed.split_once("9 in 10 from ").expect("there are quantiles").1;
        let (low, rest) = ends.split_once(" to ").expect("there are two");
        let high = rest.split([' ', '\n']).next();
        assert_ne!(Some(low), high, "seed {seed}: {printed}");
    }
}

#[test]
fn few_readings_do_not_say_that_no_input_moves_an_answer() {
    // s alone moves b, in whichever reading; five readings can't show that
    let text = r#"
[parameter]
s = { value = "mixture(70%: uniform(0.1, 0.2), 30%: uniform(0.8, 0.9))" }
r = { value = "0.1 to 0.9" }
[event.a]
p = "min(r, 1)"
[event.b]
p = "s"
[question]
a = { ask = "a" }
b = { ask = "b" }
"#;
    for seed in 0..10 {
        let printed = printed(text, &["-n", "10", "--seed", &seed.to_string()]);
        assert!(!printed.contains("several together"), "seed {seed}: {printed}");
    }
    let printed = printed(text, &["-n", "100000"]);
    assert!(printed.contains("Widest doubt: s"), "{printed}");
}

#[test]
fn nothing_lies_below_the_least_value() {
    let text = "[event.e]\np = 0.06\n[quantity.x]\nvalue = \"if e then 5 + exponential(mean = 10) else 0\"\n\
                [question]\nx = { ask = \"x\" }\n";
    let printed = printed(text, &["-n", "20000"]);
    assert!(printed.contains("half at or below 0 "), "{printed}");
}

#[test]
fn a_contradiction_is_impossible_and_not_merely_unseen() {
    let text = "[event.a]\np = 0.3\n[event.b]\np = 0.4\n[question]\nno = { ask = \"a and (b and not a)\" }\n\
                all = { ask = \"b or not b\" }\nmany = { ask = \"how_many(a, b) >= 3\" }\n\
                some = { ask = \"a and b\" }\n";
    let printed = printed(text, &["-n", "1000", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&printed).expect("the run prints JSON");
    let settled: Vec<Option<&str>> = json["answers"]
        .as_array()
        .expect("there are answers")
        .iter()
        .map(|answer| answer["settled"].as_str())
        .collect();
    assert_eq!(
        settled,
        [Some("impossible"), Some("certain"), Some("impossible"), None],
        "{printed}"
    );
}

fn compared(text: &str, words: &[&str]) -> serde_json::Value {
    let run = Foretell::new().file("it.toml", text).args(["compare", "it.toml", "--choice", "us"]);
    let out = run.args(words.iter().copied()).args(["--format", "json"]).any_output().run().stdout;
    serde_json::from_str(&out).unwrap_or_else(|why| panic!("{why}: {out}"))
}

#[test]
fn errors_of_means_far_from_0_are_not_lost_in_squares() {
    // the standard error of a mean is 0.001 / √10,000; sums of squares of a million know nothing of it: they gave 0 and
    // 0.0003. A constant added has no error at all.
    let text = r#"
[choice.us]
options = ["no", "yes"]
default = "no"
[quantity.x]
value = "normal(1000000, 0.001) + (if us == yes then 0.01 else 0)"
[quantity.y]
value = "normal(1000000, 0.001) + (if us == yes then normal(0.01, 0.002) else 0)"
[question]
x = { ask = "x" }
y = { ask = "y" }
"#;
    let json = compared(text, &["-n", "10000"]);
    let at = |row: usize, what: &str, side: usize, key: &str| {
        let found = &json["rows"][row][what][side][key];
        found.as_f64().unwrap_or_else(|| panic!("{row} {what} {side} {key}: {json}"))
    };
    let near =
        |value: f64, wanted: f64| assert!((value / wanted - 1.0).abs() < 0.05, "{value} {wanted}");
    for row in [0, 1] {
        near(at(row, "sides", 0, "std_error"), 1e-5);
        assert!((at(row, "sides", 0, "value") - 1e6).abs() < 5e-5, "{json}");
    }
    near(at(0, "sides", 1, "std_error"), 1e-5);
    near(at(1, "sides", 1, "std_error"), 1e-5 * 5.0_f64.sqrt());
    assert!((at(0, "differences", 0, "value") - 0.01).abs() < 1e-9, "{json}");
    assert!(at(0, "differences", 0, "std_error") <= 0.0, "{json}");
    near(at(1, "differences", 0, "std_error"), 2e-5);
}

#[test]
fn a_constant_between_two_sides_has_no_digits_of_rounding() {
    // +1 in every trial of every reading: the error was 1e-17, the difference +9.999999999999996e-1, its range ?
    let text = r#"
[parameter]
r = { value = "0.002 to 0.02" }
[choice.us]
options = ["no", "yes"]
default = "no"
[quantity.t]
value = "normal(0.1, 1)"
[event.rare]
p = "r"
adjust = [ { if = "t > 1", odds = 2 } ]
[question]
n = { ask = "t + (if us == yes then 1 else 0)", given = "rare" }
"#;
    let json = compared(text, &["-n", "100000"]);
    let difference = &json["rows"][0]["differences"][0];
    assert!((difference["value"].as_f64().expect("a number") - 1.0).abs() < 1e-9, "{json}");
    assert!(difference["std_error"].as_f64().expect("a number") <= 0.0, "{json}");
    for end in [0, 1] {
        let value = difference["range"][end].as_f64();
        assert!(value.is_some_and(|value| (value - 1.0).abs() < 1e-9), "{json}");
    }
}

/// The kind: a median in a gap between values, on one side of it or the other by luck of the seed. Half of all values are
/// near 0 and half near 100.
#[test]
fn a_median_in_a_gap_is_reported_by_its_ends() {
    let text = "[quantity.x]\nvalue = \"mixture(50%: normal(0, 1), 50%: normal(100, 1))\"\n[question.x]\nask = \"x\"\n";
    for seed in ["1", "2", "3", "4"] {
        let page = printed(text, &["-n", "20000", "--seed", seed]);
        let words =
            page.split("half below a value from ").nth(1).unwrap_or_else(|| panic!("{page}"));
        let ends: Vec<f64> = words
            .split(" · ")
            .next()
            .unwrap_or("")
            .split(" to ")
            .filter_map(|x| x.parse().ok())
            .collect();
        assert!(ends.len() == 2 && ends[0] < 5.0 && ends[1] > 95.0, "{page}");
    }
    let text = "[quantity.x]\nvalue = \"normal(0, 1)\"\n[question.x]\nask = \"x\"\n";
    assert!(printed(text, &["-n", "200"]).contains("half below 0"), "a median of 200 values");
}
