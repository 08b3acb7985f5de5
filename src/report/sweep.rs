//! A sweep as rows of `sweep.csv`, and as a document: a curve for one axis, a shaded grid for two, a
//! list for more. Knows no model.

use super::cells::{distinct, guarded};
use super::csv::float;
use super::document::{Align, Block, Cell, Column, Document, Table};
use super::number;
use crate::analysis::sweep::{Axis, Row};
use crate::forecast::{Estimate, Range};
use crate::numerics::proportion_interval;

/// Points listed where there are more than two axes.
const LISTED: usize = 40;
/// The most columns of numbers of a grid; a wider one is shaded only.
const NUMBERED: usize = 9;
/// The most columns and rows of a shaded grid.
const SHADED: usize = 60;
const SHADED_ROWS: usize = 30;
/// Shades of a chance, by fifths.
const SHADES: [&str; 5] = ["  ", "░░", "▒▒", "▓▓", "██"];
/// The most outcomes of one question that are shown.
const OUTCOMES: usize = 6;

/// What a sweep has found, for a reader.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    /// The scenario's title.
    pub title: &'a str,
    /// What is varied.
    pub axes: &'a [Axis],
    /// Whether each value goes with each.
    pub is_grid: bool,
    /// How questions are called: name and label.
    pub labels: &'a [(String, String)],
    /// The values of each point and its rows, in order; all points have the same rows.
    pub points: &'a [(Vec<String>, Vec<Row>)],
    /// Trials of a point.
    pub trials: u64,
    /// The seed.
    pub seed: u64,
}

/// The first line of `sweep.csv`: a column for each axis, then those of every summary. An axis with the name of one
/// of these has a column such as `over.low`.
pub fn header(axes: &[Axis]) -> String {
    let ours = ["question", "outcome", "probability", "std_error", "low", "high"];
    let names = distinct(axes.iter().map(|axis| axis.name.as_str()), "over", &ours);
    line(names.iter().map(String::as_str).chain(ours))
}

/// What a row of a point begins with: the values and the outcome that it is about.
pub fn prefix(values: &[String], row: &Row) -> String {
    let cells = values.iter().map(String::as_str).chain([&*row.question, &*row.outcome]);
    let mut text = line(cells);
    text.pop();
    text + ","
}

/// The rows of a point.
pub fn lines(values: &[String], rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let value = if row.value == f64::INFINITY { "never".to_owned() } else { float(row.value) };
        let end = |end: Option<f64>| end.map(float).unwrap_or_default();
        let ends = [end(row.range.map(|r| r.0)), end(row.range.map(|r| r.1))];
        text += &prefix(values, row);
        let cells = [value, float(row.std_error), ends[0].clone(), ends[1].clone()];
        text += &cells.join(",");
        text.push('\n');
    }
    text
}

/// The numbers of a row from what follows its prefix.
pub fn read_back(row: &Row, rest: &str) -> Option<Row> {
    let mut cells = rest.trim_end_matches('\n').split(',');
    let mut number = || {
        let cell = cells.next()?;
        match cell {
            "" => Some(f64::NAN),
            "never" => Some(f64::INFINITY),
            cell => cell.parse::<f64>().ok(),
        }
    };
    let (value, std_error, low, high) = (number()?, number()?, number()?, number()?);
    let range = (!low.is_nan()).then_some((low, high));
    cells.next().is_none().then(|| Row { value, std_error, range, ..row.clone() })
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let guarded = cells.map(|cell| guarded(cell).into_owned());
    writer.write_record(guarded).expect("memory takes every row");
    let bytes = writer.into_inner().expect("memory is never full before the program is");
    String::from_utf8(bytes).expect("cells are text")
}

