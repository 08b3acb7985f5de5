//! Charts as SVG, drawn from the data of a document's blocks.
//!
//! In a page a chart takes its colours from the page's style, by the classes `accent`, `line`, `rule`, `soft` and `paper`;
//! as a file it has its own. Each has a title and a description for readers who don't see it. Marks differ by pattern as
//! well as colour: filled, hatched, or dashed.

mod bars;
mod chart;
mod curve;
mod days;
mod dots;
mod flow;
mod grid;
mod histogram;
mod links;
mod marks;
mod plot;
mod table;
mod words;

#[cfg(test)]
mod tests;

pub use chart::{Alone, alone, chart};
pub(crate) use marks::{bar, interval};
pub use plot::Frame;
