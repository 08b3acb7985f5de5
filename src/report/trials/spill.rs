//! Stores rows on disk until their group is complete, column by column. Independent of formats.

use crate::engine::{TrialBlock, TrialValues};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The rows of a group that are stored on disk.
pub(super) struct Spill<S> {
    to: S,
    end: u64,
    /// By column: the pieces that hold its cells, in the order of rows.
    pieces: Vec<Vec<Piece>>,
    /// Number of rows stored.
    pub(super) rows: usize,
}

/// The cells of some rows of a column.
#[derive(Clone, Copy)]
struct Piece {
    kind: Kind,
    rows: usize,
    at: u64,
    bytes: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    Wholes,
    Whole(u64),
    Reals,
    Real(f64),
    Codes,
    Days,
}

/// Stands for a missing date.
const NO_DAY: i32 = i32::MIN;

impl<S: Read + Write + Seek> Spill<S> {
    /// Creates an empty store.
    pub(super) fn new(to: S) -> Self {
        Self { to, end: 0, pieces: Vec::new(), rows: 0 }
    }

    /// Stores batches, column after column, so that each column is read in few pieces.
    pub(super) fn put(&mut self, batches: &[TrialBlock]) -> io::Result<()> {
        let columns = batches.first().map_or(0, |batch| batch.columns.len());
        self.pieces.resize(columns.max(self.pieces.len()), Vec::new());
        self.to.seek(SeekFrom::Start(self.end))?;
        let mut bytes = Vec::new();
        for (column, pieces) in self.pieces.iter_mut().enumerate() {
            bytes.clear();
            for batch in batches {
                let before = bytes.len();
                let kind = written(&batch.columns[column], &mut bytes);
                let at = self.end + before as u64;
                let piece = Piece { kind, rows: batch.rows, at, bytes: bytes.len() - before };
                pieces.push(piece);
            }
            self.to.write_all(&bytes)?;
            self.end += bytes.len() as u64;
        }
        self.rows += batches.iter().map(|batch| batch.rows).sum::<usize>();
        Ok(())
    }

    /// Passes the cells of a column with their numbers of rows to `tell`, in the order stored.
    pub(super) fn each(
        &mut self,
        column: usize,
        tell: &mut dyn FnMut(&TrialValues, usize) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(pieces) = self.pieces.get(column) else { return Ok(()) };
        let mut bytes = Vec::new();
        for piece in pieces {
            bytes.resize(piece.bytes, 0);
            if piece.bytes > 0 {
                self.to.seek(SeekFrom::Start(piece.at))?;
                self.to.read_exact(&mut bytes)?;
            }
            tell(&read(piece.kind, &bytes), piece.rows)?;
        }
        Ok(())
    }

    /// Removes all rows.
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
        (self.end, self.rows) = (0, 0);
    }
}

/// Appends cells as bytes; returns their kind.
fn written(cells: &TrialValues, to: &mut Vec<u8>) -> Kind {
    match cells {
        TrialValues::Whole(x) => Kind::Whole(*x),
        TrialValues::Real(x) => Kind::Real(*x),
        TrialValues::Wholes(all) => {
            for x in all {
                to.extend(x.to_le_bytes());
            }
            Kind::Wholes
        }
        TrialValues::Reals(all) => {
            for x in all {
                to.extend(x.to_le_bytes());
            }
            Kind::Reals
        }
        TrialValues::Codes(all) => {
            for code in all {
                to.extend(code.to_le_bytes());
            }
            Kind::Codes
        }
        TrialValues::Days(all) => {
            for day in all {
                to.extend(day.unwrap_or(NO_DAY).to_le_bytes());
            }
            Kind::Days
        }
    }
}

fn read(kind: Kind, bytes: &[u8]) -> TrialValues {
    let (eights, _) = bytes.as_chunks::<8>();
    let (fours, _) = bytes.as_chunks::<4>();
    let (twos, _) = bytes.as_chunks::<2>();
    match kind {
        Kind::Whole(x) => TrialValues::Whole(x),
        Kind::Real(x) => TrialValues::Real(x),
        Kind::Wholes => {
            TrialValues::Wholes(eights.iter().map(|x| u64::from_le_bytes(*x)).collect())
        }
        Kind::Reals => TrialValues::Reals(eights.iter().map(|x| f64::from_le_bytes(*x)).collect()),
        Kind::Codes => TrialValues::Codes(twos.iter().map(|x| u16::from_le_bytes(*x)).collect()),
        Kind::Days => {
            let days = fours.iter().map(|x| i32::from_le_bytes(*x));
            TrialValues::Days(days.map(|day| (day != NO_DAY).then_some(day)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn cells_come_back_as_they_were() -> io::Result<()> {
        let batch = |first: u64| TrialBlock {
            rows: 2,
            columns: vec![
                TrialValues::Wholes(vec![first, u64::MAX]),
                TrialValues::Whole(first),
                TrialValues::Reals(vec![0.1, 1e300]),
                TrialValues::Real(-2.5),
                TrialValues::Codes(vec![u16::MAX, 3]),
                TrialValues::Days(vec![None, Some(-7)]),
            ],
        };
        let mut spill = Spill::new(Cursor::new(Vec::new()));
        for round in 0..2 {
            let all: Vec<TrialBlock> = (0..5).map(|i| batch(i + round)).collect();
            spill.put(&all[..3])?;
            spill.put(&all[3..])?;
            assert_eq!(spill.rows, 10);
            for column in 0..6 {
                let mut found = Vec::new();
                spill.each(column, &mut |cells, rows| {
                    assert_eq!(rows, 2);
                    found.push(cells.clone());
                    Ok(())
                })?;
                let requested: Vec<TrialValues> =
                    all.iter().map(|b| b.columns[column].clone()).collect();
                assert_eq!(found, requested);
            }
            spill.clear();
        }
        Ok(())
    }
}
