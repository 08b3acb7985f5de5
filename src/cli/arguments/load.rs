//! The texts of scenarios and networks, from files or standard input.

use crate::api::{self, Case, Overlay, Phase, Scenario, bounded};
use crate::cli::failure::{Failure, Stop};
use std::io;
use std::path::{Path, PathBuf};

/// The name of standard input in messages.
const STDIN: &str = "<stdin>";

/// Arguments of the commands that read networks.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Reading {
    /// Divide each row of a network by its sum, however far that is from 1
    #[arg(long)]
    normalize: bool,
}

impl Reading {
    /// Returns the argument as it would be written again, if it was given.
    pub(crate) fn word(self) -> Option<&'static str> {
        self.normalize.then_some("--normalize")
    }
}

/// Reads the scenario in `path`, or in standard input for `-`. Faults in its text are kept in it.
pub(crate) fn load(path: &Path, how: Reading) -> Result<Scenario, Failure> {
    let bytes = bytes(path, "scenario file")?;
    let _phase = Phase::begin("reading", 1);
    Ok(Scenario::read_as(&name(path), bytes, how.normalize))
}

/// Reads an overlay.
pub(crate) fn overlay(path: &Path) -> Result<Overlay, Failure> {
    Ok(Overlay::read(&name(path), bytes(path, "overlay")?))
}

/// Adds the news of files to a case.
pub(crate) fn with_news(case: Case, paths: &[PathBuf]) -> Result<Case, Stop> {
    let mut missing = Vec::new();
    let mut read = Vec::new();
    for path in paths {
        match bytes(path, "file of news") {
            Ok(bytes) => read.push((name(path), bytes)),
            Err(failure) => missing.push(failure),
        }
    }
    if !missing.is_empty() {
        return Err(Failure::several(missing).into());
    }
    read.into_iter().try_fold(case, |case, (name, bytes)| Ok(case.news_read(&name, bytes)?))
}

/// Returns the name of a file in messages.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) { STDIN.to_owned() } else { path.display().to_string() }
}

/// Returns the name of the scenario without folder and ending.
pub(crate) fn stem(path: &Path) -> String {
    api::stem(&name(path))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file, which messages call `what`; of one that is too large, one byte more than the maximum.
fn bytes(path: &Path, what: &'static str) -> Result<Vec<u8>, Failure> {
    let read: io::Result<_> = if is_stdin(path) {
        bounded(path, io::stdin().lock(), 0)
    } else if path.is_dir() {
        let inside = api::scenarios_in(path);
        return Err(Failure::Folder { path: path.to_owned(), what, inside });
    } else {
        api::bytes(path)
    };
    read.map_err(|error| Failure::Read { path: PathBuf::from(name(path)), error })
}
