//! Numbers and dates of a forecast: sentences, values and histograms. Independent of formats.

use super::heading::heading;
use super::ranges::MARK;
use super::readings;
use crate::forecast::{Answer, Estimate, FanDay, Figure, NoMean, NumberSummary, Range};
use crate::report::document::{Bars, Block, Fan, FanRow, Histogram, Parts};
use crate::report::format::number;

/// The distribution of a number, with its mean: by value if there are few, otherwise by quantiles and a
/// histogram.
pub(crate) fn blocks(answer: &Answer, summary: &NumberSummary, year: i16) -> Vec<Block> {
    let is_listed = !summary.values.is_empty();
    let (label, parts) = (heading(answer), parts(answer, summary));
    let mut blocks = vec![Block::Parts(Parts { label, parts, remark: String::new() })];
    // those of a group stand below each other
    let is_alone = answer.member.is_none();
    if is_alone
        && summary.histogram.len() > 1
        && !is_listed
        && summary.mean != Err(NoMean::Unstable)
    {
        let bins = summary.histogram.clone();
        blocks.push(Block::Histogram(Histogram {
            label: String::new(),
            unit: summary.unit.clone(),
            bins,
        }));
    }
    blocks.extend(fan(answer, summary, year));
    blocks
}

/// The number by date, if it is asked over time.
pub(crate) fn fan(answer: &Answer, summary: &NumberSummary, year: i16) -> Option<Block> {
    let row = |day: &FanDay| {
        let at = |requested: f64| day.quantile(requested);
        let (low, first, median) = (at(0.05)?, at(0.25)?, at(0.5)?);
        let (third, high) = (at(0.75)?, at(0.95)?);
        let all = [low, first, median, third, high];
        let error = all.iter().filter_map(|figure| figure.std_error).fold(0.0, f64::max);
        Some(FanRow {
            date: day.date,
            median: median.value,
            fifty: (first.value, third.value),
            ninety: (low.value, high.value),
            error,
        })
    };
    let rows: Vec<FanRow> = answer.fan.iter().filter_map(row).collect();
    let unit = summary.unit.clone();
    (!rows.is_empty()).then(|| Block::Fan(Fan { label: heading(answer), unit, rows, year }))
}

/// The values of a number that takes few, with their shares; `None` if it takes many.
pub(crate) fn values(answer: &Answer, summary: &NumberSummary) -> Option<Bars> {
    if summary.values.len() < 2 {
        return None;
    }
    let gaps = summary.values.windows(2).map(|pair| pair[1].0 - pair[0].0);
    let gap = gaps.filter(|gap| gap.is_finite()).fold(f64::INFINITY, f64::min);
    let bar = |(value, share): &(f64, Figure)| {
        let value = if value.is_finite() { number::apart(*value, gap) } else { "never".to_owned() };
        let sampling = share.sampling.unwrap_or((share.value, share.value));
        (value, Estimate::new(share.value, share.error(), sampling))
    };
    let unit = if summary.unit.is_empty() { String::new() } else { format!(", {}", summary.unit) };
    Some(Bars {
        label: format!("{}{unit}", heading(answer).trim()),
        bars: summary.values.iter().map(bar).collect(),
        has_ranges: false,
        remark: mean(summary).unwrap_or_default(),
    })
}

/// Returns the blocks of a number as [`blocks`] does, with the middle half after the median.
pub(crate) fn with_middle_half(answer: &Answer, summary: &NumberSummary, year: i16) -> Vec<Block> {
    let mut blocks = blocks(answer, summary, year);
    let ends = (summary.quantile(0.25), summary.quantile(0.75));
    if let ((Some(low), Some(high)), Some(Block::Parts(parts)), true) =
        (ends, blocks.first_mut(), summary.values.is_empty())
        && low.value.is_finite()
        && high.value.is_finite()
    {
        let (from, to) = number::distinguished(low.value < high.value, &|finer| {
            // values that lie apart have no error, but more digits than a reader wants
            let end = |figure: &Figure| {
                let error = digits(summary, figure).max(spread(summary) / 200.0);
                number::with_error(figure.value, error / finer)
            };
            (end(low), end(high))
        });
        let at = parts.parts.len().min(1);
        parts.parts.insert(at, format!("the middle half from {from} to {to}"));
    }
    blocks
}

/// Words for a number: its values with their shares or its quantiles, then its mean.
pub(crate) fn parts(answer: &Answer, summary: &NumberSummary) -> Vec<String> {
    let unit = if summary.unit.is_empty() { String::new() } else { format!(" {}", summary.unit) };
    let parts = match summary.values.as_slice() {
        [] => by_quantile(summary, &unit),
        [(value, _)] if value.is_finite() => {
            let trials = match answer.kept.saturating_sub(answer.left_out) {
                1 if summary.mean.is_ok_and(|mean| mean.std_error.is_none()) => "the only trial",
                _ => "every trial",
            };
            vec![format!("{}{unit} in {trials}", number::exact(*value))]
        }
        [_] => Vec::new(),
        _ => by_value(summary, &unit),
    };
    let is_few = readings::is_few(answer.worlds_worth) && summary.values.len() != 1;
    let few = is_few.then(|| "too few for an error".to_owned());
    parts.into_iter().chain(mean(summary)).chain(few).collect()
}

