//! Quantiles with their errors, from order statistics and the share below them in independent sets.

use crate::engine::AnswerTally;
use crate::forecast::answer::{Figure, Range};
use crate::forecast::chance::spread::{ratio_error, ratio_skewness, reaches, student_quantile};
use crate::numerics::SetShare;

/// The normal quantile that leaves 2.5 % above it.
pub(crate) const SIGMAS: f64 = 1.959_963_984_540_054;

/// The distribution of values over trials, as quantiles and their errors need it.
pub(crate) struct Spread<'a> {
    /// The smallest value with at least a given share at or below it; infinite for *never*.
    pub(crate) quantile: &'a dyn Fn(f64) -> Option<f64>,
    /// The share of each independent set that lies at or below a value, or below it.
    pub(crate) sets: &'a dyn Fn(f64, Side) -> Vec<SetShare>,
    /// Whether enough worlds carry the weight to estimate an error.
    pub(crate) is_carried: bool,
    /// The number of worlds, if they can differ: trials of one world say little about others.
    pub(crate) worlds: Option<f64>,
    /// By quantile: its range across worlds.
    pub(crate) ranges: &'a [Option<Range>],
}

/// Whether trials at the value itself count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Trials at the value and below it.
    AtMost,
    /// Only trials below the value.
    Below,
}

impl Spread<'_> {
    /// A quantile with its error (Woodruff 1952). The ends of its interval are the values at the shares one
    /// half-width of the *share below it* to either side, read from the same trials and corrected for the skewness of
    /// the sets. There is no error if too few trials lie beyond the quantile to read an end, or if these are of few sets.
    ///
    /// Equal ends say that the quantile is exact. This is accepted if they are equal too in an interval twice as wide,
    /// and of a half-width of at least [`RARE`] over the number of trials; otherwise that interval is taken.
    pub(crate) fn figure(&self, index: usize, p: f64) -> Option<Figure> {
        let value = (self.quantile)(p)?;
        let [at_most, below] = [Side::AtMost, Side::Below].map(|side| (self.sets)(value, side));
        let is_shown =
            is_shown(&at_most, |set| set.hits) && is_shown(&below, |set| set.of - set.hits);
        let [one, other] = [&at_most, &below].map(|sets| share_error(sets));
        let share = if one.std_error >= other.std_error { one } else { other };
        let half = share.sigmas * share.std_error;
        let mut finite = self.ends(p - half, p + half).filter(|_| is_shown);
        // a share that is larger than was found puts the quantile lower
        let (from, to) = (p - share.above(), p + share.below());
        let from = if from > 0.0 { from } else { p - half };
        let to = if to < 1.0 { to } else { p + half };
        let mut sampling = finite.and_then(|_| self.ends(from, to));
        if finite.is_some_and(|(low, high)| low >= high) {
            let effective = self.worlds.unwrap_or_else(|| effective(&at_most));
            let half = (2.0 * half).max(RARE / effective);
            finite = self.ends(p - half, p + half);
            sampling = finite;
        }
        Some(Figure {
            value,
            std_error: finite.map(|(low, high)| (high - low) / (2.0 * share.sigmas)),
            sampling,
            range: self.ranges.get(index).copied().flatten(),
        })
    }

    /// The values at two shares; `None` where trials don't reach so far.
    fn ends(&self, from: f64, to: f64) -> Option<(f64, f64)> {
        let inside = self.is_carried && from > 0.0 && to < 1.0;
        let ends = (self.quantile)(from).zip((self.quantile)(to)).filter(|_| inside);
        ends.filter(|(low, high)| low.is_finite() && high.is_finite())
    }
}

/// The upper bound of a share that none of n trials shows is this over n, at odds of 10,000 to 1.
const RARE: f64 = 9.2;

/// The number of trials of equal weight that say as much.
fn effective(sets: &[SetShare]) -> f64 {
    let all = sets.iter().fold(SetShare::default(), |all, set| all.and(*set));
    all.of * (all.of / all.squares)
}

/// A quantile has no error if fewer sets have trials at it or beyond it.
const FEWEST_SETS: usize = 10;

/// Whether enough sets, or all of a few, have some of the weight that `part` returns.
fn is_shown(sets: &[SetShare], part: impl Fn(&SetShare) -> f64) -> bool {
    let counted = sets.iter().filter(|set| set.of > 0.0);
    let (all, some) =
        counted.fold((0, 0), |(all, some), set| (all + 1, some + usize::from(part(set) > 0.0)));
    some >= FEWEST_SETS.min(all)
}

