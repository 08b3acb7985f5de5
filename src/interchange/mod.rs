//! Networks that others wrote → `Scenario`, and a network → BIF.
//!
//! [`read`](read()) reads a network in any [`Format`], which [`admit`] has made a text; [`bif::write()`]
//! writes a [`Network`], tables of numbers alone, in BIF; [`scenario_text`] writes a network as a
//! readable scenario file. `read/` holds what the formats share, [`bif`], `text/` and `xml/` what is
//! theirs. `names` finds names that the language can take. Nothing is computed here: what `case` and
//! `adjust` come to in a table is found by the model.

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
