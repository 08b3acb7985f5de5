//! A sweep as a document: a curve for one axis, a shaded grid for two, a list for more. Independent of
//! models.

use crate::analysis::sweep::{Axis, Row, Value};
use crate::forecast::Range;
use crate::report::document::evenly;
use crate::report::document::{Block, Cell, Column, Document, Grid, GridCell, GridKind, Table};
use crate::report::forecast::present::remark;
use crate::report::forecast::{known, numbers, ranges, readings};
use crate::report::format::number;
use crate::result::SweepRun;
use crate::scenario::label_of;

/// The most points listed if there are more than two axes.
const LISTED: usize = 40;
/// The most outcomes of a question that are shown.
const OUTCOMES: usize = 6;

/// A sweep, and the labels that a page gives it.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    /// The sweep.
    pub run: SweepRun<'a>,
    /// The label of the sweep, if the scenario gives one.
    pub label: Option<&'a str>,
}

impl Shown<'_> {
    /// The name of an axis in output.
    fn name(&self, axis: &Axis) -> String {
        label_of(axis.name.trim(), self.run.conditions)
    }
}

/// Shows the sweep as a document.
pub fn present(shown: &Shown) -> Document {
    let mut blocks = Vec::new();
    let Some((_, first)) = shown.run.points.first() else {
        return Document { title: shown.run.title.to_owned(), ..Document::default() };
    };
    let names: Vec<String> = shown.run.axes.iter().map(|axis| shown.name(axis)).collect();
    blocks.extend(shown.label.map(|label| Block::Paragraph(label.to_owned())));
    blocks.extend(known::told(shown.run.told.as_ref()));
    blocks.push(Block::Paragraph(format!("Varying {}", names.join(" and "))));
    let mut at = 0;
    while at < first.len() {
        let question = &first[at].question;
        let count = first[at..].iter().take_while(|row| row.question == *question).count();
        let asked = Asked { shown, label: first[at].label.clone(), rows: at..at + count };
        match shown.run.axes {
            [_] => blocks.extend(asked.curve()),
            [_, _] if shown.run.is_grid => blocks.extend(asked.grids()),
            _ => blocks.extend(asked.list()),
        }
        at += count;
    }
    blocks.extend(closing(shown).into_iter().map(Block::Note));
    Document { title: shown.run.title.to_owned(), when: String::new(), blocks }
}

/// Notes on the meaning of marks, on few effective worlds, and on the numbers of trials and worlds.
fn closing(shown: &Shown) -> Vec<String> {
    let rows = || shown.run.points.iter().flat_map(|(_, rows)| rows);
    let is_headline = |row: &&Row| matches!(row.outcome.as_str(), "yes" | "mean");
    let ranges: Vec<Range> =
        rows().filter(is_headline).filter_map(|row| row.value.range()).collect();
    let mut notes = Vec::new();
    if !ranges.is_empty() {
        notes.push("Range: 9 in 10 readings of your inputs.".to_owned());
        let drawn = ranges::Drawn { trials: shown.run.trials, readings: shown.run.worlds };
        notes.extend(ranges::resolving(ranges.into_iter(), &drawn));
    }
    let least = rows().filter_map(|row| row.worth).reduce(f64::min);
    notes.extend(least.and_then(|worth| {
        let drawn = (shown.run.worlds, shown.run.trials);
        readings::warning("Where they are fewest, there are", worth, drawn)
    }));
    let readings = match shown.run.worlds {
        0 | 1 => String::new(),
        many => format!(" and {} readings", number::count(many)),
    };
    notes.push(format!(
        "{}, {}{readings} at each, seed {}",
        number::several(shown.run.points.len() as u64, "point"),
        number::several(shown.run.trials, "trial"),
        shown.run.seed
    ));
    notes
}

/// One question of a sweep.
struct Asked<'a> {
    shown: &'a Shown<'a>,
    label: String,
    /// The indices of its rows in those of each point.
    rows: std::ops::Range<usize>,
}

