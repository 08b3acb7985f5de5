//! The probabilities of the outcomes of one variable: a bar each, with a whisker for its range.

use super::plot::{
    Label, Picture, SIZE, Scale, WIDTH, faint, label, listed, px, rectangle, stack, ticks, whisker,
};
use super::words::{Face, clean};
use crate::forecast::Estimate;
use crate::report::document::Bars;
use crate::report::format::number;
use maud::{Render, html};

/// The most bars that are drawn; of more, the largest.
const MOST: usize = 30;
/// The least height of a row, and that of a bar.
const STEP: f64 = 26.0;
const THICK: f64 = 14.0;
/// The most room for names.
const NAMES: f64 = 160.0;

const PLAIN: Face = Face { size: SIZE, is_bold: false };

/// Draws the bars; `None` if no outcome has a probability.
pub(super) fn draw(bars: &Bars) -> Option<Picture> {
    let known = |(_, estimate): &&(String, Estimate)| estimate.probability.is_finite();
    let mut rows: Vec<&(String, Estimate)> = bars.bars.iter().filter(known).collect();
    let undefined = bars.bars.len() - rows.len();
    let all = rows.len();
    let least = if all > MOST {
        rows.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
        Some(rows.split_off(MOST)[0])
    } else {
        None
    };
    let numbers: Vec<(String, String)> =
        rows.iter().map(|(_, e)| (number::in_100(e), number::range(e))).collect();
    let greatest = |x: &dyn Fn(&(String, Estimate)) -> f64| {
        rows.iter().map(|row| x(row)).fold(f64::NEG_INFINITY, f64::max)
    };
    let names = greatest(&|(name, _)| PLAIN.width(&clean(name))).clamp(20.0, NAMES) + 10.0;
    let widest =
        |texts: &dyn Fn(&(String, String)) -> f64| numbers.iter().map(texts).fold(0.0, f64::max);
    let bold = Face { is_bold: true, ..PLAIN };
    let (number, range) = (widest(&|n| bold.width(&n.0)), widest(&|n| PLAIN.width(&n.1)));
    let right = number + if range > 0.0 { range + 12.0 } else { 0.0 } + 10.0;
    let most = greatest(&|(_, e)| e.ends().map_or(e.probability, |ends| ends.1.max(e.probability)));
    let ends = [(0.1, 4.0), (0.25, 5.0), (0.5, 5.0)];
    let (most, parts) = ends.into_iter().find(|(end, _)| most <= *end).unwrap_or((1.0, 4.0));
    let x = Scale { values: (0.0, most), ends: (names, WIDTH - right) };
    let has_ranges = rows.iter().any(|(_, estimate)| estimate.ends().is_some());
    let mut y = 0.0;
    let drawn: Vec<_> = rows
        .iter()
        .zip(&numbers)
        .map(|((name, estimate), (text, range))| {
            let lines = PLAIN.lines(&clean(name), names - 10.0, 3);
            let height = STEP.max(16.0 * lines.len() as f64 + 8.0);
            let middle = y + height / 2.0;
            y += height;
            html! {
                (stack(&lines, middle, &|line, at| label(line).at(names - 10.0, at).end().render()))
                (rectangle(
                    (x.at(0.0), middle - THICK / 2.0),
                    (x.at(estimate.probability), middle + THICK / 2.0),
                    if has_ranges { "0.5" } else { "0.9" },
                ))
                @if let Some((low, high)) = estimate.ends() { (whisker(x.at(low), x.at(high), middle)) }
                (at_right(WIDTH - right + 10.0 + number, middle, text).bold())
                (at_right(WIDTH, middle, range).soft())
            }
        })
        .collect();
    if drawn.is_empty() {
        return None;
    }
    let content = html! {
        @for tick in ticks(0.0, most, parts) {
            (faint((x.at(tick), 0.0), (x.at(tick), y)))
            (label(&number::exact(100.0 * tick)).at(x.at(tick), y + 14.0).small().middle())
        }
        line x1=(px(names)) y1="0" x2=(px(names)) y2=(px(y)) stroke="currentColor" {}
        @for row in drawn { (row) }
    };
    let mut notes = vec!["In 100.".to_owned()];
    if has_ranges {
        notes.push("Line: 9 in 10 readings of the inputs.".to_owned());
    }
    if let Some((_, estimate)) = least {
        let most = number::in_100(estimate);
        let more = number::count((all - MOST) as u64);
        notes.push(format!("{more} more outcomes have at most {most} each."));
    }
    if undefined > 0 {
        notes.push(format!("{undefined} without a number."));
    }
    let told = rows.iter().zip(&numbers).map(|((name, _), (text, range))| match range.as_str() {
        "" => format!("{}: {text}", name.trim()),
        range => format!("{}: {text} ({range})", name.trim()),
    });
    let description = format!("In 100. {}.", listed(told, MOST));
    Some(Picture {
        title: bars.label.clone(),
        note: notes.join(" "),
        description,
        width: WIDTH,
        height: y + 18.0,
        content,
    })
}

fn at_right(right: f64, middle: f64, words: &str) -> Label<'_> {
    label(words).at(right, middle + 4.8).end()
}
