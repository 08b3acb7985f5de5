//! The expansion of a whole scenario.

use super::formulas::{Owner, for_each};
use super::language::{Language, name_of_varied};
use super::part::truth;
use super::walk::Expander;
use crate::diagnostic::{Code, Diagnostic, Located};
use crate::formula::{Expr, ExprKind};
use crate::scenario::group::{Cell, Definition, Group, MemberOf, Memberships, member_variable};
use crate::scenario::literal::{Base, Literal, LiteralValue, Outcomes, Rule};
use crate::scenario::news::Watched;
use crate::scenario::paths::{Slot, formulas, visit_mut};
use crate::scenario::tree::{MoveBy, Parameter, Scenario};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A scenario in which definitions and members of groups are written out.
#[derive(Debug)]
pub struct Expanded<'s> {
    /// The scenario; borrowed if there is nothing to write out.
    pub scenario: Cow<'s, Scenario>,
    /// The definitions and groups, for later formulas.
    pub language: Language,
    /// The faults that were found.
    pub faults: Vec<Diagnostic>,
    /// The definitions that something other than a definition uses.
    pub used: BTreeSet<String>,
}

/// Writes definitions and members out; the numbers at `varied` paths become parameters where they can.
pub fn expanded<'s>(scenario: &'s Scenario, varied: &BTreeSet<String>) -> Expanded<'s> {
    let mut language = Language::of(scenario, varied);
    if language.is_plain() && !formulas(scenario).into_iter().any(names_members) {
        let (scenario, faults) = (Cow::Borrowed(scenario), Vec::new());
        return Expanded { scenario, language, faults, used: BTreeSet::new() };
    }
    let mut out = scenario.clone();
    let shared = share(&mut out, &scenario.memberships, varied);
    if !shared.is_empty() {
        // a definition of members may be one of these numbers
        language = Language::of(&out, varied);
    }
    let memberships = std::mem::take(&mut out.memberships);
    let mut expander = Expander::new(&language);
    let mut used = BTreeSet::new();
    for_each(&mut out, &mut |owner, expr| {
        let member = match owner {
            Owner::Definition(name) | Owner::Variable(name) => memberships.variables.get(name),
            Owner::Question(name) => memberships.questions.get(name),
            Owner::Other => None,
        };
        expander.used.clear();
        *expr = expander.formula(expr, member).expr;
        if !matches!(owner, Owner::Definition(_)) {
            used.append(&mut expander.used);
        }
    });
    let mut faults = std::mem::take(&mut expander.faults);
    // they may follow from a group that could not be read
    faults.retain(|fault| fault.code != Code::UnknownMember || !memberships.is_partial);
    names(&mut out, &memberships);
    switch_off(&mut out, &memberships);
    let own = out
        .definitions
        .iter()
        .filter(|own| varied.contains(&own.is.path))
        .filter(|own| matches!(own.is.value, LiteralValue::Plain(_)));
    let named = |own: &Definition| Located::new(name_of_varied(&own.is.path), own.name.place);
    let own = own.map(|own| parameter(named(own), own.is.clone())).collect::<Vec<_>>();
    out.parameters.extend(own);
    out.parameters.extend(shared);
    for group in &scenario.groups {
        out.parameters.extend(cells(group, varied));
    }
    out.memberships = memberships;
    Expanded { scenario: Cow::Owned(out), language, faults: one_each(faults), used }
}

/// Expands a formula that belongs to no member, such as the text of `--given`.
pub fn written_out(language: &Language, expr: &Expr) -> Result<Expr, Vec<Diagnostic>> {
    let mut expander = Expander::new(language);
    let part = expander.formula(expr, None);
    if expander.faults.is_empty() { Ok(part.expr) } else { Err(expander.faults) }
}

/// Whether a formula names members or goes over a group.
fn names_members(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Member(..) => true,
        ExprKind::Call(call) if call.function == "largest" => true,
        ExprKind::Call(call) if call.arguments.iter().any(|a| a.each.is_some()) => true,
        _ => expr.parts().into_iter().any(names_members),
    }
}

/// Drops faults that several members share.
fn one_each(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    faults.into_iter().filter(|fault| seen.insert((fault.code, fault.place))).collect()
}

/// Puts members in the place of bare names outside formulas: parents of tables, correlations, and what is watched.
fn names(scenario: &mut Scenario, memberships: &Memberships) {
    let of = |name: &mut Located<String>, member: Option<&MemberOf>| {
        if let (Some(group), Some(member)) = (memberships.groups.get(&name.value), member)
            && *group == member.group
        {
            name.value = member_variable(&name.value, &member.member);
        }
    };
    for event in &mut scenario.events {
        let member = memberships.variables.get(&event.name.value);
        if let Base::Table(table) = &mut event.rule.base {
            table.given.iter_mut().for_each(|parent| of(parent, member));
            let matches = table.rows.iter_mut().flat_map(|row| &mut row.matches);
            matches.for_each(|(parent, _)| of(parent, member));
        }
    }
    for own in &mut scenario.parameters {
        let member = memberships.variables.get(&own.name.value);
        own.correlated.iter_mut().for_each(|(other, _)| of(other, member));
    }
    for own in &mut scenario.quantities {
        let member = memberships.variables.get(&own.name.value);
        own.correlated.iter_mut().for_each(|(other, _)| of(other, member));
    }
    let members = |group: &String| {
        let own = scenario.groups.iter().find(|own| own.name.value == *group);
        own.map_or(&[][..], |own| &own.members[..])
    };
    let watched = scenario.watched.iter().flat_map(|watched| -> Vec<Watched> {
        match memberships.groups.get(&watched.name.value) {
            None => vec![watched.clone()],
            Some(group) => members(group)
                .iter()
                .map(|member| {
                    let name = member_variable(&watched.name.value, &member.name.value);
                    Watched { name: Located::new(name, watched.name.place), whole: watched.whole }
                })
                .collect(),
        }
    });
    scenario.watched = watched.collect();
}

