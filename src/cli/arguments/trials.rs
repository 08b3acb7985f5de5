//! `run --save-trials`: the file to which every trial is written, as it is drawn.

use crate::api::{TrialBlock, TrialSink, TrialTable};
use crate::cli::failure::{Failure, Stop};
use crate::cli::files::Growing;
#[cfg(feature = "parquet")]
use crate::cli::files::Space;
use crate::report::trials::CsvTrials;
#[cfg(feature = "parquet")]
use crate::report::trials::ParquetTrials;
use std::io;
use std::path::{Path, PathBuf};

/// The file for trials, and its format.
#[derive(Clone, Debug)]
pub(crate) struct TrialsFile {
    path: PathBuf,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl TrialsFile {
    /// Parses the name of a file, whose ending gives its format.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let form = match ending.as_deref() {
            Some("csv") => Form::Csv,
            #[cfg(feature = "parquet")]
            Some("parquet") => Form::Parquet,
            #[cfg(feature = "parquet")]
            _ => return Err("trials are saved as FILE.csv or FILE.parquet".to_owned()),
            #[cfg(not(feature = "parquet"))]
            _ => return Err("trials are saved as FILE.csv: this build has no Parquet".to_owned()),
        };
        Ok(Self { path, form })
    }

    /// Begins the file, so that a long run can't fail at the end for a reason that was known at the start.
    pub(crate) fn open(&self) -> Result<Saving, Failure> {
        let file = Growing::open(&self.path)?;
        Ok(match self.form {
            Form::Csv => Saving::Csv(Saved::new(&self.path, CsvTrials::new(file))),
            #[cfg(feature = "parquet")]
            Form::Parquet => {
                let space = file.space()?;
                Saving::Parquet(Box::new(Saved::new(&self.path, ParquetTrials::new(file, space))))
            }
        })
    }
}

/// A file of trials that has been begun; it has its name only when it is complete.
pub(crate) enum Saving {
    Csv(Saved<CsvTrials<Growing>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<Saved<ParquetTrials<Growing, Space>>>),
}

/// A sink that writes a file.
pub(crate) struct Saved<T> {
    table: T,
    path: PathBuf,
}

impl<T> Saved<T> {
    fn new(path: &Path, table: T) -> Self {
        Self { table, path: path.to_owned() }
    }

    fn failed<V>(&self, done: io::Result<V>) -> Result<V, Stop> {
        let path = || self.path.clone();
        done.map_err(|error| Failure::Write { path: path(), error }.into())
    }
}

impl<T: TrialSink<Error = io::Error>> TrialSink for Saved<T> {
    type Piece = T::Piece;
    type Error = Stop;

    fn begin(&mut self, table: &TrialTable) -> Result<(), Stop> {
        let begun = self.table.begin(table);
        self.failed(begun)
    }

    fn prepare(table: &TrialTable, block: TrialBlock) -> T::Piece {
        T::prepare(table, block)
    }

    fn take(&mut self, piece: T::Piece) -> Result<(), Stop> {
        let taken = self.table.take(piece);
        self.failed(taken)
    }
}

impl Saving {
    /// Completes the file and gives it its name.
    pub(crate) fn finish(self) -> Result<(), Stop> {
        let (path, file) = match self {
            Self::Csv(saved) => (saved.path, saved.table.finish()),
            #[cfg(feature = "parquet")]
            Self::Parquet(saved) => {
                let Saved { table, path } = *saved;
                (path, table.finish())
            }
        };
        let file = file.map_err(|error| Failure::Write { path, error })?;
        Ok(file.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_form() {
        let form = |text| TrialsFile::parse(text).map(|file| file.form);
        assert_eq!(form("a/t.csv"), Ok(Form::Csv));
        assert_eq!(form("t.PARQUET"), Ok(Form::Parquet));
        for text in ["t", "t.txt", "-", "csv", ".csv", "t.csv.gz", ""] {
            assert!(form(text).is_err(), "{text}");
        }
    }
}
