//! Points of a sweep as lines of CSV, and back.

use super::plan::{Point, SweepPlan};
use crate::analysis::Told;
use crate::analysis::sweep::Row;
use crate::report::sweep;
use crate::result::{self, SweepRow};
use std::ops::Range;

/// The whole points at the start of a text.
pub(crate) struct Read {
    /// The number of bytes that they take, with the head.
    pub(crate) bytes: usize,
    /// The first point that is not there.
    pub(crate) next: u64,
    /// The points, if they are kept.
    pub(crate) points: Vec<Point>,
}

impl SweepPlan {
    /// Returns the head of the table of its points, a line.
    pub(crate) fn head(&self) -> String {
        sweep::header(&self.laid_out().axes, self.told().as_ref())
    }

    /// Returns the lines of a point with these values.
    pub(crate) fn lines(&self, values: &[String], rows: &[Row]) -> String {
        sweep::rows(&self.laid_out().axes, self.told().as_ref(), values, rows)
    }

    /// Returns the rows of a point as data.
    pub(crate) fn as_data(&self, point: u64, rows: &[Row]) -> Vec<SweepRow> {
        let values = self.values(point);
        rows.iter().map(|row| result::sweep_row(&self.laid_out().axes, &values, row)).collect()
    }

    /// Returns the points whose rows these are, from the first on, with the number of trials in which each was asked.
    pub(crate) fn points_of(&self, rows: &[SweepRow], asked: &[u64]) -> Vec<Point> {
        let names = self.row_names();
        let rows: Vec<(&SweepRow, u64)> = rows.iter().zip(asked.iter().copied()).collect();
        let point = |(at, own): (usize, &[(&SweepRow, u64)])| {
            let own = own.iter().zip(&names);
            let own = own.map(|((row, asked), name)| result::row_of_sweep(name, row, *asked));
            (self.values(at as u64), own.collect())
        };
        rows.chunks(names.len().max(1)).enumerate().map(point).collect()
    }

    /// Whether rows are those of some points: their values, questions and outcomes.
    pub(crate) fn are_of(&self, rows: &[SweepRow], points: Range<u64>) -> bool {
        let names = self.row_names();
        let axes = self.axes();
        let mut found = rows.iter();
        let is_row = |row: &SweepRow, values: &[String], name: &Row| {
            let is_at = |(axis, value): (&&str, &String)| row.at.get(*axis) == Some(value);
            row.at.len() == axes.len()
                && axes.iter().zip(values).all(is_at)
                && (&row.question, &row.outcome) == (&name.question, &name.outcome)
        };
        let mut are = |point: u64| {
            let values = self.values(point);
            names.iter().all(|name| found.next().is_some_and(|row| is_row(row, &values, name)))
        };
        points.into_iter().all(&mut are) && found.next().is_none()
    }

    /// Returns the lines of rows, which are those of some points.
    pub(super) fn lines_of(&self, rows: &[SweepRow]) -> String {
        let axes = self.axes();
        let rows = rows.iter().map(|row| {
            let at = axes.iter().map(|axis| row.at.get(*axis).map_or("", String::as_str));
            (at.collect(), row)
        });
        let known = self.told().as_ref().map(Told::counted);
        result::sweep_table(axes.iter().copied(), known, rows).csv_rows()
    }

    /// Reads the whole points at the start of a table that should hold these.
    pub(crate) fn read(&self, points: Range<u64>, text: &str, is_kept: bool) -> Read {
        let head = self.head();
        match text.strip_prefix(&head) {
            None => Read { bytes: 0, next: points.start, points: Vec::new() },
            Some(lines) => {
                let read = self.read_lines(points, lines, is_kept);
                Read { bytes: head.len() + read.bytes, ..read }
            }
        }
    }

    /// Reads the whole points at the start of some lines that should hold these.
    pub(crate) fn read_lines(&self, points: Range<u64>, text: &str, is_kept: bool) -> Read {
        let mut read = Read { bytes: 0, next: points.start, points: Vec::new() };
        let (mut left, names, told) = (text, self.row_names(), self.told());
        for point in points {
            read.bytes = text.len() - left.len();
            read.next = point;
            let values = self.values(point);
            let mut rows = Vec::with_capacity(names.len());
            for name in &names {
                let found = sweep::read_back(told.as_ref(), &values, name, left);
                let Some((row, beyond)) = found else { return read };
                rows.push(row);
                left = beyond;
            }
            read.next = point + 1;
            if is_kept {
                read.points.push((values, rows));
            }
        }
        read.bytes = text.len() - left.len();
        read
    }
}
