//! The formulas of a scenario, each with the variable or the question that it belongs to, for changing them.

use crate::formula::Expr;
use crate::scenario::group::Cell;
use crate::scenario::literal::{Literal, LiteralValue, Rule};
use crate::scenario::news::Learnt;
use crate::scenario::paths::{
    Slot, visit_alone_mut, visit_odds_mut, visit_rule_mut, visit_shares_mut, visit_voices_mut,
};
use crate::scenario::read::Meaning;
use crate::scenario::tree::{Ask, Event, MoveBy, Process, Scenario, Settled, Start};

/// The table to which a formula belongs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner<'n> {
    Definition(&'n str),
    Variable(&'n str),
    Question(&'n str),
    Other,
}

/// Calls `change` for every formula.
pub(super) fn for_each(scenario: &mut Scenario, change: &mut dyn FnMut(Owner<'_>, &mut Expr)) {
    for group in &mut scenario.groups {
        for cell in group.members.iter_mut().flat_map(|member| member.cells.values_mut()) {
            if let Cell::Number(literal) = cell {
                number(literal, &mut |expr| change(Owner::Other, expr));
            }
        }
    }
    for weight in scenario.experts.iter_mut().filter_map(|expert| expert.weight.as_mut()) {
        number(weight, &mut |expr| change(Owner::Other, expr));
    }
    for definition in &mut scenario.definitions {
        let name = &definition.name.value;
        number(&mut definition.is, &mut |expr| change(Owner::Definition(name), expr));
    }
    for own in &mut scenario.parameters {
        number(&mut own.value, &mut |expr| change(Owner::Variable(&own.name.value), expr));
    }
    for Event { name, settled: when, rule: own, .. } in &mut scenario.events {
        let mut change = |expr: &mut Expr| change(Owner::Variable(&name.value), expr);
        settled(when, &mut change);
        rule(own, &mut change);
    }
    for process in &mut scenario.processes {
        of_process(process, change);
    }
    for own in &mut scenario.series {
        let mut change = |expr: &mut Expr| change(Owner::Variable(&own.name.value), expr);
        number(&mut own.start, &mut change);
        number(&mut own.next, &mut change);
    }
    for own in &mut scenario.quantities {
        let mut change = |expr: &mut Expr| change(Owner::Variable(&own.name.value), expr);
        settled(&mut own.settled, &mut change);
        number(&mut own.value, &mut change);
    }
    for value in &mut scenario.values {
        number(&mut value.is, &mut |expr| change(Owner::Other, expr));
    }
    for question in &mut scenario.questions {
        let owner = Owner::Question(&question.name.value);
        match &mut question.ask {
            Ask::One(written) => change(owner, &mut written.expr),
            Ask::Joint(several) => several.iter_mut().for_each(|one| change(owner, &mut one.expr)),
        }
        question.given.iter_mut().for_each(|given| change(owner, &mut given.expr));
    }
    let partial = scenario.partial_news.iter_mut().filter_map(|news| news.learnt.as_mut());
    let learnt = scenario.news.iter_mut().map(|news| &mut news.learnt);
    for learnt in learnt.chain(partial.map(|(learnt, _)| learnt)) {
        let (Learnt::Is(written) | Learnt::Happened(written) | Learnt::Heard(written, _)) = learnt;
        change(Owner::Other, &mut written.expr);
    }
}

fn of_process(process: &mut Process, change: &mut dyn FnMut(Owner<'_>, &mut Expr)) {
    let Process { name, start, rows, .. } = process;
    let mut change = |expr: &mut Expr| change(Owner::Variable(&name.value), expr);
    match start {
        Start::State(_) => {}
        Start::Outcomes(outcomes) => {
            visit_shares_mut(outcomes, &mut |slot| in_slot(slot, &mut change));
        }
        Start::Panel(panel) => visit_voices_mut(panel, &mut |slot| in_slot(slot, &mut change)),
    }
    for deadline in rows.iter_mut().filter_map(|row| row.deadline.as_deref_mut()) {
        number(&mut deadline.after, &mut change);
        deadline.pause.iter_mut().for_each(&mut change);
        visit_shares_mut(&mut deadline.outcomes, &mut |slot| in_slot(slot, &mut change));
        for adjust in &mut deadline.adjusts {
            change(&mut adjust.condition);
            visit_odds_mut(&mut adjust.odds, &mut |slot| in_slot(slot, &mut change));
        }
    }
    for step in rows.iter_mut().flat_map(|row| &mut row.moves) {
        step.condition.iter_mut().for_each(&mut change);
        match &mut step.by {
            MoveBy::Chance(own) => rule(own, &mut change),
            MoveBy::After(literal) => number(literal, &mut change),
        }
    }
}

fn settled(settled: &mut Settled, change: &mut dyn FnMut(&mut Expr)) {
    if let Settled::When(expr) = settled {
        change(expr);
    }
}

fn rule(rule: &mut Rule, change: &mut dyn FnMut(&mut Expr)) {
    visit_rule_mut(rule, &mut |slot| in_slot(slot, change));
    rule.cases.iter_mut().for_each(|case| change(&mut case.condition));
    rule.adjusts.iter_mut().for_each(|adjust| change(&mut adjust.condition));
    rule.causes.iter_mut().for_each(|cause| change(&mut cause.condition));
}

fn number(literal: &mut Literal, change: &mut dyn FnMut(&mut Expr)) {
    visit_alone_mut(literal, Meaning::Value, &mut |slot| in_slot(slot, change));
}

fn in_slot(
    slot: Slot<&mut Literal, &mut crate::scenario::literal::Outcomes>,
    change: &mut dyn FnMut(&mut Expr),
) {
    let mut of = |literal: &mut Literal| {
        if let LiteralValue::Formula(expr) = &mut literal.value {
            change(expr);
        }
    };
    match slot {
        Slot::Alone(literal, _) => of(literal),
        Slot::Shares(outcomes) => outcomes.shares.iter_mut().for_each(|(_, literal)| of(literal)),
    }
}
