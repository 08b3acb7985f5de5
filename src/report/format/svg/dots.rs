//! Distributions as dots: each of equal chance at a quantile, or a share as so many of a hundred.

use super::days;
use super::plot::{ACCENT, LINE, Picture, RULE, Scale, WIDTH, fitting, label, px, rule, within};
use super::words::Face;
use crate::report::document::{Dots, DotsAxis, Share};
use crate::report::format::number;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::html;

/// The largest radius of a dot.
const RADIUS: f64 = 5.5;
/// The greatest height of a stack of dots.
const HIGHEST: f64 = 220.0;
/// The room at either side.
const SIDE: f64 = 26.0;

/// Draws the dots, stacked where they fall together; `None` without dots.
pub(super) fn draw(dots: &Dots) -> Option<Picture> {
    let values: Vec<f64> = dots.values.iter().copied().filter(|value| value.is_finite()).collect();
    let (first, last) = (*values.first()?, *values.last()?);
    let (low, high) =
        dots.ends.filter(|(low, high)| low.is_finite() && high > low).unwrap_or((first, last));
    let x = Scale { values: (low, high), ends: (SIDE, WIDTH - SIDE) };
    // smaller dots where the highest stack would be too high
    let stacked = |radius: f64| {
        let columns = (x.length() / (2.0 * radius)) as usize;
        let mut stacks = vec![0_u32; columns + 1];
        let places = values.iter().map(|value| {
            let column =
                (((x.at(*value) - SIDE) / (2.0 * radius)) as usize).min(columns.saturating_sub(1));
            stacks[column] += 1;
            (SIDE + 2.0 * radius * (column as f64 + 0.5), stacks[column])
        });
        let places: Vec<(f64, u32)> = places.collect();
        (places, stacks.into_iter().max().unwrap_or(1))
    };
    let fits = |radius: &f64| f64::from(stacked(*radius).1) * 2.0 * radius <= HIGHEST;
    let radius = [RADIUS, 4.5, 3.5, 2.5].into_iter().find(fits).unwrap_or(1.5);
    let (places, highest) = stacked(radius);
    let base = f64::from(highest) * 2.0 * radius + 4.0;
    let content = html! {
        @for (at, level) in &places {
            circle.accent cx=(px(*at)) cy=(px(base - radius * (2.0 * f64::from(*level) - 1.0) - 1.0))
                r=(px(radius - 0.6)) fill=(ACCENT) {}
        }
        (rule((SIDE, base), (WIDTH - SIDE, base)))
        @for (at, words) in labels(dots, &x) {
            (rule((x.at(at), base), (x.at(at), base + 5.0)))
            (label(&words).at(within(x.at(at), &words), base + LINE + 1.0).small().middle())
        }
    };
    let each = number::exact(100.0 / values.len() as f64);
    let picture = Picture {
        title: dots.label.clone(),
        note: format!("Each of the {} dots is {each} in 100{}.", values.len(), unit(&dots.axis)),
        description: format!(
            "{} dots of equal chance, the first at {}, the middle one at {}, the last at {}.",
            values.len(),
            dots.word(first),
            dots.word(values[values.len() / 2]),
            dots.word(last)
        ),
        width: WIDTH,
        height: base + LINE + 8.0,
        content,
    };
    Some(picture)
}

fn unit(axis: &DotsAxis) -> String {
    match axis {
        DotsAxis::Numbers { unit } if !unit.is_empty() => format!("; in {unit}"),
        _ => String::new(),
    }
}

/// The places on the axis with their texts.
fn labels(dots: &Dots, x: &Scale) -> Vec<(f64, String)> {
    let (low, high) = x.values;
    match &dots.axis {
        DotsAxis::Numbers { .. } => fitting(x, 6, &number::exact),
        DotsAxis::Days { first, year } => {
            let day =
                |value: f64| first.checked_add((value.round() as i64).days()).unwrap_or(Date::MAX);
            let days = days::ticks(x, day(low), day(high), *year);
            days.into_iter()
                .map(|(day, words)| (f64::from((day - *first).get_days()), words))
                .collect()
        }
    }
}

/// Draws a hundred dots, as many of which are filled as the share has, and the share beside them.
pub(super) fn draw_share(share: &Share) -> Picture {
    const STEP: f64 = 13.0;
    const ACROSS: usize = 20;
    let (left, height) = (WIDTH - STEP * ACROSS as f64, STEP * 100.0 / ACROSS as f64);
    let filled = share.of_hundred.min(100);
    let large = Face { size: 40.0, is_bold: true };
    let size = large.size * (1.0_f64).min((left - 24.0) / large.width(&share.number).max(1.0));
    let content = html! {
        (label(&share.number).at(0.0, 38.0).face(Face { size, ..large }))
        (label("in 100").at(0.0, 58.0).soft())
        @for dot in 0..100_usize {
            @let x = left + STEP * ((dot % ACROSS) as f64 + 0.5);
            @let y = STEP * ((dot / ACROSS) as f64 + 0.5);
            @if dot < filled {
                circle.accent cx=(px(x)) cy=(px(y)) r="5" fill=(ACCENT) {}
            } @else {
                circle.rule cx=(px(x)) cy=(px(y)) r="4.5" fill="none" stroke=(RULE) {}
            }
        }
    };
    Picture {
        title: share.label.clone(),
        note: String::new(),
        description: format!("{} in 100: {filled} of a hundred dots are filled.", share.number),
        width: WIDTH,
        height: height.max(64.0),
        content,
    }
}
