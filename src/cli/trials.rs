//! `run --save-trials`: writes every trial to a file, as it is drawn.

use super::failure::{Failure, Stop};
use super::files::Growing;
use crate::api::Error;
use crate::diagnostic::Diagnostic;
use crate::engine::{Job, Phase, Stopped, Tallies, run_keeping};
use crate::report::trials::CsvTrials;
#[cfg(feature = "parquet")]
use crate::report::trials::ParquetTrials;
use std::path::PathBuf;

/// The file for trials, and its format.
#[derive(Clone, Debug)]
pub(super) struct TrialsFile {
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
    pub(super) fn parse(text: &str) -> Result<Self, String> {
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
    pub(super) fn open(&self) -> Result<Saving, Failure> {
        Ok(Saving { form: self.form, file: Growing::open(&self.path)? })
    }
}

/// A file of trials that has been begun.
pub(super) struct Saving {
    form: Form,
    file: Growing,
}

impl Saving {
    /// Draws the trials of a job into the file, which has its name only when this is done. `error` makes an
    /// error of faults.
    pub(super) fn draw(
        self,
        job: Job,
        error: &dyn Fn(Vec<Diagnostic>) -> Error,
    ) -> Result<Tallies, Stop> {
        let path = self.file.path().to_owned();
        let failed = |error| Stop::Outside(Failure::Write { path: path.clone(), error });
        let drawn = match self.form {
            Form::Csv => {
                let mut table = CsvTrials::new(self.file);
                run_keeping(job, &mut table).map(|tallies| {
                    let end = || table.finish().map_err(failed).and_then(finish);
                    (tallies, job.watch.alone(Phase::Saving, end))
                })
            }
            #[cfg(feature = "parquet")]
            Form::Parquet => {
                let space = self.file.space()?;
                let mut table = ParquetTrials::new(self.file, space);
                run_keeping(job, &mut table).map(|tallies| {
                    let end = || table.finish().map_err(failed).and_then(finish);
                    (tallies, job.watch.alone(Phase::Saving, end))
                })
            }
        };
        // by now a file that is not complete is gone
        match drawn {
            Ok((tallies, finished)) => finished.map(|()| tallies),
            Err(Stopped::Fault(fault)) => Err(error(vec![fault]).into()),
            Err(Stopped::Keeper(failure)) => Err(failed(failure)),
        }
    }
}

fn finish(file: Growing) -> Result<(), Stop> {
    Ok(file.finish()?)
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
