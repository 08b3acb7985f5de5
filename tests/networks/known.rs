//! Networks whose answers are known: added up to 1e-12, drawn within five standard errors.

use super::table::{chance, lawful, name_of, network};
use crate::support::Foretell;
use std::path::Path;

/// One line of a file's comments: the question, evidence and interventions, and the expected chance.
struct Known {
    asked: String,
    learnt: String,
    made: String,
    chance: f64,
}

fn known(text: &str) -> Vec<Known> {
    let lines = text
        .lines()
        .filter_map(|line| line.trim_start_matches('\u{feff}').trim_end().strip_prefix("//= "));
    lines
        .map(|line| {
            let (what, chance) = line.rsplit_once(' ').expect("a question and a chance");
            let (what, made) = what.split_once(" ! ").unwrap_or((what, ""));
            let (asked, learnt) = what.split_once(" | ").unwrap_or((what, ""));
            let [asked, learnt, made] = [asked, learnt, made].map(str::to_owned);
            Known { asked, learnt, made, chance: chance.parse().expect("a chance") }
        })
        .collect()
}

/// Returns `a=x, b=y` as a condition of the language.
fn condition(pairs: &str) -> String {
    let conditions = pairs.split(", ").map(|pair| {
        let (name, outcome) = pair.split_once('=').expect("NAME=OUTCOME");
        format!("{name} == '{outcome}'")
    });
    conditions.collect::<Vec<String>>().join(" and ")
}

/// Returns the chance and its error that `run` prints.
fn drawn(path: &Path, known: &Known) -> (f64, f64) {
    let name = name_of(path);
    let bytes = std::fs::read(path).expect("a test file can be read");
    let mut call = Foretell::new()
        .args(["run", name, "-n", "200_000", "--format", "csv"])
        .file(name, bytes)
        .any_output();
    if !known.learnt.is_empty() {
        call = call.arg("--given").arg(condition(&known.learnt));
    }
    for made in known.made.split(", ").filter(|made| !made.is_empty()) {
        call = call.arg("--do").arg(made);
    }
    let (name, outcome) = known.asked.split_once('=').expect("NAME=OUTCOME");
    let csv = call.run().stdout;
    let of = |outcome: &str| {
        csv.lines().find_map(|line| {
            let rest = line.strip_prefix(&format!("{name},{outcome},"))?;
            let mut cells = rest.split(',').map(|cell| cell.parse().unwrap_or(0.0));
            Some((cells.next()?, cells.next()?))
        })
    };
    let complement = || of("yes").map(|(p, error): (f64, f64)| (1.0 - p, error));
    of(outcome).or_else(complement).unwrap_or_else(|| panic!("{name}={outcome} is not in\n{csv}"))
}

#[test]
fn every_answer_that_is_known_comes_out() {
    for path in lawful() {
        let bytes = std::fs::read(&path).expect("a test file can be read");
        let network = network(&bytes);
        let known = known(&String::from_utf8_lossy(&bytes));
        assert!(known.len() >= 2, "{} says too little", path.display());
        for known in known {
            let Known { asked, learnt, made, chance: wanted } = &known;
            let about = format!("{}: {asked} | {learnt} ! {made}", path.display());
            let summed = chance(&network, asked, learnt, made);
            assert!((summed - wanted).abs() < 1e-12, "{about}: {summed}, not {wanted}");
            // evidence that hardly ever holds is for the exact solver's tests
            let rare = !learnt.is_empty() && chance(&network, learnt, "", made) < 1e-2;
            if rare {
                continue;
            }
            let (p, error) = drawn(&path, &known);
            if *wanted <= 0.0 || *wanted >= 1.0 {
                assert!((p - wanted).abs() < f64::EPSILON, "{about}: drawn {p}, not {wanted}");
            } else {
                let off = (p - wanted).abs() / error;
                assert!(off < 5.0, "{about}: drawn {p}, {off} errors from {wanted}");
            }
        }
    }
}

