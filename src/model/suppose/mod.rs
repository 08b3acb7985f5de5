//! Suppositions on top of a scenario: interventions (`--do sanctions=imposed@2025-10-01`), evidence
//! (`--given "meeting"`) and news (`[[news]]`).

mod clash;
mod contradiction;
mod learnt;
mod news;
mod parse;
mod supposition;

pub use contradiction::{Piece, impossible, joined, pieces, unsatisfied};
pub use learnt::{Learnt, News, Part};
pub use news::{in_order, learn, learn_these, since, today};
pub(crate) use parse::{clauses, parts_of};
pub use parse::{is_drawn_each_step, names_of, suppose, suppose_further, suppose_variant};
pub use supposition::{Clause, Intervention, InterventionValue, Report, Still, Supposition};
