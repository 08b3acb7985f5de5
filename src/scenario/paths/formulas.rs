//! All formulas of a scenario.

use crate::formula::Expr;
use crate::scenario::literal::{Literal, LiteralValue, Rule};
use crate::scenario::literals;
use crate::scenario::tree::{Ask, MoveBy, Scenario, Settled};

/// Collects every formula of a scenario.
pub fn formulas(scenario: &Scenario) -> Vec<&Expr> {
    let mut found: Vec<&Expr> = literals(scenario).into_iter().filter_map(formula).collect();
    for event in &scenario.events {
        of_settled(&event.settled, &mut found);
        of_rule(&event.rule, &mut found);
    }
    for quantity in &scenario.quantities {
        of_settled(&quantity.settled, &mut found);
    }
    for step in scenario.processes.iter().flat_map(|p| &p.rows).flat_map(|row| &row.moves) {
        found.extend(&step.condition);
        if let MoveBy::Chance(rule) = &step.by {
            of_rule(rule, &mut found);
        }
    }
    let rows = scenario.processes.iter().flat_map(|process| &process.rows);
    for deadline in rows.filter_map(|row| row.deadline.as_deref()) {
        found.extend(&deadline.pause);
        found.extend(deadline.adjusts.iter().map(|adjust| &adjust.condition));
    }
    for question in &scenario.questions {
        match &question.ask {
            Ask::One(written) => found.push(&written.expr),
            Ask::Joint(several) => found.extend(several.iter().map(|written| &written.expr)),
        }
        found.extend(question.given.iter().map(|written| &written.expr));
    }
    found.extend(scenario.news.iter().map(|news| &news.learnt.written().expr));
    found
}

fn formula(literal: &Literal) -> Option<&Expr> {
    if let LiteralValue::Formula(expr) = &literal.value { Some(expr) } else { None }
}

fn of_settled<'a>(settled: &'a Settled, found: &mut Vec<&'a Expr>) {
    if let Settled::When(expr) = settled {
        found.push(expr);
    }
}

fn of_rule<'a>(rule: &'a Rule, found: &mut Vec<&'a Expr>) {
    found.extend(rule.cases.iter().map(|case| &case.condition));
    found.extend(rule.adjusts.iter().map(|adjust| &adjust.condition));
    found.extend(rule.causes.iter().map(|cause| &cause.condition));
}
