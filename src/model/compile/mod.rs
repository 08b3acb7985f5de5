//! From a scenario to a model: names are resolved, rules, tables and panels become conditional distributions, and
//! every fault is collected.
//!
//! `compiler` does it all in order: `definitions` are checked, `names` finds the names, `variables` compiles each variable with its `rules` and
//! `tables`, `questions` the questions, and `news` what
//! was learnt. `panel` compiles the judgements of experts to plain numbers, `in_place`
//! takes uncertain numbers out of chances, and `form` chooses the form of a conditional distribution.

pub(crate) mod compiler;
mod deadline;
mod definitions;
mod form;
mod in_place;
mod moves;
mod names;
mod news;
mod noisy_or;
mod panel;
mod questions;
mod rules;
mod tables;
mod variables;

pub use compiler::compile;
pub(crate) use compiler::{certain, compile_with};
pub(crate) use form::{CalendarFacts, calendar_only, form};
pub(crate) use names::{Names, list, outcome};
pub(crate) use rules::Checker;
