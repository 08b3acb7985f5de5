//! The compiled model of a scenario: names resolved, order found, tables described. It is immutable.
//!
//! The types are in this folder: `tree` the model, `conditional` its conditional distributions, `keys` and `flat` their
//! tables, `timeline` the steps. What is done with them has a room each:
//!
//! - `compile/` turns a `Scenario` into a [`Model`] and reports every fault, with the help of `check/`;
//! - `dependency/` has the graph of who reads whom, and all that follows from it: order, monitors, causes;
//! - `uncertain/` has parameters, their correlations, and the worlds that they are drawn in;
//! - `bind/` turns the formulas of a [`World`] into flat tables of numbers, by the semantics in `evaluate/`;
//! - `support` finds the outcomes that are possible, [`suppose`](mod@suppose) reads interventions and evidence;
//! - `advice/` reports what is unusual but allowed; [`network`](fn@network) converts a model of a single moment to
//!   conditional tables.
//!
//! Nothing here draws trials.

pub mod advice;
pub mod bind;
mod chance_fault;
mod check;
mod compile;
pub mod conditional;
mod dependency;
mod evaluate;
mod flat;
mod identity;
pub mod keys;
mod network;
mod support;
pub mod suppose;
mod timeline;
mod tree;
mod uncertain;

pub use bind::{Binding, Rebinder, behind, bind};
pub(crate) use check::in_variant;
pub use check::{certain_faults_supposing, check_variants, is_certain_to_fail, notes, units};
pub use compile::compile;
pub use dependency::{
    Cause, Dependencies, Traced, causes, monitors, reads, settles_at_start, split, traced,
};
pub use evaluate::{facts, impossible, weigh};
pub use flat::Flat;
pub use identity::Identity;
pub use network::{network, node};
pub use support::Support;
pub use suppose::{
    Intervention, InterventionValue, Learnt, News, Piece, Report, Still, Supposition, in_order,
    learn, learn_these, since, suppose, suppose_further, suppose_variant, today,
};
pub use timeline::{Clock, Counting, Length, MOST_STEPS, NO_STEP, Timeline};
pub use tree::*;
pub use uncertain::{
    Affected, Copula, Implied, Overrides, Part, Proportions, Redrawn, Remainder, Role, Sum, Tilt,
    UncertainNumber, Varied, World, compile_varying, faults_with, implied, over_one,
};
