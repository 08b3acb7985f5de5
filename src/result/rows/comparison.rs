//! The tables of a comparison.

use super::super::comparison::{Comparison, ComparisonRow, Difference};
use super::super::estimate::Figure;
use super::table::{Cell, Table, of_figure};

const DIFFERENCES: [&str; 4] =
    ["difference", "difference_std_error", "difference_low", "difference_high"];

impl Comparison {
    /// The comparison as tables: always `comparison`; `comparison-means` if a number is asked, and `why` if differences
    /// were split.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let mut tables = vec![self.of_probabilities()];
        if self.rows.iter().any(|row| row.unit.is_some()) {
            tables.push(self.of_means());
        }
        if !self.why.is_empty() {
            tables.push(self.of_changes());
        }
        tables
    }

    /// `question,outcome,side,probability,std_error,low,high,difference,difference_std_error,difference_low,
    /// difference_high`: a row for each side of each outcome. The first side has no difference; `low` and `high` are
    /// the 5–95 % range across readings.
    fn of_probabilities(&self) -> Table<'_> {
        let head = ["question", "outcome", "side", "probability", "std_error", "low", "high"];
        let rows = self.rows.iter().filter(|row| row.unit.is_none()).flat_map(|row| {
            let key = [Cell::text(&row.question), Cell::text(&row.outcome)];
            self.sides_of(row, &key, None)
        });
        Table::new("comparison", &[&head[..], &DIFFERENCES].concat(), rows)
    }

    /// `question,side,mean,std_error,low,high,` the differences, then `measure`: `mean` or `median`.
    fn of_means(&self) -> Table<'_> {
        let head = ["question", "side", "mean", "std_error", "low", "high"];
        let columns = [&head[..], &DIFFERENCES, &["measure"]].concat();
        let rows = self.rows.iter().filter(|row| row.unit.is_some()).flat_map(|row| {
            let measure = Cell::text(&row.outcome);
            self.sides_of(row, &[Cell::text(&row.question)], Some(&measure))
        });
        Table::new("comparison-means", &columns, rows)
    }

    fn sides_of(
        &self,
        row: &ComparisonRow,
        key: &[Cell],
        measure: Option<&Cell>,
    ) -> Vec<Vec<Cell>> {
        let of = |(index, figure): (usize, &Figure)| {
            let side = self.sides.get(index).map_or(Cell::Empty, |side| Cell::text(&side.name));
            let difference = index.checked_sub(1).and_then(|i| row.differences.get(i));
            let difference = difference.map(|Difference { figure, .. }| of_figure(figure));
            let cells = key.iter().cloned().chain([side]).chain(of_figure(figure));
            let cells = cells.chain(difference.unwrap_or([const { Cell::Empty }; 4]));
            cells.chain(measure.cloned()).collect()
        };
        row.sides.iter().enumerate().map(of).collect()
    }

    /// `question,outcome,side,change,from,to,part,part_std_error,label`: what each change adds to the difference of a
    /// side from the first.
    fn of_changes(&self) -> Table<'_> {
        let columns = [
            "question",
            "outcome",
            "side",
            "change",
            "from",
            "to",
            "part",
            "part_std_error",
            "label",
        ];
        let mut rows = Vec::new();
        for why in &self.why {
            for split in &why.splits {
                for (change, part) in why.changes.iter().zip(&split.parts) {
                    let names = [
                        &split.question,
                        &split.outcome,
                        &why.side,
                        &change.name,
                        &change.from,
                        &change.to,
                    ];
                    let mut row: Vec<Cell> = names.iter().map(|name| Cell::text(name)).collect();
                    row.extend([part.value, part.std_error].map(Cell::number));
                    row.push(Cell::text(&change.label));
                    rows.push(row);
                }
            }
        }
        Table::new("why", &columns, rows.into_iter())
    }
}
