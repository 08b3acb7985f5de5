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
fn experts_are_distinguished_and_written() {
    let run = Foretell::new().args(["run", "a.toml", "-n", "100000", "--out", "out"]);
    let printed = run
        .file("a.toml", TEXT)
        .stdout_such("set the experts side by side", |printed| {
            printed.contains("If one expert alone is right")
                && printed.contains("anna")
                && printed.contains("B. Ben")
                && printed.contains("disagreement")
                && printed.contains("Range: 9 in 10 readings of your inputs.")
        })
        .run();
    let written = printed.file("out/experts.csv");
    let rows: Vec<Vec<&str>> = written.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0].join(","), "question,expert,outcome,probability,std_error,low,high");
    let keys: Vec<String> = rows[1..].iter().map(|row| row[..3].join(",")).collect();
    assert_eq!(keys[..2], ["meeting,anna,yes", "meeting,ben,yes"]);
    assert!(keys.contains(&"venue,ben,geneva".to_owned()), "{keys:?}");
    let chance = |row: &[&str]| row[3].parse::<f64>().expect("a number");
    assert!((chance(&rows[1]) - 0.125).abs() < 0.02 && (chance(&rows[2]) - 0.396).abs() < 0.02);
}

/// The kind: evidence that one expert alone rules out refused the whole forecast. Anna says that x can't be, so under her
/// alone no trial has it: she is left out in words, null and empty cells. The others keep their numbers: y is 70 in 100
/// where x is.
#[test]
fn an_expert_who_rules_the_evidence_out_is_left_out() {
    let text = r#"
[expert.anna]
[expert.ben]
[expert.eve]
[event.x]
p.pool = "mixture"
p.by = { anna = 0, ben = 0.5, eve = 0.8 }
[event.y]
p = 0.3
case = [ { if = "x", p = 0.7 } ]
[quantity.n]
value = "normal(if x then 5 else 0, 1)"
[question]
y = { ask = "y" }
both = { ask = "y or x" }
"#;
    let run = |given: &str, more: &[&str]| {
        let call = Foretell::new().args(["run", "a.toml", "-n", "60000", "--given", given]);
        call.args(more.iter().copied()).file("a.toml", text).any_output().run()
    };
    // absorbed, and as a filter that no trial passes: of 20,000 that are 0 ± 1 none is above 7
    for given in ["x", "x and n > 4", "n > 7"] {
        let printed = run(given, &["--out", "out"]);
        let head = printed.stdout.lines().find(|line| line.contains("one expert alone is right"));
        let head = head.unwrap_or_default();
        assert!(head.contains("ben") && head.contains("eve"), "{given}: {}", printed.stdout);
        assert!(
            !head.contains("anna") && printed.stdout.contains("Left out: anna."),
            "{}",
            printed.stdout
        );
        let written = printed.file("out/experts.csv");
        let rows: Vec<&str> = written.lines().filter(|row| row.contains(",anna,")).collect();
        assert_eq!(rows, ["y,anna,yes,,,,", "both,anna,yes,,,,"], "{given}");
        let ben: f64 = written.lines().find(|row| row.starts_with("y,ben,yes,")).expect("a row")
            [10..]
            .split(',')
            .next()
            .and_then(|cell| cell.parse().ok())
            .expect("a number");
        assert!((ben - 0.7).abs() < 0.17, "{given}: {ben}");
        let json = run(given, &["--format", "json"]).stdout;
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        let experts = json["experts"].as_array().expect("experts");
        let names: Vec<&str> = experts.iter().filter_map(|own| own["name"].as_str()).collect();
        assert_eq!(names, ["anna", "ben", "eve"]);
        assert!(experts[0]["answers"].is_null() && experts[1]["answers"].is_array(), "{json}");
    }
    // whom nobody leaves out, and what the whole forecast rules out
    assert!(!run("y", &[]).stdout.contains("Left out"));
    let none = text.replace("ben = 0.5, eve = 0.8", "ben = 0, eve = 0");
    let call = Foretell::new().args(["run", "a.toml", "--given", "x"]).file("a.toml", none);
    assert!(call.any_end().run().stderr.contains("E0804"));
}

/// The kind: readings in which the evidence can't hold were told as answers that they don't have, and rounding in the 16th
/// digit as several inputs that move an answer together. x needs u above 0.3, in 7 of 10 readings; y is 70 in 100 in each.
#[test]
fn readings_without_the_evidence_are_counted_in_words() {
    let text = r#"
[parameter.u]
value = "uniform(0, 1)"
[event.x]
p = "if u < 0.3 then 0 else 0.1"
[event.y]
p = 0.3
case = [ { if = "x", p = 0.7 } ]
[event.z]
p = "u"
[question]
y = { ask = "y" }
"#;
    let run = |text: &str, more: &[&str]| {
        let call = Foretell::new().args(["run", "a.toml", "--given", "x", "-n", "50000"]);
        call.args(more.iter().copied()).file("a.toml", text).any_output().run().stdout
    };
    let count = |page: &str, words: &str| -> f64 {
        let line = page.lines().find(|line| line.contains(words)).unwrap_or_default();
        let number = line.split(' ').nth(1).and_then(|word| word.parse().ok());
        number.unwrap_or(f64::NAN)
    };
    let exact = run(text, &["--exact"]);
    assert!(
        (count(&exact, "of 1,000 readings the evidence can't hold") - 300.0).abs() < 20.0,
        "{exact}"
    );
    assert!(!exact.contains("several together") && !exact.contains("Widest doubt"), "{exact}");
    let drawn = run(text, &["--worlds", "1000"]);
    assert!(
        (count(&drawn, "of 1,000 readings no trial satisfies") - 300.0).abs() < 20.0,
        "{drawn}"
    );
    // where something varies it is named
    let moved = text.replace("ask = \"y\"", "ask = \"y or z\"");
    for page in [run(&moved, &["--exact"]), run(&moved, &[])] {
        assert!(page.contains("Widest doubt: u") && !page.contains("it has no answer"), "{page}");
    }
}

