//! Scenarios from files.

use super::error::Error;
use super::scenario::{Scenario, bounded};
use crate::interchange::Format;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

impl Scenario {
    /// Reads a scenario file, or a network in BIF, XDSL, XMLBIF, Hugin's formats or UAI.
    ///
    /// Faults in what the file says are kept in it: see [`Scenario::diagnostics`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = bytes(path).map_err(|error| Error::Io { path: path.to_owned(), error })?;
        Ok(Self::read(&path.display().to_string(), bytes))
    }
}

/// Reads the bytes of a file, and at most one more than it may have.
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata().map_or(0, |data| data.len());
    bounded(path, file, length)
}

/// Scenario files named when a folder is given instead of one.
const FILES_NAMED: usize = 5;

/// Returns the first few scenarios and networks in a folder, by name.
pub(crate) fn scenarios_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_one = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ending == "toml" || Format::ENDINGS.contains(&ending.as_ref())
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_one).collect();
    files.sort();
    files.truncate(FILES_NAMED);
    files
}
