//! Hostile scenarios and surroundings: each ends soon, with a status and a sentence, never with a panic.

use crate::support::Foretell;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

fn mentions(words: &'static str) -> impl Fn(&str) -> bool {
    move |printed| printed.contains(words)
}

fn coins(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, i| {
        writeln!(text, "[event.c{i}]\np = 0.5").expect("a String takes all");
        text
    })
}

fn joined(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect::<Vec<_>>().concat()
}

fn named(count: usize, between: &str) -> String {
    (0..count).map(|i| format!("\"c{i}\"")).collect::<Vec<_>>().join(between)
}

#[test]
fn a_joint_table_has_bounds() {
    // 2^64 and 2^70 combinations would be none, counted in 64 bits
    for parts in [17, 40, 64, 70] {
        let ask = named(parts, ", ");
        for command in ["check", "run"] {
            Foretell::new()
                .args([command, "a.toml"])
                .file("a.toml", coins(parts) + &format!("[question.q]\nask = [{ask}]\n"))
                .status(3)
                .stderr_such("name E0208", mentions("E0208"))
                .run();
        }
    }
    let ask = named(16, ", ");
    Foretell::new()
        .args(["run", "a.toml", "-n", "2000"])
        .file("a.toml", coins(16) + &format!("[question.q]\nask = [{ask}]\n"))
        .any_output()
        .run();
}

#[test]
fn a_table_of_too_many_parents_is_a_fault() {
    for parents in [21, 64, 70] {
        let given = named(parents, ", ");
        let row = joined(parents, |i| format!("c{i} = \"no\", "));
        let table = format!("[event.e]\ngiven = [{given}]\ntable = [ {{ {row}p = 0.5 }} ]\n");
        Foretell::new()
            .args(["run", "a.toml"])
            .file("a.toml", coins(parents) + &table)
            .status(3)
            .stderr_such("name E0208", mentions("E0208"))
            .run();
    }
}

#[test]
fn sixty_four_adjustments_need_no_table() {
    let adjust = joined(64, |i| format!("{{ if = \"c{i}\", odds = 1.01 }},\n"));
    let event = format!("[event.e]\np = 0.5\nadjust = [\n{adjust}]\n[question.q]\nask = \"e\"\n");
    Foretell::new()
        .args(["run", "a.toml", "-n", "2000"])
        .file("a.toml", coins(64) + &event)
        .any_output()
        .run();
}

#[test]
fn thousands_of_cases_and_events_are_run() {
    let cases = joined(1100, |i| {
        format!("{{ if = \"c{} and not c{}\", p = 0.3 }},\n", i % 12, (i / 12) % 12)
    });
    let event = format!("[event.e]\np = 0.5\ncase = [\n{cases}]\n[question.q]\nask = \"e\"\n");
    Foretell::new()
        .args(["run", "a.toml", "-n", "200"])
        .file("a.toml", coins(12) + &event)
        .any_output()
        .run();
    let mut chain = String::from("[event.e0]\np = 0.5\n");
    for i in 1..1000 {
        let before = i - 1;
        writeln!(chain, "[event.e{i}]\np = 0.5\ncase = [ {{ if = \"e{before}\", p = 0.6 }} ]")
            .expect("a String takes all");
    }
    for command in [&["run", "-n", "200"][..], &["explain"]] {
        Foretell::new()
            .args(command.iter().copied())
            .arg("a.toml")
            .file("a.toml", chain.clone() + "[question.q]\nask = \"e999\"\n")
            .any_output()
            .run();
    }
}

#[test]
fn thousands_of_wrong_names_are_reported_soon() {
    let mut text = String::new();
    for i in 0..1500 {
        writeln!(text, "[event.e{i}]\np = 0.5\ncase = [ {{ if = \"f{i}\", p = 0.6 }} ]")
            .expect("a String takes all");
    }
    Foretell::new()
        .args(["check", "a.toml"])
        .file("a.toml", text)
        .status(3)
        .stderr_such("count them", mentions("1,500 faults"))
        .run();
}

