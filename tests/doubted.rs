//! A scenario with uncertain numbers and experts as users meet it: its output and files, the precision that is
//! asked for, and the sentences of `check` and `explain`.

use crate::support::Foretell;

const TEXT: &str = r#"
[expert.anna]
[expert.ben]
label  = "B. Ben"
weight = 2

[event.meeting]
p       = { by = { anna = "very unlikely", ben = { p = "30% to 50%", because = "It is planned." } } }
because = "Nobody knows."

[event.venue]
when     = "meeting"
outcomes = { geneva = "30% to 60%", other = "rest" }
because  = "Nobody knows."

[question]
meeting = { ask = "meeting", label = "They meet" }
venue   = { ask = "venue", given = "meeting" }
"#;

#[test]
fn experts_are_told_apart_and_written() {
    let run = Foretell::new().args(["run", "a.toml", "-n", "100000", "--out", "out"]);
    let said = run
        .file("a.toml", TEXT)
        .stdout_such("set the experts side by side", |said| {
            said.contains("If one expert alone is right")
                && said.contains("anna")
                && said.contains("B. Ben")
                && said.contains("disagreement")
                && said.contains("Range: 9 in 10 readings of your inputs.")
        })
        .run();
    let written = said.file("out/experts.csv");
    let rows: Vec<Vec<&str>> = written.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0].join(","), "question,expert,outcome,probability,std_error,low,high");
    let keys: Vec<String> = rows[1..].iter().map(|row| row[..3].join(",")).collect();
    assert_eq!(keys[..2], ["meeting,anna,yes", "meeting,ben,yes"]);
    assert!(keys.contains(&"venue,ben,geneva".to_owned()), "{keys:?}");
    let chance = |row: &[&str]| row[3].parse::<f64>().expect("a number");
    assert!((chance(&rows[1]) - 0.125).abs() < 0.02 && (chance(&rows[2]) - 0.396).abs() < 0.02);
}

#[test]
fn experts_are_compared_with_their_panel() {
    let call = Foretell::new().args(["compare", "a.toml", "--experts", "-n", "100000"]);
    let said = call
        .arg("--question")
        .arg("meeting")
        .file("a.toml", TEXT)
        .stdout_such("set each beside the panel", |said| {
            said.contains("panel  anna  difference") && said.contains("panel  B. Ben  difference")
        })
        .run()
        .stdout;
    let verdicts: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("They meet"))
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    assert_eq!(verdicts, ["lower", "higher"], "{said}");
    Foretell::new()
        .args(["compare", "a.toml", "--experts"])
        .file("a.toml", "[event.a]\np = 0.5\n[question.q]\nask = \"a\"\n")
        .status(3)
        .stderr_such("ask for a panel", |said| said.contains("no expert sits on a panel"))
        .run();
}

#[test]
fn an_error_asked_for_is_reached_or_said_to_be_missed() {
    let csv = ["run", "a.toml", "--target-se", "0.002", "--format", "csv"];
    let text = TEXT.split("venue   =").next().expect("the first question");
    let said = Foretell::new().args(csv).file("a.toml", text).any_output().run().stdout;
    let error = said.lines().nth(1).and_then(|line| line.split(',').nth(3)).expect("an error");
    assert!(error.parse::<f64>().expect("a number") <= 0.002, "{said}");
    let few = ["run", "a.toml", "--target-se", "1e-5", "-n", "70000"];
    Foretell::new()
        .args(few)
        .file("a.toml", text)
        .stdout_such("say that it is missed", |said| {
            said.contains(
                "The standard error asked for, 1.00e-5, is not reached: that of \"They meet\"",
            ) && said.contains("70,000 trials, 70 readings")
        })
        .run();
    // what was drawn can be drawn again by its numbers
    let again = ["run", "a.toml", "-n", "70000", "--worlds", "70", "--format", "csv"];
    let again = Foretell::new().args(again).file("a.toml", text).any_output().run().stdout;
    let few = ["run", "a.toml", "--target-se", "1e-5", "-n", "70000", "--format", "csv"];
    assert_eq!(Foretell::new().args(few).file("a.toml", text).any_output().run().stdout, again);
    Foretell::new()
        .args(["run", "a.toml", "--target-se", "0.1"])
        .file("a.toml", "[quantity.x]\nvalue = \"normal(0, 1)\"\n[question.q]\nask = \"x\"\n")
        .status(3)
        .stderr_such("ask for chances", |said| said.contains("no question asks for one"))
        .run();
}

#[test]
fn check_and_explain_tell_what_doubts_come_to() {
    let told =
        Foretell::new().args(["explain", "a.toml"]).file("a.toml", TEXT).any_output().run().stdout;
    let line = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        line.contains("yes by a panel: anna \"very unlikely\" (5 to 20 in 100), ben 30 to 50")
            && line.contains("other the rest (39 to 70 in 100)"),
        "{told}"
    );
    Foretell::new()
        .args(["check", "a.toml"])
        .file("a.toml", TEXT)
        .stderr_such("tell what is left", |said| said.contains("other: 3"))
        .run();
}

