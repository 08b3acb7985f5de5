//! The command: the conclusion, faults, threads.

use crate::support::Foretell;

const TALKS: &str = r#"
[scenario]
title = "Talks"
[event.meeting]
p = "20% to 60%"
[event.deal]
p = 0.1
adjust = [ { if = "meeting", odds = 4 } ]
[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
[question.deal]
ask = "deal"
label = "A deal"
[question.venue]
ask = "venue"
[question.both]
ask = ["deal", "venue"]
"#;

fn foretell(words: &[&str]) -> Foretell {
    Foretell::new().arg("sensitivity").args(words.iter().copied()).file("a.toml", TALKS)
}

#[test]
fn numbers_to_argue_about_are_named() {
    let words =
        ["a.toml", "--question", "deal", "-n", "100000", "--indices", "--boxes", "--out", "o"];
    let shown = foretell(&words)
        .stdout_such("end in a sentence", |text| {
            text.contains("A deal: ")
                && text.contains("YOUR RANGES")
                && text.contains("YOUR PLAIN NUMBERS")
                && text.contains("Argue about meeting.")
                && text.contains("Of your plain numbers deal moves it most")
                && text.contains("SHARES OF THE VARIANCE")
                && text.contains("1. where meeting is over 0.")
                && text.lines().all(|line| line.chars().count() <= 100)
        })
        .run();
    let table = shown.file("o/sensitivity.csv");
    assert!(
        table.starts_with("question,outcome,kind,name,written,low_input,high_input,"),
        "{table}"
    );
    assert!(table.contains("\ndeal,yes,range,event.meeting.p,20% to 60%,0.1999"), "{table}");
    assert!(!table.contains("venue"), "the venue moves no deal: {table}");
    assert!(shown.file("o/indices.csv").contains("\ndeal,yes,event.meeting.p,"));
    assert!(shown.file("o/boxes.csv").contains("\ndeal,yes,1,event.meeting.p,0."));
    assert!(shown.file("o/run.json").contains("\"command\": \"sensitivity\""));
}

#[test]
fn one_answer_has_to_be_named() {
    let fault = |words: &[&str], part: &'static str| {
        foretell(words).status(3).stderr_such("tell it", move |t| t.contains(part)).run();
    };
    fault(&["a.toml"], "the scenario asks deal, venue");
    fault(&["a.toml", "--question", "deel"], "did you mean `deal`?");
    fault(&["a.toml", "--question", "venue"], "its outcomes are geneva, other");
    fault(&["a.toml", "--question", "venue", "--outcome", "genva"], "did you mean `geneva`?");
    fault(&["a.toml", "--question", "both"], "asks several things at once");
    foretell(&["a.toml", "--question", "venue", "--outcome", "geneva", "-n", "20000"])
        .stdout_such("name the outcome", |text| text.contains("venue: geneva: 40. Which"))
        .run();
}

#[test]
fn threads_change_no_bit() {
    let shown = |threads: &str| {
        let words = [
            "a.toml",
            "--question",
            "deal",
            "-n",
            "30000",
            "--indices",
            "--boxes",
            "--format",
            "json",
            "--threads",
            threads,
        ];
        foretell(&words).any_output().run().stdout
    };
    assert_eq!(shown("1"), shown("3"));
}
