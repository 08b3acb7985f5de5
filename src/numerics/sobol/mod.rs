//! Points that fill a cube evenly: scrambled Sobol' sequences, and Latin hypercubes.
//!
//! `points` computes them, `directions` has the numbers that the sequences are made of. Knows nothing
//! of what is varied.

mod directions;
mod points;

pub use points::{LatinHypercube, MOST_DIMENSIONS, Sobol};
