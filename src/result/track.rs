//! A track as data: the answers of a scenario on several days, each from what was known by then.

use super::answer::Number;
use super::estimate::Estimate;
use super::forecast::{Chosen, Clock, News};
use super::not_found::NotFound;
use super::schema::Schema;
pub use crate::analysis::Every;
use serde::{Deserialize, Serialize};

/// A track: what would have been said on each of several days, from the first day of the clock to today.
///
/// Chances go from 0 to 1, days are ISO dates (`2025-12-31`), and what can't be had is absent (`None`, null in JSON).
/// [`Model::track`](crate::Model::track) makes it.
///
/// ```
/// # use foretell::{Every, Options, Scenario};
/// # let text = "[scenario]\nas_of = 2025-08-01\nuntil = 2025-08-05\n\
/// #     [process.talks]\nstates = [\"none\", \"begun\"]\nstart = \"none\"\n\
/// #     [process.talks.from.none]\nbegun = 0.5\n[[news]]\non = 2025-08-02\nis = \"talks == none\"\n\
/// #     [question]\nbegun = { ask = \"talks == begun\" }\n";
/// # let model = Scenario::read("talks.toml", text).case().compile()?;
/// let track = model.track(&Options::default().exact(true), Every::News)?;
/// for (day, chance) in track.dates.iter().zip(&track.row("begun", "yes")?.chances) {
///     println!("{}: {:?}", day.date, chance.estimate);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Track {
    /// The version of this format.
    pub schema: Schema,
    /// The scenario's title, or the stem of its file.
    pub title: String,
    /// When the scenario begins and ends.
    pub clock: Clock,
    /// The last day of the track.
    pub today: String,
    /// The days that were chosen.
    pub every: Every,
    /// The option assumed of each choice.
    pub choices: Vec<Chosen>,
    /// The interventions, as `--do` writes them.
    pub interventions: Vec<String>,
    /// The evidence besides news, as `--given` writes it.
    pub evidence: Vec<String>,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The days, ascending.
    pub dates: Vec<TrackDate>,
    /// A row for each outcome of each question that has chances.
    pub rows: Vec<TrackRow>,
    /// The numbers that are asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<TrackNumber>,
}

impl Track {
    /// The row of an outcome of a question, such as `yes` of a condition.
    pub fn row(&self, question: &str, outcome: &str) -> Result<&TrackRow, NotFound> {
        NotFound::or_row(&self.rows, |row| (&row.question, &row.outcome), (question, outcome))
    }
}

/// A day of a track: [`Track::dates`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrackDate {
    /// The day.
    pub date: String,
    /// The news after the day before, up to this one.
    pub news: Vec<News>,
    /// Trials drawn for this day.
    pub trials: u64,
    /// Readings of the uncertain inputs.
    pub worlds: u64,
    /// Trials in which what was known holds; none if chances were computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<u64>,
    /// The number of equally weighted readings that would say as much as those that carry what was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_worlds: Option<f64>,
}

/// A number that is asked, on each day: [`Track::numbers`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrackNumber {
    /// The name of the question.
    pub question: String,
    /// Its label.
    pub label: String,
    /// The condition under which it is asked, as written.
    pub given: Option<String>,
    /// The number on each day, in the order of [`Track::dates`].
    pub days: Vec<Number>,
}

/// An outcome of a question on each day: [`Track::row`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrackRow {
    /// The name of the question.
    pub question: String,
    /// Its label.
    pub label: String,
    /// The condition under which it is asked, as written.
    pub given: Option<String>,
    /// The outcome: `yes` of a condition, and of a day that comes within the horizon.
    pub outcome: String,
    /// The chance on each day, in the order of [`Track::dates`].
    pub chances: Vec<Estimate>,
}
