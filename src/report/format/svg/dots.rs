//! The distribution of a number or a date as dots of equal chance, each at a quantile.

use super::plot::{ACCENT, Anchor, LINE, RULE, Scale, WIDTH, picture, px, rule, text, ticks};
use crate::report::document::{Dots, DotsAxis, Share};
use crate::report::format::number;
use maud::{Markup, html};

/// The radius of a dot.
const RADIUS: f64 = 5.5;
/// The room at either side.
const SIDE: f64 = 34.0;

/// Draws the dots, stacked where they fall together; `None` without dots.
pub(super) fn draw(dots: &Dots) -> Option<Markup> {
    let (first, last) = (*dots.values.first()?, *dots.values.last()?);
    let (low, high) = dots.ends.unwrap_or((first, last));
    let x = Scale { values: (low, high), ends: (SIDE, WIDTH - SIDE) };
    let columns = ((WIDTH - 2.0 * SIDE) / (2.0 * RADIUS)) as usize;
    let mut stacks = vec![0_u32; columns + 1];
    let places: Vec<(f64, u32)> = dots
        .values
        .iter()
        .map(|value| {
            let column = ((x.at(*value) - SIDE) / (2.0 * RADIUS)) as usize;
            let column = column.min(columns);
            stacks[column] += 1;
            (SIDE + 2.0 * RADIUS * (column as f64 + 0.5), stacks[column])
        })
        .collect();
    let highest = stacks.iter().copied().max().unwrap_or(1);
    let base = f64::from(highest) * 2.0 * RADIUS + 6.0;
    let content = html! {
        @for (at, level) in &places {
            circle.accent cx=(px(*at)) cy=(px(base - RADIUS * (2.0 * f64::from(*level) - 1.0)))
                r=(px(RADIUS - 0.7)) fill=(ACCENT);
        }
        (rule((SIDE, base + 1.0), (WIDTH - SIDE, base + 1.0)))
        @for (at, words) in labels(dots, low, high) {
            (rule((x.at(at), base + 1.0), (x.at(at), base + 6.0)))
            (text(x.at(at), base + LINE, Anchor::Middle, &words))
        }
    };
    let count = dots.values.len();
    let description =
        format!("{count} dots of equal chance, from {} to {}.", dots.word(first), dots.word(last));
    Some(picture(base + LINE + 8.0, &dots.label, &description, &content))
}

/// The places on the axis with their texts.
fn labels(dots: &Dots, low: f64, high: f64) -> Vec<(f64, String)> {
    match &dots.axis {
        DotsAxis::Numbers { .. } => {
            ticks(low, high, 6.0).into_iter().map(|x| (x, number::exact(x))).collect()
        }
        DotsAxis::Days { .. } => {
            let step = ((high - low).max(1.0) / 6.0).ceil();
            (0..=6)
                .map(|i| low + step * f64::from(i))
                .take_while(|x| *x <= high)
                .map(|x| (x, dots.word(x)))
                .collect()
        }
    }
}

/// Draws a hundred dots, as many of which are filled as the share has.
pub(super) fn draw_share(share: &Share) -> Markup {
    const STEP: f64 = 15.0;
    const ACROSS: usize = 25;
    let content = html! {
        @for dot in 0..100_usize {
            @let (column, row) = (dot % ACROSS, dot / ACROSS);
            @let (x, y) = (STEP * (column as f64 + 0.5), STEP * (row as f64 + 0.5));
            @if dot < share.of_hundred {
                circle.accent cx=(px(x)) cy=(px(y)) r=(px(RADIUS)) fill=(ACCENT);
            } @else {
                circle.rule cx=(px(x)) cy=(px(y)) r=(px(RADIUS - 0.5)) fill="none" stroke=(RULE);
            }
        }
    };
    let description = format!("{} of a hundred dots are filled.", share.of_hundred);
    let title = format!("{}: {} in 100", share.label, share.number);
    picture(4.0 * STEP, &title, &description, &content)
}
