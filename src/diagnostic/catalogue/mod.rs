//! What `foretell explain E0302` prints: for every code what it means, a wrong example, the right one.
//!
//! [`Entry`] is one of them and [`entry`] finds it; the entries stand in `reading` (E01 to E03),
//! `saying` (E04 to E06), `computing` (E07 to E09), `clock` (the end of E09), `distributions` (E10), `networks`
//! (E11, A11), `sweeping` (E12), `advice` and `numbers` (A). Nothing here finds a fault.

mod advice;
mod clock;
mod computing;
mod distributions;
mod entry;
mod find;
mod networks;
mod numbers;
mod reading;
mod saying;
mod sweeping;

pub use entry::Entry;
pub use find::{entry, render_entry};
