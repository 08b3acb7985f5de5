//! The differences between two scenarios in structure, table by table: states, moves and outcomes that one has and the
//! other has not, and other rules.

use super::differ::{shape, without_places};
use crate::scenario::literal::{Base, Rule};
use crate::scenario::news::News;
use crate::scenario::tree::{Process, Scenario};
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of tables that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Definition,
    Parameter,
    Choice,
    Event,
    Process,
    Series,
    Quantity,
    Question,
}

const KINDS: [(Kind, &str); 8] = [
    (Kind::Definition, "define"),
    (Kind::Parameter, "parameter"),
    (Kind::Choice, "choice"),
    (Kind::Event, "event"),
    (Kind::Process, "process"),
    (Kind::Series, "series"),
    (Kind::Quantity, "quantity"),
    (Kind::Question, "question"),
];

/// A table whose structure differs between two scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restructured {
    kind: Kind,
    /// The path of the table, such as `process.talks`.
    pub path: String,
    /// The name of the variable or question.
    pub name: String,
    /// The difference in words, such as `state ministers added`.
    pub words: String,
}

/// Returns the tables whose structure differs, in a fixed order of kinds, then by name.
pub fn restructured(first: &Scenario, second: &Scenario) -> Vec<Restructured> {
    let mut found = Vec::new();
    for (kind, word) in KINDS {
        let all: BTreeSet<String> =
            [first, second].into_iter().flat_map(|s| names(s, kind)).collect();
        for name in all {
            let (one, other) = (alone(first, kind, &name), alone(second, kind, &name));
            if shape(&one) != shape(&other) {
                let words = words(&one, &other, kind);
                found.push(Restructured { kind, path: format!("{word}.{name}"), name, words });
            }
        }
    }
    found
}

/// Whether two scenarios are equal in all but their numbers, their tables, their [settings](super::reset()), their words and
/// their news: both have a clock or neither, and they have the same experts.
pub fn same_frame(first: &Scenario, second: &Scenario) -> bool {
    let frame = |scenario: &Scenario| {
        let mut frame = scenario.clone();
        for (kind, _) in KINDS {
            retain(&mut frame, kind, &|_| false);
        }
        frame.watched.clear();
        for expert in &mut frame.experts {
            (expert.label, expert.note) = (None, None);
        }
        let has_clock = frame.clock.take().is_some();
        (has_clock, shape(&frame))
    };
    frame(first) == frame(second)
}

/// Replaces a table by that of another scenario, adds it, or removes it if the other has none.
pub fn graft(into: &mut Scenario, from: &Scenario, table: &Restructured) {
    let other = alone(from, table.kind, &table.name);
    macro_rules! put {
        ($list:ident) => {{
            let at = into.$list.iter().position(|own| own.name.value == table.name);
            match (at, other.$list.into_iter().next()) {
                (Some(at), Some(new)) => into.$list[at] = new,
                (Some(at), None) => drop(into.$list.remove(at)),
                (None, Some(new)) => into.$list.push(new),
                (None, None) => {}
            }
        }};
    }
    match table.kind {
        Kind::Definition => put!(definitions),
        Kind::Parameter => put!(parameters),
        Kind::Choice => put!(choices),
        Kind::Event => put!(events),
        Kind::Process => put!(processes),
        Kind::Series => put!(series),
        Kind::Quantity => put!(quantities),
        Kind::Question => put!(questions),
    }
}

