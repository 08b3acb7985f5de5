//! The table of a sweep.

use super::super::sweep::{Axis, Sweep, SweepRow};
use super::table::{Cell, Table, distinct, of_figure};

const OURS: [&str; 6] = ["question", "outcome", "probability", "std_error", "low", "high"];

impl Sweep {
    /// The sweep as a table: a column for each axis, then those of every forecast's `summary`. An axis with the name of
    /// one of these has a column such as `over.low`.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let names = self.axes.iter().map(|axis: &Axis| axis.name.as_str());
        let columns = columns(names);
        let rows = self.rows.iter().map(move |own| {
            let at = self.axes.iter().map(|axis| own.at.get(&axis.name).map_or("", String::as_str));
            row(at, own)
        });
        vec![Table { name: "sweep", question: None, columns, rows: Box::new(rows) }]
    }
}

/// The columns of the table of a sweep over these axes.
pub fn columns<'a>(axes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut columns = distinct(axes, "over", &OURS);
    columns.extend(OURS.map(str::to_owned));
    columns
}

/// The cells of a row of a sweep at these values of its axes.
pub fn row<'a>(at: impl IntoIterator<Item = &'a str>, row: &'a SweepRow) -> Vec<Cell> {
    let values = at.into_iter().chain([row.question.as_str(), row.outcome.as_str()]);
    values.map(Cell::text).chain(of_figure(&row.figure)).collect()
}
