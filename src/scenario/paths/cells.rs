//! Expansion of flat tables of numbers to tables with a path for each number.

use crate::diagnostic::Located;
use crate::scenario::flat::Cells;
use crate::scenario::literal::{
    Base, Chances, Grounds, Literal, LiteralValue, Outcomes, Table, TableRow,
};
use crate::scenario::names::path_piece;
use crate::scenario::tree::{Event, Scenario};

/// The most numbers of a flat table that is expanded.
pub const MOST_SPELT_OUT: usize = 1 << 20;

/// Expands the flat tables of the events whose names are `expected` to tables whose numbers have paths, so that `--set`
/// can reach them. Tables of more than [`MOST_SPELT_OUT`] numbers stay unchanged.
pub fn spell_out(scenario: &mut Scenario, expected: &dyn Fn(&str) -> bool) {
    for event in scenario.events.iter_mut().filter(|event| expected(&event.name.value)) {
        if let Base::Cells(cells) = &event.rule.base
            && cells.chances.len() <= MOST_SPELT_OUT
        {
            event.rule.base = spelt_out(event, cells);
        }
    }
}

fn spelt_out(event: &Event, cells: &Cells) -> Base {
    let path = format!("event.{}", path_piece(&event.name.value));
    if cells.given.is_empty() {
        return Base::Outcomes(outcomes(cells, &cells.chances, &path));
    }
    let rows = cells.chances.chunks(cells.outcomes.len()).enumerate().map(|(at, row)| {
        let mut left = at;
        let mut matches: Vec<(Located<String>, Located<String>)> = Vec::new();
        for (parent, names) in cells.given.iter().rev() {
            matches.push((parent.clone(), names[left % names.len()].clone()));
            left /= names.len();
        }
        matches.reverse();
        let chances = outcomes(cells, row, &format!("{path}.table.{}", at + 1));
        TableRow { matches, chances: Chances::Outcomes(chances), place: cells.place }
    });
    let given = cells.given.iter().map(|(parent, _)| parent.clone()).collect();
    Base::Table(Table { given, rows: rows.collect(), place: cells.place })
}

fn outcomes(cells: &Cells, row: &[f64], path: &str) -> Outcomes {
    let share = |(name, chance): (&Located<String>, &f64)| {
        let literal = Literal {
            value: LiteralValue::Plain(*chance),
            text: chance.to_string(),
            place: cells.place,
            path: format!("{path}.outcomes.{}", path_piece(&name.value)),
            grounds: Grounds::default(),
            observations: None,
        };
        (name.clone(), literal)
    };
    let shares = cells.outcomes.iter().zip(row).map(share).collect();
    Outcomes { shares, place: cells.place, observations: None }
}
