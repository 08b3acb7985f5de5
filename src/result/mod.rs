//! Results as data: what a run, a comparison or an analysis found, in plain structs that can be written as
//! JSON and read back. Nothing here is worded for a reader; `report` does that.

mod convert;
mod forecast;
mod schema;

pub use convert::{estimate, figure, forecast, missing};
pub use forecast::*;
pub use schema::{SCHEMA, Schema};

#[cfg(test)]
mod tests;
