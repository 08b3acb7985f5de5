//! The error of a failed call.

use super::diagnostic::Diagnostics;
use crate::diagnostic::{Diagnostic as Finding, Sources};
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
    /// A part of work that was cut or changed, or does not belong to the other parts.
    #[error("{}{why}", .part.as_ref().map_or_else(String::new, |part| format!("{part}: ")))]
    Mismatch {
        /// The name of the part; `None` if a part is missing.
        part: Option<String>,
        /// The reason.
        why: String,
    },
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

    /// Returns the error for a part of this name.
    pub(crate) fn mismatch(part: &str, why: impl Into<String>) -> Self {
        Self::Mismatch { part: Some(part.to_owned()), why: why.into() }
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
            Self::Faults(faults) => Some(faults),
            _ => None,
        }
    }
}
