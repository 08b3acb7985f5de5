//! Differences that nothing can cause are 0; all others are estimated.

use crate::support::Foretell;
use serde_json::Value;

/// Sides that differ in a choice, a number of an event or a supposition; none of these reaches `quiet`, `mean` and `both`,
/// and all reach the others.
const SIDES: &str = r#"
[parameter.u]
value = "20% to 40%"
[choice.c]
options = ["no", "go"]
default = "no"
[event.moved]
p = "if c == go then 0.5 else 0.4"
[event.quiet]
p = "u"
[event.rare]
p = 0.0000001
[quantity.n]
value = "normal(3, 1) + (if quiet then u else 0)"
[quantity.hardly]
value = "normal(3, 1) + (if rare and moved then 1 else 0)"
[event.void]
p = 0
[question]
mean = { ask = "n" }
quiet = { ask = "quiet" }
both = { ask = ["quiet", "void"] }
moved = { ask = "moved" }
hardly = { ask = "hardly" }
rare = { ask = "rare and moved" }
[variant.go]
do = { c = "go" }
[variant.more]
set = { event.moved.p = 0.6 }
[variant.sure]
do = { moved = "yes" }
"#;

/// The rows of a comparison by question and outcome, each with the differences of its sides.
fn rows(text: &str, arguments: &[&str], questions: &[&str]) -> Vec<(String, Value)> {
    let call = Foretell::new().args(["compare", "a.toml", "--format", "json", "-n", "20000"]);
    let asked = questions.iter().flat_map(|name| ["--question", *name]);
    let call = call.args(arguments.iter().copied()).args(asked);
    let run = call.file("a.toml", text).any_output().run();
    let page: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let rows = page["rows"].as_array().expect("there are rows").iter();
    let name = |row: &Value| {
        let of = |key: &str| row[key].as_str().expect("a name").to_owned();
        format!("{} {}", of("question"), of("outcome"))
    };
    rows.map(|row| (name(row), row.clone())).collect()
}

/// The kind: answers that depend on nothing in which the sides differ have the difference 0, without an error. They had
/// the error of one more pair that differs. The wrong estimator takes pairs that agree in every trial for equal: so
/// `hardly` and `rare` would be, whose sides differ once in ten million trials.
#[test]
fn a_difference_that_nothing_can_cause_is_0() {
    let mut agreed = 0;
    for given in [&[][..], &["--given", "quiet or rare"], &["--worlds", "200"]] {
        for (name, row) in rows(SIDES, given, &["mean", "quiet", "both", "moved", "hardly", "rare"])
        {
            let untouched = ["mean", "quiet", "both"].iter().any(|own| name.starts_with(own));
            for difference in row["differences"].as_array().expect("a list") {
                let is_exact = difference["std_error"].as_f64() == Some(0.0);
                assert_eq!(is_exact, untouched, "{name} {given:?}: {row}");
                assert_eq!(difference["verdict"].as_str() == Some("same"), untouched, "{row}");
                if untouched {
                    assert_eq!(difference["value"].as_f64(), Some(0.0), "{row}");
                } else if difference["value"].as_f64() == Some(0.0) {
                    agreed += 1;
                }
            }
        }
    }
    assert!(agreed > 0, "pairs that agree by chance are not tried");
    let page = Foretell::new().args(["compare", "a.toml", "-n", "20000", "--question", "mean"]);
    let page = page.file("a.toml", SIDES).any_output().run().stdout;
    let line = page.lines().find(|line| line.starts_with("mean")).unwrap_or_default();
    assert!(line.contains("no difference") && !line.contains("seen"), "{page}");
}

/// A side whose evidence or rules differ may differ everywhere, and nothing is said to be 0 that is not.
#[test]
fn a_difference_under_other_evidence_is_estimated() {
    let text = format!("{SIDES}[variant.told]\ngiven = \"rare or quiet or not moved\"\n");
    for (name, row) in rows(&text, &["--variants", "told"], &["mean", "quiet"]) {
        let difference = &row["differences"][0];
        assert_ne!(difference["verdict"].as_str(), Some("same"), "{name}: {row}");
        assert!(difference["std_error"].as_f64().is_some_and(|error| error > 0.0), "{row}");
    }
}

/// Cells that the model determines, and differences of sides that are determined: exact in `compare` too.
#[test]
fn cells_and_differences_that_are_determined_are_exact() {
    let found = rows(SIDES, &["--variants", "sure"], &["both", "moved"]);
    let of = |name: &str| &found.iter().find(|(own, _)| own == name).expect("it is there").1;
    for (cell, is_settled) in [("yes · yes", true), ("no · yes", true), ("yes · no", false)] {
        let row = of(&format!("both {cell}"));
        for side in row["sides"].as_array().expect("a list") {
            assert_eq!(side["settled"].as_str().is_some(), is_settled, "{cell}: {side}");
            assert_eq!(side["std_error"].is_null(), is_settled, "{cell}: {side}");
        }
    }
    assert_eq!(of("moved yes")["sides"][1]["settled"].as_str(), Some("supposed"));
    let text = SIDES.replace("p = \"if c == go then 0.5 else 0.4\"", "p = 0");
    let found = rows(&text, &["--variants", "sure"], &["moved"]);
    let difference = &found[0].1["differences"][0];
    assert_eq!(difference["value"].as_f64(), Some(1.0), "{difference}");
    assert_eq!(difference["std_error"].as_f64(), Some(0.0), "{difference}");
}
