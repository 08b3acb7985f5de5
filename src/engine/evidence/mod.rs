//! Absorbs evidence before anything is drawn.
//!
//! `graph` finds the ancestors of the evidence: outcomes at steps and monitors; `facts` evaluates conditions
//! over values given to these; `tables` computes their conditional tables; `elimination` sums them out and
//! keeps the conditional distributions *given* the evidence, from which blocks draw; `net` combines these,
//! `absorbed` holds the result in a world; `conflict` names clauses that can't hold together. It shares no code with the exact solver, so each
//! can check the other.

mod absorbed;
mod conflict;
mod elimination;
mod facts;
mod graph;
mod net;
mod tables;

pub(super) use absorbed::{Absorbed, HEAVIEST, UNIT};
pub(super) use graph::Key;
pub(super) use net::{Evidence, Posterior, Restriction};
