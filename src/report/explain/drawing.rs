//! Diagrams of the model for Graphviz and Mermaid: the dependency graph, and the states of a process.

use super::words;
use crate::diagnostic::Sources;
use crate::diagnostic::on_one_line;
use crate::formula::{Read, Reading, VariableId};
use crate::model::{Kind, Model};
use crate::scenario::{Base, LiteralValue, MoveBy, Process, Scenario, Start};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The program that a diagram is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// Graphviz: `dot -Tsvg`.
    Dot,
    /// Mermaid, as rendered by GitHub and many editors.
    Mermaid,
}

/// Draws the variables with an arrow from each one that is read to its reader (dashed if the step before is
/// read).
///
/// With the name of a process, draws its states and moves; with the name of another variable or a question,
/// only its ancestors. `None` if the scenario has nothing with this name.
pub fn draw(
    scenario: &Scenario,
    model: &Model,
    sources: &Sources,
    drawing: Drawing,
    name: Option<&str>,
) -> Option<String> {
    if let Some(process) = scenario.processes.iter().find(|p| Some(p.name.value.as_str()) == name) {
        return Some(states(process, sources, drawing));
    }
    let shown = match name {
        None => vec![true; model.variables.len()],
        Some(name) => {
            if let Some(variable) = model.find(name) {
                model.dependencies.ancestors(vec![variable], |_| false)
            } else {
                scenario.questions.iter().find(|q| q.name.value == name)?;
                question_ancestors(model, name)?
            }
        }
    };
    let ids = (0..model.variables.len() as u32).map(VariableId).filter(|id| shown[id.index()]);
    let name = |id: VariableId| model.variable(id).name.as_str();
    let arrow = |to: VariableId| {
        let arrow = move |(from, dashed)| Arrow {
            from: name(from),
            to: name(to),
            label: String::new(),
            dashed,
        };
        read(model, to).into_iter().map(arrow)
    };
    let arrows: Vec<Arrow<'_>> = ids.clone().flat_map(arrow).collect();
    let nodes: Vec<(&str, Shape)> =
        ids.map(|id| (name(id), shape(&model.variable(id).kind))).collect();
    Some(match drawing {
        Drawing::Dot => dot(&nodes, &arrows),
        Drawing::Mermaid => mermaid_graph(&nodes, &arrows),
    })
}

/// By id: whether a question depends on it; `None` if the model has no question of this name.
pub(super) fn question_ancestors(model: &Model, name: &str) -> Option<Vec<bool>> {
    let question = model.questions.iter().find(|question| question.name == name)?;
    let mut asked = Vec::new();
    question.for_each_read(&mut |read| asked.push(read.variable));
    Some(model.dependencies.ancestors(asked, |_| false))
}

/// The other variables and parameters that a variable reads, each with whether it is read as of the end of the step
/// before.
fn read(model: &Model, id: VariableId) -> BTreeSet<(VariableId, bool)> {
    let graph = &model.dependencies;
    let mut reads: Vec<(VariableId, bool)> = Vec::new();
    let variable = model.variable(id);
    if let Kind::Process(process) = &variable.kind {
        process.start.specification.for_each_read(&mut |read| reads.push((read.variable, false)));
    } else {
        reads.extend(graph.at_start(id).iter().map(|read| (read.variable, false)));
    }
    if variable.moves() {
        let is_before = |read: &Read| (read.variable, read.reading != Reading::Now);
        reads.extend(graph.later(id).iter().map(is_before));
    }
    if variable.is_parameter() {
        reads.extend(graph.parents(id).map(|parent| (parent, false)));
    }
    let mut found = BTreeSet::new();
    while let Some((read, is_before)) = reads.pop() {
        // numbers written in place stand for the parameters that they read
        if read.index() >= model.variables.len() {
            reads.extend(graph.parents(read).map(|parent| (parent, is_before)));
        } else if read != id {
            found.insert((read, is_before));
        }
    }
    found
}

/// The shape of a node, by its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A random variable: an ellipse.
    Chance,
    /// A process or series: a rounded box.
    Moving,
    /// A choice: a box.
    Decided,
    /// A possible initial state of a process.
    Start,
}

struct Arrow<'a> {
    from: &'a str,
    to: &'a str,
    label: String,
    dashed: bool,
}

fn shape(kind: &Kind) -> Shape {
    match kind {
        Kind::Choice(_) => Shape::Decided,
        Kind::Process(_) | Kind::Series(_) => Shape::Moving,
        Kind::Parameter(_) | Kind::Event(_) | Kind::Quantity(_) => Shape::Chance,
    }
}

