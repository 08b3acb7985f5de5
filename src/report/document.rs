//! One document of tables, charts and notes, as plain data. Knows no format, no colour, no width.

use crate::forecast::Estimate;
use jiff::civil::Date;

/// What is shown, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is about.
    pub title: String,
    /// When it plays; empty for a single moment.
    pub when: String,
    /// The rest.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Opens a section.
    Heading(String),
    /// A sentence or several that matter.
    Paragraph(String),
    /// A remark for who looks closer.
    Note(String),
    /// Rows and columns.
    Table(Table),
    /// One thing split into its parts.
    Parts(Parts),
    /// How a chance grows from day to day.
    Timeline(Timeline),
    /// How a number is spread.
    Histogram(Histogram),
    /// How a whole divides and divides again.
    Tree(Tree),
}

/// Rows and columns. Tables of equal columns are laid out alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What stands above each column, and how it is set.
    pub columns: Vec<Column>,
    /// The rows; each has a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands above it; empty for nothing.
    pub heading: String,
    /// How its cells are set.
    pub align: Align,
}

impl Column {
    /// A column with text to the left.
    pub fn left(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), align: Align::Left }
    }

    /// A column with text to the right.
    pub fn right(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), align: Align::Right }
    }

    /// A column of intervals on the scale from 0 to 100, which is its heading.
    pub fn chart() -> Self {
        Self { heading: String::new(), align: Align::Chart }
    }
}

/// How the cells of a column are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
    /// [`Cell::Interval`]s, on a scale from 0 to 100.
    Chart,
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words or a number.
    Text(String),
    /// A chance and the range around it, each from 0 to 1.
    Interval {
        /// Where the range begins.
        low: f64,
        /// The chance.
        value: f64,
        /// Where the range ends.
        high: f64,
    },
    /// Nothing.
    Empty,
}

impl Cell {
    /// A cell with `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// One thing split into its parts: `Venue    Geneva 41 · Budapest 16`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The thing.
    pub label: String,
    /// Its parts, worded.
    pub parts: Vec<String>,
    /// What holds for all of them, such as their error; empty for nothing.
    pub remark: String,
}

/// How a chance grows from day to day.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// What it is the chance of.
    pub label: String,
    /// The chance that it has happened by each day, in order.
    pub points: Vec<(Date, Estimate)>,
    /// Whether chances from 1 to 99 in 100 are shown as whole numbers.
    pub is_whole: bool,
    /// The year in which the clock begins: days of it need no year.
    pub year: i16,
}

/// A share of a whole, and the shares into which it divides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// How much it is.
    pub number: String,
    /// What it is.
    pub words: String,
    /// Whether it is what is asked for, and so stands apart from other parts.
    pub is_asked: bool,
    /// Its parts.
    pub branches: Vec<Tree>,
}

/// How a number is spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The number.
    pub label: String,
    /// (lower edge, upper edge, share), in order.
    pub bins: Vec<(f64, f64, f64)>,
}
