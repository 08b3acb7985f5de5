//! Moves that compete for leaving a state, with doubt in their chances: which of them can stand beside each
//! other in a row, so that a world in which these exceed 1 draws them again together.
//!
//! What stands in a row is decided by the conditions of moves and of their cases alone, for adjustments weigh
//! the row as a whole and cannot overflow. Every state of the world that these conditions can tell apart is
//! tried, as for a table. Comparisons of one number are taken together: `x > 5` and `x <= 5` are never both
//! so. Conditions over parameters alone are looked at in each world.

use super::bind::{RowFacts, bounds};
use super::doubt::{Beside, Doubt, Redrawn, Role, Sum, is_of_doubt};
use super::facts::{Truth, truth};
use super::keys::{Form, Key, Keys};
use super::lottery::{Law, Move, Moves, SUM_TOLERANCE, Value};
use super::selection::form;
use super::tree::{Kind, Model};
use crate::diagnostic::Place;
use crate::formula::evaluate::compare;
use crate::formula::{Access, Comparison, Condition, Function2, Number, VariableId};
use std::collections::BTreeSet;

/// The chances out of each state of each process that are drawn again together.
pub(super) fn competing(model: &Model) -> Vec<Redrawn> {
    let mut found = Vec::new();
    for variable in &model.variables {
        let Kind::Process(process) = &variable.kind else { continue };
        for lottery in process.moves.iter().flatten() {
            let Law::Moves(moves) = &lottery.law else { continue };
            let state = &variable.outcomes[usize::from(moves.from)];
            found.extend(of_row(model, moves, state, lottery.place));
        }
    }
    found
}

/// Sums that share a member are drawn again together, others apart.
fn of_row(model: &Model, moves: &Moves, state: &str, place: Place) -> Vec<Redrawn> {
    let mut groups: Vec<Redrawn> = Vec::new();
    for sum in sums(model, moves) {
        let members = members(model, &sum);
        if members.is_empty() || most(model, &sum) <= 1.0 + SUM_TOLERANCE {
            continue;
        }
        let beside = Beside::Stay(state.to_owned());
        let mut whole = Redrawn { members, sums: vec![sum], place, beside };
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

/// The chances that stand beside each other in some state of the world.
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
            Key::Holds(condition) if is_known_in_worlds(condition) => Some((column, condition)),
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
            let chances = moves.moves.iter().zip(&open).filter_map(|(m, which)| said(m, *which));
            let chances: Vec<Number> = chances.cloned().collect();
            if chances.len() > 1 {
                let when = guards.iter().map(|(_, condition)| (*condition).clone()).zip(holds);
                found.push(Sum { chances, when: when.collect() });
            }
        }
    }
    found
}

/// The same moves without their numbers, which leaves the conditions that decide what stands in the row.
fn bare(moves: &Moves) -> Law {
    let nothing = |value: &Value| Value { number: Number::Constant(0.0), place: value.place };
    let of = |step: &Move| Move {
        to: step.to,
        name: String::new(),
        chance: nothing(&step.chance),
        cases: step.cases.iter().map(|(c, value)| (c.clone(), nothing(value))).collect(),
        adjusts: Vec::new(),
        condition: step.condition.clone(),
    };
    Law::Moves(Moves { moves: moves.moves.iter().map(of).collect(), ..moves.clone() })
}

/// Which of a move's chances stands: its own is 0, that of its first case 1; none where it is switched off.
fn open(step: &Move, facts: &RowFacts) -> Option<usize> {
    let holds = |condition: &Condition| truth(condition, facts) == Truth::True;
    if !step.condition.as_ref().is_none_or(holds) {
        return None;
    }
    Some(step.cases.iter().position(|(condition, _)| holds(condition)).map_or(0, |at| at + 1))
}

/// The chance that stands, if worlds know it and it is any.
fn said(step: &Move, which: Option<usize>) -> Option<&Number> {
    let value = match which? {
        0 => &step.chance,
        case => &step.cases[case - 1].1,
    };
    let any = value.number.constant().is_none_or(|p| p > 0.0);
    Some(&value.number).filter(|number| any && is_of_doubt(number))
}

