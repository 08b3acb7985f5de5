//! The description of work that its parts must share.

use crate::analysis::sweep::{Axis, Sweep};
use crate::api::answers::Subject;
use crate::api::case::{Case, Change, files_of_news};
use crate::api::compare::Side;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::api::scenario::{Scenario, digest, hex};
use crate::engine::{GENERATOR, Plan, Shard};
use crate::report::pretty;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// All that the numbers of a run or a sweep depend on, and nothing else: a field for each key of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) program: String,
    pub(crate) version: String,
    pub(crate) sha256: String,
    /// The files that the scenario names, each with its SHA-256.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<(String, String)>,
    pub(crate) seed: u64,
    pub(crate) trials: u64,
    pub(crate) worlds: u64,
    pub(crate) set: Vec<String>,
    #[serde(rename = "do")]
    pub(crate) made: Vec<String>,
    pub(crate) given: Vec<String>,
    /// The day up to which news is read, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) today: Option<String>,
    /// The variant of the file, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) variant: Option<String>,
    /// All changes in their order; empty if they are the variant and then what is set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
    pub(crate) questions: Vec<String>,
    pub(super) generator: String,
    /// The kind of work in words, with its subject or its sides; empty for a run and a sweep.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    job: Vec<String>,
    /// The varied inputs of a sweep; empty for a run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    axes: Vec<AxisRecord>,
    /// The layout of a sweep, `grid` or `rows`; empty for a run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    layout: String,
}

/// One axis of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct AxisRecord {
    path: String,
    values: usize,
    /// The SHA-256 of all values, as text, one on each line.
    sha256: String,
}

/// An identity, and the part of the work that a file holds.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    identity: &'a Identity,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<Shard>,
    /// The SHA-256 of the table with the points of a shard.
    #[serde(skip_serializing_if = "Option::is_none")]
    table_sha256: Option<&'a str>,
}

impl Identity {
    /// Returns the identity of a run of these questions by a plan.
    pub(crate) fn of_run(model: &Model, questions: &[String], plan: &Plan) -> Self {
        let case = model.case();
        let (variant, set) = (case.chosen().map(str::to_owned), case.settings());
        let plain = case.scenario().case().with_arguments(variant.as_deref(), &set, &[], &[]);
        let is_plain = plain.changes == case.changes;
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: case.scenario().sha256().to_owned(),
            files: case.scenario().files_beside(),
            seed: plan.seed,
            trials: plan.trials,
            worlds: plan.worlds,
            set,
            made: case.made.clone(),
            given: case.given.clone(),
            today: case.today.clone(),
            variant,
            changes: if is_plain { Vec::new() } else { case.changes.clone() },
            questions: questions.to_vec(),
            generator: GENERATOR.to_owned(),
            job: Vec::new(),
            axes: Vec::new(),
            layout: String::new(),
        }
    }

    /// Returns the identity of a sensitivity analysis, whose plan has 0 for what options leave open.
    pub(super) fn of_sensitivity(model: &Model, subject: &Subject, options: &Options) -> Self {
        let job = [vec!["sensitivity".to_owned()], subject.words()].concat();
        Self { job, ..Self::of_run(model, options.questions(), &as_asked(options)) }
    }

    /// Returns the identity of a comparison, whose plan has 0 for what options leave open.
    pub(super) fn of_comparison(sides: &[Side], why: bool, options: &Options) -> Self {
        let own = |side: &Side| format!("{} {}", side.name(), side.sha256());
        let kind = if why { "comparison, split" } else { "comparison" };
        let plan = as_asked(options);
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            generator: GENERATOR.to_owned(),
            seed: plan.seed,
            trials: plan.trials,
            worlds: plan.worlds,
            questions: options.questions().to_vec(),
            job: [vec![kind.to_owned()], sides.iter().map(own).collect()].concat(),
            ..Self::default()
        }
    }

    /// Returns the identity of a sweep whose points are drawn by a plan.
    pub(crate) fn of_sweep(
        model: &Model,
        questions: &[String],
        plan: &Plan,
        laid_out: &Sweep,
    ) -> Self {
        Self {
            axes: laid_out.axes.iter().map(AxisRecord::of).collect(),
            layout: if laid_out.is_grid { "grid" } else { "rows" }.to_owned(),
            ..Self::of_run(model, questions, plan)
        }
    }

    /// Returns the scenario with the changes and suppositions of the work.
    pub(super) fn case(&self, scenario: &Scenario) -> Case {
        let Self { set, made, given, today, variant, changes, .. } = self;
        let case = today.iter().fold(scenario.case(), Case::today);
        if changes.is_empty() {
            return case.with_arguments(variant.as_deref(), set, made, given);
        }
        Case { changes: changes.clone(), ..case.with_arguments(None, &[], made, given) }
    }

    /// Returns the files of news, each with its SHA-256.
    pub(crate) fn files_of_news(&self) -> Vec<(String, String)> {
        files_of_news(&self.changes)
    }

    /// Returns the options by which the work was drawn.
    pub(super) fn options(&self) -> Options {
        let options = self.open_options();
        let set = |number: u64| (number > 0).then_some(number);
        let options = set(self.trials).into_iter().fold(options, Options::trials);
        set(self.worlds).into_iter().fold(options, Options::worlds)
    }

    /// Returns these options with the numbers of trials and readings left open.
    pub(super) fn open_options(&self) -> Options {
        let options = Options::default().seed(self.seed);
        self.questions.iter().fold(options, Options::question)
    }

    /// The SHA-256 of the description.
    pub(super) fn digest(&self) -> String {
        digest(self.text(None).as_bytes())
    }

    /// Returns the contents of a record file.
    pub(crate) fn text(&self, shard: Option<Shard>) -> String {
        pretty::render(&Record { identity: self, shard, table_sha256: None })
    }

    /// Returns the contents of the record of a shard whose points are in a table.
    #[cfg(feature = "files")]
    pub(crate) fn record(&self, shard: Shard, table_sha256: &str) -> String {
        let table_sha256 = Some(table_sha256);
        pretty::render(&Record { identity: self, shard: Some(shard), table_sha256 })
    }
}

/// Returns the plan that options ask for, with 0 for the numbers that they leave open.
fn as_asked(options: &Options) -> Plan {
    Plan {
        trials: options.trials_set().unwrap_or(0),
        worlds: options.worlds_set().unwrap_or(0),
        ..options.plan(None)
    }
}

impl AxisRecord {
    fn of(axis: &Axis) -> Self {
        let mut digest = Sha256::new();
        for value in &axis.values {
            digest.update(value.text.as_bytes());
            digest.update(b"\n");
        }
        let sha256 = hex(digest.finalize());
        Self { path: axis.name.clone(), values: axis.values.len(), sha256 }
    }
}

/// Returns the first line in which two descriptions of work differ, as it is in each.
pub(crate) fn first_difference(before: &str, now: &str) -> Option<(String, String)> {
    let word = |line: &str| line.trim().trim_end_matches(',').to_owned();
    let mut pairs = before.lines().zip(now.lines());
    pairs.find(|(a, b)| a != b).map(|(a, b)| (word(a), word(b)))
}
