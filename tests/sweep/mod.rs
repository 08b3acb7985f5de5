//! `sweep` and `merge`: points follow closed forms and are runs of their own; broken off and gone on
//! with, or split into any number of parts, a sweep writes the same bytes.

mod cluster;
mod correlated;
mod files;
mod ratios;

use crate::support::Foretell;
use crate::together::CLOCK;

const TWO: &str = "\
[choice.push]
options = [\"none\", \"hard\"]
default = \"none\"
[parameter.appetite]
value = \"20% to 60%\"
[event.a]
p = 0.3
[event.b]
p = \"appetite\"
adjust = [ { if = \"push == hard\", odds = 2 } ]
[event.venue]
outcomes = { geneva = 0.5, budapest = 0.3, moscow = 0.2 }
[question.both]
ask = \"a and b\"
[question.venue]
ask = \"venue\"
[sweep.grid]
over = { appetite = \"0.1..0.9:3\", event.a.p = [0.2, 0.5], push = \"none,hard\" }
[sweep.together]
over = { appetite = \"0.1, 0.5\", event.a.p = \"0.2, 0.4\" }
zip = true
";

const DOUBT: &str = "\
[parameter.x]
value = \"10% to 40%\"
[event.a]
p = \"x\"
[event.b]
p = \"20% to 60%\"
[quantity.loss]
value = \"normal(100 * x, 5)\"
[question.both]
ask = \"a and b\"
[question.loss]
ask = \"loss\"
[question.table]
ask = [\"a\", \"b\"]
";

fn sweep(arguments: &[&str]) -> Foretell {
    let call = Foretell::new().file("two.toml", TWO).file("doubt.toml", DOUBT);
    call.file("clock.toml", CLOCK).arg("sweep").args(arguments.iter().copied()).any_output()
}

/// The rows of a table, as text.
fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// A row without its last cell.
fn without_label(line: &str) -> String {
    line.rsplit_once(',').expect("it has several cells").0.to_owned()
}

#[test]
fn a_sweep_follows_a_closed_form() {
    let call = ["two.toml", "grid", "-n", "40000", "--format", "csv", "--question", "both"];
    let printed = sweep(&call).run().stdout;
    let head = "appetite,event.a.p,push,question,outcome,probability,std_error,low,high,label";
    assert_eq!(printed.lines().next(), Some(head));
    let rows = rows(&printed);
    assert_eq!(rows.len(), 12, "the last axis is the fastest");
    assert_eq!(rows[1][..3], ["0.1", "0.2", "hard"]);
    for row in rows {
        let number = |i: usize| row[i].parse::<f64>().expect("a number");
        let odds = number(0) / (1.0 - number(0)) * if row[2] == "hard" { 2.0 } else { 1.0 };
        let exact = number(1) * odds / (1.0 + odds);
        assert!((number(5) - exact).abs() < 4.0 * number(6), "{row:?} against {exact}");
    }
}

#[test]
fn a_point_is_a_run_of_its_own() {
    let over = "event.venue.outcomes.geneva=0.1,0.7";
    for (file, over, set) in [
        ("two.toml", "event.a.p=0.25", "event.a.p=0.25"),
        ("two.toml", over, "event.venue.outcomes.geneva=0.7"),
        ("two.toml", "parameter.appetite=0.4", "appetite=0.4"),
        ("doubt.toml", "event.b.p=0.35", "event.b.p=0.35"),
        ("doubt.toml", "x=20%", "x=20%"),
    ] {
        let common = ["-n", "20000", "--worlds", "50", "--seed", "3", "--format", "csv"];
        let swept = sweep(&[file, "--over", over]).args(common).run().stdout;
        let run = Foretell::new().file("two.toml", TWO).file("doubt.toml", DOUBT);
        let run = run.args(["run", file, "--set", set]).args(common).any_output().run().stdout;
        let value = set.split_once('=').expect("a setting").1;
        let own: Vec<String> = swept
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("{value},")))
            .filter(|line| !line.starts_with("loss,") && !line.starts_with("table,"))
            .map(without_label)
            .collect();
        let lines: Vec<&str> = run.lines().skip(1).collect();
        assert_eq!(own, lines, "{over}");
    }
}

#[test]
fn zips_tables_and_designs_make_points() {
    let csv = ["-n", "2000", "--format", "csv", "--question", "both"];
    let zipped = sweep(&["two.toml", "together"]).args(csv).run().stdout;
    assert_eq!(rows(&zipped).len(), 2);
    let table = "appetite,event.a.p\n0.1,0.2\n0.5,0.4\n";
    let points = sweep(&["two.toml", "--points", "p.csv"]).file("p.csv", table).args(csv).run();
    assert_eq!(points.stdout, zipped);
    for design in ["sobol:64", "lhs:64"] {
        let call = ["doubt.toml", "--design", design, "-n", "1000", "--format", "csv"];
        let printed = sweep(&call).args(["--question", "both"]).run().stdout;
        assert!(printed.starts_with("x,event.b.p,question,"), "{printed}");
        let xs: Vec<f64> =
            rows(&printed).iter().map(|row| row[0].parse().expect("a number")).collect();
        assert_eq!(xs.len(), 64);
        let below = xs.iter().filter(|x| **x < 0.10).count();
        assert!((1..=6).contains(&below), "one in twenty lies below the low end: {below}");
        let again = sweep(&call).args(["--question", "both", "--threads", "1"]).run().stdout;
        assert_eq!(again, printed, "no number depends on threads");
    }
    let call = ["two.toml", "--design", "sobol:16", "--over", "event.a.p=0.2..0.4"];
    let printed = sweep(&call).args(csv).run().stdout;
    for row in rows(&printed) {
        assert!((0.2..=0.4).contains(&row[0].parse::<f64>().expect("a number")));
    }
}

#[test]
fn delays_have_units_and_evidence_that_nothing_meets_is_empty() {
    let scenario = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-12-31\n[process.t]\n\
        states = [\"a\", \"b\"]\nstart = \"a\"\n[process.t.from.a]\nb = { after = \"3 weeks\" }\n\
        [event.e]\np = 0.5\n[question.q]\nask = \"by(t == b, 2025-10-01)\"\n";
    let csv = ["-n", "1000", "--format", "csv"];
    let call = |over: &str| {
        let call = Foretell::new().file("d.toml", scenario).any_output();
        call.args(["sweep", "d.toml", "--over", over])
    };
    let path = "process.t.from.a.b.after=2..8 weeks:3";
    let printed = call(path).args(csv).run().stdout;
    let found: Vec<(String, String)> =
        rows(&printed).into_iter().map(|row| (row[0].clone(), row[3].clone())).collect();
    let wanted = [("2 weeks", "1"), ("5 weeks", "1"), ("8 weeks", "0")];
    assert_eq!(found, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
    let printed = call("event.e.p=0,1").args(csv).args(["--given", "e"]).run().stdout;
    assert!(printed.contains("\n0,q,yes,,,,,q\n1,q,yes,1,0,,,q\n"), "{printed}");
}

#[test]
fn faults_are_reported_with_the_repair() {
    for (arguments, words) in [
        (&["two.toml", "--over", "event.a.q=0.1"][..], "E0305"),
        (&["two.toml", "--over", "apetite=0.1"], "did you mean `appetite`?"),
        (&["two.toml", "--over", "event.a.p=0.5..0.1:3"], "an empty range"),
        (&["two.toml", "--over", "event.a.p=0.1..0.5"], "without a number of values"),
        (&["two.toml", "--over", "event.a.p=0.1,1.5"], "1.5 is not a chance"),
        (&["two.toml", "--over", "event.a.p=log(0..0.5:3)"], "equal ratios"),
        (&["two.toml", "--over", "event.a.p=0.1,0.2", "--over", "event.a=0.1"], "varied twice"),
        (&["two.toml", "--over", "push=none,harsh"], "E0302"),
        (&["two.toml", "--over", "push=none", "--do", "push=hard"], "E0702"),
        (&["two.toml", "grids"], "did you mean `grid`?"),
        (&["two.toml"], "nothing to vary is named"),
        (&["two.toml", "--over", "event.a.p=0.1,0.2", "--over", "appetite=0.1", "--zip"], "E1202"),
        (
            &[
                "two.toml",
                "--over",
                "event.venue.outcomes.geneva=0.8",
                "--over",
                "event.venue.outcomes.moscow=0.1,0.3",
            ],
            "at event.venue.outcomes.geneva = 0.8, event.venue.outcomes.moscow = 0.3",
        ),
        (
            &[
                "two.toml",
                "-n",
                "1000",
                "--over",
                "event.a.p=0..1:2000",
                "--over",
                "appetite=0.1..0.9:2000",
            ],
            "4,000,000 points would take about",
        ),
    ] {
        let call = sweep(arguments).status(3).any_output();
        let shown = call.run();
        assert!(
            shown.stderr.contains(words),
            "{arguments:?} should say {words}:\n{}",
            shown.stderr
        );
        assert!(!shown.stdout.contains("point"), "{}", shown.stdout);
    }
    let wrong = TWO.replace("0.1..0.9:3", "0.1..9:3");
    let check = Foretell::new().file("w.toml", wrong).args(["check", "w.toml"]).status(0);
    check.any_output().run();
    let wrong = TWO.replace("event.a.p = [0.2, 0.5]", "event.a.p = [0.2, 5]");
    let check = Foretell::new().file("w.toml", wrong).args(["check", "w.toml"]).status(3);
    check.stderr_such("name it", |text| text.contains("5 is not a chance")).run();
}
