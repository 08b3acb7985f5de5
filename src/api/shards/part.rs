//! A part of a piece of work, as it is drawn, written and read.

use super::form::{self, CHANGED, Section, Sections, Source, is_in_form};
use super::identity::{Identity, first_difference};
use crate::api::error::Error;
use crate::api::options::Options;
use crate::api::scenario::digest;
use crate::engine::{GENERATOR, Pass, Shard, Stored};
use crate::numerics::packed::packed;
use crate::result::SweepRow;
use serde::de::DeserializeOwned;
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// The key of the SHA-256 of everything else in a part.
const SEAL: &str = "content_sha256";

/// A part of a piece of work: the counts of its trials, or the rows of its points, with a description of the whole and
/// checksums. [`Task::part`](crate::Task::part) draws it, [`Task::join`](crate::Task::join) joins all.
///
/// [`to_bytes`](Self::to_bytes) writes it in a compact form, as `foretell run --shard` does, and serde as JSON. A part that
/// was cut or changed since is refused when it is read, and one of other work when it is merged.
///
/// ```
/// use foretell::{Job, Options, Part, Scenario, Shard};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let options = Options::default().trials(10_000);
/// let bytes = model.part(&Job::Run, Shard { index: 0, of: 2 }, &options)?.to_bytes();
/// let part = Part::read("first.counts", &bytes)?;
/// assert_eq!(part.shard().of, 2);
/// assert!(Part::read("cut.counts", &bytes[..bytes.len() / 2]).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Value")]
pub struct Part {
    /// The name that messages show.
    name: String,
    pub(super) head: Head,
    /// The counts of each run that the work takes, by name; the rows of a sweep under [`ROWS`]. None if they are in a
    /// table of their own.
    pub(super) sections: Sections,
}

/// The name of the rows of a sweep, which no run has.
const ROWS: &str = "rows";
/// The name of the numbers of trials in which each of these rows was asked.
const ASKED: &str = "asked";

/// The description of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    #[serde(flatten)]
    pub(super) identity: Identity,
    pub(super) shard: Shard,
    /// The SHA-256 of the round, if it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) round: Option<String>,
    /// The scenario of a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<Origin>,
    /// The SHA-256 of the table of a sweep's points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    table_sha256: Option<String>,
}

/// A part as JSON.
#[derive(Serialize, Deserialize)]
struct Contents {
    #[serde(flatten)]
    head: Head,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<String, Pass>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<SweepRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    asked: Vec<u64>,
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

/// The kind of parts in their first line.
const PART: &str = "part";

impl Part {
    /// Returns a part of some work with these counts.
    pub(super) fn counted(
        (identity, shard): (Identity, Shard),
        round: Option<String>,
        run: Option<Origin>,
        counts: &BTreeMap<String, Pass>,
    ) -> Self {
        let of = |(name, pass): (&String, &Pass)| (name.clone(), Section::of(packed(pass)));
        let head = Head { identity, shard, round, run, table_sha256: None };
        Self { name: named(shard), head, sections: counts.iter().map(of).collect() }
    }

    /// Returns a part of a sweep with these rows, and the number of trials in which each was asked.
    pub(super) fn of_points(
        identity: Identity,
        shard: Shard,
        rows: &[SweepRow],
        asked: &[u64],
    ) -> Self {
        let head = Head { identity, shard, round: None, run: None, table_sha256: None };
        let section = |name: &str, text: String| (name.to_owned(), Section::of(text.into_bytes()));
        let sections = [section(ROWS, text(&rows)), section(ASKED, text(&asked))].into();
        Self { name: named(shard), head, sections }
    }

    /// Reads a part; `name` is the name that messages show. A part that was cut or changed is an [`Error::Mismatch`].
    pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        if is_in_form(PART, bytes) {
            return Self::found(name, &Source::Memory(bytes.into()));
        }
        let part: Result<Self, _> = serde_json::from_slice(bytes);
        match part {
            Ok(part) => Ok(Self { name: name.to_owned(), ..part }),
            Err(error) => Err(Error::mismatch(name, format!("this is no shard: {error}"))),
        }
    }

    /// Opens a part in a file, whose counts are read when they are joined: of many parts, those of one at a time.
    #[cfg(feature = "files")]
    pub fn open(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let (name, source) = (path.display().to_string(), Source::File(path.into()));
        let wrong = |error| Error::Io { path: path.to_owned(), error };
        let length = source.length().map_err(wrong)?;
        let start = source.bytes(&(0..length.min(1 << 6))).map_err(wrong)?;
        if is_in_form(PART, &start) {
            return Self::found(&name, &source);
        }
        Self::read(&name, source.bytes(&(0..length)).map_err(wrong)?)
    }

    fn found(name: &str, source: &Source) -> Result<Self, Error> {
        let read = form::read(PART, source, is_of_this_program);
        let (head, sections) = read.map_err(|why| Error::mismatch(name, why))?;
        Ok(Self { name: name.to_owned(), head, sections })
    }

