//! Blocks about news: the head of a forecast, the standing of its answers before, and surprises.

mod standing;

pub(crate) use standing::{head, moved, parameters, settled, surprises};
