//! A document of tables, charts and notes as plain data. Independent of formats, colours and widths.

use crate::forecast::Estimate;
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
    /// A table of rows and columns.
    Table(Table),
    /// A whole and its parts.
    Parts(Parts),
    /// The development of a probability over time.
    Timeline(Timeline),
    /// The distribution of a number.
    Histogram(Histogram),
    /// A whole that is divided repeatedly.
    Tree(Tree),
}

/// A table. Tables with equal columns are aligned with each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The headings and alignments of the columns.
    pub columns: Vec<Column>,
    /// The rows, with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// The alignment of a column's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left-aligned, for words.
    Left,
    /// Right-aligned, for numbers.
    Right,
    /// [`Cell::Interval`]s on a scale from 0 to 100.
    Chart,
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

/// The development of a probability over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The event that it is the probability of.
    pub label: String,
    /// The probability that it has happened by each date, in order.
    pub points: Vec<(Date, Estimate)>,
    /// Whether probabilities from 1 to 99 % are shown as whole numbers.
    pub is_whole: bool,
    /// The year in which the clock begins; dates in it are shown without their year.
    pub year: i16,
}

/// A share of a whole, and the shares into which it divides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The share as text.
    pub number: String,
    /// A description of the share.
    pub words: String,
    /// Whether it is the share asked for, which is set off from other parts.
    pub is_asked: bool,
    /// Its parts.
    pub branches: Vec<Tree>,
}

/// The distribution of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The name of the number.
    pub label: String,
    /// (lower edge, upper edge, share), in order.
    pub bins: Vec<(f64, f64, f64)>,
}
