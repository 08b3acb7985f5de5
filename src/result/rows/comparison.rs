//! The tables of a comparison.

use super::super::comparison::{Comparison, ComparisonRow};
use super::super::estimate::Figure;
use super::super::not_found::NotFound;
use super::super::table::{Cell, Spec, Table, figure};
use super::columns::{HIGH, LABEL, LOW, OUTCOME, PROBABILITY, QUESTION, STD_ERROR};

const SIDE: Spec = Spec::text("side", "The name of the side.");
const DIFFERENCE: Spec =
    Spec::number("difference", "The value less that of the first side, which has none.");
const DIFFERENCE_ERROR: Spec =
    Spec::number("difference_std_error", "The standard error of the difference.");
const DIFFERENCE_LOW: Spec =
    Spec::number("difference_low", "The 5th percentile of the differences across readings.");
const DIFFERENCE_HIGH: Spec =
    Spec::number("difference_high", "The 95th percentile of the differences across readings.");
pub(super) const CHANCES: [Spec; 11] = [
    QUESTION,
    OUTCOME,
    SIDE,
    PROBABILITY,
    STD_ERROR,
    LOW,
    HIGH,
    DIFFERENCE,
    DIFFERENCE_ERROR,
    DIFFERENCE_LOW,
    DIFFERENCE_HIGH,
];
pub(super) const MEANS: [Spec; 11] = [
    QUESTION,
    SIDE,
    Spec::number("mean", "The mean in its unit; or the median."),
    STD_ERROR,
    LOW,
    HIGH,
    DIFFERENCE,
    DIFFERENCE_ERROR,
    DIFFERENCE_LOW,
    DIFFERENCE_HIGH,
    Spec::text("measure", "`mean`; `median` if a side has no stable mean."),
];
pub(super) const WHY: [Spec; 9] = [
    QUESTION,
    OUTCOME,
    SIDE,
    Spec::text(
        "change",
        "The path of the number that differs, or a description of another change.",
    ),
    Spec::text("from", "The value on the first side."),
    Spec::text("to", "The value on the side."),
    Spec::number("part", "The part of the difference that the change adds."),
    Spec::number("part_std_error", "The standard error of the part."),
    LABEL,
];

impl Comparison {
    /// The comparison as tables: always `comparison`; `comparison-means` if a number is asked, and `why` if differences
    /// were split.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let chances = self.rows.iter().filter(|row| row.unit.is_none());
        let chances = chances.flat_map(|row| self.sides_of(row, true));
        let means = self.rows.iter().filter(|row| row.unit.is_some());
        let means = means.flat_map(|row| self.sides_of(row, false));
        let mut tables = vec![Table::new("comparison", Vec::new(), &CHANCES, chances)];
        let means = Table::new("comparison-means", Vec::new(), &MEANS, means);
        tables.extend(Some(means).filter(|table| table.rows() > 0));
        let why = || Table::new("why", Vec::new(), &WHY, self.changes());
        tables.extend((!self.why.is_empty()).then(why));
        tables
    }

    /// The table of a name, such as `comparison`.
    pub fn table(&self, name: &str) -> Result<Table<'_>, NotFound> {
        Table::named(name, self.tables())
    }

    /// A row for each side of a chance or a number.
    fn sides_of<'a>(
        &'a self,
        row: &'a ComparisonRow,
        is_chance: bool,
    ) -> impl Iterator<Item = Vec<Cell<'a>>> {
        row.sides.iter().enumerate().map(move |(index, own): (usize, &Figure)| {
            let mut cells = vec![Cell::from(&row.question)];
            cells.extend(is_chance.then(|| Cell::from(&row.outcome)));
            cells.push(self.sides.get(index).map(|side| &side.name).into());
            cells.extend(figure(own));
            let difference = index.checked_sub(1).and_then(|i| row.differences.get(i));
            let difference = difference.map(|difference| figure(&difference.figure));
            cells.extend(difference.unwrap_or([const { Cell::Empty }; 4]));
            cells.extend((!is_chance).then(|| Cell::from(&row.outcome)));
            cells
        })
    }

    /// A row for each part of each difference that was split.
    fn changes(&self) -> impl Iterator<Item = Vec<Cell<'_>>> {
        let splits = self.why.iter().flat_map(|why| why.splits.iter().map(move |own| (why, own)));
        splits.flat_map(|(why, split)| {
            why.changes.iter().zip(&split.parts).map(move |(change, part)| {
                let names = [&split.question, &split.outcome, &why.side];
                let names = names.into_iter().chain([&change.name, &change.from, &change.to]);
                let numbers = [part.value, part.std_error].map(Cell::from);
                names.map(Cell::from).chain(numbers).chain([Cell::from(&change.label)]).collect()
            })
        })
    }
}
