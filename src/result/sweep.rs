//! A sweep as data: the same questions at many values of some numbers.

use super::estimate::{Figure, NoMean};
use super::forecast::News;
use super::group::Group;
use super::not_found::NotFound;
use super::schema::Schema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A sweep: each answer at each point.
///
/// Chances go from 0 to 1, and what can't be had is absent (`None`, null in JSON), never 0 or NaN.
///
/// [`Model::sweep`](crate::Model::sweep) makes it.
///
/// ```
/// # use foretell::{Design, Options, Scenario};
/// # let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let design = Design::default().over("event.heads.p", "0.1..0.9:5");
/// let found = model.sweep(&design, &Options::default().trials(1_000))?;
/// for row in &found.rows {
///     println!("{} {:?}", row.at["event.heads.p"], row.figure.value);
/// }
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sweep {
    /// The version of this format.
    pub schema: Schema,
    /// The scenario's title, or the stem of its file.
    pub title: String,
    /// The varied inputs.
    pub axes: Vec<Axis>,
    /// Whether each value is combined with each; otherwise the first values are combined, then the second.
    pub is_grid: bool,
    /// The last day of which anything is known; none for a scenario without news and without a day of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// The news up to today, by day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub news: Vec<News>,
    /// Trials of each point.
    pub trials: u64,
    /// Readings of the uncertain inputs at each point.
    pub worlds: u64,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The answers: all rows of a point, then those of the next.
    pub rows: Vec<SweepRow>,
}

impl Sweep {
    /// The row of an outcome of a question at the point where each axis named has the value named.
    pub fn row(
        &self,
        at: &[(&str, &str)],
        question: &str,
        outcome: &str,
    ) -> Result<&SweepRow, NotFound> {
        let axes = || self.axes.iter().map(|axis| axis.name.as_str());
        if let Some((axis, _)) = at.iter().find(|(axis, _)| axes().all(|own| own != *axis)) {
            return Err(NotFound::named("axis", axis, axes()));
        }
        let questions: BTreeSet<&str> = self.rows.iter().map(|row| row.question.as_str()).collect();
        if !questions.contains(question) {
            return Err(NotFound::named("question", question, questions));
        }
        let of_question = || self.rows.iter().filter(|row| row.question == question);
        let outcomes: BTreeSet<&str> = of_question().map(|row| row.outcome.as_str()).collect();
        if !outcomes.contains(outcome) {
            return Err(NotFound::named("outcome", outcome, outcomes));
        }
        let is_there = |row: &&SweepRow| {
            let is_own =
                |(axis, value): &(&str, &str)| row.at.get(*axis).is_some_and(|v| v == value);
            row.outcome == outcome && at.iter().all(is_own)
        };
        of_question().find(is_there).ok_or_else(|| {
            let values = at.iter().map(|(axis, value)| format!("{axis} = {value}"));
            NotFound::named("point", &values.collect::<Vec<_>>().join(", "), [])
        })
    }
}

/// Something that is varied: [`Sweep::axes`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Axis {
    /// The path of the number, or the name of a choice or another variable that is set.
    pub name: String,
    /// Its label.
    pub label: String,
}

/// An answer at a point: [`Sweep::row`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SweepRow {
    /// The value of each axis, by its name, as `--set` or `--do` would take it.
    pub at: BTreeMap<String, String>,
    /// The name of the question.
    pub question: String,
    /// Its label.
    #[serde(default)]
    pub label: String,
    /// The group that it is asked of, and which member; none of a question that is asked once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The outcome: `yes` of a condition, and of a day that comes within the horizon; the outcomes of a joint table
    /// with ` · ` between them; of a number `mean` and its quantiles.
    pub outcome: String,
    /// The chance or the number.
    #[serde(flatten)]
    pub figure: Figure,
    /// Why there is no mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_mean: Option<NoMean>,
}
