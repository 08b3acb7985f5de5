//! The table of a track.

use super::super::forecast::News;
use super::super::not_found::NotFound;
use super::super::table::{Cell, ColumnType, Spec, Table, estimate};
use super::super::track::{Track, TrackDate};
use super::columns::{HIGH, LOW, OUTCOME, PROBABILITY, QUESTION, STD_ERROR};
use std::borrow::Cow;

pub(super) const TRACK: [Spec; 8] = [
    Spec::text("date", "The day on which it would have been said.").of(ColumnType::Date),
    QUESTION,
    OUTCOME,
    PROBABILITY,
    STD_ERROR,
    LOW,
    HIGH,
    Spec::text(
        "news",
        "The news after the day before, up to this one, with `; ` between them; a report begins with `heard: `.",
    ),
];

impl Track {
    /// The track as tables: `track`.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let news: Vec<String> = self.dates.iter().map(news_in_words).collect();
        let rows = self.rows.iter().flat_map(|row| {
            let days = self.dates.iter().zip(&news).zip(&row.chances);
            days.map(|((day, news), chance)| {
                let names = [&day.date, &row.question, &row.outcome].map(Cell::from);
                let news = Cell::Text(Cow::Owned(news.clone()));
                names.into_iter().chain(estimate(chance)).chain([news]).collect()
            })
        });
        vec![Table::new("track", Vec::new(), &TRACK, rows)]
    }

    /// The table of a name: `track`.
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
