//! The chance of each piece of news before it came, and the verdict on the model.

use super::standing::day;
use crate::forecast::{EXPECTED, Estimate, Forecast, Judged, Judging, Share, Surprise};
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::forecast::ranges;
use crate::report::format::number;

/// A share of the readings with a larger error is not shown.
const ROUGH: f64 = 0.1;

/// The chances of each sure piece of news, with those that surprise.
pub(crate) fn surprises(forecast: &Forecast) -> Vec<Block> {
    let Some(known) = forecast.known.as_ref().filter(|k| !k.surprises.is_empty()) else {
        return Vec::new();
    };
    let all = known.surprises.as_slice();
    let has_readings = all.iter().any(|found| found.expected.is_some());
    let mut columns = vec![
        Column::left("What surprised us"),
        Column::right("day"),
        Column::right("in 100"),
        Column::right("±"),
        Column::right("by then"),
        Column::right("±"),
    ];
    columns.extend(has_readings.then(|| Column::right("expected by")));
    let row = |found: &Surprise| {
        let mut cells = vec![
            Cell::text(&*found.news.text),
            Cell::Text(day(forecast, found.news.date)),
            Cell::Text(in_100(&found.chance)),
            Cell::Text(number::plus_minus(&found.chance)),
            Cell::Text(in_100(&found.by_then)),
            Cell::Text(number::plus_minus(&found.by_then)),
        ];
        let share = || found.expected.map_or_else(String::new, share);
        cells.extend(has_readings.then(|| Cell::Text(share())));
        cells
    };
    let rows = all.iter().map(row).collect();
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    let under = format!("{:.0}", 100.0 * EXPECTED);
    let of = |judged: &[Judged]| -> Vec<String> {
        let is_wrong =
            |found: &&Surprise| found.tail.probability < EXPECTED && judged.contains(&found.judged);
        let mut texts: Vec<(&str, usize)> = Vec::new();
        for found in all.iter().filter(is_wrong) {
            match texts.iter_mut().find(|(text, _)| *text == found.news.text) {
                Some((_, times)) => *times += 1,
                None => texts.push((&found.news.text, 1)),
            }
        }
        let named = |(text, times): (&str, usize)| match times {
            1 => text.to_owned(),
            _ => format!("{text} ({times} times)"),
        };
        texts.into_iter().map(named).collect()
    };
    let (early, late) = (of(&[Judged::Is, Judged::Early]), of(&[Judged::Late]));
    let mut notes = Vec::new();
    if early.is_empty() && late.is_empty() {
        notes.push(format!("No news had a chance under {under} in 100 beforehand."));
    }
    if !early.is_empty() {
        notes.push(format!(
            "Under {under} in 100 by then, so look at the model there: {}.",
            early.join("; ")
        ));
    }
    if !late.is_empty() {
        notes.push(format!(
            "Under {under} in 100 that it comes so late, so look at the model there: {}.",
            late.join("; ")
        ));
    }
    notes.push("In 100: the chance the day before, given the news before it.".to_owned());
    notes.push(
        "By then: the chance as of the last news of a change, that it is so on its day; of what happened, that it comes by \
         then."
            .to_owned(),
    );
    notes.extend(judging(known.judged, has_readings));
    if has_readings {
        notes.push(format!(
            "Expected by: the readings, each by its weight then, that gave this {under} in 100 or more."
        ));
        if all.iter().any(|found| found.expected.is_some_and(is_rough)) {
            let mark = ranges::MARK;
            notes.push(format!(
                "{mark} readings: not known to within 10 points; take more trials (`-n`)."
            ));
        }
    }
    blocks.extend(notes.into_iter().map(Block::Note));
    blocks
}

/// A chance to the digit of its sampling error, also where readings differ: whether it is under 5 in 100 matters.
fn in_100(chance: &Estimate) -> String {
    number::in_100(&Estimate { range: None, ..*chance })
}

/// Remarks on much news, which is drawn with less work for each piece.
fn judging(judged: Judging, has_readings: bool) -> Vec<String> {
    let Judging { fewer, left_out } = judged;
    let mut notes = Vec::new();
    notes.extend((left_out > 0).then(|| {
        let (s, are) = if left_out == 1 { ("", "is") } else { ("s", "are") };
        let earliest = number::count(left_out as u64);
        format!("The {earliest} earliest piece{s} of news {are} not judged.")
    }));
    notes.extend(fewer.map(|(trials, readings)| {
        let readings = if has_readings {
            format!(" and {} readings", number::count(readings))
        } else {
            String::new()
        };
        format!(
            "Much news: {} trials{readings} for each piece, fewer than for a few pieces; the errors (±) show it.",
            number::count(trials)
        )
    }));
    notes
}

/// Whether the error of a share is too large to show it.
fn is_rough(share: Share) -> bool {
    share.std_error.is_nan() || share.std_error > ROUGH
}

fn share(share: Share) -> String {
    if is_rough(share) {
        return ranges::MARK.to_owned();
    }
    format!("{:.0} % of readings", 100.0 * share.value.max(0.0))
}
