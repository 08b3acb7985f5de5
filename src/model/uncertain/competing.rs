//! Moves that compete for leaving a state and have uncertain chances: the sets of them that can be open at once, so
//! that a world in which these chances exceed 1 is drawn again.
//!
//! Only the conditions of moves and of their cases decide which chances are in a row, because adjustments weigh the
//! row as a whole and cannot make it exceed 1. Every combination of these conditions is tried, as for a table.
//! Comparisons of one number are tried together: `x > 5` and `x <= 5` never both hold. Conditions over parameters
//! alone are evaluated in each world.

use super::uncertainty::{Redrawn, Remainder, Role, Sum, UncertainNumber, is_fixed_in_world};
use crate::diagnostic::Place;
use crate::formula::evaluate::compare;
use crate::formula::{Access, Comparison, Condition, Function2, Interned, Number, VariableId};
use crate::model::bind::{RowFacts, bounds};
use crate::model::compile::form;
use crate::model::conditional::{Move, Moves, SUM_TOLERANCE, Specification, Value};
use crate::model::evaluate::is_open;
use crate::model::evaluate::{Truth, truth_of};
use crate::model::keys::{Form, Key, Keys};
use crate::model::tree::{Kind, Model};
use std::collections::BTreeSet;

/// The chances out of each state of each process that are redrawn together.
pub(crate) fn competing(model: &Model) -> Vec<Redrawn> {
    let mut found = Vec::new();
    for variable in &model.variables {
        let Kind::Process(process) = &variable.kind else { continue };
        for conditional in process.moves.iter().flatten() {
            let Specification::Moves(moves) = &conditional.specification else { continue };
            // the outcomes of a deadline share what the others leave
            let others = moves.moves.iter().filter(|one| !one.is_end).cloned().collect();
            let moves = &Moves { moves: others, ..moves.clone() };
            let state = &variable.outcomes[usize::from(moves.from)];
            found.extend(of_row(model, moves, state, conditional.place));
        }
    }
    found
}

/// Groups sums that share a member, which are redrawn together.
fn of_row(model: &Model, moves: &Moves, state: &str, place: Place) -> Vec<Redrawn> {
    let mut groups: Vec<Redrawn> = Vec::new();
    for sum in sums(model, moves) {
        let members = members(model, &sum);
        if members.is_empty() || most(model, &sum) <= 1.0 + SUM_TOLERANCE {
            continue;
        }
        let remainder = Remainder::Stay(state.to_owned());
        let mut whole = Redrawn { members, sums: vec![sum], place, remainder };
        let shares = |group: &Redrawn| group.members.iter().any(|id| whole.members.contains(id));
        let (touching, apart) = groups.into_iter().partition(shares);
        groups = apart;
        for group in Vec::into_iter(touching) {
            whole.members.extend(group.members);
            whole.sums.splice(0..0, group.sums);
        }
        whole.members.sort();
        whole.members.dedup();
        groups.push(whole);
    }
    groups
}

/// The sets of chances that can be open at once.
fn sums(model: &Model, moves: &Moves) -> Vec<Sum> {
    let is_read = |value: &Value| {
        let mut found = false;
        value.number.for_each_read(&mut |read| found |= read.access == Access::Parameter);
        found
    };
    let values = |step: &Move| {
        is_read(&step.chance) || step.cases.iter().any(|(_, replacement)| is_read(replacement))
    };
    if moves.moves.len() < 2 || !moves.moves.iter().any(values) {
        return Vec::new();
    }
    let size = |id: VariableId| model.variables[id.index()].outcomes.len();
    let width = moves.moves.len() + 1;
    let Form::Table(keys) = form(&bare(moves), width, (&size, &|_| false), &model.timeline) else {
        return Vec::new();
    };
    let claims = claims(&keys);
    let guards: Vec<(usize, &Condition)> = (0..)
        .zip(&keys.columns)
        .filter_map(|(column, key)| match key {
            Key::Holds(condition) if is_known_in_worlds(condition) => Some((column, &**condition)),
            _ => None,
        })
        .collect();
    let unknown = vec![f64::NAN; model.parameters()];
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for step in &keys.phases {
        let mut facts = RowFacts::new(&keys, &unknown, model, *step);
        for row in 0..keys.rows {
            facts.row = row;
            if !claims.iter().all(|of_one| can_be(of_one, &facts)) {
                continue;
            }
            let open: Vec<Option<usize>> = moves.moves.iter().map(|m| open(m, &facts)).collect();
            let holds = guards.iter().map(|(column, _)| facts.value(*column) == 1);
            let holds: Vec<bool> = holds.collect();
            if !seen.insert((open.clone(), holds.clone())) {
                continue;
            }
            let chances = moves.moves.iter().zip(&open).filter_map(|(m, which)| written(m, *which));
            let chances: Vec<Number> = chances.cloned().collect();
            if chances.len() > 1 {
                let when = guards.iter().map(|(_, condition)| (*condition).clone()).zip(holds);
                found.push(Sum { chances, when: when.collect() });
            }
        }
    }
    found
}

/// The moves without their numbers: the conditions that decide which chances are in the row.
fn bare(moves: &Moves) -> Specification {
    let nothing =
        |value: &Value| Value { number: Number::Constant(0.0), id: None, place: value.place };
    let of = |step: &Move| Move {
        to: step.to,
        name: String::new(),
        chance: nothing(&step.chance),
        cases: step.cases.iter().map(|(c, value)| (c.clone(), nothing(value))).collect(),
        adjusts: Vec::new(),
        condition: step.condition.clone(),
        is_end: false,
    };
    Specification::Moves(Moves { moves: moves.moves.iter().map(of).collect(), ..moves.clone() })
}

