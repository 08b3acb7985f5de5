//! One question has one number, whichever command prints it.
//!
//! The kind: commands that split the same trials over other readings, or draw fewer, print another number for the
//! same question (`run` 31, `sensitivity` 30). Each prints what `run` prints, digit for digit, or says beside it why not.

use crate::support::{Foretell, repository};
use serde_json::{Value, json};

/// What stands between two texts in the first line that has both.
fn between<'a>(said: &'a str, before: &str, after: &str) -> &'a str {
    let found = said.lines().find_map(|line| {
        let rest = &line[line.find(before)? + before.len()..];
        Some(rest[..rest.find(after)?].trim())
    });
    found.unwrap_or_else(|| panic!("no `{before} … {after}` in\n{said}"))
}

fn printed(words: &[&str]) -> String {
    Foretell::new().args(words.iter().copied()).folder(repository()).any_output().run().stdout
}

#[test]
fn a_question_has_the_number_that_run_prints() {
    for (scenario, question, label) in [
        ("scenarios/leaders_summit.toml", "meet_by_december", "They meet by 31 Dec"),
        ("scenarios/leaders_summit.toml", "guns_silent", "A ceasefire or a deal by 31 Dec"),
    ] {
        let draws = ["-n", "100000"];
        let of = |words: &[&str]| printed(&[words, &draws].concat());
        let whole = of(&["run", scenario]);
        let headline = |said: &str| {
            let line = said.lines().find(|line| line.starts_with(label));
            let words = line.map(|line| line[label.len()..].split_whitespace().next());
            words.flatten().unwrap_or_else(|| panic!("no `{label}` in\n{said}")).to_owned()
        };
        let wanted = headline(&whole);
        let alone = of(&["run", scenario, "--question", question]);
        assert_eq!(headline(&alone), wanted, "run --question {question}");
        let explained = of(&["explain", scenario, question]);
        assert_eq!(between(&explained, &format!("{label}: "), " in 100"), wanted, "explain");
        let moved = of(&["sensitivity", scenario, "--question", question]);
        assert_eq!(between(&moved, &format!("{label}: "), "."), wanted, "sensitivity");
        let compared = of(&["compare", scenario, "--choice", "our_push", "--question", question]);
        assert_eq!(headline(&compared), wanted, "compare");
    }
}

/// A chance, a day and numbers (one of heavy tail) under uncertainty, on a clock.
const SWEPT: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
[parameter.u]
value = "20% to 60%"
[event.a]
p = 0.3
[event.b]
p = "u"
[event.sure]
p = 1
[process.t]
states = ["no", "yes"]
start = "no"
per = "month"
[process.t.from.no]
yes = { p = "u" }
[quantity.n]
value = "normal(10 + 20*u, 1)"
[quantity.tail]
value = "student_t(1)"
[question]
b = { ask = "b" }
known = { ask = "sure" }
given_a = { ask = "b", given = "a" }
comes = { ask = "first(t == yes)" }
n = { ask = "n" }
tail = { ask = "tail" }
"#;

/// The fields of a row of a sweep, and of the same outcome of `run`.
fn same_fields(row: &Value, own: &Value, what: &str) {
    let fields = ["probability", "std_error", "sampling", "range", "settled", "range_half_widths"];
    for field in fields {
        let (swept, run) = (row.get(field), own.get(field));
        assert_eq!(swept.unwrap_or(&Value::Null), run.unwrap_or(&Value::Null), "{what}: {field}");
    }
    let ends = own.get("range").and_then(Value::as_array);
    for (i, end) in ["low", "high"].iter().enumerate() {
        assert_eq!(row[end], ends.map_or(Value::Null, |ends| ends[i].clone()), "{what}: {end}");
    }
}

/// The answer of `run` that a row is about, with the names that rows have.
fn outcome(answer: &Value, outcome: &str) -> Value {
    match answer["kind"].as_str() {
        Some("condition") => answer.clone(),
        Some("date") => answer["happens"].clone(),
        _ if outcome == "mean" => json!({
            "probability": answer["mean"],
            "std_error": answer["mean_std_error"],
            "sampling": answer["mean_sampling"],
            "range": answer["mean_range"],
        }),
        _ => {
            let quantiles = answer["quantiles"].as_array().expect("a number has some");
            let at: f64 = outcome.parse().expect("a quantile");
            let is_it = |q: &&Value| q["quantile"].as_f64() == Some(at);
            let mut found = quantiles.iter().find(is_it).expect("it is there").clone();
            found["probability"] = found["value"].clone();
            found
        }
    }
}

/// The row of a sweep at the value that stands in the file is what `run` prints, field by field.
#[test]
fn a_row_of_a_sweep_is_an_answer_of_run() {
    for draws in [
        &["-n", "60000"][..],
        &["-n", "60000", "--seed", "5", "--worlds", "300"],
        &["-n", "60000", "--given", "b"],
        &["-n", "20000", "--given", "n > 20", "--worlds", "40"],
        &["-n", "500"],
        &["-n", "60000", "--set", "u=0.4"],
    ] {
        let of = |words: &[&str]| {
            let call = Foretell::new().file("a.toml", SWEPT).args([words, draws].concat());
            let said = call.args(["--format", "json"]).any_output().run().stdout;
            serde_json::from_str::<Value>(&said).unwrap_or_else(|e| panic!("{e}: {said}"))
        };
        let (run, swept) =
            (of(&["run", "a.toml"]), of(&["sweep", "a.toml", "--over", "event.a.p=0.3"]));
        let answers = run["answers"].as_array().expect("it has some");
        let rows = swept.as_array().expect("it has some");
        assert_eq!(rows.len(), 4 + 2 * 6);
        for row in rows {
            let name = |value: &Value| value["question"].as_str().map(str::to_owned);
            let answer = answers.iter().find(|answer| name(answer) == name(row)).expect("it is");
            let key = row["outcome"].as_str().expect("a text");
            let what = format!("{draws:?} {} {key}", row["question"]);
            same_fields(row, &outcome(answer, key), &what);
            assert_eq!(row.get("effective_worlds"), answer.get("effective_worlds"), "{what}");
        }
    }
}
