//! Assembly of the parts of a network to a `Scenario`, with every fault at once. The model finds cycles, as for any
//! scenario.

use super::super::names::identifiers;
use super::faults::{Faults, shortened};
use super::numbers::{Numbers, Scaled, Text};
use super::parts::{Body, Name, Parts, Shape, Table, Variable};
use crate::diagnostic::{Code, Diagnostic, Located, Place, nearest};
use crate::scenario::{Base, Cells, Choice, Event, MOST_OUTCOMES, Names, Rule, Scenario, Settled};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The most numbers that tables may have beyond those in the file, through `default`.
const MOST_BY_DEFAULT: usize = 1 << 22;

/// Assembles the scenario, and returns it with every fault, including those found before, in the order of the file.
/// The scenario is usable only if there are no faults.
pub(in crate::internal::interchange) fn assemble<B: Body>(
    text: Text<'_>,
    parts: &Parts<'_, B>,
    mut faults: Faults,
) -> (Scenario, Vec<Diagnostic>) {
    let mut scenario = Scenario::empty(faults.file());
    scenario.title = parts.title.as_ref().filter(|title| !title.text.is_empty()).map(|title| {
        Located::new(title.text.clone().into_owned(), faults.place(title.span.clone()))
    });
    if parts.variables.is_empty() && faults.found.is_empty() {
        faults.tell(Code::Empty, 0..0, "the network has no variables", "add one, with its table");
    }
    let variables = &parts.variables;
    let index = index(variables, &mut faults);
    for variable in variables {
        states(variable, &mut faults);
    }
    let names: Vec<&str> = variables.iter().map(|v| v.name.text.as_ref()).collect();
    let mut reading = Reading {
        text,
        variables,
        names: identifiers(&names),
        outcomes: variables.iter().map(|v| outcomes(v, &faults)).collect(),
        index,
        faults,
        scaled: Scaled::default(),
        left: text.text.len() / 2 + MOST_BY_DEFAULT,
        scenario,
    };
    reading.tables(&parts.tables, parts.is_broken);
    reading.renamed();
    let Reading { mut faults, scaled, scenario, .. } = reading;
    faults.found.extend(reported(&scaled, text.normalize));
    faults.found.sort_by_key(|fault| fault.place.map(|place| (place.start, place.end)));
    faults.found.dedup();
    (scenario, faults.found)
}

/// The indices of the variables by name; the first counts if a name is repeated.
fn index<'b>(variables: &'b [Variable<'_>], faults: &mut Faults) -> BTreeMap<&'b str, usize> {
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, variable) in variables.iter().enumerate() {
        let name = &variable.name;
        if name.text.trim().is_empty() {
            let message = "the name of a variable is empty";
            faults.tell(Code::BadName, name.span.clone(), message, "say what it is");
        } else if name.text.contains(char::is_control) {
            let message = format!("`{}` can't be a name", shortened(&name.text));
            faults.tell(Code::BadName, name.span.clone(), message, "drop what can't be seen");
        }
        if let Some(first) = index.get(name.text.as_ref()) {
            let first: &Variable<'_> = &variables[*first];
            let message = format!("there are two variables `{}`", shortened(&name.text));
            let first = faults.place(first.name.span.clone());
            let fault = Diagnostic::new(Code::NameTwice, faults.place(name.span.clone()), message);
            faults.push(fault.label("choose another name").related(first, "the first is here"));
        } else {
            index.insert(name.text.as_ref(), at);
        }
    }
    index
}

/// Checks the states of a variable.
fn states(variable: &Variable<'_>, faults: &mut Faults) {
    let name = shortened(&variable.name.text);
    let count = variable.states.len();
    let typed = variable.states_at != variable.name.span;
    if typed && !(1..=MOST_OUTCOMES).contains(&count) {
        let message = format!("`{name}` has {count} states; 1 to {MOST_OUTCOMES} can be read");
        let repair = if count == 0 { "" } else { "join states, or split it into two variables" };
        faults.tell(Code::WrongCount, variable.states_at.clone(), message, repair);
    }
    let mut seen = BTreeMap::new();
    for state in &variable.states {
        if state.text.trim().is_empty() || state.text.contains(char::is_control) {
            let message = format!("a state of `{name}` has no name that can be read");
            faults.tell(Code::BadName, state.span.clone(), message, "say what it is");
        }
        if let Some(first) = seen.insert(state.text.as_ref(), state.span.clone()) {
            let message = format!("the state `{}` is there twice", shortened(&state.text));
            let fault = Diagnostic::new(Code::NameTwice, faults.place(state.span.clone()), message);
            let first = faults.place(first);
            let fault = fault.label("drop or rename one of the two");
            faults.push(fault.related(first, "the first is here"));
        }
    }
}

