//! Takes what is confidential out of a scenario.

use super::slots::{Slot, visit_mut};
use crate::diagnostic::Located;
use crate::scenario::literal::Grounds;
use crate::scenario::tree::Scenario;

/// The name in place of one that is withheld.
pub const WITHHELD: &str = "withheld";

/// Returns the scenario without the sources that `[report] hide` names, and without the reasons of numbers and
/// news that lean on them.
pub fn withhold(scenario: &Scenario) -> Scenario {
    let mut open = scenario.clone();
    let hidden: Vec<String> =
        open.reporting.hidden.iter().map(|source| source.value.clone()).collect();
    if hidden.is_empty() {
        return open;
    }
    open.sources.retain(|source| !hidden.contains(&source.name.value));
    let hide = |source: &mut Option<Located<String>>, because: &mut Option<Located<String>>| {
        if let Some(source) = source.as_mut().filter(|source| hidden.contains(&source.value)) {
            *source = Located::new(WITHHELD.to_owned(), source.place);
            *because = None;
        }
    };
    for news in &mut open.news {
        hide(&mut news.source, &mut news.because);
    }
    let clear = |grounds: &mut Grounds| hide(&mut grounds.source, &mut grounds.because);
    visit_mut(&mut open, &mut |slot| match slot {
        Slot::Alone(literal, _) => clear(&mut literal.grounds),
        Slot::Shares(outcomes) => {
            outcomes.shares.iter_mut().for_each(|(_, literal)| clear(&mut literal.grounds));
        }
    });
    open
}
