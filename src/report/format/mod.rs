//! Formats of documents and results: text for a terminal, CSV, JSON, and the digits of numbers.

pub mod csv;
mod file_name;
pub mod html;
pub mod number;
pub mod pretty;
pub mod svg;
pub mod terminal;

pub use file_name::file_name;

#[cfg(test)]
mod tests;
