//! What the analyst wrote, with places. Reading TOML, nothing computed.
//!
//! [`admit`] turns bytes into text; [`read`] walks the parsed document with its spans, so that every
//! fault of a file is told at once, each at its own column; [`figures`] and [`set`] find and replace
//! numbers by their paths. `walk` reads values, `outcomes`, `rules`, `clock` and `variables` the
//! tables, `panel` what several experts say; `syntax` saves what it can of a text that is not TOML; `chance` reads the ways of saying
//! a number; `text` finds columns within strings; `names` says which names can be given, `aliases`
//! which key a wrong one was meant for; `slots` knows where numbers stand.

mod admit;
mod aliases;
mod chance;
mod clock;
mod names;
mod outcomes;
mod panel;
mod paths;
mod read;
mod rules;
mod slots;
mod syntax;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod variables;
mod walk;

pub use admit::{MOST_BYTES, Refusal, admit};
pub use clock::MOST_STEPS;
pub use panel::{believing, speakers};
pub use paths::{figures, set};
pub use read::read;
pub use tree::*;
