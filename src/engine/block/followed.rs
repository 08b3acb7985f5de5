//! Numbers that are followed from step to step: what is kept of them.

use crate::formula::Summary;
use crate::numerics::kernel::Lined;

/// The summary of a number up to the last step that is closed.
#[derive(Clone, Debug)]
pub(crate) struct SummaryColumns {
    /// The last, highest or lowest value, or the sum of the values; NaN before the first.
    pub value: Lined<f64>,
    /// The number of values in a sum; for the last value, that of the step before.
    pub aside: Lined<f64>,
}

impl Default for SummaryColumns {
    fn default() -> Self {
        Self { value: Lined::of(f64::NAN), aside: Lined::of(f64::NAN) }
    }
}

impl SummaryColumns {
    /// Adds the values of a step that is being closed.
    pub(crate) fn add(&mut self, how: &Summary, values: &Lined<f64>) {
        if let Summary::Paused(_) = how {
            return;
        }
        if *how == Summary::Before {
            std::mem::swap(&mut self.value, &mut self.aside);
            self.value = *values;
            return;
        }
        let so_far = self.value.iter_mut().zip(self.aside.iter_mut());
        for ((value, aside), x) in so_far.zip(values.iter()) {
            (*value, *aside) = joined(how, (*value, *aside), *x);
        }
    }
}

/// A summary with one value more; undefined values are left out.
pub(super) fn joined(how: &Summary, (value, count): (f64, f64), x: f64) -> (f64, f64) {
    if x.is_nan() || *how == Summary::Before {
        return (value, count);
    }
    if value.is_nan() {
        return (x, 1.0);
    }
    let value = match how {
        Summary::Highest => value.max(x),
        Summary::Lowest => value.min(x),
        Summary::Average | Summary::Before | Summary::Paused(_) => value + x,
    };
    (value, count + 1.0)
}

/// The value of a summary.
pub(super) fn value_of(how: &Summary, (value, count): (f64, f64)) -> f64 {
    if *how == Summary::Average { value / count } else { value }
}
