//! A document as one self-contained HTML page: nothing is fetched, no script runs, and it reads well without styles.
//!
//! `page` is the frame, `fragment` a part for other pages, `blocks` writes the blocks of a document, `markdown` the author's own words, and `print` the
//! header of printed pages.

mod blocks;
mod fragment;
mod markdown;
mod page;
mod print;

pub use fragment::fragment;
pub use page::{Download, Page, Part, Section, Statement, TextSize, Theme, render};
