//! Who disagrees: the first answers as each expert alone would have them, a row for each.

use super::headline::{bare, chance};
use crate::forecast::{Answer, Estimate, Forecast};
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::forecast::heading::heading;
use crate::report::format::number;

/// The most answers that are shown by expert.
const SHOWN: usize = 2;

/// Shows the leading chances by expert, with the range of that expert's own readings.
pub(super) fn blocks(forecast: &Forecast, leading: &[&Answer]) -> Vec<Block> {
    let Some(voices) = &forecast.voices else { return Vec::new() };
    let index =
        |answer: &Answer| forecast.answers.iter().position(|own| own.question == answer.question);
    let mut blocks = Vec::new();
    for answer in leading.iter().take(SHOWN) {
        let Some((pooled, at)) = chance(answer).zip(index(answer)) else { continue };
        let own = voices
            .experts
            .iter()
            .filter_map(|voice| Some((voice.label.as_str(), chance(voice.answer(at)?)?)));
        let mut rows: Vec<(&str, &Estimate)> =
            own.filter(|(_, estimate)| estimate.probability.is_finite()).collect();
        if rows.is_empty() {
            continue;
        }
        let is_same = |(_, own): &(&str, &Estimate)| {
            number::whole_in_100(own) == number::whole_in_100(pooled)
        };
        // an answer that no expert moves is not disputed
        if rows.iter().all(is_same) {
            continue;
        }
        rows.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
        blocks.push(Block::Heading(format!(
            "{}, if one expert alone is right",
            heading(answer).trim()
        )));
        let columns =
            vec![Column::left(""), Column::right("in 100"), Column::left("range"), Column::chart()];
        let rows = rows.into_iter().map(|(name, chance)| row(name, chance));
        let all = std::iter::once(row("all together", pooled));
        blocks.push(Block::Table(Table { columns, rows: rows.chain(all).collect() }));
    }
    blocks
}

/// A sentence on the experts whose word for an answer is another than that of all together.
pub(super) fn flips(forecast: &Forecast, answer: &Answer) -> Option<Block> {
    let (yardstick, pooled) = (&forecast.yardstick, chance(answer)?);
    let word = number::word(pooled, yardstick)?;
    let at = forecast.answers.iter().position(|own| own.question == answer.question)?;
    let voices = forecast.voices.as_ref()?.experts.iter();
    let apart: Vec<String> = voices
        .filter_map(|voice| {
            let own = chance(voice.answer(at)?)?;
            let other = number::word(own, yardstick).filter(|other| *other != word)?;
            Some(format!("{} ({}, {})", voice.label, number::in_100(own), bare(&other)))
        })
        .collect();
    let words = || format!("Believing one expert alone changes the word: {}.", apart.join(", "));
    (!apart.is_empty()).then(|| Block::Paragraph(words()))
}

fn row(name: &str, chance: &Estimate) -> Vec<Cell> {
    let ends = chance.ends().unwrap_or_else(|| chance.interval());
    let interval = match ends {
        (low, high) if low.is_finite() && high.is_finite() => {
            Cell::Interval { low, value: chance.probability, high }
        }
        _ => Cell::Empty,
    };
    vec![
        Cell::text(name),
        Cell::Text(number::in_100(chance)),
        Cell::Text(number::range(chance)),
        interval,
    ]
}
