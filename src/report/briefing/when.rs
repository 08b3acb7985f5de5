//! Curves by date, and the date if an event comes at all.

use crate::forecast::{Answer, Estimate, Forecast};
use crate::report::document::{Block, Curve, Dots, DotsAxis};
use crate::report::forecast::heading::heading;
use crate::report::forecast::when;
use jiff::civil::Date;

/// The number of dots of a distribution of dates.
const DOTS: usize = 50;
/// The most events with a curve.
const CURVES: usize = 3;

/// Shows the curve of each leading answer that has one, and for the first of them when it comes if it does.
pub(super) fn blocks(forecast: &Forecast, leading: &[&Answer]) -> Vec<Block> {
    let Some(clock) = &forecast.clock else { return Vec::new() };
    let year = clock.as_of.year();
    let mut blocks = Vec::new();
    let is_seen = |(_, so_far): &(Date, Estimate)| so_far.probability > 0.0;
    let is_open = |answer: &&&Answer| {
        let points = &answer.timeline;
        points.len() > 1 && points.iter().any(is_seen) && !when::is_past(answer)
    };
    let dated = leading.iter().filter(is_open);
    for answer in dated.take(CURVES) {
        let is_first = blocks.is_empty();
        let label = format!("{}: the chance so far", heading(answer).trim());
        let is_whole = when::is_whole(answer);
        let points = when::rising(&answer.timeline, is_whole);
        blocks.push(Block::Curve(Curve {
            event: label.clone(),
            label,
            points,
            today: forecast.today(),
            is_whole,
            year,
        }));
        if is_first {
            blocks.extend(when::sentence(answer, year).map(Block::Paragraph));
            blocks.extend(dots(answer, year));
        }
    }
    blocks
}

/// Fifty days of equal chance, if it comes at all.
fn dots(answer: &Answer, year: i16) -> Option<Block> {
    let (first, _) = answer.timeline.first()?;
    let (last, end) = answer.timeline.last()?;
    let days = |day: Date| f64::from((day - *first).get_days());
    let whole = end.probability;
    if whole.is_nan() || whole <= 0.0 {
        return None;
    }
    let at = |rank: f64| {
        let reached = |(_, so_far): &&(Date, Estimate)| so_far.probability >= rank * whole;
        answer.timeline.iter().find(reached).map(|(day, _)| days(*day))
    };
    let values = (0..DOTS).filter_map(|dot| at((dot as f64 + 0.5) / DOTS as f64)).collect();
    let label = format!("{}: if so, when", heading(answer).trim());
    let axis = DotsAxis::Days { first: *first, year };
    Some(Block::Dots(Dots { label, values, ends: Some((0.0, days(*last))), axis }))
}
