//! What the analyst wrote, with places. Reading TOML, nothing computed.
//!
//! [`admit`] turns bytes into text; [`read`] walks the parsed document with its spans, so that every
//! fault of a file is told at once, each at its own column; [`figures`] and [`set`] find and replace
//! numbers by their paths. `formulas` finds every formula; `walk` reads values, `outcomes`, `rules`, `clock` and `variables` the
//! tables, `panel` what several experts say; `syntax` saves what it can of a text that is not TOML; `chance` reads the ways of saying
//! a number, and `said` holds what was said; `text` finds columns within strings; `names` says which names can be given, `aliases`
//! which key a wrong one was meant for; `slots` knows where numbers stand; `cells` gives the numbers
//! of flat tables places and paths; `variants` reads what-ifs and lays them over a scenario; `differ`
//! tells in which numbers two scenarios differ; `foreign` tells what a file is that is no scenario; `sweeps` reads what is to be varied, and [`values()`]
//! over which values. [`Conditions`] has the conditions of cases and adjustments by their paths.

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
mod names;
mod outcomes;
mod panel;
mod paths;
mod read;
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
pub use names::{is_identifier, is_reserved, path_piece};
pub use panel::{believing, speakers};
pub use paths::{figure_path, figures, says_chance, set};
pub use read::read;
pub use said::*;
pub use tree::*;
pub use values::{Given, MOST_VALUES, Spread, Values, number_at, values};
pub use variants::{apply, read_overlay};