/// The index of a move's chance that applies: 0 for its own, 1 for that of its first case; `None` if it is closed.
fn open(step: &Move, facts: &RowFacts) -> Option<usize> {
    let holds = |condition: &Interned<Condition>| truth_of(condition, facts) == Truth::True;
    if !step.condition.as_ref().is_none_or(holds) {
        return None;
    }
    Some(step.cases.iter().position(|(condition, _)| holds(condition)).map_or(0, |at| at + 1))
}

/// The chance that applies, if it depends on parameters alone and is not 0.
fn written(step: &Move, which: Option<usize>) -> Option<&Number> {
    let value = match which? {
        0 => &step.chance,
        case => &step.cases[case - 1].1,
    };
    Some(&value.number).filter(|number| is_open(number) && is_fixed_in_world(number))
}

fn is_known_in_worlds(condition: &Condition) -> bool {
    is_fixed_in_world(&Number::HowMany(vec![condition.clone()]))
}

/// The uncertain numbers written within these chances. Named parameters may also be used elsewhere and are not
/// redrawn.
fn members(model: &Model, sum: &Sum) -> Vec<VariableId> {
    let mut found = Vec::new();
    let mut ahead: Vec<&Number> = sum.chances.iter().collect();
    while let Some(number) = ahead.pop() {
        number.for_each_read(&mut |read| {
            let is_it = |uncertain: &&UncertainNumber| {
                uncertain.id == read.variable && uncertain.role == Role::InPlace
            };
            if let Some(uncertain) = model.uncertain_numbers.iter().find(is_it)
                && !found.contains(&uncertain.id)
            {
                found.push(uncertain.id);
                ahead.push(&uncertain.number);
            }
        });
    }
    let drawn =
        |id: &VariableId| model.uncertain_numbers.iter().any(|d| d.id == *id && d.is_drawn());
    if found.iter().any(drawn) { found } else { Vec::new() }
}

/// The greatest possible sum of chances, whatever is drawn or overridden.
fn most(model: &Model, sum: &Sum) -> f64 {
    let of = |number: &Number| match number {
        Number::Constant(p) => *p,
        Number::Parameter(id) => {
            let varied = model.varied.iter().any(|v| v.id == *id || v.replaced.contains(id));
            let uncertain =
                model.uncertain_numbers.iter().find(|uncertain| uncertain.id == *id && !varied);
            uncertain
                .and_then(|uncertain| bounds(&uncertain.number))
                .map_or(1.0, |(_, high)| high.min(1.0))
        }
        _ => 1.0,
    };
    sum.chances.iter().map(of).sum()
}

/// A comparison of a number with a constant, or of the difference of two numbers with 0.
struct Claim {
    column: usize,
    how: Comparison,
    with: f64,
}

/// The number that is compared: a number, or the first of two less the second.
type Difference<'a> = (&'a Number, Option<&'a Number>);

/// The comparisons among the columns, grouped by number.
fn claims(keys: &Keys) -> Vec<Vec<Claim>> {
    let mut groups: Vec<(Difference, Vec<Claim>)> = Vec::new();
    for (column, key) in keys.columns.iter().enumerate() {
        let Key::Holds(condition) = key else { continue };
        let Condition::Compare(compared) = &**condition else { continue };
        let ([a, b], how) = (compared.sides(), compared.how);
        let known = |of: Difference| groups.iter().any(|(compared, _)| *compared == of);
        let (of, how, with): (Difference, Comparison, f64) = match (a.constant(), b.constant()) {
            (_, Some(with)) => ((a, None), how, with),
            (Some(with), None) => ((b, None), how.flipped(), with),
            // compares the distance from a date with a number of months, if the other date is that many months later
            (None, None) if let Some((from, months)) = months_after(b) => {
                ((a, Some(from)), how, months)
            }
            (None, None) if let Some((from, months)) = months_after(a) => {
                ((b, Some(from)), how.flipped(), months)
            }
            (None, None) if known((b, Some(a))) => ((b, Some(a)), how.flipped(), 0.0),
            (None, None) => ((a, Some(b)), how, 0.0),
        };
        let claim = Claim { column, how, with };
        match groups.iter_mut().find(|(compared, _)| *compared == of) {
            Some((_, claims)) => claims.push(claim),
            None => groups.push((of, vec![claim])),
        }
    }
    groups.into_iter().map(|(_, claims)| claims).collect()
}

/// The date from which a fixed number of months is counted, and the number of months.
fn months_after(number: &Number) -> Option<(&Number, f64)> {
    let Number::Binary(Function2::PlusMonths, from, months) = number else { return None };
    Some((from, months.constant()?))
}

/// Whether some value of the number gives its comparisons the truths that they have in this row. It suffices to try
/// the numbers that it is compared with, numbers between them, and both infinities.
fn can_be(claims: &[Claim], facts: &RowFacts) -> bool {
    if claims.len() < 2 {
        return true;
    }
    let mut at: Vec<f64> = claims.iter().map(|claim| claim.with).collect();
    at.sort_by(f64::total_cmp);
    let between = at.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
    let beyond = [f64::NEG_INFINITY, f64::INFINITY];
    let mut tried = at.iter().copied().chain(between).chain(beyond);
    tried.any(|x| claims.iter().all(|c| compare(c.how, x, c.with) == (facts.value(c.column) == 1)))
}
