//! The model in plain sentences and as diagrams.
//!
//! [`explain`] describes variables in the order in which they are settled, each number with its source and
//! its reason (`page`, with a file for each subject: `parameters`, `variables`, `rules`, `processes`,
//! `uncertain`, `panel`, `grounds`, `news`). [`draw`] draws the dependency graph, or the states of a process, for
//! Graphviz or Mermaid (`drawing`). Both use the scenario as written, and the model for who reads whom.
//! Nothing here computes a forecast.

mod drawing;
mod grounds;
mod groups;
mod links;
mod news;
mod page;
mod panel;
mod parameters;
mod processes;
mod rules;
mod structure;
mod uncertain;
mod variables;
mod words;

pub use drawing::{Drawing, draw};
pub use grounds::grounds_of;
pub use links::links;
pub use page::explain;
pub use structure::structure;
