//! Arguments that several commands share, and their syntax.

pub(super) mod charts;
mod draws;
mod load;
mod out;
pub(super) mod parse;
mod trials;

pub(super) use charts::Charts;
pub(super) use draws::Draws;
pub(super) use load::{Reading, load, name, overlay, stem, with_news};
pub(super) use out::{Format, Out};
pub(super) use trials::{Saving, TrialsFile};
