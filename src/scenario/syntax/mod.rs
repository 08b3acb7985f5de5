//! Texts that are not well-formed TOML: every fault told once, in plain words, and the rest of the
//! file saved for reading.
//!
//! [`mend`] blanks out the lines that can't be read until what is left is TOML, so that faults
//! further down are found in the same run; [`sections`] says which faults may be consequences;
//! `brackets` finds what was opened and never closed; `wording` turns the parser's terms into
//! sentences. Nothing here knows what a table means.

mod brackets;
mod duplicates;
mod flaw;
mod mend;
mod sections;
mod slips;
mod wording;

pub(super) use mend::mend;
pub(super) use slips::in_iso;
