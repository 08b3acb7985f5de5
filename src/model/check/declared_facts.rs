//! Numbers that are declared facts although they are uncertain.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::uncertain::UncertainNumber;
use crate::scenario::{Figure, Said, Scenario, figures};

/// The faults of facts that are ranges, words, panels or have observations. A number given in place of a fact may be
/// any of these.
pub(crate) fn faults(
    scenario: &Scenario,
    uncertain_numbers: &[UncertainNumber],
) -> Vec<Diagnostic> {
    let is_drawn = |figure: &Figure| {
        let within = |uncertain: &&UncertainNumber| {
            let (inner, outer) = (uncertain.place, figure.place);
            inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
        };
        uncertain_numbers.iter().filter(within).any(UncertainNumber::is_drawn)
    };
    let is_judged = |figure: &&Figure| {
        figure.grounds.is_fact
            && !scenario.given.contains(&figure.path)
            && (matches!(figure.said, Said::Panel(_) | Said::Word(..))
                || figure.observations.is_some()
                || is_drawn(figure))
    };
    let fault = |figure: &Figure| {
        let what = format!("`{}` is uncertain, and is said to be a fact", figure.path);
        Diagnostic::new(Code::NotHere, figure.place, what)
            .label("write the number that is known")
            .help("or say `fact = false` beside it: it is a judgement")
    };
    // the members of a panel would be reported again
    figures(scenario).into_iter().filter(is_judged).map(fault).collect()
}
