//! Absorbs evidence before anything is drawn.
//!
//! `pieces` splits the evidence into clauses, reports and silent stretches. `graph` knows the ancestors of these: outcomes
//! at steps and monitors; `finder` collects them, `domains` removes values that they can't have, and `layout` finds the
//! order in which they are summed out. `facts` evaluates conditions over values given to them, and `tables` computes
//! their conditional tables, equal ones (`timeless`) once. `net` sums them out (`inference`) and keeps the conditional distributions *given* the
//! evidence, from which blocks draw; `absorbed` holds the result in a world; `conflict` names pieces that can't hold
//! together.

mod absorbed;
mod conflict;
mod domains;
mod facts;
mod finder;
mod graph;
mod layout;
mod net;
mod pieces;
mod tables;
mod timeless;

pub(super) use absorbed::{Absorbed, HEAVIEST, UNIT};
pub(crate) use conflict::conflict;
pub(super) use graph::Key;
pub(super) use net::{Evidence, Posterior, Unabsorbed};
