//! A probability by date: a line with the band of its range, and marks on some days.

mod fan;

use super::days;
use super::plot::{
    ACCENT, LINE, Picture, SIZE, SMALL, Scale, WIDTH, faint, label, px, round_up, rule, ticks,
    within,
};
use super::words::Face;
use crate::forecast::Estimate;
use crate::report::document::{Curve, Line};
use crate::report::format::number;
use jiff::civil::Date;
use maud::{Markup, html};
use std::borrow::Cow;

/// The height of the plot, and the room above it.
const HEIGHT: f64 = 190.0;
const TOP: f64 = 10.0;
/// The least share of the height at which a range is seen.
const SEEN: f64 = 0.01;
/// With at most this many points, each has a dot.
const DOTTED: usize = 14;

pub(super) use fan::draw as draw_fan;

type Dated = (Date, Estimate);

/// Draws the curve; `None` if no date has a probability.
pub(super) fn draw(curve: &Curve) -> Option<Picture> {
    let picture = marked(curve, &[], false)?;
    Some(Picture { description: described(curve, "by"), ..picture })
}

/// Draws a probability as it stood on several days; `None` if it has no value on any.
pub(super) fn draw_line(line: &Line) -> Option<Picture> {
    let Line { label, points, marks, is_whole, year } = line;
    let (event, label) = (label.clone(), label.clone());
    let points = points.clone();
    let curve = Curve { event, label, points, is_whole: *is_whole, today: None, year: *year };
    let picture = marked(&curve, marks, true)?;
    let note = if marks.is_empty() {
        picture.note.clone()
    } else {
        format!("{} Triangles: days with news.", picture.note)
    };
    Some(Picture { note, description: described(&curve, "on"), ..picture })
}

/// Draws a curve with a triangle below each marked day; in steps if each point holds until the next.
fn marked(curve: &Curve, marks: &[Date], is_stepped: bool) -> Option<Picture> {
    let known = |(_, estimate): &&Dated| estimate.probability.is_finite();
    let (first, _) = *curve.points.first()?;
    let (last, _) = *curve.points.last()?;
    let (end_day, end) = *curve.points.iter().rfind(known)?;
    let (told, range) = (text(curve, &end), number::range(&end));
    let bold = Face { size: SIZE + 2.0, is_bold: true };
    let right = bold.width(&told).max(Face { size: SMALL, is_bold: false }.width(&range)) + 14.0;
    let days = |day: Date| f64::from((day - first).get_days());
    let highest = curve.points.iter().filter(known);
    let highest =
        highest.map(|(_, e)| e.ends().map_or(e.probability, |ends| ends.1.max(e.probability)));
    let most = 100.0 * highest.fold(1e-9, f64::max);
    // the axis ends with a level
    let step = round_up(most / 4.0);
    let most = ((most / step - 1e-9).ceil() * step).min(100.0);
    let levels = ticks(0.0, most, most / step);
    let small = Face { size: SMALL, is_bold: false };
    let texts: Vec<String> = levels.iter().map(|level| number::exact(*level)).collect();
    let left = texts.iter().map(|words| small.width(words)).fold(8.0, f64::max) + 8.0;
    let x = Scale { values: (0.0, days(last).max(1.0)), ends: (left, WIDTH - right) };
    let y = Scale { values: (0.0, most / 100.0), ends: (TOP + HEIGHT, TOP) };
    let place = Place { x, y, first };
    let base = TOP + HEIGHT;
    let has_band = has_band(from_today(curve), SEEN * most / 100.0);
    let words = y.at(end.probability) + 5.5;
    let words = if range.is_empty() { words } else { words.min(base - LINE) };
    let at = x.at(days(end_day));
    let content = html! {
        @for (level, words) in levels.iter().zip(&texts) {
            (faint((left, y.at(level / 100.0)), (WIDTH - right, y.at(level / 100.0))))
            (label(words).at(left - 6.0, y.at(level / 100.0) + 4.2).small().end())
        }
        @if has_band { (band(&stepped(from_today(curve), is_stepped), &place)) }
        @if let Some(today) = curve.today.filter(|day| first < *day && *day < last) {
            @let at = x.at(days(today));
            (rule((at, TOP), (at, base)))
            (label("today").at(at + 4.0, TOP + 10.0).small())
        }
        (line(&stepped(&curve.points, is_stepped), &place))
        (dots(&curve.points, &place))
        circle.accent cx=(px(at)) cy=(px(y.at(end.probability))) r="4" fill=(ACCENT) {}
        (label(&told).at(at + 10.0, words).face(bold))
        (label(&range).at(at + 10.0, words + LINE - 2.0).small())
        (rule((left, base), (WIDTH - right, base)))
        @for (day, words) in days::ticks(&x, first, last, curve.year) {
            @let at = x.at(days(day));
            (rule((at, base), (at, base + 5.0)))
            (label(&words).at(within(at, &words), base + LINE + 1.0).small().middle())
        }
        @for day in marks {
            @let at = x.at(days(*day));
            @let (left, right) = (px(at - 4.0), px(at + 4.0));
            path.accent d=(format!("M{left} {0}L{1} {2}L{right} {0}Z", px(base), px(at), px(base - 8.0)))
                fill=(ACCENT) {}
        }
    };
    let note = if has_band { "In 100. Band: 9 in 10 readings of the inputs." } else { "In 100." };
    let picture = Picture {
        title: curve.event.clone(),
        note: note.to_owned(),
        description: String::new(),
        width: WIDTH,
        height: base + LINE + 8.0,
        content,
    };
    Some(picture)
}