/// Takes out the rules of members whose attributes switch them off, so that they read nothing.
fn switch_off(scenario: &mut Scenario, memberships: &Memberships) {
    let is_member = |name: &Located<String>| memberships.variables.contains_key(&name.value);
    let is_off = |condition: &Expr| truth(condition) == Some(false);
    let of_rule = |rule: &mut Rule| {
        rule.cases.retain(|case| !is_off(&case.condition));
        rule.adjusts.retain(|adjust| !is_off(&adjust.condition));
        rule.causes.retain(|cause| !is_off(&cause.condition));
    };
    scenario
        .events
        .iter_mut()
        .filter(|own| is_member(&own.name))
        .for_each(|own| of_rule(&mut own.rule));
    for process in scenario.processes.iter_mut().filter(|own| is_member(&own.name)) {
        for row in &mut process.rows {
            if let Some(deadline) = &mut row.deadline {
                deadline.adjusts.retain(|adjust| !is_off(&adjust.condition));
            }
            row.moves.retain(|step| !step.condition.as_ref().is_some_and(is_off));
            for step in &mut row.moves {
                if let MoveBy::Chance(rule) = &mut step.by {
                    of_rule(rule);
                }
            }
        }
    }
}

/// Makes numbers that several members share, and that are varied, parameters that all of them read.
fn share(
    scenario: &mut Scenario,
    memberships: &Memberships,
    varied: &BTreeSet<String>,
) -> Vec<Parameter> {
    let mut found: BTreeMap<&str, Parameter> = BTreeMap::new();
    let shared = memberships.shared.iter().filter(|(path, _)| varied.contains(*path));
    let of: BTreeMap<&str, &str> = shared
        .flat_map(|(path, own)| own.iter().map(move |own| (own.as_str(), path.as_str())))
        .collect();
    if of.is_empty() {
        return Vec::new();
    }
    let mut read = |literal: &mut Literal| {
        let Some(path) = of.get(literal.path.as_str()) else { return };
        found.entry(path).or_insert_with(|| {
            let mut value = Literal { path: (*path).to_owned(), ..literal.clone() };
            // every varied number is given before it is read
            if !matches!(value.value, LiteralValue::Plain(_)) {
                value.value = LiteralValue::Plain(f64::NAN);
            }
            value.observations = None;
            parameter(Located::new(name_of_varied(path), literal.place), value)
        });
        let kind = ExprKind::Name(name_of_varied(path));
        literal.value = LiteralValue::Formula(Expr { kind, place: literal.place });
        literal.observations = None;
    };
    visit_mut(scenario, &mut |slot| match slot {
        Slot::Alone(literal, _) => read(literal),
        // without a rest, the others would have to make room
        Slot::Shares(outcomes) => {
            let has_rest = |outcomes: &Outcomes| {
                outcomes.shares.iter().any(|(_, literal)| literal.value == LiteralValue::Rest)
            };
            if has_rest(outcomes) {
                outcomes.shares.iter_mut().for_each(|(_, literal)| read(literal));
            }
        }
    });
    found.into_values().collect()
}

fn parameter(name: Located<String>, value: Literal) -> Parameter {
    Parameter { name, value, unit: None, correlated: Vec::new() }
}

/// The parameters that the numbers of a group's members are, if they are uncertain or varied.
fn cells(group: &Group, varied: &BTreeSet<String>) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    for attribute in &group.attributes {
        let rank = group.correlated.iter().find(|(name, _)| name.value == attribute.value);
        let mut before: Vec<Located<String>> = Vec::new();
        for member in &group.members {
            let Some(Cell::Number(literal)) = member.cells.get(&attribute.value) else { continue };
            let is_plain = matches!(literal.value, LiteralValue::Plain(_));
            if is_plain && !varied.contains(&literal.path) {
                continue;
            }
            let path = &literal.path;
            let name = if is_plain { name_of_varied(path) } else { path.clone() };
            let name = Located::new(name, literal.place);
            let mut own = parameter(name.clone(), (**literal).clone());
            if let Some((at, rank)) = rank.filter(|_| !is_plain) {
                let with = |other: &Located<String>| {
                    (Located::new(other.value.clone(), at.place), rank.clone())
                };
                own.correlated = before.iter().map(with).collect();
                before.push(name);
            }
            found.push(own);
        }
    }
    found
}
