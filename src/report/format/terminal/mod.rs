//! A document as text of a given width. Handles widths and colours, not the meaning of words.
//!
//! The text always has colours; the caller strips them if they are not wanted. `render` goes through the blocks;
//! `layout` aligns labels and tables throughout a document, `table` sets a table, `charts` and `lines` draw in characters, and
//! `branches` draws a flow as a tree, `wrap` breaks lines, and `fitted` leaves out of charts what the width has no room for.

mod branches;
mod charts;
mod fitted;
mod layout;
mod lines;
mod render;
mod style;
mod table;
mod wrap;

pub use render::{WIDTH, bounded, plain, render};
