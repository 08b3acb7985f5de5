//! What is known from news: the head of a forecast, where its answers stood before, and what surprised us.

mod standing;

pub(crate) use standing::{head, moved, parameters, settled, surprises};
