//! The reader of scenario files: `file` walks the parsed document with its spans, so that every fault of a file is
//! reported at once, each at its own column.
//!
//! `walk` reads values; `outcomes`, `rules`, `clock` and `variables` read the tables, `groups/` definitions and groups, `panel` the panels of experts,
//! `variants` the what-ifs (which it also applies), `sweeps` the numbers to vary, `news` what was learnt and
//! `reporting` the settings of the page. `chance` parses the forms of a number and words repairs, and `aliases`
//! finds the intended keys.

mod aliases;
mod chance;
mod clock;
mod file;
mod grounds;
mod groups;
mod news;
mod outcomes;
mod panel;
mod reporting;
mod rules;
mod sweeps;
mod variables;
mod variants;
mod walk;

pub(crate) use chance::{Meaning, amount, parse_literal};
pub use clock::MOST_STEPS;
pub use file::{read, read_beside};
pub use groups::{Attached, Beside, files_named};
pub use news::add_news;
pub use outcomes::MOST_OUTCOMES;
pub(crate) use outcomes::{rounded, sum_fault};
pub use panel::{believing, speakers};
pub use variants::{apply, read_overlay};
