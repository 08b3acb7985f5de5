//! The compilation of tables with named parents to the chances of each combination.

use super::names::outcome;
use super::rules::{Checker, OutcomeList};
use crate::diagnostic::{Code, Diagnostic, Located, Place, nearest};
use crate::formula::{NamedKind, VariableId};
use crate::model::conditional::{Base, Share, Weights};
use crate::model::flat::Flat;
use crate::scenario;

/// The most combinations of the parents' outcomes: more than a file of the allowed size can hold.
const MOST_COMBINATIONS: usize = 1 << 20;

impl Checker<'_> {
    /// Compiles a flat table: its numbers stay unchanged, and only their order is determined.
    pub(crate) fn cells(&mut self, cells: &scenario::Cells, of: &OutcomeList) -> Base {
        let column = |name: &String| {
            let found = cells.outcomes.iter().position(|outcome| outcome.value == *name);
            found.unwrap_or(0) as u16
        };
        let columns = of.outcomes.iter().map(column).collect();
        let mut given = Vec::new();
        let mut stride = cells.outcomes.len();
        for (name, listed) in cells.given.iter().rev() {
            match self.parent(name) {
                Ok(parent) => {
                    let mut carries = vec![0; parent.outcomes.len()];
                    for (at, outcome) in listed.iter().enumerate() {
                        if let Ok(sorted) = parent.outcomes.binary_search(&outcome.value) {
                            carries[sorted] = (at * stride) as u32;
                        }
                    }
                    given.push((parent.id, carries));
                }
                Err(fault) => self.faults.push(fault),
            }
            stride *= listed.len();
        }
        given.reverse();
        Base::Flat(Flat { given, columns, chances: cells.chances.clone() })
    }

    pub(crate) fn table(&mut self, table: &scenario::Table, of: &OutcomeList) -> Base {
        let mut given = Vec::new();
        let mut sound = true;
        for parent in &table.given {
            match self.parent(parent) {
                Ok(found) => given.push(found),
                Err(fault) => {
                    self.faults.push(fault);
                    sound = false;
                }
            }
        }
        let cards: Vec<usize> = given.iter().map(|parent| parent.outcomes.len()).collect();
        let count = cards.iter().try_fold(1_usize, |n, card| n.checked_mul(*card));
        let count = count.filter(|n| *n <= MOST_COMBINATIONS);
        if sound && count.is_none() {
            self.faults.push(
                Diagnostic::new(
                    Code::WrongCount,
                    table.place,
                    format!("the parents have more than {MOST_COMBINATIONS} combinations"),
                )
                .help("a table needs a row for each; `case` and `adjust` need none"),
            );
            sound = false;
        }
        let count = count.filter(|_| sound).unwrap_or(0);
        let mut rows: Vec<Option<(Weights, Place)>> = vec![None; count];
        for row in &table.rows {
            let weights = self.chances(&row.chances, of);
            match row_index(row, &given) {
                Ok(Some(index)) if index < rows.len() => {
                    if let Some((_, first)) = &rows[index] {
                        self.faults.push(
                            Diagnostic::new(
                                Code::DoubleRow,
                                row.place,
                                "a second row for the same combination",
                            )
                            .related(*first, "the first is here"),
                        );
                    } else {
                        rows[index] = Some((weights, row.place));
                    }
                }
                Ok(_) => {}
                Err(fault) => {
                    self.faults.push(fault);
                    sound = false;
                }
            }
        }
        if sound {
            self.missing_rows(table, &given, &rows);
        }
        let nothing = || Weights {
            shares: vec![Share::Nothing; of.outcomes.len()],
            place: table.place,
            divided: false,
        };
        let rows = rows.into_iter().map(|row| row.map_or_else(nothing, |(w, _)| w)).collect();
        let given = given.iter().map(|parent| (parent.id, parent.outcomes.len())).collect();
        Base::Table { given, rows }
    }

    fn parent(&self, written: &Located<String>) -> Result<Parent, Diagnostic> {
        let Some(named) = self.names.get(&written.value) else {
            let near = nearest(&written.value, self.names.keys().map(String::as_str));
            let what = format!("there is no variable `{}`", written.value);
            return Err(Diagnostic::unknown(&written.value, written.place, what).suggest(near));
        };
        match &named.kind {
            NamedKind::Category { outcomes, outcomes_place, .. } => Ok(Parent {
                id: named.id,
                name: written.value.clone(),
                outcomes: outcomes.clone(),
                place: *outcomes_place,
            }),
            _ => Err(Diagnostic::new(
                Code::FormulaType,
                written.place,
                format!("`{}` is a number: a table's rows need outcomes", written.value),
            )),
        }
    }

    fn missing_rows(
        &mut self,
        table: &scenario::Table,
        given: &[Parent],
        rows: &[Option<(Weights, Place)>],
    ) {
        let missing: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].is_none()).collect();
        let Some(first) = missing.first() else { return };
        let mut left = *first;
        let mut parts = Vec::new();
        for parent in given.iter().rev() {
            let outcome = &parent.outcomes[left % parent.outcomes.len()];
            parts.push(format!("{} = \"{outcome}\"", parent.name));
            left /= parent.outcomes.len();
        }
        parts.reverse();
        let more = match missing.len() - 1 {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        self.faults.push(
            Diagnostic::new(
                Code::MissingRow,
                table.place,
                format!("no row for {}{more}", parts.join(", ")),
            )
            .help("each combination of the parents' outcomes needs exactly one row"),
        );
    }
}

fn row_index(row: &scenario::TableRow, given: &[Parent]) -> Result<Option<usize>, Diagnostic> {
    let mut index = 0_usize;
    for parent in given {
        let Some((_, written)) = row.matches.iter().find(|(n, _)| n.value == parent.name) else {
            return Ok(None); // reported by the reader
        };
        let found = outcome(&parent.name, &parent.outcomes, parent.place, written);
        let at = found.map_err(|fault| Diagnostic { code: Code::ImpossibleRow, ..fault })?;
        // a table with too many combinations is reported as a whole
        index = index.saturating_mul(parent.outcomes.len()).saturating_add(usize::from(at));
    }
    Ok(Some(index))
}

struct Parent {
    id: VariableId,
    name: String,
    outcomes: Vec<String>,
    place: Place,
}
