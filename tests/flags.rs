//! Refusals, advice and notes name arguments that the command has, and ask to drop only those that were given.

use crate::support::{Foretell, files_below, repository};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A number drawn from a continuous distribution, on which an answer depends; correlated ones; a panel.
const CONTINUOUS: &str = "\
[expert.anna]
[expert.ben]
[choice.push]
options = [\"none\", \"hard\"]
default = \"none\"
[parameter.appetite]
value = \"5% to 30%\"
[quantity.price]
value = \"normal(0, 1)\"
[quantity.cost]
value = \"normal(0, 1)\"
correlated = { price = 0.5 }
[event.a]
p = { by = { anna = 0.2, ben = \"appetite\" } }
adjust = [ { if = \"price > 1\", odds = 2 } ]
[event.b]
outcomes = { x = 0.3, y = 0.3, z = 0.4 }
[question.price]
ask = \"price + cost > 1\"
[question.a]
ask = \"a\"
[question.b]
ask = \"b\"
[question.both]
ask = [\"a\", \"b\"]
";

/// A variant that makes a parameter.
const MADE: &str = "\n[variant.made]\ndo = { appetite = 0.3 }\n";

/// Delays that race while one waits for an `if`, and a state entered between two steps.
const DELAYS: &str = "\
[scenario]
as_of = 2025-01-01
until = 2025-06-30
[process.talks]
states = [\"none\", \"experts\", \"leaders\", \"failed\"]
start = \"none\"
from.none.experts = { after = \"2 to 8 weeks\" }
from.experts.leaders = { after = \"3 to 12 weeks\", if = \"raid\" }
from.experts.failed = { after = \"3 to 12 weeks\" }
[event.raid]
each = \"step\"
p = 0.1
[question.meet]
ask = \"by(talks == leaders, 2025-06-01)\"
";

/// More joint states than are carried.
fn wide() -> String {
    let mut text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-12-31\n".to_owned();
    for i in 0..24 {
        write!(
            text,
            "[process.p{i}]\nstates = [\"a\", \"b\", \"c\"]\nstart = \"a\"\n\
             from.a.b = 0.1\nfrom.b.c = 0.1\n"
        )
        .expect("a String takes all");
    }
    let all: Vec<String> = (0..24).map(|i| format!("p{i} == c")).collect();
    text + &format!("[question.many]\nask = \"count(how_many({}) > 12) > 3\"\n", all.join(", "))
}

/// The commands whose arguments the messages may name.
const COMMANDS: [&str; 9] =
    ["run", "sweep", "merge", "check", "explain", "compare", "sensitivity", "import", "export"];

/// The long arguments of each command, by its own help.
fn known() -> BTreeMap<&'static str, BTreeSet<String>> {
    let flags = |command: &'static str| {
        let help = Foretell::new().args([command, "--help"]).any_output().run().stdout;
        (command, words(&help).into_iter().filter(|word| word.starts_with("--")).collect())
    };
    COMMANDS.into_iter().map(flags).collect()
}

/// Names and arguments in a text.
fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    split.map(|word| word.trim_end_matches('-').to_owned()).filter(|word| word != "-").collect()
}

/// The arguments that a message of `command` names wrongly.
fn objections(
    text: &str,
    command: &str,
    given: &[&str],
    known: &BTreeMap<&str, BTreeSet<String>>,
) -> Vec<String> {
    let mut found = Vec::new();
    // lines of the scenario stand behind a bar, and places of arguments behind an arrow
    let is_stated = |line: &&str| {
        let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        !line.starts_with('|') && !line.starts_with("-->") && !line.starts_with(":::")
    };
    for line in text.lines().filter(is_stated) {
        let mut owner = command;
        let mut before = String::new();
        for (i, piece) in line.split('`').enumerate() {
            let words = words(piece);
            if i % 2 == 1 {
                let named = words.iter().find(|word| *word != "foretell");
                owner =
                    named.and_then(|n| COMMANDS.into_iter().find(|c| c == n)).unwrap_or(command);
            }
            for word in words.iter().filter(|w| w.starts_with("--") && w.len() > 3) {
                if !known[owner].contains(word) {
                    found.push(format!("`{command}` says {word}: {line}"));
                }
                let dropped =
                    ["drop ", "without ", "leave "].iter().any(|verb| before.ends_with(verb));
                if dropped && !given.contains(&word.as_str()) {
                    found.push(format!("`{}` asks to drop {word}: {line}", given.join(" ")));
                }
            }
            piece.clone_into(&mut before);
            owner = command;
        }
    }
    found
}

/// Calls with files and arguments that are refused or advised about.
fn calls() -> Vec<Vec<&'static str>> {
    let mut calls: Vec<Vec<&str>> = Vec::new();
    for file in ["continuous.toml", "delays.toml", "wide.toml", "made.toml"] {
        for rest in [
            &["check"][..],
            &["run", "-n", "64", "--worlds", "4"],
            &["run", "-n", "64", "-v"],
            &["run", "--exact"],
            &["run", "--cross-check", "-n", "64"],
            &["explain", "--likeliest"],
            &["explain"],
            &["sensitivity", "-n", "64"],
            &["compare", "-n", "64"],
            &["compare", "-n", "64", "--experts"],
            &["sweep", "-n", "64"],
            &["sweep", "-n", "64", "--over", "nobody=1,2"],
            &["export", "--to", "bif"],
            &["import"],
            &["run", "--given", "nobody"],
            &["run", "--do", "appetite=0.3"],
            &["run", "--do", "nothing"],
            &["run", "--set", "nothing"],
            &["run", "--set", "b=0.4"],
            &["run", "--set", "event.b=0.4"],
            &["run", "--variant", "nobody"],
            &["run", "--target-se", "0.1", "--question", "price"],
            &["export", "--to", "json", "--do", "appetite=0.3"],
            &["export", "--to", "json", "--set", "choice.push=hard"],
            &["compare", "--variants", "nobody"],
            &["compare", "--choice", "appetite"],
            &["sensitivity", "--question", "both"],
            &["sensitivity", "--question", "b"],
            &["explain", "--set", "nothing=3"],
            &["explain", "--do", "appetite=1"],
        ] {
            calls.push([&rest[..1], &[file], &rest[1..]].concat());
        }
    }
    calls.push(vec!["explain", "continuous.toml", "both", "-n", "64"]);
    calls
}

#[test]
fn messages_name_arguments_that_the_command_has() {
    let known = known();
    let mut found = Vec::new();
    let mut printed = 0;
    for call in calls() {
        let files = Foretell::new().file("continuous.toml", CONTINUOUS).file("delays.toml", DELAYS);
        let files = files.file("wide.toml", wide());
        let files = files.file("made.toml", CONTINUOUS.to_owned() + MADE);
        let outcome = files.args(call.iter().copied()).any_end().run();
        let text = outcome.stderr + &outcome.stdout;
        printed += usize::from(text.contains("--"));
        found.extend(objections(&text, call[0], &call, &known));
    }
    assert!(printed > 20, "only {printed} messages name any argument");
    for path in files_below(&repository().join("tests/invalid"), "toml") {
        let bytes = std::fs::read(&path).expect("a test file can be read");
        for command in ["check", "run", "explain"] {
            let call = Foretell::new().args([command, "a.toml"]).file("a.toml", bytes.clone());
            let text = call.any_end().run().stderr;
            found.extend(objections(&text, command, &[command], &known));
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_search_notices_what_a_command_lacks() {
    let known = known();
    let wrong = |text: &str, command| objections(text, command, &[command], &known).len();
    assert_eq!(wrong("  = help: drop `--exact` to sample it", "run"), 1, "it was not given");
    assert_eq!(wrong("  = help: ask with `--question` for less", "explain"), 1);
    assert_eq!(wrong("  = help: ask with `--question` for less", "run"), 0);
    assert_eq!(wrong("`foretell check FILE --paths` lists the paths", "run"), 0);
    assert_eq!(wrong("`sensitivity --indices` looks further", "run"), 0);
    assert_eq!(wrong("3 | # --nonsense", "run"), 0);
}

#[test]
fn what_only_sampling_can_do_is_refused_in_words() {
    let refused = |arguments: &[&str]| {
        let call = Foretell::new().file("c.toml", CONTINUOUS).args(arguments.iter().copied());
        call.status(3).any_output().run().stderr
    };
    let exact = refused(&["run", "c.toml", "--exact", "--question", "price"]);
    assert!(exact.contains("drop `--exact`"), "{exact}");
    let both = refused(&["run", "c.toml", "--cross-check", "--question", "price", "-n", "64"]);
    assert!(both.contains("drop `--cross-check`") && !both.contains("--exact"), "{both}");
    let likeliest = refused(&["explain", "c.toml", "--likeliest"]);
    assert!(!likeliest.contains("--exact") && !likeliest.contains("--question"), "{likeliest}");
}
