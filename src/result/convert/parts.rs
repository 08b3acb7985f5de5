//! Chances and numbers with their errors, and the ends of ranges, as data.

use super::super::estimate as data;
use crate::forecast::{self, Needed, Range};

/// The number, if it is finite: neither infinity nor NaN can be written in JSON.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// The interval, if both ends are finite.
pub(super) fn both((low, high): (f64, f64)) -> Option<(f64, f64)> {
    finite(low).zip(finite(high))
}

/// A value that there is: *never* if it is infinite.
pub(super) fn value(x: f64) -> data::Value {
    if x.is_finite() { data::Value::Number(x) } else { data::Value::Never(data::Never::Never) }
}

/// A value; `None` for NaN.
pub(super) fn maybe(x: f64) -> Option<data::Value> {
    (!x.is_nan()).then(|| value(x))
}

/// The number of a value; NaN for `None`.
pub(super) fn number(value: Option<data::Value>) -> f64 {
    match value {
        Some(data::Value::Number(x)) => x,
        Some(data::Value::Never(_)) => f64::INFINITY,
        None => f64::NAN,
    }
}

/// Converts the range of data back.
pub(super) fn range(of: &data::Figure) -> Option<Range> {
    if let Some((low, high)) = of.range {
        let (low_error, high_error) = of.range_half_widths.unwrap_or((f64::NAN, f64::NAN));
        let (low, high) = (number(Some(low)), number(Some(high)));
        return Some(Range::Resolved { low, high, low_error, high_error });
    }
    let open = of.range_unresolved.as_ref()?;
    let needed = match (open.needed_trials_a_reading, open.needed_readings) {
        (None, Some(readings)) => Needed::Readings(readings),
        (trials, _) => Needed::TrialsAReading(trials.unwrap_or(f64::INFINITY)),
    };
    Some(Range::Unresolved { trials_a_reading: open.trials_a_reading.unwrap_or(f64::NAN), needed })
}

/// Converts a chance or a number into data.
pub(super) fn figure(of: &forecast::Figure, worth: Option<f64>) -> data::Figure {
    data::Figure {
        value: maybe(of.value),
        std_error: of.std_error.and_then(finite),
        sampling: of.sampling.and_then(both),
        range: of.range.and_then(Range::ends).map(|(low, high)| (value(low), value(high))),
        range_half_widths: half_widths(of.range),
        range_unresolved: open(of.range),
        effective_worlds: worth.and_then(finite),
        settled: None,
    }
}

/// Converts a chance into data.
pub(super) fn estimate(estimate: &forecast::Estimate) -> data::Estimate {
    data::Estimate {
        estimate: finite(estimate.probability),
        std_error: estimate.std_error.and_then(finite),
        sampling: estimate.sampling.and_then(both),
        range: estimate.ends().and_then(both),
        range_half_widths: half_widths(estimate.range),
        range_unresolved: open(estimate.range),
        settled: estimate.settled,
    }
}

pub(super) fn half_widths(range: Option<Range>) -> Option<(f64, f64)> {
    match range? {
        Range::Resolved { low_error, high_error, .. } => both((low_error, high_error)),
        Range::Unresolved { .. } => None,
    }
}

/// The trials and readings that would resolve a range.
fn open(range: Option<Range>) -> Option<data::Unresolved> {
    let Range::Unresolved { trials_a_reading, needed } = range? else { return None };
    let (needed_trials_a_reading, needed_readings) = match needed {
        Needed::TrialsAReading(trials) => (finite(trials), None),
        Needed::Readings(readings) => (None, finite(readings)),
    };
    let trials_a_reading = finite(trials_a_reading);
    Some(data::Unresolved { trials_a_reading, needed_trials_a_reading, needed_readings })
}
