//! A run spends by default up to twice its trials if these resolve every range, says so, and can be repeated.
//!
//! The kind: ranges that a million trials leave open and two million do not. They were printed as `?`, however short the
//! run. The truth is a closed form: at a rate r the chance of 5 weeks is 1 − (1 − r)⁵, and the mean of weeks signed
//! 5 − (1 − (1 − r)⁵) (1 − r) ÷ r, both of which rise with r, which lies between `low` and `high` in 9 of 10 readings.

use crate::support::Foretell;
use serde_json::Value;

/// A deal that is signed with a chance a week between `low` and `high`.
fn deal((low, high): (f64, f64), question: &str) -> String {
    format!(
        r#"
[scenario]
as_of = 2026-01-01
until = 2026-02-05
step  = "week"

[process.deal]
states = ["open", "signed"]
start  = "open"
from.open = {{ signed = "{low} to {high}" }}

[question]
{question}
"#
    )
}

const SIGNED: &str = r#"q = { ask = "by(deal == signed, 2026-02-05)", label = "Signed" }"#;
const DAY: &str = r#"q = { ask = "first(deal == signed)" }"#;
const WEEKS: &str = r#"q = { ask = "count(deal == signed)" }"#;
/// The truth at a rate.
type Truth<'a> = &'a dyn Fn(f64) -> f64;
/// Rates whose ranges take between one and two million trials.
const RATES: (f64, f64) = (0.155, 0.195);

fn call(words: &[&str], text: &str) -> Foretell {
    Foretell::new().args(words.iter().copied()).file("a.toml", text).any_output()
}

/// Returns the flags with which a run says that it has drawn more.
fn flags(note: &str) -> Vec<&str> {
    assert!(note.contains("note: 1,000,000 trials may leave a range unresolved, so "), "{note:?}");
    note.split('`').nth(1).unwrap_or_else(|| panic!("no flags in {note:?}")).split(' ').collect()
}

#[test]
fn what_two_million_trials_resolve_is_resolved() {
    let chance = |rate: f64| 1.0 - (1.0 - rate).powi(5);
    let weeks = |rate: f64| 5.0 - chance(rate) * (1.0 - rate) / rate;
    let kinds: [(_, _, Truth); 3] = [
        (SIGNED, "/range", &chance),
        (DAY, "/happens/range", &chance),
        (WEEKS, "/mean_range", &weeks),
    ];
    for (question, at, truth) in kinds {
        for seed in ["0", "1"] {
            let text = deal(RATES, question);
            let run = call(&["run", "a.toml", "--format", "json", "--seed", seed], &text).run();
            flags(&run.stderr);
            let found: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
            let answer = &found["answers"][0];
            let range = answer.pointer(at).unwrap_or_else(|| panic!("{question}: {answer}"));
            let ends = [truth(RATES.0), truth(RATES.1)];
            for (end, truth) in ends.iter().enumerate() {
                let shown = range[end].as_f64().unwrap_or_else(|| panic!("{question}: {answer}"));
                // a quarter of the width is the most that a resolved end is off by, one time in twenty
                assert!((shown - truth).abs() < (ends[1] - ends[0]) / 4.0, "{question}: {answer}");
            }
        }
    }
}

#[test]
fn what_was_spent_can_be_repeated_and_shared() {
    let text = deal(RATES, SIGNED);
    for format in ["table", "csv", "json"] {
        let own = call(&["run", "a.toml", "--format", format], &text).run();
        let words = [&["run", "a.toml", "--format", format][..], &flags(&own.stderr)].concat();
        let again = call(&words, &text).stderr("").run();
        assert_eq!(own.stdout, again.stdout, "{format}");
        let one = call(&["run", "a.toml", "--format", format, "--threads", "1"], &text).run();
        assert_eq!(own.stdout, one.stdout, "{format} on one thread");
    }
    let own = call(&["run", "a.toml", "--out", "out"], &text).run();
    let record: Value = serde_json::from_str(&own.file("out/run.json")).expect("it is JSON");
    let shown = ["-n", "--worlds"].map(|flag| {
        let printed = flags(&own.stderr);
        let at = printed.iter().position(|word| *word == flag).expect("it is told");
        printed[at + 1].to_owned()
    });
    assert_eq!(shown, [record["trials"].to_string(), record["worlds"].to_string()]);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::write(folder.path().join("a.toml"), &text).expect("it can be written");
    let there = |words: &[&str]| {
        Foretell::new().args(words.iter().copied()).folder(folder.path()).any_output().run();
    };
    there(&["run", "a.toml", "--shard", "1/3", "--out", "s"]);
    there(&["run", "a.toml", "--shard", "2/3", "--out", "s"]);
    there(&["run", "a.toml", "--shard", "3/3", "--out", "s"]);
    there(&["merge", "s", "--out", "whole"]);
    let whole = std::fs::read_to_string(folder.path().join("whole/summary.csv"));
    assert_eq!(whole.expect("it is written"), own.file("out/summary.csv"));
}

#[test]
fn no_more_is_spent_than_was_asked_for_or_helps() {
    let quiet = |words: &[&str], text: &str| {
        call(words, text).stderr("").run();
    };
    let text = deal(RATES, SIGNED);
    quiet(&["run", "a.toml", "-n", "1000000"], &text);
    quiet(&["run", "a.toml", "--worlds", "256"], &text);
    // one is wide enough for a million trials, the other too narrow for two
    quiet(&["run", "a.toml"], &deal((0.1, 0.3), SIGNED));
    quiet(&["run", "a.toml"], &deal((0.17, 0.18), SIGNED));
    // nothing is spent on one range while another stays open
    let narrow = "[process.other]\nstates = [\"a\", \"b\"]\nstart = \"a\"\nfrom.a = { b = \"0.17 to 0.18\" }\n";
    let both =
        format!("{}{narrow}[question.other]\nask = \"ever(other == b)\"\n", deal(RATES, SIGNED));
    quiet(&["run", "a.toml"], &both);
}

#[test]
fn every_command_spends_the_same() {
    let text = deal(RATES, SIGNED);
    let own = call(&["run", "a.toml"], &text).run();
    let trials = flags(&own.stderr)[1].to_owned();
    for words in [&["explain", "a.toml", "q"][..], &["sensitivity", "a.toml"]] {
        let other = call(words, &text).run();
        assert_eq!(flags(&other.stderr)[1], trials, "{words:?}");
    }
}
