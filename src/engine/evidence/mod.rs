//! What is learnt, absorbed before anything is drawn.
//!
//! `graph` finds what the evidence rests on: outcomes at steps, and what is remembered of them;
//! `facts` reads conditions over values given to those; `tables` weighs each by the model's laws;
//! `elimination` sums them out, and what it leaves on the way are the chances *given* the evidence,
//! from which `conditioned` draws; `net` puts these together; `conflict` names clauses that can't
//! hold at once. Nothing here is shared with the exact solver, so that each can check the other.

mod conflict;
mod elimination;
mod facts;
mod graph;
mod net;
mod tables;

pub(super) use graph::Key;
pub(super) use net::{Evidence, Posterior, Restriction};
