//! What others wrote, and what is written for them: networks in BIF, to a `Scenario` and back.
//!
//! [`bif`] reads the interchange format of Bayesian networks and writes it; a [`Network`] is what is
//! written, tables of numbers alone; [`scenario_text`] writes a network as a readable scenario file.
//! `names` finds names that the language can take. Nothing is computed here: what `case` and
//! `adjust` come to in a table is found by the model.

pub mod bif;
mod names;
mod network;
mod scenario_text;

pub use network::{Network, Node};
pub use scenario_text::scenario_text;
