//! Failures of the world outside: files, folders, pipes. Says nothing about scenarios.

use crate::api::{Diagnostics, Error};
use std::io;
use std::path::PathBuf;

/// A failure outside the scenario.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file that can't be read.
    #[error("{}: {}", .path.display(), unread(.error))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A folder where a file should be.
    #[error("{} is a folder: name the {what} in it{}", .path.display(), listed(.inside))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The file that should be there.
        what: &'static str,
        /// The scenario files in it, the first few by name.
        inside: Vec<PathBuf>,
    },
    /// Several failures.
    #[error("{}", joined(.0))]
    Several(Vec<Failure>),
    /// A file that can't be written.
    #[error("can't write {}: {}", .path.display(), reason(.error))]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file that would be overwritten.
    #[error("{} is there already: it is left as it is", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A scenario where a network should be.
    #[error("{} is no network: `import` takes BIF, XDSL, XMLBIF, Hugin's .net, .dsc and UAI", .path.display())]
    NotANetwork {
        /// The file.
        path: PathBuf,
    },
    /// A file of a set's name that no earlier command wrote.
    #[error(
        "{} is not from an earlier run: it is left as it is, and nothing is written; name another folder, or move the \
         file", .path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A folder whose files are not as expected.
    #[error("{}{why}", named(.path))]
    Refused {
        /// The folder; empty if the reason names it.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Standard output that can't be written, other than a pipe that was closed.
    #[error("can't write to standard output: {}", reason(.0))]
    Output(io::Error),
}

impl Failure {
    /// Returns failures as one.
    pub(crate) fn several(mut failures: Vec<Self>) -> Self {
        match failures.len() {
            1 => failures.remove(0),
            _ => Self::Several(failures),
        }
    }
}

fn joined(failures: &[Failure]) -> String {
    let lines: Vec<String> = failures.iter().map(ToString::to_string).collect();
    lines.join("\nerror: ")
}

/// Returns the reason of an error in words.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file is in the way".to_owned()
        }
        io::ErrorKind::IsADirectory => "a folder is in the way".to_owned(),
        io::ErrorKind::Interrupted => "interrupted".to_owned(),
        io::ErrorKind::StorageFull => "no space left on the device".to_owned(),
        io::ErrorKind::QuotaExceeded => "the quota of the disk is used up".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::InvalidFilename => {
            "the name is too long, or has characters that the system does not accept".to_owned()
        }
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_owned()
        }
    }
}

/// Returns the reason why something can't be read in words.
pub(super) fn unread(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotADirectory => "this is a file, not a folder".to_owned(),
        _ => reason(error),
    }
}

fn named(path: &std::path::Path) -> String {
    if path.as_os_str().is_empty() { String::new() } else { format!("{}: ", path.display()) }
}

fn listed(inside: &[PathBuf]) -> String {
    if inside.is_empty() {
        return " (it holds no .toml file)".to_owned();
    }
    let names: Vec<String> = inside.iter().map(|path| path.display().to_string()).collect();
    format!(", such as {}", names.join(", "))
}

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The scenario has faults, or an argument names something that it does not have. Advice is not shown.
    Faults(Diagnostics),
    /// Faults and advice, all of which are shown.
    Findings(Diagnostics),
    /// Arguments that don't go together.
    Usage(String),
    /// Something outside did not work.
    Outside(Failure),
    /// Something outside did not work, and there may be faults beside it.
    Both(Failure, Diagnostics),
}

impl Stop {
    /// Returns the same end, at which advice is shown too.
    pub(super) fn with_advice(self) -> Self {
        match self {
            Self::Faults(found) => Self::Findings(found),
            other => other,
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Outside(failure)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Faults(faults) | Error::Parts(faults) => Self::Faults(faults),
            Error::Io { path, error } => Self::Outside(Failure::Read { path, error }),
            Error::Mismatch(why) => Self::Outside(Failure::Refused { path: PathBuf::new(), why }),
            Error::Usage(why) => Self::Usage(why),
            // the guard says why
            Error::Cancelled => Self::Faults(Diagnostics::default()),
        }
    }
}

/// The exit status of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All is done.
    Done = 0,
    /// Something could not be read, written or finished.
    Failed = 1,
    /// An argument is wrong.
    Usage = 2,
    /// The scenario has faults.
    Faults = 3,
    /// A check that was asked for did not hold.
    Unmet = 4,
}

impl Status {
    /// Returns the status of two pieces of work together: `Failed` if either failed, else the first that is not
    /// `Done`.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Done, worse) | (worse, _) => worse,
        }
    }
}

impl From<Status> for std::process::ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}
