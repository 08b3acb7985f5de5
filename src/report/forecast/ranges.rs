//! Words for ranges that are not resolved, with advice on how to resolve them.

use crate::forecast::{Answer, Estimate, Forecast, Needed, Range};
use crate::report::format::number;

/// The mark for an unresolved range in a column of ranges.
pub(crate) const MARK: &str = "?";
/// The fewest worlds that are advised.
const READINGS: f64 = 512.0;
/// With fewer trials in each world, the number needed can't be estimated; this many trials of a run can. With
/// more trials and still few in each world, the estimate is all there is.
const LEAST_TRIALS: f64 = 50.0;
const TELLING: u64 = 1_000_000;
/// The fewest trials in a world.
const FEWEST: f64 = 2.0;
/// More trials are advised only if fewer resolve nothing.
const MOST_TRIALS: f64 = 1e8;
/// More trials are never advised.
const MOST_ADVISED: f64 = 1e10;

/// Formats the standard error of a probability in a column of ranges: `±0.05`; empty if there is none.
pub(crate) fn error(estimate: &Estimate) -> String {
    match number::plus_minus(estimate).as_str() {
        "" | "0" => String::new(),
        text => format!("±{text}"),
    }
}

/// The flags that resolve the unresolved ranges of conditions, dates and numbers: all of them, or those that
/// need the fewest trials. `None` if all are resolved.
pub(crate) fn unresolved(forecast: &Forecast) -> Option<String> {
    let rows = forecast.answers.iter().filter_map(Answer::leading_range);
    let drawn = Drawn {
        trials: if forecast.exact.is_some() { 0 } else { forecast.drawn.trials },
        readings: forecast.drawn.worlds,
    };
    resolving(rows, &drawn)
}

/// The numbers of trials and worlds that ranges come from.
pub(crate) struct Drawn {
    /// Total number of trials; 0 if probabilities are computed.
    pub(crate) trials: u64,
    /// Number of worlds.
    pub(crate) readings: u64,
}

/// Words for the flags that resolve the unresolved ones of these ranges.
pub(crate) fn resolving(ranges: impl Iterator<Item = Range>, drawn: &Drawn) -> Option<String> {
    let open = ranges.filter_map(|range| match range {
        Range::Unresolved { trials_a_reading, needed } => {
            Some(Wanted::new(trials_a_reading, needed, drawn))
        }
        Range::Resolved { .. } => None,
    });
    let mut open: Vec<Wanted> = open.collect();
    open.sort_by(|a, b| a.cost().total_cmp(&b.cost()));
    let first = open.first()?;
    // a computed range already has all the trials it could have
    let counted: Vec<f64> = open.iter().filter_map(|requested| requested.has).collect();
    let has = match counted.iter().copied().reduce(f64::max) {
        Some(trials) => {
            let trials = trials.round() as u64;
            format!("{} a reading", number::several(trials, "trial"))
        }
        None => number::several(drawn.readings, "reading"),
    };
    let opening = format!("{MARK}: range not resolved by {has}");
    if first.cost().is_infinite() {
        if drawn.trials >= TELLING {
            return Some(format!("{opening}, which show no difference between readings."));
        }
        return Some(format!("{opening}, too few to show any difference; take `-n {TELLING}`."));
    }
    if counted.iter().any(|trials| *trials < LEAST_TRIALS) && drawn.trials < TELLING {
        return Some(format!(
            "{opening}, too few to estimate how many are needed; take `-n {TELLING}`."
        ));
    }
    if first.cost() > MOST_ADVISED {
        return Some(format!(
            "{opening}; it would take over {} trials.",
            number::count(MOST_ADVISED as u64)
        ));
    }
    let bearable = first.cost().max(MOST_TRIALS);
    let some: Vec<&Wanted> = open.iter().filter(|requested| requested.cost() <= bearable).collect();
    let most = |of: &dyn Fn(&Wanted) -> f64| {
        two_digits_up(some.iter().map(|requested| of(requested)).fold(0.0, f64::max))
    };
    let readings = most(&|requested| requested.readings);
    let trials = readings * most(&|requested| requested.trials);
    let flags = if drawn.trials as f64 >= trials || drawn.trials == 0 {
        format!("--worlds {readings:.0}")
    } else {
        format!("-n {trials:.0} --worlds {readings:.0}")
    };
    let which = match (some.len(), open.len()) {
        (some, all) if some == all => String::new(),
        (some, all) => format!(" for {some} of {all}"),
    };
    Some(format!("{opening}; take `{flags}`{which}."))
}

