//! The method in five sentences, and what is needed to compute the page again.

use crate::forecast::Forecast;
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::forecast::notes::trials_in_words;
use crate::report::format::number;

/// The command and the file with which the page is computed again.
pub(super) struct Recipe<'a> {
    /// The command.
    pub(super) command: &'a str,
    /// The SHA-256 of the scenario.
    pub(super) sha256: &'a str,
}

/// Shows the method and the recipe.
pub(super) fn blocks(forecast: &Forecast, recipe: &Recipe<'_>) -> Vec<Block> {
    let drawn = match &forecast.exact {
        Some(_) => "All chances follow from it by computation; nothing is sampled.",
        None => {
            "The program draws many possible courses of events from it, and a chance is the share of courses in which \
             a thing happens."
        }
    };
    let unsure = if forecast.drawn.worlds > 1 {
        "Uncertain numbers are drawn too, in many readings: nine in ten readings put an answer in its range, which \
         more trials do not narrow, only better judgement."
    } else {
        "No number of the scenario is stated as uncertain, so answers have no range, only an error from sampling."
    };
    let sentences = [
        "The scenario states what its author believes: chances, what they depend on, and how uncertain each number is.",
        drawn,
        unsure,
        "The same scenario, seed and number of trials give the same numbers, to the last digit, on every machine.",
        "The judgements are the author's; the page shows what follows from them, not the future.",
    ];
    vec![Block::Paragraph(sentences.join(" ")), Block::Table(facts(forecast, recipe))]
}

fn facts(forecast: &Forecast, recipe: &Recipe<'_>) -> Table {
    let drawn = forecast.drawn;
    let mut rows = vec![("Program", concat!("foretell ", env!("CARGO_PKG_VERSION")).to_owned())];
    if forecast.exact.is_none() {
        rows.push(("Drawn", trials_in_words(drawn.trials)));
    }
    if drawn.worlds > 1 {
        rows.push(("Readings of uncertain numbers", number::count(drawn.worlds)));
    }
    if forecast.exact.is_none() || drawn.worlds > 1 {
        rows.push(("Seed", drawn.seed.to_string()));
    }
    rows.push(("SHA-256 of the scenario", recipe.sha256.to_owned()));
    rows.push(("Made again by", recipe.command.to_owned()));
    let rows = rows.into_iter().map(|(name, value)| vec![Cell::text(name), Cell::Text(value)]);
    Table { columns: vec![Column::left(""), Column::left("")], rows: rows.collect() }
}
