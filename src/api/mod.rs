//! The library's front door: what the program, and every other caller, calls. Nothing here prints or reads arguments.
//!
//! [`Scenario`] holds texts, faulty or not; [`Case`] adds changes, interventions and evidence; [`Model`] is what that
//! means, and is run with [`Options`]. [`compare`](compare()) sets models beside each other as [`Side`]s;
//! [`Design`] has the points of a sweep; [`Subject`] is the answer that a sensitivity analysis looks at. A call that fails
//! returns an [`Error`], most often with [`Diagnostics`].

mod case;
mod check;
mod compare;
mod diagnostic;
mod error;
mod exactly;
mod explain;
#[cfg(feature = "files")]
mod files;
mod model;
mod network;
mod options;
mod requested;
mod run;
mod scenario;
mod sensitivity;
mod sides;
mod sweep;
mod table;
mod varied;
mod written;

pub use case::{Case, Intervention, Setting};
pub use check::Path;
pub use compare::{compare, compare_why};
pub use diagnostic::{Diagnostic, Diagnostics, Edit, Severity, Span};
pub use error::Error;
pub use exactly::CrossCheck;
pub use model::Model;
pub use options::{Monitor, Options};
pub use scenario::{Scenario, Source};
pub use sensitivity::Subject;
pub use sides::{Overlay, Side, Sides};
pub use sweep::{Design, SweepPlan};

#[cfg(feature = "cli")]
pub(crate) use compare::{check_questions, compared};
#[cfg(feature = "cli")]
pub(crate) use explain::Trace;
#[cfg(feature = "cli")]
#[cfg(feature = "cli")]
pub(crate) use files::bytes;
#[cfg(feature = "cli")]
pub(crate) use scenario::{bounded, hex, stem};
