//! Correlated numbers as axes, and points that are drawn together.

use super::{sweep, without_label};
use crate::support::Foretell;

const TOGETHER: &str = "\
[choice.push]
options = [\"none\", \"hard\"]
default = \"none\"
[parameter.appetite]
value = \"5% to 30%\"
[parameter.goodwill]
value = \"beta(4, 4)\"
correlated = { appetite = 0.6 }
[parameter.trust]
value = \"likely\"
correlated = { goodwill = -0.5 }
[event.a]
p = \"appetite\"
adjust = [ { if = \"push == hard\", odds = 2 } ]
[event.b]
p = \"goodwill\"
case = [ { if = \"a\", p = \"trust\" } ]
[event.c]
p = \"trust\"
[question.a]
ask = \"a\"
[question.b]
ask = \"b\"
[question.c]
ask = \"c\"
[variant.keen]
set = { appetite = 0.25 }
do = { push = \"hard\" }
";

const DRAWN_TOGETHER: &str = "\
[quantity.x]
value = \"normal(0, 1)\"
[quantity.y]
value = \"uniform(0, 10)\"
correlated = { x = 0.8 }
[question.high]
ask = \"x + y > 5\"
[question.above]
ask = \"y > 4\"
";

/// The rows of one value of the first axis, without it and the label.
fn rows_at(csv: &str, value: &str) -> Vec<String> {
    let own = csv.lines().filter_map(|line| line.strip_prefix(&format!("{value},")));
    own.map(without_label).collect()
}

#[test]
fn a_correlated_number_that_is_set_is_a_point_of_a_sweep() {
    let common = ["-n", "20000", "--worlds", "64", "--seed", "5", "--format", "csv"];
    let call = |arguments: &[&str]| {
        let call = Foretell::new().file("t.toml", TOGETHER).file("d.toml", DRAWN_TOGETHER);
        call.args(arguments.iter().copied()).args(common).any_output().run().stdout
    };
    let lines = |csv: &str| csv.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    for (file, path, value) in [
        ("t.toml", "appetite", "0.25"),
        ("t.toml", "goodwill", "0.5"),
        ("t.toml", "trust", "0.9"),
        ("d.toml", "quantity.x", "1.5"),
        ("d.toml", "quantity.y.value", "5"),
    ] {
        let setting = format!("{path}={value}");
        let swept = call(&["sweep", file, "--over", &setting]);
        let run = call(&["run", file, "--set", &setting]);
        assert!(!rows_at(&swept, value).is_empty(), "{swept}");
        assert_eq!(rows_at(&swept, value), lines(&run), "{setting}");
    }
    // whoever does not read the number has the answer that there was without it
    for (file, setting, question) in
        [("t.toml", "appetite=0.25", "c"), ("d.toml", "quantity.x=1.5", "above")]
    {
        let with = call(&["run", file, "--set", setting, "--question", question]);
        assert_eq!(with, call(&["run", file, "--question", question]), "{setting}");
    }
    // a variant is the same number in the file
    let swept = call(&["sweep", "t.toml", "--over", "appetite=0.25", "--do", "push=hard"]);
    let run = call(&["run", "t.toml", "--variant", "keen"]);
    assert_eq!(rows_at(&swept, "0.25"), lines(&run));
    // and so is a side of a comparison
    let compared = call(&["compare", "t.toml", "--set", "goodwill=0.5", "--choice", "push"]);
    let swept = call(&["sweep", "t.toml", "--over", "push=none,hard", "--set", "goodwill=0.5"]);
    for side in ["none", "hard"] {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let ours: Vec<Vec<String>> = rows_at(&swept, side).iter().map(|row| cells(row)).collect();
        let theirs = compared.lines().map(cells).filter(|row| row[2] == side);
        let theirs: Vec<Vec<String>> = theirs.map(|row| [&row[..2], &row[3..7]].concat()).collect();
        assert_eq!(ours, theirs, "{compared}");
    }
}

#[test]
fn a_correlated_number_can_be_set_everywhere() {
    let call = |arguments: &[&str]| {
        let call = Foretell::new().file("t.toml", TOGETHER).file("d.toml", DRAWN_TOGETHER);
        call.args(arguments.iter().copied()).any_output().run().stdout
    };
    call(&["run", "t.toml", "--cross-check", "--set", "goodwill=0.5", "-n", "20000"]);
    // of two that are correlated one is held, so the other has chances of its own
    let exact = ["run", "d.toml", "--exact", "--set", "x=1.5", "--set", "y=3", "--format", "csv"];
    let exact = call(&exact.map(|argument| match argument {
        "x=1.5" => "quantity.x=1.5",
        "y=3" => "quantity.y=3",
        other => other,
    }));
    let chances: Vec<&str> = exact.lines().skip(1).filter_map(|l| l.split(',').nth(2)).collect();
    assert_eq!(chances, ["0", "0"], "{exact}");
    let moved =
        ["sensitivity", "t.toml", "--question", "b", "-n", "20000", "--set", "appetite=0.2"];
    let moved = call(&moved);
    assert!(moved.contains("goodwill") && moved.contains("trust"), "{moved}");
    let explained = call(&["explain", "t.toml", "b", "-n", "20000", "--set", "appetite=0.2"]);
    assert!(!explained.is_empty());
    let why = ["compare", "t.toml", "--why", "--question", "a", "-n", "20000"];
    let why = call(&why);
    assert!(why.contains("appetite") && why.contains("0.25"), "{why}");
}

#[test]
fn points_drawn_together_are_those_drawn_alone() {
    // what two points have in common is drawn once for both: in each order of axes something else
    let appetite = ("appetite", "0.1,0.5,0.9");
    let (a, push) = (("event.a.p", "0.2,0.4,0.6,0.8"), ("push", "none,hard"));
    let experts = ("process.talks.from.none.experts.p", "0.02,0.05,0.2");
    let raid = ("event.raid.p", "0.05,0.1");
    let (x, b) = (("x", "0.1,0.2,0.3,0.4"), ("event.b.p", "0.2,0.3,0.4,0.5,0.6,0.7"));
    for (file, axes) in [
        ("two.toml", vec![appetite, a, push]),
        ("two.toml", vec![push, a, appetite]),
        ("clock.toml", vec![raid, experts]),
        ("clock.toml", vec![experts, ("sanctions", "held,tight"), ("mood", "0.2,0.5")]),
        ("doubt.toml", vec![x, b]),
        ("doubt.toml", vec![b, x]),
        (
            "doubt.toml",
            vec![(
                "event.b.p",
                "0.1,0.15,0.2,0.25,0.3,0.35,0.4,0.45,0.5,0.55,0.6,0.65,0.7,0.75,0.8,0.85,0.9",
            )],
        ),
    ] {
        let common = ["-n", "3000", "--worlds", "20", "--threads", "1", "--format", "csv"];
        let over =
            axes.iter().flat_map(|(name, values)| ["--over".into(), format!("{name}={values}")]);
        let together = sweep(&[file]).args(over).args(common).run().stdout;
        let names: Vec<&str> = axes.iter().map(|(name, _)| *name).collect();
        let mut points: Vec<String> = vec![String::new()];
        for (_, values) in &axes {
            let longer = points
                .iter()
                .flat_map(|point| values.split(',').map(move |value| format!("{point}{value},")));
            points = longer.collect();
        }
        let mut alone = String::new();
        for point in points {
            let table = format!("{}\n{}\n", names.join(","), point.trim_end_matches(','));
            let one = sweep(&[file, "--points", "p.csv"]).file("p.csv", table).args(common).run();
            alone.extend(one.stdout.lines().skip(1).map(|line| format!("{line}\n")));
        }
        let together = together.split_once('\n').expect("a header").1;
        assert!(together == alone, "{file}, {names:?}");
    }
}
