//! Turns first passages counted by step into the distribution of a date.

use super::quantiles::{Side, Spread};
use crate::engine::AnswerTally;
use crate::forecast::answer::{DateSummary, DayFigure, Estimate, Range};
use crate::forecast::chance::among::{Among, is_carried};
use crate::forecast::chance::estimate::{QUANTILES, estimate};
use crate::formula::date_of;
use crate::model::Model;
use crate::numerics::strata::REPLICATES;
use crate::numerics::{NumberSample, Ordered, SetShare};
use jiff::civil::Date;

/// The distribution of a first passage, counted by step.
pub(crate) fn passage(model: &Model, among: &Among) -> DateSummary {
    let tally = among.pooled;
    let days = &model.timeline.days;
    let comes: u64 = tally.first_steps.iter().sum();
    let by_step = days.iter().copied().zip(tally.first_steps.iter().copied());
    let ordered =
        Ordered::weighed(by_step.chain([(f64::INFINITY, tally.kept.saturating_sub(comes))]));
    let sets = |day: f64, side: Side| {
        sets(&among.worlds, |step| match side {
            Side::AtMost => days[step] <= day,
            Side::Below => days[step] < day,
        })
    };
    let happens = among.passed(usize::MAX, &|step| step + 1 == days.len()).pop();
    summary(&ordered, &sets, happens, (among, &among.day_ranges(days)))
}

/// The distribution of a date that is computed in each trial.
pub(crate) fn computed(sample: &NumberSample, among: &Among) -> DateSummary {
    let sets = |day: f64, side: Side| match side {
        Side::AtMost => sample.sets_at_most(day),
        Side::Below => sample.sets_below(day),
    };
    summary(&sample.ordered(), &sets, Some(among.finite()), (among, &[]))
}

fn summary(
    ordered: &Ordered,
    sets: &dyn Fn(f64, Side) -> Vec<SetShare>,
    happens: Option<Estimate>,
    (among, ranges): (&Among, &[Option<Range>]),
) -> DateSummary {
    let comes = ordered.below(f64::INFINITY);
    let happens = happens.unwrap_or_else(|| estimate(comes, ordered.total()));
    let share = comes as f64 / ordered.total().max(1) as f64;
    let quantile = |p: f64| ordered.quantile(p);
    let (is_carried, worlds) = (is_carried(among.worth), among.apart());
    let spread = Spread { quantile: &quantile, sets, is_carried, worlds, ranges };
    days(&spread, happens, share)
}

/// Summarises the dates of a spread; `comes` is the share of trials in which the date occurs.
pub(crate) fn days(spread: &Spread, happens: Estimate, comes: f64) -> DateSummary {
    let quantiles = QUANTILES.iter().enumerate();
    let quantiles = quantiles.filter_map(|(i, p)| Some((*p, day_figure(spread, i, *p)?)));
    let if_happens = QUANTILES.iter().filter_map(|p| {
        let day = day((spread.quantile)((p * comes).min(comes))?)?;
        Some((*p, day))
    });
    DateSummary {
        happens,
        quantiles: quantiles.collect(),
        quantiles_if_happens: if comes > 0.0 { if_happens.collect() } else { Vec::new() },
    }
}

fn day_figure(spread: &Spread, index: usize, p: f64) -> Option<DayFigure> {
    let found = spread.figure(index, p)?;
    let range = found.ends().map(|(low, high)| (day(low), day(high)));
    Some(DayFigure { day: day(found.value), std_error: found.std_error, range })
}

/// The date of a number of days; `None` for *never*.
pub(crate) fn day(days: f64) -> Option<Date> {
    if days.is_finite() { date_of(days) } else { None }
}

/// The share of each set of worlds with a first passage in one of the selected steps.
fn sets(worlds: &[&AnswerTally], is_in: impl Fn(usize) -> bool) -> Vec<SetShare> {
    let mut sets = vec![SetShare::default(); worlds.len().min(REPLICATES as usize)];
    for (index, tally) in worlds.iter().enumerate() {
        let mut own = SetShare { of: tally.kept as f64, ..SetShare::default() };
        let weighed = tally.squares.as_ref();
        own.squares = weighed.map_or(own.of, |squares| squares.all as f64);
        for (step, hits) in tally.first_steps.iter().enumerate().filter(|(step, _)| is_in(*step)) {
            own.hits += *hits as f64;
            own.hit_squares += weighed.map_or(*hits as f64, |s| s.first_steps[step] as f64);
        }
        let at = index % REPLICATES as usize;
        sets[at] = sets[at].and(own);
    }
    sets
}
