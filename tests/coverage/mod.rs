//! Coverage over many seeds: the share of printed errors and ranges that hold the truth.
//!
//! `FORETELL_COVERAGE=full cargo test --release -- coverage::` takes 1,000 seeds and demands 93 to 97 in 100
//! of a 95 % interval; otherwise 200 seeds, and the bounds that a true 95 % leaves once in 10,000. Either way
//! the estimators that were wrong before are held to the same bounds and must fail them.

mod boxes;
mod chances;
mod dates;
mod difference;
mod evidence;
mod experts;
mod indices;
mod interval;
mod islands;
mod medians;
mod numbers;
mod parts;
mod sides;
mod swings;
mod thin;

pub(crate) use interval::Coverage;
