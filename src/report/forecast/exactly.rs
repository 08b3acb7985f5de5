//! Documents beside an exact forecast: its comparison with sampled numbers, and the most probable storyline.

use super::suppositions::suppositions;
use crate::exact::Story;
use crate::forecast::{Agreement, Deviation, FALSE_ALARM, Forecast};
use crate::report::document::{Block, Cell, Column, Document, Table};
use crate::report::format::number;

/// Number of the largest deviations that are shown.
const WORST_TOLD: usize = 5;

/// Shows the numbers that differ most between sampling and exact computation.
pub fn compared(title: &str, agreement: &Agreement, trials: u64) -> Document {
    let all = agreement.deviations.len();
    let verdict = if agreement.holds() { "agree" } else { "DISAGREE" };
    let all_told = number::several(all as u64, "number");
    let trials = number::several(trials, "trial");
    let row = |deviation: &Deviation| {
        let errors = match deviation.errors {
            errors if errors.is_finite() => format!("{errors:+.1}"),
            _ => "impossible".to_owned(),
        };
        let share = |x: f64| number::exact(x);
        [
            deviation.what.clone(),
            share(deviation.sampled),
            share(deviation.exact),
            errors,
            format!("{:.1e}", deviation.tail),
        ]
        .map(Cell::Text)
        .to_vec()
    };
    let columns = vec![
        Column::left("furthest apart"),
        Column::right("sampled"),
        Column::right("exact"),
        Column::right("std errors"),
        Column::right("tail"),
    ];
    let rows = agreement.deviations.iter().take(WORST_TOLD).map(row).collect();
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Sampled and exact answers {verdict}: {all_told} compared over {trials}"
        )),
        Block::Table(Table { columns, rows }),
        Block::Note(format!(
            "If both ways are right, a disagreement is reported in at most one of {} runs, over all \
            numbers: when one tail is below {:.1e}.",
            number::count((1.0 / FALSE_ALARM).round() as u64),
            FALSE_ALARM / all.max(1) as f64
        )),
    ];
    let not_compared = agreement.not_compared.iter().map(|what| format!("Not compared: {what}."));
    blocks.extend(not_compared.map(Block::Note));
    Document { title: title.to_owned(), when: String::new(), blocks }
}

/// Shows the most probable storyline; `forecast` has no answers, only assumptions.
pub fn storyline(forecast: &Forecast, story: &Story, reading: Option<u64>) -> Document {
    let mut blocks = suppositions(forecast);
    let mut rows = Vec::new();
    for chapter in &story.chapters {
        let mut day = chapter.date.map(number::day_and_year).unwrap_or_default();
        for (variable, outcome) in &chapter.happens {
            let happens = format!("{variable} = {outcome}");
            rows.push(vec![Cell::Text(std::mem::take(&mut day)), Cell::Text(happens)]);
        }
    }
    let dated = story.chapters.iter().any(|chapter| chapter.date.is_some());
    let columns = if dated {
        vec![Column::left("from"), Column::left("the likeliest storyline")]
    } else {
        for row in &mut rows {
            drop(row.remove(0));
        }
        vec![Column::left("the likeliest storyline")]
    };
    blocks.push(Block::Table(Table { columns, rows }));
    let mut sentence = format!("Its probability: {}", number::likelihood(story.ln_chance));
    if let Some(given) = story.ln_given {
        let given = number::likelihood(given);
        sentence = format!("{sentence}; given what we learn: {given}");
    }
    blocks.push(Block::Paragraph(sentence));
    if let Some(seed) = reading {
        blocks.push(Block::Note(format!(
            "One reading of your inputs, seed {seed}: fix uncertain numbers with `--set`."
        )));
    }
    Document { title: forecast.title.clone(), when: String::new(), blocks }
}
