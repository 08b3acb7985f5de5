//! Pictures as PNG: draws the part of SVG that charts are made of, with fonts of our own, so that they need none of the
//! machine's.

mod paint;
mod path;
mod text;

pub use paint::png;
