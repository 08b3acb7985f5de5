//! Exact answers: probabilities computed, not sampled.
//!
//! A scenario of a single moment is a network of nodes with finitely many values (`moment`), whose tables
//! `inference` sums out. On a clock (`clock`) a pass carries the probability of every joint state forward from step
//! to step and, with evidence, the weight of each state back again. Uncertain inputs have the same worlds as in the
//! sampler, averaged in the same way.
//!
//! It depends only on the model, and shares with the sampler how chances are weighed and, for evidence, how tables
//! are summed out; `tests/exact/` and `tests/inference/` compare both with enumeration. Exact up to rounding, about
//! 1e-12; a variable without a finite set of values is refused by name.

mod answers;
mod clock;
mod draws;
mod moment;
mod questions;
mod refusal;
mod row;
mod solve;
mod story;

pub use answers::{Exact, Exactly, Extent, Masses, WorldAnswers};
pub use solve::{Task, solve, solve_all};
pub use story::{Chapter, Story, likeliest};
