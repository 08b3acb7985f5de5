//! What no question needs. Knows what reads what, not what comes out.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::VariableId;
use crate::model::{Asked, Kind, Model, Question, reads};
use crate::scenario::Scenario;

pub(super) fn advise(scenario: &Scenario, model: &Model, found: &mut Vec<Diagnostic>) {
    if scenario.questions.is_empty() {
        found.push(
            Diagnostic::new(
                Code::NoQuestion,
                Place::new(scenario.file, 0..0),
                "the scenario asks nothing",
            )
            .help("every event and every process is told instead")
            .help("add what you want to know, such as `[question.they_meet]` with `ask = \"…\"`"),
        );
        return;
    }
    let needed = needed(model);
    for (variable, needed) in model.variables.iter().zip(needed) {
        if needed || variable.is_parameter() {
            continue;
        }
        let what = format!("no question needs `{}`", variable.name);
        let repair = match variable.kind {
            Kind::Choice(_) => "let a number depend on it, or take it out",
            _ => "ask about it, let something asked depend on it, or take it out",
        };
        found.push(Diagnostic::new(Code::Unasked, variable.place, what).help(repair));
    }
}

/// Which variables the questions read, directly or through others.
fn needed(model: &Model) -> Vec<bool> {
    let mut needed = vec![false; model.variables.len()];
    let mut open: Vec<VariableId> = Vec::new();
    for question in &model.questions {
        reads_of(question, &mut |id| open.push(id));
    }
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut needed[id.index()], true) {
            continue;
        }
        let variable = model.variable(id);
        reads::at_start(variable, &mut |read, _| open.push(read));
        reads::at_step(variable, &mut |read, _| open.push(read));
    }
    needed
}

/// Visits every variable that a question reads.
fn reads_of(question: &Question, visit: &mut dyn FnMut(VariableId)) {
    of_asked(&question.asked, visit);
    if let Some((given, _)) = &question.given {
        reads::of_condition(given, &mut |id, _| visit(id));
    }
}

fn of_asked(asked: &Asked, visit: &mut dyn FnMut(VariableId)) {
    match asked {
        Asked::Condition(condition) => reads::of_condition(condition, &mut |id, _| visit(id)),
        Asked::Category(category) => visit(category.variable),
        Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
            reads::of_number(number, &mut |id, _| visit(id));
        }
        Asked::Joint(parts) => parts.iter().for_each(|(_, part)| of_asked(part, visit)),
    }
}
