//! The contents of `run.json`: enough to repeat a command to the same bits.

use crate::api::GENERATOR;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::time::Duration;

/// The seed, the trials and the worlds of a run.
pub(crate) struct Drawn {
    pub(crate) seed: u64,
    pub(crate) trials: u64,
    pub(crate) worlds: u64,
}

/// Keys with their values, in the order in which they are written.
pub(crate) struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// Begins a record; `command` is left out for `run`.
    pub(crate) fn new(command: Option<&str>) -> Self {
        let record = Self(Vec::new());
        let record = record.with("program", env!("CARGO_PKG_NAME"));
        record.with("version", env!("CARGO_PKG_VERSION")).with_some("command", command)
    }

    /// Adds a key.
    pub(crate) fn with(mut self, key: &'static str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("it is plain data");
        self.0.push((key, value));
        self
    }

    /// Adds a key, if it has a value.
    pub(crate) fn with_some(self, key: &'static str, value: Option<impl Serialize>) -> Self {
        value.into_iter().fold(self, |record, value| record.with(key, value))
    }

    /// Adds what was drawn, and the suppositions.
    pub(crate) fn drawn(self, drawn: &Drawn, (set, made, given): Suppositions) -> Self {
        let record = self.with("seed", drawn.seed).with("trials", drawn.trials);
        let record = record.with("worlds", drawn.worlds);
        record.with("set", set).with("do", made).with("given", given)
    }

    /// Adds the day up to which news is read, and the files of news, each with its SHA-256; if there are any.
    pub(crate) fn known(self, today: Option<&str>, news: &[(String, String)]) -> Self {
        let news = news.iter().map(|(file, sha256)| json!({ "file": file, "sha256": sha256 }));
        let news = Some(news.collect::<Vec<_>>()).filter(|news| !news.is_empty());
        self.with_some("today", today).with_some("news", news)
    }

    /// Adds the files that the scenario names, each with its SHA-256; if there are any.
    pub(crate) fn beside(self, files: &[(String, String)]) -> Self {
        let files = files.iter().map(|(file, sha256)| json!({ "file": file, "sha256": sha256 }));
        self.with_some("files", Some(files.collect::<Vec<_>>()).filter(|files| !files.is_empty()))
    }

    /// Ends the record with the time that the work took, in seconds.
    pub(crate) fn took(self, seconds: f64) -> Self {
        self.with("generator", GENERATOR).with("wall_time_s", seconds)
    }
}

/// The arguments of `--set`, `--do` and `--given`.
type Suppositions<'a> = (&'a [String], &'a [String], &'a [String]);

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Seconds, to a thousandth.
pub(crate) fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}