fn is_known_in_worlds(condition: &Condition) -> bool {
    is_of_doubt(&Number::HowMany(vec![condition.clone()]))
}

/// The doubts written in these chances. A named parameter may stand elsewhere too, and is left as it is.
fn members(model: &Model, sum: &Sum) -> Vec<VariableId> {
    let mut found = Vec::new();
    let mut ahead: Vec<&Number> = sum.chances.iter().collect();
    while let Some(number) = ahead.pop() {
        number.for_each_read(&mut |read| {
            let is_it = |doubt: &&Doubt| doubt.id == read.variable && doubt.role == Role::InPlace;
            if let Some(doubt) = model.doubts.iter().find(is_it)
                && !found.contains(&doubt.id)
            {
                found.push(doubt.id);
                ahead.push(&doubt.number);
            }
        });
    }
    let drawn = |id: &VariableId| model.doubts.iter().any(|d| d.id == *id && d.is_drawn());
    if found.iter().any(drawn) { found } else { Vec::new() }
}

/// The most that chances can sum to, whatever is drawn or given anew.
fn most(model: &Model, sum: &Sum) -> f64 {
    let of = |number: &Number| match number {
        Number::Constant(p) => *p,
        Number::Parameter(id) => {
            let varied = model.varied.iter().any(|v| v.id == *id || v.replaced.contains(id));
            let doubt = model.doubts.iter().find(|doubt| doubt.id == *id && !varied);
            doubt.and_then(|doubt| bounds(&doubt.number)).map_or(1.0, |(_, high)| high.min(1.0))
        }
        _ => 1.0,
    };
    sum.chances.iter().map(of).sum()
}

/// A comparison of a number with a constant, or of two numbers by their difference with 0.
struct Claim {
    column: usize,
    how: Comparison,
    with: f64,
}

/// What is compared: a number, or the first of two less the second.
type Compared<'a> = (&'a Number, Option<&'a Number>);

/// The comparisons among the columns, those of one number together.
fn claims(keys: &Keys) -> Vec<Vec<Claim>> {
    let mut groups: Vec<(Compared, Vec<Claim>)> = Vec::new();
    for (column, key) in keys.columns.iter().enumerate() {
        let Key::Holds(Condition::Compare(how, a, b)) = key else { continue };
        let known = |of: Compared| groups.iter().any(|(compared, _)| *compared == of);
        let (of, how, with): (Compared, Comparison, f64) = match (a.constant(), b.constant()) {
            (_, Some(with)) => ((a, None), *how, with),
            (Some(with), None) => ((b, None), turned(*how), with),
            // a date with one that lies months after another is their distance with those months
            (None, None) if let Some((from, months)) = months_after(b) => {
                ((a, Some(from)), *how, months)
            }
            (None, None) if let Some((from, months)) = months_after(a) => {
                ((b, Some(from)), turned(*how), months)
            }
            (None, None) if known((b, Some(a))) => ((b, Some(a)), turned(*how), 0.0),
            (None, None) => ((a, Some(b)), *how, 0.0),
        };
        let claim = Claim { column, how, with };
        match groups.iter_mut().find(|(compared, _)| *compared == of) {
            Some((_, claims)) => claims.push(claim),
            None => groups.push((of, vec![claim])),
        }
    }
    groups.into_iter().map(|(_, claims)| claims).collect()
}

/// The date from which a fixed number of months is counted, and the number.
fn months_after(number: &Number) -> Option<(&Number, f64)> {
    let Number::Binary(Function2::PlusMonths, from, months) = number else { return None };
    Some((from, months.constant()?))
}

/// The comparison with its sides changed.
fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal | Comparison::NotEqual => how,
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
    }
}

/// Whether some value of the number makes its comparisons what they are in this row: one of those it is
/// compared with, one between two of them, or one beyond all.
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