    /// Returns the part in its compact form.
    ///
    /// # Panics
    /// If it was opened in a file that was removed since.
    pub fn to_bytes(&self) -> Vec<u8> {
        form::written(PART, &self.head, &self.sections).expect("its file is there")
    }

    /// Returns the name that messages show: that of the file, or such as `shard 3 of 16`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place of the part in the whole.
    pub fn shard(&self) -> Shard {
        self.head.shard
    }

    /// Returns the options that the work was drawn with.
    pub(super) fn options(&self) -> Options {
        let identity = &self.head.identity;
        let Some(run) = &self.head.run else { return identity.options() };
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
        let identity = &self.head.identity;
        if identity == own {
            return Ok(());
        }
        let (theirs, own) = (identity.text(None), own.text(None));
        let (theirs, own) = first_difference(&theirs, &own).unwrap_or_default();
        Err(self.refused(format!("this shard is of other work: it has {theirs}, not {own}")))
    }

    /// Returns the rows of a part of the sweep with this identity.
    pub(in crate::api) fn rows_of(&self, own: &Identity) -> Result<Vec<SweepRow>, Error> {
        self.belongs(own)?;
        self.rows()
    }

    /// Reads the rows of a part of a sweep.
    pub(super) fn rows(&self) -> Result<Vec<SweepRow>, Error> {
        self.list(ROWS)
    }

    /// Reads the number of trials in which each row was asked.
    pub(super) fn asked(&self) -> Result<Vec<u64>, Error> {
        self.list(ASKED)
    }

    fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Error> {
        let Some(section) = self.sections.get(name) else {
            return Err(self.refused("it has no points"));
        };
        let bytes = section.bytes().map_err(|why| self.refused(why))?;
        serde_json::from_slice(&bytes).map_err(|error| self.refused(error.to_string()))
    }

    /// Records the time that a run's part took, in seconds.
    pub(crate) fn timed(mut self, seconds: f64) -> Self {
        if let Some(run) = &mut self.head.run {
            run.wall_time_s = seconds;
        }
        self
    }

    /// Whether this is a part of a run.
    pub(crate) fn is_run(&self) -> bool {
        self.head.run.is_some()
    }

    /// Returns the record of the whole sweep.
    pub(crate) fn whole_record(&self) -> String {
        self.head.identity.text(None)
    }

    /// Returns the SHA-256 of the table of a sweep's points.
    pub(crate) fn table_sha256(&self) -> Option<&str> {
        self.head.table_sha256.as_deref()
    }

    /// Reads all counts.
    fn contents(&self) -> Result<Contents, Error> {
        let mut counts = BTreeMap::new();
        for (name, section) in
            self.sections.iter().filter(|(name, _)| ![ROWS, ASKED].contains(&name.as_str()))
        {
            let pass = section.read().map_err(|why| self.refused(why))?;
            counts.insert(name.clone(), pass);
        }
        let rows = self.sections.contains_key(ROWS).then(|| self.rows()).transpose()?;
        let asked = if rows.is_some() { self.asked()? } else { Vec::new() };
        Ok(Contents { head: self.head.clone(), counts, rows, asked })
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut value = value(&self.contents().map_err(S::Error::custom)?);
        let seal = seal(&value);
        if let Some(parts) = value.as_object_mut() {
            parts.insert(SEAL.to_owned(), seal.into());
        }
        value.serialize(to)
    }
}

impl TryFrom<Value> for Part {
    type Error = String;

    /// Refuses contents that were changed since they were written, because nothing later could notice.
    fn try_from(mut value: Value) -> Result<Self, String> {
        let written = value.as_object_mut().and_then(|content| content.remove(SEAL));
        let own = seal(&value);
        if ["run", "rows", "counts"].iter().any(|key| value.get(key).is_some()) {
            is_of_this_program(&value)?;
        }
        let Contents { head, counts, rows, asked } =
            serde_json::from_value(value).map_err(|error| error.to_string())?;
        let is_alone = head.run.is_none() && rows.is_none() && counts.is_empty();
        if !is_alone && written.is_none_or(|written| written != own) {
            return Err(CHANGED.to_owned());
        }
        let Head { identity, shard, round, run, table_sha256 } = head;
        if let Some(rows) = rows {
            return Ok(Self::of_points(identity, shard, &rows, &asked));
        }
        let part = Self::counted((identity, shard), round, run, &counts);
        Ok(Self { head: Head { table_sha256, ..part.head }, ..part })
    }
}

/// Whether bytes begin like a part in its compact form.
#[cfg(feature = "files")]
pub(crate) fn is_part(bytes: &[u8]) -> bool {
    is_in_form(PART, bytes)
}

/// Refuses counts of another version of the program, or of other random numbers.
fn is_of_this_program(value: &Value) -> Result<(), String> {
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
fn value(contents: &impl Serialize) -> Value {
    serde_json::from_str(&text(contents)).expect("it was just written")
}

/// Returns something as JSON.
fn text(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("all keys are text")
}

/// Returns the SHA-256 of a value, which does not depend on the layout of its text.
fn seal(content: &Value) -> String {
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
