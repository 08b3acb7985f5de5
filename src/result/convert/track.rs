//! From a track to its data.

use super::super::forecast::Chosen;
use super::super::schema::Schema;
use super::super::track as data;
use super::forecast::{clock, news, number};
use super::parts::estimate;
use crate::analysis::{Point, Track};
use crate::forecast::{Answer, Body, Estimate};

/// Converts a track into data; `None` if it has no day, or no clock.
pub fn track(track: &Track) -> Option<data::Track> {
    let (first, last) = (track.points.first()?, track.points.last()?);
    let forecast = &first.forecast;
    let choice =
        |(name, value): &(String, String)| Chosen { name: name.clone(), value: value.clone() };
    Some(data::Track {
        schema: Schema::default(),
        title: forecast.title.clone(),
        clock: clock(forecast.clock.as_ref()?),
        today: last.date.to_string(),
        every: track.every,
        choices: forecast.choices.iter().map(choice).collect(),
        interventions: forecast.interventions.iter().map(|made| made.text.clone()).collect(),
        evidence: track.evidence.clone(),
        seed: forecast.drawn.seed,
        dates: track.points.iter().map(date).collect(),
        rows: rows(track, first),
        numbers: numbers(track, first),
    })
}

fn date(point: &Point) -> data::TrackDate {
    let drawn = &point.forecast.drawn;
    data::TrackDate {
        date: point.date.to_string(),
        news: point.news.iter().map(news).collect(),
        trials: drawn.trials,
        worlds: drawn.worlds,
        kept: point.forecast.exact.is_none().then_some(drawn.kept),
        effective_worlds: drawn.worlds_worth,
    }
}

/// A row for each chance of the first day; all days have the same questions and outcomes.
fn rows(track: &Track, first: &Point) -> Vec<data::TrackRow> {
    let mut rows = Vec::new();
    for (index, answer) in first.forecast.answers.iter().enumerate() {
        for (at, (outcome, _)) in chances(&answer.body).into_iter().enumerate() {
            let on = |point: &Point| {
                let answer = point.forecast.answers.get(index)?;
                chances(&answer.body).get(at).map(|(_, found)| estimate(found))
            };
            rows.push(data::TrackRow {
                question: answer.question.clone(),
                label: answer.label.clone(),
                given: answer.given.clone(),
                outcome: outcome.to_owned(),
                chances: track.points.iter().filter_map(on).collect(),
            });
        }
    }
    rows
}

/// The numbers of the first day, on every day.
fn numbers(track: &Track, first: &Point) -> Vec<data::TrackNumber> {
    let answers = first.forecast.answers.iter().enumerate();
    let numbers = answers.filter(|(_, answer)| matches!(answer.body, Body::Number(_)));
    let of = |(index, answer): (usize, &Answer)| {
        let on = |point: &Point| match &point.forecast.answers.get(index)?.body {
            Body::Number(summary) => Some(number(summary)),
            _ => None,
        };
        data::TrackNumber {
            question: answer.question.clone(),
            label: answer.label.clone(),
            given: answer.given.clone(),
            days: track.points.iter().filter_map(on).collect(),
        }
    };
    numbers.map(of).collect()
}

/// The chances of an answer with their outcomes; none of numbers and joint tables.
fn chances(body: &Body) -> Vec<(&str, &Estimate)> {
    match body {
        Body::Condition(yes) => vec![("yes", yes)],
        Body::Category(outcomes) => outcomes.iter().map(|(name, e)| (name.as_str(), e)).collect(),
        Body::Date(date) => vec![("yes", &date.happens)],
        Body::Number(_) | Body::Joint(_) => Vec::new(),
    }
}
