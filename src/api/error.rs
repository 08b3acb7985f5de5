//! The error of a failed call.

use super::diagnostic::Diagnostics;
use crate::diagnostic::{Diagnostic as Finding, Sources};
use std::io;
use std::path::PathBuf;

/// The reason why a call failed.
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

    /// Returns the faults; `None` for other errors.
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        match self {
            Self::Faults(faults) => Some(faults),
            _ => None,
        }
    }
}
