//! The distribution of a number: a column for each bin.

use super::plot::{Anchor, LINE, Scale, WIDTH, picture, rectangle, rule, text, ticks};
use crate::report::document::Histogram;
use crate::report::format::number;
use maud::{Markup, html};

/// The height of the plot.
const HEIGHT: f64 = 140.0;
/// The room at either side.
const SIDE: f64 = 30.0;

/// Draws the columns; `None` without bins.
pub(super) fn draw(histogram: &Histogram) -> Option<Markup> {
    let (first, last) = (histogram.bins.first()?, histogram.bins.last()?);
    let x = Scale { values: (first.0, last.1), ends: (SIDE, WIDTH - SIDE) };
    // columns of unequal bins have areas in proportion to their shares
    let density = |(low, high, share): &(f64, f64, f64)| {
        if high > low { share / (high - low) } else { 0.0 }
    };
    let most = histogram.bins.iter().map(density).fold(0.0, f64::max);
    if !(most > 0.0 && most.is_finite()) {
        return None;
    }
    let y = Scale { values: (0.0, most), ends: (HEIGHT + 6.0, 6.0) };
    let unit =
        if histogram.unit.is_empty() { String::new() } else { format!(" {}", histogram.unit) };
    let content = html! {
        @for bin in &histogram.bins {
            (rectangle((x.at(bin.0) + 0.5, y.at(0.0)), (x.at(bin.1) - 0.5, y.at(density(bin))), "0.75"))
        }
        (rule((SIDE, HEIGHT + 6.0), (WIDTH - SIDE, HEIGHT + 6.0)))
        @for (index, tick) in ticks(first.0, last.1, 6.0).into_iter().enumerate() {
            @let words = format!("{}{}", number::exact(tick), if index == 0 { &unit } else { "" });
            (rule((x.at(tick), HEIGHT + 6.0), (x.at(tick), HEIGHT + 11.0)))
            (text(x.at(tick), HEIGHT + 6.0 + LINE, Anchor::Middle, &words))
        }
    };
    let edge = |value| number::to_bin(value, first.1 - first.0);
    let description = format!("From {} to {}{unit}.", edge(first.0), edge(last.1));
    let title = if histogram.label.is_empty() { "Distribution" } else { &histogram.label };
    Some(picture(HEIGHT + LINE + 14.0, title, &description, &content))
}
