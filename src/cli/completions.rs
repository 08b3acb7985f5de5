//! `foretell completions`: what a shell needs to complete arguments.

use super::command::command;
use super::failure::{Failure, Status};
use super::output::Output;
use clap_complete::Shell;

/// What `completions` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub(super) fn completions(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "foretell", &mut script);
    output.bytes(&script)?;
    Ok(Status::Done)
}
