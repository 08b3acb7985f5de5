//! Summarises the numbers of trials: mean, quantiles, values and histogram, each with its errors.

use super::histogram::histogram;
use super::quantiles::{SIGMAS, Side, Spread, is_unstable, share_error};
use crate::engine::{AnswerTally, Counts};
use crate::forecast::answer::{Figure, NoMean, NumberSummary};
use crate::forecast::chance::among::{Among, is_carried};
use crate::forecast::chance::estimate::{QUANTILES, ratio_error, weighted_quantile};
use crate::forecast::chance::spread::{mean_reaches, ratio_skewness};
use crate::forecast::chance::weighted::mean_error;
use crate::numerics::{ExactSum, Moments, NumberSample, Ordered, SetShare};

/// With fewer degrees of freedom, an error is at least that of the trials.
const FEW_SETS: f64 = 9.0;
/// A number with at most this many values is reported value by value.
pub(crate) const FEW_VALUES: usize = 12;

/// The distribution of a number.
pub(crate) fn number(
    unit: String,
    moments: &Moments,
    sample: &NumberSample,
    among: &Among,
) -> NumberSummary {
    let ordered = sample.ordered();
    let is_plain = sample.is_plain();
    let plain = |hits: u64| {
        let (hits, of) = (hits as f64, ordered.total() as f64);
        vec![SetShare { hits, of, hit_squares: hits, squares: of }]
    };
    let sets = |x: f64, side: Side| match side {
        Side::AtMost if is_plain => plain(ordered.at_most(x)),
        Side::Below if is_plain => plain(ordered.below(x)),
        Side::AtMost => sample.sets_at_most(x),
        Side::Below => sample.sets_below(x),
    };
    let ranges = among.quantile_ranges();
    let spread = Spread {
        quantile: &|p| ordered.quantile(p),
        sets: &sets,
        is_carried: is_carried(among.worth),
        worlds: among.apart(),
        ranges: &ranges,
    };
    let quantiles = QUANTILES.iter().enumerate();
    let quantiles = quantiles.filter_map(|(i, p)| Some((*p, spread.figure(i, *p)?))).collect();
    let mean = mean(moments, sample, &ordered, among);
    NumberSummary {
        unit,
        std_dev: mean.ok().and_then(|_| moments.sample_variance()).map(f64::sqrt),
        mean,
        quantiles,
        values: values(sample, &ordered, among),
        histogram: histogram(&ordered),
        never: never_share(sample, &ordered, among),
    }
}

/// The mean with its error and its range, or the reason why there is none.
fn mean(
    moments: &Moments,
    sample: &NumberSample,
    ordered: &Ordered,
    among: &Among,
) -> Result<Figure, NoMean> {
    if ordered.total() == 0 {
        return Err(NoMean::NoTrials);
    }
    if ordered.endless() > 0 {
        return Err(NoMean::Never);
    }
    let (Some(mean), Some(variance)) = (moments.mean(), moments.variance()) else {
        return Err(NoMean::Unstable);
    };
    let (least, greatest) = sample.ends();
    if let (Some(least), Some(greatest)) = (least.first(), greatest.first())
        && least.0 >= greatest.0
    {
        // trials that agree tell no error
        return Ok(Figure { range: among.mean_range(), ..Figure::unknown(least.0) });
    }
    let median = ordered.quantile(0.5).unwrap_or(mean);
    let weight = moments.count() as f64;
    let squares = weight * (variance + (mean - median) * (mean - median));
    let ends = least.into_iter().chain(greatest);
    let ends: Vec<(f64, f64)> = ends.map(|(x, weight)| (x, weight as f64)).collect();
    // trials in which the number is undefined are not among those counted
    let counted = among.pooled.accepted() as f64 * weight / among.pooled.kept.max(1) as f64;
    if is_unstable(&ends, median, squares, counted) || among.has_unstable_means() {
        return Err(NoMean::Unstable);
    }
    let (std_error, reaches) = among.mean_error(mean, variance).unzip();
    let ends = |(error, (below, above))| (mean - below * error, mean + above * error);
    let sampling = std_error.zip(reaches).map(ends);
    Ok(Figure { value: mean, std_error, sampling, range: among.mean_range() })
}

/// Every value with its share, if there are few.
fn values(sample: &NumberSample, ordered: &Ordered, among: &Among) -> Vec<(f64, Figure)> {
    let Some(mut found) = ordered.distinct().filter(|_| !sample.is_partial()) else {
        return Vec::new();
    };
    if ordered.at_most(f64::NEG_INFINITY) > 0 {
        found.insert(0, f64::NEG_INFINITY);
    }
    if ordered.below(f64::INFINITY) < ordered.total() {
        found.push(f64::INFINITY);
    }
    // values that hardly any two trials share are those of the trials, and not of the number
    let trials = among.pooled.accepted();
    let is_shared = found.len() == 1 || 2 * found.len() as u64 <= trials;
    if found.len() > FEW_VALUES || !is_shared {
        return Vec::new();
    }
    found.into_iter().map(|x| (x, value_share(x, sample, ordered, among))).collect()
}

