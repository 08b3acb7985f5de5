//! The differences between two scenarios in the keys of `[scenario]` that change answers: the clock, and what is watched.

use crate::formula::Unit;
use crate::scenario::tree::Scenario;
use std::collections::BTreeSet;

/// A key of `[scenario]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `as_of`
    AsOf,
    /// `until`
    Until,
    /// `step`
    Step,
    /// `watched`
    Watched,
}

const SETTINGS: [Setting; 4] = [Setting::AsOf, Setting::Until, Setting::Step, Setting::Watched];

impl Setting {
    /// The key.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsOf => "as_of",
            Self::Until => "until",
            Self::Step => "step",
            Self::Watched => "watched",
        }
    }

    /// The value in a scenario, as text; `None` of a clock that is not there.
    fn text(self, scenario: &Scenario) -> Option<String> {
        let clock = scenario.clock.as_ref();
        match self {
            Self::AsOf => Some(clock?.as_of.value.to_string()),
            Self::Until => Some(clock?.until.value.to_string()),
            Self::Step => Some(unit(clock?.step).to_owned()),
            Self::Watched => {
                let names: BTreeSet<&str> =
                    scenario.watched.iter().map(|own| own.name.value.as_str()).collect();
                Some(names.into_iter().collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Gives a scenario the value of another.
    pub fn put(self, into: &mut Scenario, from: &Scenario) {
        match (self, &mut into.clock, &from.clock) {
            (Self::Watched, ..) => into.watched.clone_from(&from.watched),
            (Self::AsOf, Some(own), Some(other)) => own.as_of.clone_from(&other.as_of),
            (Self::Until, Some(own), Some(other)) => own.until.clone_from(&other.until),
            (Self::Step, Some(own), Some(other)) => own.step = other.step,
            (_, None, _) | (_, _, None) => {}
        }
    }
}

fn unit(step: Unit) -> &'static str {
    match step {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Year => "year",
    }
}

/// Returns the settings in which two scenarios differ, each with its values; those of the clock only if both have one.
pub fn reset(first: &Scenario, second: &Scenario) -> Vec<(Setting, String, String)> {
    let differing = |setting: Setting| {
        let (from, to) = (setting.text(first)?, setting.text(second)?);
        (from != to).then_some((setting, from, to))
    };
    SETTINGS.into_iter().filter_map(differing).collect()
}