/// The sweep as one document.
pub fn present(shown: &Shown) -> Document {
    let mut blocks = Vec::new();
    let Some((_, first)) = shown.points.first() else {
        return Document { title: shown.title.to_owned(), ..Document::default() };
    };
    let names: Vec<&str> = shown.axes.iter().map(|axis| axis.name.as_str()).collect();
    blocks.push(Block::Paragraph(format!("Varying {}", names.join(" and "))));
    let mut at = 0;
    while at < first.len() {
        let question = &first[at].question;
        let count = first[at..].iter().take_while(|row| row.question == *question).count();
        let asked = Asked { shown, label: label(shown, question), rows: at..at + count };
        match shown.axes {
            [_] => blocks.extend(asked.curve()),
            [_, _] if shown.is_grid => blocks.extend(asked.grids()),
            _ => blocks.extend(asked.list()),
        }
        at += count;
    }
    blocks.push(Block::Note(format!(
        "{} {}, {} trials at each, seed {}",
        number::count(shown.points.len() as u64),
        if shown.points.len() == 1 { "point" } else { "points" },
        number::count(shown.trials),
        shown.seed
    )));
    Document { title: shown.title.to_owned(), when: String::new(), blocks }
}

fn label(shown: &Shown, question: &str) -> String {
    let found = shown.labels.iter().find(|(name, _)| name == question);
    found.map_or_else(|| question.to_owned(), |(_, label)| label.clone())
}

/// One question of a sweep.
struct Asked<'a> {
    shown: &'a Shown<'a>,
    label: String,
    /// Its rows within those of each point.
    rows: std::ops::Range<usize>,
}

