//! Writing files of trials: whole or not at all, and never to a place that can't be meant.

use super::{CLOCK, MOMENT, Saved, names};
use crate::support::Foretell;
use std::fs;

/// Runs a command that must end with a status and print these words.
fn refused(arguments: &str, status: i32, words: &'static str) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::create_dir(folder.path().join("folder.csv")).expect("it can be made");
    Foretell::new()
        .args(["run", "s.toml"])
        .args(arguments.split(' '))
        .file("s.toml", MOMENT)
        .folder(folder.path())
        .status(status)
        .stderr_such("tell why", move |printed| printed.contains(words))
        .run();
    assert_eq!(names(folder.path()), ["folder.csv"], "{arguments}");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for file in ["t", "t.txt", "-", "t.csv.gz", ".csv"] {
        refused(&format!("--save-trials {file}"), 2, "FILE.csv or FILE.parquet");
    }
    for other in ["--exact", "--cross-check", "--target-se 0.01"] {
        refused(&format!("--save-trials t.csv {other}"), 2, "cannot be used with");
    }
    refused("--save-trials nowhere/t.csv", 1, "can't write nowhere/t.csv: there is no such");
    refused("--save-trials folder.csv", 1, "can't write folder.csv: a folder is in the way");
    refused("--save-trials s.toml/t.parquet", 1, "can't write s.toml/t.parquet");
}

#[test]
fn no_file_is_left_of_a_run_with_faults() {
    refused("-n 5000 --save-trials t.csv --given loss<0", 3, "trials satisfied `loss<0`");
    let broken = MOMENT.replace("p = 0.3", "p = \"0.3 + step_too\"");
    let saved = tempfile::tempdir().expect("a temporary folder can be made");
    Foretell::new()
        .args(["run", "s.toml", "--save-trials", "t.csv"])
        .file("s.toml", broken)
        .folder(saved.path())
        .status(3)
        .any_output()
        .run();
    assert!(names(saved.path()).is_empty());
}

#[test]
fn the_first_trial_with_a_fault_is_reported_as_without_saving() {
    let scenario = "[quantity.x]\nvalue = \"normal(0, 1)\"\n\
        [event.b]\np = \"if x > 3.4 then x else 0.5\"\n";
    let shown = |arguments: &str| {
        let outcome = Foretell::new()
            .args(["run", "s.toml", "-n", "200000"])
            .args(arguments.split_whitespace())
            .file("s.toml", scenario)
            .status(3)
            .any_output()
            .run();
        outcome.stderr
    };
    let alone = shown("--threads 1");
    assert!(alone.contains("in world 0, trial "), "{alone}");
    for threads in [1, 2, 4] {
        assert_eq!(shown(&format!("--threads {threads} --save-trials t.csv")), alone);
    }
}

#[test]
fn a_file_of_that_name_is_replaced_at_the_end() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let run = |trials: &str, given: &str, status: i32| {
        Foretell::new()
            .args(["run", "s.toml", "-n", trials, "--given", given, "--save-trials", "t.csv"])
            .file("s.toml", MOMENT)
            .folder(folder.path())
            .status(status)
            .any_output()
            .run();
        fs::read_to_string(folder.path().join("t.csv")).expect("it is there").lines().count()
    };
    fs::write(folder.path().join("t.csv"), "old\n").expect("it can be written");
    assert_eq!(run("100", "loss < 0", 3), 1, "left as it was");
    assert_eq!(run("100", "meet", 0), 101);
    assert_eq!(run("50", "meet", 0), 51);
    assert_eq!(names(folder.path()), ["t.csv"]);
}

#[test]
fn shards_joined_are_the_whole() {
    for (scenario, arguments) in [(MOMENT, "-n 20000"), (CLOCK, "-n 3000 --worlds 10")] {
        let whole =
            Saved::new(scenario, &format!("{arguments} --save-trials t.csv")).table("t.csv");
        let mut rows = Vec::new();
        for shard in 1..=3 {
            let part = format!("{arguments} --shard {shard}/3 --out o --save-trials t.csv");
            let part = Saved::new(scenario, &part);
            assert_eq!(names(part.folder.path()), ["o", "t.csv"]);
            let part = part.table("t.csv");
            assert_eq!(part.header, whole.header);
            rows.extend(part.rows);
        }
        assert!(rows == whole.rows, "{arguments}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn full_disks_closed_pipes_and_signals_leave_nothing_half_made() {
    use std::process::Command;
    let place = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = place.path();
    fs::write(folder.join("s.toml"), MOMENT).expect("it can be written");
    let program = env!("CARGO_BIN_EXE_foretell");
    let shell = |script: String| {
        let output = Command::new("sh").args(["-c", &script]).current_dir(folder).output();
        output.expect("there is a shell")
    };
    for form in ["csv", "parquet"] {
        let run = format!("{program} run s.toml -n 400000 --save-trials t.{form}");
        // no file may have more than some KiB, as on a disk that is full
        let full = shell(format!("trap '' XFSZ; ulimit -f 200; {run}"));
        assert_eq!(full.status.code(), Some(1), "{}", String::from_utf8_lossy(&full.stderr));
        let shown = format!("error: can't write t.{form}: ");
        assert!(String::from_utf8_lossy(&full.stderr).contains(&shown));
        assert!(full.stdout.is_empty());
        assert!(names(folder).is_empty(), "{:?}", names(folder));
        let long = run.replace("400000", "400000000");
        let stopped = shell(format!("{long} & sleep 0.5; ls -a; kill -INT $!; wait $!"));
        // as the shell tells of who ended by this signal
        assert_eq!(stopped.status.code(), Some(130));
        assert!(String::from_utf8_lossy(&stopped.stdout).contains(".foretell-"), "it had begun");
        assert!(names(folder).is_empty(), "{:?}", names(folder));
    }
    let closed = shell(format!("{program} run s.toml --save-trials t.csv | true"));
    assert!(closed.status.success());
    assert_eq!(names(folder), ["t.csv"]);
}
