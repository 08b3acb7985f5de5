//! A part of a piece of work, as it is drawn, written and read.

use super::identity::{Identity, first_difference};
use crate::api::error::Error;
use crate::api::options::Options;
use crate::api::scenario::digest;
use crate::engine::{GENERATOR, Pass, Shard};
use crate::result::SweepRow;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The key of the SHA-256 of everything else in a part.
const SEAL: &str = "content_sha256";

/// A part of a piece of work: the counts of its trials, or the rows of its points, with a description of the whole and a
/// checksum. [`Task::part`](crate::Task::part) draws it, [`Task::join`](crate::Task::join) joins all.
///
/// It is written as JSON, by [`to_bytes`](Self::to_bytes) or `serde_json`, as `foretell run --shard` does. A part that
/// was cut or changed since is refused when it is read, and one of other work when it is merged.
///
/// ```
/// use foretell::{Job, Options, Part, Scenario, Shard};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let options = Options::default().trials(10_000);
/// let bytes = model.part(&Job::Run, Shard { index: 0, of: 2 }, &options)?.to_bytes();
/// let part = Part::read("first.json", &bytes)?;
/// assert_eq!(part.shard().of, 2);
/// assert!(Part::read("cut.json", &bytes[..bytes.len() / 2]).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Value")]
pub struct Part {
    /// The name that messages show.
    #[serde(skip)]
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) contents: Contents,
    /// The SHA-256 of the contents.
    #[serde(rename = "content_sha256", skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
}

/// The contents of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Contents {
    #[serde(flatten)]
    pub(super) identity: Identity,
    pub(super) shard: Shard,
    /// The SHA-256 of the round, if it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) round: Option<String>,
    /// The scenario of a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<Origin>,
    /// The counts of each run that the work takes, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) counts: BTreeMap<String, Pass>,
    /// The rows of a sweep; `None` if they are in a table of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<Vec<SweepRow>>,
    /// The table of the rows, as CSV with a head.
    #[serde(skip)]
    pub(super) table: Option<String>,
}

/// The scenario of a run, and the time that a part took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The scenario's name in messages.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
    pub(super) wall_time_s: f64,
    /// The numbers of trials and of readings that were asked for, unless they were left open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) trials: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) worlds: Option<u64>,
}

impl Part {
    /// Returns a part with its seal.
    pub(super) fn sealed(contents: Contents) -> Self {
        let seal = Some(seal(&value(&contents)));
        Self { name: named(contents.shard), contents, seal }
    }

    /// Reads a part from JSON; `name` is the name that messages show. A part that was cut or changed is an
    /// [`Error::Mismatch`].
    pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let part: Result<Self, _> = serde_json::from_slice(bytes.as_ref());
        match part {
            Ok(part) => Ok(Self { name: name.to_owned(), ..part }),
            Err(error) => Err(Error::mismatch(name, format!("this is no shard: {error}"))),
        }
    }

    /// Returns the part as JSON.
    ///
    /// # Panics
    /// Never: all keys are text.
    pub fn to_bytes(&self) -> Vec<u8> {
        text(self).into_bytes()
    }

    /// Returns the name that messages show: that of the file, or such as `shard 3 of 16`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place of the part in the whole.
    pub fn shard(&self) -> Shard {
        self.contents.shard
    }

    /// Returns the options that the work was drawn with.
    pub(super) fn options(&self) -> Options {
        let identity = &self.contents.identity;
        let Some(run) = &self.contents.run else { return identity.options() };
        let open = identity.open_options();
        let open = run.trials.into_iter().fold(open, Options::trials);
        run.worlds.into_iter().fold(open, Options::worlds)
    }

    /// Returns the error of a part that can't be used.
    pub(in crate::api) fn refused(&self, why: impl Into<String>) -> Error {
        Error::mismatch(self.name(), why)
    }

    /// Returns an error unless this is a part of the work with this identity.
    pub(super) fn belongs(&self, own: &Identity) -> Result<(), Error> {
        let identity = &self.contents.identity;
        if identity == own {
            return Ok(());
        }
        let (theirs, own) = (identity.text(None), own.text(None));
        let (theirs, own) = first_difference(&theirs, &own).unwrap_or_default();
        Err(self.refused(format!("this shard is of other work: it has {theirs}, not {own}")))
    }

    /// Returns the rows of a part of the sweep with this identity.
    pub(in crate::api) fn rows_of(&self, own: &Identity) -> Result<&[SweepRow], Error> {
        self.belongs(own)?;
        let rows = self.contents.rows.as_deref();
        rows.ok_or_else(|| self.refused("it has no points"))
    }

    /// Records the time that a run's part took, in seconds.
    pub(crate) fn timed(mut self, seconds: f64) -> Self {
        if let Some(run) = &mut self.contents.run {
            run.wall_time_s = seconds;
        }
        Self { name: self.name, ..Self::sealed(self.contents) }
    }

    /// Adds the rows of a part of a sweep, from a file of this name.
    pub(crate) fn set_table(&mut self, name: &str, text: String) {
        name.clone_into(&mut self.name);
        self.contents.table = Some(text);
    }

    /// Whether this is a part of a run.
    pub(crate) fn is_run(&self) -> bool {
        self.contents.run.is_some()
    }
}

