//! Ranges in words where there are none to print: not resolved, and what would resolve them.

use super::number;
use crate::forecast::{Body, Estimate, Forecast, Needed, Range};

/// Stands in the column of ranges for one that is not resolved.
pub(super) const MARK: &str = "?";
/// Readings that are advised at the least.
const READINGS: f64 = 512.0;
/// Fewer trials of a reading don't tell how many are needed; so many trials of a run do.
const LEAST_TRIALS: f64 = 50.0;
const TELLING: u64 = 1_000_000;
/// More trials than these are advised only if nothing is resolved by fewer.
const MOST_TRIALS: f64 = 1e8;

/// The standard error of a chance among ranges of others: `±0.05`; empty if there is none.
pub(super) fn error(estimate: &Estimate) -> String {
    match number::plus_minus(estimate).as_str() {
        "" | "0" => String::new(),
        text => format!("±{text}"),
    }
}

/// The flags that resolve ranges of conditions, dates and numbers that are not: all of them, or those that take the fewest
/// trials. `None` if all are resolved.
pub(super) fn unresolved(forecast: &Forecast) -> Option<String> {
    let rows = forecast.answers.iter().filter_map(|answer| match &answer.body {
        Body::Condition(estimate) => estimate.range,
        Body::Date(date) => date.happens.range,
        Body::Number(number) => number.leading().and_then(|figure| figure.range),
        Body::Category(_) | Body::Joint(_) => None,
    });
    let computed = forecast.exact.as_ref().map(|_| forecast.drawn.worlds);
    resolving(rows, computed)
}

/// The flags that resolve those of some ranges that are not, in words; `computed`: the readings, if the chance in
/// each is computed and not counted.
pub(super) fn resolving(
    ranges: impl Iterator<Item = Range>,
    computed: Option<u64>,
) -> Option<String> {
    let open = ranges.filter_map(|range| match range {
        Range::Unresolved { trials_a_reading, needed } => Some((trials_a_reading, needed)),
        Range::Resolved { .. } => None,
    });
    let wanted = |(each, needed): (f64, Needed)| match needed {
        Needed::TrialsAReading(wanted) => Wanted { has: each, trials: wanted, readings: READINGS },
        Needed::Readings(readings) => {
            Wanted { has: each, trials: each, readings: readings.max(READINGS) }
        }
    };
    let mut open: Vec<Wanted> = open.map(wanted).collect();
    open.sort_by(|a, b| a.cost().total_cmp(&b.cost()));
    let first = open.first()?;
    let has = if let Some(readings) = computed {
        format!("{} readings", number::count(readings))
    } else {
        let trials = open.iter().map(|w| w.has).fold(0.0, f64::max);
        format!("{} trials a reading", number::count(trials.round() as u64))
    };
    if !first.cost().is_finite() {
        return Some(format!("{MARK}: range not resolved by {has}."));
    }
    if computed.is_none() && open.iter().any(|wanted| wanted.has < LEAST_TRIALS) {
        return Some(format!(
            "{MARK}: range not resolved by {has}, too few to tell how many are needed; take `-n {TELLING}`."
        ));
    }
    let bearable = first.cost().max(MOST_TRIALS);
    let some: Vec<&Wanted> = open.iter().filter(|wanted| wanted.cost() <= bearable).collect();
    let most = |of: &dyn Fn(&Wanted) -> f64| {
        two_digits_up(some.iter().map(|wanted| of(wanted)).fold(0.0, f64::max))
    };
    let readings = most(&|wanted| wanted.readings);
    let flags = if computed.is_some() {
        format!("--worlds {readings:.0}")
    } else {
        format!("-n {:.0} --worlds {readings:.0}", most(&|wanted| wanted.trials) * readings)
    };
    let which = match (some.len(), open.len()) {
        (some, all) if some == all => String::new(),
        (some, all) => format!(" for {some} of {all}"),
    };
    Some(format!("{MARK}: range not resolved by {has}; take `{flags}`{which}."))
}

/// What a range that is not resolved has, and what it needs.
struct Wanted {
    has: f64,
    trials: f64,
    readings: f64,
}

impl Wanted {
    /// The trials of a run that resolves it; of an exact one its readings.
    fn cost(&self) -> f64 {
        if self.has.is_finite() { self.trials * self.readings } else { self.readings }
    }
}

/// The next larger number of two digits and zeros.
fn two_digits_up(value: f64) -> f64 {
    let mut unit = 1.0;
    while value / unit > 100.0 {
        unit *= 10.0;
    }
    (value / unit).ceil() * unit
}
