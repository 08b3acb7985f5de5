//! Charts as SVG, drawn from the data of a document's blocks.
//!
//! Each chart stands alone: its colours are attributes, which the style of a page may override by class, and it has a
//! title and a description for readers who don't see it. Sizes are in pixels of a picture 640 wide.

mod bars;
mod curve;
mod dots;
mod flow;
mod grid;
mod histogram;
mod interval;
mod plot;

use crate::report::document::Block;
use maud::Markup;

pub(crate) use interval::{bar, interval};

/// Returns the chart of a block; `None` if the block is text or a table, or has nothing to draw.
pub fn chart(block: &Block) -> Option<Markup> {
    match block {
        Block::Bars(bars) => bars::draw(bars),
        Block::Curve(curve) => curve::draw(curve),
        Block::Dots(dots) => dots::draw(dots),
        Block::Share(share) => Some(dots::draw_share(share)),
        Block::Histogram(histogram) => histogram::draw(histogram),
        Block::Grid(grid) => grid::draw(grid),
        Block::Flow(flow) => flow::draw(flow),
        Block::Table(table) => interval::draw(table),
        Block::Heading(_)
        | Block::Paragraph(_)
        | Block::Note(_)
        | Block::Outline(_)
        | Block::Parts(_)
        | Block::Links(_) => None,
    }
}
