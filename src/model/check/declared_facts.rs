//! Numbers that are declared facts although they are uncertain.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::uncertain::UncertainNumber;
use crate::scenario::{Literal, LiteralValue, Scenario, literals};

/// The faults of facts that are ranges, words, panels or have observations. A number given in place of a fact may be
/// any of these.
pub(crate) fn faults(
    scenario: &Scenario,
    uncertain_numbers: &[UncertainNumber],
) -> Vec<Diagnostic> {
    let is_drawn = |literal: &Literal| {
        let within = |uncertain: &&UncertainNumber| {
            let (inner, outer) = (uncertain.place, literal.place);
            inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
        };
        uncertain_numbers.iter().filter(within).any(UncertainNumber::is_drawn)
    };
    let is_judged = |literal: &&Literal| {
        literal.grounds.is_fact
            && !scenario.given.contains(&literal.path)
            && (matches!(
                literal.value,
                LiteralValue::Panel(_) | LiteralValue::Cases(..) | LiteralValue::Word(..)
            ) || literal.observations.is_some()
                || is_drawn(literal))
    };
    let fault = |literal: &Literal| {
        let what = format!("`{}` is uncertain, and is said to be a fact", literal.path);
        Diagnostic::new(Code::NotHere, literal.place, what)
            .label("write the number that is known")
            .help("or say `fact = false` beside it: it is a judgement")
    };
    // the members of a panel would be reported again
    literals(scenario).into_iter().filter(is_judged).map(fault).collect()
}
