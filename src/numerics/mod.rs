//! What no library does well enough: streams of random numbers that depend on nothing but their
//! name, sums and sketches that merge in any order, intervals for counts.

pub mod stream;
