//! Formats of documents and results: text for a terminal, CSV, JSON, and the digits of numbers.

pub mod cells;
pub mod csv;
mod file_name;
pub mod json;
pub mod number;
pub mod pretty;
pub mod terminal;

pub use file_name::file_name;
