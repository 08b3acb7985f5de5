//! `check`, and what every command does with files that can't be read and arguments that mean
//! nothing.

use crate::support::Foretell;

const MEETING: &str = "[event.meeting]\np = 0.3\nbecause = \"Open in words only.\"\n\
                       [question.meet]\nask = \"meeting\"\n";

fn mentions(words: &'static str) -> impl Fn(&str) -> bool {
    move |said| said.contains(words)
}

#[test]
fn a_scenario_without_faults_passes() {
    Foretell::new().args(["check", "a.toml"]).file("a.toml", MEETING).any_output().run();
}

#[test]
fn a_scenario_is_read_from_stdin() {
    Foretell::new().args(["check", "-"]).stdin(MEETING).any_output().run();
}

#[test]
fn faults_end_with_status_3_and_point_at_the_place() {
    let text = MEETING.replace("0.3", "1.3");
    for command in ["check", "run", "explain"] {
        let outcome = Foretell::new()
            .arg(command)
            .arg("a.toml")
            .file("a.toml", text.clone())
            .status(3)
            .any_output()
            .run();
        let said = outcome.stdout + &outcome.stderr;
        assert!(said.contains("error[E0501]"), "{command}: {said}");
        assert!(said.contains("a.toml:2:5"), "{command}: {said}");
    }
}

#[test]
fn all_files_named_are_checked() {
    let outcome = Foretell::new()
        .args(["check", "a.toml", "b.toml"])
        .file("a.toml", MEETING.replace("0.3", "1.3"))
        .file("b.toml", MEETING.replace("0.3", "-0.3"))
        .status(3)
        .any_output()
        .run();
    let said = outcome.stdout + &outcome.stderr;
    assert!(said.contains("a.toml:2:5") && said.contains("b.toml:2:5"), "{said}");
}

#[test]
fn a_file_that_says_nothing_is_told_apart_from_one_that_is_not_there() {
    for nothing in ["", "\n\n", "\u{feff}", "# only words\n"] {
        Foretell::new()
            .args(["check", "a.toml"])
            .file("a.toml", nothing)
            .status(3)
            .stdout_such("be anything", |_| true)
            .stderr_such("name E0103", mentions("E0103"))
            .run();
    }
    Foretell::new()
        .args(["check", "a.toml"])
        .status(1)
        .stderr_such("name the file", mentions("a.toml"))
        .run();
}

#[test]
fn a_folder_is_not_a_scenario() {
    Foretell::new()
        .args(["check", "folder"])
        .file("folder/a.toml", MEETING)
        .status(1)
        .stderr_such("name the folder", mentions("folder"))
        .run();
}

#[test]
fn arguments_that_mean_nothing_end_with_status_2() {
    for arguments in [vec!["chekc"], vec!["check"], vec!["check", "--no-such-flag", "a.toml"]] {
        Foretell::new()
            .args(arguments)
            .status(2)
            .stderr_such("tell how it is used", |said| said.to_lowercase().contains("usage"))
            .run();
    }
}

#[test]
fn a_code_is_explained_whatever_its_case() {
    let upper = Foretell::new().args(["explain", "E0302"]).any_output().run().stdout;
    assert!(upper.contains("E0302"), "{upper}");
    Foretell::new().args(["explain", "e0302"]).stdout(upper).stderr("").run();
}

#[test]
fn a_new_scenario_has_no_faults() {
    let outcome = Foretell::new().args(["new", "mine.toml"]).any_output().run();
    let written = outcome.file("mine.toml");
    Foretell::new().args(["check", "mine.toml"]).file("mine.toml", written).any_output().run();
}
