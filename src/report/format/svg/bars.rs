//! The probabilities of the outcomes of one variable: a bar each, with a whisker for its range.

use super::plot::{
    Anchor, LINE, RULE, Scale, WIDTH, picture, px, rectangle, shortened, text, width_of,
};
use crate::report::document::Bars;
use crate::report::format::number;
use maud::{Markup, html};

/// The distance between two bars, and their thickness.
const STEP: f64 = 26.0;
const THICK: f64 = 14.0;
/// The most room for names.
const NAMES: f64 = 220.0;
/// The room for numbers at the right.
const NUMBERS: f64 = 110.0;

/// Draws the bars; `None` without outcomes.
pub(super) fn draw(bars: &Bars) -> Option<Markup> {
    let widest = bars.bars.iter().map(|(name, _)| width_of(name)).fold(40.0, f64::max);
    let left = widest.min(NAMES) + 10.0;
    let x = Scale { values: (0.0, 1.0), ends: (left, WIDTH - NUMBERS) };
    let rows = bars.bars.iter().filter(|(_, estimate)| estimate.probability.is_finite());
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let height = STEP * rows.len() as f64;
    let content = html! {
        @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            line.rule x1=(px(x.at(tick))) y1="0" x2=(px(x.at(tick))) y2=(px(height)) stroke=(RULE)
                stroke-opacity="0.35";
            (text(x.at(tick), height + LINE - 2.0, Anchor::Middle, &number::exact(100.0 * tick)))
        }
        @for (row, (name, estimate)) in rows.iter().enumerate() {
            @let middle = STEP * (row as f64 + 0.5);
            (text(left - 8.0, middle + 4.5, Anchor::End, &shortened(name, NAMES)))
            (rectangle(
                (x.at(0.0), middle - THICK / 2.0),
                (x.at(estimate.probability), middle + THICK / 2.0),
                "0.85",
            ))
            @if let Some((low, high)) = estimate.ends() {
                line x1=(px(x.at(low))) y1=(px(middle)) x2=(px(x.at(high))) y2=(px(middle))
                    stroke="currentColor" stroke-width="1.5";
            }
            @let range = number::range(estimate);
            @let number = number::in_100(estimate);
            @let words = if range.is_empty() { number } else { format!("{number} ({range})") };
            (text(WIDTH - NUMBERS + 8.0, middle + 4.5, Anchor::Start, &words))
        }
    };
    let told = rows.iter().map(|(name, e)| format!("{name} {}", number::in_100(e)));
    let description = format!("In 100: {}.", told.collect::<Vec<_>>().join(", "));
    Some(picture(height + LINE + 4.0, &bars.label, &description, &content))
}
