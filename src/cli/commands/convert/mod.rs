//! Conversions between scenarios and networks of other programs.

pub(crate) mod export;
pub(crate) mod import;