fn outcomes(variable: &Variable<'_>, faults: &Faults) -> Names {
    let state = |state: &Name<'_>| {
        Located::new(state.text.clone().into_owned(), faults.place(state.span.clone()))
    };
    variable.states.iter().map(state).collect()
}

/// The advice about rows that were scaled to sum to 1.
fn reported(scaled: &Scaled, normalize: bool) -> Option<Diagnostic> {
    let place = scaled.first?;
    let rows = match scaled.rows {
        1 => "the chances of 1 row miss".to_owned(),
        n => format!("the chances of {n} rows miss"),
    };
    let message = format!("{rows} 1 by up to {:.1e}: they are scaled", scaled.most);
    let help = if normalize {
        "each row is divided by its sum, as `--normalize` says"
    } else {
        "the digits that were printed leave that much open: each row is divided by its sum"
    };
    Some(Diagnostic::new(Code::Scaled, place, message).help(help))
}

struct Reading<'a, 'b> {
    text: Text<'a>,
    variables: &'b [Variable<'a>],
    /// The name of each variable in the scenario.
    names: Vec<String>,
    /// The outcomes of each variable.
    outcomes: Vec<Names>,
    index: BTreeMap<&'b str, usize>,
    faults: Faults,
    scaled: Scaled,
    /// The number of further values that tables may have.
    left: usize,
    scenario: Scenario,
}