/// A process: its states, its initial states, and its moves with their conditions.
fn states(process: &Process, sources: &Sources, drawing: Drawing) -> String {
    let starts: Vec<&str> = match &process.start {
        Start::State(state) => vec![state.value.as_str()],
        Start::Outcomes(outcomes) => outcomes
            .shares
            .iter()
            .filter(|(_, figure)| figure.value != LiteralValue::Plain(0.0))
            .map(|(name, _)| name.value.as_str())
            .collect(),
        Start::Panel(panel) => panel.names().into_iter().map(|name| name.value.as_str()).collect(),
    };
    let nodes: Vec<(&str, Shape)> = process
        .states
        .iter()
        .map(|state| state.value.as_str())
        .map(|name| (name, if starts.contains(&name) { Shape::Start } else { Shape::Moving }))
        .collect();
    let mut arrows = Vec::new();
    for row in &process.rows {
        for step in &row.moves {
            let mut label = match &step.by {
                MoveBy::After(figure) => format!("after {}", words::on_one_line(&figure.text)),
                MoveBy::Chance(rule) => match &rule.base {
                    Base::Chance(figure) => words::on_one_line(&figure.text),
                    Base::Outcomes(_) | Base::Panel(_) | Base::Table(_) | Base::Cells(_) => {
                        String::new()
                    }
                },
            };
            if let Some(condition) = &step.condition {
                let written = words::on_one_line(sources.slice(condition.place));
                write!(label, " if {written}").expect("a String takes all");
            }
            let (from, to) = (row.from.value.as_str(), step.to.value.as_str());
            arrows.push(Arrow { from, to, label, dashed: false });
        }
        let deadline = row.deadline.as_deref();
        for (outcome, _) in deadline.iter().flat_map(|deadline| &deadline.outcomes.shares) {
            let after = deadline.map_or(String::new(), |one| words::on_one_line(&one.after.text));
            let (from, to) = (row.from.value.as_str(), outcome.value.as_str());
            arrows.push(Arrow { from, to, label: format!("after {after}"), dashed: false });
        }
    }
    match drawing {
        Drawing::Dot => dot(&nodes, &arrows),
        Drawing::Mermaid => mermaid_states(&nodes, &arrows),
    }
}

/// A digraph for Graphviz. Names are quoted, because they may be any text.
fn dot(nodes: &[(&str, Shape)], arrows: &[Arrow<'_>]) -> String {
    let mut lines = vec!["digraph {".to_owned(), "  rankdir = LR;".to_owned()];
    for (name, shape) in nodes {
        let look = match shape {
            Shape::Chance => "shape = ellipse",
            Shape::Moving => "shape = box, style = rounded",
            Shape::Decided => "shape = box",
            Shape::Start => "shape = box, style = \"rounded,bold\"",
        };
        lines.push(format!("  {} [{look}];", dot_quoted(name)));
    }
    for arrow in arrows {
        let mut looks = Vec::new();
        if !arrow.label.is_empty() {
            looks.push(format!("label = {}", dot_quoted(&arrow.label)));
        }
        if arrow.dashed {
            looks.push("style = dashed".to_owned());
        }
        let look =
            if looks.is_empty() { String::new() } else { format!(" [{}]", looks.join(", ")) };
        lines.push(format!("  {} -> {}{look};", dot_quoted(arrow.from), dot_quoted(arrow.to)));
    }
    lines.push("}\n".to_owned());
    lines.join("\n")
}

fn dot_quoted(text: &str) -> String {
    format!("\"{}\"", on_one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// A flowchart for Mermaid. Nodes are numbered, because names such as `end` are Mermaid keywords.
fn mermaid_graph(nodes: &[(&str, Shape)], arrows: &[Arrow<'_>]) -> String {
    let mut lines = vec!["flowchart LR".to_owned()];
    for (at, (name, shape)) in nodes.iter().enumerate() {
        let (open, close) = match shape {
            Shape::Chance => ("([", "])"),
            Shape::Moving | Shape::Start => ("(", ")"),
            Shape::Decided => ("[", "]"),
        };
        lines.push(format!("  v{}{open}\"{}\"{close}", at + 1, mermaid_escaped(name)));
    }
    for arrow in arrows {
        let line = if arrow.dashed { "-.->" } else { "-->" };
        let (from, to) = (number_of(nodes, arrow.from), number_of(nodes, arrow.to));
        lines.push(format!("  v{from} {line} v{to}"));
    }
    lines.join("\n") + "\n"
}

/// A state diagram for Mermaid.
fn mermaid_states(nodes: &[(&str, Shape)], arrows: &[Arrow<'_>]) -> String {
    let mut lines = vec!["stateDiagram-v2".to_owned(), "  direction LR".to_owned()];
    for (at, (name, _)) in nodes.iter().enumerate() {
        lines.push(format!("  state \"{}\" as s{}", mermaid_escaped(name), at + 1));
    }
    for (at, _) in nodes.iter().enumerate().filter(|(_, (_, shape))| *shape == Shape::Start) {
        lines.push(format!("  [*] --> s{}", at + 1));
    }
    for arrow in arrows {
        let (from, to) = (number_of(nodes, arrow.from), number_of(nodes, arrow.to));
        let label = mermaid_escaped(&arrow.label);
        let label = if label.is_empty() { label } else { format!(" : {label}") };
        lines.push(format!("  s{from} --> s{to}{label}"));
    }
    lines.join("\n") + "\n"
}

/// The number of a node, from 1; 0 if it is not in the list, which Mermaid then shows.
fn number_of(nodes: &[(&str, Shape)], name: &str) -> usize {
    nodes.iter().position(|(other, _)| *other == name).map_or(0, |at| at + 1)
}

/// Escapes text for Mermaid: special characters become entities (`#59;`).
fn mermaid_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || " _-.,%()=/*+'".contains(c) {
            out.push(c);
        } else {
            write!(out, "#{};", u32::from(c)).expect("a String takes all");
        }
    }
    out
}
