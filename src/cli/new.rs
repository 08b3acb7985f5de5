//! `foretell new`: a small commented scenario to start from.

use super::failure::{Failure, Status};
use super::files;
use super::output::Output;
use std::path::PathBuf;

/// The scenario that is written.
const SCENARIO: &str = include_str!("new.toml");

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file to write, which must not be there yet; - for standard output
    file: PathBuf,
}

/// Writes the scenario.
pub(super) fn new(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
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