/// The standard error of a share and the length of its 95 % interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShareError {
    pub(crate) std_error: f64,
    /// The number of errors that the interval extends to either side, uncorrected.
    sigmas: f64,
    /// The number of errors that it extends down and up, corrected for skewness.
    reaches: (f64, f64),
}

impl ShareError {
    fn plain(std_error: f64) -> Self {
        Self { std_error, sigmas: SIGMAS, reaches: (SIGMAS, SIGMAS) }
    }

    /// The distance from the share to the lower end of its interval.
    pub(crate) fn below(self) -> f64 {
        self.reaches.0 * self.std_error
    }

    /// The distance from the share to the upper end of its interval.
    pub(crate) fn above(self) -> f64 {
        self.reaches.1 * self.std_error
    }
}

/// The error of a share over independent sets. With a single set, it is that of its trials by their weights.
pub(crate) fn share_error(sets: &[SetShare]) -> ShareError {
    let all = sets.iter().fold(SetShare::default(), |all, set| all.and(*set));
    if all.of <= 0.0 {
        return ShareError::plain(0.0);
    }
    let share = all.hits / all.of;
    let counted = sets.iter().filter(|set| set.of > 0.0).count();
    if counted > 1 {
        let sums = || sets.iter().map(|set| (set.hits, set.of));
        let (std_error, degrees) = ratio_error(sums(), share, all.of);
        let reaches = reaches(ratio_skewness(sums(), share), degrees);
        return ShareError { std_error, sigmas: student_quantile(counted as f64 - 1.0), reaches };
    }
    let misses = (all.squares - all.hit_squares).max(0.0);
    let squares = (1.0 - share) * (1.0 - share) * all.hit_squares + share * share * misses;
    let effective = all.of * (all.of / all.squares);
    // exact shares have no squares: they are as sure as any number of trials
    let widened =
        if effective.is_finite() && effective > 1.0 { effective / (effective - 1.0) } else { 1.0 };
    ShareError::plain((squares * widened).sqrt() / all.of)
}

/// Whether the mean of values with a heavy tail would be meaningless: the farthest values contribute so much
/// of the sum of squares that one more trial could move the mean by many of its errors.
///
/// `farthest` has the values at both ends with their weights, `centre` is the median, `squares` the sum of
/// squared distances from it, and `count` the number of values. Unstable means that the farthest 32 values
/// (the farthest thousandth, if there are under 32,000) contribute a quarter of the sum of squares, and that
/// the farthest is at least twice as far as the 32nd. Always `false` with fewer than 100 values, which are
/// not enough to decide.
pub(crate) fn is_unstable(farthest: &[(f64, f64)], centre: f64, squares: f64, count: f64) -> bool {
    if count < FEWEST {
        return false;
    }
    let mut distances: Vec<(f64, f64)> =
        farthest.iter().map(|(x, weight)| ((x - centre).abs(), *weight)).collect();
    distances.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let (Some(first), Some(last)) = (distances.first(), distances.get(LAST_FAR)) else {
        return false;
    };
    let taken = ((count / 1000.0) as usize).clamp(1, LAST_FAR + 1);
    let held: f64 = distances.iter().take(taken).map(|(d, weight)| weight * d * d).sum();
    let is_far = first.0 >= 2.0 * last.0 && first.0 > 0.0;
    is_far && (held >= 0.25 * squares || !squares.is_finite())
}

/// The farthest value is compared with the one at this rank, counted from 0.
const LAST_FAR: usize = 31;
/// With fewer values, tails can't be judged.
const FEWEST: f64 = 100.0;

/// The step by which a share of a world's trials have had a first passage; the number of steps if they never
/// do.
pub(crate) fn quantile_of_steps(tally: &AnswerTally, share: f64) -> usize {
    let requested = share.clamp(0.0, 1.0) * tally.kept as f64 * (1.0 - 1e-15);
    let mut so_far = 0;
    let reached = tally.first_steps.iter().position(|hits| {
        so_far += hits;
        so_far > 0 && so_far as f64 >= requested
    });
    reached.unwrap_or(tally.first_steps.len())
}
