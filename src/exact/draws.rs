//! Enumerates the values of the draws in a formula, with their probabilities.

use crate::formula::shape::build;
use crate::formula::{Draw, Number};

/// The most combinations of the draws of one formula.
const MOST_TOGETHER: usize = 1 << 16;

/// The values drawn, by ordinal of the draw, and their joint probability.
pub(super) type Drawn = (Vec<(u32, f64)>, f64);

/// Returns every combination of the draws of a formula; a single empty one if there are no draws. `take`
/// evaluates parameters. `None` if a distribution does not have finitely many values; if its parameters are
/// invalid, its value is NaN.
pub(super) fn draws(number: &Number, take: &mut impl FnMut(&Number) -> f64) -> Option<Vec<Drawn>> {
    let mut found: Vec<&Draw> = Vec::new();
    number.for_each_draw(&mut |draw| found.push(draw));
    let mut all = vec![(Vec::new(), 1.0)];
    for draw in found {
        let values = match build(&draw.shape, take) {
            Ok(law) => law.atoms()?,
            Err(_) => vec![(f64::NAN, 1.0)],
        };
        if all.len() * values.len() > MOST_TOGETHER {
            return None;
        }
        let with = |(drawn, p): &Drawn| {
            let (drawn, p) = (drawn.clone(), *p);
            let further = values.iter().map(move |(x, q)| {
                let mut drawn = drawn.clone();
                drawn.push((draw.ordinal, *x));
                (drawn, p * q)
            });
            further.collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    Some(all)
}
