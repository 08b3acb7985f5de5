//! The command: sides, limits, faults.

use super::TALKS;
use crate::support::Foretell;

pub(super) fn foretell(words: &[&str]) -> Foretell {
    Foretell::new()
        .args(words.iter().copied())
        .file("talks.toml", TALKS)
        .file("hopeful.toml", "label = \"Hope\"\nevent.meeting.p = 0.5\n")
        .file("same.toml", "event.meeting.p = 0.3\n")
        .file("wrong.toml", "event.meting.p = 0.5\nevent.deal.p = 7\nx = true\n")
}

#[test]
fn options_of_a_choice_stand_beside_each_other() {
    let shown = foretell(&["compare", "talks.toml", "--choice", "push", "-n", "20000"])
        .stdout_such("have a table for each other option", |text| {
            text.contains("some  none  difference")
                && text.contains("some  hard  difference")
                && text.contains("a decision, not something we observe")
                && text.lines().all(|line| line.chars().count() <= 100)
        })
        .run();
    assert!(shown.stdout.contains("No difference seen: Venue, if they meet"), "{}", shown.stdout);
    foretell(&["compare", "talks.toml", "--choice", "venue", "-n", "2000"]).any_output().run();
}

#[test]
fn variants_stand_beside_the_file() {
    foretell(&["compare", "talks.toml", "-n", "20000", "--out", "o", "--format", "csv"])
        .stdout_such("be comparison.csv", |text| {
            text.starts_with(
                "question,outcome,side,probability,std_error,low,high,difference,\
                 difference_std_error,difference_low,difference_high\n\
                 they_meet,yes,as written,0.3",
            ) && text.contains("\nthey_meet,yes,made,1,")
        })
        .stderr("note: means of numbers are not in this table: add --out\n")
        .run();
    let shown =
        foretell(&["compare", "talks.toml", "-n", "20000", "--out", "o"]).any_output().run();
    assert!(shown.file("o/comparison-means.csv").contains("cost,hopeful,"));
    assert!(shown.file("o/run.json").contains("\"command\": \"compare\""));
    assert!(shown.stdout.contains("hopeful: Everybody hopes"));
    foretell(&["run", "talks.toml", "-n", "20000", "--variant", "hopeful"])
        .stdout_such("have the variant's numbers and name", |text| {
            text.starts_with("Talks · Everybody hopes\n")
                && text.contains("They meet                60")
        })
        .run();
}

#[test]
fn overlays_are_laid_over_the_file_and_explained() {
    foretell(&["compare", "talks.toml", "--with", "hopeful.toml", "--why", "-n", "20000"])
        .stdout_such("say what changed", |text| {
            text.contains("as written  Hope")
                && text.contains("meeting  0.3")
                && text.contains("gap +")
        })
        .run();
}

#[test]
fn a_limit_that_is_passed_ends_with_four() {
    let call = |limit: &str| {
        foretell(&[
            "compare",
            "talks.toml",
            "--with",
            "hopeful.toml",
            "-n",
            "20000",
            "--fail-if",
            limit,
        ])
    };
    call("abs(difference) > 0.5").stdout_such("be anything", |_| true).run();
    call("difference > 0.15 and right > left")
        .status(4)
        .stdout_such("be anything", |_| true)
        .stderr_such("say of what", |text| {
            text.contains("they_meet, yes, Hope against as written: 0.19")
                && text.lines().count() == 1
        })
        .run();
    // a number has a scale of its own: it is looked at only where it is asked for by name
    foretell(&[
        "compare",
        "talks.toml",
        "--with",
        "hopeful.toml",
        "-n",
        "20000",
        "--fail-if",
        "difference > 0.5",
        "--question",
        "cost",
    ])
    .status(4)
    .any_output()
    .run();
    // with one world there is no range, and what is missing meets no condition
    call("low > -1 or high < 2").stdout_such("be anything", |_| true).run();
    call("diference > 0.1")
        .status(3)
        .stderr_such("suggest the name", |text| text.contains("did you mean `difference`?"))
        .run();
    call("difference >").status(3).stderr_such("be a fault", |t| t.contains("E0401")).run();
}

