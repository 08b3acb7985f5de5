//! The table of a sweep.

use super::super::not_found::NotFound;
use super::super::sweep::{Sweep, SweepRow};
use super::super::table::{Cell, Column, ColumnType, Spec, Table, distinct, figure};
use super::columns::{HIGH, LOW, QUESTION, STD_ERROR};

pub(super) const SWEEP: [Spec; 7] = [
    QUESTION,
    Spec::text(
        "outcome",
        "The outcome, as in `summary`; of a number `mean`, then the probabilities of its quantiles.",
    ),
    Spec::number(
        "probability",
        "The chance of the outcome, from 0 to 1; the value of a number in its unit.",
    ),
    STD_ERROR,
    LOW,
    HIGH,
    Spec::text("label", "The label of the question."),
];
pub(super) const OF_AXIS: &str = "The value of the path or variable that names the column.";

impl Sweep {
    /// The sweep as tables: `sweep` alone.
    #[doc(hidden)]
    pub fn tables(&self) -> Vec<Table<'_>> {
        let axes = || self.axes.iter().map(|axis| axis.name.as_str());
        let rows = self.rows.iter().map(|row| {
            let at = axes().map(|name| row.at.get(name).map_or("", String::as_str));
            (at.collect(), row)
        });
        vec![table(axes(), rows)]
    }

    /// The table of a name, which is `sweep`.
    pub fn table(&self, name: &str) -> Result<Table<'_>, NotFound> {
        Table::named(name, self.tables())
    }
}

/// A column for each axis, then the answer. An axis with the name of one of our columns has a column such as `over.low`.
pub(crate) fn table<'a>(
    axes: impl IntoIterator<Item = &'a str>,
    rows: impl Iterator<Item = (Vec<&'a str>, &'a SweepRow)>,
) -> Table<'a> {
    let names = distinct(axes, "over", &SWEEP);
    let axes = names.into_iter().map(|name| Column::new(name, ColumnType::Text, OF_AXIS));
    let rows = rows.map(|(at, row)| {
        let head = at.into_iter().chain([row.question.as_str(), row.outcome.as_str()]);
        let label = Cell::from(&row.label);
        head.map(Cell::from).chain(figure(&row.figure)).chain([label]).collect()
    });
    Table::new("sweep", axes.collect(), &SWEEP, rows)
}
