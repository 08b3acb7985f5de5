//! The texts of scenarios and networks, from files or standard input.

use super::failure::Failure;
use crate::api::{self, Overlay, Scenario, bounded};
use crate::diagnostic::work::Phase;
use crate::interchange::Format;
use std::io;
use std::path::{Path, PathBuf};

/// The name of standard input in messages.
const STDIN: &str = "<stdin>";
/// Scenario files named when a folder is given instead of one.
const FILES_NAMED: usize = 5;

/// Arguments of the commands that read networks.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Reading {
    /// Divide each row of a network by its sum, however far that is from 1
    #[arg(long)]
    pub(super) normalize: bool,
}

/// Reads the scenario in `path`, or in standard input for `-`. Faults in its text are kept in it.
pub(super) fn load(path: &Path, how: Reading) -> Result<Scenario, Failure> {
    let bytes = bytes(path)?;
    let _phase = Phase::begin("reading", 1);
    Ok(Scenario::read_as(&name(path), bytes, how.normalize))
}

/// Reads an overlay.
pub(super) fn overlay(path: &Path) -> Result<Overlay, Failure> {
    Ok(Overlay::read(&name(path), bytes(path)?))
}

/// Returns the name of a file in messages.
pub(super) fn name(path: &Path) -> String {
    if is_stdin(path) { STDIN.to_owned() } else { path.display().to_string() }
}

/// Returns the name of the scenario without folder and ending.
pub(super) fn stem(path: &Path) -> String {
    api::stem(&name(path))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file; of one that is too large, one byte more than the maximum.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::Read { path: PathBuf::from(name(path)), error };
    let read: io::Result<_> = if is_stdin(path) {
        bounded(path, io::stdin().lock(), 0)
    } else if path.is_dir() {
        return Err(Failure::Folder { path: path.to_owned(), inside: scenarios_in(path) });
    } else {
        api::bytes(path)
    };
    read.map_err(failed)
}

fn scenarios_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let is_one = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ending == "toml" || Format::ENDINGS.contains(&ending.as_ref())
    };
    let mut files: Vec<PathBuf> = paths.filter(is_one).collect();
    files.sort();
    files.truncate(FILES_NAMED);
    files
}
