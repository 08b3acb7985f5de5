//! Checks of definitions, apart from the places in which they are used.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Expr, Scope, Setting, Typed, check, quoted_if_needed};
use crate::scenario::{LiteralValue, Scenario};
use std::collections::BTreeSet;

/// The faults that definitions have wherever they are used.
pub(super) fn faults(scenario: &Scenario, scope: &Scope) -> Vec<Diagnostic> {
    let scope = Scope { setting: Setting::Definition, ..scope.clone() };
    let mut found = Vec::new();
    for definition in &scenario.definitions {
        let LiteralValue::Formula(expr) = &definition.is.value else { continue };
        match check(expr, &scope) {
            Ok(Typed::Category(category)) => {
                let named = scope.names.iter().find(|(_, named)| named.id == category.variable);
                found.extend(named.and_then(|(name, named)| no_condition(expr, name, &named.kind)));
            }
            Ok(_) => {}
            Err(faults) => found.extend(faults),
        }
    }
    found
}

/// The fault of a definition that is a category, unless its name alone is a condition.
fn no_condition(expr: &Expr, name: &str, kind: &crate::formula::NamedKind) -> Option<Diagnostic> {
    let crate::formula::NamedKind::Category { outcomes, yes: None, .. } = kind else { return None };
    let first = outcomes.first().map_or_else(String::new, |outcome| quoted_if_needed(outcome));
    let message = format!("a definition is a condition or a number, and `{name}` is a category");
    let fault = Diagnostic::new(Code::FormulaType, expr.place, message);
    Some(fault.label(format!("compare it: `{name} == {first}`")))
}

/// Keeps one of the faults of a place that several uses of a definition, or several members, share.
pub(super) fn once(scenario: &Scenario, faults: &mut Vec<Diagnostic>) {
    if scenario.definitions.is_empty() && scenario.groups.is_empty() {
        return;
    }
    let mut seen: BTreeSet<(Code, Option<Place>)> = BTreeSet::new();
    faults.retain(|fault| seen.insert((fault.code, fault.place)));
    // a definition that is an unknown name alone is unknown wherever it is used
    let is_defined = |place: Place| {
        scenario.definitions.iter().any(|own| {
            own.is.place.file == place.file
                && own.is.place.start <= place.start
                && place.end <= own.is.place.end
        })
    };
    let unknown = faults.iter().filter(|fault| fault.place.is_some_and(is_defined));
    let unknown: BTreeSet<Box<str>> = unknown.filter_map(|fault| fault.unknown.clone()).collect();
    faults.retain(|fault| {
        fault.place.is_some_and(is_defined)
            || !fault.unknown.as_ref().is_some_and(|name| unknown.contains(name))
    });
}
