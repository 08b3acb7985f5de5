//! The conditions under which numbers apply, by the paths of their tables.

use crate::scenario::literal::{Base, Rule};
use crate::scenario::names::path_piece;
use crate::scenario::tree::{MoveBy, Scenario};
use std::collections::BTreeMap;

/// The most rows of a table that are described; rows of larger tables are named by number.
const MOST_ROWS: usize = 4096;

/// The conditions of cases and adjustments as written, and the parents' outcomes of table rows, by the paths of these
/// cases, adjustments and rows: `event.venue.case.1`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions(BTreeMap<String, String>);

impl Conditions {
    /// Collects the conditions of a scenario. If two in one rule are equal, the second gets its number as a suffix.
    pub fn of(scenario: &Scenario) -> Self {
        let mut found = Self::default();
        for event in &scenario.events {
            found.rule(&format!("event.{}", path_piece(&event.name.value)), &event.rule);
        }
        for process in &scenario.processes {
            let name = path_piece(&process.name.value);
            for row in &process.rows {
                let from = path_piece(&row.from.value);
                for step in &row.moves {
                    if let MoveBy::Chance(rule) = &step.by {
                        let to = path_piece(&step.to.value);
                        found.rule(&format!("process.{name}.from.{from}.{to}"), rule);
                    }
                }
            }
        }
        found
    }

    fn rule(&mut self, path: &str, rule: &Rule) {
        self.arms(path, "case", rule.cases.iter().map(|case| case.text.as_str()));
        self.arms(path, "adjust", rule.adjusts.iter().map(|adjust| adjust.text.as_str()));
        if let Base::Table(table) = &rule.base
            && table.rows.len() <= MOST_ROWS
        {
            for (at, row) in table.rows.iter().enumerate() {
                let matches = row.matches.iter();
                let written =
                    matches.map(|(name, outcome)| format!("{} {}", name.value, outcome.value));
                let written = written.collect::<Vec<_>>().join(", ");
                self.0.insert(format!("{path}.table.{}", at + 1), written);
            }
        }
    }

    fn arms<'a>(&mut self, path: &str, kind: &str, texts: impl Iterator<Item = &'a str>) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, text) in texts.enumerate() {
            let times = seen.entry(text).or_default();
            *times += 1;
            let text = if *times == 1 { text.to_owned() } else { format!("{text} ({times})") };
            self.0.insert(format!("{path}.{kind}.{}", at + 1), text);
        }
    }

    /// The condition of the table at a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }
}
