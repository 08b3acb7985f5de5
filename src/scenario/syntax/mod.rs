//! Recovery from text that is not well-formed TOML: every fault is reported once, in plain words, and the rest of the
//! file is read.
//!
//! [`mend`] blanks out unreadable lines until the rest is TOML, so that faults further down are found in the same
//! run. [`sections`] determines which faults may be consequences, `brackets` finds unclosed brackets and strings,
//! `duplicates` the first of two equal keys; `slips`, `shapes` and `wording` turn the parser's messages into sentences.

mod brackets;
mod duplicates;
mod flaw;
mod mend;
mod sections;
mod shapes;
mod slips;
mod wording;

pub(super) use mend::mend;
pub(super) use shapes::KINDS;
pub(super) use slips::in_iso;
