//! Draws a probability as it stood on several days, in characters: the line with its band, and marks below days.

use super::style::{CHART, FAINT, paint};
use crate::report::document::Line;
use crate::report::format::number;
use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;

/// The number of rows of the chart without its axis.
const ROWS: usize = 9;
/// The characters of the axis at the left: `100 ┤`.
const AXIS: usize = 5;
/// The most columns of the chart.
const COLUMNS: usize = 90;
/// The ends of the scale, in 100.
const TOPS: [f64; 6] = [5.0, 10.0, 20.0, 40.0, 60.0, 100.0];

/// A day with its probability and the ends of its band.
#[derive(Clone, Copy)]
struct Known {
    column: f64,
    low: f64,
    value: f64,
    high: f64,
}

/// Draws the chart; empty if no day has a probability.
pub(super) fn drawn(line: &Line, width: usize) -> String {
    let (Some((first, _)), Some((last, _))) = (line.points.first(), line.points.last()) else {
        return String::new();
    };
    let columns = width.saturating_sub(AXIS + 1).clamp(11, COLUMNS);
    let span = f64::from((*last - *first).get_days()).max(1.0);
    let column = |day: Date| f64::from((day - *first).get_days()) / span * (columns - 1) as f64;
    let of = |(day, estimate): &(Date, crate::forecast::Estimate)| {
        let value = estimate.probability;
        let (low, high) = estimate.ends().unwrap_or((value, value));
        value.is_finite().then(|| Known { column: column(*day), low, value, high })
    };
    let known: Vec<Known> = line.points.iter().filter_map(of).collect();
    if known.is_empty() {
        return String::new();
    }
    let most = 100.0 * known.iter().map(|k| k.high.max(k.value)).fold(0.0, f64::max);
    let top = TOPS.into_iter().find(|top| *top >= most).unwrap_or(100.0);
    let grid = grid(&known, columns, top / 100.0);
    let mut text = String::new();
    for (row, cells) in grid.iter().enumerate().rev() {
        let level = top * row as f64 / (ROWS - 1) as f64;
        let label = if row % 4 == 0 {
            format!("{:>3} ┤", number::exact(level))
        } else {
            "    │".to_owned()
        };
        let cells: String = cells.iter().collect();
        text += &(paint(FAINT, &label) + &paint(CHART, cells.trim_end()) + "\n");
    }
    let mut axis = vec!['─'; columns];
    line.marks.iter().for_each(|day| axis[column(*day).round() as usize] = '▲');
    text += &(paint(FAINT, &format!("    └{}", axis.iter().collect::<String>())) + "\n");
    let days = line.points.iter().map(|(day, _)| (column(*day).round() as usize, *day));
    text + &paint(FAINT, &dated(&days.collect::<Vec<_>>(), columns, line.year)) + "\n"
}

/// The characters of the chart, by row from below: the band, the line in steps, and a dot for each day.
fn grid(known: &[Known], columns: usize, top: f64) -> Vec<Vec<char>> {
    let row = |p: f64| ((p / top).clamp(0.0, 1.0) * (ROWS - 1) as f64).round() as usize;
    let mut grid = vec![vec![' '; columns]; ROWS];
    let mut draw = |at: Known, mark: char| {
        let column = (at.column.round() as usize).min(columns - 1);
        if at.high > at.low {
            (row(at.low)..=row(at.high)).for_each(|row| {
                if grid[row][column] == ' ' {
                    grid[row][column] = '░';
                }
            });
        }
        if grid[row(at.value)][column] != '●' {
            grid[row(at.value)][column] = mark;
        }
    };
    for pair in known.windows(2) {
        let between = pair[0].column.round() as usize..=pair[1].column.round() as usize;
        for column in between.filter(|_| pair[1].column > pair[0].column) {
            let column = (column as f64).clamp(pair[0].column, pair[1].column);
            draw(Known { column, ..pair[0] }, '·');
        }
        let (one, two) = (row(pair[0].value), row(pair[1].value));
        for level in one.min(two)..=one.max(two) {
            let value = level as f64 / (ROWS - 1) as f64 * top;
            draw(Known { column: pair[1].column, low: value, value, high: value }, '·');
        }
    }
    for at in known {
        draw(*at, '●');
    }
    grid
}

/// The days below their columns, as many as fit: the last, the first, then the others from the left.
fn dated(days: &[(usize, Date)], columns: usize, year: i16) -> String {
    let mut taken: Vec<(usize, String)> = Vec::new();
    let order = days.last().into_iter().chain(days);
    for (column, day) in order {
        let words = number::day_since(*day, year);
        let wide = words.width();
        let from = column.saturating_sub(wide / 2).min((columns + 1).saturating_sub(wide));
        let is_free =
            |(other, own): &(usize, String)| from + wide < *other || other + own.width() < from;
        if taken.iter().all(is_free) {
            taken.push((from, words));
        }
    }
    taken.sort();
    let mut text = " ".repeat(AXIS);
    for (from, words) in &taken {
        text.push_str(&" ".repeat((AXIS + from).saturating_sub(text.width())));
        text.push_str(words);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::uncoloured;
    use crate::forecast::{Estimate, Range};
    use jiff::civil::date;

    fn line(values: &[f64]) -> Line {
        let days = date(2025, 8, 20).series(jiff::ToSpan::days(10));
        let of = |(day, value): (Date, &f64)| {
            let (low, high) = ((value - 0.1).max(0.0), (value + 0.1).min(1.0));
            let range = Range::Resolved { low, high, low_error: 0.0, high_error: 0.0 };
            (day, Estimate { range: Some(range), ..Estimate::new(*value, 0.001, (*value, *value)) })
        };
        let points: Vec<_> = days.zip(values).map(of).collect();
        let marks = points.iter().skip(1).map(|(day, _)| *day).collect();
        Line { label: "They meet".into(), points, marks, is_whole: true, year: 2025 }
    }

    #[test]
    fn a_line_has_a_dot_and_a_mark_for_each_day() {
        let text = uncoloured(&drawn(&line(&[0.31, 0.24, 0.4, 0.0]), 60));
        assert_eq!(text.matches('●').count(), 4, "{text}");
        assert_eq!(text.matches('▲').count(), 3, "{text}");
        assert!(
            text.starts_with(" 60 ┤")
                && text.ends_with("     20 Aug         30 Aug            9 Sep           19 Sep\n"),
            "{text}"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        let many: Vec<f64> = (0..40).map(|i| f64::from(i) / 39.0).collect();
        for width in [60, 80, 100, 140] {
            for values in [&many[..], &many[..1], &[f64::NAN], &[0.0, 0.0], &[1.0, f64::NAN, 1.0]] {
                let text = uncoloured(&drawn(&line(values), width));
                assert!(text.lines().all(|line| line.width() <= width), "{text}");
            }
        }
    }
}
