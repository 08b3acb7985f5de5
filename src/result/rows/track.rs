//! The table of a track.

use super::super::forecast::News;
use super::super::not_found::NotFound;
use super::super::table::{Cell, ColumnType, Spec, Table, estimate};
use super::super::track::{Track, TrackDate};
use super::columns::{HIGH, LOW, OUTCOME, PROBABILITY, QUESTION, STD_ERROR};
use super::forecast::of_number;
use std::borrow::Cow;

pub(super) const TRACK: [Spec; 8] = [
    Spec::text("date", "The day on which it would have been said.").of(ColumnType::Date),
    QUESTION,
    OUTCOME,
    PROBABILITY,
    Spec::number("std_error", "The standard error of sampling; 0 if the chance is known."),
    LOW,
    HIGH,
    Spec::text(
        "news",
        "The news after the day before, up to this one, with `; ` between them; a report begins with `heard: `.",
    ),
];

pub(super) const NUMBERS: [Spec; 7] = [
    Spec::text("date", "The day on which it would have been said.").of(ColumnType::Date),
    QUESTION,
    Spec::text("quantile", "The probability of the quantile; or `mean`, or `std_dev`.")
        .of(ColumnType::Mixed),
    Spec::text("value", "The value in its unit; `never` beyond the horizon.").of(ColumnType::Mixed),
    STD_ERROR,
    LOW.of(ColumnType::Mixed),
    HIGH.of(ColumnType::Mixed),
];

impl Track {
    /// The track as tables: `track`, and `numbers` if numbers are asked.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let news: Vec<String> = self.dates.iter().map(news_in_words).collect();
        let rows = self.rows.iter().flat_map(|row| {
            let days = self.dates.iter().zip(&news).zip(&row.chances);
            days.map(|((day, news), chance)| {
                let names = [&day.date, &row.question, &row.outcome].map(Cell::from);
                let news = Cell::Text(Cow::Owned(news.clone()));
                let [p, error, low, high] = estimate(chance);
                // nothing is estimated of a chance that is known
                let error = if chance.settled.is_some() { Cell::Number(0.0) } else { error };
                names.into_iter().chain([p, error, low, high]).chain([news]).collect()
            })
        });
        let mut tables = vec![Table::new("track", Vec::new(), &TRACK, rows)];
        tables.extend((!self.numbers.is_empty()).then(|| self.quantiles()));
        tables
    }

    /// A row for each quantile of each number on each day.
    fn quantiles(&self) -> Table<'_> {
        let rows = self.numbers.iter().flat_map(|own| {
            self.dates.iter().zip(&own.days).flat_map(|(day, number)| {
                of_number(number).into_iter().map(|(at, values)| {
                    let names = [Cell::from(&day.date), Cell::from(&own.question), at];
                    names.into_iter().chain(values).collect()
                })
            })
        });
        Table::new("numbers", Vec::new(), &NUMBERS, rows)
    }

    /// The table of a name: `track` or `numbers`.
    pub fn table(&self, name: &str) -> Result<Table<'_>, NotFound> {
        Table::named(name, self.tables())
    }
}

/// The news of a day in one text.
fn news_in_words(day: &TrackDate) -> String {
    let words = |news: &News| {
        if news.is_report { format!("heard: {}", news.text) } else { news.text.clone() }
    };
    day.news.iter().map(words).collect::<Vec<_>>().join("; ")
}
