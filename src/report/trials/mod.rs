//! Tables of trials, written as they are drawn, with a row for each: `as_csv` for general use and
//! `as_parquet` for millions of rows. Both hold the same values.

mod as_csv;
#[cfg(feature = "parquet")]
mod as_parquet;
#[cfg(feature = "parquet")]
mod spill;

pub use as_csv::CsvTrials;
#[cfg(feature = "parquet")]
pub use as_parquet::ParquetTrials;
