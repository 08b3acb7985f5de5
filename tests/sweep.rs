//! `sweep` and `merge`: points follow closed forms and are runs of their own; broken off and gone on
//! with, or split into any number of parts, a sweep writes the same bytes.

use crate::support::{Foretell, repository};
use crate::together::CLOCK;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

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
    assert!(printed.contains("\n0,q,yes,,,,,q\n1,q,yes,1,0."), "{printed}");
}

#[test]
fn faults_are_told_with_the_repair() {
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
        let told = call.run();
        assert!(told.stderr.contains(words), "{arguments:?} should say {words}:\n{}", told.stderr);
        assert!(!told.stdout.contains("point"), "{}", told.stdout);
    }
    let wrong = TWO.replace("0.1..0.9:3", "0.1..9:3");
    let check = Foretell::new().file("w.toml", wrong).args(["check", "w.toml"]).status(0);
    check.any_output().run();
    let wrong = TWO.replace("event.a.p = [0.2, 0.5]", "event.a.p = [0.2, 5]");
    let check = Foretell::new().file("w.toml", wrong).args(["check", "w.toml"]).status(3);
    check.stderr_such("name it", |text| text.contains("5 is not a chance")).run();
}

/// The sweep that is broken off and split: 60 points.
const LONG: [&str; 9] = [
    "doubt.toml",
    "--over",
    "x=0.05..0.6:12",
    "--over",
    "event.b.p=0.1..0.5:5",
    "-n",
    "3000",
    "--worlds",
    "60",
];

/// Writes a sweep to a folder with further arguments.
fn write(folder: &Path, more: &[&str]) {
    sweep(&LONG).args(more.iter().copied()).folder(folder).any_output().run();
}

#[test]
fn a_killed_sweep_goes_on_to_the_same_bytes() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    write(folder, &["--out", "whole"]);
    let read = |name: &str| fs::read(folder.join(name)).expect("it is there");
    let wanted = (read("whole/sweep.csv"), read("whole/sweep.json"));
    let kills: u64 = std::env::var("FORETELL_KILLS").map_or(12, |n| n.parse().expect("a number"));
    let mut state = 7_u64;
    let mut broken = 0;
    for kill in 0..kills {
        let out = format!("k{kill}");
        loop {
            let mut child = Command::new(env!("CARGO_BIN_EXE_foretell"))
                .arg("sweep")
                .args(LONG)
                .args([
                    "--out",
                    &out,
                    "--resume",
                    "--threads",
                    if kill % 2 == 0 { "1" } else { "2" },
                ])
                .current_dir(folder)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("it can be started");
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_micros(2000 + (state >> 33) % 60_000));
            child.kill().expect("it can be killed");
            if child.wait().expect("it ends").success() {
                break;
            }
            broken += 1;
            let names = fs::read_dir(folder.join(&out)).into_iter().flatten().flatten();
            let names: Vec<String> =
                names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
            if names.iter().any(|name| name == "sweep.csv") {
                assert_eq!(read(&format!("{out}/sweep.csv")), wanted.0, "a file is whole");
            }
            if state >> 60 < 6 {
                write(folder, &["--out", &out, "--resume"]);
                break;
            }
        }
        let found = (read(&format!("{out}/sweep.csv")), read(&format!("{out}/sweep.json")));
        assert!(found == wanted, "after kill {kill}");
        assert!(!folder.join(&out).join("sweep.csv.part").exists());
    }
    assert!(broken > 0, "some were broken off");
}

