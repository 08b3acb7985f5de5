//! The structure of a model as JSON: variables, their reads and their tables. Describes the model, not its
//! results. The fields are documented in docs/networks.md.

use crate::formula::VariableId;
use crate::model::{self, Kind, Model, Settled, Supposition, Variable, World};
use crate::scenario::{Scenario, literals};
use serde::Serialize;
use std::collections::BTreeSet;

/// The version of the format.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Structure<'a> {
    format: &'static str,
    format_version: u32,
    foretell: &'static str,
    title: &'a str,
    clock: Option<Clock>,
    variables: Vec<Described<'a>>,
    /// The paths of numbers that are facts.
    facts: Vec<String>,
    questions: Vec<Asked<'a>>,
}

#[derive(Serialize)]
struct Clock {
    as_of: String,
    until: String,
    steps: usize,
}

#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outcomes: Vec<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otherwise: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    reads: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Table<'a>>,
}

#[derive(Serialize)]
struct Table<'a> {
    given: Vec<&'a str>,
    rows: Vec<Vec<f64>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    name: &'a str,
    label: &'a str,
}

/// Renders the model as JSON; tables and parameter values are those of `world`, and are omitted without it.
///
/// # Panics
/// Never: only maps with non-string keys can't be written, and there are none.
pub fn structure(
    (scenario, model): (&Scenario, &Model),
    world: Option<&World>,
    supposition: &Supposition,
) -> String {
    let facts = literals(scenario).into_iter().filter(|figure| figure.grounds.is_fact);
    let mut order: Vec<VariableId> = (0..model.variables.len() as u32).map(VariableId).collect();
    order.sort_by_key(|id| model.variable(*id).place);
    let clock = model.timeline.clock.map(|clock| Clock {
        as_of: clock.as_of.to_string(),
        until: clock.until.to_string(),
        steps: model.timeline.last(),
    });
    let described = order.iter().map(|id| describe(model, world, supposition, *id));
    let asked = model.questions.iter().map(|q| Asked { name: &q.name, label: &q.label });
    let structure = Structure {
        format: "foretell model",
        format_version: FORMAT,
        foretell: env!("CARGO_PKG_VERSION"),
        title: &model.title,
        clock,
        variables: described.collect(),
        facts: facts.map(|figure| figure.path.clone()).collect(),
        questions: asked.collect(),
    };
    crate::report::format::pretty::render(&structure)
}

fn describe<'a>(
    model: &'a Model,
    world: Option<&World>,
    supposition: &Supposition,
    id: VariableId,
) -> Described<'a> {
    let variable = model.variable(id);
    let outcome = |i: u16| variable.outcomes[usize::from(i)].as_str();
    let (kind, unit, settled, otherwise) = kind(variable);
    let read: BTreeSet<VariableId> =
        model.dependencies.reads(id).map(|read| read.variable).collect();
    let named = read.iter().filter_map(|id| model.variables.get(id.index()));
    let made = supposition.interventions.iter().find(|made| made.variable == id);
    let table = world.filter(|_| model.timeline.clock.is_none()).and_then(|world| {
        let (given, node) = model::node(model, world, id, made).ok()?;
        let width = node.outcomes.len().max(1);
        let given = given.iter().map(|parent| model.variable(*parent).name.as_str());
        let rows = node.chances.chunks(width).map(<[f64]>::to_vec);
        Some(Table { given: given.collect(), rows: rows.collect() })
    });
    let value = world.filter(|_| variable.is_parameter());
    let value = value.map(|world| world.values[id.index()]).filter(|value| value.is_finite());
    Described {
        name: &variable.name,
        kind,
        outcomes: variable.shown.iter().map(|i| outcome(*i)).collect(),
        unit,
        settled,
        otherwise: otherwise.map(outcome),
        value,
        reads: named.map(|read| read.name.as_str()).collect(),
        table,
    }
}

fn kind(variable: &Variable) -> (&'static str, &str, Option<&'static str>, Option<u16>) {
    let when = |settled: &Settled| match settled {
        Settled::AtStart => "at the start",
        Settled::When(_) => "when a condition holds",
        Settled::AtEnd => "at the end",
        Settled::EachStep => "at each step",
    };
    match &variable.kind {
        Kind::Parameter(unit) => ("parameter", unit, None, None),
        Kind::Choice(_) => ("choice", "", None, None),
        Kind::Event(event) => ("event", "", Some(when(&event.settled)), event.otherwise),
        Kind::Process(_) => ("process", "", None, None),
        Kind::Series(series) => ("series", &series.unit, None, None),
        Kind::Quantity(q) => ("quantity", &q.unit, Some(when(&q.settled)), None),
    }
}