/// The share of trials that have this value, with its error.
fn value_share(x: f64, sample: &NumberSample, ordered: &Ordered, among: &Among) -> Figure {
    let at = sample.sets_at_most(x).into_iter().zip(sample.sets_below(x));
    let only = |(most, below): (SetShare, SetShare)| SetShare {
        hits: most.hits - below.hits,
        hit_squares: most.hit_squares - below.hit_squares,
        ..most
    };
    let hits = ordered.at_most(x) - ordered.below(x);
    let sets: Vec<SetShare> = at.map(only).collect();
    share(hits as f64 / ordered.total() as f64, &sets, among)
}

/// The share of trials in which the number is *never*, with its error.
fn never_share(sample: &NumberSample, ordered: &Ordered, among: &Among) -> Figure {
    if ordered.endless() == 0 {
        return Figure::exact(0.0);
    }
    let low = sample.sets_at_most(f64::NEG_INFINITY).into_iter();
    let others = |(low, below): (SetShare, SetShare)| SetShare {
        hits: low.hits + below.of - below.hits,
        hit_squares: low.hit_squares + below.squares - below.hit_squares,
        ..below
    };
    let sets: Vec<SetShare> = low.zip(sample.sets_below(f64::INFINITY)).map(others).collect();
    share(ordered.endless() as f64 / ordered.total() as f64, &sets, among)
}

/// A share of trials with its error, from the sets of worlds.
fn share(value: f64, sets: &[SetShare], among: &Among) -> Figure {
    let share = share_error(sets);
    if share.std_error <= 0.0 || !is_carried(among.worth) {
        return Figure::unknown(value);
    }
    let sampling = ((value - share.below()).max(0.0), (value + share.above()).min(1.0));
    Figure { value, std_error: Some(share.std_error), sampling: Some(sampling), range: None }
}

impl Among<'_> {
    /// The standard error of the mean over all worlds, and the numbers of errors that its 95 % interval
    /// extends down and up: from the independent sets of worlds or, with a single world, from the variance
    /// of its trials.
    fn mean_error(&self, mean: f64, variance: f64) -> Option<(f64, (f64, f64))> {
        let sums = || {
            self.worlds.iter().map(|tally| match &tally.counts {
                Counts::Numbers(moments, _) => (moments.sum(), moments.count() as f64),
                Counts::Outcomes(_) => (0.0, 0.0),
            })
        };
        let Counts::Numbers(pooled, _) = &self.pooled.counts else { return None };
        let pooled_is_plain = self.pooled.squares.is_none();
        if !is_carried(self.worth) {
            return None;
        }
        let total = pooled.count() as f64;
        if sums().filter(|(_, count)| *count > 0.0).count() > 1 {
            let (error, degrees) = ratio_error(sums(), mean, total);
            // a few sets may agree by luck, and can't be closer than their trials are
            let of_trials = (variance / (total - 1.0).max(1.0)).sqrt();
            let is_few = degrees < FEW_SETS && pooled_is_plain;
            let error = if is_few { error.max(of_trials) } else { error };
            let reaches = mean_reaches(ratio_skewness(sums(), mean), degrees);
            return (degrees > 0.0).then_some((error, reaches));
        }
        if let Some(squares) = &self.pooled.squares {
            let parts = squares.numbers.each_ref().map(ExactSum::value);
            return Some((mean_error(parts, mean, total), (SIGMAS, SIGMAS)));
        }
        (total > 1.0).then(|| ((variance / (total - 1.0)).sqrt(), (SIGMAS, SIGMAS)))
    }

    /// Whether a few worlds' means contribute so much of the variance between worlds that the mean is not
    /// meaningful.
    fn has_unstable_means(&self) -> bool {
        let of = |tally: &&AnswerTally| match &tally.counts {
            Counts::Numbers(moments, _) => Some((moments.mean()?, moments.count() as f64)),
            Counts::Outcomes(_) => None,
        };
        let mut means: Vec<(f64, f64)> = self.worlds.iter().filter_map(of).collect();
        if means.len() < 2 {
            return false;
        }
        means.sort_by(|a, b| a.0.total_cmp(&b.0));
        let centre = weighted_quantile(&means, 0.5).unwrap_or(0.0);
        let squares = means.iter().map(|(x, weight)| weight * (x - centre) * (x - centre)).sum();
        is_unstable(&means, centre, squares, means.len() as f64)
    }
}
