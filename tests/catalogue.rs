//! The examples that `explain E0302` shows do what it says: `check` finds the code in the wrong one,
//! and no fault in the right one.

use crate::support::Foretell;
use foretell::diagnostic::{Code, Severity, entry};

/// Codes whose examples `check` can't show: they are commands, abbreviated, or faults of a trial.
const BEYOND_CHECK: [Code; 19] = [
    Code::UnknownSweep,
    Code::SweepSize,
    Code::NotUtf8,
    Code::TooLarge,
    Code::UnknownPath,
    Code::NotDoable,
    Code::TooDeep,
    Code::UnknownVariant,
    Code::NothingShared,
    Code::GivenAndDo,
    Code::NoTrial,
    Code::Impossible,
    Code::ChanceInTrial,
    Code::UndefinedInTrial,
    Code::ZeroInTrial,
    Code::NotExact,
    Code::TooWide,
    Code::Cancelled,
    Code::NotANetwork,
];

/// What `check` says of an example; it must end with this status.
fn told(example: &str, status: i32) -> String {
    let name = if example.starts_with("network ") { "a.bif" } else { "a.toml" };
    let call = Foretell::new().args(["check", name]).file(name, example).status(status);
    let outcome = call.any_output().run();
    outcome.stdout + &outcome.stderr
}

/// What is wrong with the examples of the codes of one kind, a paragraph each.
fn misleading(severity: Severity) -> Vec<String> {
    let status = if severity == Severity::Fault { 3 } else { 0 };
    let mut found = Vec::new();
    for &code in Code::ALL.iter().filter(|c| c.severity() == severity && !BEYOND_CHECK.contains(c))
    {
        let examples = entry(code.id()).expect("every code has an entry");
        let wrong = told(examples.wrong, status);
        if !wrong.contains(code.id()) {
            found.push(format!("{code} is not told of its wrong example:\n{wrong}"));
        }
        let right = told(examples.right, 0);
        // What a rate comes to is told of every rate.
        if right.contains(code.id()) && code != Code::RateOverPeriod {
            found.push(format!("{code} is told of its right example too:\n{right}"));
        }
    }
    found
}

#[test]
fn wrong_examples_have_the_fault_and_right_ones_have_none() {
    let found = misleading(Severity::Fault);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn odd_examples_get_the_advice_and_right_ones_do_not() {
    let found = misleading(Severity::Advice);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
