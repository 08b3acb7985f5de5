//! `foretell completions`: the script with which a shell completes arguments.

use crate::cli::failure::{Status, Stop};
use crate::cli::terminal::Output;
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script that completes the arguments of `program`.
pub(crate) fn completions(
    arguments: &Arguments,
    mut program: clap::Command,
    output: &mut Output,
) -> Result<Status, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "foretell", &mut script);
    output.bytes(&script)?;
    Ok(Status::Done)
}
