//! The compiled model of a scenario: names resolved, order found, tables described. It is immutable.
//!
//! `compile` turns a `Scenario` into a [`Model`] and reports every fault. [`suppose()`] reads interventions
//! (`--do`) and evidence (`--given`). A [`World`] is one reading of the uncertain inputs, for which [`bind()`] turns
//! the model's formulas into flat tables of numbers. [`advice`] reports what is unusual but allowed.
//! [`compile_varying`] compiles a scenario once for many values of some of its numbers. [`facts`] is the semantics of
//! formulas, which tables, dynamic draws and the exact solver share; [`network`](fn@network) converts a model of a
//! single moment to conditional tables. Nothing here draws trials.

pub mod advice;
pub mod behind;
pub mod bind;
mod certain;
mod competing;
mod compile;
mod completed;
mod dated;
mod definedness;
mod dependency;
mod doubt;
pub mod facts;
mod flat;
mod follow;
mod implied;
pub mod impossible;
mod in_place;
mod judged;
pub mod keys;
mod later;
pub mod lottery;
pub mod memories;
mod names;
mod network;
mod notes;
mod order;
mod outcome_set;
mod overrides;
mod panel;
mod parameters;
mod questions;
pub mod reads;
mod rebind;
mod resolutions;
mod rules;
mod selection;
mod support;
pub mod suppose;
mod tables;
mod tilt;
mod timeline;
mod together;
mod tree;
pub mod units;
mod unsure;
mod variables;
mod variants;
mod vary;
pub mod weigh;
mod world;

pub use bind::{Binding, bind};
pub use certain::{certain_faults_supposing, is_certain_to_fail};
pub use compile::compile;
pub use dependency::Dependencies;
pub use doubt::{Beside, Copula, Doubt, Redrawn, Role, Sum};
pub use flat::Flat;
pub use follow::{Cause, Followed, causes, followed, split};
pub use implied::{Implied, implied};
pub use network::{network, node};
pub use notes::notes;
pub use order::settles_at_start;
pub use overrides::{Overrides, Proportions, Varied};
pub use parameters::over_one;
pub use rebind::Rebinder;
pub use support::Support;
pub use suppose::{Made, MadeValue, Supposition, suppose, suppose_further, suppose_variant};
pub use tilt::{Part, Tilt};
pub use timeline::{Clock, Length, MOST_STEPS, NO_STEP, Timeline};
pub use tree::*;
pub use unsure::Unsure;
pub use variants::check_variants;
pub use vary::{compile_varying, faults_with};
pub use world::World;
