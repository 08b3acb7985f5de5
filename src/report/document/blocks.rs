//! A document of tables, charts and notes as plain data. Independent of formats, colours and widths.

use super::fan::Fan;
use crate::forecast::Estimate;
use crate::report::format::number;
use jiff::civil::Date;

/// A document, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The title.
    pub title: String,
    /// The time span; empty for a single moment.
    pub when: String,
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// A block of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Opens a section.
    Heading(String),
    /// An important sentence or several.
    Paragraph(String),
    /// A remark for close readers.
    Note(String),
    /// A sentence and those below it.
    Outline(Outline),
    /// A table of rows and columns.
    Table(Table),
    /// A whole and its parts in words.
    Parts(Parts),
    /// The probabilities of the outcomes of one variable.
    Bars(Bars),
    /// A probability at each of several dates.
    Curve(Curve),
    /// A probability as it stood on each of several days.
    Line(Line),
    /// The distribution of a number.
    Histogram(Histogram),
    /// The distribution of a number on each of several dates.
    Fan(Fan),
    /// Values of equal chance.
    Dots(Dots),
    /// A share as so many of a hundred.
    Share(Share),
    /// Values by two variables.
    Grid(Grid),
    /// A whole that is divided repeatedly.
    Flow(Flow),
    /// Which depends on which.
    Links(Links),
}

/// A sentence and the sentences below it, such as a process and its moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The sentence.
    pub opening: String,
    /// The sentences below it, each with its depth from 0.
    pub below: Vec<(usize, String)>,
}

/// A table. Tables with equal columns are aligned with each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The headings and alignments of the columns.
    pub columns: Vec<Column>,
    /// The rows, with a cell for each column, or a single one that spans them all.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Returns the table without columns that only pictures show.
    #[must_use]
    pub fn without_sides(&self) -> Self {
        let is_shown = |(index, _): &(usize, &Cell)| {
            self.columns.get(*index).is_none_or(|column| column.align != Align::Sides)
        };
        let row = |row: &Vec<Cell>| {
            row.iter().enumerate().filter(is_shown).map(|(_, cell)| cell.clone()).collect()
        };
        let columns = self.columns.iter().filter(|column| column.align != Align::Sides);
        Self { columns: columns.cloned().collect(), rows: self.rows.iter().map(row).collect() }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The heading; may be empty.
    pub heading: String,
    /// The alignment of its cells.
    pub align: Align,
}

impl Column {
    /// Creates a left-aligned column.
    pub fn left(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), align: Align::Left }
    }

    /// Creates a right-aligned column.
    pub fn right(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), align: Align::Right }
    }

    /// Creates a column of intervals on the scale from 0 to 100, which serves as heading.
    pub fn chart() -> Self {
        Self { heading: String::new(), align: Align::Chart }
    }

    /// Creates a column of two probabilities in each row, which only pictures show.
    pub fn sides() -> Self {
        Self { heading: String::new(), align: Align::Sides }
    }

    /// Creates a column of bars on an axis, whose ends serve as heading.
    pub fn bars(axis: Axis) -> Self {
        Self { heading: String::new(), align: Align::Bars(axis) }
    }
}

/// The alignment of a column's cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Align {
    /// Left-aligned, for words.
    Left,
    /// Right-aligned, for numbers.
    Right,
    /// [`Cell::Interval`]s on a scale from 0 to 100.
    Chart,
    /// [`Cell::Bar`]s on an axis.
    Bars(Axis),
    /// [`Cell::Sides`] on a scale from 0 to 100, which only pictures show.
    Sides,
}

/// The axis of a column of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
    /// The value that is marked in each row.
    pub mark: f64,
    /// The least and the greatest value as text.
    pub ends: (String, String),
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text or a number.
    Text(String),
    /// A probability and its range, each from 0 to 1.
    Interval {
        /// The lower end of the range.
        low: f64,
        /// The probability.
        value: f64,
        /// The upper end of the range.
        high: f64,
    },
    /// A bar between two values of the column's axis.
    Bar {
        /// One end.
        from: f64,
        /// The other end.
        to: f64,
    },
    /// The probabilities of both sides of a comparison, each from 0 to 1.
    Sides {
        /// The probability of the first side.
        first: f64,
        /// The probability of the other side.
        other: f64,
    },
    /// An empty cell.
    Empty,
}

impl Cell {
    /// Creates a text cell.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A whole and its parts, such as `Venue    Geneva 41 · Budapest 16`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The name of the whole.
    pub label: String,
    /// Its parts, in words.
    pub parts: Vec<String>,
    /// A remark that applies to all parts, such as their error; may be empty.
    pub remark: String,
}

