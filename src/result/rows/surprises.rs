//! The table of surprises.

use super::super::estimate::Estimate;
use super::super::forecast::{Forecast, Surprise};
use super::super::table::{Cell, ColumnType, Spec, Table, estimate};
use super::columns::{HIGH, LOW, STD_ERROR};

pub(super) const SURPRISES: [Spec; 13] = [
    Spec::text("date", "The day of the news.").of(ColumnType::Date),
    Spec::text("news", "The news, as written in the file."),
    Spec::number(
        "probability",
        "Its chance as of the day before, given all news before it in order, that of its own day included.",
    ),
    STD_ERROR,
    LOW,
    HIGH,
    Spec::number(
        "by_then",
        "The chance, as of the news before it that says more than that nothing has changed, that it is so on its day; of \
         `happened`, that it happens by then.",
    ),
    Spec::number("by_then_std_error", "The standard error of that chance."),
    Spec::number(
        "tail",
        "The chance by which it is judged: `by_then`; or, where that is less, of `happened` that it happens on its day or \
         later.",
    ),
    Spec::number("tail_std_error", "The standard error of that chance."),
    Spec::text(
        "judged",
        "`is` of `is`; of `happened` `early` if `tail` is `by_then`, and `late` if it is the other.",
    ),
    Spec::number(
        "expected",
        "The share of the readings, each by its weight then, in which `tail` is at least 0.05; empty without readings.",
    ),
    Spec::number(
        "expected_std_error",
        "The error of that share, from the number of readings and from the trials of each.",
    ),
];

impl Forecast {
    /// A row for each sure piece of news.
    pub(super) fn of_surprises(&self) -> Table<'_> {
        Table::new("surprises", Vec::new(), &SURPRISES, self.surprises.iter().map(row))
    }
}

fn row(found: &Surprise) -> Vec<Cell<'_>> {
    let own = |chance: &Option<Estimate>| {
        let [p, error, ..] = chance.as_ref().map_or([const { Cell::Empty }; 4], estimate);
        [p, error]
    };
    let names = [Cell::from(&found.date), Cell::from(&found.text)];
    let shares = [found.expected, found.expected_std_error].map(Cell::from);
    names
        .into_iter()
        .chain(estimate(&found.estimate))
        .chain(own(&found.by_then))
        .chain(own(&found.tail))
        .chain([Cell::from(&found.judged)])
        .chain(shares)
        .collect()
}
