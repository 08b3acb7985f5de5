//! `check`, and what every command does with files that can't be read and arguments that mean
//! nothing.

use crate::support::{Foretell, files_below, repository};

const MEETING: &str = "[event.meeting]\np = 0.3\nbecause = \"Open in words only.\"\n\
                       [question.meet]\nask = \"meeting\"\n";

fn mentions(words: &'static str) -> impl Fn(&str) -> bool {
    move |printed| printed.contains(words)
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
        let printed = outcome.stdout + &outcome.stderr;
        assert!(printed.contains("error[E0501]"), "{command}: {printed}");
        assert!(printed.contains("a.toml:2:5"), "{command}: {printed}");
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
    let printed = outcome.stdout + &outcome.stderr;
    assert!(printed.contains("a.toml:2:5") && printed.contains("b.toml:2:5"), "{printed}");
}

#[test]
fn a_file_that_says_nothing_is_distinguished_from_one_that_is_not_there() {
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
            .stderr_such("tell how it is used", |printed| printed.to_lowercase().contains("usage"))
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

/// Each scenario that comes with foretell is written as it is shipped, with the file that it reads.
#[test]
fn a_scenario_from_the_gallery_is_the_one_that_is_shipped() {
    let shipped = |file: &str| {
        std::fs::read_to_string(repository().join("scenarios").join(file)).expect("it is shipped")
    };
    let help = Foretell::new().args(["new", "--help"]).any_output().run().stdout;
    for file in files_below(&repository().join("scenarios"), "toml") {
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a name");
        if name.ends_with("_news") {
            continue;
        }
        assert!(help.contains(name), "{name} is not offered");
        let outcome = Foretell::new().args(["new", "mine.toml", "--from", name]).any_output().run();
        assert_eq!(outcome.file("mine.toml"), shipped(&format!("{name}.toml")));
        if name == "council_vote" {
            let members = "council_vote_members.csv";
            assert_eq!(outcome.file(members), shipped(members));
            assert!(outcome.stderr.contains(members), "{}", outcome.stderr);
        }
    }
    // nothing is written over, and nothing is written in part
    let taken = Foretell::new().args(["new", "mine.toml", "--from", "council_vote"]).status(1);
    let taken = taken.file("mine.toml", "mine").any_output().run();
    assert_eq!(taken.file("mine.toml"), "mine");
    let unknown = Foretell::new().args(["new", "a.toml", "--from", "counsil_vote"]).status(2);
    assert!(unknown.any_output().run().stderr.contains("council_vote"));
}

const OPTIONS: &str = "\
[choice.push]
options = [\"none\", \"hard\"]
default = \"none\"
[parameter.scale]
value = 2
[event.a]
p = \"0.9 / (if push == hard then scale else 1)\"
because = \"A guess.\"
[question.a]
ask = \"a\"
[variant.fine]
set = { scale = 3 }
[variant.zero]
set = { scale = 0 }
[variant.small]
do = { push = \"hard\" }
set = { scale = 0.5 }
";

/// Returns the parts that name the cause of a fault.
fn blamed(printed: &str) -> Vec<&str> {
    let pieces = ["with the option `hard` of `push`", "in the variant `fine`"];
    let more = ["in the variant `zero`", "in the variant `small`"];
    pieces.into_iter().chain(more).filter(|piece| printed.contains(piece)).collect()
}

#[test]
fn options_within_variants_are_tried() {
    let call = Foretell::new().args(["check", "a.toml"]).file("a.toml", OPTIONS);
    let printed = call.status(3).any_output().run().stderr;
    // only together do they divide by 0; `small` breaks it by what it makes itself
    assert!(printed.contains("a.toml:7:5"), "{printed}");
    let named =
        ["with the option `hard` of `push`", "in the variant `zero`", "in the variant `small`"];
    assert_eq!(blamed(&printed), named, "{printed}");
    for (variant, named) in [("zero", 2), ("small", 1)] {
        let head = format!("[variant.{variant}]");
        let start = OPTIONS.find(&head).expect("it is there");
        let end = OPTIONS[start + 1..].find("[variant").map_or(OPTIONS.len(), |at| start + 1 + at);
        let others = OPTIONS.find("[variant").expect("they are there");
        let text = OPTIONS[..others].to_owned() + &OPTIONS[start..end];
        let call = Foretell::new().args(["check", "a.toml"]).file("a.toml", text);
        let printed = call.status(3).any_output().run().stderr;
        assert_eq!(blamed(&printed).len(), named, "{printed}");
    }
    let sound = OPTIONS[..OPTIONS.find("[variant.zero]").expect("it is there")].to_owned();
    Foretell::new().args(["check", "a.toml"]).file("a.toml", sound).any_output().run();
}

#[test]
fn a_chance_that_only_some_trials_break_is_found() {
    let text = "[choice.push]\noptions = [\"none\", \"hard\"]\ndefault = \"none\"\n[quantity.x]\n\
                value = \"if push == hard then normal(0, 1) else 1\"\n[event.a]\np = \"x / 4 + 0.5\"\n\
                [question.a]\nask = \"a\"\n";
    let check = |text: String| Foretell::new().args(["check", "a.toml"]).file("a.toml", text);
    // 5 in 100 trials leave 0 to 1
    let printed = check(text.to_owned()).status(3).any_output().run().stderr;
    assert!(printed.contains("with the option `hard` of `push`"), "{printed}");
    check(text.replace("x / 4", "x / 400")).any_output().run();
}

#[test]
fn more_options_than_are_tried_are_counted() {
    let options: Vec<String> = (0..250).map(|i| format!("\"o{i}\"")).collect();
    let text = format!(
        "[choice.push]\noptions = [{}]\ndefault = \"o0\"\n[event.a]\n\
         p = \"if push == o100 then 1.5 else 0.5\"\n[question.a]\nask = \"a\"\n",
        options.join(", ")
    );
    let call = Foretell::new().args(["check", "a.toml"]).file("a.toml", text.clone());
    let printed = call.status(3).any_output().run().stderr;
    assert!(printed.contains("49 more options and variants are not tried"), "{printed}");
    assert!(printed.contains("with the option `o100` of `push`"), "{printed}");
}
