//! Comparisons in short, for readers who are not the author.

use super::page::{has_worlds, not_seen, table};
use super::rows::widest;
use super::why::why_in_brief;
use crate::analysis::{Comparison, Splits};
use crate::report::document::Block;

/// The most rows of each table.
const MOST: usize = 8;

/// Shows the options of a choice: a table for each option but the first. `sentences` say what they are.
pub fn options(comparison: &Comparison, sentences: &[String]) -> Vec<Block> {
    let mut blocks: Vec<Block> = sentences.iter().cloned().map(Block::Paragraph).collect();
    blocks.extend((1..comparison.sides.len()).flat_map(|side| pair(comparison, side)));
    if has_worlds(comparison) {
        blocks.push(Block::Note(
            "In 100, on the same trials. Across inputs: nine in ten readings of the uncertain numbers; “sign unsure” where \
             these are of both signs, “?” where more trials would be needed to tell."
                .to_owned(),
        ));
    } else {
        blocks.push(Block::Note("In 100, on the same trials.".to_owned()));
    }
    blocks
}

/// Shows what changed between two versions, and the parts of each difference.
pub fn changes(comparison: &Comparison, splits: &[Splits]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for side in 1..comparison.sides.len() {
        blocks.extend(pair(comparison, side));
        blocks.extend(
            splits.get(side - 1).map(|own| why_in_brief(comparison, own, side)).unwrap_or_default(),
        );
    }
    blocks
}

fn pair(comparison: &Comparison, side: usize) -> Vec<Block> {
    let (shown, left_out) = widest(comparison, side, MOST);
    let mut blocks = vec![table(comparison, side, &shown)];
    if left_out > 0 {
        let (s, are) = if left_out == 1 { ("", "is") } else { ("s", "are") };
        blocks.push(Block::Note(format!("{left_out} smaller difference{s} {are} not shown.")));
    }
    if !shown.is_empty() {
        blocks.extend(not_seen(comparison, side));
    }
    blocks
}
