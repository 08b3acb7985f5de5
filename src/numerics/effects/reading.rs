//! The answer in a reading of the inputs, and how many readings some weights are worth.

/// The answer in one reading of the inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The answer.
    pub value: f64,
    /// For how much the reading counts.
    pub weight: f64,
    /// The variance of `value` from having drawn few trials of the reading; NaN if one trial says nothing of
    /// it, which takes the mean of the others.
    pub noise: f64,
}

/// (Σ w)² ÷ Σ w²: as many readings of equal weight say as much (Kish 1965).
pub(super) fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// The effective number of some readings.
pub(super) fn effective_number(readings: &[Reading]) -> f64 {
    effective(readings.iter().map(|reading| reading.weight))
}
