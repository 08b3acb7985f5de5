//! `--out` leaves a whole set of files or none that looks whole, in the folder that was meant and nowhere else.
//! Whether a set is whole is seen from `run.json`, which names each file with its SHA-256.

use crate::support::Foretell;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const SCENARIO: &str = "[event.a]\np = 0.5\n[event.b]\np = 0.3\n[quantity.n]\nvalue = \"normal(0, 1)\"\n\
     [question.one]\nask = \"a\"\n[question.both]\nask = [\"a\", \"b\"]\n[question.again]\nask = [\"b\", \"a\"]\n\
     [question.n]\nask = \"n\"\n";

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Whether a folder holds a set that its `run.json` calls whole. One with a record that lies is a failure.
fn is_whole(folder: &Path) -> bool {
    let Ok(record) = fs::read_to_string(folder.join("run.json")) else { return false };
    let record: serde_json::Value = serde_json::from_str(&record).expect("a record is JSON");
    let written = record["written"].as_object().expect("it names its files");
    assert!(!written.is_empty());
    for (name, sha256) in written {
        let bytes = fs::read(folder.join(name)).unwrap_or_else(|_| panic!("{name} is missing"));
        let digest = Sha256::digest(bytes);
        let found = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(sha256.as_str(), Some(found.as_str()), "{name} is of another set");
    }
    true
}

fn run(folder: &Path, line: &str) {
    Foretell::new().folder(folder).args(line.split(' ')).any_output().run();
}

#[test]
fn what_an_earlier_command_left_goes_and_what_others_left_stays() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let (folder, out) = (place.path(), place.path().join("out"));
    fs::write(folder.join("s.toml"), SCENARIO).expect("written");
    run(folder, "run s.toml -n 1000 --out out");
    let all = ["joint-again.csv", "joint.csv", "quantiles.csv", "run.json", "summary.csv"];
    assert_eq!(names(&out), BTreeSet::from(all.map(str::to_owned)));
    assert!(is_whole(&out));
    fs::write(out.join("notes.csv"), "mine").expect("written");
    fs::write(out.join("quantiles.csv"), "edited").expect("written");
    run(folder, "run s.toml -n 1000 --out out --question one");
    let left = ["notes.csv", "quantiles.csv", "run.json", "summary.csv"];
    assert_eq!(names(&out), BTreeSet::from(left.map(str::to_owned)));
    assert!(is_whole(&out));
    for (line, own) in [
        ("compare s.toml s.toml -n 1000 --out out", "comparison.csv"),
        ("sensitivity s.toml --question one -n 1000 --out out", "sensitivity.csv"),
    ] {
        run(folder, line);
        assert!(names(&out).contains(own) && !names(&out).contains("summary.csv"), "{line}");
        assert!(is_whole(&out));
    }
    // shards that are joined are a set too
    run(folder, "run s.toml -n 1000 --shard 1/2 --out parts");
    run(folder, "run s.toml -n 1000 --shard 2/2 --out parts");
    // the edited table is no longer of a set, so nothing takes its place
    let refused = Foretell::new()
        .folder(folder)
        .args("merge parts --out out".split(' '))
        .status(1)
        .any_output()
        .run();
    assert!(
        refused.stderr.contains("out/quantiles.csv is not from an earlier run"),
        "{}",
        refused.stderr
    );
    assert!(is_whole(&out) && names(&out).contains("sensitivity.csv"));
    fs::remove_file(out.join("quantiles.csv")).expect("it is there");
    run(folder, "merge parts --out out");
    assert!(is_whole(&out) && !names(&out).contains("sensitivity.csv"));
    assert!(names(&out).contains("notes.csv"));
}

