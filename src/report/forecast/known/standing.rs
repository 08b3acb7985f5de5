//! Words and tables about news: the head, the standing of answers before it, and numbers that it moved.

use crate::analysis::Told;
use crate::forecast::{Answer, Body, Estimate, Forecast, LEAST_WORTH, ParameterSummary, SettledBy};
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::forecast::notes::taught;
use crate::report::format::number;
use jiff::civil::Date;

/// The numbers that moved most.
const MOST_MOVED: usize = 8;

/// Formats a date, with its year unless that is the year in which the clock begins.
pub(super) fn day(forecast: &Forecast, day: Date) -> String {
    number::day_since(day, forecast.clock.as_ref().map_or(0, |clock| clock.as_of.year()))
}

/// Today, the number of pieces of news, and the weight of what is known.
pub(crate) fn head(forecast: &Forecast, weight: impl Fn() -> String) -> Option<Block> {
    let known = forecast.known.as_ref()?;
    let s = if known.news.len() == 1 { "" } else { "s" };
    let today = day(forecast, known.today);
    let weight = if forecast.learns() { format!(" ({})", weight()) } else { String::new() };
    let pieces = number::count(known.news.len() as u64);
    Some(Block::Paragraph(format!("Today {today} · {pieces} piece{s} of news{weight}")))
}

/// Today, and the number of pieces of news; `None` if nothing is known.
pub(crate) fn told(told: Option<&Told>) -> Option<Block> {
    let Told { today, news } = told?;
    let s = if news.len() == 1 { "" } else { "s" };
    let today = number::day_and_year(*today);
    Some(Block::Paragraph(format!("Today {today} · {} piece{s} of news", news.len())))
}

/// A chance with what it was before the news: `31 → 24`; the chance alone if that is not known.
pub(crate) fn moved(forecast: &Forecast, answer: &Answer, now: String) -> String {
    let before = forecast.before(answer).and_then(chance).map(number::in_100);
    match before.filter(|before| !before.is_empty() && !now.is_empty()) {
        Some(before) => format!("{before} → {now}"),
        None => now,
    }
}

/// The remark on an answer that news settles: `happened on 28 Aug`.
pub(crate) fn settled(forecast: &Forecast, answer: &Answer) -> Option<String> {
    Some(match forecast.settled_by(answer)? {
        SettledBy::Happened(on) => format!("happened on {}", day(forecast, on)),
        SettledBy::Known => "settled".to_owned(),
    })
}

/// The chance of a condition, or that a day comes.
fn chance(answer: &Answer) -> Option<&Estimate> {
    match &answer.body {
        Body::Condition(estimate) => Some(estimate),
        Body::Date(date) => Some(&date.happens),
        _ => None,
    }
}

/// The numbers that the news moved most, with their ranges before and after; empty if few readings carry it.
pub(crate) fn parameters(forecast: &Forecast) -> Option<Block> {
    forecast.known.as_ref().filter(|known| !known.news.is_empty())?;
    let is_carried = forecast.drawn.worlds_worth.is_some_and(|worth| worth >= LEAST_WORTH);
    let mut found: Vec<&ParameterSummary> =
        forecast.parameters.iter().filter(|own| is_carried && own.has_moved).collect();
    found.sort_by(|a, b| shift(b).total_cmp(&shift(a)).then(a.name.cmp(&b.name)));
    let rows = found.into_iter().filter_map(|own| taught(own, &forecast.conditions));
    let row = |(label, before, after): (String, String, String)| {
        vec![Cell::Text(label), Cell::Text(before), Cell::Text(after)]
    };
    let rows: Vec<Vec<Cell>> = rows.take(MOST_MOVED).map(row).collect();
    let columns =
        vec![Column::left("What the news teaches"), Column::right("before"), Column::right("now")];
    (!rows.is_empty()).then_some(Block::Table(Table { columns, rows }))
}

/// How far the median of a number moved, in widths of its range before.
fn shift(parameter: &ParameterSummary) -> f64 {
    let middle = |quantiles: &[(f64, f64)]| quantiles.get(quantiles.len() / 2).map(|at| at.1);
    let width = match (parameter.before.first(), parameter.before.last()) {
        (Some(low), Some(high)) => high.1 - low.1,
        _ => return 0.0,
    };
    let moved = middle(&parameter.after).zip(middle(&parameter.before));
    let moved = moved.map_or(0.0, |(after, before)| (after - before).abs() / width);
    if moved.is_finite() { moved } else { 0.0 }
}
