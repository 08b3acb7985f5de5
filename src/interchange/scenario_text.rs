//! Export of an imported network as a scenario file to read and change: a table for each variable, with rows that
//! name the parents' outcomes.

use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::{self, Base, Cells, Choice, Event, Scenario, path_piece};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The text of a scenario file for an imported network; `from` is the name of the network's file. Reading the text
/// gives the same chances to the last bit.
///
/// Fails if the text would be longer than a scenario may be.
pub fn scenario_text(scenario: &Scenario, from: &str) -> Result<String, Diagnostic> {
    let mut text =
        Text { out: String::new(), outcomes: BTreeMap::new(), left_out: BTreeSet::new() };
    for event in &scenario.events {
        if let Base::Cells(cells) = &event.rule.base {
            text.prepare(event, cells);
        }
    }
    text.head(scenario, from);
    for choice in &scenario.choices {
        text.choice(choice);
    }
    for event in &scenario.events {
        if let Base::Cells(cells) = &event.rule.base {
            text.event(event, cells);
        }
        if text.out.len() > scenario::MOST_BYTES {
            let message = "as a scenario the network would have more than 4 MB, the most that one \
                           may have";
            return Err(Diagnostic::placeless(Code::TooLarge, message)
                .help("every command takes the network's own file"));
        }
    }
    Ok(text.out)
}

struct Text {
    out: String,
    /// The outcomes that had to be renamed, by variable.
    outcomes: BTreeMap<String, BTreeMap<String, String>>,
    /// Variables with a single outcome, which are left out.
    left_out: BTreeSet<String>,
}

impl Text {
    /// Finds outcomes and variables that a scenario can't have.
    fn prepare(&mut self, event: &Event, cells: &Cells) {
        let name = &event.name.value;
        if cells.outcomes.len() == 1 {
            self.left_out.insert(name.clone());
        }
        for outcome in cells.outcomes.iter() {
            if !matches!(outcome.value.as_str(), "source" | "because") {
                continue;
            }
            let mut new = format!("{}_", outcome.value);
            while cells.outcomes.iter().any(|other| other.value == new) {
                new.push('_');
            }
            self.outcomes.entry(name.clone()).or_default().insert(outcome.value.clone(), new);
        }
    }

    fn put(&mut self, what: std::fmt::Arguments<'_>) {
        self.out.write_fmt(what).expect("a String takes all");
    }

    fn head(&mut self, scenario: &Scenario, from: &str) {
        self.put(format_args!("# From the network {}.\n", on_one_line(from)));
        if !scenario.originals.is_empty() || !self.outcomes.is_empty() {
            self.put(format_args!("#\n# Names that had to change:\n"));
        }
        for (name, original) in &scenario.originals {
            self.put(format_args!("#   {name} is called {} there\n", on_one_line(original)));
        }
        for (variable, outcomes) in self.outcomes.clone() {
            for (original, name) in outcomes {
                self.put(format_args!("#   {variable} = {name} is called {original} there\n"));
            }
        }
        if !self.left_out.is_empty() {
            self.put(format_args!("#\n# Left out, for they have one outcome:\n"));
            for name in self.left_out.clone() {
                self.put(format_args!("#   {name}\n"));
            }
        }
        if let Some(title) = &scenario.title {
            self.put(format_args!("\n[scenario]\ntitle = {}\n", quoted(&title.value)));
        }
    }

    fn choice(&mut self, choice: &Choice) {
        let options: Vec<String> = choice.options.iter().map(|o| quoted(&o.value)).collect();
        self.put(format_args!(
            "\n[choice.{}]\noptions = [{}]\ndefault = {}\n",
            path_piece(&choice.name.value),
            options.join(", "),
            quoted(&choice.default.value)
        ));
    }

    /// The name of an outcome in the scenario.
    fn outcome(&self, variable: &str, outcome: &str) -> String {
        let changed = self.outcomes.get(variable).and_then(|changed| changed.get(outcome));
        changed.map_or_else(|| outcome.to_owned(), Clone::clone)
    }

    fn event(&mut self, event: &Event, cells: &Cells) {
        let name = &event.name.value;
        if self.left_out.contains(name) {
            return;
        }
        let columns: Vec<String> =
            cells.outcomes.iter().map(|o| path_piece(&self.outcome(name, &o.value))).collect();
        self.put(format_args!("\n[event.{}]\n", path_piece(name)));
        let given: Vec<_> =
            cells.given.iter().filter(|(n, _)| !self.left_out.contains(&n.value)).collect();
        if given.is_empty() {
            self.out.push_str("outcomes = ");
            self.shares(&columns, &cells.chances);
            self.out.push('\n');
            return;
        }
        let names: Vec<String> = given.iter().map(|(n, _)| quoted(&n.value)).collect();
        self.put(format_args!("given = [{}]\ntable = [\n", names.join(", ")));
        for (row, chances) in cells.chances.chunks(columns.len()).enumerate() {
            let mut left = row;
            let mut matches: Vec<String> = Vec::new();
            for (parent, names) in given.iter().rev() {
                let outcome = self.outcome(&parent.value, &names[left % names.len()].value);
                matches.push(format!("{} = {}", path_piece(&parent.value), quoted(&outcome)));
                left /= names.len();
            }
            matches.reverse();
            self.put(format_args!("  {{ {}, outcomes = ", matches.join(", ")));
            self.shares(&columns, chances);
            self.out.push_str(" },\n");
            if self.out.len() > scenario::MOST_BYTES {
                return;
            }
        }
        self.out.push_str("]\n");
    }

    fn shares(&mut self, columns: &[String], chances: &[f64]) {
        for (at, (column, chance)) in columns.iter().zip(chances).enumerate() {
            self.put(format_args!("{}{column} = {chance:?}", if at == 0 { "{ " } else { ", " }));
        }
        self.out.push_str(" }");
    }
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    let piece = path_piece(text);
    if piece.starts_with('"') { piece } else { format!("\"{piece}\"") }
}

fn on_one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