#[test]
fn a_broken_set_never_looks_whole() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let (folder, out) = (place.path(), place.path().join("out"));
    fs::write(folder.join("s.toml"), SCENARIO).expect("written");
    let call = |more: &[&str]| {
        let mut call = Command::new(env!("CARGO_BIN_EXE_foretell"));
        call.current_dir(folder).args(["run", "s.toml", "-n", "100", "--out", "out"]).args(more);
        call.stdout(Stdio::null()).stderr(Stdio::null());
        call
    };
    let began = std::time::Instant::now();
    assert!(call(&[]).status().expect("it runs").success());
    let took = began.elapsed();
    for round in 0..60 {
        let more: &[&str] = if round % 2 == 0 { &["--question", "one"] } else { &["--seed", "1"] };
        let mut child = call(more).spawn().expect("it runs");
        std::thread::sleep(took.mul_f64(f64::from(round) / 40.0).min(Duration::from_millis(500)));
        child.kill().expect("it can be killed");
        child.wait().expect("it has ended");
        is_whole(&out);
    }
    // whatever the kills left, the next command makes a whole set of it
    assert!(call(&["--question", "one"]).status().expect("it runs").success());
    assert!(is_whole(&out));
    let visible: BTreeSet<String> =
        names(&out).into_iter().filter(|name| !name.starts_with(".foretell-")).collect();
    assert_eq!(visible, BTreeSet::from(["run.json", "summary.csv"].map(str::to_owned)));
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_set_that_was_there() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let (folder, out) = (place.path(), place.path().join("out"));
    let many: Vec<String> = (0..60).map(|i| format!("x{i} = 0.01")).collect();
    let long = format!("[event.e]\noutcomes = {{ {}, y = \"rest\" }}\n", many.join(", "));
    fs::write(folder.join("s.toml"), SCENARIO).expect("written");
    fs::write(folder.join("long.toml"), long).expect("written");
    run(folder, "run s.toml -n 1000 --out out");
    let before: Vec<_> = names(&out).iter().map(|name| fs::read(out.join(name)).ok()).collect();
    // files of more than a block or two can't be written; the signal for that is ignored, as a full disk has none
    let program = env!("CARGO_BIN_EXE_foretell");
    let line =
        format!("trap '' XFSZ; ulimit -f 2; exec '{program}' run long.toml -n 1000 --out out");
    let ended =
        Command::new("sh").args(["-c", &line]).current_dir(folder).output().expect("it runs");
    let printed = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{printed}");
    assert!(printed.contains("can't write out/summary.csv"), "{printed}");
    let after: Vec<_> = names(&out).iter().map(|name| fs::read(out.join(name)).ok()).collect();
    assert!(before == after && is_whole(&out), "{:?}", names(&out));
}

#[test]
fn no_name_of_a_scenario_leads_out_of_results() {
    let long = "x".repeat(240);
    let files = [
        "...toml",
        "..toml",
        ".toml",
        "....toml",
        "CON.toml",
        "nul.x.toml",
        " .toml",
        "a\\b.toml",
        "-.toml",
        "a:b.toml",
        "~.toml",
        "$(touch pwned).toml",
        &format!("{long}.toml"),
    ];
    for file in files {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path().join("here");
        fs::create_dir(&folder).expect("it can be made");
        if fs::write(folder.join(file), SCENARIO).is_err() {
            continue; // a system that has no such names
        }
        let scenario = if file.starts_with('-') { format!("./{file}") } else { file.to_owned() };
        let call = Foretell::new().folder(&folder).args(["run", &scenario, "-n", "1000", "--out"]);
        call.any_output().run();
        assert_eq!(names(place.path()), BTreeSet::from(["here".to_owned()]), "{file:?}");
        assert_eq!(names(&folder), BTreeSet::from([file.to_owned(), "results".to_owned()]));
        let made = names(&folder.join("results"));
        assert_eq!(made.len(), 1, "{file:?}: {made:?}");
        for name in made {
            assert!(is_whole(&folder.join("results").join(&name)), "{file:?}");
            assert!(!name.starts_with('.') && !name.contains(['/', '\\', ':']), "{name}");
            assert!(
                !["CON", "NUL"].contains(&name.split('.').next().unwrap_or_default()),
                "{name}"
            );
        }
    }
}

