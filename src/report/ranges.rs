//! Ranges in words where there are none to print: not resolved, and what would resolve them.

use super::number;
use crate::forecast::{Answer, Estimate, Forecast, Needed, Range};

/// Stands in the column of ranges for one that is not resolved.
pub(super) const MARK: &str = "?";
/// Readings that are advised at the least.
const READINGS: f64 = 256.0;
/// More trials than these are not advised.
const MOST_TRIALS: f64 = 1e10;

/// The standard error of a chance among ranges of others: `±0.05`; empty if there is none.
pub(super) fn error(estimate: &Estimate) -> String {
    match number::plus_minus(estimate).as_str() {
        "" | "0" => String::new(),
        text => format!("±{text}"),
    }
}

/// How many ranges are not resolved, and the flags that resolve as many of them as can be; `None` if all are.
pub(super) fn unresolved(forecast: &Forecast) -> Option<String> {
    let shown = forecast.answers.iter().flat_map(Answer::estimates);
    let open: Vec<(f64, Needed)> = shown
        .filter_map(|estimate| match estimate.range {
            Some(Range::Unresolved { trials_a_reading, needed }) => {
                Some((trials_a_reading, needed))
            }
            _ => None,
        })
        .collect();
    let (trials, _) = open.iter().copied().reduce(|a, b| if a.0 >= b.0 { a } else { b })?;
    let wanted = |(each, needed): &(f64, Needed)| match needed {
        Needed::TrialsAReading(wanted) => (*wanted, READINGS),
        Needed::Readings(readings) => (*each, readings.max(READINGS)),
    };
    let all: Vec<(f64, f64)> = open.iter().map(wanted).collect();
    let has = if forecast.exact.is_some() {
        format!("{} readings", number::count(forecast.drawn.worlds))
    } else {
        format!("{} trials a reading", number::count(trials.round() as u64))
    };
    let can = |(each, readings): &&(f64, f64)| each * readings <= MOST_TRIALS || each.is_infinite();
    let within: Vec<(f64, f64)> = all.iter().filter(can).copied().collect();
    let most = |of: &dyn Fn(&(f64, f64)) -> f64| within.iter().map(of).fold(0.0, f64::max);
    let readings = two_digits_up(most(&|w| w.1));
    let of = match (all.len(), within.len()) {
        (_, 0) => "no number of trials resolves one that is as narrow".to_owned(),
        (all, some) => {
            let flags = if forecast.exact.is_some() {
                format!("--worlds {readings:.0}")
            } else {
                let trials = two_digits_up(most(&|w| w.0)) * readings;
                format!("-n {trials:.0} --worlds {readings:.0}")
            };
            let which = if all == some { String::new() } else { format!(" for {some} of {all}") };
            format!("take `{flags}`{which}")
        }
    };
    Some(format!("{MARK}: range not resolved by {has}; {of}."))
}

/// The next larger number of two digits and zeros.
fn two_digits_up(value: f64) -> f64 {
    let mut unit = 1.0;
    while value / unit > 100.0 {
        unit *= 10.0;
    }
    (value / unit).ceil() * unit
}
