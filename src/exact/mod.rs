//! Exact answers: probabilities computed, not sampled.
//!
//! A scenario of a single moment is a network of nodes with finitely many values: `network` builds it, with a
//! table for each variable and for each condition, and `elimination` sums the nodes out. On a clock, `pass`
//! carries the probability of every joint state forward from step to step and, with evidence, the weight of
//! each state back again. Uncertain inputs have the same worlds as in the sampler, averaged in the same way.
//!
//! It depends only on the model and shares nothing with the sampler except how chances are weighed, so that
//! each checks the other. Exact up to rounding, about 1e-12; a variable without a finite set of values is
//! refused by name.

mod alone;
mod answers;
mod asks;
mod atoms;
mod causes;
mod chances;
mod clamped;
mod clock;
mod conditions;
mod counting;
mod counts;
mod delays;
mod elimination;
mod factor;
mod facts;
mod layout;
mod moment;
mod needs;
mod network;
mod nodes;
mod order;
mod pass;
mod refusal;
mod scene;
mod seen;
mod solve;
mod step;
mod story;

pub use answers::{Exact, Exactly, Extent, Masses, WorldAnswers};
pub use clamped::Clamped;
pub use elimination::{Eliminated, Joint, MOST_CELLS, Problem};
pub use nodes::Network;
pub use order::Effort;
pub use solve::{Task, solve, solve_all};
pub use story::{Chapter, Story, likeliest};
