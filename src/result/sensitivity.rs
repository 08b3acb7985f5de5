//! A sensitivity analysis as data: which numbers move one answer, and by how much. The structs have a field for each of
//! the published format, however many these are.

use super::estimate::{Figure, Value};
use super::forecast::News;
use super::group::Group;
use super::not_found::NotFound;
use super::schema::Schema;
pub use crate::analysis::sensitivity::{Absent, Bound};
use serde::{Deserialize, Serialize};

/// A sensitivity analysis of one answer: the answer at both ends of each number that it depends on.
///
/// Chances go from 0 to 1, and what can't be had is absent (`None`, null in JSON), never 0 or NaN.
///
/// [`Model::sensitivity`](crate::Model::sensitivity) makes it.
///
/// ```
/// # use foretell::{Options, Scenario, Subject};
/// # let text = "[event.deal]\np = \"20% to 40%\"\n[question]\ndeal = { ask = \"deal\" }\n";
/// # let model = Scenario::read("talks.toml", text).case().compile()?;
/// let options = Options::default().trials(10_000).worlds(100);
/// let found = model.sensitivity(&Subject::default().question("deal"), &options)?;
/// for swing in &found.uncertain {
///     println!("{} moves it from {:?} to {:?}", swing.label, swing.low_answer, swing.high_answer);
/// }
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sensitivity {
    /// The version of this format.
    pub schema: Schema,
    /// The scenario's title, or the stem of its file.
    pub title: String,
    /// The name of the question.
    pub question: String,
    /// Its label.
    pub label: String,
    /// The group that it is asked of, and which member; none of a question that is asked once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The outcome whose chance is analysed: `yes` of a condition; `mean` of a number, `median` if it has no stable
    /// mean.
    pub outcome: String,
    /// The unit of a number; none of a chance.
    pub unit: Option<String>,
    /// Whether evidence weighs the readings.
    pub is_conditioned: bool,
    /// The last day of which anything is known; none for a scenario without news and without a day of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// The news up to today, by day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub news: Vec<News>,
    /// The answer as it stands.
    pub base: Figure,
    /// The uncertain inputs, the one that moves the answer most first.
    pub uncertain: Vec<Swing>,
    /// Plain numbers, each nudged by the same factor, the one that moves the answer most first.
    pub plain: Vec<Swing>,
    /// Numbers that can't be moved alone.
    pub fixed: Vec<Fixed>,
    /// The effects of the uncertain inputs on the variance; none without uncertain inputs, with too few readings
    /// under the evidence, and of medians.
    pub effects: Option<Effects>,
    /// Sobol' indices, if asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indices: Option<Indices>,
    /// Ranges of inputs in which the answer is high, if asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boxes: Option<Boxes>,
    /// Trials of each of the foremost points.
    pub trials: u64,
    /// Readings of the uncertain inputs.
    pub worlds: u64,
    /// The seed of the random numbers.
    pub seed: u64,
}

impl Sensitivity {
    /// The swing of a number, by its name or path.
    pub fn swing(&self, name: &str) -> Result<&Swing, NotFound> {
        let mut swings = self.uncertain.iter().chain(&self.plain);
        swings.find(|swing| swing.name == name).ok_or_else(|| {
            if let Some(fixed) = self.fixed.iter().find(|fixed| fixed.name == name) {
                return NotFound::reason("swing", name, &fixed.reason);
            }
            let swings = self.uncertain.iter().chain(&self.plain);
            NotFound::named("swing", name, swings.map(|swing| swing.name.as_str()))
        })
    }

    /// The main effect of an uncertain input, by its name or path; an error if none is seen.
    pub fn main_effect(&self, name: &str) -> Result<&MainEffect, NotFound> {
        let seen = || self.effects.iter().flat_map(|effects| &effects.main);
        seen().find(|effect| effect.name == name).ok_or_else(|| {
            let names = seen().map(|effect| effect.name.as_str());
            NotFound::asked("main effect", name, names, "no uncertain input is seen to have one")
        })
    }

    /// The Sobol' indices of an uncertain input, by its name or path; an error if they were not asked for.
    pub fn index(&self, name: &str) -> Result<&Index, NotFound> {
        let inputs = || self.indices.iter().flat_map(|indices| &indices.inputs);
        inputs().find(|index| index.name == name).ok_or_else(|| {
            let names = inputs().map(|index| index.name.as_str());
            NotFound::asked("index", name, names, "`Subject::indices` asks for them")
        })
    }
}

