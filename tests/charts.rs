//! `--charts`: pictures of every chart in a folder, all or none, under names that can be foretold.

use crate::support::Foretell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const SCENARIO: &str = r#"
[scenario]
title = "Do they sign?"

[parameter.appetite]
value = "20% to 60%"

[choice.our_offer]
options = ["none", "guarantees"]
default = "none"

[event.meeting]
p      = "appetite"
adjust = [ { if = "our_offer == guarantees", odds = 2 } ]

[event.venue]
when     = "meeting"
outcomes = { geneva = 0.6, budapest = 0.3, other = "rest" }

[question]
meeting = { ask = "meeting", label = "They meet" }
venue   = { ask = "venue", given = "meeting", label = "Venue, if they meet" }
both    = { ask = ["meeting", "venue"], label = "Together" }
"#;

/// The pictures that `run` draws of it.
const OF_RUN: [&str; 3] =
    ["bars-venue-if-they-meet", "grid-together-in-100", "interval-do-they-sign"];

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Runs a command on the scenario in a folder.
fn foretell(folder: &Path, words: &str) -> Foretell {
    fs::write(folder.join("a.toml"), SCENARIO).expect("it can be written");
    Foretell::new().args(words.split(' ')).folder(folder).any_output()
}

/// The width and the height of PNG.
fn size(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).expect("it is there");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let at =
        |from: usize| u32::from_be_bytes(bytes[from..from + 4].try_into().expect("four bytes"));
    (at(16), at(20))
}

#[test]
fn every_chart_is_there_as_svg_and_png_with_an_index() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    let printed = foretell(folder, "run a.toml -n 20000").run().stdout;
    let with_charts = foretell(folder, "run a.toml -n 20000 --charts new/deep").run().stdout;
    assert_eq!(printed, with_charts);
    let own = folder.join("new/deep");
    let files = OF_RUN.iter().flat_map(|name| [format!("{name}.svg"), format!("{name}.png")]);
    let files: BTreeSet<String> =
        files.chain(["charts.json".to_owned(), "index.html".to_owned()]).collect();
    assert_eq!(names(&own), files);
    let index: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(own.join("charts.json")).expect("there"))
            .expect("JSON");
    let page = fs::read_to_string(own.join("index.html")).expect("it is there");
    for chart in index["charts"].as_array().expect("a list") {
        let name = chart["name"].as_str().expect("a name");
        assert!(OF_RUN.contains(&name));
        assert!(page.contains(&format!("src=\"{name}.svg\"")), "{page}");
        let svg = fs::read_to_string(own.join(format!("{name}.svg"))).expect("it is there");
        assert!(
            svg.contains("<title>") && svg.contains("<desc>") && svg.contains("Source: a.toml")
        );
        // the picture has the number that is printed
        let (width, height) = size(&own.join(format!("{name}.png")));
        assert_eq!(width, 1600);
        let view = svg
            .split("viewBox=\"0 0 ")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a size");
        let (wide, high) = view.split_once(' ').expect("two numbers");
        let of = |text: &str| text.parse::<f64>().expect("a number");
        assert!(
            (f64::from(height) - 1600.0 * of(high) / of(wide)).abs() <= 1.0,
            "{view}, {height}"
        );
    }
}

#[test]
fn every_command_that_draws_has_charts() {
    let place = tempfile::tempdir().expect("a folder can be made");
    for (words, expected) in [
        ("compare a.toml --choice our_offer -n 20000", "interval-none-and-guarantees"),
        ("sensitivity a.toml --question meeting -n 20000", "bars-they-meet"),
        ("sweep a.toml --over parameter.appetite=0.2,0.5 -n 2000", "interval-they-meet"),
        (
            "sweep a.toml --over parameter.appetite=0.2,0.5 --over event.venue.outcomes.geneva=0.1,0.5 -n 2000",
            "grid",
        ),
    ] {
        let folder = place.path().join(expected);
        fs::create_dir(&folder).expect("it can be made");
        foretell(&folder, &format!("{words} --charts c")).run();
        let found = names(&folder.join("c"));
        let is_expected = |name: &&String| name.starts_with(expected);
        assert!(found.iter().filter(is_expected).count() >= 2, "{words}: {found:?}");
    }
}