impl<'a> Reading<'a, '_> {
    fn tables<B: Body>(&mut self, tables: &[Table<'a, B>], is_broken: bool) {
        let mut first: Vec<Option<Place>> = vec![None; self.variables.len()];
        let mut rules: Vec<Option<Cells>> = vec![None; self.variables.len()];
        for table in tables {
            let child = self.find(&table.child);
            let parents = self.parents(&table.parents);
            let Some(child) = child else { continue };
            let place = self.faults.place(table.head.clone());
            if let Some(first) = first[child].replace(place) {
                let name = shortened(&table.child.text);
                let message = format!("a second table for `{name}`");
                let fault = Diagnostic::new(Code::NameTwice, place, message);
                let fault = fault.label("drop one of the two");
                self.faults.push(fault.related(first, "the first is here"));
                continue;
            }
            if let Some(parents) = parents {
                rules[child] = self.cells(child, &parents, table);
            }
        }
        self.scenario.events.reserve_exact(self.variables.len());
        for (at, variable) in self.variables.iter().enumerate() {
            let own = self.index.get(variable.name.text.as_ref()) == Some(&at);
            if own && first[at].is_none() && !is_broken {
                let message = format!("`{}` has no table", shortened(&variable.name.text));
                let span = variable.name.span.clone();
                self.faults.tell(Code::NoProbabilities, span, message, "add one with its chances");
            }
            self.add(at, rules[at].take());
        }
    }

    fn find(&mut self, name: &Name<'a>) -> Option<usize> {
        let found = self.index.get(name.text.as_ref()).copied();
        if found.is_none() {
            let message = format!("there is no variable `{}`", shortened(&name.text));
            let names = self.index.keys().copied();
            let near = if self.faults.are_few() { nearest(&name.text, names) } else { None };
            let place = self.faults.place(name.span.clone());
            self.faults.push(Diagnostic::unknown(&name.text, place, message).suggest(near));
        }
        found
    }

    fn parents(&mut self, names: &[Name<'a>]) -> Option<Vec<usize>> {
        let mut parents = Vec::with_capacity(names.len());
        let mut sound = true;
        for name in names {
            match self.find(name) {
                Some(parent) if parents.contains(&parent) => {
                    let message = format!("the parent `{}` is there twice", shortened(&name.text));
                    let span = name.span.clone();
                    self.faults.tell(Code::NameTwice, span, message, "drop one of the two");
                    sound = false;
                }
                Some(parent) => parents.push(parent),
                None => sound = false,
            }
        }
        sound.then_some(parents)
    }

    fn cells<B: Body>(
        &mut self,
        child: usize,
        parents: &[usize],
        table: &Table<'a, B>,
    ) -> Option<Cells> {
        let known = parents.iter().chain([&child]);
        let readable = |at: &usize| (1..=MOST_OUTCOMES).contains(&self.variables[*at].states.len());
        if !known.clone().all(readable) {
            return None; // reported at the declaration
        }
        let rows = self.rows(child, parents, &table.head)?;
        let shape = Shape {
            child: &self.variables[child],
            parents: parents.iter().map(|parent| &self.variables[*parent]).collect(),
            head: table.head.clone(),
            rows,
        };
        let mut numbers = Numbers {
            text: self.text,
            of: &self.variables[child].name.text,
            faults: &mut self.faults,
            scaled: &mut self.scaled,
        };
        let chances = table.body.chances(&shape, &mut numbers)?;
        self.left = self.left.saturating_sub(chances.len());
        let given = parents.iter().zip(&table.parents).map(|(parent, name)| {
            let place = self.faults.place(name.span.clone());
            (Located::new(self.names[*parent].clone(), place), self.outcomes[*parent].clone())
        });
        Some(Cells {
            outcomes: self.outcomes[child].clone(),
            given: given.collect(),
            chances: Arc::new(chances),
            place: self.faults.place(table.place.clone()),
        })
    }

    /// The number of rows of a table; `None` if it would have more numbers than allowed.
    fn rows(&mut self, child: usize, parents: &[usize], head: &Range<usize>) -> Option<usize> {
        let width = self.variables[child].states.len();
        let mut cards = parents.iter().map(|parent| self.variables[*parent].states.len());
        let rows = cards.try_fold(1_usize, usize::checked_mul);
        let fits = |rows: &usize| rows.checked_mul(width).is_some_and(|count| count <= self.left);
        let rows = rows.filter(fits);
        if rows.is_none() {
            let message = format!(
                "the table of `{}` would have more numbers than the file can hold",
                shortened(&self.variables[child].name.text)
            );
            let repair = "its parents have too many combinations";
            self.faults.tell(Code::WrongCount, head.clone(), message, repair);
        }
        rows
    }

    /// Adds a variable to the scenario: as a choice if a property says so, else as an event.
    fn add(&mut self, at: usize, cells: Option<Cells>) {
        let variable = &self.variables[at];
        let place = self.faults.place(variable.name.span.clone());
        let name = Located::new(self.names[at].clone(), place);
        let Some(cells) = cells else {
            self.scenario.unread.push(name);
            return;
        };
        let certain = cells.chances.iter().position(|chance| *chance >= 1.0);
        if let Some(default) = certain.filter(|_| variable.is_choice && cells.given.is_empty()) {
            self.scenario.choices.push(Choice {
                name,
                default: cells.outcomes[default].clone(),
                options: cells.outcomes.to_vec(),
                options_place: self.faults.place(variable.states_at.clone()),
            });
            return;
        }
        let place = cells.place;
        let base = Base::Cells(cells);
        let (cases, adjusts, causes) = (Vec::new(), Vec::new(), Vec::new());
        let rule = Rule { base, cases, adjusts, causes, place };
        let settled = Settled::AtStart;
        self.scenario.events.push(Event { name, settled, otherwise: None, rule });
    }

    /// Reports the names that had to be changed.
    fn renamed(&mut self) {
        for (variable, name) in self.variables.iter().zip(&self.names) {
            let original = variable.name.text.as_ref();
            if !self.index.contains_key(original) || name == original {
                continue;
            }
            self.scenario.originals.insert(name.clone(), original.to_owned());
            let original = shortened(original);
            let message = format!("`{original}` is called `{name}` in conditions and options");
            let place = self.faults.place(variable.name.span.clone());
            self.faults.push(Diagnostic::new(Code::Renamed, place, message).help(
                "names in formulas are made of letters, digits and `_`, and begin with no digit",
            ));
        }
    }
}
