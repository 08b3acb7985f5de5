//! A sensitivity analysis for programs, with every digit that was computed.

use crate::analysis::sensitivity::Findings;
use crate::report::format::{csv, pretty};
use crate::result;

/// Returns the files of an analysis with their names: always `sensitivity.csv`; `indices.csv` and `boxes.csv` if they
/// were asked for.
pub fn files(findings: &Findings) -> Vec<(String, Vec<u8>)> {
    csv::named(result::sensitivity(findings).tables())
}

/// Returns the first of these files, `sensitivity.csv`.
pub fn table(findings: &Findings) -> Vec<u8> {
    csv::first(result::sensitivity(findings).tables())
}

/// All findings as indented JSON, null for what is missing.
pub fn json(findings: &Findings) -> String {
    pretty::render(&result::sensitivity(findings))
}