#[test]
fn equal_runs_write_equal_files() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    for to in ["a", "b"] {
        foretell(folder, &format!("run a.toml -n 20000 --charts {to}")).run();
    }
    for name in names(&folder.join("a")) {
        let of = |to: &str| fs::read(folder.join(to).join(&name)).expect("it is there");
        assert_eq!(of("a"), of("b"), "{name}");
    }
}

#[test]
fn a_set_of_charts_replaces_its_own_files_and_no_others() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    let line = "run a.toml -n 20000 --charts c --out c";
    foretell(folder, line).run();
    let own = folder.join("c");
    fs::write(own.join("mine.svg"), "mine").expect("it can be written");
    let before = names(&own);
    assert!(before.contains("run.json") && before.contains("summary.csv"));
    foretell(folder, &format!("{line} --question meeting")).run();
    let after = names(&own);
    assert!(after.contains("mine.svg") && after.contains("interval-do-they-sign.png"));
    assert!(after.contains("summary.csv") && after.contains("run.json"));
    assert!(!after.contains("bars-venue-if-they-meet.svg"), "{after:?}");
    // a file of a stranger stops it before anything is drawn
    for name in ["index.html", "charts.json"] {
        let own = folder.join(format!("taken-{name}"));
        fs::create_dir(&own).expect("it can be made");
        fs::write(own.join(name), "mine").expect("it can be written");
        let found = foretell(folder, &format!("run a.toml -n 20000 --charts taken-{name}"));
        let stderr = found.status(1).run().stderr;
        assert!(stderr.contains("is not from an earlier run"), "{stderr}");
        assert_eq!(names(&own), BTreeSet::from([name.to_owned()]));
    }
}

#[test]
fn nothing_is_left_of_what_fails() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("file"), "mine").expect("it can be written");
    for (words, status) in [
        ("run a.toml --charts -", 2),
        ("run a.toml --charts file", 1),
        ("run a.toml --charts file/below", 1),
        ("run a.toml --shard 1/2 --out o --charts c", 2),
        ("run a.toml --cross-check --charts c", 2),
        ("run a.toml --do nobody=there --charts c", 3),
        ("run gone.toml --charts c", 1),
    ] {
        foretell(folder, words).status(status).run();
        assert_eq!(
            names(folder),
            BTreeSet::from(["a.toml".to_owned(), "file".to_owned()]),
            "{words}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_chart() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("a.toml"), SCENARIO).expect("it can be written");
    // files may have 4 KB, less than a picture
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} run a.toml -n 20000 --charts c",
        env!("CARGO_BIN_EXE_foretell")
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder).output();
    let output = output.expect("there is a shell");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("can't write c/"), "{stderr}");
    assert_eq!(names(folder), BTreeSet::from(["a.toml".to_owned()]));
}

#[test]
fn hostile_labels_name_no_other_file() {
    let labels = [
        "../../x",
        "/etc/x",
        "a\\\\b",
        "CON",
        "A B",
        "a b",
        "",
        "<script>",
        "\\u0001\\u202Ex",
        "日本",
    ];
    let questions = labels
        .iter()
        .enumerate()
        .map(|(index, label)| format!("q{index} = {{ ask = \"venue\", label = \"{label}\" }}\n"));
    let scenario = format!(
        "[event.venue]\noutcomes = {{ a = 0.5, b = \"rest\" }}\n[question]\n{}",
        questions.collect::<String>()
    );
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::create_dir(folder.join("in")).expect("it can be made");
    fs::write(folder.join("in/h.toml"), scenario).expect("it can be written");
    let run =
        Foretell::new().args("run h.toml -n 1000 --charts c".split(' ')).folder(&folder.join("in"));
    let stderr = run.any_output().run().stderr;
    assert_eq!(names(folder), BTreeSet::from(["in".to_owned()]));
    let found = names(&folder.join("in/c"));
    assert_eq!(
        found.iter().filter(|name| name.rsplit('.').next() == Some("svg")).count(),
        labels.len(),
        "{found:?}"
    );
    assert!(stderr.contains("note: no bars-日本.png"), "{stderr}");
    assert!(!found.contains("bars-日本.png"));
}
