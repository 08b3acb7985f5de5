//! The arguments `--format`, and `--out` with a folder or bare. Knows no file by its content.

use super::load;
use crate::cli::failure::Failure;
use crate::cli::files::Folder;
use crate::report;
use std::path::{Path, PathBuf};

/// Arguments of the commands that print results and write files to a folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Out {
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Write files to a folder [default: results/NAME]
    #[arg(long, value_name = "DIR", num_args = 0..=1, value_parser = folder)]
    #[expect(clippy::option_option, reason = "absent, bare, or with a folder")]
    out: Option<Option<PathBuf>>,
}

/// The formats in which a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// The first of the tables that --out writes
    Csv,
    /// Everything
    Json,
}

impl Out {
    /// Returns the folder, if one is asked for; bare `--out` means a folder named after the scenario in `file`.
    pub(crate) fn folder(&self, file: &Path) -> Option<PathBuf> {
        let bare = || Path::new("results").join(report::file_name(&load::stem(file)));
        self.out.as_ref().map(|folder| folder.clone().unwrap_or_else(bare))
    }

    /// Opens the folder, if one is asked for, for a set of files, the first of which has this name.
    pub(crate) fn open(&self, file: &Path, first: &str) -> Result<Option<Folder>, Failure> {
        self.folder(file).map(|path| Folder::for_set(&path, first)).transpose()
    }
}

pub(super) fn folder(text: &str) -> Result<PathBuf, String> {
    match text {
        "-" => {
            Err("files go to a folder; what goes to standard output, `--format` says".to_owned())
        }
        "" => Err("a folder without a name can't be made".to_owned()),
        folder => Ok(PathBuf::from(folder)),
    }
}