/// Words for quantiles, such as `half below 20.1 USD bn` and `9 in 10 from 8.2 to 36`.
fn by_quantile(summary: &NumberSummary, unit: &str) -> Vec<String> {
    let at = |requested: f64| summary.quantile(requested);
    let text = |figure: &Figure, finer: f64| {
        if figure.value.is_finite() {
            formatted(summary, figure, finer)
        } else {
            "never".to_owned()
        }
    };
    let mut parts = Vec::new();
    if let Some(median) = at(0.5) {
        let range = range(median.range).filter(|_| summary.mean.is_err()).unwrap_or_default();
        // if values lie apart, many trials have exactly the median
        let is_at =
            |p: f64| at(p).is_some_and(|other| other.value.to_bits() == median.value.to_bits());
        let is_step = median.std_error == Some(0.0) || is_at(0.25) || is_at(0.75);
        let below = if is_step { "at or below" } else { "below" };
        parts.push(if let Some((low, high)) = in_a_gap(summary, median) {
            let end = |x: f64| number::with_error(x, spread(summary) / 30.0);
            format!("half below a value from {} to {}{unit}", end(low), end(high))
        } else if median.value.is_finite() {
            format!("half {below} {}{unit}{range}", text(median, 1.0))
        } else {
            "never in half or more".to_owned()
        });
    }
    if let (Some(low), Some(high)) = (at(0.05), at(0.95)) {
        let (from, to) = number::distinguished(low.value < high.value, &|finer| {
            (text(low, finer), text(high, finer))
        });
        parts.push(format!("9 in 10 from {from} to {to}"));
    }
    parts
}

/// The ends between which a median may lie, if they are so far apart that it is in a gap between values: trials then
/// show on which side by luck.
fn in_a_gap(summary: &NumberSummary, median: &Figure) -> Option<(f64, f64)> {
    const WIDE: f64 = 0.5;
    let (low, high) = median.sampling?;
    (high - low > WIDE * spread(summary)).then_some((low, high))
}

/// Words for values with their shares, such as `3 days: 45.0 in 100`, then `6: 55.0` and so on.
fn by_value(summary: &NumberSummary, unit: &str) -> Vec<String> {
    let gaps = summary.values.windows(2).map(|pair| pair[1].0 - pair[0].0);
    let gap = gaps.filter(|gap| gap.is_finite()).fold(f64::INFINITY, f64::min);
    let part = |(index, (value, share)): (usize, &(f64, Figure))| {
        let share = share_in_100(share);
        let of = if index == 0 { " in 100" } else { "" };
        let unit = if index == 0 && value.is_finite() { unit } else { "" };
        let value = if value.is_finite() { number::apart(*value, gap) } else { "never".to_owned() };
        format!("{value}{unit}: {share}{of}")
    };
    summary.values.iter().enumerate().map(part).collect()
}

/// The mean, such as `mean 49.8 ±0.1, range 17–82`, or the reason why there is none.
fn mean(summary: &NumberSummary) -> Option<String> {
    Some(match &summary.mean {
        Ok(_) if summary.values.len() == 1 => return None,
        Ok(mean) => {
            let error = mean.std_error.filter(|error| *error > 0.0 && error.is_finite());
            let error = error.map(|error| format!(" ±{}", number::error(error)));
            let value = formatted(summary, mean, 1.0);
            let range = range(mean.range).unwrap_or_default();
            format!("mean {value}{}{range}", error.unwrap_or_default())
        }
        Err(why @ (NoMean::Unstable | NoMean::NoTrials)) => no_mean(*why).to_owned(),
        Err(NoMean::Never) if summary.values.len() > 1 => return None,
        Err(NoMean::Never) => format!("never in {} of 100", share_in_100(&summary.never)),
    })
}

/// Formats a share of trials in 100.
fn share_in_100(share: &Figure) -> String {
    let known = (share.error(), share.sampling.unwrap_or((share.value, share.value)));
    number::in_100(&Estimate::new(share.value, known.0, known.1))
}

/// Words for the reason why there is no mean.
pub(crate) fn no_mean(why: NoMean) -> &'static str {
    match why {
        NoMean::Unstable => "no stable mean",
        NoMean::NoTrials => "no trial to ask",
        NoMean::Never => "never",
    }
}

/// The size that determines a number's digits: its standard error or, if there is none, a thirtieth of the
/// distance between the outer quantiles.
fn digits(summary: &NumberSummary, figure: &Figure) -> f64 {
    let known = figure.std_error.filter(|error| error.is_finite());
    known.unwrap_or_else(|| spread(summary) / 30.0)
}

/// Formats a mean or a quantile by its standard error divided by `finer`; if that is 0, as one of values that
/// lie apart.
fn formatted(summary: &NumberSummary, figure: &Figure, finer: f64) -> String {
    if figure.std_error == Some(0.0) {
        return number::apart(figure.value, spread(summary));
    }
    number::with_error(figure.value, digits(summary, figure) / finer)
}

/// The distance between the outer quantiles.
fn spread(summary: &NumberSummary) -> f64 {
    let ends = summary.quantiles.first().zip(summary.quantiles.last());
    ends.map_or(0.0, |((_, low), (_, high))| high.value - low.value)
}

/// The range, such as `, range 17–82`; `None` with a single world, or if worlds don't differ.
pub(crate) fn range(range: Option<Range>) -> Option<String> {
    match range? {
        Range::Resolved { low, high, low_error, high_error } => {
            // errors of ends are 95 % half-widths: two standard errors
            let end = |value, half: f64, finer: f64| number::with_error(value, 0.5 * half / finer);
            let (from, to) = number::distinguished(low < high, &|finer| {
                (end(low, low_error, finer), end(high, high_error, finer))
            });
            let dash = if from.starts_with('-') || to.starts_with('-') { " to " } else { "–" };
            (low < high).then(|| format!(", range {from}{dash}{to}"))
        }
        Range::Unresolved { .. } => Some(format!(", range {MARK}")),
    }
}
