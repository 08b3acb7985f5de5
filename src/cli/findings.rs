//! Faults and advice on standard error, with the line that counts them. Knows no single fault.

use super::failure::Status;
use super::output::Output;
use crate::api::Diagnostics;
use crate::diagnostic::Diagnostic;

/// The number of faults shown at once; nobody reads more.
const SHOWN: usize = 500;

/// Prints the findings and their number, and returns the status of the command.
pub(super) fn tell(findings: &Diagnostics, output: &mut Output) -> Status {
    show(findings, output, Some(ELSEWHERE));
    output.remark(&count(findings.found()));
    status(findings.found())
}

/// The hint with which commands without `--all` end an abridged list of advice.
pub(super) const ELSEWHERE: &str = "`foretell check FILE --all` shows them";

/// Prints the findings alone, faults first. Without `more` all advice is printed; else some of each kind, and
/// `more`, which says how to see the rest.
pub(super) fn show(findings: &Diagnostics, output: &mut Output, more: Option<&str>) {
    let sources = findings.sources();
    let (mut faults, advice): (Vec<_>, Vec<_>) =
        findings.found().iter().cloned().partition(Diagnostic::is_fault);
    let untold = faults.len().saturating_sub(SHOWN);
    faults.truncate(SHOWN);
    output.findings(&faults, sources);
    if untold > 0 {
        output.remark(&format!("… and {untold} more"));
        output.remark("");
    }
    output.advice(&advice, sources, more);
}

/// Returns the number of faults and pieces of advice in words: `2 faults, 1 piece of advice`.
pub(super) fn count(findings: &[Diagnostic]) -> String {
    let faults = findings.iter().filter(|finding| finding.is_fault()).count();
    let advice = findings.len() - faults;
    let faults = match faults {
        0 => "no faults".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    };
    match advice {
        0 => faults,
        1 => format!("{faults}, 1 piece of advice"),
        n => format!("{faults}, {n} pieces of advice"),
    }
}

/// Returns the exit status of a command with these findings. Faults in arguments, such as the text of
/// `--given`, count as faults of the scenario: `Usage` is only for errors of the command line itself.
pub(super) fn status(findings: &[Diagnostic]) -> Status {
    if findings.iter().any(Diagnostic::is_fault) { Status::Faults } else { Status::Done }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, FileId, Place};

    #[test]
    fn any_fault_ends_with_the_status_of_faults() {
        let fault = Diagnostic::new(Code::UnknownName, Place::new(FileId(0), 0..0), "x");
        let advice = Diagnostic::placeless(Code::Unasked, "x");
        assert_eq!(status(std::slice::from_ref(&advice)), Status::Done);
        assert_eq!(status(&[fault.clone(), advice.clone()]), Status::Faults);
        assert_eq!(count(&[fault.clone(), fault, advice]), "2 faults, 1 piece of advice");
        assert_eq!(count(&[]), "no faults");
    }
}
