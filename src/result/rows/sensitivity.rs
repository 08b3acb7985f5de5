//! The tables of a sensitivity analysis.

use super::super::not_found::NotFound;
use super::super::sensitivity::{Boxes, Indices, Sensitivity, Swing};
use super::super::table::{Cell, ColumnType, Spec, Table};
use super::columns::{LABEL, NEWS, QUESTION, TODAY};

const OUTCOME: Spec =
    Spec::text("outcome", "The outcome: `yes` of a condition; `mean` or `median` of a number.");
const NAME: Spec = Spec::text("name", "The parameter's name, or the path of the number.");
pub(super) const SWINGS: [Spec; 20] = [
    QUESTION,
    OUTCOME,
    Spec::text("kind", "`range` of an uncertain number, `nudge` of a plain one."),
    NAME,
    Spec::text("written", "The number or the range as it is written."),
    Spec::number("low_input", "The low value of the number; empty where it stands for experts."),
    Spec::number("high_input", "The high value of the number; empty where it stands for experts."),
    Spec::number("low_answer", "The answer at the low value."),
    Spec::number("high_answer", "The answer at the high value."),
    Spec::number("difference", "The second answer less the first."),
    Spec::number("std_error", "The standard error of the difference."),
    Spec::number("inner_input", "A value between the ends at which the answer is beyond both."),
    Spec::number("inner_answer", "The answer there."),
    Spec::number("inner_difference", "The answer there less that at the end farther from it."),
    Spec::number("inner_std_error", "The standard error of that difference."),
    Spec::number("share", "The share of the variance between readings, if a main effect is seen."),
    Spec::number("p_value", "The chance of such a share if the input had no effect."),
    LABEL,
    TODAY,
    NEWS,
];
/// The number of columns of `sensitivity` without news.
const WITHOUT_NEWS: usize = 18;
pub(super) const INDICES: [Spec; 7] = [
    QUESTION,
    OUTCOME,
    NAME,
    Spec::number("first", "The first-order Sobol' index."),
    Spec::number("first_std_error", "Its standard error."),
    Spec::number("total", "The total Sobol' index."),
    Spec::number("total_std_error", "Its standard error."),
];
pub(super) const BOXES: [Spec; 11] = [
    QUESTION,
    OUTCOME,
    Spec::text("box", "The number of the box, from 1.").of(ColumnType::Whole),
    NAME,
    Spec::number("low", "The lower bound of the input, if there is one."),
    Spec::number("high", "The upper bound of the input, if there is one."),
    Spec::number("coverage", "The share of all high readings that the box holds."),
    Spec::number("density", "The share of its readings that are high."),
    Spec::number("density_std_error", "The standard error of the density."),
    Spec::number("share", "The share of all readings that it holds."),
    Spec::number("coverage_std_error", "The standard error of the coverage."),
];

impl Sensitivity {
    /// The analysis as tables: always `sensitivity`; `indices` and `boxes` if they were asked for.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let uncertain = self.uncertain.iter().map(|swing| ("range", swing));
        let swings = uncertain.chain(self.plain.iter().map(|swing| ("nudge", swing)));
        let swings = swings.map(|(kind, swing)| self.of_swing(kind, swing));
        let columns = if self.today.is_some() { SWINGS.len() } else { WITHOUT_NEWS };
        let mut tables = vec![Table::new("sensitivity", Vec::new(), &SWINGS[..columns], swings)];
        tables.extend(self.indices.as_ref().map(|indices| self.of_indices(indices)));
        tables.extend(self.boxes.as_ref().map(|boxes| self.of_boxes(boxes)));
        tables
    }

    /// The table of a name, such as `sensitivity`.
    pub fn table(&self, name: &str) -> Result<Table<'_>, NotFound> {
        Table::named(name, self.tables())
    }

    fn key(&self) -> [Cell<'_>; 2] {
        [&self.question, &self.outcome].map(Cell::from)
    }

    fn of_swing<'a>(&'a self, kind: &'a str, swing: &'a Swing) -> Vec<Cell<'a>> {
        let inner = swing.inner.as_ref();
        let main = self.main_effect(&swing.name).ok();
        let mut cells = self.key().to_vec();
        cells.extend([kind, &swing.name, &swing.written].map(Cell::from));
        cells.extend([swing.low_input, swing.high_input].map(Cell::from));
        cells.extend([swing.low_answer, swing.high_answer].map(Cell::from));
        let inner_input = inner.and_then(|inner| inner.input);
        cells.extend([swing.difference, swing.std_error, inner_input].map(Cell::from));
        cells.push(inner.and_then(|inner| inner.answer).into());
        let (difference, error) = inner.map(|inner| (inner.difference, inner.std_error)).unzip();
        let (share, p_value) = main.map(|effect| (effect.share, effect.p_value)).unzip();
        cells.extend([difference, error, share, p_value].map(|own| Cell::from(own.flatten())));
        cells.push(Cell::from(&swing.label));
        if let Some(today) = &self.today {
            cells.extend([Cell::from(today), Cell::Whole(self.news.len() as u64)]);
        }
        cells
    }

    /// A row for each input.
    fn of_indices<'a>(&'a self, indices: &'a Indices) -> Table<'a> {
        let rows = indices.inputs.iter().map(|index| {
            let numbers = [index.first, index.first_std_error, index.total, index.total_std_error];
            let cells = self.key().into_iter().chain([Cell::from(&index.name)]);
            cells.chain(numbers.map(Cell::from)).collect()
        });
        Table::new("indices", Vec::new(), &INDICES, rows)
    }

    /// A row for each bound of each box.
    fn of_boxes<'a>(&'a self, boxes: &'a Boxes) -> Table<'a> {
        let bounds = boxes.boxes.iter().zip(1..);
        let bounds =
            bounds.flat_map(|(own, i)| own.bounds.iter().map(move |bound| (i, own, bound)));
        let rows = bounds.map(|(i, own, bound)| {
            let shares = [own.coverage, own.density, own.density_std_error, own.share];
            let numbers = [bound.low, bound.high].into_iter().chain(shares);
            let numbers = numbers.chain([own.coverage_std_error]).map(Cell::from);
            let names = [Cell::Whole(i), Cell::from(&bound.name)];
            self.key().into_iter().chain(names).chain(numbers).collect()
        });
        Table::new("boxes", Vec::new(), &BOXES, rows)
    }
}
