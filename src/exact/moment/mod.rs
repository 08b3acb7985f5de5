//! Exact answers for a single moment: a network of nodes, summed out.
//!
//! `network` makes a node of each relevant variable and `conditions` of each condition; `noisy_or` takes events with causes apart, `nodes` holds
//! the nodes with their tables, and `restricted` the values that evidence leaves. `answer` answers questions.

mod answer;
mod conditions;
mod network;
mod nodes;
mod noisy_or;
mod restricted;

pub(super) use answer::answer;
pub(super) use nodes::Network;
pub(super) use restricted::Restricted;