/// The present and the needed sample size of an unresolved range.
struct Wanted {
    /// Number of trials in each world; `None` if the value of each world is computed.
    has: Option<f64>,
    /// Number of trials needed in each world; the fewest possible if its value is computed.
    trials: f64,
    readings: f64,
}

impl Wanted {
    fn new(has: f64, needed: Needed, drawn: &Drawn) -> Self {
        let has = Some(has).filter(|has| has.is_finite());
        // only some trials of a world count if a condition selects them or weights differ
        let each = drawn.trials as f64 / drawn.readings.max(1) as f64;
        let drawn_for_one = has.filter(|has| *has > 0.0).map_or(1.0, |has| (each / has).max(1.0));
        match needed {
            Needed::TrialsAReading(trials) => {
                Self { has, trials: trials * drawn_for_one, readings: READINGS }
            }
            Needed::Readings(readings) => {
                let trials = (has.unwrap_or(0.0) * drawn_for_one).max(FEWEST);
                Self { has, trials, readings: readings.max(READINGS) }
            }
        }
    }

    /// The number of trials of a run that resolves it.
    fn cost(&self) -> f64 {
        self.trials * self.readings
    }
}

/// The next larger number with two significant digits.
fn two_digits_up(value: f64) -> f64 {
    let mut unit = 1.0;
    while value / unit > 100.0 {
        unit *= 10.0;
    }
    (value / unit).ceil() * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(open: &[(f64, Needed)], trials: u64) -> String {
        let ranges = open.iter().map(|(trials_a_reading, needed)| Range::Unresolved {
            trials_a_reading: *trials_a_reading,
            needed: *needed,
        });
        resolving(ranges, &Drawn { trials, readings: 20 }).expect("some are open")
    }

    /// The kind: computed and sampled ranges side by side. Regression: "18,446,744,073,709,551,615 trials a
    /// reading" and `-n NaN` were printed.
    #[test]
    fn computed_and_counted_ranges_are_distinguished() {
        let computed = (f64::INFINITY, Needed::Readings(700.0));
        assert_eq!(
            advice(&[computed], 20),
            "?: range not resolved by 20 readings; take `-n 1400 --worlds 700`."
        );
        assert_eq!(
            advice(&[computed], 1_000_000),
            "?: range not resolved by 20 readings; take `--worlds 700`."
        );
        assert_eq!(
            advice(&[computed], 0),
            "?: range not resolved by 20 readings; take `--worlds 700`."
        );
        let counted = (900.0, Needed::TrialsAReading(1000.0));
        assert_eq!(
            advice(&[computed, counted], 18_000),
            "?: range not resolved by 900 trials a reading; take `-n 700000 --worlds 700`."
        );
        let few = (1.0, Needed::TrialsAReading(1000.0));
        assert_eq!(
            advice(&[few, computed], 20),
            "?: range not resolved by 1 trial a reading, too few to estimate how many are needed; take `-n \
             1000000`."
        );
    }

    #[test]
    fn no_more_is_advised_than_can_be_drawn() {
        let endless = (900.0, Needed::TrialsAReading(f64::INFINITY));
        assert_eq!(
            advice(&[endless], 18_000),
            "?: range not resolved by 900 trials a reading, too few to show any difference; take `-n 1000000`."
        );
        assert_eq!(
            advice(&[endless], 100_000_000),
            "?: range not resolved by 900 trials a reading, which show no difference between readings."
        );
        let long = (900.0, Needed::TrialsAReading(1e9));
        assert_eq!(
            advice(&[long], 18_000),
            "?: range not resolved by 900 trials a reading; it would take over 10,000,000,000 trials."
        );
    }
}
