//! A comparison for programs, with every digit that was computed.

use crate::analysis::{Comparison, Splits};
use crate::report::format::{csv, pretty};
use crate::result;

/// Returns the files of a comparison with their names: always `comparison.csv`; `comparison-means.csv` if a
/// number is asked, and `why.csv` if differences were split. `splits` has one entry for each side except the
/// first, or none.
pub fn files(comparison: &Comparison, splits: &[Splits]) -> Vec<(String, Vec<u8>)> {
    csv::named(result::comparison(comparison, splits).tables())
}

/// Returns the first of these files, `comparison.csv`.
pub fn table(comparison: &Comparison) -> Vec<u8> {
    csv::first(result::comparison(comparison, &[]).tables())
}

/// The comparison as indented JSON, null for what is missing.
pub fn json(comparison: &Comparison, splits: &[Splits]) -> String {
    pretty::render(&result::comparison(comparison, splits))
}