impl Asked<'_> {
    fn first(&self) -> &[Row] {
        &self.shown.run.points[0].1[self.rows.clone()]
    }

    fn is_number(&self) -> bool {
        self.first()[0].outcome == "mean"
    }

    /// Formats a probability in 100, or a number, as `run` prints it; `rows` are those of a point.
    fn text(&self, rows: &[Row], row: usize) -> String {
        let row = &rows[row];
        match &row.value {
            Value::Chance(estimate) => number::in_100(estimate),
            Value::Number(figure) if figure.value == f64::INFINITY => "never".to_owned(),
            Value::Number(figure) => {
                if row.outcome != "mean" && figure.std_error == Some(0.0) {
                    return number::apart(figure.value, self.spread(rows));
                }
                let known = figure.std_error.filter(|error| error.is_finite() && *error > 0.0);
                number::with_error(figure.value, known.unwrap_or_else(|| self.spread(rows) / 3.0))
            }
            Value::NoMean(why) => numbers::no_mean(*why).to_owned(),
        }
    }

    /// The distance between the outer quantiles of a point.
    fn spread(&self, rows: &[Row]) -> f64 {
        let own = &rows[self.rows.clone()];
        let ends = own.get(1).zip(own.last());
        ends.map_or(0.0, |(low, high)| high.value.value() - low.value.value())
    }

    /// Formats the range across worlds; a mark if it is not resolved.
    fn range(row: &Row) -> String {
        match (&row.value, row.value.range()) {
            (_, None) => String::new(),
            (_, Some(Range::Unresolved { .. })) => ranges::MARK.to_owned(),
            (Value::Chance(estimate), Some(_)) => number::range(estimate),
            (_, Some(_)) => {
                let text = numbers::range(row.value.range()).unwrap_or_default();
                text.trim_start_matches(", range ").to_owned()
            }
        }
    }

    /// Formats the value, for headlines and means with its range in brackets.
    fn with_range(&self, rows: &[Row], row: usize) -> String {
        let (text, range) = (self.text(rows, row), Self::range(&rows[row]));
        let is_headline = matches!(rows[row].outcome.as_str(), "yes" | "mean");
        if is_headline && !range.is_empty() { format!("{text} ({range})") } else { text }
    }

    /// Whether any point has a range in this row.
    fn is_ranged(&self, row: usize) -> bool {
        self.shown.run.points.iter().any(|(_, rows)| rows[row].value.range().is_some())
    }

    /// The reason why a probability has no range or no error.
    fn remark(&self, row: &Row) -> String {
        let Value::Chance(estimate) = &row.value else { return String::new() };
        let asked = number::several(row.asked, "trial");
        let few = readings::is_few(row.worth).then(|| readings::too_few(self.shown.run.worlds));
        remark(estimate, few, &asked).unwrap_or_default()
    }

    /// A line for each value: the probability with its range on the scale from 0 to 100.
    fn curve(&self) -> Vec<Block> {
        if self.first().len() > 1 {
            return self.list();
        }
        let axis = self.shown.name(&self.shown.run.axes[0]);
        let ranged = self.is_ranged(self.rows.start);
        let mut columns = vec![Column::left(""), Column::right("in 100")];
        columns.extend(ranged.then(|| Column::right("range")));
        columns.extend([Column::chart(), Column::left("")]);
        let line = |(values, rows): &(Vec<String>, Vec<Row>)| {
            let row = &rows[self.rows.start];
            let value = row.value.value();
            let ends = row.value.range().and_then(Range::ends);
            let (low, high) = ends.unwrap_or((value, value));
            let mut cells =
                vec![Cell::text(values[0].as_str()), Cell::Text(self.text(rows, self.rows.start))];
            cells.extend(ranged.then(|| Cell::Text(Self::range(row))));
            cells.push(if value.is_finite() {
                Cell::Interval { low, value, high }
            } else {
                Cell::Empty
            });
            cells.push(Cell::Text(self.remark(row)));
            cells
        };
        let rows = evenly(self.shown.run.points, LISTED).into_iter().map(line).collect();
        vec![
            Block::Heading(format!("{}   ({axis} ↓)", self.label)),
            Block::Table(Table { columns, rows }),
        ]
    }

    /// A grid for each outcome, with the first axis down and the second across.
    fn grids(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let outcomes = self.first().to_vec();
        for (offset, row) in outcomes.iter().enumerate().take(OUTCOMES) {
            let (down, across) = (&self.shown.run.axes[0], &self.shown.run.axes[1]);
            let of = if outcomes.len() == 1 { String::new() } else { format!(": {}", row.outcome) };
            let unit = if self.is_number() { "" } else { ", in 100" };
            let (down, across) = (self.shown.name(down), self.shown.name(across));
            let heading = format!("{}{of}{unit}   ({down} ↓  {across} →)", self.label);
            blocks.push(Block::Heading(heading));
            blocks.push(self.grid(self.rows.start + offset));
        }
        blocks
    }

    fn grid(&self, row: usize) -> Block {
        let across = &self.shown.run.axes[1].values;
        let lines = self.shown.run.points.chunks(across.len());
        let cell = |(_, rows): &(Vec<String>, Vec<Row>)| GridCell {
            value: Some(rows[row].value.value()).filter(|value| value.is_finite()),
            text: self.with_range(rows, row),
        };
        Block::Grid(Grid {
            corner: String::new(),
            rows: lines.clone().map(|line| line[0].0[0].clone()).collect(),
            columns: across.iter().map(|value| value.text.clone()).collect(),
            cells: lines.map(|line| line.iter().map(cell).collect()).collect(),
            kind: if self.is_number() { GridKind::Numbers } else { GridKind::Probabilities },
        })
    }

    /// A line for each point, with a column for each outcome.
    fn list(&self) -> Vec<Block> {
        let outcomes = self.first().iter().take(OUTCOMES);
        let axes = self.shown.run.axes.iter().map(|axis| Column::right(self.shown.name(axis)));
        let columns = axes.chain(outcomes.map(|row| Column::right(row.outcome.as_str()))).collect();
        let line = |(values, rows): &(Vec<String>, Vec<Row>)| {
            let own = self.rows.clone().take(OUTCOMES);
            let values = values.iter().map(|value| Cell::text(value.as_str()));
            values.chain(own.map(|row| Cell::Text(self.with_range(rows, row)))).collect()
        };
        let shown: Vec<_> = self.shown.run.points.iter().take(LISTED).collect();
        let rows = shown.into_iter().map(line).collect();
        let unit = if self.is_number() { "" } else { ", in 100" };
        let mut blocks = vec![
            Block::Heading(format!("{}{unit}", self.label)),
            Block::Table(Table { columns, rows }),
        ];
        if self.shown.run.points.len() > LISTED {
            let more = number::several((self.shown.run.points.len() - LISTED) as u64, "more point");
            blocks.push(Block::Note(format!("… and {more}: --format csv, or --out")));
        }
        blocks
    }
}
