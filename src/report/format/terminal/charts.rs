//! Charts in characters: intervals on the scale from 0 to 100, bars on an axis, histograms, curves.

use crate::forecast::Estimate;
use crate::report::document::{Axis, Histogram};
use crate::report::format::number;
use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;

/// The most dates of a curve that are shown.
pub(super) const CURVE_POINTS: usize = 10;
/// The narrowest width of a curve's label.
pub(super) const CURVE_LABEL: usize = 16;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The widths of the charts of a page, in characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scales {
    /// Characters of the scale from 0 to 100.
    pub(super) chance: usize,
    /// Characters of an axis of bars.
    pub(super) bars: usize,
}

impl Scales {
    pub(super) fn of(width: usize) -> Self {
        match width {
            0..90 => Self { chance: 11, bars: 13 },
            90..125 => Self { chance: 21, bars: 25 },
            _ => Self { chance: 41, bars: 49 },
        }
    }

    /// The heading of the scale from 0 to 100: `0    25   50   75   100`.
    pub(super) fn heading(self) -> String {
        let labels: &[u32] = if self.chance < 20 { &[0, 50, 100] } else { &[0, 25, 50, 75, 100] };
        let mut heading = String::new();
        for label in labels {
            let at = *label as usize * (self.chance - 1) / 100;
            heading.push_str(&" ".repeat(at.saturating_sub(heading.len())));
            heading.push_str(&label.to_string());
        }
        heading
    }

    /// The ends of an axis of bars, as its heading.
    pub(super) fn ends(self, axis: &Axis) -> String {
        let (low, high) = &axis.ends;
        let space = self.bars.saturating_sub(low.width() + high.width());
        format!("{low}{}{high}", " ".repeat(space))
    }

    /// `──●───` on the scale from 0 to 100.
    pub(super) fn interval(self, low: f64, value: f64, high: f64) -> String {
        let at = |p: f64| (p.clamp(0.0, 1.0) * (self.chance - 1) as f64).round() as usize;
        let (low, value, high) = (at(low.min(value)), at(value), at(high.max(value)));
        let mark = |i: usize| match i {
            i if i == value => '●',
            i if i >= low => '─',
            _ => ' ',
        };
        (0..=high).map(mark).collect()
    }

    /// A bar from one value of an axis to another, with a line at the marked value.
    pub(super) fn bar(self, axis: &Axis, from: f64, to: f64) -> String {
        let at = |x: f64| {
            let part = (x - axis.low) / (axis.high - axis.low);
            if part.is_finite() {
                (part.clamp(0.0, 1.0) * (self.bars - 1) as f64).round() as usize
            } else {
                0
            }
        };
        let (low, high, here) = (at(from.min(to)), at(from.max(to)), at(axis.mark));
        let cell = |i: usize| match i {
            i if (low..=high).contains(&i) && low < high => '█',
            i if i == here => '│',
            _ => ' ',
        };
        (0..self.bars).map(cell).collect::<String>().trim_end().to_owned()
    }
}

/// The bars of a histogram, and its ends as text; `None` without bins.
pub(super) fn histogram(histogram: &Histogram) -> Option<(String, String, String)> {
    let (first, last) = (histogram.bins.first()?, histogram.bins.last()?);
    let most = histogram.bins.iter().map(|bin| bin.2).fold(0.0, f64::max);
    let bar = |share: f64| match share {
        s if s > 0.0 => BLOCKS[((s / most * 8.0).ceil() as usize).clamp(1, 8) - 1],
        _ => ' ',
    };
    let bars: String = histogram.bins.iter().map(|bin| bar(bin.2)).collect();
    let edge = |value| number::to_bin(value, first.1 - first.0);
    Some((edge(first.0), bars, edge(last.1)))
}

/// A date of a curve with its probability.
pub(super) type Dated = (Date, Estimate);

/// Returns the points of a curve that fit beside its label, with their probabilities as text and the width of a cell;
/// more digits take more room.
pub(super) fn fitting(
    points: &[Dated],
    is_whole: bool,
    width: usize,
) -> (Vec<&Dated>, Vec<String>, usize) {
    let chance = if is_whole { number::whole_in_100 } else { number::in_100 };
    let mut most = CURVE_POINTS * width.max(100) / 100;
    loop {
        let shown = last_of_each(points, most);
        let chances: Vec<String> = shown.iter().map(|(_, e)| chance(e)).collect();
        let cell = chances.iter().map(|c| c.width()).fold(4, usize::max) + 1;
        if most <= 1 || cell * shown.len() + CURVE_LABEL <= width {
            return (shown, chances, cell);
        }
        most -= 1;
    }
}

/// At most `most` evenly spaced points, including the last.
fn last_of_each<T>(points: &[T], most: usize) -> Vec<&T> {
    let shown = points.len().min(most);
    (1..=shown).map(|i| &points[i * points.len() / shown - 1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_stand_on_their_scale() {
        let scales = Scales::of(100);
        assert_eq!(scales.heading(), "0    25   50   75   100");
        assert_eq!(scales.interval(0.19, 0.31, 0.45), "    ──●───");
        assert_eq!(scales.interval(0.0, 0.0, 0.0), "●");
        for width in [60, 80, 100, 140] {
            let scales = Scales::of(width);
            assert_eq!(scales.interval(-1.0, 1.0, 9.0).chars().count(), scales.chance);
            // the last label begins below the last character
            assert_eq!(scales.heading().len(), scales.chance + 2);
        }
    }

    #[test]
    fn bars_stand_on_their_axis() {
        let scales = Scales::of(100);
        let ends = ("20".to_owned(), "50".to_owned());
        let axis = Axis { low: 0.2, high: 0.5, mark: 0.3, ends };
        assert_eq!(scales.bar(&axis, 0.5, 0.2).chars().count(), scales.bars);
        assert_eq!(scales.bar(&axis, 0.3, 0.3).trim(), "│");
        assert_eq!(scales.ends(&axis).len(), scales.bars);
    }

    #[test]
    fn a_curve_of_many_digits_shows_fewer_days() {
        let day = |i: i8| jiff::civil::date(2025, 9, i);
        let chance = |p: f64| Estimate::new(p, 1e-9, (p, p + 1e-9));
        let points: Vec<Dated> =
            (1..=20).map(|i| (day(i), chance(0.000_000_012_3 * f64::from(i)))).collect();
        let (shown, chances, cell) = fitting(&points, false, 100);
        assert!(shown.len() < CURVE_POINTS && !shown.is_empty(), "{chances:?}");
        assert!(cell * shown.len() + CURVE_LABEL <= 100);
    }

    #[test]
    fn curves_end_with_the_last_day() {
        let points: Vec<usize> = (0..134).collect();
        let shown = last_of_each(&points, CURVE_POINTS);
        assert_eq!((shown.len(), shown.last()), (CURVE_POINTS, Some(&&133)));
        assert_eq!(last_of_each(&[1, 2], CURVE_POINTS), [&1, &2]);
        assert!(last_of_each::<u8>(&[], 3).is_empty());
    }
}
