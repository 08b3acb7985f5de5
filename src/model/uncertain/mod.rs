//! The epistemic uncertainty of a model: the parameters, their correlations, and the worlds that they are drawn in.
//!
//! `uncertainty` has the types; `parameters` finds the order of the parameters and `correlation` their copulas, which
//! `completed` completes; `competing` finds moves whose chances are drawn again if they exceed 1. [`World`] draws a
//! value for each parameter, which `tilt` shifts to where evidence is likely. `overrides` replaces numbers, and
//! `varied` compiles a scenario once for many values. `implied` finds the ranges that follow from uncertain numbers,
//! and `affected` the answers that depend on them.

mod affected;
mod competing;
mod completed;
pub(crate) mod correlation;
pub mod implied;
mod overrides;
pub(crate) mod parameters;
mod tilt;
mod uncertainty;
mod varied;
mod world;

pub use affected::Affected;
pub(crate) use competing::competing;
pub(crate) use correlation::Correlated;
pub use implied::{Implied, implied};
pub(crate) use overrides::Varying;
pub use overrides::{Overrides, Proportions, Varied};
pub use parameters::over_one;
pub use tilt::{Part, Tilt};
pub use uncertainty::{Copula, Redrawn, Remainder, Role, Sum, UncertainNumber};
pub(crate) use uncertainty::{distribution_of, is_fixed_in_world, map_draws, take_out};
pub use varied::{compile_varying, faults_with};
pub use world::World;
