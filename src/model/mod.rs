//! What a scenario means: names resolved, order found, tables described. Immutable.
//!
//! [`compile`] turns a `Scenario` into a [`Model`] and tells every fault it finds; [`suppose()`]
//! reads what `--do` and `--given` add to it; a [`World`] is one reading of what the analyst is unsure
//! of, for which [`bind()`] turns the model's formulas into flat tables of numbers; [`advice`] says what
//! is odd though legal. [`compile_varying`] compiles a scenario once for many values of some of its
//! numbers. [`facts`] is the plain meaning of formulas, which tables, dynamic draws and the exact solver
//! share; [`network`](fn@network) lays a model of a single moment out in tables. Nothing here draws.

pub mod advice;
pub mod behind;
pub mod bind;
mod certain;
mod competing;
mod compile;
mod completed;
mod dated;
mod definedness;
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
pub use doubt::{Beside, Copula, Doubt, Redrawn, Role, Sum};
pub use flat::Flat;
pub use follow::{Followed, causes, followed, split};
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
