//! The chart of a block.

use super::plot::{Frame, Picture};
use super::{bars, curve, dots, flow, grid, histogram, links, table};
use crate::report::document::Block;
use maud::Markup;

/// Returns the chart of a block as part of a page; `None` if the block is text, a table without marks, or has nothing to
/// draw.
pub fn chart(block: &Block) -> Option<Markup> {
    drawn(block).map(|picture| picture.inline())
}

/// A chart that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// The picture.
    pub svg: String,
    /// Its numbers in words.
    pub description: String,
}

/// Returns the chart of a block as a file with a title and a source; `None` as for [`chart`].
pub fn alone(block: &Block, frame: &Frame) -> Option<Alone> {
    let picture = drawn(block)?;
    Some(Alone { svg: picture.alone(frame), description: picture.description })
}

fn drawn(block: &Block) -> Option<Picture> {
    match block {
        Block::Bars(bars) => bars::draw(bars),
        Block::Curve(curve) => curve::draw(curve),
        Block::Line(line) => curve::draw_line(line),
        Block::Dots(dots) => dots::draw(dots),
        Block::Share(share) => Some(dots::draw_share(share)),
        Block::Histogram(histogram) => histogram::draw(histogram),
        Block::Fan(fan) => curve::draw_fan(fan),
        Block::Grid(grid) => grid::draw(grid),
        Block::Flow(flow) => flow::draw(flow),
        Block::Links(links) => links::draw(links),
        Block::Table(table) => table::draw(table),
        Block::Heading(_)
        | Block::Paragraph(_)
        | Block::Note(_)
        | Block::Outline(_)
        | Block::Parts(_) => None,
    }
}