#[test]
fn another_sweep_is_not_gone_on_with() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    write(folder, &["--out", "o"]);
    let table = fs::read_to_string(folder.join("o/sweep.csv")).expect("it is there");
    let state = fs::read_to_string(folder.join("o/sweep.json")).expect("it is there");
    // as a kill in the middle of a line leaves it
    fs::remove_file(folder.join("o/sweep.csv")).expect("it can be removed");
    fs::remove_file(folder.join("o/sweep.json")).expect("it can be removed");
    fs::write(folder.join("o/sweep.csv.part"), &table[..table.len() / 3]).expect("written");
    fs::write(folder.join("o/sweep.csv.state"), &state).expect("written");
    for (more, words) in [
        (&["--out", "o"][..], "--resume"),
        (&["--out", "o", "--resume", "--seed", "1"], "\"seed\": 0, not \"seed\": 1"),
        (&["--out", "o", "--resume", "--set", "quantity.loss.value=3"], "another sweep is there"),
    ] {
        let told =
            sweep(&LONG).args(more.iter().copied()).folder(folder).status(1).any_output().run();
        assert!(told.stderr.contains(words), "{}", told.stderr);
    }
    write(folder, &["--out", "o", "--resume"]);
    assert!(fs::read_to_string(folder.join("o/sweep.csv")).expect("it is there") == table);
    write(folder, &["--out", "o", "--resume"]);
}

#[test]
fn any_split_of_a_sweep_merges_to_the_same_bytes() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    write(folder, &["--out", "whole"]);
    for of in 1..=16 {
        let out = format!("s{of}");
        for index in 1..=of {
            write(folder, &["--out", &out, "--shard", &format!("{index}/{of}")]);
        }
        let merge = ["merge".to_owned(), out, "--out".to_owned(), format!("m{of}")];
        Foretell::new().args(merge).folder(folder).any_output().run();
        for name in ["sweep.csv", "sweep.json"] {
            let read = |place: &str| fs::read(folder.join(place).join(name)).expect("it is there");
            assert!(read(&format!("m{of}")) == read("whole"), "{name} of {of} parts");
        }
    }
}

#[test]
fn any_split_of_a_run_merges_to_the_same_bytes() {
    let flagship = repository().join("scenarios/leaders_summit.toml");
    let flagship = fs::read_to_string(flagship).expect("it is there");
    let plain = TWO.replace("\"20% to 60%\"", "0.4");
    for (name, text, trials, parts) in [
        ("doubt.toml", DOUBT, "5000", 1..=16),
        ("plain.toml", plain.as_str(), "20000", 1..=16),
        ("flagship.toml", flagship.as_str(), "2000", 3..=3),
    ] {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path();
        let run = |more: &[&str]| {
            let call = Foretell::new().file(name, text).folder(folder).any_output();
            let call = call.args(["run", name, "-n", trials, "--worlds", "40", "--seed", "2"]);
            call.args(more.iter().copied()).run();
        };
        run(&["--out", "whole"]);
        for of in parts {
            let out = format!("s{of}");
            for index in 1..=of {
                run(&["--out", &out, "--shard", &format!("{index}/{of}")]);
            }
            let merge = ["merge".to_owned(), out, "--out".to_owned(), format!("m{of}")];
            Foretell::new().args(merge).folder(folder).any_output().run();
            let names = |place: &str| {
                let entries = fs::read_dir(folder.join(place)).expect("it is there").flatten();
                let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
                names.sort();
                names
            };
            assert_eq!(names(&format!("m{of}")), names("whole"));
            for file in names("whole") {
                let read = |place: String| {
                    let text = fs::read_to_string(folder.join(place).join(&file)).expect("there");
                    text.lines().filter(|line| !line.contains("wall_time_s")).collect::<String>()
                };
                let same = read(format!("m{of}")) == read("whole".to_owned());
                assert!(same, "{} of {of} parts of {name}", file.display());
            }
        }
    }
}

