//! The names of formulas that are no variables: definitions, and groups with their attributes; and which names are
//! categories.

use crate::formula::{Expr, ExprKind};
use crate::scenario::group::{Cell, Definition, MemberOf};
use crate::scenario::literal::{Literal, LiteralValue};
use crate::scenario::tree::Scenario;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The definitions and the groups of a scenario, for formulas in it and for later ones (`--given`).
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// The variables that have outcomes, also without a member (`vote`).
    pub(super) categories: BTreeSet<String>,
    pub(super) definitions: BTreeMap<String, Defined>,
    /// The names of definitions and variables that each member of a group has, with the group.
    pub(super) bases: BTreeMap<String, String>,
    pub(super) groups: BTreeMap<String, Members>,
}

/// A definition.
#[derive(Clone, Debug)]
pub(super) struct Defined {
    pub(super) is: Expr,
    /// The member whose definition it is.
    pub(super) member: Option<MemberOf>,
}

/// The members of a group with their attributes, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    pub(super) attributes: BTreeSet<String>,
    pub(super) members: BTreeMap<String, BTreeMap<String, Value>>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A plain number.
    Number(f64),
    /// An uncertain or varied number: a parameter of this name.
    Parameter(String),
    Date(Date),
    Truth(bool),
    Text(String),
}

impl Language {
    /// The language of a scenario; the numbers at `varied` paths are parameters.
    pub(super) fn of(scenario: &Scenario, varied: &BTreeSet<String>) -> Self {
        let bases = scenario.memberships.groups.clone();
        let mut language = Self { bases, ..Self::default() };
        let choices = scenario.choices.iter().map(|choice| &choice.name.value);
        let events = scenario.events.iter().map(|event| &event.name.value);
        let processes = scenario.processes.iter().map(|process| &process.name.value);
        for name in choices.chain(events).chain(processes) {
            let base = scenario.memberships.variables.get(name).map(|of| of.base.clone());
            language.categories.extend(base);
            language.categories.insert(name.clone());
        }
        for definition in &scenario.definitions {
            let name = &definition.name.value;
            let member = scenario.memberships.variables.get(name).cloned();
            let is = meaning(definition, varied);
            language.definitions.insert(name.clone(), Defined { is, member });
        }
        for group in &scenario.groups {
            let attributes = group.attributes.iter().map(|name| name.value.clone()).collect();
            let members = group.members.iter().map(|member| {
                let cells = member.cells.iter();
                let cells = cells.map(|(name, cell)| (name.clone(), value(cell, varied)));
                (member.name.value.clone(), cells.collect())
            });
            let members = Members { attributes, members: members.collect() };
            language.groups.insert(group.name.value.clone(), members);
        }
        language
    }

    /// Whether formulas mean what they say as they stand.
    pub fn is_plain(&self) -> bool {
        self.definitions.is_empty() && self.groups.is_empty()
    }
}

/// The first letter of parameters that stand for a number only because it is varied.
pub const VARIED: char = char::MAX;

/// The name of the parameter that stands for a number only because it is varied. It comes after all other names, so that
/// the ids of variables are those without it.
pub(super) fn name_of_varied(path: &str) -> String {
    format!("{VARIED}{path}")
}

/// The formula of a definition; a parameter if it is varied.
fn meaning(definition: &Definition, varied: &BTreeSet<String>) -> Expr {
    let Literal { value, text, place, path, .. } = &definition.is;
    let kind = match value {
        LiteralValue::Formula(expr) => return expr.clone(),
        LiteralValue::Plain(_) if varied.contains(path) => ExprKind::Name(name_of_varied(path)),
        LiteralValue::Plain(number) => match text.trim().strip_suffix('%') {
            Some(written) => ExprKind::Percent {
                written: written.trim().parse().unwrap_or(100.0 * number),
                share: *number,
            },
            None => ExprKind::Number(*number),
        },
        // the reader refuses these
        LiteralValue::Rest
        | LiteralValue::Word(..)
        | LiteralValue::Cases(..)
        | LiteralValue::Panel(_) => ExprKind::Number(0.0),
    };
    Expr { kind, place: *place }
}

fn value(cell: &Cell, varied: &BTreeSet<String>) -> Value {
    match cell {
        Cell::Number(literal) => match literal.value {
            LiteralValue::Plain(_) if varied.contains(&literal.path) => {
                Value::Parameter(name_of_varied(&literal.path))
            }
            LiteralValue::Plain(number) => Value::Number(number),
            _ => Value::Parameter(literal.path.clone()),
        },
        Cell::Date(date) => Value::Date(date.value),
        Cell::Truth(truth) => Value::Truth(truth.value),
        Cell::Text(text) => Value::Text(text.value.clone()),
    }
}
