//! Outputs that are not files: a device, a pipe, a link.
//!
//! The kind: a file that is complete or absent is made beside its place and moved there. Where a device, a pipe or a
//! link stands, the move would put a file in its place, and the bytes would never arrive. Each test looks at what
//! stands there afterwards.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

const COIN: &str = "[event.a]\np = 0.3\n";

/// Each command with an output of its own.
const COMMANDS: [(&str, &str); 2] = [
    ("report coin.toml -n 1000 -o", "page.html"),
    ("run coin.toml -n 1000 --save-trials", "trials.csv"),
];

fn shell(folder: &Path, script: &str) -> Output {
    let output = Command::new("sh").args(["-c", script]).current_dir(folder).output();
    output.expect("there is a shell")
}

fn prepared() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder can be made");
    fs::write(place.path().join("coin.toml"), COIN).expect("it can be written");
    place
}

#[test]
fn a_full_device_is_told_and_stays_a_device() {
    let program = env!("CARGO_BIN_EXE_foretell");
    for (command, name) in COMMANDS {
        let place = prepared();
        let link = place.path().join(name);
        symlink("/dev/full", &link).expect("linked");
        let full = shell(place.path(), &format!("{program} {command} {name}"));
        let said = String::from_utf8_lossy(&full.stderr);
        assert_eq!(full.status.code(), Some(1), "{command}: {said}");
        assert!(said.contains(name) && said.contains("no space left"), "{command}: {said}");
        assert_eq!(fs::read_link(&link).expect("still a link"), Path::new("/dev/full"));
    }
}

#[test]
fn a_pipe_gets_the_bytes_of_the_file() {
    let program = env!("CARGO_BIN_EXE_foretell");
    for (command, name) in COMMANDS {
        let place = prepared();
        let script = format!(
            "mkfifo pipe_{name} && cat pipe_{name} > got & sleep 0.2; \
             {program} {command} pipe_{name} && wait && {program} {command} {name}"
        );
        let done = shell(place.path(), &script);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let [got, file] =
            ["got", name].map(|name| fs::read(place.path().join(name)).expect("it is there"));
        assert!(!got.is_empty() && got.len().abs_diff(file.len()) < 64, "{command}");
    }
}

#[test]
fn a_link_stays_and_its_file_is_replaced() {
    let program = env!("CARGO_BIN_EXE_foretell");
    for (command, name) in COMMANDS {
        let place = prepared();
        fs::create_dir(place.path().join("elsewhere")).expect("it can be made");
        let file = place.path().join("elsewhere").join(name);
        fs::write(&file, "before").expect("it can be written");
        symlink(&file, place.path().join(name)).expect("linked");
        let done = shell(place.path(), &format!("{program} {command} {name}"));
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(place.path().join(name).is_symlink());
        assert!(fs::read(&file).expect("it is there").len() > 100, "{command}");
    }
}
