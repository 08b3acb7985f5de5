//! Histograms with bins of equal width, made of whole steps if values lie on steps.

use crate::numerics::Ordered;

/// The most bins of a histogram.
const BINS: usize = 20;
/// Values closer than this share of the span are equal.
const ONE_VALUE: f64 = 1e-10;
/// The largest distance of a value from its step, in steps.
const OFF_STEP: f64 = 1e-4;
/// The most steps that values may lie on.
const MOST_STEPS: f64 = 1e6;

/// Returns (from, to, share) of each bin over the finite values. `from` belongs to the bin and `to` to the
/// next one, except in the last bin, which contains both. A single bin of zero width if all values are equal.
pub(crate) fn histogram(ordered: &Ordered) -> Vec<(f64, f64, f64)> {
    let finite = ordered.finite();
    let (Some(low), Some(high)) = (finite.first(), finite.last()) else { return Vec::new() };
    let all = ordered.total().max(1) as f64;
    let upto = |edge: f64| ordered.below(edge) as f64 / all;
    let before = upto(*low);
    let last = ordered.at_most(*high) as f64 / all;
    let edges = edges((*low, *high), ordered.distinct().as_deref());
    let bar = |pair: &[Edge], is_last: bool| {
        let from = if pair[0].cut <= *low { before } else { upto(pair[0].cut) };
        let to = if is_last { last } else { upto(pair[1].cut) };
        (pair[0].shown, pair[1].shown, (to - from).max(0.0))
    };
    let bars = edges.len() - 1;
    edges.windows(2).enumerate().map(|(i, pair)| bar(pair, i + 1 == bars)).collect()
}

/// Returns (from, to, share) of each bin over ascending values with their probabilities, as [`histogram`]
/// does.
pub(crate) fn of_chances(values: &[(f64, f64)]) -> Vec<(f64, f64, f64)> {
    let finite: Vec<(f64, f64)> =
        values.iter().copied().filter(|(x, p)| x.is_finite() && *p > 0.0).collect();
    let (Some(low), Some(high)) = (finite.first(), finite.last()) else { return Vec::new() };
    let mut distinct: Vec<f64> = finite.iter().map(|(x, _)| *x).collect();
    distinct.dedup();
    let edges = edges((low.0, high.0), Some(&distinct));
    let bars = edges.len() - 1;
    let bar = |(i, pair): (usize, &[Edge])| {
        let is_in = |x: f64| (i == 0 || x >= pair[0].cut) && (i + 1 == bars || x < pair[1].cut);
        let share = finite.iter().filter(|(x, _)| is_in(*x)).map(|(_, p)| p).sum();
        (pair[0].shown, pair[1].shown, share)
    };
    edges.windows(2).enumerate().map(bar).collect()
}

/// The edge of a bin: as shown, and where values are divided.
#[derive(Clone, Copy)]
struct Edge {
    shown: f64,
    cut: f64,
}

/// The edges of the bins over values from `low` to `high`.
fn edges((low, high): (f64, f64), distinct: Option<&[f64]>) -> Vec<Edge> {
    let plain = |x: f64| Edge { shown: x, cut: x };
    if low >= high {
        return vec![plain(low), plain(high)];
    }
    if let Some((step, steps)) = distinct.and_then(step) {
        let (bars, each) = whole_steps(steps);
        let edge = |bar: usize| {
            let at = (bar * each).min(steps - 1) as f64;
            Edge { shown: low + step * at, cut: low + step * ((bar * each) as f64 - 0.5) }
        };
        return (0..=bars).map(edge).collect();
    }
    // halved, so that the widest range has a finite width
    let half_width = (0.5 * high - 0.5 * low) / BINS as f64;
    let edge = |i: usize| {
        if i == BINS { high } else { low + half_width * i as f64 + half_width * i as f64 }
    };
    (0..=BINS).map(|i| plain(edge(i))).collect()
}

