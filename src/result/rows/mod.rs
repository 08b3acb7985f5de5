//! The tables of each kind of result.

mod columns;
mod comparison;
mod forecast;
mod sensitivity;
mod surprises;
mod sweep;
mod track;

pub(crate) use sweep::table as sweep_table;

#[cfg(test)]
mod tests;
