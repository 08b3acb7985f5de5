//! A number by date: the line of its medians, with bands of a half and of nine in ten.

use crate::report::document::{Fan, FanRow};
use crate::report::format::number;
use crate::report::format::svg::days;
use crate::report::format::svg::plot::{
    ACCENT, LINE, Picture, SIZE, SMALL, Scale, WIDTH, faint, label, px, rule, ticks, within,
};
use crate::report::format::svg::words::Face;
use jiff::civil::Date;
use maud::html;

/// The height of the plot, and the room above it.
const HEIGHT: f64 = 190.0;
const TOP: f64 = 10.0;

/// Draws the fan; `None` if no date has numbers.
pub(crate) fn draw(fan: &Fan) -> Option<Picture> {
    let rows: Vec<&FanRow> = fan.rows.iter().filter(|row| row.is_finite()).collect();
    let (first, last) = (rows.first()?.date, rows.last()?.date);
    let low = rows.iter().map(|row| row.ninety.0).fold(f64::INFINITY, f64::min);
    let high = rows.iter().map(|row| row.ninety.1).fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, high + 0.5) };
    let end = rows.last()?;
    let told = number::with_error(end.median, end.error);
    let bold = Face { size: SIZE + 2.0, is_bold: true };
    let right = bold.width(&told) + 14.0;
    let levels = ticks(low, high, 4.0);
    let texts: Vec<String> = levels.iter().map(|level| number::exact(*level)).collect();
    let small = Face { size: SMALL, is_bold: false };
    let left = texts.iter().map(|words| small.width(words)).fold(8.0, f64::max) + 8.0;
    let since = |day: Date| f64::from((day - first).get_days());
    let x = Scale { values: (0.0, since(last).max(1.0)), ends: (left, WIDTH - right) };
    let y = Scale { values: (low, high), ends: (TOP + HEIGHT, TOP) };
    let base = TOP + HEIGHT;
    let at =
        |row: &FanRow, value: f64| format!("{} {}", px(x.at(since(row.date))), px(y.at(value)));
    let band = |ends: &dyn Fn(&FanRow) -> (f64, f64)| {
        let above: Vec<String> = rows.iter().map(|row| at(row, ends(row).1)).collect();
        let below: Vec<String> = rows.iter().rev().map(|row| at(row, ends(row).0)).collect();
        format!("M{}L{}Z", above.join("L"), below.join("L"))
    };
    let line: Vec<String> = rows.iter().map(|row| at(row, row.median)).collect();
    let content = html! {
        @for (level, words) in levels.iter().zip(&texts) {
            (faint((left, y.at(*level)), (WIDTH - right, y.at(*level))))
            (label(words).at(left - 6.0, y.at(*level) + 4.2).small().end())
        }
        path.accent d=(band(&|row| row.ninety)) fill=(ACCENT) fill-opacity="0.16" {}
        path.accent d=(band(&|row| row.fifty)) fill=(ACCENT) fill-opacity="0.28" {}
        path.line d=(format!("M{}", line.join("L"))) fill="none" stroke=(ACCENT) stroke-width="2.5"
            stroke-linejoin="round" {}
        circle.accent cx=(px(x.at(since(last)))) cy=(px(y.at(end.median))) r="4" fill=(ACCENT) {}
        (label(&told).at(x.at(since(last)) + 10.0, y.at(end.median) + 5.5).face(bold))
        (rule((left, base), (WIDTH - right, base)))
        @for (day, words) in days::ticks(&x, first, last, fan.year) {
            @let at = x.at(since(day));
            (rule((at, base), (at, base + 5.0)))
            (label(&words).at(within(at, &words), base + LINE + 1.0).small().middle())
        }
    };
    let unit = if fan.unit.is_empty() { String::new() } else { format!("{}. ", fan.unit) };
    let told = crate::report::document::evenly(&rows, 10).into_iter().map(|row| {
        let text = |value| number::with_error(value, row.error);
        format!(
            "on {}: half below {}, half from {} to {}, 9 in 10 from {} to {}",
            number::day_since(row.date, fan.year),
            text(row.median),
            text(row.fifty.0),
            text(row.fifty.1),
            text(row.ninety.0),
            text(row.ninety.1),
        )
    });
    let description = format!("{unit}{}.", told.collect::<Vec<_>>().join("; "));
    Some(Picture {
        title: fan.label.clone(),
        note: format!("{unit}Line: half below. Bands: a half, and 9 in 10."),
        description,
        width: WIDTH,
        height: base + LINE + 8.0,
        content,
    })
}
