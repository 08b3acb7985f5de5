//! Import of Bayesian networks to `Scenario`, and export to BIF.
//!
//! [`read`](read()) reads a network in any [`Format`], from a text that [`admit`] has decoded. [`bif::write()`]
//! writes a [`Network`] of numeric tables in BIF, and `scenario_text` writes an imported network as a readable
//! scenario file. `read/` holds the parts that the formats share; [`bif`], `text/` and `xml/` hold the formats;
//! `names` chooses names that the language allows. The model computes the tables that `case` and `adjust` give;
//! nothing is computed here.

pub mod bif;
mod formats;
mod names;
mod network;
mod read;
mod scenario_text;
mod text;
mod xml;

pub use formats::read;
pub use network::{Network, Node};
pub use read::admit::{Format, MOST_BYTES, admit};
pub use scenario_text::scenario_text;
