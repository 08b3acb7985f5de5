//! Every file in `tests/invalid/` and every network in `tests/bif/invalid/` has the faults that its comments name, at their places, and no
//! others. A comment is `#! CODE LINE:COLUMN PIECE`, in networks `//! …`: the code, where the caret begins (`-` for a
//! fault that has no place, `*` where only the limit of depth decides) and a piece of the message.
//! Advice counts only where it is listed.

use crate::support::{Foretell, files_below, repository};
use std::path::Path;

/// One fault, as a comment expects it or as `check` told it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    code: String,
    /// The position in the text, `15:20`, or `-`.
    position: String,
    /// A piece of the message, or all of it.
    message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.code, self.position, self.message)
    }
}

/// Returns the faults that a file's comments name. The text may hold bytes that are not UTF-8.
fn expected(text: &str) -> Vec<Fault> {
    text.lines()
        .map(|line| line.trim_start_matches('\u{feff}'))
        .filter_map(|line| line.strip_prefix("#! ").or_else(|| line.strip_prefix("//! ")))
        .map(|rest| {
            let mut words = rest.trim_end().splitn(3, ' ');
            let mut next = || words.next().unwrap_or_default().trim().to_owned();
            Fault { code: next(), position: next(), message: next() }
        })
        .collect()
}

/// Returns the faults and the advice in the output of `check`: `error[E0302]: message`, and below it `-->
/// file.toml:15:20` where it has a place.
fn shown(output: &str) -> Vec<Fault> {
    let mut found: Vec<Fault> = Vec::new();
    for line in output.lines() {
        if let Some((code, message)) = heading(line) {
            found.push(Fault {
                code: code.to_owned(),
                position: "-".to_owned(),
                message: message.to_owned(),
            });
        } else if let Some(arrow) = line.trim_start().strip_prefix("--> ") {
            let mut parts = arrow.trim_end().rsplitn(3, ':');
            let (column, line) = (parts.next(), parts.next());
            if let (Some(last), Some(column), Some(line)) = (found.last_mut(), column, line)
                && last.position == "-"
            {
                last.position = format!("{line}:{column}");
            }
        }
    }
    found
}

/// Code and message of `error[E0302]: message`.
fn heading(line: &str) -> Option<(&str, &str)> {
    let (kind, rest) = line.split_once('[')?;
    let (code, message) = rest.split_once("]: ")?;
    let known = !kind.is_empty() && kind.chars().all(|c| c.is_ascii_lowercase());
    let coded = code.len() == 5
        && code.starts_with(['E', 'A'])
        && code[1..].chars().all(|c| c.is_ascii_digit());
    (known && coded).then_some((code, message))
}

/// Returns the differences between the two lists, a line each; empty if they agree.
fn differences(expected: &[Fault], shown: &[Fault]) -> Vec<String> {
    let mut left: Vec<&Fault> = shown.iter().collect();
    let mut lines = Vec::new();
    for want in expected {
        let met = left.iter().position(|have| {
            have.code == want.code
                && (want.position == "*" || have.position == want.position)
                && have.message.contains(&want.message)
        });
        match met {
            Some(index) => drop(left.remove(index)),
            None => lines.push(format!("  expected  {want}")),
        }
    }
    let unexpected = left.iter().filter(|fault| fault.code.starts_with('E'));
    lines.extend(unexpected.map(|fault| format!("  told      {fault}")));
    lines
}

/// Returns the differences between one file's faults and the expected ones; empty if there are none.
fn verdict(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).expect("a test file can be read");
    let expected = expected(&String::from_utf8_lossy(&bytes));
    let name = path.file_name().and_then(|n| n.to_str()).expect("a plain file name");
    if expected.is_empty() {
        return vec![format!("{name}\n  has no `#! CODE LINE:COLUMN` comment")];
    }
    let status = if expected.iter().any(|fault| fault.code.starts_with('E')) { 3 } else { 0 };
    let outcome =
        Foretell::new().args(["check", name]).file(name, bytes).status(status).any_output().run();
    let shown = shown(&format!("{}\n{}", outcome.stdout, outcome.stderr));
    let lines = differences(&expected, &shown);
    if lines.is_empty() { lines } else { vec![format!("{name}\n{}", lines.join("\n"))] }
}

#[test]
fn every_invalid_file_has_just_the_faults_that_it_names() {
    let mut files = files_below(&repository().join("tests/invalid"), "toml");
    assert!(files.len() >= 80, "only {} invalid files", files.len());
    let networks = files_below(&repository().join("tests/bif/invalid"), "bif");
    assert!(networks.len() >= 40, "only {} invalid networks", networks.len());
    files.extend(networks);
    // A panic about one file (its exit status, a hang) must not hide the others.
    let failures: Vec<String> = files
        .iter()
        .flat_map(|path| {
            std::panic::catch_unwind(|| verdict(path))
                .unwrap_or_else(|_| vec![format!("{}\n  see the panic above", path.display())])
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} files differ:\n{}",
        failures.len(),
        files.len(),
        failures.join("\n")
    );
}

#[test]
fn the_comparison_notices_each_kind_of_difference() {
    let output = "error[E0302]: `sanctions` has no outcome `secondry`\n  --> a.toml:15:20\n   |\n\
                  advice[A0105]: no grounds\n  --> a.toml:2:1\n";
    let shown = shown(output);
    assert_eq!(shown.len(), 2);
    let right = expected("#! E0302 15:20 `secondry`\n");
    assert_eq!(differences(&right, &shown), Vec::<String>::new());
    for wrong in [
        "#! E0301 15:20 `secondry`",
        "#! E0302 15:21 `secondry`",
        "#! E0302 15:20 `tertiary`",
        "#! E0302 15:20 `secondry`\n#! A0105 3:1",
    ] {
        assert!(!differences(&expected(wrong), &shown).is_empty(), "{wrong}");
    }
    assert_eq!(differences(&[], &shown).len(), 1, "unlisted advice does not count, faults do");
}
