//! Tables of trials, written as they are drawn: a row for each, `as_csv` for everybody and `as_parquet`
//! for who reads millions. Both hold the same values.

mod as_csv;
mod as_parquet;
mod spill;

pub use as_csv::CsvTrials;
pub use as_parquet::ParquetTrials;
