//! The answer in a reading of the inputs, and the effective number of weighted readings.

/// The answer in one reading of the inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The answer.
    pub value: f64,
    /// The weight of the reading.
    pub weight: f64,
    /// The variance of `value` due to the few trials drawn of the reading; NaN if a single trial gives no estimate,
    /// which is then the mean of the others'.
    pub noise: f64,
}

/// The effective number of readings (Kish 1965): (Σ w)² ÷ Σ w².
pub(super) fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// The effective number of `readings`.
pub(super) fn effective_number(readings: &[Reading]) -> f64 {
    effective(readings.iter().map(|reading| reading.weight))
}
