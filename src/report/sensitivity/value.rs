//! The wording of an answer.

use crate::analysis::sensitivity::Findings;
use crate::forecast::Estimate;
use crate::report::format::number;

/// Rows shown of each table, unless all are asked for.
pub(super) const MOST_ROWS: usize = 8;

/// An answer: a chance in 100, or a mean.
pub(super) fn value(findings: &Findings, value: f64, std_error: f64) -> String {
    if findings.unit.is_some() {
        return number::with_error(value, std_error);
    }
    let sampling = (value - 2.0 * std_error, value + 2.0 * std_error);
    number::in_100(&Estimate::new(value, std_error, sampling))
}
