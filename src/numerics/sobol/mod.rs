//! Points that fill a cube evenly: scrambled Sobol' sequences, and Latin hypercubes.
//!
//! `points` computes them from the direction numbers in `directions`.

mod directions;
mod points;

pub use points::{LatinHypercube, MOST_DIMENSIONS, Sobol};
