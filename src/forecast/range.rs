//! Ranges across readings of the inputs: the 5th and the 95th percentile of a value over worlds, of which
//! each is known but for the noise of its trials.

use super::answer::{Needed, Range};
use super::estimate::weighted_quantile;

/// The value of one world: a mean, a quantile or a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldValue {
    /// The value found.
    pub value: f64,
    /// The variance of `value` from sampling within the world.
    pub noise: f64,
    /// How much the world counts; 0 if it says nothing.
    pub weight: f64,
}

/// The range of values across worlds, which stand in their order: world i belongs to set i modulo 32.
/// `None` if fewer than two worlds have a finite value and a weight.
pub fn range_of_values(worlds: &[WorldValue], trials_a_reading: f64) -> Option<Range> {
    let mut values: Vec<(f64, f64)> = Vec::with_capacity(worlds.len());
    let (mut noise, mut squares) = (0.0, 0.0);
    let counted = || worlds.iter().filter(|w| w.weight > 0.0 && w.value.is_finite());
    let total: f64 = counted().map(|w| w.weight).sum();
    let center = counted().map(|w| w.weight * w.value).sum::<f64>() / total;
    for world in counted() {
        noise += world.weight * world.noise / total;
        squares += world.weight * (world.value - center).powi(2) / total;
        values.push((world.value, world.weight));
    }
    if values.len() < 2 {
        return None;
    }
    if squares <= noise {
        let needed = Needed::TrialsAReading(10.0 * trials_a_reading);
        return Some(Range::Unresolved { trials_a_reading, needed });
    }
    let shrink = ((squares - noise) / squares).sqrt();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |rank: f64| {
        let found = weighted_quantile(&values, rank).unwrap_or(center);
        center + shrink * (found - center)
    };
    Some(Range::Resolved { low: at(0.05), high: at(0.95), low_error: 0.0, high_error: 0.0 })
}
