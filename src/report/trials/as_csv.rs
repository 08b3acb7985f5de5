//! Trials as CSV: numbers as the shortest text that reads back to the same bits, dates as ISO dates, empty
//! cells for missing values. Names that a spreadsheet would execute are guarded.

use crate::engine::{NO_CODE, TrialBlock, TrialSink, TrialTable, TrialType, TrialValues};
use crate::formula::date_of;
use crate::result::cells::{float, guarded};
use csv::{Writer, WriterBuilder};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes trials as CSV.
#[derive(Debug)]
pub struct CsvTrials<W> {
    to: W,
}

impl<W: Write> CsvTrials<W> {
    /// Writes to `to`, which need not be buffered.
    pub fn new(to: W) -> Self {
        Self { to }
    }

    /// Completes the table.
    pub fn finish(mut self) -> io::Result<W> {
        self.to.flush()?;
        Ok(self.to)
    }
}

impl<W: Write> TrialSink for CsvTrials<W> {
    type Piece = Vec<u8>;
    type Error = io::Error;

    fn begin(&mut self, table: &TrialTable) -> io::Result<()> {
        let mut text = rows();
        text.write_record(table.columns.iter().map(|field| guarded(&field.name).into_owned()))?;
        self.to.write_all(&bytes(text))
    }

    fn prepare(table: &TrialTable, batch: TrialBlock) -> Vec<u8> {
        let columns: Vec<Column> = table
            .columns
            .iter()
            .zip(&batch.columns)
            .map(|(field, cells)| Column::new(&field.kind, cells))
            .collect();
        let mut text = rows();
        let mut space = String::new();
        for row in 0..batch.rows {
            for column in &columns {
                let field = column.cell(row, &mut space);
                text.write_field(field).expect("memory takes every field");
            }
            text.write_record(None::<&[u8]>).expect("memory takes every row");
        }
        bytes(text)
    }

    fn take(&mut self, piece: Vec<u8>) -> io::Result<()> {
        self.to.write_all(&piece)
    }
}

fn rows() -> Writer<Vec<u8>> {
    WriterBuilder::new().from_writer(Vec::new())
}

fn bytes(rows: Writer<Vec<u8>>) -> Vec<u8> {
    rows.into_inner().expect("memory is never full before the program is")
}

/// A column in a form that can be read cell by cell.
enum Column<'a> {
    /// An equal value in every row.
    Same(String),
    Wholes(&'a [u64]),
    Reals(&'a [f64]),
    Truths(&'a [u16]),
    Names(Vec<Cow<'a, str>>, &'a [u16]),
    Days(&'a [Option<i32>]),
}

impl<'a> Column<'a> {
    fn new(kind: &'a TrialType, cells: &'a TrialValues) -> Self {
        match (cells, kind) {
            (TrialValues::Whole(x), _) => Self::Same(x.to_string()),
            (TrialValues::Real(x), _) => Self::Same(float(*x)),
            (TrialValues::Wholes(all), _) => Self::Wholes(all),
            (TrialValues::Reals(all), _) => Self::Reals(all),
            (TrialValues::Days(all), _) => Self::Days(all),
            (TrialValues::Codes(all), TrialType::Name(names)) => {
                Self::Names(names.iter().map(|name| guarded(name)).collect(), all)
            }
            (TrialValues::Codes(all), _) => Self::Truths(all),
        }
    }

    /// The text of a cell; `space` is scratch space.
    fn cell<'b>(&'b self, row: usize, space: &'b mut String) -> &'b str {
        match self {
            Self::Same(text) => text,
            Self::Wholes(all) => put(space, all[row].to_string()),
            Self::Reals(all) => put(space, float(all[row])),
            Self::Truths(all) => match all[row] {
                NO_CODE => "",
                0 => "false",
                _ => "true",
            },
            Self::Names(names, all) => names.get(usize::from(all[row])).map_or("", |name| name),
            Self::Days(all) => {
                let date = all[row].and_then(|day| date_of(f64::from(day)));
                put(space, date.map_or_else(String::new, |date| date.to_string()))
            }
        }
    }
}

fn put(space: &mut String, text: String) -> &str {
    *space = text;
    space
}
