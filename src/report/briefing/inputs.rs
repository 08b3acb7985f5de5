//! Every number of the scenario: its value, who says it, why, and its source.

use crate::report::document::{Block, Cell, Column, Table};
use crate::report::format::number;
use crate::scenario::{Conditions, Literal, LiteralValue, Scenario, WITHHELD, label_of, literals};

/// The most numbers that are listed.
const MOST: usize = 2_000;

/// Shows every number of the scenario in the order of the file, those of one variable together.
pub(super) fn blocks(scenario: &Scenario, conditions: &Conditions) -> Vec<Block> {
    let all = literals(scenario);
    // a panel is shown by its members, and a remainder has nothing to show
    let is_said =
        |literal: &&&Literal| !matches!(literal.value, LiteralValue::Rest | LiteralValue::Panel(_));
    let said: Vec<&Literal> = all.iter().filter(is_said).copied().collect();
    if said.is_empty() {
        return Vec::new();
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut group = String::new();
    for literal in said.iter().take(MOST) {
        let label = label_of(&literal.path, conditions);
        let (of, own) = divided(&label, &literal.path);
        if of != group {
            rows.push(vec![Cell::text(of.replace('_', " "))]);
            of.clone_into(&mut group);
        }
        rows.push(row(scenario, literal, own));
    }
    let columns = ["Number", "Value", "Who says so", "Why", "Source"].map(Column::left).into();
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    if let Some(more) = said.len().checked_sub(MOST).filter(|more| *more > 0) {
        let more = number::count(more as u64);
        blocks.push(Block::Note(format!("… and {more} more numbers, in the scenario.")));
    }
    blocks
}

/// The variable of a number, and the rest of its label.
fn divided<'a>(label: &'a str, path: &'a str) -> (&'a str, &'a str) {
    let name = path.split('.').nth(1).unwrap_or(path);
    match label.strip_prefix(name) {
        Some("") => (name, "value"),
        Some(rest) => (name, rest.trim_start_matches([':', ',', ' '])),
        None => ("experts and others", label),
    }
}

fn row(scenario: &Scenario, literal: &Literal, own: &str) -> Vec<Cell> {
    let grounds = &literal.grounds;
    let because = grounds.because.as_ref().map_or("", |because| because.value.trim());
    let source =
        grounds.source.as_ref().map_or_else(String::new, |source| cited(scenario, &source.value));
    let observations = literal.observations.as_ref();
    let worth = observations.map(|cases| format!(", worth {} cases", cases.text));
    let value = format!("{}{}", literal.text, worth.unwrap_or_default());
    [own.to_owned(), value, who(scenario, literal), because.to_owned(), source]
        .map(Cell::Text)
        .into()
}

/// The person or panel member who gives a number.
fn who(scenario: &Scenario, literal: &Literal) -> String {
    let mut parts = literal.path.split('.').skip_while(|part| *part != "by").skip(1);
    let expert = parts.next().and_then(|name| {
        let expert = scenario.experts.iter().find(|expert| expert.name.value == name)?;
        Some(expert.label.as_ref().map_or(name, |label| label.value.trim()).to_owned())
    });
    match expert {
        Some(expert) => expert,
        None if literal.grounds.is_fact => "a fact".to_owned(),
        None => {
            scenario.author.as_ref().map_or("the author", |author| author.value.trim()).to_owned()
        }
    }
}

/// The title and the date of a source.
fn cited(scenario: &Scenario, name: &str) -> String {
    if name == WITHHELD && !scenario.sources.iter().any(|source| source.name.value == name) {
        return WITHHELD.to_owned();
    }
    let found = scenario.sources.iter().find(|source| source.name.value == name);
    let Some(source) = found else { return name.to_owned() };
    let title = source.title.as_ref().map_or(name, |title| title.value.trim());
    match &source.date {
        Some(date) => format!("{title}, {}", number::day_and_year(date.value)),
        None => title.to_owned(),
    }
}
