//! Groups of actors and definitions: against exact counts, against the same model written out, and as files.

mod definitions;
mod files;
mod majority;
mod varied;
mod written_out;

use crate::support::Foretell;

/// The probability of a question in a run's CSV, from the row of its first outcome.
pub(crate) fn probability(output: &str, question: &str) -> f64 {
    field(output, question, "probability")
}

fn field(output: &str, question: &str, column: &str) -> f64 {
    let mut lines = output.lines();
    let columns: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let at = columns.iter().position(|own| *own == column).expect("a column");
    let row = lines.find(|line| line.starts_with(&format!("{question},"))).expect("the question");
    row.split(',').nth(at).expect("a field").parse().expect("a number")
}

/// Runs a scenario with these further arguments, and returns its table as CSV.
pub(crate) fn run(text: &str, arguments: &[&str]) -> String {
    let outcome = Foretell::new()
        .args(["run", "a.toml", "--format", "csv"])
        .args(arguments.iter().copied())
        .file("a.toml", text)
        .any_output()
        .run();
    outcome.stdout
}