/// The step that values lie on, and the number of steps from the first to the last; `None` if they lie on
/// none, or on so many that bins of any width are even.
fn step(distinct: &[f64]) -> Option<(f64, usize)> {
    let (low, high) = (*distinct.first()?, *distinct.last()?);
    let span = high - low;
    if !span.is_finite() {
        return None;
    }
    let gaps = distinct.windows(2).map(|pair| pair[1] - pair[0]).filter(|g| *g > ONE_VALUE * span);
    // the greatest common divisor of all gaps, by Euclid's algorithm
    let mut step = 0.0_f64;
    for gap in gaps {
        let (mut a, mut b) = (step.max(gap), step.min(gap));
        while b > OFF_STEP * OFF_STEP * span && b > OFF_STEP * a {
            let rest = a - (a / b).round() * b;
            (a, b) = (b, rest.abs());
        }
        step = a;
        if span / step > MOST_STEPS {
            return None;
        }
    }
    let steps = (span / step).round();
    if !(step > 0.0 && steps >= 1.0) {
        return None;
    }
    // compute the step again from the ends, where rounding matters less than in single gaps
    let step = span / steps;
    let on_step = |x: &f64| {
        let at = (x - low) / step;
        (at - at.round()).abs() < OFF_STEP.max(1e-12 * steps)
    };
    distinct.iter().all(on_step).then_some((step, steps as usize + 1))
}

/// The number of bins and the number of steps in each: the fewest that give at most [`BINS`] bins, or up to
/// half as many more if the last bin is then complete.
fn whole_steps(steps: usize) -> (usize, usize) {
    let least = steps.div_ceil(BINS);
    let most = least + least / 2 + usize::from(least == 1 && steps > BINS);
    let lacking = |each: usize| (each - steps % each) % each;
    let each = (least..=most.max(least)).min_by_key(|each| lacking(*each)).unwrap_or(least);
    (steps.div_ceil(each), each)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(values: &[f64]) -> Vec<f64> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        histogram(&Ordered::plain(sorted)).into_iter().map(|(.., share)| share).collect()
    }

    /// Uniform values over the steps: every bin holds equally many, so no comb appears.
    #[test]
    fn bars_are_made_of_whole_steps() {
        for (steps, step) in [(13, 0.25), (21, 0.25), (24, 1.0), (40, 0.1), (60, 1.0), (200, 0.01)]
        {
            let values: Vec<f64> =
                (0..steps).flat_map(|i| [f64::from(i) * step - 3.0; 3]).collect();
            let found = shares(&values);
            assert!(found.len() <= BINS && found.len() * 3 >= BINS, "{steps}: {}", found.len());
            let (last, whole) = found.split_last().expect("there are bars");
            let even = |share: &f64| (share - whole[0]).abs() < 1e-9;
            assert!(whole.iter().all(even) && *last <= whole[0] + 1e-9, "{steps}: {found:?}");
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            // bins of equal width that ignore the steps: a comb
            let width = f64::from(steps - 1) / BINS as f64;
            let mut comb = vec![0; BINS];
            (0..steps).for_each(|i| comb[((f64::from(i) / width) as usize).min(BINS - 1)] += 1);
            let is_even = comb.iter().all(|n| *n == comb[0]);
            assert!(!is_even || steps % BINS as i32 == 0, "{steps}: {comb:?}");
        }
    }

    #[test]
    fn values_on_no_step_have_bars_of_one_width() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i).sqrt()).collect();
        let bars = histogram(&Ordered::plain(values));
        assert_eq!(bars.len(), BINS);
        assert!(bars.windows(2).all(|pair| pair[0].1.to_bits() == pair[1].0.to_bits()));
        assert!((bars.iter().map(|bar| bar.2).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(histogram(&Ordered::plain(vec![2.0, 2.0])), [(2.0, 2.0, 1.0)]);
        assert!(histogram(&Ordered::plain(vec![f64::INFINITY])).is_empty());
        assert_eq!(histogram(&Ordered::plain(vec![f64::MIN, f64::MAX])).len(), BINS);
    }

    #[test]
    fn computed_chances_have_the_bars_of_counted_ones() {
        let values: Vec<f64> = (0..30).map(|i| f64::from(i) * 0.5).collect();
        let chances: Vec<(f64, f64)> = values.iter().map(|x| (*x, 1.0 / 30.0)).collect();
        let (counted, computed) = (histogram(&Ordered::plain(values)), of_chances(&chances));
        assert_eq!(counted.len(), computed.len());
        for (a, b) in counted.iter().zip(&computed) {
            assert!(a.0.to_bits() == b.0.to_bits() && a.1.to_bits() == b.1.to_bits());
            assert!((a.2 - b.2).abs() < 1e-12, "{a:?} {b:?}");
        }
    }
}