#[test]
fn text_that_steers_a_terminal_is_shown_without_it() {
    let text = "[scenario]\ntitle = \"\\u001b]0;x\\u0007 \\u009b31m\"\n[event.e]\n\
                outcomes = { \"\\u001b[2J\" = 0.5, \"b\\nc\" = \"rest\" }\n\
                because = \"\\u001b[2J \\u009b2J \\u202e\"\n\
                [question.q]\nask = \"e\"\nlabel = \"\\u001b[41m \\u0000 \\u009b31m\"\n";
    for arguments in [
        vec!["run", "a.toml", "-n", "1000"],
        vec!["explain", "a.toml"],
        vec!["explain", "a.toml", "--format", "dot"],
        vec!["check", "a.toml"],
    ] {
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        Foretell::new()
            .args(arguments)
            .file("a.toml", text)
            .stdout_such("steer nothing", move |printed| !printed.contains(steers))
            .stderr_such("steer nothing", move |printed| !printed.contains(steers))
            .run();
    }
}

#[test]
fn a_table_of_a_parent_that_could_not_be_read_is_no_surprise() {
    Foretell::new()
        .args(["run", "a.toml"])
        .file(
            "a.toml",
            "[event.meeting]\nprobability = 0.3\n[event.e]\ngiven = [\"meeting\"]\n\
             table = [ { meeting = \"no\", p = 0.5 }, { meeting = \"yes\", p = 0.5 } ]\n",
        )
        .status(3)
        .stderr_such("tell of the key", mentions("probability"))
        .run();
}

#[test]
fn more_threads_than_work_are_not_started() {
    Foretell::new()
        .args(["run", "a.toml", "-n", "5000", "--threads", "1024"])
        .file("a.toml", coins(3))
        .any_output()
        .run();
}

#[test]
fn trials_and_threads_out_of_reach_are_usage() {
    for arguments in [["-n", "0"], ["-n", "18446744073709551615"], ["--threads", "100000"]] {
        Foretell::new()
            .args(["run", "a.toml"])
            .args(arguments)
            .file("a.toml", coins(1))
            .status(2)
            .stderr_such("name the argument", mentions("error"))
            .run();
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_that_never_ends_is_refused_and_one_that_is_closed_is_no_failure() {
    let endless = std::fs::File::open("/dev/zero").expect("there are zeros");
    let refused = Command::new(env!("CARGO_BIN_EXE_foretell"))
        .args(["run", "-"])
        .stdin(endless)
        .output()
        .expect("the program can be started");
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("E0102"));

    let mut child = Command::new(env!("CARGO_BIN_EXE_foretell"))
        .args(["explain", "scenarios/two_leaders.toml"])
        .current_dir(crate::support::repository())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let mut first = String::new();
    let stdout = child.stdout.take().expect("stdout is piped");
    BufReader::with_capacity(16, stdout).read_line(&mut first).expect("a line can be read");
    let mut printed = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut printed).expect("it is text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{printed}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_reported() {
    let scenario = "scenarios/two_leaders.toml";
    for arguments in [&["explain", scenario][..], &["run", scenario, "-n", "1000"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("there is one");
        let output = Command::new(env!("CARGO_BIN_EXE_foretell"))
            .args(arguments)
            .current_dir(crate::support::repository())
            .stdout(full)
            .output()
            .expect("the program can be started");
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("no space left"));
    }
}

#[test]
fn one_variable_made_twice_is_reported_where() {
    let event = "[event.a]\np = 0.5\n[question.q]\nask = \"a\"\n";
    Foretell::new()
        .args(["run", "a.toml", "-n", "10", "--do", "a=yes", "--do", "a=no"])
        .file("a.toml", event)
        .status(3)
        .stderr_such("show the second command", |printed| {
            printed.contains("error[E0207]: `a` is set twice") && printed.contains("--do:1:1")
        })
        .run();
}
