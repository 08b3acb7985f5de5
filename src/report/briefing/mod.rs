//! The page for readers without the program: the sections of a report in their order, each from the data and the
//! documents of an analysis. A section without content is left out.
//!
//! `sections` puts the page together from its [`Material`]; `headline` has the first sentences, `statements` the
//! likelihood and the confidence, `when` curves and dates, `figures` numbers, `flipping` the flip distance, `disagreement` the experts,
//! `inputs` every number and `method` how it was computed.

mod disagreement;
mod figures;
mod flipping;
mod headline;
mod inputs;
mod method;
mod sections;
mod statements;
mod when;

pub(crate) use crate::report::forecast::notes::closing;
pub(crate) use headline::{chance, leading};
pub use sections::{Material, Sensitive, briefing};
