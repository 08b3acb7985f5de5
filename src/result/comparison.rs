//! A comparison as data: the answers of several sides on the same trials, their differences, and why they differ.

use super::estimate::{Figure, Value};
use super::forecast::Chosen;
use super::group::Group;
use super::not_found::NotFound;
use super::schema::Schema;
pub use crate::analysis::ChangeKind;
pub use crate::forecast::Verdict;
use serde::{Deserialize, Serialize};

/// A comparison: each outcome of each question that all sides ask, on every side, and how far each side is from the
/// first.
///
/// Chances go from 0 to 1, and what can't be had is absent (`None`, null in JSON), never 0 or NaN.
///
/// [`compare`](crate::compare()) makes it.
///
/// ```
/// # use foretell::{Options, Scenario, Side, compare};
/// # let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.2\n");
/// # let hopeful = scenario.case().set("event.deal.p", 0.5).compile()?;
/// # let sides = [Side::new("as it is", &scenario.case().compile()?), Side::new("hopeful", &hopeful)];
/// let found = compare(&sides, &Options::default().trials(10_000))?;
/// for row in &found.rows {
///     let differences = row.differences.iter().map(|other| other.figure.value);
///     println!("{} {}: {:?}", row.label, row.outcome, differences.collect::<Vec<_>>());
/// }
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// The version of this format.
    pub schema: Schema,
    /// The title of the first side's scenario, or the stem of its file.
    pub title: String,
    /// The sides, in the order of the command.
    pub sides: Vec<Side>,
    /// The option assumed of each choice that no side makes, where all sides assume the same.
    pub choices: Vec<Chosen>,
    /// The evidence on the first side, as `--given` writes it.
    pub evidence: Vec<String>,
    /// Trials drawn on each side.
    pub trials: u64,
    /// Readings of the uncertain inputs.
    pub worlds: u64,
    /// The seed of the random numbers.
    pub seed: u64,
    /// A row for each outcome of each question.
    pub rows: Vec<ComparisonRow>,
    /// The questions that the sides ask differently, and that are not compared.
    pub not_compared: Vec<String>,
    /// For each side but the first, what its differences come from; empty unless asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Why>,
}

impl Comparison {
    /// The row of an outcome of a question, such as `yes` of a condition.
    pub fn row(&self, question: &str, outcome: &str) -> Result<&ComparisonRow, NotFound> {
        NotFound::or_row(&self.rows, |row| (&row.question, &row.outcome), (question, outcome))
    }

    /// The answer of a side, by its name.
    pub fn answer(&self, question: &str, outcome: &str, side: &str) -> Result<&Figure, NotFound> {
        let row = self.row(question, outcome)?;
        let found = row.sides.get(self.index(side)?);
        found.ok_or_else(|| NotFound::named("answer of side", side, []))
    }

    /// Returns the difference of a side, by its name, from the first; an error for the first side.
    pub fn difference(
        &self,
        question: &str,
        outcome: &str,
        side: &str,
    ) -> Result<&Difference, NotFound> {
        let row = self.row(question, outcome)?;
        let index = self.index(side)?.checked_sub(1);
        index.and_then(|index| row.differences.get(index)).ok_or_else(|| {
            let others = self.sides.iter().skip(1).map(|side| side.name.as_str());
            NotFound::named("difference of side", side, others)
        })
    }

    /// The split of the differences of a side, by its name; an error if differences were not split.
    pub fn why(&self, side: &str) -> Result<&Why, NotFound> {
        self.index(side)?;
        self.why.iter().find(|why| why.side == side).ok_or_else(|| {
            let split = self.why.iter().map(|why| why.side.as_str());
            NotFound::asked("split of side", side, split, "`compare_why` splits differences")
        })
    }

    fn index(&self, side: &str) -> Result<usize, NotFound> {
        self.sides.iter().position(|found| found.name == side).ok_or_else(|| {
            NotFound::named("side", side, self.sides.iter().map(|side| side.name.as_str()))
        })
    }
}

/// A side of a comparison: [`Comparison::sides`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Side {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: String,
}

/// One outcome of a question on all sides: [`Comparison::row`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparisonRow {
    /// The name of the question.
    pub question: String,
    /// Its label.
    pub label: String,
    /// The group that it is asked of, and which member; none of a question that is asked once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The condition under which it is asked, as written.
    pub given: Option<String>,
    /// The outcome: `yes` of a condition and of a day that comes; `mean` of a number, `median` if a side has no
    /// stable mean; the outcomes of a joint table with ` · ` between them.
    pub outcome: String,
    /// Whether the question has several outcomes.
    pub is_one_of_many: bool,
    /// Whether the outcome is a combination of a joint table.
    pub is_joint: bool,
    /// The unit of a number; none of a chance.
    pub unit: Option<String>,
    /// The answer of each side.
    pub sides: Vec<Figure>,
    /// The difference of each side but the first from the first.
    pub differences: Vec<Difference>,
}

/// The difference of a side from the first: [`Comparison::difference`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// The difference with its errors; the range is that of the readings' own differences.
    #[serde(flatten)]
    pub figure: Figure,
    /// The verdict on the difference.
    pub verdict: Verdict,
}

/// The split of the differences of a side from the first among the changes between them: [`Comparison::why()`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Why {
    /// The name of the side.
    pub side: String,
    /// The changes from the first side to this one.
    pub changes: Vec<Change>,
    /// The number of numbers that are equal on both sides.
    pub same: u64,
    /// The number of orders of change that were drawn; none if all were taken into account.
    pub orders: Option<u64>,
    /// Whether edits are made before time passes and news come, because the news are about what they add.
    #[serde(default)]
    pub is_edited_first: bool,
    /// Whether some changes are taken together, because one alone makes no valid scenario.
    pub is_grouped: bool,
    /// Trials of each mixture of the two sides.
    pub trials: u64,
    /// By question and outcome.
    pub splits: Vec<Split>,
}

/// Something in which two sides differ: [`Why::changes`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Change {
    /// The path of the number, or a description of any other change.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Whether it is time that passed, news, or an edit.
    #[serde(default)]
    pub kind: ChangeKind,
    /// The value on the first side, as text.
    pub from: String,
    /// The value on the other side, as text.
    pub to: String,
}

/// A difference divided among the changes: [`Why::splits`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Split {
    /// The name of the question.
    pub question: String,
    /// The outcome.
    pub outcome: String,
    /// The answer of the first side.
    pub from: Option<Value>,
    /// The answer of the other.
    pub to: Option<Value>,
    /// The part of each change, in their order; the parts sum to the difference.
    pub parts: Vec<Part>,
}

/// The part of a difference that comes from one change: [`Split::parts`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// The part that the change adds: time and news in their order; an edit averaged over the orders of the edits.
    pub value: Option<f64>,
    /// Its standard error, from trials and from the orders that were drawn.
    pub std_error: Option<f64>,
}