#[test]
fn questions_of_any_length_and_letters_have_files() {
    let long = "q".repeat(5000);
    let joint = |name: &str| format!("[question.{name}]\nask = [\"a\", \"b\"]\n");
    let asked = [
        joint(&long),
        joint(&format!("{long}q")),
        joint("Con"),
        joint("con"),
        joint("AB"),
        joint("ab"),
    ];
    let text = format!("{SCENARIO}{}", asked.concat());
    let place = tempfile::tempdir().expect("a folder can be made");
    fs::write(place.path().join("s.toml"), text).expect("written");
    run(place.path(), "run s.toml -n 1000 --out out");
    let out = place.path().join("out");
    assert!(is_whole(&out));
    let joints = names(&out).into_iter().filter(|name| name.starts_with("joint"));
    let distinct: BTreeSet<String> = joints.map(|name| name.to_lowercase()).collect();
    assert_eq!(distinct.len(), 8, "{distinct:?}");
}

/// Every command, in a folder with a file of others under each name that it writes: it refuses, names the file, and
/// changes nothing. A folder in the place of a file is refused likewise, and a new folder that stays empty vanishes.
#[test]
fn files_of_others_are_never_overwritten() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("s.toml"), SCENARIO).expect("written");
    let refuse = |line: &str| {
        let call = Foretell::new().folder(folder).args(line.split(' '));
        call.status(1).any_output().run().stderr
    };
    run(folder, "run s.toml -n 1000 --shard 1/1 --out parts");
    run(folder, "sweep s.toml --over event.a.p=0.1,0.2 -n 1000 --shard 1/1 --out points");
    for (line, written) in [
        ("run s.toml -n 1000", &["summary.csv", "joint.csv", "quantiles.csv", "run.json"][..]),
        ("run s.toml -n 1000 --shard 1/2", &["shard-1-of-2.counts"]),
        ("compare s.toml s.toml -n 1000", &["comparison.csv", "run.json"]),
        ("sensitivity s.toml --question one -n 1000", &["sensitivity.csv", "run.json"]),
        ("sweep s.toml --over event.a.p=0.1,0.2 -n 1000", &["sweep.csv", "sweep.json"]),
        ("merge parts", &["summary.csv", "run.json"]),
        ("merge points", &["sweep.csv", "sweep.json"]),
    ] {
        for name in written {
            let out = folder.join("out");
            fs::create_dir(&out).expect("it is not there");
            fs::write(out.join(name), "precious").expect("written");
            let printed = refuse(&format!("{line} --out out"));
            assert!(
                printed.contains(&format!("out/{name} is not from an earlier run")),
                "{line}: {printed}"
            );
            assert_eq!(fs::read_to_string(out.join(name)).expect("it is there"), "precious");
            assert_eq!(names(&out).len(), 1, "{line}: {:?}", names(&out));
            fs::remove_file(out.join(name)).expect("it is there");
            fs::create_dir(out.join(name)).expect("nothing is there");
            refuse(&format!("{line} --out out"));
            assert_eq!(names(&out).len(), 1, "{line}: {:?}", names(&out));
            fs::remove_dir_all(&out).expect("it is there");
        }
    }
    // the folder of an earlier version, whose record lists no files
    let old = folder.join("old");
    fs::create_dir(&old).expect("it is not there");
    for (name, text) in [("summary.csv", "x"), ("run.json", "{\"program\": \"foretell\"}")] {
        fs::write(old.join(name), text).expect("written");
    }
    run(folder, "run s.toml -n 1000 --out old");
    assert!(is_whole(&old));
    refuse("run s.toml -n 1000 --out new/deep --save-trials nowhere/t.csv");
    assert!(!folder.join("new").exists());
}
