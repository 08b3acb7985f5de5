//! Faults and advice on standard error, with the line that counts them. Knows no single fault.

use super::output::Output;
use crate::api::Diagnostics;
use crate::cli::failure::Status;

/// The number of faults shown at once; nobody reads more.
const SHOWN: usize = 500;

/// The hint with which commands without `--all` end an abridged list of advice.
pub(crate) const ELSEWHERE: &str = "`foretell check FILE --all` shows them";

/// Prints the findings and their number, and returns the status of the command.
pub(crate) fn tell(findings: &Diagnostics, output: &mut Output) -> Status {
    show(findings, output, Some(ELSEWHERE));
    output.remark(&count(findings));
    status(findings)
}

/// Prints the findings alone, faults first. Without `more` all advice is printed; else some of each kind, and
/// `more`, which says how to see the rest.
pub(crate) fn show(findings: &Diagnostics, output: &mut Output, more: Option<&str>) {
    let (faults, _) = findings.counts();
    output.findings(&findings.first_faults(SHOWN));
    if faults > SHOWN {
        output.remark(&format!("… and {} more", number_in_words(faults - SHOWN)));
        output.remark("");
    }
    output.findings(&findings.advice_tables(more));
}

/// Returns the number of faults and pieces of advice in words: `2 faults, 1 piece of advice`.
pub(crate) fn count(findings: &Diagnostics) -> String {
    let (faults, advice) = findings.counts();
    let faults = match faults {
        0 => "no faults".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{} faults", number_in_words(n)),
    };
    match advice {
        0 => faults,
        1 => format!("{faults}, 1 piece of advice"),
        n => format!("{faults}, {} pieces of advice", number_in_words(n)),
    }
}

fn number_in_words(n: usize) -> String {
    crate::report::number::count(n as u64)
}

/// Returns the exit status of a command with these findings. Faults in arguments, such as the text of
/// `--given`, count as faults of the scenario: `Usage` is only for errors of the command line itself.
pub(crate) fn status(findings: &Diagnostics) -> Status {
    if findings.has_faults() { Status::Faults } else { Status::Done }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Scenario;

    #[test]
    fn any_fault_ends_with_the_status_of_faults() {
        let found = |text: &str| Scenario::read("a.toml", text).check();
        let (sound, odd) =
            ("[event.a]\np = 0.5\n[question]\na = { ask = \"a\" }\n", "[event.a]\np = 0.5\n");
        assert_eq!(
            (status(&found(odd)), status(&found("[event.a]\np = 2\n"))),
            (Status::Done, Status::Faults)
        );
        assert_eq!(count(&found("[event.a]\np = 2\n[event.b]\np = 3\n")), "2 faults");
        let (_, advice) = found(odd).counts();
        assert!(advice > found(sound).counts().1);
        assert_eq!(count(&Diagnostics::default()), "no faults");
    }
}
