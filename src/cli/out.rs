//! Where files go: `--out`, with a folder or bare. Knows no file.

use super::load;
use crate::report;
use std::path::{Path, PathBuf};

/// The folder that files are written to, if they are.
#[derive(Debug, clap::Args)]
pub(super) struct Out {
    /// Write files to a folder [default: results/NAME]
    #[arg(long, value_name = "DIR", num_args = 0..=1, value_parser = folder)]
    #[expect(clippy::option_option, reason = "absent, bare, or with a folder")]
    out: Option<Option<PathBuf>>,
}

impl Out {
    /// The folder, if any; bare it is named after the scenario in `file`.
    pub(super) fn folder(&self, file: &Path) -> Option<PathBuf> {
        let bare = || Path::new("results").join(report::file_name(&load::stem(file)));
        self.out.as_ref().map(|folder| folder.clone().unwrap_or_else(bare))
    }
}

fn folder(text: &str) -> Result<PathBuf, String> {
    match text {
        "-" => {
            Err("files go to a folder; what goes to standard output, `--format` says".to_owned())
        }
        folder => Ok(PathBuf::from(folder)),
    }
}
