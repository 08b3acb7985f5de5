//! Faults and advice on standard error, with the line that counts them. Knows no single fault.

use super::failure::Status;
use super::output::Output;
use crate::diagnostic::{Diagnostic, FileId, Sources, render};

/// The scenario is the first text that a command reads.
const SCENARIO: FileId = FileId(0);
/// Findings shown at once; more than these nobody reads.
const SHOWN: usize = 500;

/// Tells the findings and how many they are, and says how the program ends.
///
/// Faults of the scenario end it with [`Status::Faults`]; faults that all stand in arguments, such
/// as the text of `--given`, are wrong usage.
pub(super) fn tell(findings: &[Diagnostic], sources: &Sources, output: &mut Output) -> Status {
    show(findings, sources, output);
    output.remark(&count(findings));
    status(findings)
}

/// The findings alone, faults first.
pub(super) fn show(findings: &[Diagnostic], sources: &Sources, output: &mut Output) {
    let (faults, advice): (Vec<_>, Vec<_>) =
        findings.iter().cloned().partition(Diagnostic::is_fault);
    let mut all = faults;
    all.extend(advice);
    let untold = all.len().saturating_sub(SHOWN);
    all.truncate(SHOWN);
    let text = render(&all, sources);
    if !text.is_empty() {
        output.remark(text.trim_end_matches('\n'));
        output.remark("");
    }
    if untold > 0 {
        output.remark(&format!("… and {untold} more\n"));
    }
}

/// `2 faults, 1 piece of advice`.
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

/// How a command ends that had these findings.
pub(super) fn status(findings: &[Diagnostic]) -> Status {
    let mut faults = findings.iter().filter(|finding| finding.is_fault()).peekable();
    if faults.peek().is_none() {
        return Status::Done;
    }
    let in_argument = |f: &Diagnostic| f.place.is_some_and(|place| place.file != SCENARIO);
    if faults.all(in_argument) { Status::Usage } else { Status::Faults }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};

    #[test]
    fn faults_in_arguments_alone_are_usage() {
        let at = |file| Diagnostic::new(Code::UnknownName, Place::new(FileId(file), 0..0), "x");
        let advice = Diagnostic::placeless(Code::Unasked, "x");
        assert_eq!(status(std::slice::from_ref(&advice)), Status::Done);
        assert_eq!(status(&[at(1), advice.clone()]), Status::Usage);
        assert_eq!(status(&[at(1), at(0)]), Status::Faults);
        assert_eq!(status(&[Diagnostic::placeless(Code::Empty, "x")]), Status::Faults);
        assert_eq!(count(&[at(0), at(0), advice]), "2 faults, 1 piece of advice");
        assert_eq!(count(&[]), "no faults");
    }
}
