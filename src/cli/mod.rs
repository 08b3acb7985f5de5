//! The program `foretell`: arguments in, text and files out, an exit status at the end.
//!
//! [`main`] is all of it. `command` has the list of commands, `commands` a file for each; `arguments` has those that
//! several share; `terminal` writes to the terminal and to pipes, shows progress and ends the command on Ctrl-C and
//! beyond its memory; `files` writes whole files, and one that grows; `failure` says what went wrong outside. All that
//! is computed is computed by the library.

mod arguments;
mod command;
mod commands;
mod failure;
mod files;
mod terminal;

pub use command::{command, main};
pub use failure::Failure;
