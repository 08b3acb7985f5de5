//! The flip distance in words: the smallest change of one number that changes the word of the first answer.

use crate::analysis::sensitivity::{Findings, Flip};
use crate::report::document::Block;
use crate::report::forecast::widest::input_value;
use crate::report::format::number;
use crate::scenario::Yardstick;

/// The smallest probability by which words on both sides of a bound are found.
const BESIDE: f64 = 1e-9;

/// Returns the sentence on the flip distance; `flip` is `None` if no single number flips the word.
pub(super) fn block(found: &Findings, flip: Option<&Flip>, yardstick: Yardstick) -> Option<Block> {
    let p = found.tornado.base.value;
    let word = yardstick.word(p)?;
    if found.tornado.uncertain.is_empty() || found.is_conditioned {
        return None;
    }
    let Some(flip) = flip else {
        return Some(Block::Paragraph(format!(
            "Flip distance: no single number, within its stated range, takes the answer out of “{word}”."
        )));
    };
    let beyond = if flip.rises { flip.bound + BESIDE } else { flip.bound - BESIDE };
    let other = yardstick.word(beyond);
    let other = other.map_or_else(|| "beyond all words".to_owned(), |word| format!("“{word}”"));
    let error = flip.std_error.unwrap_or(f64::NAN);
    let at =
        if error.is_finite() { number::with_error(flip.at, error) } else { input_value(flip.at) };
    let way = if flip.at > flip.middle { "rather than" } else { "instead of" };
    Some(Block::Paragraph(format!(
        "Flip distance: with {} at {at} {way} about {}, within its stated range of {}, the answer becomes {other}. \
         No other single number has to move less far in its own range.",
        found.label_of(&flip.name),
        input_value(flip.middle),
        flip.written,
    )))
}
