//! One question has one number, whichever command prints it.
//!
//! The kind: commands that split the same trials over other readings, or draw fewer, print another number for the
//! same question (`run` 31, `sensitivity` 30). Each prints what `run` prints, digit for digit, or says beside it why not.

use crate::support::{Foretell, repository};
use serde_json::{Value, json};

/// Returns the text between two texts in the first line that has both.
fn between<'a>(output: &'a str, before: &str, after: &str) -> &'a str {
    let found = output.lines().find_map(|line| {
        let rest = &line[line.find(before)? + before.len()..];
        Some(rest[..rest.find(after)?].trim())
    });
    found.unwrap_or_else(|| panic!("no `{before} … {after}` in\n{output}"))
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
        let draws = ["-n", "20000"];
        let of = |words: &[&str]| printed(&[words, &draws].concat());
        let whole = of(&["run", scenario]);
        let headline = |output: &str| {
            let line = output.lines().find(|line| line.starts_with(label));
            let words = line.map(|line| line[label.len()..].split_whitespace().next());
            words.flatten().unwrap_or_else(|| panic!("no `{label}` in\n{output}")).to_owned()
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

/// Asserts that a row of a sweep has the fields of the same outcome of `run`.
fn same_fields(row: &Value, own: &Value, what: &str) {
    let fields = ["probability", "std_error", "sampling", "range", "settled", "range_half_widths"];
    for field in fields {
        let name = if field == "probability" { "value" } else { field };
        let (swept, run) = (row.get(name), own.get(field));
        assert_eq!(swept.unwrap_or(&Value::Null), run.unwrap_or(&Value::Null), "{what}: {field}");
    }
}

/// Returns the answer of `run` for a row, with the names that rows have.
fn outcome(answer: &Value, outcome: &str) -> Value {
    match answer["kind"].as_str() {
        Some("condition") => answer.clone(),
        Some("date") => answer["happens"].clone(),
        _ if outcome == "mean" => json!({
            "probability": answer["mean"],
            "std_error": answer["mean_std_error"],
            "sampling": answer["mean_sampling"],
            "range": answer["mean_range"],
            "range_half_widths": answer["mean_range_half_widths"],
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
            let output = call.args(["--format", "json"]).any_output().run().stdout;
            serde_json::from_str::<Value>(&output).unwrap_or_else(|e| panic!("{e}: {output}"))
        };
        let (run, swept) =
            (of(&["run", "a.toml"]), of(&["sweep", "a.toml", "--over", "event.a.p=0.3"]));
        let answers = run["answers"].as_array().expect("it has some");
        let rows = swept["rows"].as_array().expect("it has some");
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

/// A deal on a clock, so that chances are counted, with a chance a week between `low` and 0.3.
fn deal(low: f64, others: &str) -> String {
    format!(
        r#"
[scenario]
as_of = 2026-01-01
until = 2026-02-05
step  = "week"

[process.deal]
states = ["open", "signed"]
start  = "open"
from.open = {{ signed = "{low} to 0.3" }}

[process.war]
states = ["on", "off"]
start  = "on"
from.on = {{ off = "{others}" }}

[process.talks]
states = ["on", "off"]
start  = "on"
from.on = {{ off = "{others}" }}

[question]
signed = {{ ask = "by(deal == signed, 2026-02-05)", label = "Signed" }}
all    = {{ ask = "deal == signed and war == off and talks == off", label = "All of it" }}
"#
    )
}

/// The answers of both sides of a split.
const ENDS: [&str; 2] = ["from", "to"];

/// The kind: with more than four mixtures of two sides `compare --why` drew all of them, and the sides, with fewer trials
/// over other readings than `run`.
#[test]
fn the_ends_of_a_split_are_what_run_prints() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let sides = [("a.toml", deal(0.1, "0.3 to 0.4")), ("b.toml", deal(0.15, "0.4 to 0.6"))];
    for (name, text) in &sides {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    }
    for draws in [&["-n", "60000"][..], &[]] {
        let of = |words: &[&str]| {
            let words = [words, &["--format", "json"]].concat();
            let call = Foretell::new().args(words).folder(folder.path()).any_output().run();
            let found: Value = serde_json::from_str(&call.stdout).expect("it is JSON");
            (found, call.stderr)
        };
        let (compared, notes) = of(&[&["compare", "a.toml", "b.toml", "--why"], draws].concat());
        let (split, drawn) = (&compared["why"][0], &compared);
        if draws.is_empty() {
            assert!(split["trials"].as_u64() < drawn["trials"].as_u64(), "{split}");
        }
        let flags = ["trials", "worlds"].map(|name| drawn[name].to_string());
        for found in split["splits"].as_array().expect("questions are split") {
            let question = found["question"].as_str().expect("a name");
            for (side, (file, _)) in sides.iter().enumerate() {
                let (same, _) = of(&["run", file, "-n", &flags[0], "--worlds", &flags[1]]);
                assert_eq!(Some(chance(&same, question)), found[ENDS[side]].as_f64());
                // `run` may take other readings of the second side, which a note says
                let (run, _) = of(&[&["run", file], draws].concat());
                let is_shown = side == 1 && notes.contains("has the trials and readings of");
                let is_same = ["trials", "worlds"].map(|name| run[name].to_string()) == flags;
                assert_eq!(is_same, !is_shown, "{file} {draws:?}: {notes}");
            }
            let parts = found["parts"].as_array().expect("parts");
            let sum: f64 = parts.iter().filter_map(|part| part["value"].as_f64()).sum();
            let gap = found[ENDS[1]].as_f64().zip(found[ENDS[0]].as_f64());
            assert!(gap.is_some_and(|(b, a)| (sum - (b - a)).abs() < 1e-12), "{found}");
        }
    }
}

/// The chance of a condition in the JSON of `run`.
fn chance(run: &Value, question: &str) -> f64 {
    let answers = run["answers"].as_array().expect("answers");
    let found = answers.iter().find(|answer| answer["question"] == question);
    found.and_then(|answer| answer["probability"].as_f64()).expect("it is asked")
}

/// The panel beside its experts is what `run` prints.
#[test]
fn a_panel_beside_its_experts_has_the_number_of_run() {
    let scenario = "scenarios/leaders_summit.toml";
    let text = printed(&["run", scenario, "-n", "100000", "--format", "json"]);
    let run: Value = serde_json::from_str(&text).expect("it is JSON");
    let own = Some(chance(&run, "meet_by_december"));
    let draws = ["-n", "100000", "--question", "meet_by_december", "--format", "json"];
    let text = printed(&[&["compare", scenario, "--experts"][..], &draws].concat());
    let compared: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(compared["rows"][0]["sides"][0]["value"].as_f64(), own, "compare --experts");
}

fn of(text: &str, words: &[&str]) -> String {
    let run = Foretell::new().args([words[0], "it.toml"]).args(words[1..].iter().copied());
    run.file("it.toml", text).any_output().run().stdout
}

fn json_of(text: &str, words: &[&str]) -> Value {
    serde_json::from_str(&of(text, &[words, &["--format", "json"]].concat())).expect("it is JSON")
}

/// The kind: the widest doubt moved an answer between the middles of the outer twentieths of readings, 2 and 98 for a
/// chance that is uniform over 0 to 1, where `sensitivity` says 5 and 95, its ends.
#[test]
fn the_widest_uncertainty_moves_an_answer_as_sensitivity_says() {
    let text = "[parameter.x]\nvalue = \"uniform(0, 1)\"\n[event.win]\np = \"x\"\n[question.win]\nask = \"win\"\n";
    let output = of(text, &["run"]);
    assert!(output.contains("x, which moves \"win\" from 5 to 95."), "{output}");
    let page = json_of(text, &["sensitivity"]);
    let swing = &page["uncertain"][0];
    let end = |name: &str| swing[name].as_f64().expect("a number");
    assert!((end("low_answer") - 0.05).abs() < 0.005, "{swing}");
    assert!((end("high_answer") - 0.95).abs() < 0.005, "{swing}");
    // on one page there is one measure
    assert!(!of(text, &["explain", "win"]).contains("Widest doubt"), "explain");
}

/// The kind: a question that no expert judges has another number for each of them than the forecast, because experts
/// alone have fewer readings. The mean of a logit-normal chance from 0.1 % to 10 % is 0.0255.
#[test]
fn experts_alone_have_the_number_of_run_where_they_say_nothing() {
    let text = "[expert.anna]\n[expert.ben]\n[event.coup]\np.by = { anna = \"0.1% to 10%\", ben = \"0.2% to 5%\" }\n\
                [event.war]\np = \"0.1% to 10%\"\n[question]\ncoup.ask = \"coup\"\nwar.ask = \"war\"\n";
    let run = json_of(text, &["run", "-n", "100000"]);
    assert!((chance(&run, "war") - 0.0255).abs() < 0.003);
    let alone = |at: usize| {
        let own = &run["experts"][at]["answers"];
        let at = own.as_array().expect("a list").iter().find(|a| a["question"] == "war");
        at.expect("asked").clone()
    };
    let mut own = run["answers"][1].clone();
    own.as_object_mut().expect("an object").remove("timeline");
    assert_eq!((alone(0), alone(1)), (own.clone(), own));
    let coup = |at: usize| run["experts"][at]["answers"][0]["probability"].as_f64();
    assert_ne!(coup(0), coup(1));
}

/// The kind: of a number that is *never* in some trials `run` has no mean, `sweep` says *never*, and `compare` and
/// `sensitivity` took the mean of the others. The median of a wait with a chance of 0.1 a day is 7 days: 0.9⁷ = 0.478.
#[test]
fn a_wait_that_may_not_end_has_a_median() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-21\n[choice.us]\noptions = [\"a\", \"b\"]\n\
                default = \"a\"\n[process.s]\nstates = [\"off\", \"on\"]\nstart = \"off\"\n\
                from.off.on = { p = 0.1, adjust = [ { if = \"us == b\", odds = 0.2 } ] }\n\
                [question.wait]\nask = \"first(s == on) - 2025-01-01\"\n";
    let draws = ["-n", "40000"];
    let run = json_of(text, &[&["run"][..], &draws].concat());
    let answer = &run["answers"][0];
    assert!(answer["mean"].is_null(), "{answer}");
    let median = answer["quantiles"][2]["value"].as_f64();
    assert_eq!(median, Some(7.0), "{answer}");
    let page = json_of(text, &[&["sensitivity"][..], &draws].concat());
    assert_eq!((&page["outcome"], page["base"]["value"].as_f64()), (&json!("median"), median));
    let words = ["compare", "--choice", "us", "--question", "wait"];
    let page = json_of(text, &[&words[..], &draws].concat());
    // with a fifth of the odds, 0.022 a day, it is still never in most trials
    assert_eq!(page["rows"][0]["outcome"], "median", "{page}");
    let sides = &page["rows"][0]["sides"];
    assert!(sides[0]["value"].is_null() && sides[1]["value"].is_null(), "{page}");
    let output = of(text, &[&words[..], &draws].concat());
    assert!(output.contains("never in half or more"), "{output}");
    let likelier = text.replace("odds = 0.2", "odds = 2");
    let page = json_of(&likelier, &[&words[..], &draws].concat());
    assert_eq!(page["rows"][0]["sides"][0]["value"].as_f64(), median, "{page}");
}