#[test]
fn the_order_of_experts_and_of_outcomes_changes_nothing() {
    let turned = TEXT
        .replace("[expert.anna]\n", "")
        .replace("weight = 2\n", "weight = 2\n[expert.anna]\n")
        .replace(
            "geneva = \"30% to 60%\", other = \"rest\"",
            "other = \"rest\", geneva = \"30% to 60%\"",
        );
    let of = |text: &str| {
        let call = Foretell::new().args(["run", "a.toml", "-n", "20000", "--format", "csv"]);
        let mut lines: Vec<String> = call
            .file("a.toml", text)
            .any_output()
            .run()
            .stdout
            .lines()
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(of(TEXT), of(&turned));
}

/// One event with an uncertain number and one without, drawn from the same worlds.
const MIXED: &str = r#"
[choice.push]
options = ["none", "some"]
default = "none"
[event]
a.p = "20% to 40%"
b   = { p = 0.3, adjust = [ { if = "push == some", odds = 2 } ] }
[question]
a.ask  = "a"
b.ask  = "b"
ab.ask = "a and b"
b_if_a = { ask = "b", given = "a" }
"#;

/// Returns for each question the chance, and the lowest and the highest of the range, as written; NaN if the
/// cell is empty.
fn ranges(csv: &str, low: usize) -> Vec<(String, f64, f64, f64)> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |i: usize| cells[i].parse().unwrap_or(f64::NAN);
        (cells[0].to_owned(), number(low - 2), number(low), number(low + 1))
    };
    csv.lines().skip(1).map(row).collect()
}

#[test]
fn what_turns_on_no_doubt_has_no_range() {
    let runs = [
        (vec!["run", "a.toml", "-n", "20000", "--format", "csv"], 4),
        (vec!["compare", "a.toml", "--choice", "push", "-n", "20000", "--format", "csv"], 5),
    ];
    for (call, low) in runs {
        let said = Foretell::new().args(call).file("a.toml", MIXED).any_output().run().stdout;
        for (question, p, from, to) in ranges(&said, low) {
            if question == "b" {
                let is_one = from.total_cmp(&p).is_eq() && to.total_cmp(&p).is_eq();
                assert!((from.is_nan() && to.is_nan()) || is_one, "{said}");
            } else if question != "b_if_a" {
                assert!((from < p && p < to) || from.is_nan(), "{said}");
            }
        }
    }
}

#[test]
fn single_trials_are_not_taken_for_doubt() {
    // as many worlds as trials: each must still have two, or its luck would look like a reading
    let call = ["run", "a.toml", "-n", "1000", "--worlds", "1000", "--format", "csv"];
    let said = Foretell::new().args(call).file("a.toml", MIXED).any_output().run().stdout;
    let (_, _, low, high) = ranges(&said, 4).remove(0);
    // the chance of `a` is computed in each world: 20 to 40
    assert!((low - 0.2).abs() < 0.02 && (high - 0.4).abs() < 0.02, "{low} to {high}");
}

#[test]
fn a_comparison_within_a_file_is_headed_by_the_file() {
    Foretell::new()
        .args(["compare", "a.toml", "--choice", "push", "-n", "2000"])
        .file("a.toml", MIXED)
        .stdout_such("be headed by the file", |said| said.starts_with("a\n"))
        .run();
}

#[test]
fn the_widest_doubt_bears_on_the_answer() {
    // who is right moves `x` most, and can't be named by a number; `y` has nothing to do with it
    let text = r#"
[expert.a]
[expert.b]
[event]
x.p = { by = { a = 0.1, b = 0.9 }, pool = "mixture" }
y.p = "30% to 60%"
"#;
    Foretell::new()
        .args(["run", "a.toml", "-n", "20000"])
        .file("a.toml", text)
        .stdout_such("blame no stranger", |said| {
            said.contains("Range: 9 in 10") && !said.contains("Widest doubt: event.y.p")
        })
        .run();
}

#[test]
fn a_chance_that_leaves_its_range_names_the_values_behind_it() {
    let text = "[parameter.appetite]\nvalue = \"uniform(0.3, 0.503)\"\n[event.a]\np = \"2 * appetite\"\n\
                [question.q]\nask = \"a\"\n";
    Foretell::new()
        .args(["run", "a.toml", "-n", "10000"])
        .file("a.toml", text)
        .status(3)
        .stderr_such("name the parameter's value", |said| {
            let value = said.split("where appetite = ").nth(1).unwrap_or_default();
            let value: f64 = value.split_whitespace().next().unwrap_or("").parse().unwrap_or(0.0);
            said.contains("E0802") && said.contains("in world ") && value > 0.5 && value <= 0.503
        })
        .run();
}

#[test]
fn files_go_to_a_folder_and_not_to_standard_output() {
    for command in ["run", "sweep", "compare"] {
        Foretell::new()
            .args([command, "a.toml", "--out", "-"])
            .file("a.toml", TEXT)
            .status(2)
            .stderr_such("say where it belongs", |said| said.contains("files go to a folder"))
            .run();
    }
}
