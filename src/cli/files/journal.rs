//! A file that is written as work goes on and has its name only when it is whole.
//!
//! Until then it is `NAME.part`, beside `NAME.state`, which describes the work. Interrupted work can be
//! continued if it computes the same. Knows nothing of the meaning of the lines.

use super::whole::Folder;
use crate::api::first_difference;
use crate::cli::failure::Failure;
use crate::cli::terminal::guard;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file being written.
pub(crate) struct Journal {
    folder: Folder,
    path: PathBuf,
    part: PathBuf,
    state: PathBuf,
    file: File,
}

/// The state in which a file was found.
pub(crate) enum Found {
    /// The text of the finished file.
    Finished(String),
    /// The unfinished file, and the text that it holds already.
    Open(Box<Journal>, String),
}

impl Journal {
    /// Opens the file `name` in a folder for work that `identity` describes; `record` is the name of the file
    /// that describes finished work.
    pub(crate) fn open(
        folder: &Path,
        name: &str,
        record: &str,
        identity: &str,
        resume: bool,
    ) -> Result<Found, Failure> {
        let whole = Folder::open(folder)?;
        let path = folder.join(name);
        let (part, state) =
            (folder.join(format!("{name}.part")), folder.join(format!("{name}.state")));
        let refused = |why: &str| Failure::Refused { path: folder.to_owned(), why: why.to_owned() };
        let before = text_of(&state)?;
        if let Some(before) = &before {
            if !resume {
                return Err(refused(&format!(
                    "an unfinished sweep is there: go on with it by --resume, or delete {name}.part \
                     and {name}.state"
                )));
            }
            if before != identity {
                return Err(refused(&differs(before, identity)));
            }
        } else if resume
            && let (Some(text), Some(done)) = (text_of(&path)?, text_of(&folder.join(record))?)
        {
            if done != identity {
                return Err(refused(&differs(&done, identity)));
            }
            return Ok(Found::Finished(text));
        }
        let failed = |error| Failure::Write { path: part.clone(), error };
        if before.is_none() {
            whole.claim_beside(name, record)?;
            whole.claim_beside(record, record)?;
        }
        if before.is_some() && !part.exists() && path.exists() {
            // it was broken off between the last line and the record
            fs::rename(&path, &part).map_err(failed)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&part)
            .map_err(failed)?;
        if file.try_lock().is_err() {
            return Err(refused("another sweep is writing there"));
        }
        let mut bytes = Vec::new();
        if before.is_some() {
            file.read_to_end(&mut bytes).map_err(failed)?;
        } else {
            file.set_len(0).map_err(failed)?;
            let state = (format!("{name}.state"), identity.as_bytes().to_vec());
            if let Err(failure) = whole.write(&[state]) {
                // without its description the file is of no use
                let _ = fs::remove_file(&part);
                return Err(failure);
            }
        }
        // a kill may have cut a character
        let sound = std::str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), str::len);
        bytes.truncate(sound);
        let text = String::from_utf8(bytes).unwrap_or_default();
        let journal = Self { folder: whole, path, part, state, file };
        Ok(Found::Open(Box::new(journal), text))
    }

    /// Keeps the first bytes of the unfinished file and drops the rest.
    pub(crate) fn keep(&mut self, bytes: usize) -> Result<(), Failure> {
        let cut = self.file.set_len(bytes as u64);
        let kept = cut.and_then(|()| self.file.seek(SeekFrom::Start(bytes as u64)));
        kept.map(|_| ()).map_err(|error| Failure::Write { path: self.part.clone(), error })
    }

    /// Writes lines.
    pub(crate) fn add(&mut self, lines: &str) -> Result<(), Failure> {
        // what was computed since a signal may lack a part
        guard::end_by_signal();
        let written = self.file.write_all(lines.as_bytes());
        written.map_err(|error| Failure::Write { path: self.part.clone(), error })
    }

    /// Gives the whole file its name, beside its record.
    pub(crate) fn finish(self, record: (String, Vec<u8>)) -> Result<(), Failure> {
        let failed = |error| Failure::Write { path: self.path.clone(), error };
        self.file.sync_all().map_err(failed)?;
        // an older table never stands beside this record, nor this table beside an older one
        let old = self.folder.path().join(&record.0);
        if old.exists() {
            fs::remove_file(&old).map_err(failed)?;
        }
        fs::rename(&self.part, &self.path).map_err(failed)?;
        self.folder.write(&[record])?;
        fs::remove_file(&self.state).map_err(failed)
    }
}

/// The text of a file, if it is there.
fn text_of(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Read { path: path.to_owned(), error }),
    }
}

/// Returns a message with the first line in which two descriptions of work differ.
fn differs(before: &str, now: &str) -> String {
    match first_difference(before, now) {
        Some((before, now)) => format!("another sweep is there, with {before}, not {now}"),
        None => "another sweep is there".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "{\n\"program\": \"foretell\",\n\"seed\": 1\n}";
    const TWO: &str = "{\n\"program\": \"foretell\",\n\"seed\": 2\n}";

    fn open(folder: &Path, identity: &str, resume: bool) -> Result<Found, Failure> {
        Journal::open(folder, "a.csv", "a.json", identity, resume)
    }

    #[test]
    fn broken_work_is_gone_on_with_and_other_work_refused() {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path();
        let Ok(Found::Open(mut journal, text)) = open(folder, ONE, false) else { panic!() };
        assert_eq!(text, "");
        journal.add("x\nhalf").expect("it can be written");
        assert!(open(folder, ONE, true).is_err(), "it is being written");
        drop(journal);
        assert!(open(folder, ONE, false).is_err(), "it is not thrown away");
        assert!(open(folder, TWO, true).is_err(), "it is another");
        let Ok(Found::Open(mut journal, text)) = open(folder, ONE, true) else { panic!() };
        assert_eq!(text, "x\nhalf");
        journal.keep(2).expect("it can be cut");
        journal.add("y\n").expect("it can be written");
        assert!(!folder.join("a.csv").exists());
        journal.finish(("a.json".to_owned(), ONE.as_bytes().to_vec())).expect("it can be finished");
        assert_eq!(fs::read_to_string(folder.join("a.csv")).expect("it is there"), "x\ny\n");
        assert_eq!(fs::read_dir(folder).expect("it is there").count(), 2);
        assert!(matches!(open(folder, ONE, true), Ok(Found::Finished(_))));
        assert!(open(folder, TWO, true).is_err());
        assert!(matches!(open(folder, TWO, false), Ok(Found::Open(..))));
    }
}
