//! Words for the effective number of worlds that carry evidence and conditions.

use crate::forecast::{Answer, Drawn, Forecast, LEAST_WORTH};
use crate::report::format::number;

/// Below this effective number of worlds, a warning is shown.
const ENOUGH: f64 = 100.0;

/// The effective number of worlds that carry the evidence, as the end of a phrase.
pub(crate) fn worth(drawn: Drawn) -> String {
    let Some(worth) = drawn.worlds_worth else { return String::new() };
    let worth = number::count(worth.round() as u64);
    format!("; {}, worth {worth}", number::several(drawn.worlds, "reading"))
}

/// The number of readings at the end of a phrase, such as `, 1,000 readings`; empty for one.
pub(crate) fn drawn(worlds: u64) -> String {
    if worlds > 1 { format!(", {} readings", number::count(worlds)) } else { String::new() }
}

/// The number of readings in which the evidence does not hold; `None` if there is none.
pub(super) fn without(forecast: &Forecast) -> Option<String> {
    let Drawn { worlds, without, .. } = forecast.drawn;
    let which = format!("In {} of {} readings", number::count(without), number::count(worlds));
    (without > 0 && without < worlds && forecast.learns()).then(|| match forecast.exact {
        Some(_) => format!("{which} the evidence can't hold; they don't count."),
        None => format!("{which} no trial satisfies the evidence; they don't count."),
    })
}

/// Warnings if few worlds carry the evidence, or a question's `given`.
pub(crate) fn warnings(forecast: &Forecast) -> Vec<String> {
    let Drawn { worlds, trials, worlds_worth: of_all, .. } = forecast.drawn;
    let drawn = (worlds, trials);
    if let Some(text) = of_all.and_then(|worth| warning("The evidence leaves", worth, drawn)) {
        return vec![text];
    }
    let of = |answer: &Answer| {
        let label = answer.label.trim();
        if answer.kept == 0 && answer.given.is_some() && forecast.exact.is_none() {
            return Some(format!(
                "No trial satisfies the condition of \"{label}\": check that it can hold, or draw more \
                 trials with `-n`."
            ));
        }
        warning(&format!("\"{label}\" is asked of"), answer.worlds_worth?, drawn)
    };
    forecast.answers.iter().filter_map(of).collect()
}

/// A warning if the trials kept descend from few of those at the start; `None` if no trial was drawn anew.
pub(crate) fn few_histories(forecast: &Forecast) -> Option<String> {
    let Drawn { histories, trials, .. } = forecast.drawn;
    let histories = histories.filter(|histories| (*histories as f64) < ENOUGH)?;
    let further = trials.saturating_mul(8);
    Some(format!(
        "All trials that satisfy the evidence descend from {histories} at the start, which says little about the days \
         before it: draw more trials, with `-n {further}`."
    ))
}

/// Whether this effective number of worlds is too small for an error.
pub(crate) fn is_few(worth: Option<f64>) -> bool {
    worth.is_some_and(|worth| worth < LEAST_WORTH)
}

/// The remark on an answer that too little carries for an error.
pub(crate) fn too_few(worlds: u64) -> String {
    let what = if worlds > 1 { "readings" } else { "trials" };
    format!("too few {what}")
}

/// A warning that an effective number of worlds of `worth` carries `what`, with what would be enough; `None` if it is
/// enough. Without trials, worlds are computed. If nothing is uncertain, worlds are groups of trials, which only more
/// trials help.
pub(crate) fn warning(what: &str, worth: f64, (worlds, trials): (u64, u64)) -> Option<String> {
    if worth >= ENOUGH {
        return None;
    }
    let is_none = worth < LEAST_WORTH;
    let times = 2.0 * ENOUGH / worth.max(1.0);
    let thousands = |number: f64| ((number / 1000.0).ceil() * 1000.0) as u64;
    let count = number::count(worth.round() as u64);
    if worlds <= 1 {
        let few = if is_none { "too few for an error" } else { "few for an error" };
        let groups = if count == "1" { "group" } else { "groups" };
        let more = thousands(times * trials as f64);
        // one group of many trials is what was asked for
        let also = if worth < 2.0 { ", without `--worlds`" } else { "" };
        return Some(format!(
            "{what} trials worth {count} independent {groups}: {few}. Draw more: `-n {more}`{also}."
        ));
    }
    let few =
        if is_none { "too few for an error or a range" } else { "few for an error and a range" };
    let more = thousands(times * worlds as f64);
    // with fewer trials each, readings would meet the evidence less often
    let each = trials.div_ceil(worlds.max(1)).max(2);
    let also = if trials > 0 { format!("-n {} ", more * each) } else { String::new() };
    Some(format!(
        "{what} readings worth {count} of equal weight: {few}. Draw more: `{also}--worlds {more}`."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_readings_more_trials_are_what_helps() {
        let text = warning("The evidence leaves", 20.0, (1, 10_000)).expect("they are few");
        assert!(text.contains("worth 20 independent groups"), "{text}");
        assert!(text.contains("`-n 100000`"), "{text}");
        assert!(!text.contains("reading") && !text.contains("--worlds"), "{text}");
        assert_eq!(too_few(1), "too few trials");
        let text = warning("The evidence leaves", 1.0, (1, 200_000)).expect("they are few");
        assert!(text.contains("1 independent group:") && text.contains("without `--worlds`"));
    }

    #[test]
    fn warnings_say_how_many_readings_would_do() {
        let of = |worth: f64| warning("The evidence leaves", worth, (1000, 1_000_000));
        let text = of(20.0).expect("they are few");
        assert!(text.contains("too few"), "{text}");
        assert!(text.contains("`-n 10000000 --worlds 10000`"), "{text}");
        assert!(of(50.0).is_some_and(|text| text.contains("few for an error and")));
        assert_eq!(of(100.0), None);
        // each has as many trials as now
        let text = warning("The evidence leaves", 20.0, (1000, 10_000)).expect("they are few");
        assert!(text.contains("`-n 100000 --worlds 10000`"), "{text}");
    }
}