/// The probabilities of the outcomes of one variable, such as `Venue    Geneva 41 · Budapest 16`.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// The name of the variable.
    pub label: String,
    /// The outcomes with their probabilities.
    pub bars: Vec<(String, Estimate)>,
    /// Whether the range of each probability is shown.
    pub has_ranges: bool,
    /// A remark that applies to all outcomes, such as their error; may be empty.
    pub remark: String,
}

/// The development of a probability over time, with its error and range at each date.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The event that it is the probability of, as a title.
    pub event: String,
    /// The label beside the probabilities: the event, or words if a sentence above names it.
    pub label: String,
    /// The probability that it has happened by each date, in order.
    pub points: Vec<(Date, Estimate)>,
    /// Whether probabilities from 1 to 99 % are shown as whole numbers.
    pub is_whole: bool,
    /// The last day that is known; the range is shown from it on.
    pub today: Option<Date>,
    /// The year in which the clock begins; dates in it are shown without their year.
    pub year: i16,
}

/// A probability as it stood on each of several days, with its error and range on each. It stays as it is until the next of
/// these days.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The event that it is the probability of.
    pub label: String,
    /// The days and the probability on each, in order.
    pub points: Vec<(Date, Estimate)>,
    /// The days that are marked, ascending.
    pub marks: Vec<Date>,
    /// Whether probabilities from 1 to 99 % are shown as whole numbers.
    pub is_whole: bool,
    /// The year in which the clock begins; dates in it are shown without their year.
    pub year: i16,
}

/// The distribution of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The name of the number.
    pub label: String,
    /// Its unit; empty for a plain number.
    pub unit: String,
    /// (lower edge, upper edge, share), in order.
    pub bins: Vec<(f64, f64, f64)>,
}

/// A share as so many of a hundred, which shows the denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The outcome whose share it is.
    pub label: String,
    /// The share in 100, as text.
    pub number: String,
    /// The share in 100, rounded to a whole number.
    pub of_hundred: usize,
}

/// The distribution of a number or a date as values of equal chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// The name of what is distributed.
    pub label: String,
    /// The values in ascending order; dates as days since the first day of the axis.
    pub values: Vec<f64>,
    /// The ends of the axis; those of the values if absent.
    pub ends: Option<(f64, f64)>,
    /// The axis.
    pub axis: DotsAxis,
}

impl Dots {
    /// Formats a value of the axis.
    pub fn word(&self, value: f64) -> String {
        match &self.axis {
            DotsAxis::Numbers { unit } if unit.is_empty() => number::exact(value),
            DotsAxis::Numbers { unit } => format!("{} {unit}", number::exact(value)),
            DotsAxis::Days { first, year } => {
                let day = first.checked_add(jiff::ToSpan::days(value.round() as i64));
                day.map_or_else(|_| String::new(), |day| number::day_since(day, *year))
            }
        }
    }
}

/// The axis of [`Dots`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DotsAxis {
    /// Numbers with a unit; empty for plain numbers.
    Numbers {
        /// The unit.
        unit: String,
    },
    /// Days.
    Days {
        /// The day of value 0.
        first: Date,
        /// The year whose dates are shown without it.
        year: i16,
    },
}

/// Values by two variables: a table with a row for each value of one and a column for each of the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The names of the variables, above the names of the rows; empty if a heading has them.
    pub corner: String,
    /// The names of the rows.
    pub rows: Vec<String>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The cells of each row.
    pub cells: Vec<Vec<GridCell>>,
    /// The kind of the grid.
    pub kind: GridKind,
}

/// A value of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridCell {
    /// The value; `None` if it is undefined or never reached.
    pub value: Option<f64>,
    /// The value as text, with the digits that its error allows.
    pub text: String,
}

/// The kind of a grid, which decides what may be left out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridKind {
    /// Outcomes of two variables; all are shown.
    Joint,
    /// Probabilities at points of two axes: shaded, and where there is little room evenly spread points only.
    Probabilities,
    /// Numbers at points of two axes; where there is little room evenly spread points only.
    Numbers,
}

/// Names, and which depends on which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The description of all.
    pub label: String,
    /// The names, causes before effects as far as possible.
    pub names: Vec<String>,
    /// The indices of a cause and of an effect.
    pub links: Vec<(usize, usize)>,
}

/// A share of a whole, and the shares into which it divides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// The share, from 0 to 1.
    pub share: f64,
    /// The share in 100, as text.
    pub number: String,
    /// A description of the share.
    pub words: String,
    /// Whether it is the share asked for, which is set off from other parts.
    pub is_asked: bool,
    /// Its parts.
    pub branches: Vec<Flow>,
}
