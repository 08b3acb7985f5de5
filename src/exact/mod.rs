//! The same answers without chance: probabilities computed, not counted.
//!
//! A scenario of a single moment is a network of nodes with finitely many values: `network` builds
//! it, a table for each variable from its lottery and for each condition from its parts, and
//! `elimination` sums the nodes out. On a clock `pass` carries the chance of every joint state from
//! step to step and, where something is learnt, what each state makes of it back again. What the
//! analyst is unsure of has the same worlds as in the sampler, averaged the same way.
//!
//! Stands on the model alone and shares nothing with the sampler but how chances are weighed, so
//! that the two check each other. Exact to rounding, about 1e-12; what has no finite set of values
//! is refused by name.

mod answers;
mod asks;
mod atoms;
mod chances;
mod clamped;
mod clock;
mod conditions;
mod counting;
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
pub use solve::{Task, solve};
pub use story::{Chapter, Story, likeliest};
