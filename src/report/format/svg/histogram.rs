//! The distribution of a number: a column for each bin.

use super::plot::{LINE, Picture, Scale, WIDTH, fitting, label, rectangle, rule, within};
use crate::report::document::Histogram;
use crate::report::format::number;
use maud::html;

/// The height of the plot, and the room at either side.
const HEIGHT: f64 = 150.0;
const SIDE: f64 = 26.0;
/// The width of the only column, if all values are one.
const ONLY: f64 = 24.0;

/// Draws the columns; `None` without a bin that has a share.
pub(super) fn draw(histogram: &Histogram) -> Option<Picture> {
    let is_whole = |(low, high, share): &&(f64, f64, f64)| {
        low.is_finite() && high.is_finite() && share.is_finite()
    };
    let bins: Vec<(f64, f64, f64)> = histogram.bins.iter().filter(is_whole).copied().collect();
    let (first, last) = (bins.first()?, bins.last()?);
    let (low, high) = (first.0, last.1);
    // columns of unequal bins have areas in proportion to their shares
    let density = |(low, high, share): &(f64, f64, f64)| {
        if high > low { share / (high - low) } else { *share }
    };
    let most = bins.iter().map(density).fold(0.0, f64::max);
    if !(most > 0.0 && most.is_finite()) {
        return None;
    }
    let x = Scale { values: (low, high), ends: (SIDE, WIDTH - SIDE) };
    let base = HEIGHT + 4.0;
    let y = Scale { values: (0.0, most), ends: (base, 4.0) };
    let content = html! {
        @for bin in &bins {
            @let (left, right) = if bin.1 > bin.0 {
                (x.at(bin.0) + 0.5, (x.at(bin.1) - 0.5).max(x.at(bin.0) + 1.0))
            } else {
                (x.at(bin.0) - ONLY / 2.0, x.at(bin.0) + ONLY / 2.0)
            };
            (rectangle((left, base), (right, y.at(density(bin))), "0.8"))
        }
        (rule((SIDE, base), (WIDTH - SIDE, base)))
        @for (tick, words) in fitting(&x, 6, &number::exact) {
            (rule((x.at(tick), base), (x.at(tick), base + 5.0)))
            (label(&words).at(within(x.at(tick), &words), base + LINE + 1.0).small().middle())
        }
    };
    let edge = |value| number::to_bin(value, first.1 - first.0);
    let unit =
        if histogram.unit.is_empty() { String::new() } else { format!(" {}", histogram.unit) };
    let note = match histogram.unit.as_str() {
        "" => "Height: how often, in trials.".to_owned(),
        unit => format!("{unit}. Height: how often, in trials."),
    };
    let picture = Picture {
        title: histogram.label.clone(),
        note,
        description: format!("{} columns from {} to {}{unit}.", bins.len(), edge(low), edge(high)),
        width: WIDTH,
        height: base + LINE + 8.0,
        content,
    };
    Some(picture)
}
