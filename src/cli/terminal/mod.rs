//! What is written to the terminal: text, findings, bars, timings; and the guard that ends the command.

mod bar;
pub(super) mod findings;
pub(super) mod guard;
mod output;
mod progress;
pub(super) mod timings;
mod watch;

pub(super) use output::Output;
pub(super) use watch::Watch;
