//! The program `foretell`: arguments in, text and files out, an exit status at the end.
//!
//! [`main`] is all of it. `command` has the list of commands, and each of `run`, `check`, `explain`,
//! `import`, `export`, `new`, `completions` and `man` is one of them, with its arguments. What they share: `load` reads
//! a scenario with what the arguments change in it, `output` writes to the terminal and to pipes,
//! `files` writes whole files, `progress` draws the bar, `failure` says what went wrong outside.

mod check;
mod command;
mod completions;
mod draws;
mod exactly;
mod explain;
mod export;
mod failure;
mod files;
mod findings;
mod import;
mod load;
mod man;
mod new;
mod output;
mod parse;
mod progress;
mod run;

pub use command::{command, main};
pub use failure::Failure;
