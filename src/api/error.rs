//! Why a call failed.

use super::diagnostic::Diagnostics;
use crate::diagnostic::{Diagnostic as Finding, Sources};
use std::io;
use std::path::PathBuf;

/// Why a call failed.
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
        /// Why.
        error: io::Error,
    },
    /// The monitor ended the work.
    #[error("the work was cancelled")]
    Cancelled,
}

impl Error {
    /// The error of findings whose places point into these texts.
    pub(crate) fn of(found: Vec<Finding>, sources: Sources) -> Self {
        let faults = Diagnostics::new(found, sources);
        if faults.are_of_cancelling() { Self::Cancelled } else { Self::Faults(faults) }
    }

    /// The faults; none of other errors.
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        match self {
            Self::Faults(faults) => Some(faults),
            _ => None,
        }
    }
}