#[test]
fn faults_of_what_is_compared_are_reported() {
    let fault = |words: &[&str], status, part: &'static str| {
        foretell(words).status(status).stderr_such("tell it", move |t| t.contains(part)).run();
    };
    fault(&["compare", "talks.toml", "--with", "same.toml"], 3, "E0311");
    fault(&["compare", "talks.toml", "--with", "wrong.toml"], 3, "did you mean `event.meeting.p`?");
    fault(&["compare", "talks.toml", "--variants", "hopful"], 3, "did you mean `hopeful`?");
    fault(&["run", "talks.toml", "--variant", "x"], 3, "it has hopeful, made");
    fault(&["compare", "talks.toml", "--choice", "pus"], 3, "did you mean `push`?");
    fault(&["compare", "talks.toml", "--choice", "cost"], 3, "has no outcomes to compare");
    fault(&["compare", "talks.toml", "--choice", "push", "--do", "push=hard"], 3, "set twice");
    fault(&["compare", "talks.toml", "talks.toml", "--choice", "push"], 2, "within one file");
    fault(&["compare", "talks.toml", "--question", "dael"], 3, "did you mean `deal`?");
    let plain = "[event.a]\np = 0.5\n[question.other]\nask = \"a\"\n";
    Foretell::new()
        .args(["compare", "plain.toml"])
        .file("plain.toml", plain)
        .status(2)
        .stderr_such("say what is missing", |t| t.contains("nothing to compare with"))
        .run();
    foretell(&["compare", "talks.toml", "plain.toml"])
        .file("plain.toml", plain)
        .status(3)
        .stderr_such("say that nothing is shared", |t| t.contains("E0312"))
        .run();
}

/// Standard input can be read only once.
#[test]
fn standard_input_is_a_side() {
    let words = ["compare", "-", "hopeful.toml", "-n", "2000", "--format", "json"];
    let other = TALKS.replace("p       = 0.3", "p       = 0.5");
    foretell(&words)
        .file("hopeful.toml", other)
        .stdin(TALKS)
        .stdout_such("have both sides", |text| {
            text.contains("\"<stdin>\"") || text.contains("\"stdin\"")
        })
        .run();
}

#[test]
fn questions_that_not_all_ask_alike_are_named() {
    let other = TALKS.replace("cost      = { ask = \"cost\"", "price     = { ask = \"cost\"");
    let other = other.replace("deal      = { ask = \"deal\"", "deal      = { ask = \"venue\"");
    foretell(&["compare", "talks.toml", "other.toml", "-n", "2000"])
        .file("other.toml", other)
        .stdout_such("name them", |text| {
            text.contains("sides ask it differently: deal, cost, price.")
        })
        .run();
}

/// The faults of all files are shown at once, also beside a file that is not there; those of an argument once.
#[test]
fn every_fault_of_every_file_is_shown_at_once() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    for (name, text) in [
        ("a.toml", "[event.a]\np = 1.3\n"),
        ("b.toml", "[event.b]\np = 2\n"),
        ("c.toml", "[event.c]\np = 0.5\n"),
        ("d.toml", "[event.d]\np = 0.5\n"),
        ("one.toml", "event.c.p = 2\n"),
        ("two.toml", "event.c.p = \n"),
        ("three.toml", "event.c.q = 0.1\n"),
    ] {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let shown = |line: &str, status: i32| {
        let call = Foretell::new().folder(folder).args(line.split(' ')).status(status);
        call.any_output().run().stderr
    };
    let both = shown("compare a.toml b.toml", 3);
    assert!(both.contains("a.toml:2:5") && both.contains("b.toml:2:5"), "{both}");
    assert!(both.ends_with("2 faults\n"), "{both}");
    let all = shown("compare a.toml nowhere.toml b.toml nope.toml", 1);
    for name in ["a.toml:2:5", "b.toml:2:5", "error: nowhere.toml: ", "error: nope.toml: "] {
        assert!(all.contains(name), "{name}: {all}");
    }
    let argument = shown("compare c.toml d.toml --set event.x.p=0.1", 3);
    assert!(argument.ends_with("\n1 fault\n"), "{argument}");
    let laid = shown("compare c.toml --with one.toml --with two.toml --with three.toml", 3);
    for name in ["one.toml:1:13", "two.toml:1:", "three.toml:1:1"] {
        assert!(laid.contains(name), "{name}: {laid}");
    }
    let unread = shown("compare c.toml --with one.toml --with x.toml --with y.toml", 1);
    assert!(unread.contains("x.toml: ") && unread.contains("y.toml: "), "{unread}");
}
