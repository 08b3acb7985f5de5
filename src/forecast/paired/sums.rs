//! Sums over trials and pairs of trials, and their variances.

use crate::engine::{Own, Shared};

impl Own {
    /// Whether trials are weighted.
    pub(super) fn is_weighed(&self) -> bool {
        self.kept > self.accepted
    }

    /// The variance of a trial around the mean, if all trials of a world weigh about the same.
    pub(super) fn spread_by_weight(&self) -> f64 {
        self.deviations(self.sum / self.kept) / self.kept * self.accepted / (self.accepted - 1.0)
    }

    /// The standard deviation of a trial.
    pub(super) fn deviation(&self) -> f64 {
        (self.deviations(self.sum / self.kept) / self.kept).sqrt()
    }

    /// Σ(x − mean)².
    pub(super) fn deviations(&self, mean: f64) -> f64 {
        (self.squares - 2.0 * mean * self.sum + mean * mean * self.kept).max(0.0)
    }
}

impl Shared {
    pub(super) fn and(&self, more: &Self) -> Self {
        Self {
            kept: self.kept + more.kept,
            first: self.first + more.first,
            other: self.other + more.other,
            products: self.products + more.products,
        }
    }
}

pub(super) fn total(own: &[Own]) -> Own {
    own.iter().fold(Own::default(), |all, own| Own {
        kept: all.kept + own.kept,
        accepted: all.accepted + own.accepted,
        sum: all.sum + own.sum,
        squares: all.squares + own.squares,
        weight_squares: all.weight_squares + own.weight_squares,
    })
}

/// Whether both sides agree in every trial: Σ(x − y)² = 0 over the same trials.
pub(super) fn is_one(x: &Own, y: &Own, shared: &Shared) -> bool {
    let same_trials = x.kept <= shared.kept && y.kept <= shared.kept;
    same_trials && x.squares + y.squares - 2.0 * shared.products <= 0.0
}

/// The variance of a difference of two means over paired trials.
pub(super) fn paired(x: &Own, y: &Own, shared: &Shared) -> f64 {
    let (a, b) = (x.sum / x.kept, y.sum / y.kept);
    let together = shared.products - b * shared.first - a * shared.other + a * b * shared.kept;
    let alone = x.deviations(a) / x.kept.powi(2) + y.deviations(b) / y.kept.powi(2);
    let squares = alone - 2.0 * together / (x.kept * y.kept);
    // a difference of sums of squares this small has no correct digits
    let whole = x.squares / x.kept.powi(2) + y.squares / y.kept.powi(2);
    noise(x.kept.max(y.kept), if squares > 1e-13 * whole { squares } else { 0.0 })
}

/// A sum over trials with deviations of size `scale`; 0 if it is within rounding.
pub(super) fn seen(sum: f64, scale: f64) -> f64 {
    if sum.abs() <= 1e-13 * scale { 0.0 } else { sum }
}

/// The sampling variance of a mean from the squares found in `n` trials.
pub(super) fn noise(n: f64, squares: f64) -> f64 {
    if n > 1.0 { squares * n / (n - 1.0) } else { 0.0 }
}