impl TryFrom<Value> for Part {
    type Error = String;

    /// Refuses contents that were changed since they were written, because nothing later could notice.
    fn try_from(mut value: Value) -> Result<Self, String> {
        let written = value.as_object_mut().and_then(|content| content.remove(SEAL));
        let own = seal(&value);
        is_of_this_program(&value)?;
        let contents: Contents =
            serde_json::from_value(value).map_err(|error| error.to_string())?;
        let is_sound = written.is_some_and(|written| written == own);
        let is_alone = contents.run.is_none() && contents.rows.is_none();
        if !(is_alone && contents.counts.is_empty() || is_sound) {
            return Err(
                "it was changed since it was written, so its counts can't be used".to_owned()
            );
        }
        Ok(Self { name: named(contents.shard), contents, seal: is_sound.then_some(own) })
    }
}

/// Refuses counts of another version of the program, or of other random numbers.
fn is_of_this_program(value: &Value) -> Result<(), String> {
    if !["run", "rows", "counts"].iter().any(|key| value.get(key).is_some()) {
        return Ok(());
    }
    let own = [("version", env!("CARGO_PKG_VERSION")), ("generator", GENERATOR)];
    for (key, own) in own {
        let theirs = value.get(key).and_then(Value::as_str).unwrap_or_default();
        if theirs != own {
            return Err(format!(
                "it was drawn with the {key} `{theirs}`, and this program has `{own}`: draw it again, or merge by the \
                 program that drew it"
            ));
        }
    }
    Ok(())
}

/// Returns the contents as a value, by way of their text, in which numbers are as they are read.
pub(super) fn value(contents: &impl Serialize) -> Value {
    serde_json::from_str(&text(contents)).expect("it was just written")
}

/// Returns something as JSON.
pub(super) fn text(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("all keys are text")
}

/// Returns the SHA-256 of a value, which does not depend on the layout of its text.
pub(super) fn seal(content: &Value) -> String {
    digest(content.to_string().as_bytes())
}

/// Returns the name of a part that is not from a file.
fn named(shard: Shard) -> String {
    format!("shard {} of {}", u128::from(shard.index) + 1, shard.of)
}

/// Returns the name of a file: `sweep.csv`, or `shard-3-of-16.csv` for a shard.
pub(crate) fn file_of(shard: Option<Shard>, whole: &str, ending: &str) -> String {
    match shard {
        None => format!("{whole}.{ending}"),
        Some(Shard { index, of }) => format!("shard-{}-of-{of}.{ending}", index + 1),
    }
}
