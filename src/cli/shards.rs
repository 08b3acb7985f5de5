//! Files of shards, and the description of the work that shards must share.

use crate::analysis::sweep::Axis;
use crate::api::Model;
use crate::api::hex;
use crate::engine::{GENERATOR, Plan, Shard, Tallies};
use crate::report::pretty;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// All that the numbers of a run or a sweep depend on, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) program: String,
    pub(super) version: String,
    pub(super) sha256: String,
    pub(super) seed: u64,
    pub(super) trials: u64,
    pub(super) worlds: u64,
    pub(super) set: Vec<String>,
    #[serde(rename = "do")]
    pub(super) made: Vec<String>,
    pub(super) given: Vec<String>,
    /// The variant of the file, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) variant: Option<String>,
    pub(super) questions: Vec<String>,
    pub(super) generator: String,
    /// The varied inputs of a sweep; empty for a run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) axes: Vec<AxisRecord>,
    /// The layout of a sweep, `grid` or `rows`; empty for a run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) layout: String,
}

/// One axis of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AxisRecord {
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
}

/// The contents of a shard's file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ShardFile {
    #[serde(flatten)]
    pub(super) identity: Identity,
    pub(super) shard: Shard,
    /// The counts of a run; `None` for a sweep, which has a table beside this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<RunShard>,
}

/// The counts of a shard of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RunShard {
    /// The scenario's name in messages.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
    pub(super) wall_time_s: f64,
    pub(super) tallies: Tallies,
}

/// The key of the SHA-256 of everything else in a file.
const SEAL: &str = "content_sha256";

impl ShardFile {
    /// Returns the contents of the shard's file, with their SHA-256.
    pub(super) fn sealed(&self) -> Vec<u8> {
        let text = serde_json::to_string(self).expect("all keys are text");
        let content = serde_json::from_str(&text).expect("it was just written");
        let open = text.strip_suffix('}').expect("it is an object");
        format!("{open},\"{SEAL}\":\"{}\"}}", seal(&content)).into_bytes()
    }

    /// Reads a shard's file. Refuses counts that were changed since they were written, because nothing later
    /// could notice.
    pub(super) fn opened(text: &str) -> Result<Self, String> {
        let mut content: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let written = content.as_object_mut().and_then(|content| content.remove(SEAL));
        let is_sound = written.is_some_and(|written| written == seal(&content));
        let file: Self = serde_json::from_value(content).map_err(|error| error.to_string())?;
        if file.run.is_some() && !is_sound {
            return Err(
                "it was changed since it was written, so its counts can't be used".to_owned()
            );
        }
        Ok(file)
    }
}

/// Returns the SHA-256 of a value, which does not depend on the layout of its text.
fn seal(content: &Value) -> String {
    hex(Sha256::digest(content.to_string()))
}

impl Identity {
    /// Returns the identity of a run.
    pub(super) fn of_run(model: &Model, questions: &[String], plan: &Plan) -> Self {
        let case = model.case();
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: case.scenario().sha256().to_owned(),
            seed: plan.seed,
            trials: plan.trials,
            worlds: plan.worlds,
            set: case.settings(),
            made: case.interventions().to_vec(),
            given: case.evidence().to_vec(),
            variant: case.chosen().map(str::to_owned),
            questions: questions.to_vec(),
            generator: GENERATOR.to_owned(),
            axes: Vec::new(),
            layout: String::new(),
        }
    }

    /// Returns the record of an axis.
    pub(super) fn axis(axis: &Axis) -> AxisRecord {
        let mut digest = Sha256::new();
        for value in &axis.values {
            digest.update(value.text.as_bytes());
            digest.update(b"\n");
        }
        let sha256 = hex(digest.finalize());
        AxisRecord { path: axis.name.clone(), values: axis.values.len(), sha256 }
    }

    /// Returns the contents of a record file.
    pub(super) fn text(&self, shard: Option<Shard>) -> String {
        let record = Record { identity: self, shard };
        pretty::render(&record)
    }
}

/// Returns the name of a file: `sweep.csv`, or `shard-3-of-16.csv` for a shard.
pub(super) fn name_of(shard: Option<Shard>, whole: &str, ending: &str) -> String {
    match shard {
        None => format!("{whole}.{ending}"),
        Some(Shard { index, of }) => format!("shard-{}-of-{of}.{ending}", index + 1),
    }
}
