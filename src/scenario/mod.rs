//! The scenario as the analyst wrote it, with places: TOML is read, and nothing is computed.
//!
//! `admit` turns bytes into text. `read` walks the parsed document with its spans, so that every fault of a file
//! is reported at once, each at its own column. [`figures`] and [`set`] find and replace numbers by their paths.
//!
//! - `walk` reads values; `outcomes`, `rules`, `clock` and `variables` read the tables, `panel` the panels of
//!   experts, `variants` the what-ifs (which it also applies) and `sweeps` the numbers to vary, with their
//!   [`values()`].
//! - `syntax` recovers from text that is not TOML; `foreign` recognises files that are not scenarios.
//! - `chance` parses the forms of a number, and `said` holds the results; `text` finds columns within strings.
//! - `names` checks names, `aliases` finds the intended keys; [`label_of`] labels numbers by their paths.
//! - `slots` finds the places of numbers, `formulas` all formulas, `cells` expands flat tables, `differ` compares two
//!   scenarios, and [`Conditions`] has the conditions of cases and adjustments by their paths.

mod admit;
mod aliases;
mod cells;
mod chance;
mod clock;
mod conditions;
mod differ;
mod flat;
mod foreign;
mod formulas;
mod labels;
mod names;
mod outcomes;
mod panel;
mod paths;
mod read;
mod reworded;
mod rules;
mod said;
mod slots;
mod sweeps;
mod syntax;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod values;
mod variables;
mod variants;
mod walk;

pub use admit::{MOST_BYTES, Refusal, admit, utf8};
pub use cells::{MOST_SPELT_OUT, spell_out};
pub use clock::MOST_STEPS;
pub use conditions::Conditions;
pub use differ::{Differing, differing, numbers_shared, same_rules, transplant};
pub use flat::{Cells, Names};
pub use formulas::formulas;
pub use labels::label_of;
pub use names::{is_identifier, is_reserved, path_piece};
pub use outcomes::MOST_OUTCOMES;
pub use panel::{believing, speakers};
pub use paths::{chances, figure_path, figures, set};
pub use read::read;
pub use said::*;
pub use tree::*;
pub use values::{Given, MOST_VALUES, Spread, Values, number_at, values};
pub use variants::{apply, read_overlay};
