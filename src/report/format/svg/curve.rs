//! A probability by date: a line with the band of its range.

use super::plot::{ACCENT, Anchor, LINE, Scale, WIDTH, picture, px, round_up, rule, text};
use crate::forecast::Estimate;
use crate::report::document::Curve;
use crate::report::format::number;
use jiff::civil::Date;
use maud::{Markup, html};

/// The height of the plot.
const HEIGHT: f64 = 190.0;
/// The room at the left, at the top and at the right of the plot.
const LEFT: f64 = 44.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 84.0;

/// Draws the curve; `None` without points.
pub(super) fn draw(curve: &Curve) -> Option<Markup> {
    let known = |(day, estimate): &(Date, Estimate)| {
        estimate.probability.is_finite().then_some((*day, *estimate))
    };
    let points: Vec<(Date, Estimate)> = curve.points.iter().filter_map(known).collect();
    let ((first, _), (last, end)) = (points.first()?, points.last()?);
    let days = |day: Date| (day - *first).get_days() as f64;
    let x = Scale { values: (0.0, days(*last).max(1.0)), ends: (LEFT, WIDTH - RIGHT) };
    let most = points.iter().map(|(_, e)| ends(e).map_or(e.probability, |ends| ends.1));
    let most = round_up(100.0 * most.fold(0.01, f64::max)).min(100.0);
    let y = Scale { values: (0.0, most / 100.0), ends: (TOP + HEIGHT, TOP) };
    let at = |day: Date, p: f64| format!("{} {}", px(x.at(days(day))), px(y.at(p)));
    let band = band(&points, &at);
    let line: Vec<String> = points.iter().map(|(day, e)| at(*day, e.probability)).collect();
    let told = format!("{} in 100", in_100(curve, end));
    let range = number::range(end);
    let content = html! {
        @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            @let height = y.at(tick * most / 100.0);
            (rule((LEFT, height), (WIDTH - RIGHT, height)))
            (text(LEFT - 6.0, height + 4.0, Anchor::End, &number::exact(tick * most)))
        }
        @if !band.is_empty() { path.accent d=(band) fill=(ACCENT) fill-opacity="0.2" {} }
        path.line d=(format!("M{}", line.join("L"))) fill="none" stroke=(ACCENT) stroke-width="2.5" {}
        circle.accent cx=(px(x.at(days(*last)))) cy=(px(y.at(end.probability))) r="4" fill=(ACCENT);
        (text(WIDTH - RIGHT + 10.0, y.at(end.probability) + 4.0, Anchor::Start, &told))
        @if !range.is_empty() {
            (text(WIDTH - RIGHT + 10.0, y.at(end.probability) + 4.0 + LINE, Anchor::Start, &range))
        }
        @for day in ticks(*first, *last) {
            @let at = x.at(days(day));
            (rule((at, TOP + HEIGHT), (at, TOP + HEIGHT + 5.0)))
            (text(at, TOP + HEIGHT + LINE, Anchor::Middle, &number::day_since(day, curve.year)))
        }
    };
    let day = |day| number::day_since(day, curve.year);
    let description = format!(
        "From {} in 100 by {} to {told} by {}{}.",
        in_100(curve, &points[0].1),
        day(*first),
        day(*last),
        if range.is_empty() { String::new() } else { format!(", range {range}") }
    );
    Some(picture(TOP + HEIGHT + LINE + 8.0, &curve.label, &description, &content))
}

/// The path around the ranges of the points that have one; empty if fewer than two have.
fn band(points: &[(Date, Estimate)], at: &dyn Fn(Date, f64) -> String) -> String {
    let ranges = points.iter().filter_map(|(day, e)| ends(e).map(|ends| (*day, ends)));
    let ranges: Vec<(Date, (f64, f64))> = ranges.collect();
    if ranges.len() < 2 {
        return String::new();
    }
    let above = ranges.iter().map(|(day, (_, high))| at(*day, *high));
    let below = ranges.iter().rev().map(|(day, (low, _))| at(*day, *low));
    format!("M{}Z", above.chain(below).collect::<Vec<_>>().join("L"))
}

/// The ends of the range, or of the sampling interval if there is no range.
fn ends(estimate: &Estimate) -> Option<(f64, f64)> {
    let ends = estimate.ends().or(estimate.sampling);
    ends.filter(|(low, high)| low.is_finite() && high.is_finite())
}

fn in_100(curve: &Curve, estimate: &Estimate) -> String {
    if curve.is_whole { number::whole_in_100(estimate) } else { number::in_100(estimate) }
}

/// Returns days on the axis: the last one, and firsts of months that are far enough from it, evenly thinned to eight.
fn ticks(first: Date, last: Date) -> Vec<Date> {
    const MOST: usize = 8;
    let all = (last - first).get_days();
    let mut months: Vec<Date> = Vec::new();
    let mut month = first.first_of_month();
    while month <= last && months.len() < 2_000 {
        let gap = (last - month).get_days();
        if month >= first && f64::from(gap) > 0.09 * f64::from(all) {
            months.push(month);
        }
        let Ok(next) = month.checked_add(jiff::ToSpan::months(1)) else { break };
        month = next;
    }
    let step = months.len().div_ceil(MOST - 1).max(1);
    months.into_iter().step_by(step).chain([last]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_on_the_axis_are_months_and_the_last() {
        let days = ticks(date(2025, 8, 20), date(2025, 12, 31));
        let months = [9, 10, 11, 12].map(|month| date(2025, month, 1));
        assert_eq!(days, [&months[..], &[date(2025, 12, 31)]].concat());
        assert!(ticks(date(2000, 1, 1), date(2090, 1, 1)).len() <= 9);
        assert_eq!(ticks(date(2025, 8, 20), date(2025, 8, 20)), [date(2025, 8, 20)]);
    }
}
