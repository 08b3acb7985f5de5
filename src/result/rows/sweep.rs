//! The table of a sweep.

use super::super::not_found::NotFound;
use super::super::sweep::{Sweep, SweepRow};
use super::super::table::{Cell, Column, ColumnType, Spec, Table, distinct, figure};
use super::columns::{HIGH, LOW, NEWS, QUESTION, STD_ERROR, TODAY};
use std::borrow::Cow;

pub(super) const SWEEP: [Spec; 9] = [
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
    TODAY,
    NEWS,
];
/// The number of columns without news.
const WITHOUT_NEWS: usize = 7;
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
        let known = self.today.clone().map(|today| (today, self.news.len() as u64));
        vec![table(axes(), known, rows)]
    }

    /// The table of a name, which is `sweep`.
    pub fn table(&self, name: &str) -> Result<Table<'_>, NotFound> {
        Table::named(name, self.tables())
    }
}

/// A column for each axis, then the answer, and what is known: today and the number of pieces of news. An axis with the name of one of our columns has a column such as `over.low`.
pub(crate) fn table<'a>(
    axes: impl IntoIterator<Item = &'a str>,
    known: Option<(String, u64)>,
    rows: impl Iterator<Item = (Vec<&'a str>, &'a SweepRow)>,
) -> Table<'a> {
    let names = distinct(axes, "over", &SWEEP);
    let axes = names.into_iter().map(|name| Column::new(name, ColumnType::Text, OF_AXIS));
    let columns = if known.is_some() { SWEEP.len() } else { WITHOUT_NEWS };
    let rows = rows.map(move |(at, row)| {
        let head = at.into_iter().chain([row.question.as_str(), row.outcome.as_str()]);
        let label = Cell::from(&row.label);
        let known = known
            .iter()
            .flat_map(|(today, news)| [Cell::Text(Cow::Owned(today.clone())), Cell::Whole(*news)]);
        head.map(Cell::from).chain(figure(&row.figure)).chain([label]).chain(known).collect()
    });
    Table::new("sweep", axes.collect(), &SWEEP[..columns], rows)
}