#[test]
fn experts_are_compared_with_their_panel() {
    let call = Foretell::new().args(["compare", "a.toml", "--experts", "-n", "100000"]);
    let printed = call
        .arg("--question")
        .arg("meeting")
        .file("a.toml", TEXT)
        .stdout_such("set each beside the panel", |printed| {
            printed.contains("panel  anna  difference")
                && printed.contains("panel  B. Ben  difference")
        })
        .run()
        .stdout;
    let verdicts: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("They meet"))
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    assert_eq!(verdicts, ["lower", "higher"], "{printed}");
    Foretell::new()
        .args(["compare", "a.toml", "--experts"])
        .file("a.toml", "[event.a]\np = 0.5\n[question.q]\nask = \"a\"\n")
        .status(3)
        .stderr_such("ask for a panel", |printed| printed.contains("no expert sits on a panel"))
        .run();
}

#[test]
fn an_error_asked_for_is_reached_or_reported_as_missed() {
    let csv = ["run", "a.toml", "--target-se", "0.002", "--format", "csv"];
    let text = TEXT.split("venue   =").next().expect("the first question");
    let printed = Foretell::new().args(csv).file("a.toml", text).any_output().run().stdout;
    let error = printed.lines().nth(1).and_then(|line| line.split(',').nth(3)).expect("an error");
    assert!(error.parse::<f64>().expect("a number") <= 0.002, "{printed}");
    let few = ["run", "a.toml", "--target-se", "1e-5", "-n", "70000"];
    Foretell::new()
        .args(few)
        .file("a.toml", text)
        .stdout_such("say that it is missed", |printed| {
            printed.contains(
                "The standard error asked for, 1.00e-5, is not reached: that of \"They meet\"",
            ) && printed.contains("70,000 trials, 70 readings")
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
        .stderr_such("ask for chances", |printed| printed.contains("no question asks for one"))
        .run();
}

#[test]
fn check_and_explain_show_what_uncertain_numbers_imply() {
    let shown =
        Foretell::new().args(["explain", "a.toml"]).file("a.toml", TEXT).any_output().run().stdout;
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        line.contains("yes by a panel: anna \"very unlikely\" (5 to 20 in 100), ben 30 to 50")
            && line.contains("other the rest (39 to 70 in 100)"),
        "{shown}"
    );
    Foretell::new()
        .args(["check", "a.toml"])
        .file("a.toml", TEXT)
        .stderr_such("tell what is left", |printed| printed.contains("other: 3"))
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
fn what_turns_on_no_uncertainty_has_no_range() {
    let runs = [
        (vec!["run", "a.toml", "-n", "20000", "--format", "csv"], 4),
        (vec!["compare", "a.toml", "--choice", "push", "-n", "20000", "--format", "csv"], 5),
    ];
    for (call, low) in runs {
        let printed = Foretell::new().args(call).file("a.toml", MIXED).any_output().run().stdout;
        for (question, p, from, to) in ranges(&printed, low) {
            if question == "b" {
                let is_one = from.total_cmp(&p).is_eq() && to.total_cmp(&p).is_eq();
                assert!((from.is_nan() && to.is_nan()) || is_one, "{printed}");
            } else if question != "b_if_a" {
                assert!((from < p && p < to) || from.is_nan(), "{printed}");
            }
        }
    }
}

#[test]
fn single_trials_are_not_taken_for_uncertainty() {
    // as many worlds as trials: each must still have two, or its luck would look like a reading
    let call = ["run", "a.toml", "-n", "1000", "--worlds", "1000", "--format", "csv"];
    let printed = Foretell::new().args(call).file("a.toml", MIXED).any_output().run().stdout;
    let (_, _, low, high) = ranges(&printed, 4).remove(0);
    // the chance of `a` is computed in each world: 20 to 40
    assert!((low - 0.2).abs() < 0.02 && (high - 0.4).abs() < 0.02, "{low} to {high}");
}

#[test]
fn a_comparison_within_a_file_is_headed_by_the_file() {
    Foretell::new()
        .args(["compare", "a.toml", "--choice", "push", "-n", "2000"])
        .file("a.toml", MIXED)
        .stdout_such("be headed by the file", |printed| printed.starts_with("a\n"))
        .run();
}

#[test]
fn the_widest_uncertainty_bears_on_the_answer() {
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
        .stdout_such("blame no stranger", |printed| {
            printed.contains("Range: 9 in 10") && !printed.contains("Widest doubt: event.y.p")
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
        .stderr_such("name the parameter's value", |printed| {
            let value = printed.split("where appetite = ").nth(1).unwrap_or_default();
            let value: f64 = value.split_whitespace().next().unwrap_or("").parse().unwrap_or(0.0);
            printed.contains("E0802")
                && printed.contains("in world ")
                && value > 0.5
                && value <= 0.503
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
            .stderr_such("say where it belongs", |printed| printed.contains("files go to a folder"))
            .run();
    }
}
