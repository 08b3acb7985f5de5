//! Absorbs evidence before anything is drawn.
//!
//! `graph` finds the ancestors of the evidence: outcomes at steps and monitors; `facts` evaluates conditions over values
//! given to these, and `tables` computes their conditional tables. `net` sums them out (`inference`) and keeps the
//! conditional distributions *given* the evidence, from which blocks draw; `absorbed` holds the result in a world;
//! `conflict` names clauses that can't hold together.

mod absorbed;
mod conflict;
mod facts;
mod graph;
mod net;
mod tables;

pub(super) use absorbed::{Absorbed, HEAVIEST, UNIT};
pub(super) use graph::Key;
pub(super) use net::{Evidence, Posterior, Restriction, Unabsorbed};
