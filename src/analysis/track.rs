//! The track of a forecast: the days for which it is made again, each with what was known by then.

use crate::forecast::{Forecast, Piece};
use crate::model::{Learnt, Model, News, Supposition, in_order};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The days for which [`Model::track`](crate::Model::track) has a forecast; the first day of the clock and today are
/// always among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Every day that is a step.
    Day,
    /// Every seventh day.
    Week,
    /// The days on which news came, and if anything is watched every seventh day of silence after each.
    #[default]
    News,
}

/// The forecasts of a scenario on several days, each from the news up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// The forecasts, in the order of their days; the last is that of today.
    pub points: Vec<Point>,
    /// The days that were chosen.
    pub every: Every,
    /// The evidence besides news, as written.
    pub evidence: Vec<String>,
}

/// The forecast on one day of a track.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The day.
    pub date: Date,
    /// The news that came after the point before, up to this day.
    pub news: Vec<Piece>,
    /// The forecast from all news up to this day.
    pub forecast: Forecast,
}

/// A piece of news as output shows it.
pub fn piece(news: &News) -> Piece {
    Piece {
        date: news.on,
        text: news.text.clone(),
        source: news.source.clone(),
        is_report: matches!(news.learnt, Learnt::Heard(_)),
    }
}

/// Today, and the news up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Today.
    pub today: Date,
    /// The news up to today, by day.
    pub news: Vec<Piece>,
}

impl Told {
    /// Today, and the number of pieces of news.
    pub fn counted(&self) -> (String, u64) {
        (self.today.to_string(), self.news.len() as u64)
    }
}

/// Returns what is known; `None` for a scenario without news and without a day of its own.
pub fn told(model: &Model, supposition: &Supposition) -> Option<Told> {
    let step = supposition.today?;
    let known = in_order(model).into_iter().filter(|news| news.step <= step);
    Some(Told { today: model.timeline.date(step)?, news: known.map(piece).collect() })
}

/// The steps of a track that ends at a step, ascending, from the first step of the clock.
pub fn steps(model: &Model, today: usize, every: Every) -> Vec<usize> {
    let first = model.timeline.days[0];
    let mut steps: Vec<usize> = match every {
        Every::Day => (0..=today).collect(),
        Every::Week => {
            let weeks = (0_u32..).map(|week| first + 7.0 * f64::from(week));
            weeks
                .map_while(|day| model.timeline.step_at(day).filter(|step| *step < today))
                .collect()
        }
        Every::News => model.news.iter().map(|news| news.step).filter(|s| *s <= today).collect(),
    };
    steps.extend([0, today]);
    steps.sort_unstable();
    steps.dedup();
    if every == Every::News && !model.watched.is_empty() {
        let between = steps.windows(2).flat_map(|ends| weeks_between(model, ends[0], ends[1]));
        let between: Vec<usize> = between.collect();
        steps.extend(between);
        steps.sort_unstable();
        steps.dedup();
    }
    steps
}

/// Every seventh day after a step, as a step, before another.
fn weeks_between(model: &Model, from: usize, to: usize) -> Vec<usize> {
    let days = &model.timeline.days;
    let weeks = (1_u32..).map(|week| days[from] + 7.0 * f64::from(week));
    let steps = weeks.map_while(|day| model.timeline.step_at(day).filter(|step| *step < to));
    steps.filter(|step| *step > from).collect()
}

/// The news of each of these steps: those after the step before, up to it.
pub fn news_by_step(model: &Model, steps: &[usize]) -> Vec<Vec<Piece>> {
    let mut sorted: Vec<&News> = model.news.iter().collect();
    sorted.sort_by_key(|news| news.step);
    let of = |(at, step): (usize, &usize)| {
        let before = at.checked_sub(1).map(|before| steps[before]);
        let is_new = |news: &&&News| news.step <= *step && before.is_none_or(|b| news.step > b);
        sorted.iter().filter(is_new).map(|news| piece(news)).collect()
    };
    steps.iter().enumerate().map(of).collect()
}
