//! `foretell new`: a small commented scenario to start from.

use crate::cli::failure::{Status, Stop};
use crate::cli::files;
use crate::cli::terminal::Output;
use std::path::PathBuf;

/// The scenario that is written.
const SCENARIO: &str = include_str!("new.toml");

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file to write, which must not be there yet; - for standard output
    file: PathBuf,
}

/// Writes the scenario.
pub(crate) fn new(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let path = &arguments.file;
    if path.as_os_str() == "-" {
        output.bytes(SCENARIO.as_bytes())?;
        return Ok(Status::Done);
    }
    files::create(path, SCENARIO.as_bytes())?;
    let path = path.display();
    output.remark(&format!("{path} is written. Next: foretell run {path}"));
    Ok(Status::Done)
}
