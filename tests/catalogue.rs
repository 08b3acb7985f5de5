//! The examples that `explain E0302` shows do what it says: the wrong one has the code, the right one has no fault.
//! And docs/codes.md lists every code.

use crate::readme::{copy_scenarios, split};
use crate::support::{Foretell, blessing, repository};
use foretell::internal::diagnostic::{Code, Example, Severity, entry};
use std::fmt::Write as _;

/// Codes of commands whose files are not shown, or that have to be broken off.
const BEYOND: [Code; 10] = [
    Code::NotUtf8,
    Code::TooLarge,
    Code::Cancelled,
    Code::NotANetwork,
    Code::PartChanged,
    Code::PartOfOther,
    Code::PartTwice,
    Code::PartMissing,
    Code::PartOfVersion,
    Code::FolderOfOther,
];

/// Codes whose right command names files that are not shown, or draws for long.
const WRONG_ALONE: [Code; 2] = [Code::NothingShared, Code::SweepSize];

/// The command that tries an example: its own, or `check`; `run` for faults that only a run can have.
fn command(example: Example, code: Code) -> Foretell {
    if let Some(line) = example.text.strip_prefix("foretell ") {
        return Foretell::new().args(split(line).0);
    }
    let name = if example.language == "toml" { "a.toml" } else { "a.bif" };
    let verb: &[&str] = match code {
        Code::NotExact => &["run", "--exact"],
        Code::ChanceInTrial | Code::UndefinedInTrial | Code::ZeroInTrial => &["run", "-n", "1000"],
        _ => &["check"],
    };
    Foretell::new().args(verb.iter().copied()).arg(name).file(name, example.text)
}

/// Runs an example, which must end with this status, and returns its output.
fn printed(example: Example, code: Code, status: i32) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    copy_scenarios(folder.path());
    let call = command(example, code).folder(folder.path()).status(status);
    let outcome = call.any_output().run();
    outcome.stdout + &outcome.stderr
}

/// Returns the faults of the examples of the codes of one kind, a paragraph each.
fn misleading(severity: Severity) -> Vec<String> {
    let status = if severity == Severity::Fault { 3 } else { 0 };
    let mut found = Vec::new();
    for &code in Code::ALL.iter().filter(|c| c.severity() == severity && !BEYOND.contains(c)) {
        let examples = entry(code.id()).expect("every code has an entry");
        if !examples.wrong.language.ends_with("abbreviated") {
            let wrong = printed(examples.wrong, code, status);
            if !wrong.contains(&format!("[{code}]")) {
                found.push(format!("{code} is not reported of its wrong example:\n{wrong}"));
            }
        }
        if WRONG_ALONE.contains(&code) {
            continue;
        }
        let right = printed(examples.right, code, 0);
        // Every rate is listed with its chance over the whole period.
        if right.contains(code.id()) && code != Code::RateOverPeriod {
            found.push(format!("{code} is reported of its right example too:\n{right}"));
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

/// The headings of docs/codes.md, each with how the codes below it begin.
const GROUPS: [(&str, &[&str]); 17] = [
    ("The file", &["E01"]),
    ("Tables and keys", &["E02"]),
    ("Names", &["E03"]),
    ("Formulas", &["E04"]),
    ("Chances and numbers", &["E05"]),
    ("Rules", &["E06"]),
    ("Order", &["E07"]),
    ("Runs", &["E08"]),
    ("The clock", &["E09"]),
    ("Distributions", &["E10"]),
    ("Networks", &["E11", "A11"]),
    ("Sweeps", &["E12"]),
    ("News", &["E13", "A04"]),
    ("Groups", &["E15"]),
    ("Parts of work", &["E14"]),
    ("Advice on any scenario", &["A01"]),
    ("Advice on clocks and ranges", &["A02", "A03"]),
];

/// Returns the expected text of docs/codes.md.
fn page() -> String {
    let mut page = "# Codes\n\nEvery fault has a code that begins with `E`, every piece of advice one that begins \
        with `A`.\n`foretell explain CODE` prints the page of a code: what it means, an example that has it, and \
        the\nexample repaired. A code never changes its meaning.\n"
        .to_owned();
    let mut listed = 0;
    for (heading, starts) in GROUPS {
        let _ = write!(page, "\n## {heading}\n\n| code | meaning |\n| --- | --- |\n");
        for &code in Code::ALL {
            if starts.iter().any(|start| code.id().starts_with(start)) {
                let title = code.title();
                let _ =
                    writeln!(page, "| [{code}](../src/diagnostic/catalogue/{code}.md) | {title} |");
                listed += 1;
            }
        }
    }
    assert_eq!(listed, Code::ALL.len(), "each code stands in one group");
    page
}

#[test]
fn the_page_of_codes_lists_every_code() {
    let path = repository().join("docs/codes.md");
    if blessing::is_on() {
        std::fs::write(&path, page()).expect("a page can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("docs/ has the page");
    assert_eq!(committed, page(), "docs/codes.md is out of date: FORETELL_BLESS=1 renews it");
}
