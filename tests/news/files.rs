//! Files of news beside a scenario.

use super::{TALKS, close, exactly, not_done, with};
use crate::support::Foretell;

const NEWS: &str = "\
[scenario]
today = 2025-08-26
watched = [\"talks\"]

[source.wire]
title = \"A wire service\"

[[news]]
on      = 2025-08-24
is      = \"talks == on\"
source  = \"wire\"
because = \"Both sides said so.\"
";

#[test]
fn a_file_of_news_says_what_the_scenario_could_say() {
    let beside = with(TALKS, "").news("news.toml", NEWS);
    close(exactly(&beside, "done", None), 1.0 - not_done(4), "beside the scenario");
    let within =
        TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-26\nwatched = [\"talks\"]\n");
    let news = NEWS.split_once("\n\n").expect("two parts").1;
    close(exactly(&with(&within, news), "done", None), 1.0 - not_done(4), "within it");
    let earlier = beside.today("2025-08-23");
    close(exactly(&earlier, "early", None), 0.0, "nothing had happened by then");
}

#[test]
fn several_files_of_news_add_up() {
    let more = "[[news]]\non = 2025-08-29\nis = \"talks == done\"\nsource = \"wire\"\n";
    let case = with(TALKS, "").news("news.toml", NEWS).news("more.toml", more);
    // today is that of the first file
    close(exactly(&case, "done", None), 1.0 - not_done(4), "news after today");
    close(exactly(&case.today("2025-08-30"), "done", None), 1.0, "today is later");
}

#[test]
fn the_program_takes_files_of_news_and_records_them() {
    let outcome = Foretell::new()
        .args(["run", "a.toml", "--news", "news.toml", "--exact", "--out", "results"])
        .file("a.toml", TALKS)
        .file("news.toml", NEWS)
        .any_output()
        .run();
    let record = outcome.file("results/run.json");
    assert!(record.contains("\"news.toml\""), "{record}");
    Foretell::new()
        .args(["run", "a.toml", "--news", "missing.toml"])
        .file("a.toml", TALKS)
        .status(1)
        .stderr_such("names the file", |text| text.contains("missing.toml"))
        .run();
}

#[test]
fn a_file_of_news_that_is_missing_hides_no_other_fault() {
    let commands =
        ["run", "track", "explain", "report", "compare --since 2025-08-21", "sensitivity"];
    for command in commands {
        let mut words = command.split(' ');
        let call = Foretell::new().args(words.next()).args(["a.toml", "--news", "missing.toml"]);
        let call = call.args(words).args(["--news", "gone.toml", "--do", "talks=onn"]);
        let call = call.args(["--today", "nonsense"]);
        // the path of news that was not read is no fault
        call.args(["--set", "news.3.likelier=2"])
            .file("a.toml", TALKS)
            .status(1)
            .stderr_such("has every fault", |text| {
                let said = ["missing.toml", "gone.toml", "nonsense", "talks=onn"];
                said.iter().all(|word| text.contains(word)) && !text.contains("likelier")
            })
            .run();
    }
    Foretell::new()
        .args(["run", "none.toml", "--news", "missing.toml"])
        .status(1)
        .stderr_such("names both", |text| {
            text.contains("none.toml") && text.contains("missing.toml")
        })
        .run();
}

#[test]
fn a_file_of_news_holds_nothing_else() {
    let faults = |text: &str| {
        let compiled =
            with(&format!("[source.known]\n{TALKS}"), "").news("news.toml", text).compile();
        compiled.expect_err("it has faults").to_string()
    };
    let other = faults(
        "[event.raid]\np = 0.1\n[question]\nx = { ask = \"raid\" }\n[scenario]\ntitle = \"x\"\n",
    );
    assert!(other.contains("`event` does not belong in a file of news"), "{other}");
    assert!(other.contains("`question` does not belong in a file of news"), "{other}");
    assert!(other.contains("`title` means nothing in `[scenario]`"), "{other}");
    let unknown = faults("[[news]]\non = 2025-08-24\nis = \"talk == on\"\nsource = \"knwon\"\n");
    assert!(unknown.contains("did you mean `known`?"), "{unknown}");
    let twice = faults(
        "[source.known]\ntitle = \"Another\"\n[[news]]\non = 2025-08-24\nis = \"talks == on\"\n",
    );
    assert!(twice.contains("the source `known` is described twice"), "{twice}");
    let syntax = faults("[[news]\non = 2025-08-24\n");
    assert!(syntax.contains("news.toml:1"), "{syntax}");
}

#[test]
fn explain_says_what_is_known() {
    let model = with(TALKS, "").news("news.toml", NEWS).compile().expect("no faults");
    let page = model.explain(None, &foretell::Options::default()).expect("no faults");
    for sentence in [
        "News up to 26 Aug 2025, today unless --today says otherwise:",
        "On 24 Aug 2025 `talks == on` holds — from wire (A wire service): \"Both sides said so.\"",
        "talks is watched: up to today it made no move except those in the news.",
    ] {
        assert!(page.replace('\n', " ").contains(sentence), "{sentence}\n{page}");
    }
}

/// The kind: a report that is read twice, and counts as two.
#[test]
fn a_report_in_two_files_is_a_fault() {
    let report = "[[news]]\non = 2025-08-23\nheard = \"talks == on\"\nlikelier = 5\n";
    let twice = with(TALKS, "").news("a.toml", report).news("a.toml", report);
    let told = twice.compile().map(|_| ()).expect_err("it counts twice").to_string();
    assert!(told.contains("in two files") && told.contains("give the file once"), "{told}");
    let grown = format!("{report}[[news]]\non = 2025-08-24\nis = \"talks == on\"\n");
    let grown = with(TALKS, "").news("a.toml", report).news("b.toml", &grown);
    assert!(grown.compile().is_err(), "the second file has the first one's report");
    let within = with(TALKS, report).news("a.toml", report);
    assert!(within.compile().is_err(), "the scenario has it too");
    // another reason makes another report; a fact may be told twice
    let other = format!("{report}because = \"Another official.\"\n");
    assert!(with(TALKS, report).news("a.toml", &other).compile().is_ok());
    let fact = "[[news]]\non = 2025-08-24\nis = \"talks == on\"\n";
    assert!(with(TALKS, "").news("a.toml", fact).news("a.toml", fact).compile().is_ok());
}
