//! Compares quantiles of numbers and dates: the share of trials at or below the exact quantile.

use super::{Answer, Both, Comparison};
use crate::engine::Counts;
use crate::forecast::chance::estimate::QUANTILES;
use crate::forecast::exactly::deviation::{Share, of_pooled};
use crate::numerics::SetShare;

/// A point at or below which a known share of the distribution lies.
struct Cut {
    /// The rank and the value of the exact quantile.
    rank: f64,
    value: f64,
    /// A point between this value and the next, so that rounding moves no trial across it.
    at: f64,
}

impl Comparison {
    /// Compares the share of trials at or below each exact quantile.
    pub(super) fn quantiles(&mut self, answer: &Answer) {
        // the dates of a first passage are counted and compared by step
        if answer.both.iter().any(|b| !b.tally.first_steps.is_empty()) {
            return;
        }
        let Counts::Numbers(_, sample) = &answer.pooled.counts else { return };
        if sample.is_empty() {
            return;
        }
        for cut in cuts(&pooled(&answer.both)) {
            let worlds = answer.shares(|b| {
                let below = b.values().iter().filter(|(x, _)| *x <= cut.at).map(|(_, p)| p);
                b.share(0, Some(0.0), below.sum())
            });
            let sets = sample.sets_at_most(cut.at);
            let found = sets.iter().fold(SetShare::default(), |all, set| all.and(*set));
            let SetShare { hits, of, hit_squares, squares } = found;
            let hits = Share { hits, hit_squares, of, squares, p: 0.0 };
            let what =
                format!("{}: at most {}, the {} quantile", answer.label, cut.value, cut.rank);
            let found = of_pooled(what, &worlds, hits, self.drawn);
            self.found.deviations.extend(found);
        }
    }
}

/// Every value with its probability over all worlds, ascending; each world is weighted by its trials.
fn pooled(both: &[Both]) -> Vec<(f64, f64)> {
    let mut all: Vec<(f64, f64)> = Vec::new();
    for b in both {
        let defined = 1.0 - b.exact.left_out;
        let weight = if defined > 0.0 { b.answered() as f64 / defined } else { 0.0 };
        all.extend(b.values().iter().map(|(x, p)| (*x, p * weight)));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all
}

/// The quantiles of values with these masses, except the last value; each value at most once.
fn cuts(values: &[(f64, f64)]) -> Vec<Cut> {
    let total: f64 = values.iter().map(|(_, p)| p).sum();
    let mut cuts: Vec<Cut> = Vec::new();
    let mut below = 0.0;
    let mut ranks = QUANTILES.iter().peekable();
    for pair in values.windows(2) {
        let ((value, p), (next, _)) = (pair[0], pair[1]);
        below += p;
        if next <= value {
            continue;
        }
        let mut reached = None;
        while let Some(rank) = ranks.next_if(|rank| below >= **rank * total) {
            reached.get_or_insert(*rank);
        }
        if let Some(rank) = reached {
            let next = if next.is_finite() { next } else { value + value.abs() + 1.0 };
            cuts.push(Cut { rank, value, at: value + (next - value) / 2.0 });
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quantile_is_cut_once_and_the_last_value_not_at_all() {
        let values = [(1.0, 0.2), (1.0, 0.1), (2.0, 0.4), (f64::INFINITY, 0.3)];
        let found: Vec<(f64, f64, f64)> =
            cuts(&values).into_iter().map(|cut| (cut.rank, cut.value, cut.at)).collect();
        assert_eq!(found, [(0.05, 1.0, 1.5), (0.5, 2.0, 3.5)]);
        assert!(cuts(&[(3.0, 1.0)]).is_empty());
    }
}
