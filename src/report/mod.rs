//! Output for people and programs: a forecast as a document, then as text, CSV or JSON.
//!
//! `present` turns a forecast into a [`Document`] of tables, charts and notes; [`terminal`] renders a
//! document as text (`page` wraps its lines); `voices` compares experts; [`trace`] shows the origin of one
//! answer. [`explain`] describes the model in sentences or as a diagram, `structure` as JSON. [`csv`] and
//! [`json`] write unrounded numbers; [`cells`] guards text in CSV; [`number`] decides how many digits an
//! error supports. [`comparison`] compares sides, [`sensitivity`] shows the numbers that move an answer,
//! [`sweep`] shows many forecasts together; [`trials`] writes every trial.

mod branches;
mod causes;
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
mod present;
pub mod pretty;
mod ranges;
mod readings;
#[cfg(test)]
mod sample;
pub mod sensitivity;
mod shares;
mod spaced;
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
