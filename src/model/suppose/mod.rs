//! Suppositions on top of a scenario: interventions (`--do sanctions=imposed@2025-10-01`), evidence
//! (`--given "meeting"`) and news (`[[news]]`).

mod clash;
mod learnt;
mod news;
mod parse;
mod supposition;

pub use learnt::{Learnt, News};
pub use news::{learn, located, since, today};
pub(crate) use parse::clauses;
pub use parse::{is_drawn_each_step, names_of, suppose, suppose_further, suppose_variant};
pub use supposition::{Intervention, InterventionValue, Report, Still, Supposition};