/// The points from the last known day on.
fn from_today(curve: &Curve) -> &[Dated] {
    let known = |today: Date| curve.points.partition_point(|(day, _)| *day < today);
    &curve.points[curve.today.map_or(0, known)..]
}

/// A probability with the digits that a curve has.
fn text(curve: &Curve, estimate: &Estimate) -> String {
    if curve.is_whole { number::whole_in_100(estimate) } else { number::in_100(estimate) }
}

/// Whether any range is wide enough to be seen.
fn has_band(points: &[Dated], least: f64) -> bool {
    points.iter().any(|(_, e)| e.ends().is_some_and(|(low, high)| high - low >= least))
}

/// The scales of a curve, and the day at which it begins.
struct Place {
    x: Scale,
    y: Scale,
    first: Date,
}

impl Place {
    fn at(&self, day: Date, p: f64) -> String {
        let days = f64::from((day - self.first).get_days());
        format!("{} {}", px(self.x.at(days)), px(self.y.at(p)))
    }
}

/// Splits points where one has no value.
fn unbroken<T>(points: &[Dated], value: impl Fn(&Estimate) -> Option<T>) -> Vec<Vec<(Date, T)>> {
    let mut runs = vec![Vec::new()];
    for (day, estimate) in points {
        match value(estimate) {
            Some(found) => {
                runs.last_mut().expect("there is a run from the start").push((*day, found));
            }
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run: &Vec<_>| !run.is_empty());
    runs
}

/// The points of a path that keeps the value of each point until the day of the next; the points themselves if it does not.
fn stepped(points: &[Dated], is_stepped: bool) -> Cow<'_, [Dated]> {
    if !is_stepped {
        return Cow::Borrowed(points);
    }
    let corners = points.windows(2).flat_map(|pair| [(pair[1].0, pair[0].1), pair[1]]);
    Cow::Owned(points.first().copied().into_iter().chain(corners).collect())
}

/// The line through the points.
fn line(points: &[Dated], place: &Place) -> Markup {
    let runs = unbroken(points, |e| Some(e.probability).filter(|p| p.is_finite()));
    html! {
        @for run in runs.iter().filter(|run| run.len() > 1) {
            @let path: Vec<String> = run.iter().map(|(day, p)| place.at(*day, *p)).collect();
            path.line d=(format!("M{}", path.join("L"))) fill="none" stroke=(ACCENT) stroke-width="2.5"
                stroke-linejoin="round" {}
        }
    }
}

/// A dot at each point if they are few or stand alone.
fn dots(points: &[Dated], place: &Place) -> Markup {
    let runs = unbroken(points, |e| Some(e.probability).filter(|p| p.is_finite()));
    let dots = runs.iter().filter(|run| run.len() == 1 || points.len() <= DOTTED).flatten();
    let dots: Vec<String> = dots.map(|(day, p)| place.at(*day, *p)).collect();
    html! {
        @for dot in &dots {
            // a path of no length with round ends is a dot
            path.line d=(format!("M{dot}h0")) stroke=(ACCENT) stroke-width="6" stroke-linecap="round" {}
        }
    }
}

/// The areas between the ends of the ranges, each with a dashed edge.
fn band(points: &[Dated], place: &Place) -> Markup {
    let runs =
        unbroken(points, |e| e.ends().filter(|(low, high)| low.is_finite() && high.is_finite()));
    html! {
        @for run in runs.iter().filter(|run| run.len() > 1) {
            @let above: Vec<String> = run.iter().map(|(day, ends)| place.at(*day, ends.1)).collect();
            @let below: Vec<String> = run.iter().rev().map(|(day, ends)| place.at(*day, ends.0)).collect();
            path.accent d=(format!("M{}L{}Z", above.join("L"), below.join("L"))) fill=(ACCENT)
                fill-opacity="0.16" {}
            path.line d=(format!("M{}M{}", above.join("L"), below.join("L"))) fill="none" stroke=(ACCENT)
                stroke-width="1" stroke-dasharray="3 3" {}
        }
    }
}

/// The numbers at some dates in words, each after a preposition.
fn described(curve: &Curve, at: &str) -> String {
    let points = crate::report::document::evenly(&curve.points, 10);
    let told = points.into_iter().map(|(day, estimate)| {
        let (day, number) = (number::day_since(*day, curve.year), text(curve, estimate));
        match (number.as_str(), number::range(estimate).as_str()) {
            ("", _) => format!("{at} {day}: no number"),
            (_, "") => format!("{at} {day}: {number}"),
            (_, range) => format!("{at} {day}: {number} ({range})"),
        }
    });
    format!("In 100. {}.", told.collect::<Vec<_>>().join("; "))
}
