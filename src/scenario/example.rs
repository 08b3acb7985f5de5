//! Examples of news in the words of a scenario, for faults that say what to write.

use super::literal::Base;
use super::tree::{Clock, Process, Scenario, Start};
use crate::formula::{Unit, quoted_if_needed};
use jiff::ToSpan;
use jiff::civil::Date;

/// An example of a piece of news, in the names and dates of a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// A day of the clock.
    pub(crate) day: String,
    /// A condition, without quotes.
    pub(crate) said: String,
    /// A process that is not watched yet.
    pub(crate) process: Option<String>,
}

/// Returns an example for a scenario.
pub(crate) fn example(scenario: &Scenario) -> Example {
    let is_watched = |name: &str| scenario.watched.iter().any(|watched| watched.name.value == name);
    let mut processes = scenario.processes.iter().map(|process| &process.name.value);
    Example {
        day: scenario
            .clock
            .as_ref()
            .map_or_else(|| "2025-10-31".to_owned(), |c| day(c).to_string()),
        said: said(scenario).unwrap_or_else(|| "talks == leaders".to_owned()),
        process: processes.find(|name| !is_watched(name)).cloned(),
    }
}

/// The day of the second step; the first one if the clock has no other.
fn day(clock: &Clock) -> Date {
    let step = match clock.step {
        Unit::Week => 1.week(),
        Unit::Month => 1.month(),
        _ => 1.day(),
    };
    let as_of = clock.as_of.value;
    as_of.checked_add(step).ok().filter(|day| *day <= clock.until.value).unwrap_or(as_of)
}

fn said(scenario: &Scenario) -> Option<String> {
    let is = |name: &str, outcome: &str| format!("{name} == {}", quoted_if_needed(outcome));
    if let Some(process) = scenario.processes.first() {
        return Some(is(&process.name.value, first_state(process)?));
    }
    let event = |event: &super::tree::Event| {
        let name = &event.name.value;
        match &event.rule.base {
            Base::Chance(_) => Some(name.clone()),
            Base::Outcomes(outcomes) => Some(is(name, &outcomes.names().next()?.value)),
            Base::Panel(_) | Base::Table(_) | Base::Cells(_) => None,
        }
    };
    let series = || Some(format!("{} >= 0", scenario.series.first()?.name.value));
    scenario.events.iter().find_map(event).or_else(series)
}

/// The state in which a process starts, or its first one.
fn first_state(process: &Process) -> Option<&str> {
    match &process.start {
        Start::State(state) => Some(&state.value),
        Start::Outcomes(_) | Start::Panel(_) => Some(&process.states.first()?.value),
    }
}

/// The outcome that is named first of a variable whose states or outcomes are listed.
pub(crate) fn first_outcome<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a str> {
    let process = scenario.processes.iter().find(|process| process.name.value == name);
    if let Some(process) = process {
        return first_state(process);
    }
    let event = scenario.events.iter().find(|event| event.name.value == name)?;
    match &event.rule.base {
        Base::Outcomes(outcomes) => Some(&outcomes.names().next()?.value),
        Base::Chance(_) => Some("yes"),
        Base::Panel(_) | Base::Table(_) | Base::Cells(_) => None,
    }
}
