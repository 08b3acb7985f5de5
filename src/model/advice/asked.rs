//! Advice on variables that no question needs.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Kind, Model};
use crate::scenario::Scenario;

pub(super) fn advise(scenario: &Scenario, model: &Model, found: &mut Vec<Diagnostic>) {
    if scenario.questions.is_empty() {
        found.push(
            Diagnostic::new(
                Code::NoQuestion,
                Place::new(scenario.file, 0..0),
                "the scenario asks nothing",
            )
            .help("every event and every process is shown instead")
            .help("add what you want to know, such as `[question.they_meet]` with `ask = \"…\"`"),
        );
        return;
    }
    let needed = needed(model);
    for (variable, needed) in model.variables.iter().zip(needed) {
        // an attribute of one member is a number of a table
        if needed || variable.name.starts_with("group.") {
            continue;
        }
        let what = format!("no question needs `{}`", variable.name);
        let repair = match variable.kind {
            Kind::Choice(_) | Kind::Parameter(_) => "let a number depend on it, or take it out",
            _ => "ask about it, let something asked depend on it, or take it out",
        };
        found.push(Diagnostic::new(Code::Unasked, variable.place, what).help(repair));
    }
}

/// For each id, whether the questions read that variable or parameter, directly or through others. Uncertain numbers
/// written in place, whose ids come after all variables, are followed too.
pub fn needed(model: &Model) -> Vec<bool> {
    let mut asked = Vec::new();
    for question in &model.questions {
        question.for_each_read(&mut |read| asked.push(read.variable));
    }
    model.dependencies.ancestors(asked, |_| false)
}
