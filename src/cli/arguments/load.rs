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
    if is_stdin(path) {
        return Ok(Scenario::read_as(&name(path), bytes, how.normalize));
    }
    Ok(Scenario::read_in_folder(&name(path), bytes, how.normalize, path))
}

/// Reads an overlay.
pub(crate) fn overlay(path: &Path) -> Result<Overlay, Failure> {
    Ok(Overlay::read(&name(path), bytes(path, "overlay")?))
}

/// Reads the scenario in `path`, as [`load`] does; if that fails, the end names each file of news that can't be read too.
pub(super) fn load_beside(
    path: &Path,
    how: Reading,
    news: &[PathBuf],
) -> Result<Scenario, Failure> {
    load(path, how).map_err(|failure| {
        let files = news.iter().filter(|path| !is_stdin(path));
        let unread = files.filter_map(|path| bytes(path, "file of news").err());
        Failure::several(std::iter::once(failure).chain(unread).collect())
    })
}

/// Adds the news of files to a case; `then` is what is done to the case besides, and is told whether all
/// files were read. If one can't be, the end has every fault that the case has without it too.
pub(crate) fn with_news(
    case: Case,
    paths: &[PathBuf],
    then: impl Fn(Case, bool) -> Case,
) -> Result<Case, Stop> {
    let mut missing = Vec::new();
    let mut read = Vec::new();
    for path in paths {
        match bytes(path, "file of news") {
            Ok(bytes) => read.push((name(path), bytes)),
            Err(failure) => missing.push(failure),
        }
    }
    let added = |case: Case| {
        let mut files = read.into_iter();
        files.try_fold(case, |case, (name, bytes)| case.news_read(&name, bytes))
    };
    if missing.is_empty() {
        return Ok(then(added(case)?, true));
    }
    let missing = Failure::several(missing);
    let found = added(case).and_then(|case| then(case, false).compile());
    Err(match found.map_err(Stop::from) {
        Err(Stop::Faults(faults)) => Stop::Both(missing, faults),
        _ => missing.into(),
    })
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
