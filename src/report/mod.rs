//! What people and programs read: a forecast as one document, then as text, CSV or JSON.
//!
//! [`present`] words a forecast as a [`Document`] of tables, charts and notes; [`terminal`] lays a
//! document out as text (`page` breaks its lines); `voices` sets experts side by side; [`trace`] shows where one answer comes from; [`explain`] tells the model itself, in sentences
//! or as a picture, [`structure`] as JSON. [`csv`] and [`json`] write the numbers themselves, unrounded; [`cells`] guards text in CSV.
//! [`number`] has the one rule of how many digits an error supports. [`comparison`] shows sides beside
//! each other, [`sensitivity`] what moves an answer, [`sweep`] many forecasts beside each other; [`trials`] writes
//! every trial.

mod branches;
pub mod cells;
pub mod comparison;
mod computed;
pub mod csv;
pub mod document;
mod exactly;
pub mod explain;
mod file_name;
mod heading;
mod joint;
pub mod json;
pub mod number;
mod numbers;
mod origin;
mod page;
mod paths;
mod present;
pub mod pretty;
mod ranges;
mod readings;
#[cfg(test)]
mod sample;
pub mod sensitivity;
mod shares;
mod structure;
pub mod sweep;
pub mod terminal;
pub mod trials;
mod voices;
mod ways;
mod when;
mod widest;

pub use document::Document;
pub use exactly::{compared, storyline};
pub use file_name::file_name;
pub use origin::trace;
pub use present::{Detail, present};
pub use structure::structure;
