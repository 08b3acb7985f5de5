//! Broken off and continued, or split into any number of parts, a sweep writes the same bytes; files are whole or absent.

use super::{DOUBT, TWO, sweep};
use crate::support::{Foretell, repository};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

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
    let refused = |more: &[&str], status: i32, words: &[&str]| {
        let call = sweep(&LONG).args(more.iter().copied()).folder(folder).status(status);
        let shown = call.any_output().run().stderr;
        assert!(words.iter().all(|words| shown.contains(words)), "{shown}");
        shown
    };
    refused(&["--out", "o"], 1, &["--resume"]);
    let resumed = |more: &str, words: &[&str]| {
        let more: Vec<&str> =
            ["--out", "o", "--resume"].into_iter().chain(more.split(' ')).collect();
        refused(&more, 3, words)
    };
    let set = "--set quantity.loss.value=3";
    let seed = "another sweep is there, with \"seed\": 0, not \"seed\": 1";
    resumed("--seed 1", &["E1406", seed, "o/sweep.csv.state:"]);
    resumed(set, &["E1406", "another sweep is there, with", "quantity.loss.value"]);
    // all that differs is said at once
    let both = resumed(&format!("--seed 1 {set}"), &[seed, "quantity.loss.value"]);
    assert!(both.matches("[E1406]").count() >= 2, "{both}");
    fs::write(folder.join("o/sweep.csv.state"), "{").expect("written");
    resumed("--seed 0", &["E1401", "was changed since it was written"]);
    fs::write(folder.join("o/sweep.csv.state"), &state).expect("written");
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
fn shards_that_do_not_belong_together_are_reported() {
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
        (&["a", "b"][..], "part 3 of 3 is missing"),
        (&["a"], "parts 2, 3 of 3 are missing"),
        (&["a", "b", "c"], "\"seed\""),
        (&["a", "b", "d"], "a part of 4"),
        (&["a", "b", "e"], "twice"),
        (&["empty"], "no finished part"),
        (&["nowhere"], "no such file"),
    ] {
        let call = Foretell::new().arg("merge").args(folders.iter().copied()).args(["--out", "m"]);
        let shown = call.folder(folder).status(3).any_output().run();
        assert!(shown.stderr.contains(words), "{folders:?} should say {words}: {}", shown.stderr);
        assert!(!folder.join("m").exists());
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

/// Everything that is wrong with some folders of parts: a fault for each file, with its repair, and nothing is written.
#[cfg(target_os = "linux")]
#[test]
fn every_fault_of_parts_is_a_diagnostic_of_its_own() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("doubt.toml"), DOUBT).expect("it can be written");
    let run = |line: &str| {
        let line = format!("run doubt.toml -n 2000 --worlds 20 {line}");
        Foretell::new().folder(folder).args(line.split(' ')).any_output().run();
    };
    for shard in 1..=7 {
        run(&format!("--out p --shard {shard}/9"));
    }
    run("--out q --shard 8/9 --seed 1");
    run("--out q --shard 1/9");
    let parts = folder.join("p");
    let cut = |name: &str, length: usize| {
        let bytes = fs::read(parts.join(name)).expect("it is there");
        fs::write(parts.join(name), &bytes[..length]).expect("it can be written");
    };
    cut("shard-2-of-9.counts", 500);
    cut("shard-3-of-9.counts", 0);
    fs::remove_file(parts.join("shard-4-of-9.counts")).expect("it is there");
    fs::create_dir(parts.join("shard-4-of-9.counts")).expect("it can be made");
    fs::remove_file(parts.join("shard-5-of-9.counts")).expect("it is there");
    let pipe = Command::new("mkfifo").arg(parts.join("shard-5-of-9.counts")).status();
    assert!(pipe.expect("it can be made").success());
    fs::create_dir(folder.join("empty")).expect("it can be made");
    let merge = |line: &str, status: i32| {
        let line = format!("merge {line} --out m");
        let call = Foretell::new().folder(folder).args(line.split(' ')).status(status);
        let shown = call.any_output().run().stderr;
        assert_eq!(folder.join("m").exists(), status == 0, "{shown}");
        shown
    };
    let shown = merge("p q", 3);
    for (code, name, why) in [
        ("E1401", "p/shard-2-of-9.counts", "this part was cut: it has 500 bytes"),
        ("E1401", "p/shard-3-of-9.counts", "this is no part"),
        ("E1401", "p/shard-4-of-9.counts", "this file can't be read: it is not a regular file"),
        ("E1401", "p/shard-5-of-9.counts", "this file can't be read: it is not a regular file"),
        ("E1402", "q/shard-8-of-9.counts", "it has \"seed\": 1, not \"seed\": 0"),
        (
            "E1403",
            "q/shard-1-of-9.counts",
            "this part is there twice: also in p/shard-1-of-9.counts",
        ),
        ("E1404", "p", "part 9 of 9 is missing"),
    ] {
        let own =
            shown.split("\n\n").find(|one| one.lines().any(|l| l.ends_with(&format!(" {name}"))));
        let own = own.unwrap_or_else(|| panic!("nothing is said of {name}: {shown}"));
        let is_said = own.contains(&format!("error[{code}]")) && own.contains(why);
        assert!(is_said && own.contains("help: "), "{name}: {own}");
    }
    assert!(shown.ends_with("\n7 faults\n"), "{shown}");
    // what is in a folder that can't be read may be what is missing
    let shown = merge("p q empty nowhere q/.", 3);
    assert!(!shown.contains("E1404]: part") && shown.ends_with("\n9 faults\n"), "{shown}");
    assert!(shown.contains("this folder is named twice: also as q"), "{shown}");
    // the repairs repair
    fs::remove_dir(parts.join("shard-4-of-9.counts")).expect("it is there");
    for shard in [2, 3, 5] {
        fs::remove_file(parts.join(format!("shard-{shard}-of-9.counts"))).expect("it is there");
    }
    for shard in [2, 3, 4, 5, 8, 9] {
        run(&format!("--out p --shard {shard}/9"));
    }
    merge("p", 0);
}
