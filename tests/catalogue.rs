//! The examples that `explain E0302` shows do what it says: `check` finds the code in the wrong one,
//! and no fault in the right one.

use crate::support::Foretell;
use foretell::diagnostic::{Code, Severity, entry};

/// Codes whose examples `check` can't show: they are commands, abbreviated, or faults of a trial.
const BEYOND_CHECK: [Code; 10] = [
    Code::NotUtf8,
    Code::TooLarge,
    Code::UnknownPath,
    Code::NotDoable,
    Code::TooDeep,
    Code::GivenAndDo,
    Code::NoTrial,
    Code::ChanceInTrial,
    Code::ZeroInTrial,
    Code::SettledLater,
];

/// What `check` says of an example, and whether it must have faults.
fn told(example: &str, status: i32) -> String {
    let call = Foretell::new().args(["check", "a.toml"]).file("a.toml", example).status(status);
    let outcome = call.any_output().run();
    outcome.stdout + &outcome.stderr
}

#[test]
fn wrong_examples_have_the_fault_and_right_ones_have_none() {
    for &code in Code::ALL.iter().filter(|code| !BEYOND_CHECK.contains(code)) {
        let found = entry(code.id()).expect("every code has an entry");
        let status = if code.severity() == Severity::Fault { 3 } else { 0 };
        let wrong = told(found.wrong, status);
        assert!(wrong.contains(code.id()), "{code} is not told of its wrong example:\n{wrong}");
        let right = told(found.right, 0);
        // What a rate comes to is told of every rate.
        let quiet = code == Code::RateOverPeriod || !right.contains(code.id());
        assert!(quiet, "{code} is told of its right example too:\n{right}");
    }
}
