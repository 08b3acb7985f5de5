//! A run resolves its ranges, or names the flags that do.

mod advised;
mod spent;