/// Adds the news of another scenario that a scenario has not; of pieces that say the same, those beyond its own.
pub fn join_news(into: &mut Scenario, from: &Scenario) {
    let said = |news: &News| without_places(&format!("{:?} {:?}", news.on, news.learnt));
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for news in &into.news {
        *known.entry(said(news)).or_default() += 1;
    }
    let is_new = |news: &&News| match known.get_mut(&said(news)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    into.news.extend(from.news.iter().filter(is_new).cloned());
}

fn names(scenario: &Scenario, kind: Kind) -> Vec<String> {
    macro_rules! all {
        ($list:ident) => {
            scenario.$list.iter().map(|own| own.name.value.clone()).collect()
        };
    }
    match kind {
        Kind::Definition => all!(definitions),
        Kind::Parameter => all!(parameters),
        Kind::Choice => all!(choices),
        Kind::Event => all!(events),
        Kind::Process => all!(processes),
        Kind::Series => all!(series),
        Kind::Quantity => all!(quantities),
        Kind::Question => all!(questions),
    }
}

/// Keeps the tables of a kind with these names.
fn retain(scenario: &mut Scenario, kind: Kind, keep: &dyn Fn(&str) -> bool) {
    macro_rules! some {
        ($list:ident) => {
            scenario.$list.retain(|own| keep(&own.name.value))
        };
    }
    match kind {
        Kind::Definition => some!(definitions),
        Kind::Parameter => some!(parameters),
        Kind::Choice => some!(choices),
        Kind::Event => some!(events),
        Kind::Process => some!(processes),
        Kind::Series => some!(series),
        Kind::Quantity => some!(quantities),
        Kind::Question => some!(questions),
    }
}

/// A scenario with one table alone, if there is such a table.
fn alone(scenario: &Scenario, kind: Kind, name: &str) -> Scenario {
    macro_rules! one {
        ($bare:ident, $list:ident) => {
            $bare.$list.extend(scenario.$list.iter().find(|own| own.name.value == name).cloned())
        };
    }
    let mut bare = Scenario::empty(scenario.file);
    match kind {
        Kind::Definition => one!(bare, definitions),
        Kind::Parameter => one!(bare, parameters),
        Kind::Choice => one!(bare, choices),
        Kind::Event => one!(bare, events),
        Kind::Process => one!(bare, processes),
        Kind::Series => one!(bare, series),
        Kind::Quantity => one!(bare, quantities),
        Kind::Question => one!(bare, questions),
    }
    bare
}

/// The difference between two scenarios of at most one table each, in words.
fn words(one: &Scenario, other: &Scenario, kind: Kind) -> String {
    let is_there = |scenario: &Scenario| !names(scenario, kind).is_empty();
    match (is_there(one), is_there(other)) {
        (false, _) => return "added".to_owned(),
        (_, false) => return "removed".to_owned(),
        (true, true) => {}
    }
    let (before, after) = (parts(one), parts(other));
    let is_in = |list: &[(&str, String)], part: &(&str, String)| list.contains(part);
    let added = after.iter().filter(|part| !is_in(&before, part)).map(|part| (part, "added"));
    let removed = before.iter().filter(|part| !is_in(&after, part)).map(|part| (part, "removed"));
    let changed: Vec<String> =
        added.chain(removed).map(|((what, name), how)| format!("{what} {name} {how}")).collect();
    if changed.is_empty() { "other rules".to_owned() } else { changed.join(", ") }
}

/// The named parts of a table: states and moves of a process, outcomes of an event, options of a choice; cases and
/// adjustments by their numbers.
fn parts(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let mut parts = Vec::new();
    for choice in &scenario.choices {
        parts.extend(choice.options.iter().map(|option| ("option", option.value.clone())));
    }
    scenario.events.iter().for_each(|event| of_rule(&event.rule, &mut parts));
    scenario.processes.iter().for_each(|process| of_process(process, &mut parts));
    parts
}

fn of_rule(rule: &Rule, parts: &mut Vec<(&'static str, String)>) {
    let names: Vec<String> = match &rule.base {
        Base::Outcomes(outcomes) => outcomes.names().map(|name| name.value.clone()).collect(),
        Base::Panel(panel) => panel.names().into_iter().map(|name| name.value.clone()).collect(),
        Base::Chance(_) | Base::Table(_) | Base::Cells(_) => Vec::new(),
    };
    parts.extend(names.into_iter().map(|name| ("outcome", name)));
    parts.extend((1..=rule.cases.len()).map(|at| ("case", at.to_string())));
    parts.extend((1..=rule.adjusts.len()).map(|at| ("adjustment", at.to_string())));
    parts.extend(rule.causes.iter().map(|cause| ("cause", cause.name.value.clone())));
}

fn of_process(process: &Process, parts: &mut Vec<(&'static str, String)>) {
    let Process { states, rows, .. } = process;
    parts.extend(states.iter().map(|state| ("state", state.value.clone())));
    let is_known = |name: &str| states.iter().any(|state| state.value == name);
    for row in rows.iter().filter(|row| is_known(&row.from.value)) {
        let moves = row.moves.iter();
        let arrow = |to: &str| format!("{}→{to}", row.from.value);
        parts.extend(moves.map(|own| ("move", arrow(&own.to.value))));
    }
}
