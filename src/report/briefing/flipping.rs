//! The flip distance in words: the smallest change of one number that changes the word of the first answer.

use crate::analysis::sensitivity::{Findings, Flip};
use crate::report::document::Block;
use crate::report::forecast::widest::input_value;
use crate::report::format::number;
use crate::scenario::Yardstick;

/// The smallest probability by which words on both sides of a bound are found.
const BESIDE: f64 = 1e-9;

/// Returns the sentence on the flip distance; `flip` is `None` if no single number flips the word.
pub(super) fn block(found: &Findings, flip: Option<&Flip>, yardstick: &Yardstick) -> Option<Block> {
    let p = found.tornado.base.value;
    let word = yardstick.word(p)?;
    if found.tornado.uncertain.is_empty() || found.is_conditioned {
        return None;
    }
    let (low, high) = found.tornado.base.sampling;
    let bounds = yardstick.bounds(p);
    let is_open = |bound: Option<f64>| bound.is_some_and(|bound| low <= bound && bound <= high);
    if is_open(bounds.0) || is_open(bounds.1) {
        let words =
            "Flip distance: none, for sampling alone leaves open which word the answer has.";
        return Some(Block::Paragraph(words.to_owned()));
    }
    let Some(flip) = flip else {
        return Some(Block::Paragraph(format!(
            "Flip distance: no single number, within its stated range, takes the answer out of “{word}”."
        )));
    };
    let beyond = if flip.rises { flip.bound + BESIDE } else { flip.bound - BESIDE };
    let other = yardstick.word(beyond);
    let other = other.map_or_else(|| "beyond all words".to_owned(), |word| format!("“{word}”"));
    // as the range is written
    let (scale, unit) = if flip.written.contains('%') { (100.0, " %") } else { (1.0, "") };
    let at = match flip.std_error {
        Some(error) => number::with_error(scale * flip.at, scale * error),
        None => input_value(scale * flip.at),
    };
    let middle = number::with_error(scale * flip.middle, scale * flip.middle.abs() / 50.0);
    Some(Block::Paragraph(format!(
        "Flip distance: with {} at {at}{unit} instead of about {middle}{unit}, within its stated range of {}, the answer \
         becomes {other}. Every other single number would have to move farther in its own range.",
        found.label_of(&flip.name),
        flip.written,
    )))
}
