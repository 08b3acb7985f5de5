//! Summarises the numbers of trials: mean, quantiles, values and histogram, each with its errors.

use super::among::{Among, is_carried};
use super::answer::{Figure, NoMean, NumberSummary};
use super::bins::histogram;
use super::estimate::{QUANTILES, ratio_error, student_quantile, weighted_quantile};
use super::figures::{SIGMAS, Side, Spread, is_unstable, share_error};
use super::weighed::mean_error;
use crate::engine::{AnswerTally, Counts};
use crate::numerics::{ExactSum, Moments, NumberSample, Ordered, SetShare};

/// A number with at most this many values is reported value by value.
pub(super) const FEW_VALUES: usize = 12;

/// The distribution of a number.
pub(super) fn number(
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
    let total = ordered.total();
    let never = if total > 0 { ordered.endless() as f64 / total as f64 } else { 0.0 };
    let mean = mean(moments, sample, &ordered, among);
    NumberSummary {
        unit,
        std_dev: mean.ok().and_then(|_| moments.sample_variance()).map(f64::sqrt),
        mean,
        quantiles,
        values: values(sample, &ordered, among),
        histogram: histogram(&ordered),
        never,
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
    let counted = among.pooled.met() as f64;
    if is_unstable(&ends, median, squares, counted) || among.has_unstable_means() {
        return Err(NoMean::Unstable);
    }
    let (std_error, sigmas) = among.mean_error(mean, variance).unzip();
    let half = std_error.zip(sigmas).map(|(error, sigmas)| error * sigmas);
    let sampling = half.map(|half| (mean - half, mean + half));
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
    if found.len() > FEW_VALUES {
        return Vec::new();
    }
    let all = ordered.total() as f64;
    let share = |x: f64| {
        let value = (ordered.at_most(x) - ordered.below(x)) as f64 / all;
        let at = sample.sets_at_most(x).into_iter().zip(sample.sets_below(x));
        let only = |(most, below): (SetShare, SetShare)| SetShare {
            hits: most.hits - below.hits,
            hit_squares: most.hit_squares - below.hit_squares,
            ..most
        };
        let share = share_error(&at.map(only).collect::<Vec<_>>());
        if share.std_error <= 0.0 || !is_carried(among.worth) {
            return Figure::unknown(value);
        }
        let sampling = ((value - share.below()).max(0.0), (value + share.above()).min(1.0));
        Figure { value, std_error: Some(share.std_error), sampling: Some(sampling), range: None }
    };
    found.into_iter().map(|x| (x, share(x))).collect()
}

impl Among<'_> {
    /// The standard error of the mean over all worlds, and the number of errors that its 95 % interval
    /// extends to either side: from the independent sets of worlds or, with a single world, from the variance
    /// of its trials.
    fn mean_error(&self, mean: f64, variance: f64) -> Option<(f64, f64)> {
        let sums = || {
            self.worlds.iter().map(|tally| match &tally.counts {
                Counts::Numbers(moments, _) => (moments.sum(), moments.count() as f64),
                Counts::Outcomes(_) => (0.0, 0.0),
            })
        };
        let Counts::Numbers(pooled, _) = &self.pooled.counts else { return None };
        if !is_carried(self.worth) {
            return None;
        }
        let total = pooled.count() as f64;
        if sums().filter(|(_, count)| *count > 0.0).count() > 1 {
            let (error, degrees) = ratio_error(sums(), mean, total);
            return (degrees > 0.0).then(|| (error, student_quantile(degrees)));
        }
        if let Some(squares) = &self.pooled.squares {
            let parts = squares.numbers.each_ref().map(ExactSum::value);
            return Some((mean_error(parts, mean, total), SIGMAS));
        }
        (total > 1.0).then(|| ((variance / (total - 1.0)).sqrt(), SIGMAS))
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