impl Asked<'_> {
    fn first(&self) -> &[Row] {
        &self.shown.points[0].1[self.rows.clone()]
    }

    fn is_number(&self) -> bool {
        self.first()[0].outcome == "mean"
    }

    fn estimate(&self, row: &Row) -> Estimate {
        let (p, error) = (row.value, row.std_error);
        let sampling = if error > 0.0 {
            ((p - 2.0 * error).max(0.0), (p + 2.0 * error).min(1.0))
        } else {
            let trials = self.shown.trials;
            proportion_interval(if p > 0.5 { trials } else { 0 }, trials, 0.95)
        };
        Estimate { range: row.range.map(resolved), ..Estimate::new(p, error, sampling) }
    }

    fn text(&self, row: &Row) -> String {
        if self.is_number() {
            return number::with_error(row.value, row.std_error);
        }
        number::in_100(&self.estimate(row))
    }

    /// A line for each value: the chance with its band on the scale from 0 to 100.
    fn curve(&self) -> Vec<Block> {
        if self.first().len() > 1 {
            return self.list();
        }
        let axis = &self.shown.axes[0].name;
        let mut columns = vec![
            Column::left(""),
            Column::right("in 100"),
            Column::right("range"),
            Column::chart(),
        ];
        let ranged =
            self.shown.points.iter().any(|(_, rows)| rows[self.rows.start].range.is_some());
        if !ranged {
            columns.remove(2);
        }
        let line = |(values, rows): &(Vec<String>, Vec<Row>)| {
            let row = &rows[self.rows.start];
            let estimate = self.estimate(row);
            let (low, high) = row.range.unwrap_or((row.value, row.value));
            let mut cells = vec![Cell::text(values[0].as_str()), Cell::Text(self.text(row))];
            if ranged {
                cells.push(Cell::Text(number::range(&estimate)));
            }
            cells.push(if row.value.is_finite() {
                Cell::Interval { low, value: row.value, high }
            } else {
                Cell::Empty
            });
            cells
        };
        let rows = spread(self.shown.points, LISTED).into_iter().map(line).collect();
        vec![
            Block::Heading(format!("{}   ({axis} ↓)", self.label)),
            Block::Table(Table { columns, rows }),
        ]
    }

    /// A grid for each outcome, the first axis down, the second across.
    fn grids(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let outcomes = self.first().to_vec();
        for (offset, row) in outcomes.iter().enumerate().take(OUTCOMES) {
            let (down, across) = (&self.shown.axes[0], &self.shown.axes[1]);
            let of = if outcomes.len() == 1 { String::new() } else { format!(": {}", row.outcome) };
            let unit = if self.is_number() { "" } else { ", in 100" };
            let heading =
                format!("{}{of}{unit}   ({} ↓  {} →)", self.label, down.name, across.name);
            blocks.push(Block::Heading(heading));
            blocks.push(self.grid(self.rows.start + offset));
        }
        blocks
    }

    fn grid(&self, row: usize) -> Block {
        let width = self.shown.axes[1].values.len();
        let numbered = width <= NUMBERED;
        let columns = picked(width, if numbered { NUMBERED } else { SHADED / 2 });
        let lines: Vec<&[(Vec<String>, Vec<Row>)]> = self.shown.points.chunks(width).collect();
        let shade = |row: &Row| {
            if self.is_number() || !row.value.is_finite() {
                return "";
            }
            SHADES[((row.value * 5.0) as usize).min(4)]
        };
        let rows = picked(lines.len(), SHADED_ROWS).into_iter().map(|i| {
            let cells = columns.iter().map(|c| &lines[i][*c].1[row]);
            let mut shown = vec![Cell::text(lines[i][0].0[0].as_str())];
            if numbered || self.is_number() {
                shown.extend(
                    cells.map(|row| Cell::Text(format!("{} {}", self.text(row), shade(row)))),
                );
            } else {
                shown.push(Cell::Text(cells.map(shade).collect::<String>()));
            }
            shown
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        let heads = &self.shown.axes[1].values;
        let mut heading = vec![Column::left("")];
        if numbered || self.is_number() {
            heading.extend(columns.iter().map(|c| Column::right(heads[*c].text.as_str())));
        } else {
            let (first, last) = (&heads[columns[0]].text, &heads[columns[columns.len() - 1]].text);
            let room = (2 * columns.len()).saturating_sub(first.len() + last.len());
            let scale = format!("{first}{}{last}", " ".repeat(room));
            heading.push(Column { heading: scale, align: Align::Left });
        }
        Block::Table(Table { columns: heading, rows })
    }

    /// A line for each point, a column for each outcome.
    fn list(&self) -> Vec<Block> {
        let outcomes = self.first().iter().take(OUTCOMES);
        let axes = self.shown.axes.iter().map(|axis| Column::right(axis.name.as_str()));
        let columns = axes.chain(outcomes.map(|row| Column::right(row.outcome.as_str()))).collect();
        let line = |(values, rows): &(Vec<String>, Vec<Row>)| {
            let own = rows[self.rows.clone()].iter().take(OUTCOMES);
            let values = values.iter().map(|value| Cell::text(value.as_str()));
            values.chain(own.map(|row| Cell::Text(self.text(row)))).collect()
        };
        let shown: Vec<_> = self.shown.points.iter().take(LISTED).collect();
        let rows = shown.into_iter().map(line).collect();
        let unit = if self.is_number() { "" } else { ", in 100" };
        let mut blocks = vec![
            Block::Heading(format!("{}{unit}", self.label)),
            Block::Table(Table { columns, rows }),
        ];
        if self.shown.points.len() > LISTED {
            let more = self.shown.points.len() - LISTED;
            blocks.push(Block::Note(format!("… and {more} more points: --format csv, or --out")));
        }
        blocks
    }
}

/// A range as a table holds it: its ends alone.
fn resolved((low, high): (f64, f64)) -> Range {
    Range::Resolved { low, high, low_error: 0.0, high_error: 0.0 }
}

/// At most so many of the numbers below `count`, evenly spread, the first and the last among them.
fn picked(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    (0..most).map(|i| i * (count - 1) / (most - 1)).collect()
}

fn spread<T>(all: &[T], most: usize) -> Vec<&T> {
    picked(all.len(), most).into_iter().map(|i| &all[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_as_they_were() {
        let row = |value, std_error, range| Row {
            question: "they, meet".to_owned(),
            outcome: "yes".to_owned(),
            value,
            std_error,
            range,
        };
        let values = ["0.1".to_owned(), "4 weeks".to_owned()];
        for row in [
            row(0.1 + 0.2, 1e-7, Some((0.0, 1.0 / 3.0))),
            row(f64::INFINITY, 0.0, None),
            row(f64::NAN, f64::NAN, None),
        ] {
            let text = lines(&values, std::slice::from_ref(&row));
            let rest = text.strip_prefix(&prefix(&values, &row)).expect("it begins so");
            let back = read_back(&row, rest).expect("it can be read");
            assert_eq!(format!("{back:?}"), format!("{row:?}"));
        }
    }

    #[test]
    fn what_is_picked_has_both_ends() {
        assert_eq!(picked(3, 5), [0, 1, 2]);
        assert_eq!(picked(100, 4), [0, 33, 66, 99]);
    }
}
