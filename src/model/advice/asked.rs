//! Advice on variables that no question needs.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::VariableId;
use crate::model::{Asked, Doubt, Kind, Model, Question, reads};
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
        if needed {
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
    let mut needed = vec![false; model.parameters()];
    let mut doubts: Vec<Vec<&Doubt>> = vec![Vec::new(); needed.len()];
    model.doubts.iter().for_each(|doubt| doubts[doubt.id.index()].push(doubt));
    let mut open: Vec<VariableId> = Vec::new();
    for question in &model.questions {
        asked_for(question, &mut |id| open.push(id));
    }
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut needed[id.index()], true) {
            continue;
        }
        if let Some(variable) = model.variables.get(id.index()) {
            reads::of_variable(variable, &mut |read| open.push(read));
        }
        for doubt in &doubts[id.index()] {
            doubt.number.for_each_read(&mut |read| open.push(read.variable));
        }
    }
    needed
}

/// Visits every variable that a question reads.
pub fn asked_for(question: &Question, visit: &mut dyn FnMut(VariableId)) {
    of_asked(&question.asked, visit);
    if let Some((given, _)) = &question.given {
        given.for_each_read(&mut |read| visit(read.variable));
    }
}

fn of_asked(asked: &Asked, visit: &mut dyn FnMut(VariableId)) {
    match asked {
        Asked::Condition(condition) => condition.for_each_read(&mut |read| visit(read.variable)),
        Asked::Category(category) => visit(category.variable),
        Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
            number.for_each_read(&mut |read| visit(read.variable));
        }
        Asked::Joint(parts) => parts.iter().for_each(|(_, part)| of_asked(part, visit)),
    }
}
