//! `foretell man`: the manual page, with a page for each command after it.

use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::terminal::Output;
use clap_mangen::Man;

/// Prints the manual page of `program`, then those of its commands.
pub(crate) fn man(mut program: clap::Command, output: &mut Output) -> Result<Status, Stop> {
    program.build();
    let mut pages = Vec::new();
    let commands = program.get_subcommands().filter(|c| c.get_name() != "help").cloned();
    let all: Vec<clap::Command> = std::iter::once(program.clone()).chain(commands).collect();
    for command in all {
        Man::new(command).render(&mut pages).map_err(Failure::Output)?;
    }
    output.bytes(&pages)?;
    Ok(Status::Done)
}
