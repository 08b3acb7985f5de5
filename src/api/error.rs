//! The error of a failed call.

use super::diagnostic::Diagnostics;
use crate::diagnostic::{Code, Diagnostic as Finding, Place, Sources};
use std::io;
use std::path::PathBuf;

/// The reason why a call failed.
///
/// ```
/// use foretell::{Error, Scenario};
///
/// let failed = Scenario::read("deal.toml", "[event.deal]\np = 1.3\n").case().compile();
/// let Err(Error::Faults(faults)) = failed else { unreachable!() };
/// println!("{faults}"); // as the program prints them, with frames and carets
/// assert_eq!(faults[0].code, "E0501");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The scenario has faults, or an argument names something that it does not have: every fault at once.
    #[error("{0}")]
    Faults(Diagnostics),
    /// A file that can't be read or written.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        error: io::Error,
    },
    /// Parts of work that were cut or changed, are missing or there twice, or do not belong together: every fault at once.
    #[error("{0}")]
    Parts(Diagnostics),
    /// A folder with the files of another sweep, or with files that are not of foretell.
    #[error("{0}")]
    Mismatch(String),
    /// Arguments that can't go together, such as a comparison of no sides.
    #[error("{0}")]
    Usage(String),
    /// The monitor ended the work.
    #[error("the work was cancelled")]
    Cancelled,
}

impl Error {
    /// Returns the error for findings whose places point into these texts.
    pub(crate) fn of(found: Vec<Finding>, sources: Sources) -> Self {
        let faults = Diagnostics::new(found, sources);
        if faults.are_of_cancelling() { Self::Cancelled } else { Self::Faults(faults) }
    }

    /// Returns the error for a file of this name that is no text, or for a folder.
    pub(crate) fn of_file(name: &str, code: Code, why: impl Into<String>, help: &str) -> Self {
        let mut sources = Sources::default();
        let place = Place::new(sources.add_unshown(name), 0..0);
        let found = Finding::new(code, place, why).help(help);
        Self::Parts(Diagnostics::new(vec![found], sources))
    }

    /// Adds a way out to the first fault, if the scenario has any.
    pub(crate) fn with_help(self, help: &str) -> Self {
        match self {
            Self::Faults(faults) => Self::Faults(faults.with_help(help)),
            other => other,
        }
    }

    /// Returns the faults; `None` for other errors.
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        match self {
            Self::Faults(faults) | Self::Parts(faults) => Some(faults),
            _ => None,
        }
    }
}