/// The answer at a low and a high value of a number: [`Sensitivity::swing`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Swing {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// Its label.
    pub label: String,
    /// The number or range as it is written.
    pub written: String,
    /// Its low value; none where it stands for experts.
    pub low_input: Option<f64>,
    /// Its high value; none where it stands for experts.
    pub high_input: Option<f64>,
    /// The answer at the low value.
    pub low_answer: Option<Value>,
    /// The answer at the high value.
    pub high_answer: Option<Value>,
    /// The second answer less the first.
    pub difference: Option<f64>,
    /// The standard error of the difference, as both answers are of the same trials.
    pub std_error: Option<f64>,
    /// A value between the ends at which the answer is beyond both, if there is one.
    pub inner: Option<Inner>,
    /// Whether the answer is seen to move.
    pub is_seen: bool,
    /// Whether too few readings carry the evidence to find an error.
    pub is_thin: bool,
}

/// The answer at a value between the ends: [`Swing::inner`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Inner {
    /// The value.
    pub input: Option<f64>,
    /// The answer there.
    pub answer: Option<Value>,
    /// The answer there less the answer at the end that is farther from it.
    pub difference: Option<f64>,
    /// The standard error of that difference.
    pub std_error: Option<f64>,
}

/// A number that can't be moved alone: [`Sensitivity::fixed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fixed {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// Why it can't be moved.
    pub reason: String,
}

/// The effects of the uncertain inputs on the variance of the answer between readings: [`Sensitivity::effects`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Effects {
    /// Whether the answer is seen to vary between readings.
    pub varies: bool,
    /// Its standard deviation between readings, without sampling error; none if none is seen.
    pub std_dev: Option<f64>,
    /// The inputs whose main effect is seen, the largest share first.
    pub main: Vec<MainEffect>,
    /// The pairs of inputs that are seen to do more together than alone, the largest share first.
    pub pairs: Vec<Pair>,
    /// The share of the variance that is neither; none if none is seen.
    pub left: Option<f64>,
    /// Readings in which the answer is undefined, and which are left out.
    pub unanswered: u64,
    /// The number of equally weighted readings that would say as much.
    pub effective_worlds: Option<f64>,
}

/// The main effect of an input: [`Sensitivity::main_effect`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MainEffect {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// Its share of the variance between readings.
    pub share: Option<f64>,
    /// The chance of such a share if the input had no effect.
    pub p_value: Option<f64>,
}

/// Two inputs that act together: [`Effects::pairs`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Pair {
    /// The inputs.
    pub names: (String, String),
    /// Their share of the variance beyond their main effects.
    pub share: Option<f64>,
    /// The lowest of the answers over the quarters of both inputs.
    pub low_answer: Option<Value>,
    /// The highest of them.
    pub high_answer: Option<Value>,
}

/// Sobol' indices: shares of the variance of the answer across readings.
///
/// [`Subject::indices`](crate::Subject::indices) asks for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Indices {
    /// Why there are no indices, if so.
    pub absent: Option<Absent>,
    /// Whether the answer is seen to vary across readings.
    pub varies: bool,
    /// The standard deviation of the answer across readings, without sampling error; none if none is seen.
    pub std_dev: Option<f64>,
    /// The standard error of the standard deviation.
    pub std_dev_std_error: Option<f64>,
    /// The inputs, the largest total index first.
    pub inputs: Vec<Index>,
    /// Points of each matrix.
    pub points: u64,
    /// Points left out, because the answer is undefined at them or at one of their neighbours.
    pub left_out: u64,
    /// Trials of each point.
    pub trials: u64,
}

/// The indices of one input: [`Sensitivity::index`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Index {
    /// The parameter's name or the path of the number; several names where inputs are drawn together.
    pub name: String,
    /// The first-order index.
    pub first: Option<f64>,
    /// Its standard error.
    pub first_std_error: Option<f64>,
    /// The total index.
    pub total: Option<f64>,
    /// Its standard error.
    pub total_std_error: Option<f64>,
}

/// The boxes in which the answer is high.
///
/// [`Subject::boxes`](crate::Subject::boxes) asks for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Boxes {
    /// A reading is high if the answer is above this.
    pub threshold: Option<Value>,
    /// The share of all readings that are high.
    pub share: Option<f64>,
    /// The boxes, the best first; each is of the readings that are in none before it.
    pub boxes: Vec<HighBox>,
    /// Readings that were drawn.
    pub worlds: u64,
    /// Readings left out, because the answer is undefined in them.
    pub unanswered: u64,
    /// Whether too few readings have an answer to look for boxes.
    pub too_few: bool,
    /// Trials of each reading.
    pub trials: u64,
}

/// Ranges of inputs in which the answer is high: [`Boxes::boxes`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HighBox {
    /// The bounds of each input that has any.
    pub bounds: Vec<Bound>,
    /// The share of all high readings that it holds.
    pub coverage: Option<f64>,
    /// The standard error of the coverage.
    pub coverage_std_error: Option<f64>,
    /// The share of its readings that are high.
    pub density: Option<f64>,
    /// The standard error of the density.
    pub density_std_error: Option<f64>,
    /// The share of all readings that it holds.
    pub share: Option<f64>,
}