#[test]
fn shards_that_do_not_belong_together_are_told() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    for (out, more) in [
        ("a", &["--shard", "1/3"][..]),
        ("b", &["--shard", "2/3"]),
        ("c", &["--shard", "3/3", "--seed", "1"]),
        ("d", &["--shard", "3/4"]),
        ("e", &["--shard", "1/3"]),
    ] {
        sweep(&LONG)
            .args(["--out", out])
            .args(more.iter().copied())
            .folder(folder)
            .any_output()
            .run();
    }
    fs::create_dir(folder.join("empty")).expect("it can be made");
    for (folders, words) in [
        (&["a", "b"][..], "shard 3 of 3 is missing"),
        (&["a"], "shards 2, 3 of 3 are missing"),
        (&["a", "b", "c"], "\"seed\""),
        (&["a", "b", "d"], "a shard of 4"),
        (&["a", "b", "e"], "twice"),
        (&["empty"], "no finished shard"),
        (&["nowhere"], "no such file"),
    ] {
        let call = Foretell::new().arg("merge").args(folders.iter().copied()).args(["--out", "m"]);
        let told = call.folder(folder).status(1).any_output().run();
        assert!(told.stderr.contains(words), "{folders:?} should say {words}: {}", told.stderr);
        assert!(!folder.join("m").exists());
    }
}

/// The lines of the page that a scheduler would run, tried with its index variables.
#[cfg(unix)]
#[test]
fn the_page_s_job_arrays_work() {
    let page = fs::read_to_string(repository().join("docs/sweeps.md")).expect("it is there");
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::create_dir(folder.join("scenarios")).expect("it can be made");
    let scenario = repository().join("scenarios/two_leaders.toml");
    fs::copy(scenario, folder.join("scenarios/two_leaders.toml")).expect("it can be copied");
    let program = Path::new(env!("CARGO_BIN_EXE_foretell"));
    let path = format!(
        "{}:{}",
        program.parent().expect("it is in a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let shell = |script: &str, variables: &[(&str, String)]| {
        let mut command = Command::new("sh");
        command.args(["-eu", "-c", script]).current_dir(folder).env("PATH", &path);
        command.envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
        let output = command.output().expect("there is a shell");
        assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    };
    let script = |marker: &str| {
        let found =
            page.split("```").find(|block| block.starts_with("bash") && block.contains(marker));
        found.expect("the page has it").trim_start_matches("bash").to_owned()
    };
    shell(
        "foretell sweep scenarios/two_leaders.toml --over event.meeting.p=0.05..0.60:12 -n 2000 --out whole",
        &[],
    );
    let whole = fs::read(folder.join("whole/sweep.csv")).expect("it is there");
    for (marker, first) in [("SLURM_ARRAY_TASK_ID", 1), ("JOB_COMPLETION_INDEX", 0)] {
        let _ = fs::remove_dir_all(folder.join("parts"));
        for index in first..first + 4 {
            shell(&script(marker), &[(marker, index.to_string())]);
        }
        shell("foretell merge parts --out joined", &[]);
        assert!(
            fs::read(folder.join("joined/sweep.csv")).expect("it is there") == whole,
            "{marker}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn full_disks_and_closed_pipes_leave_whole_files_only() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("doubt.toml"), DOUBT).expect("it can be written");
    let program = env!("CARGO_BIN_EXE_foretell");
    let common = "sweep doubt.toml --over x=0.1,0.2 -n 1000";
    let shell = |script: String| {
        let output = Command::new("sh").args(["-c", &script]).current_dir(folder).output();
        output.expect("there is a shell")
    };
    let full = shell(format!("{program} {common} --format csv > /dev/full"));
    assert_eq!(full.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&full.stderr).contains("no space left"));
    let closed = shell(format!("{program} {common} --format csv --out o | true"));
    assert!(closed.status.success());
    assert!(folder.join("o/sweep.csv").exists());
    fs::create_dir(folder.join("f")).expect("it can be made");
    std::os::unix::fs::symlink("/dev/full", folder.join("f/sweep.csv.part")).expect("linked");
    let full = shell(format!("{program} {common} --out f"));
    assert_eq!(full.status.code(), Some(1), "{}", String::from_utf8_lossy(&full.stderr));
    assert!(!folder.join("f/sweep.csv").exists());
    let shell = format!(
        "{program} {common} --over event.b.p=0.1..0.9:4000 -n 20000 --out i & sleep 0.3; kill -INT $!; wait $!"
    );
    Command::new("sh").args(["-c", &shell]).current_dir(folder).output().expect("there is a shell");
    assert!(!folder.join("i/sweep.csv").exists(), "nothing half-made stands under its name");
}
