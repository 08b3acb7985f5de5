//! The program `foretell`: arguments in, text and files out, an exit status at the end.
//!
//! [`main`] is all of it. `command` has the list of commands, and each of `run`, `sweep`, `merge`,
//! `compare`, `sensitivity`, `check`, `explain`, `import`, `export`, `new`, `completions` and `man` is one
//! of them, with its arguments; `sides` gathers what is compared. What they share: `load` reads
//! a scenario with what the arguments change in it, `out` says where files go, `output` writes to the terminal and to pipes,
//! `files` writes whole files, `journal` one that grows, `shards` knows parts of one piece of work, `varied`
//! reads what a sweep varies, `trials` saves every trial, `guard` ends the command on Ctrl-C and beyond its memory, `pace` tells where
//! time went, `progress` draws the bar, `failure` says what went wrong outside.

mod bar;
mod check;
mod command;
mod compare;
mod completions;
mod draws;
mod explain;
mod export;
mod failure;
mod files;
mod findings;
mod guard;
mod import;
mod journal;
mod load;
mod man;
mod merge;
mod new;
mod out;
mod output;
mod pace;
mod parse;
mod progress;
mod run;
mod sensitivity;
mod set;
mod shards;
mod sweep;
mod trials;
mod watch;

pub use command::{command, main};
pub use failure::Failure;
