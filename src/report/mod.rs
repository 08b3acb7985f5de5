//! Output for people and programs: a forecast as a document, then as text, CSV or JSON.
//!
//! [`document`] holds tables, charts and notes as plain data. Each analysis has a folder that makes its document:
//! `forecast`, [`comparison`], [`sensitivity`], [`sweep`], `trace` (the origin of one answer), [`track`] and
//! [`explain`] (the model in sentences or as a diagram; [`structure`] as JSON). `format` writes documents as text
//! ([`terminal`]) and results as [`csv`] and JSON ([`pretty`]); [`number`] decides how many digits an error supports.
//! [`trials`] writes every trial.

pub mod briefing;
pub mod charts;
pub mod comparison;
pub mod document;
pub mod explain;
mod forecast;
mod format;
pub mod sensitivity;
pub mod sweep;
mod trace;
pub mod track;
pub mod trials;

pub use document::Document;
pub use explain::structure;
pub use forecast::{Detail, compared, present, storyline};
pub use format::{csv, file_name, html, number, pretty, svg, terminal};
pub use trace::trace;
