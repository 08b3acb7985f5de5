//! `foretell completions`: the script with which a shell completes arguments.

use super::failure::{Failure, Status};
use super::output::Output;
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script that completes the arguments of `program`.
pub(super) fn completions(
    arguments: &Arguments,
    mut program: clap::Command,
    output: &mut Output,
) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "foretell", &mut script);
    output.bytes(&script)?;
    Ok(Status::Done)
}
