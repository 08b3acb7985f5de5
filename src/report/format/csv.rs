//! Tables of results as files in CSV.

use super::file_name::{file_name, marked};
use crate::result::Table;
use std::collections::BTreeSet;

/// Returns the first of some tables as CSV.
pub fn first(tables: &[Table]) -> Vec<u8> {
    tables.first().map(|table| table.to_csv().into_bytes()).unwrap_or_default()
}

/// Returns tables as files, each with its name. The first joint question is in `joint.csv`, any further one in
/// `joint-<question>.csv`.
pub fn files(tables: Vec<Table>) -> Vec<(String, Vec<u8>)> {
    let mut taken = BTreeSet::new();
    let mut name = |own: &Table| {
        let Some(question) = own.question() else { return format!("{}.csv", own.name()) };
        let is_first = taken.is_empty();
        let mut name = file_name(question);
        // some file systems take capitals for small letters
        if !taken.insert(name.to_lowercase()) {
            name = marked(&name, question);
        }
        let of = own.name();
        if is_first { format!("{of}.csv") } else { format!("{of}-{name}.csv") }
    };
    tables.into_iter().map(|own| (name(&own), own.to_csv().into_bytes())).collect()
}