#[test]
fn impossible_states_never_come_up() {
    let asia =
        std::fs::read_to_string(crate::support::repository().join("tests/bif/published/asia.bif"))
            .expect("a test file can be read");
    let csv = Foretell::new()
        .args(["run", "asia.bif", "-n", "100000", "--format", "csv"])
        .args(["--given", "either == no", "--do", "asia=yes"])
        .file("asia.bif", asia)
        .any_output()
        .run()
        .stdout;
    for line in ["lung,yes,0,", "tub,yes,0,", "either,yes,0,"] {
        assert!(csv.contains(line), "{csv}");
    }
}

#[test]
fn arguments_that_call_variables_as_the_network_does_are_reported_their_names_here() {
    let path = crate::support::repository().join("tests/bif/odd/odd-names.bif");
    let text = std::fs::read(path).expect("a test file can be read");
    for (option, argument) in [
        ("--given", "Asy/Patch == '<5'"),
        ("--do", "Asy/Patch=<5"),
        ("--given", "'Asy/Patch' == '<5'"),
    ] {
        let call = Foretell::new().args(["run", "odd.bif", option, argument]);
        let run = call.file("odd.bif", text.clone()).any_output().status(3).run();
        let wanted = "the network's `Asy/Patch` is called `Asy_Patch` here";
        assert_eq!(run.stderr.matches(wanted).count(), 1, "{}", run.stderr);
        assert!(!run.stderr.contains("the network's `2nd`"), "{}", run.stderr);
    }
    let call = Foretell::new().args(["run", "odd.bif", "--question", "2nd"]);
    let run = call.file("odd.bif", text).any_output().status(3).run();
    assert!(run.stderr.contains("`_2nd`"), "{}", run.stderr);
}

#[test]
fn every_command_takes_a_network() {
    let path = crate::support::repository().join("tests/bif/odd/odd-names.bif");
    let text = std::fs::read(path).expect("a test file can be read");
    let call = |arguments: &[&str]| {
        let call = Foretell::new().args(arguments.iter().copied()).file("odd.bif", text.clone());
        call.stdin(text.clone()).any_output().run()
    };
    let run = call(&["run", "odd.bif", "-n", "10000"]);
    assert!(run.stdout.contains("Asy/Patch"), "its own name: {}", run.stdout);
    let piped = call(&["run", "-", "-n", "10000"]);
    assert_eq!(
        run.stdout.lines().skip(1).collect::<Vec<_>>(),
        piped.stdout.lines().skip(1).collect::<Vec<_>>()
    );
    let check = call(&["check", "odd.bif", "--paths"]);
    assert!(check.stderr.contains("A1102") && !check.stderr.contains("A0107"), "{}", check.stderr);
    assert!(check.stdout.contains("event.Asy_Patch.outcomes.\"<5\" = 0.2\n"), "{}", check.stdout);
    assert!(check.stdout.contains("event._2nd.table.3.outcomes.\"12+\" = 0.4\n"));
    let explain = call(&["explain", "odd.bif", "_2nd"]);
    assert!(explain.stdout.contains("Asy_Patch >12: 12+ 40 in 100, <=12 60"), "{}", explain.stdout);
    let set = "event._2nd.table.3.outcomes.\"12+\"=1";
    let run = call(&[
        "run",
        "odd.bif",
        "-n",
        "20000",
        "--set",
        set,
        "--given",
        "Asy_Patch == '>12'",
        "--format",
        "csv",
    ]);
    assert!(run.stdout.contains("_2nd,12+,1,"), "{}", run.stdout);
}

#[test]
fn a_scenario_that_speaks_of_networks_is_none() {
    Foretell::new()
        .args(["run", "-", "-n", "1000"])
        .stdin("# variable x { }\n[event.network]\np = 0.5\n")
        .any_output()
        .run();
    Foretell::new()
        .args(["import", "a.toml"])
        .file("a.toml", "[event.network]\np = 0.5\n")
        .status(1)
        .stderr_such("say why", |text| text.contains("is no network"))
        .run();
}
